"""Messages about tables that do not agree with each other."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "placements_elsewhere": Message(
        seen="{count:child is|children are} placed in January {january} at"
        " {sites:school|schools} that the table sites does not have ({named});"
        " {rows:row was|rows were} left out.",
        why="Schools without a base and without special places are no sites: nobody's place there"
        " is planned. The children are counted among the plans.",
        remedy="Nothing has to be done, unless one of them has such places: then add it to sites,"
        " pools and places.",
        severity="note",
    ),
    "table_missing": Message(
        seen="There is no table {value}.",
        why="It holds: {meaning}.",
        remedy="Add {where}. A filled-in one: python -m sufficiency new example.xlsx --example",
    ),
    "plans_or_margins_missing": Message(
        seen="There is neither a table plans nor a table margins.",
        why="Without children with plans there is nothing to project.",
        remedy="Add one of the two; published margins alone are enough to start.",
    ),
    "ncy_half_open": Message(
        seen="Only one of ncy_from and ncy_to is filled in.",
        why="A span of NC years has a first and a last year.",
        remedy="Fill in both, or leave both blank for all NC years.",
    ),
    "ncy_backwards": Message(
        seen="The span runs backwards, from NC year {value} to {last}.",
        why="No child is in it.",
        remedy="Write the lower NC year in ncy_from.",
    ),
    "locality_without_population": Message(
        seen="{value} has no row in population.",
        why="Joining rates are per head, so no child could ever join there.",
        remedy="Add its residents by year and NC year to population.",
    ),
    "population_incomplete": Message(
        seen="{locality} has no residents at NC year {value} in {label}.",
        why="A missing row is not nought: rates could not be worked out.",
        remedy="Add the rows; write 0 where nobody lives there.",
    ),
    "population_years_gap": Message(
        seen="The years jump from {value} to {next}.",
        why="Children age one NC year in each year, so that no year may be left out.",
        remedy="Add the missing years, interpolated with basis estimated where unknown.",
    ),
    "ncy_without_population": Message(
        seen="Plans are counted at {value}, and population has no such NC year.",
        why="Rates are plans per head of the same NC year.",
        remedy="Add rows for it to population, or correct the NC years of plans.",
    ),
    "plans_without_population": Message(
        seen="Plans are counted in {label}, and population has no such year.",
        why="Rates are plans per head of the same year.",
        remedy="Add the year {value} to population.",
    ),
    "population_ends_early": Message(
        seen="Population ends in {label}, the last year of plans.",
        why="Nothing after it can be projected.",
        remedy="Add the Office for National Statistics' projection by age.",
        severity="note",
    ),
    "plans_years_gap": Message(
        seen="The Januaries jump from {value} to {next}.",
        why="An absent year is missing, not nought: flows over the gap cannot be told apart, so"
        " that no command projects these plans.",
        remedy="Add the missing Januaries{others}. Where margins hold them, plans are fitted from"
        " these: area.with_fitted_plans().",
        remedy_command="Add the missing Januaries{others}.",
        severity="note",
    ),
    "plans_one_january": Message(
        seen="Plans are counted in one January only, {january}.",
        why="Who joins and leaves is seen between two Januaries, so that no command projects these"
        " plans.",
        remedy="Add the rows of January {before}.",
        severity="note",
    ),
    "plans_only_margins": Message(
        seen="There are margins, and no plans.",
        why="A projection carries children forward one by one, so that no command projects"
        " margins.",
        remedy="Fit plans from them first: area.with_fitted_plans().",
        remedy_command="Add the table plans, with two Januaries or more. The command project says"
        " how plans are fitted from margins in Python.",
        severity="note",
    ),
    "plans_above_population": Message(
        seen="{value:plan is|plans are} more than the {persons:resident|residents} of {cell}.",
        why="No more children can have a plan than live there.",
        remedy="Correct the plans, the population, or the locality that they are counted in.",
    ),
    "margins_contradict": Message(
        seen='"{first}" gives {value} for {cell} in {label}, and "{second}" gives {other}. {rows}',
        why="No table of children can meet both.",
        remedy="Look both up where they were published, and correct or delete one.",
    ),
    "margin_name_varies": Message(
        seen="'{value}' has {own} beside {others} of '{meant}'.",
        why="Names that differ in capitals or spaces only are read as two margins.",
        remedy="Did you mean '{meant}'? Write one name in all rows of a margin.",
    ),
    "margin_row_overlaps": Message(
        seen="This row ({group}) is the total of others, or counts their children too: row"
        " {other_row} ({other_group}).",
        why="Within one margin a child may be counted once only.",
        remedy="Delete it or give it a margin of its own.",
    ),
    "mark_against_margins": Message(
        seen='The mark {value} stands for {low} to {high}, and the margin "{margin}" leaves {left}'
        " here beside the counts that are shown.",
        why="No number meets both, so that a fit would have to leave published totals out.",
        remedy="Write {meant}.",
    ),
    "plans_not_as_margin": Message(
        seen='The table plans gives {counted} where "{margin}" gives {value}.',
        why="One of the two was restated, or counts other children{mark}.",
        remedy="Use the later source for both, or leave it: results rest on the table plans.",
        severity="note",
    ),
    "placements_above_plans": Message(
        seen="Children placed ({value}) are more than those with a plan ({plans}): {cell}.",
        why="A child can only be placed once.",
        remedy="Correct the placements, or the plans of the same year, locality, need and NC year.",
    ),
    "placements_without_plans": Message(
        seen="Placements are of January {january}, and plans has no such January.",
        why="Children who are placed are among those with plans of the same January.",
        remedy="Correct the year of placements, or add the year {value} to plans.",
    ),
    "placements_old": Message(
        seen="Placements end in January {january}, and plans in January {last}.",
        why="Where the children of the last January are is not known, so everybody is placed anew,"
        " as if all schools stood empty.",
        remedy="Add the placements of January {last}.",
        severity="note",
    ),
    "needs_not_told": Message(
        seen="no margin tells the needs of January {value}.",
        why="Fitted plans keep the needs of the nearest January that is told, at each NC year and"
        " setting, so no change of needs between them can show.",
        remedy="Add a margin by need for these years if one is known.",
        severity="note",
    ),
    "ages_not_told": Message(
        seen="no margin tells the ages of January {value}.",
        why="Fitted plans keep the ages of the nearest January that is told, at each need and"
        " setting, or are spread evenly where none is. How children of each age came and went is a"
        " guess then.",
        remedy="Add a margin by age for these years if one is known: releases of those years have"
        " it.",
        severity="note",
    ),
    "placements_short": Message(
        seen="{value} of {whole:child|children} in {school} in January {january} {value:!has|have}"
        " no row in placements{needs}.",
        why="They are placed anew in the first year of an allocation, which is then less like"
        " today.",
        remedy="Add them, each with the site where the child is; or leave it if that is not known.",
        severity="note",
    ),
    "placements_over": Message(
        seen="Placements has {value:child|children} more in {school} in January {january} than the"
        " {whole} of plans{needs}.",
        why="A place is held only for a child whom plans counts in the same setting, so an"
        " allocation leaves the others out. Often they are pupils of a mainstream school that has a"
        " base, who are not in the base.",
        remedy="Bring both to the same children: check setting in plans, site and pool in"
        " placements, and setting in pools.",
        severity="note",
    ),
    "placement_outside_pool": Message(
        seen="Children placed in pool {pool} that does not serve their need or NC year: {value}.",
        why="They keep their place, but nobody like them can join.",
        remedy="Check needs and NC years of the pool, or leave it if it is so.",
        severity="note",
    ),
    "cap_without_pool": Message(
        seen="the cap {cap} at {site} counts {whom} from {year} on, and no pool of the site is for"
        " them then.",
        why="Nobody could be placed there whom it counts, so it changes nothing.",
        remedy="Correct its needs, NC years or site, or leave it if it is for later.",
        severity="note",
    ),
    "cap_without_child": Message(
        seen="the cap {cap} counts {whom}, and no child with a plan was of that kind in January"
        " {january}.",
        why="It changes nothing unless such children come.",
        remedy="Correct its needs or NC years, or leave it if that is meant.",
        severity="note",
    ),
    "cap_below_today": Message(
        seen="the cap {cap} lets in {places} ({whom}) at {site}, where {children} of them were in"
        " January {january}.",
        why="They keep their places, and nobody like them is let in until they are fewer.",
        remedy="Leave it if that is meant; else raise its places, or let it begin in a later year.",
        severity="note",
    ),
    "side_outside_filled": Message(
        seen="A child from outside, or gone outside, has a need or an NC year on that side.",
        why="Nothing is known of a child before joining or after leaving.",
        remedy="Leave need and NC year blank beside outside.",
    ),
    "side_inside_blank": Message(
        seen="Need or NC year is blank beside the setting {value}.",
        why="Only a child outside has none.",
        remedy="Fill in both (need may be unknown), or write outside.",
    ),
    "outside_on_both_sides": Message(
        seen="The child is outside before and after.",
        why="Such a row counts nobody.",
        remedy="Delete the row.",
    ),
    "does_not_age_one_year": Message(
        seen="The child goes from NC year {before} to {value} in one year.",
        why="NC years go by age, so that everyone moves up exactly one.",
        remedy="Work out both from the birth date: age on 31 August before the year, minus 4.",
    ),
    "transitions_nobody_leaves": Message(
        seen="Nobody leaves between January {before} and {january}, of"
        " {children:,.0f:child|children}: no"
        " row of year {value} has setting_to = outside.",
        why="Everybody who has a plan would keep it for ever, and plans would grow without end.",
        remedy="Add a row for those of January {before} who are no longer there: setting_to ="
        " outside, need_to and ncy_to blank. If you cannot tell them, leave this table out.",
    ),
    "transitions_nobody_joins": Message(
        seen="Nobody joins between January {before} and {january}, of"
        " {children:,.0f:child|children}: no"
        " row of year {value} has setting_from = outside.",
        why="No child would ever get a new plan.",
        remedy="Add a row for those of January {january} who were not there before: setting_from ="
        " outside, need_from and ncy_from blank. If you cannot tell them, leave this table out.",
    ),
    "transitions_without_stock": Message(
        seen="Transitions into January {january} have no plans in January {before} to start from.",
        why="The account cannot be closed against two stocks.",
        remedy="Add the year {value} to plans if you have it.",
        severity="note",
    ),
    "site_without_pools": Message(
        seen="{value} has no row in pools.",
        why="No child can be placed there.",
        remedy="Add a pool with its level, needs and NC years, or delete the site.",
        severity="note",
    ),
    "level_without_pools": Message(
        seen="{children:,.0f:child|children} of January {january} {children:,.0f:!is|are}"
        " counted in {setting}, and no pool"
        " is of the level {value}.",
        why="All of them, and all who will need one, show as children without a place: places that"
        " nobody told the program of, and no shortage.",
        remedy="Add these schools or bases to sites, pools and places before anything is quoted.",
        severity="note",
    ),
    "places_below_children": Message(
        seen="{children:child|children} of January {january} {children:!is|are} in a {kind}, and"
        " {value:such place is known that is|such places are known that are} free to this area's"
        " children.",
        why="What looks like a shortage is first of all places that nobody told the program of, or"
        " that the column taken gives to others. Do not quote it.",
        remedy="Write the missing places into pools and places, those that your children have at"
        " schools of other authorities among them, and take your own children off the column"
        " taken. If both numbers are right, the schools are over.",
        severity="note",
    ),
    "places_twice_the_roll": Message(
        seen="{count:special school has|special schools have} twice as many places as children on"
        " roll, or more ({named}).",
        why="A number may be typed wrongly, and shortages elsewhere would be met by places that are"
        " none.",
        remedy="Check the numbers of places. Nothing has to be done where a school is new and is"
        " filling.",
        severity="note",
    ),
    "needs_unknown": Message(
        seen="{unknown} of {whole:child|children} of January {january} {unknown:!is|are} of"
        " need unknown.",
        why="A pool serves the needs that it names, and no need is projected whole: each is too low"
        " by those of these children who have it.",
        remedy="Record the primary needs by the codes of SEN2, and read the return or the export"
        " again.",
        severity="note",
    ),
    "settings_unknown": Message(
        seen="{unknown} of {whole:child|children} of January {january} {unknown:!is|are} in setting"
        " unknown.",
        why="Where they are steers how many will need a base or special place, so that what is"
        " projected is wrong for each setting.",
        remedy="Read the return with the register of schools (edubasealldata) beside it, which"
        " knows schools by their URN; or record the placements.",
        severity="note",
    ),
    "localities_unknown": Message(
        seen="{unknown} of {whole:child|children} of January {january} {unknown:!is|are} in"
        " locality unknown.",
        why="Their journeys are not known, and rates of the localities are too low.",
        remedy="Read the return with a list of postcodes that has all of theirs, or leave it if"
        " homes are not to be told.",
        severity="note",
    ),
    "pool_without_places": Message(
        seen="Pool {value} of site {site} has no places, and its site has no total.",
        why="It is not known how many children it can take.",
        remedy="Add a row for it to places; 0 if it is closed.",
    ),
    "pool_unknown": Message(
        seen="{value} is not a pool of site {site}.",
        why="Its places and children belong nowhere.",
        remedy="{meant}",
    ),
    "places_before_opening": Message(
        seen="Pool {pool} of {site} has places from {label}, but opens in {opens} only.",
        why="Places without needs and NC years can serve nobody.",
        remedy="Write the same first year in pools and places.",
    ),
    "places_after_opening": Message(
        seen="Pool {value} opens in {opens}, but its first places are those of {label}.",
        why="It is not known how many places it has in between.",
        remedy="Add a row to places for {first}; 0 while it is empty.",
    ),
    "taken_of_closed": Message(
        seen="{value:place is|places are} taken by others in a pool that has 0 places, and so is"
        " closed.",
        why="Children of others are not placed by an allocation: nothing says where they go.",
        remedy="Write taken = 0 if they leave with ours; leave it if they stay.",
        severity="note",
    ),
    "taken_above_places": Message(
        seen="{value:place is|places are} taken by others, more than the"
        " {places:there is|there are}.",
        why="The pool is over, and admits nobody until it is below.",
        remedy="Check both figures, or leave it if it is so.",
        severity="note",
    ),
    "setting_against_level": Message(
        seen="A pool of level {level} counts as {value}.",
        why="A base is a base; the level special is served by special and independent schools.",
        remedy="Leave setting blank, or write {allowed}.",
    ),
    "cost_of_nothing": Message(
        seen="Neither site nor setting is filled in.",
        why="It is not clear whose cost it is.",
        remedy="Fill in exactly one of the two.",
    ),
    "cost_of_both": Message(
        seen="Both site and setting are filled in.",
        why="It is not clear which of the two it is the cost of.",
        remedy="Clear one of the two.",
    ),
    "no_such_table": Message(
        seen="There is no table {value} here.",
        why="",
        remedy="It has {tables}.",
    ),
    "nothing_to_fit": Message(
        seen="There is nothing to fit: plans holds every January that margins holds.",
        why="Plans that were counted are not replaced unasked.",
        remedy="Name the years to replace, for example years=[2024].",
    ),
    "nothing_to_draw": Message(
        seen="This area has no {what}.",
        why="There is nothing to draw.",
        remedy="Add the table, and load the area again.",
    ),
    "publish_not_yet": Message(
        seen='audience="publish" cannot be done yet.',
        why="Small numbers about children are not protected in this version.",
        remedy='Use audience="internal" and keep the output inside the authority.',
    ),
    "audience_unknown": Message(
        seen="{value} is not an audience.",
        why="",
        remedy='Write audience="internal".',
    ),
}
