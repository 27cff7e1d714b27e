"""`project_panel`: what it gives, what it refuses, and what it says of what it was given."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from panels import BANDS, history, with_bands, with_placements

import sufficiency as sf
from sufficiency import figures
from sufficiency.errors import NotPossibleError, TableError, UnknownNameError
from sufficiency.messages import panel as messages


@pytest.fixture(scope="module")
def panel():
    return sf.project_panel(with_bands(history()), until=2029, draws=200)


def rules(panel):
    return {note.rule for note in panel.notes}


def only_totals(frame):
    return frame[frame["setting"].eq("") & frame["ncy_from"].isna()]


def test_every_area_and_year_has_its_figures(panel):
    frame = panel.to_frame()
    assert panel.areas == ("England", *(f"Area {number:02d}" for number in range(30)))
    assert sorted(frame["year"].unique()) == list(range(2024, 2030))
    assert len(frame) == 6 * (31 + 30 * len(BANDS))
    assert (frame["low"] <= frame["high"]).all()
    assert set(frame["basis"]) == {"made"}


def test_bands_add_up_to_the_total_of_their_area(panel):
    frame = panel.to_frame()
    banded = frame[frame["ncy_from"].notna()].groupby(["area", "year"])[["plans", "expected"]]
    whole = (
        only_totals(frame)
        .set_index(["area", "year"])[["plans", "expected"]]
        .drop("England", level="area")
    )
    np.testing.assert_allclose(banded.sum(), whole.loc[banded.sum().index])


def test_bands_add_up_in_every_draw(panel):
    whole = panel.draws_of("Area 03")
    parts = sum(panel.draws_of("Area 03", ncy_from=first) for first, _ in BANDS)
    np.testing.assert_allclose(parts, whole)


def test_steady_panel_goes_on_as_it_went(panel):
    """Areas that all grow by 6 % grow by about 6 % a year more."""
    frame = only_totals(panel.to_frame()).set_index(["year", "area"])["expected"]
    growth = (frame.loc[2029] / frame.loc[2024]).drop("England").median() ** (1 / 5) - 1
    assert 0.05 < growth < 0.07


def test_order_of_rows_does_not_matter(panel):
    shuffled = with_bands(history()).sample(frac=1, random_state=2)
    again = sf.project_panel(shuffled, until=2029, draws=200)
    pd.testing.assert_frame_equal(again.to_frame(), panel.to_frame())


def test_longer_horizon_and_more_draws_change_nothing_before(panel):
    longer = sf.project_panel(with_bands(history()), until=2031, draws=210)
    found = longer.draws_of("England")[:200, :5]
    np.testing.assert_array_equal(found, panel.draws_of("England"))
    assert "panel_beyond_measured" in rules(longer)


def test_history_is_left_as_it_was():
    given = history(4)
    before = given.copy()
    sf.project_panel(given, draws=20)
    pd.testing.assert_frame_equal(given, before)


def test_large_panel_rests_on_its_own_errors(panel):
    assert "panel_shipped_errors" not in rules(panel)
    assert "panel_shipped_errors" in rules(sf.project_panel(history(3), draws=20))


def test_calm_panel_has_narrower_ranges_than_a_wild_one():
    def width(spread):
        frame = only_totals(
            sf.project_panel(with_bands(history(spread=spread)), draws=300).to_frame()
        )
        last = frame[frame["year"].eq(2029) & frame["area"].ne("England")]
        return float(((last["high"] - last["low"]) / last["plans"]).mean())

    assert width(0.01) < 0.7 * width(0.05)


def test_ranges_hold_what_comes_in_made_up_areas():
    """80 % ranges from ten Januaries hold about 80 % of what comes three years later."""
    inside = []
    for seed in range(5):
        whole = history(60, last=2024, seed=seed)
        known = sf.project_panel(whole[whole["year"] <= 2021], until=2024, draws=300)
        frame = known.to_frame().query("year == 2024 and area != 'England'").set_index("area")
        truth = whole.query("year == 2024").set_index("area")["plans"].drop("England")
        inside.append(((frame["low"] <= truth) & (truth <= frame["high"])).mean())
    assert 0.72 < np.mean(inside) < 0.88


def test_one_area_leans_on_england_as_shipped():
    example = sf.load_example().history
    alone = example[example["area"].ne("England")]
    with_england = sf.project_panel(example, draws=50)
    without = sf.project_panel(alone, draws=50)
    name = "North Northamptonshire"
    np.testing.assert_array_equal(without.draws_of(name), with_england.draws_of(name))
    assert without.areas == (name,)


def test_placements_have_figures_of_their_own():
    placed = sf.project_panel(with_placements(history(), "special"), draws=50)
    frame = placed.to_frame()
    special = frame[frame["setting"].eq("special")]
    assert len(special) == 30 * 6
    first = special[special["area"].eq("Area 00")]["expected"].to_numpy()
    assert (np.diff(first) > 0).all()


def test_prevalence_is_drawn_towards_englands():
    """The same plans among half of the children: twice the prevalence, and slower growth."""
    given = history(30)
    share = np.where(given["area"].eq("Area 05"), 0.5, 1.0)
    crowded = given.assign(children=given["children"] * share)
    usual, slower = (sf.project_panel(frame, draws=20).to_frame() for frame in (given, crowded))
    one = usual.query("area == 'Area 05' and year == 2029")["expected"].iloc[0]
    two = slower.query("area == 'Area 05' and year == 2029")["expected"].iloc[0]
    assert two < one


def test_card_says_what_comes_next(panel):
    text = repr(panel)
    assert text.count("\n") == 2
    assert "Panel of 31 areas, 2025/26 to 2029/30: England's" in text
    assert "panel.plot.plans('England')" in text
    assert "INTERNAL" in panel._repr_html_()


def test_plot_shows_counted_and_projected(panel):
    axes = panel.plot.plans("Area 01")
    assert "Area 01: children with a plan" in figures.alt_text(axes)


def test_saved_and_read_again(panel, tmp_path):
    folder = panel.save(tmp_path / "panel")
    held = pd.read_csv(folder / "panel.csv")
    np.testing.assert_allclose(held["plans"], panel.to_frame()["plans"])


# --- what it says -------------------------------------------------------------------------------


def drop(frame, area, year):
    return frame[~(frame["area"].eq(area) & frame["year"].eq(year))]


def test_no_frame():
    with pytest.raises(NotPossibleError, match="and a str was given"):
        sf.project_panel("history.csv")


def test_no_totals():
    given = history(2).assign(setting="special")
    with pytest.raises(NotPossibleError, match="No row holds all plans of an area"):
        sf.project_panel(given)


def test_area_without_the_last_january_is_named():
    given = drop(drop(history(4), "Area 01", 2024), "Area 02", 2024)
    with pytest.raises(TableError, match="2 faults") as raised:
        sf.project_panel(given)
    named = [one.value for one in raised.value.findings if one.rule == "panel_last_missing"]
    assert named == ["Area 01", "Area 02"]
    assert "has no count of all plans for January 2025" in str(raised.value)


def test_a_last_january_of_marks_alone_is_not_left_out_unsaid():
    """The January before was projected from as if it were the last, without a word."""
    given = history(1)
    last = given["area"].eq("Area 00") & given["year"].eq(2024)
    given = given.assign(plans=given["plans"].astype(object))
    given.loc[last, "plans"] = "x"
    own = given[given["area"].eq("Area 00")]
    assert len(own[own["year"].eq(2024)]) == 1
    with pytest.raises(TableError, match="for January 2025") as raised:
        sf.project_panel(own)
    (fault,) = [one for one in raised.value.findings if one.severity == "error"]
    assert "the mark x in row" in fault.seen
    assert "leave out the rows of Area 00, or all rows of that year" in fault.remedy
    assert sf.project_panel(own[own["year"].lt(2024)], draws=10)


def test_area_that_ends_at_nought_is_named():
    given = history(4)
    given.loc[given["area"].eq("Area 01") & given["year"].eq(2024), "plans"] = 0
    with pytest.raises(TableError, match="Area 01 has no count of all plans"):
        sf.project_panel(given)


def at_the_end(panel, area):
    frame = only_totals(panel.to_frame())
    return float(frame[frame["area"].eq(area) & frame["year"].eq(2029)]["expected"].iloc[0])


def growing_by(given, area, growth):
    """The same panel, in which one area grows evenly over and above England."""
    england = given[given["area"].eq("England")].set_index("year")["plans"]
    own = given["area"].eq(area)
    years = given.loc[own, "year"]
    even = england.loc[years].to_numpy() / 50 * np.exp(growth * (years.to_numpy() - 2024))
    return given.assign(plans=given["plans"].mask(own, pd.Series(even.round(), years.index)))


@pytest.mark.parametrize("missing", [[2023], [2022], [2021], [2022, 2023]])
def test_january_missing_in_the_middle_is_bridged(missing):
    """Where growth is even, a missing January changes next to nothing: 0.3 % for whole numbers."""
    given = growing_by(history(30), "Area 01", 0.12)
    whole = sf.project_panel(given, draws=20)
    part = given
    for year in missing:
        part = drop(part, "Area 01", year)
    found = sf.project_panel(part, draws=20)
    assert at_the_end(found, "Area 01") == pytest.approx(at_the_end(whole, "Area 01"), rel=3e-3)
    assert len(only_totals(found.to_frame()).query("area == 'Area 01'")) == 6


def test_bridged_january_is_told():
    given = drop(drop(history(30), "Area 01", 2023), "Area 05", 2022)
    given.loc[given["area"].eq("Area 07") & given["year"].eq(2023), "plans"] = 0
    row = int(np.flatnonzero(given["area"].eq("Area 07") & given["year"].eq(2023))[0]) + 2
    found = sf.project_panel(given, draws=20)
    note = next(note for note in found.notes if note.rule == "panel_gap_bridged")
    assert "Of 30 areas, 3 have no count of all plans between Januaries that have one" in note.seen
    assert "Area 01: January 2024 (no row); Area 05: January 2023 (no row)" in note.seen
    assert f"Area 07: January 2024 (0 in row {row})." in note.seen
    assert "year 2023, area Area 01, setting blank" in note.remedy


def test_gap_that_is_not_bridged_is_told():
    given = history(30)
    for year in (2021, 2022, 2023):
        given = drop(given, "Area 01", year)
    found = sf.project_panel(given, draws=20)
    note = next(note for note in found.notes if note.rule == "panel_gap_open")
    assert "Area 01: January 2022 (no row), January 2023 (no row), January 2024 (no row)." in str(
        note
    )
    assert "panel_gap_bridged" not in rules(found)


def test_gap_across_a_break_is_not_bridged():
    given = drop(history(30), "Area 01", 2023).assign(**{"break": "no"})
    given.loc[given["area"].eq("Area 01") & given["year"].eq(2024), "break"] = "yes"
    assert "panel_gap_open" in rules(sf.project_panel(given, draws=20))


def test_old_gaps_are_told_in_one_note():
    given = with_placements(history(30), "base")
    gone = given["setting"].eq("base") & given["year"].eq(2023) & given["area"].lt("Area 05")
    found = sf.project_panel(drop(given[~gone], "Area 06", 2015), draws=20)
    (note,) = (note for note in found.notes if note.rule == "panel_gap_old")
    # Area 06 lacks both counts of its year.
    assert "7 counts of earlier Januaries are missing, not shown or nought" in note.seen
    assert "all plans of 1 area, Area 06; specialist base of 6 areas, Area 00" in note.seen


def test_growth_that_is_counted_in_part_is_told():
    given = growing_by(history(30), "Area 01", 0.20)
    assert "panel_growth_clipped" not in rules(sf.project_panel(history(30), draws=20))
    found = sf.project_panel(given, draws=20)
    (note,) = (note for note in found.notes if note.rule == "panel_growth_clipped")
    assert "all plans of 1 of 30 areas grew further from England's than is counted" in note.seen
    assert "Area 01 (+22 % and +22 %)." in note.seen
    assert "about 15 % at most" in note.why


def test_growth_of_placements_that_is_counted_in_part_is_told():
    placed = with_placements(growing_by(history(30), "Area 01", 0.12), "special")
    found = sf.project_panel(placed, draws=20)
    told = [note.seen for note in found.notes if note.rule == "panel_growth_clipped"]
    (seen,) = (seen for seen in told if seen.startswith("state-funded special"))
    assert "(a year over three years, against England's): " in seen
    assert "Area 01 (+13 %)" in seen


def test_levels_that_are_counted_in_part_are_told():
    given = history(30)
    own = given["area"].eq("Area 05")
    given = given.assign(
        children=given["children"].where(~own, given["children"] / 10),
        new_plans=(given["plans"] * np.where(own, 0.6, 0.15)).round(),
    )
    found = sf.project_panel(given, draws=20)
    told = {note.column: note.seen for note in found.notes if note.rule == "panel_level_clipped"}
    assert "plans a child of 1 of 30 areas are further from England's" in told["children"]
    assert "new plans a plan of 1 of 30 areas" in told["new_plans"]


def test_england_of_one_january():
    given = history(3)
    given = given[given["year"].ge(2009)].assign(year=given["year"] - 15)
    with pytest.raises(NotPossibleError, match="England's plans are not known for January 2009"):
        sf.project_panel(given[given["area"].ne("England")])


def test_england_older_than_the_areas_is_carried_on():
    given = drop(history(3, last=2026), "England", 2026)
    found = sf.project_panel(given, draws=20)
    note = next(note for note in found.notes if note.rule == "panel_england_extended")
    assert "known to January 2026 only, and the last January here is 2027" in str(note)


@pytest.mark.parametrize("until", [2024, 2000, 2030.5, True])
def test_horizon_that_is_none(until):
    with pytest.raises(NotPossibleError, match="starts from 2024/25"):
        sf.project_panel(history(3), until=until)


def test_draws_and_seed_that_are_none():
    with pytest.raises(NotPossibleError, match="0 draws were asked for"):
        sf.project_panel(history(3), draws=0)
    with pytest.raises(NotPossibleError, match="the seed is -1"):
        sf.project_panel(history(3), seed=-1)


def test_children_that_are_not_known():
    found = sf.project_panel(history(3, children=False), draws=20)
    note = next(note for note in found.notes if note.rule == "panel_children_missing")
    assert "Of 3 areas, 3 have no number of children: Area 00; Area 01; Area 02." in str(note)


def test_new_plans_of_a_region_are_not_used():
    given = history(30)
    own = given["plans"].where(given["area"].ne("England")) * 0.15
    honest = given.assign(new_plans=own.round())
    faulty = honest.copy()
    same = faulty["area"].isin(["Area 01", "Area 02", "Area 03"]) & faulty["year"].eq(2024)
    faulty.loc[same, "new_plans"] = 9_999
    found = sf.project_panel(faulty, draws=20)
    note = next(note for note in found.notes if note.rule == "panel_new_plans_repeated")
    assert "3 areas have the same number of new plans, 9,999, in January 2025" in str(note)
    blank = honest.copy()
    blank.loc[same, "new_plans"] = np.nan
    pd.testing.assert_frame_equal(found.to_frame(), sf.project_panel(blank, draws=20).to_frame())


def test_bands_with_a_gap_name_the_row():
    given = with_bands(history(2))
    given.loc[given["ncy_from"].eq(7), "ncy_from"] = 8
    with pytest.raises(TableError, match="the NC years 8 to 11 overlap with, or leave a gap to"):
        sf.project_panel(given)


def test_bands_that_one_area_lacks():
    given = with_bands(history(30))
    last = given["area"].eq("Area 04") & given["year"].eq(2024) & given["ncy_from"].eq(1)
    found = sf.project_panel(given[~last.fillna(False)], draws=20)
    note = next(note for note in found.notes if note.rule == "panel_bands_missing")
    said = "Of 30 areas, 1 has no count of all their bands in January 2025: Area 04 lacks 1 of 5"
    assert f"{said}, the first NC years 1 to 6 (no row)." in str(note)
    assert found.to_frame().query("area == 'Area 04'")["ncy_from"].isna().all()


def test_bands_without_england_or_many_areas():
    given = with_bands(history(3))
    banded_england = given["area"].eq("England") & given["ncy_from"].notna()
    found = sf.project_panel(given[~banded_england], draws=20)
    note = next(note for note in found.notes if note.rule == "panel_bands_no_england")
    assert "there are fewer than 20 areas to tell them from" in str(note)


def test_placements_without_england():
    given = with_placements(history(3, last=2030), "special")
    placed_england = given["area"].eq("England") & given["setting"].eq("special")
    found = sf.project_panel(given[~placed_england], draws=20)
    note = next(note for note in found.notes if note.rule == "panel_no_england_placements")
    assert "placements are not known for January 2030 and January 2031" in str(note)


def test_placements_that_one_area_lacks():
    given = with_placements(history(30), "base")
    gone = given["area"].eq("Area 02") & given["setting"].eq("base") & given["year"].eq(2024)
    found = sf.project_panel(given[~gone], draws=20)
    note = next(note for note in found.notes if note.rule == "panel_placements_missing")
    said = "Of 30 areas, 1 has no count of specialist base for January 2025"
    assert f"{said} that could be projected from: Area 02 (no row)." in str(note)
    assert "year 2024 and setting base" in note.remedy


def test_areas_that_lack_the_same_are_told_in_one_note():
    given = with_bands(with_placements(history(30), "base"))
    lacking = given["area"].isin([f"Area {number:02d}" for number in range(7)])
    gone = (
        lacking & given["year"].eq(2024) & (given["setting"].eq("base") | given["ncy_from"].eq(1))
    )
    found = sf.project_panel(given[~gone.fillna(False) | given["setting"].eq("")], draws=20)
    note = next(note for note in found.notes if note.rule == "panel_placements_missing")
    assert "Of 30 areas, 7 have" in note.seen
    assert note.seen.endswith("Area 04 (no row); and 2 more.")
    assert len([one for one in found.notes if one.rule == note.rule]) == 1


@pytest.mark.parametrize(
    ("held", "mark", "said"), [(0, "", "Area 02 (0 in row "), (np.nan, "x", "(the mark x in row ")]
)
def test_what_stands_in_place_of_a_count_is_told(held, mark, said):
    given = with_placements(history(30), "base").assign(plans_mark="")
    place = given["area"].eq("Area 02") & given["setting"].eq("base") & given["year"].eq(2024)
    row = int(np.flatnonzero(place)[0]) + 2
    given.loc[place, ["plans", "plans_mark"]] = held, mark
    found = sf.project_panel(given, draws=20)
    note = next(note for note in found.notes if note.rule == "panel_placements_missing")
    assert f"{said}{row})." in str(note)
    assert (note.row, note.column) == (row, "plans")
    total = given["area"].eq("Area 03") & given["setting"].eq("") & given["year"].eq(2024)
    given.loc[total, ["plans", "plans_mark"]] = held, mark
    with pytest.raises(TableError, match="last of this table, that could be projected from") as bad:
        sf.project_panel(given)
    (fault,) = (one for one in bad.value.findings if one.severity == "error")
    assert said[said.index("(") + 1 :] in fault.seen
    assert (fault.row, fault.column) == (int(np.flatnonzero(total)[0]) + 2, "plans")


def test_rows_left_aside_are_counted():
    given = with_placements(history(3), "mainstream")
    found = sf.project_panel(given, draws=20)
    note = next(note for note in found.notes if note.rule == "panel_not_projected")
    assert "60 rows are of other settings: mainstream." in str(note)


def test_shipped_errors_say_where_they_are_from():
    found = sf.project_panel(history(3), draws=20)
    note = next(note for note in found.notes if note.rule == "panel_shipped_errors")
    assert "to tell how far off all plans may be" in str(note)


def test_what_is_not_there_is_named(panel):
    with pytest.raises(UnknownNameError, match="no area called Leeds"):
        panel.draws_of("Leeds")
    with pytest.raises(UnknownNameError, match="no count called setting='special'"):
        panel.draws_of("Area 01", setting="special")
    with pytest.raises(UnknownNameError, match="no area called Leeds"):
        panel.plot.plans("Leeds")


def test_faults_of_the_table_are_gathered():
    given = history(3)
    given.loc[0, "plans"] = -1
    given.loc[1, "basis"] = "guess"
    with pytest.raises(TableError, match="2 faults") as raised:
        sf.project_panel(given)
    assert len([one for one in raised.value.findings if one.severity == "error"]) == 2


def test_every_message_of_the_panel_is_brought_about_here():
    text = Path(__file__).read_text(encoding="utf-8")
    errors = {
        "panel_no_frame": "and a str was given",
        "panel_no_totals": "No row holds all plans",
        "panel_last_missing": "panel_last_missing",
        "panel_one_january": "not known for January 2009",
        "panel_bands_overlap": "leave a gap to",
        "panel_until": "starts from 2024/25",
        "panel_not_in": "no area called Leeds",
    }
    for rule in messages.MESSAGES:
        assert errors.get(rule, rule) in text.split("def test_every_message")[0], rule
