"""The part of a bid about the margin: what each budget buys, what each scheme adds, and regret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures, terms
from sufficiency.reports.bid.contents import Contents
from sufficiency.reports.bid.ranging import ranged
from sufficiency.reports.bid.wording import MILLION, against, pounds_words
from sufficiency.reports.parts import Chart, Section, Table, chart, shown, table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHILDREN = ("without", "independent")
"""Measures that stand in the picture of the children, as numbers of them and not as changes."""
MILES = "miles"
MOST_MEASURES = 2
"""Measures of which regret is told: those that come first in the order."""
LITTLE = 0.01
"""A change of less than this share is told as hardly any."""
ANEW = "everybody placed anew each year"


def margins(contents: Contents, *, as_png: bool) -> Section:
    """Say what less or more money would buy, and what each scheme adds to the others."""
    frame = contents.frontier
    if frame is None or frame.empty:
        why = contents.absent.get("frontier", "What other budgets would buy was not worked out.")
        return Section("margins", TITLE, paragraphs=(why,))
    table = against(_frontier_table(contents, frame), contents)
    tables = tuple(against(one, contents) for one in _worth_tables(contents))
    pictures = tuple(_pictures(contents, frame, table, as_png=as_png))
    return Section(
        "margins",
        TITLE,
        "What would less money buy, and what does each scheme add?",
        (*_frontier_words(contents, frame), *_worth_words(contents)),
        points=tuple(_opened(frame)),
        charts=pictures,
        tables=tables if pictures else (table, *tables),
    )


TITLE = "What each budget and each scheme buys"


def _span(contents: Contents) -> str:
    return f"{terms.year_label(contents.years[0])} to {terms.year_label(contents.years[-1])}"


def _frontier_words(contents: Contents, frame: pd.DataFrame) -> Iterator[str]:
    """Say what the largest budget changes against the smallest, however little."""
    first, last = frame.iloc[0], frame.iloc[-1]
    low, high = (pounds_words(float(row["budget"])) for row in (first, last))
    told = []
    for name, words in contents.measures.items():
        before, after = float(first[name]), float(last[name])
        fewer = before - after
        side = "fewer" if fewer >= 0 else "more"
        told.append(
            f"{shown(abs(fewer), 1)} {side} {words} of {shown(before)} ({_share(fewer, before)})"
        )
    yield (
        f"From a budget of {low} to one of {high}, over {_span(contents)} in all there are "
        f"{'; '.join(told)}. Each is a sum over the years, in which a child counts anew in each."
    )
    if "independent" in contents.measures:
        before, after = float(first["independent"]), float(last["independent"])
        if before > 0 and abs(before - after) < LITTLE * before:
            yield (
                "More money hardly changes how many children are in independent schools: what it "
                "buys is places for children who have none."
            )
    yield (
        f"For each budget the schemes are chosen anew, {ANEW}, so these figures are not those of "
        "the programme with children who stay where they are."
    )


def _opened(frame: pd.DataFrame) -> Iterator[str]:
    """Say which schemes each budget would open; what a smaller one would as well is told once."""
    before = ""
    for row in frame.to_dict("records"):
        words = str(row["opens"])
        sure = "" if row["proven"] else " (not proven to be the best)"
        if words != before:
            yield f"{pounds_words(float(row['budget']))}: {words}{sure}."
        before = words


def _share(change: float, whole: float) -> str:
    return f"{100 * abs(change) / whole:.1f} percent" if whole else "of none"


def _frontier_table(contents: Contents, frame: pd.DataFrame) -> Table:
    """Lay out each budget: what opens, and what that comes to."""
    rows = []
    for row in frame.to_dict("records"):
        cells = [_measured(row, name) for name in contents.measures]
        pounds = (shown(row[name] / MILLION, 2) for name in ("budget", "pounds"))
        rows.append((*pounds, *cells))
    header = [f"{words[0].upper()}{words[1:]}" for words in contents.measures.values()]
    return Table(
        f"What each budget buys, {ANEW}: sums over {_span(contents)}, and in brackets the change "
        "against doing nothing",
        ("Budget, £ million", "Spent, £ million", *header),
        tuple(rows),
        (True, True, *(True for _ in header)),
        is_stacked=True,
    )


def _measured(row: dict[object, object], name: str) -> str:
    change = float(row[f"{name}_change"])  # type: ignore[arg-type]
    more = shown(change, 1)
    sign = "+" if float(more.replace(",", "")) > 0 else ""
    return f"{shown(row[name])} ({sign}{more})"


def _pictures(
    contents: Contents, frame: pd.DataFrame, table: Table, *, as_png: bool
) -> Iterator[Chart]:
    """Draw children and miles by budget; the table stands with the first picture."""
    groups = (
        ([name for name in CHILDREN if name in contents.measures], "children"),
        ([name for name in (MILES,) if name in contents.measures], "miles"),
    )
    for names, what in groups:
        if not names:
            continue
        caption = f"What each budget buys: {what}, {_span(contents)} together"
        numbers = table if what == "children" else _short(contents, frame, names, caption)
        yield chart(
            lambda names=names, caption=caption: _lines(contents, frame, names, title=caption),  # type: ignore[misc]
            numbers,
            caption=caption,
            as_png=as_png,
        )


def _short(contents: Contents, frame: pd.DataFrame, names: list[str], caption: str) -> Table:
    """Lay out the numbers of a picture alone."""
    table = table_of(
        frame.assign(budget=frame["budget"] / MILLION),
        {
            "budget": "Budget, £ million",
            **{name: contents.measures[name].capitalize() for name in names},
        },
        caption=caption,
        digits={"budget": 2},
    )
    return against(table, contents)


def _lines(contents: Contents, frame: pd.DataFrame, names: list[str], *, title: str) -> Axes:
    """Draw measures by budget, from nought, so that what hardly changes looks so."""
    drawn = pd.concat(
        [
            pd.DataFrame(
                {
                    "budget": [f"£{budget / MILLION:,.1f}m" for budget in frame["budget"]],
                    "value": frame[name].to_numpy(dtype=float),
                    "none": float("nan"),
                    "series": name,
                }
            )
            for name in names
        ],
        ignore_index=True,
    )
    is_children = set(names) <= set(CHILDREN)
    axes = figures.range_lines(
        drawn,
        x="budget",
        y="value",
        low="none",
        high="none",
        by="series",
        labels={name: contents.measures[name].capitalize() for name in names},
        title=title,
        axis_label="Children, each year counted" if is_children else "Miles, each year counted",
        note=f"Budget in total. For each, schemes are chosen anew, {ANEW}.",
        projected_from=drawn["budget"].iloc[-1],
    )
    axes.set_ylim(bottom=0)
    return axes


def _worth_words(contents: Contents) -> Iterator[str]:
    frame = contents.marginal
    if frame is None or frame.empty:
        return
    yield (
        "A scheme of the programme adds to the rest of it what would be lost without it; one that "
        "is not in it, what it would add to the whole programme, if money were no limit. Children "
        "stay where they are. Schemes share children, so what they add does not sum to what the "
        "programme does."
    )


def _worth_tables(contents: Contents) -> Iterator[Table]:
    """Lay out what each scheme adds, within the programme and beside it."""
    frame = contents.marginal
    if frame is None or frame.empty:
        return
    measures = {name: f"{words.capitalize()}, more" for name, words in contents.counted.items()}
    for is_chosen, whose, last in (
        (True, "schemes of the programme, against the programme without each", "Goes with it"),
        (False, "schemes that were not chosen, beside the programme", "Stands against it"),
    ):
        here = frame[frame["chosen"] == is_chosen]
        if here.empty:
            continue
        pounds = ("capital", "worth", "worth_low", "worth_high")
        in_millions = here.assign(**{name: here[name] / MILLION for name in pounds})
        columns = {
            "name": "Scheme",
            "opens": "Opens",
            "capital": "Capital, £ million",
            "worth": "Net present value, £ million",
            **measures,
        }
        if (here["against"] != "").any():
            columns["against"] = last
        yield table_of(
            in_millions,
            columns,
            caption=f"What each scheme adds: {whose}; sums over {_span(contents)} "
            f"{ranged(contents)}",
            digits={"capital": 2, "worth": 2, **dict.fromkeys(measures, 1)},
            words={"opens": lambda year: terms.year_label(int(str(year)))},
            is_stacked=True,
        )


def regret_tables(contents: Contents) -> Iterator[Table]:
    """Lay out how far each programme is from the best of each draw, where that was worked out."""
    frame = contents.regret
    if frame is None or frame.empty:
        return
    measures = contents.measures
    told_measures = list(measures)[:MOST_MEASURES]
    first = told_measures[0]
    told = frame.assign(
        best_words=[
            f"{best} of {draws}" for best, draws in zip(frame["best"], frame["draws"], strict=True)
        ]
    )
    several = {"scenario": "Scenario"} if len(set(frame["scenario"])) > 1 else {}
    columns = {
        **several,
        "programme": "Programme",
        "best_words": "Best in draws",
        **{name: f"{measures[name].capitalize()}, more" for name in told_measures},
        f"{first}_worst": f"{measures[first].capitalize()}, more, in the worst draw",
    }
    yield against(
        table_of(
            told,
            columns,
            caption="Regret: by how much each programme is behind the best of each draw, the mean "
            f"over the draws; sums over {_span(contents)}, the best on the mean first",
            digits={**dict.fromkeys(told_measures, 1), f"{first}_worst": 1},
        ),
        contents,
    )
