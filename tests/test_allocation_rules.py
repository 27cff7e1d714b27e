"""Local rules of a scenario: what the table rules says of them, and every message about them."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_areas import BASE_YEAR, NEEDS, Small, allocated, projected, said

import sufficiency as sf
from sufficiency.errors import FindingsError
from sufficiency.messages import rules as messages

ROOT = Path(__file__).resolve().parents[1]
STAND = sf.as_things_stand()
ABOUT = {"reason": "Transport contract ends in 2030", "owner": "Head of SEND"}
COSTS = ["cost_without", "cost_independent", "cost_beyond_limit", "cost_miles"]


def ruled(*rows, **options):
    """The small area allocated under some rules; each row is a rule at the special school."""
    stated = [
        {"rule": f"r{number}", "kind": "forbid", "site": "S", **ABOUT, **row}
        for number, row in enumerate(rows, 1)
    ]
    scenario = STAND.with_rows("rules", stated, name="ruled")
    return sf.allocate(projected(Small(), until=2026), scenario, draws=4, workers=1, **options)


def free(**options):
    return allocated(Small(), draws=4, until=2026, **options)


def row_of(allocation, *, year=2025, rule="r1"):
    table = allocation.to_frame("rules")
    return table[(table["year"] == year) & (table["rule"] == rule)].iloc[0]


def placed(allocation, *, year, site="S"):
    supply = allocation.supply()
    return float(supply[(supply["year"] == year) & (supply["site"] == site)]["placed"].sum())


def expected_aims(allocation):
    """The four usual aims of expected numbers, by year [children, miles]."""
    return allocation.expected.counts.totals[0] / np.array([1000, 1000, 1000, 1000 * 1609.344])


def test_a_forbidden_school_admits_nobody_and_keeps_who_is_there():
    allocation = ruled({})
    for year in allocation.years:
        row = row_of(allocation, year=year)
        assert row["there"] == row["kept"] == placed(allocation, year=year)
        assert row["kept_low"] <= row["kept"] <= row["kept_high"]
        assert row["released"] == 0
    assert placed(allocation, year=2026) < placed(allocation, year=2025) < placed(free(), year=2025)
    assert allocation.is_proven


def test_a_rule_that_releases_empties_the_school():
    allocation = ruled({"stayers": "release"})
    assert placed(allocation, year=2025) == 0
    row = row_of(allocation)
    assert row["kept"] == row["there"] == 0
    assert row["released"] > 0
    steps = allocation.steps().set_index("year")
    assert steps.loc[2025, "moved_local_rule"] == row["released"]


def test_what_a_rule_costs_is_the_aims_with_it_less_the_aims_without():
    allocation = ruled({"locality": "L1", "need": "ASD"})
    table = allocation.to_frame("rules")
    assert table["year"].tolist() == [2025, 2026]
    difference = expected_aims(allocation) - expected_aims(free())
    np.testing.assert_allclose(table[COSTS].to_numpy(dtype=float), difference, atol=1e-9)
    assert table.loc[0, "reason"] == ABOUT["reason"]
    assert table.loc[0, "owner"] == ABOUT["owner"]
    assert (table[["locality", "need"]].to_numpy() == ["L1", "ASD"]).all()


def test_each_rule_has_its_own_cost_beside_the_others():
    both = ruled({"locality": "L1"}, {"locality": "L2"})
    one = ruled({"locality": "L1"})
    row = row_of(both, rule="r2")
    difference = (expected_aims(both) - expected_aims(one))[0]
    np.testing.assert_allclose(row[COSTS].to_numpy(dtype=float), difference, atol=1e-9)


def test_a_force_keeps_children_out_of_everything_else():
    allocation = ruled({"kind": "force", "site": "I", "stayers": "release"})
    # All whom the independent school admits at the level special are there, or without; who
    # needs a base and sits in the special school is not its business.
    needs = [allocation.labels.needs.index(need) for need in NEEDS]
    by_need = allocation.drawn.counts.children[:, 0, 3:5, :, :, :, 1].sum(axis=(0, 1, 2, 4))
    assert not by_need[needs].any()
    assert placed(allocation, year=2025, site="I") > 0
    assert row_of(allocation)["cost_without"] > 0
    assert (allocation.drawn.counts.not_named == 0).all()


def test_a_preference_has_an_aim_of_its_own_and_costs_no_aim_before_it():
    allocation = ruled({"kind": "prefer", "need": "ASD"}, stayers="release")
    row = row_of(allocation)
    assert [row[name] for name in COSTS[:3]] == [0, 0, 0]
    assert row["cost_not_preferred"] == 0
    assert "more_not_preferred" in allocation.worth().columns
    assert "not_preferred" in set(allocation.stability()["aim"])
    usual = free(stayers="release")
    with_asd, before = (
        made.expected.counts.children[0, 0, :, :, 0].sum() for made in (allocation, usual)
    )
    assert with_asd == before  # the children are the same; only where they go is not
    assert "more_not_preferred" not in usual.worth().columns


def test_a_single_sex_school_takes_no_more_than_the_share_of_a_cell():
    none = ruled({"kind": "single_sex", "share": 0})
    assert placed(none, year=2026) == placed(ruled({}), year=2026)
    everybody = ruled({"kind": "single_sex", "share": 1})
    assert (everybody.drawn.counts.children == free().drawn.counts.children).all()
    half = ruled({"kind": "single_sex", "share": 0.3})
    assert placed(none, year=2026) < placed(half, year=2026) <= placed(everybody, year=2026)
    assert half.is_proven


def test_a_medical_school_admits_only_whom_it_names():
    allocation = ruled({"kind": "medical", "need": "SLCN"})
    row = row_of(allocation)
    assert row["kept"] > 0  # children with other needs who are there already
    gone = ruled({"kind": "medical", "need": "SLCN", "stayers": "release"})
    row = row_of(gone)
    assert row["kept"] == 0
    assert row["there"] == placed(gone, year=2025) > 0


@pytest.mark.slow
def test_two_workers_tell_the_same_of_rules():
    rows = ({"kind": "single_sex", "share": 0.3}, {"kind": "prefer", "site": "B"})
    one = ruled(*rows).to_frame("rules")
    stated = [{"rule": f"r{n}", "site": "S", **ABOUT, **row} for n, row in enumerate(rows, 1)]
    other = sf.allocate(
        projected(Small(), until=2026),
        STAND.with_rows("rules", stated, name="ruled"),
        draws=4,
        workers=2,
    )
    pd.testing.assert_frame_equal(one, other.to_frame("rules"))


def test_rules_are_on_the_card_and_in_the_notes():
    allocation = ruled({"locality": "L1"}, {"kind": "single_sex", "site": "B", "share": 0.25})
    card = str(allocation.card())
    why = "Head of SEND: Transport contract ends in 2030"
    assert f"2 local rules act: r1 (forbid; {why})" in card
    assert f"r2 (single sex, 25% of them; {why})" in card
    told = [note for note in allocation.notes if note.rule == "rule_acts"]
    assert len(told) == 2
    assert "Hill School (S)" in told[0].seen
    assert "Its reason: Transport contract ends in 2030." in told[0].why
    assert "local rule" not in str(free().card())


def test_without_rules_the_table_has_its_columns_and_no_row():
    table = free().to_frame("rules")
    assert table.empty
    assert set(ruled({}).to_frame("rules").columns) == set(table.columns)


def test_blank_years_and_needs_of_a_force_go_as_far_as_its_pools_serve():
    # The base serves ASD and SLCN up to Year 8 only; others are not touched.
    allocation = ruled({"kind": "force", "site": "B"})
    assert row_of(allocation)["cost_without"] == 0


FORCE = {"kind": "force", "site": "B"}

ERRORS = {
    "rule_share": ({"share": 0.5}, "share 0.5"),
    "rule_need_absent": ({"need": "unknown"}, "unknown"),
    "rule_no_pool": ({"site": "N"}, "N, which has no pool"),
    "rule_force_not_served": (
        (FORCE | {"need": "SEMH"}, "children with SEMH in 2025/26"),
        (FORCE | {"ncy_from": 7, "ncy_to": 10}, "children of NC year 9 in 2025/26"),
        (FORCE | {"need": "ASD", "ncy_to": 9}, "children with ASD of NC year 9"),
    ),
    "rule_share_needed": ({"kind": "single_sex"}, "no share"),
    "rule_release_share": (
        {"kind": "medical", "share": 0.5, "stayers": "release"},
        "releases who is there",
    ),
    "rule_release_prefer": ({"kind": "prefer", "stayers": "release"}, "releases who is elsewhere"),
}


def stated(row):
    """A scenario with one rule; a site without a pool is planned too."""
    site = {"site": "N", "name": "New School", "authority": "Testshire", "basis": "made"}
    site |= {"easting": 488000, "northing": 279000}
    rule = {"rule": "r1", "kind": "forbid", "site": "S", **ABOUT, **row}
    return STAND.with_rows("sites", [site], name="n").with_rows("rules", [rule], name="n")


def cases():
    for rule, held in ERRORS.items():
        for row, words in held if isinstance(held[0], tuple) else (held,):
            yield pytest.param(rule, row, words, id=f"{rule}: {words}")


@pytest.mark.parametrize(("rule", "row", "words"), list(cases()))
def test_a_row_that_cannot_be_kept_is_named(rule, row, words):
    with pytest.raises(FindingsError, match=said(rule)) as raised:
        sf.allocate(projected(Small(), until=2026), stated(row), draws=1, workers=1)
    (found,) = raised.value.findings
    assert found.row == 1
    assert "[[rules]]" in found.file
    assert words in f"{found.seen} {found.why}"


def test_rows_that_cannot_be_kept_are_told_at_once():
    with pytest.raises(FindingsError, match="3 faults"):
        ruled({"share": 0.5}, {"need": "unknown"}, FORCE | {"need": "SEMH"})


TOGETHER = {
    "rule_force_against": (
        [{"kind": "force"}, {"locality": "L2", "need": "ASD"}],
        "r2 (forbid, ",
    ),
    "rule_shares_twice": (
        [{"kind": "single_sex", "share": 0.3}, {"kind": "medical", "share": 0.1, "site": "I"}],
        "the rules r1 and r2 both let in",
    ),
}


@pytest.mark.parametrize("rule", TOGETHER)
def test_rules_that_contradict_are_named_with_their_rows(rule):
    rows, words = TOGETHER[rule]
    with pytest.raises(FindingsError, match=said(rule)) as raised:
        ruled(*rows)
    assert words in raised.value.findings[0].seen


def test_a_force_beyond_the_longest_journey_is_named():
    rule = {"rule": "r1", "kind": "force", "site": "I", **ABOUT}
    scenario = STAND.but(name="near", longest_journey_minutes=10).with_rows("rules", [rule])
    with pytest.raises(FindingsError, match=said("rule_force_too_far")):
        sf.allocate(projected(Small(), until=2026), scenario, draws=1, workers=1)


def test_a_rule_that_reaches_nobody_is_noted():
    allocation = ruled({"year_to": BASE_YEAR}, {"ncy_from": 20})
    told = [note.row for note in allocation.notes if note.rule == "rule_reaches_nobody"]
    assert told == [1, 2]
    assert (allocation.drawn.counts.children == free().drawn.counts.children).all()


def test_the_page_on_local_rules_has_a_scenario_that_runs(tmp_path):
    page = (ROOT / "docs" / "how-to" / "state-local-rules.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    (tmp_path / "rules.toml").write_text(written, encoding="utf-8")
    scenario = sf.load_scenario(tmp_path / "rules.toml")
    projection = sf.project(sf.load_example(), scenario, until=2025, draws=1, workers=1)
    table = sf.allocate(projection, draws=1, workers=1).to_frame("rules")
    assert table["rule"].tolist() == ["across-the-river", "boys-school"]
    assert (table["reached"] > 0).all()


def test_every_message_about_rules_is_brought_above():
    notes = {"rule_acts", "rule_reaches_nobody", "rule_force_too_far"}
    assert {*ERRORS, *TOGETHER, *notes} == set(messages.MESSAGES)
