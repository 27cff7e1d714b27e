"""Where the single children of some draws are told to be, where states close (`closing`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sufficiency.demand.chances import Children, picked, quotient_and_rest, running_shares
from sufficiency.demand.closing import Closures
from sufficiency.demand.margins import FloatArray, IntArray, Positions
from sufficiency.demand.shocks import Generators

Moved = tuple[Positions, Positions]
"""Axis (change): kinds before and after."""


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """Where the single children of one January of some draws are told to be.

    A child keeps its chances as long as it is there, so that it stays where a closure has sent it
    unless the shares of its NC year are others.

    Parameters
    ----------
    closures : Closures
    running : tuple of FloatArray
        For each closure, axes (state but the last, ncy): running shares (`chances.picked`).
    shape : tuple of int
        Needs, NC years and states.
    chance : FloatArray
        Axes (closure, child): evenly spread over 0 to 1.
    ends : IntArray
        Axis (draw): where the children of each draw end.
    new : IntArray
        Axis (joiner): which of the children have joined since the January before.
    """

    closures: Closures
    running: tuple[FloatArray, ...]
    shape: tuple[int, int, int]
    chance: FloatArray
    ends: IntArray
    new: IntArray

    def kinds(self, kind: Positions, january: int, *, who: IntArray | None = None) -> Positions:
        """Tell kinds by the states that are open in a January.

        Parameters
        ----------
        kind : IntArray
            Axis (child): position in (draw, need, ncy, state), flattened, as if no state closed.
        january : int
            0 for the last that was counted.
        who : IntArray, optional
            Axis (child): which of the children they are; all of them, where left out.

        Returns
        -------
        IntArray
            Axis (child).
        """
        _, ages, states = self.shape
        cell, state = quotient_and_rest(kind, states)
        for one, running, chance in zip(self.closures, self.running, self.chance, strict=True):
            if one.first > january:
                continue
            there = np.flatnonzero(state == one.state)
            whose = there if who is None else who.take(there)
            state[there] = picked(running, cell.take(there) % ages, chance.take(whose))
        return cell * states + state

    def moves(self, before: Positions, after: Positions, january: int, *, who: IntArray) -> Moved:
        """Tell changes of kind by the states that are open; one between two told as one is none.

        Parameters
        ----------
        before, after : IntArray
            Axis (change): kinds, by the NC year reached.
        january : int
            The later one.
        who : IntArray
            Axis (change): which of the children they are.
        """
        out, into = (self.kinds(kind, january, who=who) for kind in (before, after))
        moved = (out != into) | (before == after)
        return out[moved], into[moved]

    def sent(self, kind: Positions, january: int, *, who: IntArray) -> Moved:
        """Find who is told to be elsewhere a year later, with nothing changed but the birthday.

        Parameters
        ----------
        kind : IntArray
            Axis (child): of all, in the January before.
        january : int
            The later one.
        who : IntArray
            Axis (child who stays): which they are.
        """
        states, still = self.shape[2], kind.take(who)
        out = self.kinds(still, january - 1, who=who) + states
        into = self.kinds(still + states, january, who=who)
        moved = out != into
        return out[moved], into[moved]

    def after(self, place: IntArray, ends: IntArray, generators: Generators) -> Telling:
        """Go on to the next January: in each draw those who stay, then those who join.

        Parameters
        ----------
        place : IntArray
            Axis (child who stays): which they are, rising.
        ends : IntArray
            Axis (draw): where the children of each draw end in the next January.
        generators : Generators
            Of the closures of the draws.
        """
        stayed = np.searchsorted(place, self.ends)
        still = self.chance[:, place]
        parts, new, begin, first = list[FloatArray](), list[IntArray](), 0, 0
        draws = zip(stayed.tolist(), ends.tolist(), generators.of_draws, strict=True)
        for last, end, generator in draws:
            joiners = end - first - (last - begin)
            parts += [still[:, begin:last], _chances(generator, joiners, len(self.closures))]
            new.append(np.arange(end - joiners, end))
            begin, first = last, end
        return replace(
            self,
            chance=np.concatenate(parts, axis=1),
            ends=ends,
            new=np.concatenate(new),
        )


def _chances(generator: np.random.Generator, children: int, closures: int) -> FloatArray:
    """Axes (closure, child): evenly spread over 0 to 1, child by child."""
    return generator.random((children, closures)).T


def telling_of(
    closures: Closures, shape: Sequence[int], start: Children, generators: Generators
) -> Telling:
    """Give the children of the first January their chances.

    Parameters
    ----------
    closures : Closures
    shape : sequence of int
        Needs, NC years and states.
    start : Children
        Of the first January.
    generators : Generators
        Of the closures of the draws, so that a closure changes no other chance.

    Returns
    -------
    Telling
    """
    needs, ages, states = shape
    running = tuple(running_shares([one.shares[None]])[:, 0] for one in closures)
    lengths = np.diff(start.ends, prepend=0).tolist()
    pairs = zip(generators.of_draws, lengths, strict=True)
    chance = np.concatenate([_chances(one, count, len(closures)) for one, count in pairs], axis=1)
    nobody = np.zeros(0, dtype=np.int64)
    return Telling(closures, running, (needs, ages, states), chance, start.ends, nobody)
