"""What schemes say of one another: which exclude and which require which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.scenario.register import OF_SCHEMES
from sufficiency.scenario.rows import Row

Names = tuple[str, ...]


def check_schemes(rows: Iterable[Row]) -> list[Finding]:
    """Find schemes whose conditions name what is not there, or can never be met.

    Parameters
    ----------
    rows : iterable of Row
        Rows of all tables; those of schemes are held against each other.
    """
    held = tuple(rows)
    schemes = {row["scheme"]: row for row in held if row.table == "schemes"}
    found = [fault for row in schemes.values() for fault in _names(row, schemes)]
    found += _own_tables(held, schemes)
    requires = {name: _listed(row, "requires", schemes) for name, row in schemes.items()}
    excludes = {name: _excludes(row, schemes) for name, row in schemes.items()}
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


def excluding(rows: Iterable[Row]) -> dict[str, Names]:
    """Give for each scheme those that cannot open beside it, whichever of the two says so.

    Parameters
    ----------
    rows : iterable of Row
        Rows of all tables.

    Returns
    -------
    dict of str to tuple of str
        By scheme: what its row or the other's excludes, and the others of its `alternatives`.
    """
    schemes = {row["scheme"]: row for row in rows if row.table == "schemes"}
    said = {name: _excludes(row, schemes) for name, row in schemes.items()}
    return {
        name: tuple(other for other in schemes if other in said[name] or name in said[other])
        for name in schemes
    }


def _excludes(row: Row, schemes: Mapping[str, Row]) -> Names:
    """Give the other schemes that a row excludes: by name, or as an alternative to its own."""
    group, listed = row["alternatives"], _listed(row, "excludes", schemes)
    beside = (name for name, held in schemes.items() if group and held["alternatives"] == group)
    return tuple(dict.fromkeys((*listed, *(name for name in beside if name != row["scheme"]))))


def _own_tables(rows: Iterable[Row], schemes: Mapping[str, Row]) -> list[Finding]:
    """Hold places and costs of schemes against the schemes: whose they are, and said but once."""
    found: dict[tuple[str, str, str], Finding] = {}
    places: dict[tuple[str, ...], Row] = {}
    for row in (row for row in rows if row.table in OF_SCHEMES):
        scheme = schemes.get(row["scheme"])
        if scheme is None:
            meant = terms.nearest_words(row["scheme"], schemes)
            remedy = f"Did you mean {meant}?" if meant else "Add a row for it to schemes."
            fault = _fault("scheme_unknown", row, "scheme", value=row["scheme"], meant=remedy)
            found.setdefault((row.table, row["scheme"], "unknown"), fault)
            continue
        column = SIMPLE[row.table]
        is_twice = row.table == "scheme_places" or row["item"] == "capital"
        if scheme[column] and is_twice:
            words = {"value": scheme[column], "scheme": row["scheme"], "table": row.table}
            fault = _fault("scheme_said_twice", scheme, column, **words)
            found.setdefault((row.table, row["scheme"], "twice"), fault)
        if row.table == "scheme_places":
            key = (row["scheme"], row["site"] or scheme["site"], row["pool"], row["since"])
            if key in places:  # the site is spelled out in one of them, and blank in the other
                words = {"value": row["since"], "scheme": row["scheme"], "site": key[1]}
                first = places[key].number
                fault = _fault("scheme_places_twice", row, "site, since", first=first, **words)
                found.setdefault((row.table, row["scheme"], "row"), fault)
            places.setdefault(key, row)
    return list(found.values())


SIMPLE = {"scheme_places": "places", "scheme_costs": "pounds"}
"""Where a scheme's own row states in short what has a table of its own."""


def _fault(rule: str, row: Row, column: str, *, value: str, **words: Any) -> Finding:
    return finding(rule, file=row.file, row=row.number, column=column, value=value, **words)


def _parts(row: Row, column: str) -> Names:
    return tuple(part for part in row[column].split(";") if part)


def _listed(row: Row, column: str, known: Iterable[str]) -> Names:
    """Give the other schemes that a scheme names in a column, as far as there are such."""
    return tuple(part for part in _parts(row, column) if part in known and part != row["scheme"])


def _names(row: Row, known: Mapping[str, Row]) -> list[Finding]:
    """Name a scheme that names itself, or one that is not there."""
    found: list[Finding] = []
    for column in ("excludes", "requires"):
        for name in _parts(row, column):
            if name == row["scheme"]:
                found.append(_fault("scheme_itself", row, column, value=name, verb=column))
            elif name not in known:
                meant = terms.nearest_words(
                    name, [other for other in known if other != row["scheme"]]
                )
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
