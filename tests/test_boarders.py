"""Children who board: a stated share of them costs what the rows for boarders say, and no other."""

import re

import numpy as np
import pytest
from money_areas import STAND, cost, projected, rows_of_costs
from small_areas import said

import sufficiency as sf
from sufficiency.allocation.counts import CHILDREN
from sufficiency.errors import TableError
from sufficiency.money import UnitCosts, mixed, payers_mixed

DAY, BOARDING = 60_000, 110_000
ROWS = [*rows_of_costs(), cost("independent", "fee", BOARDING, residential="yes")]


def allocated(rows, **changes):
    scenario = STAND.but(name="boards", **changes)
    return sf.allocate(projected(rows, until=2026), scenario, draws=3, workers=1)


def fees(made, where="independent"):
    """Axes (year,): pounds of fees of a place of the account."""
    money = made.money(by=["year", "where", "item"])
    return money[(money["where"] == where) & (money["item"] == "fee")]["pounds"].to_numpy()


def test_a_fifth_who_board_by_hand():
    """Ten children of whom a fifth board: 8 x 60,000 + 2 x 110,000 = 700,000, so 70,000 each."""
    made = allocated(ROWS, boarders_percent={"independent": 20})
    placed = made.drawn.counts.children[:, :, CHILDREN.index("independent")]
    number = placed.sum(axis=(2, 3, 4, 5)).mean(axis=0)
    assert (number > 0).all()
    np.testing.assert_allclose(fees(made), number * 70_000)
    beyond = made.drawn.counts.beyond.sum(axis=(2, 3)).mean(axis=0)
    np.testing.assert_allclose(fees(made, "beyond"), beyond * 70_000)


def test_a_share_by_need_and_from_a_year_on():
    """Of SEMH half board from 2026/27: 85,000 each; before, and all others, cost 60,000."""
    made = allocated(ROWS, boarders_percent={"independent/SEMH": {2026: 50}})
    by_need = made.drawn.counts.children[:, :, CHILDREN.index("independent")].sum(axis=(2, 4, 5))
    semh = np.array([need == "SEMH" for need in made.labels.needs])
    each = np.array([np.full(len(semh), DAY), np.where(semh, 85_000, DAY)])
    expected = (by_need * each).sum(axis=2).mean(axis=0)
    np.testing.assert_allclose(fees(made), expected)


@pytest.mark.slow
def test_where_it_is_not_stated_rows_for_boarders_are_left_out():
    np.testing.assert_allclose(fees(allocated(ROWS)), fees(allocated(rows_of_costs())))
    nobody = allocated(ROWS, boarders_percent={"independent": 0})
    np.testing.assert_allclose(fees(nobody), fees(allocated(rows_of_costs())))


def test_where_all_board_no_day_row_is_needed():
    rows = [row for row in ROWS if (row["item"], row["residential"]) != ("fee", "")]
    made = allocated(rows, boarders_percent={"independent": 100})
    whole = allocated([*rows_of_costs(fee=BOARDING / DAY)])
    np.testing.assert_allclose(fees(made), fees(whole))


def test_pounds_as_an_aim_count_those_who_board():
    aims = ["without", "independent", "pounds", "miles"]
    half, whole = (
        allocated(rows, aims=aims, **changes)
        for rows, changes in (
            (ROWS, {"boarders_percent": {"independent": 50}}),
            (rows_of_costs(fee=85_000 / DAY), {}),
        )
    )
    pounds = [made.to_frame("aims").query("aim == 'pounds'")["value"] for made in (half, whole)]
    np.testing.assert_allclose(pounds[0], pounds[1])


def faults(rows, **changes):
    made = allocated(rows, **changes)
    with pytest.raises(TableError, match="For pounds, the table costs of Testshire") as caught:
        made.money()
    for found in caught.value.findings:
        assert re.search(said(found.rule), str(found))
    return {found.rule: str(found) for found in caught.value.findings}


def test_who_boards_without_a_row_that_says_what_it_costs():
    told = faults(rows_of_costs(), boarders_percent={"independent": 20})
    assert list(told) == ["boarders_without_row"]
    assert "boarders_percent = { independent = 20 }" in told["boarders_without_row"]
    assert "item fee, residential yes" in told["boarders_without_row"]


@pytest.mark.slow
def test_a_nearer_row_for_both_kinds_is_their_mean_unless_it_is_so_everywhere():
    """Of a site it is one; of a need, nothing is left that the share could change."""
    site = cost("", "fee", 77_000, site="I")
    assert fees(allocated([*ROWS, site], boarders_percent={"independent": 20})).sum() > 0
    need = cost("independent", "fee", 77_000, need="ASD")
    told = faults([*ROWS, need], boarders_percent={"independent": 20})
    assert "for need ASD." in told["boarders_without_row"]
    day = [*ROWS, need | {"residential": "no"}]
    assert fees(allocated(day, boarders_percent={"independent": 20})).sum() > 0


def test_a_row_for_boarders_without_one_for_day_places():
    rows = [row for row in ROWS if (row["item"], row["residential"]) != ("fee", "")]
    told = faults(rows, boarders_percent={"independent": 20})
    assert list(told) == ["cost_of_boarding"]
    assert "a child who does not board" in told["cost_of_boarding"]
    assert "residential no" in told["cost_of_boarding"]


def test_a_row_for_day_places_alone_beside_boarders_fees():
    """Transport is told of day places only: what a boarder's costs is asked for, at nought too."""
    rows = [row | {"residential": "no"} if row["item"] == "transport" else row for row in ROWS]
    told = faults(rows, boarders_percent={"independent": 20})
    assert list(told) == ["cost_of_boarding"]
    assert "of a child who boards" in told["cost_of_boarding"]
    ridden = [*rows, cost("independent", "transport", 0.0, residential="yes")]
    assert fees(allocated(ridden, boarders_percent={"independent": 20})).sum() > 0


def test_an_item_that_one_kind_alone_has_is_asked_for_though_it_need_not_be_there():
    """What a void place costs is supposed where no row says; half a row says too little."""
    rows = [
        *rows_of_costs(),
        cost("special", "top_up", 20_000, residential="yes"),
        cost("special", "void", 900, "place_year", residential="no"),
    ]
    told = faults(rows, boarders_percent={"special": 30})
    assert list(told) == ["cost_of_boarding"]
    assert "item void, residential yes" in told["cost_of_boarding"]


def test_pounds_as_an_aim_refuse_the_same():
    aims = ["without", "independent", "pounds", "miles"]
    with pytest.raises(TableError, match=said("boarders_without_row")) as caught:
        allocated(rows_of_costs(), aims=aims, boarders_percent={"independent": 20})
    assert [found.rule for found in caught.value.findings] == ["boarders_without_row"]


def unit(pounds):
    given = np.full((1, 1, 2), float(pounds))
    return UnitCosts(given, given * 2, given * 3, ())


def test_who_pays_for_boarders_alone_pays_nothing_for_the_others():
    share = np.full((1, 1, 1), 0.25)
    made = payers_mixed({"a": unit(100)}, {"a": unit(200), "b": unit(40)}, share)
    assert {payer: part.a_child.mean() for payer, part in made.items()} == {"a": 125, "b": 10}
    assert made["b"].a_place.mean() == 30


def test_what_is_not_known_of_one_kind_is_not_known_of_both():
    unknown = unit(np.nan)
    for share, is_known in ((0.0, True), (0.5, False)):
        found = mixed(unit(100), unknown, np.full((1, 1, 1), share))
        assert np.isnan(found.a_child).any() != is_known
    assert mixed(unknown, unit(100), np.ones((1, 1, 1))).a_mile.tolist() == [[[200, 200]]]
