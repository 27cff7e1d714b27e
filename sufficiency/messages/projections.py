"""Messages about projections: what an area or a scenario lacks for one, or cannot ask yet."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "projection_no_plans": Message(
        seen="{area} has no rows in the table plans.",
        why="A projection carries the children of the last January forward, by locality, need, NC"
        " year and setting.",
        remedy="Fit plans from published margins, and project those:"
        " sf.project(area.with_fitted_plans()).",
        remedy_command="Add the table plans, with two Januaries or more. Where only published"
        " margins are known, plans are fitted from them in Python and saved:"
        ' sufficiency.load_area("area.xlsx").with_fitted_plans().save("fitted.xlsx").',
    ),
    "projection_marked": Message(
        seen="the table plans holds {count:count that is|counts that are} not shown (marked c,"
        " low, x or u) in {years}, the first in {place}: {mark}.",
        why="A projection needs numbers; a count that is guessed unseen would be in every result.",
        remedy="Fit them within their bounds, to the margins of their years:"
        ' area.with_marked_plans_fitted(), or marked = "fit" in the scenario, where the table'
        " margins holds those years; or write the numbers.",
        remedy_command='Write marked = "fit" at the head of a scenario and give it with'
        " --scenario, where the table margins holds those years; or write the numbers.",
    ),
    "projection_margins_left_out": Message(
        seen="{count:count of plans that is|counts of plans that are} not shown ({year}) cannot"
        " meet all margins beside those that are shown, so that totals that leave no room for them"
        " are left out. The first contradiction: {contradiction}",
        why="Shown counts stay as they are; hidden ones keep within their marks, further from the"
        " truth than a fit to all margins would be.",
        remedy="Bring plans and margins of this year to the same children, or correct the marks:"
        " area.check() says where they differ.",
        remedy_command="Bring plans and margins of this year to the same children, or correct the"
        " marks: the command check says where they differ.",
        severity="note",
    ),
    "projection_marked_fitted": Message(
        seen="counts of plans that are not shown are fitted: {figures}.",
        why="They are estimates within their marks, from margins where there are any, and no range"
        " holds how far off they may be.",
        remedy="Write the numbers where you have them; small ones may stand in tables that stay"
        " inside the authority.",
        severity="note",
    ),
    "projection_unknown_spread": Message(
        seen="{count:,.0f} of {whole:,.0f} children in January {january} have no {what} recorded.",
        why="They need places like all others, so they are spread over every {what}: {how}.",
        remedy="Record it where you can: a locality or a need then says what is its own.",
        severity="note",
    ),
    "projection_need_changed": Message(
        seen="the need {value} began or ceased to be recorded: {figures}.",
        why="Its share among needs is taken from the Januaries since; what other needs lost to it"
        " or won from it looks like children who left or joined them.",
        remedy="Record the need in earlier Januaries too where you can, or read the two needs"
        " together.",
        severity="note",
    ),
    "projection_settings_no_drift": Message(
        seen="settings are projected from transitions, without a drift of their mix.",
        why="Policy and new schools move the mix of settings by more than the moves of a few years"
        " show, so that ranges by setting are too narrow.",
        remedy='Read them with care, or give flows="stocks", where the drift of other authorities'
        " is drawn.",
        remedy_command="Read them with care, or give --flows stocks, where the drift of other"
        " authorities is drawn.",
        severity="note",
    ),
    "projection_transitions_unknown": Message(
        seen="{count:,.0f} of {whole:,.0f} children of the transitions to {years} have no {what}"
        " recorded.",
        why="They join, leave and move like all others, so they are spread over every {what} as the"
        " others of their year, NC year and setting are; where there are none, as those of their"
        " year and NC year, then of their year.",
        remedy="Record it where you can: a rate then says what is its own.",
        severity="note",
    ),
    "projection_transitions_never_told": Message(
        seen="no child of the transitions to {years} has a {what} recorded, of {whole:,.0f}.",
        why="They are spread over every {what} as the plans of that January are, by NC year and"
        " setting. So these years say nothing of how one {what} differs from another in who joins,"
        " leaves and moves.",
        remedy='Record it, or give flows="stocks": plans alone then say what each {what} does.',
        remedy_command="Record it, or give --flows stocks: plans alone then say what each {what}"
        " does.",
        severity="note",
    ),
    "projection_transitions_marked": Message(
        seen="{rows} of the transitions to {years} {have} a mark and no number; {kept}.",
        why="How many children joined, left or moved in such a year is not known, and rates come"
        " from years that follow one another.",
        remedy="Make transitions from your own files, where every child is counted.",
        severity="note",
    ),
    "projection_transitions_gap": Message(
        seen="no child is there at the end of the transitions to {years}; {kept}.",
        why="Rates come from years that follow one another, the last run of them without a gap:"
        " what is recoded shows only where one year closes and the next opens.",
        remedy="Add the rows of the missing years to the table transitions.",
        severity="note",
    ),
    "projection_transitions_bare": Message(
        seen="the table population has no rows of {table_years}, for the transitions to {years};"
        " {kept}.",
        why="Joining is counted per head of population.",
        remedy="Add these years to the table population.",
        severity="note",
    ),
    "projection_transitions_later": Message(
        seen="the transitions to {years} are later than the last January of plans, {base}; {kept}.",
        why="A projection starts from the last January of plans and uses what was known then.",
        remedy="Add the later Januaries to the table plans.",
        severity="note",
    ),
    "projection_transitions_old": Message(
        seen="the last transitions that can be used are to January {last}, and plans go on to"
        " January {base}; {kept}.",
        why="The children of the last January join, leave and move at the rates of years before it:"
        " what has changed since is in none of them.",
        remedy='Add the transitions to January {base}, or give flows="stocks" to project from plans'
        " alone.",
        remedy_command="Add the transitions to January {base}, or give --flows stocks to project"
        " from plans alone.",
        severity="note",
    ),
    "projection_transitions_few_stocks": Message(
        seen="the transitions that can be used are {which}, so joining and leaving are net, from"
        " the Januaries of plans.",
        why="Two years that follow one another are needed to see what is recoded between one file"
        " and the next.",
        remedy='Add years up to the last January of plans; flows="transitions" uses a single year'
        " all the same.",
        remedy_command="Add years up to the last January of plans; --flows transitions uses a"
        " single year all the same.",
        severity="note",
    ),
    "projection_transitions_few_transitions": Message(
        seen="joining and leaving are from transitions {which}.",
        why="What is recoded between one file and the next cannot be seen in it, so that no draw"
        " recodes anybody: ranges below the level of need are too narrow and cannot be vouched"
        " for.",
        remedy='Add the year before it, or give flows="stocks" to project from plans alone.',
        remedy_command="Add the year before it, or give --flows stocks to project from plans"
        " alone.",
        severity="note",
    ),
    "projection_no_transitions": Message(
        seen="{area} has no transitions to project from{reason}.",
        why='With flows="transitions", joining, leaving and moving come from the table transitions'
        " alone.",
        remedy="Add transitions of years up to the last January of plans, every child counted, or"
        ' leave flows out: flows="stocks" projects from the Januaries of plans.',
        remedy_command="Add transitions of years up to the last January of plans, every child"
        " counted, or leave --flows out: --flows stocks projects from the Januaries of plans.",
    ),
    "projection_turnover_unused": Message(
        seen="the scenario {scenario} states turnover_percent, and the projection is from"
        " transitions.",
        why="Transitions count who left and who took the place, so no turnover is assumed beside"
        " them: the value changes no figure.",
        remedy='Take it out, or give flows="stocks" to project from January counts, which need it.',
        remedy_command="Take it out, or give --flows stocks to project from January counts, which"
        " need it.",
        severity="note",
    ),
    "projection_choice": Message(
        seen="{name} is {value}, not one of {known}.",
        why="It says {what}.",
        remedy="Give one of them: project(area, {name}={example}).",
        remedy_command="Give one of them, as in --{name} {example}.",
    ),
    "projection_restated_of_stocks": Message(
        seen="this projection is from Januaries of plans, each of which is told of once.",
        why="What is restated shows only where one file closes with a January and the next one"
        " opens with it.",
        remedy="Add two years or more of the table transitions, and project from them.",
    ),
    "projection_no_levels": Message(
        seen='the projection is of settings (states="setting"), not of levels.',
        why="Suppressed demand is the difference between the level that children need and where"
        " they are: without levels there is none to show.",
        remedy="Project without states: project(area, scenario).suppressed().",
    ),
    "allocation_of_settings": Message(
        seen='the projection is of settings (states="setting"), not of levels.',
        why="Where children are is not what they need: places are planned for levels of need.",
        remedy="Project without states: allocate(project(area, scenario)).",
    ),
    "projection_transitions_apart": Message(
        seen="transitions and plans do not add up to the same children. The largest gap of each"
        " kind: {figures}.",
        why="The projection starts from the children in plans; transitions only say at what rates"
        " children join, leave and move. What they miss is in no rate. A gap where transitions"
        " start may be what one file restates of the file before it.",
        remedy="Where one reading made both, nothing has to be done: what files restate is"
        " measured, and told by projection.restated(). Else make both from the same two files, or"
        ' give flows="stocks" to project from plans alone.',
        remedy_command="Where one reading made both, nothing has to be done: what files restate is"
        " measured, and told in the table restated. Else make both from the same two files, or"
        " give --flows stocks to project from plans alone.",
        severity="note",
    ),
    "closure_of_levels": Message(
        seen="the scenario closes the setting {value}, and children are told by level here.",
        why="What a child needs does not change with the settings that there are: the closure"
        " changes no figure of this projection, and none that rests on it.",
        remedy='See what it does by setting: project(area, scenario, states="setting"). For the'
        " places that go, write places = 0 in the table places.",
        remedy_command="See what it does by setting: project with --states setting. For the places"
        " that go, write places = 0 in the table places.",
        severity="note",
    ),
    "closure_before": Message(
        seen="{setting} closes from {value}, and January {base} has been counted.",
        why="Who was there was counted there, and only later Januaries are projected.",
        remedy="Write {first} or a later year.",
    ),
    "closure_after": Message(
        seen="{setting} closes from {value}, and the projection ends in {last}.",
        why="The closure changes no figure.",
        remedy="Project for longer: project(area, scenario, until={until}).",
        remedy_command="Project for longer: --until {until}.",
        severity="note",
    ),
    "closure_nobody": Message(
        seen="nobody was counted in the setting {value} from {area_years}.",
        why="Hardly anybody can be sent elsewhere from there.",
        remedy="Check whether another setting is meant.",
        severity="note",
    ),
    "closure_cannot_take": Message(
        seen="children of {setting} at NC years {lost} would go to {value}, which takes NC years"
        " {takes} only.",
        why="Nobody of these NC years can be there, and no child may be lost.",
        remedy="Write in ncy_from and ncy_to for which NC years the row is, and say in rows of"
        " their own where children of the others go.",
    ),
    "closure_nowhere": Message(
        seen="{setting} closes, and no row says where its children at NC years {value} go.",
        why="Children of these NC years can be there, and no child may be lost.",
        remedy="Add a row for them, or leave ncy_from and ncy_to blank in a row that is for all.",
    ),
    "projection_homes_locality": Message(
        seen="the scenario {scenario} states new_homes for {value}, and the area has no such"
        " locality.",
        why="Pupils of new homes are counted where the homes stand.",
        remedy="Use codes of the table localities: {known}.",
    ),
    "projection_homes_both": Message(
        seen="the scenario {scenario} states {value} new_homes for all, and others for {named}.",
        why="It cannot be told whether those of the localities are among those of the whole area.",
        remedy="State them for the area as a whole, or for localities and none for all:"
        ' scenario.but(name="homes", new_homes={{"all": 0, "{first}": 100}}).',
        remedy_command="State them for the area as a whole, or for localities and none for all:"
        ' new_homes = {{ all = 0, "{first}" = 100 }}',
    ),
    "projection_england_old": Message(
        seen="England's plans are known to January {known} only, and the last January of {area} is"
        " {base}.",
        why="The area's growth leans on England's, which is carried on by its own growth of then.",
        remedy="Add the rows with area England of every January since to the table history.",
        severity="note",
    ),
    "projection_history_unnamed": Message(
        seen="the table history has rows of {others}, and none of the area that is projected: the"
        " table about names {value}.",
        why="Earlier Januaries, new plans and children of the area are read from it by name; here"
        " growth is that of the table plans alone.",
        remedy="Write the name of the area as it stands in history into the table about, item"
        " authority.",
        severity="note",
    ),
    "projection_history_apart": Message(
        seen="the tables plans and history tell another number of plans of the same January:"
        " {figures}.",
        why="Growth is read from plans where it has a January, and from history before; where the"
        " two count other children, the step from one to the other looks like growth.",
        remedy="Bring both to the same children, or put yes in the column break of history at the"
        " first January of plans: growth across it is then left out.",
        severity="note",
    ),
    "projection_residents_unlike": Message(
        seen="the table population of {area} has nobody at NC years {bare} in January {january}.",
        why="Plans of all ages over residents of some cannot be held against England's, so the"
        " area is taken to have as many plans a child as England, and is not drawn towards it.",
        remedy="Give the residents of every NC year from -4 to 20; or the children of the area and"
        " of England, of the same ages, in the column children of the table history.",
        severity="note",
    ),
    "projection_ends_early": Message(
        seen="the projection ends in {label}, where the table population ends, and not in"
        " {wanted}.",
        why="Joining is counted per head of population, so that no later year can be projected.",
        remedy="Add the years {first} to {last} to the table population; or say that {label} is"
        " meant: sf.project(area, until={until}).",
        remedy_command="Add the years {first} to {last} to the table population; or say that"
        " {label} is meant: --until {until}.",
        severity="note",
    ),
    "projection_break": Message(
        seen="the way of counting changed in January {january}, and England's did not.",
        why="Growth across it is none of the children's, so the area's own growth is taken from"
        " that January on; where that is the last, the area is taken to grow as England does.",
        remedy="Put no in the column break if the counts can be compared after all.",
        severity="note",
    ),
    "projection_growth_clipped": Message(
        seen="the plans of {area} grew by {one_year:+.0f} % against England's in the last year, and"
        " by {three_years:+.0f} % a year over three years, or over as many as are known.",
        why="Each of the two counts as about {most:.0f} % at most: a jump of that size is more"
        " often a change in what was counted than growth that goes on. If it does go on, the"
        " projection is too low (or, for a fall, too high).",
        remedy="Check the plans of the last Januaries; for a growth that is real, state"
        " joining_rate_change_percent in the scenario.",
        severity="note",
    ),
    "projection_seed": Message(
        seen="the seed is {value}.",
        why="Draws are made from a whole number from nought, so that they can be made again.",
        remedy="Give one, without quotation marks: seed=1.",
        remedy_command="Give one: --seed 1.",
    ),
    "projection_until": Message(
        seen="a projection until {value} was asked for.",
        why="It ends in an academic year, written as the year in which it starts.",
        remedy="Give a whole number: sf.project(area, until=2034) for 2034/35.",
    ),
    "explain_nobody": Message(
        seen="there is no cell with {value}.",
        why="These do not go together: a locality belongs to one group, an NC year to one phase.",
        remedy="Leave one of them out.",
    ),
    "projection_by_unknown": Message(
        seen="a projection cannot be laid out by {value}.",
        why="Children are known by the axes of the projection, and by what these add up to.",
        remedy="Choose from {known}.",
    ),
    "whole_too_many": Message(
        seen="whole numbers by {axes} would be {cells:,} cells a year, and at most {most:,} can be"
        " made to add up.",
        why="Hardly a cell of so many holds a child, and each year would take minutes.",
        remedy="Leave a column out, or take phase for ncy and group for locality.",
    ),
    "whole_departs": Message(
        seen="{off:,} of {totals:,} totals are a child or more from their unrounded value. The"
        " furthest is {value} for {unrounded:.2f} ({where}).",
        why="In three directions or more, whole numbers that add up everywhere and are all within"
        " one of the unrounded ones need not exist: {proof}. Every total is still the sum of its"
        " cells, and the total of each year is the nearest whole number.",
        remedy="Leave a column out: in two directions every number is within one.",
        severity="note",
    ),
    "whole_small": Message(
        seen="{value} of {numbers:,} numbers are small: from 1 to {most}, below the"
        " small_number_threshold of {threshold}.",
        why="Rounding protects nobody. A small number that is blotted out by hand can be had back"
        " by subtraction, since everything adds up.",
        remedy="Keep the tables inside the authority, or leave columns out until none is small.",
        severity="note",
    ),
    "projection_no_area": Message(
        seen="an area was expected, and a {value} was given.",
        why="A projection starts from an area's plans and population.",
        remedy='Give one: sf.project(sf.load_area("area.xlsx")).',
    ),
}
