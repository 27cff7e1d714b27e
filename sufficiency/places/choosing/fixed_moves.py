"""Good sets of open sites, found by adding, dropping and swapping: no proof, but soon."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sufficiency.places.choosing.fixed_prices import taken_by
from sufficiency.places.choosing.fixed_problem import FloatArray, IntArray, Located
from sufficiency.places.choosing.fixed_transport import CERTAINLY_BETTER, Found

TRIED = 6
"""So many of the most promising moves are valued before a set is left as it is."""
MOST_MOVES = 20
BEYOND_ALL = 2.0
"""A first site saves each child so many times the largest cost, less its own."""


def by_saving(located: Located) -> IntArray:
    """Open one site after another, the one that saves most, until no further one pays.

    Places count only in that there must be enough of them in the end.

    Returns
    -------
    IntArray
        Axis (open site): positions.
    """
    best = np.full(len(located.demand), located.cost.max() * BEYOND_ALL)
    chosen = np.flatnonzero(located.always_open)
    best = np.minimum(best, located.cost[chosen].min(axis=0, initial=np.inf))
    closed = ~located.always_open & (located.places > 0)
    while closed.any():
        saved = np.maximum(best - located.cost, 0.0) @ located.demand - located.fixed_cost
        site = int(np.where(closed, saved, -np.inf).argmax())
        if saved[site] <= 0 and located.holds_all(chosen):
            break
        chosen, closed[site] = np.append(chosen, site), False
        best = np.minimum(best, located.cost[site])
    return chosen


def completed(located: Located, sites: Iterable[int], share: FloatArray) -> IntArray:
    """Add sites until there are places for everybody, those that were open most often first.

    Returns
    -------
    IntArray
        Axis (open site): positions.
    """
    chosen = [int(site) for site in sites]
    rest = np.argsort(-share, kind="stable").tolist()
    for site in rest:
        if located.holds_all(chosen):
            break
        if site not in chosen:
            chosen.append(site)
    return np.array(sorted(chosen), dtype=np.int64)


def improved(found: Found, sites: Iterable[int]) -> None:
    """Add, drop or swap one site as long as that is cheaper; the best set is kept in `found`.

    A move is first judged by the prices of the set as it is, which flatter it, and the most
    promising are then valued.

    Parameters
    ----------
    found : Found
    sites : iterable of int
        The open sites to begin with.
    """
    chosen = np.array(sorted({int(site) for site in sites}), dtype=np.int64)
    value = found.value(chosen)
    for _ in range(MOST_MOVES):
        if found.is_over or not np.isfinite(value):
            return
        for moved in _promising(found, chosen):
            tried = found.value(moved)
            if tried < value * (1 - CERTAINLY_BETTER):
                chosen, value = moved, tried
                break
        else:
            return


def _promising(found: Found, chosen: IntArray) -> list[IntArray]:
    """List the few moves that promise most, the best first."""
    located, (_, price) = found.located, found.priced(chosen)
    values = taken_by(located, price, np.arange(located.sites, dtype=np.int64)).values
    joining = np.setdiff1d(np.flatnonzero(located.places > 0), chosen)
    # Axes (site that leaves, site that joins), with nobody as the last of both.
    leaves, joins = np.append(-values[chosen], 0.0), np.append(values[joining], 0.0)
    fewer = np.append(located.places[chosen], 0.0)
    more = np.append(located.places[joining], 0.0)
    places = located.places[chosen].sum() - fewer[:, None] + more
    change = leaves[:, None] + joins
    change[~located.is_enough(places)] = np.inf
    best = np.argsort(change, axis=None, kind="stable")[:TRIED]
    moves = []
    for leaving, joined in zip(*np.unravel_index(best, change.shape), strict=True):
        if change[leaving, joined] < 0:
            kept = np.delete(chosen, leaving) if leaving < len(chosen) else chosen
            added = [joining[joined]] if joined < len(joining) else []
            moves.append(np.sort(np.append(kept, added)).astype(np.int64))
    return moves
