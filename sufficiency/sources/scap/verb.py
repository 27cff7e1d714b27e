"""The Department's "School capacity": places of special schools and bases, and forecasts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.sources.asked import authority_asked, paths_asked
from sufficiency.sources.authorities import authority_of
from sufficiency.sources.ees.placed import Places
from sufficiency.sources.ees.renaming import renamed
from sufficiency.sources.reading import Reading, account_of
from sufficiency.sources.scap.files import (
    CapacityFile,
    authorities_in,
    is_told,
    named_as_of_late,
    opened,
    recognised,
    wanted_rows,
)
from sufficiency.sources.scap.tables import joined, table_of, told_twice


def read_scap(
    paths: str | Path | Sequence[str | Path], *, authority: str | int | None = None
) -> Reading:
    """Read published files of school capacity: places of schools, capacity of areas, forecasts.

    The headings of these files change from year to year and hold the year, so they are matched by
    pattern (`terms/scap_columns.csv`); a note says for each file which columns were recognised as
    what, and which were not.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        Files as published: specialist provision of schools, specialist provision capacity, and
        specialist provision pupil forecasts.
    authority : str or int, optional
        Code (nine characters or three digits) or name; needed where there are several.

    Returns
    -------
    Reading
        Tables, where there are files for them:

        - places: the table of an area, by URN: pool "all" of special schools; pools "rp" and
          "unit" of mainstream schools [places];
        - capacity: year, level, area, phase, schools, places, roll, and both by phase;
        - forecast: year, level, area, phase, ncy_from, ncy_to, pupils [children], basis: children
          with a plan who live there and will need a specialist place.

    An authority whose name or code changed between two files is followed by its three-digit code,
    as `read_ehc_plans` does it; a note says so.

    Raises
    ------
    FindingsError
        With all faults at once: no such file or authority, cells that are neither counts nor marks.
    FileError
        If there is no such file, or it cannot be opened.
    NotPossibleError
        If it is no path, or the authority is neither text nor a three-digit number.
    """
    wanted = authority_asked(authority)
    files = [opened(place) for place in paths_asked(paths)]
    findings = [note for one in files for note in one.table.findings]
    findings += [recognised(one) for one in files]
    findings += [
        finding("scap_nothing", file=one.table.file) for one in files if not is_told(one.named)
    ]
    if not files:
        findings.append(finding("scap_nothing", file="no file"))
    _raise(findings)
    files, latest = named_as_of_late(files)
    listed = authorities_in(files)
    names = files[0].table.file if len(files) == 1 else "the files of school capacity"
    code, name = authority_of(listed, latest.meant(wanted), file=names)
    findings += renamed(latest, Places(code, name, _region_of(files, code)))
    held: dict[str, Any] = {}
    steps: list[tuple[str, str, int, str, str]] = []
    for one in files:
        rows, others = wanted_rows(one, code)
        what = f"rows of {name}, its region and England"
        steps.append((one.table.file, what, len(rows), "read", one.form))
        steps.append((one.table.file, "other rows", others, "left_out", "of other places"))
        made, found = table_of(one, rows)
        findings += found
        table = "places" if one.form == "schools" else one.form
        held.setdefault(table, []).append(made)
    _raise(findings)
    tables = {table: joined(parts) for table, parts in held.items()}
    if "places" in tables:
        findings += told_twice(tables["places"], file=names)
        _raise(findings)
    return Reading(
        kind="scap",
        title=f"School capacity of {name}" if name else "School capacity",
        held=tables,
        steps=account_of([step for step in steps if step[2]]),
        findings=tuple(findings),
        inputs=tuple(one.table.source for one in files),
        version=_version(files),
        settings={"authority": code},
    )


def _region_of(files: Sequence[CapacityFile], code: str) -> str:
    """Give the code of an authority's region, blank where no file tells it."""
    told = (one.frame.loc[one.frame["code"] == code, "region"] for one in files)
    return next((str(text) for rows in told for text in rows if text), "")


def _version(files: Sequence[CapacityFile]) -> str:
    """Give the latest year of places, or the base year that stands in the heading of a forecast."""
    years = {int(year) for one in files if one.form != "forecast" for year in one.frame["year"]}
    for one in files:
        match = re.search(r"(20[0-9]{2})[0-9]{2}", one.named.get("forecast", ""))
        if match is not None:
            years.add(int(match[1]))
    years = {year for year in years if year >= 0}
    return f"of {terms.year_label(max(years))}" if years else ""


def _raise(findings: Sequence[Finding]) -> None:
    if any(one.severity == "error" for one in findings):
        raise FindingsError(findings, what="The files of school capacity")
