"""Projections against what came: from earlier Januaries of an area, or last year's own."""

from sufficiency.backtesting.result import Backtest
from sufficiency.backtesting.track_verb import track
from sufficiency.backtesting.tracking import Tracking
from sufficiency.backtesting.verb import backtest

__all__ = ["Backtest", "Tracking", "backtest", "track"]
