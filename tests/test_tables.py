"""Tables as people save them: encodings, separators, dates, formulas, merged cells."""

from datetime import datetime, timedelta

import numpy as np
import openpyxl
import pytest
from building import SOUND, as_csv, broken, put, sound, write_csvs, write_sheets

from sufficiency.area import load_area, read_area
from sufficiency.errors import FileEncodingWarning, FileError
from sufficiency.tables import RawTable, check_table, read_csv, read_csv_bytes, text_of

JOURNEYS = SOUND["journeys"]


def read(content, table="journeys"):
    return read_csv_bytes(content, table=table, file=f"{table}.csv")


def rules(raw):
    return [found.rule for found in raw.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_utf_8_in_all_its_forms_is_the_same_table(encoding, line_end):
    assert read(as_csv(JOURNEYS, encoding=encoding, line_end=line_end)) == read(as_csv(JOURNEYS))


def test_windows_1252_is_read_with_a_note_and_a_warning(tmp_path):
    tables = broken(put("sites", 2, name="Ch\u00e2teau School \u2013 \u201cHill\u201d"))
    folder = write_csvs({"sites": tables["sites"]}, tmp_path / "area", encoding="cp1252")
    write_csvs({name: grid for name, grid in tables.items() if name != "sites"}, folder)
    with pytest.warns(FileEncodingWarning, match=r"sites\.csv: The file is not UTF-8 and was read"):
        area = load_area(folder)
    assert list(area.check()["rule"]) == ["read_as_windows"]
    assert area.sites["name"][0] == "Ch\u00e2teau School \u2013 \u201cHill\u201d"


@pytest.mark.parametrize(
    "content",
    [
        as_csv(JOURNEYS, encoding="utf-16"),
        as_csv(JOURNEYS, encoding="utf-16-be"),
        b"locality,site\n\x81\x8d,\x90",
    ],
    ids=["utf-16", "utf-16-be", "neither"],
)
def test_other_encodings_are_refused(content):
    raw = read(content)
    found = check_table(raw).findings
    assert {one.rule for one in found} <= {"not_text", "column_unknown", "column_missing"}
    assert found


def test_utf_16_is_named():
    raw = read(as_csv(JOURNEYS, encoding="utf-16"))
    assert rules(raw) == ["not_text"]
    assert "no text in UTF-8 or Windows-1252" in str(raw.findings[0])


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_named(separator, name):
    raw = read(as_csv(JOURNEYS).replace(b",", separator.encode()))
    assert rules(raw) == ["semicolons_between"]
    assert f"The cells are separated by {name}, not by commas." in str(raw.findings[0])


def test_a_title_with_a_semicolon_is_no_separator():
    raw = read(b"Journeys; by car\n" + as_csv(JOURNEYS))
    assert [(one.rule, one.row) for one in raw.findings] == [("header_lower", 2)]


def test_a_quotation_mark_that_is_never_closed_is_named_at_its_row():
    content = as_csv(JOURNEYS).replace(b"L02,S01", b'"L02,S01')
    raw = read(content)
    assert [(one.rule, one.row) for one in raw.findings] == [("csv_broken", 4)]
    assert "a quotation mark that is opened and never closed" in str(raw.findings[0])
    assert [one.rule for one in check_table(raw).findings] == ["csv_broken"]


def test_quotation_marks_that_swallow_rows_are_named_once():
    content = as_csv(JOURNEYS).replace(b"L02,S01", b'"L02,S01').replace(b"L03,S01", b'L03",S01')
    found = check_table(read(content)).findings
    assert [(one.rule, one.row) for one in found] == [("line_break_in_cell", 4)]


def test_blank_rows_keep_the_row_numbers_of_excel():
    raw = read(b"locality,site,minutes,miles\n\nL01,S01,1,1\n,,,\n\nL02,S01,far,1\n")
    assert raw.numbers == (3, 6)
    assert [(one.rule, one.row) for one in check_table(raw).findings] == [("not_a_number", 6)]


def test_a_line_break_inside_quotation_marks_counts_as_one_row():
    raw = read(b'locality,site,minutes,miles\nL01,"S\n01",1,1\nL02,S01,far,1\n')
    assert [(one.rule, one.row) for one in check_table(raw).findings] == [
        ("line_break_in_cell", 2),
        ("not_a_number", 3),
    ]


def test_short_rows_have_blank_cells():
    raw = read(b"minutes,miles,locality,site,basis\n1,2,L01,S01\n1,2,L02\n")
    assert raw.rows == (("1", "2", "L01", "S01", ""), ("1", "2", "L02", "", ""))
    assert [(one.rule, one.row, one.column) for one in check_table(raw).findings] == [
        ("blank_cell", 3, "site")
    ]


def test_several_blank_cells_of_a_row_are_one_finding():
    found = check_table(read(b"locality,site,minutes,miles\n,,1,1\n")).findings
    assert [(one.rule, one.column) for one in found] == [("blank_cells", "locality, site")]
    assert "2 cells of the row are blank that must not be." in str(found[0])


def test_a_value_with_a_comma_in_it_is_one_finding():
    found = check_table(read(b"locality,site,minutes,miles\nL01,S01,1,200,5\n")).findings
    assert [(one.rule, one.value) for one in found] == [("cells_beyond_header", "5")]


def test_a_column_without_heading_is_named_by_its_letter():
    raw = read(b"locality,site,minutes,,miles,,\nL01,S01,1,note,2,,\n")
    found = check_table(raw).findings
    assert [(one.rule, one.value) for one in found] == [("column_unnamed", "D")]
    assert "Column D holds something but has no heading." in str(found[0])


def test_a_file_of_nothing_is_named():
    for content in (b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n"):
        raw = read(content)
        assert rules(raw) == ["file_is_empty"]
        assert "row 1: locality, site, minutes, miles, basis." in str(raw.findings[0])


def test_a_header_alone_is_an_empty_table():
    found = check_table(read(b"locality,name,group,easting,northing\n", "localities")).findings
    assert [one.rule for one in found] == ["table_is_empty"]
    assert "There is a header but no row." in str(found[0])
    assert check_table(read(as_csv(JOURNEYS[:1]))).findings == ()


@pytest.mark.parametrize(
    "text", ["1 234", "1\u00a0234", "\uff12", "TRUE", "1_000", "0x1f", "inf", "nan"]
)
def test_what_python_or_excel_would_take_for_a_number_is_not_one(text):
    content = f"locality,site,minutes,miles\nL01,S01,{text},1\n".encode()
    assert [one.rule for one in check_table(read(content)).findings] == ["not_a_number"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e2", 100.0),
        ("-0", 0.0),
        ("+5", 5.0),
        (".5", 0.5),
        ("5.", 5.0),
        (" 7 ", 7.0),
        ("007", 7.0),
    ],
)
def test_what_is_a_number(text, value):
    table = check_table(read(f"locality,site,minutes,miles\nL01,S01,{text},1\n".encode()))
    assert table.findings == ()
    assert table.frame["minutes"].tolist() == [value]
    assert not np.signbit(table.frame["minutes"]).any()


@pytest.mark.parametrize("text", ["1e400", "9" * 400])
def test_huge_numbers_are_above_the_bound(text):
    found = check_table(read(f"locality,site,minutes,miles\nL01,S01,{text},1\n".encode())).findings
    assert [one.rule for one in found] == ["too_high"]
    assert len(str(found[0])) < 400


def test_a_file_that_cannot_be_opened(tmp_path):
    with pytest.raises(FileError, match=r"cannot be opened \(No such file or directory\)"):
        read_csv(tmp_path / "none.csv", table="plans")


def sheet_of(tmp_path, change, table="plans"):
    """Write the small area, change one sheet as Excel would, and give the findings."""
    path = write_sheets(SOUND, tmp_path / "area.xlsx")
    workbook = openpyxl.load_workbook(path)
    change(workbook[table])
    workbook.save(path)
    return [(one.rule, one.row, one.column, one.value) for one in read_area(path).findings]


def test_numbers_stored_as_text_are_numbers(tmp_path):
    def change(sheet):
        sheet["A2"], sheet["F2"] = "2023", "3"

    assert sheet_of(tmp_path, change) == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime(2024, 8, 7), "(withheld)"),
        (datetime(2024, 8, 7, 9, 30), "(withheld) 09:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_dates_are_named_as_dates(value, shown, tmp_path):
    def change(sheet):
        sheet["D3"] = value

    assert sheet_of(tmp_path, change) == [("a_date", 3, "ncy", shown)]


def test_a_pool_called_7_8_that_became_a_date_is_named(tmp_path):
    def change(sheet):
        sheet["B2"] = datetime(2026, 8, 7)

    assert sheet_of(tmp_path, change, "pools") == [("a_date", 2, "pool", "(withheld)")]


@pytest.mark.parametrize("cell", ["F2", "E2", "G2"])
def test_a_formula_that_was_never_calculated_is_named(cell, tmp_path):
    def change(sheet):
        sheet[cell] = "=1+2"

    column = sheet_of(tmp_path, lambda sheet: None) or {"F2": "plans", "E2": "setting"}.get(
        cell, "basis"
    )
    assert sheet_of(tmp_path, change) == [("a_formula_without_value", 2, column, "")]


def test_an_array_formula_that_was_never_calculated_is_named(tmp_path):
    def change(sheet):
        sheet["K2"] = openpyxl.worksheet.formula.ArrayFormula("K2:K2", "=SUM(A1:A2)")

    found = sheet_of(tmp_path, change, "sites")
    assert found == [("a_formula_without_value", 2, "basis", "")]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?"])
@pytest.mark.parametrize("cell", ["B2", "F2"])
def test_errors_of_excel_are_named_in_text_and_numbers(cell, error, tmp_path):
    def change(sheet):
        sheet[cell] = error

    column = {"B2": "locality", "F2": "plans"}[cell]
    assert sheet_of(tmp_path, change) == [("an_excel_error", 2, column, error)]


def test_merged_cells_are_named_and_not_read_as_blank(tmp_path):
    def change(sheet):
        sheet.merge_cells("G2:G4")
        sheet.merge_cells("B5:C5")

    assert sheet_of(tmp_path, change) == [
        ("merged_cells", 2, "", "G2:G4"),
        ("merged_cells", 5, "", "B5:C5"),
    ]


def test_hidden_and_blank_rows_are_counted_as_excel_shows_them(tmp_path):
    def change(sheet):
        sheet.insert_rows(3, 2)
        sheet.row_dimensions[2].hidden = True
        sheet["F6"] = "many"

    assert sheet_of(tmp_path, change) == [("not_a_number", 6, "plans", "many")]


def test_a_true_is_a_yes_where_yes_is_meant(tmp_path):
    def change(sheet):
        sheet["I2"] = True
        sheet["I3"] = False

    assert sheet_of(tmp_path, change, "history") == []


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("plans (2)", "Move it elsewhere; there is sheet plans already."),
        ("Sheet1", "Move it elsewhere; the tables are about, localities,"),
    ],
)
def test_other_sheets_are_named_even_if_hidden(title, words, tmp_path):
    path = write_sheets(SOUND, tmp_path / "area.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook.create_sheet(title).sheet_state = "hidden"
    workbook.save(path)
    (found,) = read_area(path).findings
    assert (found.rule, found.file, found.value) == ("unknown_file", f"sheet {title}", title)
    assert words in found.remedy


def test_sheets_may_be_called_in_capitals_but_not_twice(tmp_path):
    tables = {name.title(): grid for name, grid in sound().items()}
    assert read_area(write_sheets(tables, tmp_path / "area.xlsx")).findings == ()
    (found,) = read_area(
        write_sheets({**tables, "plans ": SOUND["plans"]}, tmp_path / "twice.xlsx")
    ).findings
    assert (found.rule, found.value) == ("table_twice", "plans")
    assert "The table plans is there twice: sheet Plans and sheet plans" in found.seen


def test_a_mark_is_kept_beside_its_number(tmp_path):
    area = load_area(write_csvs(broken(put("plans", 4, plans="[c]")), tmp_path / "area"))
    row = area.plans[area.plans["plans_mark"] != ""]
    assert row["plans_mark"].tolist() == ["c"]
    assert row["plans"].isna().all()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (3.0, "3"),
        (1e300, "1e+300"),
        (0.1, "0.1"),
        ([1.0, "a"], "1;a"),
        (" a ", "a"),
        (datetime(2026, 7, 8), "2026-07-08"),
    ],
)
def test_text_of_a_value(value, text):
    assert text_of(value) == text


def test_rows_that_are_mappings_make_a_table():
    raw = RawTable.from_records("journeys", [{"locality": "L01"}, {"site": 5}], file="scenario")
    assert (raw.header, raw.rows, raw.numbers) == (
        ("locality", "site"),
        (("L01", ""), ("", "5")),
        (2, 3),
    )
