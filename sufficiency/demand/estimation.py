"""Estimating the demand model of an area: once, before any draw."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.drifting import StateDrift, check_drift
from sufficiency.demand.growth import CohortPath, cohort_path
from sufficiency.demand.levels import LevelShares, cell_shares
from sufficiency.demand.limits import Limits
from sufficiency.demand.margins import BoolArray, FloatArray
from sufficiency.demand.model import DemandModel
from sufficiency.demand.need_drift import measured_need_drift
from sufficiency.demand.paths import PathDoubt
from sufficiency.demand.pooling import recency
from sufficiency.demand.profiles import check_allowed, moves_between, need_profile, surviving_mix
from sufficiency.demand.progression import Progression, net_progression
from sufficiency.demand.rates import levers_of
from sufficiency.demand.recording import recorded_otherwise
from sufficiency.demand.stocks import Stocks, check_counts, check_shape, first_of, stretched
from sufficiency.errors import NotPossibleError


def estimate(
    stocks: Stocks,
    *,
    until: int,
    england_needs: ArrayLike | None = None,
    growth: ArrayLike | None = None,
    doubt: PathDoubt | None = None,
    turnover: float = 0.0,
    shares: LevelShares | None = None,
    need_changes: bool = True,
    allowed: ArrayLike | None = None,
    joining: ArrayLike = 1.0,
    leaving: ArrayLike = 1.0,
    ceasing: ArrayLike = 0.0,
    limits: Limits | None = None,
    arriving: ArrayLike | None = None,
    drift: StateDrift | None = None,
    broken: Collection[int] = (),
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
        Axis (year): growth of the log of all plans in the first years (`panel.total_path`);
        without it the joining rate stays as it was.
    doubt : PathDoubt, optional
        How far that growth may be off; without it the year effects of net joining say so.
    turnover : float
        Share who leave and are made up for, unseen in stocks (`progression.net_progression`).
    shares : LevelShares, optional
        From settings to levels; without it the settings are the states.
    need_changes : bool
        Whether children change their primary need, so that cohorts keep to the profile of need by
        age.
    allowed : array_like, optional
        Axes (need, ncy, state) or what broadcasts to it: false where no child can be.
    joining, leaving : array_like
        Levers: multipliers that broadcast to (year, need, ncy), years from the first projected.
    ceasing : array_like
        Lever: share whose plan ends besides the usual leaving; broadcasts in the same way.
    limits : Limits, optional
        What all plans are held to.
    arriving : array_like, optional
        Axes (year, locality, ncy): children who arrive with a plan besides [children].
    drift : StateDrift, optional
        How the mix of settings may drift, where they are the states.
    broken : collection of int
        Academic years from which needs are counted in another way: they say nothing of a drift.

    Returns
    -------
    DemandModel

    Raises
    ------
    NotPossibleError
        If the horizon, a shape or a number cannot be used.
    """
    years = projected_years(stocks.base, until)
    _, needs, ages, settings = stocks.last.shape
    levers = levers_of(
        years=len(years),
        needs=needs,
        joining=joining,
        leaving=leaving,
        ceasing=ceasing,
        limits=limits,
        arriving=arriving,
    )
    states = settings if shares is None else shares.central.shape[-1]
    possible = allowed_states(allowed, (needs, ages, states))
    _check_shares(stocks, shares, possible)
    check_drift(drift, years=len(years), states=states, levels=shares is not None)
    mix = _need_mix(stocks, england_needs)
    progression = net_progression(stocks, turnover=turnover)
    population = with_unknown(
        stocks.population_of(stocks.base, until), stocks.last.sum(axis=(1, 2, 3))
    )
    path = path_of_area(stocks, population, progression, mix, growth, years=len(years))
    need_leaves, need_goes = need_moves(mix, progression, path)
    return DemandModel(
        stocks=stocks,
        years=years,
        population=population,
        progression=progression,
        needs=mix,
        need_leaves=need_leaves if need_changes else np.zeros_like(need_leaves),
        need_goes=need_goes,
        need_drift=measured_need_drift(stocks, mix, progression, broken=broken)
        if need_changes
        else None,
        path=path,
        doubt=doubt,
        held=np.flatnonzero(stocks.last),
        locality_seen=stocks.last.sum(axis=(2, 3)),
        locality_expected=_locality_expected(stocks.last.sum(axis=(0, 3)), population[0]),
        allowed=possible,
        shares=shares,
        levers=levers,
        drift=drift,
    )


def projected_years(base: int, until: int) -> tuple[int, ...]:
    """List the projected academic years; there is one at least.

    Raises
    ------
    NotPossibleError
        If there is none.
    """
    if until <= base:
        raise NotPossibleError.of("demand_horizon", until=until, base=base, earliest=base + 1)
    return tuple(range(base + 1, until + 1))


def allowed_states(allowed: ArrayLike | None, shape: tuple[int, ...]) -> BoolArray:
    """Lay structural zeros out on the axes (need, ncy, state); without any, all are allowed.

    Raises
    ------
    NotPossibleError
        If they do not fit, or leave some children nowhere to be.
    """
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


def _need_mix(stocks: Stocks, england_needs: ArrayLike | None) -> FloatArray:
    """Axes (need, ncy): the mix of needs, later Januaries counting for more than earlier ones.

    A need that began or ceased to be recorded has the share of the Januaries since.
    """
    england = None if england_needs is None else np.asarray(england_needs, dtype=np.float64)
    if england is not None:
        check_shape("England's needs by age", england, stocks.last.shape[1:3], axes="need, ncy")
        check_counts("England's needs by age", england, axes="need, ncy")
    return need_profile(need_counts(stocks), stocks.phase, england=england)


def need_counts(stocks: Stocks) -> FloatArray:
    """Axes (need, ncy): children of a mean January, later ones counting for more.

    Januaries in which a need was recorded otherwise than in the last do not count for it.
    """
    by_need = stocks.children.sum(axis=(1, 4))
    alike = ~recorded_otherwise(by_need.sum(axis=2))
    weights = recency(len(stocks.years))[:, None] * alike
    return np.asarray(np.einsum("yn,yna->na", weights / weights.sum(axis=0), by_need))


def path_of_area(
    stocks: Stocks,
    population: FloatArray,
    progression: Progression,
    mix: FloatArray,
    growth: ArrayLike | None,
    *,
    years: int,
) -> CohortPath:
    """Carry the area's cohorts, all needs together, along the path of growth.

    Parameters
    ----------
    stocks : Stocks
        The last January of it.
    population : FloatArray
        Axes (year, locality, ncy), the base year first [persons].
    progression : Progression
        Net joining and leaving.
    mix : FloatArray
        Axes (need, ncy): the mix of needs at each NC year.
    growth : array_like or None
        Axis (year): growth of the log of all plans; None for joining rates as they are.
    years : int
        Years to project.

    Returns
    -------
    CohortPath
    """
    return cohort_path(
        stocks.last.sum(axis=(0, 1, 3)),
        population[0].sum(axis=0),
        progression.joining,
        (mix * progression.leaving).sum(axis=0),
        growth=None if growth is None else np.asarray(growth, dtype=np.float64),
        years=years,
    )


def need_moves(
    mix: FloatArray, progression: Progression, path: CohortPath
) -> tuple[FloatArray, FloatArray]:
    """Find whose need changes on reaching an NC year, and to which need.

    Parameters
    ----------
    mix : FloatArray
        Axes (need, ncy): the mix of needs at each NC year.
    progression : Progression
        Net joining and leaving.
    path : CohortPath
        The area's cohorts.

    Returns
    -------
    leaves, goes : FloatArray
        Axes (year, need, ncy): share that changes its need, and to which need.
    """
    leaves, goes = moves_between(
        surviving_mix(mix, progression.leaving).T, mix.T, path.survivors, path.joiners
    )
    return np.swapaxes(leaves, 1, 2), np.swapaxes(goes, 1, 2)


def with_unknown(population: FloatArray, children: FloatArray) -> FloatArray:
    """Give a stand-in to localities whose children have no population.

    Parameters
    ----------
    population : FloatArray
        Axes (year, locality, ncy) [persons].
    children : FloatArray
        Axis (locality): of the last January [children].

    Returns
    -------
    FloatArray
        Axes (year, locality, ncy) [persons]: the same part of everyone else's as of children.
    """
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
