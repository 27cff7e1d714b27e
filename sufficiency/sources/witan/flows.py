"""Transitions of witan.send as an area's transitions, and the stocks at their ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.text_tables import TextTable
from sufficiency.sources.witan.files import NONSEND, whole_numbers

if TYPE_CHECKING:
    import pandas as pd

OUTSIDE = "outside"
MOST_NAMED = 5
STATE = ("need", "ncy", "setting")
SIDES = (("1", "from"), ("2", "to"))


@dataclass(frozen=True, eq=False)
class Children:
    """Children between two Januaries, one row each.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns year (academic year of the later January), and for both ends need, ncy and setting
        in our codes; setting "outside", need "" and ncy missing on the far side.
    theirs : pandas.DataFrame
        The settings and needs as the file has them, in the same order.
    faults, notes : list of Finding
    left_out : int
        Rows outside the NC years of an area.
    """

    frame: pd.DataFrame
    theirs: pd.DataFrame
    faults: list[Finding]
    notes: list[Finding]
    left_out: int


def children_of(
    table: TextTable, *, needs: Mapping[str, str], settings: Mapping[str, str]
) -> Children:
    """Read transitions: a row is a child.

    A transition is labelled by the calendar year of its earlier January: 2013 is January 2013 to
    January 2014. The area's table labels it by the academic year of the later January, which is
    2013 too (2013/14).
    """
    import pandas as pd

    rows, file = table.frame, table.file
    years, faults = whole_numbers(
        rows, ["calendar year"], file=file, low=1990, high=2100, what="a calendar year"
    )
    ages, about_ages = whole_numbers(
        rows,
        [f"academic year {side}" for side, _ in SIDES],
        file=file,
        low=-10,
        high=30,
        what="an academic (NC) year",
    )
    faults += about_ages
    faults += _blank(rows, file=file)
    faults += _sides(rows, file=file)
    before, after = ages["academic year 1"], ages["academic year 2"]
    if not about_ages:
        faults += _not_one_year(before, after, file=file)
    columns: dict[str, Any] = {"year": years["calendar year"].map(_later_january)}
    gone = {}
    for side, end in SIDES:
        ncy = ages[f"academic year {side}"]
        inside = rows[f"setting {side}"] != NONSEND
        known = ncy.between(terms.FIRST_NCY, terms.LAST_NCY)
        gone[side] = inside & ~known
        here = inside & known
        need = rows[f"need {side}"].map(lambda code: needs.get(code, "")).astype(object)
        setting = rows[f"setting {side}"].map(lambda code: settings.get(code, "")).astype(object)
        columns[f"need_{end}"] = need.where(here, "")
        columns[f"ncy_{end}"] = ncy.astype("Int64").where(here)
        columns[f"setting_{end}"] = setting.where(here, OUTSIDE)
    made = pd.DataFrame(columns)
    nowhere = (made["setting_from"] == OUTSIDE) & (made["setting_to"] == OUTSIDE)
    notes = []
    turned = (gone["1"] | gone["2"]) & ~nowhere
    for rule, which in (("witan_beyond_ages", turned), ("witan_row_outside_ages", nowhere)):
        if which.any() and not faults:
            words: dict[str, Any] = {"count": int(which.sum())}
            notes.append(finding(rule, file=file, **words))
    kept = ~nowhere
    theirs = rows[kept][["setting 1", "need 1", "setting 2", "need 2"]]
    return Children(made[kept], theirs, faults, notes, int(nowhere.sum()))


def _later_january(calendar_year: int) -> int:
    return terms.year_of_january(calendar_year + 1)


def _blank(rows: pd.DataFrame, *, file: str) -> list[Finding]:
    faults = []
    for column in ("setting 1", "need 1", "setting 2", "need 2"):
        for row in rows.index[rows[column] == ""][:MOST_NAMED]:
            words: dict[str, Any] = {"what": f"a {column.split()[0]}", "others": ""}
            faults.append(finding("count_blank", file=file, row=int(row), column=column, **words))
    return faults


def _sides(rows: pd.DataFrame, *, file: str) -> list[Finding]:
    """Name rows that are outside by half, or on both sides."""
    faults = []
    out = {side: rows[f"setting {side}"] == NONSEND for side, _ in SIDES}
    for side, _ in SIDES:
        half = (rows[f"need {side}"] == NONSEND) != out[side]
        faults += [
            finding("witan_outside_half", file=file, row=int(row), column=f"need {side}")
            for row in rows.index[half][:MOST_NAMED]
        ]
    faults += [
        finding("witan_outside_twice", file=file, row=int(row), column="setting 2")
        for row in rows.index[out["1"] & out["2"]][:MOST_NAMED]
    ]
    return faults


def _not_one_year(before: pd.Series[Any], after: pd.Series[Any], *, file: str) -> list[Finding]:
    wrong = before.index[(after != before + 1).to_numpy()]
    return [
        finding(
            "witan_not_one_year",
            file=file,
            row=int(row),
            column="academic year 2",
            before=float(before[row]),
            after=float(after[row]),
        )
        for row in wrong[:MOST_NAMED]
    ]


def transitions_of(children: pd.DataFrame, *, locality: str) -> pd.DataFrame:
    """Count children by transition, in the columns of the area's table."""
    keys = ["year", *(f"{part}_{end}" for end in ("from", "to") for part in STATE)]
    # Int64 with missing values groups alike in every version of pandas when it is a number.
    plain = children.assign(
        ncy_from=children["ncy_from"].fillna(terms.LAST_NCY + 1),
        ncy_to=children["ncy_to"].fillna(terms.LAST_NCY + 1),
    )
    counted = plain.groupby(keys, as_index=False, sort=True).size()
    for end in ("from", "to"):
        ncy = counted[f"ncy_{end}"].astype("Int64")
        counted[f"ncy_{end}"] = ncy.where(counted[f"setting_{end}"] != OUTSIDE)
    made = counted.rename(columns={"size": "plans"}).assign(locality=locality, basis="supplied")
    return made[list(terms.table("transitions").column_names)]


def plans_of(
    children: pd.DataFrame, *, locality: str, file: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Count the stock of each January: at the end of transitions, the first one at their start.

    Returns
    -------
    pandas.DataFrame
        In the columns of the area's table of plans.
    list of Finding
        How many children are at the end of one year and not at the start of the next.
    """
    import pandas as pd

    years = sorted(children["year"].unique().tolist())
    ends = {year: _stock(children[children["year"] == year], "to") for year in years}
    starts = {year - 1: _stock(children[children["year"] == year], "from") for year in years}
    notes = []
    for year in sorted(set(ends) & set(starts)):
        apart = ends[year].sub(starts[year], fill_value=0)
        if (apart != 0).any():
            words: dict[str, Any] = {
                "value": terms.january_of_year(year),
                "less": float(apart[apart > 0].sum()),
                "more": float(apart[apart < 0].abs().sum()),
            }
            notes.append(finding("witan_restated", file=file, **words))
    skipped = [year for year in range(years[0], years[-1]) if year not in years] if years else []
    if skipped:
        value = ", ".join(str(year) for year in skipped)
        notes.append(finding("witan_year_skipped", file=file, value=value))
    parts = [
        stock.rename("plans").reset_index().assign(year=year)
        for year, stock in sorted({**starts, **ends}.items())
    ]
    made = pd.concat(parts, ignore_index=True).assign(locality=locality, basis="supplied")
    return made[list(terms.table("plans").column_names)], notes


def _stock(children: pd.DataFrame, end: str) -> pd.Series[Any]:
    here = children[children[f"setting_{end}"] != OUTSIDE]
    states = here[[f"{part}_{end}" for part in STATE]].rename(
        columns={f"{part}_{end}": part for part in STATE}
    )
    return states.astype({"ncy": "int64"}).groupby(list(STATE)).size()
