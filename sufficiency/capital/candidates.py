"""Programmes as they are told apart and told: openings, words, and what they may not do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.capital.shared import Openings, Shared
from sufficiency.capital.spending import capital_pounds
from sufficiency.errors import UnknownNameError
from sufficiency.places.choosing import NOT_OPENED, Problem
from sufficiency.places.choosing.options import allowance

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

Key = tuple[tuple[str, int], ...]
"""A programme: scheme and academic year of each opening, in order of the schemes' names."""

NOTHING_BUILT = "nothing built"
"""How a programme without any scheme is told, and what others are held against."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A programme that the choice has valued.

    Parameters
    ----------
    key : Key
    released : FloatArray
        Axis (aim of the choice): weighted sum over the years, everybody placed anew, and in
        pounds with what the schemes cost.
    """

    key: Key
    released: FloatArray

    @property
    def openings(self) -> dict[str, int]:
        """The academic year in which each scheme opens."""
        return dict(self.key)


def key_of(openings: Openings) -> Key:
    """Give a programme in the order of its schemes' names."""
    return tuple(sorted((scheme, int(year)) for scheme, year in openings.items()))


def key_from(opening: IntArray, shared: Shared) -> Key:
    """Name the schemes and years of a programme of the optimisation.

    Parameters
    ----------
    opening : IntArray
        Axis (scheme): position of the year, NOT_OPENED where it does not open.
    shared : Shared
    """
    pairs = zip(shared.names, opening.tolist(), strict=True)
    return key_of({name: shared.years[at] for name, at in pairs if at != NOT_OPENED})


def opening_of(openings: Openings, shared: Shared) -> IntArray:
    """Axis (scheme): position of the year in which each opens, NOT_OPENED where it does not."""
    made = np.full(len(shared.offers), NOT_OPENED, dtype=np.int64)
    for scheme, year in openings.items():
        made[shared.names.index(scheme)] = shared.years.index(year)
    return made


def say_programme(openings: Openings) -> str:
    """Say which schemes open when.

    Examples
    --------
    >>> say_programme({"corby-base": 2028, "hill": 2027})
    'hill 2027/28; corby-base 2028/29'
    >>> say_programme({})
    'nothing built'
    """
    if not openings:
        return NOTHING_BUILT
    ordered = sorted(openings.items(), key=lambda pair: (pair[1], pair[0]))
    return "; ".join(f"{scheme} {terms.year_label(year)}" for scheme, year in ordered)


def say_baseline(openings: Openings) -> str:
    """Say what programmes are held against: nothing built, or nothing but what is fixed.

    Examples
    --------
    >>> say_baseline({"hall-closes": 2028})
    'nothing built but what is fixed (hall-closes 2028/29)'
    """
    if not openings:
        return NOTHING_BUILT
    return f"{NOTHING_BUILT} but what is fixed ({say_programme(openings)})"


def baseline_of(opening: IntArray, problem: Problem, shared: Shared) -> dict[str, int]:
    """Give what opens whatever is chosen: fixed schemes, and those that they require.

    They open as in the programme that was chosen first, so that the other schemes alone make the
    difference.

    Parameters
    ----------
    opening : IntArray
        Axis (scheme): the programme that was chosen first.
    problem : Problem
    shared : Shared
    """
    must = problem.schemes.must_open.copy()
    for _ in shared.names:
        for first, second in problem.schemes.requires:
            must[second] |= must[first]
    return dict(key_from(np.where(must, opening, NOT_OPENED), shared))


def capital_of(openings: Openings, shared: Shared) -> float:
    """Add up the capital of a programme, in the scenario's price year [pounds]."""
    return sum(
        capital_pounds(shared.offer(scheme), shared.scenario, year)
        for scheme, year in openings.items()
    )


def obstacles(openings: Openings, shared: Shared, problem: Problem) -> tuple[str, ...]:
    """Say what stands against a programme: years, conditions and budgets, each in words.

    Parameters
    ----------
    openings : mapping of str to int
    shared : Shared
    problem : Problem

    Returns
    -------
    tuple of str
        Empty where nothing does.

    Raises
    ------
    UnknownNameError
        If a scheme is not offered.
    """
    for name in openings.keys() - set(shared.names):
        meant = f"It has {', '.join(shared.names)}."
        raise UnknownNameError.of("unknown_word", value=name, kind="scheme", meant=meant)
    outside = {name: year for name, year in openings.items() if year not in shared.years}
    if outside:
        return tuple(
            f"{name} cannot open in {terms.year_label(year)}" for name, year in outside.items()
        )
    opening = opening_of(openings, shared)
    is_open = opening != NOT_OPENED
    schemes, names = problem.schemes, shared.names
    chosen = np.flatnonzero(is_open)
    told = [
        f"{names[k]} cannot open in {terms.year_label(shared.years[opening[k]])}"
        for k in chosen
        if not schemes.may_open[k, opening[k]]
    ]
    told += [
        f"{names[first]} requires {names[second]}"
        for first, second in schemes.requires
        if is_open[first] and not (is_open[second] and opening[second] <= opening[first])
    ]
    told += [
        f"{names[one]} excludes {names[other]}"
        for one, other in schemes.excludes
        if is_open[one] and is_open[other]
    ]
    told += [f"{names[k]} is fixed" for k in np.flatnonzero(schemes.must_open) if not is_open[k]]
    for budget in problem.budgets:
        spent = float(budget.pounds[chosen, opening[chosen]].sum())
        if spent > allowance(budget):
            told.append(f"{_over(spent - budget.limit)} above the budget {budget.name}")
    return tuple(told)


def _over(pounds: float) -> str:
    """Say by how much a budget is passed: in pence where it is less than a pound."""
    if pounds < 1:
        return f"{100 * pounds:.0f} p" if pounds >= 0.005 else "less than a penny"
    return f"{pounds:,.0f} pounds"


def without_scheme(openings: Openings, scheme: str, shared: Shared) -> dict[str, int]:
    """Leave a scheme out of a programme, and those that cannot open without it."""
    gone = {scheme}
    while True:
        more = {
            name
            for name in openings
            if name not in gone and gone.intersection(shared.offer(name).requires)
        }
        if not more:
            return {name: year for name, year in openings.items() if name not in gone}
        gone |= more


def slipped(openings: Openings, scheme: str, shared: Shared) -> dict[str, int]:
    """Let a scheme open a year later, and those that must wait for it with it.

    What comes later than the last allocated year does not open in it.
    """
    late = {**openings, scheme: openings[scheme] + 1}
    for name in _in_order(late, shared):
        needed = [late[other] for other in shared.offer(name).requires if other in late]
        late[name] = max([late[name], *needed])
    return {name: year for name, year in late.items() if year <= shared.years[-1]}


def with_scheme(
    openings: Openings, scheme: str, problem: Problem, shared: Shared
) -> dict[str, int] | None:
    """Add a scheme to a programme as early as it may open; None where it never may.

    What it requires and the programme lacks is added with it; what it excludes is left out.
    """
    made = dict(openings)
    wanted = [scheme]
    while wanted:
        name = wanted.pop()
        for other in shared.offer(name).requires:
            if other not in made and other not in wanted:
                wanted.append(other)
        years = np.flatnonzero(problem.schemes.may_open[shared.names.index(name)])
        if not len(years):
            return None
        made[name] = shared.years[int(years[0])]
    for name in _in_order(made, shared):
        needed = [made[other] for other in shared.offer(name).requires if other in made]
        made[name] = max([made[name], *needed])
    excluded = {
        other
        for name in made.keys() - openings.keys()
        for other in made
        if other in shared.offer(name).excludes or name in shared.offer(other).excludes
    }
    for other in excluded:
        if other in made:
            made = without_scheme(made, other, shared)
    return made if scheme in made and set(made.values()) <= set(shared.years) else None


def _in_order(openings: Mapping[str, int], shared: Shared) -> list[str]:
    """List schemes, each after those that it requires."""
    listed: list[str] = []
    left = list(openings)
    while left:
        ready = [n for n in left if not set(shared.offer(n).requires) & set(left)] or left[:1]
        listed += ready
        left = [name for name in left if name not in ready]
    return listed
