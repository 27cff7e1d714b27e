"""Local rules that contradict each other, found before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding, finding
from sufficiency.places.checking import of_shape
from sufficiency.places.plans import LEVELS, Axes, Pools
from sufficiency.places.rules import CAPPING, Rule, RuleBook, RuleKind, admits_of
from sufficiency.terms import year_label

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


def faults_of_rules(axes: Axes, pools: Pools, rules: tuple[Rule, ...]) -> list[Finding]:
    """Find rules whose arrays do not fit the plan, or whose share cannot be.

    Parameters
    ----------
    axes : Axes
    pools : Pools
    rules : tuple of Rule

    Returns
    -------
    list of Finding
    """
    found: list[Finding] = []
    for rule in rules:
        what = f"rule {rule.name}"
        found += of_shape(rule.pools, (len(pools.names),), what=f"pools of {what}")
        shape = (len(axes.years), *axes.shape[:3])
        found += of_shape(rule.children, shape, what=f"children of {what}")
        caps = rule.kind in CAPPING
        if not (0 <= rule.share <= 1) or (not caps and rule.share != 1):
            found.append(
                finding(
                    "rule_share",
                    file=rule.file,
                    row=rule.row,
                    column="share",
                    value=rule.share,
                    name=rule.name,
                )
            )
    names = [rule.name for rule in rules]
    for name in sorted({name for name in names if names.count(name) > 1}):
        found.append(finding("network_names_repeated", file="rules", name=name))
    return found


def contradictions(
    axes: Axes, pools: Pools, book: RuleBook, *, reachable: BoolArray
) -> list[Finding]:
    """Find children to whom rules leave no pool where one of them forces them into one.

    Named are a force against another one, against rules that shut its pools to the children (in
    whole or, by a share, in part), and a force to pools that are all further than the longest
    journey allowed. Two rules about shares of the same children are named too: whether they mean
    the same children cannot be told.

    Parameters
    ----------
    axes : Axes
    pools : Pools
        With all years.
    book : RuleBook
    reachable : BoolArray
        Axes (year, locality, ncy, pool): whether the journey is allowed.

    Returns
    -------
    list of Finding
        One for each force and set of rules against it, at the first children concerned.
    """
    return [*_forces(axes, pools, book, reachable), *_shares(axes, book)]


def _forces(axes: Axes, pools: Pools, book: RuleBook, reachable: BoolArray) -> Iterator[Finding]:
    forces = book.of_kind(RuleKind.FORCE)
    if not forces:
        return
    admits = admits_of(axes, pools, is_open=True)
    told: set[tuple[int, ...]] = set()
    for year in range(len(axes.years)):
        inside = book.inside[:, year].reshape(len(book), *axes.shape)
        for home in range(len(axes.localities)):
            here = [place for place in forces if inside[place, home].any()]
            if not here:
                continue
            # Axes (pool, need, ncy, level): where these children may go, rule by rule.
            near = reachable[year, home].T[:, None, :, None]
            shut = {place: _shut(book, place, year, inside[:, home]) for place in range(len(book))}
            left = admits[year] & near & ~_any(shut)
            for place in here:
                lost = inside[place, home] & ~left.any(axis=0)
                own = admits[year] & book.pools[place, :-1][:, None, None, None]
                against = np.array([(shut[other] & own).any(axis=0) for other in shut]) & lost
                against[place] = False
                for cell in zip(*np.nonzero(lost), strict=True):
                    others = tuple(np.flatnonzero(against[(slice(None), *cell)]).tolist())
                    if (place, *others) not in told:
                        told.add((place, *others))
                        at = tuple(int(part) for part in (year, home, *cell))
                        yield _told(axes, book, place, others, at)


def _shut(book: RuleBook, place: int, year: int, inside: BoolArray) -> BoolArray:
    """Axes (pool, need, ncy, level): the pools that a rule shuts to some children of a locality."""
    rule, pools = book.rules[place], book.pools[place, :-1][:, None, None, None]
    named = inside[place][None]
    if not book.holds[place, year]:
        return np.zeros((len(pools), *inside.shape[1:]), dtype=np.bool_)
    if rule.kind is RuleKind.FORBID or rule.caps:
        shut = pools & named
    elif rule.kind is RuleKind.FORCE:
        shut = ~pools & named
    else:
        shut = np.zeros((len(pools), *inside.shape[1:]), dtype=np.bool_)
    if rule.kind is RuleKind.MEDICAL:
        for other in book.of_kind(RuleKind.MEDICAL):
            named = named | (book.pools[other, :-1][:, None, None, None] & inside[other][None])
        shut = shut | (pools & ~named)
    return np.asarray(shut)


def _any(shut: dict[int, BoolArray]) -> BoolArray:
    return np.asarray(np.any(list(shut.values()), axis=0))


def _told(
    axes: Axes, book: RuleBook, place: int, against: tuple[int, ...], at: tuple[int, ...]
) -> Finding:
    """Name a force that leaves no pool to children, and what is against it."""
    year, locality, need, ncy, level = at
    rule = book.rules[place]
    whom = (
        f"{axes.localities[locality]}, {axes.needs[need]}, NC year {axes.ncy[ncy]},"
        f" level {LEVELS[level]}"
    )
    where: dict[str, Any] = {"file": rule.file, "row": rule.row, "column": "rule"}
    words: dict[str, Any] = {"name": rule.name, "whom": whom, "year": year_label(axes.years[year])}
    if not against:
        return finding("rule_force_too_far", value=rule.name, **where, **words)
    others = " and ".join(_named(book.rules[number]) for number in against)
    return finding("rule_force_against", value=rule.name, **where, **words, others=others)


def _named(rule: Rule) -> str:
    """Name a rule with its kind and where it stands."""
    row = "" if rule.row is None else f" row {rule.row}"
    return f"{rule.name} ({rule.kind}, {rule.file}{row})"


def _shares(axes: Axes, book: RuleBook) -> Iterator[Finding]:
    caps = [place for place, rule in enumerate(book.rules) if rule.caps]
    for number, place in enumerate(caps):
        for other in caps[number + 1 :]:
            both = book.inside[place] & book.inside[other]
            if not both.any():
                continue
            year, cell = (int(part[0]) for part in np.nonzero(both))
            locality, need, ncy, _ = np.unravel_index(cell, axes.shape)
            one, two = book.rules[place], book.rules[other]
            yield finding(
                "rule_shares_twice",
                file=two.file,
                row=two.row,
                column="share",
                value=two.share,
                name=two.name,
                other=one.name,
                whom=f"{axes.localities[locality]}, {axes.needs[need]}, NC year {axes.ncy[ncy]}",
                year=year_label(axes.years[year]),
            )
