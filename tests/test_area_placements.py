"""Placements held against plans: incomplete, too many, of another January; and what may be so."""

import re

import pandas as pd
import pytest
from small_areas import BASE_YEAR, tables_of

import sufficiency as sf
from sufficiency.cli.main import main

RULES = {"placements_short", "placements_over", "placements_old"}


def told(**changed):
    """What is said of the placements of the small area with some of its tables changed."""
    area = sf.area_from_frames(tables_of() | changed)
    return [note for note in area.notes if note.rule in RULES]


def placed(site=None):
    """The placements of the small area, or those of one school."""
    rows = tables_of()["placements"]
    return rows if site is None else rows[rows["site"] == site]


def test_whole_placements_and_none_at_all_bring_no_finding():
    assert told() == []
    area = sf.area_from_frames(tables_of(placements=False))
    assert not RULES & {note.rule for note in area.notes}
    rules = [note.rule for note in sf.load_example().notes]
    assert not RULES & set(rules)


def test_independent_schools_need_not_all_be_named():
    assert told(placements=placed()[placed()["site"] != "I"]) == []


@pytest.mark.parametrize("site", ["S", "B"])
def test_half_of_the_children_of_a_school_are_counted_need_by_need(site):
    rows = placed()
    left_out = placed(site).iloc[::2]
    (note,) = told(placements=rows.drop(left_out.index))
    missing = left_out.groupby("need")["plans"].sum().sort_values(ascending=False, kind="stable")
    whole = rows[rows["site"] != "I"]["plans"].sum()
    assert (note.rule, note.severity, note.row) == ("placements_short", "note", None)
    assert note.seen.startswith(
        f"{missing.sum():,.0f} of {whole:,.0f} children in bases and special schools in January "
        "2025 have no row in placements: "
    )
    for need, count in missing.items():
        assert f"{need} {count:,.0f}" in note.seen
    first, *_ = note.seen.split("placements: ")[1].split(" ")
    assert missing[first] == missing.max()


def test_the_same_children_are_told_short_by_the_check_and_by_the_allocation():
    area = sf.area_from_frames(tables_of() | {"placements": placed()[::2]})
    (note,) = [note for note in area.notes if note.rule == "placements_short"]
    projection = sf.project(area, until=2025, draws=1, workers=1)
    allocation = sf.allocate(projection, draws=1, workers=1)
    (later,) = [one for one in allocation.notes if one.rule == "allocation_placements_short"]
    independent = placed("I")["plans"].sum() - placed()[::2].query("site == 'I'")["plans"].sum()
    assert int(note.value) + independent == int(
        re.search(r"([0-9,]+) have no place", later.seen)[1].replace(",", "")
    )


def moved_to(site, *, pool="all"):
    """Children of one need at the other schools are placed in this one."""
    rows = placed()
    moved = rows.assign(site=rows["site"].where(rows["need"] != "SLCN", site), pool=pool)
    keys = [name for name in moved.columns if name != "plans"]
    return moved.groupby(keys, as_index=False)["plans"].sum()


def test_children_placed_in_an_independent_school_whom_plans_counts_elsewhere():
    plans = tables_of()["plans"]
    now = plans[(plans["year"] == BASE_YEAR) & (plans["need"] == "SLCN")]
    counts = now.groupby("setting")["plans"].sum()
    elsewhere = counts["special"] + counts["base"]
    short, over = told(placements=moved_to("I"))
    assert short.seen.endswith(f"have no row in placements: SLCN {elsewhere:,.0f}.")
    assert over.seen == (
        f"Placements has {elsewhere:,.0f} children more in independent schools in January 2025 "
        f"than the {placed('I')['plans'].sum():,.0f} of plans: SLCN {elsewhere:,.0f}."
    )


def test_where_the_pool_is_not_known_the_site_says_what_kind_of_school_it_is():
    assert told(placements=placed().assign(pool="")) == []


def test_a_pool_counts_as_what_it_is_in_that_january():
    """From 2026 on the school is an independent one: the children of today are not affected."""
    pools = tables_of()["pools"]
    later = pools[pools["site"] == "S"].assign(setting="independent", year=2026)
    assert told(pools=pd.concat([pools, later], ignore_index=True)) == []


def test_a_need_that_is_not_recorded_is_of_any_need():
    rows, unknown = placed(), placed().assign(need="unknown")
    keys = [name for name in rows.columns if name != "plans"]
    joined = unknown.groupby(keys, as_index=False)["plans"].sum()
    plans = tables_of()["plans"].assign(need="unknown")
    keys = [name for name in plans.columns if name != "plans"]
    same = plans.groupby(keys, as_index=False)["plans"].sum()
    assert told(plans=same, placements=joined) == []
    (note,) = told(plans=same, placements=joined.drop(joined.query("site == 'B'").index[0]))
    assert note.seen.endswith(
        "1 of 141 children in bases and special schools in January 2025 has no row in placements."
    )


def test_counts_that_are_not_shown_are_not_held_against_others():
    rows = placed().assign(plans_mark="")
    rows.loc[0, ["plans_mark", "plans"]] = ["c", float("nan")]
    assert told(placements=rows.drop(rows.index[-20:])) == []


def test_estimated_plans_are_held_against_placements_to_the_whole_child_in_total():
    plans = tables_of()["plans"]
    estimated = plans.assign(plans=plans["plans"] + 0.001, basis="estimated")
    assert told(plans=estimated) == []
    (note,) = told(plans=estimated, placements=placed().drop(placed("S").index))
    assert note.rule == "placements_short"
    assert note.value == f"{placed('S')['plans'].sum():,.0f}"
    assert note.seen.endswith(
        "102 of 141 children in bases and special schools in January 2025 have no row in"
        " placements."
    )


def test_placements_of_an_earlier_january_only_are_told():
    earlier = tables_of()["plans"].query("year == @BASE_YEAR - 1 and setting == 'special'")
    rows = earlier.drop(columns="setting").assign(site="S", pool="all")
    assert [note.rule for note in told(placements=rows)] == ["placements_old", "placements_short"]


def test_check_shows_the_finding_and_the_work_goes_on(tmp_path, capsys):
    area = sf.area_from_frames(tables_of() | {"placements": placed().drop(placed("B").index)})
    area.save(tmp_path / "area")
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["check", str(tmp_path / "area")])
    out = " ".join(capsys.readouterr().out.split())
    assert "children in bases and special schools in January 2025 have no row in placements" in out
    assert "0 faults, 4 notes. It can be used." in out


def test_of_a_january_before_the_last_nobody_need_be_placed():
    """A school that closed since is no site any more; no allocation starts from that January."""
    earlier = tables_of()["plans"].query("year == @BASE_YEAR - 1 and setting == 'special'")
    rows = earlier.drop(columns="setting").assign(site="S", pool="all").head(2)
    assert told(placements=pd.concat([rows, placed()])) == []


def test_a_site_with_places_where_nobody_is_told_to_be_is_noted():
    """It closed or moved, or its code is another one: its places would be filled all the same."""
    area = tables_of()
    here = placed().query("site != 'B'")
    made = sf.area_from_frames(area | {"placements": here})
    (note,) = [one for one in made.notes if one.rule == "places_nobody_there"]
    assert "(B: " in note.seen
    assert "nobody of them in January 2025" in note.seen
    ended = pd.concat(
        [area["places"], area["places"].query("site == 'B'").assign(year=2030, places=0, taken=0)]
    )
    made = sf.area_from_frames(area | {"placements": here, "places": ended})
    assert "places_nobody_there" not in rules(made.notes)
    independent = placed().query("site != 'I'")
    made = sf.area_from_frames(area | {"placements": independent})
    assert "places_nobody_there" not in rules(made.notes)


def opening_later(pool, year, **tables):
    """An area whose table pools has one pool from a later year on only, as its places do."""
    site, name = pool
    held = {**tables_of(), **tables}
    for table in ("pools", "places"):
        of_pool = (held[table]["site"] == site) & (held[table]["pool"] == name)
        later = held[table]["year"].where(~of_pool, year)
        held[table] = held[table].assign(year=later)
    return sf.area_from_frames(held)


def test_children_in_a_pool_that_opens_later_are_noted_and_placed_anew():
    """A pool whose first year is mistyped: its children would have no place, without a word."""
    made = opening_later(("S", "all"), BASE_YEAR + 3)
    (note,) = [one for one in made.notes if one.rule == "placements_before_opening"]
    there = placed("S")["plans"].sum()
    assert note.seen.startswith(f"{there:,.0f} children are placed in January 2025 where the")
    assert f"pool all of Hill School (S: {there:,.0f}, from 2027/28)" in note.seen
    assert "give pools and places a row from 2024/25 on" in note.remedy
    assert (note.severity, note.column, note.value) == ("note", "year", str(BASE_YEAR + 3))
    assert "placements_before_opening" not in rules(sf.area_from_frames(tables_of()).notes)

    two = tables_of()
    primary = two["pools"].query("site == 'S'").assign(pool="primary", ncy_to=6)
    secondary = primary.assign(pool="secondary", ncy_from=7, ncy_to=14, year=BASE_YEAR + 3)
    places = two["places"].query("site == 'S'")
    tables = {
        "pools": pd.concat([two["pools"].query("site != 'S'"), primary, secondary]),
        "places": pd.concat(
            [
                two["places"].query("site != 'S'"),
                places.assign(pool="primary"),
                places.assign(pool="secondary", year=BASE_YEAR + 3),
            ]
        ),
    }
    older = placed("S")["ncy"] >= 7
    here = placed("S").assign(pool=older.map({True: "secondary", False: "primary"}))
    tables["placements"] = pd.concat([placed().query("site != 'S'"), here])
    area = sf.area_from_frames(two | tables)
    projection = sf.project(area, until=BASE_YEAR + 1, draws=1, workers=1)
    allocation = sf.allocate(projection, draws=1, workers=1)
    (note,) = [one for one in allocation.notes if one.rule == "allocation_pools_later"]
    count = here[older]["plans"].sum()
    assert f"{count:,.0f} are at sites or in pools of which" in note.seen
    assert note.seen.endswith("has no row for 2024/25: S secondary.")


def rules(found):
    return {one.rule for one in found}
