"""One door to both engines: a network in, a proven answer out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import NotPossibleError, SufficiencyWarning, UnknownNameError, finding
from sufficiency.places import capped_engine, flow_engine, pulp_engine
from sufficiency.places.capped_cells import merged
from sufficiency.places.capped_programme import Prices
from sufficiency.places.certificate import Certificate, certify
from sufficiency.places.faces import Face
from sufficiency.places.nesting import nested
from sufficiency.places.network import Kind, Network
from sufficiency.places.statuses import Status
from sufficiency.places.time_limit import checked_seconds, done_within

IntArray = NDArray[np.int64]


class Engine(StrEnum):
    """What solves a network; both give the same answer."""

    FLOW = "flow"
    LP = "lp"


EngineChoice = Literal["auto", "flow", "lp"]

_LIBRARY = {Engine.FLOW: "ortools", Engine.LP: "PuLP with HiGHS"}
_INSTALLED = {Engine.FLOW: "ortools", Engine.LP: "pulp highspy"}
_OTHER = {Engine.FLOW: Engine.LP, Engine.LP: Engine.FLOW}


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The best allocation of one year, with its proof.

    Parameters
    ----------
    network : Network
        What was asked.
    flow : IntArray
        Axis (arc of the network) [children].
    totals : tuple of int
        Axis (aim) [children, metres or pounds].
    engine : Engine
        What solved it.
    chosen : str
        Why that engine, in words.
    only : bool
        Whether no other answer is as good once ties are broken by names, so that another engine
        or machine must give the same children the same places.
    certificate : Certificate
        The proof, which trusts no solver.
    """

    network: Network
    flow: IntArray
    totals: tuple[int, ...]
    engine: Engine
    chosen: str
    only: bool
    certificate: Certificate

    @property
    def status(self) -> Status:
        """Whether it is proven, or may be above the best by the gap of its certificate."""
        return Status.PROVEN if self.certificate.proven else Status.FEASIBLE

    def total(self, aim: str) -> int:
        """Return the total of an aim by its name [children, metres or pounds]."""
        return self.totals[self.network.aims.index(aim)]

    def children(self, kind: Kind) -> IntArray:
        """Count, axis (cell), the children in pools of a kind [children]."""
        network, used = self.network, np.flatnonzero(self.flow != 0)
        used = used[network.kind[network.arc_pool[used]] == kind]
        counted = np.zeros(len(network.demand), dtype=np.int64)
        np.add.at(counted, network.arc_cell[used], self.flow[used])
        return counted

    @property
    def placed(self) -> IntArray:
        """Axis (cell): children in the authority's planned places."""
        return self.children(Kind.LOCAL)

    @property
    def independent(self) -> IntArray:
        """Axis (cell): children in independent placements."""
        return self.children(Kind.INDEPENDENT)

    @property
    def without(self) -> IntArray:
        """Axis (cell): children without a place at the level they need."""
        return self.children(Kind.WITHOUT)

    @property
    def loads(self) -> IntArray:
        """Axis (pool, then total): children placed there."""
        return self.network.loads(self.flow)


def allocate_arrays(
    network: Network, *, engine: EngineChoice = "auto", seconds: float | None = None
) -> Answer:
    """Find the best allocation of one year, and prove that it is the best.

    Parameters
    ----------
    network : Network
        From `network_of`.
    engine : {"auto", "flow", "lp"}
        OR-tools' network flow, or PuLP with HiGHS; "auto" takes the flow where OR-tools can be
        loaded, and else PuLP, with a warning once. Both give the same answer.
    seconds : float, optional
        Most time, from when another process has started, which then does the work and is ended at
        the limit: a solver cannot be interrupted from within. It starts in about a second and
        holds a copy of the network. Where left out this process does the work, and waits for it.

    Returns
    -------
    Answer

    Raises
    ------
    UnknownNameError
        Where there is no such engine.
    NoAnswerError
        Where an engine ends without an answer; its `status` says whether it was stopped, as by
        `seconds`, or found that there is none.
    NotPossibleError
        Where it is no network or no time, the engine cannot be loaded, or its answer does not
        pass the certificate.

    Examples
    --------
    >>> from sufficiency.places import allocate_arrays, network_of
    >>> answer = allocate_arrays(network_of([2], [1], [0], [0], [2000]))
    >>> answer.totals, answer.status.value
    ((0, 1, 0, 2000), 'proven')
    """
    if not isinstance(network, Network):
        raise NotPossibleError.of("no_network", value=type(network).__name__)
    taken, chosen = _choice(engine)
    if seconds is None:
        found = _found(network, taken, chosen)
    else:
        limit, what = checked_seconds(seconds), _in_words(network, taken)
        found = done_within(limit, what, _found, network, taken, chosen)
    found.flow.setflags(write=False)
    return Answer(network, found.flow, found.totals, taken, *found[2:])


class _Found(NamedTuple):
    """An answer without its network, as it comes from another process."""

    flow: IntArray
    totals: tuple[int, ...]
    chosen: str
    only: bool
    certificate: Certificate


def _in_words(network: Network, engine: Engine) -> str:
    cells, pools, arcs = len(network.cells), len(network.pools), len(network.arc_cell)
    return f"the solve of {cells:,} cells, {pools:,} pools and {arcs:,} arcs by the engine {engine}"


def _found(network: Network, taken: Engine, chosen: str) -> _Found:
    """Solve a network and prove the answer; refuse one that nothing is proven of."""
    asked = network
    flow, only = _flow(network.without_caps, taken)
    prices: tuple[Prices, ...] = ()
    if not network.caps.are_kept(flow):
        # The same arcs and rows: what is an answer of the one is an answer of the other.
        asked = nested(network).network
        if asked.caps:
            flow, prices = _within_caps(asked, taken)
            only = False
            chosen = "caps across pools bind, which no flow keeps, so linear programmes solve it"
        else:
            flow, only = _flow(asked, taken)
            chosen = f"{chosen}; caps bind, and are totals of it"
    totals = network.totals_of(flow)
    certificate = certify(asked, flow, totals, prices=prices)
    if not (certificate.proven or certificate.by_aim):
        raise NotPossibleError.of(
            "answer_not_certified",
            engine=taken,
            reason=certificate.why_not,
            other=_OTHER[taken],
        )
    return _Found(flow, totals, chosen, only, certificate)


def _flow(network: Network, engine: Engine) -> tuple[IntArray, bool]:
    """Solve a network without its caps; an answer that happens to keep them is the best."""
    if engine is Engine.FLOW:
        return flow_engine.flow_answer(network)
    return pulp_engine.lp_answer(network)


def _within_caps(network: Network, engine: Engine) -> tuple[IntArray, tuple[Prices, ...]]:
    """Solve a network with caps that bind, cells that are alike as one, and price its rows."""
    cells = merged(network)
    if engine is Engine.FLOW:
        near, _ = _flow(cells.few.without_caps, engine)
        flow, prices = capped_engine.capped_answer(cells.few, near=near)
    else:
        flow = pulp_engine.capped_lp_answer(cells.few)
        prices = capped_engine.capped_prices(cells.few, flow)
    return cells.shared(flow), prices


def _choice(engine: str) -> tuple[Engine, str]:
    """Choose the engine, and say why."""
    if engine not in ("auto", *Engine):
        raise UnknownNameError.of("engine_unknown", name=engine)
    missing = {Engine.FLOW: flow_engine.why_missing, Engine.LP: pulp_engine.why_missing}
    if engine != "auto":
        asked = Engine(engine)
        reason = missing[asked]()
        if reason:
            _refuse_without_any()
            raise NotPossibleError.of(
                "engine_missing",
                engine=asked,
                library=_LIBRARY[asked],
                installed=_INSTALLED[asked],
                reason=reason,
                other=_OTHER[asked],
            )
        return asked, f'engine="{asked}" was asked for'
    if not flow_engine.why_missing():
        return Engine.FLOW, "every limit is nested, so a network flow solves it, the fastest way"
    _refuse_without_any()
    _warn_of_fallback()
    return Engine.LP, "OR-tools cannot be loaded; PuLP with HiGHS gives the same answer"


def solve_on_face() -> Callable[[Face, IntArray], IntArray]:
    """Give what solves a flow on a face: OR-tools, or PuLP where OR-tools cannot be loaded.

    Returns
    -------
    callable
        `cheapest_flow` of the flow engine, or `solved_on_face` of the plain one.

    Raises
    ------
    NotPossibleError
        Where neither can be loaded.
    """
    _refuse_without_any()
    return pulp_engine.solved_on_face if flow_engine.why_missing() else flow_engine.cheapest_flow


def _refuse_without_any() -> None:
    """Refuse where neither engine can be loaded, so that one is not told to take the other."""
    flow = flow_engine.why_missing()
    lp = pulp_engine.why_missing() if flow else ""
    if flow and lp:
        raise NotPossibleError.of("engine_none", flow=flow, lp=lp)


@cache
def _warn_of_fallback() -> None:
    """Say, once in a process, that the slow engine runs."""
    note = finding("engine_fallback", file="")
    words = f"{note.seen} {note.why} {note.remedy}"
    warnings.warn(SufficiencyWarning.of(note, words), stacklevel=4)
