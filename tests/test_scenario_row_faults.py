"""Faults of a scenario's tables: levels, schemes, rules and the tables that an area has too."""

import hypothesis.strategies as st
import pytest
from hypothesis import given
from scenario_faults import Fault, fault_name, hold_to

from sufficiency import terms
from sufficiency.errors import ScenarioError
from sufficiency.scenario import load_scenario

SITE = (
    '[[sites]]\nsite = "S1"\nname = "One"\nauthority = "Exampleshire"\n'
    'easting = 488000\nnorthing = 279000\nbasis = "made"\n'
)
SCHEME = (
    '[[schemes]]\nscheme = "a"\nsite = "S1"\npool = "base"\nplaces = 24\nopens = 2028\n'
    'pounds = 1500000\nprice_year = 2026\nbasis = "assumed"\n'
)
PLACES = '[[scheme_places]]\nscheme = "a"\npool = "base"\nsince = 0\nplaces = 8\nbasis = "made"\n'
RULE = '[[rules]]\nrule = "r"\nkind = "forbid"\nsite = "S1"\nreason = "Road"\nowner = "SEND"\n'
OTHER, THIRD = (SCHEME.replace('"a"', f'"{name}"') for name in ("b", "c"))
SHARES = "mainstream = 0\nbase = 0.1\nspecial = 0.9\nbeyond = 0\n"
CLOSURE = '[[closures]]\nsetting = "ap"\nyear = 2028\nwhy = "Cabinet"\n'
LEVELS = '[[levels]]\nsetting = "special"\nneed = "ASD"\nwhy = "panel"\n'

FAULTS = [
    Fault(
        "table_needs_brackets",
        '[places]\nsite = "S1"\n',
        "places",
        "a table",
        "Write [[places]] with two brackets",
    ),
    Fault(
        "levels_do_not_add",
        LEVELS + "mainstream = 0.1\nbase = 0.2\nspecial = 0.6\nbeyond = 0\n",
        "mainstream, base, special, beyond",
        "0.9",
        "add up to 0.9, not to 1",
        1,
        "faulty.toml [[levels]]",
    ),
    Fault(
        "levels_out_of_order",
        LEVELS + "mainstream = 0\nbase = [0.3, 0.2, 0.4]\nspecial = 0.8\nbeyond = 0\n",
        "base",
        "0.3, 0.2, 0.4",
        "Put them in rising order",
        1,
        "faulty.toml [[levels]]",
    ),
    Fault(
        "levels_tie",
        LEVELS + SHARES + LEVELS.replace('need = "ASD"', 'phase = "primary"') + SHARES,
        "setting, need, phase",
        "setting special, phase primary",
        "Add a row for setting special, need ASD, phase primary",
        2,
        "faulty.toml [[levels]]",
    ),
    Fault(
        "levels_never_used",
        LEVELS + SHARES + "".join(LEVELS + f'phase = "{p}"\n' + SHARES for p in terms.phases()),
        "setting, need, phase",
        "setting special, need ASD",
        "Delete it, or one of those",
        1,
        "faulty.toml [[levels]]",
    ),
    Fault(
        "span_upside_down",
        RULE + "ncy_from = 11\nncy_to = 7\n",
        "ncy_to",
        "7",
        "Put the smaller one first",
        1,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "closure_does_not_add",
        CLOSURE + "to = { special = 0.6, base = 0.3 }\n",
        "share",
        "0.9",
        "For ap the shares add up to 0.9, not to 1, at NC years -4 to 20.",
        1,
        "faulty.toml [[closures]]",
    ),
    Fault(
        "closure_does_not_add",
        CLOSURE
        + 'to = "special"\nshare = 1\n'
        + CLOSURE
        + 'to = "base"\nshare = 0.25\nncy_from = 7\nncy_to = 11\n',
        "share",
        "1.25",
        "at NC years 7 to 11",
        1,
        "faulty.toml [[closures]]",
    ),
    Fault(
        "closure_itself",
        CLOSURE + "to = { ap = 0.5, special = 0.5 }\n",
        "to",
        "ap",
        "ap closes, and its children go to ap",
        1,
        "faulty.toml [[closures]]",
    ),
    Fault(
        "closure_to_closed",
        CLOSURE
        + "to = { special = 1 }\n"
        + CLOSURE.replace('"ap"', '"special"')
        + "to = { base = 1 }\n",
        "to",
        "special",
        "which closes itself from 2028/29",
        1,
        "faulty.toml [[closures]]",
    ),
    Fault(
        "closure_years",
        CLOSURE
        + 'to = "special"\nshare = 0.5\n'
        + CLOSURE.replace("2028", "2029")
        + 'to = "base"\nshare = 0.5\n',
        "year",
        "2029",
        "ap closes in 2029 by this row, and in 2028/29 by another",
        2,
        "faulty.toml [[closures]]",
    ),
    Fault(
        "span_upside_down",
        CLOSURE + "to = { special = 1 }\nncy_from = 11\nncy_to = 7\n",
        "ncy_to",
        "7",
        "Put the smaller one first",
        1,
        "faulty.toml [[closures]]",
    ),
    Fault(
        "unknown_code",
        CLOSURE + "to = { specail = 1 }\n",
        "to",
        "specail",
        "Did you mean special?",
        1,
        "faulty.toml [[closures]]",
    ),
    Fault(
        "unknown_code",
        CLOSURE.replace('"ap"', '"pru school"') + "to = { special = 1 }\n",
        "setting",
        "pru school",
        "pru school is not a known setting",
        1,
        "faulty.toml [[closures]]",
    ),
    Fault(
        "too_low",
        CLOSURE.replace("2028", "1999") + "to = { special = 1 }\n",
        "year",
        "1999",
        "1999",
        1,
        "faulty.toml [[closures]]",
    ),
    Fault(
        "scheme_itself",
        SCHEME + 'excludes = ["a"]\n',
        "excludes",
        "a",
        "The scheme a excludes itself. It could never open. Take a out of its own excludes.",
        1,
        "faulty.toml [[schemes]]",
    ),
    Fault(
        "scheme_itself",
        SCHEME + 'requires = ["a"]\n',
        "requires",
        "a",
        "Take a out of its own requires",
        1,
        "faulty.toml [[schemes]]",
    ),
    Fault(
        "scheme_contradiction",
        SCHEME + 'requires = ["b"]\nexcludes = ["b"]\n' + OTHER,
        "requires",
        "a",
        "a and all that it requires cannot open together: a excludes b",
        1,
        "faulty.toml [[schemes]]",
    ),
    Fault(
        "scheme_contradiction",
        SCHEME + 'requires = ["b"]\n' + OTHER + 'requires = ["c"]\n' + THIRD + 'excludes = ["a"]',
        "requires",
        "a",
        "c excludes a. a could never open. Take one of them out of requires or excludes",
        1,
        "faulty.toml [[schemes]]",
    ),
    Fault(
        "scheme_circle",
        SCHEME + 'requires = ["b"]\n' + OTHER + 'requires = ["c"]\n' + THIRD + 'requires = ["a"]',
        "requires",
        "a",
        "in a circle: a -> b -> c -> a. None of them could open first",
        1,
        "faulty.toml [[schemes]]",
    ),
    Fault(
        "scheme_unknown",
        SCHEME + PLACES.replace('"a"', '"bass"'),
        "scheme",
        "bass",
        "There is no scheme called bass",
        1,
        "faulty.toml [[scheme_places]]",
    ),
    Fault(
        "scheme_said_twice",
        SCHEME + PLACES,
        "places",
        "24",
        "The scheme a states 24 in its own row, and has rows in scheme_places",
        1,
        "faulty.toml [[schemes]]",
    ),
    Fault(
        "scheme_said_twice",
        SCHEME
        + '[[scheme_costs]]\nscheme = "a"\nitem = "capital"\npounds = { -1 = 10, 0 = 20 }\n'
        + 'price_year = 2026\npayer = "school"\nbasis = "made"\nsource = "x"\n',
        "pounds",
        "1500000",
        "state all of it in scheme_costs",
        1,
        "faulty.toml [[schemes]]",
    ),
    Fault(
        "scheme_places_twice",
        SCHEME.replace("places = 24\n", "") + PLACES + PLACES + 'site = "S1"\n',
        "site, since",
        "0",
        "the same year of the scheme a as row 1",
        2,
        "faulty.toml [[scheme_places]]",
    ),
    Fault(
        "scheme_unknown",
        SCHEME + 'requires = ["hall"]\n',
        "requires",
        "hall",
        "Add a row for it to schemes",
        1,
        "faulty.toml [[schemes]]",
    ),
    Fault(
        "unknown_code",
        RULE.replace("forbid", "forbd"),
        "kind",
        "forbd",
        "Did you mean forbid?",
        1,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "key_missing",
        RULE.replace('owner = "SEND"\n', ""),
        "owner",
        "",
        "Who answers for it",
        None,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "column_unknown",
        RULE + 'locallity = "L1"\n',
        "locallity",
        "locallity",
        "Did you mean locality?",
        1,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "duplicate_key",
        RULE + RULE,
        "rule",
        "r",
        "stood already in row 1",
        2,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "not_a_number",
        SITE.replace("488000", '"east"'),
        "easting",
        "east",
        "east is not a number",
        1,
        "faulty.toml [[sites]]",
    ),
    Fault(
        "too_low",
        '[[places]]\nsite = "S1"\npool = "base"\nplaces = { 2028 = 8, 2029 = -1 }\nbasis = "made"',
        "places",
        "-1",
        "-1 is below 0",
        1,
        "faulty.toml [[places]]",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=fault_name)
def test_a_fault_gives_one_clear_finding(fault, tmp_path):
    hold_to(fault, tmp_path)


def test_rows_about_what_the_area_has_not_are_found():
    scenario = load_scenario(
        {
            "allocation": {"opening_slip_years": {"S8": 1}},
            "places": [
                {"site": "S1", "pool": "bass", "year": 2028, "places": 8, "basis": "made"},
                {"site": "S9", "pool": "base", "year": 2028, "places": 8, "basis": "made"},
            ],
            "rules": [
                {"rule": "r", "kind": "forbid", "site": "S1", "locality": "L9", "reason": "x"}
                | {"owner": "y"}
            ],
        }
    )
    found = scenario.check_against(sites=["S1"], pools=[("S1", "base")], localities=["L1"])
    assert [f.rule for f in found] == ["not_in_area"] * 4
    assert [f.value for f in found] == ["bass", "S9", "L9", "S8"]
    assert "Did you mean base?" in found[0].remedy
    assert not scenario.check_against()


def test_what_several_rows_name_is_found_once_with_what_to_do():
    places = {"site": "S9", "pool": "base", "places": {2028: 8, 2029: 16, 2030: 24}}
    scenario = load_scenario(
        {
            "pools": [
                {"site": "S9", "pool": "base", "level": "base", "needs": ["ASD"]}
                | {"ncy_from": 0, "ncy_to": 6, "year": 2028, "basis": "made"}
            ],
            "places": [
                {**places, "basis": "made"},
                {**places, "site": "S1", "basis": "made"},
                {**places, "site": "S2", "basis": "made"},
            ],
        }
    )
    known = {"sites": ["S1", "S2", "HILL"], "pools": [("S1", "all"), ("S2", "all")]}
    found = scenario.check_against(**known)
    assert {(f.file.split("[[")[1], f.row, f.column, f.value) for f in found} == {
        ("places]]", 1, "site", "S9"),
        ("places]]", 2, "pool", "base"),
        ("places]]", 3, "pool", "base"),
        ("pools]]", 1, "site", "S9"),
    }
    assert len(found) == 4
    assert {f.seen for f in found} == {
        "S9 is not a site in the area or in the scenario.",
        "base is not a pool of S1 in the area or in the scenario.",
        "base is not a pool of S2 in the area or in the scenario.",
    }
    near = scenario.check_against(sites=["S1", "S2", "S90"])
    assert near[0].remedy == "Did you mean S90? If not, check whether this is the right area."
    far = scenario.check_against(sites=["HILLTOP"])
    assert far[0].remedy == "Add a row for it, [[sites]], or check whether this is the right area."


def test_a_list_in_a_scenario_file_is_corrected_as_toml_writes_it():
    row = {"site": "S1", "pool": "b", "level": "base", "ncy_from": 0, "ncy_to": 6, "year": 2028}
    for needs in (["ASC", "SEMH"], "ASD, SEMH"):
        with pytest.raises(ScenarioError, match="is not a known need") as raised:
            load_scenario({"pools": [{**row, "needs": needs, "basis": "made"}]})
        remedy = raised.value.findings[0].remedy
        assert remedy.endswith('["ASD", "SEMH"].')
        assert "semicolon" not in remedy


def test_a_list_in_a_csv_file_is_corrected_as_excel_holds_it(tmp_path):
    (tmp_path / "pools.csv").write_text(
        "site,pool,level,needs,ncy_from,ncy_to,year,basis\nS1,b,base,ASC;SEMH,0,6,2028,made\n"
    )
    with pytest.raises(ScenarioError, match="put semicolons between: ASD;SEMH"):
        load_scenario({"pools": {"file": "pools.csv"}}, folder=tmp_path)


def test_a_scheme_that_only_requires_what_can_never_open_is_named_once():
    found = [f for f in faults_of({"a": {"requires": ["b"]}, "b": {}, "c": {}}) if f]
    assert not found
    chain = {"a": {"requires": ["b"]}, "b": {"requires": ["c"], "excludes": ["c"]}, "c": {}}
    assert [(f.rule, f.value) for f in faults_of(chain)] == [("scheme_contradiction", "b")]
    both = {"a": {"requires": ["b", "c"]}, "b": {"excludes": ["c"]}, "c": {"excludes": ["b"]}}
    assert [(f.rule, f.value) for f in faults_of(both)] == [("scheme_contradiction", "a")]
    twice = {"a": {"requires": ["b"]}, "b": {"requires": ["a"]}, "c": {"requires": ["a"]}}
    assert [(f.rule, f.value) for f in faults_of(twice)] == [("scheme_circle", "a")]


def faults_of(conditions):
    """Faults of schemes that say such things of each other."""
    row = {"site": "S1", "pool": "base", "places": 8, "opens": 2028, "pounds": 1e6}
    row |= {"price_year": 2026, "basis": "made"}
    schemes = [{"scheme": name, **row, **said} for name, said in conditions.items()]
    try:
        load_scenario({"schemes": schemes})
    except ScenarioError as error:
        return error.findings
    return ()


SCHEMES = st.fixed_dictionaries(
    {
        name: st.fixed_dictionaries(
            {
                column: st.lists(st.sampled_from([o for o in "abcd" if o != name]), unique=True)
                for column in ("requires", "excludes")
            }
        )
        for name in "abcd"
    }
)


@given(said=SCHEMES)
def test_schemes_are_refused_exactly_where_one_of_them_can_never_open(said):
    """Against a slow twin: all ways of opening, one scheme after the other."""

    def may_open(opened, name):
        beside = all(
            o not in said[name]["excludes"] and name not in said[o]["excludes"] for o in opened
        )
        return beside and opened.issuperset(said[name]["requires"])

    reached, ahead = set(), [frozenset()]
    while ahead:
        opened = ahead.pop()
        for name in set(said) - opened:
            if may_open(opened, name) and opened | {name} not in reached:
                reached.add(opened | {name})
                ahead.append(opened | {name})
    never = set(said).difference(*reached) if reached else set(said)
    assert bool(faults_of(said)) is bool(never)


@pytest.mark.parametrize("table", ["levels", "rules"])
def test_headers_of_a_scenario_s_own_tables_are_held_as_those_of_an_area_are(table, tmp_path):
    own = "setting" if table == "levels" else "rule"
    (tmp_path / "own.csv").write_text(f"{own},,{own},upn\nspecial,x,special,1\n")
    with pytest.raises(ScenarioError, match="cannot be used") as raised:
        load_scenario({table: {"file": "own.csv"}}, folder=tmp_path)
    rules = {found.rule for found in raised.value.findings}
    assert {"column_twice", "column_unnamed", "column_missing"} <= rules
    assert "person_column" in rules
