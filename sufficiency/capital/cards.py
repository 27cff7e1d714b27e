"""What a chosen programme says of itself: its card, how it was chosen, and where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sufficiency import terms
from sufficiency.capital.candidates import say_programme
from sufficiency.capital.gaps import EXACTLY, say_gap
from sufficiency.capital.ranked import places_once_full
from sufficiency.capital.shared import Openings
from sufficiency.capital.valuing import say_change, unit_of, words_of
from sufficiency.projection import range_of
from sufficiency.results import (
    MOST_FIGURES,
    Card,
    Explanation,
    Figure,
    Provenance,
    say_notes,
    versions,
)

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme


def card_of(made: CapitalProgramme) -> Card:
    """Say what is proposed, what it changes, and how sure that is."""
    shared = made.shared
    changes = made.by_candidate[made.proposed] - made.by_candidate[made.baseline]
    low, high = range_of(changes)
    mean = changes.mean(axis=0)
    before = made.candidates[made.baseline].openings
    chosen = {scheme: year for scheme, year in made.openings.items() if scheme not in before}
    decided = {scheme: year for scheme, year in made.openings.items() if scheme in before}
    figures = [
        Figure(
            "Capital",
            made.capital(made.openings),
            f"pounds, prices of {_price_year(made)}",
            made.basis,
        ),
        _places_figure(made, chosen, decided),
    ]
    figures += [
        Figure(
            f"Change with stayers: {words_of(name)}",
            float(mean[at]),
            f"{unit_of(name)}, {_span(made)}",
            made.basis,
            float(low[at]),
            float(high[at]),
        )
        for at, name in enumerate(made.measures)
    ]
    change = dict(zip(made.measures, mean.tolist(), strict=True))
    count, offered = len(chosen), sum(offer.scheme not in before for offer in shared.offers)
    schemes = f"{count} of {offered} schemes" if count else "no scheme"
    told = f"; decided before: {say_programme(decided)}" if decided else ""
    return Card(
        f"Proposed of {schemes}: {say_programme(chosen)}{told}.",
        (
            f"Against {made.against}, children staying where they are: "
            f"{say_change(made.measures, change)} (each year counted, {_span(made)}). "
            f"{_second(made)}",
            proof_words(made),
        ),
        tuple(figures[:MOST_FIGURES]),
        next_python=f"{say_notes(made.notes, result='programme')}Next: programme.ranking(), "
        "programme.changed(), sf.report(programme.allocation).",
        next_command="--full writes the frontier, the worth of each scheme and bases first as well",
    )


def _places_figure(made: CapitalProgramme, chosen: Openings, decided: Openings) -> Figure:
    """Count the places of the chosen schemes; with those of what was decided before beside them."""
    ours, others = (
        sum(places_once_full(made.shared.offer(scheme)) for scheme in schemes)
        for schemes in (chosen, decided)
    )
    label = "Places once full"
    if others:
        label += f", by the schemes; {ours + others:,} with what was decided before"
    return Figure(label, float(ours), "places", made.basis)


def _price_year(made: CapitalProgramme) -> str:
    year = made.scenario.assumption("price_year").at(0)
    assert isinstance(year, int)
    return terms.year_label(year)


def _span(made: CapitalProgramme) -> str:
    return f"{terms.year_label(made.years[0])} to {terms.year_label(made.years[-1])}"


def proof_words(made: CapitalProgramme) -> str:
    """Say how sure the choice is: of the released problem alone, which is all that is proven."""
    way = f"With everybody placed anew each year, over {made.draws} draws,"
    first = made.measures[: made.found.proven_aims]
    rest = made.measures[made.found.proven_aims :]
    if made.is_proven:
        told = (
            f"{way} no programme within the budgets is better than the one that was chosen first"
            f"{_by_more(made.effort.gap)}: proven"
        )
    else:
        told = (
            f"{way} the one that was chosen first is at most {say_gap(made.chosen.gap)} from the "
            f"best: not proven within {made.effort.seconds:,.0f} seconds"
        )
    if not rest:
        return f"{told}."
    equals = made.found.equals
    others = (
        "no other that was valued is equal in these"
        if equals == 1
        else f"{equals} that are equal in these were held against each other in the rest"
    )
    return f"{told}, in {' and '.join(words_of(name) for name in first)}; {others}."


def _by_more(gap: float) -> str:
    return f" by more than {say_gap(gap)}" if gap > EXACTLY else ""


def _second(made: CapitalProgramme) -> str:
    """Say whether the second ranking, with stayers, proposes what was chosen released."""
    count = len(made.candidates)
    if made.proposed == made.released_best:
        return (
            f"It is the best of {count} programmes both with stayers and with everybody placed "
            "anew."
        )
    return (
        f"It is the best of {count} programmes with stayers; with everybody placed anew "
        f"{say_programme(made.released_openings)} is."
    )


def explain_choice(made: CapitalProgramme) -> Explanation:
    """Say how the choice was made, and give the ranking under it."""
    sentence = (
        f"{proof_words(made)} The best {len(made.candidates) - 1} programmes that were valued, and "
        f"that of {made.against}, were then allocated again over {made.again_draws} draws "
        f"with children who stay where they are. {_second(made)} "
        f"{made.chosen.valued:,} programmes were valued in all."
    )
    return Explanation(sentence, made.ranking())


def provenance_of(made: CapitalProgramme) -> Provenance:
    """Tell which files, versions, scenario, seed and solver it was made with, and the proof."""
    shared = made.shared
    projection = shared.projection
    settings = {
        "area": projection.area.name,
        "years": _span(made),
        "aim": made.aim,
        "measures": ", ".join(made.measures),
        "draws of the choice": str(made.draws),
        "draws with stayers": str(made.again_draws),
        "seed": str(projection.seed),
        "schemes offered": str(len(shared.offers)),
        "solver": made.chosen.engine,
        "programmes valued": str(made.chosen.valued),
        "proven": "yes, released" if made.is_proven else "no",
        "proven in": ", ".join(made.measures[: made.found.proven_aims]),
        "gap": f"{made.chosen.gap:.2g}",
        "gap allowed": f"{made.effort.gap:.2g}",
        "most seconds": f"{made.effort.seconds:g}",
        "yearly answers proven": "all" if np.all([o.is_proven for o in made.outcomes]) else "no",
    }
    return Provenance(projection.area.inputs, versions(), settings | made.scenario.settings())
