"""Messages about rolling last year's area over into this year's."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "rollover_no_area": Message(
        seen="an area was expected first, and a {value} was given.",
        why="This year's tables are laid over those of last year's area.",
        remedy='Give it first: sf.roll_over(sf.load_area("last-year.xlsx"), new).',
    ),
    "rollover_not_new": Message(
        seen="a {value} was given as what is new this year.",
        why="It holds no tables of an area.",
        remedy="Give an area, a reading, a path, or frames by the names of their tables:"
        ' sf.roll_over(area, {{"plans": plans}}).',
    ),
    "rollover_file_unknown": Message(
        seen="{path} is no table of an area and no folder of them, and nothing that can be rolled"
        " over as it is.",
        why="What it holds is not told by names of tables.",
        remedy="Read it with the reader of its kind (sf.read_sen2, sf.read_gias, sf.read_places,"
        " sf.read_snapshots, sf.read_population, ...), and give the readings in a list; or name a"
        " CSV file like its table: plans.csv.",
        remedy_command="Make tables of it first, and name each like its table: plans.csv; or make"
        " an area of this year's files, and give that.",
    ),
    "rollover_folder_unclear": Message(
        seen="the folder {path} holds {what}: {files}.",
        why="Which of two files counts is not guessed when a year is rolled over.",
        remedy="Take out what is not to count, or name the files that are one by one.",
    ),
    "rollover_left_out": Message(
        seen="{count:file was|files were} left out: {files}.",
        why="Of a folder are read tables of an area, published plans, the register of schools and"
        " its links, SEN2 returns and lists of places.",
        remedy="Nothing has to be done if they are not to count. Else read them with the reader of"
        " their kind, and give the reading.",
        remedy_command="Nothing has to be done if they are not to count. Else make tables of them,"
        " and name each like its table: plans.csv; or make an area of this year's files with the"
        " command new, and give that.",
        severity="note",
    ),
    "rollover_not_a_table": Message(
        seen="{value} is held besides, and is no table of an area.",
        why="Only an area's tables are rolled over.",
        remedy="Nothing need be done.",
        severity="note",
    ),
    "rollover_given_twice": Message(
        seen="two of this year's tables hold different rows for {value}.",
        why="It cannot be told which of them is right.",
        remedy="Leave one of them out, or make them agree.",
    ),
    "rollover_january_again": Message(
        seen="January {january} is in last year's area already, and this year's file has other"
        " figures for it: {count:row differs|rows differ}, {before} children then and {after} now.",
        why="A January that was used for decisions is not overwritten unasked.",
        remedy="If the new figures are to stand: sf.roll_over(area, new, restate=[{year}]). If"
        " those of last year's area are, and the others are given to follow children only:"
        " keep=[{year}].",
        remedy_command="If the new figures are to stand, add: --restate {year}. If those of last"
        " year's area are, and the others are given to follow children only, add: --keep {year}.",
    ),
    "rollover_settings_unknown": Message(
        seen="{count:child has|children have} no known setting in January {january}, of {children}"
        " ({share}; {before}).",
        why="The register of schools says what each school is; last year's area says it of its own"
        " sites alone, and so of no mainstream school without a base. A projection would miss these"
        " children where they are, and give them to other settings.",
        remedy="Read it with the register of this January, or, if one was given, see which of its"
        ' schools that lacks: sf.read_sen2(..., establishments=sf.read_gias("edubasealldata....'
        'csv")). Of an export of cases, say which setting each of its words is'
        " (sf.suggest_columns).",
        remedy_command="Add the register of schools of this January, edubasealldata from Get"
        " Information about Schools, with all establishments, to the files that you name: roll-over"
        " AREA sen2-{january} edubasealldata{january}0101.csv. If one is among them, it lacks the"
        " schools of these children: take one of the day of the return.",
    ),
    "rollover_homes_unknown": Message(
        seen="{count:child has|children have} no known home in January {january}, of {children}"
        " ({share}; {before}).",
        why="A return has postcodes, and a look-up says in which locality each of them is. Children"
        " without a home are in no locality's demand.",
        remedy="Read it with the look-up that the area was built with, and add the postcodes that"
        ' it lacks: sf.read_sen2(..., locality_of="postcodes.csv"), or sf.read_snapshots(...,'
        " lookup=...).",
        remedy_command="Add the look-up that the area was built with: --postcodes postcodes.csv"
        " (columns postcode and locality). If it is given, it lacks the postcodes of these"
        " children: add them to it.",
    ),
    "rollover_homes_elsewhere": Message(
        seen="{count:child|children} of January {january} live in localities that are neither in"
        " last year's area nor among this year's: {named}.",
        why="The look-up of postcodes writes them otherwise than the area, whose localities are"
        " {known}.",
        remedy="Write the localities in the look-up (locality_of, lookup) as the area does, or add"
        " the table localities with the new ones.",
        remedy_command="Write the localities in the file of --postcodes as the area does, or add a"
        " table localities.csv with the new ones, and --partial localities.",
    ),
    "rollover_less_known": Message(
        seen="{count:child has|children have} no known {what} in January {january}, of {children}"
        " ({share}; {before}).",
        why="They are in no setting or locality of a projection, and look as if they had moved.",
        remedy="Nothing has to be done if no more is known. Else give it in the table plans, or"
        " give the return itself with the register of schools and a look-up of postcodes.",
        severity="note",
    ),
    "rollover_restate_unknown": Message(
        seen="the year {value} was to be restated or kept, and no table has it both last year and"
        " this.",
        why="A January is restated, or kept as it is, where both years have it. Years are those in"
        " which the academic year starts: January 2025 is 2024.",
        remedy="Name a year that both have, or leave it out.",
    ),
    "rollover_other_authority": Message(
        seen="last year's area is of {then}, and this year's tables are of {value}.",
        why="Children of one authority are not the next January of another.",
        remedy="Give the same authority's tables; if only its name is another now, write it the"
        " same way in both tables about.",
    ),
    "rollover_locality_gone": Message(
        seen="locality {value} is in last year's area, and not among this year's localities.",
        why="Children cannot be followed from one January to the next where homes are cut in"
        " another way, and last year's rows still name it.",
        remedy="Lay last year's tables out by this year's localities first. If this year's table"
        ' lists only new localities: sf.roll_over(area, new, partial=["localities"]).',
        remedy_command="Lay last year's tables out by this year's localities first. If this year's"
        " table lists only new localities, add: --partial localities.",
    ),
    "rollover_site_gone": Message(
        seen="site {value} is not among this year's sites, and {count:child is|children are}"
        " placed there in the newest January of placements.",
        why="They would be at a place that is not there; and if it closed, they have to move.",
        remedy="Keep its row, and let its places end in the year in which it closes. If it is"
        " another authority's, and a register of schools was given, read it of this site too:"
        " sf.read_gias(..., within_miles=0.1, near=area.sites). If this year's table lists only new"
        ' sites: sf.roll_over(area, new, partial=["sites"]).',
        remedy_command="Keep its row, and let its places end in the year in which it closes. If"
        " this year's table lists only new sites, add: --partial sites.",
    ),
    "rollover_site_not_listed": Message(
        seen="site {value} is not among this year's sites; nobody is placed there.",
        why="Its row is kept, and so are its {places:,.0f} places: they would still be filled.",
        remedy="If it closed, add a row with 0 places from that year to the table places.",
        severity="note",
    ),
    "rollover_site_ended": Message(
        seen="site {value} is not among this year's sites; nobody is placed there, and its places"
        " end in September {year}.",
        why="Its row is kept, as earlier Januaries name it.",
        remedy="Nothing need be done.",
        severity="note",
    ),
    "rollover_pools_taken_over": Message(
        seen="It tells all places of {count:site|sites} ({named}) from September {year} on; pools"
        " of last year's area that it calls otherwise, or does not name, end or have its name now.",
        why="A list and a register name the same places differently, and both would be counted.",
        remedy="Nothing has to be done; --changes lists the places of both years.",
        severity="note",
    ),
    "rollover_by_hand_counts": Message(
        seen="Of its {table}, {count:row is another one|rows are others} in a table that was given"
        " besides, which counts ({named}).",
        why="What somebody wrote for the area goes before a list, a register and a whole area.",
        remedy="Nothing has to be done if that is meant; else take the rows out of the table.",
        severity="note",
    ),
    "rollover_supplied_stands": Message(
        seen="Its pools and places of {count:site|sites} ({named}) were left out: somebody supplied"
        " those of last year's area.",
        why="What was agreed is not replaced by what a register tells of it.",
        remedy="Give a list of this year's places; or change the rows of these sites by a table"
        " places.csv.",
        severity="note",
    ),
    "rollover_supplied_site": Message(
        seen="Of {count:site|sites} it tells otherwise what somebody supplied, which stands:"
        " {named}.",
        why="What was agreed, such as the ages that a school is for, is not replaced by what a"
        " register tells of it, and neither is its name. Its roll is taken from the register.",
        remedy="Nothing has to be done; or change the rows of these sites by a table sites.csv,"
        " if the register is right.",
        severity="note",
    ),
    "rollover_supplied_alone": Message(
        seen="Of {count:site|sites} ({named}) only what somebody supplied was taken, and not what a"
        " register tells beside it: last year's area has supplied numbers of them too.",
        why="What was agreed is not replaced by what a register tells of it.",
        remedy="Change the rows of these sites by a table places.csv, if the register is right.",
        severity="note",
    ),
    "rollover_authority_not_checked": Message(
        seen="Last year's area does not say its three-digit code, by which a return is known.",
        why="It was not checked that the return is of the same authority.",
        remedy="Add the fact authority_code_dfe to the table about.",
        remedy_command="Add --authority 940, with the three digits of this authority; or the fact"
        " authority_code_dfe to the table about.",
        severity="note",
    ),
    "rollover_january_skipped": Message(
        seen="The newest January goes from {before} to {january}; {skipped} is in neither year's"
        " tables.",
        why="Years are those in which the academic year starts: January {next} is {year}. A table"
        " with the calendar year is one year ahead, and every child in it a year too old.",
        remedy="Check the column year of this year's plans. If a January is truly missing, nothing"
        " has to be done: what became of children across it is not followed.",
        severity="note",
    ),
    "rollover_no_new_january": Message(
        seen="no newer January of plans is among this year's tables.",
        why="The base year, from which is projected, stays where it was.",
        remedy="Add this January's rows of the table plans.",
        severity="note",
    ),
    "rollover_return_alone": Message(
        seen="It tells January {january}, and nothing of how children came there from January"
        " {before}.",
        why="Transitions follow each child from one January to the next, so that both have to be"
        " read together. Without them the table transitions has no January {january}, and a"
        " projection from transitions does not learn from this year.",
        remedy="Give last year's return with this year's, read as one: sf.roll_over(area,"
        ' sf.read_sen2(["sen2-{before}", "sen2-{january}"], ...)). A January that the area has'
        " with other figures may be left as it is: keep=[{year}].",
        remedy_command="Give last year's return with this year's: roll-over AREA sen2-{before}"
        " sen2-{january}. A January that the area has with other figures may be left as it is:"
        " --keep {year}.",
        severity="note",
    ),
    "rollover_snapshot_alone": Message(
        seen="It tells January {january}, and nothing of how children came there from January"
        " {before}.",
        why="Transitions follow each child from one January to the next, so that both have to be"
        " read together. Without them the table transitions has no January {january}, and a"
        " projection from transitions does not learn from this year.",
        remedy="Give last year's export with this year's, read as one: sf.roll_over(area,"
        " sf.read_snapshots({{{year}: ..., {year_now}: ...}}, ...)). A January that the area has"
        " with other figures may be left as it is: keep=[{year}].",
        severity="note",
    ),
    "rollover_transitions_behind": Message(
        seen="the newest transitions are those to January {value}, before the newest plans.",
        why="They follow each child from one January to the next; a projection from transitions"
        " does not learn from this year.",
        remedy="Give the rows of the table transitions to January {january}; or last year's return"
        ' with this year\'s: sf.read_sen2(["sen2-{before}", "sen2-{january}"], ...).',
        remedy_command="Give the rows of the table transitions to January {january}; or last year's"
        " SEN2 return with this year's: roll-over AREA sen2-{before} sen2-{january}.",
        severity="note",
    ),
    "rollover_january_kept": Message(
        seen="January {january} stays as last year's area has it; {count:row that differs was|rows"
        " that differ were} left out, {before} children there and {after} here.",
        why="It was asked for. Transitions from it begin with the children of the file that was"
        " given, not with those of the area.",
        remedy="Nothing has to be done; the check of flows against stocks tells by how much they"
        " differ (sf.quality).",
        remedy_command="Nothing has to be done; the command quality tells by how much flows and"
        " stocks differ.",
        severity="note",
    ),
    "rollover_keep_and_restate": Message(
        seen="the year {value} was to be kept and to be restated.",
        why="Last year's figures and this year's cannot both stand.",
        remedy="Name it once.",
    ),
    "rollover_population_ends": Message(
        seen="the table population has no year after the new base year {value}.",
        why="A projection needs the children of the years ahead.",
        remedy="Add the newest population projection to the table population.",
        severity="note",
    ),
    "rollover_placements_behind": Message(
        seen="the newest placements are those of January {value}, before the newest plans.",
        why="Who stays where is told from placements: they are one year old.",
        remedy="Add this January's rows of the table placements.",
        severity="note",
    ),
    "rollover_locality_empty": Message(
        seen="locality {value} had {count:child|children} in January {january}, and has no row in"
        " January {now}.",
        why="That is rare in a place with children; more often its code is another one now.",
        remedy="Check the code of this locality in this year's plans.",
        severity="note",
    ),
}
