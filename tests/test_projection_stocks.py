"""What a projection starts from: children who are not recorded, counts that are not shown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import BASE_YEAR, NCYS, NEEDS, Small, area, projected, said, tables_of

import sufficiency as sf
from sufficiency.errors import NotPossibleError

FIT = {"name": "fit", "marked": "fit"}


def unrecorded(*, what, share, seed):
    """The small area with some children whose locality or need is not recorded."""
    tables = tables_of(placements=False)
    plans = tables["plans"]
    hidden = np.random.default_rng(seed).random(len(plans)) < share
    plans.loc[hidden, what] = "unknown"
    keys = [column for column in plans.columns if column != "plans"]
    tables["plans"] = plans.groupby(keys, as_index=False, sort=False)["plans"].sum()
    return sf.area_from_frames(tables)


@settings(max_examples=10)
@given(st.sampled_from(["locality", "need"]), st.sampled_from([0.05, 0.3, 1.0]), st.integers(0, 9))
def test_the_unrecorded_are_spread_and_every_total_is_kept(what, share, seed):
    held = unrecorded(what=what, share=share, seed=seed)
    projection = sf.project(held, draws=2, until=2025, workers=1)
    plans = held.table("plans")
    last = plans[plans["year"] == BASE_YEAR]
    counted = last.groupby("ncy")["plans"].sum()
    frame = projection.to_frame(by=["year", "ncy"])
    here = frame[(frame["year"] == BASE_YEAR) & frame["ncy"].isin(counted.index)]
    assert here["expected"].tolist() == pytest.approx(counted.tolist())
    # In every draw there are whole children, and each is somewhere: a total is within one.
    for side in ("low", "high"):
        assert here[side].sum() == pytest.approx(counted.sum(), abs=len(counted))
    told = [note for note in projection.notes if note.rule == "projection_unknown_spread"]
    hidden = last[last[what] == "unknown"]["plans"].sum()
    assert [note.column for note in told] == [what]
    assert f"{hidden:,.0f} of {counted.sum():,.0f} children in January 2025" in told[0].seen
    assert what in told[0].seen
    assert "unknown" not in projection.labels.of(what)


def test_the_unrecorded_go_where_the_others_of_their_age_and_setting_are():
    """Of ASD at special school in NC year 5 all known ones live in L1, so the unknown do too."""
    tables = tables_of(placements=False)
    plans = tables["plans"]
    here = (plans["year"] == BASE_YEAR) & (plans["ncy"] == 5)
    kept = plans[~here]
    rows = [
        (BASE_YEAR, "L1", "ASD", 5, "special", 3.0, "made"),
        (BASE_YEAR, "L2", "ASD", 5, "mainstream", 5.0, "made"),
        (BASE_YEAR, "unknown", "ASD", 5, "special", 2.0, "made"),
        (BASE_YEAR, "L3", "unknown", 5, "mainstream", 1.0, "made"),
    ]
    added = pd.DataFrame(rows, columns=list(plans.columns))
    tables["plans"] = pd.concat([kept, added], ignore_index=True)
    projection = sf.project(sf.area_from_frames(tables), draws=1, until=2025, workers=1)
    frame = projection.to_frame(by=["year", "locality", "need", "ncy"])
    cells = frame[(frame["year"] == BASE_YEAR) & (frame["ncy"] == 5)]
    held = cells.set_index(["locality", "need"])["expected"]
    assert held["L1", "ASD"] == pytest.approx(5)
    assert held["L2", "ASD"] == pytest.approx(5)
    assert held["L3", "ASD"] == pytest.approx(1)
    assert held.sum() == pytest.approx(11)


def hidden(mark="c", *, margins=True):
    """The small area with one count of the last January not shown, and its margins."""
    tables = tables_of()
    plans = tables["plans"]
    last = plans[plans["year"] == BASE_YEAR]
    marked = plans.assign(plans_mark="")
    first = int(last.index[0])
    marked.loc[first, "plans_mark"] = mark
    marked.loc[first, "plans"] = np.nan
    tables["plans"] = marked
    if margins:
        tables["margins"] = margins_of(last)
    return sf.area_from_frames(tables), last


def margins_of(plans):
    """Published totals of a January: by locality, by need, by NC year, and by setting."""
    parts = []
    for margin in ("locality", "need", "ncy", "setting"):
        counted = plans.groupby(margin, as_index=False)["plans"].sum()
        part = counted.assign(margin=f"by {margin}", year=BASE_YEAR, basis="published")
        if margin == "ncy":
            part = part.assign(ncy_from=part["ncy"], ncy_to=part["ncy"]).drop(columns="ncy")
        parts.append(part)
    whole = pd.concat(parts, ignore_index=True)
    words = {name: whole[name].fillna("") for name in ("locality", "need", "setting")}
    spans = {name: whole[name].astype("Int64") for name in ("ncy_from", "ncy_to")}
    return whole.assign(**words, **spans)


@pytest.mark.parametrize("mark", ["c", "low", "x", "u"])
def test_counts_that_are_not_shown_are_refused(mark):
    held, _ = hidden(mark)
    with pytest.raises(NotPossibleError, match=said("projection_marked")) as raised:
        sf.project(held, draws=1)
    assert "1 count(s)" in str(raised.value)
    assert "2024/25" in str(raised.value)


def test_they_are_fitted_where_the_scenario_says_so_and_margins_hold_them():
    held, last = hidden()
    scenario = sf.load_scenario(FIT)
    projection = sf.project(held, scenario, draws=3, until=2026, workers=1)
    frame = projection.to_frame(by=["year", "need"])
    here = frame[frame["year"] == BASE_YEAR].set_index("need")
    for need in NEEDS:
        counted = last[last["need"] == need]["plans"].sum()
        assert here.loc[need, "expected"] == pytest.approx(counted, rel=1e-6)
    ages = projection.to_frame(by=["year", "ncy"])
    counted = last.groupby("ncy")["plans"].sum()
    by_ncy = ages[ages["year"] == BASE_YEAR].set_index("ncy")["expected"]
    assert by_ncy.loc[list(NCYS)].tolist() == pytest.approx(counted.tolist(), rel=1e-6)
    bases = projection.area.table("plans").query(f"year == {BASE_YEAR}")["basis"].unique()
    assert bases.tolist() == ["estimated"]
    # Other years stay as they were counted.
    before = projection.area.table("plans").query("year == 2023")["plans"].sum()
    assert before == held.table("plans").query("year == 2023")["plans"].sum()


def test_they_are_refused_still_where_no_margin_holds_them():
    held, _ = hidden(margins=False)
    with pytest.raises(NotPossibleError, match=said("projection_marked")):
        sf.project(held, sf.load_scenario(FIT), draws=1)


def test_plans_in_fractions_give_whole_children_in_every_draw():
    tables = tables_of(placements=False)
    tables["plans"] = tables["plans"].assign(
        plans=tables["plans"]["plans"] * 0.7, basis="estimated"
    )
    held = sf.area_from_frames(tables)
    projection = sf.project(held, draws=6, until=2025, workers=1)
    whole = held.table("plans").query(f"year == {BASE_YEAR}")["plans"].sum()
    totals = projection.drawn.roll_up()[:, 0].reshape(-1)
    assert np.allclose(totals, whole, atol=1)
    assert projection.to_frame(by=["year"])["expected"].iloc[0] == pytest.approx(whole)
    assert projection.basis == "made"


def test_the_localities_and_needs_of_the_area_are_the_axes():
    projection = projected(Small())
    assert projection.to_array().axes["locality"] == ("L1", "L2", "L3")
    assert projection.labels.of("group") == ("North", "South")
    assert set(NEEDS) < set(projection.labels.of("need"))
    assert area().name == "Testshire"
