"""Caps that nest with pools and totals: as totals of a flow, the same best answer and its worth."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from place_networks import cases
from test_places_above import changed, crowded
from test_places_caps import capped_plans, exact

from sufficiency.places import (
    NO_LIMIT,
    CapRows,
    Kind,
    allocate_arrays,
    certify,
    nesting,
    network_of,
)
from sufficiency.places.nesting import nested, worth_within_caps


@st.composite
def nestable(draw):
    """Networks with caps, each on some arcs of one pool; a second one within the first."""
    network = draw(cases(most_cells=5, most_pools=4)).network()
    local = np.flatnonzero(network.kind[network.arc_pool] == Kind.LOCAL)
    assume(len(local))
    arcs, room = [], []
    for pool in sorted(set(network.arc_pool[local].tolist())):
        own = local[network.arc_pool[local] == pool]
        kept = own[np.array(draw(st.lists(st.booleans(), min_size=len(own), max_size=len(own))))]
        inner = kept[: draw(st.integers(0, len(kept)))]
        for counted in (kept, inner):
            arcs.append(counted)
            room.append(draw(st.integers(0, 4)))
    order = draw(st.permutations(range(len(arcs))))
    names = tuple(f"cap {number}" for number in range(len(arcs)))
    found = CapRows(names, np.array([room[at] for at in order]), tuple(arcs[at] for at in order))
    return replace(network, caps=found)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(nestable())
def test_caps_within_pools_are_kept_by_a_flow_that_is_best(network):
    inner = nested(network).network
    assert not inner.caps
    answer = allocate_arrays(network)
    assert network.caps.are_kept(answer.flow)
    assert answer.certificate.proven
    assert not answer.certificate.by_aim
    assert answer.totals == exact(network)
    assert certify(inner, answer.flow, answer.totals).proven


@given(nestable())
def test_arcs_are_parted_alike_however_many_caps_are_read_at_once(network):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nesting, "CAPS_AT_ONCE", 1)
        one = nested(network).network
    every = nested(network).network
    for name in ("room", "within", "arc_pool", "kind"):
        assert np.array_equal(getattr(one, name), getattr(every, name))
    assert list(one.pools.words) == list(every.pools.words)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(nestable())
def test_both_engines_give_the_same_children_the_same_places(network):
    one, other = (allocate_arrays(network, engine=engine) for engine in ("flow", "lp"))
    assert one.only == other.only
    if one.only:
        assert (one.flow == other.flow).all()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(nestable())
def test_worth_is_what_solving_again_says_on_both_sides(network):
    answer = allocate_arrays(network)
    worth = worth_within_caps(network, answer.flow)
    loads = network.loads(answer.flow)
    for holder in np.flatnonzero(network.room < NO_LIMIT).tolist():
        for changes, step in ((worth.more, 1), (worth.fewer, -1)):
            if step < 0 and (network.room[holder] == 0 or loads[holder] < network.room[holder]):
                assert not changes[holder].any()
                continue
            room = network.room.copy()
            room[holder] += step
            again = np.array(allocate_arrays(replace(network, room=room)).totals)
            assert (again - np.array(answer.totals)).tolist() == changes[holder].tolist()


def two_pools(room):
    """Two children of a kind and two others, two pools of two; a cap on the kind in both pools."""
    cells, pools = np.repeat(range(4), 2), np.tile([0, 1], 4)
    network = network_of([1] * 4, list(room), cells, pools, [10, 20] * 4)
    arcs = np.flatnonzero((network.arc_cell < 2) & (network.arc_pool < 2))
    return replace(network, caps=CapRows(("both",), np.array([1]), (arcs,)))


def test_a_cap_across_two_pools_crosses_them_unless_they_cannot_be_full():
    assert len(nested(two_pools((2, 2))).network.caps) == 1
    assert worth_within_caps(two_pools((2, 2)), np.zeros(0)) is None
    wide = two_pools((9, 9))
    assert not nested(wide).network.caps
    assert allocate_arrays(wide).totals == exact(wide)


def test_parts_of_a_pool_have_names_of_their_own():
    network = replace(
        network_of([1, 1], [2], [0, 1], [0, 0], [10, 10]),
        caps=CapRows(("few",), np.array([0]), (np.array([0]),)),
    )
    inner = nested(network).network
    assert list(inner.pools.words)[-1] == "pool 0, part 2"
    assert "cap few" in inner.totals.words
    assert len(set(inner.pools.keys.tolist())) == len(inner.pools)


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(st.one_of(capped_plans(), crowded(capped_plans)))
def test_the_worth_of_a_place_of_a_plan_with_caps_is_what_solving_again_gives(plan):
    """Wherever it is told: with stayers, sites with totals, and places above the number."""
    for number, year in enumerate(plan.placed(worth=True)):
        for pool, stated in enumerate(plan.pools):
            if year.worth is None or not stated.is_open[number]:
                continue
            for step, side in ((1, year.worth.more), (-1, year.worth.fewer)):
                if step < 0 and stated.free[number] <= 0:
                    assert not side[pool].any()
                    continue
                if year.over[pool] > 0 and (stated.independent or not any(map(any, above(plan)))):
                    continue
                again = changed(plan, pool, number, step).placed()[number].totals
                assert side[pool].tolist() == (np.array(again) - np.array(year.totals)).tolist()


def above(plan):
    return [pool.above for pool in plan.pools]
