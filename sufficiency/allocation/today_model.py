"""The last January dealt anew by the model, beside where its children are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.children import SCALE, codes_of, source_of
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.planning import plan_today
from sufficiency.allocation.supplying import supplied
from sufficiency.allocation.today import Today, today_of
from sufficiency.places import SPECIAL, place_years, scaled_to_whole
from sufficiency.places.engines import EngineChoice
from sufficiency.projection import Projection
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Children by cell and pool.

    Parameters
    ----------
    cell : IntArray
        Axis (row): position in the axes (locality, need, ncy), flattened.
    pool : IntArray
        Axis (row): behind the pools stands one more: independent places that are not named.
    children : FloatArray
        Axis (row) [children].
    """

    cell: IntArray
    pool: IntArray
    children: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class TodayModel:
    """Where the children of the last January are, and where the model puts them.

    Parameters
    ----------
    plan : Plan
        The places of that January, as a plan of one year.
    today, model : Held
        Both with those whose need no local place could meet, who are where they are.
    limit_minutes : FloatArray
        Axis (ncy): the journey limit.
    recorded_share : float
        Share of the children counted in bases and special schools who have a placement; 1 where
        nobody is counted there.
    outside : float
        Children placed today who are of an age that is not allocated; in neither of the two.
    """

    plan: Plan
    today: Held
    model: Held
    limit_minutes: FloatArray
    recorded_share: float
    outside: float

    @property
    def not_named(self) -> int:
        """The position, behind the pools, of independent places that are not named."""
        return len(self.plan.pools.names)


def today_model(
    projection: Projection, scenario: Scenario, *, engine: EngineChoice
) -> TodayModel | None:
    """Deal the places of the last January anew to its children, and lay today's beside it.

    The children are those expected at the levels base and special in that January; the places are
    the area's, without headroom and without the scenario's local rules; placements in schools that
    are not named are at most today's. Nobody is kept where she is but for those whose need no
    local place could meet.

    Parameters
    ----------
    projection : Projection
    scenario : Scenario
        For journeys, their limits, and what children need.
    engine : {"auto", "flow", "lp"}

    Returns
    -------
    TodayModel or None
        None where the area has no placements of that January.
    """
    area = projection.area
    if projection.base not in area.years("placements"):
        return None
    as_today = scenario.but(
        name="today",
        headroom_percent=0,
        independent_growth_percent=0,
        independent_limit_children="none",
        independent_open_ended=True,
        other_level="own",
    )
    plan = plan_today(area, as_today, base=projection.base, needs=projection.labels.needs)
    today = today_of(projection, plan)
    # Costs are told from the years that are planned on; prices of a year before change no dealing.
    held = supplied(
        projection,
        as_today,
        plan,
        today,
        planned=area,
        local_rules=False,
        priced_years=(projection.years[0],),
    )
    supply = held.supply.times(SCALE)
    (year,) = place_years(supply, _demand(projection, plan), stayers="release", engine=engine)
    locality, need, ncy, _ = supply.parts(year.rows.cell)
    cell = np.ravel_multi_index((locality, need, ncy), supply.axes.shape[:3])
    placed, outside = _placed(projection, plan, today)
    kept = _beyond(projection, plan, today)
    return TodayModel(
        plan=plan,
        today=placed,
        model=Held(
            np.concatenate([cell, kept.cell]),
            np.concatenate([year.rows.pool, kept.pool]),
            np.concatenate([year.rows.children / SCALE, kept.children]),
        ),
        limit_minutes=supply.limits.minutes[0],
        recorded_share=_recorded_share(projection, plan, today),
        outside=outside,
    )


def _demand(projection: Projection, plan: Plan) -> IntArray:
    """Axes (year, locality, need, ncy, level): children of the last January, in thousandths."""
    codes = codes_of(source_of(projection), plan.axes, plan.spans)
    allocated = codes.cell >= 0
    demand = np.zeros((1, int(np.prod(plan.axes.shape))))
    demand[0, codes.cell[allocated]] = projection.expected.children[0].reshape(-1)[allocated]
    return scaled_to_whole(demand, SCALE).reshape(1, *plan.axes.shape)


def _placed(projection: Projection, plan: Plan, today: Today) -> tuple[Held, float]:
    """Give who is in a place today, of the ages that are allocated, and count the others."""
    cell, is_allocated = _cells(projection, plan, today)
    held = Held(cell[is_allocated], today.pool[is_allocated], today.children[is_allocated])
    return held, float(today.children[~is_allocated].sum())


def _beyond(projection: Projection, plan: Plan, today: Today) -> Held:
    """Give those of them whose need no local place could meet: the model moves none of them."""
    shares = projection.model.shares
    assert shares is not None
    stocks = projection.model.stocks
    _, need, ncy, setting = np.unravel_index(today.kind, stocks.last.shape)
    level = projection.labels.states.index("beyond")
    children = today.children * shares.central[setting, need, stocks.phase[ncy], level]
    cell, is_allocated = _cells(projection, plan, today)
    kept = is_allocated & (children > 0)
    return Held(cell[kept], today.pool[kept], children[kept])


def _cells(projection: Projection, plan: Plan, today: Today) -> tuple[IntArray, NDArray[np.bool_]]:
    """Give the cell of each row of today's, and whether its age is allocated at that level."""
    locality, need, ncy, _ = np.unravel_index(today.kind, projection.model.stocks.last.shape)
    label = ncy + terms.FIRST_NCY
    level = np.append(plan.pools.level, SPECIAL)[today.pool]
    first, last = (np.array(side)[level] for side in zip(*plan.spans, strict=True))
    position = label - plan.axes.ncy[0]
    inside = (label >= first) & (label <= last)
    where = (locality, need, np.where(inside, position, 0))
    return np.ravel_multi_index(where, plan.axes.shape[:3]), inside


def _recorded_share(projection: Projection, plan: Plan, today: Today) -> float:
    """Say how many of those in bases and special schools have a placement, as a share."""
    settings = terms.settings().codes
    local = [settings.index(name) for name in ("base", "special")]
    stock = projection.model.stocks.last
    counted = float(stock[..., local].sum())
    is_local = np.isin(today.kind % stock.shape[-1], local)
    recorded = float(today.children[is_local & (today.pool < len(plan.pools.names))].sum())
    return recorded / counted if counted > 0 else 1.0
