"""Loading a scenario: its file, the files it is based on, and all findings raised once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from sufficiency.errors import (
    FileEncodingWarning,
    FileError,
    Finding,
    NotPossibleError,
    ScenarioError,
    SufficiencyWarning,
    finding,
)
from sufficiency.scenario.resolve import Content, lay_shape
from sufficiency.scenario.shape import DEEPEST, TooDeepError, plain, read_shape
from sufficiency.scenario.toml import parse

IN_PYTHON = "scenario in Python"
AS_THINGS_STAND = Content(
    name="as-things-stand",
    title="As things stand",
    description="Nothing is decided or supposed beyond the defaults; each can be listed.",
)


def shipped() -> dict[str, Path]:
    """Give the scenarios that come with the package, for the example area.

    Returns
    -------
    dict
        Path of each file by the name of the scenario.
    """
    beside = Path(__file__).parent / "shipped"  # in an installed package
    folder = beside if beside.is_dir() else Path(__file__).parents[2] / "scenarios"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def load_content(
    source: str | PathLike[str] | Mapping[str, Any] | None, *, folder: str | PathLike[str] = "."
) -> Content:
    """Read a scenario and everything that it is based on.

    Parameters
    ----------
    source : path, name of a shipped scenario, mapping or None
        A TOML file, or the same as a dict; None for things as they stand.
    folder : path
        Folder from which paths are found where the source is a dict.

    Returns
    -------
    Content

    Raises
    ------
    NotPossibleError
        If the source is none of these.
    FileError
        If there is no such file.
    ScenarioError
        With all findings in the file and in those that it is based on.
    """
    content, findings, what = read_content(source, folder=folder)
    stop_at_faults(findings, what=what)
    return content


def read_content(
    source: str | PathLike[str] | Mapping[str, Any] | None, *, folder: str | PathLike[str] = "."
) -> tuple[Content, list[Finding], str]:
    """Read a scenario as `load_content` does, without raising for what is in it.

    Returns
    -------
    Content
        What it says, as far as it is sound.
    list of Finding
    str
        What was read, in words.
    """
    if source is None:
        return AS_THINGS_STAND, [], "things as they stand"
    if isinstance(source, Mapping):
        file, where, raw, findings = _from_mapping(source, Path(folder))
        chain: tuple[Path, ...] = ()
    elif isinstance(source, str | PathLike):
        path = _find(Path(source))
        file, where = path.name, path.parent
        raw, findings = _read(path)
        chain = (path,)
    else:
        raise NotPossibleError.of("scenario_source", value=type(source).__name__)
    what = f"the scenario {file}" if chain else "the scenario in Python"
    content = Content(name=Path(file).stem if chain else "scenario")
    if raw is not None:
        content, more = _build(raw, file=file, folder=where, chain=chain)
        findings += more
    return content, findings, what


def stop_at_faults(findings: list[Finding], *, what: str) -> None:
    """Raise once where any finding is an error; warn of each note where none is."""
    if any(found.severity == "error" for found in findings):
        raise ScenarioError(dict.fromkeys(findings), what=what)
    for found in dict.fromkeys(findings):
        kind = FileEncodingWarning if found.rule == "read_as_windows" else SufficiencyWarning
        warnings.warn(kind.of(found), stacklevel=4)


def _from_mapping(
    source: Mapping[str, Any], folder: Path
) -> tuple[str, Path, dict[str, Any] | None, list[Finding]]:
    try:
        return IN_PYTHON, folder, plain(source), []
    except TooDeepError:
        fault = finding("toml_too_deep", file=IN_PYTHON, depth=DEEPEST)
        return IN_PYTHON, folder, None, [fault]


def _find(path: Path) -> Path:
    """Find a scenario by its path, with or without its ending, or by its shipped name."""
    candidates = (path, path.parent / f"{path.name}.toml")
    for candidate in candidates:
        if _is_file(candidate):
            return candidate
    if str(path) in shipped():
        return shipped()[str(path)]
    raise FileError.of("no_such_scenario", path=path, known=", ".join(shipped()))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long for the disk, or with a letter of no name
        return False


def _read(path: Path) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Read one TOML file into plain dicts."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError.of("cannot_open", path=path, reason=error.strerror) from None
    raw, findings = parse(content, file=path.name)
    if raw is None:
        return None, findings
    try:
        return plain(raw), findings
    except TooDeepError:
        return None, [finding("toml_too_deep", file=path.name, depth=DEEPEST)]


def _build(
    raw: dict[str, Any], *, file: str, folder: Path, chain: tuple[Path, ...]
) -> tuple[Content, list[Finding]]:
    """Lay a file over what it is based on."""
    shape, findings = read_shape(raw, file=file)
    stem = Path(file).stem if chain else "scenario"
    beneath, base = Content(name=stem), None
    if shape.based_on is not None:
        parent, faults = _parent(shape.based_on, file=file, folder=folder, chain=chain)
        findings += faults
        if parent is not None:
            beneath_raw, faults = _read(parent)
            findings += faults
            if beneath_raw is not None:
                beneath, faults = _build(
                    beneath_raw,
                    file=parent.name,
                    folder=parent.parent,
                    chain=(*chain, parent),
                )
                findings += faults
                base = beneath
    own = Content(
        name=stem,
        marked=beneath.marked,
        marked_file=beneath.marked_file,
        entries=beneath.entries,
        levels=beneath.levels,
        rows=beneath.rows,
        files=beneath.files,
        based_on=base,
    )
    content, faults = lay_shape(own, shape, file=file, folder=folder)
    return content, [*findings, *faults]


def _parent(
    based_on: str, *, file: str, folder: Path, chain: tuple[Path, ...]
) -> tuple[Path | None, list[Finding]]:
    """Find the file that a scenario is based on, and refuse a circle."""
    place: dict[str, Any] = {"file": file, "column": "based_on", "value": based_on}
    if any(not letter.isprintable() for letter in based_on):
        return None, [finding("path_with_codes", **place)]
    try:
        parent = _find(folder / based_on)
    except FileError:
        if based_on not in shipped():
            known = ", ".join(shipped())
            return None, [finding("based_on_missing", known=known, **place)]
        parent = shipped()[based_on]
    there = [path.resolve() for path in chain]
    if parent.resolve() in there:
        circle = [*chain[there.index(parent.resolve()) :], parent]
        names = " -> ".join(path.name for path in circle)
        return None, [finding("based_on_cycle", chain=names, **place)]
    return parent, []
