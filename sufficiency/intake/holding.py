"""What an area that is built from files must hold against itself, before anybody quotes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.intake.totals import (
    apart_from_published,
    far_from_published,
    rate_unlike_england,
)
from sufficiency.intake.whose import localities_unknown, no_authority
from sufficiency.messages.listing import first_named
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

FEW_PLACES = 0.95
"""Below this share of the children who are in such places already, places are not known of."""

BLANK_POINT = "list_points_blank"
NO_POINT = ("list_no_points", BLANK_POINT)
FILL_IN = "Fill in the point: its cells are blank there"
ADD = "Add the columns Easting and Northing to your list"

MOST_NAMED = 5
"""So many schools are named in one fault."""

LEVELS = {"base": "specialist bases", "special": "state special schools"}


def holds_against(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    *,
    called: str,
    not_known: str = "",
    read: Sequence[Reading] = (),
    homes: str = "",
    besides: Sequence[Finding] = (),
) -> None:
    """Refuse tables from which plans would be made up.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Tables of the area.
    sources : mapping of str to str
        From what each is.
    called : str
        Name of the authority, as the history has it.
    not_known : str
        Files that no reader knows: what is missing may stand in one of them.
    read : sequence of Reading
        Among them lists of schools, which know names and rows of those without a point.
    homes : str
        The file that told the localities of a return.
    besides : sequence of Finding
        Faults that were found already, to be told with these.

    Raises
    ------
    FindingsError
        Where there are no schools, or schools with pools have no point; where published totals of
        the last January tell no settings or no ages, so that plans would be dealt out evenly; or
        where the plans that were counted are far from the published total of one of the Januaries.
    """
    faults = [*besides]
    if "sites" not in tables:
        faults.append(finding("intake_no_schools", file="the files", not_known=_also(not_known)))
    else:
        faults += _without_points(tables, sources, read)
        faults += no_authority(tables, read)
    faults += localities_unknown(tables, sources, postcodes=Path(homes).name)
    if "plans" in tables:
        faults += far_from_published(tables, called=called)
    elif "margins" in tables:
        faults += _thin_margins(tables["margins"], sources, not_known=not_known)
    if faults:
        raise FindingsError(faults, what="The area")


def _without_points(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    readings: Sequence[Reading],
) -> list[Finding]:
    """Name schools that have pools, and of which no file tells where they are."""
    if "pools" not in tables:
        return []
    known = set(tables["sites"]["site"].astype(str))
    lost = [one for one in dict.fromkeys(tables["pools"]["site"].astype(str)) if one not in known]
    if not lost:
        return []
    names: dict[str, str] = {}
    for held in (one.held["schools"] for one in readings if "schools" in one.held):
        names |= dict(zip(held["site"].astype(str), held["name"].astype(str), strict=True))
    told = [note for one in readings for note in one.findings if note.rule in NO_POINT]
    has_columns = any(note.rule == BLANK_POINT for note in told)
    return [
        finding(
            "intake_school_no_point",
            file=told[0].file if told else sources.get("pools", "pools"),
            row=told[0].row if told else None,
            column="" if told else "site",
            value=lost[0],
            count=len(lost),
            named=first_named([names.get(one, one) for one in lost], most=MOST_NAMED),
            how=FILL_IN if has_columns else ADD,
        )
    ]


def _also(not_known: str) -> str:
    """Name files that may hold what is missing; "" where every file is known."""
    if not not_known:
        return ""
    return (
        f" Not known by its headings: {not_known}. If it is one of these, it may be empty, or its"
        " headings or its encoding are others than published."
    )


def _thin_margins(
    margins: pd.DataFrame, sources: Mapping[str, str], *, not_known: str
) -> list[Finding]:
    """Say what published totals of the last January do not tell."""
    last = int(margins["year"].max())
    held = margins[margins["year"] == last]
    told = {
        "settings": (held["setting"].fillna("") != "").any(),
        "ages": held["ncy_from"].notna().any(),
    }
    return [
        finding(
            "intake_margins_thin",
            file=sources.get("margins", "margins"),
            what=what,
            january=terms.january_of_year(last),
            not_known=_also(not_known),
        )
        for what, is_told in told.items()
        if not is_told
    ]


def thin_places(tables: Mapping[str, pd.DataFrame], *, called: str) -> list[Finding]:
    """Say where the files know fewer places than there are children in them already.

    A shortage that is made of places nobody told the program of is no shortage; these notes stand
    before all others.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    called : str
        Name of the authority, as the history has it.

    Returns
    -------
    list of Finding
    """
    notes = apart_from_published(tables, called=called)
    notes += rate_unlike_england(tables, called=called)
    children = _children_by_setting(tables)
    free = _free_by_level(tables)
    for level, words in LEVELS.items():
        there = children.get(level, 0.0)
        if there and free.get(level, 0.0) < FEW_PLACES * there:
            notes.append(
                finding(
                    "intake_places_unknown",
                    file="places",
                    level=words,
                    places=free.get(level, 0.0),
                    children=there,
                )
            )
    if "margins" in tables and "plans" not in tables:
        margins = tables["margins"]
        last = int(margins["year"].max())
        if not (margins.loc[margins["year"] == last, "need"] != "").any():
            january = terms.january_of_year(last)
            notes.append(finding("intake_needs_unknown", file="margins", january=january))
    return notes


def _children_by_setting(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Count children by setting in the last January, from plans or from the widest margin."""
    if "plans" in tables:
        plans = tables["plans"]
        held = plans[plans["year"] == plans["year"].max()]
        return _sums(held.groupby("setting")["plans"].sum())
    if "margins" not in tables:
        return {}
    margins = tables["margins"]
    held = margins[(margins["year"] == margins["year"].max()) & (margins["setting"] != "")]
    sums = held.groupby(["setting", "margin"])["plans"].sum()
    return _sums(sums.groupby("setting").max())


def _sums(sums: pd.Series[Any]) -> dict[str, float]:
    return dict(zip(sums.index.astype(str), sums.to_numpy(dtype="float64").tolist(), strict=True))


def _free_by_level(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Count places free to the authority by level, as far as pools and places tell.

    The total of a site counts whole for each kind of pool that it has: rather too many places than
    a note of a shortage that is none.
    """
    if "pools" not in tables or "places" not in tables:
        return {}
    pools = tables["pools"].drop_duplicates(["site", "pool"], keep="last")
    places = tables["places"].sort_values("year").drop_duplicates(["site", "pool"], keep="last")
    kind = "setting" if "setting" in pools else "level"
    of_site = (places["pool"].fillna("") == "").to_numpy()
    by_pool = places[~of_site & ~places["site"].isin(set(places["site"][of_site]))]
    joined = [
        by_pool.merge(pools[["site", "pool", kind]], on=["site", "pool"]),
        places[of_site].merge(pools[["site", kind]].drop_duplicates(), on="site"),
    ]
    sums: dict[str, float] = {}
    for rows in joined:
        for one, count in _sums(_free(rows).groupby(rows[kind]).sum()).items():
            sums[one] = sums.get(one, 0.0) + count
    return sums


def _free(places: pd.DataFrame) -> pd.Series[Any]:
    """Places less those that are taken; what is not told counts as nought."""
    import pandas as pd

    free = pd.to_numeric(places["places"], errors="coerce").fillna(0.0).astype("float64")
    if "taken" not in places:
        return free
    return free - pd.to_numeric(places["taken"], errors="coerce").fillna(0.0).astype("float64")
