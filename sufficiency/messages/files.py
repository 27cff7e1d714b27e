"""Messages about files and about names that were asked for."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "not_an_academic_year": Message(
        seen="{value} is not an academic year.",
        why="Every count and every place belongs to one academic year.",
        remedy="Write the year in which it starts, for example 2026 for 2026/27.",
    ),
    "ncy_outside": Message(
        seen="{value} is not an NC year of this age range.",
        why="NC years run from -4 (age 0) to 20 (age 24).",
        remedy="Use age on 31 August minus 4: Reception is 0, Year 11 is 11.",
    ),
    "unknown_word": Message(
        seen="{value} is not a known {kind}.",
        why="",
        remedy="{meant}",
    ),
    "category_is_total": Message(
        seen="{value} is a published total of several settings.",
        why="Only the categories inside it belong to one setting each.",
        remedy="Use its parts: sufficiency.terms.categories() lists them.",
    ),
    "no_such_place": Message(
        seen="There is no file or folder {path}.",
        why="",
        remedy="Check the spelling{meant}, or make a new area with:"
        " python -m sufficiency new {path}",
    ),
    "no_council_file": Message(
        seen="There is no file {path}.",
        why="The council's own forecasts were to be read from it.",
        remedy="Check the spelling; it is a CSV file with the columns origin, year and plans.",
    ),
    "council_separator": Message(
        seen="The cells of {path} are separated by {value}, not by commas.",
        why="Each row of the council's own forecasts would be read as one cell.",
        remedy='In Excel choose Save As, "CSV UTF-8 (Comma delimited)".',
    ),
    "not_an_area_file": Message(
        seen="{path} is not a folder and not an .xlsx workbook.",
        why="An area is a folder of CSV files, or one workbook with a sheet for each table.",
        remedy="In Excel choose Save As, Excel Workbook (.xlsx), and name that file.",
    ),
    "cannot_open": Message(
        seen="{path} cannot be opened ({reason}).",
        why="",
        remedy="Close it in Excel and other programs, check that you may read it, and try again.",
    ),
    "cannot_write": Message(
        seen="{path} cannot be written ({reason}).",
        why="Nothing was changed.",
        remedy="Close it in Excel and other programs, or choose another folder, and try again.",
    ),
    "already_there": Message(
        seen="{path} is already there.",
        why="Work in it would be lost.",
        remedy="Choose another name, or say that it may go: replace=True.",
        remedy_command="Choose another name, or say that it may go: --replace.",
    ),
    "folder_in_the_way": Message(
        seen="{path} is a folder, and a file is to be written.",
        why="All that the folder holds would be lost.",
        remedy="Choose another name, or move the folder elsewhere first.",
    ),
    "file_in_the_way": Message(
        seen="{path} is a file, not a folder.",
        why="Nothing can be written into it.",
        remedy="Choose another name or another folder; a name that ends in .xlsx is that of a"
        " workbook.",
    ),
    "not_a_workbook": Message(
        seen="{path} is not a workbook that can be read.",
        why="It may be damaged, protected by a password, or another kind of file with this ending.",
        remedy="Open it in Excel, choose Save As, Excel Workbook (.xlsx), without a password.",
    ),
    "read_as_windows": Message(
        seen="The file is not UTF-8 and was read as Windows-1252, as Excel's plain CSV is saved.",
        why="Letters outside that alphabet may be wrong in names.",
        remedy='In Excel choose Save As, "CSV UTF-8 (Comma delimited)", and this note goes away.',
        severity="note",
    ),
    "no_tables": Message(
        seen="There is no table of an area.",
        why="An area is a folder of CSV files, or one workbook with a sheet for each table.",
        remedy="{meant}",
    ),
    "frames_not_named": Message(
        seen="Frames were given as {kind}, not by the names of their tables.",
        why="It is not clear which table of an area each of them is.",
        remedy="Give them by name: area_from_frames({{'plans': plans, 'sites': sites}}).",
    ),
    "not_a_frame": Message(
        seen="The table {value} was given as {kind}, not as a DataFrame of pandas.",
        why="Its columns and rows cannot be told apart.",
        remedy="Make a frame of it first: pandas.DataFrame(rows).",
    ),
    "table_twice": Message(
        seen="The table {value} is there twice: {first} and {second}.",
        why="It is not clear which of the two is meant.",
        remedy="Delete one of the two, or move it elsewhere.",
    ),
    "header_lower": Message(
        seen="The column names stand in row {value}, not in row 1.",
        why="Columns are found by their names in row 1.",
        remedy="Delete the rows above them.",
    ),
    "ending_unknown": Message(
        seen="{path} ends in {value}.",
        why="Tables are written as a folder, or as a workbook that ends in .xlsx.",
        remedy="Choose a name without a point in it for a folder, or one that ends in .xlsx.",
    ),
    "holds_other_files": Message(
        seen="{path} holds something else than these tables: {value}.",
        why="It would be lost if the folder were replaced.",
        remedy="Choose another name, or move it elsewhere first.",
    ),
    "too_many_rows": Message(
        seen="The table {value} has {count} rows.",
        why="A sheet of Excel ends at row 1,048,576, and the rest would be lost.",
        remedy="Save the area as a folder of CSV files: name it without an ending.",
    ),
    "not_text": Message(
        seen="The file holds bytes that are no text in UTF-8 or Windows-1252.",
        why="It cannot be read as a table.",
        remedy='Save it again from Excel as "CSV UTF-8 (Comma delimited)".',
    ),
    "file_is_empty": Message(
        seen="The file has no header row.",
        why="Columns are found by their names in row 1.",
        remedy="Write the column names in row 1: {columns}.",
    ),
    "saved_result": Message(
        seen="These are tables that a result or a reading wrote, and no area: beside this one"
        " {others}.",
        why="A result is made of an area, and is none.",
        remedy="Name the area that the result was made from. Of files in another format, make an"
        " area first: sf.build_area(folder, readings=[reading]).",
        remedy_command="Name the area that the result was made from. Of files in another format,"
        " make an area first: the command new with --from and their folder.",
    ),
    "unknown_file": Message(
        seen="No table of an area is called {value}.",
        why="What it holds would be left out of every result.",
        remedy="{meant}",
    ),
}
