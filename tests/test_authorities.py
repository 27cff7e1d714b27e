"""An authority is one by its name and both of its codes, whichever of them a file has."""

import pandas as pd
import pytest
from downloads import small_areas, write_rows

import sufficiency as sf
from sufficiency.errors import FindingsError
from sufficiency.sources.authorities import also_known_as, authority_of
from sufficiency.terms.authorities import authorities


def known(**columns):
    """Authorities of a file that has only these columns."""
    blank = {"code": "", "old_code": "", "name": ""}
    return pd.DataFrame({**blank, **columns})


def test_the_list_has_each_code_once_and_three_digits_of_one_name():
    codes = [one.code for one in authorities()]
    assert len(codes) == len(set(codes)) == 161
    names = {}
    for one in authorities():
        names.setdefault(one.three_digits, set()).add(one.name)
    assert all(len(named) == 1 for named in names.values())
    assert all(len(one.code) == 9 and len(one.three_digits) == 3 for one in authorities())


@pytest.mark.parametrize("asked", ["941", 941, "E06000062", "West Northamptonshire Council"])
@pytest.mark.parametrize(
    "file",
    [
        known(code=["E06000061", "E06000062"]),
        known(name=["North Northamptonshire", "West Northamptonshire"]),
        known(old_code=["940", "941"]),
    ],
    ids=["nine characters", "names", "three digits"],
)
def test_a_file_is_asked_by_what_it_has(asked, file):
    code, name = authority_of(file, asked, file="file.csv")
    assert {code, name} & {"E06000062", "West Northamptonshire", "941"}


def test_what_stands_in_the_file_goes_before_the_list():
    """835 was Dorset's until 2019; a file that has it means that one."""
    file = known(
        code=["E10000009", "E06000059"], old_code=["835", "838"], name=["Dorset", "Dorset"]
    )
    assert authority_of(file, "835", file="file.csv")[0] == "E10000009"


def test_a_code_of_nobody_is_refused():
    assert also_known_as("999") == frozenset()
    with pytest.raises(FindingsError, match="999 is not an authority in file"):
        authority_of(known(code=["E06000061"]), "999", file="file.csv")
    with pytest.raises(FindingsError, match="941 is not an authority in file"):
        authority_of(known(code=["E06000061"]), "941", file="file.csv")


def test_small_areas_are_read_by_three_digits(tmp_path):
    rows = small_areas(authority=("E06000062", "West Northamptonshire"))
    path = write_rows(tmp_path / "small_areas_mid2022.csv", rows)
    reading = sf.read_population(path, authority="941")
    assert len(reading.held["small_areas"]) == 2
