"""A scheme as it is offered: its places by year since opening, its costs and its conditions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlacesStep:
    """What a scheme changes in one pool from one of its years on.

    Parameters
    ----------
    site, pool : str
    since : int
        Years since the opening; 0 is the September in which it opens.
    places : int
        By how many places the pool has more than without the scheme, from then until the next
        step; below nought where it loses them [places].
    """

    site: str
    pool: str
    since: int
    places: int


@dataclass(frozen=True, slots=True)
class Spend:
    """An amount that a scheme costs besides what its children cost.

    Parameters
    ----------
    item : str
        "capital" or "start_up", paid once; or "running", paid each year from then until the next
        one of its payer.
    since : int
        Financial years since the one in which it opens (April before that September); below
        nought before it.
    pounds : float
        In the prices of its own price year, before optimism bias and contingency; below nought
        for a receipt [pounds].
    price_year : int
        Financial year.
    payer : str
        As in the list of payers.
    basis, source : str
    contingency_percent : float
        To be added to the pounds, before optimism bias [percent].
    """

    item: str
    since: int
    pounds: float
    price_year: int
    payer: str
    basis: str
    source: str
    contingency_percent: float = 0.0


@dataclass(frozen=True, slots=True)
class Offer:
    """A scheme that may be chosen.

    Parameters
    ----------
    scheme, name : str
        Short name, and name in full.
    kind : str
        "new_school", "expansion", "base", "designation" or "closure".
    site : str
        The site at which it opens.
    status : str
        How far it has come: "idea", "feasibility", "approved" or "building".
    fixed : bool
        Whether it opens whatever else does, and only when is to be chosen.
    opens, latest : int
        First and last academic year in which it may open.
    steps : tuple of PlacesStep
        In order of site, pool and year since.
    spends : tuple of Spend
    excludes, requires : tuple of str
        Other schemes.
    basis, source : str
    """

    scheme: str
    name: str
    kind: str
    site: str
    status: str
    fixed: bool
    opens: int
    latest: int
    steps: tuple[PlacesStep, ...]
    spends: tuple[Spend, ...]
    excludes: tuple[str, ...]
    requires: tuple[str, ...]
    basis: str
    source: str
