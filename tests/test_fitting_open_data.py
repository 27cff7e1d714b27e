"""Real margins, as DfE publishes them: North Northamptonshire, January 2025."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from sufficiency.demand.fitting import fit
from sufficiency.demand.margins import Margin, margin_over
from sufficiency.demand.rounding import round_to_margins
from sufficiency.errors import FittingError

OPEN_DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
PAIRS = ((0, 1), (0, 2), (1, 2))

SETTINGS = {
    "mainstream": (
        "Mainstream - LA maintained",
        "Mainstream - academy",
        "Mainstream - free school",
    ),
    "special_state": ("Special - LA maintained", "Special - Academy/free schools"),
    "mainstream_independent": ("Mainstream - independent",),
    "special_independent": ("Special - independent",),
    "special_non_maintained": ("Special - non-maintained",),
    "ap_pru": ("AP/PRU - total",),
    "general_fe": ("FE - general FE and tertiary colleges",),
    "specialist_post16": ("FE - specialist post-16 institutions",),
    "other_fe": ("FE - UKRLP provider",),
    "elective_home_education": ("Educated elsewhere - elective home education",),
    "eotas_other_la": ("Educated elsewhere - other arrangements by LA",),
    "eotas_other_parents": ("Educated elsewhere - other arrangements by parents",),
    "other": ("Educated elsewhere - other placement settings",),
    "neet": (
        "Educated elsewhere - NEET",
        "Educated elsewhere - not in education or training (compulsory school age)",
        "Educated elsewhere - not in education or training (notice to cease issued)",
        "Educated elsewhere - not in education or training (other)",
    ),
    "early_years": ("Non-maintained early years",),
    "unknown": ("Placement not recorded",),
}
for unit, words in (("resourced_provision", "resourced provision"), ("sen_unit", "SEN unit")):
    SETTINGS[unit] = tuple(f"{school} ({words})" for school in SETTINGS["mainstream"])
NEEDS = ["ASD", "HI", "MLD", "MSI", "OTH", "PD", "PMLD", "SEMH", "SLCN", "SLD", "SPLD", "VI"]
NEEDS += ["UNKNOWN"]
AGES = range(2, 25)


def rows_of(name) -> list[dict[str, str]]:
    """North Northamptonshire's rows of January 2025 in one of the open files."""
    path = OPEN_DATA / name
    if not path.exists():
        pytest.skip(f"open data not here: {path.name} is looked for beside the repository")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [
            row
            for row in csv.DictReader(lines)
            if row["la_name"] == "North Northamptonshire" and row["year"] == "2025"
        ]


def published_margins() -> list[Margin]:
    """Need by age, need by setting, and age by setting, as published."""
    by_need = {row["breakdown"]: row for row in rows_of("ehcp_by_need_crosstabs_2025.csv")}
    by_age = rows_of("ehcp_by_single_age_and_placement_2024_2025.csv")
    need_age, need_setting = np.zeros((13, 23)), np.zeros((13, 18))
    age_setting = np.zeros((23, 18))
    for n, need in enumerate(NEEDS):
        for a, age in enumerate(AGES):
            need_age[n, a] = float(by_need["under 3" if age == 2 else f"age {age}"][need])
        for s, names in enumerate(SETTINGS.values()):
            need_setting[n, s] = sum(float(by_need[k][need]) for k in names if k in by_need)
    for row in by_age:
        age_setting[int(row["age"]) - 2] = [float(row[setting]) for setting in SETTINGS]
    shape = (13, 23, 18)
    words = (NEEDS, [f"age {age}" for age in AGES], list(SETTINGS))
    totals = (need_age, need_setting, age_setting)
    names = ("need by age", "need by setting", "age by setting")
    return [
        margin_over(shape, pair, total, name=name, labels=[words[axis] for axis in pair])
        for pair, total, name in zip(PAIRS, totals, names, strict=True)
    ]


def test_north_northamptonshire_fits_its_published_margins_exactly():
    margins = published_margins()
    assert [float(margin.low.sum()) for margin in margins] == [4551.0] * 3
    fitted = fit(np.ones((13, 23, 18)), margins, what="North Northamptonshire's margins")
    assert fitted.table.sum() == pytest.approx(4551, abs=1e-6)
    assert fitted.largest_miss < 1e-8
    assert fitted.rounds <= 60
    assert fitted.emptied == 6
    whole = round_to_margins(fitted.table, margins, seed=1)
    for margin in margins:
        assert margin.sums(whole).tolist() == margin.low.tolist()
    assert np.abs(whole - fitted.table).max() < 1
    assert (whole[fitted.table == 0] == 0).all()


def test_marked_counts_are_fitted_within_their_bounds():
    """Counts from 1 to 4 are what a published table would mark with c."""
    margins = published_margins()
    truth = margins[1].low
    marked = (truth > 0) & (truth < 5)
    low, high = np.where(marked, 1, truth), np.where(marked, 4, truth)
    labels = margins[1].labels
    margins[1] = Margin("need by setting", margins[1].cells, low, high, labels)
    fitted = fit(np.ones((13, 23, 18)), margins)
    assert marked.sum() == 49
    assert fitted.largest_miss < 1e-8
    assert np.abs(margins[1].sums(fitted.table) - truth)[marked].sum() < marked.sum()


def test_counts_marked_in_all_three_margins_settle_too():
    margins = []
    for margin in published_margins():
        marked = (margin.low > 0) & (margin.low < 5)
        low, high = np.where(marked, 1, margin.low), np.where(marked, 4, margin.low)
        margins.append(Margin(margin.name, margin.cells, low, high, margin.labels))
    fitted = fit(np.ones((13, 23, 18)), margins)
    assert fitted.largest_miss < 1e-8
    assert fitted.rounds <= 100


def test_one_child_too_many_is_traced_to_its_need():
    margins = published_margins()
    wrong = margins[1].low.copy()
    wrong[18 * NEEDS.index("SEMH")] += 1
    labels = margins[1].labels
    margins[1] = Margin("need by setting", margins[1].cells, wrong, wrong, labels)
    with pytest.raises(FittingError, match=r"'SEMH, mainstream', .* is 951, .* is 950") as seen:
        fit(np.ones((13, 23, 18)), margins)
    assert [found.file for found in seen.value.findings] == [
        "margin 'need by setting'",
        "margin 'need by setting'",
    ]
