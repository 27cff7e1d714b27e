"""Messages about blocks of places: what so many more in one pool can be asked of."""

from __future__ import annotations

from sufficiency.messages.message import Message

BLOCKS: dict[str, Message] = {
    "allocation_block_number": Message(
        seen="{places} places more are to be valued.",
        why="A block of places is a whole number: 6 for six more, -6 for six fewer.",
        remedy='Give a whole number: allocation.more_places(6, site="S01", pool="all").',
    ),
    "allocation_block_below_nought": Message(
        seen="{places:place fewer is|places fewer are} asked of {name}, which has {most} at the"
        " least.",
        why="A pool cannot have fewer places than none.",
        remedy="Take away as many as it has at most: allocation.more_places({fewer}, {example}).",
        remedy_command="Take away as many as it has at most: --fewer {most} {at}.",
    ),
    "allocation_block_closed": Message(
        seen="{name} is not open in {year} or later.",
        why="Places in a pool that is closed can be given to nobody.",
        remedy="Open it in the scenario, or choose another pool{earlier}.",
        remedy_command="Open it in the scenario, or choose another pool{typed_earlier}.",
    ),
    "allocation_block_not_yet_open": Message(
        seen="{name} is not open in {year}: it opens in {opens}.",
        why="A block of places there from {year} on would open it early, which is another plan and"
        " not what the places are worth.",
        remedy="Ask from the year in which it opens: {again}. To open it earlier, plan its places"
        " for that year in the scenario, and hold the two plans against each other:"
        " sf.compare(later=allocation, earlier=other).",
        remedy_command="Ask from the year in which it opens: --since {since}. To open it earlier,"
        " plan its places for that year in a scenario of its own, and hold it against this one"
        " with the command compare.",
    ),
    "allocation_need_not_yet_open": Message(
        seen="{name} is not open in {year}: it opens in {opens}.",
        why="Before it opens it admits nobody, of whatever need.",
        remedy="Ask from the year in which it opens: {again}.",
        remedy_command="Ask from the year in which it opens: --since {since}.",
    ),
    "allocation_told_before": Message(
        seen="The sentence is asked of {year}, and the change begins in {first}.",
        why="Before that year nothing is changed.",
        remedy="Ask of that year or a later one, year={since}, or leave year out.",
        remedy_command="Ask of that year or a later one, --year {first}, or leave --year out.",
    ),
    "allocation_block_closes": Message(
        seen="{name} closes in {year}: the plan gives it no places from then on.",
        why="With {places} more it would stay open, and all of its children with it, which is not"
        " what the places are worth.",
        remedy="Choose another pool, or hold a scenario that does not close it against this one:"
        " sf.compare(closing=allocation, open=other).",
        remedy_command="Choose another pool, or hold a scenario that does not close it against"
        " this one with the command compare.",
    ),
}
