"""Every line of a bid's money is a number times one row of costs, and all lines are all pounds."""

from functools import lru_cache

import numpy as np
import pytest
from cost_tables import CASES, by_chance
from formula_reader import Workbook
from money_areas import both, projected, spends
from test_bid_appraisal import WORDS

import sufficiency as sf
from sufficiency.capital import appraise
from sufficiency.reports.bid import bid_pack
from sufficiency.reports.bid.ledgers import ledger_of
from sufficiency.reports.bid.reckoning import reckon
from sufficiency.reports.bid.workbook import workbook_bytes

NAMES = (*CASES, *(f"by chance {seed}" for seed in range(6)))


@lru_cache(maxsize=len(NAMES))
def run(name):
    """An appraisal of two draws with one of the tables of costs."""
    rows, changes = CASES[name] if name in CASES else by_chance(int(name.split()[-1]))
    return appraise(*both(projected(rows, draws=2), changes=changes, draws=2), spends=spends())


def in_codes(label):
    """Where and item of a line, in the words of the account."""
    where, _, item = label.partition(": ")
    return where, item.split(",")[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_lines_add_up_to_the_money_of_both_allocations(name):
    """By year, payer, where and item, without the programme and with it."""
    appraisal = run(name)
    held = ledger_of(appraisal)
    made = reckon(held)
    lists = {code: sf.terms.short_list(code) for code in ("payer", "cost_where", "cost_item")}
    for allocation, numbers in (
        (appraisal.without, [line.without for line in held.lines]),
        (appraisal.with_programme, [line.with_schemes for line in held.lines]),
    ):
        paid = {}
        for line, counted, each in zip(held.lines, numbers, made.unit_costs, strict=True):
            for year, pounds in zip(held.counted, counted * each, strict=True):
                key = (year, line.payer, *in_codes(line.label))
                paid[key] = paid.get(key, 0.0) + pounds
        money = allocation.money(by=["year", "payer", "where", "item"])
        told = {
            (
                row.year,
                lists["payer"].label(row.payer),
                lists["cost_where"].label(row.where),
                lists["cost_item"].label(row.item).lower(),
            ): row.pounds
            for row in money.itertuples()
        }
        assert {key: paid.get(key, 0.0) for key in told} == pytest.approx(told, abs=0.01)
        assert not {key for key, pounds in paid.items() if pounds and key not in told}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_ledger_comes_to_what_the_run_worked_out(name):
    held = ledger_of(run(name))
    found = reckon(held)
    assert [found.figure(held, one.key) for one in held.stated] == pytest.approx(
        [one.value for one in held.stated], abs=0.01
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_line_is_one_row_of_costs(name):
    """Amount and source stand in the table; no two lines of a payer are called the same."""
    appraisal = run(name)
    costs = appraisal.without.projection.area.table("costs")
    held = ledger_of(appraisal)
    supposed = [line for line in held.lines if line.source.startswith("Assumption: ")]
    for line in held.lines:
        if line not in supposed:
            assert line.cost.given in set(costs["pounds"])
            assert "a test" in line.source
    assert {line.cost.unit for line in supposed} <= {"a void place a year"}
    names = [(line.label, line.payer) for line in held.lines]
    assert len(names) == len(set(names))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_workbook_agrees_in_every_cell(name, tmp_path):
    file = tmp_path / "bid.xlsx"
    file.write_bytes(workbook_bytes(bid_pack(run(name)).contents, WORDS))
    workbook = Workbook(file)
    assert not workbook.wrong()
    words = [
        str(cell.value)
        for sheet in workbook.cached.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert "agrees" in words
    assert "DIFFERS" not in words
    assert not [word for word in words if "that the run paid" in word]


def lines_of(name, begins):
    return [line for line in ledger_of(run(name)).lines if line.label.startswith(begins)]


VOID = "State-funded special schools: void place"
FEE = "Independent schools: fee"
OTHERS = "all needs but SEMH and ASD"


def test_fees_by_need_stand_apart():
    told = {line.label: line.cost.given for line in lines_of("by need", FEE)}
    assert told == {FEE: 60_000, f"{FEE}, ASD": 90_000, f"{FEE}, SEMH": 75_000}


def test_a_site_that_is_named_has_a_line_of_its_own():
    told = {line.label: line.cost.given for line in lines_of("by site", FEE)}
    assert told == {FEE: 60_000, f"{FEE}, Manor School": 48_000}


def test_miles_are_counted_one_way_and_shared_by_the_children_of_a_vehicle():
    """190 days there and back, shared by three: 126.67 times the pounds of a mile."""
    (line,) = lines_of("by site", "State-funded special schools: transport")
    assert (line.counted, line.cost.given) == ("miles one way", 2.0)
    assert line.cost.times == pytest.approx(190 * 2 / 3)
    assert line.cost.unit == "a mile of a vehicle that 3 children share"
    allocation = run("by site").without
    travelled = allocation.drawn.paid_for
    assert line.without.sum() < travelled.miles.sum() / allocation.draws


def test_a_later_row_takes_over_in_its_year():
    first, second, third = lines_of("later rows", FEE)
    assert [line.label[len(FEE) :] for line in (first, second, third)] == [
        ", from 2025/26",
        ", from 2026/27",
        ", from 2027/28",
    ]
    for at, line in enumerate((first, second, third)):
        assert np.flatnonzero(line.without).tolist() == [at]


def test_growth_and_caps_that_differ_by_need_make_lines_by_need():
    held = ledger_of(run("growth and caps by need"))
    fees = {line.label: line for line in held.lines if line.label.startswith(FEE)}
    semh, asd, others = (f"{FEE}, {whose}" for whose in ("SEMH", "ASD", OTHERS))
    assert set(fees) == {semh, asd, others}
    assert fees[asd].cost.growth == fees[others].cost.growth != fees[semh].cost.growth
    assert np.isinf(fees[asd].cost.caps).tolist() == [True, False, False]
    assert fees[others].cost.caps is None
    labels = [one.label for one in held.series if one.name.startswith("fee_growth")]
    assert labels == ["Fees above inflation: all needs but SEMH", "Fees above inflation: SEMH"]


def test_a_cap_lowers_the_parts_of_all_payers_alike():
    held = ledger_of(run("several payers and caps"))
    made = reckon(held)
    places = [at for at, line in enumerate(held.lines) if line.label.startswith(FEE)]
    for place in places:
        cost = held.lines[place].cost
        if cost.beside:
            assert place in cost.beside
            assert made.unit_costs[list(cost.beside), 1:].sum(axis=0).max() < 65_000 + 1e-6
    uncapped = next(at for at in places if held.lines[at].cost.given == 50_000)
    assert made.unit_costs[uncapped, 0] == pytest.approx(50_000)
    assert made.unit_costs[uncapped, 1] < 50_000 * 1.04


def test_a_void_place_that_is_supposed_has_a_line_for_each_amount():
    told = {line.cost.given for line in lines_of("by span", VOID)}
    assert told == {3_000, 900, 950}
