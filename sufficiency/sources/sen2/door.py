"""The door: what is personal is turned into an NC year and a locality, and goes no further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.sources.days import DayColumn, Days, days_in
from sufficiency.sources.sen2.faults import Fault, faults_of
from sufficiency.sources.sen2.lookups import Localities, plain_postcode

if TYPE_CHECKING:
    import pandas as pd

PERSON = "person"
UNKNOWN = "unknown"
_UPN = r"[A-Z][0-9]{11}[0-9A-Z]"
LAST_DAY = (8, 31)
"""Month and day on which the age counts that makes the NC year."""


@dataclass(frozen=True, eq=False, repr=False)
class Door:
    """The persons of a return as they may go on, and what knows them again.

    Parameters
    ----------
    people : pandas.DataFrame
        A row for each child: ncy (missing where it cannot be told), locality. The index is the
        position of the row that is taken of it; the column row is that row as the user sees it.
    first : numpy.ndarray
        Axis (row of persons): position of the row that is taken of the same child.
    identity : pandas.DataFrame
        Columns upn and name, by the same index, for `matching` and for nothing else. It is
        personal: it is never shown and never kept.
    born : DayColumn
        How birth dates could be read, by row of persons.
    faults : tuple of Fault
    """

    people: pd.DataFrame
    first: np.ndarray[Any, np.dtype[np.int64]]
    identity: pd.DataFrame
    born: DayColumn
    faults: tuple[Fault, ...]


def at_the_door(persons: pd.DataFrame, *, year: int, localities: Localities | None) -> Door:
    """Take what planning needs of persons.

    Parameters
    ----------
    persons : pandas.DataFrame
        The module of persons as text; the column person counts them.
    year : int
        Academic year of the census.
    localities : Localities or None
        Without it every locality is unknown.
    """
    told = days_in(persons["personbirthdate"])
    born, unreadable = told.days, told.unreadable
    upn, faults = _upns(persons, born)
    first = _first_rows(persons, upn, born)
    again = first != np.arange(len(persons))
    faults = (*faults, *faults_of("sen2_person_twice", PERSON, persons.index[again]))
    one = persons[~again].set_index(persons["person"][~again])
    rows = persons.index[~again]
    day = born[~again]
    blank = np.isnat(day) & ~unreadable[~again]
    faults += faults_of("sen2_no_birth_date", PERSON, rows[blank], column="personbirthdate")
    faults += faults_of("sen2_no_day", PERSON, rows[unreadable[~again]], column="personbirthdate")
    serial = rows[told.serials[~again]]
    faults += faults_of("sen2_serial_days", PERSON, serial, column="personbirthdate")
    locality, wrong = _locality(one, rows, localities)
    people = one[[]].assign(row=rows, ncy=_ncy(day, year=year), locality=locality)
    identity = one[[]].assign(upn=upn[~again].to_numpy(dtype=object), name=_names(one, day))
    return Door(people, first, identity, told, (*faults, *wrong))


def _upns(persons: pd.DataFrame, born: Days) -> tuple[pd.Series, tuple[Fault, ...]]:
    """Give the UPNs that tell a child; "" where there is none that can.

    A number that two rows with different birth dates have tells neither of them.
    """
    import pandas as pd

    text = persons["upn"].str.upper().str.replace(" ", "", regex=False)
    sound = text.str.fullmatch(_UPN).to_numpy(dtype=bool)
    missing = faults_of("sen2_no_upn", PERSON, persons.index[~sound], column="upn")
    upn = text.where(sound, "")
    birthday = pd.Series(born, index=persons.index)
    dates = birthday.groupby(upn).transform("nunique")
    shared = sound & (dates > 1).to_numpy(dtype=bool)
    found = faults_of("sen2_upn_shared", PERSON, persons.index[shared], column="upn")
    return upn.where(~shared, ""), (*missing, *found)


def _first_rows(
    persons: pd.DataFrame, upn: pd.Series, born: Days
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Axis (row): position of the row that is taken of those with one UPN and birth date; else own.

    One with a postcode goes before one without; of several, by what they say and not by where
    they stand, as an export may turn them.
    """
    import pandas as pd

    own = np.arange(len(upn))
    both = pd.DataFrame({"upn": upn.to_numpy(), "born": born, "own": own})
    known = both[(both["upn"] != "") & both["born"].notna()]
    again = known[known.duplicated(["upn", "born"], keep=False)]
    said = {
        column: persons[column].iloc[again["own"]].map(plain_postcode).to_numpy(dtype=object)
        for column in ("postcode", "surname", "forename")
    }
    told = again.assign(**said, is_blank=said["postcode"] == "").sort_values(
        ["is_blank", "postcode", "surname", "forename", "own"]
    )
    first = own.copy()
    first[told["own"]] = told.groupby(["upn", "born"])["own"].transform("first")
    return first


def _ncy(born: Days, *, year: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Axis (child): NC year by the age on 31 August of the year; missing without a birth date."""
    month = born.astype("datetime64[M]")
    day = (born.astype("datetime64[D]") - month.astype("datetime64[D]")).astype(float) + 1
    born_year = born.astype("datetime64[Y]").astype(float) + 1970
    born_month = (month - born.astype("datetime64[Y]").astype("datetime64[M]")).astype(float) + 1
    later = (born_month > LAST_DAY[0]) | ((born_month == LAST_DAY[0]) & (day > LAST_DAY[1]))
    ncy = year - born_year - later - terms.age_of_ncy(0)
    return np.where(np.isnat(born), np.nan, ncy)


def _locality(
    one: pd.DataFrame, rows: pd.Index, localities: Localities | None
) -> tuple[Any, tuple[Fault, ...]]:
    """Turn postcodes into localities; without a look-up all are unknown."""
    if localities is None:
        return UNKNOWN, ()
    code = one["postcode"].map(plain_postcode)
    blank = (code == "").to_numpy()
    told = localities.of_each(code)
    outside = np.array([place is None for place in told], dtype=bool) & ~blank
    faults = (
        *faults_of("sen2_no_postcode", PERSON, rows[blank], column="postcode"),
        *faults_of("sen2_postcode_outside", PERSON, rows[outside], column="postcode"),
    )
    return np.array([UNKNOWN if place is None else place for place in told], dtype=object), faults


def _names(one: pd.DataFrame, born: Days) -> Any:
    """Put surname, forename and birth date together; "" where one of them is missing."""
    import pandas as pd

    surname, forename = (
        one[column].str.casefold().str.replace(r"[\W_]+", "", regex=True)
        for column in ("surname", "forename")
    )
    day = pd.Series(np.datetime_as_string(born, unit="D"), index=one.index).astype(object)
    whole = (surname != "") & (forename != "") & ~np.isnat(born)
    return (surname + "|" + forename + "|" + day).where(whole, "").to_numpy(dtype=object)
