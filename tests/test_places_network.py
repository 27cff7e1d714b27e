"""Building a network, its journeys, and every message about arrays that cannot be used."""

import pickle
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from place_networks import cases

from sufficiency.errors import FindingsError, UnknownNameError
from sufficiency.messages import places as messages
from sufficiency.places import (
    AIMS,
    NO_LIMIT,
    CapRows,
    Kind,
    journeys_of,
    metres_of_miles,
    miles_of_metres,
    minutes_at,
    names_of,
    network_of,
    straight_metres,
)
from sufficiency.places.checking import check_network
from sufficiency.places.lp_rows import readable


def small(**changes):
    """Two cells, two pools, three arcs; any argument may be exchanged."""
    given = {
        "demand": [2, 1],
        "free": [1, 3],
        "arc_cell": [0, 0, 1],
        "arc_pool": [0, 1, 1],
        "metres": [500, 900, 100],
    }
    options = {name: changes.pop(name) for name in list(changes) if name not in given}
    return network_of(*(given | changes).values(), **options)


def test_a_weighted_network_keeps_nothing_that_was_worked_out_from_other_aims():
    """Its nested rows had been asked for already, with the four aims that are one now."""
    caps = CapRows(("few",), np.array([1]), (np.array([0]),))
    network = replace(small(), caps=caps)
    assert network.without_caps.aims == AIMS
    weighted = network.in_one_aim(dict.fromkeys(AIMS, 1))
    for one in (weighted, weighted.without_caps):
        assert one.aims == ("weighted",)
        assert one.costs.shape == (1, len(one.arc_cell))


@given(cases())
def test_arcs_that_are_laid_out_here_pass_every_check(case):
    """`network_of` does not look through its arcs once more, as somebody's own network is."""
    network = case.network()
    found = check_network(network)
    assert all(array is getattr(network, name) for name, array in found.items())
    assert network.without_caps is network


def test_aims_can_be_sums_of_others_in_any_order():
    network = small(beyond_limit=[False, True, False])
    placements = {"without": 3, "independent": 2}
    made = network.in_aims({"nearness": {"metres": 1, "beyond_limit": 100}, "places": placements})
    without, independent, beyond, metres = network.costs
    assert made.aims == ("nearness", "places")
    assert (made.costs == [metres + 100 * beyond, 3 * without + 2 * independent]).all()
    assert not made.costs.flags.writeable
    assert (network.in_one_aim(dict.fromkeys(AIMS, 1)).costs == network.costs.sum(axis=0)).all()


def test_a_network_has_its_fallbacks_and_ordered_aims():
    network = small(
        beyond_limit=[False, True, False],
        may_go_independent=[True, False],
        independent_limit=[4],
    )
    assert network.aims == AIMS == ("without", "independent", "beyond_limit", "metres")
    assert network.pools.words == ("pool 0", "pool 1", "independent", "without")
    assert network.kind.tolist() == [Kind.LOCAL, Kind.LOCAL, Kind.INDEPENDENT, Kind.WITHOUT]
    assert network.room.tolist() == [1, 3, 4, NO_LIMIT]
    arcs = zip(network.arc_cell.tolist(), network.arc_pool.tolist(), strict=True)
    assert list(arcs) == [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (1, 3)]
    assert network.costs.tolist() == [
        [0, 0, 0, 1, 0, 1],
        [0, 0, 1, 0, 0, 0],
        [0, 1, 0, 0, 0, 0],
        [500, 900, 0, 0, 100, 0],
    ]


def test_limits_by_group_are_pools_of_their_own():
    network = small(
        independent_limit=[5, NO_LIMIT],
        independent_group=[1, 0],
        groups=["SEMH, secondary", "ASD, primary"],
    )
    assert network.pools.words[2:] == (
        "independent: SEMH, secondary",
        "independent: ASD, primary",
        "without",
    )
    first_cell = network.arc_pool[network.arc_cell == 0].tolist()
    assert first_cell == [0, 1, 3, 4]
    assert small(independent_limit=[1, 2]).pools.words[2:4] == ("independent: 0", "independent: 1")


def test_arcs_may_come_in_any_order():
    shuffled = small(arc_cell=[1, 0, 0], arc_pool=[1, 1, 0], metres=[100, 900, 500])
    assert np.array_equal(shuffled.costs, small().costs)
    assert np.array_equal(shuffled.arc_pool, small().arc_pool)


def test_totals_may_be_nested():
    network = small(total_room=[4, 6], within=[0, 1, 1, -1], totals=["Site A", "All"])
    assert network.within.tolist() == [4, 5, -1, -1, 5, -1]
    flow = np.array([1, 1, 0, 0, 1, 0, 0])
    assert network.loads(flow).tolist() == [1, 2, 0, 0, 1, 3]
    assert network.holder(4) == "Site A"


def test_a_network_cannot_be_changed():
    network = small()
    with pytest.raises(ValueError, match="read-only"):
        network.demand[0] = 5
    given = np.array([2, 1])
    assert small(demand=given).demand is not given
    given[0] = 9
    assert network.demand.tolist() == [2, 1]


def test_a_network_shows_its_size_and_travels_to_another_process():
    network = pickle.loads(pickle.dumps(small()))
    assert repr(network) == "Network(2 cells, 4 pools, 0 totals, 7 arcs, 3 children)"
    assert np.array_equal(network.costs, small().costs)


def test_totals_of_any_size_are_exact():
    network = small(demand=[2**30, 1], metres=[2**40, 0, 0], free=[2**31, 0])
    flow = np.array([2**30, 0, 0, 0, 0, 0, 1])[: len(network.arc_cell)]
    assert network.totals_of(flow)[3] == 2**70


def test_names_may_be_shared_by_many_networks():
    names = names_of(["here", "there"])
    assert small(cells=names).cells is names
    # The digests must never change: they decide ties, and so who goes where.
    assert names.keys.tolist() == [KEY_OF_HERE, KEY_OF_THERE]


KEY_OF_HERE = int.from_bytes(bytes.fromhex("4a1a1abc3a49618f"), "little")
KEY_OF_THERE = int.from_bytes(bytes.fromhex("73001216b5a484df"), "little")


@given(st.lists(st.text(max_size=100), max_size=8))
def test_names_in_a_file_stay_different(words):
    names = readable(words)
    assert len(set(names)) == len(words)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*_?(_\d+)?", n) for n in names)
    assert not any("__" in name for name in names)


FAULTS = {
    "network_not_whole": [
        (lambda: small(demand=[2.5, 1.0]), "2 values that are no whole numbers is 2.5, at"),
        (lambda: small(demand=[True, False]), "no whole numbers is True, at position 0"),
        (lambda: small(free=[1, "3"]), "no whole numbers is 1, at position 0"),
        (lambda: small(metres=[1, 2, np.nan]), "no whole numbers is 1.0"),
        (lambda: small(demand=[2**80, 1.5]), "1 value that is no whole number is 1.5, at"),
        (lambda: small(may_go_independent=[1.0, np.nan]), "may_go_independent: the first of its"),
        (lambda: small().in_one_aim(dict.fromkeys(AIMS, 0.5)), "no whole numbers is 0.5"),
    ],
    "network_too_large": [
        (
            lambda: small(demand=np.array([2**64 - 1, 1], dtype=np.uint64)),
            "too large for 64 bits, the first at position 0: 18,446,744,073,709,551,615",
        ),
        (lambda: small(free=np.array([1, 2**63], dtype=np.uint64)), "9,223,372,036,854,775,808"),
        (lambda: small(demand=[1, 2**80]), "at position 1: 1,208,925,819,614,629,174,706,176"),
        (lambda: small(demand=[2**80, -(2**80)]), "2 whole numbers are too large"),
        (lambda: small(demand=[2**80, 1]), "2,147,483,648 at most for children"),
    ],
    "network_shape": [
        (lambda: small(metres=[1, 2]), "metres: it has the shape (2,), where (3,) is needed"),
        (lambda: small(free=[[1], [3]]), "free: it has the shape (2, 1)"),
        (lambda: small(beyond_limit=[True]), "beyond_limit: it has the shape (1,)"),
        (lambda: small(may_go_independent=[True]), "may_go_independent: it has the shape (1,)"),
        (lambda: small(within=[-1]), "within: it has the shape (1,), where (2,) is needed"),
        (lambda: small(independent_group=[0]), "independent_group: it has the shape (1,)"),
        (lambda: small(cells=["one"]), "demand: it has the shape (2,), where (1,) is needed"),
        (lambda: small(groups=["a", "b"]), "room: it has the shape (4,), where (5,) is needed"),
        (lambda: straight_metres(([0], [0, 1]), ([0], [0]), detour=1), "northings of localities"),
        (lambda: journeys(given_miles=[1.0]), "given miles: it has the shape (1,)"),
    ],
    "network_range": [
        (lambda: small(demand=[-1, 1]), "demand: 1 value lies outside 0 to 2,147,483,648"),
        (lambda: small(free=[1, -3]), "free: 1 value lies outside 0 to 1,099,511,627,776, the"),
        (lambda: small(metres=[1, -1, -2]), "metres: 2 values lie outside"),
        (lambda: small(beyond_limit=[0, 1, 2]), "beyond_limit: 1 value lies outside 0 to 1"),
        (lambda: small(independent_limit=-1), "independent_limit: 1 value lies outside"),
        (lambda: small(total_room=[-1], within=[0, 0, -1]), "total_room: 1 value lies"),
        (lambda: small(arc_cell=[0, 0, 2]), "arc_cell: 1 value lies outside 0 to 1, the first"),
        (lambda: small(arc_pool=[0, 2, 1]), "arc_pool: 1 value lies outside 0 to 1, the first"),
        (lambda: small(independent_group=[0, 1]), "independent_group: 1 value lies outside 0"),
        (lambda: small(demand=[2**31, 2**31]), "the sum of demand: 1 value lies outside"),
        (lambda: replace(small(), kind=[0, 0, 1, 3]), "kind: 1 value lies outside 0 to 2"),
        (lambda: replace(small(), costs=-small().costs), "costs: "),
        (
            lambda: straight_metres(([0], [0]), ([0], [2**40]), detour=1),
            "northings of sites: 1 value lies outside",
        ),
    ],
    "network_arcs_unsorted": [
        (
            lambda: replace(small(), arc_pool=small().arc_pool[::-1]),
            "the arc at position 1 (cell 0 to independent) is not after the arc before it",
        ),
    ],
    "network_arc_repeated": [
        (lambda: small(arc_pool=[1, 1, 1]), "cell 0 has 2 arcs to pool 1."),
    ],
    "network_no_fallback": [
        (lambda: replace(small(), room=[1, 3, 9, 9]), "2 cells have no pool without a limit"),
        (
            lambda: replace(small(total_room=[4]), within=[-1, -1, 4, 4, -1]),
            "2 cells have no pool without a limit that takes what is left over, the first is",
        ),
    ],
    "network_within": [
        (lambda: small(within=[0, -1]), "pool 0 counts towards 4, which is no total"),
        (lambda: small(within=[-1, -7]), "pool 1 counts towards -3, which is no total"),
    ],
    "network_totals_circle": [
        (
            lambda: small(total_room=[1, 2], within=[0, 1, 1, 0]),
            "total 0 counts, directly or by way of others, towards itself",
        ),
        (lambda: small(total_room=[1], within=[0, 0, 0]), "total 0 counts, directly"),
    ],
    "network_aims": [
        (lambda: replace(small(), aims=()), "the aims are (none)."),
        (lambda: replace(small(), aims=("a", "b", "a", "c")), "the aims are a, b, a, c."),
    ],
    "network_names_repeated": [
        (lambda: small(cells=["x", "x"]), "cells: the name x stands there more than once"),
        (lambda: small(pools=["a", "without"]), "pools: the name without stands there more"),
    ],
    "network_weight": [
        (lambda: small().in_one_aim(dict.fromkeys(AIMS, -1)), "of the aim without is -1"),
        (lambda: small().in_one_aim(dict.fromkeys(AIMS, 2**40)), "metres is 1,099,511,627,776"),
        (
            lambda: small().in_aims({"a": dict.fromkeys(AIMS, 0), "b": {"independent": -5}}),
            "of the aim independent is -5",
        ),
    ],
    "journey_matrix_impossible": [
        (
            lambda: journeys(given_minutes=[[np.inf, -2.0]]),
            "2 of the given minutes are below nought or infinite, the first at (0, 0)",
        ),
    ],
    "journey_factor": [
        (lambda: straight_metres(([0], [0]), ([0], [0]), detour=0.9), "detour factor is 0.9"),
        (lambda: straight_metres(([0], [0]), ([0], [0]), detour=np.nan), "detour factor is nan"),
        (lambda: minutes_at([1], miles_an_hour=0), "the speed is 0."),
    ],
}
UNKNOWN = {
    "network_aim_unknown": (
        lambda: small().in_one_aim({"miles": 1}),
        r"there is no aim called miles\. .* Choose from: without, independent",
    ),
    "network_aim_unweighted": (
        lambda: small().in_aims({"metres": {"metres": 1}, "again": {"metres": 2}}),
        r'the aim without has no weight\. .* or "without": 0 if that is meant',
    ),
}
ELSEWHERE = {
    *{"engine", "answer", "certificate", "years", "supply", "reasons"},
    *{"lp", "no", "process", "seconds", "time", "worth"},
}
"""Messages with these beginnings are tested with the engines, the certificate, years and aims; and
those of time limits, and of what is no network or answer, with the ways in which a solve ends."""


def journeys(**given):
    return journeys_of(np.array([[1000, 2000]]), miles_an_hour=20, **given)


@pytest.mark.parametrize(
    ("rule", "number"),
    [(rule, number) for rule, faults in FAULTS.items() for number in range(len(faults))],
)
def test_arrays_that_cannot_be_used_are_told(rule, number):
    wrong, words = FAULTS[rule][number]
    with pytest.raises(FindingsError, match=re.escape(words)) as error:
        wrong()
    assert rule in {found.rule for found in error.value.findings}


@pytest.mark.parametrize("rule", UNKNOWN)
def test_a_name_that_is_unknown_is_told(rule):
    wrong, words = UNKNOWN[rule]
    with pytest.raises(UnknownNameError, match=words):
        wrong()


def test_every_message_has_a_test():
    tested = set(FAULTS) | set(UNKNOWN)
    others = {rule for rule in messages.MESSAGES if rule.split("_")[0] in ELSEWHERE}
    assert tested | others == set(messages.MESSAGES)


def test_all_faults_are_told_at_once():
    with pytest.raises(FindingsError, match="3 faults"):
        small(demand=[-1, 1.5], free=[1, -3], metres=[1, 2])


def test_straight_lines_are_whole_metres():
    lines = straight_metres(([400_000, 0], [300_000, 0]), ([403_000], [304_000]), detour=1.3)
    # 1.3 x the root of 403,000 squared + 304,000 squared is 656,242.5.
    assert lines.tolist() == [[6500], [656_243]]
    assert lines.dtype == np.int64
    assert straight_metres(([], []), ([1], [1]), detour=1.0).shape == (0, 1)


@given(st.lists(st.integers(-(10**7), 10**7), min_size=4, max_size=4))
def test_straight_lines_are_rounded_right(ends):
    """Against whole-number arithmetic of any size, for a detour factor of one."""
    east, north, other_east, other_north = ends
    line = straight_metres(([east], [north]), ([other_east], [other_north]), detour=1.0)
    square = (east - other_east) ** 2 + (north - other_north) ** 2
    metres = int(line[0, 0])
    assert (2 * metres - 1) ** 2 <= 4 * square <= (2 * metres + 1) ** 2 or metres == 0


def test_given_journeys_come_first():
    journeys_given = journeys(given_miles=[[np.nan, 2.0]], given_minutes=[[7.0, np.nan]])
    assert journeys_given.metres.tolist() == [[1000, 3219]]
    assert journeys_given.minutes[0, 0] == 7.0
    assert journeys_given.minutes[0, 1] == pytest.approx(6.0, abs=0.001)  # 2 miles at 20 an hour
    assert journeys_given.assumed.tolist() == [[True, True]]
    assert not journeys(given_miles=[[1, 2]], given_minutes=[[3, 4]]).assumed.any()
    assert journeys().assumed.all()


def test_miles_and_metres():
    assert miles_of_metres(1609.344).tolist() == 1.0
    assert metres_of_miles([0.5, 45]).tolist() == [805, 72420]


def test_an_array_that_nobody_can_write_to_is_not_copied():
    demand = np.array([2, 1])
    assert small(demand=demand).demand is not demand
    demand.setflags(write=False)
    assert small(demand=demand).demand is demand
    part = np.array([2, 1, 0])[:2]
    part.setflags(write=False)
    # Whoever holds the whole array could still write to this part of it.
    assert small(demand=part).demand is not part
