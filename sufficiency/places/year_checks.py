"""What an allocation over years is given, read and checked: every fault is told at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers
from sufficiency.places.limits import MOST_CHILDREN
from sufficiency.places.passages import Fates, Passage, checked_passage
from sufficiency.places.plan_checks import repeated_to
from sufficiency.places.starts import Start, started
from sufficiency.places.stayers import Rows
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

_CHILDREN = "Children are counted, from nought."


@dataclass(frozen=True, slots=True, eq=False)
class CheckedYears:
    """What `years.place_years` goes through, year after year.

    Parameters
    ----------
    demand : IntArray
        Axes (year, cell) [children].
    passage : Passage
        What becomes of last year's placed children.
    released : FloatArray
        Axes (year, ncy): share placed anew on entering the NC year.
    placed : Rows
        Who has a place before the first year.
    """

    demand: IntArray
    passage: Passage
    released: FloatArray
    placed: Rows


def checked_years(
    supply: Supply,
    demand: ArrayLike,
    *,
    start: Start | None,
    passage: Passage,
    released: ArrayLike,
    has_chance: bool,
) -> CheckedYears:
    """Read what `years.place_years` is given.

    Parameters
    ----------
    supply, demand, start, passage, released
        As `years.place_years` takes them.
    has_chance : bool
        Whether what became of single children, if it is given, can be dealt out by chance.

    Returns
    -------
    CheckedYears

    Raises
    ------
    FindingsError
        With all faults of the arrays.
    """
    years = len(supply.axes.years)
    wanted, findings = _demand(demand, (years, *supply.axes.shape))
    passing, faults = checked_passage(supply, passage)
    findings += faults
    if isinstance(passage, Fates) and not has_chance:
        findings.append(finding("years_fates_chance", file="passage"))
    freed, faults = _shares(released, (years, len(supply.axes.ncy)), what="released")
    findings += faults
    placed, faults = started(supply, start)
    findings += faults
    if findings:
        raise FindingsError(findings, what="The years")
    return CheckedYears(wanted.reshape(years, -1), passing, freed, placed)


def _demand(demand: ArrayLike, shape: tuple[int, ...]) -> tuple[IntArray, list[Finding]]:
    """Read children by cell and year; their sum must be a number that can be met as well."""
    wanted, findings = whole_numbers(demand, what="demand")
    findings += of_shape(wanted, shape, what="demand")
    sums = wanted.reshape(len(wanted), -1).sum(axis=1)
    for what, counts in (("demand", wanted), ("the sum of demand", sums)):
        findings += out_of_range(
            counts, 0, MOST_CHILDREN, what=what, reason=_CHILDREN, cure="Correct it."
        )
    return wanted, findings


def _shares(
    shares: ArrayLike, shape: tuple[int, ...], *, what: str
) -> tuple[FloatArray, list[Finding]]:
    """Read shares from 0 to 1, repeated over the axes that they leave out."""
    given = np.asarray(shares, dtype=np.float64)
    # Written so that nan is a fault as well.
    faults = np.flatnonzero(~((given >= 0) & (given <= 1)).reshape(-1))
    if len(faults):
        first = int(faults[0])
        value = float(given.reshape(-1)[first])
        found = finding("years_share", file=what, value=value, count=len(faults), position=first)
        return np.zeros(shape), [found]
    full = repeated_to(given, shape)
    return full, of_shape(full, shape, what=what)
