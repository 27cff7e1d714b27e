"""`track`: last year's projection against this year's census, the miss explained exactly."""

from __future__ import annotations

import numpy as np

from sufficiency import terms
from sufficiency.area import Area, is_hidden
from sufficiency.backtesting.tracking import Tracking
from sufficiency.backtesting.verb import PLANS
from sufficiency.backtesting.words import COUNTED
from sufficiency.demand.central import central_rates
from sufficiency.demand.estimation import with_unknown
from sufficiency.demand.tracking import account_of_miss
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.projection import Projection
from sufficiency.projection.stocks import start_of

NONE = "none"
"""Said where one side has no locality of its own."""


def track(projection: Projection, area: Area) -> Tracking:
    """Hold last year's projection against this year's census, and explain the miss exactly.

    Plans are compared, over all levels: levels of need are an assumption, and nobody counts them.
    The miss, came less expected, is the sum of what was restated in the January from which was
    projected, of another population, of more or fewer net joiners and leavers, and of another mix
    of needs: in every cell, need, phase, locality and year.

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
    _refuse_transitions(projection)
    _refuse_limits(projection)
    _refuse_another(projection, area)
    years = _years_that_came(projection, area)
    _refuse_marked(projection, area)
    start = start_of(area, projection.scenario)
    first = start.stocks.years.index(projection.base)
    model = projection.model
    then = model.stocks.last.sum(axis=-1)
    # A locality without population stands in as it did then, by its children of then.
    population = with_unknown(
        start.stocks.population_of(projection.base, start.stocks.population_years[-1]),
        then.sum(axis=(1, 2)),
    )[1 : len(years) + 1]
    population_then = model.population[1 : len(years) + 1]
    miss = account_of_miss(
        start.stocks.children[first : first + len(years) + 1].sum(axis=-1),
        then,
        population,
        population_then,
        central_rates(model),
    )
    notes = _notes(start.area, years, same=bool(np.array_equal(population, population_then)))
    return Tracking(
        projection=projection,
        area=start.area,
        years=years,
        came=start.stocks.children[first + 1 : first + len(years) + 1].sum(axis=-1),
        miss=miss,
        notes=(*notes, *start.notes),
    )


def _refuse_transitions(projection: Projection) -> None:
    """Refuse rates by state: a census counts settings, and the account is over all of them."""
    if projection.flows != "stocks":
        raise NotPossibleError.of("tracking_transitions")


LIMITS = ("growth_cap_percent", "prevalence_ceiling_percent", "total_plans", "new_homes")


def _refuse_limits(projection: Projection) -> None:
    """Refuse a projection whose joiners a limit or new homes changed."""
    levers = projection.model.levers
    if levers.limits is None and levers.arriving is None:
        return
    scenario = projection.scenario
    stated = [name for name in LIMITS if not scenario.assumption(name).is_default]
    none = {name: 0 if name == "new_homes" else '"none"' for name in stated}
    without = ", ".join(f"{name}={value}" for name, value in none.items())
    raise NotPossibleError.of(
        "tracking_limits",
        scenario=scenario.name,
        names=", ".join(stated),
        without=without,
    )


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
        first=", ".join(map(str, marked)),
    )


def _notes(area: Area, years: tuple[int, ...], *, same: bool) -> list[Finding]:
    """Say what the account cannot show."""
    notes = [finding("tracking_one_year", file=PLANS, count=len(years))]
    if area.basis("plans") not in COUNTED:
        notes.append(finding("tracking_made", file=PLANS, column="basis", area=area.name))
    if same:
        notes.append(finding("tracking_same_population", file="table population"))
    return notes
