"""Running the draws: each is placed year after year, in parallel, with the same numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from sufficiency.allocation.children import (
    SCALE,
    Codes,
    Wanted,
    wanted_as_expected,
    wanted_by_draw,
)
from sufficiency.allocation.counts import Counts, Grain, counted, together
from sufficiency.allocation.today import Today
from sufficiency.errors import NotPossibleError
from sufficiency.places import AIMS, Supply, YearPlaced, place_years
from sufficiency.places.engines import EngineChoice
from sufficiency.places.years import Stayers
from sufficiency.progress import progress_bar
from sufficiency.projection import Projection

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BLOCK = 10
"""Draws that a worker takes at a time; it does not change any number."""

WORTH_DRAWS = 25
"""Draws over which the worth of places is averaged: it is asked of fewer, for it takes longer."""

PURPOSE = 3
"""Sets the chances of an allocation apart from those of the projection's draws."""


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What all draws share.

    Parameters
    ----------
    supply : Supply
    codes : Codes
    today : Today
    grain : Grain
    released : FloatArray
        Axes (year, ncy).
    stayers : {"keep", "release"}
    engine : {"auto", "flow", "lp"}
    seed : int
    """

    supply: Supply
    codes: Codes
    today: Today
    grain: Grain
    released: FloatArray
    stayers: Stayers
    engine: EngineChoice
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What came of the draws.

    Parameters
    ----------
    counts : Counts
    more, fewer : IntArray
        Axes (draw, year, holder, aim): worth of one more and one fewer place, in the first draws.
    full : numpy.ndarray
        Axes (draw, year, holder): whether all places are taken.
    released : IntArray
        Axes (draw, year, aim): the ordered aims if everybody were placed anew each year, in the
        same draws; no draw where that is what was done.
    """

    counts: Counts
    more: IntArray
    fewer: IntArray
    full: NDArray[np.bool_]
    released: IntArray


def chance_of(seed: int, draw: int) -> np.random.Generator:
    """Make the generator of one draw: the same for any number of workers."""
    return np.random.Generator(
        np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(draw, PURPOSE)))
    )


def run_draws(
    projection: Projection, setting: Setting, *, draws: int, workers: int, progress: bool
) -> Drawn:
    """Allocate the first draws of a projection.

    Parameters
    ----------
    projection : Projection
    setting : Setting
    draws : int
    workers : int
        Processes that share the work.
    progress : bool
        Whether to show how far it is.

    Returns
    -------
    Drawn
    """
    blocks = [range(first, min(first + BLOCK, draws)) for first in range(0, draws, BLOCK)]
    work = (delayed(_block)(projection, setting, numbers) for numbers in blocks)
    done: list[Drawn] = []
    with progress_bar(len(blocks), "Allocating draws", shown=progress) as told:
        for made in Parallel(n_jobs=workers, return_as="generator")(work):
            done.append(made)
            told.update()
    valued = [made for made in done if len(made.more)]
    return Drawn(
        together([made.counts for made in done]),
        np.concatenate([made.more for made in valued]),
        np.concatenate([made.fewer for made in valued]),
        np.concatenate([made.full for made in valued]),
        np.concatenate([made.released for made in valued]),
    )


def _block(projection: Projection, setting: Setting, numbers: range) -> Drawn:
    """Allocate some draws."""
    parts, more, fewer, full, released = [], [], [], [], []
    for draw in numbers:
        chance = chance_of(setting.seed, draw)
        wanted = wanted_by_draw(projection, setting.codes, setting.today, draw=draw, chance=chance)
        valued = draw < WORTH_DRAWS
        years = _placed(setting, setting.supply, wanted, chance=chance, worth=valued)
        parts.append(counted(setting.supply, years, setting.grain))
        if valued:
            worths = [year.worth for year in years]
            more.append([worth.more for worth in worths if worth is not None])
            fewer.append([worth.fewer for worth in worths if worth is not None])
            full.append([worth.full for worth in worths if worth is not None])
            if setting.stayers == "keep":
                best = _placed(
                    replace(setting, stayers="release"),
                    setting.supply,
                    wanted,
                    chance=None,
                    worth=False,
                )
                released.append([year.totals for year in best])
    return Drawn(
        together(parts),
        np.array(more),
        np.array(fewer),
        np.array(full),
        np.array(released, dtype=np.int64).reshape(len(released), len(setting.released), -1)
        if released
        else np.zeros((0, len(setting.released), len(AIMS)), dtype=np.int64),
    )


def _placed(
    setting: Setting,
    supply: Supply,
    wanted: Wanted,
    *,
    chance: np.random.Generator | None,
    worth: bool,
) -> tuple[YearPlaced, ...]:
    return place_years(
        supply,
        wanted.demand,
        start=wanted.start,
        passage=wanted.passage,
        released=setting.released,
        stayers=setting.stayers,
        chance=chance,
        engine=setting.engine,
        worth=worth,
    )


def run_expected(projection: Projection, setting: Setting) -> tuple[YearPlaced, ...]:
    """Allocate expected numbers, in thousandths of a child.

    Parameters
    ----------
    projection : Projection
    setting : Setting

    Returns
    -------
    tuple of YearPlaced
        Axis (year).
    """
    wanted = wanted_as_expected(projection, setting.codes, setting.today)
    return _placed(setting, setting.supply.times(SCALE), wanted, chance=None, worth=False)


def check_draws(draws: int, held: int) -> None:
    """Refuse a number of draws that cannot be allocated.

    Raises
    ------
    NotPossibleError
        If there are none, or more than the projection has.
    """
    if draws < 1:
        raise NotPossibleError.of("allocation_no_draws", draws=draws)
    if draws > held:
        raise NotPossibleError.of("allocation_too_many_draws", draws=draws, held=held)
