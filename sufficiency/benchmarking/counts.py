"""The figures of every area that is compared: counts, what they are counted of, and values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sufficiency import terms

if TYPE_CHECKING:
    import pandas as pd

FIGURES = ("year", "indicator", "item", "level", "area", "count", "base", "value", "unit")
"""Columns of the figures."""

Counted = Mapping[tuple[str, int, str, str], float]
"""Children by flow, year, area and item; not a number where a count is not shown."""


def figures_of(
    benchmarks: pd.DataFrame, bases: Mapping[tuple[int, str, str], float]
) -> pd.DataFrame:
    """Work out every indicator of every area and year that the published figures hold.

    Parameters
    ----------
    benchmarks : pandas.DataFrame
        The table of that name, of `read_ehc_plans`.
    bases : mapping
        Persons by (year, area, age band).

    Returns
    -------
    pandas.DataFrame
        Columns year, indicator, item, level, area, count, base, value, unit. A figure without its
        base (no population, no January before) is not in it; one with a count that is not shown
        is missing.
    """
    import pandas as pd

    level_of = dict(zip(benchmarks["area"], benchmarks["level"], strict=True))
    rows: list[tuple[Any, ...]] = []
    counted = {by: _counted(benchmarks, by) for by in ("", "need", "setting", "age")}
    for indicator in terms.indicators().values():
        for (flow, year, area, item), count in counted[indicator.by].items():
            if flow != indicator.count:
                continue
            base = _base(indicator, counted[""], bases, (year, area, item))
            if base is None or base == 0:
                continue
            share = count / base
            value = indicator.scale * (share - 1.0 if indicator.is_growth else share)
            rows.append((year, indicator.code, item, level_of[area], area, count, base, value))
    frame = pd.DataFrame(rows, columns=list(FIGURES[:-1]))
    units = {code: one.unit for code, one in terms.indicators().items()}
    made = frame.assign(unit=frame["indicator"].map(units).astype(object))
    order = ["year", "indicator", "item", "level", "area"]
    return made.sort_values(order, kind="stable").reset_index(drop=True)


def _base(
    indicator: terms.Indicator,
    totals: Counted,
    bases: Mapping[tuple[int, str, str], float],
    cell: tuple[int, str, str],
) -> float | None:
    """Give what a count is counted of: persons, or plans, of its year or the one before."""
    year, area, item = cell
    if indicator.base == "population":
        return bases.get((year, area, item if indicator.by == "age" else ""))
    return totals.get((indicator.base, year - indicator.back, area, ""))


def _counted(benchmarks: pd.DataFrame, by: str) -> dict[tuple[str, int, str, str], float]:
    """Count children by flow, year, area and the labels of one column, all else together."""
    import pandas as pd

    is_all = {
        "need": benchmarks["need"] == "",
        "setting": benchmarks["setting"] == "",
        "age": benchmarks["ncy_from"].isna() & benchmarks["ncy_to"].isna(),
        "reason": benchmarks["reason"] == "",
    }
    kept = is_all["reason"].copy()
    for name in ("need", "setting", "age"):
        kept &= ~is_all[name] if name == by else is_all[name]
    rows = benchmarks[kept]
    numbers = pd.to_numeric(rows["children"], errors="coerce").astype("float64")
    items = _bands(rows) if by == "age" else (rows[by] if by else rows["need"])
    made = rows.assign(item=items, number=numbers)
    made = made[made["item"].notna()]
    keys = ["flow", "year", "area", "item"]
    summed = made.groupby(keys)["number"].sum(min_count=1)
    # A sum with a count that is not shown is not shown either.
    hidden = made["number"].isna().groupby([made[key] for key in keys]).any()
    summed = summed.mask(hidden)
    return {
        (str(flow), int(year), str(area), str(item)): float(number)
        for (flow, year, area, item), number in zip(summed.index.tolist(), summed, strict=True)
    }


def _bands(rows: pd.DataFrame) -> pd.Series[Any]:
    """Give the Department's age band of each row; missing where it lies in none alone."""
    import pandas as pd

    spans = {code: (band.ncy_from, band.ncy_to) for code, band in terms.age_bands().words.items()}

    def band_of(first: Any, last: Any) -> str | None:
        if first is pd.NA or last is pd.NA:
            return None
        inside = [code for code, (low, high) in spans.items() if low <= first and last <= high]
        return inside[0] if inside else None

    named = [
        band_of(first, last) for first, last in zip(rows["ncy_from"], rows["ncy_to"], strict=True)
    ]
    return pd.Series(named, index=rows.index, dtype=object)


def together(figures: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Add the neighbours' counts and bases up, each times its weight.

    Returns
    -------
    pandas.DataFrame
        Rows of level "neighbours"; missing where one of them is, so that they are always the same.
    """
    beside = figures[figures["level"] == "beside"]
    if beside.empty:
        return beside
    weight = beside["area"].map(dict(weights)).astype("float64")
    weighed = beside.assign(count=beside["count"] * weight, base=beside["base"] * weight)
    keys = ["year", "indicator", "item", "unit"]
    groups: Any = weighed.groupby(keys)
    made = groups[["count", "base"]].agg(lambda part: part.sum(skipna=False)).reset_index()
    held = groups["area"].nunique().to_numpy()
    made.loc[held < len(weights), ["count", "base"]] = float("nan")
    scale = made["indicator"].map({code: one.scale for code, one in terms.indicators().items()})
    less = made["indicator"].map({c: float(o.is_growth) for c, o in terms.indicators().items()})
    made["value"] = scale * (made["count"] / made["base"] - less)
    named = made.assign(level="neighbours", area="Neighbours together")
    ordered: pd.DataFrame = named[list(FIGURES)]
    return ordered
