"""A verdict in words, and why there is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, get_args

import pandas as pd

from sufficiency import terms
from sufficiency.backtesting.council import COUNCIL
from sufficiency.backtesting.counted import is_uncounted, uncounted_shares, years_not_counted
from sufficiency.backtesting.scoring import FEWEST_CELLS, FEWEST_FOLDS, OURS
from sufficiency.projection.projection import Flowing

if TYPE_CHECKING:
    from sufficiency.backtesting.folds import Fold

LEVEL_WORDS = {
    "total": "All plans",
    "need": "Plans by need",
    "phase": "Plans by phase",
    "need x phase": "Plans by need and phase",
    "need x NC year": "Plans by need and NC year",
    "setting": "Plans by setting",
    "locality": "Plans by locality",
    "locality x need": "Plans by locality and need",
}
"""Each level of detail, as it begins a sentence."""

FLOWS_WORDS = {"stocks": "January counts alone", "transitions": "transitions"}
"""What joining and leaving were estimated from, in words."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def verdict_sentence(verdicts: pd.DataFrame, level: str, *, why_none: str, beside: str = "") -> str:
    """Say what a level of detail can be used for, and how many years ahead.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Columns level, years_ahead, verdict ("" where there is none).
    level : str
        A level of `LEVEL_WORDS`.
    why_none : str
        Why there is no verdict, where there is none at this level.
    beside : str
        A sentence that stands beside a verdict; none, where left out.

    Returns
    -------
    str
    """
    words = LEVEL_WORDS[level]
    held = verdicts[verdicts["level"].eq(level) & verdicts["verdict"].ne("")]
    if held.empty:
        return f"{words}: no verdict, since {why_none}."
    by_year = held.sort_values("years_ahead").to_dict("records")
    said = [
        f"{verdict} {years_words([int(row['years_ahead']) for row in rows])} ahead"
        for verdict, rows in groupby(by_year, key=lambda row: row["verdict"])
    ]
    verdict = f"{words}, held against the past: {', '.join(said)}; further ahead, no verdict."
    return f"{verdict} {beside}".rstrip()


def is_untested(verdicts: pd.DataFrame) -> pd.Series[bool]:
    """Say of each verdict whether it rests on the error alone, as too few cells have a range."""
    return verdicts["verdict"].ne("") & verdicts["covered_cells"].between(1, FEWEST_CELLS - 1)


def untested_words(verdicts: pd.DataFrame) -> str:
    """Say for how many years ahead coverage was not tested; empty where it was for all.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Of one level: columns years_ahead, covered_cells, verdict.
    """
    rows = verdicts[is_untested(verdicts)].sort_values("years_ahead").to_dict("records")
    if not rows:
        return ""
    when = years_words([int(row["years_ahead"]) for row in rows])
    cells = " and ".join(dict.fromkeys(str(row["covered_cells"]) for row in rows))
    return f"Coverage not tested {when} ahead ({cells} cells): there the error alone decides."


def years_words(years: Sequence[int]) -> str:
    """Say numbers of years: "one year", "two and three years", "two to four years".

    Examples
    --------
    >>> years_words([2, 3, 4])
    'two to four years'
    """
    named = [NUMBERS[year] if year < len(NUMBERS) else str(year) for year in years]
    if len(named) == 1:
        return f"{named[0]} year{'' if years[0] == 1 else 's'}"
    return f"{named[0]} {'and' if len(named) == 2 else 'to'} {named[-1]} years"


def projections_words(count: int) -> str:
    """Say a number of projections."""
    return "only one projection" if count == 1 else f"{count} projections"


def januaries_words(years: Sequence[int]) -> str:
    """Say the Januaries of academic years: "2023", "2023 and 2024", "2022 to 2024".

    Examples
    --------
    >>> januaries_words([2021, 2022, 2023])
    '2022 to 2024'
    """
    said = [terms.january_of_year(year) for year in years]
    if len(said) > 2 and all(later == earlier + 1 for earlier, later in pairwise(said)):
        return f"{said[0]} to {said[-1]}"
    return " and ".join(map(str, said))


def flows_words(folds: Sequence[Fold]) -> str:
    """Say what projections from earlier Januaries rest on, each kind with its Januaries."""
    kinds = {
        kind: [fold.origin for fold in folds if fold.flows == kind] for kind in get_args(Flowing)
    }
    return "; ".join(
        f"those of January {januaries_words(years)} rest on {FLOWS_WORDS[kind]}"
        for kind, years in kinds.items()
        if years
    )


def why_no_verdict(plans: pd.DataFrame, *, folds: int, fitted: Collection[int] = ()) -> str:
    """Say why a backtest gives no verdict; empty where it gives one.

    Parameters
    ----------
    plans : pandas.DataFrame
        The table plans that was projected from: columns year, plans and basis.
    folds : int
        Projections that were held against what came.
    fitted : collection of int
        Academic years of which the program fitted counts that are not shown.
    """
    years = years_not_counted(plans, fitted=fitted)
    if years:
        return _uncounted_words(plans, plans[is_uncounted(plans) & plans["year"].isin(years)])
    if folds < FEWEST_FOLDS:
        return (
            f"{projections_words(folds)} could be held against what came, and "
            f"{NUMBERS[FEWEST_FOLDS]} are the fewest that say anything"
        )
    return ""


def uncounted_in_words(plans: pd.DataFrame) -> str:
    """Say how much of the Januaries was not counted, as it stands beside a verdict.

    Parameters
    ----------
    plans : pandas.DataFrame
        The table plans that was projected from: columns year, plans and basis.

    Returns
    -------
    str
        A sentence; empty where all were counted.
    """
    shares = uncounted_shares(plans)
    if shares.empty:
        return ""
    years = [int(year) for year in shares.index]
    kinds = basis_words(plans[is_uncounted(plans)])
    most = f"{'up to ' if len(years) > 1 else ''}{_percent(float(shares.max()))}"
    return f"Of January {januaries_words(years)}, {most} of children or rows were {kinds}."


def _percent(share: float) -> str:
    """Say a share in whole percents; one that is shown as nought, or as all, only if it is that.

    Examples
    --------
    >>> [_percent(share) for share in (1.0, 0.996, 0.123, 0.004)]
    ['100 %', 'nearly 100 %', '12 %', 'less than 1 %']
    """
    if share < 0.005:
        return "less than 1 %"
    whole = f"{100 * share:.0f} %"
    return f"nearly {whole}" if whole == "100 %" and share < 1.0 else whole


def basis_words(uncounted: pd.DataFrame) -> str:
    """Name the bases of rows that nobody counted: "made up or estimated"."""
    labels = terms.short_list("basis")
    bases = sorted(set(uncounted["basis"]), key=terms.BASES.index, reverse=True)
    return " or ".join(str(labels.label(basis)).lower() for basis in bases)


def _uncounted_words(plans: pd.DataFrame, uncounted: pd.DataFrame) -> str:
    """Say how many Januaries nobody counted, and what they are instead."""
    years = set(uncounted["year"])
    whole = len(set(plans["year"]))
    kinds = basis_words(uncounted)
    in_part = len(plans[plans["year"].isin(years)]) > len(uncounted)
    which = f"all {whole}" if len(years) == whole else f"{len(years)} of {whole}"
    verb = "is" if len(years) == 1 else "are"
    return f"{which} Januaries in the table plans {verb} {kinds}{' in part' if in_part else ''}"


def with_best_rules(scores: pd.DataFrame) -> pd.DataFrame:
    """Give the program's own scores with the simple rule that came nearest beside each.

    Parameters
    ----------
    scores : pandas.DataFrame
        See `Backtest.to_frame`.

    Returns
    -------
    pandas.DataFrame
        The rows of the program, with the columns best_rule and best_rule_error_percent. The
        council's own forecast is no simple rule, and is never among them.
    """
    rules = scores[~scores["way"].isin((OURS, COUNCIL))]
    best = (
        rules.sort_values("weighted_error_percent", kind="stable")
        .drop_duplicates(["level", "years_ahead"])
        .rename(columns={"way": "best_rule", "weighted_error_percent": "best_rule_error_percent"})
    )
    columns = ["level", "years_ahead", "best_rule", "best_rule_error_percent"]
    ours = scores[scores["way"].eq(OURS)]
    return ours.merge(best[columns], on=["level", "years_ahead"], how="left", validate="1:1")
