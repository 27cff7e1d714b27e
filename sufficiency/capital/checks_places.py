"""Whether what schemes add to pools, and take away from them, fits what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sufficiency import terms
from sufficiency.capital.offer import Offer, PlacesStep
from sufficiency.capital.standing import Pool, Standing
from sufficiency.errors import Finding, finding
from sufficiency.scenario.rows import Row

Steps = tuple[PlacesStep, ...]


def change_at(steps: Sequence[PlacesStep], since: int) -> int:
    """Give by how many places a pool has changed some years after the opening.

    Parameters
    ----------
    steps : sequence of PlacesStep
        Of one pool, in order of `since`.
    since : int
        Years since the opening; below nought before it.

    Returns
    -------
    int
        [places]

    Examples
    --------
    >>> steps = [PlacesStep("S1", "base", 0, 8), PlacesStep("S1", "base", 2, 16)]
    >>> change_at(steps, -1), change_at(steps, 1), change_at(steps, 5)
    (0, 8, 16)
    """
    begun = [step.places for step in steps if step.since <= since]
    return begun[-1] if begun else 0


def by_pool(offer: Offer) -> dict[Pool, Steps]:
    """Give the steps of a scheme by site and pool.

    Parameters
    ----------
    offer : Offer

    Returns
    -------
    dict of (str, str) to tuple of PlacesStep
    """
    held: dict[Pool, list[PlacesStep]] = {}
    for step in offer.steps:
        held.setdefault((step.site, step.pool), []).append(step)
    return {pool: tuple(steps) for pool, steps in held.items()}


def findings_of_places(
    offers: Mapping[str, Offer], rows: Mapping[str, Row], there: Standing
) -> tuple[Finding, ...]:
    """Find pools that are not there, come too late or have too few places to be taken away.

    A scheme may only take places that are there without any scheme, and those that others have
    taken stay theirs.

    Parameters
    ----------
    offers : mapping of str to Offer
        By short name.
    rows : mapping of str to Row
        The row of `schemes` of each.
    there : Standing
        The places without any of them.

    Returns
    -------
    tuple of Finding
    """
    found: list[Finding] = []
    shrinking: dict[Pool, list[str]] = {}
    for name, offer in offers.items():
        for pool, steps in by_pool(offer).items():
            faults = list(_where(offer, rows[name], pool, steps, there))
            if not faults and any(step.places < 0 for step in steps):
                faults = list(_too_few(offer, rows[name], pool, steps, there))
                if not faults:
                    shrinking.setdefault(pool, []).append(name)
            found += faults
    for pool, names in shrinking.items():
        found += _too_few_together(pool, [offers[name] for name in names], rows, there)
    return tuple(found)


def _fault(rule: str, row: Row, pool: Pool, **words: Any) -> Finding:
    said = f"pool {pool[1]} of {pool[0]}" if pool[1] else f"all pools together of {pool[0]}"
    at: dict[str, Any] = {
        "file": row.file,
        "row": row.number,
        "column": "pool",
        "value": pool[1] or pool[0],
    }
    return finding(rule, scheme=row["scheme"], pool=said, site=pool[0], **at, **words)


def _where(offer: Offer, row: Row, pool: Pool, steps: Steps, there: Standing) -> Iterator[Finding]:
    """Find a pool that is not there (in time), or whose places count within a total."""
    site, short = pool
    has_total = (site, "") in there.paths
    if short and pool not in there.opening:
        known = [name for at, name in there.opening if at == site]
        meant = terms.nearest_words(short, known)
        remedy = f"Did you mean {meant}?" if meant else "Add a row for it, [[pools]]."
        at: dict[str, Any] = {"file": row.file, "row": row.number, "column": "pool", "value": short}
        yield finding("not_in_area", kind=f"pool of {site}", meant=remedy, **at)
        return
    if pool not in there.paths:
        yield _fault("scheme_within_total" if short else "scheme_no_total", row, pool)
        return
    if short and has_total and (site, "") not in by_pool(offer):
        yield _fault("scheme_total_unsaid", row, pool)
    first = next((offer.opens + step.since for step in steps if step.places), None)
    begins = there.paths[pool][0].year
    if first is not None and first < begins:
        years = {"first": terms.year_label(first), "begins": terms.year_label(begins)}
        yield _fault("scheme_before_pool", row, pool, **years)


def _lowest(offer: Offer, steps: Steps, year: int) -> int:
    """Give the most that a scheme may have taken from a pool by a year, whenever it opened."""
    openings = range(offer.opens, min(offer.latest, year) + 1)
    sinces = {min(year - opening, steps[-1].since) for opening in openings}
    return min([0, *(change_at(steps, since) for since in sinces)])


def _years(offers: Sequence[Offer], pool: Pool, there: Standing) -> range:
    """Give the years in which what is there or what schemes take of a pool still changes."""
    first = min(offer.opens for offer in offers)
    since = max(step.since for offer in offers for step in by_pool(offer)[pool])
    last = max(there.paths[pool][-1].year, *(offer.opens for offer in offers))
    return range(first, last + since + 1)


def _too_few(
    offer: Offer, row: Row, pool: Pool, steps: Steps, there: Standing
) -> Iterator[Finding]:
    """Find a scheme that takes more places than a pool has free of others."""
    for year in _years([offer], pool, there):
        held, lowest = there.at(pool, year), _lowest(offer, steps, year)
        if held is not None and held.free + lowest < 0:
            yield _fault(
                "scheme_below_nought",
                row,
                pool,
                lost=-lowest,
                places=held.places,
                others=held.places - held.free,
                year=terms.year_label(year),
            )
            return


def _too_few_together(
    pool: Pool, offers: Sequence[Offer], rows: Mapping[str, Row], there: Standing
) -> Iterator[Finding]:
    """Find schemes that may open together, and then take more places than a pool has."""
    for year in _years(offers, pool, there):
        held = there.at(pool, year)
        lost = {offer.scheme: -_lowest(offer, by_pool(offer)[pool], year) for offer in offers}
        together = _worst(offers, lost)
        total = sum(lost[name] for name in together)
        if held is not None and total > held.free:
            yield _fault(
                "schemes_below_nought",
                rows[together[0]],
                pool,
                schemes=", ".join(together),
                lost=total,
                places=held.places,
                others=held.places - held.free,
                year=terms.year_label(year),
            )
            return


def _worst(offers: Sequence[Offer], lost: Mapping[str, int]) -> tuple[str, ...]:
    """Give those schemes that do not exclude each other and together take the most places."""
    if not offers:
        return ()
    first, rest = offers[0], offers[1:]
    beside = [offer for offer in rest if offer.scheme not in first.excludes]
    within = (first.scheme, *_worst(beside, lost))
    if len(beside) == len(rest):  # it excludes none of them
        return within
    without = _worst(rest, lost)
    return max(within, without, key=lambda names: sum(lost[name] for name in names))
