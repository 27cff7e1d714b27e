"""Messages about appraising capital schemes."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "appraise_no_allocation": Message(
        seen="{what} is {value}, and no allocation.",
        why="A programme is appraised by what it changes between two allocations.",
        remedy="Give two results of sf.allocate: the one with the schemes, then the one without.",
        remedy_command="Name two scenarios: the one with the schemes, then the one without.",
    ),
    "appraise_other_draws": Message(
        seen="The two allocations are not of the same {what}: {ours} with the programme, {theirs}"
        " without.",
        why="What a programme changes is taken draw by draw, so both must be of the same possible"
        " futures and years.",
        remedy="Allocate the same projection twice, with as many draws: once with the scenario"
        " that has the schemes, once with the one that has not.",
    ),
    "appraise_other_prices": Message(
        seen="The two scenarios do not suppose the same of {what}: {ours} with the programme,"
        " {theirs} without.",
        why="Pounds in different prices cannot be taken from each other, and what another"
        " supposition changes would be told as an effect of the schemes.",
        remedy="Put it into both scenarios, or into neither.",
    ),
    "appraise_spend_word": Message(
        seen="{scheme} has a spend whose {what} is {value}.",
        why="It would stand in no line of the account.",
        remedy="Use one of: {known}.",
    ),
    "appraise_spend_number": Message(
        seen="{scheme} has a spend whose {what} are {value}.",
        why="Nothing could be added up with it.",
        remedy="Give a number: of pounds any, below nought for a receipt; of a contingency none"
        " below nought.",
    ),
    "appraise_spend_late": Message(
        seen="{scheme} has a spend in {year}, after the last year that is appraised, {last}.",
        why="It would be left out, and the programme look cheaper than it is.",
        remedy="Raise appraisal_years in the [money] section of the scenario with the programme"
        " and of the one without, or correct the year.",
    ),
    "appraise_prices_late": Message(
        seen="The {what} is {year}, after the last year that is appraised, {last}.",
        why="Pounds would be brought back from prices that nobody knows.",
        remedy="Correct the price_year, or raise appraisal_years in the [money] section of both"
        " scenarios.",
    ),
    "appraise_spend_early": Message(
        seen="{scheme} has a spend in {year}, more than {earliest} years before the first that is"
        " allocated, {allocated}.",
        why="So early an amount is spent already, or its year is wrong; it would count as worth"
        " more than it is.",
        remedy="Correct the year of the spend, or leave out what is spent and cannot come back.",
    ),
    "appraise_twice": Message(
        seen="{scheme} is given twice.",
        why="What it costs would be counted twice.",
        remedy="Give each scheme once, with all its spends.",
    ),
    "appraise_no_spends": Message(
        seen="Nothing is said of what the schemes cost to build.",
        why="Without capital every saving pays.",
        remedy="Give spends= with the capital of each scheme, unless there is none.",
        remedy_command="Write the capital of each scheme into the scenario, unless there is none.",
        severity="note",
    ),
    "appraise_above_places": Message(
        seen="With the programme {count} more children than without it are above the places of"
        " {pool} in {year}, in the mean.",
        why="Fewer places are planned than children have there, and who has a place keeps it until"
        " it ends. Their places are paid for, so what fewer places save comes later.",
        remedy="Let the places go in steps, as children leave; or state where these children go.",
        severity="note",
    ),
    "appraise_without_place": Message(
        seen="With the programme {who} without a place in {year}.",
        why="Their places cost money. A child without one costs {percent} percent of an independent"
        " placement here (without_place_percent), which is supposed and known of nobody: at 0 the"
        " account shows the cost of placing them and no saving, and speaks against the programme.",
        remedy="Read the table children beside the pounds, and without_place in the tables tornado"
        " and switching_values; or state without_place_percent in the [money] section of both"
        " scenarios.",
        severity="note",
    ),
    "appraise_over_budget": Message(
        seen="The schemes take {spent} pounds of the budget {which}, which is {limit}: {over} too"
        " many.",
        why="Schemes that are decided are appraised as they are given, and no budget stops them;"
        " but they cannot be paid for as they stand.",
        remedy="Raise {column} in the [money] section of the scenario, let schemes open in other"
        " years, or leave one out. sf.choose_schemes(projection) keeps all budgets.",
        remedy_command="Raise {column} in the [money] section of the scenario, let schemes open in"
        " other years, or leave one out. Without --schemes they are chosen within all budgets.",
        severity="note",
    ),
    "appraise_fixed_year": Message(
        seen="{scheme} is decided and may open from {first} to {last}. No year was given, so it"
        " opens in {first}, with the programme and without it.",
        why="A choice of schemes takes the best of these years, so that doing nothing may be"
        " another there, and the two are held against different plans.",
        remedy="Give its year beside those of the schemes, as"
        ' sf.appraise_openings(projection, {{..., "{value}": {year}}}).',
        remedy_command="Give its year beside those of the schemes, as --schemes {value}={year}.",
        severity="note",
    ),
    "appraise_payer": Message(
        seen="the appraisal has no pounds of {value}.",
        why="Nothing that it pays or saves could be drawn.",
        remedy="Give one of its payers: {known}.",
    ),
    "appraise_explain": Message(
        seen="{value} is nothing that an appraisal can be explained by.",
        why="",
        remedy="Use year=, payer=, where= or item=.",
        remedy_command="Use year, payer, where or item.",
    ),
}
