"""Messages about the Department's published files of plans and of school capacity."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "ees_zip_broken": Message(
        seen="{path} cannot be unpacked ({reason}).",
        why="It was to be read as a release of published statistics.",
        remedy="Download it again, or unpack it and name the folder.",
    ),
    "ees_zip_too_large": Message(
        seen="{path} holds more than {most} megabytes of tables.",
        why="A release of these statistics is far smaller, so this is something else.",
        remedy="Unpack it, and name the files that are meant.",
    ),
    "ees_no_files": Message(
        seen="None of the files is a published file of EHC plans.",
        why="They are known by headings such as ehcplans, number_asd or num_caseload.",
        remedy='Download "Education, health and care plans" from Explore Education Statistics, all'
        " files of a release, and name the zip file.",
    ),
    "ees_no_authority": Message(
        seen="No row is of a local authority.",
        why="An area is made of the figures of one.",
        remedy="Take the file with all geographic levels.",
    ),
    "ees_no_such_code": Message(
        seen="{name} is said to belong to {value}, which is no setting and no need.",
        why="Its children would be counted nowhere.",
        remedy="{meant}",
    ),
    "ees_categories_kind": Message(
        seen="What unknown placements mean is given as {kind}.",
        why="It says of each placement or column which setting or need it is.",
        remedy='Give a mapping, such as {{"special_new": "special"}}.',
    ),
    "ees_column_missing": Message(
        seen="There is no column {value}, and none with the code of an authority.",
        why="It cannot be told whose the rows are.",
        remedy="Take the file as it was published.",
    ),
    "ees_period_unreadable": Message(
        seen="{value} is no year.",
        why="It cannot be told of which January the row is.",
        remedy="Write 202425 for an academic year and 2024 for a calendar year, as published.",
    ),
    "ees_count_unreadable": Message(
        seen="{value} is neither a whole number of children nor a mark such as x or c.",
        why="It is not clear how many children the figure counts.",
        remedy="Take the file as it was published, or put the published figure back.",
    ),
    "ees_thousands": Message(
        seen="Commas stand between thousands: {value} is the first.",
        why="They were read as such, as somebody's copy has them.",
        remedy="Nothing need be done; the file as published has none.",
        severity="note",
    ),
    "ees_age_unreadable": Message(
        seen="{value} is no age and no span of ages.",
        why="The children of the row cannot be given NC years.",
        remedy="Write it as published: age 10, or under 3.",
    ),
    "ees_category_unknown": Message(
        seen="The {what} {value} counts children, and it is not known what it means.{meant}",
        why="Its children would be missing from every total.",
        remedy='Say to which setting or need it belongs: categories={{"{value}": "special"}}.',
        remedy_command="Take a newer version of sufficiency, or name its setting in Python.",
    ),
    "ees_row_twice": Message(
        seen="The row of {value} stands twice for its year.",
        why="It is not clear which of the two is right.",
        remedy="Delete one of them, or take the file as it was published.",
    ),
    "ees_file_twice": Message(
        seen="The same release of {value} was read already, as {first}.",
        why="Its children would be counted twice.",
        remedy="Leave one of the two files out.",
    ),
    "ees_file_other": Message(
        seen="The file has no headings of Explore Education Statistics.",
        why="It is left out.",
        remedy="Nothing need be done, unless it should be one of the published files.",
        severity="note",
    ),
    "ees_file_not_used": Message(
        seen="The file was recognised, as {value}, and nothing is made of it.",
        why="No table of an area holds such figures.",
        remedy="Nothing need be done.",
        severity="note",
    ),
    "ees_authority_absent": Message(
        seen="The file has no rows of {value}.",
        why="Its figures of England and of regions are read alone.",
        remedy="Nothing need be done where the authority is newer than the file.",
        severity="note",
    ),
    "ees_place_renamed": Message(
        seen="{value} stands here, which is called {now} since; the {by} is the same.",
        why="It is one place whose {what} changed, so its years are read as one series, under the"
        " latest.",
        remedy="Nothing need be done, unless they are two places: then leave the older file out.",
        severity="note",
    ),
    "ees_age_not_known": Message(
        seen="Rows of children whose age is not known: {count}.",
        why="They stand in the totals, and in no age.",
        remedy="Nothing need be done; ages add up to less than all by so many.",
        severity="note",
    ),
    "ees_oldest_age": Message(
        seen="{count:,.0f} are aged 25.",
        why="NC year 20, age 24, is the last one, so they are counted in it.",
        remedy="Nothing need be done.",
        severity="note",
    ),
    "ees_total_differs": Message(
        seen="The total is {value}, and its parts add up to {parts} ({place}, {label}). Rows of"
        " which this is so: {count}.",
        why="Figures are used as they were published, so tables made of them do not agree either.",
        remedy="Read the footnotes of the release, and ask the Department if they are silent.",
        severity="note",
    ),
    "ees_breakdown_differs": Message(
        seen="The rows by {topic} add up to {value}, and the row of all says {whole} ({place},"
        " {when}). Places and years of which this is so: {count}.",
        why="Figures are used as they were published, so tables made of them do not agree either.",
        remedy="Read the footnotes of the release, and ask the Department if they are silent.",
        severity="note",
    ),
    "ees_places_differ": Message(
        seen="In {when} {parts} add up to {added}, and the row of {whole} says {value}. Figures"
        " of which this is so: {count}.",
        why="One of the two is wrong as published: a whole region has been so before.",
        remedy="Hold the authority's own figure against its return before it is used.",
        severity="note",
    ),
    "ees_not_collected": Message(
        seen="{label} was not collected in January of {januaries}.",
        why="That is missing, and not nought: the series has no row there.",
        remedy="Nothing need be done; compare the setting over other years only.",
        severity="note",
    ),
    "ees_marked": Message(
        seen="Figures by {by} that are marked {value} ({meaning}): {count}, of {januaries}.",
        why="They are kept as marks, with no number.",
        remedy="Nothing need be done; the authority's own figures can stand in for them.",
        severity="note",
    ),
    "ees_restated": Message(
        seen="{what} of January {january}: {newer} says {now} where this file says {value}. Figures"
        " that were restated so: {count}.",
        why="The later release counts.",
        remedy="Nothing need be done; do not compare it with reports made from the earlier one.",
        severity="note",
    ),
    "ees_files_differ": Message(
        seen="{what} of January {january}: {newer} says {now} where this file says {value}. Figures"
        " of which this is so: {count}.",
        why="Both are of one release, and only one can be used: the file by age comes first, as the"
        " totals of January 2018 are whole in it alone.",
        remedy="Read the footnotes of the release, if the difference matters.",
        severity="note",
    ),
    "ees_history_only": Message(
        seen="The figures of January {value} stand in history only.",
        why="Up to January {first} statements were counted with plans or gave way to them, so that"
        " no margins are made of them.",
        remedy="Nothing need be done.",
        severity="note",
    ),
    "ees_margin_not_shown": Message(
        seen="No figure of {margin} of January {january} is shown: all are {value}.",
        why="The margin is left out, since it tells nothing.",
        remedy="Fill it in from the authority's own return, if it is needed.",
        severity="note",
    ),
    "ees_margin_astray": Message(
        seen="{margin} of January {january} adds up to {value}, and there are {whole} plans.",
        why="It is left out: an authority that returned no details would shrink to those it has.",
        remedy="Fill it in from the authority's own return; without it, that January cannot be"
        " fitted or is fitted from less.",
        severity="note",
    ),
    "ees_margins_differ": Message(
        seen="{margin} gives {value} for {cell} in January {january}, and {surer} gives {other}."
        " Totals of which this is so: {count}.",
        why="No table of children can meet both, so these figures of {margin} are marked u (not"
        " reliable); what was published stands in benchmarks.",
        remedy="Look both up, and correct the margin where one of them is known to be right.",
        severity="note",
    ),
    "ees_margin_left_out": Message(
        seen="{value} of January {january} cannot be made to agree with surer margins. {first}",
        why="It is left out; what was published stands in benchmarks.",
        remedy="Look it up, and add the margin where it is known to be right.",
        severity="note",
    ),
    "scap_columns": Message(
        seen="Columns that were recognised: {known}. Not recognised: {others}.",
        why="Headings of these files change from year to year, so they are matched by pattern.",
        remedy="Nothing need be done, unless one of them should have been recognised.",
        severity="note",
    ),
    "scap_nothing": Message(
        seen="No column of places or of a forecast was recognised.",
        why="Nothing can be made of the file.",
        remedy='Take a file of "School capacity" on specialist provision, as it was published.',
    ),
    "scap_period_unreadable": Message(
        seen="{value} is no year.",
        why="It cannot be told of when the row is.",
        remedy="Write 202425 for the academic year 2024/25, as published.",
    ),
    "scap_count_unreadable": Message(
        seen="{value} is neither a whole number nor a mark such as z or x.",
        why="It is not clear how many places or pupils it counts.",
        remedy="Take the file as it was published, or put the published figure back.",
    ),
    "scap_no_urn": Message(
        seen="Schools without a URN of six digits: {count}.",
        why="Places are held by URN, so these are left out.",
        remedy="Add them to places by hand.",
        severity="note",
    ),
    "scap_marked": Message(
        seen="Places that are marked as not shown: {count}.",
        why="They are missing, and not nought: these pools have no row.",
        remedy="Write the agreed number into places.",
        severity="note",
    ),
    "scap_parts_differ": Message(
        seen="Schools whose places by phase do not add up to the published total: {count}.",
        why="The total is used as it was published.",
        remedy="Hold it against the authority's own return.",
        severity="note",
    ),
    "scap_over": Message(
        seen="Special schools with more pupils than places: {count}.",
        why="The places are the capacity; whoever is there above it finds no room in a plan.",
        remedy="Write the number that the school really admits into places, or allow more in a"
        " scenario (over_places_percent).",
        severity="note",
    ),
    "scap_school_twice": Message(
        seen="{value} has two rows for {year}.",
        why="It is not clear whether they are two sites of one school, or one of them is wrong.",
        remedy="Add the two up, or delete one.",
    ),
    "intake_plans_astray": Message(
        seen="All {count} tables of the published plans were left out, such as this: {seen}.",
        why="Plans are fitted to tables that agree with the total of their January, and none is"
        " left.",
        remedy="Look at the column of all plans: often it was emptied, or is of another measure."
        " Download the release anew, as a zip, and put it in the place of these files.",
    ),
}
