"""The figures of a panel: what is expected, and draws, by area, year and what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency import england, terms
from sufficiency.demand.panel import (
    PanelSeries,
    Path,
    england_total_path,
    half_rise_path,
    rise_path,
    standing_path,
    total_path,
)
from sufficiency.demand.panel_bands import band_shares, drawn_bands, past_share_errors
from sufficiency.demand.panel_errors import (
    Spread,
    chances,
    drawn_apart,
    drawn_nation,
    past_errors,
    shipped_errors,
    spread_of,
)
from sufficiency.errors import Finding, finding
from sufficiency.panel.nation import LEAST_AREAS, NATION, TABLE
from sufficiency.panel.reading import Panel
from sufficiency.panel.seen import first_few, what_is_counted
from sufficiency.panel.spans import Span

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of count is projected.

    Parameters
    ----------
    path : Path
        Its growth.
    name : str
        What its estimates and its shipped errors are called.
    part : int
        Of the chances.
    """

    path: Path
    name: str
    part: int

    @property
    def spread(self) -> Spread:
        """How its errors grow with the years ahead, and fall with the size of an area."""
        return spread_of(self.name)


TOTAL = Rule(total_path, "total", 1)
BY_SETTING = {
    "special": Rule(rise_path, "special", 2),
    "independent": Rule(half_rise_path, "independent", 3),
    "base": Rule(standing_path, "base", 4),
}
NATION_PART, BANDS_PART = 0, 5


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """One kind of count of one area: what was counted, what is expected, and draws.

    Parameters
    ----------
    area : str
    setting : str
        Blank for all settings.
    span : (int, int) or None
        NC years; None for all.
    last : float
        The last January [children].
    expected : FloatArray
        Axis (year).
    draws : FloatArray
        Axes (draw, year).
    """

    area: str
    setting: str
    span: Span | None
    last: float
    expected: FloatArray
    draws: FloatArray


def counted_series(
    panel: Panel, *, years: int, draws: int, seed: int
) -> tuple[tuple[Counted, ...], tuple[Finding, ...]]:
    """Project everything that a panel holds.

    Parameters
    ----------
    panel : Panel
    years : int
        Years ahead.
    draws, seed : int
        Possible futures, and their seed.

    Returns
    -------
    tuple of Counted
        England's total first where it has rows, then each area: all plans, placements, bands.
    tuple of Finding
        What the user should know of the figures.
    """
    off = drawn_nation(chances(seed=seed, part=NATION_PART, draws=draws, years=years, columns=2))
    found, leaning = list[Counted](), list[str]()
    if panel.holds_england:
        found.append(_england(panel.totals, off, years))
    totals, expected, own = _drawn(panel.totals, TOTAL, off, seed=seed)
    leaning += [] if own else [what_is_counted("")]
    for row, area in enumerate(panel.areas):
        last = float(panel.totals.plans[row, -1])
        found.append(Counted(area, "", None, last, expected[row], totals[:, :, row]))
    for setting, series in panel.placements.items():
        placed, path, own = _drawn(series, BY_SETTING[setting], off, seed=seed)
        leaning += [] if own else [what_is_counted(setting)]
        found += [
            Counted(area, setting, None, float(last), path[row], placed[:, :, row])
            for row, (area, last) in enumerate(zip(panel.areas, series.plans[:, -1], strict=True))
            if np.isfinite(last)
        ]
    of_bands, band_notes, own = _banded(panel, totals, expected, seed=seed)
    leaning += [] if own else ["age bands"]
    return (*found, *of_bands), (*band_notes, *_leaning_note(leaning))


def _leaning_note(what: Sequence[str]) -> list[Finding]:
    """Tell in one note whose ranges rest on errors that ship with the package."""
    if not what:
        return []
    return [finding("panel_shipped_errors", file=TABLE, what=", ".join(what))]


def _england(series: PanelSeries, off: FloatArray, years: int) -> Counted:
    """Project England: its own growth, and how far that may be off."""
    last = float(series.england_plans[-1])
    expected = last * np.exp(england_total_path(series, years))
    return Counted(NATION, "", None, last, expected, expected * np.exp(off))


def _drawn(
    series: PanelSeries, rule: Rule, off: FloatArray, *, seed: int
) -> tuple[FloatArray, FloatArray, bool]:
    """Give draws with the axes (draw, year, area), what is expected (area, year), whose errors.

    The last is whether the ranges rest on errors of this panel, not on those that ship.
    """
    draws, years = off.shape
    last = series.plans[:, -1]
    path = rule.path(series, years)
    own = past_errors(series, rule.path, horizon=years, spread=rule.spread)
    errors = own or shipped_errors(england.panel_errors(rule.name), rule.spread)
    chance = chances(seed=seed, part=rule.part, draws=draws, years=years, columns=len(last))
    apart = drawn_apart(chance, errors, plans=np.nan_to_num(last))
    drawn = last * np.exp(path.T + off[:, :, None] + apart)
    return drawn, last[:, None] * np.exp(path), own is not None


def _banded(
    panel: Panel, totals: FloatArray, expected: FloatArray, *, seed: int
) -> tuple[list[Counted], list[Finding], bool]:
    """Project the bands of the areas that have them all; say too whether errors are their own."""
    if not panel.spans:
        return [], [], True
    rows, notes = _areas_with_bands(panel)
    if not len(rows):
        return [], notes, True
    bands = panel.bands[:, rows]
    widths = np.array([last - first + 1.0 for first, last in panel.spans])
    draws, years = totals.shape[:2]
    shares = band_shares(bands[-1], panel.england_bands[-2:], widths, years=years)
    errors = past_share_errors(bands, panel.england_bands, widths, horizon=years)
    is_own = errors is not None
    if errors is None:
        shipped = shipped_errors(england.panel_errors("share"), spread_of("share"))
        errors = (shipped,) * len(panel.spans)
    # Bands may leave out some ages; they are then as much of the total as in the last January.
    covered = bands[-1].sum(axis=1) / panel.totals.plans[rows, -1]
    columns = len(rows) * len(panel.spans)
    chance = chances(seed=seed, part=BANDS_PART, draws=draws, years=years, columns=columns)
    drawn = drawn_bands(
        totals[:, :, rows] * covered, shares, errors, bands=bands[-1], chance=chance
    )
    whole = (expected[rows] * covered[:, None])[:, :, None] * shares
    counted = [
        Counted(area, "", span, float(last), whole[row, :, band], drawn[:, :, row, band])
        for row, area in enumerate(panel.areas[area] for area in rows)
        for band, (span, last) in enumerate(zip(panel.spans, bands[-1, row], strict=True))
    ]
    return counted, notes, is_own


def _areas_with_bands(panel: Panel) -> tuple[NDArray[np.int64], list[Finding]]:
    """Give positions of the areas whose bands can be projected, and why others' cannot."""
    january = terms.january_of_year(panel.years[-1])
    if not np.isfinite(panel.england_bands[-2:]).all():
        missing = finding(
            "panel_bands_no_england",
            file=TABLE,
            before=january - 1,
            january=january,
            least=LEAST_AREAS,
        )
        return np.empty(0, np.int64), [missing]
    held = np.isfinite(panel.bands[-1])
    return np.flatnonzero(held.all(axis=1)), _without_bands(panel, held)


def _without_bands(panel: Panel, held: NDArray[np.bool_]) -> list[Finding]:
    """Name the areas whose bands are not complete, all in one note: `held` is (area, band)."""
    missing = np.flatnonzero(~held.all(axis=1))
    if not len(missing):
        return []
    names, year = [panel.areas[area] for area in missing], panel.years[-1]
    told = [_bands_lacking(panel, int(area), held[area]) for area in missing]
    first = panel.spans[int(np.argmin(held[missing[0]]))]
    return [
        finding(
            "panel_bands_missing",
            file=TABLE,
            row=panel.seen.row(names[0], year, span=first),
            column="plans",
            value=first_few(names),
            count=len(missing),
            whole=len(panel.areas),
            january=terms.january_of_year(year),
            year=year,
            told=first_few(told),
        )
    ]


def _bands_lacking(panel: Panel, area: int, known: NDArray[np.bool_]) -> str:
    """Say of one area how many bands it lacks, and what stands in the first of them."""
    span = panel.spans[int(np.argmin(known))]
    there = panel.seen.words(panel.areas[area], panel.years[-1], span=span)
    return (
        f"{panel.areas[area]} lacks {int((~known).sum())} of {len(known)}, the first NC years "
        f"{span[0]} to {span[1]} ({there})"
    )
