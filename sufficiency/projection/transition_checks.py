"""What is said of the transitions in use: who is not recorded, and where they miss the plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.projection.axes import UNKNOWN
from sufficiency.projection.transition_years import ABROAD, TABLE, januaries

NOTICED = 0.5
"""Children by which transitions and plans may differ without a note: fractions of children."""

AXES = ("locality", "need", "ncy", "setting")


def unrecorded(table: pd.DataFrame) -> tuple[Finding, ...]:
    """Note how many children of the transitions have no locality or no need, and what is done.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of the table transitions in use.
    """
    return tuple(note for what in ("locality", "need") for note in _unrecorded(table, what))


def is_unrecorded(table: pd.DataFrame, axis: str) -> pd.Series:
    """Say of each row whether its need or its locality is unknown."""
    columns = ["need_from", "need_to"] if axis == "need" else [axis]
    return (table[columns] == UNKNOWN).any(axis=1)


def _unrecorded(table: pd.DataFrame, what: str) -> Iterator[Finding]:
    lost = is_unrecorded(table, what)
    known_in = {int(year) for year in table.loc[~lost, "year"]}
    never = sorted({int(year) for year in table["year"]} - known_in)
    of_never = table["year"].isin(never)
    for rule, rows in (("unknown", table[~of_never]), ("never_told", table[of_never])):
        count = float(rows.loc[is_unrecorded(rows, what), "plans"].sum())
        if count > 0:
            yield finding(
                f"projection_transitions_{rule}",
                file=TABLE,
                column=what,
                what=what,
                count=count,
                whole=float(rows["plans"].sum()),
                years=januaries(sorted({int(year) for year in rows["year"]})),
            )


@dataclass(frozen=True, slots=True)
class _Gap:
    """Children by whom transitions and plans differ in one member of an axis, and in words."""

    children: float
    words: str


def apart(table: pd.DataFrame, plans: pd.DataFrame) -> tuple[Finding, ...]:
    """Note where transitions do not add up to the plans that were counted, axis by axis.

    Each January from which a year of transitions leaves and to which it leads is held against
    plans by locality, need, NC year and setting. Where some have no need or locality recorded,
    these may be the ones that are missing: a gap is only what they cannot account for. A row has
    one locality, and children move house, so that only the later January is compared by it.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of the table transitions in use, before anybody is spread.
    plans : pandas.DataFrame
        The table plans.
    """
    found = [
        max(gaps, key=lambda gap: gap.children)
        for axis in AXES
        if (gaps := list(_gaps(table, plans, axis)))
    ]
    if not found:
        return ()
    largest = sorted(found, key=lambda gap: -gap.children)
    return (
        finding(
            "projection_transitions_apart",
            file=TABLE,
            figures="; ".join(gap.words for gap in largest),
        ),
    )


def _gaps(table: pd.DataFrame, plans: pd.DataFrame, axis: str) -> Iterator[_Gap]:
    """Give the gaps of an axis in every January that both tables hold."""
    counted = {int(year) for year in plans["year"]}
    for year in sorted({int(year) for year in table["year"]}):
        sides = (("to", year),) if axis == "locality" else (("from", year - 1), ("to", year))
        for side, january in sides:
            if january in counted:
                rows = table[(table["year"] == year) & (table[f"setting_{side}"] != ABROAD)]
                column = axis if axis == "locality" else f"{axis}_{side}"
                here = rows.groupby(column)["plans"].sum()
                there = plans[plans["year"] == january].groupby(axis)["plans"].sum()
                lead = "to" if side == "to" else "from"
                where = f"January {terms.january_of_year(january)}"
                yield from _between(here, there, axis, f"transitions {lead} {where}")


def _between(here: pd.Series, there: pd.Series, axis: str, title: str) -> Iterator[_Gap]:
    """Give the members of an axis that differ by more than the unrecorded can account for."""
    lost = [float(side.get(UNKNOWN, 0.0)) for side in (here, there)]
    for member in sorted((set(here.index) | set(there.index)) - {UNKNOWN}):
        counts = [float(side.get(member, 0.0)) for side in (here, there)]
        spare = lost[0] if counts[0] < counts[1] else lost[1]
        gap = abs(counts[0] - counts[1]) - spare
        if gap > NOTICED:
            yield _Gap(gap, f"{_named(axis, member)}, {_figures(title, counts, lost, axis)}")


def _named(axis: str, member: object) -> str:
    return terms.ncy_label(int(str(member))) if axis == "ncy" else f"{axis} {member}"


def _figures(title: str, counts: Sequence[float], lost: Sequence[float], axis: str) -> str:
    """Tell both figures, and how many more have nothing recorded."""
    more = [f" (and {_number(one)} with no {axis} recorded)" if one > 0 else "" for one in lost]
    return f"{_number(counts[0])}{more[0]} in {title}, {_number(counts[1])}{more[1]} in plans"


def _number(children: float) -> str:
    return f"{round(children, 1):,.10g}"
