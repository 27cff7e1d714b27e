"""`track`: planted areas where one part alone is off, tables that add up, and what it refuses."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from small_areas import Small, area_like, said, tables_of

import sufficiency as sf
from sufficiency import figures
from sufficiency.backtesting.track_frames import PARTS, TRACKED_BY, TRACKED_LEVELS
from sufficiency.backtesting.track_words import more_or_fewer, parts_words, who_left
from sufficiency.demand.model import expected_rates
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.messages import tracking as messages
from sufficiency.projection.axes import NCYS, needs

DRAWS = 20
SMALL = Small(until=2030, placements=False)
BASE, CAME = 2023, 2024
AXES = ("locality", "need", "ncy")


@lru_cache(maxsize=8)
def projected(small=SMALL, *, base=BASE, until=2026):
    """A projection made before the last January had come."""
    tables = tables_of(small)
    earlier = tables["plans"][tables["plans"]["year"].le(base)]
    then = sf.area_from_frames(tables | {"plans": earlier})
    return sf.project(then, until=until, draws=DRAWS, workers=1)


def area_with(children, *, base=None, population=None, small=SMALL):
    """The area now: its January as given by an array with the axes (locality, need, ncy)."""
    tables = tables_of(small)
    plans = tables["plans"]
    kept = plans[plans["year"].le(BASE)]
    if base is not None:
        kept = pd.concat([kept[kept["year"].lt(BASE)], rows_of(BASE, base)])
    now = tables | {"plans": pd.concat([kept, rows_of(CAME, children)], ignore_index=True)}
    if population is not None:
        now["population"] = population
    return sf.area_from_frames(now)


def rows_of(year, children):
    """Plans of a January, all in mainstream: the setting is of no consequence here."""
    labels = (projected().localities, needs(), NCYS)
    frame = pd.MultiIndex.from_product(labels, names=AXES).to_frame(index=False)
    frame = frame.assign(year=year, setting="mainstream", basis="made", plans=children.reshape(-1))
    return frame[frame["plans"] > 0]


def expected():
    """Axes (locality, need, ncy): what was expected of the January that came."""
    return np.array(projected().expected.children[1].sum(axis=-1))


def base():
    return np.array(projected().expected.children[0].sum(axis=-1))


def place(locality, need, ncy):
    return projected().localities.index(locality), needs().index(need), NCYS.index(ncy)


def totals(tracking):
    row = tracking.row()
    return {part: row[part] for part in PARTS}


@pytest.fixture(scope="module")
def tracking():
    return sf.track(projected(), area_like(SMALL))


@pytest.fixture(scope="module")
def two_years():
    synthetic = sf.synthetic_area(seed=5, plans=700, localities=4)
    tables = synthetic.area.tables()
    del tables["placements"]
    then = sf.area_from_frames({**tables, "plans": tables["plans"].query("year < 2023")})
    people = tables["population"]
    grown = people.assign(persons=people["persons"] * (1 + 0.02 * people["year"].ge(2023)))
    plans = tables["plans"]
    changed = plans.assign(plans=plans["plans"] + plans["year"].eq(2022) * (plans["ncy"] == 5))
    now = sf.area_from_frames({**tables, "plans": changed, "population": grown})
    return sf.track(sf.project(then, until=2026, draws=DRAWS, workers=1), now)


# --- planted: one part alone ----------------------------------------------------------------------


def test_an_area_that_came_as_expected_has_no_miss():
    tracking = sf.track(projected(), area_with(expected()))
    assert totals(tracking) == pytest.approx(dict.fromkeys(PARTS, 0.0), abs=1e-9)
    assert tracking.row()["miss"] == pytest.approx(0.0, abs=1e-9)
    assert tracking.row()["inside"]
    assert "as many" in repr(tracking)


def test_a_need_recorded_otherwise_is_mix_by_need_and_nought_over_all():
    after = expected()
    one, other = place("L1", "ASD", 5), place("L1", "SEMH", 5)
    after[one] -= 1.0
    after[other] += 1.0
    tracking = sf.track(projected(), area_with(after))
    assert totals(tracking) == pytest.approx(dict.fromkeys(PARTS, 0.0), abs=1e-9)
    by_need = tracking.to_frame(by=["need"]).set_index("need")
    assert by_need.loc["ASD", "mix"] == pytest.approx(-1.0)
    assert by_need.loc["SEMH", "mix"] == pytest.approx(1.0)
    assert by_need.drop(columns=["mix", "miss"])[list(PARTS[:-1])].abs().to_numpy().max() < 1e-9
    rows = tracking.explain(need="ASD").rows
    assert rows.loc[0, ["locality", "ncy"]].tolist() == ["L1", 5]


def test_more_children_at_a_joining_age_are_joiners():
    after = expected()
    joined = int(np.argmax(projected().model.progression.joining))
    after[1, 0, joined] += 7.0
    tracking = sf.track(projected(), area_with(after))
    wanted = dict.fromkeys(PARTS, 0.0) | {"joiners": 7.0}
    assert totals(tracking) == pytest.approx(wanted, abs=1e-9)
    held = tracking.to_frame(by=["locality"]).set_index("locality")["joiners"]
    assert held.to_dict() == pytest.approx({"L1": 0.0, "L2": 7.0, "L3": 0.0}, abs=1e-9)
    flows = tracking.to_frame("flows").set_index("ncy").loc[NCYS[joined]]
    more = flows["net_joiners_seen"] - flows["net_joiners_projected"]
    assert more == pytest.approx(7.0)


def test_more_who_left_are_leavers_and_take_children_away():
    shrinking = Small(until=2030, placements=False, growth=0.8, seed=3)
    projection = projected(shrinking)
    came = np.array(projection.expected.children[1].sum(axis=-1))
    leaving = np.array(projection.model.progression.leaving)
    left = int(np.argmax((leaving[:, :-1] * came.sum(axis=0)[:, 1:]).sum(axis=0)))
    came[0, needs().index("ASD"), left + 1] -= 1.0
    came[0] = np.maximum(came[0], 0.0)
    now = area_with(came, small=shrinking)
    tracking = sf.track(projection, now)
    assert totals(tracking)["leavers"] == pytest.approx(tracking.row()["miss"])
    assert totals(tracking)["leavers"] < 0
    assert "(more left)" in repr(tracking)


def test_a_restated_base_is_found_and_is_in_no_other_part():
    """Two children more in last year's file, and those of them who stay in this year's."""
    before = base()
    cell = place("L2", "SEMH", 5)
    before[cell] += 2.0
    model = projected().model
    stay = np.zeros_like(before)
    need, ncy = cell[1], cell[2]
    kept = 2.0 * (1 - model.progression.leaving[need, ncy])
    changes = kept * model.need_leaves[0, need, ncy + 1]
    stay[cell[0], need, ncy + 1] += kept - changes
    stay[cell[0], :, ncy + 1] += changes * model.need_goes[0, :, ncy + 1]
    tracking = sf.track(projected(), area_with(expected() + stay, base=before))
    wanted = dict.fromkeys(PARTS, 0.0) | {"restated": kept}
    assert totals(tracking) == pytest.approx(wanted, abs=1e-9)
    assert tracking.to_frame("yearly")["carried"].tolist() == pytest.approx([kept])


def test_another_population_is_found_at_the_projected_joining_rates():
    people = tables_of(SMALL)["population"]
    more = people["year"].eq(CAME) & people["locality"].eq("L3")
    people = people.assign(persons=people["persons"].where(~more, people["persons"] * 1.2))
    model = projected().model
    after = expected()
    joiners = np.zeros_like(after)
    rates = expected_rates(model)
    joiners[2] = 0.2 * rates.joining[0] * rates.locality[2] * model.population[1, 2]
    tracking = sf.track(projected(), area_with(after + joiners, population=people))
    wanted = dict.fromkeys(PARTS, 0.0) | {"population": joiners.sum()}
    assert totals(tracking) == pytest.approx(wanted, abs=1e-9)
    assert joiners.sum() > 0
    assert "tracking_same_population" not in [note.rule for note in tracking.notes]


# --- it adds up -----------------------------------------------------------------------------------

DETAILS = st.lists(st.sampled_from([name for name in TRACKED_BY if name != "year"]), unique=True)


@pytest.mark.slow
@given(by=DETAILS)
@settings(max_examples=25, deadline=None)
def test_parts_add_up_at_any_detail_and_details_to_the_total(two_years, by):
    frame = two_years.to_frame(by=by)
    parts = frame[list(PARTS)].sum(axis=1)
    np.testing.assert_allclose(frame["came"] - frame["expected"], frame["miss"], atol=1e-9)
    np.testing.assert_allclose(parts, frame["miss"], atol=1e-9)
    counts = ["came", "expected", "miss", *PARTS]
    whole = two_years.to_frame().set_index("year")[counts]
    added = frame.groupby("year")[counts].sum()
    np.testing.assert_allclose(added, whole, atol=1e-9)
    if "need" not in by:
        assert frame["mix"].eq(0.0).all(), "not even the dust of sums is shown"


def test_expected_is_that_of_the_projection_and_came_that_of_the_area(two_years):
    assert two_years.years == (2023, 2024)
    frame = two_years.to_frame(by=["need"])
    theirs = two_years.projection.to_frame(by=["year", "need"])
    theirs = theirs[theirs["year"].isin(two_years.years)].reset_index(drop=True)
    np.testing.assert_allclose(frame["expected"], theirs["expected"])
    pd.testing.assert_frame_equal(
        frame[["children", "low", "high"]], theirs[["children", "low", "high"]]
    )
    plans = two_years.area.table("plans")
    assert frame["came"].sum() == pytest.approx(plans[plans["year"].ge(2023)]["plans"].sum())


def test_what_is_new_each_year_and_what_is_carried_add_up(two_years):
    yearly = two_years.to_frame("yearly")
    own = ["carried", "population", "joiners", "leavers", "mix"]
    np.testing.assert_allclose(yearly[own].sum(axis=1), yearly["miss"], atol=1e-9)
    whole = two_years.to_frame()
    assert yearly.loc[0, "carried"] == pytest.approx(whole.loc[0, "restated"])
    assert whole["restated"].gt(0).all(), "planted, and carried into the second year"
    assert whole["population"].gt(0).all()
    # Of the children who were missed, some leave before the next January.
    assert abs(yearly.loc[1, "carried"]) < abs(whole.loc[0, "miss"]) + whole["restated"].max()


def test_flows_are_those_between_the_januaries(two_years):
    flows = two_years.to_frame("flows")
    plans = two_years.area.table("plans")
    counted = plans.groupby("year")["plans"].sum()
    top = plans[plans["ncy"].eq(20)].groupby("year")["plans"].sum()
    for year, held in flows.groupby("year"):
        net = held["net_joiners_seen"].sum() - held["net_leavers_seen"].sum()
        kept = counted[year - 1] - top.get(year - 1, 0.0)
        assert net == pytest.approx(counted[year] - kept)


def test_ranges_count_cells_by_level(two_years):
    ranges = two_years.to_frame("ranges")
    assert list(ranges["level"].unique()) == [level.name for level in TRACKED_LEVELS]
    assert not ranges["level"].str.contains("setting").any()
    assert ranges["inside"].le(ranges["cells"]).all()
    total = ranges[ranges["level"].eq("total")].set_index("year")
    whole = two_years.to_frame().set_index("year")
    assert total["inside"].astype(bool).to_dict() == whole["inside"].to_dict()
    by_need = two_years.to_frame(by=["need"])
    shown = by_need[by_need["came"].ge(1)].groupby("year")["inside"].sum()
    said_so = ranges[ranges["level"].eq("need")].set_index("year")["inside"]
    assert (said_so >= shown).all()
    np.testing.assert_allclose(ranges["inside_percent"], 100 * ranges["inside"] / ranges["cells"])


def test_a_need_far_outside_its_range_is_told(tracking):
    after = expected()
    after[0, needs().index("ASD"), 5] += 80.0
    far = sf.track(projected(), area_with(after))
    row = far.row(need="ASD")
    assert not row["inside"]
    assert "outside the projection's range" in str(far.explain(need="ASD"))
    assert tracking.row(need="ASD")["inside"] in (True, False)


# --- the result -----------------------------------------------------------------------------------


def test_card_says_miss_parts_and_ranges(tracking):
    text = repr(tracking)
    row = tracking.row()
    assert f"in January 2025, {row['came']:,.0f} children with a plan came" in text
    assert more_or_fewer(row["miss"]) in text
    assert parts_words(row) in text
    ranges = tracking.to_frame("ranges")
    needs_held = ranges[ranges["level"].eq("need")].iloc[0]
    held = f"{needs_held['inside']} of {needs_held['cells']} needs are within theirs."
    assert held in text
    assert "tracking.plot.miss()" in text
    assert len(tracking.card().figures) == 5
    assert "-0" not in {figure.shown for figure in tracking.card().figures}


def test_explain_gives_the_cells_under_a_miss(tracking):
    told = tracking.explain(phase="primary", need="SLCN")
    row = tracking.row(phase="primary", need="SLCN")
    assert told.rows["miss"].sum() == pytest.approx(row["miss"])
    assert set(told.rows["phase"]) == {"primary"}
    assert told.rows["miss"].abs().is_monotonic_decreasing
    assert "January 2025, phase primary, need SLCN" in told.sentence


def test_unknown_axes_labels_and_tables_are_refused(tracking):
    with pytest.raises(UnknownNameError, match="cannot be laid out by level"):
        tracking.to_frame(by=["level"])
    with pytest.raises(UnknownNameError, match="ASC"):
        tracking.explain(need="ASC")
    with pytest.raises(UnknownNameError, match="2026"):
        tracking.row(year=2026)
    with pytest.raises(UnknownNameError, match="there is no cell with"):
        tracking.row(group="North", locality="L3")
    with pytest.raises(UnknownNameError, match="flows"):
        tracking.to_frame("flows", by=["need"])
    with pytest.raises(UnknownNameError, match="no table"):
        tracking.to_frame("gap")


def test_one_axis_may_be_named_alone(tracking):
    pd.testing.assert_frame_equal(tracking.to_frame(by="need"), tracking.to_frame(by=["need"]))


def test_figure_shows_every_part_with_its_number(tracking):
    row = tracking.row(need="SEMH")
    axes = tracking.plot.miss(need="SEMH")
    words = figures.alt_text(axes)
    assert "January 2025, need SEMH" in words
    assert f"All together: {row['miss']:+,.1f}" in words
    for part in ("Restated since", "Population", "Net joiners", "Net leavers", "Mix of needs"):
        assert part in words
    shown = [text.get_text() for text in axes.texts]
    numbers = [float(number.replace(",", "")) for number in shown if number[-1:].isdigit()]
    assert numbers[-6:] == pytest.approx([*(row[part] for part in PARTS), row["miss"]], abs=0.051)
    assert f"{row['expected']:,.1f} expected, {row['came']:,.1f} came" in words


def test_saved_as_a_workbook(tracking, tmp_path):
    book = load_workbook(tracking.save(tmp_path / "tracking.xlsx"), read_only=True)
    assert {"miss", "miss_by_need", "yearly", "flows", "ranges", "notes"} <= set(book.sheetnames)
    header, first, *_ = book["miss"].iter_rows(values_only=True)
    held = dict(zip(header, first, strict=True))
    assert held["miss"] == pytest.approx(sum(held[part] for part in PARTS))
    assert held["inside"] in ("yes", "no")
    book.close()


def test_provenance_names_both_sides(two_years):
    settings_of = two_years.provenance().settings
    assert settings_of["projection: seed"] == "1"
    assert settings_of["came"] == "2023/24, 2024/25"


def test_words():
    assert more_or_fewer(-3.25) == "3.2 fewer"
    assert who_left("leavers", 2.0) == " (fewer left)"
    assert who_left("leavers", 0.0) == ""


# --- notes and refusals ---------------------------------------------------------------------------


def test_notes_say_what_one_year_cannot_show(tracking):
    told = " ".join(str(note) for note in tracking.notes)
    assert "Cells of one year are no separate trials" in told
    assert "are made up, or estimated, in part" in told
    assert "because the table was not renewed" in told


def test_counted_plans_need_no_note():
    tables = tables_of(SMALL)
    supplied = sf.area_from_frames(tables | {"plans": tables["plans"].assign(basis="supplied")})
    rules = [note.rule for note in sf.track(projected(), supplied).notes]
    assert "tracking_made" not in rules
    assert "tracking_one_year" in rules


def test_children_without_a_need_are_spread_and_noted():
    tables = tables_of(SMALL)
    plans = tables["plans"]
    hidden = plans["year"].eq(CAME) & plans["need"].eq("SLCN") & plans["locality"].eq("L1")
    changed = plans.assign(need=plans["need"].where(~hidden, "unknown"))
    # Children without a need of one locality, NC year and setting stand in one row.
    keys = ["year", "locality", "need", "ncy", "setting", "basis"]
    changed = changed.groupby(keys, as_index=False)["plans"].sum()
    unknown = sf.track(projected(), sf.area_from_frames(tables | {"plans": changed}))
    assert "projection_unknown_spread" in [note.rule for note in unknown.notes]
    whole = sf.track(projected(), area_like(SMALL))
    assert unknown.row()["miss"] == pytest.approx(whole.row()["miss"])


def without_years(*years):
    tables = tables_of(SMALL)
    plans = tables["plans"]
    return sf.area_from_frames(tables | {"plans": plans[~plans["year"].isin(years)]})


def of_authority(name):
    tables = tables_of(SMALL)
    about = pd.DataFrame({"item": ["name", "authority"], "value": ["Testshire", name]})
    return sf.area_from_frames(tables | {"about": about, "sites": tables["sites"]})


def marked_area():
    tables = tables_of(SMALL)
    plans = tables["plans"].astype({"plans": object})
    plans.loc[plans["year"].eq(CAME), "plans"] = "c"
    return sf.area_from_frames(tables | {"plans": plans})


REFUSED = {
    "tracking_no_projection": (lambda: sf.track(area_like(SMALL), area_like(SMALL)), "a Area was"),
    "tracking_no_area": (lambda: sf.track(projected(), "area.xlsx"), "a str was given"),
    "tracking_other_authority": (
        lambda: sf.track(projected(), of_authority("Elsewhere")),
        "of the authority Testshire, and the area of Elsewhere",
    ),
    "tracking_other_localities": (
        lambda: sf.track(projected(), area_like(Small(localities=2, placements=False))),
        "only the projection has L3; only the area has none",
    ),
    "tracking_no_base": (
        lambda: sf.track(projected(), without_years(2022, 2023)),
        "does not hold January 2024, from which was projected; it holds January 2025",
    ),
    "tracking_no_later": (
        lambda: sf.track(projected(), projected().area),
        "it holds January 2023, 2024, and the projection has January 2025, 2026, 2027",
    ),
    "tracking_marked": (lambda: sf.track(projected(), marked_area()), "in January 2025"),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_what_cannot_be_tracked_is_refused_with_its_remedy(rule):
    bring, words = REFUSED[rule]
    with pytest.raises(NotPossibleError, match=said(rule)) as raised:
        bring()
    assert words in str(raised.value)


# --- limits and new homes -------------------------------------------------------------------------

HELD = [
    {"growth_cap_percent": 1},
    {"prevalence_ceiling_percent": 4},
    {"total_plans": {2024: 500, 2025: "none"}},
    {"total_plans": {2024: 200, 2025: "none"}},
    {"growth_cap_percent": 1, "new_homes": 90},
]


def held_to(**stated):
    scenario = sf.as_things_stand().but(name="held", **stated)
    return sf.project(projected().area, scenario, until=2026, draws=DRAWS, workers=1)


@pytest.mark.slow
@pytest.mark.parametrize("stated", HELD)
def test_limits_are_a_part_and_the_others_are_those_without_them(stated):
    """Below those who stay a total sends children away: they are held back as well."""
    tracking = sf.track(held_to(**stated), area_like(SMALL))
    homes = {name: value for name, value in stated.items() if name == "new_homes"}
    without = sf.track(held_to(**homes) if homes else projected(), area_like(SMALL))
    for by in ([], ["need"], ["locality", "phase"]):
        frame, free = tracking.to_frame(by=by), without.to_frame(by=by)
        pd.testing.assert_frame_equal(frame[list(PARTS)], free[list(PARTS)])
        assert frame["miss"].tolist() == pytest.approx(frame["came"] - frame["expected"])
        whole = frame[[*PARTS, "limits"]].sum(axis=1)
        np.testing.assert_allclose(whole, frame["miss"], atol=1e-9)
        held_back = free["expected"] - frame["expected"]
        np.testing.assert_allclose(frame["limits"], held_back, atol=1e-9)
        assert "limits" not in free
    row = tracking.row()
    assert row["limits"] != pytest.approx(0.0)
    text = " ".join(repr(tracking).split())
    assert f"limits of the scenario {row['limits']:+,.1f}" in text
    assert "limits of the scenario" not in repr(without)
    yearly = tracking.to_frame("yearly")
    own = ["carried", "population", "joiners", "leavers", "mix", "limits"]
    np.testing.assert_allclose(yearly[own].sum(axis=1), yearly["miss"], atol=1e-9)
    axes = tracking.plot.miss()
    words = figures.alt_text(axes)
    assert "Limits of the scenario" in words
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert len(labels) == 7
    assert not any("…" in label for label in labels)
    shown = tracking.explain(need="ASD").rows
    np.testing.assert_allclose(shown[[*PARTS, "limits"]].sum(axis=1), shown["miss"], atol=1e-9)


def test_an_area_that_came_as_the_limits_said_has_no_miss_in_all():
    """Fewer joined than the rates without the cap say, by as many as the cap held back."""
    capped = held_to(growth_cap_percent=1)
    came = np.array(capped.expected.children[1].sum(axis=-1))
    row = sf.track(capped, area_with(came)).row()
    assert row["miss"] == pytest.approx(0.0, abs=1e-9)
    assert row["limits"] > 0
    assert row["joiners"] + row["leavers"] == pytest.approx(-row["limits"])


def test_an_area_that_came_as_expected_with_its_new_homes_has_no_miss():
    """The residents of the homes are in the population now, and their children have joined."""
    homes = held_to(new_homes={2024: 300, 2025: 0}, plans_per_pupil_in_new_homes=0.1)
    people = tables_of(SMALL)["population"]
    grown = homes.model.population
    axes = {"year": (BASE, *homes.years), "locality": homes.localities, "ncy": NCYS}
    index = pd.MultiIndex.from_product(axes.values(), names=list(axes))
    added = pd.Series(grown.reshape(-1), index=index, name="grown")
    joined = people.join(added, on=list(axes))
    people = people.assign(persons=joined["grown"].fillna(joined["persons"]))
    came = np.array(homes.expected.children[1].sum(axis=-1))
    tracking = sf.track(homes, area_with(came, population=people))
    assert totals(tracking) == pytest.approx(dict.fromkeys(PARTS, 0.0), abs=1e-9)
    # Had nobody moved in, those who were to arrive are joiners who did not come; where the NC year
    # was to shrink all the same, more who left, net.
    arriving = homes.model.levers.arriving[0].sum()
    assert arriving > 0
    usual = sf.track(homes, area_with(expected(), population=people))
    told = totals(usual)
    assert told["joiners"] < 0
    assert told["joiners"] + told["leavers"] == pytest.approx(-arriving)
    assert told["population"] == pytest.approx(0.0, abs=1e-9)
    assert usual.row()["miss"] == pytest.approx(-arriving)


def test_a_population_that_was_not_renewed_takes_new_homes_away_and_says_so():
    homes = held_to(new_homes={2024: 300, 2025: 0})
    tracking = sf.track(homes, area_like(SMALL))
    rules = [note.rule for note in tracking.notes]
    assert "tracking_same_population_homes" in rules
    assert "tracking_same_population" not in rules
    (note,) = [one for one in tracking.notes if one.rule == "tracking_same_population_homes"]
    assert "but for the residents of the scenario's new homes" in note.seen


# --- from transitions -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made():
    """Made-up areas as they were in January 2023 and are in January 2025, with transitions."""
    area = sf.synthetic_area(seed=11, plans=500, localities=4, transitions=True).area
    tables = area.tables()
    tables.pop("placements", None)
    earlier = {
        "plans": tables["plans"].query("year < 2023"),
        "transitions": tables["transitions"].query("year < 2023"),
    }
    return sf.area_from_frames({**tables, **earlier}), sf.area_from_frames(tables)


def from_transitions(area, *, states="level", **stated):
    scenario = sf.as_things_stand().but(name="held", **stated) if stated else None
    options = {"until": 2025, "draws": DRAWS, "workers": 1, "states": states}
    return sf.project(area, scenario, flows="transitions", **options)


@pytest.mark.slow
@pytest.mark.parametrize("states", ["level", "setting"])
@pytest.mark.parametrize(
    "stated",
    [{}, {"growth_cap_percent": 1}, {"new_homes": 200}, {"total_plans": {2023: 600, 2024: "none"}}],
)
def test_from_transitions_too_the_parts_add_up_to_the_child(made, states, stated):
    then, now = made
    tracking = sf.track(from_transitions(then, states=states, **stated), now)
    assert tracking.years == (2023, 2024)
    parts = [*PARTS, *(["limits"] if "new_homes" not in stated and stated else [])]
    for by in ([], ["need"], ["locality", "need", "ncy"]):
        frame = tracking.to_frame(by=by)
        np.testing.assert_allclose(frame["came"] - frame["expected"], frame["miss"], atol=1e-9)
        np.testing.assert_allclose(frame[parts].sum(axis=1), frame["miss"], atol=1e-9)
        if "need" not in by:
            assert frame["mix"].eq(0.0).all()
    plans = now.table("plans").query("year == 2024")["plans"].sum()
    assert tracking.row()["came"] == pytest.approx(plans)
    assert tracking.row()["expected"] == pytest.approx(
        tracking.projection.expected.children[2].sum()
    )
    (note,) = [one for one in tracking.notes if one.rule == "tracking_net_of_transitions"]
    assert "joiners and leavers are net" in note.why


def census(projection, made, children):
    """The area now: its January of 2023 as given, with the axes of a projection in settings."""
    then, now = made
    labels = projection.labels
    axes = {"locality": labels.localities, "need": labels.needs, "ncy": labels.ncys}
    index = pd.MultiIndex.from_product([*axes.values(), labels.states], names=[*axes, "setting"])
    came = index.to_frame(index=False)
    came = came.assign(plans=children.reshape(-1), year=2023, basis="made")
    before = then.table("plans").drop(columns="plans_mark")
    plans = pd.concat([before, came[came["plans"] > 0]], ignore_index=True)
    known = {"plans": plans, "transitions": then.table("transitions")}
    return sf.area_from_frames({**now.tables(), **known})


@pytest.mark.slow
def test_an_area_that_came_as_expected_from_transitions_has_no_miss(made):
    projection = from_transitions(made[0], states="setting")
    after = np.array(projection.expected.children[1])
    tracking = sf.track(projection, census(projection, made, after))
    assert totals(tracking) == pytest.approx(dict.fromkeys(PARTS, 0.0), abs=1e-9)
    # A child whose need is recorded otherwise is mix, by need, and nought over all.
    place, need, ncy, setting = np.unravel_index(int(after.argmax()), after.shape)
    other = (need + 1) % len(needs())
    after[place, need, ncy, setting] -= 0.5
    after[place, other, ncy, setting] += 0.5
    recoded = sf.track(projection, census(projection, made, after))
    by_need = recoded.to_frame(by=["need"]).set_index("need")
    assert by_need.loc[needs()[need], "mix"] == pytest.approx(-0.5)
    assert by_need.loc[needs()[other], "mix"] == pytest.approx(0.5)
    assert by_need[["restated", "population", "joiners", "leavers"]].abs().to_numpy().max() < 1e-9


@pytest.mark.slow
def test_a_closure_of_the_scenario_changes_nothing_that_is_tracked(made):
    then, now = made
    closure = {"setting": "base", "year": 2023, "to": {"special": 1}, "why": "a test"}
    closing = sf.load_scenario({"name": "closing", "closures": [closure]})
    options = {"until": 2025, "draws": DRAWS, "workers": 1, "states": "setting"}
    closed, usual = (
        sf.track(sf.project(then, one, flows="transitions", **options), now)
        for one in (closing, sf.as_things_stand())
    )
    pd.testing.assert_frame_equal(closed.to_frame(by=["need"]), usual.to_frame(by=["need"]))


def test_every_message_of_tracking_is_brought_about_here():
    noted = {"tracking_one_year", "tracking_made", "tracking_same_population"}
    noted |= {"tracking_same_population_homes", "tracking_net_of_transitions"}
    assert set(messages.MESSAGES) == set(REFUSED) | noted


@pytest.mark.slow
def test_the_page_shows_what_the_example_gives():
    tables = sf.load_example().tables()
    del tables["placements"]
    plans = tables["plans"]
    then = sf.area_from_frames({**tables, "plans": plans[plans["year"] < 2024]})
    projection = sf.project(then, until=2030, draws=5, workers=1)
    text = " ".join(repr(sf.track(projection, sf.load_example())).split())
    page = Path(__file__).resolve().parents[1] / "docs/how-to/track-last-years-projection.md"
    shown = " ".join(page.read_text(encoding="utf-8").split())
    # All but the range, which hangs on the draws.
    told = text[: text.index("What came is")]
    assert told in shown
    assert "314.9 more" in told


@pytest.mark.slow
def test_counts_that_are_not_shown_are_fitted_where_the_scenario_says_so():
    tables = sf.load_example().tables()
    del tables["placements"]
    plans = tables["plans"]
    then = sf.area_from_frames({**tables, "plans": plans[plans["year"] < 2024]})
    hidden = plans["year"].eq(2024) & plans["plans"].between(1, 4)
    shown = plans.drop(columns="plans_mark").astype({"plans": object})
    shown.loc[hidden, "plans"] = "c"
    now = sf.area_from_frames({**tables, "plans": shown})
    options = {"until": 2026, "draws": 5, "workers": 1}
    with pytest.raises(NotPossibleError, match=said("tracking_marked")):
        sf.track(sf.project(then, **options), now)
    fit = sf.as_things_stand().but(name="fit", marked="fit")
    fitted = sf.track(sf.project(then, fit, **options), now)
    assert fitted.row()["came"] == pytest.approx(4551.0)
    assert "tracking_made" in [note.rule for note in fitted.notes]
    frame = fitted.to_frame(by=["need", "locality"])
    np.testing.assert_allclose(frame[list(PARTS)].sum(axis=1), frame["miss"], atol=1e-9)
