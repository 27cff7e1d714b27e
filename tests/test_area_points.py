"""Areas whose points are longitude and latitude: the same area, or a finding for each point."""

import datetime as dt

import numpy as np
import openpyxl
import pandas as pd
import pytest
from building import (
    AREA_TABLES,
    broken,
    checked,
    put,
    small_area,
    write_csvs,
    write_sheets,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_any_text import TEXT, area_or_findings

from sufficiency.area import area_from_frames, area_of, load_area, read_area
from sufficiency.places.grid import from_grid

TABLES = ("localities", "sites")


def turned(*tables, decimals=6):
    """A change that writes points of these tables as longitude and latitude."""

    def change(grids):
        for table in tables:
            header, *rows = grids[table]
            east, north = header.index("easting"), header.index("northing")
            for row in rows:
                longitude, latitude = from_grid(float(row[east]), float(row[north]))
                row[east], row[north] = f"{longitude:.{decimals}f}", f"{latitude:.{decimals}f}"
            header[east], header[north] = "longitude", "latitude"

    return change


def angles(table="sites"):
    return broken(turned(table))


def faults_after(change, table="sites"):
    grids = angles(table)
    change(grids)
    return [one for one in checked(grids).findings if one.severity == "error"]


def test_an_area_of_longitudes_and_latitudes_is_the_same_area():
    area = area_of(checked(broken(turned(*TABLES))))
    assert area == small_area()
    assert [(one.rule, one.file, one.value) for one in area.notes] == [
        ("points_converted", "localities.csv", "3"),
        ("points_converted", "sites.csv", "2"),
    ]
    assert "turned into easting and northing in 3 rows. They are right to about 5" in str(
        area.notes[0]
    )


@pytest.mark.slow
def test_a_folder_a_workbook_and_frames_give_the_same(tmp_path):
    grids = broken(turned(*TABLES))
    folder = load_area(write_csvs(grids, tmp_path / "area"))
    workbook = load_area(write_sheets(grids, tmp_path / "area.xlsx"))
    frames = {name: frame.copy() for name, frame in AREA_TABLES.items()}
    for name in TABLES:
        longitude, latitude = from_grid(frames[name]["easting"], frames[name]["northing"])
        frames[name] = frames[name].drop(columns=["easting", "northing"])
        frames[name] = frames[name].assign(longitude=longitude, latitude=latitude)
    assert folder == workbook == area_from_frames(frames) == small_area()


def test_what_is_saved_has_easting_and_northing(tmp_path):
    area = area_of(checked(broken(turned(*TABLES))))
    saved = load_area(area.save(tmp_path / "saved"))
    assert saved == area
    assert saved.notes == ()
    assert "longitude" not in saved.localities


@given(easting=st.integers(300_000, 540_000), northing=st.integers(150_000, 380_000))
def test_any_point_inland_comes_back_to_the_metre(easting, northing):
    grids = broken(put("sites", 2, easting=str(easting), northing=str(northing)))
    turned("sites", decimals=7)(grids)
    site = checked({"sites": grids["sites"]}).tables["sites"].frame.iloc[0]
    assert (site["easting"], site["northing"]) == (easting, northing)


@pytest.mark.parametrize(
    ("cells", "rule", "column", "value", "words"),
    [
        (
            {"longitude": "52.39", "latitude": "-0.70"},
            *("point_outside", "longitude, latitude", "52.39, -0.7"),
            "is in the sea or outside Great Britain. Every journey from or to it would be wrong. "
            "Swap the two if they are the wrong way round: it would lie in Great Britain then.",
        ),
        (
            {"longitude": "0", "latitude": "0"},
            *("point_outside", "longitude, latitude", "0, 0"),
            "0, 0 often stands for a point that was not found: look it up.",
        ),
        (
            {"longitude": "2.35", "latitude": "48.86"},
            *("point_outside", "longitude, latitude", "2.35, 48.86"),
            "in the sea or outside Great Britain",
        ),
        (
            {"longitude": "-3.19", "latitude": "55.95"},
            *("point_outside", "longitude, latitude", "-3.19, 55.95"),
            "off the part of the National Grid that is dealt with, which ends north of England. "
            "Every journey from or to it would be wrong. Look the point up, and correct it.",
        ),
        (
            {"longitude": "488500", "latitude": "279500"},
            *("too_high", "longitude", "488500"),
            "488500 is above 180. Longitude cannot be higher. Correct the figure",
        ),
        (
            {"longitude": "0.73 W"},
            *("not_a_number", "longitude", "0.73 W"),
            "Longitude must be a number of degrees. Write digits only",
        ),
        (
            {"latitude": ""},
            *("blank_cell", "latitude", ""),
            "Latitude is needed in every row. Fill it in, for example 52.3988",
        ),
        (
            {"longitude": "", "latitude": ""},
            *("blank_cells", "longitude, latitude", ""),
            "2 cells of the row are blank",
        ),
    ],
)
@pytest.mark.parametrize("table", TABLES)
def test_a_point_that_cannot_be_is_one_finding(table, cells, rule, column, value, words):
    faults = faults_after(put(table, 3, **cells), table)
    if "488500" in value:  # both cells are too high
        faults = faults[:1]
    (fault,) = faults
    told = (fault.rule, fault.file, fault.row, fault.column, fault.value)
    assert told == (rule, f"{table}.csv", 3, column, value)
    assert words in str(fault)


def test_a_date_of_excel_is_no_longitude(tmp_path):
    path = write_sheets(angles(), tmp_path / "area.xlsx")
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["sites"]
    at = [cell.value for cell in sheet[1]].index("longitude") + 1
    sheet.cell(row=3, column=at, value=dt.date(2026, 1, 5))
    workbook.save(path)
    (fault,) = [one for one in read_area(path).findings if one.severity == "error"]
    assert (fault.rule, fault.row, fault.column) == ("a_date", 3, "longitude")


@pytest.mark.parametrize("name", ["easting", "northing"])
def test_points_that_are_given_twice_are_refused(name):
    grids = angles()
    for row in grids["sites"]:
        row.append(name if row is grids["sites"][0] else "488500")
    (fault,) = [one for one in checked(grids).findings if one.rule == "points_twice"]
    assert (fault.file, fault.row) == ("sites.csv", 1)
    assert fault.value == f"{name} and longitude and latitude"
    assert "Delete easting and northing, or longitude and latitude." in fault.remedy
    assert "column_unknown" not in {one.rule for one in checked(grids).findings}


@pytest.mark.parametrize("name", ["longitude", "latitude"])
def test_one_of_the_two_alone_is_one_finding(name):
    grids = angles()
    other = "latitude" if name == "longitude" else "longitude"
    at = grids["sites"][0].index(name)
    for row in grids["sites"]:
        del row[at]
    (fault,) = checked(grids).findings
    assert (fault.rule, fault.row, fault.column) == ("column_missing", 1, name)
    assert other not in fault.seen


def test_the_other_columns_and_their_faults_stay():
    (fault,) = faults_after(put("sites", 2, urn="12x"))
    assert (fault.rule, fault.row, fault.column) == ("not_a_number", 2, "urn")


@pytest.mark.slow
@settings(max_examples=30)
@given(longitude=TEXT, latitude=TEXT, table=st.sampled_from(TABLES))
@example(longitude="1e308", latitude="-1e308", table="sites")
@example(longitude="inf", latitude="nan", table="sites")
def test_any_text_as_a_point(longitude, latitude, table):
    grids = angles(table)
    put(table, 2, longitude=longitude.strip(), latitude=latitude.strip())(grids)
    area_or_findings(lambda: area_of(checked(grids)))


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    longitude=st.floats(allow_nan=True, allow_infinity=True),
    latitude=st.floats(allow_nan=True, allow_infinity=True),
)
def test_any_number_in_a_frame_as_a_point(longitude, latitude):
    frames = {name: frame.copy() for name, frame in AREA_TABLES.items()}
    sites = frames["sites"].drop(columns=["easting", "northing"])
    frames["sites"] = sites.assign(longitude=longitude, latitude=latitude)
    area_or_findings(area_from_frames, frames)


@pytest.mark.slow
@given(longitude=st.floats(-9, 3), latitude=st.floats(49, 56))
def test_any_point_near_great_britain_is_on_land_or_told(longitude, latitude):
    grids = angles()
    put("sites", 2, longitude=repr(longitude), latitude=repr(latitude))(grids)
    table = checked({"sites": grids["sites"]}).tables["sites"]
    row = table.frame.loc[table.frame["site"] == "S01"].iloc[0]
    told = {one.rule for one in table.findings if one.severity == "error"}
    assert pd.isna(row["easting"]) == ("point_outside" in told)
    assert np.isfinite(row["easting"]) == (told == set())
