"""Schools that have closed: which of them carry on under another URN, and whether it is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.gias.links import Links

SITES = "gias_closed"
ABSENT = "gias_successor_absent"
NONE_TOLD = "gias_closed_no_successor"
NO_SITE = "gias_successor_no_site"

MOST_NAMED = 5


def closed_notes(
    closed: pd.DataFrame,
    *,
    entries: pd.DataFrame,
    sites: frozenset[str],
    links: Links | None,
    file: str,
) -> Iterator[Finding]:
    """Note schools that have closed, by what became of them.

    A school that becomes an academy closes as a legal entity only: it carries on under another URN,
    and its places with it.

    Parameters
    ----------
    closed : pandas.DataFrame
        Entries of special schools and schools with a base that are closed; the index is the row.
    entries : pandas.DataFrame
        All entries of the register.
    sites : frozenset of str
        URNs of schools that are open and have a point.
    links : Links or None
        The register's file of links; without it the column of successors tells.
    file : str
        Name of the register.
    """
    after = _after(entries, links)
    state = dict(zip(entries["urn"], entries["state"], strict=True))
    told: dict[str, list[tuple[int, str, str, str]]] = {}
    for row, urn, name in zip(closed.index, closed["urn"], closed["name"], strict=True):
        ends = _ends(str(urn), after, state)
        rule = _rule(ends, state, sites)
        missing = [one for one in ends if one not in sites] if rule in (ABSENT, NO_SITE) else ends
        words = f"{name} {urn}" + (f" (now {' and '.join(missing)})" if missing else "")
        told.setdefault(rule, []).append((int(row), str(urn), str(name), words))
    for rule in (ABSENT, NO_SITE, NONE_TOLD, SITES):
        if rule in told:
            rows = told[rule]
            codes = [urn if rule == SITES else words for _, urn, _, words in rows]
            words_of: dict[str, Any] = {
                "count": len(rows),
                "sites": first_named(codes, most=MOST_NAMED),
            }
            yield finding(rule, file=file, row=rows[0][0], value=rows[0][2], **words_of)


def _after(entries: pd.DataFrame, links: Links | None) -> dict[str, tuple[str, ...]]:
    """Give the URNs that came after each: those of the links, and of the register's own column."""
    own = {
        str(urn): tuple(one for one in re.findall(r"[0-9]+", str(text)) if terms.is_urn(one))
        for urn, text in zip(entries["urn"], entries["successor"], strict=True)
        if text
    }
    return own if links is None else {**own, **links.after}


def _ends(
    urn: str, after: Mapping[str, tuple[str, ...]], state: Mapping[str, str]
) -> tuple[str, ...]:
    """Follow successors up to those that are not closed; none where nothing is told of any."""
    ends: list[str] = []
    ways, seen = list(after.get(urn, ())), {urn}
    while ways:
        one = ways.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if state.get(one) != "closed":
            ends.append(one)
        else:
            ways += after.get(one, ())
    return tuple(ends)


def _rule(ends: tuple[str, ...], state: Mapping[str, str], sites: frozenset[str]) -> str:
    """Say what has to be told of a closed school that became these."""
    if not ends:
        return NONE_TOLD
    if any(one not in state for one in ends):
        return ABSENT
    return SITES if set(ends) <= sites else NO_SITE
