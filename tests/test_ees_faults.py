"""Faults of published files of plans: each found, named and placed; none mended."""

import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from published_files import FEW, PLACEMENTS, caseload, long_file, many, needs, write

import sufficiency as sf
from sufficiency.errors import FileError, FindingsError, NotPossibleError
from sufficiency.messages import published

ALL = "All EHC plans"


@dataclass(frozen=True)
class Fault:
    """A change to a sound file, and what is said of it.

    Parameters
    ----------
    rule, words : str
        The message, and words that it must hold.
    change : callable
        Changes the rows, or gives others.
    make : callable
        Makes the rows of the sound file.
    row : int or None
        Where it is said to be, as Excel shows it.
    """

    rule: str
    words: str
    change: Any
    make: Any = caseload
    row: int | None = None


def cell(column, value, *, at=0):
    """Put a value into a row of Ashby."""

    def change(rows):
        own = [row for row in rows if row["la_name"] == "Ashby"]
        own[at][column] = value

    return change


def every(**values):
    def change(rows):
        for row in rows:
            row.update(values)

    return change


def without(column):
    def change(rows):
        for row in rows:
            del row[column]

    return change


def nameless(rows):
    without("la_name")(rows)
    without("new_la_code")(rows)


def more(column, number):
    """Add to a count of Ashby's row of all, and to what holds it."""

    def change(rows):
        own = next(row for row in rows if row["la_name"] == "Ashby")
        own[column] += number

    return change


def twice(rows):
    rows.append(dict(rows[0]))


def unknown_age(rows):
    row = next(row for row in rows if row["breakdown"] == "age 3" and row["la_name"] == "Ashby")
    row["breakdown"] = "Age unknown"


def whole_region(rows):
    """Every authority of one region carries a wrong value; see the note on published files."""
    for row in rows:
        is_in = row["region_code"] == "E12000003" and row["geographic_level"] == "Local authority"
        if is_in and row["breakdown"] == ALL:
            row["special_la_maintained"] += 1
            row["special_total"] += 1
            row["ehcplans"] += 1


def other_label(rows):
    for row in rows:
        if row["breakdown"] == "Special - independent":
            row["breakdown"] = "Special - entirely new"


def needs_apart(rows):
    """One child more with ASD at an age, in the row of that age alone."""
    own = next(row for row in rows if (row["la_name"], row["breakdown"]) == ("Ashby", "age 10"))
    own["number_asd"] += 1
    own["ehc_plans"] += 1


def no_details(rows):
    """A total of 8,000 and no placements; see the note on Hackney in 2024."""
    own = next(row for row in rows if row["la_name"] == "Ashby")
    own["ehcplans"] = 8000


def hidden_needs(rows):
    for row in rows:
        if row["la_name"] == "Ashby":
            row.update({name: "x" for name in row if name.startswith("number_")})


def part_hidden(rows):
    own = next(row for row in rows if row["la_name"] == "Ashby")
    own["special_la_maintained"] = "c"
    own["ehcplans"] += 1


FAULTS = {
    "a count with a decimal": Fault(
        "ees_count_unreadable", "12.5 is neither", cell("special_independent", "12.5"), row=2
    ),
    "a negative count": Fault("ees_count_unreadable", "-3 is neither", cell("neet", "-3"), row=2),
    "a count in words": Fault(
        "ees_count_unreadable", "n/a is neither", cell("ehcplans", "n/a"), row=2
    ),
    "a formula error of Excel": Fault(
        "ees_count_unreadable", "#REF! is neither", cell("neet", "#REF!", at=1)
    ),
    "thousands with commas": Fault(
        "ees_thousands", "1,200 is the first", cell("nm_early_years", "1,200"), row=2
    ),
    "commas in wrong places": Fault(
        "ees_count_unreadable", "1,20 is neither", cell("nm_early_years", "1,20"), row=2
    ),
    "an academic year that is none": Fault(
        "ees_period_unreadable", "202426 is no year", cell("time_period", "202426"), row=2
    ),
    "a year in words": Fault(
        "ees_period_unreadable", "Jan 2025 is no year", cell("time_period", "Jan 2025"), row=2
    ),
    "an age that is none": Fault(
        "ees_age_unreadable", "ten years is no age", cell("breakdown", "ten years", at=2)
    ),
    "an age above 25": Fault(
        "ees_age_unreadable", "age 31 is no age", cell("breakdown", "age 31", at=2)
    ),
    "a row twice": Fault("ees_row_twice", "Ashby, All EHC plans stands twice", twice),
    "no authority at all": Fault(
        "ees_no_authority",
        "No row is of a local authority",
        lambda rows: [row for row in rows if row["la_name"] == ""],
    ),
    "a column of placements that is new": Fault(
        "ees_category_unknown", "column special_new counts children", every(special_new=4), row=2
    ),
    "a need that is new": Fault(
        "ees_category_unknown", "column number_pda counts children", every(number_pda=4), needs
    ),
    "a placement in a row that is new": Fault(
        "ees_category_unknown",
        "placement Special - entirely new counts children",
        other_label,
        needs,
    ),
    "a total that is not the sum of its parts": Fault(
        "ees_total_differs", "(Ashby, January 2024)", more("special_total", 7), row=2
    ),
    "a grand total that is not the sum": Fault(
        "ees_total_differs", "its parts add up to", more("ehcplans", 7), row=2
    ),
    "needs that are not the sum": Fault(
        "ees_total_differs", "(Ashby, January 2025)", more("ehc_plans", 2), needs, row=2
    ),
    "ages that are not the sum": Fault(
        "ees_breakdown_differs", "The rows by age add up to", more("ehcplans", 7)
    ),
    "a region whose authorities are all wrong": Fault(
        "ees_places_differ",
        "the authorities of Region 3 add up to",
        whole_region,
        lambda: caseload(many(), years=(2024,)),
    ),
    "england is not the sum of its authorities": Fault(
        "ees_places_differ",
        "the authorities add up to",
        whole_region,
        lambda: caseload(many(), years=(2024,)),
    ),
    "an age that is not known": Fault(
        "ees_age_not_known", "whose age is not known: 1", unknown_age
    ),
    "children aged 25": Fault("ees_oldest_age", "are aged 25", lambda rows: None),
    "a placement that was not collected": Fault(
        "ees_not_collected",
        "was not collected in January of 2009",
        lambda rows: None,
        lambda: long_file("placement"),
    ),
    "a suppressed count": Fault(
        "ees_marked", "marked c (confidential): 1, of 2023/24", part_hidden, row=2
    ),
    "figures before plans replaced statements": Fault(
        "ees_history_only",
        "The figures of January 2009 to 2018 stand in history only",
        lambda rows: None,
        lambda: long_file("age"),
    ),
    "a type of establishment that is new": Fault(
        "ees_category_unknown",
        "type of establishment Special school | Special - Pod counts children",
        lambda rows: [
            row | {"establishment_type": "Special - Pod"}
            if row["establishment_type"].startswith("Special")
            else row
            for row in rows
        ],
        lambda: long_file("placement"),
    ),
    "needs that are not shown": Fault(
        "ees_margin_not_shown",
        "No figure of need by age of January 2025 is shown",
        hidden_needs,
        needs,
    ),
    "an authority that returned no details": Fault(
        "ees_margin_astray", "and there are 8,000 plans", no_details, row=2
    ),
    "no column that says whose a row is": Fault(
        "ees_column_missing",
        "There is no column la_name",
        nameless,
        row=1,
    ),
}


def read(folder, fault):
    """Read the file with its fault: the findings that are raised or noted."""
    rows = fault.make()
    changed = fault.change(rows)
    file = write(folder / "file.csv", rows if changed is None else changed)
    authority = "Authority 7" if len({row.get("la_name") for row in rows}) > 10 else "Ashby"
    try:
        return sf.read_ehc_plans(file, authority=authority).findings
    except FindingsError as error:
        return error.findings


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_named_and_placed(tmp_path, fault):
    found = [one for one in read(tmp_path, fault) if one.rule == fault.rule]
    assert any(fault.words in one.seen for one in found), [str(one) for one in found]
    assert all(one.file == "file.csv" for one in found)
    if fault.row is not None:
        assert fault.row in {one.row for one in found}


def test_there_are_as_many_cases_as_were_asked_for():
    assert len(FAULTS) >= 25


def test_faults_are_raised_all_at_once(tmp_path):
    rows = caseload()
    cell("neet", "many")(rows)
    cell("ehcplans", "-1", at=1)(rows)
    with pytest.raises(FindingsError, match="2 faults") as raised:
        sf.read_ehc_plans(write(tmp_path / "a.csv", rows), authority="Ashby")
    assert {one.column for one in raised.value.findings if one.severity == "error"} == {
        "neet",
        "ehcplans",
    }


def test_a_fault_of_another_authority_stops_nothing(tmp_path):
    rows = caseload()
    next(row for row in rows if row["la_name"] == "Birchby")["neet"] = "many"
    assert sf.read_ehc_plans(write(tmp_path / "a.csv", rows), authority="Ashby").held


def test_what_is_not_known_may_be_said(tmp_path):
    rows = caseload()
    for row in rows:
        row["special_new"] = row.pop("special_independent")
    file = write(tmp_path / "a.csv", rows)
    with pytest.raises(FindingsError, match=r'categories=\{"special_new": "special"\}'):
        sf.read_ehc_plans(file, authority="Ashby")
    reading = sf.read_ehc_plans(file, authority="Ashby", categories={"special_new": "independent"})
    usual = sf.read_ehc_plans(write(tmp_path / "b.csv", caseload()), authority="Ashby")
    assert reading.held["margins"].equals(usual.held["margins"])
    assert reading.provenance().settings["category special_new"] == "independent"
    with pytest.raises(NotPossibleError, match="which is no setting and no need"):
        sf.read_ehc_plans(file, authority="Ashby", categories={"special_new": "specal"})


def test_margins_that_contradict_are_marked_and_the_rest_is_used(tmp_path):
    write(tmp_path / "caseload.csv", caseload())
    rows = needs()
    needs_apart(rows)
    write(tmp_path / "needs.csv", rows)
    reading = sf.read_ehc_plans(tmp_path, authority="Ashby")
    (note,) = [one for one in reading.findings if one.rule == "ees_margins_differ"]
    assert "for NC year 6 in January 2025, and setting by age gives" in note.seen
    assert "are marked u (not reliable)" in note.why
    margins = reading.held["margins"]
    by_age = margins[(margins["margin"] == "need by age") & (margins["year"] == 2024)]
    assert set(by_age.loc[by_age["plans"] == "u", "ncy_from"]) == {6}
    benchmarks = reading.held["benchmarks"]
    kept = benchmarks[(benchmarks["ncy_from"] == 6) & (benchmarks["need"] == "ASD")]
    own = [row for row in rows if row["la_name"] == "Ashby" and row["breakdown"] == "age 10"]
    kept = kept[(kept["level"] == "authority") & (kept["flow"] == "plans")]
    assert kept["children"].tolist() == [own[0]["number_asd"]]


def test_a_margin_that_cannot_be_made_to_agree_is_left_out(tmp_path):
    """Every placement of the needs has the children of another one."""
    write(tmp_path / "caseload.csv", caseload())
    rows = needs()
    labels = list(PLACEMENTS.values())
    others = dict(zip(labels, [*labels[1:], labels[0]], strict=True))
    for row in rows:
        row["breakdown"] = others.get(row["breakdown"], row["breakdown"])
    write(tmp_path / "needs.csv", rows)
    reading = sf.read_ehc_plans(tmp_path, authority="Ashby")
    (note,) = [one for one in reading.findings if one.rule == "ees_margin_left_out"]
    assert "need by setting of January 2025 cannot be made to agree" in note.seen
    assert set(reading.held["margins"]["margin"]) == {"setting", "setting by age", "need by age"}


def test_two_files_of_one_release_that_differ_are_told(tmp_path):
    write(tmp_path / "age.csv", long_file("age"))
    write(tmp_path / "placement.csv", long_file("placement"))
    reading = sf.read_ehc_plans(tmp_path, authority="Ashby")
    notes = [one for one in reading.findings if one.rule == "ees_files_differ"]
    assert any("age.csv says 60 where this file says 46" in one.seen for one in notes)
    history = reading.held["history"]
    total = history[(history["area"] == "Ashby") & (history["year"] == 2017)]
    assert total[(total["setting"] == "") & total["ncy_from"].isna()]["plans"].tolist() == [60]


def test_the_same_release_twice_is_refused(tmp_path):
    write(tmp_path / "a.csv", caseload())
    write(tmp_path / "b.csv", caseload())
    with pytest.raises(FindingsError, match="The same release of plans in January was read"):
        sf.read_ehc_plans(tmp_path, authority="Ashby")


def test_other_files_of_a_folder_are_told_and_left_out(tmp_path):
    write(tmp_path / "caseload.csv", caseload())
    (tmp_path / "notes.csv").write_text("who,what\nus,this\n", encoding="utf-8")
    timeliness = [
        {name: row[name] for name in (*list(row)[:12],)} | {"issued_within_20_weeks": 5}
        for row in caseload()
    ]
    write(tmp_path / "timeliness_20_week.csv", timeliness)
    reading = sf.read_ehc_plans(tmp_path, authority="Ashby")
    told = {one.rule: one for one in reading.findings}
    assert told["ees_file_other"].file == "notes.csv"
    assert told["ees_file_not_used"].file == "timeliness_20_week.csv"
    account = reading.account().set_index("file")
    assert account.loc["timeliness_20_week.csv", "rows"] == len(timeliness)


def test_a_file_without_the_authority_is_told(tmp_path):
    write(tmp_path / "caseload.csv", caseload())
    write(tmp_path / "long.csv", long_file("age", authorities=FEW[1:]))
    reading = sf.read_ehc_plans(tmp_path, authority="Ashby")
    (note,) = [one for one in reading.findings if one.rule == "ees_authority_absent"]
    assert note.file == "long.csv"


def test_files_that_are_something_else(tmp_path):
    other = write(tmp_path / "a.csv", [{"who": "us", "what": "this"}])
    with pytest.raises(FindingsError, match="None of the first 30 rows has the headings"):
        sf.read_ehc_plans(other)
    (tmp_path / "empty").mkdir()
    with pytest.raises(FindingsError, match="None of the files is a published file of EHC plans"):
        sf.read_ehc_plans(tmp_path / "empty")
    with pytest.raises(FindingsError, match="None of the files is a published file of EHC plans"):
        sf.read_ehc_plans([])
    with pytest.raises(FileError, match="There is no file"):
        sf.read_ehc_plans(tmp_path / "none.csv")


def test_a_zip_file_that_is_none(tmp_path, monkeypatch):
    broken = tmp_path / "a.zip"
    broken.write_bytes(b"PK no")
    with pytest.raises(FileError, match=r"a\.zip cannot be unpacked .* Download it again"):
        sf.read_ehc_plans(broken)
    with zipfile.ZipFile(broken, "w") as packed:
        packed.writestr("../../caseload.csv", "a,b\n1,2\n")
    monkeypatch.setattr("sufficiency.sources.ees.opening.MOST_MEGABYTES", 0)
    with pytest.raises(FileError, match=r"a\.zip holds more than 0 megabytes of tables"):
        sf.read_ehc_plans(broken)


def test_an_authority_that_is_not_there(tmp_path):
    file = write(tmp_path / "a.csv", caseload())
    with pytest.raises(FindingsError, match="Did you mean Ashby"):
        sf.read_ehc_plans(file, authority="Ashbi")
    with pytest.raises(FindingsError, match="holds 2 authorities"):
        sf.read_ehc_plans(file)


ELSEWHERE = {
    *("ees_zip_broken", "ees_zip_too_large", "ees_no_files", "ees_no_such_code"),
    *("ees_file_twice", "ees_file_other", "ees_file_not_used", "ees_authority_absent"),
    *("ees_margins_differ", "ees_margin_left_out", "ees_files_differ"),
    "ees_restated",  # in test_ees_releases
    "ees_place_renamed",  # in test_ees_renamed
    "ees_categories_kind",  # in test_readers_asked
}
"""Messages that are brought by tests of their own."""


def test_every_message_is_brought_by_some_test():
    rules = {rule for rule in published.MESSAGES if rule.startswith("ees_")}
    assert rules == {fault.rule for fault in FAULTS.values()} | ELSEWHERE


TEXT = st.one_of(
    st.sampled_from(
        ["", "x", "c", "12", "-1", "1e9", "nan", "\x00", '"', "age 10", ALL, "NN15 6XX", "{value}"]
    ),
    st.text(max_size=12),
)
COLUMNS = list(caseload(FEW[:1], years=(2024,))[0])


def told_or_read(file):
    """A reading, or an error in plain words; never a traceback of something else."""
    try:
        reading = sf.read_ehc_plans(file, authority="Ashby")
    except sf.SufficiencyError as error:
        text = str(error)
        assert all(letter.isprintable() or letter == "\n" for letter in text)
        assert "156XX" not in text.replace(" ", "")
        return
    text = " ".join(str(one) for one in reading.findings)
    assert "NN15 6XX" not in text
    assert reading.account()["rows"].sum() >= 0
    reading.tables()


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(COLUMNS), TEXT), min_size=1, max_size=4
    )
)
@example(changes=[(0, "la_name", "NN15 6XX")])
@example(changes=[(0, "breakdown", "NN15 6XX")])
@example(changes=[(0, "time_period", "NN15 6XX")])
def test_any_text_in_any_cell(tmp_path, changes):
    rows = caseload(FEW[:1], years=(2024,))
    for at, column, text in changes:
        rows[at % len(rows)][column] = text
    told_or_read(write(tmp_path / "any.csv", rows, encoding="utf-16"))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@example(content=b"time_period,geographic_level\n")
@example(content=b"time_period,geographic_level,ehcplans,breakdown_topic,breakdown\n1,2,3,4,5\n")
@example(content=b"time_period,geographic_level,la_name,ehcplans,breakdown_topic,breakdown\n")
@example(content=b"time_period,geographic_level,la_name,num_caseload,age\n2024,National,,3,Total")
def test_any_content_of_a_file(tmp_path, content):
    file = tmp_path / "any.csv"
    file.write_bytes(content)
    told_or_read(file)
