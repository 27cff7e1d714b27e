"""Messages about the register of schools."""

from __future__ import annotations

from sufficiency.messages.message import Message

CORRECT = "Correct the tables where you know better."

MESSAGES: dict[str, Message] = {
    "gias_no_year": Message(
        seen="{file} does not say of which day it is.",
        why="Pools and places hold from a September on.",
        remedy="Say from which one: year=2025 for 2025/26.",
        remedy_command="Keep the name under which it was published, such as"
        " edubasealldata20260105.csv.",
    ),
    "gias_near_what": Message(
        seen="Of within_miles and near one is given without the other.",
        why="Schools of other authorities are chosen by how far they are from some points.",
        remedy='Give both: within_miles=15, near=area.table("localities").',
        remedy_command="Give both: the miles, and a file of localities.",
    ),
    "gias_miles": Message(
        seen="{value} is no number of miles from 0 to 1000.",
        why="Schools are chosen by how far they are.",
        remedy="Give one: within_miles=15.",
        remedy_command="Give one: --within-miles 15.",
    ),
    "gias_near_points": Message(
        seen="The points have no eastings and northings that are numbers.",
        why="Schools are chosen by how far they are from them.",
        remedy="Give a frame with columns easting and northing, such as"
        ' area.table("localities"), or pairs: [(487000, 278000)].',
        remedy_command="Give a file of localities with easting and northing.",
    ),
    "gias_none_of_its_own": Message(
        seen="{value} has no open state special school or base of its own in the file. Of others,"
        " {count:school is|schools are} near enough.",
        why="Its children are placed in schools of its neighbours, of which few places are free to"
        " them.",
        remedy="Nothing has to be done if that is so; else add its schools and bases in a list of"
        " places.",
        severity="note",
    ),
    "gias_none_near": Message(
        seen="{value} has no school with special places in the file, and none of others is near.",
        why="Its children could be placed nowhere.",
        remedy="Take the whole register (edubasealldata), or say how far they may travel:"
        ' within_miles=15, near=area.table("localities").',
        remedy_command="Take the whole register (edubasealldata), or a larger distance:"
        " --within-miles 30.",
    ),
    "gias_column_absent": Message(
        seen="The file has no column for {value}.",
        why="What it would tell is not known of any school.",
        remedy="Take edubasealldata as it was published, if it is needed.",
        severity="note",
    ),
    "gias_cell_unreadable": Message(
        seen="{value} is no {kind}. Cells of the column of which this is so: {count}.",
        why="They are read as not known.",
        remedy="Correct them in the file, if the schools matter.",
        severity="note",
    ),
    "gias_no_urn": Message(
        seen="Rows without a URN of six digits: {count}; here stands {value}.",
        why="Schools are known by it, so these rows are left out.",
        remedy="Nothing need be done, unless it is a school that matters.",
        severity="note",
    ),
    "gias_urn_twice": Message(
        seen="The URN {value} stands twice. Rows that repeat one: {count}.",
        why="The first row of each counts.",
        remedy="Delete the row that is wrong, if it is the first one.",
        severity="note",
    ),
    "gias_type_unknown": Message(
        seen="{value} is no type of establishment that is known. Entries of such types: {count}.",
        why="Their setting is unknown, and none of them becomes a site.",
        remedy="Add the school to sites, pools and places by hand, if it has special places.",
        severity="note",
    ),
    "gias_status_unknown": Message(
        seen="{value} is no status that is known. Entries of which this is so: {count}.",
        why="It cannot be told whether they are open, so none of them becomes a site.",
        remedy="Add the school to sites, pools and places by hand, if it is open.",
        severity="note",
    ),
    "gias_need_unknown": Message(
        seen="{value} is no designation that is known. Entries of which this is so: {count}.",
        why="The need is left out of what they serve.",
        remedy=f"Add it to the needs in pools. {CORRECT}",
        severity="note",
    ),
    "gias_links_empty": Message(
        seen="No link leads to a predecessor or successor.",
        why="Nothing can be told of what schools came from or became.",
        remedy="Take links_edubasealldata as it was published.",
        severity="note",
    ),
    "gias_closed": Message(
        seen="Special schools or schools with a base that are closed: {count} ({sites}).",
        why="They are no sites. The schools that came after them are in the file, with their own"
        " places.",
        remedy="Nothing need be done. Children who are still placed under an old URN belong under"
        " the new one.",
        severity="note",
    ),
    "gias_successor_absent": Message(
        seen="Special schools or schools with a base that closed under this URN, and whose"
        " successor is known and not in this file: {count} ({sites}).",
        why="A school that becomes an academy carries on under another URN. It is no site here, so"
        " its places are missing, and children placed there are at no site.",
        remedy="Take the whole register (edubasealldata) of a later day, which has the successor."
        " Or add the school to sites, pools and places under the new URN.",
        severity="note",
    ),
    "gias_successor_no_site": Message(
        seen="Special schools or schools with a base that closed under this URN, and whose"
        " successor is in this file, but not open, without a point, or without special places:"
        " {count} ({sites}).",
        why="Neither the old school nor the new one is a site, so no places are known there.",
        remedy="Look the new URN up. If it has special places or a base, add it to sites, pools and"
        " places; if it has none, nothing need be done.",
        severity="note",
    ),
    "gias_closed_no_successor": Message(
        seen="Special schools or schools with a base that are closed, and of which no successor is"
        " told: {count} ({sites}).",
        why="They are no sites. Whether a school carries on under another URN, as an academy does,"
        " the file does not say.",
        remedy="If it does, see that the new URN is among the sites; links_edubasealldata beside"
        " the register tells which it is. If the school is gone, nothing need be done.",
        severity="note",
    ),
    "gias_proposed": Message(
        seen="Special schools or schools with a base that are not open yet: {count} ({sites}).",
        why="They are no sites: a place that is planned belongs into a scenario.",
        remedy="Add it to a scenario, with the September in which it opens.",
        severity="note",
    ),
    "gias_not_said_open": Message(
        seen="Special schools or schools with a base of which it is not said that they are open:"
        " {count} ({sites}).",
        why="They are no sites.",
        remedy="Add those that are open to sites, pools and places by hand.",
        severity="note",
    ),
    "gias_closing": Message(
        seen="Special schools or schools with a base that are to close: {count} ({sites}).",
        why="Their places hold until a table or scenario says otherwise.",
        remedy="Add a row to places with no places, from the September in which it has closed.",
        severity="note",
    ),
    "gias_no_point": Message(
        seen="Open special schools or schools with a base without a point in England: {count}"
        " ({sites}).",
        why="No journey can be told, so they are no sites.",
        remedy="Add them to sites with easting and northing, if they matter.",
        severity="note",
    ),
    "gias_no_places": Message(
        seen="Schools or bases with neither capacity nor pupils: {count} ({sites}).",
        why="It is not known how many places they have, so they are in no table but"
        " establishments.",
        remedy="Add them to pools and places, with the number that was agreed with the school.",
        severity="note",
    ),
    "gias_no_designation": Message(
        seen="Schools or bases without a need that they are designated for: {count} ({sites}).",
        why="They are taken to serve all needs, which is an assumption and labelled so.",
        remedy=f"Write the needs that they admit into pools. {CORRECT}",
        severity="note",
    ),
    "gias_no_ages": Message(
        seen="Schools or bases whose ages are not known: {count} ({sites}).",
        why="They are taken to serve Reception to Year 14, which is an assumption and labelled so.",
        remedy="Write the NC years that they serve into pools.",
        severity="note",
    ),
    "gias_capacity_nought": Message(
        seen="Schools or bases whose capacity is nought and that have pupils: {count} ({sites}).",
        why="Their pupils stand in for the places, labelled as estimated.",
        remedy="Write the agreed number into places.",
        severity="note",
    ),
    "gias_no_capacity": Message(
        seen="Schools or bases without a capacity: {count} ({sites}).",
        why="Their pupils stand in for the places, labelled as estimated.",
        remedy="Write the agreed number into places.",
        severity="note",
    ),
    "gias_over_capacity": Message(
        seen="Schools or bases with more pupils than places: {count} ({sites}).",
        why="The places are the capacity; whoever is there above it finds no room in a plan.",
        remedy="Write the number that the school really admits into places, or allow more in a"
        " scenario (over_places_percent).",
        severity="note",
    ),
    "gias_taken_by_others": Message(
        seen="Schools that are others' or independent: {count} ({sites}).",
        why="All their pupils count as others' children, your own among them, so that only empty"
        " places are free.",
        remedy="Take your own children off the column taken in places.",
        severity="note",
    ),
}
