"""`track`: last year's projection against this year's census, the miss explained exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area import Area, is_hidden
from sufficiency.backtesting.counted import COUNTED
from sufficiency.backtesting.possible import PLANS
from sufficiency.backtesting.tracking import Tracking
from sufficiency.demand.central import AnyModel, central_projection, central_rates
from sufficiency.demand.estimation import with_unknown
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.levels import cell_shares
from sufficiency.demand.tracking import account_of_miss
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.projection import Projection
from sufficiency.projection.stocks import start_of

FloatArray = NDArray[np.float64]

NONE = "none"
"""Said where one side has no locality of its own."""


def track(projection: Projection, area: Area) -> Tracking:
    """Hold last year's projection against this year's census, and explain the miss exactly.

    Plans are compared, over all levels: levels of need are an assumption, and nobody counts them.
    The miss, came less expected, is the sum of what was restated in the January from which was
    projected, of another population, of more or fewer net joiners and leavers, and of another mix
    of needs: in every cell, need, phase, locality and year. Where the scenario has limits, these
    parts explain the miss of the same projection without them, and whom the limits held back is
    a part of its own. Those who were to arrive in new homes are among the joiners projected.

    Parameters
    ----------
    projection : Projection
        Made by `project` from the area as it was then.
    area : Area
        The area as it is now: with the January from which was projected, as it is known now, and
        one January later or more.

    Returns
    -------
    Tracking

    Raises
    ------
    NotPossibleError
        If the two are of other authorities or localities, no projected January has come, or what
        came is not known.

    Notes
    -----
    Formulas: `demand.tracking.account_of_miss`. How to read it: docs/explanation/tracking.md.

    Examples
    --------
    >>> import sufficiency as sf
    >>> synthetic = sf.synthetic_area(seed=3, plans=800, localities=4)
    >>> tables = synthetic.area.tables()
    >>> del tables["placements"]
    >>> then = sf.area_from_frames({**tables, "plans": tables["plans"].query("year < 2024")})
    >>> tracking = sf.track(sf.project(then, until=2024, draws=20), synthetic.area)
    >>> tracking.years
    (2024,)
    """
    if not isinstance(projection, Projection):
        raise NotPossibleError.of("tracking_no_projection", value=type(projection).__name__)
    if not isinstance(area, Area):
        raise NotPossibleError.of("tracking_no_area", value=type(area).__name__)
    _refuse_another(projection, area)
    years = _years_that_came(projection, area)
    _refuse_marked(projection, area)
    start = start_of(area, projection.scenario)
    first = start.stocks.years.index(projection.base)
    model = projection.model
    free = replace(model, levers=replace(model.levers, limits=None))
    # A locality without population stands in as it did then, by its children of then.
    population = with_unknown(
        start.stocks.population_of(projection.base, start.stocks.population_years[-1]),
        model.stocks.last.sum(axis=(1, 2, 3)),
    )[1 : len(years) + 1]
    population_then = model.population[1 : len(years) + 1]
    settings = start.stocks.children[first : first + len(years) + 1]
    miss = account_of_miss(
        _by_state(settings, model),
        _by_state(model.stocks.last[None], model)[0],
        population,
        population_then,
        central_rates(free),
    )
    return Tracking(
        projection=projection,
        area=start.area,
        years=years,
        came=settings[1:].sum(axis=-1),
        miss=miss,
        notes=(*_notes(start.area, projection, years, population), *start.notes),
        limits=_held_back(projection, free, len(years)),
    )


def _by_state(children: FloatArray, model: AnyModel) -> FloatArray:
    """Lay children of settings out by the states by which the projection tells who leaves.

    From stocks all states leave alike: they are one. From transitions they are the settings, or
    the levels of need, by the central shares with which the projection began: a census counts no
    levels.

    Parameters
    ----------
    children : FloatArray
        Axes (January, locality, need, ncy, setting) [children].
    model : DemandModel or FlowModel

    Returns
    -------
    FloatArray
        Axes (January, locality, need, ncy, state) [children].
    """
    if not isinstance(model, FlowModel):
        return np.asarray(children.sum(axis=-1, keepdims=True))
    if model.shares is None:
        return children
    cells = cell_shares(model.shares.central, model.allowed, model.stocks.phase)
    return np.asarray(np.einsum("ylnas,snav->ylnav", children, cells))


def _held_back(projection: Projection, free: AnyModel, years: int) -> FloatArray | None:
    """Count whom limits held back in the projection, below nought whom a total brought in besides.

    Axes (year, locality, need, ncy) [children]; None where there is no limit.
    """
    if projection.model.levers.limits is None:
        return None
    unheld, held = central_projection(free).children, projection.expected.children
    return np.asarray((unheld - held)[1 : years + 1].sum(axis=-1))


def _refuse_another(projection: Projection, area: Area) -> None:
    """Refuse another authority, and the same one cut into other localities."""
    then, now = projection.area.fact("authority"), area.fact("authority")
    if then != now:
        raise NotPossibleError.of("tracking_other_authority", then=then or NONE, now=now or NONE)
    before, after = set(projection.localities), set(area.localities_in_order)
    if before != after:
        raise NotPossibleError.of(
            "tracking_other_localities",
            gone=", ".join(sorted(before - after)) or NONE,
            new=", ".join(sorted(after - before)) or NONE,
        )


def _years_that_came(projection: Projection, area: Area) -> tuple[int, ...]:
    """Give the projected academic years that the area counts, from the first on."""
    known = area.years("plans")
    if projection.base not in known:
        raise NotPossibleError.of(
            "tracking_no_base",
            base=terms.january_of_year(projection.base),
            years=_januaries(known),
        )
    came = tuple(year for year in projection.years if year in known)
    if not came:
        raise NotPossibleError.of(
            "tracking_no_later",
            years=_januaries(known),
            projected=_januaries(projection.years),
        )
    return came


def _januaries(years: tuple[int, ...]) -> str:
    """Name Januaries in a message."""
    if not years:
        return "no January"
    return "January " + ", ".join(str(terms.january_of_year(year)) for year in years)


def _refuse_marked(projection: Projection, area: Area) -> None:
    """Refuse counts that are not shown in what came, unless the scenario lets them be fitted."""
    plans = area.table("plans")
    hidden = plans[is_hidden(plans) & plans["year"].ge(projection.base)]
    if hidden.empty or projection.scenario.marked == "fit":
        return
    marked = sorted({int(year) for year in hidden["year"]})
    raise NotPossibleError.of(
        "tracking_marked",
        count=len(hidden),
        years=_januaries(tuple(marked)),
    )


def _notes(
    area: Area, projection: Projection, years: tuple[int, ...], population: FloatArray
) -> list[Finding]:
    """Say what the account cannot show; `population` has the axes (year, locality, ncy)."""
    notes = [finding("tracking_one_year", file=PLANS, count=len(years))]
    if area.basis("plans") not in COUNTED:
        notes.append(finding("tracking_made", file=PLANS, column="basis", area=area.name))
    levers = projection.model.levers
    known = projection.model.population
    if levers.arriving is not None:
        known = _without_homes(projection)
    if np.array_equal(population, known[1 : len(years) + 1]):
        homes = "" if levers.arriving is None else "_homes"
        notes.append(finding(f"tracking_same_population{homes}", file="table population"))
    if projection.flows == "transitions":
        notes.append(finding("tracking_net_of_transitions", file="table transitions"))
    return notes


def _without_homes(projection: Projection) -> FloatArray:
    """Axes (year, locality, ncy): the population then, without residents of new homes [persons]."""
    then = start_of(projection.area, projection.scenario).stocks
    known = then.population_of(projection.base, projection.years[-1])
    return with_unknown(known, then.last.sum(axis=(1, 2, 3)))
