"""Programmes beside the proposed one, allocated and appraised again: slips, and each scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation import Allocation, allocate
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.capital import Appraisal, CapitalProgramme, appraise
from sufficiency.capital.candidates import say_programme, slipped, with_scheme, without_scheme
from sufficiency.capital.shared import Openings
from sufficiency.reports.bid.ranging import with_range
from sufficiency.reports.bid.whose import worth_by_payer
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]

COUNTED = ("without", "independent", "beyond_limit", "miles")
"""Measures of a choice that an allocation counts as well; a choice by pounds has the first two."""
MOST_REGRETS = 6
"""Programmes of a scenario that the table of regret shows, the least regret first."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A choice with what it is held against, worked out once.

    Parameters
    ----------
    choice : CapitalProgramme
    appraisal : Appraisal
        Of the proposed programme, against nothing but what is fixed.
    """

    choice: CapitalProgramme
    appraisal: Appraisal

    @classmethod
    def of(cls, choice: CapitalProgramme) -> Chosen:
        """Appraise the proposed programme of a choice."""
        return cls(choice, choice.appraisal)

    @property
    def measures(self) -> tuple[str, ...]:
        """What is counted of children and miles, in the order of the aims."""
        held = tuple(name for name in self.choice.measures if name in COUNTED)
        return held or COUNTED[:2]

    @property
    def decided(self) -> dict[str, int]:
        """Academic year of each scheme that opens whatever is chosen."""
        return self.choice.candidates[self.choice.baseline].openings


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """What another programme comes to, held against the proposed one draw by draw.

    Parameters
    ----------
    worth, more_worth : FloatArray
        Axis (draw): its net present value, and by how much it is above that of the proposed one
        [pounds].
    change : mapping of str to FloatArray
        By measure, axis (draw): sum over the years, less that of the proposed one [children x
        years, miles].
    by_payer : mapping of str to float
        Its net present value by payer in words, the mean over the draws [pounds].
    """

    worth: FloatArray
    more_worth: FloatArray
    change: Mapping[str, FloatArray]
    by_payer: Mapping[str, float]

    @property
    def mean_change(self) -> dict[str, float]:
        """The change of each measure, as the mean over the draws."""
        return {name: float(draws.mean()) for name, draws in self.change.items()}


def allocated(choice: CapitalProgramme, openings: Openings, *, late: int = 0) -> Allocation:
    """Allocate another programme with stayers, over the draws of the second ranking.

    Parameters
    ----------
    choice : CapitalProgramme
    openings : mapping of str to int
        Academic year by scheme.
    late : int
        Years after the latest on offer in which schemes may open: for what slips.
    """
    return allocate(
        choice.shared.projection,
        choice.scenario_with(dict(openings), late=late),
        draws=choice.again_draws,
        stayers="keep",
        workers=choice.effort.workers,
    )


def other_of(chosen: Chosen, openings: Openings, *, late: int = 0) -> Other:
    """Allocate and appraise another programme; arguments as of `allocated`."""
    choice = chosen.choice
    planned = allocated(choice, openings, late=late)
    made = appraise(planned, choice.nothing_built, spends=choice.spends_of(dict(openings)))
    theirs, ours = (_sums(held) for held in (planned, choice.allocation))
    return Other(
        made.net_present_value,
        made.net_present_value - chosen.appraisal.net_present_value,
        {name: theirs[name] - ours[name] for name in chosen.measures},
        {payer: worth.value for payer, worth in worth_by_payer(made).items()},
    )


def _sums(allocation: Allocation) -> dict[str, FloatArray]:
    """Axis (draw), by measure: sums over the years."""
    held = headlines_by_draw(allocation)
    yearly = {
        "without": held["without"],
        "independent": held["independent"],
        "beyond_limit": held["placed_further"],
        "miles": np.nan_to_num(held["mean_miles"]) * held["placed"],
    }
    return {name: values.sum(axis=1) for name, values in yearly.items()}


def slips_of(chosen: Chosen) -> Iterator[tuple[str, dict[str, int], Other]]:
    """Let each scheme open a year late, and then all of them: what is decided already does not.

    Parameters
    ----------
    chosen : Chosen

    Yields
    ------
    scheme, openings, other : str, dict of str to int, Other
        Short name, blank where all are late; the years of opening, without those that no longer
        open in the allocated years; and what it comes to.
    """
    choice = chosen.choice
    ours = choice.openings
    asked = {name: year for name, year in ours.items() if name not in chosen.decided}
    for scheme in sorted(asked, key=lambda name: (asked[name], name)):
        late = slipped(ours, scheme, choice.shared)
        yield scheme, late, other_of(chosen, late, late=1)
    if len(asked) > 1:
        late = {name: year + (name in asked) for name, year in ours.items()}
        late = {name: year for name, year in late.items() if year <= choice.years[-1]}
        yield "", late, other_of(chosen, late, late=1)


def worth_frame(chosen: Chosen) -> pd.DataFrame:
    """Lay out what each scheme adds: one of the programme to the rest of it, another to all of it.

    Parameters
    ----------
    chosen : Chosen

    Returns
    -------
    pandas.DataFrame
        Columns scheme, name, chosen, opens; capital; worth (net present value) and each measure,
        with _low and _high: with the scheme less without it, draw by draw; against (what stands
        against it, or makes way for it).
    """
    choice = chosen.choice
    shared, ours = choice.shared, choice.openings
    rows: list[dict[str, object]] = []
    for offer in sorted(shared.offers, key=lambda offer: offer.scheme not in ours):
        name = offer.scheme
        if name in chosen.decided:
            continue
        is_chosen = name in ours
        openings = (
            without_scheme(ours, name, shared)
            if is_chosen
            else with_scheme(ours, name, choice.problem, shared)
        )
        if openings is None:
            continue
        other = other_of(chosen, openings)
        sign = -1.0 if is_chosen else 1.0
        rows.append(
            {
                "scheme": name,
                "name": offer.name,
                "chosen": is_chosen,
                "opens": (ours if is_chosen else openings)[name],
                "capital": sign * (choice.capital(openings) - choice.capital(ours)),
                **_ranged("worth", sign * other.more_worth),
                **{
                    key: held
                    for measure, draws in other.change.items()
                    for key, held in _ranged(measure, sign * draws).items()
                },
                "against": "; ".join(_against(choice, name, openings, is_chosen=is_chosen)),
            }
        )
    return pd.DataFrame(rows)


def _against(
    choice: CapitalProgramme, scheme: str, openings: Openings, *, is_chosen: bool
) -> Iterator[str]:
    """Say what goes with a scheme or makes way for it, and what stands against it."""
    ours = choice.openings
    lost = sorted(ours.keys() - openings.keys() - {scheme})
    more = sorted(openings.keys() - ours.keys() - {scheme})
    names = {offer.scheme: offer.name for offer in choice.shared.offers}
    if lost:
        words = "with" if is_chosen else "in place of"
        yield f"{words} {', '.join(names[one] for one in lost)}"
    if more:
        yield f"with {', '.join(names[one] for one in more)}"
    if not is_chosen:
        yield from choice.obstacles(openings)


def _ranged(name: str, draws: FloatArray) -> dict[str, float]:
    return {key: float(held[0]) for key, held in with_range(name, draws[:, None]).items()}


def frontier_frame(choice: CapitalProgramme) -> pd.DataFrame:
    """Lay out what each budget buys, everybody placed anew each year.

    Returns
    -------
    pandas.DataFrame
        Columns budget, pounds, opens (the schemes by name, without those that open in any case),
        proven; then each measure of the choice, and its change against nothing but what is fixed.
    """
    frame = choice.frontier()
    names = {offer.scheme: offer.name for offer in choice.shared.offers}
    decided = say_programme(choice.candidates[choice.baseline].openings).split("; ")
    told = []
    for programme in frame["programme"]:
        schemes = [one.rpartition(" ") for one in programme.split("; ") if one not in decided]
        opened = [f"{names[name]} ({year})" for name, _, year in schemes if name in names]
        told.append(", ".join(opened) or "none")
    measures = [*choice.measures, *(f"{name}_change" for name in choice.measures)]
    made: pd.DataFrame = frame.assign(opens=told)
    return made.loc[:, ["budget", "pounds", "opens", "proven", *measures]]


def regret_frame(choice: CapitalProgramme, scenarios: Sequence[Scenario] = ()) -> pd.DataFrame:
    """Lay out how far each programme is from the best of each draw, and in how many it is best.

    Parameters
    ----------
    choice : CapitalProgramme
    scenarios : sequence of Scenario
        Others with the same schemes.

    Returns
    -------
    pandas.DataFrame
        Columns scenario, programme (in words, against the proposed one), draws, best (in so many
        of them it comes first), then of each measure its mean regret, and _worst, the greatest.
        The programmes with the least regret first, and always the proposed one.
    """
    frame = choice.regret(scenarios)
    names = {say_programme(one.openings): one.openings for one in choice.candidates}
    titles = {one.name: one.title or one.name for one in (choice.scenario, *scenarios)}
    proposed = say_programme(choice.openings)
    parts = []
    for scenario, here in frame.groupby("scenario", sort=False):
        rows = [
            {
                "scenario": titles[str(scenario)],
                "programme": differs_words(choice, names[str(programme)]),
                "is_proposed": programme == proposed,
                "draws": len(own),
                "best": int(own["best"].sum()),
                **{name: float(own[f"{name}_regret"].mean()) for name in choice.measures},
                **{f"{name}_worst": float(own[f"{name}_regret"].max()) for name in choice.measures},
            }
            for programme, own in here.groupby("programme", sort=False)
        ]
        ordered: pd.DataFrame = (
            pd.DataFrame(rows)
            .sort_values(list(choice.measures), kind="stable")
            .reset_index(drop=True)
        )
        parts.append(ordered[(ordered.index < MOST_REGRETS) | ordered["is_proposed"]])
    made: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return made


def differs_words(choice: CapitalProgramme, openings: Openings) -> str:
    """Say in what a programme differs from the proposed one."""
    ours = choice.openings
    names = {offer.scheme: offer.name for offer in choice.shared.offers}
    if dict(openings) == ours:
        return "The proposed programme"
    if dict(openings) == choice.candidates[choice.baseline].openings:
        return "None of the schemes"
    parts = [f"without {names[one]}" for one in sorted(ours.keys() - openings.keys())]
    parts += [
        f"with {names[one]} in {terms.year_label(openings[one])}"
        for one in sorted(openings.keys() - ours.keys())
    ]
    parts += [
        f"{names[one]} in {terms.year_label(openings[one])} in place of "
        f"{terms.year_label(ours[one])}"
        for one in sorted(openings.keys() & ours.keys())
        if openings[one] != ours[one]
    ]
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}"


def asked_again(
    chosen: Chosen | None, scenarios: Sequence[Scenario] = ()
) -> dict[str, pd.DataFrame]:
    """Ask a choice for what other budgets and programmes would come to, by name of the contents.

    Parameters
    ----------
    chosen : Chosen or None
    scenarios : sequence of Scenario
        As of `regret_frame`.
    """
    if chosen is None:
        return {}
    return {
        "frontier": frontier_frame(chosen.choice),
        "marginal": worth_frame(chosen),
        "regret": regret_frame(chosen.choice, scenarios),
    }
