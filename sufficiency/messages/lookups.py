"""Messages about look-ups from small areas or postcodes to localities."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "lookup_kind_unknown": Message(
        seen="{value} is neither a heading of the file nor a kind of area.",
        why="It is not clear which column is meant: its headings are {found}.",
        remedy="{meant}",
    ),
    "lookup_no_column": Message(
        seen="{value} has no column of the kind {what}.",
        why="Its headings are: {found}.",
        remedy="Head the column that tells it {wanted}; or use a look-up that has it.",
    ),
    "lookup_same_column": Message(
        seen="The same column, {value}, was named for both sides.",
        why="A look-up leads from one kind of area to another.",
        remedy="Name two columns, or two kinds of area.",
    ),
    "lookup_to_postcode": Message(
        seen="A look-up that leads to {value} was asked for.",
        why="A postcode can lead to one home, and would stand in tables and files.",
        remedy='Lead from it: code="postcode", to="ward".',
        remedy_command="Lead from postcodes to an area.",
    ),
    "lookup_personal": Message(
        seen="The cell looks like a postcode or a pupil number{others}.",
        why="What this column holds stands in tables and files, and it could lead to one home.",
        remedy='Head a column of postcodes Postcode, and say code="postcode"; or name the column of'
        " areas.",
        remedy_command="Head a column of postcodes Postcode; or name the column of areas.",
    ),
    "lookup_code_blank": Message(
        seen="The row has no {what}.",
        why="It leads from nowhere or to nowhere.",
        remedy="Fill it in or delete the row.",
    ),
    "lookup_outside": Message(
        seen="{count} rows have a {what} and no locality.",
        why="They were left out: whoever lives there is outside.",
        remedy="Nothing has to be done if they lie outside the authority.",
        severity="note",
    ),
    "lookup_two_answers": Message(
        seen="The same code leads to {value}, and in row {first} to another locality.",
        why="Children who live there would be put in either.",
        remedy="Keep one of the rows: the one of the best fit.",
    ),
    "lookup_not_a_postcode": Message(
        seen="The cell is no full postcode{others}.",
        why="Children's postcodes are looked up by it.",
        remedy="Correct it in the file, or delete the row.",
    ),
    "lookup_exchanged": Message(
        seen="{count:,} of {whole:,} cells below {column} are no postcodes, and {there:,} of"
        " {among:,} below {other} are.",
        why="The two columns are the wrong way round, and no child would have a home.",
        remedy="Exchange the two headings, {column} and {other}.",
    ),
    "lookup_leading_zeros": Message(
        seen="{value} and other codes have fewer digits than the rest of the column.",
        why="Excel takes noughts away from the front of codes, and they match nothing then.",
        remedy="Import the original file with that column as text.",
    ),
    "lookup_nothing": Message(
        seen="No row leads from a {what} to a locality.",
        why="Nobody could be placed.",
        remedy="Check that it is the right file and that the columns are filled in.",
    ),
    "lookup_ended": Message(
        seen="{count} postcodes are no longer in use.",
        why="They were read too: children may be recorded with one.",
        remedy="Nothing has to be done.",
        severity="note",
    ),
    # localities
    "localities_no_small_areas": Message(
        seen="{value} holds no small areas.",
        why="Localities are made of them.",
        remedy="Give what read_population returns for a file of small areas.",
        remedy_command="Name a file of population by small areas.",
    ),
    "localities_column_unknown": Message(
        seen="The small areas have no column {value}.",
        why="Localities and groups are named by columns of the small areas.",
        remedy="They have {known}. Others of the file are kept with parents=[...].",
        remedy_command="They have {known}.",
    ),
    "localities_no_point": Message(
        seen="No small area of {value} has a point.",
        why="A locality needs one: journeys start there.",
        remedy="Use a file of small areas with easting and northing, or longitude and latitude.",
    ),
    "localities_unmatched": Message(
        seen="{count:small area is|small areas are} not in the lookup, or blank there; the first is"
        " {value}.",
        why="Their residents would be lost.",
        remedy="Fill in their locality, or use a lookup of the same year of boundaries.",
    ),
    "localities_two_groups": Message(
        seen="{value} lies in several groups; most of its residents are in {group}.",
        why="A locality has one group.",
        remedy="Nothing has to be done if that group is right.",
        severity="note",
    ),
    "localities_no_name": Message(
        seen="{count} localities have no name of their own; the first is {value}.",
        why="Their codes are shown in its place.",
        remedy="Write names in the table localities, where they are wanted.",
        severity="note",
    ),
    "deprivation_missing": Message(
        seen="{count} localities have no rank of deprivation; the first is {value}.",
        why="Their decile is left blank.",
        remedy="Use a file of the same year of boundaries, or a lookup from its areas.",
        severity="note",
    ),
    "deprivation_from_deciles": Message(
        seen="The file has deciles and no ranks.",
        why="The decile of a locality is the mean of deciles then, which is less sharp.",
        remedy="Use a file with ranks if there is one.",
        severity="note",
    ),
    "deprivation_not_weighted": Message(
        seen="The file has no population.",
        why="All its areas count alike in the mean of a locality.",
        remedy="Use a file with population if areas differ much in size.",
        severity="note",
    ),
}
