"""The published cases of one year, with their optima: measured where a folder of them is at hand.

The environment variable SUFFICIENCY_BENCH_CASES names the folder; it holds instances.py.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from cases import Case

FOLDER = "SUFFICIENCY_BENCH_CASES"
GENERATOR = "instances.py"


@dataclass(frozen=True)
class Published:
    """A published case, and what every exact method found for it.

    Parameters
    ----------
    name : str
    what : str
        What it stands for, in words.
    year : int
        For which of its years the optimum is.
    weighted : int
        The optimum: kilometres, and 1,000 km an independent placement [metres].
    independent : int
        Placements in it [children].
    """

    name: str
    what: str
    year: int
    weighted: int
    independent: int


CASE_A = Published("a", "one local authority", 0, 324_940_997, 310)
PUBLISHED = (
    CASE_A,
    Published("b", "a large authority by MSOA, its tenth year", 9, 857_024_678, 815),
    Published("c10", "a region, the 20 nearest pools of each cell", 0, 1_776_772_551, 1_534),
)


def published_folder() -> Path | None:
    """Give the folder of the published cases, where the environment names one."""
    named = os.environ.get(FOLDER, "")
    return Path(named) if named else None


def generator_in(folder: Path) -> Any:
    """Load the published generator as a module."""
    path = folder / GENERATOR
    found = importlib.util.spec_from_file_location("published_instances", path)
    if found is None or found.loader is None or not path.exists():
        raise SystemExit(f"{FOLDER} names {folder}, which holds no {GENERATOR}.")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def published_case(folder: Path, published: Published = CASE_A) -> Case:
    """Make a published case: its kilometres are whole metres."""
    held = generator_in(folder).gen(published.name, year=published.year)
    demand, free, cell, pool = (held[name].astype(np.int64) for name in ("d", "cap", "ai", "aj"))
    return Case(demand, free, cell, pool, np.rint(held["c"] * 1000).astype(np.int64))
