"""A column of numbers as text: each read strictly, in its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, finding
from sufficiency.sources.journey_rows import QUANTITY, Pair, between, column_in
from sufficiency.tables import read_cell

if TYPE_CHECKING:
    from sufficiency.tables import RawTable


@dataclass(frozen=True, slots=True)
class Number:
    """What a cell says of a journey.

    Parameters
    ----------
    quantity : {"minutes", "miles"}
        What the number becomes.
    value : float or None
        In the unit of the file; None where the cell is blank or at fault.
    fault : Finding or None
        What is wrong with it.
    is_blank : bool
        Whether nothing stands there, and no finding says why.
    """

    quantity: str
    value: float | None = None
    fault: Finding | None = None
    is_blank: bool = False


def read_numbers(raw: RawTable, position: int, *, unit: str, name: str) -> dict[int, Number]:
    """Read a column of numbers.

    Parameters
    ----------
    raw : RawTable
        The file as text.
    position : int
        Of the column.
    unit : str
        What the numbers are.
    name : str
        What the column is called in messages.

    Returns
    -------
    dict of int to Number
        By number of the row, as the user sees it.
    """
    column, quantity = column_in(unit), QUANTITY[unit][0]
    made: dict[int, Number] = {}
    for number, cells in zip(raw.numbers, raw.rows, strict=True):
        text = cells[position]
        where: dict[str, Any] = {"file": raw.file, "row": number, "column": name}
        if number in raw.shifted or (number, position) in raw.named:
            made[number] = Number(quantity)
        elif (number, position) in raw.dates:
            date = finding("a_date", value=text, example=column.example, **where)
            made[number] = Number(quantity, fault=date)
        elif text == "":
            made[number] = Number(quantity, is_blank=True)
        else:
            cell = read_cell(text, column, references={})
            fault = cell.finding(text=text, **where) if cell.rule else None
            value = None if cell.value is None else float(cell.value)
            made[number] = Number(quantity, value, fault)
    return made


def blanks(cells: Mapping[Pair, Number], *, file: str) -> list[Finding]:
    """Note how many cells are blank."""
    blank = [pair for pair, cell in cells.items() if cell.is_blank]
    if not blank:
        return []
    words: dict[str, Any] = {"value": len(blank), "cells": len(cells), "first": between(blank[0])}
    return [finding("journeys_blank", file=file, **words)]
