"""Quality: whether what an area holds is likely to be right, and how it is put right."""

from sufficiency.quality.corrected import Corrected, apply_corrections, audit_beside
from sufficiency.quality.issues import Issue, Outcome
from sufficiency.quality.quality import Quality
from sufficiency.quality.verb import quality

__all__ = [
    "Corrected",
    "Issue",
    "Outcome",
    "Quality",
    "apply_corrections",
    "audit_beside",
    "quality",
]
