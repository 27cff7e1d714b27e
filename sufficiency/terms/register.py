"""The register of schools as data: its columns, types, statuses, bases and designations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sufficiency.terms.codes import needs, read_rows

_URN = re.compile(r"[1-9][0-9]{5}")
NO_NEED = ("", "not applicable", "not recorded")
_DATED = re.compile(r"_[0-9]{4}(?:_[0-9]{2})?$")
_DATED_AS = re.compile(r"_YYYY(?:_MM)?$")


def is_urn(text: str) -> bool:
    """Say whether a text is a unique reference number of an establishment: six digits.

    Examples
    --------
    >>> is_urn("140001"), is_urn("014000"), is_urn("14001")
    (True, False, False)
    """
    return _URN.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of the register.

    Parameters
    ----------
    name : str
        What it is called here.
    headings : tuple of str
        How it is headed, in small letters; the first that is there is read. A heading that ends in
        a year has YYYY or YYYY_MM in its place.
    kind : {"text", "number", "date"}
        What stands in its cells.
    """

    name: str
    headings: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class RegisterType:
    """A type of establishment.

    Parameters
    ----------
    code, label : str
        As the register has them, the code without leading noughts.
    setting : str
        The setting of a child who is there, outside a base.
    is_special : bool
        Whether it is a special school.
    """

    code: str
    label: str
    setting: str
    is_special: bool


@cache
def register_columns() -> tuple[RegisterColumn, ...]:
    """Give the columns of the register that are read; persons and addresses are not."""
    return tuple(
        RegisterColumn(
            row["name"],
            tuple(_DATED_AS.sub("", one).casefold() for one in row["headings"].split(";")),
            row["kind"],
        )
        for row in read_rows("register_columns.csv")
    )


def register_column_of(heading: str) -> tuple[str, int]:
    """Say which column of the register a heading is, and how far down its list of headings.

    Returns
    -------
    str
        Name of the column; blank where the heading is not read.
    int
        Place in the list of its headings, the first of which counts.

    Examples
    --------
    >>> register_column_of("LA (code)"), register_column_of("headcount_2023")
    (('la_code', 0), ('roll', 1))
    >>> register_column_of("HeadFirstName")
    ('', 0)
    """
    spoken = " ".join(heading.split()).casefold()
    undated = _DATED.sub("", spoken)
    for column in register_columns():
        for text in (spoken, undated):
            if text in column.headings:
                return column.name, column.headings.index(text)
    return "", 0


def year_in_heading(heading: str) -> int | None:
    """Give the calendar year that ends a heading, if any.

    Examples
    --------
    >>> year_in_heading("headcount_2023"), year_in_heading("NumberOfPupils")
    (2023, None)
    """
    match = re.search(r"_([0-9]{4})(?:_[0-9]{2})?$", heading.strip())
    return int(match[1]) if match else None


@cache
def register_types() -> dict[str, RegisterType]:
    """Give the types of establishment by code."""
    return {
        row["code"]: RegisterType(
            row["code"], row["type"], row["setting"], row["is_special"] == "yes"
        )
        for row in read_rows("register_types.csv")
    }


def register_type(code: str, label: str) -> RegisterType | None:
    """Find a type of establishment by its code, or by its words where there is no code."""
    plain = code.strip().lstrip("0")
    if plain in register_types():
        return register_types()[plain]
    spoken = label.strip().casefold()
    return next((one for one in register_types().values() if one.label.casefold() == spoken), None)


@cache
def register_statuses() -> dict[str, str]:
    """Give by status, in small letters, whether it is open, closing, closed or proposed."""
    return {row["status"].casefold(): row["state"] for row in read_rows("register_statuses.csv")}


@cache
def register_bases() -> dict[str, tuple[str, ...]]:
    """Give by type of provision, in small letters, which bases there are: rp, unit."""
    return {
        row["type"].casefold(): tuple(one for one in row["kinds"].split(";") if one)
        for row in read_rows("register_bases.csv")
    }


@cache
def _designations() -> dict[str, tuple[str, ...]]:
    return {
        row["begins"].casefold(): tuple(row["needs"].split(";"))
        for row in read_rows("register_needs.csv")
    }


def needs_designated(labels: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Turn designations of the register into needs.

    Parameters
    ----------
    labels : sequence of str
        What stands under SEN1 to SEN13: "ASD - Autistic Spectrum Disorder".

    Returns
    -------
    needs : tuple of str
        In the order of the SEN2 codes.
    strange : tuple of str
        Labels that are not known.

    Examples
    --------
    >>> needs_designated(["VI - Visual Impairment", "ASD - Autistic Spectrum Disorder", ""])
    (('VI', 'ASD'), ())
    """
    found: set[str] = set()
    strange: list[str] = []
    for label in labels:
        spoken = label.strip().casefold()
        if spoken in NO_NEED:
            continue
        begins = spoken.split(" - ")[0].strip()
        if begins in _designations():
            found |= set(_designations()[begins])
        else:
            strange.append(label)
    return tuple(code for code in needs() if code in found), tuple(strange)
