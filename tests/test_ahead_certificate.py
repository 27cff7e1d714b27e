"""The proof of a programme that looks ahead: a bound whatever the prices, and mostly tight."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from sufficiency.places.ahead_certificate import bounds_of
from sufficiency.places.ahead_rows import Programme, Row, Sense
from sufficiency.places.pulp_engine import programme_answer


@st.composite
def programmes(draw):
    """Some cells with two columns each, of which the second is never full, and other rows."""
    cells, aims = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    columns = 2 * cells
    costs = draw(
        st.lists(
            st.lists(st.integers(0, 9), min_size=columns, max_size=columns),
            min_size=aims,
            max_size=aims,
        )
    )
    rows = [
        Row(
            f"demand {cell}",
            np.array([2 * cell, 2 * cell + 1]),
            np.ones(2),
            Sense.EQUAL,
            float(draw(st.integers(0, 5))),
        )
        for cell in range(cells)
    ]
    firsts = np.arange(0, columns, 2)
    for number in range(draw(st.integers(0, 3))):
        shares = draw(
            st.lists(st.sampled_from([0.0, 0.1, 1 / 3, 1.0]), min_size=cells, max_size=cells)
        )
        rows.append(
            Row(f"room {number}", firsts, np.array(shares), Sense.MOST, draw(st.integers(0, 9)) / 3)
        )
    return Programme(
        tuple(f"column {number}" for number in range(columns)),
        np.array(costs, dtype=np.float64),
        tuple(f"aim {number}" for number in range(aims)),
        tuple(rows),
    )


@st.composite
def hard_programmes(draw):
    """As those, with shares below nought and rows that hold equal, as stayers have, in any order.

    One dealing of the children is drawn first, and keeps all of them.
    """
    plain = draw(programmes())
    demand = [row for row in plain.rows if row.name.startswith("demand")]
    firsts = np.array([draw(st.integers(0, int(row.right))) for row in demand], dtype=np.float64)
    dealt = np.stack([firsts, [row.right for row in demand] - firsts], axis=1).reshape(-1)
    share, columns = st.sampled_from([-1.0, -1 / 3, 0.0, 0.1, 1 / 3, 1.0]), len(dealt)
    rows = list(demand)
    for number in range(draw(st.integers(1, 4))):
        shares = np.array(draw(st.lists(share, min_size=columns, max_size=columns)))
        sense = draw(st.sampled_from([Sense.MOST, Sense.EQUAL]))
        left = draw(st.integers(0, 3)) / 3 if sense is Sense.MOST else 0.0
        right = float(shares @ dealt) + left
        rows.append(Row(f"row {number}", np.arange(columns), shares, sense, right))
    return replace(plain, rows=tuple(draw(st.permutations(rows))))


def best_of(programme, aim, totals):
    """The least of an aim, with the earlier ones no greater than their totals."""
    columns = len(programme.names)
    dense = np.zeros((len(programme.rows), columns))
    for place, row in enumerate(programme.rows):
        dense[place, row.columns] = row.coefficients
    right = np.array([row.right for row in programme.rows])
    equal = np.array([row.sense is Sense.EQUAL for row in programme.rows])
    room = np.vstack([dense[~equal], programme.costs[:aim]])
    most = np.append(right[~equal], np.array(totals[:aim]) + 1e-7)
    solved = linprog(programme.costs[aim], room, most, dense[equal], right[equal], method="highs")
    assert solved.status == 0
    return solved.fun


@pytest.mark.slow
@given(st.one_of(programmes(), hard_programmes()))
def test_prices_of_the_solver_prove_its_answer(programme):
    values, prices = programme_answer(programme)
    totals = (programme.costs @ values).tolist()
    bounds = bounds_of(programme, totals, prices)
    assert bounds == pytest.approx(totals, abs=1e-3)
    for aim, bound in enumerate(bounds):
        assert bound <= best_of(programme, aim, totals) + 1e-5


@pytest.mark.slow
@given(st.one_of(programmes(), hard_programmes()), st.integers(0, 2**32))
def test_whatever_the_prices_it_is_a_bound(programme, seed):
    values, prices = programme_answer(programme)
    totals = (programme.costs @ values).tolist()
    random = np.random.default_rng(seed)
    wrong = [random.normal(0, 10, len(priced)) for priced in prices]
    anywhere = random.integers(len(wrong[0]))
    wrong[0][anywhere] = random.choice([np.nan, np.inf, -np.inf, 1e9, -1e9])
    for aim, bound in enumerate(bounds_of(programme, totals, wrong)):
        assert 0 <= bound <= best_of(programme, aim, totals) + 1e-5


def test_by_hand():
    """Two children, one place: one is without. The place is worth one child."""
    rows = (
        Row("demand", np.array([0, 1]), np.ones(2), Sense.EQUAL, 2.0),
        Row("room", np.array([0]), np.ones(1), Sense.MOST, 1.0),
    )
    programme = Programme(
        ("placed", "without"), np.array([[0.0, 1.0], [7.0, 0.0]]), ("without", "metres"), rows
    )
    priced = [np.array([0.0, -1.0]), np.array([0.0, 0.0, -7.0])]
    assert bounds_of(programme, [1.0, 7.0], priced) == pytest.approx([1.0, 7.0])
    free = [np.zeros(2), np.zeros(3)]
    assert bounds_of(programme, [1.0, 7.0], free).tolist() == [0.0, 0.0]
    wrong = [np.array([5.0, 1.0]), np.array([5.0, 1.0, 7.0])]
    assert bounds_of(programme, [1.0, 7.0], wrong).tolist() == [0.0, 0.0]
