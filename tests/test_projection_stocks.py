"""What a projection starts from: children who are not recorded, counts that are not shown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import BASE_YEAR, NEEDS, Small, area, projected, said, tables_of

import sufficiency as sf
from sufficiency.demand.stocks import FIRST_NCY, NC_YEARS
from sufficiency.demand.unrecorded import with_unrecorded
from sufficiency.england import needs_by_ncy
from sufficiency.errors import NotPossibleError, UnknownNameError

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


@pytest.mark.parametrize("what", ["locality", "need"])
def test_each_unrecorded_child_has_a_chance_of_its_own(what):
    """By hand: p (1 - p) for each who is not recorded, and nothing for all others."""
    projection = sf.project(
        unrecorded(what=what, share=0.4, seed=3), draws=800, until=2025, workers=1
    )
    model = projection.model
    held = model.stocks.unrecorded[BASE_YEAR]
    if what == "need":
        counts, shares = held.children[:, -1].sum(axis=0), held.needs
    else:
        counts, shares = held.children[-1].sum(axis=0), held.localities
    mean = (counts * shares).sum(axis=(1, 2)) + held.recorded.sum(
        axis=(1, 2, 3) if what == "locality" else (0, 2, 3)
    )
    variance = (counts * shares * (1 - shares)).sum(axis=(1, 2))
    drawn = projection.drawn.roll_up(**{what: np.arange(len(mean))})[:, 0].reshape(800, -1)
    assert variance.max() > 5
    assert np.abs(drawn.mean(axis=0) - mean).max() < 5 * np.sqrt(variance.max() / 800)
    # Five standard errors of a variance.
    assert drawn.var(axis=0) == pytest.approx(variance, rel=5 * np.sqrt(2 / 800), abs=0.05)
    other = "need" if what == "locality" else "locality"
    members = projection.drawn.shape[("locality", "need").index(other)]
    kept = projection.drawn.roll_up(
        **{other: np.arange(members), "ncy": np.arange(NC_YEARS)}, draws=50
    )[:, 0]
    assert (kept == kept[:1]).all()


def test_every_january_has_its_own_unrecorded_children():
    stocks = sf.project(
        unrecorded(what="need", share=0.4, seed=3), draws=1, until=2025, workers=1
    ).model.stocks
    assert sorted(stocks.unrecorded) == list(stocks.years)
    for year, held in stocks.unrecorded.items():
        spread = with_unrecorded(held)
        assert spread == pytest.approx(stocks.children[stocks.years.index(year)])


def test_each_unrecorded_child_is_drawn_anew_in_every_past_of_a_backtest():
    """By hand, as in a projection: p (1 - p) for each who was not recorded in that January."""
    tested = sf.backtest(unrecorded(what="need", share=0.4, seed=3), draws=400, workers=1)
    assert len(tested.folds) > 0
    for fold in tested.folds:
        held = tested.start.stocks.unrecorded[fold.origin]
        variance = (held.children[:, -1].sum(axis=0) * held.needs * (1 - held.needs)).sum((1, 2))
        needs = np.arange(len(variance))
        drawn = fold.drawn.roll_up(need=needs)[:, 0].reshape(400, -1)
        assert variance.max() > 5
        assert drawn.var(axis=0) == pytest.approx(variance, rel=5 * np.sqrt(2 / 400), abs=0.05)
        assert drawn.sum(axis=1) == pytest.approx(fold.known[-1].sum())


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


def margins_of(plans, *, year=BASE_YEAR):
    """Published totals of a January: by locality, by need, by NC year, and by setting."""
    parts = []
    for margin in ("locality", "need", "ncy", "setting"):
        counted = plans.groupby(margin, as_index=False)["plans"].sum()
        part = counted.assign(margin=f"by {margin}", year=year, basis="published")
        if margin == "ncy":
            part = part.assign(ncy_from=part["ncy"], ncy_to=part["ncy"]).drop(columns="ncy")
        parts.append(part)
    whole = pd.concat(parts, ignore_index=True)
    words = {name: whole[name].fillna("") for name in ("locality", "need", "setting")}
    spans = {name: whole[name].astype("Int64") for name in ("ncy_from", "ncy_to")}
    return whole.assign(**words, **spans)


@pytest.mark.parametrize("mark", ["c", "low", "x", "u"])
def test_counts_that_are_not_shown_are_refused(mark):
    held, _ = hidden(mark, margins=False)  # which could rule the mark out
    with pytest.raises(NotPossibleError, match=said("projection_marked")) as raised:
        sf.project(held, draws=1)
    assert "1 count that is" in str(raised.value)
    assert "2024/25" in str(raised.value)


def test_they_are_fitted_where_the_scenario_says_so_and_margins_hold_them():
    """One count is hidden, so the margins leave one number for it: the one that was hidden."""
    held, last = hidden()
    projection = sf.project(held, sf.load_scenario(FIT), draws=3, until=2026, workers=1)
    axes = ["year", "locality", "need", "ncy"]
    frame = projection.to_frame(by=axes).query("expected > 0")
    here = frame[frame["year"] == BASE_YEAR].set_index(axes[1:])["expected"]
    counted = last.groupby(axes[1:])["plans"].sum()
    assert here.to_dict() == pytest.approx(counted[counted > 0].to_dict(), rel=1e-6)
    # Only what was hidden is estimated; every other count keeps its basis, in every year.
    bases = projection.area.table("plans").groupby(["year", "basis"]).size()
    assert bases[BASE_YEAR, "estimated"] == 1
    assert bases[BASE_YEAR, "made"] == len(last) - 1
    assert "estimated" not in bases[2023]
    (note,) = projection.notes
    there = float(last["plans"].sum())
    assert (note.rule, note.column) == ("projection_marked_fitted", "plans")
    assert f"fitted: 1 in January 2025, with {last.iloc[0]['plans']:,.0f} of {there:,.0f}" in str(
        note
    )
    assert "no range holds how far off they may be" in note.why


@pytest.mark.slow
@settings(max_examples=10)
@given(st.integers(0, 99), st.sampled_from([0.05, 0.4, 0.9]))
def test_hidden_counts_stay_in_their_bounds_and_meet_every_margin(seed, share):
    tables = tables_of(placements=False)
    plans = tables["plans"]
    last = plans["year"] == BASE_YEAR
    chance = np.random.default_rng(seed).random(len(plans))
    small = last & plans["plans"].between(1, 4) & (chance < share)
    tables["margins"] = margins_of(plans[last])
    tables["plans"] = plans.assign(
        plans=plans["plans"].mask(small), plans_mark=small.map({True: "c", False: ""})
    )
    keys = ["year", "locality", "need", "ncy", "setting"]
    fitted = sf.area_from_frames(tables).with_marked_plans_fitted()
    both = fitted.table("plans").merge(plans[keys].assign(true=plans["plans"], small=small))
    assert len(both) == len(plans)
    assert both.loc[both["small"], "plans"].between(1 - 1e-6, 4 + 1e-6).all()
    assert both.loc[~both["small"], "plans"].equals(both.loc[~both["small"], "true"])
    for margin in ("locality", "need", "ncy", "setting"):
        sums = both[both["year"] == BASE_YEAR].groupby(margin)[["plans", "true"]].sum()
        assert sums["plans"].to_dict() == pytest.approx(sums["true"].to_dict(), rel=1e-6)


def test_a_structural_zero_is_nought_and_no_hidden_count():
    tables = tables_of(placements=False)
    plans = tables["plans"].assign(plans_mark="")
    nobody = plans["setting"].eq("base") & plans["ncy"].ge(9)
    plans["plans"] = plans["plans"].mask(nobody, 0.0)
    tables["plans"] = plans.assign(
        plans=plans["plans"].mask(nobody), plans_mark=nobody.map({True: "z", False: ""})
    )
    marked = sf.project(sf.area_from_frames(tables), draws=2, until=2025, workers=1)
    shown = sf.project(
        sf.area_from_frames(tables | {"plans": plans}), draws=2, until=2025, workers=1
    )
    assert marked.to_frame().equals(shown.to_frame())
    assert marked.notes == shown.notes


def test_where_margins_contradict_shown_counts_their_totals_are_left_out_and_a_note_says_so():
    held, last = hidden()
    margins = held.table("margins")
    fewer = margins["margin"].eq("by locality") & margins["locality"].eq(last.iloc[0]["locality"])
    more = margins["margin"].eq("by locality") & margins["locality"].eq("L3")
    moved = margins["plans"].mask(fewer, margins["plans"] - 50).mask(more, margins["plans"] + 50)
    other = held.with_table("margins", margins.assign(plans=moved))
    projection = sf.project(other, sf.load_scenario(FIT), draws=1, until=2025, workers=1)
    (note,) = [note for note in projection.notes if note.rule == "projection_margins_left_out"]
    assert "1 count of plans that is not shown (2024/25)" in note.seen
    assert "by locality, less the counts shown" in note.seen
    assert "Shown counts stay as they are" in note.why
    assert "the command check says where they differ" in note.on_command_line.remedy
    # Every other margin still leaves the very number for what is hidden.
    fitted = projection.area.table("plans").query(f"year == {BASE_YEAR}")
    keys = ["locality", "need", "ncy", "setting"]
    counts = fitted.set_index(keys)["plans"].to_dict()
    assert counts == pytest.approx(last.set_index(keys)["plans"].to_dict())


def test_a_contradiction_in_one_january_leaves_the_others_as_they_are():
    """One count of each of two Januaries is hidden, and margins contradict the first of them."""
    tables = tables_of(placements=False)
    plans = tables["plans"]
    years = [BASE_YEAR - 1, BASE_YEAR]
    first, last = (int(plans.index[plans["year"] == year][0]) for year in years)
    margins = [margins_of(plans[plans["year"] == year], year=year) for year in years]
    moved = margins[0]["margin"].eq("by locality") & margins[0]["locality"].isin(["L1", "L3"])
    off = margins[0]["locality"].map({"L1": -50.0, "L3": 50.0})
    margins[0]["plans"] += off.where(moved, 0.0)
    hidden = plans.index.isin([first, last])
    tables["plans"] = plans.assign(
        plans=plans["plans"].mask(hidden), plans_mark=np.where(hidden, "c", "")
    )
    tables["margins"] = pd.concat(margins, ignore_index=True)
    held = sf.area_from_frames(tables)
    projection = sf.project(held, sf.load_scenario(FIT), draws=1, until=2025, workers=1)
    (note,) = [note for note in projection.notes if note.rule == "projection_margins_left_out"]
    assert "1 count of plans that is not shown (2023/24)" in note.seen
    fitted = projection.area.table("plans")
    estimated = fitted["basis"].eq("estimated").groupby(fitted["year"]).sum()
    assert estimated[BASE_YEAR] == 1
    assert estimated[BASE_YEAR - 1] == 1
    keys = ["year", "locality", "need", "ncy", "setting"]
    shown = fitted.merge(plans[keys].assign(true=plans["plans"])).query(f"year == {BASE_YEAR}")
    assert len(shown) == (plans["year"] == BASE_YEAR).sum()
    assert shown["plans"].tolist() == pytest.approx(shown["true"].tolist())


def test_a_year_that_plans_does_not_hold_cannot_be_fitted_and_others_keep_their_marks():
    held, _ = hidden()
    with pytest.raises(UnknownNameError, match=r"2030/31.+year of the table plans.+2022/23"):
        held.with_marked_plans_fitted(years=[2030])
    other = held.with_marked_plans_fitted(years=[BASE_YEAR - 1])
    assert other.table("plans").equals(held.table("plans"))


def test_they_are_refused_still_where_no_margin_holds_them():
    held, _ = hidden(margins=False)
    with pytest.raises(NotPossibleError, match=said("projection_marked")):
        sf.project(held, sf.load_scenario(FIT), draws=1)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_plans_in_fractions_give_whole_children_in_every_draw(share):
    """Also where some or all of them have no recorded need: all children together are cut once."""
    tables = unrecorded(what="need", share=share, seed=3).tables()
    tables["plans"] = tables["plans"].assign(
        plans=tables["plans"]["plans"] * 0.7, basis="estimated"
    )
    held = sf.area_from_frames(tables)
    projection = sf.project(held, draws=200, until=2025, workers=1)
    whole = held.table("plans").query(f"year == {BASE_YEAR}")["plans"].sum()
    totals = projection.drawn.roll_up()[:, 0].reshape(-1)
    assert set(totals.tolist()) == {int(whole), int(whole) + 1}
    assert totals.mean() == pytest.approx(whole, abs=5 * 0.5 / np.sqrt(200))
    assert projection.to_frame(by=["year"])["expected"].iloc[0] == pytest.approx(whole)
    assert projection.basis == "made"


def test_the_localities_and_needs_of_the_area_are_the_axes():
    projection = projected(Small())
    assert projection.to_array().axes["locality"] == ("L1", "L2", "L3")
    assert projection.labels.of("group") == ("North", "South")
    assert set(NEEDS) < set(projection.labels.of("need"))
    assert area().name == "Testshire"


def all_unknown(*, what, years=(BASE_YEAR,), ncy=5):
    """The small area with nobody of one NC year recorded, in some Januaries."""
    tables = tables_of(placements=False)
    plans = tables["plans"]
    lost = plans["year"].isin(years) & (plans["ncy"] == ncy)
    counted = plans[(plans["ncy"] == ncy)].copy()
    plans.loc[lost, what] = "unknown"
    keys = [column for column in plans.columns if column != "plans"]
    tables["plans"] = plans.groupby(keys, as_index=False, sort=False)["plans"].sum()
    return sf.area_from_frames(tables), counted


def mix_of_last(area, *, what, ncy=5):
    projection = sf.project(area, draws=1, until=BASE_YEAR + 1, workers=1)
    frame = projection.to_frame(by=["year", what, "ncy"])
    here = frame[(frame["year"] == BASE_YEAR) & (frame["ncy"] == ncy)]
    expected = here.set_index(what)["expected"]
    notes = [note.why for note in projection.notes if note.rule == "projection_unknown_spread"]
    return expected / expected.sum(), " ".join(notes)


@pytest.mark.parametrize("what", ["locality", "need"])
def test_where_nobody_of_an_age_is_recorded_other_januaries_say_who_they_are(what):
    """And not children of other ages, whose needs are others."""
    area, counted = all_unknown(what=what)
    mix, told = mix_of_last(area, what=what)
    other = counted[counted["year"] != BASE_YEAR]
    # By setting first: each child of the last January counts as its setting was in the others.
    last = counted[counted["year"] == BASE_YEAR].groupby("setting")["plans"].sum()
    by_setting = other.pivot_table(index=what, columns="setting", values="plans", aggfunc="sum")
    shares = (by_setting.fillna(0) / by_setting.sum()).reindex(columns=last.index)
    overall = other.groupby(what)["plans"].sum() / other["plans"].sum()
    shares = shares.apply(lambda column: column.fillna(overall))
    wanted = (shares * last).sum(axis=1) / last.sum()
    assert mix[mix > 0].to_dict() == pytest.approx(wanted[wanted > 0].to_dict())
    assert "as their NC year is in other Januaries" in told


def test_where_no_january_tells_needs_england_does():
    area, _ = all_unknown(what="need", years=area_years())
    mix, told = mix_of_last(area, what="need")
    england = needs_by_ncy(list(mix.index))[:, 5 - FIRST_NCY]
    assert mix.to_numpy() == pytest.approx(england / england.sum())
    assert "as England's children of their NC year are" in told


def test_where_no_january_tells_localities_people_do():
    area, _ = all_unknown(what="locality", years=area_years())
    mix, told = mix_of_last(area, what="locality")
    people = area.table("population")
    living = people[(people["year"] == BASE_YEAR) & (people["ncy"] == 5)]
    persons = living.set_index("locality")["persons"].reindex(mix.index)
    assert mix.to_numpy() == pytest.approx((persons / persons.sum()).to_numpy())
    assert "as people of their NC year live" in told


def area_years():
    return tuple(tables_of(placements=False)["plans"]["year"].unique())


def test_how_many_are_spread_as_whom_is_told_apart():
    area, counted = all_unknown(what="need")
    tables = area.tables()
    plans = tables["plans"]
    last = plans[(plans["year"] == BASE_YEAR) & (plans["need"] != "unknown") & (plans["ncy"] == 6)]
    plans.loc[last.index[:1], "need"] = "unknown"
    many = counted[counted["year"] == BASE_YEAR]["plans"].sum()
    _, told = mix_of_last(sf.area_from_frames({**tables, "plans": plans}), what="need")
    assert "as the others of their NC year and setting are and " in told
    assert f"{many:,.0f} children as their NC year is in other Januaries" in told
