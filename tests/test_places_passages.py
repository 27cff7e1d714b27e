"""What becomes of placed children: needs and levels that change, by shares and as a draw says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places_twin import as_counts, hold_years
from test_places_years import plans

from sufficiency.places import BASE, SPECIAL, Fates, Shares

SHAPE = (2, 2, 3, 2)
MANY = 99


def cell_of(*parts):
    return int(np.ravel_multi_index(parts, SHAPE))


def chance(seed=1):
    return np.random.default_rng(seed)


@st.composite
def moving_plans(draw, by):
    """Plans in which whole cells reach another need or level, or end, each year."""
    plan = draw(plans())
    reach = np.full((3, 24), -1)
    for year, need, ncy, level in np.ndindex(3, 2, 2, 2):
        to = (need, level)
        for locality in range(2):
            if by == "fates" or locality == 0:
                to = draw(st.sampled_from([(need, level)] * 3 + [(1 - need, level)] * 2 + ROUND))
            if to is not None:
                at = cell_of(locality, need, ncy, level)
                reach[year, at] = cell_of(locality, to[0], ncy + 1, to[1])
    known = np.ones((3, 24), dtype=bool)
    if by == "fates":
        for at in draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 23)), max_size=3)):
            known[at] = False
    levels = tuple(draw(st.integers(0, 1)) for _ in plan.start)
    demand = plan.demand.copy().reshape(3, 24)
    for row, level in zip(plan.start, levels, strict=True):
        at = cell_of(*row[:3], level)
        for year in range(3):
            if year or not plan.same_year:
                at = reach[year, at]
            if at < 0:
                break
            demand[year, at] += row[4] - draw(st.sampled_from([0, 0, 0, 1]))
    return replace(
        plan,
        demand=demand.reshape(plan.demand.shape),
        start_level=levels or None,
        reach=reach,
        known=known,
        passage=(lambda factor: as_shares(reach)) if by == "shares" else as_fates(reach, known),
    )


ROUND = [None, (0, BASE), (1, SPECIAL)]
"""Further things that may become of a cell: it ends, or reaches another need and level."""


def as_shares(reach):
    """Shares of 0 and 1 (those of the first locality hold for all)."""
    shares = np.zeros((3, 2, 3, 2, 2, 2))
    for year, at in np.argwhere(reach[:, :12] >= 0):
        _, need, ncy, level = np.unravel_index(at, SHAPE)
        _, to_need, _, to_level = np.unravel_index(reach[year, at], SHAPE)
        shares[year, need, ncy, level, to_need, to_level] = 1
    return Shares(shares)


def as_fates(reach, known):
    """Fates of more children than are placed, all the same in a cell."""

    def passage(factor):
        return Fates(
            tuple(
                (np.arange(24)[knows], to[knows], np.full(knows.sum(), MANY * factor))
                for to, knows in zip(reach, known, strict=True)
            )
        )

    return passage


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(moving_plans("shares"), st.sampled_from([None, 1]))
def test_each_year_is_that_of_the_slow_twin_by_shares(plan, seed):
    hold_years(plan, plan.placed(chance=None if seed is None else chance(seed)))


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(moving_plans("fates"))
def test_each_year_is_that_of_the_slow_twin_by_fates(plan):
    hold_years(plan, plan.placed(chance=chance()))


@settings(max_examples=40, deadline=None)
@given(st.one_of(moving_plans("shares"), moving_plans("fates")), st.randoms(use_true_random=False))
def test_shuffled_pools_and_rows_change_nothing(plan, random):
    order = list(range(len(plan.pools)))
    random.shuffle(order)
    ours, theirs = plan.placed(chance=chance()), plan.placed(order=order, chance=chance())
    names = [*order, len(order)]
    for one, other in zip(ours, theirs, strict=True):
        found = as_counts(other.rows, plan.supply(order=order))
        named = {(*key[:4], names[key[4]]): count for key, count in found.items()}
        assert named == as_counts(one.rows, plan.supply())


# ---- a draw that fits together ---------------------------------------------------------------


@st.composite
def peopled_plans(draw):
    """A plan and its children, one by one: where each is in each January, and who holds a place."""
    plan = draw(plans())
    step = st.sampled_from([(0, 0)] * 4 + [(1, 0), (0, 1), None])
    januaries = [[], [], [], []]  # of each, the cell and the place in the next one, or -1
    at = {}
    for child in range(draw(st.integers(1, 12))):
        cell = (*(draw(st.integers(0, 1)) for _ in range(2)), 0, draw(st.integers(0, 1)))
        for january in range(draw(st.integers(0, 2)), 4):
            at[child, january] = cell_of(*cell)
            januaries[january].append(child)
            turn = draw(step)
            if turn is None or cell[2] == 2:
                break
            cell = (cell[0], cell[1] ^ turn[0], cell[2] + 1, cell[3] ^ turn[1])
    demand = np.zeros((3, 24), dtype=np.int64)
    fates = []
    for january in range(1, 4):
        for child in januaries[january]:
            demand[january - 1, at[child, january]] += 1
        before = [at[child, january - 1] for child in januaries[january - 1]]
        after = [at.get((child, january), -1) for child in januaries[january - 1]]
        fates.append((before, after, [1] * len(before)))
    rows, levels = [], []
    for child in januaries[0]:
        if draw(st.booleans()):
            *where, level = (int(part) for part in np.unravel_index(at[child, 0], SHAPE))
            rows.append((*where, draw(st.integers(0, len(plan.pools))), 1))
            levels.append(level)
    return replace(
        plan,
        demand=demand.reshape(plan.demand.shape),
        start=tuple(rows),
        start_level=tuple(levels) or None,
        same_year=False,
        passage=lambda factor: Fates(tuple(fates)),
    )


@settings(max_examples=80, deadline=None)
@given(peopled_plans(), st.integers(0, 99))
def test_where_fates_and_demand_fit_together_nobody_is_left_out(plan, seed):
    before = len(plan.start) if plan.start else None
    for year in plan.placed(chance=chance(seed)):
        step = year.step
        assert len(step.scaled_down) == 0
        assert len(step.unknown) == 0
        if before is not None:
            parts = (step.stayers, step.moved, step.ended)
            assert before == sum(int(rows.children.sum()) for rows in parts)
        before = int(year.rows.children.sum())


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(peopled_plans(), st.integers(0, 99), st.randoms(use_true_random=False))
def test_shuffled_localities_and_fates_change_nothing(plan, seed, random):
    def swapped(factor):
        years = []
        for before, after, children in plan.passage(factor).years:
            rows = list(zip(before, after, children, strict=True))
            random.shuffle(rows)
            rows = [((b + 12) % 24, (a + 12) % 24 if a >= 0 else -1, c) for b, a, c in rows]
            years.append(tuple(zip(*rows, strict=True)) if rows else ((), (), ()))
        return Fates(tuple(years))

    other = replace(
        plan,
        places=plan.places[::-1],
        demand=plan.demand[:, ::-1],
        minutes=plan.minutes[2:] + plan.minutes[:2],
        start=tuple((1 - row[0], *row[1:]) for row in plan.start),
        passage=swapped,
    )
    for one, two in zip(
        plan.placed(chance=chance(seed)), other.placed(chance=chance(seed)), strict=True
    ):
        ours, theirs = (as_counts(year.rows, plan.supply()) for year in (one, two))
        assert ours == {(1 - key[0], *key[1:]): count for key, count in theirs.items()}
