"""The header of a table against its contract."""

from __future__ import annotations

from collections import Counter

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.tables.raw import HEADER_ROW, RawTable

NOTES = frozenset({"note", "notes", "comment", "comments"})
"""Headings of columns that people keep for themselves."""


def check_header(raw: RawTable, contract: terms.Table) -> list[Finding]:
    """Name the columns that are missing, unknown, twice there, unnamed, or about a person.

    Parameters
    ----------
    raw : RawTable
        The table as text.
    contract : Table
        What it must hold.

    Returns
    -------
    list of Finding
        A column that is there under a name near its own is not also named as missing.
    """
    findings: list[Finding] = []
    meant_already: set[str] = set()
    for name, count in Counter(raw.header).items():
        if name == "":
            findings += _unnamed(raw)
            continue
        if count > 1:
            findings.append(finding("column_twice", file=raw.file, row=HEADER_ROW, column=name))
        if name in contract.column_names:
            continue
        free = [
            column
            for column in contract.column_names
            if column not in raw.header and column not in meant_already
        ]
        fault, meant = _stranger(name, contract, file=raw.file, free=free)
        findings.append(fault)
        meant_already |= {meant}
    findings += [
        finding(
            "column_missing",
            file=raw.file,
            row=HEADER_ROW,
            column=column.name,
            meaning=column.description,
        )
        for column in contract.columns
        if column.required and column.name not in {*raw.header, *meant_already}
    ]
    return findings


def _stranger(
    name: str, contract: terms.Table, *, file: str, free: list[str]
) -> tuple[Finding, str]:
    """Name a column that the contract does not have, and the one that was meant, or ""."""
    people = terms.person_columns()
    plain = name.casefold().replace(" ", "_").replace("-", "_")
    if plain in people:
        return finding("person_column", file=file, row=1, column=name), ""
    if plain in NOTES:
        return finding("notes_column", file=file, row=1, column=name), ""
    meant = terms.nearest(name, free)
    remedy = (
        f"Did you mean {meant}?"
        if meant
        else f"Delete it; this table has {', '.join(contract.column_names)}."
    )
    fault = finding("column_unknown", file=file, row=1, column=name, value=name, meant=remedy)
    return fault, meant or ""


def _unnamed(raw: RawTable) -> list[Finding]:
    """Name the columns that hold something under a blank heading."""
    return [
        finding("column_unnamed", file=raw.file, row=HEADER_ROW, value=_letter(position))
        for position, heading in enumerate(raw.header)
        if heading == "" and any(row[position] for row in raw.rows)
    ]


def _letter(position: int) -> str:
    """Give the letter by which Excel calls a column."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
