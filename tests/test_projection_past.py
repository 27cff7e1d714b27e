"""What drove the change between counted Januaries: known to the child, and adding up anywhere."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import BASE_YEAR, NEEDS, YEARS, Small, area_like, said
from test_demand_drivers import RECEPTION, YEAR_5, planted
from test_demand_laws import given_rates, some_population, some_stock

import sufficiency as sf
from sufficiency import figures
from sufficiency.demand.central import central_rates
from sufficiency.demand.drivers import switched
from sufficiency.demand.past import PAST_PARTS, past_parts, usual_change
from sufficiency.demand.stocks import NC_YEARS
from sufficiency.errors import UnknownNameError

PARTS = [*PAST_PARTS[:-1]]


@pytest.fixture(scope="module")
def projection():
    return sf.project(area_like(Small()), until=2026, draws=2, workers=1)


def test_each_part_is_known_to_the_child():
    """Usual: one in ten of 100 joins in Reception, a tenth of 50 leaves Year 5. Then 200 live
    there and 26 join, 7 of Year 5 leave, and three children are recorded with the other need.
    """
    rates = central_rates(switched(planted(), frozenset()))
    children = np.zeros((2, 1, 2, NC_YEARS))
    children[0, 0, 0, YEAR_5] = 50
    children[1, 0, 0, RECEPTION] = 26
    children[1, 0, :, YEAR_5 + 1] = [40, 3]
    population = np.full((2, 1, NC_YEARS), 100.0)
    population[1] = 200
    held = usual_change(children, population, rates)
    sums = {name: float(part.sum()) for name, part in held.amounts.items()}
    known = {"ageing": 10 - 5, "population": 10, "joining": 6, "leaving": -2, "mix": 0}
    assert sums == pytest.approx(known, abs=1e-9)
    by_need = held.amounts["mix"].sum(axis=(0, 1, 3))
    assert by_need == pytest.approx([-3, 3], abs=1e-9)
    whole = held.before + sum(held.amounts.values())
    assert whole == pytest.approx(held.counted, abs=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_parts_add_up_in_every_cell_and_mix_to_nought(seed, years):
    rates = given_rates(seed, full=False)
    rates = replace(rates, leaving=rates.leaving[..., :1])
    children = np.stack([some_stock(seed + year).sum(axis=-1) for year in range(years + 1)])
    population = np.concatenate([some_population(seed + year)[:1] for year in range(years + 1)])
    held = usual_change(children.astype(float), population, rates)
    assert held.before + sum(held.amounts.values()) == pytest.approx(held.counted, abs=1e-9)
    assert held.amounts["mix"].sum(axis=2) == pytest.approx(0, abs=1e-9)
    # An area that does what is usual has ageing, and nothing else at the same population.
    usual = children[:1] + past_of(children, population, rates)["ageing"][:1]
    still = usual_change(np.concatenate([children[:1], usual]), population[[0, 0]], rates).amounts
    for part in ("population", "joining", "leaving", "mix"):
        assert still[part] == pytest.approx(0, abs=1e-9)


def past_of(children, population, rates):
    return usual_change(children.astype(float), population, rates).amounts


def test_the_frame_adds_up_to_the_counts_by_every_detail(projection):
    plans = projection.area.table("plans")
    for by in (
        ["year"],
        ["year", "need"],
        ["year", "group", "locality"],
        ["year", "phase", "need"],
    ):
        frame = projection.past_drivers(by=by)
        parts = [*PARTS, *(["mix"] if "need" in by else [])]
        whole = frame["before"] + frame[parts].sum(axis=1)
        assert whole.tolist() == pytest.approx(frame["counted"].tolist(), abs=1e-9)
        assert sorted(set(frame["year"])) == list(YEARS[1:])
        counted = plans.groupby("year")["plans"].sum()
        assert frame.groupby("year")["counted"].sum().to_dict() == pytest.approx(
            counted.loc[list(YEARS[1:])].to_dict()
        )
        assert ("mix" in frame) == ("need" in by)
    assert past_parts(projection.model).counted.shape[0] == len(YEARS) - 1


def test_levers_and_limits_of_the_scenario_change_nothing_of_the_past(projection):
    scenario = sf.as_things_stand().but(
        name="other", joining_rate_change_percent=40, growth_cap_percent=1
    )
    other = sf.project(projection.area, scenario, until=2026, draws=2, workers=1)
    assert other.past_drivers(by=["year", "need"]).equals(
        projection.past_drivers(by=["year", "need"])
    )


def test_what_it_cannot_be_laid_out_by_is_said(projection):
    with pytest.raises(UnknownNameError, match=said("projection_by_unknown")):
        projection.past_drivers(by=["year", "level"])
    with pytest.raises(UnknownNameError, match=said("projection_by_unknown")):
        projection.past_drivers(by=["need"])
    with pytest.raises(UnknownNameError, match=said("unknown_word")):
        projection.plot.past_drivers(year=YEARS[0])
    with pytest.raises(UnknownNameError, match=said("unknown_word")):
        projection.plot.past_drivers(need="autism")


def test_the_picture_shows_the_numbers_of_the_frame(projection):
    assert projection.tables()["past_drivers"].equals(projection.past_drivers())
    for need in (None, NEEDS[0]):
        axes = projection.plot.past_drivers(need=need)
        frame = projection.past_drivers(by=["year"] if need is None else ["year", "need"])
        row = frame[frame["year"].eq(BASE_YEAR)]
        row = row if need is None else row[row["need"].eq(need)]
        alt = figures.alt_text(axes)
        assert "(Counted in 2024)" in alt
        assert "(Counted in 2025)" in alt
        assert f"{row['before'].iloc[0]:,.0f}" in alt
        assert f"{row['counted'].iloc[0]:,.0f}" in alt
        assert f"{row['joining'].iloc[0]:+,.0f}" in alt
        assert ("Change of need" in alt.replace("\n", " ")) == (need is not None)


def test_the_page_says_what_the_example_gives():
    frame = sf.project(sf.load_example(), until=2025, draws=1, workers=1).past_drivers()
    last, before = (frame[frame["year"].eq(year)].iloc[0] for year in (2024, 2023))
    page = (Path(__file__).parents[1] / "docs" / "explanation" / "demand.md").read_text("utf-8")
    told = " ".join(page.split())
    assert (
        f"what made {last['before']:,.0f} plans of January 2024 the {last['counted']:,.0f} of "
        "January 2025?"
    ) in told
    assert (
        f"ageing is {last['ageing']:.0f} of the {last['counted'] - last['before']:.0f} of the last "
        f"year, joining {last['joining']:.0f}, leaving −{-last['leaving']:.0f}, and population "
        f"−{-last['population']:.0f}; the year before joined {-before['joining']:.0f} fewer"
    ) in told
