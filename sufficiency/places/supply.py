"""The planned places of all years, made ready once: who may go where, year after year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import FindingsError
from sufficiency.places.building import network_of
from sufficiency.places.caps import Caps, faults_of_caps
from sufficiency.places.cell_order import cell_names, cell_rank, rank_of
from sufficiency.places.journeys import Journeys
from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.naming import Names, names_of
from sufficiency.places.network import (
    AIMS,
    ALL_AIMS,
    DISPLACED,
    NOT_PREFERRED,
    OTHER_LEVEL,
    OVER_PLACES,
    Network,
)
from sufficiency.places.plan_checks import faults_of_aims, faults_of_plan, over_years
from sufficiency.places.plans import LEVELS, SPECIAL, Axes, Limits, Pools
from sufficiency.places.pounds import Pounds
from sufficiency.places.rule_checks import contradictions, faults_of_rules
from sufficiency.places.rules import Rule, RuleBook, rule_book

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """Planned places with everything that does not depend on the draw; `supply_of` makes it.

    A *cell* is a position in the axes (locality, need, ncy, level), flattened; a *kind* one in
    (need, ncy, level). Behind the pools stands one more: independent places that are not named.

    Parameters
    ----------
    axes : Axes
    pools : Pools
    limits : Limits
    metres : IntArray
        Axes (locality, pool) [metres].
    minutes : FloatArray
        Axes (locality, pool) [minutes].
    cell_names, pool_names, site_names : Names
        Stable names; sites are those with a limit of their own only.
    cell_rank, pool_rank : IntArray
        Axis (cell) and axis (pool, then not named): places in an order that only names decide.
    first : IntArray
        Axes (year, kind + 1): where the pools that admit a kind begin in `admitting`.
    admitting : tuple of IntArray
        Axis (year): pools, by kind.
    stay : BoolArray
        Axes (year, pool, ncy): whether it serves the NC year, so that its children may stay.
    limited_sites : IntArray
        Axis (limited site): position in `limits.sites`.
    within : IntArray
        Axis (pool, then limited site): position of the limited site, or -1.
    nobody : Network
        The pools, those of them once more that may admit above their places, independent places
        by group, `without`, limited sites, and these once more for who is above their places;
        before any child.
    over_pools : IntArray
        Axis (over): positions of the pools that may admit above their places in some year.
    rules : RuleBook or None
        Local rules; None where there are none.
    pounds : Pounds or None
        What a placement costs in a year; None where that is no aim.
    caps : Caps or None
        Caps across pools; None where there are none.
    """

    axes: Axes
    pools: Pools
    limits: Limits
    metres: IntArray
    minutes: FloatArray
    cell_names: Names
    pool_names: Names
    site_names: Names
    cell_rank: IntArray
    pool_rank: IntArray
    first: IntArray
    admitting: tuple[IntArray, ...]
    stay: BoolArray
    limited_sites: IntArray
    within: IntArray
    nobody: Network
    over_pools: IntArray
    rules: RuleBook | None = None
    pounds: Pounds | None = None
    caps: Caps | None = None

    @property
    def aims(self) -> tuple[str, ...]:
        """Axis (aim): those of every year, in their order."""
        return self.nobody.aims

    @property
    def not_named(self) -> int:
        """The position, behind the pools, of independent places that are not named."""
        return len(self.pools.names)

    @property
    def first_group(self) -> int:
        """The position of the first group of independent places in a year's network."""
        return self.not_named + len(self.over_pools)

    @property
    def base_of(self) -> IntArray:
        """Axis (pool of a year's network): the pool that it stands for, or `not_named`."""
        rest = np.full(len(self.limits.groups) + 1, self.not_named, dtype=np.int64)
        return np.concatenate([np.arange(self.not_named), self.over_pools, rest])

    @property
    def holders_shown(self) -> IntArray:
        """Axis (pool, then limited site): positions among the holders of a year's network."""
        first = self.first_group + len(self.limits.groups) + 1
        sites = np.arange(first, first + len(self.limited_sites))
        return np.concatenate([np.arange(self.not_named), sites])

    def parts(self, cells: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Take cells apart into positions of locality, need, ncy and level."""
        locality, need, ncy, level = np.unravel_index(cells, self.axes.shape)
        return locality, need, ncy, level

    def groups_of(self, cells: IntArray) -> IntArray:
        """Axis as `cells`: the limit on independent placements, or -1 where they may not go."""
        return np.where(cells % len(LEVELS) == SPECIAL, self.counted_in(cells), -1)

    def counted_in(self, cells: IntArray) -> IntArray:
        """Axis as `cells`: the limit that those count towards who are in such a placement.

        That includes children of another level, who are there already; -1 where none counts them.
        """
        _, need, ncy, _ = self.parts(cells)
        return self.limits.group[need, ncy]

    def level_of(self, pool: IntArray) -> IntArray:
        """Axis as `pool` (or `not_named`): the level of its places."""
        return np.append(self.pools.level, SPECIAL)[pool]

    def pounds_of(self, year: int, cells: IntArray, pool: IntArray) -> IntArray:
        """Give what a child costs in a place: axis (pair) [pounds a year].

        Parameters
        ----------
        year : int
            Position of the year.
        cells, pool : IntArray
            Axis (pair): cell, and position of the pool or `not_named`.

        Returns
        -------
        IntArray
        """
        assert self.pounds is not None, "pounds are asked for, and no cost of any place is known"
        locality, need, ncy, _ = self.parts(cells)
        metres = np.zeros(len(cells), dtype=np.int64)
        named = np.flatnonzero(pool < self.not_named)
        metres[named] = self.metres[locality[named], pool[named]]
        return self.pounds.of(year, need, ncy, pool, metres)

    def with_ties_turned(self, number: int) -> Supply:
        """Break ties in another way, for one draw of many.

        Equally good answers differ in who gets a place. Broken by names alone, ties would go to
        the same children in each draw, and the mean over draws would lean towards them.

        Parameters
        ----------
        number : int
            From 0 to 2 ** 64 - 1; the same always gives the same answers.

        Returns
        -------
        Supply
        """
        turned = replace(self.nobody, pools=self.nobody.pools.turned(number))
        return replace(self, cell_names=self.cell_names.turned(number), nobody=turned)

    def without_rule(self, name: str) -> Supply:
        """Leave a local rule out, and keep the aims: to see what the rule costs.

        Parameters
        ----------
        name : str

        Returns
        -------
        Supply
        """
        return self if self.rules is None else replace(self, rules=self.rules.without(name))

    def for_all_needs(self) -> Supply:
        """Let each pool that is not independent admit every need; what it serves else stays."""
        pools = self.pools
        needs = pools.needs | ~pools.independent[:, None]
        ncy = np.array(self.axes.ncy, dtype=np.int64)
        serves = (pools.ncy_from[:, :, None] <= ncy) & (ncy <= pools.ncy_to[:, :, None])
        wider = replace(pools, needs=needs)
        first, admitting = _admitting(self.axes, wider, serves & pools.planned[:, :, None])
        return replace(self, pools=wider, first=first, admitting=admitting)

    def times(self, factor: int) -> Supply:
        """Multiply all places and limits, to go with expected demand that is multiplied.

        Parameters
        ----------
        factor : int
            For example 1,000, for `scaled_to_whole(demand, 1000)`.

        Returns
        -------
        Supply
            What has no limit still has none.
        """

        def more(places: IntArray) -> IntArray:
            return np.where(places >= NO_LIMIT, NO_LIMIT, places * factor)

        limits, caps = self.limits, self.caps
        return replace(
            self,
            caps=None if caps is None else replace(caps, places=more(caps.places)),
            pools=replace(
                self.pools,
                free=more(self.pools.free),
                above=more(np.asarray(self.pools.above)),
            ),
            limits=replace(
                limits,
                site_free=more(limits.site_free),
                independent=more(limits.independent),
                site_above=more(np.asarray(limits.site_above)),
            ),
        )


def supply_of(
    axes: Axes,
    pools: Pools,
    journeys: Journeys,
    limits: Limits,
    *,
    rules: Sequence[Rule] = (),
    aims: Sequence[str] = ALL_AIMS,
    pounds: Pounds | None = None,
    caps: Caps | None = None,
) -> Supply:
    """Make the planned places ready for any number of draws.

    Parameters
    ----------
    axes : Axes
    pools : Pools
        Arrays may leave the year out where nothing changes: they are broadcast.
    journeys : Journeys
        Axes (locality, site).
    limits : Limits
        Likewise broadcast.
    rules : sequence of Rule
        Local rules.
    aims : sequence of str
        The aims in their order, `without` first or next to `displaced`. Left out are `displaced`
        where no pool closes, `over_places` where none may admit above its places, `other_level`
        where none admits another level, and `not_preferred` where no rule prefers anything.
    pounds : Pounds, optional
        What a placement costs, where `pounds` is among the aims.
    caps : Caps, optional
        At most so many children of a kind in some pools together.

    Returns
    -------
    Supply

    Raises
    ------
    FindingsError
        With all faults of the arrays and of the aims, and all contradictions of the rules.
    """
    pools, limits = over_years(axes, pools, limits)
    findings = faults_of_plan(axes, pools, journeys, limits)
    findings += faults_of_aims(aims, pounds, axes, len(pools.names))
    findings += faults_of_rules(axes, pools, tuple(rules))
    findings += faults_of_caps(caps, axes, len(pools.names)) if caps is not None else []
    book = None
    if rules and not findings:
        book = rule_book(axes, pools, rules)
        findings += contradictions(axes, pools, book, reachable=_reachable(pools, journeys, limits))
    if findings:
        raise FindingsError(findings, what="The planned places")
    ncy = np.array(axes.ncy, dtype=np.int64)
    serves = (pools.ncy_from[:, :, None] <= ncy) & (ncy <= pools.ncy_to[:, :, None])
    stay = serves & pools.is_open[:, :, None]
    first, admitting = _admitting(axes, pools, serves & pools.planned[:, :, None])
    limited = np.flatnonzero((limits.site_free < NO_LIMIT).any(axis=0))
    of_site = np.full(len(limits.sites), -1)
    of_site[limited] = np.arange(len(limited))
    within = np.append(of_site[pools.site], np.full(len(limited), -1))
    over = np.flatnonzero((np.asarray(pools.above) > 0).any(axis=0))
    pool_names = names_of(pools.names)
    site_names = names_of([limits.sites[site] for site in limited.tolist()])
    made = Supply(
        axes=axes,
        pools=pools,
        limits=limits,
        metres=journeys.metres[:, pools.site],
        minutes=journeys.minutes[:, pools.site],
        cell_names=cell_names(axes),
        pool_names=pool_names,
        site_names=site_names,
        cell_rank=cell_rank(axes),
        pool_rank=np.append(rank_of(pools.names), len(pools.names)),
        first=first,
        admitting=admitting,
        stay=stay,
        limited_sites=limited,
        within=within,
        nobody=_nobody(pools, limits, over, within, names=pool_names, sites=site_names),
        over_pools=over,
        rules=book,
        pounds=pounds,
        caps=caps,
    )
    there = {
        NOT_PREFERRED: book is not None and book.prefers,
        OVER_PLACES: len(over) > 0,
        DISPLACED: pools.closing.any(),
        OTHER_LEVEL: (pools.admits_level.sum(axis=-1) > 1).any(),
    }
    return _with_aims(made, [aim for aim in aims if there.get(aim, True)])


def _nobody(
    pools: Pools, limits: Limits, over: IntArray, within: IntArray, *, names: Names, sites: Names
) -> Network:
    """Make the network of a year before any child; see `Supply.nobody`."""
    count = len(sites) * (2 if len(over) else 1)
    above = np.where(within[over] < 0, -1, within[over] + len(sites))
    inside = [within[: len(pools.names)], above, np.full(count, -1)]
    more = [f"{pools.names[pool]}, above its places" for pool in over.tolist()]
    at_sites = [f"{site}, above its places" for site in sites.words] if len(over) else []
    return network_of(
        [],
        np.zeros(len(pools.names) + len(over), dtype=np.int64),
        [],
        [],
        [],
        independent_limit=np.zeros(len(limits.groups), dtype=np.int64),
        pool_is_independent=np.append(pools.independent, pools.independent[over]),
        total_room=np.zeros(count, dtype=np.int64),
        within=np.concatenate(inside),
        pools=names.and_more(more) if more else names,
        totals=sites.and_more(at_sites) if at_sites else sites,
        groups=limits.groups,
    )


def _with_aims(supply: Supply, aims: Sequence[str]) -> Supply:
    """Give a supply the aims that it asks for; most ask for the usual ones alone."""
    if tuple(aims) == AIMS:
        return supply
    none = np.zeros((len(aims), 0), dtype=np.int64)
    return replace(supply, nobody=replace(supply.nobody, aims=tuple(aims), costs=none))


def _reachable(pools: Pools, journeys: Journeys, limits: Limits) -> BoolArray:
    """Axes (year, locality, ncy, pool): whether the journey is allowed."""
    minutes = journeys.minutes[:, pools.site]
    return np.asarray(minutes[None, :, None] <= limits.longest_minutes[:, None, :, None])


def _admitting(
    axes: Axes, pools: Pools, serves: BoolArray
) -> tuple[IntArray, tuple[IntArray, ...]]:
    """For each year, list by kind the pools that admit it."""
    first = np.zeros((len(axes.years), axes.kinds + 1), dtype=np.int64)
    admitting = []
    for year in range(len(axes.years)):
        admits = (
            pools.needs[year].T[:, None, None, :]
            & serves[year].T[None, :, None, :]
            & pools.admits_level[year].T
        ).reshape(axes.kinds, -1)
        kind, pool = np.nonzero(admits)
        first[year, 1:] = np.cumsum(np.bincount(kind, minlength=axes.kinds))
        admitting.append(pool)
    return first, tuple(admitting)
