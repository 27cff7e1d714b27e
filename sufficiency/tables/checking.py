"""A table against its contract: every finding at once, and a typed frame where it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.tables.cells import Cell, References, read_cell
from sufficiency.tables.raw import RawTable

PANDAS = int(pd.__version__.split(".")[0])

THRESHOLD = 5
"""Counts from 1 to this, less one, are what the mark c hides, unless a scenario says otherwise."""


@dataclass(frozen=True)
class CheckedTable:
    """A table that was read against its contract.

    Parameters
    ----------
    table : str
        Name in the contract.
    file : str
        File or sheet as the user knows it.
    frame : pandas.DataFrame
        One column for each of the contract, then a `_mark` column for each that may be marked.
        Text is "" where blank; whole numbers that may be blank are `Int64`; rows are in the
        order of the key. Cells at fault are blank or missing here.
    rows : numpy.ndarray
        Row numbers as the user sees them, one for each row of the frame.
    findings : tuple of Finding
    """

    table: str
    file: str
    frame: pd.DataFrame
    rows: np.ndarray[Any, np.dtype[np.int64]]
    findings: tuple[Finding, ...]

    def each_row(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Go through the rows: the number that the user sees, and the cells by column."""
        names = list(self.frame.columns)
        columns = [self.frame[name].tolist() for name in names]
        for number, *cells in zip(self.rows.tolist(), *columns, strict=True):
            yield number, dict(zip(names, cells, strict=True))

    @property
    def is_sound(self) -> bool:
        """Whether no finding stops the work."""
        return not any(found.severity == "error" for found in self.findings)


def check_table(raw: RawTable, *, references: References | None = None) -> CheckedTable:
    """Check a table against its contract and give its frame.

    Parameters
    ----------
    raw : RawTable
        The table as text.
    references : mapping, optional
        Codes that other tables of the user define, such as the localities. A list that is
        absent or None is not checked.

    Returns
    -------
    CheckedTable
        With all findings: columns first, then cells row by row, then keys.
    """
    contract = terms.table(raw.table)
    findings = [*raw.findings]
    if not raw.header:
        return CheckedTable(raw.table, raw.file, _empty(contract), _numbers(()), tuple(findings))
    findings += _check_header(raw, contract)
    names = list(raw.header)
    columns: dict[str, Any] = {}
    cell_findings: list[tuple[int, int, Finding]] = []
    absent = [""] * len(raw.rows)
    for order, column in enumerate(contract.columns):
        position = names.index(column.name) if column.name in names else None
        texts = absent if position is None else [row[position] for row in raw.rows]
        if position is None and column.required:
            texts = absent
            cells = {"": Cell()}
        else:
            cells = {
                text: read_cell(text, column, references=references or {}) for text in set(texts)
            }
        cell_findings += _cell_findings(raw, column, texts, cells, position=position, order=order)
        columns[column.name] = _typed([cells[text].value for text in texts], column)
        if column.marks:
            columns[column.mark_column] = _text([cells[text].mark for text in texts])
    cell_findings.sort(key=lambda found: found[:2])
    findings += [found for _, _, found in cell_findings]
    frame = pd.DataFrame(columns)
    rows = _numbers(raw.numbers)
    findings += _duplicates(frame, rows, contract, file=raw.file, findings=findings)
    findings += _marked(frame, contract, file=raw.file)
    findings += _fractions(frame, rows, contract, file=raw.file)
    order_of_rows = _order(frame, contract)
    return CheckedTable(
        raw.table,
        raw.file,
        frame.iloc[order_of_rows].reset_index(drop=True),
        rows[order_of_rows],
        tuple(findings),
    )


def _numbers(numbers: tuple[int, ...]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.asarray(numbers, dtype=np.int64)


def _empty(contract: terms.Table) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for column in contract.columns:
        columns[column.name] = _typed([], column)
        if column.marks:
            columns[column.mark_column] = _text([])
    return pd.DataFrame(columns)


def empty_table(name: str) -> CheckedTable:
    """Give a table that is absent from an area: its columns and no row."""
    return CheckedTable(name, name, _empty(terms.table(name)), _numbers(()), ())


def _typed(values: list[Any], column: terms.Column) -> pd.Series[Any]:
    if not column.is_number:
        return _text(["" if value is None else value for value in values])
    if column.kind == "number":
        numbers = [np.nan if value is None else value for value in values]
        return pd.Series(numbers, dtype="float64")
    if column.required and None not in values:
        return pd.Series(values, dtype="int64")
    return pd.Series([pd.NA if value is None else value for value in values], dtype="Int64")


def _text(values: list[str]) -> pd.Series[Any]:
    # pandas 2 and 3 differ in the type of an empty series of text; a list of str does not.
    return pd.Series(values, dtype="str" if PANDAS >= 3 else "object")


def _check_header(raw: RawTable, contract: terms.Table) -> list[Finding]:
    """Name the columns that are missing, unknown, twice there, unnamed, or about a person."""
    findings: list[Finding] = []
    people = terms.person_columns()
    for name, count in Counter(raw.header).items():
        if name == "":
            filled = [
                position
                for position, heading in enumerate(raw.header)
                if heading == "" and any(row[position] for row in raw.rows)
            ]
            findings += [
                finding("column_unnamed", file=raw.file, row=1, value=_letter(position))
                for position in filled
            ]
            continue
        if count > 1:
            findings.append(finding("column_twice", file=raw.file, row=1, column=name))
        if name in contract.column_names:
            continue
        plain = name.casefold().replace(" ", "_").replace("-", "_")
        if plain in people:
            findings.append(
                finding("person_column", file=raw.file, row=1, column=name, meaning=people[plain])
            )
            continue
        free = [column for column in contract.column_names if column not in raw.header]
        meant = terms.nearest(name, free)
        remedy = (
            f"Did you mean {meant}?"
            if meant
            else f"Delete it; this table has {', '.join(contract.column_names)}."
        )
        findings.append(
            finding("column_unknown", file=raw.file, row=1, column=name, value=name, meant=remedy)
        )
    findings += [
        finding(
            "column_missing",
            file=raw.file,
            row=1,
            column=column.name,
            meaning=column.description,
        )
        for column in contract.columns
        if column.required and column.name not in raw.header
    ]
    if not raw.rows and contract.needed != "no":
        findings.append(finding("table_is_empty", file=raw.file, meaning=contract.description))
    return findings


def _letter(position: int) -> str:
    """Give the letter by which Excel calls a column."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _cell_findings(
    raw: RawTable,
    column: terms.Column,
    texts: list[str],
    cells: Mapping[str, Cell],
    *,
    position: int | None,
    order: int,
) -> list[tuple[int, int, Finding]]:
    """Name every cell at fault, with the row as the user sees it."""
    known_dates = {number for number, place in raw.dates if place == position}
    uncalculated = {
        found.row
        for found in raw.findings
        if found.rule == "a_formula_without_value" and found.column == column.name
    }
    faults = {text for text, cell in cells.items() if cell.rule}
    found: list[tuple[int, int, Finding]] = []
    if not faults and not known_dates:
        return found
    for number, text in zip(raw.numbers, texts, strict=True):
        if number in known_dates and column.kind != "text":
            fault = finding(
                "a_date",
                file=raw.file,
                row=number,
                column=column.name,
                value=text,
                example=column.example or "it",
            )
        elif text in faults and number not in uncalculated:
            fault = cells[text].finding(file=raw.file, row=number, column=column.name, text=text)
        else:
            continue
        found.append((number, order, fault))
    return found


def _key_frame(frame: pd.DataFrame, contract: terms.Table) -> pd.DataFrame:
    return frame[list(contract.key)]


def _duplicates(
    frame: pd.DataFrame,
    rows: np.ndarray[Any, np.dtype[np.int64]],
    contract: terms.Table,
    *,
    file: str,
    findings: list[Finding],
) -> list[Finding]:
    """Name every row whose key stood already in an earlier row."""
    at_fault = {found.row for found in findings if found.severity == "error"}
    if not set(contract.key) <= set(frame.columns):
        return []
    keys = _key_frame(frame, contract)
    repeated = keys.duplicated(keep=False).to_numpy()
    first: dict[tuple[Any, ...], int] = {}
    found: list[Finding] = []
    for place in np.flatnonzero(repeated):
        row = int(rows[place])
        if row in at_fault:
            continue
        key = tuple(str(value) for value in keys.iloc[place])
        if key not in first:
            first[key] = row
            continue
        found.append(
            finding(
                "duplicate_key",
                file=file,
                row=row,
                column=", ".join(contract.key),
                value=", ".join(part for part in key if part and part != "<NA>"),
                key=", ".join(contract.key),
                first=first[key],
            )
        )
    return found


def _marked(frame: pd.DataFrame, contract: terms.Table, *, file: str) -> list[Finding]:
    """Count the marked cells of each column, by mark."""
    found: list[Finding] = []
    for column in contract.columns:
        if not column.marks:
            continue
        for code, count in sorted(Counter(frame[column.mark_column]).items()):
            if not code:
                continue
            mark = terms.marks()[code]
            low, high = mark.bounds(threshold=THRESHOLD)
            found.append(
                finding(
                    "marked_cells",
                    file=file,
                    column=column.name,
                    value=code,
                    count=count,
                    meaning=mark.label.lower(),
                    low=f"{low:g}",
                    high="any number" if high == float("inf") else f"{high:g}",
                )
            )
    return found


def _fractions(
    frame: pd.DataFrame,
    rows: np.ndarray[Any, np.dtype[np.int64]],
    contract: terms.Table,
    *,
    file: str,
) -> list[Finding]:
    """Name counts of children that are not whole though published or supplied."""
    found: list[Finding] = []
    if "basis" not in contract.column_names:
        return found
    basis = frame["basis"].where(frame["basis"] != "", "supplied")
    firm = basis.isin(["published", "supplied"])
    for column in contract.columns:
        if column.kind != "number" or column.unit != "children":
            continue
        numbers = frame[column.name]
        broken = firm & numbers.notna() & (numbers % 1 != 0)
        for place in np.flatnonzero(broken.to_numpy()):
            found.append(
                finding(
                    "fraction_of_a_child",
                    file=file,
                    row=int(rows[place]),
                    column=column.name,
                    value=f"{numbers.iloc[place]:g}",
                    basis=basis.iloc[place],
                )
            )
    return found


def _order(frame: pd.DataFrame, contract: terms.Table) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Give the order of the rows by key, so that the user's order does not matter."""
    keys = _key_frame(frame, contract)
    if frame.empty:
        return np.arange(0)
    return np.lexsort([_sortable(keys[name], contract[name]) for name in reversed(contract.key)])


def _sortable(column: pd.Series[Any], contract: terms.Column) -> np.ndarray[Any, Any]:
    """Give the values of a key column in a form that can be sorted, blanks first."""
    if contract.is_number:
        return column.astype("Float64").to_numpy(dtype="float64", na_value=-np.inf)
    return column.to_numpy(dtype=object).astype(str)
