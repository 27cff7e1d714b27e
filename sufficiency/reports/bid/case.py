"""The first part of a bid: the answer, and the case for change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures, terms
from sufficiency.reports.bid.asking import from_whom
from sufficiency.reports.bid.contents import Contents, Option
from sufficiency.reports.bid.ranging import few_words, range_note, ranged
from sufficiency.reports.bid.who import KEY_WORDS, TOGETHER
from sufficiency.reports.bid.wording import (
    against,
    capital_words,
    for_each_place,
    for_each_spared,
    payback_sentence,
    pounds_words,
    ranged_pounds,
    value_sentence,
)
from sufficiency.reports.demand import spread_years
from sufficiency.reports.parts import Section, Table, chart, shown, table_of
from sufficiency.reports.words import year_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROUNDED_APART = "Each number is rounded by itself, so that parts may differ from their sum by one."
CHART_ROWS = 12
"""Rows of a picture at most; the table has all."""


def answer(contents: Contents) -> Iterator[str]:
    """Give the answer for a cabinet: what is asked for, what it does, what it is worth."""
    yield from contents.summary
    money, ledger = contents.money, contents.ledger
    if money is not None and ledger is not None:
        first, last = ledger.appraised[0], ledger.appraised[-1]
        yield value_sentence(money, first=first, last=last, price_year=ledger.price_year)
        yield payback_sentence(money, last=last)
    yield from few_words(contents)
    if contents.is_made_up:
        yield "Figures in this bid are MADE UP in part; they stand for no decision."
    yield f"{contents.authority}. {contents.status[:1].upper()}{contents.status[1:]}."


def headline(contents: Contents) -> Table:
    """Lay doing nothing and the recommended option out beside each other, children and pounds."""
    nothing = contents.options[0]
    chosen = contents.recommended
    shown_options = [nothing] if chosen is None or chosen is nothing else [nothing, chosen]
    rows = [
        (
            measure,
            *(one.measures[measure].words() for one in shown_options if measure in one.measures),
        )
        for measure in nothing.measures
        if all(measure in one.measures for one in shown_options)
    ]
    rows += [
        ("Places added", *(shown(one.places) for one in shown_options)),
        ("Capital", *(capital_words(one.capital) for one in shown_options)),
        *_by_payer(
            {
                f"Capital from {from_whom(payer)}": [
                    pounds_words(one.funding.get(payer, 0.0)) for one in shown_options
                ]
                for payer in _payers(one.funding for one in shown_options)
            }
        ),
        ("Net present value", *(_worth(one.net_present_value) for one in shown_options)),
        *_by_payer(
            {
                f"Net present value: {payer.lower()}": [
                    _worth(one.by_payer.get(payer)) for one in shown_options
                ]
                for payer in _payers(one.by_payer for one in shown_options)
            }
        ),
    ]
    money = contents.money
    if money is not None and chosen is not None and chosen is not nothing:
        rows += [
            *((label, "–", pounds) for label, pounds in for_each_place(money)),
            *(
                (label, "–", told)
                for label, told in for_each_spared(money, year=contents.years[-1])
            ),
        ]
    table = Table(
        f"The programme against doing nothing {ranged(contents)}",
        ("Measure", *(one.name for one in shown_options)),
        tuple(tuple(row) for row in rows),
        (False, *(True for _ in shown_options)),
        is_stacked=True,
        beside=rounding_note(shown_options),
    )
    return against(table, contents)


def rounding_note(options: Iterable[Option]) -> str:
    """Say that rounded parts need not add up, where those of an option do not; empty elsewhere.

    Examples
    --------
    >>> rounding_note([])
    ''
    """
    parts = (KEY_WORDS["independent"], KEY_WORDS["beyond"], KEY_WORDS[TOGETHER])
    for one in options:
        found = [
            next((held.value for name, held in one.measures.items() if name.startswith(part)), None)
            for part in parts
        ]
        numbers = [float(f"{value:.0f}") for value in found if value is not None]
        if len(numbers) == len(parts) and numbers[0] + numbers[1] != numbers[2]:
            return ROUNDED_APART
    return ""


def _payers(held: Iterable[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(payer for one in held for payer in one))


def _by_payer(rows: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    """Give rows by payer, where there is more than one of them."""
    return [(label, *cells) for label, cells in rows.items()] if len(rows) > 1 else []


def _worth(value: object) -> str:
    return "–" if value is None else ranged_pounds(value)  # type: ignore[arg-type]


def case_for_change(contents: Contents, *, as_png: bool) -> Section:
    """Say who would lack a place if nothing were done: by need and by locality."""
    strain = contents.strain
    when = terms.year_label(strain)
    tables = [
        _missed_table(contents, frame, header, when)
        for frame, header in (
            (contents.by_need, "Primary need"),
            (contents.by_locality, "Locality group"),
        )
    ]
    here = _of_year(contents.by_need, strain).head(CHART_ROWS)
    return Section(
        "case",
        "The case for change",
        "How many children will lack a local place if nothing is done, of which needs, and where?",
        _case_words(contents),
        charts=(
            chart(
                lambda: figures.dot_ranges(
                    here,
                    y="label",
                    value="missed",
                    low="missed_low",
                    high="missed_high",
                    title=f"Children without a local place if nothing is done, {when}",
                    axis_label="Children",
                    note=range_note(contents),
                ),
                tables[0],
                caption=f"Children without a local place by need, {when}",
                as_png=as_png,
            ),
        ),
        tables=(tables[1],),
        folded=(_by_year(contents),),
    )


def _of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """Rows of a year, most children without a local place first."""
    return frame[frame["year"] == year].sort_values("missed", ascending=False, kind="stable")


def _missed_table(contents: Contents, frame: pd.DataFrame, header: str, when: str) -> Table:
    here = _of_year(frame, contents.strain)
    table = table_of(
        here,
        {"label": header, "demand": "Need a place", "missed": "Without a local place"},
        caption=f"If nothing is done, {when}, by {header.lower()} {ranged(contents)}",
    )
    return against(table, contents)


def _by_year(contents: Contents) -> Table:
    """Lay the children without a local place out by need and year."""
    frame = contents.by_need
    wide = frame.pivot_table(index="label", columns="year", values="missed", sort=False)
    rows = wide.reset_index().rename(columns={year: str(year) for year in wide.columns})
    table = table_of(
        rows,
        {"label": "Primary need"} | {str(year): year_words(year) for year in wide.columns},
        caption="Children without a local place if nothing is done, by need and year (mean)",
    )
    return against(table, contents)


def _case_words(contents: Contents) -> tuple[str, ...]:
    """Say how many, of which need and where most."""
    strain = contents.strain
    needs, groups = _of_year(contents.by_need, strain), _of_year(contents.by_locality, strain)
    when = terms.year_label(strain)
    if needs.empty or float(needs["missed"].sum()) <= 0:
        return (f"In {when}, every child who needs a base or special place has one.",)
    total, demand = float(needs["missed"].sum()), float(needs["demand"].sum())
    worst, where = needs.iloc[0], groups.iloc[0]
    return (
        f"If nothing is done, {shown(total)} of the {shown(demand)} children who need a base or "
        f"special place in {when} have no local one (mean). Without a local place means in an "
        "independent school for want of one, or with no place at the level needed.",
        f"More of them have {worst['label'].lower()} than any other primary need "
        f"({shown(worst['missed'])}), and more live in {where['label']} than elsewhere "
        f"({shown(where['missed'])}).",
    )


def placements(contents: Contents, *, as_png: bool) -> Section:
    """Say what becomes of children without the programme and with it, and how far they travel."""
    frame, strain = contents.placements, contents.strain
    here = frame[frame["year"] == strain]
    when = terms.year_label(strain)
    ranges = ranged(contents)
    changed = against(_placements_table(here, when, ranges=ranges), contents)
    return Section(
        "children",
        "What changes for children",
        "Where do children go, with the programme and without it, and how far?",
        (
            "The same children are placed twice, once without the schemes and once with them, "
            "under the same rules, and the change is taken draw by draw: it is surer than either "
            "number. Children who have a place keep it, so a new place changes most for those who "
            "come to need one.",
        ),
        charts=(
            chart(
                lambda: _changes(here, when, note=range_note(contents)),
                changed,
                caption=f"What the programme changes for children, {when}",
                as_png=as_png,
            ),
        ),
        tables=(against(_journeys_table(contents), contents),),
        folded=(against(_placements_table(frame, "by year", ranges=ranges), contents),),
    )


PLACEMENTS = {
    "label": "Children",
    "without": "If nothing is done",
    "with": "With the programme",
    "change": "Change",
}


def _placements_table(frame: pd.DataFrame, when: str, *, ranges: str) -> Table:
    """Lay out what becomes of children: of one year, or of all with the year in front."""
    several = len(set(frame["year"])) > 1
    years = {"year": "Academic year"} if several else {}
    return table_of(
        frame,
        years | PLACEMENTS,
        caption=f"What becomes of children who need a base or special place, {when} {ranges}",
        words={"year": year_words},
        digits={"change": 1},
    )


def _journeys_table(contents: Contents) -> Table:
    """Lay out the mean journeys of a few years."""
    few = spread_years(list(contents.years))
    return table_of(
        contents.journeys[contents.journeys["year"].isin(few)],
        {
            "year": "Academic year",
            "label": "Whose journey",
            "without": "If nothing is done",
            "with": "With the programme",
        },
        caption="Mean journey one way, miles",
        digits={"without": 1, "with": 1},
        words={"year": year_words},
    )


def _changes(frame: pd.DataFrame, when: str, *, note: str) -> Axes:
    """Draw by how many children each fate changes."""
    return figures.dot_ranges(
        frame,
        y="label",
        value="change",
        low="change_low",
        high="change_high",
        title=f"What the programme changes for children, {when}",
        axis_label="Children; below nought: fewer",
        note=note,
        digits=1,
    )
