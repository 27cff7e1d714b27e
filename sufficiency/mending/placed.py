"""Placements that follow a correction of plans: the same children, by where they are placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import finding
from sufficiency.mending.following import (
    HOME,
    PLACED,
    SAME,
    STOCKS,
    Change,
    Stays,
    children_in_words,
    flows_after,
    meets_marked,
)
from sufficiency.mending.issues import key_of
from sufficiency.mending.reading_back import Answer, Held, read_as

if TYPE_CHECKING:
    import pandas as pd

OF_POOL = ("site", "pool", "level", "setting")
CELL = ("year", "locality", "need", "ncy")
FOLLOWING = (HOME, "need")
"""Columns of plans that placements have too, and that a file of issues may correct."""


def along(answers: Sequence[Answer], held: Held, *, file: str) -> tuple[list[Change], list[Stays]]:
    """Say which cells of transitions and placements follow corrections of plans, and which not.

    See Also
    --------
    sufficiency.mending.following.flows_after : of transitions, with the parameters.
    """
    flows, placed = (one(answers, held, file=file) for one in (flows_after, placements_after))
    return [*flows[0], *placed[0]], [*flows[1], *placed[1]]


def placements_after(
    answers: Sequence[Answer], held: Held, *, file: str
) -> tuple[list[Change], list[Stays]]:
    """Say which cells of placements follow corrections of plans, and which cannot.

    Placements do not say in which setting a child is counted. Who is placed is of a row of plans
    where that is the only row of the cell, or where all places of the site are of its setting; and
    follows if no more are placed than that row counts.
    """
    placed: Any = held.frame(PLACED)
    changes: list[Change] = []
    stays: list[Stays] = []
    for answer in answers:
        place = held.place(STOCKS, answer["key"])
        if answer["table"] != STOCKS or answer["column"] not in FOLLOWING or place is None:
            continue
        row: Any = held.frame(STOCKS).iloc[place].to_dict()
        here = _of_cell(placed, row)
        if not here:
            continue
        settings = _settings_of(placed, here, row, held)
        its = [at for at, told in zip(here, settings, strict=True) if row["setting"] in told]
        if not its:
            continue
        is_open = any(row["setting"] in told and len(told) > 1 for told in settings)
        counted = float(placed["plans"].iloc[its].sum())
        value = read_as(answer, held).value
        is_same = not is_open and counted <= float(row["plans"]) + SAME
        if is_same and not meets_marked(PLACED, placed, its, answer["column"], value):
            changes += [Change(PLACED, answer, at, answer["column"], value) for at in its]
        else:
            stays.append(_stays(answer, row, counted, file=file))
    return changes, stays


def _of_cell(frame: pd.DataFrame, row: Mapping[str, Any]) -> list[int]:
    """Find the rows of a table in the cell of a row of plans, whatever its setting."""
    import pandas as pd

    here = pd.Series(True, index=frame.index)
    for column in CELL:
        here &= (frame[column] == row[column]).fillna(False).astype(bool)
    return [int(at) for at in here.to_numpy().nonzero()[0]]


def _settings_of(
    placed: pd.DataFrame, here: Sequence[int], row: Mapping[str, Any], held: Held
) -> list[frozenset[str]]:
    """Say of each placement in which settings its children may be counted."""
    plans: Any = held.frame(STOCKS)
    counted = plans.iloc[_of_cell(plans, row)]
    alone = set(counted.loc[counted["plans"] != 0, "setting"]) <= {row["setting"]}
    if alone:
        return [frozenset({str(row["setting"])})] * len(here)
    pools: Any = held.frame("pools")
    by_site: dict[object, set[str]] = {}
    named = zip(*(pools[name] for name in OF_POOL), strict=True)
    for site, pool, level, setting in named:
        for key in (site, (site, pool)):
            by_site.setdefault(key, set()).add(str(setting or level))
    rows = placed.iloc[list(here)]
    keys = zip(rows["site"], rows["pool"], strict=True)
    found = [by_site.get(key) or by_site.get(key[0]) or {str(row["setting"]), ""} for key in keys]
    return [frozenset(told) for told in found]


def _stays(answer: Answer, row: Mapping[str, Any], counted: float, *, file: str) -> Stays:
    """Tell of placements that stay as they are, and of how many children."""
    cell = {name: row[name] for name in CELL}
    words: dict[str, Any] = {
        "january": terms.january_of_year(int(row["year"])),
        "placed": counted,
        "count": children_in_words(float(row["plans"])),
        "cell": key_of(cell, CELL),
    }
    note = finding(
        "correction_placements_stay", file=file, row=answer.row, column="correction", **words
    )
    key = key_of({**cell, "plans": counted}, [*CELL, "plans"])
    return Stays(PLACED, answer, key, answer["column"], note)
