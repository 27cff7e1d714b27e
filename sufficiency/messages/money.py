"""Messages about costs."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "costs_none": Message(
        seen="the area has no costs: the table is not there, or has no row.",
        why="Nothing can be told in pounds: no net present value, no bid, and no aim in pounds.",
        remedy="Add the table costs, with rows at least of place, top_up and transport for the"
        " settings base and special, and of fee and transport for independent;"
        " sf.load_example().costs has one of each kind.",
        remedy_command="Add the table costs, with rows at least of place, top_up and transport for"
        " the settings base and special, and of fee and transport for independent; the command"
        " new with --example writes one of each kind.",
    ),
    "cost_missing": Message(
        seen="no row says what {item} costs in a place of {where}, for {whom}.",
        why="A cost that is not known would count as nothing.",
        remedy="Add a row: setting {setting} (or its site), item {code}, year {year} or before,"
        " unit {unit}, with its pounds; 0 pounds if that is what is paid. Leave need and NC"
        " years blank for all: a child whose need changes keeps her place.",
    ),
    "cost_unit": Message(
        seen="{item} of {whose} is given by {unit}.",
        why="It is paid by {allowed}, so what a child costs in a year is not known from it.",
        remedy="Give the amount in one of those units.",
    ),
    "cost_of_no_place": Message(
        seen="There is a cost of {whose}, and no pool is there.",
        why="Nobody is placed there, so it is never counted.",
        remedy="Correct the code, or leave it if places there are planned in a scenario.",
        severity="note",
    ),
    "cost_for_a_place": Message(
        seen="{item} of {whose} is given by {unit}.",
        why="It is then paid whether or not a child is there, so it adds nothing to what a child"
        " costs: where pounds are an aim it counts 0.",
        remedy="Write child_year where it is paid for each child; leave it for a block contract.",
        severity="note",
    ),
    "cost_of_boarders": Message(
        seen="{item} of {whose} is given for boarders alone.",
        why="No table says which children board, so unless a scenario says how many do, none is"
        " priced by this row: all are priced as day children, and those who board cost more than"
        " is shown.",
        remedy="State boarders_percent in the [money] section of the scenario; or, for a mean over"
        " day and boarding children, leave residential blank; or leave the row as it is for your"
        " own use.",
        severity="note",
    ),
    "cost_of_boarding": Message(
        seen="no row says what {item} costs in a place of {where} of a child who {boards}, for"
        " {whom}.",
        why="The scenario says that some there board (boarders_percent), so each child costs a part"
        " of what the rows for boarders say and a part of what those for day places do. A part"
        " that is not known would count as nothing.",
        remedy="Add a row: setting {setting} (or its site), item {code}, residential {residential},"
        " year {year} or before, with its pounds; or leave residential blank in the row that is"
        " there, if it is the same for both.",
    ),
    "boarders_without_row": Message(
        seen="the scenario says that some children in a place of {where} board (boarders_percent),"
        " and no row there is for boarders, for {whom}.",
        why="They would cost the same as those who do not board, so what is stated changes no"
        " figure.",
        remedy="Add a row for boarders: setting {setting} (or its site), item {code}, residential"
        " yes, with its pounds; or write residential no in a nearer row, such as one for the need,"
        " that is for both kinds as it stands; or state boarders_percent for the settings and needs"
        " alone that have a row: boarders_percent = {{ {setting} = 20 }}.",
    ),
    "cost_not_counted": Message(
        seen="{item} of {whose} is no cost that is counted there.",
        why="In an independent school the fee is all that is paid for a place; elsewhere place"
        " funding and top-up are. A row of another item changes no figure.",
        remedy="Give the amount as one of: {counted}; or remove the row.",
        severity="note",
    ),
    "cost_spans_overlap": Message(
        seen="{item} of {whose} has rows for NC years {one} and {other}.",
        why="They have NC years in common. There the row with the shorter span holds alone; where"
        " both are equally long neither does, and pounds cannot be an aim.",
        remedy="Make the two spans meet without overlapping.",
        severity="note",
    ),
    "cost_tie": Message(
        seen="{item} of {whose} has a row for NC years {one} and one for {other}.",
        why="They are equally long and have NC years in common, so it is not clear which holds.",
        remedy="Make the two spans meet without overlapping.",
    ),
}
