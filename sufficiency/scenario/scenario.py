"""Scenario: what is supposed and decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, NotPossibleError
from sufficiency.scenario import assumption, diff, frames, levels, writing
from sufficiency.scenario.assumption import Assumption
from sufficiency.scenario.card import card
from sufficiency.scenario.changing import Changing
from sufficiency.scenario.checking import findings_against
from sufficiency.scenario.diff import Difference
from sufficiency.scenario.levels import LevelShares
from sufficiency.scenario.loading import AS_THINGS_STAND
from sufficiency.scenario.register import OPEN_LISTS, register
from sufficiency.scenario.resolve import Content, Marked

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Scenario(Changing):
    """What is supposed and decided about an area: assumptions, levels, sites, pools and places.

    A scenario never changes: `but`, `with_places` and the like give a new one. Two scenarios
    that say the same are equal, wherever it was said.

    Make one with `load_scenario` or `as_things_stand`.

    Parameters
    ----------
    content : Content
        What it says, as the files gave it.
    """

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

    @property
    def based_on(self) -> Scenario | None:
        """The scenario that its file names in `based_on`; None where it names none.

        What is made from it in Python keeps it. `scenario.based_on.diff(scenario)` says what
        differs from it.
        """
        base = self.content.based_on
        return None if base is None else Scenario(base)

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

    @property
    def is_of_an_area(self) -> bool:
        """Whether it has rows, as of sites or rules, or names a site or locality in a value."""
        return bool(self.content.rows) or any(
            entry.parts and set(OPEN_LISTS).intersection(register()[entry.name].by)
            for entry in self.content.entries
        )

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
        """Give the rows of the levels table that hold for any child.

        Rows that a file states come before the default ones, and the more specific before the
        less; default rows in whose place stated ones hold for every child are left out.

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
            From the most specific stated row; where none is stated for these children, from the
            most specific default one.

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
            "caps", "schemes", "scheme_places", "scheme_costs", "rules" or "closures", as written;
            see `planned` for what opens when. What is stated comes before a default for the same
            children. Places whose `taken` is missing have as many taken as the area has it.

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

    def diff(self, other: Scenario | None) -> Difference:
        """Say in sentences what another scenario does differently from this one.

        Parameters
        ----------
        other : Scenario or None
            The other one, None for `as_things_stand`; this one is the reference.

        Raises
        ------
        NotPossibleError
            If the other is no scenario.
        """
        return diff.difference(self.content, _content_of(other))

    def demand_differences(self, other: Scenario | None) -> tuple[str, ...]:
        """Name what differs and drives demand: then a projection cannot be used for both."""
        return diff.demand_differences(self.content, _content_of(other))

    def check_against(
        self,
        *,
        sites: Iterable[str] | None = None,
        pools: Iterable[tuple[str, str]] | None = None,
        localities: Iterable[str] | None = None,
    ) -> tuple[Finding, ...]:
        """Find rows about sites, pools or localities that neither area nor scenario has.

        Parameters
        ----------
        sites, localities : iterable of str, optional
            Codes that the area has; not checked where left out. Localities may be a mapping of
            code to name: one that is called by its name is then told its code.
        pools : iterable of (str, str), optional
            Pairs of site and pool that the area has; not checked where left out.

        Returns
        -------
        tuple of Finding
            One for each name and table, in the first row that has it. To hold a scenario
            against a whole area, see `sufficiency.planned.check_plan`.
        """
        return findings_against(self.content, sites=sites, pools=pools, localities=localities)

    def settings(self) -> dict[str, str]:
        """Give its name, files and digest, as the provenance of a result holds them."""
        return {
            "scenario": self.name,
            "scenario files": ", ".join(self.files) or "none: things as they stand",
            "scenario sha256": self.digest,
        }

    def to_toml(self) -> str:
        """Write what it states as one TOML file that is based on no other, without defaults."""
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


def _content_of(other: object) -> Content:
    """Give what another scenario says; None stands for things as they stand."""
    if other is None:
        return AS_THINGS_STAND
    if not isinstance(other, Scenario):
        raise NotPossibleError.of("no_scenario", value=type(other).__name__)
    return other.content
