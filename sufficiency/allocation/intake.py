"""Next September's intake: who enters Reception, Year 7 and Year 12, and what is free to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.counts import CHILDREN
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.intake_counts import ENTRANTS, ENTRIES, free_near, free_to
from sufficiency.errors import UnknownNameError
from sufficiency.places import LEVELS
from sufficiency.projection import Labels

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]

ORDER = ("ncy", "level", "need", "group", "locality")
"""What an intake can be laid out by, in the order of its columns."""

AXES = ("locality", "need", "ncy", "level")
"""Axes of the counts, after draw and count."""

ALL_NEEDS = "all"
"""Stands for all needs together, whose free places are each counted once."""

PLACES_COLUMNS = (
    "year",
    "ncy",
    "level",
    "need",
    "to_place",
    "to_place_low",
    "to_place_high",
    "free",
    "free_low",
    "free_high",
    "chance_short",
    "others",
    "basis",
)


def intake_frame(allocation: Allocation, *, by: Sequence[str] = ORDER) -> pd.DataFrame:
    """Lay out who reaches Reception, Year 7 and Year 12 in the first September.

    reach = stay + transfer + new, and to_place = transfer + new, in every draw

    Parameters
    ----------
    allocation : Allocation
    by : sequence of str
        "ncy" (0, 7, 12), with any of "level", "need", "group", "locality".

    Returns
    -------
    pandas.DataFrame
        Columns year and those of `by`; reach (children of the NC year who need a base or special
        place), stay (they keep the place that they have), transfer (they have one, and must move),
        new (they have none: they join, or were without one), to_place; each as the mean over the
        draws with its low and high; basis. Rows where nobody is in any draw are left out.
        By locality also free_within_limit with low and high: places free before anybody is placed
        in pools that admit the need, NC year and level (any that is not laid out) and are within
        the journey limit of the locality. Other localities may share them, so these are not to be
        added up.

    Raises
    ------
    UnknownNameError
        If it cannot be laid out so.
    """
    wanted = _wanted(by)
    sums = _added_by(allocation, wanted)
    held = dict(zip(ENTRANTS, np.moveaxis(sums, 1, 0), strict=True))
    held["to_place"] = held["transfer"] + held["new"]
    made: dict[str, FloatArray] = {}
    for name, draws in held.items():
        made |= with_range(name, draws.reshape(len(draws), -1))
    index = _index(allocation.labels, wanted)
    if "locality" in wanted:
        made |= with_range("free_within_limit", _free_within_limit(allocation, index))
    index.insert(0, "year", allocation.years[0])
    ever = (held["reach"].reshape(len(sums), -1) > 0).any(axis=0)
    frame = index.assign(**made, basis=allocation.basis)
    kept: pd.DataFrame = frame[ever]
    return kept.reset_index(drop=True)


def intake_places_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out who must be placed on entry against the places free to their need and NC year.

    A place that is free to several needs or NC years stands in the row of each, so free places of
    several rows are not to be added up; the rows of all needs together have them once.

    Returns
    -------
    pandas.DataFrame
        Columns year, ncy, level, need ("all" for all together); to_place [children] and free
        [places] with low and high; chance_short (share of draws in which more must be placed than
        are free, were nobody else to take a place); others (children of other NC years, of the
        same need and level, who must be placed too and may take some of them: mean); basis. Rows
        where nobody must be placed in any draw are left out.
    """
    counts, supply = allocation.drawn.counts, allocation.setting.supply
    entrants, needs = allocation.drawn.entrants, allocation.labels.needs
    # Axes (draw, need, entry, level) and (draw, need, level).
    to_place = entrants.children[:, [2, 3]].sum(axis=(1, 2))
    every = counts.cells.roll_up(
        "children",
        {"need": np.arange(len(needs)), "level": np.arange(len(LEVELS))},
        counts=[CHILDREN.index("to_place")],
        years=range(1),
    )[:, 0, 0, 0, :, 0]
    rows: list[dict[str, object]] = []
    for entry, ncy in enumerate(ENTRIES):
        for level, name in enumerate(LEVELS):
            for need, label in ((None, ALL_NEEDS), *enumerate(needs)):
                chosen = slice(None) if need is None else slice(need, need + 1)
                wanted = to_place[:, chosen, entry, level].sum(axis=1).astype(np.float64)
                if not wanted.any():
                    continue
                free = free_to(supply, entrants, ncy=ncy, need=need, level=level)
                others = every[:, chosen, level].sum(axis=1) - wanted
                rows.append(
                    {"year": allocation.years[0], "ncy": ncy, "level": name, "need": label}
                    | _one_range("to_place", wanted)
                    | _one_range("free", free.astype(np.float64))
                    | {"chance_short": float((wanted > free).mean())}
                    | {"others": float(others.mean()), "basis": allocation.basis}
                )
    return pd.DataFrame(rows, columns=list(PLACES_COLUMNS))


def _free_within_limit(allocation: Allocation, index: pd.DataFrame) -> FloatArray:
    """Axes (draw, row): places free to the children of a row within their journey limit."""
    supply, entrants = allocation.setting.supply, allocation.drawn.entrants
    made = np.zeros((len(entrants.room), len(index)))
    place = {code: at for at, code in enumerate(allocation.labels.localities)}
    locality = index["locality"].map(place).to_numpy()
    kinds = [column for column in ("ncy", "need", "level") if column in index]
    for held, rows in index.groupby(kinds, sort=False).indices.items():
        kind = dict(zip(kinds, held if isinstance(held, tuple) else (held,), strict=True))
        need, level = kind.get("need"), kind.get("level")
        near = free_near(
            supply,
            entrants,
            ncy=int(kind["ncy"]),
            need=None if need is None else allocation.labels.needs.index(need),
            level=None if level is None else LEVELS.index(level),
        )
        made[:, rows] = near[:, locality[rows]]
    return made


def _one_range(name: str, draws: FloatArray) -> dict[str, object]:
    return {side: float(held[0]) for side, held in with_range(name, draws[:, None]).items()}


def _wanted(by: Sequence[str]) -> tuple[str, ...]:
    """Check what an intake is to be laid out by, and put it in order."""
    by = (by,) if isinstance(by, str) else tuple(by)
    wrong = [column for column in by if column not in ORDER]
    if wrong or "ncy" not in by:
        raise UnknownNameError.of(
            "allocation_by_unknown",
            table="intake",
            value=", ".join(wrong) or "no ncy",
            known="ncy, with any of " + ", ".join(ORDER[1:]),
        )
    return tuple(column for column in ORDER if column in by)


def _added_by(allocation: Allocation, wanted: tuple[str, ...]) -> FloatArray:
    """Axes (draw, count, then the columns): the counts at a detail."""
    sums = allocation.drawn.entrants.children.astype(np.float64)
    labels = allocation.labels
    axes = list(AXES)
    if "locality" not in wanted and "group" in wanted:
        groups = labels.of("group")
        member = np.array([groups.index(labels.group_of[code]) for code in labels.localities])
        parts = [sums[:, :, member == place].sum(axis=2) for place in range(len(groups))]
        sums, axes[0] = np.stack(parts, axis=2), "group"
    for name in [axis for axis in axes if axis not in wanted]:
        sums = sums.sum(axis=2 + axes.index(name))
        axes.remove(name)
    columns = [column for column in wanted if column in axes]
    order = [2 + axes.index(column) for column in columns]
    return np.asarray(sums.transpose(0, 1, *order))


def _index(labels: Labels, wanted: tuple[str, ...]) -> pd.DataFrame:
    """Lay the labels of some columns out as the first columns of a frame."""
    both = "group" in wanted and "locality" in wanted
    columns = [column for column in wanted if not (both and column == "group")]
    known = {"ncy": ENTRIES, "level": LEVELS}
    values = [known.get(column) or labels.of(column) for column in columns]
    index = pd.MultiIndex.from_product(values, names=columns).to_frame(index=False)
    if both:
        index["group"] = index["locality"].map(dict(labels.group_of))
    return index[list(wanted)]
