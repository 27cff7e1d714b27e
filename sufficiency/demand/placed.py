"""The same children as they are placed now: settings held beside the levels that are needed.

Levels say what children need; settings say where they are. The one is an assumption, the other a
count that follows supply. Laid side by side they show the demand that placements hide.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sufficiency.demand.central import AnyModel, central_projection
from sufficiency.demand.drawn import DrawnChildren
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.levels import cell_shares
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.model import DemandModel
from sufficiency.demand.pooling import by_phase, pooled_factor, pooled_shares
from sufficiency.demand.profiles import STATE_CELL_STRENGTH, STATE_STRENGTH, state_profile


def held_settings(model: AnyModel) -> BoolArray:
    """Axis (setting): whether anybody is there in the last January."""
    return np.asarray(model.last.sum(axis=(0, 1, 2)) > 0)


def placed_mix(model: AnyModel, possible: BoolArray) -> FloatArray:
    """Give the shares over settings of every cell, as if children went on to be placed as now.

    In the last January they are those counted. Later on, from stocks, they are those of the same
    model with settings as its states, which differs from it in no cell of locality, need and NC
    year (`placed_projection`). From transitions, where who leaves depends on the state, each need
    and NC year of a locality keeps its mix of the last January (`locality_mix`). A cell without
    anybody takes the mix of its need and NC year, or where nobody is there either, of wider ones.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under its scenario.
    possible : BoolArray
        Axes (need, ncy, setting): where children can be.

    Returns
    -------
    FloatArray
        Axes (year, locality, need, ncy, setting): the last January, then each projected one;
        adds up to 1.
    """
    allowed = and_somewhere(model, possible)
    if isinstance(model, FlowModel):
        usual = locality_mix(model.last, model.stocks.phase, allowed)
        later = np.broadcast_to(usual, (len(model.years), *model.last.shape))
        return filled_mix(np.concatenate([model.last[None], later]))
    return filled_mix(placed_projection(model, allowed))


def locality_mix(last: FloatArray, phase: IntArray, allowed: BoolArray) -> FloatArray:
    """Give the shares over settings of each need and NC year of a locality.

    The area's shares (`profiles.state_profile`) times how much more often a setting holds
    children of the locality than these lead one to expect: over all its children, then in each
    phase, and in each need of a phase, every factor pooled. Each cell is then drawn towards that,
    as in the area's own shares.

    Parameters
    ----------
    last : FloatArray
        Axes (locality, need, ncy, setting): the last January [children].
    phase : IntArray
        Axis (ncy): position of the phase.
    allowed : BoolArray
        Axes (need, ncy, setting): where children can be.

    Returns
    -------
    FloatArray
        Axes (locality, need, ncy, setting); adds up to 1 over settings.
    """
    usual = state_profile(last.sum(axis=0), phase, allowed)
    mix = np.broadcast_to(usual, last.shape)
    seen = _by_phase(last, phase)
    for wider in ((1, 2), (1,), ()):
        expected = _by_phase(last.sum(axis=-1, keepdims=True) * mix, phase)
        factor = pooled_factor(
            seen.sum(axis=wider, keepdims=True),
            expected.sum(axis=wider, keepdims=True),
            strength=STATE_STRENGTH,
        )
        of_age = np.broadcast_to(factor, seen.shape)[:, :, phase]
        mix = mix * of_age / (mix * of_age).sum(axis=-1, keepdims=True)
    return pooled_shares(last * allowed, mix, strength=STATE_CELL_STRENGTH)


def _by_phase(children: FloatArray, phase: IntArray) -> FloatArray:
    """Axes (locality, need, phase, setting), from those with NC years [children]."""
    return np.swapaxes(by_phase(np.swapaxes(children, -1, -2), phase), -1, -2)


def and_somewhere(model: AnyModel, possible: BoolArray) -> BoolArray:
    """Let children be in every setting that holds anybody, where they could be in none."""
    held = np.broadcast_to(held_settings(model), possible.shape)
    return np.where(possible.any(axis=-1, keepdims=True), possible, held)


def placed_projection(model: DemandModel, possible: BoolArray) -> FloatArray:
    """Project the same children by setting, as if they went on to be placed as they are now.

    Each need and NC year keeps to its mix of settings (`model.state_moves`). From stocks, who
    joins, leaves or changes need does not depend on the state, so every cell of locality, need
    and NC year holds as many children as in the projection by level.

    Parameters
    ----------
    model : DemandModel
        The area, under its scenario.
    possible : BoolArray
        Axes (need, ncy, setting): where children can be.

    Returns
    -------
    FloatArray
        Axes (year, locality, need, ncy, setting): the last January, then each projected one
        [children].
    """
    return central_projection(replace(model, shares=None, allowed=possible)).children


WIDER = ((1,), (1, 2), (1, 2, 3))
"""Axes that are added up where nobody is in a cell: locality, then need, then NC year."""


def filled_mix(placed: FloatArray) -> FloatArray:
    """Give the shares over settings in every cell: of wider ones where nobody is in it.

    Parameters
    ----------
    placed : FloatArray
        Axes (year, locality, need, ncy, setting) [children].

    Returns
    -------
    FloatArray
        Axes (year, locality, need, ncy, setting); adds up to 1.
    """
    mix = placed
    # In the first January somebody is there always.
    widest = placed[:1].sum(axis=(1, 2, 3), keepdims=True)
    for wider in (*(placed.sum(axis=axes, keepdims=True) for axes in WIDER), widest):
        mix = np.where(mix.sum(axis=-1, keepdims=True) > 0, mix, wider)
    return np.asarray(mix / mix.sum(axis=-1, keepdims=True))


def drawn_by_setting(
    drawn: DrawnChildren, mix: FloatArray, group: IntArray, *, january: int
) -> tuple[FloatArray, FloatArray]:
    """Add the children of one January of every draw up by setting and by level.

    The settings of a draw's children are the expected ones of their cell: what differs from draw
    to draw is how many children there are, and which level they need.

    Parameters
    ----------
    drawn : DrawnChildren
        With levels as states.
    mix : FloatArray
        Axes (cell, setting): shares of the January, cells being (locality, need, ncy), flattened.
    group : IntArray
        Axis (cell): to which group each cell is added.
    january : int
        Position of the January.

    Returns
    -------
    placed, needed : FloatArray
        Axes (draw, group, setting) and (draw, group, level) [children]; both add up to the
        same children in every draw and group.
    """
    from scipy.sparse import csr_matrix

    levels = drawn.shape[-1]
    groups = int(group.max()) + 1
    counts, needed = [], []
    for draw in range(drawn.draws):
        codes = drawn.january(draw, january).astype(np.int64)
        cells, level = codes // levels, codes % levels
        counts.append(np.bincount(cells, minlength=len(group)))
        needed.append(np.bincount(group[cells] * levels + level, minlength=groups * levels))
    cell = np.arange(len(group))
    children = csr_matrix(np.array(counts, dtype=np.float64))
    settings = mix.shape[-1]
    placed = np.empty((len(counts), groups, settings))
    for setting in range(settings):
        gather = csr_matrix((mix[:, setting], (cell, group)), shape=(len(group), groups))
        placed[..., setting] = csr_matrix(children @ gather).toarray()
    by_level = np.array(needed, dtype=np.float64).reshape(len(needed), groups, levels)
    return placed, by_level


def expected_levels_of_settings(model: AnyModel) -> FloatArray:
    """Say how many children of the last January in each setting need which level.

    Parameters
    ----------
    model : DemandModel or FlowModel
        With level shares.

    Returns
    -------
    FloatArray
        Axes (locality, need, ncy, setting, level): by the central shares [children].
    """
    assert model.shares is not None
    cells = cell_shares(model.shares.central, model.allowed, model.stocks.phase)
    return np.asarray(np.einsum("lnas,snav->lnasv", model.last, cells))


def drawn_levels_of_settings(drawn: DrawnChildren, group: IntArray, *, settings: int) -> FloatArray:
    """Say the same of every draw.

    Parameters
    ----------
    drawn : DrawnChildren
        With levels as states.
    group : IntArray
        Axis (cell): to which group each cell of (locality, need, ncy) is added.
    settings : int
        How many there are.

    Returns
    -------
    FloatArray
        Axes (draw, group, setting, level) [children].
    """
    levels = drawn.shape[-1]
    size = (int(group.max()) + 1, settings, levels)
    counts = np.empty((drawn.draws, int(np.prod(size))))
    for draw in range(drawn.draws):
        codes = drawn.january(draw, 0).astype(np.int64)
        setting = drawn.start_settings(draw).astype(np.int64)
        place = (group[codes // levels] * settings + setting) * levels + codes % levels
        counts[draw] = np.bincount(place, minlength=counts.shape[1])
    return counts.reshape(-1, *size)
