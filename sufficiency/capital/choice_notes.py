"""What the user should know of a choice of schemes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sufficiency import terms
from sufficiency.capital.candidates import opening_of, say_programme
from sufficiency.capital.gaps import say_gap
from sufficiency.capital.shared import Openings
from sufficiency.errors import Finding, finding
from sufficiency.places.choosing import NOT_OPENED

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme


def offered_notes(made: CapitalProgramme) -> Iterator[Finding]:
    """Note the schemes that cannot open in any allocated year."""
    years = made.years
    for offer, may_open in zip(made.shared.offers, made.problem.schemes.may_open, strict=True):
        if may_open.any():
            continue
        yield finding(
            "choice_never_opens",
            file=f"scenario {made.scenario.name}",
            column="opens",
            value=offer.scheme,
            scheme=offer.scheme,
            opens=terms.year_label(offer.opens),
            latest=terms.year_label(offer.latest),
            first=terms.year_label(years[0]),
            last=terms.year_label(years[-1]),
        )


def notes_of_choice(made: CapitalProgramme) -> Iterator[Finding]:
    """Note a search that was stopped, a second ranking that differs, rounding, nothing built."""
    file = f"scenario {made.scenario.name}"
    if not made.is_proven:
        yield finding(
            "choice_not_proven",
            file=file,
            seconds=made.effort.seconds,
            gap=say_gap(made.chosen.gap),
        )
    if made.proposed != made.released_best:
        yield finding(
            "choice_second_ranking",
            file=file,
            proposed=say_programme(made.openings),
            released=say_programme(made.released_openings),
        )
    if made.openings == made.candidates[made.baseline].openings:
        yield finding("choice_nothing_built", file=file, reason=_why_nothing(made))
    yield from _rounding(made, made.openings)
    if made.proposed != made.released_best:
        yield from _rounding(made, made.released_openings)


def _why_nothing(made: CapitalProgramme) -> str:
    schemes = made.problem.schemes
    alone = [
        not made.obstacles({**made.openings, name: made.years[at]})
        for name, may in zip(schemes.names, schemes.may_open, strict=True)
        for at in np.flatnonzero(may)
    ]
    if any(alone):
        return "none that the budgets allow makes anything better"
    return "no scheme by itself keeps the budgets and its conditions"


def _rounding(made: CapitalProgramme, openings: Openings) -> Iterator[Finding]:
    """Note where places of a programme, rounded together, are not those of its schemes added up."""
    opening = opening_of(openings, made.shared)
    chosen = np.flatnonzero(opening != NOT_OPENED)
    if len(chosen) < 2:
        return
    apart = made.rooms.with_programme({}) + made.problem.schemes.added[chosen, opening[chosen]].sum(
        axis=0
    )
    together = made.rooms.with_programme(openings)
    differs = np.argwhere(apart != together)
    if len(differs):
        year, holder = differs[0]
        network = made.rooms.supply.nobody
        yield finding(
            "choice_rounding",
            file=f"scenario {made.scenario.name}",
            count=int(abs(apart - together)[year, holder]),
            programme=say_programme(openings),
            holder=network.holder(int(holder)),
            year=terms.year_label(made.years[int(year)]),
        )
