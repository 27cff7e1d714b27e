"""What the schemes of a programme cost: by financial year, in real terms, with allowances."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from sufficiency import terms
from sufficiency.allocation.costing import prices_of
from sufficiency.capital.offer import Spend
from sufficiency.money import building_growth, with_allowances
from sufficiency.scenario import Scenario

CAPITAL, RUNNING = "capital", "running"


@dataclass(frozen=True, slots=True)
class SchemeSpend:
    """What a chosen scheme costs besides what its children cost.

    Parameters
    ----------
    scheme : str
        Its short name.
    opens : int
        Academic year in which it opens.
    spends : tuple of Spend
        Amounts by years since the financial year in which it opens. A running cost holds until
        the next one of its payer; all others are paid once.
    """

    scheme: str
    opens: int
    spends: tuple[Spend, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """An amount of a scheme, in the year in which it is paid.

    Parameters
    ----------
    scheme : str
    spend : Spend
        As it is given.
    year : int
        Financial year in which it is paid, or from which it is.
    until : int or None
        Last financial year of a running cost; None where none ends it.
    pounds : float
        In the prices of the price year, building costs grown, before allowances [pounds].
    """

    scheme: str
    spend: Spend
    year: int
    until: int | None
    pounds: float

    @property
    def is_capital(self) -> bool:
        """Whether optimism bias is added to it; its own contingency is in any case."""
        return self.spend.item == CAPITAL

    def in_years(
        self, first: int, years: int, *, optimism_bias: float, build_cost: float
    ) -> list[float]:
        """Lay it over the years of an appraisal.

        Parameters
        ----------
        first, years : int
            First financial year of the appraisal, and their number.
        optimism_bias, build_cost : float
            Added to capital; the latter, a change of it that is supposed [percent].

        Returns
        -------
        list of float
            By financial year [pounds, real].
        """
        pounds = with_allowances(
            self.pounds * (1 + build_cost / 100) if self.is_capital else self.pounds,
            optimism_bias_percent=optimism_bias if self.is_capital else 0.0,
            contingency_percent=self.spend.contingency_percent,
        )
        last = first + years - 1 if self.until is None else self.until
        return [
            pounds if self.year <= year <= last else 0.0 for year in range(first, first + years)
        ]


def payments_of(schemes: Sequence[SchemeSpend], scenario: Scenario) -> tuple[Payment, ...]:
    """Bring what schemes cost to the price year, and to the years in which it is paid.

    Parameters
    ----------
    schemes : sequence of SchemeSpend
    scenario : Scenario
        For price year, inflation and the growth of building costs.

    Returns
    -------
    tuple of Payment
        In the order given.
    """
    prices, growth = prices_of(scenario), _building(scenario)
    made = []
    for scheme in schemes:
        for spend in scheme.spends:
            year = scheme.opens + spend.since
            factor = 1.0
            if spend.item == CAPITAL:
                factor = building_growth(
                    growth, price_year=spend.price_year, year=year, opens=scheme.opens
                )
            made.append(
                Payment(
                    scheme.scheme,
                    spend,
                    year,
                    _until(scheme, spend),
                    prices.brought(spend.pounds, price_year=spend.price_year) * factor,
                )
            )
    return tuple(made)


def _until(scheme: SchemeSpend, spend: Spend) -> int | None:
    """Say in which financial year an amount is paid for the last time."""
    if spend.item != RUNNING:
        return scheme.opens + spend.since
    later = [
        other.since
        for other in scheme.spends
        if (other.item, other.payer) == (RUNNING, spend.payer) and other.since > spend.since
    ]
    return scheme.opens + min(later) - 1 if later else None


def _building(scenario: Scenario) -> Callable[[int], float]:
    held = scenario.assumption("building_cost_growth_percent")
    return cache(lambda year: float(held.at(year)) / 100)  # type: ignore[arg-type]


def spends_frame(
    payments: Sequence[Payment], *, optimism_bias: float, price_year: int
) -> pd.DataFrame:
    """Lay out what schemes cost, from what was given to what is counted.

    Parameters
    ----------
    payments : sequence of Payment
    optimism_bias : float
        [percent]
    price_year : int
        Financial year.

    Returns
    -------
    pandas.DataFrame
        Columns scheme, item, payer, year (financial), until (blank where nothing ends it), given
        with given_price_year, before_allowances, pounds, unit, price_year, year_kind, basis,
        source.
    """
    rows = []
    for payment in payments:
        spend = payment.spend
        counted = payment.in_years(payment.year, 1, optimism_bias=optimism_bias, build_cost=0.0)
        rows.append(
            {
                "scheme": payment.scheme,
                "item": spend.item,
                "payer": spend.payer,
                "year": payment.year,
                "until": payment.until,
                "given": spend.pounds,
                "given_price_year": spend.price_year,
                "before_allowances": payment.pounds,
                "contingency_percent": spend.contingency_percent,
                "pounds": counted[0],
                "unit": f"pounds, in prices of {terms.year_label(price_year)}",
                "price_year": price_year,
                "year_kind": "financial",
                "basis": spend.basis,
                "source": spend.source,
            }
        )
    columns = [
        *("scheme", "item", "payer", "year", "until", "given", "given_price_year"),
        *(
            "before_allowances",
            "contingency_percent",
            "pounds",
            "unit",
            "price_year",
            "year_kind",
            "basis",
            "source",
        ),
    ]
    return pd.DataFrame(rows, columns=columns).astype({"until": "Int64"})
