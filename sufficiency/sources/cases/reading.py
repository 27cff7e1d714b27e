"""Yearly exports of a case-management system as stocks, flows and placements."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.sources.asked import authority_asked, check_is
from sufficiency.sources.cases.columns import CaseColumns, columns_given
from sufficiency.sources.cases.headings import exactly, suggested
from sufficiency.sources.cases.joining import (
    FEWEST_CHILDREN,
    out_of_step,
    transitions_between,
    years_apart,
)
from sufficiency.sources.cases.parts import (
    awaiting_noted,
    columns_of_others,
    parts_gone,
    parts_missing,
)
from sufficiency.sources.cases.snapshot import Snapshot, snapshot_of
from sufficiency.sources.kinds import Kind
from sufficiency.sources.lookups import Lookup
from sufficiency.sources.reading import Reading, account_of

if TYPE_CHECKING:
    import pandas as pd

STATE = ["locality", "need", "ncy", "setting"]
FIRST_YEAR, LAST_YEAR = 2000, 2100
FEWEST_ROLES = 3
NEEDED, AGES = {"child", "need", "setting"}, {"ncy", "birth_date"}
STEPS = ("refuse", "later")


def read_snapshots(
    files: Mapping[int, str | Path],
    *,
    columns: CaseColumns | Mapping[str, Any] | str | Path | None = None,
    lookup: Lookup | None = None,
    authority: str | None = None,
    out_of_step: str = "refuse",
) -> Reading:
    """Read one or more yearly exports, one row a child, as they stood in January.

    Children's numbers join the files and are salted and dropped; dates of birth become NC years
    and postcodes localities while the file is read. Columns that are not named are never read.

    Parameters
    ----------
    files : mapping of int to path
        Exports by academic year: 2024 for January 2025.
    columns : CaseColumns, mapping or path
        Which column holds what and what its words mean: from `suggest_columns`, a TOML file of
        it, or a mapping of roles to headings.
    lookup : Lookup, optional
        From the export's postcodes or small areas to localities.
    authority : str, optional
        Where a column says which authority maintains a plan: its rows only.
    out_of_step : {"refuse", "later"}
        Whether children who do not move up by one NC year between two files are a fault, or are
        followed by their later year group.

    Returns
    -------
    Reading
        Tables `plans`; `transitions` between Januaries that follow each other; `placements`, where
        a column has codes of schools. Locality is `unknown` where nothing tells it.

    Raises
    ------
    FileError
        If a file is not there.
    FindingsError
        With all faults of all files.
    NotPossibleError
        If no columns or files are given.
    """
    given = _files(files)
    authority = authority_asked(authority)
    check_is(Lookup, lookup=lookup, known="what read_lookup returns", example="read_lookup(...)")
    if out_of_step not in STEPS:
        known = " or ".join(f'"{way}"' for way in STEPS)
        what = "children out of step"
        raise NotPossibleError.of("cases_option", value=out_of_step, what=what, known=known)
    roles = columns_given(columns)
    salt = secrets.token_bytes(32)
    snapshots = [
        snapshot_of(path, year, roles, lookup=lookup, authority=authority, salt=salt)
        for year, path in given.items()
    ]
    faults = [*_same_files(snapshots), *(fault for one in snapshots for fault in one.faults)]
    if faults:
        raise FindingsError(faults, what="The exports of cases")
    held, notes = _held(snapshots, roles, way=out_of_step)
    return Reading(
        kind="cases",
        title=f"Exports of cases: {len(snapshots)} Januaries, "
        f"{len(snapshots[-1].frame):,} children in the last",
        held=held,
        steps=account_of([step for one in snapshots for step in one.steps]),
        findings=(*(note for one in snapshots for note in one.notes), *notes),
        inputs=tuple(dict.fromkeys(one.source for one in snapshots)),
        settings={"columns": roles.file, "out_of_step": out_of_step},
    )


def _files(files: object) -> dict[int, str | Path]:
    """Give the files in order of their years."""
    if not isinstance(files, Mapping) or not files:
        kind = f"a value of type {type(files).__name__}"
        raise NotPossibleError.of("cases_no_files", value=kind)
    for year in files:
        is_year = isinstance(year, int) and not isinstance(year, bool)
        if not is_year or not FIRST_YEAR <= year <= LAST_YEAR:
            raise NotPossibleError.of("cases_year", value=year)
    return dict(sorted(files.items()))


def _same_files(snapshots: Sequence[Snapshot]) -> list[Finding]:
    """Name files that are given for two Januaries; two of a few children may be alike."""
    first: dict[str, Snapshot] = {}
    faults = []
    for one in snapshots:
        before = first.setdefault(one.source.sha256, one)
        if before is not one and len(one.frame) >= FEWEST_CHILDREN:
            words: dict[str, Any] = {"year": one.year, "before": before.year}
            faults.append(finding("cases_same_file", file=one.file, **words))
    return faults


def _held(
    snapshots: Sequence[Snapshot], roles: CaseColumns, *, way: str
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Count stocks, flows and placements."""
    held = {"plans": _plans(snapshots)}
    gone = list(parts_gone(snapshots))
    notes: list[Finding] = [*years_apart(snapshots), *parts_missing(snapshots)]
    notes += [*(one for one in gone if one.severity == "note"), *awaiting_noted(snapshots)]
    pairs = [
        (before, after) for before, after in pairwise(snapshots) if after.year == before.year + 1
    ]
    faults = [one for one in gone if one.severity == "error"]
    parts = []
    for before, after in pairs:
        about, broken = out_of_step(before, after, way=way)
        flows, more = transitions_between(before, after)
        faults += [*broken, *columns_of_others(before, after, roles)]
        notes += [*about, *(one for one in more if one.severity == "note")]
        faults += [one for one in more if one.severity == "error"]
        parts.append(flows)
    if faults:
        raise FindingsError(faults, what="The exports of cases")
    if parts:
        import pandas as pd

        held["transitions"] = pd.concat(parts, ignore_index=True)
    if roles.heading("site"):
        held["placements"], more = _placements(snapshots)
        held["in_mainstream"], _ = _placements(snapshots, only="mainstream")
        notes += more
    return held, notes


def _plans(snapshots: Sequence[Snapshot]) -> pd.DataFrame:
    import pandas as pd

    parts = [
        _counted(one.frame, STATE).assign(year=one.year, basis="supplied") for one in snapshots
    ]
    return pd.concat(parts, ignore_index=True)[list(terms.table("plans").column_names)]


def _placements(
    snapshots: Sequence[Snapshot], *, only: str = ""
) -> tuple[pd.DataFrame, list[Finding]]:
    """Count children at each school, or those of one setting only; who is at none is noted."""
    import pandas as pd

    parts, notes = [], []
    for one in snapshots:
        placed = one.frame[one.frame["site"] != ""]
        lost = len(one.frame) - len(placed)
        if lost:
            notes.append(finding("cases_without_site", file=one.file, count=lost))
        if only:
            placed = placed[placed["setting"] == only]
        counted = _counted(placed, ["locality", "need", "ncy", "site"])
        parts.append(counted.assign(year=one.year, pool="", basis="supplied"))
    made = pd.concat(parts, ignore_index=True)
    return made[list(terms.table("placements").column_names)], notes


def _counted(children: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    states = children[keys].astype({"ncy": "int64"})
    return states.groupby(keys, as_index=False, sort=True).size().rename(columns={"size": "plans"})


def _recognises(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a row heads a child's number, need and setting.

    By usual names with one role besides; by names that are nearly so, with a year group or birth.
    """
    return any(
        (set(exactly(row)) >= NEEDED and len(exactly(row)) > FEWEST_ROLES)
        or (set(found := suggested(row)) >= NEEDED and bool(AGES & set(found)))
        for row in rows
    )


KIND = Kind("cases", "Export of a case-management system", _recognises, read_snapshots)
