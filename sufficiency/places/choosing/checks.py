"""Everything that is wrong with a problem of choice, found before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.places.checking import of_shape, out_of_range
from sufficiency.places.choosing.options import allowance, least_pounds, must_open_all
from sufficiency.places.choosing.problem import Budget, Problem, Schemes
from sufficiency.places.limits import MOST_CHILDREN, NO_LIMIT

FloatArray = NDArray[np.float64]

_WHAT = "The choice of schemes"


def check_problem(problem: Problem, *, gap: float, seconds: float, keep: int) -> None:
    """Check all of a problem and the options of a choice.

    Parameters
    ----------
    problem : Problem
    gap, seconds, keep
        As of `choose`.

    Raises
    ------
    FindingsError
        With everything that was found.
    """
    found = [*_options(gap=gap, seconds=seconds, keep=keep), *_shapes(problem)]
    if not found:
        found += [*_numbers(problem), *_pairs(problem.schemes), *_periods(problem)]
    if not found:
        found += [*_places(problem), *_conditions(problem.schemes), *_money(problem)]
    if found:
        raise FindingsError(found, what=_WHAT)


def no_programme(problem: Problem) -> FindingsError:
    """Say that no programme keeps everything that is demanded together."""
    schemes = problem.schemes
    names = _joined(schemes.names[k] for k in np.flatnonzero(must_open_all(schemes)))
    found = finding(
        "choosing_no_programme",
        file="schemes",
        schemes=names or "nothing",
        budgets=_joined(budget.name for budget in problem.budgets) or "none",
        conditions=len(schemes.requires) + len(schemes.excludes),
    )
    return FindingsError([found], what=_WHAT)


def _joined(names: Iterator[str]) -> str:
    return ", ".join(names)


def _options(*, gap: float, seconds: float, keep: int) -> Iterator[Finding]:
    if not 0 <= gap < 1:
        reason = "A gap is a share of the value: 0.01 for one in a hundred."
        yield _option("gap", gap, reason, "Give a number from 0 to below 1.")
    if not 0 < seconds < np.inf:
        yield _option("seconds", seconds, "A search has to end.", "Give a number above 0.")
    if keep < 0:
        yield _option("keep", keep, "It counts programmes.", "Give 0 or more.")


def _option(name: str, value: float, reason: str, cure: str) -> Finding:
    return finding(
        "choosing_option", file="options", column=name, value=value, name=name, reason=reason,
        cure=cure,
    )  # fmt: skip


def _shapes(problem: Problem) -> Iterator[Finding]:
    """Every array has a value for each scheme, opening, year and holder."""
    schemes, years = problem.schemes, problem.years
    count = len(schemes.names)
    for what, size in (("schemes", count), ("periods", len(problem.periods)), ("years", years)):
        if size < 1:
            yield finding("choosing_empty", file=what, what=what)
    for name in sorted({one for one in schemes.names if schemes.names.count(one) > 1}):
        yield finding("network_names_repeated", file="schemes", name=name)
    if not problem.periods:
        return
    holders = problem.periods[0].network.holders
    yield from of_shape(schemes.may_open, (count, years), what="may_open")
    yield from of_shape(schemes.must_open, (count,), what="must_open")
    yield from of_shape(schemes.added, (count, years, years, holders), what="added")
    yield from of_shape(schemes.cost, (count, years), what="cost")
    for budget in problem.budgets:
        yield from of_shape(budget.pounds, (count, years), what=f"pounds of {budget.name}")


def _numbers(problem: Problem) -> Iterator[Finding]:
    """Pounds, costs and weights are numbers; places are whole ones."""
    schemes = problem.schemes
    reason = "Costs and pounds are numbers."
    yield from _not_finite(schemes.cost, what="cost", reason=reason)
    for budget in problem.budgets:
        pounds = np.append(budget.pounds, budget.limit)
        yield from _not_finite(pounds, what=f"budget {budget.name}", reason=reason)
    weights = np.array([period.weight for period in problem.periods])
    positive = np.where(weights > 0, weights, np.nan)
    yield from _not_finite(
        positive, what="weights of periods", reason="A year of a draw counts more than nought."
    )
    if schemes.added.dtype.kind not in "iu":
        yield finding(
            "network_not_whole",
            file="added",
            value=schemes.added.dtype.name,
            count=schemes.added.size,
            position=0,
        )
        return
    yield from out_of_range(
        schemes.added.astype(np.int64),
        -MOST_CHILDREN,
        MOST_CHILDREN,
        what="added",
        reason="A scheme adds or takes places.",
        cure="Correct it.",
    )


def _not_finite(values: FloatArray, *, what: str, reason: str) -> Iterator[Finding]:
    flat = np.asarray(values, dtype=np.float64).reshape(-1)
    wrong = np.flatnonzero(~np.isfinite(flat))
    for position in wrong[:1].tolist():
        yield finding(
            "choosing_number",
            file=what,
            value=flat[position],
            count=len(wrong),
            position=position,
            reason=reason,
        )


def _pairs(schemes: Schemes) -> Iterator[Finding]:
    """Conditions hold between two schemes that exist."""
    count = len(schemes.names)
    for what, pairs in (("requires", schemes.requires), ("excludes", schemes.excludes)):
        for pair in pairs:
            if pair[0] == pair[1] or not all(0 <= one < count for one in pair):
                yield finding("choosing_position", file=what, pair=str(pair), last=count - 1)


def _periods(problem: Problem) -> Iterator[Finding]:
    """All periods have the same holders and aims, and stand in a year that exists."""
    first = problem.periods[0].network
    for period in problem.periods:
        network = period.network
        same = {
            "pools or totals": network.holders == first.holders
            and np.array_equal(network.within, first.within)
            and np.array_equal(network.kind, first.kind),
            "aims": network.aims == first.aims,
        }
        for what, is_same in same.items():
            if not is_same:
                yield finding(
                    "choosing_periods_differ",
                    file="periods",
                    what=what,
                    year=period.year,
                    draw=period.draw,
                )
        if not 0 <= period.year < problem.years:
            yield finding(
                "choosing_year",
                file="periods",
                year=period.year,
                years=problem.years,
                last=problem.years - 1,
            )


def _places(problem: Problem) -> Iterator[Finding]:
    """Places are added from the opening on, and where there is a number of them."""
    schemes = problem.schemes
    changed = schemes.added.any(axis=3)
    for scheme, opening, year in np.argwhere(changed).tolist():
        if year < opening:
            yield finding(
                "choosing_before_opening",
                file="added",
                scheme=schemes.names[scheme],
                year=year,
                opening=opening,
            )
            break
    rooms = np.max([period.network.room for period in problem.periods], axis=0)
    by_holder = schemes.added.any(axis=(1, 2)) & (rooms >= NO_LIMIT)
    for scheme, holder in np.argwhere(by_holder)[:1].tolist():
        yield finding(
            "choosing_never_full",
            file="added",
            scheme=schemes.names[scheme],
            holder=problem.periods[0].network.holder(holder),
        )


def _conditions(schemes: Schemes) -> Iterator[Finding]:
    """What must open can; requirements can be met; and nothing must open against another."""
    names = schemes.names
    for never in np.flatnonzero(schemes.must_open & ~schemes.may_open.any(axis=1)).tolist():
        yield finding("choosing_never_opens", file="schemes", scheme=names[never])
    for first, second in schemes.requires:
        scheme, other = names[first], names[second]
        open_by = np.logical_or.accumulate(schemes.may_open[second])
        if schemes.may_open[first].any() and not (schemes.may_open[first] & open_by).any():
            yield finding("choosing_requires_never", file="requires", scheme=scheme, other=other)
        if (first, second) in schemes.excludes or (second, first) in schemes.excludes:
            yield finding("choosing_requires_excluded", file="requires", scheme=scheme, other=other)
    must = must_open_all(schemes)
    for first, second in schemes.excludes:
        if must[first] and must[second]:
            asked = schemes.must_open[first] and schemes.must_open[second]
            yield finding(
                "choosing_must_exclude",
                file="excludes",
                scheme=names[first],
                other=names[second],
                reason="as stated" if asked else "as stated, or as another that must requires",
            )


def _money(problem: Problem) -> Iterator[Finding]:
    """Each budget allows what must open, at its least."""
    schemes = problem.schemes
    must = must_open_all(schemes)
    for budget in problem.budgets:
        least = least_pounds(budget, schemes.may_open, must)
        if least.sum() > allowance(budget):
            yield _short(schemes, budget, least)


def _short(schemes: Schemes, budget: Budget, least: FloatArray) -> Finding:
    taking = np.flatnonzero(least > 0).tolist()
    return finding(
        "choosing_budget_short",
        file="budgets",
        budget=budget.name,
        limit=budget.limit,
        least=float(least.sum()),
        schemes=_joined(f"{schemes.names[k]} ({least[k]:,.0f})" for k in taking) or "nothing",
    )
