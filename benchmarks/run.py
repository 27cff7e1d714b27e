"""Measure what a user waits for, and write `docs/benchmarks.md`: run it with `make bench`.

It takes more than half an hour, and the machine should do nothing else meanwhile. Where the
environment variable SUFFICIENCY_BENCH_CASES names a folder with the published cases (instances.py
and schemes.py), they are measured too and their optima checked. With SUFFICIENCY_BENCH_LARGE=1
England is allocated over all its arcs, which takes minutes and much memory. Where
SUFFICIENCY_BENCH_PANEL names a folder with the published plans of authorities, `project_panel` is
held against every simple rule on them, and the drift of settings against what came, which takes ten
minutes more; and where that folder holds one with the transitions of an authority (witan_demo), the
model of transitions is held against its rivals; one with problems of the OR-Library (orlib), the
choice of sites with fixed costs against their published optima. Made-up look-alikes of the largest
of those, which take five minutes, and made-up areas are measured in any case.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import synthetic
import witan
from beside_spopt import beside_page
from crossing import crossing_page
from draws import draws_tables
from england import england_page
from england import is_asked as england_is_asked
from england_open import england_open_page
from first_answer import (
    CELL,
    DEMO,
    each_draw,
    each_draw_table,
    fresh_answers,
    memory,
    memory_table,
)
from large_area import large_page
from look_alikes import look_alikes_page
from many_draws import draws_page
from one_year import (
    PLAIN,
    baseline_page,
    baseline_times,
    case_tables,
    made_up_times,
    published_times,
    ratio_of,
)
from orlib import orlib_page
from panel import accuracy
from published import published_folder
from published_reading import reading_page
from schemes import schemes_page
from settings import settings_accuracy
from timing import LONG_TIMES, ROOT, TIMES, Measured, Peak, fresh, rounds, table
from whole_allocation import allocation_page

PAGE = ROOT / "docs" / "benchmarks.md"
PANEL_FOLDER = "SUFFICIENCY_BENCH_PANEL"
TRANSITIONS_FOLDER = "witan_demo"
"""Folder in that of the panel, with the transitions of an authority."""
FIXED_COSTS_FOLDER = "orlib"
"""Folder in that of the panel, with problems of the OR-Library."""
SYNTHETIC_AREAS = 20
"""So many made-up areas are scored: enough to see a fault, too few to see a point of coverage."""
SHOWN = ("numpy", "pandas", "scipy", "pydantic", "typer", "openpyxl", "pulp", "highspy", "ortools")

MOST_DEMO_SECONDS, MOST_DEMO_MEGABYTES = 60.0, 2048.0
MOST_CELL_SECONDS = 15.0
LEAST_RATIO = 20.0


def starts() -> list[Measured]:
    """Time what starts Python anew: the import and the help."""
    actions = {
        "a bare start of Python": fresh("-c", "pass"),
        "a start that imports pandas": fresh("-c", "import pandas"),
        "`import sufficiency`": fresh("-c", "import sufficiency"),
        "`python -m sufficiency --help`": fresh("-m", "sufficiency", "--help"),
    }
    return rounds(actions)


def work() -> list[Measured]:
    """Time what a notebook does: the example, its workbook, and the fit of its margins."""
    import sufficiency as sf
    from sufficiency.datasets.recipe_margins import margins
    from sufficiency.datasets.recipe_plans import joint_table

    published = margins()
    area = sf.load_example()
    with tempfile.TemporaryDirectory() as folder:
        workbook, tables = Path(folder) / "area.xlsx", Path(folder) / "area"
        area.save(workbook)
        area.save(tables)
        actions: dict[str, Callable[[], object]] = {
            "import pandas, in a fresh start": fresh("-c", "import pandas"),
            "`load_example()`": sf.load_example,
            "`load_area` of the example as a workbook": lambda: sf.load_area(workbook),
            "`load_area` of the example as a folder": lambda: sf.load_area(tables),
            "the margins of January 2025 fitted and rounded": lambda: joint_table(published),
        }
        return rounds(actions)


def processor() -> str:
    """Name the processor, as far as the system tells."""
    cpu_info = Path("/proc/cpuinfo")
    if cpu_info.exists():
        for line in cpu_info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def load() -> str:
    """Say how busy the machine was before, where it tells: other work makes every time longer."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f"; {os.getloadavg()[1]:.1f} programs busy on average in the five minutes before"


def promised(answers: list[Measured], peaks: dict[str, Peak], ratio: float) -> str:
    """Hold what was measured against what was promised."""
    seconds = {found.what: found.median for found in answers}
    held = peaks[DEMO].together or peaks[DEMO].largest
    demo, cell = seconds[DEMO], seconds[CELL]
    small = held is not None and held < MOST_DEMO_MEGABYTES
    much, size = f"under {MOST_DEMO_SECONDS:.0f}", f"under {MOST_DEMO_MEGABYTES:,.0f}"
    soon, fast = f"under {MOST_CELL_SECONDS:.0f}", f"at least {LEAST_RATIO:.0f}"
    rows = [
        ("the demonstration, s", demo, much, demo < MOST_DEMO_SECONDS),
        ("its memory, MB", held, size, small),
        ("the first cell, s", cell, soon, cell < MOST_CELL_SECONDS),
        (f"{PLAIN} against the array door, times", ratio, fast, ratio >= LEAST_RATIO),
    ]
    lines = ["| What | Measured | Promised | Kept |", "|---|--:|--:|---|"]
    for what, measured, promise, kept in rows:
        shown = "n/a" if measured is None else f"{measured:,.1f}"
        said = "n/a" if measured is None else "yes" if kept else "no"
        lines.append(f"| {what} | {shown} | {promise} | {said} |")
    return "\n".join(lines)


def one_year() -> tuple[str, float]:
    """Measure one year of every case; and how many times longer the plain model takes."""
    found, folder = made_up_times(), published_folder()
    first = found[0]
    baseline = list[Measured]()
    if folder is not None:
        published, baseline = published_times(folder), baseline_times(folder)
        first, found = published[0], [*published, *found]
    about = (
        "From plain arrays to a proven answer, and from the same arrays to a solved model; each"
        " case in one run, the ways in turns, the plain model after them by the fastest of its"
        " solvers and methods. Short ways are measured 25 times. All ways reach the same optimum"
        " (where it is published, that), and a run stops where they do not. Names of cells and"
        " pools, which break ties, are made once for a case and kept. Made-up cases:"
        " `benchmarks/cases.py`."
    )
    tables = [case_tables(one) for one in found]
    if baseline:
        tables.insert(1, baseline_page(first, baseline))
    return "\n\n".join([about, *tables]), ratio_of(first)


def page(tables: dict[str, str], *, busy: str) -> str:
    """Write the page: the machine, the versions, the date and the tables."""
    packages = ", ".join(f"{name} {version(name)}" for name in SHOWN)
    written = "\n\n".join(f"## {title}\n\n{words}" for title, words in tables.items())
    return f"""# Times

Written by `make bench`. Each figure is the median of {TIMES} ({LONG_TIMES} for what takes many
seconds), after one run that is not counted. The yardstick is the first row of a table, and times
the yardstick travel better between machines than seconds.

- Date: {datetime.now(UTC):%d %B %Y}
- sufficiency {version("sufficiency")}, Python {platform.python_version()}, {packages}
- {platform.system()}, {processor()}, {os.cpu_count()} cores{busy}

{written}
"""


def measured_tables() -> dict[str, str]:
    """Measure everything, the longest last."""
    made = {"Starting": table(starts()), "Working with an area": table(work())}
    made["One year"], ratio = one_year()
    made["One year, a thousand draws"] = draws_page()
    made["Caps that cross pools"] = crossing_page()
    made["Beside spopt"] = beside_page()
    made["The example allocated whole"] = allocation_page()
    made["Reading published files"] = reading_page()
    if PANEL_FOLDER in os.environ:
        problems = Path(os.environ[PANEL_FOLDER]) / FIXED_COSTS_FOLDER
        made["Fixed costs: OR-Library"] = orlib_page(problems)
    made["Fixed costs: made up, like the large ones"] = look_alikes_page()
    answers, peaks = fresh_answers(), memory()
    made["The first answer"] = f"{table(answers)}\n\n{memory_table(peaks)}"
    made["A large authority"] = large_page()
    made["A year of a draw"] = (
        "The example area at the detail of MSOA, in one process; what is done once for all draws "
        f"is left out of what is allocated.\n\n{each_draw_table(each_draw())}"
    )
    made["A thousand draws"] = (
        "The example area at the detail of MSOA, each child by its own chances. A child-year is "
        "one child of one draw carried from a January to the next; processor time is that of one "
        f"process.\n\n{draws_tables()}"
    )
    published = published_folder()
    if published is not None:
        made["Choosing schemes"] = schemes_page(published)
    if england_is_asked():
        made["England, one year"] = england_page()
        if PANEL_FOLDER in os.environ:
            open_data = Path(os.environ[PANEL_FOLDER])
            made["England from open data"] = england_open_page(open_data)
    if PANEL_FOLDER in os.environ:
        made |= panel_tables(Path(os.environ[PANEL_FOLDER]))
    made |= synthetic_tables()
    return {"What was promised": promised(answers, peaks, ratio), **made}


def panel_tables(folder: Path) -> dict[str, str]:
    """Hold the models against their rivals, on whatever open data the folder holds."""
    accurate = {**accuracy(folder), **settings_accuracy(folder)}
    made = {f"Accuracy. {title}": words for title, words in accurate.items()}
    transitions = folder / TRANSITIONS_FOLDER
    if transitions.is_dir():
        made["Accuracy. Transitions of one open authority"] = witan.page(transitions)
    return made


def synthetic_tables() -> dict[str, str]:
    """Score made-up areas whose future is known, on seeds that nothing was chosen on."""
    first = synthetic.SEEDS["reporting"]
    tables = synthetic.measured_tables(
        range(first, first + SYNTHETIC_AREAS),
        synthetic.OPTIONS_AS_USUAL,
        flows=("stocks", "transitions"),
        margins=True,
        years=True,
    )
    about = (
        f"{SYNTHETIC_AREAS} made-up areas, seeds {first} to {first + SYNTHETIC_AREAS - 1}, "
        f"{synthetic.DRAWS} draws; in per cent, standard errors over areas in brackets. So few "
        "areas show faults, not points of coverage: docs/how-to/score-a-projection.md."
    )
    return {f"Made-up areas. {title}": f"{about}\n\n{text}" for title, text in tables.items()}


def main() -> None:
    """Measure, write the page, and print it."""
    busy = load()
    text = page(measured_tables(), busy=busy)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(text)
    print(f"Written to {PAGE.relative_to(ROOT).as_posix()}")


if __name__ == "__main__":
    main()
