"""Local rules: held against the slow twin, PuLP, and plain known answers; what contradicts."""

import re
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from moved_children import certificate_knows_a_moved_child
from place_networks import by_scipy
from places_twin import NCY, as_counts, hold_years, twin_barred, twin_shut
from test_places_years import Plan, no_demand, plans, special

from sufficiency.errors import FindingsError
from sufficiency.places import (
    NOT_PREFERRED,
    RULED,
    Rule,
    RuleKind,
    allocate_arrays,
    network_of,
    touched,
    worth_of_places,
)
from sufficiency.places.one_year import network_of_year, room_of_year
from sufficiency.places.shares import eligible, parts_of
from sufficiency.places.stayers import nobody

ALL = (0, 1, 2)


@dataclass(frozen=True)
class Ruled:
    """A rule in plain words; positions, but for NC years."""

    kind: str
    pools: tuple
    localities: tuple = (0, 1)
    needs: tuple = (0, 1)
    ncys: tuple = NCY
    years: tuple = ALL
    share: float = 1.0
    releases: bool = False
    name: str = "a rule"

    @property
    def caps(self):
        return self.kind in ("single_sex", "medical") and self.share < 1

    def arrays(self, where):
        """The rule as the program takes it; `where` has the new position of each pool."""
        children = np.zeros((3, 2, 2, 3), dtype=bool)
        ncys = [NCY.index(ncy) for ncy in self.ncys]
        children[np.ix_(self.years, self.localities, self.needs, ncys)] = True
        pools = np.zeros(len(where), dtype=bool)
        pools[[where[pool] for pool in self.pools]] = True
        kind = RuleKind(self.kind)
        return Rule(self.name, kind, pools, children, share=self.share, releases=self.releases)


def some(*values):
    return st.sets(st.sampled_from(values), min_size=1).map(lambda held: tuple(sorted(held)))


@st.composite
def rules(draw, pools, number):
    kind = draw(st.sampled_from(["forbid", "forbid", "force", "prefer", "single_sex", "medical"]))
    caps = kind in ("single_sex", "medical")
    share = draw(st.sampled_from([0.0, 0.5, 0.5, 1.0])) if caps else 1.0
    may_release = kind in ("forbid", "force") or (kind == "medical" and share == 1)
    return Ruled(
        kind,
        draw(some(*range(pools))),
        localities=draw(some(0, 1)),
        needs=draw(some(0, 1)),
        ncys=draw(some(*NCY)),
        years=draw(some(*ALL)),
        share=share,
        releases=may_release and draw(st.booleans()),
        name=f"rule {number}",
    )


@st.composite
def ruled_plans(draw):
    """Tiny areas with one to three rules that do not contradict each other."""
    plan = draw(plans())
    assume(plan.pools)
    stated = [draw(rules(len(plan.pools), number)) for number in range(draw(st.integers(1, 3)))]
    made = replace(plan, rules=tuple(stated))
    try:
        made.supply()
    except FindingsError:
        assume(False)
    return made


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(ruled_plans(), st.integers(0, 3))
def test_each_year_with_rules_is_that_of_the_slow_twin(plan, seed):
    hold_years(plan, plan.placed(chance=np.random.default_rng(seed)))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(ruled_plans())
def test_pulp_and_flow_give_the_same_years_under_rules(plan):
    for one, other in zip(plan.placed(engine="flow"), plan.placed(engine="lp"), strict=True):
        assert one.totals == other.totals
        assert np.array_equal(one.rows.children, other.rows.children)
        assert np.array_equal(one.rows.pool, other.rows.pool)
        assert one.answer.certificate.proven
        if len(one.answer.flow):
            assert one.answer.totals == by_scipy(one.answer.network)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(ruled_plans(), st.integers(0, 3))
def test_nobody_is_newly_placed_against_a_rule(plan, seed):
    supply = plan.supply()
    for number, year in enumerate(plan.placed(chance=np.random.default_rng(seed))):
        before = as_counts(year.step.stayers, supply)
        let_in = plan.let_in(number, year)
        for key, children in as_counts(year.rows, supply).items():
            *cell, pool = key
            new = children - before.get(key, 0)
            assert new >= 0
            assert not new or not twin_barred(plan, number, cell, pool)
            if new and pool in twin_shut(plan, number, cell):
                assert new <= let_in[tuple(cell)]
        assert np.array_equal(year.placed + year.independent + year.without, year.demand)


@settings(max_examples=60, deadline=None)
@given(ruled_plans(), st.integers(0, 3))
def test_what_rules_touch_adds_up(plan, seed):
    supply = plan.supply()
    for number, year in enumerate(plan.placed(chance=np.random.default_rng(seed))):
        counts = touched(supply, number, year)
        of = {name: counts[:, place] for place, name in enumerate(RULED)}
        assert counts.shape == (len(plan.rules), len(RULED))
        assert (of["to_place"] <= of["reached"]).all()
        for place, rule in enumerate(plan.rules):
            if rule.releases:
                # Whoever is released goes; who stays is not where the rule would not have her,
                # but in the January of the first year itself, in which nobody moves.
                assert not of["kept"][place] or (plan.same_year and number == 0)
            else:
                assert not of["released"][place]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(ruled_plans(), st.randoms(use_true_random=False), st.sampled_from([None, 7]))
def test_shuffled_pools_change_nothing_under_rules(plan, random, seed):
    order = list(range(len(plan.pools)))
    random.shuffle(order)
    chances = [None if seed is None else np.random.default_rng(seed) for _ in range(2)]
    ours = plan.placed(chance=chances[0])
    theirs = plan.placed(order=order, chance=chances[1])
    for one, other in zip(ours, theirs, strict=True):
        assert one.totals == other.totals
        assert np.array_equal(one.without, other.without)


@settings(max_examples=60, deadline=None)
@given(ruled_plans())
def test_a_rule_that_only_bars_never_betters_a_year_dealt_anew(plan):
    """With everybody dealt anew, and no preference, rules take ways away and add none."""
    assume(not any(rule.kind == "prefer" for rule in plan.rules))
    ours = plan.placed(stayers="release")
    free = replace(plan, rules=()).placed(stayers="release")
    assert all(one.totals >= other.totals for one, other in zip(ours, free, strict=True))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(ruled_plans())
def test_preferences_change_no_aim_before_them(plan):
    prefers = tuple(rule for rule in plan.rules if rule.kind == "prefer")
    assume(prefers)
    ours = replace(plan, rules=prefers).placed(stayers="release")
    free = replace(plan, rules=()).placed(stayers="release")
    for one, other in zip(ours, free, strict=True):
        assert one.totals[:-2] == other.totals[:-1]
        assert one.totals[-1] >= other.totals[-1]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(ruled_plans())
def test_worth_under_rules_is_what_solving_again_gives(plan):
    for year in plan.placed(worth=True):
        network, flow = year.answer.network, year.answer.flow
        worth = worth_of_places(network, flow)
        base = np.array(year.answer.totals)
        for holder in range(network.holders):
            if network.room[holder] >= 2**40:
                continue
            for change, side in ((1, worth.more), (-1, worth.fewer)):
                if network.room[holder] + change < 0:
                    continue
                room = network.room.copy()
                room[holder] += change
                again = allocate_arrays(replace(network, room=room)).totals
                assert side[holder].tolist() == (np.array(again) - base).tolist()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(ruled_plans(), st.data())
def test_the_certificate_rejects_answers_that_are_worse_or_no_answers(plan, data):
    for year in plan.placed():
        certificate_knows_a_moved_child(year.answer, data)


# ---- known answers ---------------------------------------------------------------------------


def two_schools(*stated, near=2, far=2, children=1, **options):
    """Children of North, need X, in NC year 5; one school at 10 minutes, one at 20."""
    demand = no_demand()
    demand[0, 0, 0, 0, 1] = children
    pools = (special(near), special(far, site=1))
    return Plan(pools, demand, (10, 20, 10, 20), rules=stated, **options)


def first(plan, **options):
    return plan.placed(**options)[0]


def test_a_forbidden_school_is_passed_by():
    assert first(two_schools()).totals == (0, 0, 0, 5000)
    assert first(two_schools(Ruled("forbid", (0,)))).totals == (0, 0, 0, 10000)
    elsewhere = Ruled("forbid", (0,), localities=(1,))
    assert first(two_schools(elsewhere)).totals == (0, 0, 0, 5000)


def test_a_force_sends_nobody_elsewhere_even_where_its_school_is_full():
    plan = two_schools(Ruled("force", (1,)), far=1, children=2)
    # One of the two has the place. The other may go neither to the near school nor independent.
    assert first(plan).totals == (1, 0, 0, 10000)


def test_a_preference_is_met_at_the_cost_of_miles_and_of_nothing_else():
    plan = two_schools(Ruled("prefer", (1,)), children=2, far=1)
    year = first(plan)
    assert plan.supply().aims == ("without", "independent", "beyond_limit", NOT_PREFERRED, "metres")
    assert year.totals == (0, 0, 0, 1, 15000)
    # Where the far school lies beyond the journey limit, the limit comes first.
    assert first(replace(plan, near=15.0)).totals == (0, 0, 0, 2, 10000)


def test_a_preference_pushes_no_child_out_of_the_places_of_others():
    """Both children want school 1, which has one place; school 0 has one place for the other."""
    plan = two_schools(Ruled("prefer", (1,)), near=1, far=1, children=2)
    assert first(plan).totals[:2] == (0, 0)


def test_a_medical_school_takes_the_children_that_it_names_only():
    rule = Ruled("medical", (0,), needs=(1,))
    assert first(two_schools(rule)).totals == (0, 0, 0, 10000)
    assert first(two_schools(rule, replace(rule, needs=(0,), name="b"))).totals[3] == 5000


def test_expected_numbers_are_shared_out():
    plan = two_schools(Ruled("single_sex", (0,), share=0.25), near=900, far=900, children=1000)
    assert first(plan).totals == (0, 0, 0, 250 * 5000 + 750 * 10000)


def test_shares_are_kept_year_after_year():
    """Of 400 children a quarter may go; who waits is not a new child every year."""
    demand = no_demand()
    for year in range(3):
        demand[year, 0, 0, year, 1] = 400
    plan = Plan(
        (special((20, 60, 400)), special(0, site=1)),
        demand,
        (10, 20, 10, 20),
        independent=0,
        rules=(Ruled("single_sex", (0,), share=0.25),),
    )
    years = plan.placed(chance=np.random.default_rng(1))
    supply = plan.supply()
    of_share = {
        int(eligible(supply, year, np.array([cell]), np.array([400]), 0.25, drawn=True)[0])
        for year, cell in enumerate(
            int(np.ravel_multi_index((0, 0, n, 1), (2, 2, 3, 2))) for n in ALL
        )
    }
    assert len(of_share) == 1
    (count,) = of_share
    assert 75 <= count <= 125
    assert [int(year.placed.sum()) for year in years] == [20, 60, count]


def test_of_many_cells_a_share_is_of_the_share():
    supply = two_schools().supply()
    turned = [supply.with_ties_turned(number) for number in range(400)]
    cells = np.arange(24)
    counts = [eligible(s, 0, cells, np.full(24, 5), 0.3, drawn=True).sum() for s in turned]
    assert abs(np.mean(counts) / 120 - 0.3) < 0.01
    # Children of one year of birth share their numbers, and others do not: 24 cells of five
    # children each vary as 120 children do who are told apart.
    assert 0.8 < np.var(counts) / (120 * 0.3 * 0.7) < 1.25


def test_the_parts_of_a_cell_have_names_of_their_own():
    plan = two_schools(Ruled("single_sex", (0,), share=0.5), children=9)
    supply, demand = plan.supply(), plan.demand[0].reshape(-1)
    parts = parts_of(supply, 0, demand, nobody(), demand, drawn=False)
    room = room_of_year(supply, 0, nobody())
    network = network_of_year(supply, 0, parts.cells, parts.children, room, outside=parts.outside)
    assert network.demand.sum() == 9
    assert list(network.cells.words) == [
        "North, X, NC year 5, special",
        "North, X, NC year 5, special, the others",
    ]
    assert len(set(network.cells.keys.tolist())) == 2


def test_children_stay_where_a_rule_would_not_place_them_unless_it_releases():
    start = ((0, 0, 0, 0, 1),)
    demand = no_demand()
    demand[0, 0, 0, 1, 1] = 1
    rule = Ruled("forbid", (0,))
    plan = Plan((special(2), special(2, site=1)), demand, (10, 20, 10, 20), start=start)
    kept = replace(plan, rules=(rule,))
    assert first(kept).totals == (0, 0, 0, 5000)
    assert touched(kept.supply(), 0, first(kept))[0].tolist() == [1, 0, 1, 1, 0]
    gone = replace(plan, rules=(replace(rule, releases=True),))
    assert first(gone).totals == (0, 0, 0, 10000)
    assert touched(gone.supply(), 0, first(gone))[0].tolist() == [1, 1, 0, 0, 1]


def test_a_plan_without_rules_has_the_usual_aims_and_no_book():
    supply = two_schools().supply()
    assert supply.rules is None
    assert supply.aims == network_of([], [], [], [], []).aims
    assert supply.without_rule("any") is supply
    ruled = two_schools(Ruled("prefer", (1,), name="x")).supply()
    assert len(ruled.without_rule("x").rules) == 0
    assert ruled.without_rule("x").aims == ruled.aims


# ---- what contradicts ------------------------------------------------------------------------

FORCE = Ruled("force", (0,), name="go")

CONTRADICTIONS = {
    "rule_force_against": [
        (
            (FORCE, Ruled("forbid", (0,), needs=(0,), name="not")),
            r"go.*North, X, NC year 5.*not \(forbid",
        ),
        ((FORCE, Ruled("force", (1,), name="too")), r"go.*too \(force"),
        ((FORCE, Ruled("single_sex", (0,), share=0.5, name="girls")), r"go.*girls \(single_sex"),
        ((FORCE, Ruled("medical", (0,), needs=(1,), name="ward")), r"go.*ward \(medical"),
    ],
    "rule_force_too_far": [((replace(FORCE, pools=(1,)),), "go.*further than the longest")],
    "rule_shares_twice": [
        (
            (
                Ruled("single_sex", (0,), share=0.5, name="one"),
                Ruled("medical", (1,), share=0.2, name="two"),
            ),
            "one and two both let in a share",
        )
    ],
    "rule_share": [
        ((Ruled("forbid", (0,), share=0.5),), "share 0.5"),
        ((Ruled("single_sex", (0,), share=1.5),), "share 1.5"),
    ],
    "network_names_repeated": [((FORCE, FORCE), "the name go stands there more than once")],
}


@pytest.mark.parametrize(
    ("rule", "stated", "words"),
    [(rule, *case) for rule, cases in CONTRADICTIONS.items() for case in cases],
)
def test_what_contradicts_is_named_before_anything_is_solved(rule, stated, words):
    far = 15.0 if rule == "rule_force_too_far" else np.inf
    with pytest.raises(FindingsError, match=re.compile(words, re.DOTALL)) as raised:
        replace(two_schools(*stated), far=far).supply()
    assert rule in {found.rule for found in raised.value.findings}


def test_contradictions_are_gathered():
    stated = (
        FORCE,
        Ruled("forbid", (0,), needs=(0,), name="not"),
        Ruled("force", (1,), needs=(1,), name="too"),
    )
    with pytest.raises(FindingsError, match="3 faults") as raised:
        two_schools(*stated).supply()
    assert {found.rule for found in raised.value.findings} == {"rule_force_against"}
    assert len(raised.value.findings) == 3


def test_two_forces_that_leave_a_pool_in_common_do_not_contradict():
    both = two_schools(replace(FORCE, pools=(0, 1)), replace(FORCE, pools=(1,), name="b"))
    assert first(both).totals == (0, 0, 0, 10000)
