"""Places of special schools that are twice their roll: told when an area is built, and by check."""

import pandas as pd
import pytest
from small_areas import tables_of

from sufficiency.area.rolls import special_above_roll
from sufficiency.intake.thin import thin_places

LAST = 2024


def tables_with(places, *, roll=50, roll_year=LAST, basis="supplied", site="S"):
    """A site with so many places of a basis, and a roll."""
    tables = tables_of()
    is_site = tables["sites"]["site"] == site
    tables["sites"] = tables["sites"].assign(
        roll=pd.array([roll if one else pd.NA for one in is_site], dtype="Int64"),
        roll_year=pd.array([roll_year if one else pd.NA for one in is_site], dtype="Int64"),
    )
    at_site = tables["places"]["site"] == site
    tables["places"].loc[at_site, ["places", "basis"]] = [places, basis]
    return tables


def told(tables):
    return special_above_roll(tables["sites"], tables["pools"], tables["places"], last=LAST)


@pytest.mark.parametrize(
    ("places", "given", "count"),
    [
        (500.0, {}, 1),
        (100.0, {}, 1),
        (99.0, {}, 0),
        (18.0, {"roll": 9}, 0),
        # What a register tells of itself, an independent school and a base are asked about by
        # quality alone, or not at all.
        (500.0, {"basis": "published"}, 0),
        (500.0, {"site": "I"}, 0),
        (500.0, {"site": "B"}, 0),
        # Of the January before, and of none that is told.
        (500.0, {"roll_year": LAST - 1}, 1),
        (500.0, {"roll_year": pd.NA}, 1),
    ],
)
def test_half_of_the_places_of_a_special_school_are_empty(places, given, count):
    assert len(told(tables_with(places, **given))) == count


def test_it_is_among_the_first_notes_when_an_area_is_built():
    """Ten times the places of a school had passed, with its roll in the same folder."""
    (note,) = [
        one
        for one in thin_places(tables_with(500.0), called="X")
        if one.rule == "places_twice_the_roll"
    ]
    assert "500 in 2024/25, 50 on roll in January 2025" in note.seen
    assert note.severity == "note"
