"""Tables by whose money it is: of options, of financial years, of parts and of assumptions."""

from __future__ import annotations

import numpy as np

from sufficiency.reports.bid.contents import Contents
from sufficiency.reports.bid.ledger import DISCOUNT, FloatArray, Ledger
from sufficiency.reports.bid.ranging import ranged
from sufficiency.reports.bid.reckoning import Reckoning, payer_gains
from sufficiency.reports.bid.wording import financial_words, pounds_cell, ranged_pounds
from sufficiency.reports.parts import Table

MOST_YEARS = 12
"""Columns of years that a table of a page has; the workbook has all."""
NOT_ANOTHERS = "Money of one payer is not another's: transport is not paid from the schools grant."


def options_table(contents: Contents) -> Table | None:
    """Lay the options out by payer: net present value and capital of each; None where unknown."""
    known = [one for one in contents.options if one.by_payer]
    payers = list(dict.fromkeys(payer for one in known for payer in one.by_payer))
    funders = list(dict.fromkeys(payer for one in known for payer in one.funding))
    if not payers:
        return None
    rows = tuple(
        (
            one.name,
            *(ranged_pounds(one.by_payer.get(payer)) for payer in payers),
            *(pounds_cell(one.funding.get(payer, 0.0)) for payer in funders),
        )
        for one in known
    )
    header = [f"Net present value: {payer.lower()}" for payer in payers]
    header += [f"Capital, £: {payer.lower()}" for payer in funders]
    return Table(
        f"Options by whose money it is; below nought: it pays more {ranged(contents)}",
        ("Option", *header),
        rows,
        (False, *(True for _ in header)),
        is_stacked=True,
        beside=NOT_ANOTHERS,
    )


def years_table(ledger: Ledger, made: Reckoning) -> Table:
    """Lay out what each payer gains by financial year; of a long appraisal the first and the rest.

    Parameters
    ----------
    ledger : Ledger
    made : Reckoning
    """
    years = ledger.appraised
    count = len(years) if len(years) <= MOST_YEARS else MOST_YEARS - 1
    gains = {payer: payer_gains(ledger, made, payer) for payer in ledger.payers}
    rows = {**gains, "Together": made.net}
    header = [financial_words(year) for year in years[:count]]
    if count < len(years):
        header.append(f"{financial_words(years[count])} to {financial_words(years[-1])}")
    return Table(
        "What each payer saves less what it spends, by financial year, £; below nought: it pays "
        "more",
        ("Payer", *header),
        tuple((name, *_cells(pounds, count)) for name, pounds in rows.items()),
        (False, *(True for _ in header)),
        beside=NOT_ANOTHERS,
    )


def running_table(ledger: Ledger, pounds: FloatArray, *, caption: str) -> Table:
    """Lay out what one payer gains by financial year, and what has come together by its end.

    Parameters
    ----------
    ledger : Ledger
    pounds : FloatArray
        Axis (year of the appraisal): saved less spent [pounds].
    caption : str
    """
    return Table(
        caption,
        ("Financial year", "Saved less spent", "Together so far"),
        tuple(
            (financial_words(year), pounds_cell(float(each)), pounds_cell(float(together)))
            for year, each, together in zip(
                ledger.appraised, pounds, np.cumsum(pounds), strict=True
            )
        ),
        (False, True, True),
    )


def _cells(pounds: FloatArray, count: int) -> tuple[str, ...]:
    rest = (pounds_cell(float(pounds[count:].sum())),) if count < len(pounds) else ()
    return (*(pounds_cell(float(each)) for each in pounds[:count]), *rest)


def parts_table(ledger: Ledger, made: Reckoning) -> Table:
    """Lay out what the net present value is made of, item by item and payer by payer."""
    place = ledger.place_of(ledger.first_year)
    factors = made.indices[DISCOUNT][place:]
    held: dict[str, dict[str, float]] = {}
    for line, paid in zip(ledger.lines, made.paid, strict=True):
        own = held.setdefault(line.group, {})
        own[line.payer] = own.get(line.payer, 0.0) + float(paid @ factors)
    for one, spent in zip(ledger.spending, made.spent, strict=True):
        own = held.setdefault(one.item, {})
        own[one.payer] = own.get(one.payer, 0.0) - float(spent @ factors)
    rows = [
        (item, *(_or_dash(own.get(payer)) for payer in ledger.payers), _sum(own.values()))
        for item, own in sorted(held.items(), key=lambda part: -sum(part[1].values()))
    ]
    totals = [[own.get(payer, 0.0) for own in held.values()] for payer in ledger.payers]
    whole = [pounds for column in totals for pounds in column]
    rows.append(("Net present value", *(_sum(column) for column in totals), _sum(whole)))
    return Table(
        "What the net present value is made of, by whose money it is, £, discounted",
        ("Part", *ledger.payers, "Together"),
        tuple(rows),
        (False, *(True for _ in ledger.payers), True),
        beside=NOT_ANOTHERS,
    )


def _or_dash(pounds: float | None) -> str:
    return "–" if pounds is None else pounds_cell(pounds)


def _sum(pounds: object) -> str:
    return pounds_cell(float(np.sum(list(pounds))))  # type: ignore[call-overload]


def ends_table(contents: Contents) -> Table | None:
    """Lay out each payer's net present value at both ends of each assumption; None if unknown."""
    held = contents.ends_by_payer
    if not held or contents.tornado is None:
        return None
    payers = list(dict.fromkeys(payer for own in held.values() for payer in own))
    rows = [
        (
            str(row["label"]),
            str(row[f"{end}_words"]),
            *(pounds_cell(held[row["supposition"], end].get(payer)) for payer in payers),
            pounds_cell(row[end]),
        )
        for row in contents.tornado.to_dict("records")
        for end in ("low", "high")
    ]
    return Table(
        "Net present value at both ends of each assumption, by whose money it is, £",
        ("Assumption", "At", *payers, "Together"),
        tuple(rows),
        (False, False, *(True for _ in payers), True),
        beside=NOT_ANOTHERS,
    )
