"""Laws of a projection: accounts close, details add up, and nothing depends on how it is made."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import (
    BASE_YEAR,
    UNTIL,
    YEARS,
    Small,
    area,
    area_like,
    homes,
    projected,
    shuffled,
    tables_of,
)

import sufficiency as sf
from sufficiency import terms
from sufficiency.demand.accounts import Item, account_gap

DETAILS = ("group", "locality", "need", "phase", "ncy", "level")


@pytest.fixture(scope="module")
def example():
    return sf.project(sf.load_example(), until=2027, draws=20, workers=1)


def counted_in(projection, **groups):
    """Axes (draw, January, ...): children of every draw."""
    return projection.drawn.roll_up(**groups)


def assert_same(one, other):
    """Two projections are the same to the last bit, draws included."""
    assert np.array_equal(one.expected.children, other.expected.children)
    assert np.array_equal(one.expected.accounts, other.expected.accounts)
    for name in ("codes", "lengths", "accounts"):
        assert np.array_equal(getattr(one.drawn, name), getattr(other.drawn, name)), name
    for draw in range(one.drawn.draws):
        pair = (one.drawn, other.drawn)
        assert np.array_equal(*(held.start_settings(draw) for held in pair))
        for january in range(one.drawn.januaries):
            assert np.array_equal(*(held.stays(draw, january) for held in pair))


@pytest.mark.slow
@settings(max_examples=12)
@given(homes())
def test_accounts_close_in_every_draw(small):
    projection = projected(small)
    accounts = projection.drawn.accounts
    assert accounts.shape[:2] == (projection.draws, len(projection.years))
    assert not account_gap(accounts).any()
    assert (accounts >= 0).all()
    # What closes one year opens the next, need by need and level by level.
    assert np.array_equal(accounts[:, :-1, ..., Item.CLOSING], accounts[:, 1:, ..., Item.OPENING])
    by_state = np.arange(accounts.shape[3])
    by_need = np.arange(accounts.shape[2])
    januaries = counted_in(projection, need=by_need, state=by_state)[:, :, 0, :, 0]
    assert np.array_equal(accounts[..., Item.CLOSING], januaries[:, 1:])
    assert np.array_equal(accounts[:, 0, ..., Item.OPENING], januaries[:, 0])


@settings(max_examples=12)
@given(homes())
def test_expected_accounts_close_too(small):
    accounts = projected(small).expected.accounts
    assert np.abs(account_gap(accounts)).max() < 1e-9
    assert np.allclose(accounts[:-1, ..., Item.CLOSING], accounts[1:, ..., Item.OPENING])


@settings(max_examples=8)
@given(homes())
def test_the_account_as_a_frame_closes_and_is_the_mean_of_the_draws(small):
    projection = projected(small)
    account = projection.account()
    came = account["opening"] + account["restated"] + account["joiners"] + account["moved_in"]
    went = account["leavers"] + account["moved_out"]
    assert np.abs(came - went - account["closing"]).max() < 1e-9
    closing = account.groupby("year")["closing"].sum()
    children = projection.to_frame(by=["year"]).set_index("year")["children"]
    assert np.allclose(closing, children.loc[list(projection.years)])


@settings(max_examples=25)
@given(homes(), st.sets(st.sampled_from(DETAILS)))
def test_every_detail_adds_up_to_the_total(small, details):
    projection = projected(small)
    by = ["year", *sorted(details)]
    frame = projection.to_frame(by=by)
    whole = projection.to_frame(by=["year"]).set_index("year")
    added = frame.groupby("year")[["children", "expected"]].sum()
    assert np.allclose(added["children"], whole["children"], rtol=0, atol=1e-9)
    assert np.allclose(added["expected"], whole["expected"], rtol=1e-12)
    assert not frame.duplicated(by).any()
    assert list(frame.columns) == [
        *(name for name in ("year", *DETAILS) if name in by),
        *("children", "low", "high", "expected", "basis"),
    ]


@settings(max_examples=10)
@given(homes(), st.sampled_from([[], ["level"], ["group", "need"], ["locality", "ncy"]]))
def test_a_range_holds_its_mean_and_most_draws(small, details):
    projection = projected(small)
    frame = projection.to_frame(by=["year", *details])
    assert (frame["low"] <= frame["children"] + 1e-9).all()
    assert (frame["children"] <= frame["high"] + 1e-9).all()
    assert (frame["low"] >= 0).all()


def test_a_range_is_read_from_the_draws(example):
    totals = counted_in(example)[:, :, 0, 0, 0, 0]
    frame = example.to_frame(by=["year"])
    low, high = np.quantile(totals, [0.1, 0.9], axis=0)
    assert np.allclose(frame["children"], totals.mean(axis=0))
    assert np.allclose(frame["low"], np.minimum(low, totals.mean(axis=0)))
    assert np.allclose(frame["high"], np.maximum(high, totals.mean(axis=0)))
    # Further ahead less is known.
    width = (frame["high"] - frame["low"]).tolist()
    assert width[0] == 0 < width[1] < width[3]


@settings(max_examples=10)
@given(homes())
def test_the_base_year_counts_every_plan_again_in_every_draw(small):
    projection = projected(small)
    plans = projection.area.table("plans")
    counted = plans[plans["year"] == BASE_YEAR]
    frame = projection.to_frame(by=["year", "locality", "need", "ncy"])
    here = frame[frame["year"] == BASE_YEAR].set_index(["locality", "need", "ncy"])
    known = counted.groupby(["locality", "need", "ncy"])["plans"].sum()
    for column in ("children", "low", "high", "expected"):
        held = here[column]
        assert np.allclose(held.loc[known.index], known), column
        assert held.sum() == pytest.approx(known.sum()), column


@settings(max_examples=10)
@given(homes())
def test_each_draw_knows_where_its_children_were_counted(small):
    projection = projected(small)
    plans = projection.area.table("plans")
    counted = plans[plans["year"] == BASE_YEAR].groupby("setting")["plans"].sum()
    codes = terms.settings().codes
    for draw in range(projection.draws):
        held = np.bincount(projection.drawn.start_settings(draw), minlength=len(codes))
        assert dict(zip(codes, held, strict=True)) == {code: counted.get(code, 0) for code in codes}


@pytest.mark.slow
@settings(max_examples=10)
@given(homes(), st.integers(0, 1000))
def test_shuffled_rows_change_nothing(small, seed):
    ours = projected(small)
    tables = shuffled(tables_of(small), seed)
    assert_same(ours, sf.project(sf.area_from_frames(tables), draws=4, until=UNTIL, workers=1))


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    ours = projected(Small(), draws=4)
    assert_same(ours, sf.project(area(), draws=4, seed=1, workers=1))
    other = sf.project(area(), draws=4, seed=2, workers=1)
    assert not np.array_equal(ours.drawn.accounts, other.drawn.accounts)
    assert np.array_equal(ours.expected.children, other.expected.children)


def test_two_workers_give_the_same_numbers_as_one():
    """Thirty draws are two blocks of work, so that both workers have one."""
    one, two = (sf.project(area(), until=2025, draws=30, workers=workers) for workers in (1, 2))
    assert_same(one, two)
    # Every draw is a future of its own.
    assert len({draw.tobytes() for draw in one.drawn.accounts}) == 30


@settings(max_examples=6)
@given(homes())
def test_a_longer_horizon_changes_no_earlier_year_of_any_draw(small):
    short, long = projected(small, until=2025), projected(small)
    steps = len(short.years)
    assert np.allclose(
        short.expected.children, long.expected.children[: steps + 1], rtol=1e-12, atol=1e-12
    )
    for draw in range(short.draws):
        for january in range(steps + 1):
            assert np.array_equal(
                short.drawn.january(draw, january), long.drawn.january(draw, january)
            )
    assert np.array_equal(short.drawn.accounts, long.drawn.accounts[:, :steps])


def test_more_draws_change_no_earlier_draw():
    few, many = projected(Small(), draws=2), projected(Small(), draws=4)
    assert np.array_equal(few.drawn.accounts, many.drawn.accounts[:2])


def test_means_come_near_to_expected_numbers(example):
    """Twenty draws of a whole county: within three standard errors of the expected total."""
    totals = counted_in(example)[:, :, 0, 0, 0, 0].astype(float)
    error = totals.std(axis=0, ddof=1) / np.sqrt(example.draws)
    away = np.abs(totals.mean(axis=0) - example.expected.children.sum(axis=(1, 2, 3, 4)))
    assert (away[1:] <= 3 * error[1:]).all()


def test_the_horizon_is_the_population_s_where_it_is_not_said():
    assert sf.project(area(), draws=1).years == (2025, 2026, 2027)
    further = area_like(Small(until=2040))
    assert sf.project(further, draws=1).years[-1] == BASE_YEAR + 10


def test_nothing_that_was_given_is_changed():
    given_area, scenario = area_like(Small()), sf.as_things_stand()
    before = {name: frame.copy() for name, frame in given_area.tables().items()}
    digest = scenario.digest
    projection = sf.project(given_area, scenario, draws=2, workers=1)
    frame = projection.to_frame()
    frame["children"] = 0.0
    for name, held in given_area.tables().items():
        pd.testing.assert_frame_equal(held, before[name])
    assert scenario.digest == digest
    assert projection.to_frame()["children"].sum() > 0


def test_the_card_and_the_tables_tell_the_same_numbers(example):
    card = example.card()
    frame = example.to_frame(by=["year", "level"])
    last = frame[frame["year"] == 2027].set_index("level")
    total = example.to_frame(by=["year"]).set_index("year").loc[2027]
    assert [figure.value for figure in card.figures] == pytest.approx(
        [total["children"], last.loc["base", "children"], last.loc["special", "children"]]
    )
    assert len(repr(example).splitlines()) == 3
    assert "4,551 plans in January 2025" in card.title
    assert YEARS[-1] == BASE_YEAR
    names = set(example.tables())
    assert names >= {"demand", "demand_by_need", "demand_by_locality", "account", "scenario"}
    for name in ("demand", "demand_by_need", "demand_by_phase", "demand_by_locality"):
        added = example.to_frame(name).groupby("year")["children"].sum()
        assert np.allclose(added, example.to_frame(by=["year"])["children"])
