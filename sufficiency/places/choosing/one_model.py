"""Choosing by one model: all schemes, years and draws in one programme, for PuLP with HiGHS.

minimise    aim by aim, sum_t weight_t c_t . x_t  (+ cost . Y in the first)
subject to  sum_j x_ijt = demand_it,    sum over holder h of x_t <= room_ht + added_ht . Y,
            caps,   rows of Y,   earlier aims <= their values,    Y nought or one,  x >= 0
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.ahead_rows import Programme, Row, Sense, members
from sufficiency.places.choosing.columns import Columns
from sufficiency.places.choosing.ground import SolveOnFace
from sufficiency.places.choosing.level import Level
from sufficiency.places.choosing.problem import Period, Problem
from sufficiency.places.choosing.stages import (
    SHARE_OF_TIME,
    SURELY,
    Book,
    Staged,
    exact_level,
    settled,
    values_of,
)
from sufficiency.places.network import NO_LIMIT
from sufficiency.places.pulp_engine import mixed_answer

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

ALLOWED = 1e-9
"""An earlier aim may be above its value by this share of it, for the solver's rounding."""


def answered_by_one_model(
    problem: Problem,
    columns: Columns,
    start: BoolArray,
    *,
    gap: float,
    until: float,
    solve: SolveOnFace,
) -> Staged:
    """Find the best programme by one model, aim by aim.

    Children are parts of children where caps cross; the bounds then are those of the model, and the
    totals, as always, those of the programme's own allocations.

    Parameters
    ----------
    problem : Problem
    columns : Columns
    start : BoolArray
        Axis (column): a programme that keeps all rows, for where nothing better is found.
    gap : float
        In the last aim.
    until : float
        Of `time.perf_counter` [seconds].
    solve : SolveOnFace

    Returns
    -------
    Staged
    """
    exact: Level = exact_level(problem, columns, solve)
    book = Book(problem, columns, exact)
    begun = time.perf_counter()
    best = book.programme(start)
    # What the model finds is valued after it, which takes as long as this one.
    valuing = time.perf_counter() - begun
    model = _model(problem, columns)
    bounds = np.zeros(len(model.aims))
    live = [aim for aim, costs in enumerate(model.costs) if costs.any()]
    for aim in live:
        is_last = aim == live[-1]
        left = max(until - valuing - time.perf_counter(), 0.0)
        found = mixed_answer(
            model,
            model.costs[aim],
            gap=gap if is_last else SURELY,
            seconds=left if is_last else SHARE_OF_TIME * left,
        )
        open_by = None if found.values is None else np.rint(found.values[: len(columns)]) > 0
        if open_by is not None and columns.keeps_rows(open_by):
            book.programme(open_by)
        best = book.best_first()[0]
        value = values_of(best)[aim]
        bounds[aim] = settled(found.bound, value, of=value)
        used = np.flatnonzero(model.costs[aim])
        row = Row(
            f"aim {model.aims[aim]}",
            used,
            model.costs[aim][used],
            Sense.MOST,
            value + ALLOWED * abs(value),
        )
        model = replace(model, rows=(*model.rows, row))
    return Staged(book, bounds, len(live))


def _model(problem: Problem, columns: Columns) -> Programme:
    """Write the whole choice down."""
    schemes = problem.schemes
    names = [
        f"open {schemes.names[scheme]} by {opening}"
        for scheme, opening in zip(columns.scheme.tolist(), columns.opening.tolist(), strict=True)
    ]
    rows = [
        Row(f"choice {number}", row.columns, row.entries, Sense.MOST, row.most)
        for number, row in enumerate(columns.rows)
    ]
    for column in np.flatnonzero(columns.fixed).tolist():
        must = f"must {names[column]}"
        rows.append(Row(must, np.array([column]), np.ones(1), Sense.EQUAL, 1.0))
    costs = [np.zeros((len(problem.periods[0].network.aims), len(columns)))]
    costs[0][0] = columns.cost
    first = len(names)
    for period in problem.periods:
        network, label = period.network, f"{period.year} {period.draw}"
        cells, pools = network.arc_cell.tolist(), network.arc_pool.tolist()
        names += [f"placed {label} {i} {j}" for i, j in zip(cells, pools, strict=True)]
        rows += _period_rows(period, columns, first, label)
        costs.append(period.weight * network.costs.astype(np.float64))
        first += len(cells)
    return Programme(
        names=tuple(names),
        costs=np.hstack(costs),
        aims=problem.periods[0].network.aims,
        rows=tuple(rows),
        yes_or_no=len(columns),
    )


def _period_rows(period: Period, columns: Columns, first: int, label: str) -> Iterator[Row]:
    """Rows of a year of a draw, whose arcs begin at the column `first`."""
    network = period.network
    for cell, arcs in enumerate(members(network.arc_cell, len(network.demand))):
        demand = float(network.demand[cell])
        yield Row(f"demand {label} {cell}", first + arcs, np.ones(len(arcs)), Sense.EQUAL, demand)
    under = members(network.arc_pool, network.holders)
    for total in network.inner_totals_first:
        inner = np.flatnonzero(network.within == total).tolist()
        under[total] = np.concatenate([under[one] for one in inner]) if inner else under[total]
    changed = {holder: place for place, holder in enumerate(columns.holders.tolist())}
    for holder, arcs in enumerate(under):
        if network.room[holder] >= NO_LIMIT or not len(arcs):
            continue
        own, entries = first + arcs, np.ones(len(arcs))
        if holder in changed:
            added = columns.added[:, period.year, changed[holder]].astype(np.float64)
            used = np.flatnonzero(added)
            own, entries = np.concatenate([used, own]), np.concatenate([-added[used], entries])
        room = float(network.room[holder])
        yield Row(f"room {label} {holder}", own, entries, Sense.MOST, room)
    caps = network.caps
    for number, (arcs, room) in enumerate(zip(caps.arcs, caps.room, strict=True)):
        ones = np.ones(len(arcs))
        yield Row(f"cap {label} {number}", first + arcs, ones, Sense.MOST, float(room))
