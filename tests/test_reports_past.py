"""How sure a report is: the verdicts of a backtest beside its figures, or that there is none."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_areas import Small, area_like, said, tables_of

import sufficiency as sf
from sufficiency.backtesting.beside_words import council_errors_words
from sufficiency.backtesting.counted import MOST_UNCOUNTED, uncounted_shares, years_not_counted
from sufficiency.backtesting.scoring import FEWEST_CELLS
from sufficiency.backtesting.words import (
    januaries_words,
    verdict_sentence,
    why_no_verdict,
    with_best_rules,
    years_words,
)
from sufficiency.cli.past import verdicts_as_text
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.reports.past import LEVELS_UNTESTED, TITLE

DRAWS = 20


def counted_tables(first=2019, basis="supplied", **changes):
    """Tables with as many Januaries as there are from `first`, each counted by somebody."""
    tables = tables_of(Small(**changes))
    earlier = range(first, 2022)
    longer = {
        name: pd.concat(
            [
                tables[name],
                *(
                    tables[name][tables[name]["year"].eq(2022)].assign(year=year)
                    for year in earlier
                ),
            ],
            ignore_index=True,
        )
        for name in ("plans", "population")
    }
    return tables | longer | {"plans": longer["plans"].assign(basis=basis)}


def allocation_of(area):
    return sf.allocate(sf.project(area, until=2026, draws=4, workers=1), draws=2, workers=1)


def section_of(report, anchor="sure"):
    return next(section for section in report.sections if section.anchor == anchor)


def words_of(section):
    return " ".join((*section.paragraphs, *section.points))


@pytest.fixture(scope="module")
def counted():
    area = sf.area_from_frames(counted_tables())
    return allocation_of(area), sf.backtest(area, draws=DRAWS, workers=1)


@pytest.fixture(scope="module")
def report(counted):
    allocation, tested = counted
    return sf.report(allocation, backtest=tested)


@pytest.fixture(scope="module")
def made_up():
    """As in the example: all Januaries are made up."""
    area = area_like(Small())
    return allocation_of(area), sf.backtest(area, draws=DRAWS, workers=1)


# --- words ------------------------------------------------------------------------------------


def verdicts(*said_by_year):
    return pd.DataFrame(
        {"level": "need", "years_ahead": range(1, len(said_by_year) + 1), "verdict": said_by_year}
    )


@pytest.mark.parametrize(
    ("by_year", "sentence"),
    [
        (
            ("usable", ""),
            "usable one year ahead; further ahead, no verdict.",
        ),
        (
            ("usable", "usable", "with care", "not usable", "not usable", "not usable"),
            "usable one and two years ahead, with care three years ahead, not usable four to six "
            "years ahead; further ahead, no verdict.",
        ),
    ],
)
def test_a_verdict_is_said_with_the_years_that_it_is_for(by_year, sentence):
    words = verdict_sentence(verdicts(*by_year), "need", why_none="")
    assert words == f"Plans by need, held against the past: {sentence}"


def test_no_verdict_is_said_with_its_reason():
    words = verdict_sentence(verdicts("", ""), "need", why_none="nobody counted")
    assert words == "Plans by need: no verdict, since nobody counted."


def test_years_and_januaries_are_said_as_people_say_them():
    assert [years_words(years) for years in ([1], [2], [1, 2], [2, 3, 4], [11])] == [
        "one year",
        "two years",
        "one and two years",
        "two to four years",
        "11 years",
    ]
    assert [januaries_words(years) for years in ([2021], [2021, 2022], [2021, 2022, 2023])] == [
        "2022",
        "2022 and 2023",
        "2022 to 2024",
    ]
    assert januaries_words([2020, 2022]) == "2021 and 2023"


@pytest.mark.parametrize(
    ("bases", "folds", "words"),
    [
        (["supplied", "published", ""], 3, ""),
        (["supplied"] * 3, 1, "only one projection could be held against what came, and three"),
        (["supplied"] * 3, 2, "2 projections could be held against what came, and three are the"),
        (["made"] * 3, 9, "all 3 Januaries in the table plans are made up"),
        (["supplied", "made", "made"], 9, "2 of 3 Januaries in the table plans are made up"),
        (["supplied", "", "estimated"], 9, "1 of 3 Januaries in the table plans is estimated"),
        (["made", "estimated", ""], 9, "2 of 3 Januaries in the table plans are made up or estim"),
    ],
)
def test_why_there_is_no_verdict_is_said(bases, folds, words):
    plans = pd.DataFrame({"year": [2022, 2023, 2024], "plans": 10.0, "basis": bases})
    found = why_no_verdict(plans, folds=folds)
    assert found.startswith(words)
    assert bool(found) == bool(words)


def test_januaries_that_are_made_up_in_part_are_said_to_be():
    bases = ["made", "supplied", "supplied"]
    plans = pd.DataFrame({"year": [2022, 2022, 2023], "plans": 10.0, "basis": bases})
    assert why_no_verdict(plans, folds=3).endswith("is made up in part")


@pytest.mark.parametrize(
    ("children", "rows", "share"),
    [
        ([5, 195], [1, 39], 0.025),  # 5 of 200 children, 1 of 40 rows
        ([1, 199], [2, 38], 0.05),  # 2 of 40 rows
        ([30, 170], [1, 39], 0.15),  # 30 of 200 children
        ([0, 200], [1, 199], 0.005),
    ],
)
def test_what_was_not_counted_is_the_larger_share_of_children_and_rows(children, rows, share):
    numbers = [total / count for total, count in zip(children, rows, strict=True)]
    plans = pd.DataFrame(
        {
            "year": 2022,
            "plans": np.repeat(numbers, rows),
            "basis": np.repeat(["estimated", "supplied"], rows),
        }
    )
    more = pd.DataFrame({"year": [2023], "plans": [5.0], "basis": [""]})
    held = pd.concat([plans, more], ignore_index=True)
    assert uncounted_shares(held).to_dict() == pytest.approx({2022: share})
    assert years_not_counted(held) == ((2022,) if share > MOST_UNCOUNTED else ())
    assert years_not_counted(held, fitted=(2022, 2023)) == (2022,)
    assert bool(why_no_verdict(held, folds=3)) == (share > MOST_UNCOUNTED)


@pytest.mark.slow
def test_a_few_estimated_counts_leave_the_verdict_and_are_said_beside_it(counted):
    tables = counted_tables()
    plans = tables["plans"]
    few = plans.assign(basis=plans["basis"].where(~plans.index.isin([3, 7]), "estimated"))
    allocation = allocation_of(sf.area_from_frames(tables | {"plans": few}))
    tested = sf.backtest(allocation.projection.area, draws=DRAWS, workers=1)
    assert tested.why_no_verdict == ""
    verdicts = tested.to_frame("verdicts")["verdict"]
    assert verdicts.tolist() == counted[1].to_frame("verdicts")["verdict"].tolist()
    share = 100 * uncounted_shares(few).max()
    assert 0.5 < share < 1.5
    beside = "Of January 2023, 1 % of children or rows were estimated."
    for told in (tested.verdict_in_words(), tested.verdict_in_words("need"), repr(tested)):
        assert beside in told
    (note,) = (note for note in tested.notes if note.rule == "backtest_counted_mostly")
    assert beside in note.seen
    assert "at most 5 % of each January" in note.why
    page = sf.report(allocation, backtest=tested)
    assert beside in page.answer[-1]
    assert counted[1].uncounted_in_words == ""


def test_the_best_rule_is_the_nearest_and_never_the_council_s():
    rows = [
        ("need", 1, "sufficiency", 5.0),
        ("need", 1, "last value", 9.0),
        ("need", 1, "straight line", 7.0),
        ("need", 1, "the council's own", 1.0),
        ("need", 2, "sufficiency", 8.0),
        ("need", 2, "last value", 6.0),
    ]
    scores = pd.DataFrame(rows, columns=["level", "years_ahead", "way", "weighted_error_percent"])
    found = with_best_rules(scores)
    assert found["best_rule"].tolist() == ["straight line", "last value"]
    assert found["best_rule_error_percent"].tolist() == [7.0, 6.0]
    assert found["weighted_error_percent"].tolist() == [5.0, 8.0]


def test_a_backtest_says_its_verdict_at_each_level(counted):
    tested = counted[1]
    assert tested.why_no_verdict == ""
    held = tested.to_frame("verdicts", level="locality").set_index("years_ahead")["verdict"]
    assert f"{held[1]} one" in tested.verdict_in_words("locality")
    assert tested.verdict_in_words().startswith("All plans, held against the past: ")
    with pytest.raises(UnknownNameError, match=said("backtest_level_unknown")):
        tested.verdict_in_words("school")


def test_a_verdict_that_rests_on_the_error_alone_says_so(counted):
    """All plans have as many cells as there are projections; a finer level has enough."""
    tested = counted[1]
    whole = tested.to_frame("verdicts", level="total").query("verdict != ''")
    assert whole["covered_cells"].lt(FEWEST_CELLS).all()
    cells = " and ".join(map(str, whole["covered_cells"]))
    assert (
        f"Coverage not tested {years_words(list(whole['years_ahead']))} ahead ({cells} cells)"
        in (tested.verdict_in_words())
    )
    assert "Coverage not tested" not in tested.verdict_in_words("need x phase")
    assert f"(coverage not tested, {whole['covered_cells'].iloc[0]} cells)" in repr(tested)
    assert ", coverage not tested" in verdicts_as_text(tested)


# --- a report with a backtest -----------------------------------------------------------------


@pytest.mark.slow
def test_the_verdict_stands_beside_the_figures_of_its_level(counted, report):
    tested = counted[1]
    told = f"{tested.verdict_in_words()} {LEVELS_UNTESTED}"
    assert report.answer[-1] == f"Held against earlier years: {told}"
    demand = section_of(report, "demand")
    beside = {chart.caption: chart.beside for chart in demand.charts}
    assert beside["All plans"] == tested.verdict_in_words("total")
    assert beside["Plans of the largest needs"] == tested.verdict_in_words("need")
    # What children need cannot be held against anything.
    assert beside["Children who need a base or special place"] == ""
    assert demand.tables[0].beside.startswith(tested.verdict_in_words("locality"))
    assert "no verdict of their own" in demand.tables[0].beside
    page = report.as_html()
    assert page.count(tested.verdict_in_words("need")) == 1
    assert page.count(tested.verdict_in_words("locality")) == 1
    assert page.count(tested.verdict_in_words("total")) == 3


def test_the_section_holds_verdicts_errors_coverage_and_the_best_rule(counted, report):
    tested = counted[1]
    section = section_of(report)
    assert section.title == TITLE
    held = tested.to_frame("verdicts").set_index(["level", "years_ahead"])
    levels = list(dict.fromkeys(tested.to_frame()["level"]))
    years = sorted(set(tested.to_frame()["years_ahead"]))
    overview, first = section.tables
    assert overview.header == (
        "Level of detail",
        "One year ahead",
        "Two years ahead",
        "Three years ahead",
        "Four years ahead",
    )
    for row, level in zip(overview.rows, levels, strict=True):
        assert row[1:] == tuple(held.loc[(level, y), "verdict"] or "no verdict" for y in years)
    assert {row[-1] for row in overview.rows} == {"no verdict"}
    tables = (first, *section.folded)
    assert len(tables) == len(years)
    for table, year in zip(tables, years, strict=True):
        for row, level in zip(table.rows, levels, strict=True):
            one = held.loc[(level, year)]
            assert row[1] == str(one["folds"])
            assert row[2] == f"{one['weighted_error_percent']:.1f}"
            assert row[3:5] == (one["best_rule"], f"{one['best_rule_error_percent']:.1f}")
            coverage = one["coverage_80_percent"]
            assert row[5] == ("–" if pd.isna(coverage) else f"{coverage:,.0f}")
            # The factor is known where there are three projections.
            known = held.xs(year, level="years_ahead")["widen_by"].notna().any()
            assert known == (one["folds"] >= 3)
            assert row[6:] == ((f"{one['widen_by']:.2f}",) if known else ())


def test_the_section_says_whether_a_simple_rule_came_nearer(counted, report):
    tested = counted[1]
    words = words_of(section_of(report))
    first = tested.to_frame("verdicts").query("years_ahead == 1")
    worse = int((first["best_rule_error_percent"] < first["weighted_error_percent"]).sum())
    wanted = (
        f"A simple rule came nearer at {worse} of {len(first)} levels of detail"
        if worse
        else "No simple rule came nearer at any level of detail."
    )
    assert wanted in words
    assert "the best simple rule (" in words


def test_the_section_shows_the_hedgehog_with_its_words_and_every_number(counted, report):
    tested = counted[1]
    (chart,) = section_of(report).charts
    assert "What came" in chart.alt
    assert "Said in January 2022" in chart.alt
    rows = tested.plot.said_and_came()
    assert len(chart.table.rows) == len(rows)
    for row, one in zip(chart.table.rows, rows.to_dict("records"), strict=True):
        assert row[:2] == (one["words"], str(one["year"] + 1))
        assert row[2].split(" (")[0] == f"{one['plans']:,.0f}"


def test_the_section_says_what_the_backtest_cannot_show(counted, report):
    section = section_of(report)
    assert LEVELS_UNTESTED in words_of(section)
    told = [note for note in counted[1].notes if note.rule.startswith("backtest_")]
    assert told
    for note in told:
        assert any(note.seen in words and note.why in words for words in section.points)
    assert "Usable: off by at most 10 %, and 70 to 90 % of what came" in words_of(section)


@pytest.mark.slow
def test_the_council_s_own_stands_beside_both(counted):
    allocation, tested = counted
    area = allocation.projection.area
    came = tested.folds[0].came[0].sum()
    own = pd.DataFrame({"origin": [2020], "year": [2021], "plans": [came * 1.1]})
    with_own = sf.backtest(area, council=own, draws=DRAWS, workers=1)
    report = sf.report(allocation, backtest=with_own)
    first = section_of(report).tables[1]
    assert first.header[5:8] == (
        "The council's own is off by, %",
        "Ours over the same figures, %",
        "Projections that both made",
    )
    assert first.rows[0][5:8:2] == ("10.0", "1")
    assert first.rows[1][5:8] == ("–", "–", "–")
    assert with_own.council_in_words
    assert with_own.council_in_words in words_of(section_of(report))
    errors = council_errors_words(with_own.beside)
    assert with_own.council_in_words.startswith(f"{errors} Not compared: ")
    assert f"{with_own.verdict_in_words()} {errors} This is about" in report.answer[-1]
    assert "Not compared" not in report.answer[-1]


@pytest.mark.slow
def test_the_headline_tells_no_error_of_a_council_against_januaries_that_nobody_counted(made_up):
    allocation, tested = made_up
    fold = tested.folds[0]
    came = fold.came[0].sum()
    own = pd.DataFrame({"origin": [fold.origin], "year": [fold.years[0]], "plans": [came * 1.1]})
    with_own = sf.backtest(allocation.projection.area, council=own, draws=DRAWS, workers=1)
    report = sf.report(allocation, backtest=with_own)
    assert with_own.council_in_words in words_of(section_of(report))
    assert "the council's" not in report.answer[-1]


@pytest.mark.slow
def test_a_comparison_carries_the_verdict_too(counted):
    allocation, tested = counted
    made = sf.compare(one=allocation, two=allocation)
    assert section_of(sf.report(made, backtest=tested)).tables


# --- what cannot be shown ---------------------------------------------------------------------


@pytest.mark.slow
def test_januaries_that_are_made_up_give_no_verdict_and_the_report_says_why(made_up):
    allocation, tested = made_up
    report = sf.report(allocation, backtest=tested)
    why = "no verdict, since all 3 Januaries in the table plans are made up."
    assert f"All plans: {why}" in report.answer[-1]
    section = section_of(report)
    assert "What follows shows that the program runs, and nothing of how" in words_of(section)
    assert "usable" not in words_of(section)
    # No table of verdicts, and none that says "no verdict" forty times.
    assert [table.header[1] for table in section.tables] == ["Projections"]


@pytest.mark.slow
def test_how_the_earlier_januaries_were_made_is_said_where_the_area_says_it():
    tables = tables_of(Small())
    facts = pd.DataFrame(
        {"item": ["note_earlier_plans"], "value": ["Each January is made from the next."]}
    )
    area = sf.area_from_frames(tables | {"about": pd.concat([tables["about"], facts])})
    report = sf.report(allocation_of(area), backtest=sf.backtest(area, draws=5, workers=1))
    assert "Each January is made from the next." in section_of(report).points
    assert sf.load_example().fact("note_earlier_plans").startswith("Each January before is made")


@pytest.mark.slow
def test_counted_but_too_few_januaries_say_so():
    area = sf.area_from_frames(counted_tables(first=2022))
    report = sf.report(allocation_of(area), backtest=sf.backtest(area, draws=5, workers=1))
    assert "only one projection could be held against what came" in report.answer[-1]


@pytest.mark.slow
def test_without_a_backtest_the_report_says_so_once_and_what_to_type(made_up):
    report = sf.report(made_up[0])
    section = section_of(report)
    assert section.paragraphs == (
        "These figures were not held against the past; for that, type "
        "sf.report(..., backtest=sf.backtest(area)), or the command report without --no-backtest.",
    )
    assert (section.points, section.charts, section.tables, section.folded) == ((), (), (), ())
    page = report.as_html()
    assert page.count("held against the past") == 1
    # The model against today has verdicts of its own, on where children are and not on the past.
    others = tuple(part for part in report.sections if part.anchor != "today")
    assert replace(report, sections=others).as_html().count("verdict") == 0


@pytest.mark.slow
def test_without_enough_januaries_the_report_says_what_to_add():
    tables = tables_of(Small())
    plans = tables["plans"]
    area = sf.area_from_frames(tables | {"plans": plans[plans["year"].ge(2023)]})
    (sentence,) = section_of(sf.report(allocation_of(area))).paragraphs
    assert "the table plans holds 2 Januaries: add earlier ones, three at the least" in sentence


# --- refusals ---------------------------------------------------------------------------------


def test_what_is_no_backtest_is_refused(made_up):
    with pytest.raises(NotPossibleError, match=said("report_no_backtest")) as raised:
        sf.report(made_up[0], backtest=made_up[0].projection)
    assert "a Projection was given" in str(raised.value)


def renamed(tables):
    about = tables["about"].replace({"value": {"Testshire": "Othershire"}})
    return tables | {"about": about}


def with_more_plans(tables):
    return tables | {"plans": tables["plans"].assign(plans=tables["plans"]["plans"] * 2)}


def with_more_people(tables):
    people = tables["population"]
    return tables | {"population": people.assign(persons=people["persons"] + 1)}


@pytest.mark.parametrize(
    ("tables", "what"),
    [
        (
            lambda: renamed(tables_of(Small())),
            "is of Othershire, the report of Testshire: the area",
        ),
        (lambda: tables_of(Small(localities=2)), "the list of localities is not the same"),
        (lambda: counted_tables(first=2021, basis="made"), "the span of Januaries is not the"),
        (lambda: with_more_plans(tables_of(Small())), "the table plans is not the same"),
        (lambda: with_more_people(tables_of(Small())), "the table population is not the same"),
    ],
)
def test_a_backtest_of_another_area_is_refused(made_up, tables, what, tmp_path):
    other = sf.backtest(sf.area_from_frames(tables()), draws=2, workers=1)
    with pytest.raises(NotPossibleError, match=said("report_other_backtest")) as raised:
        sf.report(made_up[0], backtest=other, to=tmp_path / "report.html")
    assert what in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_other_places_for_the_same_children_need_no_other_backtest(made_up):
    area = area_like(Small(special=200))
    section = section_of(sf.report(allocation_of(area), backtest=made_up[1]))
    assert section.charts


@pytest.mark.slow
def test_new_homes_and_limits_need_no_other_backtest_and_are_said_to_be_untested(made_up):
    """New homes add to the population of later years; a backtest is about the earlier ones."""
    plan = sf.as_things_stand().but(name="homes", new_homes={"L1": 40}, growth_cap_percent=3)
    projection = sf.project(area_like(Small()), plan, until=2026, draws=4, workers=1)
    report = sf.report(sf.allocate(projection, draws=2, workers=1), backtest=made_up[1])
    assert (
        "What the plan supposes of demand itself (Cap on growth; New homes) was not tested"
        in report.answer[-1]
    )
    assert "was not tested" not in sf.report(made_up[0], backtest=made_up[1]).answer[-1]


@pytest.mark.slow
def test_the_same_report_is_the_same_bytes(made_up):
    allocation, tested = made_up
    one, again = (sf.report(allocation, backtest=tested).as_html() for _ in range(2))
    assert one == again
    section = one.split('id="sure"')[1].split("</section>")[0]
    assert not re.search(r"\bnan\b|None", re.sub("<svg.*?</svg>", "", section, flags=re.DOTALL))
