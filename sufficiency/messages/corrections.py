"""Messages about files of issues that come back with corrections."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "issues_ending": Message(
        seen="{path} ends neither in .xlsx nor in .csv.",
        why="A file of issues is a workbook or a CSV file.",
        remedy="Give it such a name, for example issues.xlsx.",
    ),
    "correction_column_missing": Message(
        seen="There is no column {value}.",
        why="A correction cannot be told from an answer, nor whose it is.",
        remedy="Add the columns that were taken out again, or send a new file of issues.",
    ),
    "correction_id_missing": Message(
        seen="There is a correction and no id.",
        why="It is not clear what is to be corrected.",
        remedy="Copy the id of its row from the file that was sent, or clear the correction.",
    ),
    "correction_id_unknown": Message(
        seen="The id {value} does not fit the rest of its row.",
        why="The id, check, table, key or column was changed after the file was sent, so that it is"
        " not clear which cell is meant.",
        remedy="Copy these cells again from the file that was sent.",
    ),
    "correction_id_twice": Message(
        seen="The id {value} stands in row {first} too, and both rows are filled in.",
        why="It is not clear which of the two answers holds.",
        remedy="Clear one of the two.",
    ),
    "correction_twice": Message(
        seen="Another correction of the same cell stands in row {first}, and differs.",
        why="Only one of the two can hold.",
        remedy="Write the same correction in both rows, or clear one.",
    ),
    "correction_row_gone": Message(
        seen="The table {table} has no row {value}.",
        why="The area is another one than when the file was written, so that the correction may"
        " belong elsewhere.",
        remedy="Correct the area of that day, or write a new file of issues.",
    ),
    "correction_stale": Message(
        seen="The cell holds {now}, and the file says {value}.",
        why="Somebody has changed it since the file was written: the correction may be wrong now.",
        remedy="Write {now} in the column value if the correction still holds, or clear it.",
    ),
    "correction_of_no_cell": Message(
        seen="There is a correction, and the issue is about no single cell.",
        why="It is not clear which of its rows would have to change.",
        remedy="Clear it and answer in comment; change the rows in the area itself.",
    ),
    "correction_by_nobody": Message(
        seen="Nobody is named in the column who.",
        why="It could not be told later who answers for it.",
        remedy="Write a name or a role beside each correction or comment.",
    ),
    "correction_no_day": Message(
        seen="{value} is not a day.",
        why="It could not be told later when it was said.",
        remedy="Write the day in the column when, for example 2026-11-30.",
    ),
    "correction_personal": Message(
        seen="The cell holds what looks like a postcode or pupil number.",
        why="Nothing that could identify a child is kept or passed on.",
        remedy="Take it out of the file.",
    ),
    "correction_makes_twin": Message(
        seen="With {value} the row is the same as row {first} of {table}, and the two cannot be"
        " added up.",
        why="A row may stand once only.",
        remedy="Clear the correction, and change the two rows in the area itself.",
    ),
    "correction_unsound": Message(
        seen="The area would not be sound with the corrections: {value}",
        why="Nothing was corrected.",
        remedy="Correct what is named, and read the file back again.",
    ),
    "correction_flows_stay": Message(
        seen="The transitions {way} January {january} were left as they are: in the cell of this"
        " correction they count {flows:child|children}, and plans {count} ({cell}).",
        why="Which of the children who went this way were meant cannot be told. Flows and stock"
        " disagree by them now, and a projection from transitions lays one on the other.",
        remedy="Change these rows of the table transitions in the area itself; or correct the"
        " return and read both Januaries again. The record names the cell as left.",
        severity="note",
    ),
    "correction_placements_stay": Message(
        seen="The placements of January {january} were left as they are: {placed:child is|children"
        " are} placed in this cell ({cell}), and the row of plans counts {count}.",
        why="Which of the children placed were meant cannot be told. They stand in the table"
        " placements as before, and in plans as corrected.",
        remedy="Change their rows of the table placements in the area itself. The record names the"
        " cell as left.",
        severity="note",
    ),
    "correction_changes_nothing": Message(
        seen="The correction is what stands there already: {value}.",
        why="Nothing changes; it is kept as an answer.",
        remedy="Leave correction blank where the cell is right.",
        severity="note",
    ),
    "correction_outside_ages": Message(
        seen="The setting {value} has nobody in {label}.",
        why="The correction was made, and the same cell will be asked about again.",
        remedy="Ask whoever answered whether the age or the setting is right.",
        severity="note",
    ),
    "correction_none": Message(
        seen="The file holds no correction.",
        why="The area stays as it is.",
        remedy="Fill in the column correction, and read the file back again.",
        severity="note",
    ),
    "correction_audit_other": Message(
        seen="{path} is no record of corrections.",
        why="New corrections are written below those that are recorded; another file would be"
        " spoilt.",
        remedy="Move it elsewhere, or choose another name for the area.",
    ),
}
