"""The yearly account of a projection, and what files of the past told of one January twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.demand.accounts import Item
from sufficiency.demand.flow_model import FlowModel
from sufficiency.errors import NotPossibleError
from sufficiency.projection.axes import NCYS, needs, phase_of_each_ncy
from sufficiency.projection.frames import columns_by_year, range_of

if TYPE_CHECKING:
    from sufficiency.projection.projection import Projection

RESTATED_BY = ("year", "need", "phase", "ncy", "setting")
"""What a restatement can be laid out by."""


def account_frame(projection: Projection, *, by: Sequence[str]) -> pd.DataFrame:
    """Lay the account of each projected year out: it closes in every row, and in every draw.

    Parameters
    ----------
    projection : Projection
    by : sequence of str
        "year", with any of "need" and the states.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`, then opening, restated, joiners, leavers, moved_in, moved_out, closing:
        means over the draws [children]; restated_low, restated_high (80 % of the draws).

    Raises
    ------
    UnknownNameError
        If it cannot be laid out so, or the year is not among them.

    Notes
    -----
    Files are recoded now this way and now that, so that the mean of what is restated is about
    nought, and its range is the size of it. It adds up to nought over all needs and states.
    """
    labels = projection.labels
    wanted = columns_by_year(by, ("year", "need", projection.states))
    accounts = projection.drawn.accounts  # axes (draw, year, need, state, item)
    left_out = tuple(
        axis for axis, name in ((2, "need"), (3, projection.states)) if name not in wanted
    )
    kept = accounts.sum(axis=left_out).astype(np.float64)
    index = pd.MultiIndex.from_product(
        [projection.years if name == "year" else labels.of(name) for name in wanted],
        names=list(wanted),
    )
    rows = kept.reshape(len(kept), len(index), len(Item))
    low, high = range_of(rows[:, :, Item.RESTATED])
    names = [item.name.lower() for item in Item]
    flat = pd.DataFrame(rows.mean(axis=0), columns=names, index=index)
    return flat.assign(restated_low=low, restated_high=high).reset_index()


def has_restated(projection: Projection) -> bool:
    """Say whether two files of the past tell of one January, so that they can be held apart."""
    return isinstance(projection.model, FlowModel) and len(projection.model.flows.years) > 1


def restated_frame(projection: Projection, *, by: Sequence[str]) -> pd.DataFrame:
    """Lay out how far two files differ that tell of the same January of the past.

    Parameters
    ----------
    projection : Projection
        From transitions.
    by : sequence of str
        "year" (of the January that both tell of), with any of "need", "phase", "ncy", "setting".

    Returns
    -------
    pandas.DataFrame
        Columns of `by`; closing (children as the file of the year before counted them), opening
        (as the file of the next year opens), restated (opening less closing), recorded_otherwise
        (the fewest children whose locality, need, NC year or setting must differ between the two,
        or who are in one of them alone) and basis. Rows without children are left out; there are
        none with one year of transitions.

    Raises
    ------
    NotPossibleError
        If the projection is from stocks: a January is then told of once.
    UnknownNameError
        If it cannot be laid out so, or the year is not among them.
    """
    wanted = columns_by_year(by, RESTATED_BY)
    model = projection.model
    if not isinstance(model, FlowModel):
        raise NotPossibleError.of("projection_restated_of_stocks")
    flows = model.flows
    closing, opening = flows.closing[:-1], flows.opening[1:]
    there = np.nonzero((closing != 0) | (opening != 0))
    january, _, need, ncy, setting = there
    cells = pd.DataFrame(
        {
            "year": np.array(flows.years[:-1], dtype=np.int64)[january],
            "need": np.array(needs())[need],
            "phase": np.array(terms.phases().codes)[phase_of_each_ncy()[ncy]],
            "ncy": np.array(NCYS)[ncy],
            "setting": np.array(terms.settings().codes)[setting],
            "closing": closing[there],
            "opening": opening[there],
        }
    )
    restated = cells["opening"] - cells["closing"]
    cells = cells.assign(
        restated=restated, more=restated.clip(lower=0), less=-restated.clip(upper=0)
    )
    added = cells.groupby(list(wanted), sort=True)[
        ["closing", "opening", "restated", "more", "less"]
    ].sum()
    otherwise = added[["more", "less"]].max(axis=1)
    return (
        added.drop(columns=["more", "less"])
        .assign(recorded_otherwise=otherwise, basis=projection.basis)
        .reset_index()
    )
