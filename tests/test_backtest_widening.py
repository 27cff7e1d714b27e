"""A backtest of counted Januaries: its verdicts, and ranges that are widened by it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_areas import Small, area_like, tables_of

import sufficiency as sf
from sufficiency.backtesting.levels import LEVELS
from sufficiency.errors import NotPossibleError, UnknownNameError

DRAWS = 40


@pytest.fixture(scope="module")
def tested():
    return sf.backtest(area_like(Small(until=2030)), draws=DRAWS, workers=1)


@pytest.fixture(scope="module")
def long():
    """A small area whose five Januaries were counted."""
    tables = tables_of(Small(until=2030))
    plans, people = tables["plans"], tables["population"]
    earlier = [plans[plans["year"].eq(2022)].assign(year=year) for year in (2020, 2021)]
    people = pd.concat(
        [people, *(people[people["year"].eq(2022)].assign(year=year) for year in (2020, 2021))]
    )
    whole = pd.concat([plans, *earlier]).assign(basis="supplied")
    return sf.area_from_frames(tables | {"plans": whole, "population": people})


@pytest.fixture(scope="module")
def held(long):
    return sf.backtest(long, draws=DRAWS, workers=1)


def test_counted_plans_of_five_januaries_get_a_verdict(held):
    tested = held
    assert tested.origins == (2021, 2022, 2023)
    said = tested.to_frame("verdicts")
    first = said[said["years_ahead"].eq(1)]
    assert set(first["verdict"]) <= {"usable", "with care", "not usable"}
    assert (first["widen_by"] >= 1).all()
    # Two and three years ahead there are two projections, and one.
    assert set(said[said["years_ahead"].gt(1)]["verdict"]) == {""}
    assert "backtest_made" not in [note.rule for note in tested.notes]
    assert "total: " in repr(tested)


def with_factors(tested, **factors):
    """The same backtest, with other factors one year ahead: by level."""
    scores = tested.scores.copy()
    for level, factor in factors.items():
        here = scores["level"].eq(level) & scores["years_ahead"].eq(1)
        scores.loc[here & scores["way"].eq("sufficiency"), "widen_by"] = factor
    return replace(tested, scores=scores)


def test_ranges_are_widened_by_the_factor_of_their_level_which_is_shown(long, held):
    projection = sf.project(long, until=2027, draws=DRAWS, workers=1)
    tested = with_factors(held, total=1.0, need=2.0)
    assert (
        tested.widened(projection)
        .drop(columns=["widen_by", "years_ahead_tested", "is_tested"])
        .equals(projection.to_frame(by=["year"]))
    )
    by = ["year", "need"]
    usual, wide = projection.to_frame(by=by), tested.widened(projection, by=by)
    assert wide.groupby("year")["widen_by"].unique().map(list).to_dict() == {
        2024: [1.0],
        2025: [2.0],
        2026: [2.0],  # two projections only: the factor of one year ahead
        2027: [2.0],
    }
    assert set(wide["years_ahead_tested"]) == {0, 1}
    # Further ahead than the factor was read at, no past error speaks for the range.
    assert wide.groupby("year")["is_tested"].unique().map(list).to_dict() == {
        2024: [True],
        2025: [True],
        2026: [False],
        2027: [False],
    }
    assert wide["children"].equals(usual["children"])
    ahead = usual["year"].gt(2024)
    width, wider = (frame["high"] - frame["low"] for frame in (usual, wide))
    assert wider[~ahead].eq(0).all()
    assert (wide["low"] >= 0).all()
    whole = ahead & wide["low"].gt(0)
    assert whole.any()
    assert (wider / width)[whole].to_numpy() == pytest.approx(2.0, abs=0.1)


def test_a_range_that_held_enough_is_the_very_same(long, held):
    """To the last digit, at every level: a factor of 1 is no change."""
    projection = sf.project(long, until=2027, draws=7, workers=1)
    levels = [level for level in LEVELS if "setting" not in level.axes]
    tested = with_factors(held, **{level.name: 1.0 for level in levels})
    for level in levels:
        by = ["year", *level.axes]
        same = tested.widened(projection, by=by)
        assert set(same["widen_by"]) == {1.0}
        usual = projection.to_frame(by=by)
        assert same[list(usual)].equals(usual)


@pytest.mark.parametrize("factor", [1.5, 40.0])
def test_widened_ends_are_the_formula(long, held, factor):
    """m - f (m - l) and m + f (h - m), nought at the least, and the mean is within."""
    projection = sf.project(long, until=2027, draws=DRAWS, workers=1)
    wide = with_factors(held, need=factor).widened(projection, by=["year", "need"])
    labels = projection.labels
    place = {need: number for number, need in enumerate(labels.needs)}
    drawn = projection.drawn.roll_up(need=np.arange(len(place))).reshape(DRAWS, -1, len(place))
    for row in wide.to_dict("records"):
        held_by = drawn[:, row["year"] - 2024, place[row["need"]]]
        low, middle, high = np.quantile(held_by, [0.1, 0.5, 0.9])
        own = 1.0 if row["year"] == 2024 else factor
        lower = max(middle - own * (middle - low), 0.0)
        upper = middle + own * (high - middle)
        assert row["low"] == pytest.approx(min(lower, row["children"]))
        assert row["high"] == pytest.approx(max(upper, row["children"]))


def test_a_factor_is_only_used_at_a_level_that_was_tested(long, held):
    projection = sf.project(long, until=2026, draws=5, workers=1)
    with pytest.raises(UnknownNameError, match=r"no level by year, level.+by year, need, phase"):
        held.widened(projection, by=["year", "level"])
    settings = sf.project(long, until=2026, draws=5, workers=1, states="setting")
    assert "setting" in held.widened(settings, by=["year", "setting"])


def test_ranges_are_not_widened_by_few_or_other_projections(tested, held, long):
    projection = sf.project(tested.area, until=2026, draws=5, workers=1)
    with pytest.raises(NotPossibleError, match=r"cannot be widened.+all 3 Januaries.+five give"):
        tested.widened(projection)
    with pytest.raises(NotPossibleError, match=r"span of Januaries is not the same.+sf\.backtest"):
        held.widened(projection)
    with pytest.raises(NotPossibleError, match=r"a Area was given.+backtest\.widened\(sf\.project"):
        held.widened(long)
