"""The example allocated whole: 500 draws of ten years with stayers, on two workers and on one.

python benchmarks/whole_allocation.py
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from timing import Bar, Spent, bars_table, rounds, spent, table

import sufficiency as sf

DRAWS, YEARS = 500, 10
MOST_SECONDS = {2: 60.0, 1: 90.0}
"""By the number of workers."""

TABLES = ("summary", "gap", "supply", "worth")
"""What is read first of an allocation."""

VERB = "`allocate`: one year, expected numbers and one draw, with tables " + ", ".join(TABLES)
EVERY_TABLE = "the same with every table there is"
MOST_SECONDS_OF_VERB = 0.5


def example() -> sf.Projection:
    """Project the example area."""
    area, scenario = sf.load_example(), sf.load_scenario("baseline")
    base = sf.project(area, scenario, draws=1).base
    return sf.project(area, scenario, until=base + YEARS, draws=DRAWS)


def allocations(projection: sf.Projection) -> dict[int, Spent]:
    """Allocate all draws by each number of workers, and hold that it changes no number."""
    told: list[pd.DataFrame] = []

    def allocated(workers: int) -> Callable[[], object]:
        def run() -> None:
            made = sf.allocate(projection, draws=DRAWS, stayers="keep", workers=workers)
            told.append(made.summary())

        return run

    found = {workers: spent(allocated(workers)) for workers in MOST_SECONDS}
    for other in told[1:]:
        pd.testing.assert_frame_equal(other, told[0])
    return found


def one_year_page() -> str:
    """Measure one year of the example from a projection to tables, in rounds."""
    area, scenario = sf.load_example(), sf.load_scenario("baseline")
    base = sf.project(area, scenario, draws=1).base
    projection = sf.project(area, scenario, until=base + 1, draws=1)

    def made() -> sf.Allocation:
        return sf.allocate(projection, draws=1, workers=1)

    def first_tables() -> list[pd.DataFrame]:
        allocation = made()
        return [allocation.to_frame(name) for name in TABLES]

    measured = rounds({VERB: first_tables, EVERY_TABLE: lambda: made().tables()})
    bars = [Bar("the verb with tables, s", measured[0].median, most=MOST_SECONDS_OF_VERB)]
    return f"{table(measured)}\n\n{bars_table(bars)}"


def allocation_page() -> str:
    """Measure the allocation of the example, once by each number of workers, and one year of it."""
    found = allocations(example())
    lines = ["| Workers | Seconds | Processor time, s |", "|--:|--:|--:|"]
    for workers, one in found.items():
        processor = "n/a" if one.processor is None else f"{one.processor:.1f}"
        lines.append(f"| {workers} | {one.seconds:.1f} | {processor} |")
    bars = [
        Bar(f"{DRAWS} draws, {YEARS} years, workers: {workers}, s", found[workers].seconds, most)
        for workers, most in MOST_SECONDS.items()
    ]
    about = (
        f"The example area at the detail of MSOA, `allocate(draws={DRAWS})`: every draw drawn and"
        f" placed {YEARS} years on, children staying where they are, each year proven. Measured"
        " once; the start of workers is counted, the projection before it is not. The summary is"
        " the same by either number of workers."
    )
    whole = f"{about}\n\n" + "\n".join(lines) + f"\n\n{bars_table(bars)}"
    return (
        f"{whole}\n\nOne year of the same area, from a projection to tables.\n\n{one_year_page()}"
    )


if __name__ == "__main__":
    print(allocation_page())
