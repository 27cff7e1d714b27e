"""Messages about a copy of a workbook in which problems are marked."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "mark_in_original": Message(
        seen="{path} is the file or folder that is checked.",
        why="Problems are marked in a copy, and never in the original.",
        remedy="Give the copy another name.",
    ),
    "mark_ending": Message(
        seen="{path} does not end in {value}.",
        why="The copy in which problems are marked is a workbook of the same kind.",
        remedy="Give it a name that ends in {value}.",
    ),
    "mark_parts_lost": Message(
        seen="The copy has not kept: {value}.",
        why="The library that writes it does not know them.",
        remedy="Look at them in the original, which was not changed.",
        severity="note",
    ),
    "mark_formula_values": Message(
        seen="Formulas of the copy have no values yet.",
        why="Excel works them out when it opens the copy; a check of the copy before that would"
        " find them blank.",
        remedy="Mend the original, or open the copy in Excel and save it once.",
        severity="note",
    ),
}
