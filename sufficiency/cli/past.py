"""Holding an area against its past, for the commands that tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency.cli.notes import tell_note
from sufficiency.errors import FileError, NotPossibleError, finding

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from sufficiency.allocation import Allocation
    from sufficiency.backtesting import Backtest
    from sufficiency.comparison import Comparison

GAP = "  "
HEADER = ("Level of detail", "Years", "No.", "Off, %", "Best simple rule", "In, %", "Verdict")
LEGEND = (
    "Years ahead; number of projections that were held against what came; how far off they were; "
    "the simple rule that came nearest, and how far off it was; how much of what came was within "
    "the 80 % range (80 is right), and of how many cells: below ten the error alone decides."
)


def held_against_past(
    result: Allocation | Comparison,
    *,
    council: pd.DataFrame | None = None,
    draws: int,
    seed: int,
    workers: int | None,
) -> Backtest | None:
    """Backtest the area of a result; note why not, and give None, where nothing can be held.

    Parameters
    ----------
    result : Allocation or Comparison
    council : pandas.DataFrame, optional
        The council's own forecasts.
    draws, seed : int
        Possible futures from each earlier January, and their seed.
    workers : int or None
        Processes that share the work.
    """
    from sufficiency.allocation import Allocation
    from sufficiency.backtesting import backtest
    from sufficiency.backtesting.possible import why_no_origin

    allocation = result if isinstance(result, Allocation) else result.reference
    projection = allocation.projection
    years = projection.model.stocks.years
    refused = why_no_origin(projection.area, years)
    if refused is not None:
        rule, words = refused
        why = NotPossibleError.of(rule, **words).on_command_line
        note = finding(rule, file="table plans", severity="note", **words)
        tell_note(note, f"Nothing was held against the past: {why}")
        return None
    return backtest(
        projection.area,
        projection.scenario,
        council=council,
        flows=projection.flows,  # the same model, as far as it was known
        draws=draws,
        seed=seed,
        workers=workers,
        progress=True,
    )


def council_at(path: Path | None) -> pd.DataFrame | None:
    """Read a council's own forecasts from a CSV file, where one is named.

    Raises
    ------
    FileError
        If there is no such file, or it cannot be read as a table.
    """
    if path is None:
        return None
    import pandas as pd

    if not path.is_file():
        raise FileError.of("no_council_file", path=path)
    try:
        read = pd.read_csv(path, encoding="utf-8-sig")
    except (OSError, ValueError) as error:  # a ValueError is a file that is no table, or no text
        raise FileError.of("cannot_open", path=path, reason=error) from None
    if len(read.columns) == 1:
        for separator, said in ((";", "semicolons"), ("\t", "tabs")):
            if separator in str(read.columns[0]):
                raise FileError.of("council_separator", path=path, value=said)
    return read


def verdicts_as_text(tested: Backtest) -> str:
    """Lay the verdicts out for the console: a row for each level and number of years ahead."""
    from sufficiency.backtesting.words import is_untested
    from sufficiency.cli.show import wrapped

    verdicts = tested.to_frame("verdicts")
    rows = [
        (
            row["level"],
            f"{row['years_ahead']}",
            f"{row['folds']}",
            f"{row['weighted_error_percent']:.1f}",
            f"{row['best_rule']}, {row['best_rule_error_percent']:.1f}",
            f"{_percent(row['coverage_80_percent'])} of {row['covered_cells']:,.0f}",
            (row["verdict"] or "no verdict") + (", coverage not tested" if is_few else ""),
        )
        for row, is_few in zip(verdicts.to_dict("records"), is_untested(verdicts), strict=True)
    ]
    lines = [HEADER, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    laid_out = [
        GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([wrapped(LEGEND), "", *laid_out])


def _percent(number: float) -> str:
    """Show a whole percentage; a dash where there is none, as no cell was large enough."""
    return "-" if number != number else f"{number:.0f}"
