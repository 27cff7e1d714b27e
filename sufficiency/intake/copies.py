"""Files with the same bytes: copies that nobody needs, or one year's file in another's place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sufficiency.errors import Finding, finding
from sufficiency.intake.exports import CASES
from sufficiency.intake.recognising import COPY, Recognised
from sufficiency.sources.sen2.found import module_of_file

XML = ".xml"
OF_A_JANUARY = ("sen2", CASES)
"""Kinds of files of which no two Januaries have the same: children join, leave and grow older."""

YEAR = re.compile(r"(?<!\d)20[0-4]\d(?=[01]\d[0-3]\d(?!\d)|(?!\d))")
"""A year of four digits in a name, alone or with month and day behind it."""


def copies_told(files: Sequence[Recognised]) -> list[Finding]:
    """Name files whose bytes stand in another, which is read once.

    Parameters
    ----------
    files : sequence of Recognised

    Returns
    -------
    list of Finding
        A fault where all modules of a return, or an export, are those of another year by their
        names; a note for each other copy, which asks where names tell another year.
    """
    known = {one.path: one for one in files}
    whole = _whole_returns(files)
    found = []
    for one in files:
        if one.code != COPY or one.copy_of is None or one.path.parent in whole:
            continue
        original = known[one.copy_of]
        years = _apart(one.path, one.copy_of)
        if not years:
            found.append(finding("intake_same_file", file=one.name, label=one.label))
        elif original.code in OF_A_JANUARY and not module_of_file(one.path):
            what = "It is"
            found.append(_one_for_two(one.name, original.name, what=what, years=years))
        else:
            words = {"label": one.label, "years": years}
            found.append(finding("intake_copy_of_another_year", file=one.name, **words))
    return [*found, *_of_returns(whole)]


def _whole_returns(files: Sequence[Recognised]) -> dict[Path, list[Recognised]]:
    """Give the folders all modules of which are copies, with these, where the years are apart."""
    modules: dict[Path, list[Recognised]] = {}
    for one in files:
        if one.code in (COPY, "sen2") and module_of_file(one.path):
            modules.setdefault(one.path.parent, []).append(one)
    return {
        folder: held
        for folder, held in modules.items()
        if all(one.copy_of and one.copy_of.parent != folder for one in held)
        and all(one.copy_of and _apart(one.path, one.copy_of) for one in held)
    }


def _of_returns(whole: dict[Path, list[Recognised]]) -> Iterator[Finding]:
    for folder, held in whole.items():
        first = held[0]
        other = first.copy_of or folder
        years = _apart(first.path, other)
        what = f"All {len(held)} modules in this folder are"
        yield _one_for_two(folder.name, other.parent.name, what=what, years=years)


def _one_for_two(file: str, other: str, *, what: str, years: str) -> Finding:
    words = {"other": other, "what": what, "years": years}
    return finding("intake_one_january_for_two", file=file, **words)


def _apart(path: Path, other: Path) -> str:
    """Give the years that two names tell where they have none in common; "" where they may be one.

    A name without a year goes by that of its folder.
    """
    first, second = _years(path), _years(other)
    if not first or not second or first & second:
        return ""
    return " and ".join(", ".join(sorted(years)) for years in (first, second))


def _years(path: Path) -> set[str]:
    return set(YEAR.findall(path.stem)) or set(YEAR.findall(path.parent.name))
