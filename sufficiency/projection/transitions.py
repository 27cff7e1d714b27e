"""What the table transitions holds, as arrays: between settings, and between levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.demand.flows import OUTSIDE, Flows
from sufficiency.demand.level_flows import Rows
from sufficiency.demand.stocks import Stocks
from sufficiency.errors import Finding, finding
from sufficiency.projection.axes import UNKNOWN, needs

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ABROAD = "outside"
TABLE = "table transitions"
NOTICED = 0.5
"""Children by which transitions and plans may differ without a note: fractions of children."""


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
    """

    years: tuple[int, ...]
    rows: Rows
    flows: Flows
    notes: tuple[Finding, ...]

    def until(self, year: int) -> Transitions | None:
        """Give what was known in the January of an academic year."""
        count = sum(one <= year for one in self.years)
        if not count:
            return None
        kept = self.rows.year <= year
        rows = Rows(
            self.rows.year[kept],
            self.rows.locality[kept],
            self.rows.before[kept],
            self.rows.after[kept],
            self.rows.children[kept],
        )
        return Transitions(self.years[:count], rows, self.flows.first(count), self.notes)


def transitions_of(
    area: Area, localities: Sequence[str], stocks: Stocks
) -> tuple[Transitions | None, tuple[Finding, ...]]:
    """Lay an area's transitions out as arrays.

    Only the last run of years without a gap is taken, to the last January of the table plans at
    the latest. A child whose need or locality is recorded on one side only has it on both. Where
    it is not recorded at all, the child is spread as the others of the year are, by need and NC
    year; a note says how many.

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
        None where the area has none, or some counts are not shown.
    tuple of Finding
        Why they cannot be used.
    """
    table = area.table("transitions")
    years = _last_run(table, stocks.base)
    if not years:
        return None, ()
    here = table[table["year"].isin(years)]
    marked = here["plans_mark"] != ""
    if marked.any():
        return None, (
            finding(
                "projection_transitions_marked", file=TABLE, column="plans", count=int(marked.sum())
            ),
        )
    known = here[here["plans"] > 0]
    rows, unknown = _rows_of(known, localities)
    flows = rows.added_up(years, (len(localities), len(needs()), len(terms.settings())))
    notes = (*_unknown(unknown), *_apart(flows, stocks))
    return Transitions(years, rows, flows, notes), ()


def _last_run(table: pd.DataFrame, base: int) -> tuple[int, ...]:
    """Give the years up to the last January, back to the first gap."""
    held = {int(year) for year in table["year"] if year <= base}
    if not held:
        return ()
    run = [max(held)]
    while run[-1] - 1 in held:
        run.append(run[-1] - 1)
    return tuple(run[::-1])


def _rows_of(table: pd.DataFrame, localities: Sequence[str]) -> tuple[Rows, dict[str, float]]:
    """Lay rows out as positions, and count the children whose need or locality is not recorded."""
    whole = _told_on_one_side(table)
    of_locality = whole["locality"] == UNKNOWN
    of_need = (whole["need_from"] == UNKNOWN) | (whole["need_to"] == UNKNOWN)
    unknown = {
        "locality": float(whole.loc[of_locality, "plans"].sum()),
        "need": float(whole.loc[of_need, "plans"].sum()),
        "whole": float(whole["plans"].sum()),
    }
    spread = _spread(_spread(whole, "locality", localities), "need", needs())
    places = {label: place for place, label in enumerate(localities)}
    return (
        Rows(
            np.asarray(spread["year"], dtype=np.int64),
            np.asarray(spread["locality"].map(places), dtype=np.int64),
            _side(spread, "from"),
            _side(spread, "to"),
            spread["plans"].to_numpy(dtype=np.float64),
        ),
        unknown,
    )


def _told_on_one_side(table: pd.DataFrame) -> pd.DataFrame:
    """Give a child whose need is recorded in one January only the same need in the other.

    A need that was recorded late is no change of need.
    """
    before, after = table["need_from"], table["need_to"]
    known_before = ~before.isin(["", UNKNOWN])
    known_after = ~after.isin(["", UNKNOWN])
    return table.assign(
        need_from=before.where(~((before == UNKNOWN) & known_after), after),
        need_to=after.where(~((after == UNKNOWN) & known_before), before),
    )


def _spread(table: pd.DataFrame, axis: str, labels: Sequence[str]) -> pd.DataFrame:
    """Share the children whose need or locality is unknown out, as the others of their NC year."""
    columns = ["need_from", "need_to"] if axis == "need" else [axis]
    lost = (table[columns] == UNKNOWN).any(axis=1)
    if not lost.any():
        return table
    shares = _shares(table[~lost], columns, labels)
    ncy = _ncy_of(table[lost])
    parts = []
    for place, label in enumerate(labels):
        share = shares[ncy.to_numpy(dtype=np.int64) - terms.FIRST_NCY, place]
        named = {column: table.loc[lost, column].replace(UNKNOWN, label) for column in columns}
        part = table[lost].assign(plans=table.loc[lost, "plans"] * share, **named)
        parts.append(part[part["plans"] > 0])
    return pd.concat([table[~lost], *parts], ignore_index=True)


def _shares(known: pd.DataFrame, columns: list[str], labels: Sequence[str]) -> FloatArray:
    """Axes (ncy, label): shares of those who are known; of all NC years where one has nobody."""
    label = known[columns[-1]].where(known[columns[-1]] != "", known[columns[0]])
    counts = np.zeros((terms.LAST_NCY - terms.FIRST_NCY + 1, len(labels)))
    places = {one: place for place, one in enumerate(labels)}
    ncy = _ncy_of(known).to_numpy(dtype=np.int64) - terms.FIRST_NCY
    np.add.at(counts, (ncy, label.map(places).to_numpy(dtype=np.int64)), known["plans"])
    everyone = counts.sum(axis=0)
    everyone = everyone if everyone.any() else np.ones(len(labels))
    counts = np.where(counts.sum(axis=1, keepdims=True) > 0, counts, everyone)
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _ncy_of(table: pd.DataFrame) -> pd.Series:
    """Give the NC year of each row: that of the later January, or of the earlier for a leaver."""
    return table["ncy_to"].where(table["setting_to"] != ABROAD, table["ncy_from"])


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


def _unknown(unknown: dict[str, float]) -> tuple[Finding, ...]:
    """Note how many children of the transitions have no locality or no need."""
    return tuple(
        finding(
            "projection_transitions_unknown",
            file=TABLE,
            column=what,
            what=what,
            count=unknown[what],
            whole=unknown["whole"],
        )
        for what in ("locality", "need")
        if unknown[what] > 0
    )


def _apart(flows: Flows, stocks: Stocks) -> tuple[Finding, ...]:
    """Note Januaries in which transitions do not add up to the plans that were counted."""
    told = []
    for place, year in enumerate(flows.years):
        sides = ((year - 1, flows.opening[place]), (year, flows.closing[place]))
        for january, children in sides:
            if january in stocks.years:
                counted = stocks.children[stocks.years.index(january)]
                gap = np.abs((children - counted).sum(axis=(0, 1))).sum()
                if gap > NOTICED:
                    side = "leads to" if january == year else "leaves from"
                    told.append(
                        f"the year to January {terms.january_of_year(year)} {side} "
                        f"{children.sum():,.0f} children in January "
                        f"{terms.january_of_year(january)}, where plans has {counted.sum():,.0f}"
                    )
    if not told:
        return ()
    return (finding("projection_transitions_apart", file=TABLE, figures="; ".join(told)),)
