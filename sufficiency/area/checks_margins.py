"""Checks of published margins: against each other, and against the table plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, combinations_with_replacement
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.area.checks_marks import with_right_marks
from sufficiency.area.fitted import row_words, tells_age, tells_need
from sufficiency.errors import Finding, finding
from sufficiency.tables import CheckedTable
from sufficiency.tables.checking import THRESHOLD

Tables = Mapping[str, CheckedTable]

AXES = ("locality", "need", "setting")
ROUNDING = 1e-6
MOST_ROWS_NAMED = 5


def needs_are_told(tables: Tables) -> Iterator[Finding]:
    """Note years whose fitted plans have needs that no margin of the year tells."""
    silent = _fitted_silent(tables, tells_need)
    if silent:
        yield finding("needs_not_told", file=tables["margins"].file, column="need", value=silent)


def ages_are_told(tables: Tables) -> Iterator[Finding]:
    """Note years whose fitted plans have ages that no margin of the year tells."""
    silent = _fitted_silent(tables, tells_age)
    if silent:
        yield finding("ages_not_told", file=tables["margins"].file, column="ncy_from", value=silent)


def _fitted_silent(tables: Tables, tells: Callable[[pd.DataFrame], bool]) -> str:
    """Name the Januaries of fitted plans of which no margin tells something, "" where none is."""
    plans, margins = tables["plans"].frame, tables["margins"].frame
    estimated = (plans["basis"] == "estimated").groupby(plans["year"]).all()
    fitted = sorted(set(estimated.index[estimated]) & set(margins["year"]))
    silent = [year for year in fitted if not tells(margins[margins["year"] == year])]
    return ", ".join(str(terms.january_of_year(int(year))) for year in silent)


def _bounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Give each row its lowest and highest value: equal where the number is shown."""
    low, high = frame["plans"].copy(), frame["plans"].copy()
    for code in terms.marks():
        marked = frame["plans_mark"] == code
        bounds = terms.marks()[code].bounds(threshold=THRESHOLD)
        low, high = low.mask(marked, bounds[0]), high.mask(marked, bounds[1])
    return frame.assign(low=low, high=high)


def _edges(frame: pd.DataFrame) -> frozenset[int]:
    """Give the NC years at which a margin can be cut without cutting a row."""
    low = frame["ncy_from"].astype("Float64").to_numpy(dtype=float, na_value=terms.FIRST_NCY)
    high = frame["ncy_to"].astype("Float64").to_numpy(dtype=float, na_value=terms.LAST_NCY)
    edges = range(terms.FIRST_NCY, terms.LAST_NCY + 2)
    return frozenset(edge for edge in edges if not np.any((low < edge) & (edge <= high)))


def _named(frame: pd.DataFrame, axis: str) -> bool:
    return bool((frame[axis] != "").all())


def _totals(frame: pd.DataFrame, *, axes: list[str], edges: list[int]) -> pd.DataFrame:
    """Add a margin up over what both margins can tell apart."""
    starts = frame["ncy_from"].astype("Float64").to_numpy(dtype=float, na_value=terms.FIRST_NCY)
    span = np.searchsorted(np.asarray(edges), starts, side="right") - 1
    keyed = frame.assign(span=span)
    grouped = keyed.groupby([*axes, "span"])
    return grouped.agg(low=("low", "sum"), high=("high", "sum"), rows=("row", tuple))


def margin_names_agree(tables: Tables) -> Iterator[Finding]:
    """No two names of margins differ in capitals or spaces only."""
    margins = tables["margins"]
    counts = Counter(margins.frame["margin"].tolist())
    first: dict[str, int] = {}
    for row, name in sorted(zip(margins.rows.tolist(), margins.frame["margin"], strict=True)):
        first.setdefault(name, row)
    alike: dict[str, list[str]] = {}
    for name in sorted(first, key=lambda name: (-counts[name], first[name])):
        alike.setdefault("".join(name.casefold().split()), []).append(name)
    for meant, *others in alike.values():
        for name in others:
            yield finding(
                "margin_name_varies",
                file=margins.file,
                row=first[name],
                column="margin",
                value=name,
                own="1 row" if counts[name] == 1 else f"{counts[name]} rows",
                others=counts[meant],
                meant=meant,
            )


def margins_agree(tables: Tables) -> Iterator[Finding]:
    """Two margins of one January give the same totals over everything that both tell apart.

    An absent row of a margin is nought. Marked cells count from their lowest to their highest
    value, so that only totals that cannot be reconciled are found. A margin whose own rows
    overlap (one of them a total of the others) is named for that, and compared with none.
    """
    margins = tables["margins"]
    frame = _bounded(margins.frame.assign(row=margins.rows))
    by_year: Any = frame.groupby("year")
    for year, of_year in by_year:
        parts = {str(name): part for name, part in of_year.groupby("margin")}
        for name in sorted(parts):
            overlaps = list(_overlaps(parts[name], file=margins.file))
            yield from overlaps
            if overlaps:
                del parts[name]
        for (first, one), (second, other) in combinations(sorted(parts.items()), 2):
            axes = [axis for axis in AXES if _named(one, axis) and _named(other, axis)]
            edges = sorted(_edges(one) & _edges(other))
            left = _totals(one, axes=axes, edges=edges)
            right = _totals(other, axes=axes, edges=edges)
            held = {first: left["rows"].to_dict(), second: right["rows"].to_dict()}
            bounds = ["low", "high"]
            left, right = left[bounds].align(right[bounds], fill_value=0.0)
            apart = (left["low"] > right["high"] + ROUNDING) | (
                right["low"] > left["high"] + ROUNDING
            )
            for cell in left.index[apart]:
                key = cell if isinstance(cell, tuple) else (cell,)
                row, rows = _rows_of({name: held[name].get(cell, ()) for name in held})
                yield finding(
                    "margins_contradict",
                    file=margins.file,
                    row=row,
                    column="margin",
                    value=_range(left.loc[cell]),
                    rows=rows,
                    first=first,
                    second=second,
                    other=_range(right.loc[cell]),
                    cell=_cell_words(key, edges=edges),
                    label=terms.year_label(int(year)),
                )


def _rows_of(held: Mapping[str, tuple[int, ...]]) -> tuple[int | None, str]:
    """Give the first row to look at, and in words the rows of the margin that has the fewest."""
    name, rows = min(((n, r) for n, r in held.items() if r), key=lambda one: len(one[1]))
    if len(rows) > MOST_ROWS_NAMED:
        return None, f'In "{name}" it is the total of {len(rows)} rows.'
    listed = ", ".join(str(row) for row in sorted(rows))
    return min(rows), f'In "{name}" look at {"row" if len(rows) == 1 else "rows"} {listed}.'


def _overlaps(part: pd.DataFrame, *, file: str) -> Iterator[Finding]:
    """Name rows of one margin that count children of other rows, the widest first."""
    # A row without NC years counts children of them all; half a span has a finding of its own.
    keyed = part[[*AXES]].assign(
        place=np.arange(len(part)),
        low=part["ncy_from"].astype("Int64").fillna(terms.FIRST_NCY),
        high=part["ncy_to"].astype("Int64").fillna(terms.LAST_NCY),
    )
    by_pattern: Any = keyed.groupby([keyed[axis] != "" for axis in AXES])
    patterns = [
        ([axis for axis, is_named in zip(AXES, pattern, strict=True) if is_named], rows_of)
        for pattern, rows_of in by_pattern
    ]
    pairs: set[tuple[int, int]] = set()
    for (axes, one), (others, other) in combinations_with_replacement(patterns, 2):
        both = [axis for axis in axes if axis in others]
        # Without a column in common every row meets every other.
        met = one.merge(other, on=both) if both else one.merge(other, how="cross")
        met = met[(met["low_x"] <= met["high_y"]) & (met["low_y"] <= met["high_x"])]
        met = met[met["place_x"] != met["place_y"]]
        pairs |= {(int(x), int(y)) for x, y in zip(met["place_x"], met["place_y"], strict=True)}
    pairs |= {(y, x) for x, y in pairs}
    records: Any = part.to_dict("records")
    while pairs:
        counts = Counter(x for x, _ in pairs)
        wide = max(counts, key=lambda place: (counts[place], place))
        first = min(y for x, y in pairs if x == wide)
        yield finding(
            "margin_row_overlaps",
            file=file,
            row=int(records[wide]["row"]),
            column="margin",
            value=str(part["margin"].iloc[wide]),
            group=row_words(records[wide]),
            other_group=row_words(records[first]),
            other_row=int(records[first]["row"]),
        )
        pairs = {pair for pair in pairs if wide not in pair}


def _range(row: Any) -> str:
    low, high = float(row["low"]), float(row["high"])
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _cell_words(key: tuple[object, ...], *, edges: list[int]) -> str:
    words = [str(part) for part in key[:-1]]
    span = int(str(key[-1]))
    if len(edges) > 2:
        first, last = edges[span], edges[span + 1] - 1
        words.append(f"NC year {first}" if first == last else f"NC years {first} to {last}")
    return ", ".join(words) if words else "all children"


def plans_meet_margins(tables: Tables) -> Iterator[Finding]:
    """The table plans re-adds each published margin of the same January."""
    plans, margins = with_right_marks(tables), tables["margins"]
    bounded = margins.frame.assign(row=margins.rows).pipe(_bounded)
    counted = _bounded(plans)
    for year in sorted(set(plans["year"]) & set(bounded["year"])):
        children = counted[counted["year"] == year]
        cells = {axis: children[axis].to_numpy(dtype=object) for axis in AXES}
        ncy = children["ncy"].to_numpy(dtype=np.int64)
        lows, highs = children["low"].to_numpy(), children["high"].to_numpy()
        is_of = {
            (axis, code): cells[axis] == code for axis in AXES for code in set(bounded[axis]) - {""}
        }
        hidden = (children["plans_mark"] != "").to_numpy(dtype=bool)
        everyone = np.ones(len(children), dtype=bool)
        for row in bounded[bounded["year"] == year].to_dict("records"):
            chosen = everyone
            for axis in AXES:
                if row[axis] != "":
                    chosen = chosen & is_of[axis, row[axis]]
            if not pd.isna(row["ncy_from"]):
                chosen = chosen & (ncy >= row["ncy_from"]) & (ncy <= row["ncy_to"])
            low, high = lows[chosen].sum(), highs[chosen].sum()
            if low > row["high"] + ROUNDING or row["low"] > high + ROUNDING:
                yield finding(
                    "plans_not_as_margin",
                    file=margins.file,
                    row=row["row"],
                    column="plans",
                    value=_range(row),
                    counted=f"{low:g}" if low == high else f"{low:g} to {high:g}",
                    mark=", or one of its marks is not the right one"
                    if hidden[chosen].any()
                    else "",
                    margin=row["margin"],
                )
