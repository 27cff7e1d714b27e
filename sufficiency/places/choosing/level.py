"""One cost made of several ordered aims: periods valued, and the cuts that they give."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.columns import Columns, Row
from sufficiency.places.choosing.ground import Ground, InOrder, SolveOnFace, Valued
from sufficiency.places.choosing.problem import Problem
from sufficiency.places.network import Network
from sufficiency.places.weights import LARGEST_SUM

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

MOST_GROUPS = 150
"""With more periods than this, the cuts of all draws of a year are added up."""


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Bounds of groups of periods: the value of group g is at least constant + entries . Y.

    Parameters
    ----------
    group : IntArray
        Axis (cut).
    constant : FloatArray
        Axis (cut).
    entries : FloatArray
        Axes (cut, column).
    """

    group: IntArray
    constant: FloatArray
    entries: FloatArray

    def and_more(self, more: Cuts) -> Cuts:
        """Put further cuts behind these."""
        return Cuts(
            np.concatenate([self.group, more.group]),
            np.concatenate([self.constant, more.constant]),
            np.concatenate([self.entries, more.entries]),
        )

    def rows(self, first: int, unit: float) -> list[Row]:
        """Write them as rows of a model whose column of group g stands at `first` + g."""
        found = []
        for group, constant, entries in zip(self.group, self.constant, self.entries, strict=True):
            used = np.flatnonzero(entries)
            found.append(
                Row(
                    np.append(used, first + group),
                    np.append(entries[used] / unit, -1.0),
                    -float(constant) / unit,
                )
            )
        return found


@dataclass(frozen=True, slots=True, eq=False)
class AtPlaces:
    """All periods valued with the same places added.

    Parameters
    ----------
    value : float
        Weighted sum of the periods.
    totals : FloatArray
        Axis (aim): the same for each aim, of the allocations that were found.
    by_period : tuple of Valued
    """

    value: float
    totals: FloatArray
    by_period: tuple[Valued, ...]


class Level:
    """The first aims of a problem as one cost.

    Parameters
    ----------
    problem : Problem
    columns : Columns
    weights : sequence of int
        Axis (aim): nought for an aim that does not count yet.
    solve : SolveOnFace
    """

    def __init__(
        self, problem: Problem, columns: Columns, weights: Sequence[int], solve: SolveOnFace
    ) -> None:
        self.weights, self._columns = tuple(weights), columns
        self._periods = problem.periods
        made: dict[int, Ground | InOrder] = {}
        for period in problem.periods:
            network = period.network
            if id(network) not in made:
                made[id(network)] = _ground(network, self.weights, solve)
        self._grounds = [made[id(period.network)] for period in problem.periods]
        self._known: dict[tuple[int, bytes], Valued] = {}
        self.period_weights = np.array([period.weight for period in problem.periods])
        years = [period.year for period in problem.periods]
        self.is_by_year = len(years) > MOST_GROUPS
        _, groups = np.unique(years, return_inverse=True)
        self.group = groups if self.is_by_year else np.arange(len(years))
        self.groups = int(self.group.max()) + 1
        self.flows = 0

    def at(self, places: IntArray, *, until: float = np.inf) -> AtPlaces | None:
        """Value all periods; None where the time was up before.

        Parameters
        ----------
        places : IntArray
            Axes (year, changed holder): added [places].
        until : float
            Of `time.perf_counter` [seconds].
        """
        found = []
        for ground, period in zip(self._grounds, self._periods, strict=True):
            added = places[period.year]
            key = (id(ground), added.tobytes())
            if key not in self._known:
                if time.perf_counter() > until:
                    return None
                room = period.network.room.copy()
                room[self._columns.holders] += added
                self._known[key] = ground.valued(np.maximum(room, 0))
                self.flows += 1
            found.append(self._known[key])
        weights = self.period_weights
        totals = weights @ np.array([one.totals for one in found], dtype=np.float64)
        value = float(weights @ np.array([float(one.value) for one in found]))
        return AtPlaces(value, totals, tuple(found))

    def cuts(self, at: AtPlaces) -> Cuts:
        """Bound every programme by what places are worth at these; one or two cuts a group."""
        columns = self._columns
        most = max(len(one.bounds) for one in at.by_period)
        shape = (most, self.groups)
        constant, entries = np.zeros(shape), np.zeros((*shape, len(columns)))
        for period, group, found in zip(self._periods, self.group, at.by_period, strict=True):
            room = period.network.room
            for turn in range(most):
                bound = found.bounds[min(turn, len(found.bounds) - 1)]
                # In whole numbers until the weight comes in.
                rest = bound.constant - int(bound.worth @ np.where(bound.worth > 0, room, 0))
                worth = bound.worth[columns.holders].astype(np.float64)
                constant[turn, group] += period.weight * rest
                entries[turn, group] -= period.weight * (columns.added[:, period.year, :] @ worth)
        group = np.tile(np.arange(self.groups), most)
        return Cuts(group, constant.reshape(-1), entries.reshape(len(group), len(columns)))


def _ground(network: Network, weights: tuple[int, ...], solve: SolveOnFace) -> Ground | InOrder:
    """Prepare a period: as one cost, or aim by aim where that is too large for whole numbers."""
    largest = network.costs.max(axis=1, initial=0).tolist()
    most = sum(weight * cost for weight, cost in zip(weights, largest, strict=True))
    if network.caps or most * (len(network.demand) + network.holders + 2) >= LARGEST_SUM:
        return InOrder(network)
    return Ground(network, np.array(weights, dtype=np.int64) @ network.costs, solve)
