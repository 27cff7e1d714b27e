"""Whole numbers that add up in every direction: laws, a slow twin, and a projection's tables."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from small_areas import Small, projected, shuffled, tables_of

import sufficiency as sf
from sufficiency.demand import whole_numbers
from sufficiency.demand.whole_numbers import every_total, nearest_whole, whole_cells
from sufficiency.errors import NotPossibleError, UnknownNameError

DRAWS = 10
calm = settings(deadline=None, max_examples=60)


def tables(dimensions, largest):
    """Children over ten draws, with few children in many cells."""
    shapes = st.tuples(*[st.integers(1, largest)] * dimensions)
    return shapes.flatmap(lambda shape: arrays(np.int64, shape, elements=st.integers(0, 45)))


def plain(sums):
    return [[] for _ in range(sums.ndim)]


def numbers_of(sums, cells, coarser):
    """Every number that is shown, before and after: children over all draws, whole children."""
    matrix = sparse.vstack(every_total(sums.shape, coarser)[1])
    return matrix @ sums.reshape(-1), matrix @ cells.reshape(-1)


def departures(sums, cells, coarser):
    """How far every number is off, in tenths of a child."""
    before, after = numbers_of(sums, cells, coarser)
    return np.abs(after * DRAWS - before)


@calm
@given(st.one_of(tables(1, 12), tables(2, 7)))
def test_in_one_and_two_directions_every_number_is_within_one(sums):
    found = whole_cells(sums, DRAWS, coarser=plain(sums))
    assert found.proof == "nearest"
    assert (departures(sums, found.cells, plain(sums)) < DRAWS).all()
    assert found.cells.sum() == nearest_whole(sums.sum(), DRAWS)


@calm
@given(tables(2, 6), st.data())
def test_groups_within_a_direction_keep_every_number_within_one(sums, data):
    groups = np.array([data.draw(st.integers(0, 2)) for _ in range(sums.shape[0])])
    groups = np.unique(groups, return_inverse=True)[1]
    coarser = [[groups], []]
    found = whole_cells(sums, DRAWS, coarser=coarser)
    assert found.proof == "nearest"
    assert (departures(sums, found.cells, coarser) < DRAWS).all()


@calm
@given(st.one_of(tables(3, 4), tables(4, 3)), st.booleans())
def test_in_more_directions_cells_are_within_one_and_the_total_is_nearest(sums, is_dived):
    most = whole_numbers.MOST_PROVEN
    try:
        whole_numbers.MOST_PROVEN = 0 if is_dived else most
        found = whole_cells(sums, DRAWS, coarser=plain(sums))
    finally:
        whole_numbers.MOST_PROVEN = most
    off = departures(sums, found.cells, plain(sums))
    assert (off[: sums.size] < DRAWS).all()
    assert found.cells.sum() == nearest_whole(sums.sum(), DRAWS)
    assert off.max() < DRAWS or found.proof != "nearest"
    whole = sums % DRAWS == 0
    assert np.array_equal(found.cells[whole], sums[whole] // DRAWS)


def test_the_total_is_rounded_to_the_nearest_and_halves_up():
    assert nearest_whole(np.array([4, 5, 14, 15, 16]), 10).tolist() == [0, 1, 1, 2, 2]


def judged(sums, cells, coarser):
    """What is compared first, second and third: the largest departure, their sum, the cells."""
    before, after = numbers_of(sums, cells, coarser)
    beyond = np.maximum(0, np.maximum(before // DRAWS - after, after + before // -DRAWS))
    return int(beyond.max()), int(beyond.sum()), int(np.abs(cells * DRAWS - sums).sum())


def brute(sums, coarser):
    """Try every table whose cells are neighbours of the unrounded ones: a slow twin."""
    options = [sorted({cell // DRAWS, -(-cell // DRAWS)}) for cell in sums.reshape(-1).tolist()]
    total = int(nearest_whole(sums.sum(), DRAWS))
    tried = (np.array(cells).reshape(sums.shape) for cells in product(*options))
    return min(judged(sums, cells, coarser) for cells in tried if cells.sum() == total)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from([(2, 3), (3, 3), (2, 2, 2), (9,), (2, 2, 1, 2)]), st.data())
def test_none_is_nearer_than_the_one_that_is_found(shape, data):
    sums = data.draw(arrays(np.int64, shape, elements=st.integers(0, 25)))
    found = whole_cells(sums, DRAWS, coarser=plain(sums))
    assert judged(sums, found.cells, plain(sums)) == brute(sums, plain(sums))


def no_table_within_one():
    """Six directions, of which each has two members."""
    return np.random.default_rng(0).integers(0, 2000, (2,) * 6) // 50


@pytest.mark.slow
def test_where_no_table_is_within_one_the_least_departure_is_taken_and_said(monkeypatch):
    monkeypatch.setattr(whole_numbers, "MOST_PROVEN", 1000)
    sums = no_table_within_one()
    found = whole_cells(sums, DRAWS, coarser=plain(sums))
    assert found.proof == "least"
    assert judged(sums, found.cells, plain(sums))[0] == 1


@pytest.fixture(scope="module")
def example():
    return sf.project(sf.load_example(), until=2025, draws=20, workers=1)


DETAILS = (
    ["year"],
    ["year", "level"],
    ["year", "need", "level"],
    ["year", "group", "locality", "level"],
    ["year", "need", "phase", "ncy", "level"],
    ["year", "group", "need", "phase", "level"],
)


@pytest.mark.slow
@pytest.mark.parametrize("by", DETAILS, ids=lambda by: "-".join(by[1:]) or "year")
def test_a_pivot_over_the_cells_gives_the_totals(example, by):
    whole = example.whole_numbers(by=by)
    cells, totals = whole.to_frame("cells"), whole.to_frame("totals")
    assert cells["children"].dtype == np.int64
    for row in totals.to_dict("records"):
        chosen = [cells[column] == row[column] for column in by if row[column] != "all"]
        part = cells[np.logical_and.reduce(chosen)]
        assert part["children"].sum() == row["children"], row
        assert part["unrounded"].sum() == pytest.approx(row["unrounded"])
    assert not totals.duplicated(by).any()
    every = pd.concat([cells, totals])
    assert (every["low"] <= every["children"]).all()
    assert (every["children"] <= every["high"]).all()


@pytest.mark.parametrize("by", DETAILS, ids=lambda by: "-".join(by[1:]) or "year")
def test_cells_are_those_of_to_frame_and_what_was_counted_stays(example, by):
    whole, unrounded = example.whole_numbers(by=by), example.to_frame(by=by)
    pd.testing.assert_frame_equal(whole.cells[by], unrounded[by])
    assert whole.cells["unrounded"].to_numpy() == pytest.approx(unrounded["children"].to_numpy())
    assert (whole.cells["low"] <= unrounded["low"] + 1e-6).all()
    assert (whole.cells["high"] >= unrounded["high"] - 1e-6).all()
    held = pd.concat([whole.cells, whole.totals])
    counted = held[(held["year"] == example.base) & (held["unrounded"] % 1 == 0)]
    assert (counted["children"] == counted["unrounded"]).all()
    assert len(counted)


def test_the_total_of_each_year_is_the_nearest_whole_number(example):
    whole = example.whole_numbers(by=["year", "need", "level"])
    totals = whole.totals.query("need == 'all' and level == 'all'").set_index("year")
    assert (totals["children"] == np.floor(totals["unrounded"] + 0.5)).all()
    assert whole.furthest < 1
    assert "Every number is within 1 of its unrounded value." in repr(whole)


def test_the_order_of_the_rows_and_of_the_columns_does_not_matter():
    small = Small(localities=3)
    first = projected(small).whole_numbers(by=["year", "locality", "need"])
    other = sf.project(
        sf.area_from_frames(shuffled(tables_of(small), seed=3)),
        until=first.projection.years[-1],
        draws=first.projection.draws,
        workers=1,
    ).whole_numbers(by=["need", "locality", "year"])
    pd.testing.assert_frame_equal(first.cells, other.cells)
    pd.testing.assert_frame_equal(first.totals, other.totals)


def test_what_is_saved_is_internal_and_holds_cells_and_totals_apart(example, tmp_path):
    whole = example.whole_numbers(by=["year", "need", "phase", "level"])
    folder = whole.save(tmp_path / "whole")
    assert {"cells.csv", "totals.csv", "notes.csv"} <= {file.name for file in folder.iterdir()}
    assert "INTERNAL" in (folder / "README.txt").read_text("utf-8-sig")
    assert "small" in pd.read_csv(folder / "cells.csv")
    with pytest.raises(NotPossibleError, match="cannot be done yet"):
        whole.save(tmp_path / "published", audience="publish")
    assert "each of them the sum of its cells" in repr(whole)
    assert "whole numbers by" in whole.provenance().settings


def test_small_numbers_are_marked_by_the_threshold_of_the_scenario(example):
    whole = example.whole_numbers(by=["year", "need", "level"])
    every = pd.concat([whole.cells, whole.totals])
    assert (every["small"] == every["children"].isin([1, 2, 3, 4])).all()
    (note,) = [note for note in whole.notes if note.rule == "whole_small"]
    assert note.value == str(int(every["small"].sum()))
    assert "from 1 to 4, below the small_number_threshold of 5" in note.seen
    assert "subtraction" in note.why
    assert not example.whole_numbers(by=["year"]).notes


@pytest.mark.slow
def test_a_total_that_is_a_child_off_is_noted_with_its_place(monkeypatch):
    monkeypatch.setattr(whole_numbers, "MOST_PROVEN", 0)
    projection = sf.project(sf.load_example(), until=2025, draws=20, workers=1)
    whole = projection.whole_numbers(by=["year", "locality", "need", "phase", "level"])
    (note,) = [note for note in whole.notes if note.rule == "whole_departs"]
    assert "a child or more from their unrounded value" in note.seen
    assert "no proof that none is nearer" in note.why
    assert "Leave a column out" in note.remedy
    assert 1 <= whole.furthest < 3
    assert whole.totals["children"].sum() > 0


def test_too_many_cells_and_unknown_columns_are_refused(example):
    with pytest.raises(NotPossibleError, match=r"52,000 cells a year, and at most 20,000"):
        example.whole_numbers(by=["year", "locality", "need", "ncy", "level"])
    with pytest.raises(UnknownNameError, match="no year"):
        example.whole_numbers(by=["need"])
    with pytest.raises(UnknownNameError, match="ward"):
        example.whole_numbers(by=["year", "ward"])


def test_settings_are_published_as_levels_are():
    area = sf.synthetic_area(seed=11, transitions=True, localities=4, plans=500).area
    made = sf.project(area, until=2025, states="setting", draws=12, workers=1)
    whole = made.whole_numbers(by=["year", "phase", "setting"])
    cells = whole.to_frame("cells")
    counted = area.plans.query("year == 2024").groupby("setting")["plans"].sum()
    first = cells.query("year == 2024").groupby("setting")["children"].sum()
    assert first[counted.index].to_list() == counted.to_list()
    assert cells["children"].eq(cells["children"].round()).all()
