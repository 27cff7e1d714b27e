"""Assumptions: what holds by key and year once one file is laid over another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import combinations

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.scenario.model import ASSUMPTION_SECTIONS, ScenarioFile, Stated
from sufficiency.scenario.reading import BETWEEN, DEFAULT, Entries, Entry, Reading, dimension
from sufficiency.scenario.register import ALL, AssumptionTerm, register
from sufficiency.scenario.schedule import ALWAYS


def default_entries() -> Entries:
    """Give the default of every assumption in the register."""
    entries = (
        Entry(term.name, key, ALWAYS, value, "", "", term.basis, term.source, DEFAULT)
        for term in register().values()
        for key, value in term.defaults
    )
    order = list(register())
    return tuple(sorted(entries, key=lambda entry: (order.index(entry.name), _place(entry))))


def stated(shape: ScenarioFile) -> Iterator[tuple[str, str, Stated]]:
    """Go through the assumptions that a file states: section, name, what it says."""
    for section in ASSUMPTION_SECTIONS:
        for name, what in getattr(shape, section).items():
            yield section, name, what


def overlay(beneath: Entries, shape: ScenarioFile, *, file: str) -> tuple[Entries, list[Finding]]:
    """Lay the assumptions of a file over those beneath it.

    A value takes the place of what files beneath state for the same children (all, a need, a
    phase) from its year on, and of every default for these children; a single value takes the
    place of everything.

    Parameters
    ----------
    beneath : tuple of Entry
        What held before.
    shape : ScenarioFile
        What the file says.
    file : str
        What to call it.

    Returns
    -------
    entries : tuple of Entry
        In the order of the register, then by key and year.
    findings : list of Finding
    """
    findings: list[Finding] = []
    by_name: dict[str, list[Entry]] = {}
    for entry in beneath:
        by_name.setdefault(entry.name, []).append(entry)
    seen: dict[str, str] = {}
    for section, name, what in stated(shape):
        key = f"{section}.{name}"
        if name not in register():
            meant = terms.nearest_words(name, register())
            remedy = f"Did you mean {meant}?" if meant else ""
            findings.append(
                finding(
                    "assumption_unknown",
                    file=file,
                    column=key,
                    value=name,
                    meant=remedy or "All: as_things_stand().to_frame().",
                    meant_command=remedy or "All: the page docs/reference/scenarios.md.",
                )
            )
            continue
        term = register()[name]
        if section not in ("assumptions", term.section):
            findings.append(
                finding(
                    "assumption_elsewhere",
                    file=file,
                    column=key,
                    name=name,
                    here=section,
                    section=term.section,
                )
            )
            continue
        if name in seen:
            findings.append(
                finding(
                    "assumption_twice",
                    file=file,
                    column=key,
                    name=name,
                    here=seen[name],
                    other=section,
                )
            )
            continue
        seen[name] = section
        reading = Reading(term, what, file, key)
        new, faults = reading.entries()
        findings += faults
        if not faults:
            held = _lay_over(by_name[name], new, single=reading.is_single)
            findings += ties(held, term, file=file, column=key)
            by_name[name] = held
    order = (entry for name in register() for entry in sorted(by_name[name], key=_place))
    return tuple(order), findings


def _place(entry: Entry) -> tuple[bool, str, int]:
    return (entry.key != ALL, entry.key, entry.year)


def _lay_over(beneath: list[Entry], new: list[Entry], *, single: bool) -> list[Entry]:
    """Take out what new entries replace, and put them in."""
    if single:  # then nothing that was said before still holds
        return new
    first = {key: min(e.year for e in new if e.key == key) for key in {e.key for e in new}}
    kept = [old for old in beneath if old.year < first.get(old.key, math.inf)]
    always = [set(e.parts) for e in (*kept, *new) if e.is_stated and e.year == ALWAYS]

    def holds_no_more(old: Entry) -> bool:
        """Whether it is a default for children for whom a stated value holds in every year."""
        return not old.is_stated and any(parts.issubset(old.parts) for parts in always)

    return [*(old for old in kept if not holds_no_more(old)), *new]


def ties(held: Iterable[Entry], term: AssumptionTerm, *, file: str, column: str) -> list[Finding]:
    """Find keys that are equally specific and may both be true of one child."""
    if len(term.by) < 2:
        return []
    first: dict[tuple[str, ...], int] = {}
    for entry in held:
        if not entry.is_stated:
            continue
        first[entry.parts] = min(first.get(entry.parts, entry.year), entry.year)
    found: list[Finding] = []
    single = [parts for parts in first if len(parts) == 1]
    for one, other in combinations(sorted(single), 2):
        places = {dimension(one[0], term), dimension(other[0], term)}
        if len(places) < 2:
            continue
        both = tuple(sorted(one + other, key=lambda part: term.by.index(dimension(part, term))))
        if first.get(both, math.inf) > max(first[one], first[other]):
            found.append(
                finding(
                    "assumption_tie",
                    file=file,
                    column=column,
                    value=one[0],
                    name=term.name,
                    other=other[0],
                    both=BETWEEN.join(both),
                )
            )
    return found
