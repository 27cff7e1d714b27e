"""An area that was built from files, with an account of every one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.area import Area
from sufficiency.errors import Finding, findings_frame
from sufficiency.intake.composing import LeftOut
from sufficiency.intake.manifest import ENDING, Manifest
from sufficiency.intake.recognising import COPY, UNKNOWN, Recognised
from sufficiency.results import Card, Figure, Provenance, Result, versions
from sufficiency.sources.reading import Reading, account_of
from sufficiency.tables import write_whole

if TYPE_CHECKING:
    import pandas as pd


TABLE_MADE = "table made of the files"


@dataclass(frozen=True, eq=False, repr=False)
class BuiltArea(Result):
    """An area, the files it was built from, and what was done with each; `build_area` makes one.

    Parameters
    ----------
    area : Area
    files : tuple of Recognised
        Every file that was given, and what it is.
    readings : tuple of Reading
        What was read from them.
    sources : mapping of str to str
        From what each table of the area is.
    findings : tuple of Finding
        What the user should know.
    manifest : Manifest
        Enough to build it again.
    left_out : tuple of LeftOut
        Rows that were read and are not in the area, since another source speaks for their sites.
    """

    area: Area
    files: tuple[Recognised, ...]
    readings: tuple[Reading, ...]
    sources: Mapping[str, str]
    findings: tuple[Finding, ...]
    manifest: Manifest
    left_out: tuple[LeftOut, ...] = ()

    def card(self) -> Card:
        """Say what was built from how many files, and what to do next."""
        known = sum(1 for one in self.files if one.code not in (UNKNOWN, COPY))
        notes = len(self.findings)
        return Card(
            title=f"{self.area.name}, built from {known} of {len(self.files)} files",
            lines=(
                self.area.card().lines[0],
                f"Notes: {notes}; see the table findings, and account for every row."
                if notes
                else "Nothing to note.",
            ),
            figures=(
                Figure("Files read", float(known), "files", "supplied"),
                Figure("Notes", float(notes), "notes", "supplied"),
            ),
            next_python="built.area is the area: sf.project(built.area)",
            next_command='save it with sufficiency new AREA.xlsx --from ..., then "check" it',
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables account, files, sources and findings."""
        import pandas as pd

        files = [(one.name, one.code, one.label) for one in self.files]
        sources = [(name, where) for name, where in self.sources.items()]
        return {
            "files": pd.DataFrame(files, columns=["file", "kind", "label"]),
            "sources": pd.DataFrame(sources, columns=["table", "read_from"]),
            "account": self.account(),
            "findings": findings_frame(self.findings),
        }

    def account(self) -> pd.DataFrame:
        """Tell of every row of every file what was done with it.

        Where another source speaks for a site, rows that were read come a second time: as left
        out, under "table made of the files".

        Returns
        -------
        pandas.DataFrame
            Columns reading, file, what, rows, done, why.
        """
        import pandas as pd

        parts = [one.account().assign(reading=one.title) for one in self.readings]
        columns = ["reading", "file", "what", "rows", "done", "why"]
        for one in self.left_out:
            step = (TABLE_MADE, one.table, one.rows, "left_out", one.why)
            parts.append(account_of([step]).assign(reading=one.reading))
        return pd.concat(parts, ignore_index=True).reindex(columns=columns)

    @staticmethod
    def beside(place: Path) -> Path:
        """Give the path of the manifest beside an area."""
        return place.with_name(f"{place.stem}{ENDING}")

    def provenance(self) -> Provenance:
        """Tell which files were read, and with which choices."""
        files = dict.fromkeys(file for one in self.readings for file in one.inputs)
        chosen = self.manifest.choices
        settings = {
            "authority": chosen.authority,
            "within_miles": str(chosen.within_miles),
            "until": str(chosen.until),
        }
        return Provenance(tuple(files), versions(), settings)

    def _write(self, place: Path, *, replace: bool) -> Path:
        """Write the area, and the manifest beside it."""
        written = self.area.save(place, replace=replace)
        beside = self.beside(written)
        text = self.manifest.text(beside.parent)

        def write(part: Path) -> None:
            part.write_text(text, encoding="utf-8", newline="\n")

        write_whole(beside, write, replace=True)
        return written
