"""What is asked for, of whom and in which prices: capital by payer, and what comes besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sufficiency import terms
from sufficiency.messages.listing import listed
from sufficiency.reports.bid.ledger import CAPITAL, CASH, Ledger
from sufficiency.reports.bid.reckoning import Reckoning, in_cash
from sufficiency.reports.bid.wording import financial_words, pounds_words

RUNNING = str(terms.short_list("scheme_item").label("running"))
SCHOOL = str(terms.short_list("payer").label("school"))
PENNY = 0.005


def from_whom(payer: str) -> str:
    """Say from whose money something is paid, by the words of a payer.

    Examples
    --------
    >>> from_whom("Capital grant"), from_whom("School")
    ('the capital grant', "schools' own budgets")
    """
    return "schools' own budgets" if payer == SCHOOL else f"the {payer.lower()}"


def funding_words(funding: Mapping[str, float]) -> str:
    """Say capital apart by who pays it, most first; what a payer gets back is taken off.

    Examples
    --------
    >>> funding_words({"School": 74_400.0, "Capital grant": 17_870_000.0})
    "£17.87 million of capital from the capital grant and £74,400 from schools' own budgets"
    >>> funding_words({"Capital grant": 1_000_000.0, "General fund": -50_000.0})
    '£1.00 million of capital from the capital grant, less £50,000 that the general fund receives'
    """
    ordered = sorted(funding.items(), key=lambda part: -part[1])
    paid = {payer: pounds for payer, pounds in ordered if pounds > PENNY}
    back = {payer: -pounds for payer, pounds in ordered if pounds < -PENNY}
    told = [
        f"{pounds_words(pounds)}{'' if number else ' of capital'} from {from_whom(payer)}"
        for number, (payer, pounds) in enumerate(paid.items())
    ]
    less = [
        f"{pounds_words(pounds)} that {from_whom(payer)} receives" for payer, pounds in back.items()
    ]
    return f"{listed(told) if told else 'no capital'}{f', less {listed(less)}' if less else ''}"


def besides_words(ledger: Ledger, made: Reckoning) -> str:
    """Say what schemes cost besides capital, and whose money that is; empty where nothing.

    Start-up is told once, running costs by the year in which they are highest.
    """
    parts = list(_besides(ledger, made))
    return f"Besides, {listed(parts)}." if parts else ""


def _besides(ledger: Ledger, made: Reckoning) -> Iterator[str]:
    """Say what each payer pays besides capital, all of it once with its name."""
    others = [one for one in ledger.spending if not one.is_capital]
    for payer in dict.fromkeys(one.payer for one in others):
        told = []
        items = dict.fromkeys(one.item for one in others)
        for item in sorted(items, key=lambda item: item == RUNNING):
            own = [
                not one.is_capital and (one.item, one.payer) == (item, payer)
                for one in ledger.spending
            ]
            yearly = made.spent[own].sum(axis=0)
            if not np.abs(yearly).max(initial=0.0) > PENNY:
                continue
            pounds = pounds_words(float(yearly.max() if item == RUNNING else yearly.sum()))
            often = f"up to {pounds} a year" if item == RUNNING else pounds
            told.append(f"{often} of {item.lower()} costs")
        if told:
            yield f"{listed(told)} from {from_whom(payer)}"


def prices_words(ledger: Ledger, made: Reckoning) -> str:
    """Say the capital in the prices of the price year, and in the cash of the years it is spent."""
    real, cash = (pounds_words(made.figure(ledger, key)) for key in (CAPITAL, CASH))
    return (
        f"In all, capital is {real} in prices of {financial_words(ledger.price_year)}, and {cash} "
        "in the cash of the years in which it is spent."
    )


def cash_by_year(ledger: Ledger, made: Reckoning) -> dict[int, float]:
    """Give the capital of each financial year in the cash of that year [pounds]."""
    cash = in_cash(ledger, made)[[one.is_capital for one in ledger.spending]].sum(axis=0)
    return dict(zip(ledger.appraised, cash.tolist(), strict=True))


def cash_by_payer(ledger: Ledger, made: Reckoning) -> dict[str, float]:
    """Give the capital of each payer in the cash of the years in which it is spent [pounds]."""
    added: dict[str, float] = {}
    for one, cash in zip(ledger.spending, in_cash(ledger, made), strict=True):
        if one.is_capital:
            added[one.payer] = added.get(one.payer, 0.0) + float(cash.sum())
    return added
