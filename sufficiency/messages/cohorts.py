"""Messages about residents that cannot be those of the year before, a year older."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "population_jumps": Message(
        seen="From {before} to {label}, {count:cohort of a locality halves or doubles|cohorts of"
        " localities halve or double} as the children grow a year older, which moves and new homes"
        " seldom do: {named}.",
        why="Joiners are counted per head, so that as many plans too few or too many are projected"
        " there; with nobody there, none at all.",
        remedy="Look the two years up where the residents come from: a digit that is missing, a"
        " row left at 0, or another file from this year on. Where it is true, nothing has to be"
        " done.",
        severity="note",
    ),
}
