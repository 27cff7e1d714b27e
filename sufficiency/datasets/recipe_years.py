"""Children with a plan in January 2022, 2023 and 2024, told backwards from January 2025.

A year earlier most of the children were there already, one NC year lower, in the same place
and with the same need. So each earlier January is made from the later one: some children
are taken out again (they joined during the year), the others become a year younger, and some
older ones are added (they left during the year). How many there were in each setting, and in
January 2024 in each setting and NC year, is published, and every one of these totals is met.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from sufficiency.datasets.recipe_plans import Children, published_table
from sufficiency.datasets.recipe_tables import (
    LAST_CENSUS,
    NCYS,
    NEEDS,
    SEED,
    SETTINGS,
    Chance,
    FloatArray,
    IntArray,
    read,
)
from sufficiency.demand.fitting import fit
from sufficiency.demand.margins import margin_over
from sufficiency.demand.rounding import round_to_margins

SHARE_LEAVING = 0.026
"""So many of each year group leave a year beyond the fall of the group itself; with it, 357
leave between January 2024 and January 2025, where the Department counted 358."""
SHARE_MOVING_HOME = 0.02
SHARE_RECORDED_ANEW = 0.04
"""So many children of NC years 1 to 10 with one of three needs were recorded with SLCN the
year before: SLCN is 81 % of plans at age 4 and 14 % at age 15."""
NEEDS_RECORDED_LATER = ("MLD", "SEMH", "ASD")
RELUCTANCE_ELSEWHERE = 3.0
"""Reluctance to any move between settings that `made/moves.csv` does not name."""
SPREAD_OF_RELUCTANCE = 0.3
"""So much at most is added to it at random, child by child and setting by setting."""
SETTINGS_OF_JOINERS = ("mainstream", "early_years", "elsewhere")
MORE_LIKELY_NEW = 1.5
"""Children in these settings are the likelier ones to be new, by so much in log-odds."""
USUALLY_THERE_BEFORE = 0.84
"""So many of the children of a need were there a year earlier, where its year groups are alike."""
LEAST_LIKELY_NEW = 0.03
"""Nobody is less likely than this to be new, or to have been there: the odds have no end."""
NO_PATTERN = ("awaiting", "unknown")
"""Settings whose ages in the published years say nothing about their ages before."""


@dataclass(frozen=True, slots=True)
class YearBetween:
    """What happened between one January and the next.

    Parameters
    ----------
    year : int
        Academic year of the later January.
    stayed, joined, left, moved_setting : int
        Children who were there both times, later only, earlier only, and those who stayed
        but changed their setting.
    """

    year: int
    stayed: int
    joined: int
    left: int
    moved_setting: int


def earlier_children(
    newest: Children, margins: pd.DataFrame, weights: dict[int, FloatArray], luck: Chance
) -> tuple[dict[int, Children], tuple[YearBetween, ...]]:
    """Give the children of every January, and what happened in between.

    Parameters
    ----------
    newest : Children
        Those of the newest January.
    margins : pandas.DataFrame
        The area's table of margins.
    weights : dict of int to FloatArray
        For each year, axes (need, ncy, locality), from `recipe_plans.locality_weights`.
    luck : Chance
        Decides who joined, left or moved.
    """
    first = int(margins["year"].min())
    later, children_by_year, accounts = newest, {LAST_CENSUS: newest}, []
    profile = _needs_by_age(newest)
    tables = earlier_tables(margins)
    for year in range(LAST_CENSUS - 1, first - 1, -1):
        earlier, account = _year_before(
            later, year, table=tables[year], profile=profile, weights=weights[year], luck=luck
        )
        children_by_year[year] = earlier
        accounts.append(account)
        later = earlier
    return dict(sorted(children_by_year.items())), tuple(accounts)


def earlier_tables(margins: pd.DataFrame) -> dict[int, IntArray]:
    """Give children by NC year and setting for each January before the newest.

    January 2024 is published. For the Januaries before only the settings are: their ages are
    those of the year after, scaled to each setting's total, with no year group so large that
    more than the usual share of it would have to leave.

    Returns
    -------
    dict of int to IntArray
        Axes (ncy, setting) [children].
    """
    newest = published_table(margins, "setting by age", LAST_CENSUS, "ncy_to", "setting")
    after = published_table(margins, "setting by age", LAST_CENSUS - 1, "ncy_to", "setting")
    pattern = (newest + after).astype(np.float64)
    stock = pattern.sum(axis=1)
    for code in NO_PATTERN:
        pattern[:, SETTINGS.index(code)] = np.where(np.array(NCYS) <= 14, stock, 0.0)
    tables = {LAST_CENSUS - 1: after}
    for year in range(LAST_CENSUS - 2, int(margins["year"].min()) - 1, -1):
        totals = published_table(margins, "setting", year, "setting")
        most = _most_children(tables[year + 1].sum(axis=1))
        limits = [
            margin_over(pattern.shape, (1,), totals, name="setting"),
            margin_over(
                pattern.shape,
                (0,),
                np.full(len(NCYS), np.nan),
                name="NC year",
                low=np.zeros(len(NCYS)),
                high=most,
            ),
        ]
        start = pattern * (totals / np.maximum(pattern.sum(axis=0), 1.0))
        fitted = fit(start, limits, what=f"Year {year}").table
        tables[year] = round_to_margins(fitted, limits, seed=SEED, what=f"Year {year}")
    return tables


def _most_children(a_year_later: IntArray) -> FloatArray:
    """Limit year groups up to NC year 10: no more of them leave than usual."""
    most = np.full(len(NCYS), np.inf)
    school = np.array(NCYS[:-1]) <= 10
    most[:-1][school] = np.floor(a_year_later[1:][school] / (1 - SHARE_LEAVING))
    return most


def _needs_by_age(children: Children) -> FloatArray:
    """Count needs by NC year, smoothed over three NC years.

    Returns
    -------
    FloatArray
        Axes (need, ncy) [children].
    """
    counts = np.zeros((len(NEEDS), len(NCYS)))
    np.add.at(counts, (children.need, children.ncy), 1.0)
    near = np.pad(counts, ((0, 0), (1, 1)), mode="edge")
    return np.asarray((near[:, :-2] + near[:, 1:-1] + near[:, 2:]) / 3, dtype=np.float64)


def _year_before(
    later: Children,
    year: int,
    *,
    table: IntArray,
    profile: FloatArray,
    weights: FloatArray,
    luck: Chance,
) -> tuple[Children, YearBetween]:
    """Make one January from the next, year group by year group."""
    parts, moved, left = [], 0, 0
    for ncy, row in enumerate(table):
        if row.sum() == 0:
            continue
        same = np.flatnonzero(later.ncy == ncy + 1)
        setting = np.repeat(np.arange(len(SETTINGS)), row)
        cost = _costs(later.only(same), setting, profile, luck)
        leaving = _leavers(len(setting), len(same))
        exits = _cost_of_leaving(setting, leaving, luck)
        rows, columns = linear_sum_assignment(np.hstack([cost, exits]))
        # Places of one setting are alike, so only the order of the children is one only.
        order = np.argsort(columns, kind="stable")
        rows, columns = rows[order], columns[order]
        stays = columns < len(same)
        kept = later.only(same[columns[stays]])
        moved += int((kept.setting != setting[rows[stays]]).sum())
        left += int((~stays).sum())
        parts.append(_younger(kept, ncy, setting[rows[stays]], weights, luck))
        parts.append(_departed(np.sort(setting[rows[~stays]]), ncy, profile, weights, luck))
    earlier = parts[0]
    for part in parts[1:]:
        earlier = earlier.and_(part)
    stayed = len(earlier) - left
    account = YearBetween(year + 1, stayed, len(later) - stayed, left, moved)
    return earlier, account


def _leavers(earlier: int, later: int) -> int:
    """Say how many of a year group leave: its fall, and the usual share beyond it."""
    return min(earlier, max(earlier - later, 0) + round(SHARE_LEAVING * earlier))


def _costs(children: Children, setting: IntArray, profile: FloatArray, luck: Chance) -> FloatArray:
    """Weigh which child was in which place of the year before; whoever is left over joined.

    Returns
    -------
    FloatArray
        Axes (place a year earlier, child): reluctance to the move, and how likely it is that
        the child was not there yet.
    """
    moves = np.full((len(SETTINGS), len(SETTINGS)), RELUCTANCE_ELSEWHERE)
    np.fill_diagonal(moves, 0.0)
    for row in read("made", "moves").itertuples(index=False):
        moves[SETTINGS.index(row.setting_from), SETTINGS.index(row.setting_to)] = row.reluctance
    now = profile[children.need, children.ncy]
    before = profile[children.need, np.maximum(children.ncy - 1, 0)]
    # A need that the newest January does not hold at an NC year has nobody in `now`.
    new = 1 - USUALLY_THERE_BEFORE * before / np.maximum(now, 1e-9)
    new = np.clip(new, LEAST_LIKELY_NEW, 1 - LEAST_LIKELY_NEW)
    chosen = [SETTINGS.index(code) for code in SETTINGS_OF_JOINERS]
    usual = np.where(np.isin(children.setting, chosen), MORE_LIKELY_NEW, 0.0)
    noise = luck.uniform.random(len(children))
    joins = np.log(new / (1 - new)) + usual + np.log(noise / (1 - noise))
    # Each child's own reluctance also sees to it that one answer only is the best.
    own = SPREAD_OF_RELUCTANCE * luck.uniform.random((len(SETTINGS), len(children)))
    reluctance = moves[:, children.setting] + own
    return np.asarray(reluctance[setting] + joins[None, :], dtype=np.float64)


def _cost_of_leaving(setting: IntArray, leaving: int, luck: Chance) -> FloatArray:
    """Weigh who leaves; exactly so many do.

    Returns
    -------
    FloatArray
        Axes (place a year earlier, exit).
    """
    schools = ("special", "base", "independent")
    firm = np.isin(setting, [SETTINGS.index(code) for code in schools])
    noise = -np.log(-np.log(luck.uniform.random(len(setting))))
    # Far below any other cost, so that every exit is used.
    return np.tile((np.where(firm, 0.5, 0.0) - noise - 1000.0)[:, None], (1, leaving))


def _younger(
    children: Children, ncy: int, setting: IntArray, weights: FloatArray, luck: Chance
) -> Children:
    """Make children a year younger; a few had another home, a few another need."""
    home = luck.choose(weights[children.need, ncy])
    moves_home = luck.uniform.random(len(children)) < SHARE_MOVING_HOME
    later_needs = [NEEDS.index(code) for code in NEEDS_RECORDED_LATER]
    recorded = luck.uniform.random(len(children)) < SHARE_RECORDED_ANEW
    recorded &= np.isin(children.need, later_needs) & (1 <= NCYS[ncy] <= 10)
    return children.with_(
        ncy=np.full(len(children), ncy, dtype=np.int64),
        setting=setting,
        need=np.where(recorded, NEEDS.index("SLCN"), children.need),
        locality=np.where(moves_home, home, children.locality),
    )


def _departed(
    setting: IntArray, ncy: int, profile: FloatArray, weights: FloatArray, luck: Chance
) -> Children:
    """Make up the children who left: needs as usual at their age, homes as usual for their need."""
    need = luck.choose(np.tile(profile[:, ncy], (len(setting), 1)))
    ages = np.full(len(setting), ncy, dtype=np.int64)
    return Children(need, ages, setting, luck.choose(weights[need, ages]))
