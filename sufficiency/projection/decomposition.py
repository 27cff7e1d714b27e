"""What drives a projection, as a frame: parts that add up to the expected children."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sufficiency.demand.drivers import Parts
from sufficiency.projection.frames import Labels, added_up, columns_by_year, label_rows

MIXED = ("need", "level")
"""Axes on which children change as they age: only by these is there a mix."""


def driver_frame(parts: Parts, labels: Labels, *, by: Sequence[str], basis: str) -> pd.DataFrame:
    """Lay the parts of the expected children out as a tidy frame.

    Parameters
    ----------
    parts : Parts
        Of every projected January.
    labels : Labels
        Of the projection; its first year is the January that was counted.
    by : sequence of str
        Columns, of `frames.ORDER`; year among them.
    basis : str
        The weakest basis that the projection rests on.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`, a column for each part, expected, basis. There is a mix only by need or
        level: over all of them it is nought.

    Raises
    ------
    UnknownNameError
        If one of `by` is no axis, or year is not among them.
    """
    wanted = columns_by_year(by)
    columns, _, expected = added_up(parts.expected, labels, by=wanted)
    amounts = {name: added_up(part, labels, by=wanted)[2] for name, part in parts.amounts.items()}
    if not set(wanted) & set(MIXED):
        # What is left of nought after so many sums goes where it comes from.
        amounts["ageing"] = amounts["ageing"] + amounts.pop("mix")
    frame = label_rows(labels, columns, years=labels.years[1:], by=wanted)
    shown = {name: part.reshape(-1) for name, part in {**amounts, "expected": expected}.items()}
    return frame.assign(**shown, basis=basis)
