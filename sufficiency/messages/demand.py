"""Messages about the projection of demand."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "demand_closure": Message(
        seen="state {state}, which closes, {reason}.",
        why="From the first January without it every child of it is in exactly one state that is"
        " open.",
        remedy="Give each closing state once, with shares over states that stay open for longer.",
    ),
    "demand_one_january": Message(
        seen="Children are counted in one January only (academic year {year}).",
        why="Joining and leaving are seen between two Januaries that follow one another.",
        remedy="Add the January before it to the table plans. All plans alone can be projected from"
        " the table history: sf.project_panel(area.history).",
        remedy_command="Add the January before it to the table plans.",
    ),
    "demand_years_apart": Message(
        seen="The Januaries are of academic years {years}; missing between them: {missing}.",
        why="Children move up by one NC year each year, so no January may be left out.",
        remedy="Add {missing} to the table plans{otherwise}. Where only published margins of a year"
        " are known, plans are fitted from them: area.with_fitted_plans(years=[{first}]).",
        remedy_command="Add {missing} to the table plans{otherwise}.",
    ),
    "demand_shape": Message(
        seen="The array of {what} has the shape {seen_shape}; it should have {shape} ({axes}).",
        why="Each number must belong to one cell of the projection.",
        remedy="Lay it out on the axes {axes}.",
    ),
    "demand_not_counts": Message(
        seen="{count:number|numbers} of {what} cannot be used, being negative or not finite, the"
        " first at position {first} ({axes}).",
        why="A projection starts from known numbers, nought or more.",
        remedy="Correct them; fit marked counts within their bounds first.",
    ),
    "demand_nobody": Message(
        seen="There is no child in the January of academic year {year}.",
        why="Read as counted, everybody had left by then and came back after it; and from a January"
        " of nobody nothing can be projected.",
        remedy="Complete the table plans{otherwise}.",
    ),
    "demand_population_short": Message(
        seen="The population holds {first} to {last}, and {needed_first} to {needed_last} are"
        " needed.",
        why="Joining is counted per head of population, in the past and in the projection.",
        remedy="Add the years to the table population{otherwise}.",
    ),
    "demand_population_nought": Message(
        seen="{children:,.10g} children joined in NC year {ncy}, where there is no population.",
        why="Joining is counted per head of population.",
        remedy="Complete the table population for NC year {ncy}.",
    ),
    "demand_horizon": Message(
        seen="The projection should end in the academic year {until}, and it starts from {base}.",
        why="A projection has at least one year.",
        remedy="Project until {earliest} or later.",
    ),
    "demand_no_draws": Message(
        seen="{draws} draws were asked for.",
        why="Ranges are read from draws, each of them one possible future.",
        remedy="Ask for a whole number from one, without quotation marks; 500 give steady ranges.",
    ),
    "demand_no_workers": Message(
        seen="{workers} workers were asked for.",
        why="Somebody has to do the work; the numbers are the same for any number of workers.",
        remedy="Ask for a whole number from one, without quotation marks; two for two cores.",
    ),
    "demand_levels_crossed": Message(
        seen="In {count:row|rows} of the levels, low, central and high are not in this order or"
        " not between 0 and 1, the first at position {first} (setting, need, phase, level).",
        why="Shares are drawn between low and high, with central as their mean.",
        remedy="Correct the levels of the scenario.",
    ),
    "demand_levels_not_whole": Message(
        seen="In {count:row|rows} of the levels the central shares do not add up to 1, the first at"
        " position {first} (setting, need, phase): {total:.6f}.",
        why="Every child has exactly one level.",
        remedy="Correct the central shares of the scenario's levels.",
    ),
    "demand_nowhere_to_be": Message(
        seen="In {count:cell|cells} of need and NC year no state is allowed, the first at position"
        " {first} (need, ncy).",
        why="Every child must be somewhere, also in the years to come.",
        remedy="Allow at least one state for each need at each NC year.",
    ),
    "demand_level_not_allowed": Message(
        seen="In {count:cell|cells} the shares put children only where no state is allowed, the"
        " first at position {first} (setting, need, ncy).",
        why="Every child who is counted must have a level that is possible.",
        remedy="Allow one of the levels that the shares name, or correct the shares.",
    ),
    "demand_drift_of_levels": Message(
        seen="A drift of settings was given, and the states are levels of need.",
        why="Authorities drift in where children are placed; the doubt of their level is in the"
        " shares from which levels are drawn.",
        remedy="Leave out the drift, or leave out the shares to project settings.",
    ),
    "demand_flow_years_apart": Message(
        seen="The transitions are of {years}; {missing} is missing between them.",
        why="Each year opens with what the year before it closed with.",
        remedy="Add {missing} to the table transitions, or leave out what comes before it.",
    ),
    "demand_flow_years_other": Message(
        seen="The years given are {years}; the transitions hold {held}.",
        why="Every transition belongs to one year, and a year without any would show an area"
        " without children.",
        remedy="Give exactly the years that the transitions hold: {held}.",
    ),
    "demand_flow_off_axes": Message(
        seen="{count:transition lies|transitions lie} off the axes or outside on both sides, the"
        " first in row {first}.",
        why="Every child comes from a need, NC year and state or from outside, and goes to one.",
        remedy="Correct their positions; on the side of outside, all three are -1.",
    ),
    "demand_flow_age": Message(
        seen="{count:transition|transitions} of {children:,.10g} children should go up by exactly"
        " one NC year, the first in row {first}: from NC year {before} to {after}.",
        why="A year later every child is one NC year further; the account would not close.",
        remedy="Correct ncy_from or ncy_to; a child taught out of year counts by age.",
    ),
    "demand_flows_open": Message(
        seen="The account of the flows does not close in {count:cell|cells}, the first at position"
        " {first} (year, locality, need, ncy, state).",
        why="Children would appear or vanish without being joiners or leavers.",
        remedy="Make the flows from rows of transitions with flows_of.",
    ),
    "demand_growth_unknown": Message(
        seen="The series of {what} has {count:number|numbers} above nought, and two are needed at"
        " least, up to the year from which is projected.",
        why="Growth is read from two years that follow one another.",
        remedy="Give at least the last two Januaries, each above nought.",
    ),
    "demand_group_unknown": Message(
        seen="The groups of the axis {axis} are {seen_groups}; there should be {count} whole"
        " numbers, nought or more, one for each of its members.",
        why="Every child is added up once.",
        remedy="Give a group for each of the {count} members of the axis {axis}.",
    ),
    "demand_share_of_ceasing": Message(
        seen="a share of plans that cease is not from 0 to 1; the first value given is {first:g}.",
        why="No more children than there are can have their plan ended.",
        remedy="Give shares from 0 to 1: 0.026 for 2.6 percent a year.",
    ),
    "demand_limit": Message(
        seen="the limit {what} is {value:g}.",
        why="Totals are whole children, and no limit is negative or infinite.",
        remedy="Give a whole number of children, or a share such as 0.04; nan where there is none.",
    ),
    "demand_total_out_of_reach": Message(
        seen="all plans are to add up to {value:,.0f}, and {room:,.0f} of them would have to join"
        " an area that nobody joins.",
        why="Children are added by the joining rates, and every rate is nought.",
        remedy="Impose no total above those who stay, or leave joining_rate_change_percent above"
        " -100.",
    ),
}
