"""On what a bid rests, in words: assumptions with their owners, schemes, method, limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.capital import Appraisal, Offer
from sufficiency.reports.assumptions import value_words
from sufficiency.reports.bid.contents import SchemeEntry, Supposed
from sufficiency.reports.bid.evidence import NOBODY
from sufficiency.reports.bid.ranging import FEW
from sufficiency.reports.bid.whose import Ends, payers_words
from sufficiency.reports.words import level_words, need_words
from sufficiency.scenario import Assumption, Scenario, register
from sufficiency.tables import by_labels

MONEY = "money"
SECTIONS = (MONEY, "allocation", "demand")
"""Sections of a scenario that a bid rests on, those of pounds first."""
OUTSIDE = ("occupancy_percent",)
"""Assumptions about money that a bid does not use."""

LONG_NUMBER = re.compile(r"(?<![\d.])\d{5,}")
"""Whole part of a number that is read more easily with commas; a year has four digits."""


def supposed(scenario: Scenario) -> tuple[Supposed, ...]:
    """Lay out all that is supposed: what the plan states first, then the defaults.

    Parameters
    ----------
    scenario : Scenario
        That with the schemes.

    Returns
    -------
    tuple of Supposed
    """
    known = [(name, term) for name, term in register().items() if name not in OUTSIDE]
    held = [
        scenario.assumption(name)
        for section in SECTIONS
        for name, term in known
        if term.section == section
    ]
    stated = [one for one in held if not one.is_default]
    return tuple(_supposed(one) for one in (*stated, *(one for one in held if one.is_default)))


def _supposed(one: Assumption) -> Supposed:
    entries = [entry for entry in one.entries if entry.is_stated]
    bases = one.stated_bases or (one.term.basis,)
    why = list(dict.fromkeys(part for entry in entries for part in (entry.why, entry.source)))
    source = ". ".join(part.rstrip(".") for part in why if part)
    if not entries:
        source = f"Default. {one.term.source.rstrip('.')}"
    owners = list(dict.fromkeys(entry.owner for entry in entries if entry.owner))
    return Supposed(
        name=one.name,
        label=one.term.label,
        value=LONG_NUMBER.sub(lambda number: f"{int(number[0]):,}", value_words(one)),
        basis=", ".join(str(terms.short_list("basis").label(basis)) for basis in bases),
        source=source or "No reason given",
        owner=", ".join(owners) or NOBODY,
        is_weighty=one.term.section == MONEY or not one.is_default,
    )


def entries_of(
    appraisal: Appraisal,
    offers: Mapping[str, Offer],
    counterfactuals: Mapping[str, str],
) -> tuple[SchemeEntry, ...]:
    """Lay out the schemes of a programme, in the order in which they open.

    Parameters
    ----------
    appraisal : Appraisal
        For what they cost.
    offers : mapping of str to Offer
        Those that are known by their short names; of others only the costs are told.
    counterfactuals : mapping of str to str
        What would be without each, in a sentence.

    Returns
    -------
    tuple of SchemeEntry
    """
    planned = appraisal.with_programme
    sites = planned.plan_sites().set_index("site")["name"].to_dict()
    made = []
    for given in sorted(appraisal.schemes, key=lambda one: (one.opens, one.scheme)):
        offer = offers.get(given.scheme)
        capital, funding = _capital(appraisal, given.scheme)
        made.append(
            SchemeEntry(
                scheme=given.scheme,
                name=given.scheme if offer is None else offer.name,
                site="" if offer is None else str(sites.get(offer.site, offer.site)),
                kind=_label("scheme_kind", "" if offer is None else offer.kind),
                status=_label("scheme_status", "" if offer is None else offer.status),
                **_pools(planned, offer),
                opens=given.opens,
                fill=_fill(offer, given.opens, planned.years),
                capital=capital,
                funding=funding,
                counterfactual=counterfactuals.get(given.scheme, ""),
                source="" if offer is None else offer.source,
            )
        )
    return tuple(made)


def _label(name: str, code: str) -> str:
    return "–" if not code else str(terms.short_list(name).label(code))


def _capital(appraisal: Appraisal, scheme: str) -> tuple[dict[int, float], dict[str, float]]:
    """Give the capital of a scheme by financial year, and by payer in words."""
    years = appraisal.financial_years
    spent = appraisal.kept.spent(appraisal.supposed)
    by_year: dict[int, float] = {}
    by_payer: dict[str, float] = {}
    for payment, pounds in zip(appraisal.kept.payments, spent, strict=True):
        if payment.scheme != scheme or not payment.is_capital:
            continue
        payer = str(terms.short_list("payer").label(payment.spend.payer))
        by_payer[payer] = by_payer.get(payer, 0.0) + float(pounds.sum())
        for year, amount in zip(years, pounds, strict=True):
            if amount:
                by_year[year] = by_year.get(year, 0.0) + float(amount)
    return by_year, by_payer


def _pools(planned: Allocation, offer: Offer | None) -> dict[str, str]:
    """Say of which level, for which needs and ages the places of a scheme are."""
    if offer is None:
        return {"level": "–", "needs": "–", "ages": "–"}
    changed = {(step.site, step.pool) for step in offer.steps}
    sites = {site for site, pool in changed if not pool}
    labels, pools = planned.plan.labels, planned.plan.pools
    here = [
        place
        for place, (site, pool) in enumerate(zip(labels["site"], labels["pool"], strict=True))
        if (site, pool) in changed or site in sites
    ]
    if not here:
        return {"level": "–", "needs": "–", "ages": "–"}
    serves = np.atleast_1d(pools.needs[-1, here].any(axis=0))
    named = [code for code, own in zip(planned.plan.axes.needs, serves, strict=True) if own]
    first, last = int(pools.ncy_from[-1, here].min()), int(pools.ncy_to[-1, here].max())
    levels = dict.fromkeys(str(labels["level"].iloc[place]) for place in here)
    every = len(named) == len(planned.plan.axes.needs)
    return {
        "level": ", ".join(level_words(level) for level in levels),
        "needs": "All" if every else ", ".join(need_words(code) for code in named),
        "ages": f"{terms.ncy_label(first)} to {terms.ncy_label(last)}",
    }


def _fill(offer: Offer | None, opens: int, years: Sequence[int]) -> dict[int, int]:
    """Give the places that a scheme adds, by academic year from its opening until it is full."""
    if offer is None:
        return {}
    with_pools = {step.site for step in offer.steps if step.pool}
    made = {}
    last = opens + max((step.since for step in offer.steps), default=0)
    for year in range(opens, max(*years, last) + 1):
        held: dict[tuple[str, str], int] = {}
        for step in sorted(offer.steps, key=lambda step: step.since):
            if step.since <= year - opens and (step.pool or step.site not in with_pools):
                held[step.site, step.pool] = step.places
        made[year] = sum(held.values())
    return made


def method(appraisal: Appraisal, *, chosen_over: int = 0) -> tuple[str, ...]:
    """Say in half a page how the figures of a bid were made.

    Parameters
    ----------
    appraisal : Appraisal
    chosen_over : int
        Draws over which the schemes were chosen; nought where they were given.
    """
    planned = appraisal.with_programme
    years = planned.years
    span = f"{terms.year_label(years[0])} to {terms.year_label(years[-1])}"
    appraised = len(appraisal.financial_years)
    is_proven = planned.is_proven and appraisal.without.is_proven
    proof = (
        "the answer of every year is proven best for that year"
        if is_proven
        else "not every yearly answer is proven best"
    )
    return (
        f"Children with an education, health and care plan are projected by age, need, level and "
        f"locality for {span}: those who have a plan grow a year older, some leave, and new ones "
        f"join at rates of the area's own past, drawn towards England's where numbers are small. "
        f"{_futures(planned.draws, chosen_over)}",
        "In each of them the children are placed, year by year, in the planned places of their "
        f"level, need and age, in the order of the aims of the scenario; {proof}. Who has a place "
        "keeps it until it ends for them. Who finds none goes to an independent school up to a "
        "limit, and is else without a place.",
        "This is done twice, with the schemes and without them, for the same children. What the "
        "programme changes is the difference, future by future.",
        "Each child and place costs what the area's table of costs says, brought to one price "
        f"year. Savings are laid over {appraised} financial years (seven months of an academic "
        "year fall in the one, five in the next); those of the last academic year are held after "
        "it. Capital is added with the growth of building costs, optimism bias and contingency. "
        "All is discounted to the price year.",
    )


def _futures(draws: int, chosen_over: int) -> str:
    """Say how many futures stand behind the choice, and how many behind the figures."""
    span = (
        "every range is that of 80 % of them"
        if draws >= FEW
        else "every range goes from the lowest to the highest of them, as they are few"
    )
    if chosen_over <= draws:
        return f"{draws} possible futures are drawn, and {span}."
    return (
        f"{chosen_over} possible futures are drawn to choose the schemes over. On the first "
        f"{draws} of the {chosen_over} rest all figures with children who stay where they are, "
        f"net present values and regret among them; {span}."
    )


def limits(appraisal: Appraisal) -> tuple[str, ...]:
    """Say what the figures of a bid cannot say.

    Parameters
    ----------
    appraisal : Appraisal
        For what a child without a place is supposed to cost.
    """
    share = appraisal.supposed.without_place
    supposed = (
        f"{share:g} percent of an independent placement, which is supposed and counted nowhere"
        if share
        else "nothing, so a place for such a child appears as cost alone"
    )
    return (
        "Whether a school will open a base, or a building be finished in time.",
        "Whether the families concerned would choose the place, or a tribunal name another.",
        "For how many children a base would be suitable: that is supposed, and drawn between its "
        "ends.",
        "What a child without a place at the level needed costs where she is. In these figures "
        f"that is {supposed}; what a place is worth to her stands in no pound here.",
        "How well children learn in one place or the other.",
        "What becomes of savings after the last year that children are counted for: they are held.",
    )


def provenance(appraisal: Appraisal) -> pd.DataFrame:
    """Give with what a bid was made, as kind, name and value."""
    return appraisal.provenance().to_frame()


def made_up(appraisal: Appraisal) -> bool:
    """Say whether any figure of an appraisal is made up."""
    return bool(appraisal.basis == "made")


def risks_of_tornado(appraisal: Appraisal, ends: Ends) -> Iterator[dict[str, object]]:
    """Say what dearer buildings and cheaper independent places would change, and whose that is."""
    rows = by_labels(appraisal.tornado(), "supposition")
    capital, fees = rows["build_cost"], rows["fees"]
    if appraisal.schemes:
        yield {
            "label": f"Capital costs {capital['high']:g} percent more",
            "effect": "The schemes cost more to build; children are placed as before",
            "pounds": float(capital["at_high"]),
            "by_payer": payers_words(ends["build_cost", "high"]),
            "children": "none",
        }
    yield {
        "label": f"Independent places {-fees['low']:g} percent cheaper",
        "effect": "Such as under national price bands: "
        + (
            "each placement avoided saves less"
            if fees["at_low"] <= fees["net_present_value"]
            else "what more is spent on placements costs less"
        ),
        "pounds": float(fees["at_low"]),
        "by_payer": payers_words(ends["fees", "low"]),
        "children": "none",
    }
