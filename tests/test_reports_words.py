"""What the answer and the report say in words is said only where it is so."""

import pandas as pd
import pytest
from small_areas import NEEDS, Small, allocated, tables_of

import sufficiency as sf
from sufficiency.allocation import answer
from sufficiency.reports.words import over_words


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
    assert over_words(0.51).startswith("1 children (mean) are above the places of their pool")


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
    tables = with_school(tables_of(special=130, base=200, independent=60), "T", 5)
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


def test_the_worth_of_a_place_does_not_call_a_third_of_a_child_one_child():
    made = allocated(Small(special=130, base=200, independent=60), draws=6)
    best = answer.best_places(made, year=answer.strain_year(made))
    assert len(best) == 1
    assert abs(best["more_without"] + best["more_independent"]).max() < 0.5
    assert "one child more with a local place" not in words_of(made, "worth")
    assert section_of(made, "worth").charts


PLENTY = Small(
    special=2000,
    independent=0,
    base=2000,
    base_needs=NEEDS,
    base_ncys=(0, 14),
    special_ncys=(0, 14),
    placements=False,
)
"""Places abound for children of every need and age."""

NOBODY_LACKS = "Nobody lacks a local place then, so one more would change nothing."
NO_SINGLE_POOL = "One more place in any single pool that is not independent would bring nobody"


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
