"""Messages about two Januaries that cannot both be right, told by the children in both."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "children_changed": Message(
        seen="{count:,} of the {whole:,} children who are in both {before} and {after} have another"
        " {what}: {share:.0%}. In a usual year it is {usually}.",
        why="One of the two columns belongs to other children: it was shifted by some rows, or"
        " sorted by itself. {likely}",
        remedy="Hold ten of these children in {here} against what is recorded of them, and in"
        " {there} ({there_file}, column {there_column}). Export anew the file that is wrong, and"
        " change nothing in it. Only if so many were truly recorded anew, leave out the file of"
        " {before}: the children are then not followed.",
    ),
    "sen2_birth_dates_changed": Message(
        seen="{count:,} of the {whole:,} children who are in both {before} and {after} are in"
        " another NC year by the birth date of {after} than by that of {before}: {share:.0%}."
        " {exchanged}",
        why="A birth date does not change: one of the two columns is wrong, and NC years,"
        " phases and flows with it.",
        remedy="Hold ten of these birth dates in both files against what is recorded. Export anew"
        " the file that is wrong, with dates as 2015-01-31, and do not open it in Excel between.",
    ),
    "sen2_many_not_traced": Message(
        seen="{count:,} of the {whole:,} children with a plan in {before} ({share:.0%}) are nowhere"
        " in the return of {after}: neither with a plan nor with one that ended. In a usual year it"
        " is less than 1 %. {parts}",
        why="A return has the plans that ended within its year too. This one seems to be {cause}:"
        " all of them would be taken to have left.",
        remedy="Export the return of {after} anew, with all persons, and with the UPNs of the one"
        " before. Only if they are truly no more in your records, leave out the return of"
        " {before}: the children are then not followed.",
    ),
    "sen2_many_not_before": Message(
        seen="{count:,} children whose plan ran already in {before}, by the return of {after}, are"
        " nowhere in the return of {before}, which counts {whole:,}: {share:.0%} of these. In a"
        " usual year it is less than 1 %. {parts}",
        why="The return of {before} seems to be {cause}. {before} would be that of other children.",
        remedy="Export the return of {before} anew, with all persons. If that cannot be done, leave"
        " it out: the children are then not followed.",
    ),
    "sen2_days_exchanged": Message(
        seen="{reversed:,} of {both:,} placements that have both days ended before they began:"
        " {share:.0%}. By these days {count:,} of {whole:,} children with a plan have no placement"
        " on census day.",
        why="The columns of entry and leaving seem to be the wrong way round: their headings or"
        " their cells were exchanged.",
        remedy="Exchange the headings entrydate and leavingdate, or export the module again.",
    ),
    "intake_one_january_for_two": Message(
        seen="{what} the same as {other}, byte for byte; by the names they are of {years}.",
        why="No two Januaries have the same children: one of the two files is missing, and the area"
        " would be without its January.",
        remedy="Find out of which of the two years they are (a return says it in the module sen2),"
        " and put the file of the other year in its place. If one is a copy that nobody needs,"
        " delete it.",
    ),
    "intake_copy_of_another_year": Message(
        seen="{file} is {label}; by the names they are of {years}.",
        why="Either nothing changed between them, or the file of one of these years is missing.",
        remedy="Look whether the newer of the two is what you meant to give; download it again, if"
        " it is not.",
        severity="note",
    ),
}
