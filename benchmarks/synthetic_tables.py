"""The scores of many made-up areas as tables: means over areas, each with its standard error."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from synthetic_scores import ALL_OF, CELLS, HORIZONS
from synthetic_years import ratio_words

MEASURES = {
    "bias": "bias",
    "wape": "WAPE",
    "last": "last January",
    "inside": "inside 80 %",
    "below": "below",
    "above": "above",
    "width": "width",
}
COVERAGE = {"total": 4.0, CELLS: 3.0, "locality × need × phase": 2.0}
"""Points that the coverage of 80 % may be off."""
BIAS = {1: 1.0, 3: 2.0, 5: 4.0}
"""Bias of the total that is allowed, by years ahead [per cent]."""
RATIO = {1: 1.10, 5: 1.15}
"""WAPE from stocks over that from transitions that is allowed, by years ahead."""
FITTED, MET = 16.0, 1e-6
"""Largest WAPE of a fitted table [per cent], and largest miss of a margin over its total."""


def score_table(scores: pd.DataFrame) -> str:
    """Lay out means over areas, each with its standard error in brackets; all in per cent."""
    lines = [
        "| Level | years | " + " | ".join(MEASURES.values()) + " |",
        "|---|--:|" + "--:|" * len(MEASURES),
    ]
    for level in dict.fromkeys(scores["level"]):
        if level.startswith(ALL_OF):
            continue
        for ahead in HORIZONS:
            held = _of(scores, level, ahead)
            cells = [mean_and_error(held[name]) for name in MEASURES]
            lines.append(f"| {level} | {ahead} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def bias_table(scores: pd.DataFrame) -> str:
    """Lay out where the bias sits: of sums over areas, by phase and by need, in per cent."""
    lines = [
        "| Bias of all areas together | "
        + " | ".join(f"{ahead} year(s)" for ahead in HORIZONS)
        + " |",
        "|---|" + "--:|" * len(HORIZONS),
    ]
    for level in dict.fromkeys(scores["level"]):
        if not level.startswith(ALL_OF):
            continue
        cells = []
        for ahead in HORIZONS:
            held = _of(scores, level, ahead)
            bias = held["guessed"].sum() / held["came"].sum() - 1
            # The error of a ratio of sums over areas, from its residuals.
            rest = held["guessed"] - (1 + bias) * held["came"]
            error = rest.std(ddof=1) * np.sqrt(len(rest)) / held["came"].sum()
            cells.append(f"{100 * bias:+.1f} ({100 * error:.1f})")
        lines.append(f"| {level.removeprefix(ALL_OF)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def held_table(scores: pd.DataFrame) -> str:
    """Hold coverage and bias against what is promised of them."""
    lines = ["| What | years | Measured, % | Promised, % | Kept |", "|---|--:|--:|--:|---|"]
    for level, points in COVERAGE.items():
        for ahead in HORIZONS:
            inside = _of(scores, level, ahead)["inside"]
            kept = abs(100 * inside.mean() - 80) <= points
            promise = f"{80 - points:.0f} to {80 + points:.0f}"
            lines.append(
                f"| coverage, {level} | {ahead} | {mean_and_error(inside)} | {promise} "
                f"| {_said(kept)} |"
            )
    for ahead, most in BIAS.items():
        bias = _of(scores, "total", ahead)["bias"]
        kept = abs(100 * bias.mean()) <= most
        lines.append(
            f"| bias, total | {ahead} | {mean_and_error(bias)} | at most {most:.0f} "
            f"| {_said(kept)} |"
        )
    return "\n".join(lines)


def ratio_table(scores: pd.DataFrame) -> str:
    """Hold the WAPE of need × phase from stocks against that from transitions of the same areas.

    The ratio is that of means over areas; its standard error comes from the residuals.
    """
    lines = [
        "| Years | From stocks, % | From transitions, % | Ratio | At most | Kept |",
        "|--:|--:|--:|--:|--:|---|",
    ]
    for ahead in HORIZONS:
        held = _of(scores, CELLS, ahead)
        both = held.pivot_table(index="seed", columns="flows", values="wape").dropna()
        means = [mean_and_error(both[kind]) for kind in ("stocks", "transitions")]
        ratio = both["stocks"].mean() / both["transitions"].mean()
        most = RATIO.get(ahead)
        promise = "" if most is None else f"{most:.2f}"
        kept = "" if most is None else _said(ratio <= most)
        words = ratio_words(both["stocks"], both["transitions"])
        lines.append(f"| {ahead} | " + " | ".join([*means, words, promise, kept]) + " |")
    return "\n".join(lines)


def fitting_table(fitted: pd.DataFrame) -> str:
    """Hold tables fitted from margins against the true ones."""
    worst = fitted["miss"].max()
    error = 100 * fitted["cells"].mean()
    return "\n".join(
        [
            "| What | Measured | At most | Kept |",
            "|---|--:|--:|---|",
            f"| WAPE of need × phase × setting, % | {mean_and_error(fitted['cells'])} "
            f"| {FITTED:.0f} | {_said(error <= FITTED)} |",
            f"| the same in the worst area, % | {100 * fitted['cells'].max():.1f} | | |",
            f"| largest miss of a margin, over its total | {worst:.1e} | {MET:.0e} "
            f"| {_said(worst <= MET)} |",
        ]
    )


def mean_and_error(values: Sequence[float] | pd.Series) -> str:
    """Write a mean in per cent with its standard error over areas."""
    numbers = 100 * np.array(values, dtype=np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return "n/a"
    error = numbers.std(ddof=1) / np.sqrt(len(numbers)) if len(numbers) > 1 else float("nan")
    return f"{numbers.mean():.1f} ({error:.1f})"


def _of(scores: pd.DataFrame, level: str, years: int) -> pd.DataFrame:
    return scores[(scores["level"] == level) & (scores["years"] == years)]


def _said(kept: bool) -> str:
    return "yes" if kept else "no"
