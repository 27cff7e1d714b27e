"""Of several rows the one that counts: by rank, then by day, then by code; never by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency import terms

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.terms.codes import CodeList

TOLD_BY = ("sentype", "site", "ukprn", "sensetting", "in_base")
"""Where codes are the same too, what else stands in a row decides which of them is named."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Children for whom rows of one rank say different things.

    Parameters
    ----------
    several : int
        With rows of rank 1 that differ.
    undecided : int
        For whom neither rank nor day says which row counts, so that the order of codes does.
    more : int
        With rows that differ, of whatever rank.
    """

    several: int
    undecided: int
    more: int


def first_of_each(rows: pd.DataFrame, *, day: str, codes: str) -> pd.DataFrame:
    """Give the row of each child that counts, by position of the child.

    Rows may stand in any order, and an export may turn it: of the lowest rank the latest day
    counts, and of one day the code that comes first in its table of terms.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns child, rank, and those of `day` and `codes`; the index is the row.
    day : str
        Column of the day, of which the latest counts; a missing one comes last.
    codes : str
        "need" or "setting".

    Returns
    -------
    pandas.DataFrame
        As given, with the column row.
    """
    import pandas as pd

    rows = rows.assign(row=rows.index)
    several = rows.duplicated("child", keep=False)
    # Most children have one row: only the others have to be ordered.
    first = _in_order(rows[several], day=day, codes=codes).drop_duplicates("child")
    return pd.concat([rows[~several], first]).set_index("child")


def _in_order(rows: pd.DataFrame, *, day: str, codes: str) -> pd.DataFrame:
    """Order rows so that the first of each child is the one that counts."""
    place = {code: at for at, code in enumerate(_lists()[codes].codes)}
    told = [column for column in TOLD_BY if column in rows]
    ordered = rows.assign(place=rows[codes].map(place)).sort_values(
        ["rank", day, "place", *told, "row"],
        ascending=[True, False, True, *([True] * len(told)), True],
    )
    return ordered.drop(columns="place")


def tally_of(rows: pd.DataFrame, *, day: str, says: Sequence[str]) -> Tally:
    """Count the children whose rows differ in what they say.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns child, rank and those of `day` and `says`.
    day : str
    says : sequence of str
        Columns in which rows have to differ.
    """
    lowest = rows["rank"] == rows.groupby("child")["rank"].transform("min")
    last = rows[lowest].groupby("child")[day].transform("max")
    of_the_day = rows.loc[lowest, day]
    equal = rows[lowest][(of_the_day == last) | (of_the_day.isna() & last.isna())]
    return Tally(
        _that_differ(rows[rows["rank"] == 1], says),
        _that_differ(equal, says),
        _that_differ(rows, says),
    )


def _that_differ(rows: pd.DataFrame, says: Sequence[str]) -> int:
    """Count the children with rows that differ."""
    return int((rows.drop_duplicates(["child", *says]).groupby("child").size() > 1).sum())


def _lists() -> Mapping[str, CodeList]:
    return {"need": terms.needs(), "setting": terms.settings()}
