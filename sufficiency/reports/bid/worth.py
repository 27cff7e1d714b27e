"""The third part of a bid: what it is worth in pounds, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency import figures
from sufficiency.reports.bid import payers
from sufficiency.reports.bid.contents import Contents, Money
from sufficiency.reports.bid.margins import regret_tables
from sufficiency.reports.bid.pictures import block_chart, flow_chart, parts_chart
from sufficiency.reports.bid.reckoning import reckon
from sufficiency.reports.bid.wording import (
    MILLION,
    NOT_KNOWN,
    against,
    axis_words,
    capital_words,
    financial_words,
    for_each_place,
    for_each_spared,
    payback_sentence,
    payback_words,
    pounds_words,
    ranged_pounds,
    value_sentence,
)
from sufficiency.reports.parts import Section, Table, chart, shown, table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def money(contents: Contents, *, as_png: bool) -> Section:
    """Lay the pounds out: by financial year, by payer, and what they come to."""
    held, ledger = contents.money, contents.ledger
    if held is None or ledger is None:
        return Section(
            "money",
            "Money",
            paragraphs=(contents.absent.get("money", "Pounds were not worked out."),),
        )
    made = reckon(ledger)
    first, last = ledger.appraised[0], ledger.appraised[-1]
    return Section(
        "money",
        "Money",
        "What does it cost and save, when, and whose money is it?",
        (
            value_sentence(held, first=first, last=last, price_year=ledger.price_year),
            payback_sentence(held, last=last),
            independent_words(held),
            "All pounds are real, in the prices of "
            f"{financial_words(ledger.price_year)}; what is saved stands above nought, what is "
            "spent more below. Every step from input to answer is a formula in the workbook.",
        ),
        charts=(
            flow_chart(contents, ledger, made, as_png=as_png),
            *block_chart(contents, ledger, made, as_png=as_png),
            parts_chart(contents, ledger, made, as_png=as_png),
        ),
        tables=(
            against(_payer_table(held), contents),
            against(payers.years_table(ledger, made), contents),
            against(_figures_table(held, contents), contents),
        ),
        folded=(against(payers.parts_table(ledger, made), contents),),
    )


def independent_words(held: Money) -> str:
    """Say what is saved on independent placements or spent more, and what of it is cashable.

    Parameters
    ----------
    held : Money
    """
    parts = [
        (held.cashable, ("is cashable: placements below today's number", _LOST)),
        (held.avoided, ("is growth that does not come: no budget falls by it", _GROWN)),
        (held.mix, ("is of cheaper children among as many placements", _DEARER)),
    ]
    whole = sum(part.value for part, _ in parts)
    told = [
        f"{pounds_words(abs(part.value))} {words[part.value < 0]}"
        for part, words in parts
        if abs(part.value) >= LEAST_POUNDS
    ]
    if not told:
        return "On independent placements as much is spent as if nothing is done."
    head = (
        f"On independent placements {pounds_words(abs(whole))} {'less' if whole >= 0 else 'more'} "
        f"is spent than if nothing is done, over all years and not discounted. Of it "
        f"{'; '.join(told)}."
    )
    unsure = any(
        part.low is not None and part.high is not None and part.low < 0 < part.high
        for part in (held.cashable, held.avoided)
    )
    return f"{head}{' The ranges hold both less and more, so neither is sure.' if unsure else ''}"


LEAST_POUNDS = 0.5
_LOST = "more is spent on placements that would fall below today's number if nothing is done"
_GROWN = "is growth that would not come if nothing is done"
_DEARER = "more is spent on dearer children among as many placements"


def _payer_table(held: Money) -> Table:
    rows = tuple((payer, ranged_pounds(pounds)) for payer, pounds in held.by_payer.items())
    return Table(
        "Net present value by whose money it is; below nought: it pays more",
        ("Payer", "Net present value"),
        rows,
        (False, True),
        beside=payers.NOT_ANOTHERS,
    )


def _figures_table(held: Money, contents: Contents) -> Table:
    is_known = held.capital is not None
    paid_back = payback_words(held.payback_years) if is_known else NOT_KNOWN
    grown = "avoided" if held.avoided.value >= 0 else "caused"
    rows = (
        ("Net present value", ranged_pounds(held.net_present_value)),
        ("Capital", capital_words(held.capital)),
        ("Paid back after, discounted", paid_back),
        *for_each_place(held),
        *for_each_spared(held, year=contents.years[-1]),
        ("Cashable, all years, not discounted", ranged_pounds(held.cashable)),
        (f"Growth {grown}, all years, not discounted", ranged_pounds(held.avoided)),
        (
            "Dearer or cheaper children among as many placements, all years, not discounted",
            ranged_pounds(held.mix),
        ),
    )
    return Table("What it comes to", ("Figure", "Value"), rows, (False, True))


def sensitivity(contents: Contents, *, as_png: bool) -> Section:
    """Say which assumptions weigh most, and at which value the answer turns."""
    if contents.tornado is None or contents.tornado.empty:
        why = contents.absent.get("tornado", "No assumption was varied.")
        return Section("sensitivity", "What the answer hangs on", paragraphs=(why,))
    frame = contents.tornado
    table = Table(
        "Net present value at both ends of each assumption, the widest first",
        ("Assumption", "Low end", "Net present value", "High end", "Net present value"),
        tuple(
            (
                str(row["label"]),
                str(row["low_words"]),
                pounds_words(row["low"]),
                str(row["high_words"]),
                pounds_words(row["high"]),
            )
            for row in frame.to_dict("records")
        ),
        (False, False, True, False, True),
    )
    by_payer = payers.ends_table(contents)
    return Section(
        "sensitivity",
        "What the answer hangs on",
        "Which assumptions move the net present value most, and when would the answer turn?",
        (*_turning_words(frame), *_occupancy_words(frame)),
        charts=(
            chart(
                lambda: _tornado(frame, axis_words("£ million", contents)),
                against(table, contents),
                caption="Net present value if one assumption is at its low or high end",
                as_png=as_png,
            ),
        ),
        tables=tuple(_switching_tables(contents)),
        folded=() if by_payer is None else (against(by_payer, contents),),
    )


def _turning_words(frame: pd.DataFrame) -> tuple[str, ...]:
    """Say which assumptions alone could turn gain into loss or back."""
    turning = frame[np.sign(frame["low"]) != np.sign(frame["high"])]["label"].tolist()
    if not turning:
        return ("Within these ends, no single assumption turns the sign of the net present value.",)
    return (
        "Within these ends, the sign of the net present value hangs on: "
        + "; ".join(turning)
        + ".",
    )


def _occupancy_words(frame: pd.DataFrame) -> Iterator[str]:
    """Say why emptier places seem worth more, where they do."""
    for row in frame.to_dict("records"):
        if row["supposition"] == "occupancy" and row["low"] > row["value"]:
            yield (
                f"{row['label']} reads the wrong way: with {row['low_words']} the net present "
                "value is higher, since a child who is not placed goes without and costs nothing "
                "or little in these figures, while her place costs top-up and transport. It does "
                "not say that empty places are worth more."
            )


def ends_words(low: str, high: str) -> str:
    """Say both ends of an assumption, and their unit once: a picture has little room.

    Examples
    --------
    >>> ends_words("0 percent of a fee", "100 percent of a fee"), ends_words("10 years", "no end")
    ('0 to 100 percent of a fee', '10 years to no end')
    """
    number, _, unit = low.partition(" ")
    return f"{number if unit and high.endswith(f' {unit}') else low} to {high}"


def _tornado(frame: pd.DataFrame, pounds: str) -> Axes:
    """Draw the tornado: a row for each assumption, with both its ends."""
    drawn = pd.DataFrame(
        {
            "label": [
                f"{row['label']}: {ends_words(row['low_words'], row['high_words'])}"
                for row in frame.to_dict("records")
            ],
            "low": frame["low"].to_numpy() / MILLION,
            "high": frame["high"].to_numpy() / MILLION,
        }
    )
    return figures.tornado_bars(
        drawn,
        y="label",
        low="low",
        high="high",
        central=float(frame["value"].iloc[0]) / MILLION,
        title="Net present value if one assumption changes",
        axis_label=f"{pounds}; below nought: a cost",
        note="Line: as appraised. One assumption is changed at a time.",
        digits=2,
    )


def _switching_tables(contents: Contents) -> Iterator[Table]:
    frame = contents.switching
    if frame is None or frame.empty:
        return
    yield against(
        table_of(
            frame,
            {"label": "Assumption", "today": "As appraised", "switches": "The sign turns at"},
            caption="Switching values: where gain turns into loss, or loss into gain",
        ),
        contents,
    )


def risks(contents: Contents) -> Section:
    """Say what happens if it comes late, costs more, or other children come."""
    if contents.risks is None or contents.risks.empty:
        why = contents.absent.get("risks", "No risk was worked out.")
        return Section("risks", "Risks and robustness", paragraphs=(why,))
    table = Table(
        "What a risk would change",
        ("Risk", "What happens", "Net present value then", "Of it by payer", "Children"),
        tuple(
            (
                str(row["label"]),
                str(row["effect"]),
                pounds_words(row["pounds"]),
                shown(row.get("by_payer")),
                str(row["children"]),
            )
            for row in contents.risks.to_dict("records")
        ),
        (False, False, True, False, False),
    )
    return Section(
        "risks",
        "Risks and robustness",
        "What if it opens late, costs more, or the number of children is another?",
        tables=(against(table, contents), *regret_tables(contents)),
    )
