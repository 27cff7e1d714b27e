"""Tracking: what came since a projection was made, and why it differs from what was expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.backtesting.track_frames import (
    TRACKED_BY,
    cells_of,
    flows_frame,
    miss_frame,
    parts_in,
    ranges_frame,
    track_columns,
    yearly_frame,
)
from sufficiency.backtesting.track_plots import TrackingPlots
from sufficiency.backtesting.track_words import PART_WORDS, more_or_fewer, parts_words
from sufficiency.demand.tracking import Miss
from sufficiency.errors import Finding, UnknownNameError, findings_frame
from sufficiency.projection import Projection
from sufficiency.results import (
    MOST_FIGURES,
    Card,
    Explanation,
    Figure,
    Provenance,
    Result,
    refuse_unknown_labels,
    say_labels,
    versions,
)

FloatArray = NDArray[np.float64]

TABLES: Mapping[str, tuple[str, ...]] = {
    "miss": ("year",),
    "miss_by_need": ("year", "need"),
    "miss_by_phase": ("year", "phase"),
    "miss_by_ncy": ("year", "ncy"),
    "miss_by_locality": ("year", "group", "locality"),
}
"""The tables of the miss, and what each is laid out by."""


@dataclass(frozen=True, eq=False, repr=False)
class Tracking(Result):
    """A projection held against the Januaries that have come since, its miss explained exactly.

    `track` makes one.

    Parameters
    ----------
    projection : Projection
        Made from the area as it was then.
    area : Area
        The area as it is now.
    years : tuple of int
        Projected academic years whose January has come.
    came : FloatArray
        Axes (year, locality, need, ncy) [children].
    miss : Miss
        Came less expected, in parts.
    notes : tuple of Finding
        What the account cannot show.
    limits : FloatArray or None
        Axes (year, locality, need, ncy): children whom the limits of the scenario held back in the
        projection; the miss is that of `miss` and these. None where it has no limit [children].
    """

    projection: Projection
    area: Area
    years: tuple[int, ...]
    came: FloatArray
    miss: Miss
    notes: tuple[Finding, ...] = ()
    limits: FloatArray | None = None

    @cached_property
    def expected(self) -> FloatArray:
        """Axes (year, locality, need, ncy): the projection of expected numbers [children]."""
        ahead = self.projection.expected.children[1 : len(self.years) + 1]
        return np.asarray(ahead.sum(axis=-1))

    @cached_property
    def basis(self) -> str:
        """The weakest basis of what came and of what was projected."""
        bases = [self.area.basis("plans"), self.area.basis("population"), self.projection.basis]
        return terms.weakest([basis for basis in bases if basis])

    def to_frame(self, table: str = "miss", *, by: Sequence[str] | None = None) -> pd.DataFrame:
        """Give the miss by any of the axes, with its parts; or one of the tables.

        Parameters
        ----------
        table : str
            "miss", "miss_by_need" and so on, "yearly", "flows", "ranges" or "notes".
        by : sequence of str, optional
            Beside a table of the miss: any of "group", "locality", "need", "phase", "ncy"; the
            year always is.

        Returns
        -------
        pandas.DataFrame
            Columns of `by`; came; expected; miss, which is came less expected and the sum of
            restated, population, joiners, leavers and mix, and of limits where the scenario has
            any; children, low and high of the projection; inside, whether what came is within low
            and high; basis.

        Raises
        ------
        UnknownNameError
            If there is no such table or axis, or the table cannot be laid out by axes.
        """
        if table not in TABLES:
            held = super().to_frame(table)
            if by is None:
                return held
            raise UnknownNameError.of(
                "allocation_by_unknown",
                table=table,
                value=", ".join(by),
                known=f"the tables {', '.join(TABLES)}",
            )
        return miss_frame(self, self._cells, TABLES[table] if by is None else by)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name: the miss at several details, yearly, flows, ranges, notes."""
        made = {name: self.to_frame(name) for name in TABLES}
        return made | {
            "yearly": yearly_frame(self._cells),
            "flows": flows_frame(self),
            "ranges": self._ranges.copy(),
            "notes": findings_frame(self.notes),
        }

    @cached_property
    def _cells(self) -> pd.DataFrame:
        return cells_of(self)

    @cached_property
    def _ranges(self) -> pd.DataFrame:
        return ranges_frame(self)

    def row(self, **values: object) -> dict[str, Any]:
        """Give the miss of one figure, with its parts and range.

        Parameters
        ----------
        **values
            Axes and the label wanted of each: `year=2025, need="SEMH"`; the last January that
            came where the year is left out.

        Returns
        -------
        dict of str to object
            The row of `to_frame`.

        Raises
        ------
        UnknownNameError
            If there is no such axis or label.
        """
        asked = {"year": self.years[-1], **values}
        columns = track_columns(list(asked))
        refuse_unknown_labels(asked, labels_of=self._labels_of)
        frame = self.to_frame(by=columns)
        for column, label in asked.items():
            frame = frame[frame[column].isin([label])]
        if frame.empty:
            raise UnknownNameError.of("explain_nobody", value=say_labels(asked))
        rows: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
        return rows[0]

    def _labels_of(self, column: str) -> tuple[Any, ...]:
        return self.years if column == "year" else self.projection.labels.of(column)

    def explain(self, **values: object) -> Explanation:
        """Go down from a miss to its parts, and to the cells that it adds up from.

        Parameters
        ----------
        **values
            As in `row`.

        Returns
        -------
        Explanation
            The miss in a sentence; the rows are its cells by locality, need and NC year, those
            that were missed by most first, and without those where nothing was missed.

        Raises
        ------
        UnknownNameError
            If there is no such axis or label.
        """
        row = self.row(**values)
        asked = {"year": self.years[-1], **values}
        who = say_labels(asked)
        sentence = (
            f"January {terms.january_of_year(row['year'])}, {who or 'all plans'}: "
            f"{row['came']:,.1f} children came, {row['expected']:,.1f} were expected: "
            f"{more_or_fewer(row['miss'])}. {parts_words(row)} {self._range_words(row)} Weakest "
            f"basis: {terms.short_list('basis').label(self.basis).lower()}."
        )
        cells = self._cells
        for column, label in asked.items():
            cells = cells[cells[column].isin([label])]
        shown = cells[[*TRACKED_BY, "came", "expected", "miss", *parts_in(cells)]]
        order = shown["miss"].abs().sort_values(ascending=False, kind="stable").index
        rows = shown.loc[order]
        return Explanation(sentence, rows[rows["miss"].ne(0)].reset_index(drop=True))

    def _range_words(self, row: Mapping[str, Any]) -> str:
        """Say where what came lay in the range of the projection."""
        side = "within" if row["inside"] else "outside"
        return (
            f"What came is {side} the projection's range ({row['low']:,.0f} to {row['high']:,.0f} "
            f"in 80 % of {self.projection.draws:,} draws)."
        )

    def card(self) -> Card:
        """Say by how much the newest January was missed, and why."""
        row = self.row()
        january = terms.january_of_year(self.years[-1])
        figures = [
            Figure(
                f"Came less expected: {PART_WORDS[part]}" if part else "Came less expected",
                # What is shown as nought has no sign.
                float(round(row[part or "miss"])) or 0.0,
                "children",
                self.basis,
            )
            # Over all needs a mix is nought by its making.
            for part in (None, *(part for part in parts_in(self._cells) if part != "mix"))
        ]
        title = (
            f"Tracking of {self.area.name}: in January {january}, {row['came']:,.0f} children with "
            f"a plan came and {row['expected']:,.0f} were expected: {more_or_fewer(row['miss'])}."
        )
        lines = (
            f"{parts_words(row)} {self._range_words(row)} {self._need_words()}",
            f"Projected from January {terms.january_of_year(self.projection.base)}, scenario "
            f"{self.projection.scenario.name}. Weakest basis: "
            f"{terms.short_list('basis').label(self.basis).lower()}.",
        )
        return Card(
            title,
            lines,
            tuple(figures[:MOST_FIGURES]),
            next_python='Next: tracking.to_frame(by=["need"]); tracking.plot.miss(); '
            'tracking.to_frame("notes").',
            next_command="the command backtest holds projections from all earlier Januaries "
            "against what came",
        )

    def _need_words(self) -> str:
        """Say how many needs came out within their ranges."""
        ranges = self._ranges
        here = ranges[ranges["year"].eq(self.years[-1]) & ranges["level"].eq("need")]
        inside, cells = int(here["inside"].iloc[0]), int(here["cells"].iloc[0])
        return f"{inside} of {cells} needs are within theirs."

    @property
    def plot(self) -> TrackingPlots:
        """Figures: `tracking.plot.miss()`."""
        return TrackingPlots(self)

    def provenance(self) -> Provenance:
        """Tell which files, versions, scenario and seed both sides were made with."""
        before = self.projection.provenance()
        settings = {f"projection: {name}": value for name, value in before.settings.items()}
        settings["came"] = ", ".join(terms.year_label(year) for year in self.years)
        inputs = tuple(dict.fromkeys((*before.inputs, *self.area.inputs)))
        return Provenance(inputs, versions(), settings)
