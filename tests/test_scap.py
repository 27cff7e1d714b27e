"""School capacity: places of schools, capacity of areas and forecasts, by patterns of headings.

Headings are those of the Department's data catalogue (School capacity, academic years 2022/23 to
2024/25). The figures of England and of the North East are its own, as shown there; schools and
authorities are made up.
"""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from published_files import write

import sufficiency as sf
from sufficiency import terms
from sufficiency.area.reading import raw_of_frame
from sufficiency.errors import FileError, FindingsError
from sufficiency.messages import published
from sufficiency.sources import ees, gias, scap
from sufficiency.sources.text_tables import first_rows
from sufficiency.tables import check_table

ENGLAND = {"geographic_level": "National", "country_name": "England", "region_code": ""}
NORTH_EAST = {"geographic_level": "Regional", "region_code": "E12000001"}
NORTH_EAST |= {"region_name": "North East", "country_name": "England"}


def place(**given):
    keys = (
        *("geographic_level", "country_name", "region_code", "region_name"),
        *("old_la_code", "new_la_code", "la_name"),
    )
    return {"time_period": "202223", "time_identifier": "Academic year"} | {
        key: given.get(key, "") for key in keys
    }


def authority(name="Ashby", code="E06000001", old="801", *, level="Local authority"):
    return place(
        geographic_level=level,
        country_name="England",
        region_code="E12000001",
        region_name="North East",
        old_la_code=old,
        new_la_code=code,
        la_name=name,
    )


def area_row(at, phase, *numbers):
    names = (
        *("count_schools", "school_places", "pupils_on_roll", "primary_capacity"),
        *("secondary_capacity", "primary_pupils_on_roll", "secondary_pupils_on_roll"),
    )
    return at | {"school_main_phase": phase} | dict(zip(names, numbers, strict=True))


def areas():
    """Specialist provision capacity: the rows of England are the published ones."""
    return [
        area_row(place(**ENGLAND), "Total", 1077, 147887, 151887, 59775, 88112, 57988, 93899),
        area_row(place(**NORTH_EAST), "Total", 64, 9449, 9593, 4096, 5353, 3828, 5765),
        area_row(authority(), "Total", 2, 240, 251, 100, 140, 99, 152),
        area_row(authority("Birchby", "E06000002", "802"), "Total", 1, 80, "x", 80, 0, 80, 0),
    ]


def base_row(urn, places, roll, *bases, at=None):
    names = (
        *("primary_resourced_provision_capacity", "primary_SEND_unit_capacity"),
        *("resourced_provision_capacity", "secondary_resourced_provision_capacity"),
        "secondary_SEND_unit_capacity",
    )
    return (
        (at or authority(level="School"))
        | {"school_laestab": "8012001", "school_urn": str(urn), "school_name": f"School {urn}"}
        | {"school_places": places, "pupils_on_roll": roll}
        | dict(zip(names, bases, strict=True))
    )


def bases():
    """Specialist provision of mainstream schools."""
    return [
        base_row(100001, 210, 200, 24, 0, 24, 0, 0),
        base_row(100002, 900, 910, 0, 0, 10, 10, 18),
        base_row(100003, 420, 400, 0, 0, 0, 0, 0),
        base_row(
            200001,
            210,
            200,
            12,
            0,
            12,
            0,
            0,
            at=authority("Birchby", "E06000002", "802", level="School"),
        ),
    ]


def special():
    """Special schools."""
    rows = [(100004, 90, 99), (100005, 60, 55)]
    return [
        authority(level="School")
        | {"school_urn": str(urn), "school_name": f"School {urn}"}
        | {"school_places": places, "pupils_on_roll": roll}
        for urn, places, roll in rows
    ]


def forecast():
    """Specialist provision pupil forecasts: base-year rows are z, as published."""
    rows = []
    for at in (place(**ENGLAND), place(**NORTH_EAST), authority()):
        for year in range(2024, 2027):
            for number, phase in enumerate(("Total", "Primary", "Secondary")):
                pupils = "z" if year == 2024 else 100 * (year - 2020) + number
                rows.append(
                    at
                    | {"time_period": f"{year}{(year + 1) % 100}", "education_phase": phase}
                    | {"pupil_forecast_and_202425_actuals": pupils}
                )
    return rows


def written(folder, rows, name="scap.csv"):
    return write(folder / name, rows)


def test_places_of_bases_are_those_of_the_file(tmp_path):
    reading = sf.read_scap(written(tmp_path, bases()), authority="801")
    places = reading.held["places"]
    assert places[["site", "pool", "year", "places"]].to_numpy().tolist() == [
        ["100001", "rp", 2022, 24],
        ["100002", "rp", 2022, 10],
        ["100002", "unit", 2022, 18],
    ]
    assert set(places["basis"]) == {"published"}
    assert reading.version == "of 2022/23"


def test_places_of_special_schools_are_those_of_the_whole_school(tmp_path):
    reading = sf.read_scap(written(tmp_path, special()))
    assert reading.held["places"].set_index("site")["places"].to_dict() == {
        "100004": 90,
        "100005": 60,
    }
    assert set(reading.held["places"]["pool"]) == {"all"}
    (note,) = [one for one in reading.findings if one.rule == "scap_over"]
    assert (note.row, note.seen) == (2, "Special schools with more pupils than places: 1.")


def test_places_pass_the_check_of_an_area(tmp_path):
    files = [written(tmp_path, bases(), "a.csv"), written(tmp_path, special(), "b.csv")]
    places = sf.read_scap(files, authority="Ashby").held["places"]
    assert len(places) == 5
    assert check_table(raw_of_frame("places", places)).is_sound


def test_the_capacity_of_areas_re_adds(tmp_path):
    held = sf.read_scap(written(tmp_path, areas()), authority="Ashby").held["capacity"]
    assert held["area"].tolist() == ["Ashby", "England", "North East"]
    england = held[held["area"] == "England"].iloc[0]
    assert england["places"] == england["primary_places"] + england["secondary_places"] == 147_887
    assert england["roll"] == england["primary_roll"] + england["secondary_roll"] == 151_887


def test_a_forecast_has_phases_as_nc_years_and_keeps_its_marks(tmp_path):
    reading = sf.read_scap(written(tmp_path, forecast()))
    held = reading.held["forecast"]
    own = held[held["area"] == "Ashby"].set_index(["phase", "year"])
    assert own.loc[("primary", 2025), ["ncy_from", "ncy_to", "pupils"]].tolist() == [0, 6, 501]
    assert own.loc[("secondary", 2026), ["ncy_from", "ncy_to", "pupils"]].tolist() == [7, 11, 602]
    assert own.loc[("total", 2024), "pupils"] == "z"
    assert held["basis"].unique().tolist() == ["estimated"]
    assert reading.version == "of 2024/25"


def test_the_note_says_which_columns_were_recognised(tmp_path):
    rows = [row | {"capital_spend": 5} for row in special()]
    (note,) = [
        one for one in sf.read_scap(written(tmp_path, rows)).findings if one.rule == "scap_columns"
    ]
    assert "school_places as places, pupils_on_roll as roll" in note.seen
    assert note.seen.endswith("Not recognised: capital_spend.")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("school_urn", "urn"),
        ("URN", "urn"),
        ("pupil_forecast_and_202324_actuals", "forecast"),
        ("pupil_forecast", "forecast"),
        ("SEN_unit_capacity", "unit"),
        ("secondary_SEND_unit_capacity", "secondary_unit"),
        ("number_of_school_places", "places"),
        ("school_laestab", ""),
        ("time_period", ""),
    ],
)
def test_headings_are_matched_by_pattern(heading, name):
    assert terms.capacity_column_of(heading) == name


def test_the_account_adds_up(tmp_path):
    files = [written(tmp_path, areas(), "a.csv"), written(tmp_path, bases(), "b.csv")]
    account = sf.read_scap(files, authority="Ashby").account()
    assert account.groupby("file")["rows"].sum().to_dict() == {"a.csv": 4, "b.csv": 4}


def test_kinds_are_told_apart(tmp_path):
    rows = first_rows(written(tmp_path, bases()))
    assert scap.KIND.recognises(rows)
    assert not ees.KIND.recognises(rows)
    assert not gias.KIND.recognises(rows)
    assert scap.KIND.recognises(first_rows(written(tmp_path, forecast())))
    assert scap.KIND.recognises(first_rows(written(tmp_path, areas())))


def changed(rows, at, **cells):
    rows[at] |= cells
    return rows


FAULTS = {
    "scap_nothing": (lambda: [authority() | {"percentage": 5}], "No column of places or of a"),
    "scap_period_unreadable": (
        lambda: changed(special(), 0, time_period="summer"),
        "summer is no year",
    ),
    "scap_count_unreadable": (
        lambda: changed(special(), 1, school_places="sixty"),
        "sixty is neither a whole number nor a mark",
    ),
    "scap_school_twice": (lambda: special() + special(), "100004, all has two rows for 2022/23"),
}
NOTES = {
    "scap_columns": (special, "Columns that were recognised"),
    "scap_no_urn": (lambda: changed(special(), 0, school_urn="z"), "six digits: 1"),
    "scap_marked": (lambda: changed(special(), 0, school_places="x"), "not shown: 1"),
    "scap_parts_differ": (
        lambda: changed(bases(), 0, resourced_provision_capacity=30),
        "do not add up to the published total: 1",
    ),
    "scap_over": (special, "more pupils than places: 1"),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_is_named(tmp_path, rule):
    make, words = FAULTS[rule]
    with pytest.raises(FindingsError, match=words) as raised:
        sf.read_scap(written(tmp_path, make()), authority="801")
    assert rule in {one.rule for one in raised.value.findings}


@pytest.mark.parametrize("rule", NOTES)
def test_a_note_is_kept(tmp_path, rule):
    make, words = NOTES[rule]
    reading = sf.read_scap(written(tmp_path, make()), authority="801")
    assert any(words in one.seen for one in reading.findings if one.rule == rule)
    assert "100004" not in set(reading.held["places"]["site"]) or rule not in (
        "scap_no_urn",
        "scap_marked",
    )


def test_every_message_is_brought_by_some_test():
    rules = {rule for rule in published.MESSAGES if rule.startswith("scap_")}
    assert rules == set(FAULTS) | set(NOTES)


def test_what_is_no_file_of_school_capacity_is_refused(tmp_path):
    with pytest.raises(FileError, match="There is no file"):
        sf.read_scap(tmp_path / "none.csv")
    with pytest.raises(FindingsError, match="No column of places or of a forecast"):
        sf.read_scap([])
    other = write(tmp_path / "a.csv", [{"who": "us", "what": "this"}])
    with pytest.raises(FindingsError, match="None of the first 30 rows has the headings"):
        sf.read_scap(other)
    with pytest.raises(FindingsError, match="Did you mean Ashby"):
        sf.read_scap(written(tmp_path, areas()), authority="Ashbi")


COLUMNS = list(bases()[0])
TEXT = st.one_of(
    st.sampled_from(["", "x", "z", "12", "-1", "nan", "\x00", '"', "NN15 6XX", "{value}"]),
    st.text(max_size=12),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(COLUMNS), TEXT), min_size=1, max_size=4
    )
)
@example(changes=[(0, "school_places", "NN15 6XX")])
def test_any_text_in_any_cell(tmp_path, changes):
    rows = bases()
    for at, column, text in changes:
        rows[at][column] = text
    path = write(tmp_path / "any.csv", rows, encoding="utf-16")
    try:
        shown = str(sf.read_scap(path, authority="Ashby").findings)
    except sf.SufficiencyError as error:
        shown = str(error)
    assert "NN15 6XX" not in shown


@pytest.mark.parametrize("asked", ["801", "E06000001", "E06000099", "Ashby", "New Ashby"])
def test_an_authority_with_a_new_name_and_code_is_followed_by_its_three_digits(tmp_path, asked):
    """As published plans are: the boundary, and so the code, changed between two files."""
    new = {"E06000001": "E06000099", "Ashby": "New Ashby"}
    later = [
        {key: new.get(cell, cell) for key, cell in row.items()} | {"time_period": "202324"}
        for row in areas()
    ]
    schools = [
        {key: new.get(cell, cell) for key, cell in row.items()} | {"time_period": "202324"}
        for row in bases()
    ]
    files = [
        written(tmp_path, areas(), "2022.csv"),
        written(tmp_path, later, "2023.csv"),
        written(tmp_path, special(), "special.csv"),
        written(tmp_path, schools, "bases.csv"),
    ]
    reading = sf.read_scap(files, authority=asked)
    assert reading.settings["authority"] == "E06000099"
    own = reading.held["capacity"].query("level == 'authority'")
    assert own[["year", "area"]].to_numpy().tolist() == [[2022, "New Ashby"], [2023, "New Ashby"]]
    assert set(reading.held["places"]["site"]) == {"100001", "100002", "100004", "100005"}
    notes = {(one.file, one.value) for one in reading.findings if one.rule == "ees_place_renamed"}
    assert notes == {
        (name, old) for name in ("2022.csv", "special.csv") for old in ("Ashby", "E06000001")
    }
    assert reading.account()["rows"].sum() == 4 + 4 + 2 + 4
