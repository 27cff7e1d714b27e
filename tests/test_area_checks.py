"""Each check between tables: a mistake that it names, and its silence on a sound area."""

from typing import Any, NamedTuple

import pandas as pd
import pytest
from building import SOUND, add, both, broken, checked, drop, put, remove

from sufficiency.area import checks
from sufficiency.area.checks_cohorts import cohort_jumps
from sufficiency.area.known_places import places_short


class Case(NamedTuple):
    """A mistake, the check that must speak, and what it must say."""

    check: str
    change: Any
    rule: str
    file: str
    row: int | None
    column: str
    value: str
    words: str
    severity: str = "error"


def year(of, to, *tables):
    """A change of every cell with one year into another."""

    def change(grids):
        for table in tables:
            at = grids[table][0].index("year")
            for row in grids[table][1:]:
                row[at] = to if row[at] == of else row[at]

    return change


def nobody_in_bases(grids):
    """A change that counts children in bases as in alternative provision."""
    for table in ("plans", "transitions", "margins"):
        grids[table] = [["ap" if cell == "base" else cell for cell in row] for row in grids[table]]


def earlier_population(grids):
    """A change that adds the residents of 2022, as many as in 2023."""
    rows = [row for row in grids["population"] if row[0] == "2023"]
    grids["population"] += [["2022", *row[1:]] for row in rows]


def also_2021(grids):
    """A change that adds the residents of 2021, as many as in 2023."""
    rows = [row for row in grids["population"] if row[0] == "2023"]
    grids["population"] += [["2021", *row[1:]] for row in rows]


MANY_STAY = put("transitions", 4, plans="205")
"""A change after which 211 children are there, and nobody leaves."""

MANY_LEAVE = both(
    put("transitions", 2, plans="200"),
    put("transitions", 3, need_to="", ncy_to="", setting_to="outside"),
    remove("transitions", 4, 5),
)
"""A change after which 202 children are there, and nobody joins."""


def needs_not_told(grids):
    """A change that leaves the margins of need out, and has the plans fitted."""
    header, *rows = grids["margins"]
    need = header.index("need")
    grids["margins"] = [header, *(row for row in rows if not row[need])]
    for row in grids["plans"][1:]:
        row[grids["plans"][0].index("basis")] = "estimated"


def ages_not_told(grids):
    """A change that leaves the margins of age out, and has the plans fitted."""
    header, *rows = grids["margins"]
    first = header.index("ncy_from")
    grids["margins"] = [header, *(row for row in rows if not row[first])]
    for row in grids["plans"][1:]:
        row[grids["plans"][0].index("basis")] = "estimated"


ALL_NEEDS_KNOWN = both(
    put("plans", 7, need="ASD"), put("margins", 4, plans="4"), remove("margins", 7)
)
"""A change that records the one need that is not, here and in the margin of needs."""

CASES = {
    "margins: half a span": Case(
        "spans_run_forwards", put("margins", 2, ncy_to=""), "ncy_half_open", "margins.csv", 2,
        "ncy_to", "", "Only one of ncy_from and ncy_to is filled in.",
    ),
    "history: a span that runs backwards": Case(
        "spans_run_forwards_in_history", put("history", 4, ncy_to="3"), "ncy_backwards",
        "history.csv", 4, "ncy_from", "4", "from NC year 4 to 3.",
    ),
    "pools: a span that runs backwards": Case(
        "pool_spans_run_forwards", put("pools", 2, ncy_to="-1"), "ncy_backwards", "pools.csv", 2,
        "ncy_from", "0", "No child is in it.",
    ),
    "caps: half a span": Case(
        "cap_spans_run_forwards", put("caps", 3, ncy_to="5"), "ncy_half_open", "caps.csv", 3,
        "ncy_to", "", "A span of NC years has a first and a last year.",
    ),
    "costs: half a span": Case(
        "cost_spans_run_forwards", put("costs", 3, ncy_from=""), "ncy_half_open", "costs.csv", 3,
        "ncy_to", "", "or leave both blank for all NC years",
    ),
    "a locality where nobody lives": Case(
        "every_locality_has_population",
        both(add("localities", locality="L04", name="Newtown"), drop("journeys")),
        "locality_without_population", "localities.csv", 5, "locality", "L04",
        "L04 has no row in population.",
    ),
    "a row of population left out": Case(
        "population_is_complete", remove("population", 7), "population_incomplete",
        "population.csv", None, "year, locality, ncy", "5",
        "L02 has no residents at NC year 5 in 2023/24.",
    ),
    "a year of population left out": Case(
        "population_years_join_up", year("2025", "2026", "population"), "population_years_gap",
        "population.csv", None, "year", "2024", "The years jump from 2024 to 2026.",
    ),
    "one year of population mistyped": Case(
        "population_years_join_up", put("population", 28, year="2052"), "population_years_gap",
        "population.csv", None, "year", "2025", "The years jump from 2025 to 2052.",
    ),
    "nobody left at one NC year of a locality": Case(
        "cohorts_grow_older", put("population", 31, persons="0"), "population_jumps",
        "population.csv", 31, "persons", "0",
        "From 2024/25 to 2025/26, 1 cohort of a locality halves or doubles as the children grow a"
        " year older, which moves and new homes seldom do: L02, Year 5: 100, and 0 a year later.",
        "note",
    ),
    "another file of population from a year on": Case(
        "cohorts_grow_older",
        both(*(put("population", row, persons="1000") for row in range(26, 38))),
        "population_jumps", "population.csv", 27, "persons", "1000",
        "From 2024/25 to 2025/26, 9 cohorts of localities halve or double as the children grow a"
        " year older, which moves and new homes seldom do: L01, Year 5: 100, and 1,000 a year",
        "note",
    ),
    "plans of a year before population": Case(
        "plans_have_population", put("plans", 2, year="2022"), "plans_without_population",
        "plans.csv", None, "year", "2022", "Plans are counted in 2022/23, and population has no",
    ),
    "plans at an age that population leaves out": Case(
        "plans_have_population", put("plans", 2, ncy="12"), "ncy_without_population",
        "plans.csv", None, "ncy", "Year 12", "Plans are counted at Year 12, and population has no",
    ),
    "population that ends with plans": Case(
        "plans_have_population", remove("population", *range(26, 38)), "population_ends_early",
        "population.csv", None, "year", "2024", "Nothing after it can be projected.", "note",
    ),
    "a January left out": Case(
        "plans_years_join_up",
        both(year("2023", "2022", "plans"), earlier_population, drop("transitions")),
        "plans_years_gap", "plans.csv", None, "year", "2023",
        "The Januaries jump from 2023 to 2025.", "note",
    ),
    "a January left out, and two after it": Case(
        "plans_years_join_up",
        both(earlier_population, also_2021, add("plans", year="2021")),
        "plans_years_gap", "plans.csv", None, "year", "2022", "The Januaries jump from 2022 to "
        "2024. An absent year is missing, not nought: flows over the gap cannot be told apart, so "
        "that no command projects these plans. Add the missing Januaries, or delete the rows of "
        "January 2022 and before.", "note",
    ),
    "plans of one January": Case(
        "plans_are_of_two_januaries",
        both(remove("plans", 2, 3), drop("transitions")),
        "plans_one_january", "plans.csv", None, "year", "2024",
        "Plans are counted in one January only, 2025. Who joins and leaves is seen between two "
        "Januaries, so that no command projects these plans. Add the rows of January 2024.",
        "note",
    ),
    "margins without plans": Case(
        "margins_have_plans", drop("plans", "placements", "transitions"), "plans_only_margins",
        "margins.csv", None, "", "", "There are margins, and no plans. A projection carries "
        "children forward one by one, so that no command projects margins. Fit plans from them "
        "first: area.with_fitted_plans().", "note",
    ),
    "more plans than children": Case(
        "plans_within_population", put("population", 8, persons="1.5"), "plans_above_population",
        "plans.csv", None, "year, locality, ncy", "2",
        "2 plans are more than the 1.5 residents of L02, Year 6, 2023/24.",
    ),
    "a child who skips a year": Case(
        "transitions_have_two_sides", put("transitions", 3, ncy_to="8"), "does_not_age_one_year",
        "transitions.csv", 3, "ncy_to", "8", "The child goes from NC year 6 to 8 in one year.",
    ),
    "a year in which nobody leaves": Case(
        "transitions_have_both_ends", MANY_STAY, "transitions_nobody_leaves", "transitions.csv",
        None, "setting_to", "2024", "Nobody leaves between January 2024 and 2025, of 211 children: "
        "no row of year 2024 has setting_to = outside. Everybody who has a plan would keep it for "
        "ever, and plans would grow without end. Add a row for those of January 2024 who are no "
        "longer there: setting_to = outside, need_to and ncy_to blank. If you cannot tell them, "
        "leave this table out.",
    ),
    "a year in which nobody joins": Case(
        "transitions_have_both_ends", MANY_LEAVE, "transitions_nobody_joins", "transitions.csv",
        None, "setting_from", "2024", "Nobody joins between January 2024 and 2025, of 202 "
        "children: no row of year 2024 has setting_from = outside. No child would ever get a new "
        "plan. Add a row for those of January 2025 who were not there before: setting_from = "
        "outside, need_from and ncy_from blank. If you cannot tell them, leave this table out.",
    ),
    "transitions of other children than plans": Case(
        "transitions_meet_plans", remove("transitions", 3), "projection_transitions_apart",
        "transitions.csv", None, "", "", "transitions and plans do not add up to the same "
        "children. The largest gap of each kind: need SEMH, ", "note",
    ),
    "transitions without a January before": Case(
        "transitions_have_stocks", year("2024", "2023", "transitions"),
        "transitions_without_stock", "transitions.csv", None, "year", "2022",
        "Transitions into January 2024 have no plans in January 2023 to start from.", "note",
    ),
    "more placed than have plans": Case(
        "placements_within_plans", put("placements", 2, plans="9"), "placements_above_plans",
        "placements.csv", None, "year, locality, need, ncy", "9", "L01, ASD, Year 5, 2024/25",
    ),
    "placed in a January without plans": Case(
        "placements_within_plans", put("placements", 2, year="2025"), "placements_without_plans",
        "placements.csv", None, "year", "2025", "Placements are of January 2026, and plans has no",
    ),
    "placements of an earlier January only": Case(
        "placements_are_of_the_last_january",
        both(remove("placements", 2, 3), put("placements", 2, year="2023", ncy="6", pool="lower")),
        "placements_old", "placements.csv", None, "year", "2023",
        "Placements end in January 2024, and plans in January 2025. Where the children of the last "
        "January are is not known, so everybody is placed anew, as if all schools stood empty. Add "
        "the placements of January 2025.", "note",
    ),
    "children in a base that opens later": Case(
        "placements_are_in_pools_that_are_there",
        both(put("pools", 4, year="2027"), put("places", 4, year="2027")),
        "placements_before_opening", "pools.csv", None, "year", "2027",
        "4 children are placed in January 2025 where the table pools has no row for 2024/25: pool "
        "base of Brook School (S02: 4, from 2027/28).", "note",
    ),
    "a base with places and nobody there": Case(
        "sites_with_places_have_children", put("placements", 3, site="S01", pool="lower"),
        "places_nobody_there", "places.csv", None, "", "",
        "1 site has 6 places for this area's children, and nobody of them in January 2025: Brook "
        "School (S02: 6). A base or school that closed or moved keeps its places until somebody "
        "ends them, and an allocation fills them. If it closed or moved, add a row with 0 places "
        "to the table places from the September after. If children are there, correct the code of "
        "their site in placements.", "note",
    ),
    "children of a special school without a placement": Case(
        "placements_are_complete",
        both(ALL_NEEDS_KNOWN, remove("placements", 4), put("placements", 2, plans="2")),
        "placements_short", "placements.csv", None, "plans", "3",
        "3 of 9 children in bases and special schools in January 2025 have no row in placements: "
        "SEMH 2, ASD 1. They are placed anew in the first year of an allocation, which is then "
        "less like today. Add them, each with the site where the child is; or leave it if that is "
        "not known.", "note",
    ),
    "children without a placement where a need is not recorded": Case(
        "placements_are_complete", remove("placements", 4),
        "placements_short", "placements.csv", None, "plans", "2",
        "2 of 9 children in bases and special schools in January 2025 have no row in placements. "
        "They are placed anew", "note",
    ),
    "children placed whom plans counts in mainstream": Case(
        "placements_are_complete",
        both(remove("margins", 8, 9, 10), ALL_NEEDS_KNOWN, put("plans", 4, setting="mainstream")),
        "placements_over", "placements.csv", None, "plans", "3",
        "Placements has 3 children more in bases and special schools in January 2025 than the 6 of "
        "plans: ASD 3. A place is held only for a child whom plans counts in the same setting, so "
        "an allocation leaves the others out. Often they are pupils of a mainstream school that "
        "has a base, who are not in the base. Bring both to the same children: check setting in "
        "plans, site and pool in placements, and setting in pools.", "note",
    ),
    "two margins that contradict each other": Case(
        "margins_agree", both(put("margins", 8, plans="6"), remove("margins", 4, 5, 6, 7),
             drop("plans", "placements")),
        "margins_contradict", "margins.csv", 2, "margin", "10",
        '"age" gives 10 for all children in 2024/25, and "setting" gives 11. In "age" look at '
        "rows 2, 3.",
    ),
    "a margin under two names": Case(
        "margin_names_agree", put("margins", 3, margin="Age "), "margin_name_varies",
        "margins.csv", 3, "margin", "Age", "'Age' has 1 row beside 1 of 'age'.",
    ),
    "a margin with a total among its rows": Case(
        "margins_agree", add("margins", margin="age", setting="", plans="10"),
        "margin_row_overlaps", "margins.csv", 11, "margin", "age",
        "This row (all children) is the total of others, or counts their children too: row 2 "
        "(NC years 4 to 5).",
    ),
    "a mark that margins rule out": Case(
        "marks_meet_margins", put("plans", 4, plans="low"), "mark_against_margins", "plans.csv", 4,
        "plans", "low", 'The mark low stands for 0 to 0.5, and the margin "age" leaves 3 here '
        "beside the counts that are shown. No number meets both, so that a fit would have to leave "
        "published totals out. Write c, or 3 if the number may be shown.",
    ),
    "plans that a margin does not give": Case(
        "plans_meet_margins", put("plans", 7, setting="ap"), "plans_not_as_margin", "margins.csv",
        10, "plans", "1", 'The table plans gives 0 where "setting" gives 1.', "note",
    ),
    "fitted plans of a year whose margins tell no need": Case(
        "needs_are_told", needs_not_told, "needs_not_told", "margins.csv", None, "need", "2025",
        "no margin tells the needs of January 2025.", "note",
    ),
    "fitted plans of a year whose margins tell no age": Case(
        "ages_are_told", ages_not_told, "ages_not_told", "margins.csv", None, "ncy_from", "2025",
        "no margin tells the ages of January 2025.", "note",
    ),
    "a site without pools": Case(
        "sites_have_pools", both(add("sites", site="S03"), drop("journeys")),
        "site_without_pools", "sites.csv", 4, "site", "S03", "No child can be placed there.",
        "note",
    ),
    "children in bases, and no pool for one": Case(
        "levels_have_pools", put("pools", 4, level="special"), "level_without_pools", "pools.csv",
        None, "level", "base", "4 children of January 2025 are counted in Specialist base", "note",
    ),
    "more children in bases than places in them": Case(
        "places_hold_todays_children", put("places", 4, taken="4"), "places_below_children",
        "places.csv", None, "places", "2",
        "4 children of January 2025 are in a specialist base, and 2 such places are known", "note",
    ),
    "places of a special school that are twice its roll": Case(
        "special_places_are_about_the_roll",
        both(put("sites", 2, roll="3", roll_year="2024"), put("places", 2, places="30")),
        "places_twice_the_roll", "places.csv", None, "places", "",
        "1 special school has twice as many places as children on roll, or more (", "note",
    ),
    "a large part whose home is not known": Case(
        "last_january_is_known",
        both(
            put("plans", 7, plans="11", need="MLD"),
            put("transitions", 5, plans="11", need_to="MLD"),
            drop("margins"),
        ),
        "localities_unknown", "plans.csv", None, "locality", "unknown",
        "11 of 20 children of January 2025 are in locality unknown.", "note",
    ),
    "a large part whose need is not known": Case(
        "last_january_is_known",
        both(
            put("plans", 7, plans="11", need="unknown", locality="L01"),
            put("transitions", 5, plans="11", need_to="unknown", locality="L01"),
            drop("margins"),
        ),
        "needs_unknown", "plans.csv", None, "need", "unknown",
        "11 of 20 children of January 2025 are of need unknown.", "note",
    ),
    "a large part whose setting is not known": Case(
        "last_january_is_known",
        both(
            put("plans", 7, plans="11", need="MLD", setting="unknown", locality="L01"),
            put(
                "transitions", 5, plans="11", need_to="MLD", setting_to="unknown", locality="L01"
            ),
            drop("margins"),
        ),
        "settings_unknown", "plans.csv", None, "setting", "unknown",
        "11 of 20 children of January 2025 are in setting unknown.", "note",
    ),
    "a pool without places": Case(
        "pools_have_places", remove("places", 3), "pool_without_places", "pools.csv", 3, "pool",
        "upper", "Pool upper of site S01 has no places, and its site has no total.",
    ),
    "places of a pool that there is not": Case(
        "pools_are_known", put("places", 4, pool="bse"), "pool_unknown", "places.csv", 4, "pool",
        "bse", "bse is not a pool of site S02. Its places and children belong nowhere. "
        "Did you mean base?",
    ),
    "children in a pool that there is not": Case(
        "pools_are_known", put("placements", 3, pool="xyz"), "pool_unknown", "placements.csv", 3,
        "pool", "xyz", "The site has base; add it to pools.",
    ),
    "places before the pool opens": Case(
        "places_start_with_pools", put("places", 4, year="2021"), "places_before_opening",
        "places.csv", 4, "year", "2021", "has places from 2021/22, but opens in 2023/24",
    ),
    "places after the pool opens": Case(
        "places_start_with_pools", put("places", 4, year="2025"), "places_after_opening",
        "pools.csv", 4, "year", "base",
        "Pool base opens in 2023/24, but its first places are those of 2025/26.",
    ),
    "more taken than there is": Case(
        "taken_within_places", put("places", 2, taken="12"), "taken_above_places", "places.csv",
        2, "taken", "12", "12 places are taken by others, more than the 10 there are.", "note",
    ),
    "more taken than there is in a closed pool": Case(
        "taken_within_places", put("places", 2, taken="12", places="0"), "taken_of_closed",
        "places.csv", 2, "taken", "12",
        "12 places are taken by others in a pool that has 0 places, and so is closed.", "note",
    ),
    "a base that counts as a special school": Case(
        "setting_fits_level", put("pools", 4, setting="special"), "setting_against_level",
        "pools.csv", 4, "setting", "special", "Leave setting blank, or write base.",
    ),
    "a child whom the pool does not serve": Case(
        "placements_fit_pools", put("pools", 4, needs="HI"), "placement_outside_pool",
        "placements.csv", 3, "pool", "4", "Children placed in pool S02 base that does not serve",
        "note",
    ),
    "a cost of nothing": Case(
        "costs_are_of_one_thing", put("costs", 2, setting=""), "cost_of_nothing", "costs.csv", 2,
        "site", "", "It is not clear whose cost it is.",
    ),
    "a cost of two things": Case(
        "costs_are_of_one_thing", put("costs", 3, setting="base"), "cost_of_both", "costs.csv", 3,
        "site", "S02", "Clear one of the two.",
    ),
    "a cost of a setting in which nobody is placed": Case(
        "costs_are_of_places",
        both(put("pools", 4, level="special"), nobody_in_bases, drop("placements"),
             add("costs", site="", setting="base")),
        "cost_of_no_place", "costs.csv", 4, "setting", "base",
        "There is a cost of setting base, and no pool is there.", "note",
    ),
    "a top-up for a place": Case(
        "costs_are_of_children", put("costs", 3, unit="place_year"), "cost_for_a_place",
        "costs.csv", 3, "unit", "place_year", "Top-up funding of S02 is given by a place a year. "
        "It is then paid whether or not a child is there", "note",
    ),
    "a cost of boarders": Case(
        "costs_are_counted", put("costs", 3, residential="yes"), "cost_of_boarders", "costs.csv", 3,
        "residential", "yes", "Top-up funding of S02 is given for boarders alone.", "note",
    ),
    "a fee at a school that has place funding": Case(
        "costs_are_counted", put("costs", 3, item="fee"), "cost_not_counted", "costs.csv", 3,
        "item", "fee", "Give the amount as one of: place, top_up, transport, void", "note",
    ),
    "place funding of an independent school": Case(
        "costs_are_counted", put("costs", 3, site="", setting="independent"), "cost_not_counted",
        "costs.csv", 3, "item", "top_up", "Give the amount as one of: fee, transport", "note",
    ),
    "costs whose spans overlap": Case(
        "cost_spans_do_not_overlap", add("costs", ncy_from="4", ncy_to="10"), "cost_spans_overlap",
        "costs.csv", 4, "ncy_from, ncy_to", "4 to 10", "Top-up funding of S02 has rows for NC "
        "years 0 to 6 and 4 to 10. They have NC years in common.", "note",
    ),
    "a cap on a need that no pool of the site serves": Case(
        "caps_have_pools", put("caps", 2, needs="SLCN", ncy_from="4", ncy_to="5"),
        "cap_without_pool", "caps.csv", 2, "cap", "S01 rooms", "the cap rooms at S01 counts SLCN, "
        "NC years 4 to 5 from 2023/24 on, and no pool of the site is for them then.", "note",
    ),
    "a cap on children who are not there": Case(
        "caps_have_children", put("caps", 2, ncy_from="0", ncy_to="3"), "cap_without_child",
        "caps.csv", 2, "needs, ncy_from, ncy_to", "S01 rooms", "the cap rooms counts ASD, NC years "
        "0 to 3, and no child with a plan was of that kind in January 2025.", "note",
    ),
    "a cap below today's children": Case(
        "caps_are_above_today", put("caps", 3, places="4"), "cap_below_today", "caps.csv", 3,
        "places", "S01 rooms: 4", "the cap rooms lets in 4 (ASD, SEMH) at S01, where 5 of them "
        "were in January 2025. They keep their places", "note",
    ),
    "a site at the other end of England": Case(
        "sites_are_near", put("sites", 2, easting="400000", northing="600000"), "site_far_away",
        "sites.csv", 2, "easting", "S01", "leave it if it is right.", "note",
    ),
    "a site whose easting and northing are swapped, and lies in the sea": Case(
        "sites_are_on_land", put("sites", 2, easting="279500", northing="488500"), "point_outside",
        "sites.csv", 2, "easting, northing", "279500, 488500", "The point 279500, 488500 is in the "
        "sea or outside Great Britain. Every journey from or to it would be wrong. Swap the two",
    ),
    "a site in France": Case(
        "sites_are_on_land", put("sites", 2, easting="655000", northing="50000"), "point_outside",
        "sites.csv", 2, "easting, northing", "655000, 50000", "Look the point up, and correct it.",
    ),
    "a locality whose easting and northing are swapped, and lies in the sea": Case(
        "localities_are_on_land", put("localities", 3, easting="281000", northing="489000"),
        "point_outside", "localities.csv", 3, "easting, northing", "281000, 489000", "Swap the two",
    ),
    "a locality at the other end of England": Case(
        "localities_are_near", put("localities", 3, easting="400000", northing="600000"),
        "locality_far_away", "localities.csv", 3, "easting", "L02",
        "L02 is 207 miles from the middle of the localities. Its easting or northing may be wrong, "
        "or swapped. Look the point up, or leave it if it is right.", "note",
    ),
    "a journey left out": Case(
        "journeys_are_complete", remove("journeys", 4, 5), "journeys_missing", "journeys.csv",
        None, "", "2", "2 of 6 pairs of locality and site have no row, among them all from L02. "
        "They are measured as a straight line times the detour factor, beside others that are "
        'given: the two are not quite alike. List them with area.missing("journeys")', "note",
    ),
    "all journeys to a site left out": Case(
        "journeys_are_complete", remove("journeys", 3, 5, 7), "journeys_missing", "journeys.csv",
        None, "", "3", "3 of 6 pairs of locality and site have no row, among them all to S02. ",
        "note",
    ),
    "a row of journeys without a number": Case(
        "journeys_tell_something", put("journeys", 3, minutes="", miles=""), "journey_of_nothing",
        "journeys.csv", 3, "minutes", "", "Neither minutes nor miles are filled in. The row says "
        "nothing of the journey. Fill in one of the two or both, or delete the row.",
    ),
    "journeys without miles": Case(
        "journeys_have_both", both(put("journeys", 3, miles=""), put("journeys", 4, miles="")),
        "journeys_half", "journeys.csv", None, "miles", "2", "Miles are blank in 2 of 6 rows. They "
        "are taken from the straight line times the detour factor. Add them if you", "note",
    ),
    "journeys without minutes": Case(
        "journeys_have_both", put("journeys", 3, minutes=""), "journeys_half", "journeys.csv",
        None, "minutes", "1", "Minutes are blank in 1 of 6 rows. They are taken from the miles, at "
        "the scenario's speed.", "note",
    ),
    "kilometres or seconds in place of miles or minutes": Case(
        "journeys_are_at_a_speed",
        both(put("journeys", 7, miles="9"), put("journeys", 6, miles="50")),
        "journeys_fast", "journeys.csv", 6, "minutes", "L03 to S01", "Faster than 70 miles an "
        "hour: 2 journeys, the first L03 to S01, of 50 miles in 24 minutes. No car is so fast",
        "note",
    ),
    "seconds in place of minutes": Case(
        "journeys_are_at_a_speed", put("journeys", 7, minutes="150"), "journeys_slow",
        "journeys.csv", 7, "minutes", "L03 to S02", "Slower than 3 miles an hour: 1 journeys, the "
        "first L03 to S02, of 1 miles in 150 minutes. Whoever walks is there sooner", "note",
    ),
    "a journey of five hours": Case(
        "journeys_can_be_daily", put("journeys", 3, minutes="300", miles="200"), "journeys_long",
        "journeys.csv", 3, "minutes", "L01 to S02", "Longer than 240 minutes one way: 1 journeys, "
        "the first L01 to S02, of 300 minutes. No child travels so long twice a day", "note",
    ),
    "a journey shorter than the straight line": Case(
        "journeys_are_no_short_cuts", put("journeys", 3, miles="5.5"), "journeys_short",
        "journeys.csv", 3, "miles", "L01 to S02", "Shorter than the straight line by more than "
        "half a mile: 1 journeys, the first L01 to S02, of 5.5 miles where the straight line is "
        "6.2. The miles, or one of the two points, may be wrong.", "note",
    ),
}  # fmt: skip


ALSO_TOLD = {
    "margins_contradict": ("plans_only_margins",),
    "mark_against_margins": ("marked_cells",),
    "ncy_without_population": ("projection_transitions_apart",),
    "placements_above_plans": ("cap_below_today",),
    "plans_above_population": ("population_jumps",),
    "placements_over": ("projection_transitions_apart",),
    "placements_before_opening": ("places_below_children",),
    "places_nobody_there": ("placement_outside_pool",),
    "plans_not_as_margin": ("projection_transitions_apart",),
    "plans_without_population": ("projection_transitions_apart",),
    "site_far_away": ("journeys_short",),
    "locality_far_away": ("journeys_short",),
    "transitions_without_stock": ("projection_transitions_apart",),
}
"""What is rightly told of the same change too, such as that transitions miss the plans changed."""


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_mistake_between_tables_gives_one_finding(case):
    beside = ALSO_TOLD.get(case.rule, ())
    findings = [one for one in checked(broken(case.change)).findings if one.rule not in beside]
    assert len(findings) == 1, "\n".join(map(str, findings))
    found = findings[0]
    told = (found.rule, found.severity, found.file, found.row, found.column, found.value)
    assert told == (case.rule, case.severity, case.file, case.row, case.column, case.value)
    assert case.words in f"{found.seen} {found.why} {found.remedy}"


@pytest.mark.slow
@pytest.mark.parametrize("check", [check for check, _ in checks.CHECKS], ids=lambda c: c.__name__)
def test_each_check_speaks_of_its_mistake_and_is_silent_otherwise(check):
    cases = [case for case in CASES.values() if case.check == check.__name__]
    assert cases, f"no case trips {check.__name__}"
    assert list(check(checked(SOUND).tables)) == []
    for case in cases:
        told = list(check(checked(broken(case.change)).tables))
        assert {found.rule for found in told} == {case.rule}


def absent_tables(*names):
    return {(found.rule, found.file) for found in checked(broken(drop(*names))).findings}


@pytest.mark.parametrize(
    ("name", "rule"),
    [(name, "table_missing") for name in ("localities", "population", "sites", "pools", "places")],
)
def test_a_missing_table_is_named_once_and_nothing_echoes_it(name, rule):
    assert absent_tables(name) == {(rule, f"{name}.csv")}


def test_plans_or_margins_are_enough():
    assert absent_tables("plans") == {("plans_only_margins", "margins.csv")}
    assert absent_tables("margins") == set()
    assert absent_tables("plans", "margins") == {("plans_or_margins_missing", "area")}


@pytest.mark.parametrize(
    "name", ["about", "transitions", "history", "placements", "caps", "journeys", "costs"]
)
def test_the_other_tables_may_be_left_out(name):
    assert absent_tables(name) == set()


def test_a_total_of_the_site_stands_for_places_of_its_pools():
    assert checked(broken(both(remove("places", 3), put("places", 2, pool="")))).findings == ()


def test_marked_cells_are_told_by_column_and_kind():
    findings = checked(
        broken(both(put("plans", 4, plans="c"), put("plans", 5, plans="[c]")))
    ).findings
    marked = [found for found in findings if found.rule == "marked_cells"]
    assert [(found.file, found.column, found.value) for found in marked] == [
        ("plans.csv", "plans", "c")
    ]
    assert "in place of a number: 2. They are read as missing, from 1 to 4." in str(marked[0])
    assert {found.severity for found in findings} == {"note"}


MADE_UP = {"easting": "530000", "northing": "380000"}
"""A point in Lincolnshire; the other way round it is in Cumbria, on land."""


@pytest.mark.parametrize(
    ("table", "rule", "words"),
    [
        ("sites", "site_far_away", "S01 is 132 miles from the nearest locality."),
        ("localities", "locality_far_away", "L01 is 132 miles from the middle of the localities."),
    ],
)
def test_a_swapped_point_on_land_is_near_the_other_way_round(table, rule, words):
    """Half of England stays on land where its points are swapped."""
    everywhere = [
        put(name, row, **MADE_UP)
        for name, rows in (("localities", (2, 3, 4)), ("sites", (2, 3)))
        for row in rows
    ]
    swapped = put(table, 2, easting="380000", northing="530000")
    moved = both(*everywhere, swapped, drop("journeys"))
    (found,) = checked(broken(moved)).findings
    assert (found.rule, found.severity, found.row) == (rule, "note", 2)
    assert words in found.seen
    assert "Swap them: the other way round it is near." in found.remedy


def test_a_swapped_point_less_than_a_hundred_miles_away_is_told_too():
    """From Derbyshire to the coast of Lancashire."""
    right = [
        put(name, row, easting="440000", northing="340000")
        for name, rows in (("localities", (2, 3, 4)), ("sites", (2, 3)))
        for row in rows
    ]
    swapped = put("sites", 2, easting="340000", northing="440000")
    (found,) = checked(broken(both(*right, swapped, drop("journeys")))).findings
    assert found.rule == "site_far_away"
    assert "S01 is 88 miles" in found.seen
    assert "Swap them" in found.remedy


def test_a_marked_cell_is_held_against_margins_within_its_bounds():
    """One of 3 children hidden as c (1 to 4): 8 by age may still be; hidden as z it may not."""
    may_be = checked(broken(put("plans", 4, plans="c"))).findings
    assert {found.rule for found in may_be} == {"marked_cells"}
    cannot_be = checked(broken(put("plans", 4, plans="z"))).findings
    assert {found.rule for found in cannot_be} == {"marked_cells", "plans_not_as_margin"}


def test_an_independent_school_without_places_hides_no_lack_of_others():
    """Its pool is of the level special, and children in state special schools are in none of it."""
    plans = pd.DataFrame({"year": [2025], "setting": ["special"], "plans": [120.0]})
    rows = [("1", "a", "special", "", 2025), ("2", "b", "special", "independent", 2025)]
    pools = pd.DataFrame(rows, columns=["site", "pool", "level", "setting", "year"])
    places = pd.DataFrame({"site": ["1"], "pool": ["a"], "year": [2025], "places": [40.0]})
    places = places.assign(taken=pd.array([None], dtype="Float64"))
    assert places_short(plans, pools, places) == {"special": (40.0, 120.0)}
    alone = pools.assign(setting="independent"), places.iloc[:0]
    assert places_short(plans, *alone) == {"special": (0.0, 120.0)}


def test_students_come_and_go_but_not_all_of_them():
    rows = [
        (2024, "L01", 15, 60),
        (2025, "L01", 16, 5),
        (2024, "L02", 15, 60),
        (2025, "L02", 16, 0),
        (2024, "L03", 15, 0),
        (2025, "L03", 16, 60),
        (2024, "L04", 12, 60),
        (2025, "L04", 13, 5),
        (2024, "L05", 12, 48),
        (2025, "L05", 13, 0),
    ]
    population = pd.DataFrame(rows, columns=["year", "locality", "ncy", "persons"])
    found = cohort_jumps(population)
    assert found[["locality", "before", "persons"]].to_numpy().tolist() == [
        ["L02", 60, 0],
        ["L03", 0, 60],
        ["L04", 60, 5],
    ]
    assert found.index.tolist() == [3, 5, 7]
