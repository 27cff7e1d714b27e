"""The worth of a place, against solving again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from place_networks import cases, chain, with_room
from test_places_engines import too_large_to_stack

from sufficiency.places import NO_LIMIT, allocate_arrays, moves, network_of, worth_of_places
from sufficiency.places.weights import parts, stacked


def solved_again(network, holder, change):
    """The change of the aims, by solving with so many places more or fewer."""
    again = allocate_arrays(with_room(network, holder, change)).totals
    return (np.array(again) - np.array(allocate_arrays(network).totals)).tolist()


@pytest.mark.slow
@given(cases())
def test_worth_is_what_solving_again_gives_on_both_sides(case):
    network = case.network()
    worth = worth_of_places(network, allocate_arrays(network).flow)
    for holder in range(network.holders):
        if network.room[holder] == NO_LIMIT:
            assert not worth.more[holder].any()
            assert not worth.fewer[holder].any()
            continue
        assert worth.more[holder].tolist() == solved_again(network, holder, 1)
        if network.room[holder]:
            assert worth.fewer[holder].tolist() == solved_again(network, holder, -1)
        else:
            assert not worth.fewer[holder].any()


@given(cases())
def test_the_first_change_of_one_more_place_is_never_an_increase(case):
    network = case.network()
    worth = worth_of_places(network, allocate_arrays(network).flow)
    for more, fewer in zip(worth.more.tolist(), worth.fewer.tolist(), strict=True):
        assert next((part for part in more if part), 0) <= 0
        assert next((part for part in fewer if part), 0) >= 0
    idle = worth.more[~worth.full].any() or worth.fewer[~worth.full].any()
    assert not idle


def test_the_two_sides_differ_where_places_are_just_enough():
    """Two children, two places beside them: one more is worth nothing, one fewer a placement."""
    network = network_of([2], [2], [0], [0], [100])
    worth = worth_of_places(network, allocate_arrays(network).flow)
    assert worth.more[0].tolist() == [0, 0, 0, 0]
    assert worth.fewer[0].tolist() == [0, 1, 0, -100]


def test_a_place_at_a_full_site_is_worth_nothing_and_at_the_site_itself_much():
    network = network_of([2], [1, 5], [0, 0], [0, 1], [100, 300], total_room=[1], within=[0, 0, -1])
    worth = worth_of_places(network, allocate_arrays(network).flow)
    assert worth.more[0].tolist() == [0, 0, 0, 0]
    assert worth.more[-1].tolist() == [0, -1, 0, 300]


def test_worth_along_a_chain_of_moves():
    """One more place in the last pool lets every child of the chain but one stay near."""
    network = chain(4, 10)
    worth = worth_of_places(network, allocate_arrays(network).flow)
    assert worth.fewer[3].tolist() == [0, 1, 0, -40]
    assert worth.more[0].tolist() == [0, 0, 0, -30]


@given(cases())
def test_worth_is_the_same_for_large_networks(case):
    network = case.network()
    flow = allocate_arrays(network).flow
    expected = worth_of_places(network, flow)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moves, "DENSE", 0)
        again = worth_of_places(network, flow)
    assert np.array_equal(again.more, expected.more)
    assert np.array_equal(again.fewer, expected.fewer)


def test_worth_beyond_64_bits():
    aims = ("first", "second", "third", "fourth")
    small, large = too_large_to_stack(4, aims), too_large_to_stack(2**40, aims)
    one, other = (worth_of_places(each, allocate_arrays(each).flow) for each in (small, large))
    assert one.more.any()
    assert np.array_equal(other.more, 2**38 * one.more)
    assert np.array_equal(other.fewer, 2**38 * one.fewer)


@given(st.lists(st.integers(0, 50), min_size=3, max_size=3), st.data())
def test_stacked_changes_are_read_back(largest, data):
    """Any change along a cycle of four pools, later aims up or down."""
    costs = np.array(largest)[:, None]
    weights = stacked(costs, pools=4, room_to_decode=True).weights
    change = [data.draw(st.integers(-4 * most, 4 * most)) for most in largest]
    total = sum(weight * part for weight, part in zip(weights, change, strict=True))
    assert parts(total, weights) == change
