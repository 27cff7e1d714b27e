"""Years, NC years and codes, against the Department's definitions.

A child's NC year follows from the age on 31 August before the academic year starts: Reception is
for children who are 4 by then, Year 1 for 5, and Year 11 for 15 (compulsory schooling; the SEN2
guide counts on the third Thursday of January).
"""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency import terms
from sufficiency.area import load_area, save_template
from sufficiency.errors import UnknownNameError
from sufficiency.terms.codes import read_rows

YEARS = st.integers(2000, 2100)
BIRTHS = st.dates(date(1975, 1, 1), date(2100, 12, 31))
NCYS = range(terms.FIRST_NCY, terms.LAST_NCY + 1)
SPANS = st.tuples(st.integers(-4, 20), st.integers(-4, 20)).map(lambda s: (min(s), max(s)))


@pytest.mark.parametrize(
    ("age", "ncy", "words"),
    [
        (0, -4, "Age 0"),
        (3, -1, "Age 3"),
        (4, 0, "Reception"),
        (5, 1, "Year 1"),
        (11, 7, "Year 7"),
        (15, 11, "Year 11"),
        (16, 12, "Year 12"),
        (18, 14, "Year 14"),
        (24, 20, "Age 24"),
    ],
)
def test_ages_on_31_august_give_the_ncy(age, ncy, words):
    assert terms.ncy_of_age(age) == ncy
    assert terms.age_of_ncy(ncy) == age
    assert terms.ncy_label(ncy) == words


@pytest.mark.parametrize(
    ("born", "year", "ncy"),
    [
        (date(2020, 8, 31), 2024, 0),  # the youngest in Reception
        (date(2020, 9, 1), 2024, -1),  # a day younger: a year to go
        (date(2019, 9, 1), 2024, 0),  # the oldest in Reception
        (date(2009, 8, 31), 2024, 11),
        (date(2008, 9, 1), 2024, 11),
        (date(2020, 2, 29), 2024, 0),
        (date(2000, 2, 29), 2025, 21),
    ],
)
def test_birth_dates_give_the_ncy(born, year, ncy):
    assert terms.ncy_of_birth_date(born, year=year) == ncy


@given(born=BIRTHS, year=YEARS)
def test_a_child_ages_one_ncy_in_each_academic_year(born, year):
    now = terms.ncy_of_birth_date(born, year=year)
    assert terms.ncy_of_birth_date(born, year=year + 1) == now + 1


@given(born=BIRTHS, year=YEARS)
def test_the_ncy_steps_on_1_september_and_on_no_other_day(born, year):
    next_day = born + timedelta(days=1)
    step = terms.ncy_of_birth_date(born, year=year) - terms.ncy_of_birth_date(next_day, year=year)
    assert step == int((next_day.month, next_day.day) == (9, 1))


@given(born=BIRTHS, year=YEARS)
def test_the_ncy_is_the_age_on_31_august_less_4(born, year):
    """Counted by hand: birthdays from the first one up to 31 August of the year."""
    birthdays = sum(
        (born.month, born.day) <= (8, 31) or later < year
        for later in range(born.year + 1, year + 1)
    )
    if year >= born.year + 1:
        assert terms.ncy_of_birth_date(born, year=year) == birthdays - 4


@given(year=YEARS)
def test_labels_of_years_read_back_in_every_form(year):
    label = terms.year_label(year)
    short = f"{(year + 1) % 100:02d}"
    for text in (label, str(year), f"{year}-{short}", f"{year}/{year + 1}", f"{year}{short}"):
        assert terms.year_from_text(f" {text} ") == year


def test_the_same_academic_year_in_all_its_names():
    """Reporting year 2025 is January 2025: academic year 2024, 2024/25, 202425."""
    assert terms.year_of_january(2025) == 2024
    assert terms.january_of_year(2024) == 2025
    assert terms.year_label(2024) == "2024/25"
    assert terms.year_label(2099) == "2099/00"
    assert terms.year_from_text("202425") == 2024


@pytest.mark.parametrize(
    "text", ["", "24/25", "2024/26", "2024 25", "202426", "2024/2024", "2024/0025", "x"]
)
def test_what_is_no_academic_year_is_refused(text):
    with pytest.raises(UnknownNameError, match=r"is not an academic year\. Every count"):
        terms.year_from_text(text)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, date(2025, 1, 16)), (2023, date(2024, 1, 18)), (2022, date(2023, 1, 19))],
)
def test_known_census_dates(year, day):
    assert terms.census_date(year) == day


@given(year=YEARS)
def test_the_census_is_the_third_thursday_of_january(year):
    day = terms.census_date(year)
    assert (day.year, day.month, day.weekday()) == (year + 1, 1, 3)
    assert 15 <= day.day <= 21
    assert terms.year_of_date(day) == year


@given(day=st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_falls_in_the_academic_year_that_starts_before_it(day):
    year = terms.year_of_date(day)
    assert date(year, 9, 1) <= day < date(year + 1, 9, 1)


def test_needs_are_the_codes_of_the_sen2_return():
    codes = "SPLD MLD SLD PMLD SEMH SLCN HI VI MSI PD ASD DS OTH unknown"
    assert " ".join(terms.needs()) == codes
    assert len(terms.needs()) == 14


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("autism", "ASD"),
        ("ASC", "ASD"),
        ("asd", "ASD"),
        ("Autistic Spectrum Disorder", "ASD"),
        ("SpLD", "SPLD"),
        ("dyslexia", "SPLD"),
        ("Social, Emotional and Mental Health", "SEMH"),
        ("BESD", "SEMH"),
        ("Down's syndrome", "DS"),
        ("visual impairment", "VI"),
        ("S.L.C.N.", "SLCN"),
    ],
)
def test_other_ways_to_write_a_need_are_understood(typed, meant):
    assert terms.needs().nearest(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("EOTAS", "elsewhere"), ("PRU", "ap"), ("SEN unit", "base"), ("INMSS", "independent")],
)
def test_other_ways_to_write_a_setting_are_understood(typed, meant):
    assert terms.settings().nearest(typed) == meant


@pytest.mark.parametrize(
    "words", [terms.needs, terms.settings, terms.marks], ids=lambda w: w.__name__
)
def test_no_alias_means_two_things(words):
    """Each way to write a word is near to that word first."""
    for code, word in words().words.items():
        for spoken in (code, word.label, *word.aliases):
            if any(letter.isalnum() for letter in spoken):
                assert words().nearest(spoken) == code


@pytest.mark.parametrize(
    ("text", "mark", "low", "high"),
    [
        ("c", "c", 1, 4),
        ("[c]", "c", 1, 4),
        ("*", "c", 1, 4),
        ("K", "low", 0, 0.5),
        ("low", "low", 0, 0.5),
        (" z ", "z", 0, 0),
        ("~", "z", 0, 0),
        (":", "x", 0, float("inf")),
        ("[u]", "u", 0, float("inf")),
    ],
)
def test_marks_and_their_bounds(text, mark, low, high):
    assert terms.mark_of(text) == mark
    assert terms.marks()[mark].bounds(threshold=5) == (low, high)


@pytest.mark.parametrize("text", ["", "12", "cc", "[c", "."])
def test_what_is_no_mark(text):
    assert terms.mark_of(text) is None


def test_phases_cover_every_ncy_once():
    spans = list(terms.phases().words.values())
    served = [ncy for span in spans for ncy in range(span.ncy_from, span.ncy_to + 1)]
    assert sorted(served) == list(NCYS)
    assert [terms.phase_of_ncy(ncy) for ncy in (-1, 0, 6, 7, 11, 12, 14, 15)] == [
        *("early_years", "primary", "primary", "secondary", "secondary"),
        *("post16", "post16", "age_19_to_25"),
    ]


def test_published_age_bands_follow_the_published_ages():
    for row in read_rows("age_bands.csv"):
        assert int(row["ncy_to"]) == terms.ncy_of_age(int(row["age_to"]))
        first = max(int(row["age_from"]), 0)
        assert int(row["ncy_from"]) == terms.ncy_of_age(first)


@given(spans=st.lists(SPANS, min_size=1, max_size=8))
def test_bands_part_the_served_ncys_and_every_pool_serves_all_or_none(spans):
    found = terms.bands(spans)
    served = {ncy for first, last in spans for ncy in range(first, last + 1)}
    parts = [ncy for band in found for ncy in range(band.ncy_from, band.ncy_to + 1)]
    assert parts == sorted(served)
    for band in found:
        for first, last in spans:
            inside = first <= band.ncy_from and band.ncy_to <= last
            assert inside or band.ncy_to < first or last < band.ncy_from


@given(spans=st.lists(SPANS, min_size=1, max_size=8))
def test_bands_are_as_wide_as_they_can_be(spans):
    """Two neighbours differ in at least one pool."""

    def pools_of(ncy):
        return {span for span in spans if span[0] <= ncy <= span[1]}

    found = terms.bands(spans)
    for one, two in pairwise(found):
        if one.ncy_to + 1 == two.ncy_from:
            assert pools_of(one.ncy_to) != pools_of(two.ncy_from)


def test_bands_by_hand():
    assert [band.name for band in terms.bands([(0, 6), (7, 11)])] == ["0-6", "7-11"]
    assert [band.name for band in terms.bands([(0, 2), (10, 11)])] == ["0-2", "10-11"]
    assert terms.bands([]) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("populaton", "population"), ("Population ", "population"), ("zzz", None), ("", None)],
)
def test_the_nearest_word(typed, meant):
    assert terms.nearest(typed, terms.table_names()) == meant


def test_the_weakest_basis_is_that_of_the_sum():
    assert terms.weakest(["published"]) == "published"
    assert terms.weakest({"made", "supplied"}) == "made"
    assert terms.short_list("basis").codes == terms.BASES


COLUMNS = [column for name in terms.table_names() for column in terms.table(name).columns]


def test_every_row_of_the_contract_is_of_a_known_table():
    assert {row["table"] for row in read_rows("columns.csv")} == set(terms.table_names())
    assert len(COLUMNS) == len(read_rows("columns.csv"))


@pytest.mark.parametrize("name", terms.table_names())
def test_keys_are_columns_and_no_column_stands_twice(name):
    contract = terms.table(name)
    assert set(contract.key) <= set(contract.column_names)
    assert len(set(contract.column_names)) == len(contract.column_names)
    assert {*contract.key, *contract.value_columns} == set(contract.column_names)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.table}.{column.name}")
def test_a_column_is_told_whole(column):
    assert column.kind in ("text", "code", "codes", "integer", "number", "year")
    assert column.label
    assert column.description
    assert not column.description.endswith(".")
    assert (column.codes != "") == (column.kind in ("code", "codes"))
    if column.codes and column.codes not in terms.REFERENCES:
        assert len(terms.code_list(column.codes)) > 1
    if column.required:
        assert column.example != ""
        assert column.blank == ""
    else:
        assert column.blank != ""
    if column.is_number:
        assert column.low < column.high
        assert column.unit or column.name == "urn"
    if column.marks:
        assert column.kind == "number"
    assert column.axis_label.startswith(column.label)


@pytest.mark.parametrize("name", ["area", "area.xlsx"])
def test_the_examples_of_the_contract_form_a_sound_area(name, tmp_path):
    area = load_area(save_template(tmp_path / name))
    assert set(area.tables()) == set(terms.table_names())
    assert set(area.check()["severity"]) == {"note"}
    assert all(len(frame) == 1 for frame in area.tables().values())


def test_the_template_is_the_same_area_as_folder_and_as_workbook(tmp_path):
    one, two = (load_area(save_template(tmp_path / name)) for name in ("area", "area.xlsx"))
    assert one == two


def test_all_that_are_equally_near_are_offered():
    offered = [
        terms.nearest_words("S03", known) for known in (["S01", "S02"], {"S02", "S01"}, ["S01"])
    ]
    assert offered == ["S01 or S02", "S01 or S02", "S01"]
    assert terms.nearest_words("L1", ["L10", "L01", "L11"]) == "L01"
