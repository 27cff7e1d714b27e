"""Messages about costs."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "cost_missing": Message(
        seen="no row says what {item} costs in a place of {where}, for {whom}.",
        why="Pounds are an aim, and a cost that is not known would count as nothing.",
        remedy="Add a row: setting {setting} (or its site), item {code}, year {year} or before,"
        " unit child_year, with its pounds; 0 pounds if that is what is paid. Leave need and NC"
        " years blank for all: a child whose need changes keeps her place.",
    ),
    "cost_unit": Message(
        seen="{item} of {whose} is given by {unit}.",
        why="It is paid by {allowed}, so what a child costs in a year is not known from it.",
        remedy="Give the amount in one of those units.",
    ),
    "cost_tie": Message(
        seen="{item} of {whose} has a row for NC years {one} and one for {other}.",
        why="They are equally long and have NC years in common, so it is not clear which holds.",
        remedy="Make the two spans meet without overlapping.",
    ),
}
