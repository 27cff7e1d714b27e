"""Messages about files that people have, whatever their kind; each kind has a file of its own."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "no_source_file": Message(
        seen="There is no file {path}.",
        why="It was to be read as {what}.",
        remedy="Check the spelling and the folder.",
    ),
    "source_not_a_table": Message(
        seen="{path} is not a .csv, .txt or .tsv file and not an .xlsx workbook.",
        why="It was to be read as {what}, which is a table.",
        remedy="In Excel choose Save As, Excel Workbook (.xlsx), and name that file.",
    ),
    "source_no_header": Message(
        seen="None of the first 30 rows has the headings of {what}.",
        why="Columns are found by their headings, not by where they stand.",
        remedy="Check that it is the right file, and that the row of headings was not deleted.",
    ),
    "source_row_long": Message(
        seen="The row has cells behind the last of its {columns} columns.",
        why="Its cells may stand in wrong columns; often a comma in a name is not in quotation"
        " marks.",
        remedy="Open the file in a text editor, put that cell in quotation marks, or export anew.",
    ),
    "source_header_short": Message(
        seen="{count:row below it has|rows below it have} cells behind its last heading; the first"
        " is row {first}. It has {columns} headings.",
        why="What those cells hold is not known. Often the headings stand in two rows, or cells"
        " above the columns of years are merged.",
        remedy="In Excel choose Unmerge Cells, and write every heading into this row, one above"
        " each column; or delete what stands behind the last.",
    ),
    "source_formula_without_value": Message(
        seen="The cell holds a formula that was never calculated{others}.",
        why="The file was saved by a program that does not calculate, and the cell would be read as"
        " blank.",
        remedy="Open the workbook in Excel, save it, and try again; or paste the value.",
    ),
    "source_option_kind": Message(
        seen="{value} was given as {what}.",
        why="It must be {known}.",
        remedy="Write it like this: {what}={example}.",
        remedy_command="Write it like this: {example}.",
    ),
    "source_path_kind": Message(
        seen="A file is asked for that is of type {kind}.",
        why="Files and folders are named by their paths.",
        remedy="Give a path as text, or a list of paths.",
    ),
    "source_authority_kind": Message(
        seen="The authority that is asked for is {value}.",
        why="An authority is known by its name, its code of nine characters, or its three digits.",
        remedy="Give one of these, such as E06000061 or 940.",
    ),
    "source_year_kind": Message(
        seen="The year that is asked for is {value}.",
        why="An academic year is a whole number from {first} to {last}, in which it starts.",
        remedy="Write 2024 for the year that begins in September 2024.",
    ),
    "authority_unknown": Message(
        seen="{value} is not an authority in {file}.",
        why="Its rows are picked by code or name.",
        remedy="{meant}",
    ),
    "authority_which": Message(
        seen="The file holds {count} authorities.",
        why="An area is one of them.",
        remedy='Say which one: authority="E06000061", its three-digit code, or its name.',
        remedy_command="Say which one: --authority E06000061, its three-digit code, or its name.",
    ),
    "authority_twice": Message(
        seen="{value} is the name of several authorities: {codes}.",
        why="It is not clear which one is meant.",
        remedy="Give the code instead.",
    ),
}
