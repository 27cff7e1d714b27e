"""Population by single year of age in every shape in which it is published."""

import openpyxl
import pytest
from intake_cases import AGES, book, write

import sufficiency as sf
from sufficiency.sources.kinds import Kind
from sufficiency.sources.populations.reading import KIND, _of_table
from sufficiency.sources.populations.shapes import shape_of
from sufficiency.sources.text_tables import first_rows, read_text_table

NORTH, WEST = "E06000061", "E06000062"


def ages_of(reading):
    """Persons by (year, area, age)."""
    return reading.held["ages"].set_index(["year", "area", "age"])["persons"].to_dict()


def accounted(reading, rows):
    account = reading.account()
    assert account["rows"].sum() == rows, account
    return account.groupby("why")["rows"].sum().to_dict()


SNPP = f"""AREA_CODE,AREA_NAME,COMPONENT,SEX,AGE_GROUP,2022,2023
{NORTH},North Northamptonshire,Population,males,0,10.25,11
{NORTH},North Northamptonshire,Population,females,0,12.5,13
{NORTH},North Northamptonshire,Births,males,0,99,99
{NORTH},North Northamptonshire,Population,males,90 and over,1,1
{NORTH},North Northamptonshire,Population,females,90 and over,1,1
{NORTH},North Northamptonshire,Population,males,All ages,11.25,12
{WEST},West Northamptonshire,Population,males,0,7,8
"""


def test_sub_national_projections_by_sex_are_added_up(tmp_path):
    made = sf.read_population(write(tmp_path, "snpp.csv", SNPP), authority=NORTH)
    assert ages_of(made) == {(2022, NORTH, 0): 22.75, (2023, NORTH, 0): 24.0}
    assert accounted(made, 7) == {
        "another authority": 1,
        "a component of change": 1,
        "older than 26": 2,
        "all ages together": 1,
        "boys and girls into persons": 2,
    }
    assert "small_areas" not in made.held
    assert list(made.held["ages"].columns) == ["year", "area", "age", "persons", "basis"]


@pytest.mark.parametrize("wanted", [NORTH, "North Northamptonshire", "north northants"])
def test_an_authority_is_found_by_its_code_however_its_name_is_spelt(wanted, tmp_path):
    """The same code in both years, and its name written differently in the second."""
    header = "area_code,area_name,date,age,population\n"
    rows = (
        f"{NORTH},North Northamptonshire,2022,0,5\n{NORTH},North Northants,2023,0,6\n"
        f"{WEST},West Northamptonshire,2023,0,9\n"
    )
    made = sf.read_population(write(tmp_path, "a.csv", header + rows), authority=wanted)
    assert ages_of(made) == {(2022, NORTH, 0): 5.0, (2023, NORTH, 0): 6.0}
    assert accounted(made, 3)["another authority"] == 1


def test_small_areas_of_an_authority_are_found_by_its_code_too(tmp_path):
    text = "LAD code,LAD name,LSOA code," + ",".join(AGES) + "\n"
    for area, name in (("E01000001", "North Northamptonshire"), ("E01000002", "North Northants")):
        text += f"{NORTH},{name},{area}," + ",".join(["1"] * 27) + "\n"
    made = sf.read_population(write(tmp_path, "mid2022.csv", text), authority=NORTH)
    assert set(made.held["small_areas"]["area"]) == {"E01000001", "E01000002"}


def test_a_county_is_the_sum_of_its_districts(tmp_path):
    first, *_, last = SNPP.splitlines()[1:]
    text = "\n".join([SNPP.splitlines()[0], first, last]).replace("males", "persons")
    path = write(tmp_path, "snpp.csv", text)
    made = sf.read_population(path, authority="County", districts=[NORTH, "West Northamptonshire"])
    assert ages_of(made) == {(2022, "County", 0): 17.25, (2023, "County", 0): 19.0}


def test_myeb1_has_years_across_and_sex_in_figures(tmp_path):
    text = "ladcode21,laname21,country,sex,age,population_2019,population_2020\n"
    text += "".join(
        f"{NORTH},North Northamptonshire,E,{sex},{age},{sex * 10 + age},{sex * 20 + age}\n"
        for sex in (1, 2)
        for age in range(3)
    )
    made = sf.read_population(write(tmp_path, "MYEB1.csv", text))
    assert ages_of(made)[2020, NORTH, 2] == (20 + 2) + (40 + 2)
    assert len(made.held["ages"]) == 6


def test_small_areas_have_girls_and_boys_across_and_a_sheet_for_each_year(tmp_path):
    """As in the small-area estimates of mid-2022 to mid-2024: LAD, LSOA, Total, F0 to M90."""
    across = [f"{sex}{age}" for sex in "FM" for age in range(91)]
    header = [
        "LAD 2023 Code",
        "LAD 2023 Name",
        "LSOA 2021 Code",
        "LSOA 2021 Name",
        "Total",
        *across,
    ]
    sheets = {"Contents": [["Small area estimates"]]}
    for year in (2022, 2023):
        cells = [year - 2021] * 182
        rows = [
            [NORTH, "North Northamptonshire", "E01000001", "A", 182 * (year - 2021), *cells],
            [WEST, "West Northamptonshire", "E01000002", "B", 182 * (year - 2021), *cells],
        ]
        sheets[f"Mid-{year} LSOA 2021"] = [["Title"], ["Note"], header, *rows]
    made = sf.read_population(
        book(tmp_path, "sape.xlsx", sheets), authority="North Northamptonshire"
    )
    persons = ages_of(made)
    assert (persons[2022, "E01000001", 0], persons[2023, "E01000001", 24]) == (2.0, 4.0)
    assert {area for _, area, _ in persons} == {"E01000001"}
    assert made.held["small_areas"].loc[0, ["area", "name", "district_code"]].tolist() == [
        *("E01000001", "A", NORTH)
    ]
    assert {one.rule for one in made.findings} == {"population_year_taken"}
    accounted(made, 4)


def test_a_total_that_is_not_the_sum_is_noted(tmp_path):
    header = ["LSOA code", "Total", *range(91)]
    rows = [["E01000001", 91, *([1] * 91)], ["E01000002", 92, *([1] * 91)]]
    made = sf.read_population(book(tmp_path, "a.xlsx", {"Mid-2020": [header, *rows]}))
    (note,) = [one for one in made.findings if one.rule == "population_total_differs"]
    assert "E01000002 add up to 91.0 in 2020, and its total says 92.0" in note.seen


def test_mid_year_estimates_with_a_sheet_for_each_sex_count_nobody_twice(tmp_path):
    """Workbooks of mid-year estimates hold persons, males and females, each on a sheet."""
    header = ["Code", "Name", "Geography", "All ages", *range(91)]
    title = [["Mid-2023 population estimates"], []]
    sheets = {
        f"MYE2 - {who}": [*title, header, [NORTH, "North", "Unitary", 91 * n, *([n] * 91)]]
        for who, n in (("Persons", 5), ("Males", 3), ("Females", 2))
    }
    made = sf.read_population(book(tmp_path, "mye.xlsx", sheets))
    assert ages_of(made)[2023, NORTH, 4] == 5
    assert accounted(made, 3) == {"boys or girls beside persons": 2, "persons by age": 1}
    del sheets["MYE2 - Persons"]
    both = sf.read_population(book(tmp_path, "mye2.xlsx", sheets))
    assert ages_of(both) == ages_of(made)


def test_nomis_has_a_row_for_each_figure(tmp_path):
    text = (
        "DATE,DATE_NAME,GEOGRAPHY_NAME,GEOGRAPHY_CODE,GENDER_NAME,C_AGE_NAME,OBS_VALUE\n"
        f"2023,2023,North,{NORTH},Total,Age 0,5\n"
        f"2023,2023,North,{NORTH},Male,Age 0,3\n"
        f"2023,2023,North,{NORTH},Female,Age 0,2\n"
        f"2023,2023,North,{NORTH},Total,Aged 0-4,9\n"
        f"2023,2023,North,{NORTH},Total,Age 90+,1\n"
        f"2023,2023,North,{NORTH},Total,All Ages,100\n"
    )
    made = sf.read_population(write(tmp_path, "nomis.csv", text))
    assert ages_of(made) == {(2023, NORTH, 0): 5.0}
    assert accounted(made, 6)["a group of ages"] == 1


def test_nomis_for_one_area_has_a_title_and_years_across(tmp_path):
    text = (
        "Population estimates - local authority based by single year of age,,\n\n"
        'Area name,"North Northamptonshire",\n\nAge,2022,2023\n'
        'Under 1,"3,001",3002\nAged 1 year,2,3\nAged 25 years,2,3\nAged 90+,1,1\n'
    )
    made = sf.read_population(write(tmp_path, "nomis.csv", text), authority="North")
    assert ages_of(made)[2022, "North", 0] == 3001
    assert {one.rule for one in made.findings} == {"count_thousands"}
    assert accounted(made, 4) == {"older than 26": 1, "persons by age": 3}


def test_open_ended_ages_among_those_wanted_are_no_single_year():
    shape = shape_of(["LSOA code", *[str(age) for age in range(16)], "16+"])
    assert shape.ages["16+"] == ("persons", -2)
    assert shape_of(["LSOA code", "0-4", "5-9"]) is None


def test_dates_codes_and_zeros_stay_what_they_are(tmp_path):
    text = f"area code,date,age,population\n{NORTH},2023-06-30,0,007\n"
    made = sf.read_population(write(tmp_path, "a.csv", text))
    assert ages_of(made) == {(2023, NORTH, 0): 7.0}
    wards = "ward code," + ",".join(AGES) + "\n1E05," + ",".join(["1"] * 27) + "\n"
    made = sf.read_population(write(tmp_path, "mid2020.csv", wards))
    assert made.held["small_areas"]["area"].tolist() == ["1E05"]


def test_points_may_be_longitude_and_latitude(tmp_path):
    """Ordnance Survey's worked example: Caister water tower is about TG 51409 13177."""
    text = "LSOA code,latitude,longitude," + ",".join(AGES) + "\n"
    text += "E01000001,52.65798,1.71605," + ",".join(["1"] * 27) + "\n"
    small = sf.read_population(write(tmp_path, "mid2020.csv", text)).held["small_areas"]
    assert small["easting"].iloc[0] == pytest.approx(651_409, abs=10)
    assert small["northing"].iloc[0] == pytest.approx(313_177, abs=10)


def test_the_kind_is_told_by_its_first_rows(tmp_path):
    assert isinstance(KIND, Kind)
    assert KIND.recognises(first_rows(write(tmp_path, "a.csv", SNPP)))
    assert not KIND.recognises([["locality", "need", "plans"], ["L01", "ASD", "3"]])
    workbook = openpyxl.Workbook()
    workbook.active.append(["nothing"])
    workbook.save(tmp_path / "a.xlsx")
    assert not KIND.recognises(first_rows(tmp_path / "a.xlsx"))


def test_a_sheet_on_the_way_shows_none_of_its_cells(tmp_path):
    table = read_text_table(write(tmp_path, "a.csv", SNPP), what="x", is_header=lambda row: True)
    made = _of_table(table, authority=NORTH, districts=(), year=None, parents=())
    assert "10.25" not in repr(made) + repr(table)
    assert NORTH not in repr(made) + repr(table)
