"""What each aim of an allocation adds up to, as a table and in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.above_best import percent_above
from sufficiency.allocation.aims import UNITS, WORDS, is_usual, label_of, order_sentence, size_of
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.frames import with_range
from sufficiency.places import POUNDS

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation


def aims_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out what each aim adds up to in each year, in the order in which they are met.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year, place (1 for the first aim), aim, label, unit; value (mean over the draws)
        with value_low and value_high, of_stayers and of_newly_placed (which parts of the value
        come of children who stay where they are, and of all others: newly placed in the year, or
        without a place; they add up to it), expected (of expected numbers), gap (by how much the
        value of any draw, or of expected numbers, may be above the best, the earlier aims given:
        nought where all are proven), gap_percent (the largest such gap as a share of what its own
        value cannot be below; blank where that may be nought, as no share can be told), basis.
        For `other_level`, of_stayers are those who hold such a place from before, and
        of_newly_placed those to whom it is given in the year. `over_places` counts from the places
        free to us, as above_free of the table supply does, without independent schools.
    """
    totals = allocation.drawn.counts.totals.astype(np.float64)
    expected = allocation.expected.counts.totals[0] / SCALE
    newly = allocation.drawn.counts.newly.astype(np.float64).mean(axis=0)
    gaps, shares = largest_gaps(allocation), largest_shares(allocation)
    shares = np.where(np.isfinite(shares), shares, np.nan)
    parts = []
    for place, aim in enumerate(allocation.setting.supply.aims):
        label = label_of(aim)
        parts.append(
            pd.DataFrame(
                {
                    "year": allocation.years,
                    "place": place + 1,
                    "aim": label,
                    "label": WORDS[label],
                    "unit": UNITS.get(label, "children"),
                    **with_range("value", totals[:, :, place] / size_of(aim)),
                    "of_stayers": (totals.mean(axis=0) - newly)[:, place] / size_of(aim),
                    "of_newly_placed": newly[:, place] / size_of(aim),
                    "expected": expected[:, place] / size_of(aim),
                    "gap": gaps[:, place] / size_of(aim),
                    "gap_percent": shares[:, place],
                    "basis": allocation.basis,
                }
            )
        )
    return pd.concat(parts, ignore_index=True).sort_values("year", kind="stable", ignore_index=True)


def aims_sentences(allocation: Allocation, *, year: int) -> list[str]:
    """Say which order of aims holds where it is not the usual one, and what pounds come to.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year of the pounds.

    Returns
    -------
    list of str
        One sentence or two; none for the usual order.
    """
    aims = allocation.setting.supply.aims
    if is_usual(aims):
        return []
    said = [order_sentence(aims)]
    if POUNDS in aims:
        frame = aims_frame(allocation)
        row = frame[(frame["year"] == year) & (frame["aim"] == POUNDS)].iloc[0]
        prices = terms.year_label(int(str(allocation.scenario.assumption("price_year").at(0))))
        said.append(
            f"What follows the child (top-up or fee, and transport) comes to {row['value']:,.0f} "
            f"({row['value_low']:,.0f} to {row['value_high']:,.0f}) pounds in "
            f"{terms.year_label(year)}, in {prices} prices."
        )
    return said


def largest_gaps(allocation: Allocation) -> NDArray[np.float64]:
    """Axes (year, aim): by how much a total of any draw, or expected, may be above the best."""
    drawn = allocation.drawn.counts.gaps.max(axis=0).astype(np.float64)
    expected = allocation.expected.counts.gaps[0] / SCALE
    return np.asarray(np.maximum(drawn, expected), dtype=np.float64)


def largest_shares(allocation: Allocation) -> NDArray[np.float64]:
    """Axes (year, aim): how far a total of any draw, or expected, may be above the best [percent].

    As `percent_above` has it: endless where the best may be nought.
    """
    held = (allocation.drawn.counts, allocation.expected.counts)
    gaps, totals = (
        np.concatenate([getattr(counts, name) for counts in held]).astype(np.float64)
        for name in ("gaps", "totals")
    )
    return np.asarray(percent_above(gaps, totals - gaps).max(axis=0), dtype=np.float64)
