"""Frames to arrays with labelled axes and back: nothing is lost, added or moved."""
# ruff: noqa: PD011 - `values` is the array of a Labelled, not that of a frame

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency import terms
from sufficiency.errors import TableError, UnknownNameError
from sufficiency.tables import AXES, Labelled, missing_combinations, to_array

LABELS = st.lists(st.integers(-9, 9), min_size=1, max_size=4, unique=True).map(tuple)


@st.composite
def arrays(draw):
    """An array with one to three axes and any finite values."""
    names = draw(st.lists(st.sampled_from(AXES), min_size=1, max_size=3, unique=True))
    axes = {name: draw(LABELS) for name in names}
    size = int(np.prod([len(labels) for labels in axes.values()]))
    numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
    values = draw(st.lists(numbers, min_size=size, max_size=size))
    shape = tuple(len(labels) for labels in axes.values())
    return Labelled(np.array(values).reshape(shape), axes)


@given(array=arrays(), seed=st.integers(0, 99))
def test_array_to_frame_to_array_is_the_identity(array, seed):
    frame = array.to_frame(value="plans").sample(frac=1, random_state=seed)
    assert to_array(frame, axes=array.axes, value="plans") == array
    short = array.to_frame(value="plans", drop_noughts=True)
    assert to_array(short, axes=array.axes, value="plans") == array


@given(array=arrays(), seed=st.integers(0, 99))
def test_frame_to_array_to_frame_is_the_identity(array, seed):
    frame = array.to_frame(value="plans")
    mixed = frame.sample(frac=1, random_state=seed)
    back = to_array(mixed, axes=array.axes, value="plans").to_frame(value="plans")
    pd.testing.assert_frame_equal(back, frame)


@given(array=arrays())
def test_sums_do_not_depend_on_the_order_of_axes(array):
    first, *_ = array.axes
    assert np.isclose(array.sum_over(first).values.sum(), array.values.sum(), rtol=1e-6, atol=1e-3)
    assert array.sum_over(*array.axes).to_frame(value="all").shape == (1, 1)
    label = array.axes[first][0]
    assert np.array_equal(array.at(**{first: label}).values, array.values[0])


def test_an_array_cannot_be_changed_and_does_not_share_memory():
    values = np.array([1.0, 2.0])
    array = Labelled(values, {"year": (2024, 2025)})
    values[0] = 9.0
    assert array.values.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        array.values[0] = 1.0
    with pytest.raises(ValueError, match=r"values have shape \(2,\), the axes \(1,\)"):
        Labelled(values, {"year": (2024,)})


def test_rows_that_an_array_cannot_hold_are_named():
    frame = pd.DataFrame({"year": [2024, 2024, 2026], "plans": [1.0, 2.0, 3.0]})
    with pytest.raises(TableError, match="2026 is not among the year of the array") as error:
        to_array(frame, axes={"year": [2024]}, value="plans")
    assert list(error.value.to_frame()["rule"]) == ["cell_unknown_to_axis"]
    with pytest.raises(TableError, match="Two rows have the same year: 2024"):
        to_array(frame, axes={"year": [2024, 2026]}, value="plans")


def test_names_that_an_array_does_not_have():
    array = Labelled(np.array([1.0]), {"year": (2024,)})
    with pytest.raises(UnknownNameError, match=r"need is not a known axis of this array\. It has"):
        array.at(need="ASD")
    with pytest.raises(UnknownNameError, match="2042 is not a known year"):
        array.at(year=2042)
    with pytest.raises(UnknownNameError, match="site is not a known axis"):
        array.sum_over("site")


def test_absent_cells_are_nought_or_missing():
    frame = pd.DataFrame({"year": [2024], "plans": [5.0]})
    axes = {"year": (2023, 2024)}
    assert to_array(frame, axes=axes, value="plans").values.tolist() == [0.0, 5.0]
    absent = to_array(frame, axes=axes, value="plans", absent=np.nan).values
    assert np.isnan(absent[0])


def test_missing_combinations_count_blanks_as_a_value():
    frame = pd.DataFrame({"a": pd.Series([1, pd.NA], dtype="Int64"), "b": ["x", "y"]})
    found = missing_combinations(frame, by=["a", "b"])
    assert found["b"].tolist() == ["x", "y"]
    assert found["a"].isna().tolist() == [True, False]


@given(
    held=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1),
)
def test_missing_combinations_and_those_held_make_the_whole(held):
    frame = pd.DataFrame(sorted(held), columns=["year", "ncy"])
    absent = missing_combinations(frame, by=["year", "ncy"])
    found = set(absent.itertuples(index=False, name=None))
    whole = {(year, ncy) for year in set(frame["year"]) for ncy in set(frame["ncy"])}
    assert found == whole - held


def test_the_order_of_axes_is_told_once():
    assert AXES[0] == "draw"
    assert len(set(AXES)) == len(AXES)
    assert terms.table("plans").key == ("year", "locality", "need", "ncy", "setting")
