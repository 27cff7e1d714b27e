"""The nearest known word to the one that was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


def nearest(
    word: str, known: Iterable[str], *, aliases: Mapping[str, str] | None = None
) -> str | None:
    """Find the known word that was most likely meant.

    A number is never taken for another one: among register numbers of schools, a guess would
    move children to another real school.

    Parameters
    ----------
    word : str
        What was typed.
    known : iterable of str
        The words that would have been accepted.
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
    spoken = _plain(word)
    meanings = {_plain(other): meant for other, meant in (aliases or {}).items()}
    meanings |= {_plain(name): name for name in known}
    if spoken in meanings:
        return meanings[spoken]
    if spoken.isdecimal():
        meanings = {word: meant for word, meant in meanings.items() if not word.isdecimal()}
    close = get_close_matches(spoken, list(meanings), n=1, cutoff=0.6)
    return meanings[close[0]] if close else None


def _plain(word: str) -> str:
    """Leave out what people vary: case, spaces, hyphens and underscores."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())
