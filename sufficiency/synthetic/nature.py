"""The nature of a synthetic area: its true rates, drawn once and hidden from whoever projects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.synthetic.chance import Chance, FloatArray, IntArray, Purpose, chance_of
from sufficiency.synthetic.land import Land
from sufficiency.synthetic.options import Options
from sufficiency.synthetic.patterns import (
    CHANGES,
    COMPLEX,
    ENTRY,
    NCYS,
    NEEDS,
    SETTINGS,
    STAGES,
    entry_ages,
    first_settings,
    kind_of_each_need,
    leaving_by_age,
    moves,
    place_of,
    stage_of_each_ncy,
)


@dataclass(frozen=True, slots=True, eq=False)
class Nature:
    """True rates of a synthetic area, before any year effect.

    Parameters
    ----------
    joining : FloatArray
        Axes (need, ncy, the one joined): new plans a head and year, in the last January of the
        history.
    leaving : FloatArray
        Axes (need, ncy, the one left): share whose plan ends within a year.
    changes : FloatArray
        Axes (ncy reached, need from, need to): shares; each row adds up to 1.
    first : FloatArray
        Axes (need, ncy, setting): where children with a new plan are.
    moves : FloatArray
        Axes (need, ncy reached, setting from, setting to): shares; each row adds up to 1.
    locality : FloatArray
        Axes (locality, need): how much likelier children join there; 1 over all residents.
    locality_leaves : FloatArray
        Axis (locality): force of leaving against the area's; 1 where assumptions are held.
    """

    joining: FloatArray
    leaving: FloatArray
    changes: FloatArray
    first: FloatArray
    moves: FloatArray
    locality: FloatArray
    locality_leaves: FloatArray

    def joining_times(self, factor: float) -> Nature:
        """Give the same nature with all joining rates multiplied."""
        return Nature(
            self.joining * factor,
            self.leaving,
            self.changes,
            self.first,
            self.moves,
            self.locality,
            self.locality_leaves,
        )


def nature_of(options: Options, land: Land) -> Nature:
    """Draw the true rates of an area; how high joining is in all, `course.scaled` sets."""
    chance = chance_of(options.seed, Purpose.NATURE)
    kinds, stages = kind_of_each_need(), stage_of_each_ncy()
    starts = first_settings() * chance.spread(0.25, 1, len(STAGES), len(SETTINGS))
    starts = starts / starts.sum(axis=-1, keepdims=True)
    first = starts[kinds][:, stages]
    return Nature(
        joining=_joining(chance),
        leaving=_leaving(chance),
        changes=_changes(chance),
        first=first,
        moves=_moves(chance, first, kinds, stages),
        locality=_localities(chance, land.told[: options.history_years], land),
        locality_leaves=_locality_leaves(options),
    )


def _joining(chance: Chance) -> FloatArray:
    """Axes (need, ncy): the profile of need by age, which is the area's own."""
    usual = np.array(list(ENTRY.values()))
    share = usual[:, 0] * chance.spread(chance.between(0.15, 0.40), len(NEEDS))
    parts = usual[:, 1:] * chance.spread(0.25, 1, usual.shape[1] - 1)
    parts = parts * chance.spread(0.15, *parts.shape)
    parts = parts / parts.sum(axis=1, keepdims=True)
    ages = parts @ entry_ages() * chance.spread(0.08, 1, len(NCYS))
    return np.asarray(share[:, None] * ages)


def _leaving(chance: Chance) -> FloatArray:
    """Axes (need, ncy): plans end later for complex needs, and at the top for everyone."""
    by_age = leaving_by_age() * chance.spread(0.15, len(NCYS))
    by_need = chance.spread(0.15, len(NEEDS))
    by_need = by_need * np.where([need in COMPLEX for need in NEEDS], 0.6, 1.0)
    share = np.minimum(by_need[:, None] * by_age, 0.9)
    share[:, -1] = 1.0
    return np.asarray(share)


def _changes(chance: Chance) -> FloatArray:
    """Axes (ncy reached, need from, need to)."""
    ages = np.tile(np.eye(len(NEEDS)), (len(NCYS), 1, 1))
    pace = chance.between(0.5, 1.6)
    each = chance.spread(0.3, len(CHANGES))
    for (origin, target, low, high, share), own in zip(CHANGES, each, strict=True):
        span = slice(place_of(low), place_of(high) + 1)
        start, end = NEEDS.index(origin), NEEDS.index(target)
        ages[span, start, end] += pace * own * share
        ages[span, start, start] -= pace * own * share
    return ages


def _moves(chance: Chance, first: FloatArray, kinds: IntArray, stages: IntArray) -> FloatArray:
    """Axes (need, ncy reached, setting from, setting to)."""
    by_stage = moves() * chance.spread(0.3, *moves().shape)
    # More children with complex and with social needs are taken into special schools.
    special = SETTINGS.index("special")
    towards = np.ones((3, len(SETTINGS)))
    towards[1:, special] = 1.5, 3.0
    towards[1, SETTINGS.index("ap")] = 2.0
    towards[2, SETTINGS.index("fe")] = 0.3
    shares = by_stage[None] * towards[:, None, None, :]
    shares = shares / np.maximum(shares.sum(axis=-1, keepdims=True), 1.0)
    shares = shares[kinds][:, stages]
    possible = first > 0
    shares = shares * possible[:, :, None, :]
    diagonal = np.arange(len(SETTINGS))
    shares[..., diagonal, diagonal] = 1 - shares.sum(axis=-1)
    lost = ~possible[:, :, :, None]
    return np.asarray(np.where(lost, first[:, :, None, :], shares))


def _localities(chance: Chance, told: FloatArray, land: Land) -> FloatArray:
    """Axes (locality, need): 1 over all residents of the history, need by need."""
    count = len(land.towns)
    slope = chance.between(0.0, 0.05)
    whole = chance.spread(chance.between(0.05, 0.30), count)
    whole = whole * np.exp(slope * (5.5 - land.deprivation))
    each = chance.spread(chance.between(0.05, 0.30), count, len(NEEDS)) * whole[:, None]
    persons = told.sum(axis=(0, 2))
    return np.asarray(each / (persons @ each / persons.sum()))


def _locality_leaves(options: Options) -> FloatArray:
    """Axis (locality): in a broken area plans end at another pace here and there."""
    if not options.is_broken:
        return np.ones(options.localities)
    return chance_of(options.seed, Purpose.BROKEN, 2).spread(0.35, options.localities)
