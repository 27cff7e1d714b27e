"""An answer with one child moved: what its certificate must say of it."""

import numpy as np
from hypothesis import strategies as st

from sufficiency.places.certificate import certify


def certificate_knows_a_moved_child(answer, data):
    """Move one child to any arc of its cell: proven only if it fits and is as good as before."""
    network, flow = answer.network, answer.flow.copy()
    if not len(flow):
        return
    source = data.draw(st.sampled_from(np.flatnonzero(flow).tolist()))
    beside = np.flatnonzero(network.arc_cell == network.arc_cell[source])
    flow[source] -= 1
    flow[data.draw(st.sampled_from(beside.tolist()))] += 1
    totals = network.totals_of(flow)
    fits = bool((network.loads(flow) <= network.room).all())
    as_good = fits and totals == answer.totals
    assert certify(network, flow, totals).proven == as_good
