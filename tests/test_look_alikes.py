"""Made-up problems like the large ones of the OR-Library: always the same, and added up again."""

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sufficiency.places.choosing import choose_sites

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
LOADED = ("look_alikes", "second_opinion", "orlib", "timing")


@pytest.fixture(scope="module")
def look_alikes():
    """The script beside the package, by its short name."""
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("look_alikes")
    sys.path.remove(str(BENCHMARKS))
    for name in LOADED:
        sys.modules.pop(name, None)


def small(look_alikes, monkeypatch):
    """A problem of eight sites and forty customers, drawn as the large ones are."""
    monkeypatch.setattr(look_alikes, "SITES", 8)
    monkeypatch.setattr(look_alikes, "CUSTOMERS", 40)
    kind = look_alikes.Kind("small", 20_000, (600,), is_unequal=True)
    return look_alikes.made(kind, seed=3, capacity=600)


def test_they_look_as_capa_does(look_alikes):
    kind = look_alikes.KINDS[0]
    one, again = (look_alikes.made(kind, seed=1, capacity=5_000) for _ in range(2))
    assert np.array_equal(one.cost, again.cost)
    assert one.cost.shape == (1_000, 100)
    assert one.cost.max() < 1.25 * np.hypot(1_000, 1_000)
    assert (one.demand == np.rint(one.demand)).all()
    assert (one.demand.min(), one.demand.max()) == (1, 100)
    assert set(one.places) == {5_000}
    assert one.fixed_cost.min() >= 0.75 * kind.fixed_cost
    assert one.fixed_cost.max() <= 1.25 * kind.fixed_cost


def test_another_capacity_changes_nothing_else(look_alikes):
    kind = look_alikes.KINDS[0]
    one, other = (look_alikes.made(kind, seed=2, capacity=held) for held in (5_000, 8_000))
    assert np.array_equal(one.cost, other.cost)
    assert np.array_equal(one.fixed_cost, other.fixed_cost)
    assert np.array_equal(one.demand, other.demand)


def test_two_ways_that_share_the_arrays_alone_come_to_the_same(look_alikes, monkeypatch):
    problem = small(look_alikes, monkeypatch)
    chosen = choose_sites(problem.demand, problem.places, problem.fixed_cost, problem.cost)
    look_alikes.checked(problem, chosen)
    opinion = look_alikes.second_opinion(problem, most=chosen.cost)
    assert opinion.cost == pytest.approx(chosen.cost, rel=1e-5)
    assert opinion.relaxed <= chosen.cost * (1 + 1e-6)


def test_an_answer_that_does_not_add_up_stops_the_run(look_alikes, monkeypatch):
    problem = small(look_alikes, monkeypatch)
    chosen = choose_sites(problem.demand, problem.places, problem.fixed_cost, problem.cost)
    with pytest.raises(SystemExit, match="does not add up"):
        look_alikes.checked(problem, replace(chosen, cost=chosen.cost * 0.99))
