"""Rolling over the table sites: neighbours' schools, and what was supplied of a site."""

import pytest
from downloads import NAME, write_downloads
from register_files import elsewhere, school
from test_rolling import command, notes
from test_rolling_places import REGISTER, own_list, register

import sufficiency as sf
from sufficiency.cli.this_year import this_years
from sufficiency.rolling.supplied_sites import supplied_stand

NEIGHBOUR = elsewhere(100003, easting=500_000)
OTHER = elsewhere(100004, easting=540_000)
NEW_NEIGHBOUR = elsewhere(100003, easting=500_000, capacity="120", pupils="70", high="16")
LATER = [*REGISTER[:3], NEW_NEIGHBOUR, OTHER, elsewhere(100009, easting=500_000)]


@pytest.fixture(scope="module")
def last(tmp_path_factory):
    """An area with a school of the next authority, and a list of its own schools."""
    folder = write_downloads(tmp_path_factory.mktemp("last"))
    register(folder, [*REGISTER, OTHER])
    own_list(folder)
    built = sf.build_area(folder, authority=NAME, until=2028, within_miles=20)
    return built.area


def later_register(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return register(folder, LATER)


def test_a_register_speaks_for_neighbours_that_are_sites_of_the_area(last, tmp_path, capsys):
    assert "100003" in set(last.sites["site"])
    path = later_register(tmp_path / "later")
    (reading,) = this_years([str(path)], last, authority=None)
    assert set(reading.held["sites"]["site"]) == set(last.sites["site"]), "and none besides"
    for name in ("pools", "places"):
        assert set(reading.held[name]["site"]) == set(last.sites["site"])
    assert any("100003" in note.seen for note in reading.findings), "its notes are told too"
    saved = last.save(tmp_path / "last.xlsx")
    assert command("roll-over", saved, path, "--to", tmp_path / "this.xlsx") == 0, (
        capsys.readouterr().err
    )
    now = sf.load_area(tmp_path / "this.xlsx")
    site = now.sites.set_index("site").loc["100003"]
    assert site["roll"] == 70
    assert 120 in set(now.places.query("site == '100003'")["places"])


def test_a_neighbour_that_is_not_in_the_register_is_still_told(last, tmp_path):
    gone = register(tmp_path, [*REGISTER[:3], OTHER])
    rolled = sf.roll_over(last, this_years([str(gone)], last, authority=None))
    assert notes(rolled)["rollover_site_not_listed"].value == "100003"


def test_in_python_the_register_is_read_of_neighbours_as_the_remedy_says(last, tmp_path):
    path = register(tmp_path, [*REGISTER[:3], NEW_NEIGHBOUR, OTHER])
    rolled = sf.roll_over(last, sf.read_gias(path, authority=NAME))
    assert "rollover_site_not_listed" in notes(rolled)
    reading = sf.read_gias(path, authority=NAME, within_miles=0.1, near=last.sites)
    rolled = sf.roll_over(last, reading)
    assert "rollover_site_not_listed" not in notes(rolled)
    assert rolled.area.sites.set_index("site").loc["100003", "roll"] == 70


def test_what_was_supplied_of_a_site_is_not_replaced_by_a_register(last, tmp_path):
    path = register(tmp_path, [school(100001, high="19", pupils="66"), *LATER[1:]])
    then = last.sites.set_index("site").loc["100001"]
    assert then["basis"] == "supplied"
    rolled = sf.roll_over(last, this_years([str(path)], last, authority=None))
    now = rolled.area.sites.set_index("site").loc["100001"]
    assert now["basis"] == "supplied"
    assert (now["low_age"], now["high_age"]) == (then["low_age"], then["high_age"])
    assert now["roll"] == 66, "the roll is counted each year, and by the register alone"
    note = notes(rolled)["rollover_supplied_site"]
    assert f"(100001: highest age {then['high_age']} and not 18)" in note.seen
    assert "100005" not in note.seen, "other names are not told"
    again = sf.roll_over(rolled.area, this_years([str(path)], rolled.area, authority=None))
    assert again.area == rolled.area


def test_other_ages_are_told_by_name(last, tmp_path):
    path = later_register(tmp_path / "later")
    rolled = sf.roll_over(last, this_years([str(path)], last, authority=None))
    changed = rolled.changes[rolled.changes["what"] == "ages_changed"]
    assert changed["item"].tolist() == ["100003"], "those of a list stand"
    assert changed["said"].tolist() == [
        "Ages of Made-up School 100003 (100003): 4 to 10 before, 4 to 15 now."
    ]
    sites = last.sites
    sites.loc[sites["site"] == "100005", "high_age"] = 9
    by_hand = sf.roll_over(last, {"sites": sites})
    (said,) = by_hand.changes.query("what == 'ages_changed'")["said"]
    assert said.endswith("4 to 10 before, 4 to 9 now."), "a table by hand replaces what it names"


def test_a_roll_without_its_year_takes_no_year_of_another_roll():
    columns = sf.load_example().sites.columns.tolist()
    held = ("1", "School", "Ashby", 1, 2.0, 3.0, 4, "", 50, 2023, "supplied")
    told = ("1", "School", "Ashby", 1, 2.0, 3.0, 5, 9, 60, "", "published")
    assert columns[-3:] == ["roll", "roll_year", "basis"]
    rows, (note,) = supplied_stand({("1",): told}, {("1",): held}, file="register")
    assert rows[("1",)] == ("1", "School", "Ashby", 1, 2.0, 3.0, 4, 9, 60, "", "supplied")
    assert "highest age" not in note.seen, "what was blank is no other word"
    untold = (*told[:8], "", "", "published")
    rows, _ = supplied_stand({("1",): untold}, {("1",): held}, file="register")
    assert rows[("1",)] == (*held[:7], 9, *held[8:])
    same = (*held[:-1], "published")
    assert supplied_stand({("1",): same}, {("1",): held}, file="x") == ({("1",): held}, [])
