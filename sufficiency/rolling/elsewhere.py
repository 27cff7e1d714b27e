"""Placements of this year at schools that the area does not plan."""

from __future__ import annotations

from dataclasses import replace

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.area.elsewhere import placed_elsewhere
from sufficiency.errors import Finding
from sufficiency.rolling.given import New, Row

WHERE = "placements"


def without_placed_elsewhere(given: New, area: Area) -> tuple[New, list[Finding]]:
    """Leave out placements at URNs that are sites neither of last year nor of this.

    A return holds every child at a school; the rows would be left out when the area is made, and
    would stand in the account of rows as added.
    """
    import pandas as pd

    rows = given.tables.get(WHERE, {})
    columns = terms.table(WHERE).column_names
    at = columns.index("site")
    known = {*area.table("sites")["site"], *(key[0] for key in given.tables.get("sites", {}))}
    left: list[Row] = [
        row for row in rows.values() if row[at] not in known and terms.is_urn(str(row[at]))
    ]
    if not left:
        return given, []
    kept = {key: row for key, row in rows.items() if row not in set(left)}
    frame = pd.DataFrame(left, columns=list(columns), dtype=object)
    note = placed_elsewhere(frame, file=WHERE)
    return replace(given, tables={**given.tables, WHERE: kept}), [note]
