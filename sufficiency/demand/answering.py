"""How counts of a year answer to chance, and to what sets the year apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.margins import FloatArray
from sufficiency.demand.pooling import ratio

NEARLY_ALL = 1 - 1e-9
"""A share that leaves counts as this at most, so that its force has a number."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """How counts answer to chance and to a year's effect.

    Parameters
    ----------
    chance : FloatArray or float
        c, axes (year, member) or (year): variance of a count over its mean; 1 for a Poisson number.
    reach : FloatArray or float
        r, the same axes: by how much the log of the expected count rises with that of the effect.
    """

    chance: FloatArray | float = 1.0
    reach: FloatArray | float = 1.0


AS_POISSON = Answer()


def answer_of_leavers(
    leavers: FloatArray, opening: FloatArray, *, over: int | tuple[int, ...]
) -> Answer:
    """Say how leavers answer: each leaves or stays, and effects act on the force of leaving.

    With the share p and the force h = -log(1 - p) of each cell, c = 1 - p and r = h (1 - p) / p,
    as a share cannot pass 1; both are means by expected leavers.

    Parameters
    ----------
    leavers, opening : FloatArray
        Axes (year, need, ncy): expected leavers, and children who could leave [children].
    over : int or tuple of int
        The axes that are added up.

    Returns
    -------
    Answer
    """
    share = np.minimum(ratio(leavers, opening), NEARLY_ALL)
    reach = ratio(-np.log1p(-share) * (1 - share), share, otherwise=1.0)
    whole = leavers.sum(axis=over)
    return Answer(
        ratio((leavers * (1 - share)).sum(axis=over), whole, otherwise=1.0),
        ratio((leavers * reach).sum(axis=over), whole, otherwise=1.0),
    )
