"""What is wrong with schemes: conditions that are never met, and what a row leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from sufficiency import terms
from sufficiency.capital.checks_places import findings_of_places
from sufficiency.capital.offer import Offer
from sufficiency.capital.standing import Standing
from sufficiency.errors import Finding, finding
from sufficiency.scenario.rows import Row
from sufficiency.scenario.schedule import LAST_YEAR

FREE_KINDS = ("designation", "closure")
"""Kinds of schemes that may cost nothing without saying so."""

ABOUT = {"places": ("pool", "fill_years"), "pounds": ("price_year", "payer")}
"""Columns of a scheme's own row that are about another one of it, and nothing without it."""


def findings_of(
    offers: Iterable[Offer], rows: Mapping[str, Row], there: Standing
) -> tuple[Finding, ...]:
    """Find what is wrong with schemes, one by one and together.

    Parameters
    ----------
    offers : iterable of Offer
    rows : mapping of str to Row
        The row of `schemes` of each, to be named in findings.
    there : Standing
        The places without any of them.

    Returns
    -------
    tuple of Finding
    """
    held = {offer.scheme: offer for offer in offers}
    return (
        *(found for offer in held.values() for found in _unsaid(offer, rows[offer.scheme])),
        *findings_of_places(held, rows, there),
        *(found for offer in held.values() for found in _before(offer, rows[offer.scheme])),
        *_never_ready(held, rows),
        *_fixed(held, rows),
    )


def fault(rule: str, row: Row, column: str, *, value: object, **words: Any) -> Finding:
    """Make a finding about a row of a scenario.

    Parameters
    ----------
    rule : str
    row : Row
    column : str
    value : object
    **words
        What the message names.
    """
    return finding(rule, file=row.file, row=row.number, column=column, value=value, **words)


def _unsaid(offer: Offer, row: Row) -> Iterator[Finding]:
    """Find a scheme that says nothing, or what its row states about nothing."""
    name = offer.scheme
    for about, columns in ABOUT.items():
        for column in (column for column in columns if row[column] and not row[about]):
            words: dict[str, Any] = {"value": row[column], "stated": column, "about": about}
            yield fault("scheme_states_idly", row, column, scheme=name, **words)
    if row["pounds"] and not row["price_year"]:
        yield fault("scheme_price_year", row, "price_year", value=row["pounds"], scheme=name)
        return
    if not offer.steps and not offer.spends:
        yield fault("scheme_says_nothing", row, "places, pounds", value=name, scheme=name)
    elif not offer.spends and offer.kind not in FREE_KINDS:
        yield fault("scheme_costs_unsaid", row, "pounds", value=name, scheme=name)
    if offer.kind == "closure" and not any(step.places < 0 for step in offer.steps):
        yield fault("scheme_closes_nothing", row, "kind", value=offer.kind, scheme=name)


def _before(offer: Offer, row: Row) -> Iterator[Finding]:
    """Find the first amount that is paid before the scheme was approved, if it opens early."""
    first = min((spend.since for spend in offer.spends if spend.pounds), default=0)
    if row["approved"] and offer.spends and offer.opens + first < int(row["approved"]):
        yield fault(
            "scheme_before_approval",
            row,
            "approved",
            value=row["approved"],
            scheme=offer.scheme,
            opens=terms.year_label(offer.opens),
            paid=terms.year_label(offer.opens + first),
            approved=terms.year_label(int(row["approved"])),
        )


def earliest_openings(offers: Mapping[str, Offer]) -> dict[str, int]:
    """Give the first year in which each scheme can open, after all that it requires.

        earliest_k = max(opens_k, earliest_r for each r that k requires)

    Parameters
    ----------
    offers : mapping of str to Offer
        By short name; they do not require each other in a circle.

    Returns
    -------
    dict of str to int
        Academic year by scheme.
    """
    known: dict[str, int] = {}

    def of(name: str) -> int:
        if name not in known:
            ahead = [of(other) for other in offers[name].requires if other in offers]
            known[name] = max([offers[name].opens, *ahead])
        return known[name]

    return {name: of(name) for name in offers}


def _never_ready(offers: Mapping[str, Offer], rows: Mapping[str, Row]) -> Iterator[Finding]:
    """Find schemes whose last year comes before what they require can open."""
    earliest = earliest_openings(offers)
    for name, offer in offers.items():
        late = {other: earliest[other] for other in offer.requires if other in earliest}
        other = max(late, key=lambda each: late[each], default="")
        if other and offer.latest != LAST_YEAR and late[other] > offer.latest:
            yield fault(
                "scheme_never_ready",
                rows[name],
                "requires",
                value=other,
                scheme=name,
                latest=terms.year_label(offer.latest),
                first=terms.year_label(late[other]),
            )


def _fixed(offers: Mapping[str, Offer], rows: Mapping[str, Row]) -> Iterator[Finding]:
    """Find fixed schemes that require what is not fixed, or that exclude one another."""
    fixed = [offer for offer in offers.values() if offer.fixed]
    for offer in fixed:
        for other in offer.requires:
            if other in offers and not offers[other].fixed:
                words: dict[str, Any] = {"value": other, "scheme": offer.scheme, "other": other}
                yield fault("scheme_fixed_requires", rows[offer.scheme], "requires", **words)
    for one, two in combinations(fixed, 2):
        if two.scheme in one.excludes:
            both: dict[str, Any] = {"value": one.scheme, "scheme": one.scheme, "other": two.scheme}
            yield fault("schemes_fixed_clash", rows[one.scheme], "fixed", **both)
