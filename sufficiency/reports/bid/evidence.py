"""The last part of a bid: bases first, empty places, fairness, and on what it all rests."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency import terms
from sufficiency.reports.bid.contents import Contents, Supposed
from sufficiency.reports.bid.ranging import percentiles, ranged
from sufficiency.reports.bid.wording import against, financial_words, pounds_cell, pounds_words
from sufficiency.reports.parts import Section, Table, shown, table_of
from sufficiency.reports.words import year_words

NOBODY = "nobody named"
MOST_OWNERS = 6
"""For so many assumptions that move the answer most an owner is asked for."""
MOST_BASES, LEAST_BASES = 15, 5.0
"""The table of bases has so many rows at most, and none of fewer children in the mean: the others
stand together, and each by itself among the tables that few readers need."""
LEAST_LOSS = 0.5
"""Percentage points by which a group's share must grow to be told as a loss in words."""


def bases(contents: Contents) -> Section:
    """Say whether bases alone could meet the need."""
    words = contents.bases_words or (
        contents.absent.get("bases", "No programme of bases alone was worked out."),
    )
    frame = contents.bases
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    if frame is not None and not frame.empty:
        few = _with_others(frame)
        tables = (against(_bases_table(few, contents), contents),)
        if len(few) < len(frame):
            whole = _bases_table(frame, contents, of="each need, phase and level")
            folded = (against(whole, contents),)
    return Section(
        "bases",
        "Could bases meet the need?",
        "Why not in bases of mainstream schools?",
        words,
        tables=tables,
        folded=folded,
    )


BASES = ("nothing", "bases", "first")


def _with_others(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of most children, and add the means of the others up in one."""
    most = frame[list(BASES)].max(axis=1)
    kept = frame[most >= LEAST_BASES].head(MOST_BASES)
    others = frame.drop(index=kept.index)
    if len(others) < 2:
        return frame
    sums = others[list(BASES)].sum()
    row = {"label": f"Others: {len(others)} kinds of children"}
    row |= {f"{name}{end}": sums[name] for name in BASES for end in ("", "_low", "_high")}
    return pd.concat([kept, pd.DataFrame([row])], ignore_index=True)


def _bases_table(frame: pd.DataFrame, contents: Contents, *, of: str = "") -> Table:
    when = terms.year_label(contents.years[-1])
    return table_of(
        frame,
        {
            "label": "Need, phase and level",
            "nothing": "Nothing built",
            "bases": "All the money for bases",
            "first": "Bases first, then special places",
        },
        caption=f"Children without a local place, {when}{f', of {of}' if of else ''} "
        f"{percentiles(contents)}",
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
        tuple(_empty_words(last, when, prices=_in_prices(contents))),
        tables=(
            against(
                table_of(
                    last, VOID, caption=f"{caption}, {when} {ranged(contents)}", digits=digits
                ),
                contents,
            ),
            *_scheme_tables(contents, is_last=True),
        ),
        folded=(
            against(
                table_of(
                    void,
                    {"year": "Academic year", **VOID},
                    caption=f"{caption}, by year {ranged(contents)}",
                    words={"year": year_words},
                    digits=digits,
                ),
                contents,
            ),
            *_scheme_tables(contents, is_last=False),
        ),
    )


def _in_prices(contents: Contents) -> str:
    ledger = contents.ledger
    return "" if ledger is None else f", in prices of {financial_words(ledger.price_year)}"


def _empty_words(last: pd.DataFrame, when: str, *, prices: str) -> Iterator[str]:
    """Say how many stand empty with the programme and without it, and what that costs."""
    whole = last.iloc[-1]
    before, after = float(whole["empty_without"]), float(whole["empty_with"])
    more = float(whole["pounds_with"]) - float(whole["pounds_without"])
    side = "more" if more > 0 else "less"
    yield (
        f"In {when}, {shown(before, 1)} places of bases and special schools are paid for with "
        f"nobody in them if nothing is done, and {shown(after, 1)} with the programme; for these "
        f"£{pounds_cell(abs(more))} a year {side} is paid{prices} (means)."
    )
    yield (
        "Place funding is paid whether or not a child is in the place. Places that are kept free "
        "as headroom are among the empty ones, and so are places elsewhere that children leave for "
        "new ones."
    )


def _scheme_tables(contents: Contents, *, is_last: bool) -> Iterator[Table]:
    """Lay out the schemes' own places, where these are known: in the last year, or in all."""
    frame = contents.empty
    if frame is None or frame.empty:
        return
    last = contents.years[-1]
    years = {} if is_last else {"year": "Academic year"}
    table = table_of(
        frame[frame["year"] == last] if is_last else frame,
        {
            **years,
            "label": "Where",
            "added": "Places added",
            "headroom": "Kept free as headroom",
            "empty": "Others with nobody in them",
        },
        caption="Places of the schemes: kept free, and empty besides, "
        f"{terms.year_label(last) if is_last else 'by year'} {percentiles(contents)}",
        words={"year": year_words},
        digits={"empty": 1},
    )
    yield against(table, contents)


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
            f"{len(unowned)} of {len(contents.assumptions)} have no owner. {_to_be_owned(contents)}"
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


def _to_be_owned(contents: Contents) -> str:
    """Ask for owners of the few assumptions that move the net present value most."""
    unowned = {one.name for one in contents.assumptions if one.owner == NOBODY}
    frame = contents.tornado
    if frame is None or frame.empty:
        return "Name one for each that weighs before a decision is taken."
    ends = frame[["value", "low", "high"]]
    rows = frame.assign(swing=ends.max(axis=1) - ends.min(axis=1))
    few = rows[rows["swing"] > 0].head(MOST_OWNERS)
    mine = [
        f"{row['label']} ({pounds_words(row['swing'])} between its ends)"
        for row in few[few["assumption"].isin(unowned)].to_dict("records")
    ]
    theirs = few.loc[few["assumption"] == "", "label"].tolist()
    told = []
    if mine:
        told.append(
            "Before a decision is taken, name one for those that move the net present value most: "
            f"{'; '.join(mine)}."
        )
    else:
        told.append("None of them is among those that move the net present value most.")
    if theirs:
        told.append(
            f"Of what moves it most, {'; '.join(theirs)} rest on what the costs and schemes give: "
            "say who answers for these as well."
        )
    return " ".join(told)


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
