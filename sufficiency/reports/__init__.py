"""Reports: `report` writes an allocation or a comparison up as one page."""

from sufficiency.reports.page import Report
from sufficiency.reports.verb import report

__all__ = ["Report", "report"]
