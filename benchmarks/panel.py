"""Hold `project_panel` against every simple rule, on the authorities of a folder of open data.

The folder (environment variable SUFFICIENCY_BENCH_PANEL, or the first word after
`python benchmarks/panel.py`) holds the published files as they are:
plans by placement and by age band, flows by authority, and pupils by authority. At each origin,
January 2019 to 2024, only what was known by then is given to the panel and to the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sufficiency as sf
from sufficiency import england

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FIRST, LAST = 2010, 2025
ORIGINS = range(2019, 2025)
HORIZONS = range(1, 6)
DRAWS = 1_000
RESAMPLES = 2_000
"""Resamples of authorities for the interval of a difference."""

BANDS = {
    "Under 5": (-4, 0),
    "Age 5 to 10": (1, 6),
    "Age 11 to 15": (7, 11),
    "Age 16 to 19": (12, 15),
    "Age 20 to 25": (16, 20),
}
SETTINGS = {
    "special_state": "special",
    "special_independent": "independent",
    "special_non_maintained": "independent",
    "resourced_provision": "base",
    "sen_unit": "base",
}


@dataclass(frozen=True)
class Authorities:
    """What is published of each authority, in the form of the table history.

    Parameters
    ----------
    history : pandas.DataFrame
        Totals, placements and age bands, of authorities and of England.
    even : set of str
        Those whose code has an even last digit: on them the rules were chosen.
    """

    history: pd.DataFrame
    even: frozenset[str]


def authorities(folder: Path) -> Authorities:
    """Read the published files."""
    placed = pd.read_csv(folder / "ehcp_panel_by_placement_2010_2025.csv")
    aged = pd.read_csv(folder / "ehcp_panel_by_age_band_2010_2025.csv")
    years = [str(year) for year in range(FIRST, LAST + 1)]
    total = placed[placed["placement"].eq("total")].set_index("series_code")[years].copy()
    total["2018"] = aged.groupby("series_code")["2018"].sum()  # right in the age file only
    known = _long(total).merge(_children(folder), on="code", how="left")
    known = known.merge(_new_plans(folder), on=["code", "january"], how="left")
    rows = [known, _england_rows(known, folder)]
    placed = placed.assign(setting=placed["placement"].map(SETTINGS)).dropna(subset="setting")
    for setting, held in placed.groupby("setting"):
        one = _long(held.groupby("series_code")[years].sum(min_count=1)).assign(setting=setting)
        rows += [one, _sum_as_england(one)]
    for band, (first, last) in BANDS.items():
        one = _long(aged[aged["age_band"].eq(band)].set_index("series_code")[years])
        one = one.assign(ncy_from=first, ncy_to=last)
        rows += [one, _sum_as_england(one)]
    whole = pd.concat(rows, ignore_index=True).dropna(subset="plans")
    history = whole.assign(
        year=whole["january"] - 1,
        area=whole["code"],
        setting=whole["setting"].fillna(""),
        basis="published",
    ).astype({"ncy_from": "Int64", "ncy_to": "Int64"})
    even = {code for code in total.index if int(code[-1]) % 2 == 0}
    return Authorities(history.drop(columns=["january", "code"]), frozenset(even))


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    held = wide.rename_axis(index="code").reset_index()
    long = held.melt(id_vars="code", var_name="january", value_name="plans")
    return long.astype({"january": int})


def _sum_as_england(rows: pd.DataFrame) -> pd.DataFrame:
    """All authorities together stand for England: its own series begins later."""
    keys = [key for key in ("january", "setting", "ncy_from", "ncy_to") if key in rows]
    return rows.groupby(keys, as_index=False)["plans"].sum().assign(code="England")


def _children(folder: Path) -> pd.DataFrame:
    pupils = pd.read_csv(folder / "england" / "pupils_by_la_phase_age_2023.csv")
    ages = [column for column in pupils if column.startswith("pupils_age")]
    counted = pupils.groupby("la_code")[ages].sum().sum(axis=1)
    for code, parts in {
        "E10000021": ("E06000061", "E06000062"),
        "E06000058+59": ("E06000058", "E06000059"),
    }.items():
        counted[code] = counted.reindex(list(parts)).sum(min_count=len(parts))
    return counted.rename("children").rename_axis("code").reset_index()


def _new_plans(folder: Path) -> pd.DataFrame:
    flows = pd.read_csv(folder / "ehcp_flows_by_la.csv")
    held = flows[flows["level"].eq("Local authority")]
    return pd.DataFrame(
        {
            "code": held["la_code"],
            "january": held["year"] + 1,
            "new_plans": held["new_plans"].astype(float),
        }
    )


def _england_rows(rows: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Lay out England: its own plans where published, carried back as the authorities went."""
    shipped = {year + 1: count for year, count in england.plans().items()}
    together = rows.groupby("january")["plans"].sum()
    whole = dict(shipped)
    for january in range(min(shipped) - 1, FIRST - 1, -1):
        whole[january] = whole[january + 1] * together[january] / together[january + 1]
    flows = pd.read_csv(folder / "ehcp_flows_by_la.csv")
    national = flows[flows["level"].eq("National")].set_index("year")["new_plans"]
    pupils = pd.read_csv(folder / "england" / "pupils_by_la_phase_age_2023.csv")
    ages = [column for column in pupils if column.startswith("pupils_age")]
    januaries = list(range(FIRST, LAST + 1))
    return pd.DataFrame(
        {
            "code": "England",
            "january": januaries,
            "plans": [round(whole[january]) for january in januaries],
            "children": float(pupils[ages].sum().sum()),
            "new_plans": [float(national.get(january - 1, np.nan)) for january in januaries],
        }
    )


# --- rules -----------------------------------------------------------------------------------

Rule = Callable[[FloatArray, FloatArray, int], FloatArray]
"""Plans of areas and of England to the origin and years ahead in; axis (area) out."""


def growth(plans: FloatArray, years: int) -> FloatArray:
    """Give the yearly growth of the log over the last years: over the last axis."""
    return np.log(plans[..., -1] / plans[..., -1 - years]) / years


def own_share(weight: float, years: int) -> Rule:
    """A fixed weight on an area's own growth, the rest on England's."""

    def rule(plans: FloatArray, whole: FloatArray, ahead: int) -> FloatArray:
        rate = weight * growth(plans, years) + (1 - weight) * growth(whole, years)
        return plans[:, -1] * np.exp(ahead * rate)

    return rule


def shrunk(plans: FloatArray, whole: FloatArray, ahead: int) -> FloatArray:
    """Own growth of three years, drawn to England's by empirical Bayes."""
    apart = growth(plans, 3) - growth(whole, 3)
    chance = 2 / plans[:, -1] / 9
    real = max(float(np.nanvar(apart) - np.nanmean(chance)), 0.0)
    return plans[:, -1] * np.exp(ahead * (growth(whole, 3) + real / (real + chance) * apart * 0.5))


def linear(plans: FloatArray, _whole: FloatArray, ahead: int) -> FloatArray:
    """A straight line through the last five Januaries, from the last of them."""
    held = plans[:, -5:]
    time = np.arange(held.shape[1]) - (held.shape[1] - 1) / 2
    return plans[:, -1] + ahead * (held @ time) / (time @ time)


def national_rise(plans: FloatArray, whole: FloatArray, ahead: int) -> FloatArray:
    """England's mean yearly rise of three years, as a share of its last January."""
    rise = (whole[-1] - whole[-4]) / 3
    return plans[:, -1] * (1 + ahead * rise / whole[-1])


RULES: dict[str, Rule] = {
    "last value": lambda plans, _whole, _ahead: plans[:, -1],
    "own growth, 1 year": own_share(1.0, 1),
    "own growth, 3 years": own_share(1.0, 3),
    "straight line, 5 years": linear,
    "national growth, 1 year": own_share(0.0, 1),
    "a quarter own, 1 year": own_share(0.25, 1),
    "three tenths own, 3 years": own_share(0.3, 3),
    "own shrunk to national": shrunk,
    "national rise, 3 years": national_rise,
}


# --- scores ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scored:
    """Errors of every way at one horizon: axes (origin, area).

    Parameters
    ----------
    errors : dict of str to FloatArray
        Share by which each way was off, without sign.
    inside : FloatArray
        1 where the truth lay in the panel's 80 % range.
    width : FloatArray
        Width of that range over what was projected.
    sizes : FloatArray
        Plans at the origin.
    """

    errors: dict[str, FloatArray]
    inside: FloatArray
    width: FloatArray
    sizes: FloatArray


PANEL = "**project_panel**"
CHOSEN = "best rule, chosen before the fact"


def wide(history: pd.DataFrame, setting: str, areas: list[str]) -> tuple[FloatArray, FloatArray]:
    """Axes (area, January), and (January) for England: all ages of one setting."""
    held = history[history["setting"].eq(setting) & history["ncy_from"].isna()]
    laid = held.pivot_table(index="area", columns="year", values="plans", dropna=False)
    years = range(FIRST - 1, LAST)
    laid = laid.reindex(columns=list(years))
    numbers = laid.reindex(areas).to_numpy(dtype=float)
    return np.where(numbers > 0, numbers, np.nan), laid.loc["England"].to_numpy(dtype=float)


def projected(known: Authorities) -> dict[int, pd.DataFrame]:
    """Project from each origin with what was known then."""
    history = known.history
    made = {}
    for origin in ORIGINS:
        then = history[history["year"] <= origin - 1]
        ahead = min(LAST, origin + HORIZONS[-1])
        panel = sf.project_panel(then, until=ahead - 1, draws=DRAWS)
        made[origin] = panel.to_frame()
    return made


def scored(
    known: Authorities, made: dict[int, pd.DataFrame], setting: str, areas: list[str]
) -> dict[int, Scored]:
    """Hold the panel and every rule against what came, for each horizon."""
    plans, whole = wide(known.history, setting, areas)
    found = {}
    for ahead in HORIZONS:
        errors: dict[str, list[FloatArray]] = {name: [] for name in (PANEL, CHOSEN, *RULES)}
        inside, width, sizes = [], [], []
        for origin in ORIGINS:
            if origin + ahead > LAST:
                continue
            now = origin - FIRST
            truth = plans[:, now + ahead]
            frame = made[origin]
            held = frame[
                frame["setting"].eq(setting)
                & frame["ncy_from"].isna()
                & frame["year"].eq(origin + ahead - 1)
            ]
            held = held.set_index("area").reindex(areas)
            for name, rule in RULES.items():
                guess = rule(plans[:, : now + 1], whole[: now + 1], ahead)
                errors[name].append(np.abs(guess - truth) / truth)
            errors[PANEL].append(np.abs(held["expected"].to_numpy() - truth) / truth)
            errors[CHOSEN].append(errors[_best_before(plans, whole, now, ahead)][-1])
            low, high = held["low"].to_numpy(), held["high"].to_numpy()
            unknown = ~np.isfinite(truth) | ~np.isfinite(low)
            inside.append(np.where(unknown, np.nan, (low <= truth) & (truth <= high)))
            width.append((high - low) / held["expected"].to_numpy())
            sizes.append(plans[:, now])
        found[ahead] = Scored(
            {name: np.array(held) for name, held in errors.items()},
            np.array(inside),
            np.array(width),
            np.array(sizes),
        )
    return found


def _best_before(plans: FloatArray, whole: FloatArray, now: int, ahead: int) -> str:
    """Name the rule with the smallest mean error over all origins known by then."""
    scores = {}
    for name, rule in RULES.items():
        off = [
            np.abs(
                rule(plans[:, : past + 1], whole[: past + 1], ahead) / plans[:, past + ahead] - 1
            )
            for past in range(4, now - ahead + 1)
        ]
        scores[name] = float(np.nanmean(np.array(off)))
    return min(scores, key=lambda name: scores[name])


def interval(ours: FloatArray, theirs: FloatArray) -> tuple[float, float]:
    """Give the 95 % interval of the mean difference [points], by resampling whole authorities."""
    apart = theirs - ours
    apart = np.nanmean(apart[:, np.isfinite(apart).any(axis=0)], axis=0)
    chance = np.random.default_rng(1)
    means = apart[chance.integers(0, len(apart), (RESAMPLES, len(apart)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return 100 * float(low), 100 * float(high)


def median_interval(ours: FloatArray, theirs: FloatArray) -> tuple[float, float]:
    """Give the 95 % interval of how far our median is below [% of theirs], as `interval` does."""
    chance = np.random.default_rng(1)
    drawn = chance.integers(0, ours.shape[1], (RESAMPLES, ours.shape[1]))
    below = [100 * (1 - np.nanmedian(ours[:, one]) / np.nanmedian(theirs[:, one])) for one in drawn]
    low, high = np.quantile(below, [0.025, 0.975])
    return float(low), float(high)


def error_table(found: dict[int, Scored], chosen: BoolArray) -> str:
    """Lay out mean and median errors of every way, the panel first."""
    lines = [
        "| Mean / median error, % | " + " | ".join(f"{h} year(s)" for h in HORIZONS) + " |",
        "|---|" + "--:|" * len(HORIZONS),
    ]
    for name in (PANEL, CHOSEN, *RULES):
        cells = []
        for held in found.values():
            off = held.errors[name][:, chosen]
            cells.append(f"{100 * np.nanmean(off):.2f} / {100 * np.nanmedian(off):.2f}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    below, spans, medians = [], [], []
    for held in found.values():
        ours, theirs = held.errors[PANEL][:, chosen], held.errors[CHOSEN][:, chosen]
        below.append(
            f"{100 * (1 - np.nanmean(ours) / np.nanmean(theirs)):.1f} / "
            f"{100 * (1 - np.nanmedian(ours) / np.nanmedian(theirs)):.1f}"
        )
        low, high = interval(ours, theirs)
        spans.append(f"{low:.2f} to {high:.2f}")
        low, high = median_interval(ours, theirs)
        medians.append(f"{round(low)} to {round(high)}")
    lines.append("| below the rule chosen before the fact, % of it | " + " | ".join(below) + " |")
    lines.append("| the same in points of the mean, 95 % interval | " + " | ".join(spans) + " |")
    lines.append("| the same of the median, % of it, 95 % interval | " + " | ".join(medians) + " |")
    return "\n".join(lines)


def range_table(found: dict[int, Scored], chosen: BoolArray) -> str:
    """Lay out how often the 80 % range held the truth, in all and by thirds of size."""
    lines = [
        "| 80 % ranges | " + " | ".join(f"{h} year(s)" for h in HORIZONS) + " |",
        "|---|" + "--:|" * len(HORIZONS),
    ]
    rows: dict[str, list[str]] = {
        "held the truth, %": [],
        "mean width, % of what was projected": [],
        "held it in the small / middle / large third, %": [],
    }
    for held in found.values():
        inside, width = held.inside[:, chosen], held.width[:, chosen]
        third = np.argsort(np.argsort(held.sizes[0, chosen])) * 3 // int(chosen.sum())
        parts = [f"{100 * np.nanmean(inside[:, third == part]):.0f}" for part in range(3)]
        keys = list(rows)
        rows[keys[0]].append(f"{100 * np.nanmean(inside):.1f}")
        rows[keys[1]].append(f"{100 * np.nanmean(width):.1f}")
        rows[keys[2]].append(" / ".join(parts))
    lines += [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()]
    return "\n".join(lines)


def band_table(known: Authorities, made: dict[int, pd.DataFrame], areas: list[str]) -> str:
    """Lay out the weighted error of age bands, beside last value and last shares."""
    truth = known.history[known.history["ncy_from"].notna()]
    truth = truth.assign(january=truth["year"] + 1).set_index(["area", "ncy_from", "january"])[
        "plans"
    ]
    keys = [(area, first) for area in areas for first, _ in BANDS.values()]
    rows: dict[str, list[str]] = {PANEL: [], "last shares of its total": [], "last value": []}
    covered = []
    for ahead in HORIZONS:
        off = dict.fromkeys(rows, 0.0)
        whole, inside = 0.0, []
        for origin in ORIGINS:
            if origin + ahead > LAST:
                continue
            frame = made[origin]
            held = frame[frame["year"].eq(origin + ahead - 1)]
            total = held[held["setting"].eq("") & held["ncy_from"].isna()].set_index("area")
            held = held[held["ncy_from"].notna()].set_index(["area", "ncy_from"]).reindex(keys)
            came = truth.reindex([(*key, origin + ahead) for key in keys]).to_numpy(dtype=float)
            last = truth.reindex([(*key, origin) for key in keys]).to_numpy(dtype=float)
            share = (last.reshape(len(areas), -1).T / last.reshape(len(areas), -1).sum(axis=1)).T
            standing = (share.T * total.reindex(areas)["expected"].to_numpy()).T.ravel()
            guesses = (held["expected"].to_numpy(), standing, last)
            for name, guess in zip(rows, guesses, strict=True):
                off[name] += float(np.nansum(np.abs(guess - came)))
            whole += float(np.nansum(came))
            inside.append((held["low"].to_numpy() <= came) & (came <= held["high"].to_numpy()))
        for name, cells in rows.items():
            cells.append(f"{100 * off[name] / whole:.2f}")
        covered.append(f"{100 * np.mean(inside):.1f}")
    lines = [
        "| Weighted error, % | " + " | ".join(f"{h} year(s)" for h in HORIZONS) + " |",
        "|---|" + "--:|" * len(HORIZONS),
        *(f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()),
        "| 80 % ranges held the truth, % | " + " | ".join(covered) + " |",
    ]
    return "\n".join(lines)


def accuracy(folder: Path) -> dict[str, str]:
    """Measure everything; give tables by title."""
    known = authorities(folder)
    made = projected(known)
    areas = sorted(set(known.history["area"]) - {"England"})
    even = np.array([area in known.even for area in areas])
    groups = {
        "odd last digit: not looked at when the rules were chosen": ~even,
        "even last digit: the rules were chosen on these": even,
        "all": np.ones(len(areas), dtype=bool),
    }
    tables = {}
    for setting, title in (
        ("", "Plans of authorities"),
        ("special", "Placements in state special schools"),
        ("independent", "Placements in independent special schools"),
        ("base", "Placements in bases"),
    ):
        found = scored(known, made, setting, areas)
        for name, chosen in groups.items():
            if setting in ("independent", "base") and name != "all":
                continue
            key = f"{title}, {int(chosen.sum())} authorities ({name})"
            tables[key] = f"{error_table(found, chosen)}\n\n{range_table(found, chosen)}"
    for name, chosen in groups.items():
        kept = [area for area, there in zip(areas, chosen, strict=True) if there]
        tables[f"Age bands, {len(kept)} authorities ({name})"] = band_table(known, made, kept)
    return tables


if __name__ == "__main__":
    import sys

    for title, text in accuracy(Path(sys.argv[1])).items():
        print(f"### {title}\n\n{text}\n")
