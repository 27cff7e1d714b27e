"""A small bid, MADE UP from end to end: two schemes, six lines of cost, four years."""

from dataclasses import replace

import numpy as np
import pandas as pd

from sufficiency.reports.bid.contents import Contents, Money, Option, Ranged, SchemeEntry, Supposed
from sufficiency.reports.bid.ledger import (
    Ledger,
    Line,
    Part,
    Spending,
    Stated,
    UnitCost,
    YearSeries,
)
from sufficiency.reports.bid.pack import BidPack
from sufficiency.reports.bid.reckoning import reckon
from sufficiency.results import Card

NAN = float("nan")
CAPS = np.array([np.inf, 81_000.0, 81_000.0, 70_000.0])
COUNTED = (2027, 2028, 2029, 2030)
YEARS = tuple(range(2024, 2037))
HIGH_NEEDS, GENERAL_FUND, GRANT = "High needs block", "General fund", "Capital grant"
AGAINST = "Against doing nothing: the same children and years, with none of these schemes."


def numbers(*values):
    return np.array(values, dtype=np.float64)


def series(name, label, share):
    return YearSeries(name, label, np.full(len(YEARS), share), "Made up")


FEES = Line(
    label="Independent special school, SEMH: fees",
    group="Fees of independent schools",
    counted="children",
    payer=HIGH_NEEDS,
    without=numbers(40, 44, 48.5, 52),
    with_schemes=numbers(38, 36, 35, 36),
    is_bought=True,
    cost=UnitCost(64_000, "a child a year", 1, 2024, 2024, "fee_growth"),
    basis="made",
    source="Made up",
)
TOP_UPS = Line(
    label="Base, SEMH: top-up",
    group="Top-up funding",
    counted="children",
    payer=HIGH_NEEDS,
    without=numbers(0, 0, 0, 0),
    with_schemes=numbers(2, 8, 13.5, 16),
    is_bought=False,
    cost=UnitCost(50, "a school day", 190, 2026, 2026),
    basis="made",
    source="Made up",
)
MILES = Line(
    label="Transport",
    group="Transport",
    counted="miles one way",
    payer=GENERAL_FUND,
    without=numbers(800, 850, 900, 950),
    with_schemes=numbers(780, 790, 805, 820),
    is_bought=False,
    cost=UnitCost(1.5, "a mile of a vehicle", 380 / 2, 2025, 2025, "transport_growth"),
    basis="made",
    source="Made up",
)
CAPPED = tuple(
    Line(
        label=f"Independent special school, ASD: fees paid by {words}",
        group="Fees of independent schools",
        counted="children",
        payer=payer,
        without=numbers(20, 21, 22, 23),
        with_schemes=numbers(19, 19, 19.5, 20),
        is_bought=True,
        cost=UnitCost(given, "a child a year", 1, 2026, 2026, "fee_growth", CAPS, beside=(3, 4)),
        basis="made",
        source="Made up",
    )
    for words, payer, given in (
        ("education", HIGH_NEEDS, 60_000),
        ("the council", GENERAL_FUND, 20_000),
    )
)
"""A fee of two payers that a cap lowers from its second year on."""
LEFT = Line(
    label="Without a place: fee",
    group="Without a place",
    counted="children",
    payer=HIGH_NEEDS,
    without=numbers(9, 9.5, 10, 12),
    with_schemes=numbers(5, 5, 6, 6.5),
    is_bought=False,
    cost=UnitCost(64_000, "a child a year", 1, 2024, 2024, "fee_growth", is_supposed=True),
    basis="assumed",
    source="Supposed: 30 percent of what an independent placement costs",
)


def spending(
    scheme, item, payer, given, *, is_capital=True, price_year=2026, opens=2027, contingency=0.05
):
    return Spending(
        scheme, item, payer, is_capital, opens, contingency, given, price_year, "made", "Made up"
    )


SPENDING = (
    spending("Base at Corby", "Capital", GRANT, {2026: 600_000, 2027: 900_000}),
    spending("Base at Corby", "Capital", GRANT, {2028: -100_000}),
    spending(
        "Base at Wellingborough", "Capital", GRANT, {2027: 400_000, 2029: 90_000}, price_year=2025
    ),
    spending(
        "Base at Corby",
        "Running",
        HIGH_NEEDS,
        dict.fromkeys(range(2027, 2037), 12_000.0),
        is_capital=False,
    ),
)


def ledger(**changes):
    """The ledger of the bid, which agrees with itself unless changed."""
    made = Ledger(
        years=YEARS,
        counted=COUNTED,
        price_year=2026,
        first_year=2026,
        first_share=7 / 12,
        optimism_bias=0.24,
        series=(
            series("inflation", "General inflation", 0.02),
            series("discount_rate", "Discount rate", 0.035),
            series("building_growth", "Building costs above inflation", 0.01),
            series("fee_growth", "Independent fees above inflation", 0.015),
            series("transport_growth", "Transport above inflation", 0.0),
        ),
        lines=(FEES, TOP_UPS, MILES, *CAPPED, LEFT),
        spending=SPENDING,
        parts=(
            Part("cashable", "Cashable: below today's number", numbers(0.5, 0.4, 0.3, 0.2)),
            Part("growth_avoided", "Growth that does not come", numbers(0.5, 0.6, 0.7, 0.8)),
        ),
        today=39.0,
        without_place_share=0.3,
    )
    made = replace(made, **changes)
    found = reckon(made)
    keys = [
        "net_present_value",
        "capital",
        "capital_in_cash",
        *(f"net_present_value_of:{payer}" for payer in made.payers),
        *(f"net:{year}" for year in made.appraised),
        "payback",
    ]
    return replace(made, stated=tuple(Stated(key, found.figure(made, key)) for key in keys))


def by_label(labels, demand):
    return pd.DataFrame(
        [
            {
                "year": year,
                "label": label,
                "demand": size + 2.0 * step,
                "demand_low": size - 3.0,
                "demand_high": size + 9.0,
                "missed": share * size + step,
                "missed_low": share * size - 2.0,
                "missed_high": share * size + 8.0,
            }
            for step, year in enumerate(COUNTED)
            for (label, share), size in zip(labels.items(), demand, strict=True)
        ]
    )


def placements():
    rows = [
        ("Without a place", (30, 34, 38, 42), (29, 28, 26, 28)),
        ("Independent, for want of a place", (40, 44, 48.5, 52), (38, 36, 35, 36)),
        ("In a base", (120, 121, 122, 123), (124, 137, 148, 151)),
    ]
    return pd.DataFrame(
        [
            {
                "year": year,
                "label": label,
                "without": float(before[step]),
                "without_low": before[step] - 5.0,
                "without_high": before[step] + 6.0,
                "with": float(after[step]),
                "with_low": after[step] - 5.0,
                "with_high": after[step] + 6.0,
                "change": float(after[step] - before[step]),
                "change_low": after[step] - before[step] - 1.5,
                "change_high": after[step] - before[step] + 1.0,
            }
            for label, before, after in rows
            for step, year in enumerate(COUNTED)
        ]
    )


def schemes():
    return (
        SchemeEntry(
            scheme="corby-base",
            name="Base at Corby",
            site="Corby secondary school (made up)",
            kind="Base",
            status="Feasibility",
            level="Base",
            needs="SEMH",
            ages="Year 7 to Year 11",
            opens=2027,
            fill={2027: 8, 2028: 16, 2029: 24},
            capital={2026: 781_200.0, 2027: 1_183_518.0, 2028: -100_000.0},
            funding={GRANT: 1_864_718.0},
            counterfactual="16 of its children would be in independent schools in 2030/31.",
        ),
        SchemeEntry(
            scheme="well-base",
            name="=1+1 Base at Wellingborough",
            site="Wellingborough primary school (made up)",
            kind="Base",
            status="Idea",
            level="Base",
            needs="SLCN",
            ages="Reception to Year 6",
            opens=2027,
            fill={2027: 8, 2028: 14, 2029: 20},
            capital={2027: 540_000.0, 2029: 124_000.0},
            funding={GRANT: 664_000.0},
        ),
    )


def options(worth):
    def measures(without, independent):
        return {
            "Children without a place, 2030/31": Ranged(without, without - 5, without + 6),
            "Independent, for want of a place, 2030/31": Ranged(
                independent, independent - 4, independent + 7
            ),
        }

    return (
        Option(
            "Do nothing",
            "Places as they stand and as they are promised.",
            "nothing",
            (),
            0,
            0.0,
            measures(42, 52),
        ),
        Option(
            "Two bases",
            "A base for SEMH at Corby and one for SLCN at Wellingborough.",
            "programme",
            ("Base at Corby", "=1+1 Base at Wellingborough"),
            44,
            2_528_718.0,
            measures(28, 36),
            Ranged(worth, worth - 900_000, worth + 1_100_000),
            is_recommended=True,
            why="It leaves fewest children without a place for the capital that there is.",
        ),
        Option(
            "A special school",
            "A special school for 60 children.",
            "special_first",
            ("School at Kettering",),
            60,
            5_800_000.0,
            measures(24, 39),
            Ranged(-1_250_000.0, -2_400_000.0, 300_000.0),
            why="It costs more than twice as much, and opens two years later.",
        ),
    )


def assumptions():
    return (
        Supposed(
            "discount_rate_percent",
            "Discount rate",
            "3.5 percent a year",
            "Published",
            "HM Treasury, Green Book",
            "Finance",
        ),
        Supposed(
            "optimism_bias_percent",
            "Optimism bias",
            "24 percent",
            "Assumed",
            "Upper bound for standard buildings",
            "nobody named",
        ),
    )


def tornado(worth):
    rows = [
        ("fees", "Fees of independent schools", "-20 percent", "20 percent", -2e6, 2e6),
        ("build_cost", "Capital costs", "-10 percent", "30 percent", 3e5, -9e5),
        ("discount_rate", "Discount rate", "1.5 percent", "6 percent", 2.5e5, -3e5),
    ]
    return pd.DataFrame(
        [
            {
                "supposition": code,
                "assumption": f"{code}_percent" if code == "discount_rate" else "",
                "label": label,
                "low_words": low,
                "high_words": high,
                "value": worth,
                "low": worth + first,
                "high": worth + last,
            }
            for code, label, low, high, first, last in rows
        ]
    )


MEASURES = {
    "without": "children without a place",
    "independent": "children in independent schools",
    "miles": "miles of travel each way",
}


def frontier():
    """What three budgets buy: hardly any child comes back from an independent school."""
    rows = [
        (0.0, 0.0, "none", (900.0, 400.0, 5_000.0), (0.0, 0.0, 0.0)),
        (1e6, 9e5, "Base at Corby (2027/28)", (850.0, 400.0, 5_040.0), (-50.0, 0.0, 40.0)),
        (2e6, 1.9e6, "Base at Corby (2027/28)", (800.0, 399.0, 5_100.0), (-100.0, -1.0, 100.0)),
    ]
    return pd.DataFrame(
        [
            {
                "budget": budget,
                "pounds": pounds,
                "opens": opens,
                "proven": True,
                **dict(zip(MEASURES, values, strict=True)),
                **{f"{name}_change": one for name, one in zip(MEASURES, change, strict=True)},
            }
            for budget, pounds, opens, values, change in rows
        ]
    )


def marginal():
    """What each scheme adds: two of the programme, and one that was not chosen."""
    rows = [
        ("Base at Corby", True, 2027, 1.9e6, -4e5, (-60.0, -1.0, 20.0), ""),
        ("=1+1 Base at Wellingborough", True, 2027, 6e5, 2e5, (-30.0, 0.0, -10.0), ""),
        ("School at Kettering", False, 2029, 5.8e6, -3e6, (-90.0, -4.0, 99.0), "1 p above"),
    ]
    made = []
    for name, chosen, opens, capital, worth, changes, said in rows:
        row = {"name": name, "chosen": chosen, "opens": opens, "capital": capital, "against": said}
        for key, value in (("worth", worth), *zip(MEASURES, changes, strict=True)):
            row |= {key: value, f"{key}_low": value - 1.0, f"{key}_high": value + 2.0}
        made.append(row)
    return pd.DataFrame(made)


def regret():
    """How far two programmes are from the best of each draw."""
    rows = [
        ("The proposed programme", True, 9, 0.5, 3.0),
        ("Without Base at Corby", False, 3, 8, 20),
    ]
    return pd.DataFrame(
        [
            {
                "scenario": "Two bases",
                "programme": programme,
                "is_proposed": proposed,
                "draws": 12,
                "best": best,
                **dict.fromkeys(MEASURES, float(mean)),
                **{f"{name}_worst": float(worst) for name in MEASURES},
            }
            for programme, proposed, best, mean, worst in rows
        ]
    )


def void():
    """Places that are paid for with nobody in them: of each level, and together."""
    rows = [("Base", 120, 144, 2.0, 3.5), ("Special school", 300, 300, 44.5, 52.3)]
    rows.append(("Together", *(sum(row[at] for row in rows) for at in range(1, 5))))
    return pd.DataFrame(
        [
            {
                "year": year,
                "label": label,
                "places_without": float(before),
                "places_with": float(after),
                "empty_without": less,
                "empty_without_low": less - 1.0,
                "empty_without_high": less + 2.0,
                "empty_with": more,
                "empty_with_low": more - 1.0,
                "empty_with_high": more + 2.0,
                "pounds_without": 10_000 * less,
                "pounds_with": 10_000 * more,
            }
            for year in COUNTED
            for label, before, after, less, more in rows
        ]
    )


def contents(**changes):
    """The whole bid."""
    held = changes.pop("ledger", ledger())
    worth = reckon(held).net_present_value if held else 0.0
    made = Contents(
        title="Two bases for Mid Shire (made up)",
        authority="Mid Shire Council (made up)",
        status="draft for review",
        is_made_up=True,
        years=COUNTED,
        strain=2030,
        counterfactual=AGAINST,
        summary=("Two bases with 44 places would open in September 2027.",),
        options=options(worth),
        schemes=schemes(),
        money=Money(
            net_present_value=Ranged(worth, worth - 900_000, worth + 1_100_000),
            capital=2_528_718.0,
            payback_years=6.4,
            per_place=57_471.0,
            places=44.0,
            per_independent=133_090.0,
            spared=Ranged(19.0, 10.0, 22.0),
            cashable=Ranged(1_200_000.0, 700_000.0, 1_900_000.0),
            avoided=Ranged(6_400_000.0, 5_100_000.0, 8_000_000.0),
            mix=Ranged(0.0, 0.0, 0.0),
            by_payer={
                HIGH_NEEDS: Ranged(6_100_000.0, 5_000_000.0, 7_200_000.0),
                GENERAL_FUND: Ranged(210_000.0, -10_000.0, 420_000.0),
                GRANT: Ranged(-2_470_000.0),
            },
        )
        if held
        else None,
        ledger=held,
        by_need=by_label(
            {
                "Social, emotional and mental health": 0.4,
                "Autistic spectrum disorder": 0.2,
                "Speech, language and communication needs": 0.1,
            },
            (110.0, 160.0, 90.0),
        ),
        by_locality=by_label(
            {"Corby": 0.3, "Kettering": 0.15, "Wellingborough": 0.2}, (120, 130, 110)
        ),
        placements=placements(),
        journeys=pd.DataFrame(
            {
                "year": COUNTED,
                "label": "All who are placed",
                "without": [7.9, 8.0, 8.2, 8.4],
                "with": [7.8, 7.5, 7.2, 7.1],
            }
        ),
        tornado=tornado(worth) if held else None,
        switching=pd.DataFrame(
            {
                "label": ["Fees of independent schools"],
                "today": ["64,000 pounds"],
                "switches": ["43,900 pounds (31 percent less)"],
            }
        ),
        risks=pd.DataFrame(
            {
                "label": ["It opens a year late", "Capital costs 30 percent more"],
                "effect": ["All schemes open in September 2028", "Capital is 30 percent higher"],
                "pounds": [worth - 600_000, worth - 900_000],
                "children": ["12 more without a place in 2027/28", "none"],
            }
        ),
        empty=pd.DataFrame(
            {
                "year": [2029, 2030],
                "label": ["Base at Corby", "Base at Corby"],
                "added": [25, 25],
                "headroom": [1, 1],
                "places": [24, 24],
                "empty": [3.2, 1.1],
                "empty_low": [1.0, 0.0],
                "empty_high": [6.0, 3.0],
            }
        ),
        void=void(),
        frontier=frontier(),
        marginal=marginal(),
        regret=regret(),
        measures=MEASURES,
        counted=MEASURES,
        fairness=pd.DataFrame(
            {
                "kind": ["Need", "Need", "Part of the area"],
                "label": ["SEMH", "SLCN", "Corby"],
                "without": [41.0, 12.0, 30.0],
                "with": [28.0, 9.0, 19.0],
            }
        ),
        bases=pd.DataFrame(
            {
                "label": ["Autistic spectrum disorder, secondary, special school"],
                **{
                    f"{name}{end}": [value + more]
                    for name, value in (("nothing", 42.0), ("bases", 28.0), ("first", 28.0))
                    for end, more in (("", 0.0), ("_low", -4.0), ("_high", 5.0))
                },
            }
        ),
        bases_words=("The recommended programme is one of bases alone.",),
        assumptions=assumptions(),
        method=("Children are projected by age, need and place.", "They are then placed."),
        limits=("Whether a school will agree to open a base.",),
        provenance=pd.DataFrame(
            {
                "kind": ["input", "setting"],
                "name": ["area.xlsx", "seed"],
                "value": ["0123abcd", "1"],
            }
        ),
    )
    return replace(made, **changes)


def pack(**changes):
    held = contents(**changes)
    return BidPack(held, Card(held.title, ("A line.", "Another.")))
