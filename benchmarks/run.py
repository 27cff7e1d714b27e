"""Measure what a user waits for, and write `docs/benchmarks.md`: run it with `make bench`.

Each figure is the median of five, with the lowest and highest. Seconds differ from machine to
machine, so each stands beside a yardstick measured in the same round: a bare start of Python for
what starts anew, and the import of pandas for what runs inside Python.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
TIMES = 5
SHOWN = ("numpy", "pandas", "scipy", "pydantic", "typer", "openpyxl", "pulp", "ortools")


@dataclass(frozen=True)
class Measured:
    """The times of one thing.

    Parameters
    ----------
    what : str
        What was done, in words.
    seconds : tuple of float
        One for each time that it was done.
    yardstick : str
        What it is compared with.
    """

    what: str
    seconds: tuple[float, ...]
    yardstick: str = ""

    @property
    def median(self) -> float:
        """Median [seconds]."""
        return median(self.seconds)


def clocked(action: Callable[[], object]) -> float:
    """Time one call [seconds]."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def fresh(*arguments: str) -> Callable[[], object]:
    """Make a call that starts Python anew."""
    return lambda: subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def rounds(actions: dict[str, Callable[[], object]]) -> dict[str, tuple[float, ...]]:
    """Time every action, in rounds, so that a slow minute touches all of them alike."""
    for action in actions.values():
        action()  # once without the clock: the disk and the caches are then alike for all
    seconds: dict[str, list[float]] = {what: [] for what in actions}
    for _ in range(TIMES):
        for what, action in actions.items():
            seconds[what].append(clocked(action))
    return {what: tuple(times) for what, times in seconds.items()}


def starts() -> list[Measured]:
    """Time what starts Python anew: the import, the help and the demonstration."""
    bare, pandas = "a bare start of Python", "a start that imports pandas"
    actions = {
        bare: fresh("-c", "pass"),
        pandas: fresh("-c", "import pandas"),
        "`import sufficiency`": fresh("-c", "import sufficiency"),
        "`python -m sufficiency --help`": fresh("-m", "sufficiency", "--help"),
        "`python -m sufficiency demo`": fresh("-m", "sufficiency", "demo"),
    }
    return [Measured(what, times, bare) for what, times in rounds(actions).items()]


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
        timed = rounds(actions)
    return [Measured(what, times, "import pandas") for what, times in timed.items()]


def rows(measured: list[Measured]) -> str:
    """Lay the times out as a table; the first is the yardstick of the others."""
    yardstick = measured[0].median
    lines = [
        "| What | Median, s | Lowest to highest, s | Times the yardstick |",
        "|---|--:|--:|--:|",
    ]
    for found in measured:
        span = f"{min(found.seconds):.3f} to {max(found.seconds):.3f}"
        ratio = found.median / yardstick
        lines.append(f"| {found.what} | {found.median:.3f} | {span} | {ratio:.1f} |")
    return "\n".join(lines)


def processor() -> str:
    """Name the processor, as far as the system tells."""
    cpu_info = Path("/proc/cpuinfo")
    if cpu_info.exists():
        for line in cpu_info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def load() -> str:
    """Say how busy the machine was, where it tells: other work makes every time longer."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f"; {os.getloadavg()[1]:.1f} programs busy on average in the last five minutes"


def page(groups: dict[str, list[Measured]]) -> str:
    """Write the page: the machine, the versions, the date and the times."""
    packages = ", ".join(f"{name} {version(name)}" for name in SHOWN)
    tables = "\n\n".join(f"## {title}\n\n{rows(measured)}" for title, measured in groups.items())
    return f"""# Times

Written by `make bench`. Each figure is the median of {TIMES}, after one run that is not counted.
The last column compares it with the first row of its table, and travels better between machines
than seconds.

- Date: {datetime.now(UTC):%d %B %Y}
- sufficiency {version("sufficiency")}, Python {platform.python_version()}, {packages}
- {platform.system()}, {processor()}, {os.cpu_count()} cores{load()}

{tables}
"""


def main() -> None:
    """Measure, write the page, and print it."""
    text = page({"Starting": starts(), "Working with an area": work()})
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(text)
    print(f"Written to {PAGE.relative_to(ROOT).as_posix()}")


if __name__ == "__main__":
    main()
