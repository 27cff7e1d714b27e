"""Asking a routing server: a small one on this computer, and every way in which it may fail."""

import json
import re
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from building import small_area, write_sheets
from measured_journeys import AREA, LOCALITIES, MILES, MINUTES, SITES, answer, saved
from test_layers import FILES, PACKAGE, imports_of, module_name

import sufficiency as sf
from sufficiency.errors import NotPossibleError, TableError
from sufficiency.places.grid import to_grid
from sufficiency.sources import servers

HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    """A proxy of the computer on which the tests run has nothing to do with them."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("no_proxy", "*")


@contextmanager
def serving(reply):
    """A server that answers each question with what `reply` makes of its path: status, body."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, body, headers = reply(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            """Print nothing."""

    server = ThreadingHTTPServer((HERE, 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://{HERE}:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def codes_asked(path):
    """Which localities and sites a question is of, told from its points as a server would."""
    parts = urlsplit(path)
    points = [
        to_grid(*map(float, pair.split(","))) for pair in parts.path.rpartition("/")[2].split(";")
    ]
    query = parse_qs(parts.query)
    chosen = []
    for name, table, key in (
        ("sources", AREA.localities, "locality"),
        ("destinations", AREA.sites, "site"),
    ):
        places = [points[int(at)] for at in query[name][0].split(";")]
        chosen.append(
            [
                table[key].iloc[
                    ((table["easting"] - east) ** 2 + (table["northing"] - north) ** 2).argmin()
                ]
                for east, north in places
            ]
        )
    return chosen


def good(path):
    return 200, json.dumps(answer(*codes_asked(path))).encode(), {}


def always(status, body, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda path: (status, content, headers)


@pytest.mark.parametrize(("most", "questions"), [(100, 1), (4, 2), (3, 4), (2, 6)])
def test_all_journeys_are_fetched_in_blocks(most, questions):
    with serving(good) as (server, asked):
        frame = sf.fetch_journeys(AREA, server=server, most_coordinates=most)
    assert len(asked) == questions
    known = {(row.locality, row.site): (row.minutes, row.miles) for row in frame.itertuples()}
    assert len(known) == len(LOCALITIES) * len(SITES)
    assert known["L01", "S02"] == pytest.approx((25, 8.5))
    assert known["L03", "S01"] == pytest.approx((24, 8))
    assert AREA.with_table("journeys", frame).notes == ()


def test_what_is_sent_is_what_the_questions_say():
    with serving(good) as (server, asked):
        sf.fetch_journeys(AREA, server=f"{server}/", sites=["S02"])
    (wanted,) = sf.osrm_requests(AREA, server=server, sites=["S02"])
    assert [f"{server}{path}" for path in asked] == [wanted.url]


def free_port():
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        return taken.getsockname()[1]


def test_a_server_that_does_not_run_is_told():
    server = f"http://{HERE}:{free_port()}"
    words = r"127\.0\.0\.1:\d+ cannot be reached \(.+\)\. No journey was read from it\. Check the"
    with pytest.raises(NotPossibleError, match=words):
        sf.fetch_journeys(AREA, server=server, seconds=5)


def test_a_server_that_does_not_answer_in_time_is_told():
    """It takes the question and says nothing."""
    with socket.socket() as silent:
        silent.bind((HERE, 0))
        silent.listen()
        server = f"http://{HERE}:{silent.getsockname()[1]}"
        with pytest.raises(NotPossibleError, match=r"cannot be reached \(.*timed out\)"):
            sf.fetch_journeys(AREA, server=server, seconds=0.2)


def test_an_answer_that_breaks_off_is_told():
    def cut(path):
        return 200, b'{"code"', {"Content-Length": "5000"}

    with (
        serving(cut) as (server, _),
        pytest.raises((NotPossibleError, TableError), match=r"cannot be reached|not JSON"),
    ):
        sf.fetch_journeys(AREA, server=server, seconds=2)


def test_something_else_than_a_web_server_is_told():
    with socket.socket() as other:
        other.bind((HERE, 0))
        other.listen()

        def greet():
            caller, _ = other.accept()
            with caller:
                caller.recv(10_000)
                caller.sendall(b"220 ready\r\n")
                time.sleep(0.05)

        thread = threading.Thread(target=greet)
        thread.start()
        server = f"http://{HERE}:{other.getsockname()[1]}"
        with pytest.raises(NotPossibleError, match=r"cannot be reached"):
            sf.fetch_journeys(AREA, server=server, seconds=5)
        thread.join()


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (always(200, b"<html>"), TableError, r"the answer: .* it is not JSON"),
        (always(200, {"code": "NoTable"}), TableError, r"gave no table: NoTable\. .* No pair has"),
        (
            always(400, {"code": "TooBig", "message": "Too many"}),
            TableError,
            r"The server gave no table: TooBig: Too many\. .* smaller blocks",
        ),
        (
            always(404, b"nothing here"),
            NotPossibleError,
            r"answered with status 404 \(Not Found\)\. No journey was read from it\. Check the",
        ),
        (always(500, b""), NotPossibleError, r"answered with status 500"),
        (
            always(200, {**answer(), "durations": [[1, 1]]}),
            TableError,
            r"durations are 1 rows, where 3 localities and 2 sites were asked for",
        ),
    ],
)
def test_what_is_no_table_is_told(reply, error, words):
    with serving(reply) as (server, _), pytest.raises(error, match=words):
        sf.fetch_journeys(AREA, server=server, seconds=10)


def test_points_are_not_sent_on_to_another_server():
    with serving(good) as (other, asked_there):
        there = f"{other}/table/v1/driving/0,52"
        with (
            serving(always(302, b"", Location=there)) as (server, asked),
            pytest.raises(NotPossibleError, match=r"status 302 .* nothing is sent on to another"),
        ):
            sf.fetch_journeys(AREA, server=server, seconds=10)
    assert len(asked) == 1
    assert asked_there == []


def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(servers, "MOST_MEGABYTES", 0)
    with (
        serving(good) as (server, _),
        pytest.raises(NotPossibleError, match=r"answered with more than 0 megabytes"),
    ):
        sf.fetch_journeys(AREA, server=server, seconds=10)


def test_pairs_without_a_route_in_one_block_are_told():
    def some(path):
        rows, columns = codes_asked(path)
        made = answer(rows, columns)
        for down, row in enumerate(rows):
            for across, column in enumerate(columns):
                if (row, column) == ("L02", "S01"):
                    made["durations"][down][across] = made["distances"][down][across] = None
        return 200, json.dumps(made).encode(), {}

    words = r"answer \d of 4: 1 of \d pairs have no route, the first from L02 to S01"
    with serving(some) as (server, _), pytest.warns(sf.SufficiencyWarning, match=words):
        frame = sf.fetch_journeys(AREA, server=server, most_coordinates=3, seconds=10)
    assert len(frame) == 5


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "5", True, 1e9])
def test_a_time_to_wait_that_cannot_be_is_refused(seconds):
    with pytest.raises(NotPossibleError, match=r"is not a number of seconds that can be"):
        sf.fetch_journeys(AREA, server="http://localhost", seconds=seconds)


@pytest.mark.slow
def test_nothing_else_in_the_package_opens_a_connection():
    """Only one file may import what sends."""
    sends = {"urllib.request", "http.client", "socket", "requests", "ssl", "ftplib", "smtplib"}
    users = {
        module_name(file)
        for file in FILES
        for name in imports_of(file.read_text(encoding="utf-8"), module_name(file))
        if any(name == one or name.startswith(f"{one}.") for one in sends)
    }
    assert users == {"sufficiency.sources.servers"}


@pytest.mark.slow
def test_the_lines_of_the_page_run(tmp_path, monkeypatch):
    """As they stand there, but for the port of the server."""
    page = (PACKAGE.parent / "docs/how-to/use-measured-journeys.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert len(blocks) == 5
    monkeypatch.chdir(tmp_path)
    AREA.save("area.xlsx")
    lengths = [
        MILES[0],
        *([row[0], *(str(float(miles) * 1.609344) for miles in row[1:])] for row in MILES[1:]),
    ]
    write_sheets({"minutes": MINUTES, "lengths": lengths}, tmp_path / "measured.xlsx")
    saved(tmp_path, answer(), "osrm_001.json")
    names = {}
    with serving(good) as (server, asked):
        for block in blocks[:3]:
            exec(block.replace("http://localhost:5000", server), names)
        assert asked == []  # nothing was sent so far
        for block in blocks[3:]:
            exec(block.replace("http://localhost:5000", server), names)
        assert len(asked) == 1
    measured = sf.load_area("area-with-journeys.xlsx").journeys
    assert measured["basis"].tolist() == ["supplied"] * 6
    wanted = small_area().journeys
    for frame in (measured, names["area"].journeys):
        for column in ("minutes", "miles"):
            assert frame[column].tolist() == pytest.approx(wanted[column].tolist())
    assert set(names["area"].journeys["basis"]) == {"estimated"}
