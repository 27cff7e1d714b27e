"""Checks of what an area does not know of the children of its last January."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sufficiency import terms
from sufficiency.area.known_places import places_short, short_words
from sufficiency.area.rolls import special_above_roll
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]

LARGE_PART = 0.05
FEWEST_UNKNOWN = 10
"""Judgement: some children are always without a record; more than one in twenty, and more than ten,
are mostly a file that was not given."""
MOST_NAMED = 5
UNKNOWN = "unknown"
NOT_KNOWN_RULES = {
    "need": "needs_unknown",
    "setting": "settings_unknown",
    "locality": "localities_unknown",
}


def unknown_of_last(plans: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Say of which large part of the last January need, setting or locality is not known.

    Plans that are fitted to totals are left out: what they do not know is said otherwise.

    Parameters
    ----------
    plans : pandas.DataFrame
        The table plans.

    Returns
    -------
    dict of str to (float, float)
        By column: children of whom it is unknown, and all children.
    """
    if plans.empty:
        return {}
    last = plans[plans["year"] == plans["year"].max()]
    if (last["basis"] == "estimated").any():
        return {}
    whole = float(last["plans"].sum())
    counts = {
        column: float(last.loc[last[column] == UNKNOWN, "plans"].sum())
        for column in NOT_KNOWN_RULES
    }
    return {
        column: (count, whole)
        for column, count in counts.items()
        if count > FEWEST_UNKNOWN and count > LARGE_PART * whole
    }


def last_january_is_known(tables: Tables) -> Iterator[Finding]:
    """Needs, settings and localities of all but a small part of the last January are known."""
    plans = tables["plans"]
    for column, (unknown, whole) in unknown_of_last(plans.frame).items():
        last = int(plans.frame["year"].max())
        yield finding(
            NOT_KNOWN_RULES[column],
            file=plans.file,
            column=column,
            value=UNKNOWN,
            unknown=f"{unknown:,.0f}",
            whole=f"{whole:,.0f}",
            january=terms.january_of_year(last),
        )


def places_hold_todays_children(tables: Tables) -> Iterator[Finding]:
    """As many places are known as children are in such places already."""
    plans, pools, places = (tables[name] for name in ("plans", "pools", "places"))
    for kind, (free, children) in places_short(plans.frame, pools.frame, places.frame).items():
        yield finding(
            "places_below_children",
            file=places.file,
            column="places",
            value=f"{free:,.0f}",
            children=f"{children:,.0f}",
            kind=short_words(kind),
            january=terms.january_of_year(int(plans.frame["year"].max())),
        )


def special_places_are_about_the_roll(tables: Tables) -> Iterator[Finding]:
    """Of the places of a special school that somebody wrote down no half is empty by its roll."""
    plans, pools, places, sites = (tables[name] for name in ("plans", "pools", "places", "sites"))
    last = int(plans.frame["year"].max()) if len(plans.frame) else None
    found = special_above_roll(sites.frame, pools.frame, places.frame, last=last)
    if found:
        yield finding(
            "places_twice_the_roll",
            file=places.file,
            column="places",
            count=len(found),
            named=first_named(found, most=MOST_NAMED),
        )
