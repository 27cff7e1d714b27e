"""Counts that are kept only where somebody is, beside arrays of every cell: slow twins."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import allocated, smalls

import sufficiency as sf
from sufficiency.allocation import frames
from sufficiency.allocation.cells import AXES, cells_of_draw, cells_together, in_few_bytes
from sufficiency.allocation.counts import CHILDREN, DISTANCES, WHY_NOT_LOCAL
from sufficiency.places import LEVELS, METRES_A_MILE
from sufficiency.projection import range_of

WHAT = ("children", "distances", "reasons")
DETAILS = (
    ("year",),
    ("year", "group"),
    ("year", "locality", "phase"),
    ("year", "group", "locality", "need", "phase", "level"),
)


@cache
def example():
    """A few draws of the example, of which most cells are empty."""
    area, scenario = sf.load_example(), sf.load_scenario("two-bases")
    projection = sf.project(area, scenario, until=2026, draws=6, workers=1)
    return sf.allocate(projection, draws=6, workers=1)


def random_cells(seed, *, draws=3, years=2, shape=(3, 2, 2, 2), most=400):
    """Counts of every cell, most of them nought, and the same kept only where somebody is."""
    chance = np.random.default_rng(seed)
    sizes = {"children": len(CHILDREN), "distances": len(DISTANCES), "reasons": len(WHY_NOT_LOCAL)}
    filled = chance.random((draws, years, 1, *shape)) < 0.3
    whole = {
        what: chance.integers(0, most, (draws, years, size, *shape)) * filled
        for what, size in sizes.items()
    }
    parts = []
    for draw in range(draws):
        of_years = []
        for year in range(years):
            flat = {what: held[draw, year].reshape(sizes[what], -1) for what, held in whole.items()}
            cell = np.flatnonzero(filled[draw, year].reshape(-1))
            of_years.append((cell, *(flat[what][:, cell] for what in WHAT)))
        parts.append(cells_of_draw(of_years, shape))
    return whole, cells_together(parts)


@given(st.integers(0, 10**6), st.sampled_from([3, 300, 70_000]))
@settings(max_examples=25)
def test_every_cell_is_given_back(seed, most):
    whole, cells = random_cells(seed, most=most)
    for what in WHAT:
        assert np.array_equal(cells.whole(what), whole[what])
        for place in range(cells.years):
            one = cells.of_year(place)
            assert one.years == 1
            assert np.array_equal(one.whole(what)[:, 0], whole[what][:, place])


@given(st.integers(0, 10**6), st.sets(st.sampled_from(AXES)), st.data())
@settings(max_examples=40)
def test_sums_at_any_detail_are_those_of_the_whole_arrays(seed, left, told):
    whole, cells = random_cells(seed)
    first = told.draw(st.integers(0, cells.years - 1))
    years = range(first, told.draw(st.integers(first + 1, cells.years)))
    draws = told.draw(st.integers(1, 3))
    groups = {axis: np.arange(cells.shape[AXES.index(axis)]) % 2 for axis in left}
    for what in WHAT:
        sums = whole[what][:draws, years.start : years.stop]
        for place, axis in enumerate(AXES, start=3):
            group = groups.get(axis, np.zeros(sums.shape[place], dtype=np.int64))
            members = [np.flatnonzero(group == member) for member in range(int(group.max()) + 1)]
            taken = [np.take(sums, member, axis=place).sum(axis=place) for member in members]
            sums = np.stack(taken, axis=place)
        made = cells.roll_up(what, groups, years=years, draws=draws)
        assert np.array_equal(made, np.moveaxis(sums, 2, 1))
        chosen = cells.roll_up(what, groups, counts=[2, 0], years=years, draws=draws)
        assert np.array_equal(chosen, made[:, [2, 0]])
    totals = cells.totals("children", draws=draws)
    assert np.array_equal(totals, whole["children"][:draws].sum(axis=(3, 4, 5, 6)))


@given(st.lists(st.integers(-70_000, 70_000), min_size=1))
def test_few_bytes_hold_what_they_are_given(counts):
    assert in_few_bytes(np.array(counts)).tolist() == counts


def plain_gap(allocation, by):
    """Mean, low and high of each count of the gap, from an array of every cell of every draw."""
    children = allocation.drawn.counts.children.astype(np.float64)
    groups = allocation.labels.of("group")
    if "group" in by and "locality" not in by:
        of = [allocation.labels.group_of[code] for code in allocation.labels.localities]
        parts = [children[:, :, :, [one == group for one in of]].sum(axis=3) for group in groups]
        children = np.stack(parts, axis=3)
    elif "locality" not in by:
        children = children.sum(axis=3, keepdims=True)
    for place, axis in ((4, "need"), (5, "phase"), (6, "level")):
        if axis not in by:
            children = children.sum(axis=place, keepdims=True)
    for name in frames.SHOWN:
        draws = children[:, :, CHILDREN.index(name)].reshape(len(children), -1)
        mean = draws.mean(axis=0)
        low, high = np.quantile(draws, [0.1, 0.9], axis=0)
        yield name, mean, np.minimum(low, mean), np.maximum(high, mean)


@pytest.mark.slow
@pytest.mark.parametrize("by", DETAILS)
@pytest.mark.parametrize("at_once", [1, 5_000, 10**9])
def test_a_gap_made_some_years_at_a_time_is_that_of_the_whole_array(by, at_once, monkeypatch):
    monkeypatch.setattr(frames, "AT_ONCE", at_once)
    allocation = example()
    frame = allocation.to_frame("gap", by=by)
    for name, mean, low, high in plain_gap(allocation, by):
        assert np.array_equal(frame[name], mean), name
        assert np.array_equal(frame[f"{name}_low"], low), name
        assert np.array_equal(frame[f"{name}_high"], high), name


@pytest.mark.slow
def test_cells_in_which_nobody_is_are_not_kept():
    allocation = example()
    cells = allocation.drawn.counts.cells
    everything = int(np.prod(cells.shape)) * cells.years
    assert all(0 < len(draw.cell) < everything / 4 for draw in cells.draws)
    for draw in cells.draws:
        assert (draw.children[0] > 0).all()
        assert draw.children.dtype == draw.reasons.dtype == np.uint8


@pytest.mark.slow
@given(smalls())
@settings(max_examples=4)
def test_cells_add_up_to_the_totals_that_the_years_themselves_have(small):
    """The aims are added up over rows, not over cells: two ways to the same numbers."""
    allocation = allocated(small)
    aims = allocation.setting.supply.aims
    for counts in (allocation.drawn.counts, allocation.expected.counts):
        children, far = counts.cells.totals("children"), counts.cells.totals("distances")
        for aim, held in (
            ("without", children[:, :, CHILDREN.index("without")]),
            ("independent", children[:, :, CHILDREN.index("independent")]),
            ("beyond_limit", children[:, :, CHILDREN.index("placed_further")]),
        ):
            assert np.array_equal(counts.totals[:, :, aims.index(aim)], held), aim
        metres = counts.totals[:, :, aims.index("metres")]
        assert far[:, :, DISTANCES.index("placed_metres")] == pytest.approx(metres, rel=1e-6)
        missed = children[:, :, [CHILDREN.index(name) for name in ("without", "independent")]]
        reasons = counts.cells.totals("reasons")
        assert np.array_equal(reasons.sum(axis=2), missed.sum(axis=2))


@given(st.integers(0, 10**6), st.integers(1, 40), st.floats(0, 1))
@settings(max_examples=60)
def test_ranges_of_mostly_nought_are_those_of_sorting_every_draw(seed, draws, filled):
    chance = np.random.default_rng(seed)
    numbers = chance.normal(size=(draws, 30)) * (chance.random((draws, 30)) < filled)
    low, high = np.quantile(numbers, [0.1, 0.9], axis=0)
    mean = numbers.mean(axis=0)
    found = range_of(numbers)
    assert np.array_equal(found[0], np.minimum(low, mean))
    assert np.array_equal(found[1], np.maximum(high, mean))
    one = range_of(numbers[:, 0])
    assert (float(one[0]), float(one[1])) == (float(found[0][0]), float(found[1][0]))


def test_the_network_of_a_year_is_gone_when_the_next_is_made():
    """Memory that waits for a collection of cycles is memory that a laptop does not have."""
    import gc
    import weakref

    from sufficiency.allocation.run import expected_years

    gc.disable()
    try:
        held = []
        for year in expected_years(example().setting, worth=True):
            assert all(network() is None for network in held)
            held.append(weakref.ref(year.answer.network))
            del year
        assert len(held) == len(example().years)
    finally:
        gc.enable()


def test_a_mean_journey_is_that_of_the_whole_arrays():
    allocation = example()
    frame = allocation.to_frame("journeys", by=["year", "level"])
    counts = allocation.drawn.counts
    placed = sum(
        counts.children[:, :, CHILDREN.index(name)].sum(axis=(0, 2, 3, 4), dtype=np.float64)
        for name in ("placed_within_limit", "placed_further")
    )
    metres = counts.distances[:, :, 0].sum(axis=(0, 2, 3, 4), dtype=np.float64)
    assert frame["mean_miles"].to_numpy() == pytest.approx(
        (metres / placed).reshape(-1) / METRES_A_MILE
    )
    assert len(frame) == len(allocation.years) * len(LEVELS)
