"""Children whose need no local place could meet: counted, and never allocated."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.children import SCALE, Source
from sufficiency.allocation.tariff import BEYOND, Tariff
from sufficiency.demand.drawn import DrawnChildren

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def beyond_by_ncy(source: Source, drawn: DrawnChildren, tariff: Tariff) -> NDArray[Any]:
    """Count them by the NC year by which they are paid for.

    Parameters
    ----------
    source : Source
    drawn : DrawnChildren
    tariff : Tariff
        Without lines nobody is counted, as nothing is paid.

    Returns
    -------
    numpy.ndarray
        Axes (draw, year, need, NC year of the projection) [children].
    """
    if not tariff.lines:
        return np.zeros((len(drawn.where), drawn.januaries - 1, 0, 0))
    needs, ncys = tariff.a_beyond.shape[2:]
    counts = drawn.roll_up(
        need=np.arange(needs), ncy=np.arange(ncys), state=np.arange(len(source.levels))
    )
    return counts[:, 1:, 0, :, :, source.levels.index(BEYOND)]


def beyond_by_phase(source: Source, drawn: DrawnChildren, *, needs: int) -> IntArray:
    """Axes (draw, year, need, phase): the same, by phase [children]."""
    counts = drawn.roll_up(
        need=np.arange(needs),
        ncy=source.model.stocks.phase,
        state=np.arange(len(source.levels)),
    )
    return counts[:, 1:, 0, :, :, source.levels.index(BEYOND)].astype(np.int64)


def expected_by_ncy(source: Source, expected: FloatArray) -> FloatArray:
    """Axes (year, need, ncy): the same as expected [children].

    Parameters
    ----------
    source : Source
    expected : FloatArray
        Axes (year, locality, need, ncy, level): the expected projection [children].

    Returns
    -------
    FloatArray
    """
    return np.asarray(expected[1:, ..., source.levels.index(BEYOND)].sum(axis=1))


def expected_by_phase(source: Source, expected: FloatArray) -> IntArray:
    """Axes (year, need, phase): the same as expected, in thousandths of a child."""
    phase = source.model.stocks.phase
    member = np.equal.outer(phase, np.arange(int(phase.max()) + 1)).astype(np.float64)
    return np.asarray(np.rint(expected_by_ncy(source, expected) @ member * SCALE), dtype=np.int64)
