"""The first answer: the demonstration, the first cell of a notebook, and the time of a draw."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from timing import LONG_TIMES, Measured, Peak, fresh, peak_of, rounds

FIRST_CELL = "import sufficiency as sf; print(sf.allocate(sf.project(sf.load_example())))"

DEMO = "`sufficiency demo`: 500 draws projected, 2 plans of 100 draws allocated, 10 years, report"
CELL = "the first cell: `sf.allocate(sf.project(sf.load_example()))`, in a fresh start"
PANDAS = "import pandas, in a fresh start"

PROJECTED_DRAWS = 100
VALUED_DRAWS, ALL_DRAWS = 25, 45
"""Worth is asked of the first 25 draws only, so draws with it and without it are measured apart."""


@dataclass(frozen=True)
class EachDraw:
    """What one year of one draw takes, in one process.

    Parameters
    ----------
    what : str
    seconds : float
        All draws and years together, median.
    milliseconds : float
        For one year of one draw.
    """

    what: str
    seconds: float
    milliseconds: float


def fresh_answers(*, times: int = LONG_TIMES) -> list[Measured]:
    """Time the demonstration and the first cell, each in a program of its own."""
    with tempfile.TemporaryDirectory() as place:
        page = str(Path(place) / "demo.html")
        actions: dict[str, Callable[[], object]] = {
            PANDAS: fresh("-c", "import pandas"),
            CELL: fresh("-c", FIRST_CELL),
            DEMO: fresh("-m", "sufficiency", "demo", "--to", page),
        }
        return rounds(actions, times=times)


def memory() -> dict[str, Peak]:
    """Look at the memory of both, in runs that are not timed."""
    with tempfile.TemporaryDirectory() as place:
        page = str(Path(place) / "demo.html")
        return {
            CELL: peak_of("-c", FIRST_CELL),
            DEMO: peak_of("-m", "sufficiency", "demo", "--to", page),
        }


def memory_table(peaks: dict[str, Peak]) -> str:
    """Lay memory out as a table."""
    lines = ["| What | Largest program, MB | All programs together, MB |", "|---|--:|--:|"]
    lines += [
        f"| {what} | {_megabytes(peak.largest)} | {_megabytes(peak.together)} |"
        for what, peak in peaks.items()
    ]
    return "\n".join(lines)


def _megabytes(held: float | None) -> str:
    return "n/a" if held is None else f"{held:,.0f}"


def each_draw(*, draws: int = ALL_DRAWS, times: int = LONG_TIMES) -> list[EachDraw]:
    """Time a year of a draw, in one process: projected, allocated, and allocated with worth."""
    import sufficiency as sf

    area, scenario = sf.load_example(), sf.load_scenario("baseline")
    projection = sf.project(area, scenario, draws=max(draws, PROJECTED_DRAWS), workers=1)
    years = len(projection.years)
    valued = min(VALUED_DRAWS, draws - 1)

    def allocated(count: int) -> Callable[[], object]:
        return lambda: sf.allocate(projection, draws=count, workers=1)

    one, some, all_of_them, projected = rounds(
        {
            "one draw": allocated(1),
            "those that are valued": allocated(valued),
            "all": allocated(draws),
            # Draws are made when they are first asked for.
            "projected": lambda: (
                sf.project(area, scenario, draws=projection.draws, workers=1).drawn
            ),
        },
        times=times,
    )
    return [
        _each("projected", projected.median, projection.draws * years),
        _each(
            "drawn and allocated, with proof and the worth of places",
            some.median - one.median,
            (valued - 1) * years,
        ),
        _each(
            "drawn and allocated, with proof",
            all_of_them.median - some.median,
            (draws - valued) * years,
        ),
    ]


def _each(what: str, seconds: float, years: int) -> EachDraw:
    return EachDraw(what, seconds, 1000 * seconds / years)


def each_draw_table(found: list[EachDraw]) -> str:
    """Lay the time of a year of a draw out as a table."""
    lines = ["| One year of one draw | All of them, s | One of them, ms |", "|---|--:|--:|"]
    lines += [f"| {each.what} | {each.seconds:.2f} | {each.milliseconds:.1f} |" for each in found]
    return "\n".join(lines)
