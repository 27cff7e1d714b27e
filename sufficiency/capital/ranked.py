"""The tables of a choice: the programme, its budgets, and the ranking that it came first in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency.capital.candidates import opening_of, say_programme
from sufficiency.capital.offer import Offer
from sufficiency.capital.spending import capital_pounds
from sufficiency.capital.valuing import columns_of, order_of
from sufficiency.places.choosing import NOT_OPENED

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme

RELEASED = "released"
WITH_STAYERS = "with stayers"
"""On what the numbers of a table rest: everybody placed anew each year, or children who stay."""

COLUMNS = (
    "opens",
    "scheme",
    "name",
    "kind",
    "site",
    "status",
    "fixed",
    "places",
    "pounds",
    "basis",
    "source",
)


def places_once_full(offer: Offer) -> int:
    """Add up the places that a scheme adds to its pools once all of them are open [places].

    The total of a site counts only where the scheme changes none of its pools.
    """
    last: dict[tuple[str, str], int] = {}
    for step in sorted(offer.steps, key=lambda step: step.since):
        last[step.site, step.pool] = step.places
    with_pools = {site for site, pool in last if pool}
    return sum(n for (site, pool), n in last.items() if pool or site not in with_pools)


def programme_frame(made: CapitalProgramme) -> pd.DataFrame:
    """Lay out the schemes of the proposed programme; see `CapitalProgramme.programme`."""
    rows = []
    for scheme, year in sorted(made.openings.items(), key=lambda pair: (pair[1], pair[0])):
        offer = made.shared.offer(scheme)
        rows.append(
            (
                year,
                scheme,
                offer.name,
                offer.kind,
                offer.site,
                offer.status,
                offer.fixed,
                places_once_full(offer),
                capital_pounds(offer, made.scenario, year),
                offer.basis,
                offer.source,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def budgets_frame(made: CapitalProgramme) -> pd.DataFrame:
    """Lay out the budgets and what is taken of them; see `CapitalProgramme.budgets`."""
    opening = opening_of(made.openings, made.shared)
    chosen = np.flatnonzero(opening != NOT_OPENED)
    rows = []
    for budget in made.problem.budgets:
        spent = float(budget.pounds[chosen, opening[chosen]].sum())
        rows.append((budget.name, budget.limit, spent, budget.limit - spent))
    return pd.DataFrame(rows, columns=["budget", "limit", "spent", "left"])


def ranking_frame(made: CapitalProgramme) -> pd.DataFrame:
    """Lay out the programmes that were allocated again; see `CapitalProgramme.ranking`."""
    released = order_of(
        [candidate.released for candidate in made.candidates],
        [(place,) for place in range(len(made.candidates))],
    )
    ranks = {position: rank for rank, position in enumerate(released, 1)}
    rows = []
    for rank, position in enumerate(made.order, 1):
        openings = made.candidates[position].openings
        rows.append(
            {
                "rank_with_stayers": rank,
                "rank_released": ranks[position],
                "programme": say_programme(openings),
                "schemes": len(openings),
                "pounds": made.capital(openings),
                "allowed": "; ".join(made.obstacles(openings)),
            }
        )
    frame = pd.DataFrame(rows)
    held = np.array([made.candidates[position].released for position in made.order])
    for place, measure in enumerate(made.measures):
        frame[f"{measure}_released"] = held[:, place]
    ours = [made.by_candidate[position] for position in made.order]
    nothing = made.by_candidate[made.baseline]
    return frame.assign(
        **columns_of("with_stayers", made.measures, ours),
        **columns_of("change", made.measures, [own - nothing for own in ours]),
        proposed=[position == made.proposed for position in made.order],
        draws_released=made.draws,
        draws_with_stayers=made.again_draws,
        against=made.against,
        basis=made.basis,
    )
