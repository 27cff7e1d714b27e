"""A choice of schemes, and of sites, ends within the time that it is given."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from test_choosing_laws import schools

from sufficiency.places import pulp_engine
from sufficiency.places.choosing import Status, benders, choose, choose_sites, fixed_sites, stages
from sufficiency.places.choosing.master import Found

VALUING, LATE, GIVEN = 1.5, 0.7, 60.0
"""Seconds of a clock that is made up: a valuation, by how much the solver is late, and the limit.
"""


class Clock:
    """A clock that goes on only where something takes time."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    """Let each valuation and each slice of the master problem take their time by a made-up clock.

    The solver says nothing of the bound, so that the search goes on until its time is over.
    """
    made = Clock()
    told = SimpleNamespace(perf_counter=made, process_time=made)
    for module in (benders, stages, sys.modules[choose.__module__]):
        monkeypatch.setattr(module, "time", told)
    solve, at = benders.solved_whole, benders.Level.at

    def slow_solve(model, rows, *, seconds, gap, start=None):
        found = solve(model, rows, seconds=5.0, gap=gap, start=start)
        made.now += seconds + LATE
        return Found(found.values, -np.inf)

    def slow_at(level, places, *, until=np.inf):
        if made.now > until:
            return None
        made.now += VALUING
        return at(level, places, until=np.inf)

    monkeypatch.setattr(benders, "solved_whole", slow_solve)
    monkeypatch.setattr(benders.Level, "at", slow_at)
    return made


def test_a_choice_ends_in_time_though_the_solver_is_late_and_valuing_takes_long(clock):
    chosen = choose(schools(limit=11.9), seconds=GIVEN, gap=0.0, engine="benders")
    assert chosen.status is Status.FEASIBLE
    assert 0.8 * GIVEN < chosen.seconds <= GIVEN


def test_writing_a_model_down_is_part_of_its_time(monkeypatch):
    clock, given = Clock(), []
    stated, ended = pulp_engine._stated, pulp_engine._ended

    def slow_stated(programme):
        clock.now += 4.0
        return stated(programme)

    def kept(model, seconds, *, gap=0.0):
        given.append(seconds)
        return ended(model, 10.0, gap=gap)

    monkeypatch.setattr(pulp_engine, "time", SimpleNamespace(perf_counter=clock))
    monkeypatch.setattr(pulp_engine, "_stated", slow_stated)
    monkeypatch.setattr(pulp_engine, "_ended", kept)
    choose(schools(limit=11.9), seconds=GIVEN, engine="milp")
    assert given
    assert all(0 < seconds <= GIVEN - 2 * 4.0 for seconds in given)


def test_a_choice_of_sites_begins_to_end_before_its_time_is_over(monkeypatch):
    asked = {}

    def kept(given, *, gap, until):
        asked["until"] = until
        return proven(given, gap=gap, until=until)

    proven = fixed_sites.proven_by_rows
    monkeypatch.setattr(fixed_sites, "proven_by_rows", kept)
    begun = fixed_sites.time.monotonic()
    choose_sites([10, 20], [40, 40], [100, 90], [[1, 2], [2, 1]], seconds=GIVEN, way="rows")
    assert begun < asked["until"] < begun + GIVEN
