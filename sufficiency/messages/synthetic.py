"""Messages about synthetic areas: options that no area can be made of."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "synthetic_number": Message(
        seen="the option {name} of a synthetic area is {value}.",
        why="It is a {kind} from {low} to {high}: beyond that the area would look like none that"
        " there is.",
        remedy="Give one: sf.synthetic_area({example}).",
    ),
    "synthetic_assumptions": Message(
        seen="assumptions is {value}.",
        why="A synthetic area either keeps to what demand models usually suppose, or breaks it.",
        remedy='Write assumptions="held" or assumptions="broken".',
    ),
    "synthetic_switch": Message(
        seen="transitions is {value}.",
        why="A synthetic area has the table transitions, or it has not.",
        remedy="Write transitions=True or transitions=False.",
    ),
    "synthetic_too_thin": Message(
        seen="{plans} plans in {localities} localities are fewer than {least} a locality.",
        why="Where so few live, some localities would have more plans than residents of an age.",
        remedy="Ask for fewer localities, or for plans={enough} or more.",
    ),
    "synthetic_breaks": Message(
        seen="{breaks} breaks were asked for between {januaries} Januaries.",
        why="Each break needs a year of its own, after the first January.",
        remedy="Ask for fewer breaks, or for history_years={enough} or more.",
    ),
}
