"""The script that estimates again finds what was planted."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sufficiency.demand.estimates import estimates

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def fitting():
    """The script beside the package."""
    sys.path.insert(0, str(FOLDER))
    found = importlib.import_module("panel_fitting")
    yield found
    sys.path.remove(str(FOLDER))
    for name in ("panel_fitting", "panel"):
        sys.modules.pop(name, None)


def test_exponents_of_errors_are_found(fitting):
    chance = np.random.default_rng(2)
    ahead = chance.integers(1, 6, 20_000).astype(float)
    size = np.exp(chance.normal(8, 0.7, 20_000))
    off = chance.laplace(0, 0.03, 20_000) * ahead**0.7 * (size / 3_000) ** -0.25
    found = fitting.exponents("total", (off, ahead, size))
    assert found["total_horizon"] == pytest.approx(0.7, abs=0.03)
    assert found["total_size"] == pytest.approx(0.25, abs=0.03)


def test_how_years_differ_is_found(fitting):
    chance = np.random.default_rng(3)
    areas, years = 4_000, range(2016, 2022)
    shape = (areas, len(years))
    walk = chance.normal(0, 0.15, shape).cumsum(axis=1)
    trend = chance.normal(0, 0.05, (areas, 1)) * np.arange(len(years))
    rate = np.log(0.13) + walk + trend + chance.normal(0, 0.10, shape)
    made = pd.DataFrame(chance.poisson(20_000 * np.exp(rate)), columns=list(years))
    made["la_code"] = [f"E{area:04d}" for area in range(areas)]
    flows = made.melt(id_vars="la_code", var_name="year", value_name="new_plans")
    stock = pd.DataFrame(20_000, index=made["la_code"], columns=[str(year) for year in years])
    year, walked, slope = fitting._year_parts(flows, stock, "new_plans", years)
    assert year == pytest.approx(0.10, rel=0.1)
    assert walked == pytest.approx(0.15, rel=0.1)
    assert slope == pytest.approx(0.05, rel=0.2)


def test_only_shipped_names_are_found(fitting):
    assert set(fitting.BY_HAND) < set(estimates())
