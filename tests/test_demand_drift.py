"""The drift of settings: known answers, and what it must leave alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_demand_draws import some_levels
from test_demand_laws import NEEDS, PHASE, STATES, small_area

import sufficiency as sf
from sufficiency import england, terms
from sufficiency.demand import shocks
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.drifting import drawn_walk, drift_of, drifted_mix
from sufficiency.demand.estimation import estimate
from sufficiency.demand.model import expected_rates, expected_start, state_moves
from sufficiency.demand.shocks import Purpose
from sufficiency.demand.simulation import simulate
from sufficiency.projection import modelling
from sufficiency.projection.axes import needs
from sufficiency.projection.mix import expected_weights, setting_drift

UNTIL = 2028
YEARS = UNTIL - 2024
few = settings(max_examples=6, deadline=None)
some_shares = st.lists(st.floats(0.05, 1.0), min_size=3, max_size=3)
CODES = terms.settings().codes


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """Let nothing overflow, divide by nought or turn into nan unseen."""
    with np.errstate(all="raise", under="ignore"):
        yield


def drift(*, yearly=0.0, child=0.0, expected=0.0, years=YEARS):
    return drift_of(years=years, states=STATES, yearly=yearly, child=child, expected=expected)


def model_of(found, *, most=6):
    return estimate(small_area(most=most), until=UNTIL, growth=[0.1, 0.08], drift=found)


def counts_of(found, *, draws=60, seed=4, **axes):
    return simulate(model_of(found), draws=draws, seed=seed).roll_up(**axes)


# --- Known answers


def test_a_mix_moves_by_its_log_weights():
    mix = np.array([0.5, 0.3, 0.2]).reshape(1, 1, 3)
    moved = drifted_mix(mix, np.log([[2.0, 1.0, 1.0]]))
    assert moved[0, 0, 0] == pytest.approx(np.array([1.0, 0.3, 0.2]) / 1.5)


def test_the_step_of_a_year_has_a_floor_and_a_part_that_falls_with_the_children():
    sizes = drift(yearly=0.03, child=0.9).variance(np.array([0.0, 100.0, 1e9]))
    assert sizes == pytest.approx([0.0009 + 0.9, 0.0009 + 0.009, 0.0009])
    assert drift(yearly=0.03, child=9.0).variance(np.array([3.0, 5.0, 100.0])) == pytest.approx(
        [1.0, 1.0, 0.0909]
    )


def test_a_walk_never_wanders_further_than_its_bound():
    """Yearly variance 0.4: 0.4, 0.8, and then 1 however many years follow."""
    found, children = drift(yearly=np.sqrt(0.4), years=6), np.full(3, 1e9)
    walks = drawn_walk(found, children, seed=3, draws=range(4_000))
    wanted = np.array([0.4, 0.8, 1.0, 1.0, 1.0, 1.0])
    assert walks.var(axis=0) == pytest.approx(np.repeat(wanted[:, None], 3, axis=1), rel=0.08)


def test_a_walk_adds_up_year_by_year_and_comes_in_pairs():
    found, children = drift(yearly=[0.1, 0.2, 0.0], years=6), np.full(3, 1e9)
    walks = drawn_walk(found, children, seed=3, draws=range(4_000))
    assert (walks[::2] == -walks[1::2]).all()
    ahead = np.arange(1.0, 7.0)
    assert walks.std(axis=0) == pytest.approx(
        np.sqrt(ahead)[:, None] * [0.1, 0.2, 0.0], rel=0.06, abs=1e-4
    )
    assert (walks[0] != walks[2])[:, :2].all()


@few
@given(some_shares, st.floats(0.0, 0.4))
def test_the_median_of_a_state_that_wanders_alone_stays_where_it_was(shares, yearly):
    """To 1 %: each chance has its opposite, and a share rises where its log weight does."""
    mix = (np.array(shares) / sum(shares)).reshape(1, 1, 3)
    found, children = drift(yearly=[yearly, 0.0, 0.0], years=1), np.full(3, 1e9)
    walks = drawn_walk(found, children, seed=2, draws=range(1_001))
    moved = drifted_mix(mix, walks)[:, 0, 0, 0]
    assert moved.sum(axis=1) == pytest.approx(1.0)
    assert np.median(moved, axis=0) == pytest.approx(mix[0, 0], rel=0.01)


def test_a_trend_moves_a_cohort_to_the_mix_of_each_year():
    """Everyone at one mix, nobody's need or age matters: the stock is the mix, each year."""
    trend = np.log([[1.2, 1.0, 1.0], [1.5, 1.0, 1.0], [1.5, 1.0, 1.0], [0.7, 1.0, 1.0]])
    model = model_of(drift(expected=trend))
    same = np.broadcast_to([0.5, 0.3, 0.2], model.stocks.last.shape)
    start = 10.0 * same
    stocks = replace(model.stocks, children=np.stack([start] * 3))
    model = estimate(stocks, until=UNTIL, drift=drift(expected=trend))
    projected = expected_projection(start, model.population[1:], expected_rates(model)).children
    for year, weights in enumerate(np.exp(trend), start=1):
        wanted = weights * [0.5, 0.3, 0.2]
        reached = projected[year].sum(axis=(0, 1, 2))
        # Nobody goes back on the way, so what is reached is what is wanted.
        assert reached / reached.sum() == pytest.approx(wanted / wanted.sum(), abs=1e-3)


def test_a_drift_of_nought_moves_as_no_drift_does():
    without, with_none = model_of(None), model_of(drift())
    start = expected_start(without).sum(axis=0)
    for plain, drifted in zip(
        state_moves(without, start), state_moves(with_none, start), strict=True
    ):
        assert drifted == pytest.approx(np.broadcast_to(plain, drifted.shape), abs=1e-12)


# --- Laws


@few
@given(st.floats(0.05, 0.6), st.integers(0, 10_000))
def test_totals_need_and_phase_are_the_same_in_every_draw_whatever_the_drift(yearly, seed):
    detail = {"need": np.arange(NEEDS), "ncy": PHASE, "locality": np.arange(2)}
    still = counts_of(drift(), draws=4, seed=seed, **detail)
    drifted = counts_of(drift(yearly=yearly, child=2.0, expected=0.1), draws=4, seed=seed, **detail)
    assert (still == drifted).all()


def test_settings_move_and_by_more_where_the_drift_is_larger():
    widths = [
        counts_of(drift(yearly=yearly), state=np.arange(STATES))[:, 1:, 0, 0, 0].std(axis=0)
        for yearly in (0.0, 0.3)
    ]
    assert (widths[1] > 1.5 * widths[0]).all()


def test_the_mean_over_draws_of_a_small_drift_is_near_the_expected_projection():
    model = model_of(drift(yearly=0.1, expected=np.outer(np.arange(1.0, 5.0), [0.1, 0.0, -0.1])))
    expected = expected_projection(
        expected_start(model), model.population[1:], expected_rates(model)
    ).children.sum(axis=(1, 2, 3))
    drawn = simulate(model, draws=300, seed=5).roll_up(state=np.arange(STATES))[:, :, 0, 0, 0]
    error = drawn.std(axis=0) / np.sqrt(len(drawn))
    assert (np.abs(drawn.mean(axis=0) - expected) < 4 * error + 0.03 * expected).all()


def test_same_seed_same_numbers_for_any_block():
    model = model_of(drift(yearly=0.2, child=1.0))
    first, other = (simulate(model, draws=6, seed=2, block=block) for block in (6, 1))
    assert (first.codes == other.codes).all()
    assert (simulate(model, draws=3, seed=2, first=3).codes == other.codes[-_last(other) :]).all()


def _last(drawn):
    """How many codes the last three of six draws have."""
    return int(drawn.lengths[3:].sum())


def test_more_children_make_it_narrower():
    spreads = []
    for most in (3, 60):
        model = model_of(drift(yearly=0.02, child=5.0), most=most)
        drawn = simulate(model, draws=80, seed=1).roll_up(state=np.arange(STATES))[:, -1, 0, 0, 0]
        share = drawn / drawn.sum(axis=1, keepdims=True)
        spreads.append(share.std(axis=0))
    assert (spreads[1] < 0.5 * spreads[0]).all()


def test_levels_use_no_chance_of_the_drift(monkeypatch):
    used = []

    def noted(seed, draw, purpose):
        used.append(purpose)
        return made(seed, draw, purpose)

    made = shocks.generator_of
    monkeypatch.setattr(shocks, "generator_of", noted)
    simulate(estimate(small_area(), until=2026, shares=some_levels()), draws=2, seed=1)
    assert used
    assert Purpose.DRIFT not in used
    simulate(model_of(drift()), draws=1, seed=1)
    assert Purpose.DRIFT in used


def test_project_gives_levels_no_drift():
    model = sf.project(sf.load_example(), until=2026, draws=2).model
    assert model.shares is not None
    assert model.drift is None


# --- England's trend, and what ships


def test_every_setting_has_a_size_that_ships():
    assert set(england.setting_drift()) == set(CODES)
    named = {row["file"] for row in england.rows("sources")}
    assert "setting_drift.csv" in named


def test_special_schools_and_bases_grow_by_englands_rise_and_mainstream_takes_the_rest():
    """By hand from plans.csv: state special 119,098, then 125,544; all 353,995, then 390,109."""
    base = 2019  # January 2020, with 2019 before it
    weights = expected_weights(CODES, base=base, years=1)[0]
    plans, before = 390_109, 353_995
    rate, rise = plans / before, plans - before
    grown = plans * np.sqrt(rate * (1 + rise / plans))
    special = np.log((125_544 + 6_446) / grown / (125_544 / plans))
    bases = np.log((18_235 + 583) / grown / (18_235 / plans))
    assert weights[CODES.index("special")] == pytest.approx(special)
    assert weights[CODES.index("base")] == pytest.approx(bases)
    taken = np.array([125_544, 18_235, 133_937]) * np.exp(
        [special, bases, weights[CODES.index("mainstream")]]
    )
    assert taken.sum() == pytest.approx(125_544 + 18_235 + 133_937)
    others = [code for code in CODES if code not in ("special", "base", "mainstream")]
    assert not weights[[CODES.index(code) for code in others]].any()


def test_nothing_that_was_counted_later_is_used(monkeypatch):
    known = expected_weights(CODES, base=2021, years=3)
    all_plans = england.plans

    def to_2021(*, setting=""):
        return {year: count for year, count in all_plans(setting=setting).items() if year <= 2021}

    monkeypatch.setattr(england, "plans", to_2021)
    assert (expected_weights(CODES, base=2021, years=3) == known).all()


def test_no_trend_is_expected_before_england_was_counted_by_setting():
    assert not expected_weights(CODES, base=2018, years=5).any()
    assert not expected_weights(CODES, base=2012, years=5).any()


def test_where_england_is_older_its_trend_goes_on_from_the_areas_january():
    last = max(england.plans())
    whole = expected_weights(CODES, base=last, years=4)
    later = expected_weights(CODES, base=last + 2, years=2)
    assert later == pytest.approx(whole[2:] - whole[1])


def test_a_long_horizon_leaves_every_share_above_nought():
    weights = expected_weights(CODES, base=2024, years=40)
    assert np.isfinite(weights).all()
    assert (np.abs(weights) < np.log(100)).all()


def test_a_backtest_drifts_and_widens_settings_alone(monkeypatch):
    area = sf.load_example()
    after = sf.backtest(area, draws=60)
    monkeypatch.setattr(
        modelling,
        "setting_drift",
        lambda codes, *, base, years: drift_of(
            years=years, states=len(codes), yearly=0.0, child=0.0
        ),
    )
    before = sf.backtest(area, draws=60)
    for fold, still in zip(after.folds, before.folds, strict=True):
        detail = {"need": np.arange(len(needs())), "ncy": np.arange(25)}
        assert (fold.drawn.roll_up(**detail) == still.drawn.roll_up(**detail)).all()
        assert fold.drawn.shape == still.drawn.shape
    width, still_width = (
        tested.scores.set_index(["level", "years_ahead", "way"]).loc[
            ("setting", 1, "sufficiency"), "mean_width_percent"
        ]
        for tested in (after, before)
    )
    assert width > 1.5 * still_width


def test_the_drift_of_settings_is_laid_out_by_setting():
    found = setting_drift(CODES, base=2024, years=2)
    assert found.yearly[CODES.index("special")] == england.setting_drift()["special"].yearly
    assert found.expected.shape == (2, len(CODES))
