"""What a child in a place costs: rows by hand, which of them holds, and how prices move."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.money import Children, Prices, rows_that_count, unit_costs, wrong_units

CHILDREN = Children((2025, 2026), ("ASD", "SEMH"), (0, 6, 7))
FLAT = Prices(
    price_year=2026,
    inflation=lambda _: 0.0,
    fee_growth=lambda *_: 0.0,
    fee_cap=lambda *_: np.inf,
    transport_growth=lambda _: 0.0,
)


def row(**cells):
    """A row of the table costs: a top-up of 1,000 pounds in special schools."""
    usual = {
        "site": "",
        "setting": "special",
        "need": "",
        "ncy_from": pd.NA,
        "ncy_to": pd.NA,
        "residential": "",
        "item": "top_up",
        "year": 2020,
        "year_kind": "financial",
        "price_year": 2026,
        "pounds": 1000.0,
        "unit": "child_year",
        "payer": "high_needs",
    }
    if cells.get("site"):
        usual["setting"] = ""
    return usual | cells


def priced(*rows, item="top_up", site="S1", setting="special", prices=FLAT):
    counted = rows_that_count(pd.DataFrame(list(rows)))
    return unit_costs(counted, item, site=site, setting=setting, children=CHILDREN, prices=prices)


def at(held, year=2026, need="ASD", ncy=0):
    """The cost of one child."""
    place = tuple(
        axis.index(label) for axis, label in zip(CHILDREN, (year, need, ncy), strict=True)
    )
    return held.a_child[place], held.a_mile[place]


def test_a_row_for_all_is_what_every_child_costs():
    held = priced(row())
    assert (held.a_child == 1000).all()
    assert (held.a_mile == 0).all()
    assert held.ties == ()


def test_without_a_row_a_cost_is_not_known():
    assert np.isnan(priced(row(), item="fee").a_child).all()
    assert np.isnan(priced(row(setting="base")).a_child).all()
    assert np.isnan(priced(row(site="S2")).a_child).all()
    assert np.isnan(priced(row(residential="yes")).a_child).all()


@pytest.mark.parametrize(
    ("unit", "child", "mile"),
    [("child_year", 10, 0), ("day", 1900, 0), ("mile", 0, 3800)],
)
def test_a_year_has_190_school_days_and_each_a_way_there_and_back(unit, child, mile):
    held = priced(row(item="transport", unit=unit, pounds=10.0), item="transport")
    assert at(held) == (child, mile)


def test_what_is_paid_for_a_place_adds_nothing_for_a_child():
    """It is known, and it is paid whoever sits there."""
    held = priced(row(item="fee", unit="place_year", pounds=50_000.0), item="fee")
    assert (held.a_child == 0).all()
    funded = priced(row(item="place", unit="place_year", pounds=10_000.0), item="place")
    assert (funded.a_child == 0).all()
    by_child = priced(row(item="place", unit="child_year", pounds=6_000.0), item="place")
    assert (by_child.a_child == 6000).all()


def test_the_site_comes_before_the_setting_and_a_need_before_a_span():
    rows = [
        row(pounds=1.0),
        row(ncy_from=0, ncy_to=6, pounds=2.0),
        row(ncy_from=6, ncy_to=6, pounds=3.0),
        row(need="SEMH", pounds=4.0),
        row(need="SEMH", ncy_from=7, ncy_to=11, pounds=5.0),
        row(site="S1", ncy_from=7, ncy_to=7, pounds=6.0),
    ]
    held = priced(*rows)
    assert held.a_child[0].tolist() == [[2, 3, 6], [4, 4, 6]]
    elsewhere = priced(*rows, site="S2")
    assert elsewhere.a_child[0].tolist() == [[2, 3, 1], [4, 4, 5]]
    assert held.ties == ()


def test_a_row_for_day_places_comes_before_one_for_both():
    assert at(priced(row(pounds=1.0), row(residential="no", pounds=2.0)))[0] == 2


def test_each_payers_latest_row_holds_and_payers_are_added_up():
    held = priced(
        row(pounds=100.0, year=2020),
        row(pounds=300.0, year=2026),
        row(pounds=7.0, year=2021, payer="general_fund"),
    )
    assert (at(held, year=2025)[0], at(held, year=2026)[0]) == (107, 307)


def test_a_row_holds_from_its_year_and_a_less_near_one_before():
    held = priced(row(pounds=1.0), row(site="S1", year=2026, pounds=2.0))
    assert (at(held, year=2025)[0], at(held, year=2026)[0]) == (1, 2)
    assert np.isnan(at(priced(row(year=2026)), year=2025)[0])


def test_two_rows_that_are_equally_near_are_told():
    held = priced(row(ncy_from=0, ncy_to=6), row(ncy_from=6, ncy_to=12))
    ((one, other),) = held.ties
    assert {(one["ncy_from"], one["ncy_to"]), (other["ncy_from"], other["ncy_to"])} == {
        (0, 6),
        (6, 12),
    }
    assert priced(row(ncy_from=0, ncy_to=6), row(ncy_from=7, ncy_to=13)).ties == ()


def test_prices_are_brought_to_the_price_year_and_back():
    """2,000 pounds of 2024 with 2 % into 2025 and 3 % into 2026: 2,000 x 1.02 x 1.03."""
    rates = {2025: 0.02, 2026: 0.03}
    prices = Prices(
        2026, lambda year: rates[year], FLAT.fee_growth, FLAT.fee_cap, FLAT.transport_growth
    )
    assert prices.brought(2000, price_year=2024) == pytest.approx(2101.2)
    earlier = Prices(2024, prices.inflation, *(FLAT.fee_growth, FLAT.fee_cap, lambda _: 0.0))
    assert earlier.brought(2101.2, price_year=2026) == pytest.approx(2000)
    assert at(priced(row(price_year=2024, pounds=2000.0), prices=prices))[0] == pytest.approx(
        2101.2
    )


def test_fees_grow_by_need_since_their_own_year_and_end_at_the_cap():
    """60,000 pounds of 2024 with SEMH at 10 % a year: 66,000 in 2025, 72,600 in 2026, capped."""
    prices = Prices(
        2026,
        lambda _: 0.0,
        lambda _, need: 0.1 if need == "SEMH" else 0.0,
        lambda year, _: 70_000.0 if year == 2026 else np.inf,
        lambda _: 0.5,
    )
    fee = row(item="fee", year=2024, pounds=60_000.0)
    held = priced(fee, item="fee", prices=prices)
    assert at(held, year=2025, need="SEMH")[0] == pytest.approx(66_000)
    assert at(held, year=2026, need="SEMH")[0] == 70_000
    assert at(held, year=2026, need="ASD")[0] == 60_000
    travel = row(item="transport", unit="mile", year=2025, pounds=1.0)
    moved = priced(travel, item="transport", prices=prices)
    assert (at(moved, year=2025)[1], at(moved, year=2026)[1]) == (380, 570)
    assert at(priced(row(year=2020), prices=prices))[0] == 1000


def test_units_that_do_not_fit_an_item_are_found():
    rows = rows_that_count(
        pd.DataFrame([row(unit="mile"), row(item="transport", unit="place_year"), row()])
    )
    assert [found["item"] for found in wrong_units(rows)] == ["top_up", "transport"]


@given(st.permutations(range(5)))
def test_the_order_of_rows_changes_nothing(order):
    rows = [
        row(pounds=1.0),
        row(need="SEMH", pounds=2.0, year=2026),
        row(site="S1", ncy_from=7, ncy_to=7, pounds=3.0),
        row(pounds=4.0, payer="school"),
        row(ncy_from=0, ncy_to=6, pounds=5.0),
    ]
    held, other = priced(*rows), priced(*[rows[place] for place in order])
    np.testing.assert_array_equal(held.a_child, other.a_child)


@given(
    st.lists(
        st.builds(
            row,
            site=st.sampled_from(["", "S1"]),
            need=st.sampled_from(["", "ASD", "SEMH"]),
            year=st.sampled_from([2020, 2026]),
            pounds=st.integers(0, 9).map(float),
        ),
        max_size=6,
        unique_by=lambda each: (each["site"], each["need"], each["year"]),
    )
)
def test_the_nearest_row_is_that_of_a_plain_search(rows):
    """Site, then need, then the latest: found child by child."""
    held = priced(*rows) if rows else None
    for year, need, ncy in product(*CHILDREN):
        near = [
            (bool(each["site"]), bool(each["need"]), each["year"], each["pounds"])
            for each in rows
            if each["year"] <= year and each["need"] in ("", need)
        ]
        if held is None:
            continue
        expected = max(near, key=lambda found: found[:3])[3] if near else np.nan
        np.testing.assert_equal(at(held, year, need, ncy)[0], expected)
