"""England allocated over all its arcs: how long it takes, and how much memory.

    python benchmarks/england.py

Arcs are laid out for cells with children only. They are made by one program and allocated by
another, whose largest memory so is that of the allocation.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from cases import ENGLAND, MOST_INDEPENDENT, NEAR, NEEDS, Case, Places, made_up_places
from one_year import expect, in_order, weighted_optimum
from published import generator_in, published_folder
from timing import MEGABYTE, ROOT, Bar, bars_table, clocked

LARGE = "SUFFICIENCY_BENCH_LARGE"
"""Environment variable: 1 where England is to be measured."""

OPTIMUM = 19_077_855_824
"""Of the published case c over all its arcs, one weighted aim [metres]."""

WAYS = ("weighted", "two aims", "four aims")
MOST_SECONDS = {"weighted": 60.0, "four aims": 150.0}
MOST_MEGABYTES = 6 * 1024.0


def published_places(folder: Path) -> Places:
    """Make the published case c, without its arcs."""
    held = generator_in(folder).gen("c", k=1)
    homes, schools = held["loc"], held["pro"]
    east, north = (homes[:, None, axis] - schools[None, :, axis] for axis in (0, 1))
    kilometres = np.round(1.3 * np.hypot(east, north), 3)
    metres = np.rint(1000 * kilometres).astype(np.int64)
    serves = held["comp"][:, :, None] & held["ph"][:, None, :]
    return Places(held["d"], held["cap"], serves, metres)


def arcs_of_children(places: Places) -> Case:
    """Lay out the arcs of the cells that have children, as small as they can be kept."""
    phases = places.serves.shape[2]
    cells = np.flatnonzero(places.demand)
    locality, kind = np.divmod(cells, NEEDS * phases)
    known = [np.flatnonzero(row) for row in places.serves.reshape(len(places.free), -1).T]
    counts = np.array([len(pools) for pools in known])[kind]
    pool = np.concatenate([known[one].astype(np.int32) for one in kind.tolist()])
    cell = np.repeat(np.arange(len(cells), dtype=np.int32), counts)
    far = places.metres.astype(np.int32)
    metres = np.concatenate(
        [far[home, known[one]] for home, one in zip(locality.tolist(), kind.tolist(), strict=True)]
    )
    return Case(places.demand[cells], places.free, cell, pool, metres)


def make(folder: Path) -> None:
    """Make the case, published where it is at hand, and store its arrays in a folder."""
    cases = published_folder()
    places = made_up_places(ENGLAND) if cases is None else published_places(cases)
    for name, array in vars(arcs_of_children(places)).items():
        np.save(folder / f"{name}.npy", array)


def solve(folder: Path, way: str) -> None:
    """Allocate the case of a folder; print seconds, the answer and the largest memory as JSON."""
    case = Case(*(np.load(folder / f"{name}.npy") for name in Case.__dataclass_fields__))
    found: list[Any] = []
    actions = {
        "weighted": lambda: found.append([weighted_optimum(case)]),
        "two aims": lambda: found.append(list(in_order(case.in_two_aims()))),
        "four aims": lambda: found.append(list(in_order(case.in_four_aims()))),
    }
    seconds = clocked(actions[way])
    print(
        json.dumps(
            {
                "seconds": seconds,
                "answer": found[0],
                "megabytes": largest_memory(),
                "arcs": len(case.cell),
                "cells": len(case.demand),
                "pools": len(case.free),
            }
        )
    )


def largest_memory() -> float | None:
    """Most memory that this program has held [megabytes]; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    # Linux counts it in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE


def england_page() -> str:
    """Measure England, once in each way."""
    with tempfile.TemporaryDirectory() as folder:
        _program("make", folder)
        told = {way: json.loads(_program(way, folder)) for way in WAYS}
    if published_folder() is not None:
        expect("case c", told["weighted"]["answer"], [OPTIMUM])
    lines = ["| Aims | Seconds | Largest memory, MB | Answer |", "|---|--:|--:|---|"]
    bars = []
    for way, found in told.items():
        memory = "n/a" if found["megabytes"] is None else f"{found['megabytes']:,.0f}"
        answer = "; ".join(f"{one:,}" for one in found["answer"])
        lines.append(f"| {way} | {found['seconds']:.1f} | {memory} | {answer} |")
        if way in MOST_SECONDS:
            bars.append(Bar(f"{way}, s", found["seconds"], most=MOST_SECONDS[way]))
    bars.append(Bar("weighted, MB", told["weighted"]["megabytes"], most=MOST_MEGABYTES))
    size = told["weighted"]
    about = (
        f"{size['cells']:,} cells with children, {size['pools']:,} pools, {size['arcs']:,} arcs"
        f" ({'made up' if published_folder() is None else 'the published case c'}), from arrays"
        " to a proven answer, once. Answers: metres with 1,000 km an independent placement;"
        " placements, then metres, in order; and children without a place, independent placements,"
        " journeys beyond the limit, then metres, where independent schools take"
        f" {MOST_INDEPENDENT:.0%} of the children and {NEAR:.0%} of the cells have a pool within"
        " the limit."
    )
    return f"{about}\n\n" + "\n".join(lines) + f"\n\n{bars_table(bars)}"


def is_asked() -> bool:
    """Say whether England is to be measured."""
    return os.environ.get(LARGE, "") == "1"


def _program(what: str, folder: str) -> str:
    return subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), what, folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(england_page())
    elif sys.argv[1] == "make":
        make(Path(sys.argv[2]))
    else:
        solve(Path(sys.argv[2]), sys.argv[1])
