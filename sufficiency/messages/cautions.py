"""Messages about what is easily misread: totals that can hardly be meant, few draws, wandering."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "projection_total_past": Message(
        seen="the scenario {scenario} states {value} for total_plans in {stated}, and January"
        " {base} has been counted.",
        why="A value holds until the next one named, so that total of the past would be imposed on"
        " {years}.",
        remedy="Take the years before {first} out of total_plans, and name those that are meant.",
    ),
    "projection_total_outside": Message(
        seen="the scenario states total_plans of {totals}, and the projection is of {first} to"
        " {last}.",
        why="A total of a January that is not projected changes no figure.",
        remedy="Check the year; a later one needs a longer projection, and population until then.",
        severity="note",
    ),
    "projection_total_far": Message(
        seen="an imposed total is far from the model: {figures}.",
        why="A total that is mistyped is met all the same, to the child, and every figure by need,"
        " locality and level follows it.",
        remedy="Hold it against the {base} plans of January {january}, and correct total_plans in"
        " the scenario if it is not meant.",
        severity="note",
    ),
    "projection_settings_wander": Message(
        seen="settings that wander much from year to year in authorities: {figures}.",
        why="Draws of them go up by more than down, so that the mean over the draws is well above"
        " the number expected although nothing points upwards.",
        remedy="Read the number expected (the column expected) and the range, and never the mean as"
        " a trend.",
        severity="note",
    ),
    "projected_draws_raised": Message(
        seen="{draws:draw is|draws are} allocated, so that as many are projected and not {value}.",
        why="Each draw that is allocated is one of those projected.",
        remedy="Give draws of which as many or more are projected:"
        " allocate(project(area, scenario, draws={draws}), draws={draws}).",
        remedy_command="Give as many or more: --project-draws {draws}, or fewer --draws.",
        severity="note",
    ),
    "projection_limit_idle": Message(
        seen="{names} does nothing where total_plans is imposed, and plans change there as the"
        " totals say: {figures}.",
        why="In a year whose total is imposed no other limit acts, so plans may grow by more than"
        " was stated.",
        remedy='Write "none" for total_plans in the years that the limit is meant for.',
        severity="note",
    ),
}
