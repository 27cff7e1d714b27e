"""One assumption of a scenario: its value for a year and for some children."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sufficiency import terms
from sufficiency.errors import UnknownNameError
from sufficiency.scenario.reading import BETWEEN, Entries, Entry
from sufficiency.scenario.register import ALL, AssumptionTerm, codes_of, meant_by
from sufficiency.scenario.schedule import ALWAYS, Schedule, Value


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption of a scenario.

    Parameters
    ----------
    term : AssumptionTerm
        What it is: unit, bounds, words.
    entries : tuple of Entry
        Its values by key and year.
    """

    term: AssumptionTerm
    entries: Entries

    @property
    def name(self) -> str:
        """Its key in a scenario file."""
        return self.term.name

    @property
    def keys(self) -> tuple[str, ...]:
        """For whom values are named: "all" first, then needs, phases and so on."""
        return tuple(dict.fromkeys(entry.key for entry in self.entries))

    @property
    def is_default(self) -> bool:
        """Whether no file states it."""
        return not any(entry.is_stated for entry in self.entries)

    @property
    def stated_bases(self) -> tuple[str, ...]:
        """On what the values rest that a file states; none where all are defaults."""
        return tuple(dict.fromkeys(entry.basis for entry in self.entries if entry.is_stated))

    def at(self, year: int, **by: str | int) -> Value:
        """Give the value that holds in an academic year.

        Parameters
        ----------
        year : int
            Academic year.
        **by
            For whom, where values differ: need="SEMH", phase="secondary", ncy=7, site="S01".

        Returns
        -------
        number, text, bool or None
            None for "none": no limit.

        Raises
        ------
        UnknownNameError
            If the assumption differs by something that was not said, or does not differ by
            what was said, or a code is unknown.

        Examples
        --------
        >>> from sufficiency.scenario import as_things_stand
        >>> as_things_stand().assumption("journey_limit_minutes").at(2026, phase="primary")
        45.0
        """
        return self.entry_for(year, self._parts(by)).value

    def schedule(self, **by: str | int) -> Schedule:
        """Give the values by year, for some children; see `at`."""
        return self.schedule_for(self._parts(by)).shorter()

    def _parts(self, by: dict[str, str | int]) -> set[str]:
        """Check what is asked for, and give the parts of the key."""
        for kind, code in by.items():
            if kind not in self.term.by:
                raise UnknownNameError.of("assumption_asked_wrongly", name=self.name, value=kind)
            codes = codes_of(kind)
            if codes is not None and str(code) not in codes:
                raise UnknownNameError.of(
                    "unknown_word", value=code, kind=codes.name, meant=meant_by(str(code), (kind,))
                )
        for kind in self.term.by:
            if kind not in by and self._differs_by(kind):
                codes = codes_of(kind)
                code = next(iter(codes)) if codes is not None else "S01"
                shown = code if kind == "ncy" else f'"{code}"'
                raise UnknownNameError.of(
                    "assumption_asked_by", name=self.name, value=kind, example=f"{kind}={shown}"
                )
        return {str(code) for code in by.values()}

    def _differs_by(self, kind: str) -> bool:
        codes = codes_of(kind)
        parts = {part for entry in self.entries for part in entry.parts}
        return bool(parts) if codes is None else any(part in codes for part in parts)

    def entry_for(self, year: int, parts: set[str]) -> Entry:
        """Find the value that holds for some children in a year.

        What a file states comes before every default, then the more specific before the less,
        and then the later year before the earlier.
        """
        held = [
            entry
            for entry in self.entries
            if entry.year <= max(year, ALWAYS) and parts.issuperset(entry.parts)
        ]
        return max(held, key=lambda entry: (entry.is_stated, len(entry.parts), entry.year))

    def schedule_for(self, parts: set[str]) -> Schedule:
        """Give the values by year for the parts of a key; none for all."""
        years = sorted({ALWAYS, *(entry.year for entry in self.entries)})
        steps = tuple((year, self.entry_for(year, parts).value) for year in years)
        return Schedule(steps, self.term.unit)

    def schedule_of(self, key: str) -> Schedule:
        """Give the values by year for one of its keys, or a key of another scenario."""
        return self.schedule_for(set() if key == ALL else set(key.split(BETWEEN)))

    def says(self, key: str) -> str:
        """Say for whom a value is: "SEMH/secondary", "NC year 7"."""
        return f"NC year {key}" if self.term.by == ("ncy",) else key

    def __str__(self) -> str:
        """Say it in one line."""
        said = []
        for key in self.keys:
            prefix = "" if key == ALL else f"{self.says(key)} "
            said.append(prefix + str(self.schedule_of(key).shorter()))
        return f"{self.name}: " + "; ".join(said)

    def __repr__(self) -> str:
        """Show it in one line."""
        return f"<Assumption {self}>"


def find(entries: Entries, name: str, known: Any) -> Assumption:
    """Give one assumption by its name.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    """
    if name not in known:
        meant = terms.nearest_words(name, known)
        raise UnknownNameError.of(
            "unknown_word",
            value=name,
            kind="assumption",
            meant=f"Did you mean {meant}?" if meant else "",
        )
    return Assumption(known[name], tuple(entry for entry in entries if entry.name == name))
