"""The notes of a report: those of one kind told as one, and every single one in a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sufficiency.errors import Finding
from sufficiency.reports.parts import Table, table_of
from sufficiency.results import gathered

CAPTION = "Every note"


def where_all_notes_are(notes: Sequence[Finding]) -> tuple[str, ...]:
    """Say where every note stands by itself; nothing where each is told by itself already."""
    if len(gathered(notes)) == len(notes):
        return ()
    return (
        f"Notes of one kind are told as one. The table {CAPTION}, folded below, has all "
        f"{len(notes)} of them.",
    )


def all_notes(notes: Sequence[Finding]) -> tuple[Table, ...]:
    """Lay every note out, a row for each; nothing where each is told by itself already.

    Parameters
    ----------
    notes : sequence of Finding

    Returns
    -------
    tuple of Table
        One, or none.
    """
    if len(gathered(notes)) == len(notes):
        return ()
    rows = pd.DataFrame(
        {
            "place": [note.place for note in notes],
            "seen": [note.seen for note in notes],
            "why": [note.why for note in notes],
        }
    )
    header = {"place": "Where", "seen": "What was seen", "why": "Why it matters"}
    return (table_of(rows, header, caption=CAPTION),)
