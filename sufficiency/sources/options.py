"""Options of readers: of the right kind, or told before any file is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sufficiency.errors import NotPossibleError

FIRST_YEAR, LAST_YEAR = 1990, 2100

TEXTS = {
    "authority": '"E06000061"',
    "code": '"lsoa"',
    "to": '"ward"',
    "needs": '"ASD;SEMH"',
    "level": '"special"',
}
"""Options that are text, each with an example."""


def check_texts(**given: object) -> None:
    """Refuse an option that is neither text nor left out.

    Raises
    ------
    NotPossibleError
        With the first that is something else, such as authority=801.
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
    """Refuse a year that is no whole number."""
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
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
