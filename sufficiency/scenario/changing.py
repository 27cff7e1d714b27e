"""Another scenario from this one: each way gives a new one, and the old one stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from sufficiency.errors import NotPossibleError
from sufficiency.scenario import edits
from sufficiency.scenario.resolve import Content


@dataclass(frozen=True, eq=False, repr=False)
class Changing:
    """The ways in which a scenario is made from another.

    Parameters
    ----------
    content : Content
        What it says.
    """

    content: Content

    def but(
        self,
        *,
        name: str | None = None,
        title: str | None = None,
        description: str | None = None,
        **changes: Any,
    ) -> Self:
        """Make another scenario in which some assumptions differ.

        Parameters
        ----------
        name : str
            Name of the new scenario. It cannot be left out: results are told apart by it.
        title, description : str, optional
            Its name in full, and what it is about.
        **changes
            Assumptions: a value, values by year ({2026: 5, 2028: 8}), values by phase
            ({"primary": 40}), or a dict as in a file; also `marked` and `levels`.

        Raises
        ------
        ScenarioError
            With all findings.
        NotPossibleError
            If no name was given.

        Examples
        --------
        >>> from sufficiency.scenario import as_things_stand
        >>> faster = as_things_stand().but(name="faster", request_growth_percent=3)
        >>> print(as_things_stand().diff(faster))
        faster against as-things-stand (every assumption at its default, nothing new):
          request_growth_percent: 3 percent a year instead of 0.
        """
        if name is None:
            example = next(iter(changes), "headroom_percent")
            raise NotPossibleError.of("but_needs_a_name", value=self.content.name, example=example)
        changed = edits.but(
            self.content, name=name, title=title, description=description, **changes
        )
        return replace(self, content=changed)

    def with_places(
        self,
        site: str,
        pool: str,
        places: Mapping[int, float],
        *,
        basis: str = "assumed",
        taken: float | None = None,
        name: str | None = None,
    ) -> Self:
        """Make another scenario in which a pool has other places.

        Parameters
        ----------
        site, pool : str
            Which pool; pool "" for the site's total.
        places : mapping of int to number
            Places from the September of each year named.
        basis : str
            How far the numbers can be relied on.
        taken : number, optional
            Places that others' children have or that are promised to them; left out, as many as
            the area has taken in that year.
        name : str, optional
            Name of the new scenario; left out, this one's name and "changed".
        """
        rows = [
            {"site": site, "pool": pool, "year": y, "places": n, "taken": taken, "basis": basis}
            for y, n in places.items()
        ]
        return self._with({"places": rows}, name=name)

    def with_site(
        self, site: str, *, site_name: str, name: str | None = None, **columns: Any
    ) -> Self:
        """Make another scenario with one site more, or another row for a site.

        Parameters
        ----------
        site, site_name : str
            Short code of the site, and what it is called.
        name : str, optional
            Name of the new scenario; left out, this one's name and "changed".
        **columns
            The other columns of the sites table: authority, easting, northing, basis ...
        """
        row = {"site": site, "name": site_name, "basis": "assumed", **columns}
        return self._with({"sites": [row]}, name=name)

    def with_pool(self, site: str, pool: str, *, name: str | None = None, **columns: Any) -> Self:
        """Make another scenario with one pool more, or another row for a pool.

        Parameters
        ----------
        site, pool : str
            Which pool.
        name : str, optional
            Name of the new scenario; left out, this one's name and "changed".
        **columns
            The other columns of the pools table: level, needs, ncy_from, ncy_to, year ...
        """
        row = {"site": site, "pool": pool, "basis": "assumed", **columns}
        return self._with({"pools": [row]}, name=name)

    def with_rows(
        self, table: str, rows: Iterable[Mapping[str, Any]], *, name: str | None = None
    ) -> Self:
        """Make another scenario with more rows in one table; the same key replaces.

        Parameters
        ----------
        table : str
            One of its tables: places, caps, schemes, rules, levels ...
        rows : iterable of mapping
            Cells by column, as in a file.
        name : str, optional
            Name of the new scenario; left out, this one's name and "changed".
        """
        return self._with({table: list(rows)}, name=name)

    def without(
        self,
        assumption: str | None = None,
        *,
        site: str | None = None,
        pool: str | None = None,
        name: str | None = None,
    ) -> Self:
        """Make another scenario that no longer says something.

        Parameters
        ----------
        assumption : str, optional
            Put this assumption back to its default.
        site : str, optional
            Take out every row about this site. The area's own rows stay: to close a site of
            the area, give it 0 places from a year.
        pool : str, optional
            With `site`: take out only the rows about this pool.
        name : str, optional
            Name of the new scenario; left out, this one's name and "changed".

        Raises
        ------
        UnknownNameError
            If the scenario says nothing about it.
        """
        changed = edits.without(self.content, assumption, site=site, pool=pool, name=name)
        return replace(self, content=changed)

    def _with(self, tables: Mapping[str, list[Any]], *, name: str | None) -> Self:
        return replace(self, content=edits.add_rows(self.content, tables, name=name))
