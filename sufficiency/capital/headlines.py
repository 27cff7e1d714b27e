"""The headline figures of an appraisal: net present value, payback, and what one of each costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.frames import with_range
from sufficiency.capital.appraisal_frames import unit_of
from sufficiency.capital.kept import BOUGHT, Kept, Supposed
from sufficiency.capital.payers import capital_by_payer
from sufficiency.money import cost_of_one, payback_years

if TYPE_CHECKING:
    from sufficiency.capital.appraisal import Appraisal

FloatArray = NDArray[np.float64]

NEVER = "does not pay back"


@dataclass(frozen=True, slots=True)
class Payback:
    """When a programme pays back.

    Parameters
    ----------
    years : float or None
        Of the mean over the draws, from April of the year `since`; None where it does not pay back
        in the years that are appraised.
    chance : float
        Share of the draws in which it does.
    since : int
        First financial year in which anything is spent or saved.
    """

    years: float | None
    chance: float
    since: int

    @property
    def words(self) -> str:
        """Say it."""
        if self.years is None:
            return NEVER
        return f"pays back after {self.years:.1f} years from April {self.since}"


def payback_of(net: FloatArray, *, first: int) -> Payback:
    """Say when a programme pays back, in the mean and in how many draws.

    Parameters
    ----------
    net : FloatArray
        Axes (draw, financial year): saved less spent, discounted or not [pounds].
    first : int
        The first of the financial years.

    Returns
    -------
    Payback
    """
    each = [payback_years(draw) is not None for draw in net]
    before = int(np.argmax((net != 0).any(axis=0)))
    years = payback_years(net.mean(axis=0)[before:])
    return Payback(years, float(np.mean(each)), first + before)


def capital_of(kept: Kept, supposed: Supposed) -> float:
    """Add up the capital, with allowances and growth, receipts taken off [pounds, real]."""
    spent = kept.spent(supposed)
    return float(
        sum(spent[place].sum() for place, paid in enumerate(kept.payments) if paid.is_capital)
    )


LEAST = 1.0
"""Capital is divided by no fewer places or placements: a part of one makes a sum of no meaning."""


def capital_a_place(kept: Kept, supposed: Supposed) -> float:
    """Give the capital for each place that there are more in the last allocated year.

    Returns
    -------
    float
        nan where there is no place more, or no capital is stated [pounds, real].
    """
    places = float((kept.places_with - kept.places_without)[:, -1].mean())
    is_known = any(payment.is_capital for payment in kept.payments)
    is_divided = is_known and places >= LEAST
    return capital_of(kept, supposed) / places if is_divided else float("nan")


def capital_a_placement(kept: Kept, supposed: Supposed) -> float:
    """Give the capital for each independent placement avoided in the last allocated year.

    A placement that is not bought because the child is left without one is not avoided.

    Returns
    -------
    float
        nan where none is avoided, or no capital is stated [pounds, real].
    """
    fewer = float((kept.independent_without - kept.independent_with)[:, -1].mean())
    left = float((kept.left_without - kept.left_with)[:, -1].mean())
    is_known = any(payment.is_capital for payment in kept.payments)
    is_avoided = is_known and fewer >= LEAST and left > -LEAST
    return capital_of(kept, supposed) / fewer if is_avoided else float("nan")


def cost_a_placement_year(appraisal: Appraisal) -> float:
    """Give what a year of an independent placement avoided costs, before what is saved on it.

    The present value of what schemes and places cost more, over the placement years avoided,
    discounted alike: less than what such a placement costs, where the programme pays.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    float
        nan where none is avoided [pounds a placement year, real].
    """
    kept, supposed = appraisal.kept.mean, appraisal.supposed
    bought = np.array([line.where in BOUGHT for line in kept.lines])
    saved = kept.over_years(kept.saved(supposed), supposed)[0]
    fewer = (kept.independent_without - kept.independent_with)[..., None]
    years = kept.over_years(fewer, supposed)[0, :, 0]
    costs = kept.spent(supposed).sum(axis=0) - saved[:, ~bought].sum(axis=1)
    factors = kept.factors(supposed)
    return cost_of_one(float(costs @ factors), float(years @ factors))


def summary_frame(appraisal: Appraisal) -> pd.DataFrame:
    """Lay out the headline figures; see `Appraisal.summary`."""
    kept, supposed = appraisal.kept, appraisal.supposed
    factors = kept.factors(supposed)
    spent = float(kept.spent(supposed).sum(axis=0) @ factors)
    capital = capital_of(kept, supposed)
    worth = appraisal.net_present_value
    fewer = (kept.independent_without - kept.independent_with)[:, -1]
    places = (kept.places_with - kept.places_without)[:, -1].mean()
    back, discounted = appraisal.payback(), appraisal.payback(discounted=True)
    last, prices = terms.year_label(kept.years[-1]), terms.year_label(kept.price_year)
    pounds, people = unit_of(appraisal, yearly=False), f"children in {last}"
    rows = [
        _row("net_present_value", "Net present value", worth, pounds),
        _row("present_value_saved", f"Saved, as worth in {prices}", worth + spent, pounds),
        _row("present_value_spent", f"Spent on schemes, as worth in {prices}", spent, pounds),
        _row("capital", "Capital, with allowances", capital, pounds),
        *_by_payer(appraisal, pounds),
        _row("places", "More places that are ours", places, f"places in {last}"),
        _row("capital_a_place", "Capital for a place", capital_a_place(kept, supposed), pounds),
        _row("placements_avoided", "Independent placements avoided", fewer, people),
        _row(
            "capital_a_placement",
            "Capital for an independent placement avoided",
            capital_a_placement(kept, supposed),
            pounds,
        ),
        _row(
            "cost_a_placement_year",
            "Cost of each year of an independent placement avoided",
            cost_a_placement_year(appraisal),
            pounds,
        ),
        _row("payback_years", f"Payback: {back.words}", _years(back), "years"),
        _row(
            "discounted_payback_years",
            f"Discounted payback: {discounted.words}",
            _years(discounted),
            "years",
        ),
        _row(
            "chance_worth",
            "Share of draws with a net present value above nought",
            float((worth > 0).mean()),
            "share of draws",
        ),
    ]
    return pd.DataFrame(rows).assign(
        price_year=kept.price_year,
        year_kind="financial",
        basis=appraisal.basis,
        counterfactual=appraisal.counterfactual,
    )


def _by_payer(appraisal: Appraisal, unit: str) -> list[dict[str, object]]:
    """Lay out whose the net present value and the capital are."""
    label = terms.short_list("payer").label
    worths = [
        _row(f"net_present_value_{payer}", f"Net present value: {label(payer)}", worth, unit)
        for payer, worth in appraisal.by_payer_worth().items()
    ]
    capital = [
        _row(f"capital_{payer}", f"Capital, with allowances: {label(payer)}", pounds, unit)
        for payer, pounds in capital_by_payer(appraisal.kept, appraisal.supposed).items()
    ]
    return [*worths, *capital]


def _years(payback: Payback) -> float:
    return float("nan") if payback.years is None else payback.years


def _row(measure: str, label: str, value: FloatArray | float, unit: str) -> dict[str, object]:
    """Lay out a figure, with its range where it has draws."""
    made: dict[str, object] = {"measure": measure, "label": label, "unit": unit}
    if isinstance(value, float):
        return made | {"value": value, "low": float("nan"), "high": float("nan")}
    held = with_range("value", np.asarray(value, dtype=np.float64)[:, None])
    return made | {
        "value": float(held["value"][0]),
        "low": float(held["value_low"][0]),
        "high": float(held["value_high"][0]),
    }
