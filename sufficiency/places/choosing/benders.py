"""Choosing by cuts: a master problem proposes, flows value, and each value bounds all others.

    minimise    sum_g theta_g + cost . Y
    subject to  theta_g >= constant + entries . Y      for each cut of the group g
                Y keeps order, budgets, requirements and exclusions, and is nought or one

A cut is what places are worth in one allocation (`ground.Bound`). It holds for every programme, so
each bound of the master problem is one of the whole choice, also where its solve was stopped.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.columns import Columns
from sufficiency.places.choosing.exchange import programmes_around
from sufficiency.places.choosing.level import AtPlaces, CutPool, Level
from sufficiency.places.choosing.master import Relaxed, solved_whole
from sufficiency.places.choosing.stating import Held, Stated

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SURELY = 1e-8
"""What the solver's rounding leaves open: a smaller gap is none."""

MOST_ROOT_ROUNDS, ENOUGH_ROUNDS, LEAST_GAIN = 40, 2, 2e-4
"""Rounds without whole numbers: at most, and so many that gain less than this share of the bound
are enough."""

AFTER_GUIDES = 3
"""Most such rounds in which all draws are valued, where one draw has spoken for all before."""

GUIDED_GAP, FIRST_GAP = 2e-2, 5e-3
"""Gaps at which the slice with the cuts of guides alone, and the first one with all, end: a good
programme first, then the proof."""

SLICE_SECONDS, LONGER, NEARLY_ALL = 8.0, 2.0, 0.9
"""Time of a slice, on a machine that does nothing else; how many times longer the next is where a
slice brought nothing new; and the share of it from which a slice counts as stopped."""

LOOKS, TRIED = 12, 3
"""Most times that the neighbours of a programme are looked at, and how many of them are valued."""


@dataclass(frozen=True, slots=True, eq=False)
class Valuation:
    """A programme that was valued.

    Parameters
    ----------
    open_by : BoolArray
        Axis (column).
    value : float
        In the level, with the schemes' cost.
    """

    open_by: BoolArray
    value: float


class OutOfTimeError(Exception):
    """The time for the search is up."""


class Search:
    """The search for the best programme of one level.

    Parameters
    ----------
    columns : Columns
    level : Level
    years : int
    cost : FloatArray
        Axis (column): in the unit of the level.
    held : sequence of Held
        Earlier aims.
    until : float
        Of `time.perf_counter` [seconds].
    """

    def __init__(
        self,
        columns: Columns,
        level: Level,
        *,
        years: int,
        cost: FloatArray,
        held: Sequence[Held] = (),
        until: float,
    ) -> None:
        self._columns, self._level, self._cost = columns, level, cost
        self._held, self._until = tuple(held), until
        self.rounds, self._slices_done = 0, 0
        self._begun = time.perf_counter(), time.process_time()
        self.valued: dict[bytes, Valuation] = {}
        self._best: Valuation | None = None
        self._longest, self._late = 0.0, 0.0
        most = np.zeros((years, len(columns.holders)), dtype=np.int64)
        least_cost = 0.0
        for own in _runs(columns.scheme):
            # No programme adds more than each scheme does at its best, or costs less.
            most += np.maximum(0, np.cumsum(columns.added[own][::-1], axis=0).max(axis=0))
            least_cost += min(0.0, float(np.cumsum(cost[own][::-1]).min()))
        top, now = (_at(level, places) for places in (most, np.zeros_like(most)))
        floor = np.zeros(level.groups)
        values = [float(one.value) for one in top.by_period]
        np.add.at(floor, level.group, level.period_weights * values)
        self.own = Held(level, CutPool(len(columns)), floor, cost, np.inf)
        for at in (top, now):
            self.own.cuts.add(level.cuts(at))
        self._master = Stated(columns, self.own, now.value, held)
        self.bound = float(floor.sum()) + least_cost

    def run(self, starts: Sequence[BoolArray], *, gap: float, step: float) -> None:
        """Search until the best is proven, or the time is up.

        Parameters
        ----------
        starts : sequence of BoolArray
            Programmes to begin with, at least one; they are valued however long that takes.
        gap : float
            (value - bound) / value that is enough.
        step : float
            Two different values differ by at least this much.
        """
        for open_by in starts:
            self._value(open_by, until=np.inf)
        try:
            core = np.zeros(len(self._columns))
            if self._level.has_guides:
                core = self._root(core, gap=gap, step=step, is_guided=True)
                self._slice(SLICE_SECONDS, gap=GUIDED_GAP)
                self._look_round()
            self._root(core, gap=gap, step=step)
            self._slices(gap=gap, step=step)
        except OutOfTimeError:
            pass

    def is_proven(self, gap: float, step: float) -> bool:
        """Say whether the bound is as near to the best value as was asked."""
        if self._best is None:
            return False
        above = self._best.value - self.bound
        return above <= max(gap * abs(self._best.value), SURELY * abs(self._best.value), step / 2)

    def _busy(self) -> float:
        """How many times longer than its own work this process takes, on a machine that is busy."""
        wall, own = time.perf_counter() - self._begun[0], time.process_time() - self._begun[1]
        return max(1.0, wall / own) if own > 0 else 1.0

    def _left(self) -> float:
        left = self._until - time.perf_counter()
        if left <= 0:
            raise OutOfTimeError
        return left

    def _cut_at(self, places: IntArray, *, until: float) -> tuple[AtPlaces, list[float], bool]:
        """Value places in this aim and all held ones, and add their cuts.

        Returns
        -------
        at : AtPlaces
        held : list of float
            Axis (earlier aim).
        is_new : bool
            Whether any cut is new.
        """
        found = _at(self._level, places, until=until)
        is_new, sums = self.own.cuts.add(self._level.cuts(found)), []
        for held in self._held:
            at = _at(held.level, places, until=until)
            sums.append(at.value)
            is_new |= held.cuts.add(held.level.cuts(at))
        return found, sums, is_new

    def _value(self, open_by: BoolArray, *, until: float | None = None) -> Valuation | None:
        """Value a programme; None where it is worse in an earlier aim."""
        key = open_by.tobytes()
        if key in self.valued:
            return self.valued[key]
        places = np.rint(self._columns.places(open_by)).astype(np.int64)
        begun = time.perf_counter()
        found, sums, _ = self._cut_at(places, until=self._until if until is None else until)
        self._longest = max(self._longest, time.perf_counter() - begun)
        for held, value in zip(self._held, sums, strict=True):
            if not held.allows(value + float(held.cost @ open_by)):
                return None
        made = Valuation(open_by, found.value + float(self._cost @ open_by))
        self.valued[key] = made
        if self._best is None or made.value < self._best.value:
            self._best = made
        return made

    def _root(
        self, core: FloatArray, *, gap: float, step: float, is_guided: bool = False
    ) -> FloatArray:
        """Gather cuts without whole numbers, halfway between the master's point and the best.

        Returns
        -------
        FloatArray
            Axis (column): the best point.
        """
        relaxed = Relaxed(self._master.model(), self._master.rows())
        count, idle, before = len(self._columns), 0, -np.inf
        core_value = np.inf
        is_costly = self._level.has_guides and not is_guided
        for _ in range(AFTER_GUIDES if is_costly else MOST_ROOT_ROUNDS):
            found = relaxed.solved(self._left())
            if found.values is None:
                return core
            bound = found.bound * self._master.unit
            self.bound, self.rounds = max(self.bound, bound), self.rounds + 1
            idle = idle + 1 if bound - before <= LEAST_GAIN * abs(bound) else 0
            if idle >= ENOUGH_ROUNDS or self.is_proven(gap, step):
                return core
            before = bound
            far = found.values[:count]
            for point in ((far + core) / 2, far):
                known = self._master.known()
                value, is_new = self._looked_at(point, is_guided=is_guided)
                if is_new:
                    break
            else:
                return core
            relaxed.add(self._master.cut_rows(known))
            if value < core_value:
                core, core_value = point, value
        return core

    def _looked_at(self, point: FloatArray, *, is_guided: bool) -> tuple[float, bool]:
        """Cut at a point, or near it where places are no whole numbers.

        Returns
        -------
        value : float
            Of the point, about.
        is_new : bool
            Whether any cut is new.
        """
        places = np.rint(self._columns.places(point)).astype(np.int64)
        cost = float(self._cost @ point)
        if not is_guided:
            at, _, is_new = self._cut_at(places, until=self._until)
            return at.value + cost, is_new
        is_new = False
        value = np.full(self._level.groups, -np.inf)
        for one in (self.own, *self._held):
            cuts = one.level.guided_cuts(places, until=self._until)
            if cuts is None:
                raise OutOfTimeError
            is_new |= one.cuts.add(cuts)
            if one is self.own:
                np.maximum.at(value, cuts.group, cuts.constant + cuts.entries @ point)
        return float(value.sum()) + cost, is_new

    def _slices(self, *, gap: float, step: float) -> None:
        """Solve the master problem in whole numbers, in slices, and look round what it finds."""
        aim, seconds = max(gap / 2, FIRST_GAP), SLICE_SECONDS
        while self._best is not None and not self.is_proven(gap, step):
            known, before = self._master.known(), self._best
            was_stopped = self._slice(seconds, gap=aim)
            self._look_round()
            if self._master.known() == known and self._best is before:
                if not was_stopped and aim == gap / 2:
                    return  # the master problem is solved, and nothing can change it any more
                seconds *= LONGER
            aim = gap / 2

    def _slice(self, seconds: float, *, gap: float) -> bool:
        """Solve the master problem in whole numbers, and value what it finds; say if it stopped."""
        # What is found last is valued as well, and the solver looks at the clock now and then.
        left = self._left() - self._longest - self._late
        if left <= 0:
            raise OutOfTimeError
        allowed = min(seconds * self._busy(), left if self._slices_done else left / 2)
        start = None if self._best is None else self._master.point(self._best.open_by)
        begun = time.perf_counter()
        found = solved_whole(
            self._master.model(), self._master.rows(), seconds=allowed, gap=gap, start=start
        )
        taken = time.perf_counter() - begun
        was_stopped = taken >= NEARLY_ALL * allowed
        self._late = max(self._late, taken - allowed)
        self.rounds, self._slices_done = self.rounds + 1, self._slices_done + 1
        if not found.is_empty:
            # The best programme keeps all rows: "empty" could only be the solver's rounding.
            self.bound = max(self.bound, found.bound * self._master.unit)
        if found.values is not None:
            open_by = np.rint(found.values[: len(self._columns)]) > 0
            # To the solver a budget is kept that is passed by its rounding, which may be pounds.
            if self._columns.keeps_rows(open_by):
                # What took so long to find is valued, however late it is; time is kept for it.
                self._value(open_by, until=np.inf)
        return was_stopped

    def _look_round(self) -> None:
        """Try the neighbours of the best programme until none of them can be better."""
        for _ in range(LOOKS):
            best = self._best
            if best is None:
                return
            near = programmes_around(
                self._columns,
                best.open_by,
                self._master.surrogates(),
                below=best.value - SURELY * abs(best.value),
                count=TRIED,
            )
            if not near:
                return
            for open_by in near:
                self._left()
                if self._promises(open_by):
                    self._value(open_by)

    def _promises(self, open_by: BoolArray) -> bool:
        """Say whether a programme still looks better once one draw of each year is valued."""
        if not self._level.has_guides or self._best is None:
            return True
        point = open_by.astype(np.float64)
        self._looked_at(point, is_guided=True)
        groups = self._master.point(open_by)[len(point) :][: self._level.groups]
        looks = float(groups.sum()) * self._master.unit + float(self._cost @ point)
        return looks < self._best.value - SURELY * abs(self._best.value)


def _at(level: Level, places: IntArray, *, until: float = np.inf) -> AtPlaces:
    found = level.at(places, until=until)
    if found is None:
        raise OutOfTimeError
    return found


def _runs(scheme: IntArray) -> list[slice]:
    """Give the columns of each scheme."""
    begins = np.flatnonzero(np.diff(scheme, prepend=-1)).tolist()
    return [slice(begin, end) for begin, end in pairwise([*begins, len(scheme)])]
