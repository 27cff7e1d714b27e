"""The last part of a bid: bases first, empty places, fairness, and on what it all rests."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency import terms
from sufficiency.reports.bid.contents import Contents, Supposed
from sufficiency.reports.bid.wording import against, pounds_cell
from sufficiency.reports.parts import RANGED, Section, Table, shown, table_of
from sufficiency.reports.words import year_words

NOBODY = "nobody named"
LEAST_LOSS = 0.5
"""Percentage points by which a group's share must grow to be told as a loss in words."""


def bases(contents: Contents) -> Section:
    """Say whether bases alone could meet the need."""
    words = contents.bases_words or (
        contents.absent.get("bases", "No programme of bases alone was worked out."),
    )
    frame = contents.bases
    tables: tuple[Table, ...] = ()
    if frame is not None and not frame.empty:
        table = table_of(
            frame,
            {
                "label": "Need, phase and level",
                "nothing": "Nothing built",
                "bases": "All the money for bases",
                "first": "Bases first, then special places",
            },
            caption=f"Children without a local place, {terms.year_label(contents.years[-1])} "
            f"{RANGED}",
        )
        tables = (against(table, contents),)
    return Section(
        "bases",
        "Could bases meet the need?",
        "Why not in bases of mainstream schools?",
        words,
        tables=tables,
    )


VOID = {
    "label": "Places of",
    "places_without": "Places, if nothing is done",
    "places_with": "Places, with the programme",
    "empty_without": "Empty, if nothing is done",
    "empty_with": "Empty, with the programme",
    "pounds_without": "£ a year for empty ones, if nothing is done",
    "pounds_with": "£ a year for empty ones, with the programme",
}


def empty_places(contents: Contents) -> Section:
    """Say how many places are paid for with nobody in them, and which of them are the schemes'."""
    void = contents.void
    if void is None or void.empty:
        why = contents.absent.get("empty", "Empty places were not worked out.")
        return Section("empty", "Empty places", paragraphs=(why,))
    last = void[void["year"] == contents.years[-1]]
    when = terms.year_label(contents.years[-1])
    digits = {"empty_without": 1, "empty_with": 1}
    caption = "Places that are paid for with nobody in them"
    return Section(
        "empty",
        "Empty places",
        "How many places would stand empty, and what would that cost?",
        tuple(_empty_words(last, when)),
        tables=(
            against(
                table_of(last, VOID, caption=f"{caption}, {when} {RANGED}", digits=digits), contents
            ),
            *(against(table, contents) for table in _scheme_tables(contents)),
        ),
        folded=(
            against(
                table_of(
                    void,
                    {"year": "Academic year", **VOID},
                    caption=f"{caption}, by year {RANGED}",
                    words={"year": year_words},
                    digits=digits,
                ),
                contents,
            ),
        ),
    )


def _empty_words(last: pd.DataFrame, when: str) -> Iterator[str]:
    """Say how many stand empty with the programme and without it, and what that costs."""
    whole = last.iloc[-1]
    before, after = float(whole["empty_without"]), float(whole["empty_with"])
    more = float(whole["pounds_with"]) - float(whole["pounds_without"])
    side = "more" if more > 0 else "less"
    yield (
        f"In {when}, {shown(before, 1)} places of bases and special schools are paid for with "
        f"nobody in them if nothing is done, and {shown(after, 1)} with the programme; for these "
        f"{pounds_cell(abs(more))} pounds a year {side} are paid (means)."
    )
    yield (
        "Place funding is paid whether or not a child is in the place. Places that are kept free "
        "as headroom are among the empty ones, and so are places elsewhere that children leave for "
        "new ones."
    )


def _scheme_tables(contents: Contents) -> Iterator[Table]:
    """Lay out the schemes' own places, where it is known which they are."""
    frame = contents.empty
    if frame is None or frame.empty:
        return
    yield table_of(
        frame,
        {
            "year": "Academic year",
            "label": "Where",
            "added": "Places added",
            "headroom": "Kept free as headroom",
            "empty": "Others with nobody in them",
        },
        caption="Places of the schemes: kept free, and empty besides (mean, and range of 80 % of "
        "the draws)",
        words={"year": year_words},
        digits={"empty": 1},
    )


def fairness(contents: Contents) -> Section:
    """Say whom the programme serves better, and whom it does not."""
    frame = contents.fairness
    if frame is None or frame.empty:
        why = contents.absent.get("fairness", "Fairness was not worked out.")
        return Section("fairness", "Fairness", paragraphs=(why,))
    change = frame["with"] - frame["without"]
    worse = frame[change > LEAST_LOSS]
    told = [
        f"{kind.lower()} {label} ({before:.1f} to {after:.1f} percent)"
        for kind, label, before, after in zip(
            worse["kind"], worse["label"], worse["without"], worse["with"], strict=True
        )
    ]
    words = (
        f"A larger share would lack a local place than if nothing is done: {'; '.join(told)}."
        if told
        else "In no group of the table would a larger share lack a local place, but for changes of "
        f"{LEAST_LOSS:g} percentage points at most."
    )
    table = table_of(
        frame,
        {
            "kind": "Children by",
            "label": "Who",
            "without": "If nothing is done, %",
            "with": "With the programme, %",
        },
        caption="Share of children without a local place, percent",
        digits={"without": 1, "with": 1},
    )
    return Section(
        "fairness",
        "Fairness",
        "Who gains, and does anybody lose?",
        (
            words,
            "This is evidence for an equality impact assessment and does not stand in for one: "
            "sex, ethnicity, religion and income are not in the figures.",
        ),
        tables=(against(table, contents),),
    )


def assumptions(contents: Contents) -> Section:
    """Lay the assumptions out with their basis, source and owner."""
    unowned = [one for one in contents.assumptions if one.owner == NOBODY]
    words = [
        "Every number that is supposed and not counted, with its ground. An owner is who answers "
        "for it in the authority."
    ]
    if unowned:
        words.append(
            f"{len(unowned)} of {len(contents.assumptions)} have no owner. Name one for each that "
            "weighs before a decision is taken."
        )
    weighty = [one for one in contents.assumptions if one.is_weighty]
    others = [one for one in contents.assumptions if not one.is_weighty]
    return Section(
        "assumptions",
        "Assumptions",
        "What do we suppose?",
        tuple(words),
        tables=(_assumptions_table(weighty, "Assumptions about money, and what the plan states"),),
        folded=(_assumptions_table(others, "All other assumptions"),) if others else (),
    )


def _assumptions_table(held: list[Supposed], caption: str) -> Table:
    return Table(
        caption,
        ("Assumption", "Value", "Basis", "Source", "Owner"),
        tuple((one.label, one.value, one.basis, one.source, one.owner) for one in held),
        (False,) * 5,
    )


def method(contents: Contents) -> Section:
    """Say in half a page how the figures were made."""
    return Section("method", "How the figures were made", paragraphs=contents.method)


def limits(contents: Contents) -> Section:
    """Say what the figures cannot say."""
    return Section("limits", "What the figures cannot say", points=contents.limits)


def provenance(contents: Contents) -> Section:
    """Say with what it was made, so that it can be made again."""
    table = table_of(
        contents.provenance,
        {"kind": "Kind", "name": "Name", "value": "Value"},
        caption="With what it was made: the same inputs, versions and seed give the same figures",
    )
    return Section(
        "provenance",
        "Data and provenance",
        paragraphs=(
            "Digests tell whether a file is the same."
            + (" What should be known of the tables and of the run:" if contents.notes else ""),
        ),
        points=contents.notes,
        folded=(table,),
    )
