"""What an allocation says of itself in three lines, and where its figures are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.allocation.above_best import above_words
from sufficiency.allocation.aim_frames import aims_sentences, largest_gaps, largest_shares
from sufficiency.allocation.aims import label_of
from sufficiency.allocation.answer import gap_size, strain_year
from sufficiency.allocation.cap_frames import caps_sentence
from sufficiency.allocation.ruling import rules_sentence
from sufficiency.results import Card, Figure, Provenance, say_notes, versions
from sufficiency.tables import by_labels

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

SHOWN = ("demand", "placed", "independent", "beyond", "without")
"""Headline figures on the card."""


def card_of(allocation: Allocation) -> Card:
    """Say how many need a place, how many have none, and where one is worth most."""
    year = strain_year(allocation)
    held = by_labels(allocation.summary(), "year", "measure")
    figures = tuple(
        Figure(
            held[year, name]["label"],
            held[year, name]["value"],
            f"{held[year, name]['unit']}, {terms.year_label(year)}",
            allocation.basis,
            held[year, name]["low"],
            held[year, name]["high"],
        )
        for name in SHOWN
    )
    first, *lines = allocation.answer()
    lines += [*aims_sentences(allocation, year=year), *rules_sentence(allocation)]
    lines += caps_sentence(allocation)
    return Card(
        first,
        tuple(lines),
        figures,
        next_python=f"{say_notes(allocation.notes, result='allocation')}"
        'Next: allocation.to_frame("gap"), sf.report(allocation).',
        next_command="the command report writes a page",
    )


def _proven(allocation: Allocation) -> str:
    """Say of how many answers the proof is, and how far the others may be off."""
    if allocation.is_proven:
        given = "by itself" if allocation.setting.stayers == "release" else "given the one before"
        return f"every yearly answer, each year {given}"
    shares = largest_shares(allocation).max(axis=0)
    place = int(shares.argmax())
    gap = float(largest_gaps(allocation)[:, place].max())
    size = gap_size(gap, allocation.setting.supply.aims[place])
    return f"no, stopped at {above_words(float(shares[place]), size)}"


def provenance_of(allocation: Allocation) -> Provenance:
    """Tell which files, versions, scenario, seed and solver it was made with, and the proof."""
    projection, years = allocation.projection, allocation.years
    settings = {
        "area": projection.area.name,
        "years": f"{terms.year_label(years[0])} to {terms.year_label(years[-1])}",
        "draws projected": str(projection.draws),
        "draws allocated": str(allocation.draws),
        "draws of the worth": str(len(allocation.drawn.more)),
        "seed": str(projection.seed),
        "aims": ", ".join(label_of(aim) for aim in allocation.setting.supply.aims),
        "stayers": allocation.setting.stayers,
        "solver": allocation.expected.engine,
        "proven optimal": _proven(allocation),
    }
    made = projection.provenance().settings
    shared = ("flows", "need_changes", *projection.scenario.settings())
    projected = {f"projected with {name}": made[name] for name in shared}
    return Provenance(
        projection.area.inputs,
        versions(),
        settings | allocation.scenario.settings() | projected,
    )
