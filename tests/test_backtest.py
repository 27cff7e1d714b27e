"""`backtest`: scores against answers worked out by hand, and what it says it cannot show."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import Small, area_like, tables_of

import sufficiency as sf
from sufficiency import figures
from sufficiency.backtesting.council import council_forecast
from sufficiency.backtesting.folds import RULES, origins_of
from sufficiency.backtesting.levels import LEVELS, added_up, drawn_up
from sufficiency.backtesting.scoring import verdict
from sufficiency.demand.scores import (
    inside,
    place_in_range,
    ranked_score,
    signed_error,
    weighted_error,
    widening,
)
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.messages import backtests

DRAWS = 40


def counted(**changes):
    """A small area whose Januaries were counted, so that verdicts can be given."""
    tables = tables_of(Small(**changes))
    plans = tables["plans"].assign(basis="supplied")
    return sf.area_from_frames(tables | {"plans": plans})


@pytest.fixture(scope="module")
def tested():
    return sf.backtest(area_like(Small(until=2030)), draws=DRAWS, workers=1)


# --- scores -----------------------------------------------------------------------------------


def test_errors_by_hand():
    said, came = np.array([12.0, 7.0]), np.array([10.0, 10.0])
    assert signed_error(said, came) == pytest.approx(-0.05)
    assert weighted_error(said, came) == pytest.approx(0.25)
    assert np.isnan(weighted_error(said, np.zeros(2)))
    assert np.isnan(signed_error(said, np.zeros(2)))


def slow_ranked_score(draws, came):
    """mean |x - a| - half of mean |x - y| over all pairs."""
    own = np.abs(draws - came).mean()
    return own - np.abs(draws[:, None] - draws[None, :]).mean() / 2


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_ranked_score_is_that_of_all_pairs(draws, came):
    held = np.array(draws, dtype=float)
    found = ranked_score(held[:, None], np.array([float(came)]))[0]
    assert found == pytest.approx(slow_ranked_score(held, came), abs=1e-9)


def test_coverage_of_small_counts_is_what_is_promised():
    """Plain quantiles of counts around two would hold over 90 %; the randomised place holds 80."""
    chance = np.random.default_rng(5)
    draws = chance.poisson(2.0, (400, 20_000)).astype(float)
    came = chance.poisson(2.0, 20_000).astype(float)
    places = place_in_range(draws, came, chance.random(20_000))
    assert inside(places, 0.8).mean() == pytest.approx(0.8, abs=0.01)
    assert inside(places, 0.95).mean() == pytest.approx(0.95, abs=0.01)
    low, high = np.quantile(draws, [0.1, 0.9], axis=0)
    assert ((low <= came) & (came <= high)).mean() > 0.9


def test_ranges_half_as_wide_as_they_should_be_are_widened_by_two():
    chance = np.random.default_rng(6)
    draws = chance.normal(100, 5, (400, 5_000))
    came = chance.normal(100, 10, 5_000)
    assert widening(draws, came) == pytest.approx(2.0, abs=0.1)
    assert widening(chance.normal(100, 40, (400, 5_000)), came) == 1.0
    assert np.isnan(widening(np.full((5, 3), 2.0), np.full(3, 2.0)))


@pytest.mark.parametrize(
    ("error", "coverage", "said"),
    [
        (0.10, 0.80, "usable"),
        (0.101, 0.80, "with care"),
        (0.10, 0.69, "with care"),
        (0.20, 0.97, "with care"),
        (0.21, 0.80, "not usable"),
        (0.05, 0.50, "not usable"),
        (0.05, float("nan"), "not usable"),
    ],
)
def test_verdicts_follow_their_thresholds(error, coverage, said):
    assert verdict(error, coverage) == said


@pytest.mark.parametrize(
    ("error", "coverage", "cells", "said"),
    [
        (0.05, 2 / 3, 3, "usable"),
        (0.05, 1.0, 3, "usable"),
        (0.05, 1 / 3, 9, "usable"),
        (0.05, 1 / 3, 10, "not usable"),
        (0.05, 0.0, 3, "with care"),
        (0.15, 1.0, 3, "with care"),
        (0.21, 1.0, 3, "not usable"),
        (0.05, float("nan"), 0, "not usable"),
    ],
)
def test_coverage_of_a_handful_of_cells_decides_no_verdict(error, coverage, cells, said):
    """Of three cells it is 0, 33, 67 or 100 %, so that all plans could never be usable."""
    assert verdict(error, coverage, cells=cells) == said


def test_right_ranges_of_three_cells_are_never_within_the_span_of_usable():
    assert not any(0.7 <= inside_of / 3 <= 0.9 for inside_of in range(4))


# --- folds ------------------------------------------------------------------------------------


def test_origins_have_two_januaries_behind_and_one_ahead():
    assert origins_of((2020, 2021, 2022, 2023)) == (2021, 2022)
    assert origins_of((2020, 2021)) == ()


def test_what_came_later_changes_nothing_that_was_said(tested):
    tables = tables_of(Small(until=2030))
    plans = tables["plans"]
    later = plans["year"].eq(plans["year"].max())
    changed = plans.assign(plans=plans["plans"].where(~later, plans["plans"] * 3))
    placed = tables["placements"].assign(plans=tables["placements"]["plans"] * 3)
    again = sf.backtest(
        sf.area_from_frames(tables | {"plans": changed, "placements": placed}),
        draws=DRAWS,
        workers=1,
    )
    one, two = tested.folds[0], again.folds[0]
    np.testing.assert_array_equal(one.drawn.codes, two.drawn.codes)
    for name in one.rules:
        np.testing.assert_array_equal(one.rules[name], two.rules[name])
    assert two.came.sum() > one.came.sum()


def test_rules_by_hand(tested):
    fold, stocks = tested.folds[0], tested.start.stocks
    assert set(fold.rules) == {*RULES, "constant rates"}
    before, last = stocks.children[0], stocks.children[1]
    np.testing.assert_array_equal(fold.rules["last value"][0], last)
    np.testing.assert_allclose(fold.rules["straight line"][0], last + (last - before))
    np.testing.assert_allclose(fold.rules["own growth"][0], last * last.sum() / before.sum())
    # The population of the small area never changes.
    np.testing.assert_allclose(fold.rules["rate x population"][0], last)


def test_levels_add_up_to_the_total(tested):
    fold, phase = tested.folds[0], tested.start.stocks.phase
    whole = fold.came[0].sum()
    drawn = drawn_up(fold.drawn, LEVELS[0], phase)[:, 1, 0]
    for level in LEVELS:
        assert added_up(fold.came[0], level, phase).sum() == pytest.approx(whole)
        np.testing.assert_array_equal(drawn_up(fold.drawn, level, phase)[:, 1].sum(axis=1), drawn)


# --- the result -------------------------------------------------------------------------------


def test_scores_hold_every_way_at_every_level(tested):
    scores = tested.to_frame()
    assert set(scores["level"]) == {level.name for level in LEVELS}
    assert set(scores["way"]) == {"sufficiency", "constant rates", *RULES}
    assert set(scores["years_ahead"]) == {1}
    total = scores[scores["level"].eq("total") & scores["way"].eq("last value")].iloc[0]
    before, after = tested.folds[0].known[-1].sum(), tested.folds[0].came[0].sum()
    assert total["signed_error_percent"] == pytest.approx(100 * (before - after) / after)


def test_same_seed_same_scores_for_any_number_of_workers(tested):
    again = sf.backtest(area_like(Small(until=2030)), draws=DRAWS, workers=2)
    pd.testing.assert_frame_equal(again.to_frame(), tested.to_frame())


def test_one_level_can_be_asked_for(tested):
    assert set(tested.to_frame(level="need")["level"]) == {"need"}
    with pytest.raises(UnknownNameError, match="there is no level needs"):
        tested.to_frame(level="needs")


def test_made_plans_get_no_verdict_and_say_so(tested):
    assert set(tested.to_frame("verdicts")["verdict"]) == {""}
    rules = [note.rule for note in tested.notes]
    assert "backtest_made" in rules
    assert "backtest_few_folds" in rules
    assert "no verdict, since all 3 Januaries in the table plans are made up" in repr(tested)


def test_fitted_januaries_get_no_verdict_however_long_they_are():
    """Counts that are not shown are fitted where the scenario says so, and nobody counted those."""
    tables = tables_of(Small(localities=1, until=2030))
    plans = tables["plans"].assign(basis="published")
    earlier = [plans[plans["year"].eq(2022)].assign(year=year) for year in (2020, 2021)]
    whole = pd.concat([plans, *earlier], ignore_index=True)
    people = tables["population"]
    before = [people[people["year"].eq(2022)].assign(year=year) for year in (2020, 2021)]
    margin = whole[whole["year"].eq(2022)].groupby(["ncy", "need", "setting"], as_index=False)
    margins = margin["plans"].sum()
    margins = margins.assign(
        margin="age, need and setting",
        year=2022,
        locality="",
        ncy_from=margins["ncy"],
        ncy_to=margins["ncy"],
        basis="published",
    ).drop(columns="ncy")
    hidden = whole["year"].eq(2022) & whole.index.isin(whole.index[whole["year"].eq(2022)][:1])
    marked = whole.assign(
        plans=whole["plans"].mask(hidden), plans_mark=hidden.map({True: "c", False: ""})
    )
    area = sf.area_from_frames(
        tables | {"plans": marked, "population": pd.concat([people, *before]), "margins": margins}
    )
    plan = sf.as_things_stand().but(name="fitted", marked="fit")
    tested = sf.backtest(area, plan, draws=5, workers=1)
    assert area.basis("plans") == "published"
    assert tested.basis == "estimated"
    assert len(tested.folds) == 3
    assert set(tested.to_frame("verdicts")["verdict"]) == {""}
    assert "1 of 5 Januaries in the table plans is estimated" in repr(tested)


def test_card_names_the_best_rule_and_what_comes_next(tested):
    text = repr(tested)
    assert "1 projections, from January 2024" in text
    assert "the best simple rule, " in text
    assert "backtest.plot.hedgehog()" in text
    assert "sf.report(allocation, backtest=backtest)" in text


def test_hedgehog_shows_what_was_said_and_what_came(tested):
    words = figures.alt_text(tested.plot.hedgehog())
    assert "What came" in words
    assert "Said in January 2024" in words


def test_saved_tables(tested, tmp_path):
    folder = tested.save(tmp_path / "backtest")
    names = {path.name for path in folder.iterdir()}
    assert {"scores.csv", "verdicts.csv", "totals.csv", "notes.csv"} <= names


# --- the council's own ------------------------------------------------------------------------


def test_council_is_scored_beside_the_others(tested):
    area = area_like(Small(until=2030))
    came = tested.folds[0].came[0].sum()
    own = pd.DataFrame({"origin": [2023], "year": [2024], "plans": [came * 1.1]})
    scores = sf.backtest(area, council=own, draws=5, workers=1).to_frame(level="total")
    row = scores[scores["way"].eq("the council's own")].iloc[0]
    assert row["weighted_error_percent"] == pytest.approx(10.0)
    assert row["folds"] == 1


def test_council_by_need_is_scored_by_need(tested):
    area = area_like(Small(until=2030))
    own = pd.DataFrame(
        {"origin": 2023, "year": 2024, "need": ["ASD", "SEMH", "SLCN"], "plans": [10, 20, 30]}
    )
    scores = sf.backtest(area, council=own, draws=5, workers=1).to_frame(level="need")
    assert "the council's own" in set(scores["way"])


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"year": [2024], "plans": [1]}, "has the columns year, plans"),
        ({"origin": [2023], "year": [2024], "plans": [1], "school": ["a"]}, "school"),
        (
            {"origin": [2023], "year": [2024], "plans": [1], "need": ["ASC"]},
            "has need ASC.+mean ASD",
        ),
        ({"origin": [2010], "year": [2024], "plans": [1]}, "it has origins 2010"),
        ({"origin": [2023], "year": [2031], "plans": [1]}, "it has origins 2023"),
        ({"origin": [2023], "year": [2024], "plans": ["c"]}, "no plans that can be read.+row 1.+c"),
        ({"origin": [2023], "year": [2024], "plans": [-1]}, "no plans that can be read"),
        ({"origin": [2023], "year": ["2024/26"], "plans": [1]}, "no year .+ 2024/26"),
        ({"origin": [2023], "year": [2024], "plans": ["4,500"]}, "without a comma: 4500; or leave"),
        ({"origin": [], "year": [], "plans": []}, "the council's forecast has no row"),
        ({"origin": [2023.5], "year": [2024], "plans": [1]}, "no origin that can be read"),
        (
            {"origin": [2023] * 2, "year": [2024] * 2, "plans": [1, 2]},
            r"says a cell again.+row 2.+: origin 2023, year 2024\.",
        ),
    ],
)
def test_council_that_cannot_be_held_against_anything(frame, said):
    with pytest.raises(NotPossibleError, match=said):
        sf.backtest(area_like(Small()), council=pd.DataFrame(frame), draws=5)


def test_what_a_council_does_not_tell_is_noted():
    own = pd.DataFrame(
        {
            "origin": [2023, 2023, 2019],
            "year": [2024, 2024, 2021],
            "need": ["ASD", "SEMH", "ASD"],
            "plans": ["10", "20", "30"],
        }
    )
    area = area_like(Small(until=2030))
    tested = sf.backtest(area, council=own, draws=5)
    notes = {note.rule: note.seen for note in tested.notes}
    assert "1 of 3 rows" in notes["backtest_council_aside"]
    assert "2021 from 2019, since the program does not project" in notes["backtest_council_aside"]
    came = area.table("plans").query("year == 2024").groupby("need")["plans"].sum()
    told = notes["backtest_council_partly"]
    assert f"{came['SLCN']:,.0f} of {came.sum():,.0f} children came" in told
    assert told.endswith("SLCN.")


def test_nc_years_of_a_council_may_be_text():
    ages = pd.DataFrame({"origin": 2023, "year": 2024, "ncy": ["3", "4"], "plans": [1, 2]})
    made = council_forecast(
        ages, labels={"ncy": (3, 4)}, levels=[("ncy",)], origins=[2023], last=2024
    )
    assert made.cells(2023, 2024).tolist() == [1, 2]


ROWS = {"origin": [2022, 2022], "year": [2023, 2024], "plans": [5, 6]}


def checked(**columns):
    return council_forecast(
        pd.DataFrame(ROWS | columns), labels={}, levels=[()], origins=[2022], last=2024
    )


@pytest.mark.parametrize(
    ("column", "values", "seen"),
    [
        ("plans", pd.array([5, None], dtype="Int64"), "no plans that can be read.+row 2.+<NA>"),
        ("year", pd.array([2023, None], dtype="Int64"), "no year that can be read.+row 2.+<NA>"),
        ("plans", [5, True], "no plans that can be read.+row 2.+True"),
        ("plans", [5.0, float("inf")], "no plans that can be read.+row 2.+inf"),
        ("plans", [5, -1], "no plans that can be read.+row 2.+-1"),
        ("origin", [2022, 2022.5], "no origin that can be read.+row 2.+2022.5"),
    ],
)
def test_council_numbers_that_are_none_are_refused_in_every_kind_of_column(column, values, seen):
    with pytest.raises(NotPossibleError, match=seen):
        checked(**{column: values})


@pytest.mark.parametrize("kind", ["int64", "float64", "Int64", "object", "str"])
def test_council_numbers_are_read_from_every_kind_of_column(kind):
    made = checked(**{name: pd.Series(held).astype(kind) for name, held in ROWS.items()})
    assert made.rows.astype("int64").to_dict("list") == ROWS
    assert made.cells(2022, 2024).tolist() == [6.0]


def test_a_council_may_write_academic_years_as_people_do():
    made = checked(origin=["2022/23"] * 2, year=["2023/24", "2024-25"])
    assert made.rows.astype("int64").to_dict("list") == ROWS


def test_council_that_is_no_frame():
    with pytest.raises(NotPossibleError, match=r"a str, not a frame.+council=pandas.read_csv"):
        sf.backtest(area_like(Small()), council="forecast.csv", draws=5)


# --- refusals and notes -----------------------------------------------------------------------


def test_two_januaries_are_too_few():
    tables = tables_of(Small())
    plans = tables["plans"]
    short = sf.area_from_frames(tables | {"plans": plans[plans["year"].ge(2023)]})
    with pytest.raises(NotPossibleError, match="2 Januaries: 2023/24, 2024/25"):
        sf.backtest(short, draws=5)


def test_what_is_no_area_or_scenario():
    with pytest.raises(NotPossibleError, match="an area was expected"):
        sf.backtest("area.xlsx")
    with pytest.raises(NotPossibleError, match="scenario"):
        sf.backtest(area_like(Small()), "baseline")


def test_notes_say_what_was_known_too_well(tested):
    said = " ".join(str(note) for note in tested.notes)
    assert "the population of every year is taken as the table population has it today" in said
    assert "England's needs by age are those of January 2025" in said
    assert "projections that can be held against what came: 1" in said
    assert "are made up, or estimated, in part" in said


def test_notes_of_projections_are_told_with_their_januaries():
    """An area whose last two Januaries jump: each projection counts a part of what it saw."""
    tables = tables_of(Small(until=2030, localities=1))
    plans, people = tables["plans"], tables["population"]
    earlier = [plans[plans["year"].eq(2022)].assign(year=year) for year in (2020, 2021)]
    before = [people[people["year"].eq(2022)].assign(year=year) for year in (2020, 2021)]
    whole = pd.concat([plans, *earlier], ignore_index=True)
    times = whole["year"].map({2020: 1, 2021: 3, 2022: 3, 2023: 9, 2024: 9})
    jumped = whole.assign(plans=whole["plans"] * times)
    area = sf.area_from_frames(
        tables | {"plans": jumped, "population": pd.concat([people, *before], ignore_index=True)}
    )
    found = sf.backtest(area, draws=2, workers=1)
    (note,) = (note for note in found.notes if note.rule == "projection_growth_clipped")
    for january in (2022, 2023, 2024):
        assert note.seen.count(f"Of the projection from January {january}: the plans of ") == 1
    assert note.remedy.endswith("A lever of the scenario changes nothing in a backtest.")


def test_what_several_projections_say_alike_is_told_once():
    rows = pd.DataFrame({"year": [2019], "area": "Elsewhere", "plans": 900.0, "basis": "made"})
    tables = tables_of(Small(until=2030))
    plans, people = tables["plans"], tables["population"]
    earlier = {
        name: pd.concat([table, table[table["year"].eq(2022)].assign(year=2021)], ignore_index=True)
        for name, table in (("plans", plans), ("population", people))
    }
    area = sf.area_from_frames(tables | earlier | {"history": rows})
    found = sf.backtest(area, draws=2, workers=1)
    (note,) = (note for note in found.notes if note.rule == "projection_history_unnamed")
    assert note.seen.startswith("Of the projection from January 2023 and 2024: the table history")
    assert note.seen.count("Of the projection") == 1


def long_ago(last_base, *, history=None, januaries=4):
    """The small area with every year moved, so that its last January is of that academic year."""
    tables = tables_of(Small(until=2030))
    shift = 2024 - last_base
    plans, people = tables["plans"], tables["population"]
    earlier = [2024 - back for back in range(3, januaries)]
    more = {
        name: pd.concat(
            [table, *(table[table["year"].eq(2022)].assign(year=year) for year in earlier)],
            ignore_index=True,
        )
        for name, table in (("plans", plans), ("population", people))
    }
    moved = {
        name: table.assign(year=table["year"] - shift) if "year" in table else table
        for name, table in (tables | more).items()
    }
    return sf.area_from_frames(moved | ({} if history is None else {"history": history}))


def test_januaries_from_before_england_s_are_left_out_with_a_note():
    """England's plans are known from January 2015: of 2013 to 2018, two Januaries are left."""
    area = long_ago(2017, januaries=6)
    found = sf.backtest(area, draws=2, workers=1)
    assert found.origins == (2015, 2016)
    (note,) = (note for note in found.notes if note.rule == "backtest_england_unknown")
    assert note.seen.startswith("nothing was projected from January 2014 and 2015: England's plans")
    assert "known without a gap from January 2015 on" in note.seen
    today = sf.backtest(long_ago(2024), draws=2, workers=1)
    assert "backtest_england_unknown" not in {note.rule for note in today.notes}


def test_where_no_january_can_be_projected_from_it_says_what_to_add():
    for last in (2012, 2014):
        with pytest.raises(NotPossibleError, match=r"known without a gap from January 2015 on"):
            sf.backtest(long_ago(last), draws=2, workers=1)
    years = range(2009, 2015)
    added = pd.DataFrame(
        {"year": years, "area": "England", "plans": [2e5 + year for year in years], "basis": "made"}
    )
    found = sf.backtest(long_ago(2014, history=added), draws=2, workers=1)
    assert found.origins == (2012, 2013)


def test_every_message_of_backtests_is_brought_about_here():
    brought = {
        "backtest_too_short",
        "backtest_no_origin",
        "backtest_england_unknown",
        "backtest_made",
        "backtest_few_folds",
        "backtest_counted_mostly",
        "backtest_population_known",
        "backtest_england_needs",
        "backtest_council_columns",
        "backtest_council_empty",
        "backtest_council_no_frame",
        "backtest_council_number",
        "backtest_council_twice",
        "backtest_council_aside",
        "backtest_council_partly",
        "backtest_council_fewer",  # in tests/test_backtest_council.py
        "backtest_council_unknown",
        "backtest_council_no_origin",
        "backtest_level_unknown",
        "backtest_no_widening",  # in tests/test_backtest_widening.py
        "backtest_widens_no_projection",  # in tests/test_backtest_widening.py
        "backtest_widens_another",  # in tests/test_backtest_widening.py
        "backtest_transitions_in_part",  # in tests/test_backtest_flows.py
    }
    assert set(backtests.MESSAGES) == brought
