"""Constants estimated from other authorities: shipped as dated data, each with its source.

`estimates.csv` beside this file holds them. What is judgement and was not estimated (bounds,
how many years count, how much a prior weighs) stands in the code, and is called judgement there.
`python benchmarks/panel_fitting.py FOLDER` estimates them again.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType

from sufficiency.errors import Finding, TableError, UnknownNameError, finding
from sufficiency.terms import nearest_words

FILE = "estimates.csv"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that was estimated, with what one has to know of it.

    Parameters
    ----------
    name : str
        What the code calls it.
    value : float
    lowest, highest : float
        Beyond these the formula in which it stands makes no sense.
    unit, meaning : str
        In words.
    estimated_from : str
        Which authorities, and which years.
    source : str
        Whose publication.
    dated : date
        When it was estimated.
    licence : str
        Of the source.
    """

    name: str
    value: float
    lowest: float
    highest: float
    unit: str
    meaning: str
    estimated_from: str
    source: str
    dated: date
    licence: str


COLUMNS = tuple(field.name for field in fields(Estimate))
NUMBERS = ("value", "lowest", "highest")


def estimate(name: str) -> float:
    """Give an estimate by its name.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    TableError
        If the file was damaged.

    Examples
    --------
    >>> estimate("converging")
    0.04
    """
    known = estimates()
    if name not in known:
        near = nearest_words(name, known)
        raise UnknownNameError.of(
            "estimates_unknown",
            name=name,
            meant=f"Did you mean {near}?" if near else "",
            known=", ".join(known),
        )
    return known[name].value


@cache
def estimates() -> Mapping[str, Estimate]:
    """Give all that ship with the package, by name: the file is read once, when first asked for.

    Raises
    ------
    TableError
        If the file was damaged.
    """
    text = resources.files("sufficiency.demand").joinpath(FILE).read_text("utf-8-sig")
    return MappingProxyType(estimates_of(text))


def estimates_of(text: str) -> dict[str, Estimate]:
    """Read estimates from the text of a CSV file, and check each of them.

    Parameters
    ----------
    text : str
        With a header: the names of the parameters of `Estimate`.

    Returns
    -------
    dict of str to Estimate
        By name.

    Raises
    ------
    TableError
        Naming every row and column at fault.
    """
    reader = csv.DictReader(text.splitlines(), restval="")
    columns = tuple(reader.fieldnames or ())
    if columns != COLUMNS:
        seen, wanted = ", ".join(columns) or "none", ", ".join(COLUMNS)
        _refuse([finding("estimates_columns", file=FILE, columns=seen, wanted=wanted)])
    rows = list(reader)
    found = [fault for at, row in enumerate(rows, start=2) for fault in _faults(row, at)]
    names = [row["name"] for row in rows]
    found += [
        finding("estimates_repeated", file=FILE, row=at, column="name", value=name, name=name)
        for at, name in enumerate(names, start=2)
        if name and name in names[: at - 2]
    ]
    _refuse(found)
    return {row["name"]: _made(row) for row in rows}


def _refuse(found: list[Finding]) -> None:
    if found:
        raise TableError(found, what="What was estimated from other authorities")


def _made(row: dict[str, str]) -> Estimate:
    return Estimate(
        name=row["name"],
        value=float(row["value"]),
        lowest=float(row["lowest"]),
        highest=float(row["highest"]),
        unit=row["unit"],
        meaning=row["meaning"],
        estimated_from=row["estimated_from"],
        source=row["source"],
        dated=date.fromisoformat(row["dated"]),
        licence=row["licence"],
    )


def _faults(row: dict[str, str], at: int) -> list[Finding]:
    """Say all that is wrong with one row, which is row `at` of the file."""
    name = row["name"] or "The row"

    def fault(rule: str, column: str) -> Finding:
        return finding(
            rule,
            file=FILE,
            row=at,
            column=column,
            value=row[column],
            name=name,
            lowest=row["lowest"],
            highest=row["highest"],
        )

    held = [column for column in COLUMNS if row[column].strip()]
    numbers = {column: _number(row[column]) for column in NUMBERS}
    found = [fault("estimates_blank", column) for column in COLUMNS if column not in held]
    found += [
        fault("estimates_not_a_number", column)
        for column, number in numbers.items()
        if column in held and number is None
    ]
    known = [number for number in numbers.values() if number is not None]
    if len(known) == len(NUMBERS) and not known[1] <= known[0] <= known[2]:
        found.append(fault("estimates_outside", "value"))
    if "dated" in held and not _is_date(row["dated"]):
        found.append(fault("estimates_date", "dated"))
    return found


def _number(text: str) -> float | None:
    """Give the number that a cell holds; None where it holds none that is finite."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
