"""Several releases of the same figures: the latest one counts, and what it restates is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding

if TYPE_CHECKING:
    import pandas as pd

CELL = ["measure", "by", "year", "who", "area", "need", "ncy_from", "ncy_to", "setting"]
CELL += ["reason"]


def latest(counted: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Keep the figures of the latest release of each breakdown and year.

    Parameters
    ----------
    counted : pandas.DataFrame
        Counted figures of all files.

    Returns
    -------
    pandas.DataFrame
        One row for each cell.
    list of Finding
        Which Januaries were restated, and by how much.
    """
    keys = ["measure", "by", "year", "who", "area"]
    order = counted["file"].map(_rank_of(counted)).astype("int64")
    ranked = counted.assign(rank=-order)
    best: Any = ranked.groupby(keys)[["release", "rank"]]
    newest = best.transform("max")
    is_newest = ranked["release"] == newest["release"]
    # Of two files of one release that tell the same total, the one that tells more comes first.
    top: Any = ranked[is_newest].groupby(keys)["rank"].transform("max")
    kept = ranked[is_newest][ranked.loc[is_newest, "rank"] == top]
    return kept.drop(columns="rank"), _restated(counted, kept)


def _rank_of(counted: pd.DataFrame) -> dict[str, int]:
    """Rank files: those by age before those by placement, whose total of 2018 is not whole."""
    has_age = set(counted.loc[counted["by"].isin(["age", "need"]), "file"])
    files = list(dict.fromkeys(counted["file"]))
    return {file: 2 * (file not in has_age) * len(files) + at for at, file in enumerate(files)}


def _restated(counted: pd.DataFrame, kept: pd.DataFrame) -> list[Finding]:
    """Compare the authority's figures of an older file with those that are kept."""
    own = counted[(counted["who"] == "authority") & (counted["mark"] == "")]
    now = kept[(kept["who"] == "authority") & (kept["mark"] == "")]
    if own.empty or now.empty:
        return []
    both = own.merge(now[[*CELL, "children", "file", "release"]], on=CELL, suffixes=("", "_now"))
    is_other = (both["file"] != both["file_now"]) | (both["release"] != both["release_now"])
    apart = both[is_other & (both["children"] != both["children_now"])]
    found = []
    groups: Any = apart.groupby(["year", "by", "measure", "file", "file_now"], sort=True)
    for (year, by, measure, file, newer), rows in groups:
        gap = (rows["children_now"] - rows["children"]).abs()
        most = rows.loc[gap.idxmax()]
        found.append(
            finding(
                "ees_restated"
                if (rows["release"] < rows["release_now"]).all()
                else "ees_files_differ",
                file=file,
                row=int(most["row"]),
                value=f"{most['children']:,.0f}",
                now=f"{most['children_now']:,.0f}",
                newer=newer,
                what=_words(measure, by),
                january=terms.january_of_year(int(year)),
                count=len(rows),
            )
        )
    return found


def _words(measure: str, by: str) -> str:
    name = "new plans" if measure == "new_plans" else measure
    return name if by == "all" else f"{name} by {by}"
