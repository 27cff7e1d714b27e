"""What every noun and result can do: show itself, be saved, and tell where its figures are from."""

from sufficiency.results.card import BANNER, MOST_FIGURES, Card, Figure
from sufficiency.results.explanation import (
    Explanation,
    refuse_unknown_labels,
    say_axes,
    say_labels,
)
from sufficiency.results.notes import gathered, say_notes
from sufficiency.results.result import (
    LIBRARIES,
    InputFile,
    Provenance,
    Result,
    refuse_publishing,
    versions,
)
from sufficiency.results.saving import check_place

__all__ = [
    "BANNER",
    "LIBRARIES",
    "MOST_FIGURES",
    "Card",
    "Explanation",
    "Figure",
    "InputFile",
    "Provenance",
    "Result",
    "check_place",
    "gathered",
    "refuse_publishing",
    "refuse_unknown_labels",
    "say_axes",
    "say_labels",
    "say_notes",
    "versions",
]
