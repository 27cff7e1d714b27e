"""The model held against today: rolls and journeys by site, agreement, and a verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.frames import mean_of
from sufficiency.allocation.plan import INDEPENDENT
from sufficiency.allocation.today_model import Held, TodayModel
from sufficiency.messages.listing import counted
from sufficiency.places import METRES_A_MILE

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SETTINGS = ("base", "special", INDEPENDENT)
ALL = "all"
NOT_NAMED = "Independent schools that are not named"
OF_A_SITE = ("site", "name", "authority", "setting")

USABLE_ROLLS, CARE_ROLLS = 10.0, 20.0
"""Most that rolls may differ by [percent of today's children]."""
USABLE_KIND, CARE_KIND = 90.0, 80.0
"""Fewest who must be in the same kind of place [percent of today's children]."""
FEWEST_CHILDREN = 30
"""Below so many children no verdict is given: three of them would be a tenth."""
FEWEST_RECORDED = 0.9
"""Below this share of placements that are recorded no verdict is given: rolls are too low."""
COUNTED = ("published", "supplied")
"""Bases of placements that somebody counted."""

SITES_COLUMNS = (
    *OF_A_SITE,
    "is_own",
    "places",
    "today",
    "model",
    "difference",
    "today_mean_miles",
    "model_mean_miles",
    "today_mean_minutes",
    "model_mean_minutes",
    "basis",
)
AGREEMENT_COLUMNS = (
    "setting",
    "today",
    "model",
    "rolls_differ_percent",
    "same_kind_percent",
    "same_site_percent",
    "today_mean_miles",
    "model_mean_miles",
    "today_mean_minutes",
    "model_mean_minutes",
    "today_beyond_limit_percent",
    "model_beyond_limit_percent",
    "today_out_of_area",
    "model_out_of_area",
    "rolls_verdict",
    "kind_verdict",
    "basis",
)


def sites_frame(held: TodayModel | None, *, authority: str, basis: str) -> pd.DataFrame:
    """Lay out who is at each site today, and whom the model would put there.

    Parameters
    ----------
    held : TodayModel or None
    authority : str
        Name of the area's own authority; blank where it is not known which schools are its own.
    basis : str

    Returns
    -------
    pandas.DataFrame
        Columns site, name, authority, setting; is_own (missing where not known); places;
        today and model [children]; difference (model - today); mean miles and mean minutes one
        way of each, by the same table of journeys (missing where nobody is, or the school is not
        named); basis. A row for each setting at a site where either has anybody, and one for
        independent schools that are not named.
    """
    if held is None:
        return pd.DataFrame(columns=list(SITES_COLUMNS))
    labels, site = _sites(held)
    made: dict[str, Any] = {}
    for name, who in (("today", held.today), ("model", held.model)):
        metres, minutes = _journeys(held, who)
        at = site[who.pool]
        made[name] = _added(who, at, len(labels))
        for unit, far, size in (("miles", metres, METRES_A_MILE), ("minutes", minutes, 1.0)):
            sums = _added(replace(who, children=who.children * far), at, len(labels))
            made[f"{name}_mean_{unit}"] = mean_of(sums, made[name]) / size
    places = np.bincount(
        site[:-1], weights=np.nan_to_num(held.plan.places[0]), minlength=len(labels)
    )
    # A school whose places stand in the total of its site has no number of its own here.
    no_number = np.bincount(site[:-1], weights=np.isnan(held.plan.places[0])) > 0
    no_number = np.append(no_number, True)
    frame = labels.assign(
        is_own=pd.array(_is_own(labels, authority), dtype="boolean"),
        places=np.where(no_number, np.nan, places),
        **made,
        difference=made["model"] - made["today"],
        basis=basis,
    )
    used = frame[(frame["today"] > 0) | (frame["model"] > 0)]
    return used[list(SITES_COLUMNS)].reset_index(drop=True)


def agreement_frame(
    held: TodayModel | None, *, authority: str, basis: str, placements_basis: str
) -> pd.DataFrame:
    """Lay out how far the model agrees with today, by setting and over all.

    With t and m the children today and in the model, by setting (or all of them):

        rolls_differ = sum over sites of |m - t| / sum of t
        same_kind = sum over cells and kinds of min(t, m) / sum of t
        same_site = the same by site instead of kind

    A cell is a locality, a need and an NC year: within it one child cannot be told from another,
    so both shares are as high as they can be. A kind is a base, a special school, an independent
    school, and, where it is known which schools are the area's own, a place of another authority.

    Parameters
    ----------
    held : TodayModel or None
    authority, basis
        As in `sites_frame`.
    placements_basis : str
        Basis of the table placements.

    Returns
    -------
    pandas.DataFrame
        Columns setting (base, special, independent, all); today, model [children];
        rolls_differ_percent, same_kind_percent, same_site_percent; mean miles and minutes, and
        the share beyond the journey limit, of each (independent schools: of those that are named;
        all: of bases and special schools); out of area of each [children] (missing where not
        known); rolls_verdict and kind_verdict ("" where there is none: see `why_no_verdict`);
        basis.
    """
    if held is None:
        return pd.DataFrame(columns=list(AGREEMENT_COLUMNS))
    labels, site = _sites(held)
    own = _is_own(labels, authority)
    is_away = np.array([one is False for one in own])
    kind = np.array([SETTINGS.index(name) for name in labels["setting"]])
    kind = np.where(is_away & (labels["setting"] != INDEPENDENT).to_numpy(), kind + 3, kind)
    rows = []
    for name in (*SETTINGS, ALL):
        chosen = np.ones(len(labels), bool) if name == ALL else (labels["setting"] == name)
        rows.append(
            _agreement(held, name, site, kind, np.asarray(chosen), is_away, bool(authority))
        )
    frame = pd.DataFrame(rows).assign(basis=basis)
    silent = [why_no_verdict(held, placements_basis, children=row["today"]) for row in rows]
    rolls = [rolls_verdict(row["rolls_differ_percent"]) for row in rows]
    kinds = [kind_verdict(row["same_kind_percent"]) for row in rows]
    return frame.assign(
        rolls_verdict=["" if why else told for why, told in zip(silent, rolls, strict=True)],
        kind_verdict=["" if why else told for why, told in zip(silent, kinds, strict=True)],
    )[list(AGREEMENT_COLUMNS)]


def rolls_verdict(differ_percent: float) -> str:
    """Say how far the rolls of the model can be relied on where they were held against today's.

    Parameters
    ----------
    differ_percent : float
        As `rolls_differ_percent` in `agreement_frame`.

    Returns
    -------
    str
        "usable": they differ by at most 10 %. "with care": by at most 20 %. "not usable": by more.
    """
    if differ_percent <= USABLE_ROLLS:
        return "usable"
    return "with care" if differ_percent <= CARE_ROLLS else "not usable"


def kind_verdict(same_percent: float) -> str:
    """Say how far it can be relied on whom the model puts into which kind of place.

    Parameters
    ----------
    same_percent : float
        As `same_kind_percent` in `agreement_frame`.

    Returns
    -------
    str
        "usable": 90 % or more are in the kind of place where they are today. "with care": 80 % or
        more. "not usable": fewer.
    """
    if same_percent >= USABLE_KIND:
        return "usable"
    return "with care" if same_percent >= CARE_KIND else "not usable"


def why_no_verdict(held: TodayModel, placements_basis: str, *, children: float) -> str:
    """Say why there is no verdict; empty where there is one.

    Parameters
    ----------
    held : TodayModel
    placements_basis : str
    children : float
        In places today.
    """
    if placements_basis not in COUNTED:
        words = {"made": "made up", "estimated": "estimated"}.get(placements_basis, "assumed")
        return f"nobody counted the placements: they are {words}"
    if held.recorded_share < FEWEST_RECORDED:
        return (
            f"only {100 * held.recorded_share:.0f} % of the children in bases and special schools "
            "have a row in the table placements"
        )
    if children < FEWEST_CHILDREN:
        return f"so few as {counted(children, 'child says', 'children say')} little"
    return ""


def _sites(held: TodayModel) -> tuple[pd.DataFrame, IntArray]:
    """Give a row for each setting at a site, and axis (pool, then not named): its position."""
    labels = held.plan.labels[list(OF_A_SITE)]
    kept = labels.drop_duplicates(["site", "setting"]).reset_index(drop=True)
    place = {key: at for at, key in enumerate(zip(kept["site"], kept["setting"], strict=True))}
    site = [place[key] for key in zip(labels["site"], labels["setting"], strict=True)]
    last = pd.DataFrame([("", NOT_NAMED, "", INDEPENDENT)], columns=list(OF_A_SITE))
    return pd.concat([kept, last], ignore_index=True), np.array([*site, len(kept)], dtype=np.int64)


def _is_own(labels: pd.DataFrame, authority: str) -> list[bool | None]:
    """Say of each row whether it is the area's own; nothing where that is not known."""
    known = bool(authority)
    pairs = zip(labels["authority"], labels["site"], strict=True)
    return [name == authority if known and site else None for name, site in pairs]


def _journeys(held: TodayModel, who: Held) -> tuple[FloatArray, FloatArray]:
    """Axis (row): metres and minutes one way; nan to a school that is not named."""
    locality, _, _ = np.unravel_index(who.cell, held.plan.axes.shape[:3])
    is_named = who.pool < held.not_named
    site = held.plan.pools.site[np.where(is_named, who.pool, 0)]
    metres = held.plan.journeys.metres[locality, site].astype(np.float64)
    minutes = held.plan.journeys.minutes[locality, site]
    return np.where(is_named, metres, np.nan), np.where(is_named, minutes, np.nan)


def _agreement(
    held: TodayModel,
    name: str,
    site: IntArray,
    kind: IntArray,
    chosen: NDArray[np.bool_],
    is_away: NDArray[np.bool_],
    is_own_known: bool,
) -> dict[str, Any]:
    """Measure the agreement of one setting, or of all."""
    both = (held.today, held.model)
    rolls = [_added(who, site[who.pool], len(chosen)) for who in both]
    whole = [float(roll[chosen].sum()) for roll in rolls]
    made: dict[str, Any] = {"setting": name, "today": whole[0], "model": whole[1]}
    differ = float(np.abs(rolls[1] - rolls[0])[chosen].sum())
    made["rolls_differ_percent"] = _percent(differ, whole[0])
    for measure, group in (("same_kind", kind), ("same_site", np.arange(len(chosen)))):
        same = _shared(held, group[site], chosen[site])
        made[f"{measure}_percent"] = _percent(same, whole[0])
    for label, who, roll in zip(("today", "model"), both, rolls, strict=True):
        at = site[who.pool]
        # Journeys to independent schools are beside the aims, as everywhere.
        local = chosen & (kind != SETTINGS.index(INDEPENDENT)) if name == ALL else chosen
        mask = local[at] & (who.pool < held.not_named)
        metres, minutes = (far[mask] for far in _journeys(held, who))
        children = who.children[mask]
        ncy = who.cell[mask] % len(held.plan.axes.ncy)
        further = children[minutes > held.limit_minutes[ncy]].sum()
        count = float(children.sum())
        made[f"{label}_mean_miles"] = _mean(float(children @ metres), count) / METRES_A_MILE
        made[f"{label}_mean_minutes"] = _mean(float(children @ minutes), count)
        made[f"{label}_beyond_limit_percent"] = _percent(float(further), count)
        away = float(roll[chosen & is_away].sum())
        made[f"{label}_out_of_area"] = away if is_own_known else np.nan
    return made


def _shared(held: TodayModel, group: IntArray, is_chosen: NDArray[np.bool_]) -> float:
    """Add up, over cells and groups of pools, the smaller of today's children and the model's."""
    size = int(group.max()) + 1
    sums = []
    for who in (held.today, held.model):
        kept = is_chosen[who.pool]
        key = who.cell[kept] * size + group[who.pool[kept]]
        cells = int(np.prod(held.plan.axes.shape[:3]))
        sums.append(np.bincount(key, weights=who.children[kept], minlength=cells * size))
    return float(np.minimum(*sums).sum())


def _added(who: Held, at: IntArray, size: int) -> FloatArray:
    return np.bincount(at, weights=who.children, minlength=size).astype(np.float64)


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole > 0 else float("nan")


def _mean(total: float, count: float) -> float:
    return total / count if count > 0 else float("nan")
