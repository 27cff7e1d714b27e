"""The area's table of population: small areas aged forward, held to the authority's projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.results import InputFile
from sufficiency.sources.populations.births import WHAT as BIRTHS
from sufficiency.sources.populations.births import births_by_locality
from sufficiency.sources.populations.births_held import hold_births
from sufficiency.sources.populations.homes import persons_in_homes
from sufficiency.sources.populations.same_children import children_apart
from sufficiency.sources.populations.sharing import MEMORY, shares, split
from sufficiency.sources.populations.told import births_told, homes_told
from sufficiency.sources.populations.totals import (
    Counted,
    ages_of,
    authority_totals,
    counted_ages,
    with_localities,
)
from sufficiency.sources.reading import Reading, account_of

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.lookups import Lookup

FloatArray = NDArray[np.float64]

WHAT = "population by locality"
AGES = terms.age_of_ncy(terms.LAST_NCY) + 1
"""Ages 0 to 24: NC years -4 to 20."""

FAR = 1.7
"""Small areas so many times the authority are not its own, or have a total among them."""

WAYS = {"gaps": ("leave", "fill"), "homes": ("within", "on_top")}


def population_by_locality(
    small_areas: Reading | pd.DataFrame,
    projection: Reading | pd.DataFrame,
    *,
    lookup: Lookup | None = None,
    births: str | Path | pd.DataFrame | None = None,
    housing: Reading | None = None,
    homes: str = "within",
    memory: float = MEMORY,
    gaps: str = "leave",
    until: int | None = None,
) -> Reading:
    """Make the area's table of population from small areas and the authority's projection.

    The population of academic year y is that of June y, and the NC year is age minus 4
    (decision 0001). A year of the small areas is taken as published. In another year y, k years
    after the newest such year before it, locality l has of the authority's T[a, y] children of
    age a

        P[l, a, y] = T[a, y] s[l, a, y],

    where the share s follows the same children from the year in which they were counted, and
    fades towards the locality's usual share of that age (`sharing.shares`, decision 0022). With
    homes H and persons e a home, E[l, a, y] = sum over b < t <= y of H[l, t] e[a], where b is that
    newest year of the small areas: children in homes finished by then are counted in them already.

        within:  P = T (T s + E) / sum over l of (T s + E),     on top:  P = T s + E.

    Persons are in tenths, so that each total of the authority is met to its last digit.

    Parameters
    ----------
    small_areas : Reading or pandas.DataFrame
        From `read_population`; or columns area, year, age, persons.
    projection : Reading or pandas.DataFrame
        The same for the authority as a whole, with years to come.
    lookup : Lookup, optional
        From small areas to localities; without it each small area is a locality.
    births : path or pandas.DataFrame, optional
        Births by locality: columns year (the mid-year to which they are counted), locality,
        births. They say where children not yet born in the newest small areas are.
    housing : Reading, optional
        From `read_housing`.
    homes : {"within", "on_top"}
        Whether the projection, whose trend holds past building, already counts the children of
        these homes somewhere in the authority. On top is right only for homes beyond that trend;
        then leave the scenario's `new_homes` alone, which would add them again.
    memory : float
        Of a year group's own share so much is kept a year, from 0 to 1.
    gaps : {"leave", "fill"}
        Whether a year that the projection skips, or that lies between the small areas and its
        first year, is filled in from the years beside it. An area needs every year.
    until : int, optional
        Last academic year; that of the projection if not given.

    Returns
    -------
    Reading
        Table `population`: year, locality, ncy, persons, basis.

    Raises
    ------
    FindingsError
        With all faults: small areas that are not in the lookup, ages that are missing, several
        authorities; others than those of the projection (`same_children.FACTOR`); or births that
        are far from the children born then (`births_held.GROSS`).
    NotPossibleError
        If an option is none of those named.
    """
    _check_options(memory=memory, gaps=gaps, homes=homes)
    small, basis = ages_of(small_areas, what="the small areas")
    whole, _ = ages_of(projection, what="the projection")
    notes: list[Finding] = []
    counted = counted_ages(with_localities(small, lookup))
    totals = authority_totals(whole, counted, until=until, gaps=gaps, notes=notes)
    projected = {int(year) for year in whole["year"]}
    faults = children_apart(
        counted,
        {year: persons for year, persons in totals.items() if year in projected},
        small=small_areas,
        projection=projection,
    )
    if faults:
        raise FindingsError(faults, what=f"The {WHAT}")
    born = births_by_locality(births, localities=counted.localities)
    added = persons_in_homes(housing, localities=counted.localities)
    years = [one for one in sorted({*counted.years, *totals}) if until is None or one <= until]
    notes += _births_notes(births, born, counted, totals, years=years)
    notes += homes_told(housing, added, base=max(counted.years), last=max(years), homes=homes)
    frames = []
    for year in years:
        base = max(one for one in counted.years if one <= year)
        if year in counted.years:
            persons = counted.of(year)[:, :AGES]
            if year in totals:
                notes += _apart(persons, totals[year], year=year)
                _refuse_far(persons, totals[year], year=year)
            frames.append(_rows(persons, counted.localities, year=year, basis=basis))
            continue
        share = shares(
            counted.of(base),
            ages=AGES,
            ahead=year - base,
            memory=float(memory),
            births={one - base: amounts for one, amounts in born.items() if one > base},
        )
        extra = added.between(base, year)
        persons = _held_to(totals[year], share, extra=extra, homes=homes)
        frames.append(_rows(persons, counted.localities, year=year, basis="estimated"))
    table = _joined(frames)
    given = [one for one in (small_areas, projection, lookup, housing) if isinstance(one, Reading)]
    files = [file for one in given for file in one.inputs]
    if isinstance(births, str | Path):
        files.append(InputFile.of(Path(births)))
    return Reading(
        kind="population_by_locality",
        title=f"Population by locality: {len(counted.localities)} localities, "
        f"{years[0]} to {int(table['year'].max())}",
        held={"population": table},
        steps=account_of([("made here", "population", len(table), "made", _why(lookup, homes))]),
        findings=tuple(notes),
        inputs=tuple(dict.fromkeys(files)),
        settings={"memory": f"{memory:g}", "gaps": gaps, "homes": homes},
    )


def _births_notes(
    births: object,
    born: Mapping[int, FloatArray],
    counted: Counted,
    totals: Mapping[int, FloatArray],
    *,
    years: Sequence[int],
) -> list[Finding]:
    """Hold births against the children born then, and say which of them were used."""
    file = Path(births).name if isinstance(births, str | Path) else BIRTHS
    base = max(counted.years)
    children = {**totals, **{year: counted.of(year).sum(axis=0) for year in counted.years}}
    held = hold_births(
        born, children, counted.of(base), localities=counted.localities, base=base, file=file
    )
    return [*held, *births_told(born, counted.years, years, file=file)]


def _check_options(*, memory: object, gaps: str, homes: str) -> None:
    is_number = isinstance(memory, int | float) and not isinstance(memory, bool)
    if not is_number or not 0 <= float(memory) <= 1:  # type: ignore[arg-type]
        raise NotPossibleError.of("locality_population_memory", value=memory)
    for name, value in (("gaps", gaps), ("homes", homes)):
        if value not in WAYS[name]:
            known = " or ".join(f'"{way}"' for way in WAYS[name])
            raise NotPossibleError.of(
                "locality_population_option", value=value, what=name, known=known
            )


def _held_to(totals: FloatArray, share: FloatArray, *, extra: FloatArray, homes: str) -> FloatArray:
    """Give persons by locality and age that add up to the authority's, homes within or on top."""
    parts = share * totals
    if homes == "within":
        parts = parts + extra
    made = np.stack([split(totals[age], parts[:, age]) for age in range(AGES)], axis=1)
    return made + extra if homes == "on_top" else made


def _apart(persons: FloatArray, totals: FloatArray, *, year: int) -> list[Finding]:
    """Note where the small areas of a year do not add up to the authority's own figure."""
    here, there = float(persons.sum()), float(totals.sum())
    if abs(here - there) < 1:
        return []
    words: dict[str, Any] = {"year": year, "sum": here, "total": there}
    return [finding("locality_population_differs", file="small areas", **words)]


def _refuse_far(persons: FloatArray, totals: FloatArray, *, year: int) -> None:
    """Refuse small areas that are nowhere near the authority's own figure: a total among them."""
    here, there = float(persons.sum()), float(totals.sum())
    if there <= 0 or 1 / FAR < here / there < FAR:
        return
    words: dict[str, Any] = {"year": year, "sum": here, "total": there}
    fault = finding("locality_population_far", file="small areas", **words)
    raise FindingsError([fault], what=f"The {WHAT}")


def _rows(
    persons: FloatArray, localities: tuple[str, ...], *, year: int, basis: str
) -> Mapping[str, Any]:
    ncys = [terms.ncy_of_age(age) for age in range(AGES)]
    return {
        "year": [year] * persons.size,
        "locality": np.repeat(np.asarray(localities, dtype=object), AGES).tolist(),
        "ncy": ncys * len(localities),
        "persons": np.round(persons.ravel(), 6).tolist(),
        "basis": [basis] * persons.size,
    }


def _joined(frames: list[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    columns = terms.table("population").column_names
    laid = {name: [cell for frame in frames for cell in frame[name]] for name in columns}
    return pd.DataFrame(laid)[list(columns)]


def _why(lookup: Lookup | None, homes: str) -> str:
    through = "through the lookup" if lookup is not None else "each small area a locality"
    return f"{through}; homes {homes.replace('_', ' ')}"
