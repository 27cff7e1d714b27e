"""A scenario written as TOML, so that it reads back the same."""

from __future__ import annotations

from typing import Any

from sufficiency.scenario.levels import is_stated
from sufficiency.scenario.reading import FOR_ALWAYS, Entries, Entry
from sufficiency.scenario.register import (
    ALL,
    SECTIONS,
    TABLES,
    AssumptionTerm,
    contract,
    register,
)
from sufficiency.scenario.resolve import Content
from sufficiency.scenario.rows import Row
from sufficiency.scenario.schedule import ALWAYS
from sufficiency.scenario.toml import key_text, quoted, value_text

BEHIND = ("why", "owner", "basis", "source")
"""What stands behind a value."""

USUAL = ("basis", "assumed")
"""What holds where nothing is said."""


def toml_text(content: Content) -> str:
    """Write everything that is stated, as one file that is based on no other."""
    lines = [f"name = {quoted(content.name)}"]
    if content.title:
        lines.append(f"title = {quoted(content.title)}")
    if content.description:
        lines.append(f"description = {quoted(content.description)}")
    lines.append(f"marked = {quoted(content.marked)}")
    for section in SECTIONS:
        written = [
            f"{key_text(name)} = {_assumption(term, held)}"
            for name, term in register().items()
            if term.section == section and (held := _stated(content.entries, name))
        ]
        if written:
            lines += ["", f"[{section}]", *written]
    stated = [row for row in content.levels if is_stated(row)]
    for table, rows in (
        ("levels", stated),
        *((table, [row for row in content.rows if row.table == table]) for table in TABLES),
    ):
        for row in rows:
            lines += ["", f"[[{table}]]", *_row(row)]
    return "\n".join(lines) + "\n"


def _stated(entries: Entries, name: str) -> Entries:
    return tuple(entry for entry in entries if entry.name == name and entry.is_stated)


def _assumption(term: AssumptionTerm, entries: Entries) -> str:
    """Write what is stated of one assumption: a value in short, else a table in one line.

    What stands behind all values is written once, the rest beside the value that it is about.
    """
    shared = {
        word: getattr(entries[0], word)
        for word in BEHIND
        if len({getattr(entry, word) for entry in entries}) == 1
    }
    by: dict[str, dict[str, Any]] = {}
    for entry in entries:
        by.setdefault(entry.key, {})[_year(entry)] = _value(term, entry, shared)
    general = by.pop(ALL, {})
    table: dict[str, Any] = {}
    if FOR_ALWAYS in general and not isinstance(general[FOR_ALWAYS], dict):
        table["value"] = general.pop(FOR_ALWAYS)
    if general and term.dated:
        table["values"] = general
    elif general:  # it may differ by key only, where it has words of its own
        by = {ALL: general, **by}
    if by:
        table["by"] = {key: _shorter(years) for key, years in by.items()}
    said = _said(shared)
    if list(table) == ["value"] and not said:
        return value_text(table["value"])
    table |= {"unit": term.unit} if term.unit else {}
    return value_text({**table, **said})


def _said(words: dict[str, str]) -> dict[str, str]:
    """Leave out what holds where nothing is said."""
    return {word: text for word, text in words.items() if text and (word, text) != USUAL}


def _year(entry: Entry) -> str:
    """Write the year of a value; the value that holds for all years is written "always"."""
    return FOR_ALWAYS if entry.year == ALWAYS else str(entry.year)


def _shorter(years: dict[str, Any]) -> Any:
    """Write a value that holds for all years by itself."""
    return years[FOR_ALWAYS] if list(years) == [FOR_ALWAYS] else years


def _value(term: AssumptionTerm, entry: Entry, shared: dict[str, str]) -> Any:
    own = _said({word: getattr(entry, word) for word in BEHIND if word not in shared})
    value = str(entry.value).split(";") if term.kind == "codes" else entry.value
    return {"value": value, **own} if own else value


def _row(row: Row) -> list[str]:
    """Write the cells of a row, blank ones left out."""
    lines = []
    for column in contract(row.table).columns:
        text = row[column.name]
        if text == "":
            continue
        value: Any = text
        if column.is_number:
            value = float(text)
        elif column.kind == "codes":
            value = text.split(";")
        lines.append(f"{column.name} = {value_text(value)}")
    return lines
