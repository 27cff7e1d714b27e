"""A projection from transitions: laws of the expected numbers, and of every draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flow_areas import any_flows, any_model, any_rows, heads, model_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_demand_laws import LOCALITIES, NEEDS, PHASE, STATES

from sufficiency.demand.accounts import Item, account_gap
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.flow_model import expected_flow_rates
from sufficiency.demand.flows import OUTSIDE, flows_of
from sufficiency.demand.shocks import YearEffects
from sufficiency.demand.simulation import simulate
from sufficiency.demand.stocks import NC_YEARS

few = settings(max_examples=10)
FINEST = {
    "locality": np.arange(LOCALITIES),
    "need": np.arange(NEEDS),
    "ncy": np.arange(NC_YEARS),
    "state": np.arange(STATES),
}


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """Let nothing overflow, divide by nought or turn into nan unseen."""
    with np.errstate(all="raise", under="ignore"):
        yield


def projected(model):
    return expected_projection(model.last, model.population[1:], expected_flow_rates(model))


@pytest.fixture(scope="module")
def model():
    return any_model(4, until=2029)


@pytest.fixture(scope="module")
def drawn(model):
    return simulate(model, draws=400, seed=5)


# --- Expected numbers


@few
@given(st.integers(0, 1000))
def test_expected_accounts_close(seed):
    made = projected(any_model(seed, ceasing=0.02))
    assert np.abs(account_gap(made.accounts)).max() < 1e-9
    assert not made.accounts[..., Item.RESTATED].any()


@few
@given(
    st.integers(0, 50),
    st.permutations(range(NEEDS)),
    st.permutations(range(STATES)),
    st.permutations(range(LOCALITIES)),
)
def test_other_labels_only_reorder(seed, needs, states, places):
    """Position p of the other area is what is at position order[p] of the first."""
    rows, (known, persons) = any_rows(seed), heads(seed)
    back = [np.argsort(order) for order in (needs, states, places)]

    def renamed(side):
        there = side[:, 2] != OUTSIDE
        made = np.array(side)
        made[there, 0], made[there, 2] = back[0][side[there, 0]], back[1][side[there, 2]]
        return made

    other = {
        **rows,
        "locality": back[2][rows["locality"]],
        "before": renamed(rows["before"]),
        "after": renamed(rows["after"]),
    }
    shape, years = (LOCALITIES, NEEDS, STATES), (2022, 2023, 2024)
    one = model_of(flows_of(years, shape, **rows), known, persons, until=2026)
    two = model_of(flows_of(years, shape, **other), known, persons[:, places], until=2026)
    wanted = projected(one).children[:, places][:, :, needs][..., states]
    assert projected(two).children == pytest.approx(wanted, abs=1e-9)
    assert two.effects.joining_need == pytest.approx(one.effects.joining_need)
    assert two.restatement.spread == pytest.approx(one.restatement.spread)


@few
@given(st.integers(0, 1000))
def test_a_longer_horizon_does_not_change_earlier_years(seed):
    short, long = any_model(seed, until=2025), any_model(seed, until=2029)
    assert projected(long).children[:2] == pytest.approx(projected(short).children, abs=1e-9)
    counts = [simulate(one, draws=2, seed=1).roll_up(**FINEST) for one in (short, long)]
    assert (counts[1][:, :2] == counts[0]).all()


def test_every_state_fed_alone_adds_up_to_all_of_them():
    """A single child in any cell stays one child until it leaves: nobody vanishes."""
    model = any_model(6, until=2025)
    rates = replace(expected_flow_rates(model), joining=np.zeros((1, NEEDS, NC_YEARS)))
    nobody = model.population[1:]
    for need, age, state in np.ndindex(NEEDS, NC_YEARS, STATES):
        alone = np.zeros_like(model.last)
        alone[0, need, age, state] = 1.0
        made = expected_projection(alone, nobody, rates)
        left = 1.0 if age == NC_YEARS - 1 else rates.leaving[0, need, age, state]
        assert made.children[1].sum() == pytest.approx(1 - left)
        assert not np.isnan(made.children).any()


def test_levers_act_on_joiners_and_leavers():
    usual, more = any_model(2), any_model(2, joining=1.5, leaving=0.5, ceasing=0.1)
    one, other = expected_flow_rates(usual), expected_flow_rates(more)
    assert other.joining == pytest.approx(1.5 * one.joining)
    below = np.s_[:, :, :-1]
    wanted = 1 - (1 - 0.5 * one.leaving[below]) * 0.9
    assert other.leaving[below] == pytest.approx(wanted)


# --- Draws


def test_accounts_close_in_every_draw_with_what_is_restated(model, drawn):
    assert not account_gap(drawn.accounts).any()
    counts = drawn.roll_up(need=np.arange(NEEDS), state=np.arange(STATES))[:, :, 0, :, 0, :]
    assert (drawn.accounts[..., Item.CLOSING] == counts[:, 1:]).all()
    assert (drawn.accounts[..., Item.OPENING] == counts[:, :-1]).all()
    restated = drawn.accounts[..., Item.RESTATED]
    assert restated.any()
    # Recoded children are as many as before.
    assert not restated.sum(axis=(2, 3)).any()
    assert model.restatement.spread > 1


def test_one_year_of_transitions_shows_no_restatement():
    model = any_model(4, years=(2024,), until=2026)
    assert model.restatement is None
    drawn = simulate(model, draws=5, seed=1)
    assert not drawn.accounts[..., Item.RESTATED].any()
    assert not account_gap(drawn.accounts).any()


def test_fates_follow_children_also_where_they_are_recorded_otherwise(drawn):
    """Who left and who joined is counted to the child: a new code is neither."""
    _, needs, ages, states = drawn.shape
    for draw in range(3):
        for january in (1, 2):
            before, after = drawn.fates(draw, january)
            there = after >= 0
            size = needs * ages * states
            assert (after[there] // size == before[there] // size).all()
            account = drawn.accounts[draw, january - 1].sum(axis=(0, 1))
            assert (~there).sum() == account[Item.LEAVERS]
            assert len(drawn.january(draw, january)) - there.sum() == account[Item.JOINERS]
            aged = after[there] // states % ages - before[there] // states % ages
            assert (aged == 1).mean() > 0.5
            assert (aged != 1).any()


def test_the_mean_of_draws_is_near_the_expected_projection(model, drawn):
    expected = projected(model).children
    counts = drawn.roll_up(ncy=PHASE, state=np.arange(STATES))[:, :, 0, 0]
    wanted = np.stack([expected[..., one == PHASE, :].sum(axis=(1, 2, 3)) for one in range(5)], 1)
    error = counts.std(axis=0) / np.sqrt(len(counts))
    assert (np.abs(counts.mean(axis=0) - wanted) < 4 * error + 0.03 * wanted).all()
    whole = counts.sum(axis=(2, 3)).mean(axis=0)
    assert whole == pytest.approx(wanted.sum(axis=(1, 2)), rel=0.03)


def test_same_seed_same_numbers_for_any_workers_and_blocks(model):
    first = simulate(model, draws=6, seed=2, block=6)
    for other in (
        simulate(model, draws=6, seed=2, block=2, workers=2),
        simulate(model, draws=8, seed=2),
    ):
        assert (other.codes[: len(first.codes)] == first.codes).all()
        assert (other.accounts[:6] == first.accounts).all()


def test_without_year_effects_ranges_are_narrower(model, drawn):
    """The level of the trend is still drawn, so that some of the range of the total stays."""
    calm = simulate(model, draws=200, seed=5, effects=YearEffects(*[0.0] * 10)).roll_up()
    assert 0 < calm[:, -1].std() < 0.8 * drawn.roll_up()[:, -1].std()


def test_structural_zeros_hold_in_every_draw():
    allowed = np.ones((1, NC_YEARS, STATES), dtype=bool)
    allowed[:, :16, 2] = False
    flows = any_flows(3)
    known, persons = heads(3)
    model = model_of(flows, known, persons, until=2026, allowed=allowed)
    counts = simulate(model, draws=20, seed=1).roll_up(
        ncy=np.arange(NC_YEARS), state=np.arange(STATES)
    )
    assert not counts[:, 1:, 0, 0, :16, 2].any()
    assert counts[:, 1:, 0, 0, 16:, 2].any()


def test_a_locality_with_more_joiners_has_a_higher_factor():
    rows = any_rows(5)
    joins = rows["before"][:, 2] == OUTSIDE
    rows["children"] = np.where(joins & (rows["locality"] == 0), 20.0, rows["children"])
    flows = flows_of((2022, 2023, 2024), (LOCALITIES, NEEDS, STATES), **rows)
    known, persons = heads(5)
    model = model_of(flows, known, persons, until=2026)
    factor = expected_flow_rates(model).locality
    assert (factor[0] > factor[1]).all()
    weighed = (factor * model.population[0][:, None]).sum(axis=0) / model.population[0].sum(axis=0)
    assert weighed == pytest.approx(np.ones((NEEDS, NC_YEARS)))
