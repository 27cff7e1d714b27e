"""What a reader took for something else: each figure says beside it what it is."""

from pathlib import Path

import numpy as np
import pytest
from small_areas import area as small_area
from test_closures import closing

import sufficiency as sf
from sufficiency import terms
from sufficiency.allocation.answer import strain_year
from sufficiency.cli.projecting import draws_projected
from sufficiency.messages import cautions
from sufficiency.projection.frames import without_dust
from sufficiency.projection.past import past_steps
from sufficiency.reports.demand import _drivers_beside
from sufficiency.reports.words import strain_words

ROOT = Path(__file__).parents[1]
SMALL = {"localities": 4, "plans": 500, "history_years": 4, "future_years": 3}


@pytest.fixture(scope="module")
def allocation():
    area = sf.synthetic_area(seed=11, **SMALL).area
    return sf.allocate(sf.project(area, draws=12, workers=1), draws=4, workers=1)


@pytest.fixture(scope="module")
def report(allocation):
    return sf.report(allocation)


def charts_of(report):
    return {chart.caption: chart for section in report.sections for chart in section.charts}


@pytest.mark.slow
def test_what_unchanged_rates_make_is_not_called_ageing(allocation, report):
    """Ageing +3,819 of 4,906 read as demography; most of it was children who join."""
    drivers = charts_of(report)["What drives the change of all plans"]
    assert "If rates stay as they are" in [row[0] for row in drivers.table.rows]
    assert "Ageing" not in str(drivers)
    assert "that is more than demography" in drivers.beside
    steps = past_steps(sf.project(small_area(), draws=1, workers=1), year=None, need=None)
    assert steps["part"].tolist()[1] == "At usual\nrates"


def test_the_number_expected_stands_beside_the_mean_where_the_two_differ(allocation, report):
    last = allocation.projection.to_frame(by=["year"]).iloc[-1]
    mean, expected = f"{last['children']:,.0f}", f"{last['expected']:,.0f}"
    assert mean != expected
    beside = charts_of(report)["What drives the change of all plans"].beside
    assert f"{expected}, by the central rates" in beside
    assert f"is {mean}" in beside
    assert "Quote the mean" in beside


def test_under_a_cap_the_mean_is_below_and_the_reason_is_the_cap():
    capped = sf.as_things_stand().but(name="capped", growth_cap_percent=3)
    held = sf.project(small_area(), capped, draws=40, workers=1)
    last = held.to_frame(by=["year"]).iloc[-1]
    assert last["children"] < last["expected"]
    assert "a limit holds the draws above it, and lifts none" in _drivers_beside(held)
    (note,) = [note for note in held.notes if note.rule == "projection_limited"]
    assert "where a limit holds some of the draws only, their mean is lower" in note.seen


def test_nought_but_for_rounding_is_nought():
    """3.6e-23 children with Down syndrome stood in tracking and in what drove the past."""
    assert without_dust(np.array([3.6e-23, -1e-15, 1e-6, 2.0])).tolist() == [0, 0, 1e-6, 2]


@pytest.mark.slow
@pytest.mark.parametrize("table", ["past_drivers", "drivers", "rates"])
def test_no_table_of_a_projection_holds_dust(table):
    held = sf.project(sf.load_example(), until=2026, draws=2, workers=1)
    by = {} if table == "rates" else {"by": ["year", "need"]}
    frame = getattr(held, table)(**by).select_dtypes("number").to_numpy()
    assert not ((frame != 0) & (np.abs(frame) < 1e-9)).any()


@pytest.mark.slow
def test_places_that_headroom_keeps_are_seen_in_the_table():
    """100 places, others' 8, ours 89: three seemed empty, and none was free to us."""
    plan = sf.as_things_stand().but(name="kept", headroom_percent=20)
    area = sf.synthetic_area(seed=11, **SMALL).area
    made = sf.allocate(sf.project(area, plan, draws=2, workers=1), plan, draws=2, workers=1)
    tables = [
        chart.table
        for caption, chart in charts_of(sf.report(made)).items()
        if "children against places" in caption
    ]
    assert tables
    for table in tables:
        assert "Free to us, after headroom" in table.header
        assert "headroom, kept for children who come until July" in table.caption
    free = made.plot.own_supply(made.years[-1])["free_to_us"]
    shown = {row[3] for table in tables for row in table.rows}
    assert f"{free.iloc[0]:,.0f}" in shown


def test_the_last_year_asked_for_is_not_called_the_worst_as_if_that_were_found(allocation):
    last, first = allocation.years[-1], allocation.answer()[0]
    told = "the last year asked for and so far the year of greatest strain"
    assert (told in first) is (strain_year(allocation) == last)
    assert told in strain_words(allocation) or strain_year(allocation) != last


def test_the_share_of_residents_stands_beside_england(report):
    (demand,) = [section for section in report.sections if section.anchor == "demand"]
    words = " ".join(demand.paragraphs)
    assert "from 5.3 % in 2024/25 to 7.7 % in 2029/30" in words
    page = (ROOT / "docs/explanation/demand.md").read_text(encoding="utf-8")
    assert "expects 7.7 % of England's pupils" in page
    assert "path above gives 8.4 %" in page
    assert "it would be 8.4 %" in words


def test_settings_that_wander_have_a_note_with_today_and_what_is_expected():
    """Alternative provision: 16 today, a mean of 49 and 27.7 expected read as "it triples"."""
    held = sf.project(sf.load_example(), until=2029, states="setting", draws=60, workers=1)
    (note,) = [note for note in held.notes if note.rule == "projection_settings_wander"]
    frame = held.to_frame(by=["year", "setting"]).set_index(["year", "setting"])
    now, then = frame.loc[(2024, "ap")], frame.loc[(2029, "ap")]
    label = terms.settings().label("ap")
    assert (
        f"{label} ({now['children']:,.0f} in January 2025, {then['expected']:,.0f} expected in "
        "January 2030)" in note.seen
    )
    assert then["children"] > 1.2 * then["expected"]
    assert "the column expected" in note.remedy
    by_level = sf.project(small_area(), draws=1, workers=1)
    assert "projection_settings_wander" not in [note.rule for note in by_level.notes]


def test_which_of_two_totals_to_quote_is_on_the_card():
    words = "quote those by level"
    assert words in repr(sf.project(small_area(), draws=2, workers=1, states="setting"))
    assert words not in repr(sf.project(small_area(), draws=2, workers=1))


@pytest.mark.parametrize(("draws", "is_told"), [(1, True), (49, True), (50, False)])
def test_a_range_over_a_handful_of_draws_is_said_to_be_none(draws, is_told):
    told = " ".join(repr(sf.project(small_area(), draws=draws, workers=1)).split())
    assert ("too few for a range that can be told" in told) is is_told
    assert ("80 % of the draws lie in each range" in told) is not is_told
    assert ("1 draw, seed 1" in told) is (draws == 1)


def test_draws_that_are_raised_to_those_allocated_are_told(capsys):
    assert draws_projected(10, 600) == 600
    told = " ".join(capsys.readouterr().err.split())
    assert "600 draws are allocated, so that as many are projected and not 10" in told
    assert "--project-draws 600" in told
    assert draws_projected(600, 10) == 600
    assert capsys.readouterr().err == ""


def test_a_closure_that_changes_no_figure_says_so_on_the_card_itself():
    scenario = closing(setting="base", to={"special": 1})
    told = " ".join(repr(sf.project(small_area(), scenario, draws=2, workers=1)).split())
    assert "What the scenario closes changes no figure here" in told
    assert "changes no figure" not in repr(sf.project(small_area(), draws=2, workers=1))


def test_every_caution_is_brought_by_some_test():
    assert set(cautions.MESSAGES) == {
        "projection_settings_wander",
        "projected_draws_raised",
        # Tripped in test_projection_totals.
        "projection_total_past",
        "projection_total_outside",
        "projection_total_far",
        "projection_limit_idle",
    }
