"""Nothing silently vanishes: every state is fed in, and every total re-added."""

import numpy as np
import pandas as pd
import pytest
from small_areas import tables_of

import sufficiency as sf
from sufficiency import terms

YEARS = (2022, 2023, 2024)
PLACES = ("L1", "L2", "L3", "unknown")
FIRST, LAST = terms.FIRST_NCY, terms.LAST_NCY
CELL = ["locality", "need", "ncy", "setting"]


def every_state():
    """Children of each need (unknown too) in each setting at each NC year, in each January.

    Localities take turns, so that each has children and some are not recorded.
    """
    rows = [
        (year, PLACES[(place + ncy) % len(PLACES)], need, ncy, setting, 1.0 + (place + year) % 2)
        for year in YEARS
        for place, (need, setting) in enumerate(
            (need, setting) for need in terms.needs().codes for setting in terms.settings().codes
        )
        for ncy in range(FIRST, LAST + 1)
    ]
    frame = pd.DataFrame(rows, columns=["year", *CELL, "plans"])
    return frame.assign(basis="supplied")


def people():
    """Many residents at every NC year of every locality."""
    index = pd.MultiIndex.from_product(
        [range(2021, 2028), PLACES[:-1], range(FIRST, LAST + 1)], names=["year", "locality", "ncy"]
    )
    return index.to_frame(index=False).assign(persons=2000.0, basis="supplied")


def moves():
    """Whoever is in a state stays in it for a year; the oldest leave, and as many join below."""
    rows = []
    for year in YEARS[1:]:
        for need in terms.needs().codes:
            for setting in terms.settings().codes:
                for ncy in range(FIRST, LAST):
                    rows.append((year, "L1", need, ncy, setting, need, ncy + 1, setting))
                rows.append((year, "L1", need, LAST, setting, "", None, "outside"))
                rows.append((year, "L2", "", None, "outside", need, FIRST, setting))
    columns = ["year", "locality"]
    columns += [f"{what}_{side}" for side in ("from", "to") for what in ("need", "ncy", "setting")]
    frame = pd.DataFrame(rows, columns=columns).assign(plans=1.0, basis="supplied")
    return frame.astype({"ncy_from": "Int64", "ncy_to": "Int64"})


@pytest.fixture(scope="module")
def area():
    tables = tables_of(placements=False)
    return sf.area_from_frames(
        tables | {"plans": every_state(), "population": people(), "transitions": moves()}
    )


@pytest.mark.parametrize("flows", ["stocks", "transitions"])
@pytest.mark.parametrize("states", ["level", "setting"])
def test_every_state_is_in_every_total_of_a_projection(area, flows, states):
    made = sf.project(area, until=2026, draws=3, workers=1, flows=flows, states=states)
    counted = every_state().query("year == 2024")
    whole = counted["plans"].sum()
    for by in (["year"], ["year", "need"], ["year", "ncy"], ["year", "locality"], ["year", states]):
        frame = made.to_frame(by=by)
        here = frame[frame["year"].eq(2024)]
        assert here["children"].sum() == pytest.approx(whole)
        assert here["expected"].sum() == pytest.approx(whole)
    ages = made.to_frame(by=["year", "ncy"]).query("year == 2024").set_index("ncy")["expected"]
    assert ages.to_dict() == pytest.approx(counted.groupby("ncy")["plans"].sum().to_dict())
    account = made.account()
    gone_in = account["opening"] + account["restated"] + account["joiners"] + account["moved_in"]
    gone_out = account["leavers"] + account["moved_out"] + account["closing"]
    assert np.allclose(gone_in, gone_out, atol=1e-9)
    opening = account.groupby("year")["opening"].sum()
    closing = account.groupby("year")["closing"].sum()
    assert opening[2025] == pytest.approx(whole)
    assert opening[2026] == pytest.approx(closing[2025])
    later = made.to_frame(by=["year"]).set_index("year")["children"]
    assert closing[2026] == pytest.approx(later[2026])


def test_every_state_is_in_every_level_of_a_backtest(area):
    tested = sf.backtest(area, draws=3, workers=1)
    counted = every_state().groupby("year")["plans"].sum()
    totals = tested.to_frame("totals")
    assert totals["came"].tolist() == pytest.approx(counted.loc[totals["year"]].tolist())
    for fold in tested.folds:
        assert fold.known[-1].sum() == pytest.approx(counted[fold.origin])
        for rule in ("last value", "own growth"):
            said = fold.rules[rule][0].sum() / counted[fold.origin]
            grown = 1.0 if rule == "last value" else counted[2023] / counted[2022]
            assert said == pytest.approx(grown)


def test_every_state_is_placed_or_counted_by_an_allocation(area):
    """Demand of the ages that a pool serves, and of all others, is what was projected."""
    made = sf.project(area, until=2026, draws=2, workers=1, flows="stocks")
    allocation = sf.allocate(made, draws=2)
    gap = allocation.to_frame("gap", by=["year", "level"]).set_index(["year", "level"])
    outside = allocation.to_frame("outside").groupby(["year", "level"])["children"].sum()
    demand = made.to_frame(by=["year", "level"]).set_index(["year", "level"])["children"]
    assert (gap["demand"] + outside).to_dict() == pytest.approx(demand.loc[gap.index].to_dict())
    fates = ["placed_within_limit", "placed_further", "independent", "without"]
    assert gap[fates].sum(axis=1).tolist() == pytest.approx(gap["demand"].tolist())
