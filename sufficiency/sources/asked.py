"""What readers are asked for, each option held to be of its kind before any file is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral
from os import PathLike
from pathlib import Path
from typing import Any

from sufficiency.errors import NotPossibleError

FIRST_YEAR, LAST_YEAR = 1990, 2100
LEAST_CODE, MOST_CODE = 100, 999

TEXTS = {
    "authority": '"E06000061"',
    "code": '"lsoa"',
    "to": '"ward"',
    "needs": '"ASD;SEMH"',
    "level": '"special"',
}
"""Options that are text, each with an example."""


def paths_asked(given: object) -> list[Path]:
    """Give one or more paths as a list.

    Parameters
    ----------
    given : str, Path or a sequence of them

    Raises
    ------
    NotPossibleError
        If it is something else.

    Examples
    --------
    >>> [path.name for path in paths_asked("returns/2025")]
    ['2025']
    """
    if isinstance(given, str | PathLike):
        return [_path(given)]
    if isinstance(given, Iterable) and not isinstance(given, bytes | dict) and not _is_frame(given):
        return [_path(one) for one in given]
    raise NotPossibleError.of("source_path_kind", kind=_kind(given))


def path_asked(given: object) -> Path:
    """Give the path of the one file that a reader reads.

    Raises
    ------
    NotPossibleError
        If it is no path.
    """
    return _path(given)


def _path(given: object) -> Path:
    if isinstance(given, str | PathLike):
        try:
            return Path(given)
        except TypeError:  # a path of bytes
            pass
    raise NotPossibleError.of("source_path_kind", kind=_kind(given))


def authority_asked(given: object) -> str | None:
    """Give the code or name of an authority as text.

    Parameters
    ----------
    given : str, int or None
        A whole number of three digits is the Department's code of an authority.

    Raises
    ------
    NotPossibleError
        If it is neither text nor such a number.

    Examples
    --------
    >>> authority_asked(940), authority_asked("Kent"), authority_asked(None)
    ('940', 'Kent', None)
    """
    if given is None or isinstance(given, str):
        return given
    number = _whole(given)
    if number is None or not LEAST_CODE <= number <= MOST_CODE:
        raise NotPossibleError.of("source_authority_kind", value=_shown(given))
    return str(number)


def year_asked(given: object) -> int | None:
    """Give an academic year.

    Raises
    ------
    NotPossibleError
        If it is no whole number, or one that no register can be of.

    Examples
    --------
    >>> year_asked(2024), year_asked(None)
    (2024, None)
    """
    if given is None:
        return None
    number = _whole(given)
    if number is None or not FIRST_YEAR <= number <= LAST_YEAR:
        raise NotPossibleError.of(
            "source_year_kind", value=_shown(given), first=FIRST_YEAR, last=LAST_YEAR
        )
    return number


def check_texts(**given: object) -> None:
    """Refuse an option that is neither text nor left out.

    Raises
    ------
    NotPossibleError
        With the first that is something else, such as level=3.
    """
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise _refused(name, value, known="text", example=TEXTS.get(name, '"..."'))


def check_lists(**given: object) -> None:
    """Refuse an option that is no list of texts: one text would be read letter by letter."""
    for name, value in given.items():
        is_list = isinstance(value, Sequence) and not isinstance(value, str | bytes)
        if not is_list or not all(isinstance(one, str) for one in value):  # type: ignore[attr-defined]
            raise _refused(name, value, known="a list of texts", example='["Corby", "Kettering"]')


def check_year(year: object) -> None:
    """Refuse a calendar year, or one that a reader holds to its own bounds, that is no number."""
    if year is not None and _whole(year) is None:
        known = f"a whole number from {FIRST_YEAR} to {LAST_YEAR}"
        raise _refused("year", year, known=known, example="2024")


def check_is(kind: type, *, known: str, example: str, **given: object) -> None:
    """Refuse an option that is neither of a kind nor left out."""
    for name, value in given.items():
        if value is not None and not isinstance(value, kind):
            raise _refused(name, value, known=known, example=example)


def _refused(name: str, value: object, *, known: str, example: str) -> NotPossibleError:
    # What is neither a number nor text may be a table of children, and is not shown.
    is_plain = isinstance(value, int | float | str)
    shown = f"{value!r} ({type(value).__name__})" if is_plain else f"A {type(value).__name__}"
    words: Mapping[str, str] = {"value": shown, "what": name, "known": known, "example": example}
    error = NotPossibleError.of("source_option_kind", **words)
    assert isinstance(error, NotPossibleError), "`of` makes an error of its own kind"
    return error


def _whole(given: object) -> int | None:
    is_number = isinstance(given, Integral) and not isinstance(given, bool)
    number: Any = given
    return int(number) if is_number else None


def _is_frame(given: Any) -> bool:
    return hasattr(given, "columns")


def _kind(given: object) -> str:
    return type(given).__name__


def _shown(given: object) -> str:
    """Show a number; of anything else only its kind, since it may hold what is personal."""
    number = _whole(given)
    return f"of type {_kind(given)}" if number is None else str(number)
