"""The rates of a projection by NC year, and the shaded table of its cohorts."""

import numpy as np
import pytest
from small_areas import BASE_YEAR, YEARS, Small, area, projected

import sufficiency as sf
from sufficiency.demand.model import expected_rates


def test_rates_are_those_of_the_model_and_say_what_they_rest_on():
    projection = projected(Small())
    rates = projection.rates().set_index("ncy")
    model = projection.model
    joining = expected_rates(model).joining[0].sum(axis=0) / model.path.factor[0]
    assert rates["joining_per_thousand"].to_numpy() == pytest.approx(1000 * joining)
    plans = area().table("plans")
    before = plans[plans["ncy"].eq(5) & plans["year"].ne(BASE_YEAR)]
    weights = {YEARS[0]: 0.7, YEARS[1]: 1.0}
    seen = sum(
        weights[year] * children
        for year, children in zip(before["year"], before["plans"], strict=True)
    )
    assert rates.loc[5, "exposed"] == pytest.approx(seen)
    assert rates.loc[20, "leaving_percent"] == pytest.approx(100)
    assert rates["leaving_percent"].between(0, 100 + 1e-9).all()
    assert (rates["joined"] >= 0).all()


def test_without_turnover_nobody_leaves_where_a_cohort_grew():
    still = sf.as_things_stand().but(name="still", turnover_percent=0)
    rates = sf.project(area(), still, until=2025, draws=1, workers=1).rates().set_index("ncy")
    grew = rates["joining_per_thousand"].gt(0)
    left = rates["leaving_percent"].shift(1)[grew]
    assert grew.any()
    assert (left.dropna() == 0).all()


def test_rates_are_saved_with_the_other_tables():
    assert projected(Small()).to_frame("rates").equals(projected(Small()).rates())


def test_the_table_of_cohorts_holds_every_january_and_every_child():
    projection = projected(Small())
    frame = projection.plot.by_ncy()
    totals = frame.groupby("january")["children"].sum()
    assert list(totals.index) == [str(year + 1) for year in (*YEARS, *projection.years)]
    counted = area().table("plans").groupby("year")["plans"].sum()
    assert totals.to_numpy()[:3] == pytest.approx(counted.to_numpy(dtype=float))
    drawn = projection.drawn.roll_up().mean(axis=0).reshape(-1)
    assert totals.to_numpy()[3:] == pytest.approx(drawn[1:])
    assert np.isfinite(frame["children"]).all()


def test_the_shaded_table_shows_them():
    axes = projected(Small()).plot.cohorts()
    said = " ".join(text.get_text() for text in axes.texts)
    assert (
        "Reception" in [label.get_text() for label in axes.get_yticklabels()] or "Reception" in said
    )
    axes.figure.clear()
