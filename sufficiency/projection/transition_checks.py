"""What is said of the transitions in use: who is not recorded, and where they miss the plans."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency.area import largest_gaps
from sufficiency.errors import Finding, finding
from sufficiency.projection.axes import UNKNOWN
from sufficiency.projection.transition_years import TABLE, januaries


def unrecorded(table: pd.DataFrame) -> tuple[Finding, ...]:
    """Note how many children of the transitions have no locality or no need, and what is done.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of the table transitions in use.
    """
    return tuple(note for what in ("locality", "need") for note in _unrecorded(table, what))


def is_unrecorded(table: pd.DataFrame, axis: str) -> pd.Series:
    """Say of each row whether its need or its locality is unknown."""
    columns = ["need_from", "need_to"] if axis == "need" else [axis]
    return (table[columns] == UNKNOWN).any(axis=1)


def _unrecorded(table: pd.DataFrame, what: str) -> Iterator[Finding]:
    lost = is_unrecorded(table, what)
    known_in = {int(year) for year in table.loc[~lost, "year"]}
    never = sorted({int(year) for year in table["year"]} - known_in)
    of_never = table["year"].isin(never)
    for rule, rows in (("unknown", table[~of_never]), ("never_told", table[of_never])):
        count = float(rows.loc[is_unrecorded(rows, what), "plans"].sum())
        if count > 0:
            yield finding(
                f"projection_transitions_{rule}",
                file=TABLE,
                column=what,
                what=what,
                count=count,
                whole=float(rows["plans"].sum()),
                years=januaries(sorted({int(year) for year in rows["year"]})),
            )


def apart(table: pd.DataFrame, plans: pd.DataFrame) -> tuple[Finding, ...]:
    """Note where transitions do not add up to the plans that were counted, axis by axis.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of the table transitions in use, before anybody is spread.
    plans : pandas.DataFrame
        The table plans.

    See Also
    --------
    sufficiency.area.transition_gaps.largest_gaps : what is held against what.
    """
    figures = largest_gaps(table, plans)
    if not figures:
        return ()
    return (finding("projection_transitions_apart", file=TABLE, figures=figures),)
