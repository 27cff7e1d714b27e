"""Messages about exports of cases among the files of an area, and of which January each is."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "cases_no_january": Message(
        seen="Neither its name nor that of its folder says of which January the export is.",
        why="Children are followed from January to January.",
        remedy='Say its academic year: years={{"{file}": 2024}} for January 2025. Or call it'
        ' "january 2025", or 2024-25.',
        remedy_command='Say its academic year: --year-of "{file}=2024" for January 2025. Or call it'
        ' "january 2025", or 2024-25.',
    ),
    "cases_january_twice": Message(
        seen="It and {other} are both of January {january}, as their names say.",
        why="Each January is one export.",
        remedy='Leave one out; or say which academic year it is: years={{"{file}": 2024}}.',
        remedy_command='Leave one out; or say which academic year it is: --year-of "{file}=2024".',
    ),
    "cases_january_by_name": Message(
        seen="It was read as the export of January {january} ({label}), as it is called.",
        why="Every child's NC year is reckoned for that January.",
        remedy="Nothing needs doing if that is right; else call it by its January.",
        severity="note",
    ),
    "cases_columns_several": Message(
        seen="Several files say what the columns of exports hold: {files}.",
        why="All exports are read by one of them, so that words mean the same in each.",
        remedy='Say which: columns="{file}"; or leave the others out.',
        remedy_command='Say which: --columns "{file}"; or leave the others out.',
    ),
    "cases_columns_unheard": Message(
        seen="{value} was said of exports of cases, and no export is there.",
        why="What was said would go unheard.",
        remedy="Give the exports too, one for each January; or leave it out.",
    ),
    "cases_columns_unused": Message(
        seen="It says what the columns of exports of cases hold, and no export is there.",
        why="Nothing was read by it.",
        remedy="Put the exports beside it, one for each January, with the headings that it names.",
        severity="note",
    ),
    "intake_cases_not_read": Message(
        seen="{file} is an export of cases, and nothing says what its columns hold.",
        why="It was left out of the area: exports differ from system to system, and nothing is"
        " guessed.",
        remedy='Write sf.suggest_columns("{file}", save_as="columns.toml"), look it through, and'
        " put it beside the exports.",
        remedy_command='Type `python -m sufficiency suggest-columns "{file}" --to columns.toml`,'
        " look it through, and put it beside the exports.",
        severity="note",
    ),
    "intake_year_unheard": Message(
        seen="A year was said of {value}, and it is no file of which one is asked.",
        why="What was said would go unheard.",
        remedy="Write the file's name as it stands. Asked are populations and exports of cases:"
        " {known}.",
    ),
}
