"""What the table transitions holds, as arrays: between settings, and between levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area import Area, told_on_one_side
from sufficiency.demand.flows import OUTSIDE, Flows
from sufficiency.demand.level_flows import Rows
from sufficiency.demand.stocks import Stocks
from sufficiency.errors import Finding
from sufficiency.projection.axes import NCYS, UNKNOWN, needs
from sufficiency.projection.spreading import first_known, nearest_first
from sufficiency.projection.transition_checks import apart, is_unrecorded, unrecorded
from sufficiency.projection.transition_years import ABROAD, years_of_transitions

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """What became of every child between two Januaries.

    Parameters
    ----------
    years : tuple of int
        Academic years of the later Januaries, rising by one.
    rows : Rows
        Between settings.
    flows : Flows
        The same, added up.
    notes : tuple of Finding
        What the user should know of them.
    earlier : Transitions, optional
        Those before the last gap: what was known in the Januaries of then.
    """

    years: tuple[int, ...]
    rows: Rows
    flows: Flows
    notes: tuple[Finding, ...]
    earlier: Transitions | None = None

    def until(self, year: int) -> Transitions | None:
        """Give what was known in the January of an academic year."""
        count = sum(one <= year for one in self.years)
        if not count:
            return None if self.earlier is None else self.earlier.until(year)
        kept = self.rows.year <= year
        rows = Rows(
            self.rows.year[kept],
            self.rows.locality[kept],
            self.rows.before[kept],
            self.rows.after[kept],
            self.rows.children[kept],
        )
        return replace(self, years=self.years[:count], rows=rows, flows=self.flows.first(count))


def transitions_of(
    area: Area, localities: Sequence[str], stocks: Stocks
) -> tuple[Transitions | None, tuple[Finding, ...]]:
    """Lay an area's transitions out as arrays.

    The last run of years that can be used is taken, see `transition_years`. A child whose need or
    locality is recorded on one side only has it on both. Where it is not recorded at all, the
    child is spread as the others of the same year are, or as plans of that January where nobody's
    is recorded; a note says how many. So nothing known of a year depends on a later one.

    Parameters
    ----------
    area : Area
    localities : sequence of str
        Labels of the axis locality.
    stocks : Stocks
        January counts: what transitions should add up to.

    Returns
    -------
    Transitions or None
        None where the area has none that can be used.
    tuple of Finding
        Which years are left out, and why; whether they are older than the plans.
    """
    held = years_of_transitions(area, stocks)
    if not held.runs:
        return None, held.notes
    table = area.table("transitions")
    plans = area.table("plans")
    made: Transitions | None = None
    for run in held.runs:
        told = table[table["year"].isin(run) & (table["plans"] > 0)]
        here = told_on_one_side(told)
        rows = _rows_of(here, localities, stocks)
        flows = rows.added_up(run, (len(localities), len(needs()), len(terms.settings())))
        moves = flows.need_moves * _also_unrecorded(told, run)[:, None, None, None]
        flows = replace(flows, need_moves=moves)
        made = Transitions(run, rows, flows, (*unrecorded(here), *apart(here, plans)), made)
    return made, held.notes


def _also_unrecorded(table: pd.DataFrame, years: Sequence[int]) -> FloatArray:
    """Let children whose need is not recorded change it as often as the others of their year.

    Axis (year): all who are there in both Januaries, over those whose need is recorded in both.
    """
    both = (table["setting_from"] != ABROAD) & (table["setting_to"] != ABROAD)
    recorded = both & (table["need_from"] != UNKNOWN) & (table["need_to"] != UNKNOWN)
    whole, known = (
        table[rows].groupby("year")["plans"].sum().reindex(list(years), fill_value=0.0)
        for rows in (both, recorded)
    )
    return np.where(known > 0, whole / known.where(known > 0, 1.0), 1.0)


def _rows_of(table: pd.DataFrame, localities: Sequence[str], stocks: Stocks) -> Rows:
    """Lay rows out as positions, with those who are not recorded spread."""
    by_locality = _spread(table, "locality", localities, stocks)
    spread = _spread(by_locality, "need", needs(), stocks)
    places = {label: place for place, label in enumerate(localities)}
    return Rows(
        np.asarray(spread["year"], dtype=np.int64),
        np.asarray(spread["locality"].map(places), dtype=np.int64),
        _side(spread, "from"),
        _side(spread, "to"),
        spread["plans"].to_numpy(dtype=np.float64),
    )


def _spread(table: pd.DataFrame, axis: str, labels: Sequence[str], stocks: Stocks) -> pd.DataFrame:
    """Share the children out whose need or locality is unknown."""
    lost = is_unrecorded(table, axis)
    if not lost.any():
        return table
    years = sorted({int(year) for year in table["year"]})
    shares = _shares(table[~lost], axis, labels, years, stocks)
    unknown = table[lost]
    of_row = shares[_cells(unknown, years)]
    row, member = np.nonzero(of_row)
    parts = unknown.iloc[row]
    label = np.asarray(labels, dtype=object)[member]
    columns = ["need_from", "need_to"] if axis == "need" else [axis]
    named = {column: np.where(parts[column] == UNKNOWN, label, parts[column]) for column in columns}
    parts = parts.assign(plans=parts["plans"].to_numpy() * of_row[row, member], **named)
    return pd.concat([table[~lost], parts], ignore_index=True)


def _shares(
    known: pd.DataFrame, axis: str, labels: Sequence[str], years: Sequence[int], stocks: Stocks
) -> FloatArray:
    """Axes (year, ncy, setting, label): shares of those who are recorded, as plans have them.

    Those of the same year, NC year and setting; where there are none, of the same year and NC
    year; where there are none either, of the same year; else of the plans of that January in the
    same order.
    """
    column = np.where(known["setting_to"] != ABROAD, known["need_to"], known["need_from"])
    label = pd.Series(column if axis == "need" else known["locality"].to_numpy(), dtype=object)
    places = {one: place for place, one in enumerate(labels)}
    counts = np.zeros((len(years), len(NCYS), len(terms.settings()), len(labels)))
    cells = (*_cells(known, years), label.map(places).to_numpy(dtype=np.int64))
    np.add.at(counts, cells, known["plans"].to_numpy(dtype=np.float64))
    # Before plans began, their first January says it: no projection starts before that.
    then = [stocks.years.index(max(year, stocks.years[0])) for year in years]
    plans = stocks.children[then].sum(axis=2 if axis == "locality" else 1)
    counted = np.moveaxis(plans, 1, -1)
    return first_known([*nearest_first(counts), *nearest_first(counted)], axis=-1)


def _cells(table: pd.DataFrame, years: Sequence[int]) -> tuple[IntArray, IntArray, IntArray]:
    """Axes (row): positions of year, NC year and setting: of a leaver in the earlier January."""
    stays = table["setting_to"] != ABROAD
    ncy = table["ncy_to"].where(stays, table["ncy_from"])
    setting = table["setting_to"].where(stays, table["setting_from"])
    year_places = {year: place for place, year in enumerate(years)}
    setting_places = {label: place for place, label in enumerate(terms.settings().codes)}
    return (
        np.asarray(table["year"].map(year_places), dtype=np.int64),
        np.asarray(ncy, dtype=np.int64) - terms.FIRST_NCY,
        np.asarray(setting.map(setting_places), dtype=np.int64),
    )


def _side(table: pd.DataFrame, side: str) -> IntArray:
    """Axes (row, 3): positions of need, NC year and setting in one January, or outside."""
    setting = table[f"setting_{side}"]
    there = (setting != ABROAD).to_numpy()
    need_places = {label: place for place, label in enumerate(needs())}
    setting_places = {label: place for place, label in enumerate(terms.settings().codes)}
    places = np.full((len(table), 3), OUTSIDE, dtype=np.int64)
    inside = table[there]
    places[there, 0] = inside[f"need_{side}"].map(need_places).to_numpy(dtype=np.int64)
    places[there, 1] = inside[f"ncy_{side}"].to_numpy(dtype=np.int64) - terms.FIRST_NCY
    places[there, 2] = inside[f"setting_{side}"].map(setting_places).to_numpy(dtype=np.int64)
    return places
