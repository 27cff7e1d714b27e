"""Pools and places of sites for which a list, a register or an area speaks whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.rolling.given import SCHOOLS, Row, Rows, Speaker
from sufficiency.sources.place_lists.standing import Key, standing_beside, still_taken_notes

if TYPE_CHECKING:
    import pandas as pd

SUPPLIED = "supplied"
MOST_NAMED = 5


@dataclass(frozen=True)
class Spoken:
    """Pools and places when all have spoken.

    Parameters
    ----------
    tables : mapping of str to dict
        Rows of pools and places by key.
    findings : tuple of Finding
        Whose word counts for which sites.
    """

    tables: Mapping[str, Rows]
    findings: tuple[Finding, ...]


def spoken_over(
    before: Mapping[str, Rows], speakers: tuple[Speaker, ...], *, named: frozenset[Key]
) -> Spoken:
    """Lay what speaks for whole sites over last year's pools and places.

    A list names pools in its own way, a register in another, and both are the same places. So
    whatever speaks for a site speaks for all of its pools, from the first September that it tells;
    and what somebody supplied is not replaced by what a register assumes.

    Parameters
    ----------
    before : mapping of str to dict
        Last year's rows of pools and places.
    speakers : tuple of Speaker
        Those that go before others first.
    named : frozenset of (str, str)
        Sites and pools that placements name.
    """
    frames = {name: _frame(name, before[name]) for name in SCHOOLS}
    found: list[Finding] = []
    for speaker in reversed(speakers):
        heard, notes = _heard(speaker, frames)
        found += notes
        if heard is None:
            continue
        stood = standing_beside(heard.tables, frames, named=named)
        after = {
            "pools": _joined(stood.pools, heard.tables["pools"]),
            "places": _joined(stood.places, stood.listed),
        }
        found += still_taken_notes(stood, heard.title)
        found += _ended(heard, frames, after)
        frames = after
    return Spoken({name: _rows(name, frame) for name, frame in frames.items()}, tuple(found))


def given_twice(speakers: tuple[Speaker, ...]) -> list[Finding]:
    """Name rows of which two that go side by side say something else."""
    spoken = [
        (one.rank, one.title, {name: _rows(name, one.tables[name]) for name in SCHOOLS})
        for one in speakers
    ]
    return [
        finding(
            "rollover_given_twice",
            file=title,
            value=", ".join(str(cell) for cell in key if cell != ""),
        )
        for (rank, _, one), (same, title, other) in combinations(spoken, 2)
        if rank == same
        for name in SCHOOLS
        for key, row in one[name].items()
        if other[name].get(key, row) != row
    ]


def by_hand_counts(speakers: tuple[Speaker, ...], tables: Mapping[str, Rows]) -> list[Finding]:
    """Note of which rows tables that somebody wrote say something else than lists and areas."""
    found = []
    for speaker in speakers:
        for name in SCHOOLS:
            said, written = _rows(name, speaker.tables[name]), tables.get(name, {})
            keys = [key for key, row in written.items() if said.get(key, row) != row]
            if keys:
                sites = sorted({str(key[0]) for key in keys})
                words: dict[str, Any] = {"count": len(keys), "named": _named(sites)}
                found.append(
                    finding("rollover_by_hand_counts", file=speaker.title, table=name, **words)
                )
    return found


def _heard(
    speaker: Speaker, frames: Mapping[str, pd.DataFrame]
) -> tuple[Speaker | None, list[Finding]]:
    """Leave out sites that were supplied before and are assumed here; None if none is left."""
    said = {name: _frame(name, _rows(name, speaker.tables[name])) for name in SCHOOLS}
    kept_back = sorted((_supplied(frames) - _supplied(said)) & _sites(said))
    notes = []
    if kept_back:
        notes.append(
            finding(
                "rollover_supplied_stands",
                file=speaker.title,
                count=len(kept_back),
                named=_named(kept_back),
            )
        )
        said = {name: frame[~frame["site"].isin(kept_back)] for name, frame in said.items()}
    said, sites = _supplied_alone(said, _supplied(frames))
    if sites:
        words: dict[str, Any] = {"count": len(sites), "named": _named(sites)}
        notes.append(finding("rollover_supplied_alone", file=speaker.title, **words))
    return (replace(speaker, tables=said) if _sites(said) else None), notes


def _supplied_alone(
    said: Mapping[str, pd.DataFrame], before: set[str]
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Leave out what a register tells beside what was supplied, of sites supplied before.

    A built area has both: the register's numbers of this September, and a list's of the next. Last
    year's supplied ones stand until the list's.
    """
    kept, sites = {}, set()
    for name, frame in said.items():
        is_supplied = frame["basis"] == SUPPLIED
        both = before & set(frame.loc[is_supplied, "site"])
        out = frame["site"].isin(both) & ~is_supplied
        sites |= set(frame.loc[out, "site"])
        kept[name] = frame[~out]
    return kept, sorted(sites)


def _ended(
    speaker: Speaker, frames: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]
) -> list[Finding]:
    """Say of which sites pools ended, or have another name now."""
    year: dict[str, int] = {}
    for site, first in zip(*_two(speaker.tables["pools"], "year"), strict=True):
        year[site] = min(int(first), year.get(site, int(first)))
    sites = sorted(
        {
            site
            for site, pool in _open(frames["places"], year) - _open(after["places"], year)
            if site in year
        }
    )
    if not sites:
        return []
    began = min(year[site] for site in sites)
    words: dict[str, Any] = {"count": len(sites), "named": _named(sites), "year": began}
    return [finding("rollover_pools_taken_over", file=speaker.title, **words)]


def _open(places: pd.DataFrame, year: Mapping[str, int]) -> set[Key]:
    """Give the pools that have places when a site's new word begins to hold."""
    latest: dict[Key, object] = {}
    rows = zip(*(places[name] for name in ("year", "site", "pool", "places")), strict=True)
    for when, site, pool, count in sorted(rows, key=lambda row: int(row[0])):
        if when <= year.get(site, when):
            latest[site, pool] = count
    return {key for key, count in latest.items() if isinstance(count, int | float) and count > 0}


def _two(frame: pd.DataFrame, column: str) -> tuple[list[Any], list[Any]]:
    return frame["site"].tolist(), frame[column].tolist()


def _sites(frames: Mapping[str, pd.DataFrame]) -> set[str]:
    return {site for frame in frames.values() for site in frame["site"]}


def _supplied(frames: Mapping[str, pd.DataFrame]) -> set[str]:
    """Give the sites of which somebody supplied a pool or a number of places."""
    return {
        site
        for frame in frames.values()
        for site, basis in zip(*_two(frame, "basis"), strict=True)
        if basis == SUPPLIED
    }


def _named(sites: list[str]) -> str:
    return first_named(sites, most=MOST_NAMED)


def _frame(name: str, rows: Rows) -> pd.DataFrame:
    import pandas as pd

    columns = list(terms.table(name).column_names)
    return pd.DataFrame(list(rows.values()), columns=columns, dtype=object)


def _rows(name: str, frame: pd.DataFrame) -> Rows:
    """Give rows by key; a cell that is blank is no text."""
    contract = terms.table(name)
    at = [contract.column_names.index(column) for column in contract.key]
    blank = frame[list(contract.column_names)].astype(object)
    cells = blank.where(blank.notna(), "").itertuples(index=False, name=None)
    rows: Rows = {}
    for row in cells:
        key: Row = tuple(row[place] for place in at)
        rows[key] = row
    return rows


def _joined(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    both = [one.astype(object) for one in (frame, more) if len(one)]
    return pd.concat(both, ignore_index=True) if both else frame
