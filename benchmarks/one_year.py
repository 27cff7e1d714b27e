"""One year: the array door, with its proof, against a bare call of OR-tools and a PuLP model."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cases import AUTHORITY, INDEPENDENT_METRES, LARGE_AUTHORITY, REGION, Case, made_up
from other_ways import (
    CBC,
    INTERIOR_POINT,
    SIMPLEX,
    by_bare_flow,
    by_plain_model,
    by_plain_model_of_aims,
    methods,
)
from published import CASE_A, PUBLISHED, Published, published_case
from timing import TIMES, Bar, Measured, bars_table, clocked, rounds, table

from sufficiency.places import Network, allocate_arrays
from sufficiency.places.flow_engine import flow_answer
from sufficiency.places.worth import worth_of_places

BARE = "a bare call of OR-tools: one cost, no check, no proof, ties as they fall"
WEIGHTED = "the array door: one weighted aim, ties broken, proven"
TWO = "the array door: two aims in order, ties broken, proven"
DOOR = "the array door: four aims in order, all at work, ties broken, proven"
VALUED = "the same, and what one more and one fewer of each place is worth"
PLAIN = "a plain PuLP model"
PLAIN_OF_AIMS = "the same four aims in a plain PuLP model, weighted by hand"

METHODS = {
    SIMPLEX: "HiGHS and the simplex method",
    INTERIOR_POINT: "HiGHS and interior points with crossover",
    CBC: "CBC",
}

MOST_BARE, MOST_BARE_VALUED = 1.2, 3.0
"""With one or two aims, and with everything: at most so many times the bare call."""

SHORT, SHORT_TIMES = 0.05, 25
"""What is shorter [seconds] is measured so many times: a median of few would hang on chance."""

BASELINE = "baseline_pulp.py"
"""Beside the published cases: what an analyst would write, as a script."""

LONG = 10.0
"""What takes longer is measured once [seconds]."""


@dataclass(frozen=True)
class Least:
    """How many times faster than the plain model the door is to be: with few aims, with all."""

    few_aims: float
    valued: float


OF_AUTHORITY, OF_LARGER = Least(40.0, 25.0), Least(50.0, 30.0)


@dataclass(frozen=True)
class Timed:
    """The times of one case.

    Parameters
    ----------
    about : str
        What the case is, in words.
    ways : list of Measured
        The bare call first, the plain model last.
    least : Least
    """

    about: str
    ways: list[Measured]
    least: Least

    def median(self, way: str) -> float:
        """Median of one way [seconds]."""
        return next(found.median for found in self.ways if found.what.startswith(way))


def weighted_optimum(case: Case) -> int:
    """Solve a case through the array door; the answer carries its proof [metres]."""
    return allocate_arrays(case.weighted(), engine="flow").totals[0]


def in_order(network: Network) -> tuple[int, ...]:
    """Solve a network in the exact order of its aims, and give their totals."""
    return allocate_arrays(network, engine="flow").totals


def aim_by_aim(network: Network) -> tuple[int, ...]:
    """Solve a network one aim after the other, each where those before are best."""
    flow, _ = flow_answer(network, order="stages")
    return network.totals_of(flow)


def valued(network: Network) -> tuple[int, ...]:
    """Solve a network, and value each place on both sides."""
    answer = allocate_arrays(network, engine="flow")
    worth_of_places(network, answer.flow)
    return answer.totals


def expect(what: str, found: object, expected: object) -> None:
    """Stop where two ways to an optimum do not agree: their times would mean nothing."""
    if found != expected:
        raise SystemExit(f"{what}: found {found}, expected {expected}.")


def checked(case: Case, published: Published | None = None) -> int:
    """Hold all ways of the door against the bare call, and against what is published.

    Returns
    -------
    int
        The weighted optimum [metres].
    """
    optimum = by_bare_flow(case)
    expect(WEIGHTED, weighted_optimum(case), optimum)
    placements, metres = in_order(case.in_two_aims())
    expect(TWO, placements * INDEPENDENT_METRES + metres, optimum)
    four = case.in_four_aims()
    totals = in_order(four)
    expect(DOOR, totals, aim_by_aim(four))
    if min(totals) == 0:
        raise SystemExit(f"{DOOR}: totals are {totals}, where each aim was to be at work.")
    if published:
        expect(f"case {published.name}", optimum, published.weighted)
        expect(f"case {published.name}, in order", placements, published.independent)
    return optimum


def plain_times(
    what: str, by_method: Callable[[str], object], expected: object, *, times: int
) -> Measured:
    """Time a plain model by every solver and method at hand, and give the fastest one's times.

    Returns
    -------
    Measured
        Several times, or once where it takes long.
    """

    def solved(method: str) -> Callable[[], object]:
        said = f"{what}, by {METHODS[method]}"
        return lambda: expect(said, by_method(method), expected)

    once = {method: clocked(solved(method)) for method in methods()}
    method = min(once, key=once.__getitem__)
    if once[method] > LONG:
        return Measured(f"{what}, by {METHODS[method]}, once", (once[method],))
    seconds = tuple(clocked(solved(method)) for _ in range(times))
    return Measured(f"{what}, by {METHODS[method]}", seconds)


def timed(
    case: Case,
    about: str,
    *,
    least: Least,
    published: Published | None = None,
    times: int = TIMES,
) -> Timed:
    """Check all ways of a case, and time them in turns, from plain arrays to the answer."""
    optimum = checked(case, published)
    actions: dict[str, Callable[[], object]] = {
        BARE: lambda: by_bare_flow(case),
        WEIGHTED: lambda: weighted_optimum(case),
        TWO: lambda: in_order(case.in_two_aims()),
        DOOR: lambda: in_order(case.in_four_aims()),
        VALUED: lambda: valued(case.in_four_aims()),
    }
    many = SHORT_TIMES if clocked(actions[BARE]) < SHORT else times
    four = case.in_four_aims()
    ways = [
        *rounds(actions, times=many),
        plain_times(
            PLAIN_OF_AIMS,
            lambda method: by_plain_model_of_aims(four, method=method),
            in_order(four),
            times=times,
        ),
        plain_times(
            PLAIN, lambda method: by_plain_model(case, method=method), optimum, times=times
        ),
    ]
    return Timed(f"{about}: {size_of(case)}", ways, least)


def size_of(case: Case) -> str:
    """Say how large a case is."""
    return (
        f"{len(case.demand):,} cells, {len(case.free):,} pools, {len(case.cell):,} arcs,"
        f" {int(case.demand.sum()):,} children and {int(case.free.sum()):,} places"
    )


def made_up_times(*, times: int = TIMES) -> list[Timed]:
    """Time the cases that are made up here; the authority is the first."""
    return [
        timed(made_up(size), size.what.capitalize(), least=least, times=times)
        for size, least in (
            (AUTHORITY, OF_AUTHORITY),
            (LARGE_AUTHORITY, OF_LARGER),
            (REGION, OF_LARGER),
        )
    ]


def published_times(folder: Path, *, times: int = TIMES) -> list[Timed]:
    """Time the published cases, and stop where an optimum is not the published one."""
    return [
        timed(
            published_case(folder, published),
            f"The published case {published.name}, {published.what}; optimum"
            f" {published.weighted / 1000:,.3f} km, {published.independent:,} placements of"
            " 1,000 km among them",
            least=OF_AUTHORITY if published is CASE_A else OF_LARGER,
            published=published,
            times=times,
        )
        for published in PUBLISHED
    ]


def baseline_times(folder: Path, *, times: int = TIMES) -> list[Measured]:
    """Run the published script of case a as it stands, with each of its solvers in turns."""
    script = folder / BASELINE
    if not script.exists():
        return []
    seconds: dict[str, list[float]] = {"highs": [], "cbc": []}
    for _ in range(times):
        for solver, taken in seconds.items():
            taken.append(_baseline_seconds(script, solver))
    return [
        Measured(f"the published {BASELINE}, {solver}", tuple(taken))
        for solver, taken in seconds.items()
    ]


def _baseline_seconds(script: Path, solver: str) -> float:
    """Time that the script says it took; it reaches the optimum, or the run stops."""
    ran = subprocess.run(
        [sys.executable, script.name, CASE_A.name, solver],
        cwd=script.parent,
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(ran.stdout.splitlines()[-1])
    expect(BASELINE, round(told["objective"] * 1000), CASE_A.weighted)
    return float(told["total_s"])


def baseline_page(found: Timed, baseline: list[Measured]) -> str:
    """Lay out the published script, and how many times longer it takes by its better solver."""
    better = min(measured.median for measured in baseline)
    few = max(found.median(WEIGHTED), found.median(TWO))
    bars = [
        Bar(f"{BASELINE}, times one or two aims", better / few, least=found.least.few_aims),
        Bar(
            f"{BASELINE}, one aim, times four aims and worth",
            better / found.median(VALUED),
            least=found.least.valued,
        ),
    ]
    return f"Beside case a, a script of others:\n\n{table(baseline)}\n\n{bars_table(bars)}"


def bars_of(found: Timed) -> list[Bar]:
    """Hold the times of a case against what was asked of the door."""
    bare, plain, of_aims = (found.median(way) for way in (BARE, PLAIN, PLAIN_OF_AIMS))
    one, two, everything = (found.median(way) for way in (WEIGHTED, TWO, VALUED))
    few, least = max(one, two), found.least
    return [
        Bar("one weighted aim, times the bare call", one / bare, most=MOST_BARE),
        Bar("two aims, times the bare call", two / bare, most=MOST_BARE),
        Bar("four aims and worth, times the bare call", everything / bare, most=MOST_BARE_VALUED),
        Bar("the plain model, times one or two aims", plain / few, least=least.few_aims),
        Bar(
            "the same in PuLP, times four aims and worth", of_aims / everything, least=least.valued
        ),
    ]


def case_tables(found: Timed) -> str:
    """Lay out a case: what it is, its times, and the bars."""
    return f"{found.about}.\n\n{table(found.ways)}\n\n{bars_table(bars_of(found))}"


def ratio_of(found: Timed) -> float:
    """Say how many times longer the plain model takes than the slower way through the door."""
    return found.median(PLAIN) / max(found.median(WEIGHTED), found.median(DOOR))
