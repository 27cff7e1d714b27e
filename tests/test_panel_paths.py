"""The rules of the panel on arrays: answers worked out by hand, and laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.demand.panel import (
    PanelSeries,
    chained_england,
    growth_apart,
    half_rise_path,
    rise_path,
    standing_path,
    total_path,
)
from sufficiency.demand.panel_bands import band_shares, drawn_bands, past_share_errors
from sufficiency.demand.panel_errors import (
    PastErrors,
    Spread,
    chances,
    drawn_apart,
    drawn_nation,
    past_errors,
    shipped_errors,
    spread_of,
)
from sufficiency.errors import NotPossibleError


def series(plans, england, *, children=None, england_children=None, new=None, england_new=None):
    plans = np.asarray(plans, dtype=float)
    england = np.asarray(england, dtype=float)
    unknown = np.full(plans.shape, np.nan)
    nothing = np.full(england.shape, np.nan)
    return PanelSeries(
        plans,
        unknown if children is None else np.asarray(children, dtype=float),
        unknown if new is None else np.asarray(new, dtype=float),
        england,
        nothing if england_children is None else np.asarray(england_children, dtype=float),
        nothing if england_new is None else np.asarray(england_new, dtype=float),
        np.zeros(plans.shape, dtype=bool),
    )


def test_area_like_england_grows_as_england_does():
    # England 100, 110: half of log 1.1, and half of log 1.1, log 1.2 / 1.1 and so on.
    path = total_path(series([[10, 11]], [100, 110]), 3)
    expected = np.cumsum(0.5 * np.log(1.1) + 0.5 * np.log([120 / 110, 130 / 120, 140 / 130]))
    np.testing.assert_allclose(path[0], expected)


def test_a_missing_january_is_bridged_along_england():
    # England 100, 120, 126: the area's 10, ?, 15 is 10, 12 and 12.6 times a factor of
    # sqrt(15 / 12.6) a year, so 12 sqrt(15 / 12.6) in between.
    gap = series([[10, np.nan, 15]], [100, 120, 126])
    np.testing.assert_allclose(gap.bridged, [[10, 12 * np.sqrt(15 / 12.6), 15]])
    apart = np.log(15 / 12.6) / 2
    np.testing.assert_allclose(growth_apart(gap, 1), [apart])
    np.testing.assert_allclose(growth_apart(gap, 3), [apart])


@given(
    growth=st.floats(-0.3, 0.3),
    england=st.lists(st.floats(-0.1, 0.2), min_size=5, max_size=5),
    missing=st.sampled_from([[4], [3], [2], [3, 4], [2, 4]]),
)
@settings(max_examples=40, deadline=None)
def test_even_growth_is_the_same_with_januaries_missing(growth, england, missing):
    nation = 1_000 * np.exp(np.cumsum([0.0, *england]))
    plans = nation / 10 * np.exp(growth * np.arange(6))
    gap = plans.copy()
    gap[missing] = np.nan
    whole, part = (series([one], nation) for one in (plans, gap))
    np.testing.assert_allclose(total_path(part, 4), total_path(whole, 4), atol=1e-9)


def test_no_bridge_from_before_the_last_three_years_or_across_a_break():
    nation = np.full(6, 100.0)
    old = series([[5, 9, np.nan, np.nan, np.nan, 10]], nation)
    assert np.isnan(old.bridged[0, 2:5]).all()
    broken = series([[5, 9, 9, 9, np.nan, 10]], nation)
    broken.broken[0, 5] = True
    assert np.isnan(broken.bridged[0, 4])
    unknown = series([[5, 9, 9, 9, np.nan, 10]], [100, 100, 100, 100, np.nan, 100])
    assert np.isnan(unknown.bridged[0, 4])


def test_growth_of_its_own_counts_for_a_tenth_and_fades():
    # Two Januaries: both windows are the one year; z = log 1.15 / 1.10, weights 0.10 + 0.12.
    apart = total_path(series([[100, 115]], [100, 110]), 2) - total_path(
        series([[100, 110]], [100, 110]), 2
    )
    z = np.log(1.15 / 1.10)
    np.testing.assert_allclose(apart[0], 0.22 * z * np.array([1.0, 1.8]))


def test_growth_far_from_englands_counts_as_the_bound():
    far = total_path(series([[100, 300]], [100, 110]), 1)
    like = total_path(series([[100, 110]], [100, 110]), 1)
    np.testing.assert_allclose(far - like, 0.22 * 0.15)


def test_prevalence_closes_four_per_cent_of_its_gap_each_year():
    # Twice England's plans a child, but within 0.6: the gap shrinks by 1 - 0.96^k.
    many = series([[10, 11]], [100, 110], children=[[50, 50]], england_children=[750, 750])
    plain = series([[10, 11]], [100, 110])
    gap = np.log((11 / 50) / (110 / 750))
    expected = -gap * (1 - 0.96 ** np.arange(1, 4))
    np.testing.assert_allclose((total_path(many, 3) - total_path(plain, 3))[0], expected)


def test_new_plans_count_for_a_fiftieth():
    new = series([[100, 110]], [100, 110], new=[[np.nan, 15]], england_new=[np.nan, 12])
    plain = series([[100, 110]], [100, 110])
    apart = total_path(new, 1) - total_path(plain, 1)
    np.testing.assert_allclose(apart[0, 0], 0.02 * np.log(15 / 12))


def test_break_hides_the_growth_across_it():
    broken = series([[100, 115]], [100, 110])
    broken.broken[0, 1] = True
    like = total_path(series([[100, 110]], [100, 110]), 2)
    np.testing.assert_allclose(total_path(broken, 2), like)


def test_special_grows_by_englands_rise():
    # England 70, 80, 90, 100: ten a year. The area grew as England did.
    path = rise_path(series([[7, 8, 9, 10]], [70, 80, 90, 100]), 3)
    np.testing.assert_allclose(np.exp(path[0]), [1.1, 1.2, 1.3])


def test_special_with_growth_of_its_own():
    path = rise_path(series([[10, 10, 10, 10]], [70, 80, 90, 100]), 2)
    z = max(-np.log(100 / 70) / 3, -0.08)
    np.testing.assert_allclose(path[0], np.log([1.1, 1.2]) + 0.3 * z * np.array([1.0, 1.6]))


def test_independent_grows_by_half_of_englands_rise():
    path = half_rise_path(series([[7, 8, 9, 30]], [70, 80, 90, 100]), 2)
    np.testing.assert_allclose(np.exp(path[0]), [1.05, 1.10])


def test_bases_stand_still():
    assert (standing_path(series([[7, 8]], [70, 80]), 4) == 0).all()


@pytest.mark.parametrize("rule", [total_path, rise_path])
def test_england_with_one_january_is_refused(rule):
    with pytest.raises(NotPossibleError, match="England's plans"):
        rule(series([[7, 8]], [np.nan, 80]), 2)


def test_england_is_chained_both_ways_by_enough_areas():
    plans = np.array([[10.0, 20.0, 40.0]] * 3)
    england = np.array([np.nan, 200.0, np.nan])
    carried = chained_england(england, plans, least_areas=3)
    np.testing.assert_allclose(carried, [100, 200, 400])
    alone = chained_england(england, plans, least_areas=4)
    np.testing.assert_array_equal(alone, england)


def test_what_comes_later_changes_no_error_of_an_origin():
    chance = np.random.default_rng(1)
    plans = 1000 * np.exp(chance.normal(0.05, 0.03, (300, 8)).cumsum(axis=1))
    held = series(plans, plans.sum(axis=0))
    errors = past_errors(held.until(6), total_path, horizon=3, spread=spread_of("total"))
    changed = series(np.hstack([plans[:, :7], plans[:, 7:] * 9]), [*plans.sum(axis=0)[:7], 1.0])
    again = past_errors(changed.until(6), total_path, horizon=3, spread=spread_of("total"))
    for horizon in (1, 2, 3):
        np.testing.assert_array_equal(errors.at(horizon), again.at(horizon))


def test_errors_are_the_truth_over_the_rule_less_their_median():
    # Standing still, one origin: ends are 1.0, 1.1 and 1.3 times the start, of usual size.
    plans = np.array([[3000.0, 3000.0, 3000.0 * end] for end in (1.0, 1.1, 1.3)] * 100)
    held = series(plans, [1.0, 1.0, 1.0])
    errors = past_errors(held, standing_path, horizon=1, spread=spread_of("total"))
    expected = np.sort(np.log(np.array([1.0, 1.1, 1.3] * 100) / 1.1))
    np.testing.assert_allclose(errors.at(1), expected, atol=1e-12)


def test_too_few_errors_are_none():
    held = series(np.full((5, 4), 100.0), np.full(4, 500.0))
    assert past_errors(held, standing_path, horizon=2, spread=spread_of("total")) is None


def test_more_draws_or_years_change_no_earlier_chance():
    few = chances(seed=4, part=1, draws=3, years=2, columns=5)
    many = chances(seed=4, part=1, draws=6, years=9, columns=5)
    np.testing.assert_array_equal(few, many[:3, :2])


def test_nations_error_has_the_stated_deviation():
    off = drawn_nation(chances(seed=1, part=0, draws=40_000, years=5, columns=2))
    stated = [
        np.sqrt(0.010**2 * h + 0.004**2 * sum(k * k for k in range(1, h + 1))) for h in (1, 5)
    ]
    np.testing.assert_allclose(off[:, [0, 4]].std(axis=0), stated, rtol=0.02)


@pytest.mark.parametrize("power", [0.5, 0.75])
def test_draws_apart_have_the_quantiles_of_past_errors(power):
    known = np.sort(np.random.default_rng(2).standard_t(4, 4001)) * 0.04
    errors = PastErrors(Spread(power, 0.2), (known,))
    chance = chances(seed=1, part=1, draws=20_000, years=4, columns=1)
    off = drawn_apart(chance, errors, plans=np.array([3000.0]))[:, :, 0]
    for year in range(4):
        found = np.quantile(off[:, year], [0.1, 0.5, 0.9])
        np.testing.assert_allclose(
            found, np.quantile(known, [0.1, 0.5, 0.9]) * (year + 1) ** power, atol=0.0025
        )


def test_smaller_areas_are_less_sure():
    errors = shipped_errors(np.linspace(-0.1, 0.1, 11), spread_of("total"))
    chance = np.repeat(chances(seed=1, part=1, draws=50, years=2, columns=1), 2, axis=2)
    off = drawn_apart(chance, errors, plans=np.array([3000.0, 3000.0 / 32]))
    np.testing.assert_allclose(off[:, :, 1], 2.0 * off[:, :, 0])


def test_bands_that_age_by_hand():
    # Two bands of two years; nobody joins or leaves but at the ends: r = 1 in both.
    bands = np.array([[10.0, 20.0]])
    england = np.array([[100.0, 100.0], [50.0, 100.0]])
    shares = band_shares(bands, england, np.array([2.0, 2.0]), years=1)
    # Ageing: 10 - 5 = 5, and 20 - 10 + 5 = 15. Half standing (1/3, 2/3), half aged (1/4, 3/4).
    np.testing.assert_allclose(shares[0, 0], [(1 / 3 + 1 / 4) / 2, (2 / 3 + 3 / 4) / 2])


@given(
    st.lists(st.lists(st.floats(1, 1e4), min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(1, 6),
)
@settings(max_examples=50, deadline=None)
def test_shares_add_up_to_one(bands, years):
    held = np.array(bands)
    england = np.stack([held.sum(axis=0), held.sum(axis=0) * 1.1])
    shares = band_shares(held, england, np.array([5.0, 6.0, 4.0]), years=years)
    np.testing.assert_allclose(shares.sum(axis=2), 1.0)
    assert (shares >= 0).all()


def test_bands_add_up_to_the_total_in_every_draw():
    bands = np.array([[10.0, 20.0], [500.0, 300.0]])
    shares = band_shares(bands, bands[:2], np.array([2.0, 2.0]), years=3)
    totals = chances(seed=1, part=1, draws=40, years=3, columns=2) ** 2 * 100
    errors = (shipped_errors(np.linspace(-0.3, 0.3, 9), spread_of("share")),) * 2
    chance = chances(seed=1, part=5, draws=40, years=3, columns=4)
    drawn = drawn_bands(totals, shares, errors, bands=bands, chance=chance)
    np.testing.assert_allclose(drawn.sum(axis=3), totals)


def test_share_errors_of_bands_that_never_change_are_nought():
    bands = np.broadcast_to(np.array([[200.0, 400.0]] * 60), (8, 60, 2))
    errors = past_share_errors(bands, bands.sum(axis=1), np.array([2.0, 4.0]), horizon=2)
    assert errors is not None
    for band in errors:
        np.testing.assert_allclose(band.at(2), 0.0, atol=1e-12)
