"""Which schemes to open: cuts from flows beside one model, on the published cases and on draws.

    SUFFICIENCY_BENCH_CASES=FOLDER python benchmarks/schemes.py

The folder holds instances.py and schemes.py. Of K candidates each may open once, in one of some
years, within a budget that builds up; the aim is kilometres, and 1,000 km an independent placement,
over all years. Kilometres with three decimals are whole metres, and each scheme that opens costs a
metre, which settles ties.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from cases import INDEPENDENT_METRES, WITHOUT_A_PLACE
from published import FOLDER, published_folder

from sufficiency.places import network_of
from sufficiency.places.choosing import Budget, Chosen, Period, Problem, Schemes, choose
from sufficiency.places.choosing.choose import ChoiceEngineName

GENERATOR = "schemes.py"
KILOMETRE = 1000.0
DRAWS, SEED = 30, 1
POUNDS = 1e6
ONE_MODEL_SECONDS = 60.0


@dataclass(frozen=True)
class Asked:
    """A case, how it is to be solved, and what is known of it.

    Parameters
    ----------
    candidates : int
    years : tuple of int
    draws : int
    gap, seconds : float
        As of `choose`.
    most_gap : float
        The bar.
    most_seconds : float
        The bar, of processor time: it hardly depends on what else the machine does.
    optimum : float, optional
        Published [kilometres].
    known : tuple of float, optional
        The best value and the best bound that were published, where no optimum is [kilometres].
    """

    candidates: int
    years: tuple[int, ...]
    draws: int
    gap: float
    seconds: float
    most_gap: float
    most_seconds: float
    optimum: float | None = None
    known: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        """The case, in words."""
        draws = f", {self.draws} draws" if self.draws > 1 else ""
        return f"{self.candidates} candidates, {len(self.years)} years{draws}"


EVEN, ALL = (0, 2, 4, 6, 8), tuple(range(10))
CASES = (
    Asked(12, (0, 5, 9), 1, 1e-4, 60, 1e-4, 2, optimum=828_274.39),
    Asked(20, EVEN, 1, 1e-4, 120, 1e-4, 20, optimum=803_433.45),
    Asked(40, ALL, 1, 1e-4, 60, 1e-2, 60, known=(890_356.34, 884_497.37)),
    Asked(40, ALL, 1, 1e-4, 120, 1e-2, 120, known=(890_356.34, 884_497.37)),
    Asked(20, EVEN, DRAWS, 1e-3, 120, 1e-3, 120),
    Asked(40, ALL, DRAWS, 1e-3, 180, 2e-2, 180),
)


@dataclass(frozen=True)
class Solved:
    """What an engine found, in how much time.

    Parameters
    ----------
    chosen : Chosen
    processor : float
        [seconds]
    """

    chosen: Chosen
    processor: float

    @property
    def value(self) -> float:
        """Value with the cost of opening [kilometres]."""
        programme = self.chosen.programme
        return float(programme.totals[0] + programme.cost) / KILOMETRE

    @property
    def bound(self) -> float:
        """[kilometres]"""
        return float(self.chosen.bounds[0]) / KILOMETRE


def generator_in(folder: Path) -> Any:
    """Load the published generator of schemes as a module; it imports the one of years."""
    path = folder / GENERATOR
    found = importlib.util.spec_from_file_location("published_schemes", path)
    if found is None or found.loader is None or not path.exists():
        raise SystemExit(f"{FOLDER} names {folder}, which holds no {GENERATOR}.")
    module = importlib.util.module_from_spec(found)
    sys.path.insert(0, str(folder))
    try:
        found.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


def published_problem(folder: Path, asked: Asked) -> Problem:
    """Make a published case; with draws, the children of each cell are redrawn by Poisson."""
    made = generator_in(folder).cases(asked.candidates, asked.years)
    count, years = asked.candidates, len(asked.years)
    pools = len(made["base"][0]["cap"])
    networks = [_network(made, year, count) for year in range(years)]
    own = np.arange(count)
    added = np.zeros((count, years, years, networks[0].holders), dtype=np.int64)
    for opening in range(years):
        for year in range(opening, years):
            added[own, opening, year, pools + own] = made["places"]
    schemes = Schemes(
        names=tuple(f"scheme {number}" for number in own),
        may_open=np.ones((count, years), dtype=np.bool_),
        must_open=np.zeros(count, dtype=np.bool_),
        added=added,
        cost=np.full((count, years), made["tie_cost"] * KILOMETRE),
    )
    by_now = np.arange(years) <= np.arange(years)[:, None]
    budgets = tuple(
        Budget(f"by year {year}", np.outer(made["cost"] * POUNDS, by_now[year]), limit * POUNDS)
        for year, limit in enumerate(made["budget"])
    )
    chance = np.random.default_rng(SEED)
    periods = [
        Period(year, draw, 1 / asked.draws, _drawn(network, chance, is_drawn=asked.draws > 1))
        for year, network in enumerate(networks)
        for draw in range(asked.draws)
    ]
    return Problem(schemes, budgets, tuple(periods), years)


def _network(made: dict[str, Any], year: int, count: int) -> Any:
    """Put the pools of a year and those of the candidates, which have no room, side by side."""
    base, (cells, schemes, km) = made["base"][year], made["arcs"][year]
    pools = len(base["cap"])
    weights = {
        "without": WITHOUT_A_PLACE * INDEPENDENT_METRES,
        "independent": INDEPENDENT_METRES,
        "beyond_limit": 0,
        "metres": 1,
    }
    return network_of(
        base["d"].astype(np.int64),
        np.append(base["cap"], np.zeros(count)).astype(np.int64),
        np.concatenate([base["ai"], cells]).astype(np.int64),
        np.concatenate([base["aj"], schemes + pools]).astype(np.int64),
        np.rint(np.concatenate([base["c"], km]) * KILOMETRE).astype(np.int64),
    ).in_one_aim(weights)


def _drawn(network: Any, chance: np.random.Generator, *, is_drawn: bool) -> Any:
    return replace(network, demand=chance.poisson(network.demand)) if is_drawn else network


def solved(problem: Problem, asked: Asked, *, engine: ChoiceEngineName, seconds: float) -> Solved:
    """Choose, and take the time."""
    begun = time.process_time()
    chosen = choose(problem, engine=engine, gap=asked.gap, seconds=seconds)
    return Solved(chosen, time.process_time() - begun)


def checked(found: Solved, asked: Asked) -> Solved:
    """Stop where an answer contradicts what is published: its times would mean nothing."""
    least, most = found.bound, found.value
    if asked.optimum is not None:
        near = 1e-2 + asked.gap * asked.optimum
        if least > asked.optimum + 1e-2 or abs(most - asked.optimum) > near:
            raise SystemExit(f"{asked.name}: {least:,.2f} to {most:,.2f}, not {asked.optimum:,.2f}")
    if asked.known is not None and (least > asked.known[0] + 1e-2 or most < asked.known[1] - 1e-2):
        raise SystemExit(f"{asked.name}: {least:,.2f} to {most:,.2f} contradicts {asked.known}")
    return found


def rows_of(asked: Asked, folder: Path) -> list[str]:
    """Solve a case by cuts, and beside it (without draws) by one model, capped; as rows."""
    problem = published_problem(folder, asked)
    by_cuts = checked(solved(problem, asked, engine="benders", seconds=asked.seconds), asked)
    in_time = by_cuts.processor <= asked.most_seconds and by_cuts.chosen.seconds <= asked.seconds
    kept = by_cuts.chosen.gap <= asked.most_gap and in_time
    bar = f"{asked.most_gap:.2%} in {asked.most_seconds:,.0f} s"
    rows = [_row(asked.name, "cuts", by_cuts, bar, "yes" if kept else "no")]
    if (asked.draws == 1 and asked.seconds <= ONE_MODEL_SECONDS) or asked.optimum is not None:
        by_model = solved(problem, asked, engine="milp", seconds=ONE_MODEL_SECONDS)
        rows.append(_row(asked.name, "one model", checked_bound(by_model, asked), "", ""))
    return rows


def checked_bound(found: Solved, asked: Asked) -> Solved:
    """Stop where the bound of a model that was capped lies above what is known to be reached."""
    reached = asked.optimum if asked.known is None else asked.known[0]
    if reached is not None and found.bound > reached * (1 + asked.gap):
        raise SystemExit(f"{asked.name}: a bound of {found.bound:,.2f} above {reached:,.2f}")
    return found


def _row(name: str, way: str, found: Solved, bar: str, kept: str) -> str:
    chosen = found.chosen
    return (
        f"| {name} | {way} | {found.value:,.2f} | {found.bound:,.2f} | {chosen.gap:.3%} |"
        f" {chosen.status} | {chosen.seconds:.1f} | {found.processor:.1f} | {bar} | {kept} |"
    )


def schemes_page(folder: Path) -> str:
    """Measure all cases, each once, and lay them out."""
    lines = [
        "| Case | Way | Best, km | Bound, km | Gap | Status | Seconds | Processor, s | Bar"
        " | Kept |",
        "|---|---|--:|--:|--:|---|--:|--:|---|---|",
    ]
    for asked in CASES:
        for line in rows_of(asked, folder):
            print(line, flush=True)
            lines.append(line)
    about = (
        "The published cases of choosing schemes: by cuts from flows, and beside them one model of"
        f" everything in PuLP with HiGHS, given {ONE_MODEL_SECONDS:.0f} seconds. With draws the"
        f" children of each cell are redrawn by Poisson, seed {SEED}. A run stops where it"
        " contradicts a published optimum or bound. Bars hold for the gap and for processor time;"
        " and no search may end after the time that it was given, by the clock."
    )
    return "\n\n".join([about, "\n".join(lines)])


if __name__ == "__main__":
    cases_folder = published_folder()
    if cases_folder is None:
        raise SystemExit(f"Name the folder of the published cases in {FOLDER}.")
    print(schemes_page(cases_folder))
