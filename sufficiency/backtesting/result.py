"""Backtest: scores by level, years ahead and way of projecting, with a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.backtesting.beside_words import council_words
from sufficiency.backtesting.counted import fitted_years
from sufficiency.backtesting.folds import Fold
from sufficiency.backtesting.levels import LEVELS, drawn_up
from sufficiency.backtesting.plots import BacktestPlots
from sufficiency.backtesting.scoring import OURS
from sufficiency.backtesting.widening import widened_frame
from sufficiency.backtesting.words import (
    is_untested,
    januaries_words,
    uncounted_in_words,
    untested_words,
    verdict_sentence,
    why_no_verdict,
    with_best_rules,
)
from sufficiency.errors import Finding, UnknownNameError, findings_frame
from sufficiency.messages.listing import counted
from sufficiency.projection import Projection
from sufficiency.projection.stocks import Start
from sufficiency.results import Card, Figure, Provenance, Result, versions

COVERED = "covered_cells"
"""Column: the cells that coverage is of."""
VERDICT_COLUMNS = (
    "level",
    "years_ahead",
    "folds",
    "weighted_error_percent",
    "best_rule",
    "best_rule_error_percent",
    "coverage_80_percent",
    COVERED,
    "widen_by",
    "verdict",
)


@dataclass(frozen=True, eq=False, repr=False)
class Backtest(Result):
    """What projections from earlier Januaries would have said, held against what came.

    `backtest` makes one.

    Parameters
    ----------
    area : Area
        What it was made of.
    start : Start
        Its Januaries as arrays.
    folds : tuple of Fold
        One for each January from which was projected.
    scores, beside : pandas.DataFrame
        See `to_frame`; beside is its table council.
    draws, seed : int
        Possible futures, and their seed.
    notes : tuple of Finding
        What the scores cannot show.
    """

    area: Area
    start: Start
    folds: tuple[Fold, ...]
    scores: pd.DataFrame
    beside: pd.DataFrame
    draws: int
    seed: int
    notes: tuple[Finding, ...] = ()

    @property
    def origins(self) -> tuple[int, ...]:
        """Academic years of the Januaries from which was projected."""
        return tuple(fold.origin for fold in self.folds)

    @property
    def basis(self) -> str:
        """The basis of the plans that the projections are held against."""
        return self.start.area.basis("plans")

    @property
    def why_no_verdict(self) -> str:
        """Why no level has a verdict, in words; empty where levels have one."""
        plans = self.start.area.table("plans")
        return why_no_verdict(plans, folds=len(self.folds), fitted=fitted_years(self.area))

    @property
    def uncounted_in_words(self) -> str:
        """Say how much of the Januaries was not counted; empty where all were."""
        return uncounted_in_words(self.start.area.table("plans"))

    @property
    def council_in_words(self) -> str:
        """Say how far off the council's own forecast was beside ours; empty where none was given.

        Only what both said is compared: the same projections, and the same cells.
        """
        return council_words(self.beside)

    def verdict_in_words(self, level: str = "total") -> str:
        """Say what a level of detail can be used for and how many years ahead, or why not.

        Parameters
        ----------
        level : str
            A level of detail, such as "need" or "locality".

        Returns
        -------
        str
            One sentence.

        Raises
        ------
        UnknownNameError
            If there is no such level.
        """
        verdicts = self.to_frame("verdicts", level=level)
        beside = f"{untested_words(verdicts)} {self.uncounted_in_words}".strip()
        return verdict_sentence(verdicts, level, why_none=self.why_no_verdict, beside=beside)

    def to_frame(self, table: str = "scores", *, level: str | None = None) -> pd.DataFrame:
        """Give the scores, or another table.

        Parameters
        ----------
        table : str
            "scores", "totals", "verdicts", "council" or "notes".
        level : str, optional
            Only the scores of this level of detail, such as "need x phase".

        Returns
        -------
        pandas.DataFrame
            Scores: level, years_ahead, way ("sufficiency", or a rule), folds (projections held
            against what came), cells, signed_error_percent ((projected - came) / came),
            weighted_error_percent (sum of errors without sign over what came),
            ranked_score_percent (of a range; of a single number its error), coverage of 80 and 95
            % ranges with the number of cells covered, mean_width_percent of the 80 % range,
            widen_by (how much wider it would have had to be), and a verdict for the program.
            Verdicts: the program's rows alone, with the simple rule that came nearest beside it.
            Where covered_cells is below ten a verdict rests on the error alone.
            Council: its own forecast beside the program's, for each origin and year: cells and
            cells_named, the children who came, projected and council, and the errors of both
            without sign, of the named cells alone where children were in others too; left_out
            says why a row was not compared.

        Raises
        ------
        UnknownNameError
            If there is no such table or level.
        """
        if level is None:
            return super().to_frame(table)
        known = [one.name for one in LEVELS]
        if level not in known:
            raise UnknownNameError.of("backtest_level_unknown", value=level, known=", ".join(known))
        whole = super().to_frame(table)
        return whole[whole["level"].eq(level)].reset_index(drop=True)

    def widened(self, projection: Projection, *, by: Sequence[str] = ("year",)) -> pd.DataFrame:
        """Give a projection's children with its ranges widened where they held too little.

        The factor is that by which ranges of this area would have had to be wider at this level of
        detail and as many years ahead, 1 where they held enough; it stands beside each figure.

        Parameters
        ----------
        projection : Projection
            Of the area that was tested.
        by : sequence of str
            "year", with the axes of a level of detail that was tested: "need"; "need" and "phase";
            "locality"; ...

        Returns
        -------
        pandas.DataFrame
            As `Projection.to_frame`, with widen_by, years_ahead_tested (whose factor it is) and
            is_tested: False further ahead than that, where a factor of 1 is no test passed.

        Raises
        ------
        NotPossibleError
            If there are fewer than three projections, the Januaries were not counted, or they are
            of other children.
        UnknownNameError
            If `by` is no level of detail that was tested.

        Notes
        -----
        Formula: `sufficiency.backtesting.widening.widened_frame`.
        """
        return widened_frame(self, projection, by=by)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name: scores, verdicts, totals, council and notes."""
        return {
            "scores": self.scores.copy(),
            "verdicts": with_best_rules(self.scores)[list(VERDICT_COLUMNS)],
            "totals": self._totals.copy(),
            "council": self.beside.copy(),
            "notes": findings_frame(self.notes),
        }

    @cached_property
    def _totals(self) -> pd.DataFrame:
        """All plans: what came, and what each projection said."""
        phase = self.start.stocks.phase
        rows = []
        for fold in self.folds:
            drawn = drawn_up(fold.drawn, LEVELS[0], phase)[:, :, 0]
            came = [float(fold.known[-1].sum()), *fold.came.sum(axis=(1, 2, 3, 4)).tolist()]
            for place, year in enumerate((fold.origin, *fold.years)):
                low, high = pd.Series(drawn[:, place]).quantile([0.1, 0.9])
                mean = float(drawn[:, place].mean())
                rows.append((fold.origin, year, mean, low, high, came[place]))
        return pd.DataFrame(rows, columns=["origin", "year", "projected", "low", "high", "came"])

    def card(self) -> Card:
        """Say how far the totals were off, and how that compares."""
        total = self.scores[self.scores["level"].eq("total")]
        figures = []
        for ahead in sorted(total["years_ahead"].unique())[:2]:
            held = total[total["years_ahead"].eq(ahead)]
            ours = held[held["way"].eq(OURS)]
            figures.append(
                Figure(
                    f"Error of all plans, {counted(ahead, 'year')} ahead",
                    float(ours["weighted_error_percent"].iloc[0]),
                    "%",
                    self.basis,
                )
            )
        own = with_best_rules(total).iloc[0]
        title = (
            f"Backtest of {self.area.name}: {len(self.folds)} projections, from January "
            f"{januaries_words(self.origins)}. "
            f"All plans were off by {own['weighted_error_percent']:.1f} % after one year; the best "
            f"simple rule, {own['best_rule']}, by {own['best_rule_error_percent']:.1f} %."
        )
        said = self.scores[self.scores["way"].eq(OURS) & self.scores["verdict"].ne("")]
        said = said.assign(untested=is_untested(said))
        verdicts = (
            "; ".join(
                f"{row['level']}: {row['verdict']}"
                f"{f' (coverage not tested, {row[COVERED]} cells)' if row['untested'] else ''}"
                for row in said[said["years_ahead"].eq(1)].to_dict("records")
            )
            or f"no verdict, since {self.why_no_verdict}"
        )
        words = terms.short_list("basis").label(self.basis).lower()
        lines = (
            f"One year ahead: {verdicts}.",
            *([self.council_in_words] if self.council_in_words else []),
            f"Basis of the plans: {words}. {self.uncounted_in_words}".rstrip(),
        )
        return Card(
            title,
            lines,
            tuple(figures),
            next_python="Next: backtest.to_frame('verdicts'); backtest.plot.hedgehog(); "
            "sf.report(allocation, backtest=backtest).",
            next_command="the command report shows the verdicts beside the figures that they are "
            "about",
        )

    @property
    def plot(self) -> BacktestPlots:
        """Figures: `backtest.plot.hedgehog()`."""
        return BacktestPlots(self)

    def provenance(self) -> Provenance:
        """Tell which files, versions and seed it was made with."""
        settings = {
            "area": self.area.name,
            "flows": ", ".join(
                f"{terms.year_label(fold.origin)} {fold.flows}" for fold in self.folds
            ),
            "origins": ", ".join(terms.year_label(origin) for origin in self.origins),
            "draws": str(self.draws),
            "seed": str(self.seed),
        }
        return Provenance(self.area.inputs, versions(), settings)
