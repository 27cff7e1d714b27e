"""Which schemes to open: both engines against a twin that values every programme."""

import pytest
from choosing_twin import by_trying_all, keeps, made_up_problem, values_of_programme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sufficiency.errors import FindingsError
from sufficiency.places.choosing import Status, choose, level
from sufficiency.places.choosing.stages import values_of

STATED = {"choosing_requires_never", "choosing_requires_excluded"}
"""Faults that are told although a programme without the scheme would do."""

LESS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
SOME = settings(max_examples=12, deadline=None, suppress_health_check=LESS)
FEW = settings(max_examples=6, deadline=None, suppress_health_check=LESS)
SEEDS = st.integers(0, 2**32 - 1)


def answered(problem, engine):
    """The choice; or the rules of the faults that were told."""
    try:
        return choose(problem, engine=engine, gap=0.0), set()
    except FindingsError as error:
        return None, {found.rule for found in error.findings}


def held_against_the_twin(problem, engine):
    best = by_trying_all(problem)
    chosen, faults = answered(problem, engine)
    if faults:
        assert best is None or faults <= STATED
        return
    assert best is not None
    assert values_of(chosen.programme) == pytest.approx(best.values, abs=1e-6)
    assert tuple(chosen.programme.opening.tolist()) in best.openings
    assert chosen.status is Status.PROVEN
    assert chosen.gap == 0
    assert chosen.bounds == pytest.approx(best.values, abs=1e-3)
    for programme in chosen.runners_up:
        opening = tuple(programme.opening.tolist())
        assert keeps(problem, opening)
        assert values_of(programme) == pytest.approx(values_of_programme(problem, opening))
        assert values_of(programme) >= values_of(chosen.programme)


@SOME
@given(seed=SEEDS)
def test_cuts_find_the_best_in_the_order_of_four_aims(seed):
    held_against_the_twin(made_up_problem(seed), "benders")


@pytest.mark.slow
@SOME
@given(seed=SEEDS)
def test_cuts_find_the_best_in_one_weighted_aim(seed):
    held_against_the_twin(made_up_problem(seed, weighted=True), "benders")


@pytest.mark.slow
@FEW
@given(seed=SEEDS)
def test_one_model_finds_the_best_in_the_order_of_four_aims(seed):
    held_against_the_twin(made_up_problem(seed), "milp")


@FEW
@given(seed=SEEDS)
def test_one_model_finds_the_best_in_one_weighted_aim(seed):
    held_against_the_twin(made_up_problem(seed, weighted=True), "milp")


@FEW
@given(seed=SEEDS)
def test_cuts_that_are_added_up_over_draws_find_the_same(monkeypatch, seed):
    monkeypatch.setattr(level, "MOST_GROUPS", 1)
    monkeypatch.setattr(level, "LEAST_TO_GUIDE", 1)
    held_against_the_twin(made_up_problem(seed), "benders")
