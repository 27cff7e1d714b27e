"""What is counted: a January as an array, and the combinations that no row counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.area.checks_journeys import missing_journeys
from sufficiency.area.checks_people import missing_population
from sufficiency.errors import UnknownNameError
from sufficiency.tables import Labelled, missing_combinations, to_array

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.area.area import Area


def january_stock(plans: pd.DataFrame, *, year: int, localities: Sequence[str]) -> Labelled:
    """Lay out the January count of one academic year; see `Area.stock`.

    Parameters
    ----------
    plans : pandas.DataFrame
        The table plans.
    year : int
        Academic year.
    localities : sequence of str
        Codes, in the order of the axis.

    Returns
    -------
    Labelled
        Axes locality, need, ncy, setting; children.

    Raises
    ------
    UnknownNameError
        If plans does not hold the year.
    """
    years = sorted({int(known) for known in plans["year"]})
    if year not in years:
        raise UnknownNameError.of(
            "unknown_word",
            value=terms.year_label(year),
            kind="year of the table plans",
            meant=f"It holds {', '.join(map(terms.year_label, years)) or 'none'}.",
        )
    return to_array(
        plans[plans["year"] == year],
        axes={
            "locality": (*localities, "unknown"),
            "need": terms.needs().codes,
            "ncy": range(terms.FIRST_NCY, terms.LAST_NCY + 1),
            "setting": terms.settings().codes,
        },
        value="plans",
    )


def missing_rows(area: Area, table: str, *, by: Sequence[str] | None) -> pd.DataFrame:
    """Find which combinations a table lacks; see `Area.missing`."""
    frame = area.table(table)
    if by is None and table == "journeys":
        return missing_journeys(
            frame,
            localities=area.localities_in_order,
            sites=area.table("sites")["site"].tolist(),
        )
    if by is None and table == "population":
        return missing_population(frame)
    chosen = list(by or terms.table(table).key)
    for column in chosen:
        terms.table(table)[column]
    return missing_combinations(frame, by=chosen)
