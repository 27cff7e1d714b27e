"""`report`: an allocation or a comparison in, one page out."""

from __future__ import annotations

from dataclasses import replace as replaced
from pathlib import Path

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import proof_sentence
from sufficiency.allocation.chances import check_most
from sufficiency.backtesting import Backtest
from sufficiency.comparison import Comparison
from sufficiency.errors import NotPossibleError
from sufficiency.reports.page import Report
from sufficiency.reports.past import headline_verdict, refuse_other_backtest
from sufficiency.reports.questions import questions
from sufficiency.reports.sections import SOURCES_TITLE, all_sections, overview
from sufficiency.results import refuse_publishing


def _answer(allocation: Allocation) -> tuple[str, ...]:
    """Give the answer in sentences, whose last points to a section and not to code."""
    *told, _ = allocation.answer()
    return (*told, proof_sentence(allocation, where=SOURCES_TITLE))


def report(
    result: Allocation | Comparison,
    *,
    backtest: Backtest | None = None,
    independent_above: float | None = None,
    to: str | Path | None = None,
    audience: str = "internal",
    replace: bool = False,
) -> Report:
    """Write an allocation or a comparison up: what a head of service asks, with its evidence.

    Parameters
    ----------
    result : Allocation or Comparison
        Of a comparison, the reference is written up in full and the others against it.
    backtest : Backtest, optional
        Of the same area: its verdicts then stand beside the figures, and in a section of their
        own. Without it the report says that nothing was held against the past.
    independent_above : float, optional
        Number of independent placements and needs beyond local places whose chance is told:
        that of being above it. Today's placements where left out.
    to : str or Path, optional
        A file that ends in .html; without it, nothing is written.
    audience : str
        "internal"; publishing is refused until small numbers can be protected.
    replace : bool
        Whether what stands there already may be replaced.

    Returns
    -------
    Report

    Raises
    ------
    NotPossibleError
        If the audience is not "internal", there is nothing to write up, the backtest is of
        another area, or `independent_above` is no number.
    FileError
        If it cannot be written. Nothing half written is left.
    """
    refuse_publishing(audience)
    if not isinstance(result, Allocation | Comparison):
        raise NotPossibleError.of("report_of_what", value=type(result).__name__)
    allocation = result.reference if isinstance(result, Comparison) else result
    if backtest is not None:
        refuse_other_backtest(backtest, allocation)
    check_most(independent_above)
    first, last = allocation.years[0], allocation.years[-1]
    title = (
        f"{allocation.projection.area.name}: specialist places, {terms.year_label(first)} to "
        f"{terms.year_label(last)}"
    )
    made = Report(
        title,
        result.card(),
        (
            *_answer(allocation),
            *(result.sentences() if isinstance(result, Comparison) else ()),
            *headline_verdict(allocation, backtest),
        ),
        overview(allocation),
        (
            *questions(allocation),
            *all_sections(result, backtest, independent_above=independent_above),
        ),
    )
    if to is None:
        return made
    return replaced(made, path=made.save(to, replace=replace))
