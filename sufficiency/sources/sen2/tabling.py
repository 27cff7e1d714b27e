"""The tables that a reading of returns holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sufficiency.sources.sen2.door import Door
from sufficiency.sources.sen2.flows import Flows, in_order
from sufficiency.sources.sen2.january import January
from sufficiency.sources.sen2.pipeline import joiners_of
from sufficiency.sources.sen2.typed import Typed

if TYPE_CHECKING:
    import pandas as pd


def held_tables(
    returns: Sequence[tuple[int, January, Typed, Door]],
    flows: Mapping[int, Flows],
    quality: tuple[pd.DataFrame, pd.DataFrame],
) -> dict[str, pd.DataFrame]:
    """Count children by cell, and lay all tables out.

    Parameters
    ----------
    returns : sequence
        Of each its academic year, its January, its cells and its door.
    flows : mapping of int to Flows
        By the later year.
    quality : tuple of pandas.DataFrame
        The tables quality and quality_rows.
    """
    import pandas as pd

    stock = pd.concat(
        [january.children.assign(year=year) for year, january, *_ in returns], ignore_index=True
    ).assign(basis="supplied", pool="")
    placed = stock[stock["site"] != ""]
    held = {
        "plans": in_order(_counted(stock, "plans"), "plans"),
        "placements": in_order(_counted(placed, "placements"), "placements"),
        # Of these: who is at a mainstream school and not in its base, and holds no place there.
        "in_mainstream": in_order(
            _counted(placed[placed["setting"] == "mainstream"], "placements"), "placements"
        ),
    }
    if flows:
        ways = [one.transitions for one in flows.values()]
        held["transitions"] = in_order(pd.concat(ways, ignore_index=True), "transitions")
        held["restated"] = pd.concat([one.restated for one in flows.values()], ignore_index=True)
    joiners = [joiners_of(cells, door, year=year) for year, _, cells, door in returns]
    held["joiners"] = pd.concat(joiners, ignore_index=True)
    held["quality"], held["quality_rows"] = quality
    return held


def _counted(children: pd.DataFrame, table: str) -> pd.DataFrame:
    from sufficiency import terms

    names = terms.table(table).column_names
    cells = [name for name in names if name != "plans"]
    return children.groupby(cells, sort=True).size().rename("plans").reset_index()
