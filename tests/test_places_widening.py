"""What it would change if a pool admitted a child whom it does not admit: against solving again."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from place_networks import cases
from test_places_years import plans

from sufficiency.places import allocate_arrays, network_of, widened, widened_year


@st.composite
def narrowed(draw):
    """A case, and the same case without some of its arcs."""
    whole = draw(cases())
    kept = draw(st.lists(st.booleans(), min_size=len(whole.arcs), max_size=len(whole.arcs)))
    return whole, replace(
        whole, arcs=[arc for arc, keep in zip(whole.arcs, kept, strict=True) if keep]
    )


def with_one_on(case, arc):
    """The totals where one child of the arc's cell may go along it as well."""
    cell = arc[0]
    demand = [*case.demand, 1]
    demand[cell] -= 1
    own = [(len(case.demand), pool, metres) for i, pool, metres in case.arcs if i == cell]
    apart = replace(
        case,
        demand=demand,
        arcs=[*case.arcs, *own, (len(case.demand), *arc[1:])],
        may_go=[*case.may_go, case.may_go[cell]],
        group=[*case.group, case.group[cell]],
    )
    return apart.network()


@settings(max_examples=60, deadline=None)
@given(narrowed())
def test_the_first_child_changes_what_solving_again_says(pair):
    whole, case = pair
    network, wide = case.network(), whole.network()
    answer = allocate_arrays(network)
    found = widened(network, answer.flow, wide)
    metres = {(cell, pool): metres for cell, pool, metres in whole.arcs}
    open_arcs = {(cell, pool) for cell, pool, _ in case.arcs}
    told = set()
    for at, pair in enumerate(zip(found.cell.tolist(), found.pool.tolist(), strict=True)):
        told.add(pair)
        again = allocate_arrays(with_one_on(case, (*pair, metres[pair]))).totals
        change = [new - old for new, old in zip(again, answer.totals, strict=True)]
        assert change == (found.by_aim(at) if found.changes[at] < 0 else [0, 0, 0, 0])
    missing = {pair for pair in metres if pair not in open_arcs and whole.demand[pair[0]]}
    assert told == missing


@settings(max_examples=60, deadline=None)
@given(narrowed())
def test_where_no_first_child_gains_the_wider_network_is_no_better(pair):
    whole, case = pair
    network, wide = case.network(), whole.network()
    answer = allocate_arrays(network)
    gains = bool((widened(network, answer.flow, wide).changes < 0).any())
    better = allocate_arrays(wide).totals < answer.totals
    assert gains == better


def test_a_pool_with_room_that_admits_another_need_brings_a_child_back():
    network = network_of([2], [0, 3], [0], [0], [100])
    wide = network_of([2], [0, 3], [0, 0], [0, 1], [100, 700])
    found = widened(network, allocate_arrays(network).flow, wide)
    assert found.by_aim(0) == [0, -1, 0, 700]


@settings(max_examples=40, deadline=None)
@given(plans())
def test_a_year_of_a_plan_is_valued_with_its_stayers(plan):
    """Where every pool admits every need there is nothing to gain, else only other needs gain."""
    supply = plan.supply()
    for number, year in enumerate(plan.placed(worth=True)):
        found = widened_year(supply, number, year)
        pool = supply.base_of[found.pool]
        need = supply.parts(found.cell)[1]
        admits = supply.pools.needs[number][pool, need]
        assert not admits.any()
        assert not supply.pools.independent[pool].any()
        assert np.isin(found.cell, year.parts.cells).all()
