"""Which pool is asked of: found by its codes, or refused with what to type."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation.answer import pool_name
from sufficiency.allocation.asked_plan import HasPlan, codes_of_pool, example_of_pool
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.messages.listing import first_named

MOST_NAMED = 5
"""Of the pools whose site is called as it was asked for, so many are named."""

LEAST_OF_A_NAME = 4
"""A word of fewer letters stands in many names."""


def pool_of(
    held: HasPlan, site: str | None, pool: str | None, *, first: int, call: str
) -> tuple[int, str]:
    """Find a pool by its codes, and its name; of one that changes its level, as it is later on.

    Parameters
    ----------
    held : HasPlan
        An allocation, or a plan before it is one.
    site, pool : str or None
        Codes.
    first : int
        Position of the year from which on it is asked about.
    call : str
        What was asked, up to the pool: "more_places(6".

    Raises
    ------
    NotPossibleError
        If one of the two codes is left out.
    UnknownNameError
        If there is no such pool.
    """
    labels = held.plan.labels
    if site is None or pool is None:
        own = labels if site is None else labels[labels["site"] == site]
        example = example_of_pool(held) if own.empty else codes_of_pool(own.iloc[0])
        raise NotPossibleError.of("allocation_pool_left_out", call=call, example=example)
    here = (labels["site"] == site) & (labels["pool"] == pool)
    if not here.any():
        pairs = [f"{row.site} {row.pool}".rstrip() for row in labels.itertuples()]
        asked = f"{site} {pool}".rstrip()
        raise UnknownNameError.of(
            "unknown_word",
            value=asked,
            kind="site and pool of this allocation",
            meant=_meant(labels, asked, pairs, site=str(site)),
        )
    found = np.flatnonzero(here)
    is_open = held.plan.pools.is_open[first:, found].any(axis=0)
    at = int(found[np.argmax(is_open)])
    return at, pool_name(labels.iloc[at].to_dict())


def _meant(labels: pd.DataFrame, asked: str, pairs: list[str], *, site: str) -> str:
    """Say which pool was likely meant: by its codes, or by the name of its site."""
    if asked in pairs:
        own = labels.iloc[pairs.index(asked)]
        return f'Write the codes as text, in quotation marks: "{own["site"]}", "{own["pool"]}".'
    is_name = len(site) >= LEAST_OF_A_NAME and site not in set(labels["site"])
    called = labels["name"].str.casefold().str.contains(site.casefold(), regex=False)
    of_name = labels[is_name & called]
    if len(of_name):
        rows = of_name.itertuples(index=False)
        named = [f'"{row.site}" "{row.pool}" ({row.name})' for row in rows]
        return f"A site is asked for by its code: {first_named(named, most=MOST_NAMED)}."
    meant = terms.nearest_words(asked, pairs)
    said = "The codes of all pools stand in the tables pools and supply."
    return f"Did you mean {meant}?" if meant else said


def refuse_closed(held: HasPlan, at: int, first: int, *, name: str) -> None:
    """Refuse a pool that is closed from a year on, and say until when it was open.

    Parameters
    ----------
    held : HasPlan
        An allocation, or a plan before it is one.
    at, first : int
        Positions of the pool and of the year.
    name : str
        Of the pool.

    Raises
    ------
    NotPossibleError
        If it is closed in that year and in all later ones.
    """
    years, is_open = held.plan.axes.years, held.plan.pools.is_open[:, at]
    if is_open[first:].any():
        return
    was = np.flatnonzero(is_open[:first])
    earlier = f" or an earlier year: since={years[was[-1]]}" if len(was) else ""
    raise NotPossibleError.of(
        "allocation_block_closed",
        name=name,
        year=terms.year_label(years[first]),
        earlier=earlier,
        typed_earlier=earlier.replace("since=", "--since "),
    )
