"""Corrections of plans and the transitions of the same children: both follow, or it is said."""

import pandas as pd
import pytest
from small_areas import said, tables_of
from test_corrections import answered, file_of

import sufficiency as sf
from sufficiency.mending.issues import issue_id

LAST = 2024
CELL = ["locality", "need", "ncy", "setting"]
KEY = ["year", *CELL]


def ways_into(plans, year):
    """Everyone of a January came there: one child of each row from outside, others from special."""
    rows = plans[plans["year"] == year]
    to = {name: f"{name}_to" for name in CELL[1:]}
    came = rows.rename(columns=to)[["year", "locality", *to.values()]]
    joined = came.assign(need_from="", ncy_from=pd.NA, setting_from="outside", plans=1.0)
    stayed = came.assign(
        need_from=rows["need"],
        ncy_from=rows["ncy"] - 1,
        setting_from="special",
        plans=rows["plans"] - 1,
    )
    one = {"year": year, "locality": "L1", "plans": 1.0, "need_to": "", "setting_to": "outside"}
    left = [one | {"need_from": "ASD", "ncy_from": 5, "setting_from": "special", "ncy_to": pd.NA}]
    ways = [one.astype(object) for one in (joined, stayed, pd.DataFrame(left))]
    both = pd.concat(ways, ignore_index=True)
    return both[both["plans"] > 0]


def ways_out_of(plans, year):
    """Everyone left by the January after."""
    rows = plans[plans["year"] == year]
    left = rows.rename(columns={name: f"{name}_from" for name in CELL[1:]})
    left = left.drop(columns="basis").assign(year=year + 1)
    left = left.assign(need_to="", ncy_to=pd.NA, setting_to="outside")
    one = {"year": year + 1, "locality": "L1", "plans": 1.0, "need_from": "", "ncy_from": pd.NA}
    joined = [
        one | {"setting_from": "outside", "need_to": "ASD", "ncy_to": 5, "setting_to": "special"}
    ]
    ways = [left.astype(object), pd.DataFrame(joined).astype(object)]
    return pd.concat(ways, ignore_index=True)


def area_with(ways=ways_into, year=LAST, **cells):
    """An area in which something is not recorded of the mainstream children of one row.

    Gives the area, and the issue about its first cell.
    """
    tables = tables_of(special=400, base=100, independent=60, placements=False)
    plans = tables["plans"]
    rows = plans[(plans["year"] == year) & (plans["setting"] == "mainstream")]
    one = rows[rows["plans"] > 1].index[0]
    for column, code in cells.items():
        plans.loc[one, column] = code
    tables["transitions"] = ways(plans, year)
    area = sf.area_from_frames(tables)
    key = ", ".join(f"{name}={plans.loc[one, name]}" for name in KEY)
    return area, key, float(plans.loc[one, "plans"])


def asked(key, check, column):
    """The question about a cell, as the file of issues has it."""
    return {
        **{
            "id": issue_id(check, "plans", key, column),
            "check": check,
            "label": "",
            "severity": "",
        },
        **{"table": "plans", "key": key, "column": column, "value": "unknown", "count": ""},
        **{"seen": "", "asked": ""},
    }


CHECKS = {"need": "need_missing", "setting": "placement_missing", "locality": "locality_missing"}


def corrected(area, key, tmp_path, **values):
    rows = [answered(asked(key, CHECKS[name], name), value) for name, value in values.items()]
    return sf.apply_corrections(area, file_of(rows, tmp_path / "issues.csv"))


def apart(area, columns=CELL[1:]):
    """Children whose flows into the last January are not its stock, by cell."""
    flows = area.transitions
    flows = flows[(flows["year"] == LAST) & (flows["setting_to"] != "outside")]
    came = flows.groupby(["locality", *(f"{name}_to" for name in columns)])["plans"].sum()
    stock = area.plans.query("year == @LAST").groupby(["locality", *columns])["plans"].sum()
    index = ["locality", *columns]
    return came.rename_axis(index).sub(stock, fill_value=0).abs().sum()


@pytest.mark.parametrize(
    "values",
    [
        {"setting": "elsewhere"},
        {"setting": "special"},
        {"need": "SLCN"},
        {"locality": "L2"},
        {"need": "SEMH", "setting": "base"},
        {"need": "ASD", "setting": "special", "locality": "L3"},
    ],
)
def test_transitions_follow_where_they_count_the_same_children(values, tmp_path):
    """Left at the old setting they had disagreed with the stock for ever after."""
    area, key, children = area_with(**dict.fromkeys(values, "unknown"))
    assert apart(area) == 0
    made = corrected(area, key, tmp_path, **values)
    assert apart(made.area) == 0
    assert made.area.transitions["plans"].sum() == area.transitions["plans"].sum()
    found = sf.quality(made.area).checks().set_index("check")
    into = made.area.transitions.query("year == @LAST and setting_to != 'outside'")
    assert into["plans"].sum() == made.area.plans.query("year == @LAST")["plans"].sum()
    assert found.loc["flows_apart", "state"] != "not made"
    audit = made.audit().query("table == 'transitions'")
    follows = audit[(audit["done"] == "follows") & (audit["column"] != "basis")]
    assert set(follows["after"]) == set(values.values())
    assert set(follows["before"]) == {"unknown"}
    assert len(follows) == 2 * len(values), "one way from outside, and one from special"
    assert not [note for note in made.notes if note.rule == "correction_flows_stay"]
    assert "2 rows of transitions follow." in made.card().lines[0]
    assert children > 1


def test_ways_that_become_the_same_are_added_up_and_recorded(tmp_path):
    area, key, _ = area_with(setting="unknown")
    made = corrected(area, key, tmp_path, setting="special")
    gone = len(area.transitions) - len(made.area.transitions)
    audit = made.audit().query("table == 'transitions' and done == 'added up'")
    assert gone == len(audit) == 2
    assert set(audit["column"]) == {"plans"}
    names = ["year", "locality", "need_from", "ncy_from", "setting_from", "need_to", "ncy_to"]
    assert not made.area.transitions.duplicated([*names, "setting_to"]).any()


def test_ways_out_of_the_january_follow_too(tmp_path):
    area, key, children = area_with(ways_out_of, year=LAST - 1, setting="unknown")
    made = corrected(area, key, tmp_path, setting="elsewhere")
    left = made.area.transitions.query("setting_from == 'elsewhere'")
    assert left["plans"].tolist() == [children]
    (row,) = made.audit().query("table == 'transitions'").to_dict("records")
    assert (row["column"], row["before"], row["after"]) == ("setting_from", "unknown", "elsewhere")
    area, key, children = area_with(ways_out_of, year=LAST - 1, locality="unknown")
    made = corrected(area, key, tmp_path, locality="L2")
    assert "unknown" not in set(made.area.transitions["locality"])


def fewer(plans, year):
    """One way less than there are children in the row that was not recorded."""
    flows = ways_into(plans, year)
    lost = flows[(flows["setting_to"] == "unknown") & (flows["setting_from"] == "outside")]
    return flows.drop(index=lost.index)


def test_transitions_of_other_children_stay_and_it_is_said(tmp_path):
    area, key, children = area_with(fewer, setting="unknown")
    made = corrected(area, key, tmp_path, setting="elsewhere")
    assert made.area.transitions.equals(area.transitions)
    assert made.area.plans.query("setting == 'elsewhere'")["plans"].tolist() == [children]
    (note,) = [one for one in made.notes if one.rule == "correction_flows_stay"]
    assert pd.Series([f"{note.seen} {note.why} {note.remedy}"]).str.fullmatch(
        said("correction_flows_stay")
    ).all()  # fmt: skip
    assert f"into January {LAST + 1} were left" in note.seen
    assert f"and plans {children:g} children" in note.seen
    left = made.audit().query("done == 'left'").to_dict("records")
    assert [(row["table"], row["column"], row["after"]) for row in left] == [
        ("transitions", "setting_to", "unknown")
    ]
    assert left[0]["key"].endswith(f"setting_to=unknown, plans={children - 1:g}")
    assert (left[0]["who"], left[0]["when"]) == ("Pat", "2026-11-30")
    assert "1 cell of transitions stays as it is." in made.card().lines[0]


def hidden(plans, year):
    """A count that is not shown stands where the way would go."""
    flows = ways_into(plans, year)
    moved = flows[(flows["setting_to"] == "unknown") & (flows["setting_from"] == "outside")]
    there = moved.assign(setting_to="elsewhere", plans=None, plans_mark="c")
    return pd.concat([flows.assign(plans_mark=""), there], ignore_index=True)


def test_ways_that_would_join_a_count_that_is_not_shown_stay(tmp_path):
    area, key, _ = area_with(hidden, setting="unknown")
    made = corrected(area, key, tmp_path, setting="elsewhere")
    assert [one.rule for one in made.notes] == ["correction_flows_stay"]
    assert made.area.transitions.equals(area.transitions)


def test_transitions_of_other_years_are_no_matter(tmp_path):
    area, key, _ = area_with(ways_into, year=LAST, need="unknown")
    earlier = area.with_table("transitions", area.transitions.assign(year=LAST - 1))
    made = corrected(earlier, key, tmp_path, need="ASD")
    assert not made.notes
    assert set(made.audit()["table"]) == {"plans"}
