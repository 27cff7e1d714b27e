"""How many plans areas will have, each leaning on England and on what sets it apart.

On the published panel of authorities an area's own growth is a poor guide: it is worth a tenth of
itself or so, and fades. What lasts is the pull of prevalence: an area with more plans a child than
England grows more slowly. State special schools grow by building, so by a rise and not by a rate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from sufficiency.demand.estimates import estimate
from sufficiency.demand.gaps import bridged, positive
from sufficiency.demand.growth import england_path
from sufficiency.demand.margins import BoolArray, FloatArray
from sufficiency.errors import NotPossibleError

FURTHEST_GROWTH, FURTHEST_LEVEL = 0.15, 0.6
"""Judgement: a growth, or the log of a level, further from England's counts as this much."""
FURTHEST_PLACEMENT = 0.08
"""Judgement: a growth of placements that differs from England's by more counts as this much."""
YEARS_OF_RISE = 3
"""Judgement: England's rise of placements is the mean of so many years, or as many as there are."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What sets an area apart is worth so much: estimated (`estimates.csv`), unless given.

    Parameters
    ----------
    own_last_year, own_three_years : float
        Of the area's yearly growth over one and three years, less England's.
    new_plans : float
        Of the log of the area's new plans a plan, over England's.
    own_fading : float
        What is left of these after a year; below 1.
    converging : float
        Share of the log of prevalence over England's that is closed in a year.
    """

    own_last_year: float = field(default_factory=partial(estimate, "own_last_year"))
    own_three_years: float = field(default_factory=partial(estimate, "own_three_years"))
    new_plans: float = field(default_factory=partial(estimate, "new_plans"))
    own_fading: float = field(default_factory=partial(estimate, "own_fading"))
    converging: float = field(default_factory=partial(estimate, "converging"))


@dataclass(frozen=True, slots=True)
class PlacementWeights:
    """The same for state special placements.

    Parameters
    ----------
    own_placements : float
        Of the yearly growth over three years of an area's placements, less England's.
    own_placements_fading : float
        What is left of it after a year; below 1.
    """

    own_placements: float = field(default_factory=partial(estimate, "own_placements"))
    own_placements_fading: float = field(default_factory=partial(estimate, "own_placements_fading"))


@dataclass(frozen=True, slots=True, eq=False)
class PanelSeries:
    """Januaries of areas and of England; `nan` where a number is not known.

    Parameters
    ----------
    plans, children, new_plans : FloatArray
        Axes (area, January): plans, population, plans made in the calendar year before
        [children].
    england_plans, england_children, england_new_plans : FloatArray
        Axis (January): the same for England.
    broken : BoolArray
        Axes (area, January): whether the way of counting changed since the January before.
    """

    plans: FloatArray
    children: FloatArray
    new_plans: FloatArray
    england_plans: FloatArray
    england_children: FloatArray
    england_new_plans: FloatArray
    broken: BoolArray

    @property
    def januaries(self) -> int:
        """How many Januaries there are."""
        return len(self.england_plans)

    def until(self, january: int) -> PanelSeries:
        """Give what was known at an earlier January: the first `january` + 1 of them."""
        end = january + 1
        return PanelSeries(
            self.plans[:, :end],
            self.children[:, :end],
            self.new_plans[:, :end],
            self.england_plans[:end],
            self.england_children[:end],
            self.england_new_plans[:end],
            self.broken[:, :end],
        )

    @property
    def bridged(self) -> FloatArray:
        """Axes (area, January): plans, recent gaps filled (`demand.gaps.bridged`) [children]."""
        return bridged(self.plans, self.england_plans, self.broken)

    def breaks_between(self, january: int, later: int) -> BoolArray:
        """Axis (area): whether the way of counting changed after one January, up to another."""
        return np.asarray(self.broken[:, january + 1 : later + 1].any(axis=1), dtype=np.bool_)


Path = Callable[[PanelSeries, int], FloatArray]
"""A rule: series to the last January and years ahead in, axes (area, year) of the log of
plans over those of the last January out."""


def total_path(series: PanelSeries, years: int, *, weights: Weights | None = None) -> FloatArray:
    """Project all plans of each area: England's growth, a fading own share, and convergence.

    log T[k] / T[0] = sum to k of G + (0.10 z1 + 0.12 z3 + 0.02 zn) (1 + f + ... + f^(k - 1))
    - zp (1 - (1 - c)^k), with f = 0.8 and c = 0.04. G is England's growth (`england_path`); z1 and
    z3 are the area's yearly growth over one and three years less England's, within 0.15; zn is
    log(new plans / plans a year before) less England's, and zp is log(plans / children) less
    England's, both within 0.6. z3 is over the most years, three at most, that are known and counted
    in one way (`growth_apart`); a January that is missing is bridged. What is not known counts as
    England's.

    Parameters
    ----------
    series : PanelSeries
        To the January from which is projected.
    years : int
        Years ahead.
    weights : Weights, optional
        Others than those that ship with the package.

    Returns
    -------
    FloatArray
        Axes (area, year): log of plans over those of the last January.

    Raises
    ------
    NotPossibleError
        If England's last two Januaries are not there.
    """
    worth = Weights() if weights is None else weights
    nation = np.cumsum(england_path(_known_end(series.england_plans), years=years))
    fading = worth.own_last_year * _growth_apart(series, 1, FURTHEST_GROWTH)
    fading = fading + worth.own_three_years * _growth_apart(series, 3, FURTHEST_GROWTH)
    fading = fading + worth.new_plans * _within(new_plans_apart(series), FURTHEST_LEVEL)
    ahead = np.arange(1.0, years + 1.0)
    faded = (1 - worth.own_fading**ahead) / (1 - worth.own_fading)
    closed = 1 - (1 - worth.converging) ** ahead
    prevalence = _within(prevalence_apart(series), FURTHEST_LEVEL)
    return nation + np.outer(fading, faded) - np.outer(prevalence, closed)


def rise_path(
    series: PanelSeries, years: int, *, weights: PlacementWeights | None = None
) -> FloatArray:
    """Project state special placements: England's rise, and a fading share of the area's own.

    log S[k] / S[0] = log(1 + k R / S_England) + 0.3 z3 (1 + g + ... + g^(k - 1)) with g = 0.6; R is
    the mean yearly rise of England over three years, z3 the area's yearly growth over three years
    less England's, within 0.08.

    Parameters
    ----------
    series : PanelSeries
        Placements to the January from which is projected.
    years : int
        Years ahead.
    weights : PlacementWeights, optional
        Others than those that ship with the package.

    Returns
    -------
    FloatArray
        Axes (area, year): log of placements over those of the last January.
    """
    worth = PlacementWeights() if weights is None else weights
    own = worth.own_placements * _growth_apart(series, 3, FURTHEST_PLACEMENT)
    ahead = np.arange(1.0, years + 1.0)
    fading = worth.own_placements_fading
    faded = (1 - fading**ahead) / (1 - fading)
    return _rise_of_england(series, years, share=1.0) + np.outer(own, faded)


def half_rise_path(series: PanelSeries, years: int) -> FloatArray:
    """Project independent placements: half of England's rise, the same in every area.

    log S[k] / S[0] = log(1 + k R / (2 S_England)), with R as in `rise_path`.
    """
    rise = _rise_of_england(series, years, share=0.5)
    return np.broadcast_to(rise, (len(series.plans), years))


def standing_path(series: PanelSeries, years: int) -> FloatArray:
    """Project placements in bases: as many as there are, since no trend has beaten that."""
    return np.zeros((len(series.plans), years))


def england_total_path(series: PanelSeries, years: int) -> FloatArray:
    """Project England itself: axis (year), the log of plans over those of the last January."""
    return np.cumsum(england_path(_known_end(series.england_plans), years=years))


def chained_england(england: FloatArray, plans: FloatArray, *, least_areas: int) -> FloatArray:
    """Carry England's series back and forth by the growth of the areas, where they are enough.

    E[t] = E[t + 1] sum T[t] / sum T[t + 1], over the areas with both Januaries, and likewise
    forwards.

    Parameters
    ----------
    england : FloatArray
        Axis (January); `nan` where not known.
    plans : FloatArray
        Axes (area, January).
    least_areas : int
        Fewer areas than this say nothing of England.

    Returns
    -------
    FloatArray
        Axis (January).
    """
    whole = england.copy()
    backwards = [(january, january + 1) for january in range(len(england) - 2, -1, -1)]
    forwards = [(january, january - 1) for january in range(1, len(england))]
    for january, known in (*backwards, *forwards):
        both = positive(plans[:, january]) & positive(plans[:, known])
        if not np.isfinite(whole[january]) and int(both.sum()) >= least_areas:
            whole[january] = whole[known] * plans[both, january].sum() / plans[both, known].sum()
    return whole


def _rise_of_england(series: PanelSeries, years: int, *, share: float) -> FloatArray:
    """Axis (year): log of England's placements over the last, at a constant rise."""
    known = _known_end(series.england_plans)
    back = min(YEARS_OF_RISE, len(known) - 1)
    rise = share * (known[-1] - known[-1 - back]) / back
    ahead = np.arange(1.0, years + 1.0)
    # A fall never takes more than half of what there is.
    return np.asarray(np.log(np.maximum(1 + ahead * rise / known[-1], 0.5)))


def growth_apart(series: PanelSeries, back: int) -> FloatArray:
    """Say by how much areas' growth differs from England's, nothing clipped.

    Where a January within the last three years is missing, yearly growth is what those around it
    imply (`demand.gaps.bridged`).

    Parameters
    ----------
    series : PanelSeries
        To the January from which is projected.
    back : int
        Over so many years, or the most that are known and counted in one way.

    Returns
    -------
    FloatArray
        Axis (area): yearly growth of the log less England's in those years; `nan` where it is
        not known.
    """
    now = series.januaries - 1
    apart = np.full(len(series.plans), np.nan)
    plans = series.bridged
    for years in range(1, min(back, now) + 1):
        own = _log_ratio(plans[:, now], plans[:, now - years])
        england = series.england_plans
        own = own - _log_ratio(england[-1:], england[-1 - years : -years])
        known = np.isfinite(own) & ~series.breaks_between(now - years, now)
        apart = np.where(known, own / years, apart)
    return apart


def _growth_apart(series: PanelSeries, back: int, furthest: float) -> FloatArray:
    """Axis (area): the same within its bound; what is not known counts as England's."""
    return _within(growth_apart(series, back), furthest)


def new_plans_apart(series: PanelSeries) -> FloatArray:
    """Say by how much areas' new plans differ from England's, nothing clipped.

    Axis (area): log of new plans a plan of the January before, less England's; `nan` where it is
    not known.
    """
    if series.januaries < 2:
        return np.full(len(series.plans), np.nan)
    own = _log_ratio(series.new_plans[:, -1], series.bridged[:, -2])
    whole = _log_ratio(series.england_new_plans[-1:], series.england_plans[-2:-1])
    return np.asarray(own - whole)


def prevalence_apart(series: PanelSeries) -> FloatArray:
    """Say by how much areas' plans a child differ from England's, nothing clipped.

    Axis (area): log of plans a child, less England's; `nan` where it is not known.
    """
    own = _log_ratio(series.plans[:, -1], series.children[:, -1])
    whole = _log_ratio(series.england_plans[-1:], series.england_children[-1:])
    return np.asarray(own - whole)


def _within(apart: FloatArray, furthest: float) -> FloatArray:
    """Hold what sets an area apart to its bound; what is not known counts as England's."""
    return np.clip(np.nan_to_num(apart, nan=0.0), -furthest, furthest)


def _log_ratio(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Log of a ratio; `nan` where either is missing or nought."""
    both = positive(top) & positive(bottom)
    result = np.full(both.shape, np.nan)
    top, bottom = np.broadcast_to(top, both.shape), np.broadcast_to(bottom, both.shape)
    result[both] = np.log(top[both] / bottom[both])
    return result


def _known_end(series: FloatArray) -> FloatArray:
    """Give England's Januaries that follow each other up to the last: two at least."""
    unknown = np.flatnonzero(~positive(series))
    known = series[unknown[-1] + 1 :] if len(unknown) else series
    if len(known) < 2:
        raise NotPossibleError.of("demand_growth_unknown", what="England's plans", count=len(known))
    return known
