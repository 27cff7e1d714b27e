"""Draws: what is not known for sure about an area, drawn once for each possible future."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sufficiency.demand.central import AnyModel
from sufficiency.demand.chances import Children, picked, quotient_and_rest, running_shares
from sufficiency.demand.drifting import drawn_walk
from sufficiency.demand.levels import cell_shares, drawn_shares
from sufficiency.demand.margins import FloatArray, IntArray
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
    Purpose,
    YearEffects,
    generator_of,
    shocked_leaving,
    year_shocks,
)

NEED_SHARE_STRENGTH = 30.0
"""Joiners that weigh as much as the profile of need, in the needs of joiners of a phase."""
SMALLEST = 1e-3
"""Parameters of gammas and betas are at least this, so that nothing is divided by nought."""


def drawn_start(
    model: AnyModel, cells: FloatArray | None, generator: np.random.Generator
) -> tuple[Children, IntArray]:
    """Give each child of the last January a state.

    Fractions become whole by a cut of the running sum at a random place: every child's cell is
    right on average, and the sum over any run of cells is within one child.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area.
    cells : FloatArray or None
        Axes (setting, need, ncy, level): the draw's level shares; None where states are settings.
    generator : numpy.random.Generator
        Of the draw.

    Returns
    -------
    Children
        In the order of their cells.
    IntArray
        Axis (child): position of the setting in which the child was counted.
    """
    _, needs, ages, settings = model.last.shape
    running = np.cumsum(model.last.reshape(-1)[model.held])
    whole = np.diff(np.floor(running + generator.random()), prepend=0.0).astype(np.int64)
    place = np.repeat(model.held, whole)
    locality, kind = quotient_and_rest(place, needs * ages * settings)
    cell, setting = quotient_and_rest(kind, settings)
    if cells is None:
        return Children(kind, locality), setting
    row = setting * (needs * ages) + cell
    state = picked(running_shares(cells[None])[:, 0], row, generator.random(len(row)))
    return Children(cell * cells.shape[-1] + state, locality), setting


def rates_of_draw(
    model: DemandModel, effects: YearEffects, *, seed: int, draw: int
) -> tuple[Rates, FloatArray | None]:
    """Draw the rates of one possible future.

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
    seed, draw : int
        Which draw.

    Returns
    -------
    Rates
        Of the draw.
    FloatArray or None
        Axes (setting, need, ncy, level): level shares of the draw; None where states are settings.
    """
    generator = generator_of(seed, draw, Purpose.RATES)
    cells, joining_of_ncy, chances, share = _lasting(model, generator)
    counts = _last_of_area(model)
    if cells is not None:
        counts = np.asarray(np.einsum("nas,snav->nav", counts, cells))
    shares = model.need_goes * chances
    shares = shares / shares.sum(axis=1, keepdims=True)
    usual = joining_of_ncy * shares
    factor = drawn_localities(model, generator)
    shocks = year_shocks(effects, years=len(model.years), shape=share.shape, seed=seed, draw=draw)
    joining = usual * shocks.joining
    growth = _drawn_growth(model, joining, shocked_leaving(share[..., None], shocks), seed, draw)
    leaving = np.minimum(share * model.levers.leaving, 1.0)[..., None]
    walk = None
    if model.drift is not None:
        walk = drawn_walk(model.drift, counts.sum(axis=(0, 1)), seed=seed, draw=draw)
    state_leaves, state_goes = state_moves(model, counts, walk=walk)
    rates = Rates(
        growth_under_totals(growth, model.levers.limits)[:, None, None]
        * joining
        * model.levers.joining,
        locality_factors(factor, model.population[0]),
        and_ceasing(shocked_leaving(leaving, shocks), model.levers),
        *need_moves_of(model, _drift_chance(model, seed, draw)),
        state_leaves,
        state_goes[..., None, :],
        state_goes,
        limits=model.levers.limits,
        arriving=model.levers.arriving_by_need(model.needs),
    )
    return rates, cells


def _lasting(
    model: DemandModel, generator: np.random.Generator
) -> tuple[FloatArray | None, FloatArray, FloatArray, FloatArray]:
    """Draw what holds for the whole run of a draw, in the order of its chances.

    Returns
    -------
    cells : FloatArray or None
        Axes (setting, need, ncy, level): level shares.
    joining : FloatArray
        Axis (ncy): net joiners a head of population and year.
    chances : FloatArray
        Axes (need, ncy): multipliers of the needs of joiners.
    leaving : FloatArray
        Axes (need, ncy): share that leaves.
    """
    cells = None
    if model.shares is not None:
        cells = cell_shares(
            drawn_shares(model.shares, generator), model.allowed, model.stocks.phase
        )
    by_age = _around_one(model.progression.joined + JOINING_STRENGTH, generator)
    chances = _need_chances(model, generator)
    return cells, model.progression.joining * by_age, chances, _drawn_leaving(model, generator)


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
    made = [_lasting(model, generator_of(seed, draw, Purpose.RATES)) for draw in range(draws)]
    return np.array([one[1] for one in made]), np.array([one[3] for one in made])


@lru_cache(maxsize=4)
def _last_of_area(model: DemandModel) -> FloatArray:
    """Axes (need, ncy, setting): the last January, which is the same for all draws [children]."""
    return np.asarray(model.stocks.last.sum(axis=0))


def _drawn_growth(
    model: DemandModel, joining: FloatArray, leaving: FloatArray, seed: int, draw: int
) -> FloatArray:
    """Axis (year): the joining rate of the draw against that of the past, before any lever.

    Parameters
    ----------
    model : DemandModel
    joining, leaving : FloatArray
        Axes (year, need, ncy) and (year, need, ncy, 1): those of the draw.
    seed, draw : int
        Which draw.
    """
    if model.doubt is None:
        return model.path.factor
    last = _last_of_area(model).sum(axis=(0, 2))
    years = len(model.years)
    plans = float(last.sum())
    off = drawn_off(model.doubt, plans=plans, years=years, seed=seed, draw=draw)
    return drawn_cohorts(
        model.path,
        off,
        last,
        model.population[0].sum(axis=0),
        joining=joining.sum(axis=1),
        leaving=(model.needs * leaving[..., 0]).sum(axis=1),
    ).factor


def _drift_chance(model: DemandModel, seed: int, draw: int) -> FloatArray | float:
    """Axes (need, ncy): how far the drift of needs is off; nought where there is none."""
    if model.need_drift is None:
        return 0.0
    return drawn_need_drift(model.need_drift, model.stocks.phase, seed=seed, draw=draw)


def _around_one(evidence: FloatArray, generator: np.random.Generator) -> FloatArray:
    """Draw multipliers with a mean of 1, the closer to it the more evidence [children] there is."""
    known = np.maximum(evidence, SMALLEST)
    return np.asarray(generator.standard_gamma(known) / known)


def _need_chances(model: DemandModel, generator: np.random.Generator) -> FloatArray:
    """Axes (need, ncy): a Dirichlet for the needs of joiners in each phase, as multipliers.

    Needs weigh by all who are expected to join, those too who make up for the turnover, whom
    nobody saw.
    """
    phase, shares = model.stocks.phase, model.need_goes[0]
    joined = by_phase(shares * model.progression.joined, phase)
    joiners = model.progression.joining * model.population[0].sum(axis=0)
    usual = by_phase(shares * (joiners + SMALLEST), phase)
    usual = usual / usual.sum(axis=0)
    return _around_one(joined + NEED_SHARE_STRENGTH * usual, generator)[:, phase]


def _drawn_leaving(model: DemandModel, generator: np.random.Generator) -> FloatArray:
    """Axes (need, ncy): a Beta around the share that leaves; none and all stay as they are."""
    share, children = model.progression.leaving, model.progression.exposed + LEAVING_STRENGTH
    one = np.maximum(share * children, SMALLEST)
    other = np.maximum((1 - share) * children, SMALLEST)
    drawn = generator.beta(one, other)
    return np.where((share <= 0) | (share >= 1), share, drawn)


def drawn_localities(model: AnyModel, generator: np.random.Generator) -> FloatArray:
    """Draw how much likelier children join in a locality: Gammas by locality, then by need too.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area.
    generator : numpy.random.Generator
        Of the draw.

    Returns
    -------
    FloatArray
        Axes (locality, need).
    """
    seen = model.locality_seen.sum(axis=1, keepdims=True) + LOCALITY_STRENGTH
    expected = model.locality_expected.sum(axis=1, keepdims=True) + LOCALITY_STRENGTH
    total = generator.standard_gamma(seen) / expected
    cell = generator.standard_gamma(model.locality_seen + LOCALITY_NEED_STRENGTH)
    return np.asarray(
        total * cell / (model.locality_expected * total + LOCALITY_NEED_STRENGTH), dtype=np.float64
    )
