"""Fairness by home, need, phase and deprivation; imports and exports: known answers and laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import Small, allocated, smalls, tables_of

import sufficiency as sf
from sufficiency.allocation.fairness import percentile_and_longest
from sufficiency.allocation.run import BLOCK
from sufficiency.allocation.travel_counts import parts_of

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([0.5, 1.0, 2.0, 7.25, 30.0]), st.integers(1, 30)),
    max_size=30,
)


@given(ROWS)
def test_nine_in_ten_travel_no_further_than_the_percentile(rows):
    group, far, children = (
        (np.array(column) for column in zip(*rows, strict=True))
        if rows
        else (
            np.zeros(0, int),
            np.zeros(0),
            np.zeros(0, int),
        )
    )
    percentile, longest = percentile_and_longest(group, far, children, size=4)
    for place in range(4):
        single = np.sort(np.repeat(far[group == place], children[group == place]))
        if not len(single):
            assert np.isnan(percentile[place])
            assert np.isnan(longest[place])
            continue
        assert longest[place] == single[-1]
        # The smallest journey that nine in ten or more do not exceed, child by child.
        assert percentile[place] == single[-(-9 * len(single) // 10) - 1]


@settings(max_examples=10)
@given(smalls())
def test_journeys_are_those_of_every_placed_child(small):
    made = allocated(small)
    supply, travelled = made.setting.supply, made.drawn.travelled
    parts = parts_of(travelled, supply, made.setting.grain)
    assert (np.diff(travelled.key) > 0).all()
    by_pool = np.zeros((len(made.years), supply.not_named), dtype=int)
    np.add.at(by_pool, (parts.year, parts.pool), travelled.children)
    placed = np.where(supply.pools.independent, 0, made.drawn.counts.placed.sum(axis=0))
    assert np.array_equal(by_pool, placed)


def test_draws_of_several_blocks_are_added_up():
    draws = BLOCK + 3
    made = allocated(Small(), draws=draws, until=2026)
    local = ~made.setting.supply.pools.independent
    whole = made.drawn.counts.placed[..., local].sum()
    assert made.draws == draws
    assert made.drawn.travelled.children.sum() == whole


@settings(max_examples=10)
@given(smalls())
def test_fairness_says_the_same_as_the_gap_and_the_journeys(small):
    made = allocated(small)
    frame = made.to_frame("fairness")
    for way in ("group", "locality", "need", "phase"):
        here = frame[frame["by"] == way].set_index(["year", "label"]).sort_index()
        gap = made.to_frame("gap", by=["year", way]).set_index(["year", way]).sort_index()
        journeys = made.to_frame("journeys", by=["year", way]).set_index(["year", way]).sort_index()
        placed = gap["placed_within_limit"] + gap["placed_further"]
        assert np.allclose(here["placed"], placed)
        assert np.allclose(here["demand"], gap["demand"])
        lacking = here["share_without_local"].fillna(0) * here["demand"]
        assert np.allclose(lacking, gap["without"] + gap["independent"])
        for name in ("mean_miles", "mean_minutes", "share_beyond_limit"):
            assert np.allclose(here[name], journeys[name], equal_nan=True), name
    known = frame[frame["placed"] > 0]
    assert (known["miles_90th"] <= known["longest_miles"]).all()
    assert (known["mean_miles"] <= known["longest_miles"] + 1e-6).all()
    assert (known["longest_minutes"] >= known["minutes_90th"]).all()
    assert frame.loc[frame["placed"] == 0, ["miles_90th", "longest_miles"]].isna().all(axis=None)
    assert set(frame["by"]) == {"all", "group", "locality", "need", "phase"}


def test_one_home_and_one_school_by_hand():
    """All children of a level live at one point: every journey is the same."""
    made = allocated(Small(localities=1))
    frame = made.to_frame("fairness").query("by == 'locality' and label == 'L1'")
    placed = made.to_frame("placed").query("setting != 'independent'")
    far = placed[placed["children"] > 0].groupby("site")["miles"].first()
    assert frame["longest_miles"].to_numpy() == pytest.approx(far.max(), abs=0.001)
    assert set(np.round(frame["miles_90th"], 3)) <= set(np.round(far, 3))


def with_deciles(deciles):
    tables = tables_of()
    tables["localities"] = tables["localities"].assign(imd_decile=deciles)
    projection = sf.project(sf.area_from_frames(tables), until=2026, draws=4, workers=1)
    return sf.allocate(projection, draws=4, workers=1)


def test_localities_of_one_decile_are_told_together_and_those_without_one_apart():
    made = with_deciles([2, 2, None])
    frame = made.to_frame("fairness").set_index(["by", "year", "label"]).sort_index()
    for year in made.years:
        deciles, homes = frame.loc[("imd_decile", year)], frame.loc[("locality", year)]
        assert deciles.index.tolist() == ["2", "not known"]
        for name in ("demand", "placed"):
            whole = homes.loc[["L1", "L2"], name].sum()
            assert deciles.loc["2", name] == pytest.approx(whole)
            assert deciles.loc["not known", name] == pytest.approx(homes.loc["L3", name])
        longest = homes.loc[["L1", "L2"], "longest_miles"].max()
        assert deciles.loc["2", "longest_miles"] == longest


def section_of(allocation):
    report = sf.report(allocation)
    return next(section for section in report.sections if section.anchor == "fairness")


@pytest.mark.slow
def test_the_report_sets_deprived_localities_beside_the_others():
    section = section_of(with_deciles([1, 2, 9]))
    assert "three most deprived tenths of England" in section.paragraphs[0]
    captions = [table.caption for table in section.tables]
    assert any(caption.startswith("By deprivation") for caption in captions)


@pytest.mark.slow
def test_the_report_says_how_deprivation_would_be_seen():
    section = section_of(allocated(Small()))
    assert "column imd_decile of the table localities" in section.paragraphs[0]


@pytest.mark.slow
def test_small_groups_and_the_longest_journey_of_a_locality_are_not_shown():
    made = allocated(Small())
    section = section_of(made)
    folded = {table.caption.split(":")[0]: table for table in section.folded}
    assert not [word for word in folded["By locality"].header if word.startswith("Longest")]
    for table in (*section.tables, folded["By locality"]):
        assert min(float(row[1].replace(",", "")) for row in table.rows) >= 5
    whole = made.to_frame("fairness")
    assert (whole["placed"] < 5).any()


def neighbouring(authority):
    """Hill School is of another authority, and others have 3 of its places."""
    tables = tables_of()
    sites = tables["sites"]
    tables["sites"] = sites.assign(
        authority=sites["authority"].where(sites["site"] != "S", authority)
    )
    places = tables["places"]
    tables["places"] = places.assign(taken=places["taken"].where(places["site"] != "B", 2.0))
    projection = sf.project(sf.area_from_frames(tables), until=2026, draws=4, workers=1)
    return sf.allocate(projection, draws=4, workers=1)


@pytest.mark.slow
def test_ours_at_a_neighbour_are_exports_and_theirs_with_us_are_imports():
    made = neighbouring("Nextshire")
    frame = made.to_frame("neighbours").set_index(["site", "year"])
    assert "I" not in frame.index.get_level_values("site")
    supply = made.to_frame("supply").set_index(["site", "year"])
    ours = supply["placed"] + supply["kept_by_beyond"]
    for year in made.years:
        hill, brook = frame.loc[("S", year)], frame.loc[("B", year)]
        assert (hill["is_own"], brook["is_own"]) == (False, True)
        assert (hill["imports"], brook["imports"]) == (0, 2)
        assert (hill["exports"], brook["exports"]) == (ours[("S", year)], 0)
        assert hill["taken"] == 3
    told = section_of(made).paragraphs[-1]
    assert "others have 2 places" in told
    assert "schools of other authorities" in told


@pytest.mark.slow
def test_where_no_school_is_known_to_be_its_own_nothing_is_imported_or_exported():
    tables = tables_of()
    about = tables["about"].replace({"value": {"Testshire": "Elsewhere Council"}})
    projection = sf.project(
        sf.area_from_frames(tables | {"about": about}), until=2025, draws=1, workers=1
    )
    made = sf.allocate(projection, draws=1, workers=1)
    frame = made.to_frame("neighbours")
    assert frame[["is_own", "imports", "exports"]].isna().all(axis=None)
    assert not [words for words in section_of(made).paragraphs if "others have" in words]


def test_a_closed_school_is_no_neighbour():
    closed = sf.as_things_stand().with_places("S", "all", {2026: 0}, name="closed")
    made = sf.allocate(allocated(Small()).projection, closed, draws=2, workers=1)
    frame = made.to_frame("neighbours")
    assert frame.query("site == 'S'")["year"].tolist() == [2025]
