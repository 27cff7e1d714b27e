"""Hold the drift of settings against what came, on the authorities of a folder of open data.

The folder (environment variable SUFFICIENCY_BENCH_PANEL, or the first word after
`python benchmarks/settings.py`) holds plans by placement and by age band of authorities, and
England's by single age and placement. NC year x setting is not published before January 2024, so
each January of an authority is fitted: its settings and age bands as published, inside a band as
in England. From each origin the kernel of the package projects, with all plans imposed as they
came, so that only the mix is tested. `benchmarks/settings_fit.py` finds the
sizes of the drift anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from panel import BANDS

from sufficiency import terms
from sufficiency.demand.drifting import StateDrift, drawn_walk, drifted_mix
from sufficiency.demand.estimation import estimate
from sufficiency.demand.fitting import fit
from sufficiency.demand.limits import limits_of
from sufficiency.demand.margins import margin_of, margin_over
from sufficiency.demand.scores import counts_for_coverage, inside, place_in_range
from sufficiency.demand.simulation import simulate
from sufficiency.demand.stocks import stocks_of
from sufficiency.projection.axes import phase_of_each_ncy
from sufficiency.projection.drivers import turnover_of
from sufficiency.projection.mix import setting_drift
from sufficiency.scenario import as_things_stand

FloatArray = NDArray[np.float64]

FIRST, LAST = 2018, 2025
"""Januaries: those before 2018 are of another law, and not in education was counted from 2019."""
JANUARIES = range(FIRST, LAST + 1)
ORIGINS = range(2019, LAST)
BREAK = 2023
"""From here on every plan is returned by itself, and settings are others (`england.breaks`)."""
HORIZONS = range(1, 4)
DRAWS, SEED = 100, 1
CHANCE = 0.3
"""What single children add to the variance in a year, a child of the setting."""
FEWEST = 0.5
"""Children of a cell of England's pattern, at least: another authority may have some."""
FEWEST_CAME = 500
"""A setting with fewer children than this, in all authorities together, is left out of a table."""
SETTINGS = terms.settings().codes
PLACEMENTS = {
    "mainstream": "mainstream",
    "mainstream_independent": "mainstream",
    "resourced_provision": "base",
    "sen_unit": "base",
    "special_state": "special",
    "special_hospital": "special",
    "special_independent": "independent",
    "special_non_maintained": "independent",
    "ap_pru": "ap",
    "general_fe": "fe",
    "other_fe": "fe",
    "specialist_post16": "specialist_post16",
    "early_years": "early_years",
    "elective_home_education": "elsewhere",
    "eotas_other_la": "elsewhere",
    "eotas_other_parents": "elsewhere",
    "other": "elsewhere",
    "neet": "not_in_education",
    "awaiting": "awaiting",
    "permanently_excluded": "awaiting",
    "unknown": "unknown",
}
"""The folder's names of placements, by the setting to which `categories.csv` has them."""


@dataclass(frozen=True)
class Authority:
    """One authority, January by January from 2018 on.

    Parameters
    ----------
    code : str
    counted : FloatArray
        Axes (January, setting): as published [children].
    fitted : FloatArray
        Axes (January, ncy, setting): the same spread over NC years [children].
    """

    code: str
    counted: FloatArray
    fitted: FloatArray

    @property
    def even(self) -> bool:
        """Whether its code has an even last digit: the drift was estimated on these."""
        return int(self.code[-1]) % 2 == 0


def authorities(folder: Path) -> list[Authority]:
    """Read the published files, and spread each January over NC years."""
    years = [str(january) for january in JANUARIES]
    placed = pd.read_csv(folder / "ehcp_panel_by_placement_2010_2025.csv")
    aged = pd.read_csv(folder / "ehcp_panel_by_age_band_2010_2025.csv")
    placed["setting"] = placed["placement"].map(PLACEMENTS)
    by_setting = placed.dropna(subset="setting").groupby(["series_code", "setting"])[years].sum()
    by_band = aged.set_index(["series_code", "age_band"])[years]
    pattern = england_pattern(folder)
    made = []
    for code in sorted(set(aged["series_code"])):
        counted = by_setting.loc[code].reindex(list(SETTINGS)).fillna(0.0).to_numpy().T
        bands = by_band.loc[code].reindex(list(BANDS)).to_numpy().T
        if np.abs(counted.sum(axis=1) - bands.sum(axis=1))[1:].max() > 1:
            continue  # the placements of a January are missing, in two authorities
        fitted = [spread(*one, pattern) for one in zip(counted, bands, strict=True)]
        made.append(Authority(code, counted, np.array(fitted)))
    return made


def england_pattern(folder: Path) -> FloatArray:
    """Axes (ncy, setting): England's children of January 2024 and 2025 by NC year and setting."""
    aged = pd.read_csv(folder / "ehcp_by_single_age_and_placement_2024_2025.csv")
    nation = aged[aged["level"].eq("National")]
    ncy = nation["age"].astype(int).map(terms.ncy_of_age).clip(upper=terms.LAST_NCY)
    counts = nation[[name for name in PLACEMENTS if name in nation]].groupby(ncy).sum()
    counts = counts.T.groupby(PLACEMENTS).sum().T
    ages = range(terms.FIRST_NCY, terms.LAST_NCY + 1)
    laid = np.array(counts.reindex(index=ages, columns=list(SETTINGS)).fillna(0.0), dtype=float)
    # Nobody awaits a placement any more; children of all ages did.
    laid[:, SETTINGS.index("awaiting")] = laid.sum(axis=1)
    return np.where(laid.sum(axis=1, keepdims=True) > 0, np.maximum(laid, FEWEST), 0.0)


def spread(counted: FloatArray, bands: FloatArray, pattern: FloatArray) -> FloatArray:
    """Axes (ncy, setting): one January, by its settings and its age bands."""
    ncy = np.arange(terms.FIRST_NCY, terms.LAST_NCY + 1)[:, None]
    parts = [(first <= ncy) & (ncy <= last) for first, last in BANDS.values()]
    whole = bands * counted.sum() / bands.sum()
    margins = (
        margin_over(pattern.shape, (1,), counted, name="setting"),
        margin_of(pattern.shape, parts, whole, name="age band", labels=list(BANDS)),
    )
    return fit(pattern, margins, tolerance=1e-4).table


# --- projecting ------------------------------------------------------------------------------

Drift = Callable[[int, int], StateDrift | None]
"""January from which is projected, and years ahead in."""


def no_drift(_january: int, _years: int) -> None:
    """Keep the mix of settings by age as it was."""


def drift(january: int, years: int) -> StateDrift:
    """Let the mix drift as the package does, with what was known by then."""
    return setting_drift(SETTINGS, base=terms.year_of_january(january), years=years)


Draws = Callable[[Authority, int, int, Drift], FloatArray]


def projected(area: Authority, origin: int, years: int, ways: Drift) -> FloatArray:
    """Axes (draw, year, setting): the kernel's draws, with all plans imposed as they came."""
    last = origin - FIRST
    children = area.fitted[last - 1 : last + 1, None, None]
    whole = area.counted[last + 1 : last + 1 + years].sum(axis=1)
    base = terms.year_of_january(origin)
    heads = np.maximum(area.fitted[last].sum(axis=-1), 1.0)
    stocks = stocks_of(
        (base - 1, base),
        children,
        range(base - 1, base + years + 1),
        np.tile(heads, (years + 2, 1, 1)),
        phase=phase_of_each_ncy(),
    )
    model = estimate(
        stocks,
        until=base + years,
        turnover=turnover_of(as_things_stand()),
        limits=limits_of(years=years, total=np.rint(whole)),
        drift=ways(origin, years),
    )
    drawn = simulate(model, draws=DRAWS, seed=SEED)
    return drawn.roll_up(state=np.arange(len(SETTINGS)))[:, 1:, 0, 0, 0].astype(float)


def mix_drawn(area: Authority, origin: int, years: int, ways: Drift) -> FloatArray:
    """Axes (draw, year, setting): the same with the ages as they came too, so of the mix alone.

    Single children add a normal chance, whose variance is `CHANCE` a child and year.
    """
    found = ways(origin, years)
    now, held = area.fitted[origin - FIRST], area.counted[origin - FIRST]
    mix = np.maximum(now, 1e-12)
    mix = mix / mix.sum(axis=1, keepdims=True)
    ages = area.fitted[origin - FIRST + 1 : origin - FIRST + 1 + years].sum(axis=-1)
    generator = np.random.default_rng([SEED, origin, int(held.sum())])
    drawn = []
    for draw in range(DRAWS):
        weights = np.zeros((years, len(SETTINGS)))
        if found is not None:
            weights = found.expected + drawn_walk(found, held, seed=SEED, draws=[draw])[0]
        said = np.einsum("yas,ya->ys", drifted_mix(mix[None], weights)[:, 0], ages)
        steps = generator.standard_normal(said.shape) * np.sqrt(CHANCE * held)
        drawn.append(np.maximum(np.rint(said + np.cumsum(steps, axis=0)), 0.0))
    return np.array(drawn)


@dataclass(frozen=True)
class Held:
    """What was said of a setting, and what came.

    Parameters
    ----------
    origin, ahead : int
        January from which was projected, and years ahead.
    mean, came : FloatArray
        Axis (setting) [children].
    inside80, inside95, width : FloatArray
        Axis (setting): 1 within the range, `nan` where nobody was said nor came; width of 80 %.
    """

    origin: int
    ahead: int
    mean: FloatArray
    came: FloatArray
    inside80: FloatArray
    inside95: FloatArray
    width: FloatArray

    @property
    def broken(self) -> bool:
        """Whether the way of counting changed in between."""
        return self.origin < BREAK <= self.origin + self.ahead


def held_against(areas: list[Authority], draws_of: Draws, ways: Drift) -> list[Held]:
    """Project every authority from every origin, and hold it against what came."""
    found = []
    for number, area in enumerate(areas):
        for origin in ORIGINS:
            years = min(HORIZONS[-1], LAST - origin)
            drawn = draws_of(area, origin, years, ways)
            for year in range(years):
                came = area.counted[origin - FIRST + year + 1]
                draws = drawn[:, year]
                chance = np.random.default_rng([number, origin, year]).random(len(came))
                places = place_in_range(draws, came, chance)
                large = counts_for_coverage(draws, came)
                low, high = np.quantile(draws, [0.1, 0.9], axis=0)
                found.append(
                    Held(
                        origin,
                        year + 1,
                        draws.mean(axis=0),
                        came,
                        np.where(large, inside(places, 0.80), np.nan),
                        np.where(large, inside(places, 0.95), np.nan),
                        high - low,
                    )
                )
    return found


SAID = (
    "Cells held by the 80 % range, and weighted error of the mean of the draws, in %: the mix of"
    " settings by age as it was → with its drift."
)


# --- tables ----------------------------------------------------------------------------------


def weighted_percent(held: list[Held], setting: int | None = None) -> float:
    """Weighted error over the settings, or of one."""
    mean, came = (np.array([getattr(one, name) for one in held]) for name in ("mean", "came"))
    if setting is not None:
        mean, came = mean[:, setting], came[:, setting]
    return 100 * float(np.abs(mean - came).sum() / came.sum())


def covered_percent(held: list[Held], column: str, setting: int | None = None) -> float:
    """Share of cells within their range, over the settings or of one."""
    cells = np.array([getattr(one, column) for one in held])
    return 100 * float(np.nanmean(cells if setting is None else cells[:, setting]))


def table(before: list[Held], after: list[Held]) -> str:
    """Lay out coverage and error of each setting and horizon, without the drift and with it."""
    heads = [f"{ahead} year(s)" for ahead in HORIZONS]
    lines = [
        "| Setting | " + " | ".join(f"held, {head} | off, {head}" for head in heads) + " |",
        "|---|" + "--:|" * 2 * len(heads),
    ]
    rows: list[tuple[str, int | None]] = [("**all settings**", None)]
    rows += [(code, place) for place, code in enumerate(SETTINGS)]
    for name, place in rows:
        cells = []
        for ahead in HORIZONS:
            sides = [[one for one in side if one.ahead == ahead] for side in (before, after)]
            came = sum(one.came[place].sum() for one in sides[0])
            if not sides[0] or came < FEWEST_CAME:
                cells += ["", ""]
                continue
            held = [covered_percent(side, "inside80", place) for side in sides]
            off = [weighted_percent(side, place) for side in sides]
            cells += [f"{held[0]:.0f} → {held[1]:.0f}", f"{off[0]:.1f} → {off[1]:.1f}"]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    wider = [
        " → ".join(
            f"{covered_percent([one for one in side if one.ahead == ahead], 'inside95'):.0f}"
            for side in (before, after)
        )
        for ahead in HORIZONS
    ]
    lines.append("| 95 % ranges, all settings | " + " | ".join(f"{one} | " for one in wider) + " |")
    return "\n".join(lines)


def settings_accuracy(folder: Path) -> dict[str, str]:
    """Measure everything; give tables by title."""
    areas = [area for area in authorities(folder) if not area.even]
    named = f"{len(areas)} authorities (odd last digit: they had no say in the sizes)"
    tables = {}
    for draws_of, what in (
        (mix_drawn, "all plans and ages as they came"),
        (projected, "all plans as they came, ages and settings by the kernel"),
    ):
        before, after = (held_against(areas, draws_of, ways) for ways in (no_drift, drift))
        for broken in (False, True):
            across = f", across January {BREAK}, when counting changed" if broken else ""
            sides = [[one for one in side if one.broken == broken] for side in (before, after)]
            tables[f"Settings, {named}: {what}{across}"] = f"{SAID}\n\n{table(*sides)}"
    return tables


if __name__ == "__main__":
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else os.environ["SUFFICIENCY_BENCH_PANEL"]
    for title, text in settings_accuracy(Path(given)).items():
        print(f"### {title}\n\n{text}\n")
