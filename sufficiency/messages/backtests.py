"""Messages about backtests: what a projection would have said, against what came."""

from __future__ import annotations

from sufficiency.messages.message import Message

OF_ORIGINS = "Of the projection from January {januaries}: {seen}"
"""Stands before what a projection from an earlier January had to say of itself."""
LEVER_DOES_NOTHING = "A lever of the scenario changes nothing in a backtest."
"""Stands behind its remedy, which may name one."""

MESSAGES: dict[str, Message] = {
    "backtest_too_short": Message(
        seen="the table plans holds {count:January|Januaries}: {years}.",
        why="A backtest projects from two Januaries or more, and holds the projection against a"
        " later one.",
        remedy="Add earlier Januaries to the table plans: three at the least, five for a verdict.",
    ),
    "backtest_made": Message(
        seen="the plans of {area} are made up, or estimated, in part.",
        why="Holding a projection against Januaries that nobody counted says that the program runs,"
        " and nothing of how well it projects. No verdict is given.",
        remedy="Use counted Januaries: at most {most:.0f} % of the children and of the rows"
        " of each may be estimated, and none fitted by this program. Leave others out.",
        severity="note",
    ),
    "backtest_counted_mostly": Message(
        seen="{told}",
        why="Verdicts are given where it is at most {most:.0f} % of each January: misplaced"
        " altogether it moves a weighted error by twice as much, so a verdict by one step at most.",
        remedy="Nothing needs doing; counted numbers in their place make the verdict firmer.",
        severity="note",
    ),
    "backtest_few_folds": Message(
        seen="projections that can be held against what came: {count}.",
        why="Each is one year's luck: below {least} no verdict can be given, and ranges are not"
        " widened.",
        remedy="Add earlier Januaries to the table plans.",
        severity="note",
    ),
    "backtest_population_known": Message(
        seen="the population of every year is taken as the table population has it today.",
        why="What was expected of the population at the time is not known, so the errors are those"
        " of rates and growth alone, and a little too small.",
        remedy="Nothing needs doing.",
        severity="note",
    ),
    "backtest_england_needs": Message(
        seen="England's needs by age are those of January {january}, also for projections from"
        " before.",
        why="They are published since then only; the area's own needs outweigh them.",
        remedy="Nothing needs doing.",
        severity="note",
    ),
    "backtest_no_origin": Message(
        seen="No January of the table plans can be projected from with what was known then: it"
        " has {years}, and England's plans are known without a gap from January {first} on.",
        why="A projection leans on England's growth, of which two Januaries are needed up to its"
        " own.",
        remedy="Add earlier years of England to the table history (area England, column plans),"
        " or later Januaries to the table plans.",
    ),
    "backtest_england_unknown": Message(
        seen="nothing was projected from January {januaries}: England's plans are known without a"
        " gap from January {first} on.",
        why="A projection leans on England's growth, of which two Januaries are needed up to its"
        " own.",
        remedy="To have more of the past, add earlier years of England to the table history (area"
        " England, column plans).",
        severity="note",
    ),
    "backtest_transitions_in_part": Message(
        seen="not all projections are from transitions: {figures}.",
        why="A projection of today rests on transitions, of which too few were known then, so the"
        " scores are not of that model alone.",
        remedy="Add transitions of earlier years, or hold one model alone against the past:"
        ' sf.backtest(area, flows="stocks").',
        remedy_command="Add transitions of earlier years, or hold one model alone against the past:"
        " --flows stocks.",
        severity="note",
    ),
    "backtest_council_no_frame": Message(
        seen="the council's forecast is a {value}, not a frame.",
        why="It is read by its columns: origin, year, plans, and those of one level of detail.",
        remedy='Read it first: sf.backtest(area, council=pandas.read_csv("forecast.csv")).',
    ),
    "backtest_council_number": Message(
        seen="{count:row of the council's forecast has|rows of the council's forecast have} no"
        " {column} that can be read, the first is row {row} below the heading: {value}.",
        why="It should be {kind}; read as nought or left out it would change the council's score.",
        remedy="Correct the rows{how}; or leave them out.",
    ),
    "backtest_council_twice": Message(
        seen="{count:row of the council's forecast says|rows of the council's forecast say} a cell"
        " again, the first is row {row} below the heading: {cell}.",
        why="Added up, the council would have said too many.",
        remedy="Keep one row for each cell.",
    ),
    "backtest_council_aside": Message(
        seen="{count} of {whole} rows of the council's forecast are held against nothing:"
        " {figures}.",
        why="A forecast can be scored only from a January from which the program projects too, and"
        " for a later one that was counted.",
        remedy="Nothing needs doing; add Januaries to the table plans to score more of it.",
        severity="note",
    ),
    "backtest_council_fewer": Message(
        seen="the council's forecast has no row for {count} of {whole:pair|pairs} of origin and"
        " year that the program projected: {figures}.",
        why="Only what both said is compared, so ours of these is left out beside the council's.",
        remedy="Nothing needs doing; add rows with that origin and year to have them compared.",
        severity="note",
    ),
    "backtest_council_partly": Message(
        seen="the council's forecast lacks rows of {count:cell|cells} in which children were"
        " until its origin, or came; {children:,.0f} of {whole:,.0f} children came there, the cells"
        " with most of them first: {figures}.",
        why="These are not counted as nought: ours and the council's are compared over the cells"
        " that it names alone, and for all plans not at all, as they would be a sum of a part.",
        remedy="Add the rows, with 0 where nobody was expected; or give a forecast at a level of"
        " detail that it has in full.",
        severity="note",
    ),
    "backtest_council_columns": Message(
        seen="the council's forecast has the columns {value}.",
        why="It needs origin (academic year of the last January that was known), year, plans, and"
        " besides these only columns that it was made by: {known}.",
        remedy="Rename or leave out the others.",
    ),
    "backtest_council_empty": Message(
        seen="the council's forecast has no row.",
        why="There is nothing to hold against what came.",
        remedy="Give a row for each origin and year: origin, year, plans.",
    ),
    "backtest_council_unknown": Message(
        seen="the council's forecast has {column} {value}.",
        why="The area has none of that name, so it cannot be held against anything.",
        remedy="Correct it; the area has {known}.{meant}",
    ),
    "backtest_council_no_origin": Message(
        seen="no row of the council's forecast is from an origin and for a year that can be scored:"
        " it has origins {value}.",
        why="It can be held only against a January that is counted and later than its origin.",
        remedy="Origins may be {known}.",
    ),
    "backtest_no_widening": Message(
        seen="ranges cannot be widened by this backtest: {why_none}.",
        why="How much wider they should be is read from what came, and a few projections are a few"
        " years' luck.",
        remedy="Add earlier Januaries that were counted to the table plans: five give three"
        " projections one year ahead. Until then use projection.to_frame().",
    ),
    "backtest_widens_no_projection": Message(
        seen="a projection was expected, and a {value} was given.",
        why="Its ranges are what is widened.",
        remedy="Give one: backtest.widened(sf.project(area)).",
    ),
    "backtest_widens_another": Message(
        seen="the backtest is of {theirs}, the projection of {ours}: the {what} is not the same.",
        why="How far off projections of other children were says nothing of this one.",
        remedy="Test the area that was projected:"
        " sf.backtest(projection.area).widened(projection).",
    ),
    "backtest_level_unknown": Message(
        seen="there is no level {value}.",
        why="Scores are kept by level of detail.",
        remedy="Choose from {known}.",
    ),
}
