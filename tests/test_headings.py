"""Headings that people write over columns: none that may be needed is to be deleted."""

import pytest
from building import both, broken, checked, put


def headed(table, **headings):
    """A change of headings, each of a column as the contract calls it."""
    return put(table, 1, **headings)


@pytest.mark.parametrize(
    ("column", "heading"),
    [
        ("ncy", "Year Group"),
        ("need", "Primary need"),
        ("locality", "Ward"),
        ("setting", "placement"),
        ("plans", "Count"),
        ("plans", "EHCPs"),
        ("ncy", "Stage of school"),  # no usual word for it, but the only one that is missing
    ],
)
def test_another_heading_is_to_be_renamed_and_never_deleted_first(column, heading):
    findings = checked(broken(headed("plans", **{column: heading}))).findings
    (found,) = findings
    assert (found.rule, found.row, found.column) == ("column_unknown", 1, heading)
    assert found.remedy == f"Did you mean {column}? If so, rename it; if not, delete it."


def test_all_of_a_table_under_other_headings_are_named_each_with_its_own():
    change = headed(
        "plans", need="Primary need", plans="Count", locality="Ward", setting="provision"
    )
    found = {one.column: one.remedy.split("?")[0] for one in checked(broken(change)).findings}
    assert found == {
        "Primary need": "Did you mean need",
        "Count": "Did you mean plans",
        "Ward": "Did you mean locality",
        "provision": "Did you mean setting",
    }


def test_where_it_cannot_be_told_which_is_meant_those_that_are_missing_are_named():
    findings = checked(broken(headed("plans", ncy="Quux", need="Zyzzy"))).findings
    (one, _) = [found for found in findings if found.rule == "column_unknown"]
    assert one.remedy == (
        "Rename it if it is one of those that are missing (need, ncy); if not, delete it."
    )


def test_a_heading_as_near_to_two_columns_is_asked_about():
    findings = checked(broken(headed("costs", year="ce_year", price_year="ce_year "))).findings
    assert any("Did you mean year or price_year?" in found.remedy for found in findings)


def test_a_blank_locality_is_filled_with_a_code_of_the_area_or_unknown():
    def change(grids):
        at = grids["localities"][0].index("locality")
        renamed = {row[at]: f"E0200{place}" for place, row in enumerate(grids["localities"][1:])}
        for grid in grids.values():
            for row in grid[1:]:
                row[:] = [renamed.get(cell, cell) for cell in row]

    findings = checked(broken(both(change, put("plans", 2, locality="")))).findings
    (found,) = [one for one in findings if one.rule == "blank_cell"]
    assert found.remedy == (
        "Fill it in, for example E02000, or with unknown where it is not recorded, or delete the"
        " row."
    )
