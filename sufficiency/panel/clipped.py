"""Notes on areas of which only a part of what sets them apart from England is counted."""

from __future__ import annotations

import numpy as np

from sufficiency.demand.margins import FloatArray
from sufficiency.demand.panel import (
    FURTHEST_GROWTH,
    FURTHEST_LEVEL,
    FURTHEST_PLACEMENT,
    PanelSeries,
    growth_apart,
    new_plans_apart,
    prevalence_apart,
)
from sufficiency.errors import Finding, finding
from sufficiency.panel.nation import TABLE
from sufficiency.panel.seen import first_few, what_is_counted


def clipped_totals(series: PanelSeries, areas: tuple[str, ...]) -> list[Finding]:
    """Name areas whose growth, new plans or prevalence is held within its bound."""
    growth = np.stack([growth_apart(series, back) for back in (1, 3)])
    return [
        *_growth(growth, areas, setting="", most=FURTHEST_GROWTH),
        *_level(new_plans_apart(series), areas, column="new_plans", what="new plans a plan"),
        *_level(prevalence_apart(series), areas, column="children", what="plans a child"),
    ]


def clipped_placements(
    series: PanelSeries, areas: tuple[str, ...], *, setting: str
) -> list[Finding]:
    """Name areas whose growth of placements in a setting is held within its bound."""
    growth = growth_apart(series, 3)[None]
    return _growth(growth, areas, setting=setting, most=FURTHEST_PLACEMENT)


def _growth(
    growth: FloatArray, areas: tuple[str, ...], *, setting: str, most: float
) -> list[Finding]:
    """Tell growths, axes (span of years, area), of which one at least is beyond its bound."""
    beyond = np.flatnonzero((np.abs(np.nan_to_num(growth)) > most).any(axis=0))
    if not len(beyond):
        return []
    told = [
        f"{areas[area]} ({' and '.join(_percent(one) for one in growth[:, area])})"
        for area in beyond
    ]
    spans = "the last year, and a year over three" if len(growth) > 1 else "a year over three years"
    return [
        finding(
            "panel_growth_clipped",
            file=TABLE,
            column="plans",
            value=first_few([areas[area] for area in beyond]),
            count=len(beyond),
            whole=len(areas),
            what=what_is_counted(setting),
            told=first_few(told),
            spans=spans,
            most=100 * most,
        )
    ]


def _level(apart: FloatArray, areas: tuple[str, ...], *, column: str, what: str) -> list[Finding]:
    """Tell levels, axis (area), beyond their bound."""
    beyond = np.flatnonzero(np.abs(np.nan_to_num(apart)) > FURTHEST_LEVEL)
    if not len(beyond):
        return []
    told = [f"{areas[area]} ({np.exp(apart[area]):.2f} times)" for area in beyond]
    return [
        finding(
            "panel_level_clipped",
            file=TABLE,
            column=column,
            value=first_few([areas[area] for area in beyond]),
            count=len(beyond),
            whole=len(areas),
            what=what,
            told=first_few(told),
            most=float(np.exp(FURTHEST_LEVEL)),
            least=float(np.exp(-FURTHEST_LEVEL)),
        )
    ]


def _percent(log_growth: float) -> str:
    """Show a growth: "+18 %"; "not known" where it is not."""
    return f"{100 * np.expm1(log_growth):+.0f} %" if np.isfinite(log_growth) else "not known"
