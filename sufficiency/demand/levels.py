"""From where children are to what they need: level shares, central and drawn.

Nobody counts levels. The scenario says, by setting, need and phase, what share of children needs
which level, with a low, a central and a high value; each draw takes its own shares and keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.shocks import Generators
from sufficiency.demand.stocks import first_of
from sufficiency.errors import NotPossibleError

CONCENTRATION = 5.0
"""Sum of the two parameters of the beta. With 5, a share in the middle of its range is drawn as
widely as from a triangle over that range."""
EDGE = 1e-3
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class LevelShares:
    """Shares of children over levels; `level_shares` makes and checks them.

    Parameters
    ----------
    low, central, high : FloatArray
        Axes (setting, need, phase, level).
    kept : IntArray
        Axis (row): position (setting x need x phase, flattened) of one of each different row of
        shares of a setting.
    which : IntArray
        Axis (setting x need x phase, flattened): which of these rows it has.
    """

    low: FloatArray
    central: FloatArray
    high: FloatArray
    kept: IntArray
    which: IntArray


def level_shares(low: ArrayLike, central: ArrayLike, high: ArrayLike) -> LevelShares:
    """Check level shares.

    Parameters
    ----------
    low, central, high : array_like
        Axes (setting, need, phase, level): shares between 0 and 1; the central ones add up to 1.

    Returns
    -------
    LevelShares

    Raises
    ------
    NotPossibleError
        Where low, central and high are not in order, or central shares do not add up to 1.
    """
    lows, middles, highs = (np.asarray(side, dtype=np.float64) for side in (low, central, high))
    if not lows.shape == middles.shape == highs.shape or lows.ndim != 4:
        raise NotPossibleError.of(
            "demand_shape",
            what="the low or high shares",
            seen_shape=lows.shape if lows.shape != middles.shape else highs.shape,
            shape=middles.shape,
            axes="setting, need, phase, level",
        )
    ordered = (lows >= 0) & (lows <= middles) & (middles <= highs) & (highs <= 1)
    if not ordered.all():
        raise NotPossibleError.of(
            "demand_levels_crossed", count=int((~ordered).sum()), first=first_of(~ordered)
        )
    whole = middles.sum(axis=-1)
    uneven = np.abs(whole - 1) > TOLERANCE
    if uneven.any():
        first = first_of(uneven)
        raise NotPossibleError.of(
            "demand_levels_not_whole",
            count=int(uneven.sum()),
            first=first,
            total=float(whole[first]),
        )
    sides = [side.reshape(-1, middles.shape[-1]) for side in (lows, middles, highs)]
    setting = np.repeat(np.arange(len(middles)), len(sides[0]) // len(middles))
    _, kept, which = np.unique(
        np.column_stack([setting, *sides]), axis=0, return_index=True, return_inverse=True
    )
    return LevelShares(lows, middles, highs, kept, which.reshape(-1))


def drawn_shares(shares: LevelShares, generators: Generators) -> FloatArray:
    """Draw the shares of one possible truth, between low and high, with central near their mean.

    Each share is drawn from a beta on (low, high) with the central value as its mean. One chance
    for each setting and level holds for all needs and phases, as the doubt is about the rule
    and not about each cell; where one level has more, the others have less. Where shares then
    add up to more than 1, all are moved towards low by the same part of the way; where to less,
    towards high.

    Parameters
    ----------
    shares : LevelShares
        What the scenario says.
    generators : Generators
        Of the draws.

    Returns
    -------
    FloatArray
        Axes (draw, setting, need, phase, level); adds up to 1 over levels.
    """
    _, needs, phases, _ = shares.central.shape
    chance = _chances(shares, generators)[:, shares.kept // (needs * phases)]
    drawn = _in_range(_different_rows(shares), chance)
    return drawn.take(shares.which, axis=1).reshape(-1, *shares.central.shape)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Rows of shares: axes (row, level).

    Parameters
    ----------
    low, high : FloatArray
    doubtful : BoolArray
        Where the two differ.
    width : FloatArray
        Axis (doubtful share): by how much they differ.
    one, other : FloatArray
        The same axis: parameters of the beta between them.
    """

    low: FloatArray
    high: FloatArray
    doubtful: BoolArray
    width: FloatArray
    one: FloatArray
    other: FloatArray


@lru_cache(maxsize=4)
def _different_rows(shares: LevelShares) -> _Rows:
    """Give each different row once: they are the same for all draws."""
    low, central, high = (
        side.reshape(-1, side.shape[-1])[shares.kept]
        for side in (shares.low, shares.central, shares.high)
    )
    doubtful = high > low
    width = (high - low)[doubtful]
    # At the very edge the beta has a parameter of nought, so a mean there is moved inside, by a
    # thousandth of the range.
    middle = np.clip((central - low)[doubtful] / width, EDGE, 1 - EDGE)
    return _Rows(low, high, doubtful, width, CONCENTRATION * middle, CONCENTRATION * (1 - middle))


def _chances(shares: LevelShares, generators: Generators) -> FloatArray:
    """Axes (draw, setting, level): evenly spread chances, opposed to each other within a setting.

    Independent chances would cancel when the shares are made to add up, and halve the doubt.
    """
    from scipy.special import ndtr

    normal = generators.normal((len(shares.central), shares.central.shape[-1]))
    doubtful = (shares.high > shares.low).any(axis=(1, 2))
    count = np.maximum(doubtful.sum(axis=1, keepdims=True), 2)
    mean = (normal * doubtful).sum(axis=-1, keepdims=True) / count
    return np.asarray(ndtr((normal - mean) * np.sqrt(count / (count - 1))), dtype=np.float64)


def _in_range(rows: _Rows, chance: FloatArray) -> FloatArray:
    """Axes (draw, row, level): shares at chances, made to add up to 1 within their range."""
    from scipy.special import betaincinv

    low, high = rows.low, rows.high
    drawn = np.repeat(low[None], len(chance), axis=0)
    far = betaincinv(rows.one, rows.other, chance[:, rows.doubtful])
    drawn[:, rows.doubtful] += rows.width * far
    over = drawn.sum(axis=-1, keepdims=True) - 1
    room = np.where(over > 0, drawn - low, high - drawn)
    whole = room.sum(axis=-1, keepdims=True)
    part = np.where(whole > 0, over / np.where(whole > 0, whole, 1.0), 0.0)
    # `part` is from -1 to 1, as low adds up to 1 at most and high to 1 at least: what the clip
    # takes off is rounding error.
    return np.asarray(np.clip(drawn - part * room, low, high))


def cell_shares(shares: FloatArray, allowed: BoolArray, phase: IntArray) -> FloatArray:
    """Spread shares by phase over NC years, leaving out levels that are not allowed.

    Parameters
    ----------
    shares : FloatArray
        Axes (..., setting, need, phase, level).
    allowed : BoolArray
        Axes (need, ncy, level).
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    FloatArray
        Axes (..., setting, need, ncy, level); adds up to 1, or to 0 where no level is possible.
    """
    cells = shares.take(phase, axis=-2)
    cells *= allowed
    whole = np.einsum("...v->...", cells)
    whole[whole <= 0] = 1.0
    # Laid out for each level first: faster than to spread a number over a short axis.
    cells /= np.repeat(whole, cells.shape[-1]).reshape(cells.shape)
    return cells


def central_cells(shares: LevelShares, phase: IntArray) -> FloatArray:
    """Spread the central shares over NC years, every level allowed.

    Parameters
    ----------
    shares : LevelShares
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    FloatArray
        Axes (setting, need, ncy, level); adds up to 1.
    """
    _, needs, _, levels = shares.central.shape
    return cell_shares(shares.central, np.ones((needs, len(phase), levels), np.bool_), phase)
