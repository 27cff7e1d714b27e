"""How many children each local rule touches in a year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.stayers import Why
from sufficiency.places.supply import Supply
from sufficiency.places.years import YearPlaced

IntArray = NDArray[np.int64]

RULED = ("reached", "to_place", "there", "kept", "released")
"""What is counted of each rule: children whom it reaches; of them, those to be placed; children
whom it names who are in its pools in the end; those who stay where it would not place them; those
who must move for it."""


def touched(supply: Supply, place: int, placed: YearPlaced) -> IntArray:
    """Count the children whom each rule touches in a year.

    Parameters
    ----------
    supply : Supply
    place : int
        Position of the year.
    placed : YearPlaced

    Returns
    -------
    IntArray
        Axes (rule, count of `RULED`) [children].
    """
    book = supply.rules
    if book is None:
        return np.zeros((0, len(RULED)), dtype=np.int64)
    demand, to_place = placed.demand.reshape(-1), placed.to_place.reshape(-1)
    held, stay = placed.rows, placed.step.stayers
    moved = placed.step.moved.some(
        np.where(placed.step.why == Why.LOCAL_RULE, placed.step.moved.children, 0)
    )
    counts = np.zeros((len(book), len(RULED)), dtype=np.int64)
    for number, rule in enumerate(book.rules):
        inside = book.inside[number, place]
        there = inside[held.cell] & book.pools[number][held.pool]
        kept = book.against(number, place, stay.cell, stay.pool)
        gone = book.against(number, place, moved.cell, moved.pool)
        counts[number] = (
            demand[book.reached[number, place]].sum(),
            to_place[book.reached[number, place]].sum(),
            held.children[there].sum(),
            stay.children[kept].sum(),
            moved.children[gone].sum() if rule.releases else 0,
        )
    return counts
