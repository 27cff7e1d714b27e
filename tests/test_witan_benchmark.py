"""The benchmark of full transitions: its scores by hand, its rivals, and its bar on open data."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
OPEN_DATA = ROOT.parent / "shared" / "data" / "witan_demo"


@pytest.fixture(scope="module")
def witan():
    """The benchmark, which is a script beside the package."""
    before = set(sys.modules)
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield importlib.import_module("witan")
    sys.path.remove(str(ROOT / "benchmarks"))
    for name in {"witan", "timing"} - before:
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A made-up authority in the format of the files: 2 needs, 2 settings, 3 years."""
    place = tmp_path_factory.mktemp("authority")
    chance = np.random.default_rng(1)
    lines = ["calendar-year,setting-1,need-1,academic-year-1,setting-2,need-2,academic-year-2"]
    for year in (2013, 2014, 2015):
        for _ in range(400):
            age, need = chance.integers(0, 14), chance.choice(["X", "Y"])
            before = f"{chance.choice(['A', 'B'])},{need},{age}"
            after = f"{chance.choice(['A', 'B'])},{need},{age + 1}"
            kind = chance.choice(3, p=[0.8, 0.1, 0.1])
            outside = f"NONSEND,NONSEND,{age + (kind == 2)}"
            sides = [(before, after), (outside, after), (before, outside)][kind]
            lines.append(",".join([str(year), *sides]))
    (place / "transitions.csv").write_text("\n".join(lines))
    heads = [f"{year},{age},1000" for year in range(2013, 2018) for age in range(-5, 26)]
    (place / "population.csv").write_text(
        "\n".join(["calendar-year,academic-year,population", *heads])
    )
    (place / "valid-states.csv").write_text(
        "setting,setting-group,min-academic-year,max-academic-year,needs,setting->setting\n"
        'A,one,0,19,"X,Y","A,B"\nB,one,0,16,"X,Y","A,B"'
    )
    return place


def test_scores_by_hand(witan):
    drawn, actual = np.array([[0.0], [2.0], [2.0], [4.0]]), np.array([2.0])
    assert witan.wape(drawn, actual) == 0
    # The mean of abs(x - a) is 1; half the mean difference of two draws is taken off.
    pairs = np.abs(drawn - drawn.T).mean() / 2
    assert witan.crps(drawn, actual) == pytest.approx(100 * (1.0 - pairs) / 2)
    # u is uniform from 0.25 to 0.75: all of it in the middle 80 %, and all of it in 50 %.
    assert witan.covered(drawn, actual, 0.80) == pytest.approx(100)
    assert witan.covered(drawn, actual, 0.25) == pytest.approx(50)
    assert witan.covered(drawn, np.array([4.0]), 0.80) == pytest.approx(60)
    assert witan.covered(drawn, np.array([5.0]), 0.95) == 0


def test_a_point_has_no_spread(witan):
    drawn, actual = np.array([[3.0, 5.0]]), np.array([2.0, 6.0])
    assert witan.crps(drawn, actual) == witan.wape(drawn, actual) == pytest.approx(25)


def test_every_way_is_scored_in_every_fold_and_level(witan, folder, monkeypatch):
    monkeypatch.setattr(witan, "DRAWS", 60)
    scored = witan.scores(folder)
    assert len(scored) == 3 * 7 * len(witan.WAYS)
    assert set(scored["fold"]) == {"(1,1)", "(1,2)", "(2,1)"}
    assert np.isfinite(scored[["wape", "crps"]]).all(axis=None)
    ranged = scored["way"].isin([witan.MODEL, witan.MARKOV, witan.MARKOV_LABELS])
    assert scored.loc[ranged, ["covered_80", "covered_95"]].ge(0).all(axis=None)
    assert scored.loc[~ranged, "covered_80"].isna().all()
    text = witan.tables(scored)
    assert text.count("Mean of CRPS over levels") == 2
    assert "| setting x phase |" in text


def test_simulations_are_timed_beside_the_markov_model(witan, folder, monkeypatch):
    monkeypatch.setattr(witan, "DRAWS", 4)
    text = witan.simulation_times(folder, ahead=1, times=1)
    assert text.startswith("4 simulations of ")
    assert f"{witan.MARKOV}, numbers in cells alone, " in text
    assert "| at most 1 |" in text


def test_the_markov_rival_loses_nobody(witan, folder):
    known = witan.authority(folder)
    counted = witan.Markov.counted(known, known.flows.first(1))
    stock = np.repeat(known.flows.closing[0].sum(axis=0)[None], 50, axis=0).astype(int)
    still = witan.Markov(
        counted.joiners * 0, counted.heads, counted.leavers, counted.opening, counted.moves,
        counted.survivors, counted.allowed,
    )  # fmt: skip
    later = still.next_january(stock, known.heads(2014), np.random.default_rng(1))
    assert (later >= 0).all()
    assert (later.sum(axis=(1, 2, 3)) <= stock.sum(axis=(1, 2, 3))).all()
    joined = counted.next_january(stock, known.heads(2014), np.random.default_rng(1))
    gained = joined.sum(axis=(1, 2, 3)).mean() - later.sum(axis=(1, 2, 3)).mean()
    assert gained == pytest.approx(counted.joiners.sum(), rel=0.1)


@pytest.mark.skipif(not OPEN_DATA.exists(), reason="the open data is not beside the repository")
def test_the_bar_is_met_on_open_data(witan, monkeypatch):
    # Fewer draws leave too much chance in the means: settings are near their bar.
    monkeypatch.setattr(witan, "DRAWS", 1000)
    text = witan.tables(witan.scores(OPEN_DATA))
    assert text.count("(at most 0.95: met)") == 2
    assert text.count("in CRPS: none.") == 2
