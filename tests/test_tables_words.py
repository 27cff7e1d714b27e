"""What a table is told: once for what stands in many rows, and with what to type instead."""

import openpyxl
import pandas as pd
import pytest
from building import AREA_TABLES, SOUND, add, both, broken, checked, drop, put, remove, write_sheets

from sufficiency import terms
from sufficiency.area import area_from_frames, read_area
from sufficiency.errors import NotPossibleError, TableError
from sufficiency.tables.remedies import DIGITS_ONLY, list_meant, number_kind, number_meant


def only(change):
    """The one finding of a change."""
    findings = checked(broken(change)).findings
    assert len(findings) == 1, "\n".join(map(str, findings))
    return findings[0]


def everywhere(table, column, text):
    """A change of a whole column."""

    def change(tables):
        at = tables[table][0].index(column)
        for row in tables[table][1:]:
            row[at] = text

    return change


def append(table, *cells):
    """A change that writes a row below a table."""

    def change(tables):
        width = len(tables[table][0])
        tables[table].append([*cells, *[""] * (width - len(cells))])

    return change


def sites_by_number(tables):
    """A change of the sites into register numbers."""
    names = {"S01": "123456", "S02": "234567"}
    for grid in tables.values():
        for row in grid:
            row[:] = [names.get(cell, cell) for cell in row]


def test_a_locality_that_is_missing_is_one_finding_for_each_table():
    change = both(remove("localities", 3), remove("journeys", 4, 5))
    told = [(one.file, one.rule, one.row, one.value) for one in checked(broken(change)).findings]
    assert told == [
        ("population.csv", "unknown_reference", 6, "L02"),
        ("plans.csv", "unknown_reference", 3, "L02"),
        ("transitions.csv", "unknown_reference", 3, "L02"),
        ("placements.csv", "unknown_reference", 4, "L02"),
    ]
    found = checked(broken(change)).findings[0]
    assert "L02 is not in the table localities. 12 rows of the table have it; this" in found.seen
    assert "rows of the table" not in only(put("plans", 2, locality="L9")).seen


def test_a_number_is_never_guessed_among_numbers():
    found = checked(broken(both(sites_by_number, put("placements", 2, site="123465")))).findings
    assert [one.rule for one in found] == ["placements_elsewhere", "placements_short"]
    assert "(123465); 1 row was left out" in found[0].seen
    assert "123456" not in "".join(str(one) for one in found)
    assert terms.nearest("123465", ["123456"]) is None
    assert terms.nearest("S1", ["S01"]) == "S01"


@pytest.mark.parametrize(("rows", "findings"), [(10, 10), (11, 1), (500, 1)])
def test_a_wrong_code_in_many_rows_is_one_finding(rows, findings):
    row = SOUND["plans"][1]

    def change(tables):
        tables["plans"] += [[row[0], row[1], "AUT", *row[3:]] for _ in range(rows)]

    found = [one for one in checked(broken(change)).findings if one.rule == "unknown_code"]
    assert len(found) == findings
    assert found[0].row == 8
    assert (f"{rows:,} rows of the table have it" in found[0].seen) == (findings == 1)


def test_ten_thousand_rows_of_one_unknown_locality_are_one_finding_of_a_frame():
    frames = dict(AREA_TABLES)
    many = pd.concat([frames["population"].iloc[:1]] * 10_000).assign(locality="X")
    frames["population"] = many
    with pytest.raises(
        TableError, match=r"(?s)1 fault\..*10,000 rows of the table have it;"
    ) as error:
        area_from_frames(frames)
    assert len(error.value.findings) == 1


@pytest.mark.parametrize(
    ("table", "column", "text", "remedy"),
    [
        ("plans", "plans", "<5", "Write c for a suppressed count, or low for one that rounds to"),
        ("plans", "plans", "fewer than 5", "Write c for a suppressed count"),
        ("places", "places", "<5", "Write the number itself; this column cannot hold a hidden"),
        ("plans", "plans", "1,234", "Write 1234."),
        ("plans", "plans", "1,234,567.5", "Write 1234567.5."),
        ("plans", "plans", "12 pupils", "Write 12."),
        ("population", "persons", "1 234", "Write 1234."),
        ("places", "places", "40 places", "Write 40."),
        ("places", "places", "1 place", "Write 1."),
        ("costs", "pounds", "\u00a360", "Write 60."),
        ("costs", "pounds", "\u00a310,000.50", "Write 10000.50."),
        ("journeys", "minutes", "10 mins", "Write 10."),
        ("plans", "ncy", "R", "Write 0 for R: the NC year is age on 31 August minus 4, here 4."),
        ("plans", "ncy", "Reception", "Write 0 for Reception:"),
        ("plans", "ncy", "Year 11", "Write 11 for Year 11:"),
        ("pools", "ncy_from", "Y7", "Write 7 for Y7:"),
        ("margins", "ncy_to", "yr 13", "Write 13 for yr 13:"),
        ("plans", "ncy", "N1", "Write -2 for N1: the NC year is age on 31 August minus 4, here 2."),
        ("plans", "ncy", "N2", "Write -1 for N2:"),
        # where there is any doubt, no number is named
        ("plans", "ncy", "Year 99", DIGITS_ONLY),
        ("places", "places", "R", DIGITS_ONLY),
        ("plans", "plans", "\u00a360", DIGITS_ONLY),
        ("journeys", "miles", "10 km", DIGITS_ONLY),
        ("journeys", "miles", "3,5", DIGITS_ONLY),
        ("costs", "pounds", "10k", DIGITS_ONLY),
        ("costs", "pounds", "2 million", DIGITS_ONLY),
        ("sites", "low_age", "4 to 11", DIGITS_ONLY),
    ],
)
def test_the_remedy_is_what_to_type(table, column, text, remedy):
    assert number_meant(text, terms.table(table)[column]).startswith(remedy)


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("plans", "ncy", "a number"),
        ("population", "persons", "a number"),
        ("places", "places", "a number"),
        ("sites", "urn", "a number"),
        ("localities", "easting", "a number of metres"),
        ("plans", "plans", "a number of children"),
    ],
)
def test_a_column_says_what_number_it_holds(table, column, kind):
    assert number_kind(terms.table(table)[column]) == kind


@pytest.mark.parametrize(
    ("parts", "meant"),
    [
        (["ASD", "SLCN"], "ASD;SLCN"),
        (["ASD", "ASC", "SEMHH"], "ASD;SEMH"),
        (["ASD", "qqq"], None),
        (["", ""], None),
    ],
)
def test_a_list_is_written_as_it_was_meant(parts, meant):
    assert list_meant(parts, terms.code_list("need")) == meant


def test_both_wrong_parts_of_a_list_are_named():
    found = only(put("pools", 2, needs="ASD;ASC;SEMHH"))
    assert found.seen == "ASC and SEMHH are not known needs."
    assert "Write ASD;SEMH. In a list, put semicolons between: ASD;SEMH." in found.remedy
    assert "Write ASD;SLCN." in only(put("pools", 2, needs="ASD, SLCN")).remedy


def test_a_mark_is_shown_as_it_was_written():
    changes = (put("plans", 4, plans="*"), put("plans", 5, plans="[c]"), put("plans", 6, plans="c"))
    found = checked(broken(both(*changes, drop("margins", "placements")))).findings
    (note,) = [one for one in found if one.rule == "marked_cells"]
    assert "mark c (confidential, written * and [c]) in place of a number: 3." in note.seen


def test_true_is_shown_as_it_was_typed_and_is_a_yes_where_yes_is_meant(tmp_path):
    path = write_sheets(SOUND, tmp_path / "area.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["plans"]["F2"] = True
    workbook["history"]["I2"] = False
    workbook.save(path)
    (found,) = read_area(path).findings
    assert found.seen == "TRUE is not a number."
    assert only(put("plans", 2, plans="TRUE")).seen == "TRUE is not a number."
    assert checked(broken(put("history", 2, **{"break": "FALSE"}))).findings == ()


@pytest.mark.parametrize("text", ["Source: DfE", "Counted by the SEND team in May 2025"])
@pytest.mark.parametrize("table", ["plans", "pools", "margins"])
def test_a_line_of_words_below_a_table_is_one_finding(table, text):
    found = only(append(table, text))
    assert (found.rule, found.value) == ("row_of_words", text)
    assert "is not a row of the table." in found.seen
    assert "Delete it or move it to a sheet of its own" in found.remedy


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("plans", {"plans": "15"}),
        ("plans", {"year": "2024", "plans": "15"}),
        ("population", {"persons": "3600"}),
        ("places", {"places": "24"}),
    ],
)
def test_a_total_without_a_name_is_one_finding(table, cells):
    blank = dict.fromkeys(SOUND[table][0], "")
    found = only(add(table, **{**blank, **cells}))
    assert found.rule == "nameless_total_row"
    assert "it looks like a total." in found.seen
    assert "Delete it; or fill in its codes if it is no total." in found.remedy


@pytest.mark.slow
@pytest.mark.parametrize("heading", ["notes", "Note", "comment", "Comments"])
@pytest.mark.parametrize("table", terms.table_names())
def test_a_column_of_notes_is_left_unread(table, heading):
    def change(tables):
        for place, row in enumerate(tables[table]):
            row.append(heading if place == 0 else "ask Jo")

    result = checked(broken(change))
    assert [(one.rule, one.severity) for one in result.findings] == [("notes_column", "note")]
    assert heading not in result.tables[table].frame


def test_a_column_about_persons_is_told_once():
    def change(tables):
        for place, row in enumerate(tables["plans"]):
            row.append("Surname" if place == 0 else "x")

    assert str(only(change)).count("Surname") == 1


def test_estimated_places_may_be_fractions():
    assert checked(broken(put("places", 2, places="9.5", basis="estimated"))).findings == ()
    assert only(put("places", 2, places="9.5", basis="published")).rule == "fraction_of_a_place"
    assert only(put("caps", 2, places="7.5", basis="")).rule == "fraction_of_a_place"


def many_ages(tables):
    """A change of the margin by age into one row for each NC year."""
    header, *rows = tables["margins"]
    ages = [["age", "2024", "", "", str(n), str(n), "", "2", "published"] for n in range(4, 10)]
    tables["margins"] = [header, *ages, *[row for row in rows if row[0] != "age"]]


def test_margins_that_contradict_each_other_name_the_rows_of_one():
    without = drop("plans", "placements", "transitions")
    findings = checked(broken(both(many_ages, without))).findings
    told = {(one.rule, one.row) for one in findings}
    contradict = {("margins_contradict", 8), ("margins_contradict", 12)}
    assert told == {*contradict, ("plans_only_margins", None)}
    assert any('In "need" look at rows 8, 9, 10, 11.' in one.seen for one in findings)
    needs = both(many_ages, remove("margins", *range(8, 15)), without)
    also = add("margins", margin="zones", ncy_from="", ncy_to="", plans="99")
    found = next(one for one in checked(broken(both(needs, also))).findings if one.row)
    assert (found.row, 'In "zones" look at row 8.' in found.seen) == (8, True)


def test_margins_are_not_compared_while_one_has_two_names():
    change = both(put("margins", 2, margin="Age"), put("margins", 3, plans="99"))
    found = only(both(change, add("margins", margin="age", need="", setting="base", plans="1")))
    assert found.seen == "'Age' has 1 row beside 2 of 'age'."
    assert "Did you mean 'age'? Write one name in all rows of a margin." in found.remedy


@pytest.mark.parametrize(
    "given", [[AREA_TABLES["plans"]], None, 5, AREA_TABLES["plans"], {5: AREA_TABLES["plans"]}]
)
def test_frames_that_are_not_given_by_name_are_refused(given):
    with pytest.raises(
        NotPossibleError, match=r"Frames were given as .* not by the names of their"
    ):
        area_from_frames(given)


@pytest.mark.parametrize("given", [None, [1], "plans.csv", {"year": [2024]}])
def test_tables_that_are_no_frames_are_refused(given):
    with pytest.raises(NotPossibleError, match=r"The table plans was given as a value of type"):
        area_from_frames({"plans": given})
