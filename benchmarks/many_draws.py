"""A thousand draws of one year: milliseconds a draw, and what a second worker costs.

python benchmarks/many_draws.py
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from typing import Any

import numpy as np
from cases import Case, made_up
from joblib import delayed
from numpy.typing import NDArray
from other_ways import by_bare_flow
from published import published_case, published_folder
from timing import Bar, Spent, bars_table, spent

from sufficiency.places import Network, allocate_arrays
from sufficiency.workers import done_by

DRAWS, BLOCK, SEED = 1000, 25, 1
WORKERS = 2
MOST_MILLISECONDS = {"one weighted aim": 15.0, "four aims": 25.0}
MOST_PROCESSOR = 1.15
"""Two workers may take so many times the processor time of one process."""
BARE = "a bare call of OR-tools, as a yardstick"
"""What two programs at once cost the machine whatever they do: it shares memory, and perhaps cores,
between them."""

Told = tuple[tuple[int, ...], str]
"""Of one draw: the totals of its aims, and a digest of the children on every arc."""

Solved = Callable[[range], list[Any]]
"""From some draws to what is told of each."""


@dataclass(frozen=True)
class Drawn:
    """A thousand draws, by one process and by two workers.

    Parameters
    ----------
    what : str
    one, two : Spent
    """

    what: str
    one: Spent
    two: Spent

    @property
    def milliseconds(self) -> float:
        """One draw in one process [milliseconds]."""
        return 1000 * self.one.seconds / DRAWS

    @property
    def processor(self) -> float | None:
        """Processor time of two workers, times that of one process."""
        if self.one.processor is None or self.two.processor is None:
            return None
        return self.two.processor / self.one.processor


def demand_of(demand: NDArray[np.int64], draw: int) -> NDArray[np.int64]:
    """Axis (cell): the children of one draw, by chance about those of the case [children]."""
    return np.asarray(np.random.default_rng([SEED, draw]).poisson(demand), dtype=np.int64)


def allocated(network: Network, draws: range) -> list[Told]:
    """Allocate some draws, each with its proof; only the children differ."""
    told = []
    for draw in draws:
        one = replace(network, demand=demand_of(network.demand, draw))
        answer = allocate_arrays(one, engine="flow")
        told.append((answer.totals, blake2b(answer.flow.tobytes(), digest_size=8).hexdigest()))
    return told


def solved_bare(case: Case, draws: range) -> list[int]:
    """Solve some draws by OR-tools alone: weighted optima [metres]."""
    return [by_bare_flow(replace(case, demand=demand_of(case.demand, draw))) for draw in draws]


def all_draws(solved: Solved, *, workers: int) -> list[Any]:
    """Solve all draws, in blocks that workers take."""
    blocks = (range(first, first + BLOCK) for first in range(0, DRAWS, BLOCK))
    work = (delayed(solved)(draws) for draws in blocks)
    return [told for part in done_by(workers, work) for told in part]


def timed_draws(case: Case) -> Iterator[Drawn]:
    """Time the draws bare, with one aim and with four, and hold that workers change no number."""
    networks = dict(zip(MOST_MILLISECONDS, (case.weighted(), case.in_four_aims()), strict=True))
    ways: dict[str, Solved] = {BARE: partial(solved_bare, case)}
    ways |= {what: partial(allocated, network) for what, network in networks.items()}
    for what, solved in ways.items():
        solved(range(BLOCK))
        gc.collect()
        found: dict[int, list[Any]] = {}

        def run(workers: int, solved: Solved = solved, found: dict = found) -> Spent:
            return spent(lambda: found.update({workers: all_draws(solved, workers=workers)}))

        drawn = Drawn(what, run(1), run(WORKERS))
        if found[1] != found[WORKERS]:
            raise SystemExit(f"{what}: {WORKERS} workers gave other answers than one process.")
        yield drawn


def bars_of(drawn: list[Drawn]) -> list[Bar]:
    """Hold the draws against what was asked."""
    return [
        bar
        for each in drawn
        if each.what in MOST_MILLISECONDS
        for bar in (
            Bar(f"{each.what}, a draw, ms", each.milliseconds, most=MOST_MILLISECONDS[each.what]),
            Bar(
                f"{each.what}, processor time of {WORKERS} workers, times that of one process",
                each.processor,
                most=MOST_PROCESSOR,
            ),
        )
    ]


def draws_page() -> str:
    """Measure the draws, of the published case a where it is at hand."""
    folder = published_folder()
    case = made_up() if folder is None else published_case(folder)
    drawn = list(timed_draws(case))
    lines = [
        f"| What | One process, s | {WORKERS} workers, s | Processor time of one, s"
        f" | of {WORKERS}, s | of {WORKERS}, times one |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for each in drawn:
        processor = [
            "n/a" if one.processor is None else f"{one.processor:.1f}"
            for one in (each.one, each.two)
        ]
        times = "n/a" if each.processor is None else f"{each.processor:.2f}"
        lines.append(
            f"| {each.what} | {each.one.seconds:.1f} | {each.two.seconds:.1f} |"
            f" {processor[0]} | {processor[1]} | {times} |"
        )
    whose = "the made-up authority" if folder is None else "the published case a"
    about = (
        f"{DRAWS:,} draws of {whose}: the children of each cell are Poisson about those of the"
        " case, each draw with its own seed; ties broken and proven in each. Processor time counts"
        f" the start of the workers. {WORKERS} workers gave the same children on every arc. The"
        " first row is what two programs at once cost this machine, whatever they do."
    )
    return f"{about}\n\n" + "\n".join(lines) + f"\n\n{bars_table(bars_of(drawn))}"


if __name__ == "__main__":
    print(draws_page())
