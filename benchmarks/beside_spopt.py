"""One year beside spopt, PySAL's library of location models, where the two problems coincide.

python benchmarks/beside_spopt.py

It needs spopt beside this package (pip install spopt); without it nothing is measured, and it says
so. The points are made up in the way of that library's own examples: clients and facilities
scattered over a lattice of streets, journeys along the streets. What spopt chooses, sites, this
package chooses by whole programmes of schemes; once sites are chosen, both allocate.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from timing import Bar, Measured, bars_table, rounds, table

from sufficiency.places import allocate_arrays, network_of
from sufficiency.places.choosing import Status, choose_sites

SEED = 5
CLIENTS, FACILITIES = 205, 16
"""As many as in the largest example of spopt's documentation."""

STREETS_METRES = 10_000
CAPACITY = 20
CHOSEN = 12
TIMES = 3


class Town(NamedTuple):
    """Clients and facilities on a lattice of streets: axes (client, facility) [metres]."""

    metres: np.ndarray
    capacity: np.ndarray

    @property
    def radius(self) -> int:
        """The shortest reach from which every client is near some facility [metres]."""
        return int(self.metres.min(axis=1).max())


def made_town() -> Town:
    """Scatter clients and facilities, and measure along the streets."""
    random = np.random.default_rng(SEED)
    clients, facilities = (
        random.integers(0, STREETS_METRES, size=(count, 2)) for count in (CLIENTS, FACILITIES)
    )
    metres = np.abs(clients[:, None, :] - facilities[None, :, :]).sum(axis=2)
    return Town(metres, np.full(FACILITIES, CAPACITY))


def by_this_package(town: Town, is_open: np.ndarray, *, near: int | None = None) -> dict[str, int]:
    """Allocate one child a client to the open facilities: each aim's total."""
    clients, pools = np.nonzero(np.ones_like(town.metres))
    journeys = town.metres[clients, pools]
    network = network_of(
        np.ones(CLIENTS, dtype=np.int64),
        np.where(is_open, town.capacity, 0),
        clients,
        pools,
        journeys,
        beyond_limit=journeys > (near if near is not None else journeys.max()),
        may_go_independent=np.zeros(CLIENTS, dtype=bool),
    )
    answer = allocate_arrays(network)
    assert answer.certificate.proven, "every answer is proven"
    return {aim: answer.total(aim) for aim in network.aims}


def by_p_median(town: Town, count: int) -> tuple[int, np.ndarray]:
    """Let spopt choose so many facilities and give every client to one: metres, and who is open."""
    import pulp
    from spopt.locate import PMedian

    chosen: Any = PMedian.from_cost_matrix(
        town.metres.astype(float),
        np.ones(CLIENTS),
        p_facilities=count,
        facility_capacities=town.capacity,
    ).solve(pulp.HiGHS(msg=False, threads=1))
    is_open = np.array([bool(round(one.value())) for one in chosen.fac_vars])
    return round(float(pulp.value(chosen.problem.objective))), is_open


def by_covering(town: Town) -> np.ndarray:
    """Let spopt choose the fewest facilities from which every client is near: who is open."""
    import pulp
    from spopt.locate import LSCP

    chosen: Any = LSCP.from_cost_matrix(town.metres.astype(float), town.radius).solve(
        pulp.HiGHS(msg=False, threads=1)
    )
    return np.array([bool(round(one.value())) for one in chosen.fac_vars])


def fewest_by_this_package(town: Town) -> int:
    """Choose the fewest facilities from which every client is near, proven: how many."""
    # One pound a facility, and more than all of them for a client who is beyond the radius.
    chosen = choose_sites(
        np.ones(CLIENTS),
        np.full(FACILITIES, CLIENTS),
        np.ones(FACILITIES),
        np.where(town.metres <= town.radius, 0.0, FACILITIES + 1.0),
    )
    assert chosen.status is Status.PROVEN, "the fewest are proven"
    return round(chosen.cost)


def beside_page() -> str:
    """Measure both on the same town, and hold that they agree where they should."""
    if find_spec("spopt") is None:
        return "Not measured: spopt is not installed (pip install spopt)."
    town = made_town()
    is_open = held_to_agree(town)
    everywhere = np.ones(FACILITIES, dtype=bool)
    times = rounds(
        {
            "this package, all open, with its proof": lambda: by_this_package(town, everywhere),
            "spopt, capacitated p-median, all open": lambda: by_p_median(town, FACILITIES),
            f"this package, {CHOSEN} open": lambda: by_this_package(town, is_open),
            f"spopt, choosing {CHOSEN}": lambda: by_p_median(town, CHOSEN),
            "this package, the fewest sites that are near": lambda: fewest_by_this_package(town),
            "spopt, location set covering": lambda: by_covering(town),
        },
        times=TIMES,
    )
    about = (
        f"spopt {version('spopt')} with HiGHS, on {CLIENTS} clients and {FACILITIES} facilities of"
        f" {CAPACITY} places, made up on a lattice of streets as in its own examples. Where all are"
        " open, and where those are open that it chose, both give the same metres. Both find as few"
        " facilities for its set covering, which leave nobody beyond the radius here either, and"
        " each of them is needed; for covering alone, which is not what this package searches for,"
        " spopt's model is far quicker. It chooses facilities and keeps each client whole; needs,"
        " ages, years and an order of aims it does not know."
    )
    return f"{about}\n\n{table(times)}\n\n{bars_table(_bars(times))}"


def held_to_agree(town: Town) -> np.ndarray:
    """Hold both to the same answers where the problems coincide; give who is open of a choice."""
    everywhere = np.ones(FACILITIES, dtype=bool)
    metres, _ = by_p_median(town, FACILITIES)
    assert by_this_package(town, everywhere)["metres"] == metres, "all open: the same metres"
    fewer, is_open = by_p_median(town, CHOSEN)
    assert by_this_package(town, is_open)["metres"] == fewer, "the chosen ones: the same metres"
    covering = by_covering(town)
    assert fewest_by_this_package(town) == covering.sum(), "as few facilities"
    roomy = town._replace(capacity=np.full(FACILITIES, CLIENTS))
    told = by_this_package(roomy, covering, near=town.radius)
    assert told["beyond_limit"] == 0, "every client is near one of them"
    for one in np.flatnonzero(covering):
        others = covering.copy()
        others[one] = False
        told = by_this_package(roomy, others, near=town.radius)
        assert told["beyond_limit"] > 0, "and near no other"
    return is_open


def _bars(times: list[Measured]) -> list[Bar]:
    ours, theirs = times[0].median, times[1].median
    return [Bar("spopt's time over this package's, all open", theirs / ours, least=1.0)]


if __name__ == "__main__":
    print(beside_page())
