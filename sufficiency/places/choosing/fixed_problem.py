"""Sites with a fixed cost and the children who may go to them, as arrays, and what must hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import Finding, FindingsError, finding

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

WHAT = "The choice of sites"
ROUNDING = 1e-12
"""Sums of places and of children that differ by no more than this share are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """What sites cost and hold, and where the children are; checked, in the order of the engine.

    Where children may go without a place at a price, a last site stands for that: it costs
    nothing, holds everybody and is open.

    Parameters
    ----------
    demand : FloatArray
        Axis (cell): above nought [children].
    places : FloatArray
        Axis (site) [places].
    fixed_cost : FloatArray
        Axis (site): what it costs to open [pounds].
    cost : FloatArray
        Axes (site, cell) [pounds a child].
    always_open : BoolArray
        Axis (site): opening it costs nothing, so that it is open in some best answer.
    """

    demand: FloatArray
    places: FloatArray
    fixed_cost: FloatArray
    cost: FloatArray
    always_open: BoolArray

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.places)

    @property
    def children(self) -> float:
        """All children."""
        return float(self.demand.sum())

    def holds_all(self, sites: IntArray | list[int]) -> bool:
        """Say whether some sites have places enough for all children."""
        return bool(self.is_enough(self.places[np.asarray(sites, dtype=np.int64)].sum()))

    def is_enough(self, places: FloatArray) -> BoolArray:
        """Say whether so many places are enough for all children, each number on its own."""
        return np.asarray(places >= self.children * (1 - ROUNDING))

    def fewest_of(self, sites: IntArray | BoolArray) -> int:
        """Count how many of some sites are needed at least; one more than all where all are few.

        smallest k such that the k largest of them have sum places >= sum demand
        """
        largest_first = np.sort(self.places[sites])[::-1]
        enough = self.children * (1 - ROUNDING)
        return int(np.searchsorted(largest_first.cumsum(), enough)) + 1


def located(
    demand: ArrayLike,
    places: ArrayLike,
    fixed_cost: ArrayLike,
    cost: ArrayLike,
    *,
    unmet: float | None,
) -> Located:
    """Check what was given, and put it in the order of the engine.

    Parameters
    ----------
    demand, places, fixed_cost, cost, unmet
        As `choose_sites` takes them.

    Returns
    -------
    Located
        Without cells in which nobody is.

    Raises
    ------
    FindingsError
        With everything that was found.
    """
    given = {"demand": demand, "places": places, "fixed_cost": fixed_cost, "cost": cost}
    arrays, findings = {}, []
    for name, values in given.items():
        arrays[name], faults = _numbers(values, what=name)
        findings += faults
    if not findings:
        findings += _shapes(arrays)
    if not findings:
        for name, array in arrays.items():
            findings += _ranges(array, what=name)
    if unmet is not None and not (np.isfinite(unmet) and unmet >= 0):
        findings.append(_out_of_range([unmet], 0, 1, what="unmet"))
    if not findings and unmet is None:
        findings += _too_few(arrays["demand"], arrays["places"])
    if findings:
        raise FindingsError(findings, what=WHAT)
    return _ordered(arrays, unmet)


def _ordered(arrays: dict[str, FloatArray], unmet: float | None) -> Located:
    """Leave out empty cells, and let a last site stand for children without a place."""
    there = arrays["demand"] > 0
    demand = arrays["demand"][there]
    cost = np.ascontiguousarray(arrays["cost"][there].T)
    places, fixed = arrays["places"], arrays["fixed_cost"]
    if unmet is not None:
        places, fixed = np.append(places, demand.sum()), np.append(fixed, 0.0)
        cost = np.vstack([cost, np.full((1, len(demand)), float(unmet))])
    return Located(demand, places, fixed, cost, (fixed == 0) & (places > 0))


def _numbers(values: ArrayLike, *, what: str) -> tuple[FloatArray, list[Finding]]:
    """Read an array of numbers; anything else is a finding."""
    given = np.asarray(values)
    if given.dtype.kind in "iuf":
        return given.astype(np.float64), []
    shown = given.reshape(-1)[0] if given.size else ""
    return np.zeros(0), [finding("fixed_not_numbers", file=what, value=shown)]


def _shapes(arrays: dict[str, FloatArray]) -> list[Finding]:
    """Find arrays that do not belong to the same cells and sites."""
    cells, sites = arrays["demand"].size, arrays["places"].size
    expected = {
        "demand": (cells,),
        "places": (sites,),
        "fixed_cost": (sites,),
        "cost": (cells, sites),
    }
    return [
        finding("fixed_shape", file=name, shape=arrays[name].shape, expected=shape)
        for name, shape in expected.items()
        if arrays[name].shape != shape
    ]


def _ranges(array: FloatArray, *, what: str) -> list[Finding]:
    """Find numbers that are below nought, endless or missing."""
    flat = array.reshape(-1)
    faults = np.flatnonzero(~(np.isfinite(flat) & (flat >= 0)))
    if not len(faults):
        return []
    return [_out_of_range(flat.tolist(), int(faults[0]), len(faults), what=what)]


def _out_of_range(flat: list[float], position: int, count: int, *, what: str) -> Finding:
    value = flat[position]
    return finding("fixed_range", file=what, value=value, count=count, position=position)


def _too_few(demand: FloatArray, places: FloatArray) -> list[Finding]:
    """Find that no set of sites holds everybody."""
    children, held = float(demand.sum()), float(places.sum())
    if held >= children * (1 - ROUNDING):
        return []
    return [finding("fixed_too_few_places", file="places", children=children, places=held)]
