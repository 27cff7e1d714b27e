"""From a figure of an allocation down to the children, places and assumptions under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import terms
from sufficiency.allocation.answer import ranged, strain_year
from sufficiency.allocation.frames import ORDER, columns_by, gap_frame
from sufficiency.errors import UnknownNameError
from sufficiency.results import Explanation, refuse_unknown_labels, say_axes, say_labels
from sufficiency.tables import by_labels

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation


def explain_gap(allocation: Allocation, values: Mapping[str, object]) -> Explanation:
    """Say what becomes of some children in a year, and from what the figure comes.

    Parameters
    ----------
    allocation : Allocation
    values : mapping of str to object
        Axes and the label wanted of each; the year of greatest strain where year is left out.

    Returns
    -------
    Explanation
        The figures in a sentence; the rows are what they add up from: that year's children of
        each locality, need, phase and level, most first, without those where nobody is in any
        draw. Their means add up to those of the sentence; their lows and highs do not.

    Raises
    ------
    UnknownNameError
        If there is no such axis or label.
    """
    asked = values if "year" in values else {"year": strain_year(allocation), **values}
    columns_by(list(asked), table="gap")
    refuse_unknown_labels(asked, labels_of=allocation.labels.of)
    who = say_labels(asked)
    whole = _of_the_year(allocation, asked, by=tuple(asked))
    if whole.empty:
        raise UnknownNameError.of("explain_nobody", value=who)
    row = by_labels(whole, "year")[asked["year"]]
    sentence = (
        f"{terms.year_label(int(row['year']))}, {who or 'all children'}: {ranged(row, 'demand')} "
        f"need a base or special place; {ranged(row, 'placed_within_limit')} are placed within "
        f"the journey limit, {ranged(row, 'placed_further')} further, "
        f"{ranged(row, 'independent')} in independent schools, {ranged(row, 'without')} without. "
        f"Ranges: 80 % of {allocation.draws} allocated draws. Their demand: "
        f'projection.explain(...); the places: allocation.to_frame("supply"); other years: '
        f'allocation.to_frame("gap", {say_axes(asked)}); assumptions of '
        f"{allocation.scenario.name}: allocation.scenario.resolved."
    )
    parts = _of_the_year(allocation, asked, by=ORDER)
    held = parts[parts["demand"] > 0].sort_values("demand", ascending=False, kind="stable")
    return Explanation(sentence, held.reset_index(drop=True))


def _of_the_year(
    allocation: Allocation, asked: Mapping[str, object], *, by: tuple[str, ...]
) -> pd.DataFrame:
    """Lay the gap of the asked year out, and keep the rows with the asked labels."""
    places: dict[object, int] = {year: place for place, year in enumerate(allocation.years)}
    place = places[asked["year"]]
    frame = gap_frame(
        allocation.drawn.counts.cells.of_year(place),
        replace(allocation.labels, years=(allocation.years[place],)),
        by=by,
        basis=allocation.basis,
    )
    for column, label in asked.items():
        frame = frame[frame[column] == label]
    return frame
