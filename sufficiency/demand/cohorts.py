"""The cohort step for expected numbers; that for single children is in `children`.

X(t + 1)[a + 1] = X(t)[a] + restated - leavers, moved between needs and states, + joiners.
Everyone moves up by exactly one NC year, and everyone at the top one leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.accounts import ITEMS, Item
from sufficiency.demand.closing import (
    alike_moves,
    closed_by,
    sent_elsewhere,
    told,
    told_children,
    told_shares,
)
from sufficiency.demand.limits import limited_flows
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.rates import Rates


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """The expected projection.

    Parameters
    ----------
    children : FloatArray
        Axes (year, locality, need, ncy, state): the first January, then each projected one.
    accounts : FloatArray
        Axes (year, need, state, item): the account of each projected year (`accounts.Item`).
    """

    children: FloatArray
    accounts: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """Those of one January who are there in the next, and who left or moved between the two.

    Parameters
    ----------
    children : FloatArray
        Axes (locality, need, ncy, state): by the need and state of the January after, without
        those who join [children].
    leavers : FloatArray
        The same axes: by the NC year that they left [children].
    moved_in, moved_out : FloatArray
        The same axes: by the NC year that they reached [children].
    moves : FloatArray
        The same axes: those among the moved out who change state [children].
    """

    children: FloatArray
    leavers: FloatArray
    moved_in: FloatArray
    moved_out: FloatArray
    moves: FloatArray


def expected_projection(start: FloatArray, population: FloatArray, rates: Rates) -> Expected:
    """Project expected numbers: linear in the stock and in the population.

    Parameters
    ----------
    start : FloatArray
        Axes (locality, need, ncy, state): the first January [children].
    population : FloatArray
        Axes (year, locality, ncy): of each projected year [persons].
    rates : Rates
        Given rates of each projected year.

    Returns
    -------
    Expected
    """
    stocks, accounts = [start], []
    for year, persons in enumerate(population):
        stock, account = expected_step(stocks[-1], persons, rates, year)
        stocks.append(stock)
        accounts.append(account)
    return Expected(told_children(np.array(stocks), rates.closures), np.array(accounts))


def expected_step(
    stock: FloatArray, persons: FloatArray, rates: Rates, year: int
) -> tuple[FloatArray, FloatArray]:
    """Carry expected numbers over one year.

    Parameters
    ----------
    stock : FloatArray
        Axes (locality, need, ncy, state): the January before [children].
    persons : FloatArray
        Axes (locality, ncy): population of the year [persons].
    rates : Rates
        Given rates.
    year : int
        Position of the year on the axes of the rates.

    Returns
    -------
    FloatArray
        Axes (locality, need, ncy, state): the next January, as if no state closed [children].
    FloatArray
        Axes (need, state, item): the account of the year, by the states that are open [children].
    """
    carried = carry(stock, rates, year)
    joiners = expected_joiners(persons, rates, year)
    gone = 0.0
    if rates.limits is not None:
        joiners, gone = limited_flows(
            joiners,
            carried.children,
            opening=float(stock.sum()),
            persons=persons,
            limits=rates.limits,
            year=year,
        )
    closing = carried.children * (1 - gone) + joiners
    # Whoever an imposed total sends away leaves from where the child would have been.
    flows = _Flows(
        opening=stock.sum(axis=0),
        joiners=joiners.sum(axis=0),
        leavers=carried.leavers.sum(axis=0),
        sent_away=np.asarray(gone * carried.children.sum(axis=0)),
        moved_in=carried.moved_in.sum(axis=0),
        moved_out=carried.moved_out.sum(axis=0),
        closing=closing.sum(axis=0),
    )
    if closed_by(rates.closures, year + 1):
        flows = _told_flows(flows, carried.moves.sum(axis=0), rates, year)
    account = np.zeros((*stock.shape[1:2], stock.shape[-1], ITEMS))
    account[..., Item.OPENING] = flows.opening.sum(axis=1)
    account[..., Item.JOINERS] = flows.joiners.sum(axis=1)
    account[..., Item.LEAVERS] = flows.leavers.sum(axis=1) + flows.sent_away.sum(axis=1)
    account[..., Item.MOVED_IN] = flows.moved_in.sum(axis=1)
    account[..., Item.MOVED_OUT] = flows.moved_out.sum(axis=1)
    account[..., Item.CLOSING] = flows.closing.sum(axis=1)
    return closing, account


@dataclass(frozen=True, slots=True, eq=False)
class _Flows:
    """The account of one year by axes (need, ncy, state) [children].

    Opening and leavers are by the NC year before the birthday, all others by the one reached.
    """

    opening: FloatArray
    joiners: FloatArray
    leavers: FloatArray
    sent_away: FloatArray
    moved_in: FloatArray
    moved_out: FloatArray
    closing: FloatArray


def _told_flows(flows: _Flows, moves: FloatArray, rates: Rates, year: int) -> _Flows:
    """Tell the account of a year by the states that are open; `moves` are those of state.

    Whoever is told to be elsewhere at the next January, because a state closes or sends another
    NC year elsewhere, moves; whoever moves between two states that are told as one does not.
    """
    states = moves.shape[-1]
    before, after = (
        told_shares(rates.closures, january, states=states) for january in (year, year + 1)
    )
    stay = one_up(flows.opening - flows.leavers)
    out, into = sent_elsewhere(stay, rates.closures, year + 1)
    alike = alike_moves(moves, rates.state_goes[year], rates.closures, year + 1)
    return _Flows(
        told(flows.opening, before),
        told(flows.joiners, after),
        told(flows.leavers, before),
        told(flows.sent_away, after),
        told(flows.moved_in, after) - alike + into,
        told(flows.moved_out, after) - alike + out,
        told(flows.closing, after),
    )


def one_up(children: FloatArray) -> FloatArray:
    """Move everybody up by one NC year; those of the top one have left.

    Parameters
    ----------
    children : FloatArray
        Axes (..., ncy, state) [children].

    Returns
    -------
    FloatArray
        The same axes, by the NC year reached.
    """
    moved = np.zeros_like(children)
    moved[..., 1:, :] = children[..., :-1, :]
    return moved


def carry(stock: FloatArray, rates: Rates, year: int) -> Carried:
    """Let expected children leave, grow up by one NC year, and change need and state.

    Parameters
    ----------
    stock : FloatArray
        Axes (locality, need, ncy, state): the January before [children].
    rates : Rates
        Given rates.
    year : int
        Position of the year on the axes of the rates.

    Returns
    -------
    Carried
    """
    leavers = stock * leaving_share(rates, year)
    stay = one_up(stock - leavers)
    changes = stay * rates.need_leaves[year][:, :, None]
    arrive = _arriving(changes, rates.need_goes[year])
    other_need = stay - changes + arrive
    moves = other_need * rates.state_leaves[year]
    settle = _settling(moves, rates.state_goes[year])
    return Carried(other_need - moves + settle, leavers, arrive + settle, changes + moves, moves)


def expected_joiners(persons: FloatArray, rates: Rates, year: int) -> FloatArray:
    """Give who joins at a population, before any limit, with those who arrive in new homes.

    Parameters
    ----------
    persons : FloatArray
        Axes (locality, ncy): population of the year [persons].
    rates : Rates
        Given rates.
    year : int
        Position of the year on the axes of the rates.

    Returns
    -------
    FloatArray
        Axes (locality, need, ncy, state) [children].
    """
    joiners = rates.joining[year] * rates.locality * persons[:, None, :]
    if rates.arriving is not None:
        joiners = joiners + rates.arriving[year]
    return np.asarray(joiners[..., None] * rates.joiner_states[year])


def _arriving(changes: FloatArray, goes: FloatArray) -> FloatArray:
    """Axes (locality, need, ncy, state): who takes up another need."""
    if len(goes) == 1:
        return np.asarray(changes.sum(axis=1)[:, None] * goes[0].T[:, :, None])
    return np.asarray(np.einsum("lnas,nam->lmas", changes, goes))


def _settling(moves: FloatArray, goes: FloatArray) -> FloatArray:
    """Axes (locality, need, ncy, state): who takes up another state."""
    if goes.shape[2] == 1:
        return np.asarray(moves.sum(axis=-1)[..., None] * goes[:, :, 0])
    return np.asarray(np.einsum("lnav,navw->lnaw", moves, goes))


def leaving_share(rates: Rates, year: int) -> FloatArray:
    """Give the share that leaves in a year; always all of the top NC year.

    Parameters
    ----------
    rates : Rates
        Given rates.
    year : int
        Position of the year on the axes of the rates.

    Returns
    -------
    FloatArray
        Axes (need, ncy, state or 1).
    """
    leaving = np.array(rates.leaving[year])
    leaving[:, -1] = 1.0
    return leaving
