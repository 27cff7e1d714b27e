"""Messages about matrices of journeys, and about the answers of a routing server."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    # matrices and lists
    "unit_unknown": Message(
        seen="{value} is not a unit of journeys.",
        why="Without it minutes cannot be told from miles.",
        remedy="{meant}",
    ),
    "basis_unknown": Message(
        seen="{value} is not a basis of a figure.",
        why="Every result says on what it rests.",
        remedy="{meant}",
    ),
    "journeys_no_area": Message(
        seen="Journeys were asked for {value}, not for an area.",
        why="Codes of localities and sites are those of one area.",
        remedy="Give an area, as load_area returns it.",
    ),
    "no_journeys_file": Message(
        seen="There is no file {path}.",
        why="Journeys were to be read from it.",
        remedy="Check the spelling and the folder.",
    ),
    "journeys_not_a_file": Message(
        seen="{path} is not a .csv file and not an .xlsx workbook.",
        why="Journeys are read from one of the two.",
        remedy="In Excel choose Save As, Excel Workbook (.xlsx), and name that file.",
    ),
    "which_sheet": Message(
        seen="The workbook has the sheets {value}.",
        why="It is not clear which of them holds the journeys.",
        remedy="Name it: sheet=...",
    ),
    "matrix_turned": Message(
        seen="Sites stand in the first column, and localities in row 1.",
        why="Journeys are read from the locality of the row to the site of the column.",
        remedy="Turn the table round: in Excel copy it, and choose Paste Special, Transpose.",
    ),
    "matrix_code_unknown": Message(
        seen="{value} is not a {kind} of the area.",
        why="Its journeys would be left out.",
        remedy="{meant}",
    ),
    "matrix_row_twice": Message(
        seen="{value} stood already in row {first}.",
        why="It is not clear which of the two is meant.",
        remedy="Delete one of the two rows.",
    ),
    "matrix_without_numbers": Message(
        seen="There is no number in it.",
        why="It would change no journey.",
        remedy="Write codes of localities in the first column, codes of sites in row 1, and a"
        " number where they meet.",
    ),
    "list_without_numbers": Message(
        seen="There is no number in it.",
        why="It would change no journey.",
        remedy="Write a row for each pair of locality and site, with its minutes, its miles or"
        " both.",
    ),
    "list_without_units": Message(
        seen="No column is headed by a unit.",
        why="Without it minutes cannot be told from miles.",
        remedy="Head the columns of numbers minutes, seconds, miles, kilometres or metres.",
    ),
    "list_unit_twice": Message(
        seen="{quantity} stand in two columns: {value}.",
        why="It is not clear which of the two is meant where they differ.",
        remedy="Delete one of the two columns.",
    ),
    "list_columns_unread": Message(
        seen="Columns that are not read: {value}.",
        why="Of a journey only its two ends, its minutes and its miles are used.",
        remedy="Nothing is to be done, unless one of them was meant to be read.",
        severity="note",
    ),
    "journeys_blank": Message(
        seen="{value} of {cells} cells are blank, the first from {first}.",
        why="A blank is no journey of nought: these pairs rest on the straight line.",
        remedy="Fill them in if you know them; leave it if you do not.",
        severity="note",
    ),
    "journeys_not_there": Message(
        seen="Of the area's localities and sites these are not there: {value}.",
        why="Their journeys rest on the straight line, or on what the area has already.",
        remedy="Add them if you know them; leave it if you do not.",
        severity="note",
    ),
    # the address and the request
    "routing_address": Message(
        seen="{value} is not the address of a server that points can be sent to.",
        why="They go to the server that is named and to no other.",
        remedy="Write it with http:// or https://, without a name, a password or a question mark:"
        " http://localhost:5000.",
    ),
    "routing_profile": Message(
        seen="{value} is not the name of a profile.",
        why="It is a part of the address.",
        remedy="Write driving, or another name in letters and digits that the server knows.",
    ),
    "routing_number": Message(
        seen="{value} is not {what} that can be.",
        why="A request has at least one locality and one site, and does not wait for ever.",
        remedy="Write a number from {low} to {high}.",
    ),
    "routing_no_ends": Message(
        seen="There is no {kind} among those that are asked for.",
        why="There is no journey between nothing and something.",
        remedy="Leave the choice out for all of the area.",
    ),
    # the server
    "routing_unreachable": Message(
        seen="{server} cannot be reached ({reason}).",
        why="No journey was read from it.",
        remedy="Check the address, and whether the server runs and may be reached from here.",
    ),
    "routing_status": Message(
        seen="{server} answered with status {value} ({reason}).",
        why="No journey was read from it.",
        remedy="Check the address; nothing is sent on to another one that it names.",
    ),
    "routing_too_long": Message(
        seen="{server} answered with more than {most} megabytes.",
        why="A table of journeys is far shorter: this is something else.",
        remedy="Check the address.",
    ),
    # the answer
    "answer_no_json": Message(
        seen="This is not an answer of a routing server: it is not JSON ({reason}).",
        why="Durations and distances are read from it.",
        remedy="Save the answer of the service table as it comes, and not a page or a picture.",
    ),
    "answer_not_ok": Message(
        seen="The server gave no table: {value}{said}.",
        why="There is no journey in the answer.",
        remedy="{meant}",
    ),
    "answer_without_table": Message(
        seen="There are neither durations nor distances in the answer.",
        why="Journeys are read from these.",
        remedy="Ask the service table, with annotations=duration,distance.",
    ),
    "answer_shape": Message(
        seen="{what} are {value}, where {localities} localities and {sites} sites were asked for.",
        why="It is not clear which number belongs to which pair.",
        remedy="Ask as osrm_requests writes it, and read the answer with the same localities and"
        " sites.",
    ),
    "answer_numbers": Message(
        seen="{count} {what} are no number from 0 to {high} {unit}, the first {value}, from"
        " {pair}.",
        why="No journey is so.",
        remedy="Check the profile, the points, and whether the file is whole.",
    ),
    "answer_other_points": Message(
        seen="The point for {value} is {miles} miles from where the area has it{nearer}.",
        why="The answer may be of another area, or in another order.",
        remedy="Read it with the localities and sites that it was asked for, in their order.",
    ),
    "answer_holes": Message(
        seen="{value} of {pairs} pairs have no route, the first from {first}.",
        why="They are left out, so that they rest on the straight line.",
        remedy="Look whether the map of the server covers them, or add them by hand.",
        severity="note",
    ),
    "answer_guessed": Message(
        seen="{value} of {pairs} pairs have no route and a guess of the server, the first from"
        " {first}.",
        why="Its guess is a straight line too, at another speed: it is left out.",
        remedy="Ask without fallback_speed, or add them by hand.",
        severity="note",
    ),
    "answer_half": Message(
        seen="The answer has no {lacks}.",
        why="They are taken from {instead}.",
        remedy="Ask with annotations=duration,distance for both.",
        severity="note",
    ),
    "answer_off_road": Message(
        seen="Further than {miles} miles from any road that the server knows: {value}.",
        why="Its journeys begin or end at the nearest road.",
        remedy="Look at the point on a map; leave it if it is right.",
        severity="note",
    ),
    "answer_on_trust": Message(
        seen="The answer does not say of which points it is.",
        why="That its rows and columns are in the order asked for cannot be checked.",
        remedy="Ask without skip_waypoints.",
        severity="note",
    ),
}
