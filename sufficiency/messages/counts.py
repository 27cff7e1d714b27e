"""Messages about numbers, codes and rows of files that people have."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "count_blank": Message(
        seen="A blank cell stands where {what} should be{others}.",
        why="A blank is missing, not nought.",
        remedy="Fill it in, or write 0 if nobody is meant.",
    ),
    "count_marked": Message(
        seen="{value} stands in place of {what}{others}.",
        why="The number is hidden or not known, and it must be known here.",
        remedy="Use a version of the file that shows it, or write the number in.",
    ),
    "count_date": Message(
        seen="{value} is a date where {what} should be{others}.",
        why="Excel turns entries such as 7-8 or 2026/27 into dates.",
        remedy="Format the cells as numbers or text in the file, and type them again.",
    ),
    "count_not_a_number": Message(
        seen="{value} is not {what}{others}.",
        why="It cannot be counted.",
        remedy="Write digits only, with a point for decimals.",
    ),
    "count_outside": Message(
        seen="{value} is outside {low} to {high}, where {what} should lie{others}.",
        why="Such a number is nearly always one in a wrong column or unit.",
        remedy="Check the cell, and its neighbours.",
    ),
    "count_thousands": Message(
        seen="{count} numbers are written with separators of thousands, such as {value}.",
        why="They were read as the whole numbers that they show.",
        remedy="Nothing has to be done if that is right.",
        severity="note",
    ),
    "row_is_total": Message(
        seen="The row is a total: {value}.",
        why="It was left out: it would be counted beside the rows that it adds up.",
        remedy="Nothing has to be done if that is right.",
        severity="note",
    ),
    "row_is_words": Message(
        seen="The row holds words only, such as a source or a note.",
        why="It was left out.",
        remedy="Nothing has to be done if that is right.",
        severity="note",
    ),
    "no_row_left": Message(
        seen="Below its headings no row is left to read.",
        why="There is nothing to count.",
        remedy="Check that it is the right file, and that its rows were exported.",
    ),
    "row_without_code": Message(
        seen="The row has numbers and no {what}.",
        why="It is not known whose they are.",
        remedy="Fill in the code, or delete the row if it is a total.",
    ),
    "codes_not_text": Message(
        seen="It is not a text in quotation marks under a heading such as [needs].",
        why="Each line gives one of their words and ours.",
        remedy='Write lines such as "Autism" = "ASD" below [needs].',
    ),
    "codes_there": Message(
        seen="{path} is already there.",
        why="What somebody filled in would be lost.",
        remedy="Choose another name, or delete the file first.",
    ),
    "code_from_excel": Message(
        seen="{value} is a number in the form that Excel gives to codes such as 1E05{others}.",
        why="The code itself is lost.",
        remedy="Import the original file with that column as text, or export it anew.",
    ),
    "sheet_hidden": Message(
        seen="The sheet is hidden.",
        why="It was read, since no visible sheet has the headings.",
        remedy="Unhide it and look whether it is the one that is meant.",
        severity="note",
    ),
    "sheets_hidden_too": Message(
        seen="The hidden sheet {value} has the same headings.",
        why="It was not read: what is hidden is mostly out of date.",
        remedy="Unhide it if it is the one that is meant.",
        severity="note",
    ),
    "header_merged": Message(
        seen="Cells are merged: {value}.",
        why="All but the first of them read as blank.",
        remedy="In Excel choose Unmerge Cells, and write in each cell what it means.",
    ),
}
