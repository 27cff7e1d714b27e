"""The table margins of an authority: published totals of plans that agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    "setting": "setting",
    "setting by age": "setting by age",
    "age": "age",
    "need": "need",
    "need by age": "need by age",
    "need by setting": "need by setting",
}
"""Breakdowns of which margins are made, the surest first; each with the margin's name."""

FINER = {"age": ("setting by age",), "need": ("need by age", "need by setting")}
"""A margin is left out where a finer one tells it."""

COLUMNS = ("margin", "year", "locality", "need", "ncy_from", "ncy_to", "setting", "plans", "basis")
AXES = ("need", "setting", "ages")
ROUNDING = 1e-6
NOT_RELIABLE = "u"
MOST_ASTRAY = 0.05
"""A margin that misses more of the published total than this would make too small an area."""


def first_year_of_margins() -> int:
    """Give the first academic year of which margins are made: plans had replaced statements."""
    (change,) = [one for one in terms.published_changes() if one.kind == "margins_from"]
    return terms.year_of_january(change.january)


def margins_of(counted: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Make the table margins from an authority's figures.

    Totals of nought are rows too. A breakdown without any shown figure is left out. Where two
    breakdowns give the same children different totals, the figures of the less certain one are
    marked as not reliable for these children, so that the rest can be used; what was published
    stays in the table benchmarks.

    Parameters
    ----------
    counted : pandas.DataFrame
        Figures of the authority, of one release for each breakdown and January.

    Returns
    -------
    pandas.DataFrame
        The table margins.
    list of Finding
        What was left out or marked, and why.
    """
    import pandas as pd

    first = first_year_of_margins()
    totals = counted[(counted["measure"] == "plans") & (counted["by"] == "all")]
    whole = dict(zip(totals["year"], totals["children"], strict=True))
    own = counted[(counted["measure"] == "plans") & counted["by"].isin(list(NAMES))]
    findings = _older(own[own["year"] < first], first)
    own = own[own["year"] >= first]
    kept: list[Any] = []
    years: Any = own.groupby("year", sort=True)
    for year, of_year in years:
        parts: dict[str, pd.DataFrame] = {}
        shown = set(of_year.loc[of_year["mark"] == "", "by"])
        for by in NAMES:
            rows = of_year[of_year["by"] == by]
            if rows.empty or any(finer in shown for finer in FINER.get(by, ())):
                continue
            if (rows["mark"] != "").all():
                findings.append(_not_shown(rows, by, int(year)))
                continue
            if _is_astray(rows, whole.get(year, np.nan)):
                findings.append(_astray(rows, by, int(year), whole=whole[year]))
                continue
            parts[by] = _complete(rows, by)
        agreeing, found = _agreeing(parts, int(year))
        findings += found
        kept += agreeing.values()
    if not kept:
        return pd.DataFrame(columns=list(COLUMNS)), findings
    return _as_table(pd.concat(kept, ignore_index=True)), findings


def _is_astray(rows: pd.DataFrame, whole: float) -> bool:
    """Say whether a margin holds far fewer or more children than the published total."""
    is_shown = (rows["mark"] == "").all()
    return bool(is_shown and abs(rows["children"].sum() - whole) > MOST_ASTRAY * whole)


def _complete(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Give every need and setting of a margin by need and setting a row, nought if it has none."""
    if by != "need by setting":
        return rows
    import pandas as pd

    needs = list(dict.fromkeys(rows["need"]))
    held = set(rows["setting"])
    settings = [code for code in terms.settings() if code in held]
    every = pd.MultiIndex.from_product([needs, settings], names=["need", "setting"])
    whole = rows.set_index(["need", "setting"]).reindex(every).reset_index()
    first = rows.iloc[0]
    absent = whole["mark"].isna()
    whole["children"] = whole["children"].mask(absent, 0.0)
    whole["mark"] = whole["mark"].fillna("")
    for column in ("by", "year", "file"):
        whole[column] = first[column]
    whole["row"] = whole["row"].fillna(int(first["row"]))
    return whole


def _agreeing(
    parts: dict[str, pd.DataFrame], year: int
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Mark what contradicts a surer margin; leave a margin out that contradicts it even so."""
    findings: list[Finding] = []
    kept: dict[str, pd.DataFrame] = {}
    for by, rows in parts.items():
        held, notes = rows, []
        # The finest first: what is marked where an age differs no longer contradicts the whole.
        for surer, other in sorted(kept.items(), key=lambda one: -len(_axes_of(rows, one[1]))):
            held, found = _marked_where_apart(held, other, by=by, surer=surer, year=year)
            notes += found
        is_empty = (held["mark"] != "").all()
        if notes and (is_empty or any(len(_apart(held, other)) for other in kept.values())):
            findings.append(_left_out(rows, by, year, count=len(notes), first=notes[0]))
            continue
        findings += notes
        kept[by] = held
    return kept, findings


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each row its key by axis and the bounds of its number."""
    shown = rows["mark"] == ""
    ages = rows["ncy_from"].astype("string") + " to " + rows["ncy_to"].astype("string")
    return rows.assign(
        ages=ages.fillna("").astype(object),
        low=rows["children"].where(shown, 0.0),
        high=rows["children"].where(shown, np.inf),
    )


def _axes_of(rows: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Give the axes by which two margins can be compared; ages only where spans are the same."""
    one, two = _keyed(rows), _keyed(other)
    axes = [axis for axis in AXES if (one[axis] != "").all() and (two[axis] != "").all()]
    if "ages" in axes and set(one["ages"]) != set(two["ages"]):
        axes.remove("ages")
    return axes


def _apart(rows: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Give the totals that two margins tell differently, by the axes that both have.

    Columns are those axes, then low and high of either; where ages are told in other spans, they
    are not compared.
    """
    one, two = _keyed(rows), _keyed(other)
    axes = _axes_of(rows, other)
    totals = []
    for part in (one, two):
        keyed = part.assign(everyone="")
        grouped: Any = keyed.groupby(axes or ["everyone"])[["low", "high"]]
        totals.append(grouped.sum())
    own, others = totals[0].add_suffix("_own"), totals[1].add_suffix("_other")
    both: pd.DataFrame = own.join(others, how="outer").fillna(0.0)
    apart = (both["low_own"] > both["high_other"] + ROUNDING) | (
        both["low_other"] > both["high_own"] + ROUNDING
    )
    return both[apart].reset_index()


def _marked_where_apart(
    rows: pd.DataFrame, other: pd.DataFrame, *, by: str, surer: str, year: int
) -> tuple[pd.DataFrame, list[Finding]]:
    """Mark the figures of a margin whose totals are others in a surer one."""
    apart = _apart(rows, other)
    if apart.empty:
        return rows, []
    axes = [axis for axis in AXES if axis in apart]
    keys = _keyed(rows)
    is_apart = np.ones(len(rows), dtype=bool)
    if axes:
        cells = {tuple(cell) for cell in apart[axes].itertuples(index=False)}
        is_apart = np.array(
            [tuple(cell) in cells for cell in keys[axes].itertuples(index=False)], dtype=bool
        )
    first = apart.iloc[0]
    note = finding(
        "ees_margins_differ",
        file=str(rows["file"].iloc[0]),
        row=int(rows["row"].iloc[int(np.argmax(is_apart))]) if is_apart.any() else None,
        value=f"{first['low_own']:,.0f}",
        other=f"{first['low_other']:,.0f}",
        cell=", ".join(_cell_words(axis, str(first[axis])) for axis in axes) or "all children",
        margin=by,
        surer=surer,
        january=terms.january_of_year(year),
        count=len(apart),
    )
    marked = rows.assign(
        children=rows["children"].mask(is_apart), mark=rows["mark"].mask(is_apart, NOT_RELIABLE)
    )
    return marked, [note]


def _cell_words(axis: str, code: str) -> str:
    """Name a need, a setting, or NC years: "6 to 6" is NC year 6."""
    if axis != "ages":
        return code
    first, last = code.split(" to ")
    return f"NC year {first}" if first == last else f"NC years {code}"


def _as_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Put figures into the columns of the table margins, with marks in place of numbers."""
    made = rows.assign(
        margin=rows["by"].map(NAMES),
        locality="",
        plans=counts_with_marks(rows),
        basis="published",
        year=rows["year"].astype("int64"),
        ncy_from=rows["ncy_from"].astype("Int64"),
        ncy_to=rows["ncy_to"].astype("Int64"),
    )
    keys = ["margin", "year", "need", "ncy_from", "setting"]
    return made.sort_values(keys, kind="stable")[list(COLUMNS)].reset_index(drop=True)


def counts_with_marks(rows: pd.DataFrame) -> pd.Series[Any]:
    """Give counts as whole numbers, with the mark where there is none."""
    if (rows["mark"] == "").all():
        return rows["children"].astype("int64")
    cells = [
        mark if mark else int(count)
        for count, mark in zip(rows["children"], rows["mark"], strict=True)
    ]
    import pandas as pd

    return pd.Series(cells, index=rows.index, dtype=object)


def _older(rows: pd.DataFrame, first: int) -> list[Finding]:
    if rows.empty:
        return []
    years = sorted({terms.january_of_year(int(year)) for year in rows["year"]})
    return [
        finding(
            "ees_history_only",
            file=str(rows["file"].iloc[0]),
            value=f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0]),
            first=terms.january_of_year(first),
        )
    ]


def _not_shown(rows: pd.DataFrame, by: str, year: int) -> Finding:
    return finding(
        "ees_margin_not_shown",
        file=str(rows["file"].iloc[0]),
        row=int(rows["row"].iloc[0]),
        value=str(rows["mark"].iloc[0]),
        margin=by,
        january=terms.january_of_year(year),
    )


def _astray(rows: pd.DataFrame, by: str, year: int, *, whole: float) -> Finding:
    return finding(
        "ees_margin_astray",
        file=str(rows["file"].iloc[0]),
        row=int(rows["row"].iloc[0]),
        value=f"{rows['children'].sum():,.0f}",
        whole=f"{whole:,.0f}",
        margin=by,
        january=terms.january_of_year(year),
    )


def _left_out(rows: pd.DataFrame, by: str, year: int, *, count: int, first: Finding) -> Finding:
    return finding(
        "ees_margin_left_out",
        file=str(rows["file"].iloc[0]),
        row=first.row,
        value=by,
        first=first.seen,
        count=count,
        january=terms.january_of_year(year),
    )
