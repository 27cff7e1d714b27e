"""What makes a return unsound: so much of it cannot be read that its counts would be of others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import counted
from sufficiency.sources.days import DayColumn, as_moment
from sufficiency.sources.sen2.contents import SenReturn
from sufficiency.sources.sen2.door import PERSON, Door
from sufficiency.sources.sen2.faults import Fault
from sufficiency.sources.sen2.january import January
from sufficiency.sources.sen2.linking import Linked
from sufficiency.sources.sen2.reach import apart_from_census
from sufficiency.sources.sen2.typed import Typed
from sufficiency.terms.sen2 import return_modules

FEWEST = 10
"""Fewer rows are slips, whatever their share: a return of a small authority has few rows."""

MOST_ORPHANS = 0.05
"""Above this share, rows that belong to no row above them are no slips: a file was cut."""

MOST_BEFORE_BIRTH = 0.02
"""Above this share, plans that began before their child was born are no slips of the pen: the
persons are those of another return."""

NO_PLAN_BEFORE = as_moment(date(1983, 4, 1))
"""Statements, which plans took over from, began with the Education Act 1981, in force on this day.
An earlier one is a blank that some system filled in, as 1 January 1900 or 1970: of nobody's."""

MOST_WITHOUT_REQUEST = 0.05
"""Above this share, persons without a request are no slips: a person is in a return for one."""

MOST_WITHOUT = 0.2
"""Above this share, children with a plan who have no placement, or no need, are no slips. A child
may truly wait for a placement, so it is more than of rows that can belong to nobody."""

MOST_REVERSED = 0.5
"""Above this share of the placements with both days, those that end before they begin are no slips:
the two columns are the wrong way round."""

MOST_UNDECIDED = 0.05
"""Above this share, children of whom no rank says which need or placement counts are no slips of
the pen: which one counts would be decided by the order of codes, and bend the mix of needs."""

MOST_OF_THOSE_WITH_MORE = 0.5
"""Above this share of the children with several needs, ranks that do not tell them apart are no
slips, however few children have several: the column of ranks is filled throughout."""

MOST_OTHER_CODES = 0.05
"""Above this share, children whose primary need is no code are no slips of the pen: a system writes
one need, or all, in codes of its own. COLLECT itself takes none but those of the guide."""

MOST_NAMED = 5
A_CODE = re.compile(r"[A-Z]{2,6}")
"""What may be shown of a column of needs, and that in `FEWEST` rows only: all else may be a name.
The longest code of the guide has four letters."""

MOST_WITH_SEVERAL = 0.2
"""Above this share, children in several places of rank 1 are no slips. The place entered last is
mostly right where an earlier one was not closed, so it is as much as of children without one."""

BORN = "personbirthdate"
WHERE = {"sen2_placement_missing": "placementdetail", "sen2_need_missing": "senneed"}
OF_DAYS = {
    "namedplan": "A day that is missing leaves a plan open: those that ended would count.",
    "placementdetail": "A day that is missing leaves a placement open: the wrong one may count.",
}


def unsound(
    given: SenReturn,
    joined: Linked,
    cells: Typed,
    door: Door,
    january: January,
    implausible: Sequence[Fault],
    *,
    day: date,
) -> list[Finding]:
    """Find what makes a return unsound.

    Parameters
    ----------
    given : SenReturn
    joined : Linked
    cells : Typed
    door : Door
    january : January
    implausible : sequence of Fault
    day : datetime.date
        Census day.

    Returns
    -------
    list of Finding
        Faults: of columns in which a large share is no date; of modules of which a large share
        belongs to nobody; of children of whom a large share has no placement, or no need, or
        several of which no rank says which counts; of persons who seem to be those of another
        return; of a census day that is not that of the return.
    """
    columns = {(PERSON, BORN): door.born, **cells.days}
    found = [
        _of_days(given, joined, january, module=module, column=column, told=told)
        for (module, column), told in columns.items()
        if told.is_unsound
    ]
    return [
        *found,
        *_orphans(given, joined),
        *_without(given, cells, january),
        *_need_codes(given, cells, january),
        *_needs_undecided(given, january),
        *_places_undecided(given, january),
        *_other_persons(given, cells, implausible),
        *apart_from_census(given, cells, day),
    ]


def _of_days(
    given: SenReturn,
    joined: Linked,
    january: January,
    *,
    module: str,
    column: str,
    told: DayColumn,
) -> Finding:
    """Say how much of a column is no date, why, and what would come of it."""
    rows = joined.frames[module].index[told.unreadable]
    why = OF_DAYS.get(module, "The days of these steps would be missing.")
    if module == PERSON:
        left = sum(len(fault.rows) for fault in january.faults if fault.rule == "sen2_left_out")
        why = (
            f"{counted(left, 'child', 'children')} with a plan would be in no table for want of a"
            " birth date."
        )
    return finding(
        "sen2_days_unsound",
        file=given.files.get(module, given.name),
        row=int(rows[0]) if len(rows) else None,
        column=column,
        count=int(told.unreadable.sum()),
        whole=told.written,
        share=told.share_unreadable,
        cause=told.cause,
        follows=why,
    )


def _orphans(given: SenReturn, joined: Linked) -> list[Finding]:
    """Say of which modules rows are missing, by the rows below that belong to nobody."""
    lost = {fault.module: fault for fault in joined.faults if fault.rule == "sen2_orphan"}
    found = []
    said: set[str] = set()
    for name, module in return_modules().items():
        if name not in lost:
            continue
        count, whole = len(lost[name].rows), len(given.frames[name])
        if not _are_many(count, whole, MOST_ORPHANS) or module.parent in said:
            said |= {name} if module.parent in said else set()
            continue
        said.add(name)
        plans = len(lost["activeplans"].rows) if "activeplans" in lost else 0
        words: dict[str, Any] = {"count": count, "whole": whole, "share": count / whole}
        found.append(
            finding(
                "sen2_many_orphans",
                file=given.files.get(module.parent, given.name),
                parent=module.parent,
                module=name,
                there=len(given.frames[module.parent]),
                plans=counted(plans, "record of an active plan", "records of active plans"),
                **words,
            )
        )
    return found


def _without(given: SenReturn, cells: Typed, january: January) -> list[Finding]:
    """Say of which modules rows are missing, by the children who have none."""
    whole = len(january.children) + len(january.uncounted)
    exchanged = _exchanged(given, cells, january, whole=whole)
    return exchanged or [
        finding(
            "sen2_many_without",
            file=given.files.get(WHERE[fault.rule], given.name),
            module=WHERE[fault.rule],
            count=len(fault.rows),
            whole=whole,
            share=len(fault.rows) / whole,
        )
        for fault in january.faults
        if fault.rule in WHERE and _are_many(len(fault.rows), whole, MOST_WITHOUT)
    ]


def _need_codes(given: SenReturn, cells: Typed, january: January) -> list[Finding]:
    """Say of how many children the primary need is no code, which they are, and what was meant."""
    first = cells.needs.loc[january.used["senneed"]]
    lost = first[(first["need"] == "unknown") & (first["sentype"] != "")]
    whole = len(january.children)
    if not _are_many(len(lost), whole, MOST_OTHER_CODES):
        return []
    codes = lost["sentype"].str.upper().str.split(" - ", n=1).str[0].str.strip().value_counts()
    shown = {
        str(code): int(count)
        for code, count in codes.items()
        if count >= FEWEST and A_CODE.fullmatch(str(code))
    }
    named = [f"{code} ({count:,})" for code, count in list(shown.items())[:MOST_NAMED]]
    rest = len(codes) - len(named)
    hidden = counted(rest, "word that may be a name", "words that may be names")
    others = [f"{hidden}, not shown"] if rest else []
    known = terms.needs().without("unknown")
    near = {code: known.nearest_words(code) for code in list(shown)[:MOST_NAMED]}
    meant = [f" Did you mean {need} by {code}?" for code, need in near.items() if need]
    return [
        finding(
            "sen2_many_need_codes",
            file=given.files.get("senneed", given.name),
            row=int(lost.index.min()),
            column="sentype",
            count=len(lost),
            whole=whole,
            share=len(lost) / whole,
            named=", ".join([*named, *others]),
            known=", ".join(known.codes),
            meant="".join(meant),
        )
    ]


def _exchanged(given: SenReturn, cells: Typed, january: January, *, whole: int) -> list[Finding]:
    """Say that entry and leaving stand in each other's place: few have a placement then."""
    without = sum(len(one.rows) for one in january.faults if one.rule == "sen2_placement_missing")
    first, last = cells.placements["entrydate"], cells.placements["leavingdate"]
    both, reversed_ = int((first.notna() & last.notna()).sum()), int((last < first).sum())
    if not (_are_many(without, whole, MOST_WITHOUT) and _are_many(reversed_, both, MOST_REVERSED)):
        return []
    words: dict[str, Any] = {"count": without, "whole": whole, "both": both}
    return [
        finding(
            "sen2_days_exchanged",
            file=given.files.get("placementdetail", given.name),
            column="entrydate",
            reversed=reversed_,
            share=reversed_ / both,
            **words,
        )
    ]


def _needs_undecided(given: SenReturn, january: January) -> list[Finding]:
    """Say for how many children no rank says which of several needs is the primary one."""
    told = january.by_rank["senneed"]
    whole = len(january.children) + len(january.uncounted)
    filled = _are_many(told.undecided, told.more, MOST_OF_THOSE_WITH_MORE)
    if not filled and not _are_many(told.undecided, whole, MOST_UNDECIDED):
        return []
    return [
        finding(
            "sen2_many_needs_first",
            file=given.files.get("senneed", given.name),
            column="sentyperank",
            count=told.undecided,
            whole=whole,
            share=told.undecided / whole,
            more=told.more,
        )
    ]


def _places_undecided(given: SenReturn, january: January) -> list[Finding]:
    """Say how many children are in several places of rank 1, or of one rank and entry date."""
    told = january.by_rank["placementdetail"]
    whole = len(january.children) + len(january.uncounted)
    if not (
        _are_many(told.undecided, whole, MOST_UNDECIDED)
        or _are_many(told.several, whole, MOST_WITH_SEVERAL)
    ):
        return []
    return [
        finding(
            "sen2_many_placements_first",
            file=given.files.get("placementdetail", given.name),
            column="placementrank",
            count=told.several,
            whole=whole,
            share=told.several / whole,
            undecided=counted(told.undecided, "child", "children"),
        )
    ]


def _other_persons(given: SenReturn, cells: Typed, implausible: Sequence[Fault]) -> list[Finding]:
    """Say where rows are joined with persons who are not theirs, by what cannot be."""
    rows = {(one.rule, one.module): one.rows for one in implausible}
    persons = len(given.frames[PERSON])
    without = len(rows.get(("sen2_person_without_request", PERSON), ()))
    plans = len(given.frames["namedplan"])
    begun = cells.plans["startdate"].loc[list(rows.get(("sen2_before_birth", "namedplan"), ()))]
    before = int((begun >= NO_PLAN_BEFORE).sum())
    if not (
        _are_many(without, persons, MOST_WITHOUT_REQUEST)
        or _are_many(before, plans, MOST_BEFORE_BIRTH)
    ):
        return []
    return [
        finding(
            "sen2_other_persons",
            file=given.files.get(PERSON, given.name),
            without=without,
            persons=persons,
            before=before,
            plans=plans,
        )
    ]


def _are_many(count: int, whole: int, most: float) -> bool:
    return count >= FEWEST and count > most * whole
