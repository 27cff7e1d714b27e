"""Five hundred small networks, each solved in every way there is, and each place valued anew."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from place_networks import by_scipy, cases, with_room

from sufficiency.places import NO_LIMIT, allocate_arrays, certify, worth_of_places
from sufficiency.places.flow_engine import flow_answer

INSTANCES = 500


def totals_with(network, holder, change):
    """The ordered totals of the best answer with places more or fewer, solved anew."""
    return np.array(allocate_arrays(with_room(network, holder, change), engine="flow").totals)


@pytest.mark.slow
@settings(max_examples=INSTANCES, suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_all_ways_agree_and_the_worth_of_each_place_is_what_solving_again_gives(case):
    network = case.network()
    answer = allocate_arrays(network, engine="flow")
    other = allocate_arrays(network, engine="lp")
    # The flow, PuLP with HiGHS, and SciPy one aim after the other; child by child where ties break.
    assert answer.totals == other.totals == by_scipy(network)
    assert (answer.flow == other.flow).all()
    # All aims at once with safe weights, and one after the other on the face of the best.
    for order in ("stacked", "stages"):
        assert (flow_answer(network, order=order)[0] == answer.flow).all()
    assert answer.certificate.proven
    assert not certify(network, answer.flow + 1, answer.totals).proven
    worth = worth_of_places(network, answer.flow)
    totals = np.array(answer.totals)
    for holder in np.flatnonzero(network.room < NO_LIMIT).tolist():
        assert (totals_with(network, holder, 1) - totals == worth.more[holder]).all()
        if network.room[holder]:
            assert (totals_with(network, holder, -1) - totals == worth.fewer[holder]).all()
