"""Every message about the projection of demand: what brings it, and its words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flow_areas import model_of
from test_demand_draws import some_levels
from test_demand_laws import LOCALITIES, NEEDS, PHASE, STATES, small_area

from sufficiency.demand.closing import Closure, closures_of
from sufficiency.demand.drifting import drift_of
from sufficiency.demand.estimation import estimate
from sufficiency.demand.flows import flows_of
from sufficiency.demand.growth import england_path
from sufficiency.demand.levels import level_shares
from sufficiency.demand.limits import limits_of
from sufficiency.demand.simulation import simulate
from sufficiency.demand.stocks import NC_YEARS, stocks_of
from sufficiency.errors import NotPossibleError
from sufficiency.messages.demand import MESSAGES

COUNTS = np.ones((2, LOCALITIES, NEEDS, NC_YEARS, STATES))
HEADS = np.ones((3, LOCALITIES, NC_YEARS))


def area(*, years=(2023, 2024), counts=COUNTS, known=(2023, 2024, 2025), heads=HEADS, phase=PHASE):
    return stocks_of(years, counts, known, heads, phase=phase)


def changed(numbers, place, value):
    other = numbers.copy()
    other[place] = value
    return other


def without_population():
    """NC year -4 gains children between the Januaries and has nobody living there."""
    counts = changed(COUNTS, (1, slice(None), slice(None), 0), 9.0)
    return area(counts=counts, heads=changed(HEADS, (slice(None), slice(None), 0), 0.0))


def rows(*, years=(2023, 2024), year=(2023, 2024), before=(0, 4, 0), after=(0, 5, 0), place=0):
    """Transitions of one child a year."""
    return flows_of(
        years,
        (1, 1, 1),
        year=year,
        locality=[place] * len(year),
        before=[before] * len(year),
        after=[after] * len(year),
        children=[1.0] * len(year),
    )


def closes(*, state=0, first=1, shares=(0.0, 0.5, 0.5)):
    """A state of three that closes."""
    return Closure(state, first, np.tile(shares, (NC_YEARS, 1)))


def from_flows(*, flows=None, known=(2023, 2024, 2025), persons=None, until=2025, phase=PHASE):
    heads = np.full((len(known), 1, NC_YEARS), 50.0) if persons is None else persons
    return model_of(flows or rows(), known, heads, phase=phase, until=until)


def shares(central):
    """Shares of two levels for one setting, need and phase, exactly known."""
    known = np.array(central, dtype=float).reshape(1, 1, 1, 2)
    return level_shares(known, known, known)


BRINGS = {
    "demand_one_january": [
        (
            lambda: area(years=(2024,), counts=COUNTS[:1]),
            r"one January only \(academic year 2024\)\. .+ Add the January before it to the table"
            r" plans\. .+sf\.project_panel\(area\.history\)",
        ),
        (lambda: area(years=(), counts=COUNTS[:0]), r"one January only \(academic year none\)"),
    ],
    "demand_years_apart": [
        (
            lambda: area(years=(2022, 2024)),
            r"The Januaries are of academic years 2022, 2024; missing between them: 2023\..+ Add"
            r" 2023 to the table plans\. .+with_fitted_plans\(years=\[2023\]\)",
        ),
        (
            lambda: area(years=(2019, 2022, 2023), counts=np.repeat(COUNTS[:1], 3, axis=0)),
            "missing between them: 2020, 2021.+ Add 2020, 2021 to the table plans, or leave out"
            " what comes before 2022",
        ),
        (lambda: area(known=(2023, 2024, 2026)), "missing between them: 2025"),
        (lambda: from_flows(known=(2023, 2024, 2026)), "missing between them: 2025"),
    ],
    "demand_shape": [
        (
            lambda: area(counts=COUNTS[:, :, :, :24]),
            r"The array of the January counts has the shape \(2, 2, 3, 24, 3\); it should have"
            r" \(2, 2, 3, 25, 3\)",
        ),
        (lambda: area(heads=HEADS[:2]), r"the population has the shape .+ \(year, locality, ncy\)"),
        (lambda: area(phase=PHASE[:20]), "the phases has the shape"),
        (lambda: area(counts=COUNTS[0]), "the January counts has the shape"),
        (
            lambda: estimate(small_area(), until=2026, allowed=np.ones((NC_YEARS, 2), bool)),
            r"the table of allowed states has the shape \(25, 2\)",
        ),
        (
            lambda: estimate(small_area(), until=2026, joining=np.ones((3, 1, 1))),
            r"the lever of joining has the shape \(3, 1, 1\); it should have \(2, 3, 25\)",
        ),
        (
            lambda: estimate(small_area(), until=2026, england_needs=np.ones((2, NC_YEARS))),
            "England's needs by age has the shape",
        ),
        (
            lambda: estimate(small_area(), until=2026, shares=some_levels(phases=4)),
            r"the level shares has the shape \(3, 3, 4, 2\); it should have \(3, 3, 5, 2\)",
        ),
        (lambda: from_flows(persons=np.ones((3, NC_YEARS))), r"population has the shape \(3, 25\)"),
        (lambda: from_flows(phase=PHASE[1:]), "the phases has the shape"),
        (
            lambda: from_flows(flows=replace(rows(), joiners=np.ones((2, 1)))),
            "the flow joiners has the shape",
        ),
        (lambda: level_shares([0.5], [0.5, 0.5], [1.0]), "the low or high shares has the shape"),
    ],
    "demand_not_counts": [
        (
            lambda: area(counts=changed(COUNTS, (0, 1, 2, 3, 0), np.nan)),
            r"1 number of the January counts cannot be used, being negative or not finite, the"
            r" first at position \(0, 1, 2, 3, 0\)",
        ),
        (
            lambda: from_flows(persons=np.full((3, 1, NC_YEARS), np.nan)),
            "of the population cannot be used",
        ),
        (
            lambda: from_flows(flows=replace(rows(), joiners=-rows().opening)),
            "of the flow joiners cannot be used, being negative",
        ),
        (lambda: area(heads=-HEADS), r"150 numbers of the population"),
        (
            lambda: estimate(small_area(), until=2026, leaving=-1),
            r"1 number of the lever of leaving cannot be used, being negative",
        ),
    ],
    "demand_share_of_ceasing": [
        (
            lambda: estimate(small_area(), until=2026, ceasing=1.5),
            r"a share of plans that cease is not from 0 to 1; the first value given is 1\.5",
        )
    ],
    "demand_limit": [
        (lambda: limits_of(years=1, growth=-0.5), r"the limit cap on growth is -0\.5"),
        (lambda: limits_of(years=1, total=0.5), r"the limit total is 0\.5"),
    ],
    "demand_total_out_of_reach": [
        (
            lambda: simulate(
                estimate(
                    small_area(), until=2025, joining=0, limits=limits_of(years=1, total=999_999)
                ),
                draws=1,
                seed=1,
            ),
            "all plans are to add up to 999,999",
        )
    ],
    "demand_nobody": [
        (
            lambda: area(counts=COUNTS * [[[[[1]]]], [[[[0]]]]]),
            r"no child in the January of academic year 2024.+ Complete the table plans\.",
        ),
        (
            lambda: area(
                years=(2022, 2023, 2024, 2025),
                known=(2022, 2023, 2024, 2025),
                heads=np.repeat(HEADS[:1], 4, axis=0),
                counts=np.repeat(COUNTS[:1], 4, axis=0) * np.reshape([1, 0, 1, 1], (4, 1, 1, 1, 1)),
            ),
            "academic year 2023.+ Complete the table plans, or leave out 2023 and what comes",
        ),
        (lambda: rows(after=(-1, -1, -1)), "no child in the January of academic year 2024"),
    ],
    "demand_population_short": [
        (
            lambda: area(known=(2024, 2025, 2026)),
            "The population holds 2024 to 2026, and 2023 to 2024 are needed",
        ),
        (lambda: from_flows(until=2030), "2023 to 2030 are needed.+until 2025 at most"),
        (lambda: estimate(area(), until=2030), "2024 to 2030 are needed.+until 2025 at most"),
    ],
    "demand_population_nought": [
        (
            lambda: estimate(without_population(), until=2025),
            "162 children joined in NC year -4, where there is no population",
        ),
        (
            lambda: from_flows(flows=rows(before=(-1, -1, -1)), persons=np.zeros((3, 1, NC_YEARS))),
            "1.7 children joined in NC year 1, where there is no population",
        ),
    ],
    "demand_horizon": [
        (
            lambda: estimate(area(), until=2024),
            "should end in the academic year 2024, and it starts from 2024.+until 2025 or later",
        ),
        (lambda: from_flows(until=2024), "starts from 2024"),
    ],
    "demand_no_draws": [
        (lambda: simulate(estimate(area(), until=2025), draws=0, seed=1), "0 draws were asked for")
    ],
    "demand_no_workers": [
        (
            lambda: simulate(estimate(area(), until=2025), draws=1, seed=1, workers=0),
            "0 workers were asked for",
        )
    ],
    "demand_levels_crossed": [
        (
            lambda: level_shares([[[[0.6, 0]]]], [[[[0.5, 0.5]]]], [[[[1, 1]]]]),
            r"In 1 row of the levels, low, central and high.+\(0, 0, 0, 0\)",
        )
    ],
    "demand_levels_not_whole": [
        (lambda: shares([0.5, 0.4]), r"do not add up to 1, the first at position.+: 0\.900000")
    ],
    "demand_nowhere_to_be": [
        (
            lambda: estimate(area(), until=2025, allowed=np.zeros(STATES, bool)),
            r"In 75 cells of need and NC year no state is allowed.+\(0, 0\)",
        )
    ],
    "demand_level_not_allowed": [
        (
            lambda: estimate(
                area(), until=2025, shares=some_levels(), allowed=np.array([True, False])
            ),
            r"In 75 cells the shares put children only where no state is allowed.+\(2, 0, 0\)",
        )
    ],
    "demand_drift_of_levels": [
        (
            lambda: estimate(
                area(),
                until=2025,
                shares=some_levels(),
                drift=drift_of(years=1, states=2, yearly=0.1, child=0.0),
            ),
            "A drift of settings was given, and the states are levels of need",
        )
    ],
    "demand_flow_years_apart": [
        (
            lambda: rows(years=(2022, 2024), year=(2022, 2024)),
            "transitions are of 2022, 2024; 2023 is missing between them.+ Add 2023 to the table",
        )
    ],
    "demand_flow_years_other": [
        (
            lambda: rows(years=(2023, 2024, 2025)),
            "years given are 2023, 2024, 2025; the transitions hold 2023, 2024",
        ),
        (lambda: rows(year=()), "The years given are 2023, 2024; the transitions hold none"),
    ],
    "demand_flow_off_axes": [
        (lambda: rows(after=(0, 5, 1)), r"2 transitions lie off the axes .+ in row 0"),
        (lambda: rows(before=(-1, -1, -1), after=(-1, -1, -1)), "outside on both sides"),
        (lambda: rows(before=(0, -1, -1)), "all three are -1"),
        (lambda: rows(place=1), r"2 transitions lie off the axes"),
        (lambda: rows(before=(0, 24, 0), after=(0, 25, 0)), "lie off the axes"),
    ],
    "demand_flow_age": [
        (
            lambda: rows(after=(0, 7, 0)),
            r"2 transitions of 2 children should go up by exactly one NC year, the first in"
            r" row 0: from NC year 0 to 3\. .+ncy_from or ncy_to",
        ),
        (lambda: rows(after=(0, 4, 0)), "from NC year 0 to 0"),
    ],
    "demand_flows_open": [
        (
            lambda: from_flows(flows=replace(rows(), leavers=rows().opening)),
            r"does not close in 2 cells, the first at position \(0, 0, 0, 5, 0\)",
        )
    ],
    "demand_growth_unknown": [
        (lambda: england_path([100], years=2), r"England's plans has 1 number above nought"),
        (
            lambda: england_path([0, 5], years=1),
            r"England's plans has 1 number above nought, and two are needed",
        ),
        (lambda: england_path([1, np.inf], years=2), "England's plans has 2"),
    ],
    "demand_group_unknown": [
        (
            lambda: simulate(estimate(area(), until=2025), draws=1, seed=1).roll_up(need=[0, 1]),
            r"The groups of the axis need are \[0, 1\]; there should be 3 whole numbers",
        ),
        (
            lambda: simulate(estimate(area(), until=2025), draws=1, seed=1).roll_up(
                locality=[0, -1]
            ),
            r"of the axis locality are \[0, -1\]",
        ),
    ],
    "demand_closure": [
        (lambda one=one: closures_of([one], states=3), words)
        for one, words in (
            (closes(state=3), "state 3, which closes, is none"),
            (closes(first=0), "closes before the first projected January"),
            (closes(shares=(0.0, 0.5, 0.4)), "shares that do not add up to 1"),
            (closes(shares=(0.5, 0.5, 0.0)), "sends children to a closed state"),
        )
    ]
    + [(lambda: closures_of([closes(), closes(first=2)], states=3), "state 0, .* closes twice")],
}
"""Each message: what brings it, and its words."""


@pytest.mark.parametrize(("bring", "words"), [case for cases in BRINGS.values() for case in cases])
def test_what_cannot_be_projected_says_what_to_do(bring, words):
    with pytest.raises(NotPossibleError, match=words):
        bring()


def test_every_message_is_brought_by_some_test():
    assert set(BRINGS) == set(MESSAGES)
