"""Flows between two Januaries, child by child: joiners, leavers, movers, and what is restated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.accounts import ITEMS, Item
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.stocks import FIRST_NCY, NC_YEARS, check_counts, check_shape, first_of
from sufficiency.errors import NotPossibleError

OUTSIDE = -1
"""Position of need, NC year and state on the far side of a joiner or a leaver."""
AXES = "year, locality, need, ncy, state"


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """What became of every child between the Januaries; `flows_of` makes and checks them.

    A year is the academic year of the later January. All arrays are in children.

    Parameters
    ----------
    years : tuple of int
        Academic years of the later Januaries, rising by one.
    opening : FloatArray
        Axes (year, locality, need, ncy, state): the earlier January, as this year's file has it.
    joiners : FloatArray
        The same axes, by the NC year joined.
    leavers : FloatArray
        The same axes, by the NC year left.
    moved_in, moved_out : FloatArray
        The same axes, by the NC year reached: who has another need or state than before, counted
        once, where the child now is and where the child would have been.
    closing : FloatArray
        The same axes: the later January.
    need_moves : FloatArray
        Axes (year, need, ncy reached, need reached): changes of need; none on the diagonal.
    state_moves : FloatArray
        Axes (year, need reached, ncy reached, state, state reached): changes of state; none on
        the diagonal.
    survivors : FloatArray
        Axes (year, need reached, ncy reached, state before): who did not leave.
    """

    years: tuple[int, ...]
    opening: FloatArray
    joiners: FloatArray
    leavers: FloatArray
    moved_in: FloatArray
    moved_out: FloatArray
    closing: FloatArray
    need_moves: FloatArray
    state_moves: FloatArray
    survivors: FloatArray

    @property
    def base(self) -> int:
        """The academic year from which is projected."""
        return self.years[-1]

    @property
    def last(self) -> FloatArray:
        """Axes (locality, need, ncy, state): the last closing stock [children]."""
        return np.asarray(self.closing[-1])

    @property
    def restated(self) -> FloatArray:
        """Axes (join, locality, need, ncy, state): opening stock less the closing one before it.

        A join lies between two years, so there is one fewer than there are years.
        """
        return np.asarray(self.opening[1:] - self.closing[:-1])

    @property
    def accounts(self) -> FloatArray:
        """Axes (year, need, state, item): the account of each year, which closes.

        Each year opens with the closing stock of the year before; what is restated is an item of
        its own, and nought in the first year, where no file before it is known.
        """
        made = np.zeros((len(self.years), self.opening.shape[2], self.opening.shape[4], ITEMS))
        made[1:, ..., Item.RESTATED] = self.restated.sum(axis=(1, 3))
        for item, numbers in (
            (Item.OPENING, self.opening),
            (Item.JOINERS, self.joiners),
            (Item.LEAVERS, self.leavers),
            (Item.MOVED_IN, self.moved_in),
            (Item.MOVED_OUT, self.moved_out),
            (Item.CLOSING, self.closing),
        ):
            made[..., item] = numbers.sum(axis=(1, 3))
        made[..., Item.OPENING] -= made[..., Item.RESTATED]
        return made

    def first(self, count: int) -> Flows:
        """Give the flows of the first so many years: what was known then."""
        return Flows(**{field.name: getattr(self, field.name)[:count] for field in fields(self)})


def flows_of(
    years: Sequence[int],
    shape: tuple[int, int, int],
    *,
    year: ArrayLike,
    locality: ArrayLike,
    before: ArrayLike,
    after: ArrayLike,
    children: ArrayLike,
) -> Flows:
    """Check rows of transitions, and add them up.

    Parameters
    ----------
    years : sequence of int
        Academic years of the later Januaries that the rows hold, rising by one.
    shape : tuple of int
        Localities, needs and states.
    year : array_like
        Axis (row): academic year of the later January.
    locality : array_like
        Axis (row): position of the locality.
    before, after : array_like
        Axes (row, 3): positions of need, NC year and state in the earlier and the later January;
        all `OUTSIDE` on the far side of a joiner or a leaver. NC year -4 is at position 0.
    children : array_like
        Axis (row): how many went this way [children].

    Returns
    -------
    Flows

    Raises
    ------
    NotPossibleError
        If years are missing, a row lies off the axes or on neither side, somebody does not grow
        up by exactly one NC year, a number is impossible, or nobody is there in the end.
    """
    rows = _Rows(
        np.searchsorted(np.asarray(years), np.asarray(year, dtype=np.int64)),
        np.asarray(locality, dtype=np.int64),
        np.asarray(before, dtype=np.int64).reshape(-1, 3),
        np.asarray(after, dtype=np.int64).reshape(-1, 3),
        np.asarray(children, dtype=np.float64),
    )
    _check_years(years, np.asarray(year, dtype=np.int64))
    _check_rows(rows, shape)
    made = _added_up(tuple(years), shape, rows)
    if not made.last.any():
        raise NotPossibleError.of("demand_nobody", year=years[-1], otherwise="")
    return made


def check_flows(flows: Flows) -> None:
    """Refuse flows whose account does not close in some cell.

    closing[a + 1] = opening[a] - leavers[a] + moved in[a + 1] - moved out[a + 1] + joiners[a + 1]

    Raises
    ------
    NotPossibleError
        If shapes differ, a number is impossible, or an account does not close.
    """
    for name in ("opening", "joiners", "leavers", "moved_in", "moved_out", "closing"):
        what = f"the flow {name.replace('_', ' ')}"
        check_shape(what, getattr(flows, name), flows.opening.shape, axes=AXES)
        check_counts(what, getattr(flows, name), axes=AXES)
    stayed = np.zeros_like(flows.opening)
    stayed[:, :, :, 1:] = (flows.opening - flows.leavers)[:, :, :, :-1]
    made = stayed + flows.moved_in - flows.moved_out + flows.joiners
    open_ended = np.asarray(np.abs(made - flows.closing) > 1e-6)
    top = (flows.opening - flows.leavers)[:, :, :, -1]
    if open_ended.any() or (np.abs(top) > 1e-6).any():
        raise NotPossibleError.of(
            "demand_flows_open",
            count=int(open_ended.sum() + (np.abs(top) > 1e-6).sum()),
            first=first_of(open_ended) if open_ended.any() else "the top NC year",
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Rows of transitions, as in `flows_of`, with the position of their year."""

    year: IntArray
    locality: IntArray
    before: IntArray
    after: IntArray
    children: FloatArray

    @property
    def joins(self) -> BoolArray:
        return np.asarray(self.before[:, 2] == OUTSIDE)

    @property
    def leaves(self) -> BoolArray:
        return np.asarray(self.after[:, 2] == OUTSIDE)


def _check_years(years: Sequence[int], year: IntArray) -> None:
    for one, other in pairwise(years):
        if other != one + 1:
            raise NotPossibleError.of(
                "demand_flow_years_apart", years=", ".join(map(str, years)), missing=one + 1
            )
    if set(years) != set(year.tolist()):
        raise NotPossibleError.of(
            "demand_flow_years_other",
            years=", ".join(map(str, years)),
            held=", ".join(str(one) for one in sorted(set(year.tolist()))) or "none",
        )


def _check_rows(rows: _Rows, shape: tuple[int, int, int]) -> None:
    """Refuse rows off the axes, on neither side, or of children who do not grow up by one."""
    count = len(rows.children)
    for what, numbers in (("locality", rows.locality), ("year", rows.year)):
        check_shape(f"the {what} of each transition", numbers, (count,), axes="row")
    for what, numbers in (("before", rows.before), ("after", rows.after)):
        check_shape(f"the transitions {what}", numbers, (count, 3), axes="row, need ncy state")
    check_counts("the transitions", rows.children, axes="row")
    localities, needs, states = shape
    members = np.array([needs, NC_YEARS, states])
    wrong = (rows.locality < 0) | (rows.locality >= localities) | (rows.joins & rows.leaves)
    for side in (rows.before, rows.after):
        inside = ((side >= 0) & (side < members)).all(axis=1)
        wrong = wrong | ~(inside | (side == OUTSIDE).all(axis=1))
    if wrong.any():
        raise NotPossibleError.of(
            "demand_flow_off_axes", count=int(wrong.sum()), first=first_of(wrong)[0]
        )
    both = ~rows.joins & ~rows.leaves
    odd = both & (rows.after[:, 1] != rows.before[:, 1] + 1)
    if odd.any():
        first = first_of(odd)[0]
        raise NotPossibleError.of(
            "demand_flow_age",
            count=int(odd.sum()),
            children=float(rows.children[odd].sum()),
            first=first,
            before=int(rows.before[first, 1]) + FIRST_NCY,
            after=int(rows.after[first, 1]) + FIRST_NCY,
        )


def _added_up(years: tuple[int, ...], shape: tuple[int, int, int], rows: _Rows) -> Flows:
    """Add rows up to the axes of `Flows`."""
    localities, needs, states = shape
    count = len(years)
    full = (count, localities, needs, NC_YEARS, states)

    def added(axes: tuple[int, ...], chosen: BoolArray, *places: IntArray) -> FloatArray:
        made = np.zeros(axes)
        np.add.at(made, tuple(place[chosen] for place in places), rows.children[chosen])
        return made

    def cells(chosen: BoolArray, side: IntArray, *, aged: int = 0) -> FloatArray:
        need, age, state = side.T
        return added(full, chosen, rows.year, rows.locality, need, age + aged, state)

    joins, leaves = rows.joins, rows.leaves
    both = ~joins & ~leaves
    changed = both & (rows.before[:, [0, 2]] != rows.after[:, [0, 2]]).any(axis=1)
    need, _, state = rows.before.T
    other_need, reached, other_state = rows.after.T
    of_need, of_state = both & (need != other_need), both & (state != other_state)
    by_need, by_state = (count, needs, NC_YEARS, needs), (count, needs, NC_YEARS, states)
    return Flows(
        years=years,
        opening=cells(~joins, rows.before),
        joiners=cells(joins, rows.after),
        leavers=cells(leaves, rows.before),
        moved_in=cells(changed, rows.after),
        moved_out=cells(changed, rows.before, aged=1),
        closing=cells(~leaves, rows.after),
        need_moves=added(by_need, of_need, rows.year, need, reached, other_need),
        state_moves=added(
            (*by_state, states), of_state, rows.year, other_need, reached, state, other_state
        ),
        survivors=added(by_state, both, rows.year, other_need, reached, state),
    )
