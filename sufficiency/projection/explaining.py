"""From a figure of a projection down to the years, shares and rows under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import UnknownNameError
from sufficiency.projection.frames import columns_by
from sufficiency.results import Explanation

if TYPE_CHECKING:
    from sufficiency.projection.projection import Projection


def explain_demand(projection: Projection, values: Mapping[str, object]) -> Explanation:
    """Say what a figure of a projection is, and from which years and assumptions it comes.

    Parameters
    ----------
    projection : Projection
    values : mapping of str to object
        Axes and the label wanted of each; the last projected year where year is left out.

    Returns
    -------
    Explanation
        The figure with its range in a sentence; the rows are the same children year by year,
        from the January that was counted on.

    Raises
    ------
    UnknownNameError
        If there is no such axis or label.
    """
    asked = {"year": projection.years[-1], **values}
    for column in columns_by(list(asked)):
        known = projection.labels.of(column)
        if asked[column] not in known:
            near = terms.nearest(str(asked[column]), [str(label) for label in known])
            meant = f"Did you mean {near}?" if near else f"It has {known[0]} to {known[-1]}."
            raise UnknownNameError.of(
                "unknown_word", value=str(asked[column]), kind=column, meant=meant
            )
    frame = projection.to_frame(by=list(asked))
    for column, label in asked.items():
        if column != "year":
            frame = frame[frame[column] == label]
    frame = frame.reset_index(drop=True)
    who = ", ".join(f"{column} {label}" for column, label in asked.items() if column != "year")
    if frame.empty:
        raise UnknownNameError.of("explain_nobody", value=who)
    here = frame[frame["year"] == asked["year"]].iloc[0]
    first = frame.iloc[0]
    year = int(here["year"])
    sentence = (
        f"January {terms.january_of_year(year)}, {who or 'all plans'}: "
        f"{here['children']:,.1f} children ({here['low']:,.0f} to {here['high']:,.0f} in 80 % of "
        f"{projection.draws:,} draws); {first['children']:,.1f} in January "
        f"{terms.january_of_year(projection.base)}. Scenario {projection.scenario.name}: its "
        f"levels and levers are projection.scenario.resolved, the counts "
        f'projection.area.explain("plans", year={projection.base}). '
        f"Weakest basis: {terms.short_list('basis').label(projection.basis).lower()}."
    )
    return Explanation(sentence, frame)
