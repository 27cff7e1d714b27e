"""How far an answer may be above the best: a share of what it cannot be below, or a number."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_areas import Small, projected

import sufficiency as sf
from sufficiency.allocation.above_best import percent_above
from sufficiency.allocation.foresight import _words

WITHOUT_FIRST = 0


@pytest.mark.slow
@given(
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.integers(0, 1000),
)
def test_no_best_at_or_above_the_bound_makes_the_share_false(bound, above, further):
    """Whatever the best is between bound and answer, the answer is above it by no more."""
    best, answer = bound + above, bound + above + further
    told = float(percent_above(np.array([answer - bound]), np.array([bound]))[0])
    if best:
        assert 100 * (answer - best) <= told * best * (1 + 1e-12)


@pytest.fixture(scope="module")
def made():
    return sf.allocate(projected(Small(special=75)), draws=1, workers=1)


def stopped(made, total, bound):
    """The same allocation, as if its first aim had been stopped so far above its bound."""

    def with_gap(held, scale):
        totals, gaps = held.counts.totals.copy(), np.zeros_like(held.counts.gaps)
        totals[..., WITHOUT_FIRST] = total * scale
        gaps[..., WITHOUT_FIRST] = (total - bound) * scale
        proven = np.zeros_like(held.counts.proven)
        return replace(held, counts=replace(held.counts, totals=totals, gaps=gaps, proven=proven))

    return replace(made, drawn=with_gap(made.drawn, 1), expected=with_gap(made.expected, 1000))


def test_ten_above_a_bound_of_five_is_twice_as_much(made):
    held = stopped(made, 10, 5)
    percent = held.to_frame("aims").query("aim == 'without'")["gap_percent"]
    assert percent.tolist() == [100.0] * len(percent)
    told = "stopped at 100.00 % above the best or less"
    assert f"the others {told} (5.00 children without a place, " in held.answer()[2]
    assert f"no, {told}" in str(held.provenance())


def test_above_a_bound_of_nought_no_share_is_told(made):
    held = stopped(made, 10, 0)
    aims = held.to_frame("aims").query("aim == 'without'")
    assert aims["gap_percent"].isna().all()
    assert (aims["gap"] == 10).all()
    told = (
        "stopped at 10.00 children without a place above the best or less (the best may be nought)"
    )
    assert f"the others {told} (where caps across pools cross)" in held.answer()[2]
    assert f"no, {told}" in str(held.provenance())


@pytest.mark.parametrize(
    ("at_once", "bound", "told"),
    [
        (10.0, 5.0, "At once is 100.00 % above the best or less, by prices"),
        (
            10.0,
            0.0,
            "At once is 10.00 children without a place above the best or less (the best may be"
            " nought), by prices",
        ),
        (1e-8, 0.0, "At once is less than 0.01 % above the best, by prices"),
        (4.0, 4.0, "At once is less than 0.01 % above the best, by prices"),
    ],
)
def test_looking_ahead_tells_the_same_share(made, at_once, bound, told):
    rows = made.foresight(years=1).rows.query("aim == 'without'")
    assert told in _words(rows.assign(at_once=at_once, bound=bound))
