"""What so many places more, or fewer, in one pool would change: worked out, not multiplied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.aims import label_of, size_of
from sufficiency.allocation.asked_plan import (
    HasPlan,
    PlannedAgain,
    codes_of_pool,
    first_year,
    is_pool_open,
    rows_of_pool,
    typed_codes_of_pool,
    year_told,
)
from sufficiency.allocation.asked_pool import pool_of, refuse_closed
from sufficiency.allocation.changes import AS_TOTALS, AskedAgain
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.counts import CHILDREN, DISTANCES, Counts
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.revenue import revenue_change
from sufficiency.allocation.run import WORTH_DRAWS
from sufficiency.allocation.run import check_draws as check_allocated
from sufficiency.allocation.seated import JOURNEYS, journeys_changed
from sufficiency.demand.simulation import is_whole
from sufficiency.errors import NotPossibleError, with_kind
from sufficiency.messages.listing import counted
from sufficiency.places import METRES_A_MILE, NO_LIMIT
from sufficiency.scenario import Scenario

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class BlockWorth(AskedAgain):
    """What a block of places changes; `Allocation.more_places` makes it.

    Parameters
    ----------
    where, since, told_year, frame
        As of `AskedAgain`.
    places : int
        So many more; below nought, fewer.
    """

    places: int

    def asked(self) -> str:
        """Say what is asked: "6 more places at Hill School from 2028/29"."""
        side = "more" if self.places > 0 else "fewer"
        places = counted(abs(self.places), f"{side} place")
        return f"{places} at {self.where} from {terms.year_label(self.since)}"


def block_worth(
    allocation: Allocation,
    *,
    places: int,
    site: str | None,
    pool: str | None,
    since: int | None,
    year: int | None,
    draws: int | None,
    workers: int | None,
) -> BlockWorth:
    """Allocate the same draws again with so many places more or fewer, from one year on.

    The worth of a place cannot be multiplied: the first takes the child who gains most, and from
    the second year on those who came stay. Where the pools of the site have places together, their
    total changes with the pool.

    Parameters
    ----------
    allocation : Allocation
    places : int
        So many more; below nought, fewer.
    site, pool : str
        Codes, as in the table supply.
    since : int, optional
        Academic year from which on; the first one that is allocated where left out.
    year : int, optional
        Academic year of the sentence: the first with the places where left out. From the second
        on chance has a part in it, since other children stay and leave.
    draws : int, optional
        So many of the first draws; 25 at most where left out.
    workers : int, optional
        Processes that share the work.

    Returns
    -------
    BlockWorth

    Raises
    ------
    NotPossibleError
        If the year comes before the places; if the number is not whole or nought, or the pool is
        closed; if it opens later than the block, which would open it early; or if places are to
        be more in one that the plan closes, which would keep it open for all who are there.
    UnknownNameError
        If there is no such pool, or the year was not allocated.
    """
    planned = block_planned(allocation, places, site=site, pool=pool, since=since)
    told = year_told(allocation, year, since=planned.since)
    frame = asked_again(allocation, planned.changed, at=planned.at, draws=draws, workers=workers)
    return BlockWorth(planned.name, planned.since, told, frame, int(places))


def block_planned(
    held: HasPlan, places: int, *, site: str | None, pool: str | None, since: int | None
) -> PlannedAgain:
    """Plan so many places more, or fewer, from a year on; nothing is allocated for it.

    Parameters
    ----------
    held : HasPlan
        An allocation, or a plan before it is one.
    places, site, pool, since
        As of `block_worth`, which refuses the same.

    Returns
    -------
    PlannedAgain
    """
    if not is_whole(places, least=-NO_LIMIT) or places == 0:
        raise NotPossibleError.of("allocation_block_number", places=with_kind(places))
    first = first_year(held, since)
    at, name = pool_of(held, site, pool, first=first, call=f"more_places({places}")
    changed = _with_block(held, at, first, int(places), name=name)
    return PlannedAgain(at, name, held.plan.axes.years[first], changed)


def asked_again(
    allocation: Allocation,
    changed: Scenario,
    *,
    at: int,
    draws: int | None,
    workers: int | None,
) -> pd.DataFrame:
    """Allocate the same draws with another plan, and say what differs from year to year.

    Parameters
    ----------
    allocation : Allocation
    changed : Scenario
        With the same demand.
    at : int
        Position of the pool whose children are counted.
    draws : int, optional
        So many of the first draws; 25 at most where left out.
    workers : int, optional
        Processes that share the work.

    Returns
    -------
    pandas.DataFrame
        Columns as of `AskedAgain`.

    Raises
    ------
    NotPossibleError
        If there are no draws, or fewer than asked for.
    """
    # Here, since the verb itself makes what this is asked of.
    from sufficiency.allocation.verb import allocate

    count = min(allocation.draws, WORTH_DRAWS) if draws is None else draws
    check_allocated(count, allocation.draws, workers)
    made = allocate(
        allocation.projection,
        changed,
        draws=count,
        stayers=allocation.setting.stayers,
        engine=allocation.setting.engine,
        workers=workers,
        progress=False,
    )
    return _changes(allocation, made, at, draws=count)


def slip_of(held: HasPlan, site: str) -> int:
    """Say by how many years all that the scenario plans at a site comes later than written."""
    return int(str(held.scenario.assumption("opening_slip_years").at(0, site=site)))


def closes_in(held: HasPlan, at: int, first: int) -> int | None:
    """Say in which year a pool that is open closes, of those from one year on.

    Parameters
    ----------
    held : HasPlan
        An allocation, or a plan before it is one.
    at : int
        Position of the pool.
    first : int
        Position of the year.

    Returns
    -------
    int or None
        Position of the year; None where it stays open, or opens later and then stays so.
    """
    is_open = is_pool_open(held, at)[first:]
    closes = np.flatnonzero(is_open[:-1] & ~is_open[1:])
    return first + 1 + int(closes[0]) if len(closes) else None


def _refuse_early(held: HasPlan, at: int, first: int, places: int, *, name: str) -> None:
    """Refuse a block from a year in which the pool is not open, though it is in a later one."""
    is_open = is_pool_open(held, at)
    if is_open[first]:
        return
    years = held.plan.axes.years
    opens = years[first + int(np.argmax(is_open[first:]))]
    codes = codes_of_pool(held.plan.labels.iloc[at])
    raise NotPossibleError.of(
        "allocation_block_not_yet_open",
        name=name,
        year=terms.year_label(years[first]),
        opens=terms.year_label(opens),
        again=f"allocation.more_places({places}, {codes}, since={opens})",
        since=opens,
    )


def _with_block(held: HasPlan, at: int, first: int, places: int, *, name: str) -> Scenario:
    """Plan other places for a pool, and for its site where that has a total, from a year on."""
    plan, years = held.plan, held.plan.axes.years
    refuse_closed(held, at, first, name=name)
    shut = closes_in(held, at, first)
    if shut is not None and places > 0:
        year = terms.year_label(years[shut])
        raise NotPossibleError.of("allocation_block_closes", name=name, year=year, places=places)
    _refuse_early(held, at, first, places, name=name)
    site, pool = (str(plan.labels[column].iloc[at]) for column in ("site", "pool"))
    changed = held.scenario
    planned = ((pool, plan.places[:, at]), ("", plan.site_places[:, plan.pools.site[at]]))
    for code, numbers in planned:
        # A pool has places of its own, or its site has a total; where it has both, both change.
        # The scenario moves its rows on by the slip of the site; these are told as they come.
        known = {
            year - slip_of(held, site): float(number) + places
            for year, number in zip(years[first:], numbers[first:], strict=True)
            if np.isfinite(number)
        }
        least = min(known.values(), default=0.0)
        if least < 0:
            raise NotPossibleError.of(
                "allocation_block_below_nought",
                places=-places,
                name=name,
                most=f"{least - places:g}",
                fewer=f"{places - least:g}",
                example=codes_of_pool(plan.labels.iloc[at]),
                at=typed_codes_of_pool(plan.labels.iloc[at]),
            )
        if known:
            changed = changed.with_places(site, code, known, name=f"{changed.name}, {places:+}")
    return changed


def _changes(allocation: Allocation, made: Allocation, at: int, *, draws: int) -> pd.DataFrame:
    """Lay out by year what differs from the allocation: draw by draw, and in expected numbers."""
    supply, label = allocation.setting.supply, allocation.plan.labels.iloc[at]
    one, other = (
        _measured(
            held.drawn.counts, rows_of_pool(held, label), draws, aims=held.setting.supply.aims
        )
        for held in (allocation, made)
    )
    # An aim that only one plan has, as where only one closes a pool, is nought in the other.
    nothing = np.zeros((draws, len(allocation.years)))
    columns: dict[str, FloatArray] = {}
    for name in [*one, *(name for name in other if name not in one)]:
        columns |= with_range(name, other.get(name, nothing) - one.get(name, nothing))
    journeys = journeys_changed(allocation.expected.seated, made.expected.seated, supply) / SCALE
    return pd.DataFrame(
        {
            "year": allocation.years,
            **columns,
            **dict(zip(JOURNEYS, journeys.T, strict=True)),
            **revenue_change(allocation, made, draws=draws),
            "draws": draws,
            "basis": allocation.basis,
        }
    )


def _measured(
    counts: Counts, pool: IntArray, draws: int, *, aims: tuple[str, ...]
) -> dict[str, FloatArray]:
    """Axes (draw, year) of each of `changes.MEASURES`, in order; `AS_TOTALS` where aims."""
    others = {
        label_of(aim): counts.totals[:draws, :, place].astype(np.float64) / size_of(aim)
        for place, aim in enumerate(aims)
        if label_of(aim) in AS_TOTALS
    }
    children = counts.cells.totals("children", draws=draws)
    metres = counts.cells.totals("distances", [DISTANCES.index("placed_metres")], draws=draws)
    return {
        "placed_there": counts.placed[:draws, :, pool].sum(axis=2).astype(np.float64),
        "without": children[:, :, CHILDREN.index("without")],
        "independent": children[:, :, CHILDREN.index("independent")],
        "beyond_limit": children[:, :, CHILDREN.index("placed_further")],
        "miles": metres[:, :, 0] / METRES_A_MILE,
        **others,
    }
