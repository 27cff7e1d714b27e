"""Small areas with costs, a programme of places in them, and what its schemes cost: all invented.

Unit costs are round, so that pounds can be counted again from children and places.
"""

from functools import lru_cache

import pandas as pd
from small_areas import Small, tables_of

import sufficiency as sf
from sufficiency.capital import SchemeSpend, Spend, appraise

TIGHT = Small(localities=1, special=56, base=6)
UNTIL = 2027
MORE = {2026: 76}
"""Places of the special school with the programme, by academic year."""

FEE = 60_000
TOP_UP = {"special": 10_000, "base": 4_000}
PLACE = {"special": 10_000, "base": 6_000}
A_MILE = 2.0
STAND = sf.as_things_stand().but(name="stand", independent_growth_percent=50)
"""Whoever has no place in the special school goes to an independent one."""


def cost(setting, item, pounds, unit="child_year", **cells):
    """A row of the table costs."""
    row = {
        "site": "",
        "setting": setting,
        "need": "",
        "ncy_from": pd.NA,
        "ncy_to": pd.NA,
        "residential": "",
        "item": item,
        "year": 2025,
        "year_kind": "academic",
        "price_year": 2026,
        "pounds": float(pounds),
        "unit": unit,
        "payer": "general_fund" if item == "transport" else "high_needs",
        "basis": "made",
        "source": "a test",
    }
    return row | cells


def rows_of_costs(*, times=1.0, fee=1.0, transport=1.0, local=1.0):
    """All that an appraisal needs; the factors change what is paid for what."""
    settings = ("special", "base", "independent")
    miles = [cost(setting, "transport", A_MILE * transport, "mile") for setting in settings]
    rows = [
        *(cost(setting, "top_up", pounds * local) for setting, pounds in TOP_UP.items()),
        *(
            cost(setting, "place", pounds * local, "place_year")
            for setting, pounds in PLACE.items()
        ),
        cost("independent", "fee", FEE * fee),
        *miles,
    ]
    return [row | {"pounds": row["pounds"] * times} for row in rows]


def projected(rows=None, small=TIGHT, *, until=UNTIL, draws=4, **options):
    """The projection of a small area with a table of costs."""
    frame = pd.DataFrame(rows_of_costs() if rows is None else rows)
    costs = frame.astype({"ncy_from": "Int64", "ncy_to": "Int64"})
    tables = tables_of(small, until=until) | {"costs": costs}
    given = {"workers": 1} | options
    return sf.project(sf.area_from_frames(tables), until=until, draws=draws, **given)


def both(projection, *, changes=None, draws=4, places=None):
    """The allocation with the programme, and the one without."""
    without = STAND.but(name="without", **(changes or {}))
    planned = without.with_places("S", "all", MORE if places is None else places).but(name="with")
    return tuple(
        sf.allocate(projection, scenario, draws=draws, workers=1) for scenario in (planned, without)
    )


def spends(*, times=1.0):
    """A school built over two years, opened in 2026, with a receipt and running costs."""
    return (
        SchemeSpend(
            "hill",
            2026,
            (
                spend("capital", -1, 400_000 * times),
                spend("capital", 0, 600_000 * times),
                spend("capital", 1, -50_000 * times, payer="general_fund"),
                spend("start_up", 0, 30_000 * times, payer="high_needs"),
                spend("running", 0, 20_000 * times, payer="school"),
                spend("running", 2, 10_000 * times, payer="school"),
            ),
        ),
    )


def spend(item, since, pounds, *, price_year=2026, payer="capital_grant", contingency=0.0):
    """What a scheme spends, with a contingency of its own."""
    return Spend(item, since, float(pounds), price_year, payer, "made", "a test", contingency)


@lru_cache(maxsize=16)
def pair():
    """The usual two allocations, made once."""
    return both(projected())


@lru_cache(maxsize=16)
def appraisal():
    """The usual appraisal, made once."""
    return appraise(*pair(), spends=spends())


def quick(rows=None, *, changes=None, times=1.0):
    """An appraisal of two draws and two years: what is varied against it is allocated anew."""
    projection = projected(rows, until=2026, draws=2)
    return appraise(*both(projection, changes=changes, draws=2), spends=spends(times=times))


@lru_cache(maxsize=16)
def quick_appraisal():
    """The usual quick appraisal, made once."""
    return quick()
