"""Limits on independent places that a scenario states as numbers of children."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.plan import Plan
from sufficiency.errors import Finding, ScenarioError, finding
from sufficiency.messages.listing import counted
from sufficiency.places import SPECIAL, scaled_to_whole
from sufficiency.scenario import ALWAYS, Scenario
from sufficiency.scenario.reading import Entry
from sufficiency.scenario.register import ALL

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Pairs = tuple[tuple[str, str], ...]

NUMBER = "independent_limit_children"
"""The assumption."""

MOST_NAMED = 5
"""No more parts of a number than this are named in a note; the table independent has them all."""


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """One number in one year, and for whom it is.

    Parameters
    ----------
    entry : Entry
        As the scenario states it.
    year : int
        Position of the year.
    members : IntArray
        Positions of the needs and phases that share it: those for which nothing more specific is
        stated, and of whose NC years children are allocated.
    of_whom : str
        In words: "SEMH, but for what is stated apart".
    """

    entry: Entry
    year: int
    members: IntArray
    of_whom: str

    @property
    def children(self) -> int:
        """The number [children]."""
        return int(str(self.entry.value))


def numbers_of(scenario: Scenario, plan: Plan, pairs: Pairs, today: FloatArray) -> FloatArray:
    """Lay out the numbers by need and phase.

    A number for several needs or phases is for all of them together, and is shared out as today's
    placements are, in whole children.

    Parameters
    ----------
    scenario : Scenario
    plan : Plan
    pairs : tuple of (str, str)
        Axis (group): need and phase.
    today : FloatArray
        Axis (group): today's independent placements whose need a local place could meet, in named
        schools or not [children].

    Returns
    -------
    FloatArray
        Axes (year, group) [children]; nan where no number holds.

    Raises
    ------
    ScenarioError
        With every number that is to be shared by needs or phases of which nobody is in an
        independent school today.
    """
    limits = np.full((len(plan.axes.years), len(pairs)), np.nan)
    faults: dict[tuple[str, object], Finding] = {}
    for stated in _stated(scenario, plan, pairs):
        members, whole = stated.members, float(today[stated.members].sum())
        if len(members) == 1:
            limits[stated.year, members] = stated.children
        elif whole > 0:
            parts = today[members] / whole * stated.children
            limits[stated.year, members] = scaled_to_whole(parts[None], 1)[0]
        elif stated.children and len(members):
            fault = _not_shared(stated, pairs)
            faults.setdefault((stated.entry.key, stated.entry.value), fault)
    if faults:
        raise ScenarioError(faults.values(), what=f"The scenario {scenario.name}")
    # A number of nought, and one for NC years that are not allocated, hold for all of theirs.
    held = _holds(scenario, plan, pairs)
    return np.where(held & np.isnan(limits), 0.0, limits)


def notes_of_numbers(
    scenario: Scenario, plan: Plan, pairs: Pairs, limits: IntArray
) -> Iterator[Finding]:
    """Note how each number is shared out, and each that is for nobody.

    Parameters
    ----------
    scenario : Scenario
    plan : Plan
    pairs : tuple of (str, str)
        Axis (group): need and phase.
    limits : IntArray
        Axes (year, group): what each need and phase has of it [children].

    Yields
    ------
    Finding
        One for each number, in the first year in which it holds.
    """
    told: set[tuple[str, object]] = set()
    open_ended = scenario.assumption("independent_open_ended")
    for stated in _stated(scenario, plan, pairs):
        entry, year = stated.entry, plan.axes.years[stated.year]
        if (entry.key, entry.value) in told or not open_ended.at(year):
            continue
        told.add((entry.key, entry.value))
        where: dict[str, Any] = {"file": entry.file, "column": NUMBER, "value": entry.value}
        words: dict[str, Any] = {
            "children": stated.children,
            "whom": stated.of_whom,
            "year": terms.year_label(year),
        }
        if not len(stated.members):
            yield finding("allocation_number_for_nobody", **where, **words)
        elif len(stated.members) > 1 and stated.children:
            parts = limits[stated.year, stated.members]
            yield finding(
                "allocation_number_shared",
                **where,
                **words,
                parts=_say_parts([pairs[place] for place in stated.members.tolist()], parts),
            )


def _stated(scenario: Scenario, plan: Plan, pairs: Pairs) -> Iterator[Stated]:
    """Go through the numbers that hold, year by year."""
    held = scenario.assumption(NUMBER)
    if not any(entry.value is not None for entry in held.entries):
        return
    reached = _reached(plan, pairs)
    for position, year in enumerate(plan.axes.years):
        whose = [held.entry_for(year, set(pair)) for pair in pairs]
        for entry in dict.fromkeys(whose):
            if entry.value is None:
                continue
            theirs = np.array([other == entry for other in whose])
            named = [not entry.parts or set(entry.parts) <= set(pair) for pair in pairs]
            apart = bool((np.array(named) & ~theirs).any())
            of_whom = "all needs and phases" if entry.key == ALL else entry.key
            yield Stated(
                entry,
                position,
                np.flatnonzero(theirs & reached),
                of_whom + (", but for what is stated apart" if apart else ""),
            )


def _holds(scenario: Scenario, plan: Plan, pairs: Pairs) -> BoolArray:
    """Axes (year, group): whether a number is stated."""
    held = scenario.assumption(NUMBER)
    return np.array(
        [
            [held.at(year, need=need, phase=phase) is not None for need, phase in pairs]
            for year in plan.axes.years
        ],
        dtype=np.bool_,
    )


def _reached(plan: Plan, pairs: Pairs) -> BoolArray:
    """Axis (group): whether children of the phase are allocated who may go independent."""
    first, last = plan.spans[SPECIAL]
    phases = {terms.phase_of_ncy(ncy) for ncy in plan.axes.ncy if first <= ncy <= last}
    return np.array([phase in phases for _, phase in pairs], dtype=np.bool_)


def _not_shared(stated: Stated, pairs: Pairs) -> Finding:
    """Say that a number has nothing by which it could be shared out."""
    need, phase = pairs[stated.members[0]]
    since = "" if stated.entry.year == ALWAYS else f" from {terms.year_label(stated.entry.year)}"
    return finding(
        "allocation_number_not_shared",
        file=stated.entry.file,
        column=NUMBER,
        value=stated.entry.value,
        whom=stated.of_whom,
        since=since,
        example=f'{{ "{need}/{phase}" = {stated.children} }}',
    )


def _say_parts(pairs: list[tuple[str, str]], parts: IntArray) -> str:
    """Say who has how much of a number, the largest parts first.

    Examples
    --------
    >>> _say_parts([("ASD", "primary"), ("ASD", "secondary")], np.array([3, 5]))
    'ASD/secondary 5, ASD/primary 3'
    """
    order = [int(place) for place in np.argsort(-parts, kind="stable") if parts[place]]
    said = [f"{'/'.join(pairs[place])} {int(parts[place])}" for place in order[:MOST_NAMED]]
    rest = order[MOST_NAMED:]
    if rest:
        said.append(f"{counted(len(rest), 'other')} {int(parts[rest].sum())}")
    return ", ".join(said)
