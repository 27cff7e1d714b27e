"""The figures of a paper for a cabinet: children rounded, and pounds as coarse as the children.

A price is public, or nearly so. Whoever divides pounds by it has a number of children, so pounds
that hang on few of them are rounded until as much is open as of a number of children that is
rounded itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sufficiency.disclosure import (
    NOT_SHOWN,
    Cell,
    coarse,
    is_small,
    protected,
    ranged_words,
    rounded,
)
from sufficiency.errors import NotPossibleError
from sufficiency.reports.bid.contents import Contents, Option, Ranged
from sufficiency.reports.bid.ledger import DISCOUNT, FloatArray, Ledger
from sufficiency.reports.bid.reckoning import by_financial_year, reckon
from sufficiency.reports.bid.who import KEY_WORDS, TOGETHER
from sufficiency.reports.bid.wording import MILLION

LEAST_POUNDS = 100_000.0
"""Pounds that hang on children are rounded to a multiple of this at the least."""
CHILDREN_OPEN = 5
"""Where few children are behind pounds, these are rounded to what so many cost in all years."""
CHILDREN = "children"
NOBODY = 1e-6
SIDES = ("without", "with")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of children in a year, as it may be published.

    Parameters
    ----------
    label : str
    without, with_programme : str
        If nothing is done, and with the programme: with its range, where it is shown.
    """

    label: str
    without: str
    with_programme: str


def refuse_few(contents: Contents) -> None:
    """Refuse a programme that changes so little that its pounds would tell for how many.

    Raises
    ------
    NotPossibleError
        If in no year the places of as many children change as may be shown.
    """
    change = contents.placements["change"].abs().max()
    if contents.placements.empty or is_small(float(change)):
        raise NotPossibleError.of("cabinet_too_few", title=contents.title)


def fates(contents: Contents, year: int) -> tuple[Fate, ...]:
    """Give what becomes of children in a year; small numbers are protected, also in sums.

    The same children are placed with the programme and without it, so that both columns have one
    sum: what is not shown in one must not follow from the other.

    Parameters
    ----------
    contents : Contents
    year : int
        Academic year.
    """
    rows = _rows_of(contents, year)
    cells = _cells(rows)
    return tuple(
        Fate(
            str(row["label"]),
            *(_words(cells[place + step], row, side) for step, side in _steps(len(rows))),
        )
        for place, row in enumerate(rows)
    )


def _rows_of(contents: Contents, year: int) -> list[dict[Hashable, Any]]:
    frame = contents.placements
    return frame[frame["year"] == year].to_dict("records")


def _cells(rows: Sequence[Mapping[Hashable, Any]]) -> tuple[Cell, ...]:
    """Protect the numbers of a year: first those if nothing is done, then those with schemes."""
    values = [max(float(row[side]), 0.0) for side in SIDES for row in rows]
    same_children = np.concatenate([np.ones(len(rows)), -np.ones(len(rows))])
    return protected([Cell(value) for value in values], [same_children])


def measure_words(contents: Contents, measure: Ranged) -> str:
    """Show a measure of an option; not one that another table of the same year does not show."""
    cells = _cells(_rows_of(contents, contents.strain))
    if any(cell.is_hidden and abs(cell.value - measure.value) <= NOBODY for cell in cells):
        return NOT_SHOWN
    return ranged_words(measure.value, measure.low, measure.high)


def _steps(count: int) -> Iterator[tuple[int, str]]:
    yield from zip((0, count), SIDES, strict=True)


def _words(cell: Cell, row: Mapping[Hashable, Any], side: str) -> str:
    if cell.is_hidden:
        return cell.words
    low, high = (float(row[f"{side}{end}"]) for end in ("_low", "_high"))
    return ranged_words(cell.value, low, high)


def measures_shown(contents: Contents) -> list[str]:
    """Name the measures by which options are held beside each other: counts of children.

    Those of whom no local place could meet the need are the same in every option, and their sum
    with others would tell how many they are.
    """
    held = contents.options
    left_out = (KEY_WORDS["beyond"], KEY_WORDS[TOGETHER])
    return [
        name
        for name, one in held[0].measures.items()
        if one.digits == 0
        and not name.startswith(left_out)
        and all(name in other.measures for other in held)
    ]


def step_of(contents: Contents) -> float:
    """Give the multiple to which pounds of the programme are rounded: one for all of them.

    Were one payer's pounds finer than another's, the other's would follow from the sum.

    Returns
    -------
    float
        [pounds]
    """
    ledger = contents.ledger
    if ledger is None:
        return LEAST_POUNDS
    lives = _pounds_of_one(ledger)
    few = [
        CHILDREN_OPEN * max(float(lives[place]) for place in places)
        for places in _groups(ledger)
        if _are_few(ledger, places)
    ]
    return coarse(max([LEAST_POUNDS, *few]))


def step_of_payer(contents: Contents, payer: str) -> float:
    """Give the multiple for one payer: a fine one where nothing hangs on children.

    Parameters
    ----------
    contents : Contents
    payer : str
        In words.
    """
    ledger = contents.ledger
    pays = ledger is None or any(line.payer == payer for line in ledger.lines)
    return step_of(contents) if pays else LEAST_POUNDS


def step_of_option(contents: Contents, option: Option) -> float:
    """Give the multiple for another option, of which no more is known than its measures.

    Parameters
    ----------
    contents : Contents
    option : Option
    """
    ledger, nothing = contents.ledger, contents.options[0]
    if option.is_recommended or ledger is None:
        return step_of(contents)
    changes = [
        option.measures[name].value - nothing.measures[name].value
        for name in measures_shown(contents)
    ]
    if all(abs(one) <= NOBODY or not is_small(one) for one in changes):
        return step_of(contents)
    lives = _pounds_of_one(ledger)
    counted = [float(lives[place]) for places in _groups(ledger) for place in places]
    return max(step_of(contents), coarse(CHILDREN_OPEN * max([1.0, *counted])))


def _groups(ledger: Ledger) -> list[list[int]]:
    """List the lines of children by payer and item: whose pounds a page shows together."""
    held: dict[tuple[str, str], list[int]] = {}
    for place, line in enumerate(ledger.lines):
        if line.counted == CHILDREN:
            held.setdefault((line.payer, line.group), []).append(place)
    return list(held.values())


def _are_few(ledger: Ledger, places: list[int]) -> bool:
    """Say whether some lines change by few children, in every year in which they change at all."""
    lines = [ledger.lines[place] for place in places]
    change = np.abs(np.sum([one.without - one.with_schemes for one in lines], axis=0))
    return bool(change.max(initial=0.0) > NOBODY and is_small(float(change.max(initial=0.0))))


def _pounds_of_one(ledger: Ledger) -> FloatArray:
    """Axis (line): what one unit more in all years comes to, discounted [pounds]."""
    made = reckon(ledger)
    factors = made.indices[DISCOUNT][ledger.place_of(ledger.first_year) :]
    return np.asarray(by_financial_year(made.unit_costs, ledger) @ factors)


def pounds_words(pounds: float, step: float) -> str:
    """Show pounds to a multiple.

    Examples
    --------
    >>> pounds_words(-3_214_000.0, 100_000.0), pounds_words(-3_214_000.0, 5_000_000.0)
    ('-£3.2 million', '-£5 million')
    >>> pounds_words(30_000.0, 100_000.0), pounds_words(-2_000_000.0, 5_000_000.0)
    ('about £0', 'about £0')
    """
    shown = rounded(pounds, step)
    digits = 1 if step < MILLION else 0
    if shown == 0:
        return "about £0"
    said = f"£{abs(shown) / MILLION:,.{digits}f} million"
    return f"-{said}" if shown < 0 else said


def pounds_ranged(pounds: Ranged | None, step: float) -> str:
    """Show pounds with their range, each end to the same multiple.

    Examples
    --------
    >>> pounds_ranged(Ranged(-3_214_000.0, -4_990_000.0, 40_000.0), 100_000.0)
    '-£3.2 million (-£5.0 million to about £0)'
    >>> pounds_ranged(None, 100_000.0)
    '–'
    """
    if pounds is None:
        return "–"
    middle = pounds_words(pounds.value, step)
    if pounds.low is None or pounds.high is None:
        return middle
    low, high = (pounds_words(end, step) for end in (pounds.low, pounds.high))
    return middle if low == high else f"{middle} ({low} to {high})"


def bases_share(frame: pd.DataFrame, name: str) -> str | None:
    """Say of how many in a hundred children without a local place there is none in a way to build.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns nothing and others, one row for each kind of children.
    name : str
        The column of the way.

    Returns
    -------
    str or None
        None where nobody, or too few, are without one if nothing is built.
    """
    nothing, rest = float(frame["nothing"].sum()), float(frame[name].sum())
    if is_small(nothing):
        return None
    if is_small(rest):
        return "hardly any"
    if is_small(nothing - rest):
        return "nearly all"
    # Neither part is small, so that a share tells no small number.
    return f"about {min(max(round(100 * rest / nothing), 1), 99)} in 100"
