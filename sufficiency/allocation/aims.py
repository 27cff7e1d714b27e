"""The aims of an allocation in their order: their names, units and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.frames import with_range
from sufficiency.places import (
    ALL_AIMS,
    BEYOND_LIMIT,
    INDEPENDENT,
    METRES,
    METRES_A_MILE,
    NOT_PREFERRED,
    OTHER_LEVEL,
    OVER_PLACES,
    POUNDS,
    WITHOUT,
)
from sufficiency.scenario import Scenario

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

MILES = "miles"
"""How users name the aim of the network that is in metres."""

WORDS = {
    WITHOUT: "children without a place",
    INDEPENDENT: "children in independent schools",
    OTHER_LEVEL: "children in places of another level",
    OVER_PLACES: "children above places",
    BEYOND_LIMIT: "children beyond the journey limit",
    NOT_PREFERRED: "children outside preferred schools",
    MILES: "miles of travel each way",
    POUNDS: "pounds a year",
}
"""The aims as sentences name them."""

UNITS = {MILES: "miles one way", POUNDS: "pounds a year"}
"""Units of those that are not children."""

ABOUT_PLACES = (WITHOUT, OTHER_LEVEL, OVER_PLACES)
"""Aims that come before independent placements without making them a choice: who then goes there
has no local place."""


def aims_of(scenario: Scenario) -> tuple[str, ...]:
    """Give the aims that a scenario states, in their order, as the network names them.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    tuple of str
    """
    stated = str(scenario.assumption("aims").at(0)).split(";")
    return tuple(METRES if aim == MILES else aim for aim in stated)


def label_of(aim: str) -> str:
    """Name an aim of the network as users do.

    Examples
    --------
    >>> label_of("metres"), label_of("without")
    ('miles', 'without')
    """
    return MILES if aim == METRES else aim


def size_of(aim: str) -> float:
    """Say how much of the network's number is one of the unit that is shown."""
    return METRES_A_MILE if aim == METRES else 1.0


def is_last_resort(aims: tuple[str, ...]) -> bool:
    """Say whether only those children go independent for whom there is no local place.

    Otherwise an aim comes before independent placements that they may serve (fewer journeys beyond
    the limit, or fewer pounds), or they are no aim at all.

    Examples
    --------
    >>> is_last_resort(("without", "independent", "metres"))
    True
    >>> is_last_resort(("without", "beyond_limit", "independent", "metres"))
    False
    """
    if INDEPENDENT not in aims:
        return False
    return set(aims[: aims.index(INDEPENDENT)]) <= set(ABOUT_PLACES)


def may_leave_places_free(aims: tuple[str, ...]) -> bool:
    """Say whether a child may go independent though a place within the journey limit is free.

    So it is where independent placements are no aim, or come after pounds or miles.

    Examples
    --------
    >>> may_leave_places_free(("without", "beyond_limit", "independent", "metres"))
    False
    >>> may_leave_places_free(("without", "pounds"))
    True
    """
    if INDEPENDENT not in aims:
        return True
    return bool({METRES, POUNDS} & set(aims[: aims.index(INDEPENDENT)]))


def for_want(aims: tuple[str, ...]) -> str:
    """Say why children go independent, behind a word for a place; nothing where aims decide."""
    return " for want of one" if is_last_resort(aims) else ""


def is_usual(aims: tuple[str, ...]) -> bool:
    """Say whether aims stand in the order of the design."""
    return tuple(aim for aim in ALL_AIMS if aim in aims) == aims and {
        WITHOUT,
        INDEPENDENT,
        BEYOND_LIMIT,
        METRES,
    } <= set(aims)


def aims_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out what each aim adds up to in each year, in the order in which they are met.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year, place (1 for the first aim), aim, label, unit; value (mean over the draws)
        with value_low and value_high, expected (of expected numbers), gap (by how much the value
        of any draw may be above the best, the earlier aims given: nought where all are proven),
        basis. Children who stay where they are are among them.
    """
    totals = allocation.drawn.counts.totals.astype(np.float64)
    expected = allocation.expected.counts.totals[0] / SCALE
    gaps = allocation.drawn.counts.gaps.max(axis=0)
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
                    "expected": expected[:, place] / size_of(aim),
                    "gap": gaps[:, place] / size_of(aim),
                    "basis": allocation.basis,
                }
            )
        )
    return pd.concat(parts, ignore_index=True).sort_values("year", kind="stable", ignore_index=True)


def order_sentence(aims: tuple[str, ...]) -> str:
    """Say in which order the aims are met.

    Examples
    --------
    >>> order_sentence(("without", "pounds"))
    'As few as possible, in this order: children without a place; pounds a year.'
    """
    return f"As few as possible, in this order: {'; '.join(WORDS[label_of(a)] for a in aims)}."


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
