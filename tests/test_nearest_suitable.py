"""The nearest suitable school of each locality, and the statutory walking distances."""

import numpy as np
import pandas as pd
import pytest
from small_areas import Small, projected, said, tables_of

import sufficiency as sf
from sufficiency.allocation.eligibility import CAVEAT, _further
from sufficiency.errors import UnknownNameError
from sufficiency.places import METRES_A_MILE


@pytest.fixture(scope="module")
def made():
    return sf.allocate(projected(Small()), draws=2, workers=1)


@pytest.mark.parametrize(
    ("miles", "ncy", "said_so"),
    [
        (2.0, 0, "no"),
        (2.01, 0, "yes"),
        (2.01, 2, "yes"),
        (2.0, 3, "no"),
        (2.5, 3, "until the eighth birthday"),
        (3.01, 3, "yes"),
        (2.5, 4, "no"),
        (3.0, 11, "no"),
        (3.01, 11, "yes"),
        (30.0, 12, ""),
        (30.0, -1, ""),
    ],
)
def test_walking_distances_are_those_of_the_act(miles, ncy, said_so):
    """Education Act 1996, section 444(5): 2 miles under eight, 3 miles from then on."""
    assert _further(miles, ncy) == said_so


def test_the_nearest_is_found_by_a_slow_twin(made):
    """Every cell, by a loop over the table of pools."""
    year = made.years[0]
    frame = made.nearest_suitable(year=year)
    plan, journeys = made.plan, made.plan.journeys
    pools = plan.labels.reset_index(drop=True)
    supply = made.setting.supply
    seen = 0
    for row in frame.itertuples():
        locality = plan.axes.localities.index(row.locality)
        need = plan.axes.needs.index(row.need)
        for ncy in range(row.ncy_from, row.ncy_to + 1):
            fit = [
                (int(journeys.metres[locality, supply.pools.site[at]]), at)
                for at in range(len(pools))
                if pools["level"][at] == row.level
                and pools["setting"][at] != "independent"
                and supply.pools.is_open[0, at]
                and supply.pools.needs[0, at, need]
                and supply.pools.ncy_from[0, at] <= ncy <= supply.pools.ncy_to[0, at]
            ]
            seen += 1
            if not fit:
                assert row.site == ""
                assert np.isnan(row.miles)
                continue
            metres, at = min(fit)
            assert row.site == pools["site"][at]
            assert row.miles == pytest.approx(metres / METRES_A_MILE)
    spans = [last - first + 1 for first, last in plan.spans]
    assert seen == len(plan.axes.localities) * len(plan.axes.needs) * sum(spans)


def test_rows_cover_each_nc_year_once_and_independent_schools_are_left_out(made):
    frame = made.nearest_suitable()
    assert (frame["year"] == made.years[0]).all()
    assert "I" not in set(frame["site"])
    keys = ["locality", "need", "level"]
    for _, rows in frame.groupby(keys):
        runs = rows.sort_values("ncy_from")
        assert (runs["ncy_from"].to_numpy()[1:] == runs["ncy_to"].to_numpy()[:-1] + 1).all()


def test_a_school_that_is_shut_is_nobodys_nearest():
    closed = sf.as_things_stand().with_places("S", "all", {2026: 0}, name="closed")
    held = sf.allocate(projected(Small()), closed, draws=2, workers=1)
    before, after = (held.nearest_suitable(year=year) for year in (2025, 2026))
    assert "S" in set(before["site"])
    assert "S" not in set(after["site"])


def test_a_measured_journey_is_told_from_a_straight_line():
    tables = tables_of()
    tables["journeys"] = pd.DataFrame(
        [("L1", "S", 9.0, 1.5, "supplied")],
        columns=["locality", "site", "minutes", "miles", "basis"],
    )
    projection = sf.project(sf.area_from_frames(tables), until=2026, draws=2, workers=1)
    frame = sf.allocate(projection, draws=2, workers=1).nearest_suitable()
    here = frame[(frame["site"] == "S") & (frame["locality"] == "L1")]
    assert here["measured"].all()
    assert here["miles"].tolist() == pytest.approx([1.5] * len(here), abs=1e-3)
    assert not frame.loc[frame["locality"] == "L2", "measured"].any()


def test_the_caveat_goes_where_the_table_goes(made):
    frame = made.to_frame("nearest_suitable")
    pd.testing.assert_frame_equal(frame, made.nearest_suitable())
    assert set(frame["caveat"]) == {CAVEAT}
    assert "not who travels free" in CAVEAT
    assert "shortest safe walking route" in CAVEAT
    assert "nearest_suitable" in made.tables()


def test_a_year_that_was_not_allocated_is_refused(made):
    with pytest.raises(UnknownNameError, match=said("unknown_word")):
        made.nearest_suitable(year=1999)
