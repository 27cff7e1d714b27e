"""Answers of the table service of OSRM: a frame, or findings; and the questions that are asked."""

import json
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from measured_journeys import AREA, LOCALITIES, SITES, answer, changed, saved

import sufficiency as sf
from sufficiency.errors import FileError, NotPossibleError, TableError, UnknownNameError
from sufficiency.places.grid import to_grid
from sufficiency.sources.answers import Asked, read_answer
from sufficiency.sources.requests import _blocks

ASKED = Asked(AREA, LOCALITIES, SITES)


def told(content):
    """All that is found in an answer, by rule."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    _, findings = read_answer(raw, ASKED, file="answer.json")
    return {one.rule: one for one in findings}


def test_an_answer_is_read_into_the_table_journeys(tmp_path):
    frame = sf.journeys_from_osrm(saved(tmp_path, answer()), AREA)
    assert list(frame.columns) == ["locality", "site", "minutes", "miles", "basis"]
    rows = {(row.locality, row.site): (row.minutes, row.miles) for row in frame.itertuples()}
    assert rows["L01", "S02"] == pytest.approx((25, 8.5))
    assert rows["L03", "S02"] == pytest.approx((5, 1))
    assert len(rows) == 6
    assert set(frame["basis"]) == {"estimated"}


def test_it_is_ready_to_be_laid_into_an_area(tmp_path):
    frame = sf.journeys_from_osrm(saved(tmp_path, answer()), AREA)
    area = AREA.with_table("journeys", frame)
    assert area.notes == ()
    assert area.basis("journeys") == "estimated"
    assert area.missing("journeys").empty


def test_a_block_is_read_with_its_codes(tmp_path):
    path = saved(tmp_path, answer(("L03", "L01"), ("S02",)))
    frame = sf.journeys_from_osrm(path, AREA, localities=["L03", "L01"], sites=["S02"])
    assert frame[["locality", "site", "minutes"]].to_numpy().tolist() == [
        ["L03", "S02", pytest.approx(5)],
        ["L01", "S02", pytest.approx(25)],
    ]


def without_route(made):
    made["durations"][0][1] = made["distances"][0][1] = None


def test_a_pair_without_a_route_is_left_out_and_told(tmp_path):
    path = saved(tmp_path, changed(without_route))
    words = r"1 of 6 pairs have no route, the first from L01 to S02\. They are left out, so that"
    with pytest.warns(sf.SufficiencyWarning, match=words):
        frame = sf.journeys_from_osrm(path, AREA)
    assert len(frame) == 5
    area = AREA.with_table("journeys", frame)
    assert area.missing("journeys").to_numpy().tolist() == [["L01", "S02"]]
    assert [one.rule for one in area.notes] == ["journeys_missing"]


def test_what_the_server_guessed_is_no_measured_journey(tmp_path):
    path = saved(tmp_path, changed(lambda made: made.update(fallback_speed_cells=[[2, 1]])))
    words = r"1 of 6 pairs have no route and a guess of the server, the first from L03 to S02\."
    with pytest.warns(sf.SufficiencyWarning, match=words):
        frame = sf.journeys_from_osrm(path, AREA)
    assert ["L03", "S02"] not in frame[["locality", "site"]].to_numpy().tolist()


@pytest.mark.parametrize(
    ("lacks", "column", "words"),
    [
        ("distances", "miles", "has no distances. They are taken from the straight line times"),
        ("durations", "minutes", "has no durations. They are taken from the miles, at the scen"),
    ],
)
def test_an_answer_of_one_of_the_two_is_read(tmp_path, lacks, column, words):
    path = saved(tmp_path, changed(lambda made: made.pop(lacks)))
    with pytest.warns(sf.SufficiencyWarning, match=words):
        frame = sf.journeys_from_osrm(path, AREA)
    assert frame[column].isna().all()
    area = AREA.with_table("journeys", frame)
    assert [one.rule for one in area.notes] == ["journeys_half"]
    allocated_journeys = area.journeys.drop(columns=column)
    assert allocated_journeys.notna().all(axis=None)


def moved(place, kind, degrees):
    """A change that moves a point of the answer to the north."""

    def change(made):
        made[kind][place]["location"][1] += degrees

    return change


def in_another_order(made):
    made["sources"].reverse()


FAULTS = {
    "no JSON": (b"<html>busy</html>", "answer_no_json", "it is not JSON (Expecting value"),
    "nothing at all": (b"", "answer_no_json", "Save the answer of the service table as it comes"),
    "no text": (b"\xff\xfe\x00", "answer_no_json", "not an answer of a routing server"),
    "brackets too deep": (b"[" * 100_000, "answer_no_json", "it is not JSON"),
    "a number too long": (b"1" * 10_000, "answer_no_json", "it is not JSON"),
    "a list": ([1, 2], "answer_no_json", "it is no object"),
    "an error": (
        {"code": "TooBig", "message": "Too many table coordinates"},
        "answer_not_ok",
        "The server gave no table: TooBig: Too many table coordinates. There is no journey in the "
        "answer. Ask in smaller blocks: a lower most_coordinates",
    ),
    "another error": ({"code": "InvalidQuery"}, "answer_not_ok", "Check the address that was"),
    "no code": ({"durations": []}, "answer_not_ok", "it has no code"),
    "a code that is no text": ({"code": ["Ok"]}, "answer_not_ok", "it has no code"),
    "no table": (
        changed(lambda made: (made.pop("durations"), made.pop("distances"))),
        "answer_without_table",
        "neither durations nor distances in the answer",
    ),
    "fewer rows than asked": (
        changed(lambda made: made["durations"].pop()),
        "answer_shape",
        "durations are 2 rows, where 3 localities and 2 sites were asked for. It is not clear "
        "which number belongs to which pair.",
    ),
    "fewer columns than asked": (
        changed(lambda made: made["distances"][1].pop()),
        "answer_shape",
        "distances are rows of 1 and of 2 columns, where 3 localities",
    ),
    "a matrix that is none": (
        changed(lambda made: made.update(durations="fast")),
        "answer_shape",
        "durations are no table of rows and columns",
    ),
    "a negative duration": (
        changed(lambda made: made["durations"][1].__setitem__(0, -1)),
        "answer_numbers",
        "1 durations are no number from 0 to 36000 seconds, the first -1, from L02 to S01.",
    ),
    "a journey of a day": (
        changed(lambda made: made["durations"][0].__setitem__(0, 86_400)),
        "answer_numbers",
        "the first 86400, from L01 to S01. No journey is so.",
    ),
    "text in place of numbers": (
        changed(lambda made: made.update(distances=[["1", "2"]] * 3)),
        "answer_numbers",
        "6 distances are no number from 0 to 804672 metres, the first 1, from L01 to S01.",
    ),
    "yes in place of a number": (
        changed(lambda made: made["durations"][0].__setitem__(0, True)),
        "answer_numbers",
        "the first True",
    ),
    "not a number": (
        changed(lambda made: made["durations"][0].__setitem__(0, float("nan"))),
        "answer_numbers",
        "the first nan",
    ),
    "fewer points than asked": (
        changed(lambda made: made["sources"].pop()),
        "answer_shape",
        "sources are 2 points, where 3 localities and 2 sites were asked for.",
    ),
    "points that are no list": (
        changed(lambda made: made.update(destinations={})),
        "answer_shape",
        "destinations are no list of points",
    ),
    "rows in another order": (
        changed(in_another_order),
        "answer_other_points",
        "The point for L01 is 6.9 miles from where the area has it, and is that of L03. The answer "
        "may be of another area, or in another order.",
    ),
    "a point of another area": (
        changed(moved(1, "destinations", 1.0)),
        "answer_other_points",
        "The point for S02 is 69.1 miles from where the area has it",
    ),
    "a point without a place": (
        changed(lambda made: made["sources"].__setitem__(0, {})),
        "answer_other_points",
        "The point for L01 is very many miles from where the area has it. ",
    ),
}


@pytest.mark.parametrize(("content", "rule", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_an_answer_that_cannot_be_is_told(tmp_path, content, rule, words):
    found = told(content)[rule]
    assert found.severity == "error"
    assert words in f"{found.seen} {found.why} {found.remedy}"
    with pytest.raises(TableError, match=r"The answer in answer\.json cannot be used: \d fault"):
        sf.journeys_from_osrm(saved(tmp_path, content), AREA)


NOTES = {
    "far from any road": (
        changed(moved(2, "sources", -0.02)),
        "answer_off_road",
        "Further than 0.6 miles from any road that the server knows: L03.",
    ),
    "points left out": (
        changed(lambda made: (made.pop("sources"), made.pop("destinations"))),
        "answer_on_trust",
        "The answer does not say of which points it is. That its rows and columns are in the order",
    ),
    "five hours": (
        changed(lambda made: made["durations"][0].__setitem__(0, 18_000)),
        "journeys_long",
        "Longer than 240 minutes one way: 1 journeys, the first L01 to S01, of 300 minutes.",
    ),
}


@pytest.mark.parametrize(("content", "rule", "words"), NOTES.values(), ids=NOTES.keys())
def test_what_is_odd_is_a_warning_and_the_work_goes_on(tmp_path, content, rule, words):
    assert set(told(content)) == {rule}
    with pytest.warns(sf.SufficiencyWarning, match=words):
        frame = sf.journeys_from_osrm(saved(tmp_path, content), AREA)
    assert len(frame) == 6


def test_all_faults_of_an_answer_are_told_at_once():
    def two(made):
        made["durations"][0][0] = -1
        made["distances"].pop()

    assert set(told(changed(two))) == {"answer_numbers", "answer_shape"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*answer(), "location", "distance", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200)
@given(VALUES)
def test_any_json_gives_a_frame_or_findings(value):
    content = json.dumps(value).encode()
    known, findings = read_answer(content, ASKED, file="answer.json")
    assert findings
    assert not known or not any(one.severity == "error" for one in findings)
    assert all(str(one).isprintable() for one in findings)


@pytest.mark.slow
@settings(max_examples=200)
@given(key=st.sampled_from([*answer(), "fallback_speed_cells"]), value=VALUES)
@example(key="durations", value=[[10**400, 1], [1, 1], [1, 1]])
def test_any_value_in_place_of_a_part_of_an_answer(key, value):
    content = json.dumps({**answer(), key: value}).encode()
    known, findings = read_answer(content, ASKED, file="answer.json")
    is_at_fault = any(one.severity == "error" for one in findings)
    assert bool(known) != is_at_fault
    for numbers in known.values():
        assert all(0 <= number <= 600 for number in numbers.values())


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes_are_no_traceback(content):
    known, findings = read_answer(content, ASKED, file="answer.json")
    assert known == {}
    assert {one.severity for one in findings} == {"error"}


# the questions


def test_a_question_has_the_points_and_nothing_else():
    (one,) = sf.osrm_requests(AREA, server="https://roads.example.org:8443/uk/")
    parts = urlsplit(one.url)
    assert (parts.scheme, parts.netloc) == ("https", "roads.example.org:8443")
    begin, _, coordinates = parts.path.rpartition("/")
    assert begin == "/uk/table/v1/driving"
    points = [tuple(map(float, pair.split(","))) for pair in coordinates.split(";")]
    tables = (AREA.localities, AREA.sites)
    wanted = [row for table in tables for row in table[["easting", "northing"]].to_numpy().tolist()]
    for (longitude, latitude), (easting, northing) in zip(points, wanted, strict=True):
        assert to_grid(longitude, latitude) == pytest.approx((easting, northing), abs=1.5)
    assert parse_qs(parts.query) == {
        "sources": ["0;1;2"],
        "destinations": ["3;4"],
        "annotations": ["duration,distance"],
    }
    assert (one.localities, one.sites, one.file) == (LOCALITIES, SITES, "osrm_001.json")
    for table in tables:
        assert not any(str(code) in one.url for code in table.iloc[:, 0])


def test_some_of_the_localities_and_sites_may_be_asked_for():
    (one,) = sf.osrm_requests(
        AREA, server="http://[::1]:5000", profile="foot", localities=["L02"], sites=["S02", "S01"]
    )
    assert (one.localities, one.sites) == (("L02",), ("S02", "S01"))
    assert one.url.startswith("http://[::1]:5000/table/v1/foot/")


@given(localities=st.integers(1, 90), sites=st.integers(1, 90), most=st.integers(2, 60))
def test_every_pair_is_in_one_block_and_no_block_is_too_large(localities, sites, most):
    names = tuple(f"L{place}" for place in range(localities))
    schools = tuple(f"S{place}" for place in range(sites))
    blocks = list(_blocks(names, schools, most=most))
    pairs = [(one, other) for rows, columns in blocks for one in rows for other in columns]
    assert len(pairs) == len(set(pairs)) == localities * sites
    assert all(len(rows) + len(columns) <= most for rows, columns in blocks)
    assert (len(blocks) == 1) == (localities + sites <= most)


@pytest.mark.parametrize(
    "server",
    [
        *("", "localhost:5000", "ftp://roads", "file:///etc", "http://", "http://a b", "http://[x"),
        *("http://user:secret@roads", "http://roads?x=1", "http://roads#x", "http://roads:0", 5),
        *("http://roads:99999", "http://roads/\n", "javascript:1", None, "http://r\u00f6ads"),
    ],
)
def test_an_address_that_is_none_is_refused(server):
    if server == "http://roads/\n":
        assert sf.osrm_requests(AREA, server=server)[0].url.startswith("http://roads/table/v1/")
        return
    with pytest.raises(NotPossibleError, match=r"is not the address of a server that points can"):
        sf.osrm_requests(AREA, server=server)


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_any_address_is_asked_itself_or_refused(server):
    try:
        (one,) = sf.osrm_requests(AREA, server=f"http://{server}")
    except NotPossibleError:
        return
    host = urlsplit(f"http://{server}".strip().rstrip("/")).hostname
    assert urlsplit(one.url).hostname == host
    assert one.url.isascii()


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"profile": "car/../x"}, NotPossibleError, "'car/../x' is not the name of a profile"),
        ({"profile": None}, NotPossibleError, "None is not the name of a profile"),
        (
            {"most_coordinates": 1},
            NotPossibleError,
            r"1 is not a number of coordinates that can be\. .* from 2 to 10000",
        ),
        ({"most_coordinates": "9"}, NotPossibleError, r"'9' \(str\) is not a number of coord"),
        ({"most_coordinates": True}, NotPossibleError, r"True \(bool\) is not a number of coord"),
        ({"sites": []}, NotPossibleError, "There is no site among those that are asked for"),
        (
            {"localities": ["L1"]},
            UnknownNameError,
            r"L1 is not a known locality of the area\. Did you mean L01",
        ),
        (
            {"sites": ["zzz"]},
            UnknownNameError,
            r"zzz is not a known site of the area\. The area's tables list them\.",
        ),
    ],
)
def test_what_cannot_be_asked_is_told(options, error, words):
    with pytest.raises(error, match=words):
        sf.osrm_requests(AREA, server="http://localhost:5000", **options)


def test_no_area_and_no_file_are_told(tmp_path):
    words = r"asked for a value of type DataFrame, not for an area\. .* as load_area returns it"
    with pytest.raises(NotPossibleError, match=words):
        sf.osrm_requests(pd.DataFrame(), server="http://localhost:5000")
    with pytest.raises(FileError, match=r"no file .*none\.json\. Journeys were to be read from it"):
        sf.journeys_from_osrm(tmp_path / "none.json", AREA)
    with pytest.raises(UnknownNameError, match=r"'sure' is not a basis of a figure\. .* published"):
        sf.journeys_from_osrm(saved(tmp_path, answer()), AREA, basis="sure")
