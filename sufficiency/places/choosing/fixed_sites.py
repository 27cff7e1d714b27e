"""Which sites to open where each has a cost of its own, and no budget is set."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.errors import FindingsError, finding
from sufficiency.places.choosing.fixed_branching import Proof, proven_by_prices
from sufficiency.places.choosing.fixed_problem import (
    WHAT,
    BoolArray,
    FloatArray,
    located,
)
from sufficiency.places.choosing.fixed_rows import proven_by_rows
from sufficiency.places.statuses import Status

FEW_ROWS = 2_500
"""Up to so many pairs of site and cell, one programme with a row for each is soon solved."""
IN_TIME = 0.985
"""Of the time that is given, so much is searched in: what is begun is ended after it."""


class Way(StrEnum):
    """How the best sites are found and proven."""

    AUTO = "auto"
    """By rows where there are few pairs of site and cell, by prices otherwise."""
    ROWS = "rows"
    """One programme in whole numbers, with a row for each site and cell."""
    PRICES = "prices"
    """Branches on sites, with bounds by prices of children."""


@dataclass(frozen=True, slots=True, eq=False)
class SitesChosen:
    """The best sites that were found, who goes where, and how sure that is.

    Parameters
    ----------
    is_open : BoolArray
        Axis (site): somebody goes there.
    flow : FloatArray
        Axes (cell, site) [children].
    unmet : FloatArray
        Axis (cell): left without a place, at the price given for that [children].
    cost : float
        Fixed costs of open sites, and all children's [pounds].
    bound : float
        No choice of sites costs less [pounds].
    gap : float
        (cost - bound) / cost.
    status : Status
    way : Way
        How it was found: by rows or by prices.
    steps : int
        Branches that were bounded on the way.
    seconds : float
    """

    is_open: BoolArray
    flow: FloatArray
    unmet: FloatArray
    cost: float
    bound: float
    gap: float
    status: Status
    way: Way
    steps: int
    seconds: float


def choose_sites(
    demand: ArrayLike,
    places: ArrayLike,
    fixed_cost: ArrayLike,
    cost: ArrayLike,
    *,
    unmet: float | None = None,
    gap: float = 1e-6,
    seconds: float = 120.0,
    way: str = Way.AUTO,
) -> SitesChosen:
    """Choose the sites that serve everybody at the least cost; a cell's children may be split.

        minimise   sum_j f_j y_j + sum_ij c_ij x_ij
        subject to sum_j x_ij = demand_i,  sum_i x_ij <= places_j y_j,  x >= 0,  y in {0, 1}

    the capacitated warehouse (facility) location problem. Where a price is given for children who
    are left without a place, there may be such.

    Parameters
    ----------
    demand : array_like of numbers
        Axis (cell) [children].
    places : array_like of numbers
        Axis (site): if it is open [places].
    fixed_cost : array_like of numbers
        Axis (site): if it is open [pounds].
    cost : array_like of numbers
        Axes (cell, site) [pounds a child].
    unmet : float, optional
        What it costs to leave a child without a place [pounds a child]; where it is not given,
        everybody must have one.
    gap : float
        How much dearer than the best an answer may be, as a share of its cost, to be proven.
    seconds : float
        Most time: without a proof it stops a little before, and the bound says how sure the answer
        is.
    way : {"auto", "rows", "prices"}

    Returns
    -------
    SitesChosen
        Each cell's children are all there; places are kept to within the solver's rounding, a
        share of about 1e-7 of them.

    Raises
    ------
    FindingsError
        Where arrays do not belong together or hold anything but numbers of nought or more, an
        option is out of range, or all places together are too few for the children.

    Examples
    --------
    Two sites could each serve all of three villages; one that costs less is opened.

    >>> chosen = choose_sites([10, 20, 5], [40, 40], [1000, 900], [[10, 20], [10, 30], [30, 10]])
    >>> chosen.is_open.tolist(), chosen.cost, chosen.status.value
    ([True, False], 1450.0, 'proven')
    """
    begun = time.monotonic()
    asked = _way_of(way, gap=gap, seconds=seconds)
    given = located(demand, places, fixed_cost, cost, unmet=unmet)
    shape = np.shape(demand)[0], np.shape(places)[0]
    used = asked
    if asked is Way.AUTO:
        used = Way.ROWS if given.cost.size <= FEW_ROWS else Way.PRICES
    there = np.asarray(demand, dtype=np.float64) > 0
    flow, left = np.zeros(shape), np.zeros(shape[0])
    proof: Proof | None = None
    if there.any():
        prove = proven_by_rows if used is Way.ROWS else proven_by_prices
        proof = prove(given, gap=gap, until=begun + IN_TIME * seconds)
        flow, left = _unpacked(proof, there, shape)
    is_open = flow.sum(axis=0) > 0
    paid = float(np.asarray(fixed_cost, dtype=np.float64)[is_open].sum())
    total = paid + float((np.asarray(cost) * flow).sum()) + float(left.sum()) * (unmet or 0.0)
    bound = min(proof.bound, total) if proof else total
    reached = (total - bound) / total if total else 0.0
    return SitesChosen(
        is_open=is_open,
        flow=flow,
        unmet=left,
        cost=total,
        bound=bound,
        gap=reached,
        status=Status.PROVEN if reached <= gap else Status.FEASIBLE,
        way=used,
        steps=proof.steps if proof else 0,
        seconds=time.monotonic() - begun,
    )


def _unpacked(
    proof: Proof, there: BoolArray, shape: tuple[int, int]
) -> tuple[FloatArray, FloatArray]:
    """Lay the flow out over all cells and sites, and what is left over over all cells.

    Returns
    -------
    flow : FloatArray
        Axes (cell, site) [children].
    left : FloatArray
        Axis (cell) [children].
    """
    whole = np.zeros((shape[0], shape[1] + 1))
    whole[np.ix_(there, proof.best.sites)] = proof.best.flow.T
    return whole[:, :-1], whole[:, -1]


def _way_of(way: str, *, gap: float, seconds: float) -> Way:
    """Read the options.

    Raises
    ------
    FindingsError
        With everything that is out of range.
    """
    ways = ", ".join(one.value for one in Way)
    findings = []
    if way not in list(Way):
        findings.append(finding("fixed_way", file="way", value=way, ways=ways))
    if not 0 <= gap < 1:
        findings.append(finding("fixed_gap", file="gap", value=gap))
    if not seconds > 0:
        findings.append(finding("fixed_seconds", file="seconds", value=seconds))
    if findings:
        raise FindingsError(findings, what=WHAT)
    return Way(way)
