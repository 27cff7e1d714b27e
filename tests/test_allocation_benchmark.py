"""The benchmark of the allocation: all its ways agree, and relabelling changes no child's place."""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sufficiency.places import Engine, allocate_arrays, network_of

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"
NAMES = ("cases", "other_ways", "published", "one_year", "many_draws", "england", "timing")


@pytest.fixture(scope="module")
def benchmark():
    """The scripts beside the package, by name."""
    sys.path.insert(0, str(FOLDER))
    yield {name: importlib.import_module(name) for name in NAMES}
    sys.path.remove(str(FOLDER))
    for name in NAMES:
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def small(benchmark):
    """Six localities and eight pools, of which each cell knows the two nearest."""
    size = benchmark["cases"].Size("small", 6, 4, 8, 2, 30_000, 2.0, nearest=2)
    return benchmark["cases"].made_up(size)


@pytest.fixture(scope="module")
def authority(benchmark):
    """The made-up authority: 1,560 cells, 60 pools."""
    return benchmark["cases"].made_up()


def test_a_cell_knows_the_nearest_of_the_pools_that_serve_it(benchmark):
    module = benchmark["cases"]
    few, every = (
        module.made_up(module.Size("small", 6, 4, 8, 2, 30_000, 2.0, nearest))
        for nearest in (2, None)
    )
    assert np.array_equal(few.demand, every.demand)
    for cell in np.unique(every.cell):
        metres = np.sort(every.metres[every.cell == cell])
        assert np.array_equal(np.sort(few.metres[few.cell == cell]), metres[:2])


@pytest.mark.slow
@pytest.mark.parametrize("whose", ["small", "authority"])
def test_all_ways_reach_the_same_optimum(benchmark, request, whose):
    case = request.getfixturevalue(whose)
    optimum = benchmark["one_year"].checked(case)
    for method in benchmark["other_ways"].methods():
        assert benchmark["other_ways"].by_plain_model(case, method=method) == optimum
    four = case.in_four_aims()
    for method in benchmark["other_ways"].methods():
        found = benchmark["other_ways"].by_plain_model_of_aims(four, method=method)
        assert found == benchmark["one_year"].in_order(four)


def test_a_run_stops_where_an_optimum_is_not_the_published_one(benchmark, small):
    module = benchmark["one_year"]
    optimum = module.checked(small)
    wrong = benchmark["published"].Published("small", "nothing", 0, optimum + 1, 0)
    with pytest.raises(SystemExit, match=re.escape(f"found {optimum}, expected {optimum + 1}")):
        module.checked(small, wrong)


def test_every_bar_of_a_case_is_told(benchmark, small, monkeypatch):
    module = benchmark["one_year"]
    monkeypatch.setattr(module, "SHORT_TIMES", 1)
    found = module.timed(small, "Small", least=module.OF_LARGER, times=1)
    told = module.case_tables(found)
    assert told.startswith("Small: 312 cells, 8 pools, ")
    assert told.count("| at most ") == 3
    assert told.count("| at least ") == 2
    assert module.ratio_of(found) > 0


def test_the_published_script_is_held_against_the_bars_by_its_better_solver(benchmark):
    module = benchmark["one_year"]
    seconds = {module.WEIGHTED: 0.01, module.TWO: 0.02, module.VALUED: 0.04}
    ways = [module.Measured(what, (taken,)) for what, taken in seconds.items()]
    found = module.Timed("Case", ways, module.OF_AUTHORITY)
    script = [module.Measured("highs", (2.0, 1.0, 3.0)), module.Measured("cbc", (0.9, 0.8, 0.8))]
    told = module.baseline_page(found, script)
    assert "| baseline_pulp.py, times one or two aims | 40.00 | at least 40 | yes |" in told
    assert (
        "| baseline_pulp.py, one aim, times four aims and worth | 20.00 | at least 25 | no |"
        in told
    )


def test_a_folder_without_the_published_script_gives_no_times_of_it(benchmark, tmp_path):
    assert benchmark["one_year"].baseline_times(tmp_path) == []


def test_a_bar_is_kept_up_to_what_was_asked(benchmark):
    bar = benchmark["timing"].Bar
    assert [bar("", one, most=2.0).kept for one in (None, 2.0, 2.1)] == [None, True, False]
    assert [bar("", one, least=2.0).kept for one in (None, 2.0, 1.9)] == [None, True, False]


@pytest.mark.slow
def test_draws_are_the_same_by_any_number_of_workers(benchmark, small, monkeypatch):
    module = benchmark["many_draws"]
    monkeypatch.setattr(module, "DRAWS", 6)
    monkeypatch.setattr(module, "BLOCK", 2)
    monkeypatch.setattr(module, "done_by", lambda workers, work: [run(*a) for run, a, _ in work])
    told = module.all_draws(partial(module.allocated, small.network()), workers=1)
    assert len(told) == 6
    assert told == module.allocated(small.network(), range(6))
    assert len(set(told)) > 1
    drawn = list(module.timed_draws(small))
    assert [each.what for each in drawn] == [module.BARE, "one weighted aim", "four aims"]
    assert module.bars_of(drawn)[0].what == "one weighted aim, a draw, ms"


def test_the_yardstick_of_draws_reaches_the_same_optimum(benchmark, small):
    module = benchmark["many_draws"]
    totals = [told[0][0] for told in module.allocated(small.weighted(), range(6))]
    assert module.solved_bare(small, range(6)) == totals


def test_arcs_of_children_are_those_of_the_case_without_empty_cells(benchmark):
    size = benchmark["cases"].Size("small", 6, 4, 8, 2, 30_000, 0.5)
    whole = benchmark["cases"].made_up(size)
    few = benchmark["england"].arcs_of_children(benchmark["cases"].made_up_places(size))
    assert (few.demand > 0).all()
    assert len(few.demand) < len(whole.demand)
    assert benchmark["one_year"].checked(few) == benchmark["one_year"].checked(whole)


def test_england_is_made_and_allocated_in_programs_of_their_own(benchmark, monkeypatch):
    """With a small area in England's place; one program stores it, others allocate it."""
    england, cases = benchmark["england"], benchmark["cases"]
    size = cases.Size("small", 6, 4, 8, 2, 30_000, 0.5)
    monkeypatch.delenv(benchmark["published"].FOLDER, raising=False)
    monkeypatch.setattr(england, "ENGLAND", size)

    def in_this_program(what, folder):
        if what == "make":
            return england.make(Path(folder))
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            england.solve(Path(folder), what)
        return told.getvalue()

    monkeypatch.setattr(england, "_program", in_this_program)
    told = england.england_page()
    optimum = benchmark["one_year"].checked(cases.made_up(size))
    assert f"| {optimum:,} |" in told
    assert told.count("| at most ") == 3


def relabelled(case, seed):
    """The network of a case with cells, pools and arcs in another order, and their own names."""
    chance = np.random.default_rng(seed)
    cells, pools, arcs = (
        chance.permutation(len(axis)) for axis in (case.demand, case.free, case.cell)
    )
    return network_of(
        case.demand[cells],
        case.free[pools],
        np.argsort(cells)[case.cell[arcs]],
        np.argsort(pools)[case.pool[arcs]],
        case.metres[arcs],
        cells=[f"cell {cell}" for cell in cells],
        pools=[f"pool {pool}" for pool in pools],
    )


def by_name(answer):
    """Children by the names of cell and pool."""
    network = answer.network
    return {
        (network.cells[network.arc_cell[arc]], network.pools[network.arc_pool[arc]]): children
        for arc, children in enumerate(answer.flow.tolist())
        if children
    }


@pytest.mark.parametrize(
    "engine", [Engine.FLOW, pytest.param(Engine.LP, marks=pytest.mark.slow)], ids=str
)
def test_an_authority_relabelled_gives_the_same_arcs_and_no_others(authority, engine):
    """Notes, A5: without a rule for ties, a sixth of the arcs change."""
    answer = allocate_arrays(authority.network(), engine="flow")
    assert answer.only
    for seed in range(3):
        again = allocate_arrays(relabelled(authority, seed), engine=engine)
        assert again.only
        assert by_name(again) == by_name(answer)
