"""Rolling over with files as they come: areas, returns of an authority, and who is placed where."""

import pandas as pd
import pytest
import sen2_files as files
import sen2_returns as made
from downloads import NAME, write_downloads
from register_files import school
from register_files import write as register_rows
from small_areas import tables_of
from test_rolling import BASE, CAME, came, command, faults, last_year, notes
from test_sen2_faults import sound_rows

import sufficiency as sf
from sufficiency.cli.this_year import schools_of, sites_of, this_years
from sufficiency.intake.recognising import AREA, recognise
from sufficiency.messages import MESSAGES
from sufficiency.sources.reading import Reading, account_of

FACTS = {"authority": "Ashby", "authority_code": "E06000001", "authority_code_dfe": "899"}
URNS = {"S": "100001", "B": "100002", "I": "100003"}


def with_facts(**facts):
    about = pd.DataFrame(list(facts.items()), columns=["item", "value"])
    tables = {**last_year(placements=False).tables(), "about": about}
    return sf.area_from_frames(tables)


def a_return(folder, rows=None):
    """A return of January 2025 and of authority 899, whose children learn at home."""
    rows = rows or sound_rows()
    for line in rows["placementdetail"]:
        line |= {"urn": "", "sensetting": "EHE"}
    return files.write_xml(folder / "return.xml", rows)


def homes(folder):
    lines = [f"{code},L1" for code in made.POSTCODES]
    path = folder / "homes.csv"
    path.write_text("\n".join(["postcode,locality", *lines]), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("given", [None, "Ashby", "Ashby Council", "E06000001", "899", "e06000001"])
def test_an_authority_is_one_by_its_name_and_by_both_codes(given, tmp_path, capsys):
    last = with_facts(**FACTS).save(tmp_path / "last.xlsx")
    words = ["roll-over", last, a_return(tmp_path), "--to", tmp_path / "this.xlsx"]
    words += ["--postcodes", homes(tmp_path)]
    said = [] if given is None else ["--authority", given]
    assert command(*words, *said) == 0, capsys.readouterr().err
    area = sf.load_area(tmp_path / "this.xlsx")
    assert set(area.plans.query("year == 2024")["locality"]) == {"L1"}, "--postcodes says where"


@pytest.mark.slow
def test_a_return_of_another_authority_is_refused_and_one_not_checked_is_noted(tmp_path, capsys):
    path = a_return(tmp_path)
    last = with_facts(**FACTS | {"authority_code_dfe": "940"}).save(tmp_path / "last.xlsx")
    words = [path, "--postcodes", homes(tmp_path), "--to", tmp_path / "this.xlsx"]
    assert command("roll-over", last, *words) == 1
    assert "of authority 899, not of 940" in " ".join(capsys.readouterr().err.split())
    untold = with_facts(authority="Ashby").save(tmp_path / "untold.xlsx")
    assert command("roll-over", untold, *words) == 0
    wanted = MESSAGES["rollover_authority_not_checked"].seen
    assert wanted in " ".join(capsys.readouterr().err.split())
    assert command("roll-over", untold, *words, "--replace", "--authority", "899") == 0
    assert wanted not in " ".join(capsys.readouterr().err.split())


def test_a_return_without_a_register_is_read_with_the_schools_of_the_area():
    tables = in_urns(tables_of())
    told = schools_of(sf.area_from_frames(tables)).set_index("urn")
    assert told["setting"].to_dict() == {
        "100001": "special",
        "100002": "mainstream",
        "100003": "independent",
    }
    assert told["base_kind"].to_dict() == {"100001": "", "100002": "base", "100003": ""}
    pools = tables["pools"]
    base = pools[pools["site"] == "100002"]
    satellite = base.assign(pool="satellite", level="special", setting="special")
    held = tables["places"]
    more = held[held["site"] == "100002"].assign(pool="satellite")
    both = {
        **tables,
        "pools": pd.concat([pools, satellite], ignore_index=True),
        "places": pd.concat([held, more], ignore_index=True),
    }
    told = schools_of(sf.area_from_frames(both)).set_index("urn")
    assert told.loc["100002"].tolist() == ["mainstream", "base"], "its satellite is beside a base"
    assert schools_of(sf.area_from_frames(tables_of())) is None, "none of its sites is a URN"


@pytest.mark.slow
def test_a_built_area_keeps_the_three_digits_of_its_authority(tmp_path):
    built = sf.build_area(write_downloads(tmp_path / "files"), authority=NAME, until=2028)
    assert built.area.fact("authority_code_dfe") == "801"


@pytest.mark.slow
def test_a_workbook_or_folder_of_an_area_is_taken_for_one(tmp_path, capsys):
    last = last_year().save(tmp_path / "last.xlsx")
    whole = sf.area_from_frames(tables_of())
    for new in (whole.save(tmp_path / "this.xlsx"), whole.save(tmp_path / "this")):
        assert command("roll-over", last, new, "--to", tmp_path / "out.xlsx", "--replace") == 0
        assert sf.load_area(tmp_path / "out.xlsx") == whole
    (told,) = recognise([tmp_path / "this.xlsx"])
    assert told.code == AREA
    folder = write_downloads(tmp_path / "files")
    whole.save(folder / "another.xlsx")
    built = sf.build_area(folder, authority=NAME, until=2028)
    assert "intake_is_area" in {note.rule for note in built.findings}


def in_urns(tables):
    """Tables whose sites are URNs, as a return names them."""
    return {
        name: frame.assign(site=frame["site"].map(URNS)) if "site" in frame else frame
        for name, frame in tables.items()
    }


def with_mainstream(placements, urn="100999"):
    """A child more in each cell of the first two, at a school that is no site."""
    more = placements.iloc[:2].assign(site=urn, pool="", plans=1.0)
    return pd.concat([placements, more], ignore_index=True)


def test_placements_at_schools_that_are_no_sites_are_left_out_with_a_count():
    tables = in_urns(tables_of())
    then = {
        n: f[f["year"] < CAME] if n in ("plans", "placements") else f for n, f in tables.items()
    }
    then = {name: frame for name, frame in then.items() if len(frame)}
    now = {name: tables[name][tables[name]["year"] == CAME] for name in ("plans", "placements")}
    reading = Reading(
        kind="sen2",
        title="A return",
        held={**now, "placements": with_mainstream(now["placements"])},
        steps=account_of([("a.csv", "rows", 1, "read", "")]),
    )
    rolled = sf.roll_over(sf.area_from_frames(then), reading)
    assert rolled.area == sf.area_from_frames(tables)
    left = notes(rolled)["placements_elsewhere"]
    assert left.seen.startswith("2 children are placed in January 2025 at 1 school that")
    assert "2 rows were left out" in left.seen
    account = rolled.account.set_index("table").loc["placements"]
    assert account["now"] == len(tables["placements"])


def test_children_in_mainstream_classes_hold_no_place_of_the_base_beside_them():
    """A return tells who at a school is in its base; the same January is the same again."""
    tables = in_urns(tables_of())
    placements = tables["placements"]
    others = placements[placements["year"] == CAME].head(2).assign(plans=3.0)
    more = placements.copy()
    more.loc[others.index, "plans"] += 3.0
    reading = Reading(
        kind="sen2",
        title="A return",
        held={
            "plans": tables["plans"][tables["plans"]["year"] == CAME],
            "placements": more[more["year"] == CAME],
            "in_mainstream": others,
        },
        steps=account_of([("a.csv", "rows", 1, "read", "")]),
    )
    rolled = sf.roll_over(sf.area_from_frames(tables), reading)
    assert rolled.area == sf.area_from_frames(tables)
    assert notes(rolled)["intake_in_mainstream"].seen.startswith("6 children are in mainstream")
    assert "rollover_not_a_table" not in notes(rolled)


def test_a_list_is_read_with_the_schools_that_the_area_or_a_register_knows(tmp_path):
    """By their names where it has no URN, and with their points: new bases have a site then."""
    tables = in_urns(tables_of())
    sites = tables["sites"].assign(authority="Ashby")
    urns = pd.to_numeric(sites["site"]).astype("Int64")
    area = sf.area_from_frames({**tables, "sites": sites.assign(urn=urns)})
    name = sites.set_index("site").loc["100002", "name"]
    path = tmp_path / "ours.csv"
    path.write_text(
        f"School,Type,Needs,Ages,Places 2026/27\n{name},Base,ASD,4-11,12\n", encoding="utf-8"
    )
    (reading,) = this_years([str(path)], area, authority="Ashby")
    assert reading.held["pools"]["site"].tolist() == ["100002"]
    held = reading.held["sites"][["easting", "northing"]].astype(float).iloc[0].tolist()
    there = sites.set_index("site").loc["100002", ["easting", "northing"]].astype(float).tolist()
    assert held == there
    assert sites_of(sf.area_from_frames(tables_of())) is None


def test_an_area_leaves_them_out_too_and_a_slip_is_still_a_fault():
    tables = in_urns(tables_of())
    whole = sf.area_from_frames(tables)
    for area in (
        whole.with_table("placements", with_mainstream(tables["placements"])),
        sf.area_from_frames(tables | {"placements": with_mainstream(tables["placements"])}),
    ):
        assert area.placements.equals(whole.placements)
        assert "placements_elsewhere" in set(area.check()["rule"])
    for urn in ("Hall", "S"):
        with pytest.raises(sf.TableError, match=f"{urn} is not in the table sites"):
            whole.with_table("placements", with_mainstream(tables["placements"], urn))
    elsewhere = tables["placements"].assign(site="100999")
    with pytest.raises(sf.TableError, match="100999 is not in the table sites"):
        whole.with_table("placements", elsewhere)


def test_a_january_that_is_jumped_over_is_told():
    later = came()["plans"].assign(year=CAME + 1)
    rolled = sf.roll_over(last_year(placements=False), {"plans": later})
    note = notes(rolled)["rollover_january_skipped"]
    assert f"goes from {BASE + 1} to {CAME + 2}; January {CAME + 1} is in neither" in note.seen
    assert f"January {CAME + 1} is {CAME}" in note.why
    assert "rollover_january_skipped" not in notes(sf.roll_over(last_year(), came()))


def test_faults_of_what_stands_in_no_file_send_nobody_to_one(tmp_path, capsys):
    folder = tmp_path / "new"
    folder.mkdir()
    plans = came()["plans"].assign(locality=[f"X{at}" for at in range(len(came()["plans"]))])
    plans.to_csv(folder / "plans.csv", index=False)
    last = last_year().save(tmp_path / "last.xlsx")
    assert command("roll-over", last, folder, "--to", tmp_path / "this.xlsx") == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "add --json to see every one" in told
    assert "behind the name of the file" not in told
    assert faults(last_year(), {"plans": plans})


@pytest.mark.parametrize("shape", ["a folder", "file by file", "without links"])
def test_a_register_is_read_with_the_newest_file_of_links(shape, tmp_path):
    """It tells which school a closed one became, as the note of closed schools says."""
    folder = tmp_path / "new"
    folder.mkdir()
    rows = [school(100001), school(100002, status="Closed")]
    register = register_rows(folder / "edubasealldata20260101.csv", rows)
    named = [register]
    for year, other in (("2026", "100001"), ("2025", "100009")):
        link = {"URN": "100002", "LinkURN": other, "LinkType": "Successor"}
        path = folder / f"links_edubasealldata{year}0101.csv"
        if shape != "without links":
            named.insert(0, register_rows(path, [link], headings=list(link)))
    given = [folder] if shape == "a folder" else named
    (reading,) = this_years([str(one) for one in given], with_facts(**FACTS), authority=None)
    rules = {one.rule: one for one in reading.findings}
    has_links = shape != "without links"
    assert ("gias_closed" in rules) == has_links
    assert ("gias_closed_no_successor" in rules) != has_links
    if has_links:
        assert rules["intake_left_out"].file == "links_edubasealldata20250101.csv"


def test_links_without_a_register_are_nothing_to_roll_over(tmp_path):
    link = {"URN": "100002", "LinkURN": "100001", "LinkType": "Successor"}
    path = register_rows(tmp_path / "links.csv", [link], headings=list(link))
    assert this_years([str(path)], with_facts(**FACTS), authority=None) == [path]
