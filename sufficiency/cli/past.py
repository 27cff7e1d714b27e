"""Holding an area against its past, for the commands that tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from sufficiency.errors import NotPossibleError

if TYPE_CHECKING:
    from sufficiency.allocation import Allocation
    from sufficiency.backtesting import Backtest
    from sufficiency.comparison import Comparison

INDENT = "  "
GAP = "  "


def held_against_past(
    result: Allocation | Comparison, *, draws: int, seed: int, workers: int | None
) -> Backtest | None:
    """Backtest the area of a result; note why not, and give None, where it has too few Januaries.

    Parameters
    ----------
    result : Allocation or Comparison
    draws, seed : int
        Possible futures from each earlier January, and their seed.
    workers : int or None
        Processes that share the work.
    """
    from sufficiency.allocation import Allocation
    from sufficiency.backtesting import backtest, refuse_too_few_januaries

    allocation = result if isinstance(result, Allocation) else result.reference
    projection = allocation.projection
    try:
        refuse_too_few_januaries(projection.model.stocks.years)
    except NotPossibleError as error:
        typer.echo(f"Note. Nothing was held against the past: {error}", err=True)
        return None
    return backtest(
        projection.area,
        projection.scenario,
        draws=draws,
        seed=seed,
        workers=workers,
        progress=True,
    )


def verdicts_as_text(tested: Backtest) -> str:
    """Lay the verdicts out for the console: a row for each level and number of years ahead."""
    header = (
        "Level of detail",
        "Years ahead",
        "Projections",
        "Off by",
        "Best simple rule",
        "In 80 %",
    )
    rows = [
        (
            row["level"],
            f"{row['years_ahead']}",
            f"{row['folds']}",
            f"{row['weighted_error_percent']:.1f} %",
            f"{row['best_rule']}, {row['best_rule_error_percent']:.1f} %",
            _percent(row["coverage_80_percent"]),
            row["verdict"] or "no verdict",
        )
        for row in tested.to_frame("verdicts").to_dict("records")
    ]
    lines = [(*header, "Verdict"), *rows]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        (
            INDENT + GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _percent(number: float) -> str:
    return "-" if number != number else f"{number:.0f} %"
