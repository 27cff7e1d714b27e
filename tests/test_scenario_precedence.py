"""What comes before what: stated before default, the more specific before the less, by year."""

import itertools
import tomllib

import hypothesis.strategies as st
import pytest
from hypothesis import given

from sufficiency import terms
from sufficiency.errors import ScenarioError
from sufficiency.scenario import as_things_stand, load_scenario, register

STAND = as_things_stand()
PHASES = ("early_years", "primary", "secondary")


def levels_row(setting="", need="", phase="", *, base=0.3):
    """A stated row: a share needs a base, the others a special school."""
    row = {"setting": setting, "need": need, "phase": phase, "why": "panel"}
    return row | {"mainstream": 0, "base": base, "special": 1 - base, "beyond": 0}


def share(scenario, *child):
    return scenario.levels_for(*child).central["base"]


def test_a_stated_row_for_a_setting_reaches_every_need_that_has_a_default_of_its_own():
    panel = STAND.but(name="panel", levels=[levels_row("mainstream")])
    for need, phase in itertools.product(terms.needs(), terms.phases()):
        assert share(panel, "mainstream", need, phase) == 0.3
        assert share(panel, "special", need, phase) == share(STAND, "special", need, phase)
    assert set(panel.levels().query("setting == 'mainstream'")["file"]) == {
        "edited in Python [[levels]]"
    }
    assert set(panel.levels().query("setting != 'mainstream'")["file"]) == {"default"}
    assert "mainstream, SEMH" not in "".join(panel.resolved.query("part == 'levels'")["key"])
    # a tie with a default row is none: the stated one comes first
    semh = STAND.but(name="semh", levels=[levels_row(need="SEMH")])
    assert {share(semh, setting, "SEMH", "primary") for setting in terms.settings()} == {0.3}
    assert share(semh, "mainstream", "ASD", "primary") == 0.08
    everyone = STAND.but(name="all", levels=[levels_row()])
    assert set(everyone.levels()["file"]) == {"edited in Python [[levels]]"}
    assert len(everyone.levels()) == 4


def test_a_row_of_the_file_beneath_stands_beside_a_less_specific_one_above_it():
    beneath = STAND.but(name="beneath", levels=[levels_row("mainstream", "SEMH", base=0.1)])
    above = beneath.but(name="above", levels=[levels_row("mainstream", base=0.2)])
    assert share(above, "mainstream", "SEMH", "primary") == 0.1
    assert share(above, "mainstream", "ASD", "primary") == 0.2
    again = above.but(name="again", levels=[levels_row("mainstream", "SEMH", base=0.4)])
    assert share(again, "mainstream", "SEMH", "primary") == 0.4


def test_only_stated_rows_that_some_child_is_in_collide():
    apart = [levels_row("special", "SEMH"), levels_row("base", phase="primary")]
    STAND.but(name="apart", levels=apart)
    tied = [levels_row("special", "SEMH"), levels_row("special", phase="primary")]
    with pytest.raises(ScenarioError, match="Add a row for setting special, need SEMH, phase prim"):
        STAND.but(name="tied", levels=tied)
    settled = [*tied, levels_row("special", "SEMH", "primary", base=0.5)]
    assert share(STAND.but(name="x", levels=settled), "special", "SEMH", "primary") == 0.5
    beneath = STAND.but(name="beneath", levels=tied[:1])
    with pytest.raises(
        ScenarioError, match=r"1 fault.*\n.*another stated row \(setting special, n"
    ):
        beneath.but(name="tied", levels=tied[1:])


def test_a_default_row_that_is_stated_reaches_what_its_own_default_did_not():
    default = next(row for row in STAND.content.levels if row.key == ("mainstream", "", ""))
    numbers = {c: v for c, v in default.cells if c not in ("setting", "need", "phase", "why")}
    row = {"setting": "mainstream", "why": "all alike", **{c: float(v) for c, v in numbers.items()}}
    stated = STAND.but(name="alike", levels=[row])
    assert share(stated, "mainstream", "PMLD", "primary") == 0.05
    assert STAND.diff(stated).sentences == [
        "Levels of setting mainstream, also for ASD, PMLD, SEMH, SLCN, SLD: "
        "stated, with the shares of the default (all alike)."
    ]
    assert STAND.demand_differences(stated) == ("levels",)
    assert load_scenario(tomllib.loads(stated.to_toml())) == stated
    assert stated != STAND
    changed = STAND.but(name="changed", levels=[levels_row("special")])
    said = changed.diff(STAND).sentences
    assert len(said) == 1
    assert said[0].startswith("Levels of setting special, also for PMLD, SLD: mainstream 0.02 (")
    assert "instead of mainstream 0 (0 to 0), base 0.3" in said[0]


def test_a_default_row_that_is_stated_and_changes_nothing_needs_no_new_projection():
    row = next(dict(row.cells) for row in STAND.content.levels if row.key == ("base", "", ""))
    stated = STAND.but(name="same", levels=[row])
    assert STAND.demand_differences(stated) == ()
    small = STAND.but(name="same", small_number_threshold=5, request_growth_percent={2026: 0})
    assert STAND.demand_differences(small) == ()
    assert not STAND.diff(small)


LEVELS = st.lists(
    st.tuples(
        st.sampled_from(["", "mainstream", "special"]),
        st.sampled_from(["", "SEMH", "SLD"]),
        st.sampled_from(["", "primary"]),
    ),
    unique=True,
    max_size=4,
)


@given(keys=LEVELS)
def test_the_row_for_a_child_is_that_of_a_slow_twin(keys):
    bases = {key: round(0.1 + 0.05 * place, 2) for place, key in enumerate(keys)}
    rows = [levels_row(*key, base=base) for key, base in bases.items()]
    try:
        panel = STAND.but(name="panel", levels=rows)
    except ScenarioError:
        return
    for child in itertools.product(("mainstream", "special"), ("SEMH", "SLD", "ASD"), PHASES):
        stated = [
            key
            for key in keys
            if all(part in ("", own) for part, own in zip(key, child, strict=True))
        ]
        expected = share(STAND, *child)
        if stated:
            expected = bases[max(stated, key=lambda key: sum(part != "" for part in key))]
        assert share(panel, *child) == expected
    assert load_scenario(tomllib.loads(panel.to_toml())) == panel


def limits(scenario, year):
    return [scenario.assumption("journey_limit_minutes").at(year, phase=p) for p in PHASES]


def test_a_value_for_all_comes_before_the_defaults_dated_or_not():
    dated = STAND.but(name="dated", journey_limit_minutes={2028: 60})
    assert [limits(dated, year) for year in (2027, 2028)] == [[45, 45, 75], [60, 60, 60]]
    for whole in ({"by": {"all": 60}}, {"values": {"always": 60}}, 60):
        undated = STAND.but(name="undated", journey_limit_minutes=whole)
        assert limits(undated, 2026) == [60, 60, 60]
        assert undated.assumption("journey_limit_minutes").keys == ("all",)
    assert str(dated.assumption("journey_limit_minutes")) == (
        "journey_limit_minutes: 75 minutes one way, 60 minutes one way from 2028/29; "
        "early_years 45 minutes one way, 60 minutes one way from 2028/29; "
        "primary 45 minutes one way, 60 minutes one way from 2028/29"
    )
    assert STAND.diff(dated).sentences == [
        "journey_limit_minutes: 60 minutes one way instead of 75 from 2028/29.",
        "journey_limit_minutes for early_years: 60 minutes one way instead of 45 from 2028/29.",
        "journey_limit_minutes for primary: 60 minutes one way instead of 45 from 2028/29.",
    ]


@pytest.mark.parametrize("above", [{"by": {"all": 60}}, {2028: 60}, {"by": {"all": {2028: 60}}}])
def test_a_value_for_all_leaves_the_keyed_values_of_a_file_beneath_dated_or_not(above):
    beneath = STAND.but(name="beneath", journey_limit_minutes={"secondary": {2026: 90}})
    both = beneath.but(name="both", journey_limit_minutes=above)
    assert limits(both, 2030) == [60, 60, 90]
    named = both.but(name="named", journey_limit_minutes={"secondary": {2029: 80}})
    assert [limits(named, year)[2] for year in (2028, 2029)] == [90, 80]
    single = both.but(name="single", journey_limit_minutes=50)
    assert limits(single, 2030) == [50, 50, 50]


def test_what_a_value_for_all_said_before_is_replaced_from_its_year():
    beneath = STAND.but(name="beneath", journey_limit_minutes={"all": {2026: 50, 2029: 55}})
    both = beneath.but(name="both", journey_limit_minutes={2028: 60})
    assert [limits(both, year)[0] for year in (2025, 2026, 2028, 2030)] == [45, 50, 60, 60]


KEYED = st.dictionaries(
    st.sampled_from(["all", "primary", "secondary"]),
    st.dictionaries(st.sampled_from(["always", "2026", "2028"]), st.integers(5, 240), min_size=1),
    min_size=1,
)


@given(beneath=KEYED, above=KEYED)
def test_values_of_two_files_are_those_of_a_slow_twin(beneath, above):
    """Year by year and phase by phase, with both files and the defaults in plain loops."""

    def said(by, key, year):
        steps = {0 if y == "always" else int(y): value for y, value in by.get(key, {}).items()}
        named = [first for first in steps if first <= year]
        return steps[max(named)] if named else None

    first = STAND.but(name="first", journey_limit_minutes={"by": beneath})
    both = first.but(name="both", journey_limit_minutes={"by": above})
    for year, (place, phase) in itertools.product((2025, 2026, 2027, 2028), enumerate(PHASES)):
        expected = limits(STAND, year)[place]
        for key in ("all", phase):  # the more specific one is looked at last, and holds
            for by in (beneath, above):
                value = said(by, key, year)
                expected = expected if value is None else value
        assert limits(both, year)[place] == expected
    assert load_scenario(tomllib.loads(both.to_toml())) == both


def test_only_what_was_stated_is_written():
    stated = STAND.but(
        name="stated",
        headroom_percent={2026: 5},
        journey_limit_minutes={"primary": {"value": 40, "why": "panel", "source": "Minutes"}},
        growth_cap_percent={"value": 4, "values": {2030: {"value": 2, "basis": "supplied"}}},
        detour_factor=1.3,
        released_share={"value": 0, "by": {7: {"value": 0.5, "why": "transfer"}}},
    )
    text = stated.to_toml()
    assert text.splitlines()[1:] == [
        'marked = "refuse"',
        "",
        "[demand]",
        'growth_cap_percent = { value = 4, values = { 2030 = { value = 2, basis = "supplied" } }, '
        'unit = "percent a year" }',
        "",
        "[allocation]",
        'headroom_percent = { values = { 2026 = 5 }, unit = "percent" }',
        'journey_limit_minutes = { by = { primary = 40 }, unit = "minutes one way", '
        'why = "panel", source = "Minutes" }',
        "detour_factor = 1.3",
        'released_share = { value = 0, by = { 7 = { value = 0.5, why = "transfer" } }, '
        'unit = "share of children" }',
    ]
    assert load_scenario(tomllib.loads(text)) == stated
    assert STAND.to_toml().splitlines() == [
        'name = "as-things-stand"',
        'title = "As things stand"',
        f'description = "{STAND.description}"',
        'marked = "refuse"',
    ]


WORDS = st.fixed_dictionaries(
    {}, optional={"why": st.sampled_from(["", "a"]), "basis": st.sampled_from(["made", "assumed"])}
)
VALUE = st.one_of(
    st.integers(0, 1), st.builds(lambda words, n: {"value": n, **words}, WORDS, st.integers(0, 1))
)


@given(name=st.sampled_from(list(register())), words=WORDS, values=st.data())
def test_whatever_words_stand_behind_values_it_reads_back_the_same(name, words, values):
    term = register()[name]
    if term.kind in ("code", "codes", "flag", "year") or (term.low or 0) > 0:
        return
    years = st.dictionaries(st.sampled_from(["always", "2026"]), VALUE, min_size=1)
    codes = {"need": "SEMH", "phase": "primary", "ncy": "7", "level": "base", "locality": "L1"}
    codes |= {"site": "141234", "pool_setting": "special"}
    keys = ["all", *(codes[by] for by in term.by[:1])]
    one = st.one_of(VALUE, years) if term.dated else VALUE
    by = values.draw(st.dictionaries(st.sampled_from(keys), one, min_size=1))
    whole = {**words, "by": by} if term.by else {**words, "value": values.draw(st.integers(0, 1))}
    scenario = STAND.but(name="x", **{name: whole})
    text = scenario.to_toml()
    assert load_scenario(tomllib.loads(text)) == scenario
    assert '""' not in text
