"""Who can be placed, and who stays, in each year of a programme that looks ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.arc_costs import Arcs, costs_of_arcs
from sufficiency.places.network import Kind, Network
from sufficiency.places.one_year import network_of_year, room_of_year
from sufficiency.places.passages import Passage, Shares, Surviving
from sufficiency.places.plans import SPECIAL
from sufficiency.places.stayers import Rows, nobody
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What share of those on a place of last year stays in it, as a child of which cell.

    Parameters
    ----------
    origin : IntArray
        Axis (step): position among last year's places, arcs and then pairs.
    pair : IntArray
        Axis (step): position among this year's pairs.
    share : FloatArray
        Axis (step).
    """

    origin: IntArray
    pair: IntArray
    share: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class AheadYear:
    """One year: children newly placed, by arc, and children who stay, by pair of cell and pool.

    Parameters
    ----------
    network : Network
        Of all children of the year; its arcs are the ways in which one can be newly placed.
    cells : IntArray
        Axis (cell of the network): position on the axes of the supply.
    cell, pool : IntArray
        Axis (pair): who stays where; the pool may be `not_named`.
    costs : IntArray
        Axes (aim, pair): what one who stays adds to each aim.
    steps : Steps
        From where they come; without any in the first year.
    least : FloatArray
        Axis (pair): in the first year, how many stay [children]; later, what share of those who
        could stay does, where demand is less.
    """

    network: Network
    cells: IntArray
    cell: IntArray
    pool: IntArray
    costs: IntArray
    steps: Steps
    least: FloatArray


NO_STEPS = Steps(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


def first_year(supply: Supply, demand: IntArray, stayers: Rows) -> AheadYear:
    """Lay the first year out, with those who stay from before.

    Parameters
    ----------
    supply : Supply
    demand : IntArray
        Axis (cell) [children].
    stayers : Rows

    Returns
    -------
    AheadYear
    """
    costs = _costs_of_stayers(supply, 0, stayers.cell, stayers.pool)
    staying = stayers.children.astype(np.float64)
    network, cells = _network(supply, 0, demand)
    return AheadYear(network, cells, stayers.cell, stayers.pool, costs, NO_STEPS, staying)


def next_year(
    supply: Supply,
    year: int,
    before: AheadYear,
    demand: IntArray,
    demand_before: IntArray,
    *,
    passage: Passage,
    released: FloatArray,
) -> AheadYear:
    """Lay a year out, with those who can stay from the year before.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    before : AheadYear
        The year before.
    demand, demand_before : IntArray
        Axis (cell): of this year and of the one before [children].
    passage : Shares or Surviving
    released : FloatArray
        Axis (ncy): share placed anew on entering the NC year.

    Returns
    -------
    AheadYear
    """
    cell, pool, origin = _taken(supply, before)
    row, reached, share = _reached(supply, year, cell, passage)
    stays, freed = _may_stay(supply, year, cell[row], reached, pool[row], released)
    row, reached, share = row[stays], reached[stays], share[stays] * (1 - freed[stays])
    # Nobody stays in a cell without children: they are more than its demand.
    some = (share > 0) & (demand[reached] > 0)
    row, reached, share = row[some], reached[some], share[some]
    width = supply.not_named + 1
    pairs, pair = np.unique(reached * width + pool[row], return_inverse=True)
    at_cell, at_pool = pairs // width, pairs % width
    costs = _costs_of_stayers(supply, year, at_cell, at_pool)
    fits = _fits(supply, year, demand, demand_before, passage)
    network, cells = _network(supply, year, demand)
    steps = Steps(origin[row], pair.reshape(-1).astype(np.int64), share)
    return AheadYear(network, cells, at_cell, at_pool, costs, steps, fits[at_cell])


def _network(supply: Supply, year: int, demand: IntArray) -> tuple[Network, IntArray]:
    """Make the network of all children of a year, with all places free."""
    cells = np.flatnonzero(demand)
    room = room_of_year(supply, year, nobody())
    return network_of_year(supply, year, cells, demand[cells], room), cells


def _taken(supply: Supply, before: AheadYear) -> tuple[IntArray, IntArray, IntArray]:
    """Axis (place of last year): its cell, its pool, and where it stands among arcs and pairs."""
    network = before.network
    arcs = np.flatnonzero(network.kind[network.arc_pool] != Kind.WITHOUT)
    cell = np.append(before.cells[network.arc_cell[arcs]], before.cell)
    pool = np.append(supply.base_of[network.arc_pool[arcs]], before.pool)
    pairs = len(network.arc_cell) + np.arange(len(before.cell))
    return cell, pool, np.append(arcs, pairs)


def _reached(
    supply: Supply, year: int, cell: IntArray, passage: Passage
) -> tuple[IntArray, IntArray, FloatArray]:
    """Axis (step): position of the place, cell that its children reach, and share of them."""
    _, needs, ages, levels = supply.axes.shape
    locality, need, ncy, level = supply.parts(cell)
    older = ncy < ages - 1
    if isinstance(passage, Surviving):
        share = np.asarray(passage.share, dtype=np.float64)[year]
        row = np.flatnonzero(older)
        there = (locality[row], need[row], ncy[row] + 1, level[row])
        kept = share[need[row], ncy[row], level[row]]
        return row, np.ravel_multi_index(there, supply.axes.shape), kept
    assert isinstance(passage, Shares), "what becomes of single children is not known ahead"
    shares = np.asarray(passage.shares, dtype=np.float64)[year]
    of_row = shares[need, ncy, level].reshape(len(cell), needs * levels) * older[:, None]
    row, outcome = np.nonzero(of_row)
    to_need, to_level = np.divmod(outcome, levels)
    there = (locality[row], to_need, ncy[row] + 1, to_level)
    return row, np.ravel_multi_index(there, supply.axes.shape), of_row[row, outcome]


def _may_stay(
    supply: Supply,
    year: int,
    was: IntArray,
    reached: IntArray,
    pool: IntArray,
    released: FloatArray,
) -> tuple[NDArray[np.bool_], FloatArray]:
    """Axis (step): whether they may stay (as `stayers.step_into` has it), and what share is freed.

    Parameters
    ----------
    was, reached, pool : IntArray
        Axis (step): cell before, cell now, and pool.
    released : FloatArray
        Axis (ncy).
    """
    level_before = supply.parts(was)[3]
    _, _, ncy, level = supply.parts(reached)
    admits_level = supply.pools.admits_level[year]
    not_named = np.arange(admits_level.shape[1]) == SPECIAL
    serves_level = np.concatenate([admits_level, not_named[None]])[pool, level]
    may_go = np.any(supply.limits.group >= 0, axis=0)
    stay = np.concatenate([supply.stay[year], may_go[None]])[pool, ncy]
    kept = stay & ((level == level_before) | serves_level)
    if supply.rules is not None:
        kept &= ~supply.rules.bars(year, reached, pool, releasing=True)
    return kept, released[ncy]


def _fits(
    supply: Supply, year: int, demand: IntArray, demand_before: IntArray, passage: Passage
) -> FloatArray:
    """Axis (cell): how much of all who could come from last year the demand has room for."""
    cells = np.flatnonzero(demand_before)
    row, reached, share = _reached(supply, year, cells, passage)
    could = np.bincount(reached, demand_before[cells[row]] * share, minlength=len(demand))
    return np.where(could > demand, demand / np.maximum(could, 1e-12), 1.0)


def _costs_of_stayers(supply: Supply, year: int, cell: IntArray, pool: IntArray) -> IntArray:
    """Axes (aim, pair): what one who stays adds to each aim."""
    named = np.flatnonzero(pool < supply.not_named)
    locality, _, ncy, _ = supply.parts(cell)
    at_pool, from_there = pool[named], locality[named]
    limit = supply.limits.minutes[year, ncy[named]]
    return costs_of_arcs(
        supply,
        year,
        Arcs(
            cell=cell,
            pool=np.where(pool < supply.not_named, pool, supply.first_group),
            at=named,
            at_group=np.flatnonzero(pool >= supply.not_named),
            at_without=np.zeros(0, dtype=np.int64),
            is_named=supply.pools.independent[at_pool],
            is_further=supply.minutes[from_there, at_pool] > limit,
            metres=supply.metres[from_there, at_pool],
        ),
    )
