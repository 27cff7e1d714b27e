"""The benchmark of made-up areas: its scores, its tables and its file, by hand."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from joblib.externals.loky import get_reusable_executor

import sufficiency as sf
from sufficiency import terms

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"
NAMES = ("synthetic_scores", "synthetic_years", "synthetic_fitting", "synthetic_tables")
SMALL = {"localities": 4, "plans": 500}


@pytest.fixture(scope="module")
def benchmark():
    """The scripts beside the package, by their short names."""
    sys.path.insert(0, str(FOLDER))
    found = {name: importlib.import_module(name) for name in (*NAMES, "synthetic", "spread")}
    yield {name.removeprefix("synthetic_"): module for name, module in found.items()}
    sys.path.remove(str(FOLDER))
    for name in (*found, "panel"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def scores(benchmark):
    """Two small areas, from both kinds of flows."""
    return benchmark["synthetic"].areas_scored([1, 2], SMALL, ("stocks", "transitions"), draws=20)


def test_scores_by_hand(benchmark):
    draws = np.array([[9.0, 0.0], [10.0, 0.0], [11.0, 0.0], [10.0, 0.0]])
    one = benchmark["scores"].score(
        draws, np.array([8.0, 2.0]), np.array([10.0, 0.0]), np.random.default_rng(1)
    )
    assert (one.guessed, one.came, one.bias) == (10.0, 10.0, 0.0)
    assert one.wape == pytest.approx(0.4)
    assert one.last == pytest.approx(0.4)
    # The second cell has nobody to speak of and is left out; the first lies below all draws.
    assert (one.inside, one.below, one.above) == (0.0, 1.0, 0.0)


def test_a_range_that_is_right_holds_as_many_as_it_promises(benchmark):
    """Draws and truth of one law: by the randomised transform, 80 % inside and 10 % either side."""
    chance = np.random.default_rng(2)
    mean = np.full(4_000, 2.5)
    one = benchmark["scores"].score(
        chance.poisson(mean, (400, 4_000)).astype(float),
        chance.poisson(mean).astype(float),
        mean,
        chance,
    )
    assert one.inside == pytest.approx(0.8, abs=0.02)
    assert one.below == pytest.approx(0.1, abs=0.015)
    assert one.above == pytest.approx(0.1, abs=0.015)


def test_every_level_and_horizon_is_scored_from_both_flows(benchmark, scores):
    levels = [*benchmark["scores"].LEVELS, "need, primary", "all of ASD", "all of secondary"]
    for kind in ("stocks", "transitions"):
        held = scores[scores["flows"] == kind].set_index(["seed", "level", "years"])
        assert held.index.is_unique
        for level in levels:
            assert set(held.xs(level, level="level").reset_index()["years"]) == {1, 3, 5}
    came = scores[scores["years"] == 3].set_index(["seed", "flows", "level"])["came"]
    for seed in (1, 2):
        plans = sf.synthetic_area(seed=seed, **SMALL).truth.plans
        whole = plans.loc[plans["year"] == 2027, "plans"].sum()
        held = came[seed]
        assert set(held.xs("total", level="level")) == {whole}
        assert set(held.xs("locality × need × phase", level="level")) == {whole}
        phases = [held["stocks", f"all of {phase}"] for phase in terms.phases().codes]
        assert sum(phases) == whole


def test_a_run_goes_on_where_it_was(benchmark, scores, tmp_path, monkeypatch):
    synthetic, out = benchmark["synthetic"], tmp_path / "scores.csv"
    given = {"draws": 20, "out": out}
    synthetic.areas_scored([1], SMALL, ("stocks",), **given)
    both = synthetic.areas_scored([1, 2], SMALL, ("stocks",), **given)
    expected = scores[scores["flows"] == "stocks"].reset_index(drop=True)
    pd.testing.assert_frame_equal(both, expected)

    def never(*_, **__):
        raise AssertionError("scored again")

    monkeypatch.setattr(synthetic, "scored", never)
    again = synthetic.areas_scored([1, 2], SMALL, ("stocks",), **given)
    pd.testing.assert_frame_equal(again, expected)
    with pytest.raises(AssertionError, match="scored again"):
        synthetic.areas_scored([1], {**SMALL, "plans": 501}, ("stocks",), **given)


@pytest.mark.slow
def test_the_number_of_workers_changes_no_score(benchmark, scores):
    # Processes that other tests left behind do not know the folder of the scripts.
    get_reusable_executor().shutdown(wait=True)
    again = benchmark["synthetic"].areas_scored([1, 2], SMALL, ("stocks",), draws=20, workers=2)
    expected = scores[scores["flows"] == "stocks"].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, expected)


def test_tables_say_what_is_kept(benchmark, scores):
    tables = benchmark["tables"]
    held = scores[scores["flows"] == "stocks"]
    assert "| locality × need × phase | 5 |" in tables.score_table(held)
    assert "all of" not in tables.score_table(held)
    assert "| ASD |" in tables.bias_table(held)
    promised = tables.held_table(held)
    assert promised.count("| coverage, ") == 9
    assert promised.count("| bias, total | ") == 3
    ratio = tables.ratio_table(scores)
    wape = held[(held["level"] == "need × phase") & (held["years"] == 5)]["wape"].mean()
    assert f"| 5 | {100 * wape:.1f} (" in ratio
    assert " | 1.10 | " in ratio
    assert " | 1.15 | " in ratio


def test_the_ratio_and_its_error_by_hand(benchmark):
    """12 / 8; rests 0.5 and -0.5 with a standard deviation of 0.707, times sqrt(2) over 8."""
    words = benchmark["years"].ratio_words(pd.Series([5.0, 7.0]), pd.Series([3.0, 5.0]))
    assert words == "1.500 (0.125)"


def test_margins_are_those_that_are_published(benchmark):
    plans = pd.DataFrame(
        {
            "year": 2024,
            "need": ["ASD", "ASD", "SLCN"],
            "ncy": [-4, -2, 3],
            "setting": ["mainstream", "special", "special"],
            "plans": [1.0, 2.0, 4.0],
        }
    )
    margins = benchmark["fitting"].published(plans)
    sums = margins.groupby("margin")["plans"].sum()
    assert set(sums.index) == {"setting", "setting by age", "need by age", "need by setting"}
    assert set(sums) == {7.0}
    youngest = margins[(margins["margin"] == "need by age") & (margins["need"] == "ASD")]
    assert youngest[["ncy_from", "ncy_to", "plans"]].to_numpy().tolist() == [[-4, -2, 3.0]]
    assert benchmark["fitting"].largest_miss(plans, margins) == 0
    moved = plans.assign(plans=[1.0, 2.0, 3.0])
    assert benchmark["fitting"].largest_miss(moved, margins) == pytest.approx(1 / 4)
    assert benchmark["fitting"].wape_of(moved, plans) == pytest.approx(1 / 7)


def test_a_fitted_table_meets_its_margins_and_is_near_the_true_one(benchmark):
    found = benchmark["fitting"].fitted_scores(3, SMALL)
    assert found["miss"].max() < 1e-6
    assert 0 < found["cells"].max() < 0.3
    assert "| 16 | yes |" in benchmark["tables"].fitting_table(found)


def test_year_effects_are_held_against_those_of_the_truth(benchmark):
    years = benchmark["years"]
    found = pd.concat([years.year_effects(seed, SMALL) for seed in (1, 2, 3)])
    assert set(found["effect"]) == set(years.EFFECTS)
    truth = sf.synthetic_area(seed=2, **SMALL).truth
    held = found[found["seed"] == 2].set_index("effect")
    assert held.loc["joining_need", "true"] == truth.spreads["joining_need"]
    assert held.loc["leaving", "true"] == truth.spreads["leaving_area"]
    effects = truth.effects.query("flow == 'joining' and over == 'area' and year <= 2024")
    assert held.loc["joining", "came"] == pytest.approx(effects["effect"].std(ddof=1))
    assert (found["estimated"] > 0).all()
    assert years.recovery_table(found).count("\n| joining, ") == 3


def test_the_spread_of_made_up_areas_can_be_measured(benchmark):
    spread = benchmark["spread"]
    found = spread.made_up(range(3), **SMALL)
    assert found.groupby("years").size().to_dict() == {1: 3, 3: 3, 5: 3}
    normal = pd.Series(np.random.default_rng(3).normal(0, 0.2, 20_000))
    assert spread.width(normal) == pytest.approx(0.2, rel=0.03)
    chance = np.random.default_rng(4)
    plans = np.exp(chance.uniform(6, 9, 20_000))
    sized = pd.DataFrame({"years": 1, "plans": plans})
    sized["apart"] = chance.normal(0, 0.1, 20_000) * (plans / 4_000) ** -0.25
    assert spread.power_of_size(sized) == pytest.approx(0.25, abs=0.02)
    row = spread.spread_table(sized.assign(january=1, nation=0.02), 0.25).splitlines()[2]
    assert row.startswith("| 1 | 20000 | ")
    assert row.endswith(" | 2.0 |")
