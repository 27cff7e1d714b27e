"""The reader of the SEN2 person-level return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.sources.asked import authority_asked
from sufficiency.sources.days import as_moment
from sufficiency.sources.kinds import Kind
from sufficiency.sources.lookups import Lookup
from sufficiency.sources.reading import Reading, account_of
from sufficiency.sources.sen2.accounting import account_rows
from sufficiency.sources.sen2.beside import One, unsound_together
from sufficiency.sources.sen2.census import census_days, days_by_the_year, same_authority
from sufficiency.sources.sen2.contents import SenReturn
from sufficiency.sources.sen2.csv_modules import read_modules
from sufficiency.sources.sen2.door import Door, at_the_door
from sufficiency.sources.sen2.earlier import the_january_before
from sufficiency.sources.sen2.faults import Fault, findings_of, quality_frames
from sufficiency.sources.sen2.flows import Flows, Side, flows_between
from sufficiency.sources.sen2.found import Given, ReturnFiles, returns_at
from sufficiency.sources.sen2.january import January, the_january
from sufficiency.sources.sen2.linking import Linked, linked
from sufficiency.sources.sen2.lookups import (
    Establishments,
    Localities,
    establishments_of,
    localities_of,
)
from sufficiency.sources.sen2.matching import Matched, matched
from sufficiency.sources.sen2.plausible import implausible
from sufficiency.sources.sen2.reach import after_census, early_notes
from sufficiency.sources.sen2.soundness import unsound
from sufficiency.sources.sen2.tabling import held_tables
from sufficiency.sources.sen2.typed import Typed, typed
from sufficiency.sources.sen2.whereabouts import Whereabouts, whereabouts
from sufficiency.sources.sen2.xml_return import read_xml
from sufficiency.terms.sen2 import return_modules

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Read:
    """One return on its way: what was read, joined, and found on its census day."""

    contents: SenReturn
    day: date
    joined: Linked
    cells: Typed
    door: Door
    located: Whereabouts
    january: January
    implausible: tuple[Fault, ...]

    @property
    def year(self) -> int:
        """Academic year of the census."""
        return terms.year_of_date(self.day)


def read_sen2(
    paths: Given,
    *,
    authority: str | int | None = None,
    census: str | date | Sequence[str | date] | None = None,
    locality_of: str | Path | pd.DataFrame | Lookup | None = None,
    establishments: Reading | pd.DataFrame | str | Path | None = None,
) -> Reading:
    """Read SEN2 person-level returns, of one January or several, into the tables of an area.

    Names, UPNs, birth dates and postcodes leave at the door: no table, finding or account has
    them. A plan counts if it began on census day or before and had not ended before it.

    Parameters
    ----------
    paths : str, Path or sequence of these
        Each a folder of COLLECT modules (`Blade-Export_DD-MM-YYYY_person.csv` and the others, or
        `person.csv`), an XML return, or a folder with such folders or files.
    authority : str or int, optional
        Three-digit code: a return of another authority is refused.
    census : date, str or sequence of these, optional
        Census day of each return, where it does not say.
    locality_of : frame, path or Lookup, optional
        Columns postcode and locality, or what `read_lookup` read from postcodes. Without it every
        locality is "unknown".
    establishments : Reading, frame or path, optional
        Columns urn and setting; ukprn and base_kind are optional. Without it whoever has a URN
        and is in no base is in the setting "unknown".

    Returns
    -------
    Reading
        Tables plans, placements and, from two Januaries that follow each other, transitions as an
        area has them; joiners (steps on the way to a plan), restated (what the later return tells
        otherwise of the earlier January), quality and quality_rows (what is wrong in the returns,
        by rule and by row).

    Raises
    ------
    FileError
        If a file or folder is not there or cannot be opened.
    FindingsError
        With what cannot be read: modules or columns that are missing, broken XML, a January that
        is not said or stands twice, nobody with a plan; a column in which a large share is no
        date, a module of which a large share belongs to nobody, ranks that do not say which need
        or placement counts, a census day that the other days do not reach or go far beyond; of two
        Januaries that follow each other, a column by which far more children than in any year have
        another need, school, home or birth date, and a return in which a large share of the
        children of the other is nowhere.
    NotPossibleError
        If an option is not of the kind that is asked for.

    Notes
    -----
    Department for Education, *Special educational needs survey: guide to submitting data* and its
    technical specification, versions 1.1 to 1.3.

    Examples
    --------
    >>> reading = sf.read_sen2("returns", locality_of="postcodes.csv")  # doctest: +SKIP
    >>> reading.tables()["transitions"]  # doctest: +SKIP
    """
    wanted = authority_asked(authority)
    localities = localities_of(locality_of)
    known = establishments_of(establishments)
    returns = [_contents(place) for place in returns_at(paths)]
    code = same_authority(returns, wanted)
    days = census_days(returns, census)
    in_order = sorted(zip(days, returns, strict=True), key=lambda pair: pair[0])
    read = [_read(one, day, localities, known) for day, one in in_order]
    _sound(read)
    children = matched([one.door for one in read])
    flows = _flows(read, children)
    _sound_together(read, children, flows)
    faults = [_faults(one, at, children, flows) for at, one in enumerate(read)]
    told = [
        (one.year, one.contents.files, broken) for one, broken in zip(read, faults, strict=True)
    ]
    quality = quality_frames(told)
    inputs = [*(one for given in returns for one in given.inputs)]
    inputs += [one for lookup in (localities, known) if lookup is not None for one in lookup.inputs]
    return Reading(
        kind="sen2",
        title=f"SEN2 person-level return{f' of authority {code}' if code else ''}",
        held=held_tables(
            [(one.year, one.january, one.cells, one.door) for one in read], flows, quality
        ),
        steps=account_of(
            [
                row
                for one, broken in zip(read, faults, strict=True)
                for row in account_rows(one.contents, one.joined, one.january, broken)
            ]
        ),
        findings=(
            *days_by_the_year(returns, census),
            *_findings(read, told, flows, localities, known),
        ),
        inputs=tuple(inputs),
        version=_versions(read),
        settings={"census": ", ".join(one.day.isoformat() for one in read)},
    )


def _contents(place: ReturnFiles) -> SenReturn:
    return read_modules(place) if place.xml is None else read_xml(place)


def _read(
    given: SenReturn, day: date, localities: Localities | None, known: Establishments | None
) -> Read:
    """Join a return, take its persons in at the door, and find its January."""
    joined = linked(given)
    cells = typed(joined)
    door = at_the_door(cells.people, year=terms.year_of_date(day), localities=localities)
    located = whereabouts(cells.placements, known)
    january = the_january(cells, door, located, as_moment(day))
    return Read(given, day, joined, cells, door, located, january, implausible(cells, door))


def _sound(read: Sequence[Read]) -> None:
    """Refuse returns of which so much cannot be read that their counts would be of others.

    Nobody with a plan is mostly the wrong day, if nothing else is wrong.
    """
    faults = []
    for one in read:
        found = unsound(
            one.contents,
            one.joined,
            one.cells,
            one.door,
            one.january,
            one.implausible,
            day=one.day,
        )
        if not found and one.january.children.empty:
            day = one.day.isoformat()
            found = [finding("sen2_nobody", file=one.contents.name, day=day)]
        faults += found
    if faults:
        raise FindingsError(faults, what="The SEN2 return")


def _flows(read: Sequence[Read], children: Sequence[Matched]) -> dict[int, Flows]:
    """Follow the children between Januaries that follow each other; by the later year."""
    found = {}
    numbered = list(zip(read, children, strict=True))
    for (one, its), (later, later_its) in pairwise(numbered):
        if later.year == one.year + 1:
            before = _side(one, its, earlier=one.door.people[[]])
            told = the_january_before(later.cells, later.door, later.located, as_moment(one.day))
            found[later.year] = flows_between(before, _side(later, later_its, earlier=told))
    return found


def _sound_together(
    read: Sequence[Read], children: Sequence[Matched], flows: Mapping[int, Flows]
) -> None:
    """Refuse returns that cannot both be right, by what became of the children of the first."""
    followed = [
        One(one.year, one.contents, one.door, one.january, its.child)
        for one, its in zip(read, children, strict=True)
    ]
    faults = [
        found
        for before, after in pairwise(followed)
        if after.year in flows
        for found in unsound_together(before, after, flows[after.year])
    ]
    if faults:
        raise FindingsError(faults, what="The SEN2 returns")


def _side(one: Read, its: Matched, *, earlier: pd.DataFrame) -> Side:
    """Give the frames of a return by the number of the child."""
    return Side(
        one.year,
        *(
            frame.set_axis(its.child.loc[frame.index].to_numpy(), axis=0)
            for frame in (one.january.children.drop(columns="site"), one.door.people, earlier)
        ),
    )


def _faults(
    one: Read, at: int, children: Sequence[Matched], flows: dict[int, Flows]
) -> list[Fault]:
    """Gather what is wrong in a return, in the order of its modules."""
    found = [
        *one.joined.faults,
        *one.cells.faults,
        *one.door.faults,
        *one.implausible,
        *after_census(one.cells, one.day),
        *children[at].faults,
        *one.january.faults,
        *(flows[one.year].faults_after if one.year in flows else ()),
        *(flows[one.year + 1].faults_before if one.year + 1 in flows else ()),
    ]
    order = list(return_modules())
    return sorted(found, key=lambda fault: order.index(fault.module))


def _findings(
    read: Sequence[Read],
    told: Sequence[tuple[int, object, Sequence[Fault]]],
    flows: dict[int, Flows],
    localities: Localities | None,
    known: Establishments | None,
) -> list[Finding]:
    """Write all notes: of each return, of look-ups that are missing, and of Januaries apart."""
    notes = [note for one in read for note in one.contents.notes]
    notes += [note for one in read for note in early_notes(one.contents, one.cells, one.day)]
    if localities is None:
        notes.append(finding("sen2_no_localities", file=read[-1].contents.name))
    else:
        notes += localities.notes
    if known is None:
        count = sum(int((one.january.children["site"] != "").sum()) for one in read)
        notes.append(finding("sen2_no_establishments", file=read[-1].contents.name, count=count))
    notes += [
        finding(
            "sen2_years_apart",
            file=later.contents.name,
            before=terms.january_of_year(one.year),
            january=terms.january_of_year(later.year),
        )
        for one, later in pairwise(read)
        if later.year not in flows
    ]
    for one, (year, _, faults) in zip(read, told, strict=True):
        notes += findings_of(faults, files=one.contents.files, year=year)
    return notes


def _versions(read: Sequence[Read]) -> str:
    found = list(dict.fromkeys(one.contents.version for one in read if one.contents.version))
    return f"version {', '.join(found)}" if found else ""


def _is_module(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether rows are of a module of the return: one is headed by the number of a module."""
    keys = {module.key for module in return_modules().values()}
    return any(keys & {cell.strip().casefold() for cell in row} for row in rows)


KIND = Kind("sen2", "SEN2 person-level return", recognises=_is_module, read=read_sen2)
"""A module of the return; the folder in which it stands is what is read."""
