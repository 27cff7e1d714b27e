"""What a bid is held against, in words: what opens whatever becomes of it, and what does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sufficiency import terms
from sufficiency.capital import Appraisal, Offer
from sufficiency.capital.programmes import NO_SCHEME_OPENS
from sufficiency.capital.ranked import places_once_full
from sufficiency.reports.bid.contents import Decided


def decided_of(
    appraisal: Appraisal, offers: Mapping[str, Offer], openings: Mapping[str, int] | None = None
) -> tuple[Decided, ...]:
    """Give what opens with the programme and without it.

    Parameters
    ----------
    appraisal : Appraisal
    offers : mapping of str to Offer
        Those that are known by their short names; of others no places are told.
    openings : mapping of str to int, optional
        Academic year of each scheme with the programme; that without it where left out.

    Returns
    -------
    tuple of Decided
    """
    made = []
    for scheme, year in appraisal.decided:
        offer = offers.get(scheme)
        made.append(
            Decided(
                scheme=scheme,
                name=scheme if offer is None else offer.name,
                opens=year,
                opens_with=(openings or {}).get(scheme, year),
                places=0.0 if offer is None else float(places_once_full(offer)),
            )
        )
    return tuple(made)


def against_words(appraisal: Appraisal, decided: Iterable[Decided]) -> str:
    """Say against what everything is held, short enough to stand with every table.

    Parameters
    ----------
    appraisal : Appraisal
    decided : iterable of Decided
    """
    held = tuple(decided)
    moved = {one.scheme for one in held}
    count = sum(given.scheme not in moved for given in appraisal.schemes)
    if not count:
        return (
            f"Against doing nothing: the same children and years in the plan '{_plan(appraisal)}'."
        )
    none = "this scheme does not open" if count == 1 else f"none of these {count} schemes opens"
    told = "; ".join(_either_way(one) for one in held)
    return f"Against doing nothing: {none}{f'; {told}' if told else ''}."


def _plan(appraisal: Appraisal) -> str:
    scenario = appraisal.without.scenario
    return (scenario.title or scenario.name).removesuffix(f": {NO_SCHEME_OPENS}")


def _either_way(one: Decided) -> str:
    first, then = terms.year_label(one.opens), terms.year_label(one.opens_with)
    if one.opens == one.opens_with:
        return f"decided already, whatever becomes of the bid: {one.name}, {first}"
    return f"decided already: {one.name}, {first} without them and {then} with them"


def decided_words(decided: Iterable[Decided], *, is_with: bool) -> Iterator[str]:
    """Name what is decided already among the schemes of an option.

    Parameters
    ----------
    decided : iterable of Decided
    is_with : bool
        Whether the option is the programme, and not doing nothing.
    """
    for one in decided:
        year = one.opens_with if is_with else one.opens
        yield f"{one.name} ({terms.year_label(year)}; decided already)"
