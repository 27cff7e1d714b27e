"""Every fault of a SEN2 return: found, named, with its file and row, and never with its value."""

import re
from collections import Counter

import openpyxl
import pandas as pd
import pytest
import sen2_files as files
import sen2_returns as made
from sen2_truth import expected_quality
from test_sen2 import lookups

import sufficiency as sf
from sufficiency.errors import FileError, FindingsError, NotPossibleError
from sufficiency.messages import sen2, sen2_quality
from sufficiency.sources.reading import Reading, account_of

PLANTED = "Zephyrquillplanted"
FLAGS = ["senunitindicator", "resourcedprovisionindicator"]


def sound_rows(year=3):
    """The rows of a return without a fault: each child has one need and a placement at a URN."""
    rows = files.rows_of(made.made_world(40, seed=5, faults=0), year)
    rows["senneed"] = [line for line in rows["senneed"] if line["sentyperank"] == "1"]
    for number, line in enumerate(rows["placementdetail"]):
        line |= {"urn": f"{100_110 + number % 20}", "ukprn": "", "sensetting": ""}
        line |= dict.fromkeys(FLAGS, "0")
    return rows


def put(module, row=0, **cells):
    """A change of one row."""

    def change(rows):
        rows[module][row] |= cells

    return change


def both(*changes):
    def change(rows):
        for one in changes:
            one(rows)

    return change


def without(module, row=0):
    def change(rows):
        del rows[module][row]

    return change


def again(module, row=0, **cells):
    """A copy of a row, with another number unless the cells say one, at the end."""

    def change(rows):
        key = next(iter(rows[module][row]))
        rows[module].append({**rows[module][row], key: f"{9000 + len(rows[module])}", **cells})

    return change


def same_person(**cells):
    """Another row of the first child, and a plan of its own."""

    def change(rows):
        rows["person"].append({**rows["person"][0], "persontableid": "9001", **cells})

    return change


CASES = {
    # rule: what is changed, the module that is named, the row as Excel shows it (the header is 1)
    "sen2_id_missing": (put("person", persontableid=""), "person", 2),
    "sen2_id_twice": (put("requests", 1, requeststableid="1"), "requests", 3),
    "sen2_total_row": (again("requests", requeststableid="Total"), "requests", None),
    "sen2_orphan": (put("assessment", 2, requeststableid=PLANTED), "assessment", 4),
    "sen2_before_birth": (put("namedplan", startdate="1995-01-01"), "namedplan", 2),
    "sen2_after_census": (put("namedplan", startdate="2025-01-17"), "namedplan", 2),
    "sen2_after_census, of a request": (
        put("requests", requestoutcomedate="2025-02-01"),
        "requests",
        2,
    ),
    "sen2_before_birth, of a request": (put("requests", receiveddate="1995-01-01"), "requests", 2),
    "sen2_person_without_request": (put("requests", persontableid="2"), "person", 2),
    "sen2_no_day": (put("namedplan", startdate=PLANTED), "namedplan", 2),
    "sen2_no_day, of a placement": (put("placementdetail", entrydate="12"), "placementdetail", 2),
    "sen2_no_day, of a request": (put("requests", 4, receiveddate="?"), "requests", 6),
    "sen2_no_day, of birth": (put("person", personbirthdate="2015"), "person", 2),
    "sen2_plan_reversed": (put("namedplan", ceasedate="2001-01-01"), "namedplan", 2),
    "sen2_placement_reversed": (
        put("placementdetail", leavingdate="2001-01-01"),
        "placementdetail",
        2,
    ),
    "sen2_no_rank": (put("senneed", sentyperank="first"), "senneed", 2),
    "sen2_no_rank, of a placement": (
        put("placementdetail", placementrank=""),
        "placementdetail",
        2,
    ),
    "sen2_need_code": (put("senneed", sentype=PLANTED), "senneed", 2),
    "sen2_need_otherwise": (put("senneed", sentype="asc"), "senneed", 2),
    "sen2_need_blank": (put("senneed", sentype=""), "senneed", 2),
    "sen2_need_missing": (put("senneed", activeplanstableid="7777"), "person", 2),
    "sen2_need_not_first": (put("senneed", sentyperank="2"), "senneed", 2),
    "sen2_needs_several": (again("senneed"), "senneed", None),
    "sen2_no_flag": (put("placementdetail", senunitindicator=PLANTED), "placementdetail", 2),
    "sen2_both_flags": (put("placementdetail", **dict.fromkeys(FLAGS, "1")), "placementdetail", 2),
    "sen2_no_birth_date": (put("person", personbirthdate=""), "person", 2),
    "sen2_left_out": (put("person", personbirthdate=""), "person", 2),
    "sen2_age_outside": (put("person", personbirthdate="1990-01-01"), "person", 2),
    "sen2_age_outside, not born": (put("person", personbirthdate="2025-01-01"), "person", 2),
    "sen2_no_postcode": (put("person", postcode=""), "person", 2),
    "sen2_postcode_outside": (put("person", postcode="ZZ9 9ZZ"), "person", 2),
    "sen2_no_upn": (put("person", upn=PLANTED), "person", 2),
    "sen2_upn_shared": (same_person(personbirthdate="2012-02-02"), "person", 2),
    "sen2_person_twice": (same_person(), "person", None),
    "sen2_no_identity": (put("person", upn="", surname=""), "person", 2),
    "sen2_active_without_plan": (put("namedplan", assessmenttableid="7777"), "activeplans", 2),
    "sen2_active_not_running": (put("namedplan", ceasedate="2024-05-01"), "activeplans", 2),
    "sen2_plan_without_active": (put("activeplans", requeststableid="7777"), "namedplan", 2),
    "sen2_no_start": (put("namedplan", startdate=""), "namedplan", 2),
    "sen2_reason_without_day": (put("namedplan", ceasereason="2"), "namedplan", 2),
    "sen2_gone_elsewhere": (put("namedplan", ceasereason="5"), "namedplan", 2),
    "sen2_came_from_elsewhere": (put("activeplans", transferla="850"), "activeplans", 2),
    "sen2_plans_several": (put("requests", 1, persontableid="1"), "person", 2),
    "sen2_placement_missing": (put("placementdetail", activeplanstableid="7777"), "person", 2),
    "sen2_placement_not_first": (put("placementdetail", placementrank="2"), "placementdetail", 2),
    "sen2_placements_several": (again("placementdetail"), "placementdetail", None),
    "sen2_no_entry": (put("placementdetail", entrydate=""), "placementdetail", 2),
    "sen2_no_place": (put("placementdetail", urn=""), "placementdetail", 2),
    "sen2_urn_malformed": (put("placementdetail", urn="12AB"), "placementdetail", 2),
    "sen2_urn_unknown": (put("placementdetail", urn="987654"), "placementdetail", 2),
    "sen2_provider_unknown": (
        put("placementdetail", urn="", ukprn="19999999"),
        "placementdetail",
        2,
    ),
    "sen2_ukprn_malformed": (put("placementdetail", urn="", ukprn="0"), "placementdetail", 2),
    "sen2_setting_code": (put("placementdetail", urn="", sensetting=PLANTED), "placementdetail", 2),
    "sen2_setting_beside_urn": (put("placementdetail", sensetting="EHE"), "placementdetail", 2),
    "sen2_perhaps_waiting": (
        put("placementdetail", urn="", sensetting="NIEO"),
        "placementdetail",
        2,
    ),
    "sen2_base_elsewhere": (
        put("placementdetail", urn="120000", senunitindicator="1"),
        "placementdetail",
        2,
    ),
    "sen2_base_without_base": (put("placementdetail", senunitindicator="1"), "placementdetail", 2),
}
"""Faults within one return."""


def of_first(rows):
    """Whether the first child has the first row of every module, as the cases take it to have."""
    return rows["requests"][0]["persontableid"] == rows["activeplans"][0]["requeststableid"] == "1"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_named_with_its_file_and_row(case, tmp_path):
    change, module, row = CASES[case]
    rule = case.split(",")[0]
    rows = sound_rows()
    assert of_first(rows)
    sound = sf.read_sen2(files.write_modules(tmp_path / "sound", rows), **lookups())
    before = {one.rule for one in sound.findings}
    change(rows)
    reading = sf.read_sen2(files.write_modules(tmp_path / "broken", rows), **lookups())
    found = [one for one in reading.findings if one.rule == rule and rule not in before]
    assert found, (before, [one.rule for one in reading.findings])
    last = len(rows[module]) + 1
    assert (found[0].row, found[0].severity) == (row or last, "note")
    assert found[0].file == f"broken/Blade-Export_14-03-2025_{module}.csv"
    told = reading.tables()["quality_rows"]
    assert (told["rule"] == rule).any()
    assert PLANTED.casefold() not in everything(reading).casefold()
    held_sum(reading, rows)


def held_sum(reading, rows):
    """No row is lost from the account."""
    told = reading.account().groupby("what")["rows"].sum()
    assert told.to_dict() == {module: len(lines) for module, lines in rows.items() if lines}


def everything(reading):
    """All that a reading shows."""
    tables = [table.to_csv() for table in reading.tables().values()]
    findings = [f"{one} {one.on_command_line}" for one in reading.findings]
    card = reading.card()
    parts = [repr(reading), reading._repr_html_(), str(card), str(reading.provenance())]
    return "\n".join([*tables, *findings, *parts])


WHAT_IS_DONE = {
    # what a fault does to the first child: need, setting, and whether it is counted
    "sen2_need_code": ("unknown", None, True),
    "sen2_need_otherwise": ("ASD", None, True),
    "sen2_need_missing": ("unknown", None, True),
    "sen2_placement_missing": (None, "unknown", True),
    "sen2_no_place": (None, "unknown", True),
    "sen2_urn_unknown": (None, "unknown", True),
    "sen2_provider_unknown": (None, "fe", True),
    "sen2_base_elsewhere": (None, "special", True),
    "sen2_perhaps_waiting": (None, "not_in_education", True),
    "sen2_after_census": (None, None, False),
    "sen2_base_without_base": (None, "base", True),
    "sen2_plan_without_active": ("unknown", "unknown", True),
    "sen2_no_birth_date": (None, None, False),
    "sen2_age_outside": (None, None, False),
    "sen2_active_not_running": (None, None, False),
    "sen2_active_without_plan": (None, None, True),
    "sen2_no_start": (None, None, True),
    "sen2_gone_elsewhere": (None, None, True),
    "sen2_person_twice": (None, None, True),
}


@pytest.mark.parametrize("case", WHAT_IS_DONE)
def test_a_fault_does_what_its_message_says(case, tmp_path):
    need, setting, counts = WHAT_IS_DONE[case]
    rows = sound_rows()
    before = stock(sf.read_sen2(files.write_modules(tmp_path / "sound", rows), **lookups()))
    CASES[case][0](rows)
    after = stock(sf.read_sen2(files.write_modules(tmp_path / "broken", rows), **lookups()))
    lost, won = before - after, after - before
    if not counts:
        assert (lost.total(), won.total()) == (1, 0)
    elif need is None and setting is None:
        assert not lost
        assert not won
    else:
        ((was, _),), ((now, _),) = lost.items(), won.items()
        wanted = (was[0], need or was[1], was[2], setting or was[3])
        assert now == wanted


def stock(reading):
    plans = reading.tables()["plans"]
    cells = plans[["locality", "need", "ncy", "setting"]].to_numpy().tolist()
    return Counter(dict(zip(map(tuple, cells), plans["plans"].tolist(), strict=True)))


def returns(tmp_path, change=lambda rows: None, **options):
    rows = sound_rows()
    change(rows)
    folder = files.write_modules(tmp_path / "return", rows)
    return sf.read_sen2(folder, **{**lookups(), **options})


def changed_file(module, text=None, *, name=None):
    """Read a return of which one file is deleted, or has other text."""

    def read(tmp_path):
        folder = files.write_modules(tmp_path / "return", sound_rows())
        path = folder / f"Blade-Export_14-03-2025_{module}.csv"
        if text is None:
            path.unlink()
        else:
            (path if name is None else folder / name).write_text(text, encoding="utf-8")
        return sf.read_sen2(folder, **lookups())

    return read


def renamed(module, heading, to):
    def read(tmp_path):
        folder = files.write_modules(tmp_path / "return", sound_rows())
        path = folder / f"Blade-Export_14-03-2025_{module}.csv"
        path.write_text(path.read_text("utf-8").replace(heading, to, 1), encoding="utf-8")
        return sf.read_sen2(folder, **lookups())

    return read


def xml(text):
    def read(tmp_path):
        (tmp_path / "return.xml").write_text(text, encoding="utf-8")
        return sf.read_sen2(tmp_path / "return.xml")

    return read


def cut_off(tmp_path):
    path = files.write_xml(tmp_path / "return.xml", sound_rows())
    path.write_text(path.read_text("utf-8")[:5000], encoding="utf-8")
    return sf.read_sen2(path)


def two_returns(tmp_path, *, change=lambda rows: None, **options):
    for at in (2, 3):
        rows = sound_rows(at)
        change(rows)
        files.write_modules(tmp_path / f"{at}", rows)
    return sf.read_sen2(tmp_path, **{**lookups(), **options})


def other_code(tmp_path):
    for at, code in ((2, "899"), (3, "940")):
        rows = sound_rows(at)
        rows["sen2"][0]["lea"] = code
        files.write_modules(tmp_path / f"{at}", rows)
    return sf.read_sen2(tmp_path)


def empty_folder(tmp_path):
    (tmp_path / "empty").mkdir()
    return sf.read_sen2(tmp_path / "empty")


def not_a_return(tmp_path):
    (tmp_path / "return.pdf").write_bytes(b"%PDF")
    return sf.read_sen2(tmp_path / "return.pdf")


def with_xml(tmp_path):
    folder = files.write_modules(tmp_path / "return", sound_rows())
    files.write_xml(folder / "return.xml", sound_rows())
    return sf.read_sen2(folder)


def localities(rows, columns=("postcode", "locality")):
    frame = pd.DataFrame(rows, columns=list(columns))
    return lambda tmp_path: returns(tmp_path, locality_of=frame)


def schools(rows, columns=("urn", "setting")):
    frame = pd.DataFrame(rows, columns=list(columns))
    return lambda tmp_path: returns(tmp_path, establishments=frame)


def lookup_of_small_areas(tmp_path):
    path = tmp_path / "areas.csv"
    path.write_text("lsoa21cd,ward24cd\nE01000001,E05000001\n", encoding="utf-8")
    return returns(tmp_path, locality_of=sf.read_lookup(path, code="lsoa", to="ward"))


def reading_of_another_kind(tmp_path):
    other = Reading("lists", "population", {}, account_of([]))
    return returns(tmp_path, establishments=other)


def all_ended(rows):
    for line in rows["namedplan"]:
        line["ceasedate"] = "2024-12-31"


HEADER = put("sen2", referencedate="", year="")
ERRORS = {
    "sen2_not_there": (
        lambda tmp_path: sf.read_sen2(tmp_path / "none"),
        FileError,
        r"There is no file or folder .*none",
    ),
    "sen2_nothing_given": (lambda tmp_path: sf.read_sen2([]), FindingsError, r"No file or folder"),
    "sen2_not_a_return": (not_a_return, FindingsError, r"return\.pdf is neither a folder nor"),
    "sen2_nothing_here": (empty_folder, FindingsError, r"Neither the folder empty nor"),
    "sen2_module_missing": (
        changed_file("senneed"),
        FindingsError,
        r"module senneed \(5c SEN need\) is missing",
    ),
    "sen2_module_twice": (
        changed_file("person", "x", name="persons.csv"),
        FindingsError,
        r"several files of the module person: Blade-Export_14-03-2025_person\.csv, persons\.csv",
    ),
    "sen2_both_kinds": (with_xml, FindingsError, r"modules in CSV and the return return\.xml too"),
    "sen2_column_missing": (
        renamed("placementdetail", "entrydate", "began"),
        FindingsError,
        r"placementdetail\.csv, row 1, column entrydate: There is no column entrydate\. Headings"
        r" that are not known: .*began",
    ),
    "sen2_column_missing, of an XML return": (
        xml("<M><Persons><Person><Requests/></Person></Persons></M>"),
        FindingsError,
        r"element person .*column personbirthdate: There is no column",
    ),
    "sen2_column_twice": (
        renamed("person", "ethnicity", "Post Code"),
        FindingsError,
        r"person\.csv, row 1, column postcode: Two headings mean postcode",
    ),
    "sen2_xml_doctype": (
        xml('<!DOCTYPE M [<!ENTITY a SYSTEM "file:///etc/passwd">]><M><Person>&a;</Person></M>'),
        FindingsError,
        r"return\.xml, row 1: The file has a document type",
    ),
    "sen2_xml_broken": (cut_off, FindingsError, r"return\.xml, row \d+: The file is no sound XML"),
    "sen2_xml_nobody": (xml("<M><Persons/></M>"), FindingsError, r"The file has no element Person"),
    "sen2_no_census": (
        lambda tmp_path: returns(tmp_path, HEADER),
        FindingsError,
        r'does not say of which January it is.* census="2025-01-16"',
    ),
    "sen2_census_not_january": (
        lambda tmp_path: returns(tmp_path, census="2025-03-31"),
        FindingsError,
        r"is in month 3, not in January",
    ),
    "sen2_census_count": (
        lambda tmp_path: two_returns(tmp_path, census="2025-01-16"),
        NotPossibleError,
        r"1 census days are given for 2 returns",
    ),
    "sen2_census_no_day": (
        lambda tmp_path: returns(tmp_path, census="soon"),
        NotPossibleError,
        r"that is no day \(it is of type str\)",
    ),
    "sen2_same_january": (
        lambda tmp_path: two_returns(tmp_path, change=put("sen2", referencedate="2025-01-16")),
        FindingsError,
        r"Several returns are of January 2025: 2, 3",
    ),
    "sen2_other_authority": (other_code, FindingsError, r"of authority 940, not of 899"),
    "sen2_nobody": (
        lambda tmp_path: returns(tmp_path, all_ended),
        FindingsError,
        r"Nobody has a plan on 2025-01-16",
    ),
    "sen2_not_a_lookup": (
        lambda tmp_path: returns(tmp_path, locality_of=["L01"]),
        NotPossibleError,
        r"locality_of is of type list",
    ),
    "sen2_lookup_of_what": (
        lookup_of_small_areas,
        NotPossibleError,
        r"look-up of localities is from lsoa and not from postcodes",
    ),
    "sen2_no_establishments_in": (
        reading_of_another_kind,
        NotPossibleError,
        r"reading of kind lists has no table establishments",
    ),
    "sen2_locality_personal": (
        localities([["ZX1 1QK", "ZX1 1QK"]]),
        FindingsError,
        r"frame locality_of, row 2, column locality: The locality of the look-up looks like",
    ),
    "lookup_exchanged": (
        localities([["L01", "ZX1 1QK"], ["L02", "ZX1 1QL"]]),
        FindingsError,
        r"row 2, column postcode: 2 of 2 cells below postcode are no postcodes",
    ),
    "sen2_postcode_twice": (
        localities([["ZX1 1QK", "L01"], ["zx11qk", "L02"]]),
        FindingsError,
        r"row 3, column postcode: The postcode of this row stands for another locality",
    ),
    "sen2_establishment_setting": (
        schools([[100100, "school"]]),
        FindingsError,
        r"frame establishments, row 2, column setting: The setting is none of the codes",
    ),
    "sen2_establishment_twice": (
        schools([[100100, "special"], ["100100", "ap"]]),
        FindingsError,
        r"row 3, column urn: The URN of this row stands for another setting",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_what_cannot_be_read_is_refused_in_words(case, tmp_path):
    read, kind, words = ERRORS[case]
    with pytest.raises(kind, match=words) as caught:
        read(tmp_path)
    for told in (str(caught.value), caught.value.on_command_line):
        assert "ZX1" not in told
        assert "zx11qk" not in told.casefold()


NOTES = {
    "sen2_lookup_blank": (
        lambda tmp_path: localities([["ZX1 1QK", "L01"], ["ZX1 1QL", ""]])(tmp_path),
        r"1 postcode has no locality in the look-up",
    ),
    "sen2_census_from_year": (
        lambda tmp_path: returns(tmp_path, put("sen2", referencedate="")),
        r"The return gives a year and no reference date",
    ),
    "sen2_xml_cell_twice": (
        lambda tmp_path: twice_in_xml(tmp_path),
        r"In 1 elements something is said twice",
    ),
}


def twice_in_xml(tmp_path):
    path = files.write_xml(tmp_path / "return.xml", sound_rows())
    text = path.read_text("utf-8")
    path.write_text(text.replace("</UPN>", f"</UPN><UPN>{PLANTED}</UPN>", 1), encoding="utf-8")
    return sf.read_sen2(path, **lookups())


@pytest.mark.parametrize("rule", NOTES)
def test_what_is_worth_knowing_is_noted(rule, tmp_path):
    read, words = NOTES[rule]
    reading = read(tmp_path)
    (note,) = [one for one in reading.findings if one.rule == rule]
    assert note.severity == "note"
    assert re.search(words, note.seen)
    assert PLANTED.casefold() not in everything(reading).casefold()


def test_all_faults_of_a_return_are_told_at_once(tmp_path):
    folder = files.write_modules(tmp_path / "return", sound_rows())
    for module in ("senneed", "person"):
        path = folder / f"Blade-Export_14-03-2025_{module}.csv"
        header, _, rest = path.read_text("utf-8").partition("\n")
        kept = [name for name in header.split(",") if name not in ("upn", "sentype")]
        path.write_text(",".join(kept) + "\n" + rest, encoding="utf-8")
    with pytest.raises(FindingsError, match=r"faults\.") as caught:
        sf.read_sen2(folder)
    assert {one.file.split("_")[-1] for one in caught.value.findings} == {
        "senneed.csv",
        "person.csv",
    }


def test_elements_on_one_line_are_counted(tmp_path):
    rows = sound_rows()
    rows["senneed"][1]["sentype"] = PLANTED
    path = files.write_xml(tmp_path / "return.xml", rows)
    path.write_text(path.read_text("utf-8").replace("\n", ""), encoding="utf-8")
    reading = sf.read_sen2(path, **lookups())
    (fault,) = [one for one in reading.findings if one.rule == "sen2_need_code"]
    assert fault.row == 2
    assert fault.file == "return.xml, element senneed by its number among all senneed"


def test_an_establishment_of_no_known_setting_and_providers_with_several(tmp_path):
    """A blank setting is unknown and no fault; a provider of two settings tells neither."""
    rows = sound_rows()
    for number, cells in enumerate(
        ({"urn": "100100"}, {"ukprn": "10000001"}, {"ukprn": "10000002"})
    ):
        rows["placementdetail"][number] |= {"urn": "", **cells}
    schools = pd.DataFrame(
        [
            [100100, None, None],
            [*(100101, "special"), 10000001],
            [*(100102, "special"), 10000001],
            [*(100103, "special"), 10000002],
            [*(100104, "specialist_post16"), 10000002],
        ],
        columns=["URN", "Setting", "UKPRN"],
    )
    folder = files.write_modules(tmp_path / "return", rows)
    reading = sf.read_sen2(folder, **{**lookups(), "establishments": schools})
    rules = {one.rule: one.row for one in reading.findings}
    assert rules["sen2_provider_unknown"] == 4
    assert rules["sen2_urn_unknown"] > 4
    settings = reading.tables()["plans"].groupby("setting")["plans"].sum()
    assert (settings["special"], settings["fe"]) == (1, 1)


@pytest.mark.parametrize("ukprn", ["0", "1", "N/A", "1234567", "01234567", "123456789"])
@pytest.mark.parametrize(
    ("code", "setting"), [("OLA", "elsewhere"), ("NEET", "not_in_education"), ("", "unknown")]
)
def test_a_number_that_is_no_ukprn_leaves_it_to_the_code(ukprn, code, setting, tmp_path):
    rows = sound_rows()
    cells = {"urn": "", "ukprn": ukprn, "sensetting": code}
    rows["placementdetail"][0] |= cells
    reading = sf.read_sen2(files.write_modules(tmp_path / "return", rows), **lookups())
    rules = {one.rule: one for one in reading.findings}
    assert rules["sen2_ukprn_malformed"].row == 2
    assert "UKPRN that has not eight digits" in rules["sen2_ukprn_malformed"].seen
    assert not {"sen2_setting_beside_urn", "sen2_no_place", "sen2_provider_unknown"} & set(rules)
    settings = reading.tables()["plans"].groupby("setting")["plans"].sum()
    assert settings[setting] == 1
    assert "fe" not in settings


@pytest.mark.parametrize("words", ["Not applicable", "not applicable ", "none", ""])
def test_a_school_that_the_register_says_has_no_base_has_none(words, tmp_path):
    rows = sound_rows()
    rows["placementdetail"][0] |= {"urn": "100110", "senunitindicator": "1"}
    kinds = [["100110", "mainstream", words], ["100111", "mainstream", "SEN unit"]]
    schools = pd.DataFrame(kinds, columns=["urn", "setting", "base_kind"])
    folder = files.write_modules(tmp_path / "return", rows)
    reading = sf.read_sen2(folder, **{**lookups(), "establishments": schools})
    assert "sen2_base_without_base" in {one.rule for one in reading.findings}


def with_flags(tmp_path, *flags, rest=("0", "1"), where="return"):
    """Read a return whose first placements are blank of a flag, all at schools with a base."""
    rows = sound_rows()
    for number, line in enumerate(rows["placementdetail"]):
        line |= dict(zip(FLAGS, flags[number] if number < len(flags) else rest, strict=True))
    kinds = [[f"{100_110 + number}", "mainstream", "SEN unit"] for number in range(20)]
    schools = pd.DataFrame(kinds, columns=["urn", "setting", "base_kind"])
    folder = files.write_modules(tmp_path / where, rows)
    reading = sf.read_sen2(folder, **{**lookups(), "establishments": schools})
    told = {one.rule: one for one in reading.findings if "flag" in one.rule}
    settings = reading.tables()["plans"].groupby("setting")["plans"].sum().to_dict()
    return told, settings


def test_a_blank_flag_at_a_school_with_a_base_is_told(tmp_path):
    """A few count as no, with a note; of many nobody knows where they are."""
    told, settings = with_flags(tmp_path, ("0", ""), ("0", "0"))
    note = told.pop("sen2_flag_blank")
    assert (note.row, told) == (2, {})
    assert note.seen.startswith("1 child at a mainstream school with a base")
    assert settings["mainstream"] == 2
    told, settings = with_flags(tmp_path, *[("0", "0"), ("0", "0"), ("0", "")] * 12, where="many")
    note = told.pop("sen2_flags_blank")
    assert (note.row, told) == (4, {})
    assert note.seen.startswith(f"{settings['unknown']} children at mainstream schools with a base")
    assert settings["unknown"] >= 10
    assert settings["mainstream"] <= 24


def test_a_blank_that_is_how_a_column_says_no_is_no(tmp_path):
    told, settings = with_flags(tmp_path, *[("", "1")] * 9, rest=("", ""), where="as_no")
    assert (told, set(settings)) == ({}, {"base", "mainstream"})
    assert settings["base"] <= 9
    told, settings = with_flags(tmp_path, ("0", "0"), rest=("", ""), where="mostly_as_no")
    assert (set(told), set(settings)) == ({"sen2_flag_blank"}, {"mainstream"})
    told, settings = with_flags(tmp_path, rest=("", "0"), where="one_column")
    assert (told, set(settings)) == ({}, {"mainstream"})
    told, settings = with_flags(tmp_path, rest=("", ""), where="none")
    assert set(told) == {"sen2_flags_blank"}
    assert set(settings) == {"unknown"}


@pytest.mark.parametrize("at", [0, 30])
def test_of_rows_with_one_number_the_fullest_counts(at, tmp_path):
    """A copy without birth date, wherever it stands, takes nobody out of the tables."""
    rows = sound_rows()
    whole = sf.read_sen2(files.write_modules(tmp_path / "whole", rows), **lookups())
    bare = rows["person"][0] | {"personbirthdate": "", "postcode": "", "upn": ""}
    rows["person"].insert(at, bare)
    reading = sf.read_sen2(files.write_modules(tmp_path / "twice", rows), **lookups())
    pd.testing.assert_frame_equal(reading.held["plans"], whole.held["plans"])
    (found,) = [one for one in reading.findings if one.rule == "sen2_id_twice"]
    assert found.row == at + 2
    assert "the fullest row of each number is taken" in found.why


@pytest.mark.parametrize(("by", "row"), [("upn", 2), ("name", 3)])
def test_two_records_of_one_child_are_told_and_followed_once(by, row, tmp_path):
    """A number or name changes in the second return; old and new both stand in the third.

    It is followed by the number, or else the name, that comes first, and the other one is told.
    """
    first = {"upn": "H123456789012", "surname": "Before"}
    second = {"upn": "K123456789012", "surname": "Before"}
    if by == "name":
        first, second = {"upn": first["upn"], "surname": "A"}, {"upn": first["upn"], "surname": "B"}
    for at in (1, 2, 3):
        rows = sound_rows()
        rows["sen2"][0] |= {"referencedate": made.CENSUS[at].isoformat(), "year": f"{2022 + at}"}
        for line in rows["namedplan"]:
            line["startdate"] = "2020-01-31"
        rows["person"][0] |= first if at == 1 else second
        if at == 3 and by == "upn":
            rows["person"][1] |= {**rows["person"][0], "persontableid": "2", "upn": first["upn"]}
        if at == 3 and by == "name":
            rows["person"][1] |= {**rows["person"][0], "persontableid": "2"}
            rows["person"][0] |= {"upn": "", "surname": "A"}
            rows["person"][1] |= {"upn": "", "surname": "B"}
        files.write_modules(tmp_path / f"{at}", rows)
    reading = sf.read_sen2(tmp_path, **lookups())
    (found,) = [one for one in reading.findings if one.rule == "sen2_record_twice"]
    assert (found.row, found.file) == (row, "3/Blade-Export_14-03-2025_person.csv")
    assert "1 child with a number or name" in found.seen
    ways = reading.tables()["transitions"].query("year == 2024")
    plans = reading.tables()["plans"].set_index("year")["plans"].groupby("year").sum()
    assert ways.query("setting_to != 'outside'")["plans"].sum() == plans[2024]
    # The other record is a child of its own, recorded late: its plan began before.
    assert ways.query("setting_from != 'outside'")["plans"].sum() == plans[2023] + 1


def test_modules_may_stand_in_workbooks(tmp_path):
    rows = sound_rows()
    before = sf.read_sen2(files.write_modules(tmp_path / "csv", rows), **lookups())
    folder = files.write_modules(tmp_path / "excel", rows)
    path = folder / "Blade-Export_14-03-2025_senneed.csv"
    workbook = openpyxl.Workbook()
    for line in path.read_text("utf-8").splitlines():
        workbook.active.append(line.split(","))
    workbook.save(folder / "SEN Need.xlsx")
    path.unlink()
    after = sf.read_sen2(folder, **lookups())
    pd.testing.assert_frame_equal(before.tables()["plans"], after.tables()["plans"])


BY_THE_WORLD = {
    # Between two Januaries: their numbers are held in test_sen2, year by year.
    *("sen2_not_traced", "sen2_ended_before", "sen2_recorded_late", "sen2_age_restated"),
    *("sen2_setting_restated", "sen2_upn_changed"),
    # Also in test_sen2, with their words.
    *("sen2_match_unsure", "sen2_no_localities", "sen2_no_establishments", "sen2_years_apart"),
    "sen2_record_twice",
}


MANY = {
    # In test_sen2_soundness: what many rows have in common.
    *("sen2_days_unsound", "sen2_many_orphans", "sen2_many_without", "sen2_serial_days"),
    # And of modules that are of several exports.
    *("sen2_other_persons", "sen2_exports_apart", "sen2_exports_days"),
    # And of ranks, and of the census day, that do not tell.
    *("sen2_many_needs_first", "sen2_many_placements_first"),
    *("sen2_census_apart", "sen2_census_early"),
    # And of needs in codes that are none.
    "sen2_many_need_codes",
    # In this file: blank flags of a base.
    *("sen2_flag_blank", "sen2_flags_blank"),
}


def test_every_message_is_brought_by_some_test():
    here = {case.split(",")[0] for case in (*CASES, *ERRORS, *NOTES)} | BY_THE_WORLD | MANY
    assert {*sen2.MESSAGES, *sen2_quality.MESSAGES} == here - {"lookup_exchanged"}


def test_each_fault_between_januaries_is_in_the_world():
    rules = {rule for _, rule in expected_quality(made.made_world(3_000, seed=3))}
    assert rules >= BY_THE_WORLD - {
        *("sen2_match_unsure", "sen2_no_localities", "sen2_no_establishments", "sen2_years_apart"),
        "sen2_record_twice",
    }
