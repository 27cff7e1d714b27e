"""The method page's answer by hand: solved here, by the array door and by trying all, and held."""

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from sufficiency.places import allocate_arrays, certify, network_of, worth_of_places

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "allocation.md"
SECTION = "### One answer by hand"
CHILDREN = {"A": 3, "B": 3}
HOLDERS = ("P", "Q", "independent", "site")
ROOM = {"P": 2, "Q": 3, "independent": 1, "site": 4}
MILES = {("A", "P"): 2, ("A", "Q"): 10, ("B", "P"): 3, ("B", "Q"): 4}
FAR = ("A", "Q")
WEIGHTS = (1531, 306, 51, 1)


def network(**room):
    free = ROOM | room
    return network_of(
        list(CHILDREN.values()),
        [free["P"], free["Q"]],
        [0, 0, 1, 1],
        [0, 1, 0, 1],
        list(MILES.values()),
        beyond_limit=[arc == FAR for arc in MILES],
        may_go_independent=[False, True],
        independent_limit=free["independent"],
        total_room=[free["site"]],
        within=[0, 0, -1],
        cells=list(CHILDREN),
        pools=["P", "Q"],
        totals=["site"],
    )


def totals(**room):
    return list(allocate_arrays(network(**room)).totals)


def best_of_all(**room):
    """Every dealing in turn, in the order of the aims, without any solver."""
    free, found = ROOM | room, []
    ways = product(range(4), repeat=5)
    for a_p, a_q, b_p, b_q, bought in ways:
        left = (CHILDREN["A"] - a_p - a_q, CHILDREN["B"] - b_p - b_q - bought)
        fits = (
            min(left) >= 0
            and a_p + b_p <= free["P"]
            and a_q + b_q <= free["Q"]
            and a_p + b_p + a_q + b_q <= free["site"]
            and bought <= free["independent"]
        )
        if fits:
            found.append((sum(left), bought, a_q, 2 * a_p + 10 * a_q + 3 * b_p + 4 * b_q))
    return list(min(found))


@pytest.fixture(scope="module")
def said():
    page = PAGE.read_text(encoding="utf-8")
    assert SECTION in page
    return " ".join(page.split(SECTION)[1].split("\n## ")[0].split())


def test_the_answer_and_its_totals(said):
    solved = allocate_arrays(network())
    made = solved.network
    went = {
        (made.cells.words[cell], made.pools.words[pool]): int(flow)
        for cell, pool, flow in zip(made.arc_cell, made.arc_pool, solved.flow, strict=True)
        if flow
    }
    assert went == {
        ("A", "P"): 2,
        ("A", "without"): 1,
        ("B", "Q"): 2,
        ("B", "independent"): 1,
    }
    assert list(solved.totals) == best_of_all() == [1, 1, 0, 12]
    assert "two of A in P, two of B in Q, one of B independent, one of A without" in said
    assert "(1, 1, 0, 12)" in said


def prices_on(said):
    """What the page says that each holder is worth, as in "Take $V_P = 29$"."""
    taken = said.split("**Prices and bound.** Take ")[1].split(". ")[0]
    found = re.findall(r"\$V_(?:\\text\{)?(\w+)\}? = ([\d,]+)\$", taken)
    prices = {name: int(price.replace(",", "")) for name, price in found}
    assert (len(found), sorted(prices)) == (len(HOLDERS), sorted(HOLDERS))
    return prices


def test_the_prices_give_a_bound_that_the_answer_meets(said):
    made, answer, prices = network(), allocate_arrays(network()), prices_on(said)
    assert certify(made, answer.flow, answer.totals).proven
    assert certify(made, answer.flow, answer.totals).weights == WEIGHTS
    assert all(str(weight) in said.replace(",", "") for weight in WEIGHTS)
    cost = dict(
        zip(
            zip(made.arc_cell.tolist(), made.arc_pool.tolist(), strict=True),
            (np.array(WEIGHTS) @ made.costs).tolist(),
            strict=True,
        )
    )
    own = [prices["P"] + prices["site"], prices["Q"] + prices["site"], prices["independent"], 0]
    best = [min(cost[arc] + own[arc[1]] for arc in cost if arc[0] == cell) for cell in (0, 1)]
    assert best == [1531, 1504]
    bound = 3 * sum(best) - sum(ROOM[name] * prices[name] for name in HOLDERS)
    assert bound == int(np.dot(WEIGHTS, answer.totals)) == 1849
    for told in ("1,531", "1,504", "9,105 - 7,256", "1,849"):
        assert told in said, told


ROWS = {
    "P": "| P | (0, 0, 0, -2) | (0, 0, +1, +8) |",
    "Q": "| Q | nothing | nothing |",
    "site": "| the site | (-1, 0, +1, +10) | (+1, 0, 0, -4) |",
    "independent": "| independent | (-1, +1, +1, +6) | (+1, -1, 0, 0) |",
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_the_worth_of_each_place_on_both_sides(said, holder):
    worth = worth_of_places(network(), allocate_arrays(network()).flow)
    at = {"P": 0, "Q": 1, "independent": 2, "site": 4}[holder]
    told = []
    for change, held in ((1, worth.more), (-1, worth.fewer)):
        room = {holder: ROOM[holder] + change}
        again = [one - other for one, other in zip(totals(**room), totals(), strict=True)]
        tried = [one - other for one, other in zip(best_of_all(**room), totals(), strict=True)]
        assert held[at].tolist() == again == tried
        said_so = ", ".join(f"{part:+d}" if part else "0" for part in again)
        told.append(f"({said_so})" if any(again) else "nothing")
    assert f"| {ROWS[holder].split(' | ')[0][2:]} | {told[0]} | {told[1]} |" == ROWS[holder]
    assert ROWS[holder] in said
