"""How far the path of growth of an area may be off, drawn once for each possible future."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sufficiency.demand.growth import CohortPath, cohort_path
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.panel_errors import PastErrors, drawn_apart, drawn_nation
from sufficiency.demand.shocks import Purpose, opposite_normals


@dataclass(frozen=True, slots=True, eq=False)
class PathDoubt:
    """How far the path may be off.

    Parameters
    ----------
    errors : PastErrors
        How far the rule was off in other authorities, apart from what all of them missed.
    """

    errors: PastErrors


def drawn_off(
    doubt: PathDoubt, *, plans: float, years: int, seed: int, draws: Sequence[int]
) -> FloatArray:
    """Draw how far all plans of an area are off their path.

    off[k] = England's own miss up to year k (`panel_errors.drawn_nation`), and what the area
    misses apart from it (`panel_errors.drawn_apart`).

    Draws come in pairs that are off by opposite chances (`shocks.opposite_normals`).

    Parameters
    ----------
    doubt : PathDoubt
    plans : float
        Plans of the last January: a larger area is off by less.
    years : int
        Years ahead; a longer horizon does not change the earlier ones.
    seed : int
    draws : sequence of int
        Which draws.

    Returns
    -------
    FloatArray
        Axes (draw, year): log of all plans over those of the path.
    """
    chance = opposite_normals((years, 3), seed=seed, draws=draws, purpose=Purpose.PANEL)
    apart = drawn_apart(chance[..., 2:], doubt.errors, plans=np.array([plans]))
    return np.asarray(drawn_nation(chance[..., :2]) + apart[..., 0])


def drawn_cohorts(
    path: CohortPath,
    off: FloatArray,
    start: FloatArray,
    persons: FloatArray,
    *,
    joining: FloatArray,
    leaving: FloatArray,
) -> CohortPath:
    """Carry an area's cohorts along a path that is off by so much.

    The total of year k is exp(off[k]) times that of the central path, at today's population. A
    draw's own joining and leaving say who makes it up, and the joining rate is scaled to it:
    factor[k] = (T[k] - survivors[k]) / sum(joining[k] P), and nought where nobody has room.

    Parameters
    ----------
    path : CohortPath
        The central one.
    off : FloatArray
        Axes (..., year).
    start, persons : FloatArray
        Axis (ncy): the last January [children], and today's population [persons].
    joining, leaving : FloatArray
        Axes (..., year, ncy): of the draws.

    Returns
    -------
    CohortPath
        Its axes after those of the draws.
    """
    totals = (path.survivors + path.joiners).sum(axis=1)
    central = np.diff(np.log(totals), prepend=np.log(start.sum()))
    return cohort_path(
        start,
        persons,
        joining,
        leaving,
        growth=central + np.diff(off, prepend=0.0),
        years=off.shape[-1],
    )
