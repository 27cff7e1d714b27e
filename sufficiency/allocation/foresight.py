"""What looking ahead would change: all years at once, as a bound beside year after year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.above_best import above_words, percent_above, rounded_up
from sufficiency.allocation.aims import UNITS, WORDS, label_of, size_of
from sufficiency.allocation.children import SCALE, wanted_as_expected
from sufficiency.demand.simulation import is_whole
from sufficiency.errors import NotPossibleError, with_kind
from sufficiency.places import place_looking_ahead
from sufficiency.places.time_limit import checked_seconds
from sufficiency.results import Explanation

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

LEAST_DIFFERENCE, LEAST_SHARE = 0.05, 1e-5
"""Two sums that show as the same, to a tenth, are told as the same; and so are those that differ by
less than the rounding of a solver over many rows."""
ROUNDING = 1e-6
"""By so much a sum may be above nought by a solver's rounding alone [in the unit of its aim]."""


def foresight(
    allocation: Allocation, *, years: int | None = None, seconds: float | None = None
) -> Explanation:
    """Hold the allocation of expected numbers against all years placed at once.

    Parameters
    ----------
    allocation : Allocation
        With `stayers="keep"`.
    years : int, optional
        So many of its first years; all where left out.
    seconds : float, optional
        Most time for each aim.

    Returns
    -------
    Explanation
        Rows by aim, in their order: columns from_year, to_year, aim, label, unit, year_by_year and
        at_once (sums over the years), bound, is_exact, basis. Of all ways of placing children who
        stay where they are, none has a smaller sum than bound, those of the aims before no greater
        than at_once: a proof by prices, added up exactly, that trusts no solver.

    Raises
    ------
    NoAnswerError
        If the solver ends without a proven answer; its `status` says how, as *stopped*.
    NotPossibleError
        If the area is too large for it, the plan has what it does not state, everybody is placed
        anew each year, or the years are no number of years, or the seconds no time.
    """
    held = len(allocation.years)
    if seconds is not None:
        checked_seconds(seconds)
    if allocation.setting.stayers == "release":
        raise NotPossibleError.of("ahead_released")
    if years is not None and not (is_whole(years, least=1) and years <= held):
        raise NotPossibleError.of("ahead_years", years=with_kind(years), held=held)
    count = held if years is None else years
    if count == 1:
        return _one_year(allocation)
    setting = allocation.setting
    wanted = wanted_as_expected(setting.source, setting.expected, setting.codes, setting.today)
    found = place_looking_ahead(
        setting.supply.times(SCALE),
        wanted.demand,
        start=wanted.start,
        passage=wanted.passage,
        released=setting.released,
        years=count,
        seconds=seconds,
    )
    at_once = found.totals.sum(axis=0)
    frame = _frame(allocation, at_once, found.bounds, count, is_exact=found.is_exact)
    return Explanation(_words(frame), frame)


def _one_year(allocation: Allocation) -> Explanation:
    """Say of a single year, which is proven best by itself, that nothing is ahead of it."""
    held = allocation.expected.counts
    totals, gaps = (of[0][0].astype("float64") for of in (held.totals, held.gaps))
    frame = _frame(allocation, totals, totals - gaps, 1, is_exact=True)
    return Explanation(_words(frame), frame)


def _frame(
    allocation: Allocation,
    at_once: NDArray[np.float64],
    bound: NDArray[np.float64],
    count: int,
    *,
    is_exact: bool,
) -> pd.DataFrame:
    """Lay the sums of each aim and what they cannot be below, axis (aim), side by side."""
    after = allocation.expected.counts.totals[0][:count].sum(axis=0)
    rows = []
    for place, name in enumerate(allocation.setting.supply.aims):
        label, unit = label_of(name), SCALE * size_of(name)
        rows.append(
            {
                "from_year": allocation.years[0],
                "to_year": allocation.years[count - 1],
                "aim": label,
                "label": WORDS[label],
                "unit": UNITS.get(label, "children"),
                "year_by_year": after[place] / unit,
                "at_once": at_once[place] / unit,
                "bound": bound[place] / unit,
                "is_exact": is_exact,
                "basis": allocation.basis,
            }
        )
    return pd.DataFrame(rows)


def _words(frame: pd.DataFrame) -> str:
    """Say what looking ahead would change first; later aims have no say where it changes one."""
    first, last = (terms.year_label(int(frame[name].iloc[0])) for name in ("from_year", "to_year"))
    span = f"Over {first} to {last}" if first != last else f"In {first}"
    least = (LEAST_SHARE * frame["year_by_year"]).clip(lower=LEAST_DIFFERENCE)
    differs = (frame["year_by_year"] - frame["at_once"]).abs() >= least
    sure = f"At once is {_open_words(frame)}, by prices added up exactly."
    if not differs.any():
        told = "looking ahead would change nothing: year after year is the best there is."
        return f"{span}, {told} {sure}"
    row = frame[differs].iloc[0]
    said = (
        f"{span}, year after year comes to {row['year_by_year']:,.1f} {row['label']}; with the"
        f" children of all years in view it would be {row['at_once']:,.1f}"
    )
    if row["is_exact"]:
        return f"{said}. The difference is what not knowing them costs. {sure}"
    return (
        f"{said} or more. Not knowing them costs no more than the difference, and perhaps less:"
        f" where more can stay than there are places, it is a bound. {sure}"
    )


def _open_words(frame: pd.DataFrame) -> str:
    """Say how far above what it cannot be below a sum at once may be, of the aim that is worst."""
    gap = (frame["at_once"] - frame["bound"]).to_numpy(dtype=np.float64)
    # What a solver's rounding leaves above a bound of nought is no gap.
    gap = np.where(gap > ROUNDING, gap, 0.0)
    shares = percent_above(gap, frame["bound"].to_numpy(dtype=np.float64))
    worst = int(shares.argmax())
    size = f"{rounded_up(float(gap[worst]))} {frame['label'].iloc[worst]}"
    return above_words(float(shares[worst]), size)
