"""The tables of an appraisal: by year, payer and line; the cash flow; what is avoided and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.costing import prices_of
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.tariff import Line
from sufficiency.capital.kept import BOUGHT, difference
from sufficiency.money.financial_years import MONTHS, SINCE_SEPTEMBER

if TYPE_CHECKING:
    from sufficiency.capital.appraisal import Appraisal

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SCHEMES = "schemes"
"""Where what schemes themselves cost stands, beside bases and schools."""

MIX = "mix"
PARTS = ("cashable", "growth_avoided", MIX)
"""Of what is saved on independent placements: those fewer than today's, those fewer than there
would have been and more than today's, and dearer or cheaper children among as many."""


def unit_of(appraisal: Appraisal, *, yearly: bool = True) -> str:
    """Say in what pounds are."""
    kind = "pounds a year" if yearly else "pounds"
    return f"{kind}, in prices of {terms.year_label(appraisal.kept.price_year)}"


def _told(frame: pd.DataFrame, appraisal: Appraisal, *, year_kind: str) -> pd.DataFrame:
    """Put behind a table of money in what its pounds are, and the counterfactual."""
    return frame.assign(
        unit=unit_of(appraisal),
        price_year=appraisal.kept.price_year,
        year_kind=year_kind,
        basis=frame.get("basis", appraisal.basis),
        counterfactual=appraisal.counterfactual,
    )


def by_year_frame(appraisal: Appraisal, *, year_kind: str) -> pd.DataFrame:
    """Lay out what each line costs with and without; see `Appraisal.by_year`."""
    kept, supposed = appraisal.kept, appraisal.supposed
    (without, planned), years = kept.paid(supposed), kept.years
    if year_kind == "financial":
        without = kept.over_years(without, supposed)
        planned = kept.over_years(planned, supposed)
        years = appraisal.financial_years
    last = kept.years[-1]
    parts = []
    for name, places in _named(kept.lines, kept.counted(supposed)).items():
        before, after = (held[..., places].sum(axis=2) for held in (without, planned))
        bases = [kept.lines[place].basis for place in places]
        parts.append(
            pd.DataFrame(
                {
                    "year": years,
                    **dict(zip(("payer", "where", "item"), name, strict=True)),
                    "without": before.mean(axis=0),
                    "with": after.mean(axis=0),
                    **with_range("saved", difference(before, after)),
                    "held": np.array(years) > last,
                    "months": _months(appraisal, years, year_kind=year_kind),
                    "basis": terms.weakest([appraisal.basis, *bases]),
                }
            )
        )
    if year_kind == "financial":
        parts += _of_schemes(appraisal)
    every = pd.concat(parts, ignore_index=True)
    made = every.sort_values("year", kind="stable", ignore_index=True)
    return _told(made, appraisal, year_kind=year_kind)


def _months(appraisal: Appraisal, years: tuple[int, ...], *, year_kind: str) -> IntArray:
    """Axis (year): months for which anything was allocated; before the first year nothing was."""
    since = np.array(years) - appraisal.kept.years[0]
    in_first = SINCE_SEPTEMBER if year_kind == "financial" else MONTHS
    return np.where(since < 0, 0, np.where(since == 0, in_first, MONTHS))


def _named(
    lines: tuple[Line, ...], counted: tuple[int, ...]
) -> dict[tuple[str, str, str], list[int]]:
    """Put lines of one name together: a fee may be paid for a child and for a place."""
    named: dict[tuple[str, str, str], list[int]] = {}
    for place in counted:
        line = lines[place]
        named.setdefault((line.payer, line.where, line.item), []).append(place)
    return named


def _of_schemes(appraisal: Appraisal) -> list[pd.DataFrame]:
    """Lay out what schemes themselves cost: nought without them."""
    spent = appraisal.kept.spent(appraisal.supposed)
    groups: dict[tuple[str, str], list[int]] = {}
    for place, payment in enumerate(appraisal.kept.payments):
        groups.setdefault((payment.spend.payer, payment.spend.item), []).append(place)
    last = appraisal.kept.years[-1]
    parts = []
    for (payer, item), places in groups.items():
        pounds = spent[places].sum(axis=0)
        bases = [appraisal.kept.payments[place].spend.basis for place in places]
        parts.append(
            pd.DataFrame(
                {
                    "year": appraisal.financial_years,
                    "payer": payer,
                    "where": SCHEMES,
                    "item": item,
                    "without": 0.0,
                    "with": pounds,
                    **dict.fromkeys(("saved", "saved_low", "saved_high"), -pounds),
                    "held": np.array(appraisal.financial_years) > last,
                    "months": MONTHS,
                    "basis": terms.weakest([appraisal.basis, *bases]),
                }
            )
        )
    return parts


def by_payer_frame(appraisal: Appraisal) -> pd.DataFrame:
    """Lay out what each payer saves and spends by financial year; see `Appraisal.by_payer`."""
    saved = appraisal.saved
    spent = appraisal.kept.spent(appraisal.supposed)
    parts = []
    for payer in appraisal.payers:
        lines = [place for place, line in enumerate(appraisal.kept.lines) if line.payer == payer]
        own = [
            place
            for place, payment in enumerate(appraisal.kept.payments)
            if payment.spend.payer == payer
        ]
        less = saved[..., lines].sum(axis=2)
        paid = spent[own].sum(axis=0)
        parts.append(
            pd.DataFrame(
                {
                    "year": appraisal.financial_years,
                    "payer": payer,
                    **with_range("saved", less),
                    "spent": paid,
                    **with_range("net", less - paid),
                }
            )
        )
    made = pd.concat(parts, ignore_index=True).sort_values("year", kind="stable", ignore_index=True)
    return _told(made, appraisal, year_kind="financial")


def cash_flow_frame(appraisal: Appraisal) -> pd.DataFrame:
    """Lay out what is saved less what is spent; see `Appraisal.cash_flow`."""
    years = appraisal.financial_years
    saved = appraisal.saved.sum(axis=2)
    spent = appraisal.kept.spent(appraisal.supposed).sum(axis=0)
    net = saved - spent
    factors = appraisal.kept.factors(appraisal.supposed)
    made = pd.DataFrame(
        {
            "year": years,
            **with_range("saved", saved),
            "spent": spent,
            **with_range("net", net),
            **with_range("nominal", net * nominal_factors(appraisal)),
            "discount_factor": factors,
            **with_range("discounted", net * factors),
            **with_range("cumulative", np.cumsum(net, axis=1)),
            **with_range("cumulative_discounted", np.cumsum(net * factors, axis=1)),
        }
    )
    return _told(made, appraisal, year_kind="financial")


def nominal_factors(appraisal: Appraisal) -> FloatArray:
    """Axis (financial year): cash pounds of a year for each pound of the price year."""
    prices = prices_of(appraisal.with_programme.scenario)
    return np.array(
        [1 / prices.brought(1.0, price_year=year) for year in appraisal.financial_years]
    )


def avoided_by_part(appraisal: Appraisal) -> tuple[FloatArray, FloatArray]:
    """Take what is avoided of independent placements apart, draw by draw.

    With T today's placements, W those without the programme and P those with it,

        cashable = min(W, T) - min(P, T),   growth avoided = max(W, T) - max(P, T),

    which add up to W - P. Pounds follow the children in proportion; where as many children are in
    independent schools, what is saved is put down to their mix.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    children : FloatArray
        Axes (part of `PARTS`, draw, academic year) [children].
    pounds : FloatArray
        The same axes: fees and transport of independent placements [pounds a year, real].
    """
    kept = appraisal.kept
    without, planned, today = kept.independent_without, kept.independent_with, kept.today
    cashable = np.minimum(without, today) - np.minimum(planned, today)
    growth = np.maximum(without, today) - np.maximum(planned, today)
    children = np.array([cashable, growth, np.zeros_like(growth)])
    bought = [line.where in BOUGHT for line in kept.lines]
    pounds = kept.saved(appraisal.supposed)[..., bought].sum(axis=2)
    fewer = without - planned
    share = np.zeros_like(children)
    share[2] = fewer == 0
    np.divide(children[:2], fewer, out=share[:2], where=fewer != 0)
    return children, share * pounds


def avoided_frame(appraisal: Appraisal) -> pd.DataFrame:
    """Lay out what is avoided of independent placements; see `Appraisal.avoided`."""
    kept = appraisal.kept
    children, pounds = avoided_by_part(appraisal)
    parts = [
        pd.DataFrame(
            {
                "year": kept.years,
                "part": part,
                "today": kept.today,
                "placements_without": kept.independent_without.mean(axis=0),
                "placements_with": kept.independent_with.mean(axis=0),
                **with_range("placements_avoided", children[place]),
                **with_range("saved", pounds[place]),
            }
        )
        for place, part in enumerate(PARTS)
    ]
    made = pd.concat(parts, ignore_index=True).sort_values("year", kind="stable", ignore_index=True)
    return _told(made, appraisal, year_kind="academic")


def children_frame(appraisal: Appraisal) -> pd.DataFrame:
    """Lay out the children and places behind the pounds; see `Appraisal.children`."""
    kept = appraisal.kept
    pairs = {
        "independent": ("children", kept.independent_without, kept.independent_with),
        "without_place": ("children", kept.left_without, kept.left_with),
        "places": ("places", kept.places_without, kept.places_with),
        "void_places": ("places", kept.empty_without, kept.empty_with),
    }
    parts = [
        pd.DataFrame(
            {
                "year": kept.years,
                "what": what,
                "unit": unit,
                "without": without.mean(axis=0),
                "with": planned.mean(axis=0),
                **with_range("change", planned - without),
                "basis": appraisal.basis,
                "counterfactual": appraisal.counterfactual,
            }
        )
        for what, (unit, without, planned) in pairs.items()
    ]
    return pd.concat(parts, ignore_index=True).sort_values("year", kind="stable", ignore_index=True)
