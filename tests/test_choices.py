"""The workbook of an area lets choose: its rules hold the codes of the contract, and no others."""

import re

import openpyxl
import pytest

import sufficiency as sf
from sufficiency import terms
from sufficiency.area import read_area, save_template
from sufficiency.area.choices import MOST_IN_MESSAGE, MOST_IN_TITLE

COLUMNS = [column for name in terms.table_names() for column in terms.table(name).columns]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = save_template(tmp_path_factory.mktemp("new") / "area.xlsx")
    return openpyxl.load_workbook(path)


def rule_of(workbook, column):
    """The rule that Excel applies to the second row, and to the last, of a column."""
    table = terms.table(column.table)
    letter = openpyxl.utils.get_column_letter(table.column_names.index(column.name) + 1)
    found = []
    for cell in (f"{letter}2", f"{letter}1048576"):
        held = workbook[column.table].data_validations.dataValidation
        found += [rule for rule in held if cell in rule.sqref]
    assert len(found) == 2, column
    assert found[0] is found[1]
    return found[0]


def cells_named(workbook, name):
    """The cells that a name stands for, where it is a plain range."""
    sheet, cells = workbook.defined_names[name].attr_text.split("!")
    return [row[0].value for row in workbook[sheet][cells.replace("$", "")]]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda one: f"{one.table}.{one.name}")
def test_every_column_has_its_rule(column, template):
    rule = rule_of(template, column)
    assert rule.showInputMessage
    assert rule.promptTitle == column.label[:MOST_IN_TITLE]
    words = rule.prompt
    assert len(words) <= MOST_IN_MESSAGE
    assert words.startswith(column.description[:60])
    if column.kind == "code" and column.codes not in terms.REFERENCES:
        assert (rule.type, rule.errorStyle or "stop") == ("list", "stop")
        assert cells_named(template, rule.formula1) == list(terms.code_list(column.codes))
    elif column.kind == "code":
        assert (rule.type, rule.errorStyle) == ("list", "warning")
        assert rule.formula1 == f"listed_{terms.REFERENCES[column.codes]}"
    elif column.is_number:
        assert rule.type == ("decimal" if column.kind == "number" else "whole")
        assert rule.operator in (None, "between")
        assert (float(rule.formula1), float(rule.formula2)) == (column.low, column.high)
        assert (rule.errorStyle or "stop") == ("warning" if column.marks else "stop")
    elif column.name == "pool" and column.table != "pools":
        assert (rule.type, rule.errorStyle) == ("list", "warning")
    else:
        assert rule.type in (None, "none")


def test_lists_of_other_sheets_begin_below_the_header_and_grow(template):
    for name, column in (("localities", "locality"), ("sites", "site")):
        assert template[name]["A1"].value == column
        text = template.defined_names[f"listed_{name}"].attr_text
        assert text == f"OFFSET({name}!$A$2,0,0,MAX(1,COUNTA({name}!$A$2:$A$1048576)),1)"
    assert template["pools"]["B1"].value == "pool"
    assert template.defined_names["pools_first"].attr_text == "pools!$B$2"
    assert template.defined_names["pools_sites"].attr_text == "pools!$A$2:$A$1048576"


@pytest.mark.slow
def test_pools_to_choose_are_those_of_the_site_in_the_row(template):
    """The formula, worked out by hand, gives the pools of each site of the sheet."""
    for table in ("placements", "places"):
        column = terms.table(table)["pool"]
        formula = rule_of(template, column).formula1
        site = openpyxl.utils.get_column_letter(terms.table(table).column_names.index("site") + 1)
        assert formula == (
            f"OFFSET(pools_first,MATCH(${site}2,pools_sites,0)-1,0,COUNTIF(pools_sites,${site}2),1)"
        )
    pools = sf.load_example().table("pools")
    sites = pools["site"].tolist()
    for site in dict.fromkeys(sites):
        begin, count = sites.index(site), sites.count(site)  # MATCH and COUNTIF
        assert pools["site"].iloc[begin : begin + count].eq(site).all()


def test_no_rule_says_more_than_excel_shows(template):
    for sheet in template.worksheets:
        for rule in sheet.data_validations.dataValidation:
            for title in (rule.promptTitle, rule.errorTitle):
                assert len(title or "") <= MOST_IN_TITLE
            for words in (rule.prompt, rule.error):
                assert len(words or "") <= MOST_IN_MESSAGE


def test_the_codes_have_their_labels_beside_them(template):
    rows = list(template["Codes"].iter_rows(values_only=True))
    place = rows[0].index("setting")
    shown = {row[place]: row[place + 1] for row in rows[1:] if row[place]}
    assert shown == {code: terms.settings().label(code) for code in terms.settings()}


@pytest.mark.slow
def test_an_area_that_is_saved_has_the_rules_too_and_is_the_same_again(tmp_path):
    area = sf.load_example()
    path = area.save(tmp_path / "area.xlsx")
    assert sf.load_area(path) == area
    workbook = openpyxl.load_workbook(path)
    for name in area.tables():
        held = workbook[name].data_validations.dataValidation
        assert len(held) == len(terms.table(name).columns)
    # A table that is not in the workbook cannot be chosen from.
    assert all(re.fullmatch(r"\w+", name) for name in workbook.defined_names)


def test_a_template_with_rules_is_sound(tmp_path):
    checked = read_area(save_template(tmp_path / "area.xlsx"))
    assert checked.is_sound
    assert not any(found.rule == "unknown_file" for found in checked.findings)


def test_where_no_localities_are_beside_there_is_nothing_to_choose_from(tmp_path):
    from sufficiency.area.choices import defined_names, rules_of

    rules = rules_of(terms.table("plans"), beside=("plans",))
    assert rules[1]["validate"] == "any"
    assert set(defined_names(["plans"])) == {
        "codes_need_or_unknown",
        "codes_setting",
        "codes_basis",
    }
