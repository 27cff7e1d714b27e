"""Messages about files of population, and about population by locality."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    # reading
    "population_no_area": Message(
        seen="No column says which area the rows are of, and no authority was named.",
        why="Persons must be somebody's.",
        remedy='Name it: authority="North Northamptonshire".',
        remedy_command='Name it: --authority "North Northamptonshire".',
    ),
    "population_no_year": Message(
        seen="Neither a column nor a title nor the name of the file says of which year it is.",
        why="Children age: a table of another year is one of other children.",
        remedy="Say so: year=2024 for mid-2024.",
        remedy_command="Say so: --year-of FILE=2024, with the name of this file.",
    ),
    "population_year_taken": Message(
        seen="The year {value} was taken from {where}.",
        why="No column says it.",
        remedy="Nothing has to be done if that is right.",
        severity="note",
    ),
    "population_not_a_year": Message(
        seen="{value} is not a year.",
        why="Population is of the middle of one year.",
        remedy="Write a year such as 2024 in that column.",
    ),
    "population_not_an_age": Message(
        seen="{value} is no age in years.",
        why="Single years of age are needed: children move up by one each year.",
        remedy="Write ages as 0, 1, 2 up to 90+, or leave the row out.",
    ),
    "population_sex_unknown": Message(
        seen="{value} is no sex that is known here.",
        why="Boys and girls are added up, and the rows of both must not be.",
        remedy="Write males, females or persons.",
    ),
    "population_one_sex": Message(
        seen="Only one of the two sexes is there for {count} ages and areas, and no persons.",
        why="Half of the children would be missing.",
        remedy="Use the file of persons, or one that holds both.",
    ),
    "population_row_twice": Message(
        seen="The same area, year, age and sex stood already in row {first}.",
        why="It would be counted twice.",
        remedy="Delete one of the two rows; or name one of several tables.",
    ),
    "population_total_differs": Message(
        seen="The ages of {value} add up to {sum:,.1f} in {year}, and its total says {total:,.1f}.",
        why="One of the two is wrong, or an age is missing.",
        remedy="Look at the row of the total; the ages were read as they stand.",
        severity="note",
    ),
    "population_authority_not_told": Message(
        seen="The file does not say in which authority its areas lie.",
        why="All of them were read.",
        remedy="Nothing has to be done if it holds that authority only.",
        severity="note",
    ),
    "population_nobody": Message(
        seen="No row with persons by single year of age is left.",
        why="There is nothing to read.",
        remedy="Check that the file is by single year of age, and has rows.",
    ),
    "population_point_missing": Message(
        seen="{count} of {areas} small areas have no point; the first is {value}.",
        why="They are read without one.",
        remedy="Give a lookup with points where localities are to be made of them.",
        severity="note",
    ),
    # by locality
    "locality_population_needs": Message(
        seen="{value} was given where {what} should be.",
        why="Columns {columns} are needed.",
        remedy="Give what read_population returns, or a frame with these columns.",
        remedy_command="Name a file of population by single year of age.",
    ),
    "locality_population_ages": Message(
        seen="{what} has no age {ages} in {year}.",
        why="The area needs all ages from 0 to 24 in each of its years.",
        remedy="Use a file with all single years of age up to 24.",
    ),
    "locality_population_hole": Message(
        seen="The small area {value} has no age {ages} in {year}; {count} small areas lack some.",
        why="What is missing is not nought: its locality would have too few children.",
        remedy="Use a file that has all small areas with all ages up to 24 in each of its years.",
    ),
    "locality_population_redrawn": Message(
        seen="{count} small areas of {year} (such as {value}) are not there in {newest}, and others"
        " are: they were drawn anew.",
        why="Small areas change with each census, as in 2011 and 2021, and children cannot be"
        " followed from one set to the other.",
        remedy="Keep the years of one set: leave out {years}, or give them by the areas of"
        " {newest}.",
    ),
    "locality_population_twice": Message(
        seen="{what} holds the same area, year and age more than once ({value}).",
        why="It would be counted twice.",
        remedy="Give one row for each.",
    ),
    "locality_population_several": Message(
        seen="The projection holds {count} areas.",
        why="Localities are shares of one authority.",
        remedy='Read it for one of them: authority="E06000061".',
        remedy_command="Name one: --authority E06000061.",
    ),
    "locality_population_no_base": Message(
        seen="The small areas are of {value}, and the projection has no year from then on.",
        why="Children are aged forward from the year in which they are known by locality.",
        remedy="Give a projection that reaches beyond it, or older small areas.",
    ),
    "locality_population_unmatched": Message(
        seen="{count} small areas are not in the lookup; the first is {value}.",
        why="Their {persons:,.0f} persons up to age 24 would be lost.",
        remedy="Use a lookup of the same year of boundaries, such as 2021.",
    ),
    "locality_population_differs": Message(
        seen="The small areas add up to {sum:,.0f} persons up to age 24 in {year}, and the"
        " authority's own figure is {total:,.0f}.",
        why="They are of another issue, or of other boundaries.",
        remedy="The small areas were taken for that year. Look for newer ones if it is much.",
        severity="note",
    ),
    "locality_population_far": Message(
        seen="The small areas add up to {sum:,.0f} persons up to age 24 in {year}, and the"
        " authority's own figure is {total:,.0f}.",
        why="They cannot be the same area: a row of totals may stand among them, or rows may lack.",
        remedy="Look for a total or for missing rows in the file of small areas.",
    ),
    "locality_population_years_apart": Message(
        seen="It has {sum:,.0f} children of ages 0 to {oldest} in {year}; {other} has {total:,.0f}"
        " of ages {young} to {old} in {later}. They are the same children, and {times:.1f} times as"
        " many in one as in the other.",
        why="One of the two files is of another area, of a part of it, or has rows that count"
        " several times. Whichever is right, the years after {year} would be of other children"
        " than those before.",
        remedy="Look which of the two figures is the authority's, and take the other file out or"
        " download it anew: totals among its rows, a figure that stands several times, rows of"
        " other authorities, or rows that lack.",
    ),
    "homes_twice": Message(
        seen="The row says word for word what row {first} says.",
        why="The homes of a scheme that stands twice would count twice.",
        remedy="Take one of the two out; or give two schemes two names.",
    ),
    "homes_either": Message(
        seen="{value} may be a thousand homes and more, or one and a part{others}.",
        why="A point stands for thousands in some programs, and for decimals in others.",
        remedy="Write 1200, or 1.",
    ),
    "homes_in_part": Message(
        seen="{value} is no whole number of homes{others}.",
        why="Homes are whole: a part of one is a share, a rate, or a number of another column.",
        remedy="Write whole homes; a scheme of several localities is a row in each.",
    ),
    "locality_population_earlier": Message(
        seen="The years {value} were left out.",
        why="They lie before the first year of the small areas: nobody knows where children lived.",
        remedy="Give small areas of earlier years if these years are needed.",
        severity="note",
    ),
    "locality_population_gap": Message(
        seen="The projection has no {value}.",
        why="The years on both sides are there, and an absent year is missing.",
        remedy='Say gaps="fill" to take it from the years beside it, or give its figures.',
        remedy_command="Give a file that has the year too.",
        severity="note",
    ),
    "locality_population_filled": Message(
        seen="The authority's {value} was filled in from the years beside it.",
        why="No figure is given: up to age 16 the same children are followed, else the same age.",
        remedy="Give its figures if they are published.",
        severity="note",
    ),
    "locality_population_memory": Message(
        seen="A memory of {value} was asked for.",
        why="It is the share of a locality's own year group that is kept each year.",
        remedy="Give a number from 0 to 1, such as memory=0.9.",
        remedy_command="Give a number from 0 to 1, such as 0.9.",
    ),
    "locality_population_option": Message(
        seen="{value} is not a way to deal with {what}.",
        why="",
        remedy="Write {known}.",
    ),
    # births and homes
    "births_locality_unknown": Message(
        seen="{value} is not a locality of the small areas.",
        why="Its births or homes would be lost.",
        remedy="{meant}",
    ),
    "births_missing": Message(
        seen="{count} localities have no births in some year in which others have; the first is"
        " {value}.",
        why="A blank is missing, not nought.",
        remedy="Add them, with 0 where nobody was born.",
    ),
    "homes_year": Message(
        seen="{value} is not an academic year.",
        why="Homes are lived in from the academic year in which they are finished.",
        remedy="Write the year in which it starts, or 2026/27.",
    ),
    "births_twice": Message(
        seen="{value} stands already in row {first}; {count:row stands|rows stand} twice.",
        why="Its births would count twice.",
        remedy="Take one of the two out; or add a column that tells them apart, such as the small"
        " area.",
    ),
    "births_far_from_children": Message(
        seen="The {births:,.0f} births of {year} are {ratio} times the {children:,.0f} children of"
        " age {age} in {then}, who are the children born in that year{others}.",
        why="The two count the same children. So far apart the births are of another area, of more"
        " or less than a year, or stand in the file more than once, and they would say wrongly"
        " where children live.",
        remedy="Look in the rows of {year} for totals, for rows that stand twice, for births of"
        " several years or of a part of one. Or leave births out: then children who are not yet"
        " born live where those under 5 do.",
    ),
    "births_apart_from_children": Message(
        seen="The {births:,.0f} births of {year} are {ratio} times the {children:,.0f} children of"
        " age {age} in {then}, who are the children born in that year{others}.",
        why="The two count the same children, and are nearer to each other in nearly all of"
        " England. Births say only where children live; how many, the projection says.",
        remedy="Check that births and projection are of the same area and the same years. Nothing"
        " has to be done if one of the two is only older.",
        severity="note",
    ),
    "births_jump": Message(
        seen="The {births:,.0f} births of {year} are {ratio} times the {before:,.0f} births of the"
        " year before{others}.",
        why="Births of a whole area hardly ever change so much from one year to the next.",
        remedy="Look whether rows of one of the two years lack, or stand twice.",
        severity="note",
    ),
    "births_locality_apart": Message(
        seen="{value} has {births:,.0f} births in {year}, where its children under 5 in {base} let"
        " {part:,.0f} be expected; {count:locality is|localities are} so far apart.",
        why="Births alone say where these children live, and a row that is wrong moves children of"
        " the other localities there.",
        remedy="Look at its row. Nothing has to be done where homes are being built, or pulled"
        " down.",
        severity="note",
    ),
    "births_used": Message(
        seen="{births:,.0f} births, of {years}, say where the children born then live.",
        why="How many children there are, the projection says.",
        remedy="Nothing has to be done.",
        severity="note",
    ),
    "births_years_missing": Message(
        seen="No births are given for {years}: the children born then are laid over the localities"
        " as those under 5 were in {base}.",
        why="Where children will be born is then taken from where the youngest lived.",
        remedy="Add births by locality of these years where they are counted or forecast; else"
        " nothing has to be done.",
        severity="note",
    ),
    "births_years_not_used": Message(
        seen="The births of {years} were not used.",
        why="Children born by {base} are counted by locality in the small areas, and the population"
        " ends in {last}.",
        remedy="Nothing has to be done.",
        severity="note",
    ),
    "homes_within": Message(
        seen="{count:,.0f} homes are finished {when}, with {each} children a home:"
        " {children:,.0f} children in {last}, within the projection.",
        why="The projection counts them already: they are laid where these homes are, and the"
        " authority's total stays as it is.",
        remedy="Nothing has to be done if that is right. If these homes are beyond its trend, say"
        ' homes="on_top", or housing_as="on_top" where an area is built.',
        remedy_command="Nothing has to be done if that is right. If these homes are beyond its"
        " trend, say --housing-as on_top.",
        severity="note",
    ),
    "homes_on_top": Message(
        seen="{count:,.0f} homes are finished {when}, with {each} children a home:"
        " {children:,.0f} children in {last}, on top of the projection.",
        why="The authority's total is higher by them.",
        remedy="Nothing has to be done if these homes are beyond the trend of the projection. Leave"
        " new homes out of the scenario, which would add them again.",
        severity="note",
    ),
    "homes_after": Message(
        seen="{count:,.0f} homes are finished after {year}, and bring nobody.",
        why="The population ends in {year}.",
        remedy="Nothing has to be done; or give a projection and a last year that go further.",
        severity="note",
    ),
    "homes_counted_already": Message(
        seen="{count:,.0f} homes are finished by {year}, and add nobody after it.",
        why="Children in them are counted in the small areas of that year already.",
        remedy="Nothing has to be done if they were lived in by then; else write the year in which"
        " they are.",
        severity="note",
    ),
    "homes_no_yield": Message(
        seen="There is no yield for homes of the kind {value}.",
        why="Nobody would live in them.",
        remedy="Add rows for that kind, or leave the kind blank for all homes.",
    ),
    "yield_overlaps": Message(
        seen="NC year {value} stands in two rows of yields.",
        why="Its children would be counted twice.",
        remedy="Let each NC year stand in one row for each kind of home.",
    ),
    "yield_span": Message(
        seen="The NC years {value} are no span from -4 to 20.",
        why="The yield is spread over the NC years of its row.",
        remedy="Write the first and the last NC year, such as 0 and 6.",
    ),
}
