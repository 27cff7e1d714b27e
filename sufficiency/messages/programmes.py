"""Messages about choosing schemes: what they are chosen from, budgets, and how sure a choice is."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "choice_no_schemes": Message(
        seen="the scenario {scenario} has no schemes.",
        why="A programme is chosen among schemes that are offered.",
        remedy="Add them to the scenario as [[schemes]], with their places and costs.",
    ),
    "choice_aim": Message(
        seen="schemes were to be chosen by {value}.",
        why='They are chosen by the order of the aims ("order") or by net present cost ("pounds").',
        remedy='Give aim="order" or aim="pounds".',
        remedy_command="Give --aim order or --aim pounds.",
    ),
    "choice_budget": Message(
        seen="a budget of {value} was given.",
        why="A budget is a number of pounds, nought or more.",
        remedy="Give one, as budget=12_000_000; leave it out for that of the scenario.",
        remedy_command="Give one, as --budget 12000000; leave it out for that of the scenario.",
    ),
    "choice_pounds_alone": Message(
        seen="the scenario {scenario} {what}, and schemes are to be chosen by pounds alone.",
        why="Nothing would then say when, so it would happen to spare a pound, or never.",
        remedy='Choose by the order of the aims, aim="order"; or take it out of the scenario.',
        remedy_command="Choose by --aim order; or take it out of the scenario.",
    ),
    "choice_number": Message(
        seen="{name} was given as {value}.",
        why="{meaning}",
        remedy="Give {name} as {example}.",
    ),
    "choice_nothing_built": Message(
        seen="no scheme is proposed that is not fixed: {reason}.",
        why="Nothing is built where the budgets allow no scheme, or none makes anything better.",
        remedy="Nothing need be done; or raise the budget, or offer other schemes.",
        severity="note",
    ),
    "choice_never_opens": Message(
        seen="the scheme {scheme} cannot open: it is offered from {opens} to {latest}, and"
        " {first} to {last} are allocated; or what it requires cannot open in time.",
        why="It is not chosen from, and not opened where it is fixed: what it would change lies"
        " outside those years.",
        remedy="Project until a later year, or let it open within those years. What has opened"
        " before them stands in the area already: give its places there.",
        severity="note",
    ),
    "choice_rounding": Message(
        seen="together, the schemes of the programme {programme} give {count:place|places} more"
        " or fewer than each by itself, in pool or total {holder} in {year}.",
        why="Places that are kept free, and those above the places, are rounded once for a pool,"
        " and no pool has fewer than none. The choice adds up what each scheme opens by itself;"
        " the figures with stayers are of the sum.",
        remedy="Nothing need be done.",
        severity="note",
    ),
    "choice_not_proven": Message(
        seen="the best programme was looked for over {seconds:g} seconds, and one that is better by"
        " up to {gap} may have been missed.",
        why="There are more programmes than could be ruled out in that time.",
        remedy="Give it longer, as seconds=600, or a wider gap; or offer fewer schemes.",
        remedy_command="Give it longer, as --seconds 600, or a wider gap, as --gap 0.01; or offer"
        " fewer schemes.",
        severity="note",
    ),
    "choice_second_ranking": Message(
        seen="with stayers {proposed} comes first, and with everybody placed anew {released}.",
        why="The choice is proven where everybody is placed anew each year. Children stay where"
        " they are, so the best programmes are allocated again and ranked again.",
        remedy="See the ranking, which has both figures: programme.ranking().",
        remedy_command="See the table ranking, which has both figures.",
        severity="note",
    ),
    "choice_other_schemes": Message(
        seen="the scenario {scenario} does not offer the same schemes as {other}.",
        why="The same programmes are held against each other in all scenarios.",
        remedy="Make it from the other: {other}, with other assumptions.",
    ),
    "choice_other_aims": Message(
        seen="the scenario {scenario} has other aims than {other}.",
        why="Values of different aims cannot be held against each other.",
        remedy="Give both the same aims.",
    ),
}
