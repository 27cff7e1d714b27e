"""The places that there are without any scheme, pool by pool and year by year."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan

from sufficiency.area import Area

Pool = tuple[str, str]
"""Site and pool; the pool is blank for the site's total."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a pool has from one September until its next row.

    Parameters
    ----------
    year : int
        Academic year.
    places : float
        [places]
    taken : float
        Places of others among them; nan where not stated [places].
    basis : str
    """

    year: int
    places: float
    taken: float
    basis: str

    @property
    def free(self) -> float:
        """Places that are not others'."""
        return self.places - (0.0 if isnan(self.taken) else self.taken)


@dataclass(frozen=True, slots=True)
class Standing:
    """The places of an area before any scheme opens.

    Parameters
    ----------
    paths : mapping of (str, str) to tuple of Held
        By site and pool, in order of year; the pool is blank where it is the site's total.
    opening : mapping of (str, str) to int
        First academic year of each pool.
    """

    paths: Mapping[Pool, tuple[Held, ...]]
    opening: Mapping[Pool, int]

    def at(self, pool: Pool, year: int) -> Held | None:
        """Give what a pool has in a year; None before its first row.

        Parameters
        ----------
        pool : (str, str)
            Site and pool.
        year : int
            Academic year.
        """
        path = self.paths.get(pool, ())
        place = bisect_right([held.year for held in path], year)
        return path[place - 1] if place else None


NOTHING = Standing({}, {})
"""Where nothing is asked: without schemes."""


def standing(planned: Area) -> Standing:
    """Lay out the places of an area, as planned without any scheme.

    Parameters
    ----------
    planned : Area
        From `planned_area`.

    Returns
    -------
    Standing
    """
    places = planned.places.sort_values("year", kind="stable")
    paths: dict[Pool, list[Held]] = {}
    columns = (places[name].tolist() for name in ("site", "pool", "year", "places", "taken"))
    for (site, pool, year, number, taken), basis in zip(
        zip(*columns, strict=True), places["basis"].tolist(), strict=True
    ):
        held = Held(int(year), float(number), float(taken), str(basis))
        paths.setdefault((site, pool), []).append(held)
    pools = planned.pools
    opening: dict[Pool, int] = {}
    for site, pool, year in zip(pools["site"], pools["pool"], pools["year"], strict=True):
        opening[site, pool] = min(int(year), opening.get((site, pool), int(year)))
    return Standing({pool: tuple(held) for pool, held in paths.items()}, opening)
