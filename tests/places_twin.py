"""A slow twin of the years, in plain loops over one child at a time."""

from collections import Counter
from functools import cache

import numpy as np

from sufficiency.places import NO_LIMIT, SPECIAL, Why

NCY = (5, 6, 7)

COUNTED = (
    *("without", "independent", "over_places", "beyond_limit"),
    *("not_preferred", "metres", "pounds", "other_level", "miles_squared", "displaced"),
)
"""What the twin adds up of each child, in this order; a plan says in which order it matters."""


def as_counts(rows, supply):
    """Children by (locality, need, ncy, level, pool) as a plain dictionary."""
    parts = zip(*(part.tolist() for part in supply.parts(rows.cell)), strict=True)
    pools, children = rows.pool.tolist(), rows.children.tolist()
    return dict(zip(((*p, j) for p, j in zip(parts, pools, strict=True)), children, strict=True))


def twin_rules(plan, year, *kinds):
    """The rules of some kinds that hold in a year."""
    return [rule for rule in plan.rules if rule.kind in kinds and year in rule.years]


def twin_names(plan, year, rule, cell):
    """Whether a rule names a child whom one of its pools admits."""
    locality, need, ncy, level = cell
    named = locality in rule.localities and need in rule.needs and NCY[ncy] in rule.ncys
    if rule.kind in ("forbid", "medical"):
        return named
    return named and any(
        twin_admits(plan, year, pool, level)
        and plan.pools[pool].needs[need]
        and plan.pools[pool].spans[year][0] <= NCY[ncy] <= plan.pools[pool].spans[year][1]
        and plan.pools[pool].is_open[year]
        for pool in rule.pools
    )


def twin_admits(plan, year, pool, level):
    """Whether a pool is for a level: its own, or one that it may serve instead that year."""
    held = plan.pools[pool]
    return held.level == level or (held.also_in[year] and level in held.also)


def twin_capped(plan, cell, pool):
    """The caps across pools that count a child in a pool."""
    return [
        number
        for number, cap in enumerate(plan.caps)
        if pool in cap.pools and cell[1] in cap.needs and NCY[cell[2]] in cap.ncys
    ]


def twin_barred(plan, year, cell, pool, *, releasing=False):
    """Whether a rule shuts a pool (the number of pools: places not named) to a child."""

    def counts(rule):
        return rule.releases or not releasing

    for rule in filter(counts, twin_rules(plan, year, "forbid")):
        if pool in rule.pools and twin_names(plan, year, rule, cell):
            return True
    for rule in filter(counts, twin_rules(plan, year, "force")):
        if pool not in rule.pools and twin_names(plan, year, rule, cell):
            return True
    medical = [r for r in twin_rules(plan, year, "medical") if pool in r.pools]
    shut = any(counts(rule) for rule in medical)
    return shut and not any(twin_names(plan, year, rule, cell) for rule in medical)


def twin_missed(plan, year, cell, pool):
    """How many preferences of a child a pool does not meet."""
    return sum(
        pool not in rule.pools
        for rule in twin_rules(plan, year, "prefer")
        if twin_names(plan, year, rule, cell)
    )


def twin_squared(minutes):
    """A journey squared, in hundredths of a square mile."""
    return round(100 * (minutes * 500) ** 2 / 2_589_988)


def twin_pounds(plan, year, cell, pool, minutes):
    """What a child costs in a pool (the number of pools: places not named) for a year."""
    if plan.pounds is None:
        return 0
    _, need, ncy, _ = cell
    child, mile = plan.pounds[pool]
    metres = minutes * 500 if pool < len(plan.pools) else 0
    return round(child + 7 * need + 11 * ncy + year + mile * (metres / 1609.344))


def twin_shut(plan, year, cell):
    """The pools that a rule about a share shuts to those who are not of it."""
    rules = twin_rules(plan, year, "single_sex", "medical")
    caps = [rule for rule in rules if rule.share < 1 and twin_names(plan, year, rule, cell)]
    return {pool for rule in caps for pool in rule.pools}


def twin_why(plan, year, cell, pool, changes_level):
    """Why a child must move who has come to an NC year; None where she may stay."""
    ncy = cell[2]
    if changes_level is not None:
        not_named = pool == len(plan.pools)
        level = changes_level
        if not (level == SPECIAL if not_named else twin_admits(plan, year, pool, level)):
            return Why.LEVEL_CHANGED
    if pool < len(plan.pools):
        low, high = plan.pools[pool].spans[year]
        if not plan.pools[pool].is_open[year]:
            before = plan.pools[pool].spans[max(year - 1, 0)]
            would_stay = before[0] <= NCY[ncy] <= before[1]
            if not would_stay:
                return Why.NOT_SERVED
            ruled = twin_barred(plan, year, cell, pool, releasing=True)
            if ruled:
                return Why.LOCAL_RULE
            return Why.RELEASED if plan.released[ncy] == 1 else Why.SITE_CLOSED
        if not low <= NCY[ncy] <= high:
            return Why.NOT_SERVED
    elif not any(plan.may_go):
        return Why.NOT_SERVED
    if twin_barred(plan, year, cell, pool, releasing=True):
        return Why.LOCAL_RULE
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
        why = twin_why(plan, year, reached, pool, changes_level)
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


def twin_best(plan, year, to_place, stayers, let_in=None, displaced=None):
    """The best ordered aims of a year, by trying every way to place each child.

    `let_in` has the children of each cell, of those to place, whom rules about a share let in;
    `displaced` those of them whose pool has closed, who are of the share first.
    """
    room = [pool.free[year] * pool.is_open[year] for pool in plan.pools]
    caps = [cap.places[year] for cap in plan.caps]
    sites, groups = list(plan.site_free), [plan.independent] * 2
    aims = [0] * len(COUNTED)
    ordered = [COUNTED.index(aim) for aim in plan.aims]
    for (*cell, pool), children in stayers.items():
        locality, need, _, level = cell
        aims[4] += children * twin_missed(plan, year, cell, pool)
        site = plan.pools[pool].site if pool < len(plan.pools) else 0
        minutes = plan.minutes[2 * locality + site]
        aims[6] += children * twin_pounds(plan, year, cell, pool, minutes)
        if pool == len(plan.pools):
            groups[need] -= children
            aims[1] += children
            continue
        room[pool] -= children
        for number in twin_capped(plan, cell, pool):
            caps[number] -= children
        sites[plan.pools[pool].site] -= children
        if plan.pools[pool].independent:
            aims[1] += children
        else:
            aims[7] += children * (level != plan.pools[pool].level)
            aims[3] += children * (minutes > plan.near)
            aims[5] += children * minutes * 500
            aims[8] += children * twin_squared(minutes)
    aims[2], above, sites_above = twin_over(plan, year, room, sites)
    children = [
        (
            cell,
            let_in is None or child < let_in[cell],
            displaced is not None and child < displaced[cell],
        )
        for cell in np.ndindex(to_place.shape)
        for child in range(int(to_place[cell]))
    ]

    @cache
    def best(position, room, sites, groups, above, sites_above, caps):
        if position == len(children):
            return (0,) * len(COUNTED)
        cell, is_let_in, lost = children[position]
        locality, need, ncy, level = cell
        nowhere = twin_missed(plan, year, cell, len(plan.pools))
        same = (room, sites, groups, above, sites_above, caps)
        found = [((1, 0, 0, 0, nowhere, 0, 0, 0, 0, 2 * lost), same)]
        may_go = level == SPECIAL and plan.may_go[need]
        if may_go and groups[need] > 0 and not twin_barred(plan, year, cell, len(plan.pools)):
            left = one_less(groups, need)
            pounds = twin_pounds(plan, year, cell, len(plan.pools), 0)
            cost = (0, 1, 0, 0, nowhere, 0, pounds, 0, 0, int(lost))
            found.append((cost, (room, sites, left, above, sites_above, caps)))
        shut = () if is_let_in else twin_shut(plan, year, cell)
        for number, pool in enumerate(plan.pools):
            low, high = pool.spans[year]
            minutes = plan.minutes[2 * locality + pool.site]
            allowed = pool.is_open[year] and pool.needs[need] and low <= NCY[ncy] <= high
            if not allowed or not twin_admits(plan, year, number, level) or minutes > plan.far:
                continue
            if number in shut or twin_barred(plan, year, cell, number):
                continue
            counted = twin_capped(plan, cell, number)
            if any(caps[cap] <= 0 for cap in counted):
                continue
            fewer_in = tuple(left - (cap in counted) for cap, left in enumerate(caps))
            local = not pool.independent
            missed = twin_missed(plan, year, cell, number)
            further, metres = local * (minutes > plan.near), local * minutes * 500
            pounds = twin_pounds(plan, year, cell, number, minutes)
            other = int(local and pool.level != level)
            rest = (
                further,
                missed,
                metres,
                pounds,
                other,
                local * twin_squared(minutes),
                lost * (not local),
            )
            if room[number] > 0 and sites[pool.site] > 0:
                less, fewer = one_less(room, number), one_less(sites, pool.site)
                cost = (0, int(not local), 0, *rest)
                found.append((cost, (less, fewer, groups, above, sites_above, fewer_in)))
            if above[number] > 0 and sites_above[pool.site] > 0:
                less, fewer = one_less(above, number), one_less(sites_above, pool.site)
                cost = (0, int(not local), 1, *rest)
                found.append((cost, (room, sites, groups, less, fewer, fewer_in)))
        sums = [
            tuple(a + b for a, b in zip(cost, best(position + 1, *left), strict=True))
            for cost, left in found
        ]
        return min(sums, key=lambda added: [added[aim] for aim in ordered])

    added = best(0, tuple(room), tuple(sites), tuple(groups), above, sites_above, tuple(caps))
    sums = [int(a + b) for a, b in zip(aims, added, strict=True)]
    asked = set(plan.aims)
    if not any(rule.kind == "prefer" for rule in plan.rules):
        asked.discard("not_preferred")
    if not any(any(pool.above) for pool in plan.pools):
        asked.discard("over_places")
    if not twin_closes(plan):
        asked.discard("displaced")
    if not any(set(pool.also) - {pool.level} and any(pool.also_in) for pool in plan.pools):
        asked.discard("other_level")
    return tuple(sums[COUNTED.index(aim)] for aim in plan.aims if aim in asked)


def twin_closes(plan):
    """Whether any pool closes, in which children may be."""
    filled = {row[3] for row in plan.start if row[4]} if not plan.same_year else set()
    return any(
        (pool.is_open[year - 1] if year else number in filled) and not pool.is_open[year]
        for number, pool in enumerate(plan.pools)
        for year in range(3)
    )


def twin_start(plan):
    """Who is placed the year before the first, as `as_counts` has it; nobody where that is now."""
    placed = Counter()
    if plan.same_year:
        return placed
    own = [*(pool.level for pool in plan.pools), SPECIAL]
    for row, (locality, need, ncy, pool, children) in enumerate(plan.start):
        level = plan.start_level[row] if plan.start_level else own[pool]
        placed[locality, need, ncy, level, pool] += children
    return +placed


def twin_displaced(plan, number, before, year):
    """Children of a year by cell whose pool has closed, as plan, passage and rules say.

    `before` has last year's placed children. Of the program is only who is beyond the demand of
    a cell, which chance may decide; those whose level changes are left out before all others.
    """
    _, move, _, _ = twin_step(plan, number, before)
    beyond = as_counts(year.step.scaled_down, plan.supply())
    counts = np.zeros(year.demand.shape, dtype=np.int64)
    for (*cell, pool, why), children in move.items():
        if why is Why.SITE_CLOSED:
            first_out = move[*cell, pool, Why.LEVEL_CHANGED]
            counts[tuple(cell)] += children - max(0, beyond.get((*cell, pool), 0) - first_out)
    return counts


def with_befores(plan, years):
    """Each year with its number and last year's placed children."""
    before = twin_start(plan)
    for number, year in enumerate(years):
        yield number, before, year
        before = as_counts(year.rows, plan.supply())


def one_less(counts, place):
    """The same numbers with one less at a place."""
    return tuple(count - (number == place) for number, count in enumerate(counts))


def twin_over(plan, year, room, sites):
    """Stayers above places, and what is left of places above the number, by pool and site."""
    over = [max(-left, 0) for left in room]
    above = tuple(
        max(pool.above[year] * pool.is_open[year] - o, 0)
        for pool, o in zip(plan.pools, over, strict=True)
    )
    sites_above = tuple(
        NO_LIMIT if free >= NO_LIMIT else max(most - max(-left, 0), 0)
        for free, left, most in zip(plan.site_free, sites, plan.site_above, strict=True)
    )
    stay = 0
    for site in range(2):
        ours = [n for n, p in enumerate(plan.pools) if p.site == site and not p.independent]
        in_pools = sum(over[n] for n in ours)
        limited = plan.site_free[site] < NO_LIMIT and ours
        stay += max(in_pools, max(-sites[site], 0)) if limited else in_pools
    return stay, above, sites_above


def hold_years(plan, years):
    """Hold the years of a plan, who stays and the ordered aims, against the twin's."""
    for number, before, year in with_befores(plan, years):
        if number or not plan.same_year:
            hold_step(plan, number, before, year)
        here = as_counts(year.step.stayers, plan.supply())
        let_in = plan.let_in(number, year) if plan.rules else None
        lost = twin_displaced(plan, number, before, year)
        assert year.totals == twin_best(plan, number, year.to_place, here, let_in, lost)
