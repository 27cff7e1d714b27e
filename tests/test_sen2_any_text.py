"""Whatever stands in a return: a reading or findings in plain words, and nothing of a person."""

import io
import re
import warnings

import pandas as pd
import pytest
import sen2_files as files
import sen2_returns as made
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_sen2 import AREA_TABLES, lookups
from test_sen2_faults import PLANTED, everything, sound_rows

import sufficiency as sf
from sufficiency.area.reading import raw_of_frame
from sufficiency.errors import FileError, FindingsError
from sufficiency.sources.sen2 import csv_modules, door, found, linking, typed
from sufficiency.tables import check_table

CELLS = [
    (module, name)
    for module, names in files.HEADINGS.items()
    for name in names.split()
    if name in files.headings_of(module, "1.3")
]
ODD = st.sampled_from(
    [
        *(
            "",
            " ",
            "0",
            "-1",
            "1.0",
            "1e3",
            "nan",
            "NaT",
            "inf",
            "TRUE",
            "yes",
            "'",
            '"',
            "\\",
            ";",
        ),
        *("{value}", "{0}", "%s", "<b>", "&amp;", "]]>", "=1+1", "\u202e", "ASD;HI", "unknown"),
        *("outside", "2024-02-30", "0000-01-01", "9999-12-31", "2024-01-01T25:61", "1/1/1", "٣"),
    ]
)
TEXT = st.one_of(
    ODD, st.text(max_size=20), st.integers().map(str), st.dates().map(str), st.floats().map(str)
).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))
CHANGES = st.lists(
    st.tuples(st.sampled_from(CELLS), st.integers(0, 5), TEXT), min_size=1, max_size=6
)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=4)
ANY_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def reading_or_findings(path, **options):
    """Read a return, and hold what comes of it to be a sound reading or plain words."""
    try:
        reading = sf.read_sen2(path, **{**lookups(), **options})
    except (FindingsError, FileError) as error:
        told = str(error)
        assert all(letter.isprintable() or letter == "\n" for letter in told)
        return told
    tables = reading.tables()
    for name in AREA_TABLES:
        if name in tables:
            assert check_table(raw_of_frame(name, tables[name])).is_sound
    return everything(reading)


@pytest.mark.slow
@ANY_FOLDER
@given(changes=CHANGES)
@example(changes=[(("person", "persontableid"), 0, "2")])
@example(changes=[(("person", "upn"), 0, "H000000000022"), (("person", "personbirthdate"), 0, "")])
@example(
    changes=[(("placementdetail", "placementrank"), 0, "99"), (("senneed", "sentyperank"), 1, "0")]
)
def test_any_text_in_any_cell_of_a_module(changes, tmp_path_factory):
    rows = sound_rows()
    for (module, name), at, text in changes:
        if at < len(rows[module]):
            rows[module][at][name] = text
    reading_or_findings(files.write_modules(tmp_path_factory.mktemp("any") / "return", rows))


@pytest.mark.slow
@ANY_FOLDER
@given(changes=CHANGES)
def test_any_text_in_any_cell_of_xml(changes, tmp_path_factory):
    rows = sound_rows()
    for (module, name), at, text in changes:
        if at < len(rows[module]) and not name.endswith("tableid"):
            rows[module][at][name] = text
    reading_or_findings(files.write_xml(tmp_path_factory.mktemp("any") / "return.xml", rows))


@pytest.mark.slow
@ANY_FOLDER
@given(module=st.sampled_from(sorted(files.HEADINGS)), content=st.binary(max_size=200))
def test_any_bytes_as_a_module(module, content, tmp_path_factory):
    folder = files.write_modules(tmp_path_factory.mktemp("any") / "return", sound_rows())
    (folder / f"Blade-Export_14-03-2025_{module}.csv").write_bytes(content)
    reading_or_findings(folder)


TAG = st.sampled_from(
    ["Person", "Requests", "ActivePlans", "SENneed", "UPN", "Year", "Any", "a:UPN"]
)


def nested(tags):
    """Elements within each other, and beside."""
    content = st.recursive(
        TEXT.map(lambda text: re.sub(r"[<&>]", "", text)),
        lambda inner: st.tuples(tags, st.lists(inner, max_size=3)).map(
            lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
        ),
        max_leaves=12,
    )
    return content.map(lambda text: f"<Message>{text}</Message>")


@pytest.mark.slow
@ANY_FOLDER
@given(content=st.one_of(nested(TAG).map(str.encode), st.binary(max_size=200)))
def test_any_xml(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "return.xml"
    path.write_bytes(content)
    reading_or_findings(path)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "nonsense", "utf-7"])
def test_any_encoding_of_xml(encoding, tmp_path):
    text = f'<?xml version="1.0" encoding="{encoding}"?><M><Person><UPN>é</UPN></Person></M>'
    try:
        content = text.encode(encoding)
    except LookupError:
        content = text.encode("utf-8")
    (tmp_path / "return.xml").write_bytes(content)
    reading_or_findings(tmp_path / "return.xml")


@pytest.mark.slow
@ANY_FOLDER
@given(homes=PAIRS, schools=PAIRS)
def test_any_text_in_a_look_up(homes, schools, tmp_path_factory):
    folder = files.write_modules(tmp_path_factory.mktemp("any") / "return", sound_rows())
    reading_or_findings(
        folder,
        locality_of=pd.DataFrame(homes, columns=["postcode", "locality"]),
        establishments=pd.DataFrame(schools, columns=["urn", "setting"]),
    )


def test_entities_are_neither_unfolded_nor_fetched(tmp_path):
    (tmp_path / "secret.txt").write_text("planted secret", encoding="utf-8")
    inside = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    for number, kind in enumerate(
        (
            f'<!ENTITY a0 "haha">{inside}',
            f'<!ENTITY a11 SYSTEM "{(tmp_path / "secret.txt").as_uri()}">',
        )
    ):
        path = tmp_path / f"{number}.xml"
        person = "<Person><UPN>&a11;</UPN></Person>"
        path.write_text(f"<!DOCTYPE M [{kind}]><M>{person}</M>", encoding="utf-8")
        with pytest.raises(FindingsError, match="document type") as caught:
            sf.read_sen2(path)
        assert "planted" not in str(caught.value)


def personal_of(world):
    """All that is personal in a world, in every way in which it is written."""
    found = set()
    for child in world.children:
        found |= {child.surname.casefold(), child.forename.casefold()}
        day = child.born
        found |= {day.isoformat(), day.strftime("%d/%m/%Y"), made.blade(day).casefold()}
        found.add(f"99{child.number:08d}")
        for paper in child.papers:
            if paper is not None and len(paper.upn) > 8:
                found.add(paper.upn.casefold())
    for postcode in (*made.POSTCODES, made.OUTSIDE_POSTCODE):
        found |= {postcode.casefold(), postcode.casefold().replace(" ", "")}
    return found - {day.isoformat() for day in made.CENSUS}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xml"])
def test_nothing_personal_leaves(form, tmp_path, caplog, capsys):
    caplog.set_level(0)
    world = made.made_world(400, seed=9, faults=0.3)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        reading = sf.read_sen2(files.write_returns(world, tmp_path / "in", form=form), **lookups())
        reading.save(tmp_path / "out")
    shown = [everything(reading), caplog.text, *capsys.readouterr(), *(str(w) for w in warned)]
    shown += [path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.csv")]
    text = "\n".join(shown).casefold()
    assert len(text) > 10_000
    assert [one for one in personal_of(world) if one in text] == []
    columns = {name for table in reading.tables().values() for name in table.columns}
    persons = {"surname", "forename", "upn", "personbirthdate", "postcode", "ethnicity", "sex"}
    assert not columns & {*persons, "child", "person", "request"}


@pytest.mark.slow
@pytest.mark.parametrize("planted", [PLANTED, "ZX1 2QK", "H123456789012", "2015-03-14"])
@pytest.mark.parametrize("cell", [cell for cell in CELLS if "tableid" not in cell[1]])
def test_a_personal_value_in_a_wrong_cell_is_never_repeated(cell, planted, tmp_path):
    module, name = cell
    rows = sound_rows()
    rows[module][0][name] = planted
    told = reading_or_findings(files.write_modules(tmp_path / "return", rows))
    assert planted.casefold() not in told.casefold()


def test_what_holds_persons_shows_nothing_of_them(tmp_path):
    """Neither a repr nor a pickled error has a person in it."""
    folder = files.write_modules(tmp_path / "return", sound_rows())
    (place,) = found.returns_at(folder)
    contents = csv_modules.read_modules(place)
    joined = linking.linked(contents)
    cells = typed.typed(joined)
    inside = door.at_the_door(cells.people, year=2024, localities=None)
    for one in (contents, joined, cells, inside):
        assert re.fullmatch(r"<[\w.]+ object at 0x[0-9a-f]+>", repr(one))
    stream = io.StringIO()
    print(contents, inside, file=stream)
    assert "zephyrquill" not in stream.getvalue().casefold()
