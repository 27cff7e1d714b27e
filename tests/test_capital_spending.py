"""What schemes cost: known by hand, against budgets and as net present cost."""

import pytest
from capital_cases import BROOK, HILL, scenario_with
from hypothesis import given, settings
from hypothesis import strategies as st

import sufficiency as sf
from sufficiency.capital import Offer, SchemeSpend, Spend
from sufficiency.capital.scheme_spend import payments_of
from sufficiency.capital.spending import (
    budgets_of,
    capital_pounds,
    discount_of,
    present_cost,
    spend_pounds,
)
from sufficiency.money import present_value

NO_INFLATION = {"inflation_percent": 0, "optimism_bias_percent": 0}


def spend(item, since, pounds, *, price_year=2026, payer="capital_grant", contingency=0.0):
    return Spend(item, since, pounds, price_year, payer, "made", "made up", contingency)


def offer(*spends):
    return Offer(
        scheme="one",
        name="One",
        kind="base",
        site="B",
        status="idea",
        fixed=False,
        opens=2026,
        latest=2030,
        steps=(),
        spends=spends,
        excludes=(),
        requires=(),
        basis="made",
        source="made up",
    )


def supposing(**assumptions):
    return sf.as_things_stand().but(name="money", **(NO_INFLATION | assumptions))


def test_capital_is_brought_to_the_price_year_and_grows_until_it_is_paid():
    scenario = supposing(
        inflation_percent=2, building_cost_growth_percent=10, optimism_bias_percent=24
    )
    one = spend("capital", -1, 1_000_000, price_year=2024, contingency=5)
    # Two years of inflation to 2026; growth into 2025, 2026 and 2027, when it is paid.
    by_hand = 1_000_000 * 1.02**2 * 1.10**3 * 1.24 * 1.05
    assert spend_pounds(one, scenario, opens=2028) == pytest.approx(by_hand)


def test_building_costs_grow_no_longer_once_a_scheme_is_open():
    scenario = supposing(building_cost_growth_percent=10)
    late = spend("capital", 3, 100, price_year=2026)
    assert spend_pounds(late, scenario, opens=2028) == pytest.approx(100 * 1.10**2)
    assert spend_pounds(late, scenario, opens=2025) == pytest.approx(100)


def test_no_allowance_makes_a_receipt_larger_and_running_costs_have_no_bias():
    scenario = supposing(optimism_bias_percent=24, building_cost_growth_percent=10)
    receipt = spend("capital", 0, -500, contingency=5)
    assert spend_pounds(receipt, scenario, opens=2026) == -500
    running = spend("running", 0, 500)
    assert spend_pounds(running, scenario, opens=2028) == 500


def test_budgets_of_capital_count_nothing_else():
    scenario = supposing()
    one = offer(
        spend("capital", -2, 600), spend("capital", 0, -100), spend("start_up", 0, 50),
        spend("running", 0, 70),
    )  # fmt: skip
    assert capital_pounds(one, scenario, 2028) == 500


def test_net_present_cost_is_discounted_and_running_costs_hold_until_the_next():
    scenario = supposing(discount_rate_percent=3.5)
    one = offer(
        spend("capital", -1, 1000), spend("start_up", 0, 100),
        spend("running", 0, 10), spend("running", 2, 20),
    )  # fmt: skip
    opens, until = 2027, 2031

    def worth(pounds, year):
        return pounds / 1.035 ** (year - 2026)

    by_hand = worth(1000, 2026) + worth(100, 2027)
    by_hand += sum(worth(10, year) for year in (2027, 2028))
    by_hand += sum(worth(20, year) for year in (2029, 2030, 2031))
    assert present_cost(one, scenario, opens, until=until) == pytest.approx(by_hand)


def test_a_pound_is_worth_most_in_the_earliest_year_and_one_in_the_price_year():
    scenario = supposing(discount_rate_percent=3.5)
    assert discount_of(scenario, 2026) == 1.0
    assert discount_of(scenario, 2024) == pytest.approx(1.035**2)
    assert discount_of(scenario, 2028) == pytest.approx(1 / 1.035**2)


def test_budgets_are_of_each_year_with_a_limit_and_in_total():
    stated = {"capital_budget_pounds": {2026: 1_000, 2028: "none"}}
    scenario = scenario_with(HILL, BROOK, budget=5_000, assumptions=NO_INFLATION | stated)
    offers = (offer(spend("capital", 0, 700)),)
    yearly = budgets_of(offers, scenario, (2026, 2027, 2028))
    assert [budget.name for budget in yearly] == ["2026/27", "2027/28", "in total"]
    assert yearly[0].pounds.tolist() == [[700, 0, 0]]
    assert yearly[1].pounds.tolist() == [[0, 700, 0]]
    assert (yearly[0].limit, yearly[-1].limit) == (1_000, 5_000)
    assert yearly[-1].pounds.tolist() == [[700, 700, 700]]
    assert budgets_of(offers, scenario, (2026,), total=9.0)[-1].limit == 9.0
    assert budgets_of(offers, supposing(), (2026,)) == ()


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    item=st.sampled_from(["capital", "start_up", "running"]),
    since=st.integers(-3, 3),
    pounds=st.integers(-1_000_000, 5_000_000),
    price_year=st.integers(2020, 2030),
    contingency=st.sampled_from([0.0, 5.0]),
    growth=st.sampled_from([0.0, 2.0, -3.0]),
    rate=st.sampled_from([3.5, 5.0]),
)
def test_choice_and_appraisal_have_the_same_pounds(
    item, since, pounds, price_year, contingency, growth, rate
):
    """Both doors, for whatever a scheme costs: brought, grown, with allowances and discounted."""
    opens, first, years = 2028, 2020, 40
    scenario = sf.as_things_stand().but(
        name="money",
        price_year=first,
        inflation_percent=2,
        building_cost_growth_percent=growth,
        optimism_bias_percent=24,
        discount_rate_percent=rate,
    )
    one = spend(item, since, pounds, price_year=price_year, contingency=contingency)
    (payment,) = payments_of([SchemeSpend("one", opens, (one,))], scenario)
    appraised = payment.in_years(first, years, optimism_bias=24, build_cost=0)
    ours = spend_pounds(one, scenario, opens=opens)
    assert appraised[opens + since - first] == pytest.approx(ours)
    cost = present_cost(offer(one), scenario, opens, until=first + years - 1)
    assert cost == pytest.approx(float(present_value(appraised, percent=rate)))


def test_later_years_are_discounted_less_as_the_treasury_has_it():
    scenario = supposing(discount_rate_percent=3.5)
    thirty = discount_of(scenario, 2056)
    assert thirty == pytest.approx(1 / 1.035**30)
    assert discount_of(scenario, 2057) == pytest.approx(thirty / 1.03)


def test_what_a_running_cost_states_as_contingency_is_counted():
    running = spend("running", 0, 500, contingency=5)
    assert spend_pounds(running, supposing(optimism_bias_percent=24), opens=2028) == 525
