"""Every kind of fault in a scenario gives one clear finding: where, what, why, and what to type."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from sufficiency.errors import (
    FileEncodingWarning,
    FileError,
    NotPossibleError,
    ScenarioError,
    SufficiencyWarning,
    UnknownNameError,
)
from sufficiency.messages import scenarios
from sufficiency.scenario import Schedule, as_things_stand, load_scenario

SITE = (
    '[[sites]]\nsite = "S1"\nname = "One"\nauthority = "Exampleshire"\n'
    'easting = 488000\nnorthing = 279000\nbasis = "made"\n'
)
SCHEME = (
    '[[schemes]]\nscheme = "a"\nsite = "S1"\npool = "base"\nplaces = 24\nopens = 2028\n'
    'pounds = 1500000\nprice_year = 2026\nbasis = "assumed"\n'
)
RULE = '[[rules]]\nrule = "r"\nkind = "forbid"\nsite = "S1"\nreason = "Road"\nowner = "SEND"\n'
LEVELS = '[[levels]]\nsetting = "special"\nneed = "ASD"\nwhy = "panel"\n'


@dataclass(frozen=True)
class Fault:
    """A scenario with one fault, and the finding that it must give."""

    rule: str
    text: str
    column: str
    value: str
    says: str
    row: int | None = None
    file: str = "faulty.toml"


FAULTS = [
    Fault("toml_broken", 'name = "a"\ntitle = two\n', "", "title = two", "Line 2, column 9", 2),
    Fault("toml_broken", 'name = "a\n', "", 'name = "a', "Text stands in quotation marks", 1),
    Fault("toml_broken", "a = " + "9" * 5000, "", "", "Mend that line", 1),
    Fault(
        "toml_backslash",
        'name = "a"\nplaces = { file = "C:\\Users\\me\\places.csv" }\n',
        "",
        "Users",
        "Use forward slashes (C:/Users/me/places.csv) or single quotes",
        2,
    ),
    Fault("toml_twice", 'name = "a"\nname = "b"\n', "", 'name = "b"', "Delete one of the two", 2),
    Fault("toml_too_deep", "a = " + "[" * 5000, "", "", "never closed"),
    Fault("toml_too_deep", "a" + ".a" * 60 + " = 1", "", "", "more than 20 deep"),
    Fault("scenario_key_unknown", 'nmae = "a"\n', "nmae", "nmae", "Did you mean name?"),
    Fault(
        "scenario_key_unknown",
        "headroom_percent = 5\n",
        "headroom_percent",
        "headroom_percent",
        "Did you mean [allocation] headroom_percent?",
    ),
    Fault(
        "scenario_key_unknown",
        "[demand]\nrequest_growth_percent = { vlaue = 5 }\n",
        "demand.request_growth_percent.vlaue",
        "vlaue",
        "Did you mean value?",
    ),
    Fault(
        "scenario_value_kind", "name = 3\n", "name", "3", 'Write for example: name = "two-bases"'
    ),
    Fault("scenario_value_kind", 'marked = "guess"\n', "marked", "guess", "'refuse' or 'fit'"),
    Fault("scenario_value_kind", 'title = "a\\nb"\n', "title", "a b", "a text on one line"),
    Fault(
        "scenario_value_kind",
        "[money]\ndiscount_rate_percent = [3, 4]\n",
        "money.discount_rate_percent",
        "a list",
        "a single value",
    ),
    Fault(
        "table_needs_brackets",
        '[places]\nsite = "S1"\n',
        "places",
        "a table",
        "Write [[places]] with two brackets",
    ),
    Fault(
        "based_on_missing",
        'based_on = "basline.toml"\n',
        "based_on",
        "basline.toml",
        "a shipped name: baseline, bases-first",
    ),
    Fault(
        "based_on_cycle",
        'based_on = "faulty.toml"\n',
        "based_on",
        "faulty.toml",
        "faulty.toml -> faulty.toml",
    ),
    Fault(
        "path_with_codes",
        'places = { file = "C:\\temp\\new.csv" }\n',
        "places.file",
        "C: emp ew.csv",
        "stand for a tab and a new line",
    ),
    Fault(
        "table_file_missing",
        'places = { file = "plcaes.csv" }\n',
        "places.file",
        "plcaes.csv",
        "Write the path from the folder of the scenario",
    ),
    Fault(
        "table_file_kind",
        'places = { file = "places.ods" }\n',
        "places.file",
        "places.ods",
        "Save it from Excel as CSV UTF-8",
    ),
    Fault(
        "assumption_unknown",
        "[allocation]\nhedroom_percent = 5\n",
        "allocation.hedroom_percent",
        "hedroom_percent",
        "Did you mean headroom_percent?",
    ),
    Fault(
        "assumption_elsewhere",
        "[demand]\nheadroom_percent = 5\n",
        "demand.headroom_percent",
        "",
        "Move it to [allocation]",
    ),
    Fault(
        "assumption_twice",
        "[assumptions]\nheadroom_percent = 5\n[allocation]\nheadroom_percent = 4\n",
        "allocation.headroom_percent",
        "",
        "stands under [assumptions] and under [allocation]",
    ),
    Fault(
        "assumption_empty",
        '[allocation]\nheadroom_percent = { why = "x" }\n',
        "allocation.headroom_percent",
        "",
        "Write headroom_percent = 0",
    ),
    Fault(
        "assumption_kind",
        '[allocation]\nheadroom_percent = "five"\n',
        "allocation.headroom_percent",
        "five",
        "five is not a number. Headroom: percent.",
    ),
    Fault(
        "assumption_kind",
        "[money]\nprice_year = 2026.5\n",
        "money.price_year",
        "2026.5",
        "2026.5 is not a year",
    ),
    Fault(
        "assumption_kind",
        "[allocation]\nindependent_open_ended = 1\n",
        "allocation.independent_open_ended",
        "1",
        "1 is not true or false",
    ),
    Fault(
        "assumption_kind",
        "[money]\ndiscount_rate_percent = nan\n",
        "money.discount_rate_percent",
        "nan",
        "nan is not a number",
    ),
    Fault(
        "assumption_bounds",
        "[allocation]\nreleased_share = 25\n",
        "allocation.released_share",
        "25",
        "25 is above 1. Released at transfer: from 0 to 1 share of children",
    ),
    Fault(
        "assumption_bounds",
        "[allocation]\ndetour_factor = 0.5\n",
        "allocation.detour_factor",
        "0.5",
        "0.5 is below 1",
    ),
    Fault(
        "assumption_code",
        '[allocation]\naims = "poonds"\n',
        "allocation.aims",
        "poonds",
        "Did you mean pounds?",
    ),
    Fault(
        "assumption_unit",
        '[allocation]\nheadroom_percent = { value = 0.05, unit = "share" }\n',
        "allocation.headroom_percent",
        "share",
        'write unit = "percent"',
    ),
    Fault(
        "assumption_not_dated",
        "[allocation]\ndetour_factor = { 2026 = 1.3, 2028 = 1.2 }\n",
        "allocation.detour_factor",
        "",
        "Write detour_factor = 1.3",
    ),
    Fault(
        "assumption_year",
        "[allocation]\nheadroom_percent = { 1926 = 5 }\n",
        "allocation.headroom_percent",
        "1926",
        "from 2000 to 2100, for example { 2026 = 0 }",
    ),
    Fault(
        "assumption_year_twice",
        '[allocation]\nheadroom_percent = { 2026 = 5, "2026/27" = 6 }\n',
        "allocation.headroom_percent",
        "2026/27",
        "names 2026/27 twice",
    ),
    Fault(
        "assumption_not_by",
        "[allocation]\nheadroom_percent = { primary = 5 }\n",
        "allocation.headroom_percent",
        "primary",
        "It has one value for all",
    ),
    Fault(
        "assumption_by",
        "[allocation]\njourney_limit_minutes = { primry = 40 }\n",
        "allocation.journey_limit_minutes",
        "primry",
        "Did you mean primary?",
    ),
    Fault(
        "assumption_tie",
        "[demand]\njoining_rate_change_percent = { SEMH = 5, primary = -5 }\n",
        "demand.joining_rate_change_percent",
        "SEMH",
        'by = { "SEMH/primary" = ... }',
    ),
    Fault(
        "levels_do_not_add",
        LEVELS + "mainstream = 0.1\nbase = 0.2\nspecial = 0.6\nbeyond = 0\n",
        "mainstream, base, special, beyond",
        "0.9",
        "add up to 0.9, not to 1",
        1,
        "faulty.toml [[levels]]",
    ),
    Fault(
        "levels_out_of_order",
        LEVELS + "mainstream = 0\nbase = [0.3, 0.2, 0.4]\nspecial = 0.8\nbeyond = 0\n",
        "base",
        "0.3, 0.2, 0.4",
        "Put them in rising order",
        1,
        "faulty.toml [[levels]]",
    ),
    Fault(
        "levels_tie",
        '[[levels]]\nsetting = "special"\nphase = "primary"\nwhy = "panel"\n'
        "mainstream = 0\nbase = 0.1\nspecial = 0.9\nbeyond = 0\n"
        '[[levels]]\nsetting = "special"\nneed = "PMLD"\nphase = "primary"\nwhy = "panel"\n'
        "mainstream = 0\nbase = 0\nspecial = 1\nbeyond = 0\n",
        "setting, need, phase",
        "setting special, phase primary",
        "Add a row for setting special, need SLD, phase primary",
        1,
        "faulty.toml [[levels]]",
    ),
    Fault(
        "levels_never_used",
        '[[levels]]\nwhy = "panel"\nmainstream = 1\nbase = 0\nspecial = 0\nbeyond = 0\n',
        "setting, need, phase",
        "all children",
        "Name the setting that you mean",
        1,
        "faulty.toml [[levels]]",
    ),
    Fault(
        "span_upside_down",
        RULE + "ncy_from = 11\nncy_to = 7\n",
        "ncy_to",
        "7",
        "Put the smaller one first",
        1,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "scheme_unknown",
        SCHEME + 'requires = ["hall"]\n',
        "requires",
        "hall",
        "Add a row for it to schemes",
        1,
        "faulty.toml [[schemes]]",
    ),
    Fault(
        "unknown_code",
        RULE.replace("forbid", "forbd"),
        "kind",
        "forbd",
        "Did you mean forbid?",
        1,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "column_missing",
        RULE.replace('owner = "SEND"\n', ""),
        "owner",
        "",
        "Who answers for it",
        1,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "column_unknown",
        RULE + 'locallity = "L1"\n',
        "locallity",
        "locallity",
        "Did you mean locality?",
        1,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "duplicate_key",
        RULE + RULE,
        "rule",
        "r",
        "stood already in row 1",
        2,
        "faulty.toml [[rules]]",
    ),
    Fault(
        "not_a_number",
        SITE.replace("488000", '"east"'),
        "easting",
        "east",
        "east is not a number",
        1,
        "faulty.toml [[sites]]",
    ),
    Fault(
        "too_low",
        '[[places]]\nsite = "S1"\npool = "base"\nplaces = { 2028 = 8, 2029 = -1 }\nbasis = "made"',
        "places",
        "-1",
        "-1 is below 0",
        1,
        "faulty.toml [[places]]",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}-{fault.column[:30]}")
def test_a_fault_gives_one_clear_finding(fault, tmp_path):
    file = tmp_path / "faulty.toml"
    file.write_text(fault.text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"the scenario faulty\.toml cannot be used: 1 fault"):
        load_scenario(file)
    finding = only_finding(file)
    assert finding.rule == fault.rule
    assert (finding.file, finding.row, finding.column) == (fault.file, fault.row, fault.column)
    assert fault.value in finding.value
    assert fault.says in str(finding)
    for sentence in (finding.seen, finding.why, finding.remedy):
        assert sentence
        assert not re.search(r"[{}]\w*[{}]|pydantic|Input should|Traceback", sentence)


def only_finding(source, **options):
    with pytest.raises(ScenarioError, match="cannot be used: 1 fault") as raised:
        load_scenario(source, **options)
    return raised.value.findings[0]


def test_every_fault_is_found_at_once(tmp_path):
    text = (
        'nmae = "x"\nmarked = "guess"\n[demand]\nheadroom_percent = 5\n[allocation]\n'
        'detour_factor = "x"\njourney_limit_minutes = { primary = 400, secndary = 30 }\n'
        '[[places]]\nsite = "S1"\nyear = 2028\nplaces = -1\nbasis = "maid"\n'
    )
    (tmp_path / "many.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="8 faults") as raised:
        load_scenario(tmp_path / "many.toml")
    frame = raised.value.to_frame()
    assert sorted(frame["rule"]) == [
        "assumption_bounds",
        "assumption_by",
        "assumption_elsewhere",
        "assumption_kind",
        "scenario_key_unknown",
        "scenario_value_kind",
        "too_low",
        "unknown_code",
    ]


def test_faults_of_the_file_beneath_name_that_file(tmp_path):
    (tmp_path / "below.toml").write_text("[money]\nprice_year = 1\n", encoding="utf-8")
    (tmp_path / "above.toml").write_text('based_on = "below.toml"\n', encoding="utf-8")
    assert only_finding(tmp_path / "above.toml").file == "below.toml"


def test_a_circle_of_files_is_shown_whole(tmp_path):
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.toml").write_text(f'based_on = "{other}.toml"\n', encoding="utf-8")
    found = only_finding(tmp_path / "a.toml")
    assert "a.toml -> b.toml -> c.toml -> a.toml" in found.seen


def test_a_file_that_is_not_text(tmp_path):
    (tmp_path / "latin.toml").write_bytes('title = "caf\xe9"\n'.encode("latin-1"))
    found = only_finding(tmp_path / "latin.toml")
    assert (found.rule, found.file) == ("toml_not_text", "latin.toml")
    assert 'Encoding "UTF-8"' in found.remedy


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path):
    (tmp_path / "windows.toml").write_bytes(b"\xef\xbb\xbfname = 'w'\r\nmarked = 'fit'\r\n")
    assert load_scenario(tmp_path / "windows.toml").marked == "fit"


def test_no_such_file_names_the_shipped_ones():
    with pytest.raises(FileError, match=r"no scenario file basline\..*Shipped scenarios: baseline"):
        load_scenario("basline")


def test_rows_of_a_csv_file_have_the_row_that_excel_shows(tmp_path):
    (tmp_path / "places.csv").write_text(
        "site,pool,year,places,basis\nS1,base,2028,8,made\nS1,base,2029,many,made\n"
    )
    raw = {"places": {"file": "places.csv"}}
    found = only_finding(raw, folder=tmp_path)
    assert (found.file, found.row, found.column, found.value) == ("places.csv", 3, "places", "many")
    assert "digits only" in found.remedy


@pytest.mark.parametrize("table", ["places", "levels"])
def test_an_empty_csv_file_is_named(tmp_path, table):
    (tmp_path / "empty.csv").write_text("\n")
    found = only_finding({table: {"file": "empty.csv"}}, folder=tmp_path)
    assert (found.rule, found.file, found.row) == ("file_is_empty", "empty.csv", 1)
    assert "Write the column names in row 1" in found.remedy


def workbook(path: Path, rows):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "places"
    for row in rows:
        sheet.append(row)
    book.save(path)


def test_a_csv_file_in_windows_letters_is_read_with_a_warning(tmp_path):
    text = "site,name,authority,easting,northing,basis\nS1,Caf\xe9,X,488000,279000,made\n"
    (tmp_path / "sites.csv").write_bytes(text.encode("cp1252"))
    with pytest.warns(FileEncodingWarning, match="sites.csv: The file is not UTF-8"):
        scenario = load_scenario({"sites": {"file": "sites.csv"}}, folder=tmp_path)
    assert scenario.to_frame("sites")["name"].tolist() == ["Caf\xe9"]


def test_a_column_about_a_person_is_left_out_with_a_warning(tmp_path):
    text = "site,pool,year,places,basis,postcode\nS1,base,2028,8,made,NN1 1AA\n"
    (tmp_path / "places.csv").write_text(text)
    with pytest.warns(SufficiencyWarning, match="describes a person and was not read"):
        scenario = load_scenario({"places": {"file": "places.csv"}}, folder=tmp_path)
    assert "NN1" not in scenario.to_toml()


def test_a_sheet_that_is_not_there_gives_the_nearest(tmp_path):
    workbook(tmp_path / "plans.xlsx", [["site"]])
    raw = {"places": {"file": "plans.xlsx", "sheet": "plcaes"}}
    found = only_finding(raw, folder=tmp_path)
    assert (found.rule, found.column, found.value) == ("sheet_missing", "places.sheet", "plcaes")
    assert "Did you mean places?" in found.remedy


@pytest.mark.parametrize("table", ["places", "levels"])
def test_an_empty_sheet_is_named(tmp_path, table):
    workbook(tmp_path / "plans.xlsx", [])
    raw = {table: {"file": "plans.xlsx", "sheet": "places"}}
    found = only_finding(raw, folder=tmp_path)
    assert (found.rule, found.file) == ("file_is_empty", "plans.xlsx, sheet places")
    assert "Write the column names in row 1" in found.remedy


def test_a_workbook_that_is_none(tmp_path):
    (tmp_path / "plans.xlsx").write_bytes(b"not a workbook")
    found = only_finding({"places": {"file": "plans.xlsx"}}, folder=tmp_path)
    assert (found.rule, found.value) == ("table_file_broken", "plans.xlsx")
    assert "without a password" in found.remedy


def test_rows_of_a_sheet_are_read(tmp_path):
    header = ["site", "pool", "year", "places", "basis"]
    workbook(tmp_path / "plans.xlsx", [header, ["S1", "base", 2028, 24, "made"]])
    scenario = load_scenario({"places": {"file": "plans.xlsx"}}, folder=tmp_path)
    assert scenario.to_frame("places")["places"].tolist() == [24.0]
    assert set(scenario.to_frame("places")["file"]) == {"plans.xlsx, sheet places"}


def test_a_formula_that_was_never_calculated_is_named(tmp_path):
    header = ["site", "pool", "year", "places", "basis"]
    workbook(tmp_path / "plans.xlsx", [header, ["S1", "base", 2028, "=8*3", "made"]])
    found = only_finding({"places": {"file": "plans.xlsx"}}, folder=tmp_path)
    assert (found.rule, found.row) == ("a_formula_without_value", 2)
    assert found.file == "plans.xlsx, sheet places"
    assert "Open the workbook in Excel" in found.remedy


def test_a_change_in_python_is_held_to_the_same_rules():
    with pytest.raises(ScenarioError, match="Did you mean detour_factor") as raised:
        as_things_stand().but(name="x", detour_facter=1.2)
    assert raised.value.findings[0].file == "edited in Python"
    deep: dict = {}
    held = deep
    for _ in range(30):
        held["a"] = {}
        held = held["a"]
    with pytest.raises(ScenarioError, match="more than 20 deep"):
        as_things_stand().but(name="x", detour_factor=deep)
    with pytest.raises(ScenarioError, match="more than 20 deep"):
        load_scenario(deep)


def test_taking_out_what_is_not_there():
    stand = as_things_stand()
    with pytest.raises(UnknownNameError, match="says nothing about S1"):
        stand.without(site="S1")
    with pytest.raises(UnknownNameError, match=r"says nothing about S1, base.*scenario\.resolved"):
        stand.without(site="S1", pool="base")
    with pytest.raises(UnknownNameError, match="says nothing about detour_factor"):
        stand.without("detour_factor")
    with pytest.raises(UnknownNameError, match="Did you mean detour_factor"):
        stand.without("detour_facter")
    with pytest.raises(NotPossibleError, match=r"scenario\.without\(\"headroom_percent\"\) or"):
        stand.without()


def test_asking_for_what_is_not_there():
    stand = as_things_stand()
    with pytest.raises(UnknownNameError, match=r"not a known assumption\. Did you mean aims"):
        stand.assumption("aim")
    with pytest.raises(
        UnknownNameError, match=r'differs by phase.*\.at\(2026, phase="early_years"'
    ):
        stand.assumption("journey_limit_minutes").at(2026)
    with pytest.raises(UnknownNameError, match="detour_factor does not differ by phase"):
        stand.assumption("detour_factor").at(2026, phase="primary")
    with pytest.raises(UnknownNameError, match=r"not a known phase\. Did you mean primary"):
        stand.assumption("journey_limit_minutes").at(2026, phase="primry")
    with pytest.raises(UnknownNameError, match=r"not a known table of a scenario\. Did you mean"):
        stand.to_frame("assumption")
    with pytest.raises(UnknownNameError, match=r"not a known need\. Did you mean SEMH"):
        stand.levels_for("special", "SEHM", "primary")


def test_a_schedule_says_where_it_begins():
    with pytest.raises(LookupError, match=r"for 2025/26\. The first one holds from 2026/27"):
        Schedule(((2026, 5),), "percent").at(2025)
    for steps in ((), ((2027, 1), (2026, 2)), ((2026, 1), (2026, 2))):
        with pytest.raises(NotPossibleError, match="years must rise"):
            Schedule(steps)


def test_rows_about_what_the_area_has_not_are_found():
    scenario = load_scenario(
        {
            "allocation": {"opening_slip_years": {"S8": 1}},
            "places": [
                {"site": "S1", "pool": "bass", "year": 2028, "places": 8, "basis": "made"},
                {"site": "S9", "pool": "base", "year": 2028, "places": 8, "basis": "made"},
            ],
            "rules": [
                {"rule": "r", "kind": "forbid", "site": "S1", "locality": "L9", "reason": "x"}
                | {"owner": "y"}
            ],
        }
    )
    found = scenario.check_against(sites=["S1"], pools=[("S1", "base")], localities=["L1"])
    assert [f.rule for f in found] == ["not_in_area"] * 4
    assert [f.value for f in found] == ["bass", "S9", "L9", "S8"]
    assert "Did you mean base?" in found[0].remedy
    assert not scenario.check_against()


def test_every_message_about_scenarios_is_tested():
    tests = Path(__file__).read_text(encoding="utf-8")
    elsewhere = {
        "no_such_scenario": "Shipped scenarios:",
        "nothing_to_remove": "says nothing about",
        "without_needs_one": "headroom_percent",
        "assumption_asked_by": "differs by phase",
        "assumption_asked_wrongly": "does not differ by",
        "no_value_before": "The first one holds from",
        "schedule_out_of_order": "years must rise",
    }
    untested = {
        rule
        for rule in scenarios.MESSAGES
        if f'"{rule}"' not in tests.replace(f'"{rule}": "', "") and rule not in elsewhere
    }
    assert not untested
    for rule, words in elsewhere.items():
        message = scenarios.MESSAGES[rule]
        assert words in message.seen + message.why + message.remedy or words in tests
