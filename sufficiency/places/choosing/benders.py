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

from sufficiency.places.choosing.columns import Columns, Row
from sufficiency.places.choosing.exchange import Surrogate, programmes_around
from sufficiency.places.choosing.level import AtPlaces, CutPool, Level
from sufficiency.places.choosing.master import Model, Relaxed, solved_whole

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

INFINITE = 1e30
ROUNDING = 1e-9
"""Sums of floats differ by this share of them."""

SURELY = 1e-8
"""What the solver's rounding leaves open: a smaller gap is none."""

LEAST_SIZE = 1e-6
SIZE = 1000.0
"""Values are scaled so that the master problem's numbers are about so large."""

MOST_ROOT_ROUNDS, ENOUGH_ROUNDS, LEAST_GAIN = 40, 2, 2e-4
"""Rounds without whole numbers: at most, and so many that gain less than this share of the bound
are enough."""

GUIDED_GAP, FIRST_GAP = 2e-2, 5e-3
"""Gaps at which the slice with the cuts of guides alone, and the first one with all, end: a good
programme first, then the proof."""

SLICE_SECONDS, LONGER, NEARLY_ALL = 8.0, 2.0, 0.9
"""Time of a slice, on a machine that does nothing else; how many times longer the next is where a
slice brought nothing new; and the share of it from which a slice counts as stopped."""

LOOKS, TRIED = 12, 3
"""Most times that the neighbours of a programme are looked at, and how many of them are valued."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """An earlier aim that may not become worse.

    Parameters
    ----------
    level : Level
    cuts : CutPool
    floor : FloatArray
        Axis (group).
    cost : FloatArray
        Axis (column).
    most : float
    """

    level: Level
    cuts: CutPool
    floor: FloatArray
    cost: FloatArray
    most: float


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
        self.columns, self.level, self.cost = columns, level, cost
        self.held, self.until = list(held), until
        self.rounds, self.rounds_whole = 0, 0
        self._begun = time.perf_counter(), time.process_time()
        self.valued: dict[bytes, Valuation] = {}
        self.best: Valuation | None = None
        least = np.zeros((years, len(columns.holders)), dtype=np.int64)
        # No programme adds more than each scheme does at its best.
        for own in _runs(columns.scheme):
            sums = np.cumsum(columns.added[own][::-1], axis=0)
            least += np.maximum(0, sums.max(axis=0))
        self._top, self._bottom = least, np.zeros_like(least)
        top = self._at(level, self._top)
        weights = level.period_weights
        self.floor = np.zeros(level.groups)
        np.add.at(self.floor, level.group, weights * [float(one.value) for one in top.by_period])
        self.cuts = CutPool(len(columns))
        now = self._at(level, self._bottom)
        for at in (top, now):
            self.cuts.add(level.cuts(at))
        self.unit = max(abs(now.value), LEAST_SIZE) / SIZE
        self.bound = float(self.floor.sum()) + self._least_cost()

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
            core = np.zeros(len(self.columns))
            if self.level.has_guides:
                core = self._root(core, gap=gap, step=step, is_guided=True)
                self._slice(SLICE_SECONDS, gap=GUIDED_GAP)
            self._root(core, gap=gap, step=step)
            self._slices(gap=gap, step=step)
        except OutOfTimeError:
            pass

    def is_proven(self, gap: float, step: float) -> bool:
        """Say whether the bound is as near to the best value as was asked."""
        if self.best is None:
            return False
        above = self.best.value - self.bound
        return above <= max(gap * abs(self.best.value), SURELY * abs(self.best.value), step / 2)

    def _blocks(self) -> list[tuple[CutPool, int, float]]:
        """List the cuts of this aim and of those held, the first column of each, and its unit."""
        first = len(self.columns)
        blocks = [(self.cuts, first, self.unit)]
        first += self.level.groups
        for held in self.held:
            blocks.append((held.cuts, first, max(abs(held.most), LEAST_SIZE) / SIZE))
            first += held.level.groups
        return blocks

    def _rows(self) -> list[Row]:
        """Write all rows: those of the columns, the cuts, and the earlier aims at their best."""
        rows = list(self.columns.rows)
        for cuts, first, unit in self._blocks():
            rows += cuts.rows(first, unit)
        for held, (_, first, unit) in zip(self.held, self._blocks()[1:], strict=True):
            groups = first + np.arange(held.level.groups)
            used = np.flatnonzero(held.cost)
            most = (held.most + ROUNDING * abs(held.most)) / unit
            entries = np.concatenate([held.cost[used] / unit, np.ones(len(groups))])
            rows.append(Row(np.concatenate([used, groups]), entries, most))
        return rows

    def _least_cost(self) -> float:
        """Least that the schemes' cost can come to."""
        options = [np.cumsum(self.cost[own][::-1]) for own in _runs(self.columns.scheme)]
        return float(sum(min(0.0, *option.tolist()) for option in options))

    def _model(self) -> Model:
        columns = self.columns
        units = [unit for _, _, unit in self._blocks()[1:]]
        floors = [held.floor / unit for held, unit in zip(self.held, units, strict=True)]
        count = self.level.groups + sum(map(len, floors))
        ones = np.zeros(count)
        ones[: self.level.groups] = 1.0
        return Model(
            costs=np.concatenate([self.cost / self.unit, ones]),
            lower=np.concatenate([columns.fixed, self.floor / self.unit, *floors]),
            upper=np.concatenate([np.ones(len(columns)), np.full(count, INFINITE)]),
            whole=len(columns),
        )

    def _busy(self) -> float:
        """How many times longer than its own work this process takes, on a machine that is busy."""
        wall, own = time.perf_counter() - self._begun[0], time.process_time() - self._begun[1]
        return max(1.0, wall / own) if own > 0 else 1.0

    def _left(self) -> float:
        left = self.until - time.perf_counter()
        if left <= 0:
            raise OutOfTimeError
        return left

    def _at(self, level: Level, places: IntArray, *, until: float = np.inf) -> AtPlaces:
        found = level.at(places, until=until)
        if found is None:
            raise OutOfTimeError
        return found

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
        found = self._at(self.level, places, until=until)
        is_new, sums = self.cuts.add(self.level.cuts(found)), []
        for held in self.held:
            at = self._at(held.level, places, until=until)
            sums.append(at.value)
            is_new |= held.cuts.add(held.level.cuts(at))
        return found, sums, is_new

    def _value(self, open_by: BoolArray, *, until: float | None = None) -> Valuation | None:
        """Value a programme; None where it is worse in an earlier aim."""
        key = open_by.tobytes()
        if key in self.valued:
            return self.valued[key]
        places = np.rint(self.columns.places(open_by)).astype(np.int64)
        found, sums, _ = self._cut_at(places, until=self.until if until is None else until)
        for held, value in zip(self.held, sums, strict=True):
            if value + float(held.cost @ open_by) > held.most + ROUNDING * abs(held.most):
                return None
        made = Valuation(open_by, found.value + float(self.cost @ open_by))
        self.valued[key] = made
        if self.best is None or made.value < self.best.value:
            self.best = made
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
        relaxed = Relaxed(self._model(), self._rows())
        count, idle, before = len(self.columns), 0, -np.inf
        core_value = np.inf
        for _ in range(MOST_ROOT_ROUNDS):
            found = relaxed.solved(self._left())
            if found.values is None:
                return core
            bound = found.bound * self.unit
            self.bound, self.rounds = max(self.bound, bound), self.rounds + 1
            idle = idle + 1 if bound - before <= LEAST_GAIN * abs(bound) else 0
            if idle >= ENOUGH_ROUNDS or self.is_proven(gap, step):
                return core
            before = bound
            far = found.values[:count]
            for point in ((far + core) / 2, far):
                known = [len(cuts) for cuts, _, _ in self._blocks()]
                value, is_new = self._looked_at(point, is_guided=is_guided)
                if is_new:
                    break
            else:
                return core
            for (cuts, first, unit), since in zip(self._blocks(), known, strict=True):
                relaxed.add(cuts.rows(first, unit, since=since))
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
        places = np.rint(self.columns.places(point)).astype(np.int64)
        cost = float(self.cost @ point)
        if not is_guided:
            at, _, is_new = self._cut_at(places, until=self.until)
            return at.value + cost, is_new
        is_new = False
        for level, pool in ((self.level, self.cuts), *((h.level, h.cuts) for h in self.held)):
            cuts = level.guided_cuts(places, until=self.until)
            if cuts is None:
                raise OutOfTimeError
            is_new |= pool.add(cuts)
            if level is self.level:
                value = np.full(level.groups, -np.inf)
                np.maximum.at(value, cuts.group, cuts.constant + cuts.entries @ point)
        return float(value.sum()) + cost, is_new

    def _slices(self, *, gap: float, step: float) -> None:
        """Solve the master problem in whole numbers, in slices, and look round what it finds."""
        aim, seconds = max(gap / 2, FIRST_GAP), SLICE_SECONDS
        while self.best is not None and not self.is_proven(gap, step):
            known, before = self._cuts_known(), self.best
            was_stopped = self._slice(seconds, gap=aim)
            self._look_round()
            if self._cuts_known() == known and self.best is before:
                if not was_stopped and aim == gap / 2:
                    return  # the master problem is solved, and nothing can change it any more
                seconds *= LONGER
            aim = gap / 2

    def _slice(self, seconds: float, *, gap: float) -> bool:
        """Solve the master problem in whole numbers, and value what it finds; say if it stopped."""
        left = self._left()
        allowed = min(seconds * self._busy(), left if self.rounds_whole else left / 2)
        begun = time.perf_counter()
        found = solved_whole(
            self._model(), self._rows(), seconds=allowed, gap=gap, start=self._point()
        )
        was_stopped = time.perf_counter() - begun >= NEARLY_ALL * allowed
        self.rounds, self.rounds_whole = self.rounds + 1, self.rounds_whole + 1
        self.bound = max(self.bound, found.bound * self.unit)
        if found.values is not None:
            # What took so long to find is valued, however late it is.
            self._value(np.rint(found.values[: len(self.columns)]) > 0, until=np.inf)
        return was_stopped

    def _cuts_known(self) -> int:
        return sum(len(cuts) for cuts, _, _ in self._blocks())

    def _look_round(self) -> None:
        """Try the neighbours of the best programme until none of them can be better."""
        for _ in range(LOOKS):
            best = self.best
            if best is None:
                return
            looks = [Surrogate(h.cuts.cuts, h.floor, h.cost, h.most) for h in self.held]
            looks.append(Surrogate(self.cuts.cuts, self.floor, self.cost))
            near = programmes_around(
                self.columns, best.open_by, looks, below=best.value * (1 - 1e-9), count=TRIED
            )
            if not near:
                return
            for open_by in near:
                self._left()
                self._value(open_by)

    def _point(self) -> FloatArray | None:
        """Axis (column of the master problem): the best programme, to begin with."""
        if self.best is None or self.held:
            return None
        open_by = self.best.open_by.astype(np.float64)
        cuts, theta = self.cuts.cuts, self.floor.copy()
        np.maximum.at(theta, cuts.group, cuts.constant + cuts.entries @ open_by)
        return np.concatenate([open_by, theta / self.unit])


def _runs(scheme: IntArray) -> list[slice]:
    """Give the columns of each scheme."""
    begins = np.flatnonzero(np.diff(scheme, prepend=-1)).tolist()
    return [slice(begin, end) for begin, end in pairwise([*begins, len(scheme)])]
