"""What drives a projection, as a user asks for it: by any axis, saved, and as a picture."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from openpyxl import load_workbook
from small_areas import (
    BASE_YEAR,
    YEARS,
    Small,
    area,
    projected,
    said,
    shuffled,
    tables_of,
)

import sufficiency as sf
from sufficiency import figures
from sufficiency.demand.accounts import Item
from sufficiency.errors import UnknownNameError

DETAILS = ("group", "locality", "need", "phase", "ncy", "level")
DRIVERS = ["population", "joining", "leaving"]
PARTS = ["counted", "ageing", *DRIVERS]


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def ahead(**levers):
    """The small area with levers."""
    scenario = sf.as_things_stand().but(name="lever", **levers)
    return sf.project(area(), scenario, draws=1, workers=1)


def every_lever():
    return ahead(
        joining_rate_change_percent={"all": 10, "ASD": 40},
        leaving_rate_change_percent=30,
        support_plan_percent={2025: 0, 2026: 3},
        request_growth_percent=4,
    )


def by_year_of(projection):
    """Its parts by year."""
    return projection.drivers().set_index("year")


@pytest.mark.parametrize("count", range(len(DETAILS) + 1))
def test_parts_add_up_to_the_projection_by_every_detail(count):
    projection = every_lever()
    for details in combinations(DETAILS, count):
        by = ["year", *details]
        frame = projection.drivers(by=by)
        parts = [*PARTS, *(["mix"] if {"need", "level"} & set(by) else [])]
        assert list(frame.columns) == [*by, *parts, "expected", "basis"]
        assert np.abs(frame[parts].sum(axis=1) - frame["expected"]).max() < 1e-9
        held = projection.to_frame(by=by)
        held = held[held["year"] > BASE_YEAR].reset_index(drop=True)
        pd.testing.assert_frame_equal(frame[by], held[by])
        assert np.abs(frame["expected"] - held["expected"]).max() < 1e-9
        # Any detail adds up to the whole, part by part.
        whole = projection.drivers().set_index("year")
        added = frame.groupby("year")[parts].sum()
        if "mix" in added:
            assert added["mix"].abs().max() < 1e-9
        assert np.abs(added[PARTS] - whole[PARTS]).max().max() < 1e-9


def test_counted_is_the_last_january_and_every_projected_year_has_a_row():
    projection = projected(Small())
    frame = projection.drivers()
    assert frame["year"].tolist() == list(projection.years)
    plans = projection.area.table("plans")
    counted = plans.loc[plans["year"] == BASE_YEAR, "plans"].sum()
    assert frame["counted"].tolist() == [counted] * len(frame)
    assert frame["basis"].unique().tolist() == [projection.basis]


def test_without_levers_nothing_is_theirs():
    usual = by_year_of(projected(Small()))
    assert not usual["leaving"].any()
    assert not usual["population"].any(), "the small area has the same people every year"
    # What is left is the area's path of growth, and the levers act on top of it.
    more = by_year_of(ahead(joining_rate_change_percent=30))
    assert not more[["leaving", "population"]].any(axis=None)
    assert np.allclose(more["ageing"], usual["ageing"])
    assert (more["joining"] > usual["joining"]).all()
    assert np.allclose(
        more["joining"] - usual["joining"], more["expected"] - usual["expected"], atol=1e-9
    )


def test_a_lever_of_leaving_is_leaving_and_nothing_else():
    usual = by_year_of(projected(Small()))
    ceased = by_year_of(ahead(support_plan_percent=10))
    assert not ceased["population"].any()
    assert np.allclose(ceased["ageing"], usual["ageing"])
    assert (ceased["leaving"] < 0).all()
    # In the first year those who join have had no time to leave, so no part depends on another.
    assert ceased["leaving"].iloc[0] == pytest.approx(
        ceased["expected"].iloc[0] - usual["expected"].iloc[0]
    )
    assert ceased["joining"].iloc[0] == pytest.approx(usual["joining"].iloc[0])


def test_only_more_people_are_population():
    tables = tables_of()
    people = tables["population"]
    later = people["year"] > YEARS[-1]
    more = people.assign(persons=people["persons"].where(~later, people["persons"] * 1.5))
    grown = sf.project(sf.area_from_frames(tables | {"population": more}), draws=1, workers=1)
    usual, held = (by_year_of(one) for one in (projected(Small()), grown))
    assert np.allclose(held["ageing"], usual["ageing"])
    assert not held["leaving"].any()
    # Half as many again join. The path of growth is multiplied by it, so each has half of that.
    joiners = projected(Small()).expected.accounts[0, ..., Item.JOINERS].sum()
    added = held["expected"].iloc[0] - usual["expected"].iloc[0]
    assert added == pytest.approx(joiners / 2)
    growth = usual["joining"].iloc[0]
    assert held["joining"].iloc[0] == pytest.approx(growth + growth / 4)
    assert held["population"].iloc[0] == pytest.approx(added - growth / 4)


@settings(max_examples=4)
@given(st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(seed):
    by = ["year", "locality", "need", "level"]
    usual = projected(Small()).drivers(by=by)
    turned = sf.project(sf.area_from_frames(shuffled(tables_of(), seed)), draws=1, workers=1)
    other = turned.drivers(by=by)
    pd.testing.assert_frame_equal(usual, other, rtol=1e-9, atol=1e-9)


percents = st.integers(-100, 150)


@settings(max_examples=15)
@given(percents, percents, st.integers(0, 100), st.sampled_from(["all", "ASD", "primary"]))
def test_parts_add_up_whatever_the_levers(joining, leaving, ceasing, key):
    def stated(percent):
        return percent if key == "all" else {"all": 0, key: percent}

    projection = ahead(
        joining_rate_change_percent=stated(joining),
        leaving_rate_change_percent=stated(leaving),
        support_plan_percent=stated(ceasing),
    )
    frame = projection.drivers(by=["year", "locality", "need", "ncy", "level"])
    whole = frame[[*PARTS, "mix"]].sum(axis=1)
    assert np.abs(whole - frame["expected"]).max() < 1e-9
    assert np.abs(frame.groupby(["year", "locality", "ncy"])["mix"].sum()).max() < 1e-9


@pytest.mark.parametrize("by", [["need"], ["year", "ward"], []])
def test_what_it_cannot_be_laid_out_by_is_said(by):
    with pytest.raises(UnknownNameError, match=said("projection_by_unknown")):
        projected(Small()).drivers(by=by)


def test_drivers_are_a_table_and_saved_as_a_sheet(tmp_path):
    projection = every_lever()
    pd.testing.assert_frame_equal(projection.to_frame("drivers"), projection.drivers())
    book = load_workbook(projection.save(tmp_path / "projection.xlsx"))
    rows = list(book["drivers"].values)
    assert rows[0] == ("year", *PARTS, "expected", "basis")
    assert [row[0] for row in rows[1:]] == list(projection.years)
    assert [row[-2] for row in rows[1:]] == pytest.approx(projection.drivers()["expected"].tolist())


def shown(axes):
    return [text.get_text() for text in axes.texts]


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ({}, []),
        ({"until": 2026}, []),
        ({"until": 2025, "need": "SLCN"}, ["need"]),
        ({"level": "special"}, ["level"]),
        ({"need": "ASD", "level": "base"}, ["need", "level"]),
    ],
)
def test_the_picture_shows_the_numbers_of_the_frame(asked, by):
    projection = every_lever()
    axes = projection.plot.drivers(**asked)
    frame = projection.drivers(by=["year", *by])
    row = frame[frame["year"] == asked.get("until", projection.years[-1])]
    for axis in by:
        row = row[row[axis] == asked[axis]]
    parts = [*PARTS, *(["mix"] if by else []), "expected"]
    numbers = row[parts].iloc[0]
    words = [
        f"{number:,.0f}" if name in ("counted", "expected") else f"{number:+,.0f}"
        for name, number in numbers.items()
    ]
    assert [text.replace("+0", "0").replace("-0", "0") for text in words] == shown(axes)
    alt = figures.alt_text(axes)
    assert "(Counted in 2025)" in alt
    assert "Testshire: what drives children with a plan" in alt
    assert all(text in alt for text in shown(axes))
    steps = projection.plot.driver_steps(**asked)
    assert steps["children"].tolist() == numbers.tolist()
    changes = [name.replace("\n", " ") for name in steps["part"] if name.startswith("Change")]
    assert changes == ([f"Change of {', '.join(by)}"] if by else [])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"until": BASE_YEAR}, "2024 is not a known year"),
        ({"until": 2040}, "2040 is not a known year"),
        ({"until": "2026"}, "Write it as a number, without quotation marks: 2026"),
        ({"need": "autism"}, "autism is not a known need"),
        ({"level": "spezial"}, "spezial is not a known level"),
    ],
)
def test_a_picture_of_what_is_not_there_is_refused(asked, words):
    with pytest.raises(UnknownNameError, match=words):
        projected(Small()).plot.drivers(**asked)
    assert plt.get_fignums() == []
