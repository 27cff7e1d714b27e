"""New scenarios from old ones: nothing is ever changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sufficiency import terms
from sufficiency.errors import NotPossibleError, ScenarioError, UnknownNameError, finding
from sufficiency.scenario.assumptions import default_entries
from sufficiency.scenario.loading import stop_at_faults
from sufficiency.scenario.register import register
from sufficiency.scenario.resolve import Content, lay_shape
from sufficiency.scenario.shape import DEEPEST, TooDeepError, plain, read_shape

IN_PYTHON = "edited in Python"
ALSO = ("marked", "levels")


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


def add_rows(
    content: Content, tables: Mapping[str, list[Any]], *, name: str | None = None
) -> Content:
    """Put rows in; those with the same key are replaced."""
    named = {} if name is None else {"name": name, "title": "", "description": ""}
    return lay_raw(content, {**named, **tables})


def without(
    content: Content, assumption: str | None, *, site: str | None, pool: str | None
) -> Content:
    """Put an assumption back to its default, or take the rows about a site or pool out."""
    if (assumption is None) == (site is None) or (pool is not None and site is None):
        raise NotPossibleError.of("without_needs_one")
    if assumption is not None:
        return _to_default(content, assumption)
    kept = tuple(
        row
        for row in content.rows
        if row["site"] != site or (pool is not None and dict(row.cells).get("pool") != pool)
    )
    if len(kept) == len(content.rows):
        value = site if pool is None else f"{site}, {pool}"
        raise UnknownNameError.of("nothing_to_remove", name=content.name, value=value)
    return replace(content, rows=kept)


def _to_default(content: Content, name: str) -> Content:
    if name not in register():
        meant = terms.nearest(name, register())
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
