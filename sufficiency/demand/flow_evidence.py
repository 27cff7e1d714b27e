"""What each rate from transitions rests on: step by step, each cell beside its parent.

As `demand.evidence` for net rates: nothing here is used to project, the numbers are made by the
very functions that estimate, and tests hold that they lead to the rates of the model. Where movers
go, and which states joiners enter, is no single rate between two others, and is not laid out.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sufficiency.demand import joining as joins
from sufficiency.demand import leaving as leaves
from sufficiency.demand import moving as moves
from sufficiency.demand.evidence import factor_of, share_of
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.margins import BoolArray, IntArray
from sufficiency.demand.moving import Moving
from sufficiency.demand.pooling import Pooled, by_phase


def joining_steps(model: FlowModel) -> tuple[Pooled, Pooled, Pooled]:
    """Say what joining a head rests on, from the area down to the cell.

    Returns
    -------
    of_phase : Pooled
        Axis (phase): against the area.
    of_ncy : Pooled
        Axis (ncy): against the phase.
    cell : Pooled
        Axes (need, ncy): against the NC year, times the share of the need; its estimate is
        `Joining.rate`.
    """
    joining, phase = model.joining, model.joining.phase
    strength, joiners = joins.CELL_STRENGTH, joining.seen.sum(axis=0)
    whole, of_phase, _ = joins.joining_by_age(joiners, joining.persons, phase)
    seen, heads = by_phase(joiners, phase), by_phase(joining.persons, phase)
    persons = np.broadcast_to(joining.persons, joining.seen.shape)
    return (
        factor_of(seen, heads, whole, strength),
        factor_of(joiners, joining.persons, of_phase[phase], strength),
        factor_of(joining.seen, persons, joining.parent, strength),
    )


def joiners_need_steps(model: FlowModel) -> tuple[Pooled, Pooled]:
    """Say what the share of each need among joiners rests on.

    Returns
    -------
    overall : Pooled
        Axis (need): against equal shares.
    of_phase : Pooled
        Axes (need, phase): against all joiners.
    """
    seen, phase = model.joining.seen, model.joining.phase
    even, overall, _ = joins.needs_of_joiners(seen, phase)
    counts = by_phase(seen, phase)
    return (
        share_of(seen.sum(axis=1), seen.sum(), even, joins.CELL_STRENGTH),
        share_of(counts, counts.sum(axis=0), overall[:, None], joins.CELL_STRENGTH),
    )


def leaving_steps(model: FlowModel) -> tuple[Pooled, Pooled, Pooled]:
    """Say what the share that leaves rests on, from the area down to the cell.

    Returns
    -------
    of_phase : Pooled
        Axis (phase): against the area; without the top NC year, which everyone leaves.
    of_ncy : Pooled
        Axis (ncy): against the phase; evidence `nan` at the top NC year.
    cell : Pooled
        Axes (need, ncy, state): against the NC year, times the factors of need and state; its
        estimate is `Leaving.share`; evidence `nan` at the top NC year.
    """
    leaving = model.leaving
    known = leaves.leaving_by_phase(leaving)
    seen, exposed = (by_phase(side, leaving.phase) for side in (known.seen, known.exposed))
    below = np.arange(len(leaving.phase)) < len(leaving.phase) - 1
    prior = known.of_phase[leaving.phase]
    cell = share_of(leaving.seen, leaving.exposed, leaving.parent, leaves.CELL_STRENGTH)
    return (
        share_of(seen, exposed, known.area, leaves.AGE_STRENGTH),
        _only(share_of(known.seen, known.exposed, prior, leaves.AGE_STRENGTH), below),
        _only(cell, below[:, None]),
    )


def leaving_factor_steps(model: FlowModel) -> tuple[Pooled, Pooled, Pooled, Pooled]:
    """Say what the factors rest on by which needs, then states, leave more often than others.

    Returns
    -------
    need : Pooled
        Axis (need): against all needs of the NC years, whose factor is 1.
    need_and_phase : Pooled
        Axes (need, phase): against the need.
    state : Pooled
        Axis (state): against what NC years and needs lead one to expect, whose factor is 1.
    state_and_phase : Pooled
        Axes (state, phase): against the state.
    """
    leaving, strength = model.leaving, leaves.FACTOR_STRENGTH
    expected = leaves.expected_leavers(leaving, leaving.by_age)
    made = []
    for factor in leaves.leaving_factors(leaving, expected):
        seen, there = factor.seen, factor.expected
        made += [
            factor_of(seen.sum(axis=1), there.sum(axis=1), 1.0, strength),
            factor_of(
                by_phase(seen, leaving.phase),
                by_phase(there, leaving.phase),
                factor.whole,
                strength,
            ),
        ]
    need, need_and_phase, state, state_and_phase = made
    return need, need_and_phase, state, state_and_phase


def need_change_steps(model: FlowModel) -> tuple[Pooled, Pooled, Pooled, Pooled]:
    """Say what the share rests on that changes its need; steps as in `moving_steps`.

    All of it is nought where nobody changes the need.
    """
    everywhere = np.ones(model.needs.seen.shape, dtype=np.bool_)
    return moving_steps(model.needs, model.stocks.phase, everywhere)


def state_change_steps(model: FlowModel) -> tuple[Pooled, Pooled, Pooled, Pooled]:
    """Say what the share rests on that changes its state; steps as in `moving_steps`.

    Where no child may be in a state, all who reach the NC year there move: no rate is pooled.
    """
    somebody_may = np.asarray(model.allowed.any(axis=0).T)
    return moving_steps(model.states, model.stocks.phase, somebody_may)


def moving_steps(
    moving: Moving, phase: IntArray, pooled: BoolArray
) -> tuple[Pooled, Pooled, Pooled, Pooled]:
    """Say what the share that moves rests on, from the area down to the cell.

    Parameters
    ----------
    moving : Moving
    phase : IntArray
        Axis (ncy): position of the phase.
    pooled : BoolArray
        Axes (member, ncy reached): where a rate is pooled.

    Returns
    -------
    of_phase : Pooled
        Axis (phase): against the area.
    of_ncy : Pooled
        Axis (ncy reached): against the phase.
    member : Pooled
        Axis (member it comes from): a factor against all members, whose factor is 1.
    cell : Pooled
        Axes (member, ncy reached): against the NC year, times the factor; its estimate is
        `Moving.leaves`. Evidence `nan` where no rate is pooled, and at the first NC year, which
        nobody reaches.
    """
    seen, exposed, strength = moving.seen, moving.exposed, moves.STRENGTH
    area, of_phase, at_age = moves.moving_by_age(seen, exposed, phase)
    movers, survivors = seen.sum(axis=0), exposed.sum(axis=0)
    expected = moves.expected_movers(exposed, at_age)
    reached = np.arange(len(phase)) > 0
    return (
        share_of(by_phase(movers, phase), by_phase(survivors, phase), area, strength),
        _only(share_of(movers, survivors, of_phase[phase], strength), reached),
        factor_of(seen.sum(axis=1), expected, 1.0, strength),
        _only(share_of(seen, exposed, moving.parent, strength), pooled & reached),
    )


def _only(pooled: Pooled, where: BoolArray) -> Pooled:
    """Leave the evidence out where no rate is pooled."""
    return replace(pooled, evidence=np.where(where, pooled.evidence, np.nan))
