"""Small choices of schemes for the tests, and a slow twin that values every programme."""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from sufficiency.places import allocate_arrays, network_of
from sufficiency.places.choosing import NOT_OPENED, Budget, Period, Problem, Schemes


@dataclass(frozen=True)
class Best:
    """The best programmes there are: values in their order, and all openings that reach them."""

    values: tuple
    openings: list


def keeps(problem, opening):
    """Whether a programme keeps all conditions and budgets, and leaves no pool below nought."""
    schemes = problem.schemes
    for scheme, opens in enumerate(opening):
        if opens == NOT_OPENED:
            if schemes.must_open[scheme]:
                return False
        elif not schemes.may_open[scheme, opens]:
            return False
    for first, second in schemes.requires:
        if opening[first] != NOT_OPENED and not NOT_OPENED < opening[second] <= opening[first]:
            return False
    for first, second in schemes.excludes:
        if NOT_OPENED not in (opening[first], opening[second]):
            return False
    chosen = [(k, s) for k, s in enumerate(opening) if s != NOT_OPENED]
    for budget in problem.budgets:
        if sum(budget.pounds[k, s] for k, s in chosen) > budget.limit + 1e-6:
            return False
    return all((rooms >= 0).all() for rooms in rooms_of(problem, opening))


def rooms_of(problem, opening):
    """The places of each period under a programme."""
    added = problem.schemes.added
    return [
        period.network.room
        + sum(added[k, s, period.year] for k, s in enumerate(opening) if s != NOT_OPENED)
        for period in problem.periods
    ]


def values_of_programme(problem, opening):
    """The aims' sums of a programme, by solving each of its periods, schemes' cost in the first."""
    sums = np.zeros(len(problem.periods[0].network.aims))
    for period, room in zip(problem.periods, rooms_of(problem, opening), strict=True):
        totals = allocate_arrays(replace(period.network, room=room)).totals
        sums += period.weight * np.array(totals, dtype=float)
    sums[0] += sum(problem.schemes.cost[k, s] for k, s in enumerate(opening) if s != NOT_OPENED)
    return tuple(np.round(sums, 6).tolist())


def by_trying_all(problem):
    """Value every programme; None where none keeps everything."""
    options = [NOT_OPENED, *range(problem.years)]
    held = {
        opening: values_of_programme(problem, opening)
        for opening in product(options, repeat=len(problem.schemes.names))
        if keeps(problem, opening)
    }
    if not held:
        return None
    best = min(held.values())
    return Best(best, [opening for opening, values in held.items() if values == best])


def year_network(demand, free, metres, *, total=None, may_go=True, limit=3):
    """A year with as many cells as `demand` and pools as `free`; metres axes (cell, pool)."""
    cells, pools = np.nonzero(np.asarray(metres) >= 0)
    return network_of(
        demand,
        free,
        cells,
        pools,
        np.asarray(metres)[cells, pools],
        beyond_limit=np.asarray(metres)[cells, pools] > 3000,
        may_go_independent=np.full(len(demand), may_go),
        independent_limit=limit,
        total_room=() if total is None else [total[1]],
        within=None if total is None else [*total[0], -1],
    )


def made_up_problem(seed, *, weighted=False, must=True, closures=True, most_schemes=3):
    """Make up a choice: budgets by year and in all, conditions, closures, fill, draws, totals."""
    chance = np.random.default_rng(seed)
    years, count = int(chance.integers(1, 4)), int(chance.integers(1, most_schemes + 1))
    cells, base = int(chance.integers(1, 5)), int(chance.integers(1, 3))
    pools = base + count
    metres = 500 * chance.integers(-1, 10, (cells, pools))
    inside = chance.integers(-1, 1, pools).tolist()
    total = (inside, int(chance.integers(0, 7))) if chance.random() < 0.5 else None
    weights = [[1.0], [0.5, 0.5], [0.25, 0.75]][chance.integers(3)]
    free = np.append(chance.integers(0, 5, base), np.zeros(count, dtype=np.int64))
    limit = int(chance.choice([0, 2, 5]))
    periods = []
    for year, number in np.ndindex(years, len(weights)):
        demand = chance.integers(0, 5, cells)
        network = year_network(demand, free, metres, total=total, limit=limit)
        if weighted:
            weighing = {"without": 9000, "independent": 5000, "beyond_limit": 0, "metres": 1}
            network = network.in_one_aim(weighing)
        periods.append(Period(year, number, weights[number], network))
    added = np.zeros((count, years, years, periods[0].network.holders), dtype=np.int64)
    for scheme in range(count):
        fill = np.cumsum(chance.integers(0, 3, years))  # a school fills year by year
        lost = int(chance.integers(-1, 1)) if closures else 0
        for opening in range(years):
            for year in range(opening, years):
                added[scheme, opening, year, base + scheme] = fill[year - opening]
                added[scheme, opening, year, 0] += lost
                if total is not None and inside[base + scheme] == 0:
                    added[scheme, opening, year, -1] = fill[year - opening]
    pounds = chance.integers(0, 10, count)[:, None] * np.ones(years)
    budgets = [Budget("in all", pounds, float(chance.integers(0, 21)))]
    budgets += [
        Budget(f"by {year}", np.where(np.arange(years) <= year, pounds, 0.0), 4.0 + 5 * year)
        for year in range(years - 1)
    ]
    pairs = [(a, b) for a in range(count) for b in range(count) if a != b]
    chosen = [pairs[chance.integers(len(pairs))] for _ in range(2)] if pairs else []
    schemes = Schemes(
        names=tuple(f"scheme {k}" for k in range(count)),
        may_open=chance.random((count, years)) < 0.8,
        must_open=(chance.random(count) < 0.2) & must,
        added=added,
        cost=chance.integers(0, 3, (count, years)) * chance.choice([0.0, 1.0, 0.3]),
        requires=tuple(chosen[:1]) if chance.random() < 0.5 else (),
        excludes=tuple(chosen[1:]) if chance.random() < 0.5 else (),
    )
    return Problem(schemes, tuple(budgets), tuple(periods), years)
