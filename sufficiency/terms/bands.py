"""Bands: spans of NC years that every pool treats alike."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple


class Band(NamedTuple):
    """A span of NC years, first and last included."""

    ncy_from: int
    ncy_to: int

    @property
    def name(self) -> str:
        """The band in short, as it stands in frames: "0-6"."""
        return f"{self.ncy_from}-{self.ncy_to}"


def bands(spans: Iterable[tuple[int, int]]) -> tuple[Band, ...]:
    """Split NC years into the widest spans that all pools treat alike.

    Two NC years belong to one band when exactly the same pools serve both and they follow
    each other. NC years that no pool serves belong to no band.

    Parameters
    ----------
    spans : iterable of (int, int)
        First and last NC year that each pool serves.

    Returns
    -------
    tuple of Band
        In rising order, without overlap.

    Examples
    --------
    >>> [band.name for band in bands([(0, 6), (4, 11)])]
    ['0-3', '4-6', '7-11']
    """
    served = sorted(set(spans))
    if not served:
        return ()
    edges = sorted({first for first, _ in served} | {last + 1 for _, last in served})
    pieces = (Band(low, high - 1) for low, high in pairwise(edges))
    return tuple(
        piece
        for piece in pieces
        if any(first <= piece.ncy_from and piece.ncy_to <= last for first, last in served)
    )
