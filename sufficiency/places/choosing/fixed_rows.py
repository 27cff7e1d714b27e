"""Few sites: one programme in whole numbers with a row for each site and cell."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from sufficiency.places.choosing.fixed_branching import Proof
from sufficiency.places.choosing.fixed_moves import by_saving, improved
from sufficiency.places.choosing.fixed_problem import Located
from sufficiency.places.choosing.fixed_transport import Found

NEARLY_OPEN = 0.5


def proven_by_rows(located: Located, *, gap: float, until: float) -> Proof:
    """Find the best set of open sites by a programme in whole numbers, and prove it to a gap.

        minimise   sum_j f_j y_j + sum_ij demand_i c_ij s_ij
        subject to sum_j s_ij = 1,  s_ij <= y_j,  sum_i demand_i s_ij <= places_j y_j,  y in {0, 1}

    with s the share of a cell's children at a site. The rows s_ij <= y_j follow from the others
    where y is whole, and make the bound strong where it is not.

    Parameters
    ----------
    located : Located
        With places for everybody.
    gap : float
        As a share of the best cost.
    until : float
        When to stop, on the clock of `time.monotonic` [seconds].

    Returns
    -------
    Proof
    """
    found = Found(located, until)
    start = by_saving(located)
    found.value(start)
    improved(found, start)
    with nothing_printed():
        solved = _solved(located, gap=gap, seconds=max(until - time.monotonic(), 0.0))
    if solved.x is not None:
        found.value(np.flatnonzero(solved.x[: located.sites] > NEARLY_OPEN))
    best = found.best
    assert best is not None, "the first set of sites has places for everybody"
    bound = solved.mip_dual_bound
    lowest = 0.0 if bound is None or not np.isfinite(bound) else float(bound)
    return Proof(best, min(lowest, best.cost), int(solved.mip_node_count or 0))


@contextmanager
def nothing_printed() -> Iterator[None]:
    """Let HiGHS print where nobody reads it: lines of its inner programmes pass every option."""
    sys.stdout.flush()
    try:
        shown = os.dup(1)
    except OSError:  # There is no console, so nothing is printed on it.
        yield
        return
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(shown, 1)
        os.close(shown)


def _solved(located: Located, *, gap: float, seconds: float) -> Any:
    """Hand the programme to HiGHS: columns of sites first, then of shares, site by site."""
    from scipy import optimize, sparse

    sites, cells = located.cost.shape
    shares = sites * cells
    of_site = np.repeat(np.arange(sites), cells)
    of_cell = np.tile(np.arange(cells), sites)
    share = sites + np.arange(shares)
    width = sites + shares

    def rows(values: Any, row: Any, column: Any, count: int) -> Any:
        return sparse.csr_array((values, (row, column)), shape=(count, width))

    everybody = rows(np.ones(shares), of_cell, share, cells)
    room = rows(
        np.concatenate([located.demand[of_cell], -located.places]),
        np.append(of_site, np.arange(sites)),
        np.append(share, np.arange(sites)),
        sites,
    )
    if_open = rows(
        np.concatenate([np.ones(shares), -np.ones(shares)]),
        np.tile(np.arange(shares), 2),
        np.append(share, of_site),
        shares,
    )
    fewest = np.where(located.always_open, 1.0, 0.0)
    return optimize.milp(
        np.append(located.fixed_cost, (located.cost * located.demand).reshape(-1)),
        integrality=np.append(np.ones(sites), np.zeros(shares)),
        bounds=optimize.Bounds(np.append(fewest, np.zeros(shares)), 1.0),
        constraints=[
            optimize.LinearConstraint(everybody, 1.0, 1.0),
            optimize.LinearConstraint(room, -np.inf, 0.0),
            optimize.LinearConstraint(if_open, -np.inf, 0.0),
        ],
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
