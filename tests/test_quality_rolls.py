"""Places far above the roll: of the January before, of no year that is told, and of a register."""

import pandas as pd
import pytest
from small_areas import tables_of

import sufficiency as sf
from sufficiency.sources.reading import Reading, account_of

LAST = 2024
NAME = "The register of schools"
NO_ROLL = pd.array([pd.NA] * 3, dtype="Int64")


def area_with(places, *, since=LAST, roll=NO_ROLL, roll_year=NO_ROLL):
    """The special school S with so many places from a year on; its roll may stand in sites."""
    tables = tables_of()
    tables["sites"] = tables["sites"].assign(
        urn=pd.array([900001, pd.NA, pd.NA], dtype="Int64"), roll=roll, roll_year=roll_year
    )
    is_school = tables["places"]["site"] == "S"
    tables["places"].loc[is_school, ["places", "year"]] = [places, since]
    tables["pools"].loc[tables["pools"]["site"] == "S", "year"] = since
    tables.pop("placements")
    return sf.area_from_frames(tables)


def register(roll, year):
    sites = pd.DataFrame(
        {"site": ["900001"], "roll": [roll], "roll_year": pd.array([year], dtype="Int64")}
    )
    steps = account_of([("f.csv", "rows", 1, "read", "")])
    return Reading("gias", NAME, {"sites": sites}, steps, ())


def asked(area, *readings):
    made = sf.quality(area, readings=readings)
    issues = made.issues().query("check == 'places_above_roll'")
    checks = made.checks().set_index("check")
    return checks.loc["places_above_roll", "state"], issues.to_dict("records")


def rolls(roll):
    return pd.array([roll, pd.NA, pd.NA], dtype="Int64")


def test_a_register_beside_the_area_knows_rolls_that_a_list_does_not():
    area = area_with(500.0)
    assert asked(area) == ("not made", [])
    state, (issue,) = asked(area, register(58, LAST))
    assert state == "found"
    assert (issue["key"], issue["column"], issue["count"]) == ("site=S", "", 442)
    assert issue["seen"] == f"500 places in 2024/25, 58 on roll in January 2025 ({NAME})"


def test_a_roll_of_the_january_before_the_places_is_held_against_them():
    """A register of this January counts the pupils of the one before."""
    area = area_with(500.0, roll=rolls(58), roll_year=rolls(LAST - 1))
    _, (issue,) = asked(area)
    assert issue["seen"] == "500 places in 2024/25, 58 on roll in January 2024"
    assert (issue["column"], issue["value"]) == ("roll", "58")
    assert asked(area_with(60.0, roll=rolls(58), roll_year=rolls(LAST - 1))) == (
        "nothing found",
        [],
    )


def test_a_school_may_grow_in_the_year_after_its_roll_but_not_double():
    """The places of the roll's own year fit it; those of the next are mistyped."""
    tables = area_with(60.0, since=LAST - 1, roll=rolls(58), roll_year=rolls(LAST - 1)).tables()
    for later, count in ((100.0, 0), (500.0, 1)):
        more = tables["places"].query("site == 'S'").assign(year=LAST, places=later)
        both = pd.concat([tables["places"], more], ignore_index=True)
        area = sf.area_from_frames(tables | {"places": both})
        assert len(asked(area)[1]) == count


@pytest.mark.parametrize("readings", [(), (register(58, pd.NA),)])
def test_a_roll_of_no_year_that_is_told_is_held_against_the_last_january(readings):
    own = rolls(pd.NA if readings else 58)
    _, (issue,) = asked(area_with(500.0, roll=own), *readings)
    assert "500 places in 2024/25, 58 on roll in a January that is not told" in issue["seen"]


def test_two_rolls_of_a_school_are_one_question():
    area = area_with(500.0, roll=rolls(58), roll_year=rolls(LAST))
    assert len(asked(area, register(57, LAST))[1]) == 1
