"""From a folder of CSV files, a workbook or frames to the tables of an area, all faults at once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.area.checks import cross_check
from sufficiency.errors import FileEncodingWarning, FileError, Finding, Severity, finding
from sufficiency.results import InputFile
from sufficiency.tables import (
    SHEETS_FOR_PEOPLE,
    CheckedTable,
    RawTable,
    check_table,
    empty_table,
    open_workbook,
    read_csv,
    read_sheet,
    text_of,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Checked:
    """What was read, with everything found in it.

    Parameters
    ----------
    what : str
        What was read, in words.
    tables : mapping of str to CheckedTable
        Every table of the contract; those that are absent are empty.
    findings : tuple of Finding
        Of all tables, and between them.
    inputs : tuple of InputFile
        The files that were read.
    """

    what: str
    tables: Mapping[str, CheckedTable]
    findings: tuple[Finding, ...]
    inputs: tuple[InputFile, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether an area can be made of it."""
        return not any(found.severity == "error" for found in self.findings)


def read_area(path: str | Path) -> Checked:
    """Read and check the tables of an area, without raising for what is in them.

    Parameters
    ----------
    path : str or Path
        A folder of CSV files, or an .xlsx workbook.

    Returns
    -------
    Checked

    Raises
    ------
    FileError
        If there is nothing there, or it cannot be opened.

    Warns
    -----
    FileEncodingWarning
        If a CSV file had to be read as Windows-1252.
    """
    place = Path(path)
    try:
        is_folder, is_file = place.is_dir(), place.is_file()
    except (OSError, ValueError) as error:
        raise FileError.of("cannot_open", path=place, reason=error) from None
    if is_folder:
        raw, findings, inputs = _read_folder(place)
    elif not is_file:
        raise FileError.of("no_such_place", path=place)
    elif place.suffix.casefold() in (".xlsx", ".xlsm"):
        raw, findings, inputs = _read_workbook(place)
    else:
        raise FileError.of("not_an_area_file", path=place)
    checked = check_tables(raw, what=f"The area in {place.name}", findings=findings, inputs=inputs)
    for found in checked.findings:
        if found.rule == "read_as_windows":
            warnings.warn(str(found), FileEncodingWarning, stacklevel=3)
    return checked


def _read_folder(
    folder: Path,
) -> tuple[dict[str, RawTable], list[Finding], tuple[InputFile, ...]]:
    """Read every CSV file of a folder that is called like a table."""
    raw: dict[str, RawTable] = {}
    findings: list[Finding] = []
    inputs: list[InputFile] = []
    for path in sorted(folder.iterdir(), key=lambda file: file.name):
        if path.name.startswith((".", "~$")) or not path.is_file():
            continue
        if path.suffix.casefold() in (".xlsx", ".xls", ".xlsm"):
            findings.append(_unknown(path.name, "", severity="note"))
        if path.suffix.casefold() != ".csv":
            continue
        name = path.stem.casefold()
        if name not in terms.table_names():
            findings.append(_unknown(path.name, path.stem, severity="error"))
            continue
        raw[name] = read_csv(path, table=name)
        inputs.append(InputFile.of(path))
    return raw, findings, tuple(inputs)


def _read_workbook(
    path: Path,
) -> tuple[dict[str, RawTable], list[Finding], tuple[InputFile, ...]]:
    """Read every sheet of a workbook that is called like a table."""
    values, formulas = open_workbook(path), open_workbook(path, values=False)
    raw: dict[str, RawTable] = {}
    findings: list[Finding] = []
    for title in values.sheetnames:
        name = title.strip().casefold()
        if title in SHEETS_FOR_PEOPLE:
            continue
        if name not in terms.table_names():
            findings.append(_unknown(f"sheet {title}", title, severity="error"))
            continue
        raw[name] = read_sheet(values[title], formulas[title], table=name)
    return raw, findings, (InputFile.of(path),)


def _unknown(file: str, name: str, *, severity: Severity) -> Finding:
    meant = terms.nearest(name, terms.table_names()) if name else None
    remedy = (
        f"Did you mean {meant}? Rename it."
        if meant
        else f"Move it elsewhere; the tables are {', '.join(terms.table_names())}."
    )
    return finding("unknown_file", file=file, value=name or file, meant=remedy, severity=severity)


def check_tables(
    raw: Mapping[str, RawTable],
    *,
    what: str,
    findings: list[Finding] | None = None,
    inputs: tuple[InputFile, ...] = (),
) -> Checked:
    """Check tables one by one, then against each other.

    Parameters
    ----------
    raw : mapping of str to RawTable
        The tables that were given, by name.
    what : str
        What they are, in words, for the error.
    findings : list of Finding, optional
        What was found while reading.
    inputs : tuple of InputFile
        The files that were read.
    """
    found = list(findings or [])
    references: dict[str, frozenset[str] | None] = {}
    tables: dict[str, CheckedTable] = {}
    for name in ("localities", "sites"):
        tables[name] = check_table(raw[name]) if name in raw else empty_table(name)
        column = terms.table(name).key[0]
        known = None
        if name in raw and tables[name].is_sound:
            known = frozenset(tables[name].frame[column])
        references[column] = known
        references[f"{column}_or_unknown"] = None if known is None else known | {"unknown"}
    for name in terms.table_names():
        if name not in tables:
            tables[name] = (
                check_table(raw[name], references=references) if name in raw else empty_table(name)
            )
    tables = {name: tables[name] for name in terms.table_names()}
    found += _absent(raw, folder="sheet " not in "".join(table.file for table in raw.values()))
    for table in tables.values():
        found += table.findings
    found += cross_check(tables, given=frozenset(raw))
    return Checked(what, tables, tuple(found), inputs)


def _absent(raw: Mapping[str, RawTable], *, folder: bool) -> list[Finding]:
    """Name the tables that an area cannot do without."""
    found = []
    for name in terms.table_names():
        contract = terms.table(name)
        if contract.needed == "yes" and name not in raw:
            where = f"a file {name}.csv" if folder else f"a sheet {name}"
            found.append(
                finding(
                    "table_missing",
                    file=f"{name}.csv" if folder else f"sheet {name}",
                    value=name,
                    meaning=contract.description,
                    where=where,
                )
            )
    if "plans" not in raw and "margins" not in raw:
        found.append(finding("plans_or_margins_missing", file="area"))
    return found


def raw_of_frame(table: str, frame: pd.DataFrame) -> RawTable:
    """Turn a frame into a table as text, so that it is checked like a file.

    Parameters
    ----------
    table : str
        Name of the table.
    frame : pandas.DataFrame
        Row numbers in messages count from 2, as if it stood in Excel. A column of marks, as
        an area's own frames have it, goes back into the cells that it belongs to.
    """
    contract = terms.table(table)
    marks = {
        column.name: frame[column.mark_column].tolist()
        for column in contract.columns
        if column.marks and column.mark_column in frame.columns
    }
    inner = {column.mark_column for column in contract.columns if column.marks}
    names = [name for name in frame.columns if name not in inner]
    columns = [_texts(frame[name].tolist(), marks.get(name)) for name in names]
    rows = tuple(zip(*columns, strict=True)) if columns else ()
    numbers = tuple(range(2, 2 + len(rows)))
    return RawTable(table, f"frame {table}", tuple(str(name) for name in names), rows, numbers)


def _texts(values: list[object], signs: list[str] | None) -> list[str]:
    """Write values as text with all their digits; a mark takes the place of its number."""
    written = []
    for place, value in enumerate(values):
        if signs is not None and signs[place]:
            written.append(signs[place])
        elif value is None or value != value or str(value) == "<NA>":
            written.append("")
        elif isinstance(value, float) and not value.is_integer():
            written.append(repr(float(value)))
        else:
            written.append(text_of(value))
    return written
