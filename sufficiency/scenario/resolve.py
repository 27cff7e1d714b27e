"""What a scenario holds once every file has been laid over the ones beneath it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from sufficiency.errors import Finding
from sufficiency.scenario import assumptions
from sufficiency.scenario.assumptions import default_entries
from sufficiency.scenario.closures import TABLE as CLOSURES
from sufficiency.scenario.closures import check_closures, laid_over
from sufficiency.scenario.levels import check_levels, default_levels, is_stated
from sufficiency.scenario.model import ScenarioFile
from sufficiency.scenario.reading import DEFAULT, Entries
from sufficiency.scenario.register import TABLES
from sufficiency.scenario.rows import Row, Rows, lay_over, read_rows
from sufficiency.scenario.schemes import check_schemes

Marked = Literal["refuse", "fit"]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a scenario says, defaults included.

    Parameters
    ----------
    name, title, description : str
        What it is called, and what it is about.
    marked : {"refuse", "fit"}
        What becomes of counts that are not shown.
    entries : tuple of Entry
        Every value of every assumption.
    levels, rows : tuple of Row
        The levels table, and all other tables.
    files : tuple of str
        The files it comes from, the last one first.
    marked_file : str
        Where `marked` was stated.
    based_on : Content or None
        What the scenario that its file names in `based_on` says; it changes nothing of what is
        said here, and is in no digest.
    """

    name: str
    title: str = ""
    description: str = ""
    marked: Marked = "refuse"
    entries: Entries = field(default_factory=default_entries)
    levels: Rows = field(default_factory=default_levels)
    rows: Rows = ()
    files: tuple[str, ...] = ()
    marked_file: str = DEFAULT
    based_on: Content | None = field(default=None, compare=False, repr=False)

    def digest(self) -> str:
        """Give a digest of what is said, not of where it was said."""
        said = {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "marked": self.marked,
            "entries": [
                [e.name, e.key, e.year, e.value, e.why, e.owner, e.basis, e.source, e.is_stated]
                for e in self.entries
            ],
            "levels": [[r.cells, is_stated(r)] for r in sorted(self.levels, key=_by_key)],
            "rows": [[row.table, row.cells] for row in sorted(self.rows, key=_by_key)],
        }
        written = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode("ascii")).hexdigest()


def _by_key(row: Row) -> tuple[str, tuple[str, ...]]:
    return row.table, row.key


def lay_shape(
    beneath: Content, shape: ScenarioFile, *, file: str, folder: Path
) -> tuple[Content, list[Finding]]:
    """Lay what one file says over what holds beneath it.

    Parameters
    ----------
    beneath : Content
        What held before.
    shape : ScenarioFile
        What the file says.
    file : str
        What to call it in findings and as the origin of its values.
    folder : Path
        Folder from which the files that it names are found.

    Returns
    -------
    Content
        What holds now, as far as it is sound.
    list of Finding
    """
    entries, findings = assumptions.overlay(beneath.entries, shape, file=file)
    rows, unsound = beneath.rows, set()
    for table in TABLES:
        new, faults = read_rows(getattr(shape, table), table=table, file=file, folder=folder)
        findings += faults
        unsound |= {table} if faults else set()
        rows = lay_over(laid_over(rows, new), new)
    findings += check_schemes(rows)
    # Without a row that is at fault, the shares of the others would not add up either.
    findings += [] if CLOSURES in unsound else check_closures(rows)
    stated, faults = read_rows(shape.levels, table="levels", file=file, folder=folder)
    findings += faults
    levels = lay_over(beneath.levels, stated)
    if not faults and stated:
        findings += check_levels(levels, new=stated)
    content = replace(
        beneath,
        name=shape.name if shape.name is not None else beneath.name,
        title=shape.title if shape.title is not None else beneath.title,
        description=shape.description if shape.description is not None else beneath.description,
        marked=shape.marked or beneath.marked,
        marked_file=file if shape.marked else beneath.marked_file,
        entries=entries,
        levels=levels,
        rows=rows,
        files=(file, *beneath.files),
    )
    return content, findings
