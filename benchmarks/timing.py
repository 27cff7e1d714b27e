"""Time what a user waits for, in rounds, and lay the times out as tables.

Seconds differ from machine to machine, so each stands beside a yardstick that was measured in the
same rounds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from joblib.externals.loky import get_reusable_executor

ROOT = Path(__file__).resolve().parents[1]
TIMES = 5
"""Times that a short thing is measured."""

LONG_TIMES = 3
"""The same for what takes many seconds."""

SAMPLED_EVERY = 0.1
"""Seconds between two looks at the memory of a program."""

MEGABYTE = 1024 * 1024


LAUNCHER = """
import os, subprocess, sys
program = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(program.pid, 0)
print(usage.ru_maxrss)
sys.exit(1 if os.waitstatus_to_exitcode(status) else 0)
"""
"""Starts a program, and prints the most memory that it had [in the unit of the system]."""


@dataclass(frozen=True)
class Measured:
    """The times of one thing.

    Parameters
    ----------
    what : str
        What was done, in words.
    seconds : tuple of float
        One for each time that it was done.
    """

    what: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Median [seconds]."""
        return median(self.seconds)

    @property
    def span(self) -> str:
        """Shortest and longest, in words."""
        return f"{min(self.seconds):.3f} to {max(self.seconds):.3f}"


@dataclass(frozen=True)
class Bar:
    """One thing that was asked, and what was measured of it.

    Parameters
    ----------
    what : str
    measured : float or None
        None where the system does not tell.
    most, least : float, optional
        What was asked: no more, or no less.
    """

    what: str
    measured: float | None
    most: float | None = None
    least: float | None = None

    @property
    def asked(self) -> str:
        """What was asked, in words."""
        if self.most is not None:
            return f"at most {self.most:,g}"
        return f"at least {self.least:,g}"

    @property
    def kept(self) -> bool | None:
        """Whether it is kept; None where the system does not tell."""
        if self.measured is None:
            return None
        if self.most is not None:
            return self.measured <= self.most
        return self.least is not None and self.measured >= self.least


@dataclass(frozen=True)
class Spent:
    """What one call took.

    Parameters
    ----------
    seconds : float
    processor : float or None
        Of this process and all that it started [seconds]; None where the system does not tell.
    """

    seconds: float
    processor: float | None


@dataclass(frozen=True)
class Peak:
    """The memory of a program with all the programs that it starts.

    Parameters
    ----------
    largest : float or None
        Most that any one of them held [megabytes]; None where the system does not tell.
    together : float or None
        Most that all of them held at one time, what they share counted once [megabytes].
    """

    largest: float | None
    together: float | None


def clocked(action: Callable[[], object]) -> float:
    """Time one call [seconds]."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def spent(action: Callable[[], object]) -> Spent:
    """Time one call, with the processor time of the workers that it starts."""
    # Workers count when they have ended; those of an earlier call would be there already.
    get_reusable_executor().shutdown(wait=True)
    before = os.times()
    seconds = clocked(action)
    get_reusable_executor().shutdown(wait=True)
    if sys.platform == "win32":
        return Spent(seconds, None)
    # User and system, of this process and of those that it waited for.
    return Spent(seconds, sum(os.times()[:4]) - sum(before[:4]))


def fresh(*arguments: str, folder: Path = ROOT) -> Callable[[], object]:
    """Make a call that starts Python anew, in a folder."""
    return lambda: subprocess.run(
        [sys.executable, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )


def rounds(actions: dict[str, Callable[[], object]], *, times: int = TIMES) -> list[Measured]:
    """Time every action, in rounds, so that a slow minute touches all of them alike."""
    for action in actions.values():
        action()  # once without the clock: the disk and the caches are then alike for all
    seconds: dict[str, list[float]] = {what: [] for what in actions}
    for _ in range(times):
        for what, action in actions.items():
            seconds[what].append(clocked(action))
    return [Measured(what, tuple(taken)) for what, taken in seconds.items()]


def table(measured: list[Measured]) -> str:
    """Lay the times out as a table; the first is the yardstick of the others."""
    yardstick = measured[0].median
    lines = [
        "| What | Median, s | Lowest to highest, s | Times the yardstick |",
        "|---|--:|--:|--:|",
    ]
    for found in measured:
        ratio = found.median / yardstick
        lines.append(f"| {found.what} | {found.median:.3f} | {found.span} | {ratio:.1f} |")
    return "\n".join(lines)


def bars_table(bars: list[Bar]) -> str:
    """Lay out what was asked, what was measured, and whether it is kept."""
    lines = ["| What | Measured | Asked | Kept |", "|---|--:|--:|---|"]
    said = {None: "n/a", True: "yes", False: "no"}
    for bar in bars:
        shown = "n/a" if bar.measured is None else f"{bar.measured:,.2f}"
        lines.append(f"| {bar.what} | {shown} | {bar.asked} | {said[bar.kept]} |")
    return "\n".join(lines)


def peak_of(*arguments: str, folder: Path = ROOT) -> Peak:
    """Run a program once, and look at its memory until it ends.

    A small program starts it: what begins as a copy of a large one is told to have been as large.
    Where the system does not tell (Windows), the program is not run.
    """
    if not hasattr(os, "wait4"):
        return Peak(None, None)
    asked = [sys.executable, "-c", LAUNCHER, sys.executable, *arguments]
    program = subprocess.Popen(asked, cwd=folder, stdout=subprocess.PIPE, text=True)
    together: list[float] = []
    while program.poll() is None:
        _, *measured = _family(program.pid)
        together.append(sum(_held(number) for number in measured))
        time.sleep(SAMPLED_EVERY)
    told, _ = program.communicate()
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, program.args)
    # Linux counts it in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Peak(int(told) * unit / MEGABYTE, max(together, default=0.0) or None)


def _family(parent: int) -> Iterator[int]:
    """Give a program and all that it started, as far as the system tells."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of a program stands in brackets and may hold blanks.
            words = place.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents.setdefault(int(words[1]), []).append(int(place.parent.name))
    waiting = [parent]
    while waiting:
        number = waiting.pop()
        yield number
        waiting += parents.get(number, [])


def _held(number: int) -> float:
    """Give the memory of one program, its part of what is shared [megabytes]."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:  # it has just ended, or the system has no such file
        return 0.0
    shares = [int(line.split()[1]) for line in lines if line.startswith("Pss:")]
    return sum(shares) * 1024 / MEGABYTE
