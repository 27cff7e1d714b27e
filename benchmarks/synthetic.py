"""Score `project` on made-up areas whose future is known: bias, error, and whether ranges hold.

    python benchmarks/synthetic.py 60                     # seeds 1000 to 1059, assumptions held
    python benchmarks/synthetic.py 60 --seeds reporting   # seeds 5000 to 5059
    python benchmarks/synthetic.py 60 --assumptions broken

Whatever is chosen by looking at a table is chosen on the seeds for choosing; what is published is
run once on the seeds for reporting. Only January counts are given to the model. An area takes
about two seconds.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

import sufficiency as sf
from sufficiency import terms
from sufficiency.projection.axes import needs
from sufficiency.projection.frames import counted_by

FloatArray = NDArray[np.float64]

SEEDS = {"choosing": 1000, "reporting": 5000}
HORIZONS = (1, 3, 5)
DRAWS = 200
PROMISED = 0.8
LEVELS: dict[str, tuple[str, ...]] = {
    "total": (),
    "need × phase": ("need", "phase"),
    "locality": ("locality",),
    "locality × need × phase": ("locality", "need", "phase"),
}
ALMOST_NOBODY = 1.0
"""A cell with a smaller mean over the draws is left out of coverage. What came is not asked: a cell
that counts only where somebody came would always seem to be projected too low."""


@dataclass(frozen=True, eq=False)
class Score:
    """How one area was projected, at one level and horizon.

    Parameters
    ----------
    bias : float
        (projected - came) / came, of the sum over cells: that of the total, or of a phase.
    wape : float
        Sum over cells of the error without its sign, over all who came.
    last : float
        The same for the last January that was known, carried forward as it is.
    inside, below, above : float
        Share of cells whose truth lies in the 80 % range, below it, above it: by the randomised
        probability integral transform, since quantiles of small counts hold too many.
    width : float
        Mean width of the range over the mean of what came.
    """

    bias: float
    wape: float
    last: float
    inside: float
    below: float
    above: float
    width: float


@dataclass(frozen=True, eq=False)
class Scored:
    """One area: its scores by level and horizon, and where its bias sits.

    Parameters
    ----------
    scores : dict of (str, int) to Score
    sums : dict of str to FloatArray
        By need or phase: axes (horizon, 2), what was projected and what came [children].
    """

    scores: dict[tuple[str, int], Score]
    sums: dict[str, FloatArray]


def scored(seed: int, options: Mapping[str, object], *, draws: int) -> Scored:
    """Project one area, and hold it against what came."""
    synthetic = sf.synthetic_area(seed=seed, future_years=HORIZONS[-1], **options)
    projection = sf.project(
        synthetic.area, until=synthetic.future[-1], draws=draws, seed=seed, workers=1
    )
    truth = synthetic.truth.plans
    truth["phase"] = [terms.phase_of_ncy(ncy) for ncy in truth["ncy"]]
    chance = np.random.default_rng(seed)
    found, sums = {}, {}
    for level, by in LEVELS.items():
        columns, drawn, _ = counted_by(
            projection.drawn, projection.expected.children, projection.labels, by=("year", *by)
        )
        came = came_by(truth, projection, columns)
        for ahead in HORIZONS:
            guesses = drawn[:, ahead].reshape(len(drawn), -1)
            found[level, ahead] = score(
                guesses, came[ahead].reshape(-1), came[0].reshape(-1), chance
            )
        if level == "need × phase":
            sums = sums_of(drawn.mean(axis=0), came)
            found |= phases_of(drawn, came, chance)
    return Scored(found, sums)


def phases_of(drawn: FloatArray, came: FloatArray, chance) -> dict[tuple[str, int], Score]:
    """Score the needs of each phase by themselves; axes (draw, year, need, phase)."""
    return {
        (f"need, {phase}", ahead): score(
            drawn[:, ahead, :, place], came[ahead, :, place], came[0, :, place], chance
        )
        for place, phase in enumerate(terms.phases().codes)
        for ahead in HORIZONS
    }


def sums_of(guessed: FloatArray, came: FloatArray) -> dict[str, FloatArray]:
    """Add up by phase and by need: axes of both (year, need, phase)."""
    both = np.stack([guessed, came], axis=-1)[list(HORIZONS)]
    phases = zip(terms.phases().codes, np.moveaxis(both.sum(axis=1), 1, 0), strict=True)
    by_need = zip(needs(), np.moveaxis(both.sum(axis=2), 1, 0), strict=True)
    return dict([*phases, *by_need])


def came_by(truth, projection: sf.Projection, columns: Sequence[str]) -> FloatArray:
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


def score(draws: FloatArray, came: FloatArray, last: FloatArray, chance) -> Score:
    """Score draws with the axes (draw, cell) against what came, axis (cell)."""
    mean = draws.mean(axis=0)
    fewer, same = (draws < came).mean(axis=0), (draws == came).mean(axis=0)
    rank = fewer + chance.random(len(came)) * same
    told = mean >= ALMOST_NOBODY
    tail = (1 - PROMISED) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    return Score(
        bias=(mean.sum() - came.sum()) / came.sum(),
        wape=np.abs(mean - came).sum() / came.sum(),
        last=np.abs(last - came).sum() / came.sum(),
        inside=float(((rank > tail) & (rank < 1 - tail))[told].mean()),
        below=float((rank <= tail)[told].mean()),
        above=float((rank >= 1 - tail)[told].mean()),
        width=float((high - low).sum() / came.sum()),
    )


def table(scores: Sequence[dict[tuple[str, int], Score]]) -> str:
    """Lay out means over areas, each with its standard error in brackets; all in per cent."""
    lines = [
        "| Level | years | bias | WAPE | last January | inside 80 % | below | above | width |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for level in dict.fromkeys(level for level, _ in scores[0]):
        for ahead in HORIZONS:
            held = [one[level, ahead] for one in scores]
            cells = [
                mean_and_error([getattr(one, name) for one in held])
                for name in ("bias", "wape", "last", "inside", "below", "above", "width")
            ]
            lines.append(f"| {level} | {ahead} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def bias_table(sums: Sequence[dict[str, FloatArray]]) -> str:
    """Lay out where the bias sits: of sums over areas, by phase and by need, in per cent."""
    lines = [
        "| Bias of all areas together | " + " | ".join(f"{ahead} year(s)" for ahead in HORIZONS),
        "|---|" + "--:|" * len(HORIZONS),
    ]
    lines[0] += " |"
    for label in sums[0]:
        guessed, came = np.moveaxis(np.array([one[label] for one in sums]), 2, 0)
        bias = guessed.sum(axis=0) / came.sum(axis=0) - 1
        # The error of a ratio of sums over areas, from its residuals.
        rest = guessed - (1 + bias) * came
        error = rest.std(axis=0, ddof=1) * np.sqrt(len(rest)) / came.sum(axis=0)
        cells = [f"{100 * b:+.1f} ({100 * e:.1f})" for b, e in zip(bias, error, strict=True)]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def mean_and_error(values: Sequence[float]) -> str:
    """Write a mean in per cent with its standard error over areas."""
    numbers = 100 * np.array(values)
    error = numbers.std(ddof=1) / np.sqrt(len(numbers)) if len(numbers) > 1 else float("nan")
    return f"{numbers.mean():.1f} ({error:.1f})"


def main() -> None:
    """Score as many areas as are asked for, and print two tables."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("areas", type=int, nargs="?", default=20)
    given.add_argument("--seeds", choices=SEEDS, default="choosing")
    given.add_argument("--assumptions", choices=("held", "broken"), default="held")
    given.add_argument("--draws", type=int, default=DRAWS)
    given.add_argument("--plans", type=int, default=4000)
    given.add_argument("--localities", type=int, default=12)
    given.add_argument("--breaks", type=int, default=0)
    given.add_argument("--restated-share", type=float, default=0.0)
    given.add_argument("--unknown-share", type=float, default=0.0)
    asked = given.parse_args()
    options = {
        name: getattr(asked, name)
        for name in (
            "assumptions",
            "plans",
            "localities",
            "breaks",
            "restated_share",
            "unknown_share",
        )
    }
    first, start = SEEDS[asked.seeds], perf_counter()
    held = [scored(seed, options, draws=asked.draws) for seed in range(first, first + asked.areas)]
    print(
        f"{asked.areas} areas, seeds {first} to {first + asked.areas - 1} ({asked.seeds}), "
        f"{asked.draws} draws, {', '.join(f'{k} {v}' for k, v in options.items())}; "
        f"{perf_counter() - start:.0f} s. In per cent, standard errors over areas in brackets.\n"
    )
    print(table([one.scores for one in held]), end="\n\n")
    print(bias_table([one.sums for one in held]))


if __name__ == "__main__":
    main()
