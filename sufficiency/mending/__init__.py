"""Quality: whether what an area holds is likely to be right, and how it is put right."""

from sufficiency.mending.corrected import Corrected, apply_corrections, audit_beside
from sufficiency.mending.issues import Issue, Outcome
from sufficiency.mending.result import Quality
from sufficiency.mending.verb import quality

__all__ = [
    "Corrected",
    "Issue",
    "Outcome",
    "Quality",
    "apply_corrections",
    "audit_beside",
    "quality",
]
