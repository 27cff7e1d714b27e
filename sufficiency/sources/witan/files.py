"""The files of a folder in the formats of witan.send, told by their headings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import FileError, Finding, FindingsError, finding
from sufficiency.sources.counts import read_counts
from sufficiency.sources.headings import plain
from sufficiency.sources.text_tables import TextTable, first_rows, read_text_table

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = {
    "transitions": (
        "calendar year",
        *("setting 1", "need 1", "academic year 1", "setting 2", "need 2", "academic year 2"),
    ),
    "population": ("calendar year", "academic year", "population"),
    "valid-states": ("setting", "needs", "min academic year", "max academic year"),
    "costs": ("need", "setting", "cost"),
}
"""Headings by file, in plain letters; a file may have more."""

NONSEND = "NONSEND"


def kind_of(row: Sequence[str]) -> str | None:
    """Say which of the files a header is of."""
    headings = {plain(name) for name in row if name}
    return next((kind for kind, asked in HEADINGS.items() if set(asked) <= headings), None)


def folder_of(path: str | Path) -> Path:
    """Give the folder, or that of a file in it.

    Raises
    ------
    FileError
        If there is none.
    """
    place = Path(path)
    try:
        if place.is_file():
            return place.parent
        if place.is_dir():
            return place
    except (OSError, ValueError):
        pass
    raise FileError.of("witan_no_folder", path=place)


def tables_in(folder: Path) -> dict[str, TextTable]:
    """Read the files of a folder, whatever they are called; the usual name comes first.

    Returns
    -------
    dict of str to TextTable
        By kind, with plain headings; a kind that is not there is absent.

    Raises
    ------
    FileError
        If there are no transitions.
    FindingsError
        If two files are of one kind, or one cannot be read.
    """
    found: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        if file.suffix.casefold() != ".csv" or not file.is_file():
            continue
        kind = next((one for row in first_rows(file) if (one := kind_of(row))), None)
        if kind is None:
            continue
        if kind in found and found[kind].stem == kind:
            continue
        if kind in found and file.stem != kind:
            words: dict[str, Any] = {"value": found[kind].name, "other": file.name}
            fault = finding("witan_file_twice", file=file.name, **words)
            raise FindingsError([fault], what=f"The folder {folder.name}")
        found[kind] = file
    if "transitions" not in found:
        raise FileError.of("witan_no_transitions", path=folder)
    return {kind: _read(file, kind) for kind, file in found.items()}


def _read(path: Path, kind: str) -> TextTable:
    asked = set(HEADINGS[kind])
    table = read_text_table(
        path,
        what=f"{kind}.csv of witan.send",
        is_header=lambda row: kind_of(row) == kind,
        keep=lambda heading: plain(heading) in asked,
    )
    frame = table.frame.rename(columns=plain)[list(HEADINGS[kind])]
    return TextTable(table.file, frame, table.header_row, table.findings, table.source)


def whole_numbers(
    frame: pd.DataFrame, columns: Sequence[str], *, file: str, low: float, high: float, what: str
) -> tuple[dict[str, pd.Series[Any]], list[Finding]]:
    """Read columns of whole numbers; cells at fault are named and read as nought."""
    made: dict[str, pd.Series[Any]] = {}
    faults: list[Finding] = []
    for column in columns:
        counts = read_counts(frame[column], file=file, column=column, what=what, low=low, high=high)
        faults += counts.faults
        broken = counts.numbers.notna() & (counts.numbers % 1 != 0)
        faults += [
            finding(
                "count_not_a_number",
                file=file,
                row=int(str(row)),
                column=column,
                value=frame.loc[row, column],
                what=f"{what}, whole",
                others="",
            )
            for row in counts.numbers.index[broken][:5]
        ]
        made[column] = counts.numbers.fillna(0).round().astype("int64")
    return made, faults
