"""From folds to scores: by level, years ahead and way of projecting."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.backtesting.beside import errors_beside
from sufficiency.backtesting.council import COUNCIL
from sufficiency.backtesting.folds import Fold
from sufficiency.backtesting.levels import LEVELS, Level, added_up, drawn_up
from sufficiency.demand.scores import (
    counts_for_coverage,
    inside,
    place_in_range,
    ranked_score,
    signed_error,
    weighted_error,
    widening,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

OURS = "sufficiency"
USABLE_ERROR, CARE_ERROR = 0.10, 0.20
USABLE_COVERAGE, CARE_COVERAGE = (0.70, 0.90), (0.55, 0.97)
FEWEST_FOLDS = 3
"""Below this many projections no verdict is given: each is one year's luck."""
FEWEST_CELLS = 10
"""Below this many cells coverage decides no verdict: of three it is 0, 33, 67 or 100 %, and so
never within 70 to 90 %, however right the ranges are."""

COLUMNS = (
    "level",
    "years_ahead",
    "way",
    "folds",
    "cells",
    "signed_error_percent",
    "weighted_error_percent",
    "ranked_score_percent",
    "coverage_80_percent",
    "coverage_95_percent",
    "covered_cells",
    "mean_width_percent",
    "widen_by",
    "verdict",
)


def score_table(
    folds: Sequence[Fold],
    phase: IntArray,
    *,
    beside: pd.DataFrame,
    seed: int,
    counted: bool,
) -> pd.DataFrame:
    """Score every way at every level and horizon.

    Parameters
    ----------
    folds : sequence of Fold
    phase : IntArray
        Axis (ncy): position of the phase.
    beside : pandas.DataFrame
        The council's forecast beside the program's: see `beside_table`.
    seed : int
        Of the chances of coverage.
    counted : bool
        Whether the Januaries were counted; without that no verdict is given.

    Returns
    -------
    pandas.DataFrame
        The columns of `COLUMNS`; a row for each level, horizon and way.
    """
    rows = []
    councils = errors_beside(beside).to_dict("records")
    for level in LEVELS:
        for ahead in sorted({year - fold.origin for fold in folds for year in fold.years}):
            held = [fold for fold in folds if fold.origin + ahead in fold.years]
            rows += _rows(held, level, ahead, phase, seed=seed, counted=counted)
            key = (level.name, ahead)
            rows += [_of_council(row) for row in councils if _key(row) == key]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    folds: Sequence[Fold],
    level: Level,
    ahead: int,
    phase: IntArray,
    *,
    seed: int,
    counted: bool,
) -> list[dict[str, object]]:
    """Score one level and horizon: the program first, then the rules."""
    came = np.concatenate([added_up(fold.came[ahead - 1], level, phase) for fold in folds])
    drawn = np.concatenate([drawn_up(fold.drawn, level, phase)[:, ahead] for fold in folds], axis=1)
    common: dict[str, object] = {
        "level": level.name,
        "years_ahead": ahead,
        "folds": len(folds),
        "cells": len(came),
    }
    rows = [common | _of_draws(drawn, came, folds=len(folds), seed=seed, counted=counted)]
    for name in folds[0].rules:
        said = np.concatenate(
            [added_up(fold.rules[name][ahead - 1], level, phase) for fold in folds]
        )
        rows.append(common | {"way": name, "verdict": ""} | _errors(said, came))
    return rows


def _key(row: Mapping[Hashable, Any]) -> tuple[str, int]:
    return str(row["level"]), int(row["years_ahead"])


def _of_council(row: Mapping[Hashable, Any]) -> dict[str, object]:
    """Score the council's own forecast, over the projections and cells that it has."""
    error = row["council_error_percent"]
    level, ahead = _key(row)
    return {
        "level": level,
        "years_ahead": ahead,
        "way": COUNCIL,
        "folds": row["folds"],
        "cells": row["cells_named"],
        "signed_error_percent": row["council_signed_percent"],
        "weighted_error_percent": error,
        # Of a single number the score of a range is its error.
        "ranked_score_percent": error,
        "verdict": "",
    }


def _errors(said: FloatArray, came: FloatArray) -> dict[str, object]:
    return {
        "signed_error_percent": 100 * signed_error(said, came),
        "weighted_error_percent": 100 * weighted_error(said, came),
        # Of a single number the score of a range is its error.
        "ranked_score_percent": 100 * weighted_error(said, came),
    }


def _of_draws(
    drawn: FloatArray, came: FloatArray, *, folds: int, seed: int, counted: bool
) -> dict[str, object]:
    """Score draws: axes (draw, cell), against what came."""
    mean = drawn.mean(axis=0)
    whole = float(came.sum())
    large = counts_for_coverage(drawn, came)
    chance = np.random.default_rng(seed).random(len(came))
    places = place_in_range(drawn, came, chance)[large]
    low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
    error = weighted_error(mean, came)
    coverage = float(inside(places, 0.80).mean()) if len(places) else float("nan")
    enough = folds >= FEWEST_FOLDS
    return {
        "way": OURS,
        "signed_error_percent": 100 * signed_error(mean, came),
        "weighted_error_percent": 100 * error,
        "ranked_score_percent": 100 * float(ranked_score(drawn, came).sum()) / whole,
        "coverage_80_percent": 100 * coverage,
        "coverage_95_percent": 100 * float(inside(places, 0.95).mean()) if len(places) else np.nan,
        "covered_cells": int(large.sum()),
        "mean_width_percent": 100 * float((high - low).sum()) / whole,
        "widen_by": widening(drawn[:, large], came[large]) if enough and large.any() else np.nan,
        "verdict": verdict(error, coverage, cells=int(large.sum())) if enough and counted else "",
    }


def verdict(error: float, coverage: float, *, cells: int = FEWEST_CELLS) -> str:
    """Say what a level of detail can be used for.

    Parameters
    ----------
    error : float
        Weighted error, as a share.
    coverage : float
        Share of cells within the range of 80 %; `nan` where no cell is large enough.
    cells : int
        Cells that the coverage is of. Of fewer than ten it decides nothing but one thing: where
        none at all lay within its range, no more than "with care" is said.

    Returns
    -------
    str
        "usable": an error of at most 10 %, and 70 to 90 % within the range. "with care": at most
        20 %, and 55 to 97 %. "not usable": beyond.
    """
    if 0 < cells < FEWEST_CELLS:
        if error <= USABLE_ERROR and coverage > 0:
            return "usable"
        return "with care" if error <= CARE_ERROR else "not usable"

    def within(most: float, span: tuple[float, float]) -> bool:
        return error <= most and span[0] <= coverage <= span[1]

    if within(USABLE_ERROR, USABLE_COVERAGE):
        return "usable"
    return "with care" if within(CARE_ERROR, CARE_COVERAGE) else "not usable"
