"""Which establishment came before or after another, as the register's file of links tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, finding
from sufficiency.sources.text_tables import read_text_table

if TYPE_CHECKING:
    from sufficiency.results import InputFile

WHAT = "the register's file of links"
HEADINGS = frozenset({"urn", "linkurn", "linktype"})


@dataclass(frozen=True, slots=True)
class Links:
    """Predecessors and successors by URN.

    Parameters
    ----------
    before, after : mapping of str to tuple of str
        URNs of what an establishment came from, and of what it became.
    source : InputFile
        The file.
    rows, others : int
        How many rows tell of one or the other, and how many of something else.
    findings : tuple of Finding
        Notes on how it was read.
    """

    before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[str, ...]]
    source: InputFile
    rows: int
    others: int
    findings: tuple[Finding, ...]


def is_links(row: Sequence[str]) -> bool:
    """Say whether a row is the header of the file of links."""
    return {cell.strip().casefold() for cell in row} >= HEADINGS


def read_links(path: str | Path) -> Links:
    """Read the file of links (links_edubasealldata).

    Raises
    ------
    FileError, FindingsError
        If it cannot be opened, or is no such file.
    """
    table = read_text_table(
        path, what=WHAT, is_header=is_links, keep=lambda name: name.casefold() in HEADINGS
    )
    frame = table.frame.rename(columns=str.casefold)
    kind = frame["linktype"].str.casefold()
    sides: list[dict[str, tuple[str, ...]]] = []
    told = 0
    for word in ("predecessor", "successor"):
        rows = frame[kind.str.startswith(word)]
        told += len(rows)
        held: dict[str, tuple[str, ...]] = {}
        for urn, other in zip(rows["urn"], rows["linkurn"], strict=True):
            if other not in held.get(urn, ()):
                held[urn] = (*held.get(urn, ()), other)
        sides.append(held)
    notes = list(table.findings)
    if not told:
        notes.append(finding("gias_links_empty", file=table.file))
    others = len(frame) - told
    return Links(sides[0], sides[1], table.source, told, others, tuple(notes))
