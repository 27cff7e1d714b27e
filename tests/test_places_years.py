"""Years one after the other: who stays, who moves, over-full pools; a slow twin in plain loops."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.places import (
    LEVELS,
    NO_LIMIT,
    SPECIAL,
    Axes,
    Journeys,
    Limits,
    Pools,
    Start,
    Surviving,
    Why,
    place_years,
    supply_of,
)

YEARS = (2025, 2026, 2027)
NCY = (5, 6, 7)


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
    same_year: bool = False
    survival: float | np.ndarray = 1.0
    released: tuple = (0.0, 0.0, 0.0)
    places: tuple = field(default=("North", "South"))

    def supply(self, *, factor=1, order=None):
        """The plan as arrays; `order` shuffles pools."""
        order = range(len(self.pools)) if order is None else order
        pools = [self.pools[position] for position in order]
        count = len(pools)

        def by_year(name, index=None):
            rows = [[getattr(pool, name)[year] for pool in pools] for year in range(3)]
            array = np.array(rows, dtype=np.int64).reshape(3, count, 1 if index is None else 2)
            return array[:, :, index or 0]

        minutes = np.array(self.minutes, dtype=float).reshape(2, -1)
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
            ),
        ).times(factor)

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
            start = Start(*columns, same_year=self.same_year)
        survival = options.pop("survival", self.survival)
        options = {"passage": Surviving(survival), "released": np.array(self.released)} | options
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


def as_counts(rows, supply):
    """Children by (locality, need, ncy, level, pool) as a plain dictionary."""
    parts = zip(*(part.tolist() for part in supply.parts(rows.cell)), strict=True)
    pools, children = rows.pool.tolist(), rows.children.tolist()
    return dict(zip(((*p, j) for p, j in zip(parts, pools, strict=True)), children, strict=True))


# ---- the slow twin ---------------------------------------------------------------------------


def twin_step(plan, year, before):
    """Children who come to stay, must move (with the reason), or have ended: survival of 0 or 1."""
    stay, move, ended = {}, {}, {}
    survival = np.broadcast_to(plan.survival, (2, 3, 2))
    for (locality, need, ncy, level, pool), children in before.items():
        if ncy == 2 or survival[need, ncy, level] == 0:
            ended[locality, need, ncy, level, pool] = children
            continue
        key = (locality, need, ncy + 1, level, pool)
        why = None
        if pool < len(plan.pools):
            low, high = plan.pools[pool].spans[year]
            if not plan.pools[pool].is_open[year]:
                why = Why.SITE_CLOSED
            elif not low <= NCY[ncy + 1] <= high:
                why = Why.NOT_SERVED
        elif not plan.may_go[need]:
            why = Why.NOT_SERVED
        if why is None and plan.released[ncy + 1] == 1:
            why = Why.RELEASED
        if why is None:
            stay[key] = children
        else:
            move[key] = (children, why)
    return stay, move, ended


def twin_best(plan, year, to_place, stayers):
    """The best ordered aims of a year, by trying every way to place each child."""
    room = [pool.free[year] * pool.is_open[year] for pool in plan.pools]
    sites, groups = list(plan.site_free), [plan.independent] * 2
    aims = [0, 0, 0, 0]
    for (locality, need, _, _, pool), children in stayers.items():
        if pool == len(plan.pools):
            groups[need] -= children
            aims[1] += children
            continue
        room[pool] -= children
        sites[plan.pools[pool].site] -= children
        if plan.pools[pool].independent:
            aims[1] += children
        else:
            minutes = plan.minutes[2 * locality + plan.pools[pool].site]
            aims[2] += children * (minutes > plan.near)
            aims[3] += children * minutes * 500
    children = [cell for cell in np.ndindex(to_place.shape) for _ in range(int(to_place[cell]))]

    @cache
    def best(position, room, sites, groups):
        if position == len(children):
            return (0, 0, 0, 0)
        locality, need, ncy, level = children[position]
        found = [(1, 0, 0, 0, room, sites, groups)]
        if level == SPECIAL and plan.may_go[need] and groups[need] > 0:
            left = tuple(g - (n == need) for n, g in enumerate(groups))
            found.append((0, 1, 0, 0, room, sites, left))
        for number, pool in enumerate(plan.pools):
            low, high = pool.spans[year]
            minutes = plan.minutes[2 * locality + pool.site]
            allowed = pool.is_open[year] and pool.needs[need] and low <= NCY[ncy] <= high
            if not allowed or pool.level != level or minutes > plan.far:
                continue
            if room[number] > 0 and sites[pool.site] > 0:
                less = tuple(r - (n == number) for n, r in enumerate(room))
                fewer = tuple(s - (n == pool.site) for n, s in enumerate(sites))
                local = not pool.independent
                cost = (0, int(not local), local * (minutes > plan.near), local * minutes * 500)
                found.append((*cost, less, fewer, groups))
        return min(
            tuple(a + b for a, b in zip(way[:4], best(position + 1, *way[4:]), strict=True))
            for way in found
        )

    added = best(0, tuple(room), tuple(sites), tuple(groups))
    return tuple(int(a + b) for a, b in zip(aims, added, strict=True))


@settings(max_examples=100, deadline=None)
@given(plans())
def test_each_year_is_that_of_the_slow_twin(plan):
    supply = plan.supply()
    before = None
    for number, year in enumerate(plan.placed()):
        step, here = year.step, as_counts(year.step.stayers, supply)
        moved = as_counts(step.moved, supply)
        if before is not None:
            stay, move, ended = twin_step(plan, number, before)
            assert as_counts(step.ended, supply) == ended
            scaled = as_counts(step.scaled_down, supply)
            together = {key: moved.get(key, 0) + scaled.get(key, 0) for key in move}
            assert together == {key: children for key, (children, _) in move.items()}
            assert {k: here.get(k, 0) + scaled.get(k, 0) for k in stay} == stay
            assert set(here) <= set(stay)
            reasons = {k: Why(w) for k, w in zip(moved, step.why.tolist(), strict=True)}
            assert reasons == {key: move[key][1] for key in moved}
            # Nobody is left out but those above the demand of their cell.
            present = step.stayers.by_cell(24) + step.moved.by_cell(24)
            above = step.scaled_down.by_cell(24)
            assert (present[above > 0] == year.demand.reshape(-1)[above > 0]).all()
        assert year.totals == twin_best(plan, number, year.to_place, here)
        before = as_counts(year.rows, supply)
