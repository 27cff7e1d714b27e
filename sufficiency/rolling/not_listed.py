"""Sites that this year's list or register does not name, and where nobody is placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency.errors import Finding, finding
from sufficiency.rolling.laying import cell

if TYPE_CHECKING:
    from sufficiency.rolling.given import Row, Rows

PLACES, TOTAL = "places", ""


def not_listed(site: str, rows: Rows) -> Finding:
    """Say what becomes of the places of a site that is not listed any more.

    Parameters
    ----------
    site : str
    rows : dict
        Rows of the table places by key, as they stand in this year's area.
    """
    latest: dict[str, Row] = {}
    for row in rows.values():
        pool = str(cell(PLACES, row, "pool"))
        if cell(PLACES, row, "site") != site:
            continue
        if pool not in latest or _year(row) > _year(latest[pool]):
            latest[pool] = row
    # The total of a site, where it has one, counts for all of its pools.
    counted = [latest[TOTAL]] if TOTAL in latest else list(latest.values())
    left = sum(float(cell(PLACES, row, "places")) for row in counted)
    if counted and not left:
        year = max(_year(row) for row in latest.values())
        return finding("rollover_site_ended", file="sites", value=site, year=year)
    return finding("rollover_site_not_listed", file="sites", value=site, places=left)


def _year(row: Row) -> int:
    return int(cell(PLACES, row, "year"))
