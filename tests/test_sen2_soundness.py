"""Returns of which a large part cannot be read: refused with counts, and never quietly smaller."""

from datetime import date, timedelta

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
from sufficiency.sources.days import EXCEL_BEGINS, day_of, day_of_serial, days_in

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
