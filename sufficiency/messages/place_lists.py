"""Messages about a council's own lists of schools and places."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "list_sheets_alike": Message(
        seen="Other sheets are headed as lists of schools and places too: {value}.",
        why="One sheet is read, and whichever it were, the places of the others would be lost. One"
        " may be out of date.",
        remedy="Keep one of them: hide or delete a sheet that is out of date; if all of them count,"
        " write their rows into one sheet.",
    ),
    "lists_apart": Message(
        seen="{other} is a list of places too, and tells other places of {count:school|schools}"
        " ({named}; the figures of this list first).",
        why="One of the two lists would count, and the other's figures would be lost.",
        remedy="Take the list out that is not to count; or write both into one.",
    ),
    "list_no_year": Message(
        seen="The column {value} does not say from which year its places are.",
        why="A number of places holds from one September.",
        remedy="Head it with the year, such as Places 2025/26; or say year=2025.",
        remedy_command="Head it with the year, such as Places 2025/26.",
    ),
    "list_year_twice": Message(
        seen="{value} and {other} are both of {year}.",
        why="It is not clear which of the two is meant.",
        remedy="Keep one of the two columns.",
    ),
    "list_year_from_date": Message(
        seen="The heading {heading} is a date, and was read as September {year}.",
        why="Excel turns headings such as Sep-26 into dates.",
        remedy="Nothing has to be done if that is right.",
        severity="note",
    ),
    "list_heading_is_date": Message(
        seen="The heading {heading} is a date that is no 1 September.",
        why="Excel turns headings such as Sep 26 into dates, and it is not clear which year is"
        " meant.",
        remedy="Format the cell as text and write the year, such as 2026/27.",
    ),
    "list_no_level": Message(
        seen="The row does not say whether its places are in a base or a special school.",
        why="A pool serves one level of need.",
        remedy='Fill in a column Type; or say level="special" for all rows that do not.',
        remedy_command="Fill in a column Type: base, special or independent.",
    ),
    "list_level_unknown": Message(
        seen="{value} is no kind of place that is known here{others}.",
        why="A pool serves one level of need.",
        remedy="{meant}",
    ),
    "list_needs_unknown": Message(
        seen="{value} is no need that is known here{others}.",
        why="A pool serves some needs.",
        remedy="{meant}",
    ),
    "list_no_needs": Message(
        seen="The row names no need.",
        why="A pool serves some needs, and others are not placed there.",
        remedy="Write codes such as ASD; SEMH, or All; or name them for all rows:"
        ' needs="ASD;SEMH".',
        remedy_command="Write codes such as ASD; SEMH, or All.",
    ),
    "list_ages_unknown": Message(
        seen="{value} is no span of ages or year groups{others}.",
        why="A pool serves some NC years.",
        remedy="Write ages such as 4-11, or year groups such as R-6 or Y7-Y11.",
    ),
    "list_ages_date": Message(
        seen="{value} is a date where ages should be{others}.",
        why="Excel turns 4-11 into a date.",
        remedy="Format the column as text, and type the ages again.",
    ),
    "list_ages_meaning": Message(
        seen="Ages such as {value} were read as {years}.",
        why="The last age is taken as that of leaving, as in statutory age ranges.",
        remedy='If it is the last age on roll, say high_age="on_roll".',
        remedy_command="If it is the last age on roll, write year groups such as R-6.",
        severity="note",
    ),
    "list_ages_or_groups": Message(
        seen="{value} may be ages or year groups{others}.",
        why="Read as the other it would be four or five NC years off.",
        remedy="Head the column Age range or Year groups; or write Ages 7-11, or Y7-Y11.",
    ),
    "list_row_twice": Message(
        seen="The same school, pool and level stood already in row {first}.",
        why="Its places would be counted twice.",
        remedy="Delete one of the rows; or name its places in a column Pool.",
    ),
    "list_no_urn": Message(
        seen="{count:school has|schools have} no URN; the first is in row {first}.",
        why="A code was made of their names, and nothing joins them to a register.",
        remedy="Fill in the URN of those that have one.",
        severity="note",
    ),
    "list_matched_by_name": Message(
        seen="{count:school without a URN was|schools without a URN were} found in the register by"
        " their name, in their authority: {named}.",
        why="Their places are those of these schools; one open school has the name there.",
        remedy="Nothing has to be done if they are right; else write the URN into the list.",
        severity="note",
    ),
    "list_name_doubtful": Message(
        seen="Several schools of the register are called {value} there ({urns}).",
        why="It is not clear which is meant, so none was taken: the school stands beside them with"
        " places of its own.",
        remedy="Write its URN into the list.",
        severity="note",
    ),
    "list_column_left": Message(
        seen="The column {value} tells {what} too, and was left out; {kept} was read.",
        why="Two columns could say different things, and the surer heading counts.",
        remedy="Call the column that is to count {example}, or take the other out.",
        severity="note",
    ),
    "list_urn_in_one_row": Message(
        seen="The school has a URN in row {first}, and none in this row.",
        why="It would be read as two schools.",
        remedy="Fill in the URN in both rows; or, if they are two schools, add the town to a name.",
    ),
    "list_same_name": Message(
        seen="A school of this name stands in row {first}, and neither row has a URN.",
        why="They may be one school or two, and places are planned school by school.",
        remedy="Fill in the URN. If it is one school, name what each row is in a column Pool; if"
        " they are two, add the town to a name.",
    ),
    "list_urn_wrong": Message(
        seen="{value} is no URN.",
        why="A URN has six digits.",
        remedy="Look it up in Get Information about Schools.",
    ),
    "list_urn_meant": Message(
        seen="{value} {what}{others}. {how} the school is {meant} ({name}).",
        why="It would stand in the area twice, once with the list's places and once with the"
        " register's, and children placed under {meant} would be in no place of the list.",
        remedy="Write {meant} in the list. If the school has a new URN that the register does not"
        " have yet, take a register of a later day. If it is another school, leave its URN blank,"
        " and give it a name or point of its own.",
    ),
    "list_urn_far": Message(
        seen="{value} is {name} in the register, {where}{others}; the list calls it {called}.",
        why="Children placed at that school, and its roll, would be taken for those of this one.",
        remedy="Correct the URN. Nothing has to be done if it is the same school under another"
        " name.",
        severity="note",
    ),
    "list_row_of_authority": Message(
        seen="The row is called {value}, as the authority is, and has no URN.",
        why="It looks like a total, and its places would count a second time.",
        remedy="Delete the row, or write Total in its place. If it is a school, write its whole"
        " name or its URN.",
    ),
    "list_two_names": Message(
        seen="URN {value} has another name in row {first}.",
        why="One of the two rows may have the URN of another school.",
        remedy="Correct the URN, or write the name alike.",
    ),
    "list_no_points": Message(
        seen="{count:school has|schools have} no point; the first is {value}.",
        why="A site has a point, so they are in the table schools and not in sites. An area that"
        " has these sites already needs no more.",
        remedy="Join them with a register of schools by URN: points=reading.",
        remedy_command="If the area does not have them yet: give the register of schools besides,"
        " or add the columns Easting and Northing.",
        severity="note",
    ),
    "list_points_blank": Message(
        seen="{count:school has|schools have} no point: {columns} are blank there. The first is"
        " {value}.",
        why="A site has a point, so they are in the table schools and not in sites. An area that"
        " has these sites already needs no more.",
        remedy="Fill them in; or the URN, where points=reading gives a register of schools.",
        remedy_command="Fill them in; or the URN, where a register of schools is among the files.",
        severity="note",
    ),
    "list_point_is_angle": Message(
        seen="{value} is no {what}{others}: it looks like degrees.",
        why="Easting and northing are metres on the National Grid; degrees are another system.",
        remedy="Head the two columns Latitude and Longitude: they are turned into the grid.",
    ),
    "list_point_wrong": Message(
        seen="{value} is no {what}{others}.",
        why="It is a number from {low} to {high}; elsewhere there is no school of this country.",
        remedy="Correct it, or leave the cell blank.",
    ),
    "list_columns_unknown": Message(
        seen="Not known, and not read: {value}.",
        why="Columns are told by their headings, and nothing is taken from these.",
        remedy="If one of them is needed, head it as in the how-to page on listing places.",
        severity="note",
    ),
    "list_taken_holds": Message(
        seen="One column says how many places are taken, and was read for all years ({years}).",
        why="Places that others have are not free to this authority's children.",
        remedy="If that changes, write taken year by year into the table places.",
        severity="note",
    ),
    "list_nothing_given": Message(
        seen="{count:cell of places is|cells of places are} blank; the first is in row {first}.",
        why="What stands for the year before holds on; before the first number there are none.",
        remedy="Write 0 where places end.",
        severity="note",
    ),
    "list_no_places": Message(
        seen="The row has no number of places in any year.",
        why="A pool without places serves nobody.",
        remedy="Fill one in, or delete the row.",
    ),
    "list_fraction": Message(
        seen="{value} is no whole number of places.",
        why="A place is for one child.",
        remedy="Round it as it was agreed.",
    ),
    "list_option": Message(
        seen="{value} is not {what}.",
        why="",
        remedy="Write {known}.",
    ),
    "list_points_wrong": Message(
        seen="{value} was given where points of schools should be.",
        why="Columns urn, easting and northing are needed.",
        remedy="Give what read_gias returns, or a frame with these columns.",
        remedy_command="Add the columns Easting and Northing.",
    ),
}
