"""The cohort step for single children: each leaves, changes or stays by a chance of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sufficiency.demand.accounts import ITEMS, Item, with_stocks
from sufficiency.demand.arrivals import Line, joiners_ahead, line_of, so_many_joiners
from sufficiency.demand.chances import (
    Chances,
    Children,
    of_year,
    picked,
    quotient_and_rest,
    whole_chances,
)
from sufficiency.demand.limits import chosen_joiners, chosen_leavers, room_under_total
from sufficiency.demand.margins import BoolArray, IntArray
from sufficiency.demand.restating import recode

Generators = tuple[np.random.Generator, np.random.Generator]
"""For those who are there, and for where those who change state go."""


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """The children of every January of one draw.

    Parameters
    ----------
    januaries : list of Children
        The first one, then each projected one. Those who stayed come first, in the order in
        which they were, then those who joined.
    stays : list of BoolArray
        For each January, axis (child): whether the child is still there in the next one, also
        where it is recorded otherwise by then. Nobody in the last.
    accounts : IntArray
        Axes (year, need, state, item): the account of each projected year [children].
    """

    januaries: list[Children]
    stays: list[BoolArray]
    accounts: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One year of one draw.

    Parameters
    ----------
    after : Children
        Of the January after; whole, and aged by exactly one NC year.
    stays : BoolArray
        Axis (child of the January before), as in `Histories`.
    flows : dict of Item to list of IntArray
        Kinds of those who came, went and moved. A child who is recoded is under `RESTATED` where
        it enters and under `OPENING` where it is taken out.
    """

    after: Children
    stays: BoolArray
    flows: dict[Item, list[IntArray]]


@dataclass(frozen=True, slots=True, eq=False)
class _Moves:
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
    """

    kind: IntArray
    stays: BoolArray
    leavers: IntArray
    moved_out: list[IntArray]
    moved_in: list[IntArray]


def carried_on(
    start: Children,
    chances: Chances,
    *,
    children: np.random.Generator,
    settling: np.random.Generator,
    joiners: np.random.Generator,
) -> Histories:
    """Carry single children from the first January over all years.

    Parameters
    ----------
    start : Children
        Of the first January.
    chances : Chances
        Of the draw.
    children : numpy.random.Generator
        For those who are there.
    settling : numpy.random.Generator
        For where those who change state go, so that a drift of states changes no other chance.
    joiners : numpy.random.Generator
        For those who join. A longer horizon does not change the earlier years.

    Returns
    -------
    Histories
    """
    line = line_of(chances)
    ahead = joiners_ahead(line, chances, joiners)
    januaries, stays = [start], list[BoolArray]()
    flows = list[dict[Item, list[IntArray]]]()
    for year in range(len(chances.persons)):
        step = _child_step(januaries[-1], ahead[year], line, chances, year, (children, settling))
        januaries.append(step.after)
        stays.append(step.stays)
        flows.append(step.flows)
    stays.append(np.zeros(len(januaries[-1].kind), dtype=np.bool_))
    return Histories(januaries, stays, _accounts(start, flows, chances))


def _child_step(
    children: Children,
    ahead: Children,
    line: Line,
    chances: Chances,
    year: int,
    generators: Generators,
) -> _Step:
    """Carry single children over one year; `ahead` join, unless limits say otherwise."""
    generator, _ = generators
    restated = _restated(children.kind, chances, generator)
    moves = _moves(restated.kind, chances, year, generators)
    stays, leavers = moves.stays, [moves.leavers]
    room = room_under_total(chances.rates.limits, year, len(stays) - len(moves.leavers))
    if room is not None and room < 0:
        still = np.flatnonzero(stays)
        away = still[chosen_leavers(len(still), -room, generator)]
        leavers.append(moves.kind[away])
        stays[away] = False
    place = np.flatnonzero(stays)
    kind = moves.kind.take(place)
    if room is not None:
        ahead = so_many_joiners(line, max(room, 0), chances, year, generator)
    elif chances.rates.limits is not None:
        ahead = _with_room(ahead, kind, len(stays), chances, year, generator)
    after = Children(
        np.concatenate([kind, ahead.kind]),
        np.concatenate([children.locality.take(place), ahead.locality]),
    )
    flows = {
        Item.OPENING: [restated.taken_out],
        Item.RESTATED: [restated.entered],
        Item.JOINERS: [ahead.kind],
        Item.LEAVERS: leavers,
        Item.MOVED_IN: moves.moved_in,
        Item.MOVED_OUT: moves.moved_out,
    }
    return _Step(after, stays, flows)


@dataclass(frozen=True, slots=True, eq=False)
class _Restated:
    """The children of one January as the next file opens.

    Parameters
    ----------
    kind : IntArray
        Axis (child), in the order in which they were.
    taken_out, entered : IntArray
        Axis (recoded child): kinds before and after.
    """

    kind: IntArray
    taken_out: IntArray
    entered: IntArray


def _restated(kind: IntArray, chances: Chances, generator: np.random.Generator) -> _Restated:
    """Recode some children, as much as files are between two years."""
    how = chances.rates.restatement
    if how is None:
        return _Restated(kind, kind[:0], kind[:0])
    place, entered = recode(kind, how, chances.shape, generator)
    recoded = np.array(kind)
    recoded[place] = entered
    return _Restated(recoded, kind[place], entered)


def _moves(kind: IntArray, chances: Chances, year: int, generators: Generators) -> _Moves:
    """Let children leave, grow up by one NC year, and change need and state."""
    generator, settling = generators
    chance = whole_chances(len(kind), generator)
    event = np.flatnonzero(chance < chances.or_state[year].take(kind))
    those, chance = kind.take(event), chance.take(event)
    leave = chance < chances.leaves[year].take(those)
    change_need = (chance < chances.or_need[year].take(those)) ^ leave
    stays = np.ones(len(kind), dtype=np.bool_)
    stays[event[leave]] = False
    after = kind + chances.shape[2]
    changing = event[change_need]
    need_out, need_in = _change(after, changing, _other_need, chances, year, generator)
    also = settling.random(len(need_in)) < chances.state_leaves[year].take(need_in)
    moving = np.concatenate([changing[also], event[~(leave | change_need)]])
    state_out, state_in = _change(after, moving, _other_state, chances, year, settling)
    return _Moves(after, stays, those[leave], [need_out, state_out], [need_in, state_in])


def _with_room(
    joiners: Children,
    kind: IntArray,
    opening: int,
    chances: Chances,
    year: int,
    generator: np.random.Generator,
) -> Children:
    """Hold joiners to ceiling and cap."""
    _, ages, states = chances.shape
    assert chances.rates.limits is not None
    joins = chosen_joiners(
        joiners.kind // states % ages,
        kind // states % ages,
        opening=opening,
        persons=chances.persons[year],
        limits=chances.rates.limits,
        year=year,
        generator=generator,
    )
    return Children(joiners.kind[joins], joiners.locality[joins])


def _change(
    kind: IntArray,
    place: IntArray,
    other: Callable[[IntArray, Chances, int, np.random.Generator], IntArray],
    chances: Chances,
    year: int,
    generator: np.random.Generator,
) -> tuple[IntArray, IntArray]:
    """Change the kinds at some places, and give what they were and what they are."""
    before = kind.take(place)
    after = other(before, chances, year, generator)
    kind[place] = after
    return before, after


def _other_need(
    kind: IntArray, chances: Chances, year: int, generator: np.random.Generator
) -> IntArray:
    """Axis (child): kinds of children whose need changes, with the new need."""
    _, ages, states = chances.shape
    cell, state = quotient_and_rest(kind, states)
    _, age = quotient_and_rest(cell, ages)
    row = cell if chances.rates.need_goes.shape[1] > 1 else age
    need = picked(of_year(chances.to_need, year), row, generator.random(len(kind)))
    return (need * ages + age) * states + state


def _other_state(
    kind: IntArray, chances: Chances, year: int, generator: np.random.Generator
) -> IntArray:
    """Axis (child): kinds of children whose state changes, with the new state."""
    states = chances.shape[2]
    cell = kind // states
    row = kind if chances.rates.state_goes.shape[3] > 1 else cell
    state = picked(of_year(chances.to_state, year), row, generator.random(len(kind)))
    return cell * states + state


def _accounts(
    start: Children, flows: list[dict[Item, list[IntArray]]], chances: Chances
) -> IntArray:
    """Axes (year, need, state, item): count who came, went and moved in each year."""
    needs, _, states = chances.shape
    lines, years = needs * states, len(flows)
    kinds, begins = list[IntArray](), list[int]()
    for year, flow in enumerate(flows):
        for item, held in flow.items():
            kinds += held
            begins += [(item * years + year) * lines] * len(held)
    line = chances.line.take(np.concatenate(kinds))
    line += np.repeat(begins, [len(kind) for kind in kinds])
    counted = np.bincount(line, minlength=ITEMS * years * lines).reshape(ITEMS, years, lines)
    counted[Item.RESTATED] -= counted[Item.OPENING]
    counted[Item.OPENING] = 0
    first = np.bincount(chances.line.take(start.kind), minlength=lines)
    accounts = with_stocks(np.moveaxis(counted, 0, -1), first)
    return accounts.reshape(years, needs, states, ITEMS)
