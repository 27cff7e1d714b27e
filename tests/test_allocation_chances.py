"""Chances over the draws: counted by hand, thresholds, refusals, and the report."""

import numpy as np
import pytest
from hypothesis import given, settings
from small_areas import Small, allocated, smalls, tables_of
from test_allocation_laws import count

import sufficiency as sf
from sufficiency.allocation.chances import COLUMNS, FULL, INDEPENDENT, SHORT
from sufficiency.errors import NotPossibleError


def of(frame, what):
    return frame[frame["what"] == what].reset_index(drop=True)


@pytest.mark.slow
@settings(max_examples=10)
@given(smalls())
def test_a_locality_is_short_in_so_many_draws(small):
    made = allocated(small)
    counts = made.drawn.counts
    lacking = sum(count(counts, name).sum(axis=(3, 4, 5)) for name in ("without", "independent"))
    for short_by in (1, 5, 12.5):
        rows = of(made.chances(short_by=short_by), SHORT).set_index(["year", "code"])
        for place, year in enumerate(made.years):
            for home, code in enumerate(made.labels.localities):
                row = rows.loc[(year, code)]
                assert row["chance"] == (lacking[:, place, home] >= short_by).mean()
                assert row["value"] == pytest.approx(lacking[:, place, home].mean())
    frame = made.chances()
    assert tuple(frame.columns) == COLUMNS
    assert frame["chance"].between(0, 1).all()
    assert made.to_frame("chances").equals(frame)


@pytest.mark.slow
@settings(max_examples=10)
@given(smalls())
def test_a_pool_is_full_with_all_who_are_in_it(small):
    made = allocated(small)
    supply = made.to_frame("supply").set_index(["year", "site"])
    rows = of(made.chances(full_percent=95), FULL).set_index(["year", "site"])
    assert set(rows.index.get_level_values("site")) == {"S", "B"}
    pools = made.plan.labels["site"].tolist()
    for (year, site), row in rows.iterrows():
        held = supply.loc[(year, site)]
        others = held["taken"] + held["kept_by_beyond"] + held["kept_by_unrecorded"]
        draws = made.drawn.counts.placed[:, made.years.index(year), pools.index(site)] + others
        assert row["chance"] == (draws > 0.95 * held["places"] + 1e-9).mean()
        assert row["value"] == pytest.approx(100 * draws.mean() / held["places"])


def test_a_pool_that_is_full_to_the_threshold_is_not_above_it():
    """Base and school hold no children but 19 of 20 places, which are others'."""
    tables = tables_of(placements=False)
    places = tables["places"]
    tables["places"] = places.assign(places=20.0, taken=19.0)
    pools = tables["pools"]
    # Nobody has this need, and nobody of the last NC year joins, so ours are nought.
    tables["pools"] = pools.assign(needs="VI", ncy_from=20, ncy_to=20)
    projection = sf.project(sf.area_from_frames(tables), until=2025, draws=2, workers=1)
    made = sf.allocate(projection, draws=2, workers=1)
    at, below = (of(made.chances(full_percent=share), FULL) for share in (95, 94.9))
    assert at["value"].tolist() == [95, 95]
    assert at["chance"].tolist() == [0, 0]
    assert below["chance"].tolist() == [1, 1]


@pytest.mark.slow
def test_a_site_with_places_together_is_full_as_its_pool_would_be():
    tables = tables_of()
    places = tables["places"]
    tables["places"] = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    projection = sf.project(sf.area_from_frames(tables), until=2027, draws=4, workers=1)
    whole = of(sf.allocate(projection, draws=4, workers=1).chances(), FULL)
    plain = of(allocated(Small()).chances(), FULL)
    for name in ("chance", "value", "low", "high"):
        one, other = (rows[rows["site"] == "S"][name].tolist() for rows in (whole, plain))
        assert one == pytest.approx(other), name
    assert set(whole.loc[whole["site"] == "S", "code"]) == {""}


def test_independent_placements_above_a_number():
    made = allocated(Small())
    gap = count(made.drawn.counts, "independent").sum(axis=(2, 3, 4, 5))
    draws = gap + made.drawn.counts.beyond.sum(axis=(2, 3))
    most = float(np.median(draws[:, 0]))
    rows = of(made.chances(independent_above=most), INDEPENDENT)
    assert rows["chance"].tolist() == (draws > most).mean(axis=0).tolist()
    assert rows["threshold"].tolist() == [most] * len(made.years)
    plans = tables_of()["plans"].query("year == 2024 and setting == 'independent'")
    assert set(of(made.chances(), INDEPENDENT)["threshold"]) == {plans["plans"].sum()}
    none = of(made.chances(independent_above=0), INDEPENDENT)
    assert none["chance"].tolist() == [1.0] * len(made.years)


@pytest.mark.parametrize("name", ["short_by", "full_percent", "independent_above"])
@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "many", True])
def test_a_threshold_is_a_number(name, value):
    with pytest.raises(NotPossibleError, match=f"{name} is "):
        allocated(Small()).chances(**{name: value})


@pytest.mark.parametrize("name", ["short_by", "full_percent"])
def test_nought_is_no_threshold_for_what_every_draw_reaches(name):
    with pytest.raises(NotPossibleError, match="above nought"):
        allocated(Small()).chances(**{name: 0})


@pytest.mark.slow
def test_the_report_tells_the_chances_for_the_number_that_is_given():
    made = allocated(Small())
    section = next(
        part
        for part in sf.report(made, independent_above=9999).sections
        if part.anchor == "chances"
    )
    assert "more than 9,999 independent placements" in section.paragraphs[0]
    assert "together is 0 %" in section.paragraphs[0]
    assert "share of the 4 draws" in section.paragraphs[1]
    assert [row[2] for row in section.tables[0].rows] == ["9,999"] * len(made.years)
    with pytest.raises(NotPossibleError, match="independent_above is -1"):
        sf.report(made, independent_above=-1)
