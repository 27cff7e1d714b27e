"""What each scheme is worth beside the others: without it, and with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sufficiency.capital.candidates import say_programme, with_scheme, without_scheme
from sufficiency.capital.ranked import WITH_STAYERS
from sufficiency.capital.valuing import columns_of, values_by_draw

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme

WITHOUT_IT, WITH_IT = "without it", "with it"
"""What is asked of a scheme: of one that is proposed, and of one that is not."""


def worth_frame(made: CapitalProgramme) -> pd.DataFrame:
    """Lay out what each scheme is worth; see `CapitalProgramme.worth`.

    The change is that of the other programme against the proposed one: a scheme that is proposed
    is worth what is lost without it, and one that is not what it would add. Schemes that require
    it go with it; one that it excludes makes way.
    """
    shared, ours = made.shared, made.openings
    rows, programmes = [], []
    for offer in shared.offers:
        is_chosen = offer.scheme in ours
        other = (
            without_scheme(ours, offer.scheme, shared)
            if is_chosen
            else with_scheme(ours, offer.scheme, made.problem, shared)
        )
        if other is None:
            continue
        programmes.append(other)
        year = ours[offer.scheme] if is_chosen else other[offer.scheme]
        rows.append(
            {
                "scheme": offer.scheme,
                "name": offer.name,
                "chosen": is_chosen,
                "opens": year,
                "question": WITHOUT_IT if is_chosen else WITH_IT,
                "programme": say_programme(other),
                "pounds_change": made.capital(other) - made.capital(ours),
                "allowed": "; ".join(made.obstacles(other)),
            }
        )
    outcomes = made.outcomes_with_stayers(programmes)
    base = made.by_candidate[made.proposed]
    changes = [
        values_by_draw(outcome, made.rooms, made.aim, other) - base
        for outcome, other in zip(outcomes, programmes, strict=True)
    ]
    return pd.DataFrame(rows).assign(
        **columns_of("change", made.measures, changes),
        evaluated=WITH_STAYERS,
        against=say_programme(ours),
        basis=made.basis,
    )
