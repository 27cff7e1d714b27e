"""What schemes say of one another: which exclude and which require which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.scenario.rows import Row

Names = tuple[str, ...]


def check_schemes(rows: Iterable[Row]) -> list[Finding]:
    """Find schemes whose conditions name what is not there, or can never be met.

    Parameters
    ----------
    rows : iterable of Row
        Rows of all tables; those of schemes are held against each other.
    """
    schemes = {row["scheme"]: row for row in rows if row.table == "schemes"}
    found = [fault for row in schemes.values() for fault in _names(row, schemes)]
    requires = {name: _listed(row, "requires", schemes) for name, row in schemes.items()}
    excludes = {name: _listed(row, "excludes", schemes) for name, row in schemes.items()}
    needed = {name: _needed(name, requires) for name in schemes}
    circles: set[frozenset[str]] = set()
    for name, row in schemes.items():
        chain = _circle(name, requires)
        if chain and frozenset(chain) not in circles:
            circles.add(frozenset(chain))
            said = " -> ".join(chain)
            found.append(_fault("scheme_circle", row, "requires", value=name, chain=said))
        for one, other in _clash(name, needed, requires, excludes):
            words = {"one": one, "other": other}
            found.append(_fault("scheme_contradiction", row, "requires", value=name, **words))
    return found


def _fault(rule: str, row: Row, column: str, *, value: str, **words: Any) -> Finding:
    return finding(rule, file=row.file, row=row.number, column=column, value=value, **words)


def _parts(row: Row, column: str) -> Names:
    return tuple(part for part in row[column].split(";") if part)


def _listed(row: Row, column: str, known: Iterable[str]) -> Names:
    """Give the other schemes that a scheme names in a column, as far as there are such."""
    return tuple(part for part in _parts(row, column) if part in known and part != row["scheme"])


def _names(row: Row, known: Iterable[str]) -> list[Finding]:
    """Name a scheme that names itself, or one that is not there."""
    found: list[Finding] = []
    for column in ("excludes", "requires"):
        for name in _parts(row, column):
            if name == row["scheme"]:
                found.append(_fault("scheme_itself", row, column, value=name, verb=column))
            elif name not in known:
                meant = terms.nearest(name, [other for other in known if other != row["scheme"]])
                remedy = f"Did you mean {meant}?" if meant else "Add a row for it to schemes."
                found.append(_fault("scheme_unknown", row, column, value=name, meant=remedy))
    return found


def _needed(name: str, requires: dict[str, Names]) -> set[str]:
    """Give a scheme and all that it requires, directly or through others."""
    needed, ahead = {name}, [name]
    while ahead:
        for other in requires[ahead.pop()]:
            if other not in needed:
                needed.add(other)
                ahead.append(other)
    return needed


def _circle(name: str, requires: dict[str, Names]) -> Names:
    """Give the shortest way from a scheme back to itself, or nothing where there is none."""
    ways: list[Names] = [(name,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for other in requires[way[-1]]:
            if other == name:
                return (*way, name)
            if other not in seen:
                seen.add(other)
                ways.append((*way, other))
    return ()


def _clash(
    name: str,
    needed: dict[str, set[str]],
    requires: dict[str, Names],
    excludes: dict[str, Names],
) -> list[tuple[str, str]]:
    """Give one pair of needed schemes that exclude each other, unless a needed one says so."""
    for one in sorted(needed[name]):
        for other in sorted(needed[name].intersection(excludes[one])):
            both = {one, other}
            if not any(both <= needed[direct] for direct in requires[name]):
                return [(one, other)]
    return []
