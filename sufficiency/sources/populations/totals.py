"""What is known: children of localities in some years, and of the authority in others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.lookups import Lookup

FloatArray = NDArray[np.float64]

COLUMNS = ("area", "year", "age", "persons")
WHAT = "The population by locality"
LAST_AGE = terms.age_of_ncy(terms.LAST_NCY)
MOST_NAMED, MOST_SHOWN = 5, 6
LAST_SCHOOL_AGE = 16
"""Up to here a year that is missing is filled by following the same children."""


@dataclass(frozen=True, eq=False)
class Counted:
    """Children of localities, in the years in which they were counted.

    Parameters
    ----------
    localities : tuple of str
    children : mapping of int to FloatArray
        By year, axes (locality, age) [persons].
    """

    localities: tuple[str, ...]
    children: Mapping[int, FloatArray]

    @property
    def years(self) -> tuple[int, ...]:
        """The years, in order."""
        return tuple(sorted(self.children))

    def of(self, year: int) -> FloatArray:
        """Give axes (locality, age) of one year [persons]."""
        return self.children[year]


def ages_of(given: object, *, what: str) -> tuple[pd.DataFrame, str]:
    """Give the table of ages that a reading holds or that was given, and its weakest basis.

    Raises
    ------
    NotPossibleError
        If it is something else.
    """
    import pandas as pd

    frame = given.held.get("ages") if isinstance(given, Reading) else given
    if not isinstance(frame, pd.DataFrame) or not set(COLUMNS) <= set(frame.columns):
        kind = f"a value of type {type(given).__name__}"
        raise NotPossibleError.of(
            "locality_population_needs", value=kind, what=what, columns=", ".join(COLUMNS)
        )
    basis = terms.weakest(set(frame["basis"])) if "basis" in frame.columns else "supplied"
    kept = frame[list(COLUMNS)].assign(area=frame["area"].astype(str))
    again = kept.duplicated(["area", "year", "age"])
    if again.any():
        first = kept[again].iloc[0]
        value = f"{first['area']}, {first['year']}, age {first['age']}"
        fault = finding("locality_population_twice", file=what, what=what, value=value)
        raise FindingsError([fault], what=WHAT)
    return kept, str(basis)


def with_localities(ages: pd.DataFrame, lookup: Lookup | None) -> pd.DataFrame:
    """Add the locality of each small area.

    Raises
    ------
    FindingsError
        If some are not in the lookup.
    """
    if lookup is None:
        return ages.assign(locality=ages["area"])
    areas = ages["area"].drop_duplicates().tolist()
    known = dict(zip(areas, lookup.localities_of(areas), strict=True))
    lost = [area for area in areas if known[area] is None]
    if lost:
        mine = ages[ages["area"].isin(lost) & (ages["age"] <= LAST_AGE)]
        persons = float(mine[mine["year"] == mine["year"].max()]["persons"].sum())
        words: dict[str, Any] = {"count": len(lost), "persons": persons}
        fault = finding("locality_population_unmatched", file="small areas", value=lost[0], **words)
        raise FindingsError([fault], what=WHAT)
    return ages.assign(locality=ages["area"].map(known))


def counted_ages(ages: pd.DataFrame) -> Counted:
    """Lay children of localities out by year.

    Raises
    ------
    FindingsError
        If an age up to 24 is missing, of all small areas or of one.
    """
    faults = holes_in(ages)
    if faults:
        raise FindingsError(faults, what=WHAT)
    localities = tuple(sorted(ages["locality"].unique().tolist()))
    areas = ages["area"].nunique()
    children: dict[int, FloatArray] = {}
    for year, rows in ages[ages["persons"].notna()].groupby("year"):
        # Ages beyond 24 help only where all small areas have them: a sum of some is no sum.
        with_all = rows.groupby("age")["area"].nunique().eq(areas)
        last = next((age for age in range(LAST_AGE, 200) if not with_all.get(age + 1, False)), 0)
        wide = rows.pivot_table(index="locality", columns="age", values="persons", aggfunc="sum")
        wide = wide.reindex(index=list(localities), columns=range(last + 1))
        children[int(str(year))] = wide.to_numpy(np.float64)
    return Counted(localities, children)


def holes_in(ages: pd.DataFrame, *, years: Sequence[int] = ()) -> list[Finding]:
    """Name what is missing of small areas: ages up to 24 of all of them, or of one.

    What is missing is not nought: a locality would have fewer children by it, unseen.

    Parameters
    ----------
    ages : pandas.DataFrame
        Columns area, year, age, persons; a small area of any year should be in all of them.
    years : sequence of int, optional
        Those that are looked at; all if not given.
    """
    areas = sorted(ages["area"].unique().tolist())
    faults = [] if years else _redrawn(ages)
    if faults:
        return faults
    for year in years or sorted({int(one) for one in ages["year"]}):
        given = ages[(ages["year"] == year) & ages["persons"].notna()]
        counts = given.pivot_table(index="area", columns="age", values="persons", aggfunc="count")
        there = counts.reindex(index=areas, columns=range(LAST_AGE + 1)).notna()
        known = {int(age) for age in there.columns if there[age].any()}
        faults += _missing(known, "the small areas", year=year)
        partly = there[sorted(known)]
        short = partly.index[~partly.all(axis=1)]
        for area in short[:MOST_NAMED]:
            shown = _shown([int(age) for age in partly.columns if not partly.loc[area, age]])
            words: dict[str, Any] = {"ages": shown, "year": year, "count": len(short)}
            faults.append(
                finding("locality_population_hole", file="the small areas", value=area, **words)
            )
    return faults


def _redrawn(ages: pd.DataFrame) -> list[Finding]:
    """Name years whose small areas are others than those of the newest year."""
    by_year: Any = ages.groupby("year")["area"].agg(frozenset)
    newest = int(by_year.index.max())
    now = by_year.loc[newest]
    other = [int(year) for year, held in by_year.items() if held - now and now - held]
    if not other:
        return []
    gone = sorted(by_year.loc[other[-1]] - now)
    words: dict[str, Any] = {"count": len(gone), "year": other[-1], "newest": newest}
    words["years"] = ", ".join(str(year) for year in other)
    return [finding("locality_population_redrawn", file="the small areas", value=gone[0], **words)]


def _missing(ages: set[int], what: str, *, year: int) -> list[Finding]:
    absent = sorted(set(range(LAST_AGE + 1)) - ages)
    if not absent:
        return []
    words: dict[str, Any] = {"what": what, "ages": _shown(absent), "year": year}
    return [finding("locality_population_ages", file=what, **words)]


def _shown(ages: Sequence[int]) -> str:
    return ", ".join(str(age) for age in ages[:MOST_SHOWN]) + (
        " ..." if len(ages) > MOST_SHOWN else ""
    )


def authority_totals(
    ages: pd.DataFrame, counted: Counted, *, until: int | None, gaps: str, notes: list[Finding]
) -> dict[int, FloatArray]:
    """Give the authority's children by year: axis (age) [persons], ages 0 to 24.

    Parameters
    ----------
    ages : pandas.DataFrame
        Of one area.
    counted : Counted
        The small areas. Years before their first are left out, with a note; and a year between
        theirs and those of the projection is one that is skipped.
    until : int or None
        Last year wanted.
    gaps : {"leave", "fill"}
    notes : list of Finding
        What is left out or filled is added here.

    Raises
    ------
    FindingsError
        If there are several areas, an age is missing, or no year is left.
    """
    areas, base = ages["area"].nunique(), min(counted.years)
    if areas > 1:
        fault = finding("locality_population_several", file="the projection", count=int(areas))
        raise FindingsError([fault], what=WHAT)
    totals: dict[int, FloatArray] = {}
    faults: list[Finding] = []
    early: list[int] = []
    for key, rows in ages.groupby("year"):
        year = int(str(key))
        if year < base:
            early.append(year)
        elif until is None or year <= until:
            by_age = rows.set_index("age")["persons"].dropna()
            faults += _missing({int(age) for age in by_age.index}, "the projection", year=year)
            totals[year] = by_age.reindex(range(LAST_AGE + 1)).to_numpy(np.float64)
    if early:
        value = ", ".join(str(year) for year in early)
        notes.append(finding("locality_population_earlier", file="the projection", value=value))
    if not totals:
        faults.append(finding("locality_population_no_base", file="the projection", value=base))
    if faults:
        raise FindingsError(faults, what=WHAT)
    here = {
        year: counted.of(year)[:, : LAST_AGE + 1].sum(axis=0)
        for year in counted.years
        if year not in totals and (until is None or year <= until)
    }
    return _without_gaps(totals, here, gaps=gaps, notes=notes)


def _without_gaps(
    totals: dict[int, FloatArray],
    here: Mapping[int, FloatArray],
    *,
    gaps: str,
    notes: list[Finding],
) -> dict[int, FloatArray]:
    """Fill years that are skipped, or note them.

    Parameters
    ----------
    totals, here : mapping of int to FloatArray
        By year, axis (age) [persons]: of the projection, and sums of the small areas in other
        years.
    """
    known = {**totals, **here}
    absent = [year for year in range(min(known), max(known)) if year not in known]
    if not absent:
        return totals
    value = ", ".join(str(year) for year in absent)
    rule = "locality_population_filled" if gaps == "fill" else "locality_population_gap"
    notes.append(finding(rule, file="the projection", value=value))
    if gaps != "fill":
        return totals
    made = dict(totals)
    for year in absent:
        before = max(one for one in known if one < year)
        after = min(one for one in known if one > year)
        made[year] = _between(known, before=before, year=year, after=after)
    return dict(sorted(made.items()))


def _between(totals: Mapping[int, FloatArray], *, before: int, year: int, after: int) -> FloatArray:
    """Take a year from those on both sides: the same children up to age 16, else the same age."""
    weight = (year - before) / (after - before)
    made = np.empty(LAST_AGE + 1)
    for age in range(LAST_AGE + 1):
        young, old = age - (year - before), age + (after - year)
        follows = young >= 0 and old <= LAST_AGE and age <= LAST_SCHOOL_AGE
        first, last = (young, old) if follows else (age, age)
        made[age] = (1 - weight) * totals[before][first] + weight * totals[after][last]
    return made
