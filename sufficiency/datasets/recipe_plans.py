"""Children with a plan in January 2025: need, NC year and setting fitted, locality made up.

Need by NC year, need by setting and NC year by setting are published; the table of all three is
the one that meets them and adds nothing (`sufficiency.demand.fitting`), rounded to whole
children. Where in the area each child lives is not published by need: it is invented here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.datasets.recipe_population import localities
from sufficiency.datasets.recipe_tables import (
    LAST_CENSUS,
    NCYS,
    NEEDS,
    SEED,
    SETTINGS,
    Chance,
    FloatArray,
    IntArray,
    positions,
    read,
)
from sufficiency.demand.fitting import fit
from sufficiency.demand.margins import margin_over
from sufficiency.demand.rounding import round_to_margins

LARGE_NEEDS = ("SEMH", "SLCN", "ASD")
SPREAD_OF_LOCALITIES = 0.30
SPREAD_OF_LARGE_NEEDS = 0.25
SPREAD_OF_OTHER_NEEDS = 0.45
"""Spread (log) between places in their plans for a child, and in their mix of needs. Whole
authorities differ by as much in January 2025; nothing is published for smaller areas."""


@dataclass(frozen=True, slots=True, eq=False)
class Children:
    """Children with a plan, one place in each array for each child.

    Parameters
    ----------
    need, ncy, setting, locality : IntArray
        Axis (child): positions in `NEEDS`, `NCYS`, `SETTINGS` and among the localities.
    """

    need: IntArray
    ncy: IntArray
    setting: IntArray
    locality: IntArray

    def __len__(self) -> int:
        return len(self.need)

    def only(self, chosen: IntArray) -> Children:
        """Give the chosen children, in the order asked for."""
        return Children(
            self.need[chosen], self.ncy[chosen], self.setting[chosen], self.locality[chosen]
        )

    def and_(self, others: Children) -> Children:
        """Give these children and others behind them."""
        pairs = [
            (self.need, others.need),
            (self.ncy, others.ncy),
            (self.setting, others.setting),
            (self.locality, others.locality),
        ]
        return Children(*(np.concatenate(pair) for pair in pairs))

    def with_(self, **changed: IntArray) -> Children:
        """Give the same children with something about them changed."""
        return replace(self, **changed)


def published_table(margins: pd.DataFrame, name: str, year: int, *by: str) -> IntArray:
    """Lay a published margin out as an array.

    Parameters
    ----------
    margins : pandas.DataFrame
        The table of margins.
    name : str
        Name of the margin.
    year : int
        Academic year.
    *by : {"need", "ncy_to", "setting"}
        The axes wanted, in their order.

    Returns
    -------
    IntArray
        Axes as in `by`, over all of `NEEDS`, `NCYS` and `SETTINGS` [children].
    """
    axes = {"need": NEEDS, "ncy_to": NCYS, "setting": SETTINGS}
    rows = margins[(margins["margin"] == name) & (margins["year"] == year)]
    rows = rows[rows["plans"] > 0]
    table = np.zeros([len(axes[axis]) for axis in by], dtype=np.int64)
    places = tuple(positions(list(rows[axis]), axes[axis]) for axis in by)
    np.add.at(table, places, rows["plans"].to_numpy(dtype=np.int64))
    return table


def newest_children(margins: pd.DataFrame, weights: FloatArray, luck: Chance) -> Children:
    """Give the children of the newest January, one by one.

    Parameters
    ----------
    margins : pandas.DataFrame
        The area's table of margins.
    weights : FloatArray
        Axes (need, ncy, locality), from `locality_weights`.
    luck : Chance
        Decides where each child lives.
    """
    table = joint_table(margins)
    need, ncy, setting = (
        np.repeat(axis, table.reshape(-1)) for axis in np.indices(table.shape).reshape(3, -1)
    )
    return Children(need, ncy, setting, luck.choose(weights[need, ncy]))


def joint_table(margins: pd.DataFrame) -> IntArray:
    """Fit need by NC year by setting to the three published tables, in whole children.

    Returns
    -------
    IntArray
        Axes (need, ncy, setting) [children].
    """
    shape = (len(NEEDS), len(NCYS), len(SETTINGS))
    known = [
        ("need by age", (0, 1), ("need", "ncy_to")),
        ("need by setting", (0, 2), ("need", "setting")),
        ("setting by age", (1, 2), ("ncy_to", "setting")),
    ]
    limits = [
        margin_over(shape, axes, published_table(margins, name, LAST_CENSUS, *by), name=name)
        for name, axes, by in known
    ]
    fitted = fit(np.ones(shape), limits, what="January 2025").table
    return round_to_margins(fitted, limits, seed=SEED, what="January 2025")


def locality_rates(luck: Chance) -> FloatArray:
    """Make up how many children have a plan, locality by locality, relative to the area.

    rate = exp(gradient of the need * (5.5 - deprivation decile) + locality + locality by need)

    The gradients stand in `made/needs.csv`; the two random terms are normal.

    Returns
    -------
    FloatArray
        Axes (need, locality).
    """
    decile = localities()["imd_decile"].to_numpy(dtype=np.float64)
    steps = read("made", "needs").set_index("need")["more_plans_per_decile"]
    gradient = steps.reindex(list(NEEDS)).to_numpy(dtype=np.float64)
    spread = np.array(
        [SPREAD_OF_LARGE_NEEDS if n in LARGE_NEEDS else SPREAD_OF_OTHER_NEEDS for n in NEEDS]
    )
    place = SPREAD_OF_LOCALITIES * luck.normal(len(decile))
    mix = spread[:, None] * luck.normal((len(NEEDS), len(decile)))
    return np.asarray(np.exp(gradient[:, None] * (5.5 - decile) + place + mix), dtype=np.float64)


def locality_weights(population: pd.DataFrame, year: int, rates: FloatArray) -> FloatArray:
    """Weigh localities by their children of about the same age and their rates.

    Parameters
    ----------
    population : pandas.DataFrame
        The area's population.
    year : int
        Academic year.
    rates : FloatArray
        Axes (need, locality), from `locality_rates`.

    Returns
    -------
    FloatArray
        Axes (need, ncy, locality).
    """
    now = population[population["year"] == year].astype({"persons": float})
    wide = now.pivot_table(index="ncy", columns="locality", values="persons", aggfunc="sum")
    persons = wide.to_numpy(np.float64)
    near = np.vstack([persons[:1], persons, persons[-1:]])
    smooth = near[:-2] + near[1:-1] + near[2:]
    return np.asarray(rates[:, None, :] * smooth[None, :, :], dtype=np.float64)


def plans_of(children_by_year: dict[int, Children]) -> pd.DataFrame:
    """Count children into the table of plans, by year, locality, need, NC year and setting."""
    codes = list(localities()["locality"])
    frames = [
        pd.DataFrame(
            {
                "year": year,
                "locality": np.array(codes, dtype=object)[children.locality],
                "need": np.array(NEEDS, dtype=object)[children.need],
                "ncy": np.array(NCYS)[children.ncy],
                "setting": np.array(SETTINGS, dtype=object)[children.setting],
            }
        )
        for year, children in children_by_year.items()
    ]
    every = pd.concat(frames, ignore_index=True)
    key = list(terms.table("plans").key)
    counted = every.groupby(key, as_index=False).size()
    return counted.rename(columns={"size": "plans"}).assign(basis="made")
