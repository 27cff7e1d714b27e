"""One cost made of several ordered aims: periods valued, and the cuts that they give."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.columns import Columns, Row
from sufficiency.places.choosing.ground import Bound, Ground, InOrder, SolveOnFace, Valued
from sufficiency.places.choosing.problem import Problem
from sufficiency.places.network import Network
from sufficiency.places.weights import LARGEST_SUM

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

MOST_GROUPS = 30
"""With more periods than this, the cuts of all draws of a year are added up."""

LEAST_TO_GUIDE = 4
"""With so many draws in a group, one of them speaks for all in the first rounds."""


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


class CutPool:
    """All cuts of a level, none of them twice.

    Parameters
    ----------
    columns : int
        Number of columns.
    """

    def __init__(self, columns: int) -> None:
        self._seen: set[tuple[int, float, bytes]] = set()
        self._all = Cuts(
            np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros((0, columns), dtype=np.float64)
        )

    def __len__(self) -> int:
        return len(self._all.group)

    @property
    def cuts(self) -> Cuts:
        """All of them, in the order in which they came."""
        return self._all

    def add(self, more: Cuts) -> bool:
        """Put further cuts behind these; say whether any is new."""
        new = []
        for place, (group, constant) in enumerate(zip(more.group, more.constant, strict=True)):
            key = (int(group), float(constant), more.entries[place].tobytes())
            if key not in self._seen:
                self._seen.add(key)
                new.append(place)
        known = self._all
        if new:
            self._all = Cuts(
                np.concatenate([known.group, more.group[new]]),
                np.concatenate([known.constant, more.constant[new]]),
                np.concatenate([known.entries, more.entries[new]]),
            )
        return bool(new)

    def rows(self, first: int, unit: float, *, since: int = 0) -> list[Row]:
        """Write them as rows of a model.

        Parameters
        ----------
        first : int
            The column of group g stands at `first` + g.
        unit : float
            What its column counts in.
        since : int
            Only those from this one on.
        """
        found, cuts = [], self._all
        for place in range(since, len(cuts.group)):
            used = np.flatnonzero(cuts.entries[place])
            columns = np.concatenate([used, [first + cuts.group[place]]])
            entries = np.concatenate([cuts.entries[place, used] / unit, [-1.0]])
            found.append(Row(columns, entries, -float(cuts.constant[place]) / unit))
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
        like: dict[tuple[int, int], Ground] = {}
        for period in problem.periods:
            network = period.network
            if id(network) not in made:
                arcs = (id(network.arc_cell), id(network.arc_pool))
                ground = _ground(network, self.weights, solve, like=like.get(arcs))
                made[id(network)] = ground
                if isinstance(ground, Ground):
                    like.setdefault(arcs, ground)
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
        for number in range(len(self._periods)):
            one = self._one(number, places, until=until)
            if one is None:
                return None
            found.append(one)
        weights = self.period_weights
        totals = weights @ np.array([one.totals for one in found], dtype=np.float64)
        value = float(weights @ np.array([float(one.value) for one in found]))
        return AtPlaces(value, totals, tuple(found))

    def cuts(self, at: AtPlaces) -> Cuts:
        """Bound every programme by what places are worth at these; one or two cuts a group."""
        return self._summed([found.bounds for found in at.by_period])

    @property
    def has_guides(self) -> bool:
        """Whether so many draws are added up that one of them may speak for all at first."""
        return len(self._periods) >= LEAST_TO_GUIDE * self.groups

    @property
    def has_bounds(self) -> bool:
        """Whether its periods can be bounded: one cost of whole numbers for each."""
        return all(isinstance(ground, Ground) for ground in self._grounds)

    def guided_cuts(self, places: IntArray, *, until: float) -> Cuts | None:
        """Value one draw of each group, and bound all draws by what places are worth in it.

        Whatever places are worth in one draw bounds every other draw too, only less closely; no
        flow is solved for it. Of each group the draw with the median number of children is valued.

        Parameters
        ----------
        places : IntArray
            Axes (year, changed holder): added [places].
        until : float
            Of `time.perf_counter` [seconds].

        Returns
        -------
        Cuts or None
            None where the time was up before.
        """
        children = np.array([period.network.children for period in self._periods])
        bounds: list[tuple[Bound, ...]] = [()] * len(self._periods)
        for group in range(self.groups):
            members = np.flatnonzero(self.group == group)
            order = members[np.argsort(children[members], kind="stable")]
            guide = self._one(int(order[len(order) // 2]), places, until=until)
            if guide is None:
                return None
            for member in members.tolist():
                ground = self._grounds[member]
                assert isinstance(ground, Ground), "guides have bounds"
                bounds[member] = tuple(ground.bound(bound.worth) for bound in guide.bounds)
        return self._summed(bounds)

    def _one(self, number: int, places: IntArray, *, until: float) -> Valued | None:
        """Value one period, or look it up; None where the time was up before."""
        ground, period = self._grounds[number], self._periods[number]
        added = places[period.year]
        key = (id(ground), added.tobytes())
        if key not in self._known:
            if time.perf_counter() > until:
                return None
            room = period.network.room.copy()
            room[self._columns.holders] += added
            self._known[key] = ground.valued(np.maximum(room, 0))
            self.flows += 1
        return self._known[key]

    def _summed(self, bounds: Sequence[tuple[Bound, ...]]) -> Cuts:
        """Add the bounds of the periods of each group up, the first ones, then the second ones."""
        columns = self._columns
        most = max(map(len, bounds))
        shape = (most, self.groups)
        constant, entries = np.zeros(shape), np.zeros((*shape, len(columns)))
        for period, group, found in zip(self._periods, self.group, bounds, strict=True):
            room = period.network.room
            for turn in range(most):
                bound = found[min(turn, len(found) - 1)]
                # In whole numbers until the weight comes in.
                rest = bound.constant - int(bound.worth @ np.where(bound.worth > 0, room, 0))
                worth = bound.worth[columns.holders].astype(np.float64)
                constant[turn, group] += period.weight * rest
                entries[turn, group] -= period.weight * (columns.added[:, period.year, :] @ worth)
        group = np.tile(np.arange(self.groups), most)
        return Cuts(group, constant.reshape(-1), entries.reshape(len(group), len(columns)))


def _ground(
    network: Network, weights: tuple[int, ...], solve: SolveOnFace, *, like: Ground | None
) -> Ground | InOrder:
    """Prepare a period: as one cost, or aim by aim where that is too large for whole numbers."""
    largest = network.costs.max(axis=1, initial=0).tolist()
    most = sum(weight * cost for weight, cost in zip(weights, largest, strict=True))
    if network.caps or most * (len(network.demand) + network.holders + 2) >= LARGEST_SUM:
        return InOrder(network)
    return Ground(network, np.array(weights, dtype=np.int64) @ network.costs, solve, like=like)
