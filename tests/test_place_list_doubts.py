"""Lists of schools and places that say one thing and mean another: what would count twice."""

import zipfile

import pandas as pd
import pytest
from intake_cases import HALL, LIST, book, places
from intake_cases import listed as listed_rows

import sufficiency as sf
from sufficiency.errors import FindingsError
from sufficiency.intake.lists_apart import lists_apart

REGISTER = pd.DataFrame(
    [
        (140001, "Hall School", "Ashby", 480000.0, 280000.0, "Open", "special", ""),
        (140002, "Fern School", "Ashby", 490000.0, 280000.0, "Open", "mainstream", "rp"),
        (140003, "Moor College", "Ashby", 500000.0, 280000.0, "Closed", "special", ""),
        (140004, "Moor College", "Ashby", 500000.0, 280000.0, "Open", "special", ""),
        (150005, "Far Lodge", "Barsetshire", 580000.0, 280000.0, "Open", "special", ""),
        (140006, "Dale Primary", "Ashby", 481000.0, 280000.0, "Open", "mainstream", ""),
    ],
    columns=["urn", "name", "authority", "easting", "northing", "status", "setting", "base_kind"],
)
WITH_POINTS = LIST.replace("Needs", "Easting,Northing,Needs")


def listed(*schools, register=REGISTER):
    """Read a list of (name, URN, easting), and give its findings by rule."""
    rows = [f'"{name}",{urn},4-11,{east},280000,ASD,Special,80,90\n' for name, urn, east in schools]

    def bring(folder):
        text = WITH_POINTS + "".join(rows)
        return places(text, authority="Ashby", points=register)(folder)

    return bring


def refused(bring, folder):
    with pytest.raises(FindingsError, match="It would stand in the area twice") as caught:
        bring(folder)
    return [one for one in caught.value.findings if one.rule == "list_urn_meant"]


@pytest.mark.parametrize(
    ("school", "meant", "how"),
    [
        (("Hall School", 140010, 480050), 140001, "is in no row of the register. By its name"),
        (("HALL SCHOOL", 140010, ""), 140001, "is in no row of the register. By its name"),
        (("The Hall", 140010, 480050), 140001, "By its point in the list the school is 140001"),
        (("Fern Base", 140010, 490000), 140002, "By its point in the list the school is 140002"),
        (("Moor College", 140003, 500000), 140004, r"another entry .* \(Moor College, Closed\)"),
        (("Hall School", 150005, 480000), 140001, r"another entry .* \(Far Lodge, Open\)"),
    ],
)
def test_a_school_that_would_stand_twice_is_refused(school, meant, how, tmp_path):
    """One wrong figure in a URN had added the school's places to the area a second time."""
    (fault,) = refused(listed(school), tmp_path)
    assert (fault.row, fault.column, fault.value) == (2, "URN", str(school[1]))
    assert pd.Series([fault.seen]).str.contains(how).all(), fault.seen
    assert f"Write {meant} in the list" in fault.remedy


@pytest.mark.parametrize(
    "schools",
    [
        [("Hall School", 140001, 480000)],
        [("Hall Academy", 140001, 480000)],
        # A new school that the register does not have, alone or beside one that is listed too.
        [("New School", 140010, 495000)],
        [("New School", 140010, 480000), ("Hall School", 140001, 480000)],
        # A mainstream school without a base has no places of its own.
        [("New School", 140010, 481000)],
        [("Moor College", 140003, 500000), ("Moor College", 140004, 500000)],
    ],
)
def test_a_school_of_its_own_is_read(schools, tmp_path):
    made = listed(*schools)(tmp_path)
    assert "list_urn_far" not in {one.rule for one in made.findings}


def test_rows_of_one_wrong_urn_are_told_once(tmp_path):
    rows = "Hall School,140010,4-11,ASD,Special,80,90\nHall School,140010,4-11,SLD,Base,8,9\n"
    bring = places(LIST + rows, authority="Ashby", points=REGISTER)
    (fault,) = refused(bring, tmp_path)
    assert "140010 is in no row of the register (and so in 1 other cell)" in fault.seen


@pytest.mark.parametrize(
    ("east", "where"), [(480000, "62 miles from its point in the list"), ("", "in Barsetshire")]
)
def test_a_urn_of_another_school_far_away_is_noted(east, where, tmp_path):
    made = listed(("Ivy House", 150005, east))(tmp_path)
    (note,) = [one for one in made.findings if one.rule == "list_urn_far"]
    assert note.severity == "note"
    assert f"150005 is Far Lodge in the register, {where}; the list calls it Ivy" in note.seen


def test_a_formula_that_gave_empty_text_has_a_value(tmp_path):
    """Lists are full of =IF(A2="","",...); Excel marks such a cell as text, and saves no letter."""
    path = book(tmp_path, "places.xlsx", {"Places": listed_rows('=IF(A2="x",5,"")')})
    with pytest.raises(FindingsError, match="never calculated"):
        sf.read_places(path)
    _change(path, b'<c r="F3">', b'<c r="F3" t="str">')
    made = sf.read_places(path)
    assert made.held["places"]["places"].tolist() == [80, 90, 90]


def test_a_row_of_nothing_but_formulas_is_no_blank_row(tmp_path):
    rows = [*listed_rows(), [f"={letter}2" for letter in "ABCDEFG"]]
    path = book(tmp_path, "places.xlsx", {"Places": rows})
    with pytest.raises(FindingsError, match="never calculated") as caught:
        sf.read_places(path)
    assert {one.row for one in caught.value.findings} == {3}
    assert len(caught.value.findings) == 7


def test_a_hidden_sheet_headed_alike_is_left_out_with_a_note(tmp_path):
    sheets = {"2023 old": listed_rows(), "Places": listed_rows(8)}
    made = sf.read_places(book(tmp_path, "places.xlsx", sheets, hidden="2023 old"))
    assert len(made.held["pools"]) == 2
    assert "sheets_hidden_too" in {one.rule for one in made.findings}


def _change(path, before, after):
    """Replace some letters in the sheet of a workbook."""
    with zipfile.ZipFile(path) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    assert any(before in text for text in held.values())
    with zipfile.ZipFile(path, "w") as parts:
        for name, text in held.items():
            parts.writestr(name, text.replace(before, after))


FIRST, BOTH, LATER = "2025/26,2026/27", "80,90", "2026/27,2027/28"


def listing(years, counts, *, name="places.csv", pool=""):
    heads = f"School,URN,Age range,Needs,Type,Pool,{years}\n"
    return places(f"{heads}Hall,140001,4-11,ASD,Special,{pool},{counts}\n", name=name)


@pytest.mark.parametrize(
    ("years", "counts", "pool", "told"),
    [
        (FIRST, BOTH, "", ""),
        # Another name of the pool is no other number of places.
        (FIRST, BOTH, "Hall", ""),
        (FIRST, "80,91", "", "Hall: 90 and 91 in 2026/27"),
        (LATER, "95,95", "", "Hall: 90 and 95 in 2026/27"),
        # Last year's list tells what was before this one begins.
        ("2024/25", "70", "", ""),
        ("2024/25,2025/26", "70,75", "", "Hall: 80 and 75 in 2025/26"),
    ],
)
def test_two_lists_of_a_school_say_the_same_from_the_first_year_of_the_one_that_counts(
    years, counts, pool, told, tmp_path
):
    lists = [listing(FIRST, BOTH), listing(years, counts, name="other.csv", pool=pool)]
    found = list(lists_apart([one(tmp_path) for one in lists]))
    assert [one.seen.count(told) for one in found] == [1] * bool(told)


def test_lists_of_other_schools_stand_beside_each_other(tmp_path):
    other = places((LIST + HALL).replace("140001", "140002"), name="other.csv")(tmp_path)
    assert list(lists_apart([places()(tmp_path), other])) == []
