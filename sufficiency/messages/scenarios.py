"""Messages about scenarios."""

from __future__ import annotations

from sufficiency.messages.message import Message

OPENING_TEXT = (
    "Text stands in quotation marks, and each line reads: key = value, "
    'for example name = "two-bases".'
)
PATHS = (
    "Use forward slashes (C:/Users/me/places.csv) or single quotes ('C:\\Users\\me\\places.csv')."
)

_FILES: dict[str, Message] = {
    "toml_broken": Message(
        seen="Line {line}, column {position}, is not TOML: {value}",
        why="Nothing after it can be read.",
        remedy="Mend that line. " + OPENING_TEXT,
    ),
    "toml_backslash": Message(
        seen="Line {line}, column {position}, has a backslash in double quotes: {value}",
        why="In double quotes a backslash begins a code for a special letter.",
        remedy=PATHS,
    ),
    "toml_curly_quotes": Message(
        seen="Line {line}, column {position}, has curly quotation marks: {value}",
        why="A word processor puts them in; TOML knows straight ones only.",
        remedy='Write straight quotation marks, for example name = "two-bases".',
    ),
    "toml_twice": Message(
        seen="Line {line} names a key or table that was named before: {value}",
        why="It is not clear which of the two is meant.",
        remedy="Delete one of the two. A table with several rows is written [[places]], "
        "with two brackets, above each row.",
    ),
    "toml_too_deep": Message(
        seen="The scenario holds tables inside tables, more than {depth} deep.",
        why="No key of a scenario goes so deep.",
        remedy="Look for brackets or braces that are opened and never closed.",
    ),
    "toml_not_text": Message(
        seen="The file is not text in UTF-8.",
        why="TOML files are always UTF-8.",
        remedy='In the editor choose Save As, Encoding "UTF-8".',
    ),
    "no_such_scenario": Message(
        seen="There is no scenario file {path}.",
        why="",
        remedy="Check the spelling and the folder. Shipped scenarios: {known}.",
    ),
    "scenario_source": Message(
        seen="What was given to be loaded is of the type {value}.",
        why="A scenario is read from a path, the name of a shipped scenario or a dict.",
        remedy='Write for example load_scenario("baseline"), or load_scenario(None) for things '
        "as they stand.",
    ),
    "no_scenario": Message(
        seen="What was given to be compared with is of the type {value}.",
        why="Only two scenarios can be laid side by side.",
        remedy='Load the other one first: scenario.diff(load_scenario("baseline")), or '
        "scenario.diff(None) for things as they stand.",
    ),
    "based_on_missing": Message(
        seen="There is no scenario {value} to be based on.",
        why="Everything that it says would be left out.",
        remedy="Write the path from the folder of this file, or a shipped name: {known}.",
    ),
    "based_on_cycle": Message(
        seen="The scenario is based on itself: {chain}.",
        why="There is no first file to begin with.",
        remedy="Take based_on out of one of these files.",
    ),
    "path_with_codes": Message(
        seen="The path holds a letter that no path can hold: {value}",
        why="In double quotes \\t and \\n stand for a tab and a new line.",
        remedy=PATHS,
    ),
    "table_file_missing": Message(
        seen="The file {value} cannot be opened ({reason}).",
        why="The rows of {table} stand in it.",
        remedy="Write the path from the folder of the scenario, and close the file in Excel.",
    ),
    "table_file_kind": Message(
        seen="{value} is neither a .csv file nor an .xlsx workbook.",
        why="Rows of {table} are read from one of these two.",
        remedy="Save it from Excel as CSV UTF-8 or as an Excel Workbook.",
    ),
    "table_file_broken": Message(
        seen="{value} is not a workbook that can be read.",
        why="The rows of {table} stand in it.",
        remedy="Open it in Excel, choose Save As, Excel Workbook (.xlsx), without a password.",
    ),
    "sheet_missing": Message(
        seen="The workbook has no sheet called {value}.",
        why="The rows of {table} stand in it.",
        remedy="{meant}",
    ),
}

_KEYS: dict[str, Message] = {
    "scenario_key_unknown": Message(
        seen="{key} is not a key of a scenario.",
        why="What it says would be left out of every result.",
        remedy="{meant}",
    ),
    "scenario_value_kind": Message(
        seen="{key} is {value}.",
        why="It must be {wanted}.",
        remedy="Write for example: {example}",
    ),
    "table_needs_brackets": Message(
        seen="{key} is {value}, not a list of rows.",
        why="A scenario's tables have rows, or name the file that holds them.",
        remedy="Write [[{key}]] with two brackets above each row, "
        'or {key} = {{ file = "{key}.csv" }}.',
    ),
    "assumption_unknown": Message(
        seen="{value} is not a known assumption.",
        why="It would change nothing.",
        remedy="{meant}",
        remedy_command="{meant_command}",
    ),
    "assumption_elsewhere": Message(
        seen="{name} stands under [{here}].",
        why="It belongs to another section, where readers look for it.",
        remedy="Move it to [{section}], or to [assumptions], which takes all.",
    ),
    "assumption_twice": Message(
        seen="{name} stands under [{here}] and under [{other}].",
        why="It is not clear which of the two is meant.",
        remedy="Delete one of the two.",
    ),
    "assumption_empty": Message(
        seen="{name} names no value.",
        why="It would change nothing.",
        remedy="Write {name} = {example}, or delete it.",
    ),
    "assumption_kind": Message(
        seen="{value} is not {wanted}.",
        why="{meaning}: {unit}.",
        remedy="Write for example: {name} = {example}",
    ),
    "assumption_not_whole": Message(
        seen="{value} is not a whole number.",
        why="{meaning}: {unit}.",
        remedy="Write {beside} in its place.",
    ),
    "assumption_not_a_list": Message(
        seen="{name} is {value}.",
        why="It must be {wanted}, the most important first.",
        remedy="Write for example: {name} = {example}, which is what holds where it is left out.",
    ),
    "aims_twice": Message(
        seen="{value} is named twice among the aims {named}.",
        why="Once it is as small as can be, naming it again changes nothing.",
        remedy="Delete the later one.",
    ),
    "aims_first": Message(
        seen="The first of the aims {named} is {value}.",
        why="It would be met by leaving children without a place.",
        remedy="Put without first, or next after displaced.",
    ),
    "aims_no_last_resort": Message(
        seen="Of the aims {named}, neither independent nor pounds comes before miles or"
        " miles_squared.",
        why="Journeys to independent schools are in no aim, so all children who may would go"
        " there.",
        remedy="Name independent or pounds, before miles and miles_squared where they are aims.",
    ),
    "assumption_as_text": Message(
        seen="{value} in quotation marks is not a number.",
        why="{meaning}: {unit}.",
        remedy="Write {number}, without quotation marks, sign or unit.",
    ),
    "assumption_bounds": Message(
        seen="{value} is {side} {bound}.",
        why="{meaning}: from {low} to {high} {unit}.",
        remedy="Correct the value.",
    ),
    "assumption_code": Message(
        seen="{value} is not one of its words.",
        why="{meaning}.",
        remedy="{meant}",
    ),
    "assumption_unit": Message(
        seen="{name} is stated in {value}.",
        why="It is counted in {unit}, and nothing is converted unasked.",
        remedy='Convert the value and write unit = "{unit}", or leave the unit out.',
    ),
    "assumption_not_dated": Message(
        seen="{name} is given by year.",
        why="It has one value for all years.",
        remedy="Write {name} = {example}",
    ),
    "assumption_year": Message(
        seen="{value} is not an academic year.",
        why="A dated value holds from its year until the next one named.",
        remedy="Write the year in which it starts, from 2000 to 2100, "
        "for example {{ 2026 = {example} }}.",
    ),
    "assumption_year_twice": Message(
        seen="{name} names {value} twice.",
        why="It is not clear which of the two values is meant.",
        remedy="Delete one of the two.",
    ),
    "assumption_not_by": Message(
        seen="{name} is given by {value}.",
        why="It has one value for all.",
        remedy="Write {name} = {example}",
    ),
    "assumption_by": Message(
        seen="{value} is not a known {kinds}.",
        why="{name} may differ by {kinds}; other values would never be used.",
        remedy="{meant}",
    ),
    "assumption_tie": Message(
        seen="{name} gives {value} and {other}, and a child may be both.",
        why="It is not clear which of the two values is meant.",
        remedy='Say what holds for both: by = {{ "{both}" = ... }}.',
    ),
    "nothing_to_remove": Message(
        seen="The scenario {name} says nothing about {value}.",
        why="Nothing would be taken out.",
        remedy="See what it says: scenario.resolved.",
    ),
    "without_needs_one": Message(
        seen="without() was asked to take nothing out, or an assumption and a site at once.",
        why="",
        remedy='Write scenario.without("headroom_percent") or '
        'scenario.without(site="S01", pool="base").',
    ),
    "but_needs_a_name": Message(
        seen="but() was not given a name for the new scenario.",
        why="Two scenarios called {value} could not be told apart in results.",
        remedy='Write name= first, for example scenario.but(name="faster", {example}=...).',
    ),
    "assumption_asked_by": Message(
        seen="{name} differs by {value}.",
        why="There is no one value.",
        remedy="Ask for one, for example: .at(2026, {example})",
    ),
    "assumption_asked_wrongly": Message(
        seen="{name} does not differ by {value}.",
        why="",
        remedy="Ask without it: .at(2026)",
    ),
    "no_value_before": Message(
        seen="There is no value for {asked}.",
        why="The first one holds from {first}.",
        remedy="Ask for {first} or later, or name a value for an earlier year.",
    ),
    "schedule_out_of_order": Message(
        seen="The years of a schedule are {value}.",
        why="Each value holds from its year until the next one, so years must rise.",
        remedy="Name at least one year, each once, the earliest first.",
    ),
}

_ROWS: dict[str, Message] = {
    "levels_do_not_add": Message(
        seen="The central shares add up to {value}, not to 1.",
        why="Every child needs exactly one of the four levels.",
        remedy="Correct mainstream, base, special or beyond.",
    ),
    "levels_out_of_order": Message(
        seen="For {level} the low, central and high shares are {value}.",
        why="The central share must lie between the low and the high one.",
        remedy="Put them in rising order.",
    ),
    "levels_tie": Message(
        seen="It is as specific as another stated row ({other}), and a child may be in both.",
        why="It is not clear which of the two holds.",
        remedy="Add a row for {both}.",
    ),
    "levels_never_used": Message(
        seen="More specific rows are stated for every child that it is about.",
        why="It would change nothing.",
        remedy="Delete it, or one of those: scenario.levels() shows the rows that hold.",
        remedy_command="Delete it, or one of those.",
    ),
    "span_upside_down": Message(
        seen="It goes from {first} to {last}.",
        why="No child and no year is in it.",
        remedy="Put the smaller one first.",
    ),
    "closure_years": Message(
        seen="{setting} closes in {value} by this row, and in {first} by another.",
        why="A setting closes once, for all of its children.",
        remedy="Write the same year in every row of {setting}.",
    ),
    "closure_itself": Message(
        seen="{value} closes, and its children go to {value}.",
        why="Nobody can be there from then on.",
        remedy="Name the setting to which they go instead.",
    ),
    "closure_to_closed": Message(
        seen="Children of {setting} go to {value}, which closes itself from {since}.",
        why="They would come to a setting that is closed already.",
        remedy="Name a setting that stays open, or that closes in a later year.",
    ),
    "closure_does_not_add": Message(
        seen="For {setting} the shares add up to {value}, not to 1, at NC years {ncys}.",
        why="Every child of a setting that closes goes to exactly one other setting.",
        remedy="Correct share in the rows of {setting}, or their ncy_from and ncy_to.",
    ),
    "scheme_unknown": Message(
        seen="There is no scheme called {value}.",
        why="The condition would never be met.",
        remedy="{meant}",
    ),
    "scheme_said_twice": Message(
        seen="The scheme {scheme} states {value} in its own row, and has rows in {table}.",
        why="It is not clear whether the one is part of the other.",
        remedy="Leave {value} out of its row, and state all of it in {table}.",
    ),
    "scheme_places_twice": Message(
        seen="The row is about the same pool of {site} and the same year of the scheme {scheme} as"
        " row {first}.",
        why="A blank site is the scheme's own, so the two state the same places twice.",
        remedy="Delete one of the two.",
    ),
    "scheme_itself": Message(
        seen="The scheme {value} {verb} itself.",
        why="It could never open.",
        remedy="Take {value} out of its own {verb}.",
    ),
    "scheme_contradiction": Message(
        seen="{value} and all that it requires cannot open together: {one} excludes {other}.",
        why="{value} could never open.",
        remedy="Take one of them out of requires or excludes.",
    ),
    "scheme_circle": Message(
        seen="Schemes require each other in a circle: {chain}.",
        why="None of them could open first.",
        remedy="Take requires out of one of these rows; what opens together is one scheme.",
    ),
    "not_in_area": Message(
        seen="{value} is not a {kind} in the area or in the scenario.",
        why="What the row says would reach nobody.",
        remedy="{meant}",
    ),
}

_PLANS: dict[str, Message] = {
    "scenario_not_run": Message(
        seen="Every run of this scenario is refused: {said}",
        why="It is written as it should be, but cannot be run so.",
        remedy="Put that right, or take it out.",
    ),
    "scenario_checks_follow": Message(
        seen="Further checks, {left}, follow once the faults are mended.",
        why="What is at fault would be told again there, as something else.",
        remedy="Mend the faults, and run the same command again.",
        severity="note",
    ),
    "scenario_total_goes_on": Message(
        seen="Every run of this scenario that goes beyond its last total is refused: {said}",
        why="A run goes ten years ahead where no last year is named.",
        remedy="Write these years into the scenario.",
    ),
    "plan_changes_pool": Message(
        seen="Changes {which}: {changes}.",
        why="The scenario's row takes the place of the area's from {since}.",
        remedy="If the area's pool is to stay as it is, give the new one another short name.",
        severity="note",
    ),
    "plan_changes_site": Message(
        seen="Changes site {site}: {changes}.{moved}",
        why="The scenario's row takes the place of the area's in every year.",
        remedy="If another site is meant, give it a code of its own; else write all that holds.",
        severity="note",
    ),
    "plan_changes_cap": Message(
        seen="Changes {which}: {changes}.",
        why="The scenario's row takes the place of the area's from {since}: others are counted.",
        remedy="If the area's cap is to stay as it is, give the new one another short name.",
        severity="note",
    ),
    "plan_closes_pool": Message(
        seen="Closes {pool}: places {changes}.",
        why="From 0 places on, all of our children who are there are placed anew, before others.",
        remedy="If only nobody new is to be admitted, write 1 place; they then stay.",
        severity="note",
    ),
    "plan_fewer_places": Message(
        seen="Changes {pool}: places {changes}.",
        why="The number is all the places of the pool, and it is less than the area has then.",
        remedy="If places are to be added, write the sum of those that there are and the new ones.",
        severity="note",
    ),
}

MESSAGES: dict[str, Message] = {**_FILES, **_KEYS, **_ROWS, **_PLANS}
