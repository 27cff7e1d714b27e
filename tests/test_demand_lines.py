"""Points on a line of parts: the same as halving it, however long or short the parts are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.demand.lines import members_passed, parts_passed

LENGTHS = st.lists(
    st.one_of(st.just(0.0), st.floats(1e-12, 1e-6), st.floats(1e-3, 10.0), st.just(1e6)),
    min_size=1,
    max_size=60,
)


@given(LENGTHS, st.integers(0, 2**32 - 1), st.booleans())
def test_points_are_found_as_halving_finds_them(lengths, seed, at_the_edges):
    ends = np.cumsum(lengths)
    chance = np.random.default_rng(seed)
    point = chance.random(200) * ends[-1]
    if at_the_edges:
        point = np.concatenate([point, chance.permutation(ends), ends])
        beside = [np.nextafter(ends, 0.0), np.minimum(np.nextafter(ends, np.inf), ends[-1])]
        point = np.concatenate([point, *beside])
    expected = np.searchsorted(ends, point, side="right")
    np.testing.assert_array_equal(parts_passed(ends, point), expected)


def test_a_thousand_minute_parts_in_one_bucket_are_told_apart():
    ends = np.cumsum(np.concatenate([np.full(1000, 1e-9), [1.0]]))
    point = np.random.default_rng(1).permutation(np.concatenate([ends[:1000] - 5e-10, ends]))
    expected = np.searchsorted(ends, point, side="right")
    np.testing.assert_array_equal(parts_passed(ends, point), expected)


def test_a_line_of_hardly_any_length_is_no_error():
    ends, point = np.array([0.0, 1e-320]), np.array([0.0, 0.0, 1e-320])
    np.testing.assert_array_equal(parts_passed(ends, point), [1, 1, 2])


@pytest.mark.parametrize("ends", [[], [0.0], [0.0, 0.0]])
def test_nobody_falls_on_a_line_of_no_length(ends):
    assert len(parts_passed(np.array(ends), np.zeros(0))) == 0


def test_few_points_are_found_too():
    ends = np.cumsum(np.ones(100))
    np.testing.assert_array_equal(parts_passed(ends, np.array([99.5, 0.0, 1.0])), [99, 0, 1])


@given(st.integers(1, 50), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_members_are_those_of_a_plain_count(members, rows, seed):
    chance = np.random.default_rng(seed)
    lengths = chance.random((members, rows)) * (chance.random((members, rows)) < 0.7)
    lengths[chance.integers(members)] += 0.5
    running = np.cumsum(lengths, axis=0)
    row = chance.integers(rows, size=300)
    target = chance.random(300) * np.nextafter(running[-1].take(row), 0.0)
    expected = (running.take(row, axis=1) <= target).sum(axis=0)
    np.testing.assert_array_equal(members_passed(running, row, target), expected)
