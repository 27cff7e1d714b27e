"""Files of issues that come back: corrections are made and recorded, or every fault is named."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_areas import said, tables_of

import sufficiency as sf
from sufficiency import terms
from sufficiency.cli import main
from sufficiency.errors import FileError, FindingsError
from sufficiency.mending import audit_beside
from sufficiency.mending.issues import issue_id
from sufficiency.mending.issues_file import ANSWER_COLUMNS, CLEAR, ISSUE_COLUMNS
from sufficiency.mending.reading_back import NEEDED
from sufficiency.messages import corrections as messages
from sufficiency.sources.days import day_of

LAST = 2024
EVERY_NEED = ";".join(terms.code_list("need"))


def asked_area():
    """An area with issues of several tables: settings, needs of a pool, places and a roll."""
    tables = tables_of(special=400, base=100, independent=60, placements=False)
    plans = tables["plans"].copy()
    rows = plans[(plans["year"] == LAST) & (plans["setting"] == "mainstream")].index
    plans.loc[rows[:3], "setting"] = "unknown"
    plans.loc[rows[3:5], "need"] = "unknown"
    plans.loc[rows[5], "locality"] = "unknown"
    plans.loc[rows[6:8], "basis"] = "supplied"
    plans.loc[rows[0], "basis"] = "published"
    tables["plans"] = plans
    tables["pools"].loc[0, "needs"] = EVERY_NEED
    tables["sites"] = tables["sites"].assign(roll=[70, 300, 14], roll_year=LAST)
    return sf.area_from_frames(tables)


AREA = asked_area()
QUALITY = sf.quality(AREA)
ISSUES = QUALITY.issues()


def rows_of(check):
    return ISSUES[ISSUES["check"] == check].to_dict("records")


PLACED = rows_of("placement_missing")
NEEDS = rows_of("need_missing")
ROLL = next(row for row in rows_of("places_above_roll") if row["key"] == "site=S")
DESIGNATION = rows_of("no_designation")[0]


def answered(row, correction="", who="Pat", when="2026-11-30", comment="", **other):
    """A row of the file, filled in."""
    return {
        **{name: str(row[name]) for name in ISSUE_COLUMNS},
        **{"correction": correction, "who": who, "when": when, "comment": comment},
        **other,
    }


def file_of(rows, path, *, columns=(*ISSUE_COLUMNS, *ANSWER_COLUMNS)):
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, columns, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(lines.getvalue(), encoding="utf-8-sig")
    return path


def apply(rows, tmp_path, **form):
    return sf.apply_corrections(AREA, file_of(rows, tmp_path / "issues.csv", **form))


GONE = {**PLACED[0], "key": PLACED[0]["key"].replace("2024", "2031")}
GONE["id"] = issue_id("placement_missing", "plans", GONE["key"], "setting")
NO_CELL = {**ROLL, "check": "need_jump", "table": "plans", "key": "year=2024", "column": ""}
NO_CELL["id"] = issue_id("need_jump", "plans", "year=2024", "")

FAULTS = {
    "no column who": (
        [answered(PLACED[0], "special")],
        ["correction_column_missing"],
        {"columns": [name for name in NEEDED if name != "who"]},
    ),
    "no column correction or value": (
        [answered(PLACED[0], "special")],
        ["correction_column_missing"],
        {"columns": ["id", "key", "who"]},
    ),
    "no id": ([answered(PLACED[0], "special", id="")], ["correction_id_missing"], {}),
    "an id that is none": (
        [answered(PLACED[0], "special", id="i0")],
        ["correction_id_unknown"],
        {},
    ),
    "an id of another row": (
        [answered(PLACED[0], "special", id=PLACED[1]["id"])],
        ["correction_id_unknown"],
        {},
    ),
    "a key that was changed": (
        [answered(PLACED[0], "special", key=PLACED[1]["key"])],
        ["correction_id_unknown"],
        {},
    ),
    "a column that was changed": (
        [answered(PLACED[0], "ASD", column="need")],
        ["correction_id_unknown"],
        {},
    ),
    "a table that does not exist": (
        [answered(PLACED[0], "ASD", table="children")],
        ["correction_id_unknown"],
        {},
    ),
    "a check that does not exist": (
        [answered(PLACED[0], "ASD", check="zz")],
        ["correction_id_unknown"],
        {},
    ),
    "a row twice": (
        [answered(PLACED[0], "special"), answered(PLACED[0], "base")],
        ["correction_id_twice"],
        {},
    ),
    "a row that is gone": ([answered(GONE, "special")], ["correction_row_gone"], {}),
    "a value that has changed since": (
        [answered(PLACED[0], "special", value="base")],
        ["correction_stale"],
        {},
    ),
    "a roll that has changed since": ([answered(ROLL, "90", value="71")], ["correction_stale"], {}),
    "no single cell": ([answered(NO_CELL, "12")], ["correction_of_no_cell"], {}),
    "nobody": ([answered(PLACED[0], "special", who="")], ["correction_by_nobody"], {}),
    "an answer of nobody": (
        [answered(PLACED[0], comment="is right", who="")],
        ["correction_by_nobody"],
        {},
    ),
    "no day": ([answered(PLACED[0], "special", when="")], ["correction_no_day"], {}),
    "a day that is none": (
        [answered(PLACED[0], "special", when="31/02/2026")],
        ["correction_no_day"],
        {},
    ),
    "a day in words": (
        [answered(PLACED[0], "special", when="yesterday")],
        ["correction_no_day"],
        {},
    ),
    "a postcode as a comment": (
        [answered(PLACED[0], "special", comment="lives at NN15 6XX")],
        ["correction_personal"],
        {},
    ),
    "a pupil number as a correction": (
        [answered(PLACED[0], "A123456789012")],
        ["correction_personal"],
        {},
    ),
    "a postcode as who": (
        [answered(PLACED[0], "special", who="NN15 6XX")],
        ["correction_personal"],
        {},
    ),
    "no such setting": ([answered(PLACED[0], "specal")], ["unknown_code"], {}),
    "no such need": ([answered(NEEDS[0], "autism!")], ["unknown_code"], {}),
    "no such locality": (
        [answered(rows_of("locality_missing")[0], "L99")],
        ["unknown_reference"],
        {},
    ),
    "no number": ([answered(ROLL, "about 90")], ["not_a_number"], {}),
    "half a child": ([answered(ROLL, "90.5")], ["not_whole"], {}),
    "too many": ([answered(ROLL, "99999")], ["too_high"], {}),
    "below nought": ([answered(ROLL, "-1")], ["too_low"], {}),
    "a mark": ([answered(ROLL, "c")], ["marked_where_not_allowed"], {}),
    "a cell that may not be blank": ([answered(PLACED[0], CLEAR)], ["blank_cell"], {}),
    "needs that are none": ([answered(DESIGNATION, "ASD;AAA")], ["unknown_code"], {}),
    "a need twice": ([answered(DESIGNATION, "ASD;ASD")], ["repeated_in_list"], {}),
    "several at once": (
        [answered(PLACED[0], "specal", who=""), answered(ROLL, "-1", when="")],
        ["correction_by_nobody", "unknown_code", "correction_no_day", "too_low"],
        {},
    ),
}


@pytest.mark.parametrize(("rows", "rules", "form"), FAULTS.values(), ids=FAULTS.keys())
def test_every_fault_is_named_at_its_row_and_nothing_is_applied(rows, rules, form, tmp_path):
    sound = [answered(PLACED[2], "special")] if not form else []
    before = AREA.tables()
    with pytest.raises(FindingsError, match="cannot be used") as raised:
        apply([*sound, *rows], tmp_path, **form)
    told = [one for one in raised.value.findings if one.severity == "error"]
    assert sorted(one.rule for one in told) == sorted(rules)
    for one in told:
        assert one.file == "issues.csv"
        assert one.row is not None
        if one.rule.startswith("correction_"):
            assert (
                pd.Series([f"{one.seen} {one.why} {one.remedy}"])
                .str.fullmatch(said(one.rule))
                .all()
            )
    if not form:
        assert {one.row for one in told} <= set(range(3, 3 + len(rows)))
    assert "NN15" not in str(raised.value)
    assert "A1234" not in str(raised.value)
    for name, frame in AREA.tables().items():
        assert frame.equals(before[name])


def test_two_corrections_of_one_cell_that_differ_are_a_fault(tmp_path):
    """The same setting is asked about by two checks: too young for it, and not recorded."""
    tables = AREA.tables()
    plans = tables["plans"]
    row = plans[(plans["year"] == LAST) & (plans["setting"] == "special") & (plans["ncy"] == 3)]
    plans.loc[row.index[0], "setting"] = "fe"
    tables["plans"] = plans
    area = sf.area_from_frames(tables)
    asked = sf.quality(area).issues()
    one = asked[asked["check"] == "age_outside_setting"].iloc[0].to_dict()
    other = {**one, "check": "placement_missing"}
    other["id"] = issue_id("placement_missing", "plans", one["key"], "setting")
    rows = [answered(one, "special"), answered(other, "base")]
    path = file_of(rows, tmp_path / "issues.csv")
    with pytest.raises(FindingsError, match=said("correction_twice")):
        sf.apply_corrections(area, path)
    same = [answered(one, "special"), answered(other, "special")]
    made = sf.apply_corrections(area, file_of(same, path))
    assert made.audit()["done"].tolist() == ["corrected", "corrected"]


def test_corrections_are_made_and_recorded(tmp_path):
    rows = [
        answered(PLACED[0], "special", comment="seen in the file"),
        answered(ROLL, "395", when="30/11/2026"),
        answered(DESIGNATION, "ASD; SEMH"),
        answered(PLACED[1], comment="nobody knows", who="Sam"),
        answered(PLACED[2]),
    ]
    made = apply(rows, tmp_path)
    audit = made.audit()
    told = audit[audit["done"] != "added up"]
    assert told[["column", "before", "after", "done", "who", "when"]].to_numpy().tolist() == [
        ["basis", "published", "supplied", "follows", "Pat", "2026-11-30"],
        ["setting", "unknown", "special", "corrected", "Pat", "2026-11-30"],
        ["roll", "70", "395", "corrected", "Pat", "2026-11-30"],
        ["needs", EVERY_NEED, "ASD;SEMH", "corrected", "Pat", "2026-11-30"],
        ["setting", "unknown", "unknown", "answered", "Sam", "2026-11-30"],
    ]
    assert made.area.sites.set_index("site").loc["S", "roll"] == 395
    assert made.area.plans["plans"].sum() == AREA.plans["plans"].sum()
    left = sf.quality(made.area).issues()
    assert set(left["id"]) == set(ISSUES["id"]) - {
        PLACED[0]["id"], ROLL["id"], DESIGNATION["id"]
    }  # fmt: skip
    assert "Corrections made" in repr(made.card()) or made.card().figures[0].value == 3


def test_a_cell_that_may_be_blank_is_cleared(tmp_path):
    made = apply([answered(ROLL, CLEAR)], tmp_path)
    assert pd.isna(made.area.sites.set_index("site").loc["S", "roll"])
    assert made.audit()[["before", "after"]].to_numpy().tolist() == [["70", ""]]


def test_rows_that_become_the_same_are_added_up(tmp_path):
    plans = AREA.plans
    key = ["year", "locality", "ncy", "setting"]
    for issue in NEEDS:
        row = plans[plans["need"] == "unknown"]
        row = row[[issue["key"].startswith(f"year={one.year}, locality={one.locality}")
                   and f"ncy={one.ncy}," in issue["key"]
                   for one in row.itertuples()]].iloc[0]  # fmt: skip
        twin = plans[(plans[key] == row[key]).all(axis=1) & (plans["need"] != "unknown")]
        if len(twin):
            break
    need = twin.iloc[0]["need"]
    made = apply([answered(issue, need)], tmp_path)
    after = made.area.plans
    here = after[(after[key] == row[key]).all(axis=1) & (after["need"] == need)]
    assert here["plans"].tolist() == [row["plans"] + twin.iloc[0]["plans"]]
    added = made.audit()[lambda audit: audit["done"].eq("added up") & audit["column"].eq("plans")]
    assert added[["before", "after"]].to_numpy().tolist() == [
        [f"{twin.iloc[0]['plans']:g}", f"{here['plans'].iloc[0]:g}"]
    ]
    assert f"need={need}" in added["key"].iloc[0]
    assert len(after) == len(plans) - 1


def test_rows_that_cannot_be_added_up_are_named(tmp_path):
    tables = AREA.tables()
    plans = tables["plans"]
    row = plans[plans["setting"] == "unknown"].iloc[0]
    twin = row.to_dict() | {"setting": "special", "plans": float("nan"), "plans_mark": "c"}
    keys = ["year", "locality", "need", "ncy", "setting"]
    others = plans[~(plans[keys] == pd.Series(twin)[keys]).all(axis=1)]
    # The Januaries of the issues must be shown: the mark is in the year before.
    twin["year"] = row["year"] = LAST - 1
    moved = others[~(others[keys] == row[keys]).all(axis=1)]
    moved = moved[~(moved[keys] == pd.Series(twin)[keys]).all(axis=1)]
    tables["plans"] = pd.concat([moved, pd.DataFrame([row.to_dict(), twin])], ignore_index=True)[
        list(plans.columns)
    ]
    area = sf.area_from_frames(tables)
    issue = dict(PLACED[0])
    issue["key"] = ", ".join(f"{name}={row[name]}" for name in keys)
    issue["id"] = issue_id("placement_missing", "plans", issue["key"], "setting")
    path = file_of([answered(issue, "special")], tmp_path / "issues.csv")
    with pytest.raises(FindingsError, match=said("correction_makes_twin")):
        sf.apply_corrections(area, path)


def test_an_area_that_would_not_be_sound_is_refused(tmp_path):
    """Somebody in the base's pool, of which the correction leaves no pool for the level."""
    tables = AREA.tables()
    plans = tables["plans"]
    one = plans[(plans["year"] == LAST) & (plans["locality"] == "unknown")].index[0]
    tables["population"] = tables["population"].assign(
        persons=lambda people: people["persons"].where(
            ~((people["year"] == LAST) & (people["locality"] == "L2")
              & (people["ncy"] == plans.loc[one, "ncy"])), 1.0)
    )  # fmt: skip
    cell = (plans["year"] == LAST) & (plans["locality"] == "L2")
    tables["plans"] = plans[~(cell & (plans["ncy"] == plans.loc[one, "ncy"]))]
    tables["plans"].loc[one, "plans"] = 40.0
    area = sf.area_from_frames(tables)
    asked = sf.quality(area).issues()
    issue = asked[asked["check"] == "locality_missing"].iloc[0].to_dict()
    path = file_of([answered(issue, "L2")], tmp_path / "issues.csv")
    with pytest.raises(FindingsError, match=said("correction_unsound")) as raised:
        sf.apply_corrections(area, path)
    assert any(one.rule == "plans_above_population" for one in raised.value.findings)


def test_what_changes_nothing_is_a_note(tmp_path):
    made = apply([answered(PLACED[0], "unknown")], tmp_path)
    assert [note.rule for note in made.notes] == ["correction_changes_nothing"]
    assert (
        pd.Series([f"{n.seen} {n.why} {n.remedy}" for n in made.notes])
        .str.fullmatch(said("correction_changes_nothing"))
        .all()
    )
    assert made.area == AREA
    empty = apply([answered(PLACED[0])], tmp_path)
    assert [note.rule for note in empty.notes] == ["correction_none"]
    assert (
        pd.Series([f"{n.seen} {n.why} {n.remedy}" for n in empty.notes])
        .str.fullmatch(said("correction_none"))
        .all()
    )
    assert empty.area == AREA
    assert empty.audit().empty


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_file_comes_back_as_it_was_sent(ending, tmp_path):
    path = QUALITY.save_issues(tmp_path / f"issues.{ending}")
    made = sf.apply_corrections(AREA, path)
    assert made.area == AREA
    with pytest.raises(FileError, match="is already there"):
        QUALITY.save_issues(path)
    QUALITY.save_issues(path, replace=True)


def test_a_workbook_that_is_filled_in_in_excel_is_read(tmp_path):
    path = QUALITY.save_issues(tmp_path / "issues.xlsx")
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Read me", "Issues"]
    sheet = workbook["Issues"]
    names = [cell.value for cell in sheet[1]]
    assert names == [*ISSUE_COLUMNS, *ANSWER_COLUMNS]
    held = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert held == ISSUES["id"].tolist()
    row = held.index(ROLL["id"]) + 2
    for name, value in (("correction", 88), ("who", "Pat"), ("when", datetime(2026, 11, 30))):
        sheet.cell(row, names.index(name) + 1).value = value
    # A column that somebody added is not read, nor are rows that were deleted missed.
    sheet.cell(1, len(names) + 1).value = "pupil name"
    sheet.cell(row, len(names) + 1).value = "Kim Example"
    sheet.delete_rows(2) if row != 2 else None
    workbook.save(path)
    made = sf.apply_corrections(AREA, path)
    assert made.audit()[["before", "after", "when"]].to_numpy().tolist() == [
        ["70", "88", "2026-11-30"]
    ]
    assert not any("Kim" in str(frame.to_numpy().tolist()) for frame in made.tables().values())


def test_endings_and_places_are_refused(tmp_path):
    with pytest.raises(FileError, match=said("issues_ending")):
        QUALITY.save_issues(tmp_path / "issues.docx")
    made = apply([answered(ROLL, "90")], tmp_path)
    beside = audit_beside(tmp_path / "new.xlsx")
    beside.write_text("my own notes")
    with pytest.raises(FileError, match=said("correction_audit_other")):
        made.save(tmp_path / "new.xlsx")
    assert beside.read_text() == "my own notes"
    assert not (tmp_path / "new.xlsx").exists()


@pytest.mark.parametrize("name", ["new.xlsx", "new"])
def test_the_record_is_written_beside_and_never_replaced(name, tmp_path):
    made = apply([answered(ROLL, "90")], tmp_path)
    place = made.save(tmp_path / name)
    beside = tmp_path / "new.corrections.csv"
    assert sf.load_area(place) == made.area
    with pytest.raises(FileError, match="is already there"):
        made.save(tmp_path / name)
    rows = pd.read_csv(beside, dtype=str)
    assert rows[["id", "before", "after"]].to_numpy().tolist() == [[ROLL["id"], "70", "90"]]
    again = apply([answered(ROLL, "91")], tmp_path)
    again.save(tmp_path / name, replace=True)
    rows = pd.read_csv(beside, dtype=str)
    assert rows["after"].tolist() == ["90", "91"]


def undone(area, audit):
    """The tables with the audit applied backwards, where no rows were added up."""
    tables = area.tables()
    for row in reversed(audit.to_dict("records")):
        if row["done"] == "answered":
            continue
        contract = terms.table(row["table"])
        frame = tables[row["table"]].astype(object)
        key = dict(part.split("=", 1) for part in row["key"].split(", "))
        if row["column"] in key:
            key[row["column"]] = row["after"]
        here = pd.Series(True, index=frame.index)
        for name in contract.key:
            here &= frame[name].astype(str).eq(key[name])
        assert here.sum() == 1
        is_number = contract[row["column"]].is_number
        frame.loc[here, row["column"]] = float(row["before"]) if is_number else row["before"]
        tables[row["table"]] = frame
    return sf.area_from_frames(tables)


CHOICES = {
    "placement_missing": ["ap", "elsewhere", "not_in_education"],  # nobody else is there
    "places_above_roll": ["80", "91"],
    "no_designation": ["ASD;SEMH", "ASD"],
}


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(chosen=st.data())
def test_the_record_taken_backwards_gives_the_area_that_was(chosen, tmp_path_factory):
    rows = []
    for check, values in CHOICES.items():
        for issue in rows_of(check):
            correction = chosen.draw(st.sampled_from(["", *values]))
            rows.append(answered(issue, correction))
    order = chosen.draw(st.permutations(rows))
    made = apply(order, tmp_path_factory.mktemp("undo"))
    assert undone(made.area, made.audit()) == AREA
    changed = made.audit()["done"].eq("corrected").sum()
    assert changed == sum(bool(row["correction"]) for row in rows)


ANY = st.text(max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(correction=ANY, who=ANY, when=ANY, comment=ANY, which=st.integers(0, len(ISSUES) - 1))
def test_any_text_gives_a_finding_or_an_area(
    correction, who, when, comment, which, tmp_path_factory
):
    row = answered(ISSUES.iloc[which].to_dict(), correction, who, when, comment)
    try:
        made = apply([row], tmp_path_factory.mktemp("any"))
    except FindingsError as error:
        raised = error.to_frame()
        assert_named(raised)
    else:
        assert isinstance(made.area, sf.Area)


def assert_named(findings):
    assert len(findings)
    assert findings["seen"].str.len().gt(0).all()


def test_a_setting_in_which_nobody_is_of_that_age_is_corrected_and_noted(tmp_path):
    """A child in Year 2 in an early years setting: quality would ask about the cell again."""
    made = apply([answered(PLACED[2], "early_years")], tmp_path)
    (note,) = [one for one in made.notes if one.rule == "correction_outside_ages"]
    assert note.seen == "The setting early_years has nobody in Year 2."
    fits = apply([answered(PLACED[0], "early_years")], tmp_path)
    assert "correction_outside_ages" not in {one.rule for one in fits.notes}


def test_days_are_read_as_the_british_write_them():
    assert day_of("30/11/2026") == day_of("2026-11-30") == date(2026, 11, 30)
    assert day_of("11/30/2026") is None
    assert day_of("20261130") is None


def test_every_message_is_matched_here():
    matched = {rule for _, rules, _ in FAULTS.values() for rule in rules}
    matched |= {"correction_twice", "correction_makes_twin", "correction_unsound"}
    matched |= {"correction_changes_nothing", "correction_none", "correction_audit_other"}
    matched |= {"issues_ending", "correction_outside_ages"}
    matched |= {"correction_flows_stay", "correction_placements_stay"}  # in tests of their own
    assert set(messages.MESSAGES) <= matched


def test_the_command_corrects_and_writes_the_record(tmp_path, capsys):
    place = AREA.save(tmp_path / "area")
    file = file_of([answered(ROLL, "90")], tmp_path / "issues.csv")
    with pytest.raises(SystemExit, match=r"^0?$|None"):
        main(["correct", str(place), str(file), "--to", str(tmp_path / "area-2")])
    out = capsys.readouterr().out
    assert "Corrections made" in out
    assert "area-2.corrections.csv" in out
    assert sf.load_area(tmp_path / "area-2").sites.set_index("site").loc["S", "roll"] == 90
    broken = file_of([answered(ROLL, "-9")], tmp_path / "issues.csv")
    with pytest.raises(SystemExit, match="1"):
        main(["correct", str(place), str(broken), "--to", str(tmp_path / "area-3")])
    assert not (tmp_path / "area-3").exists()
    assert "row 2, column correction" in capsys.readouterr().err
