"""An appraisal: counted again the slow way, varied against the real thing, and refused."""

from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from money_areas import (
    A_MILE,
    FEE,
    STAND,
    appraisal,
    both,
    cost,
    pair,
    projected,
    quick,
    quick_appraisal,
    rows_of_costs,
    spend,
    spends,
)
from small_areas import Small, said

import sufficiency as sf
from sufficiency import terms
from sufficiency.allocation.counts import CHILDREN as COUNTED
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.capital import SchemeSpend, appraise
from sufficiency.capital.appraisal_frames import PARTS, avoided_by_part
from sufficiency.capital.kept import placements_today
from sufficiency.capital.varying import (
    LINEAR,
    REACH,
    central_of,
    switching_value,
    with_value,
    worth_of,
)
from sufficiency.errors import FindingsError, NotPossibleError, UnknownNameError
from sufficiency.money import carried_on, discount_factors, financial_years, payback_years
from sufficiency.results import MOST_FIGURES

mpl.use("Agg")

TABLES = (
    *("summary", "cash_flow", "by_payer", "financial_years", "academic_years", "avoided"),
    *(
        "children",
        "spends",
        "tornado",
        "tornado_by_payer",
        "switching_values",
        "budgets",
        "assumptions",
        "notes",
    ),
)
WITHOUT_COUNTERFACTUAL = ("budgets", "assumptions", "notes")


def headline(made, measure):
    frame = made.to_frame("summary").set_index("measure")
    return frame.loc[measure, "value"]


def varied(code, made=None):
    """The net present value that the tornado gives at both bounds of one supposition."""
    made = made or quick_appraisal()
    row = made.tornado().set_index("supposition").loc[code]
    return row["at_low"], row["at_high"]


def test_the_programme_places_children_and_avoids_independent_placements():
    """What the other tests rest on: there is something to appraise."""
    made = appraisal()
    change = made.to_frame("children").set_index(["what", "year"])["change"]
    assert change["places", 2026] == pytest.approx(20)
    assert change["places", 2025] == 0
    assert change["independent", 2027] < -1
    assert headline(made, "placements_avoided") == pytest.approx(-change["independent", 2027])


def test_net_present_value_is_the_slow_sum_of_the_financial_years():
    made = appraisal()
    frame = made.by_year()
    worth, factor = 0.0, 1.035  # the price year is the one after the first
    for step, year in enumerate(made.financial_years):
        if step:
            factor /= 1.035 if step < 32 else 1.03
        worth += frame.loc[frame["year"] == year, "saved"].sum() * factor
    assert headline(made, "net_present_value") == pytest.approx(worth)
    assert made.net_present_value.mean() == pytest.approx(worth)
    saved, spent = (headline(made, f"present_value_{part}") for part in ("saved", "spent"))
    assert saved - spent == pytest.approx(worth)


def test_a_financial_year_has_twelfths_of_two_academic_years():
    """Line by line; the first has five months before anything was allocated."""
    made = appraisal()
    by = ["payer", "where", "item"]
    academic = made.by_year(year_kind="academic").set_index(["year", *by])["saved"]
    financial = made.by_year()
    lines = financial[financial["where"] != "schemes"].set_index(["year", *by])["saved"]
    for line in lines.loc[2026].index:
        before, now, last = (academic[(year, *line)] for year in (2025, 2026, 2027))
        assert lines[(2026, *line)] == pytest.approx(7 / 12 * now + 5 / 12 * before, abs=1e-2)
        assert lines[(2027, *line)] == pytest.approx(7 / 12 * last + 5 / 12 * now, abs=1e-2)
        assert lines[(2028, *line)] == pytest.approx(last, abs=1e-2)
        assert lines[(2054, *line)] == pytest.approx(last, abs=1e-2)
    months = financial.drop_duplicates("year").set_index("year")["months"]
    assert (months[2025], months[2026], months[2054]) == (7, 12, 12)
    assert set(made.by_year(year_kind="academic")["months"]) == {12}
    held = financial.drop_duplicates("year").set_index("year")["held"]
    assert [year for year in held.index if not held[year]] == [2025, 2026, 2027]


def test_payers_lines_and_parts_add_up_to_the_cash_flow():
    made = appraisal()
    flow = made.cash_flow().set_index("year")
    payers = made.by_payer().groupby("year")[["saved", "spent", "net"]].sum()
    for column in ("saved", "spent", "net"):
        np.testing.assert_allclose(payers[column], flow[column])
    lines = made.by_year().groupby("year")["saved"].sum()
    np.testing.assert_allclose(lines, flow["net"])
    worth = sum(made.by_payer_worth().values())
    np.testing.assert_allclose(worth, made.net_present_value)
    np.testing.assert_allclose(flow["cumulative"], flow["net"].cumsum())
    last = flow["cumulative_discounted"].iloc[-1]
    assert last == pytest.approx(made.net_present_value.mean())
    assert set(made.by_payer()["payer"]) == {
        "high_needs",
        "general_fund",
        "capital_grant",
        "school",
    }


def test_the_change_is_that_of_the_money_of_both_allocations():
    with_programme, without = pair()
    academic = appraisal().by_year(year_kind="academic").groupby("year")
    for name, made in (("with", with_programme), ("without", without)):
        money = made.money(by=["year"])["pounds"].to_numpy()
        np.testing.assert_allclose(academic[name].sum(), money)


def test_transport_stands_apart_as_the_councils_own():
    frame = appraisal().by_year()
    own = frame[frame["payer"] == "general_fund"]
    assert set(own.loc[own["where"] != "schemes", "item"]) == {"transport"}
    assert "transport" not in set(frame.loc[frame["payer"] == "high_needs", "item"])


def test_what_schemes_cost_by_hand():
    """Capital 400,000 + 600,000 at 24 % more; a receipt as it is; running costs until the next."""
    made = appraisal()
    flow = made.cash_flow().set_index("year")["spent"]
    assert made.financial_years[0] == 2025
    assert len(made.financial_years) == 30
    assert flow[2025] == pytest.approx(400_000 * 1.24)
    assert flow[2026] == pytest.approx(600_000 * 1.24 + 30_000 + 20_000)
    assert flow[2027] == pytest.approx(20_000 - 50_000)
    assert set(flow.loc[2028:]) == {10_000}
    assert headline(made, "capital") == pytest.approx(1_000_000 * 1.24 - 50_000)
    assert headline(made, "capital_a_place") == pytest.approx(1_190_000 / 20)
    spared = headline(made, "placements_avoided")
    assert spared > 1
    assert headline(made, "capital_a_placement") == pytest.approx(1_190_000 / spared)
    told = made.to_frame("spends")
    assert told["pounds"].sum() == pytest.approx(1_190_000 + 30_000 + 20_000 + 10_000)


def test_capital_is_brought_to_the_price_year_and_grows_until_it_opens():
    """100,000 pounds of 2024: 2 % inflation to 2026 twice, and 5 % a year more until 2026.

    Its own contingency is added once, whatever the scenario says of those that state none.
    """
    changes = {"building_cost_growth_percent": 5.0, "contingency_percent": 50.0}
    capital = spend("capital", 1, 100_000, price_year=2024, contingency=10.0)
    running = spend("running", 0, 1_000, contingency=5.0)
    given = (SchemeSpend("hill", 2026, (capital, running)),)
    allocations = both(projected(until=2026, draws=2), changes=changes, draws=2)
    made = appraise(*allocations, spends=given)
    pounds = 100_000 * 1.02**2 * 1.05**2 * 1.24 * 1.10
    assert made.cash_flow().set_index("year").loc[2027, "spent"] == pytest.approx(pounds + 1_050)


def test_nominal_pounds_are_real_ones_with_inflation_since_the_price_year():
    flow = appraisal().cash_flow().set_index("year")
    for year, power in ((2025, -1), (2026, 0), (2030, 4)):
        for end in ("", "_low", "_high"):
            cash = flow.loc[year, f"net{end}"] * 1.02**power
            assert flow.loc[year, f"nominal{end}"] == pytest.approx(cash)


def test_without_a_change_only_the_schemes_cost():
    _, without = pair()
    made = appraise(without, without, spends=spends())
    assert (made.saved == 0).all()
    spent = headline(made, "present_value_spent")
    np.testing.assert_allclose(made.net_present_value, -spent)
    assert headline(made, "chance_worth") == 0
    assert made.payback().words == "does not pay back"
    assert np.isnan(headline(made, "payback_years"))
    assert "costs more than it saves" in repr(made)
    assert "-0.98" not in repr(made)


def test_a_loss_is_told_as_large_as_a_gain():
    """The same two allocations the other way round: every saving is a cost."""
    with_programme, without = pair()
    gain, loss = appraise(with_programme, without), appraise(without, with_programme)
    np.testing.assert_allclose(loss.net_present_value, -gain.net_present_value)
    figures = {figure.label: figure for figure in loss.card().figures}
    assert figures["Net present value"].value == pytest.approx(-gain.net_present_value.mean())
    assert len(loss.card().figures) <= MOST_FIGURES


def test_net_present_value_scales_with_pounds():
    twice, once = quick(rows_of_costs(times=2.0), times=2.0), quick_appraisal()
    void = {
        made: made.by_year().query("item == 'void'")["saved"].abs().sum() for made in (once, twice)
    }
    assert set(void.values()) == {0.0}
    np.testing.assert_allclose(twice.net_present_value, 2 * once.net_present_value)


PRICED = {
    "fees": lambda percent: {"fee": 1 + percent / 100},
    "transport": lambda percent: {"transport": 1 + percent / 100},
    "local_costs": lambda percent: {"local": 1 + percent / 100},
}
"""Suppositions that another table of costs says."""


@pytest.mark.parametrize("code", PRICED)
def test_a_bound_of_unit_costs_is_what_other_unit_costs_would_give(code):
    """Without a new allocation the tornado says what a new one with those costs says.

    One bound is enough: with the central value it says the straight line.
    """
    anew = quick(rows_of_costs(**PRICED[code](terms.sensitivities()[code].high)))
    assert varied(code)[1] == pytest.approx(anew.net_present_value.mean(), rel=1e-9)


STATED = {
    "optimism_bias": "optimism_bias_percent",
    "discount_rate": "discount_rate_percent",
    "appraisal_years": "appraisal_years",
    "without_place": "without_place_percent",
}


@pytest.mark.parametrize("code", STATED)
def test_a_bound_that_a_scenario_can_state_is_what_that_scenario_gives(code):
    bound = terms.sensitivities()[code].high
    anew = quick(changes={STATED[code]: int(bound) if code == "appraisal_years" else bound})
    assert central_of(anew.supposed, code) == bound
    assert varied(code)[1] == pytest.approx(anew.net_present_value.mean(), rel=1e-9)


def test_growth_of_fees_is_what_that_growth_in_the_scenario_gives():
    """Costs are of 2025, the first allocated year, so both grow from there."""
    anew = quick(changes={"independent_fee_growth_percent": 2.0})
    assert varied("fee_growth")[1] == pytest.approx(anew.net_present_value.mean(), rel=1e-9)


def test_costs_of_building_and_occupancy_by_hand():
    made = appraisal()
    central = made.net_present_value.mean()
    # 1.24 million before and in the price year, the receipt of the year after changed as well.
    capital = 496_000 * 1.035 + 744_000 - 50_000 / 1.035
    low, high = varied("build_cost", made)
    assert low == pytest.approx(central + 0.1 * capital)
    assert high == pytest.approx(central - 0.3 * capital)
    # Children's pounds less a fifth, places' the same: special schools have no void cost.
    lines = made.by_payer_worth()
    assert lines
    follow = made.saved[..., made.kept.follows].sum(axis=2).mean(axis=0)
    factors = 1 / 1.035 ** (np.arange(30) - 1)
    assert varied("occupancy", made)[0] == pytest.approx(central - 0.2 * (follow @ factors))
    assert varied("occupancy", made)[1] == pytest.approx(central)


EACH = FEE + 15 * 2 * 190 * A_MILE
"""An independent placement: its fee, and fifteen miles there and back on 190 days."""


def test_a_child_without_a_place_costs_the_share_that_is_supposed():
    """By hand, at the upper bound: children without a place, each as an independent placement."""
    with_programme, without = pair()
    left = [
        made.drawn.counts.children[:, :, COUNTED.index("without")].sum(axis=(2, 3, 4, 5))
        for made in (without, with_programme)
    ]
    saved = (left[0] - left[1]) * EACH
    assert (saved != 0).any()
    worth = financial_years(carried_on(saved, before=0, years=30))[:, :30]
    worth = worth @ discount_factors(30, base=1)
    made = appraisal()
    central = made.net_present_value.mean()
    assert varied("without_place", made) == pytest.approx((central, central + worth.mean()))


def test_what_is_supposed_of_children_without_a_place_is_told():
    """On the card, in the note, in lines of their own; at nought there is no such line."""
    nothing = appraisal()
    some = appraise(*both(projected(), changes={"without_place_percent": 40.0}), spends=spends())
    assert "without" not in set(nothing.by_year()["where"])
    assert nothing.basis == "made"
    lines = some.by_year()
    assert set(lines.loc[lines["where"] == "without", "item"]) == {"fee", "transport"}
    assert lines.groupby("year")["saved"].sum().to_numpy() == pytest.approx(
        some.cash_flow()["net"].to_numpy()
    )
    whole = f"£{varied('without_place', some)[1] / 1e6:,.2f} million"
    change = (some.kept.left_without - some.kept.left_with).mean(axis=0)
    assert abs(change).max() >= 0.5
    assert "Children without a place cost nothing here" in repr(nothing)
    assert "Children without a place cost 40 percent of an independent placement" in repr(some)
    assert f"it would be {whole}" in repr(some)
    assert some.mean_fee == pytest.approx(nothing.mean_fee)
    varied_to_it = worth_of(nothing.kept, with_value(nothing.supposed, "without_place", 40.0))
    assert some.net_present_value.mean() == pytest.approx(varied_to_it)


def test_an_empty_base_costs_more_than_its_place():
    """At 80 % a fifth of the children whom the programme places in a base are not there."""
    with_programme, without = (
        sf.allocate(projected(), scenario, draws=4, workers=1)
        for scenario in (
            STAND.with_places("B", "all", {2026: 10}).but(name="with"),
            STAND.but(name="without"),
        )
    )
    made = appraise(with_programme, without)
    more = (with_programme.drawn.counts.placed - without.drawn.counts.placed).mean(axis=0)
    at = with_programme.plan.labels["site"].tolist().index("B")
    assert more[-1, at] > 1
    emptier = replace(made.supposed, occupancy=80.0)
    void = [line.item == "void" for line in made.kept.lines]
    saved = made.kept.saved(emptier) - made.kept.saved(made.supposed)
    assert saved[:, -1, void].sum(axis=1).mean() == pytest.approx(-0.2 * more[-1, at] * 4_000)


@pytest.mark.parametrize("code", sorted(set(terms.sensitivities()) - {"appraisal_years"}))
def test_at_a_switching_value_the_programme_is_worth_nothing(code):
    """It is found where there is one, and the side changes there."""
    made = appraisal()
    kept, supposed = made.kept.mean, made.supposed
    value = switching_value(kept, supposed, code)
    if value is None:
        ends = [worth_of(kept, with_value(supposed, code, end)) for end in (0.0, 50.0)]
        assert ends[0] * ends[1] > 0 or code == "fee_growth"
        return
    assert worth_of(kept, with_value(supposed, code, value)) == pytest.approx(0, abs=1.0)


def test_the_switching_fee_is_told_in_pounds():
    """Appraised anew with that fee, the programme is worth nothing."""
    made = quick_appraisal()
    row = made.switching_values().set_index("supposition").loc["fees"]
    assert made.mean_fee == pytest.approx(FEE_OF_A_PLACEMENT)
    assert row["pounds"] > 0
    does, side = (
        ("stops paying", "below")
        if headline(made, "net_present_value") > 0
        else ("begins to pay", "above")
    )
    assert f"{does} {side} {row['pounds']:,.0f} pounds a year" in row["words"]
    rows = rows_of_costs(fee=row["pounds"] / FEE_OF_A_PLACEMENT)
    anew = quick(rows)
    assert anew.net_present_value.mean() == pytest.approx(0, abs=1.0)


FEE_OF_A_PLACEMENT = 60_000


@pytest.mark.parametrize("code", [*LINEAR, *REACH])
def test_the_side_that_is_told_of_a_switching_value_is_the_side_of_the_sign(code):
    """Just above it and just below it the net present value has the signs that the words say."""
    made = appraisal()
    kept, supposed = made.kept.mean, made.supposed
    row = made.switching_values().set_index("supposition").loc[code]
    if np.isnan(row["switches_at"]):
        assert "pays at any value" in row["words"]
        return
    step = 0.01 if " above " in row["words"] else -0.01
    there = worth_of(kept, with_value(supposed, code, row["switches_at"] + step))
    assert there < 0 < worth_of(kept, with_value(supposed, code, row["switches_at"] - step))
    assert "stops paying" in row["words"]


def test_a_rate_that_is_crossed_twice_is_found_on_the_near_side():
    """Spent now, saved soon, and spent again late: it pays between two discount rates only."""
    _, without = pair()
    flows = {0: 1_000_000, 1: -2_300_000, 2: 1_320_000}
    given = tuple(spend("start_up", since, pounds) for since, pounds in flows.items())
    made = appraise(without, without, spends=(SchemeSpend("hill", 2025, given),))
    # -1 + 2.3/(1+r) - 1.32/(1+r)^2 is nought at r = 0.1 and r = 0.2.
    assert made.net_present_value.mean() < 0
    value = switching_value(made.kept.mean, made.supposed, "discount_rate")
    assert value == pytest.approx(10.0)
    told = made.switching_values().set_index("supposition").loc["discount_rate", "words"]
    assert "begins to pay above 10.0 percent a year" in told


def test_a_programme_that_nothing_makes_pay_says_so():
    _, without = pair()
    told = appraise(without, without, spends=spends()).switching_values()
    assert told["switches_at"].isna().all() or set(
        told.dropna(subset="switches_at")["supposition"]
    ) <= {"build_cost"}
    assert told["words"].str.contains("does not pay at any value").sum() >= 7
    assert told["words"].str.contains("at any value from -100 percent up.", regex=False).any()


def test_without_schemes_every_table_is_there_all_the_same():
    _, without = pair()
    made = appraise(without, without)
    assert "neither costs nor saves" in repr(made)
    tables = made.tables()
    assert tables["spends"].empty
    assert tables["cash_flow"]["net"].eq(0).all()
    assert tables["summary"].set_index("measure").loc["payback_years", "value"] == 0


def test_payback_is_counted_from_the_first_year_in_which_anything_is_spent_or_saved():
    """Year 0 is that of the allocation, and nothing happens in it."""
    made = appraise(*pair(), spends=(SchemeSpend("hill", 2026, (spend("capital", 0, 500_000),)),))
    net = made.cash_flow()["net"].to_numpy()
    assert made.financial_years[0] == 2025
    assert net[0] == 0
    assert made.payback().since == 2026
    assert made.payback().years == pytest.approx(payback_years(net[1:]))
    assert made.payback().years == pytest.approx(payback_years(net) - 1)
    assert made.payback().words.endswith(" years from April 2026")
    told = " ".join((made.card().title, *made.card().lines))
    assert "years from April 2026, before discounting." in told
    assert headline(made, "payback_years") == made.payback().years


def test_fewer_years_may_be_appraised_than_were_allocated():
    made = appraise(*both(projected(draws=2), draws=2, changes={"appraisal_years": 2}))
    assert made.financial_years == (2025, 2026)
    assert "Saved in a year" in str([figure.label for figure in made.card().figures])
    assert len(made.cash_flow()) == 2


def test_years_until_it_pays():
    made = appraisal()
    years = switching_value(made.kept.mean, made.supposed, "appraisal_years")
    back = made.payback(discounted=True)
    assert years is not None
    assert back.years is not None
    assert back.years <= years <= back.years + 1
    assert made.payback().years < back.years


PLACEMENTS = st.integers(0, 60).map(float)


@given(PLACEMENTS, PLACEMENTS, PLACEMENTS)
def test_cashable_and_avoided_growth_add_up_to_what_is_avoided(today, without, planned):
    made = appraisal()
    shape = made.kept.independent_with.shape
    kept = replace(
        made.kept,
        today=today,
        independent_without=np.full(shape, without),
        independent_with=np.full(shape, planned),
    )
    children, pounds = avoided_by_part(replace(made, kept=kept))
    np.testing.assert_allclose(children.sum(axis=0), without - planned)
    bought = [line.where in ("independent", "beyond") for line in kept.lines]
    saved = kept.saved(made.supposed)[..., bought].sum(axis=2)
    np.testing.assert_allclose(pounds.sum(axis=0), saved)
    cashable, growth = children[0, 0, 0], children[1, 0, 0]
    assert cashable * growth >= 0
    if min(without, planned) >= today:
        assert cashable == 0
    if max(without, planned) <= today:
        assert growth == 0


def test_below_and_above_todays_number_by_hand():
    """Today 30; without the programme 40, with it 25: ten are growth, five are cash."""
    made = appraisal()
    shape = made.kept.independent_with.shape
    kept = replace(
        made.kept,
        today=30.0,
        independent_without=np.full(shape, 40.0),
        independent_with=np.full(shape, 25.0),
    )
    children, pounds = avoided_by_part(replace(made, kept=kept))
    assert [part[0, 0] for part in children] == [5, 10, 0]
    np.testing.assert_allclose(pounds[1], 2 * pounds[0])


def test_the_table_of_what_is_avoided_adds_up():
    made = appraisal()
    frame = made.avoided()
    assert set(frame["part"]) == set(PARTS)
    # In this area nobody elsewhere needs what no local place could give.
    assert frame["today"].nunique() == 1
    assert frame["today"][0] == pytest.approx(pair()[1].setting.today.independent.sum())
    lines = made.by_year(year_kind="academic")
    bought = lines[lines["where"].isin(["independent", "beyond"])]
    np.testing.assert_allclose(
        frame.groupby("year")["saved"].sum(), bought.groupby("year")["saved"].sum(), atol=1e-2
    )


def test_todays_placements_are_of_the_children_whom_later_years_count():
    """Children in specialist colleges whose need is beyond local places count in both."""
    colleges = (("mainstream", 2.5), ("special", 0.9), ("specialist_post16", 0.4))
    small = Small(children=(*colleges, ("independent", 0.15)), ncys=(*range(15),))
    projection = projected(small=small, until=2025, draws=2)
    made = sf.allocate(projection, STAND, draws=2, workers=1)
    stock, codes = projection.model.stocks.last, terms.settings().codes
    level = projection.labels.states.index("beyond")
    shares = projection.model.shares.central[..., level]
    college = codes.index("specialist_post16")
    phase = projection.model.stocks.phase
    elsewhere = sum(
        stock[..., need, ncy, college].sum() * shares[college, need, phase[ncy]]
        for need in range(stock.shape[-3])
        for ncy in range(stock.shape[-2])
    )
    assert elsewhere > 0
    today = made.setting.today.independent.sum()
    assert placements_today(made) == pytest.approx(today + elsewhere)


def test_the_cost_of_a_placement_year_is_what_is_spent_over_what_is_avoided():
    """Where it is less than a placement costs the programme pays, and not otherwise."""
    made = appraisal()
    kept = made.kept.mean
    each = headline(made, "cost_a_placement_year")
    fewer = kept.over_years(
        (kept.independent_without - kept.independent_with)[..., None], made.supposed
    )
    factors = 1 / 1.035 ** (np.arange(30) - 1)
    bought = np.array([line.where in ("independent", "beyond") for line in kept.lines])
    saved = made.saved[..., bought].sum(axis=2).mean(axis=0) @ factors
    spent = each * (fewer[0, :, 0] @ factors)
    assert saved - spent == pytest.approx(made.net_present_value.mean())


def test_every_table_of_money_says_the_counterfactual_in_one_sentence():
    made = appraisal()
    assert set(made.tables()) == set(TABLES)
    assert made.counterfactual.startswith("Without these schemes, ")
    assert made.counterfactual.count(". ") == 0
    held = headlines_by_draw(made.without)
    want, beyond = (held[name][:, -1].mean() for name in ("independent", "beyond"))
    said = f"({want:,.0f} for want of a place, {beyond:,.0f} whose need no local place could meet)"
    assert f"{want + beyond:,.0f} children would be in independent schools" in made.counterfactual
    assert said in made.counterfactual
    for name in set(TABLES) - set(WITHOUT_COUNTERFACTUAL):
        frame = made.to_frame(name)
        assert set(frame["counterfactual"]) == {made.counterfactual}, name
        assert "basis" in frame, name
        if name != "children":
            assert set(frame["price_year"]) == {2026}, name


def test_it_shows_itself_and_is_saved(tmp_path):
    made = appraisal()
    assert made.counterfactual in repr(made)
    assert "By payer: High needs block" in repr(made)
    assert "Net present value" in made._repr_html_()
    folder = made.save(tmp_path / "appraisal")
    assert {f"{name}.csv" for name in TABLES} <= {file.name for file in folder.iterdir()}
    settings = made.provenance().settings
    assert settings["discounted to"] == "2026/27"
    assert settings["discount rate"] == "Green Book"
    assert settings["with: scenario"] == "with"
    with pytest.raises(UnknownNameError, match=said("no_such_table")):
        made.to_frame("profit")


def test_a_figure_goes_down_to_its_lines():
    made = appraisal()
    told = made.explain(year=2028, payer="high_needs")
    flow = made.by_payer().set_index(["year", "payer"]).loc[(2028, "high_needs")]
    assert told.rows["saved"].sum() == pytest.approx(flow["net"])
    assert "seven twelfths" in told.sentence
    with pytest.raises(UnknownNameError, match=said("appraise_explain")):
        made.explain(locality="L1")
    with pytest.raises(UnknownNameError, match=said("unknown_word")):
        made.explain(year=1999)


@pytest.mark.parametrize("kind", ["cash_flow", "tornado", "payers", "payer"])
def test_figures_say_the_counterfactual_and_the_pounds(kind):
    import matplotlib.pyplot as plt

    from sufficiency.figures import alt_text

    axes = getattr(appraisal().plot, kind)()
    try:
        told = alt_text(axes)
        assert "Without these schemes" in told
        label = axes.get_xlabel() if kind == "tornado" else axes.get_ylabel()
        assert label == "Million pounds, in prices of 2026/27"
    finally:
        plt.close(axes.figure)


def test_what_one_payer_gains_is_drawn_year_by_year():
    import matplotlib.pyplot as plt

    from sufficiency.figures import alt_text

    made = appraisal()
    own = made.by_payer().query("payer == 'general_fund'")["net"].sum() / 1e6
    axes = made.plot.payer("general_fund")
    try:
        told = alt_text(axes)
        assert "General fund: saved less spent, by financial year, not discounted" in told
        assert f"{abs(own):.1f}" in told
    finally:
        plt.close(axes.figure)
    with pytest.raises(UnknownNameError, match=said("appraise_payer")) as raised:
        made.plot.payer("parents")
    assert "Give one of its payers: high_needs, general_fund" in str(raised.value)


def test_notes_say_what_is_not_in_the_pounds():
    with_programme, without = pair()
    rules = {note.rule for note in appraise(with_programme, without).notes}
    assert "appraise_no_spends" in rules
    assert "appraise_no_spends" not in {note.rule for note in appraisal().notes}
    fewer = both(projected(), changes={"independent_open_ended": False})
    notes = {note.rule: str(note) for note in appraise(*fewer, spends=spends()).notes}
    assert "fewer children are without a place in 2027/28" in notes["appraise_without_place"]


def refused(*allocations, **options):
    with pytest.raises(FindingsError, match="The appraisal cannot be used") as raised:
        appraise(*allocations, **options)
    return {found.rule: str(found) for found in raised.value.findings}


def test_allocations_of_other_draws_are_refused():
    _, without = pair()
    projection = without.projection
    other_draws = sf.allocate(projection, without.scenario, draws=3, workers=1)
    assert "number of draws: 3" in refused(other_draws, without)["appraise_other_draws"]
    later = sf.allocate(projected(until=2026), without.scenario, draws=4, workers=1)
    told = refused(later, without)["appraise_other_draws"]
    assert "years: 2025 to 2026" in told or "tables of the area" in told
    seeded = sf.allocate(projected(seed=5), without.scenario, draws=4, workers=1)
    assert "seed: 5" in refused(seeded, without)["appraise_other_draws"]


def test_allocations_of_other_years_are_refused():
    """The same area, projected for a year less."""
    _, without = pair()
    area = without.projection.area
    short = sf.project(area, until=2026, draws=4, workers=1)
    other = sf.allocate(short, without.scenario, draws=4, workers=1)
    told = refused(other, without)["appraise_other_draws"]
    assert "years: 2025 to 2026 with the programme, 2025 to 2027 without" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("price_year", 2024),
        ("inflation_percent", 3.0),
        ("independent_fee_growth_percent", 1.0),
        ("discount_rate_percent", 5.0),
    ],
)
def test_mixed_prices_are_refused(name, value):
    with_programme, without = pair()
    scenario = without.scenario.but(name="dearer", **{name: value})
    other = sf.allocate(without.projection, scenario, draws=4, workers=1)
    assert name in refused(with_programme, other)["appraise_other_prices"]


def test_costs_that_are_not_known_are_told_once_for_both():
    rows = [row for row in rows_of_costs() if row["item"] != "top_up"]
    with pytest.raises(FindingsError, match=said("cost_missing")) as raised:
        appraise(*both(projected(rows, draws=2), draws=2))
    assert sorted(found.seen.split("setting ")[1][:4] for found in raised.value.findings) == [
        "base",
        "spec",
    ]


@pytest.mark.parametrize("what", ["scenario", "costs", "spend"])
def test_prices_of_years_that_nobody_appraises_are_refused(what):
    """Pounds are brought from one year to another along the years that are appraised."""
    rows = [*rows_of_costs(), cost("base", "capital", 1.0, "place", price_year=2060)]
    changes = {"price_year": 2060} if what == "scenario" else {}
    made = both(projected(rows if what == "costs" else None, draws=2), changes=changes, draws=2)
    late = SchemeSpend("hill", 2026, (spend("capital", 0, 1.0, price_year=2060),))
    told = refused(*made, spends=(late,) if what == "spend" else ())
    assert (
        "is 2060/61, after the last year that is appraised, 2054/55" in told["appraise_prices_late"]
    )


@pytest.mark.parametrize(
    ("given", "rule", "words"),
    [
        (spends() + spends(), "appraise_twice", "hill is given twice"),
        (
            (SchemeSpend("hill", 2026, (spend("paint", 0, 1.0),)),),
            "appraise_spend_word",
            "hill has a spend whose item is paint",
        ),
        (
            (SchemeSpend("hill", 2026, (spend("capital", 0, 1.0, payer="bank"),)),),
            "appraise_spend_word",
            "hill has a spend whose payer is bank",
        ),
        (
            (SchemeSpend("hill", 2026, (spend("capital", 40, 1.0),)),),
            "appraise_spend_late",
            "hill has a spend in 2066/67, after the last year that is appraised, 2054/55",
        ),
        (
            (SchemeSpend("hill", 2026, (spend("capital", -36, 1.0),)),),
            "appraise_spend_early",
            "hill has a spend in 1990/91, more than 10 years before the first that is allocated",
        ),
        (
            (SchemeSpend("hill", 2026, (spend("capital", 0, np.nan),)),),
            "appraise_spend_number",
            "hill has a spend whose pounds are nan",
        ),
        (
            (SchemeSpend("hill", 2026, (spend("capital", 0, 1.0, contingency=-5.0),)),),
            "appraise_spend_number",
            "hill has a spend whose contingency_percent are -5",
        ),
    ],
)
def test_spends_that_would_stand_nowhere_are_refused(given, rule, words):
    told = refused(*pair(), spends=given)
    assert words in told[rule]


def test_faults_are_told_all_at_once():
    with_programme, without = pair()
    scenario = without.scenario.but(name="dearer", inflation_percent=3.0)
    other = sf.allocate(without.projection, scenario, draws=3, workers=1)
    assert set(refused(with_programme, other, spends=spends() + spends())) == {
        "appraise_other_draws",
        "appraise_other_prices",
        "appraise_twice",
    }


def test_what_is_no_allocation_is_refused():
    _, without = pair()
    with pytest.raises(NotPossibleError, match=said("appraise_no_allocation")):
        appraise(without, without.projection)
    with pytest.raises(NotPossibleError, match="The first is None"):
        appraise(None, without)


def test_a_fee_for_places_and_children_is_one_line():
    rows = [*rows_of_costs(), cost("independent", "fee", 1_000, "place_year", payer="school")]
    made = quick(rows)
    for kind in ("academic", "financial"):
        frame = made.by_year(year_kind=kind)
        assert not frame.duplicated(["year", "payer", "where", "item"]).any()
