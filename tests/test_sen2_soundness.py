"""Returns of which a large part cannot be read: refused with counts, and never quietly smaller."""

import re
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
import sen2_files as files
import sen2_returns as made
from hypothesis import given
from hypothesis import strategies as st
from test_sen2 import lookups
from test_sen2_faults import sound_rows

import sufficiency as sf
from sufficiency.errors import FindingsError
from sufficiency.messages import sen2_quality
from sufficiency.sources.days import EXCEL_BEGINS, day_of, day_of_serial, days_in
from sufficiency.sources.sen2.reach import reach_of
from sufficiency.terms.codes import read_rows

MODULES = {"person": "personbirthdate", "namedplan": "startdate", "placementdetail": "entrydate"}


def american(day):
    return f"{day.month}/{day.day}/{day.year}"


def serial(day):
    return str((day - EXCEL_BEGINS).days)


def short(day):
    return f"{day:%d/%m/%y}"


def in_other_words(write, modules=MODULES, *, rows=None):
    """Write the days of some columns otherwise; of `rows` lines only, where that is given."""

    def change(given):
        for module, column in modules.items():
            for line in given[module][:rows]:
                day = day_of(line[column])
                line[column] = write(day) if day else line[column]

    return change


def read(folder, change=lambda rows: None, name="return"):
    rows = sound_rows()
    change(rows)
    return sf.read_sen2(files.write_modules(folder / name, rows), **lookups())


def refused(folder, change):
    with pytest.raises(FindingsError, match="cannot be used") as caught:
        read(folder, change)
    for words in (str(caught.value), caught.value.to_frame().to_csv()):
        assert "ZX1" not in words
    return list(caught.value.findings)


def test_numbers_of_excel_are_read_as_the_days_that_they_stand_for(tmp_path):
    sound = read(tmp_path)
    told = read(tmp_path, in_other_words(serial), "serials")
    for name in ("plans", "placements", "joiners"):
        pd.testing.assert_frame_equal(sound.held[name], told.held[name])
    noted = [one for one in told.findings if one.rule == "sen2_serial_days"]
    assert {one.column for one in noted} == set(MODULES.values())
    used = told.account().query("done == 'read'").set_index("what")["why"]
    assert used["namedplan"].endswith("numbers of Excel read as dates: startdate")
    assert len(told.account()) == len(sound.account())


def test_a_few_numbers_among_dates_are_no_dates(tmp_path):
    reading = read(tmp_path, in_other_words(serial, {"person": "personbirthdate"}, rows=3))
    found = {one.rule: one for one in reading.findings}
    assert "sen2_serial_days" not in found
    assert found["sen2_left_out"].seen.startswith("3 children with a plan and no birth date")


@pytest.mark.parametrize(
    ("write", "cause"),
    [(american, "only if the month comes before the day"), (short, "a year of two digits")],
)
def test_columns_that_are_no_dates_are_refused_with_their_share_and_cause(write, cause, tmp_path):
    found = refused(tmp_path, in_other_words(write))
    by_column = {one.column: one for one in found if one.rule == "sen2_days_unsound"}
    # All placements begin on 1 September: 9/1 alone proves nothing.
    unproven = {"entrydate"} if write is american else set()
    assert set(by_column) == set(MODULES.values()) - unproven
    born = by_column["personbirthdate"]
    assert cause in born.seen
    assert born.severity == "error"
    assert born.file.endswith("person.csv")
    days = [day_of(line["personbirthdate"]) for line in sound_rows()["person"]]
    lost = sum(1 for day in days if day_of(write(day)) is None)
    assert f"{lost:,} of {len(days):,} cells that are filled" in born.seen
    left = int(born.why.split(" children with a plan would be in no table")[0])
    assert 10 <= left <= lost, "some of the children have no plan"


def test_a_handful_of_american_dates_proves_the_order_of_the_others(tmp_path):
    """Two cells can only be months first, and no cell can only be days first: 03/04 is in doubt."""

    def change(rows):
        days = [date(2014, 3, 4), date(2013, 2, 5), date(2012, 12, 31), date(2015, 1, 30)]
        for at, line in enumerate(rows["person"]):
            line["personbirthdate"] = american(days[at]) if at < len(days) else "2014-05-06"

    (found,) = refused(tmp_path, change)
    assert "read wrongly" in found.seen
    mixed = days_in(pd.Series(["12/31/2015", "01/30/2015", "31/12/2015", "01/02/2015"]))
    assert not mixed.is_unsound
    assert "others have the day first" in mixed.cause


def cut(module, kept):
    def change(rows):
        rows[module] = [line for at, line in enumerate(rows[module]) if kept(at)]

    return change


@pytest.mark.parametrize("kept", [lambda at: at % 3, lambda at: at < 20])
def test_a_file_of_persons_that_was_cut_is_refused(kept, tmp_path):
    (found,) = refused(tmp_path, cut("person", kept))
    assert found.rule == "sen2_many_orphans"
    assert found.file.endswith("person.csv")
    rows = sound_rows()
    numbers = {line["persontableid"] for at, line in enumerate(rows["person"]) if not kept(at)}
    gone = [line for line in rows["requests"] if line["persontableid"] in numbers]
    assert f"{len(gone):,} of {len(rows['requests']):,} rows of the module requests" in found.seen
    asked = {line["requeststableid"] for line in gone}
    plans = [line for line in rows["activeplans"] if line["requeststableid"] in asked]
    assert f"{len(plans):,} records of active plans would be lost" in found.why


@pytest.mark.parametrize("module", ["placementdetail", "senneed"])
def test_a_file_of_placements_or_needs_that_was_cut_is_refused(module, tmp_path):
    (found,) = refused(tmp_path, cut(module, lambda at: at < 12))
    assert found.rule == "sen2_many_without"
    assert found.file.endswith(f"{module}.csv")
    assert f"have no row in the module {module}" in found.seen


def test_a_few_rows_are_slips_and_noted(tmp_path):
    reading = read(tmp_path, cut("placementdetail", lambda at: at > 3))
    assert "sen2_placement_missing" in {one.rule for one in reading.findings}
    reading = read(tmp_path, cut("person", lambda at: at > 1), "two")
    assert "sen2_orphan" in {one.rule for one in reading.findings}


@given(days=st.lists(st.dates(date(1990, 1, 1), date(2049, 12, 31)), min_size=1))
def test_a_day_is_the_same_however_it_is_written(days):
    for write in (date.isoformat, serial, lambda day: f"{serial(day)}.75", "{:%d/%m/%Y}".format):
        told = days_in(pd.Series([write(day) for day in days]))
        assert [day.astype("datetime64[D]").item() for day in told.days] == days
        assert not told.is_unsound
    for day in (date(1989, 12, 31), date(2050, 1, 1)):
        assert day_of_serial(serial(day)) is None, "no plausible day"
    assert day_of_serial(serial(days[0] - timedelta(0)) + "x") is None


def with_persons_of(other, year):
    """A return whose persons are those of another January, joined by the numbers of both."""
    world = made.made_world(600, seed=3)
    return {**files.rows_of(world, year), "person": files.rows_of(world, other)["person"]}


@pytest.mark.parametrize(("other", "year"), [(1, 0), (2, 1), (3, 2)])
def test_persons_of_another_january_are_refused(other, year, tmp_path):
    rows = with_persons_of(other, year)
    with pytest.raises(FindingsError, match="persons have no request") as caught:
        sf.read_sen2(files.write_modules(tmp_path / "return", rows), **lookups())
    (found,) = (one for one in caught.value.findings if one.rule == "sen2_other_persons")
    assert f"of {len(rows['person']):,} persons have no request" in found.seen
    assert "those of another return" in found.why
    assert found.file.endswith("person.csv")


def test_plans_from_before_their_children_were_born_are_refused(tmp_path):
    def change(rows):
        for line in rows["namedplan"]:
            line["startdate"] = "1995-01-01"

    (found,) = refused(tmp_path, change)
    plans = len(sound_rows()["namedplan"])
    assert found.seen.endswith(f"{plans:,} of {plans:,} plans began before the child was born.")


@pytest.mark.parametrize("blank", ["1900-01-01", "1970-01-01"])
def test_a_day_that_stands_for_a_blank_is_no_plan_of_another_child(blank, tmp_path):
    """Databases write a start that was not recorded so; the plans are the children's own."""
    sound = read(tmp_path, name="sound")

    def change(rows):
        for line in rows["namedplan"]:
            line["startdate"] = blank

    reading = read(tmp_path, change)
    pd.testing.assert_frame_equal(reading.held["plans"], sound.held["plans"])
    (found,) = [one for one in reading.findings if one.rule == "sen2_before_birth"]
    assert "mostly stands for a blank" in found.remedy


def renamed(folder, module, day):
    (path,) = folder.glob(f"*_{module}.csv")
    path.rename(path.with_name(f"Blade-Export_{day}_{module}.csv"))


def test_modules_exported_on_days_far_apart_are_refused(tmp_path):
    folder = files.write_modules(tmp_path / "return", sound_rows())
    renamed(folder, "person", "14-03-2024")
    with pytest.raises(FindingsError, match="exported on different days") as caught:
        sf.read_sen2(folder, **lookups())
    (found,) = caught.value.findings
    assert found.rule == "sen2_exports_apart"
    assert "2024-03-14 person; 2025-03-14 activeplans, " in found.seen
    assert "the birth date of another" in found.why
    assert found.remedy == "Export all modules again on one day."


def test_modules_exported_some_days_apart_are_read_with_a_note(tmp_path):
    folder = files.write_modules(tmp_path / "return", sound_rows())
    renamed(folder, "senneed", "21-03-2025")
    reading = sf.read_sen2(folder, **lookups())
    (found,) = (one for one in reading.findings if one.rule == "sen2_exports_days")
    assert "2025-03-21 senneed" in found.seen
    assert found.severity == "note"
    assert "may be missing" in found.why


def with_more_needs():
    """A return in which each child has two needs, of rank 1 and 2."""
    rows = sound_rows()
    for line in list(rows["senneed"]):
        number = f"{1_000 + len(rows['senneed'])}"
        second = {"sentype": "VI", "sentyperank": "2", "senneedtableid": number}
        rows["senneed"].append(line | second)
    return rows


@pytest.mark.parametrize("rank", ["1", "", "2"])
def test_a_column_of_ranks_that_tells_no_primary_need_is_refused(rank, tmp_path):
    def change(rows):
        rows["senneed"] = [line | {"sentyperank": rank} for line in with_more_needs()["senneed"]]

    (found,) = refused(tmp_path, change)
    assert found.rule == "sen2_many_needs_first"
    assert found.file.endswith("senneed.csv")
    whole = read(tmp_path, name="sound").held["plans"]["plans"].sum()
    assert f"For {whole} of {whole} children with a plan (100%) no rank says" in found.seen
    assert f"{whole} have more than one need" in found.seen
    assert "filled with one number, or blank" in found.why


def test_ranks_that_tell_the_primary_need_of_hardly_anyone_are_refused(tmp_path):
    """Few have two needs, of all of whom both have rank 1: the column is filled throughout."""
    world = made.made_world(600, seed=3, faults=0)
    rows = files.rows_of(world, 3)
    more = [line for line in rows["senneed"] if line["sentyperank"] == "2"]
    kept = {line["activeplanstableid"] for line in more[:20]}
    rows["senneed"] = [
        line
        for line in rows["senneed"]
        if line["sentyperank"] == "1" or line["activeplanstableid"] in kept
    ]
    sf.read_sen2(files.write_modules(tmp_path / "sound", rows), **lookups())
    rows["senneed"] = [line | {"sentyperank": "1"} for line in rows["senneed"]]
    with pytest.raises(FindingsError, match="no rank says which of their needs") as caught:
        sf.read_sen2(files.write_modules(tmp_path / "filled", rows), **lookups())
    share = int(re.search(r"children with a plan \(([0-9]+)%\)", str(caught.value))[1])
    assert 2 <= share <= 5, "below the share of all children that is refused by itself"


def test_the_same_need_twice_leaves_nothing_to_decide(tmp_path):
    def change(rows):
        twice = [line | {"senneedtableid": f"9{at}"} for at, line in enumerate(rows["senneed"])]
        rows["senneed"] = [*rows["senneed"], *twice]

    reading = read(tmp_path, change)
    assert "sen2_needs_several" in {one.rule for one in reading.findings}
    sound = read(tmp_path, name="sound")
    pd.testing.assert_frame_equal(reading.held["plans"], sound.held["plans"])


def elsewhere_too(count, **cells):
    """So many children in another special school too, with rank 1."""

    def change(rows):
        for line in rows["placementdetail"][:count]:
            number = f"{1_000 + len(rows['placementdetail'])}"
            other = {"urn": "120001", "placementdetailtableid": number, **cells}
            rows["placementdetail"].append(line | other)

    return change


@pytest.mark.parametrize("cells", [{"entrydate": "2015-09-01"}, {}])
def test_many_children_in_several_places_of_rank_1_are_refused(cells, tmp_path):
    (found,) = refused(tmp_path, elsewhere_too(20, **cells))
    assert found.rule == "sen2_many_placements_first"
    assert found.file.endswith("placementdetail.csv")
    count = int(found.seen.split(" of ")[0])
    assert 10 <= count <= 20, "some of the children have no plan"
    undecided = "0 children" if cells else f"{count} children"
    assert f"for {undecided} neither rank nor entry date says which counts" in found.seen


def test_a_few_children_in_several_places_are_noted(tmp_path):
    """A school of one day goes by the order of settings, of which mainstream is the first."""
    reading = read(tmp_path, elsewhere_too(9))
    found = {one.rule: one for one in reading.findings}
    assert re.match("[5-9] rows", found["sen2_placements_several"].seen)
    assert "comes first in the table of settings" in found["sen2_placements_several"].why
    sound = read(tmp_path, name="sound")
    pd.testing.assert_frame_equal(reading.held["plans"], sound.held["plans"])


@pytest.fixture(scope="module")
def large_rows():
    return files.rows_of(made.made_world(600, seed=3, faults=0), 3)


def of_january(rows, year):
    header = rows["sen2"][0] | {"referencedate": f"{year}-01-18", "year": f"{year}"}
    return rows | {"sen2": [header]}


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2026, 2027])
def test_a_reference_date_of_another_year_is_refused(year, large_rows, tmp_path):
    folder = files.write_modules(tmp_path / "return", of_january(large_rows, year))
    with pytest.raises(FindingsError, match="By the census day") as caught:
        sf.read_sen2(folder, **lookups())
    (found,) = [one for one in caught.value.findings if one.rule == "sen2_census_apart"]
    assert (found.file, found.column) == (
        "return/Blade-Export_14-03-2025_sen2.csv",
        "referencedate",
    )
    assert f"By the census day, {year}-01-18, " in found.seen
    assert re.search(r"end with (December 2024|January 2025) \(requests: ", found.seen)
    assert 'census="2025-01-16"' in found.remedy
    assert "write 2025-01-16 there" in caught.value.on_command_line
    told = sf.read_sen2(folder, census="2025-01-16", **lookups())
    right = sf.read_sen2(files.write_modules(tmp_path / "right", large_rows), **lookups())
    pd.testing.assert_frame_equal(told.held["plans"], right.held["plans"])


def test_a_census_day_that_is_given_is_held_against_the_days_too(large_rows, tmp_path):
    folder = files.write_modules(tmp_path / "return", large_rows)
    with pytest.raises(FindingsError, match="If the return is of January 2025"):
        sf.read_sen2(folder, census="2026-01-15", **lookups())


def test_a_return_that_ends_months_before_its_census_is_noted(large_rows, tmp_path):
    last = date(2024, 10, 1)

    def is_before(line):
        days = [day_of(line.get(column, "")) for column in ("receiveddate", "startdate")]
        return all(day is None or day < last for day in days)

    requests = [line for line in large_rows["requests"] if is_before(line)]
    plans = [line for line in large_rows["namedplan"] if is_before(line)]
    rows = large_rows | {"requests": requests, "namedplan": plans}
    asked = {line["requeststableid"] for line in requests}
    for module in ("assessment", "activeplans"):
        rows[module] = [line for line in rows[module] if line["requeststableid"] in asked]
    folder = files.write_modules(tmp_path / "return", rows)
    found = {one.rule: one for one in sf.read_sen2(folder, **lookups()).findings}
    assert found["sen2_census_early"].severity == "note"
    assert (
        "in the three months before the census day, 2025-01-16" in found["sen2_census_early"].seen
    )


@given(
    years=st.integers(-3, 3),
    exported=st.integers(0, 90),
    yearly=st.integers(40, 400),
)
def test_a_census_day_is_refused_where_it_is_years_off_and_only_there(years, exported, yearly):
    """Days of five years up to an export at most 90 days after the census."""
    census, told = date(2025, 1, 16), date(2025 + years, 1, 16)
    last = census + timedelta(days=exported)
    days = [last - timedelta(days=at * 365 // yearly) for at in range(5 * yearly)]
    reach = reach_of(np.array(days, dtype="datetime64[s]"), told)
    assert (reach.ends_years_before or reach.goes_beyond) == (years != 0)


@given(exported=st.integers(0, 260), yearly=st.integers(40, 400))
def test_a_return_that_is_exported_in_summer_is_no_other_return(exported, yearly):
    """What came after its census counts nowhere; as the return of the next January it would."""
    census = date(2025, 1, 16)
    last = census + timedelta(days=exported)
    days = [last - timedelta(days=at * 365 // yearly) for at in range(5 * yearly)]
    reach = reach_of(np.array(days, dtype="datetime64[s]"), census)
    assert not reach.ends_years_before
    assert not reach.goes_beyond


def test_levels_of_who_perhaps_waits_are_those_of_the_message():
    """What the note on NIEO says of the shipped levels is what they are."""
    rows = {row["setting"]: row for row in read_rows("default_levels.csv")}
    said = sen2_quality.MESSAGES["sen2_perhaps_waiting"].why
    for setting in ("not_in_education", "awaiting"):
        share = float(rows[setting]["base"]) + float(rows[setting]["special"])
        assert f"{share * 100:.0f} %" in said


def in_other_codes(write, *, every=1):
    """Write each need otherwise, or one of so many."""

    def change(rows):
        for line in rows["senneed"][::every]:
            line["sentype"] = write(line["sentype"])

    return change


def test_needs_in_codes_of_their_own_are_refused_and_named(tmp_path):
    """All would be of need unknown; what stands in fewer than ten rows may be a name."""
    rows = {"ASD": "ASDD", "SEMH": "QX", "MLD": "Zephyrquill"}
    (fault,) = refused(tmp_path, in_other_codes(lambda need: rows.get(need, "QX")))
    assert (fault.rule, fault.row, fault.column) == ("sen2_many_need_codes", 2, "sentype")
    assert fault.file.endswith("senneed.csv")
    assert re.search(r"^The primary need of (\d+) of \1 children .*\(100%\)", fault.seen)
    assert re.search(r"QX \(\d+\)", fault.seen)
    assert "Zephyrquill" not in str(fault)
    assert "not shown" in fault.seen
    assert "(SPLD, MLD, SLD" in fault.remedy


def test_what_was_likely_meant_by_a_code_is_said(tmp_path):
    (fault,) = refused(tmp_path, in_other_codes(lambda need: "ASDX"))
    assert "Did you mean ASD by ASDX?" in fault.remedy


def test_a_few_needs_in_no_code_are_noted(tmp_path):
    """Fewer than ten children are slips, whatever their share."""
    reading = read(tmp_path, in_other_codes(lambda need: "QX", every=6))
    assert "sen2_need_code" in {one.rule for one in reading.findings}
    old = read(tmp_path, in_other_codes(lambda need: {"SEMH": "BESD"}.get(need, need)), "old")
    sound = read(tmp_path, name="sound")
    pd.testing.assert_frame_equal(old.held["plans"], sound.held["plans"])
