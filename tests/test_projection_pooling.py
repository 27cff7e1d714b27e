"""What pooled rates rest on, cell by cell; and the figures of rates with their ranges."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import BASE_YEAR, YEARS, Small, area, homes, projected, said

import sufficiency as sf
from sufficiency.demand.draws import lasting_rates, rates_of_draws
from sufficiency.demand.flow_draws import flow_rates_of_draws, lasting_flow_rates
from sufficiency.demand.model import expected_rates
from sufficiency.demand.pooling import Pooled, pooled_factor, ratio
from sufficiency.demand.progression import net_progression
from sufficiency.demand.rates import locality_factors
from sufficiency.demand.shocks import YearEffects
from sufficiency.errors import UnknownNameError
from sufficiency.figures import alt_text
from sufficiency.projection.pooling import RATES
from sufficiency.projection.rates import ranged


def laid(projection, rate):
    """The rows of one rate."""
    return projection.pooling(of=rate)


def children_of(year, ncy):
    plans = area().table("plans")
    return plans.loc[plans["year"].eq(year) & plans["ncy"].eq(ncy), "plans"].sum()


# --- known answers


def test_half_way_between_where_evidence_and_strength_are_alike():
    pooled = Pooled(*(np.array([one]) for one in (6.0, 10.0, 0.6, 0.2)), strength=10.0)
    assert pooled.weight == pytest.approx([0.5])
    assert pooled.estimate == pytest.approx([0.4])


def test_joiners_of_a_year_are_counted_by_hand():
    """Two changes between Januaries, the earlier one counting for 0.7; 900 residents each."""
    older, middle, newest = YEARS
    frame = laid(projected(Small()), "joining").set_index("ncy")
    ncy = int(frame["seen"].idxmax())
    seen = 0.7 * (children_of(middle, ncy) - children_of(older, ncy - 1))
    seen += children_of(newest, ncy) - children_of(middle, ncy - 1)
    row = frame.loc[ncy]
    assert newest == BASE_YEAR
    assert row["seen"] == pytest.approx(seen)
    assert row["own"] == pytest.approx(seen / (1.7 * 900))
    assert row["evidence"] == pytest.approx(row["parent_rate"] * 1.7 * 900)
    assert row["weight"] == pytest.approx(row["evidence"] / (row["evidence"] + 3))


def test_a_locality_is_counted_by_hand():
    frame = laid(projected(Small()), "locality").set_index("locality")
    plans = area().table("plans")
    last = plans[plans["year"] == BASE_YEAR]
    for locality, count in last.groupby("locality")["plans"].sum().items():
        row = frame.loc[locality]
        # All localities have as many residents of each NC year.
        expected = last["plans"].sum() / 3
        assert row["seen"] == count
        assert row["estimate"] == pytest.approx((count + 5) / (expected + 5))


# --- laws


@settings(max_examples=8)
@given(small=homes())
def test_an_estimate_lies_between_its_own_rate_and_its_parent_s(small):
    frame = projected(small).pooling()
    known = frame[frame["own"].notna()]
    low, high = (known[["own", "parent_rate"]].agg(side, axis=1) for side in ("min", "max"))
    assert (known["estimate"] >= low - 1e-12).all()
    assert (known["estimate"] <= high + 1e-12).all()
    nobody = frame[frame["own"].isna()]
    assert nobody["estimate"].to_numpy() == pytest.approx(nobody["parent_rate"].to_numpy())
    assert frame["weight"].between(0, 1).all()
    assert (frame["weight"] * (frame["evidence"] + frame["strength"])).to_numpy() == pytest.approx(
        frame["evidence"].to_numpy()
    )
    assert list(frame["rate"].unique()) == list(RATES)
    assert frame["parent"].ne("").all()


@given(seen=st.floats(0, 500), expected=st.floats(0.01, 500), strength=st.floats(0.1, 50))
def test_a_pooled_factor_is_such_a_mean(seen, expected, strength):
    one = np.array([expected])
    pooled = Pooled(np.array([seen]), one, np.array([seen]) / one, np.ones(1), strength)
    factor = pooled_factor(np.array([seen]), one, strength=strength)
    assert pooled.estimate == pytest.approx(factor)


# --- they are the rates of the model


@settings(max_examples=6)
@given(small=homes())
def test_they_lead_to_the_rates_of_the_model(small):
    projection = projected(small)
    model = projection.model
    net = net_progression(model.stocks)
    joining = laid(projection, "joining")
    grown = np.zeros(25)
    grown[joining["ncy"].to_numpy(dtype=int) + 4] = joining["estimate"]
    assert grown == pytest.approx(net.joining)
    leaving = laid(projection, "leaving")
    share = np.zeros(25)
    share[leaving["ncy"].to_numpy(dtype=int) + 4] = leaving["estimate"]
    needs, phases = len(model.needs), int(model.stocks.phase.max()) + 1
    cells = laid(projection, "leaving_of_need_and_phase")["estimate"].to_numpy()
    factor = cells.reshape(needs, phases)[:, model.stocks.phase]
    each = share * factor
    again = ratio(net.exposed.sum(axis=0) * share, (net.exposed * each).sum(axis=0), otherwise=1.0)
    assert np.minimum(each * again, 1)[:, :-1] == pytest.approx(net.leaving[:, :-1])
    assert laid(projection, "need")["estimate"].to_numpy() == pytest.approx(model.needs.reshape(-1))
    places = laid(projection, "locality_and_need")["estimate"].to_numpy().reshape(-1, needs)
    assert locality_factors(places, model.population[0]) == pytest.approx(
        expected_rates(model).locality
    )


def test_a_parent_is_the_estimate_of_the_wider_cell():
    projection = projected(Small())
    for wider, narrower, axis in (
        ("leaving_of_need", "leaving_of_need_and_phase", "need"),
        ("locality", "locality_and_need", "locality"),
    ):
        estimates = laid(projection, wider).set_index(axis)["estimate"]
        cells = laid(projection, narrower)
        assert cells["parent_rate"].to_numpy() == pytest.approx(
            cells[axis].map(estimates).to_numpy()
        )
    phases = laid(projection, "joining").groupby("phase")["parent_rate"]
    assert (phases.min() == phases.max()).all()


# --- ranges of rates


def test_ranges_are_of_the_rates_that_the_draws_take():
    projection = projected(Small(), draws=12)
    model = projection.model
    joining, leaving = lasting_rates(model, draws=12, seed=projection.seed)
    quiet = YearEffects(**{effect.name: 0.0 for effect in fields(YearEffects)})
    ((rates, _),) = rates_of_draws(model, quiet, seed=projection.seed, draws=[5])
    assert rates.leaving[0, ..., 0] == pytest.approx(leaving[5])
    by_age = rates.joining[0].sum(axis=0)
    assert ratio(by_age, joining[5]).max() == pytest.approx(
        ratio(by_age, joining[5])[joining[5] > 0].min()
    )
    frame = projection.rates()
    for what, column in (("joining", "joining_per_thousand"), ("leaving", "leaving_percent")):
        assert (frame[f"{what}_low"] <= frame[column]).all()
        assert (frame[column] <= frame[f"{what}_high"]).all()
    low, high = np.quantile(1000 * joining, [0.1, 0.9], axis=0)
    rate = frame["joining_per_thousand"]
    assert frame["joining_low"].to_numpy() == pytest.approx(np.minimum(low, rate))
    assert frame["joining_high"].to_numpy() == pytest.approx(np.maximum(high, rate))


def test_a_range_reaches_to_its_rate_and_no_further_where_most_draws_take_hardly_any():
    """Known answer: nineteen draws of twenty take nought, one twenty times the rate."""
    drawn = np.zeros((20, 2))
    drawn[0], drawn[:, 1] = 0.02, np.linspace(0, 1, 20)
    central, low, high = ranged(np.array([0.001, 0.5]), drawn)
    assert (low[0], high[0]) == (0.0, 0.001)
    assert (low[1], high[1]) == pytest.approx((0.1, 0.9))
    assert central.tolist() == [0.001, 0.5]


def test_fewer_children_leave_more_open():
    few, many = (projected(Small(times=times), draws=60).rates() for times in (1, 30))
    seen = few["joined"] > 5
    width = [
        ((frame["joining_high"] - frame["joining_low"]) / frame["joining_per_thousand"])[seen]
        for frame in (few, many)
    ]
    assert (width[0] > 2 * width[1]).all()


# --- from transitions


@pytest.fixture(scope="module")
def known():
    """A projection of an area whose transitions are known."""
    made = sf.synthetic_area(
        seed=11, transitions=True, localities=4, plans=500, history_years=4, future_years=3
    )
    return sf.project(made.area, until=2025, draws=30, workers=1)


def test_rates_from_transitions_have_the_ranges_of_their_draws(known):
    joining, leaving = lasting_flow_rates(known.model, draws=3, seed=known.seed)
    quiet = YearEffects(**{effect.name: 0.0 for effect in fields(YearEffects)})
    ((rates, _),) = flow_rates_of_draws(known.model, quiet, seed=known.seed, draws=[2])
    by_age = ratio(rates.joining[0].sum(axis=0), joining[2])[joining[2] > 0]
    assert by_age.max() == pytest.approx(by_age.min())
    assert leaving.shape[1:] == known.model.leaving.share.shape
    frame = known.rates()
    for what, column in (("joining", "joining_per_thousand"), ("leaving", "leaving_percent")):
        assert (frame[f"{what}_low"] <= frame[column]).all()
        assert (frame[column] <= frame[f"{what}_high"]).all()


def test_their_figure_calls_nothing_net(known):
    axes = known.plot.rates("leaving")
    assert "net" not in axes.get_xlabel()
    assert "As counted in transitions." in alt_text(axes)
    axes.figure.clear()


# --- figures, tables, messages


@pytest.mark.parametrize("what", ["joining", "leaving"])
def test_the_figure_shows_every_year_and_says_that_rates_are_net(what):
    projection = projected(Small())
    axes = projection.plot.rates(what)
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert len(names) == 25
    assert {"Reception", "Year 7"} <= set(names)
    assert f"net {'joiners' if what == 'joining' else 'leavers'}" in alt_text(axes)
    assert "net but for turnover" in axes.get_xlabel()
    value = projection.rates().set_index("ncy").iloc[:, 1 if what == "joining" else 5]
    shown = [text.get_text() for text in axes.texts]
    assert any(text.startswith(f"{value[7]:.1f}") for text in shown)
    axes.figure.clear()


@pytest.mark.parametrize(
    "call",
    [
        lambda made: made.plot.rates("moving"),
        lambda made: made.pooling(of="joinning"),
        lambda made: made.pooling(of="everything at once"),
    ],
)
def test_a_rate_that_there_is_not_is_said(call):
    with pytest.raises(UnknownNameError, match=said("unknown_word")):
        call(projected(Small()))


def test_pooling_is_saved_with_the_other_tables():
    projection = projected(Small())
    pd.testing.assert_frame_equal(projection.to_frame("pooling"), projection.pooling())
