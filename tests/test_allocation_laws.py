"""Laws of an allocation, in every draw and for expected numbers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import (
    SCHOOLS,
    UNTIL,
    Small,
    allocated,
    area_like,
    projected,
    shuffled,
    smalls,
    tables_of,
)

import sufficiency as sf
from sufficiency import terms
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.counts import ARRAYS, CHILDREN, STEPS
from sufficiency.places import LEVELS, Why

WAYS = st.sampled_from(["keep", "release"])


def count(counts, name):
    """Axes (draw, year, locality, need, phase, level): one of the counts."""
    return counts.children[:, :, CHILDREN.index(name)].astype(np.int64)


BY_CELL = ("children", "distances", "reasons")
"""What is kept by cell, as arrays of every cell."""


def both(allocation):
    """What came of the draws, and of expected numbers in thousandths of a child."""
    return allocation.drawn.counts, allocation.expected.counts


def free_places(allocation, *, scale=1):
    """Axes (year, pool): places free to us, nought where the pool is closed."""
    pools = allocation.setting.supply.pools
    return np.where(pools.is_open, np.maximum(pools.free, 0), 0) * scale


def assert_same(one, other):
    """Two allocations are the same to the last child and metre."""
    for ours, theirs in zip(both(one), both(other), strict=True):
        for name in (*ARRAYS, *BY_CELL):
            assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name
    assert np.array_equal(one.drawn.more, other.drawn.more)
    assert np.array_equal(one.drawn.fewer, other.drawn.fewer)


@pytest.mark.slow
@settings(max_examples=15)
@given(smalls(), WAYS)
def test_everyone_stays_or_is_to_be_placed_and_ends_up_somewhere(small, stayers):
    for counts in both(allocated(small, stayers=stayers)):
        demand = count(counts, "demand")
        assert np.array_equal(demand, count(counts, "stayers") + count(counts, "to_place"))
        fates = ("placed_within_limit", "placed_further", "independent", "without")
        assert np.array_equal(demand, sum(count(counts, fate) for fate in fates))
        assert (counts.children >= 0).all()
        if stayers == "release":
            assert not count(counts, "stayers").any()


def allocated_ages(allocation):
    """The NC years of each level that are allocated: older and younger are counted apart."""
    return dict(zip(LEVELS, allocation.plan.spans, strict=True))


@settings(max_examples=8)
@given(smalls())
def test_demand_is_that_of_the_projection_draw_by_draw(small):
    allocation = allocated(small)
    projection, labels = allocation.projection, allocation.projection.labels
    children = projection.drawn.roll_up(
        locality=np.arange(len(labels.localities)),
        need=np.arange(len(labels.needs)),
        ncy=np.arange(len(labels.ncys)),
        state=np.arange(len(labels.states)),
    )
    phases = terms.phases().codes
    phase = np.array([phases.index(terms.phase_of_ncy(ncy)) for ncy in labels.ncys])
    demand = count(allocation.drawn.counts, "demand")
    for level, (name, (first, last)) in enumerate(allocated_ages(allocation).items()):
        served = np.array([first <= ncy <= last for ncy in labels.ncys])
        here = children[: allocation.draws, 1:, ..., labels.states.index(name)]
        for place in range(len(phases)):
            added = here[..., served & (phase == place)].sum(axis=4)
            assert np.array_equal(demand[:, :, :, :, place, level], added), (name, place)


@settings(max_examples=8)
@given(smalls())
def test_expected_demand_is_the_expected_projection(small):
    allocation = allocated(small)
    frame = allocation.projection.to_array().to_frame(value="children")
    later = frame[frame["year"].isin(allocation.years)]
    demand = count(allocation.expected.counts, "demand").sum(axis=(0, 2, 3, 4, 5)) / SCALE
    parts = [
        later[(later["level"] == name) & later["ncy"].between(first, last)]
        for name, (first, last) in allocated_ages(allocation).items()
    ]
    by_year = sum(part.groupby("year")["children"].sum() for part in parts)
    # Each year is scaled to whole thousandths of a child.
    assert demand == pytest.approx(by_year.to_numpy(), abs=1 / SCALE)


@settings(max_examples=12)
@given(smalls(), WAYS)
def test_no_pool_admits_above_its_free_places(small, stayers):
    allocation = allocated(small, stayers=stayers)
    for counts, scale in zip(both(allocation), (1, SCALE), strict=True):
        free = free_places(allocation, scale=scale)[None]
        # A pool that is over keeps its children and admits nobody.
        assert (counts.placed <= free + counts.over).all()
        closed_to_all = counts.over > 0
        assert (counts.placed >= free)[closed_to_all].all()
        if stayers == "release":
            assert not counts.over.any()


@settings(max_examples=10)
@given(smalls())
def test_stayers_are_last_year_s_placed_less_those_who_moved_or_ended(small):
    counts = allocated(small).drawn.counts
    held = counts.placed.sum(axis=2) + counts.not_named
    stayers = count(counts, "stayers").sum(axis=(2, 3, 4, 5))
    gone = counts.steps.sum(axis=2)
    assert np.array_equal(stayers[:, 1:] + gone[:, 1:], held[:, :-1])
    moved = counts.steps[:, :, STEPS.index("moved")]
    assert np.array_equal(moved, counts.moves.sum(axis=2))


@pytest.mark.slow
@settings(max_examples=6)
@given(smalls(), st.sampled_from(sorted(SCHOOLS)))
def test_one_more_place_in_the_last_year_never_makes_its_aims_worse(small, site):
    places = {"S": small.special, "B": small.base, "I": small.independent}[site]
    projection = projected(small)
    more = sf.as_things_stand().with_places(site, "all", {UNTIL: places + 1})
    for stayers in ("keep", "release"):
        ours = allocated(small, stayers=stayers)
        theirs = sf.allocate(projection, more, draws=4, stayers=stayers, workers=1)
        for one, other in zip(both(ours), both(theirs), strict=True):
            assert np.array_equal(one.totals[:, :-1], other.totals[:, :-1])
            for before, after in zip(one.totals[:, -1], other.totals[:, -1], strict=True):
                assert tuple(after) <= tuple(before)


@settings(max_examples=6)
@given(smalls(), st.sampled_from(sorted(SCHOOLS)))
def test_more_places_from_the_first_year_make_no_year_worse_with_all_placed_anew(small, site):
    places = {"S": small.special, "B": small.base, "I": small.independent}[site]
    more = sf.as_things_stand().with_places(site, "all", {2025: places + 3})
    ours = allocated(small, stayers="release")
    theirs = sf.allocate(projected(small), more, draws=4, stayers="release", workers=1)
    for one, other in zip(both(ours), both(theirs), strict=True):
        for draw in range(len(one.totals)):
            for year in range(len(ours.years)):
                assert tuple(other.totals[draw, year]) <= tuple(one.totals[draw, year])


@pytest.mark.slow
@settings(max_examples=6)
@given(smalls(), st.integers(0, 1000))
def test_shuffled_rows_of_all_tables_change_nothing(small, seed):
    small = replace(small, changing=True)
    tables = shuffled(tables_of(small), seed)
    projection = sf.project(sf.area_from_frames(tables), until=UNTIL, draws=4, workers=1)
    theirs = sf.allocate(projection, draws=4, workers=1)
    ours = allocated(small)
    assert_same(ours, theirs)
    for name in ("supply", "placed", "worth", "gap"):
        assert ours.to_frame(name).equals(theirs.to_frame(name)), name


@pytest.mark.slow
@settings(max_examples=4)
@given(smalls(), WAYS)
def test_both_engines_give_the_same_children_the_same_fate(small, stayers):
    projection = projected(small, until=2026)
    flow, plain = (
        sf.allocate(projection, draws=2, stayers=stayers, engine=engine, workers=1)
        for engine in ("flow", "lp")
    )
    for ours, theirs in zip(both(flow), both(plain), strict=True):
        assert np.array_equal(ours.totals, theirs.totals)
        assert np.array_equal(ours.children, theirs.children)
        assert np.array_equal(ours.placed, theirs.placed)
    assert flow.expected.engine != plain.expected.engine
    assert flow.is_proven
    assert plain.is_proven


@settings(max_examples=15)
@given(smalls(), WAYS)
def test_every_answer_is_proven(small, stayers):
    allocation = allocated(small, stayers=stayers)
    assert allocation.is_proven
    assert allocation.drawn.counts.proven.shape == (4, 3)
    assert f"All {3 * 5} yearly answers are proven" in allocation.answer()[2]


@pytest.mark.slow
def test_the_same_draws_give_the_same_numbers_for_any_number_of_workers():
    """Twelve draws are two blocks, so that there is work for both."""
    projection = sf.project(area_like(Small()), until=2025, draws=12, workers=1)
    one, two = (sf.allocate(projection, draws=12, workers=workers) for workers in (1, 2))
    assert_same(one, two)


def test_more_draws_change_no_earlier_draw():
    few, many = (sf.allocate(projected(Small()), draws=draws, workers=1) for draws in (2, 4))
    assert np.array_equal(few.drawn.counts.children, many.drawn.counts.children[:2])
    assert np.array_equal(few.drawn.counts.placed, many.drawn.counts.placed[:2])


def test_twice_the_children_and_twice_the_places_give_twice_the_answer():
    """For expected numbers, with all placed anew, and the projected numbers doubled as they are.

    A projection of an area of twice the size is not twice the projection: it leans less on
    England, and so do the shares that stay. Of the allocation itself the law is exact, where all
    places and limits are whole and nobody needs what no place could give.
    """
    small = Small(children=(("mainstream", 2.5), ("special", 0.9), ("base", 0.3)))
    exact = sf.as_things_stand().but(name="exact", independent_open_ended=False)
    single = sf.project(area_like(small), exact, until=UNTIL, draws=1, workers=1)
    double = replace(
        single,
        area=area_like(replace(small, times=2)),
        expected=replace(single.expected, children=2 * single.expected.children),
    )
    one, two = (
        sf.allocate(projection, draws=1, stayers="release", workers=1)
        for projection in (single, double)
    )
    ours, theirs = one.summary(), two.summary()
    miles = ours["unit"] == "miles"
    assert theirs["expected"][~miles].tolist() == pytest.approx(
        (2 * ours["expected"][~miles]).tolist(), abs=0.05
    )
    assert theirs["expected"][miles].tolist() == pytest.approx(
        ours["expected"][miles].tolist(), rel=1e-3
    )
    assert (ours[ours["measure"] == "without"]["expected"] > 1).all()


def test_reasons_of_moves_are_all_told():
    steps = allocated(Small()).steps()
    names = [f"moved_{reason.name.lower()}" for reason in Why]
    assert np.allclose(steps["moved"], steps[names].sum(axis=1))
    assert np.allclose(
        steps["stayers"] + steps["to_place"],
        allocated(Small()).summary().query("measure == 'demand'")["value"],
    )
