"""Notes on Januaries that are missing in the middle of what is known of an area."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sufficiency import terms
from sufficiency.demand.gaps import missing_between, positive
from sufficiency.demand.panel import PanelSeries
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import counted
from sufficiency.panel.nation import TABLE
from sufficiency.panel.seen import Seen, first_few, what_is_counted


def gap_notes(
    series: PanelSeries,
    areas: tuple[str, ...],
    years: tuple[int, ...],
    *,
    setting: str,
    looked_back: int,
    seen: Seen,
) -> list[Finding]:
    """Name Januaries missing in the middle on which growth rests, those of one kind in one note.

    Parameters
    ----------
    series : PanelSeries
        Of one kind of count.
    areas, years : tuple
        Labels of its axes.
    setting : str
        Blank for all plans.
    looked_back : int
        Years on whose counts the growth rests; nought where no growth of an area is used.
    seen : Seen
        What stands in the table.

    Returns
    -------
    list of Finding
        At most two: gaps that were bridged, and gaps that were not.
    """
    missing = missing_between(series.plans)
    is_bridged = missing & positive(series.bridged)
    recent = np.arange(len(years)) >= len(years) - 1 - looked_back
    kinds = {
        "panel_gap_bridged": is_bridged & recent,
        "panel_gap_open": missing & ~is_bridged & recent,
    }
    notes = []
    for rule, cells in kinds.items():
        rows = np.flatnonzero(cells.any(axis=1))
        if not len(rows):
            continue
        told = [
            _told(areas[row], [years[place] for place in np.flatnonzero(cells[row])], setting, seen)
            for row in rows
        ]
        first = int(np.argmax(cells[rows[0]]))
        notes.append(
            finding(
                rule,
                file=TABLE,
                row=seen.row(areas[rows[0]], years[first], setting=setting),
                column="plans",
                value=first_few([areas[row] for row in rows]),
                count=len(rows),
                whole=len(areas),
                what=what_is_counted(setting),
                told=first_few(told),
                year=years[first],
                area=areas[rows[0]],
                setting=setting or "blank",
            )
        )
    return notes


def old_gaps_note(
    found: Mapping[str, tuple[PanelSeries, int]], areas: tuple[str, ...]
) -> list[Finding]:
    """Tell in one note of Januaries missing in the middle on which no growth rests.

    Parameters
    ----------
    found : mapping of str to (PanelSeries, int)
        By setting, blank for all plans: the counts, and the years on which their growth rests.
    areas : tuple of str
    """
    told, count = list[str](), 0
    for setting, (series, looked_back) in found.items():
        missing = missing_between(series.plans)[:, : max(series.januaries - 1 - looked_back, 0)]
        rows = np.flatnonzero(missing.any(axis=1))
        if len(rows):
            count += int(missing.sum())
            names = ", ".join([*[areas[row] for row in rows[:3]], *["..."] * (len(rows) > 3)])
            told.append(f"{what_is_counted(setting)} of {counted(len(rows), 'area')}, {names}")
    if not told:
        return []
    return [finding("panel_gap_old", file=TABLE, column="plans", count=count, told="; ".join(told))]


def _told(area: str, years: list[int], setting: str, seen: Seen) -> str:
    """Say which Januaries of an area are missing, and what stands there."""
    said = ", ".join(
        f"January {terms.january_of_year(year)} ({seen.words(area, year, setting=setting)})"
        for year in years
    )
    return f"{area}: {said}"
