"""Where children are today: the table placements as holders of places, by kind of child."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.plan import INDEPENDENT, Plan
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.places import BASE, SPECIAL
from sufficiency.projection import Projection

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

HELD = ("base", "special", INDEPENDENT)
"""Settings whose children are in places that an allocation gives out."""

SERVES = 2
"""A pool serves a child in two ways: by need, and by NC year."""

FEWEST = 0.5
"""Fewer children than this are not worth a note."""

LEVEL_OF = {"base": BASE, "special": SPECIAL}
"""Position on the axis level of an allocation."""


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """Who is where in the last January.

    A *kind* is a position in the axes (locality, need, ncy -4 to 20, setting), flattened. Children
    of a kind hold places in one or more pools; who of them holds which is not known.

    Parameters
    ----------
    kind, pool : IntArray
        Axis (row): sorted by kind. Behind the pools stands one more: independent places that
        are not named.
    children : FloatArray
        Axis (row) [children].
    independent, named : FloatArray
        Axes (need, phase): children in independent placements, and those of them in schools that
        the area names [children].
    unknown : float
        Children in independent placements of whom it is not known where [children].
    notes : tuple of Finding
        What does not fit together.
    """

    kind: IntArray
    pool: IntArray
    children: FloatArray
    independent: FloatArray
    named: FloatArray
    unknown: float
    notes: tuple[Finding, ...]


def today_of(projection: Projection, plan: Plan) -> Today:
    """Match the table placements with the children of the last January.

    Where a kind has more placements than children, they are cut back in proportion, with a note.
    Children in independent schools without a placement are in places that are not named; others
    without one start without a place.

    Parameters
    ----------
    projection : Projection
    plan : Plan

    Returns
    -------
    Today
    """
    stock = projection.model.stocks.last
    rows = _rows(projection, plan)
    counted = np.zeros(stock.size)
    np.add.at(counted, rows["kind"].to_numpy(), rows["plans"].to_numpy(dtype=np.float64))
    present = stock.reshape(-1)
    over = np.maximum(counted - present, 0.0)
    share = np.where(
        counted > 0, np.minimum(counted, present) / np.where(counted > 0, counted, 1), 0
    )
    kind = rows["kind"].to_numpy(dtype=np.int64)
    pool = rows["pool_place"].to_numpy(dtype=np.int64)
    held = rows["plans"].to_numpy(dtype=np.float64) * share[kind]
    unknown = _not_named(present - np.minimum(counted, present), stock.shape)
    kind = np.concatenate([kind, unknown])
    pool = np.concatenate([pool, np.full(len(unknown), len(plan.pools.names))])
    held = np.concatenate([held, (present - np.minimum(counted, present))[unknown]])
    order = np.lexsort((pool, kind))
    settings = terms.settings().codes
    of_setting = [settings.index(setting) for setting in HELD]
    short = (
        stock[..., of_setting].sum() - counted.sum() + over.sum(),
        stock[..., of_setting].sum(),
    )
    independent = stock[..., settings.index(INDEPENDENT)].sum(axis=0)
    in_named = (np.minimum(counted, present)).reshape(stock.shape)[..., settings.index(INDEPENDENT)]
    return Today(
        kind[order],
        pool[order],
        held[order],
        _by_phase(independent),
        _by_phase(in_named.sum(axis=0)),
        float(independent.sum() - in_named.sum()),
        _notes(projection, plan, short=short, over=float(over.sum())),
    )


def _by_phase(counts: FloatArray) -> FloatArray:
    """Axes (need, phase) from axes (need, ncy)."""
    phases = terms.phases().codes
    made = np.zeros((len(counts), len(phases)))
    for position, ncy in enumerate(range(terms.FIRST_NCY, terms.LAST_NCY + 1)):
        made[:, phases.index(terms.phase_of_ncy(ncy))] += counts[:, position]
    return made


def _not_named(missing: FloatArray, shape: tuple[int, ...]) -> IntArray:
    """Give the kinds in independent schools that have fewer placements than children."""
    independent = np.zeros(shape, dtype=bool)
    independent[..., terms.settings().codes.index(INDEPENDENT)] = True
    return np.flatnonzero(independent.reshape(-1) & (missing > 1e-9))


def _rows(projection: Projection, plan: Plan) -> pd.DataFrame:
    """Give the placements of the last January with the kind of child and the pool of each."""
    placements = projection.area.table("placements")
    rows = placements[placements["year"] == projection.base]
    marked = int((rows["plans_mark"] != "").sum()) if len(rows) else 0
    if marked:
        raise NotPossibleError.of(
            "allocation_placements_marked",
            count=marked,
            january=terms.january_of_year(projection.base),
        )
    known = rows[
        rows["locality"].isin(projection.localities) & rows["need"].isin(projection.labels.needs)
    ]
    rows_of_site = _pools_by_site(plan)
    columns = [known[name].tolist() for name in ("site", "pool", "need", "ncy")]
    place = [_pool_of(plan, rows_of_site, *cells) for cells in zip(*columns, strict=True)]
    known = known.assign(pool_place=np.array(place, dtype=np.int64))
    known = known[known["pool_place"] >= 0]
    labels, settings = projection.labels, terms.settings().codes
    setting = plan.labels["setting"].to_numpy()[known["pool_place"].to_numpy(dtype=np.int64)]
    kinds = np.ravel_multi_index(
        (
            np.array([labels.localities.index(code) for code in known["locality"]], dtype=np.int64),
            np.array([labels.needs.index(code) for code in known["need"]], dtype=np.int64),
            known["ncy"].to_numpy(dtype=np.int64) - terms.FIRST_NCY,
            np.array([settings.index(code) for code in setting], dtype=np.int64),
        ),
        projection.model.stocks.last.shape,
    )
    counted: pd.DataFrame = (
        known.assign(kind=kinds)[["kind", "pool_place", "plans"]]
        .groupby(["kind", "pool_place"], as_index=False)
        .sum()
    )
    return counted


def _pools_by_site(plan: Plan) -> dict[str, list[tuple[int, str]]]:
    """Give the pools of each site, with their names."""
    pools: dict[str, list[tuple[int, str]]] = {}
    names = zip(plan.labels["site"], plan.labels["pool"], strict=True)
    for number, (site, pool) in enumerate(names):
        pools.setdefault(site, []).append((number, pool))
    return pools


def _pool_of(
    plan: Plan,
    pools: dict[str, list[tuple[int, str]]],
    site: str,
    pool: str,
    need: str,
    ncy: int,
) -> int:
    """Find the pool of a placement: the one named, or the first of the site that serves.

    Of one that is named and opens later, the child may be in another pool of the site only where
    that one serves the child: who is in none that is there has no place to keep.
    """
    everywhere = pools.get(site, [])
    here = [held for held in everywhere if plan.today.is_open[held[0]]]
    named = [number for number, name in here if name == pool]
    chosen = named or [number for number, _ in here]
    if not chosen:
        return -1
    place = plan.axes.needs.index(need)

    def serves(number: int) -> int:
        inside = plan.today.ncy_from[number] <= ncy <= plan.today.ncy_to[number]
        return int(inside) + int(plan.today.needs[number, place])

    best = max(chosen, key=serves)
    opens_later = not named and any(name == pool for _, name in everywhere)
    return -1 if opens_later and serves(best) < SERVES else best


def _notes(
    projection: Projection, plan: Plan, *, short: tuple[float, float], over: float
) -> tuple[Finding, ...]:
    first, base = terms.year_label(plan.axes.years[0]), projection.base
    missing, whole = float(short[0]), float(short[1])
    notes = []
    if base not in projection.area.years("placements"):
        notes.append(
            finding(
                "allocation_nobody_placed",
                file="table placements",
                area=projection.area.name,
                january=terms.january_of_year(base),
                first=first,
            )
        )
        return _of_settings(notes, projection, over)
    later, placed, sites = _at_later_pools(projection, plan)
    if later >= FEWEST:
        notes.append(
            finding(
                "allocation_pools_later",
                file="table pools",
                column="year",
                count=later,
                whole=placed,
                base=terms.year_label(base),
                first=first,
                sites=", ".join(sites),
            )
        )
    if missing - later > FEWEST:
        notes.append(
            finding(
                "allocation_placements_short",
                file="table placements",
                count=missing - later,
                whole=whole,
                first=first,
            )
        )
    return _of_settings(notes, projection, over)


def _of_settings(notes: list[Finding], projection: Projection, over: float) -> tuple[Finding, ...]:
    """Add what is to be said of colleges, and of placements beyond the plans."""
    college = terms.settings().codes.index("specialist_post16")
    in_colleges = float(projection.model.stocks.last[..., college].sum())
    if in_colleges > FEWEST:
        notes = [*notes, finding("allocation_colleges", file="table plans", count=in_colleges)]
    if over > FEWEST:
        above = finding("allocation_placements_over", file="table placements", count=over)
        notes = [*notes, above]
    return tuple(notes)


def _at_later_pools(projection: Projection, plan: Plan) -> tuple[float, float, list[str]]:
    """Count the children placed in pools that begin later, and name them, or their sites.

    Among how many is told of the same table: at a school with a base it may have children who are
    in mainstream, and so more of them than are in bases and special schools.
    """
    placements = projection.area.table("placements")
    rows = placements[placements["year"] == projection.base]
    labels, is_open = plan.labels, plan.today.is_open
    begun, sites = set(labels["site"].to_numpy()[is_open]), set(labels["site"])
    pools_by_site = _pools_by_site(plan)
    known = rows["locality"].isin(projection.localities) & rows["need"].isin(plan.axes.needs)
    columns = [rows[name].tolist() for name in ("site", "pool", "need", "ncy", "plans")]
    count, named = 0.0, set[str]()
    for (site, pool, need, ncy, plans), is_known in zip(
        zip(*columns, strict=True), known.tolist(), strict=True
    ):
        if site not in sites:
            continue
        if site not in begun:
            named.add(site)
            count += float(plans)
        elif is_known and _pool_of(plan, pools_by_site, site, pool, need, int(ncy)) < 0:
            named.add(f"{site} {pool}")
            count += float(plans)
    return count, float(rows["plans"].sum()), sorted(named)
