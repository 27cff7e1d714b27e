"""CapitalProgramme: the schemes that were chosen, and what they are held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation import Allocation, allocate
from sufficiency.capital.answers import Answers
from sufficiency.capital.appraisal import Appraisal
from sufficiency.capital.appraising import appraise
from sufficiency.capital.building import Aim, Rooms
from sufficiency.capital.candidates import Candidate, Key, key_from, say_baseline
from sufficiency.capital.cards import card_of, explain_choice, provenance_of
from sufficiency.capital.offer import Offer
from sufficiency.capital.offers import offered
from sufficiency.capital.outcomes import Outcome
from sufficiency.capital.plots import CapitalPlots
from sufficiency.capital.programmes import opened_scenario
from sufficiency.capital.scheme_spend import SchemeSpend
from sufficiency.capital.shared import Shared
from sufficiency.capital.solving import Effort, Solved
from sufficiency.capital.standing import Standing
from sufficiency.capital.valuing import measures_of, order_of, values_by_draw
from sufficiency.errors import Finding, findings_frame
from sufficiency.places.choosing import Chosen, Problem
from sufficiency.results import Card, Explanation, Provenance, Result, check_place
from sufficiency.results.result import refuse_publishing
from sufficiency.results.saving import save_frames
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class CapitalProgramme(Answers, Result):
    """The schemes to open and when, with the programmes that they were chosen before.

    `choose_schemes` makes one. The choice is proven, or its gap stated, for children who are all
    placed anew each year (*released*); the best programmes were then allocated again with children
    who stay where they are (*with stayers*), and the best of these is proposed.

    Parameters
    ----------
    rooms : Rooms
        The places of every programme.
    problem : Problem
        What was chosen from.
    found : Solved
        The best on the released problem, and how sure that is.
    aim : {"order", "pounds"}
    draws : int
        Draws over which it was chosen.
    candidates : tuple of Candidate
        Programmes that were allocated again; in the last nothing opens but what is fixed.
    outcomes : tuple of Outcome
        What came of each with stayers.
    effort : Effort
        How long was searched, and with how many processes.
    notes : tuple of Finding
        What the user should know.
    """

    rooms: Rooms
    problem: Problem
    found: Solved
    aim: Aim
    draws: int
    candidates: tuple[Candidate, ...]
    outcomes: tuple[Outcome, ...]
    effort: Effort
    notes: tuple[Finding, ...] = ()

    @property
    def shared(self) -> Shared:
        """What all programmes have in common."""
        return self.rooms.shared

    @property
    def scenario(self) -> Scenario:
        """The scenario with the schemes."""
        return self.shared.scenario

    @property
    def years(self) -> tuple[int, ...]:
        """The allocated academic years."""
        return self.shared.years

    @property
    def measures(self) -> tuple[str, ...]:
        """What is made small, in its order: "without", "independent", ... or one in pounds."""
        return measures_of(self.rooms, self.aim)

    @property
    def again_draws(self) -> int:
        """Draws over which the best programmes were allocated again with stayers."""
        return self.outcomes[0].draws

    @property
    def chosen(self) -> Chosen:
        """The best on the released problem."""
        return self.found.chosen

    @property
    def is_proven(self) -> bool:
        """Whether no programme is better on the released problem, by more than the gap allowed.

        In the first measures, where there are too many children for all of them: see `explain`.
        """
        return self.found.is_proven

    @cached_property
    def basis(self) -> str:
        """The weakest basis that the choice rests on."""
        shared = self.shared
        bases = [shared.projection.basis, shared.plan.basis]
        return terms.weakest([*bases, *(offer.basis for offer in shared.offers)])

    @cached_property
    def by_candidate(self) -> tuple[FloatArray, ...]:
        """Axes (draw, measure), of each candidate: what it comes to with stayers."""
        return tuple(
            values_by_draw(outcome, self.rooms, self.aim, candidate.openings)
            for candidate, outcome in zip(self.candidates, self.outcomes, strict=True)
        )

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Positions of the candidates, the best with stayers first."""
        ties = [
            (round(self.capital(candidate.openings)), len(candidate.key), candidate.key)
            for candidate in self.candidates
        ]
        return order_of([values.mean(axis=0) for values in self.by_candidate], ties)

    @property
    def proposed(self) -> int:
        """Position of the candidate that is proposed: the best with stayers that is allowed."""
        return next(k for k in self.order if not self.obstacles(self.candidates[k].openings))

    @property
    def openings(self) -> dict[str, int]:
        """The proposed programme: the academic year in which each scheme opens."""
        return self.candidates[self.proposed].openings

    @property
    def released_openings(self) -> dict[str, int]:
        """The programme that is best where everybody is placed anew each year."""
        return self.candidates[self.released_best].openings

    @property
    def released_best(self) -> int:
        """Position of the candidate that is best where everybody is placed anew each year."""
        best = key_from(self.chosen.programme.opening, self.shared)
        return next(k for k, candidate in enumerate(self.candidates) if candidate.key == best)

    @property
    def baseline(self) -> int:
        """Position of the candidate in which nothing opens but what is fixed."""
        return len(self.candidates) - 1

    @property
    def against(self) -> str:
        """What programmes are held against, in words."""
        return say_baseline(self.candidates[self.baseline].openings)

    def scenario_with(self, openings: dict[str, int] | None = None, *, late: int = 0) -> Scenario:
        """Give a programme as a scenario, to be allocated, compared or reported.

        Parameters
        ----------
        openings : dict of str to int, optional
            Academic year by scheme; the proposed programme where left out.
        late : int
            Years after the latest on offer in which a scheme may open, for what slips [years].
        """
        chosen = self.openings if openings is None else openings
        area = self.shared.projection.area
        return opened_scenario(area, self.scenario, chosen, self._checked, late=late)

    @cached_property
    def _checked(self) -> tuple[tuple[Offer, ...], Standing]:
        """The schemes and the places without them, checked once for all programmes."""
        return offered(self.shared.projection.area, self.scenario)

    @cached_property
    def allocation(self) -> Allocation:
        """The proposed programme, allocated with stayers over the draws of the second ranking."""
        return self._allocated(self.openings)

    @cached_property
    def nothing_built(self) -> Allocation:
        """The same with nothing but what is fixed: what the programme is held against."""
        return self._allocated(self.candidates[self.baseline].openings)

    @cached_property
    def appraisal(self) -> Appraisal:
        """What the proposed programme costs and saves, against nothing but what is fixed."""
        made = appraise(self.allocation, self.nothing_built, spends=self.spends_of())
        return replace(made, decided=self.candidates[self.baseline].key)

    def spends_of(self, openings: dict[str, int] | None = None) -> tuple[SchemeSpend, ...]:
        """Give what the schemes of a programme cost, but for those that open without it as well.

        Parameters
        ----------
        openings : dict of str to int, optional
            Academic year in which each scheme opens; the proposed programme's where left out.

        Returns
        -------
        tuple of SchemeSpend
            In order of their names.
        """
        fixed = self.candidates[self.baseline].openings
        opened = self.openings if openings is None else openings
        return tuple(
            SchemeSpend(scheme, year, self.shared.offer(scheme).spends)
            for scheme, year in sorted(opened.items())
            if fixed.get(scheme) != year
        )

    def _allocated(self, openings: dict[str, int]) -> Allocation:
        return allocate(
            self.shared.projection,
            self.scenario_with(openings),
            draws=self.again_draws,
            stayers="keep",
            workers=self.effort.workers,
        )

    @cached_property
    def ways_known(self) -> dict[str, Key]:
        """Programmes of bases first and special places first, once they were chosen."""
        return {}

    @cached_property
    def kept(self) -> dict[Key, Outcome]:
        """Outcomes with stayers that were worked out already."""
        pairs = zip(self.candidates, self.outcomes, strict=True)
        return {candidate.key: outcome for candidate, outcome in pairs}

    def to_frame(self, table: str = "programme") -> pd.DataFrame:
        """Give one of the tables.

        Parameters
        ----------
        table : str
            "programme", "ranking", "budgets", "empty_places", "changed", "regret" or "notes"; or
            one that takes longer: "frontier", "worth", "robustness", "bases_first",
            "bases_do_not_suffice".

        Returns
        -------
        pandas.DataFrame

        Raises
        ------
        UnknownNameError
            If there is no such table.
        """
        made = {**self._makers, **self._slow_makers}.get(table)
        return super().to_frame(table) if made is None else made()

    @property
    def _makers(self) -> dict[str, Callable[[], pd.DataFrame]]:
        """Tables that `tables` has, and what makes each."""
        return {
            "programme": self.programme,
            "ranking": self.ranking,
            "budgets": self.budgets,
            "empty_places": self.empty_places,
            "changed": lambda: self.changed().rows,
            "regret": self.regret,
            "notes": partial(findings_frame, self.notes),
        }

    @property
    def _slow_makers(self) -> dict[str, Callable[[], pd.DataFrame]]:
        """Tables for which schemes are chosen or programmes allocated again."""
        return {
            "frontier": self.frontier,
            "worth": self.worth,
            "robustness": self.robustness,
            "bases_first": self.bases_first,
            "bases_do_not_suffice": self.bases_do_not_suffice,
        }

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables for which nothing is chosen again, by name; see `to_frame`."""
        return {name: made() for name, made in self._makers.items()}

    def all_tables(self) -> dict[str, pd.DataFrame]:
        """Give every table by name; those for which schemes are chosen again take minutes."""
        slow = {name: made() for name, made in self._slow_makers.items()}
        return {**self.tables(), **slow}

    def save(
        self,
        path: str | Path,
        *,
        audience: str = "internal",
        replace: bool = False,
        full: bool = False,
    ) -> Path:
        """Write the tables to a folder of CSV files or to an .xlsx workbook.

        Parameters
        ----------
        path : str or Path
            A new folder, or a file that ends in .xlsx.
        audience : str
            "internal"; publishing is refused until small numbers can be protected.
        replace : bool
            Whether what stands there already may be replaced.
        full : bool
            Whether to write every table, those of `all_tables` that take minutes as well.

        Returns
        -------
        Path

        Raises
        ------
        FileError
            If something stands there already, or it cannot be written.
        NotPossibleError
            If the audience is not "internal".
        """
        if not full:
            return super().save(path, audience=audience, replace=replace)
        refuse_publishing(audience)
        check_place(Path(path), replace=replace)
        frames = {**self.all_tables(), "provenance": self.provenance().to_frame()}
        return save_frames(frames, Path(path), title=self.card().title, replace=replace)

    def card(self) -> Card:
        """Say what is proposed, what it changes, and how sure that is."""
        return card_of(self)

    def explain(self) -> Explanation:
        """Say how the choice was made, and give the ranking under it."""
        return explain_choice(self)

    @property
    def plot(self) -> CapitalPlots:
        """Figures: `.plot.programme()`, `.plot.ranking()`, `.plot.frontier()`."""
        return CapitalPlots(self)

    def provenance(self) -> Provenance:
        """Tell which files, versions, scenario, seed and solver it was made with, and the proof."""
        return provenance_of(self)
