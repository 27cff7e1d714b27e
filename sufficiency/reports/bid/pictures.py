"""The pictures of a bid's money: by financial year, of the high needs block, and by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency import figures
from sufficiency.reports.bid import payers
from sufficiency.reports.bid.contents import Contents
from sufficiency.reports.bid.ledger import FloatArray, Ledger
from sufficiency.reports.bid.reckoning import Reckoning, payer_gains
from sufficiency.reports.bid.whose import payer_label
from sufficiency.reports.bid.wording import (
    MILLION,
    against,
    axis_words,
    financial_words,
    pounds_cell,
)
from sufficiency.reports.parts import Chart, Table, chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_BARS = 10


def grouped(ledger: Ledger, made: Reckoning) -> dict[str, np.ndarray]:
    """Give saved less spent by item, axis (year of the appraisal): one row each [pounds]."""
    rows: dict[str, np.ndarray] = {}
    for line, paid in zip(ledger.lines, made.paid, strict=True):
        rows[line.group] = rows.get(line.group, np.zeros(len(paid))) + paid
    for one, spent in zip(ledger.spending, made.spent, strict=True):
        rows[one.item] = rows.get(one.item, np.zeros(len(spent))) - spent
    return rows


def _flow_table(ledger: Ledger, made: Reckoning) -> Table:
    """Lay the cash flow out by financial year; of a long appraisal the first years and the rest."""
    years = ledger.appraised
    count = len(years) if len(years) <= payers.MOST_YEARS else payers.MOST_YEARS - 1
    rows = {
        **grouped(ledger, made),
        "Net": made.net,
        "Net, discounted": made.present,
        "Together so far, discounted": made.cumulative,
    }
    lines = []
    for name, pounds in rows.items():
        cells = [pounds_cell(float(each)) for each in pounds[:count]]
        if count < len(years):
            is_running = name.startswith("Together")
            rest = float(pounds[-1] if is_running else pounds[count:].sum())
            cells.append(pounds_cell(rest))
        lines.append((name, *cells))
    header = [financial_words(year) for year in years[:count]]
    if count < len(years):
        header.append(f"{financial_words(years[count])} to {financial_words(years[-1])}")
    return Table(
        "Cash flow by financial year, £",
        ("Item", *header),
        tuple(lines),
        (False, *(True for _ in header)),
    )


def flow_chart(contents: Contents, ledger: Ledger, made: Reckoning, *, as_png: bool) -> Chart:
    """Draw what each financial year adds or takes, discounted, and what they come to."""
    years = ledger.appraised
    rows = _bars(years, made.present, whole="Net present value")
    frame = pd.DataFrame(rows, columns=["label", "pounds", "total"])
    return chart(
        lambda: _waterfall(
            frame,
            title="Saved less spent, by financial year, discounted",
            axis_label=axis_words("£ million", contents),
        ),
        against(_flow_table(ledger, made), contents),
        caption="Cash flow: what is saved less what is spent",
        as_png=as_png,
    )


def _bars(years: Sequence[int], pounds: FloatArray, *, whole: str) -> list[tuple[str, float, bool]]:
    """Give a bar for each of the first years, one for all that follow, and one for the whole."""
    rows = [
        (financial_words(year), float(each) / MILLION, False)
        for year, each in zip(years, pounds, strict=True)
    ]
    if len(rows) > payers.MOST_YEARS:
        first, rest = rows[: payers.MOST_YEARS], rows[payers.MOST_YEARS :]
        rows = [*first, (f"{len(rest)} years more", sum(each for _, each, _ in rest), False)]
    return [*rows, (whole, float(pounds.sum()) / MILLION, True)]


def block_chart(
    contents: Contents, ledger: Ledger, made: Reckoning, *, as_png: bool
) -> Iterator[Chart]:
    """Draw what the high needs block saves and spends by financial year, where it pays at all."""
    block = payer_label("high_needs")
    if block not in ledger.payers:
        return
    pounds = payer_gains(ledger, made, block)
    rows = _bars(ledger.appraised, pounds, whole="All years")
    frame = pd.DataFrame(rows, columns=["label", "pounds", "total"])
    caption = f"{block}: what it saves less what it spends, by financial year, not discounted"
    yield chart(
        lambda: _waterfall(
            frame,
            title=f"{block}: saved less spent, by financial year, not discounted",
            axis_label=axis_words("£ million", contents),
        ),
        against(payers.running_table(ledger, pounds, caption=f"{caption}, £"), contents),
        caption=caption,
        beside="Grants for building and the council's own budget are not in it. "
        + payers.NOT_ANOTHERS,
        as_png=as_png,
    )


def _waterfall(frame: pd.DataFrame, *, title: str, axis_label: str) -> Axes:
    return figures.waterfall_bars(
        frame,
        x="label",
        y="pounds",
        total="total",
        title=title,
        axis_label=axis_label,
        note="Against doing nothing. Means over the draws. Above nought is saved.",
        from_nought=True,
        digits=2,
    )


def parts_chart(contents: Contents, ledger: Ledger, made: Reckoning, *, as_png: bool) -> Chart:
    """Draw what the net present value is made of."""
    place = ledger.place_of(ledger.first_year)
    factors = made.indices["discount_rate"][place:]
    parts = {
        name: float((pounds * factors).sum()) / MILLION
        for name, pounds in grouped(ledger, made).items()
    }
    ordered = sorted(parts.items(), key=lambda part: -abs(part[1]))
    kept, rest = ordered[:MOST_BARS], ordered[MOST_BARS:]
    if rest:
        kept.append(("Other", sum(pounds for _, pounds in rest)))
    kept.sort(key=lambda part: -part[1])
    frame = pd.DataFrame(
        {
            "label": [*(name for name, _ in kept), "Net present value"],
            "pounds": [*(pounds for _, pounds in kept), sum(parts.values())],
            "total": [*(False for _ in kept), True],
        }
    )
    rows = tuple(
        (name, pounds_cell(pounds * MILLION))
        for name, pounds in zip(frame["label"], frame["pounds"], strict=True)
    )
    table = Table(
        "What the net present value is made of, £, discounted",
        ("Part", "£"),
        rows,
        (False, True),
    )
    return chart(
        lambda: _waterfall(
            frame,
            title="What the net present value is made of",
            axis_label=axis_words("£ million", contents),
        ),
        against(table, contents),
        caption="What the net present value is made of",
        as_png=as_png,
    )
