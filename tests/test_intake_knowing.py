"""What returns and exports do not know of their children, before an area is built of them."""

import pandas as pd
import pytest
import sen2_files as files
from downloads import NAME, write_downloads
from test_sen2_faults import sound_rows

import sufficiency as sf
from sufficiency.errors import FindingsError, finding
from sufficiency.intake import knowing
from sufficiency.intake.knowing import CAUSES, CAUSES_OF, unknown_in
from sufficiency.sources.reading import Reading, account_of

LAST, BEFORE = 2025, 2024
RETURN = "the return"
PLACES = ("A", "B", "C", "D")


def plans(*, last, before=None):
    """Plans of one or two Januaries: by (locality, setting), of NC year 5."""
    rows = [
        (year, locality, setting, count)
        for year, held in ((LAST, last), (BEFORE, before or {}))
        for (locality, setting), count in held.items()
    ]
    frame = pd.DataFrame(rows, columns=["year", "locality", "setting", "plans"])
    return frame.assign(need="ASD", ncy=5, basis="supplied")


def everywhere(count, **unknown):
    """So many children in each locality at a special school, and some of whom less is known."""
    held = {(place, "special"): count for place in PLACES}
    held[("A", "unknown")] = unknown.get("setting", 0)
    held[("unknown", "special")] = unknown.get("locality", 0)
    return {key: number for key, number in held.items() if number}


def residents(**persons):
    held = {**dict.fromkeys(PLACES, 2_000), **persons}
    rows = [(LAST, place, ncy, count) for place, count in held.items() for ncy in (5, 15)]
    return pd.DataFrame(rows, columns=["year", "locality", "ncy", "persons"])


def reading(kind="sen2", rules=(), notes=()):
    """A reading with what its reader found: (rule, rows) of the last January."""
    rows = [(LAST, rule, f"{rule}.csv", "column", count, 7) for rule, count in rules]
    quality = pd.DataFrame(rows, columns=["year", "rule", "file", "column", "rows", "first_row"])
    steps = account_of([(RETURN, "rows", 1, "read", "")])
    found = tuple(finding(rule, **words) for rule, words in notes)
    return Reading(kind, RETURN, {"quality": quality}, steps, findings=found)


def found(counted, read=None, *, population=None, lookup="postcodes.csv"):
    tables = {"plans": counted, "population": residents() if population is None else population}
    sources = {"plans": RETURN}
    return list(unknown_in(tables, sources, [read or reading()], lookup=lookup))


# --- settings and homes


def test_as_much_as_a_january_before_may_be_unknown():
    for column in ("setting", "locality"):
        lacking = everywhere(100, **{column: 40})
        assert found(plans(last=lacking, before=lacking)) == []
    few = plans(last=everywhere(100, setting=9, locality=9), before=everywhere(100))
    assert found(few) == []


@pytest.mark.parametrize(("column", "rule"), list(knowing.RULES.items()))
def test_far_less_than_the_january_before_is_refused(column, rule):
    counted = plans(last=everywhere(100, **{column: 40}), before=everywhere(100))
    (fault,) = found(counted)
    assert (fault.rule, fault.severity) == (rule, "error")
    assert "40 children have no known" in fault.seen
    assert "of 440 (9%; of January 2025, 0%)" in fault.seen


def test_where_a_january_stands_alone_a_part_may_be_unknown():
    assert found(plans(last=everywhere(100, setting=100))) == []
    (fault,) = found(plans(last=everywhere(100, setting=150)))
    assert fault.rule == "intake_settings_unknown"
    assert "(27%; there is no January before it)" in fault.seen
    assert found(plans(last=everywhere(100, locality=390))) == []
    (fault,) = found(plans(last=everywhere(100, locality=410)))
    assert fault.rule == "intake_homes_unknown"


def test_what_a_look_up_lacks_in_both_januaries_is_refused():
    """A register of special schools alone knows no mainstream class of either year."""
    lacking = everywhere(100, setting=270)
    read = reading(rules=[("sen2_urn_unknown", 270)])
    (fault,) = found(plans(last=lacking, before=lacking), read)
    assert "(40%; of January 2025, 40%): the register of schools lacks most" in fault.seen
    assert (fault.file, fault.row, fault.column) == ("sen2_urn_unknown.csv", 7, "column")
    assert "edubasealldata" in fault.remedy


def test_without_a_look_up_nobody_asks_for_homes():
    nowhere = {("unknown", "special"): 400}
    none = reading(notes=[("sen2_no_localities", {"file": "x"})])
    assert found(plans(last=nowhere), none, lookup="") == []
    assert found(plans(last=nowhere), reading("cases"), lookup="") == []
    (fault,) = found(plans(last=nowhere), reading(rules=[("sen2_postcode_outside", 400)]))
    assert "Add the postcodes that it lacks to postcodes.csv" in fault.remedy
    placed = reading("cases", notes=[("cases_not_placed", {"file": "x", "count": 400})])
    (fault,) = found(plans(last=nowhere), placed)
    assert "blank, or the look-up lacks them" in fault.seen


def test_without_a_register_it_is_asked_for():
    none = reading(notes=[("sen2_no_establishments", {"file": "x", "count": 400})])
    (fault,) = found(plans(last={("A", "unknown"): 400}, before={("A", "special"): 9}), none)
    assert "no register of schools is among the files" in fault.seen
    assert fault.file == RETURN


@pytest.mark.parametrize(
    ("column", "rule"), [(column, rule) for column, rules in CAUSES_OF.items() for rule in rules]
)
def test_the_cause_of_most_of_them_is_told_with_what_to_do(column, rule):
    counted = plans(last=everywhere(100, **{column: 300}), before=everywhere(100))
    others = [one for one in CAUSES_OF[column] if one != rule]
    rules = [(rule, 150), (others[0], 149), ("sen2_no_flag", 300)]
    (fault,) = found(counted, reading(rules=rules))
    cause, how = CAUSES[rule]
    assert fault.seen.endswith(f"{cause}.")
    assert fault.remedy == how.format(lookup="postcodes.csv")
    assert fault.file == f"{rule}.csv"


def test_numbers_of_providers_beside_a_urn_are_no_cause():
    counted = plans(last=everywhere(100, setting=300), before=everywhere(100))
    rules = [
        *(("sen2_ukprn_malformed", 600), ("sen2_urn_unknown", 500)),
        ("sen2_placement_missing", 100),
    ]
    (fault,) = found(counted, reading(rules=rules))
    assert "the register of schools lacks" in fault.seen


def test_tables_that_somebody_wrote_may_know_no_more():
    counted = plans(last=everywhere(100, setting=400), before=everywhere(100))
    tables = {"plans": counted, "population": residents()}
    assert list(unknown_in(tables, {"plans": RETURN}, [reading("table")])) == []
    assert list(unknown_in({}, {}, [])) == []


# --- localities without anybody


def without(place, *, unknown, rest=100):
    held = everywhere(rest, locality=unknown)
    return {key: count for key, count in held.items() if key[0] != place}


def test_a_locality_that_the_look_up_lacks_is_refused():
    """It is as unknown in both Januaries, and would have nobody in any year to come."""
    lacking = without("D", unknown=100)
    (fault,) = found(plans(last=lacking, before=lacking))
    assert (fault.rule, fault.severity) == ("intake_locality_nobody", "error")
    assert (fault.value, fault.file) == ("D", "postcodes.csv")
    assert "in D (100), where 100 would live" in fault.seen
    assert "Of 400 homes 100 are not known" in fault.seen
    assert "add them to postcodes.csv" in fault.remedy


def test_a_small_one_and_one_that_may_be_empty_are_notes():
    lacking = without("D", unknown=30, rest=400)
    small = residents(D=100)
    (note,) = found(plans(last=lacking, before=lacking), population=small)
    assert (note.rule, note.severity) == ("intake_locality_nobody_noted", "note")
    assert "in D (20)" in note.seen
    lacking = without("D", unknown=40)  # of a hundred who should live there
    (note,) = found(plans(last=lacking, before=lacking))
    assert note.severity == "note"
    assert "Nothing has to be done if nobody with a plan lives there" in note.remedy


def test_where_every_home_is_known_or_nobody_is_expected_nothing_is_said():
    known = without("D", unknown=9)
    assert found(plans(last=known, before=known)) == []
    lacking = without("D", unknown=100)
    counted = plans(last=lacking, before=lacking)
    students = residents()
    students = students[(students["locality"] != "D") | (students["ncy"] == 15)]
    assert found(counted, population=students) == [], "none of its residents is as old"
    assert found(counted, population=residents(D=150)) == [], "fewer than ten children"


# --- by building


def test_building_refuses_a_return_that_knows_far_less(tmp_path):
    folder = write_downloads(tmp_path / "files")
    for name in ("caseload", "needs"):
        (folder / "release" / f"{name}.csv").unlink()
    rows = sound_rows()
    rows["sen2"][0]["lea"] = "801"
    files.write_modules(folder / "return", rows)
    with pytest.raises(FindingsError, match="no known setting in January") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    (fault,) = [one for one in caught.value.findings if one.rule == "intake_settings_unknown"]
    assert fault.file.endswith("placementdetail.csv")
    assert fault.row == 2
