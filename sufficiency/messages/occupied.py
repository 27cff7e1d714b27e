"""Messages about places where nobody is, and children whose pool is not there yet."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "places_nobody_there": Message(
        seen="{count:site has|sites have} {places:,.0f:place|places} for this area's children,"
        " and nobody"
        " of them in January {january}: {named}.",
        why="A base or school that closed or moved keeps its places until somebody ends them, and"
        " an allocation fills them.",
        remedy="If it closed or moved, add a row with 0 places to the table places from the"
        " September after. If children are there, correct the code of their site in placements.",
        severity="note",
    ),
    "placements_before_opening": Message(
        seen="{count:,.0f:child is|children are} placed in January {january} where the table pools"
        " has no row for {base}: {named}.",
        why="Nobody can be held to a place of a pool that is not there yet: who fits another pool"
        " of the site is counted there, and all others are placed anew.",
        remedy="If they are there, give pools and places a row from {base} on, or from before; a"
        " later row says what changes then. Else correct site and pool in placements.",
        severity="note",
    ),
}
