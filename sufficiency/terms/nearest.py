"""The nearest known words to the one that was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from difflib import SequenceMatcher, get_close_matches

from sufficiency.errors import UnknownNameError
from sufficiency.messages.listing import listed
from sufficiency.terms.years import year_from_text

LEAST_LIKE = 0.6
"""Share of letters in common from which on a word may be the one that was meant."""


MOST_OFFERED = 3
"""So many words that are equally near are named; of more it is said how many there are."""

_PADDED = re.compile(r"(?<![0-9])0+(?=[0-9])")
"""Noughts before a number: L01 is L1."""


def nearest(
    word: str, known: Iterable[str], *, aliases: Mapping[str, str] | None = None
) -> str | None:
    """Find the known word that was most likely meant, the first of those that are equally near.

    To tell a user, take `nearest_words`: it names all that are equally near.

    Parameters
    ----------
    word : str
        What was typed.
    known : iterable of str
        The words that would have been accepted; a set is gone through in order.
    aliases : mapping, optional
        Other ways to say a known word, each with the word it stands for.

    Returns
    -------
    str or None
        The known word, or None where nothing is near.

    Examples
    --------
    >>> nearest("populaton", ["population", "plans"])
    'population'
    >>> nearest("123457", ["123456"]) is None
    True
    """
    return next(iter(all_nearest(word, known, aliases=aliases)), None)


def nearest_words(
    word: str, known: Iterable[str], *, aliases: Mapping[str, str] | None = None
) -> str:
    """Name the known words that were most likely meant: all that are equally near, up to a few.

    Parameters
    ----------
    word, known, aliases
        As of `nearest`.

    Returns
    -------
    str
        "A", "A or B", "A, B or C"; of more, how many others there are; "" where nothing is near.

    Examples
    --------
    >>> nearest_words("S03", ["S01", "S02"]), nearest_words("S1", ["S01", "S10"])
    ('S01 or S02', 'S01')
    >>> nearest_words("L09", ["L01", "L02", "L03", "L04", "L05"])
    'L01, L02, L03 or one of 2 others as near'
    >>> nearest_words("hill", ["dale"])
    ''
    """
    near = all_nearest(word, known, aliases=aliases)
    named, more = list(near[:MOST_OFFERED]), len(near) - MOST_OFFERED
    if more > 0:
        named.append(f"one of {more} others as near" if more > 1 else near[-1])
    return listed(named, last="or")


def all_nearest(
    word: str, known: Iterable[str], *, aliases: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Find all known words that are equally near to what was typed, none nearer.

    A number is never taken for another one: among register numbers of schools, a guess would
    move children to another real school. A word that is the same but for case, spaces, hyphens
    and noughts before a number is nearer than any other.

    Parameters
    ----------
    word, known, aliases
        As of `nearest`.

    Returns
    -------
    tuple of str
        In the order in which they are known; empty where nothing is near.
    """
    spoken = _plain(word)
    meanings: dict[str, list[str]] = {}
    words = sorted(known) if isinstance(known, Set) else list(known)
    for name in words:
        meanings.setdefault(_plain(name), []).append(name)
    for other, meant in (aliases or {}).items():
        meanings.setdefault(_plain(other), [meant])
    if spoken in meanings:
        return tuple(dict.fromkeys(meanings[spoken]))
    if spoken.isdecimal():
        meanings = {said: meant for said, meant in meanings.items() if not said.isdecimal()}
    close = [said for said in meanings if _unpadded(said) == _unpadded(spoken)]
    if not close:
        found = get_close_matches(spoken, meanings, n=max(len(meanings), 1), cutoff=LEAST_LIKE)
        close = [said for said in found if _likeness(said, spoken) == _likeness(found[0], spoken)]
    near = {meant for said in close for meant in meanings[said]}
    order = [*words, *(meant for held in meanings.values() for meant in held)]
    return tuple(dict.fromkeys(name for name in order if name in near))


def _likeness(known: str, spoken: str) -> float:
    """Give the share of letters in common, as `difflib.get_close_matches` has it."""
    return SequenceMatcher(None, known, spoken).ratio()


def _unpadded(word: str) -> str:
    """Leave out the noughts before a number."""
    return _PADDED.sub("", word)


def _plain(word: str) -> str:
    """Leave out what people vary: case, spaces, hyphens and underscores."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _begins(text: str) -> str:
    """Give the year in which an academic year begins; the text itself, where it is none."""
    try:
        return str(year_from_text(text))
    except UnknownNameError:
        return text


def meant_label(label: object, known: Sequence[object]) -> str:
    """Say which label was likely meant, or that it is wanted as a number or as text.

    Parameters
    ----------
    label : object
        What was given, and is not among those known.
    known : sequence of object
        The labels of an axis.

    Returns
    -------
    str
        A sentence; nothing where no label is near.

    Examples
    --------
    >>> meant_label("2026", (2025, 2026)), meant_label("ASC", ("ASD", "MLD"))
    ('Write it as a number, without quotation marks: 2026.', 'Did you mean ASD?')
    >>> meant_label("2026/27", (2025, 2026))
    'Write it as a number, without quotation marks: 2026.'
    """
    if isinstance(label, str) and known and all(isinstance(one, int) for one in known):
        label = _begins(label)
    alike = [one for one in known if str(one) == str(label)]
    if alike and isinstance(alike[0], str):
        return f'Write it as text, in quotation marks: "{alike[0]}".'
    if alike:
        return f"Write it as a number, without quotation marks: {alike[0]}."
    near = nearest_words(str(label), [str(one) for one in known])
    return f"Did you mean {near}?" if near else ""
