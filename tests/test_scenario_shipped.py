"""The scenarios that come with the package, their schema and their pages."""

import json
import tomllib
from pathlib import Path

import jsonschema  # comes with nbformat
import pytest

from sufficiency.scenario import as_things_stand, load_scenario, register, shipped
from sufficiency.scenario.schema import NAME, schema, schema_text

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = sorted(shipped())


def test_the_six_are_shipped():
    assert SHIPPED == [
        "baseline",
        "bases-first",
        "capital-bid",
        "slip-of-a-year",
        "special-school",
        "two-bases",
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_it_loads_reads_back_and_fits_the_schema(name):
    path = shipped()[name]
    scenario = load_scenario(path)
    assert scenario == load_scenario(name)
    assert scenario.name == name
    assert scenario.description
    assert load_scenario(tomllib.loads(scenario.to_toml())) == scenario
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"#:schema ./{NAME}\n")
    jsonschema.validate(tomllib.loads(text), schema())


@pytest.mark.parametrize("name", SHIPPED)
def test_whatever_is_made_up_says_so(name):
    scenario = load_scenario(name)
    for table in ("sites", "pools", "places", "schemes", "scheme_places"):
        assert set(scenario.to_frame(table)["basis"]) <= {"made"}
    assert scenario.to_frame("schemes")["name"].str.contains("made up").all()
    for site in scenario.to_frame("sites")["name"]:
        assert "made up" in site
    stated = scenario.to_frame().query("file != 'default'")
    assert (stated["why"].str.len() > 10).all()
    assert (stated["owner"].str.len() > 3).all()


def test_every_pool_of_the_bid_is_opened_by_a_scheme_and_none_by_itself():
    scenario = load_scenario("capital-bid")
    schemes, more = scenario.to_frame("schemes"), scenario.to_frame("scheme_places")
    site_of = dict(zip(schemes["scheme"], schemes["site"], strict=True))
    opened = {(site_of[row["scheme"]], row["pool"]) for row in more.to_dict("records")}
    opened |= set(zip(schemes["site"], schemes["pool"], strict=True))
    pools = scenario.to_frame("pools")
    assert set(zip(pools["site"], pools["pool"], strict=True)) <= opened
    assert scenario.to_frame("places").empty


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "capital-bid"])
def test_every_place_has_a_pool_and_every_pool_a_site_and_places(name):
    scenario = load_scenario(name)
    assert not scenario.check_against(sites=[], pools=[], localities=[])
    pools, places = (
        set(zip(frame["site"], frame["pool"], strict=True))
        for frame in (scenario.to_frame("pools"), scenario.to_frame("places"))
    )
    assert pools == places
    assert {site for site, _ in pools} == set(scenario.to_frame("sites")["site"])
    first = scenario.to_frame("places").groupby(["site", "pool"])["year"].min()
    assert first.equals(scenario.to_frame("pools").groupby(["site", "pool"])["year"].min())


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("baseline", 0),
        ("two-bases", 44),
        ("special-school", 150),
        ("bases-first", 320),
        ("capital-bid", 0),
    ],
)
def test_places_once_all_are_full(name, places):
    frame = load_scenario(name).to_frame("places").sort_values("year")
    assert frame.groupby(["site", "pool"])["places"].last().sum() == places


def test_the_slip_comes_a_year_later_and_changes_nothing_else():
    planned, late = load_scenario("two-bases"), load_scenario("slip-of-a-year")
    assert [part for part, _ in planned.diff(late).parts] == ["opening_slip_years"]
    for table in ("pools", "places"):
        moved = late.planned(table)
        moved["year"] -= 1
        assert moved.equals(planned.planned(table))


def test_the_others_drive_demand_as_the_baseline_does():
    baseline = load_scenario("baseline")
    assert all(baseline.demand_differences(load_scenario(name)) == () for name in SHIPPED)


def test_the_committed_schema_is_the_generated_one():
    committed = (shipped()["baseline"].parent / NAME).read_text(encoding="utf-8")
    assert committed == schema_text(), "run: python -m sufficiency.scenario.schema"
    jsonschema.Draft202012Validator.check_schema(json.loads(committed))


@pytest.mark.parametrize(
    ("raw", "fits"),
    [
        ({"demand": {"request_growth_percent": {"2026": 3, "why": "x"}}}, True),
        ({"allocation": {"journey_limit_minutes": {"primary": {"2026": 40}}}}, True),
        ({"levels": [{"setting": "base", "base": [0.8, 0.9, 1]}]}, True),
        ({"nmae": "x"}, False),
        ({"demand": {"headroom_percent": 3}}, False),
        ({"allocation": {"aims": "poonds"}}, False),
        ({"allocation": {"detour_factor": 0.5}}, False),
        ({"money": {"discount_rate_percent": {"value": 3, "unit": "share"}}}, False),
        ({"places": [{"siet": "S1"}]}, False),
    ],
)
def test_editors_see_what_the_package_sees(raw, fits):
    assert jsonschema.Draft202012Validator(schema()).is_valid(raw) is fits


def test_the_wheel_takes_the_shipped_files_along():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["scenarios"] == "sufficiency/scenario/shipped"


def test_the_page_for_writers_runs():
    page = (ROOT / "docs" / "how-to" / "write-a-scenario.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in page.split("```toml\n")[1:]]
    assert len(blocks) >= 5
    for block in blocks:
        load_scenario(tomllib.loads(block))


def test_the_reference_names_every_key():
    page = (ROOT / "docs" / "reference" / "scenarios.md").read_text(encoding="utf-8")
    for key in schema()["properties"]:
        assert f"`{key}`" in page or f"`[{key}]`" in page or f"`[[{key}]]`" in page


def test_no_assumption_is_without_a_default():
    assert set(as_things_stand().to_frame()["name"]) == set(register())
