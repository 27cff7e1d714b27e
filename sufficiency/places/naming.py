"""Stable names of cells, pools and totals, and the numbers by which ties are broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import overload

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding, finding

IntArray = NDArray[np.int64]
KeyArray = NDArray[np.uint64]

TIE_BITS = 20
"""A tie cost is below 2 to this power: small enough for a solver that counts in floats."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Names along one axis, with a number for each that is the same on every machine.

    Parameters
    ----------
    words : sequence of str
        Axis (cell, pool or total): the names.
    keys : KeyArray
        Axis as `words`: a 64-bit digest of the name, or what `turned` makes of it.
    """

    words: Sequence[str]
    keys: KeyArray

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, position: int) -> str:
        return self.words[position]

    def and_more(self, more: Sequence[str]) -> Names:
        """Put further names behind these.

        Parameters
        ----------
        more : sequence of str

        Returns
        -------
        Names
        """
        added = names_of(more)
        return Names((*self.words, *added.words), np.concatenate([self.keys, added.keys]))

    def turned(self, number: int) -> Names:
        """Give each name another number, so that ties are broken in another way.

        Parameters
        ----------
        number : int
            From 0 to 2 ** 64 - 1: the same gives the same numbers on every machine.

        Returns
        -------
        Names
            Those that differ still do.
        """
        return Names(self.words, mixed(self.keys ^ np.full(1, number, dtype=np.uint64)))


class Picked(Sequence[str]):
    """Some of many words, which are looked up only where one is read.

    Parameters
    ----------
    words : sequence of str
    positions : IntArray
        Axis (picked): positions in `words`.
    """

    def __init__(self, words: Sequence[str], positions: IntArray) -> None:
        self._words, self._positions = words, positions

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[str]: ...
    def __getitem__(self, position: int | slice) -> str | Sequence[str]:
        if isinstance(position, slice):
            return Picked(self._words, self._positions[position])
        return self._words[int(self._positions[position])]


def names_of(words: Sequence[str]) -> Names:
    """Give each name its number; make this once where many networks share the names.

    Parameters
    ----------
    words : sequence of str
        Names of cells (locality, need, band and level, say), pools or totals.

    Returns
    -------
    Names

    Examples
    --------
    >>> names_of(["Corby, ASD"]).keys.tolist() == names_of(["Corby, ASD"]).keys.tolist()
    True
    """
    known = tuple(str(word) for word in words)
    digests = b"".join(blake2b(word.encode(), digest_size=8).digest() for word in known)
    keys = np.frombuffer(digests, dtype="<u8").astype(np.uint64)
    keys.setflags(write=False)
    return Names(known, keys)


@lru_cache(maxsize=8)
def numbered(what: str, count: int) -> Names:
    """Name things by their positions, where the caller has no names for them.

    They are the same for each network of the same size, so the last ones are kept.
    """
    return names_of([f"{what} {position}" for position in range(count)])


def repeated(names: Names, *, what: str) -> list[Finding]:
    """Find names that stand there more than once."""
    ranked = np.sort(names.keys)
    if not (ranked[1:] == ranked[:-1]).any():
        return []
    order = np.argsort(names.keys, kind="stable")
    same = np.flatnonzero(names.keys[order][1:] == names.keys[order][:-1])
    found = sorted({names[int(order[position])] for position in same})
    return [finding("network_names_repeated", file=what, name=name) for name in found]


def tie_costs(cells: KeyArray, pools: KeyArray, *, turn: int) -> IntArray:
    """Price arcs by the names at their ends alone, to choose among equally good answers.

    Parameters
    ----------
    cells, pools : KeyArray
        Axis (arc): the numbers of the names of the arc's cell and pool.
    turn : int
        0 for the first tie-break, 1 for what that leaves open, and so on.

    Returns
    -------
    IntArray
        Axis (arc): whole numbers below 2 ** 20.
    """
    turned = cells ^ (pools * _GOLDEN) ^ (np.full(1, turn + 1, dtype=np.uint64) * _SECOND)
    return np.asarray(mixed(turned) >> np.uint64(64 - TIE_BITS), dtype=np.int64)


def mixed(keys: KeyArray) -> KeyArray:
    """Turn each number into one that has nothing to do with it, the same on every machine.

    Two that differ never become the same (the finish of SplitMix64).
    """
    keys = (keys ^ (keys >> np.uint64(30))) * _FIRST
    keys = (keys ^ (keys >> np.uint64(27))) * _SECOND
    return keys ^ (keys >> np.uint64(31))
