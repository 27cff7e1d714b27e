"""A scenario: what it says, where each value comes from, and how another one is made from it."""

import pickle
import tomllib

import numpy as np
import pytest

from sufficiency import terms
from sufficiency.errors import ScenarioError
from sufficiency.scenario import ALWAYS, Schedule, as_things_stand, load_scenario, register
from sufficiency.tables import RawTable, check_table

STAND = as_things_stand()
BASE = {
    "name": "base",
    "sites": [
        {"site": "S1", "name": "One", "authority": "Exampleshire", "easting": 488000}
        | {"northing": 279000, "basis": "made"}
    ],
    "pools": [
        {"site": "S1", "pool": "base", "level": "base", "needs": ["SEMH", "ASD"], "ncy_from": 7}
        | {"ncy_to": 11, "year": 2028, "basis": "made"}
    ],
    "places": [{"site": "S1", "pool": "base", "places": {2028: 8, 2029: 24}, "basis": "made"}],
}


def test_every_default_is_listed_with_its_basis_and_source():
    frame = STAND.to_frame("assumptions")
    assert list(dict.fromkeys(frame["name"])) == list(register())
    assert set(frame["file"]) == {"default"}
    assert (frame["source"].str.len() > 10).all()
    assert set(frame["basis"]) <= set(terms.BASES)
    assert frame["year"].isna().all()


@pytest.mark.parametrize("term", register().values(), ids=list(register()))
def test_every_row_of_the_register_is_sound(term):
    assert term.section in ("demand", "allocation", "money")
    assert term.basis in terms.BASES
    assert term.defaults[0][0] == "all"
    for key, value in term.defaults:
        stated = {"all": value} if key == "all" else {key: value}
        if term.kind == "codes":
            value = value.split(";")
        load_scenario({"assumptions": {term.name: {"by": stated} if term.by else value}})
    if term.kind in ("number", "share", "integer", "year"):
        assert term.low is not None
        assert term.high is not None
        assert term.low < term.high
        assert term.unit
    assert term.label
    assert len(term.description) > 20


def test_the_defaults_that_the_design_names():
    at = {name: STAND.assumption(name) for name in register()}
    assert at["journey_limit_minutes"].at(2026, phase="primary") == 45
    assert at["journey_limit_minutes"].at(2026, phase="secondary") == 75
    assert at["detour_factor"].at(2026) == 1.3
    assert at["discount_rate_percent"].at(2026) == 3.5
    assert at["small_number_threshold"].at(2026) == 5
    assert [n for n in range(-4, 21) if at["released_share"].at(2026, ncy=n)] == [0, 7, 12]
    assert at["growth_cap_percent"].at(2026) is None
    assert at["stayers"].at(2026) == "keep"
    assert STAND.marked == "refuse"


def test_levels_hold_for_every_child_and_add_up():
    for setting in terms.settings():
        for need in terms.needs():
            for phase in terms.phases():
                shares = STAND.levels_for(setting, need, phase)
                assert sum(shares.central.values()) == pytest.approx(1, abs=1e-9)
                assert sum(shares.low.values()) <= 1 + 1e-9
                assert sum(shares.high.values()) >= 1 - 1e-9
                assert all(shares.low[k] <= shares.central[k] <= shares.high[k] for k in shares.low)
                assert shares.why.startswith("Assumed.")
    frame = STAND.levels()
    assert frame.columns.tolist() == [
        *("setting", "need", "phase", "level", "low", "central", "high", "why", "file")
    ]
    assert frame.groupby(["setting", "need", "phase"])["central"].sum().round(9).eq(1).all()


def test_the_most_specific_level_holds():
    row = {"setting": "special", "need": "SEMH", "phase": "secondary", "why": "panel"}
    shares = {"mainstream": 0, "base": [0.1, 0.2, 0.3], "special": [0.7, 0.8, 0.9], "beyond": 0}
    scenario = STAND.but(name="panel", levels=[{**row, **shares}])
    assert scenario.levels_for("special", "SEMH", "secondary").central["base"] == 0.2
    assert scenario.levels_for("special", "SEMH", "secondary").low["base"] == 0.1
    assert scenario.levels_for("special", "SEMH", "primary").central["base"] == 0.08
    assert scenario.levels_for("special", "PMLD", "secondary").central["special"] == 0.98
    assert STAND.levels_for("special", "SEMH", "secondary").central["base"] == 0.08
    assert STAND.diff(scenario).sentences == [
        "Levels of setting special, need SEMH, phase secondary: mainstream 0 (0 to 0), "
        "base 0.2 (0.1 to 0.3), special 0.8 (0.7 to 0.9), beyond 0 (0 to 0) (panel)."
    ]


def test_but_makes_another_one_and_leaves_the_old():
    before = STAND.digest
    faster = STAND.but(name="faster", request_growth_percent={2026: 3, 2028: 5})
    assert faster is not STAND
    assert STAND.digest == before
    assert STAND.assumption("request_growth_percent").at(2030) == 0
    growth = faster.assumption("request_growth_percent")
    assert [growth.at(year) for year in (2025, 2026, 2027, 2028, 2035)] == [0, 3, 3, 5, 5]
    assert growth.schedule() == Schedule(((ALWAYS, 0), (2026, 3), (2028, 5)), "percent a year")
    assert str(growth) == (
        "request_growth_percent: 0 percent a year, 3 percent a year from 2026/27, "
        "5 percent a year from 2028/29"
    )
    with pytest.raises(AttributeError, match="cannot assign to field 'content'"):
        faster.content = STAND.content


def test_a_single_value_replaces_all_a_dated_one_from_its_year_and_a_keyed_one_its_own():
    def limit(scenario, year, phase):
        return scenario.assumption("journey_limit_minutes").at(year, phase=phase)

    everywhere = STAND.but(name="a", journey_limit_minutes=60)
    assert everywhere.assumption("journey_limit_minutes").at(2026) == 60
    from_2028 = STAND.but(name="b", journey_limit_minutes={2028: 60})
    assert [limit(from_2028, y, "primary") for y in (2027, 2028)] == [45, 60]
    assert [limit(from_2028, y, "secondary") for y in (2027, 2028)] == [75, 60]
    primary = STAND.but(name="c", journey_limit_minutes={"primary": {2028: 40}})
    assert [limit(primary, y, "primary") for y in (2027, 2028)] == [45, 40]
    assert limit(primary, 2028, "secondary") == 75
    whole = {"value": 60, "by": {"primary": 30}}
    both = STAND.but(name="d", journey_limit_minutes=whole)
    assert [limit(both, 2026, p) for p in ("early_years", "primary", "secondary")] == [60, 30, 60]


def test_need_and_phase_together_come_before_either():
    change = {"SEMH": 5, "primary": -5, "primary/SEMH": 1}
    scenario = STAND.but(name="a", joining_rate_change_percent=change)
    rate = scenario.assumption("joining_rate_change_percent")
    assert rate.at(2026, need="SEMH", phase="primary") == 1
    assert rate.at(2026, need="SEMH", phase="secondary") == 5
    assert rate.at(2026, need="ASD", phase="primary") == -5
    assert rate.at(2026, need="ASD", phase="secondary") == 0


def test_numbers_of_numpy_and_none_are_taken():
    capped = STAND.but(name="a", growth_cap_percent=np.float64(4), total_plans={2026: np.int64(5)})
    assert capped.assumption("growth_cap_percent").at(2026) == 4
    assert capped.assumption("total_plans").at(2026) == 5
    assert (
        capped.but(name="b", growth_cap_percent=None).assumption("growth_cap_percent").at(1) is None
    )


def test_places_sites_and_pools_are_added_and_replaced():
    scenario = load_scenario(BASE)
    assert scenario.to_frame("places")["places"].tolist() == [8, 24]
    assert scenario.to_frame("pools")["needs"].tolist() == ["SEMH;ASD"]
    more = (
        scenario.with_places("S1", "base", {2029: 30, 2031: 40}, name="more")
        .with_site("S2", site_name="Two", authority="Exampleshire", easting=490000, northing=280000)
        .with_pool("S2", "base", level="base", needs="SLCN", ncy_from=0, ncy_to=6, year=2028)
    )
    assert more.name == "more, changed (2)"
    assert more.to_frame("places")["places"].tolist() == [8, 30, 40]
    assert more.to_frame("places")["basis"].tolist() == ["made", "assumed", "assumed"]
    assert more.to_frame("sites")["site"].tolist() == ["S1", "S2"]
    assert scenario.to_frame("places")["places"].tolist() == [8, 24]
    assert more.without(site="S2").to_frame("pools")["site"].tolist() == ["S1"]
    assert more.without(site="S1", pool="base").to_frame("places").empty
    assert more.without(site="S1", pool="base").to_frame("sites")["site"].tolist() == ["S1", "S2"]
    with pytest.raises(ScenarioError, match="column places: -3 is below 0"):
        scenario.with_places("S1", "base", {2029: -3})


def test_frames_have_the_types_of_the_area_s_tables():
    frame = load_scenario(BASE).to_frame("places").drop(columns="file")
    raw = RawTable.from_records("places", frame.to_dict("records"), file="x")
    assert frame.dtypes.equals(check_table(raw).frame.dtypes)
    assert load_scenario({}).to_frame("places").drop(columns="file").dtypes.equals(frame.dtypes)


def test_without_puts_an_assumption_back():
    faster = STAND.but(name="as-things-stand", detour_factor=1.4, headroom_percent=3)
    back = faster.without("detour_factor")
    assert back.assumption("detour_factor").is_default
    assert not back.assumption("headroom_percent").is_default
    again = back.without("headroom_percent")
    assert again.to_frame().equals(STAND.to_frame())


def test_openings_slip_by_site():
    late = load_scenario({**BASE, "allocation": {"opening_slip_years": {"S1": 2}}})
    assert late.planned("places")["year"].tolist() == [2030, 2031]
    assert late.planned("pools")["year"].tolist() == [2030]
    assert late.to_frame("places")["year"].tolist() == [2028, 2029]
    other = load_scenario({**BASE, "allocation": {"opening_slip_years": {"S2": 2}}})
    assert other.planned("places")["year"].tolist() == [2028, 2029]
    assert other.planned("sites").equals(other.to_frame("sites"))


def test_schemes_and_rules_are_read():
    raw = {
        "schemes": [
            {"scheme": "a", "site": "S1", "pool": "base", "places": 24, "opens": 2028}
            | {"pounds": 1_500_000, "price_year": 2026, "basis": "assumed", "excludes": ["b"]},
            {"scheme": "b", "site": "S1", "pool": "base", "places": 12, "opens": 2027}
            | {"pounds": 8e5, "price_year": 2026, "basis": "assumed", "latest": 2030},
        ],
        "rules": [{"rule": "r", "kind": "forbid", "site": "S1", "reason": "x", "owner": "y"}],
    }
    scenario = load_scenario(raw)
    frame = scenario.to_frame("schemes")
    assert frame["excludes"].tolist() == ["b", ""]
    assert frame["pounds"].tolist() == [1.5e6, 8e5]
    assert frame["latest"].isna().tolist() == [True, False]
    assert scenario.to_frame("rules")["kind"].tolist() == ["forbid"]
    changed = scenario.with_rows("rules", [{**raw["rules"][0], "reason": "z"}])
    assert scenario.diff(changed).sentences == ["Changes rule r: reason z instead of x."]
    assert changed.diff(scenario.without(site="S1")).sentences == [
        "Leaves out scheme a.",
        "Leaves out scheme b.",
        "Leaves out rule r.",
    ]
    assert scenario.diff(load_scenario({**raw, "rules": []})).to_frame()["about"].tolist() == [
        "rules"
    ]
    assert load_scenario({}).diff(load_scenario({"rules": raw["rules"]})).sentences == [
        "New rule r: kind forbid, site S1, reason x, owner y."
    ]


def test_differences_read_as_sentences():
    before = load_scenario(BASE)
    why = {"values": {2026: 5}, "why": "Children come until July."}
    after = before.but(name="after", headroom_percent=why, marked="fit").with_places(
        "S1", "base", {2028: 16}, name="after"
    )
    said = before.diff(after)
    assert str(said) == (
        "after against base:\n"
        "  marked: fit instead of refuse.\n"
        "  headroom_percent: 5 percent instead of 0 from 2026/27 (Children come until July).\n"
        "  Places at One (S1), base: 16 instead of 8 in 2028/29."
    )
    assert len(said) == 3
    assert list(said) == said.sentences
    assert str(before.diff(before)) == "No difference."
    assert not before.diff(before)
    assert STAND.diff(before).sentences == [
        "New site: One (S1), Exampleshire.",
        "Opens: One (S1), base: level base, needs SEMH, ASD, NC years 7 to 11; "
        "8 places from 2028/29, 24 from 2029/30.",
    ]
    gone = before.diff(STAND).sentences
    assert "Leaves out places at One (S1), base: 8 places from 2028/29, 24 from 2029/30." in gone
    moved = before.with_site(
        "S1", site_name="One", authority="Exampleshire", easting=1e5, northing=1e5, basis="made"
    )
    assert before.diff(moved).sentences == ["Other facts for site One (S1)."]
    taken = before.with_places("S1", "base", {2028: 8}, taken=2, basis="made")
    assert before.diff(taken).sentences == [
        "Places taken at One (S1), base: 2 instead of as the area has it in 2028/29."
    ]


def test_what_drives_demand_is_named():
    assert STAND.demand_differences(STAND.but(name="a", headroom_percent=5)) == ()
    levels = [
        {"setting": "base", "why": "x", "mainstream": 0, "base": 1, "special": 0, "beyond": 0}
    ]
    other = STAND.but(name="a", request_growth_percent=3, levels=levels, marked="fit")
    assert STAND.demand_differences(other) == ("request_growth_percent", "levels", "marked")


def test_each_value_says_which_file_it_came_from(tmp_path):
    (tmp_path / "below.toml").write_text(
        "[allocation]\nheadroom_percent = 3\n"
        "[money]\ndiscount_rate_percent = { 2026 = 3, 2030 = 2 }\n",
        encoding="utf-8",
    )
    (tmp_path / "above.toml").write_text(
        'based_on = "below.toml"\nmarked = "fit"\nplaces = { file = "places.csv" }\n'
        "[money]\ndiscount_rate_percent = { 2028 = 1 }\n",
        encoding="utf-8",
    )
    (tmp_path / "places.csv").write_text("site,pool,year,places,basis\nS1,base,2028,8,made\n")
    scenario = load_scenario(tmp_path / "above.toml")
    resolved = scenario.resolved.set_index("name")
    assert scenario.files == ("above.toml", "below.toml")
    assert scenario.name == "above"
    assert resolved.loc["marked", "file"] == "above.toml"
    assert resolved.loc["headroom_percent", "file"] == "below.toml"
    assert resolved.loc["aims", "file"] == "default"
    assert resolved.loc["S1", "file"] == "places.csv"
    rates = resolved.loc["discount_rate_percent", ["year", "value", "file"]]
    # the step of 2030 goes: the later file says what holds from 2028
    assert rates["value"].tolist() == [3.5, 3, 1]
    assert rates["file"].tolist() == ["default", "below.toml", "above.toml"]
    assert list(scenario.resolved) == [
        *("part", "name", "key", "year", "value", "unit", "basis", "why", "owner", "file")
    ]


def test_each_value_may_have_its_own_reason():
    stated = {
        "why": "general",
        "owner": "SEND",
        "by": {"primary": {"value": 40, "why": "particular"}},
        "values": {2026: {"value": 60, "basis": "supplied", "source": "Panel"}, 2028: 70},
    }
    scenario = STAND.but(name="a", journey_limit_minutes=stated)
    frame = scenario.to_frame()
    chosen = frame[(frame["name"] == "journey_limit_minutes") & (frame["file"] != "default")]
    behind = ["key", "value", "why", "owner", "basis", "source"]
    reasons = chosen[behind].to_numpy().tolist()
    assert ["primary", 40, "particular", "SEND", "assumed", ""] in reasons
    assert ["all", 60, "general", "SEND", "supplied", "Panel"] in reasons
    assert ["all", 70, "general", "SEND", "assumed", ""] in reasons
    assert load_scenario(tomllib.loads(scenario.to_toml())) == scenario


def test_equality_and_hash_are_by_content():
    one = load_scenario({"name": "a", "money": {"price_year": 2025}, "marked": "fit"})
    other = load_scenario({"marked": "fit", "assumptions": {"price_year": 2025}, "name": "a"})
    assert one == other
    assert len({one, other}) == 1
    assert one != load_scenario({"name": "b", "money": {"price_year": 2025}, "marked": "fit"})
    assert one != "a"
    assert pickle.loads(pickle.dumps(one)) == one


def test_the_order_of_keys_and_rows_does_not_matter():
    rows = [
        {"site": s, "pool": "base", "year": y, "places": 8, "basis": "made"}
        for s in ("S1", "S2")
        for y in (2028, 2029)
    ]
    money = {"price_year": 2025, "inflation_percent": {2027: 3, 2026: 2.5}}
    one = load_scenario({"money": money, "places": rows})
    turned = {
        "places": [dict(reversed(row.items())) for row in reversed(rows)],
        "money": {"inflation_percent": {2026: 2.5, 2027: 3}, "price_year": 2025},
    }
    assert load_scenario(turned).digest == one.digest


def test_it_shows_itself_in_three_lines_and_as_a_card():
    scenario = load_scenario({**BASE, "title": "<b>", "allocation": {"headroom_percent": 5}})
    assert repr(scenario).splitlines() == [
        "<Scenario base: <b>",
        "  1 assumption stated, 46 at their defaults; 1 site, 1 pool, places at 1 pool",
        '  next: scenario.to_frame("assumptions"), scenario.resolved>',
    ]
    html = scenario._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "5 percent" in html
    assert "Left at their defaults: 46 assumptions" in html
    assert "no rows of its own" in STAND._repr_html_()
    assert "no rows of its own" in repr(STAND)


def test_levels_that_are_stated_are_among_its_own_rows():
    row = {"setting": "mainstream", "need": "ASD", "mainstream": 0.9, "special": 0.1}
    row |= dict.fromkeys(("base", "beyond"), 0) | {"why": "a count"}
    one = load_scenario({"name": "one", "levels": [row]})
    both = load_scenario({**BASE, "levels": [row, {**row, "need": "SEMH"}]})
    assert "0 assumptions stated, 47 at their defaults; 1 row of levels" in repr(one)
    assert "; 2 rows of levels, 1 site, 1 pool, places at 1 pool" in repr(both)
    for scenario in (one, both):
        assert "no rows of its own" not in repr(scenario) + scenario._repr_html_()
    assert repr(STAND.assumption("aims")) == (
        "<Assumption aims: displaced, without, independent, other_level, over_places, "
        "beyond_limit, not_preferred, miles>"
    )
