"""`backtest`: what a projection would have said in earlier years, against what came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sufficiency import england, terms
from sufficiency.area import Area
from sufficiency.backtesting.beside import beside_table, pairs_of
from sufficiency.backtesting.beside_words import notes_of_council
from sufficiency.backtesting.council import CouncilForecast, council_forecast
from sufficiency.backtesting.counted import MOST_UNCOUNTED, fitted_years, years_not_counted
from sufficiency.backtesting.folds import Fold, fold_at
from sufficiency.backtesting.levels import LEVELS
from sufficiency.backtesting.origin_notes import notes_of_origins
from sufficiency.backtesting.possible import (
    PLANS,
    notes_of_left_out,
    origins_possible,
    refuse_no_origin,
)
from sufficiency.backtesting.result import Backtest
from sufficiency.backtesting.scoring import FEWEST_FOLDS, score_table
from sufficiency.backtesting.words import flows_words, uncounted_in_words
from sufficiency.demand.simulation import check_draws, check_seed
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.projection.axes import NCYS, needs
from sufficiency.projection.modelling import (
    check_flows_word,
    flows_used,
    refuse_without_transitions,
)
from sufficiency.projection.projection import MANY_DRAWS, Flowing
from sufficiency.projection.stocks import Start, start_of
from sufficiency.scenario import Scenario, as_things_stand
from sufficiency.workers import processes


def backtest(
    area: Area,
    scenario: Scenario | None = None,
    *,
    council: pd.DataFrame | None = None,
    flows: Flowing | None = None,
    draws: int = 200,
    seed: int = 1,
    workers: int | None = None,
    progress: bool = False,
) -> Backtest:
    """Project from earlier Januaries, and hold what would have been said against what came.

    From each January but the first and the last, the program projects with what the table plans
    held then, in settings as they were observed. Beside it stand simple rules: last value, rate x
    population, a straight line, the area's own growth, constant rates, and the council's own
    forecast where it is given. Each is scored by level of detail and years ahead.

    Parameters
    ----------
    area : Area
        With plans of three Januaries or more; five give a verdict at one and two years.
    scenario : Scenario, optional
        Says what becomes of counts that are not shown; its levers do nothing here.
    council : pandas.DataFrame, optional
        The council's own forecasts: columns origin (academic year of the last January that was
        known), year, plans, and those of one level: need; phase; need, phase; ...
    flows : {"stocks", "transitions"}, optional
        From what joining, leaving and moving are estimated, as in `project`; from stocks at a
        January at which too few transitions were known, which a note then says.
    draws, seed : int
        Possible futures, and their seed.
    workers : int, optional
        Processes that share the work; all cores where there is much to do.
    progress : bool
        Whether to show how far it is, where it takes longer than two seconds.

    Returns
    -------
    Backtest

    Raises
    ------
    NotPossibleError
        If there are fewer than three Januaries, or of England fewer than two up to each but the
        last; or the council's forecast cannot be held against anything.

    Notes
    -----
    Scores: `demand.scores`. Verdicts and their thresholds: docs/explanation/backtest.md.

    Examples
    --------
    >>> import sufficiency as sf
    >>> tested = sf.backtest(sf.load_example(), draws=20)
    >>> tested.origins
    (2022, 2023)
    """
    decided = as_things_stand() if scenario is None else scenario
    if not isinstance(area, Area):
        raise NotPossibleError.of("projection_no_area", value=type(area).__name__)
    if not isinstance(decided, Scenario):
        raise NotPossibleError.of("no_scenario", value=type(decided).__name__)
    check_draws(draws, workers)
    check_seed(seed)
    check_flows_word(flows)
    start = start_of(area, decided)
    refuse_without_transitions(start, flows or "stocks")
    years = start.stocks.years
    refuse_no_origin(area, years)
    origins = origins_possible(area, years)
    own = None if council is None else _council(council, start, origins)
    together = processes(workers, draws=draws, many=MANY_DRAWS)
    folds = tuple(
        fold_at(
            start,
            origin,
            flows=flows,
            draws=draws,
            seed=seed,
            workers=together,
            progress=progress,
        )
        for origin in origins
    )
    plans = start.area.table("plans")
    counted = not years_not_counted(plans, fitted=fitted_years(area))
    pairs = () if own is None else pairs_of(own, folds, start.stocks.phase)
    beside = beside_table(own, pairs)
    scores = score_table(folds, start.stocks.phase, beside=beside, seed=seed, counted=counted)
    return Backtest(
        area=area,
        start=start,
        folds=folds,
        scores=scores,
        beside=beside,
        draws=draws,
        seed=seed,
        notes=(
            *_notes(area, len(folds), counted=counted, told=uncounted_in_words(plans)),
            *_notes_of_flows(folds, now=flows_used(start, flows)),
            *notes_of_left_out(area, years),
            *notes_of_origins(folds),
            *(() if own is None else notes_of_council(own, pairs, beside)),
            *start.notes,
            *(() if flows == "stocks" else start.left_out),
        ),
    )


def _council(given: pd.DataFrame, start: Start, origins: tuple[int, ...]) -> CouncilForecast:
    """Check the council's forecast against the labels of the area."""
    if not isinstance(given, pd.DataFrame):
        raise NotPossibleError.of("backtest_council_no_frame", value=type(given).__name__)
    labels: dict[str, tuple[Any, ...]] = {
        "locality": start.localities,
        "need": needs(),
        "phase": terms.phases().codes,
        "ncy": NCYS,
        "setting": terms.settings().codes,
    }
    levels = [level.axes for level in LEVELS]
    return council_forecast(
        given, labels=labels, levels=levels, origins=origins, last=start.stocks.base
    )


def _notes_of_flows(folds: Sequence[Fold], *, now: Flowing) -> list[Finding]:
    """Note projections that rest on something else than one of today does."""
    if all(fold.flows == now for fold in folds):
        return []
    told = flows_words(folds)
    return [finding("backtest_transitions_in_part", file="table transitions", figures=told)]


def _notes(area: Area, folds: int, *, counted: bool, told: str) -> list[Finding]:
    """Say what the scores cannot show; `told` is how much was not counted, in words."""
    most = 100 * MOST_UNCOUNTED
    newest = max(int(row["january"]) for row in england.rows("need_by_age"))
    notes = [
        finding("backtest_population_known", file="table population"),
        finding("backtest_england_needs", file="England's figures", january=newest),
    ]
    if not counted:
        notes.insert(
            0,
            finding("backtest_made", file=PLANS, column="basis", area=area.name, most=most),
        )
    elif told:
        notes.insert(
            0, finding("backtest_counted_mostly", file=PLANS, column="basis", told=told, most=most)
        )
    if folds < FEWEST_FOLDS:
        few = finding("backtest_few_folds", file=PLANS, count=folds, least=FEWEST_FOLDS)
        notes.insert(0, few)
    return notes
