"""The aims of an allocation in their order: names, units and words."""

from __future__ import annotations

from sufficiency.places import (
    ALL_AIMS,
    BEYOND_LIMIT,
    DISPLACED,
    INDEPENDENT,
    METRES,
    METRES_A_MILE,
    MILES_SQUARED,
    NOT_PREFERRED,
    OTHER_LEVEL,
    OVER_PLACES,
    POUNDS,
    WITHOUT,
)
from sufficiency.scenario import Scenario

MILES = "miles"
"""How users name the aim of the network that is in metres."""

WORDS = {
    DISPLACED: "children displaced by a closure in no planned place (twice those in none)",
    WITHOUT: "children without a place",
    INDEPENDENT: "children in independent schools",
    OTHER_LEVEL: "children in places of another level",
    OVER_PLACES: "children above the places free to us",
    BEYOND_LIMIT: "children beyond the journey limit",
    NOT_PREFERRED: "children outside preferred schools",
    MILES: "miles of travel each way",
    MILES_SQUARED: "squared miles of travel each way",
    POUNDS: "pounds a year",
}
"""The aims as sentences name them."""

UNITS = {
    MILES: "miles one way",
    MILES_SQUARED: "squared miles one way",
    POUNDS: "pounds a year",
}
"""Units of those that are not children."""

ABOUT_PLACES = (DISPLACED, WITHOUT, OVER_PLACES)
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
    return {METRES: METRES_A_MILE, MILES_SQUARED: 100.0}.get(aim, 1.0)


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

    So it is where independent placements are no aim, or come after pounds, miles or places of
    another level.

    Examples
    --------
    >>> may_leave_places_free(("without", "beyond_limit", "independent", "metres"))
    False
    >>> may_leave_places_free(("without", "pounds"))
    True
    """
    if INDEPENDENT not in aims:
        return True
    return bool({METRES, MILES_SQUARED, OTHER_LEVEL, POUNDS} & set(aims[: aims.index(INDEPENDENT)]))


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


def order_sentence(aims: tuple[str, ...]) -> str:
    """Say in which order the aims are met.

    Examples
    --------
    >>> order_sentence(("without", "pounds"))
    'As few as possible, in this order: children without a place; pounds a year.'
    """
    return f"As few as possible, in this order: {'; '.join(WORDS[label_of(a)] for a in aims)}."
