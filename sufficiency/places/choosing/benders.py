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
from sufficiency.places.choosing.level import AtPlaces, Cuts, Level
from sufficiency.places.choosing.master import Model, Relaxed, solved_whole

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

INFINITE = 1e30
ROUNDING = 1e-9
"""Sums of floats differ by this share of them."""

SIZE = 1000.0
"""Values are scaled so that the master problem's numbers are about so large."""

MOST_ROOT_ROUNDS, ENOUGH_ROUNDS, LEAST_GAIN = 40, 2, 2e-4
"""Rounds without whole numbers: at most, and so many that gain less than this share of the bound
are enough."""

FIRST_GAP = 5e-3
SLICE_SECONDS = 8.0
LOOKS, TRIED = 12, 3
"""Most times that the neighbours of a programme are looked at, and how many of them are valued."""

BALL, BALL_SECONDS = 16, 5.0
"""Local branching: so many columns may change, in so many seconds."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """An earlier aim that may not become worse.

    Parameters
    ----------
    level : Level
    cuts : Cuts
    floor : FloatArray
        Axis (group).
    cost : FloatArray
        Axis (column).
    most : float
    """

    level: Level
    cuts: Cuts
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
        self.rounds = 0
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
        self.cuts = level.cuts(top)
        now = self._at(level, self._bottom)
        self.cuts = self.cuts.and_more(level.cuts(now))
        self.unit = max(abs(now.value), 1e-6) / SIZE
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
            self._root()
            self._slices(gap=gap, step=step)
        except OutOfTimeError:
            pass

    def is_proven(self, gap: float, step: float) -> bool:
        """Say whether the bound is as near to the best value as was asked."""
        if self.best is None:
            return False
        above = self.best.value - self.bound
        return above <= max(gap * abs(self.best.value), step / 2)

    def cut_rows(self) -> list[Row]:
        """Write all cuts as rows, those of earlier aims with them."""
        columns = len(self.columns)
        rows = [*self.columns.rows, *self.cuts.rows(columns, self.unit)]
        first = columns + self.level.groups
        for held in self.held:
            groups = held.level.groups
            unit = max(abs(held.most), 1e-6) / SIZE
            rows += held.cuts.rows(first, unit)
            used = np.flatnonzero(held.cost)
            rows.append(
                Row(
                    np.concatenate([used, first + np.arange(groups)]),
                    np.concatenate([held.cost[used] / unit, np.ones(groups)]),
                    held.most * (1 + ROUNDING) / unit,
                )
            )
            first += groups
        return rows

    def _least_cost(self) -> float:
        """Least that the schemes' cost can come to."""
        options = [np.cumsum(self.cost[own][::-1]) for own in _runs(self.columns.scheme)]
        return float(sum(min(0.0, *option.tolist()) for option in options))

    def _model(self) -> Model:
        columns = self.columns
        floors = [held.floor * (SIZE / max(abs(held.most), 1e-6)) for held in self.held]
        count = self.level.groups + sum(map(len, floors))
        ones = np.zeros(count)
        ones[: self.level.groups] = 1.0
        return Model(
            costs=np.concatenate([self.cost / self.unit, ones]),
            lower=np.concatenate([columns.fixed, self.floor / self.unit, *floors]),
            upper=np.concatenate([np.ones(len(columns)), np.full(count, INFINITE)]),
            whole=len(columns),
        )

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

    def _cut_at(self, places: IntArray, *, until: float) -> tuple[AtPlaces, list[float]]:
        """Value places in this aim and all held ones, and add their cuts."""
        found = self._at(self.level, places, until=until)
        self.cuts = self.cuts.and_more(self.level.cuts(found))
        sums = []
        for number, held in enumerate(self.held):
            at = self._at(held.level, places, until=until)
            sums.append(at.value)
            more = held.cuts.and_more(held.level.cuts(at))
            self.held[number] = Held(held.level, more, held.floor, held.cost, held.most)
        return found, sums

    def _value(self, open_by: BoolArray, *, until: float | None = None) -> Valuation | None:
        """Value a programme; None where it is worse in an earlier aim."""
        key = open_by.tobytes()
        if key in self.valued:
            return self.valued[key]
        places = np.rint(self.columns.places(open_by)).astype(np.int64)
        found, sums = self._cut_at(places, until=self.until if until is None else until)
        for held, value in zip(self.held, sums, strict=True):
            if value + float(held.cost @ open_by) > held.most + ROUNDING * abs(held.most):
                return None
        made = Valuation(open_by, found.value + float(self.cost @ open_by))
        self.valued[key] = made
        if self.best is None or made.value < self.best.value:
            self.best = made
        return made

    def _root(self) -> None:
        """Gather cuts without whole numbers, halfway between the master's point and the best."""
        relaxed = Relaxed(self._model(), self.cut_rows())
        count = len(self.columns)
        core, core_value = np.zeros(count), np.inf
        idle, before = 0, -np.inf
        for _ in range(MOST_ROOT_ROUNDS):
            found = relaxed.solved(self._left())
            if found.values is None:
                return
            bound = found.bound * self.unit
            self.bound, self.rounds = max(self.bound, bound), self.rounds + 1
            idle = idle + 1 if bound - before < LEAST_GAIN * abs(bound) else 0
            if idle >= ENOUGH_ROUNDS:
                return
            before = bound
            point = (found.values[:count] + core) / 2
            places = np.rint(self.columns.places(point)).astype(np.int64)
            known = len(self.cut_rows())
            at, _ = self._cut_at(places, until=self.until)
            relaxed.add(self.cut_rows()[known:])
            value = at.value + float(self.cost @ point)
            if value < core_value:
                core, core_value = point, value

    def _slices(self, *, gap: float, step: float) -> None:
        """Solve the master problem in whole numbers, in slices, and look round what it finds."""
        aim, seconds = max(gap / 2, FIRST_GAP), SLICE_SECONDS
        while not self.is_proven(gap, step):
            count = len(self.valued)
            before = self.best
            found = solved_whole(
                self._model(),
                self.cut_rows(),
                seconds=min(seconds, self._left()),
                gap=aim,
                start=self._point(),
            )
            self.rounds += 1
            self.bound = max(self.bound, found.bound * self.unit)
            if DEBUG:
                print(
                    f"slice {seconds:.0f} bound {self.bound:.1f} best {self.best.value:.1f}"
                    f" gap {1 - self.bound / self.best.value:.5f} cuts {len(self.cuts.group)}"
                    f" flows {self.level.flows} cpu {time.process_time():.1f}"
                )
            if found.values is not None:
                self._value(np.rint(found.values[: len(self.columns)]) > 0)
            self._look_round()
            if self.is_proven(gap, step):
                break
            if len(self.valued) == count and self.best is before:
                seconds *= 2
            aim = min(gap / 2, step / 2 / max(abs(self.best.value), 1e-9)) if step else gap / 2

    def _look_round(self) -> None:
        """Try the neighbours of the best programme until none of them can be better."""
        for _ in range(LOOKS):
            best = self.best
            if best is None:
                return
            looks = [Surrogate(h.cuts, h.floor, h.cost, h.most) for h in self.held]
            looks.append(Surrogate(self.cuts, self.floor, self.cost))
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
        values = self.cuts.constant + self.cuts.entries @ open_by
        theta = self.floor.copy()
        np.maximum.at(theta, self.cuts.group, values)
        return np.concatenate([open_by, theta / self.unit])


DEBUG = False


def _runs(scheme: IntArray) -> list[slice]:
    """Give the columns of each scheme."""
    begins = np.flatnonzero(np.diff(scheme, prepend=-1)).tolist()
    return [slice(begin, end) for begin, end in pairwise([*begins, len(scheme)])]
