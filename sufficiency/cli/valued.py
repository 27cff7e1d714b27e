"""What the command `worth` tells: sentences to paste, and the tables behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sufficiency.results import Card, Figure, Provenance, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from sufficiency.allocation import Allocation
    from sufficiency.allocation.asked_plan import HasPlan
    from sufficiency.allocation.changes import AskedAgain
    from sufficiency.errors import Finding

MOST_LISTED = 5
"""Pools that are told at which it would help to admit a need."""

MOST_BY_LEVEL = 3
"""Pools of each level that are told, as in `worth_in_words`."""

ANY_POOL = "--at SITE POOL"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one pool or of all, as the options have it.

    Parameters
    ----------
    places : int
        So many more; below nought, fewer; nought where no block is asked for.
    need : str
        Code of a need that is to be admitted; blank where none is.
    site, pool : str or None
        Codes of the pool.
    since, year : int or None
        Academic years: from which on, and of the sentences.
    """

    places: int = 0
    need: str = ""
    site: str | None = None
    pool: str | None = None
    since: int | None = None
    year: int | None = None

    def refuse(self, held: HasPlan) -> None:
        """Refuse from the plan alone what would be refused after hours of work.

        Parameters
        ----------
        held : HasPlan
            The plan, before it is an allocation.

        Raises
        ------
        NotPossibleError
            If the pool is closed, opens later or closes, or admits the need already.
        UnknownNameError
            If there is no such year, pool or need.
        """
        from sufficiency.allocation.admitting import check_need, need_planned
        from sufficiency.allocation.asked_plan import position_of_year, year_told
        from sufficiency.allocation.asked_pool import pool_of
        from sufficiency.allocation.blocks import block_planned

        if self.year is not None:
            position_of_year(held, self.year)
        if self.places:
            planned = block_planned(
                held, self.places, site=self.site, pool=self.pool, since=self.since
            )
            year_told(held, self.year, since=planned.since)
        elif self.need and self.site is not None:
            planned = need_planned(
                held, self.need, site=self.site, pool=self.pool, since=self.since
            )
            year_told(held, self.year, since=planned.since)
        elif self.need:
            check_need(held, self.need)
        elif self.site is not None:
            pool_of(held, self.site, self.pool, first=0, call="")


@dataclass(frozen=True, eq=False, repr=False)
class Worth(Result):
    """Sentences about the worth of places, and the table that they are from.

    Parameters
    ----------
    allocation : Allocation
        Of which was asked.
    sentences : tuple of str
        To be pasted into a paper.
    table : str
        Name of the table.
    frame : pandas.DataFrame
        The table.
    figures : tuple of Figure
        What the sentences tell, as numbers.
    next_command : str
        What to type next.
    """

    allocation: Allocation
    sentences: tuple[str, ...]
    table: str
    frame: pd.DataFrame
    figures: tuple[Figure, ...] = ()
    next_command: str = ""

    @property
    def notes(self) -> tuple[Finding, ...]:
        """Those of the allocation, and what is missing for pounds."""
        costs = self.allocation.setting.tariff.findings
        return (*self.allocation.notes, *(replace(found, severity="note") for found in costs))

    def card(self) -> Card:
        """Tell the sentences, and their numbers."""
        scenario, area = self.allocation.scenario.name, self.allocation.projection.area.name
        title = f"The worth of places: {area}, scenario {scenario}."
        return Card(title, self.sentences, self.figures, next_command=self.next_command)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the table and the notes."""
        from sufficiency.errors import findings_frame

        return {self.table: self.frame.copy(), "notes": findings_frame(self.notes)}

    def provenance(self) -> Provenance:
        """Tell what the allocation was made with, from which it is asked."""
        return self.allocation.provenance()


def worth_of(
    allocation: Allocation, asked: Asked, *, draws: int | None, workers: int | None
) -> Worth:
    """Ask an allocation for the worth of places.

    Parameters
    ----------
    allocation : Allocation
    asked : Asked
    draws : int or None
        Draws that are allocated again for a block or a need at one pool.
    workers : int or None
        Processes that share the work.

    Returns
    -------
    Worth
    """
    from sufficiency.allocation.answer import best_by_level, year_or_strain
    from sufficiency.cli.worth_figures import figures_of_one, figures_of_pools

    where = {"site": asked.site, "pool": asked.pool}
    again = {"since": asked.since, "year": asked.year, "draws": draws, "workers": workers}
    if asked.places:
        block = allocation.more_places(asked.places, **where, **again)  # type: ignore[arg-type]
        return _changed(allocation, block)
    if asked.need and asked.site is not None:
        one = allocation.also_admit(asked.need, **where, **again)  # type: ignore[arg-type]
        return _changed(allocation, one)
    year = year_or_strain(allocation, asked.year)
    if asked.need:
        return _admitting(allocation, asked.need, year=year)
    told = tuple(_sentences(allocation, asked, year=year))
    worth, best = allocation.worth(), best_by_level(allocation, year=year, most=MOST_BY_LEVEL)
    if asked.site is None:
        figures = figures_of_pools(best)
        pools = best
    else:
        pools = worth.query("site == @asked.site and pool == @asked.pool").head(1)
        figures = figures_of_one(allocation, year=year, site=asked.site, pool=str(asked.pool))
    at = first_that_may(allocation, pools, lambda site, pool: Asked(6, "", site, pool))
    return Worth(
        allocation,
        told,
        "worth",
        worth,
        figures,
        next_command=f"--more 6 {at} allocates again with six places more",
    )


def _changed(allocation: Allocation, changes: AskedAgain) -> Worth:
    """Tell what a block of places, or a need at one pool, changes."""
    from sufficiency.cli.worth_figures import figures_of_change

    frame = changes.to_frame()
    figures = figures_of_change(frame, year=changes.told_year)
    return Worth(allocation, (changes.sentence(),), "changes", frame, figures)


def first_that_may(
    allocation: Allocation, pools: pd.DataFrame, asked: Callable[[str, str], Asked]
) -> str:
    """Write the codes of the first pool, as a command has them, of which it can be asked so.

    One that closes, or is not open yet, would be refused; and a whole site is no pool.

    Parameters
    ----------
    allocation : Allocation
    pools : pandas.DataFrame
        Columns site and pool, the best first.
    asked : callable
        From the codes of a pool to what would be asked of it.

    Returns
    -------
    str
    """
    from sufficiency.errors import NotPossibleError

    for site, pool in zip(pools["site"].tolist(), pools["pool"].tolist(), strict=True):
        if not pool:
            continue
        try:
            asked(site, pool).refuse(allocation)
        except NotPossibleError:
            continue
        return f'--at "{site}" "{pool}"'
    return ANY_POOL


def _admitting(allocation: Allocation, need: str, *, year: int) -> Worth:
    """List the pools at which it would help if they admitted a need too."""
    from sufficiency.allocation.admitting import admitting_sentences
    from sufficiency.cli.worth_figures import figures_of_pools

    frame = allocation.worth_of_admitting(year=year)
    own = frame[frame["need"] == need].reset_index(drop=True)
    at = first_that_may(allocation, own, lambda site, pool: Asked(0, need, site, pool))
    return Worth(
        allocation,
        admitting_sentences(own, need=need, most=MOST_LISTED),
        "admitting",
        own,
        figures_of_pools(own),
        next_command=f"--admit {need} {at} allocates again, for all children",
    )


def _sentences(allocation: Allocation, asked: Asked, *, year: int) -> Iterator[str]:
    """Say what one more, and one fewer, place changes at a pool or where it changes most."""
    from sufficiency.allocation.answer import nothing_helps
    from sufficiency.allocation.asked_pool import pool_of
    from sufficiency.allocation.best_worth import fewer_sentence, one_pool_sentences

    if asked.site is not None and asked.pool is not None:
        first = allocation.years.index(year)
        _, name = pool_of(allocation, asked.site, asked.pool, first=first, call="")
        yield from one_pool_sentences(
            allocation, year=year, site=asked.site, pool=asked.pool, name=name
        )
        return
    best = allocation.worth_in_words(year=year, most=MOST_BY_LEVEL)
    yield from best or (nothing_helps(allocation, year=year),)
    fewer = fewer_sentence(allocation, year=year)
    if fewer:
        yield fewer
