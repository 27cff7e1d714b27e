"""Choosing schemes: held against a slow twin, laws, tables that add up, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from capital_cases import (
    BROOK,
    BUDGET,
    HILL,
    HILL_LARGE,
    SMALL,
    children,
    choose_slowly,
    scenario_with,
)
from small_areas import said
from test_allocation_aims import FEE, costed

import sufficiency as sf
from sufficiency.capital import bases_first, offers
from sufficiency.capital.candidates import key_of
from sufficiency.errors import FindingsError, NotPossibleError, ScenarioError, UnknownNameError
from sufficiency.places import choosing
from sufficiency.planned import check_plan

DRAWS = 2
BOTH = {"brook": 2026, "hill-large": 2026}
MEASURES = ("without", "independent", "beyond_limit", "miles")


def chosen(scenario, projection=None, **options):
    given = {"draws": DRAWS, "workers": 1, "again": 6} | options
    return sf.choose_schemes(children() if projection is None else projection, scenario, **given)


@pytest.fixture(scope="module")
def scenario():
    return scenario_with(HILL, HILL_LARGE, BROOK)


@pytest.fixture(scope="module")
def made(scenario):
    return chosen(scenario)


def test_the_programme_is_that_of_the_slow_twin(made):
    twin = choose_slowly(made.problem)
    np.testing.assert_allclose(made.chosen.programme.totals, twin.programme.totals, rtol=1e-12)
    assert made.is_proven
    assert made.found.proven_aims == len(MEASURES)
    best = made.candidates[made.released_best]
    assert made.released_openings == best.openings
    values = {one.key: one.released for one in made.candidates}
    assert min(map(tuple, values.values())) == tuple(best.released)
    # Every candidate is valued as the twin values it.
    by_twin = {tuple(one.opening): one.totals for one in (twin.programme, *twin.runners_up)}
    for candidate in made.candidates:
        opening = [
            made.years.index(candidate.openings[name]) if name in candidate.openings else -1
            for name in made.shared.names
        ]
        ours = candidate.released * [1, 1, 1, 1609.344]
        np.testing.assert_allclose(ours, by_twin[tuple(opening)], rtol=1e-9)


@pytest.mark.slow
def test_by_the_first_aims_first_is_as_good(made, monkeypatch):
    monkeypatch.setattr("sufficiency.capital.leading.MANY_ARCS", 0)
    led = chosen(made.scenario)
    assert led.found.proven_aims == 2
    assert led.is_proven
    np.testing.assert_allclose(
        led.chosen.programme.totals, made.chosen.programme.totals, rtol=1e-12
    )
    assert "in children without a place and children in independent schools" in str(led)
    assert set(led.ranking().columns) == set(made.ranking().columns)


def test_the_ranking_has_both_figures_and_proposes_the_best_with_stayers(made):
    frame = made.ranking()
    assert frame["rank_with_stayers"].tolist() == list(range(1, len(frame) + 1))
    assert sorted(frame["rank_released"]) == frame["rank_with_stayers"].tolist()
    assert len(frame) == 6 + 1
    kept = frame[[f"{name}_with_stayers" for name in MEASURES]].to_numpy()
    assert [tuple(row) for row in kept.round(6)] == sorted(tuple(row) for row in kept.round(6))
    assert frame["proposed"].sum() == 1
    assert (frame["draws_with_stayers"] == DRAWS).all()
    nothing = frame[frame["programme"] == "nothing built"]
    changes = nothing[[f"{name}_change" for name in MEASURES]]
    assert not changes.to_numpy().any()
    for name in MEASURES:
        change = frame[f"{name}_with_stayers"] - nothing[f"{name}_with_stayers"].iloc[0]
        np.testing.assert_allclose(frame[f"{name}_change"], change, atol=1e-9)
        assert (frame[f"{name}_change_low"] <= frame[f"{name}_change"] + 1e-9).all()
        assert (frame[f"{name}_change"] <= frame[f"{name}_change_high"] + 1e-9).all()


@pytest.mark.slow
def test_with_stayers_the_figures_are_those_of_the_allocation_of_the_programme(made):
    allocation = made.allocation
    assert allocation.draws == DRAWS
    totals = allocation.drawn.counts.totals.sum(axis=1).mean(axis=0)
    row = made.ranking().query("proposed").iloc[0]
    ours = [row[f"{name}_with_stayers"] for name in MEASURES]
    np.testing.assert_allclose(np.array(ours) * [1, 1, 1, 1609.344], totals, rtol=1e-9)
    whole = made.changed().rows.groupby("year")["without_change"].sum()
    before = made.nothing_built.drawn.counts.totals[:, :, 0].mean(axis=0)
    after = allocation.drawn.counts.totals[:, :, 0].mean(axis=0)
    for place, year in enumerate(made.years):
        assert whole.get(year, 0.0) == pytest.approx((after - before)[place])


def test_the_programme_tells_its_places_and_pounds(made):
    frame = made.programme()
    assert dict(zip(frame["scheme"], frame["opens"], strict=True)) == made.openings
    budget = made.budgets().iloc[0]
    assert budget["budget"] == "in total"
    assert budget["spent"] == pytest.approx(frame["pounds"].sum())
    assert budget["left"] == pytest.approx(BUDGET - budget["spent"])
    assert budget["left"] >= 0
    hill = frame.set_index("scheme").loc["hill-large"]
    assert hill["places"] == 20
    assert hill["pounds"] == pytest.approx(6_000_000 * 1.24)


def test_no_more_places_stand_empty_than_are_open(made):
    frame = made.empty_places()
    assert set(frame["schemes"]) == set(made.openings)
    assert ((frame["empty"] >= 0) & (frame["empty"] <= frame["places"])).all()
    at = list(made.shared.plan.labels["site"]).index("B")
    placed = made.outcomes[made.proposed].placed[:, -1, at]
    row = frame.query("year == 2027 and site == 'B'").iloc[0]
    assert row["empty"] == pytest.approx(np.clip(28 - placed, 0, 8).mean())


def test_schemes_are_checked_once_for_all_programmes(made, monkeypatch):
    """A bid allocates some twenty programmes, and each had checked the same scenario again."""
    again = replace(made)
    checked = []

    def counted(area, scenario):
        checked.append(scenario)
        return check_plan(area, scenario)

    monkeypatch.setattr(offers, "check_plan", counted)
    expected = [again.scenario_with(candidate.openings) for candidate in again.candidates]
    assert len(checked) == 1
    assert [made.scenario_with(one.openings) for one in made.candidates] == expected


def test_regret_is_nought_for_the_best_of_each_draw(made):
    frame = made.regret()
    assert len(frame) == len(made.candidates) * DRAWS
    assert (frame.groupby("draw")["best"].sum() == 1).all()
    for name in MEASURES:
        assert (frame.groupby("draw")[f"{name}_regret"].min() == 0).all()
    assert (frame.loc[frame["best"], "without_regret"] == 0).all()


@pytest.mark.slow
def test_regret_in_another_scenario_is_of_the_same_programmes(made):
    others = made.scenario.but(name="fewer independent", independent_growth_percent=-20)
    frame = made.regret([others])
    assert set(frame["scenario"]) == {"schemes", "fewer independent"}
    ours, theirs = (frame[frame["scenario"] == name] for name in ("schemes", others.name))
    assert ours["programme"].tolist() == theirs["programme"].tolist()
    assert theirs["without"].mean() > ours["without"].mean()
    with pytest.raises(NotPossibleError, match=said("choice_other_schemes")):
        made.regret([scenario_with(HILL)])
    pounds = made.scenario.but(name="miles last", aims=["without", "independent", "miles"])
    with pytest.raises(NotPossibleError, match=said("choice_other_aims")):
        made.regret([pounds])


def test_what_a_scheme_is_worth_is_the_programme_without_it(made):
    frame = made.worth().set_index("scheme")
    assert frame.loc["brook", "question"] == "without it"
    assert frame.loc["hill", "question"] == "with it"
    assert frame.loc["hill", "allowed"] == ""
    assert frame.loc["hill", "programme"] == "brook 2026/27; hill 2026/27"  # it makes way
    alone = {name: year for name, year in made.openings.items() if name != "brook"}
    (other,) = made.outcomes_with_stayers([alone])
    ours = made.outcomes[made.proposed]
    change = (other.totals - ours.totals)[:, :, 0].sum(axis=1).mean()
    assert frame.loc["brook", "without_change"] == pytest.approx(change)
    assert frame.loc["brook", "pounds_change"] == pytest.approx(-800_000 * 1.24)


def test_a_slip_of_a_year_is_the_programme_a_year_later(made):
    frame = made.robustness()
    slip = frame[frame["scheme"] == "brook"].iloc[0]
    assert (slip["opens"], slip["slips_to"]) == (2026, 2027)
    (late,) = made.outcomes_with_stayers([{**made.openings, "brook": 2027}])
    change = (late.totals - made.outcomes[made.proposed].totals)[:, :, 0].sum(axis=1).mean()
    assert slip["without_change"] == pytest.approx(change)


def test_building_costs_grow_until_the_programme_is_above_the_budget():
    """3.72 million, three years old when it is paid for: above 4 million at 2.45 % a year."""
    old = {**HILL, "price_year": 2022}
    scenario = scenario_with(old, budget=4_000_000, assumptions={"inflation_percent": 0})
    made = chosen(scenario)
    assert set(made.openings) == {"hill"}
    row = made.robustness().iloc[-1]
    years = made.openings["hill"] - 1 - 2022
    growth = 100 * ((4_000_000 / (3_000_000 * 1.24)) ** (1 / years) - 1)
    assert row["growth_percent"] == pytest.approx(growth, abs=1e-4)
    assert row["budget"] == "in total"


def test_a_larger_budget_is_never_worse_and_the_frontier_keeps_within_each(made):
    frame = made.frontier([9_000_000, 0, 1_000_000, 4_800_000])
    assert frame["budget"].tolist() == [0, 1_000_000, 4_800_000, 9_000_000]
    assert (frame["pounds"] <= frame["budget"] + 0.01).all()
    values = [tuple(row) for row in frame[list(MEASURES)].to_numpy().round(6)]
    assert values == sorted(values, reverse=True)
    assert frame["proven"].all()
    assert frame["programme"].iloc[0] == "nothing built"
    assert frame["programme"].iloc[1] == "brook 2026/27"
    assert frame["without_change"].iloc[0] == 0
    with pytest.raises(NotPossibleError, match=said("choice_budget")):
        made.frontier([-1])


def test_of_each_way_the_best_with_stayers_is_taken(made):
    """As of the choice: else what is held against it is at a disadvantage."""
    ways = bases_first.programmes_of_ways(made)
    special = np.array([offer.scheme != "brook" for offer in made.shared.offers])
    keys = bases_first._chosen(made, made.problem, special, {})
    assert 1 < len(keys) <= bases_first.MOST_OF_WAY
    first = bases_first._best(made, keys)
    outcomes = made.outcomes_with_stayers([dict(key) for key in keys])
    totals = [tuple(outcome.totals.sum(axis=1).mean(axis=0)) for outcome in outcomes]
    assert totals[keys.index(first)] == min(totals)
    assert ways["special places first"].keys() - {"brook"} <= {"hill", "hill-large"}


def test_bases_first_and_special_places_first_stand_side_by_side(made):
    frame = made.bases_first().set_index("order")
    assert frame.loc["bases only", "programme"] == "brook 2026/27"
    assert "brook" in frame.loc["bases first", "programme"]
    assert frame.loc["bases first", "pounds"] <= BUDGET
    assert (frame["without"] <= frame.loc["nothing but what is fixed", "without"]).all()
    short = made.bases_do_not_suffice()
    last = made.outcomes_with_stayers([{"brook": 2026}])[0].totals[:, -1]
    missing = last[:, :2].sum(axis=1).mean()  # without, or in an independent school
    assert short["unplaced_bases"].sum() == pytest.approx(missing)
    special = short[short["level"] == "special"]
    assert (special["unplaced_bases"] == special["unplaced_nothing"]).all()


@pytest.mark.slow
def test_the_same_numbers_with_any_number_of_workers(made):
    frame = chosen(made.scenario, workers=2).ranking()
    assert frame.equals(made.ranking())


@pytest.mark.slow
def test_a_scheme_that_costs_nothing_never_hurts_where_everybody_is_placed_anew():
    free = {**HILL, "scheme": "free", "pounds": 0}
    budgets = [scenario_with(BROOK, *more, budget=0) for more in ([], [free])]
    brook, both = (chosen(scenario) for scenario in budgets)
    assert tuple(both.chosen.programme.totals) <= tuple(brook.chosen.programme.totals)
    assert both.openings
    assert not brook.openings


def test_a_budget_that_allows_nothing_is_told_and_no_error(scenario):
    made = chosen(scenario, budget=100)
    assert made.openings == {}
    assert made.programme().empty
    assert made.empty_places().empty
    assert "no scheme by itself keeps the budgets" in str(
        next(note for note in made.notes if note.rule == "choice_nothing_built")
    )
    assert "Proposed of no scheme: nothing built." in str(made)
    assert made.robustness()["question"].tolist() == ["building costs grow faster"]


@pytest.mark.slow
def test_fixed_schemes_open_in_every_programme_and_must_be_allowed():
    fixed = {**HILL, "fixed": "yes"}
    made = chosen(scenario_with(fixed, BROOK))
    assert all("hill" in candidate.openings for candidate in made.candidates)
    assert made.against.startswith("nothing built but what is fixed (hill 2026/27)")
    assert made.ranking()["against"].eq(made.against).all()
    # What is decided before is no part of the proposal, and its places stand beside those of it.
    card = made.card()
    assert card.title == "Proposed of 1 of 1 schemes: brook 2026/27; decided before: hill 2026/27."
    assert card.figures[1].value == 8
    assert card.figures[1].label == (
        "Places once full, by the schemes; 20 with what was decided before"
    )
    with pytest.raises(FindingsError, match="hill"):
        chosen(scenario_with(fixed, BROOK), budget=1000)


def test_a_scheme_that_comes_after_the_allocated_years_is_told():
    late = {**HILL, "scheme": "late", "opens": 2030, "latest": 2031, "fixed": "yes"}
    made = chosen(scenario_with(late, BROOK))
    note = next(note for note in made.notes if note.rule == "choice_never_opens")
    assert note.value == "late"
    assert "2030/31" in note.seen
    assert set(made.openings) == {"brook"}
    assert made.worth()["scheme"].tolist() == ["brook"]


@pytest.mark.slow
def test_conditions_hold_and_are_told():
    after = {**BROOK, "requires": ["hill-large"]}
    made = chosen(scenario_with(HILL_LARGE | {"excludes": []}, after))
    assert made.openings["hill-large"] <= made.openings["brook"]
    assert made.obstacles({"brook": 2026}) == ("brook requires hill-large",)
    assert "pounds above the budget in total" in "".join(
        chosen(scenario_with(HILL, HILL_LARGE, BROOK), budget=1_000_000).obstacles(BOTH)
    )
    rows = made.worth().set_index("scheme")
    assert rows.loc["hill-large", "programme"] == "nothing built"  # brook goes with it


def test_circles_and_what_is_never_offered_are_faults_of_the_scenario():
    with pytest.raises(ScenarioError, match="brook -> hill -> brook"):
        scenario_with(BROOK | {"requires": ["hill"]}, HILL | {"requires": ["brook"]})
    with pytest.raises(ScenarioError, match="nowhere"):
        scenario_with(BROOK | {"requires": ["nowhere"]})


@pytest.mark.slow
def test_places_that_shrink_below_their_stayers_keep_them_and_admit_nobody():
    closing = {**HILL, "scheme": "closes", "kind": "closure", "fixed": "yes"}
    closing |= {"pounds": 0, "latest": 2026}
    closing = {k: v for k, v in closing.items() if k not in ("pool", "places", "fill_years")}
    rows = [{"scheme": "closes", "pool": "all", "places": {0: -40}, "basis": "made"}]
    made = chosen(scenario_with(closing, BROOK, scheme_places=rows))
    over = made.allocation.to_frame("supply").query("site == 'S' and year == 2026")["over"]
    assert over.iloc[0] > 0
    assert made.programme().set_index("scheme").loc["closes", "places"] == -40
    assert "closes" not in set(made.empty_places()["schemes"])


def test_the_order_of_aims_is_the_scenarios():
    other = scenario_with(HILL, BROOK, assumptions={"aims": ["without", "independent", "miles"]})
    made = chosen(other)
    assert made.measures == ("without", "independent", "miles")
    twin = choose_slowly(made.problem)
    np.testing.assert_allclose(made.chosen.programme.totals, twin.programme.totals, rtol=1e-12)


@pytest.mark.slow
def test_in_pounds_children_and_schemes_are_added_up_discounted():
    """Known by hand: each year's pounds, a child without a place at the dearest placement."""
    projection = costed(small=SMALL)
    early = {"price_year": 2024}
    made = chosen(scenario_with(HILL, BROOK, assumptions=early), projection, aim="pounds")
    assert made.measures == ("net_present_cost",)
    twin = choose_slowly(made.problem)
    ours, theirs = (one.programme.totals[0] + one.programme.cost for one in (made.chosen, twin))
    assert ours == pytest.approx(theirs, rel=1e-9)
    by_hand = 0.0
    baseline = made.candidates[made.baseline]
    assert baseline.key == key_of({})
    aims = made.scenario.but(name="pounds", aims=["without", "pounds"])
    nothing = sf.programme_scenario(projection.area, aims, {})
    told = sf.allocate(projection, nothing, draws=2, stayers="release", workers=1)
    totals = told.drawn.counts.totals.mean(axis=0)
    for place, year in enumerate(made.years):
        network = next(p.network for p in made.problem.periods if p.year == place)
        price = network.costs[0].max()
        assert price > FEE / 1.02**2
        by_hand += (totals[place, 1] + price * totals[place, 0]) / 1.035 ** (year - 2024)
    assert baseline.released[0] == pytest.approx(by_hand, rel=1e-9)


def test_options_are_refused_by_name(scenario):
    for rule, options in (
        ("choice_aim", {"aim": "miles"}),
        ("choice_budget", {"budget": float("nan")}),
        ("choice_budget", {"budget": "much"}),
        ("choice_number", {"seconds": 0}),
        ("choice_number", {"gap": 1.0}),
        ("choice_number", {"gap": True}),
        ("choice_number", {"again": 0}),
    ):
        with pytest.raises(NotPossibleError, match=said(rule)):
            chosen(scenario, **options)
    with pytest.raises(NotPossibleError, match=said("choice_no_schemes")):
        chosen(sf.as_things_stand())


@pytest.mark.slow
def test_a_search_that_is_stopped_says_by_how_much_it_may_miss(scenario, monkeypatch):
    def stopped(problem, **options):
        found = choose_slowly(problem)
        return choosing.Chosen(
            found.runners_up[0],
            found.runners_up[1:],
            found.bounds,
            0.125,
            choosing.Status.FEASIBLE,
            "slow",
            1.0,
            1,
            3,
        )

    monkeypatch.setattr(choosing, "choose", stopped)
    made = chosen(scenario, seconds=7)
    assert not made.is_proven
    assert "at most 13% from the best: not proven within 7 seconds" in str(made)
    note = next(note for note in made.notes if note.rule == "choice_not_proven")
    assert "13%" in note.seen
    assert made.provenance().settings["proven"] == "no"


@pytest.mark.slow
def test_a_second_ranking_that_differs_is_told(scenario, monkeypatch):
    def last(problem, **options):
        held = choose_slowly(problem)
        others = (held.programme, *held.runners_up[:-1])
        return choosing.Chosen(
            held.runners_up[-1], others, held.bounds, 0.0, choosing.Status.PROVEN, "s", 1.0, 1, 3
        )

    monkeypatch.setattr(choosing, "choose", last)
    made = chosen(scenario, again=20)
    assert made.proposed != made.released_best
    assert any(note.rule == "choice_second_ranking" for note in made.notes)
    assert "programmes with stayers; with everybody placed anew" in str(made)


def test_what_two_schemes_of_a_pool_round_apart_is_told():
    one = {**BROOK, "scheme": "one", "places": 3, "pounds": 1}
    two = {**one, "scheme": "two"}
    made = chosen(scenario_with(one, two, assumptions={"headroom_percent": 7}))
    note = next(note for note in made.notes if note.rule == "choice_rounding")
    assert "B, all" in note.seen
    assert "1 place " in note.seen
    # What is added is free to us or kept as headroom.
    last = made.empty_places().query("year == 2027").iloc[0]
    assert last["places"] + last["headroom"] == 6
    assert last["headroom"] == 1


def test_it_says_what_it_is_and_where_it_is_from(made, tmp_path):
    card = made.card()
    assert len(card.figures) <= 5
    assert card.figures[0].value == pytest.approx(made.budgets()["spent"].iloc[0])
    assert str(made).startswith("Proposed of 2 of 3 schemes: brook 2026/27; hill-large 2026/27.")
    assert "proven" in made.explain().sentence
    assert made.explain().rows.equals(made.ranking())
    settings = made.provenance().settings
    assert settings["proven in"] == ", ".join(MEASURES)
    assert settings["yearly answers proven"] == "all"
    for name, frame in made.tables().items():
        assert made.to_frame(name).equals(frame), name
    with pytest.raises(UnknownNameError, match="frontiers"):
        made.to_frame("frontiers")
    made.save(tmp_path / "some")
    made.save(tmp_path / "all", full=True)
    some, whole = ({f.stem for f in (tmp_path / name).iterdir()} for name in ("some", "all"))
    assert whole - some == {
        "frontier", "worth", "robustness", "bases_first", "bases_do_not_suffice",
    }  # fmt: skip
    with pytest.raises(NotPossibleError, match=said("publish_not_yet")):
        made.save(tmp_path / "public", audience="publish", full=True)


def test_changed_says_for_whom(made):
    told = made.changed(year=2026)
    assert told.sentence.startswith(
        "With brook 2026/27; hill-large 2026/27, against nothing built, in 2026/27: "
    )
    assert "in local places" in told.sentence
    with pytest.raises(UnknownNameError, match="2031"):
        made.changed(year=2031)


@pytest.mark.slow
def test_figures_show_the_programme_the_ranking_and_the_frontier(made):
    axes = made.plot.programme()
    assert len(axes.patches) == 3  # one of the two fills in two steps
    ranking = made.plot.ranking(measure="independent")
    assert "independent" in ranking.get_xlabel()
    with pytest.raises(UnknownNameError, match="miles"):
        made.plot.ranking(measure="mils")
    frontier = made.plot.frontier([0, 9_000_000], measure="miles")
    assert frontier.get_ylabel().startswith("Miles")
