"""What each pooled rate of a projection rests on, cell by cell, laid out as a tidy frame."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sufficiency import england, terms
from sufficiency.demand import evidence
from sufficiency.demand.central import AnyModel
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.pooling import Pooled
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.projection.frames import Labels

RATES = {
    "joining": "joiners a resident and year, net",
    "leaving": "share that leaves in a year, net",
    "leaving_of_need": "times the leaving of all needs",
    "leaving_of_need_and_phase": "times the leaving of all needs",
    "locality": "times the plans a resident of the area",
    "locality_and_need": "times the plans a resident of the area",
    "need": "share of the children of the NC year",
}
"""The pooled rates, and the unit of each."""

PARENTS = {
    "joining": "phase",
    "leaving": "phase",
    "leaving_of_need": "all needs",
    "leaving_of_need_and_phase": "need",
    "locality": "area",
    "locality_and_need": "locality",
    "need": "England's profile by age, with factors of the area",
}
"""What each of them is drawn towards."""


def pooling_frame(model: AnyModel, labels: Labels, *, of: str | None, basis: str) -> pd.DataFrame:
    """Lay out what each pooled rate rests on: its own cell, its parent, and their weights.

    estimate = weight x own + (1 - weight) x parent_rate, weight = evidence / (evidence + strength).

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under its scenario.
    labels : Labels
    of : str, optional
        One of `RATES`; all of them where left out.
    basis : str
        The weakest basis that the projection rests on.

    Returns
    -------
    pandas.DataFrame
        Columns rate, unit; locality, need, phase, ncy (empty where all together); seen (what was
        seen in the cell, later Januaries counting for more) [children]; evidence (what it is
        weighed by: children whom the parent leads one to expect, who could have left, or who are
        there) and strength (how many the parent weighs as much as) [children]; own (the rate of
        the cell by itself, empty where it rests on nobody), parent (what it is), parent_rate,
        weight (of own, 0 to 1), estimate, basis. An NC year stands under joining where its cohort
        grew, and under leaving where it shrank. Before turnover, growth and levers.

    Raises
    ------
    UnknownNameError
        If there is no such rate.
    NotPossibleError
        If the projection is from transitions, whose rates are pooled in other steps.
    """
    if isinstance(model, FlowModel):
        raise NotPossibleError.of("projection_pooling_of_transitions")
    if of is not None and of not in RATES:
        near = terms.nearest_words(of, RATES)
        raise UnknownNameError.of(
            "unknown_word",
            value=of,
            kind="pooled rate",
            meant=f"Did you mean {near}?" if near else f"Known are {', '.join(RATES)}.",
        )
    need, need_and_phase = evidence.need_leaving_evidence(model)
    locality, locality_and_need = evidence.locality_evidence(model)
    made: dict[str, tuple[Pooled, Sequence[str]]] = {
        "joining": (evidence.joining_evidence(model), ("ncy",)),
        "leaving": (evidence.leaving_evidence(model), ("ncy",)),
        "leaving_of_need": (need, ("need",)),
        "leaving_of_need_and_phase": (need_and_phase, ("need", "phase")),
        "locality": (locality, ("locality",)),
        "locality_and_need": (locality_and_need, ("locality", "need")),
        "need": (
            evidence.need_evidence(model, england.needs_by_ncy(labels.needs)),
            ("need", "ncy"),
        ),
    }
    wanted = RATES if of is None else (of,)
    frames = [_rows(rate, *made[rate], labels) for rate in wanted]
    return pd.concat(frames, ignore_index=True).assign(basis=basis)


def _rows(rate: str, pooled: Pooled, axes: Sequence[str], labels: Labels) -> pd.DataFrame:
    """Lay one pooled rate out: a row for each cell that is estimated."""
    members = [labels.of(axis) for axis in axes]
    cells = pd.MultiIndex.from_product(members, names=list(axes)).to_frame(index=False)
    nothing = [""] * len(cells)
    phases = cells["ncy"].map(terms.phase_of_ncy) if axes == ("ncy",) else nothing
    frame = pd.DataFrame(
        {
            "rate": rate,
            "unit": RATES[rate],
            "locality": cells.get("locality", nothing),
            "need": cells.get("need", nothing),
            "phase": cells.get("phase", phases),
            "ncy": pd.Series(cells.get("ncy", [pd.NA] * len(cells)), dtype="Int64"),
            "seen": pooled.seen.reshape(-1),
            "evidence": pooled.evidence.reshape(-1),
            "strength": pooled.strength,
            "own": pooled.own.reshape(-1),
            "parent": PARENTS[rate],
            "parent_rate": pooled.parent.reshape(-1),
            "weight": pooled.weight.reshape(-1),
            "estimate": pooled.estimate.reshape(-1),
        }
    )
    # Where a cohort grew nobody is counted to leave, and the other way round: no rate is pooled.
    return frame[frame["evidence"].notna()].reset_index(drop=True)
