"""The Department's published files of school capacity, as Explore Education Statistics has them."""

from __future__ import annotations

from collections.abc import Sequence

from sufficiency import terms
from sufficiency.sources.ees.opening import is_published
from sufficiency.sources.kinds import Kind
from sufficiency.sources.scap.files import is_told
from sufficiency.sources.scap.verb import read_scap

__all__ = ["KIND", "read_scap"]


def _recognises(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a header is that of a file of specialist capacity or forecasts."""
    for row in rows:
        named = {terms.capacity_column_of(cell) for cell in row}
        if is_published(row) and is_told(named) and named & {"urn", "forecast", "schools"}:
            return True
    return False


KIND = Kind("scap", "School capacity (Explore Education Statistics)", _recognises, read_scap)
"""Files of school capacity among those that people have."""
