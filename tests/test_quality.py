"""Quality: each check finds what was planted for it, and finds nothing where nothing is wrong."""

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import Small, area, area_like, said, tables_of

import sufficiency as sf
from sufficiency import terms
from sufficiency.cli import main
from sufficiency.errors import NotPossibleError, finding
from sufficiency.mending.chance import _far, limit
from sufficiency.mending.schools import placed_without_pool
from sufficiency.messages import quality as messages
from sufficiency.sources.reading import Reading, account_of

LAST = 2024


def with_roll(tables, **columns):
    return tables["sites"].assign(**columns)


def reading_of(findings=(), title="a file", **held):
    return Reading("lists", title, held, account_of([("f.csv", "rows", 1, "read", "")]), findings)


def row_of(made, check):
    checks = made.checks().set_index("check")
    return checks.loc[check]


def issues_of(made, check):
    issues = made.issues()
    return issues[issues["check"] == check]


def changed(name, change):
    """The tables of the small area with one table changed."""
    tables = tables_of()
    tables[name] = change(tables[name].copy())
    return tables


def set_first(column, value, where=lambda frame: frame["year"] == LAST, count=1):
    def change(frame):
        rows = frame[where(frame)].index[:count]
        frame.loc[rows, column] = value
        key = [name for name in frame.columns if name not in ("plans", "basis")]
        return frame.drop_duplicates(key)

    return change


def unknown_need():
    return changed("plans", set_first("need", "unknown")), (), 1


def unknown_setting():
    return changed("plans", set_first("setting", "unknown")), (), 1


def unknown_locality():
    return changed("plans", set_first("locality", "unknown")), (), 1


def too_young():
    def change(frame):
        return set_first("setting", "fe", lambda one: (one.year == LAST) & (one.ncy == 3))(frame)

    return changed("plans", change), (), 1


def too_old_for_school():
    tables = tables_of()
    tables["sites"] = with_roll(tables, low_age=4, high_age=[10, 25, 25])
    old = tables["placements"]
    # Age on 31 August is NC year plus 4; a year above the highest age is let pass.
    planted = old[(old["site"] == "S") & (old["ncy"] + 4 > 11)]
    assert len(planted)
    return tables, (), len(planted)


def no_pool_open():
    tables = tables_of(placements=True)
    later = tables["pools"]["site"].eq("B")
    tables["pools"].loc[later, "year"] = 2025
    tables["places"].loc[tables["places"]["site"].eq("B"), "year"] = 2025
    return tables, (), int(tables["placements"]["site"].eq("B").sum())


def no_base_in_register():
    register = reading_of(
        title="a register",
        sites=pd.DataFrame({"site": ["B", "S"]}),
        pools=pd.DataFrame({"site": ["S"], "level": ["special"]}),
    )
    return tables_of(), (register,), 1


def base_alone():
    tables = tables_of()
    tables["sites"] = with_roll(tables, roll=[95, 15, 14], roll_year=2020)
    return tables, (), 1


def two_kinds():
    tables = tables_of()
    more = tables["pools"].iloc[[0]].assign(pool="fees", setting="independent")
    tables["pools"] = pd.concat([tables["pools"], more], ignore_index=True)
    places = tables["places"].iloc[[0]].assign(pool="fees")
    tables["places"] = pd.concat([tables["places"], places], ignore_index=True)
    return tables, (), 1


def half_gone():
    tables = tables_of()
    before = tables["placements"].assign(year=LAST - 1, plans=lambda rows: rows["plans"] * 2)
    others = before["site"] != "S"
    before.loc[others, "plans"] = before.loc[others, "plans"] / 2
    return tables, (reading_of(placements=before),), 1


def history(plans):
    return pd.DataFrame(
        {"year": [LAST], "area": ["Testshire"], "plans": [plans], "basis": ["published"]}
    )


def another_total():
    tables = tables_of()
    total = tables["plans"].loc[tables["plans"]["year"] == LAST, "plans"].sum()
    return tables | {"history": history(total + 7)}, (), 1


def another_total_in_a_file():
    shape = terms.table("history").column_names
    read = history(1.0).reindex(columns=list(shape)).assign(setting="")
    return tables_of(), (reading_of(history=read),), 1


def another_count():
    plans = tables_of()["plans"]
    return tables_of(), (reading_of(plans=plans[plans["year"] == LAST].iloc[3:]),), 1


def other_needs():
    """The same children in all, some under another need: the total shows nothing."""
    plans = tables_of()["plans"].query("year == @LAST")
    first, second = plans["need"].drop_duplicates().iloc[:2]
    swapped = plans.assign(need=plans["need"].where(plans["need"] != first, second))
    return tables_of(), (reading_of(plans=swapped),), 2


ROOMY = Small(special=400, base=100, independent=60)


def over():
    tables = tables_of(ROOMY)
    tables["places"].loc[tables["places"]["site"] == "S", "places"] = 5.0
    return tables, (), 1


def more_than_roll():
    tables = tables_of()
    tables["sites"] = with_roll(tables, roll=[3, pd.NA, pd.NA], roll_year=LAST)
    tables["sites"]["roll"] = tables["sites"]["roll"].astype("Int64")
    return tables, (), 1


def mostly_empty():
    tables = tables_of()
    tables["sites"] = with_roll(tables, roll=[70, 300, 14], roll_year=LAST)
    return tables, (), 1


def every_need():
    tables = tables_of()
    tables["pools"].loc[0, "needs"] = ";".join(terms.code_list("need"))
    return tables, (), 1


def transitions_of(tables):
    """Everybody of the last two Januaries, as leavers and joiners: they add up by themselves."""
    rows = []
    for row in tables["plans"].itertuples(index=False):
        one = (row.locality, row.need, row.ncy, row.setting, row.plans)
        if row.year == LAST - 1:
            rows.append((LAST, one[0], *one[1:4], "", pd.NA, "outside", one[4]))
        elif row.year == LAST:
            rows.append((LAST, one[0], "", pd.NA, "outside", *one[1:4], one[4]))
    columns = [name for name in terms.table("transitions").column_names if name != "basis"]
    return pd.DataFrame(rows, columns=columns)


def flows_too_few():
    tables = tables_of()
    flows = transitions_of(tables)
    place = flows.index[flows["setting_to"] == "special"][0]
    return tables | {"transitions": flows.drop(index=place)}, (), 1


def cut_off():
    tables = tables_of(placements=False)
    plans = tables["plans"]
    tables["plans"] = plans[~((plans["year"] == LAST) & (plans["locality"] == "L3"))]
    return tables, (), 2  # the total, and the locality that is gone


def other_localities():
    plans = tables_of()["plans"].replace({"locality": {"L3": "X9"}})
    return tables_of(), (reading_of(plans=plans),), 1


def rates_apart():
    """Six localities of the same people; one has four times the plans of the others."""
    tables = tables_of(placements=False)
    people = tables["population"][tables["population"]["locality"] == "L1"]
    plans = tables["plans"][tables["plans"]["locality"] == "L1"]
    codes = [f"P{number}" for number in range(12)]
    home = tables["localities"].iloc[[0]]
    tables["localities"] = pd.concat([home.assign(locality=code) for code in codes])
    tables["population"] = pd.concat([people.assign(locality=code) for code in codes])
    tables["plans"] = pd.concat(
        [plans.assign(locality=code, plans=plans["plans"] * (4 if code == "P3" else 1))
         for code in codes]
    )  # fmt: skip
    return tables, (), 1


def needs_recorded_anew():
    def change(plans):
        recoded = (plans["year"] == LAST) & (plans["need"] == "SEMH") & (plans["ncy"] % 4 != 0)
        plans.loc[recoded, "need"] = "ASD"
        keys = [name for name in plans.columns if name not in ("plans", "basis")]
        return plans.groupby(keys, as_index=False)["plans"].sum().assign(basis="made")

    tables = changed("plans", change)
    tables.pop("placements")
    return tables, (), 2  # one need has more, the other fewer


PLANTED = {
    "need_missing": unknown_need,
    "placement_missing": unknown_setting,
    "locality_missing": unknown_locality,
    "age_outside_setting": too_young,
    "age_outside_site": too_old_for_school,
    "placed_without_pool": no_pool_open,
    "base_not_in_reading": no_base_in_register,
    "site_type_unexpected": base_alone,
    "fewer_placed": half_gone,
    "total_apart": another_total,
    "reading_total_apart": another_count,
    "reading_parts_apart": other_needs,
    "placed_above_places": over,
    "placed_above_roll": more_than_roll,
    "places_above_roll": mostly_empty,
    "no_designation": every_need,
    "flows_apart": flows_too_few,
    "year_incomplete": cut_off,
    "locality_not_in_area": other_localities,
    "rate_out_of_line": rates_apart,
    "need_jump": needs_recorded_anew,
}


@lru_cache(maxsize=1)
def sound():
    return sf.quality(area_like(ROOMY))


@pytest.mark.parametrize("check", PLANTED)
def test_a_check_finds_what_was_planted_for_it(check):
    tables, readings, count = PLANTED[check]()
    if check in ("need_missing", "placement_missing", "locality_missing", "age_outside_setting"):
        tables.pop("placements")  # they count the children that were changed
    made = sf.quality(sf.area_from_frames(tables), readings=readings)
    row, issues = row_of(made, check), issues_of(made, check)
    assert (row["state"], len(issues), row["issues"]) == ("found", count, count)
    if check != "year_incomplete":  # its issues are about the same children
        assert row["count"] == pytest.approx(issues["count"].sum())
    assert row["share_percent"] == pytest.approx(100 * row["count"] / row["whole"])
    sentence = f"{row['seen']} {row['meaning']} {row['to_do']}"
    note = next(one for one in made.notes if one.rule == f"quality_{check}")
    assert sentence == f"{note.seen} {note.why} {note.remedy}"
    assert pd.Series([sentence]).str.fullmatch(said(f"quality_{check}")).all()
    assert (issues["seen"].str.len() > 0).all()
    assert issues["id"].is_unique
    assert not issues["seen"].str.contains("{", regex=False).any()


def test_a_site_of_two_kinds_and_a_total_in_a_file_are_found_too():
    tables, _, count = two_kinds()
    made = sf.quality(sf.area_from_frames(tables))
    assert len(issues_of(made, "site_type_unexpected")) == count
    tables, readings, count = another_total_in_a_file()
    made = sf.quality(sf.area_from_frames(tables), readings=readings)
    assert len(issues_of(made, "total_apart")) == count


def test_where_nothing_is_wrong_nothing_is_found_and_what_was_not_made_is_told():
    checks = sound().checks().set_index("check")
    assert list(checks.index) == list(terms.quality_checks())
    assert set(checks["state"]) <= {"nothing found", "not made"}
    unmade = set(checks.index[checks["state"] == "not made"])
    # No transitions, one January of placements, no totals, no ages, no rolls and nothing beside.
    assert unmade == {
        *("flows_apart", "fewer_placed", "total_apart", "age_outside_site", "placed_above_roll"),
        *("places_above_roll", "base_not_in_reading", "reading_total_apart"),
        *("locality_not_in_area", "reading_parts_apart"),
    }
    assert checks.loc["need_missing", "state"] == "nothing found"
    assert (checks["meaning"].str.len() > 0).all()
    assert (checks["to_do"].str.len() > 0).all()
    assert sound().issues().empty
    assert sound().notes == ()
    assert "Nothing was found." in repr(sound())


def test_every_check_has_words_a_planted_case_and_a_severity():
    checks = terms.quality_checks()
    assert set(PLANTED) == set(checks)
    assert {f"quality_{check}" for check in checks} | {"quality_no_readings"} == set(
        messages.MESSAGES
    )
    for check in checks.values():
        assert check["severity"] in ("high", "medium", "low")
        table = terms.table(check["table"])
        assert not check["column"] or table[check["column"]]


def test_children_of_a_part_that_is_gone_are_missing_once():
    """The total and the localities that are gone are three questions about the same children."""
    tables, _, _ = cut_off()
    made = sf.quality(sf.area_from_frames(tables))
    plans = made.area.plans
    before = plans[plans["year"] == LAST - 1]
    fall = before["plans"].sum() - plans.loc[plans["year"] == LAST, "plans"].sum()
    gone = before.loc[before["locality"] == "L3", "plans"].sum()
    row = row_of(made, "year_incomplete")
    assert row["count"] == max(fall, gone) < issues_of(made, "year_incomplete")["count"].sum()
    assert row["seen"].startswith(f"{row['count']:,.10g} of {row['whole']:,.10g} children seem")


def test_fitted_plans_are_one_question_and_no_record_of_theirs_is_asked_for():
    """Parts of children who nobody counted cannot be looked up: 2,500 such questions are noise."""

    def estimated(frame):
        frame["basis"] = "estimated"
        frame["locality"] = "unknown"
        key = [name for name in frame.columns if name != "plans"]
        return frame.groupby(key, as_index=False, dropna=False)["plans"].sum()

    tables = changed("plans", estimated)
    tables.pop("placements")
    made = sf.quality(sf.area_from_frames(tables))
    (asked,) = issues_of(made, "locality_missing").to_dict("records")
    whole = tables["plans"].query("year == @LAST")["plans"].sum()
    assert asked["count"] == whole
    assert (asked["key"], asked["column"]) == (
        f"year={LAST}, locality=unknown, basis=estimated",
        "",
    )
    assert not row_of(made, "age_outside_setting")["whole"]


def test_flows_that_add_up_are_not_named():
    tables = tables_of()
    made = sf.quality(sf.area_from_frames(tables | {"transitions": transitions_of(tables)}))
    assert row_of(made, "flows_apart")["state"] == "nothing found"


def test_what_readers_noted_stands_beside_the_checks():
    note = finding("sen2_no_upn", file="a.csv", row=3, children="4 children")
    made = sf.quality(area(), readings=[reading_of((note,), title="a return")])
    row = row_of(made, "sen2_no_upn")
    assert (row["source"], row["state"]) == ("a return", "found")
    assert row["seen"].startswith("a.csv, row 3: 4 children without a UPN")


def test_readings_are_readings():
    with pytest.raises(NotPossibleError, match=said("quality_no_readings")):
        sf.quality(area(), readings=["sen2.csv"])
    with pytest.raises(NotPossibleError, match="given as str"):
        sf.quality(area(), readings="sen2.csv")


def test_the_limits_are_those_of_the_normal_distribution():
    """Two-sided 5 % is 1.96; of 40 tests together (0.125 % each) 3.23: tables of the normal."""
    assert limit(1) == pytest.approx(1.95996, abs=1e-5)
    assert limit(40) == pytest.approx(3.2272, abs=1e-4)
    # By hand: 2(√100 − √25) = 10, far above the 3.04 of 21 tests; the others are as expected, so
    # that the middle 80 % have no spread. Where all are 10 away, that is the spread: none is far.
    expected = np.full(21, 25.0)
    assert _far(np.array([100.0, *[25.0] * 20]), expected).tolist() == [True, *[False] * 20]
    assert not _far(np.full(21, 100.0), expected).any()


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_chance_alone_is_seldom_named(seed):
    """Where all localities have the same rate, 5 % of areas name one at most (Bonferroni)."""
    chance = np.random.default_rng(seed)
    expected = chance.uniform(10, 200, size=(400, 40))
    named = [
        bool(_far(one.astype(float), mean).any())
        for one, mean in zip(chance.poisson(expected), expected, strict=True)
    ]
    assert np.mean(named) < 0.10


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 50))
def test_ids_do_not_depend_on_the_order_of_rows(seed):
    tables, readings, _ = unknown_setting()
    tables.pop("placements")
    mixed = {
        name: frame.sample(frac=1, random_state=seed).reset_index(drop=True)
        for name, frame in tables.items()
    }
    one = sf.quality(sf.area_from_frames(tables), readings=readings).issues()
    two = sf.quality(sf.area_from_frames(mixed), readings=readings).issues()
    assert one["id"].tolist() == two["id"].tolist()
    assert one.equals(two)


@pytest.mark.slow
def test_the_example_is_checked_in_time_and_saved(tmp_path):
    made = sf.quality(sf.load_example())
    assert set(made.tables()) == {"checks", "issues"}
    made.save(tmp_path / "quality.xlsx")
    counts = made.issues().groupby("check").size()
    assert (
        counts.to_dict() == made.checks().set_index("check").query("issues > 0")["issues"].to_dict()
    )
    # No more than five numbers on a card, and the severest first.
    assert len(made.card().figures) <= 5


def test_the_command_tells_and_writes(tmp_path, capsys):
    tables, _, _ = unknown_setting()
    tables.pop("placements")
    place = sf.area_from_frames(tables).save(tmp_path / "area")
    for words in (["--to", str(tmp_path / "issues.xlsx")], ["--json"], []):
        with pytest.raises(SystemExit, match=r"^0?$|None"):
            main(["quality", str(place), *words])
        out = capsys.readouterr().out
        assert "Placement not recorded" in out
        if "--to" in words:
            assert "correct " in out
    assert (tmp_path / "issues.xlsx").is_file()


def test_januaries_before_the_pools_are_told_are_not_held_against_them():
    """Pools that a register tells begin with its year; earlier Januaries are not about them."""
    tables = tables_of(placements=True)
    now, pools = tables["placements"], tables["pools"].assign(year=LAST)
    both = pd.concat([now, now.assign(year=LAST - 1)], ignore_index=True)

    def years_asked_about(pools):
        (made,) = placed_without_pool(SimpleNamespace(tables={"placements": both, "pools": pools}))
        return {issue.words["year"] for issue in made.issues}

    assert years_asked_about(pools) == set()
    assert years_asked_about(pools.assign(year=LAST + 1)) == {terms.year_label(LAST)}
    from_before = pools[pools["site"] != "S"].assign(year=LAST - 1)
    assert years_asked_about(from_before) == {terms.year_label(LAST - 1), terms.year_label(LAST)}


def test_what_to_do_about_children_above_places_names_those_of_others():
    """Places may be right, and the children of others be counted twice in the column taken."""
    tables, _, _ = over()
    made = sf.quality(sf.area_from_frames(tables))
    told = row_of(made, "placed_above_places")
    assert "column taken those that other authorities' children have" in told["to_do"]
    assert "less those that others' children have" in told["seen"]
    assert issues_of(made, "placed_above_places")["asked"].str.contains("taken by other").all()


@pytest.mark.parametrize(("more", "count"), [(0.003, 0), (0.004, 1), (-0.003, 1)])
def test_a_published_total_counts_young_people_of_25_too(more, count):
    """At most 0.34 % of an authority's plans are theirs, and the area has no row for them."""
    tables = tables_of()
    plans = tables["plans"].assign(plans=tables["plans"]["plans"] * 10)
    tables |= {"plans": plans, "population": tables["population"].assign(persons=1e5)}
    tables.pop("placements", None)
    total = plans.loc[plans["year"] == LAST, "plans"].sum()
    assert total > 1000
    area = sf.area_from_frames(tables | {"history": history(round(total * (1 + more)))})
    assert len(issues_of(sf.quality(area), "total_apart")) == count
