"""Messages about tracking: a projection of an earlier January against what has come since."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "tracking_no_projection": Message(
        seen="a projection was expected, and a {value} was given.",
        why="What has come is held against a projection that was made before it came.",
        remedy="Make it from the area as it was then:"
        ' sf.track(sf.project(sf.load_area("last-year.xlsx")), area).',
    ),
    "tracking_no_area": Message(
        seen="an area was expected, and a {value} was given.",
        why="What has come is counted in the tables of the area as it is now.",
        remedy='Give it second: sf.track(projection, sf.load_area("this-year.xlsx")).',
    ),
    "tracking_other_authority": Message(
        seen="the projection is of the authority {then}, and the area of {now}.",
        why="Children of one authority say nothing of a projection of another.",
        remedy="Give the same authority's tables, or write the same name in the table about, item"
        " authority.",
    ),
    "tracking_other_localities": Message(
        seen="the localities are not the same: only the projection has {gone}; only the area has"
        " {new}.",
        why="Children cannot be followed from one January to the next where homes are cut in"
        " another way.",
        remedy="Write both years by the same localities: project again from last year's plans laid"
        " out by those of the area now.",
    ),
    "tracking_no_base": Message(
        seen="the area does not hold January {base}, from which was projected; it holds {years}.",
        why="Joiners and leavers are seen from that January to the next, and what was restated"
        " since is seen in it.",
        remedy="Add that January to the table plans as it is known now.",
    ),
    "tracking_no_later": Message(
        seen="the area holds no January that was projected: it holds {years}, and the projection"
        " has {projected}.",
        why="There is nothing that has come since to hold the projection against.",
        remedy="Give the area with this year's January first, and a projection made from the area"
        " before it: sf.track(projection, sf.load_area(...)).",
        remedy_command="Give the area as it was before first, and the one with this year's January"
        " second: track last-year.xlsx this-year.xlsx.",
    ),
    "tracking_marked": Message(
        seen="the table plans of the area now holds {count:count that is|counts that are} not"
        " shown (marked c, low, x or u) in {years}.",
        why="What came must be known before anything can be said of a projection of it.",
        remedy="Write the numbers that you hold into the table; or fit them from the margins, and"
        " what came is an estimate: sf.track(projection, area.with_marked_plans_fitted()).",
        remedy_command="Write the numbers that you hold into the table; or let them be fitted from"
        ' the margins, and what came is an estimate: marked = "fit" in the scenario.',
    ),
    "tracking_one_year": Message(
        seen="{count:January has|Januaries have} come since the projection was made.",
        why="Cells of one year are no separate trials: what moves one year moves many cells of it"
        " together, so that a share of cells inside their ranges is one year's luck as well.",
        remedy="Judge the model by several years: sf.backtest(area).",
        remedy_command="Judge the model by several years: the command backtest.",
        severity="note",
    ),
    "tracking_made": Message(
        seen="the plans of {area} are made up, or estimated, in part.",
        why="Holding a projection against children whom nobody counted says that the program runs,"
        " and nothing of how well it projects.",
        remedy="Use Januaries that were counted.",
        severity="note",
    ),
    "tracking_same_population": Message(
        seen="the population of every January that came is the one with which was projected.",
        why="The part called population is nought because the table was not renewed, and not"
        " because it was right: what the population did is among the joiners.",
        remedy="Put the newest estimates into the table population.",
        severity="note",
    ),
    "tracking_same_population_homes": Message(
        seen="the population of every January that came is the one with which was projected, but"
        " for the residents of the scenario's new homes.",
        why="The part called population takes those residents away, as if no home had been lived"
        " in; what the population did besides is among the joiners.",
        remedy="Put the newest estimates into the table population.",
        severity="note",
    ),
    "tracking_net_of_transitions": Message(
        seen="the projection is from transitions, with joiners and leavers apart, and is held"
        " against January counts.",
        why="Counts show both of one NC year together, so the parts joiners and leavers are net on"
        " both sides: as many more who joined and left again are in neither.",
        remedy="For joiners and leavers apart, hold the table transitions of the year that came"
        " against the table rates of the projection.",
        severity="note",
    ),
}
