"""England's own figures, shipped as dated data: plans by January, children, and needs by age.

An area's growth and profile of need lean on England's. The figures are published
(`sources.csv` says by whom), and newer ones in an area's table `history` come before them.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms

FloatArray = NDArray[np.float64]

__all__ = [
    "SettingDrift",
    "breaks",
    "children",
    "needs_by_ncy",
    "new_plans",
    "panel_errors",
    "plans",
    "rows",
    "setting_drift",
]


@dataclass(frozen=True, slots=True)
class SettingDrift:
    """How far the share of a setting drifts in a year.

    Parameters
    ----------
    yearly : float
        Standard deviation of its log weight where it holds many children.
    child : float
        What 1 / (children in the setting) adds to the variance, times the children.
    """

    yearly: float
    child: float


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Read one of the files as it stands.

    Parameters
    ----------
    name : str
        File name without its ending: "plans", "children", "need_by_age", "new_plans",
        "panel_errors", "setting_drift" or "sources".

    Returns
    -------
    tuple of dict
        A dictionary of column and text for each row.
    """
    text = resources.files("sufficiency.england").joinpath(f"{name}.csv").read_text("utf-8-sig")
    return tuple(csv.DictReader(text.splitlines()))


def plans(*, setting: str = "") -> dict[int, int]:
    """Give the plans of England by academic year, in rising order.

    Parameters
    ----------
    setting : str
        Of one setting; of all, where left out.

    Examples
    --------
    >>> plans()[2024], plans(setting="special")[2024]
    (638745, 159852)
    """
    counted = {
        terms.year_of_january(int(row["january"])): int(row["plans"])
        for row in rows("plans")
        if row["setting"] == setting
    }
    return dict(sorted(counted.items()))


def breaks() -> frozenset[int]:
    """Give the academic years from which England is counted in another way than the year before.

    To January 2018 statements went over into plans; from January 2023 every plan is returned by
    itself, and no more as a total.

    Examples
    --------
    >>> sorted(breaks())
    [2014, 2015, 2016, 2017, 2022]
    """
    return frozenset(
        terms.year_of_january(int(row["january"])) for row in rows("plans") if row["break"] == "yes"
    )


def new_plans() -> dict[int, int]:
    """Give the plans made in England in the calendar year before each January.

    Examples
    --------
    >>> new_plans()[2024]
    97747
    """
    made = {
        terms.year_of_january(int(row["january"])): int(row["new_plans"])
        for row in rows("new_plans")
    }
    return dict(sorted(made.items()))


def panel_errors(rule: str) -> FloatArray:
    """Give quantiles of how far a rule of the panel was off in authorities.

    Parameters
    ----------
    rule : str
        "total", "special", "independent", "base" or "share".

    Returns
    -------
    FloatArray
        Axis (quantile), rising: logs of the truth over what was projected, brought to one year
        ahead and 3,000 plans (`demand.panel_errors`).
    """
    return np.array([float(row["error"]) for row in rows("panel_errors") if row["rule"] == rule])


def setting_drift() -> dict[str, SettingDrift]:
    """Give how far the share of each setting drifts in authorities, in a year.

    Examples
    --------
    >>> setting_drift()["special"]
    SettingDrift(yearly=0.04, child=0.9)
    """
    return {
        row["setting"]: SettingDrift(float(row["yearly"]), float(row["child"]))
        for row in rows("setting_drift")
    }


def children() -> dict[int, int]:
    """Give the children and young people of England by academic year, aged 0 to 24.

    Examples
    --------
    >>> children()
    {2020: 16802877}
    """
    return {int(row["year"]): int(row["children"]) for row in rows("children")}


def needs_by_ncy(needs: Sequence[str]) -> FloatArray:
    """Give the plans of England by primary need and NC year, in the newest January.

    Parameters
    ----------
    needs : sequence of str
        Codes of needs: the labels of the first axis.

    Returns
    -------
    FloatArray
        Axes (need, ncy -4 to 20) [children]; nought for a need that is not published. Those
        above NC year 20 are left out.
    """
    last = max(int(row["january"]) for row in rows("need_by_age"))
    counts = np.zeros((len(needs), terms.LAST_NCY - terms.FIRST_NCY + 1))
    place = {need: position for position, need in enumerate(needs)}
    for row in rows("need_by_age"):
        ncy = terms.ncy_of_age(int(row["age"]))
        if int(row["january"]) == last and row["need"] in place and ncy <= terms.LAST_NCY:
            counts[place[row["need"]], ncy - terms.FIRST_NCY] += float(row["plans"])
    return counts
