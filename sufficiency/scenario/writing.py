"""A scenario written as TOML, so that it reads back the same."""

from __future__ import annotations

from typing import Any

from sufficiency.scenario.assumptions import default_entries
from sufficiency.scenario.levels import default_levels
from sufficiency.scenario.reading import FOR_ALWAYS, Entries, Entry
from sufficiency.scenario.register import ALL, SECTIONS, TABLES, contract, register
from sufficiency.scenario.resolve import Content
from sufficiency.scenario.rows import Row
from sufficiency.scenario.schedule import ALWAYS
from sufficiency.scenario.toml import key_text, quoted, value_text

BEHIND = ("why", "owner", "basis", "source")
"""What stands behind a value."""


def toml_text(content: Content) -> str:
    """Write everything that is not a default, as one file that is based on no other."""
    lines = [f"name = {quoted(content.name)}"]
    if content.title:
        lines.append(f"title = {quoted(content.title)}")
    if content.description:
        lines.append(f"description = {quoted(content.description)}")
    lines.append(f"marked = {quoted(content.marked)}")
    defaults = default_entries()
    for section in SECTIONS:
        written = [
            f"{key_text(name)} = {_assumption(held)}"
            for name, term in register().items()
            if term.section == section
            and (held := _of(content.entries, name))
            and _said(held) != _said(_of(defaults, name))
        ]
        if written:
            lines += ["", f"[{section}]", *written]
    known = {(row.key, row.cells) for row in default_levels()}
    stated = [row for row in content.levels if (row.key, row.cells) not in known]
    for table, rows in (
        ("levels", stated),
        *((table, [row for row in content.rows if row.table == table]) for table in TABLES),
    ):
        for row in rows:
            lines += ["", f"[[{table}]]", *_row(row)]
    return "\n".join(lines) + "\n"


def _of(entries: Entries, name: str) -> Entries:
    return tuple(entry for entry in entries if entry.name == name)


def _said(entries: Entries) -> list[tuple[Any, ...]]:
    """Give what entries say, without the file."""
    return [(e.key, e.year, e.value, e.why, e.owner, e.basis, e.source) for e in entries]


def _assumption(entries: Entries) -> str:
    """Write one assumption: a single value in short, else a table in one line."""
    general = next(entry for entry in entries if entry.key == ALL and entry.year == ALWAYS)
    behind = {name: getattr(general, name) for name in BEHIND}
    said = {
        name: word for name, word in behind.items() if word and (name, word) != ("basis", "assumed")
    }
    dated = {
        str(entry.year): _value(entry, behind)
        for entry in entries
        if entry.key == ALL and entry.year != ALWAYS
    }
    by: dict[str, Any] = {}
    for key in dict.fromkeys(entry.key for entry in entries if entry.key != ALL):
        held = [entry for entry in entries if entry.key == key]
        if len(held) == 1 and held[0].year == ALWAYS:
            by[key] = _value(held[0], behind)
            continue
        by[key] = {_year(entry): _value(entry, behind) for entry in held}
    if not (said or dated or by):
        return value_text(general.value)
    unit = register()[general.name].unit
    table: dict[str, Any] = {"value": general.value}
    table |= {"values": dated} if dated else {}
    table |= {"by": by} if by else {}
    table |= {"unit": unit} if unit else {}
    return value_text({**table, **said})


def _year(entry: Entry) -> str:
    """Write the year of a value; the value that holds for all years is written "always"."""
    return FOR_ALWAYS if entry.year == ALWAYS else str(entry.year)


def _value(entry: Entry, behind: dict[str, Any]) -> Any:
    own = {name: getattr(entry, name) for name in BEHIND if getattr(entry, name) != behind[name]}
    return {"value": entry.value, **own} if own else entry.value


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
