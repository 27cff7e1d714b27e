"""Messages about an area that is built from files."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "intake_unknown": Message(
        seen="This version does not know {file}.",
        why="Nothing in the area rests on what is not known.",
        remedy="Nothing needs doing if that is not data; else see which files are known in the"
        " how-to page on building an area.",
        severity="note",
    ),
    "intake_nearly_known": Message(
        seen="{file} is headed like this: {like}.",
        why="Without that heading it is not known, and was left out: nothing of it is in the area.",
        remedy="Give the column its heading {column} again, if it is that file. Nothing needs doing"
        " if it is another.",
        severity="note",
    ),
    "intake_by_hand": Message(
        seen="{file} is known, but more must be said of it than its headings tell.",
        why="It was left out of the area.",
        remedy="Read it with {verb}(...), and give what comes of it:"
        " build_area(..., readings=[...]).",
        remedy_command="Build the area in Python: {verb} reads it.",
        severity="note",
    ),
    "intake_is_area": Message(
        seen="{file} is an area already, with its tables as sheets.",
        why="An area is built of files; what stands in another area would be read as lists.",
        remedy="Roll it over with this year's files: sf.roll_over(sf.load_area(...), new). Or save"
        " the table that should count as a CSV file called like it: places.csv.",
        remedy_command="Roll it over with this year's files, with the command roll-over. Or save"
        " the table that should count as a CSV file called like it: places.csv.",
        severity="note",
    ),
    "intake_lookup_not_used": Message(
        seen="{file} is a look-up, and nothing says what it is for.",
        why="It was left out of the area.",
        remedy="Say postcodes=... for the homes of a return, planning_areas=... for localities of"
        " your own; or read it with {verb}(...).",
        remedy_command="Say --postcodes FILE for the homes of a return, or --planning-areas FILE"
        " for localities of your own.",
        severity="note",
    ),
    "list_taken_carried": Message(
        seen="It does not say how many places others' children have at {count:site|sites}"
        " ({named}); {places} that were taken before stay taken, as far as there are places.",
        why="A list without the column Taken does not say that these children left, and their"
        " places would be given to others.",
        remedy="If that changed, write the number into a column Taken of the list; 0 where others"
        " have none.",
        severity="note",
    ),
    "intake_register_old": Message(
        seen="It is the register of {day}, and the newest plans are those of January {january}.",
        why="Schools that opened since are not in it, and pupils, places and ages are those of"
        " then.",
        remedy="Download edubasealldata from Get Information about Schools anew, and put it in its"
        " place.",
        severity="note",
    ),
    "intake_left_out": Message(
        seen="{file} was read and left out: {reason}.",
        why="One figure of each kind is enough, and two would disagree.",
        remedy="Give only the file that is to count.",
        severity="note",
    ),
    "intake_of_others": Message(
        seen="It holds neither {authority} nor its districts, and was left out.",
        why="Its rows are of other authorities.",
        remedy="Nothing need be done, unless it should be this authority's: then look at the codes"
        " and names in it.",
        severity="note",
    ),
    "intake_same_file": Message(
        seen="{file} is {label}.",
        why="Its rows would be counted twice.",
        remedy="Nothing needs doing; delete the copy, if you want the folder tidy.",
        severity="note",
    ),
    "intake_no_small_areas": Message(
        seen="There is a population of the whole authority, and none of its small areas.",
        why="Demand is projected by where children live.",
        remedy="Add estimates of small areas by single year of age, such as the small-area"
        " population estimates of the Office for National Statistics, with their points.",
    ),
    "intake_no_population": Message(
        seen="There is no population among them of which children live where.",
        why="Demand is projected by where children live, and plans are held against how many they"
        " are.",
        remedy="Download the small-area population estimates of the Office for National Statistics,"
        " by single year of age (LSOA or MSOA), with their points, and put the file with the"
        " others. Or give your own tables, localities.csv and population.csv.{not_known}",
    ),
    "intake_table_alone": Message(
        seen="There is a table {there}, and no table {value} with it.",
        why="Localities are places with points; the population says who lives there.",
        remedy="Put {value}.csv with it, as the command new writes one to fill in, or leave {there}"
        " out and give the small-area population estimates of the Office for National Statistics,"
        " by single year of age, with their points.{not_known}",
    ),
    "intake_no_plans": Message(
        seen="There are no children with plans among them, neither counted nor published.",
        why="Without children with plans there is nothing to project.",
        remedy="Download the release Education, health and care plans from Explore Education"
        " Statistics, as a zip, or export a SEN2 return, and put it with the other"
        " files.{not_known}",
    ),
    "intake_no_projection": Message(
        seen="No projection of the population goes beyond {file}.",
        why="So children only grow older until {until}: nobody moves, and as many are born each"
        " year. It is an assumption, too weak to spend on.",
        remedy="Add the sub-national population projections of the Office for National Statistics,"
        " by single year of age.",
        severity="note",
    ),
    "intake_homes_need_projection": Message(
        seen="Births or housing schemes were given, and no projection goes beyond {file}.",
        why="They say where children live whom a projection counts; without one nobody is born"
        " anew or moves.",
        remedy="Add a projection of the authority by single year of age, or leave births and"
        " housing out.",
    ),
    "intake_homes_and_yields": Message(
        seen="{value} was given without its pair: housing schemes and yields of homes go together.",
        why="How many children live in a home is not guessed.",
        remedy='Name both: build_area(..., housing="schemes.csv", yields="yields.csv").',
        remedy_command="Name both: --housing schemes.csv --yields yields.csv.",
    ),
    "intake_housing_as_alone": Message(
        seen="It was said that homes count as {value}, and no housing schemes are named.",
        why="Without schemes there are no homes, and what was said would go unheard. Files in the"
        " folder are not taken unasked.",
        remedy='Name them: build_area(..., housing="schemes.csv", yields="yields.csv",'
        ' housing_as="on_top"). Or leave housing_as out.',
        remedy_command="Name them: --housing schemes.csv --yields yields.csv --housing-as on_top."
        " Or leave --housing-as out.",
    ),
    "intake_homes_not_heard": Message(
        seen="Births or housing schemes were named, and the area's population is that of {source}.",
        why="It was made without them, and they would go unheard.",
        remedy="Leave that population out, so that one is made of small areas and a projection. Or"
        " leave births and housing out, if they are in it.",
    ),
    "intake_reading_not_used": Message(
        seen="It was given as a reading, and has no table of an area; it has {held}.",
        why="Nothing in the area comes of it.",
        remedy="Name housing schemes by their files: build_area(..., housing=..., yields=...); or"
        " give the reading to population_by_locality, and what comes of that here.",
        severity="note",
    ),
    "intake_facts_left_out": Message(
        seen="The table about among the files says {items}, and the area says it otherwise.",
        why="Of which authority an area is, and from what its tables are, is told by the files that"
        " it is built from now.",
        remedy="Nothing needs doing.",
        severity="note",
    ),
    "intake_homes_not_named": Message(
        seen="It looks like a list of {what}, and was left out: it was not named.",
        why="Whether a projection counts these children already is not in the file.",
        remedy="Name it: build_area(..., {python}). See the how-to page on population and"
        " localities, below births and homes.",
        remedy_command="Name it: {command}. See the how-to page on population and localities, below"
        " births and homes.",
        severity="note",
    ),
    "intake_projection_ends": Message(
        seen="The projection of the population ends in {last}, and the area was asked for until"
        " {asked}.",
        why="The table population ends there too: no year after it is made up, and nothing can be"
        " projected beyond it.",
        remedy="Add a projection that goes further, or leave it as it is.",
        severity="note",
    ),
    "intake_other_boundaries": Message(
        seen="In the years {years} it has {count} small areas that the newest year does not have"
        " (such as {value}); these years were left out.",
        why="Small areas are drawn anew with each census, as in 2011 and 2021, and children cannot"
        " be followed from one set to the other.",
        remedy="Nothing needs doing: the newest year counts most. To keep the earlier years, give"
        " them by the newer small areas.",
        severity="note",
    ),
    "intake_table_twice": Message(
        seen="{file} has a table {table} too, with {left:,} rows.",
        why="That of {kept} counts, with {rows:,} rows, since it goes before; this one was left"
        " out.",
        remedy="Leave out the file that is not to count.",
        severity="note",
    ),
    "intake_list_speaks": Message(
        seen="{count:school|schools} ({named}) {count:!is|are} in {other} too: its rows of"
        " pools and places there from"
        " the list's first September on were left out.",
        why="The list tells all places of the schools that it names; both would be counted.",
        remedy="Nothing has to be done if it does; or add to the list the pools that it lacks.",
        severity="note",
    ),
    "intake_list_begins_later": Message(
        seen="The list speaks of {count:school|schools} from September {year} on ({named}).",
        why="Until then they have the places of the other source ({other}); its pools that the list"
        " does not name end then.",
        remedy="Nothing has to be done; or give the list this year's places too, in a column such"
        " as Places 2025/26.",
        severity="note",
    ),
    "intake_margins_left_out": Message(
        seen="Published totals of plans were left out.",
        why="The children themselves are counted, by locality, need and setting.",
        remedy="Nothing needs doing.",
        severity="note",
    ),
    "intake_in_mainstream": Message(
        seen="{count:child is|children are} in mainstream classes in January {january}, and in no"
        " base.",
        why="They are counted among the plans, and hold no place of a base or special school.",
        remedy="Nothing needs doing.",
        severity="note",
    ),
    "intake_placed_elsewhere": Message(
        seen="{count:child is|children are} placed in January {january} at"
        " {sites:site|sites} that the area does not have ({named}).",
        why="They are counted among the plans; but whether they keep their place is not followed.",
        remedy="Where these are special schools, take schools from farther away (within_miles=40),"
        " or add the sites to the area. Where they are mainstream schools without a base, nothing"
        " needs doing.",
        remedy_command="Where these are special schools, take schools from farther away"
        " (--within-miles 40), or add the sites to the area. Where they are mainstream schools"
        " without a base, nothing needs doing.",
        severity="note",
    ),
    "intake_before_population": Message(
        seen="The years {years} were left out.",
        why="The population is not known so far back, and rates are plans per head of it.",
        remedy="Add estimates of the population of these years, or leave it as it is: the last"
        " January is what counts most.",
        severity="note",
    ),
    "intake_no_schools": Message(
        seen="There is no register of schools among them, and no list of schools with points.",
        why="Children are placed in schools.",
        remedy="Download edubasealldata from Get Information about Schools, all establishments with"
        " all their fields, and put it with the other files.{not_known}",
    ),
    "intake_school_no_point": Message(
        seen="No file tells where {count:school with places is|schools with places are}: {named}.",
        why="Without a point there is no journey to them, and nobody could be placed.",
        remedy="{how}; or the URN, or the name as the"
        " register has it, if the register of schools is among the files.",
    ),
    "intake_locality_unknown": Message(
        seen="{count:locality|localities} of children that the area does not have: {named}.",
        why="Children are counted where they live, and these would be lost.",
        remedy="{meant} Write the codes as the area has them ({known}); capitals count.",
    ),
    "intake_no_authority": Message(
        seen="Nothing says in which authority {count:school stands|schools stand}.",
        why="Places of the own authority's schools are for its children first.",
        remedy="Say authority='Kent'; or add a column Authority to the list.",
        remedy_command="Add --authority with its name or code; or a column Authority to the list.",
    ),
    "intake_margins_thin": Message(
        seen="It tells no {what} of the plans of January {january}.",
        why="They would be dealt out evenly, babies and young adults alike: a guess with the look"
        " of a count.",
        remedy="Give the files of the release as they were published, with all their rows: the"
        " caseload file has settings and ages.{not_known}",
    ),
    "intake_far_from_published": Message(
        seen="{named}.",
        why="They cannot be the same children, and all that follows would be of others.",
        remedy="Check that the return of that January is whole and of this authority. To go by it"
        " all the same, leave the published release out.",
    ),
    "intake_apart_from_published": Message(
        seen="{named}.",
        why="The area goes by those that are counted.",
        remedy="Find out why before you quote either: children without a placement, plans that"
        " ended, another day.",
        severity="note",
    ),
    "intake_part_gone": Message(
        seen="Hardly any of the {whole:,.0f} children of {here} are of the {what} {named}: the"
        " numbers are those of {there} and of {here}. {lost:,.0f} of these {count:,.0f} children"
        " are in no row of {here}.",
        why="The return seems to be filtered. All of them would be taken to have left within the"
        " year, or to have joined.",
        remedy="Export the return of {here} anew, with all plans. If they did leave or join, leave"
        " out the return of the earlier of the two.",
    ),
    "intake_part_elsewhere": Message(
        seen="Hardly any of the {whole:,.0f} children of {here} are of the {what} {named}: the"
        " numbers are those of {there} and of {here}. No transitions tell that most of these"
        " {count:,.0f} children left or joined.",
        why="A word or a look-up may mean something else in one of the two, or one is filtered.",
        remedy="Hold the two against each other. Nothing has to be done if the children did move.",
        severity="note",
    ),
    "intake_rate_unlike_england": Message(
        seen="{counted:,.0f} plans are counted in January {january}, and {persons:,.0f} residents"
        " aged 0 to 24: {rate:.2%}.",
        why="No authority of England had {others}: in January 2025 they were between 0.8 and 6.0 %,"
        " and most about 4 %. No published total of this January is there to hold it against.",
        remedy="Look whether the plans are {cause}. Add the release Education, health and care"
        " plans of the same January, and the two are held against each other.",
        severity="note",
    ),
    "intake_population_unlike_plans": Message(
        seen="There are {persons:,.0f} residents aged 0 to 24 in the population, and"
        " {published:,.0f} plans were published of January {january}: {rate:.2%}.",
        why="No authority of England had {others}: in January 2025 they were between 0.8 and 6.0 %,"
        " and most about 4 %. Rates by age and the children of each locality would be wrong.",
        remedy="Look whether the population is that of {cause}.",
        severity="note",
    ),
    "intake_places_unknown": Message(
        seen="The files know {places:,.0f:place|places} in {level} in {label} that are free to this"
        " area's children, and {children:,.0f:child was|children were} in such places in"
        " January {january}.",
        why="What looks like a shortage is first of all places that nobody told the program of. Do"
        " not quote it.",
        remedy="Write them into pools and places, or give your own list of schools and bases.",
        severity="note",
    ),
    "intake_taken_above_places": Message(
        seen="{count:pool has|pools have} more places taken than there are ({named}).",
        why="It has no place that is free, and not fewer than none: it takes nothing off the places"
        " of other schools here.",
        remedy="Check both figures in the file; leave it if the school is over its number.",
        severity="note",
    ),
    "intake_needs_unknown": Message(
        seen="No file tells the needs of the plans of January {january}.",
        why="All of them are of need unknown, and every pool serves them alike.",
        remedy="Add the file of primary needs of the same release.",
        severity="note",
    ),
    "intake_file_gone": Message(
        seen="{count:file is|files are} not there any more: {named}. The area was built from"
        " {count:it|them} before.",
        why="What they told is not in the area now.",
        remedy="Put them back, if they still count.",
        severity="note",
    ),
    "intake_reading_given": Message(
        seen="It was given as a reading (of {files}), and not as files.",
        why="The manifest notes of which files it was read, and cannot read them again.",
        remedy="Keep the lines in which {verb} reads it, and give it again next year:"
        " sf.build_area(again=..., readings=[...]).",
        severity="note",
    ),
    "intake_reading_missing": Message(
        seen="The area was built with {value} (of {files}), which was given as a reading.",
        why="Without it this would be another area.",
        remedy="Read these files again with {verb}, and give what comes of it:"
        " build_area(again=..., readings=[...]).",
        remedy_command="Build it again in Python, where {verb} reads these files.",
    ),
    "intake_again_options": Message(
        seen="Besides a manifest these were given: {value}.",
        why="A manifest holds all choices, and builds with them; others would go unheard.",
        remedy="Change them in the manifest, or build from the files anew.",
    ),
    "intake_other_authority": Message(
        seen="{value} was asked for, and the manifest is of {before}.",
        why="A manifest builds the same area again.",
        remedy="Leave the authority out, or build from the files anew.",
    ),
    "intake_no_files": Message(
        seen="There is no file in {value}.",
        why="An area is made of files.",
        remedy="Name files or folders: build_area('downloads', authority='Kent').",
        remedy_command="Name files or folders: --from downloads.",
    ),
    "intake_nothing_read": Message(
        seen="No file in {value} could be read by its headings.",
        why="An area can be held only against what was read.",
        remedy="Name published plans, a register of schools, a population, a SEN2 return, or a list"
        " of places.",
    ),
    "intake_manifest_broken": Message(
        seen="{value} is no manifest of an area: {reason}.",
        why="It says which files the area was built from.",
        remedy="Give the manifest that was written beside the area, unchanged, or the files.",
    ),
    "intake_file_changed": Message(
        seen="{file} is not the file that the area was built from before.",
        why="Its figures may differ; the area is built from it as it is now.",
        remedy="Nothing needs doing if it is this year's file.",
        severity="note",
    ),
}
