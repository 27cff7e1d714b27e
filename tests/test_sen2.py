"""The SEN2 return against what the maker of the returns knows, cell by cell."""

from collections import Counter
from datetime import date
from random import Random

import pandas as pd
import pytest
import sen2_files as files
import sen2_returns as made
import sen2_truth as truth

import sufficiency as sf
from sufficiency import terms
from sufficiency.area.reading import raw_of_frame
from sufficiency.errors import FindingsError
from sufficiency.sources.days import day_of
from sufficiency.sources.sen2 import KIND
from sufficiency.sources.sen2.lookups import localities_of
from sufficiency.sources.sen2.typed import _with_need
from sufficiency.sources.text_tables import first_rows
from sufficiency.tables import check_table
from sufficiency.terms.sen2 import return_modules

WAY = [
    "year",
    "locality",
    "need_from",
    "ncy_from",
    "setting_from",
    "need_to",
    "ncy_to",
    "setting_to",
]
AREA_TABLES = ("plans", "transitions", "placements")


def lookups():
    return {
        "locality_of": pd.DataFrame(made.POSTCODES.items(), columns=["postcode", "locality"]),
        "establishments": pd.DataFrame(
            made.establishments(), columns=["urn", "setting", "ukprn", "base_kind"]
        ),
    }


def counter(frame, cells, value="plans"):
    """Count by cell; a blank NC year is None."""
    rows = frame[[*cells, value]].astype(object).to_numpy().tolist()
    return Counter(
        {tuple(None if cell is pd.NA else cell for cell in row[:-1]): row[-1] for row in rows}
    )


@pytest.fixture(scope="module")
def world():
    return made.made_world(3_000, seed=3)


@pytest.fixture(scope="module")
def folder(world, tmp_path_factory):
    return files.write_returns(world, tmp_path_factory.mktemp("returns") / "csv")


@pytest.fixture(scope="module")
def reading(folder):
    return sf.read_sen2(folder, **lookups())


def held_to(reading, world):
    """Hold every table to the world: no cell may be missing, too many or off by a child."""
    tables = reading.tables()
    stock = counter(tables["plans"], ["year", "locality", "need", "ncy", "setting"])
    assert stock == truth.expected_plans(world)
    placed = counter(tables["placements"], ["year", "locality", "need", "ncy", "site"])
    assert placed == truth.expected_placements(world)
    ways, restated, _ = truth.expected_flows(world)
    assert counter(tables["transitions"], WAY) == ways
    assert counter(tables["restated"], ["year", "what", "need", "ncy", "setting"]) == restated
    found = tables["quality"].groupby(["year", "rule"])["rows"].sum()
    assert Counter(found.to_dict()) == truth.expected_quality(world)


@pytest.mark.slow
def test_modules_give_back_exactly_what_is_true(reading, world):
    held_to(reading, world)
    assert reading.version == "version 1.1, 1.2, 1.3"
    assert reading.settings["census"] == ", ".join(day.isoformat() for day in made.CENSUS)


@pytest.mark.slow
def test_xml_gives_back_exactly_what_is_true(world, tmp_path):
    reading = sf.read_sen2(files.write_returns(world, tmp_path / "xml", form="xml"), **lookups())
    held_to(reading, world)
    assert len(reading.inputs) == len(made.YEARS)


@pytest.mark.parametrize("seed", range(4))
def test_a_world_full_of_faults_is_read_as_it_is_written(seed, tmp_path):
    world = made.made_world(300, seed=seed, faults=0.6)
    held_to(sf.read_sen2(files.write_returns(world, tmp_path / "csv"), **lookups()), world)


@pytest.mark.slow
def test_a_large_authority_is_read_exactly(tmp_path):
    """24,000 persons: the benchmark (benchmarks/sen2.py) measures seconds and memory of them."""
    world = made.made_world(24_000)
    folder = files.write_returns(world, tmp_path / "csv")
    held_to(sf.read_sen2(folder, **lookups()), world)


def test_a_world_without_faults_is_told_without_a_fault(tmp_path):
    world = made.made_world(200, faults=0)
    tables = sf.read_sen2(files.write_returns(world, tmp_path / "csv"), **lookups()).tables()
    assert tables["quality"].empty
    assert tables["quality_rows"].empty
    assert tables["restated"].empty
    assert tables["findings"].empty


def test_the_account_between_two_januaries_closes(reading):
    """Stock + restated is what transitions open with, and what they lead to is the next stock."""
    tables = reading.tables()
    cells = ["need", "ncy", "setting"]
    ways, restated = tables["transitions"], tables["restated"]
    stock = tables["plans"].groupby(["year", *cells])["plans"].sum()
    for year in made.YEARS[1:]:
        here = ways[ways["year"] == year]
        there = here[here["setting_from"] != "outside"]
        opening = counter(
            there.groupby([f"{cell}_from" for cell in cells])["plans"].sum().reset_index(),
            [f"{cell}_from" for cell in cells],
        )
        gap = restated[restated["year"] == year].groupby(cells)["plans"].sum()
        told = stock.loc[year - 1].add(gap, fill_value=0)
        assert opening == Counter(told[told != 0].astype(int).to_dict())
        arrived = here[here["setting_to"] != "outside"]
        arrived = arrived.groupby([f"{cell}_to" for cell in cells])["plans"].sum()
        assert Counter(arrived.to_dict()) == Counter(stock.loc[year].to_dict())


def test_everyone_goes_up_one_nc_year(reading):
    ways = reading.tables()["transitions"]
    both = ways[(ways["setting_from"] != "outside") & (ways["setting_to"] != "outside")]
    assert (both["ncy_to"] - both["ncy_from"] == 1).all()


@pytest.mark.parametrize("table", AREA_TABLES)
def test_a_table_of_an_area_keeps_its_contract(reading, table):
    frame = reading.tables()[table]
    assert tuple(frame.columns) == terms.table(table).column_names
    checked = check_table(raw_of_frame(table, frame))
    assert checked.is_sound, [str(one) for one in checked.findings][:3]


def test_the_rows_of_the_account_add_up_to_the_files(reading, world):
    account = reading.account()
    told = account.groupby("what")["rows"].sum()
    there = Counter()
    for at in range(len(made.YEARS)):
        there.update({module: len(rows) for module, rows in files.rows_of(world, at).items()})
    assert told.to_dict() == dict(there)
    counted = account[(account["what"] == "person") & (account["done"] == "read")]["rows"].sum()
    assert counted == reading.tables()["plans"]["plans"].sum()


def test_the_order_of_returns_does_not_matter(folder, reading):
    places = sorted(folder.iterdir(), reverse=True)
    turned = sf.read_sen2(places, **lookups())
    for table in (*AREA_TABLES, "restated", "quality"):
        pd.testing.assert_frame_equal(turned.tables()[table], reading.tables()[table])


def test_the_order_of_rows_does_not_matter(world, reading, tmp_path):
    for at, year in enumerate(made.YEARS):
        rows = files.rows_of(world, at)
        turned = {module: lines[::-1] for module, lines in rows.items()}
        files.write_modules(tmp_path / f"{year}", turned, made.VERSIONS[at])
    tables = sf.read_sen2(tmp_path, **lookups()).tables()
    for table in AREA_TABLES:
        pd.testing.assert_frame_equal(tables[table], reading.tables()[table])


def muddled(rows, chance):
    """Rows that say something twice, and otherwise: of persons, needs, placements and numbers."""
    for module, cells in (
        ("person", {"postcode": "ZX3 3QK"}),
        ("person", {"postcode": ""}),
        ("senneed", {"sentype": "HI"}),
        ("placementdetail", {"urn": "120003", "sensetting": ""}),
        ("placementdetail", {"urn": "", "sensetting": "NIEO"}),
    ):
        key = return_modules()[module].key
        for line in chance.sample(rows[module], 3):
            rows[module].append(line | cells | {key: f"{9000 + len(rows[module])}"})
    for module, cells in (("namedplan", {"ceasedate": "2010-01-01"}), ("senneed", {"sentype": ""})):
        rows[module] += [line | cells for line in chance.sample(rows[module], 3)]
    return rows


@pytest.mark.parametrize("seed", range(5))
def test_no_order_of_rows_decides_anything(seed, tmp_path):
    """Rows of every module are shuffled, in a world full of faults: the same tables come of it."""
    chance = Random(seed)
    world = made.made_world(250, seed=seed, faults=0.6)
    told = []
    for way in ("written", "shuffled"):
        for at in (2, 3):
            rows = muddled(files.rows_of(world, at), Random(seed))
            if way == "shuffled":
                rows = {name: chance.sample(lines, len(lines)) for name, lines in rows.items()}
            files.write_modules(tmp_path / way / f"{at}", rows)
        told.append(sf.read_sen2(tmp_path / way, **lookups()))
    one, other = told
    for table in (*AREA_TABLES, "in_mainstream", "restated", "joiners"):
        pd.testing.assert_frame_equal(one.held[table], other.held[table])
    counts = ["year", "rule", "column", "rows"]
    assert (
        one.held["quality"][counts].sort_values(counts).to_numpy().tolist()
        == other.held["quality"][counts].sort_values(counts).to_numpy().tolist()
    )


def test_one_january_has_no_flows(folder, world):
    reading = sf.read_sen2(folder / "2025", **lookups())
    assert "transitions" not in reading.held
    stock = counter(reading.tables()["plans"], ["year", "locality", "need", "ncy", "setting"])
    expected = truth.expected_plans(world)
    assert stock == Counter({cell: n for cell, n in expected.items() if cell[0] == 2024})


def test_januaries_that_are_apart_have_no_flows_between_them(folder):
    reading = sf.read_sen2([folder / "2022", folder / "2024", folder / "2025"], **lookups())
    assert set(reading.tables()["transitions"]["year"]) == {2024}
    noted = [one for one in reading.findings if one.rule == "sen2_years_apart"]
    assert "between January 2022 and January 2024" in noted[0].seen


def test_without_look_ups_it_says_what_to_type(folder):
    reading = sf.read_sen2(folder / "2025")
    rules = {one.rule: one for one in reading.findings}
    assert 'locality_of="postcodes.csv"' in rules["sen2_no_localities"].remedy
    assert "establishments=frame" in rules["sen2_no_establishments"].remedy
    plans = reading.tables()["plans"]
    assert set(plans["locality"]) == {"unknown"}
    assert set(plans["setting"]) <= {
        *("unknown", "base", "elsewhere", "early_years", "not_in_education")
    }


@pytest.mark.slow
def test_look_ups_may_be_files_and_readings(folder, reading, tmp_path):
    given = lookups()
    given["locality_of"].to_csv(tmp_path / "postcodes.csv", index=False)
    schools = sf.sources.reading.Reading(
        kind="gias",
        title="register",
        held={"establishments": given["establishments"].assign(urn=lambda f: f["urn"].astype(int))},
        steps=reading.account(),
    )
    again = sf.read_sen2(folder, locality_of=tmp_path / "postcodes.csv", establishments=schools)
    pd.testing.assert_frame_equal(again.tables()["plans"], reading.tables()["plans"])
    assert again.inputs[-1].file == "postcodes.csv"


def test_a_look_up_that_was_read_does_as_well_and_holds_no_postcode(folder, reading, tmp_path):
    known = lookups()
    path = tmp_path / "postcodes.csv"
    known["locality_of"].to_csv(path, index=False)
    lookup = sf.read_lookup(path, code="postcode", to="locality")
    other = sf.read_sen2(folder, **{**known, "locality_of": lookup})
    for name, table in reading.held.items():
        pd.testing.assert_frame_equal(other.held[name], table)
    assert "postcodes.csv" in {one.file for one in other.inputs}
    held = localities_of(lookup)
    assert not set(made.POSTCODES) & {*map(str, held.of.pairs), *map(str, held.of.held)}


def test_census_day_is_the_one_that_is_given(tmp_path):
    """On New Year's Day some have no plan yet, and some have one who had none on census day."""
    world = made.made_world(2_000, seed=3, faults=0)
    folder = files.write_modules(tmp_path / "return", files.rows_of(world, 3))
    told = sf.read_sen2(folder, census=date(2025, 1, 1), **lookups())
    assert told.settings["census"] == "2025-01-01"
    papers = [
        (child.born, child.papers[3]) for child in world.children if child.papers[3] is not None
    ]
    early = [
        paper
        for born, paper in papers
        if paper.has_plan and paper.start <= date(2025, 1, 1)
        if paper.cease is None or paper.cease >= date(2025, 1, 1)
        if made.ncy_of(born, 3) <= terms.LAST_NCY
    ]
    assert any(paper.cease for paper in early)
    assert told.tables()["plans"]["plans"].sum() == len(early)
    same = sf.read_sen2(folder, census="01/01/2025", **lookups())
    pd.testing.assert_frame_equal(same.tables()["plans"], told.tables()["plans"])


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        ("2025-01-16", "", True),  # begins on census day
        ("2025-01-17", "", False),
        ("2024-05-01", "2025-01-16", True),  # ends on census day
        ("2024-05-01", "2025-01-15", False),
    ],
)
def test_both_ends_of_a_plan_count(first, last, counts, tmp_path):
    rows = files.rows_of(made.made_world(30, seed=5, faults=0), 3)
    before = sf.read_sen2(files.write_modules(tmp_path / "sound", rows), **lookups())
    rows["namedplan"][0] |= {"startdate": first, "ceasedate": last}
    after = sf.read_sen2(files.write_modules(tmp_path / "changed", rows), **lookups())
    gone = before.tables()["plans"]["plans"].sum() - after.tables()["plans"]["plans"].sum()
    assert gone == (0 if counts else 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-Sep-28 00:00:00", date(2022, 9, 28)),
        ("2022-09-28", date(2022, 9, 28)),
        ("2022-09-28T00:00:00Z", date(2022, 9, 28)),
        ("28/09/2022", date(2022, 9, 28)),
        ("3/4/2022 00:00", date(2022, 4, 3)),
        ("28 September 2022", date(2022, 9, 28)),
        ("31/02/2015", None),
        ("44832", None),
        ("2022-13-01", None),
        ("1899-12-31", None),
        ("٢٠٢٢-09-28", None),
        ("", None),
    ],
)
def test_days_are_read_as_they_are_written(text, day):
    assert day_of(text) == day


def test_joiners_are_those_of_the_calendar_year(tmp_path):
    rows = files.rows_of(made.made_world(40, seed=5, faults=0), 3)
    for line in rows["requests"]:
        line |= {"receiveddate": "", "requestoutcomedate": "", "requestoutcome": ""}
    for line in rows["namedplan"]:
        line |= {"startdate": "2020-01-31", "ceasedate": ""}
    rows["requests"][0] |= {
        "receiveddate": "2024-01-01",
        "requestoutcome": "n",
        "requestoutcomedate": "2024-12-31",
    }
    rows["requests"][1] |= {
        "receiveddate": "2023-12-31",
        "requestoutcome": "see file",
        "requestoutcomedate": "2024-03-01",
    }
    rows["requests"][2] |= {"receiveddate": "2025-01-01"}
    rows["namedplan"][0]["startdate"] = rows["namedplan"][1]["startdate"] = "2024-06-01"
    rows["activeplans"][1]["transferla"] = "850"
    reading = sf.read_sen2(files.write_modules(tmp_path / "return", rows), **lookups())
    steps = reading.tables()["joiners"].groupby(["year", "stage", "outcome"])["children"].sum()
    assert steps.to_dict() == {
        (2024, "request received", ""): 1,
        (2024, "request decided", "N"): 1,
        (2024, "request decided", "other"): 1,
        (2024, "plan issued", ""): 1,
        (2024, "plan came from another authority", ""): 1,
    }


@pytest.mark.parametrize(("before", "unsure"), [(2, 2), (1, 2), (0, 0)])
def test_children_are_known_again_by_name_only_where_nobody_else_has_it(before, unsure, tmp_path):
    """Two of one name and birth date, without UPNs, are not matched, and it says so."""
    same = {"upn": "", "surname": "Same", "forename": "Same", "personbirthdate": "2013-03-01"}
    for at, count in ((2, before), (3, 2)):
        rows = files.rows_of(made.made_world(40, seed=5, faults=0), 3)
        rows["sen2"][0] |= {"referencedate": made.CENSUS[at].isoformat(), "year": f"{2022 + at}"}
        for line in rows["person"][:count]:
            line |= same
        for line in rows["namedplan"]:
            line["startdate"] = "2020-01-31"
        files.write_modules(tmp_path / f"{at}", rows)
    reading = sf.read_sen2(tmp_path, **lookups())
    found = {one.rule: one for one in reading.findings}
    assert ("sen2_match_unsure" in found) == bool(unsure)
    if unsure:
        assert found["sen2_match_unsure"].row == 2
        assert f"{unsure} children" in found["sen2_match_unsure"].seen
    assert "2 children" in found["sen2_not_traced"].seen
    ways, plans = (reading.tables()[name] for name in ("transitions", "plans"))
    there = ways[ways["setting_to"] != "outside"]["plans"].sum()
    assert there == plans[plans["year"] == 2024]["plans"].sum()


def test_a_return_makes_an_area_that_is_projected(reading):
    tables = reading.tables()
    area = sf.area_from_frames({**around(tables), **{name: tables[name] for name in AREA_TABLES}})
    projection = sf.project(area, until=2026, draws=10, seed=1)
    assert projection.flows == "transitions"
    now = tables["plans"].query("year == 2024")["plans"].sum()
    assert area.table("plans").query("year == 2024")["plans"].sum() == now
    expected = projection.to_frame(by=["year"]).set_index("year")["expected"]
    assert 0.8 * now < expected[2025] < 1.4 * now


def around(tables):
    """Made-up localities, population, sites and places for the children of the returns."""
    localities = [
        [code, code, "All", 488_000 + 500 * at, 279_000, "made"]
        for at, code in enumerate(made.LOCALITIES)
    ]
    population = [
        [year, code, ncy, 400, "made"]
        for year in range(2021, 2028)
        for code in made.LOCALITIES
        for ncy in range(terms.FIRST_NCY, terms.LAST_NCY + 1)
    ]
    sites = sorted(set(tables["placements"]["site"]))
    special = [site for site in sites if site.startswith("12")]
    needs = ";".join(made.NEEDS)
    content = {
        "localities": (["locality", "name", "group", "easting", "northing", "basis"], localities),
        "population": (["year", "locality", "ncy", "persons", "basis"], population),
        "sites": (
            ["site", "name", "authority", "easting", "northing", "basis"],
            [[site, site, "Madeshire", 488_000, 279_000, "made"] for site in sites],
        ),
        "pools": (
            ["site", "pool", "level", "needs", "ncy_from", "ncy_to", "year", "basis"],
            [[site, "all", "special", needs, 0, 14, 2021, "made"] for site in special],
        ),
        "places": (
            ["site", "pool", "year", "places", "basis"],
            [[site, "all", 2021, 200, "made"] for site in special],
        ),
    }
    return {name: pd.DataFrame(rows, columns=columns) for name, (columns, rows) in content.items()}


def test_a_module_is_recognised(folder, tmp_path):
    modules = sorted((folder / "2025").iterdir())
    assert all(KIND.recognises(first_rows(file)) for file in modules)
    other = tmp_path / "plans.csv"
    other.write_text("year,locality,plans\n2024,L01,3\n", encoding="utf-8")
    assert not KIND.recognises(first_rows(other))
    assert KIND.read is sf.read_sen2


@pytest.mark.slow
def test_several_returns_in_one_folder_of_xml_files(world, tmp_path):
    for at in (2, 3):
        files.write_xml(tmp_path / f"{made.YEARS[at] + 1}.xml", files.rows_of(world, at))
    reading = sf.read_sen2(tmp_path, **lookups())
    assert set(reading.tables()["transitions"]["year"]) == {2024}


def test_another_authority_is_refused(folder):
    assert "899" in sf.read_sen2(folder / "2025", authority="899").title
    with pytest.raises(FindingsError, match=r"is of authority 899, not of 940"):
        sf.read_sen2(folder / "2025", authority="940")


def test_a_need_may_be_written_as_its_code_with_words_behind():
    frame = pd.DataFrame({"sentype": ["ASD - Autistic spectrum disorder", "semh", "Odd - ASD"]})
    read, faults = _with_need(frame)
    assert read["need"].tolist() == ["ASD", "SEMH", "unknown"]
    assert [fault.rows.tolist() for fault in faults] == [[2]]


def test_needs_of_the_past_are_read_by_the_table_of_needs_and_counted():
    """BESD was the code of SEMH until 2014; an export of cases reads it so too."""
    old = ["besd", "BESD - Behaviour, emotional and social difficulty", "ASC", "EBD", "none", "VI"]
    read, faults = _with_need(pd.DataFrame({"sentype": old}))
    assert read["need"].tolist() == ["SEMH", "SEMH", "ASD", "SEMH", "unknown", "VI"]
    assert [(one.rule, one.rows.tolist()) for one in faults] == [
        ("sen2_need_otherwise", [0, 1, 2, 3]),
        ("sen2_need_code", [4]),
    ]
    assert faults[0].said == "ASC as ASD (1), BESD as SEMH (2), EBD as SEMH (1)"
