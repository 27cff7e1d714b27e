"""What became of every row of a return."""

from __future__ import annotations

from collections.abc import Sequence

from sufficiency.sources.sen2.contents import SenReturn
from sufficiency.sources.sen2.faults import Fault
from sufficiency.sources.sen2.january import January
from sufficiency.sources.sen2.linking import Linked

Row = tuple[str, str, int, str, str]

WHY_NOT_USED = {
    "person": "no plan on census day: a request, an assessment or a plan that ended, or a second"
    " row of the same child",
    "namedplan": "not running on census day, or of a child who is not counted",
    "activeplans": "its plan does not run on census day, or it is of a child who is not counted",
    "placementdetail": "not where the child is on census day",
    "senneed": "not the primary need, or of a plan that does not run",
    "plandetail": "what the plan names; where children are is said by their placements",
}
WHY_USED = {
    "sen2": "census day and authority",
    "person": "a child with a plan on census day",
    "requests": "a step on the way to a plan",
    "assessment": "a step on the way to a plan",
    "namedplan": "a plan that runs on census day",
    "activeplans": "the record of such a plan",
    "placementdetail": "where a child is on census day",
    "senneed": "the primary need of a child",
}
NO_AGE = "no birth date that can be read, or an age outside NC years -4 to 20"


def account_rows(
    given: SenReturn, joined: Linked, january: January, faults: Sequence[Fault] = ()
) -> list[Row]:
    """Give the rows of the account: those of each module add up to its rows.

    Parameters
    ----------
    given : SenReturn
    joined : Linked
    january : January
    faults : sequence of Fault
        Of all modules; those of numbers in place of dates are told beside the rows read.
    """
    rows: list[Row] = []
    for module, frame in given.frames.items():
        file = given.files.get(module, given.name)
        gone = list(joined.left_out.get(module, ()))
        kept = len(frame) - sum(count for count, _ in gone)
        used = kept if module in ("sen2", "requests", "assessment") else 0
        if module in january.used:
            used = len(january.used[module])
        if module == "person" and len(january.uncounted):
            gone.append((len(january.uncounted), NO_AGE))
            kept -= len(january.uncounted)
        if module in WHY_NOT_USED and kept > used:
            gone.append((kept - used, WHY_NOT_USED[module]))
        if used:
            rows.append((file, module, used, "read", WHY_USED[module] + _by_number(module, faults)))
        rows += [(file, module, count, "left_out", why) for count, why in gone if count]
    return rows


def _by_number(module: str, faults: Sequence[Fault]) -> str:
    """Say in which columns of a module numbers of Excel were read as dates."""
    columns = [
        fault.column
        for fault in faults
        if fault.module == module and fault.rule == "sen2_serial_days"
    ]
    return f"; numbers of Excel read as dates: {', '.join(columns)}" if columns else ""
