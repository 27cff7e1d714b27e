"""Messages about files in the formats of witan.send, an open model of SEND places."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "witan_no_folder": Message(
        seen="There is no folder {path}.",
        why="It was to hold transitions.csv and the files beside it.",
        remedy="Check the spelling and the folder.",
    ),
    "witan_no_transitions": Message(
        seen="None of the files in {path} has the headings of transitions.csv.",
        why="Stocks and flows are counted from it.",
        remedy="Its headings are calendar-year, setting-1, need-1, academic-year-1, setting-2,"
        " need-2 and academic-year-2.",
    ),
    "witan_file_twice": Message(
        seen="{value} and {other} have the same headings.",
        why="It is not clear which of the two is meant.",
        remedy="Keep one of them in the folder.",
    ),
    "witan_codes_unknown": Message(
        seen="These codes have no meaning yet: {value}.",
        why="Each {what} must be one of ours.",
        remedy="Fill them in where the file codes.toml is there already; else write it with"
        ' sf.suggest_witan_codes(folder, save_as="codes.toml"). Give it: {what}s="codes.toml".',
        remedy_command="Write a file codes.toml with [needs] and [settings], each code = ours,"
        " and give it.",
    ),
    "witan_code_wrong": Message(
        seen="{value} is no {what}.",
        why="The codes of the file were to become these.",
        remedy="{meant}",
    ),
    "witan_outside_half": Message(
        seen="Only one of setting and need is NONSEND.",
        why="Who is outside has neither; who is inside has both.",
        remedy="Correct the row.",
    ),
    "witan_outside_twice": Message(
        seen="The child is outside on both sides.",
        why="It is no transition.",
        remedy="Delete the row.",
    ),
    "witan_not_one_year": Message(
        seen="The academic year goes from {before:g} to {after:g}.",
        why="Between two Januaries everybody moves up by one.",
        remedy="Correct the row: academic-year-2 is academic-year-1 plus 1.",
    ),
    "witan_beyond_ages": Message(
        seen="{count} children move beyond NC year 20, or come from before NC year -4.",
        why="They are counted as leavers or joiners: an area has NC years -4 to 20.",
        remedy="Nothing has to be done.",
        severity="note",
    ),
    "witan_row_outside_ages": Message(
        seen="{count} rows lie outside NC years -4 to 20.",
        why="They were left out: an area has these NC years.",
        remedy="Nothing has to be done.",
        severity="note",
    ),
    "witan_restated": Message(
        seen="January {value}: {less:,.0f} children are there at the end of one year and not at"
        " the start of the next, and {more:,.0f} the other way round.",
        why="They were recorded anew, or back-dated; plans are those at the end.",
        remedy="Nothing has to be done: the projection knows such restatement.",
        severity="note",
    ),
    "witan_year_skipped": Message(
        seen="There are no transitions of {value}.",
        why="Years before and after are there.",
        remedy="Add them if they are known.",
        severity="note",
    ),
    "witan_not_valid": Message(
        seen="{count} children are in a setting at a need or NC year that valid-states.csv does not"
        " allow.",
        why="They were read as they are.",
        remedy="Look at the table not_valid; widen the valid states, or correct the rows.",
        severity="note",
    ),
    "witan_costs_no_price_year": Message(
        seen="The costs say of which year neither their pounds nor they are.",
        why="The area's table of costs needs it, so they stand in the table state_costs only.",
        remedy="Say it: price_year=2024 for the financial year 2024/25.",
        remedy_command="Write the area's table of costs from the table state_costs.",
        severity="note",
    ),
    "witan_costs_averaged": Message(
        seen="{count} pairs of setting and need have several costs in the file.",
        why="They are means, weighted by the children of the transitions.",
        remedy="Tell the settings apart if they should not be averaged.",
        severity="note",
    ),
    "witan_option": Message(
        seen="{value} is not a way to label {what}.",
        why="",
        remedy="Write {known}.",
    ),
}
