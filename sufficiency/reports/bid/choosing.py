"""From a choice of schemes to the parts of a bid that only a choice has: options, risks, bases."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.capital import Appraisal, CapitalProgramme, appraise
from sufficiency.capital.bases_first import (
    BASES_FIRST,
    BASES_ONLY,
    MOST_OF_WAY,
    SPECIAL_FIRST,
    programmes_of_ways,
)
from sufficiency.capital.candidates import key_of, say_programme
from sufficiency.capital.cards import proof_words
from sufficiency.capital.headlines import capital_of
from sufficiency.capital.robustness import growth_that_fits
from sufficiency.capital.shared import Openings
from sufficiency.capital.valuing import say_change
from sufficiency.reports.bid.again import Chosen, allocated, slips_of
from sufficiency.reports.bid.contents import (
    BASES,
    PROGRAMME,
    SPECIAL,
    Option,
    Ranged,
)
from sufficiency.reports.bid.ranging import with_range
from sufficiency.reports.bid.who import measures_of
from sufficiency.reports.bid.whose import funding_of, payers_words, worth_by_payer
from sufficiency.reports.parts import shown
from sufficiency.reports.words import level_words, need_words, phase_words

LEAST_DIFFERENCE = 0.5
"""Programmes that differ by fewer children in the mean are told to leave as many."""

OF_FEWER = (
    f"It is the best of at most {MOST_OF_WAY} programmes of its kind that were allocated again "
    "with children who stay; the proposed one is of more."
)
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
        planned = allocated(choice, openings)
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
            by_payer=worth_by_payer(against),
            funding=funding_of(against),
            why=f"{_beside(planned, choice.allocation, year)} {OF_FEWER}",
        )


def _beside(theirs: Allocation, ours: Allocation, year: int) -> str:
    """Say how many lack a place beside the proposed programme: in a year, and in all of them."""
    more = np.subtract(
        *(headlines_by_draw(made)["without"].mean(axis=0) for made in (theirs, ours))
    )
    span = f"{terms.year_label(ours.years[0])} to {terms.year_label(ours.years[-1])}"
    return (
        f"Compared with the proposed programme, {_lack(more[ours.years.index(year)])} a place in "
        f"{terms.year_label(year)}, and {_more(more.sum())} over {span}, counted anew in each year."
    )


def _lack(difference: float) -> str:
    """Say how many children more or fewer lack what follows."""
    told = _more(difference)
    return f"{told} child lacks" if told.startswith("1 ") else f"{told} children lack"


def _more(difference: float) -> str:
    """Say a difference in children, a fall as plainly as a rise."""
    if abs(difference) < LEAST_DIFFERENCE:
        return "as many"
    return f"{shown(abs(difference))} {'more' if difference > 0 else 'fewer'}"


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
        by_payer=worth_by_payer(appraisal),
        funding=funding_of(appraisal),
        is_recommended=True,
        why=f"{proof_words(choice)} With children who stay where they are, it is the best of "
        f"{len(choice.candidates)} programmes that were allocated again.",
    )


def risks_of_choice(chosen: Chosen) -> Iterator[dict[str, object]]:
    """Say what a slip of each scheme and of all changes, and by how much costs may grow."""
    choice = chosen.choice
    for scheme, late, other in slips_of(chosen):
        name = choice.shared.offer(scheme).name if scheme else "Every scheme"
        lost = [one for one in choice.openings if one not in late]
        yield {
            "label": f"{name} opens a year late",
            "effect": _slip_words(scheme, late, lost),
            "pounds": float("nan") if lost else float(other.worth.mean()),
            "by_payer": None if lost else payers_words(other.by_payer),
            "children": f"{say_change(chosen.measures, other.mean_change)} (each year counted)",
        }
    growth, budget = growth_that_fits(choice)
    if growth == growth:
        yield {
            "label": "Building costs grow faster",
            "effect": f"At {growth:.1f} percent a year above what is supposed, the budget "
            f"{budget} is passed",
            "pounds": float("nan"),
            "children": "the programme could not be built as it stands",
        }
    frame = choice.regret()
    rows = frame[frame["programme"] == say_programme(choice.openings)]
    yield {
        "label": "Other numbers of children come",
        "effect": f"It is the best of {len(choice.candidates)} programmes in "
        f"{int(rows['best'].sum())} of {len(rows)} draws",
        "pounds": float("nan"),
        "children": "as the table of regret says",
    }


def _slip_words(scheme: str, late: Openings, lost: list[str]) -> str:
    """Say in which September what is late opens, and what goes with it."""
    if scheme in lost:
        return "Not within the years that are allocated"
    rest = f"; {len(lost)} of them not within the years that are allocated" if lost else ""
    if not scheme:
        return f"Each a September later, and what it costs as well{rest}"
    return f"In September {late[scheme]}, with what must wait for it and what it costs{rest}"


def counterfactuals(chosen: Chosen, worth: pd.DataFrame) -> dict[str, str]:
    """Say of each scheme what would be without it, the others staying.

    Parameters
    ----------
    chosen : Chosen
    worth : pandas.DataFrame
        From `again.worth_frame`.
    """
    years = chosen.choice.years
    span = f"{terms.year_label(years[0])} to {terms.year_label(years[-1])}"
    made = {}
    for row in worth[worth["chosen"]].to_dict("records"):
        change = {name: -float(row[name]) for name in chosen.measures}
        changed = say_change(chosen.measures, change)
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
