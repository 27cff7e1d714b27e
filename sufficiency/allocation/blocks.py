"""What so many places more, or fewer, in one pool would change: worked out, not multiplied."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.aims import label_of, size_of
from sufficiency.allocation.answer import pool_name, ranged, worth_words, year_or_strain
from sufficiency.allocation.counts import CHILDREN, DISTANCES, Counts
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.run import WORTH_DRAWS
from sufficiency.allocation.run import check_draws as check_allocated
from sufficiency.demand.simulation import is_whole
from sufficiency.errors import NotPossibleError, UnknownNameError, with_kind
from sufficiency.places import METRES_A_MILE, MILES_SQUARED, NO_LIMIT, OTHER_LEVEL, POUNDS
from sufficiency.scenario import Scenario

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

AS_TOTALS = (OTHER_LEVEL, MILES_SQUARED, POUNDS)
"""Aims that a block of places may change as well, where they are aims."""
MEASURES = ("placed_there", "without", "independent", "beyond_limit", "miles")
"""What a block of places may change, by year: children, and miles one way of all who are placed."""


@dataclass(frozen=True, eq=False, repr=False)
class BlockWorth:
    """What a block of places changes; `Allocation.more_places` makes it.

    Parameters
    ----------
    where : str
        Name of the pool.
    places : int
        So many more; below nought, fewer.
    since : int
        Academic year from which on.
    told_year : int
        Academic year of the sentence.
    frame : pandas.DataFrame
        Columns year; for children placed_there, without, independent, beyond_limit and for miles
        (one way, of all who are placed here) the mean change over the draws, with low and high;
        the same for pounds a year where they are an aim; draws; basis.
    """

    where: str
    places: int
    since: int
    told_year: int
    frame: pd.DataFrame

    def __repr__(self) -> str:
        return self.sentence()

    def to_frame(self) -> pd.DataFrame:
        """Give the changes of each year: see the parameters of the class."""
        return self.frame.copy()

    def sentence(self) -> str:
        """Say what the block changes in one year, as a paper would."""
        row = self.frame[self.frame["year"] == self.told_year].to_dict("records")[0]
        side = "more" if self.places > 0 else "fewer"
        count = abs(self.places)
        places = "place" if count == 1 else "places"
        changes = changes_words(row)
        return (
            f"{count} {side} {places} at {self.where} from {terms.year_label(self.since)} would "
            f"mean, in {terms.year_label(self.told_year)}: {changes}. {there_words(row)} Means "
            f"over {int(row['draws'])} draws, each allocated again with all who stay."
        )


def changes_words(row: Mapping[Hashable, Any]) -> str:
    """Say in words what changes in a year, of a row of a frame as `BlockWorth` has it."""
    told = [name for name in (*MEASURES[1:], *AS_TOTALS) if name in row]
    return worth_words({f"more_{name}": row[name] for name in told})


def there_words(row: Mapping[Hashable, Any]) -> str:
    """Say how many more or fewer children the pool itself would hold."""
    there = ranged(row, "placed_there")
    side = "more" if there.value >= 0 else "fewer"
    ends = sorted((abs(there.low), abs(there.high)))
    if there.low * there.high < 0:
        ends = [there.low, there.high]
    return (
        f"It would hold {abs(there.value):,.0f} {side} children ({ends[0]:,.0f} to {ends[1]:,.0f})."
    )


def block_worth(
    allocation: Allocation,
    *,
    places: int,
    site: str,
    pool: str,
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
        Academic year of the sentence: that of greatest strain where left out, or `since` if that
        is later.
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
        If the number is not whole or nought, or the pool is closed.
    UnknownNameError
        If there is no such pool, or the year was not allocated.
    """
    if not is_whole(places, least=-NO_LIMIT) or places == 0:
        raise NotPossibleError.of("allocation_block_number", places=with_kind(places))
    first = allocation.years.index(year_or_strain(allocation, since or allocation.years[0]))
    at, name = pool_of(allocation, site, pool, first=first)
    changed = _with_block(allocation, at, first, int(places), name=name)
    told = max(year_or_strain(allocation, year), allocation.years[first])
    frame = asked_again(allocation, changed, at=at, draws=draws, workers=workers)
    return BlockWorth(name, int(places), allocation.years[first], told, frame)


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
        Columns as of `BlockWorth`.

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
    return _changes(allocation, made.drawn.counts, at, draws=count)


def slip_of(allocation: Allocation, site: str) -> int:
    """Say by how many years all that the scenario plans at a site comes later than written."""
    return int(str(allocation.scenario.assumption("opening_slip_years").at(0, site=site)))


def pool_of(allocation: Allocation, site: str, pool: str, *, first: int) -> tuple[int, str]:
    """Find a pool by its codes, and its name; of one that changes its level, as it is later on.

    Parameters
    ----------
    allocation : Allocation
    site, pool : str
        Codes.
    first : int
        Position of the year from which on it is asked about.
    """
    labels = allocation.plan.labels
    here = (labels["site"] == site) & (labels["pool"] == pool)
    if not here.any():
        pairs = [f"{row.site} {row.pool}".rstrip() for row in labels.itertuples()]
        asked = f"{site} {pool}".rstrip()
        meant = terms.nearest(asked, pairs)
        raise UnknownNameError.of(
            "unknown_word",
            value=asked,
            kind="site and pool of this allocation",
            meant=f"Did you mean {meant}?" if meant else 'See allocation.to_frame("supply").',
        )
    found = np.flatnonzero(here)
    is_open = allocation.plan.pools.is_open[first:, found].any(axis=0)
    at = int(found[np.argmax(is_open)])
    return at, pool_name(labels.iloc[at].to_dict())


def _with_block(allocation: Allocation, at: int, first: int, places: int, *, name: str) -> Scenario:
    """Plan other places for a pool, and for its site where that has a total, from a year on."""
    plan, years = allocation.plan, allocation.years
    if not plan.pools.is_open[first:, at].any():
        year = terms.year_label(years[first])
        raise NotPossibleError.of("allocation_block_closed", name=name, year=year)
    site, pool = (str(plan.labels[column].iloc[at]) for column in ("site", "pool"))
    changed = allocation.scenario
    planned = ((pool, plan.places[:, at]), ("", plan.site_places[:, plan.pools.site[at]]))
    for code, numbers in planned:
        # A pool has places of its own, or its site has a total; where it has both, both change.
        # The scenario moves its rows on by the slip of the site; these are told as they come.
        known = {
            year - slip_of(allocation, site): float(number) + places
            for year, number in zip(years[first:], numbers[first:], strict=True)
            if np.isfinite(number)
        }
        if known:
            changed = changed.with_places(site, code, known, name=f"{changed.name}, {places:+}")
    return changed


def _changes(allocation: Allocation, after: Counts, at: int, *, draws: int) -> pd.DataFrame:
    """Lay out by year what differs from the allocation, draw by draw."""
    aims = allocation.setting.supply.aims
    one, other = (
        _measured(counts, at, draws, aims=aims) for counts in (allocation.drawn.counts, after)
    )
    columns: dict[str, FloatArray] = {}
    for name in one:
        columns |= with_range(name, other[name] - one[name])
    return pd.DataFrame(
        {"year": allocation.years, **columns, "draws": draws, "basis": allocation.basis}
    )


def _measured(
    counts: Counts, at: int, draws: int, *, aims: tuple[str, ...]
) -> dict[str, FloatArray]:
    """Axes (draw, year) of each of `MEASURES`, in their order; `AS_TOTALS` where they are aims."""
    others = {
        label_of(aim): counts.totals[:draws, :, place].astype(np.float64) / size_of(aim)
        for place, aim in enumerate(aims)
        if label_of(aim) in AS_TOTALS
    }
    children = counts.children[:draws].sum(axis=(3, 4, 5, 6)).astype(np.float64)
    metres = counts.distances[:draws, :, DISTANCES.index("placed_metres")].astype(np.float64)
    return {
        "placed_there": counts.placed[:draws, :, at].astype(np.float64),
        "without": children[:, :, CHILDREN.index("without")],
        "independent": children[:, :, CHILDREN.index("independent")],
        "beyond_limit": children[:, :, CHILDREN.index("placed_further")],
        "miles": metres.sum(axis=(2, 3, 4, 5)) / METRES_A_MILE,
        **others,
    }
