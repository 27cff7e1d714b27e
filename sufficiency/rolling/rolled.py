"""The result of rolling over: this year's area, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.errors import Finding, findings_frame
from sufficiency.results import Card, Figure, InputFile, Provenance, Result, say_notes, versions
from sufficiency.rolling.changes import base_of

if TYPE_CHECKING:
    import pandas as pd

KINDS_COUNTED = (
    ("locality_new", "new locality", "new localities"),
    ("site_new", "new site", "new sites"),
    ("site_opened", "site opened", "sites opened"),
    ("site_closed", "site closed", "sites closed"),
    ("ages_changed", "site for other ages", "sites for other ages"),
    ("pool_changed", "pool changed", "pools changed"),
    ("places_changed", "number of places changed", "numbers of places changed"),
    ("restated", "January restated", "Januaries restated"),
    ("population_revised", "year of population revised", "years of population revised"),
    (
        "rows_changed",
        "table with rows that are new or hold something else",
        "tables with rows that are new or hold something else",
    ),
)
"""Kinds of changes that the card counts, with the words for one and for several."""


@dataclass(frozen=True, eq=False, repr=False)
class RolledOver(Result):
    """An area of this year, made of last year's and of what is new.

    `roll_over` makes one.

    Parameters
    ----------
    before, area : Area
        Last year's and this year's.
    changes : pandas.DataFrame
        What changed: columns table, what, item, year, before, after, change, said.
    account : pandas.DataFrame
        Of each table the rows before, kept, replaced, dropped, added and now.
    notes : tuple of Finding
        What to look at.
    read : tuple of InputFile
        This year's files.
    """

    before: Area
    area: Area
    changes: pd.DataFrame
    account: pd.DataFrame
    notes: tuple[Finding, ...] = ()
    read: tuple[InputFile, ...] = ()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the changes, the account of rows, and the notes, as copies.

        The tables of the area are in `area`, and `area.save` writes them.
        """
        return {
            "changes": self.changes.copy(),
            "account": self.account.copy(),
            "notes": findings_frame(self.notes),
        }

    def in_words(self) -> str:
        """Tell all that changed, a sentence on each line."""
        said = [str(sentence) for sentence in self.changes["said"]]
        return "\n".join(said) if said else "Nothing changed."

    def card(self) -> Card:
        """Say which January came, how the total moved, and how much else changed."""
        old, new = base_of(self.before), base_of(self.area)
        counted = self.changes["what"].value_counts()
        told = [
            f"{counted[what]:,} {one if counted[what] == 1 else several}"
            for what, one, several in KINDS_COUNTED
            if counted.get(what, 0)
        ]
        total = self.changes[self.changes["what"] == "total"]
        title = f"{self.area.name}: {self._moved(old, new)}"
        besides = f"Besides: {', '.join(told)}." if told else "Nothing besides changed."
        basis = self.area.basis("plans") or "supplied"
        return Card(
            title=title,
            lines=(besides, say_notes(self.notes, result="rolled").strip() or "Nothing to note."),
            figures=tuple(
                Figure(f"Plans in January {terms.january_of_year(year)}", count, "children", basis)
                for year, count in self._ends(total, old, new)
            ),
            next_python='Next: print(rolled.in_words()); rolled.area.save("this-year.xlsx").',
            next_command="the command check looks through this year's area",
        )

    def _moved(self, old: int | None, new: int | None) -> str:
        """Say from which January to which the area was rolled."""
        if new is None:
            return "no January of plans is held."
        to = f"January {terms.january_of_year(new)}"
        if old is None:
            return f"its first January of plans is {to}."
        if old == new:
            return f"{to} is still its newest."
        return f"rolled over from January {terms.january_of_year(old)} to {to}."

    def _ends(
        self, total: pd.DataFrame, old: int | None, new: int | None
    ) -> list[tuple[int, float]]:
        """Give the totals of both base years, where the year has moved."""
        if total.empty or old is None or new is None:
            return []
        row = total.iloc[0]
        return [(old, float(row["before"])), (new, float(row["after"]))]

    def provenance(self) -> Provenance:
        """Tell which files both years were read from."""
        inputs = tuple(dict.fromkeys((*self.before.inputs, *self.read)))
        return Provenance(inputs, versions())
