"""The register of schools: Get Information about Schools (GIAS)."""

from __future__ import annotations

from sufficiency.sources.gias.entries import is_register
from sufficiency.sources.gias.verb import read_gias
from sufficiency.sources.kinds import Kind

__all__ = ["KIND", "read_gias"]

KIND = Kind(
    "gias",
    "The register of schools (Get Information about Schools)",
    lambda rows: any(is_register(row) for row in rows),
    read_gias,
)
"""The register among the files that people have."""
