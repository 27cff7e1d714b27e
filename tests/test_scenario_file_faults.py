"""Faults of a scenario's files: TOML, files beneath it, CSV files and workbooks."""

from pathlib import Path

import pytest
from scenario_faults import Fault, fault_name, hold_to, only_finding

from sufficiency.errors import FileEncodingWarning, FileError, NotPossibleError, SufficiencyWarning
from sufficiency.scenario import as_things_stand, load_scenario

FAULTS = [
    Fault("toml_broken", 'name = "a"\ntitle = two\n', "", "title = two", "Line 2, column 9", 2),
    Fault("toml_broken", 'name = "a\n', "", 'name = "a', "Text stands in quotation marks", 1),
    Fault("toml_broken", "a = " + "9" * 5000, "", "", "Mend that line", 1),
    Fault(
        "toml_backslash",
        'name = "a"\nplaces = { file = "C:\\Users\\me\\places.csv" }\n',
        "",
        "Users",
        "Use forward slashes (C:/Users/me/places.csv) or single quotes",
        2,
    ),
    Fault(
        "toml_curly_quotes",
        "title = \u201ctwo\u201d\n",
        "",
        "title =",
        'Write straight quotation marks, for example name = "two-bases"',
        1,
    ),
    Fault("toml_curly_quotes", 'title = "two\u201d\n', "", "title =", "straight ones only", 1),
    Fault("toml_curly_quotes", "\u2018a\u2019 = 1\n", "", "= 1", "has curly quotation marks", 1),
    Fault("toml_broken", 'title = "it\u2019s" two\n', "", "title =", "is not TOML", 1),
    Fault("toml_broken", "title = two # it\u2019s\n", "", "title =", "is not TOML", 1),
    Fault("toml_twice", 'name = "a"\nname = "b"\n', "", 'name = "b"', "Delete one of the two", 2),
    Fault("toml_too_deep", "a = " + "[" * 5000, "", "", "never closed"),
    Fault("toml_too_deep", "a" + ".a" * 60 + " = 1", "", "", "more than 20 deep"),
    Fault(
        "based_on_missing",
        'based_on = "basline.toml"\n',
        "based_on",
        "basline.toml",
        "a shipped name: baseline, bases-first",
    ),
    Fault(
        "based_on_cycle",
        'based_on = "faulty.toml"\n',
        "based_on",
        "faulty.toml",
        "faulty.toml -> faulty.toml",
    ),
    Fault(
        "path_with_codes",
        'places = { file = "C:\\temp\\new.csv" }\n',
        "places.file",
        "C: emp ew.csv",
        "stand for a tab and a new line",
    ),
    Fault(
        "table_file_missing",
        'places = { file = "plcaes.csv" }\n',
        "places.file",
        "plcaes.csv",
        "Write the path from the folder of the scenario",
    ),
    Fault(
        "table_file_kind",
        'places = { file = "places.ods" }\n',
        "places.file",
        "places.ods",
        "Save it from Excel as CSV UTF-8",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=fault_name)
def test_a_fault_gives_one_clear_finding(fault, tmp_path):
    hold_to(fault, tmp_path)


def test_faults_of_the_file_beneath_name_that_file(tmp_path):
    (tmp_path / "below.toml").write_text("[money]\nprice_year = 1\n", encoding="utf-8")
    (tmp_path / "above.toml").write_text('based_on = "below.toml"\n', encoding="utf-8")
    assert only_finding(tmp_path / "above.toml").file == "below.toml"


def test_a_circle_of_files_is_shown_whole(tmp_path):
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.toml").write_text(f'based_on = "{other}.toml"\n', encoding="utf-8")
    found = only_finding(tmp_path / "a.toml")
    assert "a.toml -> b.toml -> c.toml -> a.toml" in found.seen


def test_a_file_that_is_not_text(tmp_path):
    (tmp_path / "latin.toml").write_bytes('title = "caf\xe9"\n'.encode("latin-1"))
    found = only_finding(tmp_path / "latin.toml")
    assert (found.rule, found.file) == ("toml_not_text", "latin.toml")
    assert 'Encoding "UTF-8"' in found.remedy


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path):
    (tmp_path / "windows.toml").write_bytes(b"\xef\xbb\xbfname = 'w'\r\nmarked = 'fit'\r\n")
    assert load_scenario(tmp_path / "windows.toml").marked == "fit"


def test_no_such_file_names_the_shipped_ones():
    with pytest.raises(FileError, match=r"no scenario file basline\..*Shipped scenarios: baseline"):
        load_scenario("basline")


@pytest.mark.parametrize("source", [5, ["baseline"], b"baseline", as_things_stand()])
def test_what_is_no_scenario_is_not_loaded(source):
    kind = type(source).__name__
    with pytest.raises(NotPossibleError, match=rf"of the type {kind}\. .*load_scenario\(None\)"):
        load_scenario(source)


def test_rows_of_a_csv_file_have_the_row_that_excel_shows(tmp_path):
    (tmp_path / "places.csv").write_text(
        "site,pool,year,places,basis\nS1,base,2028,8,made\nS1,base,2029,many,made\n"
    )
    raw = {"places": {"file": "places.csv"}}
    found = only_finding(raw, folder=tmp_path)
    assert (found.file, found.row, found.column, found.value) == ("places.csv", 3, "places", "many")
    assert "digits only" in found.remedy


@pytest.mark.parametrize("table", ["places", "levels"])
def test_an_empty_csv_file_is_named(tmp_path, table):
    (tmp_path / "empty.csv").write_text("\n")
    found = only_finding({table: {"file": "empty.csv"}}, folder=tmp_path)
    assert (found.rule, found.file, found.row) == ("file_is_empty", "empty.csv", 1)
    assert "Write the column names in row 1" in found.remedy


def workbook(path: Path, rows):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "places"
    for row in rows:
        sheet.append(row)
    book.save(path)


def test_a_csv_file_in_windows_letters_is_read_with_a_warning(tmp_path):
    text = "site,name,authority,easting,northing,basis\nS1,Caf\xe9,X,488000,279000,made\n"
    (tmp_path / "sites.csv").write_bytes(text.encode("cp1252"))
    with pytest.warns(FileEncodingWarning, match="sites.csv: The file is not UTF-8"):
        scenario = load_scenario({"sites": {"file": "sites.csv"}}, folder=tmp_path)
    assert scenario.to_frame("sites")["name"].tolist() == ["Caf\xe9"]


def test_a_column_about_a_person_is_left_out_with_a_warning(tmp_path):
    text = "site,pool,year,places,basis,postcode\nS1,base,2028,8,made,NN1 1AA\n"
    (tmp_path / "places.csv").write_text(text)
    with pytest.warns(SufficiencyWarning, match="describes a person and was not read"):
        scenario = load_scenario({"places": {"file": "places.csv"}}, folder=tmp_path)
    assert "NN1" not in scenario.to_toml()


def test_a_sheet_that_is_not_there_gives_the_nearest(tmp_path):
    workbook(tmp_path / "plans.xlsx", [["site"]])
    raw = {"places": {"file": "plans.xlsx", "sheet": "plcaes"}}
    found = only_finding(raw, folder=tmp_path)
    assert (found.rule, found.column, found.value) == ("sheet_missing", "places.sheet", "plcaes")
    assert "Did you mean places?" in found.remedy


@pytest.mark.parametrize("table", ["places", "levels"])
def test_an_empty_sheet_is_named(tmp_path, table):
    workbook(tmp_path / "plans.xlsx", [])
    raw = {table: {"file": "plans.xlsx", "sheet": "places"}}
    found = only_finding(raw, folder=tmp_path)
    assert (found.rule, found.file) == ("file_is_empty", "plans.xlsx, sheet places")
    assert "Write the column names in row 1" in found.remedy


def test_a_workbook_that_is_none(tmp_path):
    (tmp_path / "plans.xlsx").write_bytes(b"not a workbook")
    found = only_finding({"places": {"file": "plans.xlsx"}}, folder=tmp_path)
    assert (found.rule, found.value) == ("table_file_broken", "plans.xlsx")
    assert "without a password" in found.remedy


def test_rows_of_a_sheet_are_read(tmp_path):
    header = ["site", "pool", "year", "places", "basis"]
    workbook(tmp_path / "plans.xlsx", [header, ["S1", "base", 2028, 24, "made"]])
    scenario = load_scenario({"places": {"file": "plans.xlsx"}}, folder=tmp_path)
    assert scenario.to_frame("places")["places"].tolist() == [24.0]
    assert set(scenario.to_frame("places")["file"]) == {"plans.xlsx, sheet places"}


def test_a_formula_that_was_never_calculated_is_named(tmp_path):
    header = ["site", "pool", "year", "places", "basis"]
    workbook(tmp_path / "plans.xlsx", [header, ["S1", "base", 2028, "=8*3", "made"]])
    found = only_finding({"places": {"file": "plans.xlsx"}}, folder=tmp_path)
    assert (found.rule, found.row) == ("a_formula_without_value", 2)
    assert found.file == "plans.xlsx, sheet places"
    assert "Open the workbook in Excel" in found.remedy
