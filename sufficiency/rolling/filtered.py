"""Whether the January that came was filtered: parts of last January's children are gone in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency.errors import Finding
from sufficiency.sources.parts import parts_gone

if TYPE_CHECKING:
    from sufficiency.area import Area


def parts_filtered(before: Area, after: Area) -> list[Finding]:
    """Find localities, needs and settings of which hardly anybody is in the January that came.

    Building an area refuses the same. What is there under another word is told of localities
    elsewhere, and of needs and settings by the readers.

    Parameters
    ----------
    before, after : Area
        Last year's and this year's.

    Returns
    -------
    list of Finding
        Faults, where the transitions tell that most of these children are in no row.
    """
    came = {*after.years("plans")} - {*before.years("plans")}
    tables = {name: after.table(name) for name in ("plans", "transitions")}
    found = parts_gone(tables, {}, (), years=came)
    return [one for one in found if one.severity == "error"]
