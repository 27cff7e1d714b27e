"""What becomes of children who need a place, in the words of every legend and table."""

from __future__ import annotations

from collections.abc import Mapping

from sufficiency.allocation.aims import is_last_resort

PLACED_FATES = {
    "placed_within_limit": "Placed within the journey limit",
    "placed_further": "Placed beyond the journey limit",
}
MISSED_FATES = {
    "independent": "Independent, for want of a place",
    "without": "Without a place",
}
FATES = {**PLACED_FATES, **MISSED_FATES}
"""What becomes of children who need a base or special place, from the bottom of a stack up."""

BEYOND = {"beyond": "Need what no local place could give"}
"""Counted besides: nobody of them could have been placed."""

INDEPENDENT_FATES = {**BEYOND, "independent": FATES["independent"]}
"""Independent placements, and the needs beyond local places, from the bottom of a stack up."""

BY_THE_AIMS = "Independent, by the order of the aims"
"""Words for independent placements where not only those go there who have no local place."""


def as_ordered(fates: Mapping[str, str], aims: tuple[str, ...]) -> dict[str, str]:
    """Word what becomes of children for an order of aims.

    Parameters
    ----------
    fates : mapping of str to str
        Any of the above.
    aims : tuple of str
        Of an allocation, in their order.

    Returns
    -------
    dict of str to str
        As they are where only those go independent who have no local place.
    """
    if is_last_resort(aims):
        return dict(fates)
    return {fate: BY_THE_AIMS if fate == "independent" else words for fate, words in fates.items()}
