"""The draws themselves: seconds, processor time a child-year, memory, and how they grow.

    python benchmarks/draws.py

A child-year is one child of one draw carried from a January to the next. Processor time is that of
one process, the least of some rounds: it hardly depends on what else the machine does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from timing import LONG_TIMES, Measured, Peak, clocked, peak_of, table

import sufficiency as sf
from sufficiency.demand.drawn import DrawnChildren
from sufficiency.demand.model import DemandModel
from sufficiency.demand.simulation import simulate

DRAWS, WORKERS, YEARS = 1000, 2, 10
TIMED_DRAWS = 100
MOST_SECONDS, MOST_MEGABYTES, MOST_NANOSECONDS = 3.0, 1024.0, 60.0
GROWTH = 1.15
"""Twice as much may take so many times twice as long: what is done once for a run is counted."""
ALL_DRAWS = "import sys; sys.path.insert(0, 'benchmarks'); import draws; draws.all_draws(workers=1)"


@dataclass(frozen=True)
class Timed:
    """The processor time of some draws.

    Parameters
    ----------
    what : str
    seconds : float
        Least processor time.
    child_years : int
    """

    what: str
    seconds: float
    child_years: int

    @property
    def nanoseconds(self) -> float:
        """Processor time of a child-year [nanoseconds]."""
        return 1e9 * self.seconds / self.child_years


def example_model(*, years: int = YEARS) -> DemandModel:
    """Estimate the example area at the detail of MSOA, so many years ahead."""
    area = sf.load_example()
    base = sf.project(area, sf.load_scenario("baseline")).base
    model = sf.project(area, sf.load_scenario("baseline"), until=base + years).model
    assert isinstance(model, DemandModel)
    return model


def with_more_children(model: DemandModel, times: int) -> DemandModel:
    """Give a model so many times the children, and the population from which they come."""
    stocks, path = model.stocks, model.path
    return replace(
        model,
        stocks=replace(stocks, children=times * stocks.children),
        population=times * model.population,
        path=replace(path, survivors=times * path.survivors, joiners=times * path.joiners),
    )


def all_draws(*, workers: int = WORKERS) -> DrawnChildren:
    """Draw the thousand."""
    return simulate(example_model(), draws=DRAWS, seed=1, workers=workers)


def child_years(drawn: DrawnChildren) -> int:
    """Count the children of all Januaries but the last ones."""
    return int(drawn.lengths[:, :-1].sum())


def processor_time(
    what: str, action: Callable[[], DrawnChildren], *, times: int = LONG_TIMES
) -> Timed:
    """Take the least processor time of some rounds."""
    drawn, taken = action(), []
    for _ in range(times):
        start = time.process_time()
        action()
        taken.append(time.process_time() - start)
    return Timed(what, min(taken), child_years(drawn))


def growing() -> dict[str, list[Timed]]:
    """Time one half, all and twice as many draws, years and children."""
    model, draws = example_model(), TIMED_DRAWS

    def timed(what: str, held: DemandModel, draws: int) -> Timed:
        return processor_time(what, lambda: simulate(held, draws=draws, seed=1))

    return {
        "draws": [timed(f"{many} draws", model, many) for many in (25, 50, 100, 200)],
        "years": [timed(f"{many} years", example_model(years=many), draws) for many in (5, 10)],
        "children": [
            timed(f"{times} times the children", with_more_children(model, times), draws)
            for times in (1, 2, 4)
        ],
    }


def growth_table(grown: dict[str, list[Timed]]) -> str:
    """Lay out how time grows: each row against the one above it."""
    lines = [
        "| What | Child-years | Processor time, s | A child-year, ns | Child-years, times the row"
        " above | Time, times the row above |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for rows in grown.values():
        before: Timed | None = None
        for row in rows:
            ratios = "| |"
            if before is not None:
                more = row.child_years / before.child_years
                ratios = f"{more:.2f} | {row.seconds / before.seconds:.2f} |"
            lines.append(
                f"| {row.what} | {row.child_years:,} | {row.seconds:.2f} |"
                f" {row.nanoseconds:.0f} | {ratios}"
            )
            before = row
    return "\n".join(lines)


def linear_at_most(grown: dict[str, list[Timed]]) -> bool:
    """Say whether time nowhere grows faster than the child-years do, but for `GROWTH`."""
    return all(
        after.seconds / before.seconds <= GROWTH * after.child_years / before.child_years
        for rows in grown.values()
        for before, after in pairwise(rows)
    )


def held_against_bar(seconds: float, peak: Peak, each: Timed, grown: dict[str, list[Timed]]) -> str:
    """Lay out what was asked of the draws, and whether they keep it."""
    held = peak.largest
    rows = [
        (f"{DRAWS:,} draws, {YEARS} years, {WORKERS} workers, s", seconds, MOST_SECONDS),
        ("memory of one process that draws them all, MB", held, MOST_MEGABYTES),
        ("processor time of a child-year, ns", each.nanoseconds, MOST_NANOSECONDS),
    ]
    lines = ["| What | Measured | At most | Kept |", "|---|--:|--:|---|"]
    for what, measured, most in rows:
        shown = "n/a" if measured is None else f"{measured:,.1f}"
        kept = "n/a" if measured is None else "yes" if measured <= most else "no"
        lines.append(f"| {what} | {shown} | {most:,.0f} | {kept} |")
    kept = "yes" if linear_at_most(grown) else "no"
    lines.append(f"| time grows no faster than child-years (times {GROWTH}) | | | {kept} |")
    return "\n".join(lines)


def draws_tables(*, times: int = LONG_TIMES) -> str:
    """Measure the draws, and lay everything out."""
    model = example_model()

    def drawn() -> DrawnChildren:
        return simulate(model, draws=DRAWS, seed=1, workers=WORKERS)

    taken = Measured(
        f"{DRAWS:,} draws, {YEARS} years, {WORKERS} workers, the first time with their start",
        tuple(clocked(drawn) for _ in range(times)),
    )
    grown = growing()
    peak = peak_of("-c", ALL_DRAWS)
    bar = held_against_bar(max(taken.seconds), peak, grown["draws"][-1], grown)
    return "\n\n".join([bar, table([taken]), growth_table(grown)])


if __name__ == "__main__":
    print(draws_tables())
