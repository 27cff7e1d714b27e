"""A bid: the same contents in three formats, fit to be pasted into a paper for a cabinet."""

import io
import re
import sys
import time
import zipfile
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from bid_contents import AGAINST, contents, ledger, pack
from money_areas import quick_appraisal

import sufficiency as sf
from sufficiency.errors import FileError, NotPossibleError
from sufficiency.reports.bid import (
    BidPack,
    bid_pack,
    case,
    choices,
    evidence,
    margins,
    ranging,
    verb,
    who,
    word_parts,
    worth,
)
from sufficiency.reports.bid.case import headline
from sufficiency.reports.bid.contents import Ranged
from sufficiency.reports.bid.document import document_bytes
from sufficiency.reports.bid.pack import written_up
from sufficiency.reports.bid.reckoning import reckon
from sufficiency.reports.bid.wording import for_each_spared, value_sentence
from sufficiency.reports.bid.worth import independent_words
from sufficiency.results import BANNER, Card

mpl.use("Agg")

TITLES = [
    "The case for change",
    "Options",
    "The recommended programme",
    "What each budget and each scheme buys",
    "What changes for children",
    "Money",
    "What the answer hangs on",
    "Risks and robustness",
    "Empty places",
    "Fairness",
    "Could bases meet the need?",
    "Assumptions",
    "How the figures were made",
    "What the figures cannot say",
    "Data and provenance",
]
"""What a cabinet and the Department ask, in their order."""
NOT_AGAINST = ("Assumptions", "Data and provenance")
"""Sections whose tables compare nothing."""


@pytest.fixture(scope="module")
def bid():
    return pack()


@pytest.fixture(scope="module")
def page(bid):
    return bid.report.as_html()


@pytest.fixture(scope="module")
def pictured(bid):
    """The same with pictures for a document of words."""
    return written_up(bid.contents, bid.card, as_png=True)


@pytest.fixture(scope="module")
def written(pictured):
    pytest.importorskip("docx")
    return document_bytes(pictured, status="draft")


@pytest.fixture(scope="module")
def document(written):
    import docx

    return docx.Document(io.BytesIO(written))


def tables_of(section):
    return (*(one.table for one in section.charts), *section.tables, *section.folded)


@pytest.mark.slow
def test_the_sections_are_what_is_asked_of_a_bid(bid):
    assert [section.title for section in bid.sections] == TITLES


def test_every_table_of_figures_says_against_what(bid):
    silent = [
        table.caption
        for section in bid.sections
        if section.title not in NOT_AGAINST
        for table in tables_of(section)
        if AGAINST not in table.beside
    ]
    assert not silent
    assert AGAINST in headline(bid.contents).beside


def test_the_page_stands_alone_under_its_banner(bid, page):
    assert page.count(BANNER) >= 2
    assert "<script" not in page
    assert "http://" not in re.sub(r'xmlns(:\w+)?="[^"]+"', "", page)
    assert page.count("<svg") == sum(len(section.charts) for section in bid.sections)


@pytest.mark.slow
def test_the_same_bid_gives_the_same_bytes(bid, pictured, written, tmp_path, monkeypatch):
    """At another time of day too; that a figure gives the same bytes stands with the figures."""
    first = [bid.save(tmp_path / f"first{ending}").read_bytes() for ending in (".html", ".xlsx")]
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    again = [bid.save(tmp_path / f"again{ending}").read_bytes() for ending in (".html", ".xlsx")]
    assert first == again
    assert document_bytes(pictured, status="draft") == written


def test_all_three_are_written_or_none(bid, tmp_path):
    (tmp_path / "bid.xlsx").write_bytes(b"kept")
    with pytest.raises(FileError, match=r"bid\.xlsx is already there"):
        bid.save_all(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["bid.xlsx"]
    written = bid.save_all(tmp_path / "new", word=False)
    assert [file.name for file in written] == ["bid.html", "bid.xlsx"]


def test_a_document_has_real_headings_and_captions(document):
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == ["In short", *TITLES, "Annex: further tables"]
    captions = [one.text for one in document.paragraphs if one.style.name == "Caption"]
    tables = [text for text in captions if text.startswith("Table")]
    assert len(tables) == len(document.tables)
    fields = [
        field.get(f"{W}instr")
        for one in document.paragraphs
        for field in one._p.iter(f"{W}fldSimple")
    ]
    assert fields.count("SEQ Table \\* ARABIC") == len(document.tables)


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_header_rows_are_repeated_and_rows_never_broken(document):
    for table in document.tables:
        first, *others = table._tbl.iter(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (first, *others))


def test_every_picture_has_words(bid, document):
    pictures = [shape._inline.docPr for shape in document.inline_shapes]
    words = [chart.alt for section in bid.sections for chart in section.charts]
    assert [one.get("descr") for one in pictures] == words
    assert all(len(one.get("descr")) > 80 for one in pictures)


def test_wide_tables_lie_on_turned_pages_and_the_rest_stands(document):
    turned = [section.page_width > section.page_height for section in document.sections]
    assert turned[0] is False
    assert turned[-1] is False
    assert any(turned)


def test_each_page_of_a_document_has_the_banner_its_number_and_its_language(written, document):
    section = document.sections[0]
    assert section.header.paragraphs[0].text == BANNER
    fields = [one.get(f"{W}instr") for one in section.footer._element.iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    languages = {one.get(f"{W}val") for one in document.styles["Normal"].element.iter(f"{W}lang")}
    assert languages == {"en-GB"}
    assert document.core_properties.created.year == 2000
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}


def test_a_loss_is_told_as_a_gain_is(bid):
    """The same words and the same place, whichever sign."""
    gain = bid.contents.money
    loss = replace(gain, net_present_value=Ranged(-3.2e6, -5.0e6, -1.0e6))
    told = [value_sentence(one, first=2026, last=2036, price_year=2026) for one in (gain, loss)]
    held = "Net present value, in prices of 2026-27 and discounted to it"
    assert told[0].startswith(f"{held}: £")
    assert told[1] == (
        f"{held}: -£3.20 million (-£5.00 million to -£1.00 million); the programme costs "
        "more than it saves from 2026-27 to 2036-37, and is not paid for by savings."
    )
    options = list(bid.contents.options)
    options[1] = replace(options[1], net_present_value=loss.net_present_value)
    lost = replace(bid.contents, money=loss, options=tuple(options))
    rows = [[row[0] for row in headline(one).rows] for one in (bid.contents, lost)]
    assert rows[0] == rows[1]


def test_a_loss_of_any_kind_of_group_is_told_with_its_kind():
    """A tenth of deprivation loses as a need does; its label alone would be a bare number."""
    frame = pd.DataFrame(
        {
            "kind": ["Primary need", "Deprivation, tenth (1: most)"],
            "label": ["SEMH", "7"],
            "without": [41.0, 83.2],
            "with": [41.4, 83.9],
        }
    )
    words = evidence.fairness(contents(fairness=frame)).paragraphs[0]
    assert "deprivation, tenth (1: most) 7 (83.2 to 83.9 percent)" in words
    assert "SEMH" not in words
    kept = evidence.fairness(contents(fairness=frame.iloc[:1])).paragraphs[0]
    assert kept.startswith("In no group of the table")
    assert "0.5 percentage points at most" in kept


def test_a_range_of_one_number_is_no_range(bid):
    money = replace(
        bid.contents.money, net_present_value=Ranged(-16_350_000, -16_351_000, -16_349_000)
    )
    said = value_sentence(money, first=2026, last=2040, price_year=2026)
    assert "discounted to it: -£16.35 million; the programme" in said
    assert Ranged(28.2, 27.9, 28.4).words() == "28"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            (1.2e6, 6.4e6, 0.0),
            "On independent placements £7.60 million less is spent than if nothing is done, over "
            "all years and not discounted. Of it "
            "£1.20 million is cashable: placements below today's number; £6.40 "
            "million is growth that does not come: no budget falls by it.",
        ),
        (
            (0.0, -6.29e6, -1_000.0),
            "On independent placements £6.29 million more is spent than if nothing is done, over "
            "all years and not discounted. Of it "
            "£6.29 million is growth that would not come if nothing is done; "
            "£1,000 more is spent on dearer children among as many placements.",
        ),
        (
            (-2e6, 1e6, 0.0),
            "On independent placements £1.00 million more is spent than if nothing is done, over "
            "all years and not discounted. Of it "
            "£2.00 million more is spent on placements that would fall below "
            "today's number if nothing is done; £1.00 million is growth that does not come: no "
            "budget falls by it.",
        ),
        ((0.0, 0.0, 0.0), "On independent placements as much is spent as if nothing is done."),
    ],
)
def test_more_spent_on_independent_placements_is_said_as_plainly_as_less(bid, parts, words):
    cashable, avoided, mix = (Ranged(pounds) for pounds in parts)
    held = replace(bid.contents.money, cashable=cashable, avoided=avoided, mix=mix)
    assert independent_words(held) == words
    wide = replace(held, avoided=Ranged(parts[1], -9e6, 9e6))
    assert independent_words(wide).endswith("neither is sure.") == any(parts)


def test_nought_is_told_as_neither_gain_nor_loss(bid):
    money = replace(bid.contents.money, net_present_value=Ranged(0.0, 0.0, 0.0))
    said = value_sentence(money, first=2026, last=2040, price_year=2026)
    assert "costs as much as it saves from 2026-27 to 2040-41" in said
    assert "more than" not in said


def test_a_range_with_gain_and_loss_is_told_to_be_unsure(bid):
    unsure = replace(bid.contents.money, net_present_value=Ranged(0.2e6, -1.0e6, 1.4e6))
    assert "neither is sure" in value_sentence(unsure, first=2026, last=2036, price_year=2026)


def test_capital_for_each_place_is_told_net_in_words_and_by_scheme(bid):
    """A change of designation adds no place, and pounds are divided by no place that is lost."""
    label = "Capital for each of 44 places added, net"
    assert label in [row[0] for row in headline(bid.contents).rows]
    table = next(
        one
        for one in choices.programme(bid.contents).tables
        if one.caption.startswith("Capital for each place once full")
    )
    assert [row[1:] for row in table.rows] == [
        ("1,864,718", "24", "77,697"),
        ("664,000", "20", "33,200"),
    ]
    schemes = (bid.contents.schemes[0], replace(bid.contents.schemes[1], fill={2027: 0}))
    without = choices.programme(replace(bid.contents, schemes=schemes)).tables
    assert next(one for one in without if one.caption == table.caption).rows[1][-1] == "–"
    fewer = replace(bid.contents.money, places=-4.0, per_place=None)
    said = headline(replace(bid.contents, money=fewer)).rows
    assert not any(row[0].startswith("Capital for each of") for row in said)


def test_capital_for_a_placement_avoided_is_told_with_its_doubt(bid):
    """A sum for each of two that may be none reads like a price, wherever it is pasted."""
    money = bid.contents.money
    assert dict(for_each_spared(money, year=2030)) == {
        "Independent placements avoided, 2030/31": "19.0 (10.0 to 22.0)",
        "Capital for each independent placement avoided": "£133,090",
    }
    few = replace(money, spared=Ranged(1.9, -10.0, 20.0), per_independent=1.89e6)
    said = dict(for_each_spared(few, year=2030))
    assert said["Independent placements avoided, 2030/31"] == "1.9 (-10.0 to 20.0)"
    assert said["Capital for each independent placement avoided"] == (
        "£1.89 million; in some futures none is avoided"
    )
    none = replace(money, spared=Ranged(-3.0, -9.0, 0.0), per_independent=None)
    assert (
        dict(for_each_spared(none, year=2030))["Capital for each independent placement avoided"]
        == "–"
    )


def test_each_table_of_pounds_says_in_which_prices_they_are(bid):
    """An officer pastes a table into a paper, and not the page around it."""
    held = [
        *(table for section in bid.sections for table in (*section.tables, *section.folded)),
        *(one.table for section in bid.sections for one in section.charts),
        bid.report.overview,
    ]
    pounds = [
        table
        for table in held
        if any(
            unit in cell
            for row in ((table.caption,), table.header, *table.rows)
            for cell in row
            for unit in ("£", " pounds")
        )
    ]
    assert len(pounds) > 12
    for table in pounds:
        if not table.caption.startswith(("Assumptions", "All other assumptions")):
            assert "prices of 2026-27" in f"{table.caption} {table.beside}", table.caption


@pytest.mark.slow
def test_what_each_budget_buys_is_told_however_little_it_is(bid):
    """The picture begins at nought, so that what hardly changes looks so."""
    section = margins.margins(bid.contents, as_png=False)
    first, second, *_ = section.paragraphs
    assert first.startswith(
        "From a budget of £0 to one of £2.00 million, over 2027/28 to 2030/31 in all there are "
        "100.0 fewer children without a place of 900 (11.1 percent); 1.0 fewer children in "
        "independent schools of 400 (0.2 percent); 100.0 more miles of travel each way of 5,000"
    )
    assert second.startswith("More money hardly changes how many children are in independent")
    assert section.points == (
        "£0: none.",
        "£1.00 million: Base at Corby (2027/28).",
    )
    assert [one.table.rows[-1][2:] for one in section.charts] == [
        ("800 (-100.0)", "399 (-1.0)", "5,100 (+100.0)"),
        (),
    ]
    more = bid.contents.frontier.assign(independent=[400.0, 350.0, 300.0])
    told = margins.margins(replace(bid.contents, frontier=more), as_png=False).paragraphs
    assert not any("hardly" in one for one in told)


def test_what_each_scheme_adds_stands_in_children_and_pounds(bid):
    within, beside = margins.margins(bid.contents, as_png=False).tables
    assert within.header[:4] == (
        *("Scheme", "Opens", "Capital, £ million"),
        "Net present value, £ million",
    )
    assert [row[0] for row in within.rows] == ["Base at Corby", "=1+1 Base at Wellingborough"]
    assert within.rows[0][2:4] == ("1.90", "-0.40")
    assert within.rows[0][4] == "-60.0 (-61.0 to -58.0)"
    assert beside.rows[0][-1] == "1 p above"
    assert "Stands against it" not in within.header


def test_regret_is_told_by_programme_and_by_scenario_where_there_are_several(bid):
    table = worth.risks(bid.contents).tables[1]
    assert table.rows[0][:3] == ("The proposed programme", "9 of 12", "0.5")
    assert table.header[-1] == "Children without a place, more, in the worst draw"
    other = bid.contents.regret.assign(scenario="Faster growth")
    both = replace(bid.contents, regret=pd.concat([bid.contents.regret, other]))
    assert worth.risks(both).tables[1].header[0] == "Scenario"


def test_empty_places_stand_without_and_with_and_in_pounds(bid):
    section = evidence.empty_places(bid.contents)
    assert section.paragraphs[0] == (
        "In 2030/31, 46.5 places of bases and special schools are paid for with nobody in them if "
        "nothing is done, and 55.8 with the programme; for these £93,000 a year more is "
        "paid, in prices of 2026-27 (means)."
    )
    whole, schemes = section.tables
    assert whole.rows[1] == (
        *("Special school", "300", "300", "44.5 (43.5 to 46.5)", "52.3 (51.3 to 54.3)"),
        *("445,000", "523,000"),
    )
    assert schemes.rows == (("Base at Corby", "25", "1", "1.1 (0.0 to 3.0)"),)
    first = section.folded[1].rows[0]
    assert first == ("2029/30", "Base at Corby", "25", "1", "3.2 (1.0 to 6.0)")
    assert len(evidence.empty_places(replace(bid.contents, empty=None)).tables) == 1


def test_captions_say_how_many_draws_a_range_is_of_and_few_are_told_at_once(bid):
    """A proof over 30 draws beside ranges over 12 is told to be over others."""
    many, few = (replace(bid.contents, draws=count, draws_chosen=30) for count in (12, 8))
    ranged = "(mean, and range of 80 % of {}, reaching to the mean)"
    assert ranged.format("12 of the 30 draws") in headline(many).caption
    assert "(mean, and lowest to highest of 8 of the 30 draws)" in headline(few).caption
    assert "too few for a bid" in " ".join(case.answer(few))
    assert "too few" not in " ".join(case.answer(many))
    decided = replace(bid.contents, draws=100)
    assert ranged.format("100 draws") in headline(decided).caption
    caption = evidence.bases(few).tables[0].caption
    assert caption.endswith("(mean, and 10th to 90th percentile of 8 draws)")


def test_ranges_of_few_draws_go_from_the_lowest_to_the_highest():
    draws = np.arange(20.0)[:, None]
    few = ranging.with_range("value", draws[:8])
    assert (few["value_low"][0], few["value_high"][0]) == (0.0, 7.0)
    many = ranging.with_range("value", draws)
    assert many["value_low"][0] == pytest.approx(1.9)


def test_owners_are_asked_for_of_what_moves_the_answer(bid):
    held = [
        replace(one, owner=evidence.NOBODY) if one.name == "discount_rate_percent" else one
        for one in bid.contents.assumptions
    ]
    words = evidence.assumptions(replace(bid.contents, assumptions=tuple(held))).paragraphs[1]
    assert "2 of 2 have no owner." in words
    assert (
        "name one for those that move the net present value most: Discount rate (£550,000" in words
    )
    assert "Fees of independent schools; Capital costs rest on what the costs and schemes" in words
    none = evidence.assumptions(bid.contents).paragraphs[1]
    assert "None of them is among those that move the net present value most." in none
    bare = evidence.assumptions(replace(bid.contents, tornado=None)).paragraphs[1]
    assert "Name one for each that weighs" in bare


def test_a_long_table_of_bases_keeps_the_largest_and_adds_the_others_up(bid):
    count = 30
    labels = [f"Need {number}" for number in range(count)]
    sizes = np.arange(count, 0.0, -1.0)
    frame = pd.DataFrame(
        {"label": labels}
        | {
            f"{name}{end}": sizes + more
            for name in ("nothing", "bases", "first")
            for end, more in (("", 0.0), ("_low", -0.5), ("_high", 0.5))
        }
    )
    section = evidence.bases(replace(bid.contents, bases=frame))
    rows = section.tables[0].rows
    assert len(rows) == evidence.MOST_BASES + 1
    assert rows[-1][:2] == ("Others: 15 kinds of children", "120")
    assert len(section.folded[0].rows) == count
    short = evidence.bases(replace(bid.contents, bases=frame.head(20).iloc[::4]))
    assert not short.folded


def test_an_occupancy_that_seems_to_pay_is_told_to_read_the_wrong_way(bid):
    frame = bid.contents.tornado
    value = float(frame["value"].iloc[0])
    row = frame.iloc[[0]].assign(
        supposition="occupancy", label="Occupancy of the new places", low=value + 1e6, high=value
    )
    told = worth.sensitivity(replace(bid.contents, tornado=row), as_png=False).paragraphs
    assert any(one.startswith("Occupancy of the new places reads the wrong way") for one in told)
    usual = worth.sensitivity(
        replace(bid.contents, tornado=row.assign(low=value - 1e6)), as_png=False
    ).paragraphs
    assert not any("wrong way" in one for one in usual)


def test_what_was_not_worked_out_says_so():
    held = contents(
        ledger=None,
        money=None,
        tornado=None,
        switching=None,
        risks=None,
        empty=None,
        void=None,
        fairness=None,
        bases=None,
        bases_words=(),
        absent={"money": "The table costs has no fee.", "bases": "Nobody asked for it."},
    )
    bare = BidPack(held, Card("A bid", ("A line.", "Another.")))
    words = {section.title: section.paragraphs for section in bare.sections}
    assert words["Money"] == ("The table costs has no fee.",)
    assert words["Could bases meet the need?"] == ("Nobody asked for it.",)
    assert "was not worked out" in words["Fairness"][0]


def test_another_ending_is_refused(bid, tmp_path):
    with pytest.raises(FileError, match=r"bid\.pdf ends neither in \.html nor in \.docx"):
        bid.save(tmp_path / "bid.pdf")


def test_without_the_library_only_the_document_is_refused(bid, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(NotPossibleError, match="python-docx is not installed") as caught:
        bid.save(tmp_path / "bid.docx")
    assert "python -m pip install python-docx" in str(caught.value)
    assert "--no-word" in str(caught.value.on_command_line)
    assert not list(tmp_path.iterdir())
    assert bid.save(tmp_path / "bid.xlsx").exists()


def test_nothing_but_an_appraisal_or_a_choice_is_written_up():
    with pytest.raises(NotPossibleError, match=r"a bid of .* was asked for"):
        sf.bid_pack("appraisal")


def test_a_ledger_that_comes_to_other_figures_is_refused(monkeypatch):
    real = verb.ledger_of

    def wrong(appraisal, **named):
        held = real(appraisal, **named)
        first, *others = held.lines
        return replace(held, lines=(replace(first, without=first.without + 1.0), *others))

    monkeypatch.setattr(verb, "ledger_of", wrong)
    with pytest.raises(NotPossibleError, match="the ledger of the bid differs from the run by"):
        bid_pack(quick_appraisal())


def test_other_audiences_are_refused():
    with pytest.raises(NotPossibleError, match="publish"):
        bid_pack(quick_appraisal(), audience="publish")


def test_the_figures_of_the_made_up_bid_are_its_ledgers(bid):
    held = ledger()
    assert bid.contents.money.net_present_value.value == pytest.approx(
        reckon(held).net_present_value
    )


def test_rounded_parts_that_miss_their_sum_are_told_beside_the_table(bid):
    """1.4 and 1.4 are 1 and 1, and together 3."""
    held = contents()
    for parts, told in ((1.4, case.ROUNDED_APART), (1.0, "")):
        values = (parts, parts, 2 * parts)
        measures = dict(zip(who.KEY_WORDS.values(), map(Ranged, values), strict=True))
        options = tuple(replace(one, measures=measures) for one in held.options)
        assert case.rounding_note(options) == told
        table = headline(replace(held, options=options))
        assert table.beside.startswith(told)


@pytest.mark.slow
def test_a_column_of_long_words_is_not_pressed_together_by_numbers(bid):
    """What stands against a scheme had six letters a line."""
    why = "the budget 2029/30 is passed by £1.21 million; " * 4
    frame = bid.contents.marginal.assign(against=why)
    made = written_up(replace(bid.contents, marginal=frame), bid.card, as_png=False)
    assert f'class="w">{why.strip()[:20]}' in made.as_html().replace("\n", "")
    pytest.importorskip("docx")
    narrow, wide = (word_parts._wanted([text], is_number=False) for text in ("a" * 50, why))
    assert wide > narrow == word_parts.PADDING + word_parts.MOST_LETTERS
