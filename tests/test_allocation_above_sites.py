"""Admission above places at the schools that a scenario names, and at no other."""

import re
import tomllib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import Small, area_of, projected, said, smalls, tables_of

import sufficiency as sf
from sufficiency.allocation.replanning import with_more_places
from sufficiency.errors import NotPossibleError, ScenarioError, TableError
from sufficiency.planned import check_plan
from sufficiency.scenario import load_scenario

STAND = sf.as_things_stand()
TIGHT = Small(special=60, base=10)
NOTES = ("allocation_above_independent", "allocation_above_nobody")


def above(stated, *, small=TIGHT, draws=2, **options):
    scenario = STAND.but(name="above", over_places_percent=stated)
    projection = projected(small, until=2026)
    return sf.allocate(projection, scenario, draws=draws, workers=1, **options)


def may_be_over(stated, **options):
    """By site: most children above, in each year."""
    supply = above(stated, **options).supply().sort_values("year")
    return supply.groupby("site")["may_be_above_free"].apply(list).to_dict()


def notes(allocation):
    return [note for note in allocation.notes if note.rule in NOTES]


@pytest.mark.parametrize(
    ("stated", "special", "base"),
    [
        (10, [5, 5], [1, 1]),
        ({"S": 10}, [5, 5], [0, 0]),
        ({"B": 30}, [0, 0], [3, 3]),
        ({"S": {2026: 20}}, [0, 11], [0, 0]),
        ({"value": 10, "by": {"B": 0}}, [5, 5], [0, 0]),
        ({"by": {"all": 10, "S": {"always": 20, 2026: 0}}}, [11, 0], [1, 1]),
        ({"by": {"S": {"value": 10, "why": "named in plans"}}}, [5, 5], [0, 0]),
        # A value by year for all, and one site of its own.
        ({"values": {2026: 10}, "by": {"S": 20}}, [11, 11], [0, 1]),
    ],
)
def test_a_site_that_is_stated_has_its_own_share(stated, special, base):
    assert may_be_over(stated) == {"S": special, "B": base, "I": [0, 0]}


def test_a_file_says_it_in_short_and_as_a_table(tmp_path):
    short, table = tmp_path / "short.toml", tmp_path / "table.toml"
    short.write_text("[allocation]\nover_places_percent = { S = 10 }\n", encoding="utf-8")
    table.write_text("[allocation.over_places_percent.by]\nS = { always = 10 }\n", encoding="utf-8")
    one, other = (load_scenario(path).assumption("over_places_percent") for path in (short, table))
    assert str(one) == str(other) == "over_places_percent: 0 percent; S 10 percent"
    assert (one.at(2026, site="S"), one.at(2026, site="B")) == (10, 0)


def test_what_is_written_is_read_again():
    stated = {"by": {"all": {2027: 5}, "141234": {2026: 10, 2028: 0}}}
    scenario = STAND.but(name="above", over_places_percent=stated)
    again = load_scenario(tomllib.loads(scenario.to_toml()))
    for year in (2025, 2026, 2027, 2028):
        for site in ("141234", "S"):
            held = (one.assumption("over_places_percent") for one in (scenario, again))
            assert len({one.at(year, site=site) for one in held}) == 1


def test_the_urn_of_a_school_is_no_year():
    """URNs are six figures, and names of establishments four: neither begins as a year does."""
    for site in ("141234", "7001"):
        held = STAND.but(name="above", over_places_percent={site: 10})
        assert held.assumption("over_places_percent").at(2026, site=site) == 10
    with pytest.raises(ScenarioError, match="Write years under values"):
        STAND.but(name="above", over_places_percent={"141234": 10, "2026": 5})
    with pytest.raises(ScenarioError, match="30266 is not an academic year"):
        STAND.but(name="n", joining_rate_change_percent={"30266": 5})
    with pytest.raises(ScenarioError, match="30266 is not an academic year"):
        STAND.but(name="n", headroom_percent={"30266": 5})


def test_a_site_that_neither_has_is_refused():
    """Though the scenario has no rows of sites, pools or places at all."""
    with pytest.raises(TableError, match="Did you mean S") as raised:
        above({"SS": 10})
    assert [found.rule for found in raised.value.findings] == ["not_in_area"]
    found = check_plan(area_of(TIGHT), STAND.but(name="n", over_places_percent={"SS": 10})).findings
    assert [one.rule for one in found] == ["not_in_area"]


def test_a_school_that_the_scenario_opens_may_go_above_alone():
    scenario = (
        STAND.with_site(
            "N",
            site_name="New School",
            authority="Testshire",
            easting=488000,
            northing=279000,
            basis="made",
        )
        .with_pool("N", "all", level="special", needs="SEMH", ncy_from=0, ncy_to=12, year=2026)
        .with_places("N", "all", {2026: 10}, name="new")
        .but(name="new", over_places_percent={"N": 20})
    )
    made = sf.allocate(projected(TIGHT, until=2026), scenario, draws=2, workers=1)
    supply = made.supply().set_index(["site", "year"])["may_be_above_free"].sort_index()
    assert supply["N"].to_dict() == {2026: 2}
    assert not supply.drop("N", level="site").any()
    assert not notes(made)


def test_a_site_with_a_total_has_its_own_share():
    tables = tables_of(TIGHT)
    places = tables["places"]
    whole = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    area = sf.area_from_frames(tables | {"places": whole})
    projection = sf.project(area, until=2026, draws=2, workers=1)
    for stated, most in (({"S": 10}, 5.0), ({"B": 10}, 0.0)):
        scenario = STAND.but(name="above", over_places_percent=stated)
        made = sf.allocate(projection, scenario, draws=2, stayers="release", workers=1)
        site = made.to_frame("site_totals").query("site == 'S'")
        assert site["may_be_above_free"].tolist() == [most, most]
        assert (site["over_high"] <= most).all()
        assert not notes(made)


def test_places_more_of_a_named_school_raise_what_may_be_above():
    """A block of places is worth what it would be if the tables had said so."""
    made = above({"S": 10})
    pools = np.where(made.plan.labels["site"] == "S", 20.0, 0.0) * np.ones((2, 1))
    more = with_more_places(made.plan, made.scenario, pools=pools, sites=np.zeros((2, 3)))
    stated = made.scenario.with_places("S", "all", {2022: 80}, name="more")
    again = sf.allocate(made.projection, stated, draws=1, workers=1).plan
    assert again.may_be_over[0].tolist() == [0, 0, 7]  # base, independent, special: 10 % of 77
    np.testing.assert_array_equal(more.may_be_over, again.may_be_over)
    np.testing.assert_array_equal(more.site_may_be_over, again.site_may_be_over)


@pytest.mark.parametrize(
    ("stated", "rule", "words"),
    [
        ({"I": 10}, "allocation_above_independent", "10 for Manor School (I)"),
        ({"B": 5}, "allocation_above_nobody", "5 for Brook School (B)"),
    ],
)
def test_a_share_that_changes_nothing_is_noted(stated, rule, words):
    made = above(stated)
    (note,) = notes(made)
    assert note.rule == rule
    assert words in str(note)
    assert re.search(said(rule), str(note))
    assert not made.plan.may_be_over.any()


def test_a_share_for_all_or_of_nought_or_of_later_years_is_not_noted():
    assert not notes(above(5))
    assert not notes(above({"I": 0, "S": 10}))
    assert not notes(above({"I": {2040: 10}, "S": 10}))


def test_aims_that_leave_places_above_out_are_refused_for_a_site_too():
    scenario = STAND.but(
        name="n", over_places_percent={"S": 5}, aims=["without", "independent", "miles"]
    )
    with pytest.raises(NotPossibleError, match="leave over_places out"):
        sf.allocate(projected(TIGHT, until=2026), scenario, draws=1)


@pytest.mark.slow
@settings(max_examples=8)
@given(
    smalls(),
    st.sampled_from(["S", "B", "I"]),
    st.sampled_from([10, 20, 30]),
    st.sampled_from(["keep", "release"]),
)
def test_a_share_of_one_school_lets_nobody_in_above_another(small, site, percent, stayers):
    """A law: elsewhere a pool is above its places by nobody but those who were there."""
    made = above({site: percent}, small=small, stayers=stayers)
    plan = made.plan
    others = (plan.labels["site"] != site).to_numpy()
    assert not plan.may_be_over[:, others].any()
    assert not plan.site_may_be_over[:, [name != site for name in plan.sites]].any()
    supply = made.supply().query("site != @site")
    if stayers == "release":
        assert not supply["over"].any()
    else:  # who stays above is there without any share too, and no one more
        still = above(0, small=small, stayers=stayers).supply().query("site != @site")
        first = supply["year"] == supply["year"].min()
        assert supply[first]["over"].tolist() == still[first.to_numpy()]["over"].tolist()


@pytest.mark.slow
@settings(max_examples=6)
@given(smalls(), st.sampled_from([0, 10, 30]))
def test_the_same_share_for_each_school_is_the_share_for_all(small, percent):
    """A law: to name every school is to name none."""
    every = above({"S": percent, "B": percent, "I": percent}, small=small)
    whole = above(percent, small=small)
    pd.testing.assert_frame_equal(every.supply(), whole.supply())
    pd.testing.assert_frame_equal(every.to_frame("gap"), whole.to_frame("gap"))
