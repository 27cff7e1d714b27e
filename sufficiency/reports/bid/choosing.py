"""From a choice of schemes to the parts of a bid that only a choice has: options, risks, bases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation, allocate
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.capital import Appraisal, CapitalProgramme, appraise
from sufficiency.capital.bases_first import (
    BASES_FIRST,
    BASES_ONLY,
    SPECIAL_FIRST,
    programmes_of_ways,
)
from sufficiency.capital.candidates import key_of
from sufficiency.capital.cards import proof_words
from sufficiency.capital.headlines import capital_of
from sufficiency.capital.robustness import SLIP
from sufficiency.capital.valuing import say_change
from sufficiency.capital.worth import WITHOUT_IT
from sufficiency.reports.bid.contents import (
    BASES,
    PROGRAMME,
    SPECIAL,
    Option,
    Ranged,
)
from sufficiency.reports.bid.who import measures_of
from sufficiency.reports.parts import shown
from sufficiency.reports.words import level_words, need_words, phase_words

Openings = dict[str, int]
LEAST_DIFFERENCE = 0.5
"""Programmes that differ by fewer children in the mean are told to leave as many."""

WAYS = {
    BASES_FIRST: ("Bases first", BASES, "Bases take what they need of the money, then the rest."),
    BASES_ONLY: ("Bases alone", BASES, "No place but in bases of mainstream schools."),
    SPECIAL_FIRST: (
        "Special schools first",
        SPECIAL,
        "Special places take what they need of the money, then bases.",
    ),
}
"""Other ways to spend the same money: what they are called, their kind, and what they do."""


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


def other_options(chosen: Chosen, year: int) -> Iterator[Option]:
    """Give the other ways of spending the money, each allocated and appraised.

    Parameters
    ----------
    chosen : Chosen
    year : int
        Academic year of the measures.

    Yields
    ------
    Option
        Those that open other schemes than the proposed programme, or in other years.
    """
    choice = chosen.choice
    seen = {key_of(choice.openings), key_of(choice.candidates[choice.baseline].openings)}
    ways = programmes_of_ways(choice)
    for way, (name, kind, description) in WAYS.items():
        openings = ways[way]
        if key_of(openings) in seen:
            continue
        seen.add(key_of(openings))
        planned = _allocated(choice, openings)
        against = appraise(planned, choice.nothing_built, spends=choice.spends_of(openings))
        yield Option(
            name=name,
            description=description,
            kind=kind,
            schemes=tuple(_scheme_words(choice, openings)),
            places=places_of(against),
            capital=capital_of(against.kept, against.supposed),
            measures=measures_of(planned, year),
            net_present_value=worth_of(against),
            why=_beside(planned, choice.allocation, year),
        )


def _allocated(choice: CapitalProgramme, openings: Openings) -> Allocation:
    return allocate(
        choice.shared.projection,
        choice.scenario_with(openings),
        draws=choice.again_draws,
        stayers="keep",
        workers=choice.effort.workers,
    )


def _beside(theirs: Allocation, ours: Allocation, year: int) -> str:
    """Say how many lack a place beside the proposed programme: in a year, and in all of them."""
    more = np.subtract(
        *(headlines_by_draw(made)["without"].mean(axis=0) for made in (theirs, ours))
    )
    span = f"{terms.year_label(ours.years[0])} to {terms.year_label(ours.years[-1])}"
    return (
        f"Compared with the proposed programme, {_more(more[ours.years.index(year)], 'children')} "
        f"lack a place in {terms.year_label(year)}, and {_more(more.sum())} over {span}, counted "
        "anew in each year."
    )


def _more(difference: float, whom: str = "") -> str:
    """Say a difference in children, a fall as plainly as a rise."""
    if abs(difference) < LEAST_DIFFERENCE:
        return f"as many {whom}".strip()
    side = "more" if difference > 0 else "fewer"
    return f"{shown(abs(difference))} {side} {whom}".strip()


def _scheme_words(choice: CapitalProgramme, openings: Openings) -> Iterator[str]:
    """Name the schemes with their years, those that open whatever is chosen as such."""
    decided = choice.candidates[choice.baseline].openings
    for scheme, year in sorted(openings.items(), key=lambda pair: (pair[1], pair[0])):
        before = "; decided already" if scheme in decided else ""
        yield f"{choice.shared.offer(scheme).name} ({terms.year_label(year)}{before})"


def worth_of(appraisal: Appraisal) -> Ranged:
    """Give the net present value of an appraisal with its range [pounds]."""
    columns = with_range("value", appraisal.net_present_value[:, None])
    value, low, high = (float(held[0]) for held in columns.values())
    return Ranged(value, low, high)


def places_of(appraisal: Appraisal) -> float:
    """Give by how many places there are more in the last allocated year."""
    kept = appraisal.kept
    return float((kept.places_with - kept.places_without)[:, -1].mean())


def proposed(chosen: Chosen, year: int) -> Option:
    """Give the proposed programme as an option."""
    choice, appraisal = chosen.choice, chosen.appraisal
    return Option(
        name="Proposed programme",
        description="The best of the programmes that keep the budgets, by the order of the aims.",
        kind=PROGRAMME,
        schemes=tuple(_scheme_words(choice, choice.openings)),
        places=places_of(appraisal),
        capital=capital_of(appraisal.kept, appraisal.supposed),
        measures=measures_of(choice.allocation, year),
        net_present_value=worth_of(appraisal),
        is_recommended=True,
        why=f"{proof_words(choice)} With children who stay where they are, it is the best of "
        f"{len(choice.candidates)} programmes that were allocated again.",
    )


def risks_of_choice(choice: CapitalProgramme) -> Iterator[dict[str, object]]:
    """Say what a slip of each scheme changes, and in how many draws another programme is best."""
    frame = choice.robustness()
    for row in frame[frame["question"] == SLIP].to_dict("records"):
        change = {name: float(row[f"{name}_change"]) for name in choice.measures}
        name, late = choice.shared.offer(str(row["scheme"])).name, row["slips_to"]
        yield {
            "label": f"{name} opens a year late",
            "effect": "Not within the years that are allocated"
            if pd.isna(late)
            else f"In September {late}, and with it what must wait for it",
            "pounds": float("nan"),
            "children": f"{say_change(choice.measures, change)} (each year counted)",
        }
    costs = frame[frame["question"] != SLIP].iloc[0]
    growth = float(costs["growth_percent"])
    if growth == growth:
        yield {
            "label": "Building costs grow faster",
            "effect": f"At {growth:.1f} percent a year above what is supposed, the budget "
            f"{costs['budget']} is passed",
            "pounds": float("nan"),
            "children": "the programme could not be built as it stands",
        }
    yield _regret(choice)


def _regret(choice: CapitalProgramme) -> dict[str, object]:
    """Say in how many draws the proposed programme is the best, and how far off it is else."""
    frame = choice.regret()
    rows = frame[frame["programme"] == _named(choice)]
    first = choice.measures[0]
    mean = {name: float(rows[f"{name}_regret"].mean()) for name in (first,)}
    return {
        "label": "Other numbers of children come",
        "effect": f"It is the best of {len(choice.candidates)} programmes in "
        f"{int(rows['best'].sum())} of {len(rows)} draws",
        "pounds": float("nan"),
        "children": f"against the best of each draw: {say_change((first,), mean)} "
        "(each year counted)",
    }


def _named(choice: CapitalProgramme) -> str:
    from sufficiency.capital.candidates import say_programme

    return say_programme(choice.openings)


def counterfactuals(choice: CapitalProgramme) -> dict[str, str]:
    """Say of each scheme what would be without it, the others staying."""
    frame = choice.worth()
    made = {}
    for row in frame[frame["question"] == WITHOUT_IT].to_dict("records"):
        change = {name: float(row[f"{name}_change"]) for name in choice.measures}
        span = f"{terms.year_label(choice.years[0])} to {terms.year_label(choice.years[-1])}"
        changed = say_change(choice.measures, change)
        made[str(row["scheme"])] = (
            f"{changed} (sums over {span}: a child counts anew in each year)."
        )
    return made


def bases_frame(choice: CapitalProgramme) -> pd.DataFrame:
    """Lay out for whom bases alone do not do.

    Returns
    -------
    pandas.DataFrame
        Columns label, nothing, bases, first, each with _low and _high: children without a local
        place in the last year if nothing is built, with bases alone, and with special places
        behind them.
    """
    frame = choice.bases_do_not_suffice()
    labels = [
        f"{need_words(need)}, {phase_words(phase).lower()}, {level_words(level).lower()}"
        for need, phase, level in zip(frame["need"], frame["phase"], frame["level"], strict=True)
    ]
    columns = {
        f"{name}{end}": frame[f"unplaced_{name}{end}"].to_numpy()
        for name in ("nothing", "bases", "first")
        for end in ("", "_low", "_high")
    }
    return pd.DataFrame({"label": labels, **columns})


def bases_words(choice: CapitalProgramme, frame: pd.DataFrame) -> tuple[str, ...]:
    """Say whether bases alone could meet the need."""
    ways = programmes_of_ways(choice)
    when = terms.year_label(choice.years[-1])
    nothing, alone, first = (float(frame[name].sum()) for name in ("nothing", "bases", "first"))
    told = [
        f"In {when}, {shown(nothing)} children have no local place if nothing is built (mean). "
        f"With all the money for bases, {shown(alone)} have none; with special places behind the "
        f"bases, {shown(first)}."
    ]
    if key_of(ways[BASES_ONLY]) == key_of(choice.openings):
        told.append("The proposed programme is one of bases alone.")
    elif not ways[BASES_ONLY]:
        told.append("None of the schemes on offer is of bases alone.")
    special = frame[~frame["label"].str.endswith(level_words("base").lower())]
    rest = float(special["bases"].sum())
    if rest > 0:
        told.append(
            f"{shown(rest)} of those whom bases leave without need a special school: a base is "
            "not a place at the level that they need."
        )
    return tuple(told)


def guarded(make: Callable[[], pd.DataFrame]) -> pd.DataFrame | None:
    """Give a frame, or None where it has no rows."""
    made = make()
    return made if len(made) else None


def empty_frame(choice: CapitalProgramme) -> pd.DataFrame:
    """Lay out the places of the programme that stand empty, by year and place.

    Returns
    -------
    pandas.DataFrame
        Columns year, label, places, empty with _low and _high.
    """
    frame = choice.empty_places()
    sites = choice.allocation.plan_sites().set_index("site")["name"].to_dict()
    labels = [
        f"{sites.get(site, site)}{f', {pool}' if pool else ''}"
        for site, pool in zip(frame["site"], frame["pool"], strict=True)
    ]
    ends = {name: frame[name].to_numpy() for name in ("empty", "empty_low", "empty_high")}
    made = pd.DataFrame(
        {
            "year": frame["year"].to_numpy(),
            "label": labels,
            "places": frame["places"].to_numpy(dtype=np.float64),
            **ends,
        }
    )
    return made


def empty_of_all(appraisal: Appraisal) -> pd.DataFrame:
    """Lay out void places of all state-funded schools, where schemes are not known by pool."""
    kept = appraisal.kept
    return pd.DataFrame(
        {
            "year": kept.years,
            "label": "All bases and special schools",
            "places": (kept.places_with - kept.places_without).mean(axis=0),
            **with_range("empty", kept.empty_with - kept.empty_without),
        }
    )
