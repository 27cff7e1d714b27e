"""What the answer and the report say in words is said only where it is so."""

import pandas as pd
import pytest
from small_areas import NCYS, Small, allocated, projected, tables_of

import sufficiency as sf
from sufficiency import terms
from sufficiency.allocation import answer
from sufficiency.allocation.site_frames import with_places
from sufficiency.messages.listing import counted
from sufficiency.reports.demand import _prevalence_words
from sufficiency.reports.words import (
    full_words,
    over_words,
    room_words,
    served_words,
    shortage_words,
)


def section_of(allocation, anchor):
    return next(part for part in sf.report(allocation).sections if part.anchor == anchor)


def words_of(allocation, anchor):
    section = section_of(allocation, anchor)
    return " ".join((*section.paragraphs, *section.points))


def made_of(tables, *, until=2025, draws=2):
    area = sf.area_from_frames(tables)
    projection = sf.project(area, until=until, draws=draws, workers=1)
    return sf.allocate(projection, draws=draws, workers=1)


def test_what_is_told_as_somebody_is_not_shown_as_nought():
    """Half a child is shown as 0, so it is told as nobody."""
    assert over_words(0.5) == "No pool holds more children than it has places."
    assert over_words(0.51).startswith("1 child (mean) is above the places of their pool")
    assert over_words(6.0).endswith("they keep theirs, and it admits nobody.")
    assert "over_places_percent" in over_words(6.0, may_be_above=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("authority", "is_known"), [("Testshire", True), ("Testshire Council", False)]
)
def test_schools_are_called_the_authority_s_only_where_they_are(authority, is_known):
    """The table sites says "Testshire"; Manor School is elsewhere."""
    tables = tables_of()
    tables["pools"] = tables["pools"].assign(setting=["special", "base", "special"])
    about = {"item": ["name", "authority"], "value": ["Testshire", authority]}
    allocation = made_of(tables | {"about": pd.DataFrame(about)})
    charts = section_of(allocation, "enough").charts
    names = [row[0] for chart in charts for row in chart.table.rows]
    assert any(name.startswith("Hill School") for name in names)
    assert any(name.startswith("Manor School") for name in names) is not is_known
    whose = "the authority's schools" if is_known else "all schools"
    for chart in charts:
        assert chart.caption.endswith(f"children against places at {whose}")
        assert chart.table.caption.startswith(f"Places and children at {whose}")
        assert whose.capitalize() in chart.svg.replace("’", "'").replace("&#x27;", "'")


def with_school(tables, site, places, **pool):
    """Add a special school beside Hill School."""
    row = (site, f"School {site}", "Testshire", 488600, 279600, "made")
    sites, pools, held = tables["sites"], tables["pools"], tables["places"]
    new = {
        "sites": pd.DataFrame([row], columns=sites.columns),
        "pools": pools[pools["site"] == "S"].assign(site=site, **pool),
        "places": held[held["site"] == "S"].assign(site=site, places=float(places), taken=0.0),
    }
    added = {name: pd.concat([tables[name], rows], ignore_index=True) for name, rows in new.items()}
    return tables | added


FULL = Small(special=60, base=10, independent=2, placements=False)
"""Everybody is placed anew, and far more children wait than there are places."""

ALMOST_ANY = (
    "One more place at almost any school of the area would mean one child fewer without a local "
    "place; which school matters for miles only."
)
SO_MANY_WAIT = "so many wait that one more place at almost any school of the area means one child"


@pytest.mark.slow
def test_almost_any_school_helps_where_all_are_full_and_many_wait():
    """Each of two schools has fewer places than children wait for, so one more is one child."""
    made = allocated(FULL)
    year = answer.strain_year(made)
    own = made.to_frame("worth").query(f"year == {year} and setting != 'independent'")
    assert (own["more_without"] + own["more_independent"]).tolist() == [-1, -1]
    assert answer.helps_almost_anywhere(made, year=year)
    assert ALMOST_ANY in made.answer()[1]
    assert SO_MANY_WAIT in words_of(made, "worth")
    assert not section_of(made, "worth").charts


def test_almost_any_school_is_not_said_of_two_schools_in_nine_nor_of_thirds():
    tables = with_school(tables_of(special=168, base=200, independent=90), "T", 5)
    for number in range(6):  # schools for a need that nobody has
        tables = with_school(tables, f"E{number}", 20, needs="HI")
    made = made_of(tables, until=2027, draws=6)
    best = answer.best_places(made, year=answer.strain_year(made))
    assert len(best) == 2
    assert best["more_without"].tolist() == [0, 0]
    assert (best["more_independent"] > -0.5).all()
    sentence = made.answer()[1]
    assert "almost any school" not in sentence
    assert "one child fewer" not in sentence
    assert "One more place is worth most at" in sentence


@pytest.mark.slow
def test_almost_any_school_is_not_said_where_few_of_them_help():
    """Two schools are full; six others, of a need that few have, are not."""
    tables = tables_of(FULL)
    for number in range(6):
        tables = with_school(tables, f"E{number}", 20, needs="HI")
    made = made_of(tables)
    year = answer.strain_year(made)
    best = answer.best_by_level(made, year=year, most=9)
    assert answer.is_worth_one(best).all()
    assert not answer.helps_almost_anywhere(made, year=year)
    assert ALMOST_ANY not in made.answer()[1]
    assert SO_MANY_WAIT not in words_of(made, "worth")
    assert section_of(made, "worth").charts


@pytest.mark.slow
def test_the_worth_of_a_place_does_not_call_a_third_of_a_child_one_child():
    made = allocated(Small(special=170, base=200, independent=90), draws=6)
    best = answer.best_places(made, year=answer.strain_year(made))
    assert len(best) == 1
    assert abs(best["more_without"] + best["more_independent"]).max() < 0.5
    assert "one child more with a local place" not in words_of(made, "worth")
    assert section_of(made, "worth").charts


EVERY_NEED = tuple(code for code in terms.needs().codes if code != "unknown")
PLENTY = Small(
    special=2000,
    base=2000,
    independent=0,
    special_needs=EVERY_NEED,
    base_needs=EVERY_NEED,
    special_ncys=(0, 14),
    base_ncys=(0, 14),
    children=(("mainstream", 2.5), ("special", 0.9), ("base", 0.3)),
    placements=False,
)
"""Places abound for children of every need and age."""

NOBODY_LACKS = "Nobody lacks a local place then, so one more would change nothing."
NO_SINGLE_POOL = "One more place in any single pool that is not independent would bring nobody"


@pytest.mark.slow
def test_nobody_lacks_a_place_is_said_where_nobody_does():
    made = allocated(PLENTY, draws=2)
    assert answer.missed(made, year=answer.strain_year(made)) <= answer.FEWEST
    assert NOBODY_LACKS in made.answer()[1]
    assert words_of(made, "worth") == NOBODY_LACKS


def test_that_no_single_pool_helps_is_said_where_none_does():
    """Places abound, but only for children with other needs than some have."""
    small = Small(
        special=2000, base=2000, independent=0, special_needs=("ASD",), base_needs=("ASD",)
    )
    made = allocated(small, draws=2)
    year = answer.strain_year(made)
    assert answer.missed(made, year=year) > answer.FEWEST
    assert answer.best_by_level(made, year=year, most=9).empty
    assert NO_SINGLE_POOL in made.answer()[1]
    assert NOBODY_LACKS not in made.answer()[1]


def test_neither_is_said_where_one_more_place_helps():
    made = allocated(Small())
    assert NOBODY_LACKS not in made.answer()[1]
    assert NO_SINGLE_POOL not in made.answer()[1]


@pytest.mark.slow
def test_no_place_is_left_over_in_a_site_whose_total_is_full():
    plan = sf.as_things_stand().with_places("S", "", {2025: 70}, name="total")
    made = sf.allocate(projected(Small()), plan, draws=4, workers=1)
    assert made.to_frame("site_totals")["chance_full"].tolist() == [1.0, 1.0, 1.0]
    room = section_of(made, "enough").paragraphs[1]
    assert "Hill School" not in room
    assert room == "No place is left over in any of them."


@pytest.mark.parametrize(
    ("free_of_site", "free_rows"),
    [
        (60.0, [("one", 30.0), ("two", 30.0)]),
        (25.0, [("", 25.0)]),
        (70.0, [("one", 30.0), ("two", 30.0)]),
    ],
)
def test_a_total_stands_for_its_pools_only_where_it_leaves_fewer_places_free(
    free_of_site, free_rows
):
    row = {"year": 2025, "site": "S", "name": "Hill", "level": "special", "setting": "special"}
    pools = pd.DataFrame([row | {"pool": pool, "free_to_us": 30.0} for pool in ("one", "two")])
    supply = pools.assign(placed=10.0)
    total = {"year": 2025, "site": "S", "name": "Hill", "free_to_us": free_of_site, "placed": 20.0}
    known = with_places(supply, pd.DataFrame([total]))
    assert list(zip(known["pool"], known["free_to_us"], strict=True)) == free_rows
    left = min(40, free_of_site - 20)
    assert f"(mean): {left:,.0f} in {counted(len(free_rows), 'pool')}, " in room_words(
        known, waiting=0
    )


def test_who_waits_while_places_are_left_over_is_said_where_somebody_waits():
    row = {"site": "S", "pool": "all", "name": "Hill", "level": "special", "setting": "special"}
    free = pd.DataFrame([row | {"free_to_us": 12.0, "placed": 3.0}])
    full = free.assign(placed=12.0)
    left_over = "Places left over for children of the area (mean): 9 in 1 pool, most at Hill"
    who_wait = "Those who wait are of other needs, ages or levels"
    for waiting, is_said in ((0, False), (0.5, False), (0.51, True), (30, True)):
        words = room_words(free, waiting=waiting)
        assert left_over in words
        assert (who_wait in words) is is_said
        assert room_words(full, waiting=waiting) == "No place is left over in any of them."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ncys", "said", "unsaid"),
    [
        (tuple(range(-4, 13)), "most of them below Reception", "above Year 14"),
        ((*NCYS, *range(13, 19)), "most of them above Year 14", "below Reception"),
    ],
)
def test_of_what_age_those_are_whom_no_pool_serves_is_told_as_it_is(ncys, said, unsaid):
    made = made_of(tables_of(ncys=ncys), until=2026, draws=4)
    outside = made.to_frame("outside")
    outside = outside[outside["year"] == answer.strain_year(made)]
    young = outside["phase"] == "early_years"
    more_young = outside["children"][young].sum() > outside["children"][~young].sum()
    assert bool(more_young) == ("below" in said)
    words = words_of(made, "without")
    assert said in words
    assert unsaid not in words


@pytest.mark.slow
def test_a_mean_journey_that_rises_is_not_told_to_fall():
    made = allocated(Small(seed=3, special=200, base=80, independent=60))
    held = made.summary().set_index(["measure", "year"])["value"]
    assert held["without", 2027] > held["without", 2025]
    assert held["mean_miles", 2027] > held["mean_miles", 2025]
    assert "falls while more have none" not in words_of(made, "nearness")


@pytest.mark.parametrize(
    ("miles", "without", "is_said"),
    [(3.0, 40, True), (3.96, 40, False), (4.2, 40, False), (3.0, 10, False), (3.0, 5, False)],
)
def test_the_mean_journey_falls_while_more_have_none_where_both_are_so(miles, without, is_said):
    now, then = (
        {"mean_miles": {"value": far}, "without": {"value": count}}
        for far, count in ((4.0, 10), (miles, without))
    )
    assert ("falls while more have none" in shortage_words(now, then)) is is_said


@pytest.mark.slow
def test_where_nobody_is_placed_no_mean_journey_is_told():
    plan = sf.as_things_stand()
    for site in ("S", "B", "I"):
        plan = plan.with_places(site, "all", {2025: 0}, taken=0, name="closed")
    made = sf.allocate(projected(Small()), plan, draws=2, workers=1)
    words = words_of(made, "nearness")
    assert "Nobody has one of the planned places in 2025/26." in words
    assert "the mean journey of the placed is" not in words
    assert "–" not in words
    usual = words_of(allocated(Small()), "nearness")
    assert "In 2025/26 the mean journey of the placed is" in usual
    assert "Nobody has one" not in usual


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"ASD": 0.42, "SEMH": 0.41}, "In 2025/26, the needs that many have are served alike."),
        ({"ASD": 0.42, "SEMH": 0.12}, "is served worst: in 2025/26, 42 % of its children lack"),
        ({"ASD": 0.42}, "is the only need that many have: 42 % of its children lack"),
        ({}, "In 2025/26, nobody needs a place in a base or special school."),
    ],
)
def test_needs_are_told_to_be_served_alike_only_where_they_are(shares, said):
    words = served_words(pd.Series(shares, dtype=float), 2025)
    assert said in words
    assert ("served alike" in words) is ("served alike" in said)


@pytest.mark.slow
def test_schools_that_are_called_alike_are_told_apart_in_every_chart_table_and_sentence():
    tables = with_school(tables_of(FULL), "T", 20)
    tables["sites"]["name"] = tables["sites"]["name"].replace("School T", "Hill School")
    made = made_of(tables)
    two = {f"Hill School (special school), {site} all" for site in ("S", "T")}
    best = answer.best_places(made, year=answer.strain_year(made))
    assert two < set(best["pool_name"])
    special = section_of(made, "enough").charts[0]
    assert two == {row[0] for row in special.table.rows}
    assert "Brook School (specialist base)" in set(best["pool_name"])  # one of its name only
    axes = made.plot.supply()
    labels = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert two <= set(labels)


@pytest.mark.parametrize(
    ("chances", "said"),
    [
        ([0.0], "0 of 1 pool has no place left"),
        ([1.0], "1 pool has no place left"),
        ([0.0, 0.0], "0 of 2 pools have no place left"),
    ],
)
def test_one_pool_has_no_place_left_and_several_have(chances, said):
    known = pd.DataFrame({"chance_full": chances, "setting": "special", "authority": "Testshire"})
    assert said in full_words(allocated(Small()), known, year=2026)


def test_what_the_department_expects_is_set_beside_years_that_reach_it_only(monkeypatch):
    made = allocated(Small())
    assert "the Department for Education expects" in _prevalence_words(made)
    monkeypatch.setattr("sufficiency.reports.demand.EXPECTED_FROM", made.years[-1] + 1)
    assert _prevalence_words(made).endswith(" now.")
