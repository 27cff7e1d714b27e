"""The words of a tracking: what each part of a miss is, and by how much it was missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PART_WORDS: Mapping[str, str] = {
    "restated": "restated since",
    "population": "population",
    "joiners": "net joiners",
    "leavers": "net leavers",
    "mix": "mix of needs",
    "limits": "limits of the scenario",
}
"""Each part in words; a plus of leavers is fewer who left. Limits only where there are any."""

LEAST = 0.05
"""Less than this is shown as none [children]."""


def more_or_fewer(children: float) -> str:
    """Say a difference without a sign.

    Parameters
    ----------
    children : float
        Came less expected [children].

    Examples
    --------
    >>> more_or_fewer(12.34), more_or_fewer(-3.0), more_or_fewer(-0.01)
    ('12.3 more', '3.0 fewer', 'as many')
    """
    if abs(children) < LEAST:
        return "as many"
    return f"{abs(children):,.1f} {'more' if children > 0 else 'fewer'}"


def parts_words(row: Mapping[str, Any]) -> str:
    """Say the parts of a miss in a sentence, each with its sign.

    Parameters
    ----------
    row : mapping of str to object
        With the columns restated, population, joiners, leavers, mix, and limits if there are any
        [children].

    Examples
    --------
    >>> parts_words({"restated": 2.0, "population": 0, "joiners": 8, "leavers": -1, "mix": 0})
    'Of it: restated since +2.0; population 0.0; net joiners +8.0; net leavers -1.0 (more left).'
    """
    told = [
        f"{words} {_signed(float(row[part]))}{who_left(part, float(row[part]))}"
        for part, words in PART_WORDS.items()
        if part in row and (part != "mix" or abs(float(row[part])) >= LEAST)
    ]
    return f"Of it: {'; '.join(told)}."


def _signed(children: float) -> str:
    """Give a number its sign; nought has none."""
    return "0.0" if abs(children) < LEAST else f"{children:+,.1f}"


def who_left(part: str, children: float) -> str:
    """Say what the sign of leavers means: fewer who left are more children.

    Parameters
    ----------
    part : str
        Nothing is said of any other part.
    children : float
        What the part adds to the miss [children].

    Examples
    --------
    >>> who_left("leavers", -6.3), who_left("joiners", -6.3)
    (' (more left)', '')
    """
    if part != "leavers" or abs(children) < LEAST:
        return ""
    return " (fewer left)" if children > 0 else " (more left)"
