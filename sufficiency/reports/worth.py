"""The section of a report on what places are worth: where, how much, and one block tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.aims import MILES, is_usual, label_of
from sufficiency.allocation.answer import (
    best_by_level,
    best_places,
    helps_almost_anywhere,
    nothing_helps,
    rest_matters,
    strain_year,
)
from sufficiency.allocation.best_worth import ESTIMATE, alike_sentences, differ
from sufficiency.allocation.changes import A_DAY
from sufficiency.allocation.whose import own_rows
from sufficiency.messages.listing import counted
from sufficiency.reports.parts import Section, Table, chart, shown, table_of

ROWS = 5
"""So many pools of each level are in the table."""
BLOCK, BLOCK_DRAWS = 6, 10
"""Places of the block that is tried, and the draws that are allocated again for it."""
MOST_TRIED = 5
"""So many of the best pools are gone through for one that stays open."""
YEARS_TO_BUILD = 2
"""So many years after the first one the block opens, or in the year of strain if sooner."""
HEADERS = {
    "displaced": "Displaced, not in a planned place",
    "without": "Without a place",
    "independent": "Independent",
    "other_level": "At another level",
    "over_places": "Above places free to us",
    "beyond_limit": "Beyond the limit",
    "not_preferred": "Not preferred",
    "miles": "Miles a day",
    "miles_squared": "Squared miles",
    "pounds": "Pounds that follow children",
}
"""Headers of what one more place changes, by aim."""
DIGITS = {"miles": 1, "pounds": 0}
"""Digits after the point of those that are not children."""
TITLE = "The worth of a place"


def worth(allocation: Allocation) -> Section:
    """Say what one more place would change, where it is worth most, and try one block.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    Section
    """
    strain = strain_year(allocation)
    best = best_places(allocation, year=strain)
    if best.empty:
        return Section("worth", TITLE, paragraphs=(nothing_helps(allocation, year=strain),))
    everywhere = helps_almost_anywhere(allocation, year=strain)
    table = _table(allocation, strain)
    paragraphs = (
        f"What would change in {terms.year_label(strain)} if one more place were free, every child "
        "staying who has one. Who gets it travels there, so fewer children without a place may "
        "mean more miles; miles a day are there and back. Pounds are those of places and journeys "
        "in a year, at the area's costs, an estimate; building is not in them.",
        *_everywhere_words(allocation, strain, shown_below=everywhere),
    )
    points = (*alike_sentences(allocation, year=strain), *_block_words(allocation, strain))
    if everywhere or table is None:
        tables = () if table is None else (table,)
        return Section("worth", TITLE, paragraphs=paragraphs, points=points, tables=tables)
    drawn = chart(
        lambda: allocation.plot.worth(year=strain),
        table,
        caption="Where one more place is worth most",
    )
    return Section("worth", TITLE, paragraphs=paragraphs, points=points, charts=(drawn,))


def _everywhere_words(allocation: Allocation, strain: int, *, shown_below: bool) -> Iterator[str]:
    """Say that a place helps almost anywhere, where it does."""
    if not shown_below:
        return
    usual = is_usual(allocation.setting.supply.aims)
    yield (
        f"In {terms.year_label(strain)} so many wait that one more place at almost any school "
        f"of the area means one child more with a local place; {rest_matters(allocation)}."
        f"{' Those in the table add the fewest miles, by level.' if usual else ''}"
    )


def _table(allocation: Allocation, strain: int) -> Table | None:
    """Lay out the best pools of each level; what is the same at all of them stands in the caption.

    None where it is of use at independent schools alone, whose places are not the authority's.
    """
    first = best_by_level(allocation, year=strain, most=ROWS)
    if first.empty:
        return None
    aims = [label_of(aim) for aim in allocation.setting.supply.aims]
    pounds = first[ESTIMATE].round(-2)
    first = first.assign(percent_full=100 * first["chance_full"], **{ESTIMATE: pounds})
    first[f"more_{MILES}"] = A_DAY * first[f"more_{MILES}"] if MILES in aims else np.nan
    headers = {f"more_{aim}": HEADERS[aim] for aim in aims}
    digits = {f"more_{aim}": DIGITS.get(aim, 2) for aim in aims}
    differs = [
        column
        for column in headers
        if column == f"more_{MILES}" or differ(first[column], digits[column])
    ]
    same = [
        f"{shown(abs(first[column].iloc[0]), digits[column])} "
        f"{'fewer' if first[column].iloc[0] < 0 else 'more'} "
        f"{HEADERS[column.removeprefix('more_')].lower()}"
        for column in headers
        if column not in differs and abs(float(first[column].iloc[0])) >= 10 ** -digits[column] / 2
    ]
    known = first[ESTIMATE].notna().any()
    always_full = bool((first["chance_full"] == 1).all())
    same += ["full in every draw"] if always_full else []
    unit = str(first["revenue_unit"].iloc[0]).removeprefix("pounds a year, in prices of ")
    alike = f" At all of them: {'; '.join(same)}." if same else ""
    nought = [
        headers[column]
        for column in headers
        if column not in differs and abs(float(first[column].iloc[0])) < 10 ** -digits[column] / 2
    ]
    alike += f" Nothing changes at any of them in: {'; '.join(nought)}." if nought else ""
    return table_of(
        first,
        {
            "pool_name": "School and pool",
            **({"authority": "Authority"} if len(set(first["authority"])) > 1 else {}),
            **{column: headers[column] for column in differs},
            **({ESTIMATE: f"Pounds a year, prices of {unit}"} if known else {}),
            **({"percent_full": "Chance that it is full, %"} if not always_full else {}),
        },
        caption=f"What one more place changes, {terms.year_label(strain)}: up to {ROWS} pools of "
        f"each level, mean of {counted(len(allocation.drawn.more), 'draw')} (below nought: "
        f"fewer); all are in the workbook (sheet worth).{alike}",
        digits=digits,
    )


def _block_words(allocation: Allocation, strain: int) -> Iterator[str]:
    """Try one block of places at the best pool of the authority's own, and say what came of it.

    It is told of its first year, when all have been where they would be without it: later on, what
    chance makes of a draw is in its ranges too.
    """
    best = best_by_level(allocation, year=strain, most=MOST_TRIED)
    own = own_rows(allocation, best)
    chosen = own if len(own) else best
    chosen = chosen[chosen["level"] != ""]
    opening = [(row, _opens(allocation, row, strain)) for _, row in chosen.iterrows()]
    found = next(((row, since) for row, since in opening if since is not None), None)
    if found is None:
        return
    pool, since = found
    block = allocation.more_places(
        BLOCK,
        site=pool["site"],
        pool=pool["pool"],
        since=since,
        year=since,
        draws=min(BLOCK_DRAWS, allocation.draws),
    )
    yield (
        "Several places are not worth so many times one, as the first takes the child who gains "
        f"most and who came last year stays. One block tried: {block.sentence()}"
    )


def _opens(allocation: Allocation, pool: pd.Series[Any], strain: int) -> int | None:
    """Give the year from which on a block is tried, if the pool is open then and stays so."""
    labels, years = allocation.plan.labels, allocation.years
    here = ((labels["site"] == pool["site"]) & (labels["pool"] == pool["pool"])).to_numpy()
    own = allocation.plan.pools.is_open[:, here]
    is_open = [bool(year.any()) for year in own]
    first = min(YEARS_TO_BUILD, years.index(strain))
    since = next((at for at in range(first, len(years)) if is_open[at]), len(years))
    return years[since] if since < len(years) and all(is_open[since:]) else None
