"""Pounds of later years: discounting, financial years, payback, capital and whose budget pays."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from test_unit_costs import CHILDREN, FLAT, row

from sufficiency import terms
from sufficiency.money import (
    Prices,
    building_growth,
    carried_on,
    cost_of_one,
    costs_by_payer,
    discount_factors,
    discount_rates,
    financial_years,
    payback_years,
    present_value,
    rows_that_count,
    unit_costs,
    with_allowances,
)

POUNDS = st.floats(-1e7, 1e7).map(lambda pounds: round(pounds, 2))
FLOWS = arrays(np.float64, st.integers(1, 80), elements=POUNDS)


def test_the_treasurys_rates_and_the_years_from_which_they_hold():
    """Review of discounting in the Green Book, terms of reference, 16 December 2025, section 1."""
    rates = discount_rates(100)
    assert set(rates[:31]) == {0.035}
    assert set(rates[31:76]) == {0.030}
    assert set(rates[76:]) == {0.025}
    assert all(span.source and span.edition == 2025 for span in terms.discount_spans())


def test_discount_factors_as_they_are_tabled():
    """Year 0 is whole; the others as in the Green Book's table of discount factors."""
    factors = discount_factors(32)
    assert factors[0] == 1
    tabled = {1: 0.9662, 2: 0.9335, 5: 0.8420, 10: 0.7089, 20: 0.5026, 30: 0.3563}
    for year, factor in tabled.items():
        assert factors[year] == pytest.approx(factor, abs=5e-5)
    assert factors[31] == pytest.approx(factors[30] / 1.03)


@given(FLOWS)
def test_discounting_at_nought_is_the_plain_sum(flows):
    assert present_value(flows, percent=0.0) == pytest.approx(flows.sum(), abs=1e-3)


@given(FLOWS, st.floats(0, 20))
def test_present_value_is_the_slow_sum_over_years(flows, percent):
    worth, factor = 0.0, 1.0
    for year, pounds in enumerate(flows.tolist()):
        if year:
            first = percent
            later = min(percent, 3.0) if year >= 31 else first
            factor /= 1 + (min(later, 2.5) if year >= 76 else later) / 100
        worth += pounds * factor
    assert present_value(flows, percent=percent) == pytest.approx(worth, rel=1e-9, abs=1e-3)


@given(FLOWS, st.floats(-5, 5))
def test_present_value_scales_with_pounds(flows, times):
    scaled = present_value(flows * times)
    assert scaled == pytest.approx(times * present_value(flows), rel=1e-9, abs=1e-3)


def test_a_first_rate_may_differ_by_year_and_caps_the_later_ones():
    assert discount_rates(3, percent=[5, 4, 3]).tolist() == [0.05, 0.04, 0.03]
    assert set(discount_rates(90, percent=1.5)) == {0.015}
    assert discount_rates(90, percent=6)[[30, 31, 76]].tolist() == [0.06, 0.03, 0.025]
    assert len(discount_factors(0)) == 0


@given(arrays(np.float64, (3, 7), elements=POUNDS))
def test_financial_years_add_to_academic_years(pounds):
    made = financial_years(pounds)
    assert made.shape == (3, 8)
    np.testing.assert_allclose(made.sum(axis=1), pounds.sum(axis=1), atol=1e-4)


def test_a_financial_year_has_seven_months_of_one_academic_year_and_five_of_the_one_before():
    assert financial_years([12.0, 24.0, 0.0]).tolist() == [7.0, 19.0, 10.0, 0.0]


def test_the_last_year_is_held_and_nothing_is_before_the_first():
    assert carried_on([1.0, 2.0], before=2, years=6).tolist() == [0, 0, 1, 2, 2, 2]
    assert carried_on([1.0, 2.0, 3.0], before=0, years=2).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("flows", "years"),
    [
        ([-100, 40, 40, 40], 3.5),
        ([-100, 200, -150, 100], 3.5),
        ([-100, 99], None),
        ([5, 5], 0.0),
        ([-10, 10], 2.0),
    ],
)
def test_payback_is_for_good_or_not_at_all(flows, years):
    assert payback_years(flows) == years


def test_what_nothing_buys_has_no_price():
    assert cost_of_one(100.0, 4.0) == 25
    assert np.isnan(cost_of_one(100.0, 0.0))
    assert np.isnan(cost_of_one(100.0, -2.0))


def test_building_costs_grow_until_the_scheme_opens():
    def grow(year):
        return {2025: 0.1, 2026: 0.2, 2027: 0.3}.get(year, 9.0)

    assert building_growth(grow, price_year=2024, year=2026, opens=2027) == pytest.approx(1.32)
    assert building_growth(grow, price_year=2024, year=2030, opens=2026) == pytest.approx(1.32)
    assert building_growth(grow, price_year=2027, year=2026, opens=2027) == 1


def test_allowances_are_added_to_costs_and_never_to_a_receipt():
    """1,000 pounds with 24 % optimism bias and 10 % contingency: 1,000 x 1.24 x 1.1."""
    allowances = {"optimism_bias_percent": 24.0, "contingency_percent": 10.0}
    assert with_allowances(1000.0, **allowances) == pytest.approx(1364)
    assert with_allowances(-1000.0, **allowances) == -1000


def test_payers_add_up_to_the_whole_whichever_rows_hold():
    """A nearer row of one payer stands for those of all; a cap lowers all parts alike."""
    rows = [
        row(item="fee", pounds=50_000.0),
        row(item="fee", pounds=10_000.0, payer="general_fund"),
        row(item="fee", need="SEMH", pounds=70_000.0, payer="general_fund"),
        row(item="fee", ncy_from=7, ncy_to=7, pounds=5.0, unit="day"),
    ]
    counted = rows_that_count(pd.DataFrame(rows))
    where = {"site": "S1", "setting": "special", "children": CHILDREN}
    for cap in (np.inf, 30_000.0):
        prices = Prices(
            2026, FLAT.inflation, FLAT.fee_growth, lambda *_, most=cap: most, FLAT.transport_growth
        )
        whole = unit_costs(counted, "fee", prices=prices, **where)
        parts = costs_by_payer(counted, "fee", prices=prices, **where)
        assert set(parts) == {"general_fund", "high_needs"}
        np.testing.assert_allclose(sum(part.a_child for part in parts.values()), whole.a_child)
    # ASD, not in Year 7: 60,000 in all, halved by the cap, of which a sixth the general fund's.
    assert parts["general_fund"].a_child[0, 0, 0] == pytest.approx(5_000)
    assert parts["high_needs"].a_child[0, 1, 0] == 0


def test_a_cap_holds_for_what_is_paid_for_the_child_and_for_her_place_together():
    """60,000 for her and 20,000 for her place, under a cap of 40,000: 30,000 and 10,000."""
    rows = rows_that_count(
        pd.DataFrame(
            [
                row(item="fee", pounds=60_000.0),
                row(item="fee", pounds=20_000.0, unit="place_year", payer="general_fund"),
            ]
        )
    )
    capped = Prices(
        2026, FLAT.inflation, FLAT.fee_growth, lambda *_: 40_000.0, FLAT.transport_growth
    )
    where = {"site": "S1", "setting": "special", "children": CHILDREN}
    whole = unit_costs(rows, "fee", prices=capped, **where)
    assert set(whole.a_child.flat) == {30_000}
    assert set(whole.a_place.flat) == {10_000}
    parts = costs_by_payer(rows, "fee", prices=capped, **where)
    assert parts["high_needs"].a_child.flat[0] == pytest.approx(30_000)
    assert parts["general_fund"].a_place.flat[0] == pytest.approx(10_000)


def test_what_is_given_by_the_mile_is_shared_by_the_children_of_a_vehicle():
    rows = rows_that_count(pd.DataFrame([row(item="transport", unit="mile", pounds=10.0)]))
    shared = Prices(
        2026,
        FLAT.inflation,
        FLAT.fee_growth,
        FLAT.fee_cap,
        FLAT.transport_growth,
        children_a_vehicle=4.0,
    )
    where = {"site": "S1", "setting": "special", "children": CHILDREN}
    alone = unit_costs(rows, "transport", prices=FLAT, **where)
    together = unit_costs(rows, "transport", prices=shared, **where)
    np.testing.assert_allclose(together.a_mile * 4, alone.a_mile)


def test_bounds_that_are_varied_stand_with_their_source():
    for code, term in terms.sensitivities().items():
        assert term.low < term.high, code
        assert term.source, code
