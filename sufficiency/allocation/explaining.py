"""From a figure of an allocation down to the children, places and assumptions under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.allocation.answer import ranged, strain_year
from sufficiency.allocation.frames import columns_by
from sufficiency.errors import UnknownNameError
from sufficiency.results import Explanation
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
        The figures in a sentence; the rows are the same children in all years.

    Raises
    ------
    UnknownNameError
        If there is no such axis or label.
    """
    asked = dict(values) if "year" in values else {"year": strain_year(allocation), **values}
    for column in columns_by(list(asked), table="gap"):
        known = allocation.labels.of(column)
        if asked[column] not in known:
            near = terms.nearest(str(asked[column]), [str(label) for label in known])
            meant = f"Did you mean {near}?" if near else f"It has {known[0]} to {known[-1]}."
            raise UnknownNameError.of(
                "unknown_word", value=str(asked[column]), kind=column, meant=meant
            )
    frame = allocation.to_frame("gap", by=list(asked))
    for column, label in asked.items():
        if column != "year":
            frame = frame[frame[column] == label]
    who = ", ".join(f"{column} {label}" for column, label in asked.items() if column != "year")
    if frame.empty:
        raise UnknownNameError.of("explain_nobody", value=who)
    row = by_labels(frame, "year")[asked["year"]]
    sentence = (
        f"{terms.year_label(int(row['year']))}, {who or 'all children'}: {ranged(row, 'demand')} "
        f"need a base or special place; {ranged(row, 'placed_within_limit')} are placed within "
        f"the journey limit, {ranged(row, 'placed_further')} further, "
        f"{ranged(row, 'independent')} in independent schools, {ranged(row, 'without')} without. "
        f"Ranges: 80 % of {allocation.draws} allocated draws. Their demand: "
        f'projection.explain(...); the places: allocation.to_frame("supply"); assumptions of '
        f"{allocation.scenario.name}: allocation.scenario.resolved."
    )
    return Explanation(sentence, frame.reset_index(drop=True))
