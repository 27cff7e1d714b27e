"""What drives a projection, as a frame: parts that add up to the expected children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sufficiency import terms
from sufficiency.demand.drivers import PARTS, Parts
from sufficiency.projection.frames import Labels, added_up, columns_by_year, label_rows

MIXED = ("need", "level", "setting")
"""Axes on which children change as they age: only by these is there a mix."""

WORDS = {
    "counted": "Counted",
    "ageing": "If rates stay\nas they are",
    "population": "Population",
    "joining": "Joining",
    "leaving": "Leaving",
    "limits": "Limits",
    "mix": "Change\nof {changes}",
    "expected": "Expected",
}
"""How each part is named in figures, in the order in which it is shown.

Ageing is not called so there: most of it may be children who join at today's rates, and the word
reads as demography.
"""

TOTALS = ("counted", "expected")


def driver_frame(parts: Parts, labels: Labels, *, by: Sequence[str], basis: str) -> pd.DataFrame:
    """Lay the parts of the expected children out as a tidy frame.

    Parameters
    ----------
    parts : Parts
        Of every projected January.
    labels : Labels
        Of the projection; its first year is the January that was counted.
    by : sequence of str
        Columns, of `Labels.columns`; year among them.
    basis : str
        The weakest basis that the projection rests on.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`, a column for each part, expected, basis. There is a mix only by need, level
        or setting, as over all of them it is nought; and limits only where the scenario has any.

    Raises
    ------
    UnknownNameError
        If one of `by` is no axis, or year is not among them.
    """
    wanted = columns_by_year(by, labels.columns)
    columns, _, expected = added_up(parts.expected, labels, by=wanted)
    amounts = {name: added_up(part, labels, by=wanted)[2] for name, part in parts.amounts.items()}
    if not set(wanted) & set(MIXED):
        # What is left of nought after so many sums goes where it comes from.
        amounts["ageing"] = amounts["ageing"] + amounts.pop("mix")
    frame = label_rows(labels, columns, years=labels.years[1:], by=wanted)
    shown = {name: part.reshape(-1) for name, part in {**amounts, "expected": expected}.items()}
    return frame.assign(**shown, basis=basis)


def driver_steps(drivers: pd.DataFrame, asked: Mapping[str, object], *, base: int) -> pd.DataFrame:
    """Lay the parts of one figure out below each other, from counted to expected.

    Parameters
    ----------
    drivers : pandas.DataFrame
        As `driver_frame` gives it, by the axes of `asked`.
    asked : mapping of str to object
        The label wanted of each axis; the year is one of them.
    base : int
        Academic year of the last January that was counted.

    Returns
    -------
    pandas.DataFrame
        Columns part (words), children, total (whether it is one), basis.
    """
    rows = drivers
    for axis, label in asked.items():
        rows = rows[rows[axis] == label]
    held = rows.iloc[0]
    parts = [name for name in (*PARTS, "expected") if name in rows]
    january = {
        "counted": terms.january_of_year(base),
        "expected": terms.january_of_year(int(held["year"])),
    }
    changes = ", ".join(axis for axis in MIXED if axis in asked)
    words = [
        f"{WORDS[name]}\nin {january[name]}"
        if name in TOTALS
        else WORDS[name].format(changes=changes)
        for name in parts
    ]
    return pd.DataFrame(
        {
            "part": words,
            "children": [float(held[name]) for name in parts],
            "total": [name in TOTALS for name in parts],
            "basis": held["basis"],
        }
    )
