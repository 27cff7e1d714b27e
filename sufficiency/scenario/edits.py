"""New scenarios from old ones: nothing is ever changed in place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sufficiency import terms
from sufficiency.errors import NotPossibleError, ScenarioError, UnknownNameError, finding
from sufficiency.scenario.assumptions import default_entries
from sufficiency.scenario.loading import stop_at_faults
from sufficiency.scenario.model import LONGEST_LINE
from sufficiency.scenario.register import OF_SCHEMES, register
from sufficiency.scenario.resolve import Content, lay_shape
from sufficiency.scenario.rows import Row
from sufficiency.scenario.shape import DEEPEST, TooDeepError, plain, read_shape

IN_PYTHON = "edited in Python"
ALSO = ("marked", "levels")

CHANGED = ", changed"
_CHANGED = re.compile(rf"{CHANGED}(?: \(([0-9]{{1,6}})\))?$")


def lay_raw(content: Content, raw: Mapping[str, Any]) -> Content:
    """Lay a dict over a scenario, with all findings raised once."""
    what = "the change to the scenario"
    try:
        known = plain(raw)
    except TooDeepError:
        fault = finding("toml_too_deep", file=IN_PYTHON, depth=DEEPEST)
        raise ScenarioError([fault], what=what) from None
    shape, findings = read_shape(known, file=IN_PYTHON)
    edited, faults = lay_shape(content, shape, file=IN_PYTHON, folder=Path())
    stop_at_faults([*findings, *faults], what=what)
    files = tuple(dict.fromkeys(edited.files))
    return replace(edited, files=files)


def but(
    content: Content, *, name: str, title: str | None, description: str | None, **changes: Any
) -> Content:
    """Change assumptions."""
    raw: dict[str, Any] = {"name": name, "title": title or "", "description": description or ""}
    raw |= {key: value for key, value in changes.items() if key in ALSO}
    raw["assumptions"] = {key: value for key, value in changes.items() if key not in ALSO}
    return lay_raw(content, raw)


def add_rows(content: Content, tables: Mapping[str, list[Any]], *, name: str | None) -> Content:
    """Put rows in; those with the same key are replaced."""
    named = {} if name is None else {"name": name}
    return _renamed(lay_raw(content, {**named, **tables}), name or changed_name(content.name))


def changed_name(name: str) -> str:
    """Name what was made from a scenario without a name of its own.

    Examples
    --------
    >>> changed_name("two-bases"), changed_name("two-bases, changed")
    ('two-bases, changed', 'two-bases, changed (2)')
    """
    before = _CHANGED.search(name)
    times = int(before[1] or 1) + 1 if before else 1
    ending = CHANGED if times == 1 else f"{CHANGED} ({times})"
    stem = name[: before.start()] if before else name
    return stem[: LONGEST_LINE - len(ending)] + ending


def _renamed(content: Content, name: str) -> Content:
    """Give a new name; what the title and the description said is no longer the whole truth."""
    return replace(content, name=name, title="", description="")


def without(
    content: Content,
    assumption: str | None,
    *,
    site: str | None,
    pool: str | None,
    name: str | None,
) -> Content:
    """Put an assumption back to its default, or take the rows about a site or pool out."""
    if (assumption is None) == (site is None) or (pool is not None and site is None):
        raise NotPossibleError.of("without_needs_one")
    named = changed_name(content.name)
    if name is not None:
        named = lay_raw(content, {"name": name}).name
    if assumption is not None:
        return _renamed(_to_default(content, assumption), named)
    places = {row["scheme"]: row["site"] for row in content.rows if row.table == "schemes"}
    kept = tuple(row for row in content.rows if not _is_about(row, places, site, pool))
    schemes = {row["scheme"] for row in kept if row.table == "schemes"}
    kept = tuple(row for row in kept if row.table not in OF_SCHEMES or row["scheme"] in schemes)
    if len(kept) == len(content.rows):
        value = site if pool is None else f"{site}, {pool}"
        raise UnknownNameError.of("nothing_to_remove", name=content.name, value=value)
    return _renamed(replace(content, rows=kept), named)


def _is_about(row: Row, places: Mapping[str, str], site: str | None, pool: str | None) -> bool:
    """Say whether a row is about a site, or a pool of it; a scheme's places are at its site."""
    cells = dict(row.cells)
    where = cells.get("site")
    if row.table == "scheme_places":
        where = where or places.get(row["scheme"])
    return where == site and (pool is None or cells.get("pool") == pool)


def _to_default(content: Content, name: str) -> Content:
    if name not in register():
        meant = terms.nearest_words(name, register())
        raise UnknownNameError.of(
            "unknown_word",
            value=name,
            kind="assumption",
            meant=f"Did you mean {meant}?" if meant else "",
        )
    defaults = [entry for entry in default_entries() if entry.name == name]
    held = [entry for entry in content.entries if entry.name == name]
    if held == defaults:
        raise UnknownNameError.of("nothing_to_remove", name=content.name, value=name)
    entries = []
    for known in register():
        chosen = defaults if known == name else content.entries
        entries += [entry for entry in chosen if entry.name == known]
    return replace(content, entries=tuple(entries))
