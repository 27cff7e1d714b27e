"""A comparison holds plans against each other draw by draw, for the same children only."""

import numpy as np
import pytest
from small_areas import Small, allocated, area_like, projected, said

import sufficiency as sf
from sufficiency import terms
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.comparison.comparison import _change_words, _journey_words
from sufficiency.errors import FileError, NotPossibleError, UnknownNameError
from sufficiency.messages import reports

STAND = sf.as_things_stand()
MORE = STAND.with_places("B", "all", {2026: 40}, name="larger base")
CLOSED = STAND.with_places("S", "all", {2027: 30}, name="smaller school")
CHANGES = ("change", "change_low", "change_high")


@pytest.fixture(scope="module")
def made():
    projection = projected(Small())
    others = {
        name: sf.allocate(projection, scenario, draws=4, workers=1)
        for name, scenario in (("larger", MORE), ("smaller", CLOSED))
    }
    return sf.compare(now=allocated(Small()), **others)


def test_the_first_is_the_reference_and_changes_nothing_in_any_draw(made):
    assert made.names == ("now", "larger", "smaller")
    assert made.reference is made.allocations["now"]
    frame = made.summary()
    ours = frame[frame["scenario"] == "now"]
    assert not ours[list(CHANGES)].to_numpy().any()
    assert set(made.gap_changes()["scenario"]) == {"larger", "smaller"}


def test_a_change_is_taken_draw_by_draw(made):
    ours, theirs = (headlines_by_draw(made.allocations[name]) for name in ("now", "larger"))
    frame = made.summary().set_index(["scenario", "measure", "year"])
    for measure, draws in theirs.items():
        differs = draws - ours[measure]
        for place, year in enumerate(made.reference.years):
            row = frame.loc[("larger", measure, year)]
            low, high = np.quantile(differs[:, place], [0.1, 0.9])
            mean = differs[:, place].mean()
            assert row["change"] == pytest.approx(mean)
            assert row["change_low"] == pytest.approx(min(low, mean))
            assert row["change_high"] == pytest.approx(max(high, mean))
            assert row["value"] - frame.loc[("now", measure, year), "value"] == pytest.approx(mean)
    # The children are the same, so demand does not change in any draw.
    assert not made.summary().query("measure == 'demand'")[list(CHANGES)].to_numpy().any()


def test_a_range_of_a_change_is_not_the_difference_of_ranges(made):
    frame = made.summary().set_index(["scenario", "measure", "year"])
    row, before = (frame.loc[(name, "without", 2026)] for name in ("larger", "now"))
    width = row["change_high"] - row["change_low"]
    assert width < row["high"] - row["low"]
    assert width < before["high"] - before["low"]


@pytest.mark.parametrize("by", [["year"], ["year", "level"], ["year", "group", "need", "phase"]])
def test_changes_by_residence_add_up_to_the_headlines(made, by):
    changes = made.gap_changes(by=by)
    told = ["without_change", "independent_change", "demand_change"]
    added = changes.groupby(["scenario", "year"])[told].sum()
    frame = made.summary().set_index(["scenario", "year", "measure"])["change"]
    for name in ("larger", "smaller"):
        for year in made.reference.years:
            for measure in ("without", "independent", "demand"):
                assert added.loc[(name, year), f"{measure}_change"] == pytest.approx(
                    frame[name, year, measure], abs=1e-9
                )
    assert made.to_frame("gap_changes", by=by).equals(changes)


def test_a_change_is_not_called_like_a_level(made):
    """A column without_change beside a level without, wherever the two are read together."""
    changes, levels = made.gap_changes(), made.reference.to_frame("gap")
    shared = ["year", "group", "need", "phase", "level"]
    assert set(changes) & set(levels) == {*shared, "basis"}
    for name in ("demand", "placed_within_limit", "placed_further", "independent", "without"):
        assert {f"{name}_change{side}" for side in ("", "_low", "_high")} <= set(changes)


def test_more_places_in_a_year_leave_no_more_without(made):
    frame = made.summary().query("measure == 'without'")
    larger = frame[(frame["scenario"] == "larger") & (frame["year"] == 2026)]
    assert (larger["change"] < 0).all()
    before = frame[(frame["scenario"] == "larger") & (frame["year"] == 2025)]
    assert not before[list(CHANGES)].to_numpy().any()
    smaller = frame[(frame["scenario"] == "smaller") & (frame["year"] == 2027)]
    assert (smaller["change"] > 0).all()


def test_each_plan_is_a_sentence_with_its_range(made):
    sentences = made.sentences(year=2026)
    assert len(sentences) == 2
    row = made.summary().set_index(["scenario", "measure", "year"]).loc[("larger", "without", 2026)]
    assert sentences[0].startswith("In 2026/27, larger against now: ")
    assert f"{-row['change']:,.0f} fewer children without a place" in sentences[0]
    near, far = sorted((abs(row["change_low"]), abs(row["change_high"])))
    assert f"({near:,.0f} to {far:,.0f})" in sentences[0]
    # In that year the smaller school is as large as ever.
    assert sentences[1].count("no change in") == 3
    strained = made.sentences()
    worst = made.reference.answer()[0].split(",")[0]
    assert all(sentence.startswith(worst) for sentence in strained)


def test_the_same_plan_twice_changes_nothing(made):
    alike = sf.compare(one=made.reference, two=made.reference)
    assert not alike.summary()[list(CHANGES)].to_numpy().any()
    assert alike.sentences()[0].count("no change in") == 3


@pytest.mark.parametrize(
    ("change", "low", "high", "children", "journey"),
    [
        (0.0, 0.0, 0.0, "no change in children", "no change in the mean journey of the placed"),
        (-0.3, -0.5, -0.1, "hardly any change in children", "0.3 miles shorter (0.1 to 0.5)"),
        (0.5, 0.5, 0.5, "hardly any change in children", "0.5 miles longer (0.5 to 0.5)"),
        (-1.2, -12.0, 10.0, "1 fewer child (12 fewer to 10 more)", "1.2 miles shorter (12.0 sh"),
        (1.9, -10.0, 16.1, "2 more children (10 fewer to 16 more)", "1.9 miles longer (10.0 sh"),
        (-43.6, -58.0, -32.2, "44 fewer children (32 to 58)", "43.6 miles shorter (32.2 to 58.0)"),
    ],
)
def test_changes_are_told_in_whole_children_and_in_tenths_of_miles(
    change, low, high, children, journey
):
    row = dict(zip(CHANGES, (change, low, high), strict=True))
    assert _change_words(row, "children") == children
    assert journey in _journey_words(row)


def test_a_journey_of_nobody_is_not_compared():
    assert "nobody is placed" in _journey_words(dict.fromkeys(CHANGES, float("nan")))


def test_what_each_plan_does_is_said(made):
    plans = made.plans()
    assert list(plans) == list(made.names)
    assert "Brook School" in plans["larger"]
    assert "40" in plans["larger"]
    frame = made.to_frame("plans")
    assert dict(zip(frame["scenario"], frame["what_it_plans"], strict=True)) == plans


def test_the_card_shows_each_plan(made):
    card = made.card()
    assert len(card.figures) == 3
    assert "the reference is now" in card.title
    assert made.sentences()[0] in card.lines[0]
    assert terms.year_label(2027) in card.figures[0].unit
    held = made.provenance().settings
    assert held["larger: scenario"] == "larger base"
    assert held["now: draws allocated"] == "4"


def test_a_card_of_more_plans_than_it_shows_says_how_many_more(made):
    names = ("one", "two", "three", "four", "five", "six", "seven")
    held = dict.fromkeys(names, made.reference)
    card = sf.compare(**held).card()
    assert len(card.figures) == 5
    assert "2 more plans are not among the figures here: the table summary has" in card.lines[1]
    held.pop("seven")
    assert "1 more plan is not among the figures" in sf.compare(**held).card().lines[1]
    assert "more plan" not in made.card().lines[1]


def test_differences_of_a_plan_that_is_not_there_are_refused(made):
    with pytest.raises(UnknownNameError, match=r"bigger.*It has now, larger, smaller"):
        made.differences("bigger")


@pytest.fixture(scope="module")
def known():
    """Allocations of one area with transitions, by how its children were projected."""
    area = sf.synthetic_area(
        seed=11, transitions=True, localities=4, plans=500, history_years=4, future_years=3
    ).area
    ways = {
        "usual": {},
        "stocks": {"flows": "stocks"},
        "still": {"need_changes": False},
        "more": {"draws": 6},
    }
    return {
        name: sf.allocate(
            sf.project(area, until=2025, workers=1, **{"draws": 4, **options}), draws=2, workers=1
        )
        for name, options in ways.items()
    }


@pytest.mark.parametrize(
    ("other", "seen"),
    [
        ("stocks", "flows is 'stocks' in other, and 'transitions' in plan"),
        ("still", "need_changes is False in other, and True in plan"),
    ],
)
def test_children_who_were_projected_otherwise_cannot_be_compared(known, other, seen):
    with pytest.raises(NotPossibleError, match=said("compare_other_model")) as raised:
        sf.compare(plan=known["usual"], other=known[other])
    assert seen in str(raised.value)
    assert sf.compare(plan=known[other], same=known[other]).names == ("plan", "same")


def test_projections_of_other_numbers_of_draws_cannot_be_compared(known):
    with pytest.raises(NotPossibleError, match=said("compare_other_draws")) as raised:
        sf.compare(plan=known["usual"], other=known["more"])
    assert "number of projected draws: 6 and 4" in str(raised.value)


def run(small=None, *, scenario=None, until=2027, seed=1, draws=4):
    projection = sf.project(area_like(small or Small()), until=until, draws=4, seed=seed, workers=1)
    return sf.allocate(projection, scenario, draws=draws, workers=1)


ERRORS = {
    "compare_too_few": (lambda: sf.compare(now=allocated(Small())), ["1 allocation "]),
    "compare_no_allocation": (
        lambda: sf.compare(now=allocated(Small()), then=projected(Small())),
        ["then", "Projection"],
    ),
    "compare_other_draws": (
        lambda: sf.compare(now=allocated(Small()), few=run(draws=2)),
        ["few", "number of draws", "2 and 4"],
    ),
    "report_of_what": (lambda: sf.report(projected(Small())), ["Projection"]),
}


@pytest.mark.parametrize(("rule", "case"), ERRORS.items(), ids=ERRORS.keys())
def test_an_error_says_what_to_do(rule, case):
    bring, words = case
    with pytest.raises(NotPossibleError, match=said(rule)) as raised:
        bring()
    assert [word for word in words if word not in str(raised.value)] == []


def test_every_message_is_brought_by_some_test():
    """The others are brought in tests/test_reports_writing.py and tests/test_reports_past.py."""
    elsewhere = {"report_ending", "report_no_backtest", "report_other_backtest"}
    elsewhere |= {"compare_other_model"}  # brought above
    assert set(ERRORS) | elsewhere == set(reports.MESSAGES)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"until": 2026}, "years"),
        ({"seed": 2}, "seed"),
        ({"small": Small(localities=2)}, "tables of the area"),
        ({"small": Small(special=90)}, "tables of the area"),
    ],
)
def test_other_children_cannot_be_compared(changes, what):
    with pytest.raises(NotPossibleError, match=said("compare_other_draws")) as raised:
        sf.compare(now=allocated(Small()), other=run(**changes))
    assert what in str(raised.value)


def test_another_demand_can_be_compared_where_it_was_projected_so():
    """A lever changes the children; the draws of chance are the same."""
    faster = STAND.but(name="faster", joining_rate_change_percent=30)
    projection = sf.project(area_like(Small()), faster, draws=4, workers=1)
    other = sf.allocate(projection, draws=4, workers=1)
    made = sf.compare(now=allocated(Small()), faster=other)
    demand = made.summary().query("scenario == 'faster' and measure == 'demand'")
    assert (demand["change"] > 0).all()


def test_what_is_not_there_is_said(made):
    with pytest.raises(UnknownNameError, match=said("no_such_table")):
        made.to_frame("gaps")
    with pytest.raises(UnknownNameError, match=said("allocation_by_unknown")):
        made.gap_changes(by=["year", "ncy"])


def test_a_comparison_is_saved_whole_or_not_at_all(made, tmp_path):
    for audience, rule in (("publish", "publish_not_yet"), ("all", "audience_unknown")):
        with pytest.raises(NotPossibleError, match=said(rule)):
            made.save(tmp_path / "out", audience=audience)
    with pytest.raises(FileError, match=said("ending_unknown")):
        made.save(tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []
    made.save(tmp_path / "out.xlsx")
    with pytest.raises(FileError, match=said("already_there")):
        made.save(tmp_path / "out.xlsx")
    made.save(tmp_path / "out.xlsx", replace=True)
    assert [file.name for file in tmp_path.iterdir()] == ["out.xlsx"]


def test_notes_stand_once_and_name_the_plans_that_they_are_of(made):
    shared = made.reference.notes
    assert shared
    assert made.notes == shared
    assert made.to_frame("notes")["rule"].tolist() == [note.rule for note in shared]
    assert "comparison.to_frame(" in made.card().as_text()
    # A base for one need only, in one of the plans: what is noted of it is not of the other.
    row = {"year": 2023, "level": "base", "needs": "ASD", "ncy_from": 0, "ncy_to": 12}
    only = STAND.with_pool("B", "all", **row, name="only autism")
    told = sf.compare(
        now=made.reference,
        autism=sf.allocate(made.reference.projection, only, draws=4, workers=1),
    ).notes
    own = [note for note in told if note not in shared]
    assert {note.rule for note in own} == {"allocation_need_not_served"}
    assert all(note.file == "autism: table pools" for note in own)
    assert [note for note in told if note in shared] == list(shared)
