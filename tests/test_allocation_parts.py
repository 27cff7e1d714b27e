"""Places and caps that are no whole numbers are rounded, and a note says what became of each."""

import pandas as pd
import pytest
from small_areas import Small, tables_of

import sufficiency as sf

STAND = sf.as_things_stand()


def area_with(places, *, basis="estimated"):
    """Give Brook School other places; each row is (year, places, taken)."""
    tables = tables_of(Small())
    rows = [("B", "all", year, count, taken, basis) for year, count, taken in places]
    others = tables["places"][tables["places"]["site"] != "B"]
    made = pd.concat([others, pd.DataFrame(rows, columns=others.columns)], ignore_index=True)
    return sf.area_from_frames(tables | {"places": made})


def allocated(area, scenario=None):
    projection = sf.project(area, draws=1, until=2026, workers=1)
    return sf.allocate(projection, scenario, draws=1, workers=1)


def notes_of(allocation):
    return [note for note in allocation.notes if note.rule == "allocation_parts"]


@pytest.mark.parametrize(
    ("basis", "places", "taken", "headroom", "free"),
    [
        ("estimated", 20.4, 0, 0, 20),
        ("assumed", 20.5, 0, 0, 21),
        ("made", 24, 3.6, 0, 20),
        ("made", 20.4, 0, 10, 18),
    ],
)
def test_a_part_of_a_place_is_named_with_what_it_became(basis, places, taken, headroom, free):
    scenario = STAND.but(name="h", headroom_percent=headroom)
    allocation = allocated(area_with([(2022, places, taken)], basis=basis), scenario)
    (note,) = notes_of(allocation)
    assert note.severity == "note"
    assert f"{places - taken:g} places for us in pool all of Brook School (B)" in note.seen
    assert note.seen.endswith(f"from 2022/23, now {free}.")
    supply = allocation.to_frame("supply")
    own = supply[(supply["site"] == "B") & (supply["year"] == 2025)]
    assert own["free_to_us"].tolist() == [free]


def test_only_rows_that_hold_in_an_allocated_year_are_named():
    allocation = allocated(area_with([(2022, 20.4, 0), (2023, 21.0, 0), (2030, 22.5, 0)]))
    assert notes_of(allocation) == []
    several = [(2022, 20.4, 0), (2026, 22.5, 0)]
    (note,) = notes_of(allocated(area_with(several), STAND.but(name="h", headroom_percent=0)))
    assert note.seen.startswith("In the table places, 2 rows hold no whole number: ")
    assert "from 2022/23, now 20" in note.seen
    assert "from 2026/27, now 23" in note.seen


def test_whole_places_and_parts_that_leave_a_whole_number_have_no_note():
    assert notes_of(allocated(area_with([(2022, 20.0, 0)]))) == []
    assert notes_of(allocated(area_with([(2022, 20.5, 0.5)]))) == []


def test_a_cap_of_a_part_is_rounded_down_and_named():
    cap = {"site": "B", "cap": "ASD", "needs": "ASD", "year": 2022, "places": 7.5}
    scenario = STAND.with_rows("caps", [cap | {"basis": "assumed"}])
    (note,) = notes_of(allocated(area_with([(2022, 20.0, 0)]), scenario))
    assert "7.5 children of cap ASD at B from 2022/23, now 7." in note.seen
    assert "rounded down" in note.why


@pytest.mark.parametrize("large", [2**80, 2**62, 10**400, 1e30])
def test_a_number_far_too_large_in_python_is_called_too_large(large):
    for made in (
        lambda: STAND.but(name="x", longest_journey_minutes=large),
        lambda: STAND.with_places("B", "all", {2028: large}),
    ):
        with pytest.raises(sf.FindingsError, match=" is above ") as raised:
            made()
        assert "not a number" not in str(raised.value)
    with pytest.raises(sf.FindingsError, match="is below 5"):
        STAND.but(name="x", longest_journey_minutes=-large)
