"""The area's path of growth: that of the panel, drawn as far off as the panel was; turnover."""

import numpy as np
import pandas as pd
import pytest
from small_areas import BASE_YEAR, UNTIL, YEARS, Small, area_like, tables_of
from test_demand_laws import PHASE, small_area

import sufficiency as sf
from sufficiency import england
from sufficiency.demand.estimation import estimate
from sufficiency.demand.growth import cohort_path
from sufficiency.demand.model import expected_rates
from sufficiency.demand.panel_errors import shipped_errors, spread_of
from sufficiency.demand.paths import PathDoubt, drawn_cohorts, drawn_off
from sufficiency.demand.progression import net_progression
from sufficiency.demand.simulation import simulate
from sufficiency.demand.stocks import NC_YEARS, stocks_of

LARGE = Small(times=8)
DOUBT = PathDoubt(shipped_errors(england.panel_errors("total"), spread_of("total")))


def history_of(small):
    """The area's Januaries as rows of the table history, with everybody who lives there."""
    tables = tables_of(small)
    plans = tables["plans"].groupby("year")["plans"].sum()
    residents = tables["population"].groupby("year")["persons"].sum()
    return pd.DataFrame(
        {
            "year": YEARS,
            "area": "Testshire",
            "plans": [float(plans[year]) for year in YEARS],
            "children": [float(residents[year]) for year in YEARS],
            "basis": "made",
        }
    )


def test_a_projection_and_the_panel_expect_the_same_of_the_same_area():
    """Where the population stays as it is: what it does comes on top."""
    projection = sf.project(area_like(LARGE), draws=1, workers=1)
    panel = sf.project_panel(history_of(LARGE), until=UNTIL, draws=1).to_frame()
    path = projection.model.path
    theirs = panel[panel["area"].eq("Testshire")].sort_values("year")["expected"].to_numpy()[-3:]
    assert (path.survivors + path.joiners).sum(axis=1) == pytest.approx(theirs, rel=1e-9)
    # Single needs leave at rates of their own, so cohorts by need are a little off their sum.
    ours = projection.expected.children.sum(axis=(1, 2, 3, 4))[1:]
    assert ours == pytest.approx(theirs, rel=2e-3)


def test_a_projection_is_drawn_about_as_far_off_as_the_panel():
    """The rest is chance of single children, and those who cannot leave fast enough."""
    projection = sf.project(area_like(LARGE), draws=500, workers=1)
    panel = sf.project_panel(history_of(LARGE), until=UNTIL, draws=500)
    ours = projection.drawn.roll_up()[:, 1:, 0, 0, 0, 0]
    theirs = panel.draws_of("Testshire")
    for year in range(3):
        widths = [
            np.diff(np.quantile(np.log(draws[:, year]), [0.1, 0.9]))[0] for draws in (ours, theirs)
        ]
        assert widths[0] == pytest.approx(widths[1], rel=0.2)


def test_one_seed_is_off_the_same_way_for_any_horizon():
    short, long = (
        drawn_off(DOUBT, plans=3000, years=years, seed=4, draws=[9])[0] for years in (3, 10)
    )
    assert short == pytest.approx(long[:3])
    assert drawn_off(DOUBT, plans=3000, years=3, seed=4, draws=[8])[0] != pytest.approx(short)


def test_draws_come_in_pairs_that_are_off_by_opposite_chances():
    """In log, and but for the shape of past errors: their means agree sooner than by chance."""
    off = drawn_off(DOUBT, plans=3000, years=5, seed=2, draws=range(400))
    one, other = off[::2], off[1::2]
    assert (np.sign(one[:, 0]) != np.sign(other[:, 0])).mean() > 0.95
    assert (one + other).std(axis=0).max() < 0.3 * one.std(axis=0).max()
    assert one.std(axis=0) == pytest.approx(other.std(axis=0), rel=0.25)


def test_a_larger_area_is_off_by_less():
    small, large = (
        np.std(drawn_off(DOUBT, plans=plans, years=1, seed=1, draws=range(400)))
        for plans in (500, 20_000)
    )
    assert small > 1.4 * large


def some_path():
    start, persons = np.linspace(60, 20, NC_YEARS), np.full(NC_YEARS, 900.0)
    joining, leaving = np.full(NC_YEARS, 0.006), np.append(np.full(NC_YEARS - 1, 0.05), 1.0)
    held = {"joining": joining, "leaving": leaving}
    return start, persons, held, cohort_path(start, persons, **held, growth=None, years=4)


def test_a_path_that_is_not_off_is_the_central_one():
    start, persons, held, path = some_path()
    yearly = {name: np.broadcast_to(rate, (4, NC_YEARS)) for name, rate in held.items()}
    drawn = drawn_cohorts(path, np.zeros(4), start, persons, **yearly)
    assert drawn.factor == pytest.approx(np.ones(4))
    assert drawn.joiners == pytest.approx(path.joiners)


def test_a_path_meets_its_total_whoever_joins_and_leaves():
    start, persons, held, path = some_path()
    off = np.array([0.05, -0.02, 0.10, 0.15])
    other = {
        "joining": np.linspace(0.002, 0.02, 4 * NC_YEARS).reshape(4, NC_YEARS),
        "leaving": np.broadcast_to(held["leaving"] * 1.5, (4, NC_YEARS)).clip(0, 1),
    }
    drawn = drawn_cohorts(path, off, start, persons, **other)
    central = (path.survivors + path.joiners).sum(axis=1)
    made = (drawn.survivors + drawn.joiners).sum(axis=1)
    assert made == pytest.approx(central * np.exp(off))


def test_a_path_that_falls_below_those_who_stay_lets_nobody_join():
    start, persons, held, path = some_path()
    yearly = {name: np.broadcast_to(rate, (4, NC_YEARS)) for name, rate in held.items()}
    drawn = drawn_cohorts(path, np.full(4, -0.5), start, persons, **yearly)
    assert drawn.factor[0] == 0
    assert (drawn.factor >= 0).all()


# --- turnover: who leaves and is made up for is in no stock


def test_turnover_changes_no_expected_stock_of_the_next_year():
    """Those who leave are made up for, at every NC year, as long as the population stays."""
    stocks = small_area()
    flat = np.repeat(stocks.population[-7:-6], len(stocks.population_years), axis=0)
    still = stocks_of(stocks.years, stocks.children, stocks.population_years, flat, phase=PHASE)
    none, some = (net_progression(still, turnover=share) for share in (0.0, 0.05))
    persons = still.population_of(still.base, still.base).sum(axis=(0, 1))
    last = still.last.sum(axis=(0, 3))

    def next_year(rates):
        stay = np.append(0.0, (last * (1 - rates.leaving)).sum(axis=0)[:-1])
        return stay + rates.joining * persons

    assert next_year(some) == pytest.approx(next_year(none))
    assert (some.leaving[:, :-1] >= none.leaving[:, :-1]).all()
    assert (some.joining >= none.joining).all()
    assert some.joining.sum() > none.joining.sum()


def test_turnover_stays_away_from_an_age_without_population():
    stocks = small_area()
    heads = np.array(stocks.population)
    empty = next(
        ncy
        for ncy in range(1, NC_YEARS)
        if net_progression(stocks).joining[ncy] == 0 and stocks.last[:, :, ncy - 1].any()
    )
    heads[:, :, empty] = 0
    bare = stocks_of(stocks.years, stocks.children, stocks.population_years, heads, phase=PHASE)
    none, some = (net_progression(bare, turnover=share) for share in (0.0, 0.05))
    assert some.joining[empty] == 0
    assert some.leaving[:, empty - 1] == pytest.approx(none.leaving[:, empty - 1])


def test_turnover_widens_what_single_needs_may_come_to():
    """Joiners and leavers differ by year each for themselves, and not only their difference."""
    stocks = small_area()
    spread = [
        simulate(estimate(stocks, until=2027, turnover=share), draws=200, seed=3)
        .roll_up(need=np.arange(stocks.last.shape[1]))[:, -1, 0, :, 0, 0]
        .std(axis=0)
        for share in (0.0, 0.10)
    ]
    assert spread[1].mean() > spread[0].mean()


def test_projections_count_with_englands_turnover():
    model = sf.project(area_like(LARGE), draws=1, until=BASE_YEAR + 1, workers=1).model
    plain = net_progression(model.stocks)
    counted = net_progression(model.stocks, turnover=0.024)
    assert model.progression.leaving == pytest.approx(counted.leaving)
    assert (model.progression.leaving != plain.leaving).any()
    assert expected_rates(model).joining.sum() > 0
    assert 13_953 / england.plans()[2023] == pytest.approx(0.024, abs=5e-4)


def test_turnover_is_an_assumption_that_a_scenario_may_change():
    still = sf.as_things_stand().but(name="still", turnover_percent=0)
    model = sf.project(area_like(LARGE), still, draws=1, until=BASE_YEAR + 1, workers=1).model
    assert model.progression.leaving == pytest.approx(net_progression(model.stocks).leaving)


# --- residents and England, where they are not what one would wish


def totals_of_path(held):
    path = sf.project(held, draws=1, workers=1).model.path
    return (path.survivors + path.joiners).sum(axis=1)


def expected_of_panel(rows, years):
    panel = sf.project_panel(rows, until=max(years), draws=1).to_frame()
    held = panel[panel["area"].eq("Testshire") & panel["year"].isin(years)]
    return held.sort_values("year")["expected"].to_numpy()


def with_history(tables, rows):
    return sf.area_from_frames(tables | {"history": rows})


def test_residents_of_some_ages_only_make_no_prevalence():
    """Plans of all ages over residents of some would pull an area down for nothing."""
    tables = tables_of(LARGE, placements=False)
    persons = tables["population"]
    school = persons.loc[persons["ncy"].between(0, 12)].reset_index(drop=True)
    part = sf.area_from_frames(tables | {"population": school})
    projection = sf.project(part, draws=1, workers=1)
    (note,) = [one for one in projection.notes if one.rule == "projection_residents_unlike"]
    assert "nobody at NC years -4, -3, -2, -1, 13" in note.seen
    rows = history_of(LARGE).drop(columns="children")
    assert totals_of_path(part) == pytest.approx(expected_of_panel(rows, (2025, 2026, 2027)))
    assert "projection_residents_unlike" not in {
        one.rule for one in sf.project(area_like(LARGE), draws=1, workers=1).notes
    }


def test_children_of_the_history_come_first_where_it_has_englands_too():
    """Whatever ages they are of, they are of the same ones."""
    of_england = pd.DataFrame(
        {
            "year": YEARS,
            "area": "England",
            "plans": [float(england.plans()[year]) for year in YEARS],
            "children": 12_000_000.0,
            "basis": "published",
        }
    )
    own = history_of(LARGE).assign(children=100_000.0)
    rows = pd.concat([own, of_england], ignore_index=True)
    held = with_history(tables_of(LARGE, placements=False), rows)
    assert totals_of_path(held) == pytest.approx(expected_of_panel(rows, (2025, 2026, 2027)))
    other = with_history(tables_of(LARGE, placements=False), own)
    assert totals_of_path(other) != pytest.approx(totals_of_path(held))


def test_where_england_is_older_it_is_carried_on_as_the_panel_does():
    tables = tables_of(LARGE, placements=False)
    later = {
        name: tables[name].assign(year=tables[name]["year"] + 1)
        for name in ("population", "plans", "pools", "places")
    }
    rows = history_of(LARGE).assign(year=[year + 1 for year in YEARS])
    held = with_history(tables | later, rows)
    assert totals_of_path(held) == pytest.approx(expected_of_panel(rows, (2026, 2027, 2028)))


@pytest.mark.parametrize(
    "rows",
    [
        pd.DataFrame({"year": [2015], "area": "Testshire", "plans": 2400.0, "basis": "made"}),
        pd.DataFrame({"year": [2019, 2020], "area": "Testshire", "plans": 900.0, "basis": "made"}),
    ],
)
def test_a_gap_in_the_history_changes_nothing_of_the_years_after_it(rows):
    tables = tables_of(LARGE, placements=False)
    assert totals_of_path(with_history(tables, rows)) == pytest.approx(
        totals_of_path(sf.area_from_frames(tables))
    )


def test_a_january_between_plans_and_history_is_bridged_and_told():
    tables = tables_of(LARGE, placements=False)
    late = tables | {"plans": tables["plans"].query("year >= 2023").reset_index(drop=True)}
    earlier = pd.DataFrame({"year": [2021], "area": "Testshire", "plans": 2_000.0, "basis": "made"})
    projection = sf.project(with_history(late, earlier), draws=1, workers=1)
    (note,) = [one for one in projection.notes if one.rule == "panel_gap_bridged"]
    assert "Testshire: January 2023 (neither in plans nor in history)" in note.seen
    own = history_of(LARGE).query("year >= 2023").drop(columns="children")
    rows = pd.concat([own, earlier], ignore_index=True)
    panel = sf.project_panel(rows, until=UNTIL, draws=1)
    assert "panel_gap_bridged" in {one.rule for one in panel.notes}
    older = earlier.assign(year=2020)
    (open_gap,) = [
        one
        for one in sf.project(with_history(tables, older), draws=1, workers=1).notes
        if one.rule == "panel_gap_open"
    ]
    assert "Testshire: January 2022" in open_gap.seen


def test_growth_is_that_of_the_years_since_a_break():
    tables = tables_of(LARGE, placements=False)
    marked = history_of(LARGE).assign(**{"break": ["no", "yes", "no"]})
    since = tables | {"plans": tables["plans"].query("year >= 2023").reset_index(drop=True)}
    one, other = (
        sf.project(held, draws=1, workers=1).model.path
        for held in (with_history(tables, marked), sf.area_from_frames(since))
    )
    assert (one.survivors + one.joiners).sum(axis=1) == pytest.approx(
        (other.survivors + other.joiners).sum(axis=1)
    )


def test_a_history_of_others_alone_is_told():
    rows = history_of(LARGE).assign(area="Elsewhere")
    made = sf.project(with_history(tables_of(LARGE), rows), draws=1, workers=1)
    (note,) = [note for note in made.notes if note.rule == "projection_history_unnamed"]
    assert "has rows of Elsewhere, and none of the area that is projected" in note.seen
    assert "about names Testshire" in note.seen
    both = pd.concat([rows, history_of(LARGE)], ignore_index=True)
    quiet = sf.project(with_history(tables_of(LARGE), both), draws=1, workers=1)
    assert "projection_history_unnamed" not in [note.rule for note in quiet.notes]


@pytest.mark.parametrize(("factor", "told"), [(1.0, False), (1.005, False), (1.05, True)])
def test_a_history_that_counts_other_children_is_told(factor, told):
    rows = history_of(LARGE)
    last = rows["year"].eq(BASE_YEAR)
    rows["plans"] = rows["plans"].mask(last, (rows["plans"] * factor).round())
    made = sf.project(with_history(tables_of(LARGE), rows), draws=1, workers=1)
    notes = [note for note in made.notes if note.rule == "projection_history_apart"]
    assert bool(notes) == told
    for note in notes:
        plans = tables_of(LARGE)["plans"].query(f"year == {BASE_YEAR}")["plans"].sum()
        other = rows.loc[last, "plans"].iloc[0]
        assert f"January 2025: {plans:,.0f} in plans, {other:,.0f} in history" in note.seen
        assert "2024" not in note.seen
