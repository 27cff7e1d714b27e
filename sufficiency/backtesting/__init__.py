"""Backtest: what projections from earlier Januaries would have said, against what came."""

from sufficiency.backtesting.result import Backtest
from sufficiency.backtesting.verb import backtest, refuse_too_few_januaries

__all__ = ["Backtest", "backtest", "refuse_too_few_januaries"]
