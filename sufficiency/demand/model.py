"""The demand model of an area, and the central rates that follow from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np

from sufficiency.demand.drifting import StateDrift, drifted_mix
from sufficiency.demand.growth import CohortPath
from sufficiency.demand.levels import LevelShares, cell_shares
from sufficiency.demand.limits import Limits
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.need_drift import NeedDrift, drifting_needs
from sufficiency.demand.paths import PathDoubt
from sufficiency.demand.pooling import pooled_factor
from sufficiency.demand.profiles import moves_between, state_profile, surviving_mix
from sufficiency.demand.progression import Progression
from sufficiency.demand.rates import Levers, Rates, and_ceasing, locality_factors
from sufficiency.demand.shocks import YearEffects
from sufficiency.demand.stocks import Stocks

LOCALITY_STRENGTH = 5.0
"""Children of a locality that weigh as much as the area, in all plans of the locality."""
LOCALITY_NEED_STRENGTH = 10.0
"""The same for one need of a locality."""


@dataclass(frozen=True, slots=True, eq=False)
class DemandModel:
    """What is known of an area before any draw; `estimation.estimate` makes it.

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
    need_drift : NeedDrift or None
        What needs gain or lose besides; None where nobody changes the primary need.
    path : CohortPath
        The area's cohorts on the path of growth.
    doubt : PathDoubt or None
        How far the path may be off; None where the year effects of the area say so.
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
    drift : StateDrift or None
        How the mix of states may drift; None where it stays, as that of levels does.
    """

    stocks: Stocks
    years: tuple[int, ...]
    population: FloatArray
    progression: Progression
    needs: FloatArray
    need_leaves: FloatArray
    need_goes: FloatArray
    need_drift: NeedDrift | None
    path: CohortPath
    doubt: PathDoubt | None
    held: IntArray
    locality_seen: FloatArray
    locality_expected: FloatArray
    allowed: BoolArray
    shares: LevelShares | None
    levers: Levers
    drift: StateDrift | None = None

    @property
    def last(self) -> FloatArray:
        """Axes (locality, need, ncy, setting): the January from which is projected [children]."""
        return self.stocks.last

    @property
    def effects(self) -> YearEffects:
        """How much years differ: those of other authorities.

        Where the path of all plans has its own doubt, the area's joining follows from that.
        """
        if self.doubt is None:
            return YearEffects()
        return replace(YearEffects(), joining=0.0, joining_walk=0.0, slope=0.0)


class Started(Protocol):
    """A model of an area, as far as its last January goes."""

    @property
    def stocks(self) -> Stocks:
        """January counts by setting."""

    @property
    def shares(self) -> LevelShares | None:
        """From settings to levels; None where the states are the settings."""

    @property
    def allowed(self) -> BoolArray:
        """Axes (need, ncy, state): states that a child may be in."""


def expected_start(model: Started) -> FloatArray:
    """Give the last January by state, with central level shares.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area.

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
    total, cell = pooled_localities(model.locality_seen, model.locality_expected)
    growth = growth_under_totals(model.path.factor, model.levers.limits)
    joining = growth[:, None, None] * model.progression.joining * model.need_goes
    leaving = np.broadcast_to(model.progression.leaving, joining.shape)
    leaving = np.minimum(leaving * model.levers.leaving, 1.0)[..., None]
    state_leaves, state_goes = state_moves(model, start.sum(axis=0))
    return Rates(
        joining * model.levers.joining,
        locality_factors(total * cell, model.population[0]),
        and_ceasing(leaving, model.levers),
        *need_moves_of(model, 0.0),
        state_leaves,
        state_goes[..., None, :],
        state_goes,
        limits=model.levers.limits,
        arriving=model.levers.arriving_by_need(model.needs),
        closures=model.levers.closures,
    )


def pooled_localities(seen: FloatArray, expected: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Say how much likelier children join in a locality, and then with each need there.

    Parameters
    ----------
    seen, expected : FloatArray
        Axes (locality, need): children, and those whom the area leads one to expect [children].

    Returns
    -------
    total : FloatArray
        Axes (locality, 1): drawn towards the area.
    cell : FloatArray
        Axes (locality, need): besides, drawn towards the locality.
    """
    total = pooled_factor(
        seen.sum(axis=1, keepdims=True),
        expected.sum(axis=1, keepdims=True),
        strength=LOCALITY_STRENGTH,
    )
    return total, pooled_factor(seen, expected * total, strength=LOCALITY_NEED_STRENGTH)


def need_moves_of(model: DemandModel, chance: FloatArray | float) -> tuple[FloatArray, FloatArray]:
    """Find whose need changes in each projected year, with what needs gain or lose besides.

    Parameters
    ----------
    model : DemandModel
        The area.
    chance : FloatArray or float
        Axes (..., need, ncy): of the drift (`need_drift.drifting_needs`); nought for expected
        numbers.

    Returns
    -------
    FloatArray
        Axes (..., year, need, ncy): share whose need changes.
    FloatArray
        Axes (..., year, 1, ncy, need): to which need they go.
    """
    leaves, goes = model.need_leaves, model.need_goes
    if model.need_drift is not None:
        leaves, goes = drifting_needs(leaves, goes, model.need_drift, chance)
    return leaves, np.swapaxes(goes, -2, -1)[..., None, :, :]


def growth_under_totals(factor: FloatArray, limits: Limits | None) -> FloatArray:
    """Let somebody join in a year whose total is imposed, also where the path has no room.

    The total then says how many join, and the rates only who: their own growth cancels.

    Parameters
    ----------
    factor : FloatArray
        Axis (year): the joining rate against that of the past.
    limits : Limits or None

    Returns
    -------
    FloatArray
        Axis (year): 1 where a total is imposed and nobody would join; else as it was.
    """
    if limits is None:
        return factor
    return np.where(np.isfinite(limits.total) & (factor <= 0), 1.0, factor)


def state_moves(
    model: DemandModel, start: FloatArray, *, walk: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Find how states change as a cohort ages, so that it keeps to the mix of states by age.

    Where the mix drifts, a cohort keeps to that of each year.

    Parameters
    ----------
    model : DemandModel
        The area.
    start : FloatArray
        Axes (..., need, ncy, state): the last January [children].
    walk : FloatArray, optional
        Axes (..., year, state): how far states have drifted in a draw (`drifting.drawn_walk`).

    Returns
    -------
    leaves, goes : FloatArray
        Axes (..., year, need, ncy, state): share that moves, and to which state.
    """
    mix = state_profile(start, model.stocks.phase, model.allowed)
    held = mix = mix[..., None, :, :, :]
    if model.drift is not None:
        weights = model.drift.expected + (0.0 if walk is None else walk)
        mix = drifted_mix(mix[..., 0, :, :, :], weights)
        held = np.concatenate([held, mix[..., :-1, :, :, :]], axis=-4)
    before = np.roll(held, 1, axis=-2)
    before[..., 0, :] = held[..., 0, :]
    leaves, goes = moves_between(before, mix, *_staying_and_coming(model))
    leaves[..., ~model.allowed] = 1.0
    return leaves, goes


@lru_cache(maxsize=4)
def _staying_and_coming(model: DemandModel) -> tuple[FloatArray, FloatArray]:
    """Axes (year, need, ncy): survivors and joiners of the path, the same for all draws."""
    whole = model.path.survivors + model.path.joiners
    reached = whole[:, None, :] * model.needs
    survived = surviving_mix(model.needs, model.progression.leaving)
    stay = np.minimum(model.path.survivors[:, None, :] * survived, reached)
    return stay, reached - stay
