"""The cohort step, twice: for expected numbers, and for single children.

X(t + 1)[a + 1] = X(t)[a] + restated - leavers, moved between needs and states, + joiners.
Everyone moves up by exactly one NC year, and everyone at the top one leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.accounts import ITEMS, Item
from sufficiency.demand.limits import (
    check_reachable,
    chosen_joiners,
    chosen_leavers,
    limited_flows,
    room_under_total,
)
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.rates import Rates
from sufficiency.demand.restating import recode


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
    """

    children: FloatArray
    leavers: FloatArray
    moved_in: FloatArray
    moved_out: FloatArray


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
    return Expected(np.array(stocks), np.array(accounts))


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
        Axes (locality, need, ncy, state): the next January [children].
    FloatArray
        Axes (need, state, item): the account of the year [children].
    """
    carried = carry(stock, rates, year)
    joiners = _expected_joiners(persons, rates, year)
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
    sent_away = gone * carried.children.sum(axis=(0, 2))
    account = np.zeros((*stock.shape[1:2], stock.shape[-1], ITEMS))
    account[..., Item.OPENING] = stock.sum(axis=(0, 2))
    account[..., Item.JOINERS] = joiners.sum(axis=(0, 2))
    account[..., Item.LEAVERS] = carried.leavers.sum(axis=(0, 2)) + sent_away
    account[..., Item.MOVED_IN] = carried.moved_in.sum(axis=(0, 2))
    account[..., Item.MOVED_OUT] = carried.moved_out.sum(axis=(0, 2))
    account[..., Item.CLOSING] = closing.sum(axis=(0, 2))
    return closing, account


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
    stay = np.zeros_like(stock)
    stay[:, :, 1:] = (stock - leavers)[:, :, :-1]
    changes = stay * rates.need_leaves[year][:, :, None]
    arrive = _arriving(changes, rates.need_goes[year])
    other_need = stay - changes + arrive
    moves = other_need * rates.state_leaves[year]
    settle = _settling(moves, rates.state_goes[year])
    return Carried(other_need - moves + settle, leavers, arrive + settle, changes + moves)


def _expected_joiners(persons: FloatArray, rates: Rates, year: int) -> FloatArray:
    """Axes (locality, need, ncy, state): who joins, before any limit."""
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


@dataclass(frozen=True, slots=True, eq=False)
class Children:
    """The single children of one January in one draw.

    Parameters
    ----------
    kind : IntArray
        Axis (child): position in (need, ncy, state), flattened.
    locality : IntArray
        Axis (child): position of the locality.
    """

    kind: IntArray
    locality: IntArray


def child_step(
    children: Children,
    persons: FloatArray,
    rates: Rates,
    year: int,
    generator: np.random.Generator,
    settling: np.random.Generator | None = None,
) -> tuple[Children, IntArray, BoolArray]:
    """Carry single children over one year; each leaves, changes or stays by a chance of its own.

    Parameters
    ----------
    children : Children
        Of the January before.
    persons : FloatArray
        Axes (locality, ncy): population of the year [persons].
    rates : Rates
        Given rates.
    year : int
        Position of the year on the axes of the rates.
    generator : numpy.random.Generator
        Of this draw.
    settling : numpy.random.Generator, optional
        For who changes state, so that a drift of states changes no other chance.

    Returns
    -------
    Children
        Of the January after; whole, and aged by exactly one NC year. Those who stayed come
        first, in the order in which they were, then those who joined.
    IntArray
        Axes (need, state, item): the account of the year [children].
    BoolArray
        Axis (child of the January before): whether the child is still there; one who was recoded
        between the files is not the same any more, and counts as restated.
    """
    needs, ages, states = rates.joiner_states.shape[1:]
    shape = (needs, ages, states)
    account = np.zeros((needs, states, ITEMS), dtype=np.int64)

    line = np.arange(needs)[:, None, None] * states + np.arange(states)
    line = np.broadcast_to(line, shape).reshape(-1)

    def enter(item: Item, kind: IntArray) -> None:
        counts = np.bincount(line[kind], minlength=needs * states)
        account[..., item] += counts.reshape(needs, states)

    kind, locality = children.kind, children.locality
    enter(Item.OPENING, kind)
    kept = np.ones(len(kind), dtype=np.bool_)
    if rates.restatement is not None:
        kept, recoded = recode(kind, rates.restatement, shape, generator)
        account[..., Item.RESTATED] = _net(line, kind[~kept], recoded, account.shape[:2])
        kind = np.concatenate([kind[kept], recoded])
        locality = np.concatenate([locality[kept], locality[~kept]])
    leaving = np.broadcast_to(leaving_share(rates, year), shape).reshape(-1)
    gone = generator.random(len(kind), dtype=np.float32) < leaving[kind]
    stays = np.array(kept)
    stays[kept] = ~gone[: int(kept.sum())]
    enter(Item.LEAVERS, kind[gone])
    kind, locality = kind[~gone] + states, locality[~gone]
    own = generator if settling is None else settling
    for change, chance in ((_other_need, generator), (_other_state, own)):
        moved, reached = change(kind, rates, year, chance)
        enter(Item.MOVED_OUT, kind[moved])
        kind[moved] = reached
        enter(Item.MOVED_IN, reached)
    room = room_under_total(rates.limits, year, len(kind))
    if room is not None and room < 0:
        away = chosen_leavers(len(kind), -room, generator)
        enter(Item.LEAVERS, kind[away])
        # Those who are the same as before come first; who was recoded is not followed any more.
        followed = np.flatnonzero(stays)
        stays[followed[away[: len(followed)]]] = False
        kind, locality = kind[~away], locality[~away]
    new = _joiners(persons, rates, year, generator, exactly=None if room is None else max(room, 0))
    if rates.limits is not None and room is None:
        joins = chosen_joiners(
            new.kind // states % ages,
            kind // states % ages,
            opening=len(children.kind),
            persons=persons,
            limits=rates.limits,
            year=year,
            generator=generator,
        )
        new = Children(new.kind[joins], new.locality[joins])
    enter(Item.JOINERS, new.kind)
    after = Children(np.concatenate([kind, new.kind]), np.concatenate([locality, new.locality]))
    enter(Item.CLOSING, after.kind)
    return after, account, stays


def _other_need(
    kind: IntArray, rates: Rates, year: int, generator: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Say whose need changes, and which kind each of them then is."""
    needs, ages, states = rates.joiner_states.shape[1:]
    changing = np.repeat(rates.need_leaves[year], states)
    moved = np.flatnonzero(generator.random(len(kind), dtype=np.float32) < changing[kind])
    age, state = kind[moved] // states % ages, kind[moved] % states
    origins = rates.need_goes.shape[1]
    row = kind[moved] // states if origins > 1 else age
    need = _pick(np.cumsum(rates.need_goes[year].reshape(-1, needs), axis=1), row, generator)
    return moved, (need * ages + age) * states + state


def _other_state(
    kind: IntArray, rates: Rates, year: int, generator: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Say whose state changes, and which kind each of them then is."""
    states = rates.joiner_states.shape[-1]
    going = np.cumsum(rates.state_goes[year].reshape(-1, states), axis=1)
    moving = rates.state_leaves[year].reshape(-1)
    moved = np.flatnonzero(generator.random(len(kind), dtype=np.float32) < moving[kind])
    cell = kind[moved] // states
    row = kind[moved] if rates.state_goes.shape[3] > 1 else cell
    return moved, cell * states + _pick(going, row, generator)


def _net(line: IntArray, out: IntArray, entered: IntArray, shape: tuple[int, ...]) -> IntArray:
    """Axes (need, state): children entered less children taken out."""
    size = int(np.prod(shape))
    net = np.bincount(line[entered], minlength=size) - np.bincount(line[out], minlength=size)
    return np.asarray(net.reshape(shape), dtype=np.int64)


def _joiners(
    persons: FloatArray,
    rates: Rates,
    year: int,
    generator: np.random.Generator,
    *,
    exactly: int | None,
) -> Children:
    """Let as many children join each need and NC year as a Poisson chance says, or so many in all.

    Poisson numbers whose sum is known are a multinomial by their means.
    """
    localities = len(persons)
    weights = np.einsum("la,lna->nal", persons, rates.locality).reshape(-1, localities)
    means = rates.joining[year].reshape(-1) * weights.sum(axis=1)
    if rates.arriving is not None:
        arriving = np.moveaxis(rates.arriving[year], 0, -1).reshape(-1, localities)
        weights = rates.joining[year].reshape(-1, 1) * weights + arriving
        means = weights.sum(axis=1)
    whole = weights.sum(axis=1)
    counts = generator.poisson(means) if exactly is None else np.zeros(len(means), dtype=np.int64)
    if exactly:
        check_reachable(float(means.sum()), exactly, rates.limits, year)
        likely = np.flatnonzero(means)
        chances = means[likely] / means[likely].sum()
        counts[likely] = generator.multinomial(exactly, chances)
    some = np.flatnonzero(counts)
    share = np.cumsum(weights[some], axis=1) / whole[some, None]
    row = np.repeat(np.arange(len(some)), counts[some])
    # Rows of shares, one behind the other, each in a unit of its own: one search for all.
    stairs = (share + np.arange(len(some))[:, None]).reshape(-1)
    place = np.searchsorted(stairs, row + generator.random(len(row)), side="right")
    locality = np.minimum(place - row * localities, localities - 1)
    states = rates.joiner_states.shape[-1]
    going = np.cumsum(rates.joiner_states[year].reshape(-1, states), axis=1)
    cell = some[row]
    return Children(cell * states + _pick(going, cell, generator), locality)


def _pick(shares: FloatArray, row: IntArray, generator: np.random.Generator) -> IntArray:
    """Pick a member for each child, by cumulative shares with the axes (row, member)."""
    chance = generator.random(len(row)) * shares[row, -1]
    picked = (shares[row] <= chance[:, None]).sum(axis=1)
    return np.asarray(np.minimum(picked, shares.shape[1] - 1), dtype=np.int64)
