"""Messages about which schemes to choose: what contradicts itself, and what cannot be met."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "choosing_engine_unknown": Message(
        seen="there is no engine called {name} for a choice of schemes.",
        why="Schemes are chosen by cuts from flows, or by one model of everything.",
        remedy="Give engine='auto', 'benders' or 'milp'.",
        remedy_command="Report this: no command names an engine for it.",
    ),
    "choosing_caps": Message(
        seen="caps across pools stand in the years to be chosen for.",
        why="Cuts are priced by flows, and a cap that crosses pools is a row of none.",
        remedy="Give engine='milp', which is slower, or leave the caps out of the choice and run"
        " the best programmes with them.",
        remedy_command="Leave the caps out of the choice, and run the best programmes with them.",
    ),
    "choosing_no_time": Message(
        seen="no programme that keeps everything was found in {seconds} seconds.",
        why="Some schemes must open, and the conditions have to be met before anything is weighed.",
        remedy="Give it more seconds, or fewer conditions.",
    ),
    "choosing_option": Message(
        seen="the option {name} is {value}.",
        why="{reason}",
        remedy="{cure}",
    ),
    "choosing_empty": Message(
        seen="there are no {what}.",
        why="A choice is made between schemes, by what they change in years and draws.",
        remedy="Give at least one.",
    ),
    "choosing_number": Message(
        seen="the first of {count:value|values} that cannot be used is {value}, at {position}.",
        why="{reason}",
        remedy="Correct it.",
    ),
    "choosing_position": Message(
        seen="the pair {pair} does not name two schemes by their positions.",
        why="A condition holds between two different schemes, numbered from 0 to {last}.",
        remedy="Correct the pair.",
    ),
    "choosing_periods_differ": Message(
        seen="year {year} of draw {draw} has other {what} than the first.",
        why="A scheme adds its places at the same positions in all years and draws, and sums are"
        " compared aim by aim.",
        remedy="Make all networks with the same pools, totals and aims; pools that only schemes"
        " open have no room.",
    ),
    "choosing_year": Message(
        seen="a period stands in year {year}, where there are {years}.",
        why="Openings and places are given for the years 0 to {last}.",
        remedy="Correct the year, or the number of years.",
    ),
    "choosing_before_opening": Message(
        seen="{scheme} changes places in year {year} though it would open in year {opening}.",
        why="What does not exist yet has no places, and takes none.",
        remedy="Give nought for all years before the opening.",
    ),
    "choosing_never_full": Message(
        seen="{scheme} adds places to {holder}, which is never full.",
        why="More places there change nothing, so the scheme would look worthless.",
        remedy="Give the pool its number of places, or let the scheme add to another.",
    ),
    "choosing_never_opens": Message(
        seen="{scheme} must open and may open in no year.",
        why="No programme can hold it.",
        remedy="Give it a year in which it may open, or let it be chosen.",
    ),
    "choosing_requires_never": Message(
        seen="{scheme} requires {other}, which cannot be open by any year in which {scheme} may"
        " open.",
        why="It could never be chosen, and nobody would see why.",
        remedy="Give {other} an earlier year, {scheme} a later one, or take the requirement out.",
    ),
    "choosing_requires_excluded": Message(
        seen="{scheme} requires {other}, and the two exclude each other.",
        why="It could never be chosen, and nobody would see why.",
        remedy="Take one of the two conditions out.",
    ),
    "choosing_must_exclude": Message(
        seen="{scheme} and {other} exclude each other, and both must open ({reason}).",
        why="No programme can hold both.",
        remedy="Let one of them be chosen, or take the exclusion out.",
    ),
    "choosing_budget_short": Message(
        seen="the budget {budget} allows {limit:,.0f} pounds, and what must open takes at least"
        " {least:,.0f}: {schemes}.",
        why="No programme can keep the budget.",
        remedy="Raise the budget, let one of the schemes be chosen, or let it open in other years.",
    ),
    "choosing_no_programme": Message(
        seen="no programme keeps everything: what must open ({schemes}), the budgets ({budgets}),"
        " {conditions:condition|conditions} between schemes, and places that cannot fall below"
        " nought.",
        why="Each can be kept by itself, and not all together; that is proven.",
        remedy="Raise a budget, let one of the schemes be chosen, allow other years, or take a"
        " condition out.",
    ),
}
