"""Next September's intake: accounts that close, free places by hand, the table and the report."""

import numpy as np
import pytest
from hypothesis import given, settings
from small_areas import Small, allocated, smalls, tables_of

import sufficiency as sf
from sufficiency.allocation.intake import ALL_NEEDS, PLACES_COLUMNS
from sufficiency.allocation.intake_counts import ENTRIES
from sufficiency.errors import UnknownNameError
from sufficiency.places import LEVELS

COUNTS = ("reach", "stay", "transfer", "new", "to_place")


@settings(max_examples=10)
@given(smalls())
def test_who_reaches_an_nc_year_stays_or_must_be_placed(small):
    made = allocated(small)
    children = made.drawn.entrants.children
    assert (children >= 0).all()
    assert np.array_equal(children[:, 0], children[:, 1:].sum(axis=1))
    frame = made.to_frame("intake")
    assert np.allclose(frame["reach"], frame[["stay", "transfer", "new"]].sum(axis=1))
    assert np.allclose(frame["to_place"], frame["transfer"] + frame["new"])
    for by in (["ncy"], ["ncy", "level", "need"], ["ncy", "group"], ["ncy", "locality", "group"]):
        added = made.intake(by=by).groupby("ncy")[list(COUNTS)].sum()
        assert np.allclose(added, frame.groupby("ncy")[list(COUNTS)].sum()), by
    if not small.placements:  # only independent children start anywhere
        assert (frame.query("level == 'base'")["stay"] == 0).all()


@settings(max_examples=10)
@given(smalls())
def test_who_reaches_an_nc_year_is_of_the_projection(small):
    made = allocated(small)
    projection, labels = made.projection, made.projection.labels
    ncys = np.arange(len(labels.ncys))
    states = np.arange(len(labels.states))
    counts = projection.drawn.roll_up(ncy=ncys, state=states)[:, 1, 0, 0]
    frame = made.intake(by=["ncy", "level"]).set_index(["ncy", "level"])["reach"]
    for ncy in ENTRIES:
        for level in LEVELS:
            whole = counts[:, labels.ncys.index(ncy), labels.states.index(level)].mean()
            assert frame.get((ncy, level), 0.0) == pytest.approx(whole)


def test_where_nobody_is_placed_today_free_places_are_those_that_others_leave():
    small = Small(placements=False, special=95, taken=3, base=20)
    frame = allocated(small).to_frame("intake_places").set_index(["ncy", "level", "need"])
    for column in ("free", "free_low", "free_high"):
        special = frame.xs("special", level="level")[column]
        for ncy in ENTRIES:
            for need in ("ASD", "SEMH", "SLCN", ALL_NEEDS):
                assert special[(ncy, need)] == 92
        # The base admits ASD and SLCN up to Year 8: nobody with SEMH, and nobody in Year 12.
        base = frame.xs("base", level="level")[column]
        assert base[(7, "ASD")] == base[(7, "SLCN")] == base[(7, ALL_NEEDS)] == 20
        assert base[(7, "SEMH")] == 0
        assert base[(12, "ASD")] == base[(12, ALL_NEEDS)] == 0
    wanted = allocated(small).drawn.entrants.children[:, 2:].sum(axis=(1, 2))
    asd = allocated(small).labels.needs.index("ASD")
    assert frame.loc[(12, "base", "ASD"), "chance_short"] == (wanted[:, asd, 2, 0] > 0).mean()


def test_the_room_of_a_pool_is_its_places_less_all_who_stay_there():
    made = allocated(Small(special=400, base=400, independent=400))
    room = made.drawn.entrants.room
    free = made.setting.supply.pools.free[0]
    stayers = made.drawn.counts.children[:, 0, 1].sum(axis=(1, 2, 3, 4))
    not_named = stayers - (free - room).sum(axis=1)
    # Everyone who stays is in one of the three schools, or in a place that is not named.
    assert (not_named >= 0).all()
    assert (not_named <= made.drawn.counts.not_named[:, 0]).all()


def test_a_site_with_places_together_has_them_once():
    tables = tables_of(special=150)
    places = tables["places"]
    tables["places"] = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    plain = allocated(Small(special=150))
    projection = sf.project(sf.area_from_frames(tables), until=2027, draws=4, workers=1)
    whole = sf.allocate(projection, draws=4, workers=1)
    one, other = (held.to_frame("intake_places") for held in (plain, whole))
    assert one.equals(other)


def test_by_locality_the_places_within_its_journey_limit_are_counted():
    """Minutes of each pair are looked up again, and each pool's room is taken where it is near."""
    scenario = sf.as_things_stand().but(name="near", journey_limit_minutes=14)
    area = sf.area_from_frames(tables_of(Small(placements=False, special=95, taken=3, base=20)))
    projection = sf.project(area, scenario, until=2026, draws=2, workers=1)
    made = sf.allocate(projection, draws=2, workers=1)
    frame, supply = made.to_frame("intake"), made.setting.supply
    labels = made.plan.labels
    at = {site: labels["site"].tolist().index(site) for site in ("S", "B")}
    near = {site: supply.minutes[:, pool] <= 14 for site, pool in at.items()}
    for row in frame.to_dict("records"):
        place = made.labels.localities.index(row["locality"])
        serves = row["need"] in ("ASD", "SLCN") and row["ncy"] <= 8
        known = row["need"] in ("ASD", "SEMH", "SLCN")
        special = 92 * near["S"][place] * known if row["level"] == "special" else 0
        base = 20 * near["B"][place] * serves if row["level"] == "base" else 0
        assert row["free_within_limit"] == row["free_within_limit_low"] == special + base
    assert frame["free_within_limit"].nunique() > 1
    levels = made.intake(by=["ncy", "locality"])
    assert (levels["free_within_limit"] >= frame["free_within_limit"].min()).all()
    assert "free_within_limit" not in made.intake(by=["ncy", "need"])


def test_within_the_limit_a_site_with_places_together_has_them_once():
    tables = tables_of(special=150)
    places = tables["places"]
    tables["places"] = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    projection = sf.project(sf.area_from_frames(tables), until=2027, draws=4, workers=1)
    whole = sf.allocate(projection, draws=4, workers=1).to_frame("intake")
    plain = allocated(Small(special=150)).to_frame("intake")
    assert whole["free_within_limit"].tolist() == plain["free_within_limit"].tolist()


def test_all_needs_together_count_each_free_place_once():
    frame = allocated(Small()).to_frame("intake_places")
    assert tuple(frame.columns) == PLACES_COLUMNS
    whole = frame[frame["need"] == ALL_NEEDS].set_index(["ncy", "level"])
    parts = frame[frame["need"] != ALL_NEEDS].groupby(["ncy", "level"])
    for key, rows in parts:
        assert whole.loc[key, "to_place"] == pytest.approx(rows["to_place"].sum())
        assert rows["free"].max() <= whole.loc[key, "free"] + 1e-9 <= rows["free"].sum() + 1e-9
    assert frame["chance_short"].between(0, 1).all()
    assert (frame["others"] >= 0).all()


def test_where_nobody_is_kept_everybody_must_be_placed():
    frame = allocated(Small(), stayers="release").to_frame("intake")
    assert (frame["stay"] == 0).all()
    assert (frame["transfer"] == 0).all()


@pytest.mark.parametrize("by", [["year", "ncy"], ["need"], ["ncy", "phase"]])
def test_an_intake_is_laid_out_by_nc_year(by):
    with pytest.raises(UnknownNameError, match="ncy, with any of level, need, group, locality"):
        allocated(Small()).intake(by=by)


@pytest.mark.slow
def test_the_report_has_the_intake():
    report = sf.report(allocated(Small()))
    section = next(part for part in report.sections if part.anchor == "intake")
    assert "reach Reception" in section.paragraphs[0]
    assert "must be placed" in section.paragraphs[0]
    first = section.tables[0]
    assert {row[0] for row in first.rows} <= {"Reception", "Year 7", "Year 12"}
    assert "All needs" in {row[2] for row in first.rows}
