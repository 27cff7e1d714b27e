"""Schemes over a small area, shared by the tests of offers and programmes."""

from functools import lru_cache

from small_areas import Small, area_like

from sufficiency.scenario import load_scenario

NEW_SITE = {"site": "N", "name": "New school (made up)", "authority": "Testshire"}
NEW_SITE |= {"easting": 488000, "northing": 270000, "basis": "made"}
NEW_POOL = {"site": "N", "pool": "base", "level": "base", "needs": ["ASD", "SLCN"]}
NEW_POOL |= {"ncy_from": 0, "ncy_to": 8, "year": 2026, "basis": "made"}


def place():
    """A small area in which every pool has more places from 2026 on."""
    return area_like(Small(changing=True))


def scheme(short, /, **said):
    """A row of schemes: sound unless something else is said."""
    row = {"scheme": short, "site": "N", "pool": "base", "places": 12, "opens": 2026}
    row |= {"pounds": 1.2e6, "price_year": 2026, "basis": "assumed"}
    return {key: held for key, held in {**row, **said}.items() if held is not None}


def bare(name, **said):
    """A row of schemes whose places and costs stand in tables of their own."""
    return scheme(
        name, **{"pool": None, "places": None, "pounds": None, "price_year": None, **said}
    )


def step(name, since, places, **where):
    """A row of scheme_places."""
    held = {"scheme": name, "site": "N", "pool": "base", "since": since, "places": places}
    return {**held, "basis": "assumed", **where}


def cost(name, since, pounds, **said):
    """A row of scheme_costs."""
    row = {"scheme": name, "item": "capital", "since": since, "pounds": pounds, "price_year": 2025}
    return {**row, "payer": "capital_grant", "basis": "supplied", "source": "Study", **said}


def plan(schemes, steps=(), costs=(), **more):
    """A scenario with schemes, and a new site that only they open."""
    tables = {"sites": [NEW_SITE], "pools": [NEW_POOL], "schemes": list(schemes)}
    tables |= {"scheme_places": list(steps), "scheme_costs": list(costs)}
    return load_scenario({"name": "bid", **tables, **more})


@lru_cache(maxsize=1)
def usual():
    """Schemes of every kind: they open, grow, move and close places, alone and together."""
    schemes = [
        scheme("new", fill_years=2),
        bare("more"),
        bare("move", kind="designation"),
        bare("wing", site="S", latest=2028),
        bare("shut", site="B", kind="closure", requires=["new"]),
        bare("shut-half", site="B", kind="closure", excludes=["shut"]),
    ]
    at_s, at_b = {"site": "S", "pool": "all"}, {"site": "B", "pool": "all"}
    steps = [
        step("more", 0, 3),
        step("more", 2, 7),
        step("move", 1, 5),
        step("move", 1, -5, **at_s),
        step("wing", 0, 4, **at_s),
        step("wing", 3, 10, **at_s),
        step("shut", 0, -6, **at_b),
        step("shut", 2, -20, **at_b),
        step("shut-half", 0, -10, **at_b),
    ]
    costs = [cost("more", -1, 3e5), cost("wing", -1, 4e5)]
    return plan(schemes, steps, costs)
