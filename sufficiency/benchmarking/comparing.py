"""The authority against each comparator: differences, and what chance alone allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sufficiency import terms

if TYPE_CHECKING:
    import pandas as pd

COMPARED = (
    *("year", "indicator", "item", "against", "value", "reference", "difference", "low", "high"),
    *("beyond", "unit"),
)
RANKS = (
    *("year", "indicator", "item", "value", "rank", "areas", "lowest", "median", "highest"),
    "unit",
)
AGAINST = ("neighbours", "region", "England")
CHANCE = 0.95


def limits_of(indicator: terms.Indicator, base: float, reference: float) -> tuple[float, float]:
    """Give the funnel limits: between what a figure lies in 95 years of 100 by chance alone.

    Parameters
    ----------
    indicator : Indicator
    base : float
        What the authority's count is counted of.
    reference : float
        The figure of the comparator, taken as known.

    Returns
    -------
    low, high : float
        In the unit of the indicator; not a number where chance is not told.

    Notes
    -----
    With *n* the base and *p* the reference over its scale: for shares the 2.5th and 97.5th
    percentiles of Binomial(n, p), over n; for rates those of Poisson(n p), over n. Authorities
    differ by more than chance (deprivation, practice, how needs are recorded), so that beyond the
    limits means "not by chance alone", and never "wrong". About one indicator in twenty is beyond
    them by chance. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics
    in Medicine 24 (2005) 1185-1202, sections 2 and 3.
    """
    from scipy.stats import binom, poisson

    unknown = float("nan"), float("nan")
    if indicator.chance == "none" or not base > 0 or not reference >= 0:
        return unknown
    share = reference / indicator.scale
    ends = ((1.0 - CHANCE) / 2, (1.0 + CHANCE) / 2)
    if indicator.chance == "poisson":
        counts = [float(poisson.ppf(end, base * share)) for end in ends]
    elif share <= 1.0:
        counts = [float(binom.ppf(end, round(base), share)) for end in ends]
    else:
        return unknown
    low, high = (indicator.scale * max(count, 0.0) / base for count in counts)
    return low, high


def compared_of(figures: pd.DataFrame) -> pd.DataFrame:
    """Hold the authority against its neighbours together, its region and England.

    Returns
    -------
    pandas.DataFrame
        Columns year, indicator, item, against, value, reference, difference, low, high, beyond
        ("above", "below", "within", or "" where chance is not told), unit.
    """
    import pandas as pd

    keys = ["year", "indicator", "item"]
    mine = figures[figures["level"] == "authority"]
    ends = zip(mine["value"].astype(float), mine["base"].astype(float), strict=True)
    own = dict(zip(zip(*(mine[key] for key in keys), strict=True), ends, strict=True))
    rows: list[tuple[Any, ...]] = []
    for other in figures[figures["level"].isin(AGAINST)].itertuples(index=False):
        key = (other.year, other.indicator, other.item)
        if key not in own:
            continue
        (value, base), reference = own[key], float(str(other.value))
        low, high = limits_of(terms.indicators()[str(other.indicator)], base, reference)
        beyond = "" if low != low or value != value else _beyond(value, low, high)
        difference = value - reference
        rows.append(
            (*key, other.level, value, reference, difference, low, high, beyond, other.unit)
        )
    made = pd.DataFrame(rows, columns=list(COMPARED))
    place = made["against"].map({level: at for at, level in enumerate(AGAINST)})
    ordered = made.assign(place=place).sort_values([*keys, "place"], kind="stable")
    return ordered[list(COMPARED)].reset_index(drop=True)


def _beyond(value: float, low: float, high: float) -> str:
    if value > high:
        return "above"
    return "below" if value < low else "within"


def ranks_of(figures: pd.DataFrame) -> pd.DataFrame:
    """Rank the authority among its neighbours and itself, the highest first.

    Returns
    -------
    pandas.DataFrame
        Columns year, indicator, item, value (of the authority), rank, areas (among how many whose
        figure is known), lowest, median, highest (of the neighbours), unit. Of equals each has the
        better rank.
    """
    import pandas as pd

    keys = ["year", "indicator", "item"]
    own = figures[(figures["level"] == "authority") & figures["value"].notna()]
    beside = figures[(figures["level"] == "beside") & figures["value"].notna()]
    groups = {key: group["value"] for key, group in beside.groupby(keys)}
    rows = []
    for mine in own.itertuples(index=False):
        others = groups.get((mine.year, mine.indicator, mine.item))
        if others is None:
            continue
        value = float(str(mine.value))
        rank = 1 + int((others > value).sum())
        spread = (float(others.min()), float(others.median()), float(others.max()))
        areas = 1 + len(others)
        rows.append((mine.year, mine.indicator, mine.item, value, rank, areas, *spread, mine.unit))
    return pd.DataFrame(rows, columns=list(RANKS))
