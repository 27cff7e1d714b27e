"""One answer among many equally good ones, chosen by names alone.

Journeys are the same for all needs of a locality, so equally good answers are the rule. Of them
one is chosen that is the same for every engine, every machine and every order of rows. Cells that
can use the same pools, in one good answer or another, are alike; costs made of the names of these
pools leave one answer for them, and what they get is shared out by the names of the cells. Cells
that have one pool alone in all good answers, which most have, stay out of it. Each draw turns the
numbers of all names in its own way (`Supply.with_ties_turned`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.alike import alike
from sufficiency.places.faces import Face, part_of, several
from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.naming import tie_costs
from sufficiency.places.network import Network
from sufficiency.places.prices import narrowed
from sufficiency.places.singles import is_only_answer, used_by_some

IntArray = NDArray[np.int64]
SolveOnFace = Callable[[Face, IntArray], IntArray]
"""An engine: from a face and the costs of its open arcs to the flow on all arcs."""

MOST_TURNS = 8
"""One turn almost always leaves one answer; each further turn takes other numbers."""


def ties_broken(face: Face, flow: IntArray, solve: SolveOnFace) -> tuple[IntArray, bool]:
    """Choose one of the answers of a face.

    Parameters
    ----------
    face : Face
        What is best in all aims.
    flow : IntArray
        Axis (arc of the network): one of the answers [children].
    solve : SolveOnFace

    Returns
    -------
    flow : IntArray
        Axis (arc of the network) [children].
    only : bool
        Whether it is proven that no other answer is as good in the aims and the tie-break.
    """
    # What some good answer uses is the same whichever good answer and prices are at hand.
    undecided = several(face)
    if len(undecided.arcs):
        undecided = several(part_of(undecided, used_by_some(undecided, flow)))
    if not len(undecided.arcs):
        return flow, True
    decided = flow.copy()
    decided[undecided.arcs] = 0
    cells = alike(undecided, room=_room_beside(face.network, decided))
    few, found, only = cells.few, cells.gathered(flow), False
    for turn in range(MOST_TURNS):
        if only:
            break
        network = few.network
        keys = network.cells.keys[network.arc_cell[few.arcs]]
        costs = tie_costs(keys, network.pools.keys[few.pools], turn=turn)
        found = solve(few, costs)
        few = narrowed(few, found, costs)
        only = is_only_answer(few, found)
    return decided + cells.shared(found), only


def _room_beside(network: Network, flow: IntArray) -> IntArray:
    """Axis (holder): the room that some of the children leave to the others [children]."""
    return np.where(network.room < NO_LIMIT, network.room - network.loads(flow), NO_LIMIT)
