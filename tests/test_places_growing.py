"""What makes an answer quick, and must not change it: fewer arcs, cells as one, years unchecked."""

import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from place_networks import cases, chain, rows_of
from places_twin import NCY
from scipy import optimize
from test_places_years import Plan, no_demand, plans, special

from sufficiency.allocation.run import ties_of
from sufficiency.errors import FindingsError
from sufficiency.places import (
    DISPLACED,
    SPECIAL,
    alike,
    allocate_arrays,
    faces,
    flow_engine,
    growing,
    guessing,
    network_of,
    place_years,
    singles,
)
from sufficiency.places.faces import blocks, whole
from sufficiency.places.holding import ProgramFaultError
from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.naming import Picked
from sufficiency.places.one_year import Room, network_of_year
from sufficiency.places.prices import narrowed
from sufficiency.places.singles import components, used_by_some
from sufficiency.places.weights import stacked


def looking_at(patch, a_place, a_pool):
    """Begin with so many of the nearest children of each place and each pool."""
    patch.setattr(growing, "CHILDREN_A_PLACE", a_place)
    patch.setattr(growing, "CHILDREN_A_POOL", a_pool)
    patch.setattr(growing, "SCARCE", np.inf)


@pytest.mark.slow
@given(cases(most_cells=10, most_pools=8))
def test_however_few_arcs_are_looked_at_first_the_answer_is_the_same(case):
    network = case.network()
    flows = []
    for sizes in ((0.0, 0), (1.0, 1), (1e9, 1), None):
        with pytest.MonkeyPatch.context() as patch:
            if sizes:
                looking_at(patch, *sizes)
            flows += [flow_engine.flow_answer(network, order=order)[0] for order in ORDERS]
    assert all(np.array_equal(flow, flows[0]) for flow in flows)


def guessing_prices(patch, a_cell, rounds, children_a_place):
    """Begin with so many arcs of a cell, at prices that were moved so often, however few arcs."""
    patch.setattr(growing, "SCARCE", -1.0)
    patch.setattr(growing, "is_worth_guessing", lambda face: True)
    for name in ("A_CELL", "A_CELL_OF_MANY_AIMS", "A_CELL_ON_THE_WAY"):
        patch.setattr(guessing, name, a_cell)
    patch.setattr(guessing, "ROUNDS", rounds)
    patch.setattr(guessing, "STRIDE", 1)
    patch.setattr(guessing, "CHILDREN_A_PLACE", children_a_place)


@given(
    cases(most_cells=10, most_pools=8),
    st.integers(0, 2),
    st.integers(0, 3),
    st.integers(0, 2),
    st.integers(1, 3),
)
def test_however_prices_are_guessed_the_answer_is_the_same(case, a_cell, rounds, reach, most):
    """Journeys of few lengths make ties the rule; the answer must not tell how it was found."""
    network = case.network()
    once = allocate_arrays(network, engine="flow")
    for order in ORDERS:
        with pytest.MonkeyPatch.context() as patch:
            guessing_prices(patch, a_cell, rounds, reach)
            patch.setattr(growing, "MOST_ROUNDS", most)
            flow, only = flow_engine.flow_answer(network, order=order)
        assert only == once.only
        assert np.array_equal(flow, once.flow)


@given(cases(most_cells=10, most_pools=8), st.integers(1, 9), st.integers(1, 9))
def test_guessed_prices_leave_each_cell_an_arc_of_some_answer(case, a_cell, rounds):
    face = whole(case.network())
    if not len(face.arcs):
        return
    sure = (face.network.room >= NO_LIMIT)[face.pools]
    with pytest.MonkeyPatch.context() as patch:
        guessing_prices(patch, a_cell, rounds, 1)
        chosen = guessing.near_guessed_prices(face, sure, face.costs[-1], aims=1)
    assert chosen[sure].all()
    assert (np.bincount(face.segment[chosen], minlength=len(face.first)) > 0).all()


@given(cases(most_cells=10, most_pools=8), st.integers(0, 40), st.integers(1, 9))
def test_guessed_prices_stay_within_64_bits_beside_the_positions_of_arcs(case, doublings, rounds):
    """However large costs are, and as often as prices can be moved; and each goes to its best."""
    face = whole(case.network())
    if not len(face.arcs):
        return
    over, seen = guessing._Market.over, []

    def watched(market, prices):
        found = over(market, prices)
        largest = int(prices.max()) + int(market.costs.max())
        seen.append(largest << market.bits)
        dear = prices[market.pools] + market.costs
        first = [
            min(range(begin, begin + size), key=dear.__getitem__)
            for begin, size in zip(market.first.tolist(), market.sizes.tolist(), strict=True)
        ]
        going = np.bincount(market.pools[first], market.children, len(market.room))
        assert np.array_equal(found, going - market.room)
        return found

    sure = (face.network.room >= NO_LIMIT)[face.pools]
    with pytest.MonkeyPatch.context() as patch:
        guessing_prices(patch, 3, rounds, 1)
        patch.setattr(guessing, "SETTLED", -1.0)
        patch.setattr(guessing._Market, "over", watched)
        guessing.near_guessed_prices(face, sure, face.costs[-1] << doublings, aims=1)
    assert len(seen) == rounds + guessing.MOST_ROUNDS_OF_FEW
    assert max(seen) < 2**63


@given(cases(most_cells=10, most_pools=8), st.integers(1, 4), st.integers(1, 7))
def test_very_many_arcs_in_blocks_give_the_same_answer_and_proof(case, nearest, block):
    network = case.network()
    once = allocate_arrays(network, engine="flow")
    with pytest.MonkeyPatch.context() as patch:
        for module in (growing, flow_engine):
            patch.setattr(module, "VERY_MANY", 0)
        patch.setattr(growing, "NEAREST", nearest)
        patch.setattr(faces, "BLOCK", block)
        again = allocate_arrays(network, engine="flow")
    assert np.array_equal(again.flow, once.flow)
    assert again.certificate == once.certificate


@given(cases(most_cells=10), st.integers(1, 20))
def test_blocks_are_whole_cells_and_leave_no_arc_out(case, size):
    face = whole(case.network())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faces, "BLOCK", size)
        parts = list(blocks(face))
    assert [arc for _, arcs in parts for arc in range(arcs.start, arcs.stop)] == list(
        range(len(face.arcs))
    )
    for cells, arcs in parts:
        assert np.array_equal(np.unique(face.segment[arcs]), np.arange(cells.start, cells.stop))


ORDERS = ("auto", "stages")


def solves(monkeypatch):
    """A list that each solve of OR-tools adds the number of its arcs to."""
    arcs = []
    solved = flow_engine._solved

    def told(problem):
        arcs.append(len(problem.tail))
        return solved(problem)

    monkeypatch.setattr(flow_engine, "_solved", told)
    return arcs


def crowd(children=300):
    """Many children, each somewhere else, and two pools: the nearest live far from the other."""
    far = np.arange(children) * 100
    cell = np.repeat(np.arange(children), 2)
    metres = np.stack([far, far[::-1]], axis=1).reshape(-1)
    return network_of(np.ones(children, int), [3, 2], cell, np.tile([0, 1], children), metres)


def test_only_the_nearest_children_are_looked_at(monkeypatch):
    arcs = solves(monkeypatch)
    answer = allocate_arrays(crowd(), engine="flow")
    assert answer.totals == (0, 295, 0, 100 * (1 + 2 + 1))
    # Children far from both pools are alike: with no arc but those that are never full.
    assert arcs[0] < 200
    assert answer.certificate.arcs == len(answer.network.arc_cell) == 4 * 300


def test_arcs_that_would_be_worth_using_join(monkeypatch):
    arcs = solves(monkeypatch)
    looking_at(monkeypatch, 0.0, 0)
    answer = allocate_arrays(crowd(), engine="flow")
    assert answer.totals == (0, 295, 0, 400)
    assert arcs[0] < 30 < arcs[1]


def spread(children=1200, pools=24):
    """Children and pools here and there in the plane; nine places for ten children."""
    chance = np.random.default_rng(1)
    homes, sites = (chance.integers(0, 40_000, (count, 2)) for count in (children, pools))
    metres = np.rint(np.hypot(*(homes[:, None] - sites).transpose(2, 0, 1))).astype(np.int64)
    cell, pool = np.divmod(np.arange(children * pools), pools)
    places = np.full(pools, children * 9 // 10 // pools)
    return network_of(np.ones(children, int), places, cell, pool, metres.reshape(-1))


def test_of_many_arcs_those_near_guessed_prices_are_looked_at_first(monkeypatch):
    network = spread()
    monkeypatch.setattr(growing, "is_worth_guessing", lambda face: False)
    once = allocate_arrays(network, engine="flow")
    monkeypatch.undo()
    arcs = solves(monkeypatch)
    again = allocate_arrays(network, engine="flow")
    # Five of a cell and its independent placement, of twenty-six; some pools keep all arcs.
    assert max(arcs) < 9 * 1200
    assert np.array_equal(again.flow, once.flow)
    assert again.certificate == once.certificate
    assert again.certificate.arcs == 26 * 1200


def test_of_few_aims_fewer_arcs_are_looked_at():
    network = spread()
    face = whole(network)
    sure = (network.room >= NO_LIMIT)[face.pools]
    few, many = (
        guessing.near_guessed_prices(face, sure, face.costs[-1], aims=aims).sum()
        for aims in (guessing.FEW_AIMS, guessing.FEW_AIMS + 1)
    )
    assert sure.sum() < few < many


def test_all_arcs_are_looked_at_where_places_are_many_or_rounds_are_over(monkeypatch):
    arcs = solves(monkeypatch)
    many = crowd(6)
    assert allocate_arrays(many, engine="flow").totals == (0, 1, 0, 400)
    # All but those to `without`: an independent placement is open to everyone.
    assert arcs[0] == 3 * 6 + many.holders
    arcs.clear()
    looking_at(monkeypatch, 0.0, 0)
    monkeypatch.setattr(growing, "MOST_ROUNDS", 1)
    whole_crowd = crowd()
    assert allocate_arrays(whole_crowd, engine="flow").totals == (0, 295, 0, 400)
    assert arcs[:2] == [arcs[0], 3 * 300 + whole_crowd.holders]


def test_few_of_very_many_arcs_are_looked_at(monkeypatch):
    arcs = solves(monkeypatch)
    monkeypatch.setattr(growing, "VERY_MANY", 0)
    monkeypatch.setattr(growing, "NEAREST", 1)
    # As many places as children, so that all arcs would be looked at otherwise.
    far = np.arange(120).reshape(12, 10) % 37 * 100
    cell, pool = np.divmod(np.arange(120), 10)
    network = network_of(np.ones(12, int), np.full(10, 2), cell, pool, far.reshape(-1))
    answer = allocate_arrays(network, engine="flow")
    assert answer.certificate.proven
    assert max(arcs) < 120


def test_arcs_dearer_than_a_pool_that_is_never_full_are_left_out(monkeypatch):
    """Nobody goes without a place, or further than an independent placement counts as."""
    arcs = solves(monkeypatch)
    metres = [100, 700, 100, 400]
    network = network_of([2, 2], [3, 1], [0, 0, 1, 1], [0, 1, 0, 1], metres)
    weights = {"without": 1000, "independent": 500, "beyond_limit": 0, "metres": 1}
    answer = allocate_arrays(network.in_one_aim(weights), engine="flow")
    assert answer.totals == (3 * 100 + 400,)
    # Of eight arcs, two to `without` and the one of 700 metres are left out.
    assert arcs[0] == 8 - 3 + network.holders


def test_an_answer_that_small_weights_get_wrong_is_found_with_safe_ones(monkeypatch):
    """The chain of the notes, A2: with small weights a child is given up for 600 metres."""
    arcs = solves(monkeypatch)
    assert allocate_arrays(chain(60, 10), engine="flow").totals == (0, 0, 0, 600)
    assert len(arcs) == 2
    assert arcs[0] == arcs[1]


@pytest.mark.slow
@settings(max_examples=60)
@given(cases(most_cells=4, most_pools=3))
def test_arcs_that_some_best_answer_uses_are_those_of_scipy(case):
    network = case.network()
    answer = allocate_arrays(network)
    costs = stacked(network.costs, pools=len(network.pools)).costs
    open_arcs = whole(network)
    if not len(open_arcs.arcs):
        return
    face = narrowed(open_arcs, answer.flow, costs[open_arcs.arcs])
    found = np.zeros(len(network.arc_cell), dtype=bool)
    found[face.arcs] = used_by_some(face, answer.flow)
    demand, room = rows_of(network)
    held = np.vstack([demand, network.costs])
    must = np.concatenate([network.demand, answer.totals])
    for arc in range(len(network.arc_cell)):
        most = optimize.linprog(
            -1.0 * (np.arange(len(costs)) == arc),
            A_ub=room,
            b_ub=network.room.astype(float),
            A_eq=held,
            b_eq=must,
            method="highs",
        )
        assert most.status == 0
        assert found[arc] == (most.fun < -0.5)


# ---- cells as one ----------------------------------------------------------------------------


@given(cases(most_cells=8), st.booleans())
def test_what_is_added_up_and_shared_out_again_is_as_good(case, by_names):
    network = case.network()
    flow, face = allocate_arrays(network).flow, whole(network)
    if not len(face.arcs):
        return
    cells = alike.alike(face, stacked(network.costs, pools=9).costs[face.arcs])
    again = cells.shared(cells.gathered(flow), by_names=by_names)
    assert (again >= 0).all()
    assert network.totals_of(again) == network.totals_of(flow)
    assert np.array_equal(network.loads(again), network.loads(flow))
    counted = np.bincount(network.arc_cell, again, len(network.demand))
    assert np.array_equal(counted, network.demand)
    assert cells.few.network.children == network.children


def test_cells_with_the_same_pools_are_one_and_names_say_who_gets_what():
    words = [f"cell {number}" for number in range(6)]

    def placed(order):
        network = network_of(
            [1] * 6, [2], range(6), [0] * 6, [700] * 6, cells=[words[place] for place in order]
        )
        answer = allocate_arrays(network)
        assert answer.only
        return {words[place] for place, got in zip(order, answer.placed, strict=True) if got}

    one = placed(range(6))
    assert len(one) == 2
    assert placed([3, 5, 0, 1, 4, 2]) == one


def test_the_order_of_pools_does_not_say_who_gets_what():
    words = [f"pool {number}" for number in range(4)]

    def placed(order):
        cell, pool = np.divmod(np.arange(16), 4)
        network = network_of(
            [1] * 4, [1] * 4, cell, pool, [700] * 16, pools=[words[place] for place in order]
        )
        flow = allocate_arrays(network).flow
        used = np.flatnonzero(flow)
        return {
            (int(network.arc_cell[arc]), network.pools[int(network.arc_pool[arc])]) for arc in used
        }

    assert placed([2, 0, 3, 1]) == placed(range(4))


@pytest.mark.parametrize(
    ("arcs", "words"),
    [
        ([(0, 0), (0, 1), (1, 0)], "cells with more and with fewer pools as one"),
        ([(0, 0), (1, 1)], "cells that lead to different pools as one"),
        ([(0, 0), (1, 0)], "cells of different costs as one"),
    ],
)
def test_cells_that_only_share_a_digest_are_never_one(monkeypatch, arcs, words):
    monkeypatch.setattr(alike, "mixed", lambda keys: keys * np.uint64(0))
    cell, pool = zip(*arcs, strict=True)
    network = network_of([1, 1], [1, 1], cell, pool, range(len(arcs)))
    with pytest.raises(ProgramFaultError, match=words):
        alike.alike(whole(network), network.costs[-1])


def test_words_are_looked_up_only_where_they_are_read():
    some = Picked(("a", "b", "c"), np.array([2, 0]))
    assert (len(some), list(some), some[1]) == (2, ["c", "a"], "a")
    assert list(some[:1]) == ["c"]
    assert list(pickle.loads(pickle.dumps(some))) == ["c", "a"]


# ---- the network of a year -------------------------------------------------------------------


def by_the_public_door(plan, year, cells, children, room, *, every_pool):
    """The network of a year by `network_of`, from plain loops over cells and pools."""
    supply = plan.supply()
    arcs = []
    for place, cell in enumerate(cells.tolist()):
        locality, need, ncy, level = (int(part) for part in supply.parts(cell))
        for number, pool in enumerate(plan.pools):
            low, high = pool.spans[year]
            minutes = plan.minutes[2 * locality + pool.site]
            admits = pool.is_open[year] and pool.needs[need] and pool.level == level
            full = not room.pools[number] or (
                len(room.sites) and not pool.site and not room.sites[0]
            )
            if (
                admits
                and low <= NCY[ncy] <= high
                and minutes <= plan.far
                and (every_pool or not full)
            ):
                arcs.append((place, number, minutes * 500, minutes > plan.near))
    needs, levels = supply.parts(cells)[1], supply.parts(cells)[3]
    may_go = (levels == SPECIAL) & np.array(plan.may_go)[needs]
    if not every_pool:
        may_go &= room.groups[needs] > 0
    cell, pool, metres, beyond = zip(*arcs, strict=True) if arcs else ((), (), (), ())
    return network_of(
        children,
        room.pools,
        cell,
        pool,
        metres,
        beyond_limit=beyond,
        may_go_independent=may_go,
        independent_group=needs,
        independent_limit=room.groups,
        pool_is_independent=[pool.independent for pool in plan.pools],
        total_room=room.sites,
        within=supply.within,
        cells=[supply.cell_names[cell] for cell in cells.tolist()],
        pools=supply.pool_names,
        totals=supply.site_names,
        groups=supply.limits.groups,
    )


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_the_network_of_a_year_is_that_of_the_public_door(plan, data):
    # The public door knows nobody whose pool has closed.
    plan = replace(plan, aims=tuple(aim for aim in plan.aims if aim != DISPLACED))
    supply = plan.supply()

    def numbers(high, size):
        return np.array(
            data.draw(st.lists(st.integers(0, high), min_size=size, max_size=size)), int
        )

    cells = np.flatnonzero(numbers(1, 24))
    children, year = numbers(3, len(cells)) + 1, data.draw(st.integers(0, 2))
    free = (numbers(2, len(plan.pools)), numbers(2, len(supply.limited_sites)), numbers(1, 2))
    room, every_pool = Room(*free, *free), data.draw(st.booleans())
    ours = network_of_year(supply, year, cells, children, room, every_pool=every_pool)
    theirs = by_the_public_door(plan, year, cells, children, room, every_pool=every_pool)
    for name in ("demand", "room", "within", "arc_cell", "arc_pool", "costs", "kind"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name
        assert getattr(ours, name).dtype == np.int64
        assert not getattr(ours, name).flags.writeable
    assert ours.aims == theirs.aims
    for name in ("cells", "pools", "totals"):
        assert list(getattr(ours, name).words) == list(getattr(theirs, name).words)
        assert np.array_equal(getattr(ours, name).keys, getattr(theirs, name).keys)
    assert np.array_equal(ours.parent, theirs.parent)
    assert np.array_equal(allocate_arrays(ours).flow, allocate_arrays(theirs).flow)
    assert np.array_equal(children, ours.demand)
    assert children.flags.writeable


def test_more_children_than_a_network_can_count_are_refused():
    demand = np.full((3, 2, 2, 3, 2), 2**30)
    plan = Plan((), no_demand(), (5, 5, 5, 5))
    with pytest.raises(FindingsError, match=r"the sum of demand.*lie outside 0 to 2,147"):
        place_years(plan.supply(), demand)


def who_gets_the_place(number):
    """Two children who are as near, and one place: the one who gets it, or the only fate."""
    demand = no_demand()
    demand[0, 0, :, 0, SPECIAL] = 1
    plan = Plan((special(1, needs=(1, 1)),), demand, (5, 5, 5, 5), independent=0)
    supply = plan.supply()
    turned = supply if number is None else supply.with_ties_turned(number)
    year = place_years(turned, demand, stayers="release")[0]
    assert year.totals == (1, 0, 0, 2500)
    return int(np.flatnonzero(year.placed[0, :, 0, SPECIAL])[0])


@pytest.mark.slow
def test_ties_turned_spread_a_place_over_those_who_are_as_near():
    draws = [who_gets_the_place(ties_of(1, draw)) for draw in range(400)]
    # 200 are meant; four standard deviations are 40.
    assert 160 <= sum(draws) <= 240
    assert draws[:20] == [who_gets_the_place(ties_of(1, draw)) for draw in range(20)]
    # Names alone decide where nothing is turned: for expected numbers.
    assert len({who_gets_the_place(None) for _ in range(3)}) == 1


@settings(max_examples=30, deadline=None)
@given(plans(), st.integers(0, 2**64 - 1))
def test_ties_turned_change_no_aim_and_both_engines_agree(plan, number):
    supply = plan.supply()
    plain, turned, other = (
        place_years(held, plan.demand, stayers="release", engine=engine)
        for held, engine in (
            (supply, "flow"),
            (supply.with_ties_turned(number), "flow"),
            (supply.with_ties_turned(number), "lp"),
        )
    )
    for one, two, three in zip(plain, turned, other, strict=True):
        assert one.totals == two.totals
        assert two.answer.only
        assert np.array_equal(two.answer.flow, three.answer.flow)
    keys = supply.cell_names.turned(number).keys
    assert len(set(keys.tolist())) == len(keys)


def test_an_arc_that_is_there_twice_stops_no_search():
    """In a process of its own: a search that never ends cannot be interrupted from within."""
    code = (
        "import numpy as np; from sufficiency.places import singles; singles.FEW_NODES = 0;"
        "from sufficiency.places.singles import components;"
        "print(components(np.array([0, 0]), np.array([1, 1]), 2, connection='strong')[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["2"]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=25))
def test_components_are_those_of_a_slow_search(arcs):
    """Two nodes are in one strong component exactly if each can be reached from the other."""
    reached = np.eye(7, dtype=bool)
    for tail, head in arcs:
        reached[tail, head] = True
    for middle in range(7):
        reached |= reached[:, [middle]] & reached[[middle]]
    ends = np.array(arcs, dtype=np.int64).reshape(-1, 2)
    both = np.concatenate([ends, ends[:, ::-1]])
    for few_nodes in (7, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(singles, "FEW_NODES", few_nodes)
            count, labels = components(ends[:, 0], ends[:, 1], 7, connection="strong")
            weakly, weak = components(ends[:, 0], ends[:, 1], 7)
            again, same = components(both[:, 0], both[:, 1], 7, connection="strong")
        together = reached & reached.T
        assert ((labels[:, None] == labels[None]) == together).all()
        assert count == len(np.unique(together, axis=0))
        assert weakly == again
        assert ((weak[:, None] == weak[None]) == (same[:, None] == same[None])).all()


def test_a_process_that_allocates_small_networks_never_loads_scipy():
    """Workers start in half the time so."""
    code = (
        "import sys; from sufficiency.places import allocate_arrays, network_of;"
        "network = network_of([2, 2], [1, 2], [0, 0, 1, 1], [0, 1, 0, 1], [5, 5, 5, 5]);"
        "print(allocate_arrays(network, engine='flow').only, 'scipy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["True", "False"]


def test_a_network_that_another_process_sends_is_kept_and_not_copied():
    network = crowd(6)
    sent = pickle.loads(pickle.dumps(network))
    for name in ("demand", "room", "within", "arc_cell", "arc_pool", "costs", "kind"):
        assert np.array_equal(getattr(sent, name), getattr(network, name))
        assert not getattr(sent, name).flags.writeable
    drawn = replace(sent, demand=sent.demand + 1)
    assert drawn.costs is sent.costs
    assert np.array_equal(allocate_arrays(sent).flow, allocate_arrays(network).flow)
