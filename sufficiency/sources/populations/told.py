"""What births and homes were used for: which years, how many homes, whom they bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, finding

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.populations.homes import PersonsInHomes
    from sufficiency.sources.reading import Reading

FloatArray = NDArray[np.float64]

WHAT = "housing schemes"
OF_HOMES = {"within": "homes_within", "on_top": "homes_on_top"}
USED = (
    *("births_used", "births_years_missing", "births_years_not_used"),
    *(*OF_HOMES.values(), "homes_counted_already", "homes_after"),
)
"""Rules of the notes that say what births and homes were used for, and which were not used."""


def births_told(
    born: Mapping[int, FloatArray], counted: Sequence[int], years: Sequence[int], *, file: str
) -> list[Finding]:
    """Say which births were used, of which years none are given, and which were not used.

    Births of a year are used where children born in it are not yet counted by locality.

    Parameters
    ----------
    born : mapping of int to FloatArray
        By year: axis (locality) [births].
    counted : sequence of int
        Years in which localities were counted.
    years : sequence of int
        Years of the population.
    file : str
        What to call the file of births.
    """
    if not born:
        return []
    bases = {year: max(one for one in counted if one <= year) for year in years}
    needed = {one for year, base in bases.items() for one in range(base + 1, year + 1)}
    used = needed & set(born)
    base, last = max(counted), max(years)
    notes = []
    if used:
        births = float(sum(born[year].sum() for year in used))
        words: dict[str, Any] = {"births": births, "years": years_in_words(used)}
        notes.append(finding("births_used", file=file, **words))
    for rule, rest in (
        ("births_years_missing", needed - used),
        ("births_years_not_used", set(born) - used),
    ):
        if rest:
            notes.append(finding(rule, file=file, years=years_in_words(rest), base=base, last=last))
    return notes


def homes_told(
    housing: Reading | None, added: PersonsInHomes, *, base: int, last: int, homes: str
) -> list[Finding]:
    """Say how many homes count, of which years, and how many children they bring by the last year.

    Parameters
    ----------
    housing : Reading or None
        From `read_housing`.
    added : PersonsInHomes
    base : int
        Newest year in which localities were counted: homes finished by then bring nobody.
    last : int
        Last year of the population; nor do those finished after it.
    homes : {"within", "on_top"}
    """
    if housing is None:
        return []
    file = housing.inputs[0].file if housing.inputs else WHAT
    schemes = housing.held["homes"]
    schemes = schemes[schemes["homes"] > 0]
    early, late = schemes[schemes["year"] <= base], schemes[schemes["year"] > last]
    mine = schemes[(schemes["year"] > base) & (schemes["year"] <= last)]
    notes = []
    if len(mine):
        words: dict[str, Any] = {
            "count": float(mine["homes"].sum()),
            "when": _from_to(int(mine["year"].min()), int(mine["year"].max())),
            "each": _yields_in_words(housing.held["yields"], set(mine["kind"])),
            "children": float(added.between(base, last).sum()),
            "last": terms.year_label(last),
        }
        notes.append(finding(OF_HOMES[homes], file=file, **words))
    for rule, rest, year in (
        ("homes_counted_already", early, base),
        ("homes_after", late, terms.year_label(last)),
    ):
        if len(rest):
            of_rest: dict[str, Any] = {"count": float(rest["homes"].sum()), "year": year}
            notes.append(finding(rule, file=file, **of_rest))
    return notes


def years_in_words(years: Iterable[int]) -> str:
    """Write years down, those that follow each other from the first to the last.

    Examples
    --------
    >>> years_in_words([2028, 2023, 2024, 2025])
    '2023 to 2025, 2028'
    >>> years_in_words([2023, 2024])
    '2023, 2024'
    """
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    told = [
        f"{span[0]} to {span[-1]}" if len(span) > 2 else ", ".join(str(year) for year in span)
        for span in spans
    ]
    return ", ".join(told)


def _from_to(first: int, last: int) -> str:
    start, end = terms.year_label(first), terms.year_label(last)
    return f"in {start}" if first == last else f"from {start} to {end}"


def _yields_in_words(rates: pd.DataFrame, kinds: set[str]) -> str:
    """Write children a home down, by kind where homes of several kinds have their own."""
    sums = rates.groupby("kind", sort=True)["yield"].sum()
    each = {str(kind): float(amount) for kind, amount in sums.items()}
    mine = {kind: each[kind] for kind in sorted({kind if kind in each else "" for kind in kinds})}
    if len(mine) == 1:
        return f"{next(iter(mine.values())):.3g}"
    return "; ".join(f"{kind or 'other homes'} {amount:.3g}" for kind, amount in mine.items())
