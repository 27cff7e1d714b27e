"""Quality: what the checks found, what it means, and what to ask whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.errors import Finding, finding
from sufficiency.mending.issues import Outcome
from sufficiency.mending.issues_file import ISSUE_COLUMNS, write_issues
from sufficiency.results import Card, Figure, Provenance, Result, versions
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

CHECK_COLUMNS = (
    *("check", "label", "source", "state", "count", "whole", "unit", "share_percent", "severity"),
    *("issues", "seen", "meaning", "to_do"),
)
SEVERITIES = ("high", "medium", "low")
OF_A_READER = "note of the reader"
NOT_MADE, NOTHING, FOUND = "not made", "nothing found", "found"


@dataclass(frozen=True, eq=False, repr=False)
class Quality(Result):
    """What the checks of an area found.

    `quality` makes one.

    Parameters
    ----------
    area : Area
        What was checked.
    readings : tuple of Reading
        What it was held against.
    outcomes : tuple of Outcome
        One for each check.
    """

    area: Area
    readings: tuple[Reading, ...]
    outcomes: tuple[Outcome, ...]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables checks and issues."""
        return {"checks": self.checks(), "issues": self.issues()}

    def checks(self) -> pd.DataFrame:
        """Give a row for each check, and for each note of a reader.

        Returns
        -------
        pandas.DataFrame
            Check, label, source ("area", or what was read), state (found, nothing found, or not
            made, where the area has nothing to check), count and whole with their unit,
            share_percent, severity (high, medium, low), issues (rows of the table issues), what
            was seen, what it means, and what to do.
        """
        import pandas as pd

        rows = [*(_row(one) for one in self.outcomes), *self._of_readers()]
        return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))

    def issues(self) -> pd.DataFrame:
        """Give a row for each thing to ask about.

        Returns
        -------
        pandas.DataFrame
            Id (the same for the same check of the same cell, whenever it is made), check, label,
            severity, table, key (which row), column (which cell; blank where no single cell is at
            fault), value (what stands there), count, seen, asked.
        """
        import pandas as pd

        told = terms.quality_checks()
        rows = [
            (
                *(one.id, one.check, told[one.check]["label"], told[one.check]["severity"]),
                *(one.table, one.key, one.column, one.value, one.count, one.seen),
                told[one.check]["asked"],
            )
            for outcome in self.outcomes
            for one in outcome.issues
        ]
        return pd.DataFrame(rows, columns=list(ISSUE_COLUMNS)).astype({"count": "float64"})

    def save_issues(self, path: str | Path, *, replace: bool = False) -> Path:
        """Write the issues as a file for colleagues to correct.

        Parameters
        ----------
        path : str or Path
            A file that ends in .xlsx or .csv.
        replace : bool
            Whether a file that stands there may be replaced.

        Returns
        -------
        Path
            Where it was written: wholly, or not at all.

        Raises
        ------
        FileError
            If it has another ending, stands there already, or cannot be written.

        See Also
        --------
        sufficiency.apply_corrections : reads it back.
        """
        return write_issues(self.issues(), Path(path), title=self.area.name, replace=replace)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What was found, as findings: one for each check that found something."""
        return tuple(_finding(one) for one in self.outcomes if one.issues)

    def card(self) -> Card:
        """Say how many checks found something, the gravest first."""
        told = terms.quality_checks()
        found = [one for one in self.outcomes if one.issues]
        ordered = sorted(found, key=lambda one: SEVERITIES.index(told[one.check]["severity"]))
        made = sum(one.whole > 0 for one in self.outcomes)
        names = "; ".join(told[one.check]["label"] for one in ordered[:3])
        issues = sum(len(one.issues) for one in found)
        basis = terms.weakest([self.area.basis(name) or "supplied" for name in ("plans", "sites")])
        return Card(
            title=f"Quality of {self.area.name}: {len(found)} of {made} checks found something",
            lines=(
                f"First: {names}." if found else "Nothing was found.",
                f"Checks that could not be made: {len(self.outcomes) - made}.",
            ),
            figures=tuple(
                Figure(f"Issues, {severity}", float(_of(found, severity)), "issues", basis)
                for severity in SEVERITIES
                if issues
            ),
            next_python='quality.save_issues("issues.xlsx") writes a file to send to colleagues',
            next_command="quality AREA --to issues.xlsx writes a file to send to colleagues",
        )

    def provenance(self) -> Provenance:
        """Tell which files the area and the readings come from."""
        inputs = (*self.area.inputs, *(file for one in self.readings for file in one.inputs))
        return Provenance(inputs, versions())

    def _of_readers(self) -> Iterator[tuple[object, ...]]:
        for reading in self.readings:
            for note in reading.findings:
                yield (
                    *(note.rule, OF_A_READER, reading.title, FOUND),
                    *(float("nan"), float("nan"), "", float("nan"), "medium", 0),
                    *(f"{note.place}: {note.seen}", note.why, note.remedy),
                )


def _of(found: list[Outcome], severity: str) -> int:
    told = terms.quality_checks()
    return sum(len(one.issues) for one in found if told[one.check]["severity"] == severity)


def _row(outcome: Outcome) -> tuple[object, ...]:
    told, note = terms.quality_checks()[outcome.check], _finding(outcome)
    state = FOUND if outcome.issues else NOTHING if outcome.whole else NOT_MADE
    share = 100.0 * outcome.count / outcome.whole if outcome.whole else float("nan")
    return (
        *(outcome.check, told["label"], "area", state, outcome.count, outcome.whole),
        *(told["unit"], share, told["severity"], len(outcome.issues)),
        *(_seen(outcome, note.seen), note.why, note.remedy),
    )


def _seen(outcome: Outcome, found: str) -> str:
    """Say what was found, and what was left out even where nothing was."""
    told = (found if outcome.issues else "", outcome.left_out)
    return " ".join(part for part in told if part)


def _finding(outcome: Outcome) -> Finding:
    return finding(
        f"quality_{outcome.check}",
        file=f"table {terms.quality_checks()[outcome.check]['table']}",
        value=f"{outcome.count:,.10g}",
        count=f"{round(outcome.count, 1):,.10g}",
        whole=f"{round(outcome.whole, 1):,.10g}",
        **outcome.words,
    )
