"""Frames of a bid about children: who lacks a place, what becomes of whom, and how far they go."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import strain_year
from sufficiency.allocation.counts import CHILDREN
from sufficiency.allocation.fates import BEYOND, FATES, as_ordered
from sufficiency.allocation.frames import added_by, index_of
from sufficiency.allocation.summary import MEASURES, headlines_by_draw, label_of_measure
from sufficiency.reports.bid.contents import Ranged
from sufficiency.reports.bid.ranging import with_range
from sufficiency.reports.words import need_words, phase_words

MISSED = ("independent", "without")
"""Of the children who need a place, those without a local one."""
LEAST_CHILDREN = 5.0
"""Rows of fewer children in the mean do not stand in a table of shares: one child moves them."""
TOGETHER = "independent_together"
"""Everybody in an independent school: for want of a place, and beyond what a local one could give.
"""
KEY_MEASURES = ("without", "independent", "beyond", TOGETHER, "mean_miles")
"""Headline figures by which options are held beside each other."""
KEY_WORDS = {
    "independent": "In independent schools for want of a place",
    "beyond": "In independent schools, as no local place could meet the need",
    TOGETHER: "In independent schools, together",
}
"""Children in independent schools are counted in two ways: with those beyond local places, and
without them. Both stand, so that no table seems to contradict another."""
JOURNEYS = {"mean_miles": "Placed in planned places", "all_mean_miles": "Placed and independent"}


def missed_by(allocation: Allocation, axis: str) -> pd.DataFrame:
    """Lay out who needs a place and who has no local one, by need or by group of localities.

    Parameters
    ----------
    allocation : Allocation
        If nothing is done.
    axis : {"need", "group"}

    Returns
    -------
    pandas.DataFrame
        Columns year, label, demand, missed, the last two with _low and _high. Rows of nobody are
        left out.
    """
    cells, labels, by = allocation.drawn.counts.cells, allocation.labels, ("year", axis)
    wanted = [CHILDREN.index(name) for name in ("demand", *MISSED)]
    sums = np.concatenate([*added_by(cells, "children", labels, by, counts=wanted)], axis=2)
    demand, missed = sums[:, 0], sums[:, 1:].sum(axis=1)
    index = index_of(labels, by)
    frame = pd.DataFrame(
        {
            "year": index["year"].to_numpy(),
            "label": [need_words(code) if axis == "need" else str(code) for code in index[axis]],
            **with_range("demand", demand),
            **with_range("missed", missed),
        }
    )
    return frame[frame["demand_high"] > 0].reset_index(drop=True)


def placements(without: Allocation, planned: Allocation) -> pd.DataFrame:
    """Lay out what becomes of children without the programme and with it.

    Parameters
    ----------
    without, planned : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year, label, without, with, change, each with _low and _high.
    """
    words = as_ordered({**FATES, **BEYOND}, without.setting.supply.aims)
    before, after = (_fates(made) for made in (without, planned))
    parts = [
        pd.DataFrame(
            {
                "year": without.years,
                "label": label,
                **with_range("without", before[name]),
                **with_range("with", after[name]),
                **with_range("change", after[name] - before[name]),
            }
        )
        for name, label in words.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _fates(allocation: Allocation) -> dict[str, np.ndarray]:
    """Axes (draw, year), by fate."""
    held = headlines_by_draw(allocation)
    within = held["placed"] - held["placed_further"]
    return {**held, "placed_within_limit": within}


def journeys(without: Allocation, planned: Allocation) -> pd.DataFrame:
    """Lay out mean journeys without the programme and with it.

    Parameters
    ----------
    without, planned : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year, label, without, with [miles one way].
    """
    before, after = (headlines_by_draw(made) for made in (without, planned))
    parts = [
        pd.DataFrame(
            {
                "year": without.years,
                "label": label,
                "without": before[name].mean(axis=0),
                "with": after[name].mean(axis=0),
            }
        )
        for name, label in JOURNEYS.items()
    ]
    return pd.concat(parts, ignore_index=True)


def measures_of(allocation: Allocation, year: int) -> dict[str, Ranged]:
    """Give the figures of a year by which options are held beside each other.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year.

    Returns
    -------
    dict of str to Ranged
        By their words.
    """
    held, at = headlines_by_draw(allocation), allocation.years.index(year)
    held[TOGETHER] = held["independent"] + held["beyond"]
    made = {}
    for name in KEY_MEASURES:
        label, miles = _key_words(name, allocation.setting.supply.aims)
        columns = with_range("value", held[name][:, [at]])
        value, low, high = (float(columns[f"value{end}"][0]) for end in ("", "_low", "_high"))
        digits = 1 if miles else 0
        made[f"{label}{miles}, {terms.year_label(year)}"] = Ranged(value, low, high, digits)
    return made


def _key_words(name: str, aims: tuple[str, ...]) -> tuple[str, str]:
    """Give the words of a measure, and what stands behind them where it is no count of children."""
    if name == TOGETHER:
        return KEY_WORDS[name], ""
    usual, unit = MEASURES[name]
    said = label_of_measure(name, aims)
    label = KEY_WORDS.get(name, said) if said == usual else said
    return label, ", miles" if unit == "miles" else ""


FAIRNESS = {
    "group": "Group of localities",
    "need": "Primary need",
    "phase": "Phase",
    "imd_decile": "Deprivation, tenth (1: most)",
}


def fairness(without: Allocation, planned: Allocation) -> pd.DataFrame:
    """Lay out which share of children has no local place, without the programme and with it.

    Parameters
    ----------
    without, planned : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns kind, label, without, with [percent], for the year of greatest strain. Groups of
        fewer than five children are left out.
    """
    year = strain_year(without)
    held = []
    for made in (without, planned):
        frame = made.to_frame("fairness")
        here = frame[(frame["year"] == year) & frame["by"].isin(list(FAIRNESS))]
        held.append(here.set_index(["by", "label"]))
    before, after = held
    large = before[before["demand"] >= LEAST_CHILDREN]
    return pd.DataFrame(
        {
            "kind": [FAIRNESS[str(by)] for by, _ in large.index],
            "label": [_fair_words(str(by), str(label)) for by, label in large.index],
            "without": 100 * large["share_without_local"].to_numpy(),
            "with": 100 * after.loc[large.index, "share_without_local"].to_numpy(),
        }
    )


def _fair_words(by: str, label: str) -> str:
    if by == "need":
        return need_words(label)
    return phase_words(label) if by == "phase" else label
