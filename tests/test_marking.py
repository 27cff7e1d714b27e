"""A copy of a workbook in which problems are marked: all of them, at their cells, and no harm."""

import zipfile

import openpyxl
import pytest
import small_areas
from building import SOUND, both, broken, put, write_csvs, write_sheets
from fault_cases import FAULTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font

import sufficiency as sf
from sufficiency.area import read_area
from sufficiency.cli import main
from sufficiency.errors import FileError
from sufficiency.tables.noting import COLOURS, FOUND_HERE, Placed, note_all

TWO_FAULTS = broken(
    both(put("plans", 3, need="ASDX", plans="-3"), put("population", 4, persons="c"))
)


def marked(path):
    """Every comment of a copy that a check wrote, by sheet and cell."""
    workbook = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None and FOUND_HERE in cell.comment.text
    }


def problems(path):
    rows = list(openpyxl.load_workbook(path)["Problems"].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_fault_is_marked_at_its_cell(kind, tmp_path):
    if kind == "csv":
        original = write_csvs(TWO_FAULTS, tmp_path / "area")
    else:
        original = write_sheets(TWO_FAULTS, tmp_path / "area.xlsx")
    copy = sf.mark_problems(original, to=tmp_path / "copy.xlsx")
    cells = marked(copy)
    assert set(cells) >= {("plans", "C3"), ("plans", "F3"), ("population", "D4")}
    assert "Did you mean ASD?" in cells["plans", "C3"].comment.text
    assert cells["plans", "C3"].fill.fgColor.rgb == COLOURS["error"]
    assert cells["plans", "C3"].value == "ASDX"
    told = problems(copy)
    checked = read_area(original)
    assert len(told) == len(checked.findings)
    row = next(one for one in told if one["value"] == "ASDX")
    assert (row["severity"], row["sheet"], row["cell"]) == ("fault", "plans", "C3")
    link = openpyxl.load_workbook(copy)["Problems"].cell(told.index(row) + 2, 3).hyperlink
    assert link.location == "'plans'!C3"


ONE_OF_EACH_RULE = {fault.rule: fault for fault in FAULTS}


@pytest.mark.slow
@pytest.mark.parametrize("fault", ONE_OF_EACH_RULE.values(), ids=ONE_OF_EACH_RULE.keys())
def test_every_known_fault_is_on_the_sheet_of_problems(fault, tmp_path):
    tables = broken(fault.change)
    original = write_sheets(tables, tmp_path / "area.xlsx")
    before = original.read_bytes()
    copy = sf.mark_problems(original, to=tmp_path / "copy.xlsx")
    assert original.read_bytes() == before
    checked = read_area(original)
    told, cells = problems(copy), marked(copy)
    assert sorted(one["seen"] for one in told) == sorted(one.seen for one in checked.findings)
    for one in told:
        if one["cell"]:
            assert one["seen"] in cells[one["sheet"], one["cell"]].comment.text
    # Every finding about a row of a sheet has its cell in that row.
    for found in checked.findings:
        if found.row is not None and found.file.startswith("sheet "):
            rows = {
                one["cell"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                for one in told
                if one["seen"] == found.seen
            }
            assert str(found.row) in rows


def test_a_finding_about_a_column_is_at_its_heading_and_of_a_file_at_no_cell(tmp_path):
    tables = {name: rows for name, rows in SOUND.items() if name != "population"}
    tables["plans"] = [
        ["child name", *row] if at == 0 else ["Kim Example", *row]
        for at, row in enumerate(tables["plans"])
    ]
    copy = sf.mark_problems(write_sheets(tables, tmp_path / "a.xlsx"), to=tmp_path / "b.xlsx")
    assert ("plans", "A1") in marked(copy)
    told = problems(copy)
    missing = [one for one in told if "There is no table population" in one["seen"]]
    assert [one["cell"] for one in missing] == [None]
    assert not any("Kim Example" in str(one) for one in told)


def test_formulas_formats_other_sheets_and_comments_are_kept(tmp_path):
    original = write_sheets(TWO_FAULTS, tmp_path / "area.xlsx")
    workbook = openpyxl.load_workbook(original)
    plans = workbook["plans"]
    plans["F2"] = "=1+2"
    plans["C3"].comment = Comment("ask Pat", "Pat")
    plans["A2"].font = Font(bold=True)
    plans.column_dimensions["A"].width = 33
    other = workbook.create_sheet("Codes")  # a sheet for people, which is no table
    other.append([1, 2])
    chart = BarChart()
    chart.add_data(Reference(other, min_col=1, max_col=2, min_row=1))
    other.add_chart(chart, "D4")
    workbook.save(original)
    copy = openpyxl.load_workbook(sf.mark_problems(original, to=tmp_path / "copy.xlsx"))
    assert copy["plans"]["F2"].value == "=1+2"
    assert copy["plans"]["A2"].font.bold
    assert copy["plans"].column_dimensions["A"].width == 33
    assert [cell.value for cell in copy["Codes"][1]] == [1, 2]
    assert len(copy["Codes"]._charts) == 1
    assert copy["plans"]["C3"].comment.text.startswith(f"ask Pat\n\n{FOUND_HERE}")
    assert copy.sheetnames[0] == "Problems"
    assert any("have no values yet" in one["seen"] for one in problems(tmp_path / "copy.xlsx"))


def test_what_a_copy_cannot_keep_is_named(tmp_path):
    original = write_sheets(SOUND, tmp_path / "area.xlsx")
    with zipfile.ZipFile(original, "a") as parts:
        parts.writestr("xl/slicers/slicer1.xml", "<slicers/>")
        parts.writestr("xl/drawings/drawing9.xml", "<xdr:wsDr><xdr:sp macro=''/></xdr:wsDr>")
    told = problems(sf.mark_problems(original, to=tmp_path / "copy.xlsx"))
    lost = [one for one in told if one["seen"].startswith("The copy has not kept")]
    assert [one["value"] for one in lost] == ["shapes and text boxes, slicers"]
    assert "Look at them in the original, which was not changed." in lost[0]["remedy"]


def test_a_marked_copy_that_is_mended_loses_its_marks(tmp_path):
    first = sf.mark_problems(
        write_sheets(TWO_FAULTS, tmp_path / "a.xlsx"), to=tmp_path / "first.xlsx"
    )
    workbook = openpyxl.load_workbook(first)
    workbook["plans"]["C3"], workbook["plans"]["F3"] = "SEMH", 2
    workbook["population"]["D4"] = 100
    workbook.save(first)
    second = sf.mark_problems(first, to=tmp_path / "second.xlsx")
    assert not {("plans", "C3"), ("plans", "F3"), ("population", "D4")} & set(marked(second))
    fills = openpyxl.load_workbook(second)["plans"]["C3"].fill
    assert fills.fgColor.rgb not in COLOURS.values()


def test_several_findings_share_a_comment_and_merged_cells_take_it_at_their_first(tmp_path):
    original = write_sheets(SOUND, tmp_path / "area.xlsx")
    workbook = openpyxl.load_workbook(original)
    workbook["plans"].merge_cells("C3:C5")
    workbook.save(original)
    copy = sf.mark_problems(original, to=tmp_path / "copy.xlsx")
    text = marked(copy)["plans", "C3"].comment.text
    assert "merged" in text.casefold()
    workbook = openpyxl.Workbook()
    workbook.active.title = "plans"
    found = [one for one in read_area(original).findings if one.file == "sheet plans"][:1]
    note_all(workbook, [Placed(one, "plans", "B2") for one in (*found, *found)])
    assert workbook["plans"]["B2"].comment.text.count(found[0].seen) == 1


def test_numbers_with_leading_noughts_and_equals_signs_stay_text(tmp_path):
    tables = broken(put("sites", 2, name="=1+1", urn="0123456"))
    copy = sf.mark_problems(write_csvs(tables, tmp_path / "area"), to=tmp_path / "copy.xlsx")
    sheet = openpyxl.load_workbook(copy)["sites"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s") or (
        sheet["B2"].data_type != "f"
    )
    assert sheet["D2"].value == "0123456"
    with zipfile.ZipFile(copy) as parts:
        names = [name for name in parts.namelist() if "worksheets/sheet" in name]
        assert not any(b"<f>" in parts.read(name) for name in names)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_original_is_never_written(kind, tmp_path):
    if kind == "csv":
        original = write_csvs(SOUND, tmp_path / "area")
    else:
        original = write_sheets(SOUND, tmp_path / "area.xlsx")
    with pytest.raises(FileError, match="is the file or folder that is checked") as raised:
        sf.mark_problems(original, to=tmp_path / "x" / ".." / original.name, replace=True)
    assert "in a copy, and never in the original. Give the copy another name." in str(raised.value)
    with pytest.raises(FileError, match=r"does not end in .xlsx") as raised:
        sf.mark_problems(original, to=tmp_path / "copy.xlsm")
    assert "Give it a name that ends in .xlsx." in str(raised.value)
    (tmp_path / "there.xlsx").write_text("mine")
    with pytest.raises(FileError, match="is already there"):
        sf.mark_problems(original, to=tmp_path / "there.xlsx")
    sf.mark_problems(original, to=tmp_path / "there.xlsx", replace=True)


@pytest.mark.slow
def test_a_workbook_with_macros_stays_one_and_rules_and_names_are_kept(tmp_path):
    saved = small_areas.area().save(tmp_path / "area.xlsx")
    original = saved.rename(tmp_path / "area.xlsm")
    with pytest.raises(FileError, match=r"does not end in .xlsm"):
        sf.mark_problems(original, to=tmp_path / "copy.xlsx")
    copy = openpyxl.load_workbook(sf.mark_problems(original, to=tmp_path / "copy.xlsm"))
    before = openpyxl.load_workbook(original)
    assert set(copy.defined_names) == set(before.defined_names) != set()
    for sheet in before:
        rules = sheet.data_validations.dataValidation
        assert len(copy[sheet.title].data_validations.dataValidation) == len(rules)
        assert copy[sheet.title].freeze_panes == sheet.freeze_panes
        if sheet["A1"].comment is not None:
            assert copy[sheet.title]["A1"].comment.text.startswith(sheet["A1"].comment.text)


def test_the_command_marks_and_still_tells_of_faults(tmp_path, capsys):
    original = write_sheets(TWO_FAULTS, tmp_path / "area.xlsx")
    copy = tmp_path / "copy.xlsx"
    with pytest.raises(SystemExit, match="1"):
        main(["check", str(original), "--mark", str(copy)])
    out = capsys.readouterr().out
    assert "ASDX is not a known need" in out
    assert f"Marked in a copy: {copy}" in out
    assert ("plans", "C3") in marked(copy)
    toml = tmp_path / "mine.toml"
    toml.write_text('name = "mine"')
    with pytest.raises(SystemExit, match="2"):
        main(["check", str(toml), "--mark", str(copy)])


CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5), row=st.integers(2, 7))
def test_any_text_gives_a_copy(texts, row, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    tables = {**SOUND, "plans": [SOUND["plans"][0], *texts]}
    original = write_csvs(tables, folder / "area")
    copy = sf.mark_problems(original, to=folder / "copy.xlsx")
    assert len(problems(copy)) == len(read_area(original).findings)
