"""Children whose need or locality is not recorded, apart from all others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.margins import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Unrecorded:
    """The children of one January whose need or locality is not recorded, apart from all others.

    Parameters
    ----------
    recorded : FloatArray
        Axes (locality, need, ncy, setting): those of whom both are [children].
    children : FloatArray
        Axes (locality or unknown, need or unknown, ncy, setting), the unknown last: the others,
        nought where both are recorded [children].
    localities : FloatArray
        Axes (locality, ncy, setting): shares of localities, which add up to 1.
    needs : FloatArray
        Axes (need, ncy, setting): shares of needs, which add up to 1.
    """

    recorded: FloatArray
    children: FloatArray
    localities: FloatArray
    needs: FloatArray


def with_unrecorded(held: Unrecorded) -> FloatArray:
    """Spread those who are not recorded over localities and needs.

    Parameters
    ----------
    held : Unrecorded

    Returns
    -------
    FloatArray
        Axes (locality, need, ncy, setting): all children of the January [children].
    """
    by_locality = held.children[:-1] + held.children[-1:] * held.localities[:, None]
    return np.asarray(held.recorded + by_locality[:, :-1] + by_locality[:, -1:] * held.needs)
