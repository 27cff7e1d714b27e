"""The demand model of an area: everything that is estimated once, before any draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.growth import CohortPath, cohort_path
from sufficiency.demand.levels import LevelShares, cell_shares
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.pooling import pooled_factor, recency
from sufficiency.demand.profiles import check_allowed, moves_between, need_profile, state_profile
from sufficiency.demand.progression import Progression, net_progression
from sufficiency.demand.rates import Levers, Rates, and_ceasing, levers_of, locality_factors
from sufficiency.demand.stocks import Stocks, check_counts, check_shape, first_of, stretched
from sufficiency.errors import NotPossibleError

LOCALITY_STRENGTH = 5.0
"""Children of a locality that weigh as much as the area, in all plans of the locality."""
LOCALITY_NEED_STRENGTH = 10.0
"""The same for one need of a locality."""


@dataclass(frozen=True, slots=True, eq=False)
class DemandModel:
    """What is known of an area before any draw; `estimate` makes it.

    Parameters
    ----------
    stocks : Stocks
        What it was estimated from.
    years : tuple of int
        Projected academic years.
    population : FloatArray
        Axes (year, locality, ncy): the base year, then each projected year [persons]. A locality
        that has children and no population takes the same part of everyone else's.
    progression : Progression
        Net joining and leaving.
    needs : FloatArray
        Axes (need, ncy): the mix of needs at each NC year.
    need_leaves, need_goes : FloatArray
        Axes (year, need, ncy): share whose need changes on reaching an NC year, and to which
        need they and the joiners go, so that a cohort keeps to the profile of need by age.
    path : CohortPath
        The area's cohorts on the path of growth.
    held : IntArray
        Positions of the cells of the last January that hold children, flattened.
    locality_seen, locality_expected : FloatArray
        Axes (locality, need): children in the last January, and what the area's prevalence
        leads one to expect [children].
    allowed : BoolArray
        Axes (need, ncy, state): states that a child may be in.
    shares : LevelShares or None
        From settings to levels; None where the states are the settings.
    levers : Levers
        What the scenario does to joining and leaving.
    """

    stocks: Stocks
    years: tuple[int, ...]
    population: FloatArray
    progression: Progression
    needs: FloatArray
    need_leaves: FloatArray
    need_goes: FloatArray
    path: CohortPath
    held: IntArray
    locality_seen: FloatArray
    locality_expected: FloatArray
    allowed: BoolArray
    shares: LevelShares | None
    levers: Levers


def estimate(
    stocks: Stocks,
    *,
    until: int,
    england_needs: ArrayLike | None = None,
    growth: ArrayLike | None = None,
    shares: LevelShares | None = None,
    allowed: ArrayLike | None = None,
    joining: ArrayLike = 1.0,
    leaving: ArrayLike = 1.0,
    ceasing: ArrayLike = 0.0,
) -> DemandModel:
    """Estimate how an area's children flow from one January to the next.

    Parameters
    ----------
    stocks : Stocks
        Two Januaries or more, and the population until the last projected year.
    until : int
        Last projected academic year.
    england_needs : array_like, optional
        Axes (need, ncy): England's children by need and NC year; without it the area's own.
    growth : array_like, optional
        Axis (year): growth of the log of all plans in the first years (`growth.area_path`);
        without it the joining rate stays as it was.
    shares : LevelShares, optional
        From settings to levels; without it the settings are the states.
    allowed : array_like, optional
        Axes (need, ncy, state) or what broadcasts to it: false where no child can be.
    joining, leaving : array_like
        Levers: multipliers that broadcast to (year, need, ncy), years from the first projected.
    ceasing : array_like
        Lever: share whose plan ends besides the usual leaving; broadcasts in the same way.

    Returns
    -------
    DemandModel

    Raises
    ------
    NotPossibleError
        If the horizon, a shape or a number cannot be used.
    """
    if until <= stocks.base:
        raise NotPossibleError.of(
            "demand_horizon", until=until, base=stocks.base, earliest=stocks.base + 1
        )
    _, needs, ages, settings = stocks.last.shape
    years = tuple(range(stocks.base + 1, until + 1))
    levers = levers_of(
        years=len(years), needs=needs, joining=joining, leaving=leaving, ceasing=ceasing
    )
    states = settings if shares is None else shares.central.shape[-1]
    possible = _allowed(allowed, (needs, ages, states))
    _check_shares(stocks, shares, possible)
    england = None if england_needs is None else np.asarray(england_needs, dtype=np.float64)
    if england is not None:
        check_shape("England's needs by age", england, (needs, ages), axes="need, ncy")
        check_counts("England's needs by age", england, axes="need, ncy")
    ahead = None if growth is None else np.asarray(growth, dtype=np.float64)
    weights = recency(len(stocks.years))
    counts = np.einsum("y,ylnas->na", weights / weights.sum(), stocks.children)
    mix = need_profile(counts, stocks.phase, england=england)
    progression = net_progression(stocks)
    population = _with_unknown(stocks, until)
    path = cohort_path(
        stocks.last.sum(axis=(0, 1, 3)),
        population[0].sum(axis=0),
        progression.joining,
        (mix * progression.leaving).sum(axis=0),
        growth=ahead,
        years=len(years),
    )
    seen = stocks.last.sum(axis=(2, 3))
    expected = _locality_expected(stocks.last.sum(axis=(0, 3)), population[0])
    need_leaves, need_goes = moves_between(
        _survived(mix, progression.leaving).T, mix.T, path.survivors, path.joiners
    )
    return DemandModel(
        stocks=stocks,
        years=years,
        population=population,
        progression=progression,
        needs=mix,
        need_leaves=np.swapaxes(need_leaves, 1, 2),
        need_goes=np.swapaxes(need_goes, 1, 2),
        path=path,
        held=np.flatnonzero(stocks.last),
        locality_seen=seen,
        locality_expected=expected,
        allowed=possible,
        shares=shares,
        levers=levers,
    )


def expected_start(model: DemandModel) -> FloatArray:
    """Give the last January by state, with central level shares.

    Returns
    -------
    FloatArray
        Axes (locality, need, ncy, state) [children].
    """
    if model.shares is None:
        return model.stocks.last
    cells = cell_shares(model.shares.central, model.allowed, model.stocks.phase)
    return np.asarray(np.einsum("lnas,snav->lnav", model.stocks.last, cells))


def expected_rates(model: DemandModel) -> Rates:
    """Give the central rates of each projected year, the levers included.

    Returns
    -------
    Rates
    """
    start = expected_start(model)
    total = pooled_factor(
        model.locality_seen.sum(axis=1, keepdims=True),
        model.locality_expected.sum(axis=1, keepdims=True),
        strength=LOCALITY_STRENGTH,
    )
    cell = pooled_factor(
        model.locality_seen, model.locality_expected * total, strength=LOCALITY_NEED_STRENGTH
    )
    joining = model.path.factor[:, None, None] * model.progression.joining * model.need_goes
    leaving = np.broadcast_to(model.progression.leaving, joining.shape)
    state_leaves, state_goes = state_moves(model, start.sum(axis=0))
    return Rates(
        joining * model.levers.joining,
        locality_factors(total * cell, model.population[0]),
        and_ceasing(np.minimum(leaving * model.levers.leaving, 1.0), model.levers),
        model.need_leaves,
        model.need_goes,
        state_leaves,
        state_goes,
    )


def state_moves(model: DemandModel, start: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Find how states change as a cohort ages, so that it keeps to the mix of states by age.

    Parameters
    ----------
    model : DemandModel
        The area.
    start : FloatArray
        Axes (need, ncy, state): the last January [children].

    Returns
    -------
    leaves, goes : FloatArray
        Axes (year, need, ncy, state): share that moves, and to which state.
    """
    mix = state_profile(start, model.stocks.phase, model.allowed)
    before = np.roll(mix, 1, axis=1)
    before[:, 0] = mix[:, 0]
    whole = model.path.survivors + model.path.joiners
    reached = whole[:, None, :] * model.needs
    survived = _survived(model.needs, model.progression.leaving)
    stay = np.minimum(model.path.survivors[:, None, :] * survived, reached)
    leaves, goes = moves_between(before, mix, stay, reached - stay)
    return np.where(model.allowed, leaves, 1.0), goes


def _survived(mix: FloatArray, leaving: FloatArray) -> FloatArray:
    """Axes (need, ncy): the mix of needs of those who reach an NC year, before any change."""
    stay = np.zeros_like(mix)
    stay[:, 1:] = (mix * (1 - leaving))[:, :-1]
    whole = stay.sum(axis=0)
    return np.where(whole > 0, stay / np.where(whole > 0, whole, 1.0), mix)


def _allowed(allowed: ArrayLike | None, shape: tuple[int, ...]) -> BoolArray:
    given = np.asarray(True if allowed is None else allowed, dtype=np.bool_)
    possible = stretched("the table of allowed states", given, shape, axes="need, ncy, state")
    check_allowed(possible)
    return possible


def _check_shares(stocks: Stocks, shares: LevelShares | None, allowed: BoolArray) -> None:
    """Refuse shares of another area, and shares that leave a counted child without a level."""
    if shares is None:
        return
    _, needs, _, settings = stocks.last.shape
    phases = int(stocks.phase.max()) + 1
    check_shape(
        "the level shares",
        shares.central,
        (settings, needs, phases, shares.central.shape[-1]),
        axes="setting, need, phase, level",
    )
    cells = cell_shares(shares.low + shares.central, allowed, stocks.phase).sum(axis=-1)
    lost = (cells <= 0) & (np.einsum("lnas->sna", stocks.last) > 0)
    if lost.any():
        raise NotPossibleError.of(
            "demand_level_not_allowed", count=int(lost.sum()), first=first_of(lost)
        )


def _with_unknown(stocks: Stocks, until: int) -> FloatArray:
    """Axes (year, locality, ncy): population, with a stand-in where children have none."""
    population = stocks.population_of(stocks.base, until)
    children = stocks.last.sum(axis=(1, 2, 3))
    bare = population.sum(axis=(0, 2)) <= 0
    known = float(children[~bare].sum())
    if not bare.any() or known <= 0:
        return population
    part = np.where(bare, children / known, 0.0)
    everyone = population.sum(axis=1)
    return np.asarray(population + part[:, None] * everyone[:, None, :])


def _locality_expected(children: FloatArray, persons: FloatArray) -> FloatArray:
    """Axes (locality, need): children if every locality had the area's prevalence."""
    whole = persons.sum(axis=0)
    part = persons / np.where(whole > 0, whole, 1.0)
    return np.asarray(np.einsum("la,na->ln", part, children))
