"""What drove the past where each child was followed: known to the child, and closing anywhere."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from flow_areas import any_flows, any_model, heads, steady_area
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import said
from test_demand_drivers import RECEPTION, YEAR_5, planted
from test_demand_laws import given_rates
from test_projection_transitions import unrecorded, with_transitions

import sufficiency as sf
from sufficiency import figures, terms
from sufficiency.demand.central import central_rates
from sufficiency.demand.drivers import switched
from sufficiency.demand.flows import OUTSIDE, flows_of
from sufficiency.demand.past import PAST_PARTS, RESTATED, counted_change, past_parts, past_years
from sufficiency.demand.stocks import NC_YEARS
from sufficiency.errors import UnknownNameError

PARTS = (RESTATED, *PAST_PARTS)
SMALL = {"localities": 4, "plans": 500, "history_years": 4, "future_years": 2}
DETAILS = (
    ["year"],
    ["year", "need"],
    ["year", "group", "locality"],
    ["year", "phase", "need"],
    ["year", "locality", "need", "ncy"],
)


@pytest.fixture(scope="module")
def area():
    """A made-up area of which 4 % of children are recorded otherwise in the next file."""
    return sf.synthetic_area(seed=3, transitions=True, restated_share=0.04, **SMALL).area


@pytest.fixture(scope="module")
def projection(area):
    return sf.project(area, until=2025, draws=1, workers=1)


def gap(frame):
    """How far the parts are from what they should add up to, at most."""
    parts = frame[[part for part in PARTS if part in frame]].sum(axis=1)
    return (frame["before"] + parts - frame["counted"]).abs().max()


def by_hand(need, age):
    return [need, age, 0]


NOBODY = [OUTSIDE] * 3


def known_flows():
    """Two years of an area of two needs in which every child is known.

    2023: of 50 in Year 5 with the first need seven leave and three have the other need since; 26
    join in Reception, and the one at the top leaves. 2024: the file begins with two of these with
    the other need, and with one more in Reception; one of Year 6 leaves, and 12 join.
    """
    one, six = RECEPTION + 1, YEAR_5 + 1
    rows = [
        (2023, by_hand(0, YEAR_5), NOBODY, 7),
        (2023, by_hand(0, YEAR_5), by_hand(0, six), 40),
        (2023, by_hand(0, YEAR_5), by_hand(1, six), 3),
        (2023, by_hand(0, NC_YEARS - 1), NOBODY, 1),
        (2023, NOBODY, by_hand(0, RECEPTION), 26),
        (2024, by_hand(0, six), NOBODY, 1),
        (2024, by_hand(0, six), by_hand(0, six + 1), 37),
        (2024, by_hand(1, six), by_hand(1, six + 1), 5),
        (2024, by_hand(0, RECEPTION), by_hand(0, one), 27),
        (2024, NOBODY, by_hand(0, RECEPTION), 12),
    ]
    year, before, after, children = zip(*rows, strict=True)
    return flows_of(
        (2023, 2024),
        (1, 2, 1),
        year=year,
        locality=[0] * len(rows),
        before=before,
        after=after,
        children=children,
    )


def test_each_part_is_known_to_the_child():
    """Usual: one in ten of the residents joins in Reception, and a tenth leaves Year 5."""
    flows = known_flows()
    rates = central_rates(switched(planted(), frozenset()))
    residents = np.array([100.0, 200.0, 150.0]).reshape(3, 1, 1)
    population = np.broadcast_to(residents, (3, 1, NC_YEARS))
    held = counted_change(flows, flows.opening, population, rates)
    sums = {name: part.sum(axis=(1, 2, 3)).tolist() for name, part in held.amounts.items()}
    # Ten would have joined, five left Year 5 and one the top; then twenty, and nobody.
    assert sums == {
        "restated": pytest.approx([0, 1]),
        "ageing": pytest.approx([10 - 5 - 1, 20]),
        "population": pytest.approx([10, -5]),
        "joining": pytest.approx([26 - 20, 12 - 15]),
        "leaving": pytest.approx([5 - 7, -1]),
        "mix": pytest.approx([0, 0], abs=1e-9),
    }
    assert held.amounts["mix"][0, 0, :, YEAR_5 + 1] == pytest.approx([-3, 3])
    assert held.amounts["mix"][1] == pytest.approx(0)
    assert held.amounts["restated"][1, 0, :, YEAR_5 + 1] == pytest.approx([-2, 2])
    assert held.amounts["restated"][1, 0, 0, RECEPTION] == pytest.approx(1)
    # Whoever left more than usual lacks at the NC year that was not reached.
    assert held.amounts["leaving"][:, 0, 0, YEAR_5 + 1 :][:, :2].tolist() == [
        pytest.approx([-2, 0]),
        pytest.approx([0, -1]),
    ]
    assert held.before.sum(axis=(1, 2, 3)).tolist() == [51, 69]
    assert held.counted.sum(axis=(1, 2, 3)).tolist() == [69, 81]
    whole = held.before + sum(held.amounts.values())
    assert whole == pytest.approx(held.counted, abs=1e-9)


def test_changes_of_need_beyond_the_usual_are_mix():
    """A fifth of those who reach Year 6 usually change their need; of 43 only three did."""
    flows = known_flows()
    rates = central_rates(switched(planted(), frozenset()))
    leaves, goes = (np.array(held) for held in (rates.need_leaves, rates.need_goes))
    leaves[:, 0, YEAR_5 + 1], goes[:, :, YEAR_5 + 1] = 0.2, [0.0, 1.0]
    rates = replace(rates, need_leaves=leaves, need_goes=goes)
    held = counted_change(flows, flows.opening, np.full((3, 1, NC_YEARS), 100.0), rates).amounts
    assert held["mix"][0, 0, :, YEAR_5 + 1] == pytest.approx([9 - 3, 3 - 9])
    assert held["mix"].sum(axis=2) == pytest.approx(0, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_parts_add_up_in_every_cell_and_mix_to_nought(seed, count):
    years = tuple(range(2022, 2022 + count))
    flows = any_flows(seed, years=years)
    _, persons = heads(seed, first=2021)
    held = counted_change(flows, flows.opening, persons[: count + 1], given_rates(seed, full=True))
    assert held.before + sum(held.amounts.values()) == pytest.approx(held.counted, abs=1e-9)
    assert held.amounts["mix"].sum(axis=2) == pytest.approx(0, abs=1e-9)
    assert held.amounts[RESTATED][0] == pytest.approx(0)
    assert held.amounts[RESTATED][1:] == pytest.approx(flows.restated.sum(axis=-1))


def test_an_area_that_does_what_is_usual_has_no_other_part():
    rates, flows, size = steady_area(5)
    persons = np.full((len(flows.years) + 1, *flows.last.shape[:1], NC_YEARS), size)
    held = counted_change(flows, flows.opening, persons, rates)
    for name in PARTS:
        assert held.amounts[name] == pytest.approx(0, abs=1e-6), name


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_model_tells_its_own_flows(seed):
    model = any_model(seed)
    held = past_parts(model)
    assert past_years(model) == model.flows.years
    assert held.counted == pytest.approx(model.flows.closing.sum(axis=-1))
    assert held.before + sum(held.amounts.values()) == pytest.approx(held.counted, abs=1e-9)
    # Nothing is known of the population before the first year, and nothing is made up of it.
    assert not held.population_known
    assert not held.amounts["population"][0].any()


def test_levers_growth_and_a_trend_of_leaving_change_nothing_of_the_past(projection):
    scenario = sf.as_things_stand().but(
        name="other", joining_rate_change_percent=40, growth_cap_percent=1
    )
    other = sf.project(projection.area, scenario, until=2026, draws=1, workers=1)
    one, two = (made.past_drivers(by=["year", "need"]) for made in (projection, other))
    pd.testing.assert_frame_equal(one, two)
    model = projection.model
    bent = replace(model, leaving_trend=replace(model.leaving_trend, level=0.5, slope=0.2))
    for name, part in past_parts(bent).amounts.items():
        assert part == pytest.approx(past_parts(model).amounts[name], abs=1e-9)


def closing_stocks(area, *, by):
    """By hand from the table: who is there in the later January of each file."""
    table = area.table("transitions")
    there = table[table["setting_to"].ne("outside")]
    columns = ["year" if column == "year" else f"{column}_to" for column in by]
    return there.groupby(columns)["plans"].sum()


def test_the_frame_adds_up_to_the_closing_stocks_by_every_detail(area, projection):
    for states in ("level", "setting"):
        made = sf.project(area, until=2025, states=states, draws=1, workers=1)
        for by in DETAILS:
            frame = made.past_drivers(by=by)
            assert gap(frame) < 1e-9
            assert ("mix" in frame) == ("need" in by)
            counted = closing_stocks(area, by=["year"]).to_dict()
            assert frame.groupby("year")["counted"].sum().to_dict() == pytest.approx(counted)
        by_need = made.past_drivers(by=["year", "need"]).set_index(["year", "need"])
        counted = closing_stocks(area, by=["year", "need"])
        assert by_need.loc[counted.index, "counted"].tolist() == pytest.approx(counted.tolist())
    one, other = (made.past_drivers() for made in (projection, made))
    same = ["year", "before", "restated", "population", "joining", "counted"]
    # Only who usually leaves differs by what children are told by.
    pd.testing.assert_frame_equal(one[same], other[same])


def test_what_is_restated_is_that_of_the_table_restated(projection):
    past = projection.past_drivers(by=["year", "need"])
    known = projection.restated(by=["year", "need"])
    found = past.assign(year=past["year"] - 1).set_index(["year", "need"])[RESTATED]
    wanted = known.set_index(["year", "need"])[RESTATED]
    assert wanted.abs().sum() > 10
    assert found.loc[wanted.index].tolist() == pytest.approx(wanted.tolist())
    first = past[past["year"].eq(past["year"].min())]
    assert first[RESTATED].eq(0).all()


def test_children_without_a_recorded_need_or_locality_are_in_it(area):
    for axis in ("need", "locality"):
        some = with_transitions(area, lambda table, axis=axis: unrecorded(table, axis, every=4))
        made = sf.project(some, until=2025, draws=1, workers=1)
        assert {note.rule for note in made.notes} & {"projection_transitions_unknown"}
        for by in DETAILS:
            frame = made.past_drivers(by=by)
            assert gap(frame) < 1e-9
            counted = closing_stocks(area, by=["year"]).to_dict()
            assert frame.groupby("year")["counted"].sum().to_dict() == pytest.approx(counted)


def test_the_picture_says_where_what_was_spread_is_told_as_recorded(area, projection):
    """No file after the first has a need, and yet they differ in it by how they are spread."""
    years = projection.model.flows.years

    def later_without(table):
        first = table["year"].eq(years[0])
        return pd.concat([table[first], unrecorded(table[~first], "need", every=1)])

    some = with_transitions(area, later_without)
    made = sf.project(some, until=2025, draws=1, workers=1)
    frame = made.past_drivers(by=["year", "need"])
    assert frame.loc[frame["year"].eq(years[-1]), RESTATED].abs().sum() > 1
    told = "spread, each file by itself: what differs in that is told as if it were recorded."
    assert told in figures.alt_text(made.plot.past_drivers(need="ASD"))
    assert told not in figures.alt_text(projection.plot.past_drivers(need="ASD"))


def test_where_no_need_changes_every_change_that_was_counted_is_mix(area, projection):
    kept = sf.project(area, until=2025, need_changes=False, draws=1, workers=1)
    frame = kept.past_drivers(by=["year", "need"])
    assert gap(frame) < 1e-9
    flows = projection.model.flows
    moved = (flows.moved_in - flows.moved_out).sum(axis=(1, 3, 4))
    assert moved.any()
    assert frame["mix"].to_numpy() == pytest.approx(moved.reshape(-1), abs=1e-9)


@pytest.fixture(scope="module")
def beginning(area):
    """The same area, of which nothing but transitions tells of the first January."""
    tables = area.tables()
    first = tables["plans"]["year"].min()
    later = {name: tables[name][tables[name]["year"].gt(first)] for name in ("plans", "population")}
    made = sf.area_from_frames({**tables, **later})
    return sf.project(made, until=2025, flows="transitions", draws=1, workers=1)


def test_a_population_that_is_not_known_is_empty_and_told(beginning, projection, tmp_path):
    frame, full = (
        made.past_drivers(by=["year", "need"]).set_index(["year", "need"])
        for made in (beginning, projection)
    )
    first = min(beginning.model.flows.years)
    assert gap(frame.reset_index()) < 1e-9
    assert frame["population"].isna().tolist() == [year == first for year, _ in frame.index]
    assert full["population"].notna().all()
    axes = beginning.plot.past_drivers(year=first)
    alt = figures.alt_text(axes)
    january = terms.january_of_year(first) - 1
    assert f"No population is known of January {january}" in alt
    assert "Population:" not in alt
    assert "No population" not in figures.alt_text(beginning.plot.past_drivers())
    written = beginning.save(tmp_path / "demand.xlsx")
    sheet = pd.read_excel(tmp_path / "demand.xlsx", sheet_name="past_drivers")
    assert written
    assert sheet["population"].isna().tolist() == [True, False, False]


def test_the_picture_shows_the_numbers_of_the_frame(projection):
    assert projection.tables()["past_drivers"].equals(projection.past_drivers())
    first, last = (pick(projection.model.flows.years) for pick in (min, max))
    for year, need in ((None, None), (None, "SLCN"), (first, None)):
        axes = projection.plot.past_drivers(year=year, need=need)
        frame = projection.past_drivers(by=["year"] if need is None else ["year", "need"])
        row = frame[frame["year"].eq(last if year is None else year)]
        row = (row if need is None else row[row["need"].eq(need)]).iloc[0]
        alt = figures.alt_text(axes).replace("\n", " ")
        assert f"(Counted in {terms.january_of_year(int(row['year'])) - 1})" in alt
        assert f"{row['before']:,.0f}" in alt
        assert f"{row['counted']:,.0f}" in alt
        assert f"{row['joining']:+,.0f}" in alt
        assert "as counted, beyond what is usual" in alt
        assert "net" not in alt.split()
        assert ("Recorded otherwise: " in alt) == (year is None)
        assert ("Change of need" in alt) == (need is not None)


def test_transitions_that_end_before_plans_show_their_own_last_january(area):
    older = with_transitions(area, lambda table: table[table["year"] < table["year"].max()])
    made = sf.project(older, until=2025, draws=1, workers=1)
    last = made.model.flows.base
    assert last < made.base
    assert made.past_drivers()["year"].max() == last
    told = figures.alt_text(made.plot.past_drivers()).replace("\n", " ")
    assert f"(Counted in {terms.january_of_year(last)})" in told
    with pytest.raises(UnknownNameError, match=said("unknown_word")):
        made.plot.past_drivers(year=made.base)


def test_from_stocks_it_is_told_as_before(area):
    net = sf.project(area, until=2025, flows="stocks", draws=1, workers=1).past_drivers()
    assert RESTATED not in net
    assert gap(net) < 1e-9
