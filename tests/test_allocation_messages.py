"""Every message about an allocation: what brings it, and its words; solvers that are missing."""

import warnings

import numpy as np
import pandas as pd
import pytest
from small_areas import (
    BASE_YEAR,
    Small,
    allocated,
    area,
    area_like,
    area_of,
    projected,
    said,
    tables_of,
)

import sufficiency as sf
from sufficiency.allocation.planning import plan_of
from sufficiency.errors import (
    FileError,
    NotPossibleError,
    SufficiencyWarning,
    TableError,
    UnknownNameError,
)
from sufficiency.messages import allocations
from sufficiency.places import engines

STAND = sf.as_things_stand()


def place(scenario=None, **options):
    """Allocate the small area, one draw of it."""
    given = {"draws": 1, "workers": 1} | options
    return sf.allocate(projected(Small(), until=2026), scenario, **given)


class NoPools:
    """An area whose checks were passed over: it has no pool at all."""

    name = "Testshire"

    def table(self, name):
        return area().table(name).iloc[:0]


def no_pools():
    plan_of(NoPools(), STAND, years=(2025,), needs=("ASD",))


def changed(**tables):
    return sf.area_from_frames(tables_of() | tables)


def marked_placements():
    """One count of the placements is not shown."""
    placements = tables_of()["placements"].assign(plans_mark="")
    placements.loc[0, "plans_mark"] = "c"
    placements.loc[0, "plans"] = float("nan")
    return changed(placements=placements)


ERRORS = {
    "allocation_no_projection": (
        lambda: sf.allocate(area()),
        NotPossibleError,
        ["Area was given", "sf.allocate(sf.project(area))"],
    ),
    "allocation_other_demand": (
        lambda: place(STAND.but(name="faster", request_growth_percent=3)),
        NotPossibleError,
        ["faster", "request_growth_percent"],
    ),
    "allocation_block_number": (
        lambda: place(draws=1).more_places(0, site="S", pool="all"),
        NotPossibleError,
        ["0 places more", "more_places(6"],
    ),
    "allocation_pool_left_out": (
        lambda: place(draws=1).more_places(6, site="B"),
        NotPossibleError,
        ["more_places(6) names no pool", 'allocation.more_places(6, site="B", pool="all")'],
    ),
    "allocation_block_below_nought": (
        lambda: place(draws=1).more_places(-500, site="S", pool="all"),
        NotPossibleError,
        [
            "500 places fewer are asked of Hill School (special school), which has 95",
            'allocation.more_places(-95, site="S", pool="all").',
        ],
    ),
    "allocation_one_layout": (
        lambda: allocated(Small()).to_frame("bottlenecks", by="need"),
        UnknownNameError,
        ["the table bottlenecks has one layout only, and by=['need'] was given", "gap, without"],
    ),
    "allocation_block_closed": (
        lambda: place(STAND.with_places("S", "all", {2025: 0}, name="closed"), draws=1).more_places(
            1, site="S", pool="all"
        ),
        NotPossibleError,
        ["Hill School", "is not open in 2025/26"],
    ),
    "allocation_block_not_yet_open": (
        lambda: place(
            STAND.with_places("S", "all", {2025: 0, 2026: 90}, name="opening"), draws=1
        ).more_places(2, site="S", pool="all"),
        NotPossibleError,
        [
            "Hill School (special school) is not open in 2025/26: it opens in 2026/27.",
            'allocation.more_places(2, site="S", pool="all", since=2026).',
        ],
    ),
    "allocation_block_closes": (
        lambda: place(
            STAND.with_places("S", "all", {2026: 0}, name="closing"), draws=1
        ).more_places(2, site="S", pool="all"),
        NotPossibleError,
        ["Hill School", "closes in 2026/27", "With 2 more", "sf.compare(closing=allocation"],
    ),
    "allocation_need_not_yet_open": (
        lambda: place(
            STAND.with_places("B", "all", {2025: 0, 2026: 90}, name="opening"), draws=1
        ).also_admit("SEMH", site="B", pool="all", since=2025),
        NotPossibleError,
        [
            "Brook School (specialist base) is not open in 2025/26: it opens in 2026/27.",
            'allocation.also_admit("SEMH", site="B", pool="all", since=2026).',
        ],
    ),
    "allocation_told_before": (
        lambda: place(draws=1).more_places(2, site="S", pool="all", since=2026, year=2025),
        NotPossibleError,
        ["asked of 2025/26, and the change begins in 2026/27", "year=2026"],
    ),
    "allocation_need_admitted": (
        lambda: place(draws=1).also_admit("SEMH", site="S", pool="all"),
        NotPossibleError,
        ["Hill School", "admits SEMH already in 2025/26", "worth_of_admitting()"],
    ),
    "allocation_too_many_draws": (
        lambda: place(draws=9),
        NotPossibleError,
        ["9 draws", "the projection has 4", "draws=4"],
    ),
    "allocation_no_draws": (lambda: place(draws=0), NotPossibleError, ["0 draws"]),
    "allocation_capped_worth": (
        lambda: place(
            STAND.with_rows(
                "caps", [{"site": "S", "cap": "rooms", "year": 2025, "places": 90}], name="n"
            ),
            draws=1,
        ).worth_of_admitting(),
        NotPossibleError,
        ["caps across pools hold", "also_admit"],
    ),
    "allocation_aim_left_out": (
        lambda: place(
            STAND.but(name="more", over_places_percent=5, aims=["without", "pounds", "miles"])
        ),
        NotPossibleError,
        [
            "more lets pools admit above their places, and its aims (without, pounds, miles)",
            'aims=["without", "pounds", "over_places", "miles"]',
        ],
    ),
    "allocation_no_pools": (no_pools, NotPossibleError, ["Testshire", "as-things-stand"]),
    "allocation_placements_marked": (
        lambda: sf.allocate(sf.project(marked_placements(), draws=1), draws=1),
        NotPossibleError,
        ["1 count that is", "January 2025"],
    ),
    "allocation_by_unknown": (
        lambda: allocated(Small()).to_frame("gap", by=["year", "ncy"]),
        UnknownNameError,
        ["gap", "ncy", "level"],
    ),
    "allocation_chance_threshold": (
        lambda: allocated(Small()).chances(short_by=0),
        NotPossibleError,
        ["short_by is 0", "above nought", "short_by=5"],
    ),
}


@pytest.mark.parametrize(("rule", "case"), ERRORS.items(), ids=ERRORS.keys())
def test_an_error_says_what_to_do(rule, case):
    bring, error, words = case
    with pytest.raises(error, match=said(rule)) as raised:
        bring()
    assert [word for word in words if word not in str(raised.value)] == []


def far_site():
    sites = tables_of()["sites"]
    sites.loc[sites["site"] == "S", ["easting", "northing"]] = [180000.0, 40000.0]
    return changed(sites=sites)


def some_placements(times):
    """Placements of half the children, or of more than there are in the same setting."""
    placements = tables_of()["placements"]
    if times < 1:
        return changed(placements=placements.iloc[::2])
    plans = tables_of()["plans"]
    here = plans[(plans["year"] == BASE_YEAR) & (plans["setting"] == "mainstream")]
    moved = here[["year", "locality", "need", "ncy", "plans", "basis"]].head(20)
    more = pd.concat([placements, moved.assign(site="S", pool="all")], ignore_index=True)
    keys = [name for name in more.columns if name != "plans"]
    return changed(placements=more.groupby(keys, as_index=False)["plans"].sum())


def in_colleges():
    """Ten young people in Year 12 are in a specialist college."""
    plans = tables_of()["plans"]
    row = plans.iloc[:1].assign(year=BASE_YEAR, ncy=12, setting="specialist_post16", plans=10.0)
    return changed(plans=pd.concat([plans, row], ignore_index=True))


def taken_blank():
    """It is not said how many of the independent school's places others have."""
    places = tables_of()["places"]
    return changed(places=places.assign(taken=places["taken"].where(places["site"] != "I")))


def otherwise_named(authority="Testshire Council"):
    """The table about names the authority otherwise than the table sites does."""
    about = {"item": ["name", "authority"], "value": ["Testshire", authority]}
    about = about if authority else {"item": ["name"], "value": ["Testshire"]}
    places = tables_of()["places"]
    blank = places.assign(taken=places["taken"].where(places["site"] != "S"))
    return changed(about=pd.DataFrame(about), places=blank)


def with_scheme():
    row = {"scheme": "s1", "name": "A wing", "site": "S", "pool": "all", "opens": 2026}
    row |= {"places": 8, "pounds": 1000000, "price_year": 2024, "basis": "assumed"}
    return STAND.with_rows("schemes", [row], name="proposals")


def later_pools():
    """Pools and places begin in the first year that is allocated, after the placements."""
    tables = tables_of()
    later = {name: tables[name].assign(year=BASE_YEAR + 1) for name in ("pools", "places")}
    return sf.area_from_frames(tables | later)


NOTES = {
    "allocation_unrecorded": (lambda: some_placements(0.5), None, "Manor School"),
    "allocation_pools_later": (later_pools, None, "no row for 2024/25: B, I, S"),
    "allocation_need_not_served": (lambda: area_of(base_needs=("ASD",)), None, "SEMH"),
    "allocation_site_far": (far_site, None, "Hill School (S)"),
    "allocation_nobody_placed": (lambda: area_of(placements=False), None, "January 2025"),
    "allocation_placements_short": (lambda: some_placements(0.5), None, "of"),
    "allocation_placements_over": (lambda: some_placements(2), None, "more"),
    "allocation_colleges": (in_colleges, None, "10 young people"),
    "allocation_taken_blank": (taken_blank, None, "Manor School (I)"),
    "allocation_whose_schools": (otherwise_named, None, "Brook School (B) is of Testshire"),
    "allocation_schemes_wait": (area, with_scheme, "proposals offers 1 scheme; none is opened"),
    "allocation_after_last_year": (
        area,
        lambda: STAND.with_places("B", "all", {2026: 25, 2028: 30, 2029: 40}, name="late"),
        "pool all of Brook School (B) has 30 places from 2028/29 on, and the allocation ends with"
        " 2026/27.",
    ),
}


@pytest.mark.parametrize("rule", NOTES)
def test_a_note_says_what_was_done_and_the_work_goes_on(rule):
    bring, scenario, words = NOTES[rule]
    held = bring()
    projection = sf.project(held, draws=1, until=2026, workers=1)
    allocation = sf.allocate(projection, scenario and scenario(), draws=1, workers=1)
    told = [note for note in allocation.notes if note.rule == rule]
    assert told
    assert all(note.severity == "note" for note in told)
    assert words in f"{told[0].seen} {told[0].value}"
    assert rule in allocation.to_frame("notes")["rule"].tolist()
    assert allocation.is_proven


def test_a_site_that_a_scenario_moves_is_told_with_what_rests_on_it():
    row = {"site": "S", "name": "Hill School", "authority": "Testshire", "basis": "made"}
    point = {"easting": 480000, "northing": 279000}
    moved = sf.load_scenario({"name": "moved", "sites": [{**row, **point}]})
    projection = sf.project(area(), draws=1, until=2026, workers=1)
    (told,) = [
        note
        for note in sf.allocate(projection, moved, draws=1, workers=1).notes
        if note.rule == "plan_changes_site"
    ]
    assert told.seen.startswith("Changes site Hill School (S): ")
    assert "easting 488500 becomes 480000" in told.seen
    assert " It moves 5.3 miles; journeys that" in told.seen


@pytest.mark.parametrize(
    ("opens", "slip", "late"),
    [(2026, 0, None), (2026, 1, 2027), (2027, 0, 2027), (2024, 2, None), (2025, 2, 2027)],
)
def test_places_that_slip_past_the_last_year_are_noted(opens, slip, late):
    projection = sf.project(area(), draws=1, until=2026, workers=1)
    more = STAND.with_places("B", "all", {opens: 60}, name="more")
    slipped = more.but(name="slipped", opening_slip_years=slip)
    told = [
        note
        for note in sf.allocate(projection, slipped, draws=1, workers=1).notes
        if note.rule == "allocation_after_last_year"
    ]
    assert len(told) == (late is not None)
    for note in told:
        assert f"60 places from {late}/{late - 1999} on" in note.seen
        assert f"sf.project(area, until={late})" in note.remedy
        assert f"--until {late}/{late - 1999}" in note.on_command_line.remedy


@pytest.mark.parametrize(
    ("authority", "rules"),
    [("Testshire", []), ("", []), ("Testshire Council", ["allocation_whose_schools"])],
)
def test_the_authority_s_own_schools_are_never_told_to_be_of_others(authority, rules):
    """Hill School is Testshire's own: what is blank in its places is not for others to say."""
    projection = sf.project(otherwise_named(authority), draws=1, until=2025, workers=1)
    allocation = sf.allocate(projection, draws=1, workers=1)
    told = [note.rule for note in allocation.notes]
    names = ("allocation_whose_schools", "allocation_taken_blank")
    assert [rule for rule in told if rule in names] == rules


def test_every_message_is_brought_by_some_test():
    """Those of whole subjects, such as closures, places above or reach, have tests of their own."""
    reach = ("locality", "pool_unwanted", "pool_barred", "pool_too_far")
    shared = ("displaced", "above", "number", "parts", *reach)
    apart = ("ahead_", "lp_", *(f"allocation_{one}" for one in shared))
    here = {rule for rule in allocations.MESSAGES if not rule.startswith(apart)}
    assert set(ERRORS) | set(NOTES) == here


def test_the_notes_count_what_they_speak_of():
    short = sf.allocate(sf.project(some_placements(0.5), draws=1, workers=1), draws=1)
    told = next(n for n in short.notes if n.rule == "allocation_placements_short")
    plans = area().table("plans")
    held = ["special", "base", "independent"]
    whole = plans[(plans["year"] == BASE_YEAR) & plans["setting"].isin(held)]["plans"].sum()
    placed = short.projection.area.table("placements")["plans"].sum()
    assert told.seen.startswith(f"of {whole:,.0f} children in bases, special and independent")
    assert f", {whole - placed:,.0f} have no place in the table placements." in told.seen


def test_without_placements_everybody_is_placed_anew_in_the_first_year():
    allocation = sf.allocate(projected(Small(placements=False)), draws=2, workers=1)
    steps = allocation.steps().set_index("year")
    # Only those in independent schools that are not named are where they are.
    plans = area_like(Small(placements=False)).table("plans")
    independent = plans[(plans["year"] == BASE_YEAR) & (plans["setting"] == "independent")][
        "plans"
    ].sum()
    assert steps.loc[2025, "stayers"] <= independent
    assert steps.loc[2026, "stayers"] > independent


@pytest.mark.parametrize(
    ("call", "error", "rule"),
    [
        (lambda: place("two-bases"), NotPossibleError, "no_scenario"),
        (lambda: place(stayers="dance"), UnknownNameError, "years_stayers"),
        (lambda: place(engine="oracle"), UnknownNameError, "engine_unknown"),
        (lambda: place(draws=-1), NotPossibleError, "allocation_no_draws"),
        (
            lambda: allocated(Small()).to_frame("gap", by=["need"]),
            UnknownNameError,
            "allocation_by_unknown",
        ),
        (
            lambda: allocated(Small()).to_frame("supply", by=["year"]),
            UnknownNameError,
            "allocation_one_layout",
        ),
        (
            lambda: allocated(Small()).to_frame("bottleneck", by="need"),
            UnknownNameError,
            "no_such_table",
        ),
        (
            lambda: allocated(Small()).to_frame("intake", by=["year"]),
            UnknownNameError,
            "allocation_by_unknown",
        ),
        (lambda: allocated(Small()).to_frame("gaps"), UnknownNameError, "no_such_table"),
        (lambda: allocated(Small()).explain(need="autism"), UnknownNameError, "unknown_word"),
        (lambda: allocated(Small()).explain(year=2050), UnknownNameError, "unknown_word"),
        (lambda: allocated(Small()).explain(ncy=5), UnknownNameError, "allocation_by_unknown"),
    ],
)
def test_what_is_not_there_is_said(call, error, rule):
    with pytest.raises(error, match=said(rule)):
        call()


def test_a_scenario_that_does_not_fit_the_area_is_told_with_all_faults():
    lost = STAND.with_places("X9", "all", {2026: 10}, name="lost")
    with pytest.raises(TableError, match="X9"):
        place(lost)


def rows_by_year(blank_from, filled_from):
    """Places of the independent school: a blank in taken, and a row that is filled in."""
    places = tables_of()["places"]
    own = places[places["site"] == "I"]
    rows = [own.assign(year=blank_from, taken=np.nan), own.assign(year=filled_from, taken=1.0)]
    return changed(places=pd.concat([places[places["site"] != "I"], *rows], ignore_index=True))


@pytest.mark.parametrize(
    ("blank_from", "filled_from", "is_noted"),
    [(2022, 2024, False), (2022, 2025, False), (2022, 2026, True), (2026, 2022, True)],
)
def test_a_blank_in_taken_is_noted_where_an_allocated_year_rests_on_it(
    blank_from, filled_from, is_noted
):
    projection = sf.project(rows_by_year(blank_from, filled_from), until=2026, draws=1, workers=1)
    made = sf.allocate(projection, draws=1, workers=1)
    assert ("allocation_taken_blank" in [note.rule for note in made.notes]) is is_noted


def test_a_blank_in_taken_that_begins_after_the_last_year_is_not_noted():
    projection = sf.project(rows_by_year(2027, 2022), until=2026, draws=1, workers=1)
    made = sf.allocate(projection, draws=1, workers=1)
    assert "allocation_taken_blank" not in [note.rule for note in made.notes]


@pytest.fixture
def no_flow(monkeypatch):
    """OR-tools cannot be loaded; the warning of it has not been given yet."""
    monkeypatch.setattr(engines.flow_engine, "why_missing", lambda: "No module named ortools")
    engines._warn_of_fallback.cache_clear()
    yield monkeypatch
    engines._warn_of_fallback.cache_clear()


def test_without_or_tools_the_other_engine_gives_the_same_answer_with_a_warning(no_flow):
    usual = sf.allocate(projected(Small(), until=2026), draws=1, engine="lp", workers=1)
    with pytest.warns(SufficiencyWarning, match=said("engine_fallback")):
        allocation = place()
    assert (allocation.drawn.counts.children == usual.drawn.counts.children).all()
    assert allocation.expected.engine.startswith("lp: OR-tools cannot be loaded")
    assert "lp" in allocation.provenance().settings["solver"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        place()  # it is said once, not at every draw


def test_an_engine_that_is_asked_for_and_missing_is_said(no_flow):
    with pytest.raises(NotPossibleError, match=said("engine_missing")) as raised:
        place(engine="flow")
    assert "No module named ortools" in str(raised.value)


def test_without_any_solver_the_error_is_clear(no_flow):
    no_flow.setattr(engines.pulp_engine, "why_missing", lambda: "No module named highspy")
    for engine in ("auto", "flow", "lp"):
        with pytest.raises(NotPossibleError, match=said("engine_none")) as raised:
            place(engine=engine)
        told = str(raised.value)
        assert "No module named ortools" in told
        assert "No module named highspy" in told
        assert "pip install ortools" in told
        assert "pip install pulp highspy" in told
        assert "engine=" not in told  # neither is there to be offered


def test_an_allocation_is_saved_whole_or_not_at_all(tmp_path):
    allocation = place()
    for audience, rule in (("publish", "publish_not_yet"), ("all", "audience_unknown")):
        with pytest.raises(NotPossibleError, match=said(rule)):
            allocation.save(tmp_path / "out", audience=audience)
    with pytest.raises(FileError, match=said("ending_unknown")):
        allocation.save(tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []
    allocation.save(tmp_path / "out")
    with pytest.raises(FileError, match=said("already_there")):
        allocation.save(tmp_path / "out")
    (tmp_path / "out" / "letter.docx").write_bytes(b"kept")
    with pytest.raises(FileError, match=said("holds_other_files")):
        allocation.save(tmp_path / "out", replace=True)
    written = {file.stem for file in (tmp_path / "out").glob("*.csv")}
    assert written == {*allocation.tables(), "provenance"}


def test_a_workbook_has_a_sheet_for_each_table_and_its_banner(tmp_path):
    import openpyxl

    allocation = place()
    path = allocation.save(tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(path)
    assert set(book.sheetnames) == {"Read me", *allocation.tables(), "provenance"}
    assert book["Read me"]["A2"].value.startswith("INTERNAL")
    sheet = book["summary"]
    assert [cell.value for cell in sheet[1]] == list(allocation.summary().columns)
    assert sheet.max_row == len(allocation.summary()) + 1
    assert "INTERNAL" in sheet.oddHeader.center.text


def test_a_pool_that_is_left_out_is_asked_for_by_each_question():
    made = place(draws=1)
    for call, words in (
        (lambda: made.also_admit("SEMH"), 'also_admit("SEMH") names no pool'),
        (lambda: made.also_admit("SEMH", pool="all"), 'also_admit("SEMH") names no pool'),
        (lambda: made.more_places(2, site="nowhere"), "more_places(2) names no pool"),
    ):
        with pytest.raises(NotPossibleError, match=said("allocation_pool_left_out")) as raised:
            call()
        assert words in str(raised.value)
        assert 'pool="' in str(raised.value)


def test_as_many_places_may_be_taken_away_as_there_are():
    made = place(draws=1)
    frame = made.more_places(-95, site="S", pool="all", workers=1).to_frame()
    assert (frame["placed_there"] <= 0).all()


def test_the_intake_is_laid_out_by_what_is_asked():
    made = place(draws=1)
    pd.testing.assert_frame_equal(
        made.to_frame("intake", by=["ncy", "need"]), made.intake(by=["ncy", "need"])
    )
