"""Corrections of plans and the placements of the same children."""

import pandas as pd
import pytest
from small_areas import said, tables_of
from test_corrections_flows import KEY, corrected

import sufficiency as sf

LAST = 2024
HERE = {"year": LAST, "locality": "L1", "ncy": 5}


def area_with(plans, placed, *, shared=False, **cell):
    """An area of which one cell holds these plans by setting, and these placements by site."""
    tables = tables_of()
    others = {name: tables[name] for name in ("plans", "placements")}
    for name, frame in others.items():
        inside = (frame[list(HERE)] == pd.Series(HERE)[list(HERE)]).all(axis=1)
        others[name] = frame[~inside]
    cell = HERE | {"need": "ASD", "basis": "supplied"} | cell
    rows = {
        "plans": [cell | {"setting": setting, "plans": count} for setting, count in plans.items()],
        "placements": [
            cell | {"site": site, "pool": pool, "plans": count}
            for (site, pool), count in placed.items()
        ],
    }
    for name, frame in others.items():
        more = pd.DataFrame(rows[name], columns=list(frame.columns))
        tables[name] = pd.concat([frame, more], ignore_index=True)
    if shared:
        base = tables["pools"]["site"].eq("B")
        more = tables["pools"][base].assign(pool="unit", level="special", setting="special")
        tables["pools"] = pd.concat([tables["pools"], more], ignore_index=True)
        held = tables["places"][tables["places"]["site"].eq("B")].assign(pool="unit")
        tables["places"] = pd.concat([tables["places"], held], ignore_index=True)
    setting = next(iter(plans))
    key = ", ".join(f"{name}={(cell | {'setting': setting})[name]}" for name in KEY)
    return sf.area_from_frames(tables), key


def of_cell(area):
    rows = area.placements.query("year == @LAST and locality in ['L1', 'L2', 'unknown']")
    return rows.query("ncy == 5 and basis == 'supplied'")


@pytest.mark.parametrize(
    ("cell", "values"),
    [({"need": "unknown"}, {"need": "SLCN"}), ({"locality": "unknown"}, {"locality": "L1"})],
)
def test_placements_follow_where_they_are_of_the_same_children(cell, values, tmp_path):
    """The need of a child who is placed could not be corrected: more were placed than had plans."""
    area, key = area_with({"special": 2.0}, {("S", "all"): 2.0}, **cell)
    made = corrected(area, key, tmp_path, **values)
    (column,) = values
    assert of_cell(made.area)[column].tolist() == list(values.values())
    (row,) = made.audit().query("table == 'placements'").to_dict("records")
    assert (row["column"], row["before"], row["done"]) == (column, "unknown", "follows")
    assert "1 row of placements follows." in made.card().lines[0]
    assert not made.notes


def test_of_two_rows_of_a_cell_the_places_of_the_site_tell_whose_they_are(tmp_path):
    plans, placed = {"special": 2.0, "base": 1.0}, {("S", "all"): 2.0, ("B", "all"): 1.0}
    area, key = area_with(plans, placed, need="unknown")
    made = corrected(area, key, tmp_path, need="SLCN")
    told = of_cell(made.area).set_index("site")["need"].to_dict()
    assert told == {"S": "SLCN", "B": "unknown"}


def test_children_in_mainstream_classes_have_no_placement_that_follows(tmp_path):
    area, key = area_with({"mainstream": 2.0, "base": 1.0}, {("B", "all"): 1.0}, need="unknown")
    made = corrected(area, key, tmp_path, need="SLCN")
    assert of_cell(made.area)["need"].tolist() == ["unknown"]
    assert not made.notes


def test_placements_that_may_be_of_other_children_stay_and_it_is_said(tmp_path):
    plans, placed = {"special": 1.0, "base": 1.0}, {("B", ""): 1.0, ("S", "all"): 0.0}
    area, key = area_with(plans, placed, shared=True, need="unknown")
    made = corrected(area, key, tmp_path, need="SLCN")
    assert set(of_cell(made.area)["need"]) == {"unknown"}
    (note,) = made.notes
    assert pd.Series([f"{note.seen} {note.why} {note.remedy}"]).str.fullmatch(
        said("correction_placements_stay")
    ).all()  # fmt: skip
    assert "1 child is placed in this cell" in note.seen
    assert note.seen.endswith("and the row of plans counts 1 child.")
    (row,) = made.audit().query("done == 'left'").to_dict("records")
    assert row["key"] == "year=2024, locality=L1, need=unknown, ncy=5, plans=1"
    assert "1 cell of placements stays as it is." in made.card().lines[0]
