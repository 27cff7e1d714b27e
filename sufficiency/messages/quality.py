"""Messages of the quality checks: each says how many, what it means, and what to do.

They count and name codes of the area's own tables, never a person.
"""

from __future__ import annotations

from sufficiency.messages.message import Message


def _check(seen: str, why: str, remedy: str) -> Message:
    return Message(seen, why, remedy, severity="note")


MESSAGES: dict[str, Message] = {
    "quality_need_missing": _check(
        "{count} of {whole:child|children} with a plan {count:!has|have} no primary need recorded.",
        "They are spread over the needs like the others, so that the need of a place is guessed.",
        "Record the primary need of each child.",
    ),
    "quality_placement_missing": _check(
        "{count} of {whole:child|children} with a plan {count:!has|have} no placement recorded.",
        "Which level of place they need cannot be told from where they are.",
        "Record where each child is, or that it is in no education.",
    ),
    "quality_locality_missing": _check(
        "{count} of {whole:child|children} with a plan {count:!has|have} no locality.",
        "Their journeys are not known; they count in totals only.",
        "Record where they live, or add the places that the look-up lacks.",
    ),
    "quality_age_outside_setting": _check(
        "{count} of {whole:child|children} {count:!is|are} counted in a setting that has nobody"
        " of their age.",
        "Either the birth date or the setting is wrong, and both steer the projection.",
        "Look the children up; correct the NC year or the setting.",
    ),
    "quality_age_outside_site": _check(
        "{count} of {whole:child|children} {count:!is|are} placed at a school that has nobody"
        " of their age.",
        "They would hold a place there in every year to come. A year more than the highest age is"
        " let pass, as registers count it in two ways.",
        "Correct the school of the child, or the lowest and highest age of the school.",
    ),
    "quality_placed_without_pool": _check(
        "{count} of {whole:child|children} {count:!is|are} placed at a site where no such pool"
        " is open.",
        "An indicator of a base may be set by mistake, or a base is missing from pools: those of"
        " the last January count as placed anew.",
        "Add the pool with its places, or correct the site.",
    ),
    "quality_base_not_in_reading": _check(
        "{count} of {whole:base|bases} {count:!is|are} at a school that the register shows"
        " without one.",
        "A base that was closed, or never opened, has no places.",
        "Ask the school; then correct the register or the table pools.",
    ),
    "quality_site_type_unexpected": _check(
        "{count} of {whole:pool|pools} {count:!is|are} at a site of another type than is usual.",
        "A school is either state-funded or independent, and a base is part of a larger school.",
        "Check level and setting of the pool, and the roll of the school.",
    ),
    "quality_fewer_placed": _check(
        "{count:child fewer is|children fewer are} placed than the year before, at schools that"
        " lost a tenth or"
        " more of {whole}.",
        "Schools fill up rather than empty: mostly some placements are missing.",
        "Compare with the school's own list; if the school became smaller, check its places.",
    ),
    "quality_total_apart": _check(
        "Plans and published totals differ by {count} of {whole:child|children}.",
        "Everything that is projected starts from these counts.",
        "Find out who is in one and not in the other: timing, plans that went to another"
        " authority, several plans of a child.",
    ),
    "quality_reading_total_apart": _check(
        "Plans and the files read beside them differ by {count} of {whole:child|children}.",
        "Two counts of the same January cannot both be right.",
        "Find out which file is later or more complete.",
    ),
    "quality_reading_parts_apart": _check(
        "The parts of {children:child|children} of the last January in both, counted in"
        " {ways:way|ways} ({by}), differ by {count} from the files read beside the area. A child"
        " who stands elsewhere shows where it is missing and where it is too many.",
        "The total may agree while children stand under the need, age, setting or home of others.",
        "Look at the parts that differ most; find out which file is later or more complete.",
    ),
    "quality_placed_above_places": _check(
        "{count:child|children} of {whole} {count:!is|are} placed above the places of their"
        " school, less those that"
        " others' children have.",
        "A school above its places admits nobody until it is below.",
        "Check the number of places, and in the column taken those that other authorities' children"
        " have: the area's own children are not among them. If both are right, the school is over.",
    ),
    "quality_placed_above_roll": _check(
        "{count:child|children} of {whole} {count:!is|are} placed at a school above its roll.",
        "No more children can be placed at a school than are on its roll.",
        "Check the roll and its year, and whether children are placed at the right school.",
    ),
    "quality_places_above_roll": _check(
        "{count} of {whole:place|places} {count:!is|are} above the roll, at special schools a"
        " fifth or more empty.",
        "Special schools are rarely that empty: places that do not exist yet, a capacity that"
        " cannot be used, or a number that was mistyped would be filled by the allocation.",
        "Correct the number; count only the places that can be used, from the September on in which"
        " they open.",
    ),
    "quality_no_designation": _check(
        "{count} of {whole:pool|pools} {count:!serves|serve} every primary need.",
        "An allocation would place any child there, and show no lack of the right places.",
        "Write the needs that the school admits in the column needs.",
    ),
    "quality_flows_apart": _check(
        "Transitions and plans differ by {count} of {whole:child|children}, setting by setting.",
        "Joining and leaving are worked out from the flows and laid on the stock: both must count"
        " the same children.",
        "Make both tables from the same returns.",
    ),
    "quality_year_incomplete": _check(
        "{count} of {whole:child|children} {count:!seems|seem} to be missing from a January.",
        "A January that is incomplete looks like many leavers, and a year later like many joiners.",
        "Look for a file that was cut off or a part of the authority that is missing; else leave"
        " it.",
    ),
    "quality_locality_not_in_area": _check(
        "{count} of {whole:child|children} of other files {count:!lives|live} in localities"
        " that this area lacks.",
        "They would be left out, or be without a population.",
        "Add the localities with their population, or use one look-up for all files.",
    ),
    "quality_rate_out_of_line": _check(
        "{count} of {whole:locality|localities} {count:!has|have} more or fewer plans than"
        " chance allows.",
        "Children may be counted at a school, a home for children or an office instead of where"
        " they live. Deprivation makes a difference too. Expected are the area's rates at each NC"
        " year; the limit is 5 % for all localities together (Bonferroni), on the scale of square"
        " roots, widened by the spread of the middle 80 % (Spiegelhalter 2005).",
        "Look at the localities named; a difference that has a reason stays.",
    ),
    "quality_need_jump": _check(
        "{count:child|children} of {whole} {count:!is|are} more or fewer in a need than its"
        " year before leads to"
        " expect.",
        "A need that is recorded in another way looks like a change of children. Expected is last"
        " year's number, grown as all plans grew; named is a difference of a quarter or more that"
        " chance leaves out at 5 % for all needs and years together (Bonferroni, square roots of"
        " two Poisson counts).",
        "Ask who records the need; if the way changed, say so in the table about.",
    ),
    "quality_no_readings": Message(
        seen="readings were given as {kind}.",
        why="They are what the readers of files give.",
        remedy="Give them in a list: sf.quality(area, readings=[sf.read_sen2(...)]).",
    ),
}
