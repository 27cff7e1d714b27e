"""Words of a bid: pounds and years as finance officers write them, gains and losses alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sufficiency import terms
from sufficiency.reports.bid.contents import Contents, Money, Ranged
from sufficiency.reports.parts import Table, shown

MILLION = 1_000_000
HALF_A_PENNY = 0.005
NOT_KNOWN = "not known"
LEAST_PLACES = 0.5
"""So many places more or fewer, in the mean over the draws, are told."""


def financial_words(year: int) -> str:
    """Show a financial year; with a hyphen, so that it is not taken for an academic one.

    Examples
    --------
    >>> financial_words(2027)
    '2027-28'
    """
    return terms.year_label(year).replace("/", "-")


def pounds_words(pounds: float | None) -> str:
    """Show an amount in a sentence; above a million in millions.

    Examples
    --------
    >>> pounds_words(-3214000.0), pounds_words(8400.4), pounds_words(0.02), pounds_words(None)
    ('-£3.21 million', '£8,400', '£0.02', '–')
    """
    if pounds is None or pounds != pounds:
        return "–"
    size = abs(pounds)
    if HALF_A_PENNY <= size < 1:
        said = f"£{size:.2f}"
    else:
        said = f"£{size / MILLION:,.2f} million" if size >= MILLION else f"£{size:,.0f}"
    return f"-{said}" if pounds < 0 and said != "£0" else said


def capital_words(capital: float | None) -> str:
    """Show capital; of a plan that does not state what it costs to build, that it is not known.

    Examples
    --------
    >>> capital_words(None), capital_words(0.0)
    ('not known', '£0')
    """
    return NOT_KNOWN if capital is None else pounds_words(capital)


def pounds_cell(pounds: float | None) -> str:
    """Show an amount in a cell, to the pound.

    Examples
    --------
    >>> pounds_cell(-3214000.2)
    '-3,214,000'
    """
    return shown(pounds)


def ranged_pounds(pounds: Ranged | None) -> str:
    """Show an amount with its range; alone where both ends are one number.

    Examples
    --------
    >>> ranged_pounds(Ranged(-3214000.0, -5000000.0, 250000.0))
    '-£3.21 million (-£5.00 million to £250,000)'
    >>> ranged_pounds(Ranged(-3214000.0, -3214100.0, -3213900.0))
    '-£3.21 million'
    """
    if pounds is None:
        return "–"
    ends = [pounds_words(end) for end in (pounds.low, pounds.high)]
    if pounds.low is None or pounds.high is None or ends[0] == ends[1]:
        return pounds_words(pounds.value)
    return f"{pounds_words(pounds.value)} ({' to '.join(ends)})"


def value_sentence(money: Money, *, first: int, last: int, price_year: int) -> str:
    """Say the net present value: a loss in the same words and place as a gain.

    Parameters
    ----------
    money : Money
    first, last : int
        Financial years of the appraisal.
    price_year : int
        Financial year in whose prices it is, and to which it is discounted.
    """
    value = money.net_present_value
    span = f"from {financial_words(first)} to {financial_words(last)}"
    if value.value < 0:
        meant = f"the programme costs more than it saves {span}, and is not paid for by savings"
    elif value.value == 0:
        meant = f"the programme costs as much as it saves {span}"
    else:
        meant = f"the programme saves more than it costs {span}"
    sure = ""
    if value.low is not None and value.high is not None and value.low < 0 < value.high:
        sure = " The range holds both gain and loss, so neither is sure."
    told = f"in prices of {financial_words(price_year)} and discounted to it"
    if money.capital is None:
        told = f"{told}, without any capital"
    return f"Net present value, {told}: {ranged_pounds(value)}; {meant}.{sure}"


def payback_sentence(money: Money, *, last: int) -> str:
    """Say when it has paid for itself, or that it has not."""
    if money.capital is None:
        return "Whether it pays for itself is not known, as what it costs to build is not."
    if money.payback_years is None:
        return f"It does not pay for itself by the end of {financial_words(last)}."
    years = payback_words(money.payback_years)
    return f"It has paid for itself, discounted, after {years} from the first pound."


def payback_words(years: float | None) -> str:
    """Show the years after which it has paid for itself.

    Examples
    --------
    >>> payback_words(7.43), payback_words(None)
    ('7.4 years', 'not within these years')
    """
    return "not within these years" if years is None else f"{years:.1f} years"


def places_words(places: float) -> str:
    """Say by how many places there are more or fewer.

    Examples
    --------
    >>> places_words(168), places_words(-4), places_words(0.2)
    ('168 more places', '4 fewer places', 'as many places')
    """
    if abs(places) < LEAST_PLACES:
        return "as many places"
    return f"{shown(abs(places))} {'more' if places > 0 else 'fewer'} places"


def for_each_place(money: Money) -> Iterator[tuple[str, str]]:
    """Give the row of capital for each place: none where no place is added in all."""
    if money.per_place is not None and money.places >= 1:
        label = f"Capital for each of {shown(money.places)} places added, net"
        yield label, pounds_words(money.per_place)


FOR_EACH_SPARED = "Capital for each independent placement avoided"
NONE_SPARED = "in some futures none is avoided"


def spared_words(year: int) -> str:
    """Name the row of independent placements avoided in an academic year."""
    return f"Independent placements avoided, {terms.year_label(year)}"


def for_each_spared(money: Money, *, year: int) -> Iterator[tuple[str, str]]:
    """Give the rows of independent placements avoided, and of the capital for each.

    A sum for each of a few that may be none is told with that doubt, wherever it is pasted.

    Parameters
    ----------
    money : Money
    year : int
        The last academic year that children are counted for.
    """
    if money.spared is not None:
        yield spared_words(year), replace(money.spared, digits=1).words()
    low = None if money.spared is None else money.spared.low
    doubt = "" if low is None or low >= 1 or money.per_independent is None else f"; {NONE_SPARED}"
    yield FOR_EACH_SPARED, f"{pounds_words(money.per_independent)}{doubt}"


def axis_words(unit: str, contents: Contents) -> str:
    """Say on the axis of a picture in what its pounds are: "£ million, prices of 2026-27"."""
    ledger = contents.ledger
    return unit if ledger is None else f"{unit}, prices of {financial_words(ledger.price_year)}"


def against(table: Table, contents: Contents) -> Table:
    """Put above a table in which prices its pounds are, and the counterfactual.

    An officer pastes one table, and not the page around it.
    """
    parts = (table.beside, _prices(table, contents), contents.counterfactual)
    return replace(table, beside=" ".join(part for part in parts if part))


def real_words(price_year: int) -> str:
    """Say in which prices the pounds of a sheet are, and to which year they are discounted.

    Examples
    --------
    >>> real_words(2026)
    'Pounds are real, in prices of 2026-27; what is discounted is discounted to it.'
    """
    prices = financial_words(price_year)
    return f"Pounds are real, in prices of {prices}; what is discounted is discounted to it."


def _prices(table: Table, contents: Contents) -> str:
    """Say in which prices the pounds of a table are; nothing where it has none, or says so."""
    cells = (table.caption, *table.header, *(cell for row in table.rows for cell in row))
    if contents.ledger is None or "prices of" in table.caption:
        return ""
    if not any("£" in cell or " pounds" in cell for cell in cells):
        return ""
    prices = financial_words(contents.ledger.price_year)
    is_discounted = any("present value" in cell.lower() for cell in cells)
    to_it = ", and net present values discounted to it" if is_discounted else ""
    money = contents.money
    none = " No capital is in them." if money is not None and money.capital is None else ""
    return f"Pounds are real, in prices of {prices}{to_it}.{none}"
