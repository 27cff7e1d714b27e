"""Answers of a routing server and matrices of journeys for the small sound area, to be broken."""

import json
from copy import deepcopy

from building import SOUND, as_csv, broken, checked, drop

from sufficiency.area import area_of
from sufficiency.sources.requests import lon_lats

AREA = area_of(checked(broken(drop("journeys"))))
"""The small sound area, of three localities and two sites, without journeys."""
LOCALITIES, SITES = ("L01", "L02", "L03"), ("S01", "S02")

MINUTES = [["locality", "S01", "S02"], ["L01", "10", "25"], ["L02", "12", "28"], ["L03", "24", "5"]]
MILES = [["locality", "S01", "S02"], ["L01", "3", "8.5"], ["L02", "4", "9"], ["L03", "8", "1"]]
"""The journeys of the sound area, as matrices."""
LIST = [row[:4] for row in SOUND["journeys"]]


def written(tmp_path, grid, name="given.csv"):
    """A grid as a CSV file."""
    path = tmp_path / name
    path.write_bytes(as_csv(grid))
    return path


def waypoints(codes, kind):
    """Points of an answer, moved a few metres to a road."""
    points = lon_lats(AREA)[kind]
    return [
        {"hint": "", "name": "", "distance": 4.2, "location": [points[one][0], points[one][1]]}
        for one in codes
    ]


def answer(localities=LOCALITIES, sites=SITES):
    """What a server answers: the journeys of the sound area."""
    rows = [LOCALITIES.index(one) + 1 for one in localities]
    columns = [SITES.index(one) + 1 for one in sites]
    return {
        "code": "Ok",
        "durations": [[60 * float(MINUTES[row][at]) for at in columns] for row in rows],
        "distances": [[1609.344 * float(MILES[row][at]) for at in columns] for row in rows],
        "sources": waypoints(localities, 0),
        "destinations": waypoints(sites, 1),
    }


def changed(change):
    """The answer after a change."""
    made = deepcopy(answer())
    change(made)
    return made


def saved(tmp_path, content, name="answer.json"):
    """An answer as a file: text or bytes as they are, anything else as JSON."""
    path = tmp_path / name
    raw = content if isinstance(content, bytes | str) else json.dumps(content)
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode("utf-8"))
    return path
