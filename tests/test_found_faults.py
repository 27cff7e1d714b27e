"""What the tests of the verbs found wrong, each with its smallest example."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_areas import BASE_YEAR, Small, allocated, area, projected, tables_of

import sufficiency as sf
from sufficiency.cli import main
from sufficiency.cli.main import ExitCode
from sufficiency.errors import NotPossibleError, SufficiencyError, UnknownNameError

ROOT = Path(__file__).resolve().parents[1]
STAND = sf.as_things_stand()


def closed():
    """Every school of the small area closes before the first year."""
    plan = STAND
    for site in ("S", "B", "I"):
        plan = plan.with_places(site, "all", {2025: 0}, taken=0, name="closed")
    return plan


@pytest.fixture(scope="module")
def nothing():
    return sf.allocate(projected(Small()), closed(), draws=2, workers=1)


@pytest.mark.parametrize("table", ["supply", "steps", "worth", "placed", "journeys"])
def test_where_everything_is_closed_every_table_can_be_had(nothing, table):
    frame = nothing.to_frame(table)
    assert not frame.get("placed", pd.Series(dtype=float)).any()


@pytest.mark.slow
def test_where_everything_is_closed_it_can_be_saved_and_written_up(nothing, tmp_path):
    nothing.save(tmp_path / "tables")
    assert "Children without a place" in sf.report(nothing).as_html()


def base_for(first, last):
    """A base for some NC years, of three places, from 2026 on."""
    pool = {"site": "B", "pool": "more", "level": "base", "needs": "ASD;SLCN", "year": 2026}
    pool |= {"ncy_from": first, "ncy_to": last, "basis": "assumed"}
    plan = STAND.with_rows("pools", [pool], name="more")
    return plan.with_places("B", "more", {2026: 3}, name="more")


def with_and_without(span):
    """The small area now, and with a base for some NC years."""
    held = sf.area_from_frames(tables_of(ncys=tuple(range(-3, 18))))
    projection = sf.project(held, draws=3, until=2026, workers=1)
    return tuple(
        sf.allocate(projection, plan, draws=3, workers=1) for plan in (None, base_for(*span))
    )


@pytest.mark.parametrize("span", [(-2, -1), (15, 16)])
def test_a_plan_for_ages_that_nobody_served_is_not_compared(span):
    """Its children are counted only with it, so that it would seem to leave more without."""
    now, more = with_and_without(span)
    with pytest.raises(NotPossibleError, match="same NC years that are allocated: base"):
        sf.compare(now=now, more=more)


@pytest.mark.parametrize("span", [(9, 11), (12, 13)])
def test_a_plan_that_adds_places_leaves_no_more_children_without(span):
    now, more = with_and_without(span)
    change = sf.compare(now=now, more=more).summary().query("scenario == 'more'")
    without = change[change["measure"] == "without"]["change"]
    assert (without <= 0).all()
    assert not change[change["measure"] == "demand"]["change"].any()


@pytest.mark.parametrize("years", [14, 16, 18])
def test_an_area_of_an_earlier_time_is_projected_or_told_in_words(years):
    """England's series begins in January 2010; the area's last January is before it, or that."""
    tables = tables_of()
    for frame in tables.values():
        if "year" in frame:
            frame["year"] -= years
    try:
        made = sf.project(sf.area_from_frames(tables), draws=1, workers=1)
    except SufficiencyError:
        return
    assert made.years[0] == BASE_YEAR + 1 - years


@pytest.mark.parametrize("labels", [{"group": "North", "locality": "L3"}, {"phase": "primary"}])
def test_what_does_not_go_together_cannot_be_explained_and_that_is_said(labels):
    """Southtown (L3) is not in the group North; NC year 9 is not in primary."""
    asked = labels if "group" in labels else labels | {"ncy": 9}
    with pytest.raises(UnknownNameError, match=r"\w+"):
        projected(Small()).explain(**asked)
    if "group" in labels:
        with pytest.raises(UnknownNameError, match=r"\w+"):
            allocated(Small()).explain(**asked)


@pytest.mark.parametrize("seed", [-1, 1.5, "one"])
def test_a_seed_that_is_none_is_told_at_once(seed):
    with pytest.raises(SufficiencyError, match="seed"):
        sf.project(area(), draws=1, seed=seed)


def test_a_seed_below_nought_is_no_fault_of_the_program(capsys):
    interrupt = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit, match=r"\d+") as leaving:
        main(["project", "example", "--draws", "1", "--until", "2025", "--seed", "-1"])
    signal.signal(signal.SIGINT, interrupt)
    assert leaving.value.code in (ExitCode.NOT_POSSIBLE, ExitCode.USAGE)
    assert "seed" in capsys.readouterr().err


@pytest.mark.parametrize("until", ["2026", 2026.5])
def test_a_horizon_that_is_no_year_is_told_at_once(until):
    with pytest.raises(SufficiencyError, match="2026"):
        sf.project(area(), draws=1, until=until)


@pytest.mark.parametrize(
    "lever",
    [
        {"other_level": "both", "aims": ["without", "independent", "miles"]},
        {"over_places_percent": 5, "aims": ["without", "independent", "miles"]},
    ],
)
def test_what_a_refusal_says_to_type_can_be_typed(lever):
    """`but` needs a name: without one the remedy is refused in its turn."""
    scenario = STAND.but(name="levered", **lever)
    with pytest.raises(NotPossibleError, match=r"scenario\.but") as raised:
        sf.allocate(sf.project(area(), scenario, draws=1, until=2025), draws=1)
    typed = re.search(r"scenario\.but\([^)]*\)", str(raised.value))[0]
    assert eval(typed, {"scenario": scenario}).name


@pytest.mark.parametrize(
    "call",
    [
        lambda: sf.compare(a=allocated(Small()), b=allocated(Small())).sentences(year=2050),
        lambda: allocated(Small()).worth_in_words(year=2050),
        lambda: allocated(Small()).plot.gap_by_need(year=2050),
        lambda: allocated(Small()).plot.supply(year=2050),
        lambda: allocated(Small()).plot.worth(year=2050),
        lambda: allocated(Small()).plot.map(year=2050),
    ],
    ids=["sentences", "worth_in_words", "gap_by_need", "supply", "worth", "map"],
)
def test_a_year_that_was_not_allocated_is_told(call):
    """The sentences fail with a KeyError; the others are empty without a word."""
    with pytest.raises(UnknownNameError, match="2050"):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: projected(Small()).to_frame("account", by=["year", "need"]),
        lambda: sf.compare(a=allocated(Small()), b=allocated(Small())).to_frame(
            "summary", by=["year", "need"]
        ),
    ],
    ids=["account", "summary"],
)
def test_a_table_that_cannot_be_laid_out_so_says_so(call):
    """The first gives the demand instead, the second the table as it always is."""
    with pytest.raises(UnknownNameError, match="cannot be laid out by"):
        call()


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        (lambda path: allocated(Small()).to_frame("gaps"), "This area"),
        (lambda path: projected(Small()).to_frame("gaps"), "This area"),
        (lambda path: projected(Small()).save(path / "out.csv"), "An area"),
        (lambda path: projected(Small()).save(path), "an area"),
    ],
)
def test_a_result_is_not_called_an_area(call, wrong, tmp_path):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SufficiencyError, match=r"\w+") as raised:
        call(tmp_path)
    assert wrong not in str(raised.value)


@pytest.mark.slow
def test_a_total_of_a_site_is_not_counted_beside_its_pools():
    """Places of the pool and of the site are the same thirty: nobody is above them twice."""
    tables = tables_of(special=30, taken=0)
    total = pd.DataFrame([("S", "", 2022, 30.0, 0.0, "made")], columns=tables["places"].columns)
    plain = sf.area_from_frames(tables)
    tables["places"] = pd.concat([tables["places"], total], ignore_index=True)
    one, two = (
        sf.allocate(sf.project(held, draws=2, workers=1), draws=2, workers=1)
        for held in (plain, sf.area_from_frames(tables))
    )
    assert np.array_equal(one.drawn.counts.placed, two.drawn.counts.placed)
    assert two.steps()["over"].tolist() == pytest.approx(one.steps()["over"].tolist())
    # The table of pools is the same, and may be added up; the total stands in a table of its own.
    pd.testing.assert_frame_equal(one.to_frame("supply"), two.to_frame("supply"))
    assert one.to_frame("site_totals").empty
    supply, totals = two.to_frame("supply").query("site == 'S'"), two.to_frame("site_totals")
    assert totals["site"].unique().tolist() == ["S"]
    for column in totals.columns:
        assert totals[column].tolist() == supply[column].tolist(), column
    assert _enough_words(one) == _enough_words(two)


def _enough_words(allocation):
    return next(
        part.paragraphs for part in sf.report(allocation).sections if part.anchor == "enough"
    )


@pytest.mark.slow
def test_pools_that_have_places_together_have_none_of_their_own(tmp_path):
    """Nobody is counted twice, and nothing is said of a pool that only its site can tell."""
    tables = tables_of(special=30, taken=0)
    places = tables["places"]
    shared = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    alone, allocation = (
        sf.allocate(sf.project(sf.area_from_frames(held), draws=2, workers=1), draws=2, workers=1)
        for held in (tables, tables | {"places": shared})
    )
    assert np.array_equal(allocation.drawn.counts.placed, alone.drawn.counts.placed)
    supply, totals = allocation.to_frame("supply"), allocation.to_frame("site_totals")
    assert supply["placed"].tolist() == alone.to_frame("supply")["placed"].tolist()
    school = supply[supply["site"] == "S"]
    assert school[["places", "free_to_us", "over", "chance_full"]].isna().all(axis=None)
    whole = alone.to_frame("supply").query("site == 'S'")
    for column in totals.columns:
        assert totals[column].tolist() == whole[column].tolist(), column
    assert allocation.steps()["over"].tolist() == alone.steps()["over"].tolist()
    # The report counts the site where it cannot count its pool.
    assert _enough_words(allocation)[0] == _enough_words(alone)[0]
    assert (allocation.save(tmp_path / "tables") / "site_totals.csv").is_file()


def test_a_total_of_a_site_keeps_headroom_as_its_pools_do():
    """What is free of a site's total is what the optimiser may fill, not two places more."""
    tables = tables_of(special=30, taken=0)
    places = tables["places"]
    shared = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    area = sf.area_from_frames(tables | {"places": shared})
    tight = sf.as_things_stand().but(name="tight", headroom_percent=20)
    allocation = sf.allocate(sf.project(area, tight, draws=2, workers=1), tight, draws=2, workers=1)
    totals = allocation.to_frame("site_totals")
    free = allocation.setting.supply.limits.site_free[:, allocation.plan.sites.index("S")]
    assert totals["free_to_us"].tolist() == free.tolist()
    assert (totals["free_to_us"] == 24 - totals["kept_by_beyond"]).all()
    full = totals["placed"] >= totals["free_to_us"]
    assert (totals.loc[full, "chance_full"] > 0).all()


def test_no_mean_journey_stands_outside_its_own_range():
    """One far child in one draw of many moves the mean beyond the 90th percentile of the draws."""
    allocation = sf.allocate(sf.project(area(), draws=12, workers=1), draws=12, workers=1)
    frame = allocation.to_frame("journeys", by=["year", "locality", "need", "phase"])
    known = frame.dropna(subset=["mean_miles"])
    assert (known["mean_miles_low"] <= known["mean_miles"]).all()
    assert (known["mean_miles"] <= known["mean_miles_high"]).all()


@pytest.mark.slow
def test_an_area_whose_people_all_leave_can_be_written_up():
    tables = tables_of(ncys=(4, 5, 6))
    people = tables["population"]
    gone = people["persons"].where(people["year"] <= BASE_YEAR, 0.0)
    tables["population"] = people.assign(persons=gone)
    projection = sf.project(sf.area_from_frames(tables), draws=1, workers=1)
    allocation = sf.allocate(projection, draws=1, workers=1)
    assert sf.report(allocation).title.startswith("Testshire")


def test_that_nobody_s_place_is_known_is_told_with_the_answer():
    """`places and journeys look better than they can be`: only the table notes says it."""
    allocation = allocated(Small(placements=False))
    note = next(note for note in allocation.notes if note.rule == "allocation_nobody_placed")
    shown = repr(allocation)
    assert note.seen in shown or re.search(r"\bnotes?\b|placed anew|stood empty", shown)


@pytest.mark.parametrize("words", [["project"], ["allocate"], ["compare", "baseline", "two-bases"]])
def test_a_place_that_is_taken_is_told_before_any_work(words, tmp_path, monkeypatch, capsys):
    """As `report` does; now hours of work may end in `is already there`."""

    def work(*_, **__):
        raise AssertionError("work was done")

    monkeypatch.setattr("sufficiency.projection.project", work)
    interrupt = signal.getsignal(signal.SIGINT)
    command, *scenarios = words
    taken = tmp_path / "taken.xlsx"
    taken.write_bytes(b"mine")
    with pytest.raises(SystemExit, match=r"\d+") as leaving:
        main([command, "example", *scenarios, "--to", str(taken)])
    signal.signal(signal.SIGINT, interrupt)
    assert leaving.value.code == ExitCode.FILE
    assert "is already there" in capsys.readouterr().err


def workers_of(process):
    """Whether other processes have been started by one."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return listed.read_text(encoding="ascii").split()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for workers in /proc")
def test_ctrl_c_in_a_terminal_ends_in_words_while_workers_start(tmp_path):
    """A terminal tells all processes: the workers' tracebacks must not be shown."""
    started = subprocess.Popen(
        [sys.executable, "-m", "sufficiency", "demo", "--workers", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    last = time.monotonic() + 30
    while not workers_of(started.pid) and time.monotonic() < last:
        time.sleep(0.02)
    time.sleep(0.4)
    os.killpg(started.pid, signal.SIGINT)
    _, err = started.communicate(timeout=60)
    assert started.returncode == ExitCode.STOPPED
    assert b"Traceback" not in err
    assert b"resource_tracker" not in err
    assert list(tmp_path.iterdir()) == []
