"""Places of a programme that stand empty, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.frames import with_range
from sufficiency.capital.ranked import WITH_STAYERS
from sufficiency.places import NO_LIMIT

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


class Grown(NamedTuple):
    """Pools that schemes of a programme change together: one, or all of a site.

    Parameters
    ----------
    site, pool : str
        The pool is blank where the site's total has the number.
    pools : IntArray
        Positions of the pools.
    free, before : IntArray
        Axis (year): places free to us with the programme, and without it [places].
    headroom : IntArray
        Axis (year): places that the programme adds and that are kept free [places].
    schemes : tuple of str
    """

    site: str
    pool: str
    pools: IntArray
    free: IntArray
    before: IntArray
    headroom: IntArray
    schemes: tuple[str, ...]


def empty_frame(made: CapitalProgramme) -> pd.DataFrame:
    """Lay out the places of a programme that stand empty; see `CapitalProgramme.empty_places`.

    A place of a scheme stands empty if one of its pool does: those that were there are filled
    first.

        empty = min(added, max(free - placed, 0))
    """
    placed = made.outcomes[made.proposed].placed
    parts = []
    for grown in _grown(made):
        added = np.maximum(grown.free - grown.before, 0)
        open_years = np.flatnonzero(added)
        inside = placed[:, :, grown.pools].sum(axis=2)
        empty = np.minimum(added, np.maximum(grown.free - inside, 0))[:, open_years]
        columns = with_range("empty", empty.astype(np.float64))
        parts.append(
            pd.DataFrame(
                {
                    "year": np.array(made.years)[open_years],
                    "site": grown.site,
                    "pool": grown.pool,
                    "schemes": "; ".join(grown.schemes),
                    "places": added[open_years],
                    "headroom": grown.headroom[open_years],
                    **columns,
                    "empty_percent": 100 * columns["empty"] / added[open_years],
                }
            )
        )
    columns_held = ["year", "site", "pool", "schemes", "places", "headroom", "empty", "empty_low"]
    columns_held += ["empty_high", "empty_percent"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns_held)
    ordered = frame.sort_values(["year", "site", "pool"], kind="stable", ignore_index=True)
    return ordered.assign(evaluated=WITH_STAYERS, basis=made.basis)


def _grown(made: CapitalProgramme) -> list[Grown]:
    """Find the pools that the programme gives places, and the totals of sites without such."""
    shared, rooms = made.shared, made.rooms
    ours, without = shared.plan_with(made.openings), shared.plan
    labels = shared.plan.labels
    by_pool: dict[tuple[str, str], list[str]] = {}
    for scheme in sorted(made.openings):
        for key in dict.fromkeys((s.site, s.pool) for s in shared.offer(scheme).steps):
            by_pool.setdefault(key, []).append(scheme)
    grown = []
    for (site, pool), schemes in by_pool.items():
        at_site = (labels["site"] == site).to_numpy()
        if pool:
            here = np.flatnonzero(at_site & (labels["pool"] == pool).to_numpy())
            free, before = (
                (plan.pools.free - rooms.kept)[:, here].max(axis=1) for plan in (ours, without)
            )
            whole, whole_before = (
                _ours(plan.places[:, here], plan.taken[:, here]).max(axis=1)
                for plan in (ours, without)
            )
        elif any(name for where, name in by_pool if where == site):
            continue
        else:
            here = np.flatnonzero(at_site)
            place = shared.plan.sites.index(site)
            free, before = (rooms.site_free(plan)[:, place] for plan in (ours, without))
            whole, whole_before = (
                _ours(plan.site_places[:, place], plan.site_taken[:, place])
                for plan in (ours, without)
            )
        limited = (free < NO_LIMIT // 2) & (before < NO_LIMIT // 2)
        free, before, whole, whole_before = (
            np.where(limited, held, 0) for held in (free, before, whole, whole_before)
        )
        # What is added and not free to us is headroom. A pool from which more are taken than it
        # has is filled up first: that is none.
        added = np.maximum(free, 0) - np.maximum(before, 0)
        headroom = np.maximum(np.maximum(whole, 0) - np.maximum(whole_before, 0) - added, 0)
        grown.append(Grown(site, pool, here, free, np.maximum(before, 0), headroom, tuple(schemes)))
    return grown


def _ours(places: FloatArray, taken: FloatArray) -> IntArray:
    """Give the places that are not others', nought where there is no number."""
    return np.nan_to_num(places - np.nan_to_num(taken)).astype(np.int64)
