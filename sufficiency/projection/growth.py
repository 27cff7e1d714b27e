"""The path of growth of an area, and how far it may be off: what the panel of authorities says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency import england, terms
from sufficiency.area import Area
from sufficiency.demand.gaps import LOOKED_BACK, missing_between, positive
from sufficiency.demand.growth import MEASURED_YEARS, england_path
from sufficiency.demand.panel import FURTHEST_GROWTH, PanelSeries, growth_apart, total_path
from sufficiency.demand.panel_errors import shipped_errors, spread_of
from sufficiency.demand.paths import PathDoubt
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.projection.axes import NCYS
from sufficiency.projection.stocks import Start

FloatArray = NDArray[np.float64]

NATION = "England"
NEAR = 0.01
"""Plans and history may differ by this share: one file is often a few children behind the other."""
MOST_NAMED = 5


@dataclass(frozen=True, slots=True, eq=False)
class AreaGrowth:
    """How an area's plans grow, as the panel of authorities has it.

    Parameters
    ----------
    path : FloatArray
        Axis (year): growth of the log of all plans, as `demand.panel.total_path` gives it.
    doubt : PathDoubt
        How far the path may be off.
    broken : frozenset of int
        Academic years from which the area is counted in another way than the year before.
    notes : tuple of Finding
        Where England's series is older than the area's, history is not the area's or tells other
        numbers, a January is missing between others, the way of counting changed, and where the
        area's growth differs from England's by more than is counted.
    """

    path: FloatArray
    doubt: PathDoubt
    broken: frozenset[int]
    notes: tuple[Finding, ...]


def growth_of(start: Start) -> AreaGrowth:
    """Find the path of growth of an area: England's, and what sets the area apart.

    It is the rule of `project_panel`, so that both say the same of the same area. Counted
    Januaries come before those of the table history.

    Parameters
    ----------
    start : Start
        Januaries to the one from which is projected.

    Returns
    -------
    AreaGrowth

    Raises
    ------
    NotPossibleError
        If England's plans are not known in two Januaries that follow each other.
    """
    base = start.stocks.base
    nation, old = _nation(start)
    residents, unlike = _residents(start)
    series = _series_of(start, nation, residents)
    return AreaGrowth(
        path=np.diff(total_path(series, MEASURED_YEARS)[0], prepend=0.0),
        doubt=PathDoubt(shipped_errors(england.panel_errors("total"), spread_of("total"))),
        broken=frozenset(_breaks(start.area, start.area.fact("authority"))),
        notes=(
            *old,
            *_unnamed(start.area),
            *_apart(start),
            *unlike,
            *_broken(series, base),
            *_gaps(start.area, series, base),
            *_clipped(start.area.name, series),
        ),
    )


def england_known(area: Area, base: int) -> dict[int, float]:
    """Give England's plans up to a January, of the years that follow each other up to the last.

    Parameters
    ----------
    area : Area
        Its rows of England in the table history come before the figures that ship.
    base : int
        Academic year of the January from which is projected.

    Returns
    -------
    dict of int to float
        By academic year; growth is read from two at least.
    """
    known = {**england.plans(), **_column(area, NATION, "plans")}
    held = {year: float(count) for year, count in known.items() if year <= base}
    if not held:
        return {}
    run = _run_up_to(max(held), held)
    return dict(zip(range(max(held) - len(run) + 1, max(held) + 1), run, strict=True))


def _nation(start: Start) -> tuple[dict[int, float], tuple[Finding, ...]]:
    """Give England's plans by academic year to the last January, carried on where it is older."""
    base = start.stocks.base
    # The area's rows of England come before the figures that ship, year by year.
    known = {**england.plans(), **_column(start.area, NATION, "plans")}
    held = {year: float(count) for year, count in known.items() if year <= base}
    if not held:
        raise NotPossibleError.of("demand_growth_unknown", what="England's plans", count=0)
    last = max(held)
    if last == base:
        return held, ()
    path = np.cumsum(england_path(_run_up_to(last, held), years=base - last))
    carried = {
        last + ahead: held[last] * float(np.exp(path[ahead - 1]))
        for ahead in range(1, base - last + 1)
    }
    old = finding(
        "projection_england_old",
        file="table history",
        known=terms.january_of_year(last),
        area=start.area.name,
        base=terms.january_of_year(base),
    )
    return {**held, **carried}, (old,)


def _run_up_to(last: int, series: dict[int, float]) -> list[float]:
    """Give the years that follow each other up to the last."""
    run: list[float] = []
    year = last
    while year in series:
        run.append(series[year])
        year -= 1
    return run[::-1]


def _series_of(
    start: Start, nation: dict[int, float], residents: tuple[float, float]
) -> PanelSeries:
    """Lay an area and England out as a panel of one."""
    area, base = start.area, start.stocks.base
    authority = area.fact("authority")
    plans = {**_column(area, authority, "plans"), **_counted(start)}
    years = tuple(range(min(plans), base + 1))
    new_plans = {**england.new_plans(), **_column(area, NATION, "new_plans")}
    ours, theirs = residents
    # Where England is counted in another way too, the two can still be held side by side.
    broken = _breaks(area, authority) - _breaks(area, NATION) - england.breaks()
    return PanelSeries(
        plans=_laid(plans, years)[None],
        children=_laid({base: ours}, years)[None],
        new_plans=_laid(_column(area, authority, "new_plans"), years)[None],
        england_plans=_laid(nation, years),
        england_children=_laid({base: theirs}, years),
        england_new_plans=_laid(new_plans, years),
        broken=np.array([[year in broken for year in years]]),
    )


def _counted(start: Start) -> dict[int, float]:
    """Give all plans by academic year, as the table plans counts them."""
    counts = start.stocks.children.sum(axis=(1, 2, 3, 4))
    return dict(zip(start.stocks.years, counts.tolist(), strict=True))


def _residents(start: Start) -> tuple[tuple[float, float], tuple[Finding, ...]]:
    """Give the residents of the area and of England, of the same ages; `nan` where they are not.

    Those of the table history where it has both; else those aged 0 to 24 of the table population
    and of England as shipped. Plans of all ages over residents of some would look like a
    prevalence far above England's.
    """
    area, base = start.area, start.stocks.base
    own = {
        year: count
        for year, count in _column(area, area.fact("authority"), "children").items()
        if year <= base
    }
    nation = _column(area, NATION, "children")
    if own and nation:
        return (own[max(own)], nation[max(nation)]), ()
    shipped = england.children()
    persons = start.stocks.population_of(base, base).sum(axis=(0, 1))
    bare = [ncy for ncy, count in zip(NCYS, persons, strict=True) if count <= 0]
    if not bare:
        return (float(persons.sum()), float(shipped[max(shipped)])), ()
    unlike = finding(
        "projection_residents_unlike",
        file="table population",
        column="ncy",
        area=area.name,
        bare=", ".join(map(str, bare)),
        january=terms.january_of_year(base),
    )
    return (np.nan, np.nan), (unlike,)


def _column(area: Area, name: str, column: str) -> dict[int, float]:
    """Give a column of the whole of one area from the table history, by academic year."""
    rows = area.table("history")
    whole = (rows["area"] == name) & (rows["setting"] == "") & rows["ncy_from"].isna()
    known = rows[whole & rows[column].notna()].sort_values("year")
    return {
        int(year): float(count) for year, count in zip(known["year"], known[column], strict=True)
    }


def _breaks(area: Area, name: str) -> set[int]:
    """Give the years from which an area is counted in another way than the year before."""
    rows = area.table("history")
    marked = (rows["area"] == name) & (rows["setting"] == "") & rows["ncy_from"].isna()
    return {int(year) for year in rows.loc[marked & (rows["break"] == "yes"), "year"]}


def _laid(known: dict[int, float] | dict[int, int], years: tuple[int, ...]) -> FloatArray:
    """Axis (January): numbers by academic year; `nan` where not known."""
    return np.array([float(known.get(year, np.nan)) for year in years])


def _unnamed(area: Area) -> tuple[Finding, ...]:
    """Note a table history whose rows are all of other areas than the one that is projected."""
    authority = area.fact("authority")
    others = sorted(set(area.table("history")["area"]) - {NATION})
    if not others or authority in others:
        return ()
    return (
        finding(
            "projection_history_unnamed",
            file="table history",
            column="area",
            value=authority or "no authority",
            others=", ".join(others[:MOST_NAMED]) + (", ..." if len(others) > MOST_NAMED else ""),
        ),
    )


def _apart(start: Start) -> tuple[Finding, ...]:
    """Note Januaries of which history and plans tell another number of plans."""
    told = _column(start.area, start.area.fact("authority"), "plans")
    gaps = {
        year: (count, told[year])
        for year, count in _counted(start).items()
        if year in told and abs(count - told[year]) > NEAR * max(count, told[year])
    }
    if not gaps:
        return ()
    figures = "; ".join(
        f"January {terms.january_of_year(year)}: {count:,.0f} in plans, {other:,.0f} in history"
        for year, (count, other) in gaps.items()
    )
    return (
        finding("projection_history_apart", file="table history", column="plans", figures=figures),
    )


def _broken(series: PanelSeries, base: int) -> tuple[Finding, ...]:
    """Note a change in the way of counting that leaves out growth of the last three years."""
    first = max(series.januaries - 3, 1)
    inside = np.flatnonzero(series.broken[0, first:])
    if not len(inside):
        return ()
    year = base - (series.januaries - 1) + first + int(inside[-1])
    return (
        finding(
            "projection_break",
            file="table history",
            column="break",
            january=terms.january_of_year(year),
        ),
    )


def _gaps(area: Area, series: PanelSeries, base: int) -> tuple[Finding, ...]:
    """Note Januaries missing between others on which growth rests, bridged or not."""
    missing = missing_between(series.plans)[0]
    missing[: max(series.januaries - 1 - LOOKED_BACK, 0)] = False
    filled = missing & positive(series.bridged[0])
    found = []
    for rule, cells in (("panel_gap_bridged", filled), ("panel_gap_open", missing & ~filled)):
        years = [base - (series.januaries - 1) + int(place) for place in np.flatnonzero(cells)]
        if years:
            name = area.fact("authority") or area.name
            januaries = ", ".join(str(terms.january_of_year(year)) for year in years)
            found.append(
                finding(
                    rule,
                    file="table history",
                    column="plans",
                    value=name,
                    count=1,
                    whole=1,
                    what="all plans",
                    told=f"{name}: January {januaries} (neither in plans nor in history)",
                    year=years[0],
                    area=name,
                    setting="blank",
                )
            )
    return tuple(found)


def _clipped(area: str, series: PanelSeries) -> tuple[Finding, ...]:
    """Note a growth of which only a part is counted."""
    one_year, three_years = (float(np.nan_to_num(growth_apart(series, back)[0])) for back in (1, 3))
    if max(abs(one_year), abs(three_years)) <= FURTHEST_GROWTH:
        return ()
    return (
        finding(
            "projection_growth_clipped",
            file="table plans",
            area=area,
            one_year=100 * np.expm1(one_year),
            three_years=100 * np.expm1(three_years),
            most=100 * FURTHEST_GROWTH,
        ),
    )
