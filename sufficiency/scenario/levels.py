"""Levels: of the children in a setting, how many need which level, with low, central and high.

Rows that a file states come before the default ones. Only where no stated row is about a child
are the defaults looked at; within either, the most specific row holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, UnknownNameError, finding
from sufficiency.scenario.own_tables import check_own
from sufficiency.scenario.register import codes_of, contract, levels
from sufficiency.scenario.rows import Row, Rows
from sufficiency.tables import RawTable
from sufficiency.terms.codes import read_rows

DEFAULT_FILE = "default"
Key = tuple[str, ...]
"""Setting, need and phase; blank for all."""


@dataclass(frozen=True, slots=True)
class LevelShares:
    """Shares of some children over the four levels.

    Parameters
    ----------
    low, central, high : mapping
        Share by level: mainstream, base, special, beyond. The central ones add up to 1.
    why : str
        The reason for them.
    file : str
        Where they were stated; "default" where nowhere.
    """

    low: Mapping[str, float]
    central: Mapping[str, float]
    high: Mapping[str, float]
    why: str
    file: str


@cache
def default_levels() -> Rows:
    """Give the levels that hold where a scenario names none: assumed, each with its reason."""
    records = read_rows("default_levels.csv")
    header = tuple(records[0])
    texts = tuple(tuple(record.values()) for record in records)
    numbers = tuple(range(2, len(texts) + 2))
    raw = RawTable("levels", DEFAULT_FILE, header, texts, numbers)
    sound, findings = check_own(raw, contract("levels"))
    if findings:
        raise ValueError(f"default_levels.csv: {findings[0]}")
    return tuple(Row("levels", cells, DEFAULT_FILE, number) for number, cells in sound)


def shares_of(row: Row) -> LevelShares:
    """Give the shares of one row of the levels table."""
    side = {
        name: MappingProxyType({level: float(row[f"{level}{ending}"]) for level in levels()})
        for name, ending in (("low", "_low"), ("central", ""), ("high", "_high"))
    }
    return LevelShares(side["low"], side["central"], side["high"], row["why"], row.file)


def row_for(rows: Iterable[Row], setting: str, need: str, phase: str) -> Row:
    """Find the row of the levels table that holds for some children.

    Raises
    ------
    UnknownNameError
        If the setting, need or phase is unknown.
    """
    asked = (setting, need, phase)
    for kind, code in zip(("setting", "need", "phase"), asked, strict=True):
        codes = codes_of(kind)
        assert codes is not None
        codes[code]  # names the nearest one where it is unknown
    by_key = {row.key: row for row in rows}
    found = best(by_key, (setting, need, phase))
    if not found:
        raise UnknownNameError.of("unknown_word", value=setting, kind="row of levels", meant="")
    return by_key[found[0]]


def is_stated(row: Row) -> bool:
    """Say whether a file states a row, and it is no default."""
    return row.file != DEFAULT_FILE


def best(rows: Mapping[Key, Row], child: Key) -> list[Key]:
    """Give the keys of the rows that hold for a child; several where they tie.

    Stated rows come before default ones, and then the more specific before the less.
    """
    setting, need, phase = child
    whole = (
        (setting, need, phase),
        (setting, need, ""),
        (setting, "", phase),
        ("", need, phase),
        (setting, "", ""),
        ("", need, ""),
        ("", "", phase),
        ("", "", ""),
    )
    held = [key for key in whole if key in rows]
    rank = {key: (is_stated(rows[key]), sum(1 for part in key if part)) for key in held}
    return [key for key in held if rank[key] == max(rank.values())]


def children() -> Iterator[Key]:
    """Go through every kind of child: setting, need and phase."""
    return product(terms.settings().codes, terms.needs().codes, terms.phases().codes)


@lru_cache(maxsize=32)
def rows_that_hold(rows: Rows) -> Rows:
    """Leave out the default rows in whose place a stated one holds for every child."""
    by_key = {row.key: row for row in rows}
    used = {key for child in children() for key in best(by_key, child)}
    return tuple(row for row in rows if is_stated(row) or row.key in used)


def check_levels(rows: Iterable[Row], *, new: Iterable[Row]) -> list[Finding]:
    """Find stated rows that are equally specific for some child, and new rows that never hold.

    Parameters
    ----------
    rows : iterable of Row
        All rows of the levels table, the new ones included.
    new : iterable of Row
        The rows of the file at hand.
    """
    by_key = {row.key: row for row in rows}
    used: set[Key] = set()
    tied: set[tuple[Key, Key]] = set()
    own = {row.key for row in new}
    for child in children():
        keys = best(by_key, child)
        used.update(keys)
        # Of two rows that both stand in a file beneath, that file's own check has spoken.
        tied |= {(keys[0], other) for other in keys[1:] if own & {keys[0], other}}
    found: list[Finding] = []
    for one, other in sorted(tied):
        here, rest = (other, one) if other in own else (one, other)
        row = by_key[here]
        both = [a or b for a, b in zip(one, other, strict=True)]
        found.append(_finding("levels_tie", row, other=say_children(rest), both=say_children(both)))
    found += [_finding("levels_never_used", by_key[key]) for key in sorted(own - used)]
    return found


def _finding(rule: str, row: Row, **words: Any) -> Finding:
    return finding(
        rule,
        file=row.file,
        row=row.number,
        column="setting, need, phase",
        value=say_children(row.key),
        **words,
    )


def say_children(key: Iterable[str]) -> str:
    """Say for whom a row is: "setting special, need SEMH"."""
    names = ("setting", "need", "phase")
    said = [f"{name} {part}" for name, part in zip(names, key, strict=True) if part]
    return ", ".join(said) or "all children"


def say_shares(row: Row) -> str:
    """Say the shares of a row: "mainstream 0.1 (0 to 0.2), base ..."."""
    return ", ".join(
        f"{level} {row[level]} ({row[f'{level}_low']} to {row[f'{level}_high']})"
        for level in levels()
    )


def same_shares(rows: Rows, others: Rows) -> bool:
    """Say whether two levels tables give every child the same shares."""
    mine, theirs = ({row.key: row for row in table} for table in (rows, others))
    return all(
        say_shares(mine[best(mine, child)[0]]) == say_shares(theirs[best(theirs, child)[0]])
        for child in children()
    )


def levels_frame(rows: Rows) -> Any:
    """Lay the levels that hold for any child out as a tidy frame.

    Returns
    -------
    pandas.DataFrame
        Columns setting, need, phase (blank for all), level, low, central, high, why, file.
    """
    import pandas as pd

    columns = ["setting", "need", "phase", "level", "low", "central", "high", "why", "file"]
    records = [
        [
            *row.key,
            level,
            float(row[f"{level}_low"]),
            float(row[level]),
            float(row[f"{level}_high"]),
            row["why"],
            row.file,
        ]
        for row in rows_that_hold(rows)
        for level in levels()
    ]
    return pd.DataFrame(records, columns=columns)
