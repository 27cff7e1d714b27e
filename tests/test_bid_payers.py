"""Whose money a bid speaks of, in which prices, and that the parts of all payers add up."""

from dataclasses import replace

import numpy as np
import pytest
from bid_contents import GRANT, HIGH_NEEDS, contents, ledger
from money_areas import appraisal, projected, spend

import sufficiency as sf
from sufficiency.capital import SchemeSpend, appraise
from sufficiency.reports.bid import asking, bid_pack, choices, payers, worth
from sufficiency.reports.bid.case import answer, headline
from sufficiency.reports.bid.contents import Ranged
from sufficiency.reports.bid.reckoning import in_cash, payer_gains, reckon


@pytest.fixture(scope="module")
def bid():
    return bid_pack(appraisal())


def pounds(cells):
    return np.array([0.0 if one == "–" else float(one.replace(",", "")) for one in cells])


def test_payers_add_up_at_both_ends_of_each_assumption():
    run = appraisal()
    whole = run.tornado().set_index("supposition")[["net_present_value", "at_low", "at_high"]]
    parts = run.tornado_by_payer()
    assert set(parts["payer"]) == set(run.payers)
    added = parts.groupby("supposition")[list(whole)].sum()
    assert added.loc[whole.index].to_numpy() == pytest.approx(whole.to_numpy())
    worths = {payer: float(worth.mean()) for payer, worth in run.by_payer_worth().items()}
    for payer, value in parts.groupby("payer")["net_present_value"].first().items():
        assert value == pytest.approx(worths[payer])


def test_the_summary_of_an_appraisal_tells_its_headlines_by_payer():
    frame = appraisal().summary().set_index("measure")["value"]
    for whole in ("net_present_value", "capital"):
        parts = [name for name in frame.index if name.startswith(f"{whole}_") and "_a_" not in name]
        assert frame[parts].sum() == pytest.approx(frame[whole])
    assert frame["capital_general_fund"] < 0  # a receipt
    assert "capital_school" not in frame.index


def test_the_ask_is_told_by_payer_and_in_both_prices(bid):
    """A grant of a million, a receipt of the council's, start-up and running costs besides."""
    asked, prices = bid.contents.summary[:2]
    assert "£1.24 million of capital from the capital grant, less £50,000 that the general" in asked
    besides = (
        "Besides, £30,000 of start-up costs from the high needs block and up to £20,000 a year"
    )
    assert f"{besides} of running costs from schools' own budgets." in asked
    assert "capital is £1.19 million in prices of 2026-27, and £" in prices


def test_no_payer_gets_another_ones_name_or_nought():
    words = asking.funding_words({"School": 74_400.0, GRANT: 17_870_000.0, "General fund": 0.0})
    assert words == (
        "£17.87 million of capital from the capital grant and £74,400 from schools' own budgets"
    )


def test_cash_is_the_price_years_pounds_times_inflation():
    """At 2 percent a year, a pound of 2026-27 that is spent in 2028-29 is 1.0404 in cash."""
    held, made = ledger(), reckon(ledger())
    cash = in_cash(held, made)
    ratio = np.divide(cash, made.spent, out=np.full_like(cash, np.nan), where=made.spent != 0)
    place = held.appraised.index(2028)
    assert np.nanmax(np.abs(ratio[:, place] - 1.02**2)) < 1e-12
    assert made.figure(held, "capital_in_cash") == pytest.approx(
        sum(asking.cash_by_year(held, made).values())
    )
    assert asking.cash_by_payer(held, made).keys() == {GRANT}


@pytest.mark.slow
def test_the_cash_of_a_run_is_that_of_its_own_inflation():
    """The run's table of cash flow, with inflation that differs by year."""
    changes = {"inflation_percent": {2026: 4, 2028: 2}}
    without = sf.as_things_stand().but(name="stand", **changes)
    planned = without.with_places("S", "all", {2026: 76}).but(name="with")
    projection = projected(draws=2)
    later = SchemeSpend("hill", 2026, (spend("capital", 0, 6e5), spend("capital", 2, 4e5)))
    run = appraise(
        *(sf.allocate(projection, one, draws=2, workers=1) for one in (planned, without)),
        spends=(later,),
    )
    held = bid_pack(run).contents.ledger
    cash = asking.cash_by_year(held, reckon(held))
    flow = run.cash_flow().set_index("year")
    for year in (2026, 2028):
        assert cash[year] == pytest.approx(
            flow.loc[year, "spent"] * flow.loc[year, "nominal"] / flow.loc[year, "net"]
        )
    assert cash[2028] == pytest.approx(4e5 * 1.24 * 1.04 * 1.02, rel=1e-9)


def test_capital_is_told_in_cash_below_the_prices_of_the_price_year():
    held = contents()
    section = choices.programme(held)
    tables = {table.caption.partition(",")[0]: table for table in section.tables}
    cash = asking.cash_by_year(held.ledger, reckon(held.ledger))
    for caption in ("Capital by financial year", "Capital by who funds it"):
        assert tables[caption].rows[-1][0] == "Together, in the cash of each year"
        assert "2026-27" in tables[caption].caption
    shown = pounds(tables["Capital by financial year"].rows[-1][1:])
    years = sorted({year for one in held.schemes for year in one.capital})
    assert shown[:-1] == pytest.approx([cash[year] for year in years], abs=0.51)
    assert shown[-1] == pytest.approx(sum(cash.values()), abs=0.51)
    assert "in the cash of the years in which it is spent" in " ".join(section.paragraphs)


def test_what_each_payer_gains_by_financial_year_adds_up_to_the_net():
    held, made = ledger(), reckon(ledger())
    table = payers.years_table(held, made)
    rows = {row[0]: pounds(row[1:]) for row in table.rows}
    assert set(rows) == {*held.payers, "Together"}
    together = rows.pop("Together")
    assert sum(rows.values()) == pytest.approx(together, abs=2)
    assert together == pytest.approx(made.net, abs=0.51)
    assert "below nought" in table.caption


def test_the_high_needs_block_is_drawn_with_what_has_come_together():
    held, made = ledger(), reckon(ledger())
    gains = payer_gains(held, made, "High needs block")
    table = payers.running_table(held, gains, caption="x")
    assert [row[0] for row in table.rows] == [
        f"{year}-{(year + 1) % 100}" for year in held.appraised
    ]
    assert pounds([row[1] for row in table.rows]) == pytest.approx(gains, abs=0.51)
    assert pounds([table.rows[-1][2]])[0] == pytest.approx(gains.sum(), abs=0.51)
    captions = [one.caption for one in worth.money(contents(), as_png=False).charts]
    assert captions[1] == (
        "High needs block: what it saves less what it spends, by financial year, not discounted"
    )


def test_a_long_appraisal_has_its_last_years_together():
    held = ledger(
        years=tuple(range(2024, 2056)),
        series=tuple(replace(one, shares=np.full(32, one.shares[0])) for one in ledger().series),
    )
    made = reckon(held)
    table = payers.years_table(held, made)
    assert len(table.header) == payers.MOST_YEARS + 1
    assert table.header[-1] == "2037-38 to 2055-56"
    assert pounds(table.rows[-1][1:]).sum() == pytest.approx(made.net.sum(), abs=10)


def test_parts_of_the_net_present_value_are_told_by_payer():
    held, made = ledger(), reckon(ledger())
    table = payers.parts_table(held, made)
    last = pounds(table.rows[-1][1:])
    assert last[-1] == pytest.approx(made.net_present_value, abs=0.51)
    body = np.array([pounds(row[1:]) for row in table.rows[:-1]])
    assert body.sum(axis=0) == pytest.approx(last, abs=len(body))
    assert table.header[1:-1] == held.payers


@pytest.mark.slow
def test_options_risks_and_assumptions_are_split_by_payer(bid):
    option = bid.contents.options[1]
    worths = [one.value for one in option.by_payer.values()]
    assert sum(worths) == pytest.approx(option.net_present_value.value)
    assert sum(option.funding.values()) == pytest.approx(option.capital)
    (table,) = choices.options(bid.contents, as_png=False).tables
    assert table.header[1] == "Net present value: high needs block"
    assert "Capital, £: general fund" in table.header
    assert bid.contents.counterfactual in table.beside
    assert bid.contents.risks["by_payer"].iloc[0].startswith("High needs block")
    (ends,) = worth.sensitivity(bid.contents, as_png=False).folded
    assert len(ends.rows) == 2 * len(bid.contents.tornado)
    for row in ends.rows:
        assert pounds(row[2:-1]).sum() == pytest.approx(pounds(row[-1:])[0], abs=5)


def test_the_first_table_has_each_payer_where_there_are_several():
    held = contents()
    split = {HIGH_NEEDS: Ranged(6_100_000.0), GRANT: Ranged(-2_470_000.0)}
    options = list(held.options)
    options[1] = replace(options[1], by_payer=split, funding={GRANT: 1.0, "School": 2.0})
    labels = [row[0] for row in headline(replace(held, options=tuple(options))).rows]
    at = labels.index("Capital")
    assert labels[at + 1 : at + 3] == [
        "Capital from the capital grant",
        "Capital from schools' own budgets",
    ]
    assert "Net present value: high needs block" in labels
    assert "Net present value: high needs block" not in [row[0] for row in headline(held).rows]
    assert any(answer(held))
