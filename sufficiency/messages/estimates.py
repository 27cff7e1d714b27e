"""Messages about the constants that were estimated and ship with the package."""

from __future__ import annotations

from sufficiency.messages.message import Message

_AGAIN = "Install the package again, or undo what was changed in its file."

MESSAGES: dict[str, Message] = {
    "estimates_columns": Message(
        seen="The columns are {columns}; they should be {wanted}.",
        why="Each estimate carries its value, its meaning and its source.",
        remedy=_AGAIN,
    ),
    "estimates_blank": Message(
        seen="{name} has no {column}.",
        why="A number without its source and date cannot be vouched for.",
        remedy=_AGAIN,
    ),
    "estimates_not_a_number": Message(
        seen="{value} of {name} is no number.",
        why="The projection calculates with it.",
        remedy=_AGAIN,
    ),
    "estimates_outside": Message(
        seen="{name} is {value}, which is not between {lowest} and {highest}.",
        why="Beyond that the formula in which it stands makes no sense.",
        remedy=_AGAIN,
    ),
    "estimates_date": Message(
        seen="{value} of {name} is no date such as 2026-11-25.",
        why="Estimates grow old, and their date says how old they are.",
        remedy=_AGAIN,
    ),
    "estimates_repeated": Message(
        seen="{name} stands in more than one row.",
        why="One number would win unseen.",
        remedy=_AGAIN,
    ),
    "estimates_unknown": Message(
        seen="There is no estimate called {name}. {meant}",
        why="The projection would have to guess a number.",
        remedy="Use one of: {known}.",
    ),
}
