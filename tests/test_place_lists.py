"""Councils' lists of schools and places: what they write, and what it means."""

from pathlib import Path

import pandas as pd
import pytest
from intake_cases import HALL, LIST, book, places, write

import sufficiency as sf
from sufficiency.area.reading import raw_of_frame
from sufficiency.sources.headings import column_of
from sufficiency.sources.place_lists.columns import ALL
from sufficiency.sources.place_lists.reading import KIND
from sufficiency.sources.place_lists.spans import ncys_of, needs_of, year_of_heading
from sufficiency.sources.text_tables import first_rows
from sufficiency.tables import check_table

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        *(("2025/26", 2025), ("Places 2025-26", 2025), ("2025/2026", 2025), ("AY 2027/28", 2027)),
        *(("Sep 2026", 2026), ("September 2026", 2026), ("Sept-26", 2026), ("Sep '27", 2027)),
        *(("Commissioned places 2026/27", 2026), ("2026", 2026), ("2026-09-01", 2026)),
        *(("2026-09-26", None), ("Roll 2025/26", None), ("2025/27", None), ("Needs", None)),
        *(("PAN 25-26", 2025), ("Places 26/27", 2026), ("25-27", None), ("Ages 4-5", None)),
        *(("11-12", None), ("Roll 25/26", None)),
        *(("URN", None), ("Places", None), ("", None)),
    ],
)
def test_headings_say_the_september(heading, year):
    assert year_of_heading(heading) == year


@pytest.mark.parametrize(
    ("text", "span"),
    [
        *(("4-11", (0, 6, True)), ("4 to 11", (0, 6, True)), ("Ages 2–19", (-2, 14, True))),
        *(("11-16 years", (7, 11, True)), ("R-6", (0, 6, False)), ("Y7-Y11", (7, 11, False))),
        *(("Years 7 to 11", (7, 11, False)), ("Reception to Year 6", (0, 6, False))),
        *(("N2-R", (-1, 0, False)), ("Yr 12 - Yr 14", (12, 14, False))),
        *(("11-4", None), ("4", None), ("all", None), ("", None), ("2025-11-04", None)),
    ],
)
def test_spans_are_ages_until_leaving_or_year_groups(text, span):
    assert ncys_of(text, leaving=True) == span


def test_the_last_age_may_be_one_on_roll():
    assert ncys_of("4-10", leaving=False) == (0, 6, True)


@pytest.mark.parametrize(
    ("heading", "text", "span"),
    [
        *(("Year groups", "7-11", [7, 11]), ("NC years", "0-6", [0, 6])),
        *(("Year group", "7", None), ("Year groups", "-1 to 6", [-1, 6])),
        *(("Year groups", "R-6", [0, 6]), ("Year groups", "Ages 4-11", [0, 6])),
        *(("Years", "Y7-Y11", [7, 11]), ("Years", "7-11", None), ("Years", "4-11 years", None)),
        *(("Ages", "7-11", [3, 6]), ("Age range", "Years 7 to 11", [7, 11])),
    ],
)
def test_numbers_alone_are_what_the_heading_says(heading, text, span, tmp_path):
    """Year groups 7-11 are NC years 7 to 11, and ages 7-11 NC years 3 to 6."""
    lines = (LIST + HALL).replace("Age range", heading).replace("4-11", text)
    if span is None:
        with pytest.raises(sf.FindingsError, match=r"no span of ages|may be ages or year groups"):
            places(lines)(tmp_path)
        return
    assert places(lines)(tmp_path).held["pools"].loc[0, ["ncy_from", "ncy_to"]].tolist() == span


def test_year_groups_are_surer_than_ages_beside_them(tmp_path):
    lines = LIST.replace("Needs", "Year groups,Needs") + HALL.replace("4-11", "3-19,7-11")
    assert places(lines)(tmp_path).held["pools"].loc[0, ["ncy_from", "ncy_to"]].tolist() == [7, 11]


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("ASD", ["ASD"]),
        ("Autism; SEMH", ["ASD", "SEMH"]),
        ("ASD/SLCN", ["ASD", "SLCN"]),
        ("ASD, SLD and PMLD", ["ASD", "SLD", "PMLD"]),
        ("Social, emotional and mental health", ["SEMH"]),
        ("Autism; Speech, language and communication needs", ["ASD", "SLCN"]),
        ("ASD, ASC", ["ASD"]),
    ],
)
def test_needs_are_codes_and_their_names(text, needs):
    assert needs_of(text) == (needs, [])


def test_all_needs_are_all_but_the_unknown():
    found, lost = needs_of("All")
    assert (len(found), lost) == (13, [])
    assert needs_of("ASD, magic") == (["ASD"], ["magic"])


def test_a_list_becomes_pools_and_places(tmp_path):
    text = LIST + HALL + 'Hall,140001,R-6,SEMH,RP,12,\nFern,,11-16,All,INMSS,,"1,010"\n'
    made = places(text, authority="North")(tmp_path)
    pools = made.held["pools"].set_index(["site", "pool"])
    assert pools.loc[("140001", "special"), "needs"] == "ASD;SLD"
    assert pools.loc[("140001", "base"), ["ncy_from", "ncy_to"]].tolist() == [0, 6]
    assert pools.loc[("FERN", "all"), ["level", "setting", "year"]].tolist() == [
        *("special", "independent", 2026)
    ]
    held = made.held["places"].set_index(["site", "pool", "year"])["places"].to_dict()
    assert held == {
        ("140001", "special", 2025): 80.0,
        ("140001", "special", 2026): 90.0,
        ("140001", "base", 2025): 12.0,
        ("FERN", "all", 2026): 1010.0,
    }
    assert made.account()["rows"].sum() == 3
    for name in ("pools", "places"):
        assert not check_table(raw_of_frame(name, made.held[name])).findings


def test_sites_need_points_of_the_list_or_of_a_register(tmp_path):
    assert "sites" not in places()(tmp_path).held
    register = pd.DataFrame({"urn": [140001], "easting": [488_000.0], "northing": [279_000.0]})
    made = places(points=register, authority="North")(tmp_path)
    (row,) = made.held["sites"].to_dict("records")
    assert (row["site"], row["urn"], row["easting"], row["authority"]) == (
        *("140001", 140001, 488_000.0),
        "North",
    )
    assert (row["low_age"], row["high_age"]) == (4, 10)
    assert check_table(raw_of_frame("sites", made.held["sites"])).is_sound
    own = LIST.strip() + ",Easting,Northing\n" + HALL.strip() + ",488001,279001\n"
    made = places(own, authority="North")(tmp_path)
    assert made.held["sites"]["easting"].tolist() == [488_001.0]


POOLED = "LA,School,Pool,URN,Ages,Needs,Type,2025/26\n"


def test_a_school_without_urn_is_one_where_its_pools_are_named(tmp_path):
    text = POOLED + "North,Hall,Oak,,4-11,ASD,RP,8\nNorth,Hall,Ash,,4-11,SEMH,RP,6\n"
    made = places(text)(tmp_path)
    assert made.held["pools"][["site", "pool"]].to_numpy().tolist() == [
        ["HALL", "Oak"],
        ["HALL", "Ash"],
    ]
    with pytest.raises(sf.FindingsError, match="may be one school or two"):
        places(text.replace("North,Hall,Ash", "West,Hall,Ash"))(tmp_path)
    with pytest.raises(sf.FindingsError, match="It would be read as two schools"):
        places(text.replace("Oak,", "Oak,140001"))(tmp_path)


def test_one_authority_of_several_is_read(tmp_path):
    text = "LA,School,URN,Ages,Needs,Type,Places\nNorth,Hall,140001,4-11,ASD,Special,80\n"
    text += "West,Fern,140002,4-11,ASD,Special,70\n"
    made = places(text, authority="West", year=2025)(tmp_path)
    assert made.held["places"][["site", "year", "places"]].to_numpy().tolist() == [
        ["140002", 2025, 70.0]
    ]
    mixed = text + "WEST,Oak,140003,4-11,ASD,Special,60\n"
    assert len(places(mixed, authority="West", year=2025)(tmp_path).held["places"]) == 2
    whole = places(text, year=2025)(tmp_path)
    assert whole.held["schools"]["authority"].tolist() == ["North", "West"]


def test_a_workbook_with_a_title_a_total_and_noughts_in_front(tmp_path):
    rows = [
        ["Specialist places", None],
        [],
        ["School name", "URN", "Year groups", "Designation", "Type of provision", "2025/26"],
        ["Hall", 140001, "R-6", "ASD", "Specialist base", 12],
        ["Fern", "140002", "Y7-Y11", "SEMH", "SEN unit", "008"],
        ["Total", None, None, None, None, 20],
    ]
    made = sf.read_places(book(tmp_path, "places.xlsx", {"Places": rows}))
    assert made.held["places"]["places"].tolist() == [12.0, 8.0]
    assert made.account().set_index("why")["rows"].to_dict() == {"a total": 1, "pools of places": 2}


def test_the_kind_is_told_by_its_first_rows(tmp_path):
    assert KIND.recognises(first_rows(write(tmp_path, "a.csv", LIST + HALL)))
    assert not KIND.recognises([["locality", "2025/26", "2026/27"]])


REGISTER = pd.DataFrame(
    {
        "urn": ["140001", "140002", "140003", "140004", "140005", "140006"],
        "name": ["St. Mary's & St John's", "Hall", "Hall", "Fern", "Oak", "Oak"],
        "authority": ["Ashby", "Ashby", "Elsewhere", "Elsewhere", "Ashby", "Ashby"],
        "status": ["Open", "Open", "Open", "Open", "Open", "Open, but proposed to close"],
        "easting": 488_000.0,
        "northing": 279_000.0,
    }
)


def named(*names):
    return LIST + "".join(f'"{name}",,4-11,ASD,Special,80,90\n' for name in names)


def test_a_school_without_urn_is_found_by_name_in_its_authority(tmp_path):
    text = named("ST MARYS AND ST JOHNS", "hall", "Fern", "New Hall")
    made = places(text, authority="Ashby Borough Council", points=REGISTER)(tmp_path)
    # Fern stands in another authority, and New Hall is not Hall.
    assert made.held["pools"]["site"].tolist() == ["140001", "140002", "FERN", "NEW_HALL"]
    why = made.account().set_index("why")["rows"].to_dict()
    by_name = "pools of places; the school found in the register by name and authority"
    assert why == {"pools of places": 2, by_name: 2}
    told = {one.rule: one for one in made.findings}
    assert "ST MARYS AND ST JOHNS (140001), hall (140002)" in told["list_matched_by_name"].seen
    assert "2 schools have no URN" in told["list_no_urn"].seen
    without = places(text, authority="Ashby")(tmp_path)
    assert without.held["pools"]["site"].str.isdecimal().sum() == 0


def test_a_name_that_several_schools_have_is_left_to_the_user(tmp_path):
    made = places(named("Oak"), authority="Ashby", points=REGISTER)(tmp_path)
    assert made.held["pools"]["site"].tolist() == ["OAK"]
    (note,) = [one for one in made.findings if one.rule == "list_name_doubtful"]
    assert "140005, 140006" in note.seen
    closed = REGISTER.assign(status=[*REGISTER["status"][:5], "Closed"])
    made = places(named("Oak"), authority="Ashby", points=closed)(tmp_path)
    assert made.held["pools"]["site"].tolist() == ["140005"]


def test_needs_are_read_from_the_surer_heading_and_the_other_is_named(tmp_path):
    text = "School,URN,Ages,Designation,Needs,Type,2025/26\nHall,140001,4-11,SEMH,ASD,Special,80\n"
    made = places(text)(tmp_path)
    assert made.held["pools"]["needs"].tolist() == ["ASD"]
    (note,) = [one for one in made.findings if one.rule == "list_column_left"]
    assert "The column Designation tells needs too, and was left out; Needs was read" in note.seen


@pytest.mark.parametrize(
    "heading", ["Of which other LAs", "Taken", "Taken by other authorities", "OOLA pupils"]
)
def test_places_that_others_have_are_taken(heading, tmp_path):
    lines = (LIST + HALL).replace("Needs", f"{heading},Needs").replace("4-11", "4-11,6")
    held = places(lines)(tmp_path).held["places"]
    assert held[["places", "taken"]].to_numpy().tolist() == [[80, 6], [90, 6]]


def test_a_heading_about_a_person_is_named_nowhere(tmp_path):
    lines = (LIST + HALL).replace("Needs", "Headteacher name,Roll,Needs")
    made = places(lines.replace("4-11", "4-11,A Nother,9"))(tmp_path)
    (note,) = [one for one in made.findings if one.rule == "list_columns_unknown"]
    assert note.value == "Roll"
    assert not any("Headteacher" in str(one) for one in made.findings)


def test_a_list_without_its_headings_is_spoken_of_in_english(tmp_path):
    with pytest.raises(sf.FindingsError, match="The list of schools and places cannot be used"):
        places("Setting,Provision,X,Y\nHall,Special,1,2\n")(tmp_path)


def test_the_worked_example_of_the_page_is_read(tmp_path):
    """What the how-to page shows is a list, and every heading that it names is known."""
    page = (ROOT / "docs" / "how-to" / "list-your-places.md").read_text(encoding="utf-8")
    example = page.split("```text\n")[1].split("```")[0]
    made = places(example, year=None)(tmp_path)
    assert made.held["places"][["year", "places"]].to_numpy().tolist() == [
        *([2025, 120], [2025, 16], [2025, 10]),
        *([2026, 130], [2026, 16], [2026, 20]),
    ]
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    kinds = {row[1].strip(" `"): [one.strip(" `") for one in row[2].split(",")] for row in rows}
    assert set(kinds) == {*ALL, "places of a year"}
    for kind, headings in kinds.items():
        for heading in headings:
            told = year_of_heading(heading) is not None
            assert told if kind == "places of a year" else column_of([heading], kind), heading
