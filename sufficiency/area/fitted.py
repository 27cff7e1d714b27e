"""From an area's published margins to its joint table of plans."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.demand.fitting import fit
from sufficiency.demand.margins import Margin, margin_of
from sufficiency.errors import SufficiencyError, SufficiencyWarning, UnknownNameError
from sufficiency.tables import Labelled

Axes = Mapping[str, tuple[str | int, ...]]

NOUGHT = "everything that has no row"


def fitted_plans(
    margins: pd.DataFrame, *, year: int, threshold: int, like: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Fit the plans of one January from its published margins.

    Where no margin of the year tells need, each NC year and setting keeps the needs of another
    January; without one, need is unknown. Spread evenly, a rare need would be as large as any.
    Where none tells age, each need and setting keeps the NC years of another January: spread
    evenly, babies would be as many as children of age 11.

    Parameters
    ----------
    margins : pandas.DataFrame
        The table margins. Within a margin, what has no row is nought.
    year : int
        Academic year, one that the table holds.
    threshold : int
        The mark c hides numbers from 1 to this, less one.
    like : pandas.DataFrame, optional
        The table plans of another January, whose needs or NC years stand in for those that are not
        told.

    Returns
    -------
    pandas.DataFrame
        The table plans of that year: locality (unknown where no margin names any), need, ncy,
        setting, plans (fractions), basis estimated. Cells of nought have no row.

    Raises
    ------
    FittingError
        If no table can meet all margins; each contradiction is named.

    See Also
    --------
    sufficiency.demand.fitting.fit : the method, with its formula.
    """
    rows = margins[margins["year"] == year]
    named = sorted({locality for locality in rows["locality"] if locality})
    axes: Axes = {
        "locality": tuple(named) or ("unknown",),
        "need": terms.needs().codes,
        "ncy": tuple(range(terms.FIRST_NCY, terms.LAST_NCY + 1)),
        "setting": terms.settings().codes,
    }
    shape = tuple(len(labels) for labels in axes.values())
    parts: Any = rows.groupby("margin", sort=True)
    published = [
        _margin(str(name), part, axes, shape=shape, threshold=threshold) for name, part in parts
    ]
    label = terms.year_label(year)
    start = _start(like, axes, needs_told=tells_need(rows), ages_told=tells_age(rows))
    table = fit(start, published, what=f"The margins of {label}").table
    frame = Labelled(table, axes).to_frame(value="plans", drop_noughts=True)
    frame.insert(0, "year", year)
    return frame.assign(plans_mark="", basis="estimated")


def tells_need(margins: pd.DataFrame) -> bool:
    """Say whether any of these margins is by need."""
    return bool((margins["need"] != "").any())


def tells_age(margins: pd.DataFrame) -> bool:
    """Say whether any of these margins is by NC year."""
    return bool(margins["ncy_from"].notna().any())


def _start(plans: pd.DataFrame | None, axes: Axes, *, needs_told: bool, ages_told: bool) -> Any:
    """Give where a fit starts: even, and like another January in what no margin tells.

    Needs that are not told are those of the other January by NC year and setting; where it has
    nobody there, those of its NC year, else those of all. NC years that are not told are those of
    its need and setting, else of its setting, else of all.
    """
    needs, ncys, settings = axes["need"], axes["ncy"], axes["setting"]
    shape = (len(needs), len(ncys), len(settings))
    whole = (len(axes["locality"]), *shape)
    if needs_told and (ages_told or plans is None or plans.empty):
        return np.ones(whole)
    counts = np.zeros(shape)
    if plans is None or plans.empty:
        counts[needs.index("unknown")] = 1.0
        return np.broadcast_to(counts, whole)
    shown = plans[["need", "ncy", "setting", "plans"]].dropna()
    for row in shown.itertuples(index=False):
        place = (needs.index(row.need), ncys.index(row.ncy), settings.index(row.setting))
        counts[place] += row.plans
    untold = tuple(axis for axis, told in enumerate((needs_told, ages_told)) if not told)
    known = counts
    for wider in ((2,), (1, 2)) if ages_told else ((0,), (0, 2)):
        # What is not told keeps its own axis; only what tells children apart is given up.
        summed = tuple(axis for axis in wider if axis not in untold)
        like = np.broadcast_to(counts.sum(axis=summed, keepdims=True), shape)
        known = np.where(known.sum(axis=untold, keepdims=True) > 0, known, like)
    return np.broadcast_to(known / known.sum(axis=untold, keepdims=True), whole)


def refuse_other_years(wanted: Sequence[int], held: Sequence[int], *, table: str) -> None:
    """Refuse a year that a table does not hold: nothing could be fitted.

    Parameters
    ----------
    wanted, held : sequence of int
        Academic years that were asked for, and those of the table.
    table : str
        Its name.

    Raises
    ------
    UnknownNameError
        Naming the first such year and those of the table.
    """
    for year in wanted:
        if year not in held:
            raise UnknownNameError.of(
                "unknown_word",
                value=terms.year_label(year),
                kind=f"year of the table {table}",
                meant=f"It holds {', '.join(map(terms.year_label, held)) or 'none'}.",
            )


def plans_with_fitted(
    margins: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    years: Sequence[int] | None,
    threshold: int,
) -> pd.DataFrame:
    """Put fitted plans in the place of some years of the table plans.

    Parameters
    ----------
    margins, plans : pandas.DataFrame
        The two tables of an area.
    years : sequence of int, optional
        Academic years to fit; those that margins holds and plans does not, where left out.
    threshold : int
        The mark c hides numbers from 1 to this, less one.

    Returns
    -------
    pandas.DataFrame
        The table plans: rows of other years as they were, then the fitted ones.

    Raises
    ------
    FittingError
        If no table can meet all margins of a year.
    UnknownNameError
        If margins does not hold a year.

    Warns
    -----
    SufficiencyWarning
        If there is no year to fit.
    """
    held = sorted({int(year) for year in margins["year"]})
    wanted = sorted(set(held) - set(plans["year"])) if years is None else sorted(set(years))
    refuse_other_years(wanted, held, table="margins")
    if not wanted:
        warnings.warn(str(SufficiencyError.of("nothing_to_fit")), SufficiencyWarning, stacklevel=3)
    kept = plans[~plans["year"].isin(wanted)]
    fitted = _fitted_years(margins, kept, wanted, threshold=threshold)
    # An empty frame has no types of its own and would take those of the others away.
    filled = [frame for frame in (kept, *fitted) if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else plans


def _fitted_years(
    margins: pd.DataFrame, kept: pd.DataFrame, wanted: Sequence[int], *, threshold: int
) -> list[pd.DataFrame]:
    """Fit each year; those whose margins tell no need or no age after the others, like the nearest.

    Needs first: a year that tells needs and no ages may be the only one to take needs from.
    """
    of_year = {year: margins[margins["year"] == year] for year in wanted}
    needs = {year for year in wanted if tells_need(of_year[year])}
    ages = {year for year in wanted if tells_age(of_year[year])}
    first = [year for year in wanted if year in needs]
    made = {year: fitted_plans(margins, year=year, threshold=threshold) for year in first}
    held = {int(year): kept[kept["year"] == year] for year in sorted(set(kept["year"]))}
    for told, best in ((needs, needs & ages), (ages, ages)):
        known = held | {year: made[year] for year in wanted if year in best}
        known = known or {year: made[year] for year in wanted if year in told}
        for year in (one for one in wanted if one not in told and one not in known):
            nearest = min(known, key=lambda other: (abs(other - year), other), default=None)
            like = None if nearest is None else known[nearest]
            made[year] = fitted_plans(margins, year=year, threshold=threshold, like=like)
    return [made[year] for year in wanted]


def _margin(
    name: str, rows: pd.DataFrame, axes: Axes, *, shape: tuple[int, ...], threshold: int
) -> Margin:
    """Make one margin of its rows; what has no row is a last group of nought."""
    parts, totals, lows, highs, labels = [], [], [], [], []
    records: Any = rows.to_dict("records")
    for row in records:
        parts.append(_cells(row, axes))
        hidden = row["plans_mark"] != ""
        low, high = 0.0, 0.0
        if hidden:
            low, high = terms.marks()[row["plans_mark"]].bounds(threshold=threshold)
        totals.append(np.nan if hidden else float(row["plans"]))
        lows.append(low)
        highs.append(high)
        labels.append(row_words(row))
    covered = np.zeros(shape, dtype=bool)
    for part in parts:
        covered |= part
    if not covered.all():
        parts.append(~covered)
        totals.append(0.0)
        lows.append(0.0)
        highs.append(0.0)
        labels.append(NOUGHT)
    return margin_of(shape, parts, totals, name=name, labels=labels, low=lows, high=highs)


def _cells(row: Mapping[str, Any], axes: Axes) -> Any:
    """Mark the cells of the joint table that a row counts; a blank stands for all."""
    chosen: Any = np.ones((1, 1, 1, 1), dtype=bool)
    for place, (axis, labels) in enumerate(axes.items()):
        known = np.asarray(labels, dtype=object)
        if axis == "ncy":
            if pd.isna(row["ncy_from"]):
                continue
            inside = (known >= row["ncy_from"]) & (known <= row["ncy_to"])
        elif row[axis] == "":
            continue
        else:
            inside = known == row[axis]
        shape = [1] * len(axes)
        shape[place] = len(labels)
        chosen = chosen & inside.astype(bool).reshape(shape)
    return np.broadcast_to(chosen, tuple(len(labels) for labels in axes.values()))


def row_words(row: Mapping[str, Any]) -> str:
    """Name a row of a margin: "ASD, NC years 0 to 6"."""
    words = [row[axis] for axis in ("locality", "need", "setting") if row[axis]]
    if not pd.isna(row["ncy_from"]):
        first, last = row["ncy_from"], row["ncy_to"]
        words.append(f"NC year {first}" if first == last else f"NC years {first} to {last}")
    return ", ".join(words) or "all children"
