"""Which schools of the register are the authority's own; one in England may have none at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.sources.authorities import authorities_called, authority_of
from sufficiency.sources.gias.entries import Entries
from sufficiency.sources.gias.sites import Pool

if TYPE_CHECKING:
    import pandas as pd

MOST_OF_ENGLAND = 100
"""A file with schools of so many authorities is no extract for a few of them: England has 153. One
that is not in it has no such school, as the City of London has no special school."""


@dataclass(frozen=True, slots=True)
class Whose:
    """The authority whose schools are its own: its codes, its name, and its three-digit code."""

    codes: frozenset[str]
    name: str
    la_code: str
    is_in_file: bool = True


def whose_schools(entries: Entries, authority: str | None) -> Whose | None:
    """Find the authority that was asked for; None where none was.

    Raises
    ------
    FindingsError
        If there is no such authority in the file; but for one that England has, and that has no
        school in a file of most authorities.
    """
    if authority is None:
        return None
    listed = entries.frame[["la_gss", "la_code", "authority"]].drop_duplicates()
    listed = listed.set_axis(["code", "old_code", "name"], axis=1)
    try:
        code, name = authority_of(listed, authority, file=entries.table.file)
    except FindingsError as error:
        known = authorities_called(authority)
        is_unknown = all(one.rule == "authority_unknown" for one in error.findings)
        if not is_unknown or not known or listed["name"].nunique() < MOST_OF_ENGLAND:
            raise
        codes = {code for one in known for code in (one.code, one.three_digits)} - {""}
        return Whose(frozenset(codes), known[-1].name, known[-1].three_digits, is_in_file=False)
    rows = listed[(listed["code"] == code) | (listed["old_code"] == code)]
    same = rows[rows["name"] == name]
    codes = {code, *same["code"], *same["old_code"]} - {""}
    three = sorted(set(same["old_code"]) - {""})
    return Whose(frozenset(codes), name, three[0] if len(three) == 1 else "")


def own_schools(frame: pd.DataFrame, whose: Whose | None) -> pd.Series[bool]:
    """Say which schools stand in the authority; all, where none was asked for."""
    if whose is None:
        return frame["urn"] != ""
    codes = list(whose.codes)
    return frame["la_gss"].isin(codes) | frame["la_code"].isin(codes)


def none_of_its_own(whose: Whose | None, pools: Sequence[Pool], *, file: str) -> list[Finding]:
    """Note an authority without a special school or base of its own.

    Raises
    ------
    FindingsError
        If it has no school of any kind in the file, and none of others is near it either.
    """
    if whose is None or any(one.is_own for one in pools) or (whose.is_in_file and not pools):
        return []
    if not pools:
        fault = finding("gias_none_near", file=file, value=whose.name)
        raise FindingsError([fault], what=f"The file {file}")
    count = len({one.site for one in pools})
    return [finding("gias_none_of_its_own", file=file, value=whose.name, count=count)]
