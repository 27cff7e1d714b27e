"""Checks of the table journeys: which pairs it lacks, and which journeys can hardly be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.area.checks_points import on_land, points_of
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.places.journeys import METRES_A_MILE
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]

FASTEST, SLOWEST = 70.0, 3.0
"""Speeds between which a journey by road is taken to be right [miles an hour]."""
ROUNDED_MINUTES = 0.5
"""What a duration in whole minutes may be too short by."""
GETTING_IN_MINUTES = 10.0
"""What a short journey may take beside the driving, without being called slow."""
ROUNDED_MILES = 0.5
"""What a length in whole miles may be too short by."""
LONGEST_MINUTES = 240.0
MOST_NAMED = 3

INSTEAD = {
    "minutes": "the miles, at the scenario's speed",
    "miles": "the straight line times the detour factor",
}


def missing_journeys(
    journeys: pd.DataFrame, *, localities: Iterable[str], sites: Iterable[str]
) -> pd.DataFrame:
    """Find the pairs of locality and site that have no row in journeys.

    Parameters
    ----------
    journeys : pandas.DataFrame
        The table journeys.
    localities, sites : iterable of str
        All codes.

    Returns
    -------
    pandas.DataFrame
        Columns locality, site.
    """
    pairs = [list(localities), list(sites)]
    whole = pd.MultiIndex.from_product(pairs, names=["locality", "site"])
    held = pd.MultiIndex.from_frame(journeys[["locality", "site"]])
    return whole.difference(held, sort=False).to_frame(index=False)


def journeys_tell_something(tables: Tables) -> Iterator[Finding]:
    """Every row of journeys has minutes or miles."""
    journeys = tables["journeys"]
    minutes, miles = _numbers(journeys)
    for place in np.flatnonzero(np.isnan(minutes) & np.isnan(miles)):
        row = int(journeys.rows[place])
        yield finding("journey_of_nothing", file=journeys.file, row=row, column="minutes")


def journeys_are_complete(tables: Tables) -> Iterator[Finding]:
    """Where journeys are given, every locality has one to every site."""
    journeys = tables["journeys"]
    if journeys.frame.empty:
        return
    codes = {name: list(tables[f"{_plural(name)}"].frame[name]) for name in ("locality", "site")}
    absent = missing_journeys(journeys.frame, localities=codes["locality"], sites=codes["site"])
    if len(absent):
        yield finding(
            "journeys_missing",
            file=journeys.file,
            value=len(absent),
            pairs=len(codes["locality"]) * len(codes["site"]),
            none=_without_any(journeys.frame, codes),
        )


def _plural(name: str) -> str:
    return {"locality": "localities", "site": "sites"}[name]


def _without_any(journeys: pd.DataFrame, codes: Mapping[str, list[str]]) -> str:
    """Name the localities and sites that have no journey at all."""
    parts = []
    for name, way in (("locality", "from"), ("site", "to")):
        held = set(journeys[name])
        bare = [code for code in codes[name] if code not in held]
        if bare:
            parts.append(f"{way} {first_named(bare, most=MOST_NAMED)}")
    return f", among them all {' and all '.join(parts)}" if parts else ""


def journeys_have_both(tables: Tables) -> Iterator[Finding]:
    """Where some rows of journeys lack minutes or miles, it is told how many."""
    journeys = tables["journeys"]
    minutes, miles = _numbers(journeys)
    for lacks, blank, given in (
        ("minutes", np.isnan(minutes), ~np.isnan(miles)),
        ("miles", np.isnan(miles), ~np.isnan(minutes)),
    ):
        count = int((blank & given).sum())
        if count:
            yield finding(
                "journeys_half",
                file=journeys.file,
                column=lacks,
                value=count,
                rows=len(minutes),
                lacks=lacks.capitalize(),
                instead=INSTEAD[lacks],
            )


def journeys_are_at_a_speed(tables: Tables) -> Iterator[Finding]:
    """Journeys are no faster than 70 and no slower than 3 miles an hour.

    Half a minute is allowed for rounding, and ten minutes of a slow journey for getting in and out.
    """
    journeys = tables["journeys"]
    minutes, miles = _numbers(journeys)
    fast = minutes + ROUNDED_MINUTES < miles * 60 / FASTEST
    slow = minutes - GETTING_IN_MINUTES > miles * 60 / SLOWEST
    for rule, limit, odd in (("journeys_fast", FASTEST, fast), ("journeys_slow", SLOWEST, slow)):
        yield from _first(rule, journeys, odd, column="minutes", limit=f"{limit:g}")


def journeys_can_be_daily(tables: Tables) -> Iterator[Finding]:
    """No journey is longer than four hours one way."""
    journeys = tables["journeys"]
    minutes, _ = _numbers(journeys)
    limit = f"{LONGEST_MINUTES:g}"
    yield from _first(
        "journeys_long", journeys, minutes > LONGEST_MINUTES, column="minutes", limit=limit
    )


def journeys_are_no_short_cuts(tables: Tables) -> Iterator[Finding]:
    """No journey by road is shorter than the straight line, but for rounding.

    Points in the sea are told of themselves, and not by way of their journeys.
    """
    journeys = tables["journeys"]
    ends = []
    for name in ("locality", "site"):
        table = tables[_plural(name)]
        points = np.where(on_land(table)[:, None], points_of(table), np.nan)
        # Codes that the other table lacks are named for that already.
        of_code = pd.DataFrame(points, index=table.frame[name].tolist())
        ends.append(of_code.reindex(journeys.frame[name].tolist()).to_numpy(dtype=np.float64))
    straight = np.sqrt(((ends[0] - ends[1]) ** 2).sum(axis=1)) / METRES_A_MILE
    _, miles = _numbers(journeys)
    short = miles + ROUNDED_MILES < straight
    yield from _first("journeys_short", journeys, short, column="miles", straight=straight)


def _numbers(journeys: CheckedTable) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give minutes and miles by row, nan where blank."""
    minutes, miles = (
        journeys.frame[name].to_numpy(dtype=np.float64) for name in ("minutes", "miles")
    )
    return minutes, miles


def _first(
    rule: str, journeys: CheckedTable, odd: NDArray[np.bool_], *, column: str, **words: Any
) -> Iterator[Finding]:
    """Make one finding of all rows that are odd, at the first of them."""
    places = np.flatnonzero(odd)
    if not len(places):
        return
    # Rows are in the order of their codes here; the user's first is the one furthest up.
    place = places[np.argmin(journeys.rows[places])]
    row = journeys.frame.iloc[place]
    spoken: dict[str, Any] = {
        name: f"{word[place]:.1f}" if isinstance(word, np.ndarray) else word
        for name, word in words.items()
    }
    yield finding(
        rule,
        file=journeys.file,
        row=int(journeys.rows[place]),
        column=column,
        value=f"{row['locality']} to {row['site']}",
        count=len(places),
        minutes=f"{row['minutes']:.4g}",
        miles=f"{row['miles']:.4g}",
        **spoken,
    )
