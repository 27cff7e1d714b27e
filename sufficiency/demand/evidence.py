"""What each pooled rate rests on: the evidence of its own cell, its parent, and their weights.

Nothing here is used to project. The numbers are made by the very functions that estimate, and
tests hold that they lead to the rates of the model.
"""

from __future__ import annotations

import numpy as np

from sufficiency.demand.central import AnyModel
from sufficiency.demand.estimation import need_counts
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.model import (
    LOCALITY_NEED_STRENGTH,
    LOCALITY_STRENGTH,
    DemandModel,
    pooled_localities,
)
from sufficiency.demand.pooling import Pooled, by_phase, ratio
from sufficiency.demand.profiles import need_parent
from sufficiency.demand.progression import (
    JOINING_STRENGTH,
    LEAVING_STRENGTH,
    NEED_STRENGTH,
    joining_of_phase,
    leaving_of_ncy,
    leaving_of_phase,
    need_factors,
    seen_between,
)


def joining_evidence(model: DemandModel) -> Pooled:
    """Say what net joining a head of each NC year rests on; its parent is the phase.

    Returns
    -------
    Pooled
        Axis (ncy), evidence `nan` where the cohort does not grow and nobody is counted to join.
        Without turnover.
    """
    seen = seen_between(model.stocks)
    parent = joining_of_phase(seen, model.stocks.phase)
    own = ratio(seen.joined, seen.persons, otherwise=np.nan)
    evidence = np.where(seen.grows, parent * seen.persons, np.nan)
    return Pooled(seen.joined, evidence, own, parent, JOINING_STRENGTH)


def leaving_evidence(model: DemandModel) -> Pooled:
    """Say what the net share that leaves each NC year rests on; its parent is the phase.

    Returns
    -------
    Pooled
        Axis (ncy), evidence `nan` where the cohort does not shrink and nobody is counted to
        leave. Without turnover, all needs together.
    """
    seen = seen_between(model.stocks)
    lost, everyone = seen.lost.sum(axis=0), seen.exposed.sum(axis=0)
    parent = leaving_of_phase(seen, model.stocks.phase)
    own = ratio(lost, everyone, otherwise=np.nan)
    return Pooled(lost, np.where(seen.shrinks, everyone, np.nan), own, parent, LEAVING_STRENGTH)


def need_leaving_evidence(model: DemandModel) -> tuple[Pooled, Pooled]:
    """Say what the factors rest on by which a need leaves more often than others.

    Returns
    -------
    need : Pooled
        Axis (need): against all needs of the NC years, whose factor is 1.
    cell : Pooled
        Axes (need, phase): against the need.
    """
    seen, phase = seen_between(model.stocks), model.stocks.phase
    expected = seen.exposed * leaving_of_ncy(seen, phase)
    need, _ = need_factors(seen.lost, expected, phase)
    lost, there = by_phase(seen.lost, phase), by_phase(expected, phase)
    # What a need gains in one phase is no leaving: it is counted from nought, as in the estimate.
    whole, left = np.maximum(lost.sum(axis=1), 0.0), np.maximum(lost, 0.0)
    of_need = factor_of(whole, there.sum(axis=1), 1.0, NEED_STRENGTH)
    return of_need, factor_of(left, there, need, NEED_STRENGTH)


def locality_evidence(model: AnyModel) -> tuple[Pooled, Pooled]:
    """Say what the factors rest on by which children join more often in a locality.

    Returns
    -------
    total : Pooled
        Axis (locality): against the area, whose factor is 1.
    cell : Pooled
        Axes (locality, need): against the locality.
    """
    seen, expected = model.locality_seen, model.locality_expected
    total, _ = pooled_localities(seen, expected)
    return (
        factor_of(seen.sum(axis=1), expected.sum(axis=1), 1.0, LOCALITY_STRENGTH),
        factor_of(seen, expected, total, LOCALITY_NEED_STRENGTH),
    )


def need_evidence(model: DemandModel, england: FloatArray) -> Pooled:
    """Say what the share of each need at each NC year rests on.

    Parameters
    ----------
    model : DemandModel
    england : FloatArray
        Axes (need, ncy): England's children by need and NC year.

    Returns
    -------
    Pooled
        Axes (need, ncy): the parent is England's profile by age, times factors of the area.
    """
    counts = need_counts(model.stocks)
    parent, strength = need_parent(counts, model.stocks.phase, england=england)
    return share_of(counts, counts.sum(axis=0), parent, strength)


def share_of(seen: FloatArray, everyone: FloatArray, parent: FloatArray, strength: float) -> Pooled:
    """Lay a share out: (O + k parent) / (N + k) is between O / N and its parent.

    Parameters
    ----------
    seen : FloatArray
        Any axes: O [children].
    everyone : FloatArray
        N; broadcasts to them [children].
    parent : FloatArray
        The share of the parent; broadcasts to them.
    strength : float
        k.

    Returns
    -------
    Pooled
        The same axes.
    """
    whole = np.broadcast_to(everyone, seen.shape)
    own = ratio(seen, whole, otherwise=np.nan)
    return Pooled(seen, whole, own, np.broadcast_to(parent, seen.shape), strength)


def factor_of(
    seen: FloatArray, expected: FloatArray, parent: FloatArray | float, strength: float
) -> Pooled:
    """Lay a factor of `pooled_factor`, or a rate made by one, out between cell and parent.

    parent (O + k) / (parent E + k) = w O / E + (1 - w) parent,  w = parent E / (parent E + k).

    Parameters
    ----------
    seen, expected : FloatArray
        Any axes: O, and E before the factor of the parent [children]; for a rate, residents.
    parent : FloatArray or float
        The factor, or rate, of the parent; broadcasts to them.
    strength : float
        k.

    Returns
    -------
    Pooled
        The same axes.
    """
    of_parent = np.broadcast_to(np.asarray(parent, dtype=np.float64), seen.shape)
    own = ratio(seen, expected, otherwise=np.nan)
    return Pooled(seen, of_parent * expected, own, of_parent, strength)
