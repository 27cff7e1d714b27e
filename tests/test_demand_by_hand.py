"""The method page's figures by hand: worked out here from the tables, and held to the page."""

from pathlib import Path

import numpy as np
import pytest

import sufficiency as sf
from sufficiency import england

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "demand.md"
SECTION = "## Three figures by hand"
WEIGHTS = (0.49, 0.7, 1.0)
PRIMARY = range(7)


@pytest.fixture(scope="module")
def example():
    return sf.load_example()


@pytest.fixture(scope="module")
def projection(example):
    return sf.project(example, until=2025, draws=2, workers=1)


@pytest.fixture(scope="module")
def said():
    page = PAGE.read_text(encoding="utf-8")
    return page.split(SECTION)[1].split("\n## ")[0]


def assert_said(said, *figures):
    assert [figure for figure in figures if figure not in said] == []


def test_all_plans_on_the_path(example, projection, said):
    plans = example.plans.groupby("year")["plans"].sum()
    nation, new = england.plans(), england.new_plans()
    own = example.history.query("area != 'England' and setting == '' and ncy_from.isna()")
    history = own.set_index("year")["new_plans"]
    residents = example.population.query("year == 2024")["persons"].sum()
    rise = nation[2024] - nation[2023]
    growth = np.log(nation[2024] / nation[2023]) / 2 + np.log(1 + rise / nation[2024]) / 2
    one = np.log(plans[2024] / plans[2023]) - np.log(nation[2024] / nation[2023])
    three = (np.log(plans[2024] / plans[2021]) - np.log(nation[2024] / nation[2021])) / 3
    issued = np.log(history[2024] / plans[2023]) - np.log(new[2024] / nation[2023])
    children = max(england.children().items())[1]
    common = np.log(plans[2024] / residents) - np.log(nation[2024] / children)
    path = growth + 0.10 * one + 0.12 * three + 0.02 * issued - 0.04 * common
    first = projection.model.path.survivors[0] + projection.model.path.joiners[0]
    assert path == pytest.approx(np.log(first.sum() / plans[2024]), abs=1e-6)
    apart = [f"{figure:.4f}" for figure in (growth, one, three, issued, common, path)]
    assert_said(said, *apart, f"{plans[2024] * np.exp(path):,.1f}", f"{residents:.0f}")
    assert_said(said, *(f"{plans[year]:,.0f}" for year in (2021, 2023, 2024)), f"{rise:.0f}")


def test_net_joiners_at_reception(example, projection, said):
    children = example.plans.groupby(["year", "ncy"])["plans"].sum()
    persons = example.population.groupby(["year", "ncy"])["persons"].sum()

    def weighed(ncy):
        pairs = zip(WEIGHTS, (2022, 2023, 2024), strict=True)
        return [
            (
                weight * (children[year, ncy] - children[year - 1, ncy - 1]),
                weight * persons[year, ncy],
            )
            for weight, year in pairs
        ]

    joined, residents = np.array(weighed(0)).sum(axis=0)
    phase = np.array([weighed(ncy) for ncy in PRIMARY]).sum(axis=(0, 1))
    head = phase[0] / phase[1]
    rate = head * (joined + 3) / (residents * head + 3)
    turnover = 0.024 * children[2024, -1] / persons[2024, 0]
    shown = projection.rates().set_index("ncy")["joining_per_thousand"][0]
    assert 1000 * (rate + turnover) == pytest.approx(shown)
    assert_said(said, f"{joined:.1f}", f"{residents:.1f}", f"{phase[0]:,.1f}", f"{phase[1]:,.1f}")
    assert_said(said, f"{head:.6f}", f"{rate:.5f}", f"{turnover:.5f}", f"{shown:.1f} per thousand")
    for year in (2021, 2022, 2023, 2024):
        assert_said(said, f"{children[year, -1]:.0f}, {children[year, 0]:.0f} ({year + 1})")


def test_who_needs_a_special_school(example, projection, said):
    counts = example.plans.query("year == 2024 and ncy == 7 and need == 'ASD'")
    counts = counts.groupby("setting")["plans"].sum()
    levels = projection.scenario
    shares = {
        setting: levels.levels_for(setting, "ASD", "secondary").central["special"]
        for setting in counts.index
    }
    need = sum(count * shares[setting] for setting, count in counts.items())
    array = projection.to_array()
    place = [list(array.axes[axis]) for axis in ("need", "ncy", "level")]
    held = array.values[0].sum(axis=0)[
        place[0].index("ASD"), place[1].index(7), place[2].index("special")
    ]
    assert held == pytest.approx(need)
    assert_said(said, f"special school, January 2025: {need:.2f}")
    assert_said(said, *(f"{share:.2f}" for share in shares.values()))
    assert_said(said, *(f"{count:.0f} " for count in counts))
