"""Projecting from transitions, in levels or in settings: laws, known answers and messages."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import said, shuffled

import sufficiency as sf
from sufficiency import terms
from sufficiency.allocation.answer import strain_year
from sufficiency.allocation.summary import MEASURES
from sufficiency.demand.accounts import account_gap
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.flow_model import usual_rates
from sufficiency.demand.flows import OUTSIDE
from sufficiency.demand.level_flows import Rows, rows_in_levels
from sufficiency.demand.model import expected_start
from sufficiency.demand.pooling import recency
from sufficiency.demand.recording import recorded_in
from sufficiency.demand.steering import steered
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.projection.axes import NCYS, needs
from sufficiency.projection.modelling import allowed_settings
from sufficiency.projection.stocks import start_of
from sufficiency.scenario import as_things_stand

SMALL = {"localities": 4, "plans": 500, "history_years": 4, "future_years": 3}
UNTIL = 2026


@pytest.fixture(scope="module")
def area():
    return sf.synthetic_area(seed=11, transitions=True, **SMALL).area


@pytest.fixture(scope="module")
def projection(area):
    return sf.project(area, until=UNTIL, draws=12, workers=1)


@pytest.fixture(scope="module")
def in_settings(area):
    return sf.project(area, until=UNTIL, states="setting", draws=12, workers=1)


def with_transitions(area, change):
    """The same area, its transitions changed."""
    tables = area.tables()
    return sf.area_from_frames({**tables, "transitions": change(tables["transitions"])})


def totals(projection):
    return projection.expected.children.sum(axis=(1, 2, 3, 4))


def rules(projection):
    return [note.rule for note in projection.notes]


def noted(made, rule):
    """The notes of a rule."""
    return [note for note in made.notes if note.rule == rule]


APART = "projection_transitions_apart"


def added_up(table):
    """The rows with the same key as one."""
    by = [column for column in table if column not in ("plans", "plans_mark", "basis")]
    plans = table.groupby(by, dropna=False, as_index=False)["plans"].sum()
    return plans.assign(basis="made")


def unrecorded(table, axis, *, every):
    """The same children, need or locality of each so many rows of a year unknown on both sides."""
    columns = ["need_from", "need_to"] if axis == "need" else ["locality"]
    lost = table.groupby("year").cumcount() % every == 0
    return added_up(
        table.assign(
            **{name: table[name].mask(lost & table[name].ne(""), "unknown") for name in columns}
        )
    )


def test_two_years_of_transitions_are_used_and_one_is_not(area, projection):
    assert projection.flows == "transitions"
    one = with_transitions(area, lambda table: table[table["year"] == 2024])
    assert sf.project(one, until=2025, draws=1, workers=1).flows == "stocks"
    asked = sf.project(one, until=2025, flows="transitions", draws=1, workers=1)
    assert asked.flows == "transitions"
    assert sf.project(area, until=2025, flows="stocks", draws=1, workers=1).flows == "stocks"


def test_years_before_a_gap_are_left_out(area):
    gap = with_transitions(area, lambda table: table[table["year"] != 2023])
    held = start_of(gap, as_things_stand()).transitions
    assert held.years == (2024,)


def test_all_plans_follow_the_same_path_from_transitions_and_from_stocks(area):
    """At the same population all plans are those of the path, whatever they rest on."""
    tables = area.tables()
    people = tables["population"].copy()
    today = people[people["year"] == 2024].set_index(["locality", "ncy"])["persons"]
    later = people["year"] > 2024
    keys = pd.MultiIndex.from_frame(people.loc[later, ["locality", "ncy"]])
    people.loc[later, "persons"] = today.reindex(keys).to_numpy()
    still = sf.area_from_frames({**tables, "population": people})
    found = [
        totals(sf.project(still, until=UNTIL, flows=flows, draws=1, workers=1))
        for flows in ("stocks", "transitions")
    ]
    # From stocks, survivors are those of the usual mix of needs, not of this January's.
    assert found[0] == pytest.approx(found[1], rel=3e-3)


def test_the_first_january_is_as_it_was_counted(area, projection, in_settings):
    counted = area.plans[area.plans["year"] == 2024]
    by_setting = counted.groupby("setting")["plans"].sum()
    shown = in_settings.to_frame(by=["year", "setting"]).query("year == 2024")
    shown = shown.set_index("setting")["children"]
    assert shown[by_setting.index].to_list() == by_setting.to_list()
    assert shown.sum() == counted["plans"].sum()
    by_need = counted.groupby("need")["plans"].sum()
    levels = projection.to_frame(by=["year", "need"]).query("year == 2024")
    levels = levels.set_index("need")["children"]
    assert levels[by_need.index].to_list() == by_need.to_list()


def test_accounts_close_in_every_draw(projection, in_settings):
    for made in (projection, in_settings):
        assert not account_gap(made.drawn.accounts).any()


def test_settings_and_levels_tell_the_same_children(projection, in_settings):
    one, other = (made.expected.children.sum(axis=(1, 4)) for made in (projection, in_settings))
    # All plans are on one path at today's population; the population then differs by age.
    assert one.sum(axis=(1, 2)) == pytest.approx(other.sum(axis=(1, 2)), rel=1e-3)
    # Who leaves is told by level or by setting, so ages differ a little.
    assert one == pytest.approx(other, abs=3)


def test_the_parts_that_drive_a_projection_from_transitions_add_up(projection, in_settings):
    for made in (projection, in_settings):
        by = ["year", "need", made.states]
        parts = made.drivers(by=by)
        names = ["counted", "ageing", "population", "joining", "leaving", "mix"]
        assert parts[names].sum(axis=1).to_numpy() == pytest.approx(parts["expected"], abs=1e-8)


def test_order_of_rows_does_not_matter(area, projection):
    mixed = sf.area_from_frames(shuffled(area.tables(), 3))
    other = sf.project(mixed, until=UNTIL, draws=12, workers=1)
    assert other.expected.children == pytest.approx(projection.expected.children, rel=1e-9)


def test_a_longer_horizon_changes_no_earlier_year(area, projection):
    longer = sf.project(area, until=UNTIL + 1, draws=12, workers=1)
    first = longer.expected.children[: len(projection.labels.years)]
    assert first == pytest.approx(projection.expected.children, rel=1e-9)
    kinds = {"need": np.arange(len(needs()))}
    assert np.array_equal(
        longer.drawn.roll_up(**kinds)[:, :3], projection.drawn.roll_up(**kinds)[:, :3]
    )


def test_workers_change_no_number(area, projection):
    other = sf.project(area, until=UNTIL, draws=60, workers=2)
    one = sf.project(area, until=UNTIL, draws=60, workers=1)
    assert np.array_equal(one.drawn.codes, other.drawn.codes)


def test_without_changes_of_need_every_cohort_keeps_its_needs(area):
    for flows in ("stocks", "transitions"):
        still = sf.project(area, until=2025, flows=flows, need_changes=False, draws=1, workers=1)
        usual = sf.project(area, until=2025, flows=flows, draws=1, workers=1)
        moved = [float(made.account()["moved_in"].sum()) for made in (still, usual)]
        assert moved[0] < moved[1]
        assert totals(still) == pytest.approx(totals(usual), rel=0.01)
        before, after = still.drawn.fates(0, 1)
        _, _, ages, states = still.drawn.shape
        there = after >= 0
        assert (before[there] // (ages * states) == after[there] // (ages * states)).all()


def test_children_whose_need_or_locality_is_unknown_are_all_there():
    synthetic = sf.synthetic_area(seed=5, transitions=True, unknown_share=0.1, **SMALL)
    tables = synthetic.area.tables()
    changed = tables["transitions"].copy()
    rows = changed.index[::9]
    changed.loc[rows, "locality"] = "unknown"
    known_before = changed["need_from"].ne("")
    changed.loc[changed.index[::7][known_before[::7]], "need_from"] = "unknown"
    both = changed.index[::13]
    for side in ("need_from", "need_to"):
        inside = changed.loc[both, side].ne("")
        changed.loc[both[inside], side] = "unknown"
    by = [column for column in changed if column not in ("plans", "plans_mark", "basis")]
    changed = changed.groupby(by, dropna=False, as_index=False)["plans"].sum()
    area = sf.area_from_frames({**tables, "transitions": changed.assign(basis="made")})
    held = start_of(area, as_things_stand()).transitions
    for place, year in enumerate(held.years):
        mine = changed[changed["year"] == year]
        ending = mine[mine["setting_to"] != "outside"]["plans"].sum()
        starting = mine[mine["setting_from"] != "outside"]["plans"].sum()
        assert held.flows.closing[place].sum() == pytest.approx(ending)
        assert held.flows.opening[place].sum() == pytest.approx(starting)
    assert [note.rule for note in held.notes[:2]] == ["projection_transitions_unknown"] * 2
    assert "have no locality recorded" in held.notes[0].seen
    assert "have no need recorded" in held.notes[1].seen


def test_children_whose_need_is_not_recorded_change_it_as_often_as_others(area):
    """Of every other row the need before is lost; of the rest as many change as before."""
    table = area.tables()["transitions"]
    lost = (np.arange(len(table)) % 2 == 0) & table["need_from"].ne("").to_numpy()

    def hidden(rows):
        return summed(rows.assign(need_from=rows["need_from"].where(~lost, "unknown")))

    held = start_of(with_transitions(area, hidden), as_things_stand()).transitions.flows
    both = table["need_from"].ne("") & table["need_to"].ne("")
    rest = table[both & ~lost]
    changed = rest.loc[rest["need_from"] != rest["need_to"], "plans"].sum() / rest["plans"].sum()
    survivors = held.survivors.sum()
    assert held.need_moves.sum() / survivors == pytest.approx(changed, rel=0.1)


def test_a_need_recorded_late_is_no_change_of_need(area):
    table = area.tables()["transitions"]
    both = table["need_from"].eq("ASD") & table["need_to"].eq("ASD")
    late = with_transitions(
        area, lambda rows: rows.assign(need_from=rows["need_from"].where(~both, "unknown"))
    )
    held, usual = (start_of(one, as_things_stand()).transitions.flows for one in (late, area))
    assert np.array_equal(held.need_moves > 0, usual.need_moves > 0)


def test_transitions_that_do_not_add_up_to_plans_are_told(area):
    fewer = with_transitions(
        area, lambda table: table[~(table["need_to"].eq("SEMH") & table["year"].eq(2024))]
    )
    made = sf.project(fewer, until=2025, flows="transitions", draws=1, workers=1)
    (note,) = noted(made, "projection_transitions_apart")
    counted = area.plans.query("year == 2024 and need == 'SEMH'")["plans"].sum()
    assert f"kind: need SEMH, 0 in transitions to January 2025, {counted:.0f} in plans" in note.seen
    assert said("projection_transitions_apart")
    # From stocks nothing is read from them, so nothing is said.
    assert "projection_transitions_apart" not in rules(
        sf.project(fewer, until=2025, flows="stocks", draws=1, workers=1)
    )
    # Who starts is who was counted in plans.
    counted = area.plans.query("year == 2024")["plans"].sum()
    assert totals(made)[0] == pytest.approx(counted)


def test_transitions_that_add_up_to_plans_are_not_told(projection):
    assert "projection_transitions_apart" not in rules(projection)


@pytest.mark.parametrize(
    ("columns", "one", "other", "named"),
    [
        (("need_from", "need_to"), "SEMH", "ASD", "need"),
        (("locality",), "L01", "L03", "locality"),
        (("setting_from", "setting_to"), "special", "base", "setting"),
    ],
)
def test_members_taken_for_one_another_are_told_by_axis(area, columns, one, other, named):
    """Totals agree, and so do all other axes: the axis, a member and both figures are named."""
    swap = {one: other, other: one}
    swapped = with_transitions(
        area, lambda table: table.assign(**{name: table[name].replace(swap) for name in columns})
    )
    (note,) = noted(sf.project(swapped, until=2025, draws=1, workers=1), APART)
    counted = area.plans.groupby(["year", named])["plans"].sum()
    figures = [
        f"kind: {named} {member}, {counted[year, swap[member]]:g} in transitions"
        f" {lead} January {year + 1}, {counted[year, member]:g} in plans."
        for member in (one, other)
        for year in (2021, 2022, 2023, 2024)
        for lead in ("from", "to")
    ]
    assert sum(note.seen.endswith(words) for words in figures) == 1


def test_who_has_no_need_recorded_may_be_who_is_missing(area):
    """Where needs are lost in transitions alone, what is recorded contradicts nothing."""
    lost = with_transitions(area, lambda table: unrecorded(table, "need", every=5))
    made = sf.project(lost, until=2025, draws=1, workers=1)
    assert APART not in rules(made)
    # One child more with a need than plans have is a contradiction.
    more = with_transitions(
        area,
        lambda table: added_up(
            unrecorded(table, "need", every=5).assign(
                plans=lambda rows: rows["plans"] + 9 * rows["need_to"].eq("VI")
            )
        ),
    )
    (note,) = noted(sf.project(more, until=2025, draws=1, workers=1), APART)
    assert "need VI, " in note.seen
    assert "with no need recorded) in transitions" in note.seen


def hide(table, chosen):
    """The same rows, some of them marked."""
    numbers = table["plans"].astype(object).where(~chosen, "c")
    return table.assign(plans=numbers).drop(columns="plans_mark")


def test_marked_transitions_are_left_out_and_told(area):
    hidden = with_transitions(area, lambda table: hide(table, table["year"] > 0))
    made = sf.project(hidden, until=2025, draws=1, workers=1)
    assert made.flows == "stocks"
    (note,) = noted(made, "projection_transitions_marked")
    assert note.seen.endswith("January 2023, 2024 and 2025, none can be used.")
    (few,) = noted(made, "projection_transitions_few_stocks")
    assert "that can be used are of no year, so joining" in few.seen
    with pytest.raises(NotPossibleError, match=said("projection_no_transitions")) as raised:
        sf.project(hidden, until=2025, flows="transitions", draws=1)
    assert "have a mark and no number" in str(raised.value)


def test_one_mark_leaves_out_its_year_and_those_before_it(area):
    first = area.transitions["year"].eq(2022).idxmax() + 3
    hidden = with_transitions(area, lambda table: hide(table, table.index == first))
    made = sf.project(hidden, until=2025, draws=1, workers=1)
    assert made.flows == "transitions"
    assert made.model.flows.years == (2023, 2024)
    (note,) = noted(made, "projection_transitions_marked")
    # The first row of a sheet is its header.
    assert (note.row, note.value) == (first + 2, "c")
    assert note.seen == (
        "1 row of the transitions to January 2023 has a mark and no number; of the transitions to"
        " January 2023, 2024 and 2025, those to January 2024 and 2025 can be used."
    )
    two = with_transitions(area, lambda table: hide(table, table.index.isin([first, first + 1])))
    (note,) = noted(sf.project(two, until=2025, draws=1, workers=1), note.rule)
    assert note.seen.startswith("2 rows of the transitions to January 2023 have a mark")


def without(year):
    return lambda table: table[table["year"] != year]


def noughts(year):
    return lambda table: table.assign(plans=table["plans"].where(table["year"] != year, 0))


@pytest.mark.parametrize("change", [without(2023), noughts(2023)])
def test_years_before_a_year_without_children_are_left_out_and_told(area, change):
    gap = with_transitions(area, change)
    made = sf.project(gap, until=2025, draws=1, workers=1)
    assert made.flows == "stocks"
    (note,) = noted(made, "projection_transitions_gap")
    assert said(note.rule)
    assert note.seen.startswith("no child is there at the end of the transitions to January 2024; ")
    assert note.seen.endswith("those to January 2025 can be used.")
    (few,) = noted(made, "projection_transitions_few_stocks")
    assert "that can be used are of one year only, to January 2025, so joining" in few.seen
    assert "--flows transitions" in few.remedy_command
    asked = sf.project(gap, until=2025, flows="transitions", draws=1, workers=1)
    assert asked.model.flows.years == (2024,)
    assert noted(asked, "projection_transitions_gap")


def test_one_year_of_transitions_cannot_show_what_is_recoded_and_says_so(area):
    one = with_transitions(area, lambda table: table[table["year"] == 2024])
    asked = sf.project(one, until=2025, flows="transitions", draws=1, workers=1)
    assert asked.model.restatement is None
    (note,) = noted(asked, "projection_transitions_few_transitions")
    assert "cannot be vouched for" in note.why
    assert not noted(asked, "projection_transitions_few_stocks")
    usual = sf.project(one, until=2025, draws=1, workers=1)
    assert noted(usual, "projection_transitions_few_stocks")
    stocks = sf.project(one, until=2025, flows="stocks", draws=1, workers=1)
    assert not [rule for rule in rules(stocks) if "transitions" in rule]


@pytest.mark.parametrize("change", [without(2024), noughts(2024)])
def test_transitions_that_end_before_plans_are_told_to_be_old(area, change):
    old = with_transitions(area, change)
    made = sf.project(old, until=2025, draws=1, workers=1)
    assert made.model.flows.years == (2022, 2023)
    (note,) = noted(made, "projection_transitions_old")
    assert note.seen.startswith(
        "the last transitions that can be used are to January 2024, and plans go on to January 2025"
    )
    assert "--flows stocks" in note.remedy_command


def with_plans_until(area, year, change=lambda table: table):
    tables = area.tables()
    plans = tables["plans"]
    return sf.area_from_frames(
        {name: table for name, table in tables.items() if name != "placements"}
        | {"plans": plans[plans["year"] <= year], "transitions": change(tables["transitions"])}
    )


def test_transitions_later_than_plans_are_told(area):
    made = sf.project(with_plans_until(area, 2023), until=2025, draws=1, workers=1)
    assert made.model.flows.years == (2022, 2023)
    (note,) = noted(made, "projection_transitions_later")
    later = "the transitions to January 2025 are later than the last January of plans, 2024"
    assert note.seen.startswith(later)
    alone = with_plans_until(area, 2023, lambda table: table[table["year"] == 2024])
    made = sf.project(alone, until=2025, draws=1, workers=1)
    assert made.flows == "stocks"
    assert noted(made, "projection_transitions_later")
    assert noted(made, "projection_transitions_few_stocks")
    with pytest.raises(NotPossibleError, match=said("projection_no_transitions")) as raised:
        sf.project(alone, until=2025, flows="transitions", draws=1, workers=1)
    assert f"no transitions to project from: {later}" in str(raised.value)


def test_transitions_of_years_without_population_are_left_out_and_told(area):
    tables = area.tables()

    def since(first):
        people, plans = (tables[name] for name in ("population", "plans"))
        return sf.area_from_frames(
            {name: table for name, table in tables.items() if name != "placements"}
            | {
                "population": people[people["year"] >= first],
                "plans": plans[plans["year"] >= first],
            }
        )

    made = sf.project(since(2023), until=2025, draws=1, workers=1)
    assert made.model.flows.years == (2023, 2024)
    (note,) = noted(made, "projection_transitions_bare")
    assert said(note.rule)
    assert note.seen == (
        "the table population has no rows of 2022/23, for the transitions to January 2023; of the"
        " transitions to January 2023, 2024 and 2025, those to January 2024 and 2025 can be used."
    )
    tables["transitions"] = tables["transitions"].query("year == 2022")
    made = sf.project(since(2023), until=2025, draws=1, workers=1)
    assert made.flows == "stocks"
    assert noted(made, "projection_transitions_bare")[0].seen.endswith("none can be used.")


def test_the_card_says_from_what_joining_and_leaving_come(area, projection):
    assert "Joining and leaving: from transitions of 3 years." in projection.card().lines[1]
    stocks = sf.project(area, until=2025, flows="stocks", draws=1, workers=1)
    assert "Joining and leaving: net, from 4 Januaries of plans." in stocks.card().lines[1]
    for one in (projection, stocks):
        assert "Growth: as England's and the area's was, but for what" in one.card().lines[1]


@pytest.mark.parametrize(("axis", "over"), [("locality", 1), ("need", 0)])
def test_where_nobody_is_recorded_children_are_spread_as_plans_are(area, axis, over):
    """By NC year and setting: the transitions add up to the plans, so every cell is the same."""
    lost = with_transitions(area, lambda table: unrecorded(table, axis, every=1))
    start = start_of(lost, as_things_stand())
    flows, stocks = start.transitions.flows, start.stocks
    for place, year in enumerate(flows.years):
        counted = stocks.children[stocks.years.index(year)].sum(axis=over)
        assert flows.closing[place].sum(axis=over) == pytest.approx(counted)
    (note,) = noted(start.transitions, "projection_transitions_never_told")
    assert f"has a {axis} recorded" in note.seen
    assert "as the plans of that January are" in note.why


def test_who_is_not_recorded_is_spread_as_others_of_the_same_year_nc_year_and_setting(area):
    table = area.tables()["transitions"]
    here = table.query("year == 2023 and ncy_to == 8 and setting_to == 'mainstream'")
    last = here.index[-1]
    others = table.loc[here.index[:-1]].groupby("locality")["plans"].sum()
    lost = table.assign(locality=table["locality"].mask(table.index == last, "unknown"))
    rows = start_of(with_transitions(area, lambda _: lost), as_things_stand()).transitions.flows
    known = lost[lost["year"].eq(2023) & lost["ncy_to"].eq(8) & lost["setting_to"].ne("outside")]
    expected = known[known["locality"] != "unknown"].groupby("locality")["plans"].sum()
    expected = expected.add(others / others.sum() * table.loc[last, "plans"], fill_value=0)
    found = rows.closing[1, :, :, NCYS.index(8)].sum(axis=(1, 2))
    assert found == pytest.approx(expected.reindex(["L01", "L02", "L03", "L04"], fill_value=0))


@pytest.mark.parametrize("gap", [None, 2023])
def test_what_is_known_of_a_year_depends_on_no_later_one(area, gap):
    def lost(table):
        mine = table if gap is None else table[table["year"] != gap]
        return unrecorded(unrecorded(mine, "locality", every=3), "need", every=4)

    full = start_of(with_transitions(area, lost), as_things_stand()).transitions
    for year in {2022, 2023, 2024} - {gap}:
        then = with_plans_until(area, year, lambda table, y=year: lost(table[table["year"] <= y]))
        known, held = start_of(then, as_things_stand()).transitions, full.until(year)
        assert held.years == known.years
        assert held.flows.closing == pytest.approx(known.flows.closing)
        assert held.flows.joiners == pytest.approx(known.flows.joiners)
        assert held.rows.children == pytest.approx(known.rows.children)
    assert full.until(2021) is None


def test_a_backtest_tells_which_transitions_are_left_out(area):
    gap = with_transitions(area, without(2023))
    assert noted(sf.backtest(gap, draws=2, workers=1), "projection_transitions_gap")
    stocks = sf.backtest(gap, flows="stocks", draws=2, workers=1)
    assert not noted(stocks, "projection_transitions_gap")


def test_an_area_without_transitions_cannot_project_from_them(area):
    bare = sf.area_from_frames(
        {name: table for name, table in area.tables().items() if name != "transitions"}
    )
    with pytest.raises(NotPossibleError, match=said("projection_no_transitions")):
        sf.project(bare, until=2025, flows="transitions", draws=1)


@pytest.mark.parametrize(
    ("options", "named"), [({"states": "school"}, "states"), ({"flows": "both"}, "flows")]
)
def test_words_that_are_none_are_refused(area, options, named):
    with pytest.raises(NotPossibleError, match=said("projection_choice")) as raised:
        sf.project(area, until=2025, draws=1, **options)
    assert str(raised.value).startswith(f"{named} is '")


def test_settings_are_not_allocated(in_settings):
    with pytest.raises(NotPossibleError, match=said("allocation_of_settings")):
        sf.allocate(in_settings)


def test_a_projection_from_transitions_is_allocated_and_told(projection):
    """Every child who needs a place is in the account once, and the card tells of the same."""
    allocation = sf.allocate(projection, draws=projection.draws, workers=1)
    assert allocation.is_proven
    summary = allocation.to_frame("summary").pivot_table(
        index="year", columns="measure", values="value"
    )
    whole = summary[["placed", "independent", "without"]].sum(axis=1)
    assert whole.to_list() == pytest.approx(summary["demand"].to_list())
    needed = projection.to_frame(by=["year", "level"]).query("level in ['base', 'special']")
    needed = needed.groupby("year")["children"].sum()[list(allocation.years)]
    beside = allocation.to_frame("outside").groupby("year")["children"].sum()
    beside = beside.reindex(summary.index, fill_value=0.0)
    assert (summary["demand"] + beside).to_list() == pytest.approx(needed.to_list())
    assert (summary["demand"] > 0).all()
    told = {figure.label: figure.value for figure in allocation.card().figures}
    year = strain_year(allocation)
    for measure in ("demand", "placed", "independent", "without"):
        assert told[MEASURES[measure][0]] == pytest.approx(summary.loc[year, measure])


def test_a_projection_from_transitions_is_tracked_once_a_january_has_come(area, projection):
    """What is asked of the area is the same as from stocks: `test_tracking` has the account."""
    with pytest.raises(NotPossibleError, match=said("tracking_no_later")):
        sf.track(projection, area)


def test_levels_are_no_axis_of_settings_and_settings_none_of_levels(projection, in_settings):
    for made, other in ((projection, "setting"), (in_settings, "level")):
        with pytest.raises(UnknownNameError, match=said("projection_by_unknown")):
            made.to_frame(by=["year", other])
        with pytest.raises(UnknownNameError, match=said("projection_by_unknown")):
            made.drivers(by=["year", other])


def test_settings_from_transitions_say_that_their_mix_does_not_drift(area, projection, in_settings):
    assert "projection_settings_no_drift" in rules(in_settings)
    assert "projection_settings_no_drift" not in rules(projection)
    stocks = sf.project(area, until=2025, states="setting", flows="stocks", draws=1, workers=1)
    assert "projection_settings_no_drift" not in rules(stocks)
    assert said("projection_settings_no_drift")


def test_the_card_of_settings_names_settings_and_offers_no_allocation(projection, in_settings):
    assert "sf.allocate" in projection.card().next_python
    card = in_settings.card()
    assert card.figures[1].label == "Who are in: specialist base"
    assert "sf.allocate" not in card.next_python
    assert card.next_command == ""


def test_the_backtest_of_an_area_with_transitions_knows_only_those_of_then(area):
    tested = sf.backtest(area, draws=4, workers=1)
    assert tested.origins == (2022, 2023)
    # Two years of transitions were known in January 2024, one in January 2023.
    assert [fold.origin for fold in tested.folds] == [2022, 2023]
    stocks = sf.backtest(area, flows="stocks", draws=4, workers=1)
    asked = sf.backtest(area, flows="transitions", draws=4, workers=1)
    codes = [[fold.drawn.codes for fold in made.folds] for made in (tested, stocks, asked)]
    # In January 2023 one year of transitions was known: used only where it is asked for.
    assert np.array_equal(codes[0][0], codes[1][0])
    assert not np.array_equal(codes[0][0], codes[2][0])
    assert np.array_equal(codes[0][1], codes[2][1])
    with pytest.raises(NotPossibleError, match=said("projection_choice")):
        sf.backtest(area, flows="net", draws=4)


def test_rates_are_gross_where_transitions_show_who_joined(area, projection):
    held = start_of(area, as_things_stand()).transitions.flows
    rates = projection.rates()
    assert rates["joined"].sum() > 0
    weighted = np.tensordot(recency(3), held.joiners.sum(axis=(1, 2, 4)), axes=1)
    assert rates["joined"].to_numpy() == pytest.approx(weighted)
    net = sf.project(area, until=2025, flows="stocks", draws=1, workers=1).rates()
    assert rates["joined"].sum() > net["joined"].sum()


shares = st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(lambda one: sum(one) > 0.1)


@settings(max_examples=60)
@given(shares, shares, st.floats(0.1, 50))
def test_coupled_levels_keep_both_sides_and_move_as_few_as_possible(one, other, children):
    """P(level changes) of a maximal coupling is half the sum of |p - q| (Lindvall, I.5)."""
    p, q = (np.array(side) / sum(side) for side in (one, other))
    cells = np.zeros((2, 1, len(NCYS), 3))
    cells[0], cells[1] = p, q
    rows = Rows(
        np.array([2024]),
        np.array([0]),
        np.array([[0, 5, 0]]),
        np.array([[0, 6, 1]]),
        np.array([children]),
    )
    made = rows_in_levels(rows, cells)
    assert made.children.sum() == pytest.approx(children)
    before = np.bincount(made.before[:, 2], made.children, minlength=3)
    after = np.bincount(made.after[:, 2], made.children, minlength=3)
    assert before == pytest.approx(children * p, abs=1e-6)
    assert after == pytest.approx(children * q, abs=1e-6)
    moved = made.children[made.before[:, 2] != made.after[:, 2]].sum()
    assert moved == pytest.approx(children * np.abs(p - q).sum() / 2, abs=1e-6)


def test_joiners_and_leavers_have_one_side_in_levels():
    cells = np.zeros((1, 1, len(NCYS), 2))
    cells[...] = [0.25, 0.75]
    outside = [OUTSIDE] * 3
    rows = Rows(
        np.array([2024, 2024]),
        np.array([0, 0]),
        np.array([outside, [0, 4, 0]]),
        np.array([[0, 4, 0], outside]),
        np.array([8.0, 4.0]),
    )
    made = rows_in_levels(rows, cells)
    joins = made.before[:, 2] == OUTSIDE
    assert made.children[joins].tolist() == [2.0, 6.0]
    assert made.after[joins, 2].tolist() == [0, 1]
    assert made.children[~joins].tolist() == [1.0, 3.0]
    assert (made.after[~joins] == OUTSIDE).all()


def test_steering_is_on_its_path_and_then_holds_the_joining_rate(projection):
    model = projection.model
    usual, cells = usual_rates(model)
    start = expected_start(model).sum(axis=0)
    persons = model.population[0].sum(axis=0)
    growth = np.array([0.1])
    found = steered(start, persons, usual, growth)
    assert found.growth[0] == pytest.approx(0.1)
    assert found.factor[1:] == pytest.approx(found.factor[0])
    # The same, by the step that carries every locality.
    today = np.repeat(model.population[:1], len(model.years), axis=0)
    scaled = usual.__class__(
        **{name: getattr(usual, name) for name in usual.__slots__ if name != "joining"},
        joining=usual.joining * found.factor[:, None, None],
    )
    carried = expected_projection(expected_start(model), today, scaled).children
    whole = carried.sum(axis=(1, 2, 3, 4))
    assert np.diff(np.log(whole)) == pytest.approx(found.growth, rel=1e-6)
    assert cells is not None


def test_nobody_is_in_a_setting_that_takes_no_child_of_the_age(area):
    """A college takes none of Year 9 and below, a nursery none of Year 1 and above."""
    for flows in ("stocks", "transitions"):
        made = sf.project(area, until=UNTIL, states="setting", flows=flows, draws=12, workers=1)
        shown = made.to_frame(by=["year", "ncy", "setting"]).query("year > 2024")
        college = shown.query("setting == 'fe' and ncy < 10")
        nursery = shown.query("setting == 'early_years' and ncy > 0")
        assert college["children"].sum() == 0
        assert nursery["children"].sum() == 0
        assert college["expected"].sum() + nursery["expected"].sum() == pytest.approx(0, abs=1e-9)
        assert shown.query("setting == 'fe' and ncy >= 12")["children"].sum() > 0


def test_a_setting_where_children_of_an_age_were_counted_takes_them(area):
    tables = area.tables()
    plans = tables["plans"].copy()
    moved = plans["year"].eq(2024) & plans["ncy"].eq(8) & plans["setting"].eq("mainstream")
    assert moved.any()
    plans.loc[moved, "setting"] = "fe"
    odd = sf.area_from_frames(
        {name: table for name, table in tables.items() if name not in ("placements",)}
        | {"plans": plans}
    )
    start = start_of(odd, as_things_stand())
    allowed = allowed_settings(start)
    fe = terms.settings().codes.index("fe")
    assert allowed[:, NCYS.index(8), fe].all()
    assert not allowed[:, NCYS.index(7), fe].any()


def first_recorded(area, need, before, *, since):
    """Whoever has a need had another code until a January."""
    tables = area.tables()
    tables.pop("placements")
    keys = ["year", "locality", "need", "ncy", "setting", "basis"]

    def coded(column, earlier):
        return column.where(~(earlier & column.eq(need)), before)

    plans = tables["plans"]
    plans = plans.assign(need=coded(plans["need"], plans["year"] < since))
    moves = tables["transitions"]
    moves = moves.assign(
        need_from=coded(moves["need_from"], moves["year"] <= since),
        need_to=coded(moves["need_to"], moves["year"] < since),
    )
    return sf.area_from_frames(
        tables
        | {
            "plans": plans.groupby(keys, as_index=False)["plans"].sum(),
            "transitions": summed(moves),
        }
    )


def summed(moves):
    """Rows of the same children added up."""
    by = [column for column in moves if column not in ("plans", "plans_mark")]
    return moves.groupby(by, dropna=False, as_index=False)["plans"].sum()


@pytest.mark.slow
def test_a_need_that_is_newly_recorded_takes_no_children_every_year():
    """Recoding them once is no move of every year: the need goes on as if always known.

    One year of its joiners is all that is seen, so an area may be out; six of them are not.
    """
    found = []
    for seed in range(11, 17):
        known = sf.synthetic_area(seed=seed, transitions=True, **SMALL | {"plans": 4000}).area
        after = []
        for one in (known, first_recorded(known, "DS", "SLD", since=2024)):
            made = sf.project(one, until=2027, draws=1, workers=1)
            assert made.flows == "transitions"
            shown = made.to_frame(by=["year", "need"]).set_index(["year", "need"])["expected"]
            after.append(shown[2027, "DS"])
        found.append(after[1] / after[0])
    assert np.mean(found) == pytest.approx(1, abs=0.06)


def test_a_need_that_is_split_off_between_two_files_is_no_noise_of_every_year():
    area = sf.synthetic_area(seed=11, transitions=True, **SMALL | {"plans": 2000}).area
    usual = start_of(area, as_things_stand()).transitions.flows
    assert recorded_in(usual).joins.all()

    def as_one(column, early):
        return column.where(~(early & column.eq("SLCN")), "ASD")

    split = with_transitions(
        area,
        lambda table: summed(
            table.assign(
                need_from=as_one(table["need_from"], table["year"] < 2024),
                need_to=as_one(table["need_to"], table["year"] < 2024),
            )
        ),
    )
    held = start_of(split, as_things_stand()).transitions.flows
    assert recorded_in(held).joins.tolist() == [True, False]
    widths = []
    for one in (area, split):
        made = sf.project(one, until=2025, draws=60, workers=1)
        row = made.to_frame(by=["year", "need"]).query("year == 2025 and need == 'MLD'")
        widths.append(float((row["high"] - row["low"]).iloc[0]))
    assert widths[1] < 1.5 * widths[0]


def test_a_lever_on_leaving_acts_before_the_shock_of_a_year(area):
    """Nobody is sent away twice: where nearly all leave, the mean over draws stays the expected."""
    fewer = as_things_stand().but(name="fewer", leaving_rate_change_percent=100)
    made = sf.project(area, fewer, until=2025, draws=400, workers=1)
    old = made.to_frame(by=["year", "ncy"]).query("year == 2025 and ncy >= 13")
    assert old["children"].sum() == pytest.approx(old["expected"].sum(), rel=0.08)
