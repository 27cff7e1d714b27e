"""What the readers of returns, registers and published files are asked for, rightly and wrongly."""

import numpy as np
import pandas as pd
import pytest
import sen2_files
from published_files import caseload
from published_files import write as write_published
from register_files import school
from register_files import write as write_register
from sen2_returns import made_world
from test_scap import areas
from test_sen2 import lookups

import sufficiency as sf
from sufficiency.errors import FindingsError, NotPossibleError
from sufficiency.sources.authorities import authority_of
from sufficiency.sources.ees.opening import open_files
from sufficiency.sources.gias.entries import read_entries
from sufficiency.sources.scap.files import opened

REGISTER = "edubasealldata20250109.csv"
READERS = {
    "read_ehc_plans": sf.read_ehc_plans,
    "read_gias": sf.read_gias,
    "read_scap": sf.read_scap,
    "read_sen2": sf.read_sen2,
}


def published(folder):
    return write_published(folder / "caseload.csv", caseload())


def register(folder):
    return write_register(folder / REGISTER, [school(100001)])


def capacity(folder):
    return write_published(folder / "capacity.csv", areas())


def sen2(folder):
    rows = sen2_files.rows_of(made_world(40, seed=5, faults=0), 3)
    return sen2_files.write_modules(folder / "return", rows)


MADE = {
    "read_ehc_plans": published,
    "read_gias": register,
    "read_scap": capacity,
    "read_sen2": sen2,
}
CODES = {"read_sen2": 899}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("given", [None, 5, 1.5, b"file.csv", [None], ["a.csv", 3], {"a": 1}])
def test_what_is_no_path_is_refused_in_words(reader, given):
    with pytest.raises(NotPossibleError, match=r"A file is asked for that is of type \w+\."):
        READERS[reader](given)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("given", [5, 99, 1000, -801, True, 801.0, b"801", ["801"], object()])
def test_what_is_no_authority_is_refused_in_words(reader, given, tmp_path):
    path = MADE[reader](tmp_path)
    with pytest.raises(NotPossibleError, match="The authority that is asked for is ") as caught:
        READERS[reader](path, authority=given)
    assert "object at" not in str(caught.value)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", [int, np.int64])
def test_a_number_of_three_digits_is_a_code(reader, kind, tmp_path):
    path, code = MADE[reader](tmp_path), CODES.get(reader, 801)
    as_number = READERS[reader](path, authority=kind(code))
    as_text = READERS[reader](path, authority=str(code))
    assert as_number.settings == as_text.settings
    assert list(as_number.held) == list(as_text.held)
    for name, table in as_text.held.items():
        assert as_number.held[name].equals(table), name


@pytest.mark.parametrize("given", ["2024", 99_999, 0, 2024.0, True, [2024]])
def test_what_is_no_year_is_refused_in_words(given, tmp_path):
    with pytest.raises(NotPossibleError, match="The year that is asked for is "):
        sf.read_gias(register(tmp_path), year=given)


def test_a_year_may_be_any_whole_number(tmp_path):
    reading = sf.read_gias(register(tmp_path), year=np.int32(2024))
    assert set(reading.held["pools"]["year"]) == {2024}


@pytest.mark.parametrize("given", [2025, 2025.5, [2025], object()])
def test_a_census_that_is_no_day_is_refused_in_words(given, tmp_path):
    with pytest.raises(NotPossibleError, match="A census day is given that is no day"):
        sf.read_sen2(sen2(tmp_path), census=given, **lookups())


def test_others_beside_may_be_one_and_may_be_numbers(tmp_path):
    path = published(tmp_path)
    wanted = sf.read_ehc_plans(path, authority="Ashby", beside=["Birchby"]).held["benchmarks"]
    for beside in ("Birchby", 802, [802]):
        reading = sf.read_ehc_plans(path, authority="Ashby", beside=beside)
        assert reading.held["benchmarks"].equals(wanted)
    with pytest.raises(NotPossibleError, match="The authority that is asked for is of type float"):
        sf.read_ehc_plans(path, authority="Ashby", beside=[0.5])


def test_what_placements_mean_is_a_mapping(tmp_path):
    with pytest.raises(NotPossibleError, match="What unknown placements mean is given as list"):
        sf.read_ehc_plans(published(tmp_path), authority="Ashby", categories=["special"])


def test_links_are_a_path(tmp_path):
    with pytest.raises(NotPossibleError, match="A file is asked for that is of type int"):
        sf.read_gias(register(tmp_path), links=5)


def test_the_three_digit_code_is_told_by_published_files_and_the_register(tmp_path):
    for reader, made in (("read_ehc_plans", published), ("read_gias", register)):
        path = made(tmp_path)
        for authority in ("Ashby", "E06000001", "801"):
            assert READERS[reader](path, authority=authority).settings["la_code"] == "801"


def test_no_cell_is_shown_by_what_holds_them(tmp_path):
    (table,) = open_files(published(tmp_path)).files
    entries = read_entries(register(tmp_path))
    file = opened(capacity(tmp_path))
    for one in (table, table.table, entries, entries.table, file, file.table):
        shown = repr(one)
        assert "Ashby" not in shown
        assert "caseload" not in shown


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("Surrey County Council", "E10000030"),
        ("surrey", "E10000030"),
        ("London Borough of Camden", "E09000007"),
        ("Bristol City Council", "E06000023"),
        ("City of Bristol", "E06000023"),
        ("Bath & North East Somerset", "E06000022"),
        ("St Helens Metropolitan Borough Council", "E08000013"),
        ("County Durham", "E06000047"),
    ],
)
def test_an_authority_is_known_with_and_without_its_kind(wanted, code):
    rows = (
        ("E10000030", "936", "Surrey"),
        ("E09000007", "202", "Camden"),
        ("E06000023", "801", "Bristol, City of"),
        ("E06000022", "800", "Bath and North East Somerset"),
        ("E08000013", "342", "St. Helens"),
        ("E06000047", "840", "Durham"),
        ("E06000015", "831", "Derby"),
        ("E10000007", "830", "Derbyshire"),
    )
    known = pd.DataFrame(rows, columns=["code", "old_code", "name"])
    assert authority_of(known, wanted, file="x.csv")[0] == code


@pytest.mark.parametrize("wanted", ["Derbys Council", "County Council", "Surrey Hills Council"])
def test_what_is_no_authority_is_not_taken_for_one(wanted):
    known = pd.DataFrame(
        [("E06000015", "831", "Derby"), ("E10000007", "830", "Derbyshire")],
        columns=["code", "old_code", "name"],
    )
    with pytest.raises(FindingsError, match="is not an authority"):
        authority_of(known, wanted, file="x.csv")
