"""Messages about points and about the journeys between them."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "grid_far_outside": Message(
        seen="Numbers outside {low} to {high} {unit}: {count}, the first {value}.",
        why="The formulas of the National Grid hold for Great Britain only.",
        remedy="Check the unit and the order of the two coordinates.",
    ),
    "points_twice": Message(
        seen="Points are given twice, by {value}.",
        why="It is not clear which of the two is meant where they differ.",
        remedy="Delete easting and northing, or longitude and latitude.",
    ),
    "points_converted": Message(
        seen="Longitude and latitude were turned into easting and northing in {value} rows.",
        why="They are right to about 5 metres, and in whole metres.",
        remedy="Nothing is to be done; a copy that is saved has easting and northing.",
        severity="note",
    ),
    "point_outside": Message(
        seen="The point {value} is {where}.",
        why="Every journey from or to it would be wrong.",
        remedy="{meant}",
    ),
    "locality_far_away": Message(
        seen="{value} is {miles} miles from the middle of the localities.",
        why="Its easting or northing may be wrong, or swapped.",
        remedy="{meant}",
        severity="note",
    ),
    "site_far_away": Message(
        seen="{value} is {miles} miles from the nearest locality.",
        why="Its easting or northing may be wrong, or swapped.",
        remedy="{meant}",
        severity="note",
    ),
    "journey_of_nothing": Message(
        seen="Neither minutes nor miles are filled in.",
        why="The row says nothing of the journey.",
        remedy="Fill in one of the two or both, or delete the row.",
    ),
    "journeys_missing": Message(
        seen="{value} of {pairs} pairs of locality and site have no row{none}.",
        why="They are measured as a straight line times the detour factor, beside others that are"
        " given: the two are not quite alike.",
        remedy='List them with area.missing("journeys"), and add what you know.',
        remedy_command="Add what you know of them to the table journeys, a row for each pair of"
        " locality and site.",
        severity="note",
    ),
    "journeys_half": Message(
        seen="{lacks} are blank in {value} of {rows} rows.",
        why="They are taken from {instead}.",
        remedy="Add them if you have them; leave it if you do not.",
        severity="note",
    ),
    "journeys_fast": Message(
        seen="Faster than {limit} miles an hour: {count} journeys, the first {value}, of {miles}"
        " miles in {minutes} minutes.",
        why="No car is so fast from door to door: one of the two, or its unit, may be wrong.",
        remedy="Check whether these are minutes and miles: seconds, kilometres and metres are not.",
        severity="note",
    ),
    "journeys_slow": Message(
        seen="Slower than {limit} miles an hour: {count} journeys, the first {value}, of {miles}"
        " miles in {minutes} minutes.",
        why="Whoever walks is there sooner: one of the two, or its unit, may be wrong.",
        remedy="Check whether these are minutes and miles; leave it if they are.",
        severity="note",
    ),
    "journeys_long": Message(
        seen="Longer than {limit} minutes one way: {count} journeys, the first {value}, of"
        " {minutes} minutes.",
        why="No child travels so long twice a day; the program may still send one there.",
        remedy="Check the unit. Journeys that are to be barred: longest_journey_minutes in the"
        " scenario.",
        severity="note",
    ),
    "journeys_short": Message(
        seen="Shorter than the straight line by more than half a mile: {count} journeys, the first"
        " {value}, of {miles} miles where the straight line is {straight}.",
        why="The miles, or one of the two points, may be wrong.",
        remedy="Check the points of both ends, and whether these are miles.",
        severity="note",
    ),
}
