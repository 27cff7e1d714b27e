"""Pounds of an allocation: counted again from children and places, payer by payer."""

from types import SimpleNamespace

import numpy as np
import pytest
from money_areas import FEE, PLACE, STAND, TOP_UP, both, cost, pair, projected, rows_of_costs
from small_areas import Small, said

import sufficiency as sf
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.counts import CHILDREN
from sufficiency.allocation.money_frames import account_of
from sufficiency.allocation.spending import places_of
from sufficiency.errors import TableError, UnknownNameError

UNNAMED_MILES, WAYS, A_MILE = 15, 380, 2.0
WHOLE = ("year",)


def line_of(allocation, where, item):
    """Axes (draw, year): the pounds of one line."""
    account = account_of(allocation)
    places = [
        at for at, line in enumerate(account.lines) if (line.where, line.item) == (where, item)
    ]
    return account.pounds[..., places].sum(axis=2)


def independent(allocation):
    return allocation.drawn.counts.children[:, :, CHILDREN.index("independent")]


def pool(allocation, site):
    return allocation.plan.labels["site"].tolist().index(site)


def test_fees_and_top_up_are_those_of_the_children_in_every_draw():
    _, made = pair()
    bought = independent(made).sum(axis=(2, 3, 4, 5))
    assert (bought > 0).all()
    np.testing.assert_allclose(line_of(made, "independent", "fee"), FEE * bought)
    beyond = made.drawn.counts.beyond.sum(axis=(2, 3))
    np.testing.assert_allclose(line_of(made, "beyond", "fee"), FEE * beyond)
    for site, setting in (("S", "special"), ("B", "base")):
        placed = made.drawn.counts.placed[..., pool(made, site)]
        np.testing.assert_allclose(line_of(made, setting, "top_up"), TOP_UP[setting] * placed)


def test_a_fee_by_need_is_that_of_the_children_of_that_need():
    rows = [*rows_of_costs(), cost("independent", "fee", 90_000, need="SEMH")]
    made = sf.allocate(projected(rows, until=2026), STAND, draws=3, workers=1)
    needs = made.labels.needs
    fees = np.array([90_000 if need == "SEMH" else FEE for need in needs])
    by_need = independent(made).sum(axis=(2, 4, 5))
    np.testing.assert_allclose(line_of(made, "independent", "fee"), by_need @ fees)


def test_transport_by_the_mile_is_that_of_the_journeys():
    _, made = pair()
    flows = made.to_frame("placed")
    tariff, years = made.setting.tariff, made.years
    pounds = made.expected.pounds[0] / SCALE
    for setting in ("special", "base"):
        line = [
            at
            for at, held in enumerate(tariff.lines)
            if (held.where, held.item) == (setting, "transport")
        ]
        own = flows[flows["setting"] == setting]
        miles = (own["children"] * own["miles"]).groupby(own["year"]).sum().reindex(years)
        np.testing.assert_allclose(pounds[:, line].sum(axis=1), miles * A_MILE * WAYS, rtol=1e-9)


def test_not_named_journeys_are_those_that_are_assumed():
    """Nobody is in the named independent school: it takes none. Journeys are in whole metres."""
    made = sf.allocate(
        projected(small=Small(special=60, base=10, independent=0, placements=False), until=2026),
        STAND,
        draws=3,
        workers=1,
    )
    bought = independent(made).sum(axis=(2, 3, 4, 5))
    each = UNNAMED_MILES * A_MILE * WAYS
    assert (bought > 0).all()
    np.testing.assert_allclose(line_of(made, "independent", "transport"), each * bought, rtol=1e-5)


def test_places_are_paid_for_whether_they_are_filled_or_not():
    """Sixty places less three of others'; none of a school that is above them goes unpaid."""
    made = sf.allocate(projected(small=Small(special=200, base=90), until=2026), draws=3, workers=1)
    placed = made.drawn.counts.placed
    kept = made.beyond + made.unrecorded
    for site, setting, ours in (("S", "special", 197), ("B", "base", 90)):
        at = pool(made, site)
        filled = placed[..., at] + kept[at]
        assert (filled < ours).any()
        paid = np.maximum(ours, filled)
        np.testing.assert_allclose(line_of(made, setting, "place"), PLACE[setting] * paid)
        extra = {"special": 0, "base": 4_000}[setting]
        np.testing.assert_allclose(line_of(made, setting, "void"), extra * (paid - filled))


def test_a_row_of_void_places_comes_before_what_is_assumed():
    rows = [*rows_of_costs(), cost("base", "void", 1_500, "place_year", payer="general_fund")]
    made = sf.allocate(projected(rows, Small(special=200, base=90), until=2026), draws=2, workers=1)
    account = account_of(made)
    (line,) = [line for line in account.lines if line.item == "void"]
    assert (line.payer, line.basis) == ("general_fund", "made")
    usual = sf.allocate(
        projected(small=Small(special=200, base=90), until=2026), draws=2, workers=1
    )
    np.testing.assert_allclose(
        line_of(made, "base", "void") / 1_500, line_of(usual, "base", "void") / 4_000
    )


@pytest.mark.parametrize(
    ("cells", "each"),
    [
        ({"basis": "assumed"}, 1_500),
        ({"need": "ASD"}, (1_500 + 4_000) / 2),
        ({"need": "PD"}, 4_000),
    ],
)
def test_what_no_row_says_of_a_void_place_is_what_is_assumed(cells, each):
    """The base admits two needs, of whom ASD is one and PD is not; a row may be assumed as well."""
    rows = [*rows_of_costs(), cost("base", "void", 1_500, "place_year", **cells)]
    small = Small(special=200, base=90)
    made = sf.allocate(projected(rows, small, until=2026), draws=2, workers=1)
    at = pool(made, "B")
    assert made.plan.pools.needs[:, at].sum(axis=1).tolist() == [2, 2]
    _, _, empty = places_of(made.plan, made.drawn.counts.placed, made.beyond + made.unrecorded)
    assert (empty[..., at] > 0).any()
    np.testing.assert_allclose(line_of(made, "base", "void"), each * empty[..., at])


def test_children_without_a_place_cost_the_share_that_is_supposed():
    projection = projected(until=2026, draws=2)
    half = STAND.but(name="half", without_place_percent=50)
    made, usual = (sf.allocate(projection, each, draws=2, workers=1) for each in (half, STAND))
    left = made.drawn.counts.children[:, :, CHILDREN.index("without")].sum(axis=(2, 3, 4, 5))
    assert (left > 0).any()
    np.testing.assert_allclose(line_of(made, "without", "fee"), FEE / 2 * left)
    each = UNNAMED_MILES * A_MILE * WAYS
    np.testing.assert_allclose(line_of(made, "without", "transport"), each / 2 * left)
    assert "without" not in set(usual.money(by=["year", "where"])["where"])
    more = made.money(by=WHOLE)["pounds"] - usual.money(by=WHOLE)["pounds"]
    np.testing.assert_allclose(more, (FEE + each) / 2 * left.mean(axis=0))
    assert set(made.money(by=["year", "where"]).query("where == 'without'")["basis"]) == {"made"}


def test_a_cost_of_children_without_a_place_that_is_not_known_is_told():
    """Where no place can be bought no fee is asked for, unless those without one cost a share."""
    rows = [row for row in rows_of_costs() if row["item"] != "fee"]
    small = Small(independent=0, children=(("mainstream", 0.5), ("special", 0.5)), placements=False)
    projection = projected(rows, small, until=2025, draws=2)
    shut = STAND.but(name="shut", independent_open_ended=False)
    told = sf.allocate(projection, shut, draws=2, workers=1)
    assert "without" not in {line.where for line in told.setting.tariff.lines}
    half = shut.but(name="half", without_place_percent=50)
    rules = [
        (found.rule, found.value)
        for found in sf.allocate(projection, half, draws=2, workers=1).setting.tariff.findings
    ]
    assert ("cost_missing", "fee") in rules


def plan_like(places, taken, site, site_places, is_open=True):
    """One year of a plan of three pools, by hand."""
    pools = SimpleNamespace(
        is_open=np.broadcast_to(is_open, (1, len(places))).copy(), site=np.array(site)
    )
    return SimpleNamespace(
        pools=pools,
        places=np.array([places], dtype=np.float64),
        taken=np.array([taken], dtype=np.float64),
        site_places=np.array([site_places], dtype=np.float64),
        site_taken=np.zeros((1, len(site_places))),
    )


NAN = np.nan


@pytest.mark.parametrize(
    ("plan", "placed", "empty"),
    [
        # Each pool its own: 10 - 2 taken - 5, none below nought, a closed one none.
        (plan_like([10, 4, 9], [2, 0, 0], [0, 1, 2], [NAN] * 3), [5, 6, 0], [3, 0, 9]),
        (plan_like([10, 4, 9], [2, 0, 0], [0, 1, 2], [NAN] * 3, False), [0, 0, 0], [0, 0, 0]),
        # A site's total alone: what is left stands at its first pool.
        (plan_like([NAN, NAN, 5], [NAN, NAN, 0], [0, 0, 1], [20, NAN]), [7, 3, 5], [10, 0, 0]),
        # A total below its pools: 6 + 2 empty, 4 of them at the site.
        (plan_like([10, 10, 1], [0, 0, 0], [0, 0, 1], [16, NAN]), [4, 8, 1], [3, 1, 0]),
        # Children above the total: no place is empty.
        (plan_like([10, 10, 1], [0, 0, 0], [0, 0, 1], [11, NAN]), [4, 8, 1], [0, 0, 0]),
    ],
)
def test_empty_places_by_hand(plan, placed, empty):
    counts = np.array([[placed]])
    paid, filled, void = places_of(plan, counts, np.zeros(3, dtype=np.int64))
    assert void[0, 0].tolist() == empty
    assert filled[0, 0].tolist() == placed
    np.testing.assert_allclose(paid, filled + void)


def test_every_table_adds_up_to_the_whole():
    made, _ = pair()
    whole = made.money(by=WHOLE).set_index("year")["pounds"]
    for by in (
        ("year", "payer", "item"),
        ("year", "payer"),
        ("item", "year"),
        ("where", "year"),
        ("year", "payer", "where", "item"),
    ):
        frame = made.money(by=by)
        assert set(by) <= set(frame.columns)
        np.testing.assert_allclose(frame.groupby("year")["pounds"].sum(), whole)
    payers = made.money(by=("year", "payer"))
    assert set(payers["payer"]) == {"high_needs", "general_fund"}
    items = made.money(by=("year", "payer", "item"))
    assert set(items.loc[items["payer"] == "general_fund", "item"]) == {"transport"}
    assert (items["pounds_low"] <= items["pounds"]).all()
    assert (items["pounds"] <= items["pounds_high"]).all()


def test_a_table_says_in_what_its_pounds_are_and_on_what_they_rest():
    made, _ = pair()
    frame = made.to_frame("money")
    assert set(frame["unit"]) == {"pounds a year, in prices of 2026/27"}
    assert set(frame["price_year"]) == {2026}
    assert set(frame["year_kind"]) == {"academic"}
    assert set(frame["basis"]) == {"made"}
    assert made.to_frame("money", by=["year"]).equals(made.money(by=["year"]))
    assert made.tables()["money"].equals(frame)


def test_pounds_scale_with_unit_costs():
    twice = sf.allocate(projected(rows_of_costs(times=2.0), until=2026), draws=2, workers=1)
    once = sf.allocate(projected(until=2026), draws=2, workers=1)
    np.testing.assert_allclose(twice.drawn.pounds, 2 * once.drawn.pounds)


@pytest.mark.slow
def test_pounds_are_the_same_for_any_number_of_workers():
    projection = projected(until=2026, draws=20)
    one, two = (sf.allocate(projection, draws=20, workers=count) for count in (1, 2))
    np.testing.assert_array_equal(one.drawn.pounds, two.drawn.pounds)


def test_children_in_a_vehicle_share_its_miles():
    projection = projected(until=2026)
    alone, four = (
        sf.allocate(projection, STAND.but(name="v", children_a_vehicle=count), draws=2, workers=1)
        for count in (1, 4)
    )
    items = [
        made.money(by=["year", "item"]).set_index(["item", "year"])["pounds"]
        for made in (alone, four)
    ]
    np.testing.assert_allclose(items[0]["transport"], 4 * items[1]["transport"])
    np.testing.assert_allclose(items[0]["fee"], items[1]["fee"])


@pytest.fixture(scope="module")
def bare():
    """A small area without any costs."""
    projection = projected([cost("special", "place", 1.0, "place_year")], until=2025, draws=2)
    return sf.allocate(projection, draws=2, workers=1)


def test_costs_that_are_not_known_are_told_at_once_and_nothing_is_nought(bare):
    with pytest.raises(TableError, match="For pounds, the table costs of Testshire") as raised:
        bare.money()
    found = raised.value.findings
    told = {(each.value, each.seen.split("setting ")[1].split(")")[0]) for each in found}
    assert told == {
        *(("transport", setting) for setting in ("special", "base", "independent")),
        *(("top_up", setting) for setting in ("special", "base")),
        ("place", "base"),
        ("fee", "independent"),
    }
    with pytest.raises(TableError, match=said("cost_missing")):
        bare.to_frame("money")
    assert "unit place_year" in str([str(each) for each in found])


def test_without_costs_all_other_tables_are_there(bare):
    assert "money" not in bare.tables()
    assert bare.drawn.pounds.shape[2] == 0


def test_a_fee_that_is_not_known_of_those_beyond_local_places_is_told():
    """Nobody above Year 14 is allocated, yet some need what no local place could give."""
    rows = [row for row in rows_of_costs() if row["item"] != "fee"]
    older = tuple((setting, 0.5) for setting in ("mainstream", "special", "independent"))
    small = Small(children=older, ncys=tuple(range(18)))
    rows.append(cost("independent", "fee", FEE, ncy_from=0, ncy_to=14))
    made = sf.allocate(projected(rows, small, until=2025, draws=2), draws=2, workers=1)
    with pytest.raises(TableError, match="NC year 15"):
        made.money()


def test_a_unit_that_does_not_fit_is_told():
    rows = [*rows_of_costs(), cost("base", "void", 100, "day")]
    made = sf.allocate(projected(rows, until=2025, draws=2), draws=2, workers=1)
    with pytest.raises(TableError, match=said("cost_unit")):
        made.money()


@pytest.mark.parametrize("by", [("payer",), ("year", "locality"), "item"])
def test_money_cannot_be_laid_out_otherwise(by):
    made, _ = pair()
    with pytest.raises(UnknownNameError, match=said("allocation_by_unknown")):
        made.money(by=by)


def test_more_places_cost_place_funding_at_once():
    with_programme, without = both(projected(until=2026))
    more = with_programme.money(by=WHOLE)["pounds"] - without.money(by=WHOLE)["pounds"]
    assert more.iloc[0] == 0
    assert more.iloc[1] != 0


def test_the_example_prices_fully():
    projection = sf.project(sf.load_example(), until=2025, draws=1, workers=1)
    frame = sf.allocate(projection, draws=1, workers=1).money()
    assert set(frame["item"]) == {"place", "top_up", "fee", "transport", "void"}
    assert (frame["pounds"] >= 0).all()
