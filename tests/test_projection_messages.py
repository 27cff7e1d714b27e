"""Every message about a projection: what brings it, and its words. What a figure is made of."""

import numpy as np
import pandas as pd
import pytest
from small_areas import (
    BASE_YEAR,
    UNTIL,
    Small,
    area,
    area_like,
    projected,
    said,
    tables_of,
)
from test_projection_levers import rows_of_england
from test_projection_stocks import hidden, unrecorded

import sufficiency as sf
from sufficiency import england
from sufficiency.errors import FileError, NotPossibleError, UnknownNameError
from sufficiency.messages import limiting, projections

AS_THEY_STAND = sf.as_things_stand()


def without_plans():
    tables = tables_of(placements=False)
    margins = hidden()[0].table("margins")
    return sf.area_from_frames(
        {name: frame for name, frame in tables.items() if name != "plans"} | {"margins": margins}
    )


def with_lever(**lever):
    sf.project(area(), AS_THEY_STAND.but(name="levered", **lever), draws=1)


def newly_recorded(need):
    """Nobody has a need before the last January, and then some who had another have it."""
    tables = tables_of()
    plans = tables["plans"].copy()
    earlier = plans["need"].eq(need) & plans["year"].lt(BASE_YEAR)
    plans.loc[earlier, "need"] = "SEMH"
    by = ["year", "locality", "need", "ncy", "setting", "basis"]
    return sf.area_from_frames(tables | {"plans": plans.groupby(by, as_index=False)["plans"].sum()})


ERRORS = {
    "projection_no_plans": (
        lambda: sf.project(without_plans()),
        NotPossibleError,
        ["Testshire", "area.with_fitted_plans()"],
    ),
    "projection_marked": (
        lambda: sf.project(hidden()[0]),
        NotPossibleError,
        ["2024/25", "the first in frame plans, row ", "area.with_marked_plans_fitted()"],
    ),
    "projection_by_unknown": (
        lambda: projected(Small()).to_frame(by=["year", "ward"]),
        UnknownNameError,
        ["ward", "year, group, locality, need, phase, ncy, level"],
    ),
    "projection_no_area": (
        lambda: sf.project("area.xlsx"),
        NotPossibleError,
        ["a str was given", "sf.load_area"],
    ),
    "projection_total_carried": (
        lambda: with_lever(total_plans={2026: 600, 2028: 700}),
        NotPossibleError,
        [
            "600 for total_plans in 2026/27",
            "2027/28",
            'total_plans={2026: 600, 2027: "none", 2028: 700}',
        ],
    ),
    "projection_homes_locality": (
        lambda: with_lever(new_homes={"L9": 50}),
        NotPossibleError,
        ["L9", "no such locality", "Use codes of the table localities: L1 (", "L2 ("],
    ),
    "projection_homes_both": (
        lambda: with_lever(new_homes={"all": 10, "L1": 50}),
        NotPossibleError,
        ["10 new_homes for all", "others for L1", 'new_homes={"all": 0, "L1": 100}'],
    ),
    "projection_seed": (
        lambda: sf.project(area(), seed=-1),
        NotPossibleError,
        ["the seed is -1", "seed=1"],
    ),
    "projection_until": (
        lambda: sf.project(area(), until=2026.5),
        NotPossibleError,
        ["until 2026.5", "until=2034"],
    ),
    "explain_nobody": (
        lambda: projected(Small()).explain(ncy=9, phase="primary"),
        UnknownNameError,
        ["ncy 9", "Leave one of them out"],
    ),
}


def with_a_jump(factor):
    """An area whose last January holds so many times as many children as were counted."""
    tables = tables_of(placements=False)
    plans = tables["plans"]
    last = plans["year"] == plans["year"].max()
    tables["plans"] = plans.assign(plans=plans["plans"].where(~last, plans["plans"] * factor))
    return sf.area_from_frames(tables)


def with_a_break(*years, nation=()):
    """An area that was counted in another way from these years on; England from others."""
    rows = [(year, "Testshire", 400.0, "yes") for year in years]
    rows += [
        (year, "England", float(count), "yes" if year in nation else "no")
        for year, count in england.plans().items()
    ]
    history = pd.DataFrame(rows, columns=["year", "area", "plans", "break"])
    return sf.area_from_frames(tables_of() | {"history": history.assign(basis="made")})


NOTES = {
    "projection_growth_clipped": lambda: with_a_jump(3),
    "projection_unknown_spread": lambda: unrecorded(what="need", share=0.2, seed=1),
    "projection_need_changed": lambda: newly_recorded("SLCN"),
    "projection_break": lambda: with_a_break(BASE_YEAR - 1),
}


@pytest.mark.parametrize(("rule", "case"), ERRORS.items(), ids=ERRORS.keys())
def test_an_error_says_what_to_do(rule, case):
    bring, error, words = case
    with pytest.raises(error, match=said(rule)) as raised:
        bring()
    assert [word for word in words if word not in str(raised.value)] == []


@pytest.mark.parametrize("rule", NOTES)
def test_a_note_says_what_was_done_and_the_work_goes_on(rule):
    projection = sf.project(NOTES[rule](), draws=1, until=2025, workers=1)
    told = [note for note in projection.notes if note.rule == rule]
    assert len(told) == 1
    assert told[0].severity == "note"
    assert rule in projection.to_frame("notes")["rule"].tolist()


def test_a_need_that_is_newly_recorded_keeps_its_children():
    """The mix is that of the Januaries since: no child is moved back to the older need."""
    usual, newly = (
        sf.project(held, draws=1, until=2027, workers=1)
        for held in (area(), newly_recorded("SLCN"))
    )
    shares = []
    for made in (usual, newly):
        by_need = made.to_frame(by=["year", "need"]).set_index(["year", "need"])["expected"]
        shares.append([by_need[year, "SLCN"] / by_need[year].sum() for year in (2024, 2027)])
    assert shares[0][0] == shares[1][0]
    assert shares[1][1] == pytest.approx(shares[0][1], rel=0.15)


@pytest.mark.slow
def test_a_horizon_that_the_population_shortens_is_told():
    shortened = sf.project(area(), draws=1, workers=1)
    assert shortened.years[-1] == UNTIL
    (note,) = [note for note in shortened.notes if note.rule == "projection_ends_early"]
    assert str(note) == (
        "table population, column year: the projection ends in 2027/28, where the table population "
        "ends, and not in 2034/35. Joining is counted per head of population, so that no later "
        "year can be projected. Add the years 2028 to 2034 to the table population; or say that "
        "2027/28 is meant: sf.project(area, until=2027)."
    )
    assert note.severity == "note"
    assert "The projection ends in 2027/28, where the table population ends" in repr(shortened)
    assert "1 note on the tables: projection.to_frame(" in repr(shortened)
    allocation = sf.allocate(shortened, draws=1, workers=1)
    assert note in allocation.notes
    assert note.seen in sf.report(allocation).as_html()


def test_a_horizon_that_was_asked_for_or_is_ten_years_is_not_noted():
    asked = sf.project(area(), until=UNTIL, draws=1, workers=1)
    whole = sf.project(area_like(Small(until=BASE_YEAR + 10)), draws=1, workers=1)
    longer = sf.project(area_like(Small(until=BASE_YEAR + 12)), draws=1, workers=1)
    for projection in (asked, whole, longer):
        assert "projection_ends_early" not in [note.rule for note in projection.notes]
        assert " ends in " not in repr(projection)
    assert whole.years[-1] == longer.years[-1] == BASE_YEAR + 10


def test_a_horizon_beyond_the_population_is_refused_and_the_last_year_is_named():
    short = area_like(Small(until=BASE_YEAR))
    with pytest.raises(NotPossibleError, match=said("demand_population_short")) as raised:
        sf.project(area(), until=UNTIL + 1, draws=1)
    assert f"Add the years to the table population, or project until {UNTIL} at most." in str(
        raised.value
    )
    # Until the last January that was counted nothing can be projected, so that is no way out.
    with pytest.raises(NotPossibleError, match=said("demand_population_short")) as raised:
        sf.project(short, draws=1)
    assert str(raised.value).endswith("Add the years to the table population.")


def test_growth_across_a_break_is_not_the_area_s_own():
    """After a break in its last January an area grows as England; England's break is none."""
    # Without changes of need: what changed with the way of counting is no drift of needs.
    usual, broken, national = (
        sf.project(held, draws=1, until=2026, need_changes=False, workers=1).expected.children.sum(
            axis=(1, 2, 3, 4)
        )
        for held in (
            with_a_break(),
            with_a_break(BASE_YEAR),
            with_a_break(BASE_YEAR, nation=(BASE_YEAR,)),
        )
    )
    assert broken[1] != pytest.approx(usual[1])
    np.testing.assert_allclose(national, usual)


def test_an_old_series_of_england_is_noted(monkeypatch):
    older = {year: count for year, count in england.plans().items() if year <= BASE_YEAR - 2}
    monkeypatch.setattr(england, "plans", lambda **_: older)
    projection = sf.project(area(), draws=1, until=2025, workers=1)
    (note,) = [note for note in projection.notes if note.rule == "projection_england_old"]
    assert "January 2023" in note.seen
    assert "Testshire" in note.seen
    assert note.severity == "note"


def test_rows_of_england_come_before_the_shipped_ones_year_by_year():
    """The first rows of a series do not hide the newer years that ship with the package."""
    shipped = england.plans()
    early = sf.area_from_frames(tables_of() | {"history": rows_of_england(last=BASE_YEAR - 2)})
    held = sf.project(early, draws=1, until=2025, workers=1)
    assert "projection_england_old" not in [note.rule for note in held.notes]
    assert max(shipped) >= BASE_YEAR


@pytest.mark.parametrize(("factor", "told"), [(1, False), (0.5, True), (3, True)])
def test_a_growth_far_from_england_s_is_told_with_its_size(factor, told):
    held = with_a_jump(factor)
    notes = [
        note
        for note in sf.project(held, draws=1, until=2025, workers=1).notes
        if note.rule == "projection_growth_clipped"
    ]
    assert bool(notes) == told
    counts = held.table("plans").groupby("year")["plans"].sum()
    nation = england.plans()
    apart = np.log(counts[BASE_YEAR] / counts[BASE_YEAR - 1])
    apart -= np.log(nation[BASE_YEAR] / nation[BASE_YEAR - 1])
    assert (abs(apart) > 0.15) == told
    for note in notes:
        assert f"Testshire grew by {100 * np.expm1(apart):+.0f} % against England's" in note.seen
        assert "joining_rate_change_percent" in note.remedy


def test_every_message_is_brought_by_some_test():
    assert set(ERRORS) | set(NOTES) | {
        "projection_ends_early",
        "projection_history_unnamed",  # in test_projection_growth
        "projection_history_apart",  # in test_projection_growth
        "projection_marked_fitted",  # in test_projection_stocks
        "projection_margins_left_out",  # in test_projection_stocks
        "projection_restated_of_stocks",  # in test_projection_accounting
        "projection_england_old",
        "projection_total_imposed",
        "projection_limited",
        "projection_limit_below_stayers",  # in test_projection_limits
        "projection_residents_unlike",
        # Tripped in test_projection_transitions.
        "projection_transitions_apart",
        "projection_transitions_unknown",
        "projection_transitions_never_told",
        "projection_transitions_marked",
        "projection_transitions_gap",
        "projection_transitions_bare",
        "projection_transitions_later",
        "projection_transitions_old",
        "projection_transitions_few_stocks",
        "projection_transitions_few_transitions",
        "projection_no_transitions",
        "projection_settings_no_drift",
        "projection_choice",
        "allocation_of_settings",
        # Tripped in test_closures.
        "closure_of_levels",
        "closure_before",
        "closure_after",
        "closure_nobody",
        "closure_cannot_take",
        "closure_nowhere",
        # Tripped in test_reports_told.
        "projection_turnover_unused",
        # Tripped in test_whole_numbers.
        "whole_departs",
        "whole_small",
        "whole_too_many",
        # Tripped in test_projection_suppressed.
        "projection_no_levels",
    } == {*projections.MESSAGES, *limiting.MESSAGES}


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: sf.project(area(), draws=0), "demand_no_draws"),
        (lambda: sf.project(area(), draws=-3), "demand_no_draws"),
        (lambda: sf.project(area(), workers=0), "demand_no_workers"),
        (lambda: sf.project(area(), until=BASE_YEAR), "demand_horizon"),
        (lambda: sf.project(area(), until=BASE_YEAR - 5), "demand_horizon"),
        (lambda: sf.project(area(), until=UNTIL + 1), "demand_population_short"),
        (lambda: sf.project(area(), "baseline"), "no_scenario"),
    ],
)
def test_what_cannot_be_projected_is_said_at_once(call, rule):
    with pytest.raises(NotPossibleError, match=said(rule)):
        call()


def test_one_january_is_not_enough():
    tables = tables_of()
    tables["plans"] = tables["plans"].query(f"year == {BASE_YEAR}")
    with pytest.raises(NotPossibleError, match=said("demand_one_january")):
        sf.project(sf.area_from_frames(tables), draws=1)


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda made: made.to_frame("demnad"), "no_such_table"),
        (lambda made: made.to_frame("suply", by=["year"]), "no_such_table"),
        (lambda made: made.to_frame("account", by=["year"]), "allocation_by_unknown"),
        (lambda made: made.to_frame(by=["need"]), "projection_by_unknown"),
        (lambda made: made.explain(need="autism"), "unknown_word"),
        (lambda made: made.explain(year=2050), "unknown_word"),
        (lambda made: made.explain(ward="L1"), "projection_by_unknown"),
    ],
)
def test_what_is_not_there_is_said(call, rule):
    with pytest.raises(UnknownNameError, match=said(rule)):
        call(projected(Small()))


def test_a_year_given_as_text_is_told_to_be_wanted_as_a_number():
    wanted = r"2026 is not a known year\. Write it as a number, without quotation marks: 2026\."
    with pytest.raises(UnknownNameError, match=wanted):
        projected(Small()).explain(year="2026")
    with pytest.raises(UnknownNameError, match="Write it as a number, without quotation marks"):
        projected(Small()).to_array().at(year="2026")


def test_a_table_of_children_is_laid_out_as_asked_whichever_it_is():
    made = projected(Small())
    by_year = made.to_frame("demand_by_need", by=["year"])
    assert by_year.equals(made.to_frame(by=["year"]))


def test_a_projection_is_saved_whole_or_not_at_all(tmp_path):
    projection = projected(Small())
    for audience, rule in (("publish", "publish_not_yet"), ("all", "audience_unknown")):
        with pytest.raises(NotPossibleError, match=said(rule)):
            projection.save(tmp_path / "out", audience=audience)
    with pytest.raises(FileError, match=said("ending_unknown")):
        projection.save(tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []
    assert projection.save(tmp_path / "out") == tmp_path / "out"
    with pytest.raises(FileError, match=said("already_there")):
        projection.save(tmp_path / "out")
    written = {file.name for file in (tmp_path / "out").iterdir()}
    assert written == {f"{name}.csv" for name in projection.tables()} | {
        *("README.txt", "provenance.csv")
    }
    assert "INTERNAL" in (tmp_path / "out" / "README.txt").read_text("utf-8-sig")


@pytest.mark.parametrize(
    "labels",
    [
        {"need": "ASD", "level": "special"},
        {"locality": "L1", "phase": "secondary"},
        {"group": "North", "ncy": 9},
        {"group": "North", "locality": "L1", "need": "SEMH", "level": "base"},
        {},
    ],
)
def test_the_rows_of_an_explanation_add_up_to_its_sentence(labels):
    projection = projected(Small())
    explained = projection.explain(year=2026, **labels)
    finer = projection.to_frame(by=["year", *labels])
    for column, label in labels.items():
        assert set(explained.rows[column]) == {label}
        finer = finer[finer[column] == label]
    known = finer.set_index("year")
    assert set(explained.rows["year"]) == {2026}
    for name in ("children", "expected"):
        assert explained.rows[name].sum() == pytest.approx(known.loc[2026, name])
    who = ", ".join(f"{column} {label}" for column, label in labels.items()) or "all plans"
    now, before = known.loc[2026], known.loc[BASE_YEAR]
    assert (
        f"January 2027, {who}: {now['children']:,.1f} children ({now['low']:,.0f} to "
        f"{now['high']:,.0f} in 80 % of 4 draws); {before['children']:,.1f} in January 2025."
    ) in explained.sentence
    by = "".join(f', "{column}"' for column in labels)
    assert f'Other years: projection.to_frame(by=["year"{by}]).' in explained.sentence
    assert "projection.scenario.resolved" in explained.sentence


def test_the_rows_of_an_explanation_are_single_cells_most_children_first():
    projection = projected(Small())
    rows = projection.explain(year=2026, ncy=9).rows
    finer = projection.to_frame(by=["year", "locality", "need", "ncy", "level"])
    known = finer.set_index(["year", "locality", "need", "ncy", "level"])
    for row in rows.to_dict("records"):
        cell = known.loc[(2026, row["locality"], row["need"], 9, row["level"])]
        for name in ("children", "low", "high", "expected"):
            assert row[name] == pytest.approx(cell[name])
    assert rows["children"].is_monotonic_decreasing
    assert (rows[["children", "expected"]] > 0).any(axis=1).all()
    assert not rows.duplicated(["locality", "need", "level"]).any()


def test_the_way_down_that_an_explanation_names_can_be_typed():
    projection = projected(Small())
    explained = projection.explain(year=BASE_YEAR)
    assert f'projection.area.explain("plans", year={BASE_YEAR})' in explained.sentence
    counted = projection.area.explain("plans", year=BASE_YEAR).rows["plans"].sum()
    assert counted == pytest.approx(explained.rows["children"].sum())


def test_the_provenance_tells_with_what_it_was_made():
    told = projected(Small()).provenance()
    assert told.settings["seed"] == "1"
    assert told.settings["draws"] == "4"
    assert told.settings["until"] == "2027/28"
    assert told.settings["scenario sha256"] == AS_THEY_STAND.digest
    assert sf.project(area_like(Small()), draws=1).scenario == AS_THEY_STAND
