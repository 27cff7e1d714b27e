"""Synthetic areas: their accounts close, their truth can be found again, and seeds decide all."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import said

import sufficiency as sf
from sufficiency import synthetic as room
from sufficiency import terms
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.synthetic.chance import Purpose, chance_of
from sufficiency.synthetic.patterns import ENTRY, JOINED_AT, NEEDS, SETTINGS, moves

SMALL = {"localities": 6, "plans": 900}
KNOWN = [742, 780, 838, 858, 853, 882, 932, 889, 898, 962]
ROUGH = {"breaks": 2, "restated_share": 0.05, "unknown_share": 0.1, "transitions": True}
STOCK = ["year", "locality", "need", "ncy", "setting"]


def made(**options):
    return sf.synthetic_area(**{"seed": 1, **SMALL, **options})


def assert_same(one, other):
    pd.testing.assert_frame_equal(one.truth.plans, other.truth.plans)
    pd.testing.assert_frame_equal(one.truth.flows, other.truth.flows)
    assert one.area == other.area


def options():
    """Areas of every size and sort."""
    return st.fixed_dictionaries(
        {
            "seed": st.integers(0, 10_000),
            "localities": st.sampled_from((4, 9, 40)),
            "plans": st.sampled_from((1_600, 2_500)),
            "history_years": st.sampled_from((4, 2, 7)),
            "future_years": st.sampled_from((5, 1)),
            "assumptions": st.sampled_from(room.ASSUMPTIONS),
            "breaks": st.sampled_from((0, 1)),
            "restated_share": st.sampled_from((0.0, 0.3)),
            "unknown_share": st.sampled_from((0.0, 0.5)),
            "transitions": st.booleans(),
        }
    )


# --- accounts --------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(options())
def test_every_area_is_sound_and_its_accounts_close(chosen):
    synthetic = sf.synthetic_area(**chosen)
    check = synthetic.area.check()
    assert check[check["severity"] == "error"].empty
    truth = synthetic.truth
    account = truth.account
    came = account["opening"] + account["restated"] + account["joiners"] + account["moved_in"]
    assert (came - account["leavers"] - account["moved_out"] == account["closing"]).all()
    moved = account.groupby("year")[["moved_in", "moved_out"]].sum()
    assert (moved["moved_in"] == moved["moved_out"]).all()
    counted = truth.plans.groupby(["year", "need"])["plans"].sum()
    closing = account.set_index(["year", "need"])["closing"]
    assert (closing == counted.reindex(closing.index, fill_value=0)).all()
    opening = account.assign(year=account["year"] - 1).set_index(["year", "need"])["opening"]
    assert (opening == counted.reindex(opening.index, fill_value=0)).all()


@pytest.mark.parametrize("sort", [{}, {"assumptions": "broken"}, {**ROUGH, "unknown_share": 0}])
def test_flows_end_in_the_counts_of_every_cell(sort):
    truth = made(**sort).truth
    flows = truth.flows
    inside = flows[flows["setting_to"] != "outside"]
    ended = inside.groupby(["year", "locality", "need_to", "ncy_to", "setting_to"])["plans"].sum()
    counted = truth.plans.set_index(STOCK)["plans"]
    assert ended.to_dict() == counted[counted.index.get_level_values(0) > 2020].to_dict()
    began = flows[flows["setting_from"] != "outside"].groupby("year")["plans"].sum()
    books = truth.account.groupby("year")[["opening", "restated"]].sum().sum(axis=1)
    assert (began == books).all()
    aged = flows.dropna(subset=["ncy_from", "ncy_to"])
    assert (aged["ncy_to"] == aged["ncy_from"] + 1).all()


def test_the_area_holds_the_history_of_the_truth_and_nothing_after_it():
    synthetic = made(transitions=True)
    known = synthetic.area.table("plans")
    came = synthetic.truth.plans
    assert synthetic.area.years("plans") == synthetic.history == (2020, 2021, 2022, 2023, 2024)
    assert synthetic.future == (2025, 2026, 2027, 2028, 2029)
    there = came[came["year"].isin(synthetic.history)].set_index(STOCK)["plans"]
    assert known.set_index(STOCK)["plans"].to_dict() == there.to_dict()
    for table in ("transitions", "history", "placements"):
        assert max(synthetic.area.years(table)) == 2024
    assert synthetic.area.years("population")[-1] == 2029


def test_everything_is_labelled_made_up():
    area = made(transitions=True).area
    told = [
        frame["basis"].unique().tolist() for frame in area.tables().values() if "basis" in frame
    ]
    assert told == [["made"]] * len(told)
    assert len(told) == 9
    assert "No row describes a real child" in area.about()
    assert "Made-up" in "".join(area.table("sites")["name"])


def test_the_unknown_are_in_the_area_and_not_in_the_truth():
    synthetic = made(unknown_share=0.2)
    known = synthetic.area.table("plans")
    for column in ("locality", "need"):
        hidden = known.loc[known[column] == "unknown", "plans"].sum() / known["plans"].sum()
        assert hidden == pytest.approx(0.2, abs=0.03)
        assert "unknown" not in set(synthetic.truth.plans[column])
    pd.testing.assert_frame_equal(synthetic.truth.plans, made().truth.plans)


# --- seeds -----------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_area_and_another_another():
    assert_same(made(**ROUGH), made(**ROUGH))
    assert not made().truth.plans.equals(made(seed=2).truth.plans)


@pytest.mark.parametrize("sort", [{}, {"assumptions": "broken"}, ROUGH])
def test_a_longer_future_changes_nothing_before_it(sort):
    short, long = made(future_years=2, **sort), made(future_years=6, **sort)
    came = long.truth.plans
    kept = came[came["year"] <= short.future[-1]].reset_index(drop=True)
    pd.testing.assert_frame_equal(short.truth.plans, kept)
    assert short.area.table("plans").equals(long.area.table("plans"))


def test_the_children_of_a_seed_are_known_on_every_machine():
    """Counted once; another number here means that seeds have lost what they stood for."""
    counted = made().truth.plans.groupby("year")["plans"].sum()
    assert counted.astype(int).tolist() == KNOWN


def test_no_global_seed_is_touched():
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    made()
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_poisson_numbers_have_their_mean_and_variance():
    for mean in (0.3, 4.0, 600.0):
        chance = chance_of(1, Purpose.LIFE)
        drawn = np.array([chance.poisson(mean) for _ in range(4_000)])
        error = np.sqrt(mean / len(drawn))
        assert drawn.mean() == pytest.approx(mean, abs=4 * error)
        assert drawn.var() == pytest.approx(mean, rel=0.12)
    assert chance.poisson(0.0) == 0


# --- truth -----------------------------------------------------------------------------------


def test_a_planted_trend_is_found_in_the_true_flows():
    """Joiners a head by year, over what the true rates and effects lead one to expect, are 1."""
    synthetic = sf.synthetic_area(seed=3, plans=20_000, history_years=6)
    truth = synthetic.truth
    expected = expected_joiners(truth)
    joined = truth.account.groupby("year")["joiners"].sum()
    whole = expected.groupby("year")["expected"].sum()
    assert (joined / whole - 1).abs().max() < 4 / np.sqrt(whole.min())
    # Without the trend and the effects they are far from it: what was planted is there.
    plain = expected.groupby("year")["plain"].sum()
    assert (joined / plain - 1).abs().max() > 0.15


@pytest.mark.parametrize("over", ["need", "ncy"])
def test_planted_year_effects_of_joining_are_found_in_the_true_flows(over):
    """Regress log(seen / expected without the effect) on the effect: slope 1, no constant."""
    slopes = []
    for seed in (3, 4, 5):
        truth = sf.synthetic_area(seed=seed, plans=20_000, history_years=6).truth
        expected = expected_joiners(truth)
        flows = truth.flows
        new = flows[flows["setting_from"] == "outside"].assign(ncy=lambda rows: rows["ncy_to"])
        seen = new.rename(columns={"need_to": "need"}).groupby(["year", over])["plans"].sum()
        both = expected.groupby(["year", over])[["expected", f"without_{over}"]].sum().join(seen)
        big = both[both["expected"] > 60].dropna()
        effect = np.log(big["expected"] / big[f"without_{over}"])
        found = np.log(big["plans"] / big[f"without_{over}"])
        weight = big["expected"]
        slopes.append((weight * effect * found).sum() / (weight * effect**2).sum())
    assert np.mean(slopes) == pytest.approx(1.0, abs=0.12)


def test_planted_year_effects_of_leaving_are_found_in_the_true_flows():
    truth = sf.synthetic_area(seed=4, plans=20_000, history_years=6).truth
    effects = truth.effects[truth.effects["flow"] == "leaving"]
    area = effects[effects["over"] == "area"].set_index("year")["effect"]
    walk = effects[effects["over"] == "walk"].set_index("year")["effect"].cumsum()
    flows = truth.flows[truth.flows["setting_from"] != "outside"]
    rates = truth.rates.set_index(["need", "ncy"])["leaving"]
    place = pd.MultiIndex.from_arrays([flows["need_from"], flows["ncy_from"].astype(int)])
    force = -np.log1p(-np.minimum(rates.reindex(place).to_numpy(), 1 - 1e-9))
    old = flows["ncy_from"].to_numpy(dtype=int) == 20
    by = dict(iter(effects.groupby("over")))
    for over, column in (("need", "need_from"), ("ncy", "ncy_from")):
        known = by[over].set_index(["year", "member"])["effect"]
        where = pd.MultiIndex.from_arrays([flows["year"], flows[column].astype(str)])
        force = force * np.exp(known.reindex(where).to_numpy())
    level = np.exp(flows["year"].map(area + walk).to_numpy())
    weight = flows["plans"].to_numpy() * ~old
    leaving = (flows["setting_to"] == "outside").to_numpy()
    for year in truth.plans["year"].unique()[1:]:
        here = (flows["year"] == year).to_numpy()
        seen = (weight * leaving)[here].sum()
        expected = (weight * -np.expm1(-force * level))[here].sum()
        assert seen == pytest.approx(expected, abs=4 * np.sqrt(expected))


def expected_joiners(truth):
    """Joiners expected by year, locality, need and NC year: from rates, heads, factors, effects."""
    heads = truth.population.merge(truth.locality_factors, on="locality")
    heads = heads[heads["year"] > heads["year"].min()]
    rates = truth.rates[["need", "ncy", "joining"]].rename(columns={"joining": "rate"})
    cells = heads.merge(rates[rates["rate"] > 0], on=["need", "ncy"])
    cells["plain"] = cells["persons"] * cells["joining"] * cells["rate"]
    cells = cells.groupby(["year", "need", "ncy"], as_index=False)["plain"].sum()
    effects = truth.effects[truth.effects["flow"] == "joining"]
    by_over = dict(iter(effects.groupby("over")))
    known = {over: rows.set_index(["year", "member"])["effect"] for over, rows in by_over.items()}
    level = cells["year"].map(truth.trend.set_index("year")["area"])
    area = cells["year"].map(known["area"].droplevel("member"))
    part = {}
    for over in ("need", "ncy"):
        where = pd.MultiIndex.from_arrays([cells["year"], cells[over].astype(str)])
        part[over] = known[over].reindex(where).to_numpy()
    common = cells["plain"] * np.exp(level + area)
    return cells.assign(
        expected=common * np.exp(part["need"] + part["ncy"]),
        without_need=common * np.exp(part["ncy"]),
        without_ncy=common * np.exp(part["need"]),
    )


def test_a_recoded_need_is_in_the_flows_and_in_every_year_after():
    options = {"plans": 6_000, "breaks": 3, "history_years": 6}
    planted = pd.concat(
        [
            sf.synthetic_area(seed=seed, **options).truth.breaks.assign(seed=seed)
            for seed in range(4)
        ]
    )
    assert set(planted["what"]) == {"need recoded", "clean-up"}
    for row in planted.itertuples():
        account = sf.synthetic_area(seed=row.seed, **options).truth.account
        year = account[account["year"] == row.year].set_index("need")
        if row.what == "clean-up":
            assert year["restated"].sum() < 0
            continue
        before = year.loc[row.need_from, "opening"]
        # A chain of breaks touches only what stands under the code when its turn comes.
        assert -year.loc[row.need_from, "restated"] / before == pytest.approx(row.value, abs=0.1)
        assert year["restated"].sum() == 0


def test_restated_cases_change_needs_and_no_total():
    account = made(restated_share=0.1).truth.account
    assert (account.groupby("year")["restated"].sum() == 0).all()
    assert account["restated"].abs().sum() > 0
    assert (made().truth.account["restated"] == 0).all()


def test_a_broken_area_differs_in_what_is_broken():
    held, broken = made(seed=5), made(seed=5, assumptions="broken")
    assert held.truth.breaks.empty
    assert set(broken.truth.breaks["what"]) == {"joining", "leaving_from_year_11", "estate"}
    assert set(broken.truth.breaks["year"]) <= set(broken.future)
    factors = {kind: one.truth.locality_factors["leaving"] for kind, one in
               (("held", held), ("broken", broken))}  # fmt: skip
    assert set(factors["held"]) == {1.0}
    assert factors["broken"].std() > 0.1
    by = ["year", "locality", "ncy"]
    told = broken.area.table("population").set_index(by)["persons"]
    came = broken.truth.population.set_index(by)["persons"].reindex(told.index)
    estate = broken.truth.breaks.query("what == 'estate'").iloc[0]
    grown = came[came > told].reset_index()
    assert set(grown["locality"]) == {estate["locality"]}
    assert grown["year"].min() == estate["year"]
    there = held.area.table("population").set_index(by)["persons"]
    assert (held.truth.population.set_index(by)["persons"].reindex(there.index) == there).all()


@pytest.mark.slow
def test_shocks_of_a_broken_area_have_heavier_tails_and_needs_go_together():
    def scaled(assumptions):
        drawn, together = [], []
        for seed in range(60):
            truth = made(seed=seed, assumptions=assumptions, plans=400).truth
            rows = truth.effects[truth.effects["flow"] == "joining"]
            ages = rows[rows["over"] == "ncy"]["effect"] / truth.spreads["joining_ncy"]
            drawn.append(ages - ages.median())
            needs = rows[rows["over"] == "need"].pivot_table(
                index="year", columns="member", values="effect"
            )
            matrix = needs.corr().to_numpy()
            together.append(matrix[np.triu_indices(len(matrix), 1)].mean())
        return np.concatenate(drawn), np.mean(together)

    held, apart = scaled("held")
    broken, joint = scaled("broken")
    assert (np.abs(held) > 4).mean() < 0.001
    assert (np.abs(broken) > 4).mean() > 0.005
    assert apart == pytest.approx(0.0, abs=0.1)
    assert joint > 0.3


def test_the_plans_asked_for_are_expected_in_the_last_january_known():
    counted = [
        made(seed=seed, plans=2_000).truth.plans.query("year == 2024")["plans"].sum()
        for seed in range(40)
    ]
    assert np.mean(counted) == pytest.approx(2_000, rel=0.04)


def test_needs_and_settings_are_those_of_the_field():
    assert set(NEEDS) == set(terms.needs().without("unknown").codes)
    assert set(SETTINGS) < set(terms.settings().codes)
    assert sum(shares[0] for shares in ENTRY.values()) == pytest.approx(1.0)
    assert [sum(shares[1:]) for shares in ENTRY.values()] == pytest.approx([1.0] * len(ENTRY))
    assert [sum(ages.values()) for ages in JOINED_AT] == pytest.approx([1.0] * len(JOINED_AT))
    assert (moves().sum(axis=-1) < 1).all()


def test_nothing_is_shared_with_the_demand_model():
    for file in Path(room.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in getattr(node, "names", [])]
            assert not [name for name in names if "demand" in name or "england" in name], file


def test_frames_of_the_truth_are_copies():
    truth = made().truth
    plans = truth.plans
    plans["plans"] = 0.0
    assert truth.plans["plans"].sum() > 0
    truth.spreads["joining_area"] = 9.0
    assert truth.spreads["joining_area"] < 1


# --- what it is for --------------------------------------------------------------------------


def test_it_can_be_projected_and_allocated():
    synthetic = made(assumptions="broken", **ROUGH)
    projection = sf.project(synthetic.area, until=synthetic.future[1], draws=4, workers=1)
    allocation = sf.allocate(projection, draws=2, workers=1)
    supply = allocation.to_frame("supply")
    assert supply["placed"].sum() > 0
    assert "until=synthetic.future[-1]" in repr(synthetic)
    assert ".flows" in repr(synthetic.truth)
    with pytest.raises(UnknownNameError, match="year of the table plans"):
        synthetic.area.stock(year=synthetic.future[0])


def test_growth_leans_on_the_nation_of_the_area_itself():
    synthetic = made()
    history = synthetic.area.table("history")
    nation = history[history["area"] == "England"].set_index("year")["plans"]
    came = synthetic.truth.nation.set_index("year")["plans"]
    assert nation.to_dict() == came[came.index <= 2024].to_dict()
    assert nation.index.min() == 2017
    assert sf.project(synthetic.area, until=2025, draws=1, workers=1).notes == ()


# --- refusals --------------------------------------------------------------------------------

REFUSED = {
    "few localities": ({"localities": 3}, "synthetic_number", "localities of a", "localities=12"),
    "half a plan": ({"plans": 1000.5}, "synthetic_number", "plans of a", "plans=4000"),
    "a seed below nought": ({"seed": -1}, "synthetic_number", "option seed", "seed=1"),
    "a yes for a number": ({"breaks": True}, "synthetic_number", "breaks", "from 0 to 3"),
    "a share above": ({"unknown_share": 0.6}, "synthetic_number", "unknown_share", "0 to 0.5"),
    "no share": ({"restated_share": float("nan")}, "synthetic_number", "nan", "0 to 0.3"),
    "words": ({"restated_share": "5 %"}, "synthetic_number", "5 %", "share"),
    "another kind": ({"assumptions": "bent"}, "synthetic_assumptions", "bent", "broken"),
    "no switch": ({"transitions": 1}, "synthetic_switch", "is 1", "transitions=True"),
    "few children": ({"localities": 40}, "synthetic_too_thin", "900 plans in 40", "plans=1600"),
    "many breaks": (
        {"breaks": 3, "history_years": 3}, "synthetic_breaks", "3 breaks", "history_years=4",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "rule", "seen", "remedy"), REFUSED.values(), ids=REFUSED.keys())
def test_impossible_options_are_refused_with_what_to_write(asked, rule, seen, remedy):
    with pytest.raises(NotPossibleError, match=said(rule)) as raised:
        made(**asked)
    told = str(raised.value)
    assert seen in told
    assert remedy in told


def test_the_seed_has_no_default():
    with pytest.raises(TypeError, match="seed"):
        sf.synthetic_area()
