"""From single children to frames: stocks, flows and accounts, counted as they are in truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sufficiency.synthetic.chance import IntArray
from sufficiency.synthetic.life import YearOfLife
from sufficiency.synthetic.patterns import NCYS, NEEDS, SETTINGS
from sufficiency.synthetic.pupils import Pupils, at_cells

OUTSIDE = "outside"


def locality_codes(count: int) -> tuple[str, ...]:
    """Give the codes of so many localities."""
    return tuple(f"L{number:02d}" for number in range(1, count + 1))


def labelled(codes: tuple[str, ...] | tuple[int, ...], place: IntArray) -> pd.Series:
    """Put labels in place of positions."""
    return pd.Series(np.array(codes, dtype=object if isinstance(codes[0], str) else None)[place])


def stock_frame(year: int, pupils: Pupils, localities: tuple[str, ...]) -> pd.DataFrame:
    """Count the children of one January.

    Parameters
    ----------
    year : int
        Academic year.
    pupils : Pupils
        A position past the last locality or need stands for "unknown".
    localities : tuple of str

    Returns
    -------
    pandas.DataFrame
        Columns year, locality, need, ncy, setting, plans: only cells that hold anybody.
    """
    rooms = (len(localities) + 1, len(NEEDS) + 1, len(NCYS), len(SETTINGS))
    place = np.ravel_multi_index((pupils.locality, pupils.need, pupils.ncy, pupils.setting), rooms)
    cells, counts = np.unique(place, return_counts=True)
    locality, need, ncy, setting = np.unravel_index(cells, rooms)
    return pd.DataFrame(
        {
            "year": year,
            "locality": labelled((*localities, "unknown"), locality),
            "need": labelled((*NEEDS, "unknown"), need),
            "ncy": labelled(NCYS, ncy),
            "setting": labelled(SETTINGS, setting),
            "plans": counts.astype(np.float64),
        }
    )


def flow_frame(life: YearOfLife, localities: tuple[str, ...]) -> pd.DataFrame:
    """Count who went where in one year, after cases were recorded anew.

    Returns
    -------
    pandas.DataFrame
        Columns of the table transitions, without basis: joiners come from outside, leavers go
        there.
    """
    there = life.anew.only(life.on_the_books)
    stayed = life.stayed[life.on_the_books]
    left = there.only(~stayed)
    nowhere = np.full(len(left), -1, dtype=np.int64)
    new = np.full(len(life.joiners), -1, dtype=np.int64)
    before = np.concatenate([there.only(stayed).cell, left.cell, new])
    after = np.concatenate([life.stayers.cell, nowhere, life.joiners.cell])
    width = int(max(before.max(initial=0), after.max(initial=0))) + 2
    pairs, counts = np.unique((before + 1) * width + after + 1, return_counts=True)
    origin, target = np.divmod(pairs, width)
    home = at_cells(np.where(origin > 0, origin, target) - 1).locality
    sides = {
        **_side(origin - 1, "from"),
        **_side(target - 1, "to"),
    }
    frame = pd.DataFrame({"year": life.year, "locality": labelled(localities, home), **sides})
    return frame.assign(plans=counts.astype(np.float64))


def _side(cell: IntArray, side: str) -> dict[str, pd.Series]:
    """Lay out one side of the flows; blank where it is outside."""
    inside = cell >= 0
    pupils = at_cells(np.maximum(cell, 0))
    return {
        f"need_{side}": labelled(NEEDS, pupils.need).where(inside, ""),
        f"ncy_{side}": labelled(NCYS, pupils.ncy).astype("Int64").where(inside),
        f"setting_{side}": labelled(SETTINGS, pupils.setting).where(inside, OUTSIDE),
    }


def account_frame(life: YearOfLife) -> pd.DataFrame:
    """Draw up the account of one year by need: it closes in every row.

    Returns
    -------
    pandas.DataFrame
        Columns year, need, opening, restated, joiners, leavers, moved_in, moved_out, closing
        [children]: opening + restated + joiners - leavers + moved_in - moved_out = closing.
    """
    books = life.anew.only(life.on_the_books)
    stayed = life.stayed[life.on_the_books]
    before, after = books.need[stayed], life.stayers.need
    changed = before != after
    opening = _by_need(life.opening.need)
    return pd.DataFrame(
        {
            "year": life.year,
            "need": list(NEEDS),
            "opening": opening,
            "restated": _by_need(books.need) - opening,
            "joiners": _by_need(life.joiners.need),
            "leavers": _by_need(books.need[~stayed]),
            "moved_in": _by_need(after[changed]),
            "moved_out": _by_need(before[changed]),
            "closing": _by_need(life.closing.need),
        }
    )


def _by_need(need: IntArray) -> IntArray:
    return np.bincount(need, minlength=len(NEEDS))
