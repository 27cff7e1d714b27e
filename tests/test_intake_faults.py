"""Every fault and note of the readers of files: found, named, located; and any text at all."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_cases import (
    ALL,
    COLUMNS,
    FLOWS,
    HALL,
    HEADINGS,
    HOMES,
    INTO,
    LIST,
    ONE,
    PAIRS,
    POSTCODES,
    SNPP,
    STAYS,
    YIELD,
    child,
    wide,
    write,
)

import sufficiency as sf
from sufficiency.errors import SufficiencyError
from sufficiency.messages import (
    MESSAGES,
    case_exports,
    counts,
    lookups,
    place_lists,
    populations,
    witan,
)

SUBJECTS = (counts, populations, lookups, witan, case_exports, place_lists)
FEWEST_FAULTS = 30


def found_by(case, folder):
    """Findings and words that a case brings, whether it is raised or held."""
    try:
        made = case.bring(folder)
    except SufficiencyError as error:
        return list(getattr(error, "findings", ())), str(error)
    return list(made.findings), " ".join(str(note) for note in made.findings)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_each_is_found_named_and_located(case, tmp_path):
    findings, said = found_by(case, tmp_path)
    assert re.search(case.words, said), said
    same = [one for one in findings if one.rule == case.rule]
    if findings:
        assert same, [one.rule for one in findings]
        assert MESSAGES[case.rule].severity == same[0].severity
        assert same[0].file
        assert case.row in (None, same[0].row)
        assert case.column in ("", same[0].column)
        assert same[0].seen
        assert same[0].remedy
    else:
        seen = re.escape(MESSAGES[case.rule].seen.split("{")[0])
        assert re.search(seen or case.words, said)


@pytest.mark.slow
def test_a_fault_is_raised_and_a_note_is_not(tmp_path):
    for number, case in enumerate(ALL):
        folder = tmp_path / str(number)
        folder.mkdir()
        if MESSAGES[case.rule].severity == "note":
            assert case.bring(folder) is not None, case.name
        else:
            with pytest.raises(SufficiencyError, match=r"\S"):
                case.bring(folder)


def test_there_are_many_distinct_faults_and_every_message_is_among_them():
    tried = {case.rule for case in ALL}
    faults = {rule for rule in tried if MESSAGES[rule].severity == "error"}
    assert len(faults) > FEWEST_FAULTS
    ours = {rule for subject in SUBJECTS for rule in subject.MESSAGES}
    assert ours - tried == set()


# --- any text, any table

CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["", "c", "1,234", "90+", "All ages", "-1", "2022", "E01000001", "1E+05"]),
    st.sampled_from(["Total", "special", "ASD", "NONSEND", "4-11", "R-6", "2026/27", "[z]"]),
    st.integers(-5, 3000).map(str),
    st.floats(allow_nan=True).map(str),
    st.dates().map(str),
)
TABLES = st.lists(st.lists(CELLS, max_size=9), max_size=7)
HEADERS = (SNPP, wide().split("\n", maxsplit=1)[0] + "\n", PAIRS.split("\n", maxsplit=1)[0] + "\n")
WITAN_HEADERS = (
    "calendar-year,setting-1,need-1,academic-year-1,setting-2,need-2,academic-year-2\n",
    "calendar-year,academic-year,population\n",
    "setting,needs,min-academic-year,max-academic-year\n",
    "need,setting,cost\n",
)


def as_csv(header, rows):
    """A header as it is, and rows of cells in quotation marks."""
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return header + "\n".join(quoted)


def outcome(reader):
    """What comes of a reader: a reading, or the words of what was found. Nothing else may come."""
    try:
        return reader()
    except SufficiencyError as error:
        return str(error)


def read_any(folder, text):
    """Every reader on one file; a finding or a reading comes out of each."""
    path = folder / "any2022.csv"
    path.write_bytes(text.encode("utf-8", errors="replace"))
    readers = (
        lambda: sf.read_population(path, authority="A"),
        lambda: sf.read_population(path, districts=["A", "B"], authority="C"),
        lambda: sf.read_lookup(path, code="lsoa", to="ward"),
        lambda: sf.read_lookup(path, code="postcode", to="planning_area", authority="A"),
        lambda: sf.read_housing(path, yields=path),
        lambda: sf.read_births(path),
        lambda: sf.read_places(path, level="base", needs="All", year=2025),
        lambda: sf.read_snapshots({2024: path}, columns=COLUMNS),
        lambda: sf.suggest_columns(path),
        lambda: sf.read_snapshots({2024: path}, columns=path.with_suffix(".toml")),
    )
    for reader in readers:
        assert outcome(reader) is not None


@given(text=st.text(max_size=200))
def test_any_text_gives_a_finding_or_a_reading(text, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    (folder / "any2022.toml").write_text(text.replace("\0", ""), encoding="utf-8", errors="replace")
    read_any(folder, text)


@given(
    header=st.sampled_from(
        [
            *HEADERS,
            LIST,
            HEADINGS,
            "locality,2025/26,2026/27\n",
            "ncy_from,ncy_to,yield,locality,year,homes\n",
            "pcds,planning area,la code\n",
        ]
    ),
    rows=TABLES,
)
def test_any_table_gives_a_finding_or_a_reading(header, rows, tmp_path_factory):
    read_any(tmp_path_factory.mktemp("any"), as_csv(header, rows))


@given(tables=st.tuples(TABLES, TABLES, TABLES, TABLES))
def test_any_tables_of_witan_give_a_finding_or_a_reading(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("witan")
    for number, (header, rows) in enumerate(zip(WITAN_HEADERS, tables, strict=True)):
        (folder / f"{number}.csv").write_bytes(
            as_csv(header, rows).encode("utf-8", errors="replace")
        )
    for reader in (
        lambda: sf.read_witan(folder, needs={"x": "ASD"}, price_year=2024),
        lambda: sf.suggest_witan_codes(folder),
    ):
        assert outcome(reader) is not None


@pytest.mark.slow
@given(
    cells=st.lists(CELLS, min_size=27, max_size=27), memory=st.floats(0, 1), years=st.integers(1, 4)
)
def test_any_row_of_ages_goes_through_to_localities_or_is_named(
    cells, memory, years, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("ages")
    header = wide().split("\n", maxsplit=1)[0] + "\n"
    text = as_csv(header, [["E01000001", "A", *cells], ["E01000002", "B", *(["4"] * 27)]])
    path = write(folder, "mid2022.csv", text.encode("utf-8", errors="replace").decode())
    whole = "\n".join(f"X,2023,{age},{years}" for age in range(27))
    other = write(folder, "whole.csv", f"area code,year,age,population\n{whole}\n")
    made = outcome(
        lambda: sf.population_by_locality(
            sf.read_population(path), sf.read_population(other), memory=memory
        )
    )
    if isinstance(made, str):
        assert made
        return
    table = made.held["population"]
    assert table[table["year"] == 2023].groupby("ncy")["persons"].sum().eq(years).all()


# --- sound files with a few cells of anything in them


def base_files():
    """Sound files, each with its reader."""
    long = SNPP + "".join(f"{ONE}{age},{age},{age}\n" for age in range(27))
    flows = FLOWS + INTO + STAYS + "2024,special,ASD,5,NONSEND,NONSEND,6\n"
    exports = HEADINGS + "".join(child(str(number), urn="140001") for number in range(4))
    return {
        "wide": (wide(), lambda path: sf.read_population(path)),
        "long": (long, lambda path: sf.read_population(path)),
        "lookup": (PAIRS, lambda path: sf.read_lookup(path, code="lsoa", to="ward")),
        "postcodes": (POSTCODES, lambda path: sf.read_lookup(path, code="postcode", to="ward")),
        "places": (LIST + HALL + HALL.replace("Hall,140001", "Fern,"), sf.read_places),
        "homes": (HOMES, lambda path: sf.read_housing(path, yields=path.parent / "yields.csv")),
        "cases": (
            exports,
            lambda path: sf.read_snapshots({2024: path}, columns={**COLUMNS, "site": "URN"}),
        ),
        "two years": (
            exports,
            lambda path: sf.read_snapshots(
                {2023: path.parent / "before.csv", 2024: path}, columns=COLUMNS
            ),
        ),
        "witan": (flows, sf.read_witan),
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", list(base_files()))
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 40), CELLS), min_size=1, max_size=4
    )
)
def test_cells_of_anything_in_a_sound_file_are_named_or_read(name, changes, tmp_path_factory):
    text, reader = base_files()[name]
    folder = tmp_path_factory.mktemp("sound")
    write(folder, "yields.csv", YIELD)
    write(folder, "before.csv", HEADINGS + "".join(child(str(n), group="3") for n in range(6)))
    rows = list(csv.reader(text.splitlines()))
    for row, column, cell in changes:
        line = rows[row % len(rows)]
        line[column % len(line)] = cell
    path = folder / "mid2022.csv"
    path.write_bytes(as_csv("", rows).encode("utf-8", errors="replace"))
    made = outcome(lambda: reader(path))
    assert isinstance(made, str) or {"account", "findings"} <= set(made.tables())


@pytest.mark.parametrize("name", list(base_files()))
def test_the_sound_files_are_sound(name, tmp_path):
    text, reader = base_files()[name]
    write(tmp_path, "yields.csv", YIELD)
    write(tmp_path, "before.csv", HEADINGS + "".join(child(str(n), group="3") for n in range(6)))
    assert reader(write(tmp_path, "mid2022.csv", text)) is not None
