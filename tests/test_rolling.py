"""`roll_over`: a January more, all else kept, what changed told; and what it refuses."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import area_like, area_of, said, smalls, tables_of

import sufficiency as sf
from sufficiency.cli import main
from sufficiency.errors import FileError, FindingsError, NotPossibleError, UnknownNameError
from sufficiency.messages import rolling as messages

BASE, CAME = 2023, 2024
COUNTED = ("plans", "placements")


def split(tables):
    """Last year's tables, and the rows of the January that came."""
    now = {name: tables[name][tables[name]["year"] == CAME] for name in COUNTED if name in tables}
    then = {
        name: frame[frame["year"] < CAME] if name in COUNTED else frame
        for name, frame in tables.items()
    }
    return {name: frame for name, frame in then.items() if len(frame)}, now


def last_year(**changes):
    return sf.area_from_frames(split(tables_of(**changes))[0])


def came(**changes):
    return split(tables_of(**changes))[1]


def faults(area, new, **options):
    with pytest.raises(FindingsError, match="cannot be used") as raised:
        sf.roll_over(area, new, **options)
    return {found.rule: found for found in raised.value.findings if found.severity == "error"}


def notes(rolled):
    return {note.rule: note for note in rolled.notes}


@pytest.mark.slow
@given(small=smalls(), way=st.sampled_from(("itself", "its tables", "nothing")))
@settings(max_examples=15, deadline=None)
def test_rolling_over_nothing_changes_nothing(small, way):
    area = area_like(small)
    new = {"itself": area, "its tables": area.tables(), "nothing": []}[way]
    rolled = sf.roll_over(area, new)
    assert rolled.area == area
    assert rolled.changes.empty
    assert rolled.in_words() == "Nothing changed."
    account = rolled.account
    assert (account["before"] == account["kept"]).all()
    assert (account["now"] == account["kept"]).all()
    assert "rollover_no_new_january" in notes(rolled)


@pytest.mark.slow
@given(small=smalls(), seed=st.integers(0, 3))
@settings(max_examples=15, deadline=None)
def test_last_year_and_what_came_are_this_year(small, seed):
    tables = tables_of(small, seed=seed)
    whole = sf.area_from_frames(tables)
    then, now = split(tables)
    rolled = sf.roll_over(sf.area_from_frames(then), now)
    assert rolled.area == whole
    assert sf.roll_over(rolled.area, now).area == whole, "twice is once"
    account = rolled.account
    assert (account["now"] == account["kept"] + account["replaced"] + account["added"]).all()
    total = rolled.changes[rolled.changes["what"] == "total"].iloc[0]
    plans = whole.plans.groupby("year")["plans"].sum()
    assert (total["before"], total["after"]) == (plans[BASE], plans[CAME])
    for what in ("setting", "need"):
        parts = rolled.changes[rolled.changes["what"] == what]
        assert parts["before"].sum() == total["before"]
        assert parts["after"].sum() == total["after"]


def test_what_still_holds_is_kept_and_the_base_year_moves():
    before = last_year()
    rolled = sf.roll_over(before, came())
    assert rolled.area.years("plans")[-1] == CAME
    for table in ("localities", "sites", "pools", "places", "population"):
        assert rolled.area.table(table).equals(before.table(table))
    assert f"rolled over from January {BASE + 1} to January {CAME + 1}" in repr(rolled)


def test_one_needs_not_give_all_in_one_piece():
    now = came()
    pieces = [{name: frame} for name, frame in now.items()]
    assert sf.roll_over(last_year(), pieces).area == area_of()


def test_a_january_is_never_overwritten_unasked():
    area, changed = area_of(), came()
    changed["plans"] = changed["plans"].assign(plans=changed["plans"]["plans"] + 1)
    found = faults(area, {"plans": changed["plans"]})["rollover_january_again"]
    assert f"{len(changed['plans'])} rows differ" in found.seen
    assert "restate=[2024]" in found.remedy
    assert "--restate 2024" in found.on_command_line.remedy
    rolled = sf.roll_over(area, {"plans": changed["plans"]}, restate=[CAME])
    told = rolled.changes[rolled.changes["what"] == "restated"].iloc[0]
    assert told["change"] == len(changed["plans"])
    assert rolled.area.years("plans") == area.years("plans")


def test_a_restated_january_may_lose_rows():
    area, changed = area_of(), came()["plans"].iloc[1:]
    assert "rollover_january_again" in faults(area, {"plans": changed})
    rolled = sf.roll_over(area, {"plans": changed}, restate=[CAME])
    row = rolled.account.set_index("table").loc["plans"]
    assert (row["dropped"], row["now"]) == (1, row["before"] - 1)


def test_the_opening_of_transitions_is_held_against_last_years_closing():
    before = last_year(placements=False)
    closing = before.plans.query("year == @BASE")
    flows = pd.DataFrame(
        {
            "year": CAME,
            "locality": closing["locality"],
            "need_from": closing["need"],
            "ncy_from": closing["ncy"],
            "setting_from": closing["setting"],
            "need_to": "",
            "ncy_to": None,
            "setting_to": "outside",
            "plans": closing["plans"] + 1,
        }
    )
    opening = came(placements=False)["plans"]
    joined = opening.rename(columns={"need": "need_to", "ncy": "ncy_to", "setting": "setting_to"})
    joined = joined.drop(columns="basis").assign(
        need_from="", ncy_from=None, setting_from="outside"
    )
    ways = pd.concat([flows.astype(object), joined.astype(object)], ignore_index=True)
    rolled = sf.roll_over(before, {"plans": opening, "transitions": ways})
    told = rolled.changes[rolled.changes["what"] == "opening_restated"].iloc[0]
    assert told["change"] == len(closing)


def test_all_that_changed_is_told():
    before, now = last_year(), came()
    tables = tables_of()
    extra = tables["sites"].iloc[[0]].assign(site="N", name="New School")
    home = tables["localities"].iloc[[0]].assign(locality="L9", name="Newtown")
    persons = tables["population"].assign(persons=tables["population"]["persons"] + 1)
    pool = tables["pools"].iloc[[0]].assign(site="N", year=CAME)
    span = tables["pools"].iloc[[0]].assign(year=CAME, ncy_to=11)
    more = tables["places"].iloc[[0]].assign(year=CAME, places=120.0)
    none = tables["places"].iloc[[1]].assign(year=CAME, places=0.0)
    fresh = tables["places"].iloc[[0]].assign(site="N", year=CAME, places=30.0)
    new = now | {
        "sites": extra,
        "localities": home,
        "population": pd.concat([persons, persons.query("locality == 'L1'").assign(locality="L9")]),
        "pools": pd.concat([pool, span]),
        "places": pd.concat([more, none, fresh]),
        "about": pd.DataFrame({"item": ["note"], "value": ["rolled"]}),
    }
    rolled = sf.roll_over(before, new, partial=["sites", "localities"])
    told = rolled.changes.groupby("what")["item"].agg(list)
    assert told["site_new"] == ["N"]
    assert told["locality_new"] == ["L9"]
    assert told["site_opened"] == ["N"]
    assert told["site_closed"] == ["B"]
    assert told["pool_changed"] == ["S/all"]
    assert told["places_changed"] == ["B/all", "N/all", "S/all"]
    assert told["fact_changed"] == ["note"]
    revised = rolled.changes[rolled.changes["what"] == "population_revised"]
    assert set(revised["year"]) == set(before.years("population"))
    for sentence in rolled.changes["said"]:
        assert sentence in rolled.in_words()
    assert rolled.card().lines[0].startswith("Besides: 1 new locality")


def test_rows_that_are_new_alone_are_no_nothing():
    """Places of a September after the newest January change no count, and are told all the same."""
    later = tables_of()["places"].assign(year=2026)
    rolled = sf.roll_over(last_year(), {"places": later})
    assert "1 table with rows that are new" in rolled.card().lines[0]


def test_localities_that_disappear_are_a_fault():
    fewer = tables_of()["localities"].iloc[1:]
    found = faults(last_year(), came() | {"localities": fewer})
    assert found["rollover_locality_gone"].value == "L1"


def test_sites_that_are_gone_with_placements_are_a_fault_and_others_a_note():
    fewer = tables_of()["sites"].iloc[1:]
    found = faults(last_year(), came() | {"sites": fewer})
    assert found["rollover_site_gone"].value == "S"
    assert " children are placed there in the newest" in found["rollover_site_gone"].seen
    empty = came(placements=False) | {"sites": fewer}
    rolled = sf.roll_over(last_year(placements=False), empty)
    left = notes(rolled)["rollover_site_not_listed"]
    assert left.value == "S"
    assert "so are its 95 places: they would still be filled" in left.why
    places = tables_of()["places"]
    closing = places.query("site == 'S'").tail(1).assign(year=2026, places=0, taken=0)
    ended = sf.roll_over(last_year(placements=False), empty | {"places": closing})
    assert "its places end in September 2026" in notes(ended)["rollover_site_ended"].seen
    assert "rollover_site_not_listed" not in notes(ended)
    total = places.query("site == 'S'").tail(1).assign(pool="", year=2025, places=70, taken=0)
    held = sf.roll_over(last_year(placements=False), empty | {"places": total})
    assert "so are its 70 places" in notes(held)["rollover_site_not_listed"].why, "once"


def test_all_faults_are_told_at_once():
    tables = tables_of()
    changed = came()["plans"].assign(plans=3.0)
    new = {
        "plans": changed,
        "localities": tables["localities"].iloc[1:],
        "sites": tables["sites"].iloc[1:],
        "about": pd.DataFrame({"item": ["authority"], "value": ["Elsewhere"]}),
    }
    assert set(faults(area_of(), new)) == {
        *("rollover_january_again", "rollover_locality_gone", "rollover_site_gone"),
        "rollover_other_authority",
    }


@pytest.mark.slow
def test_what_did_not_move_with_the_year_is_noted():
    tables, now = tables_of(), came()
    short = tables["population"].query("year <= @CAME")
    then = sf.area_from_frames(split(tables | {"population": short})[0])
    rolled = sf.roll_over(then, {"plans": now["plans"]})
    assert "rollover_population_ends" in notes(rolled)
    schools = {"special": "S", "base": "B", "independent": "I"}
    placed = tables["plans"].query("year == @BASE and setting in @schools")
    placed = placed.assign(site=placed["setting"].map(schools), pool="all")
    placed = placed.drop(columns="setting")
    then = sf.area_from_frames(split(tables)[0] | {"placements": placed})
    told = sf.roll_over(then, {"plans": now["plans"].query("locality != 'L1'")})
    assert notes(told)["rollover_placements_behind"].value == str(BASE + 1)
    assert notes(told)["rollover_locality_empty"].value == "L1"
    assert (
        " children in January 2024, and has no row" in notes(told)["rollover_locality_empty"].seen
    )


def test_what_is_no_table_of_an_area_is_named():
    from sufficiency.sources.reading import Reading, account_of

    now = came()
    reading = Reading(
        kind="sen2",
        title="A return",
        held={**now, "joiners": now["plans"]},
        steps=account_of([("a.csv", "rows", 1, "read", "")]),
    )
    rolled = sf.roll_over(last_year(), reading)
    assert rolled.area == area_of()
    assert notes(rolled)["rollover_not_a_table"].value == "joiners"


def test_two_tables_that_disagree_are_refused():
    now = came()
    other = {"plans": now["plans"].assign(plans=9.0)}
    assert "rollover_given_twice" in faults(last_year(), [now, other])


def test_what_cannot_be_rolled_over_is_refused(tmp_path):
    with pytest.raises(NotPossibleError, match=said("rollover_no_area")):
        sf.roll_over("last.xlsx", [])
    with pytest.raises(NotPossibleError, match=said("rollover_not_new")):
        sf.roll_over(last_year(), 3)
    with pytest.raises(UnknownNameError, match=said("rollover_restate_unknown")):
        sf.roll_over(last_year(), came(), restate=[2030])
    with pytest.raises(UnknownNameError, match="sites"):
        sf.roll_over(last_year(), came(), partial=["site"])
    strange = tmp_path / "letter.docx"
    strange.write_bytes(b"x")
    with pytest.raises(FileError, match=said("rollover_file_unknown")):
        sf.roll_over(last_year(), strange)


def test_every_message_of_rolling_over_is_tripped_here():
    files = (Path(__file__), *Path(__file__).parent.glob("test_rolling_*.py"))
    source = "".join(one.read_text(encoding="utf-8") for one in files)
    assert [rule for rule in messages.MESSAGES if f'"{rule}"' not in source] == []


@pytest.mark.slow
def test_it_reads_this_years_files(tmp_path):
    now = came()
    folder = tmp_path / "new"
    folder.mkdir()
    for name, frame in now.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    assert sf.roll_over(last_year(), folder).area == area_of()
    assert sf.roll_over(last_year(), [folder / f"{name}.csv" for name in now]).area == area_of()
    whole = area_of().save(tmp_path / "whole.xlsx")
    rolled = sf.roll_over(last_year(), whole)
    assert rolled.area == area_of()
    assert [one.file for one in rolled.provenance().inputs] == ["whole.xlsx"]


def command(*words):
    with pytest.raises(SystemExit, match=r"^\d*$") as left:
        main([str(word) for word in words])
    return left.value.code or 0


def test_the_command_writes_this_years_area_and_what_changed(tmp_path, capsys):
    last = last_year().save(tmp_path / "last.xlsx")
    now = came()
    for name, frame in now.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    new = [tmp_path / f"{name}.csv" for name in now]
    ends = ("--to", tmp_path / "this.xlsx", "--changes", tmp_path / "changes")
    assert command("roll-over", last, *new, *ends) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "rolled over from January 2024 to January 2025" in printed
    assert sf.load_area(tmp_path / "this.xlsx") == area_of()
    told = pd.read_csv(tmp_path / "changes" / "changes.csv")
    assert "january_added" in set(told["what"])


@pytest.mark.slow
def test_the_command_asks_before_a_january_is_replaced(tmp_path, capsys):
    last = area_of().save(tmp_path / "last.xlsx")
    plans = tmp_path / "plans.csv"
    came()["plans"].assign(plans=1.0).to_csv(plans, index=False)
    words = ("roll-over", last, plans, "--to", tmp_path / "this.xlsx")
    assert command(*words) == 1
    assert "add: --restate 2024" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "this.xlsx").exists()
    lists = tables_of(placements=False)
    lists["plans"] = lists["plans"].query("year < 2024")
    lists["sites"].iloc[1:].to_csv(tmp_path / "sites.csv", index=False)
    sf.area_from_frames(tables_of()).save(tmp_path / "placed.xlsx")
    words = ("roll-over", tmp_path / "placed.xlsx", tmp_path / "sites.csv")
    assert command(*words, "--to", tmp_path / "no.xlsx") == 1
    assert "add: --partial sites" in " ".join(capsys.readouterr().err.split())
    assert command(*words, "--partial", "sites", "--to", tmp_path / "yes.xlsx") == 0


@pytest.mark.slow
def test_the_command_reads_published_files(tmp_path, capsys):
    from published_files import caseload
    from test_benchmarking import write

    area = sf.area_from_frames(
        tables_of() | {"about": pd.DataFrame({"item": ["authority"], "value": ["Ashby"]})}
    )
    last = area.save(tmp_path / "last.xlsx")
    published = write(tmp_path / "ees_2025.csv", caseload())
    assert command("roll-over", last, published, "--to", tmp_path / "this.xlsx") == 0
    assert "no newer January of plans" in " ".join(capsys.readouterr().err.split())
    assert len(sf.load_area(tmp_path / "this.xlsx").margins)
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    write(mixed / "ees_2025.csv", caseload())
    came()["plans"].to_csv(mixed / "plans.csv", index=False)
    assert command("roll-over", last, mixed, "--to", tmp_path / "other.xlsx") == 0
    assert sf.load_area(tmp_path / "other.xlsx") == sf.load_area(tmp_path / "this.xlsx")
    letter = tmp_path / "letter.csv"
    letter.write_text("dear,sir\n1,2\n", encoding="utf-8")
    assert command("roll-over", last, letter, "--to", tmp_path / "other.xlsx") == 3
