"""Rows of a list that are called as the authority is: totals that do not say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, finding
from sufficiency.sources.authorities import also_known_as, plain_name
from sufficiency.sources.place_lists.rows import Columns

if TYPE_CHECKING:
    import pandas as pd


def called_as_authority(
    rows: pd.DataFrame, columns: Columns, homes: pd.Series[Any], *, file: str
) -> list[Finding]:
    """Name rows without a URN whose school is called as its authority is.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the list, as text.
    columns : Columns
    homes : pandas.Series of str
        The authority of each row, "" where nothing tells it.
    file : str

    Returns
    -------
    list of Finding
    """
    names, urns = columns.text(rows, "school"), columns.text(rows, "urn")
    known = {
        home: {plain_name(one) for one in (home, *also_known_as(home))}
        for home in homes.unique()
        if home
    }
    bare = {int(str(row)): str(name) for row, name in names[(names != "") & (urns == "")].items()}
    return [
        finding(
            "list_row_of_authority",
            file=file,
            row=row,
            column=columns.by_role["school"],
            value=name,
        )
        for row, name in bare.items()
        if plain_name(name) in known.get(homes[row], ())
    ]
