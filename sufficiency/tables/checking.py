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
from sufficiency.tables.faults import by_row
from sufficiency.tables.headers import check_header
from sufficiency.tables.raw import RawTable

PANDAS = int(pd.__version__.split(".")[0])

THRESHOLD = 5
"""Counts from 1 to this, less one, are what the mark c hides, unless a scenario says otherwise."""


WHOLE = {"children": "fraction_of_a_child", "places": "fraction_of_a_place"}
"""Units that are counted in whole numbers, with the rule that a fraction breaks."""

MOST_SUGGESTED = 50
"""Different unknown codes of a column for which the nearest known one is looked for."""


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
    findings += check_header(raw, contract)
    if not raw.rows and contract.needed != "no" and raw.is_whole:
        findings.append(finding("table_is_empty", file=raw.file, meaning=contract.description))
    names = list(raw.header)
    columns: dict[str, Any] = {}
    cell_findings: list[tuple[int, int, Finding]] = []
    signs: dict[str, Counter[str]] = {}
    absent = [""] * len(raw.rows)
    for order, column in enumerate(contract.columns):
        position = names.index(column.name) if column.name in names else None
        texts = absent if position is None else [row[position] for row in raw.rows]
        if position is None and column.required:
            texts = absent
            cells = {"": Cell()}
        else:
            cells = _read_cells(texts, column, references=references or {})
        cell_findings += _cell_findings(raw, column, texts, cells, position=position, order=order)
        columns[column.name] = _typed([cells[text].value for text in texts], column)
        if column.marks:
            columns[column.mark_column] = _text([cells[text].mark for text in texts])
            signs[column.name] = Counter(text for text in texts if cells[text].mark)
    findings += by_row(raw, cell_findings, contract)
    frame = pd.DataFrame(columns)
    rows = _numbers(raw.numbers)
    faults = [*findings, *(found for _, _, found in cell_findings)]
    at_fault = {found.row for found in faults if found.severity == "error"}
    if 1 not in at_fault or all(name in names for name in contract.key):
        findings += _duplicates(frame, rows, contract, file=raw.file, at_fault=at_fault)
    findings += _marked(signs, contract, file=raw.file)
    findings += _fractions(frame, rows, contract, file=raw.file, at_fault=at_fault)
    order_of_rows = _order(frame, contract)
    return CheckedTable(
        raw.table,
        raw.file,
        frame.iloc[order_of_rows].reset_index(drop=True),
        rows[order_of_rows],
        tuple(findings),
    )


def _read_cells(
    texts: list[str], column: terms.Column, *, references: References
) -> dict[str, Cell]:
    """Read each text of a column once."""
    cells: dict[str, Cell] = {}
    faults = 0
    for text in dict.fromkeys(texts):
        suggest = faults < MOST_SUGGESTED
        cells[text] = read_cell(text, column, references=references, suggest=suggest)
        faults += bool(cells[text].rule)
    return cells


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
    named_already = {number for number, place in raw.named if place == position}
    faults = {text for text, cell in cells.items() if cell.rule}
    found: list[tuple[int, int, Finding]] = []
    if not faults and not known_dates:
        return found
    for number, text in zip(raw.numbers, texts, strict=True):
        if number in known_dates:
            fault = finding(
                "a_date",
                file=raw.file,
                row=number,
                column=column.name,
                value=text,
                example=column.example or "2026",
            )
        elif text in faults and number not in named_already:
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
    at_fault: set[int | None],
) -> list[Finding]:
    """Name every row whose key stood already in an earlier row."""
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


def _marked(
    signs: Mapping[str, Counter[str]], contract: terms.Table, *, file: str
) -> list[Finding]:
    """Count the marked cells of each column by mark, and show other ways in which it is written."""
    found: list[Finding] = []
    for column in contract.columns:
        written = signs.get(column.name, Counter())
        of_code: dict[str, list[str]] = {}
        for text in sorted(written):
            of_code.setdefault(terms.mark_of(text) or "", []).append(text)
        for code, texts in sorted(of_code.items()):
            mark = terms.marks()[code]
            low, high = mark.bounds(threshold=THRESHOLD)
            others = " and ".join(text for text in texts if text != code)
            found.append(
                finding(
                    "marked_cells",
                    file=file,
                    column=column.name,
                    value=code,
                    written=f", written {others}" if others else "",
                    count=sum(written[text] for text in texts),
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
    at_fault: set[int | None],
) -> list[Finding]:
    """Name counts of children and places that are not whole though published or supplied."""
    found: list[Finding] = []
    if "basis" not in contract.column_names:
        return found
    basis = frame["basis"].where(frame["basis"] != "", "supplied")
    firm = basis.isin(["published", "supplied"])
    for column in contract.columns:
        if column.kind != "number" or column.unit not in WHOLE:
            continue
        numbers = frame[column.name]
        broken = firm & numbers.notna() & (numbers % 1 != 0)
        for place in np.flatnonzero(broken.to_numpy(dtype=bool)):
            if int(rows[place]) in at_fault:
                continue
            found.append(
                finding(
                    WHOLE[column.unit],
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
