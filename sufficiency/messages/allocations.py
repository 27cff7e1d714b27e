"""Messages about allocations: what a plan of places lacks, or cannot ask yet."""

from __future__ import annotations

from sufficiency.messages.blocks import BLOCKS
from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    **BLOCKS,
    "lp_ending": Message(
        seen="{path} ends in {value}.",
        why="A model is written for other solvers, which know by the ending what is in a file.",
        remedy='Give it the ending .lp, as in allocation.write_lp("year.lp").',
    ),
    "allocation_no_projection": Message(
        seen="a projection was expected, and a {value} was given.",
        why="An allocation places the children of a projection.",
        remedy="Project first: sf.allocate(sf.project(area)).",
    ),
    "allocation_other_demand": Message(
        seen="the scenario {scenario} differs from that of the projection in what drives demand:"
        " {names}.",
        why="Its children would be others, so the places would be given to the wrong ones.",
        remedy="Project with it first: sf.allocate(sf.project(area, scenario)).",
    ),
    "allocation_too_many_draws": Message(
        seen="{draws:draw is|draws are} to be allocated, and the projection has {held:,}.",
        why="Each draw that is allocated is a draw of the projection, the first ones first.",
        remedy="Give draws={held}, or project more: sf.project(area, draws={draws}).",
    ),
    "allocation_no_draws": Message(
        seen="{draws} draws are to be allocated.",
        why="Ranges come from allocated draws, so at least one is needed; 100 give steady ranges.",
        remedy="Give draws=100, or any whole number from 1, without quotation marks.",
        remedy_command="Give --draws 100, or any number from 1.",
    ),
    "allocation_pool_left_out": Message(
        seen="{call}) names no pool.",
        why="What it changes depends on which pool it is.",
        remedy="Give site and pool by their codes, as in allocation.{call}, {example}); all codes"
        ' are in allocation.to_frame("supply").',
    ),
    "allocation_one_layout": Message(
        seen="the table {table} has one layout only, and by={value} was given.",
        why="Its rows are not children of one need, phase or place, and do not add up.",
        remedy='Leave by out: allocation.to_frame("{table}"). Any detail may be asked of {known}.',
    ),
    "allocation_capped_worth": Message(
        seen="caps across pools hold in {year}.",
        why="What one child or place more would change is read from chains of moves, and a chain"
        " could pass through a cap.",
        remedy="Ask for one pool at a time, as in allocation.more_places(1, {example}) or"
        ' allocation.also_admit("{need}", {example}), which allocate again.',
        remedy_command="Ask for one pool at a time, as in --more 1 {at} or --admit {need} {at},"
        " which allocate again.",
    ),
    "allocation_need_admitted": Message(
        seen="{name} admits {need} already in {year} and later.",
        why="Nothing would change, so there is nothing to value.",
        remedy="Choose another need or pool; allocation.worth_of_admitting() lists those that"
        " would help.",
        remedy_command="Choose another need or pool; --admit with a need and without --at lists"
        " the pools at which it would help.",
    ),
    "allocation_aim_left_out": Message(
        seen="the scenario {scenario} {what}, and its aims ({stated}) leave {aim} out.",
        why="Nothing would then say when, so it would happen to spare a mile, or never.",
        remedy='Put it in, for example: scenario.but(name="with all aims", aims={example}).',
        remedy_command="Put it in, for example: aims = {example}",
    ),
    "allocation_no_pools": Message(
        seen="{area} with the scenario {scenario} has no pool of places.",
        why="There is nothing in which a child could be placed.",
        remedy="Add rows to the tables sites, pools and places, or to the scenario; see"
        " sf.load_example().pools.",
        remedy_command="Add rows to the tables sites, pools and places, or to the scenario; filled"
        " in ones: python -m sufficiency new example.xlsx --example",
    ),
    "allocation_need_not_served": Message(
        seen="no pool at the level {level} serves the need {need} in any year;"
        " {count:,.0f:child needs|children need} one in {year}.",
        why="They can only go without a place or, at the level special, to an independent school.",
        remedy="If a pool does serve them, add the need to its row in the table pools.",
        severity="note",
    ),
    "allocation_displaced": Message(
        seen="places close in {year} ({pools}): {count:,.1f} children lose theirs (mean over the"
        " draws). In that year {planned:,.1f} of them are in planned places, {independent:,.1f} in"
        " independent schools and {without:,.1f} without a place.",
        why="They are placed first, before all others of that year: a joiner who lives nearer"
        " takes no place that one of them needs.",
        remedy="If that is too few, open places that serve them by then, or close in steps; the"
        " table displaced has all of them.",
        severity="note",
    ),
    "allocation_displaced_not_first": Message(
        seen="places close in {year} ({pools}): {count:,.1f} children lose theirs (mean over the"
        " draws). In that year {planned:,.1f} of them are in planned places, {independent:,.1f} in"
        " independent schools and {without:,.1f} without a place.",
        why="The aims of the scenario leave displaced out, so they are placed like all others: a"
        " joiner who lives nearer may take the only place.",
        remedy="Put displaced first among its aims to place them before all others.",
        severity="note",
    ),
    "allocation_above_independent": Message(
        seen="over_places_percent is {percent:g} for {name} ({site}), which has independent pools"
        " only.",
        why="Independent schools sell the places that they have, so nobody is above them and the"
        " share changes nothing.",
        remedy="Leave it out, or plan more places at {site} where it has them to sell.",
        severity="note",
    ),
    "allocation_above_nobody": Message(
        seen="over_places_percent is {percent:g} for {name} ({site}), and no whole child is that"
        " share of the places there.",
        why="The share is of the places free to our children, rounded down pool by pool, so nobody"
        " may be above and it changes nothing.",
        remedy="State a larger share for {site}, up to 30, or plan the places that it is to have.",
        severity="note",
    ),
    "allocation_number_not_shared": Message(
        seen="independent_limit_children is {value}{since} for {whom}, and none of these children"
        " is in an independent school today.",
        why="A number for several needs or phases is shared out over them as today's independent"
        " placements are, so it is not known who may have how many.",
        remedy="State it by need and phase, as in independent_limit_children = {example}.",
    ),
    "allocation_number_shared": Message(
        seen="independent_limit_children is {children:,} for {whom}: they share it as today's"
        " independent placements are, in {year} {parts}.",
        why="It is one number for all of them, and a limit is by need and phase.",
        remedy='If others should have them, state them by need and phase, as in "SEMH/secondary";'
        " the table independent has all limits.",
        severity="note",
    ),
    "allocation_number_for_nobody": Message(
        seen="independent_limit_children is {children:,} for {whom}, and no child of that phase is"
        " placed in {year}.",
        why="Only children of NC years that are allocated are held against it, so it changes"
        " nothing.",
        remedy="Leave it out, or plan pools that serve these NC years.",
        severity="note",
    ),
    "allocation_site_far": Message(
        seen="{name} ({site}) is {miles:,.0f} miles in a straight line from the nearest locality.",
        why="Hardly a child travels so far; easting and northing may be those of another place.",
        remedy="Correct its point in the table sites, or bar long journeys with"
        " longest_journey_minutes.",
        severity="note",
    ),
    "allocation_locality_not_served": Message(
        seen="no school with places, independent ones apart, takes any child of"
        " {localities:locality|localities}: {named}.",
        why="Those children are without a place or, at the level special, in an independent school,"
        " whatever is planned for others.",
        remedy="Add their needs and NC years to rows of the table pools that hold in these years,"
        " give those pools places, or change the local rules that bar them; see"
        ' allocation.to_frame("why_not_local", by=["year", "locality", "need"]).',
        remedy_command="Add their needs and NC years to rows of the table pools that hold in these"
        " years, give those pools places, or change the local rules that bar them; the table"
        " why_not_local has the numbers.",
        severity="note",
    ),
    "allocation_locality_too_far": Message(
        seen="every school with places for some children of {localities:locality|localities} is"
        " further than longest_journey_minutes: {named}.",
        why="Nobody is sent further, so they are without a place or, at the level special, in an"
        " independent school, however many places stand free.",
        remedy="Check the points in localities and sites, and the rows of journeys. If they are"
        " right, open places nearer, or let them travel; for {first} it takes"
        " {minutes:minute|minutes}:"
        ' scenario.but(name="further", longest_journey_minutes={allowed}){beyond}.',
        remedy_command="Check the points in localities and sites, and the rows of journeys. If they"
        " are right, open places nearer, or let them travel; for {first} it takes"
        " {minutes:minute|minutes}: longest_journey_minutes = {allowed_in_file}",
        severity="note",
    ),
    "allocation_pool_unwanted": Message(
        seen="the projection expects nobody of the need, NC year and level of"
        " {pools:pool that has|pools that have} places: {named}.",
        why="These places stand empty, and are in every total of places.",
        remedy="Check level, needs, ncy_from and ncy_to of {site} in the table pools. If the places"
        " are for children of other authorities, enter them in the column taken of the table"
        " places.",
        severity="note",
    ),
    "allocation_pool_barred": Message(
        seen="local rules bar all children from {pools:pool that has|pools that have} places:"
        " {named}.",
        why="These places stand empty, and are in every total of places.",
        remedy="Take the rule about {site} out of the scenario, or narrow it by locality, need or"
        " NC year. If the pool is to close, give it 0 places in the table places instead.",
        severity="note",
    ),
    "allocation_pool_too_far": Message(
        seen="all children whom {pools:pool with places serves|pools with places serve} live"
        " further away than longest_journey_minutes: {named}.",
        why="Nobody is sent further: these places stand empty, and are in every total of places.",
        remedy="Check the point of {site} in the table sites, and its rows in journeys; or raise"
        " longest_journey_minutes in the scenario, or take it out.",
        severity="note",
    ),
    "allocation_nobody_placed": Message(
        seen="{area} has no rows of placements in January {january}.",
        why="Where today's children are is not known, so everybody is placed anew in"
        " {first}, as if all schools stood empty; places and journeys look better than they can"
        " be.",
        remedy="Add the table placements, with the site of each child in a base, special or"
        " independent school.",
        severity="note",
    ),
    "allocation_placements_short": Message(
        seen="of {whole:,.0f:child|children} in bases, special and independent schools,"
        " {count:,.0f:has|have} no place in the table placements.",
        why="Those in independent schools start in places that are not named; the others are"
        " placed anew in {first}.",
        remedy="Complete the table placements, or leave it: the first year is then less like"
        " today.",
        severity="note",
    ),
    "allocation_unrecorded": Message(
        seen="At {sites}, {count:place is|places are} taken to be held by children in independent"
        " schools who have no row in the table placements.",
        why="They may be in these schools, and start in places that are not named: given to others,"
        " these places would be there twice. Places planned beside today's are free.",
        remedy="Add the children in {sites} to the table placements.",
        severity="note",
    ),
    "allocation_pools_later": Message(
        seen="of {whole:,.0f:child|children} in the table placements, {count:,.0f:is|are} at sites"
        " or in pools of which the table pools has no row for {base}: {sites}.",
        why="Nobody can be held to a place of a pool that is not there yet, so they are placed anew"
        " in {first}.",
        remedy="Add the rows of these pools from {base} on, or from before, to the tables pools and"
        " places.",
        severity="note",
    ),
    "allocation_placements_over": Message(
        seen="the table placements holds {count:,.0f:child|children} more than the table plans does"
        " in the same locality, need, NC year and setting.",
        why="A place is held only for a child with a plan, so these are left out.",
        remedy="Bring the two tables to the same January, and name the pool of each placement: its"
        " setting is that of the pool.",
        severity="note",
    ),
    "allocation_placements_marked": Message(
        seen="the table placements holds {count:count that is|counts that are} not shown in"
        " January {january}.",
        why="A child whose place is not known cannot be kept in it.",
        remedy="Put the true numbers into the rows, or leave those rows out: their children are"
        " then placed anew in the first year.",
    ),
    "allocation_colleges": Message(
        seen="{count:,.0f} young people are in specialist post-16 institutions.",
        why="Such places are not planned here, so those of them who need the level special and are"
        " of an age that special schools serve count as needing a place and start without one.",
        remedy="Take them into account when you read the numbers after Year 11; or state another"
        " level for setting specialist_post16 in the scenario.",
        severity="note",
    ),
    "allocation_taken_blank": Message(
        seen="At schools of other authorities {count:row of places leaves|rows of places leave}"
        " taken blank, the first at {name} ({site}).",
        why="All places of those schools are read as free to children of this area, which they"
        " hardly are.",
        remedy="Fill in how many of their places others have or are promised, in the column taken.",
        severity="note",
    ),
    "allocation_parts": Message(
        seen="In the table {table}, {count:row holds|rows hold} no whole number: {named}.",
        why="Children are placed whole, so {how}.",
        remedy="Write the whole number that is meant, if it is another.",
        severity="note",
    ),
    "allocation_whose_schools": Message(
        seen="no school is of {authority}, as the table about names the authority: {name} ({site})"
        " is of {other}.",
        why="So it is not known which schools are its own: charts of places show all of them, and"
        " nothing is said of places that other authorities' schools have taken.",
        remedy="Write the name of the authority alike in about (item authority) and in sites"
        " (column authority).",
        severity="note",
    ),
    "allocation_schemes_wait": Message(
        seen="the scenario {scenario} offers {counted}; none is opened.",
        why="An allocation opens no scheme: it uses only places that are planned.",
        remedy="Choose which open when: sf.choose_schemes(projection, scenario). To see what some"
        " of them do: sf.programme_scenario(area, scenario, {{{example}}}).",
        remedy_command="Choose which open when with the command schemes. To see what one of them"
        " does, write its rows under [[places]] in a scenario (and under [[pools]] and [[sites]]"
        " where they are new).",
        severity="note",
    ),
    "allocation_after_last_year": Message(
        seen="{pool} has {places:g:place|places} from {year} on, and the allocation ends with"
        " {last}.",
        why="They come too late to be in any figure here, so they change nothing.",
        remedy="Go on to {year} or later: sf.project(area, until={until}); or leave it if that is"
        " meant.",
        remedy_command="Go on to {year} or later: --until {year}; or leave it if that is meant.",
        severity="note",
    ),
    "allocation_chance_threshold": Message(
        seen="{name} is {value}.",
        why="A chance counts the draws beyond a threshold, which is a number {least}.",
        remedy="Give one: allocation.chances(short_by=5, full_percent=95, independent_above=200).",
        remedy_command="Give one: --independent-above 200.",
    ),
    "allocation_by_unknown": Message(
        seen="the table {table} cannot be laid out by {value}.",
        why="Its figures are known by its own axes only.",
        remedy="Choose from {known}.",
    ),
    # all years at once
    "ahead_fates": Message(
        seen="All years at once were asked for one draw.",
        why="Looking ahead is a comparison of expected numbers: what becomes of each child of a"
        " draw depends on where she is.",
        remedy="Give shares (Shares or Surviving) instead of fates.",
    ),
    "ahead_above": Message(
        seen="Some pools may admit above their places.",
        why="All years at once are not worked out with places above the number.",
        remedy="Leave the over-capacity out of the scenario to compare.",
    ),
    "ahead_closing": Message(
        seen="A pool closes in {year}, and children who lose their place come before all others.",
        why="All years at once are not worked out so: nothing in them tells these children from"
        " others who are to be placed.",
        remedy="Ask for the years before it: allocation.foresight(years={before}); or allocate with"
        " these children among all others, and ask that for all years:"
        ' scenario.but(name="closed, not first", aims=[{aims}]).',
        remedy_command="Leave displaced out of the aims of a scenario to compare: aims = [{aims}]",
    ),
    "ahead_closing_first": Message(
        seen="A pool closes in {year}, the first year, and children who lose their place come"
        " before all others.",
        why="All years at once are not worked out so: nothing in them tells these children from"
        " others who are to be placed.",
        remedy="Allocate with these children among all others, and ask that for all years:"
        ' scenario.but(name="closed, not first", aims=[{aims}]).',
        remedy_command="Leave displaced out of the aims of a scenario to compare: aims = [{aims}]",
    ),
    "ahead_shares": Message(
        seen="A local rule is about a share of the children of a cell.",
        why="All years at once are not worked out with such rules.",
        remedy="Leave its share out of the scenario to compare.",
    ),
    "ahead_too_large": Message(
        seen="{years} of {count:year|years} {years:!makes|make} {columns:way|ways} to be placed or"
        " to stay; at most {most:,} can be written as one linear programme.",
        why="All years at once are a comparison for small areas.",
        remedy="Ask for fewer years: allocation.foresight(years={fits}).",
        remedy_command="Use an area with fewer localities.",
    ),
    "ahead_far_too_large": Message(
        seen="{years} of {count:year|years} {years:!makes|make} {columns:way|ways} to be placed or"
        " to stay; at most {most:,} can be written as one linear programme.",
        why="All years at once are a comparison for small areas, of two years at least.",
        remedy="Use an area with fewer localities, such as planning areas.",
    ),
    "ahead_years": Message(
        seen="{years} is no number of years of this allocation.",
        why="It allocates {held}.",
        remedy="Give a whole number from 1 to {held}: allocation.foresight(years=3).",
        remedy_command="Give a whole number from 1 to {held}.",
    ),
    "ahead_form": Message(
        seen="The solver gave {held:number|numbers} for {columns:column|columns} of all years at"
        " once.",
        why="Nobody knows which number is of which column.",
        remedy="Ask for other years, and report this: it is a fault of the solver or the program.",
    ),
    "ahead_row_broken": Message(
        seen="In the solver's answer for all years at once {what} comes to {added:,.6g}, where"
        " {sense} {right:,.6g} holds.",
        why="It is no way to place the children, and its sums say nothing.",
        remedy="Ask for other years, and report this: it is a fault of the solver or the program.",
    ),
    "ahead_below_bound": Message(
        seen="For all years at once {aim} comes to {added:,.6g}, and by its proof nothing is below"
        " {bound:,.6g}.",
        why="Both cannot be true, so neither is told.",
        remedy="Ask for other years, and report this: it is a fault of the solver or the program.",
    ),
    "ahead_released": Message(
        seen="Everybody is placed anew each year in this allocation.",
        why="Then no year binds the next, and looking ahead changes nothing.",
        remedy='Allocate with stayers="keep".',
        remedy_command="Allocate with --stayers keep.",
    ),
}
