"""Authorities of England by code and name, so that a file is asked by the one that it has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sufficiency.terms.codes import read_rows


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority of England, one that is or one that was.

    Parameters
    ----------
    code : str
        Nine characters, as the Office for National Statistics writes it.
    three_digits : str
        As the Department for Education writes it.
    name : str
        Without what says of which kind it is.
    """

    code: str
    three_digits: str
    name: str


@cache
def authorities() -> tuple[Authority, ...]:
    """Give all authorities of England of 2009 to 2024 by code.

    A few changed their code and kept their three digits, and stand here with both.

    Source: Department for Education, Schools, pupils and their characteristics 2022/23, and
    Education, health and care plans, reporting year 2025 (Open Government Licence v3.0).

    Examples
    --------
    >>> [one.name for one in authorities() if one.three_digits == "941"]
    ['West Northamptonshire']
    """
    return tuple(
        Authority(row["code"], row["three_digits"], row["name"])
        for row in read_rows("authorities.csv")
    )
