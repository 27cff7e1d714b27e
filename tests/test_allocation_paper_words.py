"""What a block of places changes, parted and in words to paste: children, journeys, pounds."""

import numpy as np
import pandas as pd
import pytest
from money_areas import STAND, projected, rows_of_costs
from small_areas import Small, allocated

import sufficiency as sf
from sufficiency.allocation.answer import best_by_level, strain_year
from sufficiency.allocation.best_worth import alike_sentences, pounds_of_one
from sufficiency.allocation.blocks import BlockWorth
from sufficiency.allocation.changes import MEASURES
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.seated import JOURNEYS, Seated, journeys_changed
from sufficiency.places import METRES_A_MILE
from sufficiency.reports.worth import worth as worth_section

SCARCE = Small(special=60, base=12)
FULL = Small(special=60, base=10, independent=2, placements=False)
"""Far more children wait than there are places, so one more is one child at either school."""


@pytest.fixture(scope="module")
def made():
    return allocated(SCARCE)


@pytest.fixture(scope="module")
def full():
    return allocated(FULL)


@pytest.fixture(scope="module")
def costed():
    """With the costs of everything, and places that are short."""
    projection = projected(rows_of_costs(), Small(special=80), until=2027, draws=3)
    return sf.allocate(projection, STAND, draws=3, workers=1)


def seats(supply, *rows):
    """Children in expected numbers: (year, locality, need, pool, children) of NC year 5."""
    axes = supply.axes
    cells = [
        np.ravel_multi_index((locality, need, 5, 1), axes.shape) for _, locality, need, _, _ in rows
    ]
    size, pools = int(np.prod(axes.shape)), supply.not_named
    keys = [
        (year * size + cell) * pools + pool
        for cell, (year, _, _, pool, _) in zip(cells, rows, strict=True)
    ]
    order = np.argsort(keys)
    children = np.array([SCALE * row[-1] for row in rows], dtype=np.int32)
    return Seated(np.array(keys, dtype=np.int64)[order], children[order])


def counts(before, after, supply):
    return (journeys_changed(before, after, supply) / SCALE)[0]


def test_journeys_are_parted_by_who_is_in_both_plans(made):
    """Two of a locality move, a third is new; of another one leaves, and one stays."""
    supply = made.setting.supply
    metres = supply.metres / METRES_A_MILE
    near, far = np.argsort(metres[0])[[0, 1]]
    before = seats(supply, (0, 0, 0, far, 2), (0, 1, 0, near, 2))
    after = seats(supply, (0, 0, 0, near, 3), (0, 1, 0, near, 1))
    gain = metres[0, far] - metres[0, near]
    assert gain > 0
    told = dict(zip(JOURNEYS, counts(before, after, supply), strict=True))
    assert told == pytest.approx(
        {
            "shortened": 2,
            "shortened_miles": 2 * gain,
            "lengthened": 0,
            "lengthened_miles": 0,
            "newly_placed": 1,
            "newly_placed_miles": metres[0, near],
            "no_longer_placed": 1,
            "no_longer_placed_miles": metres[1, near],
        }
    )
    back = dict(zip(JOURNEYS, counts(after, before, supply), strict=True))
    assert back["lengthened"] == told["shortened"]
    assert back["lengthened_miles"] == pytest.approx(told["shortened_miles"])
    assert back["newly_placed_miles"] == pytest.approx(told["no_longer_placed_miles"])
    assert not counts(before, before, supply).any()


@pytest.mark.parametrize("places", [4, -4])
def test_the_parts_add_up_to_all_miles_and_all_children(made, places):
    """Of expected numbers, in every year: what is parted is what the two plans differ by."""
    since = made.years[1]
    frame = made.more_places(places, site="S", pool="all", since=since, workers=1).to_frame()
    row = made.to_frame("supply").query("site == 'S' and year == @since").iloc[0]
    scenario = made.scenario.with_places("S", "all", {since: row["places"] + places}, name="other")
    other = sf.allocate(made.projection, scenario, draws=made.draws, workers=1)
    one, two = (held.placed() for held in (made, other))
    local = [held[held["setting"] != "independent"] for held in (one, two)]
    children = [held.groupby("year")["children"].sum() for held in local]
    miles = [(held["children"] * held["miles"]).groupby(held["year"]).sum() for held in local]
    placed = (frame["newly_placed"] - frame["no_longer_placed"]).to_numpy()
    np.testing.assert_allclose(placed, (children[1] - children[0]).to_numpy(), atol=1e-9)
    travelled = (
        frame["newly_placed_miles"]
        - frame["no_longer_placed_miles"]
        + frame["lengthened_miles"]
        - frame["shortened_miles"]
    )
    np.testing.assert_allclose(travelled, (miles[1] - miles[0]).to_numpy(), atol=1e-9)
    assert placed[1:].any()
    assert not placed[0]


def block(places=6, **changes):
    """A block with such changes in its one year, without pounds unless they are given."""
    row = {name + side: 0.0 for name in MEASURES for side in ("", "_low", "_high")}
    row |= dict.fromkeys(JOURNEYS, 0.0)
    row |= dict.fromkeys(("revenue_pounds", "revenue_pounds_low", "revenue_pounds_high"), np.nan)
    row |= {"year": 2028, "revenue_unit": "", "revenue_basis": "", "draws": 25, "basis": "made"}
    return BlockWorth("Hill School", 2027, 2028, pd.DataFrame([row | changes]), places)


def test_the_sentence_is_one_to_paste():
    told = block(
        independent=-5.2,
        independent_low=-6.0,
        independent_high=-4.0,
        without=-1.0,
        without_low=-1.0,
        without_high=-1.0,
        shortened=11.0,
        shortened_miles=19.0,
        lengthened=2.0,
        lengthened_miles=1.25,
        newly_placed=8.0,
        newly_placed_miles=22.0,
        no_longer_placed=2.0,
        no_longer_placed_miles=4.0,
        placed_there=6.0,
        placed_there_low=6.0,
        placed_there_high=6.0,
    ).sentence()
    assert told.startswith(
        "6 more places at Hill School from 2027/28 would, in 2028/29, bring 5 (4 to 6) children "
        "back from independent schools, leave 1 fewer child without a place, shorten 11 journeys "
        "by 38 miles a day in all and lengthen 2 journeys by 2.5 miles a day in all. The pool "
        "would hold 6 more children. The 8 children newly placed travel 44 miles a day in all; the "
        "2 children no longer placed travel 8 miles in the plan as it is. "
    )
    assert "a day being there and back" in told
    assert "the account of money says what is missing" in told


def test_places_taken_away_are_told_the_other_way_round():
    told = block(
        -2,
        independent=1.0,
        independent_low=0.0,
        independent_high=2.0,
        without=1.0,
        without_low=1.0,
        without_high=1.0,
        no_longer_placed=2.0,
        no_longer_placed_miles=3.0,
        revenue_pounds=-61_234.0,
        revenue_pounds_low=-70_000.0,
        revenue_pounds_high=-50_000.0,
        revenue_unit="pounds a year, in prices of 2026/27",
        revenue_basis="published",
    ).sentence()
    assert "send 1 (0 to 2) more children to independent schools" in told
    assert "leave 1 more child without a place" in told
    assert "The 2 children no longer placed travel 6 miles a day in all in the plan" in told
    assert (
        "Revenue for places and journeys would be £61,000 (£50,000 to £70,000) a year lower "
        "(in prices of 2026/27; basis: published); building is not in it." in told
    )


def test_what_changes_nothing_says_so():
    told = block(without=0.2, without_low=-1.0, without_high=1.0).sentence()
    assert "bring nobody a place and change hardly any journey" in told
    known = dict.fromkeys(("revenue_pounds", "revenue_pounds_low", "revenue_pounds_high"), 0.0)
    assert "would not change" in block(**known).sentence()


def test_who_comes_and_who_goes_are_told_apart():
    """Of 14 who come and 13 who go nobody is the difference: no child travels 70 miles."""
    told = block(
        newly_placed=14.0,
        newly_placed_miles=40.0,
        no_longer_placed=13.0,
        no_longer_placed_miles=5.0,
    ).sentence()
    assert "The 14 children newly placed travel 80 miles a day in all; the 13 children no " in told
    assert "no longer placed travel 10 miles in the plan as it is." in told
    assert "70 miles" not in told
    told = block(newly_placed=1.0, newly_placed_miles=5.0).sentence()
    assert "The 1 child newly placed travels 10 miles a day in all." in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((-1.0, -3.0, 1.0), "1 fewer child (from 1 more to 3 fewer)."),
        ((1.0, -1.0, 3.0), "1 more child (from 1 fewer to 3 more)."),
        ((2.0, -0.2, 3.0), "2 more children (0 to 3)."),
        ((-2.0, -3.0, -1.0), "2 fewer children (1 to 3)."),
    ],
)
def test_the_range_of_fewer_children_is_of_fewer_children(change, words):
    names = ("placed_there", "placed_there_low", "placed_there_high")
    assert (
        f"The pool would hold {words}" in block(**dict(zip(names, change, strict=True))).sentence()
    )


def test_pounds_that_may_go_either_way_are_told_with_both_ends():
    assert pounds_of_one([-5_000.0, 5_000.0]) == (
        "from £5,000 a year less to £5,000 more in revenue"
    )
    assert pounds_of_one([-5_000.0, 1.0]) == "about £0 to £5,000 a year less in revenue"


def change_of(name, value, low, high):
    return {name: value, f"{name}_low": low, f"{name}_high": high}


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("without", (-3.0, -5.0, 1.0), "leave 3 fewer children without a place (from 1 more to 5"),
        (
            "without",
            (-1.0, -5.0, 1.0),
            "leave 1 fewer child without a place (from 1 more to 5 fewe",
        ),
        (
            "without",
            (3.0, -1.0, 5.0),
            "leave 3 more children without a place (from 1 fewer to 5 mo",
        ),
        ("without", (1.0, 1.0, 1.0), "leave 1 more child without a place"),
        ("without", (-3.0, -5.0, -0.2), "leave 3 (0 to 5) fewer children without a place"),
        ("without", (0.0, 0.0, 0.0), "bring nobody a place"),
        (
            "independent",
            (-3.0, -5.0, 1.0),
            "bring 3 children back from independent schools (from 1",
        ),
        ("independent", (2.0, -1.0, 4.0), "send 2 more children to independent schools (from 1 fe"),
    ],
)
def test_no_number_of_children_has_a_sign_in_the_sentence(name, change, words):
    told = block(**change_of(name, *change)).sentence()
    assert words in told
    assert "-" not in told.split(" from 2027")[1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((-500.0, -900.0, 300.0), "be £500 (from £300 higher to £900 lower) a year lower"),
        ((500.0, -300.0, 900.0), "be £500 (from £300 lower to £900 higher) a year higher"),
        ((2.0, -300.0, 300.0), "hardly change (from £300 lower to £300 higher)"),
        ((500.0, 500.0, 500.0), "be £500 a year higher"),
    ],
)
def test_revenue_that_may_go_either_way_is_told_by_what_each_end_is(change, words):
    known = change_of("revenue_pounds", *change)
    told = block(**known, revenue_unit="pounds a year, in 2026/27", revenue_basis="made").sentence()
    assert f"Revenue for places and journeys would {words} (in 2026/27; basis: made up)" in told


def test_journeys_that_are_hardly_shorter_are_not_shorter_by_nought():
    told = block(shortened=1.0, shortened_miles=0.01).sentence()
    assert "shorten 1 journey by hardly any miles" in told
    assert (
        "shorten 2 journeys by 1 mile a day" in block(shortened=2.0, shortened_miles=0.5).sentence()
    )


@pytest.mark.parametrize(
    ("estimates", "words"),
    [
        ([0.0], "hardly any change in revenue"),
        ([-4.0, 3.0], "hardly any change in revenue"),
        ([500.0, 500.0], "about £500 a year more in revenue"),
        ([-500.0], "about £500 a year less in revenue"),
        ([-500.0, 900.0], "from £500 a year less to £900 more in revenue"),
        ([0.0, 900.0], "about £0 to £900 a year more in revenue"),
        ([-900.0, -500.0], "about £500 to £900 a year less in revenue"),
    ],
)
def test_pounds_of_one_place_are_told_in_words(estimates, words):
    assert pounds_of_one(estimates) == words


def test_pounds_of_a_block_are_what_the_two_accounts_differ_by(costed):
    frame = costed.more_places(3, site="S", pool="all", workers=1).to_frame()
    now = costed.to_frame("supply").query("site == 'S'")["places"].iloc[0]
    scenario = costed.scenario.with_places("S", "all", {costed.years[0]: now + 3}, name="three")
    other = sf.allocate(costed.projection, scenario, draws=3, workers=1)
    one, two = (held.money(by=("year",)) for held in (costed, other))
    np.testing.assert_allclose(frame["revenue_pounds"], two["pounds"] - one["pounds"])
    assert frame["revenue_pounds"].any()
    assert (frame["revenue_pounds_low"] <= frame["revenue_pounds_high"]).all()
    assert set(frame["revenue_unit"]) == set(one["unit"])
    assert (
        "Revenue for places and journeys would be £"
        in costed.more_places(3, site="S", pool="all", workers=1).sentence()
    )


def test_pounds_of_one_place_are_estimated_and_agree_with_the_account(costed):
    """Costs differ by setting only here, so the mean over needs and ages is what each costs."""
    worth = costed.to_frame("worth").query("site == 'S'").iloc[0]
    for places, column in ((1, "revenue_estimate_more"), (-1, "revenue_estimate_fewer")):
        block = costed.more_places(places, site="S", pool="all", workers=1).to_frame()
        assert worth[column] == pytest.approx(block["revenue_pounds"].iloc[0])
        assert worth[column]
    assert worth["revenue_unit"].startswith("pounds a year, in prices of ")


def test_a_child_who_leaves_for_another_pool_is_no_longer_paid_for_in_this_one(costed):
    """The other pool has room, and its places are paid for whoever is in them."""
    scenario = STAND.with_site(
        "T", site_name="New School", authority="Testshire", easting=487000, northing=266000
    ).with_pool(
        "T", "all", level="special", needs="ASD;SEMH;SLCN", ncy_from=0, ncy_to=12, year=2025
    )
    scenario = scenario.with_places("T", "all", {2025: 140}, taken=0, name="two schools")
    made = sf.allocate(costed.projection, scenario, draws=3, workers=1)
    first = made.years[0]
    worth = made.to_frame("worth").query("site == 'S' and year == @first").iloc[0]
    assert worth["fewer_without"] == worth["fewer_independent"] == 0 < worth["fewer_miles"]
    for places, column in ((1, "revenue_estimate_more"), (-1, "revenue_estimate_fewer")):
        changed = made.more_places(places, site="S", pool="all", since=first, workers=1)
        assert worth[column] == pytest.approx(changed.to_frame()["revenue_pounds"].iloc[0])


def test_without_costs_no_pounds_are_told(made):
    worth = made.to_frame("worth")
    assert worth["revenue_estimate_more"].isna().all()
    assert set(worth["revenue_unit"]) == {""}
    told = made.more_places(1, site="S", pool="all", workers=1).sentence()
    assert "Pounds are not told" in told


def test_pounds_are_not_estimated_where_miles_are_no_aim(costed):
    scenario = STAND.but(name="short", aims=["without", "independent", "pounds"])
    made = sf.allocate(costed.projection, scenario, draws=2, workers=1)
    assert made.to_frame("worth")["revenue_estimate_more"].isna().all()


def test_the_worth_of_one_place_is_told_with_pounds(costed):
    told = costed.worth_in_words()[0]
    assert told.startswith("One more place at Hill School (special school) in ")
    assert "a year" in told
    assert told.endswith("in revenue (an estimate, without building).")


def test_what_is_equal_is_told_once_by_level(full):
    year = strain_year(full)
    told = list(alike_sentences(full, year=year))
    worth = full.to_frame("worth").query("year == @year and setting != 'independent'")
    useful = {level for level in ("special", "base") if (worth["level"] == level).any()}
    assert len(told) == len(useful) == 2
    assert all("would mean 1 child fewer" in sentence for sentence in told)
    assert "a day more would be travelled" in told[0]


def test_the_section_of_the_report_has_one_block_and_no_column_of_ones(full):
    section = worth_section(full)
    assert sum("One block tried" in point for point in section.points) == 1
    assert (
        "6 more places at Hill School (special school) from 2027/28 would, in that year, "
        in (section.points[-1])
    )
    assert len(section.points) == 3
    table = section.tables[0]
    assert table.header == ("School and pool", "Miles a day")
    assert "At all of them: 1.00 fewer without a place; full in every draw." in table.caption


def test_the_bars_show_the_aim_that_differs(full):
    year = full.years[-1]
    axes = full.plot.worth(year=year)
    best = best_by_level(full, year=year, most=8)
    assert best["more_without"].tolist() == [-1, -1]
    assert "More miles a day" in axes.get_xlabel()
    bars = [patch.get_width() for patch in axes.patches]
    assert bars == pytest.approx((2 * best["more_miles"]).tolist())
    assert len(set(bars)) == 2
