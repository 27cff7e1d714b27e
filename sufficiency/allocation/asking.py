"""What an allocation is asked besides its plan: September, chances, today, blocks of places."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pandas as pd

from sufficiency.allocation.admitting import NeedWorth, also_admit, worth_of_admitting_frame
from sufficiency.allocation.against import explain_against
from sufficiency.allocation.answer import year_or_strain
from sufficiency.allocation.blocks import BlockWorth, block_worth
from sufficiency.allocation.cap_frames import caps_in_words
from sufficiency.allocation.chances import FULL_PERCENT, SHORT_BY, chances_frame
from sufficiency.allocation.eligibility import nearest_suitable_frame
from sufficiency.allocation.exporting import write_lp
from sufficiency.allocation.foresight import foresight
from sufficiency.allocation.intake import ORDER as INTAKE_BY
from sufficiency.allocation.intake import intake_frame
from sufficiency.allocation.money_frames import BY as MONEY_BY
from sufficiency.allocation.money_frames import money_frame
from sufficiency.allocation.run import Expected, run_expected
from sufficiency.results import Explanation

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation


class Asked:
    """Questions to an allocation, each with options of its own; `Allocation` alone is one."""

    def against_today(self) -> Explanation:
        """Hold the model against today: the last January dealt anew, beside its placements.

        Nobody is kept where she is but for those whose need no local place could meet. Worked out
        when it is first asked for.

        Returns
        -------
        Explanation
            How far the two agree, with a verdict; the rows are rolls and journeys by site
            (columns: `today_frames.sites_frame`). The table "agreement" has the measures, by
            setting.

        Notes
        -----
        Formulas and thresholds: docs/explanation/allocation.md, The model against today.
        """
        return explain_against(cast("Allocation", self))

    def intake(self, *, by: Sequence[str] = INTAKE_BY) -> pd.DataFrame:
        """Give next September's intake into Reception, Year 7 and Year 12.

        Parameters
        ----------
        by : sequence of str
            "ncy", with any of "level", "need", "group", "locality".

        Returns
        -------
        pandas.DataFrame
            Columns: see `intake.intake_frame`. The table "intake_places" holds those to place
            against the places that are free to them.

        Raises
        ------
        UnknownNameError
            If it cannot be laid out so.
        """
        return intake_frame(cast("Allocation", self), by=by)

    def money(self, *, by: Sequence[str] = MONEY_BY) -> pd.DataFrame:
        """Give what the allocation costs in a year, by payer and item.

        Place funding and what a void place costs besides, top-up, fees and transport; not children
        without a place, of whom no cost is known, nor anything of capital.

        Parameters
        ----------
        by : sequence of str
            "year", with any of "payer", "where" (bases, special schools, independent schools,
            beyond local places) and "item".

        Returns
        -------
        pandas.DataFrame
            Columns those of `by`; pounds (mean over the draws) with pounds_low and pounds_high;
            unit, price_year, year_kind, basis. Pounds are real, and add up over any of the
            columns; ranges do not.

        Raises
        ------
        TableError
            With every cost that is not known, or in a unit that does not fit.
        UnknownNameError
            If it cannot be laid out so.
        """
        return money_frame(cast("Allocation", self), by=by)

    def chances(
        self,
        *,
        short_by: float = SHORT_BY,
        full_percent: float = FULL_PERCENT,
        independent_above: float | None = None,
    ) -> pd.DataFrame:
        """Give the chances, by year: of localities short, pools nearly full, many independent.

        Parameters
        ----------
        short_by : float
            Children of a locality without a local place, from which on it is short.
        full_percent : float
            Share of its places above which a pool is nearly full [percent].
        independent_above : float, optional
            Number of independent placements and needs beyond local places; today's placements
            where left out.

        Returns
        -------
        pandas.DataFrame
            Columns: see `chances.chances_frame`.

        Raises
        ------
        NotPossibleError
            If a threshold is no number that makes sense.
        """
        return chances_frame(
            cast("Allocation", self),
            short_by=short_by,
            full_percent=full_percent,
            independent_above=independent_above,
        )

    def foresight(self, *, years: int | None = None, seconds: float | None = None) -> Explanation:
        """Say what it costs that no year looks ahead: all years placed at once, as a bound.

        A comparison for small areas, or few years: see `foresight.foresight` for its options, its
        rows and what it refuses.
        """
        return foresight(cast("Allocation", self), years=years, seconds=seconds)

    def more_places(
        self,
        places: int,
        *,
        site: str | None = None,
        pool: str | None = None,
        since: int | None = None,
        year: int | None = None,
        draws: int | None = None,
        workers: int | None = None,
    ) -> BlockWorth:
        """Say what so many places more, or fewer, in one pool would change.

        The draws are allocated again, as the worth of ten places is not ten times that of one.

        Parameters
        ----------
        places : int
            So many more; below nought, fewer. Where the pools of the site have places together,
            their total changes with the pool.
        site, pool : str
            Codes, as in the table supply; both are needed.
        since : int, optional
            Academic year from which on; the first one that is allocated where left out.
        year : int, optional
            Academic year of the sentence; the first with the change where left out. From the
            second on chance has a part in it, since other children stay and leave.
        draws : int, optional
            So many of the first draws; 25 at most where left out.
        workers : int, optional
            Processes that share the work.

        Returns
        -------
        BlockWorth
            Shows itself as a sentence; `to_frame()` gives the changes of every year.

        Raises
        ------
        NotPossibleError
            If no pool is named, the number is not whole or nought, there would be fewer places
            than none, or the pool is closed, or not yet open in the year from which on.
        UnknownNameError
            If there is no such pool, or the year was not allocated.
        """
        return block_worth(
            cast("Allocation", self),
            places=places,
            site=site,
            pool=pool,
            since=since,
            year=year,
            draws=draws,
            workers=workers,
        )

    def also_admit(
        self,
        need: str,
        *,
        site: str | None = None,
        pool: str | None = None,
        since: int | None = None,
        year: int | None = None,
        draws: int | None = None,
        workers: int | None = None,
    ) -> NeedWorth:
        """Say what it would change if one pool admitted another need, within its places.

        The draws are allocated again.

        Parameters
        ----------
        need : str
            Code of the need: "SEMH".
        site, pool, year, draws, workers
            As of `more_places`.
        since : int, optional
            Academic year from which on; the first one in which the pool is open where left out.

        Returns
        -------
        NeedWorth
            Shows itself as a sentence; `to_frame()` gives the changes of every year.

        Raises
        ------
        NotPossibleError
            If no pool is named, or it admits the need already, is closed, or opens after the
            year that was named.
        UnknownNameError
            If there is no such need or pool, or the year was not allocated.
        """
        return also_admit(
            cast("Allocation", self),
            need,
            site=site,
            pool=pool,
            since=since,
            year=year,
            draws=draws,
            workers=workers,
        )

    def worth_of_admitting(self, *, year: int | None = None) -> pd.DataFrame:
        """Find the pools for which it would help if they admitted another need too.

        Parameters
        ----------
        year : int, optional
            Academic year; that of greatest strain where left out.

        Returns
        -------
        pandas.DataFrame
            Columns: see `admitting.worth_of_admitting_frame`: what the first child changes. What
            all would, `also_admit` works out.

        Raises
        ------
        UnknownNameError
            If the year was not allocated.
        """
        allocation = cast("Allocation", self)
        return worth_of_admitting_frame(allocation, year=year_or_strain(allocation, year))

    @cached_property
    def uncapped(self) -> dict[str, Expected]:
        """What would come of expected numbers without each cap, by "site, cap".

        Worked out when it is first asked for.
        """
        setting = cast("Allocation", self).setting
        caps = setting.supply.caps
        if caps is None:
            return {}
        others = {name: replace(setting.supply, caps=caps.without(name)) for name in caps.names}
        return {
            name: run_expected(replace(setting, supply=supply)) for name, supply in others.items()
        }

    def caps_in_words(self, *, year: int | None = None) -> tuple[str, ...]:
        """Say what each cap across pools costs in a year, in expected numbers.

        Parameters
        ----------
        year : int, optional
            Academic year; that of greatest strain where left out.

        Raises
        ------
        UnknownNameError
            If the year was not allocated.
        """
        allocation = cast("Allocation", self)
        return caps_in_words(allocation, year=year_or_strain(allocation, year))

    def write_lp(
        self, path: str | os.PathLike[str], *, year: int | None = None, replace: bool = False
    ) -> Path:
        """Write the model of a year as an `.lp` file with readable names, for another solver.

        It is of expected numbers, in thousandths of a child, and of those who are to be placed
        that year. The last aim is made small; a row holds each aim before it at its best. Its
        names are of cells (locality, need, NC year, level) and pools; no child is named, but the
        numbers are small: it is internal, and says so at its head.

        Parameters
        ----------
        path : str or path
            A file that ends in .lp.
        year : int, optional
            Academic year; that of greatest strain where left out.
        replace : bool
            Whether what stands there already may be replaced.

        Returns
        -------
        Path

        Raises
        ------
        UnknownNameError
            If the year was not allocated.
        FileError
            If something stands there already, it has another ending, or it cannot be written.
        NotPossibleError
            If nobody is to be placed in that year.
        """
        allocation = cast("Allocation", self)
        return write_lp(allocation, path, year=year_or_strain(allocation, year), replace=replace)

    def nearest_suitable(self, *, year: int | None = None) -> pd.DataFrame:
        """Give the nearest suitable school of each locality, for questions of transport.

        It says which school such a question is about, and not who may travel free: that goes by
        the shortest safe walking route and the child's own needs.

        Parameters
        ----------
        year : int, optional
            Academic year; the first one that is allocated where left out.

        Returns
        -------
        pandas.DataFrame
            As `eligibility.nearest_suitable_frame` lays it out: by locality, need, level and NC
            years, with miles and whether they are further than the statutory walking distance.

        Raises
        ------
        UnknownNameError
            If the year was not allocated.
        """
        allocation = cast("Allocation", self)
        chosen = year_or_strain(allocation, allocation.years[0] if year is None else year)
        return nearest_suitable_frame(allocation, year=chosen)
