"""Every message about files, tables and areas: what brings it, and its words."""

import pickle
from string import Formatter

import pytest
from building import SOUND, broken, checked, put, small_area, write_csvs
from fault_cases import FAULTS
from test_area_checks import CASES

from sufficiency import terms
from sufficiency.area import area_from_frames, load_area, saving
from sufficiency.area.reading import raw_of_frame
from sufficiency.cli.past import council_at
from sufficiency.errors import (
    FileError,
    NotPossibleError,
    SufficiencyError,
    TableError,
    UnknownNameError,
    finding,
    findings_frame,
    looks_personal,
    withhold,
)
from sufficiency.messages import MESSAGES, areas, files, journeys, occupied, tables
from sufficiency.tables import check_free, check_table, read_csv_bytes, to_array


def findings_of(content, table="journeys"):
    return check_table(read_csv_bytes(content, table=table, file=f"{table}.csv")).findings


def with_column(name):
    """A table with one column more."""
    return b"locality,site,minutes,miles," + name.encode() + b"\nL01,S01,1,1,a\n"


def frame_with_mark_and_number():
    frame = small_area().plans
    frame["plans_mark"] = "c"
    return raw_of_frame("plans", frame).findings


def doubled():
    """An array asked of two rows of one cell."""
    frame = small_area().plans
    to_array(frame, axes={"year": [2023, 2024]}, value="plans")


def strange():
    to_array(small_area().plans, axes={"year": [2023]}, value="plans")


def saved(tmp_path, name, **options):
    return small_area().save(tmp_path / name, **options)


def crowded(tmp_path):
    """Replace a folder that holds more than an area."""
    (saved(tmp_path, "area") / "letters.docx").write_bytes(b"kept")
    saved(tmp_path, "area", replace=True)


def too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(saving, "MOST_ROWS", 10)
    saved(tmp_path, "area.xlsx")


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def beside(tmp_path, name, content=b"x"):
    """A sound folder with one file more."""
    folder = write_csvs(SOUND, tmp_path / "area")
    written(folder, name, content)
    return load_area(folder)


def saved_result(tmp_path):
    """A folder with tables of an area, and what stands beside those of a result."""
    folder = write_csvs(SOUND, tmp_path / "area")
    for name in ("provenance.csv", "notes.csv", "letters.csv"):
        written(folder, name, b"x")
    return load_area(folder)


def nothing_in(tmp_path):
    (tmp_path / "empty").mkdir()
    return load_area(tmp_path / "empty")


def locked(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    saved(tmp_path, "area")


ERRORS = {
    "not_an_academic_year": (
        lambda tmp_path: terms.year_from_text("24/25"),
        UnknownNameError,
        r"24/25 is not an academic year\. .* for example 2026 for 2026/27\.",
    ),
    "ncy_outside": (
        lambda tmp_path: terms.phase_of_ncy(21),
        UnknownNameError,
        r"21 is not an NC year .* from -4 \(age 0\) to 20 \(age 24\)\.",
    ),
    "unknown_word": (
        lambda tmp_path: terms.table("palns"),
        UnknownNameError,
        r"^palns is not a known table of an area\. Did you mean plans\?$",
    ),
    "category_is_total": (
        lambda tmp_path: terms.setting_of("special_total", file="caseload_column", release=2025),
        UnknownNameError,
        r"special_total is a published total of several settings\.",
    ),
    "no_such_place": (
        lambda tmp_path: load_area(tmp_path / "none"),
        FileError,
        r"There is no file or folder .*none\. Check the spelling, or make a new area with",
    ),
    "no_council_file": (
        lambda tmp_path: council_at(tmp_path / "none.csv"),
        FileError,
        r"There is no file .*none\.csv\. The council's own .* the columns origin, year and plans\.",
    ),
    "not_an_area_file": (
        lambda tmp_path: load_area(written(tmp_path, "area.xls", b"old")),
        FileError,
        r"area\.xls is not a folder and not an \.xlsx workbook\. .* Save As, Excel Workbook",
    ),
    "cannot_open": (
        lambda tmp_path: load_area("a" * 5000),
        FileError,
        r"cannot be opened \(.*\)\. Close it in Excel",
    ),
    "already_there": (
        lambda tmp_path: [saved(tmp_path, "area") for _ in range(2)],
        FileError,
        r"area is already there\. Work in it would be lost\. Choose another name, or "
        r"say that it may go: replace=True\.$",
    ),
    "folder_in_the_way": (
        lambda tmp_path: [
            (tmp_path / "area.xlsx").mkdir(),
            check_free(tmp_path / "area.xlsx", replace=True),
        ],
        FileError,
        r"area\.xlsx is a folder, and a file is to be written\. All that the folder holds would",
    ),
    "file_in_the_way": (
        lambda tmp_path: saved(written(tmp_path, "list", b""), "area"),
        FileError,
        r"list is a file, not a folder\. Nothing can be written into it\. Choose another name",
    ),
    "not_a_workbook": (
        lambda tmp_path: load_area(written(tmp_path, "area.xlsx", b"\xd0\xcf\x11\xe0 locked")),
        FileError,
        r"area\.xlsx is not a workbook that can be read\. It may be damaged, protected by a pass",
    ),
    "ending_unknown": (
        lambda tmp_path: saved(tmp_path, "area.csv"),
        FileError,
        r"area\.csv ends in \.csv\. Tables are written as a folder, or as a workbook",
    ),
    "holds_other_files": (
        crowded,
        FileError,
        r"area holds something else than these tables: letters\.docx\. It would be lost",
    ),
    "no_tables": (
        nothing_in,
        TableError,
        r"The area in empty: There is no table of an area\. .*: python -m sufficiency new example",
    ),
    "unknown_file": (
        lambda tmp_path: beside(tmp_path, "plans2.csv"),
        TableError,
        r"No table of an area is called plans2\. .* Move it elsewhere; there is plans\.csv alr",
    ),
    "saved_result": (
        saved_result,
        TableError,
        r"a result or a reading wrote, and no area: .* sf\.build_area\(folder, readings=\[reading",
    ),
    "table_twice": (
        lambda tmp_path: beside(tmp_path, "PLANS.csv"),
        TableError,
        r"The table plans is there twice: PLANS\.csv and plans\.csv\. .* Delete one of the two",
    ),
    "text_too_long": (
        lambda tmp_path: load_area(
            write_csvs(broken(put("about", 4, value="x" * 32_768)), tmp_path / "area")
        ),
        TableError,
        r"about\.csv, row 4, column value: The text has 32768 letters\. .* at most 32,767\.",
    ),
    "frames_not_named": (
        lambda tmp_path: area_from_frames([small_area().plans]),
        NotPossibleError,
        r"Frames were given as a value of type list, not by .*area_from_frames\({'plans': plans, ",
    ),
    "not_a_frame": (
        lambda tmp_path: area_from_frames({"plans": [1, 2]}),
        NotPossibleError,
        r"The table plans was given as a value of type list, not as a DataFrame of pandas\.",
    ),
    "cell_twice": (lambda tmp_path: doubled(), TableError, r"Two rows have the same year: 2023\."),
    "cell_unknown_to_axis": (
        lambda tmp_path: strange(),
        TableError,
        r"2024 is not among the year of the array\. Its number would be left out",
    ),
    "no_such_table": (
        lambda tmp_path: small_area().to_frame("plan"),
        UnknownNameError,
        r"There is no table plan here\. +It has about, localities, population, plans",
    ),
    "publish_not_yet": (
        lambda tmp_path: saved(tmp_path, "area", audience="publish"),
        NotPossibleError,
        r'audience="publish" cannot be done yet\. Small numbers .* Use audience="internal"',
    ),
    "audience_unknown": (
        lambda tmp_path: saved(tmp_path, "area", audience="public"),
        NotPossibleError,
        r'public is not an audience\. +Write audience="internal"\.',
    ),
}
"""Messages that are raised: what brings them, the error, and its words."""

PATCHED = {
    "cannot_write": (
        locked,
        r"area cannot be written \(Permission denied\)\. Nothing was changed\.",
    ),
    "too_many_rows": (too_long, r"The table population has 36 rows\. A sheet of Excel ends at row"),
}

FOUND = {
    "read_as_windows": (
        lambda: findings_of(with_column("basis").replace(b"L01", b"L\xe9")),
        'choose Save As, "CSV UTF-8 (Comma delimited)", and this note goes away.',
    ),
    "not_text": (lambda: findings_of(b"\xff\xfea\x00"), "Save it again from Excel as"),
    "semicolons_between": (lambda: findings_of(b"locality;site\na;b\n"), "separated by semicolons"),
    "notes_column": (lambda: findings_of(with_column("Comments")), "Leave it here; a copy that is"),
    "row_of_words": (None, "tests/test_tables_words.py"),
    "nameless_total_row": (None, "tests/test_tables_words.py"),
    "personal_in_text": (None, "tests/test_persons.py"),
    "csv_broken": (lambda: findings_of(b'locality,site\n"a,b\n'), "(unexpected end of data)"),
    "column_unnamed": (
        lambda: findings_of(with_column("").replace(b",site", b",,site", 1)),
        "Column B holds something but has no heading.",
    ),
    "person_column": (
        lambda: findings_of(with_column("Post code")),
        "The column describes a person and was not read.",
    ),
    "blank_cells": (
        lambda: findings_of(b"locality,site,minutes,miles\n,,1,2\n"),
        "2 cells of the row are blank that must not be.",
    ),
    "table_is_empty": (
        lambda: findings_of(b"site,name,authority,easting,northing,basis\n", "sites"),
        "The table holds: Schools and other settings with a point. Fill in at least one row.",
    ),
    "a_date": (None, "tests/test_tables.py"),
    "a_formula_without_value": (None, "tests/test_tables.py"),
    "merged_cells": (None, "tests/test_tables.py"),
    "nothing_to_draw": (None, "tests/test_figures.py"),
    "nothing_to_fit": (None, "tests/test_fitted_area.py"),
    "mark_beside_number": (
        frame_with_mark_and_number,
        "The row has the number 3 and the mark c for a hidden number. It is not clear whether the "
        'number is known. Set plans_mark to "" beside a number that is known.',
    ),
    "marked_cells": (
        lambda: checked(broken(put("history", 2, new_plans="z"))).findings,
        "Cells with the mark z (not applicable) in place of a number: 1. They are read as missing, "
        "from 0 to 0.",
    ),
    "plans_or_margins_missing": (
        lambda: checked({n: g for n, g in SOUND.items() if n not in ("plans", "margins")}).findings,
        "Add one of the two; published margins alone are enough to start.",
    ),
    "table_missing": (
        lambda: checked({n: g for n, g in SOUND.items() if n != "places"}).findings,
        "There is no table places. It holds: How many places a pool or site has",
    ),
    "line_break_in_cell": (
        lambda: findings_of(b'locality,site,minutes,miles\n"L\n1",S01,1,1\n'),
        "Close or delete the quotation mark, or take the line break out of the cell.",
    ),
}
"""Messages that are findings; where no text stands, the file whose tests bring them."""


@pytest.mark.slow
@pytest.mark.parametrize(("bring", "error", "words"), ERRORS.values(), ids=ERRORS.keys())
def test_an_error_says_what_to_do(bring, error, words, tmp_path):
    with pytest.raises(error, match=words) as raised:
        bring(tmp_path)
    assert all(letter.isprintable() or letter == "\n" for letter in str(raised.value))


@pytest.mark.parametrize(("bring", "words"), PATCHED.values(), ids=PATCHED.keys())
def test_an_error_of_the_disk_says_what_to_do(bring, words, tmp_path, monkeypatch):
    with pytest.raises(FileError, match=words):
        bring(tmp_path, monkeypatch)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rule", [rule for rule, (bring, _) in FOUND.items() if bring is not None])
def test_a_finding_says_what_to_do(rule):
    bring, words = FOUND[rule]
    told = [found for found in bring() if found.rule == rule]
    assert told
    assert words in f"{told[0].seen} {told[0].why} {told[0].remedy}"


def test_a_place_that_is_not_there_is_asked_for_by_the_name_of_one_that_is(tmp_path):
    (tmp_path / "example").mkdir()
    with pytest.raises(FileError, match=r"exmple\. Check the spelling \(example is there\)"):
        load_area(tmp_path / "exmple")
    with pytest.raises(FileError, match=r"exmple\. Check the spelling, or"):
        load_area(tmp_path / "elsewhere" / "exmple")


def test_every_message_is_brought_by_some_test():
    tried = {fault.rule for fault in FAULTS} | {case.rule for case in CASES.values()}
    subjects = {**files.MESSAGES, **tables.MESSAGES, **areas.MESSAGES, **journeys.MESSAGES}
    subjects |= occupied.MESSAGES
    elsewhere = {
        "council_separator",  # in test_cli
        "grid_far_outside",  # in test_grid
        "points_twice",  # in test_area_points
        "points_converted",  # in test_area_points
        "site_far_away",  # in test_area_checks
        "key_blank",  # in test_scenario_words
        "key_missing",  # in test_scenario_words
        "placements_elsewhere",  # in test_rolling_files
    }
    tried |= elsewhere
    assert set(subjects) - tried - set(ERRORS) - set(PATCHED) - set(FOUND) == set()


@pytest.mark.parametrize("rule", MESSAGES)
def test_a_message_is_made_of_sentences(rule):
    message = MESSAGES[rule]
    for part in (message.seen, message.why, message.remedy):
        assert part == part.strip()
        assert "  " not in part
        names = [name for _, name, _, _ in Formatter().parse(part) if name is not None]
        assert all(name.isidentifier() for name in names), names
    assert message.seen
    assert message.remedy


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("NN15 6XX", "(withheld)"),
        ("nn156xx", "(withheld)"),
        ("at NN15 6XX, Kettering", "at (withheld), Kettering"),
        ("NN15\u00a06XX", "(withheld)"),
        ("home_NN15 6XX_2", "home_(withheld)_2"),
        ("A123456789012", "(withheld)"),
        ("UPN:A12345678901B.", "UPN:(withheld)."),
        ("E02005940", "E02005940"),
        ("a\tb\nc", "a b c"),
        ("\x1b[31mred\x07", "?[31mred?"),
        ("x" * 70, "x" * 60 + "..."),
    ],
)
def test_what_identifies_a_child_or_steers_a_console_is_never_repeated(value, shown):
    assert withhold(value) == shown
    told = finding("unknown_file", file=value, column=value, value=value, meant=value)
    assert shown in (told.value, told.file)
    assert "156" not in str(told) or "E02" in value
    assert "\x1b" not in str(told)
    error = FileError.of("not_a_workbook", path=value)
    assert "\x1b" not in str(error)
    assert "123456789" not in str(error)


def test_errors_are_of_one_family_and_survive_a_journey_between_processes():
    with pytest.raises(TableError, match="There is no table of an area") as raised:
        area_from_frames({})
    assert isinstance(raised.value, SufficiencyError)
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.findings) == (str(raised.value), raised.value.findings)
    assert isinstance(UnknownNameError(), LookupError)


def test_findings_as_a_frame_have_rows_that_may_be_missing():
    frame = findings_frame([finding("table_is_empty", file="a.csv", meaning="x")])
    assert list(frame.columns) == [
        *("severity", "file", "row", "column", "value", "rule", "seen", "why", "remedy")
    ]
    assert frame["row"].dtype == "Int64"
    assert findings_frame([]).empty


@pytest.mark.parametrize(
    ("text", "is_personal"),
    [
        ("1234567890", True),
        ("123 456 7890", True),
        ("ULN.1234567890", True),
        ("0.1234567890", False),
        ("12.3456789012", False),
        ("1.1234567890, 2345678901", True),
    ],
)
def test_decimals_of_a_part_of_a_child_are_no_learner_s_number(text, is_personal):
    assert looks_personal(text) == is_personal
