"""What a reader took for something else: each figure says beside it what it is."""

import numpy as np
import pytest
from small_areas import area as small_area

import sufficiency as sf
from sufficiency.projection.frames import without_dust
from sufficiency.projection.past import past_steps
from sufficiency.reports.demand import _drivers_beside

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
    assert "means over the draws are lower" in note.seen


def test_nought_but_for_rounding_is_nought():
    """3.6e-23 children with Down syndrome stood in tracking and in what drove the past."""
    assert without_dust(np.array([3.6e-23, -1e-15, 1e-6, 2.0])).tolist() == [0, 0, 1e-6, 2]


@pytest.mark.parametrize("table", ["past_drivers", "drivers", "rates"])
def test_no_table_of_a_projection_holds_dust(table):
    held = sf.project(sf.load_example(), until=2026, draws=2, workers=1)
    by = {} if table == "rates" else {"by": ["year", "need"]}
    frame = getattr(held, table)(**by).select_dtypes("number").to_numpy()
    assert not ((frame != 0) & (np.abs(frame) < 1e-9)).any()
