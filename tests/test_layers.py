"""The floors of the package, read from its imports (docs/decisions, page 0002).

A room is a file or folder directly under `sufficiency/`. It may import from itself and from rooms
on lower floors: neither from a room beside it nor from one above, not even inside a function.
"""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "sufficiency"

FLOORS = (
    ("messages",),
    ("errors",),
    ("terms", "progress", "workers"),
    ("tables", "figures", "disclosure", "demand", "places", "money", "england"),
    ("results",),
    ("area", "scenario"),
    ("planned",),
    ("sources", "datasets", "synthetic", "projection", "panel"),
    ("allocation", "backtesting", "benchmarking", "intake", "mending", "rolling"),
    ("comparison", "capital"),
    ("reports", "runs"),
    ("cli",),
)
"""Rooms by floor, the lowest first."""

ABOVE_THE_FACE = {"cli"}
"""The command line may use the face, as any user does."""

FACE = "the face (sufficiency/__init__.py)"
START = "__main__"
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

IMPORTERS = ("__import__", "import_module")
AT_RUN_TIME = "(a name made at run time)"

ARRAYS_ONLY = {"demand", "places"}
NOT_IN_ARRAYS = {"pandas", "openpyxl", "xlsxwriter", "matplotlib", "pydantic", "typer"}
ONE_FILE_ONLY = {"pulp": "places", "ortools": "places"}
"""Solvers, each behind one door: a single file, in this room."""


def module_name(file: Path) -> str:
    """Name a file of the package as an import would: `sufficiency.terms.years`."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """Name the room in which a module of the package stands."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else FACE


def called_by(node: ast.Call) -> str:
    """Name the function of a call, without what stands before its last point."""
    return ast.unparse(node.func).split(".")[-1]


def imports_of(source: str, module: str, *, is_folder: bool = False) -> set[str]:
    """List what a file imports, wherever in the file: dotted names, relative ones resolved."""
    package = module.split(".") if is_folder else module.split(".")[:-1]
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and node.args and called_by(node) in IMPORTERS:
            name = node.args[0]
            known = isinstance(name, ast.Constant) and isinstance(name.value, str)
            found.add(name.value if known else f"{ast.unparse(name)} {AT_RUN_TIME}")
    return found


def room_imported(name: str) -> str | None:
    """Name the room that an import enters; None where it leaves the package."""
    parts = name.split(".")
    if parts[0] != "sufficiency":
        return None
    if len(parts) == 1 or (parts[1] not in FLOOR_OF and parts[1] != START):
        room = PACKAGE / parts[1] if len(parts) > 1 else PACKAGE
        is_room = room != PACKAGE and (room.is_dir() or room.with_suffix(".py").exists())
        return parts[1] if is_room else FACE
    return parts[1]


def violations(source: str, module: str, *, is_folder: bool = False) -> list[str]:
    """Say in words what a file may not import; an empty list is right."""
    room = room_of(module)
    names = sorted(imports_of(source, module, is_folder=is_folder))
    faults = [f"{module} imports {name}" for name in names if name.endswith(AT_RUN_TIME)]
    if room in (FACE, START):
        # The face hands out everything below it and loads it late, by names of its own tables.
        return []
    if room not in FLOOR_OF:
        return [f"{module} stands on no floor: add {room} to FLOORS, and to the page on floors"]
    for name in names:
        entered = room_imported(name)
        if entered is None:
            if room in ARRAYS_ONLY and name.split(".")[0] in NOT_IN_ARRAYS:
                faults.append(f"{module} imports {name}, but {room} knows arrays only")
        elif entered == FACE and room in ABOVE_THE_FACE:
            continue
        elif entered not in (room, *FLOOR_OF):
            faults.append(f"{module} imports {name}: {entered} is above every floor or on none")
        elif entered != room and FLOOR_OF[entered] >= FLOOR_OF[room]:
            faults.append(f"{module} imports {name}, which is not on a lower floor")
    return faults


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=module_name)
def test_a_file_imports_only_from_lower_floors(file):
    source = file.read_text(encoding="utf-8")
    faults = violations(source, module_name(file), is_folder=file.name == "__init__.py")
    assert not faults, "\n".join(faults)


def test_no_room_stands_on_two_floors():
    rooms = [room for floor in FLOORS for room in floor]
    assert sorted(rooms) == sorted(set(rooms))


def test_the_page_on_floors_shows_this_table():
    page = PACKAGE.parent / "docs" / "decisions" / "0002-floors.md"
    shown = re.findall(r"^\| (\d+) \| (.+) \|$", page.read_text(encoding="utf-8"), flags=re.M)
    told = [(int(floor), tuple(re.findall(r"`(\w+)`", rooms))) for floor, rooms in shown]
    assert told == list(enumerate(FLOORS))


@pytest.mark.slow
@pytest.mark.parametrize("library", ONE_FILE_ONLY)
def test_a_solver_stands_behind_one_door(library):
    users = [
        file
        for file in FILES
        if any(
            name.split(".")[0] == library
            for name in imports_of(file.read_text(encoding="utf-8"), module_name(file))
        )
    ]
    assert len(users) <= 1, f"{library} is imported by {[module_name(file) for file in users]}"
    assert all(room_of(module_name(file)) == ONE_FILE_ONLY[library] for file in users)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("sufficiency.terms.years", "import sufficiency.area"),
        ("sufficiency.terms.years", "from sufficiency import area"),
        ("sufficiency.terms.years", "from sufficiency.area import Area"),
        ("sufficiency.terms.years", "from .. import tables"),
        ("sufficiency.terms.years", "from ..tables import arrays"),
        ("sufficiency.terms.years", "def load():\n    from sufficiency.cli import main"),
        (
            "sufficiency.terms.years",
            "import importlib\nimportlib.import_module('sufficiency.area')",
        ),
        (
            "sufficiency.terms.years",
            "from importlib import import_module as load\nfrom ..area import x",
        ),
        ("sufficiency.terms.years", "import importlib as i\ni.import_module('sufficiency.area')"),
        ("sufficiency.terms.years", "room = 'area'\n__import__(f'sufficiency.{room}')"),
        ("sufficiency.terms.years", "import sufficiency"),
        ("sufficiency.terms.years", "from sufficiency import load_area"),
        ("sufficiency.area", "from sufficiency.scenario import Scenario"),
        ("sufficiency.figures", "from sufficiency.results import Result"),
        ("sufficiency.demand.rates", "from sufficiency.places import network"),
        ("sufficiency.places.network", "import sufficiency.demand.rates"),
        ("sufficiency.places.network", "from sufficiency.area import Area"),
        ("sufficiency.demand.rates", "def show():\n    import pandas as pd"),
        ("sufficiency.places.network", "from pandas import DataFrame"),
        ("sufficiency.errors", "from sufficiency.terms import needs"),
        ("sufficiency.cli", "from sufficiency import __main__"),
        ("sufficiency.reports.writers", "from sufficiency import load_area"),
        ("sufficiency.oddments", "import csv"),
    ],
)
def test_a_planted_violation_is_caught(module, line):
    assert violations(line, module)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("sufficiency.terms.years", "from sufficiency.terms import codes"),
        ("sufficiency.terms.years", "from sufficiency.errors import SufficiencyError"),
        ("sufficiency.area", "import pandas as pd\nfrom sufficiency import tables"),
        ("sufficiency.demand.rates", "import numpy as np\nfrom . import fitting"),
        ("sufficiency.results", "from sufficiency import figures, tables"),
        ("sufficiency.cli", "from sufficiency.reports import report"),
        ("sufficiency.cli.app", "from sufficiency import __version__"),
        ("sufficiency.__main__", "from sufficiency.cli import main"),
    ],
)
def test_what_is_allowed_passes(module, line):
    assert violations(line, module) == []


def test_a_folder_resolves_its_own_relative_imports():
    found = imports_of(
        "from .years import x\nfrom .. import area", "sufficiency.terms", is_folder=True
    )
    assert found == {"sufficiency.terms.years.x", "sufficiency.area"}
