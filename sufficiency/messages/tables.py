"""Messages about the cells, columns and rows of one table."""

from __future__ import annotations

from sufficiency.messages.message import Message

IN_ROWS = "{count:,} rows of the table have it; this is the first."
"""Said behind what was seen, where one finding stands for many rows."""

MESSAGES: dict[str, Message] = {
    "column_missing": Message(
        seen="There is no column {column}.",
        why="It holds: {meaning}.",
        remedy="Add a column headed {column} to {file}.",
    ),
    "key_missing": Message(
        seen="No row has {column}.",
        why="It holds: {meaning}.",
        remedy="Write it in each row: {example}",
    ),
    "key_blank": Message(
        seen="The row has no {column}, or a blank one.",
        why="It holds: {meaning}.",
        remedy="Write {example}, or delete the row.",
    ),
    "column_unknown": Message(
        seen="{value} is not a column of this table.",
        why="What it holds would be left out of every result.",
        remedy="{meant}",
    ),
    "column_twice": Message(
        seen="The heading {column} stands twice in row 1.",
        why="It is not clear which of the two is meant.",
        remedy="Delete or rename one of the two columns.",
    ),
    "column_unnamed": Message(
        seen="Column {value} holds something but has no heading.",
        why="What it holds would be left out of every result.",
        remedy="Write a heading in row 1, or clear the column.",
    ),
    "person_column": Message(
        seen="The column describes a person and was not read.",
        why="Nothing that could identify a child is kept or shown.",
        remedy="Delete the column; this tool never needs it.",
        severity="note",
    ),
    "notes_column": Message(
        seen="The column was not read.",
        why="It is taken for notes to yourself, which no result needs.",
        remedy="Leave it here; a copy that is saved does not hold it.",
        severity="note",
    ),
    "personal_in_cell": Message(
        seen="The cell holds what looks like a postcode, or a pupil's or learner's number.",
        why="Nothing that could identify a child is kept or shown.",
        remedy="{meant}",
    ),
    "personal_in_text": Message(
        seen="The text holds what looks like a postcode, or a pupil's or learner's number.",
        why="It is kept, and stands in whatever shows this text.",
        remedy="Take it out, unless it is the address of a school or office.",
        severity="note",
    ),
    "cells_beyond_header": Message(
        seen="The row has more cells than there are headings: {value} stands to the right of them.",
        why="A value with a comma in it, or a missing heading, moves cells into wrong columns.",
        remedy='Put the value in quotation marks ("..."), or write a heading in row 1.',
    ),
    "semicolons_between": Message(
        seen="The cells are separated by {value}, not by commas.",
        why="The whole row would be read as one cell.",
        remedy='In Excel choose Save As, "CSV UTF-8 (Comma delimited)".',
    ),
    "csv_broken": Message(
        seen="The file is not well-formed CSV ({value}).",
        why="It is not clear where its cells begin and end.",
        remedy="Look for a quotation mark that is opened and never closed, near this row.",
    ),
    "line_break_in_cell": Message(
        seen="A cell runs over several lines.",
        why="Usually a quotation mark was opened and never closed, and whole rows are inside it.",
        remedy="Close or delete the quotation mark, or take the line break out of the cell.",
    ),
    "merged_cells": Message(
        seen="The cells {value} are merged.",
        why="Only the first of them holds something, and the others would be read as blank.",
        remedy="In Excel choose Merge & Center, Unmerge Cells, and fill in each cell.",
    ),
    "unseen_letter": Message(
        seen="The cell holds a letter that cannot be seen ({code}): {value}.",
        why="Two codes that differ only in such a letter look the same, and never meet.",
        remedy="Clear the cell and type it again.",
    ),
    "text_too_long": Message(
        seen="The text has {count} letters.",
        why="A cell of Excel holds at most 32,767.",
        remedy="Shorten it, or look for a quotation mark that is opened and never closed.",
    ),
    "total_row": Message(
        seen="The row is a total: {value}.",
        why="It would be counted beside the rows that it adds up.",
        remedy="Delete the row.",
    ),
    "nameless_total_row": Message(
        seen="The row has numbers, and nothing that says whose they are: it looks like a total.",
        why="It would be counted beside the rows that it adds up.",
        remedy="Delete it; or fill in its codes if it is no total.",
    ),
    "row_of_words": Message(
        seen="{value} is not a row of the table.",
        why="Every row below the headings is read as one of the table.",
        remedy="Delete it or move it to a sheet of its own, or to the table about.",
    ),
    "mark_beside_number": Message(
        seen="The row has the number {value} and the mark {mark} for a hidden number.",
        why="It is not clear whether the number is known.",
        remedy='Set {column}_mark to "" beside a number that is known.',
    ),
    "blank_cells": Message(
        seen="{count} cells of the row are blank that must not be.",
        why="Each of them is needed in every row.",
        remedy="Fill them in, or delete the row.",
    ),
    "blank_cell": Message(
        seen="The cell is blank.",
        why="{meaning} is needed in every row.",
        remedy="Fill it in, for example {example}{unknown}, or delete the row.",
    ),
    "not_a_number": Message(
        seen="{value} is not a number.",
        why="{meaning} must be {kind}.",
        remedy="{meant}",
    ),
    "not_whole": Message(
        seen="{value} is not a whole number.",
        why="{meaning} must be whole.",
        remedy="Write a whole number, for example {example}.",
    ),
    "not_a_year": Message(
        seen="{value} is not a year as tables write it.",
        why="Years are whole numbers, so that they can be compared and counted on.",
        remedy="{meant}",
    ),
    "a_date": Message(
        seen="{value} is a date.",
        why="Excel turns entries such as 7-8 or 2026/27 into dates.",
        remedy="Format the cell as a number or as text, and type it again, such as {example}.",
    ),
    "a_formula_without_value": Message(
        seen="The cell holds a formula without a value.",
        why="It was never calculated, or gives empty text.",
        remedy="Open the workbook in Excel, save it, and try again; or paste the value.",
    ),
    "an_excel_error": Message(
        seen="The cell shows {value}, an error of Excel.",
        why="The formula behind it has no value.",
        remedy="Mend the formula, or type the value.",
    ),
    "too_low": Message(
        seen="{value} is below {bound}.",
        why="{meaning} cannot be lower.",
        remedy="Correct the figure: from {low} to {high}{unit}.",
    ),
    "too_high": Message(
        seen="{value} is above {bound}.",
        why="{meaning} cannot be higher.",
        remedy="Correct the figure: from {low} to {high}{unit}.",
    ),
    "too_long_to_show": Message(
        seen="A number of {digits} digits stands here, which is above {bound}.",
        why="{meaning} cannot be higher. It is not shown, since so long a number may be a pupil's"
        " or learner's.",
        remedy="Correct the figure: from {low} to {high}{unit}.",
    ),
    "marked_where_not_allowed": Message(
        seen="{value} stands for a number that is not shown.",
        why="{meaning} must be known; it cannot be fitted within bounds.",
        remedy="Write the number.",
    ),
    "marked_cells": Message(
        seen="Cells with the mark {value} ({meaning}{written}) in place of a number: {count}.",
        why="They are read as missing, from {low} to {high}.",
        remedy='Leave them, and set marked = "fit" in the scenario; or write the numbers.',
        severity="note",
    ),
    "unknown_code": Message(
        seen="{value} is not a known {kind}.",
        why="Its children, places or pounds would be left out of every result.",
        remedy="{meant}",
    ),
    "unknown_codes": Message(
        seen="{value} are not known {kind}s.",
        why="Their children, places or pounds would be left out of every result.",
        remedy="{meant}",
    ),
    "unknown_reference": Message(
        seen="{value} is not in the table {other}.",
        why="Without it there is no point, no group and no journey for the row.",
        remedy="{meant}",
    ),
    "duplicate_key": Message(
        seen="The same {key} stood already in row {first}: {value}.",
        why="It would be counted twice, or it is not known which of the two holds.",
        remedy="Delete the row that is wrong; two parts of one count are added up in one row.",
    ),
    "table_is_empty": Message(
        seen="There is a header but no row.",
        why="The table holds: {meaning}.",
        remedy="Fill in at least one row.",
    ),
    "fraction_of_a_child": Message(
        seen="{value} is not a whole number of children.",
        why="A {basis} count is of whole children; fractions come from estimates.",
        remedy="Correct the figure, or change its basis to estimated.",
    ),
    "fraction_of_a_place": Message(
        seen="{value} is not a whole number of places.",
        why="A {basis} count is of whole places; fractions come from estimates.",
        remedy="Correct the figure, or change its basis to estimated.",
    ),
    "repeated_in_list": Message(
        seen="{value} is named twice in one cell.",
        why="The cell is a list in which each stands once.",
        remedy="Delete one of the two.",
    ),
    "cell_unknown_to_axis": Message(
        seen="{value} is not among the {axis} of the array.",
        why="Its number would be left out of every total.",
        remedy="Add it to the axis, or take its rows out.",
    ),
    "cell_twice": Message(
        seen="Two rows have the same {axis}: {value}.",
        why="An array has one number for each combination.",
        remedy="Add the rows up first: frame.groupby({axis}).sum().",
    ),
}
