"""Placements at schools that an area does not plan: counted, named, and left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.tables import CheckedTable, RawTable, check_table

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 5


def placements_checked(
    raw: RawTable, *, references: Mapping[str, frozenset[str] | None]
) -> CheckedTable:
    """Check the placements; those at URNs that the table sites does not have are left out.

    A return holds every child at a school, and most schools have neither a base nor special places:
    nobody's place there is planned. A code that is no URN is a slip, and so are all of them where
    no placement at all is at a known site.

    Parameters
    ----------
    raw : RawTable
        The table placements.
    references : mapping of str to frozenset or None
        Codes that other tables define: of sites, and what else placements name.
    """
    known = references.get("site")
    cells = {cell for row in raw.rows for cell in row}
    urns = frozenset(cell for cell in cells if terms.is_urn(cell))
    if known is None or not cells & known or not urns - known:
        return check_table(raw, references=references)
    checked = check_table(raw, references={**references, "site": known | urns})
    outside = (checked.frame["site"].isin(urns - known)).to_numpy(dtype=bool)
    if not outside.any():
        return checked
    note = placed_elsewhere(checked.frame[outside], file=checked.file)
    return replace(
        checked,
        frame=checked.frame[~outside].reset_index(drop=True),
        rows=checked.rows[~outside],
        findings=(*checked.findings, note),
    )


def placed_elsewhere(placements: pd.DataFrame, *, file: str) -> Finding:
    """Say how many children, in their last January, are at schools that are no sites.

    Parameters
    ----------
    placements : pandas.DataFrame
        The rows that are left out: columns year, site, plans.
    file : str
        What to call the table.
    """
    last = placements[placements["year"] == placements["year"].max()]
    sites = sorted({str(site) for site in last["site"]})
    counts = np.asarray(last["plans"].tolist(), dtype=object)
    shown = [float(count) for count in counts if isinstance(count, int | float) and count == count]
    return finding(
        "placements_elsewhere",
        file=file,
        count=sum(shown),
        sites=len(sites),
        named=first_named(sites, most=MOST_NAMED),
        january=terms.january_of_year(int(last["year"].iloc[0])),
        rows=len(placements),
    )
