"""`appraise`: two allocations and what schemes cost in, an appraisal out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import pool_names
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.allocation.tariff import share_without_place
from sufficiency.capital.appraisal import Appraisal
from sufficiency.capital.appraisal_checks import check_allocations, check_appraisal
from sufficiency.capital.appraisal_words import children_words
from sufficiency.capital.kept import Supposed, kept_of
from sufficiency.capital.scheme_spend import SchemeSpend, payments_of
from sufficiency.errors import Finding, finding
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]

FEWER = 0.5
"""So many children fewer without a place, or more above places, in the mean, are told."""


def appraise(
    with_programme: Allocation,
    without: Allocation,
    *,
    spends: Sequence[SchemeSpend] = (),
) -> Appraisal:
    """Say what capital schemes cost, what they save, whose pounds those are, and from when.

    What the programme changes is taken draw by draw. After the last allocated year its effect is
    held as it is in that year, until the end of the period that the scenario appraises
    (`appraisal_years`, from the first allocated year; what is spent before it counts besides). All
    pounds are in prices of `price_year`, and discounted to it.

    Parameters
    ----------
    with_programme, without : Allocation
        Of the same projection: with the scenario that has the schemes, and with the one that has
        not.
    spends : sequence of SchemeSpend
        What each scheme costs besides what its children cost.

    Returns
    -------
    Appraisal

    Raises
    ------
    FindingsError
        With every difference between the two that is none of places, every cost that is not
        known, and every spend that would stand nowhere.
    NotPossibleError
        If one of the two is no allocation.

    Notes
    -----
    Formulas: docs/explanation/money.md.

    Examples
    --------
    >>> import sufficiency as sf
    >>> from sufficiency.capital import appraise
    >>> projection = sf.project(
    ...     sf.load_example(), sf.load_scenario("baseline"), until=2027, draws=4
    ... )
    >>> without = sf.allocate(projection, draws=2)
    >>> bases = sf.allocate(projection, sf.load_scenario("two-bases"), draws=2)
    >>> len(appraise(bases, without).to_frame("cash_flow"))
    30
    """
    check_allocations(with_programme, without)
    scenario = with_programme.scenario
    supposed = supposed_by(scenario, first=without.years[0])
    check_appraisal(
        with_programme, without, spends, last=without.years[0] + supposed.appraisal_years - 1
    )
    kept = kept_of(with_programme, without, payments_of(spends, scenario))
    return Appraisal(
        with_programme=with_programme,
        without=without,
        schemes=tuple(spends),
        kept=kept,
        supposed=supposed,
        notes=(*_notes(with_programme, without, spends), *with_programme.notes),
    )


def supposed_by(scenario: Scenario, *, first: int) -> Supposed:
    """Take from a scenario what an appraisal supposes.

    Parameters
    ----------
    scenario : Scenario
    first : int
        First financial year that is allocated.

    Returns
    -------
    Supposed
    """

    def number(name: str, year: int = first) -> float:
        value = scenario.assumption(name).at(year)
        assert isinstance(value, int | float)
        return float(value)

    years, base = int(number("appraisal_years")), int(number("price_year"))
    rate, last = "discount_rate_percent", max(first + years - 1, base)
    is_theirs = scenario.assumption(rate).is_default
    by_year = None if is_theirs else tuple(number(rate, at) for at in range(base, last + 1))
    return Supposed(
        optimism_bias=number("optimism_bias_percent"),
        discount_rate=by_year,
        appraisal_years=years,
        without_place=number("without_place_percent"),
    )


def _above_places(with_programme: Allocation, without: Allocation) -> list[Finding]:
    """Note the pools in which a programme leaves children above their places, worst first."""
    ours, theirs = (_children_above(made) for made in (with_programme, without))
    more = {pool: above - theirs.get(pool, np.zeros_like(above)) for pool, above in ours.items()}
    told = {pool: above for pool, above in more.items() if above.max() >= FEWER}
    names = dict(
        zip(
            zip(*(with_programme.plan.labels[name] for name in ("site", "pool")), strict=True),
            pool_names(with_programme.plan.labels),
            strict=True,
        )
    )
    return [
        finding(
            "appraise_above_places",
            file=f"scenario {with_programme.scenario.name}",
            column="places",
            value=f"{above.max():,.0f}",
            pool=names[pool],
            count=f"{above.max():,.0f}",
            year=terms.year_label(with_programme.years[int(above.argmax())]),
        )
        for pool, above in sorted(told.items(), key=lambda held: -float(held[1].max()))
    ]


def _children_above(made: Allocation) -> dict[tuple[str, str], FloatArray]:
    """Axis (year): children above the places that are ours, mean over the draws, by pool."""
    plan = made.plan
    kept = made.beyond + made.unrecorded
    places = plan.places - np.nan_to_num(plan.taken)
    there = np.where(plan.pools.is_open, made.drawn.counts.placed + kept - places, 0.0)
    above = np.maximum(np.nan_to_num(there), 0.0).mean(axis=0)
    pools = zip(*(plan.labels[name] for name in ("site", "pool")), strict=True)
    return dict(zip(pools, above.T, strict=True))


def _notes(
    with_programme: Allocation, without: Allocation, spends: Sequence[SchemeSpend]
) -> tuple[Finding, ...]:
    """Say what stands behind the pounds and is not in them."""
    notes = []
    if not any(spend.item == "capital" for given in spends for spend in given.spends):
        notes.append(finding("appraise_no_spends", file="spends"))
    notes += _above_places(with_programme, without)
    left = (headlines_by_draw(made)["without"][:, -1].mean() for made in (without, with_programme))
    before, after = left
    if before - after >= FEWER:
        who = children_words(before - after, "fewer")
        notes.append(
            finding(
                "appraise_without_place",
                file="the two allocations",
                who=f"{who} {'is' if who.endswith('child') else 'are'}",
                year=terms.year_label(without.years[-1]),
                percent=f"{share_without_place(with_programme.scenario) * 100:g}",
            )
        )
    return tuple(notes)
