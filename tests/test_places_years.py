"""Years one after the other: who stays, who moves, over-full pools, held against a slow twin."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places_twin import NCY, as_counts, hold_years, twin_shut

from sufficiency.places import (
    ALL_AIMS,
    LEVELS,
    NO_LIMIT,
    SPECIAL,
    Axes,
    Before,
    Caps,
    Journeys,
    Limits,
    Pools,
    Pounds,
    Start,
    Surviving,
    place_years,
    supply_of,
)
from sufficiency.places.shares import eligible

YEARS = (2025, 2026, 2027)


@dataclass(frozen=True)
class Pool:
    """A pool in all years; lists are by year."""

    site: int
    level: int
    needs: tuple
    spans: tuple
    free: tuple
    is_open: tuple = (True, True, True)
    independent: bool = False
    above: tuple = (0, 0, 0)
    also: tuple = ()  # levels that it may serve instead of its own
    also_in: tuple = (True, True, True)  # whether it may


def cell_in(rule, cell):
    """Whether a rule names the children of a cell."""
    locality, need, ncy, _ = cell
    return locality in rule.localities and need in rule.needs and NCY[ncy] in rule.ncys


@dataclass(frozen=True)
class Plan:
    """A tiny area: two localities, needs X and Y, NC years 5 to 7, three years."""

    pools: tuple
    demand: np.ndarray
    minutes: tuple  # (locality, site)
    site_free: tuple = (NO_LIMIT, NO_LIMIT)
    near: float = 30.0
    far: float = np.inf
    independent: int = NO_LIMIT
    may_go: tuple = (True, True)  # by need
    start: tuple = ()  # (locality, need, ncy, pool, children)
    start_level: tuple | None = None
    same_year: bool = False
    survival: float | np.ndarray = 1.0
    released: tuple = (0.0, 0.0, 0.0)
    places: tuple = field(default=("North", "South"))
    passage: object = None  # (factor) -> Shares or Fates
    reach: np.ndarray | None = None  # (year, cell): the cell that all its children reach, or -1
    known: np.ndarray | None = None  # (year, cell): whether fates know of its children
    rules: tuple = ()
    site_above: tuple = (0, 0)
    caps: tuple = ()
    aims: tuple = ALL_AIMS
    pounds: tuple | None = None  # by pool, then not named: (a child, a mile), plain numbers

    def knows(self, year, *cell):
        """Whether anything is known of what becomes of the children of a cell."""
        return self.known is None or self.known[year, np.ravel_multi_index(cell, (2, 2, 3, 2))]

    def reached(self, year, *cell):
        """The cell that its children reach in a year; None where they have ended."""
        locality, need, ncy, level = cell
        if self.reach is not None:
            to = self.reach[year, np.ravel_multi_index(cell, (2, 2, 3, 2))]
            return (
                None if to < 0 else tuple(int(part) for part in np.unravel_index(to, (2, 2, 3, 2)))
            )
        if ncy == 2 or np.broadcast_to(self.survival, (2, 3, 2))[need, ncy, level] == 0:
            return None
        return locality, need, ncy + 1, level

    def supply(self, *, factor=1, order=None):
        """The plan as arrays; `order` shuffles pools."""
        order = range(len(self.pools)) if order is None else order
        pools = [self.pools[position] for position in order]
        count = len(pools)

        def by_year(name, index=None):
            rows = [[getattr(pool, name)[year] for pool in pools] for year in range(3)]
            array = np.array(rows, dtype=np.int64).reshape(3, count, 1 if index is None else 2)
            return array[:, :, index or 0]

        levels = np.array(
            [
                [
                    [level == pool.level or (also and level in pool.also) for level in (0, 1)]
                    for pool, also in ((pool, pool.also_in[year]) for pool in pools)
                ]
                for year in range(3)
            ],
            dtype=bool,
        ).reshape(3, count, 2)
        minutes = np.array(self.minutes, dtype=float).reshape(2, -1)
        where = np.argsort(order)
        filled = [] if self.same_year else [row[3] for row in self.start if row[4]]
        before = Before(
            np.array([position in filled for position in order], dtype=bool),
            by_year("spans", 0)[0],
            by_year("spans", 1)[0],
        )
        return supply_of(
            Axes(YEARS, self.places, ("X", "Y"), NCY),
            Pools(
                names=tuple(f"pool {position}" for position in order),
                level=np.array([pool.level for pool in pools], dtype=np.int64),
                site=np.array([pool.site for pool in pools], dtype=np.int64),
                independent=np.array([pool.independent for pool in pools], dtype=bool),
                needs=np.array([pool.needs for pool in pools], dtype=bool).reshape(count, 2),
                ncy_from=by_year("spans", 0),
                ncy_to=by_year("spans", 1),
                is_open=by_year("is_open").astype(bool),
                free=by_year("free"),
                above=by_year("above"),
                serves_level=levels,
                before=before,
            ),
            Journeys((minutes * 500).astype(np.int64), minutes, np.zeros(minutes.shape, bool)),
            Limits(
                sites=("site 0", "site 1"),
                site_free=np.array(self.site_free),
                minutes=np.array(self.near),
                longest_minutes=np.array(self.far),
                groups=("X", "Y"),
                group=np.where(self.may_go, [0, 1], -1)[:, None] + np.zeros(3, dtype=np.int64),
                independent=np.array(self.independent),
                site_above=np.array(self.site_above),
            ),
            rules=[rule.arrays(where) for rule in self.rules],
            caps=self.caps_as_arrays(where),
            aims=self.aims,
            pounds=self.unit_pounds([*order, count]),
        ).times(factor)

    def unit_pounds(self, order):
        """Axes (year, need, ncy, pool then not named), with pools in an order."""
        if self.pounds is None:
            return None
        child, mile = np.array([self.pounds[position] for position in order], dtype=float).T
        year, need, ncy = np.ogrid[:3, :2, :3]
        more = (year + 7 * need + 11 * ncy)[..., None]
        return Pounds(child + more, mile + 0 * more)

    def caps_as_arrays(self, where):
        """Caps across pools as the program takes them; `where` has each pool's new position."""
        if not self.caps:
            return None
        pools = np.zeros((len(self.caps), len(where)), dtype=bool)
        kinds = np.zeros((3, len(self.caps), 2, 3), dtype=bool)
        for number, cap in enumerate(self.caps):
            pools[number, [where[pool] for pool in cap.pools]] = True
            ncys = [NCY.index(ncy) for ncy in cap.ncys]
            kinds[np.ix_(range(3), [number], cap.needs, ncys)] = True
        places = np.array([[cap.places[year] for cap in self.caps] for year in range(3)])
        names = tuple(f"cap {number}" for number in range(len(self.caps)))
        return Caps(names, pools, kinds, places)

    def let_in(self, number, year):
        """Of the children to place, those of the share of each cell; as the program counts them."""
        supply, let_in = self.supply(), year.to_place.copy()
        for cell in zip(*np.nonzero(year.to_place), strict=True):
            shut = twin_shut(self, number, cell)
            if not shut:
                continue
            caps = [rule for rule in self.rules if rule.caps and set(rule.pools) == shut]
            position = np.array([np.ravel_multi_index(cell, supply.axes.shape)])
            demand = year.demand.reshape(-1)[position]
            share = next(r.share for r in caps if number in r.years and cell_in(r, cell))
            of_share = eligible(supply, number, position, demand, share, drawn=True)
            stayers = as_counts(year.step.stayers, supply)
            there = sum(
                n for (*c, pool), n in stayers.items() if tuple(c) == tuple(cell) and pool in shut
            )
            let_in[cell] = min(let_in[cell], max(0, int(of_share[0]) - there))
        return let_in

    def placed(self, *, factor=1, order=None, **options):
        """The years of the plan; `order` shuffles pools and rows of the start."""
        supply = self.supply(factor=factor, order=order)
        where = list(range(len(self.pools))) if order is None else list(order)
        rows = self.start if order is None else self.start[::-1]
        start = None
        if rows:
            columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
            pools = [*np.argsort(where).tolist(), len(where)]
            columns[3] = np.array([pools[pool] for pool in columns[3]], dtype=np.int64)
            columns[4] = columns[4] * factor
            level = (
                self.start_level
                if order is None or not self.start_level
                else (self.start_level[::-1])
            )
            start = Start(*columns, level=level, same_year=self.same_year)
        survival = options.pop("survival", self.survival)
        passage = self.passage(factor) if self.passage else Surviving(survival)
        options = {"passage": passage, "released": np.array(self.released)} | options
        return place_years(supply, self.demand * factor, start=start, **options)


def no_demand():
    return np.zeros((3, 2, 2, 3, len(LEVELS)), dtype=np.int64)


def special(free, *, site=0, needs=(1, 1), span=(5, 7), **options):
    """A special pool that is the same in all years, unless lists are given."""
    free = free if isinstance(free, tuple) else (free,) * 3
    return Pool(site, SPECIAL, needs, (span,) * 3, free, **options)


@st.composite
def plans(draw, shares=(0.0, 1.0), most=2):
    """Tiny areas with over-full, closing and changing pools, at both levels."""

    def numbers(low, high, size):
        return tuple(draw(st.lists(st.integers(low, high), min_size=size, max_size=size)))

    spans = st.sampled_from([(5, 7), (5, 6), (7, 7), (6, 7)])
    pools = tuple(
        Pool(
            site=draw(st.integers(0, 1)),
            level=draw(st.integers(0, 1)),
            needs=draw(st.sampled_from([(1, 1), (1, 0), (0, 1)])),
            spans=(draw(spans),) * 2 + (draw(spans),),
            free=numbers(-1, 3, 3),
            is_open=draw(st.sampled_from([(True,) * 3, (True, True, False), (False, True, True)])),
            independent=draw(st.sampled_from([False, False, True])),
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    demand = no_demand()
    for _ in range(draw(st.integers(0, 8))):
        cell = tuple(draw(st.integers(0, size - 1)) for size in demand.shape)
        demand[cell] += draw(st.integers(1, most))
    rows = [
        (*numbers(0, 1, 2), draw(st.integers(0, 1)), draw(st.integers(0, len(pools))), count)
        for count in numbers(1, most, draw(st.integers(0, 5)))
    ]
    same_year = draw(st.booleans())
    levels = [*(pool.level for pool in pools), SPECIAL]
    for locality, need, ncy, pool, count in rows:
        # Those who are placed are mostly still there as they grow older.
        for year in range(3):
            older = ncy + year + (not same_year)
            if older < len(NCY):
                still = count - draw(st.sampled_from([0, 0, 0, 1]))
                demand[year, locality, need, older, levels[pool]] += still
    share = st.sampled_from(shares)
    survival = np.array([draw(share) for _ in range(12)]).reshape(2, 3, 2)
    return Plan(
        pools=pools,
        demand=demand,
        minutes=tuple(10 * step for step in numbers(1, 6, 4)),
        site_free=(draw(st.sampled_from([NO_LIMIT, 3, 1])), NO_LIMIT),
        far=draw(st.sampled_from([np.inf, 50.0])),
        independent=draw(st.sampled_from([0, 1, NO_LIMIT])),
        may_go=draw(st.sampled_from([(True, True), (True, False)])),
        start=tuple(rows),
        same_year=same_year,
        survival=survival if draw(st.booleans()) else 1.0,
        released=tuple(draw(share) for _ in range(3)),
    )


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(plans())
def test_each_year_is_that_of_the_slow_twin(plan):
    hold_years(plan, plan.placed())
