"""Later Januaries from transitions: each locality is placed as its own children were."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sufficiency as sf
from sufficiency.demand.placed import locality_mix
from sufficiency.demand.profiles import state_profile

PHASE = np.array([0, 0, 1])
ALL = np.ones((2, 3, 2), dtype=bool)


def test_one_locality_is_placed_as_the_area_is():
    last = np.random.default_rng(1).poisson(9, (1, 2, 3, 2)).astype(float)
    area = state_profile(last.sum(axis=0), PHASE, ALL)
    assert locality_mix(last, PHASE, ALL)[0] == pytest.approx(area, abs=0.05)


def test_localities_that_are_placed_unlike_each_other_stay_so():
    """Known answer: all of one in the first setting, all of the other in the second."""
    last = np.zeros((2, 2, 3, 2))
    last[0, ..., 0] = last[1, ..., 1] = 200.0
    mix = locality_mix(last, PHASE, ALL)
    assert mix[0, ..., 0].min() > 0.97
    assert mix[1, ..., 1].min() > 0.97


def test_a_locality_without_children_is_placed_as_the_area_is():
    last = np.zeros((2, 2, 3, 2))
    last[0] = 40.0
    last[0, ..., 0] = 10.0
    area = state_profile(last.sum(axis=0), PHASE, ALL)
    assert locality_mix(last, PHASE, ALL)[1] == pytest.approx(area)


@settings(max_examples=50)
@given(seed=st.integers(0, 9999), mean=st.floats(0.1, 30))
def test_shares_add_up_and_nobody_is_where_nobody_can_be(seed, mean):
    chance = np.random.default_rng(seed)
    last = chance.poisson(mean, (3, 2, 3, 4)).astype(float)
    allowed = chance.random((2, 3, 4)) < 0.7
    allowed[..., 0] = True
    last *= allowed
    mix = locality_mix(last, PHASE, allowed)
    assert mix.sum(axis=-1) == pytest.approx(1.0)
    assert (mix >= 0).all()
    assert not mix[:, ~allowed].any()


@pytest.mark.parametrize("by", ["locality", "group"])
def test_from_transitions_no_locality_jumps_to_the_mix_of_the_area(by):
    """In the first year no more children are placed elsewhere than from stocks."""
    area = sf.synthetic_area(
        seed=11, transitions=True, localities=4, plans=500, history_years=4, future_years=4
    ).area
    moved = {}
    for flows in ("stocks", "transitions"):
        made = sf.project(area, until=2025, flows=flows, draws=60, workers=1)
        frame = made.suppressed(by=["year", by])
        frame = frame[frame["counted_as"].isin(["base", "special"])]
        years = frame.pivot_table(index=[by, "counted_as"], columns="year", values="placed")
        moved[flows] = (years[2025] - years[2024]).abs().sum() / years[2024].sum()
    assert moved["transitions"] < 1.25 * moved["stocks"]
    assert moved["transitions"] < 0.12
