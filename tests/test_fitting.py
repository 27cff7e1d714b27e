"""The joint table from margins, and its rounding: laws and known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sufficiency.demand import scaling
from sufficiency.demand.fitting import fit
from sufficiency.demand.margins import Margin, margin_of, margin_over
from sufficiency.demand.rounding import round_to_margins
from sufficiency.demand.scaling import groups_of, settle
from sufficiency.errors import FittingError

PAIRS = ((0, 1), (0, 2), (1, 2))
calm = settings(deadline=None, max_examples=60)

shapes = st.tuples(*[st.integers(2, 4)] * 3)
whole_tables = shapes.flatmap(lambda shape: arrays(np.int64, shape, elements=st.integers(0, 9)))
full_tables = shapes.flatmap(lambda shape: arrays(np.int64, shape, elements=st.integers(1, 9)))


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """Let nothing overflow, divide by nought or turn into nan unseen."""
    with np.errstate(all="raise"):
        yield


def two_way(table) -> list[Margin]:
    """All three two-way margins of a three-way table."""
    rest = {(0, 1): 2, (0, 2): 1, (1, 2): 0}
    return [
        margin_over(table.shape, pair, table.sum(axis=rest[pair]), name=f"axes {pair}")
        for pair in PAIRS
    ]


@st.composite
def loose_problems(draw):
    """A table, and margins of any groups of its cells, some marked, that it meets."""
    truth = draw(whole_tables)
    margins = []
    for number in range(draw(st.integers(1, 4))):
        count = draw(st.integers(1, 5))
        group = arrays(np.int64, truth.size, elements=st.integers(-1, count - 1))
        cells = draw(group)
        covered = cells >= 0
        sums = np.bincount(cells[covered], weights=truth.ravel()[covered], minlength=count)
        room = arrays(np.int64, count, elements=st.integers(0, 3))
        low, high = np.maximum(sums - draw(room), 0.0), sums + draw(room)
        labels = tuple(f"group {g}" for g in range(count))
        margins.append(Margin(f"margin {number}", cells, low, high, labels))
    start = draw(arrays(np.float64, truth.shape, elements=st.sampled_from([0.5, 1.0, 3.0])))
    return truth, start, margins


def divergence(table, start) -> float:
    """sum(x log(x / start) - x + start), with 0 log 0 = 0."""
    ratio = np.where(table > 0, table / start, 1.0)
    return float((table * np.log(ratio) - table + start).sum())


# --- Known answers


def test_two_by_two_worked_by_hand():
    """Scaling keeps the odds ratio of the start: 2 x 2 / (1 x 1) = 4.

    Rows 6 and 3, columns 5 and 4: with a in the first cell the table is
    [[a, 6 - a], [5 - a, a - 2]], and a (a - 2) = 4 (6 - a)(5 - a) has a = 4 as its only
    root within the table. So [[4, 2], [1, 2]], whose odds ratio is 4 x 2 / (2 x 1) = 4.
    """
    rows = margin_over((2, 2), (0,), [6, 3], name="rows")
    columns = margin_over((2, 2), (1,), [5, 4], name="columns")
    fitted = fit([[2, 1], [1, 2]], [rows, columns])
    assert fitted.table == pytest.approx(np.array([[4, 2], [1, 2]]), abs=1e-8)
    assert fitted.largest_miss <= 1e-8


@calm
@given(
    arrays(np.int64, 3, elements=st.integers(1, 20)),
    arrays(np.int64, 4, elements=st.integers(1, 20)),
)
def test_from_ones_two_margins_give_their_product(first, second):
    rows, columns = first * second.sum(), second * first.sum()
    fitted = fit(
        np.ones((3, 4)),
        [
            margin_over((3, 4), (0,), rows, name="rows"),
            margin_over((3, 4), (1,), columns, name="columns"),
        ],
    )
    assert fitted.table == pytest.approx(np.outer(rows, columns) / rows.sum(), rel=1e-9)
    assert fitted.rounds <= 2  # the second finds nothing left to do


def test_a_marked_total_binds_only_at_its_bound():
    """Of 10 children in two settings, 1 to 4 are in the first: 5 and 5 becomes 4 and 6."""
    everyone = margin_over((2,), (), 10, name="all")
    marked = margin_of((2,), [[1, 0]], [np.nan], name="first", labels=["base"], low=[1], high=[4])
    assert fit([1, 1], [everyone, marked]).table == pytest.approx([4, 6], abs=1e-8)
    assert fit([1, 4], [everyone, marked]).table == pytest.approx([2, 8], abs=1e-8)
    assert fit([1, 99], [everyone, marked]).table == pytest.approx([1, 9], abs=1e-8)
    assert not marked.exact.any()
    assert everyone.exact.all()


def test_a_bound_that_others_make_needless_is_given_up():
    """The marked margin comes first and is scaled up to 6, before the total of 9 is known.

    Without giving that scaling back the answer would be 7.7 and 1.3 instead of 6 and 3.
    """
    marked = margin_of((2,), [[1, 0]], [np.nan], name="m", labels=["a"], low=[6], high=[np.inf])
    everyone = margin_over((2,), (), 9, name="all")
    for order in ([marked, everyone], [everyone, marked]):
        assert fit([2, 1], order).table == pytest.approx([6, 3], abs=1e-8)
    assert fit([2, 1], [marked, margin_over((2,), (), 12, name="all")]).table == pytest.approx(
        [8, 4], abs=1e-8
    )


def test_a_cell_that_no_margin_covers_keeps_its_start():
    part = margin_of((3,), [[1, 1, 0]], [6], name="part", labels=["first two"])
    assert fit([1, 2, 7], [part]).table.tolist() == [2, 4, 7]
    assert fit([1, 2, 7], []).table.tolist() == [1, 2, 7]
    assert round_to_margins([1.6, 4.4, 7.2], [part], seed=1).tolist() == [2, 4, 7]
    assert round_to_margins([1.6, 4.4], [], seed=1).tolist() == [2, 4]


def test_cells_that_no_table_can_fill_are_found():
    """Corners of odd and of even parity are nought, so only one table has these margins."""
    truth = np.ones((2, 2, 2))
    truth[0, 0, 0] = truth[1, 1, 1] = 0
    fitted = fit(np.ones((2, 2, 2)), two_way(truth))
    assert fitted.emptied == 2
    assert fitted.table == pytest.approx(truth, abs=1e-9)
    assert (fitted.table[truth == 0] == 0).all()


def test_totals_of_nought_empty_the_table():
    nothing = margin_over((2, 2), (0,), [0, 0], name="need")
    fitted = fit(np.ones((2, 2)), [nothing])
    assert fitted.table.tolist() == [[0, 0], [0, 0]]
    assert round_to_margins(fitted.table, [nothing], seed=1).tolist() == [[0, 0], [0, 0]]


# --- Laws


@calm
@given(whole_tables)
def test_margins_of_a_whole_table_are_reproduced(truth):
    margins = two_way(truth)
    fitted = fit(np.ones(truth.shape), margins)
    for margin in margins:
        assert margin.sums(fitted.table) == pytest.approx(margin.low, rel=1e-9, abs=1e-9)


@calm
@given(loose_problems())
def test_bounds_are_kept_and_nothing_is_nearer_to_the_start(problem):
    truth, start, margins = problem
    fitted = fit(start, margins)
    for margin in margins:
        sums = margin.sums(fitted.table)
        room = 1e-9 * np.maximum(margin.low, 1) + 1e-12
        assert (sums >= margin.low - room).all()
        assert (sums <= margin.high + room).all()
    assert divergence(fitted.table, start) <= divergence(truth, start) + 1e-6


@pytest.mark.slow
@calm
@given(loose_problems(), st.randoms(use_true_random=False))
def test_the_order_of_margins_does_not_matter(problem, random):
    _, start, margins = problem
    shuffled = random.sample(margins, len(margins))
    one, other = fit(start, margins), fit(start, shuffled)
    assert one.table == pytest.approx(other.table, abs=1e-5)


@calm
@given(whole_tables, st.integers(0, 2**32 - 1))
def test_structural_noughts_stay_nought(truth, seed):
    start = np.where(truth > 0, np.random.default_rng(seed).uniform(0.5, 2, truth.shape), 0)
    margins = two_way(truth)
    fitted = fit(start, margins)
    assert (fitted.table[truth == 0] == 0).all()
    whole = round_to_margins(fitted.table, margins, seed=seed)
    assert (whole[truth == 0] == 0).all()


@calm
@given(whole_tables)
def test_a_table_that_fits_is_unchanged(truth):
    fitted = fit(truth, two_way(truth))
    assert fitted.table.tolist() == truth.tolist()
    assert fitted.rounds == 0
    assert round_to_margins(truth, two_way(truth), seed=3).tolist() == truth.tolist()


def slow_twin(start, margins, rounds=400) -> np.ndarray:
    """Scale to exact margins with plain loops over groups and cells."""
    cells = [float(value) for value in start.ravel()]
    for _ in range(rounds):
        for margin in margins:
            for group, total in enumerate(margin.low):
                inside = [i for i, g in enumerate(margin.cells) if g == group]
                found = sum(cells[i] for i in inside)
                for i in inside:
                    cells[i] *= total / found
    return np.array(cells).reshape(start.shape)


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 2**32 - 1))
def test_the_slow_twin_gives_the_same(seed):
    chance = np.random.default_rng(seed)
    truth, start = chance.integers(5, 20, (2, 3, 3)), chance.uniform(0.5, 2, (2, 3, 3))
    margins = two_way(truth)
    assert fit(start, margins).table == pytest.approx(slow_twin(start, margins), abs=1e-7)


@settings(deadline=None, max_examples=30)
@given(loose_problems())
def test_leaps_only_save_time(problem):
    """Plain scaling alone goes to the same table, as far as it gets in its rounds."""
    _, start, margins = problem
    cells = fit(start, margins).table.ravel()
    live = cells > 0
    groups = groups_of(live, margins)
    plain, _, settled = settle(
        start.ravel()[live], groups, tolerance=1e-9, most_rounds=3000, leaps=False
    )
    if settled:
        assert plain == pytest.approx(cells[live], abs=1e-5)


def test_nearly_tied_margins_settle_in_few_rounds():
    """Of 2,002 children 1,998 have one need, so 4 have the other, marked as 1 to 5.

    The two totals share nearly all children: plain scaling takes off a thousandth of the rest in
    a round. The start's proportions within each need stay: 999 to 1,000, and 1 to 1.
    """
    start = [999.0, 1.0, 1000.0, 1.0]
    needs = margin_of((4,), [[1, 0, 1, 0]], [1998], name="need", labels=["ASD"])
    everyone = margin_over((4,), (), 2002, name="all")
    marked = margin_of(
        (4,), [[0, 1, 0, 1]], [np.nan], name="marked", labels=["MSI"], low=[1], high=[5]
    )
    margins = [needs, everyone, marked]
    fitted = fit(start, margins)
    expected = [1998 * 999 / 1999, 2, 1998 * 1000 / 1999, 2]
    assert fitted.table == pytest.approx(expected, abs=1e-5)
    assert fitted.rounds <= 400
    groups = groups_of(np.ones(4, dtype=bool), margins)
    limits = {"tolerance": 1e-9, "most_rounds": 1000}
    assert not settle(np.array(start), groups, **limits, leaps=False)[2]


def test_a_sum_that_rests_on_its_lower_bound_is_not_taken_for_one_at_its_upper():
    """Rounding once left a push the wrong way there, and an endless bound in the equations."""
    inf = np.inf
    bounds = [
        ([0, 1, 0, 2, -1, 2, 0, 1], [0.84, 4.29, 1.51], [0.84, inf, inf]),
        ([-1, -1, 0, 0, -1, 0, 0, 0], [1.46], [3.46]),
        ([2, 1, 0, 1, -1, -1, 0, 1], [0.84, 4.29, 0.0], [0.84, 4.29, inf]),
    ]
    margins = [
        Margin(name, np.array(cells), np.array(low), np.array(high), tuple("pqr"[: len(low)]))
        for name, (cells, low, high) in zip("abc", bounds, strict=True)
    ]
    fitted = fit([1, 0.01, 3, 0.5, 0.01, 1, 200, 200], margins)
    # Cells 0 and 3 have no room; 2 and 6 share 0.84 as 3 to 200; cells 5 and 7 what is left of
    # 3.46, of which cell 5 needs 1.51; cell 1 fills up; cell 4 stands in no margin.
    six, seven = 0.84 * 200 / 203, 3.46 - 0.84 - 1.51
    assert fitted.table == pytest.approx(
        [0, 4.29 - seven, 0.84 - six, 0, 0.01, 1.51, six, seven], abs=1e-8
    )
    assert fitted.emptied == 2


@pytest.mark.parametrize("width", [4.0, 0.5, 0.1, 0.02])
def test_bounds_close_to_each_other_settle_in_few_rounds(width):
    """Half of all totals are marked, with bounds a few children or a fiftieth of one apart."""
    chance = np.random.default_rng(5)
    for _ in range(4):
        truth = chance.integers(0, 9, chance.integers(2, 6, 3)).astype(float)
        margins = []
        for exact in two_way(truth):
            marked = chance.random(len(exact.low)) < 0.5
            below, above = width * chance.random((2, len(exact.low)))
            low = np.where(marked, np.maximum(exact.low - below, 0), exact.low)
            high = np.where(marked, exact.high + above, exact.high)
            margins.append(Margin(exact.name, exact.cells, low, high, exact.labels))
        fitted = fit(np.ones(truth.shape), margins)
        assert fitted.rounds <= 300
        assert fitted.table == pytest.approx(
            fit(np.ones(truth.shape), margins[::-1]).table, abs=1e-6
        )


def test_beyond_the_largest_system_plain_scaling_goes_on(monkeypatch):
    monkeypatch.setattr(scaling, "LARGEST_SYSTEM", 0)
    chance = np.random.default_rng(1)
    truth = chance.integers(1, 9, (3, 3, 3))
    start = chance.uniform(0.01, 9, (3, 3, 3))
    plain = fit(start, two_way(truth))
    monkeypatch.undo()
    assert plain.table == pytest.approx(fit(start, two_way(truth)).table, abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(loose_problems(), st.integers(0, 99))
def test_rounding_meets_all_margins_or_says_that_it_cannot(problem, seed):
    _, start, margins = problem
    fitted = fit(start, margins)
    try:
        whole = round_to_margins(fitted.table, margins, seed=seed)
    except FittingError as error:
        whole, rules = None, {found.rule for found in error.findings}
    if whole is None:
        assert rules == {"no_whole_table"}
        return
    assert (whole >= 0).all()
    assert (whole[fitted.table == 0] == 0).all()
    for margin in margins:
        assert ((margin.sums(whole) >= margin.low) & (margin.sums(whole) <= margin.high)).all()


# --- Rounding


def test_two_way_rounding_is_within_one_and_follows_the_seed():
    margins = [
        margin_over((4, 4), (0,), [2] * 4, name="rows"),
        margin_over((4, 4), (1,), [2] * 4, name="columns"),
    ]
    fitted = fit(np.ones((4, 4)), margins).table
    answers = [round_to_margins(fitted, margins, seed=seed) for seed in (1, 1, 2, 3, 4)]
    assert answers[0].tolist() == answers[1].tolist()
    assert len({str(answer.tolist()) for answer in answers}) > 1
    for answer in answers:
        assert np.abs(answer - fitted).max() < 1
        assert answer.sum(axis=0).tolist() == answer.sum(axis=1).tolist() == [2] * 4


def test_rounding_goes_to_the_nearest_table():
    """Row 1.9 + 1.1 and columns of 2 + 1: the nearest whole table is 2, 1 / 0, 0."""
    rows = margin_over((2, 2), (0,), [3, 1], name="rows")
    whole = round_to_margins([[1.9, 1.1], [0.2, 0.8]], [rows], seed=1)
    assert whole.tolist() == [[2, 1], [0, 1]]


def test_rounding_widens_where_neighbouring_numbers_cannot_add_up():
    """a + b = a + c = a + e = 1 and b + c + e + d = 3 leave a = t, b = c = e = 1 - t, d = 3t.

    At t = 0.4 cell d is 1.2; the whole tables have t = 0 or 1, d = 0 or 3, neither 1 nor 2.
    The one at t = 0 is the nearer: 2.8 children are moved, against 4.2.
    """
    parts = [[1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [1, 0, 0, 1, 0], [0, 1, 1, 1, 1]]
    margins = [
        margin_of((5,), [part], [total], name=f"margin {total}", labels=["group"])
        for part, total in zip(parts, (1, 1, 1, 3), strict=True)
    ]
    whole = round_to_margins([0.4, 0.6, 0.6, 0.6, 1.2], margins, seed=1)
    assert whole.tolist() == [0, 1, 1, 1, 0]


def test_rounding_widens_without_end_where_one_more_is_not_enough():
    total = margin_of((2,), [[1, 1]], [9], name="all", labels=["all"])
    whole = round_to_margins([1.5, 1.5], [total], seed=1)
    assert whole.sum() == 9


def test_a_total_that_is_not_whole_is_met_by_a_neighbour():
    total = margin_over((2,), (), 3.4, name="all")
    assert round_to_margins([1.7, 1.7], [total], seed=1).sum() in (3, 4)
