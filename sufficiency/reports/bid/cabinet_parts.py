"""The sections of a paper for a cabinet: a few pages, for a decision and for the public."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from sufficiency import terms
from sufficiency.disclosure import FEWER, LEAST, STEP
from sufficiency.reports.bid import cabinet_figures as figures
from sufficiency.reports.bid.asking import (
    besides_words,
    funding_words,
    prices_words,
)
from sufficiency.reports.bid.contents import NOTHING, Contents, Option
from sufficiency.reports.bid.ranging import few_words, ranged
from sufficiency.reports.bid.reckoning import reckon
from sufficiency.reports.bid.wording import (
    MILLION,
    against,
    capital_words,
    financial_words,
    places_words,
    pounds_words,
)
from sufficiency.reports.demand import spread_years
from sufficiency.reports.parts import Section, Table, shown
from sufficiency.reports.words import year_words

MOST_SWINGS = 6
"""So many of the assumptions that move the answer most are told, the widest first."""
COUNTS = re.compile(r"\b(child|children|placements?|places?|pupils?|plans?)\b", re.IGNORECASE)
"""An assumption with a number of these may hold a small number."""
ROUNDED = f"Children are rounded to {STEP}; fewer than {LEAST} are not shown."


def answer(contents: Contents) -> Iterator[str]:
    """Say what is asked for, what it changes and what it is worth, and recommend nothing."""
    chosen, ledger = _programme(contents), contents.ledger
    last = terms.year_label(contents.years[-1])
    count = len(contents.schemes)
    schemes = f"{count} scheme{'' if count == 1 else 's'}" if count else "a plan"
    cost = f": {funding_words(chosen.funding)}" if chosen.funding else ""
    yield (
        f"{contents.authority} is asked to decide on {schemes} with {places_words(chosen.places)} "
        f"by {last}{cost}. This paper lays the options beside each other and recommends none."
    )
    if ledger is not None:
        made = reckon(ledger)
        told = [besides_words(ledger, made)]
        if chosen.funding:
            told.insert(0, prices_words(ledger, made))
        yield " ".join(part for part in told if part)
        yield _value_words(contents)
    yield from _nothing_words(contents)
    yield ROUNDED
    yield from few_words(contents)
    if contents.is_made_up:
        yield "Figures in this paper are MADE UP in part; they stand for no decision."
    yield f"{contents.authority}. {contents.status[:1].upper()}{contents.status[1:]}."


def _programme(contents: Contents) -> Option:
    """Give the option that is asked for; doing nothing where there is no other."""
    return contents.recommended or contents.options[-1]


def _nothing_words(contents: Contents) -> Iterator[str]:
    """Say how many children have no local place if nothing is done."""
    nothing = contents.options[0]
    told = [
        f"{name[:1].lower()}{name[1:]}: {figures.measure_words(contents, nothing.measures[name])}"
        for name in figures.measures_shown(contents)
    ]
    if told:
        yield f"Children if nothing is done: {'; '.join(told)}."


def _value_words(contents: Contents) -> str:
    """Say the net present value, a loss in the same words as a gain, and whether it pays back."""
    money, ledger = contents.money, contents.ledger
    if money is None or ledger is None:
        return "What it is worth was not worked out."
    span = f"{financial_words(ledger.appraised[0])} to {financial_words(ledger.appraised[-1])}"
    held = money.net_present_value
    way = "costs more than it saves" if held.value < 0 else "saves at least what it costs"
    paid = "" if money.payback_years is not None else " It does not pay for itself in these years."
    known = "" if money.capital is not None else ", without any capital"
    sure = held.low is not None and held.high is not None and held.low < 0 < held.high
    return (
        f"From {span} it {way}. Net present value, in prices of "
        f"{financial_words(ledger.price_year)} and discounted to it{known}: "
        f"{figures.pounds_ranged(held, figures.step_of(contents))}."
        + (" The range holds both gain and loss, so neither is sure." if sure else "")
        + ("" if money.capital is None else paid)
    )


def overview(contents: Contents) -> Table:
    """Lay the options out beside each other: places, capital, worth and children."""
    measures = figures.measures_shown(contents)
    rows = tuple(
        (
            one.name,
            shown(one.places),
            capital_words(one.capital),
            figures.pounds_ranged(one.net_present_value, figures.step_of_option(contents, one)),
            *(figures.measure_words(contents, one.measures[name]) for name in measures),
        )
        for one in contents.options
    )
    table = Table(
        f"Options {ranged(contents)}",
        ("Option", "Places added", "Capital", "Net present value", *measures),
        rows,
        (False, *(True,) * (3 + len(measures))),
        is_stacked=True,
        beside=ROUNDED,
    )
    return against(table, contents)


def need(contents: Contents) -> Section:
    """Say who would lack a place if nothing were done, in a few years."""
    years = spread_years(list(contents.years))
    held = [figures.fates(contents, year) for year in years]
    rows = tuple(
        (one.label, *(each[place].without for each in held)) for place, one in enumerate(held[0])
    )
    table = Table(
        f"What becomes of children who need a base or special place if nothing is done "
        f"{ranged(contents)}",
        ("Children", *(year_words(year) for year in years)),
        rows,
        (False, *(True,) * len(years)),
        is_stacked=True,
        beside=ROUNDED,
    )
    strain = terms.year_label(contents.strain)
    return Section(
        "need",
        "Why a decision is asked for",
        "How many children will lack a local place if nothing is done?",
        (
            f"Places are scarcest in {strain}. The table counts children of the authority where "
            "they live, wherever they are placed; who has a place keeps it. Children without a "
            "place at the level needed stay where they are.",
        ),
        tables=(table,),
    )


def options(contents: Contents) -> Section:
    """Say what each option is: its schemes, and when they open."""
    points = [
        f"{one.name}: {', '.join(one.schemes) or 'no scheme'}."
        if one.kind != NOTHING or one.schemes
        else f"{one.name}: places as they stand and as they are promised."
        for one in contents.options
    ]
    return Section(
        "options",
        "The options",
        "What could be done?",
        ("The table in front holds them beside each other.",),
        points=tuple(points),
        tables=tuple(_schemes(contents)),
    )


def _schemes(contents: Contents) -> Iterator[Table]:
    if contents.schemes:
        yield Table(
            "The schemes that are asked for; capital with optimism bias and contingency",
            ("Scheme", "What it is", "For", "Opens", "Places", "Capital"),
            tuple(
                (
                    one.name,
                    ", ".join(part for part in (one.kind, one.status.lower()) if part),
                    ", ".join(part for part in (one.needs, one.ages) if part),
                    year_words(one.opens),
                    shown(one.places),
                    pounds_words(sum(one.capital.values())),
                )
                for one in contents.schemes
            ),
            (False, False, False, False, True, True),
        )


def children(contents: Contents) -> Section:
    """Say what becomes of children with the programme and without it."""
    years = list(dict.fromkeys((contents.strain, contents.years[-1])))
    held = [figures.fates(contents, year) for year in years]
    rows = tuple(
        (
            one.label,
            *(
                words
                for each in held
                for words in (each[place].without, each[place].with_programme)
            ),
        )
        for place, one in enumerate(held[0])
    )
    header = [
        f"{side}, {terms.year_label(year)}"
        for year in years
        for side in ("If nothing is done", "With the programme")
    ]
    table = Table(
        f"What becomes of children, with the programme and without it {ranged(contents)}",
        ("Children", *header),
        rows,
        (False, *(True,) * len(header)),
        is_stacked=True,
        beside=f"{ROUNDED} So differences of two numbers are not exact.",
    )
    return Section(
        "children",
        "What changes for children",
        "Where do children go, with the programme and without it?",
        (
            "The same children are placed twice under the same rules. No table of this paper is by "
            "need, school, age or where children live: such numbers are small.",
        ),
        tables=(against(table, contents),),
    )


def money(contents: Contents) -> Section:
    """Say whose money it is: capital, and what each payer saves or pays more over the years."""
    chosen, held, step = _programme(contents), contents.money, figures.step_of(contents)
    if held is None:
        return Section("money", "Money", paragraphs=("What it is worth was not worked out.",))
    payers = list(dict.fromkeys((*chosen.funding, *held.by_payer)))
    rows = [
        (
            payer,
            pounds_words(chosen.funding.get(payer, 0.0)) if chosen.funding else "not known",
            figures.pounds_ranged(held.by_payer.get(payer), figures.step_of_payer(contents, payer)),
        )
        for payer in payers
    ]
    rows.append(
        (
            "Together",
            capital_words(chosen.capital),
            figures.pounds_ranged(held.net_present_value, step),
        )
    )
    table = Table(
        f"By whose money it is; below nought: it pays more {ranged(contents)}",
        ("Payer", "Capital", "Net present value"),
        tuple(rows),
        (False, True, True),
        is_stacked=True,
        beside="Money of one payer is not another's: transport is not paid from the schools grant.",
    )
    return Section(
        "money",
        "Money",
        "Who pays, and who saves?",
        (
            f"Net present values that hang on children are rounded to £{step / MILLION:g} million, "
            "so that no small number of them follows from a price; payers need not add up to all "
            "together. Ranges come from how many children may come, and not from prices.",
        ),
        tables=(against(table, contents),),
    )


def risks(contents: Contents) -> Section:
    """Say what could go wrong, and on which assumptions the sign of the answer hangs."""
    points = []
    frame = contents.risks
    if frame is not None:
        told: dict[str, list[str]] = {}
        for row in frame.to_dict("records"):
            told.setdefault(_risk(row), []).append(str(row["label"]))
        points += [f"{'; '.join(labels)}.{words}" for words, labels in told.items()]
    if contents.tornado is not None:
        rows = contents.tornado.head(MOST_SWINGS).to_dict("records")
        points += [f"{row['label']}: {_end(row, 'low')}; {_end(row, 'high')}." for row in rows]
    return Section(
        "risks",
        "Risks",
        "What could go wrong, and what does the answer hang on?",
        (
            "What happens, and on which side of nought the net present value then lies. By how "
            "much, and what it means for children, is in the full bid.",
        )
        if points
        else ("Risks were not worked out.",),
        points=tuple(points),
    )


def _risk(row: Mapping[Hashable, Any]) -> str:
    """Say what comes of a risk; how it works only where no children are counted in it."""
    effect, pounds = str(row["effect"]).rstrip("."), float(row["pounds"])
    how = "" if COUNTS.search(effect) else f" {effect}."
    side = "" if pounds != pounds else f" The net present value is then {_side(pounds)}."
    return f"{how}{side}"


def _side(pounds: float) -> str:
    return "below nought" if pounds < 0 else "not below nought"


def _end(row: Mapping[Hashable, Any], end: str) -> str:
    return f"{row[f'{end}_words']}, {_side(float(row[end]))}"


def bases(contents: Contents) -> Section:
    """Say whether bases of mainstream schools could meet the need by themselves."""
    frame = contents.bases
    title, question = "Could bases meet the need?", "Why not in bases of mainstream schools?"
    if frame is None or frame.empty:
        why = contents.absent.get("bases", "No programme of bases alone was worked out.")
        return Section("bases", title, question, (why,))
    when = terms.year_label(contents.years[-1])
    alone, first = (figures.bases_share(frame, name) for name in ("bases", "first"))
    if alone is None or first is None:
        words = (
            f"If nothing is built, {FEWER} children have no local place in {when}: too few to be "
            "told apart."
        )
    else:
        words = (
            f"Of the children who have no local place in {when} if nothing is built, {alone} "
            f"would have none with all the money for bases, and {first} with special places built "
            "behind the bases. A base is not a place at the level that every child needs."
        )
    return Section("bases", title, question, (words,))


def assumptions(contents: Contents) -> Section:
    """Lay out what is supposed about money and by the plan; nothing that counts children."""
    weighty = [one for one in contents.assumptions if one.is_weighty]
    told = [one for one in weighty if not COUNTS.search(one.value)]
    rest = len(contents.assumptions) - len(told)
    words = [
        f"{rest} others, among them all that count children or places, are in the full bid."
        if rest
        else "All of them are here."
    ]
    return Section(
        "assumptions",
        "Assumptions",
        "What do we suppose?",
        tuple(words),
        tables=(
            Table(
                "Assumptions about money, and what the plan states",
                ("Assumption", "Value", "Basis"),
                tuple((one.label, one.value, one.basis) for one in told),
                (False,) * 3,
            ),
        )
        if told
        else (),
    )


def left_out() -> Section:
    """Say what the full bid holds and this paper does not, and why."""
    points = [
        "Children by need, phase, locality, school or age: such numbers are small, and several "
        "tables of them give away what each alone does not.",
        "Changes in numbers of children: small ones would be told, so both numbers stand beside "
        "each other, rounded.",
        "Pounds for each child or placement, by line or by year, and parts of the saving: with a "
        "price they give the number of children.",
        "What each scheme would change by itself, empty places of single sites, fairness by group, "
        "and other budgets.",
        "The workbook of formulas, in which every pound can be followed: it holds all numbers.",
    ]
    return Section(
        "left-out",
        "What this paper leaves out",
        paragraphs=("The full bid is for officers and members within the authority, and holds:",),
        points=tuple(points),
    )
