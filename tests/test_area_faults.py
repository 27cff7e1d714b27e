"""Every kind of mistake in every table gives one clear finding, from a folder and a workbook."""

from collections import Counter
from dataclasses import replace

import pytest
from building import SOUND, broken, sound, write_csvs, write_sheets
from fault_cases import FAULTS

from sufficiency import terms
from sufficiency.area import load_area, read_area
from sufficiency.area.reading import read_folder, read_workbook
from sufficiency.errors import TableError

AT_LEAST = 10


def only(findings, severity="error"):
    """The one finding that there must be."""
    assert len(findings) == 1, "\n".join(map(str, findings))
    assert findings[0].severity == severity
    return findings[0]


def hold(found, fault, *, file):
    """Hold a finding against what its case says."""
    assert (found.rule, found.file, found.row) == (fault.rule, file, fault.row)
    assert (found.column, found.value) == (fault.column, fault.value)
    assert fault.words in f"{found.seen} {found.why} {found.remedy}"
    assert str(found).isprintable()


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_in_a_folder_gives_one_finding(fault, tmp_path):
    folder = write_csvs(broken(fault.change), tmp_path / "area")
    findings = read_area(folder).findings
    hold(only(findings, fault.severity), fault, file=f"{fault.table}.csv")


FIRST_OF_RULE = list({(fault.rule, fault.column): fault for fault in FAULTS}.values())


@pytest.mark.slow
@pytest.mark.parametrize("fault", FIRST_OF_RULE, ids=str)
def test_a_fault_in_a_workbook_gives_one_finding(fault, tmp_path):
    path = write_sheets(broken(fault.change), tmp_path / "area.xlsx")
    findings = read_area(path).findings
    hold(only(findings, fault.severity), fault, file=f"sheet {fault.table}")


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_workbook_is_read_as_the_same_text_as_a_folder(fault, tmp_path):
    """So that what holds for the faults of a folder holds for those of a workbook."""
    tables = {fault.table: broken(fault.change)[fault.table]}
    sheet = read_workbook(write_sheets(tables, tmp_path / "area.xlsx")).raw[fault.table]
    text = read_folder(write_csvs(tables, tmp_path / "area")).raw[fault.table]
    assert sheet.file == f"sheet {fault.table}"
    renamed = [replace(found, file=text.file) for found in sheet.findings]
    assert replace(sheet, file=text.file, findings=tuple(renamed)) == text


def test_each_table_is_broken_in_at_least_ten_ways():
    kinds = {(fault.table, fault.rule, fault.column) for fault in FAULTS}
    tried = Counter(table for table, _, _ in kinds)
    assert {name for name in terms.table_names() if tried[name] < AT_LEAST} == set()


def test_the_small_area_has_no_fault_and_no_note(tmp_path):
    assert read_area(write_csvs(SOUND, tmp_path / "area")).findings == ()
    assert read_area(write_sheets(SOUND, tmp_path / "area.xlsx")).findings == ()


def test_all_faults_are_raised_at_once(tmp_path):
    tables = sound()
    mistakes = [fault for fault in FAULTS if fault.rule == "not_a_year"]
    mistakes = list({fault.table: fault for fault in mistakes}.values())[:3]
    for fault in mistakes:
        fault.change(tables)
    folder = write_csvs(tables, tmp_path / "area")
    with pytest.raises(
        TableError, match=r"The area in area cannot be used: 3 faults\. Noth"
    ) as error:
        load_area(folder)
    frame = error.value.to_frame()
    assert sorted(frame["rule"]) == sorted(fault.rule for fault in mistakes)
    assert list(frame["row"]) == [fault.row for fault in mistakes]


def backwards(grid):
    """Rows and columns in the opposite order."""
    return [list(reversed(row)) for row in [grid[0], *reversed(grid[1:])]]


@pytest.mark.parametrize(
    "form",
    [
        {"line_end": "\r\n"},
        {"encoding": "utf-8-sig"},
        {"encoding": "utf-8-sig", "line_end": "\r\n"},
        {"line_end": "\r"},
    ],
    ids=str,
)
@pytest.mark.parametrize("order", [lambda grid: grid, backwards], ids=["as-is", "backwards"])
def test_order_line_ends_and_byte_order_mark_are_no_faults(form, order, tmp_path):
    plain = load_area(write_csvs(SOUND, tmp_path / "plain"))
    turned = {name: order(grid) for name, grid in SOUND.items()}
    assert load_area(write_csvs(turned, tmp_path / "turned", **form)) == plain


def test_blank_rows_and_blanks_around_cells_are_no_faults(tmp_path):
    tables = {
        name: [row for line in grid for row in ([f" {cell}\t" for cell in line], [], ["", ""])]
        for name, grid in SOUND.items()
    }
    area = load_area(write_csvs(tables, tmp_path / "area"))
    assert area == load_area(write_sheets(SOUND, tmp_path / "area.xlsx"))
