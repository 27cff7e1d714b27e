"""A block of places: the same as planning it, and clear where it cannot be."""

import numpy as np
import pytest
from small_areas import Small, projected, said, tables_of

import sufficiency as sf
from sufficiency.allocation.blocks import _changes, closes_in
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.reports.worth import _block_words

DRAWS = 6


@pytest.fixture(scope="module")
def made():
    area = sf.area_from_frames(tables_of(special=75))
    return sf.allocate(sf.project(area, until=2027, draws=DRAWS, workers=1), draws=DRAWS, workers=1)


@pytest.mark.slow
def test_headroom_is_kept_of_a_block_too():
    """Planned or asked for as a block, as many of the places are kept free."""
    scenario = sf.as_things_stand().but(name="headroom", headroom_percent=25)
    area = sf.area_from_frames(tables_of(special=60))
    projection = sf.project(area, scenario, until=2027, draws=2, workers=1)
    made = sf.allocate(projection, draws=2, workers=1)
    frame = made.more_places(20, site="S", pool="all", since=2025, workers=1).to_frame()
    supply = made.to_frame("supply").query("site == 'S'")
    now = int(supply["places"].iloc[0])
    more = scenario.with_places("S", "all", {2025: now + 20}, name="more")
    other = sf.allocate(projection, more, draws=2, workers=1).to_frame("supply")
    after = other.query("site == 'S'")["placed"].to_numpy()
    assert frame["placed_there"].to_numpy() == pytest.approx(after - supply["placed"].to_numpy())
    # Of twenty more places a quarter is kept free, whoever would come.
    assert frame["placed_there"].max() == 6 <= 15


def planned_with(allocation, places, *, since):
    """The same allocation with other places of the special school in the scenario."""
    rows = allocation.to_frame("supply").query("site == 'S'")
    now = int(rows[rows["year"] == since]["places"].iloc[0])
    scenario = sf.as_things_stand().with_places("S", "all", {since: now + places}, name="more")
    return sf.allocate(allocation.projection, scenario, draws=DRAWS, workers=1)


@pytest.mark.slow
@pytest.mark.parametrize("places", [1, 5, -3])
def test_a_block_changes_what_planning_it_would(made, places):
    since = made.years[1]
    block = made.more_places(places, site="S", pool="all", since=since, workers=1)
    frame = block.to_frame().set_index("year")
    other = planned_with(made, places, since=since)
    one, two = (held.to_frame("gap", by=["year"]).set_index("year") for held in (made, other))
    for name, column in (
        ("without", "without"),
        ("independent", "independent"),
        ("beyond_limit", "placed_further"),
    ):
        assert frame[name].tolist() == pytest.approx((two[column] - one[column]).tolist()), name
    placed = [
        held.to_frame("supply").query("site == 'S'").set_index("year")["placed"]
        for held in (made, other)
    ]
    assert frame["placed_there"].tolist() == pytest.approx((placed[1] - placed[0]).tolist())
    assert not frame.loc[frame.index < since, "placed_there"].any()
    assert frame.loc[frame.index >= since, ["placed_there", "without"]].to_numpy().any()
    assert (frame["draws"] == DRAWS).all()


@pytest.mark.slow
def test_more_places_never_leave_more_without_in_their_first_year(made):
    """In its first year everybody starts from where they were, so the first aim cannot be worse."""
    blocks = [made.more_places(n, site="S", pool="all", workers=1).to_frame() for n in (1, 2, 8)]
    first = [frame["without"].iloc[0] for frame in blocks]
    assert first[0] <= 0
    assert np.all(np.diff(first) <= 0)
    assert first[-1] >= -8


@pytest.mark.slow
def test_the_sentence_says_where_since_when_and_what_it_means(made):
    block = made.more_places(2, site="S", pool="all", since=made.years[1], workers=1)
    assert repr(block) == block.sentence()
    text = block.sentence()
    assert text.startswith("2 more places at Hill School (special school) from ")
    assert "children without a place" in text
    assert f"means over {DRAWS} draws, each allocated again with all who stay;" in text
    assert "The pool would hold 2 more children." in text
    assert block.told_year == made.years[1], "the first year with the places"
    fewer = made.more_places(-1, site="S", pool="all", workers=1).sentence()
    assert fewer.startswith("1 fewer place at Hill School")


def test_codes_as_numbers_and_years_as_text_are_told_how_to_be_written(made):
    with pytest.raises(UnknownNameError, match=r"Write it as a number, without .*: 2026"):
        made.more_places(1, site="S", pool="all", since="2026/27")
    numbered = sf.area_from_frames(
        {
            name: table.replace({"site": {"S": "138634"}}) if "site" in table else table
            for name, table in tables_of().items()
        }
    )
    placed = sf.allocate(sf.project(numbered, until=2025, draws=1, workers=1), draws=1, workers=1)
    with pytest.raises(UnknownNameError, match='in quotation marks: "138634", "all"'):
        placed.more_places(1, site=138634, pool="all")


def test_what_cannot_be_valued_is_refused_by_name(made):
    for places in (0, 1.5, "6", True):
        with pytest.raises(NotPossibleError, match=said("allocation_block_number")):
            made.more_places(places, site="S", pool="all")
    with pytest.raises(UnknownNameError, match=said("unknown_word")):
        made.more_places(1, site="S", pool="al")
    with pytest.raises(UnknownNameError, match=said("unknown_word")):
        made.more_places(1, site="S", pool="all", since=1999)


def test_places_of_a_pool_that_closes_are_refused_and_the_plan_without_it_says_what_they_hold():
    area = sf.area_from_frames(tables_of(special=75))
    closing = sf.as_things_stand().with_places("S", "all", {2027: 0}, name="closing")
    projection = sf.project(area, closing, until=2027, draws=2, workers=1)
    made = sf.allocate(projection, draws=2, workers=1)
    with pytest.raises(NotPossibleError, match=said("allocation_block_closes")):
        made.more_places(1, site="S", pool="all", since=2025)
    worth = made.to_frame("worth").set_index(["year", "site"])
    assert worth.loc[2026, "is_open"].loc["S"]
    assert not worth.loc[2027, "is_open"].loc["S"]
    assert np.isnan(worth.loc[2027, "chance_full"].loc["S"])
    told = " ".join(made.worth_in_words(year=2027))
    assert "Hill School" not in told
    # Fewer places are another matter: none are left to take away once it is closed.
    with pytest.raises(NotPossibleError, match=said("allocation_block_below_nought")):
        made.more_places(-1, site="S", pool="all", since=2025)


@pytest.mark.slow
def test_a_pool_that_goes_on_at_another_level_does_not_close():
    area = sf.area_from_frames(tables_of(special=75))
    whom = {"needs": ["SEMH", "ASD", "SLCN"], "ncy_from": 0, "ncy_to": 12, "year": 2026}
    other = sf.as_things_stand().with_pool(
        "S", "all", level="base", setting="base", name="other level", **whom
    )
    projection = sf.project(area, until=2027, draws=2, workers=1)
    made = sf.allocate(projection, other, draws=2, workers=1)
    labels, is_open = made.plan.labels, made.plan.pools.is_open
    rows = np.flatnonzero(labels["site"] == "S")
    # One row of the table for each level, of which one ends as the other begins.
    assert labels["level"].iloc[rows].tolist() == ["base", "special"]
    assert is_open[:, rows].tolist() == [[False, True], [True, False], [True, False]]
    assert [closes_in(made, int(row), 0) for row in rows] == [None, None]
    frame = made.more_places(2, site="S", pool="all", since=2025, workers=1).to_frame()
    # Those whom the places serve before it changes are counted there too.
    first = frame.set_index("year").loc[2025]
    assert first["placed_there"] == -first["without"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("places", [2, -2])
def test_no_block_opens_a_pool_before_the_plan_does(places):
    """Before its first year it has no places: more would open it, and fewer there are none of."""
    area = sf.area_from_frames(tables_of(special=75))
    later = sf.as_things_stand().with_places("S", "all", {2025: 0, 2026: 75}, name="later")
    made = sf.allocate(sf.project(area, until=2027, draws=2, workers=1), later, draws=2, workers=1)
    for since in (None, 2025):
        with pytest.raises(NotPossibleError, match=said("allocation_block_not_yet_open")) as raised:
            made.more_places(places, site="S", pool="all", since=since)
        assert f'more_places({places}, site="S", pool="all", since=2026)' in str(raised.value)
    frame = made.more_places(places, site="S", pool="all", since=2026, workers=1).to_frame()
    told = frame.set_index("year")["placed_there"]
    assert told[2025] == 0
    assert told[2026] * places > 0


@pytest.mark.slow
def test_a_pool_that_opens_and_closes_again_is_refused_for_its_closure():
    """What the other refusal says to type would be refused as well."""
    area = sf.area_from_frames(tables_of(special=75))
    between = {2025: 0, 2026: 75, 2027: 0}
    plan = sf.as_things_stand().with_places("S", "all", between, name="one year")
    made = sf.allocate(sf.project(area, until=2027, draws=2, workers=1), plan, draws=2, workers=1)
    with pytest.raises(NotPossibleError, match=said("allocation_block_closes")):
        made.more_places(2, site="S", pool="all", since=2025)


@pytest.mark.slow
def test_the_report_tries_no_block_at_a_school_that_closes():
    """Hill School is best for one more place while it is open, so a block would be tried there."""
    area = sf.area_from_frames(tables_of(special=75))
    closing = sf.as_things_stand().with_places("S", "all", {2027: 0}, name="closing")
    projection = sf.project(area, until=2027, draws=2, workers=1)
    kept, closed = (
        sf.allocate(projection, scenario, draws=2, workers=1)
        for scenario in (sf.as_things_stand(), closing)
    )
    told = [" ".join(_block_words(made, 2026)) for made in (kept, closed)]
    assert "Hill School" in told[0]
    assert "Hill School" not in told[1]


@pytest.mark.slow
def test_aims_that_one_of_two_plans_lacks_are_nought_in_it():
    """Only one plan closes a pool, and so has the aim `displaced` before all others."""
    area = sf.area_from_frames(tables_of(special=75))
    closing = sf.as_things_stand().with_places("S", "all", {2027: 0}, name="closing")
    projection = sf.project(area, until=2027, draws=2, workers=1)
    kept, closed = (
        sf.allocate(projection, scenario, draws=2, workers=1)
        for scenario in (sf.as_things_stand(), closing)
    )
    for one, other, sign in ((kept, closed, 1), (closed, kept, -1)):
        frame = _changes(one, other, 0, draws=2).set_index("year")
        sums = closed.to_frame("aims").query("aim == 'displaced'").set_index("year")["value"]
        assert frame["displaced"].tolist() == pytest.approx((sign * sums).tolist())
        assert abs(frame["displaced"]).max() > 0
        gaps = [held.to_frame("gap", by=["year"]).set_index("year") for held in (one, other)]
        for name in ("without", "independent"):
            change = (gaps[1][name] - gaps[0][name]).tolist()
            assert frame[name].tolist() == pytest.approx(change)


def test_places_of_a_closed_pool_are_refused():
    closed = sf.as_things_stand().with_places("S", "all", {2026: 0}, name="closed")
    made = sf.allocate(projected(Small()), closed, draws=2, workers=1)
    with pytest.raises(NotPossibleError, match=said("allocation_block_closed")) as raised:
        made.more_places(1, site="S", pool="all", since=2026)
    assert str(raised.value).endswith("or choose another pool or an earlier year: since=2025.")
