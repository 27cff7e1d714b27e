"""Backtest: what projections from earlier Januaries would have said, against what came."""

from sufficiency.backtesting.result import Backtest
from sufficiency.backtesting.verb import backtest

__all__ = ["Backtest", "backtest"]
