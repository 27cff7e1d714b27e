"""Why not local, bottlenecks, and letting a pool admit another need: for whole allocations."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import NEEDS, Small, allocated, projected, said, smalls

import sufficiency as sf
from sufficiency.allocation.counts import WHY_NOT_LOCAL
from sufficiency.allocation.reason_frames import LEAST_CHILDREN
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.places import REASONS

SCARCE = Small(special=75, base=6)


@settings(max_examples=12, deadline=None)
@given(smalls())
def test_reasons_add_up_to_all_who_are_not_placed_locally(small):
    made = allocated(small)
    by = ["year", "locality", "need", "phase", "level"]
    reasons = made.to_frame("why_not_local", by=by)
    gap = made.to_frame("gap", by=by)
    missed = gap["independent"] + gap["without"]
    assert reasons["not_local"].tolist() == pytest.approx(missed.tolist())
    assert reasons[list(WHY_NOT_LOCAL)].sum(axis=1).tolist() == pytest.approx(missed.tolist())
    whole = made.to_frame("why_not_local", by=["year"])
    assert (whole["not_local_low"] <= whole["not_local"]).all()
    assert (whole["full"] <= whole["full_high"]).all()


def test_known_reasons_of_a_small_area():
    """The base serves no SEMH and nobody above Year 8: those are not served, the others full."""
    frame = allocated(SCARCE).to_frame("why_not_local", by=["year", "need", "phase", "level"])
    base = frame[frame["level"] == "base"]
    semh = base[base["need"] == "SEMH"]
    assert semh["not_local"].sum() > 0
    assert (semh["not_served"] + semh["stays"]).tolist() == semh["not_local"].tolist()
    late = base[base["phase"].isin(["post16"])]
    assert (late["not_served"] + late["stays"]).tolist() == late["not_local"].tolist()
    primary = base[(base["phase"] == "primary") & base["need"].isin(["ASD", "SLCN"])]
    told = primary[["full", "too_far", "stays"]].to_numpy().sum()
    assert told == primary["not_local"].sum()


@settings(max_examples=8, deadline=None)
@given(smalls(), st.sampled_from(["keep", "release"]))
def test_bottlenecks_are_short_of_all_whom_some_pool_serves(small, stayers):
    """Of expected numbers: the reasons "full" and "too far, but open" together.

    Who stays in an independent school is not to be placed, and no bottleneck keeps her there.
    """
    made = allocated(small, stayers=stayers)
    frame = made.to_frame("bottlenecks")
    expected = made.expected.counts.reasons[0].sum(axis=(2, 3, 4, 5)) / 1000
    for year, counts in zip(made.years, expected, strict=True):
        short = frame.loc[frame["year"] == year, "short"].sum()
        full, beyond = (counts[REASONS.index(name)] for name in ("full", "too_far"))
        assert short <= full + beyond + 1e-9
        if stayers == "release":
            left_out = LEAST_CHILDREN * 8
            assert full - left_out <= short
    assert (frame["to_place"] - frame["places"]).tolist() == pytest.approx(frame["short"].tolist())
    assert (frame["short"] >= LEAST_CHILDREN).all()


def test_a_bottleneck_names_its_pools_and_children():
    frame = allocated(SCARCE).to_frame("bottlenecks")
    base = frame[frame["level"] == "base"].iloc[0]
    assert base["sites"] == "B all"
    assert base["names"] == "Brook School (specialist base)"
    assert set(base["needs"].split(";")) == {"ASD", "SLCN"}
    assert set(base["phases"].split(";")) <= {"primary", "secondary"}
    assert 1 <= base["localities"] <= 3


def test_a_need_that_a_pool_admits_too_changes_what_planning_it_would():
    made = allocated(SCARCE)
    worth = made.also_admit("SEMH", site="B", pool="all", since=made.years[1], workers=1)
    frame = worth.to_frame().set_index("year")
    rows = made.planned.table("pools").query("site == 'B'").to_dict("records")
    planned = made.scenario.with_rows(
        "pools", [{**rows[0], "needs": "ASD;SLCN;SEMH", "year": made.years[1]}], name="with SEMH"
    )
    other = sf.allocate(made.projection, planned, draws=made.draws, workers=1)
    for name, column in (("without", "without"), ("beyond_limit", "placed_further")):
        one, two = (held.to_frame("gap", by=["year"])[column] for held in (made, other))
        assert frame[name].tolist() == pytest.approx((two - one).tolist()), name
    assert frame["placed_there"].iloc[0] == 0
    assert "If Brook School (specialist base) also admitted " in worth.sentence()
    assert worth.sentence() == repr(worth)


def test_the_line_of_the_pages_on_another_need_runs_in_the_example():
    """As both pages have it; a pool that admits the need already is refused."""
    root = Path(__file__).resolve().parents[1] / "docs"
    line = 'allocation.also_admit("SEMH", site="141791", pool="secondary", since=2027)'
    for page in ("how-to/compare-plans.md", "explanation/allocation.md"):
        text = (root / page).read_text(encoding="utf-8")
        assert line in text
        assert text.count("allocation.also_admit(") == 1
    projection = sf.project(sf.load_example(), until=2027, draws=2, workers=1)
    allocation = sf.allocate(projection, draws=1, workers=1)
    told = eval(line, {"allocation": allocation}).sentence()
    assert told.startswith("If Isebrook School (special school, secondary) also admitted Social")


def test_what_would_help_is_listed_and_what_would_not_is_not():
    """Base places are short, so nobody gains by more needs; with places to spare SEMH does."""
    spare = allocated(Small(base=60))
    frame = spare.worth_of_admitting(year=spare.years[0])
    assert set(frame["site"]) == {"B"}
    assert not {"ASD", "SLCN"} & set(frame["need"])
    semh = frame[frame["need"] == "SEMH"].iloc[0]
    assert (semh["more_without"], semh["more_independent"]) == (-1, 0)
    assert frame["waiting"].is_monotonic_decreasing, "alike for the first child: most wait first"
    assert 0 < semh["waiting"] <= spare.expected.counts.reasons[0, 0, 0].sum() / 1000
    narrow = allocated(Small(special_needs=("ASD", "SLCN"), special=200))
    listed = narrow.worth_of_admitting()
    assert ["S", "SEMH"] in listed[["site", "need"]].to_numpy().tolist()
    first = listed.iloc[0]
    assert (first["more_without"], first["more_independent"]) < (0, 0) or first["more_without"] < 0
    assert np.isfinite(listed["more_miles"]).all()


def test_what_first_gains_is_better_with_all_children_too():
    spare = allocated(Small(base=60))
    gain = spare.also_admit("SEMH", site="B", pool="all", workers=1).to_frame()
    assert (gain["without"] < 0).all()


def test_refusals():
    made = allocated(SCARCE)
    with pytest.raises(NotPossibleError, match=said("allocation_need_admitted")):
        made.also_admit("ASD", site="B", pool="all", workers=1)
    with pytest.raises(UnknownNameError, match=r"need of this allocation.*Did you mean SEMH"):
        made.also_admit("SEHM", site="B", pool="all", workers=1)
    with pytest.raises(UnknownNameError, match="site and pool of this allocation"):
        made.also_admit("SEMH", site="X", pool="all", workers=1)
    with pytest.raises(UnknownNameError, match="why_not_local"):
        made.to_frame("why_not_local", by=["need"])


@pytest.mark.slow
def test_who_stays_in_an_independent_school_is_not_told_to_be_without_a_free_place():
    """With every pool half empty nobody's places are full; those who stay are asked nothing."""
    children = (("mainstream", 2.5), ("special", 0.5), ("base", 0.3), ("independent", 0.5))
    everywhere = {"special_ncys": (0, 14), "base_ncys": (0, 14), "base_needs": NEEDS}
    made = allocated(Small(special=900, base=300, independent=60, children=children, **everywhere))
    frame = made.to_frame("why_not_local", by=["year"])
    assert frame["stays"].min() > 20
    assert frame["full"].max() == 0
    assert made.to_frame("bottlenecks").empty
    section = next(one for one in sf.report(made).sections if one.anchor == "reasons")
    assert "in an independent school already" in section.paragraphs[0]


def test_children_who_stay_are_not_among_those_who_wait_for_another_need():
    narrow = allocated(Small(special_needs=("ASD", "SLCN"), special=200))
    listed = narrow.worth_of_admitting(year=narrow.years[0])
    semh = listed[(listed["site"] == "S") & (listed["need"] == "SEMH")].iloc[0]
    placed = narrow.also_admit("SEMH", site="S", pool="all", workers=1).to_frame()
    assert placed["placed_there"].iloc[0] <= semh["waiting"] + 6
    whole = narrow.to_frame("why_not_local", by=["year", "need", "level"])
    here = whole[(whole["year"] == narrow.years[0]) & (whole["need"] == "SEMH")]
    assert semh["waiting"] < here["not_local"].sum()


@pytest.mark.parametrize("other", ["base_in_special", "special_in_base", "both"])
def test_pools_of_both_levels_are_listed_and_told(other):
    """The child who gains most may be one of the other level."""
    small = Small(
        base=10,
        special=300,
        special_needs=("ASD", "SLCN"),
        children=(("mainstream", 2.5), ("special", 0.9), ("base", 0.6), ("independent", 2.0)),
    )
    scenario = sf.as_things_stand().but(name="x", other_level=other, independent_growth_percent=50)
    made = sf.allocate(projected(small), scenario, draws=2, workers=1)
    listed = made.worth_of_admitting(year=2026)
    assert not listed.empty
    levels = {level for held in made.to_frame("bottlenecks")["level"] for level in held.split(";")}
    assert levels <= {"base", "special"}


@pytest.mark.parametrize("slip", [0, 1, 2])
def test_what_is_asked_of_a_pool_comes_when_it_says_where_openings_slip(slip):
    scenario = sf.as_things_stand().but(name="late", opening_slip_years=slip)
    made = sf.allocate(projected(SCARCE), scenario, draws=3, workers=1)
    more = made.more_places(5, site="S", pool="all", since=made.years[1], workers=1).to_frame()
    assert more["placed_there"].tolist()[0] == 0
    assert more["placed_there"].tolist()[1] > 0
    spare = sf.allocate(projected(Small(base=60)), scenario, draws=3, workers=1)
    gain = spare.also_admit("SEMH", site="B", pool="all", since=spare.years[1], workers=1)
    assert gain.to_frame()["placed_there"].tolist()[0] == 0
    assert gain.to_frame()["placed_there"].tolist()[1] > 0


def test_a_pool_that_changes_its_level_is_asked_as_it_is_then():
    base = {"level": "special", "setting": "special", "ncy_from": 0, "ncy_to": 12}
    scenario = sf.as_things_stand().with_pool(
        "B", "all", name="special", year=2027, needs="ASD;SLCN", **base
    )
    made = sf.allocate(projected(Small(base=60)), scenario, draws=2, workers=1)
    told = made.also_admit("SEMH", site="B", pool="all", since=2027, workers=1)
    assert "special school" in told.where
    before = made.also_admit("SEMH", site="B", pool="all", since=2026, year=2026, workers=1)
    assert before.to_frame().shape[0] == len(made.years)


def test_a_need_is_told_from_the_year_in_which_the_pool_opens():
    scenario = (
        sf.as_things_stand()
        .with_pool(
            "B",
            "new",
            name="opens",
            year=2027,
            level="base",
            setting="base",
            needs="SLCN",
            ncy_from=0,
            ncy_to=12,
        )
        .with_places("B", "new", {2027: 20})
    )
    made = sf.allocate(projected(Small(base=60)), scenario, draws=2, workers=1)
    told = made.also_admit("SEMH", site="B", pool="new", workers=1)
    assert told.since == 2027
    assert "also admitted Social, emotional and mental health from 2027/28, it" in told.sentence()
    there = told.to_frame().set_index("year")["placed_there"]
    assert (there[there.index < 2027] == 0).all()
    assert there[2027] > 0


@pytest.mark.slow
def test_the_report_says_why_and_where():
    report = sf.report(allocated(SCARCE))
    section = next(section for section in report.sections if section.anchor == "reasons")
    assert "children are not placed locally; for " in section.paragraphs[0]
    assert "bottleneck" in section.paragraphs[2]
    assert len(section.tables) == 2
    assert "Brook School (specialist base)" in str(section.tables[1].rows)
