"""What drives demand: growth, levels and levers, from area and scenario to arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency import england, terms
from sufficiency.area import Area
from sufficiency.demand.growth import CLIPPED, MEASURED_YEARS, area_path, growth_apart
from sufficiency.demand.levels import LevelShares, level_shares
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.projection.stocks import NCYS, Start, needs
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]

NATION = "England"


@dataclass(frozen=True, slots=True, eq=False)
class Levers:
    """What a scenario does to joining and leaving, for each projected year.

    Parameters
    ----------
    joining, leaving : FloatArray
        Axes (year, need, ncy): multipliers.
    ceasing : FloatArray
        Axes (year, need, ncy): share whose plan ends besides the usual leaving.
    """

    joining: FloatArray
    leaving: FloatArray
    ceasing: FloatArray


def levers_of_scenario(scenario: Scenario, *, years: tuple[int, ...]) -> Levers:
    """Lay the levers of a scenario out by year, need and NC year.

    Joining is multiplied by (1 + joining rate change) (1 + issue rate change) and by the growth of
    requests from the first projected year on, one year upon the other.

    Parameters
    ----------
    scenario : Scenario
    years : tuple of int
        Projected academic years.

    Returns
    -------
    Levers
    """
    requests = scenario.assumption("request_growth_percent")
    growth = np.cumprod([1 + _number(requests.at(year)) / 100 for year in years])
    joining = 1 + _by_need_and_ncy(scenario, "joining_rate_change_percent", years) / 100
    issued = 1 + _by_need_and_ncy(scenario, "issue_rate_change_percent", years) / 100
    leaving = 1 + _by_need_and_ncy(scenario, "leaving_rate_change_percent", years) / 100
    ceasing = _by_need_and_ncy(scenario, "support_plan_percent", years) / 100
    return Levers(joining * issued * growth[:, None, None], leaving, ceasing)


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _by_need_and_ncy(scenario: Scenario, name: str, years: tuple[int, ...]) -> FloatArray:
    """Axes (year, need, ncy): an assumption that may differ by need and phase."""
    held = scenario.assumption(name)
    if held.keys == ("all",):
        flat = np.array([_number(held.at(year)) for year in years])
        return np.broadcast_to(flat[:, None, None], (len(years), len(needs()), len(NCYS)))
    phases = terms.phases().codes
    by_phase = np.array(
        [
            [
                [_number(held.at(year, need=need, phase=phase)) for phase in phases]
                for need in needs()
            ]
            for year in years
        ]
    )
    place = [phases.index(terms.phase_of_ncy(ncy)) for ncy in NCYS]
    return by_phase[:, :, place]


def level_shares_of_scenario(scenario: Scenario) -> LevelShares:
    """Lay the levels of a scenario out by setting, need, phase and level.

    Returns
    -------
    LevelShares
        Low, central and high shares with the axes (setting, need, phase, level).
    """
    levels = terms.short_list("level").codes
    sides: dict[str, list[float]] = {"low": [], "central": [], "high": []}
    for setting in terms.settings().codes:
        for need in needs():
            for phase in terms.phases().codes:
                held = scenario.levels_for(setting, need, phase)
                for side, shares in sides.items():
                    shares.extend(getattr(held, side)[level] for level in levels)
    shape = (len(terms.settings()), len(needs()), len(terms.phases()), len(levels))
    arrays = {side: np.array(shares).reshape(shape) for side, shares in sides.items()}
    return level_shares(arrays["low"], arrays["central"], arrays["high"])


def growth_of(start: Start) -> tuple[FloatArray, tuple[Finding, ...]]:
    """Find the path of growth of an area: England's, and a fading share of its own.

    Returns
    -------
    FloatArray
        Axis (year): growth of the log of all plans, as `demand.growth.area_path` gives it.
    tuple of Finding
        Notes where England's series is older than the area's, or where the area's growth differs
        from England's by more than is counted.
    """
    base, stocks = start.stocks.base, start.stocks
    # The area's rows of England come before the figures that ship, year by year.
    nation = {**england.plans(), **_series(start.area, NATION)}
    known = {year: count for year, count in nation.items() if year <= base}
    if not known:
        raise NotPossibleError.of("demand_growth_unknown", what="England's plans", count=0)
    notes: tuple[Finding, ...] = ()
    if max(known) < base:
        notes = (
            finding(
                "projection_england_old",
                file="table history",
                known=terms.january_of_year(max(known)),
                area=start.area.name,
                base=terms.january_of_year(base),
            ),
        )
    counted = dict(zip(stocks.years, stocks.children.sum(axis=(1, 2, 3, 4)).tolist(), strict=True))
    whole = _run_up_to(max(known), known)
    authority = start.area.fact("authority")
    series = {**_series(start.area, authority), **counted}
    own, broken = _since_break(
        _run_up_to(base, series),
        # Where England is counted in another way too, the two can still be held side by side.
        _breaks(start.area, authority) - _breaks(start.area, NATION),
        base=base,
    )
    notes += broken
    if len(own) < 2:  # a break in the last January: nothing of its own can be told
        own = whole
    notes += _clipped_growth(start.area.name, own, whole)
    path = area_path(
        own,
        whole,
        years=MEASURED_YEARS,
        prevalence=_prevalence(start, nation[max(known)]),
    )
    return path, notes


def _breaks(area: Area, name: str) -> set[int]:
    """Give the years from which an area is counted in another way than the year before."""
    rows = area.table("history")
    marked = (rows["area"] == name) & (rows["setting"] == "") & rows["ncy_from"].isna()
    return {int(year) for year in rows.loc[marked & (rows["break"] == "yes"), "year"]}


def _since_break(
    own: list[float], breaks: set[int], *, base: int
) -> tuple[list[float], tuple[Finding, ...]]:
    """Leave out what was counted in another way, and say so."""
    first = base - len(own) + 1
    inside = [year for year in breaks if first < year <= base]
    if not inside:
        return own, ()
    last = max(inside)
    note = finding(
        "projection_break",
        file="table history",
        column="break",
        january=terms.january_of_year(last),
    )
    return own[last - first :], (note,)


def _clipped_growth(area: str, own: list[float], nation: list[float]) -> tuple[Finding, ...]:
    """Note a growth of which only a part is counted."""
    one_year, three_years = growth_apart(own, nation)
    if max(abs(one_year), abs(three_years)) <= CLIPPED:
        return ()
    return (
        finding(
            "projection_growth_clipped",
            file="table plans",
            area=area,
            one_year=100 * np.expm1(one_year),
            three_years=100 * np.expm1(three_years),
            most=100 * CLIPPED,
        ),
    )


def _series(area: Area, name: str) -> dict[int, float]:
    """Give the totals of one area from the table history, by academic year."""
    rows = area.table("history")
    whole = (rows["area"] == name) & (rows["setting"] == "") & rows["ncy_from"].isna()
    known = rows[whole & rows["plans"].notna()].sort_values("year")
    return {
        int(year): float(plans) for year, plans in zip(known["year"], known["plans"], strict=True)
    }


def _run_up_to(last: int, series: dict[int, float] | dict[int, int]) -> list[float]:
    """Give the years that follow each other up to the last."""
    run: list[float] = []
    year = last
    while year in series:
        run.append(float(series[year]))
        year -= 1
    return run[::-1]


def _prevalence(start: Start, plans_of_england: float) -> float:
    """Give plans a child in the area over plans a child in England, in the newest year known."""
    rows = start.area.table("history")
    whole = (rows["area"] == NATION) & (rows["setting"] == "") & rows["children"].notna()
    known = {
        int(year): float(count) for year, count in rows[whole][["year", "children"]].to_numpy()
    }
    children = known or england.children()
    stocks = start.stocks
    persons = float(stocks.population_of(stocks.base, stocks.base).sum())
    if persons <= 0 or not children:
        return 1.0
    ours = float(stocks.last.sum()) / persons
    return ours / (plans_of_england / children[max(children)])
