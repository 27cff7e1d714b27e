"""What contradicts itself in a choice of schemes: told at once, in words, and never as noughts."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from test_choosing_laws import schools

from sufficiency.errors import FindingsError, NotPossibleError
from sufficiency.messages import choosing as texts
from sufficiency.places import NO_LIMIT
from sufficiency.places.choosing import Budget, choose
from sufficiency.places.choosing.master import Found


def with_schemes(**changes):
    """Six schools, some of whose arrays are changed."""
    problem = schools(limit=11.9)
    return replace(problem, schemes=replace(problem.schemes, **changes))


def marked(*scheme, count=6):
    """Axis (scheme): true for these."""
    return np.isin(np.arange(count), scheme)


def only_in(scheme, *openings):
    """All may open in both years, but one only in some."""
    may_open = np.ones((6, 2), dtype=np.bool_)
    may_open[scheme] = np.isin(np.arange(2), openings)
    return may_open


def added_with(place, value):
    """Places of the schools, with one number changed."""
    added = schools(limit=1.0).schemes.added.copy()
    added[place] = value
    return added


def with_period(**changes):
    """Six schools, the second year changed."""
    problem = schools(limit=11.9)
    first, second = problem.periods
    return replace(problem, periods=(first, replace(second, **changes)))


def other_network():
    """A network with a pool less."""
    return schools(limit=1.0, count=5).periods[0].network


def other_aims():
    """A network with one aim."""
    names = {"without": 9, "independent": 5, "beyond_limit": 0, "metres": 1}
    return schools(limit=1.0).periods[0].network.in_one_aim(names)


def without_periods():
    return replace(schools(limit=1.0), periods=())


def with_budget(pounds, limit):
    return replace(schools(limit=1.0), budgets=(Budget("in all", pounds, limit),))


ALL_COST = np.full((6, 2), 4.0)

FAULTS = {
    "choosing_option": (lambda: schools(limit=1.0), {"gap": 2.0}, "the option gap is 2.0"),
    "choosing_empty": (without_periods, {}, "there are no periods"),
    "network_names_repeated": (
        lambda: with_schemes(names=("a", "a", "b", "c", "d", "e")),
        {},
        "the name a stands there more than once",
    ),
    "network_shape": (
        lambda: with_schemes(cost=np.zeros((6, 3))),
        {},
        r"cost: it has the shape \(6, 3\), where \(6, 2\) is needed",
    ),
    "network_not_whole": (
        lambda: with_schemes(added=schools(limit=1.0).schemes.added * 0.5),
        {},
        "added: the first of its 192 value",
    ),
    "network_range": (
        lambda: with_schemes(added=added_with((0, 0, 0, 0), 2**40)),
        {},
        "added: 1 value",
    ),
    "choosing_number": (
        lambda: with_budget(ALL_COST, np.nan),
        {},
        "budget in all: the first of 1 value that cannot be used is nan",
    ),
    "choosing_position": (
        lambda: with_schemes(requires=((0, 6),)),
        {},
        r"the pair \(0, 6\) does not name two schemes",
    ),
    "choosing_periods_differ": (
        lambda: with_period(network=other_aims()),
        {},
        "year 1 of draw 0 has other aims than the first",
    ),
    "choosing_year": (lambda: with_period(year=2), {}, "a period stands in year 2, where there"),
    "choosing_before_opening": (
        lambda: with_schemes(added=added_with((2, 1, 0, 2), 5)),
        {},
        "school 2 changes places in year 0 though it would open in year 1",
    ),
    "choosing_never_full": (
        lambda: with_schemes(added=added_with((2, 1, 1, 7), 5)),
        {},
        "school 2 adds places to without, which is never full",
    ),
    "choosing_never_opens": (
        lambda: with_schemes(must_open=marked(3), may_open=only_in(3)),
        {},
        "school 3 must open and may open in no year",
    ),
    "choosing_requires_never": (
        lambda: with_schemes(requires=((0, 1),), may_open=only_in(1)),
        {},
        "school 0 requires school 1, which cannot be open by any year",
    ),
    "choosing_requires_excluded": (
        lambda: with_schemes(requires=((0, 1),), excludes=((1, 0),)),
        {},
        "school 0 requires school 1, and the two exclude each other",
    ),
    "choosing_must_exclude": (
        lambda: with_schemes(
            must_open=marked(0, 2), requires=((0, 1),), excludes=((1, 2), (2, 3), (3, 1))
        ),
        {},
        "school 1 and school 2 exclude each other, and both must open",
    ),
    "choosing_budget_short": (
        lambda: with_schemes(must_open=marked(0, 1, 2)),
        {},
        r"the budget in all allows 12 pounds, and what must open takes at least 12: school 0 \(4\)",
    ),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_is_told_with_what_to_do(rule):
    problem, options, seen = FAULTS[rule]
    with pytest.raises(FindingsError, match=seen) as caught:
        choose(problem(), **options)
    assert rule in {found.rule for found in caught.value.findings}
    assert all(found.remedy for found in caught.value.findings)


def test_other_pools_are_told_as_well():
    with pytest.raises(FindingsError, match="has other pools or totals than the first"):
        choose(with_period(network=other_network()))


def test_all_faults_are_told_at_once():
    problem = with_schemes(must_open=marked(0, 1, 2), excludes=((0, 1), (1, 2), (2, 0)))
    with pytest.raises(FindingsError, match="4 faults"):
        choose(problem)


@pytest.mark.parametrize("engine", ["benders", "milp"])
def test_what_no_programme_keeps_together_is_told_and_not_answered_with_noughts(engine):
    """Two must open for eight pounds of each of two years, either of which allows four."""
    problem = with_schemes(must_open=marked(0, 1), may_open=only_in(0, 0))
    early = np.zeros((6, 2))
    early[:, 0] = 4.0
    late = early[:, ::-1].copy()
    late[1, 1] = 5.0
    budgets = (Budget("first year", early, 4.0), Budget("second year", late, 4.0))
    with pytest.raises(
        FindingsError, match="no programme keeps everything: what must open"
    ) as told:
        choose(replace(problem, budgets=budgets), engine=engine)
    assert "school 0, school 1" in str(told.value)
    assert "first year, second year" in str(told.value)


def test_three_that_must_open_in_two_years_with_money_for_one_each_are_told():
    """No two of them, and no year by itself, contradict anything."""
    problem = with_schemes(must_open=marked(0, 1, 2))
    early = np.zeros((6, 2))
    early[:, 0] = 4.0
    budgets = (Budget("first year", early, 4.0), Budget("second year", early[:, ::-1], 4.0))
    with pytest.raises(FindingsError, match="no programme keeps everything"):
        choose(replace(problem, budgets=budgets))


def test_a_choice_that_has_no_time_to_begin_says_so(monkeypatch):
    module = import_module("sufficiency.places.choosing.choose")
    nothing = Found(None, -np.inf, is_empty=False)
    monkeypatch.setattr(module, "solved_whole", lambda *_, **__: nothing)
    with pytest.raises(NotPossibleError, match="no programme that keeps everything was found"):
        choose(with_schemes(must_open=marked(0)))


def test_every_message_of_the_choice_is_brought_about_here():
    elsewhere = {
        "choosing_engine_unknown",
        "choosing_caps",
        "choosing_no_time",
        "choosing_no_programme",
    }
    assert set(texts.MESSAGES) <= set(FAULTS) | elsewhere


def test_a_pool_that_is_never_full_is_known_by_its_room():
    assert schools(limit=1.0).periods[0].network.room[7] == NO_LIMIT
