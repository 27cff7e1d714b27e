"""Every recognised file read by its reader, those that need others after them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.intake.by_hand import only_by_hand
from sufficiency.intake.choices import Choices
from sufficiency.intake.copies import copies_told
from sufficiency.intake.exports import CASES, exports_of
from sufficiency.intake.people import people_of
from sufficiency.intake.recognising import (
    AREA,
    LINKS,
    OF_PEOPLE,
    OWN_TABLE,
    UNKNOWN,
    Recognised,
)
from sufficiency.messages.listing import first_named
from sufficiency.results import InputFile
from sufficiency.sources import (
    read_ehc_plans,
    read_gias,
    read_places,
    read_sen2,
)
from sufficiency.sources.authorities import also_known_as
from sufficiency.sources.naming import read_as
from sufficiency.sources.reading import Reading, account_of
from sufficiency.tables import check_table, read_csv

if TYPE_CHECKING:
    import pandas as pd

HOMES = (
    'housing=..., yields=..., housing_as="within"',
    "--housing FILE --yields FILE --housing-as within",
)
NAMED_BY = {"housing": HOMES, "yields": HOMES, "births": ("births=...", "--births FILE")}
"""How a file that is named apart is named, in Python and on the command line."""

POINTS = ("small_areas", "localities")
"""Tables with points from which schools are near: small areas before planning areas."""

MOST_NAMED = 3
"""So many files that are not known are named in their note; all are in the list of files."""

PLANS_OF = "Published EHC plans of "


@dataclass(frozen=True, slots=True)
class Read:
    """All readings in the order in which they were made, and what was found on the way.

    Parameters
    ----------
    readings : tuple of Reading
    findings : tuple of Finding
    authority : str
        Code of the authority, if a file told it; else as given.
    three_digits : str
        Its code of three digits, by which SEN2 returns know it; "" where nothing tells it.
    """

    readings: tuple[Reading, ...]
    findings: tuple[Finding, ...] = field(default=())
    authority: str = ""
    three_digits: str = ""


def read_all(files: Sequence[Recognised], choices: Choices) -> Read:
    """Read all files that are known.

    Parameters
    ----------
    files : sequence of Recognised
    choices : Choices

    Returns
    -------
    Read

    Raises
    ------
    FindingsError
        With what a reader found wrong.
    """
    by_code: dict[str, list[Path]] = {}
    for one in files:
        by_code.setdefault(one.code, []).append(one.path)
    names = {one.path: one.name for one in files}
    notes = _not_known([one.name for one in files if one.code == UNKNOWN and not one.nearly])
    notes += [
        finding(
            "intake_nearly_known",
            file=one.name,
            column=one.nearly.lacks,
            like=one.nearly.in_words,
        )
        for one in files
        if one.nearly
    ]
    copies = copies_told(files)
    if any(one.severity == "error" for one in copies):
        raise FindingsError(copies, what="What was given")
    notes += copies
    notes += _not_named(by_code, names, choices)
    notes += [finding("intake_is_area", file=names[path]) for path in by_code.get(AREA, ())]
    authority = choices.authority or None
    made: list[Reading] = []
    if "ehc_plans" in by_code:
        made.append(read_ehc_plans(by_code["ehc_plans"], authority=authority))
        authority = made[0].settings["authority"]
    own = _own_tables(by_code.get(OWN_TABLE, ()), names)
    made += own
    people, told = people_of(by_code.get("population", ()), authority, choices, names)
    if told and not people and not any("localities" in one.held for one in own):
        raise FindingsError(told, what="The population")
    made += people
    notes += told
    schools, told = _schools(by_code, made, authority, choices, names)
    made += schools
    notes += told
    three_digits = _three_digits(made, authority)
    if "sen2" in by_code:
        made.append(_return_of(by_code["sen2"], made, choices, three_digits))
    exports, told = exports_of(by_code, names, choices, authority=_called(made) or authority)
    made += exports
    notes += told
    by_hand = {code: paths for code, paths in by_code.items() if code != CASES or not exports}
    notes += only_by_hand(by_hand, names, used=(choices.postcodes, choices.planning_areas))
    return Read(tuple(made), tuple(notes), authority or "", three_digits or "")


def _return_of(
    paths: Sequence[Path], made: Sequence[Reading], choices: Choices, three_digits: str | None
) -> Reading:
    """Read SEN2 returns, with the register for the settings and the look-up for the homes."""
    register = next((one for one in made if one.kind == "gias"), None)
    return read_sen2(
        _returns(paths),
        authority=three_digits,
        locality_of=choices.postcodes or None,
        establishments=register,
    )


def _not_named(
    by_code: Mapping[str, Sequence[Path]], names: Mapping[Path, str], choices: Choices
) -> list[Finding]:
    """Name files of homes, yields and births that nobody named as such."""
    named = {
        Path(one).resolve() for one in (choices.births, choices.housing, choices.yields) if one
    }
    return [
        finding(
            "intake_homes_not_named",
            file=names[path],
            what=label,
            python=NAMED_BY[code][0],
            command=NAMED_BY[code][1],
        )
        for code, label in OF_PEOPLE.items()
        for path in by_code.get(code, ())
        if path.resolve() not in named
    ]


def _not_known(files: Sequence[str]) -> list[Finding]:
    """Name files that are not known in one note: a folder may hold dozens."""
    if not files:
        return []
    return [finding("intake_unknown", file=first_named(files, most=MOST_NAMED))]


def _three_digits(made: Sequence[Reading], authority: str | None) -> str | None:
    """Give the authority's three-digit code, by which returns know it; None if nothing tells it."""
    told = [one.settings["la_code"] for one in made if one.settings.get("la_code")]
    if told:
        return told[0]
    if authority is None:
        return None
    if re.fullmatch(r"[0-9]{3}", authority.strip()):
        return authority.strip()
    listed = [one for one in also_known_as(authority) if re.fullmatch(r"[0-9]{3}", one)]
    return listed[0] if len(listed) == 1 else None


def _returns(paths: Sequence[Path]) -> list[Path]:
    """Give the folders in which modules of returns stand, and XML returns themselves."""
    folders = {path if path.suffix.casefold() == ".xml" else path.parent for path in paths}
    return sorted(folders)


def _own_tables(paths: Sequence[Path], names: Mapping[Path, str]) -> list[Reading]:
    """Read the tables of an area that stand among the files; all their faults at once."""
    made = []
    found: list[Finding] = []
    for path in paths:
        name = path.stem.casefold()
        checked = check_table(read_csv(path, table=name))
        told = [replace(one, file=names[path]) for one in checked.findings]
        found += told
        steps = [(names[path], "rows of the table", len(checked.frame), "read", "")]
        made.append(
            Reading(
                kind=OWN_TABLE,
                title=f"The table {name}",
                held={name: checked.frame},
                steps=account_of(steps),
                findings=tuple(told),
                inputs=(replace(InputFile.of(path), file=names[path]),),
            )
        )
    if any(one.severity == "error" for one in found):
        raise FindingsError(found, what="The tables among the files")
    return made


def _schools(
    by_code: dict[str, list[Path]],
    made: Sequence[Reading],
    authority: str | None,
    choices: Choices,
    names: Mapping[Path, str],
) -> tuple[list[Reading], list[Finding]]:
    """Read the register, with the schools near the localities, and the authority's own lists."""
    near: pd.DataFrame | None = next(
        (one.held[name] for name in POINTS for one in made if name in one.held), None
    )
    links = newest_first(by_code.get(LINKS, []))
    options = {
        "authority": authority,
        "near": near,
        "within_miles": None if near is None else choices.within_miles,
        "links": links[0] if links else None,
    }
    registers, notes = _register(newest_first(by_code.get("gias", [])), options, names)
    notes += [_older(path, names) for path in links[1:]]
    points = registers[0] if registers else None
    called = _called(made) or authority
    lists = [
        read_as(names[path], path, partial(read_places, path, authority=called, points=points))
        for path in by_code.get("places", ())
    ]
    return [*registers, *lists], notes


OF_OTHERS = ("authority_unknown", "gias_none_near")
"""A register with these faults is one of other authorities; another one may be there."""


def _register(
    paths: Sequence[Path], options: Mapping[str, Any], names: Mapping[Path, str]
) -> tuple[list[Reading], list[Finding]]:
    """Read the newest register that has the authority; note those of others, and older ones."""
    notes: list[Finding] = []
    unknown: list[FindingsError] = []
    for place, path in enumerate(paths):
        try:
            reading = read_as(names[path], path, partial(read_gias, path, **options))
        except FindingsError as error:
            if any(one.rule not in OF_OTHERS for one in error.findings):
                raise
            unknown.append(error)
            wanted = str(options["authority"])
            notes.append(finding("intake_of_others", file=names[path], authority=wanted))
        else:
            return [reading], [*notes, *(_older(one, names) for one in paths[place + 1 :])]
    if unknown:
        raise unknown[0]
    return [], notes


def _older(path: Path, names: Mapping[Path, str]) -> Finding:
    return finding("intake_left_out", file=names[path], reason="a newer register is there")


def _called(made: Sequence[Reading]) -> str:
    """Give the authority's name as the published plans have it, "" where there are none."""
    titles = (one.title for one in made if one.kind == "ehc_plans")
    return next(titles, "").removeprefix(PLANS_OF)


def newest_first(paths: Sequence[Path]) -> list[Path]:
    """Sort files by the day in which their name ends, as those of the register do."""
    return sorted(paths, key=lambda path: (day_in(path) or date.min, path.name), reverse=True)


def day_in(path: Path) -> date | None:
    """Give the day in a name such as edubasealldata20260101.csv; None where there is none.

    Examples
    --------
    >>> day_in(Path("edubasealldata20260105.csv")), day_in(Path("register.csv"))
    (datetime.date(2026, 1, 5), None)
    """
    for digits in reversed(re.findall(r"20[0-9]{6}", path.stem)):
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            continue
    return None


def area_tables(reading: Reading) -> dict[str, pd.DataFrame]:
    """Give the tables of a reading that an area has, with the area's columns only."""
    known = terms.table_names()
    return {
        name: frame[[column for column in terms.table(name).column_names if column in frame]]
        for name, frame in reading.held.items()
        if name in known and len(frame)
    }
