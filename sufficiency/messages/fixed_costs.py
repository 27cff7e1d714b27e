"""Messages about sites that each have a cost of their own."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES = {
    "fixed_not_numbers": Message(
        seen="it holds something other than numbers, such as {value}.",
        why="Children, places and pounds are counted and added up.",
        remedy="Give an array of integers or floats.",
    ),
    "fixed_shape": Message(
        seen="it has the shape {shape}, where {expected} is needed.",
        why="Each value belongs to one cell, one site, or a cell and a site.",
        remedy="Give it in the shape {expected}: demand sets the number of cells, and places that"
        " of sites.",
    ),
    "fixed_range": Message(
        seen="{count:value is|values are} below nought, endless or missing, the first at position"
        " {position}: {value}.",
        why="Children, places and costs are nought or more, and each is needed.",
        remedy="Give numbers of nought or more; where children cannot go to a site, give a cost"
        " above every other.",
    ),
    "fixed_too_few_places": Message(
        seen="all sites together have {places:,g} places for {children:,g} children.",
        why="No set of sites gives everybody a place.",
        remedy="Give more sites or places, or say with unmet= what it costs to leave a child"
        " without a place.",
    ),
    "fixed_way": Message(
        seen="{value} is no way to choose sites.",
        why="Sites are chosen in one of these ways: {ways}.",
        remedy="Name one of them, or none.",
    ),
    "fixed_gap": Message(
        seen="{value} is no gap.",
        why="It is the share of its own cost by which an answer may be above the best: nought or"
        " more, and below one.",
        remedy="Give such a share, for example 1e-4 for a hundredth of a per cent.",
    ),
    "fixed_seconds": Message(
        seen="{value} is no time.",
        why="The search needs some time.",
        remedy="Give seconds above nought, such as 120.",
    ),
}
"""Messages by the name of their rule."""
