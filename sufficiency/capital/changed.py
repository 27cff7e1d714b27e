"""For whom a programme changes what: two full allocations held against each other, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.counts import CHILDREN
from sufficiency.allocation.frames import added_by, index_of, with_range
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.capital.candidates import say_programme
from sufficiency.capital.ranked import WITH_STAYERS
from sufficiency.errors import UnknownNameError
from sufficiency.results import Explanation

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme

FloatArray = NDArray[np.float64]

BY = ("year", "group", "need", "phase", "level")
LESS = 0.05
"""A change of the mean below this is told as none [children]."""

MOST_TOLD = 3
"""Groups of children that the sentence names."""

FATES = {
    "without": "children without a place",
    "independent": "children in independent schools",
    "placed": "children in local places",
}


def changed_from(made: CapitalProgramme, *, year: int | None) -> Explanation:
    """Say for whom the programme changes what; see `CapitalProgramme.changed`.

    Raises
    ------
    UnknownNameError
        If the year was not allocated.
    """
    chosen = made.years[-1] if year is None else year
    if chosen not in made.years:
        known = f"It has {made.years[0]} to {made.years[-1]}."
        raise UnknownNameError.of("unknown_word", value=str(chosen), kind="year", meant=known)
    ours, theirs = made.allocation, made.nothing_built
    by_child = _changes(ours, theirs)
    whole = _whole(ours, theirs, made.years.index(chosen))
    frame = by_child.assign(evaluated=WITH_STAYERS, against=made.against, basis=made.basis)
    return Explanation(_sentence(made, chosen, whole, frame[frame["year"] == chosen]), frame)


def _changes(ours: Allocation, theirs: Allocation) -> pd.DataFrame:
    """Lay out the change of each fate by group, need, phase and level, where there is any."""
    parts = []
    for made in (ours, theirs):
        added = added_by(made.drawn.counts.cells, "children", ours.labels, BY)
        parts.append(np.concatenate([*added], axis=2))
    change = parts[0] - parts[1]
    at = {name: place for place, name in enumerate(CHILDREN)}
    fates = {
        "placed": change[:, at["placed_within_limit"]] + change[:, at["placed_further"]],
        "independent": change[:, at["independent"]],
        "without": change[:, at["without"]],
    }
    made_columns: dict[str, FloatArray] = {}
    for name, own in fates.items():
        made_columns |= with_range(f"{name}_change", own)
    frame = index_of(ours.labels, BY).assign(**made_columns)
    moved = np.any([np.abs(own).any(axis=0) for own in fates.values()], axis=0)
    return frame[moved].reset_index(drop=True)


def _whole(ours: Allocation, theirs: Allocation, at: int) -> dict[str, tuple[float, float, float]]:
    """Give the change of each headline figure in a year: mean, low, high."""
    mine, other = headlines_by_draw(ours), headlines_by_draw(theirs)
    told = {}
    for name in (*FATES, "mean_miles"):
        held = with_range("change", (mine[name] - other[name])[:, at : at + 1])
        told[name] = tuple(float(held[column][0]) for column in held)
    return told  # type: ignore[return-value]


def _sentence(
    made: CapitalProgramme,
    year: int,
    whole: Mapping[str, tuple[float, float, float]],
    frame: pd.DataFrame,
) -> str:
    """Say what is built, what that changes in a year, and for whom most of it."""
    parts = [_said(*whole[name], words) for name, words in FATES.items()]
    miles = whole["mean_miles"][0]
    if abs(miles) >= LESS:
        side = "shorter" if miles < 0 else "longer"
        parts.append(f"a mean journey of the placed {abs(miles):.1f} miles {side}")
    ours = say_programme(made.openings)
    first = f"With {ours}, against {made.against}, in {terms.year_label(year)}: {'; '.join(parts)}."
    most = frame.reindex(frame["placed_change"].abs().sort_values(ascending=False).index)
    told = [_whom(row) for row in most.head(MOST_TOLD).to_dict("records")]
    told = [words for words in told if words]
    return f"{first} Most of it: {'; '.join(told)}." if told else first


def _said(change: float, low: float, high: float, words: str) -> str:
    """Say a change with its range: "12 fewer children without a place (5 to 20 fewer)"."""
    if abs(change) < LESS:
        return f"no change of {words}"
    side = "fewer" if change < 0 else "more"
    if low * high > 0:
        near, far = sorted((abs(low), abs(high)))
        spread = f"{near:,.0f} to {far:,.0f}"
    else:
        spread = f"{_signed(low)} to {_signed(high)}"
    return f"{abs(change):,.1f} {side} {words} ({spread})"


def _signed(change: float) -> str:
    return f"{abs(change):,.0f} {'fewer' if change < 0 else 'more'}"


def _whom(row: Mapping[Any, Any]) -> str:
    """Say of one kind of children how many more or fewer have a local place."""
    change = float(row["placed_change"])
    if abs(change) < LESS:
        return ""
    need = terms.needs().label(row["need"])
    whose = f"{need}, {row['phase']}, {row['level']} level, in {row['group']}"
    return f"{whose}: {abs(change):,.1f} {'fewer' if change < 0 else 'more'} in local places"
