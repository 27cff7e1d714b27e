"""Doubt about the population: each draw has a population of its own, kept by birth cohorts."""

from dataclasses import replace

import numpy as np
import pytest
from small_areas import Small, area, area_like, said

import sufficiency as sf
from sufficiency.demand.accounts import account_gap
from sufficiency.demand.populations import population_of_draw, population_walks
from sufficiency.demand.shocks import Purpose, generator_of
from sufficiency.errors import NotPossibleError
from sufficiency.scenario.register import register

STAND = sf.as_things_stand()
SHAPE = (5, 3, 25)


def run(percent, *, draws=12, held=None, **lever):
    scenario = STAND.but(name="held", population_doubt_percent=percent, **lever)
    return sf.project(held or area(), scenario, draws=draws, workers=1)


def walks(draws):
    """Axes (draw, year, locality, ncy)."""
    return np.array([population_walks(SHAPE, seed=3, draw=draw) for draw in range(draws)])


# --- the walks


def test_they_grow_with_the_years_and_are_larger_for_less():
    """Known answers: a cell has a variance of 4 k; in the area the others average out."""
    drawn = walks(3000)
    ahead = np.arange(1, 6)
    assert drawn.var(axis=0).mean(axis=(1, 2)) == pytest.approx(4 * ahead, rel=0.05)
    localities, ages = SHAPE[1:]
    of_area = drawn.mean(axis=(2, 3)).var(axis=0)
    wanted = (1 + 1 / ages + 1 / localities + 1 / (localities * ages)) * ahead
    assert of_area == pytest.approx(wanted, rel=0.1)


def test_a_cohort_that_is_larger_stays_larger():
    """Its walk at k + 1 is that of k and one more step: correlation sqrt(k / (k + 1))."""
    drawn = walks(2000)
    for year in range(4):
        here, after = drawn[:, year, :, :-1], drawn[:, year + 1, :, 1:]
        seen = np.corrcoef(here.reshape(-1), after.reshape(-1))[0, 1]
        assert seen == pytest.approx(np.sqrt((year + 1) / (year + 2)), abs=0.03)
    # Those of the same NC year a year later share the walks of area and locality only: half.
    other = np.corrcoef(drawn[:, 3, :, 5].reshape(-1), drawn[:, 4, :, 5].reshape(-1))[0, 1]
    assert other == pytest.approx(0.5 * np.sqrt(4 / 5), abs=0.07)


def test_steps_are_followed_by_a_slow_twin():
    """Cohort by cohort from the same chances, in one locality."""
    years, _, ages = SHAPE
    one = population_walks((years, 1, ages), seed=1, draw=0)[:, 0]
    longer = population_walks((years + 3, 1, ages), seed=1, draw=0)[:years, 0]
    assert (one == longer).all()
    assert (population_walks((years, 1, ages), seed=1, draw=1)[:, 0] == -one).all()
    chance = generator_of(1, 0, Purpose.POPULATION).standard_normal((years, 2, ages + 1))
    for year in range(years):
        for ncy in range(ages):
            born = year - ncy  # the year in which the cohort is at the first NC year
            told = chance[: year + 1, :, 0].sum()
            for step in range(max(born, 0), year + 1):
                scale = np.sqrt(step + 1.0) if step == born else 1.0
                told += scale * chance[step, :, 1 + ncy - (year - step)].sum()
            assert one[year, ncy] == pytest.approx(told)


# --- the population of a draw


def test_without_doubt_it_is_the_population_as_given():
    model = run(0).model
    assert population_of_draw(model, 1, 7) is not None
    assert np.shares_memory(population_of_draw(model, 1, 7), model.population)
    assert register()["population_doubt_percent"].default == 0


def test_the_mean_over_draws_is_the_population_as_given():
    model = run(3).model
    drawn = np.array([population_of_draw(model, 2, draw) for draw in range(2000)])
    assert drawn.mean(axis=0) / model.population[1:] == pytest.approx(1, abs=0.01)
    assert (drawn > 0).all()
    assert np.log(drawn[:, 0]).std(axis=0) == pytest.approx(0.06, abs=0.005)


def test_nobody_lives_where_nobody_is_projected():
    model = run(5).model
    empty = model.population.copy()
    empty[:, 0] = 0
    assert (population_of_draw(replace(model, population=empty), 1, 0)[:, 0] == 0).all()


# --- projections


def test_expected_numbers_and_all_other_chances_stay():
    doubted, given = run(5), run(0)
    assert (doubted.expected.children == given.expected.children).all()
    for draw in range(3):
        assert (doubted.drawn.january(draw, 0) == given.drawn.january(draw, 0)).all()
        before = doubted.drawn.fates(draw, 1)[1][: len(given.drawn.january(draw, 0))]
        assert (before == given.drawn.fates(draw, 1)[1]).all()
    assert not np.array_equal(doubted.drawn.codes, given.drawn.codes)


def test_means_stay_near_and_localities_are_less_sure():
    many = area_like(replace(Small(), times=20))
    doubted, given = (run(percent, draws=200, held=many) for percent in (8, 0))
    means = [made.drawn.roll_up().mean(axis=0).reshape(-1) for made in (doubted, given)]
    assert means[0] == pytest.approx(means[1], rel=0.02)
    by_place = [
        made.drawn.roll_up(locality=np.arange(3)).reshape(200, -1, 3).std(axis=0).mean(axis=1)
        for made in (doubted, given)
    ]
    assert by_place[0][0] == by_place[1][0]
    assert (by_place[0][2:] > 1.02 * by_place[1][2:]).all()


def test_accounts_close_limits_hold_and_drivers_add_up():
    held = run(8, total_plans={2025: 760, 2026: "none"}, growth_cap_percent=2)
    totals = held.drawn.roll_up().reshape(12, -1)
    assert (totals[:, 1] == 760).all()
    assert (totals[:, 2:] <= np.ceil(1.02 * totals[:, 1:-1])).all()
    assert not account_gap(held.drawn.accounts).any()
    frame = held.drivers()
    parts = ["counted", "ageing", "population", "joining", "leaving", "limits"]
    assert frame[parts].sum(axis=1).to_numpy() == pytest.approx(frame["expected"].to_numpy())


def test_a_plan_with_another_doubt_has_other_children():
    other = STAND.but(name="doubted", population_doubt_percent=1.4)
    with pytest.raises(NotPossibleError, match="population_doubt_percent"):
        sf.allocate(run(0, draws=2), other, draws=2)


def test_a_doubt_below_nought_is_refused():
    with pytest.raises(sf.ScenarioError, match=said("assumption_bounds")):
        STAND.but(name="odd", population_doubt_percent=-1)


def test_projections_from_transitions_doubt_it_too():
    held = sf.synthetic_area(
        seed=11, transitions=True, localities=4, plans=500, history_years=4, future_years=3
    ).area
    doubted, given = (run(percent, draws=4, held=held) for percent in (5, 0))
    assert doubted.flows == "transitions"
    assert doubted.model.levers.population_doubt == 0.05
    assert (doubted.drawn.january(1, 0) == given.drawn.january(1, 0)).all()
    assert not np.array_equal(doubted.drawn.codes, given.drawn.codes)
    assert not account_gap(doubted.drawn.accounts).any()
