"""Settings and homes that this year's figures do not know, though last year's area knew them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.area.less_known import UNKNOWN, Counts, counted_by, less_known
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.rolling.laying import cell

if TYPE_CHECKING:
    from sufficiency.area import Area
    from sufficiency.rolling.given import New, Row, Told

PLANS, LOCALITIES = "plans", "localities"
OF_CHILDREN = ("sen2", "cases")
"""Kinds of readings that need a look-up to know settings or homes."""

MOST_NAMED = 5
NONE_HELD = "last year's area has none to compare"
LACKING = {"setting": "rollover_settings_unknown", "locality": "rollover_homes_unknown"}
REASONS = (
    *("sen2_no_establishments", "sen2_urn_unknown", "sen2_no_place", "sen2_placement_missing"),
    *("sen2_setting_code", "sen2_flags_blank"),
    *("sen2_no_localities", "sen2_no_postcode", "sen2_postcode_outside"),
)
"""Notes of readers that say why a setting or a home is unknown."""

WORDS = {"setting": "setting", "locality": "home"}


def unknown_to(given: New, area: Area) -> list[Finding]:
    """Find returns and exports that were read without the look-up which they need.

    Without the register of schools the setting of each child in a mainstream class is unknown, and
    without postcodes each home. Both would look like children who moved, or like a January that
    was counted otherwise.

    Parameters
    ----------
    given : New
        What is new.
    area : Area
        Last year's.

    Returns
    -------
    list of Finding
        Faults of returns and exports; notes of all else that knows much less than the area.
    """
    found: list[Finding] = []
    for one in given.told:
        rows = [given.tables[PLANS][key] for key in one.keys.get(PLANS, ())]
        if not rows:
            continue
        strays = _elsewhere(one, rows, given, area) if one.kind in OF_CHILDREN else []
        lacking = [_lacking(one, rows, area, column=column) for column in LACKING]
        found += [*strays, *(fault for fault in lacking if fault is not None)]
    return found


def reasons_among(notes: Sequence[Finding]) -> list[Finding]:
    """Give the readers' notes that say why settings or homes are unknown."""
    return [note for note in notes if note.rule in REASONS]


def _lacking(one: Told, rows: Sequence[Row], area: Area, *, column: str) -> Finding | None:
    """Say of the newest January with too many unknown how many they are."""
    now, then = _counted(rows, column), counted_by(area.table(PLANS), column)
    held = area.years(PLANS)
    if not held and column == "locality":
        return None  # no home was known before
    for year in sorted({when for when, _ in now}, reverse=True):
        less = less_known(now, then, year=year, held=held)
        if less is None:
            continue
        rule = LACKING[column] if one.kind in OF_CHILDREN else "rollover_less_known"
        words: dict[str, Any] = {
            "count": round(less.count),
            "children": f"{less.children:,.0f}",
            "what": WORDS[column],
            "january": terms.january_of_year(year),
            "share": f"{less.share:.0%}",
            "before": NONE_HELD
            if less.before is None
            else f"of January {terms.january_of_year(less.before)} in last year's area,"
            f" {less.share_before:.0%}",
        }
        return finding(rule, file=one.title, value=str(round(less.count)), **words)
    return None


def _elsewhere(one: Told, rows: Sequence[Row], given: New, area: Area) -> list[Finding]:
    """Name localities of children that neither year has: the look-up writes them otherwise."""
    listed = {str(key[0]) for key in given.tables.get(LOCALITIES, {})}
    known = sorted({*area.table(LOCALITIES)["locality"].astype(str), *listed})
    counted = _counted(rows, "locality")
    strays = sorted({code for _, code in counted} - {*known, UNKNOWN})
    if not strays:
        return []
    newest = max(year for year, code in counted if code in strays)
    count = sum(counted.get((newest, code), 0.0) for code in strays)
    meant = [(code, terms.nearest_words(code, known)) for code in strays]
    told = [f"{code} (did you mean {near}?)" if near else code for code, near in meant]
    words: dict[str, Any] = {
        "count": round(count),
        "january": terms.january_of_year(newest),
        "named": first_named(told, most=MOST_NAMED),
        "known": first_named(known, most=MOST_NAMED),
    }
    return [finding("rollover_homes_elsewhere", file=one.title, value=strays[0], **words)]


def _counted(rows: Sequence[Row], column: str) -> Counts:
    """Count children by January and label; a count that is not shown is nobody here."""
    counts: dict[tuple[int, str], float] = {}
    for row in rows:
        number = cell(PLANS, row, "plans")
        if isinstance(number, int | float):
            key = int(cell(PLANS, row, "year")), str(cell(PLANS, row, column))
            counts[key] = counts.get(key, 0.0) + float(number)
    return counts
