"""The expected course of a synthetic area: how it came to its first January, and the nation's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.synthetic.chance import FloatArray
from sufficiency.synthetic.effects import NATION_BEFORE, Effects, own_level
from sufficiency.synthetic.land import Land
from sufficiency.synthetic.nature import Nature
from sufficiency.synthetic.options import Options

YEARS_BEFORE = 26
"""After so many years nobody is left of those who were there at the start."""
NATION_PLANS = 500_000
"""Plans of the nation in the last January of the history."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What is expected before anything is left to chance.

    Parameters
    ----------
    nature : Nature
        With joining rates that lead to the plans asked for.
    start : FloatArray
        Axes (need, ncy, setting): expected children of the first January.
    last : FloatArray
        Axes (need, ncy): expected children of the last January of the history.
    nation_years : tuple of int
        Academic years of the nation's series.
    nation_plans : FloatArray
        Axis (year): plans of the nation.
    nation_children : FloatArray
        Axis (year): its children and young people [persons].
    """

    nature: Nature
    start: FloatArray
    last: FloatArray
    nation_years: tuple[int, ...]
    nation_plans: FloatArray
    nation_children: FloatArray


def course_of(options: Options, land: Land, nature: Nature, effects: Effects) -> Course:
    """Follow the expected numbers, once for the area and once for the nation.

    The account is linear in joining, so that one factor on joining leads to the plans asked for.
    """
    past = np.arange(-YEARS_BEFORE - options.history_years + 1, 1.0)
    levels = effects.spreads["nation_slope"] * past + own_level(effects.spreads, past)
    persons = land.told.sum(axis=1)
    known = persons[: options.history_years]
    heads = np.concatenate([np.tile(known[0], (YEARS_BEFORE, 1)), known])
    course = _followed(nature, levels, heads)
    factor = options.plans / course[-1].sum()
    nation = _nation_course(options, nature, effects, persons)
    base = NATION_BEFORE + options.history_years - 1
    size = NATION_PLANS / nation[base]
    # The nation has fewer plans a child than the area where the area's prevalence is above 1.
    own = options.plans / float(known[-1].sum()) / effects.spreads["prevalence"]
    children = NATION_PLANS / own * np.ones(len(nation))
    first = options.first_year - NATION_BEFORE
    return Course(
        nature.joining_times(factor),
        factor * course[-options.history_years],
        factor * course[-1].sum(axis=-1),
        tuple(range(first, first + len(nation))),
        np.round(nation * size),
        np.round(children),
    )


def _nation_course(
    options: Options, nature: Nature, effects: Effects, persons: FloatArray
) -> FloatArray:
    """Axis (year): plans of a nation with the same pattern by age and its own trend."""
    before = effects.spreads["nation_slope"] * np.arange(
        -YEARS_BEFORE - NATION_BEFORE - options.history_years + 1,
        -NATION_BEFORE - options.history_years + 1,
    )
    levels = np.concatenate([before, effects.nation])
    course = _followed(nature, levels, np.tile(persons[0], (len(levels), 1)))
    return np.array([stock.sum() for stock in course[YEARS_BEFORE:]])


def _followed(nature: Nature, levels: FloatArray, heads: FloatArray) -> list[FloatArray]:
    """Give expected children by need, NC year and setting, January after January.

    Parameters
    ----------
    nature : Nature
    levels : FloatArray
        Axis (year): log level of joining.
    heads : FloatArray
        Axes (year, ncy): residents [persons].
    """
    stock = np.zeros(nature.first.shape)
    found = []
    for level, persons in zip(levels, heads, strict=True):
        stay = np.zeros_like(stock)
        stay[:, 1:] = (stock * (1 - nature.leaving)[:, :, None])[:, :-1]
        changed = np.einsum("amn,mas->nas", nature.changes, stay)
        moved = np.matmul(changed[:, :, None, :], nature.moves)[:, :, 0]
        joined = nature.joining * persons * np.exp(level)
        stock = moved + joined[:, :, None] * nature.first
        found.append(stock)
    return found
