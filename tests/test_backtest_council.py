"""The council's own forecast beside ours: over what both said, and what is left out is told."""

import numpy as np
import pandas as pd
import pytest
from small_areas import Small, tables_of

import sufficiency as sf
from sufficiency import terms

OWN = "the council's own"
YEARS = range(2020, 2025)


def area_of_five():
    """Five Januaries, so that three are projected from: 2021, 2022 and 2023."""
    tables = tables_of(Small(until=2030, localities=2))
    grown = {}
    for name in ("plans", "population"):
        table = tables[name]
        first = table[table["year"].eq(2022)]
        earlier = [first.assign(year=year) for year in (2020, 2021)]
        grown[name] = pd.concat([*earlier, table], ignore_index=True)
    return sf.area_from_frames(tables | grown)


@pytest.fixture(scope="module")
def area():
    return area_of_five()


def forecast(area, *by, times=1.1):
    """What came, times a factor, from every origin and for every later January."""
    came = area.table("plans").groupby(["year", *by], as_index=False)["plans"].sum()
    came["plans"] *= times
    rows = [came[came["year"].gt(origin)].assign(origin=origin) for origin in (2021, 2022, 2023)]
    return pd.concat(rows, ignore_index=True)


def held_with(area, council):
    return sf.backtest(area, council=council, draws=20, workers=1)


def noted(tested):
    return {note.rule: note for note in tested.notes if "council" in note.rule}


def own_scores(tested, level):
    scores = tested.to_frame(level=level)
    return scores[scores["way"].eq(OWN)].set_index("years_ahead")


def test_no_forecast_no_words(area):
    tested = held_with(area, None)
    assert tested.council_in_words == ""
    assert tested.to_frame("council").empty
    assert not any("council" in line for line in tested.card().lines)


def test_ours_is_said_beside_the_council_s_over_the_same_projections(area):
    whole = forecast(area)
    # The council made no forecast in 2022, and one in 2019 that the program did not.
    some = whole[whole["origin"].ne(2022)]
    other = {"origin": [2019, 2023, 2023, 2024], "year": [2024, 2023, 2025, 2025], "plans": 9.0}
    tested = held_with(area, pd.concat([some, pd.DataFrame(other)], ignore_index=True))
    totals = tested.to_frame("totals")
    totals = totals[totals["origin"].isin((2021, 2023))]
    totals = totals.assign(ahead=totals["year"] - totals["origin"])
    for ahead, words, projections in ((1, "one year", "two projections"), (2, "two years", "one")):
        held = totals[totals["ahead"].eq(ahead)]
        error = 100 * (held["projected"] - held["came"]).abs().sum() / held["came"].sum()
        assert f"{words} ahead, over {projections}" in tested.council_in_words
        assert f"ours off by {error:.1f} %, {OWN} by 10.0 %" in tested.council_in_words
        assert own_scores(tested, "total").loc[ahead, "folds"] == (2, 1)[ahead - 1]
    assert tested.council_in_words.startswith("All plans beside the council's forecast: one year")
    for left in (
        "Not compared: January 2024 from January 2023, January 2025 from January 2023, since the "
        "council's forecast has none.",
        "Not compared: January 2025 from January 2020, since the program does not project from "
        "there.",
        "January 2024 from January 2024, since it is not later than its origin.",
        "January 2026 from January 2024, January 2026 from January 2025, since the table plans "
        "does not hold it.",
    ):
        assert left in tested.council_in_words
    notes = noted(tested)
    fewer = notes["backtest_council_fewer"]
    assert fewer.seen.endswith("the program projected: 2023 from 2022, 2024 from 2022.")
    assert "2 of 6 pairs of origin and year" in fewer.seen
    aside = notes["backtest_council_aside"].seen
    assert "4 of 8 rows" in aside
    assert "2024 from 2019, since the program does not project from there" in aside
    assert tested.council_in_words in tested.card().lines
    assert "ours off by" in repr(tested)


def test_a_forecast_by_need_in_full_is_scored_for_all_plans_too(area):
    tested = held_with(area, forecast(area, "need"))
    assert own_scores(tested, "total")["weighted_error_percent"].to_numpy() == pytest.approx(10.0)
    assert own_scores(tested, "need")["weighted_error_percent"].to_numpy() == pytest.approx(10.0)
    assert "All plans beside the council's forecast: one year ahead" in tested.council_in_words
    assert "Plans by need beside the council's forecast: one year" in tested.council_in_words
    assert not noted(tested)
    one = tested.to_frame("council")
    by_total = one[one["level"].eq("total")].set_index(["origin", "year"])
    totals = tested.to_frame("totals").set_index(["origin", "year"])
    assert np.allclose(by_total["projected"], totals.loc[by_total.index, "projected"])


@pytest.mark.parametrize(
    ("by", "only", "level", "unnamed"),
    [
        (("need",), {"need": ["ASD"]}, "need", "SEMH; SLCN"),
        (("locality",), {"locality": ["L1"]}, "locality", "L2"),
        (("locality", "need"), {"locality": ["L1"]}, "locality x need", "L2, "),
    ],
)
def test_what_a_council_did_not_name_is_not_nought(area, by, only, level, unnamed):
    whole = forecast(area, *by)
    ((column, labels),) = only.items()
    tested = held_with(area, whole[whole[column].isin(labels)])
    assert own_scores(tested, level)["weighted_error_percent"].to_numpy() == pytest.approx(10.0)
    assert own_scores(tested, "total").empty
    words = tested.council_in_words
    assert "All plans beside" not in words
    assert "figures that it names, ours off by" in words
    assert "All plans are not compared in January 2023 from January 2022" in words
    assert "since the council's forecast names only a part of its cells." in words
    note = noted(tested)["backtest_council_partly"]
    assert unnamed in note.seen
    assert "lacks rows of " in note.seen
    assert "not counted as nought" in note.why


def test_ours_is_scored_over_the_cells_that_the_council_named(area):
    council = forecast(area, "need")
    tested = held_with(area, council[council["need"].eq("ASD")])
    folds = {fold.origin: fold for fold in tested.folds}
    table = tested.to_frame("council").query("level == 'need'")
    plans = area.table("plans").query("need == 'ASD'").groupby("year")["plans"].sum()
    for row in table.to_dict("records"):
        assert (row["cells"], row["cells_named"]) == (3, 1)
        assert row["came"] == plans[row["year"]]
        assert row["council"] == pytest.approx(1.1 * plans[row["year"]])
        # With one cell the errors of both are those of its sum.
        assert row["our_errors"] == pytest.approx(abs(row["projected"] - row["came"]))
        assert row["projected"] < folds[row["origin"]].came.sum()


def test_a_total_is_formed_only_in_years_of_which_all_was_named(area):
    council = forecast(area, "need")
    lacking = council["origin"].eq(2021) & council["year"].eq(2022) & council["need"].eq("SLCN")
    tested = held_with(area, council[~lacking])
    total = own_scores(tested, "total")
    assert total.loc[1, "folds"] == 2
    assert total.loc[2, "folds"] == 2
    assert own_scores(tested, "need").loc[1, "folds"] == 3
    said = "All plans are not compared in January 2023 from January 2022, since"
    assert said in tested.council_in_words


@pytest.mark.parametrize("by", [("need",), ("phase",), ("need", "phase"), ("locality", "need")])
def test_in_full_ours_is_that_of_the_scores(area, by):
    """Children whom we expected where nobody ever was are our error, named or not."""
    plans = area.table("plans")
    if "phase" in by:
        plans = plans.assign(phase=plans["ncy"].map(terms.phase_of_ncy))
    came = plans.groupby(["year", *by], as_index=False)["plans"].sum()
    rows = [came[came["year"].gt(origin)].assign(origin=origin) for origin in (2021, 2022, 2023)]
    tested = held_with(area, pd.concat(rows, ignore_index=True))
    assert not noted(tested)
    level = " x ".join(by)
    scores = tested.to_frame(level=level)
    scores = scores[scores["way"].eq("sufficiency")].set_index("years_ahead")
    beside = tested.to_frame("council").query("level == @level").groupby("years_ahead").sum()
    ours = 100 * beside["our_errors"] / beside["came"]
    assert ours.to_dict() == pytest.approx(scores["weighted_error_percent"].to_dict())
    assert beside["cells_named"].le(scores["cells"]).all()
    assert own_scores(tested, level)["weighted_error_percent"].to_numpy() == pytest.approx(0)


def test_cells_that_children_have_left_are_named_as_such(area):
    """Nobody came, but somebody had been there: the note does not say that children came."""
    tables = area.tables()
    gone = {
        name: tables[name][tables[name]["need"].ne("SLCN") | tables[name]["year"].lt(2022)]
        for name in ("plans", "placements")
    }
    gone = sf.area_from_frames(tables | gone)
    tested = held_with(gone, forecast(gone, "need"))
    seen = noted(tested)["backtest_council_partly"].seen
    assert "lacks rows of 1 cell in which children were until its origin, or came; 0 of" in seen
    assert seen.endswith(": SLCN.")


def test_named_cells_in_which_nobody_came_have_no_share(area):
    council = pd.DataFrame({"origin": [2021], "year": [2022], "need": ["MSI"], "plans": [3.0]})
    tested = held_with(area, council)
    assert f"{OWN} by no share, as nobody came" in tested.council_in_words
    assert own_scores(tested, "need")["weighted_error_percent"].isna().all()
