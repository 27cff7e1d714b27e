"""An answer for all years at once that is corrupt is refused, and none that is only rounded."""

import numpy as np
import pytest
from test_looking_ahead import ahead
from test_places_years_answers import two_children

from sufficiency.errors import NotPossibleError
from sufficiency.places import looking_ahead, pulp_engine
from sufficiency.places.ahead_checks import hold_bounds, hold_rows
from sufficiency.places.ahead_rows import Programme, Row, Sense

ROWS = (
    Row("demand A", np.array([0, 1]), np.ones(2), Sense.EQUAL, 2.0),
    Row("places P", np.array([0]), np.ones(1), Sense.MOST, 1.0),
)
SMALL = Programme(("new A P", "new A without"), np.array([[0.0, 1.0]]), ("without",), ROWS)


def corrupted(monkeypatch, change):
    """Let the solver's values be changed on their way."""
    real = looking_ahead.programme_answer

    def changed(programme, *, seconds=None):
        found = real(programme, seconds=seconds)
        return found._replace(values=change(found.values.copy()))

    monkeypatch.setattr(looking_ahead, "programme_answer", changed)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda values: 0.9 * values, r"the row demand .* comes to .*, where == .* holds"),
        (lambda values: values + 1e-3, r"the row .* comes to"),
        (lambda values: np.zeros_like(values), r"the row demand .* comes to 0, where == "),
        (lambda values: np.full_like(values, np.nan), r"the column new .* comes to nan, where >="),
        (lambda values: values - 1.0, r"the column .* comes to -.*, where >= 0 holds"),
        (lambda values: values[:-1], r"gave \d+ numbers for \d+ columns"),
    ],
)
def test_a_corrupt_answer_of_the_solver_is_refused(monkeypatch, change, told):
    corrupted(monkeypatch, change)
    with pytest.raises(NotPossibleError, match=told):
        ahead(two_children(2025))


def test_an_answer_with_the_rounding_of_a_solver_is_taken(monkeypatch):
    corrupted(monkeypatch, lambda values: values * (1 + 1e-9))
    ahead(two_children(2025))


def test_a_sum_below_its_own_bound_is_refused_and_not_clipped(monkeypatch):
    real = looking_ahead.bounds_of
    monkeypatch.setattr(looking_ahead, "bounds_of", lambda *given: real(*given) + 1.0)
    with pytest.raises(
        NotPossibleError, match=r"without comes to \S+, and by its proof nothing is below 1\. Both"
    ):
        ahead(two_children(2025))


def test_a_column_below_nought_is_not_made_nought_on_the_way(monkeypatch):
    """The solver's rounding is, and no more."""
    assert pulp_engine._from_nought([-1e-9, 0.5, -0.5]).tolist() == [0.0, 0.5, -0.5]


@pytest.mark.parametrize("values", [[1.0, 1.0], [0.0, 2.0], [1.0 + 1e-7, 1.0 - 1e-7]])
def test_what_keeps_all_rows_is_taken(values):
    hold_rows(SMALL, np.array(values))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1.0, 0.9], "the row demand A comes to 1.9, where == 2 holds"),
        ([2.0, 0.0], "the row places P comes to 2, where <= 1 holds"),
        ([-0.1, 2.1], "the column new A P comes to -0.1, where >= 0 holds"),
        ([np.inf, 2.1], "the column new A P comes to inf"),
    ],
)
def test_what_breaks_a_row_is_told_with_its_numbers(values, told):
    with pytest.raises(NotPossibleError, match=told):
        hold_rows(SMALL, np.array(values))


def test_a_bound_may_be_above_its_sum_by_rounding_alone():
    hold_bounds(["without", "miles"], np.array([5.0, 1e6]), np.array([5.001, 1e6 + 5]))
    with pytest.raises(NotPossibleError, match=r"miles comes to .*nothing is below"):
        hold_bounds(["without", "miles"], np.array([5.0, 1e6]), np.array([5.0, 1e6 + 50]))
    with pytest.raises(NotPossibleError, match="without comes to nan"):
        hold_bounds(["without"], np.array([np.nan]), np.array([5.0]))
