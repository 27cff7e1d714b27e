"""Of which January an export is, as its name or its folder says it, or somebody besides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, finding

JANUARY = 1
OLDEST = 2000
"""2000-01 is an academic year, and every later 20xx-01 a month."""

DAY_LAST = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(\d\d)[-_. ]?(\d\d)(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)(\d\d)[-_. ]?(\d\d)[-_. ]?(20\d\d)(?!\d)")
ACADEMIC = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(\d\d)(?!\d)(?![-_. ]?\d\d)")
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
WORD = re.compile(r"(?<![a-z])jan(?:uary)?(?![a-z])")


def year_in(path: Path) -> int | None:
    """Give the academic year of the January in the name of a file, or else of its folder.

    A day or month in January, the word January beside a year, and an academic year are understood.
    A calendar year alone is not: 2025 may be January 2025, or 2025/26.

    Parameters
    ----------
    path : Path

    Returns
    -------
    int or None
        None where neither says it, or where a name says two.

    Examples
    --------
    >>> year_in(Path("plans January 2025.csv")), year_in(Path("ehcp_2025-01-16.xlsx"))
    (2024, 2024)
    >>> year_in(Path("plans 2024-25.csv")), year_in(Path("plans 2025.csv"))
    (2024, None)
    >>> year_in(Path("January 2026") / "export.csv")
    2025
    """
    for name in (path.stem, path.parent.name):
        told = _years_in(name.casefold())
        if told:
            return told.pop() if len(told) == 1 else None
    return None


def _years_in(name: str) -> set[int]:
    """Give the academic years of all Januaries that a name may say."""
    days = [(int(year), int(month)) for year, month, _ in DAY_LAST.findall(name)]
    days += [(int(year), int(month)) for _, month, year in DAY_FIRST.findall(name)]
    told = {year - 1 for year, month in days if month == JANUARY}
    if days:
        return told
    if WORD.search(name):
        return {int(year) - 1 for year in YEAR.findall(name)}
    pairs = [(int(first), int(last)) for first, last in ACADEMIC.findall(name)]
    told = {first for first, last in pairs if last == (first + 1) % 100}
    return told | {year - 1 for year, month in pairs if month == JANUARY and year > OLDEST}


def by_january(
    paths: Sequence[Path], names: Mapping[Path, str], years: Mapping[str, int]
) -> tuple[dict[int, Path], list[Finding]]:
    """Give the exports by their academic year.

    Parameters
    ----------
    paths : sequence of Path
    names : mapping of Path to str
        What each is called in messages.
    years : mapping of str to int
        By name: the academic year that somebody said, which goes before that of the name.

    Returns
    -------
    files : dict of int to Path
    notes : list of Finding
        Which file was read as which January by its name.

    Raises
    ------
    FindingsError
        With all files whose January nobody says, and all that are of one January.
    """
    files: dict[int, Path] = {}
    faults: list[Finding] = []
    notes: list[Finding] = []
    for path in paths:
        said = years.get(names[path], years.get(path.name))
        year = year_in(path) if said is None else said
        if year is None:
            faults.append(finding("cases_no_january", file=names[path]))
        elif year in files:
            other, january = names[files[year]], terms.january_of_year(year)
            faults.append(
                finding("cases_january_twice", file=names[path], other=other, january=january)
            )
        else:
            files[year] = path
            if said is None:
                january, label = terms.january_of_year(year), terms.year_label(year)
                notes.append(
                    finding("cases_january_by_name", file=names[path], january=january, label=label)
                )
    if faults:
        raise FindingsError(faults, what="The exports of cases")
    return files, notes
