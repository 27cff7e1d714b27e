"""Programmes near the one that was chosen: what is ranked again with it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sufficiency.capital.candidates import (
    Key,
    key_from,
    key_of,
    obstacles,
    opening_of,
    slipped,
    with_scheme,
    without_scheme,
)
from sufficiency.capital.released import cost_of, values_released
from sufficiency.capital.shared import Openings, Shared
from sufficiency.places.choosing import Problem, Programme

IntArray = NDArray[np.int64]

MOST_NEIGHBOURS = 40
"""Programmes that are valued for it, the nearest first."""


def neighbours_of(chosen: IntArray, shared: Shared, problem: Problem) -> tuple[Key, ...]:
    """List the programmes near one that keep all conditions and budgets.

    One scheme is left out; opens a year later; is added; or makes way for another. In this order,
    and none twice.

    Parameters
    ----------
    chosen : IntArray
        Axis (scheme): position of the year of opening.
    shared : Shared
    problem : Problem
        With its budgets.

    Returns
    -------
    tuple of Key
        At most `MOST_NEIGHBOURS`.
    """
    ours = dict(key_from(chosen, shared))
    found: dict[Key, None] = {}
    for openings in _near(ours, shared, problem):
        key = key_of(openings)
        if key != key_of(ours) and key not in found and not obstacles(openings, shared, problem):
            found[key] = None
        if len(found) == MOST_NEIGHBOURS:
            break
    return tuple(found)


def _near(ours: Openings, shared: Shared, problem: Problem) -> Iterator[dict[str, int]]:
    for scheme in ours:
        yield without_scheme(ours, scheme, shared)
    for scheme in ours:
        yield slipped(ours, scheme, shared)
    others = [name for name in shared.names if name not in ours]
    for scheme in others:
        added = with_scheme(ours, scheme, problem, shared)
        if added is not None:
            yield added
    for scheme in ours:
        rest = without_scheme(ours, scheme, shared)
        for other in others:
            swapped = with_scheme(rest, other, problem, shared)
            if swapped is not None:
                yield swapped


def valued_neighbours(
    chosen: IntArray, shared: Shared, problem: Problem, led: Problem, *, workers: int
) -> tuple[Programme, ...]:
    """Value the programmes near one on the released problem.

    Parameters
    ----------
    chosen : IntArray
        Axis (scheme).
    shared : Shared
    problem : Problem
        With its budgets.
    led : Problem
        On which they are valued: the same, or its first aims alone.
    workers : int
        Processes that share the years.

    Returns
    -------
    tuple of Programme
        Nearest first; totals in the aims of `led`.
    """
    keys = neighbours_of(chosen, shared, problem)
    if not keys:
        return ()
    openings = [opening_of(dict(key), shared) for key in keys]
    totals = values_released(led, openings, workers=workers)
    return tuple(
        Programme(opening, own, cost_of(problem, opening))
        for opening, own in zip(openings, totals, strict=True)
    )
