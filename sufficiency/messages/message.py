"""What a message is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Message:
    """The template of one message.

    Parameters
    ----------
    seen : str
        What was seen, as a sentence.
    why : str
        Why it matters to the result, as a sentence.
    remedy : str
        What to type or change, as a sentence.
    severity : {"error", "note"}
        An error stops the work; a note is shown and the work goes on.
    remedy_command : str
        The remedy for whoever types commands and no Python; blank where one remedy does for both.
    """

    seen: str
    why: str
    remedy: str
    severity: Literal["error", "note"] = "error"
    remedy_command: str = ""


ALONE = "!"
"""Stands before words that agree with a number which is told elsewhere in the sentence."""


class _Counting(Formatter):
    """Fills in templates; what stands behind a number may differ by whether it is one."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, several = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        shape, _, one = one.rpartition(":")
        number = value if isinstance(value, str) else format(value, shape or ",.10g")
        if one.startswith(ALONE):
            return one.removeprefix(ALONE) if number == "1" else several
        return f"{number} {one if number == '1' else several}"


def filled(template: str, words: Mapping[str, Any]) -> str:
    """Fill the words of a message in.

    Examples
    --------
    >>> filled("{count:school has|schools have} no point.", {"count": 1})
    '1 school has no point.'
    >>> filled("{count:school has|schools have} no point.", {"count": 2})
    '2 schools have no point.'

    Words behind a "!" agree with the number, and do not tell it again:

    >>> filled("{count} of {whole:pool|pools} {count:!is|are} full.", {"count": 1, "whole": 3})
    '1 of 3 pools is full.'

    A mean is rounded first, and one that is shown as 1 is one:

    >>> filled("{mean:,.0f:child waits|children wait}.", {"mean": 1.2})
    '1 child waits.'
    """
    return _Counting().vformat(template, (), words)
