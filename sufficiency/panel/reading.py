"""From the table history to the arrays of a panel, with all that is wrong or worth knowing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import england, terms
from sufficiency.area.checks_people import span_findings
from sufficiency.area.reading import raw_of_frame
from sufficiency.demand.gaps import LOOKED_BACK
from sufficiency.demand.panel import PanelSeries, chained_england
from sufficiency.errors import Finding, NotPossibleError, TableError, finding
from sufficiency.panel.clipped import clipped_placements, clipped_totals
from sufficiency.panel.gaps import gap_notes, old_gaps_note
from sufficiency.panel.nation import (
    LEAST_AREAS,
    NATION,
    TABLE,
    by_area,
    england_bands,
    england_children,
    england_series,
    extended,
    nearest_known,
)
from sufficiency.panel.seen import Seen, first_few, seen_in, what_is_counted
from sufficiency.panel.spans import Span, bands_of, spans_of
from sufficiency.tables import check_table

FloatArray = NDArray[np.float64]

PLACEMENTS = ("special", "base", "independent")
"""Settings whose placements are projected, each by its own rule."""
WITH_OWN_GROWTH = ("special",)
"""Those of which an area's own growth is used."""
SAME_NUMBER, LARGE_SHARE = 3, 0.5
"""So many areas with one number of new plans, above this share of their plans, are no accident."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A panel as arrays.

    Parameters
    ----------
    areas : tuple of str
        Labels of the axis area, in order of the alphabet; England is not one of them.
    years : tuple of int
        Academic years, each of them that of a January, up to the last.
    totals : PanelSeries
        All plans.
    placements : dict of str to PanelSeries
        By setting, for those that can be projected.
    bands : FloatArray
        Axes (January, area, band) [children]; `nan` where not known.
    england_bands : FloatArray
        Axes (January, band) [children].
    spans : tuple of (int, int)
        First and last NC year of each band.
    basis : str
        The weakest basis of the rows.
    holds_england : bool
        Whether England has rows of its own.
    seen : Seen
        What stands in each row.
    notes : tuple of Finding
        What the user should know.
    """

    areas: tuple[str, ...]
    years: tuple[int, ...]
    totals: PanelSeries
    placements: dict[str, PanelSeries]
    bands: FloatArray
    england_bands: FloatArray
    spans: tuple[Span, ...]
    basis: str
    holds_england: bool
    seen: Seen
    notes: tuple[Finding, ...]


def panel_of_frame(history: object) -> Panel:
    """Check a frame in the form of the table history, and lay it out as arrays.

    Parameters
    ----------
    history : pandas.DataFrame
        Columns year, area, plans, basis, and any of setting, ncy_from, ncy_to, children,
        new_plans, break.

    Returns
    -------
    Panel

    Raises
    ------
    NotPossibleError
        If it is no frame, holds no totals, or England's last growth is not known.
    TableError
        Naming every row and area at fault.
    """
    if not isinstance(history, pd.DataFrame):
        raise NotPossibleError.of("panel_no_frame", value=type(history).__name__)
    checked = check_table(raw_of_frame("history", history))
    found = [*checked.findings, *span_findings(checked)]
    _raise_if_at_fault(found)
    rows = checked.frame
    whole = rows["setting"].eq("") & rows["ncy_from"].isna()
    if not (whole & rows["plans"].notna()).any():
        raise NotPossibleError.of("panel_no_totals")
    years, seen = _years(rows[whole]), seen_in(checked)
    areas = tuple(sorted(set(rows.loc[whole, "area"]) - {NATION}))
    found += _missing_at_the_end(rows[whole], areas, years, seen)
    spans, band_faults = spans_of(checked)
    found += band_faults
    _raise_if_at_fault(found)
    totals, notes = _totals(rows[whole], areas, years, seen)
    placements, placement_notes = _placements(rows, areas, years, seen)
    old = old_gaps_note(
        {"": (totals, LOOKED_BACK)}
        | {setting: (series, _looked_back(setting)) for setting, series in placements.items()},
        areas,
    )
    bands = bands_of(rows, (*areas, NATION), years, spans)
    of_england = england_bands(bands)
    return Panel(
        areas=areas,
        years=years,
        totals=totals,
        placements=placements,
        bands=bands[:, :-1],
        england_bands=of_england,
        spans=spans,
        basis=terms.weakest([*{basis or "supplied" for basis in rows["basis"]}]),
        holds_england=bool((whole & rows["area"].eq(NATION)).any()),
        seen=seen,
        notes=(*found, *notes, *placement_notes, *old, *_left_aside(rows)),
    )


def _raise_if_at_fault(found: list[Finding]) -> None:
    if any(one.severity == "error" for one in found):
        raise TableError(found, what="The panel")


def _years(rows: pd.DataFrame) -> tuple[int, ...]:
    """Give every year from the first to the last: a gap is a missing January, no shorter time.

    A January whose counts are all marked is one too: left out unsaid, the one before would be
    projected from as if it were the last.
    """
    known = rows.loc[rows["plans"].notna(), "year"]
    return tuple(range(int(known.min()), int(rows["year"].max()) + 1))


def _missing_at_the_end(
    rows: pd.DataFrame, areas: tuple[str, ...], years: tuple[int, ...], seen: Seen
) -> list[Finding]:
    """Name the areas that have no plans in the last January."""
    last = rows[rows["year"].eq(years[-1]) & rows["plans"].gt(0)]
    january = terms.january_of_year(years[-1])
    return [
        finding(
            "panel_last_missing",
            file=TABLE,
            row=seen.row(area, years[-1]),
            column="plans",
            value=area,
            january=january,
            year=years[-1],
            held=seen.words(area, years[-1]),
        )
        for area in areas
        if area not in set(last["area"])
    ]


def _totals(
    rows: pd.DataFrame, areas: tuple[str, ...], years: tuple[int, ...], seen: Seen
) -> tuple[PanelSeries, list[Finding]]:
    """Lay out all plans, with what is known of England."""
    plans = by_area(rows, "plans", areas, years)
    children = nearest_known(by_area(rows, "children", areas, years))
    new_plans, notes = _own_new_plans(by_area(rows, "new_plans", areas, years), plans, years)
    whole = england_series(rows, "plans", years, shipped=england.plans())
    whole = chained_england(whole, plans, least_areas=LEAST_AREAS)
    whole, carried_on = extended(whole, years)
    national_children = england_children(rows, years, plans=plans, children=children, whole=whole)
    national_new_plans = england_series(rows, "new_plans", years, shipped=england.new_plans())
    broken = _breaks_of_their_own(rows, areas, years)
    unknown = [area for area, known in zip(areas, children[:, -1], strict=True) if not known > 0]
    if unknown:
        notes.append(
            finding(
                "panel_children_missing",
                file=TABLE,
                column="children",
                value=first_few(unknown),
                told=first_few(unknown),
                count=len(unknown),
                whole=len(areas),
            )
        )
    series = PanelSeries(
        plans, children, new_plans, whole, national_children, national_new_plans, broken
    )
    gaps = gap_notes(series, areas, years, setting="", looked_back=LOOKED_BACK, seen=seen)
    return series, [*notes, *carried_on, *gaps, *clipped_totals(series, areas)]


def _breaks_of_their_own(
    rows: pd.DataFrame, areas: tuple[str, ...], years: tuple[int, ...]
) -> NDArray[np.bool_]:
    """Axes (area, January): whether the way of counting changed, and England's did not.

    Where England's changed too, the two can still be held side by side.
    """
    marked = rows.assign(broken=rows["break"].eq("yes"))
    own = by_area(marked, "broken", areas, years) == 1.0
    nation = by_area(marked, "broken", (NATION,), years) == 1.0
    shipped = np.array([year in england.breaks() for year in years])
    return np.asarray(own & ~nation & ~shipped, dtype=np.bool_)


def _own_new_plans(
    new_plans: FloatArray, plans: FloatArray, years: tuple[int, ...]
) -> tuple[FloatArray, list[Finding]]:
    """Leave out new plans that are those of a region: one large number in several areas."""
    kept, notes = new_plans.copy(), list[Finding]()
    for january, year in enumerate(years):
        numbers, counts = np.unique(
            new_plans[np.isfinite(new_plans[:, january]), january], return_counts=True
        )
        for number in numbers[counts >= SAME_NUMBER]:
            same = new_plans[:, january] == number
            if not (number > LARGE_SHARE * plans[same, january]).any():
                continue
            kept[same, january] = np.nan
            notes.append(
                finding(
                    "panel_new_plans_repeated",
                    file=TABLE,
                    column="new_plans",
                    value=f"{number:,.0f}",
                    count=int(same.sum()),
                    january=terms.january_of_year(year),
                )
            )
    return kept, notes


def _placements(
    rows: pd.DataFrame, areas: tuple[str, ...], years: tuple[int, ...], seen: Seen
) -> tuple[dict[str, PanelSeries], list[Finding]]:
    """Lay out the settings that can be projected, each with England's own."""
    found: dict[str, PanelSeries] = {}
    notes: list[Finding] = []
    for setting in PLACEMENTS:
        held = rows[rows["setting"].eq(setting) & rows["ncy_from"].isna()]
        if held.empty or set(held["area"]) == {NATION}:
            continue
        plans = by_area(held, "plans", areas, years)
        # Nought before a setting's first year means "not collected".
        plans = np.where(plans > 0, plans, np.nan)
        shipped = england.plans(setting=setting)
        whole = england_series(held, "plans", years, shipped=shipped)
        whole = chained_england(whole, plans, least_areas=LEAST_AREAS)
        january = terms.january_of_year(years[-1])
        if not np.isfinite(whole[-2:]).all() or len(whole) < 2:
            notes.append(
                finding(
                    "panel_no_england_placements",
                    file=TABLE,
                    setting=what_is_counted(setting),
                    before=january - 1,
                    january=january,
                )
            )
            continue
        nobody = np.full(plans.shape, np.nan)
        nothing = np.full(len(years), np.nan)
        found[setting] = PanelSeries(
            plans,
            nobody,
            nobody,
            whole,
            nothing,
            nothing,
            _breaks_of_their_own(held, areas, years),
        )
        notes += _not_placed(plans[:, -1], areas, years[-1], setting=setting, seen=seen)
        back = _looked_back(setting)
        notes += gap_notes(
            found[setting], areas, years, setting=setting, looked_back=back, seen=seen
        )
        if back:
            notes += clipped_placements(found[setting], areas, setting=setting)
    return found, notes


def _looked_back(setting: str) -> int:
    """Give the years on whose counts an area's own growth in a setting rests; nought for none."""
    return LOOKED_BACK if setting in WITH_OWN_GROWTH else 0


def _not_placed(
    last: FloatArray, areas: tuple[str, ...], year: int, *, setting: str, seen: Seen
) -> list[Finding]:
    """Name the areas without a count of a setting in the last January, all in one note."""
    missing = [area for area, count in zip(areas, last, strict=True) if not np.isfinite(count)]
    if not missing:
        return []
    told = [f"{area} ({seen.words(area, year, setting=setting)})" for area in missing]
    return [
        finding(
            "panel_placements_missing",
            file=TABLE,
            row=seen.row(missing[0], year, setting=setting),
            column="plans",
            value=first_few(missing),
            count=len(missing),
            whole=len(areas),
            setting=what_is_counted(setting),
            code=setting,
            year=year,
            january=terms.january_of_year(year),
            told=first_few(told),
        )
    ]


def _left_aside(rows: pd.DataFrame) -> list[Finding]:
    """Say which rows are not projected."""
    other = rows[~rows["setting"].isin(["", *PLACEMENTS])]
    aged = rows[rows["setting"].isin(PLACEMENTS) & rows["ncy_from"].notna()]
    labels = sorted({terms.settings().label(code).lower() for code in other["setting"]})
    said = []
    if labels:
        said.append((len(other), f"other settings: {', '.join(labels)}"))
    if len(aged):
        said.append((len(aged), "placements by age"))
    return [
        finding("panel_not_projected", file=TABLE, count=count, what=what) for count, what in said
    ]
