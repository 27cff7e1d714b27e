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

ROOT = Path(__file__).resolve().parents[1]
TIMES = 5
"""Times that a short thing is measured."""

LONG_TIMES = 3
"""The same for what takes many seconds."""

SAMPLED_EVERY = 0.1
"""Seconds between two looks at the memory of a program."""

MEGABYTE = 1024 * 1024


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


def peak_of(*arguments: str, folder: Path = ROOT) -> Peak:
    """Run a program once, and look at its memory until it ends.

    Where the system does not tell (Windows), the program is not run.
    """
    if not hasattr(os, "wait4"):
        return Peak(None, None)
    program = subprocess.Popen([sys.executable, *arguments], cwd=folder, stdout=subprocess.DEVNULL)
    together: list[float] = []
    ended = 0
    while not ended:
        together.append(sum(_held(number) for number in _family(program.pid)))
        time.sleep(SAMPLED_EVERY)
        ended, status, usage = os.wait4(program.pid, os.WNOHANG)
    program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, program.args)
    # Linux counts it in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Peak(usage.ru_maxrss * unit / MEGABYTE, max(together) or None)


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
