"""Chances of single children in one draw: rates laid out so that a step only looks them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sufficiency.demand.margins import FloatArray, IntArray
from sufficiency.demand.rates import Rates

Thresholds = np.ndarray[Any, np.dtype[np.uint32]]
CERTAIN = 2**31
"""A whole number that is drawn is below this."""
NEVER = 2.0
"""A running share that no chance passes."""


@dataclass(frozen=True, slots=True, eq=False)
class Children:
    """The single children of one January in one draw.

    Parameters
    ----------
    kind : IntArray
        Axis (child): position in (need, ncy, state), flattened.
    locality : IntArray
        Axis (child): position of the locality.
    """

    kind: IntArray
    locality: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """What may happen to a child between two Januaries; `chances_of` makes it.

    A kind is a position in (need, ncy, state), flattened. One evenly spread whole number a child
    and year says what happens: below `leaves` the child leaves, below `or_need` it changes its
    need (and perhaps its state), below `or_state` its state alone, and else nothing but a
    birthday. The number has 31 bits, so that a chance is right to 1 in 2,000 million: in a
    thousand draws of ten years of ten thousand children that is a twentieth of a child.

    Parameters
    ----------
    rates : Rates
        From which they come.
    persons : FloatArray
        Axes (year, locality, ncy): population of each projected year [persons].
    leaves, or_need, or_state : numpy.ndarray
        Axes (year, kind, before the birthday): thresholds.
    state_leaves : FloatArray
        Axes (year, kind): share of those whose state changes too, once their need has.
    to_need : FloatArray
        Axes (need reached but the last, year or 1, row): running shares; rows are (need or 1,
        ncy), flattened.
    to_state : FloatArray
        Axes (state reached but the last, year or 1, row): running shares; rows are (need, ncy,
        state or 1), flattened.
    joiner_states : FloatArray
        The same by (need, ncy), for those who join.
    line : IntArray
        Axis (kind): position in (need, state), flattened.
    """

    rates: Rates
    persons: FloatArray
    leaves: Thresholds
    or_need: Thresholds
    or_state: Thresholds
    state_leaves: FloatArray
    to_need: FloatArray
    to_state: FloatArray
    joiner_states: FloatArray
    line: IntArray

    @property
    def shape(self) -> tuple[int, int, int]:
        """Needs, NC years and states."""
        needs, ages, states = self.rates.joiner_states.shape[1:]
        return needs, ages, states


def chances_of(rates: Rates, persons: FloatArray) -> Chances:
    """Lay rates out for single children.

    With l the share that leaves, n and s the shares whose need and state change on the next
    birthday, the thresholds are l, b = l + (1 - l) n and b + (1 - b) s. Where a share is nought,
    two of them are the very same number, so that what cannot happen never does.

    Parameters
    ----------
    rates : Rates
        Of one draw.
    persons : FloatArray
        Axes (year, locality, ncy): population of each projected year [persons].

    Returns
    -------
    Chances
    """
    years, needs, ages, states = rates.joiner_states.shape
    kinds = needs * ages * states
    leaves = rates.leaving.copy()
    leaves[:, :, -1] = 1.0
    or_need = leaves.copy()
    or_need[:, :, :-1] += (1.0 - leaves[:, :, :-1]) * rates.need_leaves[:, :, 1:, None]
    or_state = np.ones((years, needs, ages, states))
    # Laid out for each state first: faster than to spread a number over a short axis.
    before = np.repeat(or_need[:, :, :-1], states // or_need.shape[3], axis=-1)
    or_state[:, :, :-1] = before + (1.0 - before) * rates.state_leaves[:, :, 1:]
    need, state = np.arange(needs)[:, None, None], np.arange(states)
    joiner_states = running_shares(rates.joiner_states)
    # From stocks, those who change state go where joiners go: the very same shares.
    alike = rates.state_goes.shape[3] == 1 and np.shares_memory(
        rates.state_goes, rates.joiner_states
    )
    return Chances(
        rates,
        persons,
        _by_kind(leaves, states),
        _by_kind(or_need, states),
        _by_kind(or_state, states),
        rates.state_leaves.reshape(years, kinds),
        running_shares(rates.need_goes),
        joiner_states if alike else running_shares(rates.state_goes),
        joiner_states,
        np.broadcast_to(need * states + state, (needs, ages, states)).reshape(kinds),
    )


def _by_kind(share: FloatArray, states: int) -> Thresholds:
    """Axes (year, kind): thresholds of a share, by state where all states are alike too."""
    threshold = np.ceil(share * CERTAIN).astype(np.uint32)
    by_state = np.repeat(threshold, states // share.shape[3], axis=-1)
    return by_state.reshape(len(share), -1)


def whole_chances(count: int, generator: np.random.Generator) -> Thresholds:
    """Axis (child): whole numbers, evenly spread from 0 to below `CERTAIN`."""
    pairs = generator.bit_generator.random_raw((count + 1) // 2)
    return np.asarray(pairs.view(np.uint32)[:count] >> np.uint32(1))


def running_shares(shares: FloatArray) -> FloatArray:
    """Lay shares out for `picked`: running sums over the last axis.

    From the last member with a share on nobody goes further, whatever the sum is off 1 by
    rounding: a share of nought is never picked.

    Parameters
    ----------
    shares : FloatArray
        Axes (year, ..., member): add up to 1 over members.

    Returns
    -------
    FloatArray
        Axes (member but the last, year or 1, row): years that share their numbers are one, and
        rows are all other axes, flattened.
    """
    kept = shares[:1] if shares.strides[0] == 0 else shares
    running = np.moveaxis(kept.reshape(len(kept), -1, kept.shape[-1]), -1, 0).copy()
    for member in range(1, len(running)):
        running[member] += running[member - 1]
    np.copyto(running[:-1], NEVER, where=running[:-1] >= running[-1])
    return running[:-1]


def of_year(running: FloatArray, year: int) -> FloatArray:
    """Give the running shares of one year: axes (member but the last, row)."""
    return np.asarray(running[:, year if running.shape[1] > 1 else 0])


def every_year(running: FloatArray, years: int) -> FloatArray:
    """Give the running shares of all years: axes (member but the last, year x row)."""
    members, _, rows = running.shape
    return np.broadcast_to(running, (members, years, rows)).reshape(members, years * rows)


def picked(running: FloatArray, row: IntArray, chance: FloatArray) -> IntArray:
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


def quotient_and_rest(positions: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Divide positions: three times as fast as `numpy.divmod`, as none is below nought."""
    quotient = positions // size
    return quotient, positions - quotient * size
