"""Programmes allocated year after year: what is kept of each, to hold them against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import delayed
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.children import wanted_by_draw
from sufficiency.allocation.counts import counted
from sufficiency.allocation.run import BLOCK, Setting, chance_of, ties_of
from sufficiency.demand.simulation import simulate
from sufficiency.places import place_years
from sufficiency.progress import progress_bar
from sufficiency.workers import done_by

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of a programme in some draws.

    Parameters
    ----------
    totals : IntArray
        Axes (draw, year, aim): the ordered aims [children, metres or pounds].
    children : numpy.ndarray
        Axes (draw, year, count of `allocation.counts.CHILDREN`, need, phase, level) [children].
    placed : numpy.ndarray
        Axes (draw, year, pool) [children].
    is_proven : bool
        Whether every yearly answer carries its proof.
    """

    totals: IntArray
    children: NDArray[np.int32]
    placed: NDArray[np.int32]
    is_proven: bool

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.totals)


def outcomes_of(
    settings: Sequence[Setting], *, draws: int, workers: int, progress: bool = False
) -> tuple[Outcome, ...]:
    """Allocate the first draws of a projection with each of some programmes.

    Every number is that of `allocate` with the programme as its scenario, for the same children:
    the same draws, chances and ties.

    Parameters
    ----------
    settings : sequence of Setting
        One for each programme.
    draws : int
    workers : int
        Processes that share the work, which changes no number.
    progress : bool

    Returns
    -------
    tuple of Outcome
        As `settings`.
    """
    done = []
    work = (delayed(_outcome)(setting, draws) for setting in settings)
    with progress_bar(len(settings), "Allocating programmes", shown=progress) as told:
        for made in done_by(workers, work):
            done.append(made)
            told.update()
    return tuple(done)


def _outcome(setting: Setting, draws: int) -> Outcome:
    """Allocate all draws of one programme."""
    totals, children, placed, proven = [], [], [], []
    axes, source = setting.supply.axes, setting.source
    nobody = np.zeros((len(axes.years), len(axes.needs), len(terms.phases().codes)), dtype=np.int64)
    for first in range(0, draws, BLOCK):
        count = min(BLOCK, draws - first)
        drawn = simulate(source.model, draws=count, first=first, seed=setting.seed)
        for place in range(count):
            draw = first + place
            chance = chance_of(setting.seed, draw)
            wanted = wanted_by_draw(
                source, drawn, setting.codes, setting.today, draw=place, chance=chance
            )
            years = place_years(
                setting.supply.with_ties_turned(ties_of(setting.seed, draw)),
                wanted.demand,
                start=wanted.start,
                passage=wanted.passage,
                released=setting.released,
                stayers=setting.stayers,
                chance=chance,
                engine=setting.engine,
            )
            made = counted(setting.supply, years, setting.grain, beyond=nobody)
            totals.append(made.totals[0])
            children.append(made.children[0].sum(axis=2, dtype=np.int32))
            placed.append(made.placed[0])
            proven.append(bool(made.proven.all()))
    return Outcome(np.array(totals), np.array(children), np.array(placed), all(proven))
