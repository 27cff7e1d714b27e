"""England from open data in one solve, with a map: who is near a special school, and who is not.

    python benchmarks/england_open.py FOLDER england.png

FOLDER holds open data as published: small areas with children by age and points, special schools
with headcount and points, and plans by age and placement of January 2025. What is not published is
assumed, so the figures show the method and are no finding about any place: places are headcounts of
January 2023, every school serves every need within its ages, and a child in a special school of
any kind in 2025 is one who needs a place, wherever in England children of her age live.

Contains public sector information licensed under the Open Government Licence v3.0.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places import (
    INDEPENDENT,
    METRES,
    Answer,
    Kind,
    Network,
    allocate_arrays,
    network_of,
)
from sufficiency.places.faces import whole
from sufficiency.places.prices import best_margins, prices_of
from sufficiency.places.weights import stacked

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

PHASES = {"primary": range(4, 11), "secondary": range(11, 16), "post-16": range(16, 19)}
SPECIAL = ("special_state", "special_independent", "special_non_maintained")
NEAREST = 40
"""Of each small area so many of the nearest schools of a phase are looked at first."""

TOO_FAR = 2**40
"""Stands for a school that does not serve a phase [metres]."""

DETOUR = 1.3
PARTS = 1000
"""Children are counted in so many parts, so that small areas have shares of one."""

METRES_A_MILE = 1609.344


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a file of rows."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def demand_of(folder: Path, areas: list[dict[str, str]]) -> FloatArray:
    """Axes (small area, phase): children who need a special school, by where their age lives."""
    plans = rows_of(folder / "ehcp_by_single_age_and_placement_2024_2025.csv")
    england = {
        int(row["age"]): sum(float(row[name]) for name in SPECIAL)
        for row in plans
        if row["level"] == "National" and row["year"] == "2025"
    }
    wanted = np.zeros((len(areas), len(PHASES)))
    for place, ages in enumerate(PHASES.values()):
        for age in ages:
            living = np.array([float(row[str(age)]) for row in areas])
            wanted[:, place] += england[age] * living / living.sum()
    return wanted


def needs_of(folder: Path) -> dict[str, float]:
    """The needs of children in special schools of January 2025: shares."""
    crossed = rows_of(folder / "ehcp_by_need_crosstabs_2025.csv")
    columns = list(crossed[0])
    needs = columns[columns.index("total") + 1 :]
    special = [
        row
        for row in crossed
        if row["level"] == "National"
        and row["topic"] == "Type of placement"
        and row["breakdown"].startswith("Special")
        and not row["breakdown"].endswith("total")
    ]
    sums = {need: sum(float(row[need] or 0) for row in special) for need in needs}
    total = sum(sums.values())
    return {need: count / total for need, count in sums.items()}


def schools_of(folder: Path) -> list[dict[str, str]]:
    """State special schools that are open, with a point and children."""
    return [
        row
        for row in rows_of(folder / "england" / "gias_special_schools.csv")
        if row["sector"] == "state_special"
        and row["status_2024_06"].startswith("Open")
        and row["easting"]
        and float(row["headcount_2023"] or 0) > 0
        and row["max_age_on_roll"]
    ]


def journeys_of(areas: FloatArray, schools: list[dict[str, str]]) -> IntArray:
    """Axes (phase, small area, school): metres; TOO_FAR where the school does not serve it."""
    points = np.array([(float(one["easting"]), float(one["northing"])) for one in schools])
    low = np.array([float(one["min_age_on_roll"]) for one in schools])
    high = np.array([float(one["max_age_on_roll"]) for one in schools])
    there = areas[:, None, :] - points[None, :, :]
    far = np.rint(DETOUR * np.hypot(there[..., 0], there[..., 1])).astype(np.int64)
    serves = [(low <= ages[-1]) & (high >= ages[0]) for ages in PHASES.values()]
    return np.stack([np.where(serving, far, TOO_FAR) for serving in serves])


def nearest_of(journeys: IntArray) -> BoolArray:
    """Axes as `journeys`: the schools that are looked at first."""
    last = np.partition(journeys, NEAREST - 1, axis=2)[..., NEAREST - 1 : NEAREST]
    return (journeys <= last) & (journeys < TOO_FAR)


def arcs_of(journeys: IntArray, looked_at: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
    """Lay out cells (small area, phase), pools and metres of the schools that are looked at."""
    by_area = np.swapaxes(looked_at, 0, 1)
    area, phase, pool = np.nonzero(by_area)
    return area * len(PHASES) + phase, pool, journeys[phase, area, pool]


def worth_using(network: Network, answer: Answer, journeys: IntArray, needs: int) -> BoolArray:
    """Axes as `journeys`: schools that were not looked at and would make the answer better.

    Prices of all pools are read from the answer; they hold over all schools if none is worth more
    to a cell than the best that it was given. All needs of a small area and phase are alike.
    """
    face = whole(network)
    costs = stacked(face.costs, pools=len(network.pools)).costs
    prices = prices_of(face, answer.flow, costs)
    best = np.full(len(network.demand), np.iinfo(np.int64).max)
    best[face.cells] = best_margins(face, prices, costs)
    phases, areas, schools = journeys.shape
    of_kind = np.swapaxes(best.reshape(areas, phases, needs).min(axis=2), 0, 1)
    return (journeys < TOO_FAR) & (prices[:schools] - journeys > of_kind[..., None])


def by_need(
    wanted: FloatArray, shares: dict[str, float], arcs: tuple[IntArray, IntArray, IntArray]
) -> tuple[IntArray, tuple[IntArray, IntArray, IntArray]]:
    """Part every cell by need, in parts of a child; every school serves every need."""
    needs = np.array(list(shares.values()))
    demand = np.rint(PARTS * wanted.reshape(-1, 1) * needs).astype(np.int64).reshape(-1)
    cell, pool, metres = arcs
    count = len(needs)
    first = np.searchsorted(cell, np.arange(wanted.size + 1))
    sizes = np.repeat(np.diff(first), count)
    begin = np.repeat(first[:-1], count)
    at = np.arange(sizes.sum()) + np.repeat(begin - (np.cumsum(sizes) - sizes), sizes)
    return demand, (np.repeat(np.arange(len(demand)), sizes), pool[at], metres[at])


class England(NamedTuple):
    """England allocated.

    The network and its answer; points of small areas; how many needs; how many pairs of a cell and
    a school that serves it there are, over all of which the answer is proven; and seconds.
    """

    network: Network
    answer: Answer
    points: FloatArray
    needs: int
    pairs: int
    seconds: float


def allocated(folder: Path) -> England:
    """Lay England out and allocate it; seconds are from arrays to the proven answer.

    Schools beyond the nearest join where the prices of an answer say that they are worth using.
    """
    areas = rows_of(folder / "england" / "msoa_england_pop2020_centroids.csv")
    points = np.array([(float(row["easting"]), float(row["northing"])) for row in areas])
    wanted, schools = demand_of(folder, areas), schools_of(folder)
    places = [int(float(one["headcount_2023"])) * PARTS for one in schools]
    shares = needs_of(folder)
    journeys = journeys_of(points, schools)
    looked_at, seconds = nearest_of(journeys), 0.0
    while True:
        demand, (cell, pool, metres) = by_need(wanted, shares, arcs_of(journeys, looked_at))
        begin = time.perf_counter()
        network = network_of(demand, places, cell, pool, metres)
        answer = allocate_arrays(network, engine="flow")
        better = worth_using(network, answer, journeys, len(shares))
        seconds += time.perf_counter() - begin
        if not better.any():
            pairs = int((journeys < TOO_FAR).sum()) * len(shares)
            return England(network, answer, points, len(shares), pairs, seconds)
        looked_at = looked_at | better


def england_open_page(folder: Path) -> str:
    """Say what came of England from open data, and how long it took."""
    made = allocated(folder)
    network, answer = made.network, made.answer
    local = network.kind == Kind.LOCAL
    return (
        f"{len(network.demand):,} cells of small area, need and phase, {local.sum():,} schools,"
        f" {int(local[network.arc_pool].sum()):,} arcs to the nearest of them, in thousandths of"
        f" a child: {made.seconds:.1f} s from arrays to an answer that is"
        f" {'proven' if answer.certificate.proven else 'NOT proven'}, and by its prices the best"
        f" over all {made.pairs:,} pairs of a cell and a school that serves its phase."
        f" {network.children / PARTS:,.0f} children, {network.room[local].sum() / PARTS:,.0f}"
        f" places, {answer.total(INDEPENDENT) / PARTS:,.0f} without a state place; mean journey of"
        f" those placed {mean_miles(made):.1f} miles one way. Places are headcounts, every school"
        " serves every need within its ages, and need is by age alone: it shows the method, and is"
        " no finding about any place. `python benchmarks/england_open.py FOLDER england.png` draws"
        " it. Where places are short, the least miles are those of the children who live nearest:"
        " the map shows towns with schools served and the country between them without."
    )


def mean_miles(made: England) -> float:
    """The mean journey of those who are placed, one way [miles]."""
    placed = made.network.kind[made.network.arc_pool] == Kind.LOCAL
    return made.answer.total(METRES) / float(made.answer.flow[placed].sum()) / METRES_A_MILE


def draw(made: England, picture: Path) -> None:
    """Draw two maps: the share without a state place, and the mean journey of the placed."""
    from matplotlib import pyplot as plt

    network, flow, areas = made.network, made.answer.flow, len(made.points)
    area = network.arc_cell // (made.needs * len(PHASES))
    placed = network.kind[network.arc_pool] == Kind.LOCAL
    far = network.costs[network.aims.index(METRES)]
    count = np.bincount(area[placed], flow[placed], areas)
    total = np.bincount(area, flow, areas)
    miles = np.bincount(area[placed], flow[placed] * far[placed], areas) / METRES_A_MILE
    mean = np.divide(miles, count, where=count > 0, out=np.full(areas, np.nan))
    short = 100 * (1 - count / np.maximum(total, 1))
    figure, axes = plt.subplots(1, 2, figsize=(13, 8), layout="constrained")
    told = (
        (short, "Without a state special place, %", "magma_r", 100),
        (mean, "Mean journey of the placed, miles one way", "viridis", 15),
    )
    for axis, (values, title, colours, most) in zip(axes, told, strict=True):
        dots = axis.scatter(*made.points.T / 1000, c=values, s=4, cmap=colours, vmin=0, vmax=most)
        axis.set(aspect="equal", title=title, xlabel="km east", ylabel="km north")
        figure.colorbar(dots, ax=axis, shrink=0.6)
    figure.suptitle(
        "England in one solve. Assumed: headcounts as places, every need in every school, need by"
        " age alone.\nIt shows the method and is no finding about any place.",
        fontsize=10,
    )
    figure.savefig(picture, dpi=110)


if __name__ == "__main__":
    print(england_open_page(Path(sys.argv[1])))
    draw(allocated(Path(sys.argv[1])), Path(sys.argv[2]))
