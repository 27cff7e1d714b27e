"""Laws of years one after the other: accounts that close, and what can never happen."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from places_twin import NCY, as_counts
from test_places_years import Plan, no_demand, plans, special

from sufficiency.errors import FindingsError, UnknownNameError
from sufficiency.messages import places as messages
from sufficiency.places import NO_LIMIT, SPECIAL, Axes, Fates, Rows, Start, place_years, supply_of

MODES = st.sampled_from(["keep", "release"])
SHARES = (0.0, 0.3, 0.9, 1.0)


@settings(max_examples=80, deadline=None)
@given(plans(shares=SHARES), MODES, st.sampled_from([None, 1, 2]))
def test_the_accounts_close_in_every_cell(plan, mode, seed):
    chance = None if seed is None else np.random.default_rng(seed)
    supply = plan.supply()
    before = None
    for number, year in enumerate(plan.placed(stayers=mode, chance=chance)):
        step = year.step
        stayers = step.stayers.by_cell(24).reshape(year.demand.shape)
        assert np.array_equal(year.demand, plan.demand[number])
        assert np.array_equal(stayers + year.to_place, year.demand)
        assert np.array_equal(year.placed + year.independent + year.without, year.demand)
        assert (step.moved.by_cell(24) <= year.to_place.reshape(-1)).all()
        held = year.rows.by_cell(24).reshape(year.demand.shape)
        assert np.array_equal(held, year.placed + year.independent)
        if before is not None and mode == "keep":
            parts = (step.stayers, step.moved, step.ended, step.scaled_down, step.unknown)
            assert before == sum(int(rows.children.sum()) for rows in parts)
        before = int(year.rows.children.sum())
        assert nobody_admitted_to_another_level(supply, year)


def nobody_admitted_to_another_level(supply, year):
    """Whether all in a pool of another level than they need were there before."""
    level = supply.parts(year.rows.cell)[3]
    other = level != np.append(supply.pools.level, SPECIAL)[year.rows.pool]
    stayers = as_counts(year.step.stayers, supply)
    held = as_counts(Rows(*(part[other] for part in rows_of_year(year))), supply)
    return all(children <= stayers.get(key, 0) for key, children in held.items())


def rows_of_year(year):
    return year.rows.cell, year.rows.pool, year.rows.children


@settings(max_examples=80, deadline=None)
@given(plans(shares=SHARES), MODES)
def test_no_pool_admits_above_its_free_places(plan, mode):
    supply = plan.supply()
    for number, year in enumerate(plan.placed(stayers=mode)):
        pools = len(plan.pools)
        stayers = year.step.stayers.by_pool(pools + 1)
        admitted = year.rows.by_pool(pools + 1) - stayers
        places = np.where(supply.pools.is_open[number], supply.pools.free[number], 0)
        free = places - stayers[:-1]
        assert (admitted >= 0).all()
        assert (admitted[:-1] <= np.maximum(free, 0)).all()
        assert np.array_equal(year.over, np.maximum(-free, 0))
        assert not admitted[:-1][year.over > 0].any()
        site = supply.pools.site == 0
        in_site = admitted[:-1][site].sum()
        left = plan.site_free[0] - stayers[:-1][site].sum()
        assert in_site <= max(left, 0)
        assert year.site_over.tolist() in ([], [max(-left, 0)])


@settings(max_examples=60, deadline=None)
@given(plans(shares=SHARES))
def test_to_place_all_anew_is_never_worse_in_any_year(plan):
    kept, free = plan.placed(), plan.placed(stayers="release")
    for ours, theirs in zip(kept, free, strict=True):
        # Children above the places, or placed against today's rules, stay; a new plan has no
        # such places, and compares only without them.
        if ours.over.any() or ours.site_over.any() or ours.group_over.any():
            continue
        if not admissible(plan, ours):
            continue
        assert theirs.totals <= ours.totals


def admissible(plan, year):
    """Whether each stayer could be admitted to her pool this year."""
    supply = plan.supply()
    for locality, need, _, _, pool in as_counts(year.step.stayers, supply):
        if pool == len(plan.pools) and not plan.may_go[need]:
            return False
        if pool < len(plan.pools):
            minutes = plan.minutes[2 * locality + plan.pools[pool].site]
            if not plan.pools[pool].needs[need] or minutes > plan.far:
                return False
    return not plan.same_year or year.year != 2025


def with_one_more(plan, pool, year):
    """One more place in a pool in one year."""
    changed = list(plan.pools)
    free = tuple(free + (number == year) for number, free in enumerate(changed[pool].free))
    changed[pool] = replace(changed[pool], free=free)
    return replace(plan, pools=tuple(changed))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(plans(shares=SHARES), st.integers(0, 2), st.integers(0, 2))
def test_one_more_place_never_makes_the_ordered_aims_worse(plan, pool, year):
    assume(pool < len(plan.pools))
    more = with_one_more(plan, pool, year)
    # With the stayers as they are: in the year of the place, and before it, where nothing changes.
    for ours, theirs in list(zip(plan.placed(), more.placed(), strict=True))[: year + 1]:
        assert theirs.totals <= ours.totals
    released = zip(plan.placed(stayers="release"), more.placed(stayers="release"), strict=True)
    assert all(theirs.totals <= ours.totals for ours, theirs in released)


@settings(max_examples=60, deadline=None)
@given(plans(shares=SHARES), st.randoms(use_true_random=False), st.sampled_from([None, 7]))
def test_shuffled_pools_and_rows_change_nothing(plan, random, seed):
    order = list(range(len(plan.pools)))
    random.shuffle(order)

    def chance():
        return None if seed is None else np.random.default_rng(seed)

    ours, theirs = plan.placed(chance=chance()), plan.placed(order=order, chance=chance())
    for one, other in zip(ours, theirs, strict=True):
        assert one.totals == other.totals
        assert np.array_equal(one.without, other.without)
        found = as_counts(other.rows, plan.supply(order=order))
        names = [*order, len(order)]
        assert {(*key[:4], names[key[4]]): count for key, count in found.items()} == as_counts(
            one.rows, plan.supply()
        )


@settings(max_examples=50, deadline=None)
@given(plans(shares=SHARES), st.sampled_from([None, 3]))
def test_shuffled_localities_change_nothing(plan, seed):
    swapped = replace(
        plan,
        places=plan.places[::-1],
        demand=plan.demand[:, ::-1],
        minutes=plan.minutes[2:] + plan.minutes[:2],
        start=tuple((1 - row[0], *row[1:]) for row in plan.start),
    )
    chances = [None if seed is None else np.random.default_rng(seed) for _ in range(2)]
    ours, theirs = plan.placed(chance=chances[0]), swapped.placed(chance=chances[1])
    for one, other in zip(ours, theirs, strict=True):
        assert one.totals == other.totals
        assert np.array_equal(one.placed, other.placed[::-1])
        assert np.array_equal(one.without, other.without[::-1])


@settings(max_examples=60, deadline=None)
@given(plans(), st.integers(2, 5))
def test_children_and_places_times_a_number_give_the_answer_times_it(plan, factor):
    once = plan.placed()
    # Where demand takes places from stayers, whole children are shared out, and 1 : 1 of three is
    # not twice 1 : 0 of one and a half.
    assume(not any(len(year.step.scaled_down) for year in once))
    for one, many in zip(once, plan.placed(factor=factor), strict=True):
        assert np.array_equal(many.rows.cell, one.rows.cell)
        assert np.array_equal(many.rows.children, factor * one.rows.children)
        assert many.totals == tuple(factor * total for total in one.totals)
        assert np.array_equal(many.over, factor * one.over)


@settings(max_examples=10, deadline=None)
@given(plans(shares=SHARES))
def test_both_engines_give_the_same_years(plan):
    for one, other in zip(plan.placed(engine="flow"), plan.placed(engine="lp"), strict=True):
        assert one.totals == other.totals
        assert np.array_equal(one.rows.children, other.rows.children)
        assert np.array_equal(one.rows.pool, other.rows.pool)
        assert one.answer.certificate.proven


def test_the_same_seed_gives_the_same_years():
    demand = no_demand()
    demand[:] = 3
    plan = Plan((special(9), special(4, site=1)), demand, (5, 10, 15, 20), survival=0.8)
    one, other = (plan.placed(chance=np.random.default_rng(5)) for _ in range(2))
    assert [year.totals for year in one] == [year.totals for year in other]


# ---- what cannot be used ---------------------------------------------------------------------

NOBODY_KNOWN = (((), (), ()),) * 3
TINY = Plan((special(1),), no_demand(), (5, 5, 5, 5))


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"stayers": "some"}, UnknownNameError, "there is no way with stayers called some"),
        ({"survival": 1.5}, FindingsError, "survival.* do not lie from 0 to 1.*: 1.5"),
        ({"released": [0.0, np.nan, 0.0]}, FindingsError, "released.*at position 1: nan"),
        ({"survival": np.ones((5, 5))}, FindingsError, r"survival.*\(5, 5\).*\(3, 2, 3, 2\)"),
        ({"passage": Fates(NOBODY_KNOWN)}, FindingsError, "no chance.*default_rng"),
    ],
)
def test_options_that_cannot_be(options, error, words):
    with pytest.raises(error, match=re.compile(words, re.DOTALL)):
        TINY.placed(**options)


@pytest.mark.parametrize(
    ("demand", "words"),
    [
        (no_demand() + 0.5, "demand.*no whole numbers.*0.5"),
        (no_demand() - 1, "demand.*the first at position 0: -1"),
        (no_demand()[:2], r"demand.*\(2, 2, 2, 3, 2\).*\(3, 2, 2, 3, 2\)"),
    ],
)
def test_demand_that_cannot_be(demand, words):
    with pytest.raises(FindingsError, match=re.compile(words, re.DOTALL)):
        place_years(TINY.supply(), demand)


@pytest.mark.parametrize(
    ("column", "rows", "words"),
    [
        (3, [2], "pool of the start.*the first at position 0: 2"),
        (4, [-1], "children of the start.*: -1"),
        (0, [0, 0], r"locality.*\(2,\).*\(1,\)"),
    ],
)
def test_a_start_that_cannot_be(column, rows, words):
    columns = [[0], [0], [0], [0], [1]]
    columns[column] = rows
    with pytest.raises(FindingsError, match=re.compile(words, re.DOTALL)):
        place_years(TINY.supply(), no_demand(), start=Start(*columns))


@pytest.mark.parametrize(
    ("part", "changes", "words"),
    [
        ("axes", {"years": (2025, 2027, 2028)}, "years.*2027 follows 2025"),
        ("axes", {"localities": ("A", "A")}, "localities.*the name A stands there more than once"),
        ("pools", {"level": np.array([2])}, "level.*lies outside 0 to 1.*: 2"),
        ("pools", {"site": np.array([5])}, "site.*lies outside 0 to 1.*: 5"),
        ("pools", {"free": np.array([1.5])}, "free.*no whole numbers.*1.5"),
        ("pools", {"needs": np.ones((1, 3))}, r"needs.*\(1, 3\).*\(3, 1, 2\)"),
        ("limits", {"group": np.array([[4] * 3] * 2)}, "group.*lie outside -1 to 1.*: 4"),
        ("limits", {"independent": np.array(-1)}, "limits of independent placements.*: -1"),
    ],
)
def test_a_plan_that_does_not_fit_together(part, changes, words):
    supply = TINY.supply()
    parts = {"axes": supply.axes, "pools": supply.pools, "limits": supply.limits}
    parts[part] = replace(parts[part], **changes)
    journeys = journeys_of_tiny()
    with pytest.raises(FindingsError, match=re.compile(words, re.DOTALL)):
        supply_of(parts["axes"], parts["pools"], journeys, parts["limits"])


def test_every_message_about_years_is_tripped_above():
    rules = {rule for rule in messages.MESSAGES if rule.startswith("years_")}
    assert rules == {"years_apart", "years_stayers", "years_share", "years_fates_chance"}


def journeys_of_tiny():
    from sufficiency.places import Journeys

    metres = np.full((2, 2), 2500)
    return Journeys(metres, metres / 500, np.zeros((2, 2), dtype=bool))


def test_an_area_without_limits_on_independent_places():
    supply = TINY.supply()
    limits = replace(
        supply.limits,
        groups=(),
        group=np.full((2, len(NCY)), -1),
        independent=np.zeros((3, 0), dtype=np.int64),
        site_free=np.full((3, 2), NO_LIMIT),
    )
    bare = supply_of(
        Axes((2025, 2026, 2027), ("North", "South"), ("X", "Y"), NCY),
        supply.pools,
        journeys_of_tiny(),
        limits,
    )
    demand = no_demand()
    demand[:, 0, 0, 0, 1] = 2
    (first, *_) = place_years(bare, demand)
    assert first.totals == (1, 0, 0, 2500)
