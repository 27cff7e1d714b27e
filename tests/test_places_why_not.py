"""Why children are not placed locally."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from place_networks import cases

from sufficiency.errors import FindingsError
from sufficiency.places import allocate_arrays, network_of, why_not_local


def test_one_child_for_each_reason():
    """Nobody serves cell 0; cell 1 only far away; cell 2 not yet; cell 3 finds it full."""
    network = network_of(
        [1, 1, 1, 2],
        [0, 1],
        [1, 3],
        [0, 1],
        [90_000, 100],
        beyond_limit=[True, False],
        independent_limit=0,
    )
    answer = allocate_arrays(network)
    reasons = why_not_local(network, answer.flow, ever_cell=[2, 1], ever_beyond=[False, True])
    assert reasons.not_served.tolist() == [1, 0, 0, 0]
    assert reasons.too_far.tolist() == [0, 1, 0, 0]
    assert reasons.not_open.tolist() == [0, 0, 1, 0]
    assert reasons.full.tolist() == [0, 0, 0, 1]
    assert reasons.waiting.tolist() == [0, 1, 0, 0]


def test_a_full_site_keeps_a_child_out_once():
    network = network_of(
        [3], [5, 5], [0, 0], [0, 1], [10, 20], total_room=[2], within=[0, 0, -1], totals=["Site"]
    )
    answer = allocate_arrays(network)
    reasons = why_not_local(network, answer.flow, ever_cell=[], ever_beyond=[])
    assert reasons.waiting.tolist() == [0, 0, 0, 0, 1]


@given(cases(), st.data())
def test_the_reasons_add_up_to_all_who_are_not_placed_locally(case, data):
    answer = allocate_arrays(case.network())
    cells = data.draw(st.lists(st.integers(0, len(case.demand) - 1), max_size=4))
    beyond = [data.draw(st.booleans()) for _ in cells]
    reasons = why_not_local(answer.network, answer.flow, ever_cell=cells, ever_beyond=beyond)
    parts = (reasons.not_served, reasons.too_far, reasons.not_open, reasons.full)
    assert np.array_equal(sum(parts), answer.independent + answer.without)
    # Whoever finds all full is kept out by something that is full.
    assert bool(reasons.full.any()) == bool(reasons.waiting.any())


def test_a_pair_of_a_cell_that_does_not_exist():
    answer = allocate_arrays(network_of([1], [1], [0], [0], [5]))
    with pytest.raises(FindingsError, match="ever_cell: 1 value"):
        why_not_local(answer.network, answer.flow, ever_cell=[1], ever_beyond=[False])
    with pytest.raises(FindingsError, match="ever_beyond: it has the shape"):
        why_not_local(answer.network, answer.flow, ever_cell=[0], ever_beyond=[])
