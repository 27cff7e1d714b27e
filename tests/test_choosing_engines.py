"""Which schemes to open: both engines against a twin that values every programme."""

import pytest
from choosing_twin import by_trying_all, keeps, problems, values_of_programme
from hypothesis import HealthCheck, assume, given, settings

from sufficiency.errors import FindingsError
from sufficiency.places.choosing import Status, choose
from sufficiency.places.choosing.stages import values_of

SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def held_against_the_twin(problem, engine):
    best = by_trying_all(problem)
    try:
        chosen = choose(problem, engine=engine, gap=0.0)
    except FindingsError as error:
        faults = {found.rule for found in error.findings}
        stated = {"choosing_requires_never", "choosing_requires_excluded"}
        assert best is None or faults <= stated
        assume(False)
    assert best is not None
    assert values_of(chosen.programme) == pytest.approx(best.values, abs=1e-6)
    assert tuple(chosen.programme.opening.tolist()) in best.openings
    assert chosen.status is Status.PROVEN
    assert chosen.gap == pytest.approx(0, abs=1e-6)
    assert chosen.bounds == pytest.approx(best.values, abs=1e-3)
    for programme in chosen.runners_up:
        opening = tuple(programme.opening.tolist())
        assert keeps(problem, opening)
        assert values_of(programme) == pytest.approx(values_of_programme(problem, opening))
        assert values_of(programme) >= values_of(chosen.programme)


@SOME
@given(problem=problems())
def test_cuts_find_the_best_in_the_order_of_four_aims(problem):
    held_against_the_twin(problem, "benders")


@SOME
@given(problem=problems(aims="weighted"))
def test_cuts_find_the_best_in_one_weighted_aim(problem):
    held_against_the_twin(problem, "benders")


@FEW
@given(problem=problems())
def test_one_model_finds_the_best_in_the_order_of_four_aims(problem):
    held_against_the_twin(problem, "milp")


@FEW
@given(problem=problems(aims="weighted"))
def test_one_model_finds_the_best_in_one_weighted_aim(problem):
    held_against_the_twin(problem, "milp")
