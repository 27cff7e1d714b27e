"""Ranges come from allocated draws, and every table says the same of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import Small, allocated, area_like, smalls, tables_of, with_levels
from test_allocation_laws import count
from test_allocation_places import KNOWN

import sufficiency as sf
from sufficiency import terms
from sufficiency.allocation.counts import CHILDREN
from sufficiency.allocation.run import ties_of
from sufficiency.places import AIMS, METRES_A_MILE, Supply

DETAILS = ("group", "locality", "need", "phase", "level")
FATES = ("placed_within_limit", "placed_further", "independent", "without")
RANGED = ("demand", *FATES)


@pytest.fixture(scope="module")
def example():
    projection = sf.project(sf.load_example(), until=2027, draws=20, workers=1)
    return sf.allocate(projection, draws=4, workers=1)


@pytest.fixture(scope="module")
def tight():
    """As many special places as children who are expected to need one, in the last year."""
    every_need = tuple(terms.needs().without("unknown").codes)
    small = Small(
        special=170,
        base=400,
        independent=0,
        taken=0,
        special_needs=every_need,
        special_ncys=(terms.FIRST_NCY, terms.LAST_NCY),
    )
    scenario = with_levels(sf.as_things_stand(), KNOWN)
    scenario = scenario.but(name="tight", independent_open_ended=False)
    projection = sf.project(area_like(small), scenario, draws=20, workers=1)
    needed = projection.to_frame(by=["year", "level"]).set_index(["year", "level"])["children"]
    places = float(np.rint(needed[2027, "special"]))
    enough = scenario.with_places("S", "all", {2027: places}, name="just enough")
    return sf.allocate(projection, enough, draws=20, stayers="release", workers=1), places


def of_level(counts, name, level):
    return count(counts, name)[:, -1, ..., level].sum(axis=(1, 2, 3))


def test_a_range_is_not_the_expected_answer_scaled_by_demand(tight):
    """Places are just enough: none is without in a low draw, and many are in a high one."""
    allocation, places = tight
    demand, without = (of_level(allocation.drawn.counts, name, 1) for name in ("demand", "without"))
    # The answer of each draw, by hand: those above the places are without.
    assert np.array_equal(without, np.maximum(demand - places, 0))
    low, high = np.quantile(without, [0.1, 0.9])
    assert low == 0 < high
    ratio = without / demand
    assert ratio.min() == 0 < ratio.max()
    # Had the expected answer been scaled by each draw's demand, the range would be another.
    expected_demand, expected_without = (
        of_level(allocation.expected.counts, name, 1).sum() for name in ("demand", "without")
    )
    scaled = expected_without / expected_demand * demand
    assert np.quantile(scaled, 0.9) < high / 2
    frame = allocation.to_frame("gap", by=["year", "level"])
    row = frame[(frame["year"] == 2027) & (frame["level"] == "special")].iloc[0]
    assert (row["without_low"], row["without_high"]) == pytest.approx((low, high))
    assert row["without"] == pytest.approx(without.mean())


@settings(max_examples=15)
@given(smalls(), st.sets(st.sampled_from(DETAILS)))
def test_the_gap_adds_up_at_every_detail(small, details):
    allocation = allocated(small)
    by = ["year", *sorted(details)]
    frame = allocation.to_frame("gap", by=by)
    whole = allocation.to_frame("gap", by=["year"]).set_index("year")
    added = frame.groupby("year")[list(RANGED)].sum()
    for name in RANGED:
        assert np.allclose(added[name], whole[name], atol=1e-9), name
    assert np.allclose(frame["demand"], frame[list(FATES)].sum(axis=1), atol=1e-9)
    for name in RANGED:
        assert (frame[f"{name}_low"] <= frame[name] + 1e-9).all()
        assert (frame[name] <= frame[f"{name}_high"] + 1e-9).all()
    assert not frame.duplicated(by).any()


def test_ranges_are_quantiles_of_the_allocated_draws(example):
    counts = example.drawn.counts
    frame = example.to_frame("gap", by=["year"])
    for name in RANGED:
        draws = count(counts, name).sum(axis=(2, 3, 4, 5))
        low, high = np.quantile(draws, [0.1, 0.9], axis=0)
        mean = draws.mean(axis=0)
        assert np.allclose(frame[name], mean)
        assert np.allclose(frame[f"{name}_low"], np.minimum(low, mean))
        assert np.allclose(frame[f"{name}_high"], np.maximum(high, mean))


def test_supply_and_gap_meet_only_in_totals(example):
    supply = example.to_frame("supply").groupby("year")["placed"].sum()
    gap = example.to_frame("gap", by=["year"]).set_index("year")
    named = gap["independent"] - example.drawn.counts.not_named.mean(axis=0)
    placed = gap["placed_within_limit"] + gap["placed_further"]
    assert np.allclose(supply, placed + named)
    for name, frame in example.tables().items():
        assert not {"locality", "places"} <= set(frame.columns), name
        assert not {"locality", "free_to_us"} <= set(frame.columns), name


def test_the_summary_says_what_the_other_tables_say(example):
    summary = example.summary().set_index(["measure", "year"])["value"]
    gap = example.to_frame("gap", by=["year"]).set_index("year")
    independent = example.to_frame("independent").groupby("year")[["avoidable", "beyond"]].sum()
    without = example.to_frame("without", by=["year"]).set_index("year")
    journeys = example.to_frame("journeys", by=["year"]).set_index("year")
    for year in example.years:
        row = gap.loc[year]
        placed = row["placed_within_limit"] + row["placed_further"]
        assert summary["demand", year] == pytest.approx(row["demand"])
        assert summary["placed", year] == pytest.approx(placed)
        assert summary["without", year] == pytest.approx(row["without"])
        assert summary["without", year] == pytest.approx(without.loc[year, "children"])
        assert summary["independent", year] == pytest.approx(independent.loc[year, "avoidable"])
        assert summary["independent", year] == pytest.approx(journeys.loc[year, "independent"])
        assert summary["beyond", year] == pytest.approx(independent.loc[year, "beyond"])
        assert summary["mean_miles", year] == pytest.approx(
            journeys.loc[year, "mean_miles"], rel=0.01
        )
        assert journeys.loc[year, "placed"] == pytest.approx(placed)


def test_the_ordered_aims_are_those_of_the_tables(example):
    counts = example.drawn.counts
    totals = dict(zip(AIMS, np.moveaxis(counts.totals, 2, 0), strict=True))
    assert np.array_equal(totals["without"], count(counts, "without").sum(axis=(2, 3, 4, 5)))
    assert np.array_equal(
        totals["independent"], count(counts, "independent").sum(axis=(2, 3, 4, 5))
    )
    assert np.array_equal(
        totals["beyond_limit"], count(counts, "placed_further").sum(axis=(2, 3, 4, 5))
    )
    miles = example.to_frame("journeys", by=["year"])["miles"]
    assert np.allclose(totals["metres"].mean(axis=0) / METRES_A_MILE, miles, rtol=1e-5)


def test_journeys_add_up_at_every_detail(example):
    whole = example.to_frame("journeys", by=["year"]).set_index("year")
    fine = example.to_frame("journeys", by=["year", "group", "phase"])
    assert np.allclose(fine.groupby("year")["miles"].sum(), whole["miles"])
    assert np.allclose(fine.groupby("year")["placed"].sum(), whole["placed"])
    some = fine[fine["placed"] > 0]
    assert np.allclose(some["mean_miles"] * some["placed"], some["miles"], rtol=1e-5)
    nobody = fine[fine["placed"] == 0]
    assert nobody["mean_miles"].isna().all()
    assert fine["share_beyond_limit"].dropna().between(0, 1).all()


def test_flows_are_the_expected_numbers_of_the_supply(example):
    flows = example.to_frame("placed")
    expected = example.expected.counts.placed[0] / 1000
    by_year = flows.groupby("year")["children"].sum()
    assert np.allclose(by_year, expected.sum(axis=1))
    assert (flows["children"] > 0).all()
    assert not flows.duplicated(["year", "locality", "site", "pool", "level", "setting"]).any()


def test_young_people_whom_no_pool_serves_are_counted_apart():
    """NC years 0 to 14 are always allocated, whatever ages the pools serve."""
    allocation = allocated(Small())
    assert allocation.plan.spans == ((0, 14), (0, 14))
    outside = allocation.to_frame("outside").groupby(["year", "level"])["children"].sum()
    frame = allocation.projection.to_frame(by=["year", "ncy", "level"])
    demand = allocation.to_frame("gap", by=["year", "level"]).set_index(["year", "level"])
    for level, last in (("base", 14), ("special", 14)):
        of_level = frame[frame["level"] == level]
        beyond_pools = of_level[~of_level["ncy"].between(0, last)]
        for year in allocation.years:
            apart = beyond_pools[beyond_pools["year"] == year]["children"].sum()
            whole = of_level[of_level["year"] == year]["children"].sum()
            assert outside[year, level] == pytest.approx(apart)
            # The projection is shown over its own draws, all of which are allocated here.
            assert demand.loc[(year, level), "demand"] + apart == pytest.approx(whole)


def test_the_answer_is_three_sentences_with_ranges(example):
    answer = example.answer()
    year = example.to_frame("gap", by=["year"]).assign(
        missed=lambda frame: frame["without"] + frame["independent"]
    )
    worst = int(year.loc[year["missed"].idxmax(), "year"])
    assert len(answer) == 3
    assert terms.year_label(worst) in answer[0]
    held = example.summary().query(f"year == {worst}").set_index("measure")
    for measure in ("demand", "placed", "independent", "without"):
        value, low, high = (held.loc[measure, side] for side in ("value", "low", "high"))
        assert f"{value:,.0f} ({low:,.0f} to {high:,.0f})" in answer[0]
    assert "made up" in answer[2]
    card = example.card()
    assert len(card.figures) <= 5
    assert card.figures[0].value == pytest.approx(held.loc["demand", "value"])
    assert "sf.report(allocation)" in repr(example)


def test_the_worth_of_a_place_is_what_one_more_place_changes():
    """Held against the plan with one more place, draw by draw, with all placed anew."""
    small = Small(special=60)
    usual = allocated(small, stayers="release")
    more = sf.as_things_stand().with_places("S", "all", {2025: small.special + 1})
    other = sf.allocate(usual.projection, more, draws=4, stayers="release", workers=1)
    place = usual.plan.labels["site"].tolist().index("S")
    change = other.drawn.counts.totals - usual.drawn.counts.totals
    assert np.array_equal(usual.drawn.more[:, :, place], change)
    told = usual.to_frame("worth").query("site == 'S'")
    assert np.allclose(told["more_without"], change[..., 0].mean(axis=0))
    assert np.allclose(told["more_independent"], change[..., 1].mean(axis=0))
    assert (told["more_without"] < 0).all()
    assert "One more place at Hill School" in " ".join(usual.worth_in_words())


def test_the_stability_table_holds_what_is_kept_against_what_is_released():
    kept, free = allocated(Small()), allocated(Small(), stayers="release")
    table = kept.to_frame("stability")
    for column, counts in (("kept", kept.expected.counts), ("released", free.expected.counts)):
        without = table[table["aim"] == "without"][column]
        assert np.allclose(without, counts.totals[0, :, 0] / 1000)
    same = free.to_frame("stability")
    assert np.allclose(same["kept"], same["released"])


def test_the_rows_of_an_explanation_add_up_to_its_sentence(example):
    explained = example.explain(year=2026, need="SEMH", phase="secondary")
    rows, by_year = explained.rows, example.to_frame("gap", by=["year", "need", "phase"])
    asked = {"year": 2026, "need": "SEMH", "phase": "secondary"}
    for column, label in asked.items():
        assert set(rows[column]) == {label}
        by_year = by_year[by_year[column] == label]
    (whole,) = by_year.to_dict("records")
    for name in RANGED:
        assert rows[name].sum() == pytest.approx(whole[name]), name
        value, low, high = (whole[f"{name}{side}"] for side in ("", "_low", "_high"))
        assert f"{value:,.0f} ({low:,.0f} to {high:,.0f})" in explained.sentence
    assert "2026/27, need SEMH, phase secondary" in explained.sentence
    assert not rows.duplicated(["locality", "level"]).any()
    assert rows["demand"].is_monotonic_decreasing
    assert rows["demand"].iloc[-1] > 0
    assert 'allocation.to_frame("gap", by=["year", "need", "phase"])' in explained.sentence


def test_an_explanation_without_a_year_is_of_the_year_of_greatest_strain(example):
    rows = example.explain().rows
    assert len(set(rows["year"])) == 1
    year = rows["year"].iloc[0]
    assert f"{rows['demand'].sum():,.0f} (" in example.explain().sentence
    assert str(year) in example.explain().sentence
    assert set(example.explain(group=rows["group"].iloc[0]).rows["group"]) == {
        rows["group"].iloc[0]
    }


def test_frames_are_copies(example):
    for name in ("gap", "supply", "worth", "summary", "stability"):
        frame = example.to_frame(name)
        before = frame.copy()
        for column in frame.select_dtypes("number"):
            frame[column] = 0
        pd.testing.assert_frame_equal(example.to_frame(name), before)
    assert len(CHILDREN) == example.drawn.counts.children.shape[2]


def neighbours():
    """Two localities at one point: all of their children are as near, and too many."""
    small = Small(
        localities=2,
        ncys=(3, 4, 5),
        children=(("special", 4.0),),
        special=18,
        base=0,
        independent=0,
        taken=0,
        placements=False,
    )
    tables = tables_of(small)
    tables["localities"] = tables["localities"].assign(easting=488000, northing=279000)
    levels = {setting: {setting: 1.0} for setting in ("special", "mainstream")}
    scenario = with_levels(sf.as_things_stand(), levels)
    scenario = scenario.but(name="tied", independent_open_ended=False)
    area = sf.area_from_frames(tables)
    return sf.project(area, scenario, until=2025, draws=40, workers=1)


def test_each_draw_breaks_ties_by_its_own_number_so_that_a_mean_favours_nobody(monkeypatch):
    turn, numbers = Supply.with_ties_turned, []

    def noted(supply, number):
        numbers.append(number)
        return turn(supply, number)

    monkeypatch.setattr(Supply, "with_ties_turned", noted)
    projection = neighbours()
    made = sf.allocate(projection, draws=40, stayers="release", workers=1)
    assert numbers == [ties_of(projection.seed, draw) for draw in range(40)]
    assert len(set(numbers)) == 40
    demand, without = (
        count(made.drawn.counts, name)[:, 0].sum(axis=(0, 3, 4)) for name in ("demand", "without")
    )
    many = demand > 200  # of each locality and need, in all draws together
    assert many.sum() == 6
    shares = without[many] / demand[many]
    # By names alone they lie from 0.45 to 1; 0.02 is the standard error of a share of 400 children.
    assert shares.max() - shares.min() < 0.2
