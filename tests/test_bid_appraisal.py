"""A bid from a run: the ledger comes to the run's own figures, line by line and year by year."""

import re
from dataclasses import replace

import numpy as np
import pytest
from bid_contents import ledger as made_up
from capital_cases import BROOK, HILL, SMALL, scenario_with
from formula_reader import Workbook
from money_areas import TIGHT, appraisal, both, projected, quick, quick_appraisal, spends
from small_areas import said

import sufficiency as sf
from sufficiency.capital import appraise, appraise_openings, offers_of
from sufficiency.errors import ScenarioError
from sufficiency.reports.bid import bid_pack, choices, choosing, deciding, stating, worth
from sufficiency.reports.bid.case import headline
from sufficiency.reports.bid.contents import NOTHING, PROGRAMME
from sufficiency.reports.bid.ledgers import ledger_of
from sufficiency.reports.bid.reckoning import reckon
from sufficiency.reports.bid.workbook import workbook_bytes
from sufficiency.reports.page import Report
from sufficiency.reports.parts import Table
from sufficiency.results import Card

FEW_FEES = replace(TIGHT, independent=8)
"""So few independent places that some children have none at all in the last year."""
WORDS = Report("A bid", Card("A bid", ("", "")), (), Table("Nothing", ("A",), (), (False,)), ())


@pytest.fixture(scope="module")
def bid():
    return bid_pack(appraisal())


@pytest.fixture(scope="module")
def openings():
    """Two schemes that are decided, in a small area with costs."""
    projection = projected(small=SMALL, draws=2)
    scenario = scenario_with(HILL, {**BROOK, "fixed": "yes"})
    made = appraise_openings(projection, {"hill": 2026}, scenario, draws=2, workers=1)
    return made, offers_of(projection.area, scenario)


def test_the_ledger_comes_to_the_runs_figures(bid):
    held, made = bid.contents.ledger, reckon(bid.contents.ledger)
    run = appraisal()
    assert made.net_present_value == pytest.approx(run.net_present_value.mean())
    assert made.net == pytest.approx(run.cash_flow()["net"].to_numpy())
    assert made.payback_years == pytest.approx(run.payback(discounted=True).years)
    for payer, pounds in run.by_payer_worth().items():
        label = sf.terms.short_list("payer").label(payer)
        assert bid.contents.money.by_payer[label].value == pytest.approx(float(pounds.mean()))
    assert {one.payer for one in held.lines} <= set(bid.contents.money.by_payer)


def test_unit_costs_go_back_to_the_row_that_gave_them(bid):
    costs = {one.label: one.cost for one in bid.contents.ledger.lines}
    assert costs["Independent schools: fee"].given == 60_000
    assert costs["State-funded special schools: place funding"].given == 10_000
    miles = costs["Independent schools: transport"]
    assert (miles.given, miles.times) == (2.0, 380)


def test_children_without_a_place_stand_in_the_ledger_at_what_is_supposed_of_them():
    """At nought there is no line; above it each child costs that share, and all adds up."""
    words = "Without a place: fee"
    assert words not in {one.label for one in ledger_of(quick_appraisal()).lines}
    changes = {"without_place_percent": 40}
    run = appraise(*both(projected(), changes=changes), spends=spends())
    assert (run.kept.left_without != run.kept.left_with).any()
    held = ledger_of(run)
    fee = next(one for one in held.lines if one.label == words)
    assert fee.without == pytest.approx(run.kept.left_without.mean(axis=0))
    assert fee.with_schemes == pytest.approx(run.kept.left_with.mean(axis=0))
    found = reckon(held)
    each = found.unit_costs[held.lines.index(fee)]
    assert each == pytest.approx([0.4 * 60_000] * len(held.counted))
    begun = "Supposed: 40 percent of what an independent placement costs"
    assert fee.source == f"{begun}. a test"
    assert not fee.is_bought
    assert [found.figure(held, one.key) for one in held.stated] == pytest.approx(
        [one.value for one in held.stated], abs=0.01
    )


def test_growth_a_cap_and_inflation_are_traced():
    changes = {
        "independent_fee_growth_percent": 3,
        "independent_price_cap_pounds": 61_000,
        "inflation_percent": 4,
        "building_cost_growth_percent": 2,
    }
    held = ledger_of(quick(changes=changes))
    fee = next(one for one in held.lines if one.label == "Independent schools: fee")
    assert fee.cost.caps is not None
    found = reckon(held)
    assert found.net_present_value == pytest.approx(held.stated[0].value, abs=0.01)
    assert found.unit_costs[held.lines.index(fee)].max() <= 61_000


def test_the_workbook_of_a_run_agrees_with_it(tmp_path):
    made = bid_pack(quick_appraisal())
    file = tmp_path / "bid.xlsx"
    file.write_bytes(workbook_bytes(made.contents, WORDS))
    workbook = Workbook(file)
    assert not workbook.wrong()
    verdicts = [
        cell.value
        for row in workbook.cached["Summary"].iter_rows(min_col=5, max_col=5)
        for cell in row
        if cell.value in ("agrees", "DIFFERS")
    ]
    assert len(verdicts) == len(made.contents.ledger.stated) + 1
    assert set(verdicts) == {"agrees"}


def test_the_gap_is_that_of_the_allocation_without(bid):
    without = appraisal().without
    gap = without.to_frame("gap", by=["year"])
    missed = bid.contents.by_need.groupby("year")["missed"].sum()
    groups = bid.contents.by_locality.groupby("year")["missed"].sum()
    expected = (gap["without"] + gap["independent"]).to_numpy()
    assert missed.to_numpy() == pytest.approx(expected)
    assert groups.to_numpy() == pytest.approx(expected)


def test_doing_nothing_comes_first_and_the_programme_is_recommended(bid):
    first, second = bid.contents.options
    assert (first.kind, second.kind) == (NOTHING, PROGRAMME)
    assert second.is_recommended
    assert second.net_present_value.value == pytest.approx(appraisal().net_present_value.mean())


def test_children_in_independent_schools_are_told_in_two_parts_that_add_up(bid):
    """Else 509 of one table and 413 of another seem to contradict each other."""
    for option in bid.contents.options:
        parts = {
            name: one.value
            for name, one in option.measures.items()
            if name.startswith("In independent schools")
        }
        want, beyond, together = parts.values()
        assert [name.split(", 20")[0] for name in parts] == [
            "In independent schools for want of a place",
            "In independent schools, as no local place could meet the need",
            "In independent schools, together",
        ]
        assert want + beyond == pytest.approx(together)


def test_places_that_are_paid_for_with_nobody_in_them_are_those_of_the_run(bid):
    run, frame = appraisal(), bid.contents.void
    whole = frame[frame["label"] == "Together"]
    for side in ("without", "with"):
        empty = getattr(run.kept, f"empty_{side}").mean(axis=0)
        assert whole[f"empty_{side}"].to_numpy() == pytest.approx(empty)
        places = getattr(run.kept, f"places_{side}").mean(axis=0)
        assert whole[f"places_{side}"].to_numpy() == pytest.approx(places)
    parts = frame[frame["label"] != "Together"].groupby("year")["pounds_with"].sum()
    assert parts.to_numpy() == pytest.approx(whole["pounds_with"].to_numpy())
    special = frame[frame["label"].str.startswith("Special")]
    per_place = special["pounds_with"] / special["empty_with"]
    assert per_place.dropna().to_numpy() == pytest.approx(per_place.dropna().iloc[0])
    assert bid.contents.empty is None


def test_the_method_says_how_many_draws_stand_behind_what():
    told = stating.method(appraisal(), chosen_over=30)[0]
    draws = appraisal().with_programme.draws
    assert f"On the first {draws} of the 30 rest all figures" in told
    assert "from the lowest to the highest" in told
    assert f"{draws} possible futures are drawn, and" in stating.method(appraisal())[0]


def test_what_only_a_choice_has_says_so(bid):
    assert "where schemes are chosen" in bid.contents.absent["bases"]


def test_every_assumption_has_a_basis_a_source_and_an_owner_or_none_named(bid):
    assert all(one.basis and one.source and one.owner for one in bid.contents.assumptions)
    names = [one.name for one in bid.contents.assumptions]
    assert len(names) == len(set(names))
    assert {"discount_rate_percent", "optimism_bias_percent", "price_year"} <= set(names)


def test_schemes_that_are_decided_have_names_places_ages_and_capital(openings):
    made, offers = openings
    bid = bid_pack(made, offers=offers)
    (entry,) = bid.contents.schemes
    assert entry.name == "Hill School grows"
    assert entry.fill == {2026: 6, 2027: 12}
    assert [entry.places_in(year) for year in (2025, 2026, 2040)] == [0, 6, 12]
    assert entry.ages == "Reception to Year 12"
    assert sum(entry.capital.values()) == pytest.approx(3_000_000 * 1.24)
    assert sum(entry.funding.values()) == pytest.approx(sum(entry.capital.values()))


def test_what_is_fixed_opens_with_and_without(openings):
    made, _ = openings
    for side in (made.without, made.with_programme):
        places = side.planned.places
        here = places[(places["site"] == "B") & (places["year"] >= 2026)]
        assert here["places"].max() > 8
    assert [one.scheme for one in made.schemes] == ["hill"]


@pytest.mark.slow
def test_capital_that_is_not_stated_is_not_told_as_nought():
    """A plan of places alone has no capital in its figures, and a cabinet would read £0 as its."""
    run = appraise(*both(projected()))
    made = bid_pack(run).contents
    assert (made.money.capital, made.money.per_place) == (None, None)
    rows = {row[0]: row[1:] for row in headline(made).rows}
    assert rows["Capital"] == ("£0", "not known")
    assert not [label for label in rows if label.startswith("Capital for each of")]
    assert "No capital is in them." in headline(made).beside
    told = " ".join(worth.money(made, as_png=False).paragraphs)
    assert "discounted to it, without any capital: " in told
    assert "Whether it pays for itself is not known" in told
    assert not made.risks["label"].str.startswith("Capital costs").any()
    figures = run.summary().set_index("measure")["value"]
    assert figures[["capital_a_place", "capital_a_placement"]].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize("percent", [0, 40])
def test_the_first_page_says_what_a_child_without_a_place_costs_and_what_hangs_on_it(percent):
    changes = {"without_place_percent": percent} if percent else None
    run = appraise(*both(projected(small=FEW_FEES), changes=changes), spends=spends())
    contents = bid_pack(run).contents
    said, unsaid = " ".join(contents.summary), " ".join(contents.limits)
    assert ("appears as cost alone" in unsaid) == (percent == 0)
    assert ("40 percent of an independent placement" in unsaid) == (percent == 40)
    assert ("costs nothing in these figures" in said) == (percent == 0)
    assert ("40 percent of an independent placement here" in said) == (percent == 40)
    assert "if each child without a place cost as much as an independent placement" in said.lower()
    assert re.search(r"would be -?£[\d.,]+ million", said)


@pytest.mark.slow
def test_the_counterfactual_is_told_by_names_and_not_by_codes(openings):
    """A cabinet knows a plan and a fixed scheme by what they are called."""
    made, offers = openings
    told = bid_pack(made, offers=offers).contents.counterfactual
    fixed = next(one for one in offers if one.scheme == "brook")
    assert told == (
        "Against doing nothing: this scheme does not open; decided already, whatever becomes "
        f"of the bid: {fixed.name}, 2026/27."
    )
    projection = projected(small=SMALL, draws=2)
    bare = appraise_openings(projection, {"hill": 2026}, scenario_with(HILL), draws=2, workers=1)
    said = bid_pack(bare).contents.counterfactual
    assert said == "Against doing nothing: this scheme does not open."
    plan = appraise(*both(projected()))
    told = bid_pack(plan).contents.counterfactual
    assert told == "Against doing nothing: the same children and years in the plan 'without'."


def test_what_opens_otherwise_with_the_programme_is_told_with_both_years(openings):
    made, offers = openings
    known = {one.scheme: one for one in offers}
    moved = deciding.decided_of(made, known, {"hill": 2026, "brook": 2027})
    assert deciding.against_words(made, moved).endswith(
        "decided already: A larger base at Brook School, 2026/27 without them and 2027/28 with "
        "them."
    )
    assert [*deciding.decided_words(moved, is_with=True)] == [
        "A larger base at Brook School (2027/28; decided already)"
    ]


def test_what_is_decided_already_is_marked_among_the_schemes_and_counted_apart(openings):
    """A list of six schemes in a bid for five says which of them is not asked for."""
    made, offers = openings
    contents = bid_pack(made, offers=offers).contents
    brook = "A larger base at Brook School (2026/27; decided already)"
    assert contents.options[0].schemes == (brook,)
    assert contents.options[1].schemes == ("Hill School grows (2026/27)", brook)
    words = choices.programme(contents).paragraphs[0]
    assert "1 scheme with 12 places once full (20 with what was decided before)" in words


@pytest.mark.slow
def test_a_year_that_was_taken_for_what_is_decided_is_told(openings):
    """A choice may take the later year, and then the two have other ways of doing nothing."""
    made, _ = openings
    (note,) = [one for one in made.notes if one.rule == "appraise_fixed_year"]
    assert (
        "may open from 2026/27 to 2027/28. No year was given, so it opens in 2026/27" in note.seen
    )
    assert 'sf.appraise_openings(projection, {..., "brook": 2027})' in note.remedy
    projection = projected(small=SMALL, draws=2)
    scenario = scenario_with(HILL, {**BROOK, "fixed": "yes"})
    given = appraise_openings(
        projection, {"hill": 2026, "brook": 2027}, scenario, draws=2, workers=1
    )
    assert given.decided == (("brook", 2027),)
    assert "appraise_fixed_year" not in {one.rule for one in given.notes}


def test_another_option_is_held_beside_the_proposed_one_in_one_year_and_in_all():
    """What is worse in one year may be better over all, by which a programme is chosen."""
    run = appraise(*both(projected(small=FEW_FEES)), spends=spends())
    fewer = (run.kept.left_without - run.kept.left_with).mean(axis=0)
    assert fewer.tolist() == [0, 0, 1]
    told = choosing._beside(run.without, run.with_programme, run.kept.years[0])
    assert "as many children lack a place in 2025/26, and 1 more over 2025/26 to" in told
    back = choosing._beside(run.with_programme, run.without, run.kept.years[-1])
    assert "1 fewer child lacks a place in 2027/28, and 1 fewer over 2025/26 to 2027/28" in back
    assert back.endswith("counted anew in each year.")


def test_a_scheme_that_is_not_offered_is_refused():
    projection = projected(small=SMALL, draws=2)
    with pytest.raises(ScenarioError, match="mill"):
        appraise_openings(projection, {"mill": 2026}, scenario_with(HILL), draws=2, workers=1)


@pytest.mark.slow
def test_a_choice_brings_other_options_risks_and_the_evidence_on_bases():
    projection = projected(small=SMALL, draws=3)
    choice = sf.choose_schemes(
        projection, scenario_with(HILL, BROOK), draws=3, again=4, seconds=10, workers=1
    )
    bid = bid_pack(choice)
    names = [one.name for one in bid.contents.options]
    assert names[:2] == ["Do nothing", "Proposed programme"]
    assert "Bases alone" in names
    assert all("anew in each year" in one.counterfactual for one in bid.contents.schemes)
    late = bid.contents.risks[bid.contents.risks["label"].str.contains("opens a year late")]
    assert late["pounds"].notna().any()
    told = late["by_payer"].dropna()
    assert (late["by_payer"].notna() == late["pounds"].notna()).all()
    assert told.str.startswith("High needs block").all()
    assert late["label"].tolist()[-1] == "Every scheme opens a year late"
    marginal = bid.contents.marginal.set_index("scheme")
    worth = choice.worth().set_index("scheme")
    sign = np.where(worth["chosen"], -1, 1)
    assert list(marginal.index) == sorted(worth.index, key=lambda one: not worth["chosen"][one])
    for name in ("without", "independent"):
        expected = (sign * worth[f"{name}_change"]).loc[marginal.index]
        assert marginal[name].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-9)
    pounds = (sign * worth["pounds_change"]).loc[marginal.index]
    assert marginal["capital"].to_numpy() == pytest.approx(pounds.to_numpy())
    frame = bid.contents.frontier
    assert frame["without"].is_monotonic_decreasing
    assert frame["opens"].iloc[0] == "none"
    regret = bid.contents.regret
    assert regret["best"].sum() == 3
    assert (regret[list(bid.contents.measures)].to_numpy() >= 0).all()
    assert bid.contents.bases_words
    assert (bid.contents.draws, bid.contents.draws_chosen) == (3, 3)
    ways = [one for one in bid.contents.options if one.name == "Bases alone"]
    assert "of at most 4 programmes of its kind" in ways[0].why
    assert not bid.contents.absent
    empty = bid.contents.empty
    assert (empty["empty"] <= empty["places"]).all()
    assert empty["label"].str.contains("school|base").all()
    made = reckon(bid.contents.ledger)
    assert made.net_present_value == pytest.approx(
        bid.contents.money.net_present_value.value, abs=0.01
    )
    quick_one = bid_pack(choice, details=False)
    assert [one.name for one in quick_one.contents.options] == names[:2]
    assert "Left out" in quick_one.contents.absent["bases"]


def test_shares_of_the_saving_add_up_to_one(bid):
    held = bid.contents.ledger
    shares = np.array([one.shares for one in held.parts])
    assert shares.sum(axis=0) == pytest.approx(np.ones(len(held.counted)))
    assert replace(made_up(), parts=held.parts).parts == held.parts


@pytest.mark.slow
def test_fewer_places_are_not_told_as_a_saving():
    """Thirty places where there were more: children are left without, and money with them."""
    made = appraise(*both(projected(), places={2026: 30}))
    told = " ".join(bid_pack(made, details=False).contents.summary)
    fewer, kept = -choosing.places_of(made), made.kept
    more = (kept.left_with - kept.left_without)[:, -1].mean()
    assert fewer >= 10
    assert more >= 5
    assert f"A plan with {fewer:.0f} fewer places by 2027/28." in told
    assert (
        f"{more:.0f} more children are without a place at the level needed in 2027/28: what is not "
        "spent on them is no saving."
    ) in told
    money = bid_pack(made, details=False).contents.money
    assert (money.per_place, money.per_independent) == (None, None)
    told = made.summary().set_index("measure")["value"]
    assert told[["capital_a_place", "capital_a_placement"]].isna().all()
    risks = bid_pack(made, details=False).contents.risks.set_index("label")
    cheaper = risks.loc["Independent places 20 percent cheaper"]
    spares = cheaper["pounds"] <= made.net_present_value.mean()
    assert ("each placement avoided saves less" in cheaper["effect"]) == spares
    assert ("what more is spent on placements costs less" in cheaper["effect"]) != spares
    (above,) = (note for note in made.notes if note.rule == "appraise_above_places")
    assert re.search(said("appraise_above_places"), str(above))
    words = f"{above.value} more children than without it are above the places of Hill School"
    assert words in above.seen
    assert int(above.value) >= 5
    assert not any(note.rule == "appraise_above_places" for note in appraisal().notes)
