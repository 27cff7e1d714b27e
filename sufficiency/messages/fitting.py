"""Messages about fitting."""

from __future__ import annotations

from sufficiency.messages.message import Message

_TRACE_OR_LOOSEN = (
    "Look the two figures up in the files they came from and correct the wrong one. Where both"
    " are as published, give the less certain totals as nan, with low and high as far apart as"
    " the two figures; where they count different children, leave one of the margins out."
)

MESSAGES: dict[str, Message] = {
    "margin_shape": Message(
        seen="the totals, bounds or labels have the lengths {shape}, where the groups have"
        " {lengths}.",
        why="Each group needs one total, one pair of bounds and one label.",
        remedy="Give totals, low, high and labels in the lengths {lengths}.",
    ),
    "margin_size": Message(
        seen="the margin was made for {seen_cells} cells, and the table has {cells}.",
        why="A margin must say for every cell of the table which group it belongs to.",
        remedy="Make it with margin_over or margin_of and the shape of the table, {shape}.",
    ),
    "margin_groups_overlap": Message(
        seen="the groups '{other_group}' and '{group}' share {shared:cell|cells}.",
        why="Within one margin a child may be counted once only.",
        remedy="Put '{group}' into a margin of its own: margins may overlap, groups may not.",
    ),
    "margin_total_impossible": Message(
        seen="the total of '{group}' is {value}.",
        why="A number of children is a finite number, nought or more.",
        remedy="Correct the total; where it is suppressed, give nan as the total, and in low and"
        " high the least and greatest number that its mark allows.",
    ),
    "margin_bounds_crossed": Message(
        seen="the least total of '{group}' is {low:,.10g}, above its greatest, {high:,.10g}.",
        why="No number of children lies between the two.",
        remedy="Exchange or correct low and high.",
    ),
    "fitting_start_impossible": Message(
        seen="{count:cell of the starting table is|cells of the starting table are} negative or"
        " not finite, the first at {first}: {value}.",
        why="Fitting only scales cells, so it can neither turn nor complete them.",
        remedy="Start from nought (a cell that must stay empty) or any positive number, such as"
        " 1, in each cell.",
    ),
    "margin_without_cells": Message(
        seen="the total of '{group}' is {figure}, but {reason}.",
        why="Fitting never puts a child into a cell that is nought, so the total cannot be met.",
        remedy="Correct the total of '{group}', or what makes its cells nought, in the file it"
        " came from.",
    ),
    "margins_disagree": Message(
        seen="the total of {groups} is {figure}, but in the margin '{other}' the total of the"
        " same cells ({other_groups}) is {other_figure}.",
        why="No table adds up to both.",
        remedy=_TRACE_OR_LOOSEN,
    ),
    "margin_parts_too_many": Message(
        seen="the total of {groups} is {figure}, but it is only a part of what the margin"
        " '{other}' ({other_groups}) counts as {other_figure}.",
        why="A part cannot be more than the whole.",
        remedy=_TRACE_OR_LOOSEN,
    ),
    "margins_out_of_reach": Message(
        seen="the total of '{group}' is {figure}, but no table meets it together with all other"
        " margins; with the fewest changes that make all agree it would be {reach:,.10g}.",
        why="The margins contradict each other in a way that no two of them show alone.",
        remedy="Correct '{group}', or the totals that share its cells, in the files they came"
        " from; or leave a margin out.",
    ),
    "fitting_unsettled": Message(
        seen="after {rounds:,} rounds '{group}' still comes to {reach:,.10g} instead of {figure}.",
        why="The margins agree, but the table nears them too slowly to meet them all within"
        " {tolerance:.1g} of each total.",
        remedy="Call fit with a greater most_rounds, or a tolerance that your use allows, such as"
        " tolerance=0.001.",
        remedy_command="Correct '{group}', or leave out of the table margins one of those that"
        " share its cells.",
    ),
    "fitting_solver_stopped": Message(
        seen="the solver stopped without an answer: {value}.",
        why="Without it, whether the margins can be met is not known.",
        remedy="Leave margins out one at a time to find the one it stumbles over.",
    ),
    "no_whole_table": Message(
        seen="the total of '{group}' is {figure}, but no table of whole numbers meets it together"
        " with all other margins; with the fewest changes that make one possible it would be"
        " {reach:,.10g}.",
        why="The fitted table meets all margins only with parts of children, and a cell that is"
        " nought must stay so.",
        remedy="Round with this margin left out, or show the fitted numbers with a decimal.",
    ),
}
"""Messages of `sufficiency.demand`'s fitting and rounding to margins."""
