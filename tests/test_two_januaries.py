"""Two returns, or exports, that cannot both be right: told by the children who are in both."""

import random
from pathlib import Path

import pandas as pd
import pytest
import sen2_files as files
import sen2_returns as made
from intake_cases import child, two_years
from test_sen2 import lookups

import sufficiency as sf
from sufficiency.errors import FindingsError
from sufficiency.sources.changed import changed_between, runs_in_order

BEFORE, AFTER = 2, 3
SHIFTED = {
    "need": ("senneed", "sentype"),
    "school, in the same phase": ("placementdetail", "urn"),
    "home (locality)": ("person", "postcode"),
}
BELOW = {
    "requests": ("person", "persontableid"),
    "assessment": ("requests", "requeststableid"),
    "namedplan": ("assessment", "assessmenttableid"),
    "activeplans": ("requests", "requeststableid"),
    "plandetail": ("namedplan", "namedplantableid"),
    "placementdetail": ("activeplans", "activeplanstableid"),
    "senneed": ("activeplans", "activeplanstableid"),
}
LIFE = made.made_world(900, seed=5, faults=0)


def untouched(rows):
    return rows


def read(folder, *, before=untouched, after=untouched):
    """Read the returns of two Januaries, of which one may be changed."""
    for at, change in ((BEFORE, before), (AFTER, after)):
        rows = files.rows_of(LIFE, at)
        files.write_modules(folder / f"return-{made.YEARS[at] + 1}", change(rows) or rows)
    return sf.read_sen2(folder, **lookups())


def refused(folder, **changes):
    with pytest.raises(FindingsError, match="The SEN2 returns cannot be used") as caught:
        read(folder, **changes)
    return list(caught.value.findings)


def moved(module, column, way):
    """Give the cells of one column to other rows."""

    def change(rows):
        cells = way([line[column] for line in rows[module]])
        for line, cell in zip(rows[module], cells, strict=True):
            line[column] = cell

    return change


def down(cells):
    return [*cells[1:], cells[0]]


def without(is_out):
    """Leave persons out, with all that belongs to them."""

    def change(rows):
        kept = {**rows, "person": [one for one in rows["person"] if not is_out(one)]}
        for module, (above, key) in BELOW.items():
            there = {one[key] for one in kept[above]}
            kept[module] = [one for one in rows[module] if one[key] in there]
        return kept

    return change


@pytest.mark.parametrize("what", SHIFTED)
@pytest.mark.parametrize("which", ["before", "after"])
def test_a_column_that_was_shifted_by_a_row_is_refused(what, which, tmp_path):
    module, column = SHIFTED[what]
    (found,) = refused(tmp_path, **{which: moved(module, column, down)})
    assert found.rule == "children_changed"
    assert f"have another {what}" in found.seen
    assert found.column == column
    assert Path(found.file).name.endswith(f"{module}.csv")
    assert "In a usual year it is" in found.seen
    # Both files are named, with the way to tell which is wrong before anything is left out.
    told = found.file + found.remedy
    assert all(f"return-{made.YEARS[at] + 1}" in told for at in (BEFORE, AFTER))
    assert found.remedy.startswith("Hold ten of these children")
    assert "Nothing in the files tells which" in found.why, "all is by chance in this world"


def test_a_column_that_was_sorted_by_itself_is_the_wrong_one(tmp_path):
    (found,) = refused(tmp_path, after=moved("senneed", "sentype", sorted))
    assert found.rule == "children_changed"
    assert f"return-{made.YEARS[AFTER] + 1}" in found.file
    assert "its rows run from one word to the next" in found.why


def test_birth_dates_with_day_and_month_exchanged_are_refused(tmp_path):
    def exchanged(cells):
        days = [pd.Timestamp(cell) if cell else None for cell in cells]
        return [
            f"{day.year}-{day.day:02d}-{day.month:02d}" if day and day.day <= 12 else cell
            for day, cell in zip(days, cells, strict=True)
        ]

    (found,) = refused(tmp_path, after=moved("person", "personbirthdate", exchanged))
    assert found.rule == "sen2_birth_dates_changed"
    assert found.column == "personbirthdate"
    count = int(found.seen.split(" of the ")[0].replace(",", ""))
    assert f"of {count:,} of these it is the same with day and month exchanged" in found.seen


@pytest.mark.parametrize(
    ("which", "rule"), [("after", "sen2_many_not_traced"), ("before", "sen2_many_not_before")]
)
def test_a_return_from_which_a_locality_was_filtered_is_refused(which, rule, tmp_path):
    homes = {code for code, place in made.POSTCODES.items() if place == made.LOCALITIES[0]}
    found = refused(tmp_path, **{which: without(lambda one: one["postcode"] in homes)})
    (one,) = [one for one in found if one.rule == rule]
    assert f"of the locality {made.LOCALITIES[0]} (" in one.seen
    assert "seems to be filtered:" in one.why or "seems to be filtered." in one.why
    at = {"before": BEFORE, "after": AFTER}[which]
    assert f"return-{made.YEARS[at] + 1}" in one.file


def test_a_return_in_which_one_in_ten_is_nowhere_is_refused(tmp_path):
    (one,) = refused(tmp_path, after=without(lambda one: int(one["persontableid"]) % 8 == 0))
    assert one.rule == "sen2_many_not_traced"
    assert "They are of all localities, settings and needs." in one.seen
    assert "know the children by other numbers" in one.why


def test_a_return_that_lists_no_plans_that_ended_is_not_filtered(tmp_path):
    """Whoever left is nowhere in it: that is noted, as all of them left."""

    def running_only(rows):
        asked = {one["requeststableid"] for one in rows["activeplans"]}
        persons = {
            one["persontableid"] for one in rows["requests"] if one["requeststableid"] in asked
        }
        return without(lambda one: one["persontableid"] not in persons)(rows)

    reading = read(tmp_path, after=running_only)
    assert "sen2_not_traced" in {one.rule for one in reading.findings}


def test_columns_of_entry_and_leaving_that_were_exchanged_are_the_cause(tmp_path):
    def exchanged(rows):
        for line in rows["placementdetail"]:
            line["entrydate"], line["leavingdate"] = line["leavingdate"], line["entrydate"]

    with pytest.raises(FindingsError, match="ended before they began") as caught:
        read(tmp_path, after=exchanged)
    (found,) = caught.value.findings
    assert found.rule == "sen2_days_exchanged"
    assert found.column == "entrydate"
    assert "Exchange the headings entrydate and leavingdate" in found.remedy


# --- exports of cases


def two_exports(folder, change=untouched, *, count=200):
    """Two Januaries of children of many needs and settings, the later one changed."""
    chance = random.Random(7)
    both = [[], []]
    for number in range(count):
        ncy = number % 12
        need = chance.choice(("SLCN", "SLCN", "MLD") if ncy < 6 else ("SEMH", "SEMH", "ASD"))
        setting = chance.choice(("mainstream", "special") if need == "SLCN" else ("INMSS", "PRU"))
        for at, rows in enumerate(both):
            cells = {"group": f"{ncy + at}", "need": need, "setting": setting}
            rows.append({"number": f"{number:04d}", **cells})
    told = [[child(**cells) for cells in rows] for rows in (both[0], change(both[1]))]
    return two_years(*told)(folder)


@pytest.mark.parametrize("role", ["need", "setting"])
def test_a_column_of_an_export_that_was_shifted_is_refused(role, tmp_path):
    def shifted(rows):
        cells = down([one[role] for one in rows])
        return [{**one, role: cell} for one, cell in zip(rows, cells, strict=True)]

    with pytest.raises(FindingsError, match="have another") as caught:
        two_exports(tmp_path, shifted)
    (found,) = [one for one in caught.value.findings if one.rule == "children_changed"]
    assert f"another {role}" in found.seen
    assert found.file == "2024.csv"
    if role == "need":
        assert "goes with the other columns much less than that of January 2024" in found.why


def test_exports_in_which_some_needs_change_are_read(tmp_path):
    def some(rows):
        return [{**one, "need": "ASD"} if at % 10 == 0 else one for at, one in enumerate(rows)]

    assert two_exports(tmp_path, some).held["transitions"]["plans"].sum() == 200


# --- what is counted


def children(**columns):
    told = {"need": "ASD", "ncy": 3, "setting": "mainstream", "site": "100000", "locality": "A"}
    frame = pd.DataFrame({**told, **columns}, index=range(len(next(iter(columns.values())))))
    return frame.astype({"ncy": "int64"})


def test_a_school_that_became_another_is_no_move():
    before = children(site=["100000"] * 30 + ["100001"] * 30)
    after = children(site=["200000"] * 30 + ["100001"] * 30)
    assert changed_between(before, after, "site").count == 0


def test_a_school_that_is_left_between_two_phases_is_no_move():
    before = children(site=["100000"] * 30 + ["100001"] * 30, ncy=[6] * 60)
    after = children(site=["100001"] * 30 + ["100000"] * 30, ncy=[7] * 60)
    assert changed_between(before, after, "site").whole == 0


def test_a_need_that_is_not_known_is_no_other_need():
    before = children(need=["ASD"] * 30 + ["SEMH"] * 30)
    after = children(need=["unknown"] * 30 + ["ASD"] * 29 + ["SEMH"])
    found = changed_between(before, after, "need")
    assert (found.count, found.whole) == (29, 30)


@pytest.mark.parametrize(
    ("cells", "is_sorted"),
    [
        (["ASD"] * 20 + [""] + ["SEMH"] * 20, True),
        (["SEMH"] * 20 + ["ASD"] * 20 + ["MLD"] * 20, True),
        (["SEMH", "ASD"] * 20, False),
        ([f"ZX1 {at:02d}" for at in range(40)], True),
        (["ASD"] * 40, False),
    ],
)
def test_a_column_that_runs_from_one_word_to_the_next(cells, is_sorted):
    assert runs_in_order(pd.Series(cells)) == is_sorted
