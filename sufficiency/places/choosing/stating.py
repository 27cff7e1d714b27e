"""The master problem as it is written down: columns, cuts, and earlier aims at their best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.columns import Columns, Row
from sufficiency.places.choosing.exchange import Surrogate
from sufficiency.places.choosing.level import CutPool, Level
from sufficiency.places.choosing.master import INFINITE, Model

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

ROUNDING = 1e-9
"""Sums of floats differ by this share of them."""

SIZE, LEAST_SIZE = 1000.0, 1e-6
"""Values are scaled so that the master problem's numbers are about so large; what is smaller than
the second counts as so large."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """An aim, or several as one, that may not become worse: an earlier one.

    Parameters
    ----------
    level : Level
    cuts : CutPool
    floor : FloatArray
        Axis (group): no programme has less.
    cost : FloatArray
        Axis (column): in the unit of the level.
    most : float
        Infinite for the aim that is made small.
    """

    level: Level
    cuts: CutPool
    floor: FloatArray
    cost: FloatArray
    most: float

    def allows(self, value: float) -> bool:
        """Say whether a value is no worse than the most, but for the rounding of floats."""
        return value <= self.most + ROUNDING * abs(self.most)


class Stated:
    """The master problem of one aim, which grows with its cuts.

    Columns are those of the schemes, then one for each group of periods of this aim, then of each
    held one.

    Parameters
    ----------
    columns : Columns
    own : Held
        The aim that is made small.
    size : float
        About how large its values are.
    held : sequence of Held
    """

    def __init__(self, columns: Columns, own: Held, size: float, held: Sequence[Held]) -> None:
        self._columns, self._own, self._held = columns, own, tuple(held)
        self.unit = max(abs(size), LEAST_SIZE) / SIZE

    def _blocks(self) -> list[tuple[Held, int, float]]:
        """List this aim and the held ones, the first column of each, and its unit."""
        blocks, first = [], len(self._columns)
        for one in (self._own, *self._held):
            unit = self.unit if one is self._own else max(abs(one.most), LEAST_SIZE) / SIZE
            blocks.append((one, first, unit))
            first += one.level.groups
        return blocks

    def known(self) -> list[int]:
        """Axis (aim, this one first): number of cuts."""
        return [len(one.cuts) for one, _, _ in self._blocks()]

    def cut_rows(self, since: Sequence[int]) -> list[Row]:
        """Write the cuts that came after so many as rows.

        Parameters
        ----------
        since : sequence of int
            Axis (aim): as `known` gave them.
        """
        rows: list[Row] = []
        for (one, first, unit), begin in zip(self._blocks(), since, strict=True):
            rows += one.cuts.rows(first, unit, since=begin)
        return rows

    def rows(self) -> list[Row]:
        """Write all rows: those of the columns, the cuts, and the earlier aims at their best."""
        blocks = self._blocks()
        rows = [*self._columns.rows, *self.cut_rows([0] * len(blocks))]
        for held, first, unit in blocks[1:]:
            groups, used = first + np.arange(held.level.groups), np.flatnonzero(held.cost)
            most = (held.most + ROUNDING * abs(held.most)) / unit
            entries = np.concatenate([held.cost[used] / unit, np.ones(len(groups))])
            rows.append(Row(np.concatenate([used, groups]), entries, most))
        return rows

    def model(self) -> Model:
        """Write the columns: their limits and what they cost."""
        columns = self._columns
        floors = np.concatenate([one.floor / unit for one, _, unit in self._blocks()])
        costs = np.zeros(len(columns) + len(floors))
        costs[: len(columns)] = self._own.cost / self.unit
        costs[len(columns) :][: self._own.level.groups] = 1.0
        upper = np.full(len(costs), INFINITE)
        upper[: len(columns)] = 1.0
        lower = np.concatenate([columns.fixed.astype(np.float64), floors])
        return Model(costs, lower, upper, len(columns))

    def point(self, open_by: BoolArray) -> FloatArray:
        """Axis (column of the model): a programme, with what the cuts say of it."""
        found = [open_by.astype(np.float64)]
        for one, _, unit in self._blocks():
            cuts, theta = one.cuts.cuts, one.floor.copy()
            np.maximum.at(theta, cuts.group, cuts.constant + cuts.entries @ found[0])
            found.append(theta / unit)
        return np.concatenate(found)

    def surrogates(self) -> list[Surrogate]:
        """Give what the cuts say of programmes; this aim last."""
        return [
            Surrogate(one.cuts.cuts, one.floor, one.cost, one.most)
            for one in (*self._held, self._own)
        ]
