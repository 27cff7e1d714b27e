"""Yearly exports of cases: stocks and flows by hand and against a known course, and privacy."""

import random
from collections import Counter

import openpyxl
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from intake_cases import COLUMNS, HEADINGS, cases, child, export, two_years, write

import sufficiency as sf
from sufficiency.area.reading import raw_of_frame
from sufficiency.cli.main import ExitCode
from sufficiency.messages import case_exports
from sufficiency.sources.cases import headings
from sufficiency.sources.cases.columns import columns_given, suggested
from sufficiency.sources.cases.headings import roles
from sufficiency.sources.cases.reading import KIND
from sufficiency.sources.cases.snapshot import snapshot_of
from sufficiency.sources.cases.years import looks_like_date, ncy_of_text
from sufficiency.sources.days import day_of
from sufficiency.sources.headings import plain, words
from sufficiency.sources.text_tables import read_text_table
from sufficiency.tables import check_table
from sufficiency.terms.codes import read_rows

BORN = {
    **{role: name for role, name in COLUMNS.items() if role != "ncy"},
    "birth_date": "Date of Birth",
}


def test_two_januaries_give_stocks_and_flows(tmp_path):
    before = [child("1"), child("2", need="Autism", setting="Special School"), child("3")]
    after = [child("1", group="5"), child("2", group="5", setting="INMSS")]
    after.append(child("4", group="Reception", need="SEMH", setting="PRU"))
    made = two_years(before, after)(tmp_path)
    assert made.held["plans"].groupby("year")["plans"].sum().to_dict() == {2023: 3, 2024: 3}
    flows = made.held["transitions"]
    told = flows.fillna({"ncy_from": 99, "ncy_to": 99})[
        ["need_from", "ncy_from", "setting_from", "need_to", "ncy_to", "setting_to", "plans"]
    ].to_numpy()
    assert sorted(told.tolist()) == sorted(
        [
            ["ASD", 4, "special", "ASD", 5, "special", 1],
            ["ASD", 4, "special", "ASD", 5, "independent", 1],
            ["ASD", 4, "special", "", 99, "outside", 1],
            ["", 99, "outside", "SEMH", 0, "ap", 1],
        ]
    )
    assert set(flows["year"]) == {2024}


def test_birth_dates_become_nc_years_and_go(tmp_path):
    """Born on 31 August 2015: 9 on 31 August 2024, so Year 5; a day later: Year 4."""
    rows = [child("1", born="31/08/2015", group=""), child("2", born="2015-09-01", group="")]
    made = cases(*rows, columns=BORN)(tmp_path)
    assert made.held["plans"]["ncy"].tolist() == [4, 5]


@pytest.mark.parametrize(
    ("text", "ncy"),
    [
        *(("7", 7), ("07", 7), ("Year 7", 7), ("Yr7", 7), ("Y11", 11), ("NC Year 3", 3)),
        *(("R", 0), ("Reception", 0), ("N2", -1), ("-1", -1), ("0", 0), ("7.0", 7)),
        *(("Jul-08", None), ("2024-07-08", None), ("", None), ("seven", None), ("7-8", None)),
    ],
)
def test_year_groups_are_read_as_schools_write_them(text, ncy):
    assert ncy_of_text(text) == ncy


@pytest.mark.parametrize("text", ["2015-13-01", "31/02/2015", "8/31/2015", "", "2015", "x"])
def test_what_is_no_date_is_no_date(text):
    assert day_of(text) is None


def test_plans_that_have_ended_and_those_of_others_are_left_out(tmp_path):
    rows = [
        child("1"),
        child("2", urn="Ceased"),
        child("3", urn="maintained"),
        child("4", ward="V"),
    ]
    columns = {**COLUMNS, "status": "URN", "authority": "Ward"}
    made = cases(*rows, columns=columns, authority="w")(tmp_path)
    assert made.held["plans"]["plans"].sum() == 2
    assert made.account().set_index("why")["rows"].to_dict() == {
        "no plan by its status": 1,
        "another authority": 1,
        "children": 2,
    }


def test_children_are_placed_by_postcode_or_small_area(tmp_path):
    codes = write(tmp_path, "a.csv", "pcds,ward24_code\nNN1 1AA,W1\nNN1 1AB,W2\n")
    table = sf.read_lookup(codes, code="postcode", to="ward")
    columns = {role: name for role, name in COLUMNS.items() if role != "locality"}
    columns["postcode"] = "Ward"
    rows = [child("1", ward="nn11aa"), child("2", ward="NN1 1AB"), child("3", ward="")]
    made = cases(*rows, columns=columns, lookup=table)(tmp_path)
    assert made.held["plans"]["locality"].tolist() == ["W1", "W2", "unknown"]


def test_columns_are_suggested_saved_and_read_again(tmp_path):
    path = export(tmp_path, child("1"), child("2", need="Autism", setting="Moon base"))
    made = sf.suggest_columns(path, save_as=tmp_path / "columns.toml")
    assert made.heading("child") == "Person ID"
    assert made.heading("birth_date") == "Date of Birth"
    assert made.needs == {"ASD": "ASD", "Autism": "ASD"}
    assert made.settings == {"special": "special", "Moon base": ""}
    text = (tmp_path / "columns.toml").read_text(encoding="utf-8")
    with pytest.raises(sf.FindingsError, match="Moon base has no meaning yet as setting"):
        sf.read_snapshots({2024: path}, columns=tmp_path / "columns.toml")
    filled = write(tmp_path, "mine.toml", text.replace('"Moon base" = ""', '"Moon base" = "base"'))
    again = sf.read_snapshots({2024: path}, columns=filled)
    assert set(again.held["plans"]["setting"]) == {"special", "base"}
    assert set(again.held) == {"plans", "placements", "in_mainstream"}
    assert set(made.to_frame()["table"]) == {"columns", "needs", "settings"}


def test_columns_are_suggested_on_the_command_line(run, tmp_path):
    """What is written is what Python writes; then the words of headings filled in by hand."""
    path = export(tmp_path, child("1"), child("2", need="Autism", setting="Moon base"))
    sf.suggest_columns(path, save_as=tmp_path / "python.toml")
    code, out, _ = run("suggest-columns", path, "--to", tmp_path / "columns.toml")
    assert code == ExitCode.DONE
    written = (tmp_path / "columns.toml").read_text(encoding="utf-8")
    assert written == (tmp_path / "python.toml").read_text(encoding="utf-8")
    assert "child       Person ID" in out
    assert "1 words have no meaning yet" in " ".join(out.split())
    code, _, err = run("suggest-columns", path, "--to", tmp_path / "columns.toml")
    assert code != ExitCode.DONE
    assert "is already there" in err
    by_hand = write(tmp_path, "mine.toml", '[columns]\nneed = "Bnad"\n')
    code, _, err = run("suggest-columns", path, "--columns", by_hand, "--to", tmp_path / "no.toml")
    assert code == ExitCode.FAULTS
    assert "There is no column Bnad" in err
    code, _, err = run("suggest-columns", write(tmp_path, "a.csv", "x,y\n1,2\n"), "--to", "b.toml")
    assert code == ExitCode.FAULTS
    assert "--columns columns.toml --to columns-2.toml" in " ".join(err.split())


OTHERWISE = (
    "Case ref,Surname,DoB,Yr grp,Primary need desc,Where placed,School name,School URN,Home PC"
)
LINE = "0013,Plantedname,15/06/2011,Year 9,Autism,Moon base,Hall,140001,PE8 6WG"


def test_headings_that_are_nearly_usual_are_suggested_and_the_rest_named(tmp_path):
    path = write(tmp_path, "a.csv", f"Caseload in January\n{OTHERWISE}\n{LINE}\n")
    made = sf.suggest_columns(path, save_as=tmp_path / "columns.toml")
    assert {role: heading for role, heading in made.columns.items() if heading} == {
        "child": "Case ref",
        "need": "Primary need desc",
        "setting": "Where placed",
        "ncy": "Yr grp",
        "birth_date": "DoB",
        "postcode": "Home PC",
        "site": "School URN",
    }
    text = (tmp_path / "columns.toml").read_text(encoding="utf-8")
    assert "# Headings that were not taken: School name." in text
    assert "Surname" not in text
    assert "Plantedname" not in text
    assert KIND.recognises([OTHERWISE.split(",")])


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        *(("Primary SEN need description", "need"), ("Current Placement Type Desc", "setting")),
        *(
            ("Type of placement (now)", "setting"),
            ("NC Yr Grp", "ncy"),
            ("EHCP Status Desc", "status"),
        ),
        *(("Home Post Code", "postcode"), ("Child's Date of Birth", "birth_date")),
        *(("Pupil UPN", None), ("Surname", None), ("Child name", None), ("Parent postcode", None)),
        *(("School postcode", None), ("Secondary need", None), ("Previous placement", None)),
        *(("Need review date", None), ("Pupil name and need", None), ("Placement cost", None)),
        *(("Pupil placed", None), ("Placed by", None), ("Provision lead", None)),
        *(("Placement authorised by", None), ("SEN need agreed by", None), ("Placed with", None)),
        *(("Need coordinator", None), ("Need identified by", None), ("Ward of court", None)),
        *(("Need review year", None), ("Provision hours", None), ("Name placed at school", None)),
        *(("Placement keyworker", None), ("Student placed", None), ("Child need reviewed", None)),
        *(("Where placed", "setting"), ("Placement name", "setting"), ("Placed name", None)),
        *(("Main area of SEN need", "need"), ("Home ward name", "locality"), ("Yr grp", "ncy")),
    ],
)
def test_no_column_about_a_person_is_suggested_as_something_else(heading, role):
    assert suggested([heading]) == ({role: heading} if role else {})


@given(
    enough=st.sampled_from(sorted(words("case word enough"))),
    other=st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12),
    is_behind=st.booleans(),
)
def test_no_heading_is_taken_for_one_of_its_words_beside_one_that_is_not_known(
    enough, other, is_behind
):
    known = {*words("case word"), *words("case ending"), *words("case word harmless")}
    usual = {word for _, names in roles().values() for name in names for word in name.split()}
    assume(other not in known | usual)
    heading = f"{enough} {other}" if is_behind else f"{other} {enough}"
    assert suggested([heading]) == {}


PEOPLE = ("Jane Smith", "Ola Nordmann", "Autism")
"""Words of a column of persons in which a need stands by mistake."""


@pytest.mark.parametrize("heading", ["Where placed", "Placed at", "Pupil base"])
def test_words_that_may_be_names_are_counted_and_not_shown(heading, tmp_path):
    rows = [child(f"{number}", setting=who) for number, who in enumerate(PEOPLE)]
    text = (HEADINGS + "".join(rows)).replace("Placement Type", heading)
    path = write(tmp_path, "cases.csv", text)
    columns = COLUMNS | {"setting": heading}
    made = sf.suggest_columns(path, columns={"columns": columns}, save_as=tmp_path / "columns.toml")
    told = (tmp_path / "columns.toml").read_text(encoding="utf-8")
    assert f"# 3 words of {heading} are not shown, as they may be names." in told
    with pytest.raises(sf.FindingsError, match="3 of 3 different words of this column") as caught:
        sf.read_snapshots({2024: path}, columns=tmp_path / "columns.toml")
    shown = repr(vars(made)) + told + str(caught.value) + caught.value.to_frame().to_string()
    assert [who for who in PEOPLE if f'"{who}"' in shown or f"'{who}'" in shown] == []
    assert "Smith" not in shown
    known = {"Jane Smith": "special", "Ola Nordmann": "base"}
    filled = {"columns": columns, "settings": known}
    with pytest.raises(sf.FindingsError, match="Autism has no meaning yet as setting"):
        sf.read_snapshots({2024: path}, columns=filled)
    assert sf.suggest_columns(path, columns=filled).settings == known | {"Autism": ""}


def test_words_are_suggested_for_headings_that_were_filled_in_by_hand(tmp_path):
    path = write(tmp_path, "a.csv", "Ref no,Band,Where,Age group\n1,Autism,Moon base,5\n")
    with pytest.raises(sf.FindingsError, match="Fewer than two headings are known"):
        sf.suggest_columns(path)
    mine = write(
        tmp_path,
        "mine.toml",
        '[columns]\nchild = "Ref no"\nneed = "Band"\nsetting = "Where"\n\n[needs]\nOld = "SEMH"\n',
    )
    made = sf.suggest_columns(path, columns=mine, save_as=tmp_path / "more.toml")
    assert made.needs == {"Autism": "ASD", "Old": "SEMH"}
    assert made.settings == {"Moon base": ""}
    assert made.not_taken == ("Age group",)
    wrong = {"columns": {"child": "Ref no", "need": "Bnad"}}
    with pytest.raises(sf.FindingsError, match="There is no column Bnad"):
        sf.suggest_columns(path, columns=wrong)


def test_headings_are_named_where_few_are_known_but_never_a_row_of_a_child(tmp_path):
    path = write(tmp_path, "a.csv", "Case ref,Surname,Kind\n1,Plantedname,x\n")
    with pytest.raises(sf.FindingsError, match=r"It has Kind\.") as caught:
        sf.suggest_columns(path)
    assert "Surname" not in str(caught.value)
    path = write(tmp_path, "b.csv", "Plantedname,placed,15/06/2011\nOther,x,16/06/2011\n")
    with pytest.raises(sf.FindingsError, match=r"known in b.csv\. Columns") as caught:
        sf.suggest_columns(path)
    assert "Plantedname" not in str(caught.value)


def test_all_words_without_a_meaning_are_named(tmp_path):
    """Of many faults of a kind the first are told in full, and of the rest the words."""
    path = export(tmp_path, *(child(f"{n}", setting=f"Kind {n}x") for n in range(1, 8)))
    with pytest.raises(sf.FindingsError, match=r"more of this kind \(rows .*7: Kind 6x"):
        sf.read_snapshots({2024: path}, columns=COLUMNS)


def test_a_workbook_may_have_a_title_dates_and_a_hidden_sheet(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Active plans", None])
    sheet.append([])
    sheet.append(HEADINGS.strip().split(","))
    for number in (1, 2):
        sheet.append([number, "Plantedname", "2015-09-01", 4, "ASD", "special", "W", None])
    other = workbook.create_sheet("old")
    other.append(HEADINGS.strip().split(","))
    other.sheet_state = "hidden"
    workbook.save(tmp_path / "cases.xlsx")
    made = sf.read_snapshots({2024: tmp_path / "cases.xlsx"}, columns=COLUMNS)
    assert made.held["plans"]["plans"].tolist() == [2]
    assert {one.rule for one in made.findings} == {"sheets_hidden_too"}


def test_the_kind_is_told_by_usual_headings():
    assert KIND.recognises([HEADINGS.strip().split(",")])
    assert not KIND.recognises([["need", "setting", "cost"]])
    assert suggested(["Surname", "Forename"]) == {}


@pytest.mark.parametrize(
    "birth",
    ["01/09/15", "01/09/15T00:00:00", "1-Sep-15 00:00", "1st Sept 15", "01.09.15", "1/ 9/15"],
)
@pytest.mark.parametrize("count", [1, 30])
def test_years_of_two_digits_are_a_fault_however_they_are_written(birth, count, tmp_path):
    """One fault, though the cells are a large part of the column too."""
    rows = [child(f"{number}", born=birth) for number in range(count)]
    said = "1 date of birth has" if count == 1 else f"{count} dates of birth have"
    with pytest.raises(sf.FindingsError, match=f"{said} a year of two digits") as caught:
        cases(*rows, columns={**COLUMNS, "birth_date": "Date of Birth"})(tmp_path)
    (fault,) = caught.value.findings
    assert (fault.rule, fault.row) == ("cases_birth_year_short", 2)
    assert birth not in str(caught.value)


def test_years_that_do_not_fit_are_mended_and_not_left_unread(tmp_path):
    """Without the year groups all would be counted by an age that is wrong."""
    rows = [child(f"{number}", born="40452", group="5") for number in range(30)]
    with pytest.raises(sf.FindingsError, match="on a Mac from 1904") as caught:
        cases(*rows, columns={**COLUMNS, "birth_date": "Date of Birth"})(tmp_path)
    assert [one.rule for one in caught.value.findings] == ["cases_days_of_mac"]
    assert "take the line ncy out" not in str(caught.value)


# --- a known course of many children

NEEDS = ("ASD", "SEMH", "SLCN")
SETTINGS = ("mainstream", "special", "base")


@pytest.mark.slow
@given(seed=st.integers(0, 10_000))
def test_the_flows_of_a_known_course_come_back_exactly(seed, tmp_path_factory):
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("course")
    there = {
        number: (chance.choice(NEEDS), chance.randint(-3, 12), chance.choice(SETTINGS))
        for number in range(60)
    }
    later, known = {}, Counter()
    for number, (need, ncy, setting) in there.items():
        if chance.random() < 0.1:
            known[need, ncy, setting, "", None, "outside"] += 1
            continue
        # Of files in which every fifth child has another need, one is refused.
        now = chance.choice([need] * 12 + ["SEMH"]), chance.choice([setting] * 12 + [*SETTINGS])
        state = (now[0], ncy + 1, now[1])
        later[number] = state
        known[(need, ncy, setting, *state)] += 1
    for number in range(60, 75):
        later[number] = (chance.choice(NEEDS), 0, "mainstream")
        known[("", None, "outside", *later[number])] += 1
    before, after = (
        [
            child(f"{number:04d}", need=need, group=str(ncy), setting=setting)
            for number, (need, ncy, setting) in chance.sample(sorted(state.items()), len(state))
        ]
        for state in (there, later)
    )
    held = two_years(before, after)(folder).held
    flows = Counter()
    for row in held["transitions"].itertuples():
        ends = (
            (row.need_from, row.ncy_from, row.setting_from),
            (row.need_to, row.ncy_to, row.setting_to),
        )
        (need_from, ncy_from, from_), (need_to, ncy_to, to) = ends
        ncys = [None if pd.isna(ncy) else int(ncy) for ncy in (ncy_from, ncy_to)]
        flows[need_from, ncys[0], from_, need_to, ncys[1], to] += row.plans
    assert flows == known
    stock = held["plans"].groupby("year")["plans"].sum()
    assert stock.to_dict() == {2023: len(there), 2024: len(later)}
    for name in ("plans", "transitions"):
        assert not check_table(raw_of_frame(name, held[name])).findings


def test_a_wide_row_is_looked_through_once_for_each_role(monkeypatch):
    """Every file that nobody knows is held against exports: each cell had been read 4,000 times."""
    read = []

    def counted(text):
        read.append(text)
        return plain(text)

    monkeypatch.setattr(headings, "plain", counted)
    wide = [f"column {at}" for at in range(40)]
    assert headings.suggested(wide) == {}
    assert len(read) <= 8 * len(wide) * len(headings.roles())


# --- files that were filtered


def authority(year, *, count=400):
    """A made-up authority of two Januaries: children of all settings, needs and phases."""
    chance = random.Random(7)
    for number in range(count):
        ncy = number % 20 - 2
        need = chance.choice(("ASD", "ASD", "SEMH", "SLCN", "MLD"))
        older = chance.choice(("fe", "special", "mainstream"))
        setting = chance.choice(("mainstream", "mainstream", "special", "INMSS"))
        setting = older if ncy > 11 else setting
        if ncy + year <= 20:
            yield number, ncy + year, need, setting


def exports(folder, is_kept=lambda year, ncy, need, setting: True, *, count=400):
    """Read two Januaries of it, of which some rows are left out."""
    rows = [
        [
            child(f"{number:04d}", group=str(ncy), need=need, setting=setting)
            for number, ncy, need, setting in authority(year, count=count)
            if is_kept(year, ncy, need, setting)
        ]
        for year in (0, 1)
    ]
    return two_years(*rows)(folder)


def test_whole_exports_are_told_nothing_of_missing_parts(tmp_path):
    assert not [one for one in exports(tmp_path).findings if "part" in one.rule]
    assert "cases_nobody_there" not in {one.rule for one in exports(tmp_path).findings}


@pytest.mark.parametrize("year", [0, 1])
@pytest.mark.parametrize(
    ("what", "is_lost"),
    [
        ("setting mainstream", lambda ncy, need, setting: setting == "mainstream"),
        ("setting fe", lambda ncy, need, setting: setting == "fe"),
        ("need SEMH", lambda ncy, need, setting: need == "SEMH"),
        ("phase secondary", lambda ncy, need, setting: 7 <= ncy <= 11),
        ("phase post16", lambda ncy, need, setting: 12 <= ncy <= 14),
    ],
)
def test_a_file_from_which_a_part_was_filtered_is_refused(year, what, is_lost, tmp_path):
    with pytest.raises(sf.FindingsError, match="The file seems to be filtered") as caught:
        exports(tmp_path, lambda at, *cells: at != year or not is_lost(*cells))
    told = {one.seen.split(" are in ")[1].split(",")[0]: one for one in caught.value.findings}
    assert what in told
    assert told[what].file == f"{2023 + year}.csv"
    assert told[what].seen.startswith("0 of ")
    assert f"children in January {2024 + year} are in {what}" in told[what].seen


@pytest.mark.parametrize("ages", [(0, 11), (0, 14), (5, 13), (-3, 11)])
def test_files_that_both_begin_and_end_at_an_age_are_no_filtered_files(ages, tmp_path):
    """Who is in Year 11 would be post-16 a year later, in a file that has nobody after 16."""
    first, last = ages
    made = exports(tmp_path, lambda year, ncy, *cells: first <= ncy <= last, count=1200)
    told = {one.rule for one in made.findings}
    assert "cases_nobody_there" in told
    assert "cases_part_gone" not in told


@pytest.mark.parametrize("is_later", [True, False])
def test_a_year_that_begins_to_record_who_waits_is_no_filtered_year(is_later, tmp_path):
    """Who waits has a new plan. That all of them have left is another thing."""
    stay = [child(f"{at}", group="5") for at in range(300)]
    later = [child(f"{at}", group="6") for at in range(300)]
    wait = [child(f"{at}", group="4", setting="awaiting") for at in range(500, 530)]
    rows = (stay, [*later, *wait]) if is_later else ([*stay, *wait], later)
    if is_later:
        rules = {one.rule for one in two_years(*rows)(tmp_path).findings}
        assert "cases_part_renamed" in rules
        return
    with pytest.raises(sf.FindingsError, match="are in setting awaiting, and 30 in January 2024"):
        two_years(*rows)(tmp_path)


def test_who_truly_lost_a_part_is_told_which_export_to_leave_out(tmp_path):
    with pytest.raises(sf.FindingsError, match="leave out the export of the earlier of the two"):
        exports(tmp_path, lambda year, ncy, need, setting: year or setting != "special")


def test_parts_that_are_in_neither_file_are_noted_with_what_would_be_there(tmp_path):
    made = exports(tmp_path, lambda year, ncy, need, setting: setting != "mainstream" and ncy < 12)
    notes = [one for one in made.findings if one.rule == "cases_nobody_there"]
    assert [one.file for one in notes] == ["2023.csv", "2024.csv"]
    count = made.held["plans"].query("year == 2023")["plans"].sum()
    assert notes[0].seen.startswith(f"Of {count} children nobody is in: setting mainstream (40%,")
    assert f"which would be {round(0.3972 * count)})" in notes[0].seen
    assert "phase post16 (17%" in notes[0].seen
    assert "need" not in notes[0].seen


def test_what_was_recorded_only_later_is_no_part_that_is_gone(tmp_path):
    blank = {"need": "", "setting": ""}
    before = [child(f"{at}", **(blank if at < 40 else {})) for at in range(70)]
    after = [child(f"{at}", group="5") for at in range(70)]
    rules = {one.rule for one in two_years(before, after)(tmp_path).findings}
    assert not {"cases_part_gone", "cases_part_renamed"} & rules


def test_levels_of_who_awaits_are_those_of_the_message():
    rows = {row["setting"]: row for row in read_rows("default_levels.csv")}
    for setting in ("not_in_education", "awaiting"):
        share = float(rows[setting]["base"]) + float(rows[setting]["special"])
        assert f"{share * 100:.0f} %" in case_exports.MESSAGES["cases_awaiting"].why


# --- privacy

UPN, HOME, BIRTH, NAME = "A123456789012", "NN15 6XX", "2015-03-07", "Plantedname"
SECRETS = (UPN, HOME, "NN156XX", BIRTH, "07/03/2015", NAME, "700123")


def planted(number="700123", **changes):
    return child(number, **{"born": BIRTH, "group": "", "ward": HOME, "urn": UPN, **changes})


def told_by(folder, columns, *rows, lookup=None, **files):
    """All that reading says or keeps: raised, shown, saved."""
    path = export(folder, *rows)
    said = []
    try:
        said.append(str(sf.suggest_columns(path, save_as=folder / "columns.toml")))
        said.append((folder / "columns.toml").read_text(encoding="utf-8"))
        made = sf.read_snapshots({2024: path}, columns=columns, lookup=lookup, **files)
    except sf.SufficiencyError as error:
        frame = error.to_frame().to_string() if hasattr(error, "to_frame") else ""
        return "".join([*said, str(error), error.on_command_line, frame])
    saved = made.save(folder / "saved")
    said += [repr(made), made._repr_html_(), str(made.tables()), str(made.provenance().to_frame())]
    said += [file.read_text(encoding="utf-8") for file in saved.iterdir()]
    return "".join(said)


@pytest.mark.parametrize(
    "columns",
    [
        BORN,
        {**BORN, "postcode": "Ward"},
        {**BORN, "site": "URN"},
        {**BORN, "locality": "Ward"},
        {**BORN, "ncy": "Date of Birth", "birth_date": ""},
        {**BORN, "need": "Surname"},
        {**BORN, "status": "Surname"},
        {**BORN, "child": "URN"},
        {**BORN, "setting": "Date of Birth"},
        {**BORN, "authority": "URN"},
    ],
)
@pytest.mark.parametrize("row", [planted(), planted(need="Autismm"), planted("")])
def test_nothing_of_a_child_is_ever_told_or_kept(columns, row, tmp_path):
    codes = write(tmp_path, "postcodes.csv", f"pcds,ward24_code\n{HOME},W1\n")
    table = sf.read_lookup(codes, code="postcode", to="ward")
    rows = (row, planted("700124", born="no date"), planted("700124"))
    for number, lookup in enumerate((None, table)):
        folder = tmp_path / str(number)
        folder.mkdir()
        told = told_by(folder, columns, *rows, lookup=lookup)
        assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize(
    "birth",
    ["07/03/2015", "7.3.15", "2015-03-07", "7 March 2015", "Mar 7 2015", "7th Mar 15", "2015/3/7"],
)
@pytest.mark.parametrize("role", ["need", "setting", "status", "locality", "site", "authority"])
def test_dates_below_any_heading_are_never_told(birth, role, tmp_path):
    """A column of birth dates that is headed Ward, and was named for something else."""
    rows = [child(ward=birth), child("2", ward=birth)]
    columns = {**COLUMNS, "locality": "", role: "Ward"}
    with pytest.raises(sf.FindingsError, match="postcodes, pupil numbers or dates") as told:
        cases(*rows, columns=columns)(tmp_path)
    assert birth not in str(told.value) + told.value.to_frame().to_string()


@pytest.mark.parametrize("days", ["42070", "07032015", "20150307"])
def test_dates_as_figures_are_not_told_as_words(days, tmp_path):
    with pytest.raises(sf.FindingsError, match="pupil numbers or dates") as told:
        cases(child(need=days))(tmp_path)
    assert days not in str(told.value)
    path = export(tmp_path, child(need=days), child("2", need="7/3/15"))
    assert sf.suggest_columns(path).needs == {}


@pytest.mark.parametrize("heading", ["D.O.B.", "Person Birth Date", "Mosaic ID", "Home Post Code"])
def test_usual_headings_of_what_is_personal_hold_nothing_else(heading, tmp_path):
    text = (HEADINGS + child()).replace("Ward", heading)
    path = write(tmp_path, "cases.csv", text)
    with pytest.raises(sf.FindingsError, match="holds what could identify a child"):
        sf.read_snapshots({2024: path}, columns={**COLUMNS, "locality": "", "need": heading})


@pytest.mark.parametrize(
    "text", ["ASD", "140001", "E01000001", "Year 4-11", "SEMH 1/2", "5 day 38", "R-6"]
)
def test_words_and_codes_are_no_dates(text):
    assert not looks_like_date(text)


def test_whoever_has_one_of_birth_date_and_year_group_is_counted_and_noted(tmp_path):
    rows = [child("1"), child("2", born=""), child("3", born="soon"), child("4", group="x")]
    made = cases(*rows, columns={**COLUMNS, "birth_date": "Date of Birth"})(tmp_path)
    assert made.held["plans"]["plans"].sum() == 4
    told = {one.rule: one.seen for one in made.findings}
    assert told["cases_by_group"].startswith("2 children")
    assert told["cases_by_age"].startswith("1 child has")


def test_no_flow_is_of_a_year_before_the_first(tmp_path):
    with pytest.raises(sf.FindingsError, match="NC year -5, which there is not"):
        two_years([child(group="-4")], [child(group="-4")], out_of_step="later")(tmp_path)


def test_what_is_read_on_the_way_shows_nobody(tmp_path):
    """A traceback or a debugger shows what an object looks like: without cells and digests."""
    path = export(tmp_path, planted(ward="W", urn=""))
    table = read_text_table(path, what="x", is_header=lambda row: "Ward" in row)
    one = snapshot_of(path, 2024, columns_given(BORN), lookup=None, authority=None, salt=b"x")
    assert BIRTH in table.frame.to_numpy()
    (digest,) = one.frame["child"]
    for secret in (*SECRETS, digest):
        assert secret not in repr(table) + repr(one) + str(table) + str(one)


def test_ids_are_salted_anew_each_time(tmp_path):
    """The same children give the same tables, and no digest is in any of them."""
    one, two = (cases(child("1"), child("2"))(tmp_path) for _ in range(2))
    assert one.held["plans"].equals(two.held["plans"])
    assert set(one.held["plans"].columns) == {
        *("year", "locality", "need", "ncy", "setting", "plans", "basis")
    }
