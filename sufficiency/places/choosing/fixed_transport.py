"""What a set of open sites comes to: its fixed costs, and the cheapest way to fill it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.fixed_problem import FloatArray, IntArray, Located
from sufficiency.places.statuses import Status, no_answer

BoolArray = NDArray[np.bool_]

SOLVER = "HiGHS"
FEW_SITES = 4
"""With so many open sites all arcs are looked at from the start."""
NEAR_TIES = 0.3
"""Otherwise those first that lead to a cell's cheapest site by estimated prices, and as many
others as let this share of the cells have two."""
ESTIMATING_ROUNDS, PATIENCE = 150, 5
FIRST_MISSING, SHORTER, HEEDED = 0.05, 0.7, 0.7
"""Estimates of prices: what is missing at first, as a share of the bound; by what the step is
multiplied after rounds without gain; and the weight of earlier directions."""
WORTH_USING = 1e-9
"""An arc joins where its price is below nought by more than this share of the largest cost."""
CERTAINLY_BETTER = 1e-9
"""One set is better than another where it is cheaper by more than this share."""


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """A set of open sites, filled at the least cost.

    Parameters
    ----------
    sites : IntArray
        Axis (open site): positions.
    cost : float
        Fixed costs and all children's [pounds].
    price : FloatArray
        Axis (cell): what one child more would cost [pounds a child].
    flow : FloatArray
        Axes (open site, cell) [children].
    """

    sites: IntArray
    cost: float
    price: FloatArray
    flow: FloatArray


def filled(located: Located, sites: IntArray) -> Filled:
    """Fill open sites at the least cost.

        minimise   sum_ij c_ij x_ij
        subject to sum_j x_ij = demand_i,  sum_i x_ij <= places_j,  x >= 0

    Where everybody's cheapest open site has room, that is it. Otherwise it is a linear programme
    over the few arcs that estimated prices of places make likely, to which others join as long as
    its own prices say that one is worth using: so nothing is lost, and most never enter.

    Parameters
    ----------
    located : Located
    sites : IntArray
        Axis (open site): positions, with places for everybody among them.

    Returns
    -------
    Filled
        Places are kept to within the solver's rounding (a share of about 1e-7).

    Raises
    ------
    NotPossibleError
        Where the solver stops without an answer.
    """
    cost, demand, places = located.cost[sites], located.demand, located.places[sites]
    nearest = cost.argmin(axis=0)
    if (np.bincount(nearest, demand, len(sites)) <= places).all():
        flow = np.zeros(cost.shape)
        flow[nearest, np.arange(len(demand))] = demand
        price = cost.min(axis=0)
    else:
        flow, price = _programme(cost, demand, places)
    spent = float(located.fixed_cost[sites].sum() + (cost * flow).sum())
    return Filled(sites, spent, price, flow)


def _programme(
    cost: FloatArray, demand: FloatArray, places: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Solve the linear programme over a growing set of arcs; the flow and each cell's price."""
    pounds, children = float(cost.max()) or 1.0, float(demand.mean())
    scaled = cost / pounds
    used = _likely(scaled, demand, places)
    while True:
        flow, price, worth = _restricted(scaled, demand / children, places / children, used)
        beyond = np.where(used, 0.0, scaled + worth[:, None] - price)
        best = beyond.argmin(axis=0)
        joining = np.flatnonzero(beyond.min(axis=0) < -WORTH_USING)
        if not len(joining):
            # Each cell's own sum is kept exactly; the solver's rounding is left to the places.
            flow = flow * (demand / flow.sum(axis=0))
            return flow, price * pounds
        used[best[joining], joining] = True


def _likely(cost: FloatArray, demand: FloatArray, places: FloatArray) -> BoolArray:
    """Choose the arcs to look at first: axes (site, cell)."""
    if len(places) <= FEW_SITES:
        return np.ones(cost.shape, dtype=np.bool_)
    dearer = cost + _estimated(cost, demand, places)[:, None]
    lowest, second = np.partition(dearer, 1, axis=0)[:2]
    return np.asarray(dearer <= lowest + np.quantile(second - lowest, NEAR_TIES))


def _estimated(cost: FloatArray, demand: FloatArray, places: FloatArray) -> FloatArray:
    """Estimate what a place is worth at each site, by subgradients of the dual.

        maximise  sum_i demand_i min_j (c_ij + w_j) - sum_j places_j w_j   over w >= 0

    Returns
    -------
    FloatArray
        Axis (site): how good it is decides how soon the programme is solved, and nothing else.
    """
    cells = np.arange(len(demand))
    worth, best = np.zeros(len(places)), -np.inf
    direction, step, without_gain = np.zeros(len(places)), FIRST_MISSING, 0
    for _ in range(ESTIMATING_ROUNDS):
        dearer = cost + worth[:, None]
        site = dearer.argmin(axis=0)
        bound = float(dearer[site, cells] @ demand - worth @ places)
        over = np.bincount(site, demand, len(places)) - places
        if bound > best:
            best, best_worth, best_over, without_gain = bound, worth, over, 0
        else:
            without_gain += 1
            if without_gain >= PATIENCE:
                step, without_gain = step * SHORTER, 0
                worth, over, direction = best_worth, best_over, np.zeros(len(places))
        direction = over + HEEDED * direction
        moving = np.where((worth > 0) | (direction > 0), direction, 0.0)
        length = float(moving @ moving)
        if length == 0:
            break
        worth = np.maximum(worth + step * best / length * moving, 0.0)
    return best_worth


def _restricted(
    cost: FloatArray, demand: FloatArray, places: FloatArray, used: BoolArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Solve over some arcs; whoever finds no room on them is left over, at a price that is dear.

    Returns
    -------
    flow : FloatArray
        Axes (site, cell).
    price : FloatArray
        Axis (cell): of one child more.
    worth : FloatArray
        Axis (site): of one place more.
    """
    from scipy import optimize, sparse

    sites, cells = cost.shape
    site, cell = np.nonzero(used)
    arcs, left_over = len(site), np.arange(cells)
    columns = np.arange(arcs + cells)
    room: Any = sparse.csr_array(
        (np.ones(arcs), (site, columns[:arcs])), shape=(sites, arcs + cells)
    )
    everybody: Any = sparse.csr_array(
        (np.ones(arcs + cells), (np.append(cell, left_over), columns)), shape=(cells, arcs + cells)
    )
    # A chain of moves passes each site once, so nobody is left over at more than this.
    dear = (sites + 1) * float(cost.max()) + 1.0
    solved: Any = optimize.linprog(
        np.append(cost[site, cell], np.full(cells, dear)),
        A_ub=room,
        b_ub=places,
        A_eq=everybody,
        b_eq=demand,
        method="highs",
    )
    if solved.status != 0:
        raise no_answer(
            Status.STOPPED,
            solver=SOLVER,
            word=f"{solved.message}",
            cure="Report this with the arrays that bring it: it is a fault of the program.",
        )
    flow = np.zeros(cost.shape)
    flow[site, cell] = np.maximum(solved.x[:arcs], 0.0)
    price = np.asarray(solved.eqlin.marginals, dtype=np.float64)
    worth = np.maximum(-np.asarray(solved.ineqlin.marginals, dtype=np.float64), 0.0)
    return flow, price, worth


@dataclass(slots=True, eq=False)
class Found:
    """The best set of open sites so far; each set is filled once.

    Parameters
    ----------
    located : Located
    until : float
        When the time is over, on the clock of `time.monotonic` [seconds].
    best : Filled or None
    known : dict of tuple of int to (float, FloatArray)
        What each set that was looked at came to [pounds], endless where it holds too few; and
        its prices, axis (cell) [pounds a child].
    """

    located: Located
    until: float
    best: Filled | None = None
    known: dict[tuple[int, ...], tuple[float, FloatArray]] = field(default_factory=dict)

    @property
    def cost(self) -> float:
        """What the best set comes to; endless before there is one [pounds]."""
        return np.inf if self.best is None else self.best.cost

    @property
    def is_over(self) -> bool:
        """Say whether the time is over."""
        return time.monotonic() > self.until

    def value(self, sites: Iterable[int]) -> float:
        """Value a set of open sites, and keep it if it is the best [pounds]."""
        return self.priced(sites)[0]

    def priced(self, sites: Iterable[int]) -> tuple[float, FloatArray]:
        """Value a set of open sites, and say what one child more in each cell would cost."""
        chosen = np.array(sorted({int(site) for site in sites}), dtype=np.int64)
        key = tuple(chosen.tolist())
        if key not in self.known:
            self.known[key] = self._priced(chosen)
        return self.known[key]

    def _priced(self, chosen: IntArray) -> tuple[float, FloatArray]:
        if not self.located.holds_all(chosen):
            return np.inf, np.zeros(0)
        tried = filled(self.located, chosen)
        if tried.cost < self.cost * (1 - CERTAINLY_BETTER) or self.best is None:
            self.best = tried
        return tried.cost, tried.price
