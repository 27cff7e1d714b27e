"""Orders of aims as a scenario states them: tables, words, reports, costs that are not known."""

import numpy as np
import pandas as pd
import pytest
from money_areas import FEE, TOP_UP, cost
from small_areas import Small, allocated, projected, said, tables_of

import sufficiency as sf
from sufficiency.allocation.aims import is_last_resort, order_sentence
from sufficiency.allocation.children import SCALE
from sufficiency.errors import NotPossibleError, TableError

STAND = sf.as_things_stand()
TIGHT = Small(special=60, base=10)

UNUSUAL = (
    ("without", "pounds"),
    ("without", "independent", "pounds"),
    ("without", "pounds", "miles"),
    ("without", "beyond_limit", "independent", "miles"),
    ("without", "independent", "miles", "beyond_limit", "pounds"),
    ("without", "independent"),
)
A_MILE, WAYS = 2, 380
MILES_NOT_NAMED = 15


def rows_of_costs():
    """What is paid for a child in each setting, and for a place whether it is filled or not."""
    travel = [
        cost(setting, "transport", A_MILE, "mile") for setting in ("special", "base", "independent")
    ]
    return [
        *(cost(setting, "top_up", pounds) for setting, pounds in TOP_UP.items()),
        cost("special", "place", 10_000, "place_year"),
        cost("independent", "fee", FEE),
        *travel,
    ]


def frame_of(rows):
    frame = pd.DataFrame(rows)
    return frame.astype({"ncy_from": "Int64", "ncy_to": "Int64"})


def costed(rows=None, small=TIGHT):
    """The projection of a small area with a table of costs."""
    tables = tables_of(small) | {"costs": frame_of(rows_of_costs() if rows is None else rows)}
    return sf.project(sf.area_from_frames(tables), until=2026, draws=3, workers=1)


@pytest.fixture(scope="module")
def projection():
    return costed()


def ordered(projection, *aims, **options):
    changes = options.pop("changes", {})
    scenario = STAND.but(name="ordered", aims=list(aims), **changes)
    given = {"draws": 3, "workers": 1} | options
    return sf.allocate(projection, scenario, **given)


def totals(allocation, aim):
    """The expected total of an aim by year."""
    frame = allocation.to_frame("aims")
    return frame[frame["aim"] == aim]["expected"].to_numpy()


def test_the_pounds_are_those_of_the_children_in_their_places(projection):
    """Added up again from the table of flows, child by child and mile by mile."""
    made = ordered(projection, "without", "pounds")
    flows = made.to_frame("placed")
    a_child = flows["setting"].map(TOP_UP | {"independent": FEE})
    pounds = np.rint(a_child + flows["miles"] * A_MILE * WAYS)
    placed = (flows["children"] * pounds).groupby(flows["year"]).sum().to_numpy()
    not_named = made.expected.counts.not_named[0] / SCALE
    bought = not_named * (FEE + MILES_NOT_NAMED * A_MILE * WAYS)
    assert (not_named > 0).all()
    np.testing.assert_allclose(totals(made, "pounds"), placed + bought, rtol=1e-12)
    assert made.is_proven


def dear_for_one_need(small):
    """Three orders, where a special school costs more for one need than a placement does."""
    dear = cost("special", "top_up", 90_000, need="SEMH")
    projection = costed([*rows_of_costs(), dear], small)
    orders = (
        ("without", "pounds"),
        ("without", "independent", "pounds"),
        ("without", "independent", "miles", "pounds"),
    )
    return [ordered(projection, *aims, stayers="release", draws=1) for aims in orders]


@pytest.mark.slow
def test_where_there_is_room_least_cost_buys_what_the_fewest_placements_do_not():
    least, fewest, _ = dear_for_one_need(Small(special=200, base=60))
    assert (totals(least, "pounds") < totals(fewest, "pounds")).all()
    assert (totals(fewest, "independent") == 0).all()
    assert (totals(least, "without") == totals(fewest, "without")).all()


def test_where_places_are_short_the_cheapest_of_the_fewest_placements_is_found():
    least, fewest, nearest = dear_for_one_need(TIGHT)
    assert (totals(least, "pounds") <= totals(fewest, "pounds")).all()
    assert (totals(fewest, "pounds") < totals(nearest, "pounds")).all()
    assert (totals(fewest, "independent") == totals(nearest, "independent")).all()
    assert (totals(least, "without") == totals(nearest, "without")).all()


def test_what_costs_rest_on_is_what_the_answer_rests_on():
    tables = {
        name: frame.assign(basis="supplied") if "basis" in frame else frame
        for name, frame in tables_of(TIGHT).items()
    }
    area = sf.area_from_frames(tables | {"costs": frame_of(rows_of_costs())})
    projection = sf.project(area, until=2025, draws=1, workers=1)
    assert ordered(projection, "without", "independent", "miles", draws=1).basis == "assumed"
    assert ordered(projection, "without", "pounds", draws=1).basis == "made"


def test_both_engines_give_the_same_pounds(projection):
    made = [
        ordered(projection, "without", "pounds", "miles", engine=engine, draws=1)
        for engine in ("flow", "lp")
    ]
    one, other = (allocation.to_frame("aims") for allocation in made)
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.slow
@pytest.mark.parametrize("aims", UNUSUAL, ids="-".join)
def test_everything_that_is_told_of_an_allocation_goes_by_its_aims(projection, aims, tmp_path):
    made = ordered(projection, *aims)
    frame = made.to_frame("aims")
    assert frame[frame["year"] == 2025]["aim"].tolist() == list(aims)
    assert frame[frame["year"] == 2025]["place"].tolist() == list(range(1, len(aims) + 1))
    assert ((frame["value_low"] <= frame["value"]) & (frame["value"] <= frame["value_high"])).all()
    worth = made.to_frame("worth")
    assert [name for name in worth if name.startswith("more_")] == [f"more_{aim}" for aim in aims]
    assert made.to_frame("stability")["aim"].drop_duplicates().tolist() == list(aims)
    admitting = made.worth_of_admitting(year=2026)
    assert [name for name in admitting if name.startswith("more_")] == [
        f"more_{aim}" for aim in aims
    ]
    tables = made.tables()
    assert (tables["journeys"]["share_beyond_limit"].dropna() >= 0).all()
    assert str(made.explain(year=2025, need="SEMH"))
    card = " ".join((made.card().title, *made.card().lines))
    assert order_sentence(made.setting.supply.aims) in card
    assert ("comes to" in card) == ("pounds" in aims)
    assert made.provenance().settings["aims"] == ", ".join(aims)
    path = tmp_path / "report.html"
    sf.report(made, to=path)
    text = path.read_text(encoding="utf-8")
    assert order_sentence(made.setting.supply.aims) in text
    assert ("Growth of independent fees" in text) == ("pounds" in aims)
    may_be_free = "though a place within the journey limit is free" in " ".join(text.split())
    assert may_be_free == (aims[1] == "pounds")
    is_plain = is_last_resort(made.setting.supply.aims)
    assert ("for want of" in text.lower()) == is_plain
    assert (" for want of one" in made.answer()[0]) == is_plain
    label = made.summary().set_index("measure").loc["independent", "label"].iloc[0]
    assert ("for want of a place" in label) == is_plain


def test_the_usual_order_is_told_where_aims_are_and_nowhere_else(tmp_path):
    usual = allocated(TIGHT, draws=3, until=2026)
    assert "in this order" not in " ".join(usual.card().lines)
    assert usual.setting.supply.aims == ("without", "independent", "beyond_limit", "metres")
    aims = ["without", "independent", "beyond_limit", "miles"]
    assert usual.to_frame("aims")["aim"].drop_duplicates().tolist() == aims
    same = sf.allocate(
        projected(TIGHT, draws=3, until=2026), STAND.but(name="same", aims=aims), draws=3, workers=1
    )
    pd.testing.assert_frame_equal(same.to_frame("aims"), usual.to_frame("aims"))


def test_a_far_child_goes_independent_where_the_limit_comes_first():
    """There is room for all; with a limit of five minutes most journeys are beyond it."""
    projection = projected(Small(special=200), draws=3, until=2026)
    options = {"changes": {"journey_limit_minutes": 5}, "draws": 1, "stayers": "release"}
    first = ordered(projection, "without", "beyond_limit", "independent", "miles", **options)
    last = ordered(projection, "without", "independent", "beyond_limit", "miles", **options)
    assert (totals(first, "without") == totals(last, "without"))[0]
    assert totals(first, "beyond_limit")[0] < totals(last, "beyond_limit")[0]
    assert totals(first, "independent")[0] > totals(last, "independent")[0]


def test_what_is_no_aim_is_still_counted():
    projection = projected(TIGHT, draws=3, until=2026)
    made = ordered(
        projection, "without", "independent", "miles", changes={"journey_limit_minutes": 5}
    )
    assert "beyond_limit" not in set(made.to_frame("aims")["aim"])
    further = made.summary().query("measure == 'placed_further'")["value"]
    assert (further > 0).all()
    assert (made.to_frame("journeys")["share_beyond_limit"] > 0).any()


@pytest.mark.slow
def test_a_block_of_places_says_what_it_saves():
    projection = costed(small=Small())
    made = ordered(projection, "without", "independent", "pounds", draws=2)
    block = made.more_places(3, site="S", pool="all")
    frame = block.to_frame()
    assert {"pounds", "pounds_low", "pounds_high"} <= set(frame)
    assert " pounds a year" in block.sentence()
    again = made.scenario.with_places("S", "all", {2025: 98}, name="again")
    other = sf.allocate(projection, again, draws=2, workers=1)
    change = [
        allocation.to_frame("aims").query("aim == 'pounds'")["value"].to_numpy()
        for allocation in (other, made)
    ]
    np.testing.assert_allclose(frame["pounds"], change[0] - change[1])


def test_plans_with_other_aims_are_compared(projection):
    usual = ordered(projection, "without", "independent", "miles", draws=1)
    least = ordered(projection, "without", "pounds", draws=1)
    compared = sf.compare(usual=usual, least=least)
    assert any("aims: without, pounds instead of" in told for told in compared.differences("least"))
    assert len(compared.sentences()) == 1


def test_the_model_is_held_against_today_at_the_costs_of_the_first_year(projection):
    """Costs are told from 2025 on; the last January is of 2024/25."""
    made = ordered(projection, "without", "pounds", draws=1)
    assert len(made.to_frame("against_today"))


def test_fees_and_prices_move_as_the_scenario_says(projection):
    aims = ("without", "independent", "pounds")
    flat = totals(ordered(projection, *aims, draws=1, changes={"inflation_percent": 0}), "pounds")
    later = {"price_year": 2027, "inflation_percent": 10}
    dearer = totals(ordered(projection, *aims, draws=1, changes=later), "pounds")
    np.testing.assert_allclose(dearer, flat * 1.1, rtol=1e-4)
    capped = ordered(projection, *aims, draws=1, changes={"independent_price_cap_pounds": 50_000})
    bought = totals(capped, "independent")
    np.testing.assert_allclose(flat - totals(capped, "pounds"), 10_000 * bought)


def refused(rows, aims=("without", "pounds")):
    with pytest.raises(TableError, match="with pounds among the aims of ordered") as raised:
        ordered(costed(rows), *aims, draws=1)
    return raised.value


def test_costs_that_are_not_known_are_told_at_once_and_never_nought():
    kept = [
        *(row for row in rows_of_costs() if row["item"] == "transport"),
        cost("special", "top_up", 9_000, need="ASD"),
        cost("base", "top_up", 4_000, ncy_from=0, ncy_to=6),
        cost("independent", "fee", FEE, year=2026),
    ]
    error = refused(kept)
    told = {found.value + found.seen for found in error.findings}
    assert {found.rule for found in error.findings} == {"cost_missing"}
    assert len(told) == 3
    words = " ".join(sorted(told))
    assert "fee costs in a place of independent or non-maintained special school" in words
    assert "(setting independent), for 2025/26." in words
    assert "(setting special), for need SPLD, need MLD, need SLD, need PMLD and" in words
    assert "(setting base), for NC year 7, NC year 8." in words
    assert "item top_up, year 2025 or before, unit child_year" in str(error)
    said_of = said("cost_missing")
    assert all(pd.Series(str(found)).str.contains(said_of).iloc[0] for found in error.findings)


def test_an_area_without_costs_is_told_what_to_add():
    with pytest.raises(TableError, match=said("costs_none")):
        ordered(projected(TIGHT, draws=3, until=2026), "without", "pounds")
    with pytest.raises(TableError, match="6 faults") as raised:
        ordered(costed([cost("special", "capital", 1.0)]), "without", "pounds")
    found = raised.value.findings
    assert all(", for any child." in each.seen for each in found)
    told = {(each.value, each.seen.split("setting ")[1].split(",")[0]) for each in found}
    assert told == {
        *(("transport", f"{setting})") for setting in ("special", "base", "independent")),
        *(("top_up", f"{setting})") for setting in ("special", "base")),
        ("fee", "independent)"),
    }


@pytest.mark.slow
def test_rows_of_a_site_are_asked_of_that_site():
    rows = [*rows_of_costs(), cost("", "top_up", 12_000, site="S", need="ASD")]
    made = ordered(costed(rows), "without", "pounds", draws=1)
    assert made.is_proven
    rows = [row for row in rows if (row["setting"], row["item"]) != ("special", "top_up")]
    (found,) = refused(rows).findings
    assert "special school (site S), for need SPLD, need MLD, need SLD, need PMLD and" in found.seen


@pytest.mark.slow
def test_costs_in_another_unit_or_told_twice_are_told():
    rows = rows_of_costs()
    error = refused([*rows, cost("base", "top_up", 1, "mile", need="ASD")])
    (found,) = error.findings
    assert found.rule == "cost_unit"
    assert "top-up funding of base is given by a mile. It is paid by a child a year or a" in str(
        error
    )
    spans = [cost("base", "top_up", 1, ncy_from=low, ncy_to=low + 4) for low in (0, 2)]
    (found,) = refused([*rows, *spans]).findings
    assert found.rule == "cost_tie"
    assert "NC years 0 to 4 and one for 2 to 6." in found.seen


def test_a_preference_needs_its_place_in_the_order():
    rule = {"rule": "town first", "kind": "prefer", "site": "S", "reason": "r", "owner": "o"}
    prefers = STAND.with_rows("rules", [rule], name="prefers")
    left_out = prefers.but(name="left out", aims=["without", "independent", "miles"])
    words = r"has a local rule that prefers, and its aims .* leave not_preferred out"
    with pytest.raises(NotPossibleError, match=words) as raised:
        sf.allocate(projected(TIGHT, draws=3, until=2026), left_out, draws=1)
    assert 'aims=["without", "independent", "not_preferred", "miles"]' in str(raised.value)
    early = prefers.but(name="early", aims=["without", "not_preferred", "independent", "miles"])
    made = sf.allocate(projected(TIGHT, draws=3, until=2026), early, draws=1, workers=1)
    labels = made.to_frame("aims")["aim"].drop_duplicates().tolist()
    assert labels == ["without", "not_preferred", "independent", "miles"]
    assert "cost_not_preferred" in made.to_frame("rules")
