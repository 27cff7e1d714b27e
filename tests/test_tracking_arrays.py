"""The account of a miss as arrays: planted misses of one part alone, and that it always closes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_demand_laws import given_rates, some_population, some_stock

from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.rates import Rates
from sufficiency.demand.tracking import Flow, Part, account_of_miss
from sufficiency.errors import NotPossibleError

LOCALITIES, NEEDS, AGES = 2, 3, 5
CELLS = (LOCALITIES, NEEDS, AGES)
JOINED, LEFT = 1, 4
"""NC years (positions) that children join, and that they reach fewer than they were."""


def rates_of(years, *, seed=0):
    """Children join at the first two NC years and leave before the last two; needs change."""
    chance = np.random.default_rng(seed)
    joining = chance.uniform(0.02, 0.2, (years, NEEDS, AGES))
    joining[..., 2:] = 0.0
    leaving = chance.uniform(0.1, 0.4, (years, NEEDS, AGES, 1))
    leaving[:, :, :2] = 0.0
    goes = chance.dirichlet(np.ones(NEEDS), (years, 1, AGES))
    alone = np.ones((years, NEEDS, AGES, 1))
    return Rates(
        joining,
        chance.uniform(0.5, 2.0, CELLS),
        leaving,
        chance.uniform(0.0, 0.3, (years, NEEDS, AGES)),
        goes,
        0 * alone,
        alone[..., None],
        alone,
    )


def projected(start, persons, rates):
    """The projection of expected numbers: axes (January, locality, need, ncy)."""
    return expected_projection(start[..., None], persons, rates).children[..., 0]


def slow_survivors(stock, rates, year):
    """S by loops: leave, one NC year up, change of need."""
    after = np.zeros_like(stock)
    for place in range(LOCALITIES):
        for need in range(NEEDS):
            for age in range(AGES - 1):
                stay = stock[place, need, age] * (1 - rates.leaving[year, need, age, 0])
                changes = stay * rates.need_leaves[year, need, age + 1]
                after[place, need, age + 1] += stay - changes
                for other in range(NEEDS):
                    after[place, other, age + 1] += (
                        changes * rates.need_goes[year, 0, age + 1, other]
                    )
    return after


START = np.random.default_rng(8).uniform(5.0, 30.0, CELLS)
PERSONS = np.random.default_rng(9).uniform(50.0, 200.0, (1, LOCALITIES, AGES))
RATES = rates_of(1)
EXPECTED = projected(START, PERSONS, RATES)[1]


def told_of(came, then, population, population_then, rates):
    """The account of an area whose states are all one."""
    return account_of_miss(came[..., None], then[..., None], population, population_then, rates)


def account(*, base=START, after=EXPECTED, persons=PERSONS):
    return told_of(np.array([base, after]), START, persons, PERSONS, RATES)


def nothing_but(miss, *parts):
    """Every part but these is nought in every cell."""
    others = [part for part in Part if part not in parts]
    np.testing.assert_allclose(miss.parts[others], 0.0, atol=1e-9)


# --- planted --------------------------------------------------------------------------------------


def test_what_came_as_expected_has_no_miss():
    miss = account()
    nothing_but(miss)
    joiners, leavers = miss.flows[Flow.JOINERS_SEEN], miss.flows[Flow.LEAVERS_SEEN]
    np.testing.assert_allclose(joiners, miss.flows[Flow.JOINERS_PROJECTED])
    np.testing.assert_allclose(leavers, miss.flows[Flow.LEAVERS_PROJECTED])
    assert joiners.sum() > 0
    assert leavers.sum() > 0


def test_a_restated_base_alone_is_found_as_those_of_it_who_stay():
    more = np.zeros(CELLS)
    more[1, 2, 1] = 4.0
    stay = slow_survivors(more, RATES, 0)
    miss = account(base=START + more, after=EXPECTED + stay)
    nothing_but(miss, Part.RESTATED)
    np.testing.assert_allclose(miss.parts[Part.RESTATED, 0], stay)
    np.testing.assert_allclose(miss.carried[0], stay)
    assert 0 < stay.sum() <= 4.0


def test_a_restatement_that_left_no_trace_is_not_hidden_in_leavers():
    """Children who were taken off last year's file: the next file has them no more either."""
    fewer = np.zeros(CELLS)
    fewer[0, 1, 3] = -2.0
    miss = account(base=START + fewer, after=EXPECTED + slow_survivors(fewer, RATES, 0))
    nothing_but(miss, Part.RESTATED)
    assert miss.parts[Part.RESTATED].sum() < 0


def test_another_population_alone_is_found_at_the_joining_rates():
    persons = PERSONS * np.array([1.1, 0.7])[None, :, None]
    joiners = RATES.joining[0] * RATES.locality * (persons - PERSONS)[0][:, None, :]
    miss = account(after=EXPECTED + joiners, persons=persons)
    nothing_but(miss, Part.POPULATION)
    np.testing.assert_allclose(miss.parts[Part.POPULATION, 0], joiners)


def test_more_joiners_alone_are_found_whichever_needs_they_have():
    joiners = RATES.joining[0] * RATES.locality * PERSONS[0][:, None, :]
    share = joiners[1, :, JOINED] / joiners[1, :, JOINED].sum()
    after = np.array(EXPECTED)
    after[1, :, JOINED] += 6.0 * share
    miss = account(after=after)
    nothing_but(miss, Part.JOINERS)
    np.testing.assert_allclose(miss.parts[Part.JOINERS, 0, 1, :, JOINED], 6.0 * share)
    # All of one need: as many joiners, and a mix that is nought over all needs.
    after = np.array(EXPECTED)
    after[1, 0, JOINED] += 6.0
    other = account(after=after)
    nothing_but(other, Part.JOINERS, Part.MIX)
    np.testing.assert_allclose(other.parts[Part.JOINERS], miss.parts[Part.JOINERS])
    assert other.parts[Part.MIX, 0, 1, 0, JOINED] == pytest.approx(6.0 * (1 - share[0]))


def test_fewer_leavers_alone_add_children_as_leavers():
    left = START[0, :, LEFT - 1] * RATES.leaving[0, :, LEFT - 1, 0]
    after = np.array(EXPECTED)
    after[0, :, LEFT] += 1.5 * left / left.sum()
    miss = account(after=after)
    nothing_but(miss, Part.LEAVERS)
    assert miss.parts[Part.LEAVERS].sum() == pytest.approx(1.5)
    fewer = miss.flows[Flow.LEAVERS_SEEN] - miss.flows[Flow.LEAVERS_PROJECTED]
    assert fewer.sum() == pytest.approx(-1.5)


def test_a_need_recorded_otherwise_alone_is_mix():
    after = np.array(EXPECTED)
    after[1, 0, 2] -= 2.0
    after[1, 2, 2] += 2.0
    miss = account(after=after)
    nothing_but(miss, Part.MIX)
    assert miss.parts[Part.MIX, 0, 1, :, 2].tolist() == pytest.approx([-2.0, 0.0, 2.0])


def test_a_child_who_moves_house_neither_joins_nor_leaves():
    after = np.array(EXPECTED)
    after[0, :, JOINED] -= 0.5
    after[1, :, JOINED] += 0.5
    miss = account(after=after)
    assert miss.parts[Part.JOINERS].sum() == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(miss.parts[Part.LEAVERS], 0.0, atol=1e-9)


def test_a_cohort_that_grows_where_it_was_to_shrink_has_joiners_and_no_leavers():
    after = np.array(EXPECTED)
    after[0, :, LEFT] += 60.0
    miss = account(after=after)
    assert miss.flows[Flow.LEAVERS_SEEN, 0, :, LEFT].tolist() == [0.0, 0.0]
    assert miss.flows[Flow.JOINERS_SEEN, 0, :, LEFT].sum() > 0
    both = miss.parts[[Part.JOINERS, Part.LEAVERS], 0, :, :, LEFT].sum()
    assert both == pytest.approx(180.0)


# --- laws -----------------------------------------------------------------------------------------


@given(seed=st.integers(0, 10_000), years=st.integers(1, 4), whole=st.booleans())
@settings(max_examples=80, deadline=None)
def test_the_parts_add_up_to_the_miss_in_every_cell(seed, years, whole):
    chance = np.random.default_rng(seed)
    rates = rates_of(years, seed=seed)
    came = chance.poisson(3.0, (years + 1, *CELLS)).astype(float)
    came *= chance.random(came.shape) if not whole else 1.0
    then = chance.poisson(3.0, CELLS).astype(float)
    now, known = chance.poisson(40.0, (2, years, LOCALITIES, AGES)).astype(float)
    miss = told_of(came, then, now, known, rates)
    wanted = came[1:] - projected(then, known, rates)[1:]
    np.testing.assert_allclose(miss.parts.sum(axis=0), wanted, atol=1e-9)
    np.testing.assert_allclose(miss.new.sum(axis=0) + miss.carried, wanted, atol=1e-9)
    np.testing.assert_allclose(miss.parts[Part.MIX].sum(axis=2), 0.0, atol=1e-9)
    np.testing.assert_allclose(miss.new[Part.RESTATED], 0.0)
    seen = miss.flows[Flow.JOINERS_SEEN] - miss.flows[Flow.LEAVERS_SEEN]
    one_up = np.zeros_like(seen)
    one_up[..., 1:] = came[:-1].sum(axis=2)[..., :-1]
    np.testing.assert_allclose(seen, came[1:].sum(axis=2) - one_up, atol=1e-9)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_what_is_missed_in_one_year_is_carried_forward_in_its_own_part(seed):
    """Whatever goes otherwise in the first year only is in the second as those who stay."""
    chance = np.random.default_rng(seed)
    rates = rates_of(2, seed=seed)
    persons = np.repeat(PERSONS, 2, axis=0)
    said = projected(START, persons, rates)
    first = said[1] + chance.uniform(-3.0, 3.0, CELLS)
    came = np.array([START, first, projected(first, persons[1:], _from(rates, 1))[1]])
    miss = told_of(came, START, persons, persons, rates)
    np.testing.assert_allclose(miss.new[:, 1], 0.0, atol=1e-9)
    joiners = slow_survivors(miss.parts[Part.JOINERS, 0], rates, 1)
    np.testing.assert_allclose(miss.parts[Part.JOINERS, 1], joiners, atol=1e-9)
    # The mix that leaves at another rate is told as leavers, so that mix stays nought.
    others = miss.parts[[Part.LEAVERS, Part.MIX], 0].sum(axis=0)
    told = miss.parts[[Part.LEAVERS, Part.MIX], 1].sum(axis=0)
    np.testing.assert_allclose(told, slow_survivors(others, rates, 1), atol=1e-9)


def _from(rates, year):
    """The rates from a later year on; those by locality have no year."""
    without_years = ("locality", "restatement", "limits", "arriving")
    names = [name for name in rates.__slots__ if name not in without_years]
    return replace(rates, **{name: getattr(rates, name)[year:] for name in names})


def test_nobody_projected_and_nobody_there_still_adds_up():
    """An empty locality that gains children at an NC year where nobody was to join."""
    then = np.zeros(CELLS)
    after = np.zeros(CELLS)
    after[0, 1, 3] = 2.0
    miss = told_of(np.array([then, after]), then, 0 * PERSONS, 0 * PERSONS, RATES)
    assert miss.parts.sum() == pytest.approx(2.0)
    assert miss.parts[Part.JOINERS].sum() == pytest.approx(2.0)
    goes = RATES.need_goes[0, 0, 3]
    np.testing.assert_allclose(miss.parts[Part.JOINERS, 0, 0, :, 3], 2.0 * goes)


# --- states that leave at their own rates ---------------------------------------------------------


@given(seed=st.integers(0, 10_000), years=st.integers(1, 3), homes=st.booleans())
@settings(max_examples=60, deadline=None)
def test_by_state_too_the_parts_add_up_to_the_miss_in_every_cell(seed, years, homes):
    """Full rates: leaving and moving differ by state, and homes bring children besides."""
    chance = np.random.default_rng(seed)
    rates = given_rates(seed, years=years, full=True)
    then = some_stock(seed)
    came = chance.poisson(2.0, (years + 1, *then.shape)).astype(float)
    now, known = (some_population(seed + one, years=years) for one in (1, 2))
    if homes:
        rates = replace(rates, arriving=chance.random((years, *then.shape[:3])))
    miss = account_of_miss(came, then, now, known, rates)
    expected = expected_projection(then, known, rates).children[1:].sum(axis=-1)
    wanted = came[1:].sum(axis=-1) - expected
    np.testing.assert_allclose(miss.parts.sum(axis=0), wanted, atol=1e-9)
    np.testing.assert_allclose(miss.new.sum(axis=0) + miss.carried, wanted, atol=1e-9)
    np.testing.assert_allclose(miss.parts[Part.MIX].sum(axis=2), 0.0, atol=1e-9)
    joined, as_told, left, as_left = miss.flows
    stock = np.concatenate([came[:1], came[1:]]).sum(axis=(2, 4))
    one_up = np.zeros_like(joined)
    one_up[..., 1:] = stock[:-1, :, :-1]
    np.testing.assert_allclose(joined - left, stock[1:] - one_up, atol=1e-9)
    assert (as_told >= 0).any()
    assert as_left.shape == left.shape


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_states_that_leave_alike_may_be_told_apart_or_together(seed):
    chance = np.random.default_rng(seed)
    rates = given_rates(seed, years=2)
    then = some_stock(seed)
    came = chance.poisson(2.0, (3, *then.shape)).astype(float)
    now, known = (some_population(seed + one, years=2) for one in (1, 2))
    apart = account_of_miss(came, then, now, known, rates)
    together = told_of(came.sum(axis=-1), then.sum(axis=-1), now, known, rates)
    for name in ("parts", "new", "carried", "flows"):
        one, other = getattr(apart, name), getattr(together, name)
        np.testing.assert_allclose(one, other, atol=1e-9)


def test_what_came_as_expected_by_state_has_no_miss_and_more_joiners_are_joiners():
    rates = given_rates(3, years=1, full=True)
    then, persons = some_stock(3), some_population(3, years=1)
    expected = expected_projection(then, persons, rates).children[1]
    nothing_but(account_of_miss(np.array([then, expected]), then, persons, persons, rates))
    # At the first NC year nobody was there before, so whoever is there has joined.
    more = np.array(expected)
    share = expected[1, :, 0] / expected[1, :, 0].sum()
    more[1, :, 0] += 4.0 * share
    miss = account_of_miss(np.array([then, more]), then, persons, persons, rates)
    nothing_but(miss, Part.JOINERS)
    joiners = miss.parts[Part.JOINERS, 0, 1, :, 0]
    np.testing.assert_allclose(joiners, 4.0 * share.sum(axis=-1))


def test_a_child_in_another_state_is_no_part_of_the_miss_until_others_leave_for_it():
    rates = given_rates(4, years=2, full=True)
    then, persons = some_stock(4), some_population(4, years=2)
    expected = expected_projection(then, persons, rates).children[1:]
    first = np.array(expected[0])
    first[0, 1, 7, 0] -= 0.5
    first[0, 1, 7, 2] += 0.5
    after = expected_projection(first, persons[1:], rates).children[1]
    miss = account_of_miss(np.array([then, first, after]), then, persons, persons, rates)
    np.testing.assert_allclose(miss.parts[:, 0], 0.0, atol=1e-9)
    leaving = rates.leaving[1, 1, 7]
    wanted = 0.5 * (leaving[0] - leaving[2])
    assert miss.parts[Part.LEAVERS, 1].sum() == pytest.approx(wanted)
    assert miss.parts[:, 1].sum() == pytest.approx(wanted)
    np.testing.assert_allclose(miss.new[:, 1], 0.0, atol=1e-9)


# --- refusals -------------------------------------------------------------------------------------


def test_states_that_leave_at_their_own_rates_are_refused():
    apart = replace(RATES, leaving=np.repeat(RATES.leaving, 2, axis=-1))
    with pytest.raises(NotPossibleError, match="the leaving rates"):
        told_of(np.array([START, EXPECTED]), START, PERSONS, PERSONS, apart)


def test_states_that_the_rates_do_not_have_are_refused():
    then, persons = some_stock(1), some_population(1, years=1)
    came = np.array([then, then])[..., :2]
    with pytest.raises(NotPossibleError, match="the states of joiners"):
        account_of_miss(came, then[..., :2], persons, persons, given_rates(1, years=1))


def test_years_and_counts_that_do_not_fit_are_refused():
    with pytest.raises(NotPossibleError, match="the population"):
        told_of(np.array([START, EXPECTED, START]), START, PERSONS, PERSONS, RATES)
    with pytest.raises(NotPossibleError, match="the projected population"):
        told_of(np.array([START, EXPECTED]), START, PERSONS, PERSONS[:, :1], RATES)
    with pytest.raises(NotPossibleError, match="what came"):
        told_of(np.array([START, -EXPECTED]), START, PERSONS, PERSONS, RATES)
