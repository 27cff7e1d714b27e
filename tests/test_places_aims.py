"""Other orders of the aims, and pounds: the slow twin, PuLP, solving again; known answers."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from place_networks import by_scipy
from places_twin import hold_years
from test_places_above import changed, crowded
from test_places_rules import ruled_plans
from test_places_years import Plan, no_demand, plans, special

from sufficiency.errors import FindingsError
from sufficiency.places import ALL_AIMS, POUNDS, Pounds
from sufficiency.places.journeys import hundredths_squared

ASD, YEAR_5, SPECIAL = 0, 0, 1
LATER = (
    *("independent", "other_level", "over_places", "beyond_limit"),
    *("not_preferred", "metres", "miles_squared", "pounds"),
)

OPTIONAL = ("independent", "beyond_limit", "metres", "miles_squared", "pounds")


@st.composite
def orders(draw):
    """Any order that an allocation takes: without first, and independent or pounds before miles."""
    rest = draw(st.permutations(LATER))
    last_resort = draw(st.sampled_from(["independent", "pounds"]))
    left_out = draw(st.sets(st.sampled_from(OPTIONAL))) - {last_resort}
    kept = [aim for aim in rest if aim not in left_out]
    travel = [kept.index(aim) for aim in ("metres", "miles_squared") if aim in kept]
    first = min(travel, default=len(kept))
    if not {"independent", "pounds"} & set(kept[:first]):
        # It changes places with the first of the miles.
        at = kept.index(last_resort)
        kept[first], kept[at] = kept[at], kept[first]
    whole = ["without", *kept]
    at = draw(st.none() | st.integers(0, len(whole)))
    if at is not None:
        whole.insert(at, "displaced")
    return tuple(whole)


@st.composite
def ordered(draw, whence=plans):
    """Tiny areas with an order of aims, and with what each place costs."""
    plan = draw(whence())
    amounts = st.tuples(st.integers(0, 9), st.sampled_from([0, 0.5, 2.25]))
    costs = draw(st.tuples(*[amounts] * (len(plan.pools) + 1)))
    pounds = tuple((3 * child, mile) for child, mile in costs)
    return replace(plan, aims=draw(orders()), pounds=pounds)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(ordered(crowded), st.integers(0, 3))
def test_each_year_in_any_order_of_aims_is_that_of_the_slow_twin(plan, seed):
    hold_years(plan, plan.placed(chance=np.random.default_rng(seed)))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(ordered(lambda: crowded(ruled_plans)))
def test_any_order_with_local_rules_is_that_of_the_slow_twin(plan):
    hold_years(plan, plan.placed(chance=np.random.default_rng(1)))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(ordered(crowded))
def test_pulp_solves_aim_after_aim_to_the_same_answer(plan):
    for one, other in zip(plan.placed(engine="flow"), plan.placed(engine="lp"), strict=True):
        assert one.totals == other.totals
        assert np.array_equal(one.rows.children, other.rows.children)
        assert np.array_equal(one.rows.pool, other.rows.pool)
        assert one.answer.certificate.proven
        if len(one.answer.flow):
            assert one.answer.totals == by_scipy(one.answer.network)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(ordered(crowded), st.data())
def test_what_comes_later_never_changes_what_comes_before(plan, data):
    """Whatever follows the first aims, and in which order, their totals are the same."""
    kept = data.draw(st.integers(1, len(plan.aims)), label="aims that stay where they are")
    first, rest = plan.aims[:kept], plan.aims[kept:]
    other = replace(plan, aims=(*first, *data.draw(st.permutations(rest))))
    alone = replace(plan, aims=first)
    both = [each.placed(stayers="release") for each in (plan, other, alone)]
    for one, two, three in zip(*both, strict=True):
        count = len([aim for aim in first if aim in plan.supply().aims])
        assert one.totals[:count] == two.totals[:count] == three.totals


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(ordered(crowded))
def test_the_worth_of_a_place_in_any_order_is_what_solving_again_gives(plan):
    assume("over_places" in plan.supply().aims)
    for number, year in enumerate(plan.placed(worth=True)):
        for pool, stated in enumerate(plan.pools):
            if not stated.is_open[number] or (year.over[pool] > 0 and stated.independent):
                continue
            for change, side in ((1, year.worth.more), (-1, year.worth.fewer)):
                if change < 0 and stated.free[number] <= 0:
                    continue
                again = changed(plan, pool, number, change).placed()[number].totals
                assert side[pool].tolist() == np.subtract(again, year.totals).tolist()


def one_child(*aims, minutes=(40, 10), pounds=None, **options):
    """A child in the first year, and two pools of one place: 40 and 10 minutes away."""
    demand = no_demand()
    demand[0, 0, ASD, YEAR_5, SPECIAL] = 1
    pools = (special(1, site=0), special(1, site=1))
    return Plan(pools, demand, minutes * 2, aims=aims, pounds=pounds, **options)


def where(plan):
    """The pool of the one child: 2 for independent places that are not named."""
    (pool,) = plan.placed()[0].rows.pool.tolist()
    return pool


def test_a_far_child_goes_independent_where_the_limit_comes_first():
    """The one place is 40 minutes away, and the limit is 30."""
    far = {"minutes": (40, 40), "near": 30.0}
    design = one_child("without", "independent", "beyond_limit", "metres", **far)
    limit_first = one_child("without", "beyond_limit", "independent", "metres", **far)
    assert where(design) in (0, 1)
    assert design.placed()[0].totals == (0, 0, 1, 20_000)
    assert where(limit_first) == 2
    assert limit_first.placed()[0].totals == (0, 0, 1, 0)


def test_the_limit_left_out_sends_nobody_independent():
    plan = one_child("without", "independent", "metres", minutes=(40, 40), near=30.0)
    assert plan.placed()[0].totals == (0, 0, 20_000)


@pytest.mark.parametrize(
    ("near_costs", "mile", "pool"),
    [
        (900, 0, 0),  # the far one is cheaper by 100
        (700, 0, 1),  # the near one is
        (900, 11, 1),  # 9.3 miles more at eleven pounds each are more than 100
        (900, 10, 0),  # and at ten pounds each are less
    ],
)
def test_pounds_prefer_a_cheap_far_pool_to_a_dear_near_one(near_costs, mile, pool):
    """Far: 40 minutes, 20,000 metres, 800 pounds; near: 10 minutes, 5,000 metres."""
    costs = ((800, mile), (near_costs, mile), (5000, 0))
    least = one_child("without", "pounds", pounds=costs)
    assert where(least) == pool
    miles_first = one_child("without", "independent", "metres", "pounds", pounds=costs)
    assert where(miles_first) == 1
    metres = 20_000 if pool == 0 else 5_000
    expected = round((800, near_costs)[pool] + mile * metres / 1609.344)
    assert least.placed()[0].totals == (0, expected)


def test_least_cost_buys_a_placement_that_is_cheaper_and_the_fewest_placements_do_not():
    costs = ((800, 0), (900, 0), (500, 0))
    assert where(one_child("without", "pounds", pounds=costs)) == 2
    assert where(one_child("without", "independent", "pounds", pounds=costs)) == 0


def test_among_the_fewest_placements_the_cheapest_are_chosen():
    """Two children, one place: the dearer fee of need Y is spared."""
    demand = no_demand()
    demand[0, 0, :, YEAR_5, SPECIAL] = 1
    costs = ((100, 0), (500, 0))  # need Y costs seven pounds more everywhere
    dear = Plan(
        (special(1, site=1),),
        demand,
        (40, 10, 40, 10),
        aims=("without", "independent", "pounds"),
        pounds=costs,
    )
    made = dear.placed()[0]
    assert made.totals == (0, 1, 100 + 500 + 7)


def test_children_who_stay_are_among_the_pounds():
    demand = no_demand()
    demand[:, 0, ASD, :, SPECIAL] = np.eye(3, dtype=np.int64)
    plan = Plan(
        (special(1, site=1),),
        demand,
        (40, 10, 40, 10),
        aims=("without", "pounds"),
        pounds=((100, 0), (500, 0)),
    )
    years = plan.placed()
    assert [year.step.stayers.children.sum() for year in years] == [0, 1, 1]
    # A year older costs 11 pounds more, and a year later one.
    assert [year.totals for year in years] == [(0, 100), (0, 112), (0, 124)]


def test_pounds_in_thousandths_are_the_same_pounds():
    plan = one_child("without", "pounds", pounds=((800, 0), (900, 0), (5000, 0)))
    assert plan.placed(factor=1000)[0].totals == (0, 800_000)


def plain(aims=("without", "pounds"), pounds=None):
    """The supply of the one child, with other aims or pounds."""
    plan = one_child(*aims, pounds=((1, 0),) * 3)
    return replace(plan, pounds=None).supply() if pounds is None else made_with(plan, pounds)


def made_with(plan, pounds):
    class Odd(Plan):
        def unit_pounds(self, order):
            return pounds

    return Odd(**{name: getattr(plan, name) for name in plan.__dataclass_fields__}).supply()


@pytest.mark.parametrize(
    "aims",
    [("independent", "without"), ("without", "miles"), ("without", "metres", "metres"), ()],
)
def test_aims_that_are_not_known_or_out_of_place_are_told(aims):
    words = f"the aims of the planned places are {', '.join(aims) or '(none)'}. Each aim is known"
    with pytest.raises(FindingsError, match=re.escape(words)):
        one_child(*aims, pounds=((1, 0),) * 3).supply()


def test_pounds_without_any_cost_are_told():
    with pytest.raises(FindingsError, match="pounds needs the cost of each place"):
        plain()


def test_pounds_that_do_not_fit_are_told():
    shape, right = (3, 2, 3, 2), (3, 2, 3, 3)
    with pytest.raises(FindingsError, match="2 faults") as error:
        plain(pounds=Pounds(np.zeros(shape), np.full(right, -1.0)))
    words = str(error.value)
    assert "pounds a child: it has the shape (3, 2, 3, 2), where (3, 2, 3, 3) is needed" in words
    assert "pounds a mile: 54 values lie outside 0 to 1,000,000,000" in words
    with pytest.raises(FindingsError, match="pounds a child: 54 value"):
        plain(pounds=Pounds(np.full(right, 1e12), np.zeros(right)))
    assert plain(pounds=Pounds(np.full(right, np.nan), np.zeros(right))).aims[-1] == POUNDS


def test_the_order_of_the_design_is_what_holds_without_any():
    assert ALL_AIMS[:2] == ("displaced", "without")
    assert replace(one_child(), aims=ALL_AIMS).supply().aims == (
        *("without", "independent", "beyond_limit", "metres"),
    )


def test_two_middling_journeys_before_a_short_and_a_long_one():
    """Miles are alike (10 + 50 minutes, or 28 + 34): squared, the middling ones are less."""
    demand = no_demand()
    demand[0, 0, ASD, YEAR_5, SPECIAL] = 1
    demand[0, 1, ASD, YEAR_5, SPECIAL] = 1
    pools = (special(1, site=0), special(1, site=1))
    plan = Plan(pools, demand, (10, 28, 32, 50), near=90)
    usual = plan.placed()[0]
    squared = replace(plan, aims=("without", "independent", "miles_squared")).placed()[0]
    near = {(0, 0), (1, 1)}
    supply = plan.supply()
    found = [
        set(zip(supply.parts(year.rows.cell)[0].tolist(), year.rows.pool.tolist(), strict=True))
        for year in (usual, squared)
    ]
    assert found[0] in (near, {(0, 1), (1, 0)})
    assert found[1] == {(0, 1), (1, 0)}
    assert squared.totals[2] == sum(
        int(hundredths_squared(np.array(minutes * 500))) for minutes in (28, 32)
    )
