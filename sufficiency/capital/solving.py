"""The one call to the optimisation, with how long it may take."""

from __future__ import annotations

from dataclasses import dataclass

from sufficiency.places import choosing
from sufficiency.places.choosing import Chosen, Problem


@dataclass(frozen=True, slots=True)
class Effort:
    """How long the best programme is looked for, and with what.

    Parameters
    ----------
    seconds : float
        Most time for a choice [seconds].
    gap : float
        A programme is proven where none is better by more than this share.
    workers : int
        Processes that share the allocations.
    """

    seconds: float
    gap: float
    workers: int


def solved(problem: Problem, effort: Effort, *, keep: int = 0) -> Chosen:
    """Choose the best programme of a problem.

    Parameters
    ----------
    problem : Problem
    effort : Effort
    keep : int
        Most others to hand on that were valued on the way.

    Returns
    -------
    Chosen
    """
    return choosing.choose(problem, seconds=effort.seconds, gap=effort.gap, keep=keep)
