"""Whole numbers of a projection that add up in every direction, with their totals beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.demand.whole_numbers import Proof, every_total, whole_cells
from sufficiency.errors import Finding, NotPossibleError, finding, findings_frame
from sufficiency.projection.carding import basis_line
from sufficiency.projection.frames import (
    PARTS,
    Labels,
    columns_by_year,
    counted_by,
    label_rows,
    range_of,
)
from sufficiency.results import Card, Figure, Provenance, Result, say_notes

if TYPE_CHECKING:
    from sufficiency.projection.projection import Projection

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ALL = "all"
"""The label of a total over a whole direction."""

MOST_CELLS = 20_000
"""Cells of one year; with more, each year takes minutes, and hardly a cell holds a child."""


@dataclass(frozen=True, eq=False, repr=False)
class WholeNumbers(Result):
    """Children of a projection as whole numbers that add up in every direction.

    `Projection.whole_numbers` makes one.

    Parameters
    ----------
    projection : Projection
        Whose children they are.
    by : tuple of str
        What they are laid out by, year first.
    cells : pandas.DataFrame
        A row for each cell: columns of `by`, children, low, high, unrounded, small, basis.
    totals : pandas.DataFrame
        A row for each total, with the same columns; "all" stands for a whole direction.
    notes : tuple of Finding
        What the user should know: of the projection, and of the rounding.
    """

    projection: Projection
    by: tuple[str, ...]
    cells: pd.DataFrame
    totals: pd.DataFrame
    notes: tuple[Finding, ...]

    @property
    def furthest(self) -> float:
        """How far the number that is furthest from its unrounded value is from it [children]."""
        return max(float(_departure(held).max()) for held in (self.cells, self.totals))

    def to_frame(self, table: str = "cells") -> pd.DataFrame:
        """Give the cells, the totals, or another of the tables.

        Parameters
        ----------
        table : str
            "cells", "totals", "scenario" or "notes".

        Returns
        -------
        pandas.DataFrame
            A copy. A pivot over the cells gives the numbers of the totals.

        Raises
        ------
        UnknownNameError
            If there is no such table.
        """
        return super().to_frame(table)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name: cells and totals apart, so that nobody adds both up."""
        return {
            "cells": self.cells.copy(),
            "totals": self.totals.copy(),
            "scenario": self.projection.scenario.resolved,
            "notes": findings_frame(self.notes),
        }

    def card(self) -> Card:
        """Say how many numbers there are, and how far they are from the unrounded ones."""
        projection = self.projection
        last = projection.years[-1]
        of_all = self.totals if len(self.totals) else self.cells
        total = of_all[of_all["year"] == last].iloc[-1]
        title = (
            f"Whole numbers of {self.projection.area.name} by {', '.join(self.by)}: "
            f"{len(self.cells):,} cells and {len(self.totals):,} totals, each of them the sum of "
            "its cells."
        )
        lines = (
            f"{self._nearness()} Scenario {projection.scenario.name}; "
            f"{projection.draws:,} draws, seed {projection.seed}.",
            basis_line(projection),
        )
        figure = Figure(
            f"Children with a plan, January {terms.january_of_year(last)}",
            float(total["children"]),
            "children",
            self.projection.basis,
            float(total["low"]),
            float(total["high"]),
        )
        return Card(
            title,
            lines,
            (figure,),
            next_python=f"{say_notes(self.notes, result='whole')}"
            'Next: whole.to_frame("totals"); whole.save("whole-numbers.xlsx").',
            # Only levels can be allocated.
            next_command="the command allocate places the children of the projection"
            if projection.states == "level"
            else "",
        )

    def _nearness(self) -> str:
        if self.furthest < 1:
            return "Every number is within 1 of its unrounded value."
        return f"The number furthest from its unrounded value is {self.furthest:.2f} off."

    def provenance(self) -> Provenance:
        """Tell where the projection is from, and what the numbers are laid out by."""
        held = self.projection.provenance()
        return Provenance(
            held.inputs, held.versions, {**held.settings, "whole numbers by": ", ".join(self.by)}
        )


def whole_numbers_of(projection: Projection, *, by: Sequence[str]) -> WholeNumbers:
    """Round the means of a projection so that they add up; see `Projection.whole_numbers`."""
    labels = projection.labels
    wanted = columns_by_year(by, labels.columns)
    columns, draws, _ = counted_by(
        projection.drawn, projection.expected.children, labels, by=wanted
    )
    shape = draws.shape[2:]
    _refuse_too_many(shape, wanted)
    groups = [_coarser(labels, column, wanted) for column in columns[1:]]
    coarser = [[group for _, group in held] for held in groups]
    ways, matrices = every_total(shape, coarser)
    numbers: list[list[pd.DataFrame]] = [[] for _ in ways]
    proofs = []
    for place, year in enumerate(labels.years):
        drawn = draws[:, place]
        whole, proof = _rounded(drawn, columns, labels, coarser=coarser)
        proofs.append(proof)
        for held, matrix in zip(numbers, matrices, strict=True):
            of_draws = (matrix @ drawn.reshape(len(drawn), -1).T).T
            held.append(_numbers(of_draws, matrix @ whole.reshape(-1)).assign(year=year))
    threshold = projection.scenario.assumption("small_number_threshold").at(labels.years[-1])
    assert isinstance(threshold, int)
    frames = [
        _labelled(labels, columns, way, wanted, pd.concat(held, ignore_index=True)).assign(
            small=lambda frame: frame["children"].between(1, threshold - 1),
            basis=projection.basis,
        )
        for way, held in zip(ways, numbers, strict=True)
    ]
    cells = frames[0]
    totals = pd.concat(frames[1:], ignore_index=True) if len(frames) > 1 else cells.iloc[:0]
    notes = (
        *projection.notes,
        *_notes_of_departures(totals, wanted, proofs),
        *_notes_of_small(cells, totals, threshold),
    )
    return WholeNumbers(projection, wanted, cells, totals, notes)


def _refuse_too_many(shape: Sequence[int], by: Sequence[str]) -> None:
    cells = int(np.prod(shape, dtype=np.int64))
    if cells > MOST_CELLS:
        raise NotPossibleError.of(
            "whole_too_many",
            cells=cells,
            most=MOST_CELLS,
            axes=", ".join(by),
        )


def _coarser(labels: Labels, column: str, by: Sequence[str]) -> list[tuple[str, IntArray]]:
    """Give what adds an axis up and is wanted beside it, and the group of each member."""
    found = []
    for part, whole in PARTS.items():
        if whole == column and part in by:
            known = labels.of(part)
            group = np.array([known.index(label) for label in labels.parts(part)])
            found.append((part, group))
    return found


def _rounded(
    drawn: FloatArray,
    columns: Sequence[str],
    labels: Labels,
    *,
    coarser: Sequence[Sequence[IntArray]],
) -> tuple[IntArray, Proof]:
    """Round one year, laid out by name, so that the order of an area's rows decides nothing."""
    sums = np.rint(drawn.sum(axis=0)).astype(np.int64)
    groups = [list(held) for held in coarser]
    order = np.argsort(np.array(labels.localities))
    axis = columns.index("locality") - 1 if "locality" in columns else None
    if axis is not None:
        sums = sums.take(order, axis=axis)
        groups[axis] = [group[order] for group in groups[axis]]
    found = whole_cells(sums, len(drawn), coarser=groups)
    whole = found.cells if axis is None else found.cells.take(np.argsort(order), axis=axis)
    return whole, found.proof


def _numbers(of_draws: FloatArray, whole: IntArray) -> pd.DataFrame:
    """Lay numbers of one year out with their ranges, widened to whole numbers."""
    low, high = range_of(of_draws)
    # A sum of whole children over the draws is whole; its quotient must not miss a whole low.
    lowest = np.floor(np.round(low, 9)).astype(np.int64)
    highest = np.ceil(np.round(high, 9)).astype(np.int64)
    return pd.DataFrame(
        {
            "children": whole,
            "low": np.minimum(lowest, whole),
            "high": np.maximum(highest, whole),
            "unrounded": of_draws.mean(axis=0),
        }
    )


def _labelled(
    labels: Labels,
    columns: Sequence[str],
    way: Sequence[int],
    by: Sequence[str],
    numbers: pd.DataFrame,
) -> pd.DataFrame:
    """Write the labels of the numbers of one way of adding up before them."""
    axes = ["year"]
    for column, level in zip(columns[1:], way, strict=True):
        if level >= 0:
            names = [column, *(part for part, _ in _coarser(labels, column, by))]
            axes.append(names[level])
    told = [column for column in by if column in axes or PARTS.get(column) in axes]
    frame = label_rows(labels, axes, years=labels.years, by=told)
    whole = {column: ALL for column in by if column not in told}
    return pd.concat([frame.assign(**whole)[list(by)], numbers.drop(columns="year")], axis=1)


def _departure(numbers: pd.DataFrame) -> FloatArray:
    """Axis (row): how far each number is from its unrounded value [children]."""
    apart = (numbers["children"] - numbers["unrounded"]).abs().to_numpy(dtype=np.float64)
    return apart if len(apart) else np.zeros(1)


def _notes_of_departures(
    totals: pd.DataFrame, by: Sequence[str], proofs: Sequence[Proof]
) -> tuple[Finding, ...]:
    """Note how many totals are off by a child or more, and which is the furthest."""
    apart = _departure(totals)
    # Below, a mean that is whole but for its last binary digit is no departure.
    off = int((apart >= 1 - 1e-9).sum())
    if not off:
        return ()
    furthest = totals.iloc[int(apart.argmax())]
    note = finding(
        "whole_departs",
        file="table totals",
        column="children",
        value=int(furthest["children"]),
        off=off,
        totals=len(totals),
        unrounded=float(furthest["unrounded"]),
        where=", ".join(f"{column} {furthest[column]}" for column in by),
        proof="in some years the search is no proof that none is nearer"
        if "none" in proofs
        else "no table departs less",
    )
    return (note,)


def _notes_of_small(
    cells: pd.DataFrame, totals: pd.DataFrame, threshold: int
) -> tuple[Finding, ...]:
    """Note how many numbers are small: rounding protects nobody."""
    small = int(cells["small"].sum() + totals["small"].sum())
    if not small:
        return ()
    note = finding(
        "whole_small",
        file="tables cells and totals",
        column="small",
        value=small,
        numbers=len(cells) + len(totals),
        most=threshold - 1,
        threshold=threshold,
    )
    return (note,)
