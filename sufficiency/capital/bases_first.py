"""Bases first, or special places first: the two ways side by side, and where bases do not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.counts import CHILDREN
from sufficiency.allocation.frames import with_range
from sufficiency.capital.candidates import Key, key_from, opening_of, say_programme
from sufficiency.capital.offer import Offer
from sufficiency.capital.outcomes import Outcome
from sufficiency.capital.ranked import WITH_STAYERS
from sufficiency.capital.shared import Openings
from sufficiency.capital.solving import solved
from sufficiency.capital.valuing import columns_of, order_of, values_by_draw
from sufficiency.places import BASE, LEVELS
from sufficiency.places.choosing import NOT_OPENED, Problem, Programme

if TYPE_CHECKING:
    from sufficiency.allocation.plan import Plan
    from sufficiency.capital.programme import CapitalProgramme

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

BASES_FIRST, SPECIAL_FIRST, BASES_ONLY = "bases first", "special places first", "bases only"
PROPOSED, NOTHING = "as proposed", "nothing but what is fixed"
MOST_OF_WAY = 4
"""Programmes of each way that are allocated again with stayers. The choice has more: it is what is
asked for, and these are what it is held against."""


def is_for_bases(offer: Offer, plan: Plan) -> bool:
    """Say whether a scheme changes no places but those of bases."""
    levels = {
        (site, pool): level
        for site, pool, level in zip(
            plan.labels["site"], plan.labels["pool"], plan.labels["level"], strict=True
        )
    }
    own = {(step.site, step.pool) for step in offer.steps if step.pool}
    return bool(own) and all(levels.get(pool) == LEVELS[BASE] for pool in own)


def bases_first_frame(made: CapitalProgramme) -> pd.DataFrame:
    """Lay the two ways out side by side; see `CapitalProgramme.bases_first`.

    Schemes of one kind are chosen with all the money first; they stand, and those of the other
    kind are chosen with what is left. Schemes that are fixed open in both.
    """
    ways = programmes_of_ways(made)
    outcomes = made.outcomes_with_stayers(list(ways.values()))
    rows = [
        {"order": name, "programme": say_programme(openings), "pounds": made.capital(openings)}
        for name, openings in ways.items()
    ]
    values = [
        values_by_draw(outcome, made.rooms, made.aim, openings)
        for outcome, openings in zip(outcomes, ways.values(), strict=True)
    ]
    return pd.DataFrame(rows).assign(
        **columns_of("", made.measures, values), evaluated=WITH_STAYERS, basis=made.basis
    )


def programmes_of_ways(made: CapitalProgramme) -> dict[str, dict[str, int]]:
    """Choose the programme of each way; each is worked out once.

    As for the choice itself, the best released is not always the best with children who stay: the
    next best of each way are allocated again as well, and the best of these is taken.
    """
    known: dict[str, Key] = made.ways_known
    if not known:
        shared = made.shared
        bases = np.array([is_for_bases(offer, shared.plan) for offer in shared.offers])
        only = _chosen(made, made.problem, bases, {})
        special = _chosen(made, made.problem, ~bases, {})
        known[BASES_FIRST] = _best(made, _chosen(made, made.problem, ~bases, dict(only[0])))
        known[SPECIAL_FIRST] = _best(made, _chosen(made, made.problem, bases, dict(special[0])))
        known[BASES_ONLY] = _best(made, only)
    ways = {name: dict(key) for name, key in known.items()}
    return {**ways, PROPOSED: made.openings, NOTHING: made.candidates[made.baseline].openings}


def _best(made: CapitalProgramme, keys: Sequence[Key]) -> Key:
    """Give the best of some programmes with children who stay where they are."""
    outcomes = made.outcomes_with_stayers([dict(key) for key in keys])
    values = [
        values_by_draw(outcome, made.rooms, made.aim, dict(key)).mean(axis=0)
        for outcome, key in zip(outcomes, keys, strict=True)
    ]
    return keys[order_of(values, [(place,) for place in range(len(keys))])[0]]


def _chosen(
    made: CapitalProgramme, problem: Problem, allowed: BoolArray, before: Openings
) -> tuple[Key, ...]:
    """Choose among some schemes, beside those that stand already: the best, and the next best."""
    schemes, shared = problem.schemes, made.shared
    opening = opening_of(before, shared)
    stands = opening != NOT_OPENED
    may_open = schemes.may_open & (allowed | schemes.must_open)[:, None]
    may_open[stands] = False
    may_open[stands, opening[stands]] = True
    for _ in shared.names:  # what requires a scheme of the other kind waits for it
        for first, second in schemes.requires:
            may_open[first] &= np.logical_or.accumulate(may_open[second])
    narrowed = replace(schemes, may_open=may_open, must_open=schemes.must_open | stands)
    found = solved(replace(problem, schemes=narrowed), made.effort)
    next_best = sorted(found.chosen.runners_up, key=_released)
    best = key_from(found.chosen.programme.opening, shared)
    keys = [key_from(one.opening, shared) for one in next_best]
    allowed_keys = [key for key in keys if not made.obstacles(dict(key))]
    return tuple(dict.fromkeys([best, *allowed_keys]))[:MOST_OF_WAY]


def _released(one: Programme) -> tuple[float, ...]:
    """Give by what programmes are ranked released; what was not valued comes last."""
    held = np.nan_to_num(one.totals.astype(np.float64), nan=np.inf)
    return (float(held[0]) + one.cost, *held[1:].tolist())


def bases_do_not_suffice_frame(made: CapitalProgramme) -> pd.DataFrame:
    """Lay out for whom bases do not suffice; see `CapitalProgramme.bases_do_not_suffice`."""
    ways = programmes_of_ways(made)
    names = {"bases": BASES_ONLY, "first": BASES_FIRST, "nothing": NOTHING}
    outcomes = made.outcomes_with_stayers([ways[name] for name in names.values()])
    needs, phases = made.shared.plan.axes.needs, terms.phases().codes
    index = pd.MultiIndex.from_product(
        [needs, phases, LEVELS], names=["need", "phase", "level"]
    ).to_frame(index=False)
    columns: dict[str, FloatArray] = {}
    for name, outcome in zip(names, outcomes, strict=True):
        columns |= with_range(f"unplaced_{name}", _unplaced(outcome))
    frame = index.assign(year=made.years[-1], **columns)
    kept = frame[frame[["unplaced_nothing", "unplaced_bases"]].max(axis=1) > 0]
    ordered = kept.sort_values("unplaced_bases", ascending=False, kind="stable", ignore_index=True)
    return ordered.assign(evaluated=WITH_STAYERS, basis=made.basis)


def _unplaced(outcome: Outcome) -> FloatArray:
    """Axes (draw, need x phase x level): who has no local place in the last year."""
    last = outcome.children[:, -1].astype(np.float64)
    placed = sum(
        last[:, CHILDREN.index(f"placed_{where}")] for where in ("within_limit", "further")
    )
    unplaced = last[:, CHILDREN.index("demand")] - placed
    return np.asarray(unplaced.reshape(len(unplaced), -1))
