"""Rolling over pools and places: a list speaks for its sites, and nothing is counted twice."""

import pandas as pd
import pytest
from downloads import NAME, write_downloads, write_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from register_files import elsewhere, school
from register_files import write as register_rows

import sufficiency as sf
from sufficiency.errors import FindingsError
from sufficiency.sources.place_lists.standing import standing_beside

REGISTER = [
    school(100001, needs=("ASD", "SEMH")),
    school(100005, type="01", base="Resourced provision", rp="10", rproll="9", needs=("ASD",)),
    school(100006, type="01", base="SEN unit", unit="15", unitroll="12", needs=("SLCN",)),
    elsewhere(100003, easting=500_000),
]


def own_list(folder, heading="Places 2026/27", *, places=("12", "18", "95"), name="ours.csv"):
    """A council's list of the two bases and the special school, under its own names."""
    rows = [
        {"School": "Base One", "URN": "100005", "Type": "Base", "Needs": "ASD", "Ages": "4-11"},
        {"School": "Base Two", "URN": "100006", "Type": "Base", "Needs": "SLCN", "Ages": "4-11"},
        {"School": "Special", "URN": "100001", "Type": "Special", "Needs": "ASD", "Ages": "4-16"},
    ]
    rows = [row | {heading: count} for row, count in zip(rows, places, strict=True)]
    return write_rows(folder / name, rows)


def register(folder, rows=REGISTER):
    path = folder / "edubasealldata20260101.csv"
    register_rows(path, rows)
    return path


@pytest.fixture
def by_register(tmp_path):
    """An area whose bases the register alone tells: 10 places and 15, in `rp` and `unit`."""
    folder = write_downloads(tmp_path / "files")
    register(folder)
    return sf.build_area(folder, authority=NAME, until=2028).area


def of_level(area, year, level="base"):
    """Places by site of one level in a September."""
    pools = area.pools[area.pools["level"] == level]
    held = area.places[area.places["year"] <= year].sort_values("year", kind="stable")
    held = held.drop_duplicates(["site", "pool"], keep="last")
    joined = held.merge(pools[["site", "pool"]].drop_duplicates(), on=["site", "pool"])
    return joined.groupby("site")["places"].sum().to_dict()


def told(rolled):
    return {note.rule: note for note in rolled.notes}


BEFORE = {"100005": 10, "100006": 15}
AFTER = {"100005": 12, "100006": 18}


@pytest.mark.slow
def test_a_list_after_a_register_is_not_counted_beside_it(by_register, tmp_path):
    assert of_level(by_register, 2025) == BEFORE
    rolled = sf.roll_over(by_register, sf.read_places(own_list(tmp_path)))
    assert of_level(rolled.area, 2025) == BEFORE, "next year's list takes nothing from this year"
    assert of_level(rolled.area, 2026) == AFTER
    note = told(rolled)["rollover_pools_taken_over"]
    assert "2 sites (100005, 100006) from September 2026" in note.seen
    account = rolled.account.set_index("table")
    assert (account["now"] == account["kept"] + account["replaced"] + account["added"]).all()
    assert "are gone" in rolled.in_words()
    assert sf.roll_over(rolled.area, sf.read_places(own_list(tmp_path))).area == rolled.area


@pytest.mark.slow
def test_a_register_after_a_list_replaces_nothing_that_was_supplied(by_register, tmp_path):
    ours = sf.roll_over(by_register, sf.read_places(own_list(tmp_path, "Places 2025/26"))).area
    assert of_level(ours, 2025) == AFTER
    more = [*REGISTER, school(100007, type="01", base="SEN unit", unit="8", needs=("VI",))]
    reading = sf.read_gias(register(tmp_path, more), authority=NAME)
    rolled = sf.roll_over(ours, reading, partial=["sites"])
    assert of_level(rolled.area, 2025) == AFTER | {"100007": 8}, "of others it tells all the same"
    left = told(rolled)["rollover_supplied_stands"]
    assert "3 sites (100001, 100005, 100006)" in left.seen


@pytest.mark.slow
def test_a_built_area_does_not_lay_the_register_over_what_was_supplied(by_register, tmp_path):
    """It has both: the register's places of this September, and those of next year's list."""
    ours = sf.roll_over(by_register, sf.read_places(own_list(tmp_path, "Places 2025/26"))).area
    folder = write_downloads(tmp_path / "this")
    register(folder)
    own_list(folder, "Places 2026/27", places=("14", "20", "97"))
    this_year = sf.build_area(folder, authority=NAME, until=2028).area
    assert of_level(this_year, 2025) == BEFORE
    rolled = sf.roll_over(ours, this_year)
    assert of_level(rolled.area, 2025) == AFTER
    assert of_level(rolled.area, 2026) == {"100005": 14, "100006": 20}
    alone = told(rolled)["rollover_supplied_alone"]
    assert "3 sites (100001, 100005, 100006)" in alone.seen


@pytest.mark.slow
def test_both_at_once_and_a_whole_area_are_laid_the_same_way(by_register, tmp_path):
    listed = sf.read_places(own_list(tmp_path))
    schools = sf.read_gias(register(tmp_path), authority=NAME)
    for order in ([listed, schools], [schools, listed]):
        rolled = sf.roll_over(by_register, order, partial=["sites"])
        assert of_level(rolled.area, 2025) == BEFORE
        assert of_level(rolled.area, 2026) == AFTER
    folder = write_downloads(tmp_path / "this")
    register(folder)
    own_list(folder, "Places 2025/26")
    this_year = sf.build_area(folder, authority=NAME, until=2028).area
    assert of_level(sf.roll_over(by_register, this_year).area, 2025) == AFTER
    saved = this_year.save(tmp_path / "this.xlsx")
    assert of_level(sf.roll_over(by_register, saved).area, 2025) == AFTER
    assert of_level(sf.roll_over(this_year, by_register).area, 2025) == AFTER


@pytest.mark.slow
def test_tables_go_by_their_keys_and_disagreeing_lists_are_refused(by_register, tmp_path):
    more = by_register.places[by_register.places["site"] == "100005"].assign(year=2026, places=14)
    rolled = sf.roll_over(by_register, {"places": more})
    assert of_level(rolled.area, 2026) == BEFORE | {"100005": 14}
    one = sf.read_places(own_list(tmp_path))
    other = sf.read_places(own_list(tmp_path, places=("12", "18", "99"), name="theirs.csv"))
    with pytest.raises(FindingsError, match="different rows") as caught:
        sf.roll_over(by_register, [one, other])
    assert {found.rule for found in caught.value.findings} == {"rollover_given_twice"}


@pytest.mark.slow
def test_a_list_adds_sites_and_changes_none_that_are_known(by_register, tmp_path):
    rows = [
        {
            **{"School": name, "URN": urn, "LA name": NAME, "Type": "Base", "Needs": "ASD"},
            **{"Ages": "4-11", "Easting": east, "Northing": "278000", "Places 2026/27": "6"},
        }
        for name, urn, east in (("Base One", "100005", "487500"), ("New", "100009", "488000"))
    ]
    listed = sf.read_places(write_rows(tmp_path / "ours.csv", rows), authority=NAME)
    rolled = sf.roll_over(by_register, listed)
    sites = rolled.area.sites.set_index("site")
    assert "100009" in sites.index
    before = by_register.sites.set_index("site")
    assert sites.loc["100005", "easting"] == before.loc["100005", "easting"]
    assert of_level(rolled.area, 2026) == {"100005": 6, "100006": 15, "100009": 6}


@pytest.mark.slow
def test_a_list_of_next_september_leaves_this_years_places(tmp_path):
    folder = write_downloads(tmp_path / "files")
    register(folder)
    own_list(folder)
    built = sf.build_area(folder, authority=NAME, until=2028)
    assert of_level(built.area, 2025) == BEFORE
    assert of_level(built.area, 2026) == AFTER
    assert of_level(built.area, 2025, "special")["100001"] == 90
    assert of_level(built.area, 2026, "special")["100001"] == 95
    note = next(one for one in built.findings if one.rule == "intake_list_begins_later")
    assert "3 schools from September 2026 on (100001, 100005, 100006)" in note.seen
    assert set(built.area.pools.query("site == '100005'")["pool"]) == {"all"}, "one base, one name"


def test_rows_of_a_register_that_a_list_replaces_are_named_and_in_the_account(tmp_path):
    folder = write_downloads(tmp_path / "files")
    register(folder)
    own_list(folder, "Places 2025/26")
    built = sf.build_area(folder, authority=NAME, until=2028)
    note = next(one for one in built.findings if one.rule == "intake_list_speaks")
    assert "3 schools (100001, 100005, 100006)" in note.seen
    account = built.account()
    left = account[account["file"] == "table made of the files"].set_index("what")
    assert left["rows"].to_dict() == {"pools": 3, "places": 3}
    assert set(left["done"]) == {"left_out"}
    assert left["why"].str.contains("100001, 100005, 100006").all()
    assert left["reading"].str.contains("chools").all()


def test_a_table_by_hand_goes_before_a_register_as_its_note_says(by_register, tmp_path):
    ours = sf.roll_over(by_register, sf.read_places(own_list(tmp_path, "Places 2025/26"))).area
    reading = sf.read_gias(register(tmp_path), authority=NAME)
    assert "by a table" in told(sf.roll_over(ours, reading))["rollover_supplied_stands"].remedy
    rows = reading.held["places"].query("site == '100005'").assign(places=14, basis="supplied")
    rolled = sf.roll_over(by_register, [reading, {"places": rows}])
    assert of_level(rolled.area, 2025) == BEFORE | {"100005": 14}
    note = told(rolled)["rollover_by_hand_counts"]
    assert "Of its places, 1 row is another one" in note.seen
    assert "(100005)" in note.seen


def frames(rows):
    """Tables pools and places of rows: site, pool, level, year, places; a blank pool is a total."""
    pools = [
        {"site": site, "pool": pool, "level": level, "year": year}
        for site, pool, level, year, _ in rows
        if pool
    ]
    places = [
        {"site": site, "pool": pool, "year": year, "places": count, "basis": "supplied"}
        for site, pool, _, year, count in rows
        if count is not None
    ]
    columns = ["site", "pool", "level", "year"]
    return {
        "pools": pd.DataFrame(pools, columns=columns),
        "places": pd.DataFrame(places, columns=["site", "pool", "year", "places", "basis"]),
    }


def places_of(tables, site, year, pools=None):
    """Places of a site in a September: of its pools, as far as its total goes."""
    held = tables["places"]
    held = held[(held["year"] <= year) & (held["site"] == site)]
    held = held.sort_values("year", kind="stable").drop_duplicates("pool", keep="last")
    held = held.set_index("pool")["places"].astype(float).to_dict()
    there = tables["pools"]
    there = set(there.loc[(there["site"] == site) & (there["year"] <= year), "pool"])
    there = there if pools is None else there & pools
    blank = float("inf") if "" in held else 0.0
    return min(sum(held.get(pool, blank) for pool in there), held.get("", float("inf")))


ROWS = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(("rp", "unit", "all", "")),
        st.sampled_from(("base", "special")),
        st.integers(2024, 2027),
        st.one_of(st.none(), st.integers(1, 30)),
    ),
    max_size=8,
    unique_by=lambda row: (row[:2], row[3]),
)


def one_level(rows):
    """A pool has one level, that of its first row."""
    levels = {}
    return [(*row[:2], levels.setdefault(row[:2], row[2]), *row[3:]) for row in rows]


def begins(rows, site):
    """By level the first September of a list at a site; under None the site's, and by pool."""
    rows = [row for row in rows if row[0] == site and (row[1] or row[4] is not None)]
    whole = [row[3] for row in rows if not row[1]]
    levels = {row[2] for row in rows if row[1]}
    by = {one: min([*whole, *(r[3] for r in rows if r[1] and r[2] == one)]) for one in levels}
    return by, min((row[3] for row in rows), default=None)


@pytest.mark.slow
@given(listed=ROWS, others=ROWS)
@settings(max_examples=200, deadline=None)
def test_a_list_speaks_alone_from_its_september_and_not_before(listed, others):
    listed, others = one_level(listed), one_level(others)
    ours, theirs = frames(listed), frames(others)
    stood = standing_beside(ours, theirs)
    whole = {
        "pools": pd.concat([stood.pools, ours["pools"]]),
        "places": pd.concat([stood.places, stood.listed]),
    }
    assert not whole["places"].duplicated(["site", "pool", "year"]).any()
    assert not whole["pools"].duplicated(["site", "pool", "year"]).any()
    for site in {row[0] for row in (*listed, *others)}:
        by_level, first = begins(listed, site)
        its_level = {row[:2]: row[2] for row in listed}
        is_called_anew = any(its_level.get(row[:2], row[2]) != row[2] for row in others)
        has_total = any(row[0] == site and not row[1] for row in (*listed, *others))
        for year in range(2024, 2029):
            now = places_of(whole, site, year)
            if first is None or year < first:
                assert now == places_of(theirs, site, year)
            elif all(year >= begun for begun in by_level.values()):
                assert now == places_of(ours, site, year)
            elif not has_total and not is_called_anew:
                own = {
                    row[1]: row[3]
                    for row in sorted(listed, key=lambda row: row[3], reverse=True)
                    if row[0] == site
                }
                not_yet = {
                    row[1]
                    for row in others
                    if row[0] == site
                    and year < min(by_level.get(row[2], first), own.get(row[1], 9999))
                }
                before = places_of(theirs, site, year, not_yet)
                assert now == places_of(ours, site, year) + before


def test_a_total_alone_shuts_no_pool_of_the_list():
    theirs = frames([("S", "all", "special", 2022, 56), ("S", "more", "special", 2022, 9)])
    ours = frames(
        [("S", "all", "special", 2026, None), ("S", "", "", 2026, 70), ("S", "", "", 2027, 80)]
    )
    stood = standing_beside(ours, theirs).places
    held = stood.set_index(["pool", "year"])["places"].to_dict()
    assert held == {
        **{("all", 2022): 56, ("more", 2022): 9},
        **{("all", 2026): 70, ("all", 2027): 80, ("more", 2026): 0},
    }


def test_each_level_of_a_site_begins_when_the_list_gives_its_places():
    theirs = frames([("S", "rp", "base", 2025, 10), ("S", "special", "special", 2025, 5)])
    ours = frames([("S", "all", "base", 2026, 12), ("S", "special", "special", 2025, 6)])
    stood = standing_beside(ours, theirs).places
    assert stood[["pool", "year", "places"]].to_numpy().tolist() == [["all", 2025, 10]]


def test_totals_of_sites_and_pools_that_placements_name_stay_sound():
    ours = frames([("A", "all", "base", 2026, 12), ("A", "more", "base", 2027, 5)])
    theirs = frames([("A", "rp", "base", 2025, 10)])
    theirs["places"]["pool"] = ""
    stood = standing_beside(ours, theirs).places.set_index("year")["places"]
    assert stood.to_dict() == {2025: 10, 2026: 12, 2027: 17}, "the total is the list's own sum"
    late = frames([("A", "rp", "base", 2026, 10)])
    assert standing_beside(ours, late).pools.empty
    kept = standing_beside(ours, late, named=frozenset({("A", "rp")}))
    assert kept.pools["pool"].tolist() == ["rp"]
    assert kept.places["places"].tolist() == [0]


def test_places_that_others_have_stay_taken_where_a_list_does_not_say(by_register, tmp_path):
    special = by_register.places["site"] == "100001"
    supplied = by_register.places[special].assign(places=95, taken=20, basis="supplied")
    area = sf.roll_over(by_register, {"places": supplied}).area
    rolled = sf.roll_over(area, sf.read_places(own_list(tmp_path)))
    held = rolled.area.places.query("site == '100001'").set_index("year")
    assert held[["places", "taken"]].to_numpy().tolist() == [[95, 20], [95, 20]]
    note = told(rolled)["list_taken_carried"]
    assert "1 site (100001); 20 that were taken before stay taken" in note.seen
    assert "column Taken" in note.remedy
    again = sf.roll_over(rolled.area, sf.read_places(own_list(tmp_path)))
    assert again.area == rolled.area
    rows = pd.read_csv(own_list(tmp_path), dtype=str).assign(Taken="0").to_dict("records")
    none = sf.roll_over(area, sf.read_places(write_rows(tmp_path / "none.csv", rows)))
    assert none.area.places.query("site == '100001'")["taken"].tolist() == [20, 0]
    assert "list_taken_carried" not in told(none)


def with_taken(tables, taken):
    return tables | {"places": tables["places"].assign(taken=taken)}


def test_what_is_taken_goes_with_pools_that_end_and_with_totals():
    theirs = with_taken(
        frames([("A", "rp", "base", 2025, 10), ("A", "unit", "base", 2025, 10)]), [3, 4]
    )
    stood = standing_beside(frames([("A", "all", "base", 2026, 20)]), theirs)
    assert stood.listed["taken"].tolist() == [7]
    assert stood.still_taken == {"A": 7}
    few = standing_beside(frames([("A", "all", "base", 2026, 5)]), theirs)
    assert few.listed["taken"].tolist() == [5], "no more than there are"
    assumed = theirs["places"].assign(basis="estimated")
    stood = standing_beside(frames([("A", "all", "base", 2026, 20)]), theirs | {"places": assumed})
    assert not stood.still_taken, "what a register assumes is not carried on"
    total = with_taken(frames([("A", "rp", "base", 2025, 10)]), [6])
    total["places"]["pool"] = ""
    stood = standing_beside(frames([("A", "all", "base", 2026, 12)]), total)
    assert stood.places.set_index("year")["taken"].to_dict() == {2025: 6, 2026: 6}
    assert stood.still_taken == {"A": 6}


def facts(area):
    return {item: area.fact(item) for item in area.table("about")["item"]}


def test_facts_of_the_sources_follow_what_was_replaced(by_register, tmp_path):
    """A fact named last year's register for places that this year's list had told."""
    registered = "The register of schools, for Ashby"
    rolled = sf.roll_over(by_register, sf.read_places(own_list(tmp_path)))
    listed = "Schools and places: 3 schools, 3 pools (ours.csv)"
    for table in ("pools", "places"):
        assert rolled.area.fact(f"source_{table}") == f"{listed}; the rest: {registered}"
    told = rolled.changes[rolled.changes["what"] == "fact_changed"]
    assert set(told["item"]) == {"source_pools", "source_places"}
    others = facts(by_register).keys() - set(told["item"])
    assert {item: rolled.area.fact(item) for item in others} == {
        item: by_register.fact(item) for item in others
    }
    assert sf.roll_over(rolled.area, sf.read_places(own_list(tmp_path))).changes.empty


def test_a_table_that_is_replaced_whole_has_the_new_source_alone(by_register, tmp_path):
    persons = by_register.population.assign(persons=lambda rows: rows["persons"] + 1)
    persons.to_csv(tmp_path / "population.csv", index=False)
    rolled = sf.roll_over(by_register, tmp_path / "population.csv")
    assert rolled.area.fact("source_population") == "population.csv"
    rolled = sf.roll_over(by_register, {"population": persons.query("year == 2027")})
    then = by_register.fact("source_population")
    assert rolled.area.fact("source_population") == f"tables in Python; the rest: {then}"


@pytest.mark.slow
def test_januaries_are_told_by_their_source_and_a_whole_area_by_its_own(by_register):
    plans = by_register.plans
    newest = int(plans["year"].max())
    then = {"item": [*facts(by_register), "source_plans"]}
    then["value"] = [*facts(by_register).values(), "last year's return"]
    last = by_register.with_table("about", pd.DataFrame(then))
    came = plans[plans["year"] == newest].assign(year=newest + 1)
    wanted = f"last year's return; January {newest + 2}: tables in Python"
    rolled = sf.roll_over(last, {"plans": came})
    assert rolled.area.fact("source_plans") == wanted
    about = pd.DataFrame(then | {"value": [*facts(by_register).values(), "this year's return"]})
    whole = last.with_tables({"about": about, "plans": came})
    rolled = sf.roll_over(last, whole)
    assert rolled.area.fact("source_plans") == wanted.replace(
        "tables in Python", "this year's return"
    )
    by_hand = pd.DataFrame({"item": ["source_plans"], "value": ["as Kim counted"]})
    rolled = sf.roll_over(last, [{"plans": came}, {"about": by_hand}])
    assert rolled.area.fact("source_plans") == "as Kim counted"
    untold = by_register.with_table("about", by_register.table("about").query("item == 'name'"))
    assert facts(sf.roll_over(untold, {"plans": came}).area).keys() == {"name"}
    wanted = f"not told; January {newest + 2}: tables in Python"
    assert sf.roll_over(by_register, {"plans": came}).area.fact("source_plans") == wanted


def test_rows_are_counted_in_words_that_fit(by_register, tmp_path):
    rolled = sf.roll_over(by_register, sf.read_places(own_list(tmp_path)))
    assert "Table places: 5 rows are new, 2 are gone." in rolled.in_words().splitlines()
    one = by_register.table("localities").iloc[[0]].assign(name="Another name")
    rolled = sf.roll_over(by_register, {"localities": one}, partial=["localities"])
    assert "Table localities: 1 row holds something else." in rolled.in_words().splitlines()
    assert " 0 " not in rolled.in_words()
