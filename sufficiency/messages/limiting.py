"""Messages about what a scenario holds all plans to: totals, a cap on growth, a ceiling."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "projection_total_carried": Message(
        seen="the scenario {scenario} states {value} for total_plans in {stated}, and nothing for"
        " {years}.",
        why="A value holds until the next one named, so that total would be imposed on every later"
        " January too, and nobody would see why growth stops.",
        remedy='Name the years that are meant, and "none" after them:'
        ' scenario.but(name="controlled", total_plans={{{totals}}}).',
        remedy_command='Name the years that are meant, and "none" after them, in the scenario:'
        " total_plans = {{ {totals_command} }}",
    ),
    "projection_total_imposed": Message(
        seen="all plans are made to add up to the totals that the scenario imposes (by the model:"
        " expected numbers, which the means over the draws are near): {figures}.",
        why="The ranges of these years show how the total may be made up, and not how far it may"
        " be off.",
        remedy="Compare it with a scenario without total_plans before you rely on it.",
        severity="note",
    ),
    "projection_limited": Message(
        seen="the limits of the scenario hold plans down, in expected numbers (where a limit holds"
        " some of the draws only, their mean is lower): {figures}.",
        why="Who does not join because of a limit is in no figure: neither among those without a"
        " place nor among those who wait.",
        remedy="Compare it with a scenario without the limit, and say whose decision it is.",
        severity="note",
    ),
    "projection_limit_below_stayers": Message(
        seen="those who stay are by themselves above what prevalence_ceiling_percent allows"
        " ({whom}, expected numbers): {figures}.",
        why="Nobody loses a plan by a ceiling. So nobody whom it counts joins in these years, and"
        " it is still not kept.",
        remedy="State it from the first year in which it can be kept, or say whose plans end, by"
        " leaving_rate_change_percent, and whose decision that is.",
        severity="note",
    ),
}
