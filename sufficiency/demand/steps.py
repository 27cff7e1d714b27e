"""What happens to single children in one year, and the account that is counted from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sufficiency.demand.accounts import ITEMS, Item, with_stocks
from sufficiency.demand.chances import Chances, Children
from sufficiency.demand.margins import BoolArray, IntArray, Positions
from sufficiency.demand.telling import Telling

Flows = dict[Item, list[Positions]]
"""For each item of the account, kinds of those whom it counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Restated:
    """The children of one January as the next file opens.

    Parameters
    ----------
    kind : IntArray
        Axis (child), in the order in which they were.
    place : IntArray
        Axis (recoded child): positions in it.
    taken_out, entered : IntArray
        Axis (recoded child): kinds before and after.
    """

    kind: Positions
    place: IntArray
    taken_out: Positions
    entered: Positions


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Where the children of one January are at the next, before anybody joins.

    Parameters
    ----------
    kind : IntArray
        Axis (child of the January before): by the next January, unless the child leaves.
    stays : BoolArray
        The same axis: whether the child does not leave.
    leavers : IntArray
        Axis (leaver): kinds, by the NC year that they left.
    moved_out, moved_in : list of IntArray
        Axis (change): kinds before and after a change of need or state, by the NC year reached.
    who : list of IntArray
        Axis (change): whose need or state it is.
    """

    kind: Positions
    stays: BoolArray
    leavers: Positions
    moved_out: list[Positions]
    moved_in: list[Positions]
    who: list[IntArray]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One year of some draws.

    Parameters
    ----------
    after : Children
        Of the January after; whole, and aged by exactly one NC year.
    stays : BoolArray
        Axis (child of the January before), as in `Histories`.
    restated : Restated
        As the file opened.
    moves : Moves
        Who left, and whose need or state changed.
    away : IntArray
        Axis (child): those among the others whom an imposed total sends away, as positions in
        the January before.
    joined : list of IntArray
        Axis (draw): kinds of those who joined.
    """

    after: Children
    stays: BoolArray
    restated: Restated
    moves: Moves
    away: IntArray
    joined: list[Positions]


def flows_in(step: Step) -> Flows:
    """Give the kinds of those who came, went and moved in a year.

    A child who is recoded is under `RESTATED` where it enters and under `OPENING` where it is taken
    out.

    Parameters
    ----------
    step : Step

    Returns
    -------
    dict of Item to list of IntArray
    """
    restated, moves = step.restated, step.moves
    return {
        Item.OPENING: [restated.taken_out],
        Item.RESTATED: [restated.entered],
        Item.JOINERS: step.joined,
        Item.LEAVERS: [moves.leavers, moves.kind[step.away]],
        Item.MOVED_IN: moves.moved_in,
        Item.MOVED_OUT: moves.moved_out,
    }


def told_flows_in(step: Step, year: int, before: Telling, after: Telling) -> Flows:
    """Give the same by the states that are open: at both ends of the year.

    Parameters
    ----------
    step : Step
    year : int
        Position of the year.
    before, after : Telling
        Of the January before and of the one after.

    Returns
    -------
    dict of Item to list of IntArray
    """
    restated, moves = step.restated, step.moves
    left = np.flatnonzero(~moves.stays)
    changes = zip(moves.moved_out, moves.moved_in, moves.who, strict=True)
    moved = [before.moves(out, into, year + 1, who=who) for out, into, who in changes]
    moved.append(before.sent(restated.kind, year + 1, who=np.flatnonzero(moves.stays)))
    joined = np.concatenate(step.joined)
    return {
        Item.OPENING: [before.kinds(restated.taken_out, year, who=restated.place)],
        Item.RESTATED: [before.kinds(restated.entered, year, who=restated.place)],
        Item.JOINERS: [after.kinds(joined, year + 1, who=after.new)],
        Item.LEAVERS: [
            before.kinds(moves.leavers, year, who=left),
            before.kinds(moves.kind[step.away], year + 1, who=step.away),
        ],
        Item.MOVED_IN: [into for _, into in moved],
        Item.MOVED_OUT: [out for out, _ in moved],
    }


def accounts_of(start: Children, flows: Iterable[Flows], chances: Chances) -> IntArray:
    """Count who came, went and moved in each year.

    Parameters
    ----------
    start : Children
        Of the first January.
    flows : iterable
        As `flows_in` gives them, for each projected year.
    chances : Chances
        Of the draws.

    Returns
    -------
    IntArray
        Axes (draw, year, need, state, item): the account of each projected year [children].
    """
    needs, _, states = chances.shape
    draws, years = len(chances.rates), chances.years
    lines = draws * needs * states
    kinds, begins = list[IntArray](), list[int]()
    for year, flow in enumerate(flows):
        for item, held in flow.items():
            kinds += held
            begins += [(item * years + year) * lines] * len(held)
    line = chances.line.take(np.concatenate(kinds))
    line += np.repeat(np.array(begins, dtype=np.int32), [len(kind) for kind in kinds])
    counted = np.bincount(line, minlength=ITEMS * years * lines).reshape(ITEMS, years, lines)
    counted[Item.RESTATED] -= counted[Item.OPENING]
    counted[Item.OPENING] = 0
    first = np.bincount(chances.line.take(start.kind), minlength=lines)
    accounts = with_stocks(np.moveaxis(counted, 0, -1), first)
    by_draw = accounts.reshape(years, draws, needs, states, ITEMS)
    return np.moveaxis(by_draw, 1, 0)
