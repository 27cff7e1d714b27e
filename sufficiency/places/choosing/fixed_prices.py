"""A bound on the cost of sites: children's rows priced out, and each site on its own.

The Lagrangean relaxation of the customers' rows (Beasley 1988; Cornuejols, Sridharan and Thizy
1991). It is as strong as the linear programme with a row x_ij <= demand_i y_j for each site and
cell, and needs no such row; and it knows in addition how many sites there must be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sufficiency.places.choosing.fixed_problem import BoolArray, FloatArray, IntArray, Located

CLOSED, OPEN, FREE = 0, 1, -1
"""What is settled about a site."""

MEMORY = 0.1
"""Weight of the newest round in the share of rounds in which a site is open."""
HEEDED = 0.7
"""Weight of earlier directions in the next."""
SHORTER = 0.7
"""By what the step is multiplied after rounds without gain."""
MOST_NARROW = 2**15
"""So many sites can be numbered in 16 bits, which are sorted at once."""
TOO_LITTLE = 0.02
"""It ends where the last rounds gained less than this share of what is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Which sites are open, closed or free, and how many are open in all.

    Parameters
    ----------
    state : IntArray
        Axis (site): CLOSED, OPEN or FREE.
    fewest, most : int
        Sites that are open.
    """

    state: IntArray
    fewest: int
    most: int

    @property
    def open(self) -> IntArray:
        """Axis (open site): positions."""
        return np.flatnonzero(self.state == OPEN)

    @property
    def free(self) -> IntArray:
        """Axis (free site): positions."""
        return np.flatnonzero(self.state == FREE)

    def is_empty(self) -> bool:
        """Say whether no set of sites is as settled."""
        return (
            self.fewest > self.most
            or len(self.open) > self.most
            or len(self.open) + len(self.free) < self.fewest
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pace:
    """How long prices are improved.

    Parameters
    ----------
    rounds : int
        At most.
    step : float
        The first step, as a share of what is missing.
    patience : int
        Rounds without gain before the step is shortened.
    least : int
        Rounds before it may end for too little gain.
    looked_back : int
        Rounds over which gain is judged.
    """

    rounds: int
    step: float
    patience: int
    least: int
    looked_back: int


@dataclass(frozen=True, slots=True, eq=False)
class Bounded:
    """A bound, and what it says of each site.

    Parameters
    ----------
    bound : float
        No set of sites that is so settled costs less [pounds].
    price : FloatArray
        Axis (cell): at which the bound was found [pounds a child].
    chosen : IntArray
        Axis (open site): positions of those that were open at these prices.
    share : FloatArray
        Axis (site): of the rounds in which it was open, the last ones the most.
    if_open, if_closed : FloatArray
        Axis (site): the bound if it were open, and closed; below every number where it is so
        already, or settled.
    """

    bound: float
    price: FloatArray
    chosen: IntArray
    share: FloatArray
    if_open: FloatArray
    if_closed: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """Whom each site would take at some prices, and what it would come to.

    Parameters
    ----------
    values : FloatArray
        Axis (site asked for) [pounds].
    site, cell : IntArray
        Axis (arc that pays): positions, sites among those asked for.
    children : FloatArray
        Axis (arc that pays) [children].
    """

    values: FloatArray
    site: IntArray
    cell: IntArray
    children: FloatArray

    def by_cell(self, cells: int, chosen: BoolArray) -> FloatArray:
        """Add up whom chosen ones of the sites asked for take: axis (cell) [children]."""
        counted = self.children * chosen[self.site]
        return np.bincount(self.cell, counted, cells).astype(np.float64)


def taken_by(located: Located, price: FloatArray, sites: IntArray) -> Taken:
    """Say what each site would come to if it were open and paid a price for each child.

        v_j = f_j + min  sum_i (c_ij - u_i) x_ij
              subject to  0 <= x_ij <= demand_i,  sum_i x_ij <= places_j

    a continuous knapsack: the children who gain most first, until it is full.

    Parameters
    ----------
    located : Located
    price : FloatArray
        Axis (cell) [pounds a child].
    sites : IntArray
        Axis (site asked for): positions, ascending.

    Returns
    -------
    Taken
    """
    whole = len(sites) == located.sites
    gain = ((located.cost if whole else located.cost[sites]) - price).reshape(-1)
    arc = np.flatnonzero(gain < 0)
    # Sorted by gain, then by site without changing the order within one: far faster than both.
    arc = arc[np.argsort(gain[arc])]
    site = arc // len(price)
    narrow = site.astype(np.int16) if len(sites) < MOST_NARROW else site
    order = np.argsort(narrow, kind="stable")
    arc, site = arc[order], site[order]
    cell = arc - site * len(price)
    wanted = located.demand[cell]
    after = wanted.cumsum()
    counts = np.bincount(site, minlength=len(sites))
    ahead = np.append(0.0, after)[counts.cumsum() - counts]
    left = located.places[sites][site] - (after - wanted - ahead[site])
    children = np.minimum(wanted, np.maximum(left, 0.0))
    gained = np.bincount(site, gain[arc] * children, len(sites))
    return Taken(located.fixed_cost[sites] + gained, site, cell, children)


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """The cheapest sites at some prices, within what is settled.

    Parameters
    ----------
    free : IntArray
        Axis (free site): the cheapest first.
    values : FloatArray
        On the same axis [pounds].
    taken : int
        So many of them are open.
    fewest, most : int
        So many of them may be.
    """

    free: IntArray
    values: FloatArray
    taken: int
    fewest: int
    most: int

    @classmethod
    def of(cls, settled: Settled, values: FloatArray) -> _Choice:
        """Choose: all below nought, and as many as must be."""
        free = settled.free
        ranked = free[np.argsort(values[free], kind="stable")]
        cheapest = values[ranked]
        already = len(settled.open)
        fewest, most = max(settled.fewest - already, 0), min(settled.most - already, len(free))
        taken = int(np.clip((cheapest < 0).sum(), fewest, most))
        return cls(ranked, cheapest, taken, fewest, most)

    def changes(self, sites: int) -> tuple[FloatArray, FloatArray]:
        """Say by how much the sum rises if a site that is closed were open, or the reverse.

        Returns
        -------
        if_open, if_closed : FloatArray
            Axis (site): endless where it cannot be; below every number for what is so already.
        """
        if_open, if_closed = np.full(sites, -np.inf), np.full(sites, -np.inf)
        sums = np.append(0.0, self.values.cumsum())
        below = int((self.values < 0).sum())
        for rank, (site, value) in enumerate(zip(self.free, self.values, strict=True)):
            others = below - int(value < 0)
            if rank < self.taken:
                count = int(np.clip(others, self.fewest, self.most))
                if_closed[site] = self._without(sums, rank, count) - sums[self.taken]
            elif self.most < 1:
                if_open[site] = np.inf
            else:
                count = int(np.clip(others, max(self.fewest - 1, 0), self.most - 1))
                if_open[site] = self._without(sums, rank, count) + value - sums[self.taken]
        return if_open, if_closed

    def _without(self, sums: FloatArray, rank: int, count: int) -> float:
        """Sum of the cheapest so many, but for one."""
        if count > len(self.values) - 1:
            return np.inf
        if count <= rank:
            return float(sums[count])
        return float(sums[count + 1] - self.values[rank])


def bounded(
    located: Located,
    settled: Settled,
    price: FloatArray,
    *,
    pace: Pace,
    goal: Callable[[], tuple[float, float]],
    seen: Callable[[int, IntArray, FloatArray], None] | None = None,
) -> Bounded:
    """Improve prices by subgradients, and give the best bound that was met.

        L(u) = sum_i demand_i u_i + min { sum_j v_j(u) y_j :  y as settled }

    is a bound at any prices u. Its subgradient is demand_i - sum_j x_ij: prices rise for children
    whom no site takes, and fall for those whom several do. Steps are measured per square root of
    a cell's demand, and turn towards earlier directions; after rounds without gain they are
    shortened, and start again from the best prices.

    Parameters
    ----------
    located : Located
    settled : Settled
        Some set of sites is so settled.
    price : FloatArray
        Axis (cell): to start from [pounds a child].
    pace : Pace
    goal : callable
        Gives the cost of the best answer known, which there must be, and the bound that is enough
        [pounds].
    seen : callable, optional
        Told of each round: its number, the open sites, and the share.

    Returns
    -------
    Bounded
    """
    sites = np.flatnonzero(settled.state != CLOSED)
    scale = np.sqrt(located.demand)
    values, best = np.zeros(located.sites), -np.inf
    direction, step, without_gain = np.zeros(len(scale)), pace.step, 0
    share, history = np.zeros(located.sites), []
    for number in range(pace.rounds):
        taken = taken_by(located, price, sites)
        values[sites] = taken.values
        choice = _Choice.of(settled, values)
        chosen = np.append(settled.open, choice.free[: choice.taken])
        bound = float(located.demand @ price + values[chosen].sum())
        is_open = np.zeros(located.sites, dtype=np.bool_)
        is_open[chosen] = True
        short = (located.demand - taken.by_cell(len(scale), is_open[sites])) / scale
        share = share + (1.0 if number == 0 else MEMORY) * (is_open - share)
        if bound > best:
            best, best_price, best_short = bound, price, short
            best_choice, best_chosen, without_gain = choice, chosen, 0
        else:
            without_gain += 1
            if without_gain >= pace.patience:
                step, without_gain = step * SHORTER, 0
                price, short, bound = best_price, best_short, best
                direction = np.zeros(len(scale))
        if seen is not None:
            seen(number, chosen, share)
        known, enough = goal()
        history.append(best)
        if best >= enough or _is_stuck(history, enough, pace):
            break
        direction = short + HEEDED * direction
        length = float(direction @ direction)
        if length == 0:
            break  # Everybody is taken exactly once: this is the best set as settled.
        price = price + step * (known - bound) / length * direction / scale
    if_open, if_closed = best_choice.changes(located.sites)
    return Bounded(best, best_price, best_chosen, share, best + if_open, best + if_closed)


def _is_stuck(history: list[float], enough: float, pace: Pace) -> bool:
    """Say whether the last rounds gained too little to go on."""
    if len(history) <= max(pace.least, pace.looked_back):
        return False
    gained = history[-1] - history[-1 - pace.looked_back]
    return gained < TOO_LITTLE * (enough - history[-1])
