"""What an appraisal says of itself: counterfactual, card, explanation, where it is from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.allocation.aims import is_last_resort
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.allocation.tariff import WITHOUT
from sufficiency.capital.appraisal_frames import SCHEMES, unit_of
from sufficiency.capital.varying import with_value, worth_of
from sufficiency.errors import UnknownNameError
from sufficiency.results import (
    Card,
    Explanation,
    Figure,
    Provenance,
    refuse_unknown_labels,
    say_notes,
    versions,
)
from sufficiency.tables import by_labels

if TYPE_CHECKING:
    from sufficiency.capital.appraisal import Appraisal

SHOWN = ("net_present_value", "capital", "capital_a_place", "placements_avoided")
"""Headline figures on the card, with one of the yearly pounds behind them."""

LEFT_LEAST = 0.5
"""So many children more or fewer without a place in some year, in the mean, are told."""

WHOLE = 100.0
"""Percent: a child without a place costs as much as an independent placement."""

AXES = ("year", "payer", "where", "item")


def counterfactual_of(appraisal: Appraisal) -> str:
    """Say in one sentence what would be without the schemes."""
    kept = appraisal.kept
    beyond = [
        float(headlines_by_draw(made)["beyond"][:, -1].mean())
        for made in (appraisal.without, appraisal.with_programme)
    ]
    bought = [held[:, -1].mean() for held in (kept.independent_without, kept.independent_with)]
    left = [held[:, -1].mean() for held in (kept.left_without, kept.left_with)]
    wants = [whole - far for whole, far in zip(bought, beyond, strict=True)]
    is_last = is_last_resort(appraisal.without.setting.supply.aims)
    want = "for want of a place" if is_last else "by the order of the aims"
    return (
        f"Without these schemes, {children_words(bought[0])} would be in independent schools in "
        f"{terms.year_label(kept.years[-1])} ({wants[0]:,.0f} {want}, {beyond[0]:,.0f} whose need "
        f"no local place could meet), and {left[0]:,.0f} without a place at the level they need; "
        f"with them it would be {bought[1]:,.0f} ({wants[1]:,.0f} and {beyond[1]:,.0f}) and "
        f"{left[1]:,.0f}."
    )


def children_words(number: float, side: str = "") -> str:
    """Say a number of children: "12 more children", "1 fewer child".

    Examples
    --------
    >>> children_words(1234.4), children_words(1.2, "fewer")
    ('1,234 children', '1 fewer child')
    """
    told = f"{number:,.0f}"
    return " ".join(part for part in (told, side, "child" if told == "1" else "children") if part)


def worth_words(appraisal: Appraisal) -> str:
    """Say the net present value with its range, a loss as plainly as a gain."""
    worth = appraisal.net_present_value
    row = by_labels(appraisal.summary(), "measure")["net_present_value"]
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    if not worth.any():
        return "The programme neither costs nor saves anything: net present value 0."
    side = "saves more than it costs" if value > 0 else "costs more than it saves"
    back, prices = appraisal.payback(), terms.year_label(appraisal.kept.price_year)
    undiscounted = "" if back.years is None else ", before discounting"
    ends = [millions(end) for end in (low, high)]
    span = "" if ends[0] == ends[1] else f" ({' to '.join(ends)})"
    return (
        f"The programme {side}: net present value {millions(value)}{span} "
        f"over {appraisal.supposed.appraisal_years} years, in prices of {prices} and discounted to "
        f"it; it {back.words}{undiscounted}."
    )


def millions(pounds: float) -> str:
    """Say pounds in millions, with their sign.

    Examples
    --------
    >>> millions(-2_400_000.0), millions(2_590_000.0)
    ('-£2.40 million', '£2.59 million')
    """
    words = f"{abs(pounds) / 1e6:,.2f}"
    return f"{'-' if pounds < 0 and words != '0.00' else ''}£{words} million"


def card_of(appraisal: Appraisal) -> Card:
    """Say what the programme is worth, against what, and what hangs on what."""
    held = by_labels(appraisal.summary(), "measure")
    figures = []
    for name in SHOWN:
        row = held[name]
        if row["value"] != row["value"]:
            continue
        has_range = row["low"] == row["low"]
        figures.append(
            Figure(
                row["label"],
                row["value"],
                row["unit"],
                appraisal.basis,
                row["low"] if has_range else None,
                row["high"] if has_range else None,
            )
        )
    year = min(appraisal.kept.years[-1] + 1, appraisal.financial_years[-1])
    yearly = by_labels(appraisal.cash_flow(), "year")[year]
    label = terms.year_label(year)
    figures.append(
        Figure(
            "Saved in a year, schemes' own costs apart",
            yearly["saved"],
            f"{unit_of(appraisal)}, {label}",
            appraisal.basis,
            yearly["saved_low"],
            yearly["saved_high"],
        )
    )
    return Card(
        worth_words(appraisal),
        (
            appraisal.counterfactual,
            f"The effect of {terms.year_label(appraisal.kept.years[-1])} is held after it; "
            f"changes are taken draw by draw over {appraisal.without.draws} draws. "
            f"{payers_words(appraisal)}{left_words(appraisal)}",
        ),
        tuple(figures),
        next_python=f"{say_notes(appraisal.notes, result='appraisal')}"
        'Next: appraisal.to_frame("cash_flow"), appraisal.tornado(), appraisal.plot.cash_flow().',
        next_command="the table cash_flow has every year",
    )


def left_words(appraisal: Appraisal) -> str:
    """Say what the net present value is if children without a place cost otherwise.

    Nothing where the programme leaves as many without one, or where what an independent placement
    costs is not known of all.
    """
    kept, supposed = appraisal.kept.mean, appraisal.supposed
    fewer = (kept.left_without - kept.left_with)[0]
    if max(abs(fewer)) < LEFT_LEAST or not any(line.where == WITHOUT for line in kept.lines):
        return ""
    now = supposed.without_place
    at_nought, at_whole = (
        millions(worth_of(kept, with_value(supposed, "without_place", end))) for end in (0.0, 100.0)
    )
    ends = f"if each cost as much as an independent placement, it would be {at_whole}"
    if not now:
        ends = ends.replace("it would", "the net present value would")
        return f" Children without a place cost nothing here; {ends}."
    also = "" if now == WHOLE else f", and {ends}"
    return (
        f" Children without a place cost {now:g} percent of an independent placement here; "
        f"if they cost nothing, the net present value would be {at_nought}{also}."
    )


def payers_words(appraisal: Appraisal) -> str:
    """Say whose the net present value is."""
    told = [
        f"{terms.short_list('payer').label(payer)} {millions(float(worth.mean()))}"
        for payer, worth in appraisal.by_payer_worth().items()
    ]
    return f"By payer: {'; '.join(told)}."


def explain_pounds(appraisal: Appraisal, values: Mapping[str, object]) -> Explanation:
    """Go down from a figure of a financial year to its lines; see `Appraisal.explain`."""
    wrong = [axis for axis in values if axis not in AXES]
    if wrong:
        raise UnknownNameError.of("appraise_explain", value=", ".join(wrong))
    frame = appraisal.by_year()
    refuse_unknown_labels(values, labels_of=lambda axis: tuple(dict.fromkeys(frame[axis])))
    for axis, label in values.items():
        frame = frame[frame[axis] == label]
    rows = frame[(frame["without"] != 0) | (frame["with"] != 0)].reset_index(drop=True)
    who = ", ".join(f"{axis} {label}" for axis, label in values.items()) or "all years"
    spent = float(rows.loc[rows["where"] == SCHEMES, "with"].sum())
    saved = float(rows.loc[rows["where"] != SCHEMES, "saved"].sum())
    sentence = (
        f"{who}: {millions(saved)} saved on children and places and {millions(spent)} spent on "
        f"schemes, net {millions(saved - spent)} ({unit_of(appraisal)}). A financial year is seven "
        "twelfths of the academic year that begins in it and five of the one before. Unit costs: "
        'the table costs of the area; what schemes cost: appraisal.to_frame("spends"); '
        f"assumptions of {appraisal.with_programme.scenario.name}: "
        'appraisal.to_frame("assumptions").'
    )
    return Explanation(sentence, rows)


def provenance_of(appraisal: Appraisal) -> Provenance:
    """Tell with what the two allocations were made, and what the appraisal supposes."""
    supposed = appraisal.supposed
    rate = "Green Book" if supposed.discount_rate is None else "as the scenario states"
    years = appraisal.financial_years
    settings = {
        "schemes": ", ".join(given.scheme for given in appraisal.schemes) or "none given",
        "financial years": f"{terms.year_label(years[0])} to {terms.year_label(years[-1])}",
        "price year": terms.year_label(appraisal.kept.price_year),
        "discounted to": terms.year_label(appraisal.kept.price_year),
        "discount rate": rate,
        "optimism bias percent": f"{supposed.optimism_bias:g}",
    }
    for name, made in (
        ("with", appraisal.with_programme),
        ("without", appraisal.without),
    ):
        settings |= {f"{name}: {key}": held for key, held in made.provenance().settings.items()}
    return Provenance(appraisal.without.projection.area.inputs, versions(), settings)
