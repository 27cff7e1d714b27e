"""Messages about panels: the totals of many areas, projected from the table history."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "panel_no_frame": Message(
        seen="A frame in the form of the table history was expected, and a {value} was given.",
        why="A panel is projected from the Januaries of its areas.",
        remedy="Give one: sf.project_panel(area.history), or a frame with the columns year, area,"
        " plans and basis.",
    ),
    "panel_no_totals": Message(
        seen="No row holds all plans of an area: setting and NC years are filled in everywhere.",
        why="Every other figure is controlled to the total of its area.",
        remedy="Add rows with the columns setting, ncy_from and ncy_to left blank.",
    ),
    "panel_last_missing": Message(
        seen="{value} has no count of all plans for January {january}, the last of this table, that"
        " could be projected from: {held}.",
        why="All areas are projected from the same January, since they lean on each other.",
        remedy="Give a number above nought in the row with year {year}, area {value}, and setting"
        " and NC years left blank; or leave out the rows of {value}, or all rows of that year to"
        " project from the January before.",
    ),
    "panel_one_january": Message(
        seen="England's plans are not known for January {before} and January {january}.",
        why="Every area leans on England's growth of the last year.",
        remedy="Add rows with area England, and setting and NC years left blank.",
    ),
    "panel_bands_overlap": Message(
        seen="the NC years {value} overlap with, or leave a gap to, those of another band.",
        why="Children grow up from band to band, and bands add up to the total.",
        remedy="Let each band start where the one before ends: {spans}.",
    ),
    "panel_bands_missing": Message(
        seen="Of {whole:area|areas}, {count:has|have} no count of all their bands in January"
        " {january}: {told}.",
        why="Bands are projected from the last January, and a part of them says nothing of the"
        " others. They are not projected for these areas.",
        remedy="Complete the rows with year {year}; nothing needs doing where no bands are wanted.",
        severity="note",
    ),
    "panel_bands_no_england": Message(
        seen="England's bands are not known for January {before} and January {january}, and there"
        " are fewer than {least} areas to tell them from.",
        why="How children grow up through the bands is taken from England. No band is projected.",
        remedy="Add the bands of England to the table.",
        severity="note",
    ),
    "panel_placements_missing": Message(
        seen="Of {whole:area|areas}, {count:has|have} no count of {setting} for January {january}"
        " that could be projected from: {told}.",
        why="It is projected from the last January, so it is not projected for these areas; nought"
        " cannot grow, and a mark is no number.",
        remedy="Where a count is known, give it in the row with year {year} and setting {code};"
        " otherwise nothing needs doing.",
        severity="note",
    ),
    "panel_gap_bridged": Message(
        seen="Of {whole:area|areas}, {count:has|have} no count of {what} between Januaries that"
        " have one: {told}.",
        why="Growth rests on these Januaries. They are bridged: each year of the gap is taken to"
        " have had the same growth over and above England's, as the Januaries around it imply."
        " Nothing is held against a January that was bridged.",
        remedy="Give the counts if they are known: first a row with year {year}, area {area},"
        " setting {setting}, NC years blank, and its number in plans.",
        severity="note",
    ),
    "panel_gap_open": Message(
        seen="Of {whole:area|areas}, {count:has|have} no count of {what} between Januaries that"
        " have one: {told}.",
        why="Growth rests on the last three years, and these Januaries cannot be bridged: none is"
        " known before them in these years, the way of counting changed, or England's are unknown."
        " Growth is over the most of the three years that are known, and as England's where none"
        " is.",
        remedy="Give the counts if they are known: first a row with year {year}, area {area},"
        " setting {setting}, NC years blank, and its number in plans.",
        severity="note",
    ),
    "panel_gap_old": Message(
        seen="{count:count of an earlier January is|counts of earlier Januaries are} missing, not"
        " shown or nought, between others that are not: {told}.",
        why="No growth rests on them. They are left out of past errors, so ranges rest on a few"
        " less.",
        remedy="Nothing needs doing.",
        severity="note",
    ),
    "panel_growth_clipped": Message(
        seen="{what} of {count} of {whole:area|areas} grew further from England's than is counted"
        " ({spans}, against England's): {told}.",
        why="Each growth counts as about {most:.0f} % at most, either way: a jump of that size is"
        " more often a change in what was counted than growth that goes on. If it does go on, the"
        " projection is too low (or, for a fall, too high).",
        remedy="Check the counts of the last Januaries; where the way of counting changed, put yes"
        " in the column break of the first row that is counted in the new way.",
        severity="note",
    ),
    "panel_level_clipped": Message(
        seen="{what} of {count} of {whole:area|areas} are further from England's than is counted:"
        " {told}.",
        why="They count as {most:.1f} times England's at most and {least:.2f} times at least:"
        " farther off, a number is more often of other children than that.",
        remedy="Check the column {column}: it should be of the same ages and the same area as"
        " plans.",
        severity="note",
    ),
    "panel_not_projected": Message(
        seen="{count:row is|rows are} of {what}.",
        why="A panel projects all plans, age bands, and placements in state special schools, bases"
        " and independent schools; no rule for others has been measured.",
        remedy="Nothing needs doing; the rows are left aside.",
        severity="note",
    ),
    "panel_no_england_placements": Message(
        seen="England's {setting} placements are not known for January {before} and January"
        " {january}.",
        why="Those of an area lean on England's. None are projected.",
        remedy="Add rows with area England and setting {setting}.",
        severity="note",
    ),
    "panel_children_missing": Message(
        seen="Of {whole:area|areas}, {count:has|have} no number of children: {told}.",
        why="Areas with more plans a child than England grow more slowly; these are taken to be"
        " like England, which costs about 4 % of the accuracy at five years.",
        remedy="Fill in the column children (population of the ages that plans are counted for).",
        severity="note",
    ),
    "panel_new_plans_repeated": Message(
        seen="{count} areas have the same number of new plans, {value}, in January {january}, which"
        " is more than half of the plans of one of them.",
        why="That is the number of a region or of England in the place of an area's own. It is not"
        " used.",
        remedy="Correct the column new_plans, or leave it blank.",
        severity="note",
    ),
    "panel_england_extended": Message(
        seen="England's plans are known to January {known} only, and the last January here is"
        " {january}.",
        why="The areas lean on England's growth, which is carried on {how}.",
        remedy="Add rows with area England to the table.",
        severity="note",
    ),
    "panel_shipped_errors": Message(
        seen="the table holds too few areas and Januaries to tell how far off {what} may be.",
        why="The ranges rest on how the same rule did in 47 authorities, January 2021 to 2025.",
        remedy="Add the history of other authorities for ranges of this panel's own.",
        severity="note",
    ),
    "panel_beyond_measured": Message(
        seen="the projection goes {years} years ahead.",
        why="Its accuracy was measured to {measured} years ahead; ranges beyond grow at the same"
        " pace and have not been checked.",
        remedy="Read the later years as what follows from the earlier ones.",
        severity="note",
    ),
    "panel_until": Message(
        seen="a projection until {value} was asked for, and it starts from {base}.",
        why="It ends in an academic year after the last January.",
        remedy="Give a whole number: sf.project_panel(history, until={earliest}).",
        remedy_command="Give a later academic year: --until {earliest}.",
    ),
    "panel_not_in": Message(
        seen="the panel holds no {what} called {value}.",
        why="{meant}",
        remedy="Choose from those of panel.to_frame().",
    ),
}
