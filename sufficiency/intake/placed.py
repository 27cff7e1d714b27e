"""Which children of the placements are at a site that the area has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import Finding, finding

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 5
"""So many sites are named in a note; the account has all rows."""


def at_sites(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out placements at sites that the area does not have; count the last January's.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        With placements; sites where there are any.

    Returns
    -------
    placements : pandas.DataFrame
    notes : list of Finding
    """
    placements = tables["placements"]
    known = set(tables["sites"]["site"]) if "sites" in tables else set()
    inside = placements["site"].isin(known)
    kept = placements[inside].reset_index(drop=True)
    last = int(placements["year"].max()) if len(placements) else 0
    outside = placements[~inside & (placements["year"] == last)]
    if inside.all() or outside.empty:
        return kept, []
    note = finding(
        "intake_placed_elsewhere",
        file="placements",
        count=float(outside["plans"].sum()),
        sites=outside["site"].nunique(),
        named=", ".join(sorted(set(outside["site"]))[:MOST_NAMED]),
        january=terms.january_of_year(last),
    )
    return kept, [note]
