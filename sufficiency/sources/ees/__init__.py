"""The Department's published files of EHC plans, as Explore Education Statistics gives them."""

from __future__ import annotations

from collections.abc import Sequence

from sufficiency import terms
from sufficiency.sources.ees.opening import is_published
from sufficiency.sources.ees.verb import read_ehc_plans
from sufficiency.sources.kinds import Kind

__all__ = ["KIND", "read_ehc_plans"]


def _recognises(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a header is that of a published file of plans."""
    headers = [row for row in rows if is_published(row)]
    headings = {cell.strip().casefold() for row in headers for cell in row}
    return any(
        one.is_headed(headings) for one in terms.published_files() if one.file != "other_published"
    )


KIND = Kind(
    "ehc_plans", "Published EHC plans (Explore Education Statistics)", _recognises, read_ehc_plans
)
"""Published files of plans among those that people have."""
