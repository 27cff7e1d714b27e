"""What is held against itself before an area is built: totals, rates, and parts that vanish."""

import os
from pathlib import Path

import pandas as pd
import pytest
from downloads import NAME, write_downloads, write_rows

import sufficiency as sf
from sufficiency.errors import FindingsError
from sufficiency.intake.recognising import recognise
from sufficiency.intake.thin import register_old, thin_places
from sufficiency.intake.totals import (
    HIGH_RATE,
    LOW_RATE,
    apart_from_published,
    far_from_published,
    rate_unlike_england,
)
from sufficiency.intake.whose import localities_unknown
from sufficiency.results import InputFile
from sufficiency.sources.parts import parts_gone
from sufficiency.sources.reading import Reading, account_of

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("SUFFICIENCY_OPEN_DATA", BESIDE))
OPEN = pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the open data are not there")

LAST, BEFORE = 2025, 2024
COLUMNS = ("year", "locality", "need", "ncy", "setting", "plans")


def plans(*rows):
    """A table plans, a row for each (year, locality, need, setting, plans)."""
    frame = pd.DataFrame(rows, columns=["year", "locality", "need", "setting", "plans"])
    return frame.assign(ncy=5, basis="supplied")


def history(totals, *, area=NAME):
    rows = [{"year": year, "area": area, "plans": count} for year, count in totals.items()]
    return pd.DataFrame(rows).assign(setting="", ncy_from=None, ncy_to=None)


def population(persons, *, year=LAST):
    return pd.DataFrame([{"year": year, "locality": "A", "ncy": 5, "persons": persons}])


# --- totals


def test_every_january_that_both_have_is_held_against_what_was_published():
    """A later January without a published total makes the earlier ones no less wrong."""
    counted = plans((BEFORE, "A", "ASD", "special", 400), (LAST, "A", "ASD", "special", 423))
    tables = {"plans": counted, "history": history({BEFORE: 4153})}
    (fault,) = far_from_published(tables, called=NAME)
    assert (fault.rule, fault.severity) == ("intake_far_from_published", "error")
    assert fault.seen == "400 plans are counted in January 2025, where 4,153 were published."
    both = tables | {"history": history({BEFORE: 4153, LAST: 4500})}
    (fault,) = far_from_published(both, called=NAME)
    assert fault.seen.startswith("423 plans are counted in January 2026, where 4,500")
    assert "; 400 plans are counted in January 2025" in fault.seen


@pytest.mark.parametrize(("published", "notes"), [(400, 0), (381, 0), (380, 1), (430, 1)])
def test_of_an_earlier_january_a_twentieth_is_noted(published, notes):
    counted = plans((BEFORE, "A", "ASD", "special", 400), (LAST, "A", "ASD", "special", 423))
    tables = {"plans": counted, "history": history({BEFORE: published})}
    found = apart_from_published(tables, called=NAME)
    assert [one.rule for one in found] == ["intake_apart_from_published"] * notes
    assert apart_from_published(tables, called="Another") == []
    assert not far_from_published(tables, called=NAME)


def test_a_january_with_counts_that_are_not_shown_is_held_against_nothing():
    """What is shown of it is no total: nearly all cells of an area are small."""
    shown = [(year, place, "ASD", "special", 200) for year in (BEFORE, LAST) for place in "AB"]
    hidden = [(BEFORE, place, "MLD", "special", None) for place in "AB"]
    later = [(LAST, place, "MLD", "special", 300) for place in "AB"]
    tables = {"plans": plans(*shown, *later, *hidden), "history": history({BEFORE: 1000})}
    assert far_from_published(tables, called=NAME) == []
    assert apart_from_published(tables, called=NAME) == []
    assert list(parts_gone(tables, {}, ())) == []
    whole = tables | {"plans": tables["plans"].fillna({"plans": 1})}
    assert far_from_published(whole, called=NAME)
    assert list(parts_gone(whole, {}, ()))


def test_the_area_is_refused_where_an_earlier_january_is_far_from_what_was_published(tmp_path):
    folder = write_downloads(tmp_path / "files")
    rows = [
        {"year": year, "locality": "E02000001", "need": "ASD", "ncy": 5, "setting": "special"}
        | {"plans": 30, "basis": "supplied"}
        for year in (2024, 2025)
    ]
    write_rows(folder / "plans.csv", rows)
    with pytest.raises(FindingsError, match="30 plans are counted in January 2025") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    assert [one.rule for one in caught.value.findings] == ["intake_far_from_published"]


@pytest.mark.parametrize(
    ("count", "others"),
    [(423, "fewer"), (989, "fewer"), (991, ""), (10_009, ""), (10_011, "more")],
)
def test_a_rate_unlike_any_in_england_is_noted_where_nothing_is_published(count, others):
    tables = {
        "plans": plans((LAST, "A", "ASD", "special", count)),
        "population": population(125_000),
        "history": history({BEFORE: 4153}),
    }
    found = rate_unlike_england(tables, called=NAME)
    assert [one.rule for one in found] == ["intake_rate_unlike_england"] * bool(others)
    for note in found:
        assert note.severity == "note"
        assert f"{count:,} plans are counted in January 2026, and 125,000 residents" in note.seen
        assert f"No authority of England had {others}" in note.why
    published = tables | {"history": history({LAST: 4153})}
    assert rate_unlike_england(published, called=NAME) == [], (
        "the rate is that of what was published"
    )
    of_another_year = tables | {"population": population(125_000, year=LAST - 1)}
    assert rate_unlike_england(of_another_year, called=NAME) == []


@pytest.mark.parametrize(
    ("persons", "words"),
    [
        (1_250_000, "is that of a larger area, or each count stands several times"),
        (12_500, "is that of a part of it"),
        (125_000, ""),
    ],
)
@pytest.mark.parametrize("table", ["plans", "margins"])
def test_a_population_that_does_not_go_with_what_was_published_is_noted(persons, words, table):
    """A file of ten times the residents would pass: the plans are right, and no rate is."""
    counted = plans((LAST, "A", "ASD", "special", 4000))
    tables = {table: counted, "population": population(persons), "history": history({LAST: 4153})}
    found = rate_unlike_england(tables, called=NAME)
    assert [one.rule for one in found] == ["intake_population_unlike_plans"] * bool(words)
    for note in found:
        assert (note.severity, note.file) == ("note", "population")
        assert f"{persons:,} residents" in note.seen
        assert "4,153 plans were published of January 2026" in note.seen
        assert words in note.remedy


@pytest.mark.parametrize(("count", "noted"), [(15, 0), (2, 1)])
def test_a_tiny_authority_has_a_rate_of_its_own(count, noted):
    """The City of London had 15 plans in January 2017, half of one for each 100 residents."""
    counted = plans((LAST, "A", "ASD", "special", count))
    found = rate_unlike_england({"plans": counted, "population": population(3_100)}, called=NAME)
    assert len(found) == noted


@OPEN
def test_no_authority_of_england_has_a_rate_that_is_noted():
    people = pd.read_csv(OPEN_DATA / "england" / "msoa_england_pop2020_centroids.csv")
    ages = [str(age) for age in range(25)]
    persons = people.groupby("utla_code")[ages].sum().sum(axis=1)
    published = pd.read_csv(OPEN_DATA / "ehcp_panel_by_age_band_2010_2025.csv")
    rates = (published.groupby("series_code")["2025"].sum() / persons).dropna()
    assert len(rates) > 90
    assert rates.between(LOW_RATE, HIGH_RATE).all()


# --- parts that vanish


def two_januaries(change=()):
    """Four localities of 60 children; in the second January as they are, but for a change."""
    rows = [
        (year, locality, need, setting, 30)
        for year in (BEFORE, LAST)
        for locality in ("A", "B", "C", "D")
        for need, setting in (("ASD", "special"), ("SEMH", "mainstream"))
    ]
    return plans(*(row for row in rows if row[:2] not in change))


def moved(*rows):
    """Transitions into the last January: (locality, need_from, setting_from, to, to, plans)."""
    columns = ["locality", "need_from", "setting_from", "need_to", "setting_to", "plans"]
    return pd.DataFrame(rows, columns=columns).assign(year=LAST)


LEFT_B = (
    ("B", "ASD", "special", "", "outside", 30),
    ("B", "SEMH", "mainstream", "", "outside", 28),
)
STAYED = ("A", "ASD", "special", "ASD", "special", 30)


def gone(counted, transitions=None):
    tables = {"plans": counted}
    if transitions is not None:
        tables["transitions"] = transitions
    return list(parts_gone(tables, {"plans": "the return"}, ()))


def test_a_return_of_some_localities_only_is_refused():
    (fault,) = gone(two_januaries({(LAST, "B")}), moved(*LEFT_B, STAYED))
    assert (fault.rule, fault.severity) == ("intake_part_gone", "error")
    assert (fault.column, fault.value) == ("locality", "B")
    assert "180 children of January 2026 are of the locality B (60 and 0)" in fault.seen
    assert "58 of these 60 children are in no row of January 2026" in fault.seen
    assert "January 2026 anew" in fault.remedy


def test_a_first_return_of_some_localities_only_is_refused_too():
    came = [("B", "", "outside", need, to, 30) for need, to in (("ASD", "special"), ("OTH", "ap"))]
    (fault,) = gone(two_januaries({(BEFORE, "B")}), moved(*came, STAYED))
    assert fault.rule == "intake_part_gone"
    assert "children of January 2025 are of the locality B (60 and 0)" in fault.seen


def test_several_localities_are_named_in_one_fault():
    left = [(other, *rest) for other in "BC" for _, *rest in LEFT_B]
    (fault,) = gone(two_januaries({(LAST, "B"), (LAST, "C")}), moved(*left, STAYED))
    assert "are of the localities B (60 and 0), C (60 and 0)" in fault.seen


def small_localities(is_gone):
    """A hundred small areas of six children; the transitions tell that who is not there left."""
    rows = [
        (year, f"L{at:02d}", "ASD", "special", 6)
        for year in (BEFORE, LAST)
        for at in range(100)
        if year == BEFORE or not is_gone(at)
    ]
    to = [("", "outside") if is_gone(at) else ("ASD", "special") for at in range(100)]
    ways = [(f"L{at:02d}", "ASD", "special", *to[at], 6) for at in range(100)]
    return plans(*rows), moved(*ways)


def test_a_region_of_small_localities_that_is_gone_was_filtered():
    """A town of four small areas is a twenty-fifth of the children, and none of them is large."""
    (fault,) = gone(*small_localities(lambda at: at < 4))
    assert fault.rule == "intake_part_gone"
    assert "of the localities L00 (6 and 0), L01 (6 and 0), L02 (6 and 0), L03" in fault.seen
    assert "24 of these 24 children are in no row" in fault.seen
    assert gone(*small_localities(lambda at: at < 3)) == [], "18 children may leave"
    counted, _ = small_localities(lambda at: at < 4)
    assert gone(counted) == [], "nothing tells that they left"


def test_of_some_januaries_only_those_with_a_new_one_are_told():
    tables = {"plans": two_januaries({(LAST, "B")})}
    assert list(parts_gone(tables, {}, (), years={LAST}))
    assert list(parts_gone(tables, {}, (), years={LAST + 1})) == []


def test_children_who_are_there_under_another_word_are_a_note():
    """A look-up that says other localities in one of two years, or a need that has a new word."""
    counted = two_januaries()
    counted.loc[counted["year"].eq(LAST) & counted["need"].eq("SEMH"), "need"] = "MLD"
    found = gone(counted, moved(("A", "SEMH", "mainstream", "MLD", "mainstream", 120)))
    assert {one.rule for one in found} == {"intake_part_elsewhere"}
    assert {one.value for one in found} == {"SEMH", "MLD"}
    assert all(one.severity == "note" for one in found)


def test_without_transitions_a_part_that_is_gone_is_a_note():
    (note,) = gone(two_januaries({(LAST, "B")}))
    assert note.rule == "intake_part_elsewhere"
    assert "No transitions tell that" in note.seen


def test_transitions_of_one_year_say_nothing_of_two():
    """Who left within the last year says nothing of who left since a January before it."""
    counted = two_januaries({(LAST, "B")})
    counted["year"] = counted["year"].replace(BEFORE, BEFORE - 1)
    (note,) = gone(counted, moved(*LEFT_B, STAYED))
    assert note.rule == "intake_part_elsewhere"


def test_a_small_part_may_be_gone_and_what_was_unknown_is_no_part():
    counted = two_januaries()
    counted.loc[counted["year"].eq(LAST) & counted["locality"].eq("B"), "locality"] = "A"
    counted.loc[counted["locality"].eq("B"), "plans"] = 9  # 18 children are fewer than 20
    assert gone(counted) == []
    counted = two_januaries({(LAST, "B")})
    counted["locality"] = counted["locality"].replace("B", "unknown")
    assert gone(counted) == []
    assert gone(two_januaries()) == []


def test_a_filtered_return_is_refused_by_building(tmp_path):
    folder = write_downloads(tmp_path / "files")
    (folder / "release" / "caseload.csv").unlink()
    (folder / "release" / "needs.csv").unlink()
    common = {"need": "ASD", "ncy": 5, "setting": "special", "basis": "supplied"}
    rows = [
        {"year": year, "locality": locality, "plans": 40, **common}
        for year, locality in ((2024, "E02000001"), (2024, "E02000002"), (2025, "E02000001"))
    ]
    write_rows(folder / "plans.csv", rows)
    flow = {"year": 2025, "need_from": "ASD", "ncy_from": 4, "setting_from": "special"}
    stays = {"need_to": "ASD", "ncy_to": 5, "setting_to": "special", "basis": "supplied"}
    leaves = {"need_to": "", "ncy_to": "", "setting_to": "outside", "basis": "supplied"}
    flows = [
        {**flow, "locality": "E02000001", **stays, "plans": 40},
        {**flow, "locality": "E02000002", **leaves, "plans": 40},
    ]
    write_rows(folder / "transitions.csv", flows)
    with pytest.raises(FindingsError, match="The return seems to be filtered") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    assert "intake_part_gone" in {one.rule for one in caught.value.findings}


# --- what is missing, near, or old


def missing(folder, *names):
    for name in names:
        (folder / name).unlink()
    with pytest.raises(FindingsError, match=r"There (is|are) (no|a)") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    return {one.rule: one for one in caught.value.findings}


def test_what_is_missing_is_named_with_where_to_get_it_and_without_frames(tmp_path):
    folder = write_downloads(tmp_path / "files")
    told = missing(folder, "small_areas_mid2022.csv", "projection.csv")
    fault = told.pop("intake_no_population")
    assert "small-area population estimates of the Office for National Statistics" in fault.remedy
    assert "Not known by its headings: notes.docx" in fault.remedy
    # Nothing of how tables are kept stands in any of them.
    assert not told
    assert "frame" not in str(fault.on_command_line)


def test_a_table_of_localities_without_its_population_is_named(tmp_path):
    folder = write_downloads(tmp_path / "files")
    row = {"locality": "A", "name": "A", "group": "B", "easting": 488000, "northing": 279000}
    write_rows(folder / "localities.csv", [row | {"basis": "published"}])
    fault = missing(folder, "small_areas_mid2022.csv", "projection.csv")["intake_table_alone"]
    assert "a table localities, and no table population" in fault.seen
    assert "Put population.csv with it" in fault.remedy


def test_files_without_any_plans_say_which_to_download(tmp_path):
    folder = write_downloads(tmp_path / "files")
    told = missing(folder, "release/caseload.csv", "release/needs.csv")
    assert set(told) == {"intake_no_plans"}
    assert "Education, health and care plans" in told["intake_no_plans"].remedy


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Northampton Est", "Did you mean Northampton East or Northampton West? Write the codes"),
        ("Brackly", "Did you mean Brackley? Write"),
        ("northampton west", "Did you mean Northampton West? Write"),
        ("Qqq", "None of the area's is like it. Write"),
    ],
)
def test_all_localities_that_are_about_as_near_are_named(typed, said):
    names = ["Brackley", "Daventry", "Northampton East", "Northampton West", "Towcester"]
    tables = {
        "localities": pd.DataFrame({"locality": names}),
        "plans": plans((LAST, typed, "ASD", "special", 1)),
    }
    (fault,) = localities_unknown(tables, {}, postcodes="")
    assert said in fault.remedy


def test_of_codes_in_a_row_none_is_guessed():
    names = [f"E0200000{number}" for number in range(8)]
    tables = {
        "localities": pd.DataFrame({"locality": names}),
        "plans": plans((LAST, "E0200000X", "ASD", "special", 1)),
    }
    (fault,) = localities_unknown(tables, {}, postcodes="")
    assert fault.remedy.startswith("None of the area's is like it")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20200105.csv", "05/01/2020"),
        # Plans of January 2025 are those of the 16th.
        ("edubasealldata20240115.csv", "15/01/2024"),
        ("edubasealldata20240116.csv", ""),
    ],
)
def test_a_register_from_more_than_a_year_before_the_plans_is_noted_with_its_day(
    tmp_path, name, day
):
    folder = write_downloads(tmp_path / "files")
    (folder / "edubasealldata20260101.csv").rename(folder / name)
    built = sf.build_area(folder, authority=NAME, until=2028)
    notes = [one for one in built.findings if one.rule == "intake_register_old"]
    assert len(notes) == bool(day)
    for note in notes:
        assert note.file == name
        assert f"the register of {day}, and the newest plans are those of January 2025" in note.seen


@pytest.mark.parametrize(("since", "noted"), [(2022, True), (2024, False)])
def test_a_register_without_a_day_counts_by_the_year_of_its_places(since, noted):
    register = Reading(
        kind="gias",
        title="The register of schools",
        held={"places": pd.DataFrame({"year": [since]})},
        steps=account_of([("register.csv", "schools", 1, "read", "")]),
        inputs=(InputFile("register.csv", ""),),
    )
    notes = register_old({"plans": plans((LAST, "A", "ASD", "special", 1))}, [register])
    assert [one.rule for one in notes] == ["intake_register_old"] * noted
    assert all("the register of 2022/23" in one.seen for one in notes)


PLACES = (
    ("1", "special", 2025, 50, 70),
    ("2", "special", 2025, 80, 4),
    ("2", "special", 2026, 90, 4),
)


def of_places(rows=PLACES):
    """Two special schools, and 120 children in January 2026 who are in such places."""
    places = pd.DataFrame(rows, columns=["site", "pool", "year", "places", "taken"])
    pools = places[["site", "pool"]].drop_duplicates().assign(level="special", setting="special")
    sites = pd.DataFrame({"site": ["1", "2"], "name": ["Fairfields", "Gateway"]})
    counted = plans((LAST, "A", "ASD", "special", 120))
    return {"places": places, "pools": pools, "sites": sites, "plans": counted}


def test_a_pool_with_more_taken_than_there_are_has_no_free_place_and_not_fewer():
    few, over = thin_places(of_places(), called=NAME)
    assert over.rule == "intake_taken_above_places"
    assert over.seen.startswith("1 pool has more places taken than there are (Fairfields: 70 of 50")
    assert few.rule == "intake_places_unknown"
    assert few.seen.startswith("The files know 86 places in state special schools in 2026/27")
    assert "120 children were in such places in January 2026" in few.seen


def test_pools_with_as_many_taken_as_there_are_need_no_note():
    rows = [("1", "special", 2025, 70, 70), ("2", "special", 2025, 200, None)]
    assert thin_places(of_places(rows), called=NAME) == []


@pytest.mark.parametrize("setting", ["special", "", None])
def test_a_pool_of_which_no_setting_is_told_counts_as_its_level(setting):
    """A blank setting of a pool means its level: 122 places were told as none."""
    tables = of_places([("1", "special", 2025, 42, 0), ("2", "special", 2025, 80, 0)])
    pools = tables["pools"].drop(columns="setting")
    pools = pools if setting is None else pools.assign(setting=setting)
    assert thin_places(tables | {"pools": pools}, called=NAME) == []
    alone = tables["pools"].assign(setting=["independent", setting or ""])
    (few,) = thin_places(tables | {"pools": alone}, called=NAME)
    assert few.seen.startswith("The files know 80 places in state special schools")


def test_of_a_pool_that_is_over_in_several_years_the_last_is_named():
    rows = [("1", "special", 2027, 50, 80), ("1", "special", 2025, 50, 70)]
    over = thin_places(of_places(rows), called=NAME)[-1]
    assert over.seen.endswith("(Fairfields: 80 of 50 in 2027/28).")


# --- files that are nearly known


def renamed(path, heading, to):
    """Write a file of text anew with another heading."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            header, rest = path.read_text(encoding=encoding).split("\n", maxsplit=1)
        except UnicodeDecodeError:
            continue
        cells = [to if cell.strip('"') == heading else cell for cell in header.split(",")]
        path.write_text(",".join(cells) + "\n" + rest, encoding=encoding)
        return


@pytest.mark.parametrize(
    ("name", "heading", "to", "kind"),
    [
        ("release/caseload.csv", "ehcplans", "ehc plans total", "plans in January"),
        ("release/needs.csv", "number_asd", "ASD number", "primary needs"),
        ("edubasealldata20260101.csv", "Easting", "East", "The register of schools"),
        ("edubasealldata20260101.csv", "Northing", "Grid 2", "The register of schools"),
    ],
)
def test_a_file_that_lacks_one_heading_of_a_known_one_is_named_with_it(
    tmp_path, name, heading, to, kind
):
    folder = write_downloads(tmp_path / "files")
    renamed(folder / name, heading, to)
    (told,) = [one for one in recognise([folder]) if one.nearly]
    assert told.path.name == Path(name).name
    assert told.code == ""
    assert kind in told.label
    assert told.nearly.lacks == heading
    assert told.nearly.stands == (to if to != "Grid 2" else "")
    assert f"but for the heading {heading}" in told.label


def test_a_note_says_which_heading_a_left_out_file_lacks(tmp_path):
    folder = write_downloads(tmp_path / "files")
    renamed(folder / "release" / "needs.csv", "number_asd", "ASD number")
    built = sf.build_area(folder, authority=NAME, until=2028)
    (note,) = [one for one in built.findings if one.rule == "intake_nearly_known"]
    assert note.file == "needs.csv"
    assert "but for the heading number_asd, where ASD number stands" in note.seen
    assert "Give the column its heading number_asd again" in note.remedy
    (others,) = [one for one in built.findings if one.rule == "intake_unknown"]
    assert others.file == "notes.docx"


def test_a_register_that_lacks_a_heading_is_named_where_the_register_is_missing(tmp_path):
    folder = write_downloads(tmp_path / "files")
    renamed(folder / "edubasealldata20260101.csv", "Easting", "East")
    with pytest.raises(FindingsError, match="no register of schools") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    (fault,) = caught.value.findings
    assert "edubasealldata20260101.csv" in fault.remedy
    assert "but for the heading Easting" in fault.remedy


def test_a_table_of_an_area_that_lacks_a_column_is_named(tmp_path):
    text = "year,locality,need,nc_yr,setting,plans,basis\n2024,A,ASD,5,ap,1,supplied\n"
    (tmp_path / "plans.csv").write_text(text, encoding="utf-8")
    (told,) = recognise([tmp_path])
    assert told.label == (
        "not known; like the table plans of an area, but for the heading ncy, where nc_yr stands"
    )


@pytest.mark.parametrize(
    "text",
    [
        "setting,need,cost\nspecial,ASD,1\n",
        "time_period,geographic_level,breakdown_topic,breakdown,pupils\n202425,National,a,b,1\n",
        "school,forename,surname\nHall,A,B\n",
        "one,two,three\n1,2,3\n",
    ],
)
def test_a_file_of_something_else_is_like_nothing(tmp_path, text):
    (tmp_path / "other.csv").write_text(text, encoding="utf-8")
    (told,) = recognise([tmp_path])
    assert (told.nearly, told.label) == (None, "not known")


def test_a_release_whose_column_of_all_plans_was_emptied_is_told_as_that(tmp_path):
    """Whoever is told to download the release, and has it, looks in the wrong place."""
    folder = write_downloads(tmp_path / "files")
    for path in (folder / "release").iterdir():
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        if "ehcplans" in rows:
            rows.assign(ehcplans="0").to_csv(path, index=False)
    with pytest.raises(FindingsError, match="of the published plans were left out") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    (fault,) = caught.value.findings
    assert fault.rule == "intake_plans_astray"
    assert "and there are 0 plans" in fault.seen
    assert fault.row is not None
