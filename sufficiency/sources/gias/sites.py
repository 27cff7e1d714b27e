"""Sites, pools and places of special schools and bases, from entries of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named

if TYPE_CHECKING:
    import pandas as pd

SITES = (
    *("site", "name", "authority", "urn", "easting", "northing", "low_age", "high_age"),
    *("roll", "roll_year", "basis"),
)
POOLS = ("site", "pool", "level", "setting", "needs", "ncy_from", "ncy_to", "year", "basis")
PLACES = ("site", "pool", "year", "places", "taken", "basis")

BASES = {"rp": "Resourced provision", "unit": "SEN unit"}
WHOLE_SCHOOL = "all"
ASSUMED_NCYS = (0, 14)
"""A school whose ages are not told is taken to serve Reception to Year 14."""

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Pool:
    """A group of places, before it is written into the tables pools and places.

    Parameters
    ----------
    row : int
        Of its school in the file.
    site, name, pool, level, setting : str
        The site's code and name; the pool's name, level and setting.
    needs : str
        With semicolons; blank where the register has no designation.
    span : tuple of int or None
        NC years; None where the register has no ages.
    places, roll : float
        As the register has them; missing where it has none.
    is_own : bool
        Whether it is a state-funded school of the authority.
    """

    row: int
    site: str
    name: str
    pool: str
    level: str
    setting: str
    needs: str
    span: tuple[int, int] | None
    places: float
    roll: float
    is_own: bool

    @property
    def has_places(self) -> bool:
        """Whether the register has a capacity above nought."""
        return self.places > 0

    @property
    def has_roll(self) -> bool:
        """Whether it has a number of pupils above nought."""
        return self.roll > 0

    @property
    def is_counted(self) -> bool:
        """Whether anything tells how many places it has."""
        return self.has_places or self.has_roll


def base_kinds(frame: pd.DataFrame) -> pd.Series[Any]:
    """Say which bases a school has: rp, unit, both with a semicolon, or none.

    By its type of provision; where that is blank or not applicable, by places or pupils above
    nought.
    """
    known = terms.register_bases()
    told = frame["base_type"].str.casefold().map(known)
    counted = {
        kind: (frame[f"{kind}_capacity"] > 0) | (frame[f"{kind}_roll"] > 0) for kind in BASES
    }
    made = []
    for at, kinds in enumerate(told):
        held = set(kinds) if isinstance(kinds, tuple) else set()
        held |= {kind for kind in BASES if bool(counted[kind].iloc[at])}
        made.append(";".join(kind for kind in BASES if kind in held))
    import pandas as pd

    return pd.Series(made, index=frame.index, dtype=object)


def pools_of(frame: pd.DataFrame, *, is_own: pd.Series[bool]) -> list[Pool]:
    """Give the pools of schools: one for a special school, one for each base of another one.

    Parameters
    ----------
    frame : pandas.DataFrame
        Entries with base_kind.
    is_own : pandas.Series
        Whether each stands in the authority.
    """
    made: list[Pool] = []
    for at, entry in enumerate(frame.itertuples()):
        held: Any = entry
        span = span_of(held.low_age, held.high_age, held.youngest, held.oldest)
        own = bool(is_own.iloc[at])
        common: dict[str, Any] = {"row": int(held.Index), "site": held.urn, "name": held.name}
        common |= {"needs": held.needs, "span": span}
        if held.is_special:
            common |= {"pool": WHOLE_SCHOOL, "level": "special", "setting": held.setting}
            is_mine = own and held.setting == "special"
            made.append(Pool(places=held.capacity, roll=held.roll, is_own=is_mine, **common))
            continue
        for kind in (one for one in held.base_kind.split(";") if one):
            places, roll = getattr(held, f"{kind}_capacity"), getattr(held, f"{kind}_roll")
            base = common | {"pool": kind, "level": "base", "setting": "base"}
            made.append(Pool(places=places, roll=roll, is_own=own, **base))
    return made


def span_of(low: float, high: float, youngest: float, oldest: float) -> tuple[int, int] | None:
    """Turn ages into NC years.

    A school "from 4 to 11" has children who are 4 to 10 on 31 August: its high age is the one at
    which they have left. Ages on roll are those of 31 August themselves, and are used where the
    register has no others.

    Returns
    -------
    tuple of int or None
        First and last NC year, within -4 to 20; None where no ages are known.

    Examples
    --------
    >>> span_of(4, 11, float("nan"), float("nan")), span_of(11, 19, float("nan"), float("nan"))
    ((0, 6), (7, 14))
    """
    if low == low and high == high and low < high:
        first, last = terms.ncy_of_age(int(low)), terms.ncy_of_age(int(high) - 1)
    elif youngest == youngest and oldest == oldest and youngest <= oldest:
        first, last = terms.ncy_of_age(int(youngest)), terms.ncy_of_age(int(oldest))
    else:
        return None
    if first > terms.LAST_NCY or last < terms.FIRST_NCY:
        return None
    return max(first, terms.FIRST_NCY), min(last, terms.LAST_NCY)


def site_rows(frame: pd.DataFrame, *, roll_year: int | None) -> pd.DataFrame:
    """Lay schools out as the table sites."""
    import pandas as pd

    # Ages on roll where they are known; else those that it is for, the last of which has left.
    known = {
        "low_age": frame["youngest"].fillna(frame["low_age"]),
        "high_age": frame["oldest"].fillna(frame["high_age"] - 1),
    }
    ages = {
        name: age.where(age.between(0, 25), np.nan).astype("Int64") for name, age in known.items()
    }
    has_roll = frame["roll"].between(0, 10_000)
    years = [
        roll_year if not day else terms.year_of_date(date.fromisoformat(day))
        for day in frame["census_date"]
    ]
    made = pd.DataFrame(
        {
            "site": frame["urn"],
            "name": frame["name"],
            "authority": frame["authority"],
            "urn": frame["urn"].astype("int64"),
            "easting": frame["easting"],
            "northing": frame["northing"],
            **ages,
            "roll": frame["roll"].where(has_roll).astype("Int64"),
            "roll_year": pd.array(years, dtype="Int64"),
            "basis": "published",
        },
        index=frame.index,
    )
    made["roll_year"] = made["roll_year"].where(has_roll & made["roll_year"].between(2000, 2100))
    return made.sort_values("site")[list(SITES)].reset_index(drop=True)


def pool_rows(pools: Sequence[Pool], *, year: int) -> pd.DataFrame:
    """Lay pools out as the table pools; what is assumed of needs or ages shows in the basis."""
    import pandas as pd

    every = ";".join(code for code in terms.needs() if code != "unknown")
    rows = [
        (
            *(one.site, one.pool, one.level, one.setting, one.needs or every),
            *(one.span or ASSUMED_NCYS),
            year,
            "published" if one.needs and one.span else "assumed",
        )
        for one in pools
    ]
    return pd.DataFrame(rows, columns=list(POOLS)).sort_values(["site", "pool"], ignore_index=True)


def place_rows(pools: Sequence[Pool], *, year: int) -> pd.DataFrame:
    """Lay places out: the capacity, or the number of pupils where there is none.

    Others' schools and independent ones are full of others' children as far as the register
    tells: their pupils count as taken, up to their places.
    """
    import pandas as pd

    rows = []
    for one in pools:
        places = one.places if one.has_places else one.roll
        taken = None if one.is_own or not one.has_roll else min(one.roll, places)
        basis = "published" if one.has_places and taken is None else "estimated"
        rows.append(
            (one.site, one.pool, year, int(places), None if taken is None else int(taken), basis)
        )
    made = pd.DataFrame(rows, columns=list(PLACES)).astype({"taken": "Int64"})
    return made.sort_values(["site", "pool"], ignore_index=True)


Told = tuple[str, Callable[[Pool], bool]]

TOLD: tuple[Told, ...] = (
    ("gias_no_designation", lambda one: not one.needs),
    ("gias_no_ages", lambda one: one.span is None),
    ("gias_capacity_nought", lambda one: one.places == 0 and one.has_roll),
    ("gias_no_capacity", lambda one: one.places != one.places and one.has_roll),
    ("gias_over_capacity", lambda one: one.has_places and one.roll > one.places),
    ("gias_taken_by_others", lambda one: not one.is_own and one.has_roll),
)
"""Notes on pools: rule, and whether it holds of one."""


def pool_notes(pools: Sequence[Pool], *, file: str) -> Iterator[Finding]:
    """Note what is assumed or doubtful of pools, one note for each rule."""
    for rule, holds in TOLD:
        found = [one for one in pools if holds(one)]
        if found:
            first = found[0]
            words: dict[str, Any] = {"count": len(found)}
            words["sites"] = named([one.site for one in found])
            yield finding(rule, file=file, row=first.row, value=first.name, **words)


def named(sites: Sequence[str]) -> str:
    """List codes, the first few of them."""
    return first_named(list(dict.fromkeys(sites)), most=MOST_NAMED)
