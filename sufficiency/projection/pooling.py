"""What each pooled rate of a projection rests on, cell by cell, laid out as a tidy frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sufficiency import england, terms
from sufficiency.demand import evidence, flow_evidence
from sufficiency.demand.central import AnyModel
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.model import DemandModel
from sufficiency.demand.pooling import Pooled
from sufficiency.errors import UnknownNameError
from sufficiency.projection.frames import Labels

STATE = "state"
"""The axis of states, whose column is named as the projection names them: level or setting."""


@dataclass(frozen=True, slots=True)
class PooledRate:
    """One pooled rate.

    Parameters
    ----------
    unit : str
        What its numbers are.
    parent : str
        What it is drawn towards.
    axes : tuple of str
        What its cells are laid out by; `STATE` for the states.
    """

    unit: str
    parent: str
    axes: tuple[str, ...]


def _of_places(unit: str) -> dict[str, PooledRate]:
    """Give the factors of localities, which are counted in plans or in joiners."""
    return {
        "locality": PooledRate(unit, "area", ("locality",)),
        "locality_and_need": PooledRate(unit, "locality", ("locality", "need")),
    }


RATES: Mapping[str, PooledRate] = {
    "joining": PooledRate("joiners a resident and year, net", "phase", ("ncy",)),
    "leaving": PooledRate("share that leaves in a year, net", "phase", ("ncy",)),
    "leaving_of_need": PooledRate("times the leaving of all needs", "all needs", ("need",)),
    "leaving_of_need_and_phase": PooledRate(
        "times the leaving of all needs", "need", ("need", "phase")
    ),
    **_of_places("times the plans a resident of the area"),
    "need": PooledRate(
        "share of the children of the NC year",
        "England's profile by age, with factors of the area",
        ("need", "ncy"),
    ),
}
"""The pooled rates from January counts."""

_JOINING = "joiners a resident and year"
_LEAVING = "share that leaves in a year"
_NEED_CHANGE = "share that changes its need in a year"
_STATE_CHANGE = "share that changes its {state} in a year"

RATES_OF_TRANSITIONS: Mapping[str, PooledRate] = {
    "joining_of_phase": PooledRate(_JOINING, "area", ("phase",)),
    "joining": PooledRate(_JOINING, "phase", ("ncy",)),
    "joiners_of_need": PooledRate("share of all joiners", "equal shares", ("need",)),
    "joiners_of_need_and_phase": PooledRate(
        "share of the joiners of the phase", "all joiners", ("need", "phase")
    ),
    "joining_of_need_and_ncy": PooledRate(
        _JOINING, "NC year, at the share of the need in its phase", ("need", "ncy")
    ),
    "leaving_of_phase": PooledRate(_LEAVING, "area", ("phase",)),
    "leaving": PooledRate(_LEAVING, "phase", ("ncy",)),
    "leaving_of_need": RATES["leaving_of_need"],
    "leaving_of_need_and_phase": RATES["leaving_of_need_and_phase"],
    "leaving_of_state": PooledRate(
        "times the leaving of all {state}s, needs allowed for", "all {state}s", (STATE,)
    ),
    "leaving_of_state_and_phase": PooledRate(
        "times the leaving of all {state}s, needs allowed for", "{state}", (STATE, "phase")
    ),
    "leaving_of_need_ncy_and_state": PooledRate(
        _LEAVING, "NC year, with factors of need and {state}", ("need", "ncy", STATE)
    ),
    "need_change_of_phase": PooledRate(_NEED_CHANGE, "area", ("phase",)),
    "need_change": PooledRate(_NEED_CHANGE, "phase", ("ncy",)),
    "need_change_of_need": PooledRate("times the changes of all needs", "all needs", ("need",)),
    "need_change_of_need_and_ncy": PooledRate(
        _NEED_CHANGE, "NC year, with the factor of the need", ("need", "ncy")
    ),
    "state_change_of_phase": PooledRate(_STATE_CHANGE, "area", ("phase",)),
    "state_change": PooledRate(_STATE_CHANGE, "phase", ("ncy",)),
    "state_change_of_state": PooledRate(
        "times the changes of all {state}s", "all {state}s", (STATE,)
    ),
    "state_change_of_state_and_ncy": PooledRate(
        _STATE_CHANGE, "NC year, with the factor of the {state}", (STATE, "ncy")
    ),
    **_of_places("times the joiners a resident of the area"),
}
"""The pooled rates from transitions: joiners, leavers and movers apart, each step by itself."""


def pooling_frame(model: AnyModel, labels: Labels, *, of: str | None, basis: str) -> pd.DataFrame:
    """Lay out what each pooled rate rests on: its own cell, its parent, and their weights.

    estimate = weight x own + (1 - weight) x parent_rate, weight = evidence / (evidence + strength).

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under its scenario.
    labels : Labels
    of : str, optional
        One of `RATES`, or of `RATES_OF_TRANSITIONS` where the projection is from them; all of
        them where left out.
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
        weight (of own, 0 to 1), estimate, basis. Net, an NC year stands under joining where its
        cohort grew, and under leaving where it shrank. From transitions a column level or setting
        follows ncy, and NC years of changes are those that are reached; the top NC year, which
        everyone leaves, is not under leaving. Before turnover, trends, growth and levers.

    Raises
    ------
    UnknownNameError
        If there is no such rate, or not from what the projection is made of.
    """
    known = RATES_OF_TRANSITIONS if isinstance(model, FlowModel) else RATES
    if of is not None and of not in known:
        near = terms.nearest_words(of, known)
        raise UnknownNameError.of(
            "unknown_word",
            value=of,
            kind="pooled rate",
            meant=f"Did you mean {near}?" if near else f"Known are {', '.join(known)}.",
        )
    if isinstance(model, FlowModel):
        made = _from_transitions(model)
    else:
        made = _from_stocks(model, labels)
    wanted = known if of is None else (of,)
    frames = [_rows(rate, known[rate], made[rate], labels) for rate in wanted]
    frame = pd.concat(frames, ignore_index=True).assign(basis=basis)
    return frame if isinstance(model, FlowModel) else frame.drop(columns=labels.state)


def _from_stocks(model: DemandModel, labels: Labels) -> dict[str, Pooled]:
    """Give what each of `RATES` rests on."""
    need, need_and_phase = evidence.need_leaving_evidence(model)
    locality, locality_and_need = evidence.locality_evidence(model)
    return {
        "joining": evidence.joining_evidence(model),
        "leaving": evidence.leaving_evidence(model),
        "leaving_of_need": need,
        "leaving_of_need_and_phase": need_and_phase,
        "locality": locality,
        "locality_and_need": locality_and_need,
        "need": evidence.need_evidence(model, england.needs_by_ncy(labels.needs)),
    }


def _from_transitions(model: FlowModel) -> dict[str, Pooled]:
    """Give what each of `RATES_OF_TRANSITIONS` rests on."""
    joining = flow_evidence.joining_steps(model)
    of_need, of_need_and_phase = flow_evidence.joiners_need_steps(model)
    leaving = flow_evidence.leaving_steps(model)
    need, need_and_phase, state, state_and_phase = flow_evidence.leaving_factor_steps(model)
    needs = flow_evidence.need_change_steps(model)
    states = flow_evidence.state_change_steps(model)
    locality, locality_and_need = evidence.locality_evidence(model)
    return {
        "joining_of_phase": joining[0],
        "joining": joining[1],
        "joiners_of_need": of_need,
        "joiners_of_need_and_phase": of_need_and_phase,
        "joining_of_need_and_ncy": joining[2],
        "leaving_of_phase": leaving[0],
        "leaving": leaving[1],
        "leaving_of_need": need,
        "leaving_of_need_and_phase": need_and_phase,
        "leaving_of_state": state,
        "leaving_of_state_and_phase": state_and_phase,
        "leaving_of_need_ncy_and_state": leaving[2],
        "need_change_of_phase": needs[0],
        "need_change": needs[1],
        "need_change_of_need": needs[2],
        "need_change_of_need_and_ncy": needs[3],
        "state_change_of_phase": states[0],
        "state_change": states[1],
        "state_change_of_state": states[2],
        "state_change_of_state_and_ncy": states[3],
        "locality": locality,
        "locality_and_need": locality_and_need,
    }


def _rows(rate: str, kind: PooledRate, pooled: Pooled, labels: Labels) -> pd.DataFrame:
    """Lay one pooled rate out: a row for each cell that is estimated."""
    axes = [labels.state if axis == STATE else axis for axis in kind.axes]
    members = [labels.of(axis) for axis in axes]
    cells = pd.MultiIndex.from_product(members, names=axes).to_frame(index=False)
    nothing = [""] * len(cells)
    phases = cells["ncy"].map(terms.phase_of_ncy) if axes == ["ncy"] else nothing
    frame = pd.DataFrame(
        {
            "rate": rate,
            "unit": kind.unit.format(state=labels.state),
            "locality": cells.get("locality", nothing),
            "need": cells.get("need", nothing),
            "phase": cells.get("phase", phases),
            "ncy": pd.Series(cells.get("ncy", [pd.NA] * len(cells)), dtype="Int64"),
            labels.state: cells.get(labels.state, nothing),
            "seen": pooled.seen.reshape(-1),
            "evidence": pooled.evidence.reshape(-1),
            "strength": pooled.strength,
            "own": pooled.own.reshape(-1),
            "parent": kind.parent.format(state=labels.state),
            "parent_rate": pooled.parent.reshape(-1),
            "weight": pooled.weight.reshape(-1),
            "estimate": pooled.estimate.reshape(-1),
        }
    )
    # No rate is pooled, as where a cohort grew and nobody is counted to leave.
    return frame[frame["evidence"].notna()].reset_index(drop=True)
