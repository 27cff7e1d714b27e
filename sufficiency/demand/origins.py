"""Children of later Januaries under the need and state in which they came in.

Children change their need, and where states are levels their level, as they grow up. Who is
still there can be told by either: by what each child has now, or by what it had when it was counted
or joined. The difference is what changes of need and state do; over all needs and states it is
nought, since it is the same children.
"""

from __future__ import annotations

import numpy as np

from sufficiency.demand.cohorts import carry, leaving_share
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.rates import Rates


def by_origin(start: FloatArray, children: FloatArray, rates: Rates) -> FloatArray:
    """Sort the children of every projected January by the need and state they came in with.

    With E[s] those who came in at January s (all of the first, later the joiners), and K[s, t] the
    share of them who are still there at January t, whatever their need is by then,

    Y[t][l, n, a, v] = sum over s <= t of E[s][l, n, a - (t - s), v] K[s, t][n, a - (t - s), v].

    K follows backwards from K[t, t] = 1, see `_a_year_earlier`; it is the same in all localities.

    Parameters
    ----------
    start : FloatArray
        Axes (locality, need, ncy, state): the first January [children].
    children : FloatArray
        Axes (year, locality, need, ncy, state): each projected January, by what they have now
        [children].
    rates : Rates
        The rates with which they were projected.

    Returns
    -------
    FloatArray
        The axes of `children`: by what they came in with, at the NC year they are in now. Summed
        over needs and states it is the same as `children`.
    """
    entered = [start, *_joiners(start, children, rates)]
    ages = start.shape[2]
    sorted_out = np.zeros_like(children)
    for january in range(1, len(entered)):
        kept = np.ones(start.shape[1:])
        sorted_out[january - 1] = entered[january]
        for back in range(1, january + 1):
            kept = _a_year_earlier(kept, rates, january - back)
            if back < ages:
                there = entered[january - back] * kept
                sorted_out[january - 1, :, :, back:] += there[:, :, : ages - back]
    return sorted_out


def _joiners(start: FloatArray, children: FloatArray, rates: Rates) -> list[FloatArray]:
    """Axes (locality, need, ncy, state) a year: who is there and was not in the January before."""
    before = [start, *children[:-1]]
    return [
        after - carry(stock, rates, year).children
        for year, (stock, after) in enumerate(zip(before, children, strict=True))
    ]


def _a_year_earlier(kept: FloatArray, rates: Rates, year: int) -> FloatArray:
    """Go one year back: the share of each January's children who are still there at the end.

    K[n, a, v] = (1 - q[n, a, v]) times the mean of K after the year over the needs m and states w
    that a child of need n and state v has at NC year a + 1.

    Parameters
    ----------
    kept : FloatArray
        Axes (need, ncy, state): the share of those of the January after.
    rates : Rates
    year : int
        Position of the year on the axes of the rates.

    Returns
    -------
    FloatArray
        Axes (need, ncy, state): the share of those of the January before.
    """
    elsewhere = np.einsum("nbvw,nbw->nbv", rates.state_goes[year], kept)
    moves = rates.state_leaves[year]
    after_states = (1 - moves) * kept + moves * elsewhere
    other_need = np.einsum("nbm,mbv->nbv", rates.need_goes[year], after_states)
    changes = rates.need_leaves[year][..., None]
    reached = (1 - changes) * after_states + changes * other_need
    earlier = np.zeros_like(kept)
    earlier[:, :-1] = reached[:, 1:]
    return np.asarray((1 - leaving_share(rates, year)) * earlier)
