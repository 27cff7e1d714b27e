"""What two allocations must have in common to be appraised, and what schemes may cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.capital.scheme_spend import SchemeSpend
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.places import LEVELS

APART = ("capital_budget_pounds", "capital_budget_total_pounds", "occupancy_percent")
"""Assumptions of money that have no part in an appraisal."""

WORDS = {"item": "scheme_item", "payer": "payer"}
"""Lists of which the words of a spend are."""

NUMBERS = ("pounds", "contingency_percent")
"""Numbers of a spend; pounds below nought are a receipt."""

EARLIEST = 10
"""Nothing is paid for a scheme so many years before the first that is allocated."""


def check_appraisal(
    with_programme: Allocation,
    without: Allocation,
    spends: Sequence[SchemeSpend],
    *,
    last: int,
) -> None:
    """Refuse what cannot be appraised, all at once.

    Parameters
    ----------
    with_programme, without : Allocation
    spends : sequence of SchemeSpend
    last : int
        Last financial year of the appraisal.

    Raises
    ------
    FindingsError
        With every difference between the two, every cost that is not known, and every spend that
        would stand nowhere.
    """
    costs = dict.fromkeys(
        found for made in (with_programme, without) for found in made.setting.tariff.findings
    )
    findings = [
        *_other_draws(with_programme, without),
        *_other_prices(with_programme, without),
        *costs,
        *_prices_too_late(with_programme, spends, last=last),
        *_faults_of_spends(spends, last=last),
        *_spends_too_early(spends, allocated=without.years[0]),
    ]
    if findings:
        raise FindingsError(findings, what="The appraisal")


def check_allocations(with_programme: object, without: object) -> None:
    """Refuse what is no allocation.

    Raises
    ------
    NotPossibleError
        Naming the first.
    """
    named = {"The first": with_programme, "The second": without}
    for what, given in named.items():
        if not isinstance(given, Allocation):
            raise NotPossibleError.of(
                "appraise_no_allocation", what=what, value=type(given).__name__
            )


def _other_draws(ours: Allocation, theirs: Allocation) -> Iterator[Finding]:
    """Find what makes the draws of two allocations different futures."""
    for what, (one, other) in {
        "area": (ours.projection.area.name, theirs.projection.area.name),
        "tables of the area": _same_tables(ours, theirs),
        "years": (_span(ours), _span(theirs)),
        "seed": (ours.projection.seed, theirs.projection.seed),
        "number of draws": (ours.draws, theirs.draws),
        "number of projected draws": (ours.projection.draws, theirs.projection.draws),
        "flows": (ours.projection.flows, theirs.projection.flows),
        "need changes": (ours.projection.need_changes, theirs.projection.need_changes),
        "demand": _same_demand(ours, theirs),
        "NC years that are allocated": (_ages(ours), _ages(theirs)),
    }.items():
        if one != other:
            yield finding(
                "appraise_other_draws",
                file="the two allocations",
                what=what,
                ours=str(one),
                theirs=str(other),
            )


def _same_tables(ours: Allocation, theirs: Allocation) -> tuple[str, str]:
    same = ours.projection.area == theirs.projection.area
    return ("equal", "equal") if same else ("one area", "other tables of the same name")


def _same_demand(ours: Allocation, theirs: Allocation) -> tuple[str, str]:
    """Say what drives another demand: a programme of schemes changes none."""
    told = theirs.projection.scenario.demand_differences(ours.projection.scenario)
    return "; ".join(told), ""


def _span(allocation: Allocation) -> str:
    return f"{allocation.years[0]} to {allocation.years[-1]}"


def _ages(allocation: Allocation) -> str:
    """Say which NC years are allocated: a pool for other ages adds children to the account."""
    spans = zip(LEVELS, allocation.plan.spans, strict=True)
    return ", ".join(f"{level} {first} to {last}" for level, (first, last) in spans)


def _other_prices(ours: Allocation, theirs: Allocation) -> Iterator[Finding]:
    """Find assumptions of money that are not the same in both."""
    for one in ours.scenario.assumptions:
        if one.term.section != "money" or one.name in APART:
            continue
        other = theirs.scenario.assumption(one.name)
        if str(one) != str(other):
            yield finding(
                "appraise_other_prices",
                file=f"scenarios {ours.scenario.name} and {theirs.scenario.name}",
                column=one.name,
                what=one.name,
                ours=str(one).removeprefix(f"{one.name}: "),
                theirs=str(other).removeprefix(f"{one.name}: "),
            )


def _prices_too_late(
    made: Allocation, spends: Sequence[SchemeSpend], *, last: int
) -> Iterator[Finding]:
    """Find years of prices after the last that is appraised: of the scenario, costs and spends."""
    base = made.scenario.assumption("price_year").at(0)
    assert isinstance(base, int)
    costs = made.projection.area.table("costs")["price_year"].dropna()
    told = [
        (base, "price_year of the scenario", f"scenario {made.scenario.name}"),
        *((int(year), "price_year of a row", "table costs") for year in costs),
        *(
            (spend.price_year, f"price_year of a spend of {scheme.scheme}", "spends")
            for scheme in spends
            for spend in scheme.spends
        ),
    ]
    for year, what, where in dict.fromkeys(told):
        if year > last:
            yield finding(
                "appraise_prices_late",
                file=where,
                column="price_year",
                value=year,
                what=what,
                year=terms.year_label(year),
                last=terms.year_label(last),
            )


def _spends_too_early(spends: Sequence[SchemeSpend], *, allocated: int) -> Iterator[Finding]:
    """Find the first amount, where it is so early that it must be a slip of the pen."""
    paid = [
        (made.opens + spend.since, made.scheme, spend.since)
        for made in spends
        for spend in made.spends
    ]
    if not paid:
        return
    year, scheme, since = min(paid)
    if allocated - year <= EARLIEST:
        return
    yield finding(
        "appraise_spend_early",
        file="spends",
        column="since",
        value=since,
        scheme=scheme,
        year=terms.year_label(year),
        earliest=EARLIEST,
        allocated=terms.year_label(allocated),
    )


def _faults_of_spends(spends: Sequence[SchemeSpend], *, last: int) -> Iterator[Finding]:
    """Find schemes that are given twice, and amounts that would stand in no line or year."""
    seen: set[str] = set()
    for scheme in spends:
        if scheme.scheme in seen:
            yield finding(
                "appraise_twice", file="spends", value=scheme.scheme, scheme=scheme.scheme
            )
        seen.add(scheme.scheme)
        for spend in scheme.spends:
            for what, name in WORDS.items():
                word, known = getattr(spend, what), terms.short_list(name).codes
                if word not in known:
                    yield finding(
                        "appraise_spend_word",
                        file="spends",
                        column=what,
                        value=word,
                        scheme=scheme.scheme,
                        what=what,
                        known=", ".join(known),
                    )
            for name in NUMBERS:
                number = getattr(spend, name)
                if not isfinite(number) or (number < 0 and name != "pounds"):
                    yield finding(
                        "appraise_spend_number",
                        file="spends",
                        column=name,
                        value=number,
                        scheme=scheme.scheme,
                        what=name,
                    )
            if scheme.opens + spend.since > last:
                yield finding(
                    "appraise_spend_late",
                    file="spends",
                    column="since",
                    value=spend.since,
                    scheme=scheme.scheme,
                    year=terms.year_label(scheme.opens + spend.since),
                    last=terms.year_label(last),
                )
