"""Tables of costs of many kinds: by need, site, span, mile, payer and later year."""

import numpy as np
from money_areas import PLACE, TOP_UP, cost, rows_of_costs

SPANS = ((0, 6), (7, 12), (7, 9))
"""Beside each other, or one within the other, as a table must have them."""


def without(rows, item, setting):
    """The rows that are not of an item in a setting."""
    return [row for row in rows if (row["item"], row["setting"]) != (item, setting)]


USUAL = rows_of_costs()
NO_FEES = without(USUAL, "fee", "independent")
NO_TOP_UPS = without(USUAL, "top_up", "special")


def span(setting, item, pounds, first, last, **cells):
    """A row for some NC years."""
    return cost(setting, item, pounds, ncy_from=first, ncy_to=last, **cells)


CASES = {
    "plain": (USUAL, {}),
    "by need": (
        [
            *USUAL,
            cost("independent", "fee", 90_000, need="ASD"),
            cost("independent", "fee", 75_000, need="SEMH"),
            cost("special", "top_up", 14_000, need="SEMH"),
            cost("special", "place", 11_000, "place_year", need="SEMH"),
        ],
        {},
    ),
    "by site": (
        [
            *USUAL,
            cost("", "fee", 48_000, site="I"),
            cost("", "transport", 4.0, "mile", site="I"),
            cost("", "top_up", 60.0, "day", site="S"),
            cost("", "void", 2_500, "place_year", site="S"),
        ],
        {"children_a_vehicle": 3},
    ),
    "by span": (
        [
            *USUAL,
            span("independent", "fee", 70_000, 7, 12),
            span("independent", "fee", 80_000, 10, 12, need="SEMH"),
            span("special", "place", 12_000, 7, 12, unit="place_year"),
            span("special", "void", 3_000, 0, 5, unit="place_year"),
            span("special", "transport", 7_000, 0, 6),
        ],
        {"void_cost_pounds": {"special": {2025: 900, 2027: 950}}},
    ),
    "later rows": (
        [
            *USUAL,
            cost("independent", "fee", 66_000, year=2026, price_year=2027),
            cost("independent", "fee", 71_000, year=2027, price_year=2027),
            cost("special", "place", 10_500, "place_year", year=2027),
            cost("special", "transport", 2.5, "mile", year=2026, price_year=2025),
        ],
        {
            "inflation_percent": 2.5,
            "independent_fee_growth_percent": {2026: 3, 2027: 1},
            "transport_cost_growth_percent": 1,
        },
    ),
    "growth and caps by need": (
        USUAL,
        {
            "independent_fee_growth_percent": {"SEMH": 5, "all": 2},
            "independent_price_cap_pounds": {"ASD": {2026: 61_000}, "SEMH": 64_000},
            "inflation_percent": 2,
        },
    ),
    "several payers and caps": (
        [
            *NO_FEES,
            cost("independent", "fee", 50_000),
            cost("independent", "fee", 55_000, year=2027),
            cost("independent", "fee", 100.0, "day", payer="general_fund"),
            cost("independent", "fee", 0.0, payer="school"),
            cost("independent", "fee", 90_000, need="ASD"),
            cost("independent", "transport", 1_000, payer="school"),
        ],
        {
            "independent_price_cap_pounds": {2026: 65_000},
            "independent_fee_growth_percent": 4,
            "without_place_percent": 30,
        },
    ),
    "without a place": (
        [*USUAL, cost("independent", "fee", 90_000, need="ASD")],
        {
            "without_place_percent": 140,
            "independent_journey_miles": {"secondary": 22, "all": 9},
            "independent_growth_percent": 0,
            "independent_price_cap_pounds": 85_000,
        },
    ),
    "places for each child": (
        [
            *without(USUAL, "place", "special"),
            cost("special", "place", 9_000, "child_year"),
            span("special", "place", 55.0, 7, 12, unit="day"),
        ],
        {},
    ),
    "boarders": (
        [
            *USUAL,
            cost("independent", "fee", 55_000, residential="no"),
            cost("independent", "fee", 120_000, residential="yes"),
            cost("independent", "fee", 15_000, residential="yes", payer="school"),
            cost("independent", "fee", 140_000, need="ASD", residential="yes", year=2026),
            cost("independent", "transport", 900.0, residential="yes"),
            cost("special", "top_up", 90.0, "day", residential="yes"),
            cost("special", "place", 18_000, "place_year", residential="yes"),
            cost("special", "void", 2_000, "place_year"),
            cost("special", "void", 5_000, "place_year", residential="yes"),
        ],
        {
            "boarders_percent": {
                "independent": {2025: 10, 2027: 25},
                "independent/ASD": 100,
                "special/SEMH": 40,
            },
            "independent_price_cap_pounds": {2027: 125_000},
            "independent_fee_growth_percent": 2,
            "without_place_percent": 60,
        },
    ),
}
"""Rows of costs, and what the scenario supposes, by what they are about."""


def by_chance(seed):
    """Rows of costs that differ by all that they may differ by, and suppositions, from a seed."""
    chance = np.random.default_rng(seed)

    def pounds(low, high):
        return round(float(chance.uniform(low, high)), 2)

    rows = [
        *USUAL,
        cost("special", "void", 700, "place_year", year=2024),
        cost("special", "top_up", pounds(9_000, 20_000), year=2024, residential="yes"),
        cost("independent", "fee", pounds(60_000, 150_000), year=2024, residential="yes"),
        cost("independent", "fee", pounds(60_000, 150_000), need="ASD", residential="yes"),
        cost("independent", "fee", pounds(60_000, 150_000), need="SEMH", residential="yes"),
        cost("special", "top_up", pounds(9_000, 20_000), need="ASD", residential="yes"),
    ]
    for setting, item, unit, low, high in (
        ("independent", "fee", "child_year", 30_000, 90_000),
        ("independent", "fee", "day", 150, 400),
        ("independent", "transport", "mile", 1, 5),
        ("special", "transport", "child_year", 1_000, 9_000),
        ("special", "top_up", "child_year", *(TOP_UP["special"] * each for each in (0.5, 2))),
        ("base", "top_up", "day", 10, 80),
        ("special", "place", "place_year", *(PLACE["special"] * each for each in (0.8, 1.2))),
        ("special", "void", "place_year", 500, 3_000),
    ):
        for _ in range(int(chance.integers(1, 5))):
            first, last = SPANS[chance.integers(len(SPANS))]
            some = {"ncy_from": first, "ncy_to": last} if chance.random() < 0.5 else {}
            payers = ("high_needs", "general_fund", "school")
            rows.append(
                cost(
                    setting,
                    item,
                    pounds(low, high),
                    unit,
                    need=str(chance.choice(["", "ASD", "SEMH"])),
                    residential=str(chance.choice(["", "no", "yes"])),
                    year=int(chance.integers(2024, 2028)),
                    price_year=int(chance.integers(2024, 2028)),
                    payer=str(chance.choice(payers)),
                    **some,
                )
            )
            if chance.random() < 0.3:
                site = {"independent": "I", "special": "S", "base": "B"}[setting]
                rows.append(rows[-1] | {"setting": "", "site": site, "pounds": pounds(low, high)})
    keys = ("site", "setting", "need", "ncy_from", "residential", "item", "year", "payer")
    once = {tuple(str(row[column]) for column in keys): row for row in rows}
    return list(once.values()), {
        "children_a_vehicle": int(chance.integers(1, 5)),
        "inflation_percent": pounds(0, 4),
        "independent_fee_growth_percent": {"ASD": pounds(-2, 5), "all": pounds(0, 3)},
        "independent_price_cap_pounds": {"SEMH": pounds(30_000, 80_000)},
        "without_place_percent": pounds(0, 120),
        "void_cost_pounds": {"special": pounds(0, 2_000), "base": pounds(0, 5_000)},
        "boarders_percent": {"independent": pounds(0, 40), "special/ASD": {2026: pounds(0, 40)}},
    }
