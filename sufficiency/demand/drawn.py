"""Single children of all draws, and their sums at any detail that is asked for.

What is kept of a draw is a code for each child and January: two bytes in an area of usual size.
An array of all draws and all cells never exists; `DrawnChildren.roll_up` makes only the detail
that is wanted, straight from the children.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.demand.chances import Codes
from sufficiency.demand.children import Histories
from sufficiency.demand.margins import BoolArray, IntArray
from sufficiency.errors import NotPossibleError

AXES = ("locality", "need", "ncy", "state")
Counts = np.ndarray[Any, np.dtype[np.int32]]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some draws, as they were carried together.

    Parameters
    ----------
    histories : Histories
        Of the draws.
    settings : numpy.ndarray
        Axis (child of the first January): position of the setting in which the child was counted.
    stays : tuple of numpy.ndarray
        For each January, whether each child is still there in the next one: eight in a byte.
    """

    histories: Histories
    settings: Codes
    stays: tuple[NDArray[np.uint8], ...]

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.histories.ends.shape[1])

    def span(self, draw: int, january: int) -> slice:
        """Say where the children of one January of one draw are."""
        ends = self.histories.ends[january]
        return slice(int(ends[draw - 1]) if draw else 0, int(ends[draw]))


@dataclass(frozen=True, eq=False)
class DrawnChildren:
    """Single children of every January in every draw; `drawn_of` makes it.

    Parameters
    ----------
    parts : tuple of Part
        The children, some draws together.
    where : tuple of tuple
        Axis (draw): position of its part, and of the draw in it.
    shape : tuple of int
        Localities, needs, NC years and states.
    accounts : numpy.ndarray
        Axes (draw, year, need, state, item): the account of each projected year [children].
    """

    parts: tuple[Part, ...]
    where: tuple[tuple[int, int], ...]
    shape: tuple[int, int, int, int]
    accounts: Counts

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.where)

    @property
    def januaries(self) -> int:
        """How many Januaries each draw has, the counted one first."""
        return len(self.parts[0].histories.codes)

    @property
    def lengths(self) -> IntArray:
        """Axes (draw, January): how many children there are."""
        ends = [part.histories.ends for part in self.parts]
        return np.concatenate([np.diff(held, axis=1, prepend=0).T for held in ends])

    @property
    def codes(self) -> Codes:
        """Axis (child): all Januaries of a draw one behind the other, then the next draw."""
        januaries = range(self.januaries)
        return np.concatenate([self.january(d, j) for d in range(self.draws) for j in januaries])

    def january(self, draw: int, january: int) -> Codes:
        """Give the children of one January of one draw.

        Axis (child): position in (locality, need, ncy, state), flattened. Those who stayed come
        first, in the order of the January before.
        """
        part, own = self._at(draw)
        return part.histories.codes[january][part.span(own, january)]

    def start_settings(self, draw: int) -> Codes:
        """Give where the children of a draw's first January were counted: axis (child)."""
        part, own = self._at(draw)
        return part.settings[part.span(own, 0)]

    def stays(self, draw: int, january: int) -> BoolArray:
        """Say who is still there in the next January: axis (child); nobody in the last."""
        part, own = self._at(draw)
        count = int(part.histories.ends[january, -1])
        stays = np.unpackbits(part.stays[january], count=count).view(np.bool_)
        return stays[part.span(own, january)]

    def fates(self, draw: int, january: int) -> tuple[IntArray, IntArray]:
        """Say what became of every child between two Januaries of a draw.

        Parameters
        ----------
        draw : int
        january : int
            The later one, from 1 on.

        Returns
        -------
        tuple of IntArray
            Axis (child of the January before): where the child was, and where the child is,
            as positions in (locality, need, ncy, state); -1 for one who left.
        """
        stays = self.stays(draw, january - 1)
        after = np.full(len(stays), -1, dtype=np.int64)
        after[stays] = self.january(draw, january)[: int(stays.sum())]
        return self.january(draw, january - 1).astype(np.int64), after

    def _at(self, draw: int) -> tuple[Part, int]:
        part, own = self.where[draw]
        return self.parts[part], own

    def roll_up(
        self,
        *,
        locality: ArrayLike | None = None,
        need: ArrayLike | None = None,
        ncy: ArrayLike | None = None,
        state: ArrayLike | None = None,
        draws: int | None = None,
    ) -> Counts:
        """Add children up to a detail, in every draw and January.

        Parameters
        ----------
        locality, need, ncy, state : array_like, optional
            For each member of the axis, the group that it is added to, from nought on; without
            it, all members in one.
        draws : int, optional
            Only so many of the first draws.

        Returns
        -------
        numpy.ndarray
            Axes (draw, January, locality, need, ncy, state) in groups [children].

        Raises
        ------
        NotPossibleError
            If an axis has another number of members.
        """
        target, shape = self._groups((locality, need, ncy, state))
        if locality is None and draws is None:
            return self._added_up((need, ncy, state))
        return self._counted(target, shape, draws=len(self.where[:draws]))

    def _counted(self, target: IntArray, shape: tuple[int, ...], *, draws: int) -> Counts:
        """Count the children of the first draws: axes (draw, January, those of the groups)."""
        size = int(np.prod(shape))
        counts = np.empty((draws, self.januaries, size), dtype=np.int32)
        for draw in range(draws):
            for january in range(self.januaries):
                held = target[self.january(draw, january)]
                counts[draw, january] = np.bincount(held, minlength=size)
        return counts.reshape(draws, self.januaries, *shape)

    @cached_property
    def _of_all_localities(self) -> Counts:
        """Axes (draw, January, need, ncy, state): children of all localities together.

        Made once, since a report asks for dozens of sums that tell no locality apart, and the
        children of an area are many more than these counts.
        """
        target, shape = self._groups((None, *(np.arange(size) for size in self.shape[1:])))
        counts = self._counted(target, shape, draws=self.draws)
        return counts.reshape(*counts.shape[:2], *self.shape[1:])

    def _added_up(self, groups: Sequence[ArrayLike | None]) -> Counts:
        """Add the counts of all localities up to groups: axes as of `roll_up`."""
        sums = self._of_all_localities
        for axis, given in enumerate(groups, start=2):
            if given is None:
                sums = sums.sum(axis=axis, dtype=np.int32, keepdims=True)
        for axis, given in enumerate(groups, start=2):
            if given is None:
                continue
            group = np.asarray(given)
            of_group = [np.flatnonzero(group == member) for member in range(int(group.max()) + 1)]
            if any(len(members) != 1 for members in of_group):
                taken = [np.take(sums, members, axis=axis) for members in of_group]
                sums = np.stack([one.sum(axis=axis, dtype=np.int32) for one in taken], axis=axis)
            else:
                sums = np.take(sums, np.concatenate(of_group), axis=axis)
        return sums[:, :, None]

    def _groups(self, groups: Sequence[ArrayLike | None]) -> tuple[IntArray, tuple[int, ...]]:
        """Say for every code into which flattened group it goes, and the shape of the groups."""
        target = np.zeros((1,), dtype=np.int64)
        shape = []
        for axis, members, given in zip(AXES, self.shape, groups, strict=True):
            group = np.zeros(members, dtype=np.int64) if given is None else np.asarray(given)
            whole = group.dtype.kind in "iu" and group.shape == (members,)
            if not whole or (group < 0).any():
                raise NotPossibleError.of(
                    "demand_group_unknown", axis=axis, seen_groups=group.tolist(), count=members
                )
            count = int(group.max()) + 1
            target = (target[:, None] * count + group).reshape(-1)
            shape.append(count)
        return target, tuple(shape)


def part_of(histories: Histories, settings: Codes) -> Part:
    """Keep what is asked for of some draws, in little memory.

    Parameters
    ----------
    histories : Histories
    settings : numpy.ndarray
        Axis (child of the first January): position of the setting in which the child was counted.

    Returns
    -------
    Part
    """
    packed = tuple(np.packbits(stays) for stays in histories.stays)
    return Part(replace(histories, stays=[]), settings.astype(np.uint8), packed)


def drawn_of(parts: Sequence[Part], shape: tuple[int, int, int, int]) -> DrawnChildren:
    """Put parts together, in the order of their draws.

    Parameters
    ----------
    parts : sequence of Part
    shape : tuple of int
        Localities, needs, NC years and states.

    Returns
    -------
    DrawnChildren
    """
    where = [(place, draw) for place, part in enumerate(parts) for draw in range(part.draws)]
    accounts = [part.histories.accounts.astype(np.int32) for part in parts]
    return DrawnChildren(tuple(parts), tuple(where), shape, np.concatenate(accounts))
