"""Rates of a projection: what `cohorts` needs to carry a stock from one January to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.closing import Closures
from sufficiency.demand.limits import Limits, limits_of
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.pooling import ratio
from sufficiency.demand.restating import Restatement
from sufficiency.demand.stocks import NC_YEARS, check_counts, check_shape, stretched
from sufficiency.errors import NotPossibleError

ARRIVING = "the children who arrive with a plan"


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Given rates of each projected year; the expected projection is linear under them.

    Parameters
    ----------
    joining : FloatArray
        Axes (year, need, ncy, the one joined): net joiners a head of population and year, for
        the area as a whole.
    locality : FloatArray
        Axes (locality, need, ncy): joining of a locality against the area's. Weighted by the
        population of the first January it is 1, so that detail never changes the area.
    leaving : FloatArray
        Axes (year, need, ncy, the one left, state or 1): share that leaves before the next
        January; a length of 1 where all states leave alike.
    need_leaves : FloatArray
        Axes (year, need, ncy, the one reached): share whose need changes.
    need_goes : FloatArray
        Axes (year, need or 1, ncy, need reached): to which need they go, by the need they come
        from; a length of 1 where all go alike. Adds up to 1.
    state_leaves : FloatArray
        Axes (year, need, ncy, state): share whose state changes on reaching an NC year.
    state_goes : FloatArray
        Axes (year, need, ncy, state or 1, state reached): to which state they go, by the state
        they come from. Adds up to 1.
    joiner_states : FloatArray
        Axes (year, need, ncy, state): in which state joiners are. Adds up to 1.
    restatement : Restatement or None
        How single children are recoded between two files; None where files chain. Expected
        numbers know of none, as it is nought on average.
    limits : Limits or None
        What all plans are held to; None where they are free.
    arriving : FloatArray or None
        Axes (year, locality, need, ncy): children who arrive with a plan, as new homes are lived
        in; they count as joiners [children]. None where nobody does.
    closures : Closures
        States that close. The rates are as if none did: see `closing`.
    """

    joining: FloatArray
    locality: FloatArray
    leaving: FloatArray
    need_leaves: FloatArray
    need_goes: FloatArray
    state_leaves: FloatArray
    state_goes: FloatArray
    joiner_states: FloatArray
    restatement: Restatement | None = None
    limits: Limits | None = None
    arriving: FloatArray | None = None
    closures: Closures = ()


@dataclass(frozen=True, slots=True, eq=False)
class Levers:
    """What a scenario does to joining and leaving; `levers_of` makes and checks them.

    Parameters
    ----------
    joining : FloatArray
        Axes (year, need, ncy, the one joined): multiplies joining.
    leaving : FloatArray
        Axes (year, need, ncy, the one left): multiplies leaving, to everyone at most.
    ceasing : FloatArray
        Axes (year, need, ncy, the one left): share of those who would have stayed whose plan
        ends besides.
    limits : Limits or None
        What all plans are held to; None where they are free.
    arriving : FloatArray or None
        Axes (year, locality, ncy): children who arrive with a plan, as new homes are lived in;
        None where nobody does [children].
    population_doubt : float
        How far the population projection may be off: standard deviation of the log of all
        residents after one year (`populations.population_of_draw`); nought for none.
    closures : Closures
        States that close, and where their children go.
    """

    joining: FloatArray
    leaving: FloatArray
    ceasing: FloatArray
    limits: Limits | None
    arriving: FloatArray | None
    population_doubt: float = 0.0
    closures: Closures = ()

    def arriving_by_need(self, mix: FloatArray) -> FloatArray | None:
        """Give those who arrive the needs of others of their NC year.

        Parameters
        ----------
        mix : FloatArray
            Axes (need, ncy): adds up to 1 over needs.

        Returns
        -------
        FloatArray or None
            Axes (year, locality, need, ncy) [children].
        """
        if self.arriving is None:
            return None
        return np.asarray(np.einsum("yla,na->ylna", self.arriving, mix))


def levers_of(
    *,
    years: int,
    needs: int,
    joining: ArrayLike = 1.0,
    leaving: ArrayLike = 1.0,
    ceasing: ArrayLike = 0.0,
    limits: Limits | None = None,
    arriving: ArrayLike | None = None,
) -> Levers:
    """Check levers and lay them out for each year, need and NC year.

    Parameters
    ----------
    years, needs : int
        Projected years, and needs of the area.
    joining, leaving : array_like
        Multipliers that broadcast to (year, need, ncy): 0.9 for a tenth fewer.
    ceasing : array_like
        Shares, from 0 to 1, that broadcast to (year, need, ncy).
    limits : Limits, optional
        What all plans are held to.
    arriving : array_like, optional
        Axes (year, locality, ncy): children who arrive with a plan [children].

    Returns
    -------
    Levers

    Raises
    ------
    NotPossibleError
        If they are negative, not finite, or do not fit the axes; or a share is above 1.
    """
    shape = (years, needs, NC_YEARS)
    made = []
    for what, given in (("the lever of joining", joining), ("the lever of leaving", leaving)):
        lever = np.asarray(given, dtype=np.float64)
        check_counts(what, lever.reshape(-1), axes="year, need, ncy, flattened")
        made.append(stretched(what, lever, shape, axes="year, need, ncy"))
    share = np.asarray(ceasing, dtype=np.float64)
    if not ((share >= 0) & (share <= 1)).all():
        raise NotPossibleError.of("demand_share_of_ceasing", first=float(share.reshape(-1)[0]))
    what = "the lever of ceasing"
    ceased = stretched(what, share, shape, axes="year, need, ncy")
    return Levers(made[0], made[1], ceased, _held_for(limits, years), _arriving_in(arriving, years))


def _arriving_in(arriving: ArrayLike | None, years: int) -> FloatArray | None:
    """Check those who arrive; nobody is none."""
    if arriving is None:
        return None
    children = np.asarray(arriving, dtype=np.float64)
    localities = children.shape[1] if children.ndim == 3 else 0
    check_shape(ARRIVING, children, (years, localities, NC_YEARS), axes="year, locality, ncy")
    check_counts(ARRIVING, children, axes="year, locality, ncy")
    return children if children.any() else None


def _held_for(limits: Limits | None, years: int) -> Limits | None:
    """Check limits against the years; limits that hold nothing are none."""
    if limits is None or not limits.any:
        return None
    return limits_of(
        years=years,
        total=limits.total,
        growth=limits.growth,
        ceiling=limits.ceiling,
        ceiling_ncys=limits.ceiling_ncys,
    )


def and_ceasing(leaving: FloatArray, levers: Levers) -> FloatArray:
    """Let plans end besides the usual leaving: 1 - (1 - leaving) (1 - ceasing).

    Parameters
    ----------
    leaving : FloatArray
        Axes (year, need, ncy, state or 1): share that leaves.
    levers : Levers
        What the scenario does.

    Returns
    -------
    FloatArray
        The axes of `leaving`.
    """
    if not levers.ceasing.any():
        return leaving
    stay = (1.0 - leaving) * (1.0 - levers.ceasing[..., None])
    return np.asarray(1.0 - stay, dtype=np.float64)


def locality_factors(factor: FloatArray, persons: FloatArray) -> FloatArray:
    """Make locality factors that add nothing to the area at the first January.

    Parameters
    ----------
    factor : FloatArray
        Axes (..., locality, need): joining of a locality against the area's, unscaled.
    persons : FloatArray
        Axes (locality, ncy): population of the first January [persons].

    Returns
    -------
    FloatArray
        Axes (..., locality, need, ncy).
    """
    weighted = np.einsum("la,...ln->...na", persons, factor)
    scale = ratio(np.broadcast_to(persons.sum(axis=0), weighted.shape), weighted)
    return np.asarray(factor[..., None] * scale[..., None, :, :])
