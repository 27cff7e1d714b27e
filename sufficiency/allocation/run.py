"""Running the draws: each is placed year after year, in parallel, with the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from joblib import delayed
from numpy.typing import NDArray

from sufficiency.allocation.beyond import (
    beyond_by_ncy,
    beyond_by_phase,
    expected_by_ncy,
    expected_by_phase,
)
from sufficiency.allocation.children import (
    SCALE,
    Codes,
    Source,
    Wanted,
    wanted_as_expected,
    wanted_by_draw,
)
from sufficiency.allocation.counts import Counts, Grain, counted, flows_of, together
from sufficiency.allocation.intake_counts import Entrants, entrants_of, entrants_together
from sufficiency.allocation.paid_for import (
    PaidFor,
    Seats,
    paid_for_in_draw,
    paid_for_together,
    seats_of,
)
from sufficiency.allocation.seated import Seated, seated_of
from sufficiency.allocation.spending import spent_on_children
from sufficiency.allocation.tariff import Tariff
from sufficiency.allocation.today import Today
from sufficiency.allocation.travel_counts import Travelled, travelled_of, travelled_together
from sufficiency.demand.simulation import check_draws as check_projected
from sufficiency.demand.simulation import is_whole, simulate, without_past
from sufficiency.errors import NotPossibleError, with_kind
from sufficiency.places import Supply, Worth, YearPlaced, each_year_placed
from sufficiency.places.engines import EngineChoice
from sufficiency.places.years import Stayers
from sufficiency.progress import progress_bar
from sufficiency.workers import done_by

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BLOCK = 16
"""Draws that a worker takes at a time, two times as many as are projected together; it does not
change any number."""

WORTH_DRAWS = 25
"""Draws over which the worth of places is averaged: it is asked of fewer, for it takes longer."""

PURPOSE = 3
"""Sets the chances of an allocation apart from those of the projection's draws."""

PURPOSE_OF_TIES = 4
"""Sets the way in which a draw breaks ties apart from its other chances."""


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What all draws share.

    Parameters
    ----------
    source : Source
    expected : FloatArray
        Axes (year, locality, need, ncy, level): the expected projection [children].
    supply : Supply
    codes : Codes
    today : Today
    grain : Grain
    released : FloatArray
        Axes (year, ncy).
    stayers : {"keep", "release"}
    engine : {"auto", "flow", "lp"}
    seed : int
    tariff : Tariff
        What children and places cost, where it is known.
    """

    source: Source
    expected: FloatArray
    supply: Supply
    codes: Codes
    today: Today
    grain: Grain
    released: FloatArray
    stayers: Stayers
    engine: EngineChoice
    seed: int
    tariff: Tariff


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
    valued : numpy.ndarray
        Axes (draw, year): whether the worth of places was worked out: not where a cap across
        pools crosses other rows.
    entrants : Entrants
        Who enters Reception, Year 7 and Year 12 in the first year.
    travelled : Travelled
        From where to where children travel, over all draws together.
    pounds : FloatArray
        Axes (draw, year, line of the tariff): what follows the children [pounds a year].
    paid_for : PaidFor
        Whom it is paid for, over all draws together.
    """

    counts: Counts
    more: IntArray
    fewer: IntArray
    full: NDArray[np.bool_]
    valued: NDArray[np.bool_]
    entrants: Entrants
    travelled: Travelled
    pounds: FloatArray
    paid_for: PaidFor


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What came of expected numbers.

    Parameters
    ----------
    counts : Counts
        One draw, in thousandths of a child.
    flows : tuple of three IntArray
        For each year: locality, pool and children, in thousandths of a child.
    engine : str
        What solved it, and why that.
    pounds : FloatArray
        Axes (draw, year, line of the tariff), one draw [thousandths of a pound a year].
    seated : Seated
        Who sits where, in thousandths of a child.
    """

    counts: Counts
    flows: tuple[tuple[IntArray, IntArray, IntArray], ...]
    engine: str
    pounds: FloatArray
    seated: Seated


def chance_of(seed: int, draw: int) -> np.random.Generator:
    """Make the generator of one draw: the same for any number of workers."""
    return np.random.Generator(
        np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(draw, PURPOSE)))
    )


def ties_of(seed: int, draw: int) -> int:
    """Make the number by which one draw breaks ties: the same for any number of workers."""
    made = np.random.SeedSequence(seed, spawn_key=(draw, PURPOSE_OF_TIES))
    return int(made.generate_state(1, np.uint64)[0])


def run_all(
    setting: Setting, *, draws: int, workers: int, progress: bool
) -> tuple[Drawn, Expected]:
    """Allocate the first draws of a projection, and its expected numbers.

    Parameters
    ----------
    setting : Setting
    draws : int
    workers : int
        Processes that share the work.
    progress : bool
        Whether to show how far it is.

    Returns
    -------
    Drawn
    Expected
    """
    blocks = [range(first, min(first + BLOCK, draws)) for first in range(0, draws, BLOCK)]
    sent = _for_draws(setting)
    work = (
        delayed(run_expected)(setting),
        *(delayed(_block)(sent, numbers) for numbers in blocks),
    )
    done = []
    with progress_bar(len(work), "Allocating draws", shown=progress) as told:
        for made in done_by(workers, work):
            done.append(made)
            told.update()
    expected, parts = done[0], done[1:]
    valued = [part for part in parts if len(part.more)]
    return Drawn(
        counts=together([part.counts for part in parts]),
        more=np.concatenate([part.more for part in valued]),
        fewer=np.concatenate([part.fewer for part in valued]),
        full=np.concatenate([part.full for part in valued]),
        valued=np.concatenate([part.valued for part in valued]),
        entrants=entrants_together([part.entrants for part in parts]),
        travelled=travelled_together([part.travelled for part in parts]),
        pounds=np.concatenate([part.pounds for part in parts]),
        paid_for=paid_for_together([part.paid_for for part in parts]),
    ), expected


def _for_draws(setting: Setting) -> Setting:
    """Leave out what no draw needs: all of this is sent to a worker with each block."""
    source = replace(setting.source, model=without_past(setting.source.model))
    return replace(setting, source=source, expected=setting.expected[:0].copy())


def _block(setting: Setting, numbers: range) -> Drawn:
    """Allocate some draws."""
    parts, entrants, travelled, pounds, paid_for = [], [], [], [], []
    more, fewer, full, known = [], [], [], []
    drawn = simulate(setting.source.model, draws=len(numbers), first=numbers[0], seed=setting.seed)
    needs = len(setting.supply.axes.needs)
    beyond = beyond_by_phase(setting.source, drawn, needs=needs)
    aged = beyond_by_ncy(setting.source, drawn, setting.tariff)
    for place, draw in enumerate(numbers):
        chance = chance_of(setting.seed, draw)
        wanted = wanted_by_draw(
            setting.source, drawn, setting.codes, setting.today, draw=place, chance=chance
        )
        is_valued = draw < WORTH_DRAWS
        supply = setting.supply.with_ties_turned(ties_of(setting.seed, draw))
        years, worths = _years_and_worth(
            setting, _placed(setting, supply, wanted, chance=chance, worth=is_valued)
        )
        parts.append(counted(setting.supply, years, setting.grain, beyond=beyond[place]))
        entrants.append(entrants_of(setting.supply, years[0]))
        travelled.append(travelled_of(setting.supply, years, setting.grain))
        seats = _seats(setting, setting.supply, years)
        pounds.append(
            spent_on_children(seats, setting.tariff, years=len(years), beyond=aged[place])
        )
        paid_for.append(paid_for_in_draw(seats, setting.tariff, beyond=aged[place]))
        if is_valued:
            more.append([worth.more for worth, _ in worths])
            fewer.append([worth.fewer for worth, _ in worths])
            full.append([worth.full for worth, _ in worths])
            known.append([is_known for _, is_known in worths])
    return Drawn(
        counts=together(parts),
        more=np.array(more),
        fewer=np.array(fewer),
        full=np.array(full),
        valued=np.array(known, dtype=np.bool_),
        entrants=entrants_together(entrants),
        travelled=travelled_together(travelled),
        pounds=np.concatenate(pounds),
        paid_for=paid_for_together(paid_for),
    )


def _seats(setting: Setting, supply: Supply, years: tuple[YearPlaced, ...]) -> tuple[Seats, ...]:
    """Axis (year): who sits where in one draw, or of expected numbers."""
    metres = setting.grain.independent_metres
    return seats_of(supply, years, setting.tariff, independent_metres=metres)


def _years_and_worth(
    setting: Setting, years: Iterator[YearPlaced]
) -> tuple[tuple[YearPlaced, ...], list[tuple[Worth, bool]]]:
    """Take from each year what its network is needed for, and let the network go: it is large.

    Returns
    -------
    years : tuple of YearPlaced
        Their answers have a network without cells, and no flow.
    worths : list of (Worth, bool)
        Of each year, and whether it was worked out.
    """
    nobody, kept, worths = setting.supply.nobody, [], []
    for year in years:
        worths.append((worth_or_nothing(year), year.worth is not None))
        answer = replace(year.answer, network=nobody, flow=year.answer.flow[:0].copy())
        kept.append(replace(year, answer=answer, worth=None))
        del year, answer
    return tuple(kept), worths


def worth_or_nothing(year: YearPlaced) -> Worth:
    """Give the worth of places of a year, or noughts where caps cross and it is not known.

    Frames leave those years blank: it is not that places are worth nothing.
    """
    if year.worth is not None:
        return year.worth
    network = year.answer.network
    nothing = np.zeros((network.holders, len(network.aims)), dtype=np.int64)
    return Worth(nothing, nothing, network.loads(year.answer.flow) >= network.room)


def _placed(
    setting: Setting,
    supply: Supply,
    wanted: Wanted,
    *,
    chance: np.random.Generator | None,
    worth: bool,
    every_pool: bool = False,
) -> Iterator[YearPlaced]:
    return each_year_placed(
        supply,
        wanted.demand,
        start=wanted.start,
        passage=wanted.passage,
        released=setting.released,
        stayers=setting.stayers,
        chance=chance,
        engine=setting.engine,
        worth=worth,
        every_pool=every_pool,
    )


def run_expected(setting: Setting) -> Expected:
    """Allocate expected numbers, in thousandths of a child.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Expected
    """
    supply = setting.supply.times(SCALE)
    years, _ = _years_and_worth(setting, expected_years(setting, worth=False))
    solved = dict.fromkeys(f"{year.answer.engine}: {year.answer.chosen}" for year in years)
    seats = _seats(setting, supply, years)
    aged = SCALE * expected_by_ncy(setting.source, setting.expected)
    beyond = expected_by_phase(setting.source, setting.expected)
    return Expected(
        counted(supply, years, setting.grain, beyond=beyond),
        tuple(flows_of(supply, year) for year in years),
        "; in some years ".join(solved),
        spent_on_children(seats, setting.tariff, years=len(years), beyond=aged),
        seated_of(supply, years),
    )


def expected_years(
    setting: Setting, *, worth: bool, every_pool: bool = False
) -> Iterator[YearPlaced]:
    """Allocate expected numbers, in thousandths of a child, and give all of each year.

    Parameters
    ----------
    setting : Setting
    worth : bool
        Whether to value places, for which the networks have arcs to full pools as well.
    every_pool : bool
        Whether they have those arcs without being valued.

    Yields
    ------
    YearPlaced
        One before the next is begun, as `places.each_year_placed` gives them.
    """
    wanted = wanted_as_expected(setting.source, setting.expected, setting.codes, setting.today)
    return _placed(
        setting,
        setting.supply.times(SCALE),
        wanted,
        chance=None,
        worth=worth,
        every_pool=every_pool,
    )


def check_draws(draws: int, held: int, workers: int | None) -> None:
    """Refuse a number of draws that cannot be allocated.

    Raises
    ------
    NotPossibleError
        If there are none, or more than the projection has; or there are no workers.
    """
    check_projected(1, workers)
    if not is_whole(draws, least=1):
        raise NotPossibleError.of("allocation_no_draws", draws=with_kind(draws))
    if draws > held:
        raise NotPossibleError.of("allocation_too_many_draws", draws=draws, held=held)
