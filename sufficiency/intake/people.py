"""Localities and their population, from small areas and what is projected of the authority."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.intake.ageing import only_older
from sufficiency.intake.choices import Choices
from sufficiency.sources import (
    localities_from,
    population_by_locality,
    read_housing,
    read_lookup,
    read_population,
)
from sufficiency.sources.headings import words
from sufficiency.sources.lookups import Lookup
from sufficiency.sources.naming import read_as
from sufficiency.sources.reading import Reading


def people_of(
    paths: Sequence[Path], authority: str | None, choices: Choices, names: Mapping[Path, str]
) -> tuple[list[Reading], list[Finding]]:
    """Read populations: small areas become localities, aged by the authority's projection.

    Parameters
    ----------
    paths : sequence of Path
        Files of population.
    authority : str or None
        Code or name.
    choices : Choices
    names : mapping of Path to str
        What each file is called.

    Returns
    -------
    readings : list of Reading
        None where there are no small areas.
    notes : list of Finding
    """
    read, others = _read(paths, authority, choices, names)
    small = [one for one in read if "small_areas" in one.held]
    whole = [one for one in read if "small_areas" not in one.held]
    if not small:
        return [], [*others, *(finding("intake_no_small_areas", file=_named(one)) for one in whole)]
    newest = max(small, key=lambda one: (_tells_authority(one), _last_year(one)))
    notes = [*others, *(_left_out(one, _beaten(one, newest)) for one in small if one is not newest)]
    newest, told = _of_one_census(newest)
    notes += told
    lookup = _planning_areas(newest, choices)
    places = localities_from(newest, lookup=lookup, group=choices.group or None)
    ahead = [one for one in whole if _last_year(one) > _last_year(newest)]
    notes += [_left_out(one, "it ends no later") for one in whole if one not in ahead]
    if not ahead:
        if choices.births or choices.housing:
            needed = finding("intake_homes_need_projection", file=_named(newest))
            raise FindingsError([needed], what="The population")
        notes.append(finding("intake_no_projection", file=_named(newest), until=choices.until))
        return [newest, places, only_older(newest, until=choices.until, lookup=lookup)], notes
    best = max(ahead, key=_last_year)
    notes += [_left_out(one, "another goes further") for one in ahead if one is not best]
    until = min(choices.until, _last_year(best))
    if until < choices.until:
        last, asked = (terms.year_label(year) for year in (until, choices.until))
        notes.append(finding("intake_projection_ends", file=_named(best), last=last, asked=asked))
    homes = _homes(choices)
    aged = population_by_locality(
        newest,
        best,
        lookup=lookup,
        births=choices.births or None,
        housing=homes,
        homes=choices.housing_as,
        gaps=choices.gaps,
        until=until,
    )
    return [newest, best, places, *([homes] if homes else []), aged], notes


def _homes(choices: Choices) -> Reading | None:
    """Read the housing schemes that were named, with how many children live in each home."""
    if not choices.housing:
        return None
    return read_housing(choices.housing, yields=choices.yields)


def _read(
    paths: Sequence[Path], authority: str | None, choices: Choices, names: Mapping[Path, str]
) -> tuple[list[Reading], list[Finding]]:
    """Read each file; one that has only districts is read for those of the small areas.

    A file of other authorities alone is left out with a note where there are small areas of this
    one. Nobody is asked for the year of such a file.
    """
    parents = (choices.group,) if choices.group else ()
    read: list[Reading] = []
    notes: list[Finding] = []
    later: list[Path] = []
    for path in paths:
        reader = partial(read_population, path, authority=authority, parents=parents)
        try:
            read.append(_with_year(reader, path, choices, names))
        except FindingsError as error:
            if authority is None or not _only(error, "authority_unknown"):
                raise
            later.append(path)
    districts = _districts(read)
    for path in later:
        of_districts = partial(read_population, path, authority=authority, districts=districts)
        try:
            read.append(_with_year(of_districts, path, choices, names))
        except FindingsError as error:
            if not districts or not _only(error, "authority_unknown"):
                raise
            notes.append(finding("intake_of_others", file=names[path], authority=authority or ""))
    return read, notes


def _with_year(
    reader: Callable[..., Reading], path: Path, choices: Choices, names: Mapping[Path, str]
) -> Reading:
    """Read a file; one that lacks a year and the authority lacks the authority first of all."""
    year = choices.years.get(names[path], choices.years.get(path.name))
    try:
        return read_as(names[path], path, partial(reader, year=year))
    except FindingsError as error:
        if not _only(error, "population_no_year"):
            raise
        # Any year would do: what matters here is whether a row of the authority is in it.
        read_as(names[path], path, partial(reader, year=choices.until))
        raise


def _only(error: FindingsError, rule: str) -> bool:
    return all(found.rule == rule for found in error.findings)


def _districts(read: Sequence[Reading]) -> tuple[str, ...]:
    """Give the districts in which the small areas lie."""
    for one in read:
        areas = one.held.get("small_areas")
        if areas is not None and "district_code" in areas:
            return tuple(sorted({str(code) for code in areas["district_code"] if code}))
    return ()


def _of_one_census(reading: Reading) -> tuple[Reading, list[Finding]]:
    """Leave out years whose small areas are others than those of the newest year.

    Small areas are drawn anew with each census, so that a file of many years may hold those of
    2011 and those of 2021.
    """
    ages = reading.held["ages"]
    by_year: Any = ages.groupby("year")["area"].agg(frozenset)
    now = by_year.loc[by_year.index.max()]
    other = [int(year) for year, areas in by_year.items() if areas - now and now - areas]
    if not other:
        return reading, []
    kept = ages[~ages["year"].isin(other)].reset_index(drop=True)
    small = reading.held["small_areas"]
    held = {
        **reading.held,
        "ages": kept,
        "small_areas": small[small["area"].isin(now)].reset_index(drop=True),
    }
    gone = sorted(set(ages["area"]) - now)
    note = finding(
        "intake_other_boundaries",
        file=_named(reading),
        years=", ".join(str(year) for year in other),
        count=len(gone),
        value=gone[0],
    )
    return replace(reading, held=held), [note]


def _planning_areas(small: Reading, choices: Choices) -> Lookup | None:
    """Read in which planning area each small area lies, if that is asked for."""
    if not choices.planning_areas:
        return None
    first = str(small.held["small_areas"]["area"].iloc[0])
    kind = words("small_area").get(first[:3].casefold(), "lsoa")
    return read_lookup(choices.planning_areas, code=kind, to="planning_area")


def _left_out(reading: Reading, why: str) -> Finding:
    return finding("intake_left_out", file=_named(reading), reason=why)


def _named(reading: Reading) -> str:
    return ", ".join(one.file for one in reading.inputs)


def _tells_authority(reading: Reading) -> bool:
    """Say whether its rows were picked by their authority, and not taken as they are."""
    return all(found.rule != "population_authority_not_told" for found in reading.findings)


def _beaten(reading: Reading, newest: Reading) -> str:
    """Say why other small areas count in place of these."""
    if _tells_authority(newest) and not _tells_authority(reading):
        return "another says of which authority it is"
    return "a newer estimate of small areas is there"


def _last_year(reading: Reading) -> int:
    return int(reading.held["ages"]["year"].max())
