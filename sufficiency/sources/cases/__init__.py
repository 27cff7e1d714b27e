"""Yearly exports of case-management systems, whatever their headings."""

from sufficiency.sources.cases.columns import CaseColumns, suggest_columns
from sufficiency.sources.cases.reading import read_snapshots

__all__ = ["CaseColumns", "read_snapshots", "suggest_columns"]
