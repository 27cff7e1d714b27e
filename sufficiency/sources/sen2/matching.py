"""Who is who from one return to the next: children get a number that means nothing.

Digests are salted by chance in each call, live in this file alone, and are gone when it is done.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sufficiency.sources.digests import salted
from sufficiency.sources.sen2.door import PERSON, Door
from sufficiency.sources.sen2.faults import Fault, faults_of

if TYPE_CHECKING:
    import pandas as pd

SALT_BYTES = 16
NOBODY = -1


@dataclass(frozen=True, eq=False, repr=False)
class Matched:
    """The children of one return with numbers that hold in all returns of the call.

    Parameters
    ----------
    child : pandas.Series
        Number by position of the child's first row.
    faults : tuple of Fault
    """

    child: pd.Series
    faults: tuple[Fault, ...]


def matched(doors: Sequence[Door]) -> list[Matched]:
    """Number the children of several returns, in the order of their years.

    A child is known by the UPN; who is not found so, by surname, forename and birth date together,
    where nobody else in either return has the same. Whoever is found in neither way is new, and so
    is a second record of a return that is found to be the same child: a number is given once, to
    the record that has a birth date, or whose UPN or else name comes first. Where its row stands
    does not matter, as an export may turn them.

    Parameters
    ----------
    doors : sequence of Door
        The earliest return first.

    Returns
    -------
    list of Matched
        One for each return.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    by_upn: dict[str, int] = {}
    by_name: dict[str, int] = {}
    count = 0
    found: list[Matched] = []
    for door in doors:
        upn = [_digest(salt, text) for text in door.identity["upn"]]
        name = [_digest(salt, text) for text in door.identity["name"]]
        order = _in_order(door)
        child, again = _by_upn(upn, by_upn, order)
        first = not found
        child, ambiguous, changed, more = _by_name(child, upn, name, by_upn, by_name, order)
        again = [*again, *more]
        new = child == NOBODY
        child[new] = np.arange(count, count + int(new.sum()))
        count += int(new.sum())
        faults = _told(door, upn, name, ambiguous, changed, again, is_first=first)
        found.append(Matched(_by_position(door, child), faults))
        by_upn |= {text: int(number) for text, number in zip(upn, child, strict=True) if text}
        by_name = _names_after(by_name, name, child)
    return found


def _digest(salt: bytes, text: str) -> str:
    return salted(text, salt) if text else ""


def _in_order(door: Door) -> list[int]:
    """Give the positions of the children, those first who are taken of two records of a child."""
    upn, name = door.identity["upn"].tolist(), door.identity["name"].tolist()
    return sorted(
        range(len(upn)), key=lambda at: (name[at] == "", upn[at] == "", upn[at], name[at])
    )


def _by_upn(
    upn: Sequence[str], by_upn: dict[str, int], order: Sequence[int]
) -> tuple[np.ndarray, list[int]]:
    """Find children by UPN; where two numbers of one child stand in a return, one of them is it.

    Returns
    -------
    child : numpy.ndarray
    again : list of int
        Positions of rows whose child another row is.
    """
    taken: set[int] = set()
    again: list[int] = []
    child = np.full(len(upn), NOBODY, dtype="int64")
    for at in order:
        known = by_upn.get(upn[at], NOBODY) if upn[at] else NOBODY
        if known in taken:
            again.append(at)
        elif known != NOBODY:
            child[at] = known
            taken.add(known)
    return child, again


def _by_name(
    child: np.ndarray,
    upn: Sequence[str],
    name: Sequence[str],
    by_upn: dict[str, int],
    by_name: dict[str, int],
    order: Sequence[int],
) -> tuple[np.ndarray, list[int], list[int], list[int]]:
    """Find by name whoever the UPN did not find.

    Returns
    -------
    child : numpy.ndarray
    ambiguous : list of int
        Positions of children whose name and birth date somebody else has too.
    changed : list of int
        Positions of children who were found by name although both returns give a UPN.
    again : list of int
        Positions of rows whose child another row of the return is already.
    """
    taken = {int(number) for number in child if number != NOBODY}
    with_upn = set(by_upn.values())
    often = _counted([text for text, number in zip(name, child, strict=True) if number == NOBODY])
    ambiguous: list[int] = []
    changed: list[int] = []
    again: list[int] = []
    child = child.copy()
    for at in order:
        text = name[at]
        if child[at] != NOBODY or not text or text not in by_name:
            continue
        known = by_name[text]
        if often[text] > 1 or known == NOBODY:
            ambiguous.append(at)
        elif known in taken:
            again.append(at)
        else:
            child[at] = known
            taken.add(known)
            if upn[at] and known in with_upn:
                changed.append(at)
    return child, ambiguous, changed, again


def _counted(texts: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return counts


def _names_after(by_name: dict[str, int], name: Sequence[str], child: np.ndarray) -> dict[str, int]:
    """Give the names with the children who have them; NOBODY where several have one."""
    own: dict[str, int] = {}
    for text, number in zip(name, child, strict=True):
        if text:
            own[text] = NOBODY if text in own and own[text] != number else int(number)
    return by_name | own


def _told(
    door: Door,
    upn: Sequence[str],
    name: Sequence[str],
    ambiguous: Sequence[int],
    changed: Sequence[int],
    again: Sequence[int],
    *,
    is_first: bool,
) -> tuple[Fault, ...]:
    """Name who could not be matched for sure, and who was matched in spite of a new number."""
    rows = door.people["row"].to_numpy()
    nameless = [at for at in range(len(rows)) if not upn[at] and not name[at]]
    faults = faults_of("sen2_no_identity", PERSON, rows[nameless])
    if is_first:
        return faults
    return (
        *faults,
        *faults_of("sen2_match_unsure", PERSON, rows[list(ambiguous)]),
        *faults_of("sen2_record_twice", PERSON, rows[list(again)]),
        *faults_of("sen2_upn_changed", PERSON, rows[list(changed)], column="upn"),
    )


def _by_position(door: Door, child: np.ndarray) -> pd.Series:
    import pandas as pd

    return pd.Series(child, index=door.people.index, dtype="int64")
