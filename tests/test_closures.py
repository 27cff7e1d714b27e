"""Settings that close: their children go where shares say, and nobody is lost or gained."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from flow_areas import any_model
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from small_areas import BASE_YEAR, area
from test_demand_laws import LOCALITIES, NEEDS, STATES, small_area

import sufficiency as sf
from sufficiency import terms
from sufficiency.cli import main
from sufficiency.demand.accounts import Item, account_gap
from sufficiency.demand.central import central_projection
from sufficiency.demand.closing import Closure, closures_of, told_shares
from sufficiency.demand.drivers import driver_parts
from sufficiency.demand.estimation import estimate
from sufficiency.demand.limits import limits_of
from sufficiency.demand.simulation import simulate
from sufficiency.demand.stocks import NC_YEARS
from sufficiency.errors import ScenarioError
from sufficiency.projection.axes import NCYS
from sufficiency.scenario import load_scenario

FINEST = {
    "locality": np.arange(LOCALITIES),
    "need": np.arange(NEEDS),
    "ncy": np.arange(NC_YEARS),
    "state": np.arange(STATES),
}
SETTINGS = terms.settings().codes
few = settings(max_examples=8, deadline=None)


def with_closures(model, *closures):
    levers = replace(model.levers, closures=closures_of(closures, states=STATES))
    return replace(model, levers=levers)


def any_closures(seed, *, years):
    """One or two states close, to shares by NC year; the first may send children to the second."""
    chance = np.random.default_rng(seed)
    one, other = chance.permutation(STATES)[:2].tolist()
    first, later = sorted(chance.choice(np.arange(1, years + 2), 2, replace=False).tolist())
    made = []
    for state, when, closed in ((one, first, {one}), (other, later, {one, other})):
        shares = chance.dirichlet(np.ones(STATES), NC_YEARS)
        if chance.random() < 0.5:  # the same at all NC years
            shares[:] = shares[0]
        shares[:, sorted(closed)] = 0.0
        made.append(Closure(state, when, shares / shares.sum(axis=1, keepdims=True)))
    return made[: 1 + chance.integers(2)]


def models(seed):
    """An area from transitions whose files do not chain, and one from stocks; some with a total."""
    total = limits_of(
        years=3,
        total=[np.nan, 150.0 + seed % 100, np.nan],
        growth=np.full(3, np.nan),
        ceiling=np.full(3, np.nan),
        ceiling_ncys=np.zeros(NC_YEARS, dtype=bool),
    )
    held = total if seed % 2 else None
    yield any_model(seed, until=2027, limits=held)
    yield estimate(small_area(seed), until=2027, limits=held)


# --- laws


@few
@given(st.integers(0, 10_000))
def test_children_are_conserved_in_every_draw_and_accounts_close(seed):
    for model in models(seed):
        closures = any_closures(seed, years=3)
        closed = with_closures(model, *closures)
        one, other = (simulate(held, draws=3, seed=seed) for held in (model, closed))
        usual, told = (held.roll_up(**FINEST) for held in (one, other))
        assert (told.sum(axis=-1) == usual.sum(axis=-1)).all(), "by locality, need and NC year"
        assert not account_gap(other.accounts).any()
        openings = other.accounts[:, 1:, ..., Item.OPENING]
        assert (openings == other.accounts[:, :-1, ..., Item.CLOSING]).all()
        assert (other.accounts[..., Item.CLOSING] == told[:, 1:].sum(axis=(2, 4))).all()
        for item in (Item.JOINERS, Item.LEAVERS, Item.CLOSING):
            mine, theirs = (held.accounts[..., item].sum(axis=-1) for held in (one, other))
            assert (mine == theirs).all()
        for closure in closures:
            assert not told[:, closure.first :, ..., closure.state].any()
            later = other.accounts[:, closure.first - 1 :, :, closure.state]
            assert not later[..., [Item.JOINERS, Item.MOVED_IN, Item.CLOSING]].any()
            assert not later[:, 1:].any()
        first = min(closure.first for closure in closures)
        assert (told[:, :first] == usual[:, :first]).all(), "nothing before it is another"
        assert (other.accounts[:, : first - 1] == one.accounts[:, : first - 1]).all()


@few
@given(st.integers(0, 10_000))
def test_expected_children_are_those_without_the_closure_told_by_its_shares(seed):
    for model in models(seed):
        closures = any_closures(seed, years=3)
        closed = with_closures(model, *closures)
        usual, made = central_projection(model), central_projection(closed)
        for january in range(4):
            shares = told_shares(closed.levers.closures, january, states=STATES)
            assert shares.sum(axis=-1) == pytest.approx(1.0)
            wanted = np.einsum("lnav,avw->lnaw", usual.children[january], shares)
            np.testing.assert_allclose(made.children[january], wanted, atol=1e-9)
        np.testing.assert_allclose(account_gap(made.accounts), 0.0, atol=1e-9)
        closing = made.children[1:].sum(axis=(1, 3))
        np.testing.assert_allclose(made.accounts[..., Item.CLOSING], closing, atol=1e-9)
        assert made.accounts[..., Item.MOVED_IN].min() > -1e-9
        assert made.accounts[..., Item.MOVED_OUT].min() > -1e-9


def test_the_account_of_draws_is_the_expected_one_on_average():
    model = replace(any_model(3, until=2026), restatement=None)
    shares = np.tile(np.array([[0.0, 0.7, 0.3][:STATES]]), (NC_YEARS, 1))
    closed = with_closures(model, Closure(0, 2, shares))
    drawn = simulate(closed, draws=400, seed=2).accounts.sum(axis=2).mean(axis=0)
    wanted = central_projection(closed).accounts.sum(axis=1)
    np.testing.assert_allclose(drawn, wanted, rtol=0.06, atol=4.0)


def test_numbers_depend_on_the_seed_alone_and_a_longer_horizon_changes_nothing():
    closed = with_closures(any_model(4, until=2028), *any_closures(1, years=2))
    short = with_closures(any_model(4, until=2026), *any_closures(1, years=2))
    first = simulate(closed, draws=6, seed=2, block=6)
    for again in (simulate(closed, draws=6, seed=2, block=2), simulate(closed, draws=8, seed=2)):
        assert (again.roll_up(**FINEST, draws=6) == first.roll_up(**FINEST)).all()
    early = simulate(short, draws=6, seed=2).roll_up(**FINEST)
    assert (first.roll_up(**FINEST)[:, : early.shape[1]] == early).all()


def test_children_stay_where_a_closure_has_sent_them():
    """With no chance of moving, nobody who was sent elsewhere changes state again."""
    model = any_model(5, until=2029)
    still = replace(model.states, seen=0 * model.states.seen, parent=0 * model.states.parent)
    model = replace(model, states=still, restatement=None)
    assert model.allowed.all(), "nobody has to move"
    shares = np.tile(np.array([[0.0, 0.5, 0.5][:STATES]]), (NC_YEARS, 1))
    drawn = simulate(with_closures(model, Closure(0, 1, shares)), draws=3, seed=1)
    for draw in range(3):
        for january in range(2, 6):
            before, after = drawn.fates(draw, january)
            there = after >= 0
            assert (before[there] % STATES == after[there] % STATES).all()
    assert drawn.accounts[:, 0, :, 1:, Item.MOVED_IN].sum() > 0


@few
@given(st.integers(0, 10_000))
def test_parts_of_the_change_add_up_and_closures_are_in_mix(seed):
    for model in models(seed):
        closed = with_closures(model, *any_closures(seed, years=3))
        made, usual = driver_parts(closed), driver_parts(model)
        wanted = central_projection(closed).children[1:]
        np.testing.assert_allclose(sum(made.amounts.values()), wanted, atol=1e-9)
        np.testing.assert_allclose(made.expected, wanted, atol=1e-9)
        np.testing.assert_allclose(made.amounts["mix"].sum(axis=(2, 4)), 0.0, atol=1e-9)
        for name, amount in made.amounts.items():
            theirs = usual.amounts[name].sum(axis=-1)
            np.testing.assert_allclose(amount.sum(axis=-1), theirs, atol=1e-9)


# --- scenarios


def closing(*rows, year=BASE_YEAR + 2, name="closing", **whole):
    """A scenario that closes settings: rows, or one closure with `setting` and `to`."""
    stated = rows or ({"year": year, **whole},)
    return load_scenario({"name": name, "closures": [{"why": "a test", **row} for row in stated]})


def run(scenario, held=None, **options):
    options = {"states": "setting", "draws": 6, "workers": 1} | options
    return sf.project(held or area(), scenario, **options)


def plans_by(projection, *axes):
    return projection.to_frame(by=["year", *axes]).set_index(["year", *axes])["children"]


@pytest.mark.parametrize("flows", ["stocks", "transitions"])
def test_a_base_that_closes_is_empty_from_its_september_on(flows):
    held = sf.synthetic_area(seed=11, plans=500, localities=4, transitions=True).area
    shares = {"special": 0.25, "mainstream": 0.75}
    scenario = closing(setting="base", to=shares, year=2026)
    closed, usual = (
        run(one, held, flows=flows, until=2028) for one in (scenario, sf.as_things_stand())
    )
    by_setting = plans_by(closed, "setting")
    assert by_setting.loc[2025, "base"] == plans_by(usual, "setting").loc[2025, "base"] > 0
    for year in (2026, 2027, 2028):
        assert by_setting.loc[year, "base"] == 0
    for axes in ((), ("locality",), ("need",), ("ncy",)):
        pd.testing.assert_series_equal(plans_by(closed, *axes), plans_by(usual, *axes))
    expected = [
        one.to_frame(by=["year", "setting"])["expected"].to_numpy() for one in (usual, closed)
    ]
    before, after = (one.reshape(5, len(SETTINGS)) for one in expected)
    place = {code: number for number, code in enumerate(SETTINGS)}
    for setting, share in shares.items():
        gained = after[2:, place[setting]] - before[2:, place[setting]]
        assert gained == pytest.approx(share * before[2:, place["base"]])
    account = closed.account().query("year == 2026 and setting == 'base'").iloc[0]
    assert account["moved_out"] == pytest.approx(account["opening"] - account["leavers"])
    drivers = closed.drivers(by=["year", "setting"]).query("setting == 'base' and year == 2027")
    assert drivers["expected"].item() == pytest.approx(0.0, abs=1e-9)
    assert [note.rule for note in closed.notes if note.rule.startswith("closure")] == []


def test_ncy_rows_send_each_ncy_elsewhere():
    scenario = closing(
        {"setting": "base", "year": 2026, "to": "special", "share": 1, "ncy_to": 6},
        {"setting": "base", "year": 2026, "to": "mainstream", "share": 1, "ncy_from": 7},
    )
    usual, closed = run(sf.as_things_stand()), run(scenario)
    place = {code: number for number, code in enumerate(SETTINGS)}
    base = usual.expected.children[2, ..., place["base"]]
    gained = closed.expected.children[2] - usual.expected.children[2]
    primary = np.array([ncy <= 6 for ncy in NCYS])
    assert gained[..., place["special"]] == pytest.approx(np.where(primary, base, 0.0))
    assert gained[..., place["mainstream"]] == pytest.approx(np.where(primary, 0.0, base))


def test_levels_are_told_that_nothing_changes():
    scenario = closing(setting="base", to={"special": 1})
    made = sf.project(area(), scenario, draws=2, workers=1)
    (note,) = [note for note in made.notes if note.rule == "closure_of_levels"]
    assert "the scenario closes the setting base, and children are told by level" in note.seen
    assert note.file == "scenario in Python [[closures]]"
    usual = sf.project(area(), draws=2, workers=1)
    assert (made.drawn.codes == usual.drawn.codes).all()
    # An allocation of a projection that knew of no closure says it too, and once only.
    for projection in (made, usual):
        placed = sf.allocate(projection, scenario, draws=1, workers=1)
        assert [n.rule for n in placed.notes].count("closure_of_levels") == 1


def test_faults_in_an_area_are_gathered_and_say_what_to_write():
    scenario = closing(
        {"setting": "special", "year": BASE_YEAR, "to": "mainstream", "share": 1},
        {"setting": "base", "year": 2026, "to": "fe", "share": 0.5},
        {"setting": "base", "year": 2026, "to": "mainstream", "share": 0.5},
        {"setting": "independent", "year": 2026, "to": "mainstream", "share": 1, "ncy_from": 7},
    )
    with pytest.raises(ScenarioError, match="cannot be used: 3 faults") as raised:
        run(scenario)
    found = {one.rule: str(one) for one in raised.value.findings}
    before = found["closure_before"]
    assert "special closes from 2024, and January 2025 has been counted" in before
    assert "Write 2025 or a later year" in before
    lost = found["closure_cannot_take"]
    assert "children of base at NC years -4 to 9 would go to fe" in lost
    assert "takes NC years 10 to 20 only" in lost
    assert "ncy_from and ncy_to" in lost
    nowhere = found["closure_nowhere"]
    assert "no row says where its children at NC years -4 to 6 go" in nowhere
    assert "row 2" in lost
    assert "Add a row for them" in nowhere


def test_a_college_takes_those_whom_it_can_take():
    scenario = closing(
        {"setting": "base", "year": 2026, "to": "fe", "share": 1, "ncy_from": 12},
        {"setting": "base", "year": 2026, "to": "mainstream", "share": 1, "ncy_to": 11},
    )
    made = run(scenario)
    fe = made.expected.children[..., SETTINGS.index("fe")]
    assert fe[:, :, :, : NCYS.index(10)].sum() == 0


def test_closures_that_change_nothing_are_noted():
    late = run(closing(setting="base", to={"special": 1}, year=2040))
    (note,) = [note for note in late.notes if note.rule == "closure_after"]
    assert "base closes from 2040, and the projection ends in" in note.seen
    assert "until=2040" in note.remedy
    assert "--until 2040" in note.remedy_command
    nobody = run(closing(setting="awaiting", to={"mainstream": 1}))
    (note,) = [note for note in nobody.notes if note.rule == "closure_nobody"]
    assert "nobody was counted in the setting awaiting from January 2023 to 2025" in note.seen
    usual = run(sf.as_things_stand())
    for made in (late, nobody):
        assert (made.drawn.codes == usual.drawn.codes).all()


# --- the table in files


def test_a_closure_reads_back_from_toml_csv_and_workbook(tmp_path):
    scenario = closing(
        {"setting": "ap", "year": 2028, "to": {"special": 0.6, "base": 0.4}, "ncy_to": 11},
        {"setting": "ap", "year": 2028, "to": "mainstream", "share": 1, "ncy_from": 12},
    )
    (tmp_path / "written.toml").write_text(scenario.to_toml(), encoding="utf-8")
    assert load_scenario(tmp_path / "written.toml") == scenario
    frame = scenario.to_frame("closures").drop(columns="file")
    assert frame["share"].tolist() == [0.4, 0.6, 1.0]
    frame.to_csv(tmp_path / "closures.csv", index=False)
    book = Workbook()
    book.active.title = "closures"
    for row in [list(frame), *frame.astype(object).where(frame.notna(), None).to_numpy().tolist()]:
        book.active.append(row)
    book.save(tmp_path / "plans.xlsx")
    for name in ("closures.csv", "plans.xlsx"):
        (tmp_path / "from.toml").write_text(
            f'name = "closing"\nclosures = {{ file = "{name}" }}\n', encoding="utf-8"
        )
        assert load_scenario(tmp_path / "from.toml") == scenario
    assert scenario.resolved.query("part == 'closures'")["name"].unique().tolist() == ["ap"]


def test_a_closure_takes_the_place_of_the_whole_one_before():
    first = closing(setting="ap", to={"special": 0.6, "base": 0.4}, year=2028)
    row = {"setting": "ap", "year": 2029, "to": "mainstream", "share": 1, "why": "Cabinet"}
    later = first.with_rows("closures", [row], name="later")
    assert later.to_frame("closures")["to"].tolist() == ["mainstream"]
    assert first.diff(later).sentences == [
        "ap closes from 2029/30: of its children 1 to mainstream (Cabinet), instead of: "
        "ap closes from 2028/29: of its children 0.4 to base, 0.6 to special (a test)."
    ]
    assert later.diff(sf.as_things_stand()).sentences == ["ap does not close."]
    assert "1 closure" in repr(later)
    placed = later.with_places("S", "all", {2026: 5}).without(site="S")
    assert placed.to_frame("closures").equals(later.to_frame("closures"))
    assert not later.check_against(sites=["S"], pools=[], localities=["L1"])


def test_check_finds_what_a_projection_of_the_area_would_refuse(tmp_path, capsys):
    place = area().save(tmp_path / "area")
    path = tmp_path / "mine.toml"
    row = '[[closures]]\nsetting = "base"\nyear = {}\nwhy = "a test"\nto = {{ {} = 1 }}\n'
    for year, to, code, words in (
        (2026, "fe", 1, "base at NC years -4 to 9 would go to fe, which takes NC years 10 to 20"),
        (BASE_YEAR, "special", 1, "January 2025 has been counted"),
        (2026, "special", 0, "base closes from 2026/27: of its children 1 to special (a test)"),
    ):
        path.write_text(row.format(year, to), encoding="utf-8")
        with pytest.raises(SystemExit, match=r"^\d*$") as left:
            main(["check", str(path), "--area", str(place)])
        assert bool(left.value.code) == bool(code)
        printed = capsys.readouterr()
        assert words in " ".join((printed.out + printed.err).split())
