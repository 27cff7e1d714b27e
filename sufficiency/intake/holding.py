"""What an area that is built from files must hold against itself, before anybody quotes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.intake.totals import far_from_published
from sufficiency.intake.whose import localities_unknown, no_authority
from sufficiency.messages.listing import first_named
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

BLANK_POINT = "list_points_blank"
NO_POINT = ("list_no_points", BLANK_POINT)
FILL_IN = "Fill in the point: its cells are blank there"
ADD = "Add the columns Easting and Northing to your list"

ASTRAY = "ees_margin_astray"
"""Note of a published margin that adds up to another number than the total beside it."""

MOST_NAMED = 5
"""So many schools are named in one fault."""

WHO_LIVES_WHERE = ("localities", "population")


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
        Where there is no population, no plans or no schools, or schools with pools have no point;
        where published totals of the last January tell no settings or no ages, so that plans would
        be dealt out evenly; or where the plans that were counted are far from the published total
        of one of the Januaries.
    """
    faults = [*besides, *_without_children(tables, read, not_known=not_known)]
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


def _without_children(
    tables: Mapping[str, pd.DataFrame], read: Sequence[Reading], *, not_known: str
) -> list[Finding]:
    """Say which files are missing where the area has no population, localities or plans."""
    also = _also(not_known)
    faults = []
    there = [name for name in WHO_LIVES_WHERE if name in tables]
    if not there:
        faults.append(finding("intake_no_population", file="the files", not_known=also))
    elif len(there) < len(WHO_LIVES_WHERE):
        (lost,) = set(WHO_LIVES_WHERE) - set(there)
        faults.append(
            finding(
                "intake_table_alone",
                file="the files",
                value=lost,
                there=there[0],
                not_known=also,
            )
        )
    if not {"plans", "margins"} & set(tables):
        faults.append(_no_plans(read, not_known=also))
    return faults


def _no_plans(read: Sequence[Reading], *, not_known: str) -> Finding:
    """Say that there are no plans; or that a release is there, and why nothing of it is left."""
    astray = [note for one in read for note in one.findings if note.rule == ASTRAY]
    if not astray:
        return finding("intake_no_plans", file="the files", not_known=not_known)
    last = astray[-1]
    words: dict[str, Any] = {"count": len(astray), "seen": last.seen.rstrip(".")}
    return finding("intake_plans_astray", file=last.file, row=last.row, **words)


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
