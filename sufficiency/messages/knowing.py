"""Messages about what the returns or exports of an area do not know of their children."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "intake_settings_unknown": Message(
        seen="{count:child has|children have} no known setting in January {january}, of {children}"
        " ({share}; {before}): {cause}.",
        why="A projection would miss them where they are, and the mainstream classes and special"
        " schools that they are in would look empty.",
        remedy="{how}",
    ),
    "intake_homes_unknown": Message(
        seen="{count:child has|children have} no known home in January {january}, of {children}"
        " ({share}; {before}): {cause}.",
        why="They would be dealt out over the localities as the others are, and those in which"
        " they live would have too few.",
        remedy="{how}",
    ),
    "intake_locality_nobody": Message(
        seen="No child of January {january} has a home in {named}, where {expected:,.0f} would live"
        " by the rates of the other localities at each age. Of {children} homes {unknown} are not"
        " known.",
        why="Children without a known home are dealt out over the localities as the others are: a"
        " locality without any would have none in every year.",
        remedy="{how}",
    ),
    "intake_locality_nobody_noted": Message(
        seen="No child of January {january} has a home in {named}, where {expected:,.0f} would live"
        " by the rates of the other localities at each age. Of {children} homes {unknown} are not"
        " known.",
        why="Children without a known home are dealt out over the localities as the others are: a"
        " locality without any would have none in every year.",
        remedy="{how} Nothing has to be done if nobody with a plan lives there.",
        severity="note",
    ),
}
