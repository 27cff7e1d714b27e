"""What a reader of files gives: tables in an area's form, and an account of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, findings_frame
from sufficiency.results import Card, Figure, InputFile, Provenance, Result, versions

if TYPE_CHECKING:
    import pandas as pd

ACCOUNT = ("file", "what", "rows", "done", "why")
"""Columns of the account: of which file, which rows, how many, what was done with them, and why."""

DONE = ("read", "left_out", "added_up", "made")
"""What can be done with rows: read as they are, left out, added up into others, made of others."""


@dataclass(frozen=True, eq=False, repr=False)
class Reading(Result):
    """What one or more files of one kind say, in the form of an area's tables.

    Parameters
    ----------
    kind : str
        Code of the kind of source, such as "gias".
    title : str
        The same in words, with the authority where there is one.
    held : mapping of str to pandas.DataFrame
        Tables by name. One that is called like a table of an area has its columns.
    steps : pandas.DataFrame
        The account, columns as in `ACCOUNT`: for each file its rows add up to what was in it.
    findings : tuple of Finding
        Notes: what the user should know. Faults are raised and never held.
    inputs : tuple of InputFile
        The files that were read.
    version : str
        Version or shape of the files, where they have one.
    settings : mapping of str to str
        Choices that were made in reading, so that they can be made again.
    """

    kind: str
    title: str
    held: Mapping[str, pd.DataFrame]
    steps: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name, then `account` and `findings`, as copies."""
        held = {name: table.copy() for name, table in self.held.items()}
        return {**held, "account": self.account(), "findings": findings_frame(self.findings)}

    def account(self) -> pd.DataFrame:
        """Tell what was read, what was left out, and why.

        Returns
        -------
        pandas.DataFrame
            Columns file, what, rows, done, why.
        """
        return self.steps.copy()

    def card(self) -> Card:
        """Say what was read, and how many rows of it are in the tables."""
        rows = self.steps.groupby("done")["rows"].sum()
        files = "1 file" if len(self.inputs) == 1 else f"{len(self.inputs)} files"
        version = f", {self.version}" if self.version else ""
        count = len(self.findings)
        notes = "Nothing to note." if not count else f"Notes: {count}; see its table findings."
        return Card(
            title=self.title,
            lines=(
                f"From {files}{version}: the tables {', '.join(self.held)}.",
                notes,
            ),
            figures=tuple(
                Figure(label, float(rows.get(done, 0)), "rows", "supplied")
                for done, label in (("read", "Rows read"), ("left_out", "Rows left out"))
            ),
            next_python="reading.account() tells of every row what was done with it, and why",
        )

    def provenance(self) -> Provenance:
        """Tell which files were read, and with which choices."""
        return Provenance(self.inputs, versions(), {"kind": self.kind, **self.settings})


def account_of(rows: Sequence[tuple[str, str, int, str, str]]) -> pd.DataFrame:
    """Lay an account out: rows of file, what, how many rows, what was done, and why."""
    import pandas as pd

    unknown = {row[3] for row in rows} - set(DONE)
    assert not unknown, f"no such thing can be done with rows: {unknown}"
    return pd.DataFrame(list(rows), columns=list(ACCOUNT)).astype({"rows": "int64"})
