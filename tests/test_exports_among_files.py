"""Exports of cases among the files: of which January each is; built and rolled over."""

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from downloads import CODE, NAME, write_downloads, write_rows
from hypothesis import given
from hypothesis import strategies as st
from test_rolling import command

import sufficiency as sf
from sufficiency.cli.parts import columns_in, parts_of
from sufficiency.errors import FindingsError, NotPossibleError, SufficiencyError
from sufficiency.intake import read_beside
from sufficiency.intake.by_hand import only_by_hand
from sufficiency.intake.exports import says_columns
from sufficiency.intake.recognising import recognise
from sufficiency.sources.cases.dated import by_january, year_in

COLUMNS = """[columns]
child = "Ref"
need = "What need"
setting = "Where now"
birth_date = "DOB"
postcode = "Home PC"
"""
HOMES = {"ZZ1 1AA": "E02000001", "ZZ1 1AB": "E02000002"}
NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SpLD")
SETTINGS = ("mainstream", "special", "independent", "mainstream", "base")
FIRST, CHILDREN, CAME = 2023, 200, 20


def children(year):
    """Twenty children join each January, and the twenty who were there longest leave."""
    first = CAME * (year - FIRST)
    return [
        {
            "Ref": f"{number:06d}",
            "Surname": "Plantedname",
            "DOB": f"{1 + number % 28:02d}/{1 + number % 12:02d}/{2008 + number % 9}",
            "What need": NEEDS[number % 5],
            "Where now": SETTINGS[number % 5],
            "Home PC": list(HOMES)[number % 2],
        }
        for number in range(first, first + CHILDREN)
    ]


def write_exports(folder, *, names=("january 2024.csv", "january 2025.csv"), columns=True):
    """Two exports, each as it stood in one January, with what their columns hold beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, name in enumerate(names):
        write_rows(folder / name, children(FIRST + place))
    if columns:
        (folder / "columns.toml").write_text(COLUMNS, encoding="utf-8")
    return folder


def write_homes(path):
    return write_rows(path, [{"postcode": one, "locality": place} for one, place in HOMES.items()])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = write_downloads(tmp_path_factory.mktemp("exports") / "files")
    for path in (made / "release").iterdir():
        path.unlink()
    write_exports(made / "cases")
    write_homes(made.parent / "postcodes.csv")
    return made


@pytest.fixture(scope="module")
def built(folder):
    postcodes = folder.parent / "postcodes.csv"
    return sf.build_area(folder, authority=CODE, postcodes=postcodes, until=2028)


def rules(built):
    return {found.rule for found in built.findings}


# --- of which January


@pytest.mark.parametrize(
    ("name", "year"),
    [
        *(("plans January 2025.csv", 2024), ("jan-2025.csv", 2024), ("2025_Jan.xlsx", 2024)),
        *(("ehcp_2025-01-16.csv", 2024), ("20250116 plans.csv", 2024), ("16.01.2025.csv", 2024)),
        *(("plans 2024-25.csv", 2024), ("plans_202425.csv", 2024), ("plans 2025-01.csv", 2024)),
        *(("plans 2000-01.csv", 2000), ("January 2026/export.csv", 2025)),
        *(("2026/export jan.csv", None), ("plans 2025.csv", None), ("export.csv", None)),
        *(("january 2024 and january 2025.csv", None), ("plans 2025-06-30.csv", None)),
        *(("january run 30-06-2025.csv", None), ("janet 2025.csv", None)),
    ],
)
def test_the_january_of_an_export_is_told_by_its_name_or_its_folder(name, year):
    assert year_in(Path(name)) == year


@given(
    year=st.integers(2005, 2090),
    day=st.integers(1, 31),
    form=st.sampled_from(
        [
            "cases {y}-01-{d:02d}",
            "{d:02d}.01.{y}",
            "January {y} export",
            "{p}-{s:02d} cases",
            "{y}01{d:02d}",
        ]
    ),
)
def test_every_way_to_write_a_january_says_the_same(year, day, form):
    name = form.format(y=year, d=day, p=year - 1, s=year % 100)
    assert year_in(Path(f"{name}.csv")) == year - 1


def test_what_is_said_goes_before_the_name_and_two_of_one_january_are_refused():
    paths = [Path("january 2025.csv"), Path("2024-25.csv")]
    names = {path: path.name for path in paths}
    files, notes = by_january(paths, names, {"2024-25.csv": 2023})
    assert files == {2024: paths[0], 2023: paths[1]}
    (note,) = notes
    assert "read as the export of January 2025 (2024/25)" in note.seen
    with pytest.raises(FindingsError, match=r"2024-25\.csv: It and january 2025\.csv are both"):
        by_january(paths, names, {})


def test_an_export_whose_january_nobody_says_is_refused(tmp_path):
    write_exports(tmp_path, names=("export.csv", "january 2025.csv"))
    with pytest.raises(FindingsError, match="Neither its name nor that of its folder") as caught:
        sf.build_area(tmp_path, authority=CODE, postcodes=write_homes(tmp_path / "homes.csv"))
    (fault,) = caught.value.findings
    assert '--year-of "export.csv=2024"' in fault.on_command_line.remedy


# --- an area


def test_an_area_is_built_from_exports_and_what_is_downloaded(built):
    area = built.area
    assert area.basis("plans") == "supplied"
    assert area.plans.groupby("year")["plans"].sum().to_dict() == {2023: CHILDREN, 2024: CHILDREN}
    assert set(area.plans["locality"]) == set(HOMES.values())
    flows = area.transitions
    assert flows[flows["setting_from"] == "outside"]["plans"].sum() == CAME
    assert flows[flows["setting_to"] == "outside"]["plans"].sum() == CAME
    told = {one.path.name: one.code for one in built.files if one.path.parent.name == "cases"}
    assert told == {
        "columns.toml": "case_columns",
        "january 2024.csv": "cases",
        "january 2025.csv": "cases",
    }
    assert not rules(built) & {"intake_by_hand", "intake_cases_not_read"}
    assert "cases_january_by_name" in rules(built)


def test_it_is_what_the_readers_make_in_python(built, folder):
    homes = sf.read_lookup(folder.parent / "postcodes.csv", code="postcode", to="locality")
    files = {2023 + at: folder / "cases" / f"january {2024 + at}.csv" for at in range(2)}
    reading = sf.read_snapshots(files, columns=folder / "cases" / "columns.toml", lookup=homes)
    for name in ("plans", "transitions"):
        assert len(built.area.table(name)) == len(reading.held[name])
        assert built.area.table(name)["plans"].sum() == reading.held[name]["plans"].sum()


@pytest.mark.slow
def test_the_manifest_builds_it_again_with_next_years_export_beside_the_others(
    built, folder, tmp_path
):
    shutil.copytree(folder.parent, tmp_path / "next")
    files = tmp_path / "next" / "files"
    manifest = built.beside(built.save(tmp_path / "next" / "area.xlsx"))
    assert 'columns = ""' in manifest.read_text(encoding="utf-8")
    write_rows(files / "cases" / "january 2026.csv", children(2025))
    next_year = sf.build_area(again=_seen_from(manifest, files))
    assert next_year.area.years("plans") == (2023, 2024, 2025)


def _seen_from(manifest, files):
    """Point a manifest at the copies of its files."""
    now = {
        "from": f"[{json.dumps(files.as_posix())}]",
        "postcodes": json.dumps((files.parent / "postcodes.csv").as_posix()),
    }
    lines = [line.partition(" = ") for line in manifest.read_text(encoding="utf-8").splitlines()]
    text = "\n".join(f"{name}{sign}{now.get(name, held)}" for name, sign, held in lines)
    manifest.write_text(text, encoding="utf-8")
    return manifest


@pytest.mark.slow
def test_columns_may_stand_elsewhere_and_are_noted_in_the_manifest(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "files")
    columns = shutil.move(tmp_path / "files" / "cases" / "columns.toml", tmp_path / "ours.toml")
    named = {"authority": CODE, "postcodes": folder.parent / "postcodes.csv", "until": 2028}
    with_them = sf.build_area(tmp_path / "files", columns=columns, **named)
    assert with_them.area.plans["plans"].sum() == 2 * CHILDREN
    assert 'columns = "ours.toml"' in with_them.manifest.text(tmp_path)
    alone = recognise([tmp_path / "files" / "cases"])
    assert {one.code for one in alone} == {""}, "headings that no system has are not known alone"


def test_an_export_without_columns_says_what_to_type(tmp_path):
    files = write_downloads(tmp_path / "files")
    (files / "cases.csv").write_text("Case ref,Primary need desc,Where placed,Yr grp\n1,x,y,5\n")
    built = sf.build_area(files, authority=NAME, until=2028)
    (note,) = [one for one in built.findings if one.rule == "intake_cases_not_read"]
    assert "nothing says what its columns hold" in note.seen
    assert 'suggest-columns "cases.csv" --to columns.toml' in note.on_command_line.remedy


@pytest.mark.slow
def test_what_is_said_of_exports_is_heard_or_refused(folder, tmp_path):
    files = write_downloads(tmp_path / "files")
    (tmp_path / "columns.toml").write_text(COLUMNS, encoding="utf-8")
    with pytest.raises(NotPossibleError, match=r"columns\.toml was said of exports of cases"):
        sf.build_area(files, authority=NAME, columns=tmp_path / "columns.toml")
    with pytest.raises(NotPossibleError, match="later was said of exports of cases"):
        sf.build_area(files, authority=NAME, out_of_step="later")
    with pytest.raises(NotPossibleError, match="soon is not a way to deal with children out of"):
        sf.build_area(files, authority=NAME, out_of_step="soon")
    with pytest.raises(NotPossibleError, match=r"A year was said of export\.csv, and it is no"):
        sf.build_area(folder, authority=CODE, years={"export.csv": 2024})
    shutil.copy(tmp_path / "columns.toml", files)
    alone = sf.build_area(files, authority=NAME, until=2028)
    assert "cases_columns_unused" in rules(alone)


def test_of_two_files_of_columns_one_has_to_be_named(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "files")
    (tmp_path / "files" / "old.toml").write_text(f"# of old\n{COLUMNS}", encoding="utf-8")
    with pytest.raises(FindingsError, match="Several files say what the columns of exports hold"):
        sf.build_area(tmp_path / "files", authority=CODE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[columns]\nchild = "Ref\n', "columns.toml"),
        ('[columns]\nchild = "Ref"\nneed = "What need"\n', "No column is named for: setting"),
    ],
)
def test_a_file_of_columns_that_is_broken_or_half_filled_is_refused(folder, tmp_path, text, words):
    shutil.copytree(folder, tmp_path / "files")
    (tmp_path / "files" / "cases" / "columns.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FindingsError, match=words):
        sf.build_area(tmp_path / "files", authority=CODE)


def test_a_column_of_postcodes_needs_the_look_up(folder):
    with pytest.raises(FindingsError, match="postcodes is named, and no look-up") as caught:
        sf.build_area(folder, authority=CODE)
    assert "--postcodes FILE" in caught.value.findings[0].on_command_line.remedy


# --- the commands


def test_the_command_builds_it(folder, tmp_path, capsys):
    postcodes = str(folder.parent / "postcodes.csv")
    area = tmp_path / "area.xlsx"
    options = ("--authority", CODE, "--postcodes", postcodes, "--until", "2028")
    assert not command("new", area, "--from", folder, *options)
    assert "january 2025.csv: Export of a case-management system" in capsys.readouterr().out
    assert sf.load_area(area).plans["plans"].sum() == 2 * CHILDREN


@pytest.mark.slow
def test_exports_are_rolled_over_and_children_followed(built, folder, tmp_path):
    """Last January's export is given with this one, and every child is found again."""
    built.area.save(tmp_path / "last.xlsx")
    this = tmp_path / "this"
    this.mkdir()
    shutil.copy(folder / "cases" / "columns.toml", this)
    for year in (2024, 2025):
        write_rows(this / f"january {year + 1}.csv", children(year))
    postcodes = str(folder.parent / "postcodes.csv")
    options = ("--postcodes", postcodes, "--to", tmp_path / "now.xlsx")
    assert not command("roll-over", tmp_path / "last.xlsx", this, *options)
    now = sf.load_area(tmp_path / "now.xlsx")
    assert now.years("plans") == (2023, 2024, 2025)
    flows = now.transitions.query("year == 2025")
    assert flows[flows["setting_from"] == "outside"]["plans"].sum() == CAME


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--columns", "columns.toml"), "columns.toml"), (("--out-of-step", "later"), "later")],
)
def test_what_is_said_of_exports_that_are_not_there_is_refused_in_rolling_over(
    options, said, built, folder, tmp_path, capsys
):
    built.area.save(tmp_path / "last.xlsx")
    built.area.plans.head(3).to_csv(tmp_path / "plans.csv", index=False)
    options = [str(folder / "cases" / one) if one.endswith(".toml") else one for one in options]
    new = tmp_path / "plans.csv"
    assert command("roll-over", tmp_path / "last.xlsx", new, "--to", tmp_path / "x.xlsx", *options)
    assert f"{said} was said of exports of cases" in capsys.readouterr().err


def test_exports_that_are_named_one_by_one_are_read_as_one(folder, tmp_path):
    one, other = (folder / "cases" / f"january {year}.csv" for year in (2024, 2025))
    columns = columns_in([str(folder)], "")
    assert Path(columns).name == "columns.toml"
    parts = parts_of([str(one), columns, str(other)], columns=columns)
    assert [(part.kind, part.places) for part in parts] == [("cases", (one,)), ("cases", (other,))]
    # Without them they are no kind that can be read by itself.
    assert [part.kind for part in parts_of([str(one)])] == [""]


@pytest.mark.slow
def test_the_year_of_an_export_may_be_said_to_the_commands(built, folder, tmp_path, capsys):
    built.area.save(tmp_path / "last.xlsx")
    files = [
        write_rows(tmp_path / f"export {year - 2023}.csv", children(year)) for year in (2024, 2025)
    ]
    said = [f"export {year - 2023}.csv={year}" for year in (2024, 2025)]
    postcodes, columns = folder.parent / "postcodes.csv", folder / "cases" / "columns.toml"
    options = ("--columns", columns, "--postcodes", postcodes)
    years = ("--year-of", said[0], "--year-of", said[1])
    now = ("--to", tmp_path / "now.xlsx")
    assert not command("roll-over", tmp_path / "last.xlsx", *files, *now, *options, *years)
    assert sf.load_area(tmp_path / "now.xlsx").years("plans") == (2023, 2024, 2025)
    asked = ("quality", tmp_path / "now.xlsx", "--readings", files[1])
    assert not command(*asked, *options, "--year-of", said[1])
    assert "Held against: Exports of cases" in capsys.readouterr().err


def test_an_area_is_held_against_exports(built, folder):
    read = read_beside([folder / "cases"], built.area, postcodes=folder.parent / "postcodes.csv")
    (reading,) = read.readings
    assert reading.kind == "cases"
    quality = sf.quality(built.area, readings=[reading])
    apart = {one.check for one in quality.outcomes if one.issues}
    assert "total_apart" not in apart


def test_nothing_of_a_child_is_in_what_is_written(built, tmp_path):
    place = built.save(tmp_path / "area.xlsx")
    texts = [built.beside(place).read_text(encoding="utf-8")]
    texts += [frame.to_csv() for frame in built.tables().values()]
    texts += [frame.to_csv() for frame in built.area.tables().values()]
    planted = ("Plantedname", "ZZ1", "000021", "/2010")
    assert not [word for word in planted for text in texts if word in text]


def test_frames_of_a_built_area_hold_whole_children(built):
    plans = built.area.plans
    assert pd.api.types.is_numeric_dtype(plans["plans"])
    assert (plans["plans"] % 1 == 0).all()


def test_what_no_command_reads_is_still_named_with_its_function():
    path = Path("capacity.csv")
    (note,) = only_by_hand({"scap": [path]}, {path: path.name})
    assert note.rule == "intake_by_hand"
    assert "sf.read_scap" in note.remedy


@given(content=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_any_file_of_columns_is_read_or_refused_in_words(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "columns.toml"
    for head in (b"", b"[columns]\n"):
        path.write_bytes(head + content)
        if not says_columns(path):
            continue
        with suppress(SufficiencyError):
            recognise([path])


@given(name=st.text(max_size=40))
def test_any_name_of_a_file_tells_one_january_or_none(name):
    year = year_in(Path(f"x{name}.csv") if "\x00" not in name else Path("x.csv"))
    assert year is None or 1999 <= year <= 2099
