"""Every message of fitting and rounding, and the mistake that brings it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import optimize

from sufficiency.demand.fitting import fit
from sufficiency.demand.margins import Margin, margin_of, margin_over
from sufficiency.demand.rounding import round_to_margins
from sufficiency.errors import FittingError
from sufficiency.messages.fitting import MESSAGES

PAIRS = ((0, 1), (0, 2), (1, 2))


def two_way(table) -> list[Margin]:
    """All three two-way margins of a three-way table."""
    rest = {(0, 1): 2, (0, 2): 1, (1, 2): 0}
    return [
        margin_over(table.shape, pair, table.sum(axis=rest[pair]), name=f"axes {pair}")
        for pair in PAIRS
    ]


def ring(*totals) -> list[Margin]:
    """Three cells in a ring, each pair of neighbours with a total."""
    parts = ([1, 1, 0], [0, 1, 1], [1, 0, 1])
    return [
        margin_of((3,), [part], [total], name=f"pair {n}", labels=[f"p{n}"])
        for n, (part, total) in enumerate(zip(parts, totals, strict=True))
    ]


def opposed() -> list[Margin]:
    """Three margins that agree two by two: a goes with b, b with c, and a never with c."""
    together, apart = [[9, 1], [1, 9]], [[1, 9], [9, 1]]
    names = ("a by b", "a by c", "b by c")
    return [
        margin_over((2, 2, 2), pair, totals, name=name)
        for pair, totals, name in zip(PAIRS, (together, apart, together), names, strict=True)
    ]


def one(name, totals, **bounds) -> Margin:
    """A margin over the rows of a 2 x 2 table."""
    return margin_over((2, 2), (0,), totals, name=name, labels=[["ASD", "SEMH"]], **bounds)


def bare(cells, low, high, labels) -> Margin:
    """A margin made by hand, with nothing checked."""
    bounds = (np.array(low, dtype=float), np.array(high, dtype=float))
    return Margin("need", np.array(cells), *bounds, tuple(labels))


ONES = np.ones((2, 2))
MISTAKES = {
    "margin_shape": [
        (
            lambda: one("need", [1, 2, 3]),
            r"margin 'need': the totals, bounds or labels .* lengths \(3,\), .* have \(2,\)",
        ),
        (lambda: one("need", [np.nan, 2], low=[1]), r"have the lengths \(1,\)"),
        (
            lambda: margin_over((2,), (0,), [1, 2], name="n", labels=[["ASD"]]),
            r"lengths \(1,\), where the groups have \(2,\)",
        ),
        (
            lambda: margin_of((2,), [[1, 0]], [1], name="n", labels=["a", "b"]),
            r"lengths \(2,\), where the groups have \(1,\)",
        ),
        (
            lambda: fit(ONES, [bare([0, 0, 1, 1], [1, 1], [1, 1], ["a"])]),
            r"have the lengths \(2, 2, 1\)",
        ),
    ],
    "margin_size": [
        (
            lambda: fit(np.ones((2, 3)), [one("need", [1, 1])]),
            r"made for 4 cells, and the table has 6.*shape of the table, \(2, 3\)",
        )
    ],
    "margin_groups_overlap": [
        (
            lambda: margin_of(
                (3,), [[1, 1, 0], [0, 1, 1]], [1, 1], name="age", labels=["under 11", "10 to 15"]
            ),
            r"'under 11' and '10 to 15' share 1 cell.*Put '10 to 15' into a margin of its own",
        )
    ],
    "margin_total_impossible": [
        (lambda: fit(ONES, [one("need", [-1, 2])]), r"the total of 'ASD' is -1\."),
        (lambda: fit(ONES, [one("need", [np.inf, 2])]), r"the total of 'ASD' is inf\."),
        (lambda: fit(ONES, [one("need", [1, np.nan])]), r"'SEMH' is nan\..*give nan as the total"),
        (
            lambda: round_to_margins(ONES, [one("need", [-1, 2])], seed=1),
            r"the total of 'ASD' is -1\.",
        ),
    ],
    "margin_bounds_crossed": [
        (
            lambda: fit(ONES, [one("need", [np.nan, 2], low=[5, 0], high=[4, 0])]),
            r"the least total of 'ASD' is 5, above its greatest, 4",
        )
    ],
    "fitting_start_impossible": [
        (
            lambda: fit([[1, 1], [-2, np.nan]], [one("need", [1, 1])]),
            r"2 cells of the starting table .* the first at \(1, 0\): -2\.0",
        )
    ],
    "margin_without_cells": [
        (
            lambda: fit([[1, 1], [0, 0]], [one("need", [1, 3])]),
            r"'SEMH' is 3, but each of its 2 cells is nought in the starting table",
        ),
        (
            lambda: fit(
                [[1, 1], [0, 1]],
                [one("need", [1, 3]), margin_over((2, 2), (1,), [1, 0], name="age")],
            ),
            r"'SEMH' is 3, but each of its cells is nought by 'age' \('1'\), or in the starting",
        ),
        (
            lambda: fit(ONES, [bare([0, 0, -1, -1], [1, 4], [1, 7], ["a", "b"])]),
            r"'b' is 4 to 7, but no cell of the table belongs to it",
        ),
    ],
    "margins_disagree": [
        (
            lambda: fit(ONES, [one("need", [4, 6]), margin_over((2, 2), (1,), [5, 4], name="age")]),
            r"margin 'need': the total of 'ASD', 'SEMH' is 10, but in the margin 'age' the total of"
            r" the same cells \('0', '1'\) is 9\.",
        ),
        (
            lambda: fit(
                np.ones((5, 2)),
                [
                    margin_over((5, 2), (0,), [1] * 5, name="need"),
                    margin_over(
                        (5, 2), (1,), [1, np.nan], name="age", low=[0, 6], high=[0, np.inf]
                    ),
                ],
            ),
            r"the total of '0', '1' is 7 or more, but in the margin 'need' .*\(all 5 groups\) is 5",
        ),
    ],
    "margin_parts_too_many": [
        (
            lambda: fit(
                ONES,
                [
                    margin_of((2, 2), [[[1, 0], [0, 0]]], [5], name="bases", labels=["base"]),
                    one("need", [4, 6]),
                ],
            ),
            r"margin 'bases': the total of 'base' is 5, .* the margin 'need' \('ASD'\) counts as 4",
        )
    ],
    "margins_out_of_reach": [
        (
            lambda: fit(np.ones((2, 2, 2)), opposed()),
            r"no table meets it together with all other margins; with the fewest changes",
        )
    ],
    "fitting_unsettled": [
        (
            lambda: fit(np.arange(1, 9).reshape(2, 2, 2), two_way(SLOW), most_rounds=2),
            r"after 2 rounds '., .' still comes to .* within 1e-09 of each total",
        )
    ],
    "no_whole_table": [
        (
            lambda: round_to_margins([0.5] * 3, ring(1, 1, 1), seed=1),
            r"the total of 'p\d' is 1, but no table of whole numbers .* it would be [02]\.",
        )
    ],
}
SLOW = np.array([[[9, 2], [3, 8]], [[1, 7], [6, 4]]])
CASES = [
    pytest.param(rule, make, words, id=f"{rule}-{number}")
    for rule, cases in MISTAKES.items()
    for number, (make, words) in enumerate(cases)
]


@pytest.mark.parametrize(("rule", "make", "words"), CASES)
def test_each_mistake_is_named(rule, make, words):
    with pytest.raises(FittingError, match=words) as caught:
        make()
    assert {found.rule for found in caught.value.findings} == {rule}
    assert all(found.severity == "error" for found in caught.value.findings)


def test_a_solver_that_stops_is_not_taken_for_an_answer(monkeypatch):
    stopped = SimpleNamespace(status=1, message="Iteration limit reached", x=np.zeros(3))
    monkeypatch.setattr(optimize, "milp", lambda *_, **__: stopped)
    with pytest.raises(FittingError, match="without an answer: Iteration limit") as caught:
        round_to_margins([0.5] * 3, ring(1, 1, 1), seed=1)
    assert [found.rule for found in caught.value.findings] == ["fitting_solver_stopped"]


def test_every_message_has_a_test():
    assert set(MISTAKES) | {"fitting_solver_stopped"} == set(MESSAGES)


def test_all_contradictions_are_raised_at_once_and_begin_with_what_was_fitted():
    margins = [
        one("need", [4, -6]),
        margin_over((2, 2), (1,), [5, 4], name="age"),
        margin_over((2, 2), (), 8, name="all"),
    ]
    with pytest.raises(FittingError, match=r"Testshire's margins cannot be used: 2 faults") as seen:
        fit(ONES, margins, what="Testshire's margins")
    rules = [found.rule for found in seen.value.findings]
    assert rules == ["margin_total_impossible", "margins_disagree"]
    assert list(seen.value.to_frame()["file"]) == ["margin 'need'", "margin 'age'"]


def test_the_totals_in_the_way_are_few_and_their_changes_make_all_agree():
    """Were each total named the figure that its message gives, a table would exist."""
    with pytest.raises(FittingError, match="no table meets it") as caught:
        fit(np.ones((2, 2, 2)), opposed())
    changed = {
        (found.file.split("'")[1], found.seen.split("'")[1]): float(
            found.seen.rsplit(" ", 1)[1].rstrip(".")
        )
        for found in caught.value.findings
    }
    assert 0 < len(changed) < 12
    margins = []
    for margin in opposed():
        totals = [
            changed.get((margin.name, label), total)
            for label, total in zip(margin.labels, margin.low, strict=True)
        ]
        margins.append(Margin(margin.name, margin.cells, *[np.array(totals)] * 2, margin.labels))
    assert fit(np.ones((2, 2, 2)), margins).largest_miss < 1e-6
