"""Files with one fault or one thing to note each, for the readers of files that people have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
from downloads import write_downloads

import sufficiency as sf

AGES = [str(age) for age in range(27)]


@dataclass(frozen=True)
class Case:
    """A fault or note: its rule, words of its message, where it is, and what brings it."""

    rule: str
    words: str
    bring: Callable[[Path], object]
    row: int | None = None
    column: str = ""

    @property
    def name(self) -> str:
        return f"{self.rule}, {self.words[:30]}"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def book(folder: Path, name: str, sheets: dict[str, list[list[object]]], **looks: str) -> Path:
    """A workbook; `hidden` and `merged` name a sheet and a range."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if looks.get("hidden") == title:
            sheet.sheet_state = "hidden"
        if looks.get("merged"):
            sheet.merge_cells(looks["merged"])
    workbook.save(folder / name)
    return folder / name


# --- population


def wide(code="LSOA code", rows=("E01000001", "E01000002"), *, cell="10", extra="", ages=AGES):
    """Ages across, one row for each small area; `cell` stands at age 3 of the first."""
    lines = [f"{code},LSOA name,{','.join(ages)}"]
    for place, row in enumerate(rows):
        cells = ["10"] * len(ages)
        if place == 0:
            cells[3] = cell
        lines.append(f"{row},Area {place},{','.join(cells)}")
    return "\n".join(lines) + "\n" + extra


def population(text: str, name: str = "mid2022.csv", **options):
    return lambda folder: sf.read_population(write(folder, name, text), **options)


SNPP = "AREA_CODE,AREA_NAME,COMPONENT,SEX,AGE_GROUP,2022,2023\n"
ONE = "E06000061,North Northamptonshire,Population,persons,"
TWO = "E06000062,West Northamptonshire,Population,persons,"
LONG = "geography_code,date,gender,c_age_name,obs_value\n"


def long_rows(*rows: str, header: str = SNPP) -> str:
    return header + "\n".join(rows) + "\n"


def by_locality(small=None, projection=None, **options):
    def bring(folder: Path) -> object:
        return sf.population_by_locality(
            ages() if small is None else small,
            whole(2022, 2023) if projection is None else projection,
            **options,
        )

    return bring


def ages(areas=("A", "B"), years=(2022,), last=26, persons=10.0) -> pd.DataFrame:
    rows = [
        (area, year, age, persons) for area in areas for year in years for age in range(last + 1)
    ]
    return pd.DataFrame(rows, columns=["area", "year", "age", "persons"])


def whole(*years, persons=20.0) -> pd.DataFrame:
    """The authority as a whole: as many as small areas A and B together."""
    return ages(areas=("X",), years=years, persons=persons)


def redrawn() -> pd.DataFrame:
    """Small areas A and B in 2021; B and C, which were drawn anew, in 2022."""
    return pd.concat([ages(years=(2021,)), ages(areas=("B", "C"))], ignore_index=True)


def lookup_of(folder: Path, text: str = "lsoa21cd,ward24_code\nA,W1\n") -> sf.Lookup:
    return sf.read_lookup(write(folder, "lookup.csv", text), code="lsoa", to="ward")


YIELD = "ncy_from,ncy_to,yield\n0,6,0.2\n7,11,0.1\n"
HOMES = "locality,year,homes\nA,2023,100\n"


def housing(homes: str = HOMES, yields: str = YIELD):
    return lambda folder: sf.read_housing(
        write(folder, "homes.csv", homes), yields=write(folder, "yields.csv", yields)
    )


def with_homes(folder: Path) -> object:
    return by_locality(housing=housing(HOMES.replace("A,", "Z,"))(folder))(folder)


def births(text: str, **options):
    def bring(folder: Path) -> object:
        return by_locality(births=write(folder, "births.csv", text), **options)(folder)

    return bring


def born(*of_years: tuple[int, float, float]):
    """Births of localities A and B by year, where 200 children of each age are."""
    rows = [f"A,{year},{a}\nB,{year},{b}\n" for year, a, b in of_years]
    people = whole(2022, 2023, 2024, persons=200.0)
    text = "locality,year,births\n" + "".join(rows)
    return births(text, small=ages(persons=100.0), projection=people)


def of_homes(year: str = "2023", **options):
    """100 homes of a year, in an area that is known until 2023."""
    rows = HOMES.replace("2023", year)
    return lambda folder: by_locality(housing=housing(rows)(folder), **options)(folder)


POPULATIONS = [
    Case(
        "locality_population_years_apart",
        r"has 2,800 children of ages 0 to 13 in 2022; the projection has 28,000 of ages 3 to 16 in"
        r" 2025. .* 10.0 times as many",
        by_locality(small=ages(persons=100.0), projection=whole(2025, 2026, persons=2000.0)),
    ),
    Case(
        "locality_population_far",
        "The small areas add up to .* and the authority's own figure is",
        by_locality(small=ages().assign(persons=lambda frame: frame["persons"] * 3)),
    ),
    Case(
        "homes_either",
        r"1\.200 may be a thousand homes and more, or one and a part",
        housing(HOMES.replace("100", "1.200")),
        row=2,
        column="homes",
    ),
    Case(
        "homes_twice",
        "The row says word for word what row 2 says",
        housing("scheme,locality,homes,year\nMill,A,100,2024\nMill,A,100,2024\n"),
        row=3,
    ),
    Case(
        "locality_population_hole",
        "The small area B has no age 7 in 2022; 1 small areas lack some",
        by_locality(small=ages().drop(index=27 + 7)),
    ),
    Case(
        "locality_population_redrawn",
        r"1 small areas of 2021 \(such as A\) are not there in 2022, .* leave out 2021, or give",
        by_locality(small=redrawn()),
    ),
    Case(
        "homes_counted_already",
        "100 homes are finished by 2022",
        lambda folder: by_locality(housing=housing(HOMES.replace("2023", "2022"))(folder))(folder),
    ),
    Case(
        "population_no_area",
        "No column says which area",
        population(",".join(["sex", *AGES]) + "\npersons," + ",".join(["1"] * 27) + "\n"),
        row=1,
    ),
    Case("population_no_year", "say so|Say so: year=2024", population(wide(), "areas.csv"), row=1),
    Case("population_year_taken", "The year 2022 was taken from the name", population(wide())),
    Case(
        "population_not_a_year",
        "12 is not a year",
        population(
            long_rows("E06000061,12,Persons,Age 1,5", "E06000061,2022,Persons,Age 2,5", header=LONG)
        ),
        row=2,
        column="date",
    ),
    Case("population_not_a_year", "20 is not a year", population(wide(), "a.csv", year=20)),
    Case(
        "population_not_an_age",
        "old is no age",
        population(long_rows(f"{ONE}old,1,1", f"{ONE}1,1,1")),
        row=2,
        column="AGE_GROUP",
    ),
    Case(
        "population_sex_unknown",
        "cats is no sex",
        population(long_rows(f"{ONE}1,1,1".replace("persons", "cats"))),
        row=2,
        column="SEX",
    ),
    Case(
        "population_one_sex",
        "Only one of the two sexes",
        population(long_rows(f"{ONE}1,1,1".replace("persons", "males"))),
    ),
    Case(
        "population_row_twice",
        "stood already in row 2",
        population(long_rows(f"{ONE}1,1,1", f"{ONE}2,1,1", f"{ONE}1,1,1")),
        row=4,
    ),
    Case(
        "population_total_differs",
        "add up to 91.0 in 2022, and its total says 95.0",
        population(
            long_rows(
                *(f"{ONE}{age},1,1" for age in [*range(90), "90 and over"]),
                f"{ONE}All ages,95,91",
            )
        ),
    ),
    Case(
        "population_authority_not_told",
        "does not say in which authority",
        population(wide(), authority="Kent"),
    ),
    Case("population_nobody", "No row with persons", population(long_rows(f"{ONE}0-4,1,1"))),
    Case(
        "population_point_missing",
        "1 of 2 small areas have no point; the first is E01000002",
        population(
            "LSOA code,easting,northing," + ",".join(AGES) + "\n"
            "E01000001,480000,280000," + ",".join(["1"] * 27) + "\n"
            "E01000002,,," + ",".join(["1"] * 27) + "\n"
        ),
    ),
    Case(
        "authority_which",
        "holds 2 authorities",
        population(long_rows(f"{ONE}1,1,1", f"{TWO}1,1,1")),
    ),
    Case(
        "authority_unknown",
        "Did you mean North Northamptonshire",
        population(long_rows(f"{ONE}1,1,1", f"{TWO}1,1,1"), authority="North Northamptonshir"),
    ),
    # cells and rows
    Case("count_blank", "A blank cell stands", population(wide(cell="")), row=2, column="3"),
    Case("count_marked", "c stands in place of", population(wide(cell="c")), row=2, column="3"),
    Case("count_marked", r"\[z\] stands", population(wide(cell="[z]")), row=2, column="3"),
    Case("count_date", "is a date where", population(wide(cell="2024-06-30")), row=2, column="3"),
    Case("count_date", "Jul-08 is a date", population(wide(cell="Jul-08")), row=2, column="3"),
    Case("count_date", "8 Nov is a date", population(wide(cell="8 Nov")), row=2, column="3"),
    Case("count_not_a_number", "12 FTE is not a number", population(wide(cell="12 FTE")), row=2),
    Case("count_not_a_number", "FTE-12 is not a number", population(wide(cell="FTE-12")), row=2),
    Case("count_not_a_number", "ten is not a number", population(wide(cell="ten")), row=2),
    Case("count_not_a_number", "#REF! is not", population(wide(cell="#REF!")), row=2),
    Case("count_not_a_number", "1,23 is not", population(wide(cell='"1,23"')), row=2),
    Case("count_outside", "-4 is outside 0 to", population(wide(cell="-4")), row=2, column="3"),
    Case(
        "count_thousands",
        "1 numbers are written with separators",
        population(wide(cell='"1,234"')),
        row=2,
    ),
    Case(
        "row_is_total",
        "The row is a total",
        population(wide(extra="Total,," + ",".join(["20"] * 27) + "\n")),
        row=4,
    ),
    Case(
        "row_is_words",
        "words only",
        population(wide(extra="Source: Office for National Statistics" + "," * 28 + "\n")),
        row=4,
    ),
    Case(
        "row_without_code",
        "The row has numbers and no area",
        population(wide(extra=",Somewhere," + ",".join(["20"] * 27) + "\n")),
        row=4,
    ),
    Case(
        "code_from_excel",
        r"1.00E\+05 is a number in the form that Excel gives",
        population(wide(rows=("1.00E+05", "E01000002"))),
        row=2,
        column="LSOA code",
    ),
    Case("source_no_header", "None of the first 30 rows", population("a,b\n1,2\n")),
    Case("column_twice", "", population(wide(ages=[*AGES, "3"]))),
    Case("source_row_long", "cells behind the last", population(wide(extra="E01,A" + ",1" * 30))),
    Case(
        "sheet_hidden",
        "The sheet is hidden",
        lambda folder: sf.read_population(
            book(folder, "a.xlsx", {"Note": [["x"]], "Mid-2022": table()}, hidden="Mid-2022")
        ),
    ),
    Case(
        "sheets_hidden_too",
        "The hidden sheet old has the same headings",
        lambda folder: sf.read_population(
            book(folder, "a.xlsx", {"Mid-2022": table(), "old": table()}, hidden="old")
        ),
    ),
    Case(
        "header_merged",
        "Cells are merged: A1:B1",
        lambda folder: sf.read_population(
            book(folder, "a.xlsx", {"Mid-2022": table()}, merged="A1:B1")
        ),
        row=1,
    ),
    # by locality
    Case(
        "locality_population_needs",
        "a value of type list was given where the small areas should be",
        by_locality(small=[]),
    ),
    Case(
        "locality_population_ages",
        r"the small areas has no age 21, 22, 23, 24 in 2022",
        by_locality(small=ages(last=20)),
    ),
    Case(
        "locality_population_ages",
        r"the projection has no age 24",
        by_locality(projection=ages(areas=("X",), years=(2023,), last=23)),
    ),
    Case(
        "locality_population_twice",
        "the same area, year and age more than once",
        by_locality(small=pd.concat([ages(), ages()])),
    ),
    Case(
        "locality_population_several",
        "The projection holds 2 areas",
        by_locality(projection=ages(years=(2023,))),
    ),
    Case(
        "locality_population_no_base",
        "The small areas are of 2022",
        by_locality(projection=whole(2020)),
    ),
    Case(
        "locality_population_unmatched",
        "1 small areas are not in the lookup; the first is B",
        lambda folder: by_locality(lookup=lookup_of(folder))(folder),
    ),
    Case(
        "locality_population_differs",
        "add up to 500 persons up to age 24 in 2022, and the authority's own figure is 375",
        by_locality(projection=whole(2022, 2023, persons=15.0)),
    ),
    Case(
        "locality_population_earlier",
        "The years 2020 were left out",
        by_locality(projection=whole(2020, 2022)),
    ),
    Case(
        "locality_population_gap",
        "has no 2023",
        by_locality(projection=whole(2022, 2024)),
    ),
    Case(
        "locality_population_filled",
        "2023 was filled in",
        by_locality(projection=whole(2022, 2024), gaps="fill"),
    ),
    Case("locality_population_memory", "A memory of 2 was asked for", by_locality(memory=2)),
    Case(
        "locality_population_option",
        "maybe is not a way to deal with gaps",
        by_locality(gaps="maybe"),
    ),
    Case(
        "births_locality_unknown",
        "Z is not a locality",
        births("locality,year,births\nZ,2023,10\n"),
    ),
    Case(
        "births_missing",
        "1 localities have no births in some year",
        births("locality,2023,2024\nA,10,11\n"),
    ),
    Case("births_locality_unknown", "Z is not a locality", with_homes),
    Case(
        "births_twice",
        "A stands already in row 2; 2 rows stand twice",
        born((2023, 100, 100), (2023, 90, 90)),
        row=4,
    ),
    Case(
        "births_twice",
        "A stands already in row 2; 1 row stands twice",
        births("locality,lsoa name,2023,2024\nA,Up,5,5\nA,Low,5,5\nA,Up,5,5\nB,In,9,9\n"),
        row=4,
    ),
    Case(
        "births_far_from_children",
        "The 2,000 births of 2023 are 10 times the 200 children of age 0 in 2023, who are the"
        r" children born in that year \(2024: 9.8 times\)",
        born((2023, 1000, 1000), (2024, 980, 980)),
    ),
    Case(
        "births_far_from_children",
        "The 20 births of 2024 are 0.1 times the 200 children of age 0 in 2024",
        born((2024, 10, 10)),
    ),
    Case(
        "births_far_from_children",
        "The 400 births of 2021 are 2 times the 200 children of age 1 in 2022",
        born((2021, 200, 200)),
    ),
    Case(
        "births_apart_from_children",
        "The 260 births of 2023 are 1.3 times the 200 children of age 0 in 2023",
        born((2023, 130, 130), (2024, 100, 100)),
    ),
    Case(
        "births_jump",
        "The 240 births of 2024 are 1.5 times the 165 births of the year before",
        born((2023, 85, 80), (2024, 120, 120)),
    ),
    Case(
        "births_locality_apart",
        "B has 10 births in 2023, where its children under 5 in 2022 let 100 be expected; 1"
        " locality is so far apart",
        born((2023, 190, 10)),
    ),
    Case(
        "births_used",
        "400 births, of 2023, 2024, say where the children born then live",
        born((2023, 100, 100), (2024, 100, 100)),
    ),
    Case(
        "births_years_missing",
        "No births are given for 2023: the children born then are laid over the localities as those"
        " under 5 were in 2022",
        born((2024, 100, 100)),
    ),
    Case(
        "births_years_not_used",
        "The births of 2022, 2025 were not used",
        born((2022, 100, 100), (2023, 100, 100), (2025, 100, 100)),
    ),
    Case(
        "homes_within",
        "100 homes are finished in 2023/24, with 0.3 children a home: 30 children in 2023/24,"
        " within the projection",
        of_homes(),
    ),
    Case(
        "homes_on_top",
        "30 children in 2023/24, on top of the projection",
        of_homes(homes="on_top"),
    ),
    Case("homes_after", "100 homes are finished after 2023/24, and bring nobody", of_homes("2024")),
    Case(
        "homes_in_part",
        "1.5 is no whole number of homes",
        housing(HOMES.replace("100", "1.5")),
        row=2,
        column="homes",
    ),
    Case(
        "homes_in_part",
        r"12.5 is no whole number of homes \(and 1 more of the column\)",
        housing("locality,2023/24,2024/25\nA,100,12.5\nB,100,0.5\n"),
        row=2,
        column="2024/25",
    ),
    Case(
        "homes_year",
        "next year is not an academic year",
        housing(HOMES.replace("2023", "next year")),
        row=2,
        column="year",
    ),
    Case(
        "row_without_code",
        "numbers and no locality",
        housing(HOMES + ",2024,5\n"),
        row=3,
    ),
    Case("no_row_left", "no row is left to read", housing("locality,year,homes\n")),
    Case(
        "homes_no_yield",
        "There is no yield for homes of the kind flat",
        housing(
            "locality,kind,2024/25\nA,flat,10\n", "kind,ncy_from,ncy_to,yield\nhouse,0,6,0.2\n"
        ),
    ),
    Case(
        "yield_overlaps",
        "NC year 6 stands in two rows",
        housing(yields=YIELD.replace("7,11", "6,11")),
        row=3,
    ),
    Case(
        "yield_span",
        "The NC years 9 to 6 are no span",
        housing(yields=YIELD.replace("0,6", "9,6")),
        row=2,
    ),
]


def table() -> list[list[object]]:
    return [["LSOA code", "LSOA name", *range(27)], ["E01000001", "A", *([10] * 27)]]


# --- look-ups and localities


def lookup(text: str, *, code: str = "lsoa", to: str = "ward", name: str = "lookup.csv", **options):
    return lambda folder: sf.read_lookup(write(folder, name, text), code=code, to=to, **options)


PAIRS = "lsoa21cd,ward24_code\nE01000001,E05000001\nE01000002,E05000002\n"
POSTCODES = "pcds,ward24_code\nNN1 1AA,W1\nNN1 1AB,W1\n"


def small_areas(folder: Path, *, points: bool = True) -> object:
    east, north = ("480000", "280000") if points else ("", "")
    rows = [
        f"E0100000{n},Area {n},{'N' if n < 3 else 'S'},Town,{east},{north},"
        + ",".join([str(n)] * 27)
        for n in (1, 2, 3)
    ]
    header = "LSOA code,LSOA name,msoa21_code,old_town,easting,northing," + ",".join(AGES)
    path = write(folder, "mid2022.csv", "\n".join([header, *rows]) + "\n")
    return sf.read_population(path, parents=["old_town"])


def localities(*, points: bool = True, **options):
    return lambda folder: sf.localities_from(small_areas(folder, points=points), **options)


def deprived(text: str, **options):
    def bring(folder: Path) -> object:
        path = write(folder, "imd.csv", text)
        return sf.localities_from(small_areas(folder), deprivation=path, **options)

    return bring


RANKS = "lsoa21_code,IMD_rank,total_population\nE01000001,100,10\n"

LOOKUPS = [
    Case(
        "lookup_kind_unknown",
        "wards is neither a heading of the file.*headings are .*Did you mean ward",
        lookup(PAIRS, to="wards"),
    ),
    Case(
        "lookup_no_column",
        "has no column of the kind msoa. Its headings are: .*Head the column .* MSOA code",
        lookup(PAIRS, to="msoa"),
    ),
    Case(
        "source_no_header",
        "the headings of a look-up from MSOA code to Planning area code",
        lookup("x,y\n1,2\n", code="msoa", to="planning_area"),
    ),
    Case("lookup_to_postcode", "leads to postcode was asked for", lookup(PAIRS, to="postcode")),
    Case(
        "lookup_personal",
        r"looks like a postcode or a pupil number \(and so in 1 other cell\)\.",
        lookup(POSTCODES.replace("pcds", "Home"), code="Home"),
        row=2,
        column="Home",
    ),
    Case("lookup_same_column", "The same column, lsoa21cd", lookup(PAIRS, to="lsoa21cd")),
    Case("lookup_code_blank", "The row has no lsoa21cd", lookup(PAIRS + ",E05000001\n"), row=4),
    Case(
        "lookup_outside",
        "1 rows have a lsoa21cd and no locality",
        lookup(PAIRS + "E01000003,\n"),
        row=4,
    ),
    Case(
        "lookup_two_answers",
        "leads to E05000002, and in row 2 to another locality",
        lookup(PAIRS + "E01000001,E05000002\n"),
        row=4,
        column="ward24_code",
    ),
    Case(
        "lookup_not_a_postcode",
        "The cell is no full postcode",
        lookup(POSTCODES + "NN1,W1\n", code="postcode"),
        row=4,
    ),
    Case(
        "lookup_exchanged",
        "3 of 3 cells below pcds are no postcodes, and 2 of 3 below ward24_code are.*Exchange the"
        " two headings, pcds and ward24_code",
        lookup("pcds,ward24_code\nW1,NN1 1AA\nW1,NN1 1AB\nW2,W3\n", code="postcode"),
        row=2,
        column="pcds",
    ),
    Case(
        "lookup_leading_zeros",
        "123 and other codes have fewer digits",
        lookup("school planning area,ward\n0001,a\n123,b\n", code="planning_area"),
        row=3,
    ),
    Case("lookup_nothing", "No row leads from a lsoa", lookup("lsoa21cd,ward24_code\n")),
    Case(
        "lookup_ended",
        "1 postcodes are no longer in use",
        lookup("pcds,doterm,ward24_code\nNN1 1AA,202001,W1\n", code="postcode"),
    ),
    Case(
        "code_from_excel",
        r"1E\+05 is a number",
        lookup(PAIRS.replace("E05000002", "1E+05")),
        row=3,
        column="ward24_code",
    ),
    Case(
        "authority_unknown",
        "Narnia is not an authority",
        lookup("lsoa21cd,ward24_code,ltla24_code\nA,B,E06000061\n", authority="Narnia"),
    ),
    Case(
        "localities_no_small_areas",
        "a DataFrame holds no small areas",
        lambda folder: sf.localities_from(ages()),
    ),
    Case(
        "localities_column_unknown",
        "The small areas have no column village",
        localities(locality="village"),
    ),
    Case("localities_no_point", "No small area of E01000001 has a point", localities(points=False)),
    Case(
        "localities_unmatched",
        "2 small areas are not in the lookup, or blank there; the first is E01000002",
        lambda folder: sf.localities_from(
            small_areas(folder), lookup=lookup_of(folder, "lsoa21cd,ward24_code\nE01000001,W\n")
        ),
    ),
    Case(
        "localities_two_groups",
        "N lies in several groups; most of its residents are in Area 2",
        localities(locality="msoa", group="name"),
    ),
    Case(
        "localities_no_name",
        "2 localities have no name of their own; the first is N",
        localities(locality="msoa"),
    ),
    Case("deprivation_missing", "2 localities have no rank", deprived(RANKS)),
    Case(
        "deprivation_from_deciles",
        "has deciles and no ranks",
        deprived("lsoa21_code,IMD_decile\nE01000001,3\n"),
    ),
    Case(
        "deprivation_not_weighted",
        "The file has no population",
        deprived("lsoa21_code,IMD_rank\nE01000001,3\n"),
    ),
    Case(
        "count_outside",
        "99999 is outside 1 to 33755",
        deprived(RANKS.replace(",100,", ",99999,")),
        row=2,
        column="IMD_rank",
    ),
]

# --- witan.send

FLOWS = "calendar-year,setting-1,need-1,academic-year-1,setting-2,need-2,academic-year-2\n"
INTO = "2023,NONSEND,NONSEND,3,special,ASD,4\n"
STAYS = "2023,special,ASD,4,special,ASD,5\n"


def witan(transitions: str = FLOWS + INTO + STAYS, *, options=None, **files: str):
    """A folder; other files are named by what they hold."""

    def bring(folder: Path) -> object:
        write(folder, "transitions.csv", transitions)
        for name, text in files.items():
            write(folder, f"{name.replace('_', '-')}.csv", text)
        return sf.read_witan(folder, **(options or {}))

    return bring


def no_transitions(folder: Path) -> object:
    write(folder, "population.csv", "calendar-year,academic-year,population\n2023,1,5\n")
    return sf.read_witan(folder)


def two_transitions(folder: Path) -> object:
    write(folder, "a.csv", FLOWS + INTO)
    write(folder, "b.csv", FLOWS + INTO)
    return sf.read_witan(folder)


COSTS = "need,setting,cost\nASD,special,20000\n"
WITAN = [
    Case("no_row_left", "no row is left to read", witan(FLOWS)),
    Case(
        "witan_no_folder",
        "There is no folder .*absent",
        lambda folder: sf.read_witan(folder / "absent"),
    ),
    Case("witan_no_transitions", "None of the files in", no_transitions),
    Case("witan_file_twice", "a.csv and b.csv have the same headings", two_transitions),
    Case(
        "witan_codes_unknown",
        'These codes have no meaning yet: Q.*settings="codes.toml"',
        witan(FLOWS + INTO.replace("special", "Q")),
    ),
    Case(
        "witan_code_wrong",
        "specail is no setting. The codes of the file were to become these. Did you mean special",
        witan(FLOWS + INTO.replace("special", "Q"), options={"settings": {"Q": "specail"}}),
        column="Q",
    ),
    Case(
        "witan_outside_half",
        "Only one of setting and need is NONSEND",
        witan(FLOWS + INTO.replace("NONSEND,NONSEND", "NONSEND,ASD")),
        row=2,
        column="need 1",
    ),
    Case(
        "witan_outside_twice",
        "outside on both sides",
        witan(FLOWS + STAYS.replace("special,ASD", "NONSEND,NONSEND") + STAYS),
        row=2,
    ),
    Case(
        "witan_not_one_year",
        "The academic year goes from 4 to 6",
        witan(FLOWS + STAYS.replace(",5\n", ",6\n")),
        row=2,
        column="academic year 2",
    ),
    Case(
        "witan_beyond_ages",
        "1 children move beyond NC year 20",
        witan(FLOWS + STAYS + "2023,fe,ASD,20,fe,ASD,21\n"),
    ),
    Case(
        "witan_row_outside_ages",
        "1 rows lie outside",
        witan(FLOWS + STAYS + "2023,fe,ASD,21,fe,ASD,22\n"),
    ),
    Case(
        "witan_restated",
        "January 2024: 1 children are there at the end of one year and not at the start of the"
        " next, and 0 the other way",
        witan(
            FLOWS
            + INTO
            + STAYS
            + STAYS.replace("2023", "2024")
            .replace("4", "5", 2)
            .replace("2025", "2024")
            .replace(",5\n", ",6\n")
        ),
    ),
    Case(
        "witan_year_skipped",
        "There are no transitions of 2024",
        witan(FLOWS + STAYS + STAYS.replace("2023", "2025")),
    ),
    Case(
        "witan_not_valid",
        "2 children are in a setting at a need or NC year that valid-states.csv does not allow",
        witan(valid_states="setting,needs,min-academic-year,max-academic-year\nspecial,ASD,7,11\n"),
    ),
    Case("witan_costs_no_price_year", "say of which year neither", witan(costs=COSTS)),
    Case(
        "witan_costs_averaged",
        "1 pairs of setting and need have several costs",
        witan(
            costs=COSTS + "ASC,special,10000\n",
            options={"price_year": 2024, "needs": {"ASC": "ASD"}},
        ),
    ),
    Case(
        "witan_option",
        "never is not a way to label population",
        witan(options={"population_of": "never"}),
    ),
    Case(
        "population_row_twice",
        "stood already in row 2",
        witan(population="calendar-year,academic-year,population\n2023,1,5\n2023,1,6\n"),
        row=3,
    ),
    Case(
        "count_blank",
        "A blank cell stands where a setting",
        witan(FLOWS + STAYS.replace("special,ASD,5", ",ASD,5")),
        row=2,
        column="setting 2",
    ),
    Case(
        "count_not_a_number",
        "4.5 is not an academic",
        witan(FLOWS + STAYS.replace(",4,", ",4.5,")),
        row=2,
        column="academic year 1",
    ),
    Case(
        "codes_there",
        "codes.toml is already there",
        lambda folder: [
            witan()(folder),
            write(folder, "codes.toml", "mine"),
            sf.suggest_witan_codes(folder, save_as=folder / "codes.toml"),
        ],
    ),
    Case(
        "codes_not_text",
        "not a text in quotation marks",
        lambda folder: witan(options={"needs": write(folder, "c.toml", "[needs]\nA = 3\n")})(
            folder
        ),
        column="needs.A",
    ),
]

# --- exports of cases

HEADINGS = "Person ID,Surname,Date of Birth,Year Group,Primary Need,Placement Type,Ward,URN\n"
COLUMNS = {
    "child": "Person ID",
    "need": "Primary Need",
    "setting": "Placement Type",
    "ncy": "Year Group",
    "locality": "Ward",
}


def child(
    number="1", *, born="2015-09-01", group="4", need="ASD", setting="special", ward="W", urn=""
):
    return f"{number},Plantedname,{born},{group},{need},{setting},{ward},{urn}\n"


def export(folder: Path, *rows: str, name: str = "cases.csv") -> Path:
    return write(folder, name, HEADINGS + "".join(rows))


def cases(*rows: str, columns=None, **options):
    """One January's export."""

    def bring(folder: Path) -> object:
        given = COLUMNS if columns is None else columns
        return sf.read_snapshots({2024: export(folder, *rows)}, columns=given, **options)

    return bring


def headed(theirs, ours, *rows):
    """One January's export with another heading, which is named for the same."""

    def bring(folder: Path) -> object:
        path = write(folder, "cases.csv", (HEADINGS + "".join(rows)).replace(ours, theirs))
        columns = {role: theirs if name == ours else name for role, name in COLUMNS.items()}
        return sf.read_snapshots({2024: path}, columns=columns)

    return bring


def two_years(before, after, *, years=(2023, 2024), columns=None, **options):
    def bring(folder: Path) -> object:
        files = {
            year: export(folder, *rows, name=f"{year}.csv")
            for year, rows in zip(years, (before, after), strict=True)
        }
        return sf.read_snapshots(files, columns=columns or COLUMNS, **options)

    return bring


def many(first=0, count=30, *, group="4", form="{:06d}", **cells):
    return [
        child(form.format(number), group=group, **cells) for number in range(first, first + count)
    ]


def aged(born, count=30, *, first=0, group="4"):
    """Children of one birth date."""
    return [child(f"{number}", born=born, group=group) for number in range(first, first + count)]


def same_twice(folder: Path) -> object:
    path = export(folder, *many())
    return sf.read_snapshots({2023: path, 2024: path}, columns=COLUMNS)


BORN = {**COLUMNS, "birth_date": "Date of Birth"}
POSTCODE = {**COLUMNS, "postcode": "Ward"}
CASES = [
    Case("no_row_left", "no row is left to read", cases()),
    Case(
        "cases_no_files",
        "a value of type list was given",
        lambda folder: sf.read_snapshots([], columns=COLUMNS),
    ),
    Case(
        "cases_year",
        "202425 is not an academic year",
        lambda folder: sf.read_snapshots({202425: "a.csv"}, columns=COLUMNS),
    ),
    Case(
        "cases_no_columns",
        "Nothing says which column holds what",
        lambda folder: sf.read_snapshots({2024: export(folder, child())}),
    ),
    Case(
        "cases_role_unknown",
        "childd is nothing .* Did you mean child",
        cases(child(), columns={**COLUMNS, "childd": "x"}),
    ),
    Case(
        "cases_role_missing",
        "No column is named for: setting",
        cases(child(), columns={**COLUMNS, "setting": ""}),
    ),
    Case(
        "cases_heading_missing",
        "There is no column Area, which should hold: locality",
        cases(child(), columns={**COLUMNS, "locality": "Area"}),
        row=1,
    ),
    Case(
        "cases_person_column",
        "The column Surname holds what could identify a child, and is named for: need",
        cases(child(), columns={**COLUMNS, "need": "Surname"}),
    ),
    Case(
        "cases_no_lookup",
        "A column of postcodes is named, and no look-up",
        cases(child(), columns={**COLUMNS, "postcode": "Ward"}),
        column="Ward",
    ),
    Case("cases_no_child", "The row has no number", cases(child(), child("")), row=3),
    Case("cases_child_twice", "stood already in row 2", cases(child(), child("2"), child()), row=4),
    Case(
        "cases_word_unknown",
        "Autismm has no meaning yet as need.*Did you mean ASD.*needs",
        cases(child(need="Autismm")),
        row=2,
        column="Primary Need",
    ),
    Case(
        "cases_word_unknown",
        "c has no meaning yet as setting",
        cases(child(setting="c")),
        row=2,
        column="Placement Type",
    ),
    Case(
        "cases_too_many_words",
        "70 different words of this column",
        cases(*(child(str(one), need=f"Letter {one}") for one in range(70))),
        column="Primary Need",
    ),
    Case(
        "cases_words_not_shown",
        "1 of 2 different words of this column have no meaning yet as setting.*look at the file",
        headed("Placed at", "Placement Type", child(), child("2", setting="Jane Smith")),
        column="Placed at",
    ),
    Case("cases_blank", "1 row has no need", cases(child(need=""))),
    Case(
        "cases_no_ncy",
        "neither an NC year nor a date of birth",
        cases(child(group="Jul-08")),
        row=2,
        column="Year Group",
    ),
    Case(
        "cases_ncy_differs",
        "1 child is in a year group other",
        cases(child(group="3"), columns={**COLUMNS, "birth_date": "Date of Birth"}),
    ),
    Case(
        "cases_ages_outside", "1 row lies outside NC years", cases(child(), child("2", group="21"))
    ),
    Case(
        "cases_out_of_step",
        "1 child does not move up by one NC year between January 2024 and January 2025; the first"
        " is in row 2",
        two_years([child()], [child(group="4"), child("2")]),
    ),
    Case(
        "cases_out_of_step_taken",
        "Their year group of the later January",
        two_years([child()], [child(group="4"), child("2")], out_of_step="later"),
    ),
    Case(
        "cases_out_of_step_youngest",
        "1 child was there in January 2024, and is in NC year -4 in January 2025",
        two_years([child()], [child(group="-4")], out_of_step="later"),
        row=2,
    ),
    Case(
        "cases_birth_year_short",
        "1 date of birth has a year of two digits",
        cases(child(born="31/08/15"), columns={**COLUMNS, "birth_date": "Date of Birth"}),
        row=2,
        column="Date of Birth",
    ),
    Case(
        "cases_year_label",
        "30 of 31 children are 1 year group below that of their age in the January of 2024, which"
        " is January 2025",
        cases(
            *aged("2014-10-02", group="4"), child("A", born="2014-10-02", group="5"), columns=BORN
        ),
    ),
    Case(
        "cases_days_of_mac",
        "Dates of birth are numbers, and 30 of 30 children are 4 year groups below that of the age"
        ".*on a Mac from 1904",
        cases(*aged("40452", group="5"), columns=BORN),
    ),
    Case("cases_same_file", "It is given for 2023 and for 2024", same_twice),
    Case(
        "cases_nothing_moved",
        "All 30 children of January 2024 are in January 2025 too",
        two_years(many(), many(group="5")),
    ),
    Case(
        "cases_nobody_there",
        r"Of 40 children nobody is in: setting mainstream \(40%, which would be 16\), phase",
        cases(*many(count=40)),
    ),
    Case(
        "cases_part_gone",
        "0 of 60 children in January 2025 are in setting mainstream, and 40 in January 2024; 40 of"
        " these are in no row of January 2025",
        two_years(
            [*many(count=60), *many(60, 40, setting="mainstream")], many(count=60, group="5")
        ),
    ),
    Case(
        "cases_part_renamed",
        "0 of 60 children in January 2025 are in setting base, and 30 in January 2024. All but 1 of"
        " these are in January 2025 too, with another setting",
        two_years(
            [*many(count=30), *many(30, 30, setting="base")],
            [*many(count=59, group="5"), child("A", group="5")],
        ),
    ),
    Case(
        "cases_awaiting",
        "1 child is awaiting a placement",
        cases(child(), child("2", setting="Awaiting placement")),
    ),
    Case(
        "cases_days_unsound",
        r"15 of 30 cells that are filled \(50%\) are no date: 15 of them are dates only if the"
        " month comes before the day",
        cases(*aged("03/04/2015", 15), *aged("12/31/2014", 15, first=15), columns=BORN),
        column="Date of Birth",
    ),
    Case(
        "cases_serial_days",
        "30 dates of birth are numbers of Excel",
        cases(*aged("41914", group="5"), columns=BORN),
        column="Date of Birth",
    ),
    Case(
        "cases_by_group",
        "1 child has no date of birth that can be read",
        cases(child(born="soon"), columns={**COLUMNS, "birth_date": "Date of Birth"}),
        column="Date of Birth",
    ),
    Case(
        "cases_by_age",
        "1 child has no year group that can be read",
        cases(child(group="Jul-08"), columns={**COLUMNS, "birth_date": "Date of Birth"}),
        column="Year Group",
    ),
    Case(
        "cases_not_placed",
        "1 row leads to no locality",
        lambda folder: cases(child(ward="E09"), lookup=lookup_of(folder))(folder),
    ),
    Case(
        "cases_personal",
        "looks like postcodes, pupil numbers or dates",
        cases(child(ward="NN1 1AA")),
        row=2,
        column="Ward",
    ),
    Case(
        "cases_nobody_stays",
        "Of 30 children in January 2024 none",
        two_years(many(), many(100, group="5")),
    ),
    Case(
        "cases_few_stay",
        "Of 30 children in January 2024 only 5",
        two_years(many(), many(25, group="5")),
    ),
    Case(
        "cases_lost_zeros",
        "noughts at the front of their numbers are left away: 30 and not 0",
        two_years(many(), many(group="5", form="{}")),
    ),
    Case(
        "cases_years_apart",
        "There is no file of January 2025",
        two_years([child()], [child(group="6")], years=(2023, 2025)),
    ),
    Case(
        "cases_moved_home",
        "1 child lives in another locality",
        two_years([child()], [child(group="5", ward="V")]),
    ),
    Case(
        "cases_without_site",
        "1 child has no code of a school",
        cases(child(), columns={**COLUMNS, "site": "URN"}),
    ),
    Case(
        "cases_option",
        "never is not a way to deal with children out of step",
        cases(child(), out_of_step="never"),
    ),
    Case(
        "cases_few_headings",
        "Fewer than two headings are known",
        lambda folder: sf.suggest_columns(write(folder, "a.csv", "x,y\n1,2\n")),
    ),
    Case("row_is_total", "The row is a total", cases(child(), "Total,,,,,,,\n"), row=3),
    Case(
        "authority_which",
        "holds 2 authorities",
        cases(child(), child("2", ward="V"), columns={**COLUMNS, "authority": "Ward"}),
    ),
]

# --- lists of places

HALL_KNOWN = pd.DataFrame(
    [
        (140001, "Hall", "Ashby", 480000.0, 280000.0),
        (150005, "Far Lodge", "Barsetshire", 580000.0, 280000.0),
    ],
    columns=["urn", "name", "authority", "easting", "northing"],
)
LIST = "School,URN,Age range,Needs,Type,2025/26,Sep 2026\n"
HALL = 'Hall,140001,4-11,"ASD, SLD",Special,80,90\n'


def listed(*more: object, behind: tuple[str, ...] = ()) -> list[list[object]]:
    """The rows of a list, for a workbook: a school of 80 places, and others with theirs."""
    schools = {140001: 80, **{140002 + at: count for at, count in enumerate(more)}}
    rows = [
        [f"School {urn}", urn, "4-11", "ASD", "Special", count, 90, *behind]
        for urn, count in schools.items()
    ]
    return [LIST.strip().split(","), *rows]


def places(text: str = LIST + HALL, *, name: str = "places.csv", **options):
    return lambda folder: sf.read_places(write(folder, name, text), **options)


def register_like(*urns):
    """Schools of a register that are all called Hall."""
    return pd.DataFrame(
        {"urn": urns, "name": "Hall", "authority": "A", "easting": 488_000.0, "northing": 279_000.0}
    )


PLACES = [
    Case("no_row_left", "no row is left to read", places(LIST)),
    Case(
        "lists_apart",
        r"places \(2\).csv is a list of places too, and tells other places of 1 school \(Hall: 80"
        r" and 85 in 2025/26; the figures of this list first\)",
        lambda folder: sf.build_area(
            write_downloads(folder),
            authority="Ashby",
            readings=[
                places(LIST + HALL)(folder),
                places((LIST + HALL).replace("80", "85"), name="places (2).csv")(folder),
            ],
        ),
    ),
    Case(
        "list_sheets_alike",
        "Other sheets are headed as lists of schools and places too: Places",
        lambda folder: sf.read_places(
            book(folder, "places.xlsx", {"2023 old": listed(), "Places": listed()})
        ),
        row=1,
    ),
    Case(
        "source_formula_without_value",
        r"a formula that was never calculated \(and so in 1 other cell\)",
        lambda folder: sf.read_places(
            book(folder, "places.xlsx", {"Places": listed("=F2*2", "=F2*3")})
        ),
        row=3,
        column="2025/26",
    ),
    Case(
        "source_header_short",
        "2 rows below it have cells behind its last heading; the first is row 2. It has 7 headings",
        lambda folder: sf.read_places(
            book(folder, "places.xlsx", {"Places": listed(80, behind=("note",))})
        ),
        row=1,
    ),
    Case(
        "list_row_of_authority",
        "The row is called Kent, as the authority is, and has no URN",
        places(LIST + HALL + "Kent,,4-11,ASD,Special,80,90\n", authority="Kent County Council"),
        row=3,
        column="School",
    ),
    Case(
        "list_urn_meant",
        "140010 is in no row of the register. By its name and authority the school is 140001",
        places((LIST + HALL).replace("140001", "140010"), authority="Ashby", points=HALL_KNOWN),
        row=2,
        column="URN",
    ),
    Case(
        "list_urn_far",
        "150005 is Far Lodge in the register, in Barsetshire; the list calls it Ivy",
        places(
            LIST + HALL.replace("Hall,140001", "Ivy,150005"), authority="Ashby", points=HALL_KNOWN
        ),
        row=2,
        column="URN",
    ),
    Case(
        "list_no_year",
        "The column Places does not say",
        places("School,Age range,Needs,Type,Places\nHall,4-11,ASD,Special,80\n"),
        row=1,
    ),
    Case(
        "list_year_twice",
        "2025/26 and Sep 2025 are both of 2025/26",
        places((LIST + HALL).replace("Sep 2026", "Sep 2025")),
        row=1,
    ),
    Case(
        "list_year_from_date",
        "The heading 2026-09-01 is a date, and was read as September 2026",
        places((LIST + HALL).replace("Sep 2026", "2026-09-01")),
        row=1,
    ),
    Case(
        "list_heading_is_date",
        "The heading 2025-09-26 is a date that is no 1 September",
        places((LIST + HALL).replace("Sep 2026", "2025-09-26")),
        row=1,
    ),
    Case(
        "list_no_level",
        "does not say whether its places",
        places((LIST + HALL).replace(",Special,", ",,")),
        row=2,
        column="Type",
    ),
    Case(
        "list_level_unknown",
        "Specail is no kind of place .* Did you mean special",
        places((LIST + HALL).replace(",Special,", ",Specail,")),
        row=2,
        column="Type",
    ),
    Case(
        "list_needs_unknown",
        "Autismm is no need .* Did you mean ASD",
        places((LIST + HALL).replace("ASD", "Autismm")),
        row=2,
        column="Needs",
    ),
    Case(
        "list_no_needs",
        "The row names no need",
        places((LIST + HALL).replace('"ASD, SLD"', "")),
        row=2,
        column="Needs",
    ),
    Case(
        "list_ages_unknown",
        "young is no span of ages",
        places((LIST + HALL).replace("4-11", "young")),
        row=2,
        column="Age range",
    ),
    Case(
        "list_ages_date",
        "is a date where ages",
        places((LIST + HALL).replace("4-11", "2025-11-04")),
        row=2,
        column="Age range",
    ),
    Case(
        "list_ages_or_groups",
        "7-11 may be ages or year groups.*Head the column Age range or Year groups",
        places((LIST + HALL).replace("Age range", "Years").replace("4-11", "7-11")),
        row=2,
        column="Years",
    ),
    Case(
        "list_ages_or_groups",
        "7-11 years may be ages or year groups",
        places((LIST + HALL).replace("Age range", "NC years").replace("4-11", "7-11 years")),
        row=2,
        column="NC years",
    ),
    Case("list_ages_meaning", "4-11 were read as Reception to Year 6", places()),
    Case("list_row_twice", "stood already in row 2", places(LIST + HALL + HALL), row=3),
    Case(
        "row_without_code",
        "The row has numbers and no school",
        places(LIST + ",,4-11,ASD,Special,80,90\n" + HALL),
        row=2,
    ),
    Case(
        "list_urn_in_one_row",
        "has a URN in row 2, and none in this row",
        places(LIST + HALL + HALL.replace("140001", "").replace("Special", "RP")),
        row=3,
    ),
    Case(
        "list_same_name",
        "A school of this name stands in row 2, and neither row has a URN",
        places(LIST + (HALL + HALL.replace("Special", "RP")).replace("140001", "")),
        row=3,
    ),
    Case(
        "list_columns_unknown",
        "Not known, and not read: Number on roll, DfE no",
        places(
            (LIST + HALL)
            .replace("Needs", "Number on roll,DfE no,Headteacher name,Needs")
            .replace("4-11", "4-11,88,8741234,A Nother")
        ),
        row=1,
    ),
    Case(
        "list_taken_holds",
        r"One column says how many places are taken, .*2025/26 and Sep 2026",
        places(
            (LIST + HALL).replace("Needs", "Of which other LAs,Needs").replace("4-11", "4-11,6")
        ),
        row=1,
        column="Of which other LAs",
    ),
    Case(
        "list_point_is_angle",
        r"52.57 is no easting: .*degrees.* Head the two columns Latitude and Longitude",
        places(
            (LIST + HALL)
            .replace("Needs", "Easting,Northing,Needs")
            .replace("4-11", "4-11,52.57,-0.24")
        ),
        row=2,
        column="Easting",
    ),
    Case(
        "list_point_wrong",
        "48 is no easting.*a number from 80000 to 660000",
        places(
            (LIST + HALL)
            .replace("Needs", "Easting,Northing,Needs")
            .replace("4-11", "4-11,48,279000")
        ),
        row=2,
        column="Easting",
    ),
    Case(
        "list_points_blank",
        "1 school has no point: Easting and Northing are blank there. The first is Hall",
        places((LIST + HALL).replace("Needs", "Easting,Northing,Needs").replace("4-11", "4-11,,")),
        row=2,
    ),
    Case("list_no_urn", "1 school has no URN", places((LIST + HALL).replace("140001", ""))),
    Case(
        "list_urn_wrong",
        "14000 is no URN",
        places((LIST + HALL).replace("140001", "14000")),
        row=2,
        column="URN",
    ),
    Case(
        "list_two_names",
        "URN 140001 has another name in row 2",
        places(LIST + HALL + HALL.replace("Hall", "Fern").replace("Special", "RP")),
        row=3,
    ),
    Case("list_no_points", "1 school has no point; the first is Hall", places()),
    Case(
        "list_nothing_given",
        "1 cell of places is blank",
        places((LIST + HALL).replace(",80,90", ",80,")),
    ),
    Case(
        "list_no_places",
        "no number of places in any year",
        places((LIST + HALL).replace(",80,90", ",,")),
        row=2,
    ),
    Case(
        "list_fraction",
        "80.5 is no whole number",
        places((LIST + HALL).replace(",80,", ",80.5,")),
        row=2,
        column="2025/26",
    ),
    Case("list_option", "base2 is not a level", places(level="base2")),
    Case(
        "list_points_wrong",
        "a value of type list was given where points",
        places(points=[]),
    ),
    Case(
        "count_marked",
        "c stands in place of a number of places",
        places((LIST + HALL).replace(",80,", ",c,")),
        row=2,
        column="2025/26",
    ),
    Case(
        "count_not_a_number",
        "tbc is not a number of places",
        places((LIST + HALL).replace(",80,", ",tbc,")),
        row=2,
        column="2025/26",
    ),
    Case("row_is_total", "The row is a total", places(LIST + HALL + "Total,,,,,80,90\n"), row=3),
    Case(
        "list_matched_by_name",
        r"1 school without a URN was found in the register by their name.*Hall \(140001\)",
        places((LIST + HALL).replace("140001", ""), authority="A", points=register_like("140001")),
        row=2,
    ),
    Case(
        "list_name_doubtful",
        r"Several schools of the register are called Hall there \(140001, 140002\)",
        places(
            (LIST + HALL).replace("140001", ""),
            authority="A",
            points=register_like("140001", "140002"),
        ),
    ),
    Case(
        "list_column_left",
        "The column Designation tells needs too",
        places((LIST + HALL).replace("Needs", "Needs,Designation").replace('SLD"', 'SLD",SEMH')),
        row=1,
        column="Designation",
    ),
]

ALL = [*POPULATIONS, *LOOKUPS, *WITAN, *CASES, *PLACES]
