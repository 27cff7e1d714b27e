"""What every noun and result can do: show itself, be saved, and tell where its figures are from."""

from sufficiency.results.result import (
    BANNER,
    LIBRARIES,
    MOST_FIGURES,
    Card,
    Explanation,
    Figure,
    InputFile,
    Provenance,
    Result,
    refuse_publishing,
    versions,
)
from sufficiency.results.saving import save_frames

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
    "refuse_publishing",
    "save_frames",
    "versions",
]
