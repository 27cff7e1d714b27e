"""One year of one authority: the array door, with its proof, against a plain PuLP model."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from cases import INDEPENDENT_METRES, Case, by_plain_model, one_authority
from timing import TIMES, Measured, clocked, rounds

from sufficiency.places import allocate_arrays

PUBLISHED = "SUFFICIENCY_BENCH_CASES"
"""Environment variable: a folder with instances.py and baseline_pulp.py."""

PUBLISHED_OPTIMUM = 324_940_997
"""Case a: 310 independent placements at 1,000 km and 14,940.997 km [metres]."""

DOOR = "the array door: four aims in order, ties broken, proven"
WEIGHTED = "the array door: one weighted aim, ties broken, proven"
PLAIN = "a plain PuLP model with HiGHS"


def weighted_optimum(case: Case) -> int:
    """Solve a case through the array door; the answer carries its proof [metres]."""
    answer = allocate_arrays(case.weighted(), engine="flow")
    return int(answer.totals[0])


def ordered_totals(case: Case) -> tuple[int, ...]:
    """Solve a case in the exact order of the aims; the answer carries its proof."""
    return allocate_arrays(case.network(), engine="flow").totals


def expect(what: str, found: int, expected: int) -> None:
    """Stop where two ways to an optimum do not agree: their times would mean nothing."""
    if found != expected:
        raise SystemExit(f"{what}: {found:,} m, expected {expected:,} m.")


def own_case(*, times: int = TIMES) -> tuple[Case, list[Measured]]:
    """Time both ways on the case that is made up here."""
    case = one_authority()
    expect("the plain model", by_plain_model(case), weighted_optimum(case))
    actions: dict[str, Callable[[], object]] = {
        WEIGHTED: lambda: weighted_optimum(case),
        DOOR: lambda: ordered_totals(case),
        PLAIN: lambda: by_plain_model(case),
    }
    return case, rounds(actions, times=times)


def published_folder() -> Path | None:
    """Give the folder of the published case, where the environment names one."""
    named = os.environ.get(PUBLISHED, "")
    return Path(named) if named else None


def published_case(folder: Path) -> Case:
    """Load case a of the published generator."""
    path = folder / "instances.py"
    found = importlib.util.spec_from_file_location("published_instances", path)
    if found is None or found.loader is None or not path.exists():
        raise SystemExit(f"{PUBLISHED} names {folder}, which holds no instances.py.")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    held = module.gen("a")
    demand, free, cell, pool = (held[name].astype(np.int64) for name in ("d", "cap", "ai", "aj"))
    return Case(demand, free, cell, pool, np.rint(held["c"] * 1000).astype(np.int64))


def published_times(folder: Path, *, times: int = TIMES) -> list[Measured]:
    """Time both ways on the published case, in turns, and check its optimum."""
    case = published_case(folder)
    expect("case a", weighted_optimum(case), PUBLISHED_OPTIMUM)
    totals = ordered_totals(case)
    expect("case a, in order", totals[1] * INDEPENDENT_METRES + totals[3], PUBLISHED_OPTIMUM)
    _by_baseline(folder)
    taken: dict[str, list[float]] = {WEIGHTED: [], DOOR: [], PLAIN: []}
    for _ in range(times):
        taken[WEIGHTED].append(clocked(lambda: weighted_optimum(case)))
        taken[DOOR].append(clocked(lambda: ordered_totals(case)))
        taken[PLAIN].append(_by_baseline(folder))
    return [Measured(what, tuple(seconds)) for what, seconds in taken.items()]


def _by_baseline(folder: Path) -> float:
    """Run the published model in a program of its own: building and solving only [seconds]."""
    told = subprocess.run(
        [sys.executable, "baseline_pulp.py", "a"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    said = json.loads(told.stdout.splitlines()[-1])
    expect("baseline_pulp.py a", round(said["objective"] * 1000), PUBLISHED_OPTIMUM)
    return float(said["total_s"])


def ratio_of(measured: list[Measured]) -> float:
    """Say how many times longer the plain model takes than the slower way through the door."""
    held = {found.what: found.seconds for found in measured}
    door = max(median(held[WEIGHTED]), median(held[DOOR]))
    return median(held[PLAIN]) / door
