"""Local rules: who may go where, beyond what pools admit; and what is preferred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.plans import LEVELS, Axes, Pools

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class RuleKind(StrEnum):
    """What a local rule asks."""

    FORBID = "forbid"
    """The children that it names are not placed in its pools."""
    FORCE = "force"
    """They are placed in its pools or, where these have no room, nowhere."""
    PREFER = "prefer"
    """As many of them as can be are in its pools, without harm to aims that come before."""
    SINGLE_SEX = "single_sex"
    """Of the children of each cell that it names, a share at most is in its pools."""
    MEDICAL = "medical"
    """Only children that some medical rule of the pool names are placed there; a share at most."""


CAPPING = (RuleKind.SINGLE_SEX, RuleKind.MEDICAL)
"""Rules that may be about a share of the children of a cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A local rule, as arrays.

    Parameters
    ----------
    name : str
    kind : RuleKind
    pools : BoolArray
        Axis (pool): those that it is about.
    children : BoolArray
        Axes (year, locality, need, ncy): whom it names, in the years in which it holds.
    share : float
        Of single-sex and medical rules: the share of the children of a cell who may be there.
    releases : bool
        Whether children who sit where the rule would not place them are placed anew.
    file, row
        Where it is stated, as the user knows it.
    """

    name: str
    kind: RuleKind
    pools: BoolArray
    children: BoolArray
    share: float = 1.0
    releases: bool = False
    file: str = "rules"
    row: int | None = None

    @property
    def caps(self) -> bool:
        """Whether it is about a part of the children of each cell."""
        return self.kind in CAPPING and self.share < 1


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """The local rules of a plan, made ready for all years; `rule_book` makes it.

    Cells are positions in the axes (locality, need, ncy, level), flattened. Behind the pools
    stands one more: independent places that are not named.

    Parameters
    ----------
    rules : tuple of Rule
        Axis (rule).
    reached : BoolArray
        Axes (rule, year, cell): children whom it names and some pool of it admits.
    inside : BoolArray
        Axes (rule, year, cell): the same; of those that forbid and of medical ones all whom they
        name, since children may sit in a pool that would not admit them anew.
    pools : BoolArray
        Axes (rule, pool, then not named).
    holds : BoolArray
        Axes (rule, year).
    """

    rules: tuple[Rule, ...]
    reached: BoolArray
    inside: BoolArray
    pools: BoolArray
    holds: BoolArray

    def __len__(self) -> int:
        return len(self.rules)

    def of_kind(self, *kinds: RuleKind) -> list[int]:
        """Give the positions of the rules of some kinds."""
        return [place for place, rule in enumerate(self.rules) if rule.kind in kinds]

    @property
    def prefers(self) -> bool:
        """Whether anything is preferred, so that there is an aim of its own for it."""
        return bool(self.of_kind(RuleKind.PREFER))

    def bars(
        self, year: int, cell: IntArray, pool: IntArray, *, releasing: bool = False
    ) -> BoolArray:
        """Say of pairs of a cell and a pool whether a rule bars the children from the pool.

        Parameters
        ----------
        year : int
            Position of the year.
        cell, pool : IntArray
            Axis (pair).
        releasing : bool
            Only by rules that release those who are there already.

        Returns
        -------
        BoolArray
            Axis (pair).
        """
        barred = np.zeros(len(cell), dtype=np.bool_)
        for place, rule in enumerate(self.rules):
            if self.holds[place, year] and (rule.releases or not releasing):
                barred |= self.against(place, year, cell, pool)
        return barred

    def against(self, place: int, year: int, cell: IntArray, pool: IntArray) -> BoolArray:
        """Say of pairs of a cell and a pool whether one rule bars all of the children.

        Parameters
        ----------
        place : int
            Position of the rule.
        year : int
            Position of the year.
        cell, pool : IntArray
            Axis (pair).

        Returns
        -------
        BoolArray
            Axis (pair).
        """
        kind, here = self.rules[place].kind, self.pools[place][pool]
        if kind is RuleKind.FORBID:
            return np.asarray(here & self.inside[place, year][cell])
        if kind is RuleKind.FORCE:
            return np.asarray(~here & self.inside[place, year][cell])
        if kind is not RuleKind.MEDICAL or not self.holds[place, year]:
            return np.zeros(len(cell), dtype=np.bool_)
        named = np.zeros(len(cell), dtype=np.bool_)
        for other in self.of_kind(RuleKind.MEDICAL):
            named |= self.pools[other][pool] & self.inside[other, year][cell]
        return np.asarray(here & ~named)

    def not_preferred(self, year: int, cell: IntArray, pool: IntArray) -> IntArray:
        """Count, for pairs of a cell and a pool, the preferences that are not met.

        Parameters
        ----------
        year : int
            Position of the year.
        cell, pool : IntArray
            Axis (pair). Whoever has no place is as in places that are not named.

        Returns
        -------
        IntArray
            Axis (pair).
        """
        missed = np.zeros(len(cell), dtype=np.int64)
        for place in self.of_kind(RuleKind.PREFER):
            if self.holds[place, year]:
                missed += ~self.pools[place][pool] & self.inside[place, year][cell]
        return missed

    def capping(self, year: int) -> list[int]:
        """Give the positions of the rules that hold and are about a share of the children."""
        caps = [place for place, rule in enumerate(self.rules) if rule.caps]
        return [place for place in caps if self.holds[place, year]]

    def without(self, name: str) -> RuleBook:
        """Leave one rule out."""
        kept = np.array([rule.name != name for rule in self.rules], dtype=np.bool_)
        rules = tuple(rule for rule in self.rules if rule.name != name)
        parts = {
            part: getattr(self, part)[kept] for part in ("reached", "inside", "pools", "holds")
        }
        return replace(self, rules=rules, **parts)


def admits_of(axes: Axes, pools: Pools, *, is_open: bool) -> BoolArray:
    """Say whom each pool admits.

    Parameters
    ----------
    axes : Axes
    pools : Pools
        With all years.
    is_open : bool
        Only where it has places; otherwise also where it is planned without any.

    Returns
    -------
    BoolArray
        Axes (year, pool, need, ncy, level).
    """
    ncy = np.array(axes.ncy, dtype=np.int64)
    there = pools.is_open if is_open else pools.planned
    serves = (pools.ncy_from[..., None] <= ncy) & (ncy <= pools.ncy_to[..., None])
    return np.asarray(
        (pools.needs & there[..., None])[..., :, None, None]
        & serves[:, :, None, :, None]
        & pools.admits_level[:, :, None, None, :]
    )


def rule_book(axes: Axes, pools: Pools, rules: Sequence[Rule]) -> RuleBook:
    """Make local rules ready: find whom each reaches.

    A rule reaches the children that it names and some pool of it admits. So a rule about a
    special school says nothing of children who need a base. A force reaches them only while one
    of its pools has places.

    Parameters
    ----------
    axes : Axes
    pools : Pools
        With all years.
    rules : sequence of Rule

    Returns
    -------
    RuleBook
    """
    years, cells = len(axes.years), int(np.prod(axes.shape))
    admits = {is_open: admits_of(axes, pools, is_open=is_open) for is_open in (False, True)}
    reached = np.zeros((len(rules), years, cells), dtype=np.bool_)
    inside = np.zeros_like(reached)
    for place, rule in enumerate(rules):
        own = admits[rule.kind is RuleKind.FORCE][:, rule.pools]
        by_kind = np.asarray(own.any(axis=1), dtype=np.bool_)
        reached[place] = (rule.children[..., None] & by_kind[:, None]).reshape(years, cells)
        inside[place] = reached[place]
        if rule.kind in (RuleKind.FORBID, RuleKind.MEDICAL):
            inside[place] = np.repeat(rule.children.reshape(years, -1), len(LEVELS), axis=1)
    return RuleBook(
        tuple(rules),
        reached,
        inside,
        np.array([np.append(rule.pools, False) for rule in rules], dtype=np.bool_).reshape(
            len(rules), len(pools.names) + 1
        ),
        np.array([rule.children.any(axis=(1, 2, 3)) for rule in rules], dtype=np.bool_).reshape(
            len(rules), years
        ),
    )
