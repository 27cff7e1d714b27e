"""Running the draws, and adding their children up to any detail that is asked for.

What is kept of a draw is a code for each child and January: two bytes in an area of usual size.
An array of all draws and all cells never exists; `DrawnChildren.roll_up` makes only the detail
that is wanted, straight from the children.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import delayed
from numpy.typing import ArrayLike

from sufficiency.demand.central import AnyModel
from sufficiency.demand.chances import Children, chances_of
from sufficiency.demand.children import Histories, carried_on
from sufficiency.demand.draws import rates_of_draws
from sufficiency.demand.flow_draws import flow_rates_of_draws
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.populations import population_of_draw
from sufficiency.demand.rates import Rates
from sufficiency.demand.shocks import Purpose, YearEffects, generator_of
from sufficiency.demand.starting import drawn_start
from sufficiency.errors import NotPossibleError
from sufficiency.progress import done_by, progress_bar

BLOCK = 25
"""Draws that a worker takes at a time; it does not change any number."""
TOGETHER = 8
"""Draws whose rates are computed at once, so that arrays stay small enough to be at hand; it does
not change any number."""
AXES = ("locality", "need", "ncy", "state")
Codes = np.ndarray[Any, np.dtype[Any]]
Counts = np.ndarray[Any, np.dtype[np.int32]]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnChildren:
    """Single children of every January in every draw.

    Parameters
    ----------
    codes : numpy.ndarray
        Axis (child): position in (locality, need, ncy, state), flattened; Januaries of a draw
        one behind the other, then the next draw.
    ends : IntArray
        Axes (draw, January): where each January ends in `codes`.
    shape : tuple of int
        Localities, needs, NC years and states.
    accounts : IntArray
        Axes (draw, year, need, state, item): the account of each projected year [children].
    stays : BoolArray
        Axis as `codes`: whether the child is still there in the next January; false in the last.
        Those who are come first in it, in the same order.
    settings : numpy.ndarray
        Axis (child of a first January), draw after draw: position of the setting in which the
        child was counted.
    """

    codes: Codes
    ends: IntArray
    shape: tuple[int, int, int, int]
    accounts: IntArray
    stays: BoolArray
    settings: Codes

    def january(self, draw: int, january: int) -> Codes:
        """Give the children of one January of one draw: axis (child), positions as in `codes`."""
        return self.codes[self._span(draw, january)]

    def start_settings(self, draw: int) -> Codes:
        """Give where the children of a draw's first January were counted: axis (child)."""
        lengths = np.diff(self.ends.reshape(-1), prepend=0).reshape(self.ends.shape)[:, 0]
        first = int(lengths[:draw].sum())
        return self.settings[first : first + int(lengths[draw])]

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
            as positions in `codes`; -1 for one who left.
        """
        before = self._span(draw, january - 1)
        stays = self.stays[before]
        after = np.full(len(stays), -1, dtype=np.int64)
        after[stays] = self.january(draw, january)[: int(stays.sum())]
        return self.codes[before].astype(np.int64), after

    def _span(self, draw: int, january: int) -> slice:
        place = draw * self.ends.shape[1] + january
        flat = self.ends.reshape(-1)
        return slice(int(flat[place - 1]) if place else 0, int(flat[place]))

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
        size = int(np.prod(shape))
        ends = self.ends[:draws]
        counts = np.empty((ends.size, size), dtype=np.int32)
        first = 0
        for row, last in enumerate(ends.reshape(-1).tolist()):
            counts[row] = np.bincount(target[self.codes[first:last]], minlength=size)
            first = last
        return counts.reshape(*ends.shape, *shape)

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


def simulate(
    model: AnyModel,
    *,
    draws: int,
    seed: int,
    effects: YearEffects | None = None,
    first: int = 0,
    workers: int = 1,
    block: int = BLOCK,
    progress: bool = False,
) -> DrawnChildren:
    """Draw possible futures of single children.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area.
    draws : int
        How many; 500 give steady ranges.
    seed : int
        Same seed, same numbers, for any number of workers and any size of block.
    effects : YearEffects, optional
        How much years differ; what the model says, where left out.
    first : int
        Number of the first draw: draw 7 is the same whichever come before it.
    workers : int
        Processes that share the work.
    block : int
        Draws that a worker takes at a time.
    progress : bool
        Whether to show how far it is.

    Returns
    -------
    DrawnChildren

    Raises
    ------
    NotPossibleError
        If there are no draws or no workers.
    """
    check_draws(draws, workers)
    shocks = model.effects if effects is None else effects
    last = first + draws
    blocks = [range(begin, min(begin + block, last)) for begin in range(first, last, block)]
    work = (delayed(_block)(model, shocks, seed, numbers) for numbers in blocks)
    done: list[_Block] = []
    with progress_bar(len(blocks), "Projecting draws", shown=progress) as told:
        for made in done_by(workers, work):
            done.append(made)
            told.update()
    lengths = np.concatenate([block.lengths for block in done])
    localities, needs, ages, _ = model.last.shape
    return DrawnChildren(
        np.concatenate([block.codes for block in done]),
        np.cumsum(lengths.reshape(-1)).reshape(lengths.shape),
        (localities, needs, ages, model.allowed.shape[-1]),
        np.concatenate([block.accounts for block in done]),
        np.concatenate([block.stays for block in done]),
        np.concatenate([block.settings for block in done]),
    )


def check_draws(draws: int, workers: int | None) -> None:
    """Refuse no draws, and no workers.

    Raises
    ------
    NotPossibleError
        If there are none of either.
    """
    if not _is_count(draws):
        raise NotPossibleError.of("demand_no_draws", draws=draws)
    if workers is not None and not _is_count(workers):
        raise NotPossibleError.of("demand_no_workers", workers=workers)


def _is_count(number: object) -> bool:
    """Say whether a number is whole and at least 1."""
    whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
    return whole and int(number) >= 1  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Some draws, as in `DrawnChildren`; lengths have the axes (draw, January)."""

    codes: Codes
    lengths: IntArray
    accounts: IntArray
    stays: BoolArray
    settings: Codes


def _block(model: AnyModel, effects: YearEffects, seed: int, numbers: range) -> _Block:
    """Run some draws."""
    cells = len(model.last) * model.allowed.size
    small = np.uint16 if cells <= np.iinfo(np.uint16).max + 1 else np.uint32
    codes: list[Codes] = []
    settings: list[Codes] = []
    stays: list[BoolArray] = []
    lengths, accounts = [], []
    all_rates = _rates(model, effects, seed, numbers)
    for draw, (rates, shares) in zip(numbers, all_rates, strict=True):
        made, start = _one_draw(model, rates, shares, seed, draw)
        codes += [_codes(children, model.allowed.size, small) for children in made.januaries]
        stays += made.stays
        settings.append(start.astype(np.uint8))
        lengths.append([len(children.kind) for children in made.januaries])
        accounts.append(made.accounts)
    return _Block(
        np.concatenate(codes),
        np.array(lengths, dtype=np.int64),
        np.array(accounts, dtype=np.int32),
        np.concatenate(stays),
        np.concatenate(settings),
    )


def _codes(children: Children, kinds: int, small: type[np.unsignedinteger[Any]]) -> Codes:
    """Axis (child): positions in (locality, need, ncy, state), flattened."""
    code = children.locality.astype(small)
    code *= small(kinds)
    code += children.kind.astype(small)
    return code


def _rates(
    model: AnyModel, effects: YearEffects, seed: int, numbers: range
) -> Iterator[tuple[Rates, FloatArray | None]]:
    """Draw the rates of each draw, and its level shares where the states are no settings."""
    for first in range(0, len(numbers), TOGETHER):
        draws = numbers[first : first + TOGETHER]
        if isinstance(model, FlowModel):
            yield from flow_rates_of_draws(model, effects, seed=seed, draws=draws)
        else:
            yield from rates_of_draws(model, effects, seed=seed, draws=draws)


def _one_draw(
    model: AnyModel, rates: Rates, cells: FloatArray | None, seed: int, draw: int
) -> tuple[Histories, IntArray]:
    """Give the children of one draw, and where those of the first January were counted."""
    generator = generator_of(seed, draw, Purpose.CHILDREN)
    start, settings = drawn_start(model, cells, generator)
    made = carried_on(
        start,
        chances_of(rates, population_of_draw(model, seed, draw)),
        children=generator,
        settling=generator_of(seed, draw, Purpose.SETTLING),
        joiners=generator_of(seed, draw, Purpose.JOINERS),
    )
    return made, settings
