"""Notes as they are told: those of one kind together, since nine alike hide the tenth."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from dataclasses import replace

from sufficiency.errors import Finding

MOST_ALIKE = 2
"""Up to this many notes of one kind are told one by one."""

MOST_NAMES = 3
"""Names that are told of the others of a kind."""


def say_notes(notes: Sized, *, result: str) -> str:
    """Say how many notes a result has and how to read them, or nothing where it has none.

    Examples
    --------
    >>> say_notes(["one"], result="projection")
    '1 note on the tables: projection.to_frame("notes"). '
    """
    if not len(notes):
        return ""
    counted = "1 note" if len(notes) == 1 else f"{len(notes)} notes"
    return f'{counted} on the tables: {result}.to_frame("notes"). '


def gathered(notes: Iterable[Finding]) -> tuple[Finding, ...]:
    """Tell notes of one kind as one: the first in full, with the number and names of the others.

    Parameters
    ----------
    notes : iterable of Finding
        All of them. Of one kind are those of one rule in one file; rows and values differ.

    Returns
    -------
    tuple of Finding
        In the order of the first of each kind. Every single one stands in the table `notes`.
    """
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for note in notes:
        kinds.setdefault((note.rule, note.file), []).append(note)
    told: list[Finding] = []
    for kind in kinds.values():
        told += kind if len(kind) <= MOST_ALIKE else [_as_one(kind)]
    return tuple(told)


def _as_one(kind: list[Finding]) -> Finding:
    """Put the number and the names of the others behind what was seen of the first."""
    first, *others = kind
    known = dict.fromkeys(_name(note) for note in others)
    names = [name for name in known if name]
    more = ["..."] if len(names) > MOST_NAMES else []
    listed = ", ".join([*names[:MOST_NAMES], *more])
    rest = f" And {len(others)} more notes of this kind{': ' if listed else ''}{listed}."
    return replace(first, seen=f"{first.seen}{rest.removesuffix('.') if more else rest}")


def _name(note: Finding) -> str:
    """Name what a note is about: its value, or else its row."""
    return note.value or ("" if note.row is None else f"row {note.row}")
