"""From which files, and with which choices, an area was built: enough to build it again."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path
from typing import Any

from sufficiency.errors import FileError, NotPossibleError, SufficiencyError
from sufficiency.intake.by_hand import Given, given_of
from sufficiency.intake.choices import GAPS, HOUSING_AS, OUT_OF_STEP, Choices
from sufficiency.intake.recognising import Recognised
from sufficiency.results import InputFile
from sufficiency.sources.reading import Reading

ENDING = ".manifest.toml"
ALWAYS_SAID = ("postcodes", "planning_areas")
"""Paths that a manifest of every version has, blank or not."""

TOP = """\
# From which files an area was built, and how. Build it again, with the files as they are then:
#     python -m sufficiency new AREA.xlsx --again THIS_FILE
# Paths are seen from this file. Nothing here is about a child.
"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The choices and files of an area.

    Parameters
    ----------
    choices : Choices
    given : tuple of Path
        Files and folders as they were named.
    files : tuple of (Path, str, str)
        Each file, the code of its kind, and its digest.
    readings : tuple of Given
        What was read in Python and given as such: it has to be given again.
    used : tuple of str
        What births and homes were used for, in words: it is told, and nothing is built by it.
    """

    choices: Choices
    given: tuple[Path, ...]
    files: tuple[tuple[Path, str, str], ...]
    readings: tuple[Given, ...] = ()
    used: tuple[str, ...] = ()

    def text(self, folder: Path) -> str:
        """Write it as TOML, with paths as seen from a folder."""

        def seen(path: Path) -> str:
            try:
                return Path(relpath(path, folder)).as_posix()
            except ValueError:  # another drive of Windows
                return path.resolve().as_posix()

        def path_of(name: str) -> str:
            return json.dumps(seen(Path(name)) if name else "", ensure_ascii=False)

        lines = [
            TOP,
            f"authority = {json.dumps(self.choices.authority, ensure_ascii=False)}",
            f"within_miles = {float(self.choices.within_miles)}",
            f"until = {self.choices.until}",
            f"postcodes = {path_of(self.choices.postcodes)}",
            f"planning_areas = {path_of(self.choices.planning_areas)}",
            f"group = {json.dumps(self.choices.group, ensure_ascii=False)}",
            f"years = {_as_toml(self.choices.years)}",
            f"name = {json.dumps(self.choices.name, ensure_ascii=False)}",
            f"fit = {json.dumps(self.choices.fit)}",
            f"births = {path_of(self.choices.births)}",
            f"housing = {path_of(self.choices.housing)}",
            f"yields = {path_of(self.choices.yields)}",
            f"housing_as = {json.dumps(self.choices.housing_as)}",
            f"gaps = {json.dumps(self.choices.gaps)}",
            f"columns = {path_of(self.choices.columns)}",
            f"out_of_step = {json.dumps(self.choices.out_of_step)}",
            f"from = {json.dumps([seen(path) for path in self.given], ensure_ascii=False)}",
        ]
        if self.used:
            told = [f"    {json.dumps(one, ensure_ascii=False)}," for one in self.used]
            lines += ["# What births and homes were used for.", "used = [", *told, "]"]
        for path, code, digest in self.files:
            lines += [
                "",
                "[[files]]",
                f"path = {json.dumps(seen(path), ensure_ascii=False)}",
                f'kind = "{code}"',
                f'sha256 = "{digest}"',
            ]
        for one in self.readings:
            lines += ["", *_lines_of(one)]
        return "\n".join(lines) + "\n"

    def changed(self, files: Sequence[Recognised]) -> list[str]:
        """Name the files that are there under the same path and are others now."""
        before = {path.resolve(): digest for path, _, digest in self.files}
        return [
            one.path.name
            for one in files
            if one.path.resolve() in before
            and InputFile.of(one.path).sha256 != before[one.path.resolve()]
        ]


def _lines_of(reading: Given) -> list[str]:
    """Write down a reading that was given, and what must be done to build the area again."""

    def pairs(held: Sequence[tuple[str, str]]) -> str:
        return json.dumps([list(pair) for pair in held], ensure_ascii=False)

    return [
        f"# Read in Python by {reading.verb}, and to be given again:",
        "#     sf.build_area(again=THIS_FILE, readings=[...])",
        "[[readings]]",
        f"kind = {json.dumps(reading.kind)}",
        f"title = {json.dumps(reading.title, ensure_ascii=False)}",
        f"files = {pairs(reading.files)}",
        f"settings = {pairs(reading.settings)}",
    ]


def _as_toml(years: Mapping[str, int]) -> str:
    """Write years by name of the file as an inline table."""
    held = [f"{json.dumps(name, ensure_ascii=False)} = {year}" for name, year in years.items()]
    return f"{{{', '.join(held)}}}"


def manifest_of(
    choices: Choices,
    given: Sequence[str | Path],
    files: Sequence[Recognised],
    readings: Sequence[Reading] = (),
    *,
    used: Sequence[str] = (),
) -> Manifest:
    """Note down the files of an area with their digests; those that are not known are left out."""
    known = [one for one in files if one.code]
    return Manifest(
        choices,
        tuple(Path(one) for one in given),
        tuple((one.path, one.code, InputFile.of(one.path).sha256) for one in known),
        given_of(readings),
        tuple(used),
    )


def read_manifest(path: str | Path) -> Manifest:
    """Read a manifest.

    Raises
    ------
    FileError
        If it cannot be opened.
    NotPossibleError
        If it is none.
    """
    place = Path(path)
    try:
        content = tomllib.loads(place.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError.of("cannot_open", path=place, reason=error.strerror) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _broken(place, error) from None
    try:
        return _read(content, place.parent)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _broken(place, f"{type(error).__name__} {error}") from None


def _broken(place: Path, reason: object) -> SufficiencyError:
    return NotPossibleError.of("intake_manifest_broken", value=place.name, reason=reason)


def _read(content: Mapping[str, Any], folder: Path) -> Manifest:
    def there(name: object) -> Path:
        if not isinstance(name, str):
            raise TypeError("a path is text")
        return folder / name

    def path_in(name: str) -> str:
        held = content[name] if name in ALWAYS_SAID else content.get(name, "")
        return str(there(held)) if held else ""

    choices = Choices(
        str(content["authority"]),
        float(content["within_miles"]),
        int(content["until"]),
        path_in("postcodes"),
        {str(name): int(year) for name, year in content["years"].items()},
        str(content["group"]),
        path_in("planning_areas"),
        # Manifests of earlier versions say none of these.
        str(content.get("name", "")),
        bool(content.get("fit", True)),
        path_in("births"),
        path_in("housing"),
        path_in("yields"),
        str(content.get("housing_as", HOUSING_AS)),
        str(content.get("gaps", GAPS)),
        path_in("columns"),
        str(content.get("out_of_step", OUT_OF_STEP)),
    )
    files = tuple(
        (there(one["path"]), str(one["kind"]), str(one["sha256"])) for one in content["files"]
    )
    readings = tuple(
        Given(str(one["kind"]), str(one["title"]), _pairs(one["files"]), _pairs(one["settings"]))
        for one in content.get("readings", [])
    )
    given = tuple(there(one) for one in content["from"])
    used = tuple(str(one) for one in content.get("used", []))
    return Manifest(choices, given, files, readings, used)


def _pairs(held: Sequence[Sequence[object]]) -> tuple[tuple[str, str], ...]:
    """Read pairs of texts."""
    return tuple((str(first), str(second)) for first, second in held)
