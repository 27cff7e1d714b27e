"""From an appraisal to figures of a bid by payer: whose money it is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sufficiency import terms
from sufficiency.capital import Appraisal
from sufficiency.capital.payers import capital_by_payer
from sufficiency.reports.bid.contents import Ranged
from sufficiency.reports.bid.ranging import with_range
from sufficiency.reports.bid.wording import pounds_words

Ends = dict[tuple[str, str], dict[str, float]]
"""By code of an assumption and end ("low", "high"): net present value by payer in words."""


def payer_label(payer: str) -> str:
    """Give a payer in words."""
    return str(terms.short_list("payer").label(payer))


def worth_by_payer(appraisal: Appraisal) -> dict[str, Ranged]:
    """Give the net present value of each payer with its range, by payer in words [pounds]."""
    return {
        payer_label(payer): ranged_of(worth) for payer, worth in appraisal.by_payer_worth().items()
    }


def funding_of(appraisal: Appraisal) -> dict[str, float]:
    """Give the capital by payer in words, with bias and contingency [pounds, real]."""
    held = capital_by_payer(appraisal.kept, appraisal.supposed)
    return {payer_label(payer): pounds for payer, pounds in held.items()}


def ends_by_payer(appraisal: Appraisal) -> Ends:
    """Give each payer's net present value at both ends of each assumption.

    Returns
    -------
    Ends
        [pounds]
    """
    made: Ends = {}
    for row in appraisal.tornado_by_payer().to_dict("records"):
        for end in ("low", "high"):
            own = made.setdefault((str(row["supposition"]), end), {})
            own[payer_label(str(row["payer"]))] = float(row[f"at_{end}"])
    return made


def payers_words(worths: Mapping[str, float]) -> str:
    """Say pounds by payer in a cell.

    Examples
    --------
    >>> payers_words({"High needs block": -1_200_000.0, "School": 400.0})
    'High needs block -£1.20 million; School £400'
    """
    return "; ".join(f"{payer} {pounds_words(pounds)}" for payer, pounds in worths.items())


def ranged_of(worth: object) -> Ranged:
    """Give the mean of draws with its range.

    Parameters
    ----------
    worth : array-like
        Axis (draw), or one number for all [pounds].
    """
    draws = np.atleast_1d(np.asarray(worth, dtype=np.float64))
    columns = with_range("value", draws[:, None])
    value, low, high = (float(held[0]) for held in columns.values())
    return Ranged(value, low, high)
