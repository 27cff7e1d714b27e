"""What every reader of journeys shares: units, rows of the table, words of what was found."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.errors import (
    Finding,
    NotPossibleError,
    SufficiencyWarning,
    TableError,
    UnknownNameError,
    finding,
)
from sufficiency.messages.listing import first_named
from sufficiency.messages.tables import IN_ROWS
from sufficiency.places import METRES_A_MILE

COLUMNS = ("locality", "site", "minutes", "miles", "basis")
QUANTITY = {
    "minutes": ("minutes", 1.0),
    "seconds": ("minutes", 1 / 60),
    "miles": ("miles", 1.0),
    "kilometres": ("miles", 1000 / METRES_A_MILE),
    "metres": ("miles", 1 / METRES_A_MILE),
}
"""Units in which journeys may be given: what they become, and how much of it one of them is."""

LONGEST_MINUTES = 240.0
MOST_NAMED = 4
MOST_SUGGESTED = 50
"""Different unknown codes for which the nearest known one is looked for."""

Pair = tuple[str, str]
Known = Mapping[Pair, Mapping[str, float]]
"""Minutes and miles by locality and site."""


def area_given(area: object) -> Area:
    """Give the area, or say that something else was given."""
    if not isinstance(area, Area):
        kind = f"a value of type {type(area).__name__}"
        raise NotPossibleError.of("journeys_no_area", value=kind)
    return area


def unit_given(unit: object) -> str:
    """Give the unit, or say which ones there are."""
    if isinstance(unit, str) and unit in QUANTITY:
        return unit
    meant = terms.nearest_words(unit, QUANTITY) if isinstance(unit, str) else None
    remedy = f"Did you mean {meant}?" if meant else f"Write one of {', '.join(QUANTITY)}."
    raise UnknownNameError.of("unit_unknown", value=repr(unit), meant=remedy)


def basis_given(basis: object) -> str:
    """Give the basis, or say which ones there are."""
    known = terms.code_list("basis")
    if isinstance(basis, str) and basis in known:
        return basis
    remedy = f"Write one of {', '.join(known)}."
    raise UnknownNameError.of("basis_unknown", value=repr(basis), meant=remedy)


def column_in(unit: str) -> terms.Column:
    """Give the contract of a number in a unit: bounds of the table journeys, in that unit."""
    quantity, factor = QUANTITY[unit]
    column = terms.table("journeys")[quantity]
    high = None if column.high is None else round(column.high / factor, 3)
    return replace(column, name=unit, unit=unit, label=unit.capitalize(), high=high)


def in_table(number: float, unit: str) -> float:
    """Turn a number into minutes or miles."""
    return number * QUANTITY[unit][1]


def codes_of(area: Area) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give all codes of localities and of sites."""
    return area.localities_in_order, tuple(area.table("sites")["site"])


def unknown_codes(
    stand: Mapping[str, Sequence[tuple[int, str]]], known: Sequence[str], *, kind: str, file: str
) -> list[Finding]:
    """Name every code that the area does not have, once, at the first place where it stands.

    Parameters
    ----------
    stand : mapping of str to sequence of (int, str)
        Row and column of every place, by code.
    known : sequence of str
        Codes that the area has.
    kind : {"locality", "site"}
        What they are codes of.
    file : str
        What the file is called in messages.

    Returns
    -------
    list of Finding
        A file for the whole of England is told of in as many findings as it has codes.
    """
    found = []
    for order, (code, places) in enumerate(stand.items()):
        meant = terms.nearest_words(code, known) if order < MOST_SUGGESTED else None
        remedy = f"Did you mean {meant}?" if meant else "Correct it, or delete it with its numbers."
        fault = finding(
            "matrix_code_unknown",
            file=file,
            row=places[0][0],
            column=places[0][1],
            value=code or "(blank)",
            kind=kind,
            meant=remedy,
        )
        if len(places) > 1:
            fault = replace(fault, seen=f"{fault.seen} {IN_ROWS.format(count=len(places))}")
        found.append(fault)
    return found


def journeys_frame(known: Known, *, basis: str) -> pd.DataFrame:
    """Lay journeys out in the form of the table journeys.

    Parameters
    ----------
    known : mapping of (str, str) to mapping of str to float
        Minutes, miles or both by locality and site.
    basis : str
        How far they can be relied on.

    Returns
    -------
    pandas.DataFrame
        Columns locality, site, minutes, miles, basis; nan where one of the two is not known.
    """
    rows = [
        (*pair, numbers.get("minutes", np.nan), numbers.get("miles", np.nan), basis)
        for pair, numbers in known.items()
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"minutes": "float64", "miles": "float64"})


def long_journeys(known: Known, *, file: str) -> list[Finding]:
    """Note journeys that no child makes twice a day."""
    odd = [pair for pair, row in known.items() if row.get("minutes", 0.0) > LONGEST_MINUTES]
    if not odd:
        return []
    return [
        finding(
            "journeys_long",
            file=file,
            value=between(odd[0]),
            count=len(odd),
            limit=f"{LONGEST_MINUTES:g}",
            minutes=f"{known[odd[0]]['minutes']:.4g}",
        )
    ]


def not_there(
    area: Area, localities: Iterable[str], sites: Iterable[str], *, file: str
) -> list[Finding]:
    """Note which of the area's localities and sites have no row or column."""
    held = {*localities}, {*sites}
    absent = [
        code
        for codes, there in zip(codes_of(area), held, strict=True)
        for code in codes
        if code not in there
    ]
    return (
        [finding("journeys_not_there", file=file, value=first_named(absent, most=MOST_NAMED))]
        if absent
        else []
    )


def between(pair: Pair) -> str:
    """Name a pair in words."""
    return f"{pair[0]} to {pair[1]}"


def settle(findings: Sequence[Finding], *, what: str, stacklevel: int = 3) -> None:
    """Raise all faults at once, or else warn of all notes at once.

    Parameters
    ----------
    findings : sequence of Finding
        All that was found.
    what : str
        What was read, in words.
    stacklevel : int
        How many calls up the line stands that a warning is to name.

    Raises
    ------
    TableError
        Where one of them is a fault.

    Warns
    -----
    SufficiencyWarning
        Where there are notes only.
    """
    if any(one.severity == "error" for one in findings):
        raise TableError(findings, what=what)
    if findings:
        lines = "\n".join(str(one) for one in findings)
        warnings.warn(lines, SufficiencyWarning, stacklevel=stacklevel)
