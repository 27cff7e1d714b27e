"""The account by need, and what files of the past told of one January twice."""

import numpy as np
import pandas as pd
import pytest
from small_areas import said

import sufficiency as sf
from sufficiency.demand.accounts import Item
from sufficiency.errors import NotPossibleError, UnknownNameError


@pytest.fixture(scope="module")
def restating():
    """A made-up area of which 4 % of children are recorded otherwise in the next file."""
    area = sf.synthetic_area(
        seed=3,
        localities=4,
        plans=1000,
        history_years=4,
        future_years=2,
        transitions=True,
        restated_share=0.04,
    ).area
    return sf.project(area, draws=40, until=2026, workers=1)


def stocks_by_need(area, year):
    """By hand from the table: the closing stock of one file, and the opening one of the next."""
    rows = area.table("transitions")
    sides = {}
    for name, of_file, side in (("closing", year, "to"), ("opening", year + 1, "from")):
        held = rows[(rows["year"] == of_file) & rows[f"setting_{side}"].ne("outside")]
        sides[name] = held.groupby(f"need_{side}")["plans"].sum()
    return pd.DataFrame(sides).fillna(0)


def test_what_is_restated_is_the_difference_of_two_files_by_hand(restating):
    frame = restating.restated()
    assert frame["restated"].abs().sum() > 20
    for year, rows in frame.groupby("year"):
        wanted = stocks_by_need(restating.area, year)
        found = rows.set_index("need")
        for column in ("closing", "opening"):
            held = wanted[column][wanted[column] > 0]
            assert found[column][found[column] > 0].to_dict() == held.to_dict()
    assert (frame["opening"] - frame["closing"] == frame["restated"]).all()
    # A need loses as many as others win, and some change places within a need.
    by_year = restating.restated(by=["year"])
    assert by_year["restated"].abs().max() <= by_year["recorded_otherwise"].min()
    assert (frame["recorded_otherwise"] >= frame["restated"].abs()).all()
    assert "restated" in restating.tables()


def test_the_account_by_need_closes_and_shows_the_size_of_what_is_restated(restating):
    accounts = restating.drawn.accounts.sum(axis=3)
    opens, closes = accounts[..., Item.OPENING], accounts[..., Item.CLOSING]
    gains = sum(accounts[..., item] for item in (Item.RESTATED, Item.JOINERS, Item.MOVED_IN))
    losses = sum(accounts[..., item] for item in (Item.LEAVERS, Item.MOVED_OUT))
    assert (opens + gains - losses == closes).all()
    frame = restating.account(by=["year", "need"])
    assert frame["restated"].sum() == pytest.approx(0, abs=1e-9)
    assert (frame["restated_high"] - frame["restated_low"]).max() > 3
    first = frame[frame["year"] == restating.years[0]].set_index("need")
    held = restating.restated().query("year == @restating.base - 1")
    assert set(held["need"]) <= set(first.index)
    whole = restating.account(by=["year"])
    np.testing.assert_allclose(whole["closing"], frame.groupby("year")["closing"].sum())
    assert list(restating.account().columns)[:2] == ["year", "level"]


def test_what_is_restated_is_asked_of_transitions_only(restating):
    stocks = sf.project(restating.area, draws=1, flows="stocks", until=2025, workers=1)
    with pytest.raises(NotPossibleError, match=said("projection_restated_of_stocks")):
        stocks.restated()
    assert "restated" not in stocks.tables()
    for wrong in (["need"], ["year", "colour"]):
        with pytest.raises(UnknownNameError, match=said("projection_by_unknown")):
            restating.restated(by=wrong)
    with pytest.raises(UnknownNameError, match=said("projection_by_unknown")):
        restating.account(by=["year", "locality"])
