"""The nearest known word to the one that was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    """
    alike = [one for one in known if str(one) == str(label)]
    if alike and isinstance(alike[0], str):
        return f'Write it as text, in quotation marks: "{alike[0]}".'
    if alike:
        return f"Write it as a number, without quotation marks: {alike[0]}."
    near = nearest(str(label), [str(one) for one in known])
    return f"Did you mean {near}?" if near else ""
