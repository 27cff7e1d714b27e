"""The register of schools, Get Information about Schools: edubasealldata."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.places import METRES_A_MILE
from sufficiency.sources.asked import authority_asked, path_asked, year_asked
from sufficiency.sources.gias.closed import closed_notes
from sufficiency.sources.gias.entries import Entries, read_entries, year_of_register
from sufficiency.sources.gias.links import Links, read_links
from sufficiency.sources.gias.sites import (
    Pool,
    base_kinds,
    named,
    place_rows,
    pool_notes,
    pool_rows,
    pools_of,
    site_rows,
)
from sufficiency.sources.gias.whose import none_of_its_own, own_schools, whose_schools
from sufficiency.sources.reading import Reading, account_of

if TYPE_CHECKING:
    import pandas as pd

Points = NDArray[np.float64]

ESTABLISHMENTS = (
    *("urn", "ukprn", "name", "authority", "la_code", "la_gss", "type_code", "type", "setting"),
    *("base_kind", "low_age", "high_age", "capacity", "roll", "rp_capacity", "rp_roll"),
    *("unit_capacity", "unit_roll", "needs", "easting", "northing", "status", "open_date"),
    *("close_date", "predecessor", "successor"),
)
EASTINGS, NORTHINGS = (80_000, 660_000), (5_000, 660_000)
"""Where England is on the National Grid, as the table sites has it [metres]."""
MOST_MILES = 1000


def read_gias(
    path: str | Path,
    *,
    authority: str | int | None = None,
    within_miles: float | None = None,
    near: object = None,
    links: str | Path | None = None,
    year: int | None = None,
) -> Reading:
    """Read the register of schools into sites, pools and places of special schools and bases.

    Columns are found by their headings: those of edubasealldata, or of a list of special schools
    made from it. Names of persons and addresses are never read.

    Parameters
    ----------
    path : str or Path
        edubasealldata, as CSV or workbook.
    authority : str or int, optional
        Code (nine characters or three digits) or name of the authority whose schools become
        sites; those of all England, where nothing is said.
    within_miles : float, optional
        Schools of other authorities become sites too that lie so near to any of the points
        `near`, as the crow flies [miles].
    near : DataFrame or sequence of (easting, northing), optional
        Points, such as the table localities [metres].
    links : str or Path, optional
        links_edubasealldata: predecessors and successors.
    year : int, optional
        Academic year from which pools and places hold. Without it: the day in the file's name,
        or the last change of any entry.

    Returns
    -------
    Reading
        Tables:

        - establishments: every entry, closed ones too, with setting and base_kind;
        - sites, pools, places: tables of an area, of open special schools (pool "all") and of
          resourced provision and SEN units (pools "rp" and "unit").

        A capacity is published; where there is none, pupils stand in for it (estimated). A school
        without designations is taken to serve all needs (assumed). Of others' and independent
        schools the pupils count as taken. Notes name each of these schools.

    Raises
    ------
    FindingsError
        If it is no register, there is no such authority, or it has no school in the file and none
        of others lies near it.
    FileError
        If it cannot be opened.
    NotPossibleError
        If only one of `within_miles` and `near` is given or has no such points, no year is told,
        or an option is not of its kind.

    Examples
    --------
    >>> import sufficiency as sf
    >>> reading = sf.read_gias("edubasealldata20250109.csv", authority="940")  # doctest: +SKIP
    """
    wanted_of, wanted_year = authority_asked(authority), year_asked(year)
    points = _points(within_miles, near)
    entries = read_entries(path_asked(path))
    since = year_of_register(entries, wanted_year)
    if since is None:
        raise NotPossibleError.of("gias_no_year", file=entries.table.file)
    whose = whose_schools(entries, wanted_of)
    told = None if links is None else read_links(path_asked(links))
    file = entries.table.file
    frame = entries.frame.assign(base_kind=base_kinds(entries.frame))
    is_own = own_schools(frame, whose)
    is_wanted = is_own
    if points is not None:
        is_near = _near(frame, points, float(within_miles or 0))
        is_wanted = is_near if whose is None else is_own | is_near
    wanted = frame[is_wanted & (frame["is_special"] | (frame["base_kind"] != ""))]
    usable, notes = _usable(wanted, file=file)
    closed, there = wanted[wanted["state"] == "closed"], frozenset(_sites_of(frame)["urn"])
    notes = [
        *closed_notes(closed, entries=frame, sites=there, links=told, file=file),
        *notes,
    ]
    every = pools_of(usable, is_own=is_own.loc[usable.index])
    pools = [one for one in every if one.is_counted]
    notes += none_of_its_own(whose, pools, file=file)
    notes += _without_places([one for one in every if not one.is_counted], file=file)
    notes += pool_notes(pools, file=file)
    sited = usable[usable["urn"].isin([one.site for one in pools])]
    held = {
        "establishments": _establishments(frame, told),
        "sites": site_rows(sited, roll_year=entries.roll_year),
        "pools": pool_rows(pools, year=since),
        "places": place_rows(pools, year=since),
    }
    return Reading(
        kind="gias",
        title="The register of schools" + (f", for {whose.name}" if whose else ""),
        held=held,
        steps=account_of(_steps(entries, frame, wanted, sited, told)),
        findings=(*entries.findings, *(told.findings if told else ()), *notes),
        inputs=(entries.table.source, *((told.source,) if told else ())),
        version=f"of {terms.year_label(since)}",
        settings={
            "authority": wanted_of or "",
            "la_code": whose.la_code if whose else "",
            "within_miles": str(within_miles or ""),
        },
    )


def _without_places(pools: Sequence[Pool], *, file: str) -> list[Finding]:
    """Note schools and bases of which neither capacity nor pupils are known."""
    if not pools:
        return []
    first, count, sites = pools[0], len(pools), named([one.site for one in pools])
    words: dict[str, Any] = {"value": first.name, "count": count, "sites": sites}
    return [finding("gias_no_places", file=file, row=first.row, **words)]


def _points(within_miles: float | None, near: object) -> Points | None:
    """Read the points that schools are to be near."""
    if within_miles is None and near is None:
        return None
    if within_miles is None or near is None:
        raise NotPossibleError.of("gias_near_what", value=within_miles)
    given: Any = within_miles
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not 0 < given <= MOST_MILES:
        raise NotPossibleError.of("gias_miles", value=within_miles)
    rows: Any = near
    if hasattr(rows, "columns"):
        if not {"easting", "northing"} <= set(rows.columns):
            raise NotPossibleError.of("gias_near_points")
        rows = rows[["easting", "northing"]].to_numpy()
    try:
        points = np.array([[float(x), float(y)] for x, y in _each(rows)], dtype=np.float64)
    except (TypeError, ValueError):
        raise NotPossibleError.of("gias_near_points") from None
    if not points.size or not np.isfinite(points).all():
        raise NotPossibleError.of("gias_near_points")
    return points


def _each(rows: Any) -> Iterable[tuple[Any, Any]]:
    for row in rows:
        first, second = row
        yield first, second


def _near(frame: pd.DataFrame, points: Points, miles: float) -> pd.Series[bool]:
    """Say which schools lie near any point, in a straight line."""
    import pandas as pd

    there = frame[["easting", "northing"]].to_numpy(dtype=np.float64)
    nearest = np.full(len(there), np.inf)
    for point in points:
        apart = np.hypot(*(there - point).T) / METRES_A_MILE
        nearest = np.fmin(nearest, apart)
    return pd.Series(nearest <= miles, index=frame.index)


def _is_open(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame["state"].isin(["open", "closing"])


def _has_point(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame["easting"].between(*EASTINGS) & frame["northing"].between(*NORTHINGS)


def _sites_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the open special schools and schools with a base that have a point."""
    has_pools = frame["is_special"] | (frame["base_kind"] != "")
    return frame[_is_open(frame) & _has_point(frame) & has_pools]


def _usable(frame: pd.DataFrame, *, file: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Keep open schools that have a point, and name the others but for those that are closed."""
    notes: list[Finding] = []
    is_open, has_point = _is_open(frame), _has_point(frame)
    for rule, rows in (
        ("gias_proposed", frame[frame["state"] == "proposed"]),
        ("gias_not_said_open", frame[frame["state"] == "unknown"]),
        ("gias_closing", frame[frame["state"] == "closing"]),
        ("gias_no_point", frame[is_open & ~has_point]),
    ):
        if len(rows):
            words: dict[str, Any] = {"count": len(rows), "sites": named(list(rows["urn"]))}
            words["value"] = rows["name"].iloc[0]
            notes.append(finding(rule, file=file, row=int(rows.index[0]), **words))
    return frame[is_open & has_point], notes


def _establishments(frame: pd.DataFrame, links: Links | None) -> pd.DataFrame:
    """Lay every entry out, with what came before and after it."""
    made = frame.assign(
        predecessor="" if links is None else _listed(frame["urn"], links.before),
        successor=frame["successor"] if links is None else _listed(frame["urn"], links.after),
    )
    counts = ("low_age", "high_age", "capacity", "roll", "rp_capacity", "rp_roll")
    whole = {name: made[name].astype("Int64") for name in (*counts, "unit_capacity", "unit_roll")}
    return made.assign(**whole)[list(ESTABLISHMENTS)].reset_index(drop=True)


def _listed(urns: pd.Series[Any], held: Any) -> list[str]:
    return [";".join(held.get(urn, ())) for urn in urns]


def _steps(
    entries: Entries,
    frame: pd.DataFrame,
    wanted: pd.DataFrame,
    sited: pd.DataFrame,
    links: Links | None,
) -> Sequence[tuple[str, str, int, str, str]]:
    """Account for every row of the register and of the links."""
    file = entries.table.file
    others = len(frame) - len(wanted)
    steps = [
        (file, "rows of schools with special places", len(sited), "read", "sites"),
        (
            file,
            "rows of schools that could be sites",
            len(wanted) - len(sited),
            "left_out",
            "closed, not open yet, without a point or without places; in establishments only",
        ),
        (file, "rows of other establishments", others, "read", "in establishments only"),
        (file, "rows that are no entry", entries.left_out, "left_out", "no URN, or one twice"),
    ]
    if links is not None:
        of = links.source.file
        steps.append((of, "links to what came before or after", links.rows, "read", "in columns"))
        steps.append((of, "links of other kinds", links.others, "left_out", "not needed"))
    return [step for step in steps if step[2]]
