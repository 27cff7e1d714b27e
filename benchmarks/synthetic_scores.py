"""One made-up area projected and held against what came: a row for each level and horizon.

`benchmarks/synthetic.py` asks for many areas and lays them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sufficiency as sf
from sufficiency import terms
from sufficiency.projection.axes import needs
from sufficiency.projection.frames import counted_by

FloatArray = NDArray[np.float64]

HORIZONS = (1, 3, 5)
PROMISED = 0.8
CELLS = "need × phase"
LEVELS: dict[str, tuple[str, ...]] = {
    "total": (),
    CELLS: ("need", "phase"),
    "locality": ("locality",),
    "locality × need × phase": ("locality", "need", "phase"),
}
ALL_OF = "all of "
"""Rows whose level begins so hold sums only: all children of a phase or a need."""
ALMOST_NOBODY = 1.0
"""A cell with a smaller mean over the draws is left out of coverage. What came is not asked: a cell
that counts only where somebody came would always seem to be projected too low."""


@dataclass(frozen=True)
class Score:
    """How one area was projected, at one level and horizon.

    Parameters
    ----------
    guessed, came : float
        Sums over cells: mean over the draws, and what came [children].
    bias : float
        (guessed - came) / came: that of the total, or of a phase.
    wape : float
        Sum over cells of the error without its sign, over all who came.
    last : float
        The same for the last January that was known, carried forward as it is.
    inside, below, above : float
        Share of cells whose truth lies in the 80 % range, below it, above it: by the randomised
        probability integral transform, since quantiles of small counts hold too many. Not known
        where no cell has anybody to speak of.
    width : float
        Mean width of the range over the mean of what came.
    """

    guessed: float
    came: float
    bias: float
    wape: float
    last: float
    inside: float
    below: float
    above: float
    width: float


def scored(
    seed: int, options: Mapping[str, object], flows: Sequence[str], *, draws: int
) -> pd.DataFrame:
    """Project one area from each kind of flows, and hold it against what came.

    Returns
    -------
    pandas.DataFrame
        Columns seed, flows, level, years (ahead), and those of `Score`.
    """
    synthetic = sf.synthetic_area(
        seed=seed, future_years=HORIZONS[-1], transitions="transitions" in flows, **options
    )
    truth = synthetic.truth.plans
    truth["phase"] = [terms.phase_of_ncy(ncy) for ncy in truth["ncy"]]
    rows = []
    for kind in flows:
        projection = sf.project(
            synthetic.area,
            until=synthetic.future[-1],
            flows=kind,
            draws=draws,
            seed=seed,
            workers=1,
        )
        chance = np.random.default_rng(seed)
        rows += [
            {"seed": seed, "flows": kind, "level": level, "years": years, **asdict(one)}
            for level, years, one in _scores(projection, truth, chance)
        ]
    return pd.DataFrame(rows)


def _scores(
    projection: sf.Projection, truth: pd.DataFrame, chance: np.random.Generator
) -> Iterator[tuple[str, int, Score]]:
    for level, by in LEVELS.items():
        columns, drawn, _ = counted_by(
            projection.drawn, projection.expected.children, projection.labels, by=("year", *by)
        )
        came = came_by(truth, projection, columns)
        for ahead in HORIZONS:
            guesses = drawn[:, ahead].reshape(len(drawn), -1)
            truth_then, last = came[ahead].reshape(-1), came[0].reshape(-1)
            yield level, ahead, score(guesses, truth_then, last, chance)
        if level == CELLS:
            yield from _by_phase(drawn, came, chance)
            yield from _sums(drawn, came, chance)


def _by_phase(
    drawn: FloatArray, came: FloatArray, chance: np.random.Generator
) -> Iterator[tuple[str, int, Score]]:
    """Score the needs of each phase by themselves; axes (draw, year, need, phase)."""
    for place, phase in enumerate(terms.phases().codes):
        for ahead in HORIZONS:
            there, last = came[ahead, :, place], came[0, :, place]
            yield f"need, {phase}", ahead, score(drawn[:, ahead, :, place], there, last, chance)


def _sums(
    drawn: FloatArray, came: FloatArray, chance: np.random.Generator
) -> Iterator[tuple[str, int, Score]]:
    """Score all children of each phase, and of each need; axes (draw, year, need, phase)."""
    for axis, labels in ((1, terms.phases().codes), (2, needs())):
        guesses, there = drawn.sum(axis=axis + 1), came.sum(axis=axis)
        for place, label in enumerate(labels):
            for ahead in HORIZONS:
                one = slice(place, place + 1)
                yield (
                    ALL_OF + label,
                    ahead,
                    score(guesses[:, ahead, one], there[ahead, one], there[0, one], chance),
                )


def came_by(truth: pd.DataFrame, projection: sf.Projection, columns: Sequence[str]) -> FloatArray:
    """Lay the truth out as a projection is: axes (year, ...)."""
    labels = [projection.labels.of(column) for column in columns]
    counts = np.zeros([len(one) for one in labels])
    known = truth[truth["year"].isin(labels[0])]
    place = {
        column: {label: position for position, label in enumerate(one)}
        for column, one in zip(columns, labels, strict=True)
    }
    where = tuple(known[column].map(place[column]).to_numpy() for column in columns)
    np.add.at(counts, where, known["plans"].to_numpy())
    return counts


def score(
    draws: FloatArray, came: FloatArray, last: FloatArray, chance: np.random.Generator
) -> Score:
    """Score draws with the axes (draw, cell) against what came, axis (cell)."""
    mean = draws.mean(axis=0)
    fewer, same = (draws < came).mean(axis=0), (draws == came).mean(axis=0)
    rank = fewer + chance.random(len(came)) * same
    told = mean >= ALMOST_NOBODY
    tail = (1 - PROMISED) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    whole = came.sum()
    return Score(
        guessed=float(mean.sum()),
        came=float(whole),
        bias=_over(mean.sum() - whole, whole),
        wape=_over(np.abs(mean - came).sum(), whole),
        last=_over(np.abs(last - came).sum(), whole),
        inside=_share(((rank > tail) & (rank < 1 - tail))[told]),
        below=_share((rank <= tail)[told]),
        above=_share((rank >= 1 - tail)[told]),
        width=_over((high - low).sum(), whole),
    )


def _over(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom > 0 else float("nan")


def _share(these: NDArray[np.bool_]) -> float:
    return float(these.mean()) if len(these) else float("nan")
