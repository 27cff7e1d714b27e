"""One planted child goes through every door, and nothing of her is in anything that comes out.

Each reader reads files in which a child's name, numbers, postcode and birth date stand where they
belong, and in every cell where they do not. All that is shown, raised, warned, logged, printed and
saved is searched for her, in every spelling.
"""

import ast
import json
import logging
import os
import pickle
import re
import subprocess
import sys
import traceback
import warnings
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from building import SOUND, sound, write_csvs, write_sheets
from downloads import small_areas, write_downloads, write_rows
from intake_cases import FLOWS, INTO, LIST, STAYS, write
from register_files import school
from register_files import write as register_rows
from sen2_files import rows_of, write_modules, write_xml
from sen2_returns import POSTCODES, YEARS, establishments, made_world

import sufficiency as sf
from sufficiency.benchmarking import neighbours_of
from sufficiency.results import Result

SURNAME, FORENAME = "Quixworthy", "Zebedina"
UPN, ULN, HOME = "Q82345678901B", "9912345671", "ZX9 8QT"
BORN = date(2013, 3, 14)
SERIAL = (BORN - date(1899, 12, 30)).days
"""The birth date as Excel keeps it."""

BIRTH_DATES = (
    *("14/03/2013", "2013-03-14", "14-03-2013", "14.03.2013", "14 March 2013", "14-Mar-2013"),
    *("14 Mar 2013", "14/03/13", "2013/03/14", "20130314", "2013-03-14 00:00:00"),
    str(SERIAL),
)
"""The same day as it is written, and as Excel keeps it."""

SPELLINGS = (
    *(SURNAME, SURNAME.upper(), FORENAME, FORENAME.lower()),
    *(UPN, UPN.lower(), ULN, f"{ULN[:3]} {ULN[3:6]} {ULN[6:]}"),
    *(HOME, HOME.replace(" ", ""), HOME.lower(), HOME.replace(" ", "").lower()),
    *BIRTH_DATES,
)
"""All that would tell who she is."""

IN_A_CELL = (UPN, ULN, HOME, "14/03/2013", "2013-03-14", "14 March 2013")
"""What is planted in cells where it does not belong: patterns by which it can be known there."""


def seen_in(text):
    """The spellings that stand in a text by themselves, not within a longer number or word."""
    return [
        one
        for one in SPELLINGS
        if re.search(rf"(?<![A-Za-z0-9]){re.escape(one)}(?![A-Za-z0-9])", text)
    ]


def texts_of(place):
    """All text in a file or folder; a workbook and a zip file are opened."""
    files = [place] if place.is_file() else sorted(one for one in place.rglob("*") if one.is_file())
    told = []
    for file in files:
        told.append(file.name)
        if file.suffix in (".xlsx", ".zip"):
            with zipfile.ZipFile(file) as opened:
                told += [opened.read(name).decode("utf-8", "replace") for name in opened.namelist()]
        else:
            told.append(file.read_bytes().decode("utf-8", "replace"))
    return told


def shown_by(result, folder):
    """All that a result shows of itself and writes."""
    told = [repr(result), str(result)]
    if isinstance(result, pd.DataFrame):
        return [*told, result.to_csv(), *map(str, result.columns)]
    if not isinstance(result, Result):
        return told
    told += [result._repr_html_(), result.provenance().to_frame().to_csv()]
    told.append(json.dumps({name: str(value) for name, value in vars(result).items()}))
    for name, table in result.tables().items():
        told += [name, table.to_csv(), table.to_string()]
    if hasattr(result, "account"):
        account = result.account
        told.append(str(account() if callable(account) else account))
    folder.mkdir(parents=True, exist_ok=True)
    told += texts_of(result.save(folder / "saved"))
    told += texts_of(result.save(folder / "saved.xlsx"))
    return told


def raised_by(error):
    """All that an error says, with its traceback and those behind it."""
    told = ["".join(traceback.format_exception(error)), str(error), repr(error)]
    told += [getattr(error, "on_command_line", ""), str(pickle.dumps(error))]
    if hasattr(error, "to_frame"):
        told.append(error.to_frame().to_csv())
    return told


@pytest.fixture
def told(capsys, caplog, tmp_path):
    """Call, and give all that came of it as one text: shown, written, raised, warned, logged."""
    caplog.set_level(logging.NOTSET)

    def call(read):
        out = tmp_path / "out"
        parts = []
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                results = read(tmp_path)
                for number, one in enumerate(results if isinstance(results, list) else [results]):
                    parts += shown_by(one, out / str(number))
            except sf.SufficiencyError as error:
                parts += raised_by(error)
        parts += [str(one.message) for one in warned]
        parts += [caplog.text, *(str(vars(record)) for record in caplog.records)]
        return "\n".join([*parts, *capsys.readouterr()])

    return call


# --- files with the child in them


def return_rows(**cells):
    """The rows of a SEN2 return whose first person is the planted child."""
    rows = rows_of(made_world(40, seed=4, faults=0.0), len(YEARS) - 1)
    rows["sen2"][0]["lea"] = "801"  # Ashby, as in the other files
    rows["person"][0] |= {
        "surname": SURNAME,
        "forename": FORENAME,
        "upn": UPN,
        "uniquelearnernumber": ULN,
        "postcode": HOME,
        "personbirthdate": "14/03/2013",
    }
    for place, text in cells.items():
        module, name = place.split("__")
        rows[module][0][name] = text
    return rows


def homes():
    rows = [(code, "L1") for code in (*POSTCODES, HOME)]
    return pd.DataFrame(rows, columns=["postcode", "locality"])


def schools():
    return pd.DataFrame(establishments(), columns=["urn", "setting", "ukprn", "base_kind"])


def sen2_modules(**cells):
    def read(folder):
        path = write_modules(folder / "return", return_rows(**cells))
        return sf.read_sen2(path, locality_of=homes(), establishments=schools())

    return read


def sen2_xml(**cells):
    def read(folder):
        path = write_xml(folder / "return.xml", return_rows(**cells))
        return sf.read_sen2(path, locality_of=homes(), establishments=schools())

    return read


CASE_HEADINGS = [
    *("Person ID", "UPN", "ULN", "Surname", "Forename", "Date of Birth", "Postcode"),
    *("Year Group", "Primary Need", "Placement Type", "Ward", "Status", "Start Date"),
]
CASE_COLUMNS = {
    "child": "UPN",
    "birth_date": "Date of Birth",
    "need": "Primary Need",
    "setting": "Placement Type",
    "locality": "Ward",
}


def case_rows(born, **cells):
    child = {
        "Person ID": "7001",
        "UPN": UPN,
        "ULN": ULN,
        "Surname": SURNAME,
        "Forename": FORENAME,
        "Date of Birth": born,
        "Postcode": HOME,
        "Year Group": "6",
        "Primary Need": "ASD",
        "Placement Type": "Special School",
        "Ward": "W1",
        "Status": "Active",
        "Start Date": "01/09/2020",
    } | cells
    other = child | {"UPN": "A123456789012", "Surname": "Other", "Primary Need": "SEMH"}
    return [CASE_HEADINGS, *([row[name] for name in CASE_HEADINGS] for row in (child, other))]


def case_export(born="14/03/2013", *, columns=None, suffix=".csv", renamed=None, **cells):
    def read(folder):
        rows = case_rows(born, **cells)
        rows[0] = [(renamed or {}).get(name, name) for name in rows[0]]
        path = folder / f"january{suffix}"
        if suffix == ".csv":
            write(folder, path.name, "".join(",".join(map(str, row)) + "\n" for row in rows))
        else:
            book = openpyxl.Workbook()
            for row in rows:
                book.active.append(row)
            book.save(path)
        suggested = sf.suggest_columns(path, save_as=folder / "columns.toml")
        kept = pd.DataFrame({"text": [(folder / "columns.toml").read_text(encoding="utf-8")]})
        said = pd.DataFrame({"text": [str(suggested), repr(vars(suggested))]})
        if columns == "only suggested":
            return [kept, said]
        reading = sf.read_snapshots({2024: path}, columns=columns or CASE_COLUMNS)
        return [reading, kept, said]

    return read


def names_below(heading, role, *, is_read):
    """An export in which names of persons stand below a heading that has a usual word in it."""
    usual = CASE_COLUMNS[role]
    columns = CASE_COLUMNS | {role: heading} if is_read else "only suggested"
    cells = {usual: f"{FORENAME} {SURNAME}"}
    return case_export(columns=columns, renamed={usual: heading}, **cells)


def lookup(text=None):
    def read(folder):
        rows = text or f"pcds,ward24_code\n{HOME},W1\nNN1 1AA,W2\n"
        found = sf.read_lookup(write(folder, "codes.csv", rows), code="postcode", to="ward")
        return [
            found,
            pd.DataFrame({"shown": [str(vars(found)) if hasattr(found, "file") else ""]}),
        ]

    return read


def place_list(**cells):
    heading = LIST.strip().split(",")
    row = {
        **dict.fromkeys(heading, ""),
        **dict(zip(heading, ("Hall", "140001", "4-11", "ASD", "Special", "80", "90"), strict=True)),
        "Headteacher": f"{FORENAME} {SURNAME}",
        "Postcode": HOME,
        "Pupil": UPN,
    } | cells

    def read(folder):
        text = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
        return sf.read_places(write(folder, "places.csv", text))

    return read


def register(**cells):
    def read(folder):
        rows = [school(100001), school(100002)]
        rows[0] |= {"HeadFirstName": FORENAME, "HeadLastName": SURNAME, "Postcode": HOME} | cells
        headings = list(rows[0])
        rows[1] |= {name: "" for name in headings if name not in rows[1]}
        path = register_rows(folder / "edubasealldata20260101.csv", rows, headings=headings)
        return sf.read_gias(path, authority="801")

    return read


def population(**cells):
    def read(folder):
        rows = small_areas()
        for row in rows:
            row |= {"upn": UPN, "surname": SURNAME, "home_postcode": HOME}
        rows[0] |= cells
        return sf.read_population(write_rows(folder / "mid2022.csv", rows), year=2022)

    return read


def witan(**cells):
    def read(folder):
        rows = (FLOWS + INTO + STAYS).strip().split("\n")
        rows = [rows[0] + ",upn,surname", *(f"{row},{UPN},{SURNAME}" for row in rows[1:])]
        header = rows[0].split(",")
        first = rows[1].split(",")
        for name, text in cells.items():
            first[header.index(name.replace("_", "-"))] = text
        rows[1] = ",".join(first)
        return sf.read_witan(write(folder, "transitions.csv", "\n".join(rows) + "\n").parent)

    return read


def tables_with(table="", column="", text=""):
    tables = sound()
    for grid in tables.values():
        grid[0].append("Child's name")
        grid[0].append("DOB")
        for row in grid[1:]:
            row += [f"{FORENAME} {SURNAME} {UPN}", "14/03/2013"]
    if table:
        tables[table][1][tables[table][0].index(column)] = text
    return tables


def own_tables(table="", column="", text="", *, form=write_csvs):
    def read(folder):
        name = "area.xlsx" if form is write_sheets else "area"
        path = form(tables_with(table, column, text), folder / name)
        return [sf.check_area(path), sf.load_area(path)]

    return read


def rolled(table="", column="", text=""):
    def read(folder):
        last = sf.load_area(write_csvs(SOUND, folder / "last"))
        new = write_csvs(tables_with(table, column, text), folder / "new")
        return sf.roll_over(last, new)

    return read


def downloads_of_few(folder):
    """The downloads without published plans, which are of more children than the return.

    The register has the return's schools: without them an area is refused before it is shown.
    """
    files = write_downloads(folder)
    types = {"mainstream": "01", "special": "07", "independent": "10", "ap": "14"}
    rows = [school(urn, type=types.get(setting, "01")) for urn, setting, *_ in establishments()]
    register_rows(files / "edubasealldata20260101.csv", rows)
    for name in ("caseload.csv", "needs.csv"):
        (files / "release" / name).unlink()
    return files


def built(**cells):
    def read(folder):
        files = downloads_of_few(folder / "files")
        write_modules(files / "return", return_rows(**cells))
        postcodes = folder / "postcodes.csv"
        homes().assign(locality="E02000001").to_csv(postcodes, index=False)
        return sf.build_area(files, authority="Ashby", until=2026, postcodes=postcodes)

    return read


def neighbours(text):
    return lambda folder: neighbours_of(
        write(folder, "n.csv", f"code,weight,name\n{text},1,{SURNAME}\n{text},x,\n")
    )


DOORS = {
    "SEN2 modules": sen2_modules(),
    "SEN2 XML": sen2_xml(),
    "case export": case_export(),
    "case export, ISO": case_export("2013-03-14"),
    "case export, workbook": case_export(BORN, suffix=".xlsx"),
    "case export, serial number": case_export(SERIAL, suffix=".xlsx"),
    "case export, postcode": case_export(columns=CASE_COLUMNS | {"postcode": "Postcode"}),
    **{
        f"case export, {heading}{', read' if is_read else ''}": names_below(
            heading, role, is_read=is_read
        )
        for heading, role in (
            *(("Pupil placed", "setting"), ("Placed by", "setting"), ("Where placed", "setting")),
            *(("Provision lead", "setting"), ("Need coordinator", "need")),
            *(("Need agreed by", "need"), ("Ward of court", "locality"), ("Placed at", "setting")),
        )
        for is_read in (False, True)
        if (heading, is_read) != ("Ward of court", True)
    },
    "look-up": lookup(),
    "list of places": place_list(),
    "register of schools": register(),
    "population": population(),
    "witan.send": witan(),
    "own tables": own_tables(),
    "own tables, workbook": own_tables(form=write_sheets),
    "rolling over": rolled(),
    "area from files": built(),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
def test_nothing_of_a_child_comes_out_of_any_door(door, told):
    text = told(door)
    assert len(text) > 100
    assert seen_in(text) == []


WRONG_CELLS = {
    **{
        f"SEN2 {place}": lambda text, place=place: sen2_modules(**{place: text})
        for place in (
            *("person__personbirthdate", "person__sex", "requests__receiveddate"),
            *("senneed__sentype", "senneed__sentyperank", "placementdetail__urn"),
            *("placementdetail__sensetting", "placementdetail__entrydate", "sen2__lea"),
            *("namedplan__startdate", "namedplan__ceasereason", "activeplans__transferla"),
        )
    },
    **{
        f"SEN2 XML {place}": lambda text, place=place: sen2_xml(**{place: text})
        for place in ("person__personbirthdate", "senneed__sentype", "placementdetail__urn")
    },
    **{
        f"cases {name}": lambda text, name=name: case_export(**{name: text})
        for name in ("Primary Need", "Placement Type", "Ward", "Date of Birth", "UPN")
    },
    "look-up code": lambda text: lookup(f"pcds,ward24_code\n{text},W1\n{text},W2\n"),
    **{
        f"places {name}": lambda text, name=name: place_list(**{name: text})
        for name in ("URN", "Age range", "Needs", "Type", "2025/26")
    },
    **{
        f"register {name}": lambda text, name=name: register(**{name: text})
        for name in ("URN", "Easting", "StatutoryLowAge", "SchoolCapacity", "CensusDate")
    },
    "population 5": lambda text: population(**{"5": text}),
    **{
        f"witan {name}": lambda text, name=name: witan(**{name: text})
        for name in ("setting_1", "need_2", "academic_year_2", "calendar_year")
    },
    **{
        f"own {table}.{column}": lambda text, at=(table, column): own_tables(*at, text)
        for table, column in (
            *(("plans", "need"), ("plans", "ncy"), ("plans", "locality"), ("plans", "setting")),
            *(("plans", "plans"), ("plans", "year"), ("places", "places"), ("pools", "needs")),
            *(("placements", "site"), ("population", "persons"), ("transitions", "ncy_to")),
        )
    },
    "rolling over": lambda text: rolled("plans", "need", text),
    "neighbours": neighbours,
}


OF_CHILDREN = [
    door
    for door in WRONG_CELLS
    if door.startswith(("SEN2", "cases")) and door not in ("cases Ward", "cases UPN")
]
"""Doors of files of children: elsewhere a bare number is a count, and must be told to be mended."""


DOORS_AND_TEXTS = [
    *((door, text) for door in WRONG_CELLS for text in IN_A_CELL),
    *((door, number) for door in OF_CHILDREN for number in (str(SERIAL), "20130314")),
    ("cases Ward", "20130314"),
]

QUICK = 5
"""Of so many pairs of door and text one is tried each time, and the others with what is slow."""


@pytest.mark.parametrize(
    ("door", "text"),
    [
        pytest.param(*pair, marks=[pytest.mark.slow] if place % QUICK else [])
        for place, pair in enumerate(DOORS_AND_TEXTS)
    ],
)
def test_nothing_is_repeated_from_a_cell_where_it_does_not_belong(door, text, told):
    said = told(WRONG_CELLS[door](text))
    assert seen_in(said) == []


# --- the command line, as it is used


def command(folder, *words):
    """Run a command in a process of its own, and give its exit code and all that it says."""
    run = subprocess.run(
        [sys.executable, "-m", "sufficiency", *map(str, words)],
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(sf.__file__).parents[1])},
    )
    return run.returncode, (run.stdout + run.stderr).decode("utf-8", "replace")


OPTIONS = ("--authority", "Ashby", "--postcodes", "homes.csv")


@pytest.mark.slow
def test_nothing_of_a_child_comes_out_of_a_command(tmp_path):
    sound_area = write_csvs(tables_with(), tmp_path / "sound")
    broken = write_csvs(tables_with("plans", "need", f"{UPN} {HOME} 14/03/2013"), tmp_path / "bad")
    returned = write_modules(tmp_path / "return", return_rows(senneed__sentype=UPN))
    write_csvs(SOUND, tmp_path / "last")
    files = downloads_of_few(tmp_path / "files")
    write_modules(files / "return", return_rows())
    homes().assign(locality="E02000001").to_csv(tmp_path / "homes.csv", index=False)
    runs = [
        ((0,), ("check", sound_area)),
        ((1,), ("check", broken, "--debug")),
        ((1,), ("check", broken, "--json")),
        ((0,), ("roll-over", "last", sound_area, "--to", "this.xlsx", "--changes", "changes")),
        ((1,), ("roll-over", "last", broken, "--to", "no.xlsx", "--debug")),
        ((0, 1, 4), ("roll-over", "last", returned, "--to", "other.xlsx", "--debug")),
        (
            (0,),
            *[
                (
                    "new",
                    "new.xlsx",
                    "--from",
                    files,
                    "--authority",
                    "Ashby",
                    "--postcodes",
                    "homes.csv",
                )
            ],
        ),
    ]
    said = []
    for codes, words in runs:
        code, text = command(tmp_path, *words)
        assert code in codes, text
        assert text.strip()
        said.append(text)
    for name in ("this.xlsx", "changes", "other.xlsx", "new.xlsx", "new.manifest.toml"):
        if (tmp_path / name).exists():
            said += texts_of(tmp_path / name)
    assert seen_in("\n".join(said)) == []


# --- the test itself


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_search_finds_each_spelling(spelling):
    assert spelling in seen_in(f"row 3: '{spelling}', and more")
    assert spelling in seen_in(f"a,{spelling},b")


def test_the_search_opens_workbooks(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = SURNAME
    book.save(tmp_path / "a.xlsx")
    assert seen_in("\n".join(texts_of(tmp_path))) == [SURNAME]


NETWORK = {"urllib.request", "http.client", "socket", "requests", "http", "ssl", "aiohttp"}


def imported_by(file):
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module)


@pytest.mark.slow
def test_nothing_is_logged_and_only_the_door_to_a_server_of_journeys_knows_the_network():
    package = Path(sf.__file__).parent
    imports = {file: set(imported_by(file)) for file in package.rglob("*.py")}
    users = [file.relative_to(package).as_posix() for file in imports if imports[file] & NETWORK]
    assert users == ["sources/servers.py"]
    assert not any("logging" in names for names in imports.values())
