"""What becomes of children who need a place, in the words of every legend and table."""

from __future__ import annotations

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
