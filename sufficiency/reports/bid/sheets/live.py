"""On which yearly rates the pounds of a workbook hang: these may be changed, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from sufficiency.reports.bid.ledger import BUILDING, DISCOUNT, INFLATION, Ledger


def live_years(ledger: Ledger, name: str) -> frozenset[int]:
    """Give the years of a series whose rate changes a pound.

    A pound that is brought from one year to another hangs on the rates of the years after the
    earlier one, up to the later one.

    Parameters
    ----------
    ledger : Ledger
    name : str
        Of one of its series.

    Returns
    -------
    frozenset of int
        Financial years.
    """
    spans = [sorted(span) for span in _spans(ledger, name)]
    return frozenset(year for first, last in spans for year in range(first + 1, last + 1))


def _spans(ledger: Ledger, name: str) -> Iterator[tuple[int, int]]:
    """Give from which year to which something is brought by a series."""
    traced = [line.cost for line in ledger.lines]
    if name == DISCOUNT:
        yield from ((ledger.price_year, year) for year in ledger.appraised)
    elif name == INFLATION:
        own = [*(cost.price_year for cost in traced), *(one.price_year for one in ledger.spending)]
        yield from ((year, ledger.price_year) for year in own)
        paid = [year for one in ledger.spending for year in one.given]
        yield from ((ledger.price_year, year) for year in paid)
    elif name == BUILDING:
        for one in ledger.spending:
            if one.is_capital:
                latest = max((min(year, one.opens) for year in one.given), default=one.opens)
                yield one.price_year, max(latest, one.price_year)
    else:
        yield from (
            (cost.since, max(cost.since, ledger.counted[-1]))
            for cost in traced
            if cost.growth == name
        )
