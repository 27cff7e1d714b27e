"""`bid_pack`: an appraisal or a choice of schemes in, a bid in three formats out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation.answer import strain_year
from sufficiency.capital import Appraisal, CapitalProgramme, Offer
from sufficiency.capital.appraisal_frames import MIX, PARTS, avoided_by_part
from sufficiency.capital.appraisal_words import children_words, left_words
from sufficiency.capital.headlines import capital_a_place, capital_a_placement, capital_of
from sufficiency.capital.valuing import words_of
from sufficiency.errors import NotPossibleError, with_kind
from sufficiency.reports.bid import (
    again,
    asking,
    budgets,
    choices,
    choosing,
    deciding,
    stating,
    swings,
    voids,
    who,
    whose,
)
from sufficiency.reports.bid.contents import (
    NOTHING,
    PROGRAMME,
    Contents,
    Decided,
    Money,
    Option,
)
from sufficiency.reports.bid.ledger import AVOIDED, CASHABLE, PAYBACK, Ledger
from sufficiency.reports.bid.ledgers import ledger_of
from sufficiency.reports.bid.pack import BidPack
from sufficiency.reports.bid.reckoning import Reckoning, reckon
from sufficiency.reports.bid.wording import places_words
from sufficiency.results import gathered, refuse_publishing
from sufficiency.scenario import Scenario

OF_A_CHOICE = "That is done where schemes are chosen; those of this bid were given."
LEFT_OUT = "Left out, as details were not wanted."


def bid_pack(
    result: Appraisal | CapitalProgramme,
    *,
    offers: Iterable[Offer] = (),
    title: str | None = None,
    authority: str | None = None,
    status: str = "draft, not yet reviewed",
    details: bool = True,
    scenarios: Iterable[Scenario] = (),
    audience: str = "internal",
) -> BidPack:
    """Write a programme of schemes up as a bid for capital.

    One set of contents gives a page, a Word document and a workbook. In the workbook, every pound
    is a formula from what was given to what it comes to, and is held against the run's own figure.

    Parameters
    ----------
    result : Appraisal or CapitalProgramme
        From `appraise`, for schemes that are decided; or from `choose_schemes`, whose proposed
        programme is then held against other ways of spending the money.
    offers : iterable of Offer
        For an appraisal: its schemes, so that their names, places and ages are told. A choice has
        them.
    title, authority : str, optional
        What is asked for, and by whom; from the area where left out.
    status : str
        How far the bid has come.
    details : bool
        For a choice: whether to choose and allocate again for other options and budgets, slips, and
        each scheme, which takes some minutes.
    scenarios : iterable of Scenario
        For a choice: others with the same schemes, such as another growth of demand, in which the
        regret of each programme is told as well.
    audience : str
        "internal"; publishing is refused, since a bid holds small numbers. What may be published is
        the paper for a cabinet: `BidPack.cabinet`.

    Returns
    -------
    BidPack
        `save` writes one format, `save_all` all three; `cabinet` makes a paper of a few pages with
        small numbers protected.

    Raises
    ------
    NotPossibleError
        If the result is neither, no scheme was chosen, the audience is not "internal", or the
        ledger does not come to the figures of the run.
    TableError
        Where a cost is not known.

    Notes
    -----
    What a bid holds, and how to follow a pound: docs/how-to/write-a-capital-bid.md.
    """
    refuse_publishing(audience)
    if isinstance(result, CapitalProgramme):
        if result.openings == result.candidates[result.baseline].openings:
            raise NotPossibleError.of("bid_for_nothing", scenario=result.scenario.name)
        chosen = again.Chosen.of(result)
        appraisal, known = chosen.appraisal, {one.scheme: one for one in result.shared.offers}
    elif isinstance(result, Appraisal):
        chosen, appraisal, known = None, result, {one.scheme: one for one in offers}
    else:
        raise NotPossibleError.of("bid_of_what", value=with_kind(result))
    ledger = ledger_of(appraisal, names={one.scheme: one.name for one in known.values()})
    _refuse_other_figures(ledger)
    area = appraisal.without.projection.area
    who_asks = authority or area.fact("authority") or area.name
    held = _contents(
        appraisal,
        chosen,
        ledger,
        known,
        details=details,
        head=(title, who_asks, status),
        scenarios=tuple(scenarios),
    )
    return BidPack(held, appraisal.card())


def _refuse_other_figures(ledger: Ledger) -> None:
    """Refuse a ledger that does not come to what the run worked out.

    Raises
    ------
    NotPossibleError
        Naming the figure that differs most.
    """
    made = reckon(ledger)
    off = {one: made.figure(ledger, one.key) - one.value for one in ledger.stated}
    worst = max(off, key=lambda one: abs(off[one]) / one.off_by)
    if not abs(off[worst]) <= worst.off_by:
        unit = "years" if worst.key == PAYBACK else "pounds"
        raise NotPossibleError.of(
            "bid_does_not_add_up", value=worst.key, off=f"{off[worst]:,.2f} {unit}"
        )


def _contents(
    appraisal: Appraisal,
    chosen: again.Chosen | None,
    ledger: Ledger,
    known: Mapping[str, Offer],
    *,
    details: bool,
    head: tuple[str | None, str, str],
    scenarios: Sequence[Scenario],
) -> Contents:
    """Gather everything that a bid says."""
    without, planned = appraisal.without, appraisal.with_programme
    strain, made = strain_year(without), reckon(ledger)
    title, authority, status = head
    choice = None if chosen is None else chosen.choice
    absent: dict[str, str] = {}
    ends, taken = whose.ends_by_payer(appraisal), budgets.budgets_of_bid(appraisal, choice)
    wanted = choice is not None and details
    why = OF_A_CHOICE if choice is None else LEFT_OUT
    bases = choosing.bases_frame(choice) if choice is not None and wanted else None
    if bases is None:
        absent["bases"] = f"Whether bases alone could meet the need was not worked out. {why}"
    decided = deciding.decided_of(appraisal, known, None if choice is None else choice.openings)
    asked = again.asked_again(chosen, scenarios) if wanted else {}
    if not asked:
        absent["frontier"] = f"What other budgets would buy was not worked out. {why}"
    lost = choosing.counterfactuals(chosen, asked["marginal"]) if chosen and asked else {}
    return Contents(
        title=title or f"{planned.projection.area.name}: {_asked(appraisal)}",
        authority=authority,
        status=status,
        is_made_up=stating.made_up(appraisal),
        years=without.years,
        strain=strain,
        counterfactual=deciding.against_words(appraisal, decided),
        summary=tuple(_summary(appraisal, ledger, made, taken)),
        options=tuple(_options(appraisal, chosen, known, strain, decided, details=details)),
        schemes=stating.entries_of(appraisal, known, lost),
        money=_money(appraisal),
        ledger=ledger,
        by_need=who.missed_by(without, "need"),
        by_locality=who.missed_by(without, "group"),
        placements=who.placements(without, planned),
        journeys=who.journeys(without, planned),
        tornado=swings.tornado(appraisal),
        switching=swings.switching(appraisal),
        risks=pd.DataFrame(_risks(appraisal, chosen, ends, taken, details=details)),
        empty=None if choice is None else voids.scheme_frame(choice),
        void=voids.void_frame(without, planned),
        fairness=who.fairness(without, planned),
        bases=bases,
        bases_words=() if choice is None or bases is None else choosing.bases_words(choice, bases),
        assumptions=stating.supposed(planned.scenario),
        method=stating.method(appraisal, chosen_over=0 if choice is None else choice.draws),
        limits=stating.limits(appraisal),
        provenance=stating.provenance(appraisal),
        notes=tuple(_notes(appraisal, choice)),
        absent=absent,
        budgets=taken,
        ends_by_payer=ends,
        decided=decided,
        draws=without.draws,
        draws_chosen=0 if choice is None else choice.draws,
        measures={} if choice is None else {one: words_of(one) for one in choice.measures},
        counted={} if chosen is None else {one: words_of(one) for one in chosen.measures},
        **asked,
    )


def _notes(appraisal: Appraisal, choice: CapitalProgramme | None) -> Iterator[str]:
    """Say what should be known, notes of one kind as one."""
    both = (*appraisal.notes, *(() if choice is None else choice.notes))
    for note in gathered(dict.fromkeys(both)):
        yield f"{note.place}: {note.seen} {note.why}"


def _asked(appraisal: Appraisal) -> str:
    count = len(appraisal.schemes)
    if not count:
        return appraisal.with_programme.scenario.title or appraisal.with_programme.scenario.name
    return f"bid for {count} scheme{'' if count == 1 else 's'} of specialist places"


def _summary(
    appraisal: Appraisal, ledger: Ledger, made: Reckoning, taken: pd.DataFrame | None
) -> Iterator[str]:
    """Say what is asked for and what it changes, in sentences."""
    kept, last = appraisal.kept, terms.year_label(appraisal.kept.years[-1])
    places = choosing.places_of(appraisal)
    count, funding = len(appraisal.schemes), whose.funding_of(appraisal)
    schemes = f"This bid asks for {count} scheme{'' if count == 1 else 's'}" if count else "A plan"
    cost = f": {asking.funding_words(funding)}." if count else f". {choices.NO_CAPITAL}"
    besides = asking.besides_words(ledger, made)
    yield f"{schemes} with {places_words(places)} by {last}{cost} {besides}".strip()
    if funding:
        yield asking.prices_words(ledger, made)
    if passed := budgets.passed_words(taken):
        yield passed
    yield appraisal.counterfactual
    left = float((kept.left_without - kept.left_with)[:, -1].mean())
    if left >= 1.0:
        alone = (
            ""
            if appraisal.supposed.without_place
            else " A child without one costs nothing in these figures, so each of these places "
            "appears as cost alone."
        )
        who = children_words(left, "more")
        has = "has" if who.endswith("child") else "have"
        people = f"{who} {has} a place at the level needed"
        yield f"{people} in {last}.{alone}"
    elif left <= -1.0:
        who = children_words(-left, "more")
        yield (
            f"{who} {'is' if who.endswith('child') else 'are'} without a place at the level needed "
            f"in {last}: what is not spent on them is no saving."
        )
    ends = (
        left_words(appraisal).strip().removeprefix("Children without a place cost nothing here; ")
    )
    if ends:
        # It stands as a paragraph of its own, and may be pasted without the one before it.
        whole = ends.replace("if each cost", "if each child without a place cost")
        yield f"{whole[0].upper()}{whole[1:]}"


def _options(
    appraisal: Appraisal,
    chosen: again.Chosen | None,
    known: Mapping[str, Offer],
    year: int,
    decided: tuple[Decided, ...],
    *,
    details: bool,
) -> Iterator[Option]:
    """Give doing nothing, the programme, and the other ways of spending the money."""
    yield Option(
        name="Do nothing",
        description="Places as they stand and as they are promised.",
        kind=NOTHING,
        schemes=tuple(deciding.decided_words(decided, is_with=False)),
        places=0.0,
        capital=0.0,
        measures=who.measures_of(appraisal.without, year),
    )
    if chosen is not None:
        yield choosing.proposed(chosen, year)
        if details:
            yield from choosing.other_options(chosen, year)
        return
    scenario = appraisal.with_programme.scenario
    is_given = bool(appraisal.schemes)
    yield Option(
        name="The programme" if is_given else scenario.title or scenario.name,
        description="The schemes of this bid." if is_given else scenario.description,
        kind=PROGRAMME,
        schemes=(
            *(
                f"{known[one.scheme].name if one.scheme in known else one.scheme} "
                f"({terms.year_label(one.opens)})"
                for one in sorted(appraisal.schemes, key=lambda one: (one.opens, one.scheme))
            ),
            *deciding.decided_words(decided, is_with=True),
        ),
        places=choosing.places_of(appraisal),
        capital=_stated_capital(appraisal),
        measures=who.measures_of(appraisal.with_programme, year),
        net_present_value=choosing.worth_of(appraisal),
        by_payer=whose.worth_by_payer(appraisal),
        funding=whose.funding_of(appraisal),
        is_recommended=True,
        why="It is what this bid asks for; no other programme was looked at.",
    )


def _money(appraisal: Appraisal) -> Money:
    """Give the figures of money that stand at the front."""
    kept = appraisal.kept
    places = choosing.places_of(appraisal)
    spared = whose.ranged_of((kept.independent_without - kept.independent_with)[:, -1])
    _, pounds = avoided_by_part(appraisal)
    parts = kept.over_years(np.moveaxis(pounds, 0, 2), appraisal.supposed).sum(axis=1)
    left = float((kept.left_without - kept.left_with)[:, -1].mean())
    return Money(
        net_present_value=choosing.worth_of(appraisal),
        capital=_stated_capital(appraisal),
        payback_years=appraisal.payback(discounted=True).years,
        per_place=_known(capital_a_place(kept, appraisal.supposed)),
        per_independent=_known(capital_a_placement(kept, appraisal.supposed)),
        cashable=whose.ranged_of(parts[:, PARTS.index(CASHABLE)]),
        avoided=whose.ranged_of(parts[:, PARTS.index(AVOIDED)]),
        mix=whose.ranged_of(parts[:, PARTS.index(MIX)]),
        by_payer=whose.worth_by_payer(appraisal),
        places=places,
        # A placement that is not bought because the child is left without one is not avoided.
        spared=spared if left > -1 else None,
    )


def _stated_capital(appraisal: Appraisal) -> float | None:
    """Give the capital; None for a plan that states its places and no schemes."""
    return capital_of(appraisal.kept, appraisal.supposed) if appraisal.schemes else None


def _known(pounds: float) -> float | None:
    return None if pounds != pounds else pounds


def _risks(
    appraisal: Appraisal,
    chosen: again.Chosen | None,
    ends: whose.Ends,
    taken: pd.DataFrame | None,
    *,
    details: bool,
) -> Iterator[dict[str, object]]:
    yield from budgets.risk_of_budgets(taken)
    yield from stating.risks_of_tornado(appraisal, ends)
    share = float((appraisal.net_present_value > 0).mean())
    yield {
        "label": "Chance that it saves more than it costs",
        "effect": f"In {share:.0%} of the draws the net present value is above nought",
        "pounds": float("nan"),
        "children": "as the ranges say",
    }
    if chosen is not None and details:
        yield from choosing.risks_of_choice(chosen)
