"""Scenario: what is supposed and decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding
from sufficiency.scenario import assumption, edits, frames, levels, writing
from sufficiency.scenario.assumption import Assumption
from sufficiency.scenario.card import card
from sufficiency.scenario.checking import findings_against
from sufficiency.scenario.diff import Difference, difference
from sufficiency.scenario.levels import LevelShares
from sufficiency.scenario.loading import AS_THINGS_STAND, load_content
from sufficiency.scenario.register import register
from sufficiency.scenario.resolve import Content, Marked

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """What is supposed and decided about an area: assumptions, levels, sites, pools and places.

    A scenario never changes: `but`, `with_places` and the like give a new one. Two scenarios
    that say the same are equal, wherever it was said.

    Make one with `load_scenario` or `as_things_stand`.

    Parameters
    ----------
    content : Content
        What it says, as the files gave it.
    """

    content: Content

    @property
    def name(self) -> str:
        """Its short name."""
        return self.content.name

    @property
    def title(self) -> str:
        """Its name in full."""
        return self.content.title or self.content.name

    @property
    def description(self) -> str:
        """What it is about."""
        return self.content.description

    @property
    def marked(self) -> Marked:
        """What becomes of counts that are not shown: "refuse", or "fit" within their bounds."""
        return self.content.marked

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it comes from, the last one first."""
        return self.content.files

    @cached_property
    def digest(self) -> str:
        """A digest of everything that it says: the same wherever and in whatever order."""
        return self.content.digest()

    def __eq__(self, other: object) -> bool:
        """Say whether two scenarios say the same."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return self.digest == other.digest

    def __hash__(self) -> int:
        """Hash by content."""
        return hash(self.digest)

    def assumption(self, name: str) -> Assumption:
        """Give one assumption.

        Parameters
        ----------
        name : str
            Its key, for example "headroom_percent".

        Raises
        ------
        UnknownNameError
            If there is none of that name.

        Examples
        --------
        >>> from sufficiency.scenario import as_things_stand
        >>> as_things_stand().assumption("detour_factor").at(2026)
        1.3
        """
        return assumption.find(self.content.entries, name, register())

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Every assumption, in the order of the register."""
        return tuple(self.assumption(name) for name in register())

    def levels(self) -> pd.DataFrame:
        """Give the levels table.

        Returns
        -------
        pandas.DataFrame
            A row for each setting, need, phase (blank for all) and level; columns low, central
            and high [share], why, file.
        """
        frame: pd.DataFrame = levels.levels_frame(self.content.levels)
        return frame

    def levels_for(self, setting: str, need: str, phase: str) -> LevelShares:
        """Give the shares over the levels that hold for some children.

        Parameters
        ----------
        setting, need, phase : str
            Where they are, their primary need, and the phase of their NC year.

        Returns
        -------
        LevelShares
            From the most specific row of the levels table.

        Raises
        ------
        UnknownNameError
            If one of the three is unknown.
        """
        return levels.shares_of(levels.row_for(self.content.levels, setting, need, phase))

    def to_frame(self, kind: str = "assumptions") -> pd.DataFrame:
        """Give one of its tables.

        Parameters
        ----------
        kind : str
            "assumptions" (every default included), "levels", "sites", "pools", "places",
            "caps", "schemes" or "rules", as written; see `planned` for what opens when.

        Returns
        -------
        pandas.DataFrame
            With the file that each row comes from.
        """
        return frames.frame(self.content, kind)

    def planned(self, table: str) -> pd.DataFrame:
        """Give pools, places, caps or schemes as they come, after `opening_slip_years`."""
        slip = self.assumption("opening_slip_years")
        return frames.planned(self.content, table, slip=slip)

    @property
    def resolved(self) -> pd.DataFrame:
        """Everything that it says, with the file that each value came from.

        Returns
        -------
        pandas.DataFrame
            Columns part, name, key, year, value, unit, basis, why, owner, file.
        """
        return frames.resolved(self.content)

    def but(
        self, *, name: str, title: str | None = None, description: str | None = None, **changes: Any
    ) -> Scenario:
        """Make another scenario in which some assumptions differ.

        Parameters
        ----------
        name : str
            Name of the new scenario.
        title, description : str, optional
            Its name in full, and what it is about.
        **changes
            Assumptions: a value, values by year ({2026: 5, 2028: 8}), values by phase
            ({"primary": 40}), or a dict as in a file; also `marked` and `levels`.

        Raises
        ------
        ScenarioError
            With all findings.

        Examples
        --------
        >>> from sufficiency.scenario import as_things_stand
        >>> faster = as_things_stand().but(name="faster", request_growth_percent=3)
        >>> print(as_things_stand().diff(faster))
        faster against as-things-stand:
          request_growth_percent: 3 percent a year instead of 0.
        """
        return Scenario(
            edits.but(self.content, name=name, title=title, description=description, **changes)
        )

    def with_places(
        self,
        site: str,
        pool: str,
        places: Mapping[int, float],
        *,
        basis: str = "assumed",
        taken: float | None = None,
        name: str | None = None,
    ) -> Scenario:
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
            Places that others' children have.
        name : str, optional
            Name of the new scenario.
        """
        rows = [
            {"site": site, "pool": pool, "year": y, "places": n, "taken": taken, "basis": basis}
            for y, n in places.items()
        ]
        return Scenario(edits.add_rows(self.content, {"places": rows}, name=name))

    def with_site(self, site: str, *, name: str, **columns: Any) -> Scenario:
        """Make another scenario with one site more, or another row for a site.

        Parameters
        ----------
        site, name : str
            Short code and name of the site.
        **columns
            The other columns of the sites table: authority, easting, northing, basis ...
        """
        row = {"site": site, "name": name, "basis": "assumed", **columns}
        return Scenario(edits.add_rows(self.content, {"sites": [row]}))

    def with_pool(self, site: str, pool: str, **columns: Any) -> Scenario:
        """Make another scenario with one pool more, or another row for a pool.

        Parameters
        ----------
        site, pool : str
            Which pool.
        **columns
            The other columns of the pools table: level, needs, ncy_from, ncy_to, year ...
        """
        row = {"site": site, "pool": pool, "basis": "assumed", **columns}
        return Scenario(edits.add_rows(self.content, {"pools": [row]}))

    def with_rows(self, table: str, rows: Iterable[Mapping[str, Any]]) -> Scenario:
        """Make another scenario with more rows in one table; the same key replaces."""
        return Scenario(edits.add_rows(self.content, {table: list(rows)}))

    def without(
        self, assumption: str | None = None, *, site: str | None = None, pool: str | None = None
    ) -> Scenario:
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

        Raises
        ------
        UnknownNameError
            If the scenario says nothing about it.
        """
        return Scenario(edits.without(self.content, assumption, site=site, pool=pool))

    def diff(self, other: Scenario) -> Difference:
        """Say in sentences what another scenario does differently from this one.

        Parameters
        ----------
        other : Scenario
            The other one; this one is the reference.
        """
        return difference(self.content, other.content)

    def demand_differences(self, other: Scenario) -> tuple[str, ...]:
        """Name what differs and drives demand: then a projection cannot be used for both."""
        differing = [
            mine.name
            for mine, theirs in zip(self.assumptions, other.assumptions, strict=True)
            if mine.term.drives_demand and frames.values_of(mine) != frames.values_of(theirs)
        ]
        if frames.shares(self.content) != frames.shares(other.content):
            differing.append("levels")
        if self.marked != other.marked:
            differing.append("marked")
        return tuple(differing)

    def check_against(self, **codes: Iterable[Any]) -> tuple[Finding, ...]:
        """Find rows about sites, pools or localities that neither area nor scenario has.

        Parameters
        ----------
        **codes
            sites : codes; pools : pairs of site and pool; localities : codes.
        """
        return findings_against(self.content, **codes)

    def to_toml(self) -> str:
        """Write it as one TOML file that is based on no other; defaults are left out."""
        return writing.toml_text(self.content)

    def __repr__(self) -> str:
        """Show what it is in three lines."""
        stated = [held for held in self.assumptions if not held.is_default]
        rest = len(register()) - len(stated)
        rows = frames.say_rows(self.content)
        counted = "assumption" if len(stated) == 1 else "assumptions"
        title = "" if self.title == self.name else f": {self.title}"
        return "\n".join(
            (
                f"<Scenario {self.name}{title}",
                f"  {len(stated)} {counted} stated, {rest} at their defaults; {rows}",
                '  next: scenario.to_frame("assumptions"), scenario.resolved>',
            )
        )

    def _repr_html_(self) -> str:
        """Show it as a card in a notebook."""
        return card(self)


def load_scenario(source: str | Path | Mapping[str, Any], *, folder: str | Path = ".") -> Scenario:
    """Read a scenario, everything that it is based on, and the files that it names.

    Parameters
    ----------
    source : path, name of a shipped scenario, or mapping
        A TOML file; "baseline" and the like for those that come with the package; or the same
        as a dict.
    folder : path
        Folder from which paths are found where the source is a dict.

    Returns
    -------
    Scenario

    Raises
    ------
    FileError
        If there is no such file.
    ScenarioError
        With all findings.

    Examples
    --------
    >>> load_scenario({"name": "wider", "allocation": {"detour_factor": 1.4}}).name
    'wider'
    """
    return Scenario(load_content(source, folder=folder))


def as_things_stand() -> Scenario:
    """Give the scenario in which nothing is decided or supposed beyond the defaults.

    Examples
    --------
    >>> set(as_things_stand().to_frame("assumptions")["file"])
    {'default'}
    """
    return Scenario(AS_THINGS_STAND)
