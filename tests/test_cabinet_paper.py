"""A paper for a cabinet: a few pages in which no small number can be read."""

import html
import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bid_contents import (
    COUNTED,
    FEES,
    GENERAL_FUND,
    HIGH_NEEDS,
    contents,
    ledger,
    numbers,
    pack,
    placements,
)

from sufficiency.disclosure import FEWER, LEAST, NOT_SHOWN, STEP
from sufficiency.errors import FileError, NotPossibleError
from sufficiency.reports.bid import CabinetPaper, cabinet_figures, cabinet_parts
from sufficiency.reports.bid.cabinet import BANNER
from sufficiency.reports.bid.contents import Ranged
from sufficiency.reports.bid.ledger import DISCOUNT
from sufficiency.reports.bid.reckoning import by_financial_year, reckon
from sufficiency.results import BANNER as INTERNAL

PLANTED = 7.0
"""A number of children that is nowhere else in the bid."""
CHILDREN = re.compile(r"\d[\d,.]*(?= (?:more |fewer )?(?:child|placement|pupil))")


def words_of(report):
    """Everything that a paper says, cell by cell and sentence by sentence."""
    yield from (report.title, report.banner, *report.answer)
    for table in (report.overview, *(one for part in report.sections for one in part.tables)):
        yield from (table.caption, table.beside, *table.header)
        yield from (cell for row in table.rows for cell in row)
    for part in report.sections:
        yield from (part.title, part.question, *part.paragraphs, *part.points)
        assert not part.charts, "a picture shows its numbers as exactly as its axis"
        assert not part.folded


def planted():
    """A bid in which few children have no place, in every table and sentence that counts them."""
    frame = placements()
    few = frame["label"] == "Without a place"
    for column, value in (
        *(("without", PLANTED), ("with", PLANTED - 4)),
        *(("without_low", 1.0), ("without_high", PLANTED + 1), ("with_low", 0.0)),
        *(("with_high", PLANTED), ("change", -4.0), ("change_low", -6.0), ("change_high", -1.0)),
    ):
        frame.loc[few, column] = value
    made = contents(placements=frame)
    options = tuple(
        replace(
            one,
            measures={
                name: Ranged(PLANTED, 1.0, PLANTED + 1) if "without" in name.lower() else held
                for name, held in one.measures.items()
            },
            why="It leaves 7 children without a place.",
            description="A base for the 7 children without a place.",
        )
        for one in made.options
    )
    schemes = tuple(
        replace(one, counterfactual="7 of its children would be without a place.")
        for one in made.schemes
    )
    risks = made.risks.assign(
        effect="7 children wait a year longer", children="7 more without a place"
    )
    return replace(
        made,
        options=options,
        schemes=schemes,
        risks=risks,
        summary=("7 children more have a place.",),
        bases_words=("7 children have no base.",),
        notes=("7 children were left out.",),
        by_need=made.by_need.assign(missed=PLANTED, demand=PLANTED),
        assumptions=(
            *made.assumptions,
            replace(made.assumptions[0], label="Named placements", value="7 placements a year"),
        ),
    )


def paper(made):
    return CabinetPaper(made).report


@pytest.fixture(scope="module")
def report():
    return paper(planted())


def test_a_planted_small_number_stands_nowhere(report):
    held = list(words_of(report))
    counts = [found for words in held for found in CHILDREN.findall(words)]
    assert all(float(one.replace(",", "")) >= LEAST for one in counts if one)
    table = next(one for part in report.sections for one in part.tables if part.anchor == "need")
    assert {row[0]: row[1:] for row in table.rows}["Without a place"] == (FEWER,) * 4
    for words in held:
        assert "7 children" not in words
        assert "7 more" not in words
        assert "7 placements" not in words
    assert not {"7", "7.0", "3", "4", "-4", "-4.0"} & set(held)


def test_numbers_of_children_are_multiples_of_five(report):
    for part in report.sections:
        if part.anchor in ("need", "children"):
            for row in part.tables[0].rows:
                for cell in row[1:]:
                    shown = re.findall(r"\d+", cell.replace(FEWER, "").replace(",", ""))
                    assert all(int(one) % STEP == 0 for one in shown), cell


def test_no_table_is_by_need_place_or_age(report):
    page = "\n".join(words_of(report))
    for label in (*planted().by_need["label"], *planted().by_locality["label"][1:2]):
        assert not [line for line in page.splitlines() if line == label]


def test_what_is_not_shown_does_not_follow_from_the_other_column():
    """The same children on both sides: 37.6 and 2.2 without, 12.4 and 27.4 with."""
    year = COUNTED[-1]
    frame = placements()
    frame = frame[frame["label"] != "In a base"].reset_index(drop=True)
    here = frame["year"] == year
    for label, without, planned in (
        ("Without a place", 2.2, 12.4),
        ("Independent, for want of a place", 37.6, 27.4),
    ):
        row = here & (frame["label"] == label)
        frame.loc[row, ["without", "with"]] = [without, planned]
    held = contents(placements=frame)
    made = {one.label: one for one in cabinet_figures.fates(held, year)}
    assert made["Independent, for want of a place"].without == NOT_SHOWN
    assert made["Without a place"].without == FEWER
    told = cabinet_figures.measure_words(held, Ranged(37.6, 30.0, 44.0))
    assert told == NOT_SHOWN, "another table of the same year would show it"


def few_avoided(count):
    """A ledger in which a payer buys for few children less, and the children behind it."""
    less = numbers(*(held - count for held in (40, 44, 48.5, 52)))
    lines = list(ledger().lines)
    lines[0] = replace(FEES, payer=GENERAL_FUND, with_schemes=less)
    return ledger(lines=tuple(lines))


@pytest.mark.parametrize("count", [1.0, 3.0, 9.0])
def test_few_children_do_not_follow_from_pounds_and_a_price(count):
    """Between two neighbouring numbers of pounds lie as many children as between two of theirs."""
    held = few_avoided(count)
    made = contents(ledger=held)
    reckoned = reckon(held)
    factors = reckoned.indices[DISCOUNT][held.place_of(held.first_year) :]
    price = float((by_financial_year(reckoned.unit_costs, held) @ factors)[0])
    step = cabinet_figures.step_of(made)
    assert step >= STEP * price
    page = "\n".join(words_of(paper(made)))
    assert f"rounded to £{step / 1e6:g} million" in page


def test_pounds_of_many_children_are_told_more_finely():
    many = ledger(
        lines=tuple(
            replace(one, with_schemes=one.without - 30.0)
            for one in ledger().lines
            if one.counted == "children"
        )[:1]
    )
    assert cabinet_figures.step_of(contents(ledger=many)) == cabinet_figures.LEAST_POUNDS


def test_all_pounds_that_hang_on_children_are_as_coarse_as_the_coarsest():
    """Else one payer's would follow from the sum less the others'."""
    made = contents(ledger=few_avoided(3.0))
    step = cabinet_figures.step_of(made)
    payers = (HIGH_NEEDS, GENERAL_FUND)
    assert {cabinet_figures.step_of_payer(made, payer) for payer in payers} == {step}
    assert cabinet_figures.step_of_payer(made, "Capital grant") < step


def test_another_option_that_changes_few_children_is_coarse_as_well():
    made = contents()
    nothing, _, other = made.options
    name = cabinet_figures.measures_shown(made)[0]
    near = replace(
        other,
        measures={**nothing.measures, name: Ranged(nothing.measures[name].value - 2.0)},
    )
    held = replace(made, options=(*made.options[:2], near))
    assert cabinet_figures.step_of_option(held, near) > cabinet_figures.step_of(held)


def test_nothing_that_gives_a_number_of_children_when_divided_is_told(report):
    page = "\n".join(words_of(report))
    for told in ("for each", "Cashable", "133,090", "Independent placements avoided"):
        assert told not in page.replace("Pounds for each child or placement", "")


def test_a_programme_for_few_children_is_refused():
    frame = placements().assign(change=-3.0)
    with pytest.raises(NotPossibleError, match="fewer than 10 children in every year"):
        paper(contents(placements=frame))
    bid = pack()
    with pytest.raises(NotPossibleError, match="fewer than 10 children in every year"):
        replace(bid, contents=contents(placements=frame)).cabinet()


def test_it_recommends_nothing():
    page = "\n".join(words_of(paper(contents()))).replace("recommends none", "")
    assert "ecommend" not in page
    assert contents().options[1].why not in page


def test_it_says_what_is_asked_and_what_a_loss_is():
    made = contents()
    loss = replace(made.money, net_present_value=Ranged(-3.2e6, -4e6, -2e6), payback_years=None)
    answer = " ".join(paper(replace(made, money=loss)).answer)
    assert "is asked to decide on 2 schemes with 44 more places" in answer
    assert "costs more than it saves" in answer
    assert "It does not pay for itself in these years." in answer
    assert "MADE UP" in answer


def test_a_plan_without_pounds_is_a_paper_too():
    made = replace(contents(), ledger=None, money=None, schemes=(), tornado=None, risks=None)
    page = "\n".join(words_of(paper(made)))
    assert "What it is worth was not worked out." in page
    assert "Risks were not worked out." in page
    assert "a plan with 44 more places" in page


@pytest.mark.parametrize(
    ("nothing", "rest", "told"),
    [
        ((60.0, 40.0), (40.0, 22.0), "about 62 in 100"),
        ((60.0, 40.0), (3.0, 2.0), "hardly any"),
        ((60.0, 40.0), (58.0, 39.0), "nearly all"),
        ((2_000.0, 800.0), (1_988.0, 797.0), "about 99 in 100"),
        ((4.0, 3.0), (1.0, 1.0), None),
    ],
)
def test_what_bases_leave_is_a_share_and_no_small_number(nothing, rest, told):
    labels = ["ASD, primary, base", "SEMH, secondary, special"]
    frame = pd.DataFrame({"label": labels, "nothing": nothing, "bases": rest, "first": rest})
    assert cabinet_figures.bases_share(frame, "bases") == told
    words = cabinet_parts.bases(replace(contents(), bases=frame)).paragraphs[0]
    assert (told or FEWER) in words


def test_why_bases_were_not_looked_at_stands_in_their_place():
    made = replace(contents(), bases=None, absent={"bases": "Bases were not looked at."})
    assert cabinet_parts.bases(made).paragraphs == ("Bases were not looked at.",)


def test_both_files_are_written_and_say_for_whom_they_are(tmp_path):
    docx = pytest.importorskip("docx")
    made = pack().cabinet()
    page, words = made.save_all(tmp_path)
    assert (page.name, words.name) == ("cabinet.html", "cabinet.docx")
    text = html.unescape(page.read_text(encoding="utf-8"))
    document = docx.Document(io.BytesIO(words.read_bytes()))
    head = document.sections[0].header.paragraphs[0].text
    for said in (text, head):
        assert BANNER in said
        assert INTERNAL not in said
    assert len(document.tables) == text.count("<table")
    assert "save" in repr(made)


def test_the_same_bid_gives_the_same_paper(tmp_path):
    one, other = (pack().cabinet().save(tmp_path / f"{name}.html") for name in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()


def test_a_workbook_is_refused_and_so_is_what_is_there_already(tmp_path):
    made = pack().cabinet()
    with pytest.raises(FileError, match="would hold the small numbers"):
        made.save(tmp_path / "cabinet.xlsx")
    made.save(tmp_path / "cabinet.html")
    with pytest.raises(FileError, match="already there"):
        made.save(tmp_path / "cabinet.html")
    with pytest.raises(FileError, match="already there"):
        made.save_all(tmp_path, word=False)


@pytest.mark.slow
def test_the_full_bid_is_as_internal_as_before():
    assert pack().report.banner == INTERNAL
    assert np.isfinite(cabinet_figures.step_of(contents(ledger=None)))


def test_risks_with_one_consequence_are_one_point():
    made = contents()
    twice = pd.concat([made.risks, made.risks.assign(label="Another opens a year late")])
    points = cabinet_parts.risks(replace(made, risks=twice)).points
    late = [one for one in points if "opens a year late" in one]
    assert len(late) == 2
    assert late[0].startswith("It opens a year late; Another opens a year late. All schemes open")
