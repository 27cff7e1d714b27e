"""One look for one thing: which colour, pattern and mark a fate or a setting has in every figure.

The only place in which figures know a noun, so that a reader who has learnt one chart can read the
next. Fates and settings stand in different charts, and share the six colours that can be told
apart; an independent school looks alike in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sufficiency.figures.style import MOST_SERIES

FATE_LOOKS: Mapping[str, int] = MappingProxyType(
    {"placed_within_limit": 0, "placed_further": 1, "independent": 2, "without": 3, "beyond": 4}
)
"""What becomes of a child who needs a place: its place among the colours and patterns."""

SETTING_LOOKS: Mapping[str, int] = MappingProxyType(
    {"special": 0, "base": 1, "independent": 2, "rest": 4, "mainstream": 5}
)
"""Where a place is, as a setting or a level: its place among the colours, patterns and marks."""

REASON_LOOKS: Mapping[str, int] = MappingProxyType(
    {"full": 3, "not_open": 1, "too_far": 4, "not_served": 5, "stays": 2}
)
"""Why a child is not placed locally: as the places of fates, of which each is a part."""


def looks_for(names: Sequence[str], looks: Mapping[str, int] | None) -> dict[str, int]:
    """Give each name its place among the colours, patterns and marks.

    Parameters
    ----------
    names : sequence of str
    looks : mapping of str to int, optional
        The place of each name; as they stand in `names` if left out.

    Raises
    ------
    ValueError
        If a name has no place, a place is none of the six, or two names look alike.

    Examples
    --------
    >>> looks_for(["without", "independent"], FATE_LOOKS)
    {'without': 3, 'independent': 2}
    """
    if looks is None:
        return {name: place for place, name in enumerate(names)}
    lacking = [name for name in names if looks.get(name) not in range(MOST_SERIES)]
    if lacking:
        raise ValueError(
            f"No look is known for {', '.join(lacking)}. Give each a number from 0 to "
            f"{MOST_SERIES - 1} in looks: its place among the colours."
        )
    chosen = {name: looks[name] for name in names}
    alike = [name for name in names if list(chosen.values()).count(chosen[name]) > 1]
    if alike:
        raise ValueError(
            f"{' and '.join(alike)} have the same place in looks, so no reader could tell them "
            "apart. Give each another number."
        )
    return chosen
