"""Journeys laid into an area, number by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from sufficiency import terms
from sufficiency.area.reading import raw_of_frame
from sufficiency.errors import NotPossibleError, TableError
from sufficiency.sources.journey_rows import COLUMNS, Pair, area_given, codes_of
from sufficiency.tables import check_table

if TYPE_CHECKING:
    from sufficiency.area import Area

KEY = ("locality", "site")
NUMBERS = ("minutes", "miles")


def add_journeys(area: Area, *journeys: pd.DataFrame) -> Area:
    """Give an area that has these journeys too.

    Where a pair has a number already, the new one takes its place; where the new one is blank, what
    was there stays. So a matrix of minutes and one of miles come together, and a few journeys by
    hand replace those of a server.

    Parameters
    ----------
    area : Area
        What is known so far.
    *journeys : pandas.DataFrame
        Columns locality, site, minutes, miles, basis, as the readers of journeys give them; a later
        frame comes before an earlier one.

    Returns
    -------
    Area
        A pair of which two frames have a number each has the weaker basis of the two.

    Raises
    ------
    TableError
        If a journey cannot be, or its locality or site is not the area's.
    NotPossibleError
        If something else than an area and frames is given.
    """
    laid = area_given(area).table("journeys")
    codes = {name: frozenset(of) for name, of in zip(KEY, codes_of(area), strict=True)}
    for frame in journeys:
        _refuse_other(frame)
        # Each by itself, so that what is at fault is told of the frame that it stands in.
        checked = check_table(raw_of_frame("journeys", frame), references=codes)
        if not checked.is_sound:
            raise TableError(checked.findings, what="The frame of journeys")
        laid = _over(laid, checked.frame)
    return area.with_table("journeys", laid[list(COLUMNS)])


def _refuse_other(frame: object) -> None:
    """Say so where something else than a frame is given."""
    if not isinstance(frame, pd.DataFrame):
        kind = f"a value of type {type(frame).__name__}"
        raise NotPossibleError.of("not_a_frame", value="journeys", kind=kind)


def _over(below: pd.DataFrame, above: pd.DataFrame) -> pd.DataFrame:
    """Lay one table of journeys over another."""
    rows: dict[Pair, dict[Any, Any]] = {}
    for row in below.to_dict("records"):
        rows[row["locality"], row["site"]] = row
    for row in above.to_dict("records"):
        pair = (row["locality"], row["site"])
        was = rows.get(pair)
        if was is None:
            rows[pair] = row
            continue
        numbers = {name: was[name] if pd.isna(row[name]) else row[name] for name in NUMBERS}
        is_mixed = any(pd.isna(row[name]) and not pd.isna(was[name]) for name in NUMBERS)
        bases = [row["basis"] or "supplied", *([was["basis"] or "supplied"] if is_mixed else [])]
        rows[pair] = {**row, **numbers, "basis": terms.weakest(bases)}
    return pd.DataFrame(list(rows.values()), columns=list(COLUMNS))
