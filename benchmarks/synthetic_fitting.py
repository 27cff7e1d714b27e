"""Where only margins are published: how near the fitted table comes to the true one.

The margins are those that the Department publishes of an authority each January: setting, setting
by age, need by age, and need by setting, without localities. The youngest age group is "under 3".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

import sufficiency as sf
from sufficiency import terms

YOUNGEST_AGE = 2
"""Ages to this one are published together."""
MARGINS: dict[str, tuple[str, ...]] = {
    "setting": ("setting",),
    "setting by age": ("ncy_from", "ncy_to", "setting"),
    "need by age": ("need", "ncy_from", "ncy_to"),
    "need by setting": ("need", "setting"),
}
CELLS = ["need", "phase", "setting"]


def published(plans: pd.DataFrame) -> pd.DataFrame:
    """Add up the plans of one January as they are published: the table margins, without nought.

    Parameters
    ----------
    plans : pandas.DataFrame
        Columns year, need, ncy, setting, plans [children].
    """
    youngest = terms.ncy_of_age(YOUNGEST_AGE)
    together = plans["ncy"] <= youngest
    aged = plans.assign(
        ncy_from=plans["ncy"].mask(together, terms.FIRST_NCY),
        ncy_to=plans["ncy"].mask(together, youngest),
    )
    rows = [
        aged.groupby(["year", *by], as_index=False)["plans"].sum().assign(margin=margin)
        for margin, by in MARGINS.items()
    ]
    whole = {"ncy_from": "Int64", "ncy_to": "Int64"}
    made = pd.concat(rows, ignore_index=True).astype(whole)
    return made.assign(locality="", plans_mark="", basis="made").fillna({"need": "", "setting": ""})


def fitted_scores(seed: int, options: Mapping[str, object]) -> pd.DataFrame:
    """Fit the margins of an area's last January, and hold the table against the true one.

    Returns
    -------
    pandas.DataFrame
        One row; columns seed, cells (WAPE of need × phase × setting), miss (largest of a margin,
        over its total).
    """
    synthetic = sf.synthetic_area(seed=seed, **options)
    last = synthetic.history[-1]
    plans = synthetic.truth.plans
    true = plans[plans["year"] == last]
    margins = published(true)
    known = synthetic.area.with_table("margins", margins)
    fitted = known.with_fitted_plans(years=[last]).plans
    return pd.DataFrame(
        [
            {
                "seed": seed,
                "cells": wape_of(fitted[fitted["year"] == last], true),
                "miss": largest_miss(fitted[fitted["year"] == last], margins),
            }
        ]
    )


def wape_of(fitted: pd.DataFrame, true: pd.DataFrame) -> float:
    """Add up the errors of need × phase × setting without their sign, over all children."""
    sums = [
        one.assign(phase=[terms.phase_of_ncy(ncy) for ncy in one["ncy"]])
        .groupby(CELLS)["plans"]
        .sum()
        for one in (fitted, true)
    ]
    return float(sums[0].sub(sums[1], fill_value=0.0).abs().sum() / true["plans"].sum())


def largest_miss(fitted: pd.DataFrame, margins: pd.DataFrame) -> float:
    """Give the largest difference of a margin's row from what is fitted, over that row."""
    fitted = fitted.assign(year=margins["year"].iloc[0])
    again = published(fitted[["year", "need", "ncy", "setting", "plans"]])
    keys = ["margin", "need", "ncy_from", "ncy_to", "setting"]
    totals = [
        one.fillna({"ncy_from": terms.FIRST_NCY - 1, "ncy_to": terms.FIRST_NCY - 1})
        .set_index(keys)["plans"]
        .astype(float)
        for one in (again, margins)
    ]
    # A row that only one of the two holds is nought in the other.
    fit, told = totals[0].align(totals[1], fill_value=0.0)
    return float((np.abs(fit - told) / np.maximum(told, 1.0)).max())
