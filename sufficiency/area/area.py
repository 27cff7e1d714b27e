"""What is known of an area: an immutable value of checked tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.area.cards import area_card
from sufficiency.area.counted import january_stock, missing_rows
from sufficiency.area.explaining import explain_rows
from sufficiency.area.fitted import plans_with_fitted
from sufficiency.area.hidden import plans_with_hidden_fitted
from sufficiency.area.loading import Checked, check_replaced, check_tables, with_files_kept
from sufficiency.area.plots import AreaPlots
from sufficiency.area.reading import raw_of_frames
from sufficiency.area.saving import save_tables
from sufficiency.errors import Finding, TableError, findings_frame
from sufficiency.results import (
    Card,
    Explanation,
    InputFile,
    Provenance,
    Result,
    versions,
)
from sufficiency.tables import CheckedTable, Labelled, RawTable

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Area(Result):
    """What is known of an area: its localities, children, sites and places.

    Made by `load_area`, `load_example` or `area_from_frames`, which check everything first,
    so that an area in hand is sound. Its tables are given out as copies.

    Parameters
    ----------
    checked : Checked
        Its tables, with the notes found in them.

    See Also
    --------
    sufficiency.load_area : read an area from a folder or workbook.
    """

    _checked: Checked = field(repr=False)

    @property
    def name(self) -> str:
        """The area's name, from its table about."""
        return self.fact("name") or "unnamed area"

    def fact(self, item: str) -> str:
        """Give one of the facts of the table about, or "" where it is not there."""
        about = self._checked.tables["about"].frame
        held = about.loc[about["item"] == item, "value"].tolist()
        return str(held[0]) if held else ""

    def about(self) -> str:
        """Tell in words what the area is, what in it is real, and whose figures they are."""
        about = self._checked.tables["about"].frame
        lines = [f"{row.item}: {row.value}" for row in about.itertuples(index=False)]
        return "\n".join(lines) if lines else "The table about is empty: nothing is told."

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables that hold anything, by name, as copies."""
        return {
            name: table.frame.copy()
            for name, table in self._checked.tables.items()
            if len(table.frame)
        }

    def table(self, name: str) -> pd.DataFrame:
        """Give one table as a copy; with its columns and no row where the area has none.

        Parameters
        ----------
        name : str
            Name of the table, such as "plans".

        Raises
        ------
        UnknownNameError
            If no area has such a table.
        """
        return self._checked.tables[terms.table(name).name].frame.copy()

    def replacing(self, raw: Mapping[str, RawTable], *, what: str) -> Checked:
        """Check tables in the place of some of the area's own; the area stays as it is.

        Parameters
        ----------
        raw : mapping of str to RawTable
            By name; localities and sites may gain rows and lose none.
        what : str
            What the area and they are together, in words.

        Returns
        -------
        Checked
        """
        return check_replaced(self._checked.tables, raw, what=what, inputs=self.inputs)

    def __getattr__(self, name: str) -> Any:
        """Give a table by its name: `area.plans`."""
        if name.startswith("_") or name not in terms.table_names():
            raise AttributeError(f"an area has no {name!r}; its tables are area.tables()")
        return self.table(name)

    def __dir__(self) -> list[str]:
        """List the tables among the attributes, for completion."""
        return [*super().__dir__(), *terms.table_names()]

    def years(self, table: str) -> tuple[int, ...]:
        """Give the academic years that a table holds, in order."""
        frame = self._checked.tables[terms.table(table).name].frame
        return tuple(sorted({int(year) for year in frame["year"]})) if "year" in frame else ()

    def basis(self, table: str) -> str:
        """Give the weakest basis that the rows of a table rest on, or "" where it is empty."""
        frame = self._checked.tables[terms.table(table).name].frame
        if "basis" not in frame or frame.empty:
            return ""
        return terms.weakest([basis or "supplied" for basis in frame["basis"].unique()])

    @property
    def localities_in_order(self) -> tuple[str, ...]:
        """Codes of the localities: the labels of that axis."""
        return tuple(self._checked.tables["localities"].frame["locality"])

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What was found in the tables and does not stop the work; `check` lays it out."""
        return self._checked.findings

    def check(self) -> pd.DataFrame:
        """Give what was found in the tables, as a frame.

        Returns
        -------
        pandas.DataFrame
            Columns severity, file, row, column, value, rule, seen, why, remedy. An area in
            hand has notes only: anything worse was raised when it was made.
        """
        return findings_frame(self._checked.findings)

    def missing(self, table: str, *, by: Sequence[str] | None = None) -> pd.DataFrame:
        """Find which combinations a table lacks.

        Parameters
        ----------
        table : str
            Name of the table.
        by : sequence of str, optional
            Columns whose every combination is expected; for journeys, every locality and
            site of the area; for others, the key of the table.

        Returns
        -------
        pandas.DataFrame
            The combinations that have no row.
        """
        return missing_rows(self, table, by=by)

    def stock(self, *, year: int) -> Labelled:
        """Give the January count of one academic year as an array.

        Parameters
        ----------
        year : int
            An academic year that the table plans holds.

        Returns
        -------
        Labelled
            Axes locality, need, ncy, setting; children. Locality and need end with "unknown".
            A marked cell is `nan`; an absent row is nought.

        Raises
        ------
        UnknownNameError
            If plans does not hold the year.
        """
        plans = self._checked.tables["plans"].frame
        return january_stock(plans, year=year, localities=self.localities_in_order)

    def explain(self, table: str, **values: object) -> Explanation:
        """Go down from a figure to the rows under it.

        Parameters
        ----------
        table : str
            Name of the table.
        **values
            Columns and the value that each must have: `year=2024, need="ASD"`.

        Returns
        -------
        Explanation
            The sum of its numbers in a sentence, and the rows with the file and row where
            each stands.

        Raises
        ------
        UnknownNameError
            If there is no such table or column.
        """
        return explain_rows(self._checked.tables[terms.table(table).name], values)

    def card(self) -> Card:
        """Say what the area holds, for which years, and on what basis."""
        return area_card(self.name, self._checked.tables, notes=len(self._checked.findings))

    @property
    def plot(self) -> AreaPlots:
        """Figures of the area: `area.plot.plans()`, `area.plot.map()`."""
        return AreaPlots(self._checked.tables, name=self.name)

    def provenance(self) -> Provenance:
        """Tell which files the area was read from, and with which versions."""
        return Provenance(self._checked.inputs, versions())

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """The files that the area was read from, with their digests."""
        return self._checked.inputs

    def _write(self, place: Path, *, replace: bool) -> Path:
        """Write the tables as they are read, so that `load_area` gives the same area again."""
        return save_tables(self.tables(), place, title=self.name, replace=replace)

    def with_table(self, name: str, frame: pd.DataFrame) -> Area:
        """Give an area with one table replaced; everything is checked anew.

        The other tables stay where they were read from, with their files and rows; among the
        inputs the new one has an entry and a digest of its own.

        Parameters
        ----------
        name : str
            Name of the table.
        frame : pandas.DataFrame
            Its rows, with the columns of the contract.

        Raises
        ------
        TableError
            If the tables are no longer sound.
        """
        return self.with_tables({name: frame})

    def with_tables(self, frames: Mapping[str, pd.DataFrame]) -> Area:
        """Give an area with several tables replaced, see `with_table`; they are checked together.

        Parameters
        ----------
        frames : mapping of str to pandas.DataFrame
            Rows by the name of the table.
        """
        replaced = {terms.table(name).name: frame for name, frame in frames.items()}
        checked = area_from_frames({**self.tables(), **replaced})._checked
        return Area(with_files_kept(checked, self._checked, replaced=tuple(replaced)))

    def with_fitted_plans(self, *, years: Sequence[int] | None = None, threshold: int = 5) -> Area:
        """Give an area whose plans are fitted from its published margins.

        Parameters
        ----------
        years : sequence of int, optional
            Academic years to fit; every year that margins holds and plans does not, where left
            out. A year that plans holds already is replaced where it is named here.
        threshold : int
            The mark c hides numbers from 1 to this, less one.

        Returns
        -------
        Area
            Its new rows of plans have basis estimated.

        Raises
        ------
        FittingError
            If no table can meet all margins of a year; each contradiction is named.
        UnknownNameError
            If margins does not hold a year.

        Examples
        --------
        >>> import sufficiency as sf
        >>> area = sf.load_example()
        >>> published_only = sf.area_from_frames(
        ...     {
        ...         name: area.table(name)
        ...         for name in ("localities", "population", "margins", "sites", "pools", "places")
        ...     }
        ... )
        >>> fitted = published_only.with_fitted_plans(years=[2024])
        >>> float(round(fitted.plans["plans"].sum(), 6))
        4551.0
        """
        margins, plans = self.table("margins"), self.table("plans")
        fitted = plans_with_fitted(margins, plans, years=years, threshold=threshold)
        return self.with_table("plans", fitted)

    def with_marked_plans_fitted(
        self,
        *,
        years: Sequence[int] | None = None,
        threshold: int = 5,
        leave_out_contradictions: bool = False,
    ) -> Area:
        """Give an area whose marked counts of plans are fitted, and whose shown counts stay.

        Each is fitted within the bounds of its mark, so that the margins of its January are met
        with the shown counts as they are.

        Parameters
        ----------
        years : sequence of int, optional
            Academic years to fit; all, where left out.
        threshold : int
            The mark c hides numbers from 1 to this, less one.
        leave_out_contradictions : bool
            Leave totals out that leave no room for the hidden counts, and where the rest still
            contradict each other all of them: these counts then keep within their marks alone.

        Returns
        -------
        Area
            Its fitted rows of plans have basis estimated.

        Raises
        ------
        FittingError
            If margins leave no room for what is shown and for the bounds of what is not, unless
            contradictions are left out.
        UnknownNameError
            If plans does not hold a year.

        See Also
        --------
        with_fitted_plans : fits whole Januaries, from margins alone.
        """
        margins, plans = self.table("margins"), self.table("plans")
        fitted = plans_with_hidden_fitted(
            margins,
            plans,
            years=years,
            threshold=threshold,
            leave_out_contradictions=leave_out_contradictions,
        )
        return self.with_table("plans", fitted)

    def __eq__(self, other: object) -> bool:
        """Say whether two areas hold the same tables, wherever they were read from."""
        if not isinstance(other, Area):
            return NotImplemented
        pairs = zip(self._checked.tables.values(), other._checked.tables.values(), strict=True)
        return all(_same(one, two) for one, two in pairs)

    __hash__ = None  # type: ignore[assignment]


def _same(one: CheckedTable, two: CheckedTable) -> bool:
    return one.frame.equals(two.frame)


def area_of(checked: Checked) -> Area:
    """Make an area of tables that were checked, or raise all that was found in them."""
    if not checked.is_sound:
        raise TableError(checked.findings, what=checked.what)
    return Area(checked)


def area_from_frames(frames: Mapping[str, pd.DataFrame]) -> Area:
    """Make an area from frames, checked in the same way as files.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Tables by name, with the columns of the contract.

    Returns
    -------
    Area

    Raises
    ------
    TableError
        With all faults at once; rows count from 2, as they would stand in Excel.
    NotPossibleError
        If frames are not given by the names of their tables.
    """
    return area_of(check_tables(raw_of_frames(frames), what="The area"))
