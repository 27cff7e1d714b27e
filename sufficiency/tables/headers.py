"""The header of a table against its contract."""

from __future__ import annotations

import re
from collections import Counter

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.tables.raw import HEADER_ROW, RawTable

NOTES = frozenset({"note", "notes", "comment", "comments"})
"""Headings of columns that people keep for themselves."""

WHO = frozenset({"child", "childs", "pupil", "pupils", "student", "learner", "person", "parent"})
WHICH = frozenset(
    {"name", "names", "surname", "forename", "initials", "id", "identifier", "reference"}
)
"""Words that together head a column about a single person: "Name of child", "Pupil ID"."""


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
        A column that is there under a name near its own, or a usual other one, or as the only
        unknown column where one is missing, is not also named as missing.
    """
    findings: list[Finding] = []
    counts = Counter(raw.header)
    strange = [
        name
        for name in counts
        if name and name not in contract.column_names and not _left_unread(name)
    ]
    meant = _meant(strange, raw, contract)
    missing = [
        column
        for column in contract.columns
        if column.required and column.name not in {*raw.header, *meant.values()}
    ]
    for name, count in counts.items():
        if name == "":
            findings += _unnamed(raw)
            continue
        if count > 1:
            findings.append(finding("column_twice", file=raw.file, row=HEADER_ROW, column=name))
        if name in strange:
            remedy = _remedy(meant.get(name), contract, missing=missing)
            findings.append(
                finding(
                    "column_unknown",
                    file=raw.file,
                    row=HEADER_ROW,
                    column=name,
                    value=name,
                    meant=remedy,
                )
            )
        elif name not in contract.column_names:
            rule = _left_unread(name)
            findings.append(finding(rule, file=raw.file, row=HEADER_ROW, column=name))
    findings += [
        finding(
            "column_missing",
            file=raw.file,
            row=HEADER_ROW,
            column=column.name,
            meaning=column.description,
        )
        for column in missing
    ]
    return findings


def _left_unread(name: str) -> str:
    """Give the rule of a column that is not read: it is of a person, or of notes; or ""."""
    words = _words(name)
    plain = "".join(words)
    if plain in {"".join(_words(column)) for column in terms.person_columns()}:
        return "person_column"
    if WHO.intersection(words) and WHICH.intersection(words):
        return "person_column"
    return "notes_column" if plain in NOTES else ""


def _words(name: str) -> list[str]:
    """Part a heading into plain words: "Child's name" into child, s, name."""
    return re.findall(r"[a-z0-9]+", name.casefold())


def _meant(strange: list[str], raw: RawTable, contract: terms.Table) -> dict[str, str]:
    """Name the column that each strange one most likely is, or all that are equally near."""
    synonyms = {"".join(_words(also)): name for also, name in terms.column_synonyms().items()}
    meant: dict[str, str] = {}
    for name in strange:
        free = [
            column
            for column in contract.column_names
            if column not in raw.header and column not in meant.values()
        ]
        usual = synonyms.get("".join(_words(name)), "")
        near = usual if usual in free else terms.nearest_words(name, free)
        if near:
            meant[name] = near
    unclear = [name for name in strange if name not in meant]
    missing = [
        column.name
        for column in contract.columns
        if column.required and column.name not in {*raw.header, *meant.values()}
    ]
    if len(unclear) == len(missing) == 1:
        meant[unclear[0]] = missing[0]
    return meant


def _remedy(meant: str | None, contract: terms.Table, *, missing: list[terms.Column]) -> str:
    """Say what to do with a strange column; nothing that may be needed is to be deleted."""
    if meant:
        return f"Did you mean {meant}? If so, rename it; if not, delete it."
    if missing:
        names = ", ".join(column.name for column in missing)
        return f"Rename it if it is one of those that are missing ({names}); if not, delete it."
    return f"Delete it; this table has {', '.join(contract.column_names)}."


def _unnamed(raw: RawTable) -> list[Finding]:
    """Name the columns that hold something under a blank heading."""
    return [
        finding("column_unnamed", file=raw.file, row=HEADER_ROW, value=column_letter(position))
        for position, heading in enumerate(raw.header)
        if heading == "" and any(row[position] for row in raw.rows)
    ]


def column_letter(position: int) -> str:
    """Give the letter by which Excel calls a column.

    Examples
    --------
    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
