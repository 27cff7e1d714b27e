"""How well demand from full transitions is projected, against other ways on the same rows.

    python benchmarks/witan.py FOLDER

FOLDER holds transitions.csv, population.csv and valid-states.csv of one authority, in the formats
of witan.send (docs/benchmarks.md). A fold has so many years of history and looks so many years
ahead; the truth is the closing stock of the year, from the file of that year. The priors of the
model are those of other authorities and were not fitted here.

What is left out: the population at NC years -5 and 21 to 25, which the package does not know;
the table of costs; and which setting may follow which. NC years at which valid-states.csv allows
no setting at all allow every setting.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from timing import Bar, bars_table

from sufficiency import england
from sufficiency.demand.flow_estimation import estimate_flows, stocks_of_flows
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.flows import OUTSIDE, Flows, flows_of
from sufficiency.demand.simulation import simulate
from sufficiency.demand.stocks import FIRST_NCY, NC_YEARS
from sufficiency.projection.axes import phase_of_each_ncy

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

FOLDS = ((1, 1), (1, 2), (2, 1), (1, 3), (2, 2), (3, 1))
"""Years of history, years ahead; those for which the files hold no truth are left out."""
DRAWS = 1000
TIMED_YEARS = 5
"""Years ahead over which the simulations are timed."""
OUTSIDE_CODE = "NONSEND"
MODEL = "full transitions"
MARKOV = "constant-rate Markov"
MARKOV_LABELS = "constant-rate Markov, as labelled"
LAST = "last value"
RATE = "rate x population"
TREND = "rate x population, with trend"
CRPS_ON_AVERAGE, CRPS_EACH, WAPE_EACH = 0.95, 1.00, 1.02
"""The bar: at most so many times the figure of the constant-rate Markov model."""


@dataclass(frozen=True, eq=False)
class Authority:
    """One authority, as arrays.

    Parameters
    ----------
    flows : Flows
        Of all years; one locality.
    population_years : tuple of int
    population : FloatArray
        Axes (year, locality, ncy) [persons].
    allowed : BoolArray
        Axes (need, ncy, state).
    """

    flows: Flows
    population_years: tuple[int, ...]
    population: FloatArray
    allowed: BoolArray

    def heads(self, year: int) -> FloatArray:
        """Axis (ncy): population of one year [persons]."""
        return np.asarray(self.population[self.population_years.index(year), 0])


def authority(folder: Path) -> Authority:
    """Read a folder in the formats of witan.send."""
    rows = pd.read_csv(folder / "transitions.csv")
    valid = pd.read_csv(folder / "valid-states.csv").sort_values("setting")
    settings = valid["setting"].tolist()
    needs = sorted({need for held in valid["needs"] for need in held.split(",")})
    flows = flows_of(
        tuple(sorted(set(rows["calendar-year"].tolist()))),
        (1, len(needs), len(settings)),
        year=rows["calendar-year"],
        locality=np.zeros(len(rows), dtype=np.int64),
        before=_side(rows, "1", needs, settings),
        after=_side(rows, "2", needs, settings),
        children=np.ones(len(rows)),
    )
    heads = pd.read_csv(folder / "population.csv")
    known = heads["academic-year"].between(FIRST_NCY, FIRST_NCY + NC_YEARS - 1)
    laid = heads[known].pivot_table(
        index="calendar-year", columns="academic-year", values="population"
    )
    return Authority(
        flows,
        tuple(laid.index.tolist()),
        laid.to_numpy(dtype=float)[:, None, :],
        _allowed(valid, needs),
    )


def _side(rows: pd.DataFrame, side: str, needs: list[str], settings: list[str]) -> IntArray:
    """Axes (row, 3): positions of need, NC year and setting, or outside."""
    setting = rows[f"setting-{side}"]
    there = setting.ne(OUTSIDE_CODE).to_numpy()
    unknown = set(setting[there]) - set(settings)
    unknown |= set(rows[f"need-{side}"][there]) - set(needs)
    if unknown:
        raise ValueError(f"Codes that valid-states.csv does not hold: {sorted(unknown)}.")
    places = np.full((len(rows), 3), OUTSIDE)
    places[there, 0] = [needs.index(need) for need in rows[f"need-{side}"][there]]
    places[there, 1] = rows[f"academic-year-{side}"][there] - FIRST_NCY
    places[there, 2] = [settings.index(code) for code in setting[there]]
    return places


def _allowed(valid: pd.DataFrame, needs: list[str]) -> BoolArray:
    """Axes (need, ncy, state); NC years at which nothing is allowed allow everything."""
    ncy = np.arange(FIRST_NCY, FIRST_NCY + NC_YEARS)[:, None]
    inside = (ncy >= valid["min-academic-year"].to_numpy()) & (
        ncy <= valid["max-academic-year"].to_numpy()
    )
    served = np.array([[need in held.split(",") for held in valid["needs"]] for need in needs])
    allowed = served[:, None, :] & inside
    return allowed | ~allowed.any(axis=2, keepdims=True)


# --- Ways to project: draws with the axes (draw, need, ncy, state), one draw where it is a point


def full_transitions(known: Authority, past: Flows, ahead: int) -> FloatArray:
    """The package's model, with its default priors.

    The trend is drawn towards the growth of England's new plans over the three years before, as
    far as they were known then.
    """
    model = estimated(known, past, ahead)
    _, needs, _, states = past.last.shape
    drawn = simulate(model, draws=DRAWS, seed=1)
    made = np.empty((DRAWS, needs, NC_YEARS, states))
    for first in range(DRAWS):
        cells = np.bincount(drawn.january(first, ahead), minlength=made[0].size)
        made[first] = cells.reshape(made[0].shape)
    return made


def estimated(known: Authority, past: Flows, ahead: int) -> FlowModel:
    """Estimate the package's model, so many years ahead."""
    stocks = stocks_of_flows(
        past, known.population_years, known.population, phase=phase_of_each_ncy()
    )
    return estimate_flows(
        past,
        stocks,
        until=past.base + ahead,
        allowed=known.allowed,
        trend=growth_of_england(past.base),
    )


def simulation_times(folder: Path, *, ahead: int = TIMED_YEARS, times: int = 3) -> str:
    """Say how long simulations take in one process, beside the Markov model: the least of some.

    The Markov model tells numbers in cells and knows no single child, no account and no year that
    differs from others.
    """
    known = authority(folder)
    model = estimated(known, known.flows, ahead)
    ways: dict[str, Callable[[], object]] = {
        MARKOV: lambda: constant_rate_markov(known, known.flows, ahead),
        MODEL: lambda: simulate(model, draws=DRAWS, seed=1),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(times):
        for way, action in ways.items():
            start = time.process_time()
            action()
            taken[way].append(time.process_time() - start)
    least = {way: min(seconds) for way, seconds in taken.items()}
    told = Bar(
        f"{DRAWS:,} simulations over {ahead} years, s of one processor", least[MODEL], most=1.0
    )
    return (
        f"{DRAWS:,} simulations of {known.flows.last.sum():,.0f} children over {ahead} years, the"
        f" least of {times}: {least[MODEL]:.1f} s of one processor, single children with their"
        f" accounts; {MARKOV}, numbers in cells alone, {least[MARKOV]:.1f} s, so"
        f" {least[MODEL] / least[MARKOV]:.2f} times.\n\n{bars_table([told])}"
    )


def growth_of_england(base: int) -> float:
    """Growth of the log of England's new plans a year, the last three calendar years known."""
    plans = england.new_plans()
    return float(np.log(plans[base] / plans[base - 3]) / 3)


def constant_rate_markov(
    known: Authority, past: Flows, ahead: int, *, later: int = 0
) -> FloatArray:
    """The method of the best-known open model, as published; code of our own.

    Rates pooled over all years; leavers and movers of a state are Beta-Binomial, with a prior of
    weight 1 at the rate of the NC year; where movers go is Dirichlet, with a prior of weight 1 at
    the pattern of the NC year; joiners of an NC year are Beta-Binomial on population, their state
    is Dirichlet; need never changes; every parameter is drawn afresh each year. A state that was
    never seen takes the rate of its NC year (there it would vanish).

    The projected population may be that of a `later` year than the one that the rates were
    counted on: as a transition is labelled by its earlier January and a projection by its later
    one, that is what comes of joining labels to labels.
    """
    chance = np.random.default_rng(1)
    counts = Markov.counted(known, past)
    stock = np.repeat(past.last.sum(axis=0)[None], DRAWS, axis=0).astype(np.int64)
    for year in range(past.base + 1, past.base + ahead + 1):
        stock = counts.next_january(stock, known.heads(year + later), chance)
    return stock.astype(float)


def markov_as_labelled(known: Authority, past: Flows, ahead: int) -> FloatArray:
    """The same, with the population of one year later in the projection."""
    return constant_rate_markov(known, past, ahead, later=1)


@dataclass(frozen=True, eq=False)
class Markov:
    """Counts of the constant-rate Markov model, summed over years.

    Axes: joiners (need, ncy, state); heads (ncy); leavers, opening (need, ncy, state); moves
    (need, ncy reached, state, state reached); survivors (need, ncy reached, state).
    """

    joiners: FloatArray
    heads: FloatArray
    leavers: FloatArray
    opening: FloatArray
    moves: FloatArray
    survivors: FloatArray
    allowed: BoolArray

    @classmethod
    def counted(cls, known: Authority, past: Flows) -> Markov:
        """Add all years up."""
        return cls(
            past.joiners.sum(axis=(0, 1)),
            np.sum([known.heads(year) for year in past.years], axis=0),
            past.leavers.sum(axis=(0, 1)),
            past.opening.sum(axis=(0, 1)),
            past.state_moves.sum(axis=0),
            past.survivors.sum(axis=0),
            known.allowed,
        )

    def next_january(
        self, stock: IntArray, heads: FloatArray, chance: np.random.Generator
    ) -> IntArray:
        """Carry all draws over one year: axes (draw, need, ncy, state)."""
        gone = chance.binomial(stock, _beta(self.leavers, self.opening, len(stock), chance))
        stay = np.zeros_like(stock)
        stay[:, :, 1:] = (stock - gone)[:, :, :-1]
        share = _beta(self.moves.sum(axis=3), self.survivors, len(stock), chance)
        moved = chance.binomial(stay, share)
        return stay - moved + self._settled(moved, chance) + self._joined(len(stock), heads, chance)

    def _settled(self, moved: IntArray, chance: np.random.Generator) -> IntArray:
        made = np.zeros_like(moved)
        at_age = self.moves.sum(axis=(0, 2))
        for need, age, state in np.argwhere(moved.any(axis=0)):
            possible = self.allowed[need, age] & (np.arange(moved.shape[3]) != state)
            usual = np.where(possible, at_age[age], 0.0)
            usual = usual if usual.any() else possible.astype(float)
            parameters = self.moves[need, age, state] + usual / max(usual.sum(), 1.0)
            weights = chance.standard_gamma(parameters, (len(moved), len(parameters))) + 1e-300
            made[:, need, age] += chance.multinomial(
                moved[:, need, age, state], weights / weights.sum(axis=1, keepdims=True)
            )
        return made

    def _joined(self, draws: int, heads: FloatArray, chance: np.random.Generator) -> IntArray:
        needs, ages, states = self.joiners.shape
        made = np.zeros((draws, needs, ages, states), dtype=np.int64)
        for age in np.flatnonzero(self.joiners.sum(axis=(0, 2))):
            seen = self.joiners[:, age].reshape(-1)
            rate = chance.beta(seen.sum(), self.heads[age] - seen.sum(), draws)
            count = chance.binomial(int(heads[age]), rate)
            possible = self.allowed[:, age].reshape(-1)
            parameters = seen + possible / possible.sum()
            weights = chance.standard_gamma(parameters, (draws, len(parameters))) + 1e-300
            weights = weights / weights.sum(axis=1, keepdims=True)
            made[:, :, age] = chance.multinomial(count, weights).reshape(draws, needs, states)
        return made


def _beta(
    seen: FloatArray, exposed: FloatArray, draws: int, chance: np.random.Generator
) -> FloatArray:
    """Axes (draw, need, ncy, state): a share, with a prior of weight 1 at that of the NC year."""
    whole = exposed.sum(axis=(0, 2))
    rate = np.clip(seen.sum(axis=(0, 2)) / np.where(whole > 0, whole, 1), 1e-6, 1 - 1e-6)[:, None]
    return chance.beta(seen + rate, exposed - seen + 1 - rate, (draws, *seen.shape))


def last_value(_known: Authority, past: Flows, _ahead: int) -> FloatArray:
    """As many children as there are."""
    return past.closing[-1:].sum(axis=1)


def rate_times_population(known: Authority, past: Flows, ahead: int) -> FloatArray:
    """As many children a head of each NC year as there are."""
    now, later = known.heads(past.base), known.heads(past.base + ahead)
    return last_value(known, past, ahead) * (later / now)[:, None]


def rate_with_trend(known: Authority, past: Flows, ahead: int) -> FloatArray:
    """The same, times the growth of the area's rate over the history."""
    heads = [known.heads(year) for year in past.years]
    growth = [
        np.log(closing.sum() / opening.sum() * before.sum() / after.sum())
        for opening, closing, before, after in zip(
            past.opening[1:], past.closing[1:], heads[:-1], heads[1:], strict=True
        )
    ]
    # Of the first year the population before it is not given: its children only.
    growth.append(np.log(past.closing[0].sum() / past.opening[0].sum()))
    return rate_times_population(known, past, ahead) * np.exp(ahead * np.mean(growth))


WAYS: dict[str, Callable[[Authority, Flows, int], FloatArray]] = {
    MODEL: full_transitions,
    MARKOV: constant_rate_markov,
    MARKOV_LABELS: markov_as_labelled,
    LAST: last_value,
    RATE: rate_times_population,
    TREND: rate_with_trend,
}


# --- Scores


def at_levels(children: FloatArray) -> dict[str, FloatArray]:
    """Add (draw, need, ncy, state) up to each level of detail: axes (draw, cell)."""
    phase = phase_of_each_ncy()
    member = np.equal.outer(phase, np.arange(phase.max() + 1)).astype(float)
    by_phase = np.einsum("dnav,ap->dnpv", children, member)
    levels = {
        "total": children.sum(axis=(1, 2, 3)),
        "need": children.sum(axis=(2, 3)),
        "phase": by_phase.sum(axis=(1, 3)),
        "need x phase": by_phase.sum(axis=3),
        "need x NC year": children.sum(axis=3),
        "setting": children.sum(axis=(1, 2)),
        "setting x phase": by_phase.sum(axis=1),
    }
    return {name: cells.reshape(len(children), -1) for name, cells in levels.items()}


def wape(drawn: FloatArray, actual: FloatArray) -> float:
    """Sum of absolute errors of the mean, in percent of all children."""
    return float(100 * np.abs(drawn.mean(axis=0) - actual).sum() / actual.sum())


def crps(drawn: FloatArray, actual: FloatArray) -> float:
    """Continuous ranked probability score, summed over cells, in percent of all children."""
    count = len(drawn)
    ranks = 2 * np.arange(1, count + 1) - count - 1
    spread = (ranks[:, None] * np.sort(drawn, axis=0)).sum(axis=0) / count**2
    return float(100 * (np.abs(drawn - actual).mean(axis=0) - spread).sum() / actual.sum())


def covered(drawn: FloatArray, actual: FloatArray, range_: float) -> float:
    """How often the range held the truth [percent], by the randomised PIT.

    u is uniform between P(X < a) and P(X <= a); inside if it lies in the middle `range_`; what is
    given is the average over u. Cells
    with fewer than one child, both in truth and on average, are left out.
    """
    below, upto = (drawn < actual).mean(axis=0), (drawn <= actual).mean(axis=0)
    low, high = (1 - range_) / 2, (1 + range_) / 2
    wide = upto > below
    part = np.minimum(upto, high) - np.maximum(below, low)
    inside = np.where(
        wide,
        np.clip(part / np.where(wide, upto - below, 1.0), 0, 1),
        (below > low) & (below < high),
    )
    told = (actual >= 1) | (drawn.mean(axis=0) >= 1)
    return float(100 * inside[told].mean())


def scores(folder: Path) -> pd.DataFrame:
    """Score every way in every fold: one row for each fold, level and way."""
    known = authority(folder)
    years = known.flows.years
    rows = []
    for history, ahead in FOLDS:
        if history + ahead > len(years):
            continue
        kept = known.flows.first(history)
        truth = at_levels(known.flows.closing[history + ahead - 1])
        for way, project in WAYS.items():
            made = at_levels(project(known, kept, ahead))
            for level, drawn in made.items():
                actual = truth[level][0]
                point = len(drawn) == 1
                rows.append(
                    {
                        "fold": f"({history},{ahead})",
                        "level": level,
                        "way": way,
                        "wape": wape(drawn, actual),
                        "crps": crps(drawn, actual),
                        "covered_80": np.nan if point else covered(drawn, actual, 0.80),
                        "covered_95": np.nan if point else covered(drawn, actual, 0.95),
                    }
                )
    return pd.DataFrame(rows)


def tables(scored: pd.DataFrame) -> str:
    """Lay the scores out: means of the folds, against the bar, then by fold."""
    order = list(dict.fromkeys(scored["level"]))
    folds = list(dict.fromkeys(scored["fold"]))
    mean = scored.groupby(["level", "way"])[["wape", "crps"]].mean()
    lines = [
        f"WAPE, CRPS [percent]; mean of the folds {', '.join(folds)} (years of history, years"
        f" ahead), {DRAWS} draws.",
        "",
        "| level | " + " | ".join(WAYS) + " |",
        "|---|" + "---|" * len(WAYS),
    ]
    for level in order:
        both = [mean.loc[(level, way)] for way in WAYS]
        cells = [f"{one['wape']:.1f}, {one['crps']:.2f}" for one in both]
        lines.append(f"| {level} | " + " | ".join(cells) + " |")
    for rival in (MARKOV, MARKOV_LABELS):
        lines += ["", *_verdict(mean, order, rival)]
    return "\n".join([*lines, "", *_by_fold(scored, order, folds)])


def _verdict(mean: pd.DataFrame, order: list[str], rival: str) -> list[str]:
    """Say whether the bar is met against a rival."""
    ratios = {level: tuple(mean.loc[(level, MODEL)] / mean.loc[(level, rival)]) for level in order}
    whole = float(np.mean([ratio for _, ratio in ratios.values()]))
    above = [
        f"{level} ({wape_ratio:.3f}, {crps_ratio:.3f})"
        for level, (wape_ratio, crps_ratio) in ratios.items()
        if wape_ratio > WAPE_EACH or crps_ratio > CRPS_EACH
    ]
    each = "; ".join(f"{level} {one:.3f}, {other:.3f}" for level, (one, other) in ratios.items())
    met = "met" if whole <= CRPS_ON_AVERAGE else "missed"
    return [
        f"WAPE, CRPS against {rival}: {each}.",
        f"Mean of CRPS over levels {whole:.3f} (at most {CRPS_ON_AVERAGE}: {met}); above"
        f" {WAPE_EACH} in WAPE or {CRPS_EACH} in CRPS: {'; '.join(above) or 'none'}.",
    ]


def _by_fold(scored: pd.DataFrame, order: list[str], folds: list[str]) -> list[str]:
    """By fold: WAPE, CRPS and coverage of the model and of the Markov model."""
    held = scored.set_index(["level", "fold", "way"])
    lines = [
        f"By fold, {MODEL} / {MARKOV}: WAPE, CRPS, coverage of the 80 and 95 % range.",
        "",
        "| level | " + " | ".join(folds) + " |",
        "|---|" + "---|" * len(folds),
    ]
    for level in order:
        cells = []
        for fold in folds:
            parts = []
            for way in (MODEL, MARKOV):
                row = held.loc[(level, fold, way)]
                parts.append(
                    f"{row['wape']:.1f}, {row['crps']:.2f},"
                    f" {row['covered_80']:.0f}/{row['covered_95']:.0f}"
                )
            cells.append(" / ".join(parts))
        lines.append(f"| {level} | " + " | ".join(cells) + " |")
    return lines


def page(folder: Path) -> str:
    """Score every way, and time the simulations."""
    return f"{tables(scores(folder))}\n\n{simulation_times(folder)}"


if __name__ == "__main__":
    print(page(Path(sys.argv[1])))
