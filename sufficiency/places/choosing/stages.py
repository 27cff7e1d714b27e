"""The order of aims in a choice of schemes: one search for each aim, the earlier ones held.

Let F_1 be the sum of the first aim with the schemes' cost, F_a that of aim a, v_a their best values
in order, and M_1 .. M_(a-1) weights. For a programme z, and the aims' sums of its allocations in
their exact order,

    G_a(z) = sum_t weight_t min over x of (M_1 c_1 + .. + M_(a-1) c_(a-1) + c_a) . x  +  M_1 cost(z)
          <= M_1 F_1(z) + .. + M_(a-1) F_(a-1)(z) + F_a(z)

whatever the weights, since an allocation in exact order is one of those x. So with each earlier
F_b(z) <= v_b, F_a(z) >= min G_a - sum M_b v_b is a bound, and rows G_b(z) <= sum M v keep out
programmes that are worse in an earlier aim, and lose none that is not. Where G_a of the best
programme is less than its own sums (a longer chain of moves than the weights allow for), the
weights are made larger, up to those that are always exact (`weights.stacked`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.benders import Search
from sufficiency.places.choosing.columns import Columns
from sufficiency.places.choosing.ground import SolveOnFace
from sufficiency.places.choosing.level import Level
from sufficiency.places.choosing.problem import Problem, Programme
from sufficiency.places.choosing.stating import Held
from sufficiency.places.weights import stacked

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

POOLS = (1, 8, 64)
"""Weights are tried as if a chain of moves passed through so few pools."""

SHARE_OF_TIME = 0.6
"""Of the time that is left, an aim that is not the last may take this much."""

ROUNDING = 2e-8
"""A bound is taken to be at a value where it lies below it by no more than this share."""

NEARLY = 1e-4
"""A bound may be above a step by this part of one, and is then taken to be at it."""

TO_BEGIN = 3
"""So many programmes are valued before a search begins: all places, none, and the best known."""

SURELY = 1e-7
"""Gap at which an aim that is not the last is proven, where its values have no known step."""


class Book:
    """The programmes that were valued, with their exact totals.

    Parameters
    ----------
    problem : Problem
    columns : Columns
    exact : Level
        Of all aims, with weights that keep their order.
    """

    def __init__(self, problem: Problem, columns: Columns, exact: Level) -> None:
        self._problem, self._columns, self._exact = problem, columns, exact
        self._held: dict[bytes, Programme] = {}

    def __len__(self) -> int:
        return len(self._held)

    def programme(self, open_by: BoolArray) -> Programme:
        """Value a programme in the exact order of aims, or look it up."""
        key = open_by.tobytes()
        if key not in self._held:
            places = np.rint(self._columns.places(open_by)).astype(np.int64)
            at = self._exact.at(places)
            assert at is not None, "no time was set"
            self._held[key] = Programme(
                opening=self._columns.openings(open_by),
                totals=at.totals,
                cost=float(self._columns.cost @ open_by),
            )
        return self._held[key]

    def best_first(self) -> list[Programme]:
        """List all programmes, the best first; equals in the order of their openings."""
        return sorted(self._held.values(), key=lambda one: (*values_of(one), *one.opening.tolist()))


def values_of(programme: Programme) -> tuple[float, ...]:
    """Give the aims' sums, the schemes' cost with the first, freed of the rounding of floats."""
    values = programme.totals.copy()
    values[0] += programme.cost
    return tuple(float(f"{value:.12g}") for value in values)


@dataclass(frozen=True, slots=True, eq=False)
class Staged:
    """What the searches found.

    Parameters
    ----------
    book : Book
    bounds : FloatArray
        Axis (aim).
    rounds : int
    """

    book: Book
    bounds: FloatArray
    rounds: int


def searched(
    problem: Problem,
    columns: Columns,
    start: BoolArray,
    *,
    gap: float,
    until: float,
    solve: SolveOnFace,
) -> Staged:
    """Search for the best programme, aim by aim.

    Parameters
    ----------
    problem : Problem
    columns : Columns
    start : BoolArray
        Axis (column): a programme that keeps all rows.
    gap : float
        In the last aim; the earlier ones are to be exact.
    until : float
        Of `time.perf_counter` [seconds].
    solve : SolveOnFace

    Returns
    -------
    Staged
    """
    largest = _largest_costs(problem)
    exact = exact_level(problem, columns, solve)
    book = Book(problem, columns, exact)
    begun = time.perf_counter()
    book.programme(start)
    valuing = time.perf_counter() - begun
    setting = _Setting(problem, columns, tuple(largest), exact, solve, until, valuing)
    live = [aim for aim in range(len(largest)) if largest[aim] or (not aim and columns.cost.any())]
    bounds = np.zeros(len(largest))
    bounds[live] = -np.inf
    held: list[Held] = []
    rounds = 0
    for aim in live:
        now = time.perf_counter()
        is_last = aim == live[-1]
        part = 1.0 if is_last else SHARE_OF_TIME
        found = _aim_searched(
            setting,
            book,
            aim,
            held,
            gap=gap if is_last else SURELY,
            step=0.0 if is_last else _step(problem, columns),
            # The best programme is entered once its search is over.
            until=now + part * max(until - valuing - now, 0.0),
        )
        if found is None:
            break  # costs too large for any weights: nothing is said of this aim and the later ones
        bounds[aim], rounds = found.bound, rounds + found.rounds
        held.append(found.held)
    return Staged(book, bounds, rounds)


class _Setting(NamedTuple):
    """What is the same for all aims."""

    problem: Problem
    columns: Columns
    largest: tuple[int, ...]
    exact: Level
    solve: SolveOnFace
    until: float
    valuing: float
    """How long it takes to value a programme [seconds]."""


class _AimSearched(NamedTuple):
    """What the search for one aim found: a bound of it, and the aim as one that is held."""

    bound: float
    held: Held
    rounds: int


def _aim_searched(
    setting: _Setting,
    book: Book,
    aim: int,
    held: Sequence[Held],
    *,
    gap: float,
    step: float,
    until: float,
) -> _AimSearched | None:
    """Search for the best in one aim, the earlier ones held; None where it cannot be weighed."""
    problem, columns, exact = setting.problem, setting.columns, setting.exact
    found, rounds = None, 0
    for pools in (*POOLS, max(_pools(problem))):
        weights = _weights(setting.largest, aim + 1, pools)
        is_exact = weights == exact.weights
        level = exact if is_exact else Level(problem, columns, weights, setting.solve)
        if not level.has_bounds:
            break
        cost, start = columns.cost * weights[0], book.best_first()[0]
        search = Search(columns, level, years=problem.years, cost=cost, held=held, until=until)
        search.run([columns.of_openings(start.opening)], gap=gap, step=step)
        rounds += search.rounds
        best = _entered(book, search, until=setting.until - setting.valuing)
        sums = np.array(values_of(best))
        own = float(np.array(weights, dtype=np.float64) @ sums)
        bound = _next_step(search.bound - (own - sums[aim]), step)
        bound = settled(bound, float(sums[aim]), of=own)
        found = _AimSearched(bound, replace(search.own, most=own), rounds)
        of_best = search.valued.get(columns.of_openings(best.opening).tobytes())
        are_enough = of_best is None or of_best.value >= own - ROUNDING * abs(own)
        if are_enough or time.perf_counter() + TO_BEGIN * setting.valuing > until:
            break
    return found


def _entered(book: Book, search: Search, *, until: float) -> Programme:
    """Enter what a search valued, the best first, as long as there is time; give the best."""
    order = sorted(search.valued.values(), key=lambda valuation: valuation.value)
    for number, valuation in enumerate(order):
        if number and time.perf_counter() > until:
            break
        book.programme(valuation.open_by)
    return book.best_first()[0]


def settled(bound: float, value: float, *, of: float) -> float:
    """Free a bound of the rounding of floats: it is the value where it is so near, or above it.

    Parameters
    ----------
    bound, value : float
    of : float
        The sum that the rounding is a share of.
    """
    return value if bound >= value - ROUNDING * abs(of) else bound


def exact_level(problem: Problem, columns: Columns, solve: SolveOnFace) -> Level:
    """Weigh all aims of a problem so that their order is exact.

    Parameters
    ----------
    problem : Problem
    columns : Columns
    solve : SolveOnFace

    Returns
    -------
    Level
    """
    largest = _largest_costs(problem)
    weights = _weights(largest, len(largest), max(_pools(problem)))
    return Level(problem, columns, weights, solve)


def _largest_costs(problem: Problem) -> list[int]:
    """Axis (aim): the largest cost of any arc in any period."""
    most = [period.network.costs.max(axis=1, initial=0) for period in problem.periods]
    return [int(one) for one in np.max(most, axis=0)]


def _pools(problem: Problem) -> list[int]:
    return [len(period.network.pools) for period in problem.periods]


def _weights(largest: Sequence[int], aims: int, pools: int) -> tuple[int, ...]:
    """Weigh the first aims for chains of moves through so many pools; the others count nothing."""
    most = np.array(largest[:aims], dtype=np.int64)[:, None]
    return (*stacked(most, pools=pools).weights, *[0] * (len(largest) - aims))


def _step(problem: Problem, columns: Columns) -> float:
    """By how much two different sums of a count differ at least; nought where that is not known."""
    weights = {period.weight for period in problem.periods}
    return min(weights) if len(weights) == 1 and not columns.cost.any() else 0.0


def _next_step(bound: float, step: float) -> float:
    """Lift a bound to the least value that is not below it, where values go in steps."""
    return float(np.ceil(bound / step - NEARLY)) * step if step else bound
