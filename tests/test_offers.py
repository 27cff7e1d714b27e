"""What schemes a scenario offers: known answers, and the ways in which they may be written."""

import pytest
from scheme_cases import bare, cost, place, plan, scheme, step

import sufficiency as sf
from sufficiency import terms
from sufficiency.capital import PlacesStep, Spend, check_offers, offers_of
from sufficiency.capital.offers import made_offers
from sufficiency.errors import ScenarioError
from sufficiency.scenario import load_scenario
from sufficiency.scenario.schedule import LAST_YEAR


def only(scenario):
    (offer,) = offers_of(place(), scenario)
    return offer


def test_a_row_says_all_in_short():
    said = {"name": "Base in the south", "kind": "base", "status": "approved", "fixed": True}
    said |= {"places": 20, "latest": 2029, "approved": 2025, "source": "Cabinet"}
    offer = only(plan([scheme("a", **said)]))
    assert (offer.scheme, offer.name, offer.kind, offer.site) == ("a", said["name"], "base", "N")
    assert (offer.status, offer.fixed, offer.opens, offer.latest) == ("approved", True, 2026, 2029)
    # A third of 20 a year, in whole places: 6, 13, 20.
    assert offer.steps == tuple(PlacesStep("N", "base", k, n) for k, n in enumerate((6, 13, 20)))
    spend = Spend("capital", -1, 1.2e6, 2026, "capital_grant", "assumed", "Cabinet")
    assert offer.spends == (spend,)
    assert (offer.basis, offer.source) == ("assumed", "Cabinet")


def test_what_a_row_leaves_blank():
    offer = only(plan([scheme("a")]))
    assert (offer.name, offer.kind, offer.status, offer.fixed) == ("a", "expansion", "idea", False)
    assert (offer.latest, offer.excludes, offer.requires) == (LAST_YEAR, (), ())


@pytest.mark.parametrize("places", [1, 2, 7, 24, 2000])
@pytest.mark.parametrize("years", [1, 2, 3, 10])
def test_equal_steps_are_whole_and_add_up(places, years):
    assumed = plan([scheme("a", places=places)], allocation={"phased_fill_years": years})
    stated = plan([scheme("a", places=places, fill_years=years)])
    held, same = (
        [step.places for step in made_offers(scenario)[0].steps] for scenario in (assumed, stated)
    )
    assert held == same
    assert (len(held), held[-1]) == (years, places)
    gains = [later - earlier for earlier, later in zip([0, *held], held, strict=False)]
    assert max(gains) - min(gains) <= 1


def test_places_and_costs_have_tables_of_their_own():
    steps = [step("a", 2, 16), step("a", 0, 8), step("a", 0, -8, site="S", pool="all")]
    costs = [
        cost("a", 1, 5e4, item="running", payer="high_needs", basis="made"),
        cost("a", 0, 2e5, contingency_percent=10),
        cost("a", -1, 3e5),
        cost("a", 0, -1e4, payer="general_fund"),
    ]
    offer = only(plan([bare("a")], steps, costs, money={"contingency_percent": 5}))
    assert offer.steps == (
        PlacesStep("N", "base", 0, 8),
        PlacesStep("N", "base", 2, 16),
        PlacesStep("S", "all", 0, -8),
    )
    said = [(s.item, s.since, s.pounds, s.payer, s.contingency_percent) for s in offer.spends]
    assert said == [
        ("capital", -1, 3e5, "capital_grant", 5),
        ("capital", 0, 2e5, "capital_grant", 10),
        ("capital", 0, -1e4, "general_fund", 5),
        ("running", 1, 5e4, "high_needs", 0),
    ]
    assert offer.basis == "made"


def test_years_may_stand_side_by_side_in_a_scenario_file():
    rows = [{"scheme": "a", "pool": "base", "places": {"0": 8, "2": 16}, "basis": "assumed"}]
    paid = {"scheme": "a", "item": "capital", "price_year": 2025, "payer": "capital_grant"}
    paid |= {"pounds": {"-1": 3e5, "0": 2e5}, "basis": "supplied", "source": "Study"}
    short = plan([bare("a")], rows, [paid])
    steps = [step("a", 0, 8), step("a", 2, 16)]
    costs = [cost("a", -1, 3e5), cost("a", 0, 2e5)]
    assert only(short) == only(plan([bare("a")], steps, costs))
    with pytest.raises(ScenarioError, match="soon"):
        plan([bare("a")], [{**rows[0], "places": {"soon": 8}}], [paid])
    with pytest.raises(ScenarioError, match="places"):
        plan([bare("a")], [{**rows[0], "places": {}}], [paid])


def test_alternatives_exclude_each_other_and_so_does_what_either_says():
    sizes = [scheme(name, alternatives="sizes") for name in ("small", "large")]
    other = scheme("other", excludes=["small"])
    found = {o.scheme: set(o.excludes) for o in offers_of(place(), plan([*sizes, other]))}
    assert found == {"small": {"large", "other"}, "large": {"small"}, "other": {"small"}}


def test_a_scheme_cannot_require_an_alternative_to_itself():
    rows = [scheme("a", alternatives="x", requires=["b"]), scheme("b", alternatives="x")]
    with pytest.raises(ScenarioError, match="a excludes b"):
        plan(rows)


def test_a_slip_moves_the_years_of_opening_and_not_the_approval():
    late = plan(
        [scheme("a", latest=2028, approved=2026, opens=2027)],
        allocation={"opening_slip_years": {"N": 2}},
    )
    offer = only(late)
    assert (offer.opens, offer.latest) == (2029, 2030)
    assert offer.spends[0].since == -1


def test_inflation_brings_any_two_price_years_together():
    """Whatever years inflation is stated for, it has a value in all others too."""
    scenario = plan([scheme("a", price_year=2005)], money={"inflation_percent": {"2030": 3}})
    assert [scenario.assumption("inflation_percent").at(y) for y in (2000, 2006, 2031)] == [2, 2, 3]
    assert only(scenario).spends[0].price_year == 2005


def test_without_schemes_nothing_is_offered():
    assert offers_of(place(), sf.as_things_stand()) == ()
    assert check_offers(place(), load_scenario("two-bases")) == ()


@pytest.mark.slow
def test_the_shipped_schemes_are_sound():
    area, bid = sf.load_example(), load_scenario("capital-bid")
    assert check_offers(area, bid) == ()
    offers = {offer.scheme: offer for offer in made_offers(bid)}
    assert len(offers) == 10
    assert offers["special-80"].excludes == ("special-120",)
    assert offers["satellite-16"].requires == ("special-120",)
    assert {offer.kind for offer in offers.values()} == set(terms.short_list("scheme_kind").codes)
    costs = {"corby-base-24": 62000, "special-120": 92000, "red-kite-16": 50000}
    for name, pounds in costs.items():
        offer = offers[name]
        full = {s.pool: s.places for s in offer.steps}
        paid = sum(spend.pounds for spend in offer.spends if spend.item == "capital")
        assert paid == pytest.approx(pounds * sum(full.values()))
