"""What the projections from earlier Januaries had to say of themselves, each with its Januaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sufficiency.backtesting.folds import Fold
from sufficiency.backtesting.words import januaries_words
from sufficiency.errors import Finding
from sufficiency.messages.backtests import LEVER_DOES_NOTHING, OF_ORIGINS


def notes_of_origins(folds: Sequence[Fold]) -> tuple[Finding, ...]:
    """Gather the notes on growth of all projections: one of each kind, nothing said twice.

    Parameters
    ----------
    folds : sequence of Fold
        In the order of their Januaries.

    Returns
    -------
    tuple of Finding
        A note for each rule and file; what was seen is told with the Januaries from which was
        projected, once where several say the same.
    """
    kinds: dict[tuple[str, str], dict[str, list[int]]] = {}
    first: dict[tuple[str, str], Finding] = {}
    for fold in folds:
        for note in fold.notes:
            kind = (note.rule, note.file)
            first.setdefault(kind, note)
            kinds.setdefault(kind, {}).setdefault(note.seen, []).append(fold.origin)
    return tuple(_with_origins(first[kind], told) for kind, told in kinds.items())


def _with_origins(note: Finding, told: dict[str, list[int]]) -> Finding:
    """Say of one kind of note what was seen, and from which Januaries was projected."""
    seen = " ".join(
        OF_ORIGINS.format(januaries=januaries_words(origins), seen=words)
        for words, origins in told.items()
    )
    command = note.remedy_command and f"{note.remedy_command} {LEVER_DOES_NOTHING}"
    remedy = f"{note.remedy} {LEVER_DOES_NOTHING}"
    return replace(note, seen=seen, remedy=remedy, remedy_command=command)
