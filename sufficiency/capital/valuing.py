"""What programmes come to, in words and numbers, so that they can be ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.aims import UNITS, WORDS, label_of, size_of
from sufficiency.allocation.frames import with_range
from sufficiency.capital.building import Aim, Rooms
from sufficiency.capital.networks import dearest_pounds
from sufficiency.capital.outcomes import Outcome
from sufficiency.capital.shared import Openings
from sufficiency.capital.spending import discount_of, present_cost
from sufficiency.places import POUNDS, WITHOUT
from sufficiency.places.choosing import Programme

FloatArray = NDArray[np.float64]

NET_PRESENT_COST = "net_present_cost"
"""What is made small where pounds are the aim: of children and schemes, in one price year."""

SAME = 1e-6
"""Two values that differ by less are the same: sums of shares, and not whole numbers."""


def measures_of(rooms: Rooms, aim: Aim) -> tuple[str, ...]:
    """Give what a choice makes small, in its order, as users name it."""
    if aim == "pounds":
        return (NET_PRESENT_COST,)
    return tuple(label_of(name) for name in rooms.supply.aims)


def words_of(measure: str) -> str:
    """Say what a measure is: over all years together."""
    if measure == NET_PRESENT_COST:
        return "pounds of net present cost"
    return WORDS[measure].replace("pounds a year", "pounds")


def unit_of(measure: str) -> str:
    """Give the unit of a measure, summed over the years."""
    if measure == NET_PRESENT_COST:
        return "pounds"
    return {"pounds a year": "pounds"}.get(
        UNITS.get(measure, ""), UNITS.get(measure, "children x years")
    )


def values_of(programme: Programme, rooms: Rooms, aim: Aim) -> FloatArray:
    """Axis (measure): what a programme comes to released, in the units that are shown.

    With the cost of its schemes in the first; nan in aims in which it was not valued.
    """
    totals = programme.totals.astype(np.float64).copy()
    totals[0] += programme.cost
    if aim == "pounds":
        return totals
    return np.asarray(totals / np.array([size_of(name) for name in rooms.supply.aims]))


def values_by_draw(outcome: Outcome, rooms: Rooms, aim: Aim, openings: Openings) -> FloatArray:
    """Give what a programme comes to in each draw, over all years.

    Axes (draw, measure). In pounds

        sum_y discount_y (pounds_y + dearest_y x without_y) + net present cost of the schemes,

    with the dearest placement of the year as the price of a child without a place.
    """
    if aim == "order":
        sizes = np.array([size_of(name) for name in rooms.supply.aims])
        return np.asarray(outcome.totals.sum(axis=1) / sizes)
    shared, aims = rooms.shared, rooms.supply.aims
    years = shared.years
    discount = np.array([discount_of(shared.scenario, year) for year in years])
    dearest = np.array([dearest_pounds(rooms.supply, place) for place in range(len(years))])
    totals = outcome.totals.astype(np.float64)
    pounds = totals[:, :, aims.index(POUNDS)] + dearest * totals[:, :, aims.index(WITHOUT)]
    schemes = sum(
        present_cost(shared.offer(name), shared.scenario, year, until=years[-1])
        for name, year in openings.items()
    )
    return np.asarray(pounds @ discount + schemes)[:, None]


def order_of(values: Sequence[FloatArray], ties: Sequence[tuple[Any, ...]]) -> tuple[int, ...]:
    """Rank programmes by their values in the order of the measures, then by what breaks ties.

    Parameters
    ----------
    values : sequence of FloatArray
        Axis (measure), of each programme.
    ties : sequence of tuple
        As `values`: the capital of each, say.

    Returns
    -------
    tuple of int
        Positions, the best first.
    """
    # What was not valued comes after what was, where all before is the same.
    rounded = [tuple(np.nan_to_num(np.round(own / SAME), nan=np.inf)) for own in values]
    return tuple(sorted(range(len(values)), key=lambda k: (rounded[k], ties[k])))


def columns_of(
    name: str, measures: Sequence[str], draws: Sequence[FloatArray]
) -> dict[str, FloatArray]:
    """Lay values out as columns with their ranges: "without_stayers", its low and high.

    Parameters
    ----------
    name : str
        Put behind each measure; nothing where blank.
    measures : sequence of str
    draws : sequence of FloatArray
        Axes (draw, measure), of each row.
    """
    made: dict[str, FloatArray] = {}
    stacked = np.array(draws)  # axes (row, draw, measure)
    for place, measure in enumerate(measures):
        column = f"{measure}_{name}" if name else measure
        made |= with_range(column, stacked[:, :, place].T)
    return made


def say_change(measures: Sequence[str], change: Mapping[str, float], *, digits: int = 1) -> str:
    """Say by how much each measure differs: "40.0 fewer children without a place".

    Parameters
    ----------
    measures : sequence of str
    change : mapping of str to float
        By measure; below nought for fewer.
    digits : int
    """
    told = []
    for measure in measures:
        more = change[measure]
        shown = f"{abs(more):,.{digits}f}"
        if not float(shown.replace(",", "")):
            continue
        told.append(f"{shown} {'fewer' if more < 0 else 'more'} {words_of(measure)}")
    return "; ".join(told) or "nothing"
