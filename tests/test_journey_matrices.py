"""Matrices and lists of journeys that somebody measured: read strictly, and laid into an area."""

import datetime as dt
from copy import deepcopy
from functools import partial

import numpy as np
import openpyxl
import pandas as pd
import pytest
from building import add, both, put, remove, small_area, write_sheets
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from measured_journeys import AREA, LIST, LOCALITIES, MILES, MINUTES, SITES, written
from small_areas import Small, area_like
from test_any_text import TEXT, told

import sufficiency as sf
from sufficiency.errors import FileError, NotPossibleError, TableError, UnknownNameError
from sufficiency.messages.routing import MESSAGES

JOURNEYS = small_area().table("journeys")


def matrix(change=None, grid=MINUTES):
    tables = {"matrix": deepcopy(grid)}
    if change is not None:
        change(tables)
    return tables["matrix"]


def as_list(change=None):
    return matrix(change, LIST)


def read(tmp_path, grid, *, unit="minutes", **options):
    return sf.journeys_from_matrix(written(tmp_path, grid), AREA, unit=unit, **options)


def read_list(tmp_path, grid, **options):
    return sf.journeys_from_list(written(tmp_path, grid), AREA, **options)


def numbers(frame, column):
    return {(row.locality, row.site): getattr(row, column) for row in frame.itertuples()}


# what is right


def test_a_matrix_of_minutes_and_one_of_miles_are_the_table_journeys(tmp_path):
    minutes = read(tmp_path, MINUTES)
    miles = read(tmp_path, MILES, unit="miles")
    assert minutes["miles"].isna().all()
    assert miles["minutes"].isna().all()
    for frames in ((minutes, miles), (miles, minutes)):
        area = sf.add_journeys(AREA, *frames)
        pd.testing.assert_frame_equal(area.journeys, JOURNEYS)
        assert area.notes == ()


def test_a_list_is_the_table_journeys(tmp_path):
    frame = read_list(tmp_path, LIST)
    pd.testing.assert_frame_equal(AREA.with_table("journeys", frame).journeys, JOURNEYS)


@pytest.mark.parametrize(
    ("unit", "column", "times"),
    [
        ("seconds", "minutes", 1 / 60),
        ("kilometres", "miles", 1000 / 1609.344),
        ("metres", "miles", 1 / 1609.344),
    ],
)
def test_other_units_are_turned(tmp_path, unit, column, times):
    grid = MINUTES if column == "minutes" else MILES
    frame = read(tmp_path, grid, unit=unit)
    asked = {
        (row[0], site): float(row[place]) * times
        for row in grid[1:]
        for place, site in enumerate(SITES, 1)
    }
    assert numbers(frame, column) == pytest.approx(asked)
    header = [column if name == column else name for name in LIST[0]]
    assert header == LIST[0]
    listed = as_list(lambda tables: tables["matrix"][0].__setitem__(header.index(column), unit))
    listed_frame = read_list(tmp_path, listed)
    assert numbers(listed_frame, column) == pytest.approx(asked)


def test_a_workbook_is_read_as_a_file_is(tmp_path):
    path = write_sheets({"times": MINUTES}, tmp_path / "matrix.xlsx")
    frame = sf.journeys_from_matrix(path, AREA, unit="minutes")
    pd.testing.assert_frame_equal(frame, read(tmp_path, MINUTES))


def test_a_sheet_of_several_is_named(tmp_path):
    path = write_sheets({"times": MINUTES, "lengths": MILES}, tmp_path / "matrix.xlsx")
    with pytest.raises(NotPossibleError, match=r"has the sheets times, lengths\. .* sheet=\.\.\."):
        sf.journeys_from_matrix(path, AREA, unit="minutes")
    with pytest.raises(UnknownNameError, match=r"length is not a known sheet of matrix\.xlsx\."):
        sf.journeys_from_matrix(path, AREA, unit="miles", sheet="length")
    frame = sf.journeys_from_matrix(path, AREA, unit="miles", sheet="lengths")
    assert numbers(frame, "miles")["L03", "S01"] == 8


def test_codes_that_are_numbers_are_found_in_a_workbook(tmp_path):
    tables = small_area().tables()
    for name, frame in tables.items():
        if "site" in frame:
            tables[name] = frame.assign(site=frame["site"].map({"S01": "100001", "S02": "100002"}))
    area = sf.area_from_frames(tables)
    grid = [["", "100001", "100002"], *MINUTES[1:]]
    path = write_sheets({"times": grid}, tmp_path / "matrix.xlsx")
    frame = sf.journeys_from_matrix(path, area, unit="minutes")
    assert set(frame["site"]) == {"100001", "100002"}


@given(st.permutations(range(3)), st.permutations(range(2)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
def test_the_order_of_rows_and_columns_does_not_matter(tmp_path, rows, columns):
    grid = [
        [line[0], *(line[1 + column] for column in columns)]
        for line in (MINUTES[0], *(MINUTES[1 + row] for row in rows))
    ]
    assert numbers(read(tmp_path, grid), "minutes") == numbers(read(tmp_path, MINUTES), "minutes")


# what is noted


def test_blank_cells_are_left_out_and_told(tmp_path):
    grid = matrix(both(put("matrix", 2, S02=""), put("matrix", 4, S01="")))
    words = r"2 of 6 cells are blank, the first from L01 to S02\. A blank is no journey of nought"
    with pytest.warns(sf.SufficiencyWarning, match=words):
        frame = read(tmp_path, grid)
    assert len(frame) == 4
    area = AREA.with_table("journeys", frame)
    missing = {tuple(pair) for pair in area.missing("journeys").to_numpy().tolist()}
    assert missing == {("L01", "S02"), ("L03", "S01")}


def test_blanks_of_a_list_are_told_by_column(tmp_path):
    with pytest.warns(sf.SufficiencyWarning, match=r"column miles: 1 of 6 cells are blank, the f"):
        frame = read_list(tmp_path, as_list(put("matrix", 3, miles="")))
    assert np.isnan(numbers(frame, "miles")["L01", "S02"])
    assert numbers(frame, "minutes")["L01", "S02"] == 25


def test_localities_and_sites_that_are_not_there_are_told(tmp_path):
    grid = [row[:2] for row in matrix(remove("matrix", 3))]
    words = r"localities and sites these are not there: L02, S02\. Their journeys rest on the str"
    with pytest.warns(sf.SufficiencyWarning, match=words):
        read(tmp_path, grid)


def test_a_journey_of_five_hours_is_told_and_one_of_a_day_refused(tmp_path):
    words = r"Longer than 240 minutes one way: 1 journeys, the first L02 to S01, of 300 minutes"
    with pytest.warns(sf.SufficiencyWarning, match=words):
        read(tmp_path, matrix(put("matrix", 3, S01="300")))
    with pytest.raises(TableError, match=r"row 3, column S01: 1440 is above 600\. Minutes cannot"):
        read(tmp_path, matrix(put("matrix", 3, S01="1440")))


def test_columns_that_are_not_read_are_told(tmp_path):
    grid = [[*row, "by car"] for row in as_list()]
    grid[0][-1] = "way"
    with pytest.warns(sf.SufficiencyWarning, match=r"Columns that are not read: way\. Of a"):
        assert len(read_list(tmp_path, grid)) == 6


# what is at fault

MATRIX_FAULTS = {
    "an unknown row": (
        put("matrix", 3, locality="L2"),
        *("matrix_code_unknown", 3, "locality", "L2"),
        "L2 is not a locality of the area. Its journeys would be left out. Did you mean L02?",
    ),
    "a row of totals": (
        add("matrix", locality="Mean"),
        *("matrix_code_unknown", 5, "locality", "Mean"),
        "Correct it, or delete it with its numbers.",
    ),
    "a row without a code": (
        put("matrix", 3, locality=""),
        *("matrix_code_unknown", 3, "locality", "(blank)"),
        "(blank) is not a locality of the area.",
    ),
    "an unknown column": (
        put("matrix", 1, S02="S2"),
        *("matrix_code_unknown", 1, "S2", "S2"),
        "S2 is not a site of the area. Its journeys would be left out. Did you mean S02?",
    ),
    "a column without a code": (
        put("matrix", 1, S01=""),
        *("column_unnamed", 1, "", "B"),
        "Column B holds something but has no heading.",
    ),
    "a row twice": (
        add("matrix", locality="L01"),
        *("matrix_row_twice", 5, "locality", "L01"),
        "L01 stood already in row 2. It is not clear which of the two is meant. Delete one of the",
    ),
    "a column twice": (
        put("matrix", 1, S02="S01"),
        *("column_twice", 1, "S01", ""),
        "The heading S01 stands twice in row 1.",
    ),
    "a negative number": (
        put("matrix", 2, S01="-3"),
        *("too_low", 2, "S01", "-3"),
        "-3 is below 0. Minutes cannot be lower. Correct the figure: from 0 to 600 minutes.",
    ),
    "a thousands comma": (
        put("matrix", 2, S01="1,234"),
        *("not_a_number", 2, "S01", "1,234"),
        "1,234 is not a number. Minutes must be a number. Write 1234.",
    ),
    "a unit beside the number": (
        put("matrix", 2, S01="12 min"),
        *("not_a_number", 2, "S01", "12 min"),
        "12 min is not a number.",
    ),
    "no route as a sign": (
        put("matrix", 2, S01="-"),
        *("not_a_number", 2, "S01", "-"),
        "- is not a number.",
    ),
    "an error of Excel": (
        put("matrix", 2, S01="#N/A"),
        *("an_excel_error", 2, "S01", "#N/A"),
        "The cell shows #N/A",
    ),
    "a cell beyond the header": (
        lambda tables: tables["matrix"][1].append("5"),
        *("cells_beyond_header", 2, "", "5"),
        "5",
    ),
    "no number": (
        lambda tables: [row.__setitem__(slice(1, 3), ["", ""]) for row in tables["matrix"][1:]],
        *("matrix_without_numbers", None, "", ""),
        "There is no number in it. It would change no journey. Write codes of localities in the",
    ),
    "turned round": (
        lambda tables: tables.update(matrix=[list(row) for row in zip(*MINUTES, strict=True)]),
        *("matrix_turned", 1, "", ""),
        "Sites stand in the first column, and localities in row 1. Journeys are read from the "
        "locality of the row to the site of the column. Turn the table round",
    ),
}

LIST_FAULTS = {
    "no site": (
        put("matrix", 1, site="school"),
        *("column_missing", 1, "site", ""),
        "Where it ends",
    ),
    "no unit": (
        put("matrix", 1, minutes="time", miles="length"),
        *("list_without_units", 1, "", ""),
        "No column is headed by a unit. Without it minutes cannot be told from miles. Head the",
    ),
    "two units of one thing": (
        put("matrix", 1, miles="seconds"),
        *("list_unit_twice", 1, "", "minutes and seconds"),
        "Minutes stand in two columns: minutes and seconds. It is not clear which of the two",
    ),
    "a column twice": (
        put("matrix", 1, miles="minutes"),
        *("column_twice", 1, "minutes", ""),
        "The heading minutes stands twice in row 1.",
    ),
    "a pair twice": (
        add("matrix", locality="L01", site="S01"),
        *("matrix_row_twice", 8, "", "L01 to S01"),
        "L01 to S01 stood already in row 2.",
    ),
    "an unknown code": (
        put("matrix", 4, site="S9"),
        *("matrix_code_unknown", 4, "site", "S9"),
        "S9 is not a site of the area.",
    ),
    "a number that is none": (
        put("matrix", 4, miles="4 km"),
        *("not_a_number", 4, "miles", "4 km"),
        "4 km is not a number.",
    ),
    "no number": (
        lambda tables: [row.__setitem__(slice(2, 4), ["", ""]) for row in tables["matrix"][1:]],
        *("list_without_numbers", None, "", ""),
        "There is no number in it. It would change no journey. Write a row for each pair of",
    ),
}


def fault_of(call, *arguments):
    """The only fault that is raised."""
    with pytest.raises(TableError, match=r"cannot be used: 1 fault") as raised:
        call(*arguments)
    (fault,) = [one for one in raised.value.findings if one.severity == "error"]
    return fault


@pytest.mark.parametrize("case", MATRIX_FAULTS.values(), ids=MATRIX_FAULTS.keys())
def test_a_fault_of_a_matrix_is_one_finding(tmp_path, case):
    change, *place, words = case
    fault = fault_of(read, tmp_path, matrix(change))
    assert [fault.rule, fault.row, fault.column, fault.value] == place
    assert fault.file == "given.csv"
    assert words in f"{fault.seen} {fault.why} {fault.remedy}"


@pytest.mark.parametrize("case", LIST_FAULTS.values(), ids=LIST_FAULTS.keys())
def test_a_fault_of_a_list_is_one_finding(tmp_path, case):
    change, *place, words = case
    fault = fault_of(read_list, tmp_path, as_list(change))
    assert [fault.rule, fault.row, fault.column, fault.value] == place
    assert words in f"{fault.seen} {fault.why} {fault.remedy}"


def test_all_faults_are_told_at_once(tmp_path):
    grid = matrix(both(put("matrix", 2, S01="x"), put("matrix", 3, S02="-1", locality="L9")))
    with pytest.raises(TableError, match=r"(?s)2 faults.*L9 is not a locality.*x .*number"):
        read(tmp_path, grid)


def test_a_list_of_all_england_is_told_of_once_for_each_code(tmp_path):
    rows = [[f"E0{place:04d}", site, "5", "2"] for place in range(200) for site in SITES]
    with pytest.raises(TableError, match=r"200 faults") as raised:
        read_list(tmp_path, [*LIST, *rows])
    fault = raised.value.findings[0]
    assert (fault.row, fault.value) == (len(LIST) + 1, "E00000")
    assert fault.seen.endswith("2 rows of the table have it; this is the first.")


def test_a_date_of_excel_is_no_duration(tmp_path):
    path = write_sheets({"times": MINUTES}, tmp_path / "matrix.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["times"]["B3"] = dt.time(0, 12)
    workbook.save(path)
    with pytest.raises(TableError, match=r"sheet times, row 3, column S01: .*date"):
        sf.journeys_from_matrix(path, AREA, unit="minutes")


def test_a_postcode_in_a_matrix_is_not_repeated(tmp_path):
    with pytest.raises(TableError, match=r"\(withheld\) is not a locality") as raised:
        read(tmp_path, matrix(put("matrix", 2, locality="NN15 6XX")))
    assert "NN15" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("m.txt", b"x", FileError, r"m\.txt is not a \.csv file and not an \.xlsx workbook"),
        ("m.xlsx", b"x", FileError, r"is not a workbook that can be read"),
        (
            "m.csv",
            b"",
            TableError,
            r"The file has no header row\. .* of a matrix of journeys",
        ),
        ("m.csv", b"a;S01;S02\nL01;1;2\n", TableError, r"separated by semicolons"),
        ("m.csv", b"\xff\xfea", TableError, r"bytes that are no text"),
        ("m.csv", b'a,S01\n"L01,1\n', TableError, r"unexpected end of data"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path, name, content, error, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=words):
        sf.journeys_from_matrix(path, AREA, unit="minutes")


def test_no_file_no_unit_no_basis_and_no_area_are_told(tmp_path):
    path = written(tmp_path, MINUTES)
    with pytest.raises(FileError, match=r"There is no file .*none\.csv"):
        sf.journeys_from_matrix(tmp_path / "none.csv", AREA, unit="minutes")
    with pytest.raises(UnknownNameError, match=r"'minute' is not a unit .* Did you mean minutes\?"):
        sf.journeys_from_matrix(path, AREA, unit="minute")
    with pytest.raises(UnknownNameError, match=r"None is not a unit of journeys\. .* one of min"):
        sf.journeys_from_matrix(path, AREA, unit=None)
    with pytest.raises(UnknownNameError, match=r"'sure' is not a basis of a figure"):
        sf.journeys_from_list(path, AREA, basis="sure")
    with pytest.raises(NotPossibleError, match=r"asked for a value of type str, not for an area"):
        sf.journeys_from_matrix(path, "area.xlsx", unit="minutes")


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    row=st.integers(1, 4),
    column=st.sampled_from(MINUTES[0]),
    text=TEXT.filter(lambda text: "\ud800" not in text),
    is_list=st.booleans(),
)
@example(row=1, column="locality", text="", is_list=False)
@pytest.mark.filterwarnings("ignore::sufficiency.errors.SufficiencyWarning")
def test_any_text_in_any_cell_gives_a_frame_or_findings(tmp_path, row, column, text, is_list):
    try:
        if is_list:
            name = {"S01": "minutes", "S02": "miles"}.get(column, column)
            frame = read_list(tmp_path, as_list(put("matrix", row, **{name: text})))
        else:
            frame = read(tmp_path, matrix(put("matrix", row, **{column: text})))
    except TableError as error:
        told(error)
        return
    assert AREA.with_table("journeys", frame).notes is not None


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80), is_list=st.booleans())
@pytest.mark.filterwarnings("ignore::sufficiency.errors.SufficiencyWarning")
def test_any_bytes_give_findings(tmp_path, content, is_list):
    path = tmp_path / "given.csv"
    path.write_bytes(content)
    read_it = partial(sf.journeys_from_matrix, unit="minutes")
    if is_list:
        read_it = sf.journeys_from_list
    with pytest.raises(TableError, match=r"cannot be used") as raised:
        read_it(path, AREA)
    told(raised.value)


# laid into an area

FIGURES = st.one_of(st.just(np.nan), st.integers(0, 200).map(float))
FRAMES = st.dictionaries(
    st.tuples(st.sampled_from(LOCALITIES), st.sampled_from(SITES)),
    st.tuples(FIGURES, FIGURES, st.sampled_from(["supplied", "estimated", "made"])).filter(
        lambda row: not (np.isnan(row[0]) and np.isnan(row[1]))
    ),
    max_size=6,
).map(
    lambda rows: pd.DataFrame(
        [(*pair, *row) for pair, row in rows.items()],
        columns=["locality", "site", "minutes", "miles", "basis"],
    )
)


@pytest.mark.slow
@settings(max_examples=20)
@given(st.lists(FRAMES, max_size=3))
def test_the_last_number_that_is_known_of_a_pair_holds(frames):
    """Against the plainest way to say it: a dictionary that is written into again and again."""
    held = {}
    for frame in frames:
        for row in frame.to_dict("records"):
            for name in ("minutes", "miles"):
                if not np.isnan(row[name]):
                    held[row["locality"], row["site"], name] = row[name]
    laid = sf.add_journeys(AREA, *frames).journeys
    made = {
        (row["locality"], row["site"], name): row[name]
        for row in laid.to_dict("records")
        for name in ("minutes", "miles")
        if not np.isnan(row[name])
    }
    assert made == held


def one(minutes, miles, basis):
    return pd.DataFrame(
        [("L01", "S01", minutes, miles, basis)],
        columns=["locality", "site", "minutes", "miles", "basis"],
    )


def test_a_row_of_two_sources_has_the_weaker_basis():
    mixed = sf.add_journeys(AREA, one(10, np.nan, "estimated"), one(np.nan, 3, "supplied"))
    assert mixed.journeys["basis"].tolist() == ["estimated"]
    replaced = sf.add_journeys(AREA, one(10, 4, "estimated"), one(12, 3, "supplied"))
    assert replaced.journeys["basis"].tolist() == ["supplied"]


def test_a_frame_that_is_none_is_refused_and_faults_are_told():
    with pytest.raises(NotPossibleError, match=r"The table journeys was given as a value of type"):
        sf.add_journeys(AREA, [1])
    with pytest.raises(TableError, match=r"frame journeys, row 2, column minutes: 700 is above"):
        sf.add_journeys(AREA, one(700, 3, "supplied"))
    with pytest.raises(TableError, match=r"column locality: L9 is not in the table localities"):
        sf.add_journeys(AREA, one(7, 3, "supplied").assign(locality="L9"))


def test_the_area_that_was_given_stays_as_it_was():
    sf.add_journeys(AREA, one(10, 3, "supplied"))
    assert AREA.journeys.empty


def test_measured_journeys_are_those_of_an_allocation():
    """Minutes alone: the miles stay those of the straight line, and the limit sees the minutes."""
    area = area_like(Small())
    homes, schools = area.localities["locality"], area.sites["site"]
    pairs = [(home, school) for home in homes for school in schools]
    minutes = pd.DataFrame(pairs, columns=["locality", "site"])
    minutes = minutes.assign(minutes=200.0, miles=np.nan, basis="supplied")
    far = sf.add_journeys(area, minutes)
    plain, slow = (
        sf.allocate(sf.project(one, draws=2, until=2026), draws=2).to_frame("journeys", by=["year"])
        for one in (area, far)
    )
    assert plain["share_beyond_limit"].max() < 1
    assert slow["share_beyond_limit"].tolist() == [1.0] * len(slow)
    # The journeys of all are beyond the limit alike, so that the fewest miles are the same.
    assert slow["mean_miles"].tolist() == pytest.approx(plain["mean_miles"].tolist())


def test_every_message_of_readers_and_servers_is_brought_by_a_test():
    here = {case[1] for case in (*MATRIX_FAULTS.values(), *LIST_FAULTS.values())}
    here |= {"unit_unknown", "basis_unknown", "journeys_no_area", "no_journeys_file"}
    here |= {"journeys_not_a_file", "which_sheet", "list_columns_unread", "journeys_blank"}
    here |= {"journeys_not_there"}
    # In test_osrm_answers and test_osrm_server.
    here |= {rule for rule in MESSAGES if rule.startswith(("routing_", "answer_"))}
    assert set(MESSAGES) - here == set()
