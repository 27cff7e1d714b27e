"""A council's own list of schools and places, as sites, pools and places of an area."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.sources.asked import authority_asked, check_texts, check_year
from sufficiency.sources.authorities import authority_of
from sufficiency.sources.counts import odd_rows
from sufficiency.sources.headings import column_of
from sufficiency.sources.kinds import Kind
from sufficiency.sources.place_lists.columns import columns_told, heads_places, is_kept
from sufficiency.sources.place_lists.matching import (
    Matched,
    matched_urns,
    points_by_urn,
    register_of,
)
from sufficiency.sources.place_lists.points import points_in, points_missing
from sufficiency.sources.place_lists.rows import (
    SPANS,
    Choices,
    Columns,
    levels_of,
    needs_in,
    places_in,
    sites_of,
    spans_of,
)
from sufficiency.sources.place_lists.spans import needs_of
from sufficiency.sources.place_lists.totals import called_as_authority
from sufficiency.sources.place_lists.urn_doubts import urn_doubts
from sufficiency.sources.points import points_of
from sufficiency.sources.reading import Reading, account_of
from sufficiency.sources.text_tables import TextTable, read_text_table

if TYPE_CHECKING:
    import pandas as pd

WHAT = "a list of schools and places"
LEVELS = ("base", "special", "independent")
HIGH_AGES = ("leaving", "on_roll")
MOST_NAMED = 5


def read_places(
    path: str | Path,
    *,
    authority: str | None = None,
    year: int | None = None,
    level: str = "",
    needs: str = "",
    high_age: str = "leaving",
    points: Reading | pd.DataFrame | None = None,
) -> Reading:
    """Read a list with a row for each school or base, as councils keep them.

    Columns are told by their headings: name, URN, ages or year groups, needs, type, and places of
    one year or of several across, such as "2025/26" or "Sep 2026".

    Parameters
    ----------
    path : str or Path
        A CSV file or a workbook.
    authority : str, optional
        In which authority the schools stand; where a column says so, only its rows are read.
    year : int, optional
        Academic year of a column of places that does not say one.
    level : {"", "base", "special", "independent"}
        Of rows that do not say it. Independent places are at the level of a special school, and
        count as independent.
    needs : str
        Of rows that name none, such as "ASD;SEMH" or "All".
    high_age : {"leaving", "on_roll"}
        What the last age of 4-11 is: that at which children leave, so that Year 6 is the last, or
        the highest on roll.
    points : Reading or pandas.DataFrame, optional
        Columns urn, easting and northing, such as a register of schools; where the list has points
        of its own, those are taken. With name and authority besides, schools without a URN are
        found by their whole name in their authority, where one open school has it; the account
        tells of these rows apart.

    Returns
    -------
    Reading
        Tables `pools`, `places` and, of the schools that have a point, `sites`; where some have
        none, all of them in `schools`.

    Raises
    ------
    FileError
        If there is no such file.
    FindingsError
        With all faults, each at its row.
    NotPossibleError
        If an option is of the wrong kind, or none of those named.
    """
    authority = authority_asked(authority)
    check_year(year)
    check_texts(level=level, needs=needs, high_age=high_age)
    _check_options(level=level, needs=needs, high_age=high_age)
    choices = Choices(level, needs, leaving=high_age == "leaving")
    register = register_of(points)
    table = read_text_table(path, what=WHAT, is_header=heads_places, keep=is_kept)
    if table.alike:
        others = ", ".join(table.alike)
        fault = finding("list_sheets_alike", file=table.file, row=table.header_row, value=others)
        raise FindingsError([fault], what=f"The list {table.file}")
    columns, faults, notes = columns_told(table, year=year)
    if faults:
        raise FindingsError(faults, what=f"The list {table.file}")
    rows, steps, faults, about = _rows(table, columns, authority=authority)
    if not faults and rows.empty:
        faults.append(finding("no_row_left", file=table.file))
    if faults:
        raise FindingsError(faults, what=f"The list {table.file}")
    notes += about
    place = authority or _told_authority(rows)
    homes = _homes(rows, authority=place)
    told = matched_urns(
        columns.text(rows, "school"),
        columns.text(rows, "urn"),
        homes,
        register,
        file=table.file,
    )
    faults, about = urn_doubts(rows, columns, told, register, homes=homes, file=table.file)
    faults += called_as_authority(rows, columns, homes, file=table.file)
    notes += about
    laid, more, about = _laid(rows, columns, choices, told, file=table.file)
    faults += more
    notes += about
    places, more, about = places_in(rows, columns, file=table.file)
    faults += [*more, *points_in(rows, file=table.file)]
    notes += about
    if faults:
        raise FindingsError(faults, what=f"The list {table.file}")
    schools = _schools(rows, laid, authority=place, register=register)
    held = _held(laid, places, schools)
    about = points_missing(schools, rows, _first_rows(laid), file=table.file)
    return Reading(
        kind="places",
        title=f"Schools and places: {schools['site'].nunique()} schools, "
        f"{len(held['pools'])} pools",
        held=held,
        steps=account_of([*steps, *_read_rows(table.file, told)]),
        findings=(*table.findings, *notes, *about),
        inputs=(table.source,),
        settings={"authority": place, "level": level, "needs": needs, "high_age": high_age},
    )


def _check_options(*, level: str, needs: str, high_age: str) -> None:
    if level and level not in LEVELS:
        known = ", ".join(LEVELS)
        raise NotPossibleError.of("list_option", value=level, what="a level", known=known)
    if high_age not in HIGH_AGES:
        known = " or ".join(HIGH_AGES)
        what = "a meaning of the last age"
        raise NotPossibleError.of("list_option", value=high_age, what=what, known=known)
    lost = needs_of(needs)[1] if needs else []
    if lost:
        known = ", ".join(terms.needs())
        raise NotPossibleError.of("list_option", value=lost[0], what="a need", known=known)


def _rows(
    table: TextTable, columns: Columns, *, authority: str | None
) -> tuple[pd.DataFrame, list[tuple[str, str, int, str, str]], list[Finding], list[Finding]]:
    """Leave out totals, words and the schools of other authorities."""
    import pandas as pd

    frame, file = table.frame, table.file
    code = [columns.by_role[role] for role in ("school", "urn") if role in columns.by_role]
    kinds, faults, notes = odd_rows(
        frame, code=code, numbers=list(columns.years), file=file, what="school"
    )
    rows = frame[kinds == "row"]
    left = {"a total": int((kinds == "total").sum()), "words": int((kinds == "words").sum())}
    home = column_of(frame.columns, "authority_text")
    if home is not None and authority is not None:
        known = pd.DataFrame({"code": rows[home], "old_code": "", "name": rows[home]})
        _, name = authority_of(known, authority, file=file)
        mine = rows[home].map(str.casefold) == name.casefold()
        left["another authority"] = int((~mine).sum())
        rows = rows[mine]
    steps = [(file, "rows", count, "left_out", why) for why, count in left.items() if count]
    return rows, steps, faults, notes


def _laid(
    rows: pd.DataFrame, columns: Columns, choices: Choices, told: Matched, *, file: str
) -> tuple[pd.DataFrame, list[Finding], list[Finding]]:
    """Give each row's school, kind, needs, NC years and pool."""
    sites, faults, notes = sites_of(rows, columns, told, file=file)
    kind, more = levels_of(rows, columns, choices, file=file)
    faults += more
    needs, more = needs_in(rows, columns, choices, file=file)
    faults += more
    spans, more, about = spans_of(rows, columns, choices, file=file)
    faults += more
    laid = sites.assign(kind=kind, needs=needs).join(spans)
    pool = columns.text(rows, "pool")
    alone = laid.groupby("site")["site"].transform("size") == 1
    laid = laid.assign(pool=pool.where(pool != "", kind.where(~alone, "all")))
    again = laid.duplicated(["site", "pool"])
    for row in laid.index[again][:MOST_NAMED]:
        same = (laid["site"] == laid.loc[row, "site"]) & (laid["pool"] == laid.loc[row, "pool"])
        first = int(laid.index[same][0])
        faults.append(finding("list_row_twice", file=file, row=int(row), first=first))
    return laid, faults, [*notes, *about]


def _homes(rows: pd.DataFrame, *, authority: str) -> pd.Series[Any]:
    """Give the authority of each row: its own, or the one of which the list is."""
    import pandas as pd

    home = column_of(rows.columns, "authority_text")
    if home is None:
        return pd.Series(authority, index=rows.index, dtype=object)
    return rows[home].where(rows[home] != "", authority)


def _read_rows(file: str, told: Matched) -> list[tuple[str, str, int, str, str]]:
    """Account for the rows that were read; those apart whose school was found by name."""
    by_name = int(told.by_name.sum())
    counted = (
        (len(told.by_name) - by_name, "pools of places"),
        (by_name, "pools of places; the school found in the register by name and authority"),
    )
    return [(file, "rows", count, "read", why) for count, why in counted if count]


def _told_authority(rows: pd.DataFrame) -> str:
    """Give the authority that the list names, if it is one."""
    home = column_of(rows.columns, "authority_text")
    names = set(rows[home]) - {""} if home is not None else set()
    return str(names.pop()) if len(names) == 1 else ""


def _schools(
    rows: pd.DataFrame,
    laid: pd.DataFrame,
    *,
    authority: str,
    register: pd.DataFrame | None,
) -> pd.DataFrame:
    """Lay schools out, one row each, with a point where there is one."""
    import pandas as pd

    easting, northing = points_of(rows)
    given = points_by_urn(register)
    joined = laid["urn"].map(given["easting"]), laid["urn"].map(given["northing"])
    with_points = laid.assign(
        easting=easting.fillna(joined[0].astype("float64")),
        northing=northing.fillna(joined[1].astype("float64")),
    )
    ages = {
        "low_age": with_points.groupby("site")["ncy_from"].min().map(terms.age_of_ncy),
        "high_age": with_points.groupby("site")["ncy_to"].max().map(terms.age_of_ncy),
    }
    schools = with_points.drop_duplicates("site").set_index("site", drop=False)
    home = column_of(rows.columns, "authority_text")
    own = rows.loc[schools["site"].map(_first_rows(laid)).tolist(), home] if home else None
    columns = {
        "site": schools["site"],
        "name": schools["name"],
        "authority": authority if own is None else own.to_numpy(dtype=object),
        "urn": pd.to_numeric(schools["urn"].replace("", None)).astype("Int64"),
        "easting": schools["easting"],
        "northing": schools["northing"],
        "low_age": ages["low_age"].astype("Int64"),
        "high_age": ages["high_age"].astype("Int64"),
        "roll": pd.array([pd.NA] * len(schools), dtype="Int64"),
        "roll_year": pd.array([pd.NA] * len(schools), dtype="Int64"),
        "basis": "supplied",
    }
    made = pd.DataFrame(columns, index=schools.index)
    return made[list(terms.table("sites").column_names)].reset_index(drop=True)


def _first_rows(laid: pd.DataFrame) -> dict[str, Any]:
    first = laid.drop_duplicates("site")
    return dict(zip(first["site"], first.index, strict=True))


def _held(
    laid: pd.DataFrame, places: pd.DataFrame, schools: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Lay the tables of the area out."""
    rows = laid.rename_axis("row").reset_index()
    first = places.groupby("row")["year"].min()
    pools = rows.assign(
        level=rows["kind"].replace("independent", "special"),
        setting=rows["kind"],
        year=rows["row"].map(first),
        basis="supplied",
    )[list(terms.table("pools").column_names)]
    counted = places.merge(rows[["row", "site", "pool"]], on="row").assign(basis="supplied")[
        list(terms.table("places").column_names)
    ]
    held = {"pools": pools, "places": counted}
    is_lost = schools["easting"].isna() | schools["northing"].isna()
    there = schools[~is_lost].reset_index(drop=True)
    if len(there):
        held = {"sites": there, **held}
    return {**held, "schools": schools} if is_lost.any() else held


def _recognises(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a row heads schools, places, and needs or ages."""
    return any(
        heads_places(row) and any(column_of(row, kind) for kind in ("needs", "level", *SPANS))
        for row in rows
    )


KIND = Kind("places", "A list of schools and places", _recognises, read_places)
