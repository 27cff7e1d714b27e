"""Rows of a scenario's tables: from the file itself, a CSV file or a sheet, held to a contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sufficiency import terms
from sufficiency.errors import FileError, Finding, ScenarioError, UnknownNameError, finding
from sufficiency.scenario.model import TableFile
from sufficiency.scenario.own_tables import check_own
from sufficiency.scenario.register import AREA_TABLES, contract, is_year, levels
from sufficiency.scenario.toml import quoted, value_text
from sufficiency.tables import (
    RawTable,
    check_table,
    empty_table,
    has_formulas,
    merged_ranges,
    open_workbook,
    read_csv_bytes,
    read_sheet,
    text_of,
)

IN_A_CELL = "In a list, put semicolons between: ASD;SEMH."
IN_TOML = 'Write a list as ["ASD", "SEMH"].'
"""How lists are written: in a CSV file or workbook, and in a scenario file."""

BY_SINCE = {"scheme_places": "places", "scheme_costs": "pounds"}
"""What stands by years since a scheme opens, in tables where one row may state several years."""

_LIST_MEANT = re.compile(r"Write ([^\s\"]+)\. " + re.escape(IN_A_CELL))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a scenario's table.

    Parameters
    ----------
    table : str
        The table.
    cells : tuple of (str, str)
        Column and text of every column of the contract, in its order.
    file : str
        Where it was stated.
    number : int
        Its row there; in a scenario file, which of the table's rows it is.
    """

    table: str
    cells: tuple[tuple[str, str], ...]
    file: str
    number: int

    def __getitem__(self, column: str) -> str:
        """Give the text of a column."""
        return dict(self.cells)[column]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that together may occur once."""
        cells = dict(self.cells)
        return tuple(cells[column] for column in contract(self.table).key)


Rows = tuple[Row, ...]


def read_rows(
    source: list[dict[str, Any]] | TableFile, *, table: str, file: str, folder: Path
) -> tuple[Rows, list[Finding]]:
    """Read the rows of one table and hold them to its contract.

    Parameters
    ----------
    source : list of dict or TableFile
        Rows of the scenario file, or where they stand.
    table : str
        Name of the table.
    file : str
        Name of the scenario file.
    folder : Path
        Folder from which paths are written.

    Returns
    -------
    rows : tuple of Row
    findings : list of Finding
    """
    if isinstance(source, TableFile):
        raw, findings = _from_file(source, table=table, file=file, folder=folder)
        if raw is None:
            return (), findings
    else:
        raw, findings = _from_list(source, table=table, file=file)
    if not raw.rows and not raw.findings:
        return (), findings
    if table not in AREA_TABLES:
        records, faults = check_own(raw, contract(table))
        if not isinstance(source, TableFile):
            faults = [_as_key(fault, table) for fault in faults]
        rows = tuple(Row(table, cells, raw.file, number) for number, cells in records)
        return rows, [*findings, *faults]
    checked = check_table(raw)
    found = checked.findings
    if not isinstance(source, TableFile):
        found = tuple(
            replace(_as_key(fault, table), remedy=_in_toml(_as_key(fault, table).remedy))
            for fault in found
        )
    names = contract(table).column_names
    columns = [[_text(value) for value in checked.frame[name].tolist()] for name in names]
    texts = zip(*columns, strict=True)
    rows = tuple(
        Row(table, tuple(zip(names, cells, strict=True)), raw.file, int(number))
        for cells, number in zip(texts, checked.rows.tolist(), strict=True)
    )
    return rows, [*findings, *found]


def _as_key(fault: Finding, table: str) -> Finding:
    """Speak of keys where a scenario file lacks one: it has neither columns nor cells."""
    rules = {"column_missing": "key_missing", "blank_cell": "key_blank"}
    if fault.rule not in rules:
        return fault
    column = contract(table)[fault.column]
    is_missing = fault.rule == "column_missing"
    return finding(
        rules[fault.rule],
        file=fault.file,
        row=None if is_missing else fault.row,
        column=fault.column,
        meaning=column.description,
        example=_example(column),
    )


def _in_toml(remedy: str) -> str:
    """Write a list in a remedy as it stands in a scenario file, not as in a cell."""
    if IN_A_CELL not in remedy:
        return remedy
    told = _LIST_MEANT.search(remedy)
    if told:
        return f"Write {value_text(told[1].split(';'))}."
    return remedy.replace(IN_A_CELL, IN_TOML)


def _text(value: Any) -> str:
    """Write a checked value as text; a blank number is blank."""
    if isinstance(value, str):
        return value
    if value is None or str(value) in ("<NA>", "nan"):
        return ""
    return text_of(value)


def _from_list(
    source: list[dict[str, Any]], *, table: str, file: str
) -> tuple[RawTable, list[Finding]]:
    """Lay rows of a scenario file out as text; lists may stand for several codes only."""
    records: list[tuple[int, dict[str, Any]]] = []
    for number, row in enumerate(source, 1):
        spread = _spread_levels(row) if table == "levels" else row
        records += [
            (number, record)
            for dated in _spread_years(spread, table=table)
            for since in _spread_since(dated, table=table)
            for record in _spread_shares(since, table=table)
        ]
    years = [column.name for column in contract(table).columns if column.kind == "year"]
    records = [
        (number, record | {name: _year(record[name]) for name in years if _is_text(record, name)})
        for number, record in records
    ]
    lists = {column.name for column in contract(table).columns if column.kind == "codes"}
    lists |= set(levels()) if table == "levels" else set()  # three shares each
    findings = [
        finding(
            "scenario_value_kind",
            file=f"{file} [[{table}]]",
            row=number,
            column=name,
            value="a list",
            key=name,
            wanted="a single value",
            example=_example(contract(table)[name]),
        )
        for number, record in records
        for name, value in record.items()
        if isinstance(value, list) and name in contract(table).column_names and name not in lists
    ]
    if findings:
        return RawTable(table, f"{file} [[{table}]]", (), (), ()), findings
    header = tuple(dict.fromkeys(name for _, record in records for name in record))
    rows = tuple(tuple(text_of(record.get(name)) for name in header) for _, record in records)
    numbers = tuple(number for number, _ in records)
    return RawTable(table, f"{file} [[{table}]]", header, rows, numbers), []


def _example(column: terms.Column) -> str:
    example = column.example or "..."
    return f"{column.name} = {example if column.is_number else quoted(example)}"


def _spread_years(row: dict[str, Any], *, table: str) -> Iterator[dict[str, Any]]:
    """Make a row for each year of places = { 2028 = 8, 2029 = 16 }."""
    places = row.get("places")
    if table not in ("places", "caps") or not isinstance(places, dict) or "year" in row:
        yield row
        return
    if not places or not all(is_year(year) for year in places):
        yield {**row, "year": None}
        return
    for year, number in places.items():
        yield {**row, "year": _year(year), "places": number}


def _spread_since(row: dict[str, Any], *, table: str) -> Iterator[dict[str, Any]]:
    """Make a row for each year since the opening of places = { 0 = 8, 1 = 16 }."""
    name = BY_SINCE.get(table, "")
    held = row.get(name)
    if not isinstance(held, dict) or "since" in row:
        yield row
        return
    if not held:
        yield {**row, name: None}
        return
    for since, amount in held.items():
        yield {**row, "since": since, name: amount}


def _spread_shares(row: dict[str, Any], *, table: str) -> Iterator[dict[str, Any]]:
    """Make a row for each setting of to = { special = 0.6, mainstream = 0.4 }."""
    to = row.get("to")
    if table != "closures" or not isinstance(to, dict) or "share" in row:
        yield row
        return
    if not to:
        yield {**row, "to": None}
        return
    for setting, share in to.items():
        yield {**row, "to": setting, "share": share}


def _is_text(record: dict[str, Any], name: str) -> bool:
    """Whether a row states text under a name: a year may be written "2028/29"."""
    return isinstance(record.get(name), str)


def _year(text: str) -> str:
    try:
        return str(terms.year_from_text(text))
    except UnknownNameError:
        return text


def _spread_levels(row: dict[str, Any]) -> dict[str, Any]:
    """Make three columns of base = [0.02, 0.05, 0.1]: low, central, high."""
    spread: dict[str, Any] = {}
    for name, value in row.items():
        if name in levels() and isinstance(value, list) and len(value) == 3:
            spread |= {f"{name}_low": value[0], name: value[1], f"{name}_high": value[2]}
        else:
            spread[name] = value
    return spread


def _from_file(
    source: TableFile, *, table: str, file: str, folder: Path
) -> tuple[RawTable | None, list[Finding]]:
    """Read a CSV file or a sheet of a workbook."""
    column = f"{table}.file"
    if any(not letter.isprintable() for letter in source.file):
        return None, [finding("path_with_codes", file=file, column=column, value=source.file)]
    path = folder / source.file
    place: dict[str, Any] = {"file": file, "column": column, "value": source.file, "table": table}
    if path.suffix.casefold() not in (".csv", ".xlsx"):
        return None, [finding("table_file_kind", **place)]
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "not found"
        return None, [finding("table_file_missing", reason=reason, **place)]
    if path.suffix.casefold() == ".csv":
        try:
            return read_csv_bytes(content, table=table, file=path.name), []
        except UnknownNameError:  # an empty file of a table that only a scenario has
            columns = ", ".join(contract(table).column_names)
            return None, [finding("file_is_empty", file=path.name, row=1, columns=columns)]
    return _from_workbook(path, source, place)


def _from_workbook(
    path: Path, source: TableFile, place: dict[str, Any]
) -> tuple[RawTable | None, list[Finding]]:
    table: str = place["table"]
    sheet = source.sheet or table
    named = f"{path.name}, sheet {sheet}"
    with ExitStack() as opened:
        try:
            values = opened.enter_context(closing(open_workbook(path)))
            names = [worksheet.title for worksheet in values.worksheets]  # no chart sheets
            if sheet not in names:
                meant = terms.nearest_words(sheet, names)
                remedy = f"Did you mean {meant}?" if meant else f"It has {', '.join(names)}."
                at = {**place, "column": f"{table}.sheet", "value": sheet}
                return None, [finding("sheet_missing", meant=remedy, **at)]
            formulas = None
            if has_formulas(path):
                formulas = opened.enter_context(closing(open_workbook(path, values=False)))[sheet]
            merged = merged_ranges(path)
            raw = read_sheet(values[sheet], formulas, table=table, merged=merged)
        except FileError:
            return None, [finding("table_file_broken", **place)]
        except UnknownNameError:  # an empty sheet of a table that only a scenario has
            columns = ", ".join(contract(table).column_names)
            return None, [finding("file_is_empty", file=named, row=1, columns=columns)]
    # A scenario may name several workbooks, so a sheet alone would not say where to look.
    found = tuple(replace(known, file=named) for known in raw.findings)
    return replace(raw, file=named, findings=found), []


def lay_over(beneath: Rows, new: Iterable[Row]) -> Rows:
    """Put new rows in place of those with the same key; all in order of table and key."""
    held = {(row.table, row.key): row for row in beneath}
    held |= {(row.table, row.key): row for row in new}
    return tuple(held[place] for place in sorted(held))


def frame_of(rows: Iterable[Row], *, table: str) -> Any:
    """Lay rows out as a typed frame: the contract's columns, then the file of each row.

    Tables that an area has too come out with the very types that the area's have.
    """
    import pandas as pd

    chosen = [row for row in rows if row.table == table]
    names = contract(table).column_names
    texts = tuple(tuple(text for _, text in row.cells) for row in chosen)
    files = [row.file for row in chosen]
    if table in AREA_TABLES:
        raw = RawTable(table, table, names, texts, tuple(range(len(chosen))))
        checked = check_table(raw) if chosen else empty_table(table)
        faults = [found for found in checked.findings if found.severity == "error"]
        if faults:  # only where a slip moves a year beyond what tables hold
            raise ScenarioError(faults, what=f"the table {table} of the scenario")
        frame = checked.frame.copy()
        files = [files[place] for place in checked.rows.tolist()]
    else:
        columns = {
            column.name: _typed([row[place] for row in texts], column)
            for place, column in enumerate(contract(table).columns)
        }
        frame = pd.DataFrame(columns, columns=list(names))
    frame["file"] = pd.Series(files, dtype="object")
    return frame


def _typed(texts: list[str], column: terms.Column) -> Any:
    import pandas as pd

    if not column.is_number:
        return pd.Series(texts, dtype="object")
    if column.kind == "number":
        return pd.Series([float(text) if text else float("nan") for text in texts], dtype="float64")
    if column.required:
        return pd.Series([int(text) for text in texts], dtype="int64")
    return pd.Series([int(text) if text else pd.NA for text in texts], dtype="Int64")
