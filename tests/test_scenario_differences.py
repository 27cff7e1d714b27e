"""What is said of a scenario and of differences: true of the years in which things come."""

import tomllib

import pytest

import sufficiency as sf
from sufficiency.errors import ScenarioError
from sufficiency.scenario import as_things_stand, load_scenario

STAND = as_things_stand()


def stated(section, name, value):
    return load_scenario({section: {name: value}}).assumption(name)


def test_openings_are_told_in_the_year_in_which_they_come():
    said = load_scenario("baseline").diff(load_scenario("slip-of-a-year")).sentences
    opens = [sentence for sentence in said if sentence.startswith("Opens: Corby")]
    assert len(opens) == 1
    assert opens[0].endswith(
        "base: level base, needs SEMH, NC years 7 to 11; "
        "8 places from 2028/29, 16 from 2029/30, 24 from 2030/31."
    )
    assert not any("pool NEW-CORBY" in sentence for sentence in said)


def test_a_pool_that_comes_before_its_places_is_told_by_itself():
    pool = {"level": "base", "needs": "SEMH;ASD", "ncy_from": 7, "ncy_to": 11, "year": 2027}
    more = STAND.with_pool("S1", "base", **pool).with_places("S1", "base", {2028: 8}, name="more")
    assert STAND.diff(more).sentences == [
        "Opens: S1, base: 8 places from 2028/29.",
        "New pool S1, base from 2027/28: level base, needs SEMH, ASD, NC years 7 to 11.",
    ]
    fewer = more.with_pool("S1", "base", name="fewer", **{**pool, "needs": "SEMH"})
    assert more.diff(fewer).sentences == [
        "Changes pool S1, base from 2027/28: needs SEMH instead of SEMH, ASD."
    ]


def test_a_later_row_of_a_pool_is_no_new_pool():
    said = load_scenario("baseline").diff(load_scenario("special-school")).sentences
    secondary = [sentence for sentence in said if "pool NEW-SPECIAL, secondary" in sentence]
    assert secondary[0].startswith("Later row of pool NEW-SPECIAL, secondary from 2029/30: ")
    assert secondary[-1].endswith("NC years 7 to 11.")
    assert len(secondary) == 4
    assert any("(NEW-SPECIAL), secondary: " in said and "NC year 7;" in said for said in said)


def test_closing_a_pool_of_the_area_is_not_called_an_opening():
    closed = STAND.with_places("S1", "all", {2028: 0}, name="closed")
    assert STAND.diff(closed).sentences == [
        "Places at S1, all: 0 from 2028/29 (a pool of the area)."
    ]


def test_nc_years_are_called_so():
    more = STAND.but(name="more", released_share={7: 0.5})
    assert STAND.diff(more).sentences == [
        "released_share for NC year 7: 0.5 share of children instead of 0.25."
    ]
    assert "NC year 7 0.5 share of children" in str(more.assumption("released_share"))


def test_the_card_counts_pools_and_not_rows_and_shows_the_basis():
    card = load_scenario("special-school")._repr_html_()
    assert "1 site, 2 pools, places at 2 pools" in card
    assert "<td>made up</td>" in card


def test_a_slip_beyond_the_years_of_tables_is_said_and_not_blanked():
    late = STAND.with_places("S1", "base", {2100: 5}).but(name="late", opening_slip_years=2)
    with pytest.raises(ScenarioError, match="2102 is above 2100"):
        late.planned("places")


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"value": 60, "by": {"all": 30}}, "names all twice"),
        ({"values": {2028: 60}, "by": {"all": {2028: 30}}}, "names all 2028 twice"),
    ],
)
def test_a_value_that_is_named_twice_for_all_is_refused(value, named):
    with pytest.raises(ScenarioError, match=named):
        stated("allocation", "journey_limit_minutes", value)


def test_a_key_that_is_written_in_two_orders_is_refused():
    twice = {"SEMH/secondary": 1, "secondary/SEMH": 2}
    with pytest.raises(ScenarioError, match="names secondary/SEMH twice"):
        stated("demand", "joining_rate_change_percent", twice)


def test_a_year_inside_and_outside_values_is_refused():
    with pytest.raises(ScenarioError, match="2028 is not a key of a scenario"):
        stated("allocation", "headroom_percent", {2028: 1, "values": {2028: 3}})


def test_the_level_base_is_no_slip_of_the_pen_for_basis():
    void = stated("money", "void_cost_pounds", {"base": 5000})
    assert void.at(2026, level="base") == 5000
    assert void.at(2026, level="special") == 0


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("headroom_percent", "5", "5 in quotation marks is not a number"),
        ("headroom_percent", {"26/27": 5}, "26/27 is not an academic year"),
        ("journey_limit_minutes", {"2028": 50, "primary": 40}, "Write years under values and"),
        ("journey_limit_minutes", {"primary": {"value": 40, "2028": 50}}, "Write years under"),
        ("opening_slip_years", {"S1/base": 1}, "Name one site a key"),
        ("headroom_percent", {"value": 5, "basis": "guess"}, 'basis = "supplied"'),
    ],
)
def test_the_remedy_fits_the_fault(name, value, says):
    with pytest.raises(ScenarioError, match=says):
        stated("allocation", name, value)


def test_a_list_in_a_cell_is_refused_where_one_value_stands():
    row = {"site": "S1", "pool": "base", "basis": "made", "places": {2028: 8}}
    with pytest.raises(ScenarioError, match=r"row 1, column site: site is a list\..*site = "):
        load_scenario({"places": [{**row, "site": ["S1"]}]})
    with pytest.raises(ScenarioError, match=r"\[8\] is not a number|places is a list"):
        load_scenario({"places": [{**row, "places": {2028: [8]}}]})


def test_a_misspelt_list_of_codes_is_not_passed_over():
    with pytest.raises(TypeError, match="unexpected keyword argument 'site'"):
        STAND.check_against(site=["S1"])


def test_a_misspelt_code_is_not_explained_as_no_children():
    with pytest.raises(sf.UnknownNameError, match=r"ASC is not a known need\. Did you mean ASD"):
        sf.load_example().explain("plans", need="ASC")


def test_what_is_changed_without_a_name_is_never_called_as_before():
    pool = {"level": "base", "needs": "SEMH", "ncy_from": 7, "ncy_to": 11, "year": 2028}
    rule = {"rule": "r", "kind": "forbid", "site": "S1", "reason": "x", "owner": "y"}
    bases = load_scenario("two-bases")
    site = {"authority": "Exampleshire", "easting": 490000, "northing": 280000}
    edits = {
        "with_places": lambda **name: bases.with_places("NEW-CORBY", "base", {2029: 30}, **name),
        "with_site": lambda **name: bases.with_site("S1", site_name="One", **site, **name),
        "with_pool": lambda **name: bases.with_pool("S1", "base", **pool, **name),
        "with_rows": lambda **name: bases.with_rows("rules", [rule], **name),
        "without": lambda **name: bases.without(site="NEW-WELL", **name),
        "without an assumption": lambda **name: bases.without("headroom_percent", **name),
    }
    for edit in edits.values():
        assert edit(name="other").name == "other"
        changed = edit()
        assert str(bases.diff(changed)).startswith("two-bases, changed against two-bases:\n")
        assert (changed.title, changed.description) == ("two-bases, changed", "")
        assert load_scenario(tomllib.loads(changed.to_toml())) == changed
    again = edits["with_site"]().with_pool("S1", "base", **pool).without(site="NEW-WELL")
    assert again.name == "two-bases, changed (3)"
    beside = edits["with_site"]().diff(edits["without"]())
    assert str(beside).startswith("two-bases, changed against another two-bases, changed:\n")
    long = STAND.but(name="n" * 120, detour_factor=1.4).without("detour_factor")
    assert long.name == "n" * 111 + ", changed"
    with pytest.raises(ScenarioError, match="column name: name is 5"):
        bases.without(site="NEW-WELL", name=5)


def test_none_stands_for_things_as_they_stand():
    assert load_scenario(None) == STAND
    faster = STAND.but(name="faster", request_growth_percent=3)
    assert str(faster.diff(None)) == str(faster.diff(STAND))
    assert not STAND.diff(None)
    assert faster.demand_differences(None) == ("request_growth_percent",)


def test_price_years_are_told_as_prices():
    older = STAND.but(name="older", price_year=2025)
    assert STAND.diff(older).sentences == ["price_year: 2025/26 prices instead of 2026/27 prices."]
    assert str(older.assumption("price_year")) == "price_year: 2025/26 prices"
    assert "2025/26 prices" in older._repr_html_()


def test_blank_taken_places_stay_blank_and_are_told_as_the_area_has_them():
    blank = STAND.with_places("S1", "all", {2028: 90}, name="blank")
    none = STAND.with_places("S1", "all", {2028: 90}, taken=0, name="none")
    some = STAND.with_places("S1", "all", {2028: 90}, taken=7, name="some")
    for frame in (blank.to_frame("places"), blank.planned("places")):
        assert frame["taken"].isna().all()
        assert frame["taken"].dtype == "float64"
    assert none.planned("places")["taken"].tolist() == [0.0]
    assert "taken" not in blank.to_toml()
    assert STAND.diff(none).sentences == [
        "Places at S1, all: 90, none of them taken, from 2028/29 (a pool of the area)."
    ]
    assert STAND.diff(some).sentences == [
        "Places at S1, all: 90, 7 of them taken, from 2028/29 (a pool of the area)."
    ]
    assert some.diff(blank).sentences == [
        "Places taken at S1, all: as the area has it instead of 7 from 2028/29."
    ]
    # the row above replaces the whole row beneath: what was taken there is not carried over
    assert some.with_places("S1", "all", {2028: 95}).to_frame("places")["taken"].isna().all()


def test_only_a_pool_that_the_scenario_defines_is_told_as_an_opening():
    bases = load_scenario("two-bases")
    elsewhere = bases.with_places("NEW-CORB", "base", {2029: 30})
    assert bases.diff(elsewhere).sentences == [
        "Places at NEW-CORB, base: 30 from 2029/30 (a pool of the area)."
    ]
    misspelt = bases.with_places("NEW-CORBY", "bass", {2029: 30})
    assert bases.diff(misspelt).sentences == [
        "Places at Corby secondary school with a new base (made up) (NEW-CORBY), bass: 30 from "
        "2029/30 (a pool that the scenario does not define)."
    ]
    whole = STAND.with_places("S1", "", {2028: 90, 2030: 80})
    assert STAND.diff(whole).sentences == [
        "Places at S1: 90 from 2028/29, 80 from 2030/31 (a site of the area)."
    ]
    total = bases.with_places("NEW-CORBY", "", {2029: 30})
    assert bases.diff(total).sentences == [
        "Places at Corby secondary school with a new base (made up) (NEW-CORBY): 30 from 2029/30 "
        "(all its pools together)."
    ]


def test_a_site_that_is_called_as_its_code_is_named_once():
    facts = {"authority": "Exampleshire", "easting": 490000, "northing": 280000}
    for called in ("Hill", "HILL", "Hill School (HILL)"):
        more = STAND.with_site("HILL", site_name=called, **facts)
        shown = called if "(" in called else "HILL"
        assert STAND.diff(more).sentences == [f"New site: {shown}, Exampleshire."]
        assert more.diff(STAND).sentences == [f"Leaves out site {shown}."]


def test_the_heading_says_what_as_things_stand_is():
    faster = STAND.but(name="faster", request_growth_percent=3)
    heading = str(STAND.diff(faster)).splitlines()[0]
    assert heading == (
        "faster against as-things-stand (every assumption at its default, nothing new):"
    )
    assert str(faster.diff(STAND)).splitlines()[0] == "as-things-stand against faster:"
    own = faster.but(name="as-things-stand")
    assert (
        str(own.diff(STAND.but(name="other"))).splitlines()[0] == "other against as-things-stand:"
    )
