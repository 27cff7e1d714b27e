"""Limits on independent places as numbers: for whom they are, how they are shared, and laws."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import Small, area_like, projected, said, tables_of, with_levels

import sufficiency as sf
from sufficiency.allocation.independent_numbers import _say_parts
from sufficiency.allocation.trial import findings_of_run
from sufficiency.errors import ScenarioError
from sufficiency.scenario import load_scenario

STAND = sf.as_things_stand()
SCARCE = Small(special=60, base=10)
RULES = ("allocation_number_shared", "allocation_number_for_nobody")
KNOWN = with_levels(
    STAND,
    {
        "special": {"special": 1.0},
        "base": {"base": 1.0},
        "independent": {"special": 1.0},
        "mainstream": {"mainstream": 1.0},
    },
)


def unnamed(small=SCARCE):
    """An area whose independent schools it does not name."""
    tables = tables_of(small)
    named = {
        table: tables[table][tables[table]["site"] != "I"]
        for table in ("sites", "pools", "places", "placements")
    }
    return sf.area_from_frames(tables | named)


def limited(number, *, projection=None, scenario=STAND, draws=2, **options):
    stated = scenario.but(name="limited", independent_limit_children=number)
    given_projection = projection or projected(SCARCE, until=2026)
    return sf.allocate(given_projection, stated, draws=draws, workers=1, **options)


def limits(allocation):
    """By year, need and phase: the limit."""
    frame = allocation.to_frame("independent")
    return frame.set_index(["year", "need", "phase"])["limit"].sort_index()


def notes(allocation):
    return [note for note in allocation.notes if note.rule in RULES]


def test_a_number_by_need_and_phase_is_the_limit():
    made = limited({"SEMH/secondary": 7, "ASD/primary": {2026: 0}})
    usual = limits(limited("none"))
    found = limits(made)
    assert found[:, "SEMH", "secondary"].tolist() == [7, 7]
    assert found[2026, "ASD", "primary"] == 0
    # What is not stated is today's placements, grown, though whole numbers are rounded anew.
    rest = found.drop([("SEMH"), ("ASD")], level="need")
    assert abs(rest - usual.reindex(rest.index)).max() <= 1
    assert not notes(made)


def test_a_file_says_it_by_need_phase_and_year(tmp_path):
    path = tmp_path / "contract.toml"
    path.write_text(
        '[allocation.independent_limit_children.by]\n"SEMH/secondary" = { 2026 = 12, 2028 = 9 }\n'
        'SLCN = "none"\n',
        encoding="utf-8",
    )
    held = load_scenario(path).assumption("independent_limit_children")
    whom = {"need": "SEMH", "phase": "secondary"}
    assert [held.at(year, **whom) for year in (2025, 2026, 2027, 2028)] == [None, 12, 12, 9]
    assert held.at(2026, need="SLCN", phase="primary") is None
    short = STAND.but(name="s", independent_limit_children={"SEMH/secondary": {2026: 12, 2028: 9}})
    again = short.assumption("independent_limit_children")
    assert [again.at(year, **whom) for year in (2025, 2026, 2028)] == [None, 12, 9]


@pytest.mark.parametrize("key", ["all", "SEMH", "primary"])
def test_a_number_for_several_is_for_all_of_them_together(key):
    made = limited({key: 11})
    found = limits(made).reset_index()
    whose = {"all": found["year"] > 0, "SEMH": found["need"] == "SEMH"}
    whose["primary"] = found["phase"] == "primary"
    assert found[whose[key]].groupby("year")["limit"].sum().tolist() == [11, 11]
    assert len(notes(made)) == 1


def test_it_is_shared_out_as_todays_placements_are():
    plans = area_like(SCARCE).plans
    today = plans[(plans["year"] == 2024) & (plans["setting"] == "independent")]
    assert len(today)
    made = limited({"SEMH": 100}, scenario=KNOWN, projection=_known())
    mine = today[today["need"] == "SEMH"]
    primary = mine[mine["ncy"] <= 6]["plans"].sum() / mine["plans"].sum()
    assert limits(made)[2025, "SEMH", "primary"] == pytest.approx(100 * primary, abs=1)
    (note,) = notes(made)
    assert re.search(said("allocation_number_shared"), str(note))
    assert "100 for SEMH: they share it as today's independent placements are, in 2025/26" in str(
        note
    )
    assert f"SEMH/primary {limits(made)[2025, 'SEMH', 'primary']}" in str(note)


def _known():
    return sf.project(area_like(SCARCE), KNOWN, until=2026, draws=2, workers=1)


def test_the_most_specific_number_holds_and_the_other_is_for_the_rest():
    made = limited({"SEMH": 20, "SEMH/secondary": 12})
    found = limits(made)
    assert found[2025, "SEMH", "secondary"] == 12
    assert found[2025, "SEMH"].sum() == 32
    (note,) = notes(made)  # primary and post-16 share the twenty
    assert "20 for SEMH, but for what is stated apart: they share it" in str(note)
    made = limited({"all": 30, "SEMH/secondary": 12, "ASD": "none"})
    found = limits(made)
    assert found[2025].drop("ASD").sum() == 42
    assert "for all needs and phases, but for what is stated apart" in str(notes(made)[0])


def test_named_schools_are_beside_the_number():
    """The number is of schools that the area does not name: those that it names have places."""
    made = limited(0, stayers="release")
    assert not limits(made).any()
    supply = made.supply().query("site == 'I'")
    assert (supply["placed"] > 0).all()
    assert made.to_frame("independent").groupby("year")["avoidable"].sum().gt(0).all()


def test_who_is_there_stays_above_the_number_and_nobody_joins():
    """As above a limit that growth has made: a number moves no child who is there."""
    projection = sf.project(unnamed(), until=2027, draws=2, workers=1)
    kept = {"released_share": 0}
    scenario = STAND.but(name="kept", **kept)
    there = limited("none", projection=projection, scenario=scenario)
    made = limited(0, projection=projection, scenario=scenario)
    for allocation in (there, made):
        assert allocation.is_proven
    ours = made.to_frame("independent").groupby("year")["avoidable"].sum()
    theirs = there.to_frame("independent").groupby("year")["avoidable"].sum()
    assert ours[2025] > 0  # nobody who is there is sent away
    assert (ours.diff().dropna() <= 0).all()  # and nobody comes
    assert (ours <= theirs).all()


@pytest.mark.parametrize("stayers", ["keep", "release"])
def test_children_not_in_named_schools_stand_beside_the_limit(stayers):
    """With a named school that is full, and a limit that bites: in every draw, and in the table.

    A third of today's independent children are in the named school, the others somewhere else.
    """
    small = Small(special=60, base=10, independent=8)
    tables = tables_of(small)
    at_named = tables["placements"]["site"] == "I"
    fewer = tables["placements"].assign(plans=tables["placements"]["plans"].where(~at_named, 0.0))
    kept = at_named & (np.arange(len(fewer)) % 3 == 0)
    fewer["plans"] = fewer["plans"].where(~kept, tables["placements"]["plans"])
    area = sf.area_from_frames(tables | {"placements": fewer[fewer["plans"] > 0]})
    projection = sf.project(area, until=2027, draws=4, workers=1)
    made = limited({2025: 9, 2026: 4}, projection=projection, draws=4, stayers=stayers)
    frame = made.to_frame("independent")
    in_draws = made.drawn.counts.in_limits.reshape(4, -1)
    soft = np.maximum(in_draws - frame["limit"].to_numpy(), 0)
    assert (frame["not_named"] <= frame["limit"] + frame["above_limit"] + 1e-9).all()
    np.testing.assert_allclose(frame["above_limit"], soft.mean(axis=0))
    np.testing.assert_allclose(frame["not_named"], in_draws.mean(axis=0))
    # The limit bites, and named schools are there: avoidable children are more than it.
    assert (frame["not_named"] == frame["limit"])[frame["limit"] > 0].any()
    totals_of = frame.groupby("year")[["avoidable", "not_named", "limit", "above_limit"]].sum()
    named = made.supply().query("site == 'I'").set_index("year")["placed"]
    assert (named > 0).all()
    np.testing.assert_allclose(totals_of["avoidable"] - totals_of["not_named"], named)
    assert (totals_of["avoidable"] > totals_of["limit"] + totals_of["above_limit"]).all()
    # Who is above it was there before: placed anew, nobody is.
    assert totals_of["above_limit"].gt(0).any() == (stayers == "keep")
    named_of_counts = made.drawn.counts.cells.totals("children")[:, :, 5].mean(axis=0) - named
    np.testing.assert_allclose(made.drawn.counts.not_named.mean(axis=0), named_of_counts)


def test_whether_the_option_is_open_comes_before_the_number():
    made = limited(
        {"SEMH/secondary": 7}, scenario=STAND.but(name="s", independent_open_ended=False)
    )
    assert not limits(made).any()
    shut = limited(40, scenario=STAND.but(name="s", independent_open_ended={2026: False}))
    assert limits(shut).groupby("year").sum().tolist() == [40, 0]
    assert not notes(made)


def test_growth_goes_on_beneath_a_number_that_ends():
    grown = STAND.but(name="s", independent_growth_percent=20)
    projection = sf.project(unnamed(), until=2027, draws=1, workers=1)
    number = {2026: 0, 2027: "none"}
    made = limits(limited(number, projection=projection, scenario=grown, draws=1))
    usual = limits(limited("none", projection=projection, scenario=grown, draws=1))
    assert made[2025].equals(usual[2025])
    assert made[2027].equals(usual[2027])
    assert not made[2026].any()


def fitting_nobody():
    """Nobody with SLCN is in an independent school."""
    tables = tables_of(SCARCE)
    plans, placements = tables["plans"], tables["placements"]
    off = (plans["need"] == "SLCN") & (plans["setting"] == "independent")
    placed = (placements["need"] == "SLCN") & (placements["site"] == "I")
    return sf.area_from_frames(tables | {"plans": plans[~off], "placements": placements[~placed]})


def test_a_number_that_nobody_of_today_can_share_is_refused():
    area = fitting_nobody()
    projection = sf.project(area, until=2026, draws=1, workers=1)
    for number in (5, {2026: 5}):
        stated = {"SLCN": number}
        with pytest.raises(ScenarioError, match=said("allocation_number_not_shared")) as raised:
            limited(stated, projection=projection, draws=1)
        (fault,) = raised.value.findings
        assert 'independent_limit_children = { "SLCN/primary" = 5 }' in str(fault)
    assert "5 from 2026/27 for SLCN" in str(fault)
    # Told by need and phase, or where there is nothing to share, it needs no children of today.
    made = limited({"SLCN/primary": 5, "SLCN/secondary": 1}, projection=projection, draws=1)
    assert limits(made)[2025, "SLCN"].sum() == 6
    assert not limits(limited({"SLCN": 0}, projection=projection, draws=1))[2025, "SLCN"].any()


def test_a_number_for_children_who_are_not_allocated_is_noted():
    made = limited({"age_19_to_25": 4})
    (note,) = notes(made)
    assert re.search(said("allocation_number_for_nobody"), str(note))
    assert not limits(made)[:, :, "age_19_to_25"].any()


def test_the_check_of_a_scenario_says_the_same():
    """What an allocation refuses or notes is found before any child is placed."""
    area, scarce = fitting_nobody(), area_like(SCARCE)

    def rules(of_area, **stated):
        found = findings_of_run(of_area, STAND.but(name="n", **stated))
        return [(one.rule, one.severity) for one in found]

    assert rules(area, independent_limit_children={"SLCN": 5}) == [
        ("allocation_number_not_shared", "error")
    ]
    shared = ("allocation_number_shared", "note")
    assert rules(scarce, independent_limit_children=20) == [shared]
    # Pounds need costs that are not there: they are told, and the number beside them.
    priced = rules(scarce, independent_limit_children=20, aims=["without", "pounds", "miles"])
    assert shared in priced
    assert len(priced) > 1
    assert rules(scarce, over_places_percent={"I": 10}) == [
        ("allocation_above_independent", "note")
    ]
    assert rules(scarce, over_places_percent=10) == []


def test_two_numbers_that_may_both_be_true_of_a_child_are_refused():
    with pytest.raises(ScenarioError, match="SEMH/secondary"):
        STAND.but(name="n", independent_limit_children={"SEMH": 5, "secondary": 4})


@pytest.mark.parametrize("wrong", [-1, 2.5, "many"])
def test_a_number_is_a_whole_number_of_children(wrong):
    with pytest.raises(ScenarioError, match="independent_limit_children"):
        STAND.but(name="n", independent_limit_children=wrong)


def test_the_last_january_is_dealt_anew_without_the_number():
    """The model against today knows today's placements alone."""
    usual, ours = limited("none"), limited(0)
    pd.testing.assert_frame_equal(usual.to_frame("against_today"), ours.to_frame("against_today"))


def test_many_parts_are_named_in_short():
    pairs = [(need, "primary") for need in "ABCDEFGH"]
    said_of = _say_parts(pairs, np.array([1, 9, 2, 3, 4, 5, 6, 0]))
    assert said_of.startswith("B/primary 9, G/primary 6, F/primary 5")
    assert said_of.endswith("D/primary 3, 2 others 3")


@settings(max_examples=8)
@given(st.sampled_from([0, 1, 5, 17, 200]), st.sampled_from(["all", "ASD", "SEMH/secondary"]))
def test_no_more_children_are_placed_than_the_number(number, key):
    """A law: with everybody placed anew, who is not in a named school is within the limit."""
    made = limited({key: number}, stayers="release", draws=1)
    frame = made.to_frame("independent")
    total = frame.groupby("year")[["avoidable", "limit"]].sum()
    named = made.supply().query("site == 'I'").set_index("year")["free_to_us"]
    assert (total["avoidable"] <= total["limit"] + named + 1e-9).all()
    if key == "all":
        assert total["limit"].tolist() == [number, number]
