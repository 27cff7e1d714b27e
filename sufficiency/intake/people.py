"""Localities and their population, from small areas and what is projected of the authority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    read = _read(paths, authority, choices, names)
    small = [one for one in read if "small_areas" in one.held]
    whole = [one for one in read if "small_areas" not in one.held]
    if not small:
        return [], [finding("intake_no_small_areas", file=_named(one)) for one in whole]
    newest = max(small, key=_last_year)
    left = [one for one in small if one is not newest]
    notes = [_left_out(one, "a newer estimate of small areas is there") for one in left]
    newest, told = _of_one_census(newest)
    notes += told
    lookup = _planning_areas(newest, choices)
    places = localities_from(newest, lookup=lookup, group=choices.group or None)
    ahead = [one for one in whole if _last_year(one) > _last_year(newest)]
    notes += [_left_out(one, "it ends no later") for one in whole if one not in ahead]
    if not ahead:
        notes.append(finding("intake_no_projection", file=_named(newest), until=choices.until))
        return [newest, places, only_older(newest, until=choices.until, lookup=lookup)], notes
    best = max(ahead, key=_last_year)
    notes += [_left_out(one, "another goes further") for one in ahead if one is not best]
    until = min(choices.until, _last_year(best))
    if until < choices.until:
        last, asked = (terms.year_label(year) for year in (until, choices.until))
        notes.append(finding("intake_projection_ends", file=_named(best), last=last, asked=asked))
    aged = population_by_locality(newest, best, lookup=lookup, gaps="fill", until=until)
    return [newest, best, places, aged], notes


def _read(
    paths: Sequence[Path], authority: str | None, choices: Choices, names: Mapping[Path, str]
) -> list[Reading]:
    """Read each file; one that has only districts is read for those of the small areas."""
    parents = (choices.group,) if choices.group else ()
    read: list[Reading] = []
    later: list[tuple[Path, FindingsError]] = []
    for path in paths:
        year = _year_of(path, choices, names)
        reader = partial(read_population, path, authority=authority, year=year, parents=parents)
        try:
            read.append(read_as(names[path], path, reader))
        except FindingsError as error:
            if authority is None or not _only_unknown(error):
                raise
            later.append((path, error))
    for path, unknown in later:
        districts = _districts(read)
        if not districts:
            raise unknown
        year = _year_of(path, choices, names)
        reader = partial(read_population, path, authority=authority, districts=districts, year=year)
        read.append(read_as(names[path], path, reader))
    return read


def _year_of(path: Path, choices: Choices, names: Mapping[Path, str]) -> int | None:
    """Give the year that was said of a file, by what it is called or by its name alone."""
    return choices.years.get(names[path], choices.years.get(path.name))


def _only_unknown(error: FindingsError) -> bool:
    return all(found.rule == "authority_unknown" for found in error.findings)


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


def _last_year(reading: Reading) -> int:
    return int(reading.held["ages"]["year"].max())
