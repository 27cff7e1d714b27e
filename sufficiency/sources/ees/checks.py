"""Whether published figures add up: parts to totals, breakdowns to all, authorities to England.

Differences are named and never mended: every figure is used as it was published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.ees.counted import Cells, absent_parts, read_cells
from sufficiency.sources.ees.long import count_column, of_all_kinds
from sufficiency.sources.ees.placed import NATION

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.ees.opening import Opened

Words = dict[str, Any]

ALL_AUTHORITIES = 145
"""England has had 149 to 153 authorities since 2009: a file with fewer is not whole."""
REGIONS = 9
NEED_TOTAL = "ehc_plans"
FORMS = {"wide": "caseload_column", "needs": "needs_column"}


@dataclass(frozen=True, slots=True)
class Sum:
    """A published total and the columns that it is the sum of.

    Parameters
    ----------
    total : str
        Heading.
    parts : tuple of str
        Headings.
    beside : mapping of str to int
        Parts that the total leaves out up to some academic year.
    """

    total: str
    parts: tuple[str, ...]
    beside: Mapping[str, int]


def sums_of(opened: Opened) -> list[Sum]:
    """Give the totals of a file with their parts."""
    columns = set(opened.table.frame.columns)
    kind = opened.kind
    if kind.form == "flows":
        parts = tuple(
            one.heading
            for one in terms.published_flows()
            if one.file == kind.file and one.is_part and one.heading in columns
        )
        whole = (
            one.heading
            for one in terms.published_flows()
            if one.file == kind.file and not one.reason and not one.is_part
        )
        total = next(whole, "") if parts else ""
        return [Sum(total, parts, {})] if total in columns and parts else []
    if kind.form == "needs":
        parts = tuple(name for name in opened.table.frame.columns if name.startswith("number_"))
        return [Sum(NEED_TOTAL, parts, {})]
    if kind.form != "wide":
        return []
    listed = [row for row in terms.categories() if row.file == "caseload_column"]
    details = {row.category: row.part_of for row in listed if row.role == "detail"}
    beside = {
        (one.total, one.category): terms.year_of_january(one.january)
        for one in terms.published_changes()
        if one.kind == "beside"
    }
    made = []
    for row in listed:
        if row.role != "total":
            continue
        is_all = row.part_of == ""
        inside = tuple(
            name
            for name, whole in details.items()
            if name in columns and (is_all or whole == row.category)
        )
        total = row.category if not is_all or row.category in columns else "new_ehc_plans"
        late = {part: year for (whole, part), year in beside.items() if whole == row.category}
        if total in columns and inside:
            made.append(Sum(total, inside, late))
    return made


def rows_add_up(frame: pd.DataFrame, opened: Opened) -> Iterator[Finding]:
    """Each total of a row is the sum of its parts.

    Where a part is not shown, the total may be more than the sum of the others.
    """
    rows = frame[(frame["who"] != "") & (frame["topic"] != "")]
    if rows.empty:
        return
    years = rows["year"].to_numpy()
    for one in sums_of(opened):
        whole, _ = read_cells(rows, [one.total], file=opened.table.file)
        parts, _ = read_cells(rows, one.parts, file=opened.table.file)
        values = parts.children.copy()
        for part, last in one.beside.items():
            if part in one.parts:
                values[years <= last, one.parts.index(part)] = 0.0
        values[
            np.isnan(values) & absent_parts(rows, one.parts, form=FORMS.get(opened.kind.form, ""))
        ] = 0.0
        shown = np.nansum(values, axis=1)
        total = whole.children[:, 0]
        is_whole = ~np.isnan(values).any(axis=1)
        apart = np.where(is_whole, shown != total, shown > total) & ~np.isnan(total)
        if not apart.any():
            continue
        most = int(np.argmax(np.where(apart, np.abs(shown - total), -1.0)))
        yield finding(
            "ees_total_differs",
            file=opened.table.file,
            row=int(rows.index[most]),
            column=one.total,
            value=f"{total[most]:,.0f}",
            parts=f"{shown[most]:,.0f}",
            place=str(rows["area"].iloc[most]),
            label=_label(rows, most, opened),
            count=int(apart.sum()),
        )


def breakdowns_add_up(frame: pd.DataFrame, opened: Opened) -> Iterator[Finding]:
    """The rows of each breakdown add up to the row of all."""
    sums = sums_of(opened)
    if not sums:
        return
    column = sums[0].total
    rows = frame[(frame["who"] != "") & (frame["topic"] != "")]
    if opened.kind.form == "needs":
        rows = rows[
            ~rows["breakdown"].str.casefold().isin(_label_totals()) | (rows["topic"] == "all")
        ]
    cells, _ = read_cells(rows, [column], file=opened.table.file)
    held = rows.assign(count=cells.children[:, 0])
    grouped: Any = held.groupby(["who", "area", "year", "topic"])["count"]
    added = grouped.agg(total="sum", is_whole=lambda part: part.notna().all())
    shown = added["total"].where(added["is_whole"].astype(bool)).reset_index()
    table: Any = shown.pivot_table(
        index=["who", "area", "year"], columns="topic", values="total", aggfunc="first"
    )
    if "all" not in table:
        return
    for topic in table.columns:
        apart = table[(table[topic] != table["all"]) & table[topic].notna() & table["all"].notna()]
        if topic == "all" or apart.empty:
            continue
        gap = (apart[topic] - apart["all"]).abs()
        who, area, year = gap.idxmax()
        found = apart.loc[(who, area, year)]
        yield finding(
            "ees_breakdown_differs",
            file=opened.table.file,
            column=column,
            value=f"{found[topic]:,.0f}",
            whole=f"{found['all']:,.0f}",
            topic=topic,
            place=area,
            when=when_of(int(year), opened),
            count=len(apart),
        )


def places_add_up(frame: pd.DataFrame, opened: Opened) -> Iterator[Finding]:
    """Authorities add up to their regions and to England, where all of them are there."""
    columns, labels = _columns_across(frame, opened)
    if not columns:
        return
    rows = frame[(frame["level"] != "") & labels.notna()].assign(label=labels)
    cells, _ = read_cells(rows, columns, file=opened.table.file)
    years: Any = rows.groupby("year", sort=True).indices
    for year, at in years.items():
        of_year = rows.iloc[at]
        counts = Cells(cells.children[at], cells.marks[at])
        words: Words = {"file": opened.table.file, "when": when_of(int(year), opened)}
        yield from _regions_add_up(of_year, counts, columns, words)
        yield from _nation_adds_up(of_year, counts, columns, words)


def _columns_across(frame: pd.DataFrame, opened: Opened) -> tuple[list[str], pd.Series[Any]]:
    """Give the columns that count, and the label of each row that is compared across places."""
    columns = [one.total for one in sums_of(opened)]
    columns += [part for one in sums_of(opened) for part in one.parts]
    labels = frame["topic"].where(frame["topic"] == "all")
    if opened.kind.form == "long":
        kept = of_all_kinds(frame).index
        columns = [count_column(opened)]
        names = [
            name
            for name in ("establishment_group", "establishment_type", "age", "characteristic_age")
            if name in frame
        ]
        labels = frame[names].agg(" | ".join, axis=1).where(frame.index.isin(kept))
    return list(dict.fromkeys(columns)), labels


def _nation_adds_up(
    rows: pd.DataFrame, cells: Cells, columns: Sequence[str], words: Words
) -> Iterator[Finding]:
    """Hold England's row against all authorities, and against all regions."""
    level, code = rows["level"].to_numpy(), rows["code"]
    # London is told in two halves as well, whose codes begin with E13.
    of_region = (level == "region") & code.str.startswith("E12").to_numpy()
    for name, inside, fewest in (
        ("the authorities", level == "authority", ALL_AUTHORITIES),
        ("the regions", of_region, REGIONS),
    ):
        if code[inside].nunique() < fewest:
            continue
        names = (name, NATION)
        yield from _apart(rows, cells, columns, (inside, level == "nation"), names, words)


def _regions_add_up(
    rows: pd.DataFrame, cells: Cells, columns: Sequence[str], words: Words
) -> Iterator[Finding]:
    """Hold each region's row against its authorities."""
    level, region = rows["level"].to_numpy(), rows["region"].to_numpy()
    if rows.loc[level == "authority", "code"].nunique() < ALL_AUTHORITIES:
        return
    for code in dict.fromkeys(region[level == "region"]):
        whole = (level == "region") & (region == code)
        inside = (level == "authority") & (region == code)
        if not inside.any():  # London is told in two halves as well
            continue
        name = str(rows.loc[whole, "area"].iloc[0])
        names = (f"the authorities of {name}", name)
        yield from _apart(rows, cells, columns, (inside, whole), names, words)


def _apart(
    rows: pd.DataFrame,
    cells: Cells,
    columns: Sequence[str],
    sides: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    names: tuple[str, str],
    words: Words,
) -> Iterator[Finding]:
    """Compare the sum over some rows with another row, for each label and column."""
    labels = rows["label"].to_numpy()
    inside, whole = sides
    differences: list[tuple[float, int, str, float, float]] = []
    for label in dict.fromkeys(labels[whole]):
        part = np.flatnonzero(inside & (labels == label))
        (top, *_) = np.flatnonzero(whole & (labels == label))
        for place, column in enumerate(columns):
            total, counts = cells.children[top, place], cells.children[part, place]
            if np.isnan(total) or not len(counts) or np.isnan(counts).all():
                continue
            added = float(np.nansum(counts))
            is_apart = added > total if np.isnan(counts).any() else added != total
            if is_apart:
                shown = column if label == "all" else f"{column}, {label}"
                differences.append(
                    (abs(added - total), int(rows.index[int(top)]), shown, added, total)
                )
    if not differences:
        return
    _, row, column, added, total = max(differences)
    yield finding(
        "ees_places_differ",
        **words,
        row=row,
        column=column,
        value=f"{total:,.0f}",
        added=f"{added:,.0f}",
        parts=names[0],
        whole=names[1],
        count=len(differences),
    )


def _label_totals() -> list[str]:
    return [
        row.category.casefold()
        for row in terms.categories()
        if row.file == "needs_label" and row.role == "total"
    ]


def _label(rows: pd.DataFrame, at: int, opened: Opened) -> str:
    topic, breakdown = rows["topic"].iloc[at], rows["breakdown"].iloc[at]
    when = when_of(int(rows["year"].iloc[at]), opened)
    return when if topic == "all" else f"{when}, {breakdown}"


def when_of(year: int, opened: Opened) -> str:
    """Say of when a figure is: of a January, or of a whole calendar year."""
    if opened.kind.period == "january":
        return f"January {terms.january_of_year(year)}"
    return f"the year {year}"
