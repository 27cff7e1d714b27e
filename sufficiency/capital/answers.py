"""What a programme is asked: what it costs, what it is worth, and what it was chosen before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

import pandas as pd

from sufficiency.capital.bases_first import bases_do_not_suffice_frame, bases_first_frame
from sufficiency.capital.candidates import Key, capital_of, key_of, obstacles
from sufficiency.capital.changed import changed_from
from sufficiency.capital.frontier import frontier_frame
from sufficiency.capital.outcomes import Outcome, outcomes_of
from sufficiency.capital.ranked import budgets_frame, programme_frame, ranking_frame
from sufficiency.capital.regret import regret_frame
from sufficiency.capital.robustness import robustness_frame
from sufficiency.capital.shared import Openings
from sufficiency.capital.standing_empty import empty_frame
from sufficiency.capital.worth import worth_frame
from sufficiency.results import Explanation
from sufficiency.scenario import Scenario

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme


class Answers:
    """What `CapitalProgramme` answers besides itself; each gives a frame.

    Every table says in its column `evaluated` on what its numbers rest: "released" (everybody
    placed anew each year) or "with stayers"; and in `against` what changes are held against.
    """

    def programme(self) -> pd.DataFrame:
        """Give the schemes of the proposed programme, in the order in which they open.

        Returns
        -------
        pandas.DataFrame
            Columns opens (academic year), scheme, name, kind, site, status, fixed, places (once
            full), pounds (capital, in the scenario's price year), basis, source.
        """
        return programme_frame(cast("CapitalProgramme", self))

    def ranking(self) -> pd.DataFrame:
        """Give the programmes that were allocated again, the best with stayers first.

        Returns
        -------
        pandas.DataFrame
            Columns rank_with_stayers, rank_released, programme, schemes, pounds (capital), allowed
            (blank, or what stands against it), then of each measure the value released (over
            `draws_released`), that with stayers with low and high (over `draws_with_stayers`), and
            the change with stayers against nothing built, draw by draw, with low and high; proposed
            (whether it is), against, basis. All over the years together.
        """
        return ranking_frame(cast("CapitalProgramme", self))

    def budgets(self) -> pd.DataFrame:
        """Give each budget with what the proposed programme takes of it.

        Returns
        -------
        pandas.DataFrame
            Columns budget, limit, spent, left [pounds of the price year].
        """
        return budgets_frame(cast("CapitalProgramme", self))

    def empty_places(self) -> pd.DataFrame:
        """Give the places of the programme that stand empty, year by year, with stayers.

        Returns
        -------
        pandas.DataFrame
            Columns year, site, pool, schemes, places (that they add, less headroom), headroom
            (places that they add and that are kept free), empty with low and high, empty_percent,
            evaluated, basis.
        """
        return empty_frame(cast("CapitalProgramme", self))

    def changed(self, *, year: int | None = None) -> Explanation:
        """Say for whom the programme changes what, against nothing being built.

        Parameters
        ----------
        year : int, optional
            Academic year of the sentence; the last one where left out.

        Returns
        -------
        Explanation
            Rows by year, group, need, phase and level: demand, placed, independent and without,
            each as its change with low and high, draw by draw, from two full allocations.
        """
        return changed_from(cast("CapitalProgramme", self), year=year)

    def regret(self, scenarios: Sequence[Scenario] = ()) -> pd.DataFrame:
        """Give how far each programme is from the best one of each draw, and scenario.

        Parameters
        ----------
        scenarios : sequence of Scenario
            Other scenarios with the same schemes, such as another growth of demand; the candidates
            are allocated in each, with stayers, over the draws of the second ranking.

        Returns
        -------
        pandas.DataFrame
            Columns scenario, programme, draw, then of each measure its value and its regret (value
            less the least of all programmes in that draw), best (whether it comes first in that
            draw), evaluated, basis.
        """
        return regret_frame(cast("CapitalProgramme", self), scenarios)

    def frontier(self, budgets: Sequence[float] | None = None) -> pd.DataFrame:
        """Give what each budget would buy, chosen anew for each on the released problem.

        Parameters
        ----------
        budgets : sequence of float, optional
            Budgets in total [pounds]; six from nought up to the budget, or to all schemes.

        Returns
        -------
        pandas.DataFrame
            Columns budget, pounds (spent), programme, then of each measure its value and its
            change against nothing built; gap, proven, evaluated, against, basis.
        """
        return frontier_frame(cast("CapitalProgramme", self), budgets)

    def worth(self) -> pd.DataFrame:
        """Give what each scheme is worth beside the others of the proposed programme.

        Returns
        -------
        pandas.DataFrame
            Columns scheme, name, chosen, opens, question ("without it", "with it"), programme
            (what is held against the proposed one), pounds_change, allowed (blank, or what stands
            against it), then of each measure what it changes, with low and high; evaluated,
            against, basis.
        """
        return worth_frame(cast("CapitalProgramme", self))

    def robustness(self) -> pd.DataFrame:
        """Give what a slip of a year of each scheme changes, and how much costs may grow.

        Returns
        -------
        pandas.DataFrame
            Columns question, scheme, opens, slips_to, allowed (blank, or what stands against the
            slip, such as the budget of the later year), then of each measure what the slip
            changes, with low and high; growth_percent (growth of building costs a year above what
            is stated at which the programme no longer keeps a budget), budget, evaluated, against,
            basis.
        """
        return robustness_frame(cast("CapitalProgramme", self))

    def bases_first(self) -> pd.DataFrame:
        """Hold a programme with bases chosen first against one with special places first.

        Returns
        -------
        pandas.DataFrame
            Columns order ("bases first", "special places first", "bases only", "as proposed",
            "nothing but what is fixed"), programme, pounds, then of each measure its value with
            stayers, with low and high; evaluated, basis.
        """
        return bases_first_frame(cast("CapitalProgramme", self))

    def bases_do_not_suffice(self) -> pd.DataFrame:
        """Give the needs and phases of those for whom bases do not suffice.

        Returns
        -------
        pandas.DataFrame
            Columns need, phase, level; unplaced_bases (children who still have no local place in
            the last year when all the money goes to bases), and unplaced_first (when special
            places follow the bases), each with low and high; evaluated, basis.
        """
        return bases_do_not_suffice_frame(cast("CapitalProgramme", self))

    def capital(self, openings: Openings) -> float:
        """Add up the capital of a programme [pounds of the price year]."""
        return capital_of(openings, cast("CapitalProgramme", self).shared)

    def obstacles(self, openings: Openings) -> tuple[str, ...]:
        """Say what stands against a programme, in words; nothing where it is allowed."""
        made = cast("CapitalProgramme", self)
        return obstacles(openings, made.shared, made.problem)

    def outcomes_with_stayers(self, programmes: Sequence[Mapping[str, int]]) -> tuple[Outcome, ...]:
        """Allocate programmes with stayers over the draws of the second ranking.

        Parameters
        ----------
        programmes : sequence of mapping of str to int
            Academic year by scheme, of each.
        """
        made = cast("CapitalProgramme", self)
        keys = [key_of(openings) for openings in programmes]
        missing = [key for key in dict.fromkeys(keys) if key not in made.kept]
        settings = [
            made.shared.setting_with(dict(key), stayers="keep", scenario=made.rooms.scenario)
            for key in missing
        ]
        outcomes = outcomes_of(settings, draws=made.again_draws, workers=made.effort.workers)
        known: dict[Key, Outcome] = made.kept
        known.update(zip(missing, outcomes, strict=True))
        return tuple(known[key] for key in keys)
