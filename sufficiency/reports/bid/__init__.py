"""A bid for capital: one set of contents, as a page, a Word document and a workbook of formulas."""

from sufficiency.reports.bid.cabinet import CabinetPaper
from sufficiency.reports.bid.contents import Contents
from sufficiency.reports.bid.ledger import Ledger
from sufficiency.reports.bid.pack import BidPack
from sufficiency.reports.bid.verb import bid_pack

__all__ = ["BidPack", "CabinetPaper", "Contents", "Ledger", "bid_pack"]
