"""What is to be chosen from, under which budgets, and what an answer holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.network import Network
from sufficiency.places.statuses import Status

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NOT_OPENED = -1
"""Position of the opening of a scheme that does not open."""


@dataclass(frozen=True, slots=True, eq=False)
class Schemes:
    """Schemes to choose from: when each may open, what it adds and what it costs.

    An *opening* is the position of the year, among those of the periods, in which a scheme opens.
    It opens at most once, and stays open.

    Parameters
    ----------
    names : tuple of str
        Axis (scheme).
    may_open : BoolArray
        Axes (scheme, opening).
    must_open : BoolArray
        Axis (scheme): it opens, and only when is to be chosen.
    added : IntArray
        Axes (scheme, opening, year, holder): places added to each pool and total in each year;
        nought before the opening, below nought where places close [places].
    cost : FloatArray
        Axes (scheme, opening): added to the first aim's sum, in its unit; noughts for none.
    requires : tuple of (int, int)
        The first opens only if the second does, in the same year or before.
    excludes : tuple of (int, int)
        At most one of the two opens.
    """

    names: tuple[str, ...]
    may_open: BoolArray
    must_open: BoolArray
    added: IntArray
    cost: FloatArray
    requires: tuple[tuple[int, int], ...] = ()
    excludes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Budget:
    """A limit on what schemes cost together, such as in a year, by a year, or in all.

    Parameters
    ----------
    name : str
        For example "2028/29", or "in total".
    pounds : FloatArray
        Axes (scheme, opening): what the scheme takes of it if it opens then [pounds].
    limit : float
        [pounds]
    """

    name: str
    pounds: FloatArray
    limit: float


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """One year of one draw: the children to be placed, and the places without any scheme.

    Parameters
    ----------
    year : int
        Position of the year.
    draw : int
    weight : float
        What its sums count, as one over the number of draws.
    network : Network
        Pools that only schemes open are among its pools, with no room.
    """

    year: int
    draw: int
    weight: float
    network: Network


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A choice of schemes.

    With z_ks = 1 where scheme k opens in year s, room_t(z) the room of a period and Q_t^a(z) what
    the aim a comes to in it, all aims in their order within every period:

        minimise, in this order,  sum_t weight_t Q_t^a(z)      for each aim a
        (with the schemes' cost added to the first)
        subject to                room_t(z) = room_t + sum_ks added_kst z_ks,
                                  sum_s z_ks <= 1,  budgets, requirements, exclusions.

    Given z, the periods are separate: nobody stays from one year to the next.

    Parameters
    ----------
    schemes : Schemes
    budgets : tuple of Budget
    periods : tuple of Period
        All with the same holders and aims.
    years : int
        Number of years, and so of openings.
    """

    schemes: Schemes
    budgets: tuple[Budget, ...]
    periods: tuple[Period, ...]
    years: int


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """Which schemes open when, and what that comes to.

    Parameters
    ----------
    opening : IntArray
        Axis (scheme): position of the year, NOT_OPENED where it does not open.
    totals : FloatArray
        Axis (aim): weighted sum over the periods, without the schemes' cost.
    cost : float
        What the schemes add to the first aim's sum.
    """

    opening: IntArray
    totals: FloatArray
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The best programme that was found, and how sure that is.

    Parameters
    ----------
    programme : Programme
    runners_up : tuple of Programme
        The best others that were valued on the way, the best first.
    bounds : FloatArray
        Axis (aim): no programme has less in this aim and as little in those before (the first
        with the schemes' cost).
    gap : float
        (value - bound) / value, in the first aim in which the two differ.
    status : Status
    engine : str
    seconds : float
    rounds, valued : int
        Master problems solved, and programmes valued.
    """

    programme: Programme
    runners_up: tuple[Programme, ...]
    bounds: FloatArray
    gap: float
    status: Status
    engine: str
    seconds: float
    rounds: int
    valued: int
