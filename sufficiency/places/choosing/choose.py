"""One door to a choice of schemes: a problem in, a programme with its proof or its gap out."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.places.choosing.checks import check_problem, no_programme
from sufficiency.places.choosing.columns import Columns, columns_of
from sufficiency.places.choosing.master import Model, solved_whole
from sufficiency.places.choosing.one_model import answered_by_one_model
from sufficiency.places.choosing.options import must_open_all
from sufficiency.places.choosing.problem import Chosen, Problem, Programme
from sufficiency.places.choosing.stages import Book, searched, values_of
from sufficiency.places.engines import solve_on_face
from sufficiency.places.statuses import Status

IN_TIME = 0.985
"""Of the time that is given, so much is searched in: the solver looks at the clock now and then,
and what it found is then read, so that all of it ends in time."""

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class ChoiceEngine(StrEnum):
    """What chooses; all give a programme that is as good, within the gap that is asked for."""

    BENDERS = "benders"
    MILP = "milp"


ChoiceEngineName = Literal["auto", "benders", "milp"]


def choose(
    problem: Problem,
    *,
    engine: ChoiceEngineName = "auto",
    gap: float = 1e-4,
    seconds: float = 120.0,
    keep: int = 20,
) -> Chosen:
    """Find the programme of schemes that is best in the order of aims, and say how sure that is.

    All aims keep their order within every period, and their sums keep it across the periods: the
    first aim's sum (with the schemes' cost) as small as it can be, then the second's among those,
    and so on. What is proven is `bounds`, one for each aim: no programme that is as good as this
    one in the aims before has less. The gap is that of the first aim in which value and bound
    differ. An aim that is not the last is proven exactly where its sums are whole numbers of equal
    weight and schemes cost nothing of it, and else to one part in ten million; only the last
    aim stops at `gap`. Where the time runs out, bounds hold all the same, and the gap is larger.
    Totals are always those of the programme's own allocations in exact order, solved again.

    Parameters
    ----------
    problem : Problem
    engine : {"auto", "benders", "milp"}
        Cuts from flows; one model of everything by PuLP with HiGHS; or one model where caps cross
        pools and the cuts otherwise. The answer says which, and why.
    gap : float
        A programme is proven where it may be above the best by no more than this share of its own
        value.
    seconds : float
        Most time; the search stops a little before. Only what is always done may take longer: the
        checks, and the first valuation of a programme.
    keep : int
        Most others to hand on that were valued on the way.

    Returns
    -------
    Chosen

    Raises
    ------
    FindingsError
        With all faults of the problem; or where no programme keeps everything that it demands.
    UnknownNameError
        Where there is no such engine.
    NotPossibleError
        Where caps cross pools and the engine is "benders", or no programme was found in time.
    """
    begun = time.perf_counter()
    if engine not in ("auto", *ChoiceEngine):
        raise UnknownNameError.of("choosing_engine_unknown", name=engine)
    check_problem(problem, gap=gap, seconds=seconds, keep=keep)
    taken, why = _choice(problem, engine)
    columns = columns_of(problem)
    solve = solve_on_face()
    until = begun + IN_TIME * seconds
    start = _first_programme(problem, columns, seconds=seconds)
    if taken is ChoiceEngine.MILP:
        found = answered_by_one_model(problem, columns, start, gap=gap, until=until, solve=solve)
    else:
        found = searched(problem, columns, start, gap=gap, until=until, solve=solve)
    return _chosen(
        found.book,
        found.bounds,
        gap=gap,
        keep=keep,
        engine=f"{taken}: {why}",
        rounds=found.rounds,
        seconds=time.perf_counter() - begun,
    )


def _chosen(
    book: Book,
    bounds: FloatArray,
    *,
    gap: float,
    keep: int,
    engine: str,
    rounds: int,
    seconds: float,
) -> Chosen:
    programmes = book.best_first()
    found = gap_of(programmes[0], bounds)
    return Chosen(
        programme=programmes[0],
        runners_up=tuple(programmes[1 : 1 + keep]),
        bounds=bounds,
        gap=found,
        status=Status.PROVEN if found <= gap else Status.FEASIBLE,
        engine=engine,
        seconds=seconds,
        rounds=rounds,
        valued=len(book),
    )


def gap_of(programme: Programme, bounds: FloatArray) -> float:
    """Measure (value - bound) / value in the first aim in which the two differ.

    Parameters
    ----------
    programme : Programme
    bounds : FloatArray
        Axis (aim).

    Returns
    -------
    float
        Nought where none differs.
    """
    for value, bound in zip(values_of(programme), bounds.tolist(), strict=True):
        above = value - bound
        if above > 1e-9 * abs(value):
            return above / abs(value) if value else np.inf
    return 0.0


def _choice(problem: Problem, engine: str) -> tuple[ChoiceEngine, str]:
    """Choose the engine, and say why."""
    crossing = any(period.network.caps for period in problem.periods)
    if engine == ChoiceEngine.BENDERS and crossing:
        raise NotPossibleError.of("choosing_caps")
    if engine != "auto":
        return ChoiceEngine(engine), "asked for"
    if crossing:
        return ChoiceEngine.MILP, "caps across pools are rows of a model, and of no flow"
    return ChoiceEngine.BENDERS, "years are networks once schemes are chosen, which flows value"


def _first_programme(problem: Problem, columns: Columns, *, seconds: float) -> BoolArray:
    """Find a programme that keeps all rows: nothing at all, or what must open."""
    if (columns.last[must_open_all(problem.schemes)] < 0).any():
        raise no_programme(problem)
    nothing = np.zeros(len(columns), dtype=np.bool_)
    if not columns.fixed.any() and columns.keeps_rows(nothing):
        return nothing
    count = len(columns)
    model = Model(
        costs=np.ones(count),
        lower=columns.fixed.astype(np.float64),
        upper=np.ones(count),
        whole=count,
    )
    found = solved_whole(model, columns.rows, seconds=seconds, gap=0.0)
    if found.values is None:
        if found.is_empty:
            raise no_programme(problem)
        raise NotPossibleError.of("choosing_no_time", seconds=seconds)
    return np.rint(found.values) > 0
