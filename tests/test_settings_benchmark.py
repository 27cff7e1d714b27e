"""The benchmark of settings runs on any authority: a mix that stays is said to stay."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def benchmark():
    """The script beside the package, by its short name."""
    sys.path.insert(0, str(FOLDER))
    found = importlib.import_module("settings")
    yield found
    sys.path.remove(str(FOLDER))
    for name in ("settings", "panel"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def steady(benchmark):
    """An authority whose every January is the same."""
    children = np.zeros((25, len(benchmark.SETTINGS)))
    children[4:16, benchmark.SETTINGS.index("mainstream")] = 60
    children[4:16, benchmark.SETTINGS.index("special")] = 40
    january = np.repeat(children[None], len(benchmark.JANUARIES), axis=0)
    return benchmark.Authority("801", january.sum(axis=1), january)


@pytest.mark.parametrize("way", ["no_drift", "drift"])
@pytest.mark.parametrize("draws_of", ["mix_drawn", "projected"])
def test_a_steady_authority_is_said_to_stay(benchmark, steady, draws_of, way):
    drawn = getattr(benchmark, draws_of)(steady, 2023, 2, getattr(benchmark, way))
    assert drawn.shape == (benchmark.DRAWS, 2, len(benchmark.SETTINGS))
    came = steady.counted[0]
    special = benchmark.SETTINGS.index("special")
    assert drawn[:, 0, special].mean() == pytest.approx(came[special], rel=0.1)
    assert drawn.sum(axis=2).mean() == pytest.approx(came.sum(), rel=0.02)


def test_what_is_held_against_what_came_counts_every_year(benchmark, steady):
    found = benchmark.held_against([steady], benchmark.mix_drawn, benchmark.drift)
    years = [(one.origin, one.ahead) for one in found]
    assert years == [
        (origin, ahead)
        for origin in benchmark.ORIGINS
        for ahead in range(1, min(3, benchmark.LAST - origin) + 1)
    ]
    assert all((one.came == steady.counted[0]).all() for one in found)
