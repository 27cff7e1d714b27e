"""One area from many readings: for each table, the reading that knows most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.intake.lists_apart import files_of
from sufficiency.intake.placed import at_sites
from sufficiency.intake.readings import area_tables
from sufficiency.sources.gias.sites import named
from sufficiency.sources.place_lists.standing import standing_beside, still_taken_notes
from sufficiency.sources.placed import in_pools
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

KNOWS_MOST = ("table", "places", "sen2", "cases", "witan", "scap", "ehc_plans")
"""Kinds whose tables go before those of others, the first before all. A table that somebody wrote
for the area, then an authority's own list, then children counted one by one."""

OF_SCHOOLS = ("sites", "pools", "places")
"""A council's list tells of the schools in it; of all others the register tells, row by row."""

COUNTED = ("plans", "margins", "transitions", "placements")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a table of a reading that are not in the area's.

    Parameters
    ----------
    reading, table : str
    rows : int
    why : str
    """

    reading: str
    table: str
    rows: int
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Composed:
    """The tables of an area, and from where each is.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    sources : mapping of str to str
        By table: in words, what it was read from.
    findings : tuple of Finding
        Which tables of which readings were left out, and why.
    left_out : tuple of LeftOut
        Rows of readings of which others speak.
    """

    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, str]
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...] = ()


def composed(readings: Sequence[Reading]) -> Composed:
    """Take each table from the reading that knows most of it.

    Parameters
    ----------
    readings : sequence of Reading

    Returns
    -------
    Composed
    """
    import pandas as pd

    tables: dict[str, Any] = {}
    by_list: dict[str, Any] = {}
    sources: dict[str, str] = {}
    notes: list[Finding] = []
    left_out: list[LeftOut] = []
    for reading in sorted(readings, key=_rank):
        given = area_tables(reading)
        beside = _beside_lists(by_list, given, reading, sources)
        stands, left_out = beside.stands, [*left_out, *beside.left_out]
        tables |= beside.listed
        notes += beside.findings
        for name, frame in given.items():
            if name not in tables:
                tables[name], sources[name] = frame, reading.title
                if reading.kind == "places":
                    by_list[name] = frame
            elif name in stands:
                # As objects: a column that is blank in one of the two has no say in its kind.
                both = [one.astype(object) for one in (tables[name], stands[name]) if len(one)]
                what = _of_what(name, beside, listed=set(by_list[name]["site"]))
                tables[name] = pd.concat(both, ignore_index=True)
                by_list[name] = tables[name]
                if what:
                    sources[name] = f"{sources[name]}; {what}: {reading.title}"
            else:
                notes.append(_twice(reading, name, frame, tables[name], sources[name]))
    notes += _matched_margins(tables)
    if "placements" in tables:
        tables["placements"], told = in_pools(tables, _in_mainstream(readings, sources))
        notes += told
        tables["placements"], told = at_sites(tables)
        notes += told
    for name in (one for one in COUNTED if one in tables and "population" in tables):
        tables[name], told = _with_population(tables, name)
        notes += told
    # What was left out, or has no row left, has no source: nothing in the area is from there.
    held = [name for name in sources if name in tables and len(tables[name])]
    from_where = {name: sources[name] for name in held}
    return Composed(tables, from_where, tuple(notes), tuple(left_out))


@dataclass(frozen=True, slots=True, eq=False)
class _Beside:
    """Tables of a reading, as far as lists leave them; and the lists' own where they are more."""

    stands: Mapping[str, pd.DataFrame]
    listed: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    is_taken_told: bool = False
    """Whether it alone tells of some places that others' children have."""


def _of_what(name: str, beside: _Beside, *, listed: set[object]) -> str:
    """Say of what in a table another reading tells beside a list; "" where of nothing."""
    sites = set(beside.stands[name]["site"])
    told = {
        "other schools": sites - listed,
        "what holds before the list begins": sites & listed,
        "places that others' children have": name == "places" and beside.is_taken_told,
    }
    return ", ".join(what for what, is_told in told.items() if is_told)


def _beside_lists(
    by_list: Mapping[str, pd.DataFrame],
    given: Mapping[str, pd.DataFrame],
    reading: Reading,
    sources: Mapping[str, str],
) -> _Beside:
    """Give what a reading tells of schools beside the lists of a council that were read before.

    Of schools that a list names it tells what holds until the list's first September; and what
    others' children have, where the list does not say it.
    """
    stands = {
        name: given[name][~given[name]["site"].isin(set(by_list[name]["site"]))]
        for name in OF_SCHOOLS
        if name in given and name in by_list
    }
    if not {"pools", "places"} <= set(stands):
        return _Beside(stands)
    stood = standing_beside(by_list, given)
    stands |= {"pools": stood.pools, "places": stood.places}
    notes = still_taken_notes(stood, sources["places"])
    # Two lists of as many schools have one title: their files tell them apart.
    other = f"{reading.title} ({files_of(reading)})" if reading.kind == "places" else reading.title
    words: dict[str, Any] = {"file": sources["places"], "other": other}
    if stood.until:
        sites, year = sorted(stood.until), min(stood.until.values())
        words_of: dict[str, Any] = {"count": len(sites), "named": named(sites), "year": year}
        notes.append(finding("intake_list_begins_later", **words, **words_of))
    others = sorted({*stood.taken_over} - {*stood.until})
    if others:
        notes.append(finding("intake_list_speaks", **words, count=len(others), named=named(others)))
    why = f"of schools of which another speaks ({sources['places']}): "
    left_out = tuple(
        LeftOut(reading.title, name, rows, why + ", ".join(stood.taken_over))
        for name, rows in stood.left_out.items()
        if rows
    )
    told = bool(stood.still_taken)
    listed = {"places": stood.listed}
    if "sites" in stands:
        listed["sites"] = _with_rolls(by_list["sites"], given["sites"])
    return _Beside(stands, listed, tuple(notes), left_out, told)


def _with_rolls(listed: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Fill in rolls that a list does not tell, with the year of each, from another reading.

    A list tells of places; by the roll it can be asked whether they are far too many.
    """
    held = told.dropna(subset=["roll"]).drop_duplicates("site").set_index("site")
    without = listed["roll"].isna() & listed["site"].isin(held.index)
    if not without.any():
        return listed
    rolls = {name: listed["site"].map(held[name]) for name in ("roll", "roll_year")}
    return listed.assign(
        **{name: listed[name].where(~without, roll).astype("Int64") for name, roll in rolls.items()}
    )


def _twice(
    reading: Reading, name: str, frame: pd.DataFrame, kept: pd.DataFrame, source: str
) -> Finding:
    """Say that a reading has a table that is there already."""
    return finding(
        "intake_table_twice",
        file=reading.title,
        table=name,
        left=len(frame),
        kept=source,
        rows=len(kept),
    )


def _rank(reading: Reading) -> int:
    return KNOWS_MOST.index(reading.kind) if reading.kind in KNOWS_MOST else len(KNOWS_MOST)


def _matched_margins(tables: dict[str, Any]) -> list[Finding]:
    """Leave published margins out where the children themselves were counted."""
    if "plans" in tables and "margins" in tables:
        del tables["margins"]
        return [finding("intake_margins_left_out", file="margins")]
    return []


def _in_mainstream(readings: Sequence[Reading], sources: Mapping[str, str]) -> pd.DataFrame | None:
    """Give the children at mainstream schools of the reading whose placements count."""
    found = (one.held for one in readings if one.title == sources["placements"])
    return next((held["in_mainstream"] for held in found if "in_mainstream" in held), None)


def _with_population(
    tables: Mapping[str, pd.DataFrame], name: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out Januaries whose population is not known: rates are plans per head of it."""
    counted, first = tables[name], int(tables["population"]["year"].min())
    # What happened between two Januaries is told with the later one.
    inside = counted["year"] > first if name == "transitions" else counted["year"] >= first
    if inside.all() or not inside.any():
        return counted, []
    years = sorted({terms.year_label(int(year)) for year in counted.loc[~inside, "year"]})
    note = finding("intake_before_population", file=name, years=", ".join(years))
    return counted[inside].reset_index(drop=True), [note]
