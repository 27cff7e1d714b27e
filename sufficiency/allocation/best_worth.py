"""Where one more place is worth most, in words: what is equal is told once, by level."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from sufficiency import terms
from sufficiency.allocation.aims import MILES, UNITS, WORDS, label_of
from sufficiency.allocation.answer import (
    LEAST,
    best_by_level,
    best_places,
    fewer_missed,
    nothing_helps,
    pool_name,
    pool_names,
    worth_words,
)
from sufficiency.allocation.changes import A_DAY
from sufficiency.allocation.paper_words import miles_words, pounds_words
from sufficiency.allocation.whose import own_rows, whose_words
from sufficiency.messages.listing import counted, first_named, listed
from sufficiency.places import INDEPENDENT, MILES_SQUARED, POUNDS, WITHOUT

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

LEVELS = ("special", "base")
ESTIMATE = "revenue_estimate_more"
DIGITS = {MILES: 1, MILES_SQUARED: 0, POUNDS: 0}
"""Digits after the point of aims that are not children."""
FEWER_NAMED = 5
"""Of the pools at which one place fewer costs nobody a local place, so many are named."""
NO_MILES = "hardly any change in miles"
NAMED = 2
"""Of more pools that are alike but for miles, only those with fewest and with most are named."""


def worth_sentences(allocation: Allocation, *, year: int, most: int) -> Iterator[str]:
    """Say what one more place would change in a year, at so many pools of each level.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year, one that was allocated.
    most : int

    Yields
    ------
    str
        With pounds where they can be told: an estimate, as `revenue.worth_with_pounds` has it.
    """
    for row in best_by_level(allocation, year=year, most=most).to_dict("records"):
        where, when = row["pool_name"], terms.year_label(year)
        pounds = pounds_of_one([float(row[ESTIMATE])])
        also = f"; {pounds} (an estimate, without building)" if pounds else ""
        yield f"One more place at {where} in {when} would mean {worth_words(row)}{also}."


def fewer_sentence(allocation: Allocation, *, year: int) -> str:
    """Say at how many open pools of a year one place fewer would cost no child a local place.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year, one that was allocated.

    Returns
    -------
    str
        Blank where the worth of a place was not worked out.
    """
    if not allocation.drawn.valued[:, allocation.years.index(year)].all():
        return ""
    worth = allocation.to_frame("worth")
    here = worth[(worth["year"] == year) & worth["is_open"] & (worth["setting"] != "independent")]
    # A pool whose places stand in the total of its site is worth what its site is.
    own = own_rows(allocation, here[here["chance_full"].notna()]).reset_index(drop=True)
    cost = sum(
        (own[f"fewer_{aim}"] for aim in (WITHOUT, INDEPENDENT) if f"fewer_{aim}" in own),
        pd.Series(0.0, index=own.index),
    )
    if own.empty:
        return ""
    spared = own[cost.abs() < LEAST]
    whose, when = whose_words(allocation), terms.year_label(year)
    if spared.empty:
        each = f"each of {counted(len(own), 'open pool')}" if len(own) > 1 else "the one open pool"
        who = _local_places(float(cost.min()), float(cost.max()))
        return f"One place fewer in {when} would cost {who} at {each} of {whose}."
    said = f"One place fewer in {when} would cost no child a local place"
    names = sorted(pool_names(spared))
    named = first_named(names, most=FEWER_NAMED)
    return f"{said} at {len(spared):,} of {counted(len(own), 'open pool')} of {whose}: {named}."


def _local_places(low: float, high: float) -> str:
    """Say how many children would lose a local place: "a child a local place".

    Examples
    --------
    >>> _local_places(1.0, 1.0), _local_places(0.5, 1.0)
    ('a child a local place', '0.50 to 1.00 children a local place, on average,')
    """
    least, most = f"{low:.2f}", f"{high:.2f}"
    if least == most == "1.00":
        return "a child a local place"
    size = least if least == most else f"{least} to {most}"
    return f"{size} children a local place, on average,"


def is_valued(allocation: Allocation, *, year: int) -> bool:
    """Say whether the worth of a place was worked out for a year, in every draw that is valued."""
    return bool(allocation.drawn.valued[:, allocation.years.index(year)].all())


def row_of_pool(allocation: Allocation, *, year: int, site: str, pool: str) -> dict[Hashable, Any]:
    """Give what one place more, and one fewer, changes at a pool in a year.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year, one that was allocated.
    site, pool : str
        Codes of a pool that is there.

    Returns
    -------
    dict
        Its row of the table worth; that of the whole site, where its places stand in a total.
    """
    worth = allocation.to_frame("worth")
    here = worth[(worth["year"] == year) & (worth["site"] == site)]
    row = here[here["pool"] == pool].sort_values("is_open").to_dict("records")[-1]
    total = here[here["pool"] == ""].to_dict("records")
    in_total = bool(row["is_open"]) and pd.isna(row["chance_full"]) and bool(total)
    return total[0] if in_total else row


def one_pool_sentences(
    allocation: Allocation, *, year: int, site: str, pool: str, name: str
) -> Iterator[str]:
    """Say what one more, and one fewer, place at one pool would change in a year.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year, one that was allocated.
    site, pool : str
        Codes of a pool that is there.
    name : str
        Of the pool.

    Yields
    ------
    str
        With pounds where they can be told: an estimate, as `revenue.worth_with_pounds` has it.
    """
    when = terms.year_label(year)
    if not is_valued(allocation, year=year):
        yield nothing_helps(allocation, year=year)
        return
    row = row_of_pool(allocation, year=year, site=site, pool=pool)
    if not row["is_open"]:
        yield f"{name} is not open in {when}: one more place there would be to open it."
        return
    if row["pool"] != pool:
        name = pool_name(row)
        yield f"The places of the pools there stand in the total of the site: {name}."
    for side, asked in (("more", "more place"), ("fewer", "place fewer")):
        changed: dict[Hashable, Any] = {
            str(column).replace(f"{side}_", "more_", 1): cell
            for column, cell in row.items()
            if str(column).startswith(f"{side}_")
        }
        pounds = pounds_of_one([float(row[f"revenue_estimate_{side}"])])
        also = f"; {pounds} (an estimate, without building)" if pounds else ""
        yield f"One {asked} at {name} in {when} would mean {worth_words(changed)}{also}."


def alike_sentences(allocation: Allocation, *, year: int) -> Iterator[str]:
    """Say by level how many pools are worth the same but for miles, and what, once.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year, one that was allocated.

    Yields
    ------
    str
        For each level at which a place more is of use; independent schools are left out.
    """
    best = best_places(allocation, year=year)
    for level in LEVELS:
        own = best[(best["level"] == level) & (best["setting"] != "independent")]
        if own.empty:
            continue
        alike = own[_changes_of_children(allocation, own).eq(own.index[0])]
        kind = terms.short_list("level").label(level)
        row = alike.to_dict("records")[0]
        changed = {name: cell for name, cell in row.items() if name != f"more_{MILES}"}
        many, rest = len(alike), len(own) - len(alike)
        where = row["pool_name"] if many == 1 else f"any of {many} pools"
        said = f"{kind}: one more place at {where} would mean {worth_words(changed)}"
        pounds = pounds_of_one(alike[ESTIMATE].tolist())
        yield " ".join(
            [
                f"{said}{f', and {pounds}' if pounds else ''}.",
                *_journeys_words(allocation, alike),
                *([f"At {counted(rest, 'more pool')} it is worth less."] if rest else []),
            ]
        )


def pounds_of_one(estimates: list[float]) -> str:
    """Say about what one place changes in pounds a year; nothing where it is not known.

    Examples
    --------
    >>> pounds_of_one([31_298.0, 31_301.0])
    'about £31,000 a year more in revenue'
    >>> pounds_of_one([-42_000.0, 1_000.0])
    'from £42,000 a year less to £1,000 more in revenue'
    >>> pounds_of_one([-5_000.0, 5_000.0])
    'from £5,000 a year less to £5,000 more in revenue'
    >>> pounds_of_one([0.0]), pounds_of_one([-4.0, 3.0])
    ('hardly any change in revenue', 'hardly any change in revenue')
    >>> pounds_of_one([float("nan")])
    ''
    """
    known = sorted(one for one in estimates if one == one)
    if not known:
        return ""
    low, high = (pounds_words(abs(one)) for one in (known[0], known[-1]))
    if low == high == "£0":
        return "hardly any change in revenue"
    if known[0] < 0 < known[-1] and "£0" not in (low, high):
        return f"from {low} a year less to {high} more in revenue"
    side = "more" if known[-1] > -known[0] else "less"
    ends = (low, high) if side == "more" else (high, low)
    size = low if low == high else f"{ends[0]} to {ends[1]}"
    return f"about {size} a year {side} in revenue"


def miles_a_day(miles: float) -> str:
    """Say what one more place changes in miles a day: "3 miles a day more".

    Examples
    --------
    >>> miles_a_day(1.5), miles_a_day(-0.25), miles_a_day(-0.001)
    ('3 miles a day more', '0.5 miles a day fewer', 'hardly any change in miles')
    """
    said = miles_words(abs(A_DAY * miles))
    if said == miles_words(0.0):
        return NO_MILES
    return f"{said} a day {'fewer' if miles < 0 else 'more'}"


def differ(values: pd.Series[float], digits: int) -> bool:
    """Say whether any numbers differ to so many digits after the point."""
    shown = values.round(digits).to_numpy()
    return bool((shown != shown[:1]).any())


def aim_that_differs(
    allocation: Allocation, pools: pd.DataFrame
) -> tuple[pd.Series[float], str, int, str]:
    """Find the first aim in which a place more at some pools differs, to draw it.

    Parameters
    ----------
    allocation : Allocation
    pools : pandas.DataFrame
        Rows of the table worth.

    Returns
    -------
    value : pandas.Series
        Axis (row): children more with a local place; or else more of that aim.
    axis_label : str
    digits : int
    also : str
        What all have alike, as a sentence; empty where they differ in children with a place.
    """
    missed = fewer_missed(pools)
    label = "Fewer children without a local place, for one more place"
    rest = [label_of(aim) for aim in allocation.setting.supply.aims]
    if pools.empty or differ(missed, 2):
        return missed, label, 2, ""
    for aim in [aim for aim in rest if aim not in (WITHOUT, INDEPENDENT)]:
        size = A_DAY if aim == MILES else 1
        digits = DIGITS.get(aim, 2)
        value: pd.Series[float] = size * pools[f"more_{aim}"]
        if differ(value, digits):
            what = "miles a day" if aim == MILES else WORDS[aim]
            also = f"At all of them {missed.iloc[0]:.2f} fewer children are without a local place. "
            return value, f"More {what} (below nought: fewer), for one more place", digits, also
    return missed, label, 2, ""


def _changes_of_children(allocation: Allocation, pools: pd.DataFrame) -> pd.Series[Any]:
    """Give of each row the first row that changes as many children, to a hundredth, by aim."""
    aims = [label_of(aim) for aim in allocation.setting.supply.aims]
    told = pools[[f"more_{aim}" for aim in aims if aim not in UNITS]].round(2) + 0.0
    first: dict[tuple[float, ...], Any] = {}
    rows = told.itertuples(index=True, name=None)
    return pd.Series([first.setdefault(row[1:], row[0]) for row in rows], index=pools.index)


def _journeys_words(allocation: Allocation, alike: pd.DataFrame) -> Iterator[str]:
    """Say where fewest miles are travelled for it, and where most."""
    if MILES not in [label_of(aim) for aim in allocation.setting.supply.aims]:
        return
    ordered = alike.sort_values([f"more_{MILES}", "site", "pool"]).to_dict("records")
    told = [f"{row['pool_name']}: {miles_a_day(float(row[f'more_{MILES}']))}" for row in ordered]
    if len(ordered) == 1:
        in_all = miles_a_day(float(ordered[0][f"more_{MILES}"]))
        is_change = in_all != NO_MILES
        yield f"In all {in_all} would be travelled." if is_change else f"In all {in_all}."
    elif len(ordered) <= NAMED:
        yield f"They differ in the miles that are travelled: {listed(told)}."
    else:
        yield (
            f"They differ in the miles that are travelled: fewest at {told[0]}; most at {told[-1]}."
        )
