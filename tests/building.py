"""A small sound area in code, and ways to break it: shared by the tests of tables and areas.

Nothing in it is real. A table is a grid of text, its header first, so that the row that a
message names is the place in the list plus one.
"""

import csv
import io
import re
import warnings
from copy import deepcopy

import openpyxl

from sufficiency import terms
from sufficiency.area import area_of, check_tables
from sufficiency.errors import FileEncodingWarning
from sufficiency.tables.reading import lay_out

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")

TEXTS = {
    "about": """item,value
name,Testshire
authority,Testshire Council
note,Nothing here is real""",
    "localities": """locality,name,group,easting,northing,imd_decile,basis
L01,Northtown,North,488000,279000,3,published
L02,Northgate,North,489000,281000,7,published
L03,Southtown,South,487000,268000,,published""",
    "plans": """year,locality,need,ncy,setting,plans,basis
2023,L01,ASD,4,mainstream,3,supplied
2023,L02,SEMH,6,special,2,supplied
2024,L01,ASD,5,special,3,supplied
2024,L02,SEMH,7,special,2,supplied
2024,L03,SLCN,4,base,4,supplied
2024,unknown,unknown,5,elsewhere,1,supplied""",
    "margins": """margin,year,locality,need,ncy_from,ncy_to,setting,plans,basis
age,2024,,,4,5,,8,published
age,2024,,,6,7,,2,published
need,2024,,ASD,,,,3,published
need,2024,,SEMH,,,,2,published
need,2024,,SLCN,,,,4,published
need,2024,,unknown,,,,1,published
setting,2024,,,,,special,5,published
setting,2024,,,,,base,4,published
setting,2024,,,,,elsewhere,1,published""",
    "transitions": """year,locality,need_from,ncy_from,setting_from,need_to,ncy_to,\
setting_to,plans,basis
2024,L01,ASD,4,mainstream,ASD,5,special,3,supplied
2024,L02,SEMH,6,special,SEMH,7,special,2,supplied
2024,L03,,,outside,SLCN,4,base,4,supplied
2024,unknown,,,outside,unknown,5,elsewhere,1,supplied""",
    "history": """year,area,setting,ncy_from,ncy_to,plans,children,new_plans,break,basis
2023,Testshire,,,,5,1200,4,no,published
2024,Testshire,,,,10,1210,5,yes,published
2024,Testshire,special,4,7,5,,,,published""",
    "placements": """year,locality,need,ncy,site,pool,plans,basis
2024,L01,ASD,5,S01,lower,3,supplied
2024,L03,SLCN,4,S02,base,4,supplied
2024,L02,SEMH,7,S01,upper,2,supplied""",
    "sites": """site,name,authority,urn,easting,northing,low_age,high_age,roll,roll_year,basis
S01,Hill School,Testshire,123456,488500,279500,4,16,18,2024,published
S02,Brook School,Testshire,,487500,269000,4,11,210,2024,published""",
    "pools": """site,pool,level,setting,needs,ncy_from,ncy_to,year,basis
S01,lower,special,special,ASD;SEMH,0,6,2023,supplied
S01,upper,special,special,ASD;SEMH,7,11,2023,supplied
S02,base,base,,SLCN,0,6,2023,supplied""",
    "places": """site,pool,year,places,taken,basis
S01,lower,2023,10,1,supplied
S01,upper,2023,8,,supplied
S02,base,2023,6,0,supplied""",
    "caps": """site,cap,needs,ncy_from,ncy_to,year,places,basis
S01,rooms,ASD,0,6,2023,8,supplied
S01,rooms,ASD;SEMH,,,2024,9,supplied""",
    "journeys": """locality,site,minutes,miles,basis
L01,S01,10,3,supplied
L01,S02,25,8.5,supplied
L02,S01,12,4,supplied
L02,S02,28,9,supplied
L03,S01,24,8,supplied
L03,S02,5,1,supplied""",
    "costs": """site,setting,need,ncy_from,ncy_to,residential,item,year,year_kind,\
price_year,pounds,unit,payer,basis,source
,special,,,,no,place,2024,financial,2024,10000,place_year,high_needs,published,Guide
S02,,SLCN,0,6,,top_up,2024,academic,2024,4500,child_year,high_needs,supplied,Ledger""",
}


def _population():
    rows = [["year", "locality", "ncy", "persons", "basis"]]
    for year in (2023, 2024, 2025):
        for locality in ("L01", "L02", "L03"):
            rows += [[str(year), locality, str(ncy), "100", "estimated"] for ncy in range(4, 8)]
    return rows


def grids():
    """The sound area: a grid of text for each table, the header first."""
    made = {name: list(csv.reader(io.StringIO(text))) for name, text in TEXTS.items()}
    made["population"] = _population()
    return {name: made[name] for name in terms.table_names()}


SOUND = grids()
ROWS = {name: len(grid) for name, grid in SOUND.items()}
"""Number of the last row of each table, as Excel shows it."""


def sound():
    """A copy of the sound area, to be broken."""
    return deepcopy(SOUND)


def put(table, row, **cells):
    """A change that writes into cells of one row."""

    def change(tables):
        grid = tables[table]
        for column, text in cells.items():
            grid[row - 1][grid[0].index(column)] = text

    return change


def add(table, **cells):
    """A change that adds a row like the last one, but for some cells."""

    def change(tables):
        grid = tables[table]
        grid.append(list(grid[-1]))
        put(table, len(grid), **cells)(tables)

    return change


def remove(table, *rows):
    """A change that deletes rows."""

    def change(tables):
        for row in sorted(rows, reverse=True):
            del tables[table][row - 1]

    return change


def drop(*names):
    """A change that leaves whole tables out."""

    def change(tables):
        for name in names:
            del tables[name]

    return change


def both(*changes):
    """Several changes, one after the other."""

    def change(tables):
        for one in changes:
            one(tables)

    return change


def broken(change):
    """The grids of the sound area after a change."""
    tables = sound()
    change(tables)
    return tables


def checked(tables, *, suffix=".csv"):
    """Check grids without writing them anywhere."""
    raw = {
        name: lay_out(name, f"{name}{suffix}", [[cell.strip() for cell in row] for row in grid])
        for name, grid in tables.items()
    }
    return check_tables(raw, what="The area in test")


def small_area():
    """The sound area as an area."""
    return area_of(checked(SOUND))


def as_csv(grid, *, encoding="utf-8", line_end="\n"):
    """A grid as the bytes of a CSV file."""
    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator=line_end).writerows(grid)
    return lines.getvalue().encode(encoding)


def write_csvs(tables, folder, **form):
    """Write grids as a folder of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, grid in tables.items():
        (folder / f"{name}.csv").write_bytes(as_csv(grid, **form))
    return folder


def typed(text):
    """What Excel makes of a text that is typed: a number where it looks like one."""
    if not NUMBER.fullmatch(text):
        return text or None
    return float(text) if "." in text else int(text)


def write_sheets(tables, path):
    """Write grids as a workbook with a sheet each."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, grid in tables.items():
        sheet = workbook.create_sheet(name)
        for row in grid:
            sheet.append([typed(text) for text in row])
    workbook.save(path)
    return path


def quietly(call, *arguments):
    """Call without the warning about Windows-1252."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FileEncodingWarning)
        return call(*arguments)


AREA_TABLES = small_area().tables()
"""The tables of the sound area as frames; copy them before changing anything."""
