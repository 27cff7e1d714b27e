"""What rates from transitions rest on, step by step: by hand, as laws, and as a frame."""

import numpy as np
import pandas as pd
import pytest
from flow_areas import any_model
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import Small, projected, said

import sufficiency as sf
from sufficiency.demand import flow_evidence
from sufficiency.demand.evidence import locality_evidence
from sufficiency.demand.flow_model import usual_rates
from sufficiency.demand.pooling import recency
from sufficiency.demand.rates import locality_factors
from sufficiency.errors import UnknownNameError
from sufficiency.projection.pooling import RATES, RATES_OF_TRANSITIONS

YEARS = (2022, 2023, 2024)
FIRST_NCY = -4
ALIKE = {"rel": 1e-12, "abs": 1e-12}


@pytest.fixture(scope="module")
def area():
    return sf.synthetic_area(
        seed=11, transitions=True, localities=4, plans=500, history_years=4, future_years=3
    ).area


def projection_of(area, **options):
    return sf.project(area, until=2025, draws=2, workers=1, **options)


@pytest.fixture(scope="module")
def in_levels(area):
    return projection_of(area)


@pytest.fixture(scope="module")
def in_settings(area):
    return projection_of(area, states="setting")


def weighted(rows):
    """Children of rows of transitions, later years counting for more."""
    weights = dict(zip(YEARS, recency(len(YEARS)), strict=True))
    return (rows["plans"] * rows["year"].map(weights)).sum()


def row_of(projection, rate, **cell):
    """The row of one cell of a rate."""
    frame = projection.pooling(of=rate)
    for column, value in cell.items():
        frame = frame[frame[column] == value]
    (row,) = (row for _, row in frame.iterrows())
    return row


def steps_of(model):
    """Every step by which a rate from transitions is pooled."""
    return [
        *flow_evidence.joining_steps(model),
        *flow_evidence.joiners_need_steps(model),
        *flow_evidence.leaving_steps(model),
        *flow_evidence.leaving_factor_steps(model),
        *flow_evidence.need_change_steps(model),
        *flow_evidence.state_change_steps(model),
        *locality_evidence(model),
    ]


# --- known answers, by hand from the table


def test_joiners_of_a_reception_year_are_counted_by_hand(area, in_levels):
    rows, people = area.table("transitions"), area.table("population")
    joined = weighted(rows[rows["setting_from"].eq("outside") & rows["ncy_to"].eq(0)])
    residents = people[people["ncy"].eq(0)].groupby("year")["persons"].sum()
    whole = recency(len(YEARS)) @ residents.loc[list(YEARS)].to_numpy()
    row = row_of(in_levels, "joining", ncy=0)
    assert (row["phase"], row["parent"], row["strength"]) == ("primary", "phase", 3)
    assert row["seen"] == pytest.approx(joined)
    assert row["own"] == pytest.approx(joined / whole)
    assert row["evidence"] == pytest.approx(row["parent_rate"] * whole)
    wider = row_of(in_levels, "joining_of_phase", phase="primary")
    assert row["parent_rate"] == pytest.approx(wider["estimate"])


def test_leavers_of_a_college_are_counted_by_hand(area, in_settings):
    rows = area.table("transitions")
    here = rows["need_from"].eq("ASD") & rows["ncy_from"].eq(13) & rows["setting_from"].eq("fe")
    row = row_of(in_settings, "leaving_of_need_ncy_and_state", need="ASD", ncy=13, setting="fe")
    everyone, left = weighted(rows[here]), weighted(rows[here & rows["setting_to"].eq("outside")])
    assert left > 3
    assert (row["seen"], row["evidence"]) == pytest.approx((left, everyone))
    assert row["own"] == pytest.approx(left / everyone)
    assert row["estimate"] == pytest.approx((left + 10 * row["parent_rate"]) / (everyone + 10))


def test_changes_of_need_are_counted_by_hand_under_the_nc_year_reached(area, in_levels):
    rows = area.table("transitions")
    stayed = rows["setting_from"].ne("outside") & rows["setting_to"].ne("outside")
    here = stayed & rows["need_from"].eq("SLCN") & rows["ncy_to"].eq(3)
    moved = weighted(rows[here & rows["need_to"].ne("SLCN")])
    row = row_of(in_levels, "need_change_of_need_and_ncy", need="SLCN", ncy=3)
    assert moved > 3
    assert (row["seen"], row["evidence"]) == pytest.approx((moved, weighted(rows[here])))


# --- laws


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_every_step_lies_between_its_own_cell_and_its_parent(seed):
    for pooled in steps_of(any_model(seed)):
        counted = ~np.isnan(pooled.evidence)
        own = np.where(np.isnan(pooled.own), pooled.parent, pooled.own)[counted]
        parent, estimate = pooled.parent[counted], pooled.estimate[counted]
        assert counted.any()
        assert (estimate >= np.minimum(own, parent) - 1e-12).all()
        assert (estimate <= np.maximum(own, parent) + 1e-12).all()
        weight = pooled.weight[counted]
        assert ((weight >= 0) & (weight <= 1)).all()


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), need_changes=st.booleans())
def test_the_cells_are_the_rates_of_the_model(seed, need_changes):
    model = any_model(seed, need_changes=need_changes)
    for pooled, rate, counted in (
        (flow_evidence.joining_steps(model)[-1], model.joining.rate, slice(None)),
        (flow_evidence.leaving_steps(model)[-1], model.leaving.share, np.s_[:, :-1]),
        (flow_evidence.need_change_steps(model)[-1], model.needs.leaves, np.s_[:, 1:]),
        (flow_evidence.state_change_steps(model)[-1], model.states.leaves, np.s_[:, 1:]),
    ):
        assert pooled.estimate[counted] == pytest.approx(rate[counted], **ALIKE)
    places = locality_evidence(model)[-1].estimate
    assert locality_factors(places, model.population[0]) == pytest.approx(
        usual_rates(model)[0].locality, **ALIKE
    )


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_the_steps_before_lead_to_the_parents_of_the_cells(seed):
    model = any_model(seed)
    phase, leaving = model.stocks.phase, model.leaving
    of_ncy, needs = flow_evidence.joining_steps(model)[1], flow_evidence.joiners_need_steps(model)
    parent = of_ncy.estimate * needs[1].estimate[:, phase]
    assert parent == pytest.approx(model.joining.parent, **ALIKE)
    by_age = flow_evidence.leaving_steps(model)[1].estimate[:-1]
    assert by_age == pytest.approx(leaving.by_age[:-1], **ALIKE)
    _, need, _, state = flow_evidence.leaving_factor_steps(model)
    ratio = leaving.parent[:, :-1] / (
        by_age[:, None] * need.estimate[:, phase[:-1], None] * state.estimate.T[phase[:-1]]
    )
    # Each NC year keeps its own leavers: one scale for all of its cells.
    scale = np.median(ratio, axis=(0, 2), keepdims=True)
    below = leaving.parent[:, :-1] < 1
    assert ratio[below] == pytest.approx(np.broadcast_to(scale, ratio.shape)[below])
    for moving, steps in (
        (model.needs, flow_evidence.need_change_steps(model)),
        (model.states, flow_evidence.state_change_steps(model)),
    ):
        _, of_ncy, member, _ = steps
        parent = np.minimum(of_ncy.estimate * member.estimate[:, None], 1)[:, 1:]
        assert parent == pytest.approx(moving.parent[:, 1:], **ALIKE)


# --- the frame


@pytest.mark.parametrize("state", ["level", "setting"])
def test_the_frame_has_the_columns_of_net_rates_and_one_of_states(state, request):
    made = request.getfixturevalue(f"in_{state}s")
    frame = made.pooling()
    net = list(projected(Small()).pooling().columns)
    place = net.index("ncy") + 1
    assert list(frame.columns) == [*net[:place], state, *net[place:]]
    assert list(frame["rate"].unique()) == list(RATES_OF_TRANSITIONS)
    assert frame["parent"].ne("").all()
    words = "".join((*frame["unit"], *frame["parent"]))
    assert "{" not in words
    assert "}" not in words
    shown = frame.loc[frame["rate"].str.contains("_state"), state]
    assert set(shown) == set(made.labels.states)
    assert frame.loc[~frame["rate"].str.contains("_state"), state].eq("").all()
    assert not frame.drop(columns=["ncy", "own"]).isna().any(axis=None)
    assert frame.loc[frame["own"].isna(), "evidence"].eq(0).all()


def test_the_frame_is_of_the_rates_of_the_model(in_levels, in_settings):
    for made in (in_levels, in_settings):
        model = made.model
        may = model.allowed.any(axis=0).T[:, 1:]
        for rate, known in (
            ("joining_of_need_and_ncy", model.joining.rate),
            ("leaving", model.leaving.by_age[:-1]),
            ("leaving_of_need_ncy_and_state", model.leaving.share[:, :-1]),
            ("need_change_of_need_and_ncy", model.needs.leaves[:, 1:]),
            ("state_change_of_state_and_ncy", model.states.leaves[:, 1:][may]),
        ):
            estimate = made.pooling(of=rate)["estimate"].to_numpy()
            assert estimate == pytest.approx(known.reshape(-1), **ALIKE), rate


def test_the_top_nc_year_is_not_under_leaving_nor_the_first_under_changes(in_levels):
    frame = in_levels.pooling()
    ncys = frame.groupby("rate")["ncy"].agg(["min", "max"]).dropna()
    assert ncys.loc["joining"].to_list() == [FIRST_NCY, 20]
    for rate in ("leaving", "leaving_of_need_ncy_and_state"):
        assert ncys.loc[rate].to_list() == [FIRST_NCY, 19]
    for rate in ("need_change", "need_change_of_need_and_ncy", "state_change"):
        assert ncys.loc[rate].to_list() == [FIRST_NCY + 1, 20]


def test_changes_of_a_setting_are_where_a_child_may_be_in_it(in_settings):
    """Nobody may be in early years settings in secondary school: whoever is there moves."""
    frame = in_settings.pooling(of="state_change_of_state_and_ncy")
    assert frame.loc[frame["setting"] == "early_years", "ncy"].max() < 7
    assert frame.loc[frame["setting"] == "special", "ncy"].max() > 7


def test_a_parent_is_the_estimate_of_the_wider_cell(in_levels):
    for wider, narrower, axis in (
        ("joining_of_phase", "joining", "phase"),
        ("joiners_of_need", "joiners_of_need_and_phase", "need"),
        ("leaving_of_phase", "leaving", "phase"),
        ("leaving_of_need", "leaving_of_need_and_phase", "need"),
        ("leaving_of_state", "leaving_of_state_and_phase", "level"),
        ("need_change_of_phase", "need_change", "phase"),
        ("state_change_of_phase", "state_change", "phase"),
        ("locality", "locality_and_need", "locality"),
    ):
        estimates = in_levels.pooling(of=wider).set_index(axis)["estimate"]
        cells = in_levels.pooling(of=narrower)
        assert cells["parent_rate"].to_list() == pytest.approx(
            cells[axis].map(estimates).to_list(), **ALIKE
        )


def test_without_changes_of_need_their_rates_are_nought(area):
    frame = projection_of(area, need_changes=False).pooling()
    changes = frame[frame["rate"].str.startswith("need_change")]
    assert changes["seen"].eq(0).all()
    assert changes.loc[changes["rate"] != "need_change_of_need", "estimate"].eq(0).all()


def test_it_is_saved_with_the_other_tables(in_levels):
    pd.testing.assert_frame_equal(in_levels.tables()["pooling"], in_levels.pooling())
    pd.testing.assert_frame_equal(in_levels.to_frame("pooling"), in_levels.pooling())


@pytest.mark.parametrize("wrong", ["leaving_of_stat", "need", "everything at once"])
def test_a_rate_that_there_is_not_is_said_with_those_of_transitions(in_levels, wrong):
    with pytest.raises(UnknownNameError, match=said("unknown_word")) as told:
        in_levels.pooling(of=wrong)
    if wrong == "leaving_of_stat":
        assert "Did you mean leaving_of_state?" in str(told.value)
    if wrong == "everything at once":
        assert f"Known are {', '.join(RATES_OF_TRANSITIONS)}." in str(told.value)


def test_a_rate_of_transitions_is_none_of_net_rates():
    with pytest.raises(UnknownNameError, match=said("unknown_word")):
        projected(Small()).pooling(of="leaving_of_need_ncy_and_state")
    assert "leaving_of_need_ncy_and_state" not in RATES
