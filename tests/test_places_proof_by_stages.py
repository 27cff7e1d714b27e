"""Proofs of networks whose aims do not fit into 64 bits together: the same verdict, in stages."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from place_networks import cases, chain, moved_about

from sufficiency.places import METRES, allocate_arrays, certify, weights
from sufficiency.places import certificate as module
from sufficiency.places.proof_by_stages import groups_of_aims
from sufficiency.places.weights import stacked, surely_fit

FAR = 2**27
"""So much further than in the cases, ordered journeys and counts do not fit into 44 bits."""


def far_apart(case):
    """The network of a case with journeys that are far longer; its ties are the same."""
    network = case.network()
    costs = network.costs.copy()
    costs[network.aims.index(METRES)] *= FAR
    return replace(network, costs=costs)


@given(cases(), st.data())
def test_the_verdict_is_that_of_all_aims_at_once(case, data):
    """Children moved about at random: proven in stages exactly where it is proven at once."""
    network = far_apart(case)
    answer = allocate_arrays(network)
    assume(len(answer.flow))
    flow = moved_about(network, answer.flow, data, least=0)
    totals = network.totals_of(flow)
    at_once = certify(network, flow, totals)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "VERY_MANY", 0)
        patch.setattr(weights, "LARGEST_SUM", 2**44)
        ends = groups_of_aims(network)
        in_stages = certify(network, flow, totals)
    assert (in_stages.proven, in_stages.why_not) == (at_once.proven, at_once.why_not)
    assert in_stages.proven == bool(
        (network.loads(flow) <= network.room).all() and totals == answer.totals
    )
    if in_stages.proven:
        assert (in_stages.weights == ()) == (len(ends) > 1)


def test_aims_are_parted_where_they_do_not_fit(monkeypatch):
    network = chain(400, 2**39)
    answer = allocate_arrays(network)
    monkeypatch.setattr(module, "VERY_MANY", 0)
    assert certify(network, answer.flow, answer.totals).weights == ()
    assert answer.certificate.weights
    ends = groups_of_aims(network)
    assert ends[-1] == len(network.aims)
    assert len(ends) > 1
    assert groups_of_aims(chain(40, 100)) == [len(network.aims)]


@given(st.lists(st.integers(0, 2**40), min_size=1, max_size=4), st.integers(1, 3000))
def test_what_surely_fits_does_fit(largest, pools):
    costs = np.diag(np.array(largest, dtype=np.int64))
    if surely_fit(largest, pools=pools, nodes=pools + 2):
        assert stacked(costs, pools=pools).fits(pools + 2)
    # One arc that is dearest in every aim: then it is exact.
    together = stacked(np.array(largest, dtype=np.int64)[:, None], pools=pools)
    assert surely_fit(largest, pools=pools, nodes=pools + 2) == together.fits(pools + 2)
