"""One answer among many equally good ones, chosen by names alone.

Journeys are the same for all needs of a locality, so equally good answers are the rule. Costs made
of the names at an arc's ends, as a last aim, leave one of them: the same for every engine, every
machine and every order of rows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import Face, is_only_answer, narrowed
from sufficiency.places.naming import tie_costs

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
    network = face.network
    for turn in range(MOST_TURNS):
        if is_only_answer(face, flow):
            return flow, True
        cells = network.cells.keys[network.arc_cell[face.arcs]]
        costs = tie_costs(cells, network.pools.keys[face.pools], turn=turn)
        flow = solve(face, costs)
        face = narrowed(face, flow, costs)
    return flow, is_only_answer(face, flow)
