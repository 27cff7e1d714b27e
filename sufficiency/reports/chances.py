"""The section of a report on chances: localities short, pools nearly full, many independent."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import strain_year
from sufficiency.allocation.chances import FULL, FULL_PERCENT, INDEPENDENT, SHORT, SHORT_BY
from sufficiency.allocation.whose import own_rows, whose_words
from sufficiency.messages.listing import counted
from sufficiency.reports.parts import RANGED, Section, Table, shown, table_of
from sufficiency.reports.words import year_words

LIKELY = 0.5
"""A chance from which on something is likely."""
LEAST_CHANCE = 0.1
"""Localities and pools with a smaller chance are left out of the tables: they are in the sheet."""
MOST_ROWS = 25


def chances(allocation: Allocation, *, independent_above: float | None = None) -> Section:
    """How likely it is that localities are short, pools full, and many in independent schools.

    Parameters
    ----------
    allocation : Allocation
    independent_above : float, optional
        Number of independent placements; today's where left out.
    """
    year, whose = strain_year(allocation), whose_words(allocation)
    frame = allocation.chances(independent_above=independent_above)
    of_year = frame[frame["year"] == year]
    own = own_rows(allocation, of_year[of_year["what"] == FULL])
    here = pd.concat([of_year[of_year["what"] != FULL], own], ignore_index=True)
    tables = (
        _yearly(frame[frame["what"] == INDEPENDENT]),
        *_listed(here[here["what"] == SHORT], "Locality", f"Localities short, {_when(year)}"),
        *_listed(here[here["what"] == FULL], "School and pool", f"Pools at {whose}, {_when(year)}"),
    )
    return Section(
        "chances",
        "How likely is it?",
        "What is the chance that places run short?",
        paragraphs=(
            " ".join(_told(allocation, here, year)),
            "A chance is a share of the "
            f"{counted(allocation.draws, 'draw that was', 'draws that were')} allocated: of so "
            "many possible futures, in how many it comes about. It holds what the ranges hold, "
            "and no change of policy. How full a pool is, is a share of all its places, headroom "
            "included. Other thresholds can be asked for: see Reading the report, "
            "in the documentation.",
        ),
        tables=tables[:1],
        folded=tables[1:],
    )


def _when(year: int) -> str:
    return terms.year_label(year)


def _told(allocation: Allocation, here: pd.DataFrame, year: int) -> Iterator[str]:
    """Say how many localities and pools are likely to be short, and of independent placements."""
    short, full = (here[here["what"] == what] for what in (SHORT, FULL))
    likely_short, likely_full = (int((rows["chance"] >= LIKELY).sum()) for rows in (short, full))
    yield (
        f"In {_when(year)}, {likely_short} of {counted(len(short), 'locality', 'localities')} "
        f"{'has' if likely_short == 1 else 'have'} an even chance or "
        f"more that {shown(SHORT_BY)} or more of their children lack a local place, and "
        f"{likely_full} of {counted(len(full), 'pool')} at {whose_words(allocation)} that they are "
        f"over {shown(FULL_PERCENT)} % full."
    )
    row = here[here["what"] == INDEPENDENT].to_dict("records")[0]
    yield (
        f"The chance of more than {shown(row['threshold'])} independent placements and needs "
        f"beyond local places together is {shown(100 * row['chance'])} %."
    )


def _yearly(rows: pd.DataFrame) -> Table:
    """Lay the chance of many independent placements out, year by year."""
    return table_of(
        rows.assign(percent=100 * rows["chance"]),
        {
            "year": "Academic year",
            "value": "Children",
            "threshold": "More than",
            "percent": "Chance, %",
        },
        caption=f"Independent placements and needs beyond local places {RANGED}",
        words={"year": year_words},
    )


def _listed(rows: pd.DataFrame, header: str, caption: str) -> Iterator[Table]:
    """Lay the likeliest localities or pools out; nothing where none has a chance."""
    kept = rows[rows["chance"] >= LEAST_CHANCE]
    if kept.empty:
        return
    first = kept.sort_values(["chance", "value"], ascending=False, kind="stable").head(MOST_ROWS)
    threshold, unit = float(rows["threshold"].iloc[0]), str(rows["unit"].iloc[0])
    than = f"{shown(threshold)} or more" if unit == "children" else f"over {shown(threshold)} %"
    left_out = len(kept) - len(first)
    more = f"; {left_out} more in the workbook (sheet chances)" if left_out else ""
    yield table_of(
        first.assign(percent=100 * first["chance"]),
        {
            "label": header,
            "value": "Children without a local place" if unit == "children" else "Full, %",
            "percent": f"Chance of {than}, %",
        },
        caption=f"{caption} {RANGED}{more}",
    )
