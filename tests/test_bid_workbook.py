"""The workbook of a bid: every pound a formula, whose value is what the program worked out."""

from dataclasses import replace

import numpy as np
import pytest
from bid_contents import COUNTED, FEES, MILES, contents, ledger, numbers, pack, spending
from formula_reader import Workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.reports.bid.contents import Ranged
from sufficiency.reports.bid.ledger import Stated
from sufficiency.reports.bid.reckoning import in_cash, payer_gains, reckon
from sufficiency.reports.bid.sheets import front
from sufficiency.reports.bid.sheets.layout import SHEETS
from sufficiency.reports.bid.workbook import workbook_bytes
from sufficiency.reports.page import Report
from sufficiency.reports.parts import Table
from sufficiency.results import Card

WORDS = Report("A bid", Card("A bid", ("", "")), (), Table("Nothing", ("A",), (), (False,)), ())
"""A page without sections: the sheets of money do not hang on it, and pictures take seconds."""


def written(tmp_path, **changes):
    """The workbook of a changed bid, without the tables of the page."""
    file = tmp_path / "changed.xlsx"
    file.write_bytes(workbook_bytes(contents(**changes), WORDS))
    return Workbook(file)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return pack().save(tmp_path_factory.mktemp("bid") / "bid.xlsx")


@pytest.fixture
def workbook(path):
    return Workbook(path)


def place_of(workbook, sheet, words, *, column="B", after=""):
    """Find a cell of a column in the first row that begins with words, below others."""
    begun = not after
    for row in workbook.written[sheet].iter_rows(max_col=1):
        begun = begun or row[0].value == after
        if begun and row[0].value == words:
            return f"{column}{row[0].row}"
    raise LookupError(words)


@pytest.mark.slow
def test_every_formula_comes_to_the_value_that_stands_in_the_file(workbook):
    assert not workbook.wrong()
    assert len(list(workbook.formulas())) > 400


def test_sheets_of_pounds_say_in_which_prices_they_are(workbook):
    for name in ("Summary", "Savings", "Cash flow"):
        told = [row[0].value for row in workbook.written[name].iter_rows(max_row=5, max_col=1)]
        assert (
            "Pounds are real, in prices of 2026-27; what is discounted is discounted to it." in told
        )


def test_the_sheets_stand_in_their_order(workbook):
    assert tuple(workbook.written.sheetnames) == tuple(SHEETS)


GIVEN = "FFFFF7D6"
"""Fill of a cell that somebody may change."""


def test_money_goes_through_formulas_from_given_numbers_alone(workbook):
    """No sheet between input and answer holds a number that is neither given nor a formula."""
    for name in ("Savings", "Cash flow"):
        loose = [
            cell.coordinate
            for row in workbook.written[name].iter_rows()
            for cell in row
            if isinstance(cell.value, int | float) and cell.fill.fgColor.rgb != GIVEN
        ]
        assert not loose, name


def test_the_present_value_of_the_workbook_is_that_of_the_program(workbook):
    worth = workbook.value("Summary", place_of(workbook, "Summary", "Net present value"))
    assert worth == pytest.approx(reckon(ledger()).net_present_value)


def test_a_known_answer_worked_out_with_pencil_and_paper(tmp_path):
    """One child fewer at 10,000 pounds for one academic year and on; 5,000 spent at first.

    2027-28: 7/12 of 10,000 saved, less 5,000 x 1.5: 5,833.33 - 7,500 = -1,666.67.
    2028-29: 10,000, worth 10,000 / 1.1 = 9,090.91. Together 7,424.24.
    """
    own = ledger()
    rates = {"inflation": 0.0, "discount_rate": 0.1, "building_growth": 0.0}
    line = replace(
        FEES,
        without=numbers(1),
        with_schemes=numbers(0),
        cost=replace(FEES.cost, given=10_000, growth="", price_year=2027, since=2027),
    )
    small = ledger(
        years=(2027, 2028),
        counted=(2027,),
        price_year=2027,
        first_year=2027,
        optimism_bias=0.5,
        parts=(),
        series=tuple(
            replace(one, shares=numbers(rates[one.name], rates[one.name]))
            for one in own.series
            if one.name in rates
        ),
        lines=(line,),
        spending=(
            spending("Base", "Capital", "Grant", {2027: 5_000}, price_year=2027, contingency=0.0),
        ),
    )
    workbook = written(tmp_path, ledger=small)
    worth = workbook.value("Summary", place_of(workbook, "Summary", "Net present value"))
    assert worth == pytest.approx(-1_666.667 + 9_090.909, abs=0.01)


@pytest.mark.parametrize(
    ("sheet", "words", "column", "value", "changed"),
    [
        ("Assumptions", "Optimism bias (optimism_bias)", "B", 0.51, {"optimism_bias": 0.51}),
        (
            "Children",
            FEES.label,
            "D",
            50,
            {"lines": (replace(FEES, without=numbers(50, 44, 48.5, 52)), *ledger().lines[1:])},
        ),
        (
            "Unit costs",
            FEES.label,
            "C",
            70_000,
            {"lines": (replace(FEES, cost=replace(FEES.cost, given=70_000)), *ledger().lines[1:])},
        ),
    ],
)
def test_a_changed_input_changes_the_answer_as_the_program_would(
    workbook, sheet, words, column, value, changed
):
    place = place_of(workbook, sheet, words, column=column)
    workbook.set(sheet, place, value)
    worth = workbook.value("Summary", place_of(workbook, "Summary", "Net present value"))
    assert worth == pytest.approx(reckon(ledger(**changed)).net_present_value)
    assert worth != pytest.approx(reckon(ledger()).net_present_value)
    verdict = workbook.value("Summary", place_of(workbook, "Summary", _ALL, column="E"))
    assert verdict == "DIFFERS: a yellow cell was changed; if none was, report it"


_ALL = "All of them agree to £0.50 and 0.005 years"


def yellow(workbook, *sheets):
    """Each cell that somebody may change: sheet and place."""
    for name in sheets or workbook.written.sheetnames:
        for row in workbook.written[name].iter_rows():
            for cell in row:
                if cell.fill.fgColor.rgb == GIVEN:
                    yield name, cell.coordinate


def test_something_follows_from_every_yellow_cell(workbook):
    answers = [one[:2] for one in workbook.formulas() if one[0] in ("Summary", "Schemes")]
    assert set(yellow(workbook)) <= workbook.behind(answers)


def test_a_rate_is_yellow_exactly_where_a_pound_hangs_on_it(workbook):
    """Prices of 2024 and later, savings counted until 2030, and bases that open in 2027."""
    changeable = set(yellow(workbook, "Rates by year"))
    told = {}
    for number, one in enumerate(ledger().series, 7):
        cells = workbook.written["Rates by year"][number][2 : 2 + len(ledger().years)]
        live = [
            year
            for year, cell in zip(ledger().years, cells, strict=True)
            if ("Rates by year", cell.coordinate) in changeable
        ]
        told[one.name] = (live[0], live[-1]) if live else ()
    assert told == {
        "inflation": (2025, 2036),
        "discount_rate": (2027, 2036),
        "building_growth": (2026, 2027),
        "fee_growth": (2025, 2030),
        "transport_growth": (2026, 2030),
    }


@pytest.mark.parametrize(("name", "year"), [("fee_growth", 2031), ("building_growth", 2028)])
def test_a_white_rate_changes_nothing_and_a_yellow_one_does(workbook, name, year):
    number = [one.name for one in ledger().series].index(name)
    row = workbook.written["Rates by year"][7 + number]
    worth = place_of(workbook, "Summary", "Net present value")
    before = workbook.value("Summary", worth)
    white, live = (row[2 + ledger().place_of(each)].coordinate for each in (year, year - 1))
    workbook.set("Rates by year", white, 0.5)
    assert workbook.value("Summary", worth) == before
    workbook.set("Rates by year", live, 0.5)
    assert workbook.value("Summary", worth) != before


def test_capital_stands_in_real_and_in_cash_pounds_year_by_year(workbook):
    held, made = ledger(), reckon(ledger())
    cash = in_cash(held, made)
    is_capital = [one.is_capital for one in held.spending]
    for words, pounds in (
        ("Of it capital, in shown prices", made.spent),
        ("Of it capital, in the cash of each year", cash),
    ):
        row = workbook.written["Capital"][int(place_of(workbook, "Capital", words)[1:])]
        told = [workbook.value("Capital", cell.coordinate) for cell in row[8 : 8 + cash.shape[1]]]
        assert told == pytest.approx(pounds[is_capital].sum(axis=0))
    summed = place_of(workbook, "Summary", "Capital in the cash of each year (outturn)")
    assert workbook.value("Summary", summed) == pytest.approx(cash[is_capital].sum())
    assert cash[is_capital].sum() > made.spent[is_capital].sum()


def test_children_of_several_lines_are_given_once(tmp_path):
    journeys = replace(
        MILES,
        label="Independent special school, SEMH: transport",
        counted="children",
        without=FEES.without,
        with_schemes=FEES.with_schemes,
    )
    elsewhere = replace(journeys, label="Another: transport")
    workbook = written(tmp_path, ledger=ledger(lines=(FEES, journeys, elsewhere)))
    assert not workbook.wrong()
    first, second, other = (
        place_of(workbook, "Children", line.label, column="D")
        for line in (FEES, journeys, elsewhere)
    )
    held = dict.fromkeys(place for _, place in yellow(workbook, "Children"))
    assert first in held
    assert other in held
    assert second not in held
    workbook.set("Children", first, 50)
    assert workbook.value("Children", second) == 50
    assert workbook.value("Children", other) == FEES.without[0]


def test_the_checks_agree_where_the_run_says_the_same(workbook):
    assert workbook.value("Summary", place_of(workbook, "Summary", _ALL, column="E")) == "agrees"


def test_a_run_that_says_otherwise_is_shown_to_differ(tmp_path):
    held = ledger()
    first, *rest = held.stated
    wrong = replace(held, stated=(Stated(first.key, first.value + 1.0), *rest))
    workbook = written(tmp_path, ledger=wrong)
    verdict = place_of(workbook, "Summary", _ALL, column="E")
    assert workbook.cached["Summary"][verdict].value == front.DIFFERS_WORDS
    assert workbook.value("Summary", verdict) == front.DIFFERS_WORDS


def test_a_scheme_that_is_full_stays_full_beside_one_that_still_fills(tmp_path):
    full, filling = contents().schemes
    later = replace(filling, fill={2028: 10, 2030: 20, 2032: 30})
    workbook = written(tmp_path, schemes=(full, later))
    total = [workbook.value("Schemes", f"{column}9") for column in "JKLMN"]
    assert total == [8, 26, 34, 44, 54]  # 2027, 2028, 2029, 2030, 2032
    held = "Capital for each of 44 places added, net"
    capital = workbook.value("Summary", place_of(workbook, "Summary", "Capital, not discounted"))
    assert workbook.value("Summary", place_of(workbook, "Summary", held)) == capital / 44


def test_the_summary_has_the_net_present_value_of_each_payer(workbook):
    held, made = ledger(), reckon(ledger())
    worths = [
        workbook.value("Summary", place_of(workbook, "Summary", f"Of it: {payer.lower()}"))
        for payer in held.payers
    ]
    factors = made.indices["discount_rate"][held.place_of(held.first_year) :]
    assert worths == pytest.approx([payer_gains(held, made, one) @ factors for one in held.payers])
    assert sum(worths) == pytest.approx(made.net_present_value)
    checks = [f"Net present value, £ ({payer.lower()})" for payer in held.payers]
    told = [place_of(workbook, "Summary", words, column="E") for words in checks]
    assert {workbook.value("Summary", place) for place in told} == {"agrees"}


def test_capital_for_each_placement_avoided_goes_back_to_the_children(workbook):
    spared, each = (
        place_of(workbook, "Summary", words)
        for words in (
            "Independent placements avoided, 2030/31",
            "Capital for each independent placement avoided",
        )
    )
    capital = reckon(ledger()).figure(ledger(), "capital")
    assert workbook.value("Summary", spared) == (52 - 36) + 3
    assert workbook.value("Summary", each) == pytest.approx(capital / 19)
    last = place_of(workbook, "Children", FEES.label, column="G")
    workbook.set("Children", last, 60)
    assert workbook.value("Summary", spared) == (60 - 36) + 3
    assert workbook.value("Summary", each) == pytest.approx(capital / 27)


def test_placements_that_no_item_counts_are_a_number(tmp_path):
    """Where each item is of some children alone, no sum of them is of all who are spared."""
    money = replace(contents().money, spared=Ranged(20.0))
    workbook = written(tmp_path, money=money)
    place = place_of(workbook, "Summary", "Independent placements avoided, 2030/31")
    assert workbook.written["Summary"][place].value == "=20.0"
    assert not workbook.wrong()


def test_payers_add_up_to_the_net_of_every_year(workbook):
    sheet = workbook.written["Cash flow"]
    payers = [
        place_of(workbook, "Cash flow", payer, column="D", after=_BY_PAYER)
        for payer in ledger().payers
    ]
    together = sum(workbook.value("Cash flow", place) for place in payers)
    net = place_of(workbook, "Cash flow", "Net: saved less spent", column="D")
    assert together == pytest.approx(workbook.value("Cash flow", net))
    assert sheet.max_row > len(payers)


_BY_PAYER = "By whose money it is, £ (below nought: pays more)"


def test_a_name_that_begins_with_an_equals_sign_stays_a_name(workbook):
    found = [
        cell.data_type
        for sheet in workbook.written.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=1+1 Base")
    ]
    assert found
    assert set(found) == {"s"}


def test_without_pounds_the_workbook_holds_what_there_is(tmp_path):
    bare = written(tmp_path, ledger=None, absent={"money": "The table costs is empty."})
    assert bare.written.sheetnames == ["Read me", "Assumptions", "Schemes", "Tables"]


def test_a_cap_lowers_what_a_place_costs(tmp_path):
    capped = replace(FEES, cost=replace(FEES.cost, caps=numbers(*[60_000] * len(COUNTED))))
    held = ledger(lines=(capped, MILES))
    assert reckon(held).unit_costs[0].tolist() == [60_000.0] * len(COUNTED)
    workbook = written(tmp_path, ledger=held)
    assert not workbook.wrong()


def test_years_in_which_nothing_happens_are_no_years_until_it_is_paid_back(tmp_path):
    """100 pounds are spent in the second year, and 40 come back in each after it: 3.5 years."""
    years = tuple(range(2026, 2034))
    held = ledger(
        years=years,
        counted=(2026,),
        series=tuple(replace(one, shares=numbers(*[0.0] * len(years))) for one in RATES),
        lines=(),
        parts=(),
        spending=(
            spending(
                "Base",
                "Running",
                "Grant",
                {2027: 100.0} | dict.fromkeys(range(2028, 2034), -40.0),
                is_capital=False,
                contingency=0.0,
            ),
        ),
        stated=(),
    )
    assert reckon(held).payback_years == pytest.approx(3.5)
    workbook = written(tmp_path, ledger=held)
    assert not workbook.wrong()
    told = {row[0].value: row[1].value for row in workbook.cached["Summary"].iter_rows(max_col=2)}
    (words,) = (said for said in told if str(said).startswith("Years from the first pound"))
    assert told[words] == pytest.approx(3.5)


counts = st.lists(st.floats(0, 400), min_size=len(COUNTED), max_size=len(COUNTED))
flows = st.lists(st.floats(-1_000, 1_000), min_size=2, max_size=8)


@settings(max_examples=60, deadline=None)
@given(flows)
def test_it_is_paid_back_when_the_line_through_the_years_last_crosses_nought(pounds):
    """A slow twin: walk through the years in small steps, and keep the last one behind."""
    years = tuple(range(2026, 2026 + len(pounds)))
    held = ledger(
        years=years,
        counted=(2026,),
        series=tuple(replace(one, shares=numbers(*[0.0] * len(years))) for one in RATES),
        lines=(),
        parts=(),
        spending=(
            spending(
                "Base",
                "Running",
                "Grant",
                {year: -value for year, value in zip(years, pounds, strict=True)},
                is_capital=False,
                contingency=0.0,
            ),
        ),
    )
    found = reckon(held).payback_years
    steps = np.arange(0, len(pounds) + 1e-9, 1 / 500)
    reached = np.interp(steps, range(len(pounds) + 1), [0.0, *np.cumsum(pounds)])
    behind = np.flatnonzero(reached[1:] < -1e-9)
    if found is None:
        assert sum(pounds) < 0
    elif not len(behind):
        assert found == pytest.approx(0.0, abs=1e-6) or min(np.cumsum(pounds)) < 0
    elif min(np.cumsum(pounds)) < 0:
        idle = int(np.flatnonzero(pounds)[0])
        assert found == pytest.approx(steps[behind[-1] + 1] - idle, abs=1 / 250)


RATES = tuple(
    one for one in ledger().series if one.name in ("inflation", "discount_rate", "building_growth")
)


def test_the_parts_of_the_saving_on_placements_add_up_to_it():
    made = reckon(ledger())
    assert made.parts.sum(axis=0) == pytest.approx(made.bought)
    assert made.bought == pytest.approx(made.saved[[0, 3, 4]].sum(axis=0))


@settings(max_examples=20, deadline=None)
@given(counts, counts, st.floats(0, 1))
def test_financial_years_hold_all_pounds_of_academic_ones(without, with_schemes, share):
    """Where nothing is held after the last counted year, the two add up to the same."""
    line = replace(FEES, without=numbers(*without), with_schemes=numbers(*with_schemes))
    held = ledger(
        lines=(line,), first_share=share, years=tuple(range(2024, COUNTED[-1] + 1)), spending=()
    )
    made = reckon(held)
    missing = (1 - share) * made.saved[:, -1].sum()
    assert made.paid.sum() == pytest.approx(made.saved.sum() - missing, abs=1e-3)
