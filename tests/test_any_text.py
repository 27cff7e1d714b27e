"""Whatever stands in a cell or a file: an area or findings in plain words, never anything else."""

import gc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from building import AREA_TABLES, SOUND, broken, checked, put, quietly, write_csvs, write_sheets
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sufficiency import terms
from sufficiency.area import Area, area_from_frames, area_of, load_area
from sufficiency.errors import FileError, TableError
from sufficiency.tables import check_table, read_csv_bytes
from sufficiency.tables.checking import MOST_SUGGESTED

COLUMNS = [
    (name, column.name) for name in terms.table_names() for column in terms.table(name).columns
]
ODD = st.sampled_from(
    [
        *(
            "",
            " ",
            "2,024",
            "1\u00a0234",
            "\uff12\uff10",
            "TRUE",
            "1e3",
            "-0",
            "1e400",
            "nan",
            "inf",
        ),
        *("=1+1", "#N/A", "L01\u200b", "\x00", "\x1b[2J", "\u202e", "c", "k", ":", ";", "ASD;;HI"),
        *("NN15 6XX", "A123456789012", "Total", '"', "'", "\\", "{value}", "{0}", "%s", "\ud800"),
    ]
)
TEXT = st.one_of(ODD, st.text(max_size=20), st.integers().map(str), st.floats().map(str))
CELL = st.sampled_from(COLUMNS)
WRITTEN = TEXT.filter(lambda text: text.isprintable())


def told(error):
    """The message of an error, held to what a console may be sent."""
    text = str(error)
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert len(text) < 20_000
    text.encode("utf-8")
    for finding in getattr(error, "findings", ()):
        assert str(finding).isprintable()
        assert "{" not in finding.why
    return text


def area_or_findings(make, *arguments):
    """Hold a verb to giving an area or an error with a message fit to be read."""
    try:
        area = quietly(make, *arguments)
    except (TableError, FileError) as error:
        told(error)
        return None
    assert isinstance(area, Area)
    return area


@pytest.mark.slow
@settings(max_examples=50)
@given(cell=CELL, text=TEXT)
@example(cell=("pools", "needs"), text=";")
@example(cell=("sites", "name"), text="\ud800")
def test_any_text_in_any_cell(cell, text):
    table, column = cell
    tables = broken(put(table, 2, **{column: text}))
    area_or_findings(lambda: area_of(checked(tables)))


@settings(max_examples=60)
@given(cell=CELL, text=TEXT)
def test_any_text_in_any_cell_of_a_table_alone(cell, text):
    table, column = cell
    tables = broken(put(table, 2, **{column: text}))
    raw = checked({table: tables[table]})
    assert all(str(found).isprintable() for found in raw.findings)


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cell=CELL, text=TEXT.filter(lambda text: "\ud800" not in text))
def test_any_text_in_any_cell_of_a_folder(cell, text, tmp_path):
    table, column = cell
    area_or_findings(load_area, write_csvs(broken(put(table, 2, **{column: text})), tmp_path / "a"))


@pytest.mark.slow
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cell=CELL, text=WRITTEN)
def test_any_text_in_any_cell_of_a_workbook(cell, text, tmp_path):
    table, column = cell
    tables = broken(put(table, 2, **{column: text}))
    area = area_or_findings(load_area, write_sheets(tables, tmp_path / "a.xlsx"))
    if area is not None:
        assert load_area(area.save(tmp_path / "b.xlsx", replace=True)) == area


VALUES = st.one_of(
    TEXT,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=4),
    st.lists(st.integers(), max_size=2),
    st.complex_numbers(),
)


@pytest.mark.slow
@settings(max_examples=40)
@given(cell=CELL, value=VALUES)
def test_any_value_in_any_cell_of_a_frame(cell, value):
    table, column = cell
    frames = {name: frame.copy() for name, frame in AREA_TABLES.items()}
    cells = [value, *frames[table][column].tolist()[1:]]
    frames[table] = frames[table].assign(**{column: 0}).astype({column: "object"})
    for place, one in enumerate(cells):
        frames[table].at[place, column] = one
    area_or_findings(area_from_frames, frames)


@settings(max_examples=300)
@given(content=st.binary(max_size=200), table=st.sampled_from(terms.table_names()))
@example(content=b"\xff\xfe", table="plans")
@example(content=b'"', table="plans")
@example(content=b"\x00,\x00\n\x00", table="plans")
def test_any_bytes_as_a_file(content, table):
    found = check_table(read_csv_bytes(content, table=table, file=f"{table}.csv")).findings
    assert found
    assert all(str(one).isprintable() for one in found)


@settings(max_examples=100)
@given(
    lines=st.lists(st.lists(st.text(max_size=6), max_size=9), max_size=5),
    table=st.sampled_from(terms.table_names()),
)
def test_any_rows_below_the_right_header(lines, table):
    header = ",".join(terms.table(table).column_names)
    body = "\n".join(",".join(line) for line in lines)
    content = f"{header}\n{body}".encode("utf-8", errors="replace")
    found = check_table(read_csv_bytes(content, table=table, file=f"{table}.csv")).findings
    assert all(str(one).isprintable() for one in found)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_a_workbook(data, workbook, tmp_path):
    """Bytes are cut off or changed, as by a broken download."""
    content = bytearray(workbook)
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    for _ in range(data.draw(st.integers(0, 5))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(bytes(content))
    area_or_findings(load_area, path)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files cannot be listed here")
def test_a_damaged_workbook_is_not_left_open(workbook, tmp_path):
    """A file that stays open is locked on Windows: it could not be replaced by a sound one."""
    path = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(BytesIO(workbook)) as sound, zipfile.ZipFile(path, "w") as damaged:
        for part in sound.namelist():
            damaged.writestr(part, sound.read(part)[: 40 if part == "xl/workbook.xml" else None])
    gc.disable()  # it would close at some time what is left open
    try:
        area_or_findings(load_area, path)
        handles = [handle.resolve() for handle in Path("/proc/self/fd").iterdir()]
    finally:
        gc.enable()
    assert path.resolve() not in handles


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = write_sheets(SOUND, tmp_path_factory.mktemp("workbook") / "area.xlsx")
    return path.read_bytes()


def test_ten_thousand_faults_are_told_in_a_page():
    tables = broken(put("population", 2, locality="L01"))
    row = tables["population"][1]
    tables["population"] += [[row[0], f"Place {place}", *row[2:]] for place in range(10_000)]
    with pytest.raises(
        TableError,
        match=r"(?s)10000 faults.* more of this kind.* and 9997 more: every one is a row",
    ) as error:
        raise TableError(checked(tables).findings, what="the area")
    assert len(told(error.value)) < 10_000
    assert len(error.value.to_frame()) == 10_000


@pytest.mark.slow
def test_a_thousand_unknown_localities_among_a_thousand_are_told_in_seconds():
    """The nearest code is looked for fifty times, not a million times."""
    tables = broken(put("population", 2, locality="L01"))
    home, row = tables["localities"][1], tables["population"][1]
    tables["localities"] += [[f"E0100{place:04d}", *home[1:]] for place in range(1000)]
    tables["population"] += [[row[0], f"E0200{place:04d}", *row[2:]] for place in range(1000)]
    found = [one for one in checked(tables).findings if one.rule == "unknown_reference"]
    assert len(found) == 1000
    assert sum("Did you mean" in one.remedy for one in found) == MOST_SUGGESTED
