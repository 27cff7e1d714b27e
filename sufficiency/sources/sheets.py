"""The sheets of a workbook that somebody has, as rows of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sufficiency.errors import Finding, finding
from sufficiency.tables import (
    SHEETS_FOR_PEOPLE,
    has_formulas,
    merged_ranges,
    open_workbook,
    text_as_shown,
)

ROWS_SEARCHED = 30
"""Rows in which a header is looked for: titles and notes may stand above it."""

IsHeader = Callable[[Sequence[str]], bool]
"""Says whether a row of cells, without spaces at their ends, is the header that is looked for."""

EMPTY_TEXT = "str"
"""Of which kind a cell is whose formula gave text: that text may be empty, and is a value."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet of a workbook, or a file of text.

    Parameters
    ----------
    file : str
        What to call it.
    records : iterable of list of str
        Its rows.
    notes : tuple of Finding
    merged : tuple
        Ranges of its cells that are merged.
    alike : tuple of str
        Other sheets that can be seen, have such a header too, and are not read.
    uncalculated : tuple of (int, int)
        Row, as the user sees it, and column from 0 of formulas that have no value.
    is_of_workbook : bool
    """

    file: str
    records: Iterable[list[str]]
    notes: tuple[Finding, ...] = ()
    merged: tuple[Any, ...] = ()
    alike: tuple[str, ...] = ()
    uncalculated: tuple[tuple[int, int], ...] = ()
    is_of_workbook: bool = False


def sheets_of(place: Path, is_header: IsHeader, *, only_first: bool) -> list[Sheet]:
    """Give the sheets that have the header, visible ones first; the first sheet, if none has it."""
    merged = merged_ranges(place)
    with closing(open_workbook(place)) as workbook:
        sheets = [one for one in workbook.worksheets if one.title not in SHEETS_FOR_PEOPLE]
        fitting = [sheet for sheet in sheets if _has_header(sheet, is_header)]
        visible = [sheet for sheet in fitting if sheet.sheet_state == "visible"]
        chosen = visible or fitting or sheets[:1]
        chosen = chosen[:1] if only_first else chosen
        unread = [sheet.title for sheet in fitting if sheet not in chosen]
        hidden = [title for title in unread if workbook[title].sheet_state != "visible"]
        empty = _uncalculated(place, [sheet.title for sheet in chosen])
        return [
            Sheet(
                f"{place.name}, sheet {sheet.title}",
                _records(sheet),
                tuple(_about_hidden(f"{place.name}, sheet {sheet.title}", sheet, hidden)),
                merged.get(sheet.title, ()),
                tuple(title for title in unread if title not in hidden),
                empty.get(sheet.title, ()),
                is_of_workbook=True,
            )
            for sheet in chosen
        ]


def heads_of(path: Path) -> list[list[str]]:
    """Give the rows in which a header could stand, of all sheets of a workbook."""
    with closing(open_workbook(path)) as workbook:
        return [
            [text_as_shown(cell).strip() for cell in row]
            for sheet in workbook.worksheets
            if sheet.title not in SHEETS_FOR_PEOPLE
            for row in sheet.iter_rows(max_row=ROWS_SEARCHED, values_only=True)
        ]


def _has_header(sheet: Any, is_header: IsHeader) -> bool:
    head = sheet.iter_rows(max_row=ROWS_SEARCHED, values_only=True)
    return any(is_header([text_as_shown(cell).strip() for cell in row]) for row in head)


def _records(sheet: Any) -> list[list[str]]:
    sheet.reset_dimensions()
    return [
        [text_as_shown(cell).strip() for cell in row] for row in sheet.iter_rows(values_only=True)
    ]


def _about_hidden(file: str, sheet: Any, hidden: list[str]) -> list[Finding]:
    if sheet.sheet_state != "visible":
        return [finding("sheet_hidden", file=file)]
    return [finding("sheets_hidden_too", file=file, value=title) for title in hidden]


def _uncalculated(place: Path, titles: Sequence[str]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Find formulas without a value, as a program writes them that does not calculate.

    A formula whose text is empty has a value: lists are full of =IF(A2="","",...).
    """
    if not has_formulas(place):
        return {}
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    with closing(open_workbook(place)) as values, closing(open_workbook(place, values=False)) as of:
        for title in titles:
            shown, written = values[title], of[title]
            shown.reset_dimensions()
            written.reset_dimensions()
            found[title] = tuple(
                (number, at)
                for number, (cells, formulas) in enumerate(
                    zip(shown.iter_rows(), written.iter_rows(values_only=True), strict=True), 1
                )
                for at, (cell, formula) in enumerate(zip(cells, formulas, strict=True))
                if formula is not None and cell.value is None and cell.data_type != EMPTY_TEXT
            )
    return found
