"""From where children are to what they need: level shares, central and drawn.

Nobody counts levels. The scenario says, by setting, need and phase, what share of children needs
which level, with a low, a central and a high value; each draw takes its own shares and keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtr

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
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
    rows : tuple of (IntArray, IntArray)
        For each setting: the position (need x phase, flattened) of one of each different row
        of shares, and which of them each need x phase has.
    """

    low: FloatArray
    central: FloatArray
    high: FloatArray
    rows: tuple[tuple[IntArray, IntArray], ...]


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
    rows = []
    for setting in range(len(middles)):
        sides = [side[setting].reshape(-1, middles.shape[-1]) for side in (lows, middles, highs)]
        _, kept, which = np.unique(
            np.concatenate(sides, axis=1), axis=0, return_index=True, return_inverse=True
        )
        rows.append((kept.astype(np.int64), which.reshape(-1).astype(np.int64)))
    return LevelShares(lows, middles, highs, tuple(rows))


def drawn_shares(shares: LevelShares, generator: np.random.Generator) -> FloatArray:
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
    generator : numpy.random.Generator
        Of this draw.

    Returns
    -------
    FloatArray
        Axes (setting, need, phase, level); adds up to 1 over levels.
    """
    settings, needs, phases, levels = shares.central.shape
    chance = _chances(shares, generator)
    drawn = np.empty((settings, needs * phases, levels))
    for setting, (kept, which) in enumerate(shares.rows):
        low, central, high = (
            side[setting].reshape(-1, levels)[kept]
            for side in (shares.low, shares.central, shares.high)
        )
        drawn[setting] = _in_range(low, central, high, chance[setting])[which]
    return drawn.reshape(shares.central.shape)


def _chances(shares: LevelShares, generator: np.random.Generator) -> FloatArray:
    """Axes (setting, level): evenly spread chances, opposed to each other within a setting.

    Independent chances would cancel when the shares are made to add up, and halve the doubt.
    """
    normal = generator.standard_normal((len(shares.central), shares.central.shape[-1]))
    doubtful = (shares.high > shares.low).any(axis=(1, 2))
    count = np.maximum(doubtful.sum(axis=1, keepdims=True), 2)
    mean = (normal * doubtful).sum(axis=1, keepdims=True) / count
    return np.asarray(ndtr((normal - mean) * np.sqrt(count / (count - 1))), dtype=np.float64)


def _in_range(
    low: FloatArray, central: FloatArray, high: FloatArray, chance: FloatArray
) -> FloatArray:
    """Axes (row, level): the shares at a chance, made to add up to 1 without leaving the range."""
    width = high - low
    doubtful = width > 0
    middle = np.where(doubtful, (central - low) / np.where(doubtful, width, 1.0), 0.5)
    # At the very edge the beta has a parameter of nought, so a mean there is moved inside, by a
    # thousandth of the range.
    middle = np.clip(middle, EDGE, 1 - EDGE)
    beta = betaincinv(CONCENTRATION * middle, CONCENTRATION * (1 - middle), chance)
    drawn = low + width * beta
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
        Axes (setting, need, phase, level).
    allowed : BoolArray
        Axes (need, ncy, level).
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    FloatArray
        Axes (setting, need, ncy, level); adds up to 1, or to 0 where no level is possible.
    """
    cells = shares[:, :, phase, :] * allowed
    whole = cells.sum(axis=-1, keepdims=True)
    return np.asarray(cells / np.where(whole > 0, whole, 1.0))


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
