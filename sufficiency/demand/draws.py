"""Draws: what is not known for sure about an area, drawn once for each possible future.

Some draws are made together: arrays have the axis (draw) in front, random numbers come from the
generators of each draw, and everything else is computed for all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sufficiency.demand.central import AnyModel
from sufficiency.demand.drifting import drawn_walk
from sufficiency.demand.levels import cell_shares, drawn_shares
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.model import (
    LOCALITY_NEED_STRENGTH,
    LOCALITY_STRENGTH,
    DemandModel,
    growth_under_totals,
    need_moves_of,
    state_moves,
)
from sufficiency.demand.need_drift import drawn_need_drift
from sufficiency.demand.paths import drawn_cohorts, drawn_off
from sufficiency.demand.pooling import by_phase
from sufficiency.demand.progression import JOINING_STRENGTH, LEAVING_STRENGTH
from sufficiency.demand.rates import Rates, and_ceasing, locality_factors
from sufficiency.demand.shocks import (
    Generators,
    Purpose,
    Shocks,
    YearEffects,
    shocked_leaving,
    year_shocks,
)

NEED_SHARE_STRENGTH = 30.0
"""Joiners that weigh as much as the profile of need, in the needs of joiners of a phase."""
SMALLEST = 1e-3
"""Parameters of gammas and betas are at least this, so that nothing is divided by nought."""


def rates_of_draws(
    model: DemandModel, effects: YearEffects, *, seed: int, draws: Sequence[int]
) -> list[tuple[Rates, FloatArray | None]]:
    """Draw the rates of some possible futures.

    Parameters that hold for the whole run come from what they rest on (Gamma for joining and
    localities, Beta for leaving, Dirichlet for needs, level shares within their range); then each
    year has its shocks, centred so that the mean over draws stays near the expected projection:
    levels that are made to add up to 1, and leaving rates that persist, move it a little.

    Parameters
    ----------
    model : DemandModel
        The area.
    effects : YearEffects
        How much years differ.
    seed : int
    draws : sequence of int
        Which draws; the rates of each are the same whichever others are drawn.

    Returns
    -------
    list of tuple
        For each draw, its rates, and axes (setting, need, ncy, level): its level shares; None
        where states are settings.
    """
    generators = Generators.of(seed, draws, Purpose.RATES)
    cells, joining_of_ncy, chances, share = _lasting(model, generators)
    localities = locality_factors(drawn_localities(model, generators), model.population[0])
    shocks = year_shocks(
        effects, years=len(model.years), shape=share.shape[1:], seed=seed, draws=draws
    )
    # In plain order, so that sums are the very same however many draws there are.
    shares = np.multiply(model.need_goes, chances[:, None], order="C")
    shares /= shares.sum(axis=2, keepdims=True)
    shares *= joining_of_ncy[:, None, None]
    shares *= shocks.joining
    leaving = shocked_leaving(share[:, None, ..., None], shocks)
    joining = _grown(model, shares, leaving, seed, draws)
    leaving = and_ceasing(_levered(model, share, shocks, leaving), model.levers)
    state_leaves, state_goes = _drawn_state_moves(model, cells, seed, draws)
    arriving = model.levers.arriving_by_need(model.needs)
    need_moves = _need_moves(model, seed, draws)
    rates = [
        Rates(
            joining[place],
            localities[place],
            leaving[place],
            *need_moves[place],
            state_leaves[place],
            state_goes[place][..., None, :],
            state_goes[place],
            limits=model.levers.limits,
            arriving=arriving,
            closures=model.levers.closures,
        )
        for place in range(len(draws))
    ]
    return list(zip(rates, [None] * len(rates) if cells is None else cells, strict=True))


def _grown(
    model: DemandModel, joining: FloatArray, leaving: FloatArray, seed: int, draws: Sequence[int]
) -> FloatArray:
    """Axes (draw, year, need, ncy): joining with its growth and its levers."""
    growth = _drawn_growth(model, joining, leaving, seed, draws)
    growth = growth_under_totals(growth, model.levers.limits)
    return np.asarray(growth[..., None, None] * joining * model.levers.joining)


def _levered(
    model: DemandModel, share: FloatArray, shocks: Shocks, leaving: FloatArray
) -> FloatArray:
    """Axes (draw, year, need, ncy, 1): leaving under its lever, which acts before shocks do.

    `share` has the axes (draw, need, ncy); without a lever it is as it was in `leaving`.
    """
    if (model.levers.leaving == 1).all():
        return leaving
    under_lever = np.minimum(share[:, None] * model.levers.leaving, 1.0)
    return shocked_leaving(under_lever[..., None], shocks)


def _drawn_state_moves(
    model: DemandModel, cells: FloatArray | None, seed: int, draws: Sequence[int]
) -> tuple[FloatArray, FloatArray]:
    """Axes (draw, year, need, ncy, state): who changes state, and where they go."""
    last = _last_of_area(model)
    if cells is not None:
        counts = np.einsum("nas,dsnav->dnav", last, cells)
    else:
        counts = np.broadcast_to(last, (len(draws), *last.shape))
    walk = None
    if model.drift is not None:
        walk = drawn_walk(model.drift, last.sum(axis=(0, 1)), seed=seed, draws=draws)
    return state_moves(model, counts, walk=walk)


def _lasting(
    model: DemandModel, generators: Generators
) -> tuple[FloatArray | None, FloatArray, FloatArray, FloatArray]:
    """Draw what holds for the whole run of each draw, in the order of its chances.

    Returns
    -------
    cells : FloatArray or None
        Axes (draw, setting, need, ncy, level): level shares.
    joining : FloatArray
        Axes (draw, ncy): net joiners a head of population and year.
    chances : FloatArray
        Axes (draw, need, ncy): multipliers of the needs of joiners.
    leaving : FloatArray
        Axes (draw, need, ncy): share that leaves.
    """
    cells = drawn_cells(model, generators)
    by_age = _around_one(model.progression.joined + JOINING_STRENGTH, generators)
    chances = _need_chances(model, generators)
    return cells, model.progression.joining * by_age, chances, _drawn_leaving(model, generators)


def drawn_cells(model: AnyModel, generators: Generators) -> FloatArray | None:
    """Draw level shares: axes (draw, setting, need, ncy, level); None where there are none."""
    if model.shares is None:
        return None
    return cell_shares(drawn_shares(model.shares, generators), model.allowed, model.stocks.phase)


def lasting_rates(model: DemandModel, *, draws: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Give the joining and leaving of every draw, before growth, years that differ and levers.

    Parameters
    ----------
    model : DemandModel
        The area.
    draws, seed : int
        Those of the projection, or fewer: these are the rates that its children rest on.

    Returns
    -------
    joining : FloatArray
        Axes (draw, ncy, the one joined): net joiners a head of population and year.
    leaving : FloatArray
        Axes (draw, need, ncy, the one left): share that leaves.
    """
    _, joining, _, leaving = _lasting(model, Generators.of(seed, range(draws), Purpose.RATES))
    return joining, leaving


@lru_cache(maxsize=4)
def _last_of_area(model: DemandModel) -> FloatArray:
    """Axes (need, ncy, setting): the last January, which is the same for all draws [children]."""
    return np.asarray(model.stocks.last.sum(axis=0))


def _drawn_growth(
    model: DemandModel, joining: FloatArray, leaving: FloatArray, seed: int, draws: Sequence[int]
) -> FloatArray:
    """Axes (draw or 1, year): the joining rate against that of the past, before any lever.

    Parameters
    ----------
    model : DemandModel
    joining, leaving : FloatArray
        Axes (draw, year, need, ncy) and (draw, year, need, ncy, 1).
    seed : int
    draws : sequence of int
        Which draws.
    """
    if model.doubt is None:
        return model.path.factor[None]
    last = _last_of_area(model).sum(axis=(0, 2))
    years = len(model.years)
    plans = float(last.sum())
    off = drawn_off(model.doubt, plans=plans, years=years, seed=seed, draws=draws)
    return drawn_cohorts(
        model.path,
        off,
        last,
        model.population[0].sum(axis=0),
        joining=joining.sum(axis=2),
        leaving=(model.needs * leaving[..., 0]).sum(axis=2),
    ).factor


def _need_moves(
    model: DemandModel, seed: int, draws: Sequence[int]
) -> list[tuple[FloatArray, FloatArray]]:
    """Give for each draw whose need changes and to which; the same in all where needs do not drift.

    Axes (year, need, ncy) and (year, need or 1, ncy, need reached).
    """
    if model.need_drift is None:
        return [need_moves_of(model, 0.0)] * len(draws)
    chance = drawn_need_drift(model.need_drift, model.stocks.phase, seed=seed, draws=draws)
    return list(zip(*need_moves_of(model, chance), strict=True))


def _around_one(evidence: FloatArray, generators: Generators) -> FloatArray:
    """Draw multipliers with a mean of 1, the closer to it the more evidence [children] there is."""
    known = np.maximum(evidence, SMALLEST)
    return generators.gamma(known) / known


def _need_chances(model: DemandModel, generators: Generators) -> FloatArray:
    """Axes (draw, need, ncy): multipliers: a Dirichlet for the needs of joiners of a phase.

    Needs weigh by all who are expected to join, those too who make up for the turnover, whom
    nobody saw.
    """
    phase, shares = model.stocks.phase, model.need_goes[0]
    joined = by_phase(shares * model.progression.joined, phase)
    joiners = model.progression.joining * model.population[0].sum(axis=0)
    usual = by_phase(shares * (joiners + SMALLEST), phase)
    usual = usual / usual.sum(axis=0)
    return _around_one(joined + NEED_SHARE_STRENGTH * usual, generators)[..., phase]


def _drawn_leaving(model: DemandModel, generators: Generators) -> FloatArray:
    """Axes (draw, need, ncy): a Beta around the share that leaves; none and all stay so."""
    share, children = model.progression.leaving, model.progression.exposed + LEAVING_STRENGTH
    one = np.maximum(share * children, SMALLEST)
    other = np.maximum((1 - share) * children, SMALLEST)
    drawn = generators.beta(one, other)
    return np.where((share <= 0) | (share >= 1), share, drawn)


def drawn_localities(model: AnyModel, generators: Generators) -> FloatArray:
    """Draw how much likelier children join in a locality: Gammas by locality, then by need too.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area.
    generators : Generators
        Of the draws.

    Returns
    -------
    FloatArray
        Axes (draw, locality, need).
    """
    seen = model.locality_seen.sum(axis=1, keepdims=True) + LOCALITY_STRENGTH
    expected = model.locality_expected.sum(axis=1, keepdims=True) + LOCALITY_STRENGTH
    total = generators.gamma(seen) / expected
    cell = generators.gamma(model.locality_seen + LOCALITY_NEED_STRENGTH)
    return np.asarray(total * cell / (model.locality_expected * total + LOCALITY_NEED_STRENGTH))
