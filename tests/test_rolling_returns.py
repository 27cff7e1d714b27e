"""Rolling over with returns: children followed from last January, and folders of several kinds."""

import pandas as pd
import pytest
import sen2_files as files
import sen2_returns as made
from register_files import school
from register_files import write as register_rows
from small_areas import said
from test_rolling import command, notes

import sufficiency as sf
from sufficiency.cli.parts import Part, parts_of
from sufficiency.errors import FileError, FindingsError, NotPossibleError
from sufficiency.messages import MESSAGES

THEN, NOW = 2, 3
BASE, CAME = made.YEARS[THEN], made.YEARS[NOW]
TYPES = {"special": "07", "mainstream": "01", "independent": "10", "ap": "14"}
PLANNED = [place for place in made.PLACES if place.setting in ("special", "base", "independent")]


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Two returns of one authority, homes and schools as files, and last year's area."""
    folder = tmp_path_factory.mktemp("given")
    world = made.made_world(150, seed=2, faults=0)
    for at, name in ((THEN, "sen2-then"), (NOW, "sen2-now")):
        files.write_modules(folder / name, files.rows_of(world, at), made.VERSIONS[at])
    homes = pd.DataFrame(made.POSTCODES.items(), columns=["postcode", "locality"])
    homes.to_csv(folder / "homes.csv", index=False)
    schools = ["urn", "setting", "ukprn", "base_kind"]
    pd.DataFrame(made.establishments(), columns=schools).to_csv(folder / "urns.csv", index=False)
    register_rows(folder / "edubasealldata20260101.csv", registered())
    last_year(folder).save(folder / "last.xlsx")
    return folder


def registered():
    with_base = {place.urn for place in made.BASES}
    base = {"base": "Resourced provision", "rp": "20", "rproll": "5"}
    return [
        school(
            place.urn,
            type=TYPES[place.setting],
            low="4",
            high="19",
            lacode="899",
            **(base if place.urn in with_base else {}),
        )
        for place in made.PLACES
        if place.setting in TYPES
    ]


def read(folder, *names):
    return sf.read_sen2(
        [folder / name for name in names],
        locality_of=folder / "homes.csv",
        establishments=folder / "urns.csv",
    )


def last_year(folder):
    """An area whose plans are those of the earlier return, corrected by nobody."""
    homes = [(code, code, "All", 480_000 + at, 270_000) for at, code in enumerate(made.LOCALITIES)]
    people = [
        (year, code, ncy, 500.0)
        for year in range(made.YEARS[0], CAME + 4)
        for code in made.LOCALITIES
        for ncy in range(-4, 21)
    ]
    sites = [(one.urn, one.urn, "Ashby", int(one.urn), 480_000, 270_000) for one in PLANNED]
    level = {"base": "base", "special": "special", "independent": "special"}
    pools = [
        (one.urn, "all", level[one.setting], one.setting, ";".join(made.NEEDS), -4, 15, 2021)
        for one in PLANNED
    ]
    frames = {
        "localities": (homes, "locality name group easting northing"),
        "population": (people, "year locality ncy persons"),
        "sites": (sites, "site name authority urn easting northing"),
        "pools": (pools, "site pool level setting needs ncy_from ncy_to year"),
        "places": ([(one.urn, "all", 2021, 60.0, 0.0) for one in PLANNED],
                   "site pool year places taken"),
    }  # fmt: skip
    tables = {
        name: pd.DataFrame(rows, columns=columns.split()).assign(basis="made")
        for name, (rows, columns) in frames.items()
    }
    about = pd.DataFrame({"item": ["name", "authority_code_dfe"], "value": ["Ashby", "899"]})
    plans = read(folder, "sen2-then").held["plans"]
    return sf.area_from_frames({**tables, "about": about, "plans": plans})


@pytest.fixture(scope="module")
def last(given):
    return sf.load_area(given / "last.xlsx")


def test_a_return_alone_gives_no_transitions_and_says_what_to_give(given, last):
    rolled = sf.roll_over(last, read(given, "sen2-now"))
    assert rolled.area.years("transitions") == ()
    note = notes(rolled)["rollover_return_alone"]
    assert f"tells January {CAME + 1}, and nothing of how children came there from" in note.seen
    assert f'sf.read_sen2(["sen2-{CAME}", "sen2-{CAME + 1}"], ...)' in note.remedy
    assert f"sen2-{CAME} sen2-{CAME + 1}." in note.on_command_line.remedy
    apart = sf.roll_over(last, [read(given, "sen2-then"), read(given, "sen2-now")])
    assert "rollover_return_alone" in notes(apart), "read apart nobody can be followed"


def test_both_returns_give_the_transitions_of_the_new_year(given, last):
    rolled = sf.roll_over(last, read(given, "sen2-then", "sen2-now"))
    assert rolled.area.years("transitions") == (CAME,)
    assert "rollover_return_alone" not in notes(rolled)
    flows, plans = rolled.area.transitions, rolled.area.plans
    came = flows[flows["setting_to"] != "outside"].groupby("setting_to")["plans"].sum()
    assert (
        came.to_dict() == plans.query("year == @CAME").groupby("setting")["plans"].sum().to_dict()
    )
    later = sf.roll_over(sf.roll_over(last, read(given, "sen2-now")).area, read(
        given, "sen2-then", "sen2-now"))  # fmt: skip
    assert later.area == rolled.area, "they can be added afterwards"


def test_a_snapshot_alone_and_tables_without_transitions_are_told_too(given, last):
    reading = read(given, "sen2-now")
    snapshot = sf.roll_over(last, type(reading)("cases", "Exports", reading.held, reading.steps))
    note = notes(snapshot)["rollover_snapshot_alone"]
    assert f"sf.read_snapshots({{{BASE}: ..., {CAME}: ...}}, ...)" in note.remedy
    both = sf.roll_over(last, read(given, "sen2-then", "sen2-now")).area
    plans = both.plans.query("year == @CAME").assign(year=CAME + 1)
    behind = notes(sf.roll_over(both, {"plans": plans}))["rollover_transitions_behind"]
    assert behind.value == str(CAME + 1)
    assert f"transitions to January {CAME + 2}" in behind.remedy
    untold = sf.roll_over(last, {"plans": both.plans.query("year == @CAME")})
    assert not {one for one in notes(untold) if "transitions" in one or "alone" in one}


def corrected(last):
    """Last year's area after somebody put a child into another setting."""
    plans = last.plans
    one = plans.index[plans["setting"] == "mainstream"][0]
    plans.loc[one, "setting"] = "elsewhere"
    key = ["year", "locality", "need", "ncy", "setting"]
    return last.with_table("plans", plans.drop_duplicates(key))


def test_a_january_that_was_corrected_since_can_be_kept(given, last):
    area, both = corrected(last), read(given, "sen2-then", "sen2-now")
    with pytest.raises(FindingsError, match=said("rollover_january_again")):
        sf.roll_over(area, both)
    rolled = sf.roll_over(area, both, keep=[BASE])
    assert rolled.area.plans.query("year == @BASE").equals(area.plans)
    assert rolled.area.years("transitions") == (CAME,)
    note = notes(rolled)["rollover_january_kept"]
    assert f"January {BASE + 1} stays as last year's area has it" in note.seen
    assert "rows that differ were left out" in note.seen
    assert sf.roll_over(area, both, restate=[BASE]).area != rolled.area
    with pytest.raises(NotPossibleError, match=said("rollover_keep_and_restate")):
        sf.roll_over(area, both, keep=[BASE], restate=[BASE])


def test_rows_of_a_long_series_are_added_to_a_year_that_is_kept():
    from panels import history
    from small_areas import tables_of

    series = history(1).query("year >= 2023 and area == 'Area 00'")
    last = sf.area_from_frames(tables_of() | {"history": series})
    again = series.assign(plans=series["plans"] + 1)
    part = series.assign(setting="special", plans=3.0)
    rolled = sf.roll_over(last, {"history": pd.concat([again, part])}, keep=[2023, 2024])
    whole = sf.area_from_frames(tables_of() | {"history": pd.concat([series, part])})
    assert rolled.area == whole, "the totals stay as they were, and the parts come beside them"
    kept = [one for one in rolled.notes if one.rule == "rollover_january_kept"]
    assert len(kept) == 2
    assert all("1 row that differs was left out" in one.seen for one in kept)


@pytest.mark.slow
def test_the_command_follows_children_between_returns_that_are_named_one_by_one(
    given, tmp_path, capsys
):
    ends = ["--postcodes", given / "homes.csv", "--to", tmp_path / "this.xlsx"]
    register = given / "edubasealldata20260101.csv"
    two = [given / "sen2-then", given / "sen2-now"]
    words = ["roll-over", given / "last.xlsx", register]
    assert command(*words, two[1], *ends) == 0
    assert f"roll-over AREA sen2-{CAME} sen2-{CAME + 1}" in " ".join(
        capsys.readouterr().err.split()
    )
    asked = command(*words, *two, *ends, "--replace")
    if asked:  # a register knows colleges otherwise than the area's own look-up
        assert f"add: --keep {BASE}" in " ".join(capsys.readouterr().err.split())
        assert command(*words, *two, *ends, "--replace", "--keep", BASE) == 0
    assert sf.load_area(tmp_path / "this.xlsx").years("transitions") == (CAME,)


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["beside", "below", "xml"])
def test_a_folder_with_a_return_and_a_register_is_read_by_kinds(shape, given, tmp_path, capsys):
    folder = tmp_path / "this year"
    if shape == "xml":
        world = made.made_world(150, seed=2, faults=0)
        files.write_xml(folder / "return.xml", files.rows_of(world, NOW))
    else:
        copied(given / "sen2-now", folder / ("sen2" if shape == "below" else ""))
    register_rows(folder / "edubasealldata20260101.csv", registered())
    copied(given / "homes.csv", folder)
    (folder / "letter.docx").write_bytes(b"dear")
    out = tmp_path / "this.xlsx"
    words = ["--postcodes", folder / "homes.csv", "--to", out]
    assert command("roll-over", given / "last.xlsx", folder, *words) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert "1 file was left out: letter.docx (not known)." in told
    area = sf.load_area(out)
    assert set(area.plans.query("year == @CAME")["setting"]) >= {"mainstream", "special"}
    assert "unknown" not in set(area.plans.query("year == @CAME")["setting"])
    # Named one by one it is the same, and so it is to `quality`, which reads them by itself.
    alone = [folder / "edubasealldata20260101.csv", *(
        [folder / "return.xml"] if shape == "xml" else [given / "sen2-now"])]  # fmt: skip
    again = tmp_path / "again.xlsx"
    words = ["--postcodes", given / "homes.csv", "--to", again]
    assert command("roll-over", given / "last.xlsx", *alone, *words) == 0
    assert sf.load_area(again) == area
    words = ["--readings", folder, "--postcodes", folder / "homes.csv"]
    capsys.readouterr()
    assert command("quality", given / "last.xlsx", *words) == 0
    held = capsys.readouterr().err
    assert "Held against: SEN2" in held
    assert "Held against: The register" in held


def copied(source, place):
    """Copy a file, or what is in a folder, into another folder."""
    place.mkdir(parents=True, exist_ok=True)
    for one in sorted(source.iterdir()) if source.is_dir() else [source]:
        (place / one.name).write_bytes(one.read_bytes())


def test_a_folder_of_which_it_is_not_clear_what_counts_is_refused(given, tmp_path):
    folder = tmp_path / "two"
    copied(given / "edubasealldata20260101.csv", folder)
    register_rows(folder / "edubasealldata20250101.csv", registered()[:-1])
    with pytest.raises(FileError, match=said("rollover_folder_unclear")) as raised:
        parts_of([str(folder)])
    assert "several registers of schools: edubasealldata20250101.csv" in str(raised.value)
    (folder / "edubasealldata20250101.csv").unlink()
    copied(given / "last.xlsx", folder)
    with pytest.raises(FileError, match=r"an area beside other files: last\.xlsx"):
        parts_of([str(folder)])


def test_a_folder_without_tables_is_to_be_read_first(given, last):
    with pytest.raises(FileError, match=said("rollover_file_unknown")) as raised:
        sf.roll_over(last, given / "sen2-now")
    assert "sf.read_sen2, sf.read_gias" in str(raised.value)


def test_parts_of_a_folder_keep_tables_and_name_what_is_left_out(given, tmp_path):
    folder = tmp_path / "mixed"
    copied(given / "sen2-now", folder)
    sf.load_area(given / "last.xlsx").plans.to_csv(folder / "plans.csv", index=False)
    copied(given / "homes.csv", folder)
    return_, table = parts_of([str(folder)])
    assert (return_.kind, return_.places) == ("sen2", (folder,))
    assert table == Part("", (folder / "plans.csv",))
    (note,) = return_.notes
    assert note.rule == "rollover_left_out"
    assert "homes.csv (" in note.seen
    assert note.remedy == MESSAGES["rollover_left_out"].remedy
    for at in range(7):
        (folder / f"letter {at}.docx").write_bytes(b"dear%d" % at)
    (note,) = parts_of([str(folder)], besides=str(folder / "homes.csv"))[0].notes
    assert note.seen.startswith("7 files were left out: letter 0.docx")
    assert note.seen.endswith("and 2 more.")


def refused(last, new):
    """Only the look-up is told: what else differs differs because of it."""
    with pytest.raises(FindingsError, match="cannot be used") as raised:
        sf.roll_over(last, new)
    return {one.rule: one for one in raised.value.findings if one.severity == "error"}


def test_a_return_without_the_register_is_refused_where_settings_become_unknown(
    given, last, tmp_path, capsys
):
    """The area knows its own sites alone: children in mainstream classes would be nowhere."""
    reading = read_without(given, "establishments", "sen2-now")
    with pytest.raises(FindingsError, match="no known setting") as raised:
        sf.roll_over(last, reading)
    why = {one.rule for one in raised.value.findings if one.severity == "note"}
    assert why == {"sen2_no_establishments"}, "what the reader says of it is held beside"
    found = refused(last, reading)["rollover_settings_unknown"]
    plans = reading.held["plans"].query("setting == 'unknown'")
    assert found.value == f"{plans['plans'].sum():.0f}"
    assert f"of January {BASE + 1} in last year's area, 0%" in found.seen
    assert "establishments=sf.read_gias" in found.remedy
    ends = ["--postcodes", given / "homes.csv", "--to", tmp_path / "this.xlsx"]
    assert command("roll-over", given / "last.xlsx", given / "sen2-now", *ends) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert f"roll-over AREA sen2-{CAME + 1} edubasealldata{CAME + 1}0101.csv." in told
    assert not (tmp_path / "this.xlsx").exists()
    export = type(reading)("cases", "Exports", reading.held, reading.steps)
    assert set(refused(last, export)) == {"rollover_settings_unknown"}
    bare = last.with_table("plans", added_up(last.plans.assign(setting="unknown")))
    assert sf.roll_over(bare, reading).area.years("plans")[-1] == CAME, "it never knew them"
    nothing = {name: frame for name, frame in last.tables().items() if name != "plans"}
    margins = last.plans.assign(margin="m", ncy_from=last.plans["ncy"], ncy_to=last.plans["ncy"])
    nothing["margins"] = margins.drop(columns="ncy")
    found = refused(sf.area_from_frames(nothing), reading)["rollover_settings_unknown"]
    assert "last year's area has none to compare" in found.seen


def added_up(plans):
    """Rows of the same key as one."""
    keys = ["year", "locality", "need", "ncy", "setting", "basis"]
    return plans.groupby(keys, as_index=False)["plans"].sum()


def read_without(folder, option, *names):
    options = {"locality_of": "homes.csv", "establishments": "urns.csv"}
    kept = {name: folder / file for name, file in options.items() if name != option}
    return sf.read_sen2([folder / name for name in names], **kept)


def test_a_return_without_homes_is_refused_before_anything_is_to_be_restated(
    given, last, tmp_path, capsys
):
    """Last January differs only because no home is known; keeping it would make a worse area."""
    found = refused(last, read_without(given, "locality_of", "sen2-then", "sen2-now"))
    assert set(found) == {"rollover_homes_unknown"}
    assert "(100%; of January" in found["rollover_homes_unknown"].seen
    words = [given / "edubasealldata20260101.csv", given / "sen2-then", given / "sen2-now"]
    ends = ["--to", tmp_path / "this.xlsx"]
    assert command("roll-over", given / "last.xlsx", *words, *ends) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "--postcodes postcodes.csv (columns postcode and locality)." in told
    assert "--restate" not in told
    homes = pd.read_csv(given / "homes.csv")
    part = homes[homes["locality"] != homes["locality"].iloc[0]]
    part.to_csv(tmp_path / "part.csv", index=False)
    ends += ["--postcodes", tmp_path / "part.csv"]
    assert command("roll-over", given / "last.xlsx", *words, *ends) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "no known home" in told, "a look-up that lacks one locality"
    assert "--keep" not in told


def test_homes_in_localities_that_the_area_does_not_have_are_named(given, last, tmp_path):
    homes = pd.read_csv(given / "homes.csv")
    code = homes["locality"].iloc[0]
    homes["locality"] = homes["locality"].replace({code: f"{code}x"})
    homes.to_csv(tmp_path / "homes.csv", index=False)
    reading = sf.read_sen2(
        [given / "sen2-then", given / "sen2-now"],
        locality_of=tmp_path / "homes.csv",
        establishments=given / "urns.csv",
    )
    found = refused(last, reading)
    assert set(found) == {"rollover_homes_elsewhere"}
    assert f"this year's: {code}x (did you mean {code}?)." in found["rollover_homes_elsewhere"].seen
    assert "file of --postcodes" in found["rollover_homes_elsewhere"].on_command_line.remedy
    listed = last.localities.assign(
        locality=lambda table: table["locality"].replace({code: f"{code}x"})
    )
    with pytest.raises(FindingsError, match="cannot be used") as other:
        sf.roll_over(last, [reading, {"localities": listed}], partial=["localities"])
    rules = {one.rule for one in other.value.findings}
    assert rules == {"rollover_january_again"}, "last January has other homes then"


def test_tables_that_know_less_are_noted_and_a_handful_is_not(given, last):
    plans = last.plans.assign(year=CAME)
    less = added_up(plans.assign(locality="unknown"))
    note = notes(sf.roll_over(last, {"plans": less}))["rollover_less_known"]
    assert "no known home" in note.seen
    few = plans.copy()
    few.loc[few.index[:5], "setting"] = "unknown"
    rolled = sf.roll_over(last, {"plans": added_up(few)})
    assert "rollover_less_known" not in notes(rolled)


def filtered(tables, gone):
    """Tables of a January from which localities were filtered: all of their children left."""
    plans, ways = tables["plans"], tables["transitions"]
    is_there = ways["locality"].isin(gone) & ways["year"].eq(CAME)
    left = ways[is_there & ways["setting_from"].ne("outside")]
    left = left.assign(need_to="", ncy_to=pd.NA, setting_to="outside")
    keys = [name for name in ways.columns if name not in ("plans", "basis")]
    left = left.groupby(keys, as_index=False, dropna=False)["plans"].sum()
    both = [ways[~is_there], left.assign(basis="supplied").astype({"ncy_to": "Int64"})]
    kept = plans[~(plans["locality"].isin(gone) & plans["year"].eq(CAME))]
    return {"plans": kept, "transitions": pd.concat(both, ignore_index=True)}


def test_a_january_from_which_localities_were_filtered_is_refused(given, last):
    tables = read(given, "sen2-then", "sen2-now").tables()
    there = last.plans[last.plans["year"] == BASE].groupby("locality")["plans"].sum()
    gone = there.drop("unknown", errors="ignore").nlargest(4)
    with pytest.raises(FindingsError, match="seems to be filtered") as caught:
        sf.roll_over(last, filtered(tables, gone.index), keep=[BASE])
    (fault,) = caught.value.findings
    assert fault.rule == "intake_part_gone"
    for place, children in gone.items():
        assert f"{place} ({children:,.0f} and 0)" in fault.seen
