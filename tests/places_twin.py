"""A slow twin of the years, in plain loops over one child at a time."""

from collections import Counter
from functools import cache

import numpy as np

from sufficiency.places import SPECIAL, Why

NCY = (5, 6, 7)


def as_counts(rows, supply):
    """Children by (locality, need, ncy, level, pool) as a plain dictionary."""
    parts = zip(*(part.tolist() for part in supply.parts(rows.cell)), strict=True)
    pools, children = rows.pool.tolist(), rows.children.tolist()
    return dict(zip(((*p, j) for p, j in zip(parts, pools, strict=True)), children, strict=True))


def twin_why(plan, year, ncy, pool, changes_level):
    """Why a child must move who has come to an NC year; None where she may stay."""
    of_pool = plan.pools[pool].level if pool < len(plan.pools) else SPECIAL
    if changes_level is not None and changes_level != of_pool:
        return Why.LEVEL_CHANGED
    if pool < len(plan.pools):
        low, high = plan.pools[pool].spans[year]
        if not plan.pools[pool].is_open[year]:
            return Why.SITE_CLOSED
        if not low <= NCY[ncy] <= high:
            return Why.NOT_SERVED
    elif not any(plan.may_go):
        return Why.NOT_SERVED
    return Why.RELEASED if plan.released[ncy] == 1 else None


def twin_step(plan, year, before):
    """Children who come to stay, must move (by reason), have ended, or are not known of."""
    stay, move, ended, unknown = Counter(), Counter(), Counter(), Counter()
    for (*cell, pool), children in before.items():
        if not plan.knows(year, *cell):
            unknown[*cell, pool] += children
            continue
        reached = plan.reached(year, *cell)
        if reached is None:
            ended[*cell, pool] += children
            continue
        changes_level = reached[3] if reached[3] != cell[3] else None
        why = twin_why(plan, year, reached[2], pool, changes_level)
        if why is None:
            stay[*reached, pool] += children
        else:
            move[*reached, pool, why] += children
    return stay, move, ended, unknown


def hold_step(plan, year, before, placed):
    """Hold one step between two years against the twin's."""
    supply, step = plan.supply(), placed.step
    stay, move, ended, unknown = twin_step(plan, year, before)
    here = Counter(as_counts(step.stayers, supply))
    scaled = Counter(as_counts(step.scaled_down, supply))
    moved = Counter()
    rows = zip(step.moved.cell, step.moved.pool, step.why, step.moved.children, strict=True)
    for cell, pool, why, children in rows:
        parts = (int(part) for part in supply.parts(cell))
        moved[*parts, int(pool), Why(why)] += int(children)
    assert as_counts(step.ended, supply) == ended
    assert as_counts(step.unknown, supply) == unknown
    # Nobody stays or moves who should not, and all others are above the demand of their cell.
    assert here <= stay
    assert moved <= move
    came, accounted = Counter(stay), here + scaled
    for (*key, _), children in move.items():
        came[tuple(key)] += children
    for (*key, _), children in moved.items():
        accounted[tuple(key)] += children
    assert accounted == came
    present = step.stayers.by_cell(24) + step.moved.by_cell(24)
    crowded = step.scaled_down.by_cell(24) > 0
    assert (present[crowded] == placed.demand.reshape(-1)[crowded]).all()
    # Those whose level changes are left out before those who could have stayed.
    for (*key, why), _ in moved.items():
        if why is Why.LEVEL_CHANGED and crowded[np.ravel_multi_index(key[:4], (2, 2, 3, 2))]:
            assert by_first_place(stay, move, key) == by_first_place(here, moved, key)


def by_first_place(stay, move, key):
    """Children of a cell who have a first claim: all but those whose level has changed."""
    stays = sum(count for other, count in stay.items() if other[:4] == tuple(key[:4]))
    return stays + sum(
        count
        for other, count in move.items()
        if other[:4] == tuple(key[:4]) and other[5] is not Why.LEVEL_CHANGED
    )


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


def hold_years(plan, years):
    """Hold the years of a plan, who stays and the ordered aims, against the twin's."""
    before = None
    for number, year in enumerate(years):
        if before is not None:
            hold_step(plan, number, before, year)
        here = as_counts(year.step.stayers, plan.supply())
        assert year.totals == twin_best(plan, number, year.to_place, here)
        before = as_counts(year.rows, plan.supply())
