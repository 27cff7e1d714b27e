"""All years in one linear programme that looks ahead: a bound on what year after year can reach.

Year after year, each year is best for those who are to be placed in it, and a place that opens
early may be taken by a child who could have gone elsewhere. Here all years are placed at once, with
the children of later years in view. Nobody plans so, for nobody knows them: it tells what not
knowing costs at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import NotPossibleError
from sufficiency.places.ahead_certificate import bounds_of
from sufficiency.places.ahead_checks import hold_bounds, hold_rows
from sufficiency.places.ahead_holders import Holders, holders_of, most_who_stay
from sufficiency.places.ahead_pairs import AheadYear, first_year, next_year
from sufficiency.places.ahead_rows import Programme, Row, Sense, members
from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.network import DISPLACED, METRES
from sufficiency.places.passages import EVERYBODY, Fates, Passage
from sufficiency.places.pulp_engine import programme_answer
from sufficiency.places.starts import Start
from sufficiency.places.supply import Supply
from sufficiency.places.time_limit import checked_seconds
from sufficiency.places.year_checks import checked_years
from sufficiency.places.years import first_step

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

LEAST_YEARS = 2
"""In a single year there is nothing ahead to look at."""

MOST_COLUMNS = 60_000
"""Beyond so many columns each aim takes minutes to write down and to solve."""


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """The best that all years together can reach.

    Parameters
    ----------
    totals : FloatArray
        Axes (year, aim): what each aim adds up to. The sums over the years are best in their
        order; how they are spread over the years is one way of several [children, metres or
        pounds].
    bounds : FloatArray
        Axis (aim): no sum over the years is below it unless that of an aim before it is above what
        the totals add up to; by `ahead_certificate`, which trusts no solver [as the totals].
    columns, rows : int
        Size of the linear programme.
    is_exact : bool
        Whether no pool, site, limit or cap can ever hold more who stay than it has places, and
        nowhere all who could stay are more than the demand. Otherwise the bound may be lower than
        any allocation reaches.
    """

    totals: FloatArray
    bounds: FloatArray
    columns: int
    rows: int
    is_exact: bool


def place_looking_ahead(
    supply: Supply,
    demand: ArrayLike,
    *,
    start: Start | None = None,
    passage: Passage = EVERYBODY,
    released: ArrayLike = 0.0,
    years: int | None = None,
    seconds: float | None = None,
) -> Ahead:
    """Place the children of all years at once, in the exact order of the aims' sums.

    Columns are n (newly placed, on the arcs of a year, `without` among them) and s (who stays, by
    cell and pool). With shares p of a cell's children who reach another cell c, f of those who are
    released on entering it, demand d and places r:

        sum_j n_cjt + sum_j s_cjt = d_ct
        k_ct m_cjt <= s_cjt <= m_cjt,   m_cjt = sum_b p_bc (1 - f_c) (n + s)_bj(t-1)
        sum_c n_cjt + min(1, r_jt / S_jt) sum_c s_cjt <= r_jt     (pools, sites, limits, caps)

    A child can stay as `stayers.step_into` says. k is 1 but where all who could come from last year
    are more than the demand. S is the most who can stay: at or below r it makes the last row
    n + s <= r; above it, where places fall, the row is the straight line between nobody staying and
    nobody admitted, on or above what is allowed in between. So every allocation that is made year
    after year keeps all rows, and no sum of an aim can be below the programme's (the earlier aims
    as small as they can be).

    Parameters
    ----------
    supply : Supply
        Without places above the number, and without rules about a share.
    demand : array_like of int
        Axes (year, locality, need, ncy, level) [children].
    start : Start, optional
    passage : Shares or Surviving
    released : array_like of float
        Axes (year, ncy), or only the last.
    years : int, optional
        So many of the first years; all where left out.
    seconds : float, optional
        Most time for each aim.

    Returns
    -------
    Ahead

    Raises
    ------
    NoAnswerError
        Where the solver ends without a proven answer; its `status` says how.
    NotPossibleError
        Where it is too large, the seconds are none, or the plan has what this programme does not
        state; and where the solver's answer keeps not every row, or is below its own bound, by more
        than rounding (`ahead_checks`).
    FindingsError
        With all faults of the arrays.
    """
    _refuse(supply, passage)
    if seconds is not None:
        checked_seconds(seconds)
    given = checked_years(
        supply, demand, start=start, passage=passage, released=released, has_chance=False
    )
    stayers = first_step(supply, given, start=start).stayers
    held = len(given.demand)
    count = held if years is None else years
    if not 1 <= count <= held:
        raise NotPossibleError.of("ahead_years", years=count, held=held)
    _refuse_closing(supply, count)
    laid = [first_year(supply, given.demand[0], stayers)]
    _refuse_large(laid, count)
    for year in range(1, count):
        laid.append(
            next_year(
                supply,
                year,
                laid[-1],
                given.demand[year],
                given.demand[year - 1],
                passage=given.passage,
                released=given.released[year],
            )
        )
        _refuse_large(laid, count)
    programme, spans, is_exact = _written(supply, laid, given.demand)
    values, prices = programme_answer(programme, seconds=seconds)
    hold_rows(programme, values)
    totals = np.array([[float(c[span] @ values[span]) for c in programme.costs] for span in spans])
    sums = totals.sum(axis=0)
    bounds = bounds_of(programme, sums.tolist(), prices)
    hold_bounds([AS_STATED.get(aim, aim) for aim in supply.aims], sums, bounds)
    return Ahead(totals, bounds, len(programme.names), len(programme.rows), is_exact)


AS_STATED = {METRES: "miles"}
"""Aims that a scenario states by another word than the network."""


def _refuse(supply: Supply, passage: Passage) -> None:
    """Refuse what this programme does not state."""
    years = range(len(supply.axes.years))
    if isinstance(passage, Fates):
        raise NotPossibleError.of("ahead_fates")
    if len(supply.over_pools):
        raise NotPossibleError.of("ahead_above")
    if supply.rules is not None and any(supply.rules.capping(year) for year in years):
        raise NotPossibleError.of("ahead_shares")


def _refuse_closing(supply: Supply, count: int) -> None:
    """Refuse years in which a pool closes whose children come first: no column tells them apart."""
    closing = np.flatnonzero(supply.pools.closing[:count].any(axis=1))
    if DISPLACED not in supply.aims or not len(closing):
        return
    before = int(closing[0])
    others = [aim for aim in supply.aims if aim != DISPLACED]
    raise NotPossibleError.of(
        "ahead_closing" if before else "ahead_closing_first",
        year=supply.axes.years[before],
        before=before,
        aims=", ".join(f'"{AS_STATED.get(aim, aim)}"' for aim in others),
    )


def _refuse_large(years: list[AheadYear], count: int) -> None:
    columns = sum(len(year.network.arc_cell) + len(year.cell) for year in years)
    if columns <= MOST_COLUMNS:
        return
    fits = len(years) - 1
    rule = "ahead_too_large" if fits >= LEAST_YEARS else "ahead_far_too_large"
    words = {"columns": columns, "most": MOST_COLUMNS, "count": count}
    raise NotPossibleError.of(rule, years=len(years), fits=fits, **words)


class _Span(NamedTuple):
    """Where the columns of a year begin: its arcs, its pairs, and those of the next year."""

    arcs: int
    pairs: int
    end: int


def _written(
    supply: Supply, years: list[AheadYear], demand: IntArray
) -> tuple[Programme, list[slice], bool]:
    """Write the programme down; give too the columns of each year, and whether it is exact."""
    spans: list[_Span] = []
    rows: list[Row] = []
    names: list[str] = []
    held: list[Holders] = []
    end = 0
    for place, year in enumerate(years):
        label = supply.axes.years[place]
        arcs, pairs = len(year.network.arc_cell), len(year.cell)
        spans.append(_Span(end, end + arcs, end + arcs + pairs))
        end += arcs + pairs
        names += _names(supply, year, label)
        rows += _demand_rows(year, spans[-1], label)
        rows += _staying_rows(supply, year, spans[-2:], label)
        before = (years[place - 1], held[-1]) if held else None
        held.append(most_who_stay(holders_of(supply, place, year), year, demand[place], before))
        rows += _holder_rows(held[-1], spans[-1], label)
    costs = [np.hstack([year.network.costs, year.costs]) for year in years]
    made = Programme(tuple(names), np.hstack(costs).astype(np.float64), supply.aims, tuple(rows))
    return (
        made,
        [slice(span.arcs, span.end) for span in spans],
        all(one.is_exact for one in held[1:]) and all((one.least >= 1).all() for one in years[1:]),
    )


def _names(supply: Supply, year: AheadYear, label: int) -> list[str]:
    """Name the columns of a year: `new__2027__CELL__POOL` and `stays__2027__CELL__POOL`."""
    network, cells = year.network, supply.cell_names.words
    pools = [*supply.pools.names, "independent, not named"]
    new = [
        f"new {label} {network.cells[cell]} {network.pools[pool]}"
        for cell, pool in zip(network.arc_cell.tolist(), network.arc_pool.tolist(), strict=True)
    ]
    stays = [
        f"stays {label} {cells[cell]} {pools[pool]}"
        for cell, pool in zip(year.cell.tolist(), year.pool.tolist(), strict=True)
    ]
    return new + stays


def _demand_rows(year: AheadYear, span: _Span, label: int) -> list[Row]:
    """Hold that all children of a cell are newly placed, stay, or are without."""
    network = year.network
    at = {cell: place for place, cell in enumerate(year.cells.tolist())}
    pair_at = np.array([at[cell] for cell in year.cell.tolist()], dtype=np.int64)
    of_cell = np.append(network.arc_cell, pair_at)
    return [
        Row(
            f"demand {label} {network.cells[cell]}",
            span.arcs + found,
            np.ones(len(found)),
            Sense.EQUAL,
            float(network.demand[cell]),
        )
        for cell, found in enumerate(members(of_cell, len(year.cells)))
    ]


def _staying_rows(supply: Supply, year: AheadYear, spans: list[_Span], label: int) -> list[Row]:
    """Hold that children stay where they are, as far as they can."""
    now, steps = spans[-1], year.steps
    words = supply.cell_names.words
    names = [f"{words[cell]} {pool}" for cell, pool in zip(year.cell, year.pool, strict=True)]
    own = now.pairs + np.arange(len(year.cell))
    if len(spans) == 1:
        return [
            Row(f"stay {label} {name}", own[[at]], np.ones(1), Sense.EQUAL, float(least))
            for at, (name, least) in enumerate(zip(names, year.least, strict=True))
        ]
    rows = []
    for name, mine, found, least in zip(
        names, own, members(steps.pair, len(own)), year.least, strict=True
    ):
        came, share = spans[0].arcs + steps.origin[found], steps.share[found]
        both = np.append(mine, came)
        if least >= 1:
            entries = np.append(1.0, -share)
            rows.append(Row(f"stay {label} {name}", both, entries, Sense.EQUAL, 0.0))
            continue
        rows.append(Row(f"stay most {label} {name}", both, np.append(1.0, -share), Sense.MOST, 0.0))
        rows.append(
            Row(f"stay least {label} {name}", both, np.append(-1.0, share * least), Sense.MOST, 0.0)
        )
    return rows


def _holder_rows(held: Holders, span: _Span, label: int) -> list[Row]:
    """Hold pools, sites, limits and caps to their places."""
    rows = []
    for name, arcs, pairs, room, most in zip(
        held.names, held.arcs, held.pairs, held.room, held.most, strict=True
    ):
        if room >= NO_LIMIT or not len(arcs):
            continue
        weight = 1.0 if most <= room else room / most
        columns = np.append(span.arcs + arcs, span.pairs + pairs)
        entries = np.append(np.ones(len(arcs)), np.full(len(pairs), weight))
        rows.append(Row(f"places {label} {name}", columns, entries, Sense.MOST, float(room)))
    return rows
