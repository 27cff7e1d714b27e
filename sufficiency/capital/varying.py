"""How far the worth of a programme hangs on what is supposed, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation.tariff import WITHOUT
from sufficiency.capital.appraisal_frames import unit_of
from sufficiency.capital.kept import Kept, Supposed
from sufficiency.terms import Sensitivity

if TYPE_CHECKING:
    from sufficiency.capital.appraisal import Appraisal

LINEAR = (
    "fees",
    "transport",
    "local_costs",
    "build_cost",
    "optimism_bias",
    "occupancy",
    "without_place",
)
"""Suppositions in which the net present value is a straight line."""

REACH = {"fee_growth": (-20.0, 20.0), "discount_rate": (0.0, 50.0)}
"""Between what a switching value of the others is looked for."""

LEAST = {"fees": -100.0, "transport": -100.0, "local_costs": -100.0, "build_cost": -100.0}
LEAST |= {"optimism_bias": 0.0, "occupancy": 0.0, "without_place": 0.0}
MOST = {"occupancy": 100.0}
"""Beyond these a switching value means nothing: no fee is below nought."""

MONEY_LEAST = 0.5
"""A net present value below this is nought [pounds]."""


def with_value(supposed: Supposed, code: str, value: float) -> Supposed:
    """Put another value in the place of one supposition.

    Parameters
    ----------
    supposed : Supposed
    code : str
        One of `terms.sensitivities`.
    value : float
        In its unit.

    Returns
    -------
    Supposed
    """
    change: dict[str, Any] = {code: value}
    if code == "appraisal_years":
        change = {code: int(value)}
        if isinstance(supposed.discount_rate, tuple):
            held = supposed.discount_rate
            more = max(0, int(value) - supposed.appraisal_years)
            change["discount_rate"] = (*held, *[held[-1]] * more)
    return replace(supposed, **change)


def central_of(supposed: Supposed, code: str) -> float:
    """Give what is supposed, as one number: of a discount rate that differs by year, the first."""
    if code == "discount_rate":
        rate = supposed.discount_rate
        if rate is None:
            return terms.discount_spans()[0].percent
        return float(np.atleast_1d(np.asarray(rate, dtype=np.float64))[0])
    return float(getattr(supposed, code))


def worth_of(kept: Kept, supposed: Supposed) -> float:
    """Give the mean net present value over the draws [pounds, real]."""
    return float(kept.net_present_value(supposed).mean())


def _suppositions(kept: Kept) -> dict[str, Sensitivity]:
    """Give what can be varied: what an independent placement costs may not be known of all."""
    is_known = any(line.where == WITHOUT for line in kept.lines)
    return {
        code: term
        for code, term in terms.sensitivities().items()
        if is_known or code != "without_place"
    }


def tornado_frame(appraisal: Appraisal) -> pd.DataFrame:
    """Vary each supposition by itself; see `Appraisal.tornado`."""
    kept, supposed = appraisal.kept.mean, appraisal.supposed
    central = worth_of(kept, supposed)
    rows = []
    for code, term in _suppositions(kept).items():
        ends = [worth_of(kept, with_value(supposed, code, end)) for end in (term.low, term.high)]
        rows.append(
            {
                "supposition": code,
                "label": term.label,
                "way": term.way,
                "central": central_of(supposed, code),
                "low": term.low,
                "high": term.high,
                "unit_varied": term.unit,
                "net_present_value": central,
                "at_low": ends[0],
                "at_high": ends[1],
                "swing": max(central, *ends) - min(central, *ends),
                "unit": unit_of(appraisal, yearly=False),
                "price_year": kept.price_year,
                "year_kind": "financial",
                "basis": terms.weakest([appraisal.basis, "assumed"]),
                "source": term.source,
                "counterfactual": appraisal.counterfactual,
            }
        )
    made = pd.DataFrame(rows)
    return made.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def switching_frame(appraisal: Appraisal) -> pd.DataFrame:
    """Find where the programme stops paying; see `Appraisal.switching_values`."""
    kept, supposed = appraisal.kept.mean, appraisal.supposed
    central = worth_of(kept, supposed)
    rows = []
    for code, term in _suppositions(kept).items():
        value = switching_value(kept, supposed, code)
        pounds, words = _told(appraisal, term, value, pays=central > 0)
        rows.append(
            {
                "supposition": code,
                "label": term.label,
                "central": central_of(supposed, code),
                "switches_at": float("nan") if value is None else value,
                "unit_varied": term.unit,
                "pounds": pounds,
                "words": words,
                "unit": unit_of(appraisal),
                "price_year": kept.price_year,
                "year_kind": "financial",
                "basis": appraisal.basis,
                "counterfactual": appraisal.counterfactual,
            }
        )
    return pd.DataFrame(rows)


def switching_value(kept: Kept, supposed: Supposed, code: str) -> float | None:
    """Find the value of one supposition at which the net present value is nought.

    A straight line a + b v crosses nought at -a/b, exactly. Growth of fees and the discount rate
    bend it: Brent's method, between bounds within which such values are met, and of several the
    value nearest to what is supposed. Of the years
    appraised it is the first number of them at which the side changes.

    Parameters
    ----------
    kept : Kept
    supposed : Supposed
    code : str
        One of `terms.sensitivities`.

    Returns
    -------
    float or None
        In the unit of the supposition; None where no value that can be does it.
    """

    def worth(value: float) -> float:
        return worth_of(kept, with_value(supposed, code, value))

    if code in LINEAR:
        return _crossing(worth, code)
    if code == "appraisal_years":
        return _years(worth, supposed)
    return _nearest_root(worth, *REACH[code], central=central_of(supposed, code))


def _nearest_root(
    worth: Callable[[float], float], low: float, high: float, *, central: float
) -> float | None:
    """Find where a curve crosses nought, nearest to what is supposed: it may do so more than once.

    It is looked for in steps of one percent.
    """
    from scipy.optimize import brentq

    ends = np.linspace(low, high, int(high - low) + 1).tolist()
    worths = [worth(end) for end in ends]
    if max(np.abs(worths)) <= MONEY_LEAST:
        return None
    sides = np.array(worths) > 0
    roots = [
        float(brentq(worth, ends[at], ends[at + 1]))
        for at in np.flatnonzero(sides[1:] != sides[:-1])
    ]
    return min(roots, key=lambda root: abs(root - central), default=None)


def _crossing(worth: Callable[[float], float], code: str) -> float | None:
    """Find where a straight line crosses nought."""
    at_nought, at_hundred = worth(0.0), worth(100.0)
    slope = (at_hundred - at_nought) / 100
    if abs(at_hundred - at_nought) <= MONEY_LEAST:
        return None
    value = -at_nought / slope
    if not LEAST[code] <= value <= MOST.get(code, np.inf):
        return None
    return value + 0.0


def _years(worth: Callable[[float], float], supposed: Supposed) -> float | None:
    """Find the first number of years with another side than one year fewer."""
    most = max(supposed.appraisal_years, int(terms.sensitivities()["appraisal_years"].high))
    pays = [worth(float(years)) > 0 for years in range(1, most + 1)]
    wanted = not pays[supposed.appraisal_years - 1]
    others = [number for number, does in enumerate(pays, 1) if does == wanted]
    if not others:
        return None
    nearest = min(others, key=lambda number: abs(number - supposed.appraisal_years))
    return float(nearest if nearest > supposed.appraisal_years else nearest + 1)


def _looked(term: Sensitivity) -> str:
    """Say between what values a switching value was looked for."""
    if term.code in LINEAR:
        low, high = LEAST[term.code], MOST.get(term.code)
    else:
        low, high = REACH.get(term.code, (1.0, term.high))
    if high is None:
        return f"from {low:g} {term.unit} up"
    return f"from {low:g} to {high:g} {term.unit}"


def _told(
    appraisal: Appraisal, term: Sensitivity, value: float | None, *, pays: bool
) -> tuple[float, str]:
    """Say a switching value and its side, of fees as the pounds of a placement too."""
    does = "stops paying" if pays else "begins to pay"
    if value is None:
        held = "pays" if pays else "does not pay"
        return float("nan"), f"{term.label}: the programme {held} at any value {_looked(term)}."
    side = "below" if value < central_of(appraisal.supposed, term.code) else "above"
    if term.code == "fees" and appraisal.mean_fee > 0:
        pounds = appraisal.mean_fee * (1 + value / 100)
        return pounds, (
            f"By the mean fee of the placements that it avoids, now {appraisal.mean_fee:,.0f} "
            f"pounds a year, the programme {does} {side} {pounds:,.0f} pounds a year."
        )
    if term.code == "appraisal_years":
        is_more = pays == (value <= appraisal.supposed.appraisal_years)
        side = "at least" if is_more else "fewer than"
        return float("nan"), f"The programme pays where {side} {value:.0f} years are appraised."
    shown = f"{value:,.1f}"
    changed = "a change of " if term.way == "change" else ""
    words = f"{term.label}: the programme {does} {side} {changed}{shown} {term.unit}."
    return float("nan"), words
