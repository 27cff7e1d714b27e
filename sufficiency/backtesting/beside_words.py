"""The council's own forecast beside the program's, in words and in notes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.backtesting.beside import NO_ROW, NOT_EVERY_CELL, TOTAL, Pair, errors_beside
from sufficiency.backtesting.council import COUNCIL, CouncilForecast
from sufficiency.backtesting.words import LEVEL_WORDS, NUMBERS, years_words
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named

FILE = "the council's forecast"


def council_words(beside: pd.DataFrame) -> str:
    """Say how far off the council's own forecast was beside ours, and what was not compared.

    Parameters
    ----------
    beside : pandas.DataFrame
        See `beside_table`.

    Returns
    -------
    str
        Sentences; empty where no forecast was given.
    """
    left_out = _left_out_words(beside[beside["left_out"].ne("")])
    return " ".join(part for part in (council_errors_words(beside), *left_out) if part)


def council_errors_words(beside: pd.DataFrame) -> str:
    """Say how far off the council's own forecast was beside ours.

    Parameters
    ----------
    beside : pandas.DataFrame
        See `beside_table`.

    Returns
    -------
    str
        A sentence for each level; empty where nothing was compared.
    """
    errors = errors_beside(beside)
    return " ".join(
        _level_words(level, errors[errors["level"].eq(level)])
        for level in dict.fromkeys((TOTAL.name, *errors["level"]))
        if errors["level"].eq(level).any()
    )


def _level_words(level: str, errors: pd.DataFrame) -> str:
    """Say the errors of one level, by years ahead."""
    parts = [
        f"{years_words([int(row['years_ahead'])])} ahead, over {_over(row)}, ours off by "
        f"{_off(row['our_error_percent'])}, {COUNCIL} by {_off(row['council_error_percent'])}"
        for row in errors.to_dict("records")
    ]
    return f"{LEVEL_WORDS[level]} beside the council's forecast: {'; '.join(parts)}."


def _over(row: Mapping[Hashable, Any]) -> str:
    """Say over how many projections, and over how many figures where not over all."""
    folds, cells, named = (int(row[name]) for name in ("folds", "cells", "cells_named"))
    number = NUMBERS[folds] if folds < len(NUMBERS) else str(folds)
    words = f"{number} projection{'' if folds == 1 else 's'} that both made"
    return words if named == cells else f"{words} and the {named} of {cells} figures that it names"


def _off(percent: float) -> str:
    return "no share, as nobody came" if np.isnan(percent) else f"{percent:.1f} %"


def _left_out_words(rows: pd.DataFrame) -> Iterator[str]:
    """Say what was not compared, once for each reason."""
    for reason, held in rows.groupby("left_out", sort=False):
        what = "All plans are not compared in" if reason == NOT_EVERY_CELL else "Not compared:"
        named = [
            f"January {terms.january_of_year(year)} from January {terms.january_of_year(origin)}"
            for origin, year in _keys(held)
        ]
        yield f"{what} {first_named(named)}, since {reason}."


def _keys(rows: pd.DataFrame) -> list[tuple[int, int]]:
    """Give origin and year of each row."""
    return list(zip(rows["origin"].tolist(), rows["year"].tolist(), strict=True))


def notes_of_council(
    council: CouncilForecast, pairs: Sequence[Pair], beside: pd.DataFrame
) -> tuple[Finding, ...]:
    """Note what of both forecasts is held against nothing, and which cells were not named.

    Parameters
    ----------
    council : CouncilForecast
    pairs : sequence of Pair
        See `pairs_of`.
    beside : pandas.DataFrame
        See `beside_table`.
    """
    notes = [*_aside(council, pairs, beside)]
    silent = [pair for pair in pairs if not pair.named.any()]
    if silent:
        figures = first_named([f"{pair.year} from {pair.origin}" for pair in silent])
        notes.append(
            finding(
                "backtest_council_fewer",
                file=FILE,
                count=len(silent),
                whole=len(pairs),
                figures=figures,
            )
        )
    partly = [pair for pair in pairs if pair.named.any() and pair.missed.any()]
    if partly:
        children = np.sum([np.where(pair.missed, pair.came, 0.0) for pair in partly], axis=0)
        missed = np.any([pair.missed for pair in partly], axis=0)
        most = [place for place in np.argsort(-children, kind="stable") if missed[place]]
        notes.append(
            finding(
                "backtest_council_partly",
                file=FILE,
                count=len(most),
                children=float(children.sum()),
                whole=float(sum(pair.came.sum() for pair in partly)),
                figures=first_named([council.names[place] for place in most], between="; "),
            )
        )
    return tuple(notes)


def _aside(
    council: CouncilForecast, pairs: Sequence[Pair], beside: pd.DataFrame
) -> Iterator[Finding]:
    """Note rows of the council that are held against nothing, with the reason for each."""
    ours = {(pair.origin, pair.year) for pair in pairs}
    count = sum(pair not in ours for pair in council.pairs)
    if not count:
        return
    aside = beside[~beside["left_out"].isin(("", NO_ROW, NOT_EVERY_CELL))]
    told = [
        f"{first_named([f'{year} from {origin}' for origin, year in _keys(held)])}, since {reason}"
        for reason, held in aside.groupby("left_out", sort=False)
    ]
    yield finding(
        "backtest_council_aside",
        file=FILE,
        count=count,
        whole=len(council.rows),
        figures="; ".join(told),
    )
