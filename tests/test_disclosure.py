"""Small numbers: what is not shown does not follow from what is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.disclosure import (
    FEWER,
    LEAST,
    LEAST_SPAN,
    NOT_SHOWN,
    Cell,
    children_words,
    coarse,
    is_small,
    placed,
    protected,
    ranged_words,
    rounded,
)

NUMBERS = st.floats(0.0, 60.0, allow_nan=False).map(lambda number: round(number, 2))


def test_nought_is_told_no_more_than_one():
    assert {children_words(float(number)) for number in range(LEAST)} == {FEWER}


def test_ends_of_a_range_are_protected_too():
    assert ranged_words(14.0, 3.0, 31.0) == f"15 ({FEWER} to 30)"
    assert ranged_words(9.0, 3.0, 31.0) == FEWER


def test_a_small_number_that_would_follow_from_a_sum_makes_others_hidden():
    """37.6 and 2.2 on one side, 12.4 and 27.4 on the other: shown 40, 10 and 25.

    The other side is 40 at the most, and the first number 37.5 at the least: 2.5 are left.
    """
    cells = [Cell(37.6), Cell(2.2), Cell(12.4), Cell(27.4)]
    sums = [np.array([1.0, 1.0, -1.0, -1.0])]
    assert placed(cells, sums, 1) == pytest.approx((0.0, 2.5))
    made = protected(cells, sums)
    least, most = placed(made, sums, 1)
    assert most - least >= LEAST_SPAN
    assert [one.words for one in made] == [NOT_SHOWN, FEWER, "10", "25"]


def test_a_sum_that_does_not_hold_hides_nothing():
    cells = [Cell(37.6), Cell(2.2), Cell(12.4), Cell(29.4)]
    assert [one.is_hidden for one in protected(cells, [np.array([1.0, 1, -1, -1])])] == [False] * 4


def test_without_sums_only_the_number_itself_protects_it():
    assert [one.words for one in protected([Cell(3.0), Cell(44.0)], [])] == [FEWER, "45"]


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS, min_size=2, max_size=4), st.lists(NUMBERS, min_size=1, max_size=3))
def test_no_small_number_can_be_placed_closely(one, other):
    """The last number makes both sides the same, as the same children are on both."""
    rest = round(sum(one) - sum(other), 2)
    sides = [*one, *other, rest] if rest >= 0 else [*one, -rest, *other]
    signs = [1.0] * (len(one) + (rest < 0)) + [-1.0] * (len(other) + (rest >= 0))
    sums = [np.array(signs)]
    made = protected([Cell(number) for number in sides], sums)
    for place, number in enumerate(sides):
        least, most = placed(made, sums, place)
        assert least - 1e-6 <= number <= most + 1e-6
        assert not is_small(number) or most - least >= LEAST_SPAN - 1e-5


@pytest.mark.parametrize("least", [1.0, 99_999.0, 100_000.0, 340_000.0, 5_000_001.0])
def test_steps_are_no_finer_than_asked(least):
    assert least <= coarse(least) <= 2.5 * least
    assert rounded(coarse(least) * 3, coarse(least)) == coarse(least) * 3
