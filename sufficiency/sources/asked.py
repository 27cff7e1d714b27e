"""What readers are asked for: paths, an authority and a year, each held to be of its kind."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from os import PathLike
from pathlib import Path
from typing import Any

from sufficiency.errors import NotPossibleError

FIRST_YEAR, LAST_YEAR = 1990, 2100
LEAST_CODE, MOST_CODE = 100, 999


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
