"""Messages about exports of case-management systems."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "cases_no_files": Message(
        seen="{value} was given where files by year should be.",
        why="Each file is what was known in one January.",
        remedy="Give them by academic year: {{2023: 'january-2024.csv'}}, and so on.",
        remedy_command="Name each file with the academic year of its January.",
    ),
    "cases_year": Message(
        seen="{value} is not an academic year.",
        why="A file belongs to the January of one.",
        remedy="Give the year in which it starts: 2024 for January 2025.",
    ),
    "cases_no_columns": Message(
        seen="Nothing says which column holds what.",
        why="Exports differ from system to system, and nothing is guessed.",
        remedy='Write sf.suggest_columns(path, save_as="columns.toml"), look it through, and give'
        ' columns="columns.toml".',
        remedy_command="Type `python -m sufficiency suggest-columns FILE --to columns.toml`, and"
        " look it through.",
    ),
    "cases_role_unknown": Message(
        seen="{value} is nothing that a column can hold here.",
        why="",
        remedy="{meant}",
    ),
    "cases_role_missing": Message(
        seen="No column is named for: {value}.",
        why="Without it children cannot be counted.",
        remedy="Write its heading below [columns].",
    ),
    "cases_heading_missing": Message(
        seen="There is no column {value}, which should hold: {what}.",
        why="It is named below [columns].",
        remedy="{meant}",
    ),
    "cases_person_column": Message(
        seen="The column {value} holds what could identify a child, and is named for: {what}.",
        why="Such columns are never read, but to join, to reckon an NC year or to look up a home.",
        remedy="Name the column that holds codes.",
    ),
    "cases_no_lookup": Message(
        seen="A column of postcodes is named, and no look-up.",
        why="A postcode says where a child lives only through a look-up, and is dropped then.",
        remedy='Give lookup=read_lookup("postcodes.csv", code="postcode", to="ward"); or take the'
        " line postcode out.",
        remedy_command="Say --postcodes FILE, with the columns postcode and locality; or take the"
        " line postcode out.",
    ),
    "cases_no_child": Message(
        seen="The row has no number of the child.",
        why="It cannot be found in the other years.",
        remedy="Fill it in, or delete the row.",
    ),
    "cases_child_twice": Message(
        seen="The child of this row stood already in row {first}.",
        why="It would be counted twice.",
        remedy="Keep the row of the plan and placement that held on the day of the census.",
    ),
    "cases_word_unknown": Message(
        seen="{value} has no meaning yet as {what}{others}.",
        why="Each must be one of ours.",
        remedy='{meant} Write it below [{table}]: "theirs" = "ours".',
    ),
    "cases_too_many_words": Message(
        seen="{count} different words of this column have no meaning yet as {what}.",
        why="It looks like a column of names or of free text, so they are not shown.",
        remedy="Check below [columns] that it is the right one.",
    ),
    "cases_words_not_shown": Message(
        seen="{count} of {whole} different words of this column have no meaning yet as {what}.",
        why="Its heading is no usual one and they may be names, so they are not shown.",
        remedy="Check below [columns] that it is the right one. If it is, look at the file, and"
        ' write its words below [{table}]: "theirs" = "ours".',
    ),
    "cases_blank": Message(
        seen="{count:row has|rows have} no {what}.",
        why="They were read as unknown.",
        remedy="Fill them in if they are known.",
        severity="note",
    ),
    "cases_no_ncy": Message(
        seen="The row has neither an NC year nor a date of birth that can be read{others}.",
        why="Children are counted by NC year.",
        remedy="Fill in one of the two. A date is read as 2015-08-31 or 31/08/2015.",
    ),
    "cases_ncy_differs": Message(
        seen="{count:child is|children are} in a year group other than that of their age.",
        why="They were counted by age: everybody moves up by one then.",
        remedy="Nothing has to be done.",
        severity="note",
    ),
    "cases_year_label": Message(
        seen="{count:,} of {whole:,} children are {apart} that of their age in the January of"
        " {given}, which is January {january}.",
        why="So many do not differ by chance: the file seems to be of January {then}, and all would"
        " be counted in another NC year than theirs.",
        remedy="Years are those in which the academic year starts. Give it as {meant}, if it is of"
        " January {then}; else correct the year groups, or the dates of birth.",
    ),
    "cases_days_of_mac": Message(
        seen="Dates of birth are numbers, and {count:,} of {whole:,} children are {apart} that of"
        " the age that these give them.",
        why="Excel counts days from 1900, and on a Mac from 1904 once. The numbers seem to be of"
        " the other kind than they were read as, so that all would be counted by a wrong age.",
        remedy="Format the column as dd/mm/yyyy in the workbook where the export is made, and"
        " export it anew.",
    ),
    "cases_same_file": Message(
        seen="It is given for {before} and for {year}, byte for byte the same.",
        why="A year in which nobody joins, leaves or moves would be made of it.",
        remedy="Give each January its own export.",
    ),
    "cases_nothing_moved": Message(
        seen="All {count} children of {before} are in {after} too, nobody joined, and nobody has"
        " another need, setting or home.",
        why="There is no such year: it seems to be one export, given or saved twice.",
        remedy="Check of which January each file is.",
        severity="note",
    ),
    "cases_nobody_there": Message(
        seen="Of {count:,:child|children} nobody is in: {told}. The shares are those of all"
        " plans in"
        " England.",
        why="An export is often made for some schools, needs or ages only. A part that is not in it"
        " is projected as nobody.",
        remedy="Export all plans that are in place, without a filter. Nothing has to be done if"
        " there truly is nobody.",
        severity="note",
    ),
    "cases_part_gone": Message(
        seen="{left} of {whole:,:child|children} in {here} {left:!is|are} in {what}, and {count:,}"
        " in {there}; {lost:,} of these {lost:!is|are} in no row of {here}.",
        why="The file seems to be filtered. All of them would be taken to have left within the"
        " year, or to have joined.",
        remedy="Export all plans that were in place that January, without a filter. If they did"
        " leave or join, leave out the export of the earlier of the two Januaries.",
    ),
    "cases_part_renamed": Message(
        seen="{left} of {whole:,:child|children} in {here} {left:!is|are} in {what}, and {count:,}"
        " in {there}."
        " All but {lost:,} of these are in {here} too, with another {kind}.",
        why="A word may mean something else in one of the files. Transitions count moves that"
        " nobody made then.",
        remedy="Check the words of both files and their meanings in columns.toml. Nothing has to be"
        " done if the children did move.",
        severity="note",
    ),
    "cases_awaiting": Message(
        seen="{count:child is|children are} awaiting a placement.",
        why="The shipped levels suppose 72 % of them to need a base or special place. SEN2 returns"
        " and published tables have had no word for them since January 2023: there they are not in"
        " education, of whom the levels suppose 23 %.",
        remedy="Nothing, if all Januaries are from exports. To count them as returns do, write"
        ' their word below [settings] with the meaning "not_in_education".',
        severity="note",
    ),
    "cases_days_unsound": Message(
        seen="{count:,} of {whole:,} cells that are filled ({share:.0%}) are no date: {cause}.",
        why="Some children would be counted by age and others not, or by a wrong age.",
        remedy="Format the column as dd/mm/yyyy where the export is made, and export it anew.",
    ),
    "cases_serial_days": Message(
        seen="{count:date of birth is a number|dates of birth are numbers} of Excel, as most of"
        " the column.",
        why="They were read as the days that they stand for, counted from 1900.",
        remedy="Nothing has to be done, if the ages are right.",
        severity="note",
    ),
    "cases_birth_year_short": Message(
        seen="{count:date of birth has|dates of birth have} a year of two digits.",
        why="They are not read, and children without a year group could not be counted.",
        remedy="Format the column as dd/mm/yyyy, and export it anew.",
    ),
    "cases_by_group": Message(
        seen="{count:child has|children have} no date of birth that can be read.",
        why="They were counted by their year group, and all others by age.",
        remedy="Fill them in if they are known. A date is read as 2015-08-31 or 31/08/2015.",
        severity="note",
    ),
    "cases_by_age": Message(
        seen="{count:child has|children have} no year group that can be read.",
        why="They were counted by age, as all others who have a date of birth.",
        remedy="Nothing has to be done.",
        severity="note",
    ),
    "cases_ages_outside": Message(
        seen="{count:row lies|rows lie} outside NC years -4 to 20.",
        why="They were left out: an area has these NC years.",
        remedy="Nothing has to be done if they are 25 or older.",
        severity="note",
    ),
    "cases_out_of_step": Message(
        seen="{count:child does|children do} not move up by one NC year between {before} and"
        " {after}; the"
        " first is in row {first} of the later file.",
        why="Flows follow children who all do.",
        remedy='Name a column of birth dates too; or say out_of_step="later" to take the later'
        " year group for both.",
        remedy_command="Name a column of birth dates too; or say --out-of-step later to take the"
        " later year group for both.",
    ),
    "cases_out_of_step_youngest": Message(
        seen="{count:child was|children were} there in {before}, and {count:!is|are} in NC year"
        " -4 in {after}.",
        why="A year before they would be in NC year -5, which there is not.",
        remedy="Correct their year group, or name a column of birth dates.",
    ),
    "cases_out_of_step_taken": Message(
        seen="{count:child does|children do} not move up by one NC year between {before} and"
        " {after}.",
        why="Their year group of the later January was taken for both, in transitions only.",
        remedy="Name a column of birth dates to count them by age.",
        severity="note",
    ),
    "cases_not_placed": Message(
        seen="{count:row leads|rows lead} to no locality through the look-up.",
        why="Their locality was read as unknown.",
        remedy="They may live outside, or the look-up is out of date.",
        severity="note",
    ),
    "cases_personal": Message(
        seen="The column holds what looks like postcodes, pupil numbers or dates.",
        why="It was to be read as {what}, which stands in tables and reports.",
        remedy="Name another column below [columns].",
    ),
    "cases_nobody_stays": Message(
        seen="Of {count:child|children} in {before} none is in {after}.",
        why="The numbers of children do not fit: everybody would leave and join.",
        remedy="Use exports with the same number in both years.",
    ),
    "cases_few_stay": Message(
        seen="Of {count:child|children} in {before} only {stay} {stay:!is|are} in {after}.",
        why="In a usual year nine of ten stay.",
        remedy="Check that the column is the same in both exports.",
        severity="note",
    ),
    "cases_lost_zeros": Message(
        seen="More children are in both files if noughts at the front of their numbers are left"
        " away: {more} and not {count}.",
        why="Excel takes such noughts away, and a child would leave and join.",
        remedy="Import that file anew with the column as text.",
    ),
    "cases_years_apart": Message(
        seen="There is no file of {value}.",
        why="Transitions run from one January to the next, so there are none across it.",
        remedy="Give that file too if there is one.",
        severity="note",
    ),
    "cases_moved_home": Message(
        seen="{count:child lives|children live} in another locality than a year before.",
        why="They are counted where they live in the later January.",
        remedy="Nothing has to be done.",
        severity="note",
    ),
    "cases_without_site": Message(
        seen="{count:child has|children have} no code of a school.",
        why="They are in plans and not in placements.",
        remedy="Fill them in if they are at a school whose places are planned.",
        severity="note",
    ),
    "cases_option": Message(
        seen="{value} is not a way to deal with {what}.",
        why="",
        remedy="Write {known}.",
    ),
    "cases_few_headings": Message(
        seen="Fewer than two headings are known in {file}.{named}",
        why="Columns are suggested by what they are usually called.",
        remedy="Write [columns] by hand: child, need, setting, and ncy or birth_date. Then"
        ' sf.suggest_columns(path, columns="columns.toml", save_as=...) adds the words of theirs.',
        remedy_command="Write [columns] by hand: child, need, setting, and ncy or birth_date. Then"
        " --columns columns.toml --to columns-2.toml adds the words of theirs.",
    ),
}
