"""Young people of 16 to 25: projected and counted in a line of their own."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sufficiency import terms
from sufficiency.demand.drawn import DrawnChildren
from sufficiency.demand.margins import FloatArray
from sufficiency.projection.frames import (
    Labels,
    columns_by_year,
    counted_by,
    label_rows,
    range_of,
)

AXES = ("year", "group", "need")
"""What they can be laid out by, besides their states."""


def is_young_person(ncy: int) -> bool:
    """Say whether an NC year is one of young people: Year 12 and above, 16 to 25."""
    return ncy >= int(terms.phases()["post16"].ncy_from)


def young_people_frame(
    drawn: DrawnChildren, expected: FloatArray, labels: Labels, *, by: Sequence[str], basis: str
) -> pd.DataFrame:
    """Lay young people of 16 to 25 out as a tidy frame, with their ranges.

    Parameters
    ----------
    drawn : DrawnChildren
        The draws.
    expected : FloatArray
        Axes (year, locality, need, ncy, state) [children].
    labels : Labels
    by : sequence of str
        "year", with any of "group", "need", and the states.
    basis : str
        The weakest basis that the projection rests on.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`, then children, low, high, expected and basis, as `demand_frame` has them.

    Raises
    ------
    UnknownNameError
        If there is no such axis, or no year.
    """
    wanted = columns_by_year(by, (*AXES, labels.state))
    columns, draws, kept = counted_by(drawn, expected, labels, by=(*wanted, "ncy"))
    axis = columns.index("ncy")
    young = [place for place, ncy in enumerate(labels.ncys) if is_young_person(ncy)]
    draws = draws.take(young, axis=axis + 1).sum(axis=axis + 1)
    kept = kept.take(young, axis=axis).sum(axis=axis)
    low, high = range_of(draws)
    left = [column for column in columns if column != "ncy"]
    return label_rows(labels, left, years=labels.years, by=wanted).assign(
        children=draws.mean(axis=0).reshape(-1),
        low=low.reshape(-1),
        high=high.reshape(-1),
        expected=kept.reshape(-1),
        basis=basis,
    )
