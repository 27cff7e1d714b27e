"""Both engines: known answers, one answer, and the laws of an allocation."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from place_networks import by_scipy, cases, chain, with_room

from sufficiency.errors import NotPossibleError, SufficiencyWarning, UnknownNameError
from sufficiency.places import (
    AIMS,
    NO_LIMIT,
    Engine,
    Kind,
    allocate_arrays,
    engines,
    flow_engine,
    moves,
    names_of,
    network_of,
    pulp_engine,
    ties,
    write_lp,
)
from sufficiency.places.network import Network

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench" / "instances.py"
ORDERS = ("auto", "stacked", "stages")


@pytest.fixture(scope="module")
def case_a():
    """One authority, one year: 1,560 cells, 60 pools, 17,100 arcs."""
    if not BENCH.exists():
        pytest.skip(f"the benchmark's cases are not here: {BENCH.name} of the shared folder")
    found = importlib.util.spec_from_file_location("instances", BENCH)
    instances = importlib.util.module_from_spec(found)
    found.loader.exec_module(instances)
    made = instances.gen("a")
    metres = np.rint(made["c"] * 1000).astype(np.int64)
    return network_of(made["d"], made["cap"], made["ai"], made["aj"], metres)


def test_case_a_has_the_published_answer(case_a):
    """RESULTS.md: 310 independent and 14,940.997 km."""
    answer = allocate_arrays(case_a, engine="flow")
    assert dict(zip(AIMS, answer.totals, strict=True)) == {
        "without": 0,
        "independent": 310,
        "beyond_limit": 0,
        "metres": 14_940_997,
    }
    assert answer.certificate.proven
    assert answer.only


def test_case_a_has_the_published_weighted_answer(case_a):
    """RESULTS.md: 324,940.997 at 1,000 km an independent placement."""
    weighted = case_a.in_one_aim(weights_of(1_000_000))
    assert allocate_arrays(weighted).totals == (324_940_997,)


def weights_of(independent):
    """So many metres an independent placement, and so many times more a child without a place."""
    return {
        "without": 100 * independent,
        "independent": independent,
        "beyond_limit": 0,
        "metres": 1,
    }


@pytest.mark.slow
def test_case_a_by_the_plain_engine_is_the_same_to_the_child(case_a):
    plain = allocate_arrays(case_a, engine="lp")
    assert np.array_equal(plain.flow, allocate_arrays(case_a, engine="flow").flow)


@given(cases())
def test_both_engines_give_the_same_children_the_same_places(case):
    network = case.network()
    flow, plain = (allocate_arrays(network, engine=engine) for engine in ("flow", "lp"))
    assert flow.totals == plain.totals
    assert flow.only
    assert plain.only
    assert np.array_equal(flow.flow, plain.flow)


@given(cases(most_cells=10, most_pools=8))
def test_stacked_and_staged_aims_agree(case):
    network = case.network()
    answers = [flow_engine.flow_answer(network, order=order) for order in ORDERS]
    assert all(np.array_equal(answers[0][0], flow) for flow, _ in answers)
    assert all(only for _, only in answers)


@given(cases())
def test_the_order_of_aims_is_that_of_scipy(case):
    network = case.network()
    assert allocate_arrays(network).totals == by_scipy(network)


@given(cases(), st.lists(st.integers(0, 5000), min_size=4, max_size=4))
def test_a_weighted_aim_is_that_of_scipy(case, weights):
    network = case.network().in_one_aim(dict(zip(AIMS, weights, strict=True)))
    assert allocate_arrays(network).totals == by_scipy(network)


@given(cases())
def test_every_child_is_counted_once_and_no_pool_is_above_its_places(case):
    answer = allocate_arrays(case.network())
    network = answer.network
    assert np.array_equal(answer.placed + answer.independent + answer.without, network.demand)
    assert (answer.loads <= network.room).all()
    assert not answer.independent[~np.array(case.may_go)].any()
    assert answer.total("without") == answer.without.sum()
    assert answer.total("independent") == answer.independent.sum()


@given(cases(), st.data())
def test_one_more_place_never_makes_the_ordered_aims_worse(case, data):
    network = case.network()
    holder = data.draw(st.integers(0, network.holders - 1))
    assume(network.room[holder] < NO_LIMIT)
    more = allocate_arrays(with_room(network, holder, 1)).totals
    assert more <= allocate_arrays(network).totals


@given(cases(), st.integers(2, 1000))
def test_children_and_places_times_a_number_gives_the_answer_times_it(case, factor):
    once, often = case.network(), case.network(factor=factor)
    assert np.array_equal(allocate_arrays(often).flow, factor * allocate_arrays(once).flow)


def by_name(answer):
    """Children by the names of cell and pool."""
    network = answer.network
    return {
        (network.cells[network.arc_cell[arc]], network.pools[network.arc_pool[arc]]): children
        for arc, children in enumerate(answer.flow.tolist())
        if children
    }


@pytest.mark.slow
@given(cases(), st.randoms(use_true_random=False))
def test_shuffled_rows_change_nothing(case, random):
    """Cells, pools and arcs in any order: both engines give the same names the same places."""
    cells, pools = list(range(len(case.demand))), list(range(len(case.free)))
    random.shuffle(cells)
    random.shuffle(pools)
    arcs = [(cells.index(cell), pools.index(pool), far) for cell, pool, far in case.arcs]
    random.shuffle(arcs)
    count = len(case.free)
    shuffled = replace(
        case,
        demand=[case.demand[cell] for cell in cells],
        may_go=[case.may_go[cell] for cell in cells],
        group=[case.group[cell] for cell in cells],
        free=[case.free[pool] for pool in pools],
        within=[case.within[pool] for pool in pools] + case.within[count:],
        arcs=arcs,
    )
    again = shuffled.network(
        cells=[f"cell {cell}" for cell in cells], pools=[f"pool {pool}" for pool in pools]
    )
    once = by_name(allocate_arrays(case.network(), engine="flow"))
    for engine in Engine:
        answer = allocate_arrays(again, engine=engine)
        assert answer.only
        assert by_name(answer) == once


@pytest.mark.parametrize(("length", "far"), [(3, 10), (60, 10)])
def test_a_weight_that_is_too_small_gives_another_answer(length, far):
    """Notes, A2: the chain. Just below the sum of journeys, one child is given up."""
    network = chain(length, far)
    short = network.in_one_aim(weights_of(length * far - 1))
    enough = network.in_one_aim(weights_of(length * far + 1))
    assert allocate_arrays(short).network is short
    assert allocate_arrays(short).totals == (length * far - 1,)
    assert allocate_arrays(enough).totals == (length * far,)
    for order in ORDERS:
        flow, _ = flow_engine.flow_answer(network, order=order)
        assert network.totals_of(flow) == (0, 0, 0, length * far)


def test_children_without_a_place_at_each_level():
    """One base and one special place; base children never go independent (design, section 6)."""
    network = network_of(
        [2, 3],
        [1, 1],
        [0, 1],
        [0, 1],
        [1000, 1000],
        may_go_independent=[False, True],
        independent_limit=1,
        cells=["base", "special"],
    )
    answer = allocate_arrays(network)
    assert answer.placed.tolist() == [1, 1]
    assert answer.independent.tolist() == [0, 1]
    assert answer.without.tolist() == [1, 1]


def test_named_independent_schools_count_as_independent_and_not_as_miles():
    network = network_of([2], [1, 1], [0, 0], [0, 1], [700, 90_000], pool_is_independent=[0, 1])
    answer = allocate_arrays(network)
    assert answer.totals == (0, 1, 0, 700)
    assert answer.children(Kind.INDEPENDENT).tolist() == [1]


def test_a_full_site_keeps_children_from_its_free_pools():
    network = network_of(
        [3], [2, 2], [0, 0], [0, 1], [10, 20], total_room=[3], within=[0, 0, -1], totals=["S"]
    )
    assert allocate_arrays(network).loads[-1] == 3
    assert allocate_arrays(with_room(network, network.holders - 1, -1)).totals == (0, 1, 0, 20)


def test_a_network_without_children_is_answered():
    for engine in Engine:
        answer = allocate_arrays(network_of([0, 0], [1], [0], [0], [5]), engine=engine)
        assert answer.totals == (0, 0, 0, 0)
        assert answer.certificate.proven
    assert allocate_arrays(network_of([], [], [], [], [])).flow.tolist() == []


def too_large_to_stack(largest, aims=("first", "second")):
    """Six pools, and costs that stacked with safe weights come near 2 ** 60."""
    random = np.random.default_rng(3)
    cells, pools = 5, 6
    cell, pool = np.divmod(np.arange(cells * pools), pools)
    costs = random.integers(1, 5, (len(aims), cells * pools)) * (largest // 4)
    return Network(
        demand=random.integers(1, 4, cells),
        room=np.array([2, 2, 1, 1, 1, NO_LIMIT]),
        within=np.full(pools, -1),
        arc_cell=cell,
        arc_pool=pool,
        costs=costs,
        kind=np.array([0, 0, 0, 0, 0, 2]),
        aims=aims,
        cells=names_of([f"cell {number}" for number in range(cells)]),
        pools=names_of([f"pool {number}" for number in range(pools)]),
        totals=names_of([]),
    )


def test_costs_that_or_tools_refuses_are_solved_in_stages(monkeypatch):
    network = too_large_to_stack(2**28)
    expected, _ = flow_engine.flow_answer(network, order="stages")
    before = []
    solved = flow_engine._solved

    def told(problem):
        try:
            return solved(problem)
        except flow_engine.CostRangeError:
            before.append("refused")
            raise

    monkeypatch.setattr(flow_engine, "_solved", told)
    # Without our own limit, the refusal comes from OR-tools itself (BAD_COST_RANGE).
    monkeypatch.setattr(flow_engine, "LARGEST_SUM", 2**80)
    flow, _ = flow_engine.flow_answer(network, order="stacked")
    assert before == ["refused"]
    assert np.array_equal(flow, expected)


def like_england():
    """As many pools as England has, journeys of up to 1,000 km, and few arcs of few cells."""
    cells, pools, arcs = 700, 2_500, 6
    random = np.random.default_rng(11)
    pool = np.resize(random.permutation(pools), cells * arcs)
    pairs = np.unique(np.repeat(np.arange(cells), arcs) * pools + pool)
    metres = random.integers(500, 1_000_001, len(pairs))
    return network_of(
        random.integers(1, 12, cells),
        random.integers(1, 4, pools),
        *np.divmod(pairs, pools),
        metres,
        beyond_limit=metres > 600_000,
        may_go_independent=random.random(cells) < 0.5,
        independent_limit=200,
    )


@pytest.mark.slow
def test_weights_of_england_force_stages(monkeypatch):
    """Four aims in one sum are refused by OR-tools (BAD_COST_RANGE); in stages they are not."""
    network, stages, refused = like_england(), [], []
    solved_aims, solved = flow_engine._solved_aims, flow_engine._solved

    def staged(face, sure, first, weighed):
        made = solved_aims(face, sure, first, weighed)
        stages.append((first, made[2]))
        return made

    def watched(problem):
        try:
            return solved(problem)
        except flow_engine.CostRangeError:
            refused.append(int(problem.cost.max()))
            raise

    monkeypatch.setattr(flow_engine, "_solved_aims", staged)
    monkeypatch.setattr(flow_engine, "_solved", watched)
    answer = allocate_arrays(network, engine="flow")
    assert stages == [(0, 3), (3, 4)]
    assert not refused
    assert answer.certificate.proven
    plain = allocate_arrays(network, engine="lp")
    assert plain.totals == answer.totals
    assert np.array_equal(plain.flow, answer.flow)
    # All at once, without our own limit: the refusal is OR-tools' own.
    monkeypatch.setattr(flow_engine, "LARGEST_SUM", 2**80)
    flow, _ = flow_engine.flow_answer(network, order="stacked")
    assert refused
    assert refused[0] > 10**16
    assert np.array_equal(flow, answer.flow)


@pytest.mark.parametrize("aims", [("first", "second"), ("first", "second", "third", "fourth")])
def test_weights_beyond_64_bits_are_counted_in_whole_numbers_of_any_size(aims):
    small, large = too_large_to_stack(4, aims), too_large_to_stack(2**40, aims)
    one, other = allocate_arrays(small), allocate_arrays(large)
    assert np.array_equal(one.flow, other.flow)
    assert other.totals == tuple(2**38 * total for total in one.totals)
    assert other.certificate.proven
    for order in ORDERS:
        assert np.array_equal(flow_engine.flow_answer(large, order=order)[0], one.flow)


def test_one_aim_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(flow_engine, "LARGEST_SUM", 2**40)
    with pytest.raises(NotPossibleError, match="the aim first has costs up to 1,099,511,627,776"):
        allocate_arrays(too_large_to_stack(2**40), engine="flow")


@settings(max_examples=20)
@given(cases())
def test_large_networks_gather_moves_another_way_with_the_same_answer(case):
    network = case.network()
    expected = flow_engine.flow_answer(network, order="stages")[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moves, "DENSE", 0)
        assert np.array_equal(flow_engine.flow_answer(network, order="stages")[0], expected)


def test_equal_tie_costs_lead_to_another_turn(monkeypatch):
    """Where the first numbers leave two answers, further ones choose."""
    # Each child may have either of two pools, and all can move on by one.
    network = network_of([1] * 3, [1] * 3, [0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0], [5] * 6)
    turns = []
    drawn = ties.tie_costs

    def poor(cells, pools, *, turn):
        turns.append(turn)
        return np.zeros(len(cells), dtype=np.int64) if turn < 2 else drawn(cells, pools, turn=turn)

    monkeypatch.setattr(ties, "tie_costs", poor)
    answers = [allocate_arrays(network, engine=engine) for engine in Engine]
    assert turns == [0, 1, 2, 0, 1, 2]
    assert np.array_equal(answers[0].flow, answers[1].flow)
    monkeypatch.setattr(ties, "tie_costs", lambda cells, pools, *, turn: 0 * cells.astype(int))
    assert not allocate_arrays(network).only


def test_auto_says_which_engine_and_why():
    answer = allocate_arrays(chain(3, 10))
    assert answer.engine is Engine.FLOW
    assert "network flow" in answer.chosen
    assert allocate_arrays(chain(3, 10), engine="lp").chosen == 'engine="lp" was asked for'


def test_where_or_tools_is_missing_the_plain_engine_warns_once(monkeypatch):
    monkeypatch.setattr(flow_engine, "why_missing", lambda: "No module named 'ortools'")
    engines._warn_of_fallback.cache_clear()
    with pytest.warns(SufficiencyWarning, match=r"pip install ortools.*shown once"):
        answer = allocate_arrays(chain(3, 10))
    assert answer.engine is Engine.LP
    assert "OR-tools cannot be loaded" in answer.chosen
    assert allocate_arrays(chain(3, 10)).totals == (0, 0, 0, 30)  # without a second warning
    with pytest.raises(NotPossibleError, match=r'engine="flow" was asked for, but ortools cannot'):
        allocate_arrays(chain(3, 10), engine="flow")
    with pytest.raises(NotPossibleError, match=r"after `python -m pip install ortools`"):
        pulp_engine.lp_answer(chain(3, 10), seconds=1e-6)


@pytest.mark.parametrize(
    ("door", "module", "engine"),
    [(flow_engine, "ortools.graph.python", "flow"), (pulp_engine, "highspy", "lp")],
)
def test_a_library_that_cannot_be_loaded_is_named(monkeypatch, door, module, engine):
    monkeypatch.setitem(sys.modules, module, None)
    door.why_missing.cache_clear()
    try:
        with pytest.raises(NotPossibleError, match=rf'engine="{engine}" .* {module} halted'):
            allocate_arrays(chain(3, 10), engine=engine)
    finally:
        door.why_missing.cache_clear()


def test_no_such_engine():
    with pytest.raises(UnknownNameError, match="there is no engine called simplex"):
        allocate_arrays(chain(3, 10), engine="simplex")


def test_an_answer_that_is_not_best_is_not_handed_on(monkeypatch):
    network = network_of([1], [1], [0], [0], [10])
    monkeypatch.setattr(flow_engine, "flow_answer", lambda network: (np.array([0, 0, 1]), True))
    with pytest.raises(NotPossibleError, match="did not pass its certificate: a better answer"):
        allocate_arrays(network, engine="flow")


def test_a_solve_that_is_stopped_hands_on_no_noughts(case_a):
    with pytest.raises(NotPossibleError, match="PuLP with HiGHS stopped without an answer: "):
        pulp_engine.lp_answer(case_a, seconds=1e-6)


def test_an_impossible_flow_is_an_error_and_no_crash():
    """OR-tools would end the process if the flow were read after an infeasible solve."""
    problem = flow_engine._Problem(
        tail=np.array([0], dtype=np.int32),
        head=np.array([1], dtype=np.int32),
        capacity=np.array([1]),
        cost=np.array([1]),
        supply=np.array([2, -2]),
    )
    with pytest.raises(NotPossibleError, match="OR-tools found that nothing keeps every row: INF"):
        flow_engine._solved(problem)


@pytest.mark.parametrize(
    ("field", "array", "words"),
    [
        ("tail", np.array([0]), "nodes must be numbered in 32 bits"),
        ("head", np.array([7], dtype=np.int32), "an arc ends nowhere"),
        ("head", np.array([-1], dtype=np.int32), "an arc ends nowhere"),
        ("head", np.array([1, 1], dtype=np.int32), "each arc needs two ends"),
        ("cost", np.array([2.7]), "must be whole numbers in 64 bits"),
        ("cost", np.array([-1]), "costs are nought or more"),
        ("capacity", np.array([1, 1]), "each arc needs a capacity and a cost"),
        ("supply", np.array([1.0, -1.0]), "supply must be whole numbers"),
        ("supply", np.array([2, -1]), "as many children must arrive as set out"),
    ],
)
def test_what_or_tools_would_take_without_a_word_does_not_reach_it(field, array, words):
    sound = flow_engine._Problem(
        tail=np.array([0], dtype=np.int32),
        head=np.array([1], dtype=np.int32),
        capacity=np.array([1]),
        cost=np.array([1]),
        supply=np.array([1, -1]),
    )
    assert flow_engine._solved(sound).tolist() == [1]
    with pytest.raises(flow_engine.FlowFormError, match=words):
        flow_engine._solved(replace(sound, **{field: array}))


def test_children_in_parts_are_refused(monkeypatch):
    monkeypatch.setattr(pulp_engine, "NEARLY_WHOLE", -1.0)
    with pytest.raises(NotPossibleError, match=r"PuLP with HiGHS put \d children of cell 0 into "):
        allocate_arrays(chain(3, 10), engine="lp")


def test_an_lp_file_can_be_read(tmp_path):
    network = network_of(
        [1, 1],
        [1],
        [0, 1],
        [0, 0],
        [10, 20],
        cells=["Corby, ASD", "Corby (ASD)"],
        total_room=[1],
        within=[0, -1],
        totals=["Site 7"],
    )
    write_lp(network, tmp_path / "metres.lp", totals=allocate_arrays(network).totals[:3])
    text = (tmp_path / "metres.lp").read_text()
    for row in (
        "objective: 10 placed__Corby_ASD__pool_0 + 20 placed__Corby_ASD_2__pool_0",
        "demand__Corby_ASD: placed__Corby_ASD__independent",
        "room__pool_0: placed__Corby_ASD_2__pool_0 + placed__Corby_ASD__pool_0 <= 1",
        "total__Site_7:",
        "aim__independent: placed__Corby_ASD_2__independent + placed__Corby_ASD__independent <= 1",
    ):
        assert words_of(row) <= words_of(text)
    assert [path.name for path in tmp_path.iterdir()] == ["metres.lp"]
    write_lp(network, tmp_path / "first.lp")
    assert "objective: " in (tmp_path / "first.lp").read_text()


def words_of(text):
    """The words of a text; the two versions of PuLP order terms differently."""
    return set(text.split())


def test_an_lp_file_that_cannot_be_written(tmp_path):
    from sufficiency.errors import FileError

    with pytest.raises(FileError, match=r"metres\.lp cannot be written"):
        write_lp(chain(3, 10), tmp_path / "nowhere" / "metres.lp")
