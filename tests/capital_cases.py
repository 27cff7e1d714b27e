"""Small areas with schemes for the tests of the choice, and a slow twin that tries every programme.

Everything is invented. The area is that of `small_areas`: a special school (S), a school with a
base (B) and an independent school (I).
"""

import itertools
from unittest import mock

import numpy as np
from small_areas import Small, projected

import sufficiency as sf
from sufficiency.capital.released import values_released
from sufficiency.places import choosing
from sufficiency.places.choosing import NOT_OPENED, Chosen, Programme, Status

SMALL = Small(localities=2)
BUDGET = 9_000_000

HILL = {
    "scheme": "hill",
    "name": "Hill School grows",
    "site": "S",
    "pool": "all",
    "places": 12,
    "fill_years": 2,
    "opens": 2026,
    "latest": 2027,
    "pounds": 3_000_000,
    "price_year": 2026,
    "basis": "made",
    "source": "made up",
}
HILL_LARGE = {
    **HILL,
    "scheme": "hill-large",
    "name": "Hill School grows more",
    "places": 20,
    "pounds": 6_000_000,
    "excludes": ["hill"],
}
BROOK = {
    **HILL,
    "scheme": "brook",
    "name": "A larger base at Brook School",
    "kind": "base",
    "site": "B",
    "places": 8,
    "fill_years": 1,
    "pounds": 800_000,
}


def scenario_with(*schemes, budget=BUDGET, name="schemes", **tables):
    """A scenario with schemes, and a budget in total; others by name of assumption or table."""
    assumptions = {"capital_budget_total_pounds": budget} if budget is not None else {}
    raw = {"name": name, "schemes": [dict(scheme) for scheme in schemes]}
    assumptions |= tables.pop("assumptions", {})
    return sf.load_scenario({**raw, "assumptions": assumptions, **tables})


def children(draws=3):
    """The projection of the area, made once."""
    return projected(SMALL, draws=draws)


def programmes(problem):
    """All openings that keep the conditions and budgets of a problem, one after the other."""
    schemes = problem.schemes
    ways = [
        [*([] if must else [NOT_OPENED]), *np.flatnonzero(may).tolist()]
        for may, must in zip(schemes.may_open, schemes.must_open, strict=True)
    ]
    for way in itertools.product(*ways):
        opening = np.array(way, dtype=np.int64)
        is_open = opening != NOT_OPENED
        if any(is_open[a] and is_open[b] for a, b in schemes.excludes):
            continue
        if any(
            is_open[a] and not (is_open[b] and opening[b] <= opening[a])
            for a, b in schemes.requires
        ):
            continue
        chosen = np.flatnonzero(is_open)
        spent = [budget.pounds[chosen, opening[chosen]].sum() for budget in problem.budgets]
        if any(s > b.limit + 0.01 for s, b in zip(spent, problem.budgets, strict=True)):
            continue
        yield opening


def choose_slowly(problem, **_):
    """The best of all programmes, each valued by itself; a twin of `places.choosing.choose`."""
    held = []
    for opening in programmes(problem):
        chosen = np.flatnonzero(opening != NOT_OPENED)
        cost = float(problem.schemes.cost[chosen, opening[chosen]].sum())
        held.append(Programme(opening, values_released(problem, [opening])[0], cost))

    def value(one):
        first, *rest = one.totals
        return tuple(np.round([first + one.cost, *rest], 6))

    held.sort(key=value)
    best = held[0]
    bounds = np.array(value(best))
    return Chosen(best, tuple(held[1:]), bounds, 0.0, Status.PROVEN, "slow", 0.0, 1, len(held))


def slowly():
    """Let every choice be made by the slow twin, for as long as the context lasts."""
    return mock.patch.object(choosing, "choose", choose_slowly, create=True)
