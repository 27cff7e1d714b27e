"""The model against today: known answers, laws, verdicts, and what it does not depend on."""

import numpy as np
import pytest
from hypothesis import given, settings
from small_areas import SCHOOLS, Small, allocated, area_like, smalls, tables_of, with_levels
from test_allocation_places import KNOWN

import sufficiency as sf
from sufficiency.allocation.today_frames import (
    AGREEMENT_COLUMNS,
    SITES_COLUMNS,
    kind_verdict,
    rolls_verdict,
)
from sufficiency.places import METRES_A_MILE


def held(area, scenario=None, **options):
    """The allocation of an area, one draw and one year of it."""
    projection = sf.project(area, scenario, until=2025, draws=1, workers=1)
    return sf.allocate(projection, draws=1, workers=1, **options)


def with_basis(tables, basis):
    return tables | {"placements": tables["placements"].assign(basis=basis)}


def as_counted(small, basis="supplied"):
    return sf.area_from_frames(with_basis(tables_of(small), basis))


@pytest.fixture(scope="module")
def same():
    """Each setting needs its own level, and there is room: the model does what was done."""
    small = Small(
        special=400,
        base=200,
        independent=0.0,
        taken=0,
        base_needs=("ASD", "SEMH", "SLCN"),
        base_ncys=(0, 12),
        children=(("mainstream", 2.5), ("special", 0.9), ("base", 0.3)),
    )
    return held(as_counted(small), with_levels(sf.as_things_stand(), KNOWN))


def test_where_each_child_is_where_the_model_would_put_her_all_agrees(same):
    agreement = same.to_frame("agreement").set_index("setting")
    for setting in ("base", "special", "all"):
        row = agreement.loc[setting]
        assert row["today"] == pytest.approx(row["model"], abs=0.01)
        assert row["rolls_differ_percent"] == pytest.approx(0, abs=0.01)
        assert row["same_kind_percent"] == pytest.approx(100, abs=0.01)
        assert row["same_site_percent"] == pytest.approx(100, abs=0.01)
        assert row["today_mean_miles"] == pytest.approx(row["model_mean_miles"], abs=1e-6)
        assert (row["rolls_verdict"], row["kind_verdict"]) == ("usable", "usable")
    assert agreement.loc["independent", "today"] == 0
    assert np.isnan(agreement.loc["independent", "same_kind_percent"])
    assert agreement.loc["independent", "rolls_verdict"] == ""
    told = same.against_today().sentence
    assert "Rolls: usable. Who is in which kind of place: usable." in told


def test_rolls_and_journeys_of_today_by_hand():
    small = Small()
    area = area_like(small)
    rows = held(area).against_today().rows.set_index("site")
    placed = area.table("placements")
    homes = area.table("localities").set_index("locality")
    detour = sf.as_things_stand().assumption("detour_factor").at(2024)
    for site, (name, _, east, north) in SCHOOLS.items():
        here = placed[placed["site"] == site]
        assert rows.loc[site, "today"] == here["plans"].sum()
        assert rows.loc[site, "name"] == name
        straight = np.hypot(
            here["locality"].map(homes["easting"]) - east,
            here["locality"].map(homes["northing"]) - north,
        )
        miles = (straight * detour * here["plans"]).sum() / here["plans"].sum() / METRES_A_MILE
        assert rows.loc[site, "today_mean_miles"] == pytest.approx(miles, abs=0.001)
    assert rows["is_own"].to_dict() == {"S": True, "B": True, "I": False}


@settings(max_examples=10)
@given(smalls())
def test_shares_are_shares_and_no_site_holds_more_than_its_places(small):
    made = allocated(small)
    agreement, sites = made.to_frame("agreement"), made.to_frame("against_today")
    assert tuple(agreement.columns) == AGREEMENT_COLUMNS
    assert tuple(sites.columns) == SITES_COLUMNS
    if not small.placements:
        assert agreement.empty
        assert sites.empty
        assert "was not held against today" in made.against_today().sentence
        return
    shares = agreement[["same_site_percent", "same_kind_percent"]].to_numpy(dtype=float)
    assert (shares[:, 0] <= shares[:, 1] + 1e-9).all()
    assert (shares <= 100 + 1e-9).all()
    whole = agreement.set_index("setting").loc["all"]
    assert sites["today"].sum() == pytest.approx(whole["today"])
    assert sites["model"].sum() == pytest.approx(whole["model"])
    differ = 100 * sites["difference"].abs().sum() / whole["today"]
    assert differ == pytest.approx(whole["rolls_differ_percent"])
    # Others have `taken` of them; who needs what no local place could give is kept beside.
    local = sites[sites["setting"] != "independent"]
    ours = local["places"] - local["name"].map({"Hill School": small.taken}).fillna(0)
    assert (local["model"] <= ours + 0.51).all()


def test_what_a_scenario_plans_and_the_draws_change_nothing():
    area = area_like(Small())
    now = held(area)
    planned = (
        sf.as_things_stand()
        .with_places("S", "all", {2025: 0}, name="closed")
        .but(name="other", headroom_percent=10, independent_growth_percent={"SEMH": 20})
    )
    other = held(area, planned, stayers="release")
    more = allocated(Small(), draws=4)
    for name in ("against_today", "agreement"):
        one = now.to_frame(name)
        assert one.equals(other.to_frame(name)), name
        assert one.equals(more.to_frame(name)), name


def test_pools_that_begin_next_year_have_nobody_today_and_no_verdict():
    tables = with_basis(tables_of(), "supplied")
    later = {name: tables[name].assign(year=2025) for name in ("pools", "places")}
    made = held(sf.area_from_frames(tables | later))
    sites = made.to_frame("against_today")
    assert sites["site"].tolist() == [""]  # all who are independent are in no named school
    assert "only 0 % of the children in bases and special schools" in made.against_today().sentence


@pytest.mark.parametrize(
    ("percent", "rolls", "kinds"),
    [
        (10.0, "usable", "not usable"),
        (10.1, "with care", "not usable"),
        (20.0, "with care", "not usable"),
        (20.1, "not usable", "not usable"),
        (79.9, "not usable", "not usable"),
        (80.0, "not usable", "with care"),
        (90.0, "not usable", "usable"),
    ],
)
def test_verdicts_follow_their_thresholds(percent, rolls, kinds):
    assert rolls_verdict(percent) == rolls
    assert kind_verdict(percent) == kinds


@pytest.mark.parametrize("basis", ["made", "estimated", "assumed"])
def test_placements_that_nobody_counted_have_no_verdict(basis):
    made = held(as_counted(Small(), basis))
    agreement = made.to_frame("agreement")
    assert set(agreement["rolls_verdict"]) == set(agreement["kind_verdict"]) == {""}
    assert "No verdict, since nobody counted the placements" in made.against_today().sentence


def test_few_recorded_placements_have_no_verdict():
    tables = with_basis(tables_of(), "supplied")
    placements = tables["placements"]
    some = placements[(placements["site"] != "S") | (placements["ncy"] > 4)]
    made = held(sf.area_from_frames(tables | {"placements": some}))
    assert set(made.to_frame("agreement")["rolls_verdict"]) == {""}
    told = made.against_today().sentence
    assert "% of the children in bases and special schools have a row" in told


def test_few_children_have_no_verdict():
    made = held(as_counted(Small(localities=1)))
    agreement = made.to_frame("agreement").set_index("setting")
    for setting, row in agreement.iterrows():
        assert (row["rolls_verdict"] == "") == (row["today"] < 30), setting


def test_where_it_is_not_known_whose_schools_they_are_nobody_is_out_of_the_area():
    tables = tables_of()
    about = tables["about"].replace({"value": {"Testshire": "Elsewhere Council"}})
    made = held(sf.area_from_frames(tables | {"about": about}))
    assert made.to_frame("against_today")["is_own"].isna().all()
    assert made.to_frame("agreement")["today_out_of_area"].isna().all()
    assert "schools of other authorities" not in made.against_today().sentence


@pytest.mark.slow
def test_the_report_shows_no_school_of_fewer_than_five_by_itself():
    tables = tables_of()
    placements = tables["placements"]
    few = placements[placements["site"] == "B"].index[3:]
    made = held(sf.area_from_frames(tables | {"placements": placements.drop(index=few)}))
    section = next(part for part in sf.report(made).sections if part.anchor == "today")
    shown = section.charts[0].table
    assert "Brook School" not in [row[0] for row in shown.rows]
    assert shown.rows[-1][0] == "Schools where fewer than five are today"
    assert "Brook School" not in section.charts[0].alt
    assert "choices of parents" in section.paragraphs[1]
    whole = made.to_frame("against_today")
    assert "Brook School" in whole["name"].tolist()


@pytest.mark.slow
def test_without_placements_the_report_says_so():
    tables = tables_of(placements=False)
    section = next(
        part
        for part in sf.report(held(sf.area_from_frames(tables))).sections
        if part.anchor == "today"
    )
    assert section.charts == ()
    assert "no placements in the tables for January 2025" in section.paragraphs[0]
