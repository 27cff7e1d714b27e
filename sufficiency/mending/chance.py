"""Checks that ask what chance allows: rates of localities, and needs from year to year."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.mending.issues import Issue, Known, Outcome, key_of

LEVEL = 0.05
"""Chance that anything at all is named where nothing is wrong (Bonferroni over all tests)."""
FEWEST_EXPECTED = 5.0
"""Below so many expected children the scale of square roots is no longer near the normal one."""
TAIL = 0.1
"""Share at each end that is drawn in before the spread of localities is measured (Spiegelhalter
2005, Funnel plots for comparing institutional performance, Statistics in Medicine 24)."""
JUMP = 0.25
FEWEST_IN_NEED = 10
"""A need is named where it is a quarter off and had ten children: chance alone would name every
small change of a large need."""

FloatArray = NDArray[np.float64]


def rate_out_of_line(known: Known) -> Iterator[Outcome]:
    """Localities whose plans are not those that the area's rates at each NC year lead to expect.

    Expected are the area's plans per head at each NC year times the locality's persons (indirect
    standardisation). The distance is 2(√observed − √expected), of variance one for a Poisson count;
    the limit is that of the normal distribution at 5 % for all localities together, times the
    spread of the localities where that is above one.
    """
    year = known.last_january
    plans, population = known.shown_plans, known.tables["population"]
    here = plans[(plans["year"] == year) & (plans["locality"] != "unknown")]
    people = population[population["year"] == year]
    persons: Any = people.groupby(["locality", "ncy"])["persons"].sum().unstack(fill_value=0)
    by_ncy: Any = here.groupby("ncy")["plans"].sum()
    heads = persons.sum()
    rates = (by_ncy.reindex(persons.columns).fillna(0.0) / heads).where(heads > 0, 0.0)
    expected = persons.mul(rates, axis=1).sum(axis=1)
    observed = here.groupby("locality")["plans"].sum().reindex(expected.index).fillna(0.0)
    tested = expected >= FEWEST_EXPECTED
    expected, observed = expected[tested], observed[tested]
    far = _far(observed.to_numpy(dtype=float), expected.to_numpy(dtype=float))
    found = []
    total = float(heads.sum())
    for locality in expected.index[far]:
        count = float(persons.loc[locality].sum())
        words = {
            "plans": float(observed[locality]),
            "expected": f"{expected[locality]:,.0f}",
            "rate": f"{1000 * observed[locality] / count:.0f}",
            "area_rate": f"{1000 * float(here['plans'].sum()) / total:.0f}",
        }
        key = key_of({"locality": locality}, ["locality"])
        found.append(Issue("rate_out_of_line", "localities", key, "", "", 1.0, words))
    yield Outcome("rate_out_of_line", tuple(found), float(tested.sum()))


def _far(observed: FloatArray, expected: FloatArray) -> NDArray[np.bool_]:
    """Say which counts are further from what is expected than chance and ordinary spread allow."""
    if not len(observed):
        return np.zeros(0, dtype=bool)
    distance = 2.0 * (np.sqrt(observed) - np.sqrt(expected))
    low, high = np.quantile(distance, [TAIL, 1.0 - TAIL])
    spread = max(1.0, float(np.mean(np.clip(distance, low, high) ** 2)))
    return np.asarray(np.abs(distance) > limit(len(observed)) * np.sqrt(spread))


def limit(tests: int) -> float:
    """Give the distance that chance exceeds in one of all tests, of either side, at 5 %.

    Examples
    --------
    >>> round(limit(1), 2), round(limit(40), 2)
    (1.96, 3.23)
    """
    return NormalDist().inv_cdf(1.0 - LEVEL / (2 * tests))


def need_jump(known: Known) -> Iterator[Outcome]:
    """Needs that grew or shrank otherwise than all plans did, beyond what chance allows.

    Expected is the number of the year before times the growth of all plans whose need is recorded.
    The distance is √2(√observed − √expected), of variance one for two Poisson counts; the same
    children are in both Januaries, so that true chance is smaller and the test careful.
    """
    plans = known.shown_plans
    counts: Any = plans[plans["need"] != "unknown"].groupby(["year", "need"])["plans"].sum()
    table: Any = counts.unstack(fill_value=0.0)
    pairs = [year for year in table.index if year + 1 in table.index]
    found: list[Issue] = []
    whole = 0.0
    for year in pairs:
        before, now = table.loc[year], table.loc[year + 1]
        whole += float(now.sum())
        expected = before * (now.sum() / before.sum()) if before.sum() else before
        distance = np.sqrt(2.0) * (np.sqrt(now) - np.sqrt(expected))
        for need in table.columns:
            gap = abs(now[need] - expected[need])
            is_large = max(now[need], before[need]) >= FEWEST_IN_NEED
            if not is_large or gap < JUMP * expected[need]:
                continue
            if abs(distance[need]) > limit(len(pairs) * len(table.columns)):
                words = {
                    "now": float(now[need]),
                    "expected": f"{expected[need]:,.0f}",
                    "before": float(before[need]),
                }
                key = key_of({"year": year + 1, "need": need}, ["year", "need"])
                found.append(Issue("need_jump", "plans", key, "", "", float(gap), words))
    yield Outcome("need_jump", tuple(found), whole)
