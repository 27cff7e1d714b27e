"""Chances of single children in some draws: rates laid out so that a step only looks them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sufficiency.demand.limits import Limits
from sufficiency.demand.margins import FloatArray, IntArray, Positions
from sufficiency.demand.rates import Rates
from sufficiency.demand.restating import Restatement

Thresholds = np.ndarray[Any, np.dtype[np.uint32]]
Codes = np.ndarray[Any, np.dtype[Any]]
CERTAIN = 2**31
"""A whole number that is drawn is below this."""
NEVER = 2.0
"""A running share that no chance passes."""


@dataclass(frozen=True, slots=True, eq=False)
class Children:
    """The single children of one January in some draws, draws one behind the other.

    Parameters
    ----------
    kind : numpy.ndarray
        Axis (child): position in (draw, need, ncy, state), flattened.
    locality : numpy.ndarray
        Axis (child): position of the locality.
    ends : IntArray
        Axis (draw): where the children of each draw end.
    """

    kind: Positions
    locality: Positions
    ends: IntArray


def children_of(kind: IntArray, locality: IntArray, ends: IntArray) -> Children:
    """Keep children in small numbers, so that more of them are at hand in a processor."""
    return Children(kind.astype(np.int32), locality.astype(np.int32), ends)


def codes_of(children: Children, chances: Chances) -> Codes:
    """Give where children are in small numbers, two bytes in an area of usual size.

    Returns
    -------
    numpy.ndarray
        Axis (child): position in (locality, need, ncy, state), flattened.
    """
    kinds = int(np.prod(chances.shape))
    cells = chances.persons[0].shape[1] * kinds
    small = np.uint16 if cells <= np.iinfo(np.uint16).max + 1 else np.uint32
    code: Codes = children.locality.astype(small)
    # Small numbers wrap around, and what is taken off brings them back.
    code *= small(kinds % (np.iinfo(small).max + 1))
    code += children.kind.astype(small)
    begin = 0
    for draw, end in enumerate(children.ends.tolist()):
        code[begin:end] -= small(draw * kinds % (np.iinfo(small).max + 1))
        begin = end
    return code


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """What may happen to a child between two Januaries; `chances_of` makes it.

    A kind is a position in (draw, need, ncy, state), flattened. One evenly spread whole number a
    child and year says what happens: below `leaves` the child leaves, below `or_need` it changes
    its need (and perhaps its state), below `or_state` its state alone, and else nothing but a
    birthday. The number has 31 bits, so that a chance is right to 1 in 2,000 million: in a
    thousand draws of ten years of ten thousand children that is a twentieth of a child.

    Parameters
    ----------
    rates : tuple of Rates
        Axis (draw): from which they come.
    persons : tuple of FloatArray
        Axis (draw), each with the axes (year, locality, ncy): population of each projected year
        [persons].
    leaves, or_need, or_state : numpy.ndarray
        Axes (year, kind, before the birthday): thresholds.
    state_leaves : FloatArray
        Axes (year or 1, kind): share of those whose state changes too, once their need has.
    to_need : FloatArray
        Axes (need reached but the last, year or 1, row): running shares; rows are (draw, need or
        1, ncy), flattened.
    to_state : FloatArray
        Axes (state reached but the last, year or 1, row): running shares; rows are (draw, need,
        ncy, state or 1), flattened.
    joiner_states : FloatArray
        The same by (draw, need, ncy), for those who join.
    line : numpy.ndarray
        Axis (kind): position in (draw, need, state), flattened.
    """

    rates: tuple[Rates, ...]
    persons: tuple[FloatArray, ...]
    leaves: Thresholds
    or_need: Thresholds
    or_state: Thresholds
    state_leaves: FloatArray
    to_need: FloatArray
    to_state: FloatArray
    joiner_states: FloatArray
    line: Positions

    @property
    def shape(self) -> tuple[int, int, int]:
        """Needs, NC years and states."""
        needs, ages, states = self.rates[0].joiner_states.shape[1:]
        return needs, ages, states

    def state_leaves_in(self, year: int) -> FloatArray:
        """Give the share of those whose state changes too in a year: axis (kind)."""
        return np.asarray(self.state_leaves[year if len(self.state_leaves) > 1 else 0])

    @property
    def years(self) -> int:
        """How many years are projected."""
        return len(self.persons[0])

    @property
    def limits(self) -> Limits | None:
        """What all plans are held to, the same in all draws."""
        return self.rates[0].limits

    @property
    def restatement(self) -> Restatement | None:
        """How children are recoded between two files, the same in all draws."""
        return self.rates[0].restatement


def chances_of(rates: Sequence[Rates], persons: Sequence[FloatArray]) -> Chances:
    """Lay rates out for single children.

    With l the share that leaves, n and s the shares whose need and state change on the next
    birthday, the thresholds are l, b = l + (1 - l) n and b + (1 - b) s. Where a share is nought,
    two of them are the very same number, so that what cannot happen never does.

    Parameters
    ----------
    rates : sequence of Rates
        Axis (draw).
    persons : sequence of FloatArray
        Axis (draw), each with the axes (year, locality, ncy): population of each projected year
        [persons].

    Returns
    -------
    Chances
    """
    needs, ages, states = rates[0].joiner_states.shape[1:]
    draws, kinds = len(rates), needs * ages * states
    leaves = np.stack([one.leaving for one in rates], axis=1)
    leaves[..., -1, :] = 1.0
    need_leaves = _side_by_side([one.need_leaves for one in rates])
    state_leaves = _side_by_side([one.state_leaves for one in rates])
    or_need = leaves.copy()
    or_need[..., :-1, :] += (1.0 - leaves[..., :-1, :]) * need_leaves[..., 1:, None]
    or_state = np.ones((*leaves.shape[:-1], states))
    # Laid out for each state first: faster than to spread a number over a short axis.
    before = np.repeat(or_need[..., :-1, :], states // or_need.shape[-1], axis=-1)
    or_state[..., :-1, :] = before + (1.0 - before) * state_leaves[..., 1:, :]
    joiner_states = running_shares([one.joiner_states for one in rates])
    # From stocks, those who change state go where joiners go: the very same shares.
    alike = rates[0].state_goes.shape[3] == 1 and np.shares_memory(
        rates[0].state_goes, rates[0].joiner_states
    )
    draw, need = np.arange(draws)[:, None, None, None], np.arange(needs)[:, None, None]
    line = ((draw * needs + need) * states + np.arange(states)).astype(np.int32)
    return Chances(
        tuple(rates),
        tuple(persons),
        _by_kind(leaves, states),
        _by_kind(or_need, states),
        _by_kind(or_state, states),
        state_leaves.reshape(len(state_leaves), draws * kinds),
        running_shares([one.need_goes for one in rates]),
        joiner_states if alike else running_shares([one.state_goes for one in rates]),
        joiner_states,
        np.broadcast_to(line, (draws, needs, ages, states)).reshape(draws * kinds),
    )


def _without_twins(numbers: FloatArray) -> FloatArray:
    """Keep one year of numbers that are the same in all: axes (year or 1, ...)."""
    return numbers[:1] if numbers.strides[0] == 0 else numbers


def _side_by_side(numbers: Sequence[FloatArray]) -> FloatArray:
    """Axes (year or 1, draw, ...): the numbers of each draw."""
    return np.stack([_without_twins(one) for one in numbers], axis=1)


def _by_kind(share: FloatArray, states: int) -> Thresholds:
    """Axes (year, kind): thresholds of a share, by state where all states are alike too."""
    threshold = np.ceil(share * CERTAIN).astype(np.uint32)
    by_state = np.repeat(threshold, states // share.shape[-1], axis=-1)
    return by_state.reshape(len(share), -1)


def running_shares(shares: Sequence[FloatArray]) -> FloatArray:
    """Lay shares out for `picked`: running sums over the last axis.

    From the last member with a share on nobody goes further, whatever the sum is off 1 by
    rounding: a share of nought is never picked.

    Parameters
    ----------
    shares : sequence of FloatArray
        Axis (draw), each with the axes (year, ..., member): add up to 1 over members.

    Returns
    -------
    FloatArray
        Axes (member but the last, year or 1, row): years that share their numbers are one, and
        rows are the draw and all other axes, flattened.
    """
    kept = [_without_twins(one) for one in shares]
    years, members = len(kept[0]), kept[0].shape[-1]
    rows = kept[0][0].size // members
    running = np.empty((members, years, len(kept), rows))
    for draw, one in enumerate(kept):
        running[:, :, draw] = np.moveaxis(one.reshape(years, -1, members), -1, 0)
    for member in range(1, members):
        running[member] += running[member - 1]
    np.copyto(running[:-1], NEVER, where=running[:-1] >= running[-1])
    return running[:-1].reshape(members - 1, years, len(kept) * rows)


def of_year(running: FloatArray, year: int) -> FloatArray:
    """Give the running shares of one year: axes (member but the last, row)."""
    return np.asarray(running[:, year if running.shape[1] > 1 else 0])


def row_of_year(running: FloatArray, year: IntArray, row: IntArray) -> tuple[FloatArray, IntArray]:
    """Give the running shares of all years, and the row of each child: axes as for `picked`."""
    members, years, rows = running.shape
    return running.reshape(members, years * rows), row if years == 1 else year * rows + row


def picked(running: FloatArray, row: Positions, chance: FloatArray) -> IntArray:
    """Pick a member for each child: the first whose running share passes the child's chance.

    Parameters
    ----------
    running : FloatArray
        Axes (member but the last, row): running shares.
    row : IntArray
        Axis (child).
    chance : FloatArray
        Axis (child): evenly spread over 0 to 1.

    Returns
    -------
    IntArray
        Axis (child): position of the member.
    """
    passed = running.take(row, axis=1) <= chance
    # Counted in the smallest numbers that hold it, as they are added up fastest.
    count = np.add.reduce(passed.view(np.uint8), axis=0, dtype=np.min_scalar_type(len(running)))
    return np.asarray(count, dtype=np.int64)


def quotient_and_rest(positions: Positions, size: int) -> tuple[Positions, Positions]:
    """Divide positions: three times as fast as `numpy.divmod`, as none is below nought."""
    quotient = positions // size
    return quotient, positions - quotient * size
