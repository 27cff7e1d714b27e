"""Where returns stand: a folder of modules, an XML file, or a folder that holds several of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sufficiency.errors import FileError, Finding, FindingsError, finding
from sufficiency.sources.asked import paths_asked
from sufficiency.sources.days import day_of
from sufficiency.sources.text_tables import TEXTS, WORKBOOKS
from sufficiency.terms.sen2 import module_of, return_modules

XML = ".xml"
_EXPORT = re.compile(
    r"blade[-_ ]?export[-_ ](?P<day>[0-9]{2}-[0-9]{2}-[0-9]{4})[-_ ]", re.IGNORECASE
)
MOST_DAYS_APART = 60
"""Exports of one collection may be some weeks apart; further apart they are of two returns."""


@dataclass(frozen=True, slots=True)
class ReturnFiles:
    """The files of one return.

    Parameters
    ----------
    name : str
        What to call it in messages.
    modules : mapping of str to Path
        File of each module, for an export.
    xml : Path or None
        The file, for an XML return.
    notes : tuple of Finding
        What the names of the files tell.
    """

    name: str
    modules: Mapping[str, Path] = field(default_factory=dict)
    xml: Path | None = None
    notes: tuple[Finding, ...] = ()


Given = str | Path | Sequence[str | Path]


def returns_at(paths: Given) -> list[ReturnFiles]:
    """Find the returns in what was given.

    Parameters
    ----------
    paths : str, Path or sequence of these
        Each a folder of modules, an XML file, or a folder with sub-folders or XML files.

    Raises
    ------
    FileError
        If there is no such file or folder.
    FindingsError
        With folders that are no return, or that hold more than one export.
    NotPossibleError
        If it is no path.
    """
    given = paths_asked(paths)
    found: list[ReturnFiles] = []
    faults: list[Finding] = []
    for place in given:
        if not _is_there(place):
            raise FileError.of("sen2_not_there", path=place)
        returns, wrong = _in_place(place)
        faults += wrong
        found += returns
    if not given:
        faults.append(finding("sen2_nothing_given", file="SEN2"))
    if faults:
        raise FindingsError(faults, what="The SEN2 return")
    return found


def _is_there(place: Path) -> bool:
    try:
        return place.exists()
    except (OSError, ValueError) as error:
        raise FileError.of("cannot_open", path=place, reason=error) from None


def _in_place(place: Path) -> tuple[list[ReturnFiles], list[Finding]]:
    """Look at a file or folder, and where a folder has no return of its own, one folder down."""
    if place.is_file():
        if place.suffix.casefold() == XML:
            return [ReturnFiles(place.name, xml=place)], []
        return [], [finding("sen2_not_a_return", file=place.name)]
    returns, faults = _in_folder(place)
    if returns or faults:
        return returns, faults
    for folder in sorted(one for one in place.iterdir() if one.is_dir()):
        below, wrong = _in_folder(folder)
        returns += below
        faults += wrong
    if not returns and not faults:
        faults.append(finding("sen2_nothing_here", file=place.name))
    return returns, faults


def _in_folder(folder: Path) -> tuple[list[ReturnFiles], list[Finding]]:
    """Give the returns that stand in a folder itself."""
    files = sorted(one for one in folder.iterdir() if one.is_file())
    xmls = [one for one in files if one.suffix.casefold() == XML]
    by_module: dict[str, list[Path]] = {}
    for file in files:
        module = module_of_file(file)
        if module:
            by_module.setdefault(module, []).append(file)
    if not by_module:
        return [ReturnFiles(f"{folder.name}/{one.name}", xml=one) for one in xmls], []
    faults = list(_more_than_one(folder.name, by_module, xmls))
    faults += [
        finding("sen2_module_missing", file=folder.name, module=module.name, label=module.label)
        for module in return_modules().values()
        if module.required and module.name not in by_module
    ]
    modules = {module: names[0] for module, names in by_module.items()}
    apart = _exports_apart(folder.name, modules)
    faults += [one for one in apart if one.severity == "error"]
    return ([] if faults else [ReturnFiles(folder.name, modules, notes=tuple(apart))]), faults


def _exports_apart(folder: str, modules: Mapping[str, Path]) -> list[Finding]:
    """Say where the names of the modules tell of exports on different days."""
    by_day: dict[date, list[str]] = {}
    for module, file in modules.items():
        named = _EXPORT.match(file.stem)
        day = day_of(named["day"]) if named else None
        if day:
            by_day.setdefault(day, []).append(module)
    if len(by_day) < 2:
        return []
    told = "; ".join(f"{day} {', '.join(by_day[day])}" for day in sorted(by_day))
    far = (max(by_day) - min(by_day)).days > MOST_DAYS_APART
    return [finding("sen2_exports_apart" if far else "sen2_exports_days", file=folder, days=told)]


def _more_than_one(
    folder: str, by_module: Mapping[str, Sequence[Path]], xmls: Sequence[Path]
) -> Iterable[Finding]:
    for module, names in by_module.items():
        if len(names) > 1:
            listed = ", ".join(one.name for one in names)
            yield finding("sen2_module_twice", file=folder, module=module, files=listed)
    if xmls:
        yield finding("sen2_both_kinds", file=folder, xml=xmls[0].name)


def module_of_file(file: Path) -> str:
    """Give the module that a file is by its name; blank for none.

    Examples
    --------
    >>> module_of_file(Path("Blade-Export_14-03-2025_namedplan.csv"))
    'namedplan'
    >>> module_of_file(Path("sen_need.csv")), module_of_file(Path("notes.csv"))
    ('senneed', '')
    """
    if file.suffix.casefold() not in (*TEXTS, *WORKBOOKS):
        return ""
    return module_of(_EXPORT.sub("", file.stem))
