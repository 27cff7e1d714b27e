"""Why a choice has two figures: what holds where all are placed anew, and fails with stayers.

The case is told in docs/explanation/choosing-with-stayers.md, with the same numbers.
"""

import numpy as np
import pytest
from test_places_years import Plan, no_demand, special

AIMS = ("without", "independent", "beyond_limit", "metres")
NORTH, X, Y, SPECIAL_LEVEL = 0, 0, 1, 1

FAR_MINUTES, NEAR_MINUTES = 25, 5


def two_children(early):
    """Two children, and a place at a near school that opens a year early, or when it was due.

    Ann has need X and comes in the first year; the far school has a place for that need alone. Ben
    has need Y and comes in the second year, and only the near school serves him. Its one place is
    due in the second year; the scheme, which costs nothing, opens it in the first.
    """
    demand = no_demand()
    for year, ncy in ((0, 0), (1, 1), (2, 2)):
        demand[year, NORTH, X, ncy, SPECIAL_LEVEL] += 1
    for year, ncy in ((1, 0), (2, 1)):
        demand[year, NORTH, Y, ncy, SPECIAL_LEVEL] += 1
    far = special(1, site=0, needs=(1, 0))
    near = special((1 if early else 0, 1, 1), site=1, is_open=(early, True, True))
    minutes = (FAR_MINUTES, NEAR_MINUTES) * 2
    return Plan(pools=(far, near), demand=demand, minutes=minutes, independent=0)


def without(plan, stayers):
    """Children without a place, by year."""
    return [int(year.without.sum()) for year in plan.placed(stayers=stayers)]


def miles(plan, stayers):
    return [year.totals[AIMS.index("metres")] for year in plan.placed(stayers=stayers)]


def test_where_everybody_is_placed_anew_a_free_place_never_hurts():
    assert without(two_children(early=False), "release") == [0, 0, 0]
    assert without(two_children(early=True), "release") == [0, 0, 0]
    early, due = (miles(two_children(early), "release") for early in (True, False))
    assert early == [NEAR_MINUTES * 500, due[1], due[2]]
    assert due[0] == FAR_MINUTES * 500


def test_with_stayers_a_free_place_that_opens_early_leaves_another_child_without():
    """Ann takes it, since it is nearer and nobody else asks for it; and she stays in it."""
    assert without(two_children(early=False), "keep") == [0, 0, 0]
    assert without(two_children(early=True), "keep") == [0, 1, 1]


def test_with_stayers_a_larger_budget_can_be_worse():
    """If opening early costs a pound, the programme that a budget of nothing leaves is better.

    Each year is placed as well as it can be, so that a choice made on the released problem takes
    the early place for its shorter journey. Ranked again with stayers, it comes last.
    """
    programmes = {"as due": two_children(early=False), "early": two_children(early=True)}
    released = {
        name: (sum(without(plan, "release")), sum(miles(plan, "release")))
        for name, plan in programmes.items()
    }
    kept = {
        name: (sum(without(plan, "keep")), sum(miles(plan, "keep")))
        for name, plan in programmes.items()
    }
    affordable = {0: ["as due"], 1: ["as due", "early"]}
    best_released = {b: min(released[name] for name in names) for b, names in affordable.items()}
    assert best_released[1] < best_released[0]
    chosen = {b: min(names, key=released.__getitem__) for b, names in affordable.items()}
    assert chosen == {0: "as due", 1: "early"}
    assert kept[chosen[1]] > kept[chosen[0]]
    assert min(kept, key=kept.__getitem__) == "as due"


@pytest.mark.parametrize("early", [True, False])
def test_what_stays_is_counted_and_every_year_is_proven(early):
    years = two_children(early).placed(stayers="keep")
    assert all(year.answer.certificate.proven for year in years)
    kept = [int(year.step.stayers.children.sum()) for year in years]
    np.testing.assert_array_equal(kept, [0, 1, 1 if early else 2])
