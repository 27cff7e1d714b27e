"""Made-up transitions for the tests: any rows at all, and rows that known rates make."""

from __future__ import annotations

import numpy as np
from test_demand_laws import LOCALITIES, NEEDS, PHASE, STATES, given_rates, some_population

from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.flow_estimation import estimate_flows, stocks_of_flows
from sufficiency.demand.flows import OUTSIDE, flows_of
from sufficiency.demand.stocks import NC_YEARS

SHAPE = (LOCALITIES, NEEDS, STATES)


def any_rows(seed, *, years=(2022, 2023, 2024), rows=900):
    """Rows of all kinds, whose files do not chain."""
    chance = np.random.default_rng(seed)
    kind = chance.choice(3, rows, p=[0.7, 0.15, 0.15])
    before = np.stack([chance.integers(0, most, rows) for most in (NEEDS, 24, STATES)], axis=1)
    after = before + np.array([0, 1, 0])
    moved = chance.random((rows, 2)) < 0.15
    after[:, 0] = np.where(moved[:, 0], chance.integers(0, NEEDS, rows), after[:, 0])
    after[:, 2] = np.where(moved[:, 1], chance.integers(0, STATES, rows), after[:, 2])
    before[kind == 1], after[kind == 2] = OUTSIDE, OUTSIDE
    return {
        "year": chance.choice(years, rows),
        "locality": chance.integers(0, LOCALITIES, rows),
        "before": before,
        "after": after,
        "children": chance.integers(0, 5, rows).astype(float),
    }


def any_flows(seed, *, years=(2022, 2023, 2024), rows=900):
    return flows_of(years, SHAPE, **any_rows(seed, years=years, rows=rows))


def heads(seed=0, *, first=2022, until=2030):
    """Population of the made-up area: years, and persons."""
    years = tuple(range(first, until + 1))
    return years, 10 * some_population(seed, years=len(years))


def model_of(flows, known, persons, *, phase=PHASE, **options):
    """Estimate an area of which nothing but its transitions was counted."""
    return estimate_flows(flows, stocks_of_flows(flows, known, persons, phase=phase), **options)


def any_model(seed, *, until=2027, years=(2022, 2023, 2024), **options):
    known, persons = heads(seed, first=years[0])
    flows = any_flows(seed, years=years)
    return model_of(flows, known, persons, until=until, **options)


def steady_area(seed, *, years=(2022, 2023, 2024), size=2e5):
    """Rates, population, and transitions of an area that those rates have made steady.

    Localities join alike and rates are the same in each year, so that after 25 years the stock
    stays as it is; children are fractions, and so many that pooling hardly matters.
    """
    rates = given_rates(seed, years=30, full=True)
    for name in ("locality",):
        object.__setattr__(rates, name, np.ones_like(getattr(rates, name)))
    persons = np.full((30, LOCALITIES, NC_YEARS), size)
    stock = expected_projection(
        np.zeros((LOCALITIES, NEEDS, NC_YEARS, STATES)), persons, rates
    ).children[-1]
    rows = _rows_of(stock, persons[0], rates)
    flows = flows_of(
        years,
        SHAPE,
        year=np.repeat(years, len(rows)),
        locality=np.tile(rows[:, 0].astype(int), len(years)),
        before=np.tile(rows[:, 1:4].astype(int), (len(years), 1)),
        after=np.tile(rows[:, 4:7].astype(int), (len(years), 1)),
        children=np.tile(rows[:, 7], len(years)),
    )
    return rates, flows, size


def _rows_of(stock, persons, rates):
    """Axes (row, 8): locality, before, after, children; every way that any part of a cell goes."""
    rows = []
    for place, need, age, state in np.argwhere(stock > 0):
        here, before = stock[place, need, age, state], [need, age, state]
        leaves = 1.0 if age == NC_YEARS - 1 else rates.leaving[0, need, age, state]
        rows.append([place, *before, *[OUTSIDE] * 3, here * leaves])
        if age == NC_YEARS - 1:
            continue
        changed = rates.need_leaves[0, need, age + 1] * rates.need_goes[0, need, age + 1]
        changed = changed + (1 - rates.need_leaves[0, need, age + 1]) * (np.arange(NEEDS) == need)
        for other in range(NEEDS):
            moves = rates.state_leaves[0, other, age + 1, state]
            gone = moves * rates.state_goes[0, other, age + 1, state]
            gone = gone + (1 - moves) * (np.arange(STATES) == state)
            part = here * (1 - leaves) * changed[other]
            rows += [[place, *before, other, age + 1, to, part * gone[to]] for to in range(STATES)]
    joined = persons[:, None, :, None] * (rates.joining[0][..., None] * rates.joiner_states[0])
    for place, need, age, state in np.argwhere(joined > 0):
        rows.append([place, *[OUTSIDE] * 3, need, age, state, joined[place, need, age, state]])
    return np.array(rows)
