"""An answer for all years at once is counted through before it is told: no solver is trusted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import NotPossibleError
from sufficiency.places.ahead_rows import Programme, Row, Sense

FloatArray = NDArray[np.float64]

NEARLY_KEPT, NEARLY_KEPT_SHARE = 1e-5, 1e-6
"""A row may be broken by no more than this and this share of what is added up in it, which is what
a solver's rounding leaves; and a column may be so far below nought [unit of the network]."""

NEARLY_BOUND, NEARLY_BOUND_SHARE = 1e-2, 1e-5
"""A sum may be below its bound by no more than this and this share of it: the rounding of all rows
together, each at its price [children, metres or pounds of the network]."""


def hold_rows(programme: Programme, values: FloatArray) -> None:
    """Hold the answer of a solver against all rows of its programme.

    Parameters
    ----------
    programme : Programme
    values : FloatArray
        Axis (column): whoever made them.

    Raises
    ------
    NotPossibleError
        Where there is not one number for each column, one is below nought or no number, or a row
        does not hold, by more than a solver's rounding. The first of them is told.
    """
    count = len(programme.names)
    if values.shape != (count,):
        raise NotPossibleError.of("ahead_form", columns=count, held=int(values.size))
    for column in np.flatnonzero(~(np.isfinite(values) & (values >= -NEARLY_KEPT)))[:1].tolist():
        _refuse(f"the column {programme.names[column]}", values[column], ">=", 0.0)
    for row in programme.rows:
        parts = row.coefficients * values[row.columns]
        added = float(parts.sum())
        if _over(row, added) > NEARLY_KEPT + NEARLY_KEPT_SHARE * float(np.abs(parts).sum()):
            _refuse(f"the row {row.name}", added, str(row.sense), row.right)


def _over(row: Row, added: float) -> float:
    """Say by how much a row is broken; below nought where there is room left in it."""
    return added - row.right if row.sense is Sense.MOST else abs(added - row.right)


def _refuse(what: str, added: float, sense: str, right: float) -> None:
    raise NotPossibleError.of(
        "ahead_row_broken", what=what, added=float(added), sense=sense, right=float(right)
    )


def hold_bounds(aims: Sequence[str], sums: FloatArray, bounds: FloatArray) -> None:
    """Hold that no sum is below what its proof says that nothing is below.

    Parameters
    ----------
    aims : sequence of str
        Axis (aim), as a scenario states them.
    sums, bounds : FloatArray
        Axis (aim) [children, metres or pounds].

    Raises
    ------
    NotPossibleError
        Where one is, by more than rounding; the first is told.
    """
    for aim, added, bound in zip(aims, sums.tolist(), bounds.tolist(), strict=True):
        if not added >= bound - NEARLY_BOUND - NEARLY_BOUND_SHARE * abs(bound):
            raise NotPossibleError.of("ahead_below_bound", aim=aim, added=added, bound=bound)
