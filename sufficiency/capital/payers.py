"""Whose pounds: the part of an appraisal that one payer pays and saves, and what it hangs on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.capital.kept import Kept, Supposed
from sufficiency.capital.varying import with_value, worth_of

if TYPE_CHECKING:
    from sufficiency.capital.appraisal import Appraisal


def part_of(kept: Kept, payer: str) -> Kept:
    """Keep what one payer pays and saves; the children are those of all.

    Parameters
    ----------
    kept : Kept
    payer : str
        As in the list of payers.

    Returns
    -------
    Kept
        The parts of all payers add up to the whole.
    """
    own = np.array([line.payer == payer for line in kept.lines], dtype=np.bool_)
    arrays = {
        name: getattr(kept, name)[..., own]
        for name in ("pounds_without", "pounds_with", "follows", "more_void")
    }
    return replace(
        kept,
        lines=tuple(line for line in kept.lines if line.payer == payer),
        payments=tuple(one for one in kept.payments if one.spend.payer == payer),
        **arrays,
    )


def capital_by_payer(kept: Kept, supposed: Supposed) -> dict[str, float]:
    """Add up the capital of each payer, with allowances and growth, receipts taken off.

    Parameters
    ----------
    kept : Kept
    supposed : Supposed

    Returns
    -------
    dict of str to float
        Of those who pay any, in the order of the list of payers [pounds, real].
    """
    added: dict[str, float] = {}
    for payment, spent in zip(kept.payments, kept.spent(supposed), strict=True):
        if payment.is_capital:
            payer = payment.spend.payer
            added[payer] = added.get(payer, 0.0) + float(spent.sum())
    return {payer: added[payer] for payer in terms.short_list("payer").codes if payer in added}


def tornado_by_payer_frame(appraisal: Appraisal) -> pd.DataFrame:
    """Lay out each payer's part of the tornado; see `Appraisal.tornado_by_payer`."""
    supposed, mean = appraisal.supposed, appraisal.kept.mean
    parts = {payer: part_of(mean, payer) for payer in appraisal.payers}
    varied = appraisal.tornado()
    told = ["supposition", "label", "way", "low", "high", "unit_varied"]
    rows = []
    for row in varied.to_dict("records"):
        ends = [with_value(supposed, str(row["supposition"]), row[end]) for end in ("low", "high")]
        for payer, part in parts.items():
            low, central, high = (worth_of(part, one) for one in (ends[0], supposed, ends[1]))
            worths = {"net_present_value": central, "at_low": low, "at_high": high}
            rows.append({**{name: row[name] for name in told}, "payer": payer, **worths})
    kept = ("unit", "price_year", "year_kind", "basis", "counterfactual")
    return pd.DataFrame(rows).assign(**{name: varied[name].iloc[0] for name in kept})
