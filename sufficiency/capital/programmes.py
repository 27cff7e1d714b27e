"""A programme as a scenario: what holds when some schemes open, each in its year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from math import isnan
from typing import Any

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.capital.checks_places import by_pool, change_at
from sufficiency.capital.offer import Offer
from sufficiency.capital.offers import offered
from sufficiency.capital.standing import Pool, Standing
from sufficiency.errors import Finding, ScenarioError, finding
from sufficiency.planned import not_open_yet
from sufficiency.scenario import Scenario
from sufficiency.scenario.model import LONGEST_LINE
from sufficiency.scenario.register import OF_SCHEMES
from sufficiency.scenario.schedule import ALWAYS

NO_SCHEME_OPENS = "no scheme opens"
"""With what the title of a programme of no scheme ends."""
OFFERED = ("schemes", *OF_SCHEMES)
"""Tables that a programme has no longer: what is to open is decided."""

Opened = tuple[tuple[Offer, int], ...]
"""Schemes with the academic years in which they open, in order of year and name."""

Rows = list[dict[str, Any]]


def programme_scenario(
    area: Area, scenario: Scenario, openings: Mapping[str, int], *, late: int = 0
) -> Scenario:
    """Give the scenario in which some schemes open, each in its year, and no other ever does.

    A pool then has, in every year t,

        places_t = places without any scheme_t + sum_k change_k(t - opening_k)

    with change_k the last step of scheme k in that pool that has begun. What the area or the
    scenario plans for a later year stays planned, and so do places that others have taken.
    The scenario that is given has the places of the pools as rows of `places`, and no schemes:
    it can be allocated like any other, and nothing in it can be opened twice.

    Parameters
    ----------
    area : Area
        What is there.
    scenario : Scenario
        With schemes.
    openings : mapping of str to int
        Academic year of opening by scheme: the year in which it really opens, after any
        `opening_slip_years`. Schemes that are not named do not open, fixed ones included.
    late : int
        Years after the latest on offer in which a scheme may open all the same: for what would be
        if it slipped [years].

    Returns
    -------
    Scenario
        Its name, title and description say which schemes open when.

    Raises
    ------
    ScenarioError
        If the schemes have faults (`offers_of`); if one is not known, opens in a year that is not
        offered, before one that it requires, or beside one that it excludes.
    """
    return opened_scenario(area, scenario, openings, offered(area, scenario), late=late)


def opened_scenario(
    area: Area,
    scenario: Scenario,
    openings: Mapping[str, int],
    checked: tuple[tuple[Offer, ...], Standing],
    *,
    late: int = 0,
) -> Scenario:
    """Give the scenario of a programme where the schemes of a scenario have been checked.

    Parameters
    ----------
    area, scenario, openings, late
        As of `programme_scenario`.
    checked : tuple
        From `offered`, of the same area and scenario.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        If a scheme of the programme is not known, or cannot open in its year or beside the others.
    """
    found, there = checked
    offers = {offer.scheme: offer for offer in found}
    faults = [*_unknown(offers, openings, scenario)]
    known = {name: int(year) for name, year in openings.items() if name in offers}
    faults += _broken(offers, known, late=late)
    if faults:
        raise ScenarioError(faults, what=f"The programme of the scenario {scenario.name}")
    opened = tuple((offers[name], year) for name, year in known.items())
    opened = tuple(sorted(opened, key=lambda each: (each[1], each[0].scheme)))
    rows = list(_written(rows_of_places(opened, there), scenario))
    named = {(row["site"], row["pool"], row["year"]) for row in rows}
    rows += [
        row
        for row in _written(not_open_yet(area, scenario).to_dict("records"), scenario)
        if (row["site"], row["pool"], row["year"]) not in named
    ]
    kept = tuple(row for row in scenario.content.rows if row.table not in OFFERED)
    decided = replace(scenario, content=replace(scenario.content, rows=kept))
    made = decided.with_rows("places", rows, name=_name(scenario, opened))
    title, description = _title(scenario, opened), _description(scenario, opened)
    return replace(made, content=replace(made.content, title=title, description=description))


def _unknown(
    offers: Mapping[str, Offer], openings: Mapping[str, int], scenario: Scenario
) -> Iterator[Finding]:
    for name in (name for name in openings if name not in offers):
        meant = terms.nearest_words(name, offers)
        remedy = f"Did you mean {meant}?" if meant else f"It has {', '.join(offers) or 'none'}."
        words: dict[str, Any] = {"value": name, "scenario": scenario.name, "meant": remedy}
        yield finding("programme_unknown_scheme", file="openings", **words)


def _broken(
    offers: Mapping[str, Offer], openings: Mapping[str, int], *, late: int
) -> Iterator[Finding]:
    """Find openings in years that are not offered, and conditions that are not met."""
    for name, year in openings.items():
        offer = offers[name]
        at: dict[str, Any] = {"file": "openings", "value": name, "scheme": name}
        label = terms.year_label(year)
        if not offer.opens <= year <= offer.latest + late:
            first, last = terms.year_label(offer.opens), terms.year_label(offer.latest)
            yield finding("programme_outside_window", year=label, opens=first, latest=last, **at)
        for other in offer.requires:
            if openings.get(other, year + 1) > year:
                yield finding("programme_requires", year=label, other=other, **at)
        for other in offer.excludes:
            if other in openings and name < other:
                yield finding("programme_excludes", other=other, **at)


def rows_of_places(opened: Opened, there: Standing) -> Rows:
    """Lay the changes of schemes over the places that there are without them.

    Parameters
    ----------
    opened : tuple of (Offer, int)
        Schemes with the academic years in which they open.
    there : Standing
        The places without them.

    Returns
    -------
    list of dict
        Rows of `places` of every pool that a scheme changes, from its first opening on.
    """
    changing: dict[Pool, list[tuple[Offer, int]]] = {}
    for offer, year in opened:
        for pool in by_pool(offer):
            changing.setdefault(pool, []).append((offer, year))
    rows: Rows = []
    for pool, here in sorted(changing.items(), key=lambda held: held[0]):
        rows += _path(pool, here, there)
    return rows


def _path(pool: Pool, here: list[tuple[Offer, int]], there: Standing) -> Iterator[dict[str, Any]]:
    """Lay the changes of schemes over the places that a pool has without them."""
    steps = [(by_pool(offer)[pool], year) for offer, year in here]
    begins = {year + step.since for own, year in steps for step in own}
    first = min(begins)
    years = begins | {held.year for held in there.paths[pool] if held.year > first}
    before = 0
    for year in sorted(years):
        held = there.at(pool, year)
        assert held is not None  # a scheme opens no pool before it begins: `scheme_before_pool`
        change = sum(change_at(own, year - opening) for own, opening in steps)
        if change or before:  # else what is there stands as it is
            yield {
                "site": pool[0],
                "pool": pool[1],
                "year": year,
                "places": held.places + change,
                "taken": held.taken,
                "basis": terms.weakest([held.basis, *(offer.basis for offer, _ in here)]),
            }
        before = change


def _written(rows: Iterable[Mapping[Any, Any]], scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Write rows as a scenario states them: before the slip by which they will come later."""
    slip = scenario.assumption("opening_slip_years")
    for row in rows:
        years = slip.at(ALWAYS, site=row["site"])
        assert isinstance(years, int)
        taken = None if isnan(row["taken"]) else row["taken"]
        yield {**row, "year": row["year"] - years, "taken": taken}


def _listed(opened: Opened) -> str:
    return ", ".join(f"{offer.scheme} {year}" for offer, year in opened)


def _name(scenario: Scenario, opened: Opened) -> str:
    """Name a programme by its schemes, or count them where that is too long for a name."""
    whole = f"{scenario.name} with {_listed(opened) or 'no scheme'}"
    if len(whole) <= LONGEST_LINE:
        return whole
    years: dict[int, int] = {}
    for _, year in opened:
        years[year] = years.get(year, 0) + 1
    counted = ", ".join(f"{count} in {year}" for year, count in years.items())
    ending = f" with {len(opened)} schemes ({counted})"
    return scenario.name[: LONGEST_LINE - len(ending)] + ending


def _title(scenario: Scenario, opened: Opened) -> str:
    said = ", ".join(f"{offer.name} {terms.year_label(year)}" for offer, year in opened)
    whole = f"{scenario.title}: {said or NO_SCHEME_OPENS}"
    if len(whole) <= LONGEST_LINE:
        return whole
    ending = f": {len(opened)} scheme{'' if len(opened) == 1 else 's'} open"
    return scenario.title[: LONGEST_LINE - len(ending)] + ending


def _description(scenario: Scenario, opened: Opened) -> str:
    said = [f"{offer.name} ({offer.scheme}) opens in {terms.year_label(y)}" for offer, y in opened]
    whole = f"{'; '.join(said) or 'No scheme opens'}."
    return f"{scenario.description} {whole}".strip()
