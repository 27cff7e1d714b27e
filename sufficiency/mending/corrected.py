"""An area with corrections made, and the record of who changed what."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.area import Area
from sufficiency.errors import FileError, Finding, FindingsError, TableError, finding
from sufficiency.mending.correcting import (
    ANSWERED,
    AUDIT_COLUMNS,
    CORRECTED,
    FOLLOWS,
    LEFT,
    Laid,
    lay_in,
)
from sufficiency.mending.following import ALONG
from sufficiency.mending.reading_back import Held, faults_of, read_answers
from sufficiency.messages.message import filled
from sufficiency.results import Card, Figure, InputFile, Provenance, Result, check_place, versions
from sufficiency.tables import check_free, csv_bytes, write_whole
from sufficiency.tables.reading import decode

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 5

FOLLOWING_WORDS = {
    FOLLOWS: "{count:row of TABLE follows|rows of TABLE follow}",
    LEFT: "{count:cell of TABLE stays as it is|cells of TABLE stay as they are}",
}
"""What became of tables of the same children, by what the record says was done."""


@dataclass(frozen=True, eq=False, repr=False)
class Corrected(Result):
    """What `apply_corrections` gives: a new area, and the record of its corrections.

    Parameters
    ----------
    area : Area
        With the corrections made.
    records : pandas.DataFrame
        See `audit`.
    notes : tuple of Finding
        What was noted while the file was read.
    source : InputFile
        The file of corrections.
    """

    area: Area
    records: pd.DataFrame
    notes: tuple[Finding, ...]
    source: InputFile

    def audit(self) -> pd.DataFrame:
        """Tell of every cell what stood there, what stands there now, and who said so.

        Returns
        -------
        pandas.DataFrame
            Id, table, key, column, before, after, done, who, when, comment. Done is corrected;
            answered (nothing changed, and somebody said why); follows (the basis of a row that
            was corrected, and transitions and placements of the children whose plans were); left
            (those that may be of other children, with their number in the key, stay as they are);
            or added up (the number of a row to which another was added, since the
            correction made them the same).
        """
        return self.records.copy()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables of the area, and the audit."""
        return {**self.area.tables(), "audit": self.audit()}

    def card(self) -> Card:
        """Say how many corrections were made and how many questions were answered."""
        done = self.records["done"]
        made, answered = int(done.eq(CORRECTED).sum()), int(done.eq(ANSWERED).sum())
        tables = sorted(set(self.records.loc[done == CORRECTED, "table"]))
        return Card(
            title=f"Corrections of {self.area.name}, from {self.source.file}",
            lines=(
                f"In the tables {', '.join(tables)}.{self._along()}"
                if tables
                else "Nothing was changed.",
                "What stood there before, and who changed it, is in the audit.",
            ),
            figures=(
                Figure("Corrections made", float(made), "cells", "supplied"),
                Figure("Answered, and left as it is", float(answered), "issues", "supplied"),
            ),
            next_python='corrected.save("area-2.xlsx") writes the area, and the audit beside it',
            next_command="quality NEW tells what is left to ask",
        )

    def _along(self) -> str:
        """Say how many rows of other tables follow what was corrected, and how many do not."""
        others = self.records[self.records["table"].isin(ALONG)]
        told = []
        for (table, done), rows in others.groupby(["table", "done"], sort=False)["key"]:
            if done in FOLLOWING_WORDS:
                words = FOLLOWING_WORDS[done].replace("TABLE", str(table))
                told.append(filled(words, {"count": rows.nunique()}))
        return f" {'; '.join(told)}." if told else ""

    def provenance(self) -> Provenance:
        """Tell which files the area and the corrections come from."""
        return Provenance((*self.area.inputs, self.source), versions())

    def _write(self, place: Path, *, replace: bool) -> Path:
        """Write the area as `load_area` reads it, and the audit in a file beside it.

        An audit that stands there stays, with the new rows below: it is never replaced.
        """
        check_place(place, replace=replace)
        beside = audit_beside(place)
        before = _recorded(beside)
        rows = [*before, *self.records[list(AUDIT_COLUMNS)].astype(str).to_numpy().tolist()]
        content = csv_bytes(AUDIT_COLUMNS, rows)
        check_free(beside, replace=True)
        written = self.area.save(place, replace=replace)
        write_whole(beside, lambda file: _write_bytes(file, content), replace=True)
        return written


def audit_beside(place: Path) -> Path:
    """Name the file of the audit of an area: `area.xlsx` has `area.corrections.csv`."""
    return place.with_name(f"{place.stem}.corrections.csv")


def _write_bytes(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def _recorded(beside: Path) -> list[list[str]]:
    """Read the rows of an audit that stands there already."""
    if not beside.exists():
        return []
    try:
        text, _ = decode(beside.read_bytes(), file=beside.name)
        rows = list(csv.reader(io.StringIO(text or "", newline="")))
    except (OSError, csv.Error):
        rows = []
    if not rows or tuple(rows[0]) != AUDIT_COLUMNS:
        raise FileError.of("correction_audit_other", path=beside)
    return rows[1:]


def apply_corrections(area: Area, path: str | Path) -> Corrected:
    """Make an area with the corrections that colleagues wrote into a file of issues.

    Parameters
    ----------
    area : Area
        The area that the issues are of. It stays as it is.
    path : str or Path
        What `quality.save_issues` wrote, with the columns correction, who, when and comment
        filled in; a workbook or a CSV file. Other columns are not read.

    Returns
    -------
    Corrected
        The new area, and an audit of every cell.

    Raises
    ------
    FindingsError
        With everything that stands in the way, by rows of the file: ids that do not fit, cells
        that have changed since, corrections that are no valid value, two of one cell, nobody named
        or no day. Then nothing is corrected.
    FileError
        If there is no such file, or it cannot be opened.

    Notes
    -----
    A row of plans or placements that a correction makes the same as another is added to it. A row
    whose basis was published or estimated is supplied once somebody has corrected it. Where the
    need, setting or home of children is corrected in plans, the transitions into that January and
    out of it follow, and placements, as far as they count the same children; those that may be of
    others stay, with a note. All of it is in the audit.

    Examples
    --------
    >>> import sufficiency as sf
    >>> corrected = sf.apply_corrections(area, "issues.xlsx")  # doctest: +SKIP
    """
    what = f"The corrections in {Path(path).name}"
    answers, file, findings, source = read_answers(Path(path))
    held = Held(area)
    findings += faults_of(answers, held, file=file)
    _raise_faults(findings, what=what)
    if not any(answer.corrects for answer in answers):
        findings.append(finding("correction_none", file=file))
    laid = lay_in(answers, held, file=file)
    findings += laid.findings
    _raise_faults(findings, what=what)
    corrected = _sound(area, laid, findings, file=file, what=what)
    return Corrected(corrected, _audit_frame(laid), tuple(findings), source)


def _raise_faults(findings: list[Finding], *, what: str) -> None:
    if any(found.severity == "error" for found in findings):
        raise FindingsError(findings, what=what)


def _sound(area: Area, laid: Laid, findings: list[Finding], *, file: str, what: str) -> Area:
    """Make the area, or name what would be wrong in it."""
    if not laid.frames:
        return area
    try:
        return area.with_tables(laid.frames)
    except TableError as error:
        faults = [one for one in error.findings if one.severity == "error"]
        told = [
            finding("correction_unsound", file=file, value=f"{one.place}: {one.seen}")
            for one in faults[:MOST_TOLD]
        ]
        raise FindingsError([*findings, *told, *faults], what=what) from None


def _audit_frame(laid: Laid) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(laid.audit, columns=list(AUDIT_COLUMNS), dtype=object)
