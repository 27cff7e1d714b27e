"""Faults of the register of schools: each noted by name and place, none mended in silence."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from register_files import HEADER, elsewhere, link, school, write

import sufficiency as sf
from sufficiency.errors import FileError, FindingsError, NotPossibleError
from sufficiency.messages import register

NAME = "edubasealldata20250702.csv"
NEAR = [(487_000, 278_000)]


@dataclass(frozen=True)
class Fault:
    """A row of the register, what is said of it, and what becomes of it.

    Parameters
    ----------
    rule, words : str
        The message, and words that it must hold.
    row : dict
        The row; a sound one stands before it.
    sites : int
        How many sites there are then.
    """

    rule: str
    words: str
    row: Any
    sites: int = 2


FAULTS = {
    "a capacity beyond belief": Fault(
        "gias_cell_unreadable", "99999 is no number", school(100002, capacity=99_999)
    ),
    "closed": Fault(
        "gias_closed_no_successor",
        "told: 1 (Made-up School 100002 100002)",
        school(100002, status="Closed"),
        1,
    ),
    "struck off": Fault(
        "gias_closed_no_successor", "told: 1", school(100002, status="De-registered"), 1
    ),
    "closed by its day": Fault(
        "gias_closed_no_successor",
        "told: 1",
        school(100002, status="", closedate="31-08-2024"),
        1,
    ),
    "without a status, to close after the register's day": Fault(
        "gias_closing", "to close: 1", school(100002, status="", closedate="31-08-2030")
    ),
    "not open yet": Fault(
        "gias_proposed", "not open yet: 1 (100002)", school(100002, status="Proposed to open"), 1
    ),
    "about to close": Fault(
        "gias_closing", "to close: 1", school(100002, status="Open, but proposed to close")
    ),
    "no status": Fault("gias_status_unknown", "(blank) is no status", school(100002, status=""), 1),
    "a strange status": Fault(
        "gias_not_said_open", "(100002)", school(100002, status="Dormant"), 1
    ),
    "a urn twice": Fault("gias_urn_twice", "The URN 100001 stands twice", school(100001), 1),
    "no urn": Fault("gias_no_urn", "here stands .", school(""), 1),
    "a urn of five digits": Fault("gias_no_urn", "here stands 12345", school(12345), 1),
    "a urn in words": Fault("gias_no_urn", "here stands abc", school("abc"), 1),
    "no point": Fault(
        "gias_no_point", "without a point in England: 1", school(100002, easting="", northing=""), 1
    ),
    "a point at nought": Fault(
        "gias_no_point", "without a point", school(100002, easting=0, northing=0), 1
    ),
    "a point that is no number": Fault(
        "gias_cell_unreadable", "SP87 is no number", school(100002, easting="SP87"), 1
    ),
    "no capacity": Fault("gias_no_capacity", "without a capacity: 1", school(100002, capacity="")),
    "a capacity of nought": Fault(
        "gias_capacity_nought", "capacity is nought", school(100002, capacity=0)
    ),
    "a capacity in words": Fault(
        "gias_cell_unreadable", "about 90 is no number", school(100002, capacity="about 90")
    ),
    "neither capacity nor pupils": Fault(
        "gias_no_places",
        "neither capacity nor pupils: 1",
        school(100002, capacity="", pupils=""),
        1,
    ),
    "more pupils than places": Fault(
        "gias_over_capacity", "more pupils than places: 1", school(100002, pupils=120)
    ),
    "no designation": Fault(
        "gias_no_designation", "designated for: 1 (100002)", school(100002, needs=())
    ),
    "a designation that does not apply": Fault(
        "gias_no_designation", "(100002)", school(100002, needs=("Not Applicable",))
    ),
    "a designation that is new": Fault(
        "gias_need_unknown",
        "PDA - Something is no designation",
        school(100002, needs=("PDA - Something", "ASD")),
    ),
    "a type that is new": Fault(
        "gias_type_unknown", "98 Something new is no type", school(100002, type="98"), 1
    ),
    "no ages": Fault("gias_no_ages", "ages are not known: 1", school(100002, low="", high="")),
    "ages the wrong way round": Fault(
        "gias_no_ages", "ages are not known: 1", school(100002, low=16, high=11)
    ),
    "a day that is none": Fault(
        "gias_cell_unreadable", "(withheld) is no day", school(100002, opendate="31-02-2020")
    ),
    "a base without a number": Fault(
        "gias_no_places",
        "(100002)",
        school(100002, type="34", base="SEN unit", unit="", unitroll=""),
        1,
    ),
    "a base with pupils alone": Fault(
        "gias_no_capacity",
        "(100002)",
        school(100002, type="34", base="SEN unit", unitroll=9),
    ),
    "others' schools": Fault(
        "gias_taken_by_others", "(200001)", elsewhere(200001, easting=490_000)
    ),
}


def read(folder, fault, **options):
    path = write(folder / NAME, [school(100001), fault.row])
    return sf.read_gias(path, authority="801", near=NEAR, within_miles=20, **options)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_noted_by_name_and_place(tmp_path, fault):
    reading = read(tmp_path, fault)
    notes = [one for one in reading.findings if one.rule == fault.rule]
    assert any(fault.words in one.seen for one in notes), [str(one) for one in reading.findings]
    assert {one.row for one in notes} == {3}
    assert {one.file for one in notes} == {NAME}
    assert all(one.severity == "note" for one in notes)
    assert len(reading.held["sites"]) == fault.sites
    assert len(reading.held["sites"]) <= len(reading.held["places"])
    assert reading.account()["rows"].sum() == 2


def test_a_sound_register_has_no_note_but_its_encoding(tmp_path):
    path = write(tmp_path / NAME, [school(100001), school(100002)], encoding="utf-8")
    assert sf.read_gias(path, authority="801").findings == ()
    named = [school(100001, name="Caf\u00e9 School")]
    path = write(tmp_path / NAME, named)
    (note,) = sf.read_gias(path, authority="801").findings
    assert note.rule == "read_as_windows"


def test_what_is_assumed_shows_in_the_basis(tmp_path):
    pools = read(tmp_path, FAULTS["no designation"]).held["pools"].set_index("site")
    assert pools.loc["100002", "basis"] == "assumed"
    assert len(pools.loc["100002", "needs"].split(";")) == 13
    ages = read(tmp_path, FAULTS["no ages"]).held["pools"].set_index("site")
    assert ages.loc["100002", ["ncy_from", "ncy_to", "basis"]].tolist() == [0, 14, "assumed"]
    pupils = read(tmp_path, FAULTS["no capacity"]).held["places"].set_index("site")
    assert pupils.loc["100002", ["places", "basis"]].tolist() == [80, "estimated"]


def test_columns_that_are_absent_are_told(tmp_path):
    headings = [name for name in HEADER if name not in ("SenUnitCapacity", "SEN1 (name)")]
    path = write(tmp_path / NAME, [school(100001)], headings=headings)
    reading = sf.read_gias(path, authority="801")
    told = {one.value for one in reading.findings if one.rule == "gias_column_absent"}
    assert told == {"unit_capacity", "need_1"}


def test_a_file_of_links_without_links_is_told(tmp_path):
    rows = [link("100001", "100002", "Sixth Form Centre Link")]
    links = write(tmp_path / "links.csv", rows, headings=list(rows[0]))
    path = write(tmp_path / NAME, [school(100001)])
    reading = sf.read_gias(path, authority="801", links=links)
    assert "gias_links_empty" in {one.rule for one in reading.findings}


def test_what_cannot_be_read_is_refused(tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("URN,Name\n1,2\n", encoding="utf-8")
    with pytest.raises(FindingsError, match="None of the first 30 rows has the headings of the"):
        sf.read_gias(other)
    with pytest.raises(FileError, match="There is no file"):
        sf.read_gias(tmp_path / "none.csv")
    path = write(tmp_path / NAME, [school(100001)])
    with pytest.raises(FindingsError, match="Did you mean Ashby"):
        sf.read_gias(path, authority="Ashbi")


def test_without_any_day_the_year_is_asked_for(tmp_path):
    path = write(tmp_path / "schools.csv", [school(100001, lastchangeddate="", censusdate="")])
    with pytest.raises(NotPossibleError, match=r"schools\.csv does not say of which day it is"):
        sf.read_gias(path)
    assert set(sf.read_gias(path, year=2025).held["places"]["year"]) == {2025}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"within_miles": 5}, "one is given without the other"),
        ({"near": NEAR}, "one is given without the other"),
        ({"near": NEAR, "within_miles": 0}, "0 is no number of miles"),
        ({"near": NEAR, "within_miles": "5"}, "5 is no number of miles"),
        ({"near": NEAR, "within_miles": True}, "True is no number of miles"),
        ({"near": [], "within_miles": 5}, "no eastings and northings"),
        ({"near": [(1, 2, 3)], "within_miles": 5}, "no eastings and northings"),
        ({"near": [("a", "b")], "within_miles": 5}, "no eastings and northings"),
        ({"near": 7, "within_miles": 5}, "no eastings and northings"),
        ({"near": [(float("nan"), 1)], "within_miles": 5}, "no eastings and northings"),
    ],
)
def test_points_that_are_none_are_refused(tmp_path, options, words):
    path = write(tmp_path / NAME, [school(100001)])
    with pytest.raises(NotPossibleError, match=words):
        sf.read_gias(path, **options)


def test_every_message_is_brought_by_some_test():
    elsewhere_tried = {
        *("gias_no_year", "gias_near_what", "gias_miles", "gias_near_points"),
        *("gias_column_absent", "gias_links_empty"),
        *("gias_closed", "gias_successor_absent", "gias_successor_no_site"),
        *("gias_none_of_its_own", "gias_none_near"),
    }
    assert set(register.MESSAGES) == {one.rule for one in FAULTS.values()} | elsewhere_tried
    assert len(FAULTS) >= 25


TEXT = st.one_of(
    st.sampled_from(
        ["", "0", "-1", "1e9", "nan", "inf", "Open", "\x00", '"', "NN15 6XX", "{value}", "100001"]
    ),
    st.text(max_size=12),
)


def told_or_read(path):
    """A reading, or an error in plain words; never a traceback of something else."""
    try:
        reading = sf.read_gias(path, authority="801", near=NEAR, within_miles=5)
    except sf.SufficiencyError as error:
        text = str(error)
        assert "NN15 6XX" not in text
        return
    assert "NN15 6XX" not in " ".join(str(one) for one in reading.findings)
    reading.tables()


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(HEADER), TEXT), min_size=1, max_size=5
    )
)
@example(changes=[(0, "EstablishmentName", "NN15 6XX"), (0, "SchoolCapacity", "")])
@example(changes=[(0, "StatutoryLowAge", "9999999")])
@example(changes=[(0, "CensusDate", "01-01-0001")])
@example(changes=[(0, "SchoolCapacity", "9999999"), (0, "NumberOfPupils", "9999999")])
def test_any_text_in_any_cell(tmp_path, changes):
    rows = [school(100001), school(100002, type="34", base="SEN unit", unit=9)]
    for at, column, text in changes:
        rows[at][column] = text
    told_or_read(write(tmp_path / NAME, rows, encoding="utf-16"))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@example(content=b"urn,name,type,easting,northing\n100001,A,Community school,1,2\n")
@example(content=b"urn,name,type,easting,northing\n")
def test_any_content_of_a_file(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    told_or_read(path)


SUCCESSOR = "successor_urn_2025_04"


@pytest.mark.parametrize(
    ("rule", "words", "after"),
    [
        ("gias_closed", "closed: 1 (100002)", {"100002": "100001"}),
        ("gias_closed", "closed: 1 (100002)", {"100002": "100005", "100005": "100001"}),
        ("gias_successor_absent", "(Gateway School 100002 (now 150242))", {"100002": "150242"}),
        (
            "gias_successor_absent",
            "(Gateway School 100002 (now 150242))",
            {"100002": "100005", "100005": "150242"},
        ),
        ("gias_successor_no_site", "100002 (now 100003)", {"100002": "100003"}),
        ("gias_successor_no_site", "100002 (now 100004)", {"100002": "100004"}),
        ("gias_closed_no_successor", "(Gateway School 100002)", {"100002": "100005"}),
        ("gias_closed_no_successor", "(Gateway School 100002)", {}),
    ],
)
@pytest.mark.parametrize("by", ["column", "links"])
def test_a_closed_school_is_told_by_what_became_of_it(rule, words, after, by, tmp_path):
    """A school that becomes an academy closes as a legal entity only; it carries on elsewhere."""
    rows = [
        school(100001),
        school(100002, status="Closed", name="Gateway School"),
        school(100003, status="Proposed to open"),
        school(100004, type="01", needs=()),  # a mainstream school without a base
        school(100005, type="01", needs=(), status="Closed"),
    ]
    links = None
    if by == "column":
        rows = [row | {SUCCESSOR: after.get(row["URN"], "")} for row in rows]
    else:
        told = [link(one, other, "Successor") for one, other in after.items()]
        told.append(link("100001", "100009", "Predecessor"))
        links = write(tmp_path / "links_edubasealldata.csv", told, headings=list(told[0]))
    path = write(tmp_path / NAME, rows, headings=[*HEADER, SUCCESSOR])
    reading = sf.read_gias(path, authority="801", links=links)
    assert reading.held["sites"]["site"].tolist() == ["100001"]
    found = [one for one in reading.findings if "closed" in one.rule or "successor" in one.rule]
    assert [one.rule for one in found] == [rule]
    assert words in found[0].seen
    assert (found[0].row, found[0].value) == (3, "Gateway School")
    is_all_well = "Nothing need be done" in found[0].remedy
    assert is_all_well == (rule == "gias_closed")


def of_many(count, *, easting=487_000):
    """A special school in each of so many authorities, miles apart; none is the City's."""
    return [
        elsewhere(100001 + at, easting=easting + 16_000 * (at % 10), northing=50_000 + 6_000 * at)
        | {"LA (code)": str(802 + at), "LA (name)": f"Birch {at}"}
        | {"GSSLACode (name)": f"E06000{100 + at}"}
        for at in range(count)
    ]


@pytest.mark.parametrize("asked", ["City of London", "E09000001", "201"])
def test_an_authority_without_a_school_of_its_own_has_its_neighbours(asked, tmp_path):
    """The City of London has no special school, and was *not an authority* of such a file."""
    path = write(tmp_path / NAME, of_many(100))
    near = {"near": [(487_000, 50_000)], "within_miles": 5}
    made = sf.read_gias(path, authority=asked, **near)
    assert made.held["sites"]["site"].tolist() == ["100001"]
    assert made.settings["la_code"] == "201"
    told = {one.rule: one for one in made.findings}
    assert "City of London has no open state special school" in told["gias_none_of_its_own"].seen
    assert "1 school is near enough" in told["gias_none_of_its_own"].seen
    # Places of others are for their own children first.
    assert made.held["places"]["taken"].tolist() == [80]


@pytest.mark.parametrize("options", [{}, {"near": [(100_000, 600_000)], "within_miles": 5}])
def test_without_a_school_near_it_there_is_nothing_to_read(options, tmp_path):
    path = write(tmp_path / NAME, of_many(100))
    with pytest.raises(FindingsError, match="none of others is near"):
        sf.read_gias(path, authority="City of London", **options)


@pytest.mark.parametrize(("count", "asked"), [(99, "City of London"), (100, "E09999999")])
def test_an_extract_of_others_and_a_code_of_nobody_are_refused(count, asked, tmp_path):
    path = write(tmp_path / NAME, of_many(count))
    near = {"near": [(487_000, 50_000)], "within_miles": 5}
    with pytest.raises(FindingsError, match=f"{asked} is not an authority"):
        sf.read_gias(path, authority=asked, **near)


def test_an_authority_of_mainstream_schools_alone_is_read(tmp_path):
    """Its entries tell the settings of a return, with or without a school near it."""
    path = write(tmp_path / NAME, [school(100001, type="01")])
    made = sf.read_gias(path, authority="Ashby")
    assert len(made.held["establishments"]) == 1
    near = {"near": NEAR, "within_miles": 5}
    path = write(tmp_path / NAME, [school(100001, type="01"), elsewhere(100002, easting=487_000)])
    told = {one.rule for one in sf.read_gias(path, authority="Ashby", **near).findings}
    assert "gias_none_of_its_own" in told
