"""Laws of scenarios: any text gives a scenario or findings; what is written reads back the same."""

import tomllib
from contextlib import suppress
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from sufficiency.errors import FileError, ScenarioError
from sufficiency.scenario import Scenario, Schedule, as_things_stand, load_scenario, register
from sufficiency.scenario.toml import quoted

KEYS = [
    "name = {}",
    "title = {}",
    "based_on = {}",
    "marked = {}",
    "{} = 1",
    "assumptions = {}",
    "levels = {}",
    "places = {}",
    "places = {{ file = {} }}",
    'levels = {{ file = "levels.csv", sheet = {} }}',
    "[demand]\nrequest_growth_percent = {}",
    "[demand]\nrequest_growth_percent = {{ {} = 3 }}",
    "[demand]\nrequest_growth_percent = {{ value = 3, unit = {} }}",
    "[demand]\njoining_rate_change_percent = {{ by = {{ {} = 3 }} }}",
    "[allocation]\nindependent_open_ended = {}",
    "[allocation]\naims = {}",
    "[allocation]\nopening_slip_years = {{ {} = 1 }}",
    "[[places]]\nsite = {}\npool = {}\nyear = {}\nplaces = {}\nbasis = {}",
    "[[places]]\nsite = 'S1'\nbasis = 'made'\nplaces = {{ {} = {} }}",
    "[[levels]]\nsetting = {}\nmainstream = {}\nbase = 0\nspecial = 0\nbeyond = 0\nwhy = {}",
    "[[rules]]\nrule = {}\nkind = {}\nsite = {}\nncy_from = {}\nreason = {}\nowner = {}",
    "[[schemes]]\nscheme = {}\npounds = {}\nexcludes = {}\nopens = {}",
]
ODD = [
    *("2026", "2026-01-01", "07:32:00", "1979-05-27T07:32:00Z", "nan", "-inf", "true"),
    *("[]", "[[]]", "{}", "{ a = 1 }", "[{}]", "{ 2026 = { 2027 = 1 } }", '[1, "a"]'),
    *("'..'", "'.'", "''", "'/'", "'a/b'", '"all"', '"none"', '"2026"', "0xffffffffffffffffffff"),
]
VALUES = st.one_of(
    st.text(max_size=30).map(quoted),
    st.text(max_size=20),  # as likely as not no TOML at all
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(ODD),
)


def tried(make):
    """Give the scenario, or the findings; any other exception fails the test."""
    try:
        return make(), ()
    except ScenarioError as error:
        return None, error.findings


@pytest.mark.parametrize("key", KEYS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.lists(VALUES, min_size=6, max_size=6))
def test_any_text_gives_a_scenario_or_findings(key, values, tmp_path):
    file = tmp_path / "any.toml"
    file.write_bytes(key.format(*values).encode("utf-8", errors="surrogatepass"))
    scenario, findings = tried(lambda: load_scenario(file))
    if scenario is None:
        assert findings
        assert all(found.seen and found.remedy for found in findings)
        return
    assert load_scenario(tomllib.loads(scenario.to_toml())) == scenario
    assert not scenario.diff(scenario)
    scenario.resolved  # noqa: B018


PYTHON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from([*register(), "marked", "levels", "x"]), value=PYTHON)
def test_any_value_in_python_gives_a_scenario_or_findings(name, value):
    before = as_things_stand().digest
    changed, findings = tried(lambda: as_things_stand().but(name="any", **{name: value}))
    assert bool(findings) is (changed is None)
    assert as_things_stand().digest == before


@settings(max_examples=50, deadline=None)
@given(path=st.text(max_size=20))
def test_any_path_gives_a_scenario_or_an_error_of_ours(path):
    with suppress(FileError, ScenarioError):
        assert isinstance(load_scenario(path), Scenario)


STEPS = st.dictionaries(st.integers(2000, 2100), st.integers(-50, 50), min_size=1, max_size=6)


@settings(deadline=None)
@given(steps=STEPS, year=st.integers(1990, 2110))
def test_a_value_holds_until_the_next_one_named(steps, year):
    schedule = Schedule(tuple(sorted(steps.items())), "percent")
    named = [first for first in steps if first <= year]
    if not named:
        with pytest.raises(LookupError, match="The first one holds from"):
            schedule.at(year)
        return
    assert schedule.at(year) == steps[max(named)]
    assert schedule.shorter().at(year) == schedule.at(year)
    values = [value for _, value in schedule.shorter().steps]
    assert all(one != other for one, other in pairwise(values))


@settings(max_examples=40, deadline=None)
@given(one=STEPS, other=STEPS)
def test_a_later_file_holds_from_its_first_year_and_the_earlier_until_then(one, other):
    first = as_things_stand().but(name="one", request_growth_percent=one)
    both = first.but(name="both", request_growth_percent=other)
    before = first.assumption("request_growth_percent")
    after = both.assumption("request_growth_percent")
    for year in range(1999, 2102):
        named = [step for step in other if step <= year]
        expected = other[max(named)] if named else before.at(year)
        assert after.at(year) == expected
    assert load_scenario(tomllib.loads(both.to_toml())) == both


@settings(max_examples=40, deadline=None)
@given(one=STEPS, other=STEPS)
def test_a_difference_is_empty_exactly_where_every_year_is_the_same(one, other):
    first = as_things_stand().but(name="x", request_growth_percent=one)
    second = as_things_stand().but(name="x", request_growth_percent=other)
    years = range(1999, 2102)
    same = all(
        first.assumption("request_growth_percent").at(year)
        == second.assumption("request_growth_percent").at(year)
        for year in years
    )
    assert bool(first.diff(second)) is not same


@settings(max_examples=60)
@given(text=st.text())
def test_any_text_is_quoted_so_that_it_reads_back(text):
    if not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        assert tomllib.loads(f"a = {quoted(text)}")["a"] == text
