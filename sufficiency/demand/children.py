"""The cohort step for single children: each leaves, changes or stays by a chance of its own.

Some draws are carried together, one behind the other: random numbers come from the generators of
each draw, and everything else is looked up for all of their children at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from sufficiency.demand.arrivals import Line, joiners_ahead, line_of, so_many_joiners
from sufficiency.demand.chances import (
    Chances,
    Children,
    Codes,
    codes_of,
    of_year,
    picked,
    quotient_and_rest,
)
from sufficiency.demand.limits import chosen_joiners, chosen_leavers, room_under_total
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray, Positions
from sufficiency.demand.restating import recode
from sufficiency.demand.shocks import Generators
from sufficiency.demand.steps import (
    Flows,
    Moves,
    Restated,
    Step,
    accounts_of,
    flows_in,
    told_flows_in,
)
from sufficiency.demand.telling import telling_of


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """The children of every January of some draws.

    Parameters
    ----------
    codes : list of numpy.ndarray
        For each January, the first one and each projected one, axis (child): position in
        (locality, need, ncy, state), flattened. In each draw those who stayed come first, in the
        order in which they were, then those who joined.
    ends : IntArray
        Axes (January, draw): where the children of each draw end.
    stays : list of BoolArray
        For each January, axis (child): whether the child is still there in the next one, also
        where it is recorded otherwise by then. Nobody in the last.
    accounts : IntArray
        Axes (draw, year, need, state, item): the account of each projected year [children].
    """

    codes: list[Codes]
    ends: IntArray
    stays: list[BoolArray]
    accounts: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Where the random numbers of some draws come from.

    Parameters
    ----------
    children : Generators
        For those who are there.
    settling : Generators
        For where those who change state go, so that a drift of states changes no other chance.
    joiners : Generators
        For those who join. A longer horizon does not change the earlier years.
    closing : Generators
        For where children of a state that closes go.
    """

    children: Generators
    settling: Generators
    joiners: Generators
    closing: Generators


def carried_on(start: Children, chances: Chances, sources: Sources) -> Histories:
    """Carry single children from the first January over all years.

    Parameters
    ----------
    start : Children
        Of the first January.
    chances : Chances
        Of the draws; of a single one where limits hold all plans.
    sources : Sources
        Of the draws.

    Returns
    -------
    Histories
    """
    ahead = joiners_ahead(chances, sources.joiners)
    line = None if chances.limits is None else line_of(chances, 0)
    children, codes, ends = start, [codes_of(start, chances)], [start.ends]
    stays, flows = list[BoolArray](), list[Flows]()
    closures, telling = chances.rates[0].closures, None
    if closures:
        telling = telling_of(closures, chances.shape, start, sources.closing)
    for year in range(chances.years):
        # No step is kept: memory that is given back is at hand for the next one.
        step = _child_step(children, ahead[year], line, chances, year, sources)
        children = told = step.after
        if telling is None:
            flows.append(flows_in(step))
        else:
            after = telling.after(np.flatnonzero(step.stays), children.ends, sources.closing)
            told = replace(children, kind=after.kinds(children.kind, year + 1))
            flows.append(told_flows_in(step, year, telling, after))
            telling = after
        codes.append(codes_of(told, chances))
        ends.append(children.ends)
        stays.append(step.stays)
    stays.append(np.zeros(len(children.kind), dtype=np.bool_))
    return Histories(codes, np.array(ends), stays, accounts_of(start, flows, chances))


def _child_step(
    children: Children,
    ahead: Sequence[Children],
    line: Line | None,
    chances: Chances,
    year: int,
    sources: Sources,
) -> Step:
    """Carry single children over one year; `ahead` join, unless limits say otherwise."""
    restated = _restated(children, chances, sources.children)
    moves = _moves(restated.kind, children.ends, chances, year, sources)
    stays, away = moves.stays, np.zeros(0, dtype=np.int64)
    if line is not None:
        (generator,) = sources.children.of_draws
        room = room_under_total(chances.limits, year, len(stays) - len(moves.leavers))
        if room is not None and room < 0:
            still = np.flatnonzero(stays)
            away = still[chosen_leavers(len(still), -room, generator)]
            stays = np.array(stays)
            stays[away] = False
        if room is not None:
            ahead = [so_many_joiners(line, max(room, 0), chances, year, generator)]
        else:
            ahead = [_with_room(ahead[0], moves.kind[stays], len(stays), chances, year, generator)]
    after = _after(children, moves, stays, ahead)
    return Step(after, stays, restated, moves, away, [joiners.kind for joiners in ahead])


def _after(
    children: Children, moves: Moves, stays: BoolArray, ahead: Sequence[Children]
) -> Children:
    """Give the January after: in each draw those who stayed, then those who joined."""
    place = np.flatnonzero(stays)
    kind, locality = moves.kind.take(place), children.locality.take(place)
    ends = np.searchsorted(place, children.ends)
    begin, kinds, localities = 0, list[Positions](), list[Positions]()
    for end, joiners in zip(ends.tolist(), ahead, strict=True):
        kinds += [kind[begin:end], joiners.kind]
        localities += [locality[begin:end], joiners.locality]
        begin = end
    joined = list(accumulate(len(joiners.kind) for joiners in ahead))
    return Children(np.concatenate(kinds), np.concatenate(localities), ends + joined)


def _restated(children: Children, chances: Chances, generators: Generators) -> Restated:
    """Recode some children, as much as files are between two years."""
    how, kind = chances.restatement, children.kind
    if how is None:
        return Restated(kind, np.zeros(0, dtype=np.int64), kind[:0], kind[:0])
    where, entered = recode(kind, children.ends, how, chances.shape, generators)
    recoded = np.array(kind)
    recoded[where] = entered
    return Restated(recoded, where, kind[where], entered)


def _moves(kind: Positions, ends: IntArray, chances: Chances, year: int, sources: Sources) -> Moves:
    """Let children leave, grow up by one NC year, and change need and state."""
    chance = sources.children.whole_of_each(_lengths(ends))
    event = np.flatnonzero(chance < chances.or_state[year].take(kind))
    those, chance = kind.take(event), chance.take(event)
    leave = chance < chances.leaves[year].take(those)
    change_need = (chance < chances.or_need[year].take(those)) ^ leave
    stays = np.ones(len(kind), dtype=np.bool_)
    stays[event[leave]] = False
    after = kind + chances.shape[2]

    def change(place: IntArray, other: _Other, generators: Generators) -> _Change:
        """Change the kinds at some places, and give what they were and what they are."""
        before = after.take(place)
        chance = _random_at(place, ends, generators)
        now = other(before, chances, year, chance).astype(np.int32)
        after[place] = now
        return before, now

    changing = event[change_need]
    need_out, need_in = change(changing, _other_need, sources.children)
    also = _random_at(changing, ends, sources.settling) < chances.state_leaves_in(year).take(
        need_in
    )
    # One after the other, as each draw has its chances in this order.
    first, alone = changing[also], event[~(leave | change_need)]
    first_out, first_in = change(first, _other_state, sources.settling)
    state_out, state_in = change(alone, _other_state, sources.settling)
    return Moves(
        after,
        stays,
        those[leave],
        [need_out, first_out, state_out],
        [need_in, first_in, state_in],
        [changing, first, alone],
    )


_Other = Callable[[Positions, Chances, int, FloatArray], Positions]
_Change = tuple[Positions, Positions]


def _random_at(place: IntArray, ends: IntArray, generators: Generators) -> FloatArray:
    """Axis (place, rising): evenly spread from 0 to 1, from the draw in which each place is."""
    return generators.random_of_each(_lengths(np.searchsorted(place, ends)))


def _lengths(ends: IntArray) -> list[int]:
    """Axis (draw): how many there are of each."""
    return [end - begin for begin, end in pairwise([0, *ends.tolist()])]


def _with_room(
    joiners: Children,
    kind: Positions,
    opening: int,
    chances: Chances,
    year: int,
    generator: np.random.Generator,
) -> Children:
    """Hold the joiners of a single draw to ceiling and cap."""
    _, ages, states = chances.shape
    assert chances.limits is not None
    joins = chosen_joiners(
        joiners.kind // states % ages,
        kind // states % ages,
        opening=opening,
        persons=chances.persons[0][year],
        limits=chances.limits,
        year=year,
        generator=generator,
    )
    return Children(joiners.kind[joins], joiners.locality[joins], np.array([int(joins.sum())]))


def _other_need(kind: Positions, chances: Chances, year: int, chance: FloatArray) -> Positions:
    """Axis (child): kinds of children whose need changes, with the new need."""
    needs, ages, states = chances.shape
    cell, state = quotient_and_rest(kind, states)
    row_of_needs, age = quotient_and_rest(cell, ages)
    draw = row_of_needs // needs
    row = cell if chances.rates[0].need_goes.shape[1] > 1 else draw * ages + age
    need = picked(of_year(chances.to_need, year), row, chance)
    return ((draw * needs + need) * ages + age) * states + state


def _other_state(kind: Positions, chances: Chances, year: int, chance: FloatArray) -> Positions:
    """Axis (child): kinds of children whose state changes, with the new state."""
    states = chances.shape[2]
    cell = kind // states
    row = kind if chances.rates[0].state_goes.shape[3] > 1 else cell
    return cell * states + picked(of_year(chances.to_state, year), row, chance)
