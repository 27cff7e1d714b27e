"""Whose a row of a published file is, and of which year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.sources.authorities import authority_of
from sufficiency.sources.ees.cells import year_of
from sufficiency.sources.ees.opening import Opened
from sufficiency.sources.ees.renaming import Latest

if TYPE_CHECKING:
    import pandas as pd

LEVELS = {"national": "nation", "regional": "region", "local authority": "authority"}
"""Levels of Explore Education Statistics that are read, with the project's words for them."""

PLACE_COLUMNS = ("new_la_code", "old_la_code", "la_name", "region_code", "region_name")
NATION = "England"
MOST_TOLD = 10
"""So many faults of one column are told one by one."""


@dataclass(frozen=True, slots=True)
class Places:
    """The authority that an area is made of, and what it is held against.

    Parameters
    ----------
    code, name : str
        Of the authority.
    region : str
        Code of its region; blank where no file tells it.
    beside : tuple of str
        Codes of other authorities to hold it against.
    names : tuple of (str, str)
        Their names, by their codes and by what they were called when they were asked for.
    la_code : str
        The authority's three-digit code; blank where no file tells it.
    """

    code: str
    name: str
    region: str
    beside: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    la_code: str = ""


def placed(opened: Opened) -> tuple[pd.DataFrame, list[Finding]]:
    """Add to the rows of a file their level, place and year.

    Parameters
    ----------
    opened : Opened

    Returns
    -------
    frame : pandas.DataFrame
        With columns level (nation, region, authority; blank for others), code, old_code, area,
        region and year (academic year, -1 where it cannot be read); the index is the row.
    findings : list of Finding
        Faults of columns and years.
    """
    import pandas as pd

    frame, file = opened.table.frame, opened.table.file
    faults: list[Finding] = []
    if not {"new_la_code", "la_name"} & set(frame.columns):
        faults.append(
            finding("ees_column_missing", file=file, row=opened.table.header_row, value="la_name")
        )
    blank = pd.Series("", index=frame.index, dtype=object)
    known = {name: frame[name].astype(object) if name in frame else blank for name in PLACE_COLUMNS}
    level = frame["geographic_level"].str.casefold().map(LEVELS).fillna("").astype(object)
    is_authority, is_region = level == "authority", level == "region"
    code = known["new_la_code"].where(known["new_la_code"] != "", known["old_la_code"])
    code = code.where(is_authority, known["region_code"].where(is_region, ""))
    area = known["la_name"].where(is_authority, known["region_name"].where(is_region, NATION))
    is_january = opened.kind.period == "january"
    years = {text: year_of(text, is_january=is_january) for text in frame["time_period"].unique()}
    wrong = frame.index[frame["time_period"].map({t: y is None for t, y in years.items()})]
    faults += [
        finding(
            "ees_period_unreadable",
            file=file,
            row=int(row),
            column="time_period",
            value=frame.loc[row, "time_period"],
        )
        for row in wrong[:MOST_TOLD]
    ]
    year = frame["time_period"].map({t: -1 if y is None else y for t, y in years.items()})
    made = frame.assign(
        level=level,
        code=code,
        old_code=known["old_la_code"].where(is_authority, ""),
        area=area,
        region=known["region_code"],
        year=year.astype("int64"),
    )
    return made, faults


def places_of(latest: Latest, authority: str | None, beside: Sequence[str], *, file: str) -> Places:
    """Find the authority, its region, and those beside it, in several files.

    Parameters
    ----------
    latest : Latest
        The placed rows of the files, each authority with one code and name.
    authority : str or None
        Code or name, also one that was replaced.
    beside : sequence of str
        Codes or names of others.
    file : str
        What to call the files in messages.

    Raises
    ------
    FindingsError
        If none of the files has such an authority, or one of that name more than once.
    """
    import pandas as pd

    rows = [
        frame.loc[frame["level"] == "authority", ["code", "old_code", "area", "region", "year"]]
        for frame in latest.frames
    ]
    known = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    if known.empty:
        raise FindingsError(
            [finding("ees_no_authority", file=file)], what="The published files of plans"
        )
    listed = known.rename(columns={"area": "name"}).sort_values("year", kind="stable")
    code, name = authority_of(listed, latest.meant(authority), file=file)
    others = [authority_of(listed, latest.meant(one), file=file) for one in beside]
    own = listed[listed["code"] == code]
    regions = [one for one in own["region"] if one]
    three = [one for one in own["old_code"] if one]
    asked = tuple((word, name) for word, (_, name) in zip(beside, others, strict=True))
    return Places(
        code=code,
        name=name,
        region=regions[-1] if regions else "",
        beside=tuple(code for code, _ in others),
        names=(*others, *asked),
        la_code=three[-1] if three else "",
    )


def who_of(frame: pd.DataFrame, places: Places) -> pd.Series[str]:
    """Say of each row whose it is: authority, beside, region, nation, or nobody's (blank)."""
    import pandas as pd

    who = pd.Series("", index=frame.index, dtype=object)
    is_authority = frame["level"] == "authority"
    who[is_authority & frame["code"].isin(places.beside)] = "beside"
    who[is_authority & (frame["code"] == places.code)] = "authority"
    who[(frame["level"] == "region") & (frame["code"] == places.region) & (places.region != "")] = (
        "region"
    )
    who[frame["level"] == "nation"] = "nation"
    return who
