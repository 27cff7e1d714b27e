"""What it would change if a pool admitted another need: one child at first, then all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.aims import UNITS, label_of, size_of
from sufficiency.allocation.answer import pool_names, worth_words
from sufficiency.allocation.asked_plan import (
    HasPlan,
    PlannedAgain,
    at_of_pool,
    codes_of_pool,
    example_of_pool,
    first_year,
    year_told,
)
from sufficiency.allocation.asked_pool import pool_of, refuse_closed
from sufficiency.allocation.blocks import asked_again, slip_of
from sufficiency.allocation.changes import AskedAgain
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.run import expected_years
from sufficiency.allocation.site_frames import OF_A_POOL
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.messages.listing import counted
from sufficiency.places import Supply, Widened, YearPlaced, widened_year
from sufficiency.scenario import Scenario

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class NeedWorth(AskedAgain):
    """What changes if a pool admits another need; `Allocation.also_admit` makes it.

    Parameters
    ----------
    where, since, told_year, frame
        As of `AskedAgain`.
    need : str
        Code of the need.
    """

    need: str

    def asked(self) -> str:
        """Say what is asked: "If Hill School also admitted ... from 2028/29, it"."""
        need, since = terms.needs().label(self.need), terms.year_label(self.since)
        return f"If {self.where} also admitted {need} from {since}, it"


def also_admit(
    allocation: Allocation,
    need: str,
    *,
    site: str | None,
    pool: str | None,
    since: int | None,
    year: int | None,
    draws: int | None,
    workers: int | None,
) -> NeedWorth:
    """Allocate the same draws again with a pool that admits another need from one year on.

    Parameters
    ----------
    allocation, site, pool, since, year, draws, workers
        As of `blocks.block_worth`.
    need : str
        Code of the need.

    Returns
    -------
    NeedWorth

    Raises
    ------
    NotPossibleError
        If the pool admits the need already, is closed, or opens after the year that was named;
        or if the year of the sentence comes before.
    UnknownNameError
        If there is no such need or pool, or the year was not allocated.
    """
    planned = need_planned(allocation, need, site=site, pool=pool, since=since)
    told = year_told(allocation, year, since=planned.since)
    frame = asked_again(allocation, planned.changed, at=planned.at, draws=draws, workers=workers)
    return NeedWorth(planned.name, planned.since, told, frame, need)


def need_planned(
    held: HasPlan, need: str, *, site: str | None, pool: str | None, since: int | None
) -> PlannedAgain:
    """Plan a pool that admits another need from a year on; nothing is allocated for it.

    Parameters
    ----------
    held : HasPlan
        An allocation, or a plan before it is one.
    need, site, pool, since
        As of `also_admit`, which refuses the same.

    Returns
    -------
    PlannedAgain
    """
    first = first_year(held, since)
    check_need(held, need)
    call = f'also_admit("{need}"'
    at, name = pool_of(held, site, pool, first=first, call=call)
    refuse_closed(held, at, first, name=name)
    opens = first + int(np.argmax(held.plan.pools.is_open[first:, at]))
    if opens > first and since is not None:
        years = held.plan.axes.years
        raise NotPossibleError.of(
            "allocation_need_not_yet_open",
            name=name,
            year=terms.year_label(years[first]),
            opens=terms.year_label(years[opens]),
            again=f"allocation.{call}, {codes_of_pool(held.plan.labels.iloc[at])},"
            f" since={years[opens]})",
            since=years[opens],
        )
    changed = _with_need(held, at, opens, need, name=name)
    return PlannedAgain(at, name, held.plan.axes.years[opens], changed)


def check_need(held: HasPlan, need: str) -> None:
    """Refuse a need that is none of the plan's, and name those that are."""
    known = list(held.plan.axes.needs)
    if need in known:
        return
    meant = terms.nearest_words(str(need), known)
    raise UnknownNameError.of(
        "unknown_word",
        value=need,
        kind="need of this allocation",
        meant=f"Did you mean {meant}?" if meant else f"It is one of {', '.join(known)}.",
    )


def _with_need(held: HasPlan, at: int, first: int, need: str, *, name: str) -> Scenario:
    """Plan a pool that admits a need more, in that row of it that holds and in all later ones."""
    plan, years = held.plan, held.plan.axes.years
    site, pool = (str(plan.labels[column].iloc[at]) for column in ("site", "pool"))
    year = terms.year_label(years[first])
    place = plan.axes.needs.index(need)
    if plan.pools.needs[first:, at, place][plan.pools.is_open[first:, at]].all():
        raise NotPossibleError.of("allocation_need_admitted", name=name, need=need, year=year)
    # The scenario moves its rows on by the slip of the site; these are told as they come.
    slip = slip_of(held, site)
    rows = held.planned.table("pools")
    own = rows[(rows["site"] == site) & (rows["pool"] == pool)].sort_values("year")
    before = own[own["year"] <= years[first]].tail(1).assign(year=years[first])
    later = own[own["year"] > years[first]]
    changed = [
        {
            **row,
            "needs": ";".join(dict.fromkeys([*str(row["needs"]).split(";"), need])),
            "year": int(row["year"]) - slip,
        }
        for row in pd.concat([before, later]).to_dict("records")
    ]
    said = f"{held.scenario.name}, {need} at {site}"
    return held.scenario.with_rows(
        "pools", [{str(key): cell for key, cell in row.items()} for row in changed], name=said
    )


def worth_of_admitting_frame(allocation: Allocation, *, year: int) -> pd.DataFrame:
    """Find the pools and needs for which it would help if the pool admitted the need too.

    For expected numbers of one year, with all who stay. The change is that for the first child,
    and exact; further children gain no more. So a pool and need that are not here gain nothing.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year, one that was allocated.

    Returns
    -------
    pandas.DataFrame
        Columns year, site, pool, name, authority, level, setting, need; the change of each aim
        for the first child (more_without and so on, more_miles one way, more_pounds a year where
        they are an aim); waiting (children of
        the need whom the pool could then admit, who are to be placed and are not placed locally;
        expected number); basis. The best first, in the order of the aims that count children; of
        those that are alike and spare a child something, where most wait; of the others, where
        most miles or pounds are saved.
    """
    place = allocation.years.index(year)
    placed = next(islice(expected_years(allocation.setting, worth=True), place, None))
    if placed.answer.network.caps:
        raise NotPossibleError.of(
            "allocation_capped_worth",
            year=terms.year_label(year),
            example=example_of_pool(allocation),
            at=at_of_pool(allocation),
            need=allocation.labels.needs[0],
        )
    supply = allocation.setting.supply.times(SCALE)
    found = widened_year(supply, place, placed)
    rows = [
        {"year": year, **row, "basis": allocation.basis}
        for row in _rows(allocation, supply, found, _unplaced(placed))
    ]
    names = [f"more_{label_of(aim)}" for aim in supply.aims]
    columns = ["year", *OF_A_POOL, "need", *names, "waiting", "basis"]
    frame = pd.DataFrame(rows, columns=columns)
    # Of those that spare a child something, where most wait; of the rest, where most is saved.
    children = [name for name in names if name.removeprefix("more_") not in UNITS]
    rest = [name for name in names if name not in children]
    spares = (frame[children] < 0).any(axis=1)
    then = np.where(spares, -frame["waiting"], frame[rest[0]] if rest else 0.0)
    order = [*children, "then", *rest, "site", "pool", "need"]
    return frame.assign(then=then).sort_values(order, ignore_index=True).drop(columns="then")


def admitting_sentences(listed: pd.DataFrame, *, need: str, most: int) -> tuple[str, ...]:
    """Say at which pools it would help a first child if they admitted a need too.

    Parameters
    ----------
    listed : pandas.DataFrame
        As of `worth_of_admitting_frame`, of one need.
    need : str
        Code of the need.
    most : int
        Number of pools that are told at most.

    Returns
    -------
    tuple of str
    """
    if listed.empty:
        return (f"No pool would help a child if it admitted {terms.needs().label(need)} too.",)
    names = pool_names(listed)
    rows = listed.head(most).to_dict("records")
    return tuple(
        f"If {name} also admitted {terms.needs().label(need)} in "
        f"{terms.year_label(int(row['year']))}, the first child would mean {worth_words(row)}; "
        f"{counted(row['waiting'], 'child waits', 'children wait')} whom it could then admit."
        for name, row in zip(names, rows, strict=False)
    )


def _unplaced(placed: YearPlaced) -> IntArray:
    """Axis (cell): children who are to be placed, and are not placed locally."""
    answer, cells = placed.answer, placed.parts.cells
    left = np.zeros(placed.demand.size, dtype=np.int64)
    np.add.at(left, cells, answer.independent + answer.without)
    return left


def _rows(
    allocation: Allocation, supply: Supply, found: Widened, missed: IntArray
) -> list[dict[str, object]]:
    """A row for each pool and need of which the first child gains."""
    need = supply.parts(found.cell)[1]
    pool = supply.base_of[found.pool]
    left = missed[found.cell]
    rows = []
    gains = found.changes < 0
    for pair in np.unique(np.stack([pool, need])[:, gains], axis=1).T.tolist():
        here = np.flatnonzero((pool == pair[0]) & (need == pair[1]))
        best = int(here[np.argmin(found.changes[here])])
        labels = allocation.plan.labels.iloc[pair[0]]
        changes = {
            f"more_{label_of(aim)}": change / size_of(aim)
            for aim, change in zip(supply.aims, found.by_aim(best), strict=True)
        }
        _, unique = np.unique(found.cell[here], return_index=True)
        rows.append(
            {
                **{column: labels[column] for column in OF_A_POOL},
                "need": supply.axes.needs[pair[1]],
                **changes,
                "waiting": float(left[here[unique]].sum()) / SCALE,
            }
        )
    return rows
