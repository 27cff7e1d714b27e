"""Projecting from earlier Januaries: what the program, and simple rules, would have said then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency import england
from sufficiency.demand.central import central_projection
from sufficiency.demand.drawn import DrawnChildren
from sufficiency.demand.estimation import estimate
from sufficiency.demand.pooling import ratio
from sufficiency.demand.simulation import simulate
from sufficiency.demand.stocks import Stocks
from sufficiency.errors import Finding
from sufficiency.projection.axes import needs
from sufficiency.projection.growth import growth_of
from sufficiency.projection.modelling import flows_used, model_of
from sufficiency.projection.projection import Flowing
from sufficiency.projection.stocks import Start
from sufficiency.scenario import as_things_stand

FloatArray = NDArray[np.float64]

FEWEST_JANUARIES = 2
"""Joining and leaving are seen between two Januaries."""


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """What was said at one January of those that came after.

    Parameters
    ----------
    origin : int
        Academic year of the last January that was known.
    years : tuple of int
        The later Januaries that were counted.
    known : FloatArray
        Axes (January to the origin, locality, need, ncy, setting) [children].
    came : FloatArray
        Axes (year, locality, need, ncy, setting) [children].
    drawn : DrawnChildren
        The program's draws; its first January is the origin.
    rules : dict of str to FloatArray
        Axes as `came`: what simple rules would have said.
    flows : {"stocks", "transitions"}
        From what joining and leaving were estimated.
    notes : tuple of Finding
        What it had to say of its growth: held within a bound, England's figures older, ...
    """

    origin: int
    years: tuple[int, ...]
    known: FloatArray
    came: FloatArray
    drawn: DrawnChildren
    rules: dict[str, FloatArray]
    flows: Flowing
    notes: tuple[Finding, ...]


def origins_of(years: tuple[int, ...]) -> tuple[int, ...]:
    """Give the academic years from which can be projected and held against a later January."""
    return years[FEWEST_JANUARIES - 1 : -1]


def fold_at(
    start: Start,
    origin: int,
    *,
    flows: Flowing | None = None,
    draws: int,
    seed: int,
    workers: int,
    progress: bool,
) -> Fold:
    """Project from one January with what the plans told then.

    States are the settings in which children were counted: levels cannot be held against
    anything. The scenario does nothing here: what came, came under no lever.

    Parameters
    ----------
    start : Start
        All Januaries of the area.
    origin : int
        Academic year of the January from which is projected.
    flows : {"stocks", "transitions"}, optional
        From what joining and leaving are estimated; as `project` does, where left out. At a
        January before which no transitions are known, from stocks.
    draws, seed : int
        Possible futures, and their seed.
    workers : int
        Processes that share the work.
    progress : bool
        Whether to show how far it is.

    Returns
    -------
    Fold
    """
    stocks = start.stocks
    last = stocks.years.index(origin)
    then = replace(stocks, years=stocks.years[: last + 1], children=stocks.children[: last + 1])
    held = start.transitions
    known = replace(start, stocks=then, transitions=None if held is None else held.until(origin))
    growth = growth_of(known)
    used = flows_used(known, flows if known.transitions is not None else "stocks")
    england_needs = england.needs_by_ncy(needs())
    model = model_of(
        known,
        as_things_stand(),
        until=stocks.base,
        growth=growth,
        states="setting",
        flows=used,
    )
    constant = estimate(then, until=stocks.base, england_needs=england_needs)
    drawn = simulate(model, draws=draws, seed=seed, workers=workers, progress=progress)
    rules = {name: rule(then, stocks.base) for name, rule in RULES.items()}
    rules["constant rates"] = central_projection(constant).children[1:]
    return Fold(
        origin=origin,
        years=stocks.years[last + 1 :],
        known=then.children,
        came=stocks.children[last + 1 :],
        drawn=drawn,
        rules=rules,
        flows=used,
        notes=growth.notes,
    )


def last_value(then: Stocks, until: int) -> FloatArray:
    """Say that nothing changes."""
    return np.stack([then.last] * (until - then.base))


def rate_and_population(then: Stocks, until: int) -> FloatArray:
    """Keep plans a head of each locality and NC year, and let the population change."""
    persons = then.population_of(then.base, until)
    change = ratio(persons[1:], persons[:1], otherwise=1.0)
    return np.asarray(then.last * change[:, :, None, :, None])


def own_growth(then: Stocks, until: int) -> FloatArray:
    """Let every cell grow as all plans of the area did in the last year."""
    before, last = then.children[-2].sum(), then.last.sum()
    growth = float(last / before) if before > 0 else 1.0
    ahead = np.arange(1, until - then.base + 1)
    return np.asarray(then.last * (growth**ahead)[:, None, None, None, None])


def straight_line(then: Stocks, until: int) -> FloatArray:
    """Carry a straight line through all Januaries on from the last, in every cell.

    A cell's line may fall below nought; it is left there, so that cells add up to the line of
    their total.
    """
    time = np.arange(len(then.years)) - (len(then.years) - 1) / 2
    slope = np.tensordot(time, then.children, axes=1) / (time @ time)
    ahead = np.arange(1, until - then.base + 1)
    return np.asarray(then.last + ahead[:, None, None, None, None] * slope)


RULES: dict[str, Callable[[Stocks, int], FloatArray]] = {
    "last value": last_value,
    "rate x population": rate_and_population,
    "straight line": straight_line,
    "own growth": own_growth,
}
